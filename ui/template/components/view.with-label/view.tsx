import { textOf } from "~/template/engine/json";
import { Children, Frame, Hint, useIds, type View } from "~/template/view";

const WithLabel: View = ({ mount }) => {
  const ids = useIds();
  const label = textOf(mount.props.label);
  const hint = textOf(mount.props.hint);
  return (
    <Frame mount={mount} ids={ids} ownLabel>
      <fieldset
        class="tb-with-label tb-plain-group"
        aria-labelledby={label ? ids.label : undefined}
        aria-describedby={mount.shownError === undefined ? undefined : ids.error}
      >
        {label || hint ? (
          <div class="tb-label-row">
            <span class="tb-label" id={ids.label}>
              {label}
            </span>
            {hint ? <Hint text={hint} /> : null}
          </div>
        ) : null}
        <Children of={mount.props.items} mount={mount} />
      </fieldset>
    </Frame>
  );
};

export default WithLabel;
