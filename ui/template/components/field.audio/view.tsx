import { t } from "~/kit/i18n";
import type { Mount } from "~/template/engine/mount";
import { Frame, type View } from "~/template/view";
import { lazily } from "~/template/view/lazily";
import { isAccepted } from "../accepting";
import { FileList } from "../file-list";
import { FilePick } from "../file-pick";
import { filesOf } from "../sent-files";
import { Listen } from "./listen";
import type { AudioMemory } from "./schema";

const Recorder = lazily<{ mount: Mount }>(() => import("./recorder"));

const ACCEPTED = ["audio/*"];

const AudioField: View = ({ mount }) => {
  const { recording } = mount.memory as AudioMemory;
  return (
    <Frame mount={mount} role="group">
      {mount.task.isReadOnly ? null : (
        <div class="tb-file-ways">
          {canRecord() && !mount.isDisabled ? <Recorder mount={mount} /> : null}
          <FilePick
            label={t("media.audio.choose")}
            icon="upload"
            accept="audio/*"
            multiple={filesOf(mount).isMultiple}
            disabled={mount.isDisabled || recording.value}
            picked={(files) => take(mount, files)}
          />
        </div>
      )}
      <FileList mount={mount} below={(file) => <Listen url={file.url} name={file.name} />} />
    </Frame>
  );
};

/** Browsers have a recorder, and give the microphone to pages with a secure connection only. */
function canRecord(): boolean {
  return "MediaRecorder" in window && Boolean(navigator.mediaDevices?.getUserMedia);
}

function take(mount: Mount, files: readonly File[]): void {
  const isSound = (file: File) => isAccepted(file, ACCEPTED);
  filesOf(mount).add(files.filter(isSound));
  const refused = files.filter((file) => !isSound(file));
  if (refused.length > 0) {
    filesOf(mount).refuse(refused.map(({ name }) => t("media.audio.kind", { name })));
  }
}

export default AudioField;
