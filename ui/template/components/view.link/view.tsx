import { Frame, type View } from "~/template/view";
import { TaskLink } from "../task-link";

const Link: View = ({ mount }) => (
  <Frame mount={mount}>
    <TaskLink mount={mount} url={mount.props.url} content={mount.props.content} />
  </Frame>
);

export default Link;
