import type { Correspondent } from "~/api";
import { t } from "~/kit/i18n";

/** What somebody in a conversation is called. */
export function correspondent({ role, name, myself }: Correspondent): string {
  if (myself) return t("messages.you");
  if (name) return name;
  return role === "REQUESTER" ? t("messages.requester") : t("messages.system");
}
