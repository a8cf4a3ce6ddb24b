import { useRef, useState } from "preact/hooks";
import { t } from "~/kit/i18n";
import { Frame, KeyBadge, type View } from "~/template/view";
import { MediaBox, useSeen } from "../media-box";
import { PlayerFault, usePlayer } from "../player";

const Video: View = ({ mount }) => {
  const box = useRef<HTMLDivElement>(null);
  const seen = useSeen(box);
  const [isWanted, setIsWanted] = useState(false);
  const { element, address, key, attributes } = usePlayer<HTMLVideoElement>(mount, {
    name: t("media.video"),
    wanted: () => setIsWanted(true),
  });
  return (
    <Frame mount={mount}>
      <MediaBox mount={mount} boxRef={box} class="tb-video">
        {address === undefined ? (
          <PlayerFault mount={mount} words={t("media.video.failed")} />
        ) : (
          <video
            ref={element}
            src={seen || isWanted ? address : undefined}
            controls
            controlsList="nodownload"
            playsInline
            preload="metadata"
            {...attributes}
          />
        )}
        {key === undefined || address === undefined ? null : (
          <span class="tb-video-key">
            <KeyBadge name={key} />
          </span>
        )}
      </MediaBox>
    </Frame>
  );
};

export default Video;
