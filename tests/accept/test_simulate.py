"""The README's example: a crowd with 30 % spammers, rules on and off, and what both come to."""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path
from typing import Any

import pytest

from accept.conftest import SHARED
from studies import PARTS
from talka.simulation.study.report import VariantReport
from talka.simulation.study.run import read_study, run_study

pytestmark = [pytest.mark.accept, pytest.mark.timeout(600)]

EXAMPLE = Path(__file__).parents[2] / "examples" / "simulate" / "digits.json"
MAJORITY, DAWID_SKENE = "majority vote", "Dawid-Skene"


def test_the_example_shows_accuracy_and_cost_with_rules_on_and_off():
    seed = int(os.environ.get("TALKA_SEED") or random.SystemRandom().getrandbits(32))
    sys.stdout.write(f"seed {seed}\n")
    study = read_study(EXAMPLE, seed=seed, repetitions=3)
    report = run_study(study, EXAMPLE.parent, PARTS)
    found = {variant.name: variant for variant in report.variants}
    off, on = found["rules off"], found["rules on"]
    assert off.accuracy[MAJORITY].mean < 0.7
    assert on.accuracy[MAJORITY].mean > 0.95
    assert on.accuracy[DAWID_SKENE].mean > 0.97
    assert found["training, rules off"].accuracy[MAJORITY].mean > off.accuracy[MAJORITY].mean
    assert on.cost.mean > off.cost.mean
    assert on.reissued.mean > 0
    assert on.bans_right.mean > 20
    assert on.bans_wrong.mean < 3
    for variant in report.variants:
        _require_whole(variant)


def _require_whole(variant: VariantReport) -> None:
    """What every run must be, whatever was drawn."""
    for run in variant.runs:
        assert run.coverage == 1
        assert run.completed
        assert run.paid == pytest.approx(sum(kind.earned for kind in run.kinds.values()))
        assert run.answers == sum(kind.answers for kind in run.kinds.values())
        assert run.pages == sum(kind.pages for kind in run.kinds.values())
        assert run.answers == 2700 + run.reissued
        assert 0 <= run.wasted <= run.paid
        assert run.bans_right + run.bans_wrong == sum(kind.banned for kind in run.kinds.values())


def test_a_real_crowds_labels_are_replayed(tmp_path: Path):
    data = SHARED / "data" / "product"
    if not data.exists():
        pytest.skip("the crowd's labels are not beside the checkout (../shared)")
    described: dict[str, Any] = json.loads(EXAMPLE.read_text())
    del described["training"]
    spec = {"pair": {"type": "string"}}, {"same": {"type": "string", "allowed_values": ["0", "1"]}}
    described["project"]["task_spec"] |= {"input_spec": spec[0], "output_spec": spec[1]}
    described |= {
        "variants": [
            {"name": "rules off", "changes": {"pool": {"quality_control": None}}},
            {"name": "rules on"},
        ],
        "repetitions": 1,
        "tasks": {
            "file": str(data / "truth.csv"),
            "columns": {"task": "INPUT:pair", "label": "TRUTH:same"},
            "control": 200,
            "most": 2000,
        },
        "crowd": {
            "replay": {"file": str(data / "labels.csv"), "banned_below": 0.6, "arrive_within_hours": 4}
        },
    }
    path = tmp_path / "product.json"
    path.write_text(json.dumps(described))
    report = run_study(read_study(path), tmp_path, PARTS)
    off, on = report.variants
    assert off.kinds["replayed"].workers.mean > 100
    assert off.answers.mean == 3 * 2000
    assert on.accuracy[MAJORITY].mean > off.accuracy[MAJORITY].mean
    assert on.bans_right.mean > on.bans_wrong.mean
