// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import { offsetOf, placeAt, spanIn } from "./ranges";

const PIECES = ["Acme", " sold ", "20", " 🫙, é\r\n"];
const CONTENT = PIECES.join("");

function draw(): HTMLElement {
  const root = document.createElement("div");
  for (const [index, piece] of PIECES.entries()) {
    const element = document.createElement(index % 2 === 0 ? "mark" : "span");
    element.textContent = piece;
    root.append(element);
  }
  const around = document.createElement("section");
  around.append("before", root, "behind");
  document.body.replaceChildren(around);
  return root;
}

function range(from: { node: Node; at: number }, to: { node: Node; at: number }): Range {
  const made = document.createRange();
  made.setStart(from.node, from.at);
  made.setEnd(to.node, to.at);
  return made;
}

describe("places in a drawn text", () => {
  test("are its offsets, there and back", () => {
    const root = draw();
    for (let offset = 0; offset <= CONTENT.length; offset += 1) {
      const { node, at } = placeAt(root, offset);
      expect(offsetOf(root, node, at)).toBe(offset);
    }
    expect(placeAt(root, 99).at).toBe(PIECES.at(-1)?.length);
  });

  test("a range over several pieces is one span", () => {
    const root = draw();
    expect(spanIn(root, range(placeAt(root, 2), placeAt(root, 14)))).toEqual({ start: 2, end: 14 });
  });

  test("a range that begins before the text or ends behind it is cut; one around it is none of ours", () => {
    const root = draw();
    const [before, behind] = [root.previousSibling as Node, root.nextSibling as Node];
    expect(spanIn(root, range({ node: before, at: 2 }, placeAt(root, 3)))).toEqual({ start: 0, end: 3 });
    expect(spanIn(root, range(placeAt(root, 3), { node: behind, at: 1 }))).toEqual({
      start: 3,
      end: CONTENT.length,
    });
    expect(spanIn(root, range({ node: before, at: 0 }, { node: behind, at: 1 }))).toBeUndefined();
    expect(spanIn(root, range({ node: before, at: 0 }, { node: before, at: 3 }))).toBeUndefined();
  });
});
