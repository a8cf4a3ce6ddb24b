/** One field at work: what the editor's parts share. */
import { computed, effect, type ReadonlySignal } from "@preact/signals";
import { isObject } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { type Label, labelsOf } from "../annotation.labels";
import { keep, recalled } from "../kept";
import { Editing } from "./editing";
import { type Keys, keysOf, NO_KEYS, pressKey, StageKeys } from "./keys";
import { answerOf, KINDS, type Kind, placesIn, polygonOf, type Shape, shapesOf } from "./shapes";
import { Sight } from "./sight";

const PLUGIN = "plugin.field.image-annotation.hotkeys";

export class Work {
  readonly sight = new Sight();
  readonly editing: Editing;
  readonly stageKeys: StageKeys;
  readonly #shapes: ReadonlySignal<readonly Shape[]>;
  readonly #labels: ReadonlySignal<readonly Label[]>;
  readonly #kinds: ReadonlySignal<readonly Kind[]>;
  readonly #keys: ReadonlySignal<Keys>;

  /** `only`: a field of one kind of shape, without labels and without keys. */
  constructor(
    readonly mount: Mount,
    readonly only: Kind | undefined,
  ) {
    this.#shapes = computed(() => shapesOf(mount.value));
    this.#keys = computed(() =>
      only || this.isDisabled ? NO_KEYS : keysOf(mount.task.pluginProps(PLUGIN)[0]),
    );
    this.#labels = computed(() => (only ? [] : labelsOf(mount.props.labels, this.#keys.value.labels)));
    this.#kinds = computed(() => (only ? [only] : kindsOf(mount.props.shapes)));
    this.editing = new Editing(this.#source());
    this.editing.resume(placesIn(recalled(mount).polygon));
    this.stageKeys = new StageKeys(this.editing, this.sight);
  }

  /** Keep what is half drawn for as long as it is; gives what ends it. */
  keepDrawing(): () => void {
    return effect(() => {
      const drawing = this.editing.drawing.value;
      const polygon = drawing?.kind === "polygon" ? polygonOf(drawing.places).points : [];
      keep(this.mount, polygon.length > 0 ? { polygon } : undefined);
    });
  }

  #source() {
    const self = this;
    return {
      get shapes() {
        return self.#shapes.value;
      },
      get kinds() {
        return self.kinds;
      },
      get labels() {
        return self.labels;
      },
      get isDisabled() {
        return self.isDisabled;
      },
      write: (shapes: readonly Shape[]) => self.mount.write(answerOf(shapes)),
    };
  }

  get isDisabled(): boolean {
    return this.mount.isDisabled;
  }

  get kinds(): readonly Kind[] {
    return this.#kinds.value;
  }

  get labels(): readonly Label[] {
    return this.#labels.value;
  }

  get keys(): Keys {
    return this.#keys.value;
  }

  /** The label of a shape, where there is such a label. */
  labelOf(shape: Shape): Label | undefined {
    return this.labels.find((label) => label.value === shape.label);
  }

  /** Do what one of the page's keys stands for here. */
  readonly press = (key: string): boolean => pressKey(key, this.#keys.peek(), this.editing, this);
}

/** Which shapes may be drawn: all where nothing is said, else those that are true. */
export function kindsOf(given: unknown): Kind[] {
  return KINDS.filter((kind) => !isObject(given) || given[kind] === true);
}
