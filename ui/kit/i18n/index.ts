/**
 * The words of the interfaces, in the language that the person has chosen.
 *
 * English is part of the program; each other language is one lazily loaded chunk. A word that a language lacks
 * is said in English. Reading a text subscribes, so that a change of the language redraws what shows it.
 */
import { signal } from "@preact/signals";
import english from "~/texts/en";

/** A text, or one for each of a language's plural forms, chosen by the parameter `n`. */
export type Text = string | Partial<Record<Intl.LDMLPluralRule, string>>;
export type Catalogue = typeof english;
export type TextKey = keyof Catalogue;
export type Parameters = Record<string, string | number>;

export const LANGUAGES = { en: "English", ru: "Русский", es: "Español", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

const LOADERS: Record<Exclude<Language, "en">, () => Promise<{ default: Partial<Record<TextKey, Text>> }>> = {
  ru: () => import("~/texts/ru"),
  es: () => import("~/texts/es"),
  de: () => import("~/texts/de"),
};

interface Words {
  language: Language;
  catalogue: Partial<Record<TextKey, Text>>;
  plurals: Intl.PluralRules;
}

const current = signal<Words>({ language: "en", catalogue: english, plurals: new Intl.PluralRules("en") });

/** The language that is shown now. */
export function language(): Language {
  return current.value.language;
}

/** Show another language; resolves when its words are there. */
export async function useLanguage(wanted: Language): Promise<void> {
  const catalogue = wanted === "en" ? english : (await LOADERS[wanted]()).default;
  current.value = { language: wanted, catalogue, plurals: new Intl.PluralRules(wanted) };
}

/** The first of the wanted languages (BCP 47) that there are texts for; English if there is none. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const short = tag.toLowerCase().split("-")[0];
    if (short !== undefined && short in LANGUAGES) return short as Language;
  }
  return "en";
}

/** The text of a key, with `{name}` replaced by the parameters; numbers are written as the language does. */
export function t(key: TextKey, parameters: Parameters = {}): string {
  const words = current.value;
  const text: Text = words.catalogue[key] ?? english[key];
  return fill(typeof text === "string" ? text : plural(text, words, parameters), parameters, words.language);
}

function plural(forms: Exclude<Text, string>, words: Words, parameters: Parameters): string {
  const form = words.plurals.select(Number(parameters.n ?? 0));
  return forms[form] ?? forms.other ?? "";
}

function fill(text: string, parameters: Parameters, locale: string): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? value.toLocaleString(locale) : value;
  });
}
