/** What the stories' page and its tests say to each other. */
import type { Host, Mode } from "~/template/engine/host";
import type { PageData } from "~/template/engine/page";

export interface Situation extends PageData {
  readonly config: unknown;
  readonly mode: Mode;
  readonly texts: Readonly<Record<string, string>>;
  readonly searchEngines: Host["searchEngines"];
  /** What stands above tasks that were answered wrongly, by their numbers. */
  readonly mistakes: Readonly<Record<number, string>>;
}

declare global {
  interface Window {
    show(situation: Situation): void;
    story: {
      /** The answers as they stand. */
      solutions(): { output_values: Record<string, unknown> }[];
      /** What Submit does first: whether all is right; from then on every error is shown. */
      insist(): boolean;
      /** What of the config could not be compiled. */
      faults(): string[];
    };
  }
}
