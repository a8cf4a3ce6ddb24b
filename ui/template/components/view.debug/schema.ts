import { view } from "~/template/engine/schema";

/** `insane` is in no reference; here it unfolds everything at once. */
export const schema = view({ type: "view.debug", props: { insane: { default: false } } });
