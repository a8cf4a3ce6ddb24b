import { type Signal, signal } from "@preact/signals";
import { layout } from "~/template/engine/schema";

export interface SideBySideMemory {
  /** The ids of the items that the worker has put out of sight. */
  readonly hidden: Signal<ReadonlySet<number>>;
}

export const schema = layout({
  type: "layout.side-by-side",
  props: { items: {}, controls: {}, minItemWidth: { default: 400 } },
  remember: (): SideBySideMemory => ({ hidden: signal(new Set()) }),
});
