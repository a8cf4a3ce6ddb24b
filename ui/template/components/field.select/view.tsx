import { textOf } from "~/template/engine/json";
import { described, Frame, useIds, type View } from "~/template/view";
import { chosenAmong, labelOf, optionsOf } from "../options";
import { nameOf } from "../text-input";

/** The browser's own drop-down. Its first entry invites to choose, and later takes the choice back. */
const Select: View = ({ mount }) => {
  const ids = useIds();
  const options = optionsOf(mount);
  const chosen = chosenAmong(options, mount.value);
  return (
    <Frame mount={mount} ids={ids}>
      <div class="tb-input-row tb-select">
        <select
          id={ids.control}
          class="tb-input"
          value={chosen < 0 ? "" : String(chosen)}
          aria-label={nameOf(mount)}
          disabled={mount.isDisabled}
          onChange={({ currentTarget: { value } }) =>
            mount.write(value === "" ? undefined : options[Number(value)]?.value)
          }
          {...described(mount, ids)}
        >
          <option value="">{chosen < 0 ? textOf(mount.props.placeholder) || "—" : "–"}</option>
          {options.map((option, index) => (
            <option key={`${index} ${textOf(option.value)}`} value={String(index)}>
              {labelOf(option)}
            </option>
          ))}
        </select>
      </div>
    </Frame>
  );
};

export default Select;
