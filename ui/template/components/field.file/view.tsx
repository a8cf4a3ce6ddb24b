import { t } from "~/kit/i18n";
import type { Mount } from "~/template/engine/mount";
import { Frame, type View } from "~/template/view";
import { acceptList, isAccepted } from "../accepting";
import { FileList } from "../file-list";
import { DropZone, FilePick } from "../file-pick";
import { filesOf } from "../sent-files";

const FileField: View = ({ mount }) => {
  const { isMultiple } = filesOf(mount);
  const accept = acceptList(mount.props.accept);
  return (
    <Frame mount={mount} role="group">
      {mount.task.isReadOnly ? null : (
        <DropZone
          disabled={mount.isDisabled}
          multiple={isMultiple}
          dropped={(files) => take(mount, files, accept)}
        >
          <FilePick
            label={isMultiple ? t("media.file.choose.many") : t("media.file.choose")}
            icon="upload"
            accept={accept.length > 0 ? accept.join(",") : undefined}
            multiple={isMultiple}
            disabled={mount.isDisabled}
            picked={(files) => take(mount, files, accept)}
          />
        </DropZone>
      )}
      <FileList mount={mount} />
    </Frame>
  );
};

/** What is dropped, or picked from "all files", may be of another kind than is wanted. */
function take(mount: Mount, files: readonly File[], accept: readonly string[]): void {
  filesOf(mount).add(files.filter((file) => isAccepted(file, accept)));
  const kinds = accept.join(", ");
  const refused = files.filter((file) => !isAccepted(file, accept));
  if (refused.length > 0) {
    filesOf(mount).refuse(refused.map(({ name }) => t("media.file.kind", { name, kinds })));
  }
}

export default FileField;
