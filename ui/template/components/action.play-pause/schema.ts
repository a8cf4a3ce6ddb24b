import { action } from "~/template/engine/schema";

/** Only a player heeds it. */
export const schema = action({
  type: "action.play-pause",
  props: { view: { kind: "target" } },
  run: (_props, acting) => acting.target?.ask("play-pause"),
});
