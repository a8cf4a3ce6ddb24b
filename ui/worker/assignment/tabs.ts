/**
 * One assignment in several tabs: the tab opened last works on it, the others step back. A tab that steps back
 * first writes down what it has, so that the other goes on from there.
 */

const PATIENCE = 250;

interface Claim {
  kind: "claim" | "yielded";
  assignment: string;
  tab: number;
}

export class TabClaim {
  readonly #channel: BroadcastChannel | undefined;
  readonly #tab = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  #answered: (() => void) | undefined;
  #holds = true;

  constructor(
    private readonly assignment: string,
    /** Write down everything at once, and work no more. */
    private readonly step: () => void,
  ) {
    if (typeof BroadcastChannel === "undefined") return;
    this.#channel = new BroadcastChannel("talka-assignments");
    this.#channel.onmessage = (event: MessageEvent<Claim>) => this.#hear(event.data);
  }

  /** Take the assignment to this tab; resolves once another one has written down what it had. */
  take(): Promise<void> {
    this.#holds = true;
    this.#say("claim");
    return new Promise((resolve) => {
      this.#answered = resolve;
      setTimeout(resolve, this.#channel ? PATIENCE : 0);
    });
  }

  close(): void {
    this.#channel?.close();
  }

  #say(kind: Claim["kind"]): void {
    this.#channel?.postMessage({ kind, assignment: this.assignment, tab: this.#tab } satisfies Claim);
  }

  #hear(claim: Claim): void {
    if (claim.assignment !== this.assignment || claim.tab === this.#tab) return;
    if (claim.kind === "yielded") this.#answered?.();
    else if (this.#holds) {
      this.#holds = false;
      this.step();
      this.#say("yielded");
    }
  }
}
