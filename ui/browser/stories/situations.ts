/** All stories, and what the page has to show for one. */
import { SEARCH_ENGINES } from "~/template/search-engines";
import type { Story } from "~/template/story";
import type { Situation } from "./window";

const found = import.meta.glob<{ stories: Story[] }>("../../template/components/*/story.ts", { eager: true });

export const stories: ReadonlyMap<string, readonly Story[]> = new Map(
  Object.entries(found).map(([path, module]) => [path.split("/").at(-2) ?? "", module.stories] as const),
);

export function situationOf(type: string, index: number): Situation {
  const story = stories.get(type)?.[index];
  if (!story) throw new Error(`There is no story ${index} of ${type}`);
  return {
    config: story.config,
    mode: story.readOnly === true ? "read-only" : "work",
    texts: story.texts ?? {},
    searchEngines: SEARCH_ENGINES,
    tasks: [{ id: "task-1", input: story.input ?? {}, output: story.before }],
    outputSpec: {},
    mistakes: {},
  };
}
