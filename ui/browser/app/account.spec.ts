/** A worker's own account, and what lies around all pages: languages, themes, keyboard, no network. */
import { expect, type Page, test } from "@playwright/test";
import { expectFit, expectNarrow, logIn } from "../pages";
import { Server } from "../server";

const PASSWORD = "correct horse";

let server: Server;

test.beforeAll(async () => {
  server = await Server.start("--currency", "EUR");
});

test.afterAll(() => server.stop());

test("a wrong password is said, the right one opens the page that was asked for", async ({ page }) => {
  await server.worker("ada", PASSWORD);
  await page.goto(server.page("/earnings"));
  await page.getByLabel("Login").fill("ada");
  await page.getByLabel("Password").fill("wrong horse");
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("alert")).toHaveText("The login or the password is wrong.");
  await expectFit(page);
  await logIn(page, "ada", PASSWORD);
  await expect(page.getByRole("heading", { name: "Nothing earned yet" })).toBeVisible();
  await expect(page.getByRole("banner")).toContainText("€0.00");
});

test("a session that ends leads to the log-in and back to the page", async ({ page, context }) => {
  await server.worker("eve", PASSWORD);
  await page.goto(server.page("/history"));
  await logIn(page, "eve", PASSWORD);
  await expect(page.getByText("Nothing here yet")).toBeVisible();
  await context.clearCookies();
  await page.getByRole("link", { name: "Skills" }).click();
  await expect(page.getByText("Your session has ended.")).toBeVisible();
  await logIn(page, "eve", PASSWORD);
  await expect(page.getByRole("heading", { name: "Skills", level: 1 })).toBeVisible();
});

test("the profile is kept, and what is wrong with it stands at its field", async ({ page }) => {
  const worker = await server.worker("pia", PASSWORD);
  await page.goto(server.page("/profile"));
  await logIn(page, "pia", PASSWORD);
  await page.getByLabel("Full name").fill("Pia Pool");
  await page.getByLabel("Country you live in").selectOption("Spain");
  await page.getByLabel("Add a language").selectOption("Spanish");
  await page.getByLabel("Add a language").selectOption("German");
  await page.getByLabel("Date of birth").fill("2020-01-01");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Workers must be at least 18 years old")).toBeVisible();
  await expect(page.getByLabel("Date of birth")).toHaveAttribute("aria-invalid", "true");
  await expectFit(page);
  await page.getByLabel("Date of birth").fill("1990-02-03");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved")).toBeVisible();
  const me = await worker.call("GET", "/me");
  expect(me.profile).toEqual({
    full_name: "Pia Pool",
    country: "ES",
    languages: ["ES", "DE"],
    date_of_birth: "1990-02-03",
    adult_allowed: false,
  });
});

test("another password ends other sessions and opens new ones", async ({ page, browser }) => {
  await server.worker("kim", PASSWORD);
  const other = await (await browser.newContext()).newPage();
  for (const one of [page, other]) {
    await one.goto(server.page("/profile"));
    await logIn(one, "kim", PASSWORD);
  }
  await page.getByLabel("Current password").fill("not it at all");
  await page.getByLabel("New password").fill("a better horse");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("This is not your current password.")).toBeVisible();
  await page.getByLabel("Current password").fill(PASSWORD);
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("The password is changed.")).toBeVisible();
  await other.reload();
  await logIn(other, "kim", "a better horse");
  await other.context().close();
});

