/** Stories: a component at work, with what a person does to it and what comes of that. */
import type { Page } from "@playwright/test";

/**
 * One situation. `config` is a whole config; a config with nothing but the component itself will do. `play` is
 * what a person does, in a real browser (types only here: stories are part of what the browser loads);
 * `output` is what the task's answer must be then, `isValid` whether it could be submitted.
 */
export interface Story {
  readonly name: string;
  readonly config: { readonly view: object; readonly plugins?: readonly object[]; readonly vars?: object };
  readonly input?: Record<string, unknown>;
  readonly before?: Record<string, unknown>;
  readonly readOnly?: boolean;
  /** The project's texts, for `helper.translate`. */
  readonly texts?: Readonly<Record<string, string>>;
  readonly play?: (page: Page) => Promise<void>;
  readonly output?: Record<string, unknown>;
  readonly isValid?: boolean;
}
