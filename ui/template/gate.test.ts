/** Nothing of Template Builder's inventory is missing, and nothing is without stories. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { registry } from "./components/schemas";
import { isObject } from "./engine/json";
import type { Story } from "./story";

const INVENTORY = fileURLToPath(
  new URL("../../../shared/spec/template-builder-components.json", import.meta.url),
);
const isThere = existsSync(INVENTORY);

interface Described {
  readonly undocumented: boolean;
  readonly aliases: readonly string[];
  readonly properties: Readonly<Record<string, { readonly alias?: string }>>;
}

const inventory: Readonly<Record<string, Described>> = isThere
  ? JSON.parse(readFileSync(INVENTORY, "utf8")).components
  : {};

/** What the original had beside its documented types and we have too. */
const UNDOCUMENTED = [
  "action.list-push",
  "action.list-remove",
  "action.set-current-time",
  "action.set-volume",
  "action.zoom-in-out",
  "condition.contains",
  "condition.less",
  "condition.more",
  "data.sub",
  "field.bounding-box",
  "field.button-checkbox",
  "field.multi-select",
  "field.tumbler",
  "helper.length",
  "helper.multiply",
  "helper.sum",
  "view.debug",
  "view.hint",
  "view.json",
  "view.table",
  "view.with-label",
];

/** Stands in faults' places; no config names it. */
const OURS = "fault";

/** Taken everywhere, whether or not the inventory names them for the type. */
const EVERYWHERE = new Set(["label", "hint", "validation", "requiredMark", "rtl", "data"]);

const stories = Object.fromEntries(
  Object.entries(import.meta.glob<{ stories: Story[] }>("./components/*/story.ts", { eager: true })).map(
    ([path, module]) => [path.split("/").at(-2) ?? "", module.stories],
  ),
);
const folders = Object.keys(import.meta.glob("./components/*/schema.ts")).map((path) =>
  path.split("/").at(-2),
);
const drawn = Object.keys(import.meta.glob("./components/*/view.tsx")).map((path) => path.split("/").at(-2));

const types = [...registry.keys()].filter((type) => type !== OURS).sort();
const folderOf = (type: string) => type.replace("@toloka/", "");

describe.skipIf(!isThere)("the inventory (needs ../shared)", () => {
  test("every documented type is there, and no other than those named here", () => {
    const documented = Object.keys(inventory).filter((type) => !inventory[type]?.undocumented);
    expect(types).toEqual([...documented, ...UNDOCUMENTED].sort());
  });

  test.each(types)("%s has exactly the inventory's properties", (type) => {
    const schema = registry.get(type);
    const described = inventory[type]?.properties ?? {};
    const wanted = Object.keys(described);
    const declared = Object.keys(schema?.props ?? {}).filter((name) => !/^([a-z]|\d|up|down)$/.test(name));
    expect(declared).toEqual(expect.arrayContaining(wanted));
    expect(declared.filter((name) => !wanted.includes(name) && !EVERYWHERE.has(name))).toEqual([]);
    for (const [name, { alias }] of Object.entries(described)) {
      if (alias !== undefined) expect(schema?.names.get(alias)).toBe(name);
    }
  });

  test("keys of plugin.hotkeys are all letters, digits, up and down", () => {
    const keys = Object.keys(registry.get("plugin.hotkeys")?.props ?? {});
    expect(keys.filter((key) => /^([a-z]|\d|up|down)$/.test(key))).toHaveLength(26 + 10 + 2);
  });
});

describe("stories", () => {
  test("all types stand in folders of their names", () => {
    expect(folders.sort()).toEqual([...types.map(folderOf), OURS].sort());
  });

  test("everything that can be seen has a view", () => {
    const visuals = [...registry.values()].filter(({ kind }) => kind === "visual").map(({ type }) => type);
    expect(drawn.sort()).toEqual(visuals.sort());
  });

  test.each(types)("%s has stories that use each of its properties", (type) => {
    const told = stories[folderOf(type)] ?? [];
    expect(told.length, "stories").toBeGreaterThan(0);
    const used = new Set<string>();
    for (const story of told) collect(story.config, type, used);
    const own = Object.keys(registry.get(type)?.props ?? {}).filter((name) => isToBeUsed(type, name));
    expect(own.filter((name) => !used.has(name))).toEqual([]);
  });
});

/** Properties that stories have to show: the inventory's where it is there, else all but those shared by many. */
function isToBeUsed(type: string, name: string): boolean {
  if (type === "plugin.hotkeys") return name === "allowHotkeysInInputs" || name === "q";
  if (isThere) return inventory[type]?.properties[name] !== undefined;
  return !EVERYWHERE.has(name);
}

/** The properties that a config gives to components of a type. */
function collect(part: unknown, type: string, used: Set<string>): void {
  if (Array.isArray(part)) {
    for (const one of part) collect(one, type, used);
    return;
  }
  if (!isObject(part)) return;
  const found = typeof part.type === "string" ? part.type.replace("@yandex-toloka/", "@toloka/") : "";
  if (found === type) {
    const names = registry.get(type)?.names;
    for (const name of Object.keys(part)) used.add(names?.get(name) ?? name);
  }
  for (const one of Object.values(part)) collect(one, type, used);
}
