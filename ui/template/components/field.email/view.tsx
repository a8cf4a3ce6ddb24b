import { textOf } from "~/template/engine/json";
import type { View } from "~/template/view";
import { TextInput } from "../text-input";

/** An input for text: one for mail would keep what it takes for wrong to itself. */
const Email: View = ({ mount }) => (
  <TextInput
    mount={mount}
    value={textOf(mount.value)}
    write={(text) => mount.write(text || undefined)}
    more={{ inputMode: "email", autocapitalize: "off", spellcheck: false, dir: "ltr" }}
  />
);

export default Email;
