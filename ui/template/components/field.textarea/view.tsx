import { textOf } from "~/template/engine/json";
import { described, Frame, useIds, type View } from "~/template/view";
import { nameOf, placeholderOf } from "../text-input";

const MOST_ROWS = 100;

const Textarea: View = ({ mount }) => {
  const ids = useIds();
  const rows = Math.round(Number(mount.props.rows));
  return (
    <Frame mount={mount} ids={ids}>
      <textarea
        id={ids.control}
        class={
          mount.props.resizable === false ? "tb-input tb-textarea tb-textarea-fixed" : "tb-input tb-textarea"
        }
        rows={rows >= 1 ? Math.min(rows, MOST_ROWS) : 4}
        value={textOf(mount.value)}
        aria-label={nameOf(mount)}
        placeholder={placeholderOf(mount)}
        disabled={mount.isDisabled}
        onInput={(event) => mount.write(event.currentTarget.value || undefined)}
        {...described(mount, ids)}
      />
    </Frame>
  );
};

export default Textarea;
