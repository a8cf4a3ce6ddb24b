/** Files and pictures: chosen or taken here, uploaded by the app, kept in the answer by their ids. */
import { kit } from "../../kit";
import { isTrue } from "../parameters";
import { rootOf } from "../parts";
import { compress } from "./compress";
import { hasCoordinates } from "./exif";
import { Field } from "./field";
import { FileList, type Row } from "./file-list";

const ACCEPT: Record<string, string> = {
  IMAGE: "image/*",
  VIDEO: "video/*",
  AUDIO: "audio/*",
  IMAGE_OR_VIDEO: "image/*,video/*",
};

export class FileField extends Field {
  protected readonly isPicture: boolean = false;
  readonly #input = document.createElement("input");
  readonly #button = document.createElement("button");
  #list: FileList | null = null;

  override mount(): void {
    this.#input.type = "file";
    this.#input.hidden = true;
    this.#input.accept = ACCEPT[this.#fileType] ?? "";
    this.#input.multiple = this.#multiple;
    const capture = this.#captures();
    if (capture !== null) this.#input.setAttribute("capture", capture);
    this.#input.addEventListener("change", () => this.#onChosen());
    this.#button.type = "button";
    this.#button.className = "button button_size_m";
    this.#button.disabled = this.disabled;
    this.#button.textContent = this.label();
    this.#button.addEventListener("click", () => this.#input.click());
    this.#list = new FileList({
      preview: this.isPicture && this.options.preview !== false && this.options.preview !== "false",
      editable: !this.disabled,
      onRemove: (row) => this.#remove(row),
      onRetry: (row) => void this.#upload(row),
    });
    this.element.append(this.#button, this.#input, this.#list.element);
  }

  override problem(): string | null {
    return this.#list?.rows.some((row) => row.state === "uploading")
      ? this.say("classic.error.uploading")
      : null;
  }

  override destroy(): void {
    this.#list?.destroy();
  }

  protected override draw(value: unknown): void {
    this.#list?.show(ids(value));
  }

  protected override control(): HTMLElement {
    return this.#button;
  }

  protected override label(): string {
    if (typeof this.options.label === "string") return this.options.label;
    if (this.isPicture && this.#sources[0] === "CAMERA") return this.say("classic.file.photo");
    return this.say(this.#sources[0] === "RECORDER" ? "classic.file.record" : "classic.file.choose");
  }

  get #sources(): string[] {
    const { sources } = this.options;
    return typeof sources === "string" ? sources.trim().toUpperCase().split(/\s+/) : [];
  }

  get #fileType(): string {
    const { fileType } = this.options;
    return typeof fileType === "string" ? fileType.toUpperCase() : this.isPicture ? "IMAGE" : "ANY";
  }

  get #multiple(): boolean {
    const { multipleSelect } = this.options;
    return multipleSelect === undefined ? this.#writesList : isTrue(multipleSelect);
  }

  /** A list by its specification is one, however many files it may hold. */
  get #writesList(): boolean {
    const spec = this.task.getOptions().specs.output_spec[rootOf(this.name)];
    const type = spec?.type.toLowerCase();
    if (type?.startsWith("array_")) return true;
    return type === "json" && isTrue(this.options.multipleSelect);
  }

  /** Straight to the camera or recorder, if nothing but it may be the source. */
  #captures(): string | null {
    const [only, ...others] = this.#sources;
    const direct = isTrue(this.options.camera) || (others.length === 0 && only !== undefined);
    if (!direct || others.length > 0 || (only !== "CAMERA" && only !== "RECORDER")) return null;
    return "environment";
  }

  #onChosen(): void {
    const files = [...(this.#input.files ?? [])];
    this.#input.value = "";
    this.hideError();
    if (!this.#multiple) for (const row of [...(this.#list?.rows ?? [])]) this.#remove(row);
    for (const file of files) {
      const row = this.#list?.add(file);
      if (row !== undefined) void this.#upload(row);
    }
  }

  async #upload(row: Row): Promise<void> {
    if (row.file === null) return;
    this.#list?.update(row, { state: "uploading", share: 0 });
    try {
      const located = isTrue(this.options.requiredCoordinates);
      if (located && !hasCoordinates(await row.file.arrayBuffer())) {
        this.#remove(row);
        this.showError(this.say("classic.error.geotag"));
        return;
      }
      // A smaller copy would not say any more where it was taken.
      const smaller =
        this.isPicture && !located && this.options.compress !== false && this.options.compress !== "false";
      const { blob, name } = smaller ? await compress(row.file) : { blob: row.file, name: row.file.name };
      const uploaded = await kit().files.upload(blob, name, (share) => this.#list?.update(row, { share }));
      if (this.#list?.update(row, { state: "done", id: uploaded.id })) this.#writeIds();
    } catch {
      this.#list?.update(row, { state: "failed" });
    }
  }

  #remove(row: Row): void {
    this.#list?.remove(row);
    if (row.id !== null) this.#writeIds();
  }

  #writeIds(): void {
    const found = (this.#list?.rows ?? []).flatMap(({ id }) => (id === null ? [] : [id]));
    if (found.length === 0) this.write(undefined);
    else this.write(this.#writesList ? found : found[0]);
  }
}

export class PictureField extends FileField {
  protected override readonly isPicture = true;
}

function ids(value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one): one is string => typeof one === "string" && one !== "");
}
