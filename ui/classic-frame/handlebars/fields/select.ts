/** A drop-down list of the `select_item`s in the block. */
import { Field } from "./field";

export class SelectField extends Field {
  readonly #select = document.createElement("select");

  override mount(): void {
    const { placeholder, items } = this.options;
    this.#select.className = "field__control";
    this.#select.disabled = this.disabled;
    this.#select.setAttribute("aria-label", this.label());
    const empty = typeof placeholder === "string" ? placeholder : this.say("classic.select.empty");
    this.#select.append(new Option(empty, ""));
    for (const { text, value } of items) this.#select.append(new Option(text, value));
    this.#select.addEventListener("change", () => this.write(this.#select.value || undefined));
    this.element.append(this.#select);
  }

  override press(): void {
    this.#select.focus();
  }

  protected override initial(): unknown {
    return this.options.items.find((item) => item.selected)?.value;
  }

  protected override draw(value: unknown): void {
    this.#select.value = value === undefined || value === null ? "" : String(value);
  }

  protected override control(): HTMLElement {
    return this.#select;
  }
}
