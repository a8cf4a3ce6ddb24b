/**
 * One assignment in several tabs: the tab opened last works on it, the others step back. A tab that steps back
 * first writes down what it has, so that the other goes on from there.
 */
import { recall, remember } from "~/kit/remembered";

/** How long a tab that has the page may take to answer. One that broke off never does. */
const PATIENCE = 2_000;
const PREFIX = "talka-open:";

interface Claim {
  kind: "claim" | "yielded";
  assignment: string;
  tab: number;
  /** When it was opened: of two, the later one has the page. */
  at: number;
}

export class TabClaim {
  readonly #channel: BroadcastChannel | undefined;
  readonly #tab = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  #answered: (() => void) | undefined;
  #holds = false;
  #at = 0;

  constructor(
    private readonly assignment: string,
    /** Write down everything at once, and work no more. */
    private readonly step: () => void,
  ) {
    if (typeof BroadcastChannel === "undefined") return;
    this.#channel = new BroadcastChannel("talka-assignments");
    this.#channel.onmessage = (event: MessageEvent<Claim>) => this.#hear(event.data);
  }

  /** Take the assignment to this tab; resolves once another one that has it has written down what it had. */
  async take(): Promise<void> {
    const isOpenElsewhere = recall(this.#name) !== null;
    this.#holds = true;
    this.#at = Date.now();
    remember(this.#name, String(this.#tab));
    this.#say("claim");
    if (!isOpenElsewhere || !this.#channel) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE);
      this.#answered = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** This tab has the assignment no more. */
  close(): void {
    if (this.#holds) remember(this.#name, null);
    this.#holds = false;
    this.#channel?.close();
  }

  get #name(): string {
    return PREFIX + this.assignment;
  }

  #say(kind: Claim["kind"]): void {
    this.#channel?.postMessage({
      kind,
      assignment: this.assignment,
      tab: this.#tab,
      at: this.#at,
    } satisfies Claim);
  }

  #hear(claim: Claim): void {
    if (claim.assignment !== this.assignment || claim.tab === this.#tab) return;
    if (claim.kind === "yielded") this.#answered?.();
    else if (this.#holds && this.#isLater(claim)) {
      this.#holds = false;
      this.step();
      this.#say("yielded");
    }
  }

  /** Two that are opened at once, as by a browser that restores them, agree on which of them it is. */
  #isLater(claim: Claim): boolean {
    return claim.at === this.#at ? claim.tab > this.#tab : claim.at > this.#at;
  }
}
