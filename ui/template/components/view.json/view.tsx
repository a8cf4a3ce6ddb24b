import { Frame, type View } from "~/template/view";
import { JsonTree } from "../json-tree";

const Json: View = ({ mount }) => (
  <Frame mount={mount}>
    <div class="tb-json" dir="ltr">
      <JsonTree value={mount.props.content} open={2} />
    </div>
  </Frame>
);

export default Json;
