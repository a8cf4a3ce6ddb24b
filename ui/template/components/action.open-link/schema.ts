import { textOf } from "~/template/engine/json";
import { isFollowable } from "~/template/engine/links";
import { action } from "~/template/engine/schema";

export const schema = action({
  type: "action.open-link",
  props: { payload: {} },
  run: (props, acting) => {
    const url = textOf(props.payload);
    if (isFollowable(url)) acting.task.openLink(url);
  },
});
