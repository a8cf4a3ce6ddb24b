import { type Signal, signal } from "@preact/signals";
import { field } from "~/template/engine/schema";
import { type Choices, NO_CHOICES } from "./quiz";

export interface QuizMemory {
  readonly choices: Signal<Choices>;
}

export const schema = field({
  type: "field.quiz",
  props: { instruction: {}, options: {} },
  remember: (): QuizMemory => ({ choices: signal(NO_CHOICES) }),
});
