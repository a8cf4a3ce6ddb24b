/** A link of a task: opening it is remembered, for conditions to ask. */
import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import type { Mount } from "~/template/engine/mount";
import { KeyBadge, safeLink } from "~/template/view";
import { keyShortcut } from "./keys";

interface TaskLinkProps {
  mount: Mount;
  url: unknown;
  content: unknown;
  /** Whether it looks like the main button. */
  primary?: boolean;
  button?: boolean;
}

/** Opens a new tab. What is no address to follow is only text. */
export function TaskLink({ mount, url, content, primary, button }: TaskLinkProps) {
  const address = textOf(url);
  const words = textOf(content) || address;
  const link = safeLink(url);
  if (link === undefined) return <span class="tb-no-link">{words}</span>;
  const key = mount.keyFor({ type: "action.open-link", payload: url });
  const isOpened = mount.task.openedLinks.value.has(address);
  const open = (event: MouseEvent) => {
    if (event.type === "auxclick" && event.button !== 1) return;
    event.preventDefault();
    mount.task.openLink(address);
  };
  const look = button ? `tb-button ${primary ? "tb-button-primary" : ""}` : "tb-link";
  return (
    <a
      class={`${look} ${isOpened ? "tb-link-opened" : ""}`}
      href={link}
      target="_blank"
      rel="noopener noreferrer"
      aria-keyshortcuts={keyShortcut(key)}
      onClick={open}
      onAuxClick={open}
    >
      {words}
      {isOpened ? (
        <>
          {" "}
          <span class="tb-opened-mark" role="img" aria-label={t("views.link.opened")}>
            ✓
          </span>
        </>
      ) : null}
      <KeyBadge name={key} />
    </a>
  );
}
