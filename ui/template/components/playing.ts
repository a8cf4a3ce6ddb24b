/** What players remember: conditions read it (template-builder 7.1, 7.4). */
import { type Signal, signal, untracked } from "@preact/signals";
import type { Mount } from "~/template/engine/mount";
import { keep, recalled } from "./kept";

export interface PlayerMemory {
  /** Whether it was ever started. */
  readonly played: Signal<boolean>;
  /** Whether it ever came to its end. */
  readonly playedFully: Signal<boolean>;
  /** Whether it could not be loaded, for which nobody is to be held up. */
  readonly failed: Signal<boolean>;
}

export function rememberPlaying(mount: Mount): PlayerMemory {
  const before = recalled(
    mount,
    untracked(() => mount.props.url),
  );
  return {
    played: signal(before.played === true),
    playedFully: signal(before.playedFully === true),
    failed: signal(false),
  };
}

/** A player did something that conditions ask for; it is still true after a reload. */
export function notePlaying(mount: Mount, what: "played" | "playedFully"): void {
  const memory = mount.memory as PlayerMemory;
  memory[what].value = true;
  const { played, playedFully } = memory;
  keep(mount, { played: played.peek(), playedFully: playedFully.peek() }, mount.props.url);
}
