/** Samples on the page of stories, which shows an interface without the app and without a server. */
import { expect, type Page, test } from "@playwright/test";
import { SEARCH_ENGINES } from "~/template/search-engines";
import { openSituation, serve } from "../stories/open";
import { DEVICES, type Place, rightBy, type Samples, usersOf } from "./place";
import { expectedOf, HAS_SAMPLES, NO_SAMPLES, type Output, type Sample, sampleOf } from "./sample";

/** The ids that the page of stories gives. */
const GIVEN = { assignment: "assignment-1", files: ["att-1", "att-2", "att-3"] };

/** To be called once in each file of samples: they are skipped where the samples are not. */
export function useSamples(): void {
  test.skip(!HAS_SAMPLES, NO_SAMPLES);
  test.beforeEach(async ({ context }) => serve(context));
}

/** A test for each of the samples' users. */
export function testUsers(samples: Samples): void {
  for (const { number, sample, way, user } of usersOf(samples)) {
    test.describe(`${number} ${sample.name}`, () => {
      test.use({ ...DEVICES[way], ...(sample.at ? { geolocation: sample.at } : {}) });
      test(`by ${way}`, async ({ page }) => {
        const place = await StoryPlace.open(page, number);
        await user(place);
        const expected = expectedOf(place.sample, GIVEN);
        await expectSent(page, rightBy(way, expected, sample.isPointed));
      });
    });
  }
}

class StoryPlace implements Place {
  private constructor(
    readonly page: Page,
    readonly sample: Sample,
  ) {}

  static async open(page: Page, number: string): Promise<StoryPlace> {
    return new StoryPlace(page, await open(page, number));
  }

  async expectAnswer(expected: unknown): Promise<void> {
    await expect.poll(() => answer(this.page)).toEqual(expected);
  }

  async expectRefused(...words: string[]): Promise<void> {
    await expectRefused(this.page, ...words);
  }
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
