/**
 * Requesters' own servers, which pages of tasks reach through the platform.
 *
 * A path names one as `<server>/<path>`, with `proxy/` or a slash before it or without.
 */

const NAMED = /^\/*proxy\/(?=[\w-]+\/)/;
const RELATIVE = /^(?:\/?proxy\/)?[A-Za-z0-9-]+\/[^/]/;
const ADDRESS = /^https?:\/\/[^/]+(?:\/sandbox)?\/api\/proxy\/(?:[^/]*\.[^/]*\/)?([\w-]+\/.*)$/;

/** The path in its shortest form. */
export function pathOnServer(path: string): string {
  return path.replace(NAMED, "").replace(/^\/+/, "");
}

/** Where a path is, below an address like `https://work.example.org/api/proxy`. */
export function addressOnServer(base: string, path: string): string {
  return `${base.replace(/\/$/, "")}/${pathOnServer(path)}`;
}

/** An address for people to read: on a server its path, without the pass that lets through to it. */
export function readable(address: string): string {
  return ADDRESS.exec(address)?.[1] ?? address;
}

/** Whether what stands in a task for an address is a path on a server: no whole address, and none of this one. */
export function isOnServer(text: string): boolean {
  return RELATIVE.test(text);
}
