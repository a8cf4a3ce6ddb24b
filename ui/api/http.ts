/**
 * One request to the server: its address, its headers, its errors, and trying again.
 *
 * A call that changes nothing, or that may be repeated (the server answers the same submit alike), is tried
 * again when no answer came or the server was away for a moment. No other call is.
 */
import { errorOf, NetworkError } from "./errors";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Asked {
  method?: Method;
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON, unless it is a form. */
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Whether asking twice is the same as asking once. GET always is. */
  repeatable?: boolean;
  /** Goes on when the page is closed meanwhile. */
  keepalive?: boolean;
  /** How long to wait for the answer, in milliseconds. */
  timeout?: number;
}

export interface Transport {
  base: string;
  language: () => string;
  fetch: typeof fetch;
  /** How long to wait before each further try, in milliseconds. */
  delays: readonly number[];
  wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

const TIMEOUT = 30_000;
const AWAY = new Set([502, 503, 504]);

/** The answer's JSON, or undefined where it has none. Throws `ApiError`, `NetworkError` or an abort. */
export async function ask<Answer>(transport: Transport, path: string, asked: Asked = {}): Promise<Answer> {
  const response = await send(transport, path, asked);
  if (response.status === 204) return undefined as Answer;
  try {
    return (await response.json()) as Answer;
  } catch (error) {
    asked.signal?.throwIfAborted();
    throw new NetworkError("The answer was cut off", { cause: error });
  }
}

async function send(transport: Transport, path: string, asked: Asked): Promise<Response> {
  const method = asked.method ?? "GET";
  const delays = method === "GET" || asked.repeatable === true ? transport.delays : [];
  for (let tried = 0; ; tried++) {
    const delay = delays[tried];
    try {
      const response = await once(transport, path, method, asked);
      if (response.ok) return response;
      const error = await errorOf(response);
      if (delay === undefined || !AWAY.has(response.status)) throw error;
    } catch (error) {
      if (delay === undefined || !(error instanceof NetworkError)) throw error;
    }
    await transport.wait(delay, asked.signal);
  }
}

async function once(transport: Transport, path: string, method: Method, asked: Asked): Promise<Response> {
  const isForm = asked.body instanceof FormData;
  const headers = new Headers({ "Accept-Language": transport.language() });
  if (asked.body !== undefined && !isForm) headers.set("Content-Type", "application/json");
  const timeout = AbortSignal.timeout(asked.timeout ?? TIMEOUT);
  try {
    return await transport.fetch(addressOf(transport.base + path, asked.query), {
      method,
      headers,
      body: bodyOf(asked.body),
      credentials: "same-origin",
      cache: "no-store",
      keepalive: asked.keepalive ?? false,
      signal: asked.signal ? AbortSignal.any([asked.signal, timeout]) : timeout,
    });
  } catch (error) {
    asked.signal?.throwIfAborted();
    throw new NetworkError("The server cannot be reached", { cause: error });
  }
}

function bodyOf(body: unknown): BodyInit | null {
  if (body === undefined) return null;
  return body instanceof FormData ? body : JSON.stringify(body);
}

function addressOf(path: string, query: Asked["query"] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return path;
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

/** Wait, or throw as soon as the signal is given. */
export function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
