/** Maps with pictures of somebody: whose they are stands on every one. */
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { expectNarrow, logIn } from "../pages";
import { Server } from "../server";

const PASSWORD = "correct horse";
const ATTRIBUTION = '&copy; <a href="https://maps.example/copyright">Maps of Example</a> contributors';
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

const VIEW = {
  type: "view.list",
  items: [
    { type: "view.map", label: "The quarter", center: "38.72,-9.14", zoom: 12 },
    {
      type: "field.map",
      label: "Where is it?",
      center: "38.72,-9.14",
      zoom: 12,
      data: { type: "data.output", path: "place" },
    },
  ],
};

let server: Server;

test.beforeAll(async () => {
  server = await Server.start(
    "--map-tiles",
    "https://tiles.example/{z}/{x}/{y}.png",
    "--map-attribution",
    ATTRIBUTION,
  );
});

test.afterAll(() => server.stop());

test("each map of a task names whose pictures it shows, at work and when it is looked at again", async ({
  page,
}) => {
  await page.route("https://tiles.example/**", (route) =>
    route.fulfill({ contentType: "image/png", body: Buffer.from(PIXEL, "base64") }),
  );
  const requester = await server.requester("Mapper");
  await requester.work({
    pages: 1,
    project: {
      public_instructions: "",
      task_spec: {
        input_spec: { text: { type: "string" } },
        output_spec: { place: { type: "string" } },
        view_spec: { type: "tb", config: JSON.stringify({ view: VIEW }), lock: { core: "1.0.0" } },
      },
    },
  });
  await server.worker("mia", PASSWORD);
  await page.goto(server.page("/"));
  await logIn(page, "mia", PASSWORD);
  await page.getByRole("button", { name: "Start Good or bad?" }).click();
  await expectCredits(page);
  for (const button of await page.getByRole("button", { name: "Put" }).all()) await button.click();
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("heading", { name: "Handed in" })).toBeVisible();
  await page.goto(server.page("/history"));
  await page.getByRole("link", { name: "answers" }).click();
  await expectCredits(page);
});

async function expectCredits(page: Page): Promise<void> {
  const maps = page.locator(".tb-map");
  await expect(maps).toHaveCount(4); // two of each of two tasks
  for (const map of await maps.all()) {
    await expect(map.locator("img.leaflet-tile").first()).toBeAttached();
    const zoom = await map.getByRole("button", { name: "Zoom in" }).boundingBox();
    expect(zoom?.height).toBeGreaterThanOrEqual(44); // Leaflet's own styles come later than ours
    await expect(map.getByText("© Maps of Example contributors")).toBeVisible();
    await expect(map.getByRole("link", { name: "Maps of Example" })).toHaveAttribute(
      "href",
      "https://maps.example/copyright",
    );
  }
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).include(".tb-map-credits").analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 720 });
  await expectNarrow(page);
  if (before) await page.setViewportSize(before);
}
