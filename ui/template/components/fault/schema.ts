import { view } from "~/template/engine/schema";

/** Stands where a part of a config could not be compiled, and says why. No config names it. */
export const schema = view({ type: "fault", props: { words: {} } });
