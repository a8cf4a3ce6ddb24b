/** One line of text, and several. */
import { Field } from "./field";

type TextControl = HTMLInputElement | HTMLTextAreaElement;

abstract class TextField<T extends TextControl> extends Field {
  protected abstract readonly input: T;

  override mount(): void {
    const { placeholder } = this.options;
    if (typeof placeholder === "string" && !this.readOnly) this.input.placeholder = placeholder;
    this.input.className = "field__control";
    this.input.disabled = this.disabled;
    this.input.setAttribute("aria-label", this.label());
    this.input.addEventListener("input", () => this.write(this.input.value || undefined));
    this.element.append(this.input);
  }

  override press(): void {
    this.input.focus();
  }

  protected override initial(): unknown {
    const { value } = this.options;
    return value === undefined || value === null || value === "" ? undefined : String(value);
  }

  protected override draw(value: unknown): void {
    const text = value === undefined || value === null ? "" : String(value);
    if (this.input.value !== text) this.input.value = text;
  }

  protected override control(): HTMLElement {
    return this.input;
  }
}

export class InputField extends TextField<HTMLInputElement> {
  protected override readonly input = document.createElement("input");
}

export class TextareaField extends TextField<HTMLTextAreaElement> {
  protected override readonly input = document.createElement("textarea");

  override mount(): void {
    super.mount();
    const { rows, resize } = this.options;
    this.input.rows = Number(rows) > 0 ? Number(rows) : 3;
    const ways = ["vertical", "horizontal", "both"];
    this.input.style.resize = typeof resize === "string" && ways.includes(resize) ? resize : "none";
  }
}
