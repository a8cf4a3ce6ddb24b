/** What a project's interface asks of the page around its tasks (template-builder 8.2). */
import type { JsonObject } from "~/api";

export interface PageSettings {
  readonly isClassic: boolean;
  readonly showSubmit: boolean;
  readonly showSkip: boolean;
  readonly showTimer: boolean;
  readonly showTitle: boolean;
  readonly showFullscreen: boolean;
  readonly showInstructions: boolean;
  readonly showFinish: boolean;
  readonly showMessage: boolean;
  readonly showReward: boolean;
}

export function settingsOf(viewSpec: JsonObject | undefined): PageSettings {
  const given = viewSpec?.settings;
  const settings = typeof given === "object" && given !== null && !Array.isArray(given) ? given : {};
  const shows = (name: string) => settings[name] !== false;
  const isClassic = viewSpec?.type !== "tb";
  return {
    isClassic,
    // A classic interface may hand in by its own code. Without a button, Template Builder's has no way out.
    showSubmit: shows("showSubmit") || !isClassic,
    showSkip: shows("showSkip"),
    showTimer: shows("showTimer"),
    showTitle: shows("showTitle"),
    showFullscreen: shows("showFullscreen"),
    showInstructions: shows("showInstructions"),
    showFinish: shows("showFinish"),
    showMessage: shows("showMessage"),
    showReward: shows("showReward"),
  };
}
