import { view } from "~/template/engine/schema";

export const schema = view({ type: "view.with-label", props: { items: {} } });
