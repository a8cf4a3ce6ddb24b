import { textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { Frame, Hint, KeyBadge, useIds, type View } from "~/template/view";
import { chosenAmong, keyToSet, labelOf, optionsOf } from "../options";

const RadioGroup: View = ({ mount }) => {
  const ids = useIds();
  const options = optionsOf(mount);
  const chosen = chosenAmong(options, mount.value);
  return (
    <Frame mount={mount} ids={ids} role="radiogroup">
      <div class="tb-options">
        {options.map((option, index) => (
          <Option
            key={`${index} ${textOf(option.value)}`}
            mount={mount}
            option={option}
            name={ids.control}
            isChosen={index === chosen}
          />
        ))}
      </div>
    </Frame>
  );
};

interface OptionProps {
  mount: Mount;
  option: Record<string, unknown>;
  name: string;
  isChosen: boolean;
}

function Option({ mount, option, name, isChosen }: OptionProps) {
  const key = keyToSet(mount, option.value);
  return (
    <div class="tb-option-row">
      <label class="tb-option">
        <input
          type="radio"
          name={name}
          checked={isChosen}
          disabled={mount.isDisabled}
          aria-keyshortcuts={key}
          onChange={() => mount.write(option.value)}
        />
        <span>{labelOf(option)}</span>
        <KeyBadge name={key} />
      </label>
      {option.hint ? <Hint text={textOf(option.hint)} /> : null}
    </div>
  );
}

export default RadioGroup;
