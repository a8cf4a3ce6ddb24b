/** The work of drawing: tools, what is being drawn, what is selected, what is asked. Signals, no DOM. */
import { computed, signal } from "@preact/signals";
import { t } from "~/kit/i18n";
import type { Label } from "../annotation.labels";
import { cornerAt, distance, type Place, plus, within } from "./geometry";
import type { Hit } from "./hits";
import {
  canLoseVertex,
  type Kind,
  LEAST_VERTICES,
  moved,
  pointAt,
  polygonOf,
  rectangleOf,
  type Shape,
  verticesOf,
  withLabel,
  withoutVertex,
  withVertex,
} from "./shapes";

export type Tool = "select" | Kind;

export type Drawing =
  | { readonly kind: "rectangle"; readonly from: Place; readonly to: Place }
  | { readonly kind: "polygon"; readonly places: readonly Place[] };

/** What is asked before something is lost. */
export interface Question {
  readonly about: "deleteAll" | "abandon";
  /** What follows of a yes. */
  readonly proceed: () => void;
}

/** Whose shapes they are. Reading subscribes. */
export interface Source {
  readonly shapes: readonly Shape[];
  readonly kinds: readonly Kind[];
  readonly labels: readonly Label[];
  readonly isDisabled: boolean;
  write(shapes: readonly Shape[]): void;
}

/** Whether two places of the picture are so close on the screen that a press cannot tell them apart. */
export type Nearness = (one: Place, other: Place) => boolean;

export class Editing {
  readonly #chosen = signal<Tool>("select");
  readonly #armed = signal<string | undefined>(undefined);
  readonly #selected = signal<Hit | undefined>(undefined);
  /** A shape on its way, not in the answer yet. */
  readonly #moving = signal<{ readonly index: number; readonly shape: Shape } | undefined>(undefined);
  readonly drawing = signal<Drawing | undefined>(undefined);
  /** Where the pointer is, or the keyboard's cross. */
  readonly pointer = signal<Place | undefined>(undefined);
  /** Whether it is the keyboard's. */
  readonly isByKeys = signal(false);
  readonly question = signal<Question | undefined>(undefined);
  /** What the worker should know: shown, and told to those who cannot see. */
  readonly notice = signal("");
  /** What was just done: told only. */
  readonly said = signal("");

  constructor(private readonly source: Source) {
    this.#chosen.value = source.shapes.length > 0 ? "select" : (source.kinds[0] ?? "select");
  }

  readonly tool = computed<Tool>(() => {
    const chosen = this.#chosen.value;
    const isThere = chosen === "select" || this.source.kinds.includes(chosen);
    return isThere && !this.source.isDisabled ? chosen : "select";
  });

  readonly shapes = computed<readonly Shape[]>(() => {
    const moving = this.#moving.value;
    if (!moving) return this.source.shapes;
    return this.source.shapes.map((shape, index) => (index === moving.index ? moving.shape : shape));
  });

  readonly selected = computed<Hit | undefined>(() => {
    const hit = this.#selected.value;
    const shape = hit && this.shapes.value[hit.shape];
    if (!shape || this.source.isDisabled) return undefined;
    return hit.vertex !== undefined && hit.vertex >= verticesOf(shape).length ? { shape: hit.shape } : hit;
  });

  get selectedShape(): Shape | undefined {
    const hit = this.selected.value;
    return hit && this.shapes.value[hit.shape];
  }

  /** The label of the selected shape, or else of what will be drawn next. */
  readonly label = computed<string | undefined>(() => {
    const shape = this.selectedShape;
    return shape ? shape.label : this.#armedLabel;
  });

