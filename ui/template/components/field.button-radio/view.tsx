import { isEqual } from "~/template/engine/json";
import type { View } from "~/template/view";
import { keyToSet } from "../options";
import { ToggleButton } from "../toggle-button";

/** One of several buttons that write to one place. Pressing it again does nothing. */
const ButtonRadio: View = ({ mount }) => {
  const { valueToSet } = mount.props;
  return (
    <ToggleButton
      mount={mount}
      isPressed={valueToSet !== undefined && isEqual(mount.value, valueToSet)}
      shortcut={keyToSet(mount, valueToSet)}
      press={() => mount.write(valueToSet)}
    />
  );
};

export default ButtonRadio;
