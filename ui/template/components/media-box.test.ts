// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import type { Mount } from "~/template/engine/mount";
import { quietHost } from "~/template/testing";
import { addressFor, boxStyle, mediaAddress } from "./media-box";

describe("the box of media", () => {
  test("is 16 to 9 and as wide as its surroundings where nothing is said", () => {
    expect(boxStyle({})).toEqual({ aspectRatio: "16 / 9" });
  });

  test("has the ratio and widths of the config before those of the component", () => {
    const given = { ratio: [4, 3], minWidth: 200, maxWidth: 600 };
    expect(boxStyle(given, { ratio: [9, 16], minWidth: 150, maxWidth: 360 })).toEqual({
      aspectRatio: "4 / 3",
      minInlineSize: "min(100%, 200px)",
      maxInlineSize: "600px",
    });
  });

  test.each([[[16]], [[16, 0]], [[-1, 2]], [["16", "9"]], ["16:9"], [[Number.NaN, 1]]])(
    "takes the component's ratio for %j",
    (ratio) => {
      expect(boxStyle({ ratio }, { ratio: [9, 16] }).aspectRatio).toBe("9 / 16");
    },
  );

  test("has no ratio where it fills the free height", () => {
    expect(boxStyle({ ratio: [1, 1], fullHeight: true })).toEqual({});
  });
});

describe("addresses of media", () => {
  test.each([["https://media.example/a.png"], ["data:image/png;base64,AA"], ["blob:https://a.example/1"]])(
    "%s may be loaded",
    (url) => {
      expect(mediaAddress(url)).toBe(url);
    },
  );

  test.each([["javascript:alert(1)"], ["file:///etc/passwd"], [""], ["  "], [undefined], ["https://"]])(
    "%s may not",
    (url) => {
      expect(mediaAddress(url)).toBeUndefined();
    },
  );

  test.each([
    ["proxy/files/a.png", "/proxyproxy/files/a.png"],
    ["files/a.png", "/proxyfiles/a.png"],
    ["https://media.example/a.png", "https://media.example/a.png"],
    ["javascript:alert(1)", undefined],
    [undefined, undefined],
  ])("%s may be a path on a requester's server", (url, expected) => {
    const mount = { task: { host: quietHost } } as unknown as Mount;
    const whole = expected?.startsWith("/") ? new URL(expected, document.baseURI).href : expected;
    expect(addressFor(mount, url)).toBe(whole);
  });
});
