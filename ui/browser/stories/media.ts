/** Pictures, sounds and films for stories and samples. Nothing is asked of any other host. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { BrowserContext, Route } from "@playwright/test";

export interface Medium {
  readonly content_type: string;
  readonly text?: string;
  readonly base64?: string;
}

const SHARED = fileURLToPath(new URL("../../../../shared/examples/media.json", import.meta.url));

/** The samples' media where they lie beside the project. */
export const shared: Readonly<Record<string, Medium>> = existsSync(SHARED)
  ? JSON.parse(readFileSync(SHARED, "utf8")).files
  : {};

/** Serve an address: one of the shared media, else something of its kind that is made here. */
export async function serveMedium(route: Route): Promise<void> {
  const url = new URL(route.request().url());
  if (url.pathname.includes("missing")) return route.fulfill({ status: 404, body: "" });
  const known = shared[`${url.origin}${url.pathname}`] ?? made(url.pathname, await film(route));
  if (!known) return route.fulfill({ contentType: "text/html", body: page(url) });
  const body = known.base64 === undefined ? (known.text ?? "") : Buffer.from(known.base64, "base64");
  await fulfilPart(route, known.content_type, Buffer.from(body));
}

/** Players ask for parts, and can only jump within what is answered with parts. */
async function fulfilPart(route: Route, contentType: string, body: Buffer): Promise<void> {
  const headers = { "access-control-allow-origin": "*", "accept-ranges": "bytes" };
  const range = /^bytes=(\d+)-(\d*)$/.exec(route.request().headers().range ?? "");
  if (!range) return route.fulfill({ contentType, headers, body });
  const from = Number(range[1]);
  const to = range[2] ? Math.min(Number(range[2]), body.length - 1) : body.length - 1;
  const place = { ...headers, "content-range": `bytes ${from}-${to}/${body.length}` };
  return route.fulfill({ status: 206, contentType, headers: place, body: body.subarray(from, to + 1) });
}

const page = (url: URL) =>
  `<!doctype html><html lang="en"><title>${url.host}</title><h1>${url.host}${url.pathname}</h1></html>`;

function made(path: string, clip: Medium | undefined): Medium | undefined {
  if (/\.(svg|png|jpe?g|webp|gif)$/.test(path)) return picture(path);
  if (/\.(wav|mp3|ogg)$/.test(path)) return { content_type: "audio/wav", base64: tone(440, 0.4) };
  return /\.(webm|mp4)$/.test(path) ? clip : undefined;
}

/** A picture of 640 by 480 pixels with something to point at. */
function picture(path: string): Medium {
  const name = path.split("/").at(-1) ?? "";
  return {
    content_type: "image/svg+xml",
    text: `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480" viewBox="0 0 640 480">
      <rect width="640" height="480" fill="#dfe9f3"/><rect x="64" y="96" width="160" height="120" fill="#c33"/>
      <circle cx="448" cy="300" r="80" fill="#36c"/>
      <text x="64" y="440" font-size="32" font-family="sans-serif">${name.replace(/[<&]/g, "")}</text></svg>`,
  };
}

/** A sine wave as a WAV file: one channel, 16 bits, 8 kHz. */
function tone(frequency: number, seconds: number): string {
  const rate = 8_000;
  const count = Math.round(rate * seconds);
  const file = Buffer.alloc(44 + count * 2);
  file.write("RIFF", 0);
  file.writeUInt32LE(36 + count * 2, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36);
  file.writeUInt32LE(count * 2, 40);
  for (let at = 0; at < count; at += 1) {
    file.writeInt16LE(Math.round(8_000 * Math.sin((2 * Math.PI * frequency * at) / rate)), 44 + at * 2);
  }
  return file.toString("base64");
}

let recorded: Promise<Medium> | undefined;

/** A short film, recorded by the browser itself from a canvas, once. */
async function film(route: Route): Promise<Medium | undefined> {
  if (!/\.(webm|mp4)$/.test(new URL(route.request().url()).pathname)) return undefined;
  recorded ??= record(route.request().frame().page().context());
  return recorded;
}

async function record(context: BrowserContext): Promise<Medium> {
  const page = await context.newPage();
  const base64 = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
    const brush = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm" });
    const parts: Blob[] = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const stopped = new Promise((resolve) => {
      recorder.onstop = resolve;
    });
    recorder.start();
    for (let frame = 0; frame < 15; frame += 1) {
      if (brush) brush.fillStyle = `hsl(${frame * 20} 70% 60%)`;
      brush?.fillRect(0, 0, 320, 180);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    recorder.stop();
    await stopped;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  });
  await page.close();
  return { content_type: "video/webm", base64 };
}
