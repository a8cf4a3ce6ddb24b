import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "~/kit/i18n";
import type { Ids } from "~/template/view";
import { moveCaret, moveOf } from "./caret";
import { type Mark, piecesOf, type Span } from "./intervals";
import { caretBox, offsetAtPoint, offsetOf, placeAt, spanIn } from "./ranges";
import type { Field } from "./view";

type Root = RefObject<HTMLDivElement | null>;

/** The text with its marks, and all that pointers, fingers and keys do there. */
export function MarkedText({ field, ids }: { field: Field; ids: Ids }) {
  const root = useRef<HTMLDivElement>(null);
  const { marking } = field;
  const isError = field.mount.shownError !== undefined;
  usePointer(root, field);
  useSelectionShown(root, field);
  const keys = `${ids.control}-keys`;
  return (
    <div class="tb-marks-box">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: an application, or a text to be read */}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: it always has a role */}
      <div
        ref={root}
        id={ids.control}
        class="tb-marks"
        role={field.isDisabled ? "group" : "application"}
        aria-label={t("annotation.text.area")}
        aria-invalid={field.isDisabled ? undefined : isError}
        aria-describedby={isError ? `${keys} ${ids.error}` : keys}
        tabIndex={field.isDisabled ? undefined : 0}
        onFocus={(event) => {
          marking.isByKeys.value = event.currentTarget.matches(":focus-visible");
        }}
        onBlur={() => {
          marking.isByKeys.value = false;
        }}
        onKeyDown={(event) => {
          if (press(event, field)) event.preventDefault();
        }}
      >
        {piecesOf(field.marks, field.content).map((piece, index) =>
          piece.mark ? (
            <Marked key={index} field={field} mark={piece.mark} />
          ) : (
            <span key={index}>{piece.text}</span>
          ),
        )}
      </div>
      {field.isDisabled ? null : (
        <>
          <Caret root={root} field={field} />
          <p class="tb-hidden" id={keys}>
            {t("annotation.text.keys")}
          </p>
        </>
      )}
    </div>
  );
}

function Marked({ field, mark }: { field: Field; mark: Mark }) {
  const label = field.labels.find((one) => one.value === mark.label);
  const style = label && { "--tb-mark": label.colour, "--tb-mark-ink": label.ink };
  return (
    <mark class="tb-mark" style={style} data-label={label?.words ?? mark.label}>
      {mark.segment}
    </mark>
  );
}

function press(event: KeyboardEvent, field: Field): boolean {
  const { marking, content } = field;
  const root = event.currentTarget;
  if (field.isDisabled || event.metaKey || !(root instanceof HTMLElement)) return false;
  const move = moveOf(event, root, content, marking.caret.peek());
  if (move) {
    moveCaret(marking, content, move);
    return true;
  }
  if (event.ctrlKey && event.key.toLowerCase() === "a") {
    marking.anchor = 0;
    marking.caret.value = content.length;
    marking.select({ start: 0, end: content.length });
    return true;
  }
  if (event.ctrlKey || event.altKey) return false;
  if (event.key === "Escape") return marking.escape();
  if (event.key === "Enter" || event.key === " ") marking.enter();
  else if (event.key === "Delete" || event.key === "Backspace") marking.clear();
  else return false;
  return true;
}

function selectionIn(root: HTMLElement): { span: Span; focus: number } | undefined {
  const selection = document.getSelection();
  if (!selection || selection.rangeCount === 0 || !selection.focusNode) return undefined;
  const span = spanIn(root, selection.getRangeAt(0));
  if (!span) return undefined;
  const isHere = root.contains(selection.focusNode);
  return { span, focus: isHere ? offsetOf(root, selection.focusNode, selection.focusOffset) : span.end };
}

/** How long fingers must leave a selection alone before an armed label marks it. */
const FINGERS_REST = 700;

/** Selecting with mouse, pen and fingers. */
function usePointer(root: Root, field: Field): void {
  useEffect(() => {
    const text = root.current;
    if (!text || field.isDisabled) return;
    const pointer = new Pointer(text, field);
    return pointer.start();
  }, [field, field.isDisabled]);
}

