/** The two buttons that turn a picture. */
import { Icon } from "~/kit/Icon";
import { t } from "~/kit/i18n";
import type { Mount } from "~/template/engine/mount";
import { KeyBadge } from "~/template/view";
import { keyShortcut } from "../keys";

export function Turns({ mount }: { mount: Mount }) {
  return (
    <fieldset class="tb-image-turns tb-plain-group" aria-label={t("views.image.turn")}>
      <Turn mount={mount} to="left" />
      <Turn mount={mount} to="right" />
    </fieldset>
  );
}

function Turn({ mount, to }: { mount: Mount; to: "left" | "right" }) {
  const key = keyOfTurn(mount, to);
  return (
    <button
      type="button"
      class="tb-icon-button"
      aria-label={t(`views.image.turn.${to}`)}
      title={t(`views.image.turn.${to}`)}
      aria-keyshortcuts={keyShortcut(key)}
      onClick={() => mount.ask("rotate", to)}
    >
      <Icon name={to === "left" ? "rotateLeft" : "rotateRight"} />
      <KeyBadge name={key} />
    </button>
  );
}

/** To the right is also what an action without a payload means. */
function keyOfTurn(mount: Mount, to: "left" | "right"): string | undefined {
  const target = { type: "action.rotate", view: mount.visual.definition.place };
  const key = mount.keyFor({ ...target, payload: to });
  return key ?? (to === "right" ? mount.keyFor({ ...target, payload: undefined }) : undefined);
}
