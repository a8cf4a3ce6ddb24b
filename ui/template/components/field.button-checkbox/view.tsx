import type { View } from "~/template/view";
import { keyToToggle, writeTick } from "../options";
import { ToggleButton } from "../toggle-button";

const ButtonCheckbox: View = ({ mount }) => {
  const isTicked = mount.value === true;
  return (
    <ToggleButton
      mount={mount}
      isPressed={isTicked}
      shortcut={keyToToggle(mount, mount.ref)}
      press={() => writeTick(mount, !isTicked)}
    />
  );
};

export default ButtonCheckbox;
