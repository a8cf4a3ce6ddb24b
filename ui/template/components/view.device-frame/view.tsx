import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import { Child, Frame, Hint, type View } from "~/template/view";
import { MediaBox } from "../media-box";

/** As wide as a phone, unless the config has a width. */
const PHONE = 360;

const DeviceFrame: View = ({ mount }) => {
  const label = textOf(mount.props.label);
  const hint = textOf(mount.props.hint);
  return (
    <Frame mount={mount} ownLabel>
      <MediaBox mount={mount} ratio={[9, 16]} maxWidth={PHONE} class="tb-device">
        <div class="tb-device-head">
          <span class="tb-device-label">{label}</span>
          {hint ? <Hint text={hint} /> : null}
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what it can reach */}
        <section class="tb-device-screen" aria-label={label || t("views.device")} tabIndex={0}>
          <Child of={mount.props.content} mount={mount} />
        </section>
      </MediaBox>
    </Frame>
  );
};

export default DeviceFrame;
