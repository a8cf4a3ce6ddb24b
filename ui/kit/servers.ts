/**
 * Requesters' own servers, which pages of tasks reach through the platform.
 *
 * A path names one as `<server>/<path>`, with `proxy/` or a slash before it or without.
 */

const NAMED = /^\/*proxy\/(?=[\w-]+\/)/;
const RELATIVE = /^(?:\/?proxy\/)?[A-Za-z0-9-]+\/[^/]/;

/** The path in its shortest form. */
export function pathOnServer(path: string): string {
  return path.replace(NAMED, "").replace(/^\/+/, "");
}

/** Where a path is, below an address like `https://work.example.org/api/proxy`. */
export function addressOnServer(base: string, path: string): string {
  return `${base.replace(/\/$/, "")}/${pathOnServer(path)}`;
}

/** Whether what stands in a task for an address is a path on a server: no whole address, and none of this one. */
export function isOnServer(text: string): boolean {
  return RELATIVE.test(text);
}
