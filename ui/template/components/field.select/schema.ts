import { field } from "~/template/engine/schema";

export const schema = field({ type: "field.select", props: { options: {}, placeholder: {} } });
