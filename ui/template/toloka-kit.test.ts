/** The interfaces that toloka-kit's own functional tests build: each is understood and can be shown. */
import { beforeAll, describe, expect, test } from "vitest";
import { registry } from "./components/schemas";
import { compile } from "./engine/config";
import { Task } from "./engine/task";
import { quietHost } from "./testing";
import { HAS_TOLOKA_KIT, type KitProject, kitProjects } from "./toloka-kit";

describe.skipIf(!HAS_TOLOKA_KIT)("toloka-kit's configs (needs TOLOKA_KIT_SRC and .venv-kit)", () => {
  let projects: KitProject[] = [];

  beforeAll(() => {
    projects = kitProjects();
  }, 120_000);

  test("there are as many as there are tests", () => expect(projects.length).toBeGreaterThanOrEqual(90));

  test("each compiles without a fault, and every part of it mounts", () => {
    for (const { task_spec } of projects) {
      const { config } = task_spec.view_spec;
      const program = compile(config, registry);
      expect(program.faults, config).toEqual([]);
      const task = new Task(program, quietHost, { id: "t1", input: { url: "x" }, output: undefined });
      task.begin();
      expect(task.root.peek(), config).toBeDefined();
      task.end();
    }
  });
});
