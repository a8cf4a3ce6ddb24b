import { textOf } from "~/template/engine/json";
import type { View } from "~/template/view";
import { TextInput } from "../text-input";

const TextField: View = ({ mount }) => (
  <TextInput mount={mount} value={textOf(mount.value)} write={(text) => mount.write(text || undefined)} />
);

export default TextField;
