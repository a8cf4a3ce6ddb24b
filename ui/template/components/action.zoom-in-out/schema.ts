import { action } from "~/template/engine/schema";

/** A picture in its natural size, or fitted again. */
export const schema = action({
  type: "action.zoom-in-out",
  props: { view: { kind: "target" } },
  run: (_props, acting) => acting.target?.ask("zoom-in-out"),
});