class Pointer {
  #kind = "mouse";
  #isDown = false;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly text: HTMLElement,
    private readonly field: Field,
  ) {}

  start(): () => void {
    const end = new AbortController();
    const on = { signal: end.signal };
    this.text.addEventListener("pointerdown", this.#down, on);
    this.text.addEventListener("click", this.#click, on);
    document.addEventListener("pointerup", this.#up, on);
    document.addEventListener("selectionchange", this.#changed, on);
    return () => {
      end.abort();
      clearTimeout(this.#rest);
    };
  }

  readonly #down = (event: PointerEvent) => {
    this.#kind = event.pointerType;
    this.#isDown = event.button === 0;
    this.field.marking.isByKeys.value = false;
  };

  readonly #up = () => {
    if (!this.#isDown) return;
    this.#isDown = false;
    if (this.#kind === "touch") return;
    const { marking } = this.field;
    const before = marking.span.peek();
    // A click into a selection takes it away only after this. A key may be quicker: then it is marked
    // already.
    setTimeout(() => {
      const isMarked = before !== undefined && marking.span.peek() === undefined;
      if (!isMarked) this.#finish();
    });
  };

  #finish(): void {
    const { marking } = this.field;
    const found = selectionIn(this.text);
    if (!found) return;
    if (found.span.start < found.span.end) {
      marking.caret.value = found.focus;
      marking.finish(found.span);
    } else {
      marking.tap(found.focus, false);
    }
  }

  readonly #click = (event: MouseEvent) => {
    if (this.#kind !== "touch") return;
    const offset = offsetAtPoint(this.text, event.clientX, event.clientY);
    if (offset !== undefined) this.field.marking.tap(offset, true);
  };

  /** While it is being selected; handles under fingers tell nothing else. */
  readonly #changed = () => {
    const { marking } = this.field;
    const found = selectionIn(this.text);
    if (!found) {
      this.#left();
      return;
    }
    if (isSame(found.span, marking.span.peek())) return;
    if (!this.#isDown && this.#kind !== "touch") return;
    marking.caret.value = found.focus;
    marking.select(found.span);
    if (this.#kind !== "touch") return;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      const span = marking.span.peek();
      if (span) marking.finish(span);
    }, FINGERS_REST);
  };

  /** Somebody selects something else on the page. The field's own buttons leave the selection alone. */
  #left(): void {
    const frame = this.text.closest(".tb-component");
    const selection = document.getSelection();
    const isElsewhere = selection?.type === "Range" && !frame?.contains(document.activeElement);
    if (isElsewhere) this.field.marking.select({ start: 0, end: 0 });
  }
}

function isSame(one: Span, other: Span | undefined): boolean {
  return other ? one.start === other.start && one.end === other.end : one.start === one.end;
}

/** What is selected in the field is selected on the page too, whoever did it. */
function useSelectionShown(root: Root, { marking }: Field): void {
  const span = marking.span.value;
  useLayoutEffect(() => {
    const text = root.current;
    const selection = document.getSelection();
    if (!text || !selection) return;
    const shown = selectionIn(text)?.span;
    if (!span) {
      if (shown && shown.start < shown.end) selection.removeAllRanges();
      return;
    }
    if (shown && isSame(shown, span)) return;
    const isForwards = marking.caret.peek() >= span.end;
    const from = placeAt(text, isForwards ? span.start : span.end);
    const to = placeAt(text, isForwards ? span.end : span.start);
    selection.setBaseAndExtent(from.node, from.at, to.node, to.at);
  }, [span]);
}

/** Where the keyboard is. */
function Caret({ root, field }: { root: Root; field: Field }) {
  const own = useRef<HTMLSpanElement>(null);
  const { marking, marks } = field;
  const isShown = marking.isByKeys.value;
  const at = Math.min(marking.caret.value, field.content.length);
  useLayoutEffect(() => {
    const around = own.current?.parentElement?.getBoundingClientRect();
    const box = isShown && root.current ? caretBox(root.current, at) : undefined;
    if (!own.current) return;
    own.current.hidden = !box;
    if (!box || !around) return;
    own.current.style.left = `${box.left - around.left}px`;
    own.current.style.top = `${box.top - around.top}px`;
    own.current.style.height = `${box.height}px`;
  }, [isShown, at, marks, field.content]);
  return <span ref={own} class="tb-caret" aria-hidden="true" hidden />;
}
