import { isEqual, isObject, textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { Frame, Hint, KeyBadge, useIds, type View } from "~/template/view";

const RadioGroup: View = ({ mount }) => {
  const ids = useIds();
  const options = (Array.isArray(mount.props.options) ? mount.props.options : []).filter(isObject);
  return (
    <Frame mount={mount} ids={ids} role="radiogroup">
      <div class="tb-options">
        {options.map((option) => (
          <Option key={textOf(option.value)} mount={mount} option={option} name={ids.control} />
        ))}
      </div>
    </Frame>
  );
};

interface OptionProps {
  mount: Mount;
  option: Record<string, unknown>;
  name: string;
}

function Option({ mount, option, name }: OptionProps) {
  const key = mount.keyFor({
    type: "action.set",
    ...(mount.ref ? { data: mount.ref.key } : {}),
    payload: option.value,
  });
  return (
    <div class="tb-option-row">
      <label class="tb-option">
        <input
          type="radio"
          name={name}
          checked={isEqual(mount.value, option.value)}
          disabled={mount.isDisabled}
          aria-keyshortcuts={key}
          onChange={() => mount.write(option.value)}
        />
        <span>{textOf(option.label)}</span>
        <KeyBadge name={key} />
      </label>
      {option.hint ? <Hint text={textOf(option.hint)} /> : null}
    </div>
  );
}

export default RadioGroup;
