import { describe, expect, test } from "vitest";
import type { Text } from "~/kit/i18n";
import de from "./de";
import english from "./en";
import es from "./es";
import ru from "./ru";

const LANGUAGES = { en: english, de, es, ru } as Record<string, Record<string, Text>>;

function formsOf(text: Text | undefined): string[] {
  return typeof text === "string" ? [text] : Object.values(text ?? {});
}

function placesOf(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
}

describe.each(Object.entries(LANGUAGES))("the texts in %s", (language, texts) => {
  test("are as many as the English ones", () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
  });

  test("name what the English ones name", () => {
    for (const [key, text] of Object.entries(english as Record<string, Text>)) {
      const wanted = placesOf(formsOf(text).join(" "));
      const found = texts[key] ?? "";
      for (const form of formsOf(found)) {
        // Where "one" is for one alone, it may say so in words.
        const isOne = typeof found !== "string" && form === found.one && language !== "ru";
        const allowed = isOne ? wanted.filter((place) => place !== "{n}" || form.includes(place)) : wanted;
        expect(placesOf(form), key).toEqual(allowed);
      }
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
      "classic.area.polygon",
      "annotation.polygon",
      "annotation.zoom",
      "annotation.shape",
      "media.video",
      "views.alert.info",
    ];
    expect(same.filter((key) => !alike.includes(key))).toEqual([]);
  });
});
