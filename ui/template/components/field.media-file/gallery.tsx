/** What was sent, to be looked at: small pictures that open over the page, where they can be turned. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "~/kit/Icon";
import { t } from "~/kit/i18n";
import type { FileAddress } from "~/template/engine/host";
import type { Mount } from "~/template/engine/mount";
import { useStored } from "../file-list";
import { filesOf } from "../sent-files";
import { Picture } from "../view.image/picture";

export function Gallery({ mount }: { mount: Mount }) {
  const { ids } = filesOf(mount);
  const [opened, setOpened] = useState<FileAddress>();
  if (ids.length === 0) return <p class="tb-file-note">{t("media.file.none")}</p>;
  return (
    <>
      <ul class="tb-gallery">
        {ids.map((id) => (
          <Item key={id} mount={mount} id={id} open={setOpened} />
        ))}
      </ul>
      {opened ? <FullView file={opened} close={() => setOpened(undefined)} /> : null}
    </>
  );
}

interface ItemProps {
  mount: Mount;
  id: string;
  open: (file: FileAddress) => void;
}

function Item({ mount, id, open }: ItemProps) {
  const { file, isLost } = useStored(mount, id);
  if (!file) return <li class="tb-gallery-wait">{isLost ? t("media.file.lost") : t("template.loading")}</li>;
  const kind = kindOf(file);
  if (kind === "other") {
    return (
      <li class="tb-gallery-wait">
        <a href={file.url} download={file.name} target="_blank" rel="noopener noreferrer">
          {file.name}
        </a>
      </li>
    );
  }
  return (
    <li>
      <button
        type="button"
        class="tb-gallery-item"
        aria-label={t("media.file.open", { name: file.name })}
        onClick={() => open(file)}
      >
        {kind === "image" ? (
          <img src={file.url} alt="" loading="lazy" referrerpolicy="no-referrer" />
        ) : (
          <>
            <Icon name="film" />
            <span>{file.name}</span>
          </>
        )}
      </button>
    </li>
  );
}

function kindOf(file: FileAddress): "image" | "video" | "other" {
  if (file.mediaType.startsWith("image/")) return "image";
  return file.mediaType.startsWith("video/") ? "video" : "other";
}

function FullView({ file, close }: { file: FileAddress; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [rotation, setRotation] = useState(0);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const isImage = kindOf(file) === "image";
  return (
    <dialog
      ref={dialog}
      class="tb-full"
      aria-label={file.name}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <div class="tb-full-tools">
        {isImage ? (
          <>
            <Tool
              name="rotateLeft"
              label={t("views.image.turn.left")}
              press={() => setRotation(rotation - 90)}
            />
            <Tool
              name="rotateRight"
              label={t("views.image.turn.right")}
              press={() => setRotation(rotation + 90)}
            />
          </>
        ) : null}
        <Tool name="close" label={t("template.close")} press={close} />
      </div>
      {isImage ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: a press is a shortcut; the button closes too
        // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the keyboard's way
        <div class="tb-full-stage" onClick={close}>
          <Picture address={file.url} alt={file.name} rotation={rotation} />
        </div>
      ) : (
        <div class="tb-full-stage tb-full-video">
          {/* biome-ignore lint/a11y/useMediaCaption: what a worker filmed comes without captions */}
          <video src={file.url} controls aria-label={file.name} />
        </div>
      )}
    </dialog>
  );
}

interface ToolProps {
  name: "rotateLeft" | "rotateRight" | "close";
  label: string;
  press: () => void;
}

function Tool({ name, label, press }: ToolProps) {
  return (
    <button type="button" class="tb-icon-button" aria-label={label} title={label} onClick={press}>
      <Icon name={name} />
    </button>
  );
}
