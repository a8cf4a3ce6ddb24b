/** The box that pictures, videos, frames and the picture editor stand in (template-builder 6). */
import type { ComponentChildren, CSSProperties, RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "~/kit/i18n";
import { isOnServer, readable } from "~/kit/servers";
import { textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import type { Props } from "~/template/engine/schema";

export type Ratio = readonly [width: number, height: number];

const WIDE: Ratio = [16, 9];

/** What a component's box is where its config does not say. */
export interface BoxDefaults {
  readonly ratio?: Ratio;
  readonly minWidth?: number;
  readonly maxWidth?: number;
}

interface MediaBoxProps extends BoxDefaults {
  mount: Mount;
  class?: string;
  boxRef?: RefObject<HTMLDivElement | null>;
  children: ComponentChildren;
}

/**
 * A box of the config's `ratio`, `minWidth`, `maxWidth` and `fullHeight`. It is a size container, so that what
 * stands in it may measure itself by `cqw` and `cqh`.
 */
export function MediaBox({ mount, class: extra, boxRef, children, ...defaults }: MediaBoxProps) {
  const isFull = mount.props.fullHeight === true;
  const classes = `tb-media ${isFull ? "tb-media-full" : ""} ${extra ?? ""}`;
  return (
    <div ref={boxRef ?? null} class={classes} style={boxStyle(mount.props, defaults)}>
      {children}
    </div>
  );
}

/** The sizes of a box. A minimum beats a maximum, and neither makes it wider than its surroundings. */
export function boxStyle(props: Props, defaults: BoxDefaults = {}): CSSProperties {
  const [width, height] = ratioOf(props.ratio) ?? defaults.ratio ?? WIDE;
  const least = pixels(props.minWidth) ?? defaults.minWidth;
  const most = pixels(props.maxWidth) ?? defaults.maxWidth;
  return {
    ...(props.fullHeight === true ? {} : { aspectRatio: `${width} / ${height}` }),
    ...(least === undefined ? {} : { minInlineSize: `min(100%, ${least}px)` }),
    ...(most === undefined ? {} : { maxInlineSize: `${most}px` }),
  };
}

/** A right ratio: two positive numbers. */
export function ratioOf(value: unknown): Ratio | undefined {
  if (!Array.isArray(value)) return undefined;
  const [width, height] = value.map(pixels);
  return width !== undefined && height !== undefined ? [width, height] : undefined;
}

/** A positive finite number; undefined for everything else. */
export function pixels(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : undefined;
}

const LOADABLE = new Set(["http:", "https:", "data:", "blob:"]);

/** The whole address of a picture, audio or video; undefined where it is none that may be loaded. */
export function mediaAddress(url: unknown): string | undefined {
  const text = textOf(url).trim();
  if (text === "") return undefined;
  try {
    const parsed = new URL(text, document.baseURI);
    return LOADABLE.has(parsed.protocol) ? parsed.href : undefined;
  } catch {
    return undefined;
  }
}

/** The same of what may also be a path on a server of the requester's. */
export function addressFor(mount: Mount, url: unknown): string | undefined {
  const text = textOf(url).trim();
  return mediaAddress(isOnServer(text) ? mount.task.host.proxyUrl(text) : text);
}

const NEAR = "200px";

/** Whether an element was ever in view, or close to it; `atOnce` does not wait for that. */
export function useSeen(element: RefObject<Element | null>, atOnce = false): boolean {
  const [seen, setSeen] = useState(atOnce);
  useEffect(() => {
    if (seen || !element.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
      },
      { rootMargin: NEAR },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [seen]);
  return seen || atOnce;
}

interface FaultProps {
  reason: string;
  url: unknown;
  retry?: (() => void) | undefined;
}

/** In place of what could not be shown: why, the address to try by hand, and perhaps another attempt. */
export function MediaFault({ reason, url, retry }: FaultProps) {
  const address = textOf(url);
  const link = isOnServer(address) ? undefined : mediaAddress(url);
  const canFollow = link !== undefined && /^https?:/.test(link);
  return (
    <div class="tb-media-fault" role="status">
      <p>{reason}</p>
      {canFollow ? (
        <a href={link} target="_blank" rel="noopener noreferrer">
          {readable(address)}
        </a>
      ) : (
        <span class="tb-media-address">{address.slice(0, 200)}</span>
      )}
      {retry ? (
        <button type="button" class="tb-button" onClick={retry}>
          {t("views.media.retry")}
        </button>
      ) : null}
    </div>
  );
}
