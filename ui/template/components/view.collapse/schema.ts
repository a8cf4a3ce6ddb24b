import { type Signal, signal, untracked } from "@preact/signals";
import { view } from "~/template/engine/schema";

export interface CollapseMemory {
  readonly opened: Signal<boolean>;
}

export const schema = view({
  type: "view.collapse",
  props: { content: {}, defaultOpened: { default: false } },
  remember: (mount): CollapseMemory => ({
    opened: signal(untracked(() => mount.props.defaultOpened === true)),
  }),
  mounted: (mount) => {
    const { opened } = mount.memory as CollapseMemory;
    mount.handle("open-close", (wanted) => {
      opened.value = typeof wanted === "boolean" ? wanted : !opened.peek();
    });
  },
});
