/** Light or dark: as the system has it, or as chosen. */
import { effect, signal } from "@preact/signals";
import { recall, remember } from "./remembered";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const NAME = "talka-theme";

function chosen(): Theme {
  const kept = recall(NAME);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export const theme = signal<Theme>("system");

export function chooseTheme(wanted: Theme): void {
  remember(NAME, wanted === "system" ? null : wanted);
  theme.value = wanted;
}

/** Show the page as chosen, from now on. */
export function startTheme(): void {
  theme.value = chosen();
  effect(() => {
    const { dataset } = document.documentElement;
    if (theme.value === "system") delete dataset.theme;
    else dataset.theme = theme.value;
  });
}
