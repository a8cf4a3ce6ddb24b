import { layout } from "~/template/engine/schema";

export const schema = layout({ type: "layout.bars", props: { content: {}, barBefore: {}, barAfter: {} } });
