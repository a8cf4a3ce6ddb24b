/** A sample in the app: its project is on offer, its page is taken, answered and handed in. */
import { expect, type Locator, type Page } from "@playwright/test";
import type { Answer } from "../account";
import { type Named, type Place, rightBy, type Way } from "../samples/place";
import { expectedOf, type Sample, sampleOf, tabTo } from "../samples/sample";
import { complaintsOf, type Platform } from "./platform";

export interface Offer {
  readonly number: string;
  readonly sample: Named;
  readonly way: Way;
}

/** A sample's project, as its requester sets it up; its id. */
export function projectOf({ requester }: Platform, sample: Sample, name: string): Promise<string> {
  const { view_spec, input_spec, output_spec } = sample;
  return requester.project({ public_name: name, task_spec: { view_spec, input_spec, output_spec } });
}

/** An open pool of all the sample's tasks, so many on a page; its id. */
async function offer(platform: Platform, sample: Sample, name: string, tasks: number): Promise<string> {
  const { requester } = platform;
  const pool = await requester.pool(await projectOf(platform, sample, name), { mixer_config: mixed(tasks) });
  const inputs = sample.tasks.map((one) => one.input_values);
  await requester.tasks(pool, inputs);
  await requester.open("pools", pool);
  return pool;
}

/** Pages of so many tasks, and of so many whose answers are known. */
export const mixed = (real: number, golden = 0) => ({
  real_tasks_count: real,
  golden_tasks_count: golden,
  training_tasks_count: 0,
});

/** For those alone who passed a training with so much. */
export const requiring = (training: string, value: number) => ({
  training_requirement: { training_pool_id: training, training_passing_skill_value: value },
  configs: [],
});

export class Desk implements Place {
  private readonly submits: string[] = [];

  private constructor(
    readonly page: Page,
    readonly sample: Sample,
    readonly assignment: string,
    private readonly offered: Offer,
    private readonly platform: Platform,
    private readonly complaints: readonly string[],
  ) {
    page.on("request", (request) => {
      if (/\/submit(\?|$)/.test(request.url())) this.submits.push(request.url());
    });
  }

  /** Take it from the list, and read its instructions. */
  static async take(page: Page, platform: Platform, offered: Offer): Promise<Desk> {
    const { number, sample: named, way } = offered;
    const sample = sampleOf(number);
    const name = `${named.name} by ${way}`;
    await offer(platform, sample, name, named.tasks ?? 1);
    const complaints = complaintsOf(page);
    await page.goto(platform.server.page("/"));
    await act(page, page.getByRole("button", { name: `Start ${name}` }), way);
    const instructions = page.getByRole("dialog", { name: "Instructions" });
    await act(page, instructions.getByRole("button", { name: "Close" }), way);
    await expect(instructions).toBeHidden();
    await expect(page.locator(".tb-task, .classic-suite iframe").first()).toBeVisible();
    await expect(page.locator(".classic-suite__loading")).toHaveCount(0);
    await expect(page.locator(".tb-fault, .classic-suite__bar_trouble")).toHaveCount(0);
    const assignment = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    return new Desk(page, sample, assignment, offered, platform, complaints);
  }

  /** What the app keeps of an unfinished answer. */
  async expectAnswer(expected: unknown): Promise<void> {
    const kept = () => this.page.evaluate((name) => localStorage.getItem(name), this.draftName);
    const first = async () => JSON.parse((await kept()) ?? "null")?.tasks[0].output_values ?? {};
    await expect.poll(first).toEqual(expected);
  }

  async expectRefused(...words: string[]): Promise<void> {
    const { page } = this;
    await this.pressSubmit();
    const isFramed = (await page.locator(".classic-suite").count()) > 0;
    const tasks = isFramed ? page.frameLocator("iframe").locator(".task") : page.locator("[data-task]");
    const alerts = tasks.getByRole("alert");
    for (const one of words.length > 0 ? words : [/./]) {
      await expect(alerts.filter({ hasText: one, visible: true }).first()).toBeVisible();
    }
    await expect(this.submitButton).not.toHaveAttribute("aria-disabled", "true");
    // The app puts the focus to what is wrong with the next frame.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    expect(this.submits).toEqual([]);
  }

  /** Hand it in as it is now: the next page comes, or the word that there is none. */
  async handIn(): Promise<void> {
    if (!this.offered.sample.handsItselfIn) await this.pressSubmit();
    const address = new RegExp(`/assignments/(?!${this.assignment})[\\w-]+$`);
    const isNext = async () => address.test(this.page.url());
    const isOver = () => this.page.getByRole("heading", { name: "Handed in" }).isVisible();
    await expect.poll(async () => (await isNext()) || (await isOver())).toBe(true);
    expect(this.submits).toHaveLength(1);
    expect(this.complaints).toEqual([]);
  }

  /** The requester has exactly what the sample says; the stored assignment. */
  async expectStored(): Promise<Answer> {
    const { requester } = this.platform;
    const stored = await requester.call("GET", `/assignments/${this.assignment}`);
    const files = await this.files();
    const expected = expectedOf(this.sample, { assignment: this.assignment, files });
    const { way, sample } = this.offered;
    const { isPointed, tasks = 1 } = sample;
    const solution = { output_values: rightBy(way, expected, isPointed) };
    expect(stored.status).toBe("SUBMITTED");
    expect(stored.solutions).toEqual(Array.from({ length: tasks }, () => solution));
    return stored;
  }

  /** Ids of the files that were sent for it, in the order in which the sample counts them. */
  private async files(): Promise<string[]> {
    const { items } = await this.platform.requester.call(
      "GET",
      `/attachments?assignment_id=${this.assignment}&type=ASSIGNMENT_ATTACHMENT`,
    );
    const names = this.offered.sample.files;
    return (
      names?.map((name) => items.find((one) => one.name === name)?.id ?? "") ?? items.map(({ id }) => id)
    );
  }

  private get submitButton(): Locator {
    return this.page.getByRole("button", { name: "Submit" });
  }

  private get draftName(): string {
    return `talka-draft:${this.assignment}`;
  }

  private async pressSubmit(): Promise<void> {
    await act(this.page, this.submitButton, this.offered.way);
  }
}

/** Press a button by this means. */
async function act(page: Page, button: Locator, way: Way): Promise<void> {
  if (way === "mouse") return button.click();
  if (way === "touch") return button.tap();
  await expect(button).toBeVisible();
  await tabTo(page, button);
  await page.keyboard.press("Enter");
}
