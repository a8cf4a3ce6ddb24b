/** The keyboard in a text that is not for typing: a caret of our own, and selecting with it. */
import type { Marking } from "./marking";
import { caretBox, offsetAtPoint } from "./ranges";
import { nextLetter, nextWord } from "./words";

interface Move {
  readonly to: number;
  readonly isExtending: boolean;
}

/** Where an arrow or Home or End leads; nothing for other keys. */
export function moveOf(
  event: KeyboardEvent,
  root: HTMLElement,
  content: string,
  caret: number,
): Move | undefined {
  const to = targetOf(event, root, content, caret);
  return to === undefined ? undefined : { to, isExtending: event.shiftKey };
}

function targetOf(
  event: KeyboardEvent,
  root: HTMLElement,
  content: string,
  caret: number,
): number | undefined {
  const step = event.ctrlKey || event.altKey ? nextWord : nextLetter;
  const isRtl = getComputedStyle(root).direction === "rtl";
  switch (event.key) {
    case "ArrowRight":
      return step(content, caret, isRtl ? -1 : 1);
    case "ArrowLeft":
      return step(content, caret, isRtl ? 1 : -1);
    case "ArrowDown":
      return lineAway(root, caret, 1) ?? content.length;
    case "ArrowUp":
      return lineAway(root, caret, -1) ?? 0;
    case "Home":
      return 0;
    case "End":
      return content.length;
    default:
      return undefined;
  }
}

/** The place a line below or above; nothing beyond the last and the first. */
function lineAway(root: HTMLElement, caret: number, direction: 1 | -1): number | undefined {
  const box = caretBox(root, caret);
  if (!box) return undefined;
  const line = Number.parseFloat(getComputedStyle(root).lineHeight) || box.height * 1.5;
  const y = box.top + box.height / 2 + direction * line;
  const around = root.getBoundingClientRect();
  if (y < around.top || y > around.bottom) return undefined;
  const found = offsetAtPoint(root, box.left + 1, y);
  return found === caret ? undefined : found;
}

/** Move the caret, with a selection that follows it or without. */
export function moveCaret(marking: Marking, content: string, { to, isExtending }: Move): void {
  const from = marking.caret.peek();
  if (isExtending && !marking.span.peek()) marking.anchor = from;
  if (!isExtending) marking.anchor = to;
  marking.isByKeys.value = true;
  marking.caret.value = to;
  const span = { start: Math.min(marking.anchor, to), end: Math.max(marking.anchor, to) };
  marking.select(span);
  const passed = content.slice(Math.min(from, to), Math.max(from, to));
  marking.said.value = isExtending ? content.slice(span.start, span.end) : passed;
}
