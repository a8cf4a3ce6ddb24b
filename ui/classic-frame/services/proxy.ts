/** Requests through the requester's proxy, which only the app can make. */
import type { Channel } from "../channel";

/** The part of jQuery's Ajax options that means something here. */
export interface ProxyOptions {
  type?: string;
  method?: string;
  data?: unknown;
  contentType?: string;
  processData?: boolean;
}

export class ProxyService {
  readonly #channel: Channel;
  readonly #url: string;

  constructor(channel: Channel, url: string) {
    this.#channel = channel;
    this.#url = url;
  }

  url(path: string): string {
    return `${this.#url.replace(/\/$/, "")}/${path.replace(/^\//, "")}`;
  }

  request(path: string, options: ProxyOptions = {}): Promise<unknown> {
    const method = (options.type ?? options.method ?? "GET").toUpperCase() === "POST" ? "POST" : "GET";
    const text = encode(options.data);
    if (method === "GET") {
      const query = text === "" ? "" : `${path.includes("?") ? "&" : "?"}${text}`;
      return this.#channel.ask({ type: "proxy", path: path + query, method });
    }
    const contentType = options.contentType ?? "application/x-www-form-urlencoded";
    return this.#channel.ask({ type: "proxy", path, method, contentType, body: text });
  }
}

/** Text goes as it is, an object as a form. */
function encode(data: unknown): string {
  if (data === undefined || data === null) return "";
  if (typeof data !== "object") return String(data);
  const fields = Object.entries(data).map(([name, value]): [string, string] => [name, String(value)]);
  return new URLSearchParams(fields).toString();
}
