import { view } from "~/template/engine/schema";

export const schema = view({ type: "view.alert", props: { content: {}, theme: { default: "info" } } });
