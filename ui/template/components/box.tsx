/** A box to tick with its label beside it, or a switch. */
import { textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { described, Frame, Hint, KeyBadge, RequiredMark, useIds } from "~/template/view";
import { keyToToggle, writeTick } from "./options";
import { nameOf } from "./text-input";

export function Box({ mount, isSwitch = false }: { mount: Mount; isSwitch?: boolean }) {
  const ids = useIds();
  const key = keyToToggle(mount, mount.ref);
  const { hint } = mount.props;
  return (
    <Frame mount={mount} ids={ids} ownLabel>
      <div class="tb-option-row">
        <label class={isSwitch ? "tb-option tb-switch" : "tb-option"}>
          <input
            id={ids.control}
            type="checkbox"
            role={isSwitch ? "switch" : undefined}
            checked={mount.value === true}
            disabled={mount.isDisabled}
            aria-label={nameOf(mount)}
            aria-keyshortcuts={key}
            onChange={(event) => writeTick(mount, event.currentTarget.checked)}
            {...described(mount, ids)}
          />
          <span>
            {textOf(mount.props.label)}
            <RequiredMark mount={mount} />
          </span>
          <KeyBadge name={key} />
        </label>
        {hint ? <Hint text={textOf(hint)} /> : null}
      </div>
    </Frame>
  );
}
