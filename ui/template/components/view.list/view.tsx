import { textOf } from "~/template/engine/json";
import { Children, Frame, type View } from "~/template/view";

const List: View = ({ mount }) => {
  const direction = mount.props.direction === "horizontal" ? "horizontal" : "vertical";
  const size = textOf(mount.props.size) === "s" ? "s" : "m";
  return (
    <Frame mount={mount}>
      <div class={`tb-list tb-list-${direction} tb-gap-${size}`}>
        <Children of={mount.props.items} mount={mount} />
      </div>
    </Frame>
  );
};

export default List;
