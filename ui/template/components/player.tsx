/** What the players of sounds and of films have in common. */
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { keyShortcut } from "./keys";
import { addressFor, MediaFault, mediaAddress } from "./media-box";
import { notePlaying, type PlayerMemory } from "./playing";

interface Player<Element extends HTMLMediaElement> {
  readonly element: RefObject<Element | null>;
  /** What may be loaded; nothing where that failed. */
  readonly address: string | undefined;
  /** The key that plays and pauses. */
  readonly key: string | undefined;
  readonly attributes: {
    readonly "aria-label": string;
    readonly "aria-keyshortcuts": string | undefined;
    readonly onPlay: () => void;
    readonly onEnded: () => void;
    readonly onError: () => void;
  };
}

interface PlayerOptions {
  /** What it is called without a label. */
  readonly name: string;
  readonly repeats?: boolean;
  /** Called before a key plays what may not be loaded yet. */
  readonly wanted?: () => void;
}

/** A player's state and what actions ask of it. */
export function usePlayer<Element extends HTMLMediaElement>(
  mount: Mount,
  { name, repeats, wanted }: PlayerOptions,
): Player<Element> {
  const memory = mount.memory as PlayerMemory;
  const element = useRef<Element>(null);
  const address = addressFor(mount, mount.props.url);
  useNewRecording(memory, address);
  useActions(mount, element, address, wanted);
  const key = mount.keyFor({
    type: "action.play-pause",
    view: mount.visual.definition.place,
    payload: undefined,
  });
  return {
    element,
    address: memory.failed.value ? undefined : address,
    key,
    attributes: {
      "aria-label": textOf(mount.props.label) || name,
      "aria-keyshortcuts": keyShortcut(key),
      onPlay: () => notePlaying(mount, "played"),
      // The browser's own repeating never says that the end was reached.
      onEnded: () => {
        notePlaying(mount, "playedFully");
        if (repeats) start(element.current);
      },
      onError: () => {
        memory.failed.value = true;
      },
    },
  };
}

/** Another recording has not been heard yet. */
function useNewRecording(memory: PlayerMemory, address: string | undefined): void {
  const before = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (before.current !== undefined && before.current !== address) {
      memory.played.value = false;
      memory.playedFully.value = false;
    }
    memory.failed.value = address === undefined;
    before.current = address;
  }, [address]);
}

function useActions(
  mount: Mount,
  element: RefObject<HTMLMediaElement | null>,
  address: string | undefined,
  wanted: (() => void) | undefined,
): void {
  useEffect(() => {
    const ends = [
      mount.handle("play-pause", () => {
        const found = element.current;
        if (!found || !address) return;
        if (!found.src) found.src = address;
        wanted?.();
        if (found.paused) start(found);
        else found.pause();
      }),
      mount.handle("set-current-time", (seconds) => {
        if (element.current && isNumber(seconds)) element.current.currentTime = Math.max(0, seconds);
      }),
      mount.handle("set-volume", (volume) => {
        if (element.current && isNumber(volume)) element.current.volume = Math.min(1, Math.max(0, volume));
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [mount, address]);
}

/** Browsers start nothing that nobody has asked for by a press; that is no error. */
function start(element: HTMLMediaElement | null): void {
  element?.play().catch(() => {});
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** In place of a recording that cannot be played: why, its address, and another attempt. */
export function PlayerFault({ mount, words }: { mount: Mount; words: string }) {
  const memory = mount.memory as PlayerMemory;
  const { url } = mount.props;
  const retry = () => {
    memory.failed.value = false;
  };
  return (
    <MediaFault
      reason={reasonFor(url, words)}
      url={url}
      retry={mediaAddress(url) === undefined ? undefined : retry}
    />
  );
}

function reasonFor(url: unknown, words: string): string {
  if (textOf(url) === "") return t("views.media.none");
  if (mediaAddress(url) === undefined) return t("views.media.bad");
  return navigator.onLine ? words : t("views.media.offline");
}
