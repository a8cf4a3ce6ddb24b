/** Each interface that toloka-kit's own functional tests build is accepted by the API and shown by the app. */
import type { Page } from "@playwright/test";
import { HAS_TOLOKA_KIT, type KitProject, kitProjects, NO_TOLOKA_KIT } from "~/template/toloka-kit";
import { WITH_DEVICES } from "../chromium";
import { mixed } from "./desk";
import { complaintsOf, expect, type Platform, test } from "./platform";

test.use(WITH_DEVICES);
test.skip(!HAS_TOLOKA_KIT, NO_TOLOKA_KIT);

const INPUT = { url: "https://media.example/scene-1.svg" };

/** A page of it, taken by the worker; its address. */
async function offered({ requester, worker, server }: Platform, form: KitProject): Promise<string> {
  const project = await requester.project(form);
  const pool = await requester.pool(project, { mixer_config: mixed(1) });
  await requester.tasks(pool, [INPUT]);
  await requester.open("pools", pool);
  const { id } = await worker.take(pool);
  return server.page(`/assignments/${id}`);
}

/** What is wrong with the page, if anything. */
async function faultsOf(page: Page): Promise<string[]> {
  await expect(page.locator(".tb-task, .tb-fault").first()).toBeVisible();
  await expect(page.locator(".tb-loading")).toHaveCount(0);
  return page.locator(".tb-fault").allTextContents();
}

test("all of them", async ({ page, platform }) => {
  test.setTimeout(600_000);
  const projects = kitProjects();
  expect(projects.length).toBeGreaterThanOrEqual(90);
  const complaints = complaintsOf(page);
  for (const form of projects) {
    const { config } = form.task_spec.view_spec;
    const before = complaints.length;
    await page.goto(await offered(platform, form));
    expect.soft([...(await faultsOf(page)), ...complaints.slice(before)], config).toEqual([]);
  }
});
