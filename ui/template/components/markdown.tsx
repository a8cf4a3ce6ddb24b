/** Markdown for views and fields. The parser and the sanitiser come when the first of it is shown. */
import { lazily } from "~/template/view/lazily";
import type { MarkdownProps } from "./markdown-html";

export const Markdown = lazily<MarkdownProps>(() => import("./markdown-html"));
