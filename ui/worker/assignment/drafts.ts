/**
 * Unfinished answers: kept in this browser at once, and on the server a moment later.
 *
 * The browser's copy survives a reload, a lost network and a server that is away; the server's is there on
 * another device. Which of the two is newer is known: the browser's copy remembers whether the server has it.
 */
import { recall, remember } from "~/kit/remembered";

const LOCAL_DELAY = 500;
const REMOTE_DELAY = 3_000;
const RETRY_DELAY = 10_000;
const KEPT_DAYS = 14;
const PREFIX = "talka-draft:";
/** Of one draft, and of all that the server has too: a browser keeps a few megabytes, and other pages need room there. */
const LONGEST = 1_000_000;
const LONGEST_ALL = 2_000_000;

/** One task's answers, and what its interface keeps to itself. */
export interface TaskDraft {
  output_values: Record<string, unknown>;
  internal_values?: unknown;
  /** What the page knows beside data: what was played, what is half drawn. */
  memory?: unknown;
}

interface Kept {
  at: number;
  /** Whose it is: a browser may have several workers, one after another. */
  worker: string;
  /** Whether the server has them too. */
  sent: boolean;
  tasks: TaskDraft[];
}

/** Send a draft to the server: at the last moment, if `leaving`, and no more once `signal` says so. */
export type Send = (tasks: TaskDraft[], leaving: boolean, signal: AbortSignal) => Promise<void>;

/** The newer of the draft that a worker has in this browser and the server's. */
export function newestDraft(id: string, worker: string, fromServer: unknown): TaskDraft[] | undefined {
  const found = readKept(id);
  const local = found?.worker === worker ? found : undefined;
  const remote = Array.isArray(fromServer) ? fromServer.map(taskDraftOf) : undefined;
  return local && (!local.sent || !remote) ? local.tasks : remote;
}

/**
 * Drafts of long ago are of no use to anybody; of those that the server has, the newest are kept here as well. That
 * of the page at hand is of use, whatever the browser's clock says.
 */
export function forgetOldDrafts(now: number, atHand: string): void {
  let total = 0;
  forgetThose(({ kept, length, id }) => {
    if (!kept) return true;
    if (kept.sent) total += length;
    const isOld = now - kept.at > KEPT_DAYS * 86_400_000 && id !== atHand;
    return isOld || (kept.sent && total > LONGEST_ALL);
  });
}

/** Whoever logs out leaves nothing behind that the server has. */
export function forgetSentDrafts(): void {
  forgetThose(({ kept }) => !kept || kept.sent);
}

interface Found {
  id: string;
  kept: Kept | undefined;
  length: number;
}

/** Forget drafts of this browser; the newest is asked about first. */
function forgetThose(isOne: (found: Found) => boolean): void {
  try {
    const found = Object.keys(localStorage)
      .filter((one) => one.startsWith(PREFIX))
      .map((name) => name.slice(PREFIX.length))
      .map((id) => ({ id, kept: readKept(id), length: localStorage.getItem(PREFIX + id)?.length ?? 0 }))
      .sort((one, other) => (other.kept?.at ?? 0) - (one.kept?.at ?? 0));
    for (const one of found) {
      if (isOne(one)) localStorage.removeItem(PREFIX + one.id);
    }
  } catch {
    // Without storage there is nothing to forget.
  }
}

/** Keeps the draft of one assignment. */
export class DraftKeeper {
  #tasks: TaskDraft[] | undefined;
  #local: ReturnType<typeof setTimeout> | undefined;
  #remote: ReturnType<typeof setTimeout> | undefined;
  #version = 0;
  #sentVersion = 0;
  #sending: AbortController | undefined;
  #keptAt = 0;
  #isPaused = false;
  #isOver = false;

  constructor(
    readonly id: string,
    private readonly worker: string,
    private readonly send: Send,
  ) {}

