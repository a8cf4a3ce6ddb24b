/** Requesters' servers, which the app asks for the frame. */
import { addressOnServer } from "~/kit/servers";
import type { Channel } from "../channel";

/** The part of jQuery's Ajax options that means something here. */
export interface ProxyOptions {
  type?: string;
  method?: string;
  data?: unknown;
  contentType?: string;
  dataType?: string;
  processData?: boolean;
}

const WRITING = ["POST", "PUT", "PATCH"] as const;
const AS_TEXT = ["text", "html", "xml", "script"];

export class ProxyService {
  readonly #channel: Channel;
  readonly #url: string;

  constructor(channel: Channel, url: string) {
    this.#channel = channel;
    this.#url = url;
  }

  url(path: string): string {
    return addressOnServer(this.#url, path);
  }

  request(path: string, options: ProxyOptions = {}): Promise<unknown> {
    const said = (options.type ?? options.method ?? "GET").toUpperCase();
    const text = encode(options.data);
    const read = dataTypeOf(options.dataType);
    const writing = WRITING.find((method) => method === said);
    if (writing === undefined) {
      const query = text === "" ? "" : `${path.includes("?") ? "&" : "?"}${text}`;
      const method = said === "DELETE" ? "DELETE" : "GET";
      return this.#channel.ask({ type: "proxy", path: path + query, method, ...read });
    }
    const contentType = options.contentType ?? "application/x-www-form-urlencoded; charset=UTF-8";
    return this.#channel.ask({ type: "proxy", path, method: writing, contentType, body: text, ...read });
  }
}

/** jQuery takes several, and converts from one to the next: the last one is what comes out. */
function dataTypeOf(said: string | undefined): { dataType?: "json" | "text" } {
  const last = said?.trim().split(/\s+/).at(-1)?.toLowerCase() ?? "";
  if (last === "json") return { dataType: "json" };
  return AS_TEXT.includes(last) ? { dataType: "text" } : {};
}

/** Text goes as it is, an object as a form. */
function encode(data: unknown): string {
  if (data === undefined || data === null) return "";
  if (typeof data !== "object") return String(data);
  const fields = Object.entries(data).map(([name, value]): [string, string] => [name, String(value)]);
  return new URLSearchParams(fields).toString();
}
