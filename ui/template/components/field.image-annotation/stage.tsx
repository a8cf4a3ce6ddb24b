import type { RefObject, TargetedPointerEvent } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { t } from "~/kit/i18n";
import type { Ids } from "~/template/view";
import { Drawn } from "./drawn";
import type { Place } from "./geometry";
import { Gestures, type Press } from "./gestures";
import type { Work } from "./work";

interface StageProps {
  work: Work;
  address: string | undefined;
  ids: Ids;
  stage: RefObject<HTMLDivElement | null>;
  fail: () => void;
}

/** The picture, the shapes over it, and all that pointers and keys do there. */
export function Stage({ work, address, ids, stage, fail }: StageProps) {
  const { sight, editing } = work;
  const gestures = useMemo(() => new Gestures(editing, sight, () => work.isDisabled), [work]);
  useSize(stage, work);
  useWheel(stage, work);
  useTouches(stage);
  useFocusKept(stage, work);
  const isError = work.mount.shownError !== undefined;
  return (
    <div
      ref={stage}
      id={ids.control}
      class={`tb-stage tb-stage-${editing.tool.value} ${isStill(work) ? "tb-stage-still" : ""}`}
      role="application"
      aria-label={t("annotation.stage")}
      aria-describedby={isError ? `${ids.control}-keys ${ids.error}` : `${ids.control}-keys`}
      aria-invalid={isError}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the focus
      tabIndex={0}
      {...pointing(gestures, stage)}
      onPointerLeave={() => {
        editing.pointer.value = undefined;
      }}
      onPointerMoveCapture={() => {
        editing.isByKeys.value = false;
      }}
      onKeyDown={(event) => {
        if (!work.stageKeys.press(event)) return;
        event.preventDefault();
        editing.isByKeys.value = true;
      }}
      onKeyUp={() => editing.settle()}
      onBlurCapture={() => editing.settle()}
    >
      {address === undefined ? null : <Picture work={work} address={address} fail={fail} />}
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the stage has the name */}
      <svg class="tb-stage-shapes">
        <Drawn work={work} />
      </svg>
    </div>
  );
}

function Picture({ work, address, fail }: { work: Work; address: string; fail: () => void }) {
  const { sight } = work;
  const { x, y, width, height } = sight.lie.value;
  return (
    <img
      class={`tb-stage-picture ${isCoarse(work) ? "tb-stage-pixels" : ""}`}
      src={address}
      alt=""
      draggable={false}
      style={{
        transform: `translate(${x}px, ${y}px)`,
        inlineSize: `${width}px`,
        blockSize: `${height}px`,
        visibility: sight.isReady.value ? "visible" : "hidden",
      }}
      onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
        // A drawing without a size of its own has none to tell.
        sight.load({ width: naturalWidth || 300, height: naturalHeight || 150 });
      }}
      onError={fail}
    />
  );
}

/** Whether a finger may scroll the page from here: nothing to draw, nothing to pan. */
function isStill(work: Work): boolean {
  return work.isDisabled && work.sight.lie.value.zoom === 1;
}

/** Whether single pixels of the picture can be seen, and are wanted sharp. */
function isCoarse({ sight }: Work): boolean {
  const picture = sight.picture.value;
  return picture !== undefined && sight.lie.value.width / picture.width > 4;
}

function pointing(gestures: Gestures, stage: RefObject<HTMLDivElement | null>) {
  type Pointing = TargetedPointerEvent<HTMLDivElement>;
  return {
    onPointerDown: (event: Pointing) => {
      if (event.pointerType === "mouse" && event.button === 2) return;
      if (event.button === 1) event.preventDefault();
      gestures.down(pressOf(event, placeOf(event, stage)));
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: Pointing) => gestures.move(event.pointerId, placeOf(event, stage)),
    onPointerUp: (event: Pointing) => gestures.up(event.pointerId, placeOf(event, stage)),
    onPointerCancel: (event: Pointing) => gestures.cancel(event.pointerId),
  };
}

function pressOf(event: PointerEvent, at: Place): Press {
  const { pointerType } = event;
  const kind = pointerType === "touch" || pointerType === "pen" ? pointerType : "mouse";
  return { id: event.pointerId, at, kind, isMiddle: event.button === 1 };
}

function placeOf(event: MouseEvent, stage: RefObject<HTMLDivElement | null>): Place {
  const box = stage.current?.getBoundingClientRect();
  return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
}

function useSize(stage: RefObject<HTMLDivElement | null>, { sight }: Work): void {
  useEffect(() => {
    const element = stage.current;
    if (!element) return;
    const measure = () => sight.resize({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    measure();
    observer.observe(element);
    return () => observer.disconnect();
  }, [sight]);
}

/** Pixels that a line and a page of the wheel are. */
const WHEEL_UNITS = [1, 16, 400];
const WHEEL_SPEED = 0.002;
const PINCH_SPEED = 0.01;

/** The wheel, and what touchpads tell as one with Control, zooms at the pointer. */
function useWheel(stage: RefObject<HTMLDivElement | null>, { sight }: Work): void {
  useEffect(() => {
    const element = stage.current;
    const zoom = (event: WheelEvent) => {
      if (event.deltaY === 0 || !sight.isReady.peek()) return;
      event.preventDefault();
      const pixels = event.deltaY * (WHEEL_UNITS[event.deltaMode] ?? 1);
      const speed = event.ctrlKey ? PINCH_SPEED : WHEEL_SPEED;
      sight.zoomAt(placeOf(event, stage), Math.exp(-pixels * speed));
    };
    element?.addEventListener("wheel", zoom, { passive: false });
    return () => element?.removeEventListener("wheel", zoom);
  }, [sight]);
}

/** Two fingers are ours even where one scrolls the page. */
function useTouches(stage: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const element = stage.current;
    const keep = (event: TouchEvent) => {
      if (event.touches.length > 1 && event.cancelable) event.preventDefault();
    };
    element?.addEventListener("touchstart", keep, { passive: false });
    element?.addEventListener("touchmove", keep, { passive: false });
    return () => {
      element?.removeEventListener("touchstart", keep);
      element?.removeEventListener("touchmove", keep);
    };
  }, []);
}

/** When the shape in focus goes, the focus stays on the stage. */
function useFocusKept(stage: RefObject<HTMLDivElement | null>, { editing }: Work): void {
  const wasInside = useRef(false);
  wasInside.current = stage.current?.contains(document.activeElement) ?? false;
  const count = editing.shapes.value.length;
  const selected = editing.selected.value;
  useEffect(() => {
    const isLost = document.activeElement === document.body || document.activeElement === null;
    if (wasInside.current && isLost) stage.current?.focus({ preventScroll: true });
  }, [count, selected]);
}
