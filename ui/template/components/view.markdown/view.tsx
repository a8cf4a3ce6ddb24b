import { textOf } from "~/template/engine/json";
import { Frame, type View } from "~/template/view";
import { Markdown } from "../markdown";

const MarkdownView: View = ({ mount }) => (
  <Frame mount={mount}>
    <Markdown source={textOf(mount.props.content)} />
  </Frame>
);

export default MarkdownView;
