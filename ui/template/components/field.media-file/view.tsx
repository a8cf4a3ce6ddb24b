import { useRef, useState } from "preact/hooks";
import { t } from "~/kit/i18n";
import type { IconName } from "~/kit/icons";
import type { Mount } from "~/template/engine/mount";
import { Frame, type View } from "~/template/view";
import { type Source, sourcesOf } from "../accepting";
import { FileList } from "../file-list";
import { FilePick } from "../file-pick";
import { geotagOf } from "../geotag";
import { filesOf } from "../sent-files";
import { Gallery } from "./gallery";

interface Way {
  readonly icon: IconName;
  readonly accept?: string;
  readonly capture?: "environment";
}

const WAYS: Readonly<Record<Source, Way>> = {
  photo: { icon: "camera", accept: "image/*", capture: "environment" },
  video: { icon: "film", accept: "video/*", capture: "environment" },
  gallery: { icon: "gallery", accept: "image/*,video/*" },
  fileSystem: { icon: "upload" },
};

const MediaFile: View = ({ mount }) => {
  if (mount.task.isReadOnly) {
    return (
      <Frame mount={mount} role="group">
        <Gallery mount={mount} />
      </Frame>
    );
  }
  return (
    <Frame mount={mount} role="group">
      <Ways mount={mount} />
      <FileList mount={mount} />
    </Frame>
  );
};

function Ways({ mount }: { mount: Mount }) {
  const { isMultiple } = filesOf(mount);
  const [isLooking, setIsLooking] = useState(false);
  const turn = useRef(0);
  const take = async (files: File[]) => {
    if (mount.props.requiredCoordinates !== true) return filesOf(mount).add(files);
    turn.current += 1;
    const own = turn.current;
    setIsLooking(true);
    const placed = await Promise.all(files.map(hasGeotag));
    if (own !== turn.current) return undefined;
    setIsLooking(false);
    filesOf(mount).add(files.filter((_, index) => placed[index]));
    const refused = files.filter((_, index) => !placed[index]);
    if (refused.length > 0) {
      filesOf(mount).refuse(refused.map(({ name }) => t("media.file.noPlace", { name })));
    }
    return undefined;
  };
  return (
    <>
      <div class="tb-file-ways">
        {sourcesOf(mount.props.accept).map((source) => (
          <FilePick
            key={source}
            {...WAYS[source]}
            label={t(`media.file.from.${source}`)}
            multiple={isMultiple && WAYS[source].capture === undefined}
            disabled={mount.isDisabled || isLooking}
            picked={take}
          />
        ))}
      </div>
      {mount.props.requiredCoordinates === true ? <p class="tb-file-note">{t("media.file.place")}</p> : null}
    </>
  );
}

async function hasGeotag(file: File): Promise<boolean> {
  try {
    return geotagOf(new Uint8Array(await file.arrayBuffer())) !== undefined;
  } catch {
    return false; // it cannot be read, and so not be sent either
  }
}

export default MediaFile;
