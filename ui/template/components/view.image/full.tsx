/** The full picture over the page. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "~/kit/Icon";
import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { Picture, Sheet } from "./picture";
import type { ImageMemory } from "./schema";
import { Turns } from "./turns";

interface FullPictureProps {
  mount: Mount;
  address: string;
  isZoomed: boolean;
  close: () => void;
}

/** Escape and a press close it; the buttons above turn it and show it in its natural size. */
export function FullPicture({ mount, address, isZoomed, close }: FullPictureProps) {
  const dialog = useShown();
  const { rotation } = mount.memory as ImageMemory;
  const label = textOf(mount.props.label);
  const picture = { address, alt: label, rotation: rotation.value };
  return (
    <dialog
      ref={dialog}
      class="tb-full"
      aria-label={label || t("views.image")}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <div class="tb-full-tools">
        {mount.props.rotatable === true ? <Turns mount={mount} /> : null}
        <button
          type="button"
          class="tb-icon-button"
          aria-pressed={isZoomed}
          aria-label={t("views.image.zoom")}
          title={t("views.image.zoom")}
          onClick={() => mount.ask("zoom-in-out")}
        >
          <Icon name={isZoomed ? "zoomOut" : "zoomIn"} />
        </button>
        <button
          type="button"
          class="tb-icon-button"
          aria-label={t("template.close")}
          autofocus
          onClick={close}
        >
          <Icon name="close" />
        </button>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a press is a shortcut; the button closes too */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the keyboard's way */}
      <div class={`tb-full-stage ${isZoomed ? "tb-full-scroll" : ""}`} onClick={close}>
        {isZoomed ? <Sheet {...picture} isNatural /> : <Picture {...picture} />}
      </div>
    </dialog>
  );
}

/** Shows a dialog while it is rendered; the focus goes back to where it was. */
function useShown() {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const shown = dialog.current;
    shown?.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return dialog;
}
