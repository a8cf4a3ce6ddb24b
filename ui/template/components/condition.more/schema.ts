import { t } from "~/kit/i18n";
import { checked } from "~/template/engine/check";
import { textOf } from "~/template/engine/json";
import { condition } from "~/template/engine/schema";
import { numberOf } from "../numbers";

export const schema = condition({
  type: "condition.more",
  props: { then: {}, orEquals: { default: false } },
  check: (props, _scope, subject) => {
    const [one, bound] = [numberOf(subject()), numberOf(props.then)];
    const orEquals = props.orEquals === true;
    const shown = { then: textOf(props.then) };
    return checked(
      orEquals ? one >= bound : one > bound,
      () => t(orEquals ? "condition.more.orEquals" : "condition.more", shown),
      () => t(orEquals ? "condition.less" : "condition.less.orEquals", shown),
    );
  },
});
