import { expect, test } from "vitest";
import { recall, remember } from "~/kit/remembered";
import { TabClaim } from "./tabs";

test("a page that is open nowhere else waits for nobody", async () => {
  const claim = new TabClaim("alone", () => {});
  await expect(claim.take()).resolves.toBeUndefined();
  claim.close();
  expect(recall("talka-open:alone")).toBeNull();
});

test("the tab opened last has the page, once the first has written down what it had", async () => {
  const happened: string[] = [];
  const first = new TabClaim("shared", () => happened.push("first wrote"));
  const second = new TabClaim("shared", () => happened.push("second wrote"));
  await first.take();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await second.take().then(() => happened.push("second goes on"));
  expect(happened).toEqual(["first wrote", "second goes on"]);
  first.close();
  expect(recall("talka-open:shared")).not.toBeNull();
  second.close();
  expect(recall("talka-open:shared")).toBeNull();
});

test("of two that are opened at once, exactly one has the page", async () => {
  const stepped: string[] = [];
  const one = new TabClaim("twins", () => stepped.push("one"));
  const other = new TabClaim("twins", () => stepped.push("other"));
  await Promise.all([one.take(), other.take()]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(stepped).toHaveLength(1);
  one.close();
  other.close();
});

test("a tab that broke off keeps nobody out", async () => {
  remember("talka-open:left", "1");
  const claim = new TabClaim("left", () => {});
  await claim.take();
  claim.close();
});

test("other pages are none of its business", async () => {
  let stepped = false;
  const one = new TabClaim("one", () => {
    stepped = true;
  });
  const other = new TabClaim("other", () => {});
  await one.take();
  await other.take();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(stepped).toBe(false);
  one.close();
  other.close();
});
