import { beforeEach, expect, test } from "vitest";
import { ApiError, NetworkError } from "./errors";
import { metadata, SMALL, sendFile, type UploadTransport } from "./uploads";

const MiB = 1024 * 1024;

/** A server of tus as ours is, with a network that loses what `plan` says. */
class Server {
  readonly calls: string[] = [];
  readonly uploads = new Map<string, { length: number; bytes: Uint8Array[]; metadata: string }>();
  /** What becomes of the calls in turn; `undefined` and what is beyond goes well. */
  plan: (Response | "lost" | "half" | "unheard" | undefined)[] = [];
  online = true;
  waited: number[] = [];

  readonly transport: UploadTransport = {
    base: "/api/worker/v1",
    language: () => "de",
    fetch: (input, init) => this.fetch(String(input), init ?? {}),
    delays: [1, 2, 3],
    wait: async (milliseconds) => {
      this.waited.push(milliseconds);
    },
    isOnline: () => this.online,
    backOnline: async (signal) => {
      signal.throwIfAborted();
      this.calls.push("online");
      this.online = true;
    },
  };

  received(id: string): number {
    return this.uploads.get(id)?.bytes.reduce((sum, part) => sum + part.length, 0) ?? 0;
  }

  async fetch(url: string, init: RequestInit): Promise<Response> {
    init.signal?.throwIfAborted();
    const headers = new Headers(init.headers);
    const call = `${init.method} ${url.replace("/api/worker/v1", "")} ${headers.get("upload-offset") ?? ""}`;
    this.calls.push(call.trim());
    const fate = this.plan.shift();
    if (fate === "lost") throw new TypeError("Failed to fetch");
    if (fate instanceof Response) return fate;
    const answer = await this.#answer(url, init, headers, fate === "half");
    if (fate === "half" || fate === "unheard") throw new TypeError("Failed to fetch");
    return answer;
  }

  async #answer(url: string, init: RequestInit, headers: Headers, isHalf: boolean): Promise<Response> {
    const id = url.split("/").at(-1) ?? "";
    if (init.method === "POST" && url.endsWith("/attachments")) return this.#whole(init.body);
    if (headers.get("tus-resumable") !== "1.0.0") return refusal(412, "UNSUPPORTED_TUS_VERSION");
    if (init.method === "POST") return this.#create(headers);
    const upload = this.uploads.get(id);
    if (!upload) return refusal(404, "DOES_NOT_EXIST");
    if (init.method === "DELETE") this.uploads.delete(id);
    if (init.method === "PATCH") {
      if (Number(headers.get("upload-offset")) !== this.received(id)) {
        return refusal(409, "UPLOAD_OFFSET_MISMATCH");
      }
      const bytes = new Uint8Array(await new Response(init.body ?? null).arrayBuffer());
      upload.bytes.push(isHalf ? bytes.subarray(0, bytes.length / 2) : bytes);
    }
    const isDone = this.received(id) === upload.length;
    const said = { "Upload-Offset": String(this.received(id)) };
    const more = isDone ? { "Talka-Attachment-Id": `file-of-${id}` } : {};
    return new Response(null, { status: 204, headers: { ...said, ...more } });
  }

  #create(headers: Headers): Response {
    const id = `up-${this.uploads.size + 1}`;
    const length = Number(headers.get("upload-length"));
    this.uploads.set(id, { length, bytes: [], metadata: headers.get("upload-metadata") ?? "" });
    const location = `https://inner.example:8000/api/worker/v1/uploads/${id}`;
    return new Response(null, { status: 201, headers: { Location: location, "Upload-Offset": "0" } });
  }

  #whole(body: BodyInit | null | undefined): Response {
    const form = body as FormData;
    const file = form.get("file") as File;
    const stored = { id: "whole", name: file.name, media_type: file.type, size: file.size };
    return Response.json({ ...stored, assignment: form.get("assignment_id") }, { status: 201 });
  }
}

function refusal(status: number, code: string): Response {
  return Response.json({ code, message: code, request_id: "r" }, { status });
}

/** Bytes that are all different enough for an order that is wrong to show. */
function fileOf(size: number): File {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 997) bytes[at] = (at * 31) % 251;
  return new File([bytes], "Ansicht ä.bin", { type: "video/webm" });
}

async function isSame(server: Server, id: string, file: File): Promise<boolean> {
  const arrived = new Uint8Array(
    await new Blob((server.uploads.get(id)?.bytes ?? []) as BlobPart[]).arrayBuffer(),
  );
  const sent = new Uint8Array(await file.arrayBuffer());
  return arrived.length === sent.length && sent.every((byte, at) => arrived[at] === byte);
}

let server: Server;
beforeEach(() => {
  server = new Server();
});

test("a small file goes in one request", async () => {
  const file = fileOf(SMALL);
  const shares: number[] = [];
  const progress = (share: number) => shares.push(share);
  const { done } = sendFile(server.transport, { file, assignmentId: "a1", progress });
  expect(await done).toEqual({ id: "whole", name: "Ansicht ä.bin", mediaType: "video/webm", size: SMALL });
  expect(server.calls).toEqual(["POST /attachments"]);
  expect(shares).toEqual([1]);
});

