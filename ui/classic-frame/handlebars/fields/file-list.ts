/** The files of a field below its button: their names or pictures, how far they are, and a way to remove them. */
import { kit } from "../../kit";
import { isMedia } from "../addresses";

export interface Row {
  readonly file: File | null;
  state: "uploading" | "done" | "failed";
  share: number;
  id: string | null;
  readonly element: HTMLElement;
  picture: string | null;
}

interface Settings {
  preview: boolean;
  editable: boolean;
  onRemove: (row: Row) => void;
  onRetry: (row: Row) => void;
}

export class FileList {
  readonly element = document.createElement("ul");
  readonly rows: Row[] = [];
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.element.className = "field__files";
    this.element.hidden = true;
  }

  add(file: File): Row {
    const picture = this.#settings.preview ? URL.createObjectURL(file) : null;
    return this.#append({ file, state: "uploading", share: 0, id: null, element: createRow(), picture });
  }

  /** The uploaded files that the answer has: rows whose ids are not in it go, and what is new is added. */
  show(ids: string[]): void {
    for (const row of [...this.rows]) if (row.id !== null && !ids.includes(row.id)) this.remove(row);
    for (const id of ids) {
      if (this.rows.some((row) => row.id === id)) continue;
      const row = this.#append({
        file: null,
        state: "done",
        share: 1,
        id,
        element: createRow(),
        picture: null,
      });
      if (this.#settings.preview) void this.#findPicture(row, id);
    }
  }

  /** False when the row is gone: it was removed while its file was under way. */
  update(row: Row, change: Partial<Pick<Row, "state" | "share" | "id">>): boolean {
    if (!this.rows.includes(row)) return false;
    Object.assign(row, change);
    this.#draw(row);
    return true;
  }

  remove(row: Row): void {
    const index = this.rows.indexOf(row);
    if (index < 0) return;
    this.rows.splice(index, 1);
    if (row.file !== null && row.picture !== null) URL.revokeObjectURL(row.picture);
    row.element.remove();
    this.element.hidden = this.rows.length === 0;
  }

  destroy(): void {
    for (const row of [...this.rows]) this.remove(row);
  }

  #append(row: Row): Row {
    this.rows.push(row);
    this.element.append(row.element);
    this.element.hidden = false;
    this.#draw(row);
    return row;
  }

  async #findPicture(row: Row, id: string): Promise<void> {
    const url = await kit()
      .files.urlOf(id)
      .catch(() => null);
    if (url === null || !isMedia(url)) return;
    row.picture = url;
    this.#draw(row);
  }

  #draw(row: Row): void {
    const { say } = kit();
    const name = row.file?.name ?? say("classic.file.done");
    const words = document.createElement("span");
    words.className = "field__file-name";
    words.textContent = row.state === "failed" ? `${name} – ${say("classic.error.upload")}` : name;
    const parts: HTMLElement[] = [words];
    if (row.picture !== null) parts.unshift(pictureOf(row.picture, name));
    if (row.state === "uploading") parts.push(progressOf(row.share, say("classic.file.progress", { name })));
    if (row.state === "failed")
      parts.push(this.#button(say("classic.file.retry"), () => this.#settings.onRetry(row)));
    if (this.#settings.editable) {
      const remove = this.#button("×", () => this.#settings.onRemove(row));
      remove.setAttribute("aria-label", say("classic.file.remove", { name }));
      parts.push(remove);
    }
    row.element.dataset.state = row.state;
    row.element.replaceChildren(...parts);
  }

  #button(label: string, act: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "field__file-button";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  }
}

function createRow(): HTMLElement {
  const element = document.createElement("li");
  element.className = "field__file";
  return element;
}

function pictureOf(url: string, name: string): HTMLElement {
  const picture = document.createElement("img");
  picture.className = "field__file-picture";
  picture.src = url;
  picture.alt = name;
  return picture;
}

function progressOf(share: number, label: string): HTMLElement {
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = share;
  bar.setAttribute("aria-label", label);
  return bar;
}
