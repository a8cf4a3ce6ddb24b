import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { described, Frame, useIds, type View } from "~/template/view";
import { nameOf } from "../text-input";
import { pick, type Rules, rulesOf, shownOf } from "./picking";

const DateField: View = ({ mount }) => {
  const ids = useIds();
  const rules = rulesOf(mount.props);
  return (
    <Frame mount={mount} ids={ids}>
      {typeof rules === "string" ? (
        <p class="tb-fault" id={ids.control}>
          {rules}
        </p>
      ) : (
        <Picker mount={mount} rules={rules} ids={ids} />
      )}
    </Frame>
  );
};

interface PickerProps {
  mount: Mount;
  rules: Rules;
  ids: ReturnType<typeof useIds>;
}

/** The browser's own picker, which every worker knows from elsewhere. It cannot block days; the field does. */
function Picker({ mount, rules, ids }: PickerProps) {
  const shown = shownOf(mount, rules);
  const isDay = rules.format === "date";
  // Browsers have no placeholder for dates: it stands beside the picker while nothing is picked.
  const placeholder = shown || mount.isDisabled ? "" : textOf(mount.props.placeholder);
  return (
    <div class="tb-input-row tb-date">
      <input
        id={ids.control}
        class="tb-input"
        type={isDay ? "date" : "datetime-local"}
        value={shown}
        min={rules.min?.first}
        max={rules.max?.last ?? (isDay ? "9999-12-31" : "9999-12-31T23:59")}
        aria-label={nameOf(mount)}
        disabled={mount.isDisabled}
        onInput={(event) => pick(mount, rules, event.currentTarget.value)}
        {...described(mount, ids)}
      />
      {shown && !mount.isDisabled ? (
        <button
          type="button"
          class="tb-close"
          aria-label={t("template.clear")}
          onClick={() => pick(mount, rules, "")}
        >
          ×
        </button>
      ) : null}
      {placeholder ? <span class="tb-input-note">{placeholder}</span> : null}
    </div>
  );
}

export default DateField;
