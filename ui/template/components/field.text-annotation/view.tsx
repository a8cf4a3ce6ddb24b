import { computed } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { Frame, KeyBadge, useIds, type View } from "~/template/view";
import { useOfferedKeys } from "../annotation.keys";
import { keyOf, LabelRow, labelsOf } from "../annotation.labels";
import { marksOf } from "./intervals";
import { Marking } from "./marking";
import { MarkedText } from "./text";

const PLUGIN = "plugin.field.text-annotation.hotkeys";

const TextAnnotation: View = ({ mount }) => {
  const ids = useIds();
  const field = useMemo(() => new Field(mount), [mount]);
  const foot = useRef<HTMLDivElement>(null);
  useOfferedKeys(foot, mount, field.press);
  return (
    <Frame mount={mount} ids={ids} role="group" class="tb-annotation">
      <MarkedText field={field} ids={ids} />
      <div ref={foot} class="tb-annotation-foot">
        {field.isDisabled ? null : <Foot field={field} />}
      </div>
    </Frame>
  );
};

/** One field at work: what its parts share. */
export class Field {
  readonly marking: Marking;
  readonly #content = computed(() => textOf(this.mount.props.content));
  readonly #marks = computed(() => marksOf(this.mount.value, this.#content.value));
  readonly #keys = computed(() => (this.isDisabled ? undefined : this.mount.task.pluginProps(PLUGIN)[0]));
  readonly #labels = computed(() => labelsOf(this.mount.props.labels, this.#keys.value?.labels));

  constructor(readonly mount: Mount) {
    this.marking = new Marking(this);
  }

  get content() {
    return this.#content.value;
  }

  get marks() {
    return this.#marks.value;
  }

  get labels() {
    return this.#labels.value;
  }

  get byWords(): boolean {
    return this.mount.props.adjust === "words";
  }

  get isDisabled(): boolean {
    return this.mount.isDisabled;
  }

  /** The key that removes labels. */
  get removeKey(): string | undefined {
    return keyOf(this.#keys.value?.remove);
  }

  write(marks: readonly unknown[]): void {
    this.mount.write(marks.length > 0 ? marks : undefined);
  }

  /** Do what one of the page's keys stands for here. */
  readonly press = (key: string): boolean => {
    const label = this.#labels.peek().find((one) => one.key === key);
    if (label) this.marking.choose(label);
    else if (key === keyOf(this.#keys.peek()?.remove)) this.marking.clear();
    else return false;
    return true;
  };
}

function Foot({ field }: { field: Field }) {
  const { marking } = field;
  const notice = marking.notice.value;
  return (
    <>
      <LabelRow
        labels={field.labels}
        name={t("annotation.labels")}
        pressed={marking.pressed.value}
        choose={(label) => marking.choose(label)}
      />
      <div class="tb-annotation-now">
        <p class={`tb-annotation-how ${notice ? "tb-annotation-notice" : ""}`} role="status">
          {notice || howTo(marking)}
        </p>
        <button
          type="button"
          class="tb-annotation-act"
          aria-keyshortcuts={field.removeKey}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => marking.clear()}
        >
          {t("annotation.text.clear")}
          <KeyBadge name={field.removeKey} />
        </button>
      </div>
      <p class="tb-hidden" role="status">
        {marking.said.value}
      </p>
    </>
  );
}

function howTo(marking: Marking): string {
  if (marking.span.value) return t("annotation.text.selected", { segment: marking.selectedText });
  const armed = marking.armed.value;
  return armed ? t("annotation.text.armed", { label: armed.words }) : t("annotation.text.how");
}

export default TextAnnotation;
