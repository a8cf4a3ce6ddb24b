// @vitest-environment happy-dom
/**
 * Whatever a property's value is written as, it looks the same: literally, by data, by a helper or by a
 * reference. Samples are what the stories give to each property.
 */
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, describe, expect, test, vi } from "vitest";
import { registry } from "./components/schemas";
import { views } from "./components/views";
import { compile } from "./engine/config";
import { isObject, type JsonObject } from "./engine/json";
import { Page } from "./engine/page";
import type { Story } from "./story";
import { quietHost } from "./testing";
import { PageView } from "./view/page";

interface Sample {
  readonly story: Story;
  /** Where in the story's config the property's value stands. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

const found = import.meta.glob<{ stories: Story[] }>("./components/*/story.ts", { eager: true });
const stories = Object.values(found).flatMap((module) => module.stories);
const visuals = [...registry.values()].filter(({ kind, type }) => kind === "visual" && type !== "fault");

/** The first value that a story gives to each property of a type. */
function samplesOf(type: string): Map<string, Sample> {
  const samples = new Map<string, Sample>();
  for (const story of stories) {
    walk(story.config.view, ["view"], (part, path) => {
      if (part.type !== type) return;
      for (const [given, value] of Object.entries(part)) {
        const name = registry.get(type)?.names.get(given) ?? given;
        if (!registry.get(type)?.props[name] || isReference(value)) continue;
        if (!samples.has(name)) samples.set(name, { story, path: [...path, given], value });
      }
    });
  }
  return samples;
}

type Visit = (part: JsonObject, path: readonly (string | number)[]) => void;

function walk(part: unknown, path: readonly (string | number)[], visit: Visit): void {
  if (Array.isArray(part)) part.forEach((one, index) => void walk(one, [...path, index], visit));
  if (!isObject(part)) return;
  visit(part, path);
  for (const [key, one] of Object.entries(part)) walk(one, [...path, key], visit);
}

const isReference = (value: unknown) => isObject(value) && "$ref" in value;

/** Whether components stand in it: such a value cannot come from the data of a task. */
function isLiteral(value: unknown): boolean {
  let literal = true;
  walk(value, [], (part) => {
    if (typeof part.type === "string" || "$ref" in part || "$empty" in part) literal = false;
  });
  return literal;
}

function replaced(part: unknown, [key, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(part)) {
    return part.map((one, index) => (index === key ? replaced(one, rest, value) : one));
  }
  return isObject(part) ? { ...part, [key]: replaced(part[key], rest, value) } : part;
}

/** The forms of a sample, by their names: each a config and an input. */
function formsOf({ story, path, value }: Sample): Map<string, { config: unknown; input: JsonObject }> {
  const input = story.input ?? {};
  const put = (next: unknown) => replaced(story.config, path, next) as JsonObject;
  const forms = new Map([
    ["helper.if", { config: put({ type: "helper.if", condition: true, then: value }), input }],
    [
      "$ref",
      {
        config: { ...put({ $ref: "vars.bound" }), vars: { ...story.config.vars, bound: value } },
        input,
      },
    ],
  ]);
  if (!isLiteral(value)) return forms;
  const bound = { config: put({ type: "data.input", path: "bound" }), input: { ...input, bound: value } };
  return forms.set("data.input", bound);
}

let open: (() => void)[] = [];

afterEach(() => {
  for (const close of open) close();
  open = [];
});

/** What a config looks like, without what differs from page to page. */
async function shown(story: Story, config: unknown, input: JsonObject): Promise<string> {
  const program = compile(config, registry);
  const host = { ...quietHost, mode: story.readOnly ? ("read-only" as const) : ("work" as const) };
  const task = { id: "t1", input, output: story.before };
  const page = new Page(program, host, { tasks: [task], outputSpec: {} });
  page.begin();
  const place = document.body.appendChild(document.createElement("div"));
  open.push(() => {
    render(null, place);
    page.end();
    place.remove();
  });
  await act(() => render(<PageView page={page} views={views} />, place));
  await vi.dynamicImportSettled();
  await act(() => new Promise<void>((resolve) => setTimeout(resolve, 5)));
  return normal(place.innerHTML);
}

/** Ids by the order in which they appear; places of the config left out. */
function normal(html: string): string {
  const ids = new Map<string, string>();
  return html
    .replace(/ data-place="[^"]*"/g, "")
    .replace(/\bP\d+-\d+(-\d+)*/g, (id) => {
      if (!ids.has(id)) ids.set(id, `id${ids.size}`);
      return ids.get(id) ?? id;
    })
    .replace(/></g, ">\n<");
}

describe.each(visuals.map(({ type }) => type))("%s", (type) => {
  const samples = [...samplesOf(type)];
  test("has samples", () => expect(samples.length).toBeGreaterThan(0));

  test.each(samples)("%s", async (_name, sample) => {
    const literally = await shown(sample.story, sample.story.config, sample.story.input ?? {});
    for (const [form, { config, input }] of formsOf(sample)) {
      expect(await shown(sample.story, config, input), form).toBe(literally);
    }
  });
});
