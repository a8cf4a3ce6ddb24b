/**
 * A task suite with a classic interface: a frame without any rights, in which the requester's code runs, and
 * what the app does for it. The frame may ask and tell; what comes of it is decided here.
 */
import { Component, type ComponentChildren, createRef, type Ref } from "preact";
import type { FrameMessage } from "~/classic-frame/protocol";
import { Bars } from "./bars";
import { Calls } from "./calls";
import { consentOf, rememberConsent } from "./consent";
import "./classic-suite.css";
import { t } from "~/kit/i18n";
import { Gate } from "./gate";
import { guardDialogs } from "./guard";
import { firstMessage } from "./init";
import { forwardKeys } from "./keys";
import { HostLink } from "./link";
import { restAfterHang, restLeft } from "./rest";
import { RunMark } from "./run-mark";
import { byTaskId, byTaskNumber, inTaskOrder } from "./solutions";
import { ProjectStore } from "./store";
import { followTheme } from "./theme";
import type {
  Answer,
  ClassicServices,
  ClassicViewSpec,
  DataSpec,
  ErrorsByTask,
  SubmitResult,
  Task,
  Trouble,
  Warning,
} from "./types";

/** No `allow-same-origin`, ever: with scripts it would be no sandbox. */
const SANDBOX = "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals";
const MIN_HEIGHT = 64;
const MAX_HEIGHT = 100_000;
const SUBMIT_PATIENCE = 15_000;
/** What the frame may open over the page by itself. More would leave the worker no moment to get out. */
const OPENINGS = { perSecond: 0.2, burst: 2 };

export interface ClassicSuiteProps {
  frameUrl: string;
  viewSpec: ClassicViewSpec;
  inputSpec: DataSpec;
  outputSpec: DataSpec;
  tasks: Task[];
  solutions: Answer[] | null;
  readOnly: boolean;
  language: string;
  services: ClassicServices;
  reviewMode?: boolean;
  /** What `getId()` answers; none in a preview. */
  assignmentId?: string;
  /** On each change, a few times a second at most. */
  onSolutions(solutions: Answer[]): void;
  /** The interface itself submits; what `requestSubmit` asked for comes as its result instead. */
  onSubmit(solutions: Answer[]): void;
  onSkip(): void;
  /** Ways out of an interface in trouble, beside skipping it. */
  onExit?(): void;
  onWrite?(): void;
  onInstructions(): void;
  onWarning?(warning: Warning): void;
  ref?: Ref<ClassicSuite>;
}

interface State {
  trouble: Trouble | null;
  reason: string;
  height: number;
  ready: boolean;
  generation: number;
  asksLocation: boolean;
  /** No frame yet: the process of one that hung is still there. */
  resting: boolean;
}

const FRESH = { trouble: null, reason: "", height: MIN_HEIGHT, ready: false, asksLocation: false };

export class ClassicSuite extends Component<ClassicSuiteProps, State> {
  override state: State = { ...FRESH, generation: 0, resting: restLeft() > 0 };
  readonly #root = createRef<HTMLDivElement>();
  readonly #frame = createRef<HTMLIFrameElement>();
  readonly #store = new ProjectStore(window.localStorage, this.props.services.storageKey);
  readonly #mark = new RunMark(window.localStorage, this.props.assignmentId);
  readonly #openings = new Gate(OPENINGS.perSecond, OPENINGS.burst);
  #link: HostLink | null = null;
  #calls: Calls | null = null;
  #answers: Answer[] | null = this.props.solutions;
  /** What is to be shown as soon as there is something to show it on. */
  #errors: ErrorsByTask | null = null;
  #waiting: ((result: SubmitResult) => void) | null = null;
  #consents: Array<(allowed: boolean) => void> = [];
  #stops: Array<() => void> = [];

