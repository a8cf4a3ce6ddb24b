/**
 * The projects that toloka-kit's own functional tests of Template Builder make.
 *
 * TOLOKA_KIT_SRC names a checkout of toloka-kit. Its tests are copied and run by the environment that
 * `make accept` uses; in the copy the client only writes down what it was to send.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE = process.env.TOLOKA_KIT_SRC;
const PYTHON =
  process.env.TOLOKA_KIT_PYTHON ?? fileURLToPath(new URL("../../.venv-kit/bin/python", import.meta.url));

export const HAS_TOLOKA_KIT = SOURCE !== undefined && existsSync(PYTHON);
/** Why tests of its projects are skipped where it is not. */
export const NO_TOLOKA_KIT = "TOLOKA_KIT_SRC names no checkout of toloka-kit, or .venv-kit is not made";

/** A project as it is sent to the API. */
export interface KitProject {
  readonly public_name: string;
  readonly task_spec: {
    readonly input_spec: object;
    readonly output_spec: object;
    readonly view_spec: { readonly config: string };
  };
}

const RECORDER = `

import json


class Recorder:
    def create_project(self, project):
        return project

    def update_project(self, project_id, project):
        with open(os.environ["RECORDED"], "a") as recorded:
            recorded.write(json.dumps(project.unstructure()) + "\\n")
        return project


@pytest.fixture(scope="session")
def client():
    return Recorder()


@pytest.fixture(scope="package")
def empty_project(client, dummy_task_spec):
    yield Project(public_name="Test", public_description="Test", task_spec=dummy_task_spec)
`;

const TESTS = "functional_tests/template_builder";
/** It asks the hosted service. */
const LEFT_OUT = `${TESTS}/test_completeness.py`;

export function kitProjects(): KitProject[] {
  const folder = mkdtempSync(join(tmpdir(), "toloka-kit-"));
  try {
    const recorded = join(folder, "projects.jsonl");
    cpSync(join(SOURCE ?? "", "functional_tests"), join(folder, "functional_tests"), { recursive: true });
    appendFileSync(join(folder, "functional_tests", "conftest.py"), RECORDER);
    const words = ["-m", "pytest", "-q", "-p", "no:cacheprovider", `--ignore=${LEFT_OUT}`, TESTS];
    execFileSync(PYTHON, words, { cwd: folder, env: { ...process.env, RECORDED: recorded } });
    const lines = readFileSync(recorded, "utf8").trim().split("\n");
    return lines.map((line): KitProject => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
