/**
 * Sending a worker's file: a small one in one request, a large one in parts by tus 1.0, so that a lost network
 * costs no more than the part that was under way.
 */
import { ApiError, errorOf, NetworkError } from "./errors";
import { ask, type Transport } from "./http";
import type { FileView } from "./types";

export interface SentFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
}

export interface Sending {
  /** Resolves once the file is stored. Rejects with `ApiError`, `NetworkError`, or what `cancel` aborts with. */
  readonly done: Promise<SentFile>;
  /** End it, and take back what has arrived unless it is to be kept. */
  cancel(keepsWhatArrived?: boolean): void;
}

/** Where it is written down that an upload was begun, so that the same file goes on where it stopped. */
export interface Begun {
  recall(): string | undefined;
  keep(id: string): void;
  forget(): void;
}

export interface Outgoing {
  readonly file: File;
  readonly assignmentId?: string | undefined;
  /** Hears which share of the file is stored, from 0 to 1. */
  readonly progress?: (share: number) => void;
  /** Outlives the page where it is given. */
  readonly begun?: Begun;
}

export interface UploadTransport extends Transport {
  /** Whether there is a network at all, as far as the browser knows. */
  isOnline: () => boolean;
  /** Resolves when the network is back; rejects as soon as the signal is given. */
  backOnline: (signal: AbortSignal) => Promise<void>;
}

const MiB = 1024 * 1024;
/** Up to here one request will do. */
export const SMALL = 4 * MiB;
const FIRST_PART = MiB / 2;
const LARGEST_PART = 8 * MiB;
const SMALLEST_PART = MiB / 8;
/** A part that took less than this may be followed by a larger one. */
const QUICK = 2_000;
const TIMEOUT = 120_000;
const TUS = { "Tus-Resumable": "1.0.0" };
/** What may pass: time-outs, somebody else at it, too many requests, a server that is away for a moment. */
const PASSING = new Set([408, 423, 425, 429, 460, 500, 502, 503, 504]);
const GONE = new Set([404, 410]);

const known = new WeakMap<File, string>();

/** As long as the page has the file. */
const begunHere = (file: File): Begun => ({
  recall: () => known.get(file),
  keep: (id) => known.set(file, id),
  forget: () => known.delete(file),
});

/** Begin to send a file. */
export function sendFile(transport: UploadTransport, outgoing: Outgoing): Sending {
  const abort = new AbortController();
  const { signal } = abort;
  if (outgoing.file.size <= SMALL) {
    return { done: sendWhole(transport, outgoing, signal), cancel: () => abort.abort() };
  }
  const upload = new PartedUpload(transport, outgoing, signal);
  const cancel = (keepsWhatArrived = false) => {
    abort.abort();
    if (!keepsWhatArrived) upload.giveUp();
  };
  return { done: upload.send(), cancel };
}

async function sendWhole(
  transport: UploadTransport,
  { file, assignmentId, progress }: Outgoing,
  signal: AbortSignal,
): Promise<SentFile> {
  const tries = new Tries(transport, signal);
  for (;;) {
    const body = new FormData();
    if (assignmentId !== undefined) body.set("assignment_id", assignmentId);
    body.set("file", file, file.name);
    try {
      // A file that was stored though its answer was lost is bound to no answer, and swept after a day.
      const asked = { method: "POST", body, signal, timeout: TIMEOUT } as const;
      const stored = await ask<FileView>(transport, "/attachments", asked);
      progress?.(1);
      return { id: stored.id, name: stored.name, mediaType: stored.media_type, size: stored.size };
    } catch (error) {
      await tries.after(error);
    }
  }
}

/** How often something was tried in vain, and what to do about it. */
class Tries {
  #failed = 0;

  constructor(
    private readonly transport: UploadTransport,
    private readonly signal: AbortSignal,
  ) {}

  /** There was progress: what failed before does not count any more. */
  reset(): void {
    this.#failed = 0;
  }

  /** Wait until it is worth trying again, or throw the error if it is not. */
  async after(error: unknown): Promise<void> {
    this.signal.throwIfAborted();
    if (!mayPass(error)) throw error;
    if (error instanceof NetworkError && !this.transport.isOnline()) {
      await this.transport.backOnline(this.signal);
      return;
    }
    const delay = this.transport.delays[this.#failed];
    if (delay === undefined) throw error;
    this.#failed += 1;
    const asked = error instanceof ApiError ? (error.retryAfter ?? 0) * 1000 : 0;
    await this.transport.wait(Math.max(delay, asked), this.signal);
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof NetworkError || error instanceof Unfinished) return true;
  if (!(error instanceof ApiError)) return false;
  return PASSING.has(error.status) || error.code === "UPLOAD_OFFSET_MISMATCH";
}

/** All bytes are there, and the server is still making a file of them. */
class Unfinished extends Error {
  constructor() {
    super("The server has not finished the file");
  }
}

class PartedUpload {
  #id: string | undefined;
  #partSize = FIRST_PART;
  /** Where the next part begins; unknown until the server has said it. */
  #offset: number | undefined;
  #reached = 0;
  readonly #tries: Tries;
  readonly #begun: Begun;