test("a small file is sent again after a lost answer, and not after a refusal", async () => {
  server.plan = ["lost", refusal(503, "AWAY")];
  expect((await sendFile(server.transport, { file: fileOf(10) }).done).id).toBe("whole");
  expect([server.calls.length, server.waited]).toEqual([3, [1, 2]]);
  server.plan = [refusal(415, "UNSUPPORTED_MEDIA_TYPE")];
  await expect(sendFile(server.transport, { file: fileOf(10) }).done).rejects.toMatchObject({ status: 415 });
  expect(server.calls.length).toBe(4);
});

test("a large file goes in parts that grow, at the page's own address, and arrives whole", async () => {
  const file = fileOf(5 * MiB);
  const shares: number[] = [];
  const sent = await sendFile(server.transport, {
    file,
    assignmentId: "a1",
    progress: (share) => shares.push(share),
  }).done;
  expect(sent.id).toBe("file-of-up-1");
  expect(server.calls).toEqual([
    "POST /uploads",
    "PATCH /uploads/up-1 0",
    `PATCH /uploads/up-1 ${MiB / 2}`,
    `PATCH /uploads/up-1 ${1.5 * MiB}`,
    `PATCH /uploads/up-1 ${3.5 * MiB}`,
  ]);
  expect(shares).toEqual([0.1, 0.3, 0.7, 1, 1]);
  expect(await isSame(server, "up-1", file)).toBe(true);
  expect(server.uploads.get("up-1")?.metadata).toBe(
    metadata({ filename: "Ansicht ä.bin", filetype: "video/webm", assignment_id: "a1" }),
  );
});

test("after a lost connection it goes on where the server says, whatever had arrived", async () => {
  const file = fileOf(5 * MiB);
  server.plan = [undefined, undefined, "half", "lost", undefined, "unheard"];
  expect((await sendFile(server.transport, { file }).done).id).toBe("file-of-up-1");
  expect(server.calls.filter((call) => call.startsWith("HEAD")).length).toBe(3);
  expect(server.calls.filter((call) => call.startsWith("POST")).length).toBe(1);
  expect(await isSame(server, "up-1", file)).toBe(true);
});

test("the answer to the last part may be lost: the server is asked for the file's id", async () => {
  const file = fileOf(5 * MiB);
  server.plan = [undefined, undefined, undefined, undefined, "unheard"];
  expect((await sendFile(server.transport, { file }).done).id).toBe("file-of-up-1");
  expect(server.calls.at(-1)).toBe("HEAD /uploads/up-1");
});

test("without a network it waits for it, however long, and does not count that as a try", async () => {
  const file = fileOf(5 * MiB);
  server.plan = [undefined, "lost"];
  server.online = false;
  expect((await sendFile(server.transport, { file }).done).id).toBe("file-of-up-1");
  expect(server.calls.slice(1, 4)).toEqual(["PATCH /uploads/up-1 0", "online", "HEAD /uploads/up-1"]);
  expect(server.waited).toEqual([]);
});

test("it gives up after so many tries in vain; trying the same file again goes on", async () => {
  const file = fileOf(5 * MiB);
  server.plan = [undefined, undefined, "lost", "lost", "lost", "lost"];
  await expect(sendFile(server.transport, { file }).done).rejects.toBeInstanceOf(NetworkError);
  expect(server.waited).toEqual([1, 2, 3]);
  server.calls.length = 0;
  expect((await sendFile(server.transport, { file }).done).id).toBe("file-of-up-1");
  expect(server.calls.slice(0, 2)).toEqual(["HEAD /uploads/up-1", `PATCH /uploads/up-1 ${MiB / 2}`]);
});

test("an upload whose time is over begins anew", async () => {
  const file = fileOf(5 * MiB);
  server.plan = [undefined, undefined, refusal(410, "UPLOAD_GONE")];
  expect((await sendFile(server.transport, { file }).done).id).toBe("file-of-up-2");
  expect(await isSame(server, "up-2", file)).toBe(true);
});

test("another who is at it, and a wrong offset, pass; an assignment that is over does not", async () => {
  const file = fileOf(5 * MiB);
  server.plan = [undefined, refusal(423, "UPLOAD_LOCKED"), undefined, refusal(409, "UPLOAD_OFFSET_MISMATCH")];
  expect((await sendFile(server.transport, { file }).done).id).toBe("file-of-up-1");
  server.plan = [undefined, refusal(409, "INAPPROPRIATE_STATUS")];
  const refused = sendFile(server.transport, { file: fileOf(5 * MiB) }).done;
  await expect(refused).rejects.toBeInstanceOf(ApiError);
});

test("what is cancelled ends at once and is taken back", async () => {
  const file = fileOf(5 * MiB);
  const sending = sendFile(server.transport, { file, progress: () => sending.cancel() });
  await expect(sending.done).rejects.toMatchObject({ name: "AbortError" });
  expect(server.calls.at(-1)).toBe("DELETE /uploads/up-1");
  expect(server.uploads.has("up-1")).toBe(false);
});
