import type { Theme } from "~/template/engine/host";
import { isObject } from "~/template/engine/json";
import { action } from "~/template/engine/schema";

const THEMES: readonly Theme[] = ["info", "success", "warning", "danger"];
const USUAL_DURATION = 4_500;

export const schema = action({
  type: "action.notify",
  props: { payload: {} },
  run: (props, acting) => {
    const { content, theme, delay, duration } = isObject(props.payload) ? props.payload : {};
    const note = {
      theme: THEMES.find((one) => one === theme) ?? "info",
      duration: timeOf(duration) ?? USUAL_DURATION,
    };
    acting.task.notify(content, note, timeOf(delay) ?? 0);
  },
});

function timeOf(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? value : undefined;
}
