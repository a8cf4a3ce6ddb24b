import { beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError, NetworkError } from "./errors";
import { ask, type Transport, wait } from "./http";

const answers: (Response | Error)[] = [];
const waited: number[] = [];
const fetched = vi.fn((_address: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
  const answer = answers.shift();
  init?.signal?.throwIfAborted();
  return answer instanceof Response
    ? Promise.resolve(answer)
    : Promise.reject(answer ?? new Error("no answer"));
});
const transport: Transport = {
  base: "/api/worker/v1",
  language: () => "de",
  fetch: fetched,
  delays: [1, 2],
  wait: async (milliseconds) => {
    waited.push(milliseconds);
  },
};

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

function refusal(status: number, code: string, payload?: unknown, headers = {}): Response {
  return json({ code, message: "No", request_id: "r1", payload }, status, headers);
}

/** What a refused call throws. */
async function refused(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

const broken = () => new TypeError("Failed to fetch");

beforeEach(() => {
  answers.length = 0;
  waited.length = 0;
  fetched.mockClear();
});

describe("a request", () => {
  test("names its language and sends JSON, without anything that was not given", async () => {
    answers.push(json({ ok: true }));
    const query = { limit: 20, before: undefined, all: true };
    expect(await ask(transport, "/tasks", { method: "POST", query, body: { a: 1 } })).toEqual({ ok: true });
    const [address, init] = fetched.mock.calls[0] ?? [];
    expect(address).toBe("/api/worker/v1/tasks?limit=20&all=true");
    const headers = new Headers(init?.headers);
    expect(headers.get("accept-language")).toBe("de");
    expect(headers.get("content-type")).toBe("application/json");
    expect(init?.body).toBe('{"a":1}');
    expect(init?.credentials).toBe("same-origin");
  });

  test("leaves the type of a form to the browser, which knows its boundary", async () => {
    answers.push(json({}));
    await ask(transport, "/attachments", { method: "POST", body: new FormData() });
    expect(new Headers(fetched.mock.calls[0]?.[1]?.headers).has("content-type")).toBe(false);
  });

  test("has no answer where there is nothing to say", async () => {
    answers.push(new Response(null, { status: 204 }));
    expect(await ask(transport, "/logout", { method: "POST" })).toBeUndefined();
  });
});

describe("a refusal", () => {
  test("comes with its code, fields and reasons", async () => {
    answers.push(refusal(400, "VALIDATION_ERROR", { login: { code: "INVALID_VALUE", message: "Bad" } }));
    const error = await refused(ask(transport, "/register", { method: "POST" }));
    expect(error).toMatchObject({ status: 400, code: "VALIDATION_ERROR", requestId: "r1" });
    expect(error.fields.login?.code).toBe("INVALID_VALUE");
    answers.push(refusal(403, "ACCESS_DENIED", { reasons: [{ code: "ADULT", words: "Adults" }, 7] }));
    const denied = await refused(ask(transport, "/x", { method: "POST" }));
    expect(denied.reasons).toEqual([{ code: "ADULT", words: "Adults" }]);
    expect(denied.fields).toEqual({});
  });

  test("says when to try again, where the server does", async () => {
    answers.push(
      refusal(429, "TOO_MANY_REQUESTS", undefined, { "Retry-After": "7" }),
      refusal(409, "CONFLICT"),
    );
    const logIn = () => refused(ask(transport, "/login", { method: "POST" }));
    expect((await logIn()).retryAfter).toBe(7);
    expect((await logIn()).retryAfter).toBeUndefined();
  });

  test("of a proxy that does not know our form is one too", async () => {
    answers.push(new Response("<h1>Bad Gateway</h1>", { status: 413, statusText: "Too large" }));
    const error = await refused(ask(transport, "/me"));
    expect(error).toMatchObject({ status: 413, code: "HTTP_413", message: "Too large" });
  });
});

describe("trying again", () => {
  test("a read is asked again when no answer came or the server was away", async () => {
    answers.push(broken(), refusal(503, "INTERNAL_ERROR"), json({ ok: true }));
    expect(await ask(transport, "/me")).toEqual({ ok: true });
    expect(waited).toEqual([1, 2]);
  });

  test("it gives up after its last delay", async () => {
    answers.push(broken(), broken(), broken());
    await expect(ask(transport, "/me")).rejects.toBeInstanceOf(NetworkError);
    expect(fetched).toHaveBeenCalledTimes(3);
  });

  test("a refusal is final", async () => {
    answers.push(refusal(404, "DOES_NOT_EXIST"));
    await expect(ask(transport, "/me")).rejects.toMatchObject({ status: 404 });
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  test("what must not happen twice is asked once, what may is repeated", async () => {
    answers.push(broken());
    await expect(ask(transport, "/messages", { method: "POST" })).rejects.toBeInstanceOf(NetworkError);
    expect(fetched).toHaveBeenCalledTimes(1);
    answers.push(broken(), json({}));
    await ask(transport, "/submit", { method: "POST", repeatable: true });
    expect(fetched).toHaveBeenCalledTimes(3);
  });

  test("an answer that breaks off is no answer", async () => {
    answers.push(new Response('{"half":'));
    await expect(ask(transport, "/x", { method: "POST" })).rejects.toBeInstanceOf(NetworkError);
  });
});

describe("an abort", () => {
  test("is passed on as it is, and ends the waiting", async () => {
    const abort = new AbortController();
    abort.abort();
    answers.push(json({}));
    await expect(ask(transport, "/me", { signal: abort.signal })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(fetched).toHaveBeenCalledTimes(1);
    const later = new AbortController();
    const waiting = wait(60_000, later.signal);
    later.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    await expect(wait(60_000, later.signal)).rejects.toMatchObject({ name: "AbortError" });
    await wait(1);
  });
});
