/** A server with a requester and a worker who is logged in, for all tests that one of Playwright's workers runs. */
import { test as base, type Page, request } from "@playwright/test";
import type { Account } from "../account";
import { Server } from "../server";
import { serveMedium } from "../stories/media";

const [LOGIN, PASSWORD] = ["sam", "correct horse"];

export interface Platform {
  readonly server: Server;
  readonly requester: Account;
  readonly worker: Account;
  /** What a browser keeps of somebody who is logged in. */
  readonly session: Awaited<ReturnType<Awaited<ReturnType<typeof request.newContext>>["storageState"]>>;
}

async function start(): Promise<Platform> {
  const server = await Server.start();
  const requester = await server.requester("Library");
  const worker = await server.worker(LOGIN, PASSWORD);
  const browser = await request.newContext();
  const answer = await browser.post(server.page("/api/worker/v1/login"), {
    data: { login: LOGIN, password: PASSWORD },
  });
  if (!answer.ok()) throw new Error(`Nobody is logged in: ${answer.status()} ${await answer.text()}`);
  const session = await browser.storageState();
  await browser.dispose();
  return { server, requester, worker, session };
}

/** A page of somebody who is logged in; whatever tasks point at elsewhere is answered with stand-in media. */
export const test = base.extend<object, { platform: Platform }>({
  platform: [
    async ({ browserName: _ }, use) => {
      const platform = await start();
      await use(platform);
      await platform.server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  storageState: ({ platform }, use) => use(platform.session),
  context: async ({ context, platform }, use) => {
    await context.route((url) => url.origin !== platform.server.url, serveMedium);
    await use(context);
  },
});

/** Chromium says it of a sandboxed frame on the app's own host, which has its process by its sandbox. */
const NO_COMPLAINT = /could not be origin-keyed/;

/** What a page complains about from now on. */
export function complaintsOf(page: Page): readonly string[] {
  const found: string[] = [];
  page.on("pageerror", (error) => found.push(String(error)));
  page.on("console", (message) => {
    const isComplaint = message.type() === "error" || message.type() === "warning";
    if (isComplaint && !NO_COMPLAINT.test(message.text())) {
      found.push(`${message.text()} (${message.location().url})`);
    }
  });
  return found;
}

export { expect } from "@playwright/test";
