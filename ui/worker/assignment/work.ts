/** An assignment at work: from its tasks to the answer that it was handed in, whatever happens on the way. */
import { type ReadonlySignal, signal } from "@preact/signals";
import {
  ApiError,
  type Assignment,
  exit,
  getAssignment,
  type Json,
  NetworkError,
  type Reason,
  type Solution,
  type Submitted,
  saveDraft,
  skip,
  submit,
} from "~/api";
import { t } from "~/kit/i18n";
import { wordsOf } from "../words";
import { Countdown } from "./countdown";
import { DraftKeeper, newestDraft, type TaskDraft } from "./drafts";
import { TabClaim } from "./tabs";

/**
 * - `working`: tasks are being answered;
 * - `waiting`: the answers wait for files that are still on their way;
 * - `sending`: the answers are on their way; `unsent`: they could not be sent yet and are tried again;
 * - `elsewhere`: another tab has the page;
 * - `over`: nothing more can be handed in here. `outcome` says what became of it.
 */
export type State = "working" | "waiting" | "sending" | "unsent" | "elsewhere" | "over";

/** The files of a page that are still on their way. */
export interface Files {
  readonly running: ReadonlySignal<number>;
  /** Which share of them is there. */
  readonly share: ReadonlySignal<number>;
  /** Resolves with true when none is under way, with false when somebody stopped waiting. */
  finished(): Promise<boolean>;
  stopWaiting(): void;
}

export interface Outcome {
  kind: "handed-in" | "skipped" | "given-up" | "expired" | "changed";
  /** Why there is no next page. */
  whyNot: Reason | undefined;
}

/** What shows the tasks: it is asked for the answers and told what is wrong with them. */
export interface Answering {
  /** The answers if all are right as far as the page knows; else it shows what is wrong. */
  complete(): Promise<Solution[] | undefined>;
  /** Errors that the server found, by task and field. */
  showErrors(errors: ReadonlyMap<number, Record<string, string>>): void;
}

const RETRY_DELAYS = [1_000, 2_000, 4_000, 8_000, 15_000];

export class Work {
  readonly state = signal<State>("working");
  readonly outcome = signal<Outcome | undefined>(undefined);
  /** Hints of a training, by task. */
  readonly mistakes = signal<ReadonlyMap<number, string>>(new Map());
  /** Errors of the page as a whole. */
  readonly trouble = signal<string | undefined>(undefined);
  /** What a submit waits for. Undefined where the interface sends its files by itself. */
  readonly files = signal<Files | undefined>(undefined);
  #clock: Countdown;
  readonly #drafts: DraftKeeper;
  readonly #claim: TabClaim;
  #stopWaiting: (() => void) | undefined;
  #isClosed = false;

