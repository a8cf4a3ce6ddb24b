/** What players remember: conditions read it (template-builder 7.1, 7.4). */
import { type Signal, signal } from "@preact/signals";

export interface PlayerMemory {
  /** Whether it was ever started. */
  readonly played: Signal<boolean>;
  /** Whether it ever came to its end. */
  readonly playedFully: Signal<boolean>;
  /** Whether it could not be loaded, for which nobody is to be held up. */
  readonly failed: Signal<boolean>;
}

export const rememberPlaying = (): PlayerMemory => ({
  played: signal(false),
  playedFully: signal(false),
  failed: signal(false),
});
