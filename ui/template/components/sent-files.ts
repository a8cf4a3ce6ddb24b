/**
 * The files of a field: those that are its value, those on their way, and those that could not be sent. Kept with
 * the mounted field, so that drawing it anew loses nothing.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { t } from "~/kit/i18n";
import type { FileAddress, Upload } from "~/template/engine/host";
import type { Mount } from "~/template/engine/mount";

const AT_ONCE = 2;

/** A file that is not stored yet. */
export interface Pending {
  readonly key: number;
  readonly file: File;
  /** Its picture, to be seen at once. */
  readonly preview: string;
  /** Which share of it is there. */
  readonly share: Signal<number>;
  /** Why it could not be sent; nothing while it is on its way or waits for its turn. */
  readonly failed: Signal<string | undefined>;
}

/** Why a file was not taken at all. */
export interface Refusal {
  readonly key: number;
  readonly words: string;
}

export class SentFiles {
  readonly pending: ReadonlySignal<readonly Pending[]>;
  readonly refusals: ReadonlySignal<readonly Refusal[]>;
  readonly #pending = signal<readonly Pending[]>([]);
  readonly #refusals = signal<readonly Refusal[]>([]);
  readonly #known = signal<ReadonlyMap<string, FileAddress>>(new Map());
  readonly #running = new Map<Pending, Upload>();
  readonly #settled = new Map<Pending, () => void>();
  /** In which order the files of this visit were picked, by ids. */
  readonly #order = new Map<string, number>();
  readonly #previews = new Set<string>();
  #count = 0;
  #hasEnded = false;

  constructor(private readonly mount: Mount) {
    this.pending = this.#pending;
    this.refusals = this.#refusals;
  }

  get isMultiple(): boolean {
    return this.mount.props.multiple === true;
  }

  /** The ids in the value. */
  get ids(): readonly string[] {
    const { value } = this.mount;
    const found: unknown[] = Array.isArray(value) ? value : [value];
    return found.filter((one): one is string => typeof one === "string" && one !== "");
  }

  /** Whether a file waits for the worker to try it again or to let it go. */
  get hasFailed(): boolean {
    return this.#pending.value.some((one) => one.failed.value !== undefined);
  }

  /** Send files. Where one is wanted, the last of them takes the place of what is there. */
  add(files: readonly File[]): void {
    const taken = this.isMultiple ? files : files.slice(-1);
    if (taken.length === 0 || this.mount.isDisabled) return;
    this.#refusals.value = [];
    if (!this.isMultiple) {
      for (const one of this.#pending.peek()) this.drop(one);
      if (this.mount.value !== undefined) this.mount.write(undefined);
    }
    const fresh = taken.map((file) => this.#made(file));
    this.#pending.value = [...this.#pending.peek(), ...fresh];
    for (const one of fresh) this.#wait(one);
    this.#go();
  }

  /** Say why files were not taken. */
  refuse(reasons: readonly string[]): void {
    this.#refusals.value = reasons.map((words) => ({ key: this.#next(), words }));
  }

  retry(one: Pending): void {
    if (one.failed.peek() === undefined) return;
    one.failed.value = undefined;
    one.share.value = 0;
    this.#wait(one);
    this.#go();
  }

  /** Let go of a file that is not stored. */
  drop(one: Pending): void {
    this.#drop(one);
    this.#go();
  }

  #drop(one: Pending, keepsWhatArrived = false): void {
    this.#pending.value = this.#pending.peek().filter((other) => other !== one);
    this.#running.get(one)?.cancel(keepsWhatArrived);
    this.#settle(one);
  }

  /** Take a stored file out of the value. */
  remove(id: string): void {
    this.#write(this.ids.filter((one) => one !== id));
  }

  /** What is known of a stored file; nothing until `look` has found it. */
  known(id: string): FileAddress | undefined {
    return this.#known.value.get(id);
  }

  /** Ask for a stored file's name and a fresh address. */
  async look(id: string): Promise<void> {
    const found = await this.mount.task.host.file(id);
    this.#know(found);
  }

  /** The field goes: nothing more is sent for it. Whoever picks the file again goes on where it stopped. */
  end(): void {
    const pending = this.#pending.peek();
    this.#hasEnded = true;
    for (const one of pending) this.#drop(one, true);
    for (const url of this.#previews) URL.revokeObjectURL(url);
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }

  #made(file: File): Pending {
    return {
      key: this.#next(),
      file,
      preview: this.#preview(file),
      share: signal(0),
      failed: signal<string | undefined>(undefined),
    };
  }

  #preview(file: File): string {
    const url = URL.createObjectURL(file);
    this.#previews.add(url);
    return url;
  }

  /** A submit waits until the file is stored, could not be, or was let go. */
  #wait(one: Pending): void {
    const settled = new Promise<void>((resolve) => this.#settled.set(one, resolve));
    this.mount.task.uploads.track(settled, one.share);
  }

  #settle(one: Pending): void {
    this.#running.delete(one);
    this.#settled.get(one)?.();
    this.#settled.delete(one);
  }

  #go(): void {
    for (const one of this.#pending.peek()) {
      if (this.#running.size >= AT_ONCE) return;
      if (this.#settled.has(one) && !this.#running.has(one)) this.#send(one);
    }
  }

  #send(one: Pending): void {
    const { host } = this.mount.task;
    const upload = host.upload(one.file, (share) => {
      one.share.value = share;
    });
    this.#running.set(one, upload);
    upload.done.then(
      (stored) => {
        if (this.#running.get(one) !== upload) return;
        this.#know({ ...stored, url: one.preview });
        this.#order.set(stored.id, one.key);
        this.#pending.value = this.#pending.peek().filter((other) => other !== one);
        if (!this.#hasEnded) this.#write(this.#withId(stored.id));
        this.#settle(one);
        this.#go();
      },
      (error: unknown) => {
        if (this.#running.get(one) !== upload) return;
        one.failed.value = error instanceof Error && error.message ? error.message : t("media.file.failed");
        this.#settle(one);
        this.#go();
      },
    );
  }

  /** Files stand as they were picked, whichever was there first. */
  #withId(id: string): readonly string[] {
    const place = (one: string) => this.#order.get(one) ?? 0;
    return this.isMultiple ? [...this.ids, id].sort((one, other) => place(one) - place(other)) : [id];
  }

  #write(ids: readonly string[]): void {
    if (ids.length === 0) this.mount.write(undefined);
    else this.mount.write(this.isMultiple ? ids : ids[0]);
  }

  #know(file: FileAddress): void {
    this.#known.value = new Map([...this.#known.peek(), [file.id, file]]);
  }
}

export interface FilesMemory {
  readonly files: SentFiles;
}

/** What the schemas of all fields with files have. */
export const filesPart = {
  remember: (mount: Mount): FilesMemory => ({ files: new SentFiles(mount) }),
  ended: (mount: Mount): void => filesOf(mount).end(),
  complain: (_value: unknown, mount: Mount): string | undefined =>
    filesOf(mount).hasFailed ? t("media.file.unsent") : undefined,
};

export function filesOf(mount: Mount): SentFiles {
  return (mount.memory as FilesMemory).files;
}
