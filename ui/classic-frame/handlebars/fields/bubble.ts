/** The words beside a field that say what is wrong with it, on the side that `validation-show` names. */
const SIDES = /^(?:(?:top|bottom)-(?:left|center|right)|(?:left|right)-(?:top|center|bottom))$/;

let count = 0;

export class Bubble {
  readonly #field: HTMLElement;
  readonly #side: string | null;
  readonly id: string;
  #element: HTMLElement | null = null;

  /** With the side "false" there is no bubble at all. */
  constructor(field: HTMLElement, side: unknown) {
    this.#field = field;
    count += 1;
    this.id = `field-error-${count}`;
    if (side === "false" || side === false) this.#side = null;
    else this.#side = typeof side === "string" && SIDES.test(side) ? side : "top-left";
  }

  get shows(): boolean {
    return this.#side !== null;
  }

  show(message: string): void {
    if (this.#side === null) return;
    this.#element ??= this.#create(this.#side);
    this.#element.textContent = message;
  }

  hide(): void {
    this.#element?.remove();
    this.#element = null;
    this.#field.classList.remove("field_invalid");
  }

  #create(side: string): HTMLElement {
    const element = document.createElement("span");
    element.id = this.id;
    element.className = "field__error";
    element.setAttribute("role", "alert");
    this.#field.dataset.validationShow = side;
    this.#field.classList.add("field_invalid");
    this.#field.append(element);
    return element;
  }
}
