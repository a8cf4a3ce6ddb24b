import { expect, test } from "vitest";
import { chooseLanguage, t, useLanguage } from "./index";

test("a language that nobody has written falls back to English", () => {
  expect(chooseLanguage(["fr-FR", "xx"])).toBe("en");
  expect(chooseLanguage(["pt", "de-AT", "en"])).toBe("de");
});

test("parameters stand where the text names them", () => {
  expect(t("condition.equals", { to: "cat" })).toBe("Must be cat");
});

test("numbers are written as the language does", async () => {
  await useLanguage("de");
  expect(t("condition.distance", { distance: 1234.5, max: 10 })).toContain("1.234,5");
  await useLanguage("en");
});
