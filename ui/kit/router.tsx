/** Where in the app the reader is: the path of the page, by the browser's own history. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

export interface Place {
  /** The path below the app's prefix, beginning with "/". */
  path: string;
  query: URLSearchParams;
}

let prefix = "";

export const place = signal<Place>({ path: "/", query: new URLSearchParams() });

/** Where to go back to in the page, by history entry. */
const scrolled = new Map<string, number>();
let entry = "";

function read(): Place {
  const { pathname, search } = location;
  const path = pathname.startsWith(prefix) ? pathname.slice(prefix.length) : pathname;
  return { path: path === "" ? "/" : path.replace(/(.)\/+$/, "$1"), query: new URLSearchParams(search) };
}

/** Follow the browser's history, for an app whose paths begin with `wantedPrefix`. */
export function startRouter(wantedPrefix: string): void {
  prefix = wantedPrefix;
  history.scrollRestoration = "manual";
  entry = keyOf(history.state);
  place.value = read();
  addEventListener("popstate", (event: PopStateEvent) => {
    scrolled.set(entry, scrollY);
    entry = keyOf(event.state);
    place.value = read();
    const top = scrolled.get(entry) ?? 0;
    requestAnimationFrame(() => requestAnimationFrame(() => scrollTo({ top })));
  });
}

function keyOf(state: unknown): string {
  return typeof state === "object" && state !== null && "key" in state ? String(state.key) : "";
}

/** The address of a path of the app. */
export function addressOf(path: string): string {
  return path === "/" && prefix !== "" ? `${prefix}/` : prefix + path;
}

/** Go to a path of the app (it may have a query). */
export function navigate(path: string, { replace = false } = {}): void {
  const key = crypto.getRandomValues(new Uint32Array(1)).join("");
  scrolled.set(entry, scrollY);
  if (replace) history.replaceState({ key }, "", addressOf(path));
  else history.pushState({ key }, "", addressOf(path));
  entry = key;
  place.value = read();
  scrollTo({ top: 0 });
}

/** What stands for the names of a pattern such as `/messages/:id`, or undefined where the path is another. */
export function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) {
      const decoded = decodedOf(value);
      if (decoded === "") return undefined;
      found[part.slice(1)] = decoded;
    } else if (part !== value) return undefined;
  }
  return found;
}

function decodedOf(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

interface LinkProps {
  to: string;
  class?: string;
  /** The page that is shown now. */
  current?: boolean;
  children: ComponentChildren;
}

/** A link within the app. With a modifier key, or for another tab, it is the browser's. */
export function Link({ to, current, children, class: classes }: LinkProps) {
  return (
    <a
      class={classes}
      href={addressOf(to)}
      aria-current={current ? "page" : undefined}
      onClick={(event) => {
        const elsewhere =
          event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
        if (event.defaultPrevented || elsewhere) return;
        event.preventDefault();
        navigate(to);
      }}
    >
      {children}
    </a>
  );
}
