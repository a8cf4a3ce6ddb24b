"""A crowd at work against a small platform in memory."""

from __future__ import annotations

import msgspec
import pytest

from talka.simulation.__main__ import main
from talka.simulation.client import Patience
from talka.simulation.crowd import run_crowd
from talka.simulation.model import Crowd, Kind, Reason, Truth, VirtualWorker

MAIN, TRAINING, PROJECT = "1000000002", "1000000001", "1000000000"


def crowd(platform, *workers: VirtualWorker, **changes) -> Crowd:
    known = platform.truth | platform.training_truth
    truth = Truth(
        key_field="image",
        options={"digit": [str(digit) for digit in range(10)]},
        answers={key: {"digit": digit} for key, digit in known.items()},
    )
    return Crowd(
        base_url="http://platform/sandbox", pool_ids=[MAIN], truth=truth, workers=list(workers), **changes
    )


async def run(platform, *workers: VirtualWorker, **changes):
    return await run_crowd(
        crowd(platform, *workers, **changes),
        transport=platform.transport(),
        patience=Patience(attempts=3, first_pause=0.0),
    )


def worker(login: str = "ann", accuracy: float = 1.0, **changes) -> VirtualWorker:
    return VirtualWorker(login=login, password="secret", accuracy=accuracy, **changes)


async def test_works_until_nothing_is_left(platform):
    platform.overlap = 3
    result = await run(platform, *(worker(f"worker-{number}") for number in range(5)))
    assert all(len(platform.labels(key)) == 3 for key in platform.truth)
    assert sum(one.labels for one in result.workers) == 3 * len(platform.truth)
    assert all(one.right == one.labels and one.error is None for one in result.workers)
    assert not result.timed_out
    assert result.requests == len(platform.calls)


async def test_result_says_who_each_worker_is(platform):
    result = await run(platform, worker(kind=Kind.CARELESS))
    assert [(one.login, one.user_id, one.kind) for one in result.workers] == [
        ("ann", "id-of-ann", Kind.CARELESS)
    ]
    assert (result.workers[0].suites, result.workers[0].trained) == (10, False)


async def test_the_same_seed_gives_the_same_labels(platform, pictures):
    await run(platform, worker(accuracy=0.5), seed=3)
    first = {key: platform.labels(key) for key in pictures}
    platform.assignments.clear()
    await run(platform, worker(accuracy=0.5), seed=3)
    assert {key: platform.labels(key) for key in pictures} == first
    platform.assignments.clear()
    await run(platform, worker(accuracy=0.5), seed=4)
    assert {key: platform.labels(key) for key in pictures} != first


async def test_training_comes_first_and_hints_are_followed(platform_with_training):
    platform = platform_with_training
    result = await run(platform, worker(accuracy=0.8), seed=2)
    (ann,) = result.workers
    assert platform.skills["ann"] >= 70
    assert ann.mistakes == 10 - platform.skills["ann"] / 10 > 0
    assert (ann.trained, ann.training_suites, ann.suites, ann.labels) == (True, 5, 10, 20)
    assert ann.refused == {}


async def test_who_fails_the_training_is_refused_with_the_reason(platform_with_training):
    result = await run(platform_with_training, worker(kind=Kind.SPAMMER), worker("bob"))
    ann, bob = result.workers
    assert ann.trained
    assert ann.refused == {MAIN: [Reason("TRAINING_FAILED", "The training decides")]}
    assert (ann.suites, bob.suites) == (0, 10)


async def test_trainings_of_other_projects_are_left_alone(platform_with_training):
    result = await run(platform_with_training, worker(), project_id="1000000099")
    assert result.workers[0].refused == {MAIN: [Reason("TRAINING_REQUIRED", "The training decides")]}
    assert platform_with_training.assignments == {}
    there = await run(platform_with_training, worker("bob"), project_id=PROJECT)
    assert there.workers[0].trained


async def test_a_suite_whose_mistakes_cannot_be_mended_is_given_back(platform_with_training):
    platform = platform_with_training
    description = crowd(platform, worker(accuracy=0.0))
    blind = msgspec.structs.replace(
        description, truth=msgspec.structs.replace(description.truth, answers={}), max_seconds=0.05
    )
    result = await run_crowd(blind, transport=platform.transport())
    assert result.workers[0].exited > 0
    assert platform.of("ann", "EXPIRED")


async def test_asks_again_while_work_may_come_back(platform):
    platform.truth.clear()
    platform.waits = 3
    result = await run(platform, worker())
    assert platform.calls.count(("POST", f"/pools/{MAIN}/assignments")) == 4
    assert (result.workers[0].error, result.timed_out) == (None, False)


async def test_a_closed_pool_ends_the_work(platform):
    platform.closed = True
    result = await run(platform, worker())
    assert (result.workers[0].suites, result.workers[0].refused, result.workers[0].error) == (0, {}, None)


