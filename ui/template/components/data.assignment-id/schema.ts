import { data } from "~/template/engine/schema";

export const schema = data({
  type: "@toloka/data.assignment-id",
  props: {},
  ref: (_props, scope) => ({
    key: "assignment-id:",
    writable: false,
    read: () => scope.task.host.assignmentId,
    write: () => {},
  }),
});
