/** Helpers of Toloka's markup: texts and comparisons, pictures, pages and buttons, and the fields. */
import type Handlebars from "handlebars";
import { kit } from "../kit";
import { isHttp, isMedia } from "./addresses";
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
  const compare =
    (test: (one: number, other: number) => boolean) =>
    (one: unknown, other: unknown): boolean =>
      test(Number(one), Number(other));
  handlebars.registerHelper({
    concat: (...parts: unknown[]) => parts.slice(0, -1).map(printed).join(""),
    get: (object: unknown, key: unknown) => own(object, String(key)),
    and: (...values: unknown[]) => values.slice(0, -1).every((value) => !handlebars.Utils.isEmpty(value)),
    or: (...values: unknown[]) => values.slice(0, -1).some((value) => !handlebars.Utils.isEmpty(value)),
    not: (value: unknown) => handlebars.Utils.isEmpty(value),
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
    const real = hash["real-size"] === true || hash["real-size"] === "true";
    const style = real
      ? ""
      : `width:${cssSize(hash.width) ?? "300px"};height:${cssSize(hash.height) ?? "300px"}`;
    const kind = real ? "image image_real-size" : "image";
    const alt = hash.alt ?? kit().say("classic.picture");
    return new SafeString(
      `<img${attr("class", classes(kind, hash.class))}${attr("src", isMedia(hash.src) ? hash.src : "")}` +
        `${attr("alt", alt)}${attr("style", style)} referrerpolicy="no-referrer">`,
    );
  });
  handlebars.registerHelper("iframe", ({ hash }: Options) => {
    const style = `width:${cssSize(hash.width) ?? "300px"};height:${cssSize(hash.height) ?? "500px"}`;
    const src = isHttp(hash.src) ? hash.src : "about:blank";
    const sandbox = hash.sandbox ?? "allow-scripts allow-same-origin";
    return new SafeString(
      `<span${attr("class", classes("page", hash.class))}${attr("style", style)}` +
        `${attr("data-content-width", hash["content-width"])}${attr("data-zoom", hash.zoom === true ? "1" : "")}>` +
        `<iframe${attr("src", src)}${attr("sandbox", sandbox)}${attr("title", kit().say("classic.page"))}` +
        ` referrerpolicy="no-referrer"></iframe></span>`,
    );
  });
  handlebars.registerHelper("button", ({ hash }: Options) => {
    const colour = hash.action === true || hash.action === "true" ? " button_action" : "";
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
      selected: selected === true || selected === "true",
    });
    return "";
  });
}

function frameOf(options: Options): TemplateFrame | null {
  return (options.data as { talka?: TemplateFrame } | undefined)?.talka ?? null;
}
