import { field } from "~/template/engine/schema";

export const schema = field({ type: "field.multi-select", props: { options: {}, placeholder: {} } });