  /** Something was answered. */
  changed(tasks: TaskDraft[]): void {
    if (this.#isOver) return;
    this.#tasks = tasks;
    this.#version += 1;
    this.#keepSoon();
    this.#sendIn(REMOTE_DELAY);
  }

  /** Write down at once what was not yet: the page may be gone in a moment. */
  flush(): void {
    if (this.#local !== undefined) this.#keep();
    if (this.#version !== this.#sentVersion) void this.#sendNow(true);
  }

  /**
   * The page is being handed in, which brings the answers along: they are kept here, and nothing is sent besides,
   * for a draft that came after that would be refused.
   */
  pause(): void {
    if (this.#local !== undefined) this.#keep();
    this.#isPaused = true;
    clearTimeout(this.#remote);
    this.#remote = undefined;
    this.#sending?.abort();
  }

  /** It was not handed in after all. */
  resume(): void {
    this.#isPaused = false;
    if (this.#version !== this.#sentVersion) this.#sendIn(REMOTE_DELAY);
  }

  /** The answers were handed in, or the page was given up: nothing is to be kept any more. */
  forget(): void {
    this.stop();
    remember(PREFIX + this.id, null);
  }

  /** Keep nothing more, and leave what was kept. */
  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#local);
    clearTimeout(this.#remote);
    this.#local = undefined;
    this.#remote = undefined;
  }

  /** At once, and then at most every half second: another tab finds what was answered last. */
  #keepSoon(): void {
    const since = Date.now() - this.#keptAt;
    if (since >= LOCAL_DELAY) this.#keep();
    else this.#local ??= setTimeout(() => this.#keep(), LOCAL_DELAY - since);
  }

  #keep(sent = false): void {
    clearTimeout(this.#local);
    this.#local = undefined;
    if (!this.#tasks) return;
    this.#keptAt = Date.now();
    const kept: Kept = { at: this.#keptAt, worker: this.worker, sent, tasks: this.#tasks };
    const text = JSON.stringify(kept);
    // What is too long is the server's alone; what was kept before would be taken for newer than that.
    remember(PREFIX + this.id, text.length > LONGEST ? null : text);
  }

  #sendIn(delay: number): void {
    if (this.#isOver || this.#isPaused) return;
    this.#remote ??= setTimeout(() => void this.#sendNow(false), delay);
  }

  async #sendNow(leaving: boolean): Promise<void> {
    clearTimeout(this.#remote);
    this.#remote = undefined;
    const tasks = this.#tasks;
    const version = this.#version;
    if (!tasks || this.#isOver) return;
    const sending = new AbortController();
    this.#sending = sending;
    try {
      await this.send(tasks, leaving, sending.signal);
      this.#sentVersion = version;
      if (version === this.#version && !this.#isOver) this.#keep(true);
    } catch {
      // It is kept here; the server gets it with the next change, or a little later.
      this.#sendIn(RETRY_DELAY);
    }
  }
}

function readKept(id: string): Kept | undefined {
  try {
    const parsed: unknown = JSON.parse(recall(PREFIX + id) ?? "null");
    if (typeof parsed !== "object" || parsed === null || !("tasks" in parsed)) return undefined;
    const { at, worker, sent, tasks } = parsed as Partial<Kept>;
    if (typeof at !== "number" || typeof worker !== "string" || !Array.isArray(tasks)) return undefined;
    return { at, worker, sent: sent === true, tasks: tasks.map(taskDraftOf) };
  } catch {
    return undefined;
  }
}

function taskDraftOf(value: unknown): TaskDraft {
  const draft = typeof value === "object" && value !== null ? (value as Partial<TaskDraft>) : {};
  const output = draft.output_values;
  return {
    output_values: typeof output === "object" && output !== null ? output : {},
    ...(draft.internal_values === undefined ? {} : { internal_values: draft.internal_values }),
    ...(draft.memory === undefined ? {} : { memory: draft.memory }),
  };
}