test("everything can be taken along, and the account be deleted", async ({ page }) => {
  await server.worker("lea", PASSWORD);
  await page.goto(server.page("/profile"));
  await logIn(page, "lea", PASSWORD);
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download everything" }).click();
  expect((await downloading).suggestedFilename()).toBe("talka-worker.zip");
  await page.getByRole("button", { name: "Delete my account" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete my account" });
  await dialog.getByLabel("To confirm").fill("someone");
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await expect(dialog.getByText("This is not your login.")).toBeVisible();
  await expectFit(page);
  await dialog.getByLabel("To confirm").fill("lea");
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await expect(page.getByRole("heading", { name: "Log in" })).toBeVisible();
  await page.getByLabel("Login").fill("lea");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByText("The login or the password is wrong.")).toBeVisible();
});

test("language and colours are chosen, kept, and the browser's own before that", async ({ browser }) => {
  await server.worker("rita", PASSWORD);
  const context = await browser.newContext({ locale: "ru-RU" });
  const page = await context.newPage();
  await page.goto(server.page("/profile"));
  await expect(page.getByRole("heading", { name: "Вход" })).toBeVisible();
  await page.getByLabel("Логин").fill("rita");
  await page.getByLabel("Пароль").fill(PASSWORD);
  await page.getByRole("button", { name: "Войти" }).click();
  await page.getByLabel("Язык приложения").selectOption("Deutsch");
  await expect(page.getByRole("heading", { name: "Profil", exact: true })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  const ground = () =>
    page.evaluate(() => getComputedStyle(document.body.parentElement ?? document.body).backgroundColor);
  const light = await ground();
  await page.getByLabel("Farben").selectOption("Dunkel");
  expect(await ground()).not.toBe(light);
  const asked = page.waitForRequest(/worker\/v1\/me$/);
  await page.reload();
  expect((await asked).headers()["accept-language"]).toBe("de");
  await expect(page.getByLabel("Farben")).toHaveValue("dark");
  expect(await ground()).not.toBe(light);
  await context.close();
});

test("in every language all pages fit a narrow screen, and no word is left out", async ({ browser }) => {
  const worker = await server.worker("lin", PASSWORD);
  const requester = await server.requester("Stadtbücherei");
  const { poolId } = await requester.work({ pages: 3 });
  await worker.complete(poolId);
  for (const locale of ["ru-RU", "es-ES", "de-DE"]) {
    const context = await browser.newContext({ locale, viewport: { width: 320, height: 720 } });
    const page = await context.newPage();
    await page.goto(server.page("/register"));
    await expectNarrow(page);
    await page.goto(server.page("/"));
    await page.locator("input[name=login]").fill("lin");
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("navigation")).toBeVisible();
    for (const path of ["/", "/history", "/earnings", "/messages", "/skills", "/profile"]) {
      await page.goto(server.page(path));
      await page.waitForLoadState("networkidle");
      await expectNarrow(page);
      const cut = page
        .locator(".section-words")
        .evaluateAll((all) =>
          all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent),
        );
      expect(await cut, `${locale} ${path}`).toEqual([]);
    }
    await context.close();
  }
});

test("the keyboard alone reaches everything, in order, with the place to see", async ({ page }) => {
  await server.worker("tom", PASSWORD);
  await page.goto(server.page("/"));
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Login")).toBeFocused();
  await page.keyboard.type("tom");
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("navigation", { name: "Sections" })).toBeVisible();
  await tabTo(page, "Skip to the content");
  await page.keyboard.press("Enter");
  await expect(page.locator("#content")).toBeFocused();
  await tabTo(page, "Earnings");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Earnings", level: 1 })).toBeFocused();
  await tabTo(page, "Profile");
  await page.keyboard.press("Enter");
  await tabTo(page, "Delete my account");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("heading")).toBeFocused();
  for (let step = 0; step < 8; step++) {
    await page.keyboard.press("Tab");
    const outside = await page.evaluate(() => {
      const { activeElement } = document;
      return activeElement !== document.body && activeElement?.closest("dialog") === null;
    });
    expect(outside, "the focus left the dialog").toBe(false);
  }
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Delete my account" })).toBeFocused();
});

/** Press Tab until what is named has the focus; it has to be seen that it has. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return { words: "", ring: false };
      return {
        words: element.textContent?.trim() ?? "",
        ring: getComputedStyle(element).outlineStyle !== "none",
      };
    });
    if (found.words.startsWith(name)) {
      expect(found.ring, `a ring around ${name}`).toBe(true);
      return;
    }
  }
  throw new Error(`Tab does not lead to ${name}`);
}

test("right to left, nothing sticks out", async ({ page }) => {
  await server.worker("omar", PASSWORD);
  await page.goto(server.page("/profile"));
  await logIn(page, "omar", PASSWORD);
  await page.evaluate(() => {
    document.documentElement.dir = "rtl";
  });
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
  const sections = await page.getByRole("navigation", { name: "Sections" }).boundingBox();
  expect(sections?.x).toBeGreaterThan(640);
});
