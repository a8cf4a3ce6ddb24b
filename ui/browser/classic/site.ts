/**
 * The page and the frame, built and served as the server serves them: the app's strict content policy on the page,
 * and on the frame's document the policy with `sandbox` that makes its origin an opaque one.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, resolve } from "node:path";
import preact from "@preact/preset-vite";
import { build } from "vite";

const UI = resolve(import.meta.dirname, "../..");
const APP_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' https: http: data: blob:",
  "connect-src 'self'",
  "frame-src 'self' https: http:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");
const SANDBOX = "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals";
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

function framePolicy(app: string): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' https:",
    "style-src 'self' 'unsafe-inline' https:",
    "img-src 'self' https: data: blob:",
    "media-src 'self' https: data: blob:",
    "font-src 'self' https: data:",
    "connect-src https:",
    "frame-src https:",
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${app}`,
    `sandbox ${SANDBOX}`,
  ].join("; ");
}

export interface Site {
  app: string;
  /** The frame's document on the app's own host, where its opaque origin is all that parts them. */
  frame: string;
  /** The same on another origin, as an operator may set it up. */
  otherFrame: string;
  /** Requests that reached the app's API, with the cookies they had. */
  calls: Array<{ method: string | undefined; path: string; cookie: string | undefined }>;
  close(): Promise<void>;
}

export async function startSite(number: number): Promise<Site> {
  const out = resolve(UI, `../.work/classic-${number}`);
  mkdirSync(out, { recursive: true });
  execFileSync(join(UI, "node_modules/.bin/vite"), ["build", "--config", "vite.classic.config.ts"], {
    cwd: UI,
    env: { ...process.env, TALKA_CLASSIC_OUT: join(out, "app/classic") },
  });
  await build({
    configFile: false,
    logLevel: "error",
    root: join(UI, "browser/pages"),
    base: "/page/",
    plugins: [preact()],
    resolve: { alias: { "~": UI } },
    build: {
      outDir: join(out, "page"),
      emptyOutDir: true,
      rolldownOptions: { input: join(UI, "browser/pages/classic.html") },
    },
  });
  const calls: Site["calls"] = [];
  const origins = { app: "" };
  const servers = [0, 1].map(() =>
    createServer((request, response) => serve(out, origins, calls, request, response)),
  );
  const [app = "", other = ""] = await Promise.all(servers.map(listen));
  origins.app = app;
  return {
    app,
    frame: `${app}/classic-frame`,
    otherFrame: `${other}/classic-frame`,
    calls,
    close: async () => {
      await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function serve(
  out: string,
  origins: { app: string },
  calls: Site["calls"],
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Origin-Agent-Cluster", "?1");
  if (pathname.startsWith("/api/")) {
    calls.push({ method: request.method, path: pathname, cookie: request.headers.cookie });
    response.setHeader("Content-Type", "application/json");
    response.end('{"secret": "of the worker"}');
  } else if (pathname === "/classic-frame") {
    response.setHeader("Content-Type", "text/html");
    response.setHeader("Content-Security-Policy", framePolicy(origins.app));
    response.end(readFileSync(join(out, "app/classic/frame.html")));
  } else {
    const file = join(out, pathname === "/" ? "page/classic.html" : pathname);
    if (!file.startsWith(out) || !existsSync(file)) {
      response.statusCode = 404;
      response.end();
      return;
    }
    response.setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream");
    if (pathname === "/") {
      response.setHeader("Content-Security-Policy", APP_POLICY);
      response.setHeader("Set-Cookie", "readable=secret-cookie; SameSite=Lax");
    }
    response.end(readFileSync(file));
  }
}
