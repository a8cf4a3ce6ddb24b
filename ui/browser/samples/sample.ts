/** The samples of whole interfaces that lie beside the project: opening one, and what came of it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, type Locator, type Page, test } from "@playwright/test";
import type { FieldSpecs } from "~/template/engine/outputs";
import { SEARCH_ENGINES } from "~/template/search-engines";
import { openSituation, serve } from "../stories/open";

const FOLDER = fileURLToPath(new URL("../../../../shared/examples/view-specs/", import.meta.url));
const files = existsSync(FOLDER) ? readdirSync(FOLDER) : [];

export type Output = Record<string, unknown>;

export interface Sample {
  readonly view_spec: {
    readonly config: unknown;
    readonly localizationConfig?: { readonly keys: readonly { key: string; defaultValue: string }[] } | null;
  };
  readonly output_spec: FieldSpecs;
  readonly tasks: readonly {
    readonly input_values: Output;
    readonly message_on_unknown_solution?: string;
  }[];
  readonly solutions: readonly { readonly output_values: Output; readonly message?: string }[];
}

export function sampleOf(number: string): Sample {
  const file = files.find((name) => name.startsWith(`${number}-`));
  if (!file) throw new Error(`There is no sample ${number}`);
  return JSON.parse(readFileSync(`${FOLDER}${file}`, "utf8"));
}

/** To be called once in each file of samples: they are skipped where the samples are not. */
export function useSamples(): void {
  test.skip(files.length === 0, "the samples do not lie beside the project (../shared/examples)");
  test.beforeEach(async ({ context }) => serve(context));
}

export interface Shown {
  /** How many tasks are on the page: the sample's, over again where it has fewer. */
  readonly tasks?: number;
  readonly input?: Output;
  readonly mistakes?: Readonly<Record<number, string>>;
}

/** Open a sample as a worker sees it. */
export async function open(page: Page, number: string, shown: Shown = {}): Promise<Sample> {
  const sample = sampleOf(number);
  const texts = (sample.view_spec.localizationConfig?.keys ?? []).map(
    ({ key, defaultValue }) => [key, defaultValue] as const,
  );
  await openSituation(page, {
    config: sample.view_spec.config,
    mode: "work",
    texts: Object.fromEntries(texts),
    searchEngines: SEARCH_ENGINES,
    outputSpec: sample.output_spec,
    mistakes: shown.mistakes ?? {},
    tasks: Array.from({ length: shown.tasks ?? 1 }, (_, index) => ({
      id: `task-${index}`,
      input: { ...sample.tasks[index % sample.tasks.length]?.input_values, ...shown.input },
      output: undefined,
    })),
  });
  expect(await page.evaluate(() => window.story.faults())).toEqual([]);
  return sample;
}

/** The answer of a task as it stands, as it would be sent. */
export async function answer(page: Page, task = 0): Promise<Output> {
  const sent = await page.evaluate(() => JSON.stringify(window.story.solutions()));
  return JSON.parse(sent)[task].output_values;
}

/** Try to submit: whether the page lets it go. */
export const submit = (page: Page) => page.evaluate(() => window.story.insist());

/** Numbers within what the samples allow, all else exactly. */
export function closely(value: unknown): unknown {
  if (typeof value === "number" && !Number.isInteger(value)) return within(value, 0.01);
  if (Array.isArray(value)) return value.map(closely);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closely(one)]));
}

/** `closeTo` counts in digits: at two of them it allows for 0.005. */
const within = (value: number, most: number) => expect.closeTo(value, -Math.log10(2 * most));

/** All is answered as the sample says, and may be sent. */
export async function expectSent(page: Page, expected: Output): Promise<void> {
  await expect.poll(() => answer(page)).toEqual(expected);
  expect(await submit(page)).toBe(true);
  expect(await answer(page)).toEqual(expected);
}

/** It is refused, and says why. */
export async function expectRefused(page: Page, ...words: string[]): Promise<void> {
  expect(await submit(page)).toBe(false);
  for (const one of words) {
    await expect(page.getByRole("alert").filter({ hasText: one, visible: true }).first()).toBeVisible();
  }
}

/** By the keyboard alone: on to something by Tab. */
export async function tabTo(page: Page, target: Locator, back = false): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(back ? "Shift+Tab" : "Tab");
  }
  throw new Error("Tab does not lead there");
}

export async function keys(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) await page.keyboard.press(name);
}

export const radio = (page: Page, name: string) => page.getByRole("radio", { name });
export const task = (page: Page, index: number) => page.locator(`[data-task="${index}"]`);
