import { Child, Frame, type View } from "~/template/view";
import { pixels } from "../media-box";
import { useNarrow } from "../narrow";

const Sidebar: View = ({ mount }) => {
  const [row, isNarrow] = useNarrow<HTMLDivElement>(mount.props.minWidth);
  const width = pixels(mount.props.controlsWidth);
  return (
    <Frame mount={mount}>
      <div ref={row} class={`tb-sidebar ${isNarrow ? "tb-narrow" : ""}`}>
        <div class="tb-sidebar-content">
          <Child of={mount.props.content} mount={mount} />
        </div>
        <div
          class="tb-sidebar-controls"
          style={width === undefined || isNarrow ? {} : { inlineSize: `${width}px` }}
        >
          <Child of={mount.props.controls} mount={mount} />
          <Child of={mount.props.extraControls} mount={mount} />
        </div>
      </div>
    </Frame>
  );
};

export default Sidebar;
