/** Which of the server's two environments a page belongs to, by its path. */
export interface Environment {
  sandbox: boolean;
  /** What every path of the environment begins with: "" or "/sandbox". */
  prefix: string;
  /** Where its worker's API is. */
  api: string;
}

const SANDBOX = "/sandbox";

export function environmentOf(path: string): Environment {
  const sandbox = path === SANDBOX || path.startsWith(`${SANDBOX}/`);
  const prefix = sandbox ? SANDBOX : "";
  return { sandbox, prefix, api: `${prefix}/api/worker/v1` };
}

export const environment = environmentOf(globalThis.location?.pathname ?? "/");
