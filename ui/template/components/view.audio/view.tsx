import { t } from "~/kit/i18n";
import { Frame, KeyBadge, type View } from "~/template/view";
import { PlayerFault, usePlayer } from "../player";

const Audio: View = ({ mount }) => {
  const { element, address, key, attributes } = usePlayer<HTMLAudioElement>(mount, {
    name: t("media.audio"),
    repeats: mount.props.loop === true,
  });
  return (
    <Frame mount={mount}>
      {address === undefined ? (
        <PlayerFault mount={mount} words={t("media.audio.failed")} />
      ) : (
        <div class="tb-audio">
          <audio ref={element} src={address} controls preload="auto" {...attributes} />
          <KeyBadge name={key} />
        </div>
      )}
    </Frame>
  );
};

export default Audio;
