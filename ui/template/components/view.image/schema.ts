import { type Signal, signal } from "@preact/signals";
import { view } from "~/template/engine/schema";

export interface ImageMemory {
  /** Whether the full picture is shown over the page. */
  readonly opened: Signal<boolean>;
  /** Degrees to the right: 0, 90, 180 or 270. */
  readonly rotation: Signal<number>;
  /** Whether it has its natural size, in a box that scrolls. */
  readonly zoomed: Signal<boolean>;
}

export const schema = view({
  type: "view.image",
  loads: { url: "image" },
  props: {
    url: {},
    ratio: {},
    minWidth: {},
    maxWidth: {},
    fullHeight: { default: false },
    popup: { default: true },
    scrollable: { default: false },
    rotatable: { default: false },
    noBorder: { default: false },
    noLazyLoad: { default: false },
    transparent: { default: false },
  },
  remember: (): ImageMemory => ({ opened: signal(false), rotation: signal(0), zoomed: signal(false) }),
  mounted: (mount) => {
    const { opened, rotation, zoomed } = mount.memory as ImageMemory;
    mount.handle("open-close", (wanted) => {
      opened.value = typeof wanted === "boolean" ? wanted : !opened.peek();
      // What was enlarged over the page is as it was once it is back in its box.
      if (!opened.peek()) zoomed.value = false;
    });
    mount.handle("rotate", (to) => {
      rotation.value = (rotation.peek() + (to === "left" ? 270 : 90)) % 360;
    });
    mount.handle("zoom-in-out", () => {
      zoomed.value = !zoomed.peek();
    });
  },
});
