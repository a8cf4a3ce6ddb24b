import type { View } from "~/template/view";
import { TextInput } from "../text-input";
import { shownText, writeTyped } from "../typed";
import { numberOf } from "./number";

/** An input for text: one for numbers would hide what was mistyped, and change when the wheel turns over it. */
const NumberField: View = ({ mount }) => {
  const { minimum } = mount.props;
  // Phones' keyboards for numbers may lack the minus.
  const mode = typeof minimum === "number" && minimum >= 0 ? "decimal" : "text";
  return (
    <TextInput
      mount={mount}
      value={shownText(mount, numberOf)}
      write={(text) => writeTyped(mount, text, numberOf)}
      more={{ inputMode: mode, dir: "ltr" }}
    />
  );
};

export default NumberField;
