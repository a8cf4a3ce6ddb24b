/** The whole of what a worker reads is in one language: the app's words, the server's, and those of interfaces. */
import { expect, type Page, test } from "@playwright/test";
import { PAGE } from "../account";
import { expectFit } from "../pages";
import { Server } from "../server";

const PASSWORD = "correct horse";
/** Where pictures of what is tested here go, for whoever wants to look at them. */
const PICTURES = process.env.PICTURES;

let server: Server;

test.beforeAll(async () => {
  server = await Server.start();
});

test.afterAll(() => server.stop());

const FIELDS = {
  view: {
    type: "view.list",
    items: [
      { type: "field.number", label: "Anzahl / Число", data: { type: "data.output", path: "count" } },
      { type: "field.text", label: "Notiz / Заметка", data: { type: "data.output", path: "note" } },
    ],
  },
};

const CASES = [
  {
    language: "ru",
    labels: ["Логин", "Пароль", "Войти"],
    all: "Показывать и то, что мне недоступно",
    reasons: [
      "Страна: только Германия (у вас: неизвестно). Навык «Внимательность»: не меньше 80 (у вас его нет).",
      "В заданиях может быть контент для взрослых, а в вашем профиле он отключён.",
    ],
    start: "Начать: Strict",
    submit: "Отправить",
    trouble: "Проверьте отмеченные поля.",
    errors: ["Значение должно быть не меньше 2", "Нужно не меньше 5 символов"],
  },
  {
    language: "de",
    labels: ["Benutzername", "Passwort", "Anmelden"],
    all: "Auch zeigen, was für mich nicht offen ist",
    reasons: [
      "Land: nur Deutschland (bei Ihnen: unbekannt). Fähigkeit „Sorgfalt“: mindestens 80 (haben Sie nicht).",
      "Die Aufgaben können Inhalte für Erwachsene enthalten; das lässt Ihr Profil nicht zu.",
    ],
    start: "Strict",
    submit: "Absenden",
    trouble: "Bitte sehen Sie sich die markierten Felder an.",
    errors: ["Der Wert muss mindestens 2 sein", "Mindestens 5 Zeichen"],
  },
];

for (const one of CASES) {
  test(`reasons and refusals in ${one.language}`, async ({ browser }) => {
    const requester = await server.requester(`Strict ${one.language}`);
    const login = `reader-${one.language}`;
    await server.worker(login, PASSWORD);
    const skill = await requester.call("POST", "/skills", {
      name: "careful",
      hidden: false,
      public_name: { EN: "Careful", RU: "Внимательность", DE: "Sorgfalt" },
    });
    const wanted = [
      { category: "profile", key: "country", operator: "EQ", value: "DE" },
      { category: "skill", key: skill.id, operator: "GTE", value: 80 },
    ];
    const filter = { and: wanted.map((condition) => ({ or: [condition] })) };
    const closed = await requester.work({
      project: { public_name: "Closed" },
      pool: { filter, may_contain_adult_content: true },
    });
    const strict = await requester.work({
      project: { public_name: "Strict", public_instructions: "", ...strictly() },
    });

    const context = await browser.newContext({ locale: one.language });
    const page = await context.newPage();
    await logInWith(page, login, one.labels);
    await page.getByRole("checkbox", { name: one.all }).check();
    for (const reason of one.reasons) await expect(page.getByText(reason)).toBeVisible();
    await expectFit(page);
    await takePictures(page, `closed-${one.language}`);

    await page.getByRole("button", { name: "Strict" }).first().click();
    await expect(page).toHaveURL(/\/assignments\//);
    for (const [place, value] of [
      ["Anzahl", "1"],
      ["Notiz", "abc"],
    ] as const) {
      await expect(page.getByLabel(place)).toHaveCount(PAGE);
      for (const field of await page.getByLabel(place).all()) await field.fill(value);
    }
    await page.getByRole("button", { name: one.submit }).click();
    await expect(page.getByText(one.trouble)).toBeVisible();
    for (const words of one.errors) await expect(page.getByText(words).first()).toBeVisible();
    await expect(page.locator(".tb-mistake")).toHaveCount(0);
    await expectFit(page);
    await takePictures(page, `refused-${one.language}`);

    const first = page.getByLabel("Anzahl").first();
    await first.fill("3");
    await expect(page.getByText(one.errors[0] ?? "")).toHaveCount(1);
    for (const poolId of [closed.poolId, strict.poolId])
      await requester.call("POST", `/pools/${poolId}/close`);
    await context.close();
  });
}

test("what a requester translated is read in a language that the app does not speak", async ({ browser }) => {
  const requester = await server.requester("Polyglot");
  await server.worker("reader-fr", PASSWORD);
  const french = { language: "FR", public_name: { value: "Chats", source: "REQUESTER" } };
  await requester.work({
    project: {
      public_name: "Cats",
      localization_config: { default_language: "EN", additional_languages: [french] },
    },
  });
  const context = await browser.newContext({ locale: "fr-FR" });
  const page = await context.newPage();
  await logInWith(page, "reader-fr", ["Login", "Password", "Log in"]);
  await expect(page.getByRole("heading", { name: "Chats" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Start Chats" })).toBeVisible();
  await page.goto(server.page("/profile"));
  await page.getByLabel("Language of this app").selectOption("Deutsch");
  await page.getByRole("link", { name: "Aufgaben", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Cats" })).toBeVisible();
  await context.close();
});

/** A project that wants more of answers than its interface knows. */
function strictly() {
  return {
    task_spec: {
      input_spec: { text: { type: "string" } },
      output_spec: {
        count: { type: "integer", min_value: 2 },
        note: { type: "string", min_length: 5 },
      },
      view_spec: {
        type: "tb",
        config: JSON.stringify(FIELDS),
        lock: { core: "1.0.0", "view.list": "1.0.0", "field.number": "1.0.0", "field.text": "1.0.0" },
        inferDataSpec: false,
      },
    },
  };
}

async function logInWith(page: Page, login: string, labels: readonly string[]): Promise<void> {
  const [name = "", password = "", button = ""] = labels;
  await page.goto(server.page("/"));
  await page.getByLabel(name).fill(login);
  await page.getByLabel(password).fill(PASSWORD);
  await page.getByRole("button", { name: button, exact: true }).click();
  await expect(page.locator("nav")).toBeVisible();
}

async function takePictures(page: Page, name: string): Promise<void> {
  if (!PICTURES) return;
  const before = page.viewportSize();
  for (const [screen, width, height] of [
    ["phone", 390, 844],
    ["laptop", 1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${PICTURES}/${name}-${screen}-${colorScheme}.png`, fullPage: true });
    }
  }
  if (before) await page.setViewportSize(before);
}
