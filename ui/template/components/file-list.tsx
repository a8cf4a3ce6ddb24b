/** The files of a field, one below another: what each is, how far it is, and what may be done with it. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "~/kit/Icon";
import { t } from "~/kit/i18n";
import { locale } from "~/kit/locale";
import type { FileAddress } from "~/template/engine/host";
import type { Mount } from "~/template/engine/mount";
import { filesOf, type Pending } from "./sent-files";

interface FileListProps {
  mount: Mount;
  /** What stands below a stored file: a player. */
  below?: ((file: FileAddress) => ComponentChildren) | undefined;
}

export function FileList({ mount, below }: FileListProps) {
  const files = filesOf(mount);
  const { ids } = files;
  const pending = files.pending.value;
  return (
    <>
      {ids.length + pending.length > 0 ? (
        <ul class="tb-files">
          {ids.map((id) => (
            <StoredItem key={id} mount={mount} id={id} below={below} />
          ))}
          {pending.map((one) => (
            <PendingItem key={one.key} mount={mount} pending={one} />
          ))}
        </ul>
      ) : null}
      <Refusals mount={mount} />
    </>
  );
}

/** Why files were not taken; gone with the next attempt. */
export function Refusals({ mount }: { mount: Mount }) {
  return (
    <div class="tb-file-refusals" role="alert">
      {filesOf(mount).refusals.value.map(({ key, words }) => (
        <p key={key}>{words}</p>
      ))}
    </div>
  );
}

/** A stored file, asked for where only its id is known; whether it could not be found. */
export function useStored(mount: Mount, id: string): { file: FileAddress | undefined; isLost: boolean } {
  const files = filesOf(mount);
  const file = files.known(id);
  const [isLost, setIsLost] = useState(false);
  useEffect(() => {
    if (!files.known(id)) files.look(id).catch(() => setIsLost(true));
  }, [id]);
  return { file, isLost };
}

interface StoredItemProps extends FileListProps {
  id: string;
}

function StoredItem({ mount, id, below }: StoredItemProps) {
  const { file, isLost } = useStored(mount, id);
  const name = file?.name ?? (isLost ? t("media.file.lost") : t("template.loading"));
  return (
    <li class="tb-file" data-id={id}>
      <Thumbnail type={file?.mediaType} url={file?.url} />
      <div class="tb-file-about">
        <Name file={file} name={name} isLink={mount.task.isReadOnly} />
        {file ? <span class="tb-file-size">{formatSize(file.size)}</span> : null}
      </div>
      {mount.isDisabled ? null : (
        <RemoveButton name={file?.name ?? id} remove={() => filesOf(mount).remove(id)} />
      )}
      {file && below ? <div class="tb-file-below">{below(file)}</div> : null}
    </li>
  );
}

/** What is only read may be downloaded. */
function Name({ file, name, isLink }: { file: FileAddress | undefined; name: string; isLink: boolean }) {
  if (!file || !isLink) return <span class="tb-file-name">{name}</span>;
  return (
    <a class="tb-file-name" href={file.url} download={file.name} target="_blank" rel="noopener noreferrer">
      {name}
    </a>
  );
}

function PendingItem({ mount, pending }: { mount: Mount; pending: Pending }) {
  const files = filesOf(mount);
  const { name, type } = pending.file;
  const failed = pending.failed.value;
  return (
    <li class={`tb-file ${failed === undefined ? "" : "tb-file-failed"}`}>
      <Thumbnail type={type} url={pending.preview} />
      <div class="tb-file-about">
        <span class="tb-file-name">{name}</span>
        {failed === undefined ? (
          <Progress share={pending.share.value} name={name} />
        ) : (
          <span class="tb-file-reason" role="alert">
            {failed}
          </span>
        )}
      </div>
      {failed === undefined ? null : (
        <button
          type="button"
          class="tb-icon-button"
          aria-label={t("media.file.retry", { name })}
          title={t("media.file.retry", { name })}
          onClick={() => files.retry(pending)}
        >
          <Icon name="refresh" />
        </button>
      )}
      <RemoveButton name={name} remove={() => files.drop(pending)} />
    </li>
  );
}

function Progress({ share, name }: { share: number; name: string }) {
  const label = t("media.file.sending", { name });
  return share > 0 ? (
    <progress class="tb-file-progress" value={share} max={1} aria-label={label} />
  ) : (
    <progress class="tb-file-progress" aria-label={label} />
  );
}

function Thumbnail({ type, url }: { type: string | undefined; url: string | undefined }) {
  const [isBroken, setIsBroken] = useState(false);
  return (
    <div class="tb-file-thumbnail">
      {url && type?.startsWith("image/") && !isBroken ? (
        <img src={url} alt="" referrerpolicy="no-referrer" onError={() => setIsBroken(true)} />
      ) : (
        <Icon name="pages" />
      )}
    </div>
  );
}

function RemoveButton({ name, remove }: { name: string; remove: () => void }) {
  const label = t("media.file.remove", { name });
  return (
    <button
      type="button"
      class="tb-icon-button tb-file-remove"
      aria-label={label}
      title={label}
      onClick={({ currentTarget }) => {
        // The button goes; the focus stays in the field.
        currentTarget.closest(".tb-component")?.querySelector<HTMLElement>("input, button")?.focus();
        remove();
      }}
    >
      <Icon name="close" />
    </button>
  );
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

function formatSize(bytes: number): string {
  let rest = bytes;
  let step = 0;
  while (rest >= 1000 && step < UNITS.length - 1) {
    rest /= 1000;
    step += 1;
  }
  return new Intl.NumberFormat(locale(), {
    style: "unit",
    unit: UNITS[step] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: rest < 10 && step > 0 ? 1 : 0,
  }).format(rest);
}
