/**
 * The interfaces that toloka-kit's own functional tests build: each is understood and can be shown.
 *
 * TOLOKA_KIT_SRC names a checkout of toloka-kit. Its tests are copied and run by the environment that
 * `make accept` uses; in the copy the client only writes down what it was to send.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registry } from "./components/schemas";
import { compile } from "./engine/config";
import { Task } from "./engine/task";
import { quietHost } from "./testing";

const SOURCE = process.env.TOLOKA_KIT_SRC;
const PYTHON =
  process.env.TOLOKA_KIT_PYTHON ?? fileURLToPath(new URL("../../.venv-kit/bin/python", import.meta.url));
const isThere = SOURCE !== undefined && existsSync(PYTHON);

const RECORDER = `

import json


class Recorder:
    def create_project(self, project):
        return project

    def update_project(self, project_id, project):
        with open(os.environ["RECORDED"], "a") as recorded:
            recorded.write(json.dumps(project.task_spec.view_spec.unstructure()["config"]) + "\\n")
        return project


@pytest.fixture(scope="session")
def client():
    return Recorder()


@pytest.fixture(scope="package")
def empty_project(client, dummy_task_spec):
    yield Project(public_name="Test", public_description="Test", task_spec=dummy_task_spec)
`;

describe.skipIf(!isThere)("toloka-kit's configs (needs TOLOKA_KIT_SRC and .venv-kit)", () => {
  let folder = "";
  let configs: string[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "toloka-kit-"));
    const recorded = join(folder, "configs.jsonl");
    cpSync(join(SOURCE ?? "", "functional_tests"), join(folder, "functional_tests"), { recursive: true });
    appendFileSync(join(folder, "functional_tests", "conftest.py"), RECORDER);
    const completeness = "functional_tests/template_builder/test_completeness.py"; // asks the hosted service
    execFileSync(
      PYTHON,
      [
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        `--ignore=${completeness}`,
        "functional_tests/template_builder",
      ],
      { cwd: folder, env: { ...process.env, RECORDED: recorded } },
    );
    configs = readFileSync(recorded, "utf8")
      .trim()
      .split("\n")
      .map((line): string => JSON.parse(line));
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  test("there are as many as there are tests", () => expect(configs.length).toBeGreaterThanOrEqual(90));

  test("each compiles without a fault, and every part of it mounts", () => {
    for (const config of configs) {
      const program = compile(config, registry);
      expect(program.faults, config).toEqual([]);
      const task = new Task(program, quietHost, { id: "t1", input: { url: "x" }, output: undefined });
      task.begin();
      expect(task.root.peek(), config).toBeDefined();
      task.end();
    }
  });
});
