import { view } from "~/template/engine/schema";
import { rememberPlaying } from "../playing";

export const schema = view({
  type: "view.audio",
  loads: { url: "audio" },
  props: { url: {}, loop: { default: false } },
  remember: rememberPlaying,
});
