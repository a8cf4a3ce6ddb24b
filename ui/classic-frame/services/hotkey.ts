/** Keys of the page, as scripts subscribe to them: Enter, Escape, arrows, and letters and digits. */

type Handler = (key: string) => void;
export type KeyEvent = "enter" | "esc" | "arrow-left" | "arrow-right" | "arrow-up" | "arrow-down" | "key";

const NAMED: Record<string, KeyEvent> = {
  Enter: "enter",
  Escape: "esc",
  ArrowLeft: "arrow-left",
  ArrowRight: "arrow-right",
  ArrowUp: "arrow-up",
  ArrowDown: "arrow-down",
};
const WRITING = "input, textarea, select, [contenteditable], [role=listbox], [role=combobox]";
const PRESSED_BY_ENTER = "a[href], button, summary, textarea, select, [role=combobox], [role=application]";
const OWN_ARROWS = `${WRITING}, [role=application]`;
const NOT_WRITING = new Set(["checkbox", "radio", "button", "submit", "reset", "file", "image"]);

/** One listener for the page; each subscription is a handler of an event. */
export class Keys {
  #handlers = new Map<KeyEvent, Handler[]>();
  readonly #listener = (event: KeyboardEvent): void => this.#onKeyDown(event);

  constructor() {
    document.addEventListener("keydown", this.#listener);
  }

  on(event: KeyEvent, handler: Handler): void {
    const handlers = this.#handlers.get(event) ?? [];
    handlers.push(handler);
    this.#handlers.set(event, handlers);
  }

  reset(): void {
    this.#handlers = new Map();
  }

  /** What was subscribed to before stays, though it is reset meanwhile. */
  keeping(act: () => void): void {
    const before = this.#handlers;
    this.#handlers = new Map();
    act();
    for (const [event, handlers] of before) for (const handler of handlers) this.on(event, handler);
  }

  stop(): void {
    this.reset();
    document.removeEventListener("keydown", this.#listener);
  }

  /** A key that was pressed here, or in the app while nothing there took it. */
  press(key: string, code: string): boolean {
    const event = NAMED[key];
    const handlers = this.#handlers.get(event ?? "key") ?? [];
    const sign = event === undefined ? character(key, code) : key;
    if (sign === null || handlers.length === 0) return false;
    for (const handler of [...handlers]) handler(sign);
    return true;
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target instanceof Element && isTaken(event.target, event.key)) return;
    if (this.press(event.key, event.code) && event.key.startsWith("Arrow")) event.preventDefault();
  }
}

/** Whether an element needs the key for itself. */
function isTaken(target: Element, key: string): boolean {
  if (key === "Escape") return false;
  if (key === "Enter") return target.closest(PRESSED_BY_ENTER) !== null || isFile(target);
  if (key.startsWith("Arrow")) return target.closest(OWN_ARROWS) !== null && !isBox(target, "checkbox");
  if (target instanceof HTMLInputElement) return !NOT_WRITING.has(target.type);
  return target.closest(WRITING) !== null;
}

function isFile(target: Element): boolean {
  return isBox(target, "file");
}

function isBox(target: Element, type: string): boolean {
  return target instanceof HTMLInputElement && target.type === type;
}

/**
 * Letters and digits in upper case, as scripts compare them. On a keyboard of another script the key's place
 * counts, so that C is where it is printed.
 */
export function character(key: string, code: string): string | null {
  if (/^[a-z0-9]$/i.test(key)) return key.toUpperCase();
  return /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code)?.[1] ?? null;
}

/** `this.hotkey` of tasks and suites. */
export class HotkeyService {
  readonly #keys: Keys;

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  on(event: KeyEvent, handler: Handler, context?: unknown): void {
    this.#keys.on(event, (key) => handler.call(context, key));
  }

  reset(): void {
    this.#keys.reset();
  }
}
