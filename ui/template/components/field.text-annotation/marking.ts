/** The work of marking a text: what is selected, which label is armed, what follows. Signals, no DOM. */
import { computed, signal } from "@preact/signals";
import { t } from "~/kit/i18n";
import type { Label } from "../annotation.labels";
import {
  cleared,
  isEmpty,
  isWithin,
  type Mark,
  markAt,
  marked,
  marksUnder,
  type Span,
  spanOf,
  type Trim,
} from "./intervals";
import { wholeWords, withoutEdges, wordAt } from "./words";

/** Whose text and marks they are. Reading subscribes. */
export interface Source {
  readonly content: string;
  readonly marks: readonly Mark[];
  readonly labels: readonly Label[];
  /** Whether only whole words are marked. */
  readonly byWords: boolean;
  readonly isDisabled: boolean;
  write(marks: readonly Mark[]): void;
}

const MOST_SHOWN = 40;

export class Marking {
  readonly #armed = signal<string | undefined>(undefined);
  /** What is selected; nothing where it is empty. */
  readonly span = signal<Span | undefined>(undefined);
  readonly caret = signal(0);
  /** The end of a selection that stays when keys move the other one. */
  anchor = 0;
  /** Whether the caret is the keyboard's, and shown. */
  readonly isByKeys = signal(false);
  /** What the worker should know. */
  readonly notice = signal("");
  /** What was just done, for those who cannot see it. */
  readonly said = signal("");

  constructor(private readonly source: Source) {}

  readonly armed = computed<Label | undefined>(() =>
    this.source.labels.find((label) => label.value === this.#armed.value),
  );

  /** The label that shows as pressed: that of the selected mark, else the armed one. */
  readonly pressed = computed<string | undefined>(() => {
    const span = this.span.value;
    if (!span) return this.#armed.value;
    return marksUnder(this.source.marks, span).find((mark) => isWithin([mark], span, mark.label))?.label;
  });

  get selectedText(): string {
    const span = this.span.value;
    return span ? short(this.source.content.slice(span.start, span.end)) : "";
  }

  /** A selection is under way. */
  select(span: Span): void {
    this.notice.value = "";
    this.span.value = isEmpty(span) ? undefined : span;
  }

  /** A selection is done: with an armed label it is marked at once. */
  finish(span: Span): void {
    this.select(span);
    const armed = this.armed.peek();
    if (armed && !isEmpty(span)) this.#mark(span, armed);
  }

  /** A click or a tap: a mark there gets selected. A finger means the word where there is none. */
  tap(offset: number, meansWord: boolean): void {
    this.caret.value = offset;
    this.anchor = offset;
    const mark = markAt(this.source.marks, offset);
    if (mark) this.select(spanOf(mark));
    else if (meansWord) this.finish(wordAt(this.source.content, offset));
    else this.select({ start: offset, end: offset });
  }

  /** Mark what is selected, or arm the label for what will be. */
  choose(label: Label): void {
    const span = this.span.peek();
    if (span) this.#mark(span, label);
    else this.#armed.value = this.#armed.peek() === label.value ? undefined : label.value;
  }

  #mark(span: Span, label: Label): void {
    if (this.source.isDisabled) return;
    const { content, marks, byWords } = this.source;
    const wanted = byWords ? wholeWords(span, content) : span;
    this.#leave(wanted);
    if (isEmpty(wanted)) {
      this.notice.value = t("annotation.text.noWord");
      return;
    }
    const segment = short(content.slice(wanted.start, wanted.end));
    const isRemoval = isWithin(marks, wanted, label.value);
    this.source.write(marked(marks, wanted, label.value, content, this.#trim));
    this.said.value = isRemoval
      ? t("annotation.text.cleared", { segment })
      : t("annotation.text.marked", { segment, label: label.words });
  }

  /** Take the labels from what is selected, or from the mark at the keyboard's caret. */
  clear(): void {
    if (this.source.isDisabled) return;
    const { content, marks, byWords } = this.source;
    const atCaret = this.isByKeys.peek() ? markAt(marks, this.caret.peek()) : undefined;
    const span = this.span.peek() ?? (atCaret && spanOf(atCaret));
    if (!span || marksUnder(marks, span).length === 0) {
      this.notice.value = t("annotation.text.nothing");
      return;
    }
    const wanted = byWords ? wholeWords(span, content) : span;
    this.#leave(wanted);
    this.source.write(cleared(marks, wanted, content, this.#trim));
    const segment = short(content.slice(wanted.start, wanted.end));
    this.said.value = t("annotation.text.cleared", { segment });
  }

  /** Enter: mark what is selected with the armed label; else select the mark or the word at the caret. */
  enter(): void {
    const span = this.span.peek();
    const armed = this.armed.peek();
    if (span && armed) this.#mark(span, armed);
    else if (!span) this.tap(this.caret.peek(), true);
  }

  /** Escape: first what is selected, then the armed label. Whether there was something to leave. */
  escape(): boolean {
    if (this.span.peek()) this.select({ start: 0, end: 0 });
    else if (this.#armed.peek() !== undefined) this.#armed.value = undefined;
    else return false;
    return true;
  }

  /** The selection has done its work; keys go on behind it. */
  #leave(span: Span): void {
    this.notice.value = "";
    this.span.value = undefined;
    this.caret.value = span.end;
    this.anchor = span.end;
  }

  get #trim(): Trim | undefined {
    const { byWords, content } = this.source;
    return byWords ? (span) => withoutEdges(span, content) : undefined;
  }
}

function short(text: string): string {
  const letters = [...text];
  return letters.length > MOST_SHOWN ? `${letters.slice(0, MOST_SHOWN - 1).join("")}…` : text;
}
