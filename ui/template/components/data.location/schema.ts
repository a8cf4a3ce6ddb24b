import { data } from "~/template/engine/schema";

/** The task asks for the position as soon as it meets this in a config, and keeps what it is told. */
export const schema = data({
  type: "@toloka/data.location",
  props: {},
  ref: (_props, scope) => ({
    key: "location:",
    writable: false,
    read: () => scope.task.location.value,
    write: () => {},
  }),
});
