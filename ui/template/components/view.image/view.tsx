import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { Frame, KeyBadge, type View } from "~/template/view";
import { keyShortcut } from "../keys";
import { addressFor, MediaBox, MediaFault, useSeen } from "../media-box";
import { FullPicture } from "./full";
import { Picture, Sheet } from "./picture";
import type { ImageMemory } from "./schema";
import { Turns } from "./turns";

const LEAST_WIDTH = 150;

const Image: View = ({ mount }) => {
  const { opened, zoomed } = mount.memory as ImageMemory;
  const { props } = mount;
  const address = addressFor(mount, props.url);
  const box = useRef<HTMLDivElement>(null);
  const seen = useSeen(box, props.noLazyLoad === true);
  const [isBroken, setIsBroken] = useState(false);
  useEffect(() => setIsBroken(false), [address]);
  const fault = isBroken || address === undefined ? reasonFor(props.url, address) : undefined;
  const classes = [
    "tb-image",
    props.noBorder === true ? "" : "tb-image-border",
    props.transparent === true ? "" : "tb-image-ground",
  ];
  return (
    <Frame mount={mount}>
      <MediaBox mount={mount} minWidth={LEAST_WIDTH} boxRef={box} class={classes.join(" ")}>
        {fault === undefined && seen ? (
          <Pressable mount={mount} address={address ?? ""} broken={() => setIsBroken(true)} />
        ) : null}
        {fault === undefined ? null : (
          <MediaFault
            reason={fault}
            url={props.url}
            retry={address === undefined ? undefined : () => setIsBroken(false)}
          />
        )}
        {fault === undefined && props.rotatable === true ? <Turns mount={mount} /> : null}
      </MediaBox>
      {opened.value && address !== undefined ? (
        <FullPicture
          mount={mount}
          address={address}
          isZoomed={zoomed.value}
          close={() => mount.ask("open-close", false)}
        />
      ) : null}
    </Frame>
  );
};

interface PressableProps {
  mount: Mount;
  address: string;
  broken: () => void;
}

/** The picture in its box, with what a press on it does: its natural size, or the full picture over the page. */
function Pressable({ mount, address, broken }: PressableProps) {
  const { opened, zoomed, rotation } = mount.memory as ImageMemory;
  const { props } = mount;
  const label = textOf(props.label);
  const isScrolling = props.scrollable === true || (zoomed.value && !opened.value);
  const picture = { address, alt: label, rotation: rotation.value, broken };
  if (isScrolling) {
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what it can reach
      <section class="tb-image-scroll" aria-label={label || t("views.image")} tabIndex={0}>
        <PressButton mount={mount} does="zoom-in-out" name={t("views.image.zoom")} pressed={zoomed.value}>
          <Sheet {...picture} isNatural={zoomed.value} />
        </PressButton>
      </section>
    );
  }
  if (props.popup === false) return <Picture {...picture} />;
  return (
    <PressButton mount={mount} does="open-close" name={t("views.image.open")}>
      <Picture {...picture} />
    </PressButton>
  );
}

interface PressButtonProps {
  mount: Mount;
  does: "open-close" | "zoom-in-out";
  name: string;
  pressed?: boolean;
  children: ComponentChildren;
}

function PressButton({ mount, does, name, pressed, children }: PressButtonProps) {
  const view = mount.visual.definition.place;
  const key = mount.keyFor({ type: `action.${does}`, view, payload: undefined });
  const label = textOf(mount.props.label);
  return (
    <button
      type="button"
      class={`tb-image-press tb-image-${does} ${pressed ? "tb-image-pressed" : ""}`}
      aria-label={label ? `${name}: ${label}` : name}
      aria-pressed={pressed}
      aria-keyshortcuts={keyShortcut(key)}
      onClick={() => mount.ask(does)}
    >
      {children}
      <KeyBadge name={key} />
    </button>
  );
}

function reasonFor(url: unknown, address: string | undefined): string {
  if (textOf(url) === "") return t("views.media.none");
  if (address === undefined) return t("views.media.bad");
  return navigator.onLine ? t("views.image.failed") : t("views.media.offline");
}

export default Image;
