/** CommonMark, tables and strike-through; raw HTML is text, and what comes of it is sanitised once more. */
import DOMPurify from "dompurify";
import MarkdownIt from "markdown-it";

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false });

/** Alignment is said by a class: the page's policy allows no inline style in markup. */
const renderCell: NonNullable<typeof parser.renderer.rules.th_open> = (
  tokens,
  index,
  options,
  _env,
  self,
) => {
  const token = tokens[index];
  const side = /text-align:\s*(left|center|right)/.exec(String(token?.attrGet("style") ?? ""))?.[1];
  if (token?.attrs) token.attrs = token.attrs.filter(([name]) => name !== "style");
  if (side !== undefined) token?.attrJoin("class", `tb-align-${side}`);
  return self.renderToken(tokens, index, options);
};

parser.renderer.rules.th_open = renderCell;
parser.renderer.rules.td_open = renderCell;

const NEITHER = ["style", "form", "input", "button", "textarea", "select", "option"];

/** What a text in Markdown looks like. Links open a new tab, and tell it nothing of this one. */
export function markdownOf(source: string): DocumentFragment {
  const fragment = DOMPurify.sanitize(parser.render(source), {
    USE_PROFILES: { html: true },
    FORBID_TAGS: NEITHER,
    FORBID_ATTR: ["style"],
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  for (const image of fragment.querySelectorAll("img")) {
    image.loading = "lazy";
    image.referrerPolicy = "no-referrer";
  }
  return fragment;
}
