/** Which of light and dark the app shows, and when that changes. */
export type Theme = "light" | "dark";

const DARK = "(prefers-color-scheme: dark)";

export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return window.matchMedia(DARK).matches ? "dark" : "light";
}

/** Returns what stops it. */
export function followTheme(changed: (theme: Theme) => void): () => void {
  const tell = (): void => changed(currentTheme());
  const query = window.matchMedia(DARK);
  query.addEventListener("change", tell);
  const observer = new MutationObserver(tell);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => {
    query.removeEventListener("change", tell);
    observer.disconnect();
  };
}
