import { field } from "~/template/engine/schema";

export const schema = field({ type: "field.text", props: { placeholder: {}, disabled: { default: false } } });
