/** The language of the app: as chosen in the profile, else as the browser asks for. */
import { effect } from "@preact/signals";
import { transport } from "~/api";
import { chooseLanguage, LANGUAGES, type Language, language, useLanguage } from "~/kit/i18n";
import { recall, remember } from "~/kit/remembered";

const NAME = "talka-language";
const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

/** Show the language that is wanted, from now on; resolves when its words are there. */
export async function startLanguage(): Promise<void> {
  effect(() => {
    const root = document.documentElement;
    root.lang = language();
    root.dir = RIGHT_TO_LEFT.has(language()) ? "rtl" : "ltr";
  });
  const kept = recall(NAME);
  const wanted = kept !== null && kept in LANGUAGES ? [kept] : navigator.languages;
  // The server is asked in it before its words are there. Of a browser's languages it is told all: what requesters
  // have written may be there in one that the app does not speak.
  transport.language = () => wanted.join(", ") || language();
  // Without a network the words of another language may be missing: English is better than nothing.
  await useLanguage(chooseLanguage(wanted)).catch(() => undefined);
}

export async function keepLanguage(wanted: Language): Promise<void> {
  await useLanguage(wanted);
  transport.language = language;
  remember(NAME, wanted);
}
