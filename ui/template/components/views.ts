/** What draws each type of component. */
import type { View } from "../view";

const found = import.meta.glob<{ default: View }>("./*/view.tsx", { eager: true });

export const views: ReadonlyMap<string, View> = new Map(
  Object.entries(found).map(([path, module]) => [path.split("/")[1] ?? "", module.default] as const),
);
