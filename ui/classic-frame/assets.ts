/** The scripts and styles that an interface names, loaded one after another before its own script. */
import type { ClassicViewSpec } from "./protocol";
import { warn } from "./runtime";

const OURS = "$TOLOKA_ASSETS/";
const BUNDLES: Record<string, string> = {
  "toloka-handlebars-templates": "handlebars.js",
  "image-annotation": "annotation.js",
};
const PATIENCE = 20_000;

/** The address to load, or null for one that there is nothing behind. */
export function resolveAsset(address: string, base: string): string | null {
  const trimmed = address.trim();
  if (trimmed.startsWith(OURS)) {
    const name = trimmed.slice(OURS.length).replace(/^js\//, "").replace(/\.js$/, "");
    const bundle = Object.hasOwn(BUNDLES, name) ? BUNDLES[name] : undefined;
    return bundle === undefined ? null : new URL(bundle, base).href;
  }
  if (trimmed.startsWith("//")) return `https:${trimmed}`;
  return /^https?:\/\//i.test(trimmed) ? trimmed : null;
}

export async function loadAssets(
  assets: NonNullable<ClassicViewSpec["assets"]>,
  base: string,
): Promise<void> {
  for (const address of assets.style_urls ?? []) addStyle(address, base);
  for (const address of assets.script_urls ?? []) {
    const url = resolveAsset(address, base);
    if (url === null) warn("asset-unknown", address);
    else await addScript(url, address);
  }
}

function addStyle(address: string, base: string): void {
  const url = resolveAsset(address, base);
  if (url === null) {
    warn("asset-unknown", address);
    return;
  }
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = url;
  link.onerror = () => warn("asset-failed", address);
  document.head.append(link);
}

/** A script that does not come does not hold the page: the interface may do without it, or fails and says so. */
function addScript(url: string, address: string): Promise<void> {
  return new Promise((resolve) => {
    const script = document.createElement("script");
    const giveUp = (): void => {
      warn("asset-failed", address);
      resolve();
    };
    const timer = setTimeout(giveUp, PATIENCE);
    script.onload = () => {
      clearTimeout(timer);
      resolve();
    };
    script.onerror = () => {
      clearTimeout(timer);
      giveUp();
    };
    script.src = url;
    document.head.append(script);
  });
}
