/**
 * A real Talka for a test: started on a free port with data of its own, killed and started again at will.
 *
 * TALKA names the command where it is not the checkout's own.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Account } from "./account";

const TALKA = process.env.TALKA ?? join(import.meta.dirname, "../../.venv/bin/talka");
const HOST = "127.0.0.1";
const SECONDS_TO_START = 60;

const run = promisify(execFile);

export interface Place {
  /** Work in the sandbox, whose clock can be moved. */
  sandbox?: boolean;
}

export class Server {
  private process: ChildProcess | undefined;

  private constructor(
    readonly data: string,
    readonly port: number,
    private readonly options: readonly string[],
  ) {}

  /** Start one; `options` are further ones of `talka serve`. */
  static async start(...options: string[]): Promise<Server> {
    const data = await mkdtemp(join(tmpdir(), "talka-browser-"));
    const server = new Server(data, await freePort(), options);
    await server.up();
    return server;
  }

  get url(): string {
    return `http://${HOST}:${this.port}`;
  }

  /** The address of a page of the app. */
  page(path = "/", { sandbox = false }: Place = {}): string {
    return `${this.url}${sandbox ? "/sandbox" : ""}${path}`;
  }

  /** Start it (again), on the same data and port; resolves when it answers. */
  async up(): Promise<void> {
    const place = ["--host", HOST, "--port", String(this.port), "--data", this.data];
    const child = spawn(TALKA, ["serve", ...place, ...this.options], { stdio: ["ignore", "pipe", "pipe"] });
    this.process = child;
    const log = createWriteStream(join(this.data, "server.log"), { flags: "a" });
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    const deadline = Date.now() + SECONDS_TO_START * 1000;
    while (!(await this.isReady())) {
      if (child.exitCode !== null)
        throw new Error(`talka serve ended with ${child.exitCode}: ${this.data}/server.log`);
      if (Date.now() > deadline) throw new Error(`talka serve is not ready after ${SECONDS_TO_START} s`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** As if the machine had lost its power: `kill -9`. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Stop it and forget its data. */
  async stop(): Promise<void> {
    await this.end("SIGTERM");
    await rm(this.data, { recursive: true, force: true });
  }

  /** Run a command beside the server; its output. */
  async talka(...words: string[]): Promise<string> {
    const { stdout } = await run(TALKA, [...words, "--data", this.data]);
    return stdout.trim();
  }

  /** A new requester, with money to spend. */
  async requester(name: string, { sandbox = false }: Place = {}): Promise<Account> {
    const where = sandbox ? ["--sandbox"] : [];
    const token = await this.talka("requester", "create", "--name", name, "--balance", "1000", ...where);
    return new Account(this.page("/api/v1", { sandbox }), `OAuth ${token}`, token);
  }

  /** A new worker, who can log in with this password. */
  async worker(login: string, password: string, { sandbox = false }: Place = {}): Promise<Account> {
    const where = sandbox ? ["--sandbox"] : [];
    const line = await this.talka("worker", "create", "--login", login, "--password", password, ...where);
    const [id = "", token = ""] = line.split(" ");
    return new Account(this.page("/api/worker/v1", { sandbox }), `Bearer ${token}`, id);
  }

  private async isReady(): Promise<boolean> {
    return fetch(`${this.url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, HOST, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
