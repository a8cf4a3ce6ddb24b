/** Every component that configs may name, by its type. */
import type { Registry } from "~/template/engine/config";
import type { ComponentSchema } from "~/template/engine/schema";

const found = import.meta.glob<{ schema: ComponentSchema }>("./*/schema.ts", { eager: true });

export const registry: Registry = new Map(
  Object.values(found).map(({ schema }) => [schema.type, schema] as const),
);
