/** The block at the top of a task that says what is wrong where no field of it can say so itself. */
import type { TaskErrors } from "../protocol";
import { WHOLE_TASK } from "./types";

export class TaskNotice {
  readonly #task: HTMLElement;
  #element: HTMLElement | null = null;
  #errors = new Map<string, string>();

  constructor(task: HTMLElement) {
    this.#task = task;
  }

  show(errors: TaskErrors["errors"]): Element | null {
    for (const [name, { message, code }] of Object.entries(errors)) {
      this.#errors.set(name, message || code || "");
    }
    this.#draw();
    return this.#element;
  }

  forget(names: string[]): void {
    let changed = false;
    for (const name of names) changed = this.#errors.delete(name) || changed;
    if (changed) this.#draw();
  }

  #draw(): void {
    this.#element?.remove();
    this.#element = null;
    if (this.#errors.size === 0) return;
    const block = document.createElement("div");
    block.className = "task__error";
    block.setAttribute("role", "alert");
    for (const [name, message] of this.#errors) {
      const line = document.createElement("p");
      line.textContent = name === WHOLE_TASK ? message : `${name}: ${message}`;
      block.append(line);
    }
    this.#task.prepend(block);
    this.#element = block;
  }
}
