/** Markdown on the page; the part of `markdown.tsx` that comes when it is needed. */
import { useMemo } from "preact/hooks";
import { htmlOf } from "./markdown-source";

export interface MarkdownProps {
  readonly source: string;
  /** Only a line's worth: no paragraphs, lists or headings. It may stand in a label then. */
  readonly isInline?: boolean;
}

export default function MarkdownHtml({ source, isInline = false }: MarkdownProps) {
  const html = useMemo(() => ({ __html: htmlOf(source, isInline) }), [source, isInline]);
  // What the parser made of text without markup in it was sanitised on top of that.
  if (isInline) return <span class="tb-markdown-inline" dangerouslySetInnerHTML={html} />;
  return <div class="tb-markdown" dangerouslySetInnerHTML={html} />;
}
