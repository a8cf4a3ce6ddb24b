/** A link that the worker has to open. */
import { kit } from "../../kit";
import { isHttp } from "../addresses";
import { isTrue } from "../parameters";
import { badge } from "./choice";
import { Field } from "./field";

export class ButtonClickedField extends Field {
  readonly #link = document.createElement("a");

  override mount(): void {
    const { href, size, action } = this.options;
    const colour = isTrue(action) ? " button_action" : "";
    this.#link.className = `button button_size_${String(size ?? "L").toLowerCase()}${colour}`;
    this.#link.textContent = this.label();
    if (isHttp(href)) this.#link.href = href;
    this.#link.target = "_blank";
    this.#link.rel = "noopener noreferrer";
    if (this.hotkey !== null) this.#link.append(badge(this.hotkey));
    this.#link.addEventListener("click", (event) => this.#onClick(event));
    this.#link.addEventListener("auxclick", (event) => {
      if (event.button === 1) this.#opened();
    });
    this.element.append(this.#link);
  }

  #onClick(event: MouseEvent): void {
    this.#opened();
    if (event.ctrlKey || event.metaKey || event.shiftKey || this.#link.href === "") return;
    event.preventDefault();
    kit().openLink(this.#link.href);
  }

  #opened(): void {
    if (!this.disabled) this.write(true);
  }

  protected override initial(): unknown {
    return false;
  }

  protected override draw(value: unknown): void {
    this.#link.classList.toggle("button_opened", value === true);
  }

  protected override control(): HTMLElement {
    return this.#link;
  }
}
