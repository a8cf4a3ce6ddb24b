/** Markdown, for every component that shows some. */
import { lazily } from "~/template/view/lazily";

export const Markdown = lazily<{ source: string }>(() => import("./markdown-text"));
