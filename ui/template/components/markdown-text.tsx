/** Markdown as a part of the page: comes with the parser and the sanitiser, so it is loaded only when needed. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { markdownOf } from "./markdown-fragment";

export default function MarkdownText({ source }: { source: string }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => place.current?.replaceChildren(markdownOf(source)), [source]);
  return <div ref={place} class="tb-markdown" />;
}
