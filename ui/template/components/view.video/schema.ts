import { view } from "~/template/engine/schema";
import { rememberPlaying } from "../playing";

export const schema = view({
  type: "view.video",
  props: { url: {}, ratio: {}, minWidth: {}, maxWidth: {}, fullHeight: { default: false } },
  remember: rememberPlaying,
});
