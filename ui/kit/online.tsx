import { signal } from "@preact/signals";
import { Icon } from "./Icon";
import { t } from "./i18n";

/** Whether the browser believes to have a network. */
export const online = signal(globalThis.navigator?.onLine ?? true);

globalThis.addEventListener?.("online", () => {
  online.value = true;
});
globalThis.addEventListener?.("offline", () => {
  online.value = false;
});

/** Tells that there is no network, and that nothing is lost. */
export function OfflineBar() {
  return (
    <div role="status">
      {!online.value && (
        <div class="offline">
          <Icon name="offline" />
          <span>{t("app.offline")}</span>
        </div>
      )}
    </div>
  );
}
