/** Whom a map has to name: a text with links, as providers of maps write it in HTML. */
import { isFollowable } from "~/template/engine/links";

export interface Credit {
  readonly text: string;
  /** Where it leads to; nothing for plain text. */
  readonly url?: string;
}

/** The texts and links of an attribution, and nothing else of its HTML. */
export function creditsIn(attribution: string): Credit[] {
  const parsed = new DOMParser().parseFromString(attribution, "text/html");
  return creditsOf(parsed.body).filter(({ text }) => text !== "");
}

function creditsOf(node: Node): Credit[] {
  return [...node.childNodes].flatMap((child): Credit[] => {
    if (child.nodeType === Node.TEXT_NODE) return [{ text: child.textContent ?? "" }];
    if (!(child instanceof Element) || /^(?:script|style)$/i.test(child.tagName)) return [];
    const url = child.tagName === "A" ? (child.getAttribute("href") ?? "") : "";
    return isFollowable(url) ? [{ text: child.textContent ?? "", url }] : creditsOf(child);
  });
}
