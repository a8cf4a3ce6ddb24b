import { view } from "~/template/engine/schema";
import { rememberPlaying } from "../playing";

export const schema = view({
  type: "view.audio",
  props: { url: {}, loop: { default: false } },
  remember: rememberPlaying,
});
