import { view } from "~/template/engine/schema";

export const schema = view({ type: "view.table", props: { headers: {}, items: {} } });
