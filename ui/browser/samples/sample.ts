/** The samples of whole interfaces that lie beside the project, and what all tests of them share. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, type Locator, type Page } from "@playwright/test";
import type { FieldSpecs } from "~/template/engine/outputs";

const FOLDER = fileURLToPath(new URL("../../../../shared/examples/view-specs/", import.meta.url));
const files = existsSync(FOLDER) ? readdirSync(FOLDER) : [];

export const HAS_SAMPLES = files.length > 0;
/** Why tests of samples are skipped where there are none. */
export const NO_SAMPLES = "the samples do not lie beside the project (../shared/examples)";

export type Output = Record<string, unknown>;

export interface Sample {
  readonly view_spec: {
    readonly config: unknown;
    readonly localizationConfig?: { readonly keys: readonly { key: string; defaultValue: string }[] } | null;
  };
  readonly input_spec: object;
  readonly output_spec: FieldSpecs;
  readonly tasks: readonly {
    readonly input_values: Output;
    readonly known_solutions?: readonly { readonly output_values: Output }[];
    readonly message_on_unknown_solution?: string;
  }[];
  readonly solutions: readonly { readonly output_values: Output; readonly message?: string }[];
}

export function sampleOf(number: string): Sample {
  const file = files.find((name) => name.startsWith(`${number}-`));
  if (!file) throw new Error(`There is no sample ${number}`);
  return JSON.parse(readFileSync(`${FOLDER}${file}`, "utf8"));
}

/** Numbers within what the samples allow, all else exactly. */
export function closely<Value>(value: Value): Value;
export function closely(value: unknown): unknown {
  if (typeof value === "number" && !Number.isInteger(value)) return within(value, 0.01);
  if (Array.isArray(value)) return value.map((one: unknown) => closely(one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closely(one)]));
}

/** `closeTo` counts in digits: at two of them it allows for 0.005. */
const within = (value: number, most: number) => expect.closeTo(value, -Math.log10(2 * most));

/** What only comes about when it is done: an assignment's id, those of files in the order they were sent in. */
export interface Given {
  readonly assignment: string;
  readonly files: readonly string[];
}

const FILE = /^(?:att-|0f6f1c5e-0000-4000-8000-0{11})(\d+)$/;

/** What the sample says comes of it, with what was given filled in. */
export function expectedOf(sample: Sample, given: Given): Output {
  return filled(sample.solutions[0]?.output_values, given) as Output;
}

function filled(value: unknown, given: Given): unknown {
  if (value === "<assignment id>") return given.assignment;
  const file = typeof value === "string" ? FILE.exec(value) : null;
  if (file) return given.files[Number(file[1]) - 1];
  if (Array.isArray(value)) return value.map((one) => filled(one, given));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, given)]));
}

/** Further than from any end of a page of samples to the other, with the app around it. */
const MOST_TABS = 100;

/** By the keyboard alone: on to something by Tab. */
export async function tabTo(page: Page, target: Locator, back = false): Promise<void> {
  for (let presses = 0; presses < MOST_TABS; presses += 1) {
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
