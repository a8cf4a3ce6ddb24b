/** The job of the digits demo, small: pictures of digits, a training, and a pool that asks for it. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account } from "./account";
import type { Server } from "./server";

export const DIGITS = [..."0123456789"];
/** Tasks of a page. */
export const DIGITS_PAGE = 3;

/** A folder with a picture of each digit, for `talka serve --files`. */
export async function digitPictures(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "talka-digits-"));
  for (const digit of DIGITS) await writeFile(join(folder, `${digit}.svg`), pictureOf(digit));
  return folder;
}

function pictureOf(digit: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
<rect width="64" height="64" fill="#111"/><text x="32" y="50" font-size="52" text-anchor="middle" fill="#eee"
font-family="cursive" transform="rotate(8 32 32)">${digit}</text></svg>`;
}

const answer = { type: "data.output", path: "digit" };

const CONFIG = {
  view: {
    type: "view.list",
    items: [
      {
        type: "view.image",
        url: { type: "data.input", path: "image" },
        ratio: [1, 1],
        maxWidth: 260,
        popup: false,
      },
      {
        type: "field.radio-group",
        data: answer,
        label: "Which digit is it?",
        options: DIGITS.map((digit) => ({ value: digit, label: digit })),
        validation: { type: "condition.required", hint: "Choose a digit" },
      },
    ],
  },
  plugins: [
    { type: "plugin.toloka", layout: { kind: "scroll", taskWidth: 320 } },
    {
      type: "plugin.hotkeys",
      ...Object.fromEntries(
        DIGITS.map((digit) => [digit, { type: "action.set", data: answer, payload: digit }]),
      ),
    },
  ],
};

/** Which digit a task's picture shows. */
export function digitIn(address: string): string {
  return /(\d)\.svg/.exec(address)?.[1] ?? "";
}

export interface DigitsJob {
  readonly trainingId: string | undefined;
  readonly poolId: string;
}

export interface DigitsSize {
  /** Pages of the training; without any, whoever comes may work. */
  trainingPages?: number;
  pages?: number;
  /** Tasks of a page of work. */
  size?: number;
  instructions?: string;
}

/** Set it up: a training of so many pages, and so many pages of work for whoever passed it. */
export async function digitsJob(
  server: Server,
  requester: Account,
  {
    trainingPages = 2,
    pages = 20,
    size = DIGITS_PAGE,
    instructions = "<p>Say which digit each picture shows.</p>",
  }: DigitsSize = {},
): Promise<DigitsJob> {
  const project = await requester.project({
    public_name: "Which digit is it?",
    public_description: "Look at small pictures of handwritten digits and say what they show.",
    public_instructions: instructions,
    task_spec: {
      input_spec: { image: { type: "url" } },
      output_spec: { digit: { type: "string", allowed_values: DIGITS } },
      view_spec: { type: "tb", config: JSON.stringify(CONFIG), lock: { core: "1.0.0" } },
    },
  });
  const trainingId =
    trainingPages > 0 ? await digitsTraining(server, requester, project, trainingPages) : undefined;
  const poolId = await requester.pool(project, {
    reward_per_assignment: 0.05,
    auto_accept_solutions: true,
    mixer_config: { real_tasks_count: size, golden_tasks_count: 0, training_tasks_count: 0 },
    quality_control: {
      ...(trainingId && {
        training_requirement: { training_pool_id: trainingId, training_passing_skill_value: 30 },
      }),
      configs: [],
    },
  });
  const images = Array.from({ length: pages * size }, (_, place) => imageAt(server, place));
  await requester.tasks(poolId, images, { overlap: 1 });
  await requester.open("pools", poolId);
  return { trainingId, poolId };
}

async function digitsTraining(
  server: Server,
  requester: Account,
  project: string,
  pages: number,
): Promise<string> {
  const id = await requester.training(project, {
    training_tasks_in_task_suite_count: DIGITS_PAGE,
    task_suites_required_to_pass: pages,
  });
  for (let place = 0; place < pages * DIGITS_PAGE; place += 1) {
    const input = imageAt(server, place);
    await requester.tasks(id, [input], {
      known_solutions: [{ output_values: { digit: digitIn(input.image) } }],
      message_on_unknown_solution: `Look again: it is a ${digitIn(input.image)}`,
      infinite_overlap: true,
    });
  }
  await requester.open("trainings", id);
  return id;
}

const imageAt = (server: Server, place: number) => ({
  image: `${server.url}/files/${(place * 7) % DIGITS.length}.svg`,
});
