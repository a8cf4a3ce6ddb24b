import { language } from "./i18n";

/** How numbers and times are written: as where the reader is, if the browser says so, in the app's language. */
export function locale(): string {
  const shown = language();
  return navigator.languages.find((tag) => tag.toLowerCase().split("-")[0] === shown) ?? shown;
}
