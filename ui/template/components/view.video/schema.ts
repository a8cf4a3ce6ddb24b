import { view } from "~/template/engine/schema";
import { rememberPlaying } from "../playing";

export const schema = view({
  type: "view.video",
  loads: { url: "video" },
  props: { url: {}, ratio: {}, minWidth: {}, maxWidth: {}, fullHeight: { default: false } },
  remember: rememberPlaying,
});
