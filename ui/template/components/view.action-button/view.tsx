import type { Action } from "~/template/engine/action";
import { textOf } from "~/template/engine/json";
import { Frame, Hint, KeyBadge, type View } from "~/template/view";
import { keyShortcut } from "../keys";

const ActionButton: View = ({ mount }) => {
  const action = mount.props.action as Action | undefined;
  const key = mount.keyOf(action);
  return (
    <Frame mount={mount} ownLabel>
      <div class="tb-action-row">
        <button
          type="button"
          class="tb-button"
          aria-keyshortcuts={keyShortcut(key)}
          onClick={() => action?.dispatch()}
        >
          <span>{textOf(mount.props.content) || textOf(mount.props.label)}</span>
          <KeyBadge name={key} />
        </button>
        {mount.props.hint ? <Hint text={textOf(mount.props.hint)} /> : null}
      </div>
    </Frame>
  );
};

export default ActionButton;
