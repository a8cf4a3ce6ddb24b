import { view } from "~/template/engine/schema";

export const schema = view({ type: "view.labeled-list", props: { items: {}, minWidth: { default: 500 } } });
