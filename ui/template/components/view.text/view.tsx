import { textOf } from "~/template/engine/json";
import { Frame, type View } from "~/template/view";

const Text: View = ({ mount }) => (
  <Frame mount={mount}>
    <div class="tb-text">{textOf(mount.props.content)}</div>
  </Frame>
);

export default Text;
