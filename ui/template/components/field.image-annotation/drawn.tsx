import { useEffect, useRef } from "preact/hooks";
import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import { type Lie, onScreen, type Place } from "./geometry";
import { type Shape, verticesOf } from "./shapes";
import type { Work } from "./work";

/** The shapes over the picture, each to be reached by Tab, and what is being drawn. */
export function Drawn({ work }: { work: Work }) {
  const { editing, sight } = work;
  if (!sight.isReady.value) return null;
  const selected = editing.selected.value;
  const lie = sight.lie.value;
  return (
    <>
      {editing.shapes.value.map((shape, index) => (
        <g key={index}>
          <Outline work={work} shape={shape} index={index} lie={lie} isSelected={index === selected?.shape} />
          {index === selected?.shape && shape.shape !== "point" ? (
            <Vertices work={work} shape={shape} index={index} lie={lie} />
          ) : null}
        </g>
      ))}
      <InProgress work={work} lie={lie} />
      <Cross work={work} lie={lie} />
    </>
  );
}

interface OutlineProps {
  work: Work;
  shape: Shape;
  index: number;
  lie: Lie;
  isSelected: boolean;
}

function Outline({ work, shape, index, lie, isSelected }: OutlineProps) {
  const label = work.labelOf(shape);
  const style = label ? { "--tb-mark": label.colour, "--tb-mark-ink": label.ink } : undefined;
  const places = verticesOf(shape).map((place) => onScreen(lie, place));
  const select = () => work.editing.select({ shape: index });
  const role = work.isDisabled
    ? { role: "img" as const }
    : { ...BUTTON, "aria-pressed": isSelected, onFocus: select, onClick: select };
  return (
    <g
      class={`tb-shape ${isSelected ? "tb-shape-selected" : ""}`}
      style={style}
      data-shape={index}
      aria-label={nameOf(shape, index, label?.words ?? textOf(shape.label))}
      {...role}
    >
      {shape.shape === "point" ? <Dot at={places[0]} /> : <Polygon places={places} />}
      {label ? <Tag words={label.words} places={places} isPoint={shape.shape === "point"} /> : null}
    </g>
  );
}

function nameOf(shape: Shape, index: number, label: string): string {
  const kind = t(`annotation.${shape.shape}`);
  const name = t("annotation.shape", { kind, n: index + 1 });
  return label === "" ? name : `${name}: ${label}`;
}

function Polygon({ places }: { places: readonly Place[] }) {
  const points = listed(places);
  return (
    <>
      <polygon class="tb-shape-halo" points={points} />
      <polygon class="tb-shape-line" points={points} />
    </>
  );
}

function Dot({ at = { x: 0, y: 0 } }: { at: Place | undefined }) {
  return (
    <>
      <circle class="tb-shape-halo" cx={at.x} cy={at.y} r={8} />
      <circle class="tb-shape-dot" cx={at.x} cy={at.y} r={6} />
    </>
  );
}

/** The label's words at the shape's upper edge, so that colour is not all that tells shapes apart. */
function Tag({ words, places, isPoint }: { words: string; places: readonly Place[]; isPoint: boolean }) {
  const top = Math.min(...places.map((place) => place.y));
  const left = Math.min(...places.map((place) => place.x));
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a text of SVG takes no focus
    <text
      class="tb-shape-tag"
      x={isPoint ? left + 14 : left + 4}
      y={isPoint ? top + 4 : top - 7}
      aria-hidden="true"
    >
      {words}
    </text>
  );
}

interface VerticesProps {
  work: Work;
  shape: Shape;
  index: number;
  lie: Lie;
}

function Vertices({ work, shape, index, lie }: VerticesProps) {
  const name = shape.shape === "rectangle" ? "annotation.corner" : "annotation.vertex";
  return (
    <>
      {verticesOf(shape).map((place, vertex) => (
        <Vertex
          key={vertex}
          at={onScreen(lie, place)}
          name={t(name, { n: vertex + 1 })}
          isSelected={work.editing.selected.value?.vertex === vertex}
          isStillSelected={() => work.editing.selected.peek()?.vertex === vertex}
          select={() => work.editing.select({ shape: index, vertex })}
        />
      ))}
    </>
  );
}

interface VertexProps {
  at: Place;
  name: string;
  isSelected: boolean;
  /** The same, now: the focus may have gone on since this was drawn. */
  isStillSelected: () => boolean;
  select: () => void;
}

/** SVG has no buttons of its own. */
const BUTTON = { role: "button" as const, tabindex: 0 };

function Vertex({ at, name, isSelected, isStillSelected, select }: VertexProps) {
  const own = useRef<SVGGElement>(null);
  // A corner that keys pushed across a side is another one then: the focus goes along. Where the focus itself has
  // gone on meanwhile, fetching it back would set two vertices to take it from each other for ever.
  useEffect(() => {
    const focused = document.activeElement;
    const isElsewhere = focused !== own.current && focused?.parentNode === own.current?.parentNode;
    if (!isSelected || !isStillSelected()) return;
    if (isElsewhere && focused?.classList.contains("tb-vertex")) own.current?.focus();
  }, [isSelected]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it is a button
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: it is a button
    <g
      ref={own}
      class={`tb-vertex ${isSelected ? "tb-vertex-selected" : ""}`}
      {...BUTTON}
      aria-label={name}
      aria-pressed={isSelected}
      onFocus={select}
      onClick={select}
    >
      <circle cx={at.x} cy={at.y} r={isSelected ? 7 : 5} />
    </g>
  );
}

function InProgress({ work, lie }: { work: Work; lie: Lie }) {
  const { editing } = work;
  const drawing = editing.drawing.value;
  if (!drawing) return null;
  const label = work.labels.find((one) => one.value === editing.label.value);
  const style = label && { "--tb-mark": label.colour };
  if (drawing.kind === "rectangle") {
    const [a, b] = [onScreen(lie, drawing.from), onScreen(lie, drawing.to)];
    const places = [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }];
    return (
      <g class="tb-drawing" style={style}>
        <Polygon places={places} />
        <circle class="tb-drawing-vertex" cx={a.x} cy={a.y} r={4} />
      </g>
    );
  }
  const places = drawing.places.map((place) => onScreen(lie, place));
  const pointer = editing.pointer.value;
  const line = listed(pointer ? [...places, onScreen(lie, pointer)] : places);
  return (
    <g class="tb-drawing" style={style}>
      <polyline class="tb-shape-halo" points={line} />
      <polyline class="tb-shape-line" points={line} />
      {places.map((place, index) => (
        <circle key={index} class="tb-drawing-vertex" cx={place.x} cy={place.y} r={index === 0 ? 7 : 4} />
      ))}
    </g>
  );
}

/** Where the keyboard draws. */
function Cross({ work: { editing }, lie }: { work: Work; lie: Lie }) {
  const pointer = editing.pointer.value;
  if (!pointer || !editing.isByKeys.value || editing.tool.value === "select") return null;
  const { x, y } = onScreen(lie, pointer);
  const d = `M${x - 14} ${y}h28M${x} ${y - 14}v28`;
  return (
    <g class="tb-cross">
      <path class="tb-shape-halo" d={d} />
      <path class="tb-shape-line" d={d} />
    </g>
  );
}

function listed(places: readonly Place[]): string {
  return places.map(({ x, y }) => `${x},${y}`).join(" ");
}
