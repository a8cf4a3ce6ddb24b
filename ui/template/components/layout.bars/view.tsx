import { Visual } from "~/template/engine/scope";
import { Child, Frame, type View } from "~/template/view";

const Bars: View = ({ mount }) => {
  const { barBefore, barAfter, content } = mount.props;
  return (
    <Frame mount={mount}>
      <div class="tb-bars">
        {barBefore instanceof Visual ? (
          <div class="tb-bar tb-bar-before">
            <Child of={barBefore} mount={mount} />
          </div>
        ) : null}
        <div class="tb-bars-content">
          <Child of={content} mount={mount} />
        </div>
        {barAfter instanceof Visual ? (
          <div class="tb-bar tb-bar-after">
            <Child of={barAfter} mount={mount} />
          </div>
        ) : null}
      </div>
    </Frame>
  );
};

export default Bars;
