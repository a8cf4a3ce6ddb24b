/** Hearing what was recorded. */
import { useRef } from "preact/hooks";
import { t } from "~/kit/i18n";

const BEYOND = 1e7; // seconds

export function Listen({ url, name }: { url: string; name: string }) {
  const isMeasuring = useRef(false);
  return (
    // biome-ignore lint/a11y/useMediaCaption: what a worker said comes without captions
    <audio
      src={url}
      controls
      preload="metadata"
      aria-label={t("media.audio.listen", { name })}
      // A recorder does not write how long it is; going beyond its end makes the browser find out.
      onLoadedMetadata={({ currentTarget }) => {
        if (currentTarget.duration !== Number.POSITIVE_INFINITY) return;
        isMeasuring.current = true;
        currentTarget.currentTime = BEYOND;
      }}
      onDurationChange={({ currentTarget }) => {
        if (!isMeasuring.current || !Number.isFinite(currentTarget.duration)) return;
        isMeasuring.current = false;
        currentTarget.currentTime = 0;
      }}
    />
  );
}
