/** Requesters' HTML made harmless. Loaded where some is shown. */
import DOMPurify from "dompurify";
import { environment } from "~/api";

const SERVERS = "/api/proxy/";

const OPTIONS = {
  USE_PROFILES: { html: true },
  // Forms could ask for passwords; styles could cover the page, and make words unreadable in the dark.
  FORBID_TAGS: ["style", "form", "input", "button", "select", "textarea", "option", "dialog"],
  FORBID_ATTR: ["style", "id", "class", "name"],
  RETURN_DOM_FRAGMENT: true,
} as const;

/** What may be shown of it. Links lead to another tab, which learns nothing of this one. */
export function sanitized(html: string): DocumentFragment {
  const content = DOMPurify.sanitize(html, {
    ...OPTIONS,
    FORBID_TAGS: [...OPTIONS.FORBID_TAGS],
    FORBID_ATTR: [...OPTIONS.FORBID_ATTR],
  });
  // Requesters' servers have one address in texts, whichever environment shows them.
  for (const media of content.querySelectorAll(`[src^="${SERVERS}"]`)) {
    media.setAttribute("src", environment.prefix + media.getAttribute("src"));
  }
  for (const link of content.querySelectorAll("a[href]")) {
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer nofollow");
  }
  return content;
}
