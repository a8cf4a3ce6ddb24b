import { textOf } from "~/template/engine/json";
import { Frame, Hint, type View } from "~/template/view";

const Divider: View = ({ mount }) => {
  const label = textOf(mount.props.label);
  const hint = textOf(mount.props.hint);
  return (
    <Frame mount={mount} ownLabel>
      <div class="tb-divider">
        <hr />
        {label || hint ? (
          <>
            {label ? <span class="tb-divider-label">{label}</span> : null}
            {hint ? <Hint text={hint} /> : null}
            <span class="tb-divider-line" />
          </>
        ) : null}
      </div>
    </Frame>
  );
};

export default Divider;
