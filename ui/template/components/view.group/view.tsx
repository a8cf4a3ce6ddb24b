import { textOf } from "~/template/engine/json";
import { Child, Frame, Hint, type View } from "~/template/view";

const Group: View = ({ mount }) => {
  const label = textOf(mount.props.label);
  return (
    <Frame mount={mount} ownLabel class="tb-group">
      {label ? (
        <div class="tb-label-row">
          <h3 class="tb-group-label">{label}</h3>
          {mount.props.hint ? <Hint text={textOf(mount.props.hint)} /> : null}
        </div>
      ) : null}
      <Child of={mount.props.content} mount={mount} />
    </Frame>
  );
};

export default Group;
