/** Adding files: a button that is the browser's own file input, and a place to drop them on. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "~/kit/Icon";
import { t } from "~/kit/i18n";
import type { IconName } from "~/kit/icons";

interface FilePickProps {
  label: string;
  icon: IconName;
  accept?: string | undefined;
  capture?: "environment" | undefined;
  multiple: boolean;
  disabled: boolean;
  picked: (files: File[]) => void;
}

/** The input lies over its button unseen, so that press, keys and screen readers have the real one. */
export function FilePick({ label, icon, accept, capture, multiple, disabled, picked }: FilePickProps) {
  return (
    <label class={`tb-button tb-file-pick ${disabled ? "tb-file-pick-disabled" : ""}`}>
      <Icon name={icon} />
      <span>{label}</span>
      <input
        type="file"
        accept={accept}
        capture={capture}
        multiple={multiple}
        disabled={disabled}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          currentTarget.value = ""; // the same file may be picked again
          if (files.length > 0) picked(files);
        }}
      />
    </label>
  );
}

interface DropZoneProps {
  disabled: boolean;
  multiple: boolean;
  dropped: (files: File[]) => void;
  children: ComponentChildren;
}

export function DropZone({ disabled, multiple, dropped, children }: DropZoneProps) {
  const [isOver, setIsOver] = useState(false);
  const hears = (event: DragEvent) => !disabled && event.dataTransfer?.types.includes("Files") === true;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the button within
    <div
      class={`tb-drop ${isOver ? "tb-drop-over" : ""}`}
      onDragOver={(event) => {
        if (!hears(event)) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={(event) => {
        const { relatedTarget } = event;
        if (!(relatedTarget instanceof Node && event.currentTarget.contains(relatedTarget))) setIsOver(false);
      }}
      onDrop={(event) => {
        if (!hears(event)) return;
        event.preventDefault();
        setIsOver(false);
        dropped([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      {children}
      <span class="tb-drop-words">{multiple ? t("media.file.drop.many") : t("media.file.drop")}</span>
    </div>
  );
}
