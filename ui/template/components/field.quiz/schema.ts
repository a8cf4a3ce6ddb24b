import { type Signal, signal } from "@preact/signals";
import { field } from "~/template/engine/schema";
import { recalled } from "../kept";
import { type Choices, choicesKept } from "./quiz";

export interface QuizMemory {
  readonly choices: Signal<Choices>;
}

export const schema = field({
  type: "field.quiz",
  props: { instruction: {}, options: {} },
  remember: (mount): QuizMemory => ({ choices: signal(choicesKept(recalled(mount))) }),
});