  constructor(
    readonly assignment: Assignment,
    /** The next page came with the answer to a submit. */
    private readonly goOn: (next: Assignment) => void,
    /** Whose it is. */
    private readonly worker: string,
  ) {
    this.#clock = new Countdown(assignment);
    this.#drafts = new DraftKeeper(assignment.id, worker, (tasks, leaving, signal) =>
      saveDraft(assignment.id, tasks as unknown as Json[], { keepalive: leaving && isSmall(tasks), signal }),
    );
    this.#claim = new TabClaim(assignment.id, () => this.#stepBack());
    this.#showMistakes(assignment.mistakes);
  }

  get isActive(): boolean {
    return this.assignment.status === "ACTIVE";
  }

  /** The answers to begin with: a draft, or what was handed in. */
  async begin(): Promise<TaskDraft[] | undefined> {
    if (!this.isActive) return this.assignment.solutions;
    await this.#claim.take();
    // A training's page that came back with mistakes has its answers, unless they were changed since.
    return newestDraft(this.assignment.id, this.worker, this.assignment.draft) ?? this.assignment.solutions;
  }

  changed(tasks: TaskDraft[]): void {
    const isOpen = this.state.peek() === "working" || this.state.peek() === "waiting";
    if (isOpen && this.isActive) this.#drafts.changed(tasks);
  }

  /** The page may be gone in a moment. */
  flush(): void {
    const state = this.state.peek();
    // Answers on their way are kept too: the server may be unreachable, or the session over.
    if (state !== "over" && state !== "elsewhere") this.#drafts.flush();
  }

  /** The browser leaves the page. */
  leave(): void {
    this.flush();
    this.#claim.close();
  }

  close(): void {
    this.flush();
    this.#isClosed = true;
    this.#drafts.stop();
    this.#stopWaiting?.();
    this.#claim.close();
  }

  /** Hand in the answers, `given` by an interface that submits by its own code, or asked for now. */
  async submit(answering: Answering, given?: Solution[]): Promise<void> {
    if (this.state.peek() !== "working") return;
    this.trouble.value = undefined;
    if (!(await this.#filesAreThere())) return;
    this.state.value = "sending";
    const solutions = given ?? (await answering.complete());
    if (!solutions) {
      this.state.value = "working";
      return;
    }
    this.#drafts.pause();
    await this.#send(solutions, answering);
  }

  async #filesAreThere(): Promise<boolean> {
    const files = this.files.peek();
    if (!files || files.running.peek() === 0) return true;
    this.state.value = "waiting";
    const areThere = await files.finished();
    if (this.state.peek() !== "waiting") return false; // time is up, or another tab has the page
    this.state.value = "working";
    return areThere && !this.#isClosed;
  }

  /** Answers that could not be sent: go back to them. */
  changeAnswers(): void {
    this.state.value = "working";
    this.#drafts.resume();
    this.#stopWaiting?.();
  }

  async skip(): Promise<void> {
    await this.#giveUp(skip, "skipped");
  }

  async exit(): Promise<void> {
    await this.#giveUp(exit, "given-up");
  }

  /** How many seconds are left, as far as this browser can tell. */
  get secondsLeft(): number {
    return this.#clock.seconds;
  }

  /** The clock says that time is up; whether it is, the server knows, and may give it more. */
  async timeIsUp(): Promise<void> {
    if (this.state.peek() !== "working" && this.state.peek() !== "waiting") return;
    this.#drafts.flush();
    if (!(await this.#lookAgain())) return; // asked again while nothing is left
    const isOpen = this.state.peek() === "working" || this.state.peek() === "waiting";
    if (isOpen && this.secondsLeft === 0) this.#end("expired");
  }

  async #send(solutions: Solution[], answering: Answering): Promise<void> {
    for (let tried = 0; !this.#isClosed; tried += 1) {
      try {
        this.#arrived(await submit(this.assignment.id, solutions, true));
        return;
      } catch (error) {
        if (!isPassing(error)) {
          await this.#refused(error, answering);
          return;
        }
      }
      this.state.value = "unsent";
      // What could be sent has its answers in it; what could not is kept here, and on the server when it can.
      this.#drafts.flush();
      await this.#pause(RETRY_DELAYS[Math.min(tried, RETRY_DELAYS.length - 1)] ?? 0);
      if (this.state.peek() !== "unsent") return;
    }
  }

  /** Wait a while, or until there is a network again, or until somebody has changed their mind. */
  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        removeEventListener("online", go);
        this.#stopWaiting = undefined;
        resolve();
      };
      const timer = setTimeout(go, milliseconds);
      addEventListener("online", go);
      this.#stopWaiting = go;
    });
  }

  #arrived(answer: Submitted): void {
    if (answer.mistakes.length > 0) {
      this.#showMistakes(answer.mistakes);
      this.state.value = "working";
      this.#drafts.resume();
      return;
    }
    this.#drafts.forget();
    if (this.#isClosed) return; // the worker has gone elsewhere meanwhile, and stays there
    if (answer.next) this.goOn(answer.next);
    else this.#end("handed-in", answer.why_not ?? undefined);
  }

  async #refused(error: unknown, answering: Answering): Promise<void> {
    this.state.value = "working";
    this.#drafts.resume();
    if (error instanceof ApiError && error.code === "INAPPROPRIATE_STATUS") {
      await this.#lookAgain();
      if (this.state.peek() === "working") this.trouble.value = wordsOf(error);
      return;
    }
    const found = error instanceof ApiError ? errorsByTask(error) : new Map();
    if (found.size > 0) answering.showErrors(found);
    this.trouble.value = found.size > 0 ? t("error.fields") : wordsOf(error);
  }

  async #giveUp(act: (id: string) => Promise<Assignment>, kind: Outcome["kind"]): Promise<void> {
    if (this.state.peek() !== "working") return;
    this.state.value = "sending";
    this.#drafts.pause();
    try {
      await act(this.assignment.id);
      this.#drafts.forget();
      this.#end(kind);
    } catch (error) {
      await this.#refused(error, { complete: async () => undefined, showErrors: () => {} });
    }
  }

  /** What became of the assignment meanwhile: handed in by another tab, say, or expired. False for no answer. */
  async #lookAgain(): Promise<boolean> {
    try {
      const now = await getAssignment(this.assignment.id);
      if (now.status === "ACTIVE") {
        this.#clock = new Countdown(now);
        return true;
      }
      if (now.status === "EXPIRED") this.#end("expired");
      else this.#end(now.status === "SKIPPED" ? "skipped" : "changed");
      return true;
    } catch (error) {
      this.trouble.value = wordsOf(error);
      return false;
    }
  }

  #end(kind: Outcome["kind"], whyNot?: Reason): void {
    this.#drafts.stop();
    this.outcome.value = { kind, whyNot };
    this.state.value = "over";
  }

  #stepBack(): void {
    this.#drafts.flush();
    this.#drafts.stop();
    this.state.value = "elsewhere";
  }

  #showMistakes(mistakes: Assignment["mistakes"]): void {
    const byTask = new Map<number, string>();
    for (const mistake of mistakes) {
      const index = this.assignment.tasks.findIndex((task) => task.id === mistake.task_id);
      if (index >= 0) byTask.set(index, mistake.hint || t("work.wrong"));
    }
    this.mistakes.value = byTask;
  }
}

const KEEPALIVE_CHARACTERS = 20_000; // three bytes each at most

/** Whether a draft may be sent while the page is being closed: browsers send 64 KiB then, or refuse. */
function isSmall(tasks: readonly TaskDraft[]): boolean {
  return JSON.stringify(tasks).length <= KEEPALIVE_CHARACTERS;
}

/** Whether it will pass by itself: no network, a server that restarts, a moment of too many requests. */
function isPassing(error: unknown): boolean {
  if (error instanceof NetworkError) return true;
  return error instanceof ApiError && (error.status >= 500 || error.status === 429 || error.status === 401);
}

/** The server's errors of fields, `"<task>.<field>"`, by tasks. */
export function errorsByTask(error: ApiError): Map<number, Record<string, string>> {
  const found = new Map<number, Record<string, string>>();
  for (const [path, field] of Object.entries(error.fields)) {
    const [task = "", ...rest] = path.split(".");
    const index = Number(task);
    if (!Number.isInteger(index)) continue;
    found.set(index, { ...found.get(index), [rest.join(".")]: field.message });
  }
  return found;
}
