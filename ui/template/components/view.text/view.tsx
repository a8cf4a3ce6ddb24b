import { textOf } from "~/template/engine/json";
import { Children, Frame, type View, visuals } from "~/template/view";

/** Text as it stands. Configs put components there, too, which are shown in its place. */
const Text: View = ({ mount }) => {
  const { content } = mount.props;
  const isText = visuals(content).length === 0;
  return (
    <Frame mount={mount}>
      {isText ? <div class="tb-text">{textOf(content)}</div> : <Children of={content} mount={mount} />}
    </Frame>
  );
};

export default Text;