  get #armedLabel(): string | undefined {
    const { labels } = this.source;
    const armed = this.#armed.value;
    return labels.some((label) => label.value === armed) ? armed : labels[0]?.value;
  }

  /** Go on with a polygon that was begun before a reload. */
  resume(places: readonly Place[]): void {
    if (places.length === 0 || this.source.isDisabled || !this.source.kinds.includes("polygon")) return;
    this.#chosen.value = "polygon";
    this.drawing.value = { kind: "polygon", places };
  }

  // --- tools and labels ---

  use(tool: Tool): void {
    this.#orAsk(() => {
      this.drawing.value = undefined;
      this.#selected.value = undefined;
      this.notice.value = "";
      this.#chosen.value = tool;
    });
  }

  /** Give the selected shape a label, or arm it for the next ones. */
  choose(label: Label): void {
    const hit = this.selected.peek();
    if (!hit) {
      this.#armed.value = label.value;
      return;
    }
    this.#change((shapes) =>
      shapes.map((shape, index) => (index === hit.shape ? withLabel(shape, label.value) : shape)),
    );
    this.said.value = t("annotation.labelled", { label: label.words });
  }

  // --- drawing ---

  /** A press with a drawing tool. */
  press(place: Place, isNear: Nearness): void {
    this.#selected.value = undefined;
    this.notice.value = "";
    const tool = this.tool.peek();
    if (tool === "point") this.#add(pointAt(place));
    else if (tool === "rectangle") this.#pressRectangle(place, isNear);
    else if (tool === "polygon") this.#pressPolygon(within(place), isNear);
  }

  #pressRectangle(place: Place, isNear: Nearness): void {
    if (this.drawing.peek()?.kind === "rectangle") this.finishRectangle(place, isNear);
    else this.startRectangle(place);
  }

  startRectangle(place: Place): void {
    this.#selected.value = undefined;
    this.notice.value = "";
    this.drawing.value = { kind: "rectangle", from: within(place), to: within(place) };
  }

  stretch(place: Place): void {
    const drawing = this.drawing.peek();
    if (drawing?.kind === "rectangle") this.drawing.value = { ...drawing, to: within(place) };
  }

  /** The opposite corner. Where it is the first one again, there is nothing to keep. */
  finishRectangle(place: Place, isNear: Nearness): void {
    const drawing = this.drawing.peek();
    if (drawing?.kind !== "rectangle") return;
    this.drawing.value = undefined;
    const shape = rectangleOf(drawing.from, place);
    const isFlat = shape.width === 0 || shape.height === 0 || isNear(drawing.from, within(place));
    if (isFlat) this.notice.value = t("annotation.flat");
    else this.#add(shape);
  }

  #pressPolygon(place: Place, isNear: Nearness): void {
    const drawing = this.drawing.peek();
    const places = drawing?.kind === "polygon" ? drawing.places : [];
    const [first] = places;
    const last = places.at(-1);
    if (last && isNear(last, place) && (places.length === 1 || !(first && isNear(first, place)))) return;
    if (first && isNear(first, place)) {
      this.confirm();
      return;
    }
    this.drawing.value = { kind: "polygon", places: [...places, place] };
    this.said.value = t("annotation.vertices", { n: places.length + 1 });
  }

  /** Close the polygon that is being drawn. */
  confirm(): void {
    const drawing = this.drawing.peek();
    if (drawing?.kind !== "polygon") return;
    if (drawing.places.length < LEAST_VERTICES) {
      this.notice.value = t("annotation.tooFew");
      return;
    }
    this.drawing.value = undefined;
    this.notice.value = "";
    this.#add(polygonOf(drawing.places));
  }

  /** Give up what is being drawn; a polygon took work, so it is asked for. */
  cancel(): void {
    this.#orAsk(() => {
      this.drawing.value = undefined;
      this.notice.value = "";
    });
  }

  /** Do something that ends a drawing; ask first if that is a polygon. */
  #orAsk(proceed: () => void): void {
    if (this.drawing.peek()?.kind === "polygon") this.question.value = { about: "abandon", proceed };
    else proceed();
  }

  /** Take the last vertex of the polygon that is being drawn back. */
  stepBack(): void {
    const drawing = this.drawing.peek();
    if (drawing?.kind !== "polygon") return;
    const places = drawing.places.slice(0, -1);
    this.drawing.value = places.length > 0 ? { kind: "polygon", places } : undefined;
    this.said.value = t("annotation.vertices", { n: places.length });
  }

  #add(shape: Shape): void {
    this.#change((shapes) => [...shapes, withLabel(shape, this.#armedLabel)]);
    this.said.value = t("annotation.added", { shape: t(`annotation.${shape.shape}`) });
  }

  // --- selecting and moving ---

  select(hit: Hit | undefined): void {
    this.notice.value = "";
    this.#selected.value = hit;
  }

  /** Begin to pull what is hit; each call of what this gives puts it so far from where it was. */
  grasp(hit: Hit): (by: Place) => void {
    const before = this.shapes.peek()[hit.shape];
    if (!before || this.source.isDisabled) return () => {};
    const start = hit.vertex === undefined ? undefined : verticesOf(before)[hit.vertex];
    return (by) => {
      const isVertex = hit.vertex !== undefined && start !== undefined;
      const shape = isVertex ? withVertex(before, hit.vertex, plus(start, by)) : moved(before, by);
      this.#moving.value = { index: hit.shape, shape };
      if (isVertex) this.#followCorner(hit, shape, within(plus(start, by)));
    };
  }

  /** A corner that was pulled across a side has become another one. */
  #followCorner(hit: Hit, shape: Shape, place: Place): void {
    if (shape.shape === "rectangle") {
      this.#selected.value = { shape: hit.shape, vertex: cornerAt(shape, place) };
    }
  }

  /** Move the selected vertex or shape by a step, as keys do; `settle` ends it. */
  nudge(by: Place): void {
    const hit = this.selected.peek();
    if (hit) this.grasp(hit)(by);
  }

  /** The move has ended: now it is in the answer. */
  settle(): void {
    const moving = this.#moving.peek();
    if (!moving) return;
    this.#change((shapes) => shapes.map((shape, index) => (index === moving.index ? moving.shape : shape)));
    this.#moving.value = undefined;
  }

  /** The move did not count. */
  drop(): void {
    this.#moving.value = undefined;
  }

  // --- deleting ---

  /** Delete what is selected: a vertex of a polygon while enough are left, else the shape. */
  deleteSelected(): void {
    const hit = this.selected.peek();
    const shape = this.selectedShape;
    if (!hit || !shape) return;
    if (hit.vertex !== undefined && shape.shape === "polygon") this.deleteVertex();
    else this.deleteShape();
  }

  deleteShape(): void {
    const hit = this.selected.peek();
    if (!hit) return;
    this.#moving.value = undefined;
    this.#selected.value = undefined;
    this.notice.value = "";
    this.#change((shapes) => shapes.filter((_, index) => index !== hit.shape));
    this.said.value = t("annotation.deleted");
  }

  deleteVertex(): void {
    const hit = this.selected.peek();
    const shape = this.selectedShape;
    if (!shape || hit?.vertex === undefined) return;
    if (!canLoseVertex(shape)) {
      this.notice.value = t("annotation.tooFew");
      return;
    }
    const next = withoutVertex(shape, hit.vertex);
    this.#moving.value = undefined;
    this.#change((shapes) => shapes.map((one, index) => (index === hit.shape ? next : one)));
    this.#selected.value = { shape: hit.shape };
    this.said.value = t("annotation.vertexDeleted");
  }

  askDeleteAll(): void {
    if (this.shapes.peek().length === 0 && !this.drawing.peek()) return;
    const proceed = () => {
      this.drawing.value = undefined;
      this.#selected.value = undefined;
      this.notice.value = "";
      this.#change(() => []);
      this.said.value = t("annotation.allDeleted");
    };
    this.question.value = { about: "deleteAll", proceed };
  }

  answer(isYes: boolean): void {
    const question = this.question.peek();
    this.question.value = undefined;
    if (isYes) question?.proceed();
  }

  #change(how: (shapes: readonly Shape[]) => readonly Shape[]): void {
    this.source.write(how(this.source.shapes));
  }
}

/** Nearness on a screen: two places of the picture are near within so many pixels. */
export function nearWithin(slop: number, onScreen: (place: Place) => Place): Nearness {
  return (one, other) => distance(onScreen(one), onScreen(other)) <= slop;
}
