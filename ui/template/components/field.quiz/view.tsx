import { useId } from "preact/hooks";
import { t } from "~/kit/i18n";
import { isEqual, type JsonObject, textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { Frame, useIds, type View } from "~/template/view";
import { keep } from "../kept";
import { Markdown } from "../markdown";
import { labelOf } from "../options";
import { choicesNow, choose, keptChoices, type Question, questionsOf } from "./quiz";
import type { QuizMemory } from "./schema";

const Quiz: View = ({ mount }) => {
  const ids = useIds();
  const instruction = textOf(mount.props.instruction);
  const questions = questionsOf(mount.props.options);
  const memory = mount.memory as QuizMemory;
  const choices = choicesNow(memory.choices.value, mount.value);
  const chooseAt = (question: Question, value: unknown) => {
    const made = choose(choicesNow(memory.choices.peek(), mount.value), questions, question.key, value);
    memory.choices.value = made.choices;
    keep(mount, keptChoices(made.choices));
    if (made.answer) mount.write(made.answer);
  };
  return (
    <Frame mount={mount} ids={ids} role="group">
      {instruction ? <Markdown source={instruction} /> : null}
      <div class="tb-quiz">
        {questions.map((question) => (
          <QuestionView
            key={question.key}
            mount={mount}
            question={question}
            chosen={choices.shown.get(question.key)}
            choose={(value) => chooseAt(question, value)}
          />
        ))}
      </div>
    </Frame>
  );
};

interface QuestionProps {
  mount: Mount;
  question: Question;
  chosen: unknown;
  choose: (value: unknown) => void;
}

function QuestionView({ mount, question, chosen, choose: chooseHere }: QuestionProps) {
  const id = useId();
  const found = question.options.find((option) => chosen !== undefined && isEqual(option.value, chosen));
  return (
    <div
      class={question.hasBorder ? "tb-question tb-question-framed" : "tb-question"}
      role="radiogroup"
      aria-labelledby={question.label ? id : undefined}
      aria-label={question.label ? undefined : t("template.answer")}
    >
      {question.label ? (
        <div class="tb-label" id={id}>
          <Markdown source={question.label} isInline />
        </div>
      ) : null}
      <div class="tb-options">
        {question.options.map((option, index) => (
          <label class="tb-option" key={`${index} ${textOf(option.value)}`}>
            <input
              type="radio"
              name={id}
              checked={option === found}
              disabled={question.isDisabled || mount.isDisabled}
              onChange={() => chooseHere(option.value)}
            />
            <span>
              <Markdown source={labelOf(option)} isInline />
            </span>
          </label>
        ))}
      </div>
      <div role="status">{found ? <Verdict option={found} /> : null}</div>
    </div>
  );
}

/** Whether it was right, in words and colour, and what the author says of it. */
function Verdict({ option }: { option: JsonObject }) {
  const isRight = option.correct === true;
  const hint = textOf(option.hint);
  return (
    <div class={isRight ? "tb-verdict tb-theme-success" : "tb-verdict tb-theme-danger"}>
      <strong>{t(isRight ? "fields.quiz.right" : "fields.quiz.wrong")}</strong>
      {hint ? <Markdown source={hint} /> : null}
    </div>
  );
}

export default Quiz;
