/** The app as something installed: its service worker, its manifest, and new versions. */
import { environment } from "~/api";
import { t } from "~/kit/i18n";
import { tell } from "~/kit/Toast";

export function startInstalled(): void {
  // Its paths are relative to where it stands: each environment is an app of its own.
  const manifest = document.createElement("link");
  manifest.rel = "manifest";
  manifest.href = `${environment.prefix}/manifest.webmanifest`;
  document.head.append(manifest);
  // A part that is asked for later may belong to a version that the server no longer has.
  addEventListener("vite:preloadError", () => {
    if (navigator.onLine)
      tell(t("app.update"), "bad", { words: t("app.reload"), run: () => location.reload() });
  });
  if (import.meta.env.PROD && "serviceWorker" in navigator) {
    const register = () => {
      // Without it (plain HTTP, a private window) the app works, but for opening without a network.
      navigator.serviceWorker
        .register(`${import.meta.env.BASE_URL}service-worker.js`, { scope: "/" })
        .catch(() => undefined);
    };
    if (document.readyState === "complete") register();
    else addEventListener("load", register, { once: true });
  }
}
