/** What all fields have: a name, a place in the markup, a value in the task's answer, a bubble, a hotkey. */
import type { TolokaTask } from "../../api/task";
import { SET_DEFAULT } from "../../api/types";
import { kit } from "../../kit";
import type { FieldOptions } from "../helpers";
import { readPart, rootOf, withPart } from "../parts";
import { cssSize } from "../sizes";
import { Bubble } from "./bubble";

export type FieldClass = new (task: TolokaTask, options: FieldOptions, element: HTMLElement) => Field;

export abstract class Field {
  readonly task: TolokaTask;
  readonly options: FieldOptions;
  readonly name: string;
  readonly hotkey: string | null;
  protected readonly element: HTMLElement;
  readonly #bubble: Bubble;

  constructor(task: TolokaTask, options: FieldOptions, element: HTMLElement) {
    this.task = task;
    this.options = options;
    this.element = element;
    this.name = options.name;
    const { hotkey } = options;
    this.hotkey = hotkey === undefined || hotkey === "" ? null : String(hotkey).toLowerCase();
    this.#bubble = new Bubble(element, options["validation-show"]);
  }

  /** Build the control in the element. */
  abstract mount(): void;

  /** Show the value that the answer has for this field. */
  protected abstract draw(value: unknown): void;

  /** The element that errors are tied to. */
  protected abstract control(): HTMLElement;

  /** The value that a fresh answer begins with, if any. */
  protected initial(): unknown {
    return undefined;
  }

  /** What stands in the answer while nobody has touched the field, if anything. */
  protected untouched(): unknown {
    return undefined;
  }

  begin(): void {
    const { width, size } = this.options;
    if (typeof size === "string") this.element.classList.add(`field_size_${size.toLowerCase()}`);
    const wide = cssSize(width);
    if (wide !== null) this.element.style.width = wide;
    if (this.hotkey !== null) this.control().setAttribute("aria-keyshortcuts", this.hotkey);
    const initial = this.initial();
    if (this.value() === undefined && !this.readOnly) this.#prefill(initial);
    this.refresh();
  }

  #prefill(initial: unknown): void {
    const untouched = this.untouched();
    if (initial !== undefined) this.write(initial);
    else if (untouched !== undefined) this.task[SET_DEFAULT](this.name, untouched);
  }

  /** What the hotkey does: what a click would do. */
  press(): void {
    if (!this.disabled) this.control().click();
  }

  /** What is wrong with the field beside its value, in words. */
  problem(): string | null {
    return null;
  }

  get showsErrors(): boolean {
    return this.#bubble.shows;
  }

  showError(message: string): Element {
    this.#bubble.show(message);
    this.control().setAttribute("aria-describedby", this.#bubble.id);
    if (this.marksInvalid()) this.control().setAttribute("aria-invalid", "true");
    return this.element;
  }

  hideError(): void {
    this.#bubble.hide();
    this.control().removeAttribute("aria-describedby");
    this.control().removeAttribute("aria-invalid");
  }

  refresh(): void {
    this.draw(this.value());
  }

  destroy(): void {}

  protected get readOnly(): boolean {
    return this.task.getWorkspaceOptions().isReadOnly;
  }

  protected get disabled(): boolean {
    const { disabled } = this.options;
    return this.readOnly || (disabled !== undefined && disabled !== false && disabled !== "false");
  }

  protected value(): unknown {
    return readPart(this.task.getSolution().output_values, this.name);
  }

  protected write(value: unknown): void {
    this.hideError();
    const values = this.task.getSolution().output_values;
    this.task.setSolutionOutputValue(rootOf(this.name), withPart(values, this.name, value));
  }

  /** ARIA knows no invalid links, buttons and radios. */
  protected marksInvalid(): boolean {
    const control = this.control();
    return control.matches("textarea, select, input:not([type=radio])");
  }

  protected label(): string {
    const { label, placeholder } = this.options;
    if (typeof label === "string" && label !== "") return label;
    return typeof placeholder === "string" && placeholder !== "" ? placeholder : this.name;
  }

  protected say = (...parameters: Parameters<ReturnType<typeof kit>["say"]>): string =>
    kit().say(...parameters);
}
