"""``talka simulate``: one report for one seed, clear words for what is wrong, real pools read only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest

from commands import Talka, everything, write
from places import Place
from studies import CONTROL_RULE, POOL, PROJECT, RULES, described
from talka.accounts import service as accounts
from talka.http import forms
from talka.http.auth import Requester, hash_token, requester_of
from talka.pools import service as pools
from talka.pools.model import PoolForm, TrainingForm
from talka.projects import service as projects
from talka.projects.model import ProjectForm
from talka.skills import service as skills
from talka.skills.model import SkillForm
from talka.storage.tx import Tx
from talka.tasks.bulk import create_all
from talka.tasks.model import KnownSolution, TaskForm
from talka.tasks.service import TASKS
from talka.trainings import service as trainings

WRONG_RULE = {
    **CONTROL_RULE["rules"][0],
    "conditions": [{"key": "skipped_in_row_count", "operator": "GT", "value": 1}],
}
TWO = [{"name": "rules <off>"}, {"name": "rules on", "changes": {"pool": RULES}}]


def written(folder: Path, study: object) -> Path:
    path = folder / "study.json"
    path.write_text(study if isinstance(study, str) else json.dumps(study))
    return path


def test_a_report_is_a_table_json_and_a_picture(run: Talka, tmp_path: Path):
    path = written(tmp_path, described(variants=TWO, title="Cats & dogs"))
    out, picture = tmp_path / "report.json", tmp_path / "report.svg"
    ran = run("simulate", path, "--json", out, "--picture", picture)
    assert ran.status == 0, ran.err
    assert "Cats & dogs: 10 workers, 24 tasks, 20 control tasks" in ran.out
    assert "rules on: 100.0 % right by Dawid-Skene" in ran.out
    assert "simulation 1 of 2" in ran.err
    report = json.loads(out.read_bytes())
    assert [variant["name"] for variant in report["variants"]] == ["rules <off>", "rules on"]
    assert report["variants"][1]["bans_right"] == {"mean": 4.0}
    words = "".join(ET.fromstring(picture.read_text()).itertext())  # noqa: S314  our own
    assert "rules <off>" in words
    assert "Cats & dogs" in words


def test_one_seed_gives_one_report_to_the_byte(run: Talka, tmp_path: Path):
    """Also in another process, whose sets and dictionaries are in another order."""
    path = written(tmp_path, described(variants=TWO, repetitions=2))
    out = tmp_path / "report.json"

    def report(*options: str) -> bytes:
        assert run("simulate", path, "--json", out, "--quiet", *options).status == 0
        return out.read_bytes()

    first = report()
    assert report() == first
    assert report("--seed", "2") != first
    command = [sys.executable, "-m", "talka.cli", "simulate", path, "--json", out, "--quiet"]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    assert out.read_bytes() == first


@pytest.mark.parametrize(
    ("study", "words"),
    [
        ("[]", "Expected `object`, got `array`"),
        ("{", "Input data was truncated"),
        (described(colour="red"), "unknown field `colour`"),
        (described(tasks={"classes": None}), "give either classes or a file of tasks"),
        (
            described(tasks={"classes": {"perhaps": 3}}),
            "tasks.classes: 'perhaps' is not an allowed value of 'cat'",
        ),
        (described(tasks={"input_values": {"image": "cat.png"}}), "tasks.input_values: none holds {n}"),
        (described(tasks={"file": "gone.csv", "classes": None}), "No such file or directory"),
        (described(crowd={"kinds": [], "size": 3}), "the kinds have no shares"),
        (described(pool={"reward_per_assignment": "much"}), "pool.reward_per_assignment: "),
        (described(pool={"reward_per_assignment": -1}), "pool.reward_per_assignment: "),
        (described(project={"public_name": None}), "project.public_name: "),
        (described(project=None), "a study with a pool of its own needs a project"),
        (described(pool="1000000000"), "There is no production database"),
        (described(begins="soon"), "begins: 'soon' is not a UTC time"),
        (described(variants=[{"name": "a"}, {"name": "a"}]), "two variants have the same name"),
        (
            described(
                pool={"quality_control": {"training_requirement": {"training_passing_skill_value": 80}}}
            ),
            "requires a training",
        ),
        (
            described(pool={"quality_control": {"configs": [{**CONTROL_RULE, "rules": [WRONG_RULE]}]}}),
            "quality_control.configs",
        ),
        (
            described(project={"task_spec": {"output_spec": {"cat": {"type": "string"}}}}),
            "output field 'cat' has no list of allowed values",
        ),
        (described(balance=0.01), "needs"),
        (described(project={"assignments_issuing_type": "MAP_SELECTOR"}), "on a map cannot be simulated"),
    ],
)
def test_what_cannot_be_simulated_is_said_in_one_line(run: Talka, tmp_path: Path, study: Any, words: str):
    ran = run("simulate", written(tmp_path, study), "--quiet", "--data", tmp_path / "nowhere")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("talka: ")
    assert ran.err.count("\n") == 1
    assert words in ran.err


# ---- pools that exist ------------------------------------------------------------------------------------


def make_pool(tx: Tx) -> str:
    """A pool with a training, a skill and rules; its control and training tasks say what is a cat."""
    _, token = accounts.create_requester(tx, "Ada", None)
    requester: Requester = requester_of(tx, hash_token(token))
    project = projects.create_project(tx, requester, forms.convert(PROJECT, ProjectForm))
    skill = skills.create_skill(tx, requester, SkillForm(name="Cats seen"))
    form = {"project_id": project.id, "private_name": "T", "training_tasks_in_task_suite_count": 4}
    training = trainings.create_training(tx, requester, forms.convert(form, TrainingForm))
    rule = {
        "conditions": [{"key": "golden_set_answers_count", "operator": "GTE", "value": 1}],
        "action": {
            "type": "SET_SKILL_FROM_OUTPUT_FIELD",
            "parameters": {"skill_id": skill.id, "from_field": "correct_answers_rate"},
        },
    }
    quality = {
        "training_requirement": {"training_pool_id": training.id, "training_passing_skill_value": 80},
        "configs": [{**CONTROL_RULE, "rules": [*CONTROL_RULE["rules"], rule]}],
    }
    settings = {"project_id": project.id, "will_expire": "2019-01-01T00:00:00", "quality_control": quality}
    pool = pools.create_pool(tx, requester, forms.convert({**POOL, **settings}, PoolForm))
    create_all(tx, requester, TASKS, [_known(training.id, n, hint="Look again") for n in range(8)])
    create_all(tx, requester, TASKS, [_known(pool.id, n) for n in range(100, 120)])
    return pool.id


def _known(pool_id: str, number: int, hint: str | None = None) -> TaskForm:
    return TaskForm(
        pool_id,
        {"image": f"known-{number}.png"},
        known_solutions=[KnownSolution({"cat": number % 2 == 0})],
        message_on_unknown_solution=hint,
        infinite_overlap=True,
    )


def test_a_real_pools_settings_are_read_and_nothing_is_changed(talka: Talka, place: Place, tmp_path: Path):
    pool_id = write(place, make_pool, sandbox=True)
    before = everything(place)
    path = written(tmp_path, described(project=None, pool=pool_id, tasks={"control": None}))
    out = tmp_path / "report.json"
    assert talka("simulate", path, "--quiet").status == 1  # it is no pool of production
    ran = talka("simulate", path, "--json", out, "--quiet", "--sandbox")
    assert ran.status == 0, ran.err
    assert everything(place) == before
    report = msgspec.json.decode(out.read_bytes())
    assert (report["control_tasks"], report["training_tasks"]) == (20, 8)
    found = report["variants"][0]
    assert found["kinds"]["spammer"]["worked"]["mean"] == 0
    assert found["kinds"]["expert"]["skills"]["Cats seen"]["mean"] == 100
    assert found["kinds"]["expert"]["skills"]["Cats - training"]["mean"] == 100
    assert found["accuracy"]["skill-weighted vote"]["mean"] == 1
