import { type Signal, signal } from "@preact/signals";
import { t } from "~/kit/i18n";
import { field } from "~/template/engine/schema";
import { type FilesMemory, filesPart, SentFiles } from "../sent-files";

export interface AudioMemory extends FilesMemory {
  /** Whether the microphone is on. */
  readonly recording: Signal<boolean>;
}

export const schema = field({
  type: "field.audio",
  props: { multiple: { default: false } },
  ...filesPart,
  remember: (mount): AudioMemory => ({ files: new SentFiles(mount), recording: signal(false) }),
  complain: (value, mount) =>
    (mount.memory as AudioMemory).recording.value
      ? t("media.audio.unstopped")
      : filesPart.complain(value, mount),
});
