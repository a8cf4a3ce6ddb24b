/** A button that is in or out, with its label on it. */
import { textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { Frame, Hint, KeyBadge, RequiredMark, useIds } from "~/template/view";
import { nameOf } from "./text-input";

interface ToggleButtonProps {
  mount: Mount;
  isPressed: boolean;
  shortcut: string | undefined;
  press: () => void;
}

export function ToggleButton({ mount, isPressed, shortcut, press }: ToggleButtonProps) {
  const ids = useIds();
  const { hint } = mount.props;
  return (
    <Frame mount={mount} ids={ids} ownLabel>
      <div class="tb-option-row">
        <button
          type="button"
          id={ids.control}
          class="tb-button tb-toggle"
          aria-pressed={isPressed}
          aria-label={nameOf(mount)}
          aria-describedby={mount.shownError === undefined ? undefined : ids.error}
          aria-keyshortcuts={shortcut}
          disabled={mount.isDisabled}
          onClick={press}
        >
          <span>
            {textOf(mount.props.label)}
            <RequiredMark mount={mount} />
          </span>
          <KeyBadge name={shortcut} />
        </button>
        {hint ? <Hint text={textOf(hint)} /> : null}
      </div>
    </Frame>
  );
}
