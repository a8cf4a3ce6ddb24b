/**
 * What a page's tasks will show, fetched before it is in sight, so that a worker who goes down the page or on to
 * the next task waits for nothing.
 */
import { untracked } from "@preact/signals";
import { addressFor } from "../components/media-box";
import type { Mount } from "../engine/mount";
import type { Page } from "../engine/page";
import type { Medium } from "../engine/schema";

export interface Ahead {
  readonly medium: Medium;
  readonly address: string;
}

/** Pictures are small and many, sounds and films are large: of these only the first ones are begun. */
const MOST: Readonly<Record<Medium, number>> = { image: 100, audio: 5, video: 2 };

/** Everything that the mounted tasks show and that has an address on the network, each once, in their order. */
export function aheadOf(page: Page): Ahead[] {
  const found = new Map<string, Ahead>();
  const counts: Record<Medium, number> = { image: 0, audio: 0, video: 0 };
  for (const task of page.tasks) {
    for (const one of [...task.mounts].flatMap(shownBy)) {
      if (found.has(one.address) || counts[one.medium] >= MOST[one.medium]) continue;
      counts[one.medium] += 1;
      found.set(one.address, one);
    }
  }
  return [...found.values()];
}

function shownBy(mount: Mount): Ahead[] {
  return Object.entries(mount.part.loads ?? {}).flatMap(([name, medium]) => {
    const address = addressFor(mount, mount.props[name]);
    return address !== undefined && /^https?:/.test(address) ? [{ medium, address }] : [];
  });
}

/** Begin to fetch; gives what ends it. Who saves data gets only what is in sight. */
export function fetchAhead(page: Page): () => void {
  if (savesData()) return () => {};
  const fetching = untracked(() => aheadOf(page)).map(begin);
  return () => {
    for (const stop of fetching) stop();
  };
}

function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}

function begin({ medium, address }: Ahead): () => void {
  const element = medium === "image" ? new Image() : document.createElement(medium);
  if (element instanceof HTMLImageElement) {
    element.decoding = "async";
    element.fetchPriority = "low";
    element.referrerPolicy = "no-referrer";
  } else element.preload = medium === "audio" ? "auto" : "metadata";
  element.src = address;
  return () => element.removeAttribute("src");
}
