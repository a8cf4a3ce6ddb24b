/**
 * Lets the app open without a network.
 *
 * The document comes from the network first, so that a new version is there as soon as the server has it; what
 * its name changes with (assets) comes from the cache first. Answers of the API, files and everything else are
 * left to the browser: nothing of a worker's is ever kept here.
 */
/// <reference lib="webworker" />

const worker = self as unknown as ServiceWorkerGlobalScope;

const SHELL = "talka-shell-1";
const ASSETS = "talka-assets-1";
const OURS = [SHELL, ASSETS];
/** More than two versions of the app have. */
const MOST_ASSETS = 300;
/** How long the network may take for the document before a kept one is shown. */
const PATIENCE = 4_000;

/** Where the app's built files are. */
const base = "/app/";

/** What newer browsers offer: to leave requests alone without asking this script. */
interface Routed {
  addRoutes?(
    rules: readonly { condition: { urlPattern: { pathname: string } }; source: "network" }[],
  ): Promise<void>;
}

worker.addEventListener("install", (event) => {
  // A draft that is sent while its page is being closed would wait for this script, and be dropped with the page.
  const direct = ["/api/*", "/sandbox/api/*"].map((pathname) => ({
    condition: { urlPattern: { pathname } },
    source: "network" as const,
  }));
  const routed = (event as unknown as Routed).addRoutes?.(direct);
  event.waitUntil(Promise.all([routed, keepShell()]).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([dropForeign(), worker.clients.claim()]));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (request.mode === "navigate") {
    if (isDocument(url.pathname)) event.respondWith(documentOf(request, url));
  } else if (url.pathname.startsWith(`${base}assets/`)) {
    event.respondWith(assetOf(request));
  }
});

/** The app's pages are at every path but for those of the server's own. */
function isDocument(path: string): boolean {
  return !/^(\/sandbox)?\/(api|app|files|docs|classic-frame|openapi\.json|metrics|healthz|readyz)(\/|$)/.test(
    path,
  );
}

function shellOf(path: string): string {
  return path === "/sandbox" || path.startsWith("/sandbox/") ? "/sandbox/" : "/";
}

/** Keep the document and what it loads at once. */
async function keepShell(): Promise<void> {
  const response = await fetch("/", { cache: "no-cache" });
  if (!response.ok) return;
  const html = await response.clone().text();
  await (await caches.open(SHELL)).put("/", response);
  const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((found) => found[1] ?? "");
  const assets = await caches.open(ASSETS);
  await assets.addAll(named.filter((path) => path.startsWith(`${base}assets/`)));
}

async function documentOf(request: Request, url: URL): Promise<Response> {
  const shell = await caches.open(SHELL);
  const kept = async () => (await shell.match(shellOf(url.pathname))) ?? (await shell.match("/"));
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (response.ok) await shell.put(shellOf(url.pathname), response.clone());
    return response.status >= 500 ? ((await kept()) ?? response) : response;
  } catch (error) {
    const found = await kept();
    if (found) return found;
    throw error;
  }
}

async function assetOf(request: Request): Promise<Response> {
  const assets = await caches.open(ASSETS);
  const kept = await assets.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    await assets.put(request, response.clone());
    await trim(assets);
  }
  return response;
}

async function trim(assets: Cache): Promise<void> {
  const keys = await assets.keys();
  await Promise.all(keys.slice(0, -MOST_ASSETS).map((key) => assets.delete(key)));
}

/** Caches of other versions of this script; another app's at this origin are none of its business. */
async function dropForeign(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("talka-") && !OURS.includes(name));
  await Promise.all(old.map((name) => caches.delete(name)));
}