async def test_finishes_what_an_earlier_run_began_and_gives_back_what_is_not_ours(platform):
    platform.put("ann", MAIN, ["picture-0"])
    stranger = platform.put("ann", "1000000044", ["elsewhere"])
    platform.busy.add("ann")
    result = await run(platform, worker())
    assert platform.labels("picture-0") == ["0"]
    assert stranger["status"] == "EXPIRED"
    assert (result.workers[0].exited, result.workers[0].error) == (1, None)
    assert result.workers[0].labels == 20


async def test_skips_and_exits_are_counted_and_the_work_goes_on(platform):
    platform.overlap = 2
    result = await run(platform, worker(skip_probability=0.3, exit_probability=0.2), worker("bob"))
    ann = result.workers[0]
    assert ann.skipped == len(platform.of("ann", "SKIPPED")) > 0
    assert ann.exited == len(platform.of("ann", "EXPIRED")) > 0
    assert all(platform.labels(key) for key in platform.truth)


async def test_drafts_are_saved_by_those_who_save_them(platform):
    await run(platform, worker(draft_probability=1.0))
    assert len(platform.drafts) == 10
    assert platform.drafts["assignment-0"] == platform.assignments["assignment-0"]["solutions"]


async def test_a_suite_that_expired_meanwhile_is_counted(platform):
    def expire(moment: str) -> None:
        if moment == "before":
            platform.assignments["assignment-0"]["status"] = "EXPIRED"

    platform.faults = [lambda _: None, lambda _: None, lambda _: None, expire]
    result = await run(platform, worker())
    assert (result.workers[0].expired, result.workers[0].labels) == (1, 20)


async def test_a_worker_stopped_by_a_fault_does_not_stop_the_others(platform):
    platform.accounts["ann"] = "another password"
    result = await run(platform, worker(), worker("bob"))
    ann, bob = result.workers
    assert "WRONG_CREDENTIALS" in ann.error
    assert (bob.error, bob.labels) == (None, 20)


async def test_nobody_begins_a_suite_when_the_time_is_up(platform):
    result = await run(platform, worker(), max_seconds=0)
    assert result.timed_out
    assert platform.assignments == {}


async def test_progress_rises_to_the_result(platform):
    seen = []
    result = await run_crowd(
        crowd(platform, worker(), worker("bob")), transport=platform.transport(), on_progress=seen.append
    )
    assert [step.suites for step in seen] == sorted(step.suites for step in seen)
    assert (seen[0].workers, seen[0].joined, seen[0].suites) == (2, 1, 0)
    assert (seen[-1].done, seen[-1].labels) == (2, sum(one.labels for one in result.workers))


async def test_at_most_so_many_work_at_a_time(platform):
    platform.overlap = 2
    seen = []
    await run_crowd(
        crowd(platform, *(worker(f"w{number}") for number in range(4)), concurrency=1),
        transport=platform.transport(),
        on_progress=seen.append,
    )
    assert all(step.joined - step.done <= 1 for step in seen)


class TestCommand:
    def test_prints_the_result_as_its_last_line(self, platform, tmp_path, capsys, monkeypatch):
        description = tmp_path / "crowd.json"
        description.write_bytes(msgspec.json.encode(crowd(platform, worker())))
        monkeypatch.setattr(
            "talka.simulation.__main__.run_crowd",
            lambda described, on_progress: run_crowd(
                described, on_progress=on_progress, transport=platform.transport()
            ),
        )
        assert main([str(description)]) == 0
        lines = [msgspec.json.decode(line) for line in capsys.readouterr().out.splitlines()]
        assert {line["event"] for line in lines[:-1]} == {"progress"}
        assert lines[-1]["event"] == "result"
        assert lines[-1]["workers"][0]["labels"] == 20

    def test_says_in_one_line_why_a_description_cannot_be_used(self, tmp_path, capsys):
        description = tmp_path / "crowd.json"
        description.write_text('{"base_url": 1}')
        assert main([str(description)]) == 2
        assert capsys.readouterr().err.count("\n") == 1

    def test_reports_a_worker_that_was_stopped(self, platform, tmp_path, capsys, monkeypatch):
        platform.accounts["ann"] = "another password"
        description = tmp_path / "crowd.json"
        description.write_bytes(msgspec.json.encode(crowd(platform, worker())))
        monkeypatch.setattr(
            "talka.simulation.__main__.run_crowd",
            lambda described, on_progress: run_crowd(
                described, on_progress=on_progress, transport=platform.transport()
            ),
        )
        assert main([str(description)]) == 1
        assert "WRONG_CREDENTIALS" in capsys.readouterr().out


@pytest.mark.parametrize("kind", list(Kind))
async def test_every_kind_of_worker_gets_through(platform, kind):
    result = await run(platform, VirtualWorker(login="ann", password="secret", kind=kind))
    assert result.workers[0].labels == 20