  /** Ask the interface for its answers, as its submit button would. */
  requestSubmit(): Promise<SubmitResult> {
    const { trouble } = this.state;
    if (this.#link === null || (trouble !== null && trouble !== "mute"))
      return Promise.resolve({ kind: "silent" });
    this.#settle({ kind: "silent" });
    this.setState({ trouble: null });
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#muted(), SUBMIT_PATIENCE);
      this.#waiting = (result) => {
        clearTimeout(timer);
        resolve(result);
      };
      this.#link?.send({ type: "requestSubmit" });
    });
  }

  /** Show what the server found wrong, or hints, by their fields. */
  showErrors(errors: ErrorsByTask): void {
    this.#errors = this.state.ready ? null : errors;
    if (this.state.ready) this.#link?.send({ type: "errors", errors: byTaskId(errors, this.props.tasks) });
  }

  override componentDidMount(): void {
    this.#offer(this);
    this.#stops = [
      this.#followVisibility(),
      guardDialogs(() => this.#stopFrame()),
      followTheme((theme) => this.#link?.send({ type: "theme", theme })),
      forwardKeys((key, code) => this.#link?.send({ type: "key", key, code })),
    ];
    if (this.#mark.hung) this.setState({ trouble: "hung" });
    else if (this.state.resting) this.#rest();
    else this.#connect();
  }

  override componentDidUpdate(_: ClassicSuiteProps, before: State): void {
    if (before.generation !== this.state.generation) this.#connect();
  }

  /** Only a page that is seen can hang under the worker's hands; one that is hidden may be ended by the system. */
  #followVisibility(): () => void {
    const leave = (): void => {
      this.#store.flush();
      if (this.#link !== null) this.#mark.clear();
    };
    const changed = (): void => {
      if (document.visibilityState === "hidden") leave();
    };
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", changed);
    return () => {
      window.removeEventListener("pagehide", leave);
      document.removeEventListener("visibilitychange", changed);
    };
  }

  override componentWillUnmount(): void {
    for (const stop of this.#stops) stop();
    this.#disconnect();
    this.#store.flush();
    this.#offer(null);
  }

  override render(): ComponentChildren {
    const { trouble, height, ready, generation } = this.state;
    const gone = trouble === "flooded" || trouble === "left" || trouble === "hung" || this.state.resting;
    return (
      <div class="classic-suite" ref={this.#root}>
        <Bars
          trouble={trouble}
          reason={this.state.reason}
          asksLocation={this.state.asksLocation}
          readOnly={this.props.readOnly}
          onSkip={this.props.onSkip}
          onExit={this.props.onExit}
          onWrite={this.props.onWrite}
          onReload={() => this.#reload()}
          onConsent={(allowed) => this.#consent(allowed)}
        />
        {!ready && trouble === null && (
          <p class="classic-suite__loading" role="status">
            {t("classic.loading")}
          </p>
        )}
        {!gone && (
          <iframe
            key={generation}
            ref={this.#frame}
            class="classic-suite__frame"
            title={t("classic.title")}
            src={this.props.frameUrl}
            sandbox={SANDBOX}
            allow=""
            referrerpolicy="no-referrer"
            style={{ height: `${height}px` }}
          />
        )}
      </div>
    );
  }

  /** Preact 11 hands a ref to components of both kinds as a property, to do with it what they will. */
  #offer(suite: ClassicSuite | null): void {
    const { ref } = this.props;
    if (typeof ref === "function") ref(suite);
    else if (ref) ref.current = suite;
  }

  #connect(): void {
    const frame = this.#frame.current;
    if (frame === null) return;
    const link = new HostLink(frame, {
      open: () => link.send(firstMessage(this.props, this.#answers, this.#store)),
      message: (message) => this.#receive(message),
      malformed: () => this.#muted(),
      trouble: (trouble) => this.#onTrouble(trouble),
      tick: () => this.#mark.renew(),
    });
    this.#link = link;
    this.#mark.renew();
    this.#calls = new Calls({
      services: this.props.services,
      send: (message) => link.send(message),
      mayLocate: () => this.#mayLocate(),
    });
  }

  #disconnect(): void {
    if (this.#link !== null) {
      if (this.state.trouble === "stuck" || this.#link.silent) restAfterHang();
      this.#link.close();
      this.#mark.clear();
    }
    this.#calls?.close();
    this.#link = null;
    this.#settle({ kind: "silent" });
  }

  /** The same interface anew, with the answers that it last told of. */
  #reload(): void {
    this.#disconnect();
    if (restLeft() > 0) {
      this.setState({ ...FRESH, resting: true });
      this.#rest();
    } else {
      this.setState(({ generation }) => ({ ...FRESH, generation: generation + 1, resting: false }));
    }
  }

  #rest(): void {
    const timer = setTimeout(() => this.#reload(), restLeft() + 1);
    this.#stops.push(() => clearTimeout(timer));
  }

  #onTrouble(trouble: Trouble | null): void {
    this.setState({ trouble });
    if (trouble !== null) this.#settle({ kind: "silent" });
    if (trouble === "flooded" || trouble === "left") this.#mark.clear();
  }

  #stopFrame(): void {
    this.#link?.close();
    this.#onTrouble("flooded");
  }

  /** Asked for its answers, the frame gave none that can be sent; what it says unasked is no matter. */
  #muted(): void {
    if (this.#waiting !== null) this.#onTrouble("mute");
  }

  #settle(result: SubmitResult): void {
    this.#waiting?.(result);
    this.#waiting = null;
  }

  #receive(message: FrameMessage): void {
    if ("call" in message) {
      // Nothing is uploaded or asked for while looking at what is done; only pictures of it are shown.
      if (!this.props.readOnly || message.type === "fileUrl") this.#calls?.answer(message);
      return;
    }
    switch (message.type) {
      case "solutions":
      case "submit":
        this.#onSolutions(message.type, inTaskOrder(message.solutions, this.props.tasks));
        break;
      case "invalid":
        this.#settle({ kind: "errors", errors: byTaskNumber(message.errors, this.props.tasks) });
        break;
      case "store":
        this.#store.change(message.key, message.value, message.expires);
        break;
      case "skip":
        if (!this.props.readOnly) this.props.onSkip();
        break;
      case "instructions":
        if (this.#openings.pass()) this.props.onInstructions();
        break;
      case "warning":
        this.props.onWarning?.({ code: message.code, detail: message.detail });
        break;
      default:
        this.#show(message);
    }
  }

  #show(message: FrameMessage): void {
    switch (message.type) {
      case "rendered":
        this.setState({ ready: true }, () => {
          if (this.#errors !== null) this.showErrors(this.#errors);
        });
        break;
      case "failed":
        if (message.where === "submit") this.#muted();
        else this.setState({ trouble: "broken", reason: message.message });
        this.props.onWarning?.({ code: `${message.where}-failed`, detail: message.message });
        break;
      case "height":
        this.setState({ height: Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, message.height)) });
        break;
      case "reveal":
        this.#reveal(message.top, message.height);
        break;
      case "fullscreen":
        this.#toggleFullscreen();
        break;
      case "openLink":
        this.#openLink(message.url);
        break;
    }
  }

  #onSolutions(type: "solutions" | "submit", answers: Answer[] | null): void {
    if (this.props.readOnly) return;
    if (answers === null) {
      this.props.onWarning?.({ code: "solutions-malformed", detail: "" });
      return;
    }
    this.#answers = answers;
    if (type === "solutions") this.props.onSolutions(answers);
    else if (this.#waiting !== null) this.#settle({ kind: "solutions", solutions: answers });
    else this.props.onSubmit(answers);
  }

  /** Only web addresses, and only after the worker pressed something: the same as for a link of the page. */
  #openLink(url: string): void {
    const active = navigator.userActivation?.isActive ?? true;
    if (active && /^https?:\/\//i.test(url)) this.props.services.openLink(url);
  }

  #toggleFullscreen(): void {
    // The browser refuses without a gesture of the worker's, which is as it should be.
    if (document.fullscreenElement === null) this.#root.current?.requestFullscreen().catch(() => {});
    else document.exitFullscreen().catch(() => {});
  }

  #reveal(top: number, height: number): void {
    const frame = this.#frame.current;
    if (frame === null) return;
    // What is revealed has the focus within the frame. While answers were on their way the frame was inert and had none.
    requestAnimationFrame(() => {
      if (document.activeElement !== frame) frame.focus({ preventScroll: true });
    });
    const start = frame.getBoundingClientRect().top + Math.min(Math.max(0, top), this.state.height);
    const end = start + Math.min(Math.max(0, height), window.innerHeight / 2);
    const margin = 80;
    if (start < margin) window.scrollBy({ top: start - margin });
    else if (end > window.innerHeight - margin) window.scrollBy({ top: end - window.innerHeight + margin });
  }

  #mayLocate(): Promise<boolean> {
    const known = consentOf(this.props.services.storageKey);
    if (known !== undefined) return Promise.resolve(known);
    this.setState({ asksLocation: true });
    return new Promise((resolve) => {
      this.#consents.push(resolve);
    });
  }

  #consent(allowed: boolean): void {
    rememberConsent(this.props.services.storageKey, allowed);
    this.setState({ asksLocation: false });
    for (const answer of this.#consents.splice(0)) answer(allowed);
  }
}
