import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "~/kit/i18n";
import { isOnServer } from "~/kit/servers";
import { textOf } from "~/template/engine/json";
import { Frame, type View } from "~/template/view";
import { MediaBox, MediaFault, useSeen } from "../media-box";
import { frameOf } from "./address";

const Iframe: View = ({ mount }) => {
  const { props } = mount;
  const box = useRef<HTMLDivElement>(null);
  const seen = useSeen(box);
  const url = textOf(props.url).trim();
  const frame = frameOf(isOnServer(url) ? mount.task.host.proxyUrl(url) : url, window.location);
  const [loaded, setLoaded] = useState<string>();
  useEffect(() => setLoaded(undefined), [props.url]);
  return (
    <Frame mount={mount}>
      <MediaBox mount={mount} boxRef={box} class="tb-iframe">
        {"fault" in frame ? <MediaFault reason={t(`views.iframe.${frame.fault}`)} url={props.url} /> : null}
        {"address" in frame && loaded !== frame.address ? (
          <p class="tb-iframe-loading" role="status">
            {t("template.loading")}
          </p>
        ) : null}
        {"address" in frame && seen ? (
          <iframe
            key={frame.address}
            src={frame.address}
            title={textOf(props.label) || t("views.iframe", { site: new URL(frame.address).host })}
            sandbox={frame.sandbox}
            referrerpolicy="no-referrer"
            onLoad={() => setLoaded(frame.address)}
          />
        ) : null}
      </MediaBox>
    </Frame>
  );
};

export default Iframe;
