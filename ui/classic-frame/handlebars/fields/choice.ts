/** One of several values, and yes or no. */
import { isTrue } from "../parameters";
import { Field } from "./field";

let groups = 0;
const names = new WeakMap<object, Map<string, string>>();

/** Radios of one output field of one task are one group of the browser: arrow keys move within it. */
function groupName(task: object, field: string): string {
  const ofTask = names.get(task) ?? new Map<string, string>();
  names.set(task, ofTask);
  const name = ofTask.get(field) ?? `field-${++groups}`;
  ofTask.set(field, name);
  return name;
}

abstract class BoxField extends Field {
  protected readonly box = document.createElement("input");

  override mount(): void {
    const label = document.createElement("label");
    label.className = "field__choice";
    const words = document.createElement("span");
    words.className = "field__label";
    words.textContent = this.label();
    this.box.disabled = this.disabled;
    label.append(this.box, words);
    if (this.hotkey !== null) label.append(badge(this.hotkey));
    this.element.append(label);
    this.box.addEventListener("change", () => this.onChange());
  }

  protected abstract onChange(): void;

  protected override control(): HTMLElement {
    return this.box;
  }
}

export class RadioField extends BoxField {
  override mount(): void {
    super.mount();
    this.box.type = "radio";
    this.box.name = groupName(this.task, this.name);
    this.box.value = this.#value;
  }

  get #value(): string {
    const { value } = this.options;
    return value === undefined || value === null ? "" : String(value);
  }

  protected override initial(): unknown {
    return isTrue(this.options.checked) ? this.#value : undefined;
  }

  protected override onChange(): void {
    if (this.box.checked) this.write(this.#value);
  }

  protected override draw(value: unknown): void {
    this.box.checked = value !== undefined && value !== null && String(value) === this.#value;
  }

  protected override label(): string {
    return typeof this.options.label === "string" ? this.options.label : this.#value;
  }
}

export class CheckboxField extends BoxField {
  override mount(): void {
    super.mount();
    this.box.type = "checkbox";
  }

  protected override initial(): unknown {
    return isTrue(this.options.checked) || isTrue(this.options.value) ? true : undefined;
  }

  /** A box that was left alone says no. As a part of a JSON field it says nothing. */
  protected override untouched(): unknown {
    const spec = this.task.getOptions().specs.output_spec[this.name];
    return spec?.type.toLowerCase() === "boolean" ? false : undefined;
  }

  protected override onChange(): void {
    this.write(this.box.checked);
  }

  protected override draw(value: unknown): void {
    this.box.checked = value === true;
  }
}

export function badge(hotkey: string): HTMLElement {
  const element = document.createElement("kbd");
  element.className = "field__hotkey";
  element.setAttribute("aria-hidden", "true");
  element.textContent = hotkey;
  return element;
}
