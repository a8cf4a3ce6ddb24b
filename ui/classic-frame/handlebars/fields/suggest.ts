/** Text with suggestions from the task's data. What is not among them is refused, unless allowed. */
import { isTrue } from "../parameters";
import { Field } from "./field";

const MAX_SHOWN = 50;
let lists = 0;

export class SuggestField extends Field {
  readonly #input = document.createElement("input");
  readonly #list = document.createElement("ul");
  #active = -1;
  #typed: string | null = null;

  override mount(): void {
    lists += 1;
    const input = this.#input;
    input.className = "field__control";
    input.disabled = this.disabled;
    input.autocomplete = "off";
    const { placeholder } = this.options;
    if (typeof placeholder === "string" && !this.readOnly) input.placeholder = placeholder;
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-label": this.label(),
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `suggestions-${lists}`,
    })) {
      input.setAttribute(name, value);
    }
    this.#list.id = `suggestions-${lists}`;
    this.#list.className = "field__suggestions";
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", this.label());
    this.#list.hidden = true;
    input.addEventListener("input", () => this.#onInput());
    input.addEventListener("focus", () => this.#open());
    input.addEventListener("click", () => this.#open());
    input.addEventListener("blur", () => this.#onBlur());
    input.addEventListener("keydown", (event) => this.#onKey(event));
    this.element.append(input, this.#list);
  }

  override press(): void {
    this.#input.focus();
  }

  override problem(): string | null {
    const refused = this.#typed !== null && this.#typed !== "" && this.value() === undefined;
    return refused ? this.say("classic.error.suggest") : null;
  }

  protected override initial(): unknown {
    const { value } = this.options;
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  protected override draw(value: unknown): void {
    if (value === undefined && this.#typed !== null) return;
    const text = value === undefined || value === null ? "" : String(value);
    if (this.#input.value !== text) this.#input.value = text;
  }

  protected override control(): HTMLElement {
    return this.#input;
  }

  get #source(): string[] {
    const { source } = this.options;
    return Array.isArray(source) ? source.map(String) : [];
  }

  #onInput(): void {
    this.#accept(this.#input.value);
    this.#open();
  }

  #accept(text: string): void {
    this.#typed = text;
    const known = this.#source.find((one) => one.toLowerCase() === text.trim().toLowerCase());
    const own = isTrue(this.options.allowCustomInput) && text !== "" ? text : undefined;
    this.write(known ?? own);
  }

  #onBlur(): void {
    this.#close();
    const problem = this.problem();
    if (problem !== null) this.showError(problem);
    else if (this.value() !== undefined) this.#typed = null;
    this.refresh();
  }

  #open(): void {
    if (this.disabled) return;
    const text = this.#input.value.trim().toLowerCase();
    const fitting = this.#source.filter((one) => one.toLowerCase().includes(text));
    // Those that begin with the text come first.
    fitting.sort(
      (one, other) =>
        Number(other.toLowerCase().startsWith(text)) - Number(one.toLowerCase().startsWith(text)),
    );
    this.#list.replaceChildren(...fitting.slice(0, MAX_SHOWN).map((one, index) => this.#item(one, index)));
    this.#list.hidden = fitting.length === 0;
    this.#input.setAttribute("aria-expanded", String(fitting.length > 0));
    this.#activate(-1);
  }

  #close(): void {
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#activate(-1);
  }

  #item(text: string, index: number): HTMLElement {
    const item = document.createElement("li");
    item.id = `${this.#list.id}-${index}`;
    item.className = "field__suggestion";
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.textContent = text;
    // Before the blur, which would close the list under the finger.
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.#pick(text);
    });
    return item;
  }

  #pick(text: string): void {
    this.#input.value = text;
    this.#accept(text);
    this.#close();
  }

  #activate(index: number): void {
    const items = [...this.#list.children];
    this.#active = index;
    for (const [place, item] of items.entries()) item.setAttribute("aria-selected", String(place === index));
    const active = items[index];
    if (active === undefined) this.#input.removeAttribute("aria-activedescendant");
    else this.#input.setAttribute("aria-activedescendant", active.id);
    active?.scrollIntoView({ block: "nearest" });
  }

  #onKey(event: KeyboardEvent): void {
    const count = this.#list.children.length;
    const active = this.#list.children[this.#active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (this.#list.hidden) this.#open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (count > 0) this.#activate((Math.max(this.#active, step < 0 ? 0 : -1) + step + count) % count);
    } else if (event.key === "Enter" && active !== undefined && !this.#list.hidden) {
      this.#pick(active.textContent ?? "");
    } else if (event.key === "Escape" && !this.#list.hidden) {
      this.#close();
    } else {
      return;
    }
    event.preventDefault();
  }
}
