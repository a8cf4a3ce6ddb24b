/** Markdown to HTML that can be trusted. Heavy: loaded only where a config has markdown. */
import DOMPurify from "dompurify";
import MarkdownIt from "markdown-it";

const parser = new MarkdownIt({ html: false });

/** All that the parser can make, and nothing that a sanitiser would have to think about. */
const ALLOWED = {
  ALLOWED_TAGS: [
    ...["h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "code"],
    ...["ul", "ol", "li", "em", "strong", "s", "a", "img"],
    ...["table", "thead", "tbody", "tr", "th", "td"],
  ],
  ALLOWED_ATTR: ["href", "src", "alt", "title", "start", "class"],
  ADD_URI_SAFE_ATTR: ["start"],
  ALLOW_DATA_ATTR: false,
  ALLOWED_URI_REGEXP: /^https?:/i,
};

const ALIGNED = /^text-align:(left|center|right)$/;

// The page allows no inline styles: a column's alignment becomes a class.
parser.core.ruler.push("alignment", ({ tokens }) => {
  for (const token of tokens) {
    const side = ALIGNED.exec(String(token.attrGet("style") ?? ""))?.[1];
    if (side === undefined) continue;
    token.attrs = (token.attrs ?? []).filter(([name]) => name !== "style");
    token.attrJoin("class", `tb-align-${side}`);
  }
});

/** CommonMark with tables and strikethrough; raw HTML comes out as text. */
export function parsed(source: string, isInline: boolean): string {
  return isInline ? parser.renderInline(source) : parser.render(source);
}

/** The same, sanitised. Links lead to a tab of their own. */
export function htmlOf(source: string, isInline: boolean): string {
  const part = DOMPurify.sanitize(parsed(source, isInline), { ...ALLOWED, RETURN_DOM_FRAGMENT: true });
  for (const link of part.querySelectorAll("a[href]")) {
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer");
  }
  for (const image of part.querySelectorAll("img")) {
    image.setAttribute("loading", "lazy");
    image.setAttribute("referrerpolicy", "no-referrer");
  }
  const holder = document.createElement("div");
  holder.append(part);
  return holder.innerHTML;
}
