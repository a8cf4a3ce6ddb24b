/** Places in a text that is drawn in several elements: from the DOM to offsets, and back. */
import type { Span } from "./intervals";

/** How many UTF-16 units of the element's text come before a place of the DOM. */
export function offsetOf(root: Node, node: Node, at: number): number {
  const range = document.createRange();
  range.setStart(root, 0);
  range.setEnd(node, at);
  return range.toString().length;
}

/** The part of the element's text that a range covers; nothing where it is elsewhere. */
export function spanIn(root: Node, range: Range): Span | undefined {
  if (!range.intersectsNode(root)) return undefined;
  const startsIn = root.contains(range.startContainer);
  const endsIn = root.contains(range.endContainer);
  // A range that only holds the whole element is somebody's "select all" of the page.
  if (!startsIn && !endsIn) return undefined;
  const start = startsIn ? offsetOf(root, range.startContainer, range.startOffset) : 0;
  const end = endsIn ? offsetOf(root, range.endContainer, range.endOffset) : (root.textContent ?? "").length;
  return { start, end };
}

/** The place of the DOM at an offset. */
export function placeAt(root: Node, offset: number): { node: Node; at: number } {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let rest = offset;
  let last: Node | undefined;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.nodeValue?.length ?? 0;
    if (rest <= length) return { node, at: rest };
    rest -= length;
    last = node;
  }
  return last ? { node: last, at: last.nodeValue?.length ?? 0 } : { node: root, at: 0 };
}

/** Where on the screen the caret at an offset is. */
export function caretBox(root: Node, offset: number): DOMRect | undefined {
  const { node, at } = placeAt(root, offset);
  const range = document.createRange();
  range.setStart(node, at);
  return [...range.getClientRects()].at(-1) ?? letterBox(range, node, at);
}

/** Where a line has just been broken an empty range has no box: the letter beside it has one. */
function letterBox(range: Range, node: Node, at: number): DOMRect | undefined {
  const length = node.nodeValue?.length ?? 0;
  if (length === 0) return undefined;
  const isEnd = at >= length;
  range.setStart(node, isEnd ? at - 1 : at);
  range.setEnd(node, isEnd ? at : at + 1);
  const box = [...range.getClientRects()].at(isEnd ? -1 : 0);
  return box && new DOMRect(isEnd ? box.right : box.left, box.top, 0, box.height);
}

interface Carets {
  caretPositionFromPoint?: (x: number, y: number) => { offsetNode: Node; offset: number } | null;
  caretRangeFromPoint?: (x: number, y: number) => Range | null;
}

/** The offset at a place of the screen; nothing beside the text. */
export function offsetAtPoint(root: Node, x: number, y: number): number | undefined {
  const carets: Carets = document;
  const position = carets.caretPositionFromPoint?.(x, y);
  if (position) return within(root, position.offsetNode, position.offset);
  const range = carets.caretRangeFromPoint?.(x, y);
  return range ? within(root, range.startContainer, range.startOffset) : undefined;
}

function within(root: Node, node: Node, at: number): number | undefined {
  return root.contains(node) ? offsetOf(root, node, at) : undefined;
}
