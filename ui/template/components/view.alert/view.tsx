import { Icon } from "~/kit/Icon";
import { t } from "~/kit/i18n";
import type { IconName } from "~/kit/icons";
import type { Theme } from "~/template/engine/host";
import { textOf } from "~/template/engine/json";
import { Child, Frame, type View } from "~/template/view";

const ICONS: Record<Theme, IconName> = { info: "info", success: "check", warning: "alert", danger: "alert" };

const isTheme = (name: string): name is Theme => Object.hasOwn(ICONS, name);

const Alert: View = ({ mount }) => {
  const given = textOf(mount.props.theme);
  const theme = isTheme(given) ? given : "info";
  return (
    <Frame mount={mount}>
      <div class={`tb-alert tb-theme-${theme}`} role="note" aria-label={t(`views.alert.${theme}`)}>
        <Icon name={ICONS[theme]} />
        <div class="tb-alert-content">
          <Child of={mount.props.content} mount={mount} />
        </div>
      </div>
    </Frame>
  );
};

export default Alert;