  constructor(
    private readonly transport: UploadTransport,
    private readonly outgoing: Outgoing,
    private readonly signal: AbortSignal,
  ) {
    this.#begun = outgoing.begun ?? begunHere(outgoing.file);
    this.#id = this.#begun.recall();
    this.#tries = new Tries(transport, signal);
  }

  async send(): Promise<SentFile> {
    const { file } = this.outgoing;
    for (;;) {
      try {
        const stored = await this.#step();
        if (stored === undefined) continue;
        this.#begun.forget();
        this.outgoing.progress?.(1);
        return { id: stored, name: file.name, mediaType: file.type, size: file.size };
      } catch (error) {
        await this.#recover(error);
      }
    }
  }

  /** Take back what has arrived; nobody waits for that. */
  giveUp(): void {
    const id = this.#id;
    this.#forget();
    if (id === undefined) return;
    const url = `${this.transport.base}/uploads/${encodeURIComponent(id)}`;
    const asked = { method: "DELETE", headers: TUS, credentials: "same-origin" } as const;
    this.transport.fetch(url, asked).catch(() => {}); // the server forgets it after a day anyway
  }

  /** Begin, ask how far it is, or send a part: gives the file's id when it is stored. */
  async #step(): Promise<string | undefined> {
    if (this.#id === undefined) return this.#begin();
    if (this.#offset === undefined) return this.#look();
    if (this.#offset >= this.outgoing.file.size) throw new Unfinished();
    return this.#sendPart(this.#offset);
  }

  async #begin(): Promise<undefined> {
    const { file, assignmentId } = this.outgoing;
    const answer = await this.#ask("POST", "", {
      "Upload-Length": String(file.size),
      "Upload-Metadata": metadata({ filename: file.name, filetype: file.type, assignment_id: assignmentId }),
    });
    // Only its end: behind a proxy, the server may call itself by another name than the page does.
    const id = answer.headers.get("location")?.split("/").at(-1);
    if (!id) throw new NetworkError("The server does not say where the upload goes on");
    this.#id = decodeURIComponent(id);
    this.#offset = 0;
    this.#begun.keep(this.#id);
  }

  async #look(): Promise<string | undefined> {
    return this.#heard(await this.#ask("HEAD", this.#id));
  }

  async #sendPart(offset: number): Promise<string | undefined> {
    const part = this.outgoing.file.slice(offset, offset + this.#partSize);
    const start = performance.now();
    const headers = {
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": String(offset),
    };
    const stored = this.#heard(await this.#ask("PATCH", this.#id, headers, part));
    if (performance.now() - start < QUICK) this.#partSize = Math.min(this.#partSize * 2, LARGEST_PART);
    return stored;
  }

  #heard(answer: Response): string | undefined {
    const said = answer.headers.get("upload-offset");
    const offset = said === null ? Number.NaN : Number(said);
    if (!Number.isInteger(offset)) throw new NetworkError("The server does not say what has arrived");
    this.#offset = offset;
    if (offset > this.#reached) this.#tries.reset();
    this.#reached = Math.max(this.#reached, offset);
    this.outgoing.progress?.(offset / this.outgoing.file.size);
    return answer.headers.get("talka-attachment-id") ?? undefined;
  }

  async #recover(error: unknown): Promise<void> {
    this.signal.throwIfAborted();
    if (error instanceof ApiError && GONE.has(error.status) && this.#id !== undefined) {
      this.#forget(); // its time was over: from the beginning
      return;
    }
    await this.#tries.after(error);
    this.#partSize = Math.max(this.#partSize / 2, SMALLEST_PART);
    this.#offset = undefined;
  }

  #forget(): void {
    this.#begun.forget();
    this.#id = undefined;
    this.#offset = undefined;
  }

  async #ask(
    method: string,
    id: string | undefined,
    more: Record<string, string> = {},
    body: Blob | null = null,
  ): Promise<Response> {
    const url = `${this.transport.base}/uploads${id ? `/${encodeURIComponent(id)}` : ""}`;
    const answer = await this.#fetch(url, {
      method,
      headers: { ...TUS, "Accept-Language": this.transport.language(), ...more },
      body,
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.any([this.signal, AbortSignal.timeout(TIMEOUT)]),
    });
    if (!answer.ok) throw await errorOf(answer);
    return answer;
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    try {
      return await this.transport.fetch(url, init);
    } catch (error) {
      this.signal.throwIfAborted();
      throw new NetworkError("The server cannot be reached", { cause: error });
    }
  }
}

/** Keys with values in base64, as tus wants them. */
export function metadata(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .filter((entry): entry is [string, string] => Boolean(entry[1]))
    .map(([key, value]) => `${key} ${base64(value)}`)
    .join(",");
}

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}

/** Resolves when the browser says that the network is back. */
export function backOnline(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = new AbortController();
    const finish = (go: () => void) => () => {
      end.abort();
      go();
    };
    window.addEventListener("online", finish(resolve), { signal: end.signal });
    signal.addEventListener(
      "abort",
      finish(() => reject(signal.reason)),
      { signal: end.signal },
    );
    if (signal.aborted) finish(() => reject(signal.reason))();
    else if (navigator.onLine) finish(resolve)();
  });
}
