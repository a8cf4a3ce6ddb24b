/** Pages of tasks reach their requester's own server through the platform, and nothing of the worker goes along. */
import { expect, type Page, test } from "@playwright/test";
import type { Account } from "../account";
import { OwnServer } from "../own-server";
import { logIn } from "../pages";
import { Server } from "../server";

const PASSWORD = "correct horse";
const SANDBOX = { sandbox: true };
const SECRET = "Basic c2VjcmV0";

let server: Server;
let own: OwnServer;

test.beforeAll(async () => {
  server = await Server.start("--webhook-networks", "127.0.0.1");
  own = await OwnServer.start();
});

test.beforeEach(() => own.forget());

test.afterAll(async () => {
  own.stop();
  await server.stop();
});

async function register(requester: Account, name: string, accessRights: string): Promise<void> {
  const params = {
    accessRights,
    type: "HTTP",
    baseUrl: `${own.address}/base`,
    additionalHeaders: { Authorization: [SECRET] },
  };
  await requester.call("POST", "/../new/requester/proxy/proxy", { name, params });
}

/** A page of one task with this interface and these inputs, open before its worker. */
async function openPage(
  page: Page,
  login: string,
  requester: Account,
  spec: { project?: object; inputSpec: object; viewSpec: object; input: object },
): Promise<void> {
  const name = `Work of ${login}`;
  const projectId = await requester.project({
    public_name: name,
    task_spec: {
      input_spec: spec.inputSpec,
      output_spec: { result: { type: "string", required: false } },
      view_spec: spec.viewSpec,
    },
    ...spec.project,
  });
  const mixer = { real_tasks_count: 1, golden_tasks_count: 0, training_tasks_count: 0 };
  const poolId = await requester.pool(projectId, { mixer_config: mixer });
  await requester.tasks(poolId, [spec.input]);
  await requester.open("pools", poolId);
  await server.worker(login, PASSWORD, SANDBOX);
  await page.goto(server.page("/", SANDBOX));
  await logIn(page, login, PASSWORD);
  await page.getByRole("button", { name: `Start ${name}` }).click();
  await expect(page).toHaveURL(/\/assignments\//);
}

/** The server was asked, by the platform alone: nothing of who the worker is, or where. */
function expectNoTrace(): void {
  expect(own.asked.length).toBeGreaterThan(0);
  for (const { headers } of own.asked) {
    expect(headers.authorization).toBe(SECRET);
    expect(headers).not.toHaveProperty("cookie");
    expect(headers).not.toHaveProperty("referer");
  }
}

test("Template Builder shows pictures of the requester's server, where a task names them", async ({
  page,
}) => {
  const requester = await server.requester("Builder", SANDBOX);
  await register(requester, "own-files", "ASSIGNMENT_PRIVATE");
  await register(requester, "public-files", "PUBLIC");
  const input = (path: string) => ({ type: "data.input", path });
  const proxied = (path: unknown) => ({ type: "@toloka/helper.proxy", path });
  await openPage(page, "tina", requester, {
    project: {
      public_instructions: '<p>Like this:</p><img alt="Sample" src="/api/proxy/public-files/sample.png">',
    },
    inputSpec: { image: { type: "url" }, file: { type: "string" } },
    viewSpec: {
      type: "tb",
      settings: { showInstructions: true },
      config: JSON.stringify({
        view: {
          type: "view.list",
          items: [
            { type: "view.image", label: "By the helper", url: proxied(input("file")) },
            { type: "view.image", label: "By the address", url: input("image") },
            {
              type: "view.image",
              label: "Not named",
              noLazyLoad: true,
              url: proxied("/own-files/other.png"),
            },
          ],
        },
      }),
      lock: { core: "1.0.0" },
    },
    input: { image: "proxy/own-files/a.png", file: "/own-files/b c.png" },
  });
  const dialog = page.getByRole("dialog", { name: "Instructions" });
  const button = page.getByRole("button", { name: "Instructions" });
  await expect(dialog.or(button).first()).toBeVisible();
  if (!(await dialog.isVisible())) await button.click();
  await expect(dialog.getByRole("img", { name: "Sample" })).toHaveJSProperty("naturalWidth", 1);
  await page.keyboard.press("Escape");
  for (const name of ["By the helper", "By the address"]) {
    await expect(page.getByRole("img", { name })).toHaveJSProperty("naturalWidth", 1);
  }
  const fault = page.locator(".tb-media-fault");
  await expect(fault.getByRole("link")).toHaveText("own-files/other.png");
  expect(own.paths.filter((path) => path.includes("other"))).toEqual([]);
  expect(own.paths).toContain("/base/a.png?assignmentId=its");
  expect(own.paths).toContain("/base/b%20c.png?assignmentId=its");
  expect(own.paths).toContain("/base/sample.png");
  expectNoTrace();
});

test("a recording on the requester's server is sought in", async ({ page }) => {
  const requester = await server.requester("Listener", SANDBOX);
  await register(requester, "sounds", "ASSIGNMENT_PRIVATE");
  await openPage(page, "lisa", requester, {
    inputSpec: { sound: { type: "string" } },
    viewSpec: {
      type: "tb",
      config: JSON.stringify({
        view: {
          type: "view.audio",
          label: "Recording",
          url: { type: "@toloka/helper.proxy", path: "/sounds/c.wav" },
        },
      }),
      lock: { core: "1.0.0" },
    },
    input: { sound: "sounds/c.wav" },
  });
  const player = page.locator("audio");
  await expect(player).toHaveJSProperty("duration", 60);
  await player.evaluate((audio: HTMLAudioElement) => {
    audio.currentTime = 50;
  });
  await expect.poll(() => player.evaluate((audio: HTMLAudioElement) => audio.seeking)).toBe(false);
  await expect(player).toHaveJSProperty("currentTime", 50);
  expect(own.asked.some(({ headers }) => headers.range !== undefined)).toBe(true);
  expectNoTrace();
});

const SCRIPT = `
exports.Task = extend(TolokaHandlebarsTask, function (options) {
  TolokaHandlebarsTask.call(this, options);
}, {
  onRender: function () {
    const root = this.getDOMElement();
    const say = (name, value) => { root.querySelector("." + name).textContent = JSON.stringify(value); };
    const picture = new Image();
    picture.alt = "by the script";
    picture.src = this.getProxyUrl("site/b.png");
    root.appendChild(picture);
    this.proxy("site/search.json", {
      type: "POST", contentType: "application/json", dataType: "json", data: JSON.stringify({ q: 1 }), processData: false,
    }).then((found) => say("posted", found));
    this.proxy("site/search.json", { data: { q: "a b" } }).then((found) => say("got", found));
    this.proxy("site/missing", {}).catch((error) => say("missing", [error.code, error.message]));
    this.proxy("../worker/v1/me", {}).catch((error) => say("outside", [error.code]));
    fetch(this.getProxyUrl("site/direct.json"), { method: "POST", body: "{}", headers: { "Content-Type": "application/json" } })
      .then((answer) => answer.json()).then((found) => say("fetched", found));
    fetch("/sandbox/api/worker/v1/me").catch(() => say("api", "refused"));
  },
});
function extend(Parent, constructor, methods) {
  constructor.prototype = Object.assign(Object.create(Parent.prototype), { constructor }, methods);
  return constructor;
}
`;

test("a classic interface shows and asks the requester's server, and nothing else here", async ({ page }) => {
  const requester = await server.requester("Classic", SANDBOX);
  await register(requester, "site", "PRIVATE");
  const places = ["posted", "got", "missing", "outside", "fetched", "api"];
  await openPage(page, "carl", requester, {
    inputSpec: { image: { type: "string" } },
    viewSpec: {
      type: "classic",
      markup: `{{img src=(proxy image) alt="by the template"}}<img alt="plain" src="{{proxy image}}">
        ${places.map((name) => `<p class="${name}"></p>`).join("")}`,
      script: SCRIPT,
      assets: { script_urls: ["$TOLOKA_ASSETS/js/toloka-handlebars-templates.js"] },
    },
    input: { image: "/site/a.png" },
  });
  const frame = page.frameLocator("iframe").first();
  for (const name of ["by the template", "plain", "by the script"]) {
    await expect(frame.getByAltText(name)).toHaveJSProperty("naturalWidth", 1);
  }
  await expect(frame.locator(".posted")).toHaveText('{"found":"{\\"q\\":1}"}');
  await expect(frame.locator(".got")).toHaveText('{"found":"nothing"}');
  await expect(frame.locator(".missing")).toHaveText('["HTTP_404","no such file"]');
  await expect(frame.locator(".outside")).toHaveText('["BAD_PATH"]');
  await expect(frame.locator(".fetched")).toHaveText('{"found":"{}"}');
  await expect(frame.locator(".api")).toHaveText('"refused"');
  expect(own.paths).toEqual(
    [
      "/base/a.png?assignmentId=its",
      "/base/b.png?assignmentId=its",
      "/base/direct.json?assignmentId=its",
      "/base/missing?assignmentId=its",
      "/base/search.json?assignmentId=its",
      "/base/search.json?q=a+b&assignmentId=its",
    ].sort(),
  );
  expect(own.bodies).toContain('{"q":1}');
  expectNoTrace();
});

test("a page of the requester's server is a text here", async ({ page }) => {
  const requester = await server.requester("Pages", SANDBOX);
  await register(requester, "pages", "PUBLIC");
  await server.worker("paula", PASSWORD, SANDBOX);
  await page.goto(server.page("/", SANDBOX));
  await logIn(page, "paula", PASSWORD);
  await page.evaluate(
    (address) => {
      location.assign(address);
    },
    server.page("/api/proxy/pages/page.html", SANDBOX),
  );
  await expect(page.getByText("<script>window.harmed = 1</script>")).toBeVisible();
  expect(await page.evaluate(() => "harmed" in window)).toBe(false);
});
