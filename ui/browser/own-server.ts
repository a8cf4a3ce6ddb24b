/** A requester's own server: a real one, that remembers what it was asked for. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const HOST = "127.0.0.1";
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const SAMPLES_A_SECOND = 8000;

export class OwnServer {
  asked: IncomingMessage[] = [];
  bodies: string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.asked.push(request);
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const body = Buffer.concat(parts).toString();
        this.bodies.push(body);
        answer(request, response, body);
      });
    });
  }

  static async start(): Promise<OwnServer> {
    const own = new OwnServer();
    await new Promise<void>((resolve) => own.#server.listen(0, HOST, resolve));
    return own;
  }

  get address(): string {
    return `${HOST}:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What was asked for: each path once, in order of the alphabet, with `its` for the assignment's id. */
  get paths(): string[] {
    const paths = this.asked.map(({ url }) => (url ?? "").replace(/assignmentId=[^&]+/, "assignmentId=its"));
    return [...new Set(paths)].sort();
  }

  forget(): void {
    this.asked = [];
    this.bodies = [];
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const { pathname } = new URL(request.url ?? "", "http://own");
  const say = (type: string, content: string | Buffer) =>
    response.setHeader("Content-Type", type).end(content);
  if (pathname.endsWith(".png")) say("image/png", PICTURE);
  else if (pathname.endsWith(".wav")) sendPart(request, response, silence(60));
  else if (pathname.endsWith(".json")) say("application/json", JSON.stringify({ found: body || "nothing" }));
  else if (pathname.endsWith(".html")) say("text/html", "<script>window.harmed = 1</script>");
  else response.writeHead(404, { "Content-Type": "text/plain" }).end("no such file");
}

/** A recording of so many seconds in which nothing is heard. */
function silence(seconds: number): Buffer {
  const samples = Buffer.alloc(seconds * SAMPLES_A_SECOND, 128);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(SAMPLES_A_SECOND, 24);
  head.writeUInt32LE(SAMPLES_A_SECOND, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

function sendPart(request: IncomingMessage, response: ServerResponse, content: Buffer): void {
  const headers = { "Content-Type": "audio/wav", "Accept-Ranges": "bytes" };
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  if (!range) {
    response.writeHead(200, { ...headers, "Content-Length": content.length }).end(content);
    return;
  }
  const start = Number(range[1]);
  const end = range[2] ? Number(range[2]) : content.length - 1;
  const part = {
    "Content-Range": `bytes ${start}-${end}/${content.length}`,
    "Content-Length": end - start + 1,
  };
  response.writeHead(206, { ...headers, ...part }).end(content.subarray(start, end + 1));
}
