import type { View } from "~/template/view";
import { TextInput } from "../text-input";
import { shownText, writeTyped } from "../typed";
import { phoneOf } from "./schema";

const PhoneNumber: View = ({ mount }) => (
  <TextInput
    mount={mount}
    value={shownText(mount, phoneOf)}
    write={(text) => writeTyped(mount, text, phoneOf)}
    more={{ inputMode: "tel", dir: "ltr" }}
  />
);

export default PhoneNumber;
