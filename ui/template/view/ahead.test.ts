// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from "vitest";
import { registry } from "../components/schemas";
import { compile } from "../engine/config";
import { Page } from "../engine/page";
import { inp, list, quietHost } from "../testing";
import { aheadOf, fetchAhead } from "./ahead";

const picture = { type: "view.image", url: inp("image") };

function opened(view: object, inputs: readonly object[]): Page {
  const page = new Page(compile({ view }, registry), quietHost, {
    outputSpec: {},
    tasks: inputs.map((input, index) => ({ id: `t${index}`, input, output: undefined })),
  });
  page.begin();
  return page;
}

const addresses = (page: Page) => aheadOf(page).map(({ medium, address }) => `${medium} ${address}`);

describe("what a page will show", () => {
  test("is everything with an address, in the order of the tasks, each once", () => {
    const view = list(
      picture,
      { type: "view.audio", url: inp("sound") },
      { type: "field.image-annotation", image: inp("image"), data: { type: "data.output", path: "it" } },
    );
    const page = opened(view, [
      { image: "https://there.example/1.png", sound: "https://there.example/1.mp3" },
      { image: "https://there.example/2.png", sound: "https://there.example/1.mp3" },
    ]);
    expect(addresses(page)).toEqual([
      "image https://there.example/1.png",
      "audio https://there.example/1.mp3",
      "image https://there.example/2.png",
    ]);
  });

  test("is nothing that the page carries with it, and nothing that is no address", () => {
    const page = opened(picture, [
      { image: "data:image/png;base64,AAAA" },
      { image: "javascript:alert(1)" },
      { image: "" },
      { image: 7 },
      {},
    ]);
    expect(addresses(page).filter((one) => !one.startsWith("image http"))).toEqual([]);
    expect(addresses(page).join()).not.toContain("AAAA");
  });

  test("is what is shown now, not what a condition hides", () => {
    const view = list({
      type: "helper.if",
      condition: { type: "condition.equals", data: inp("kind"), to: "picture" },
      then: picture,
    });
    const page = opened(view, [
      { kind: "picture", image: "https://there.example/1.png" },
      { kind: "none", image: "https://there.example/2.png" },
    ]);
    expect(addresses(page)).toEqual(["image https://there.example/1.png"]);
  });

  test("is bounded: films are large", () => {
    const film = { type: "view.video", url: inp("film") };
    const page = opened(
      film,
      Array.from({ length: 10 }, (_, n) => ({ film: `https://there.example/${n}.mp4` })),
    );
    expect(addresses(page)).toEqual([
      "video https://there.example/0.mp4",
      "video https://there.example/1.mp4",
    ]);
  });
});

describe("fetching", () => {
  afterEach(() => vi.unstubAllGlobals());

  test("ends with the page, and is left alone by who saves data", () => {
    const made: HTMLImageElement[] = [];
    const Real = Image;
    vi.stubGlobal(
      "Image",
      class extends Real {
        constructor() {
          super();
          made.push(this);
        }
      },
    );
    const page = opened(picture, [{ image: "https://there.example/1.png" }]);
    const stop = fetchAhead(page);
    expect(made.map((one) => one.src)).toEqual(["https://there.example/1.png"]);
    stop();
    expect(made.map((one) => one.getAttribute("src"))).toEqual([null]);

    vi.stubGlobal("navigator", { connection: { saveData: true } });
    fetchAhead(page);
    expect(made).toHaveLength(1);
  });
});
