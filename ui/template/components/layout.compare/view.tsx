import { isObject } from "~/template/engine/json";
import { Visual } from "~/template/engine/scope";
import { Child, Frame, type View } from "~/template/view";
import { useNarrow } from "../narrow";

const Compare: View = ({ mount }) => {
  const [row, isNarrow] = useNarrow<HTMLDivElement>(mount.props.minWidth);
  const items = Array.isArray(mount.props.items) ? mount.props.items.filter(isObject) : [];
  const isWide = mount.props.wideCommonControls === true;
  return (
    <Frame mount={mount}>
      <div ref={row} class={`tb-compare ${isNarrow ? "tb-narrow" : ""}`}>
        {items.map((item, index) => (
          <div key={item.content instanceof Visual ? item.content.id : index} class="tb-compare-item">
            <div class="tb-compare-content">
              <Child of={item.content} mount={mount} />
            </div>
            <Child of={item.controls} mount={mount} />
          </div>
        ))}
      </div>
      {mount.props.commonControls instanceof Visual ? (
        <div class={`tb-compare-common ${isWide ? "tb-compare-wide" : ""}`}>
          <Child of={mount.props.commonControls} mount={mount} />
        </div>
      ) : null}
    </Frame>
  );
};

export default Compare;
