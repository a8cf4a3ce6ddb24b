/** Helpers of Toloka's markup: texts and comparisons, pictures, pages and buttons, and the fields. */
import type Handlebars from "handlebars";
import { kit } from "../kit";
import { isHttp, isMedia } from "./addresses";
import { isTrue } from "./parameters";
import { attribute } from "./sanitise";
import { cssSize } from "./sizes";

type Environment = typeof Handlebars;
type Options = Handlebars.HelperOptions;

/** What a template is run with, besides its data: the fields it asks for are collected here. */
export interface TemplateFrame {
  addField(options: FieldOptions): string;
  selectItems?: SelectItem[];
}
export interface SelectItem {
  value: string;
  text: string;
  selected: boolean;
}
export interface FieldOptions {
  type: string;
  name: string;
  items: SelectItem[];
  [parameter: string]: unknown;
}

export function registerHelpers(handlebars: Environment): void {
  registerLogic(handlebars);
  registerMedia(handlebars);
  registerFields(handlebars);
}

function registerLogic(handlebars: Environment): void {
  // As `if` has it: zero and an empty list are false.
  const holds = (value: unknown): boolean => Boolean(value) && !handlebars.Utils.isEmpty(value);
  const compare =
    (test: (one: number, other: number) => boolean) =>
    (one: unknown, other: unknown): boolean =>
      test(Number(one), Number(other));
  handlebars.registerHelper({
    concat: (...parts: unknown[]) => parts.slice(0, -1).map(printed).join(""),
    get: (object: unknown, key: unknown) => own(object, String(key)),
    and: (...values: unknown[]) => values.slice(0, -1).every(holds),
    or: (...values: unknown[]) => values.slice(0, -1).some(holds),
    not: (value: unknown) => !holds(value),
    gt: compare((one, other) => one > other),
    gte: compare((one, other) => one >= other),
    lt: compare((one, other) => one < other),
    lte: compare((one, other) => one <= other),
    proxy: (path: unknown) => (printed(path) === "" ? "" : kit().proxyUrl(printed(path))),
    equal: (one: unknown, other: unknown) => one === other || JSON.stringify(one) === JSON.stringify(other),
  });
}

function printed(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}

function own(object: unknown, key: string): unknown {
  if (typeof object !== "object" || object === null || !Object.hasOwn(object, key)) return undefined;
  return (object as Record<string, unknown>)[key];
}

function registerMedia(handlebars: Environment): void {
  const { SafeString } = handlebars;
  const attr = (name: string, value: unknown): string => attribute(handlebars, name, value);
  handlebars.registerHelper("img", ({ hash }: Options) => {
    const real = isTrue(hash["real-size"]);
    const style = real
      ? ""
      : `width:${cssSize(hash.width) ?? "300px"};height:${cssSize(hash.height) ?? "300px"}`;
    const kind = real ? "img img_real-size" : "img";
    const alt = hash.alt ?? kit().say("classic.picture");
    const grows = isTrue(hash.screenshot) ? ' data-screenshot="1"' : "";
    return new SafeString(
      `<img${attr("class", classes(kind, hash.class))}${grows}${attr("src", isMedia(hash.src) ? hash.src : "")}` +
        `${attr("alt", alt)}${attr("style", style)} referrerpolicy="no-referrer">`,
    );
  });
  handlebars.registerHelper("iframe", ({ hash }: Options) => {
    const style = `width:${cssSize(hash.width) ?? "300px"};height:${cssSize(hash.height) ?? "500px"}`;
    const src = isHttp(hash.src) ? hash.src : "about:blank";
    const width = hash["content-width"] ?? "1280";
    const zoom = isTrue(hash.zoom) ? "1" : "";
    return new SafeString(
      `<span${attr("class", classes("iframe", hash.class))}${attr("style", style)}` +
        `${attr("data-content-width", width)}${attr("data-zoom", zoom)}>` +
        `<iframe${attr("src", src)}${sandboxOf(hash.sandbox, attr)}${attr("title", kit().say("classic.page"))}` +
        ` referrerpolicy="no-referrer"></iframe></span>`,
    );
  });
  handlebars.registerHelper("button", ({ hash }: Options) => {
    const colour = isTrue(hash.action) ? " button_action" : "";
    const kind = `button button_size_${String(hash.size ?? "M").toLowerCase()}${colour}`;
    return new SafeString(
      `<a${attr("class", classes(kind, hash.class))}${attr("href", isHttp(hash.href) ? hash.href : "")}` +
        ` target="_blank" rel="noopener noreferrer">${handlebars.escapeExpression(printed(hash.label))}</a>`,
    );
  });
  handlebars.registerHelper("textAnnotationInterface", () => {
    kit().warn("unsupported", "textAnnotationInterface");
    const words = kit().say("classic.unsupported", { name: "textAnnotationInterface" });
    return new SafeString(`<p class="task__error">${handlebars.escapeExpression(words)}</p>`);
  });
}

/** `false` is for no restrictions of its own; those of the task's frame hold for every page in it. */
function sandboxOf(given: unknown, attr: (name: string, value: unknown) => string): string {
  if (given === false || given === "false") return "";
  const rights = attr("sandbox", given ?? "allow-scripts allow-same-origin");
  return rights === "" ? " sandbox" : rights;
}

function classes(...names: unknown[]): string {
  return names.filter((name) => typeof name === "string" && name !== "").join(" ");
}

function registerFields(handlebars: Environment): void {
  handlebars.registerHelper("field", function (this: unknown, ...parameters: unknown[]) {
    const options = parameters.at(-1) as Options;
    const frame = frameOf(options);
    if (frame === null) return "";
    const items: SelectItem[] = [];
    if (typeof options.fn === "function") {
      const data = handlebars.createFrame(options.data) as { talka: TemplateFrame };
      data.talka = { ...frame, selectItems: items };
      options.fn(this, { data });
    }
    const { type, name } = options.hash as { type: unknown; name: unknown };
    const field = { ...options.hash, type: String(type), name: String(name ?? ""), items };
    return new handlebars.SafeString(frame.addField(field));
  });
  handlebars.registerHelper("select_item", (options: Options) => {
    const { value, text, selected } = options.hash as Record<string, unknown>;
    frameOf(options)?.selectItems?.push({
      value: printed(value),
      text: printed(text ?? value),
      selected: isTrue(selected),
    });
    return "";
  });
}

function frameOf(options: Options): TemplateFrame | null {
  return (options.data as { talka?: TemplateFrame } | undefined)?.talka ?? null;
}
