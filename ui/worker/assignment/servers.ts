/** The requester's own servers, as a page of tasks reaches them. */
import { type Assignment, environment } from "~/api";
import type { ProxyRequest } from "~/classic-host/types";
import { addressOnServer } from "~/kit/servers";

const LONGEST_WORDS = 2000;

/**
 * What addresses on servers begin with. The pass in it stands for the session, which frames and pictures of an
 * opaque origin have not; without one only the app itself gets through.
 */
export function serversOf({ proxy_pass }: Pick<Assignment, "proxy_pass">): string {
  const pass = proxy_pass === undefined ? "" : `/${proxy_pass}`;
  return `${window.location.origin}${environment.prefix}/api/proxy${pass}`;
}

/** Why a script's request came to nothing. */
export class ServerRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Ask a server for a script; what it answers, read as its type says. */
export async function askServer(base: string, request: ProxyRequest): Promise<unknown> {
  const { path, method, contentType, dataType, body } = request;
  const response = await fetch(within(base, path), {
    method,
    headers: contentType === undefined ? {} : { "Content-Type": contentType },
    body: body ?? null,
    credentials: "same-origin",
    cache: "no-store",
  });
  const text = await response.text();
  if (!response.ok) {
    const words = text.slice(0, LONGEST_WORDS) || response.statusText;
    throw new ServerRefusal(`HTTP_${response.status}`, words);
  }
  const isJson = /^application\/json\b/i.test(response.headers.get("Content-Type") ?? "");
  if (dataType === "text" || !(isJson || dataType === "json")) return text;
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    throw new ServerRefusal("PARSE_ERROR", "The answer is no JSON");
  }
}

/** The address of a path that a requester's script names: it leads nowhere else, for the session goes along. */
function within(base: string, path: string): string {
  const { href } = new URL(addressOnServer(base, path));
  if (!href.startsWith(`${base}/`)) throw new ServerRefusal("BAD_PATH", "The path leads out of the servers");
  return href;
}
