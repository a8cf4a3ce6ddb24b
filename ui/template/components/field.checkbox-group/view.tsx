import { textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { Frame, Hint, KeyBadge, useIds, type View } from "~/template/view";
import { keyToToggle, labelOf, optionsOf } from "../options";
import { placeOf, withTick } from "./schema";

const CheckboxGroup: View = ({ mount }) => {
  const ids = useIds();
  return (
    <Frame mount={mount} ids={ids} role="group">
      <div class="tb-options">
        {optionsOf(mount).map((option) => (
          <Option key={textOf(option.value)} mount={mount} option={option} />
        ))}
      </div>
    </Frame>
  );
};

function Option({ mount, option }: { mount: Mount; option: Record<string, unknown> }) {
  const place = placeOf(mount, option);
  const key = keyToToggle(mount, place);
  return (
    <div class="tb-option-row">
      <label class="tb-option">
        <input
          type="checkbox"
          checked={place?.read() === true}
          disabled={mount.isDisabled}
          aria-keyshortcuts={key}
          onChange={(event) => mount.write(withTick(mount, option, event.currentTarget.checked))}
        />
        <span>{labelOf(option)}</span>
        <KeyBadge name={key} />
      </label>
      {option.hint ? <Hint text={textOf(option.hint)} /> : null}
    </div>
  );
}

export default CheckboxGroup;
