import { describe, expect, test } from "vitest";
import type { Text } from "~/kit/i18n";
import de from "./de/app";
import english from "./en/app";
import es from "./es/app";
import ru from "./ru/app";

const LANGUAGES = { en: english, de, es, ru } as Record<string, Record<string, Text>>;

function formsOf(text: Text | undefined): string[] {
  return typeof text === "string" ? [text] : Object.values(text ?? {});
}

function placesOf(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
}

describe.each(Object.entries(LANGUAGES))("the texts in %s", (language, texts) => {
  test("name what the English ones name", () => {
    for (const [key, text] of Object.entries(english as Record<string, Text>)) {
      const wanted = placesOf(formsOf(text).join(" "));
      for (const form of formsOf(texts[key])) expect(placesOf(form), key).toEqual(wanted);
    }
  });

  test("have every plural form of the language", () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    // Spanish has "many" for whole millions, which "other" is right for.
    const wanted = pluralCategories.filter((form) => language !== "es" || form !== "many").sort();
    for (const [key, text] of Object.entries(texts)) {
      if (typeof text !== "string") expect(Object.keys(text).sort(), key).toEqual(wanted);
    }
  });

  test("are nowhere left in English", () => {
    const same = Object.keys(english).filter((key) => {
      const text = texts[key];
      return language !== "en" && typeof text === "string" && text === LANGUAGES.en?.[key];
    });
    // What is written alike in other languages.
    const alike = [
      "app.name",
      "tasks.adult",
      "tasks.training",
      "history.training",
      "earnings.bonus",
      "history.bonus",
    ];
    expect(same.filter((key) => !alike.includes(key))).toEqual([]);
  });
});
