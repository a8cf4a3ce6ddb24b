/** What can stand before a take: a captcha, somebody who was quicker, hostile instructions. */
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { expectFit, logIn } from "../pages";
import { Server } from "../server";

const PASSWORD = "correct horse";
const SANDBOX = { sandbox: true };
const DIGITS = "424242";
/** Pages of two tasks until a captcha is due. */
const UNTIL_CAPTCHA = 5;
const FIRST_LOAD_BYTES = 60_000;

let server: Server;

test.beforeAll(async () => {
  server = await Server.start("--sandbox-captcha-answer", DIGITS);
});

test.afterAll(() => server.stop());

test("a captcha is solved between two pages, after a wrong try and another picture", async ({ page }) => {
  const requester = await server.requester("Careful", SANDBOX);
  const worker = await server.worker("carla", PASSWORD, SANDBOX);
  const { poolId } = await requester.work({
    pages: UNTIL_CAPTCHA + 1,
    pool: { quality_control: { captcha_frequency: "HIGH", configs: [] } },
  });
  for (let done = 0; done < UNTIL_CAPTCHA; done++) await worker.complete(poolId);
  await page.goto(server.page("/", SANDBOX));
  await logIn(page, "carla", PASSWORD);
  await expect(page.getByText("A captcha first")).toBeVisible();
  await page.getByRole("button", { name: "Start Good or bad?" }).click();
  const dialog = page.getByRole("dialog", { name: "Are you there?" });
  const picture = dialog.getByRole("img", { name: "Distorted digits" });
  await expect(picture).toBeVisible();
  const first = await picture.getAttribute("src");
  await expect(dialog.getByLabel("The digits as sound")).toHaveJSProperty("error", null);
  await expectFit(page);
  await dialog.getByRole("button", { name: "Another picture" }).click();
  await expect(picture).not.toHaveAttribute("src", first ?? "");
  await dialog.getByLabel("Digits", { exact: true }).fill("000000");
  await dialog.getByRole("button", { name: "Go on" }).click();
  await expect(dialog.getByText("That was not right.")).toBeVisible();
  await expect(dialog.getByLabel("Digits", { exact: true })).toHaveValue("");
  await dialog.getByLabel("Digits", { exact: true }).fill(DIGITS);
  await dialog.getByRole("button", { name: "Go on" }).click();
  await expect(page).toHaveURL(/\/assignments\//);
  await expect(dialog).toBeHidden();
});

test("whoever comes too late is told so, and the list is looked up again", async ({ page }) => {
  const requester = await server.requester("Quick");
  await server.worker("quentin", PASSWORD);
  const { poolId } = await requester.work({ project: { public_name: "Short" } });
  await page.goto(server.page("/"));
  await logIn(page, "quentin", PASSWORD);
  const start = page.getByRole("button", { name: "Start Short" });
  await expect(start).toBeVisible();
  await requester.call("POST", `/pools/${poolId}/close`);
  await start.click();
  await expect(page.getByText("The pool does not give out work at the moment.")).toBeVisible();
  await expect(start).toBeHidden();
});

test("a requester's instructions are shown without whatever could do harm", async ({ page }) => {
  const hostile =
    '<p>Read <b>all</b> of it.</p><script>window.harmed = 1</script><img src="/app/no.png" onerror="window.harmed = 2">' +
    '<a href="javascript:window.harmed = 3">here</a><form action="/steal"><input name="password"></form>' +
    '<style>body { display: none }</style><p style="position:fixed">covering</p><svg onload="window.harmed = 4"></svg>';
  const requester = await server.requester("Mallory");
  await server.worker("ida", PASSWORD);
  await requester.work({ project: { public_name: "Harm", public_instructions: hostile } });
  await page.goto(server.page("/"));
  await logIn(page, "ida", PASSWORD);
  await page.getByRole("button", { name: "Start Harm" }).click();
  await expect(page).toHaveURL(/\/assignments\//);
  const dialog = page.getByRole("dialog", { name: "Instructions" });
  const button = page.getByRole("button", { name: "Instructions" });
  await expect(dialog.or(button).first()).toBeVisible();
  if (!(await dialog.isVisible())) await button.click();
  await expect(dialog.getByText("Read all of it.")).toBeVisible();
  await dialog.getByText("here").click();
  const shown = await dialog.locator(".prose").innerHTML();
  expect(shown).toContain("<b>all</b>");
  for (const part of ["script", "onerror", "javascript:", "form", "input", "style", "onload"]) {
    expect(shown).not.toContain(part);
  }
  expect(await page.evaluate(() => "harmed" in window)).toBe(false);
});

test("the first load is small", async ({ page }) => {
  await server.worker("fritz", PASSWORD);
  await page.goto(server.page("/"));
  await logIn(page, "fritz", PASSWORD);
  // What the page before the reload still asks for is gone with it before it can be read.
  await page.waitForLoadState("networkidle");
  const sizes = new Map<string, number>();
  page.on("response", async (response) => {
    if (response.request().resourceType() !== "script") return;
    sizes.set(response.url(), gzipSync(await response.body()).length);
  });
  await page.reload({ waitUntil: "networkidle" });
  await expect(page.getByRole("heading", { name: "Tasks", level: 1 })).toBeVisible();
  expect(sizes.size).toBeGreaterThan(0);
  const whole = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  expect(whole, JSON.stringify([...sizes])).toBeLessThan(FIRST_LOAD_BYTES);
});
