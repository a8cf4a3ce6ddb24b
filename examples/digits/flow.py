"""What a requester does, from an empty account to an archived project, with toloka-kit alone.

Every call is awaited, so that one text serves both of toloka-kit's clients: ``AsyncTolokaClient``, and
``TolokaClient`` behind toloka-kit's own ``AsyncInterfaceWrapper``.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import toloka.client as toloka
from toloka.client.exceptions import ApiError

import project as setup
from digits import Split

Client = Any  # toloka-kit makes its asynchronous methods at run time, where no type checker sees them
ReadLog = Callable[[str], Awaitable[list[dict[str, Any]]]]  # a pool's decision log, oldest first
Labels = dict[str, str]  # a picture's address -> the digit somebody or something took it for

SUITES_TO_REJECT = 5
AT_A_TIME = 8
TASKS_LEFT_OPEN = 80


class DemoFailed(Exception):  # noqa: N818  named for what happened
    """The platform did something else than the demo shows."""


@dataclass(frozen=True)
class Job:
    """What was set up, and what is known about the pictures by their addresses."""

    project_id: str
    training_id: str
    pool_id: str
    skill_id: str
    balance: Decimal
    truth: Labels
    control: Labels
    real: Labels


@dataclass(frozen=True)
class Review:
    """The pool's work after review. ``accuracy``: each worker's share of right control answers, smoothed."""

    assignments: list[toloka.Assignment]
    accuracy: Mapping[str, float]
    rejected: int
    accepted_after_rejection: int
    paid: Decimal
    spent: Decimal

    @property
    def accepted(self) -> list[toloka.Assignment]:
        return [one for one in self.assignments if one.status == toloka.Assignment.ACCEPTED]


@dataclass(frozen=True)
class Refusal:
    """A call that the platform rightly refused."""

    call: str
    code: str
    why: str


async def set_up(client: Client, split: Split, files_url: str, tag: str) -> Job:
    """Make the project with its skill, training and pool, both still closed and empty."""
    requester = await client.get_requester()
    project = await client.create_project(setup.project(tag))
    skill = await client.create_skill(setup.skill(tag))
    training = await client.create_training(setup.training(project.id))
    pool = await client.create_pool(setup.pool(project.id, training.id, skill.id, now=project.created))
    labels = [
        {setup.address(picture, files_url): picture.digit for picture in pictures}
        for pictures in (split.training, split.control, split.real)
    ]
    return Job(
        project_id=project.id,
        training_id=training.id,
        pool_id=pool.id,
        skill_id=skill.id,
        balance=requester.balance,
        truth=labels[0] | labels[1] | labels[2],
        control=labels[1],
        real=labels[2],
    )


async def upload(client: Client, job: Job, split: Split, files_url: str) -> int:
    """Upload training, control and real tasks and open the training and the pool; the answer counts them."""
    count = 0
    for tasks in (
        setup.training_tasks(job.training_id, split.training, files_url),
        setup.control_tasks(job.pool_id, split.control, files_url),
        setup.real_tasks(job.pool_id, split.real, files_url),
    ):
        created = await client.create_tasks(tasks, allow_defaults=True)
        expect(len(created.items) == len(tasks), f"{len(created.items)} of {len(tasks)} tasks were created")
        count += len(created.items)
    training = await client.open_training(job.training_id)
    pool = await client.open_pool(job.pool_id)
    expect(training.is_open() and pool.is_open(), "training and pool are open")
    return count


async def finish(client: Client, job: Job) -> toloka.Pool:
    """See that every picture has its answers, and close the pool if the platform has not done so."""
    submitted = await everything(client.get_assignments(pool_id=job.pool_id, status="SUBMITTED"))
    answers = Counter(image for image, _ in answered(submitted) if image in job.real)
    short = sum(answers[image] < setup.OVERLAP for image in job.real)
    expect(short == 0, f"{short} of {len(job.real)} pictures lack answers")
    pool = await client.close_pool(job.pool_id)
    expect(pool.is_closed(), "the pool is closed")
    return pool


async def review(client: Client, job: Job) -> Review:
    """Accept the good work, reject a few of the worst suites, and think better of one of these."""
    submitted = await everything(client.get_assignments(pool_id=job.pool_id, status="SUBMITTED"))
    accuracy = control_accuracy(submitted, job.control)
    bad = worst(submitted, job.control, accuracy)
    good = [one for one in submitted if one not in bad]
    await for_each(good, lambda one: client.accept_assignment(one.id, "Thank you!"))
    for one in bad:
        await client.reject_assignment(one.id, _comment(one, job.control))
    forgiven = await client.accept_assignment(bad[0].id, "Accepted on a second look.")
    expect(forgiven.status == toloka.Assignment.ACCEPTED, "a rejected suite was accepted after all")

    reviewed = await everything(client.get_assignments(pool_id=job.pool_id, status=["ACCEPTED", "REJECTED"]))
    paid = sum((one.reward for one in reviewed if one.status == toloka.Assignment.ACCEPTED), Decimal(0))
    spent = job.balance - (await client.get_requester()).balance
    expect(len(reviewed) == len(submitted), "every suite is reviewed")
    expect(spent >= paid > 0, f"{spent} left the balance, {paid} was earned")
    return Review(reviewed, accuracy, len(bad) - 1, 1, paid, spent)


async def aggregate(client: Client, job: Job, reviewed: Review) -> dict[str, float]:
    """The share of real pictures that each way of aggregation gets right; by its name."""
    shares = {"majority": share_right(majority(reviewed.accepted), job.real)}
    images = {task.id: task.input_values["image"] for one in reviewed.assignments for task in one.tasks}
    weighted = {"type": "WEIGHTED_DYNAMIC_OVERLAP", "answer_weight_skill_id": job.skill_id}
    for name, how in (("weighted by skill", weighted), ("Dawid-Skene", {"type": "DAWID_SKENE"})):
        labels = await _aggregated(client, job.pool_id, images, how)
        shares[name] = share_right(labels, job.real)
    return shares


async def _aggregated(
    client: Client, pool_id: str, images: Mapping[str, str], how: Mapping[str, str]
) -> Labels:
    field = toloka.aggregation.PoolAggregatedSolutionRequest.Field(name="digit")
    operation = await client.aggregate_solutions_by_pool(pool_id=pool_id, fields=[field], **how)
    operation = await client.wait_operation(operation)
    operation.raise_on_fail()
    solutions = await everything(client.get_aggregated_solutions(operation.id))
    return {images[one.task_id]: one.output_values["digit"] for one in solutions}


async def archive(
    client: Client,
    job: Job,
    move_clock: Callable[[timedelta], Awaitable[None]],
    last_status: Callable[[], int],
) -> list[Refusal]:
    """Archive pool, training and project, and meet every refusal on the way there.

    ``last_status`` tells the HTTP status of the latest answer, which toloka-kit keeps to itself.
    """
    refusals = [
        await refused(client.archive_training(job.training_id), "archive the open training", _statuses)
    ]
    await client.close_training(job.training_id)
    conflict = await refused(
        client.archive_training(job.training_id), "archive the training before its pool", _pools
    )
    expect(conflict.code == "TRAINING_ARCHIVE_CONFLICT" and job.pool_id in conflict.why, str(conflict))
    young = await refused(client.archive_pool(job.pool_id), "archive the pool after a rejection", _message)
    expect(young.code == "THERE_IS_REJECTED_ASSIGNMENT", str(young))

    await move_clock(timedelta(days=9, hours=1))
    pool = await client.archive_pool(job.pool_id)
    expect(pool.is_archived(), "the pool is archived")

    operation = await client.archive_training_async(job.training_id)
    expect(last_status() == httpx.codes.ACCEPTED, f"archiving answers 202, not {last_status()}")
    operation = await client.wait_operation(operation)
    expect(operation.status == toloka.operations.Operation.SUCCESS, f"the operation is {operation.status}")
    repeated = await client.archive_training_async(job.training_id)
    expect(repeated is None and last_status() == httpx.codes.NO_CONTENT, "archiving again answers 204")
    training = await client.get_training(job.training_id)
    expect(training.is_archived(), "the training is archived")

    project = await client.archive_project(job.project_id)
    expect(project.status == toloka.Project.ProjectStatus.ARCHIVED, "the project is archived")
    return [*refusals, conflict, young]


async def leave_open(client: Client, split: Split, files_url: str, tag: str) -> Job:
    """A small project like the first, left open for people, whose pages are paid as they are handed in."""
    small = replace(split, real=split.real[:TASKS_LEFT_OPEN])
    job = await set_up(client, small, files_url, tag)
    pool = await client.get_pool(job.pool_id)
    pool.auto_accept_solutions = True
    await client.update_pool(pool.id, pool)
    await upload(client, job, small, files_url)
    return job


async def refused(call: Awaitable[object], words: str, why: Callable[[ApiError], str]) -> Refusal:
    """The refusal that a call must meet: a conflict, with a code and a reason."""
    try:
        await call
    except ApiError as error:
        expect(error.status_code == httpx.codes.CONFLICT, f"{words}: {error}")
        return Refusal(words, error.code or "", why(error))
    raise DemoFailed(f"{words} was not refused")


@dataclass(frozen=True)
class Decisions:
    """What the pool's rules did by themselves, from Talka's decision log."""

    skills: int
    banned: set[str]
    given_again: int


async def decisions(
    client: Client, job: Job, read_log: Callable[[str], Awaitable[list[dict[str, Any]]]]
) -> Decisions:
    """What the rules decided, checked against what toloka-kit sees of it."""
    log = await read_log(job.pool_id)
    by_action: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in log:
        by_action[line["action"]["type"]].append(line)
    banned = {line["user_id"] for line in by_action["RESTRICTION_V2"]}
    weighed = {line["user_id"] for line in by_action["SET_SKILL_FROM_OUTPUT_FIELD"]}
    known = {one.user_id for one in await everything(client.get_user_skills(skill_id=job.skill_id))}
    expect(bool(banned) and banned <= weighed == known, "rules weighed workers and banned the worst of them")
    given_again = sum(line["effect"]["changed"] for line in by_action["CHANGE_OVERLAP"])
    expect(given_again > 0, "what the banned had done was given to others")
    return Decisions(len(by_action["SET_SKILL_FROM_OUTPUT_FIELD"]), banned, given_again)


def _statuses(error: ApiError) -> str:
    return "it must be " + " or ".join(error.payload["appropriate_statuses"])


def _pools(error: ApiError) -> str:
    return "not archived yet: pool " + ", ".join(error.payload["pool_ids"])


def _message(error: ApiError) -> str:
    return error.message or ""


def answered(assignments: Iterable[toloka.Assignment]) -> Iterable[tuple[str, str]]:
    """Every answer as the picture's address and the digit chosen."""
    for one in assignments:
        for task, solution in zip(one.tasks, one.solutions, strict=True):
            yield task.input_values["image"], solution.output_values["digit"]


def control_accuracy(assignments: Iterable[toloka.Assignment], control: Labels) -> dict[str, float]:
    """Each worker's share of right answers to control pictures, drawn towards a half when these are few."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for one in assignments:
        checks = _checks(one, control)
        right[one.user_id] += sum(checks)
        total[one.user_id] += len(checks)
    return {user_id: (0.5 + right[user_id]) / (1 + total[user_id]) for user_id in total}


def _checks(assignment: toloka.Assignment, control: Labels) -> list[bool]:
    return [control[image] == digit for image, digit in answered([assignment]) if image in control]


def worst(
    assignments: Iterable[toloka.Assignment], control: Labels, accuracy: Mapping[str, float]
) -> list[toloka.Assignment]:
    """The suites to reject: a wrong control answer on each, from the workers who read worst."""
    wrong = [one for one in assignments if not all(_checks(one, control))]
    wrong.sort(key=lambda one: (accuracy[one.user_id], sum(_checks(one, control)), one.id))
    expect(len(wrong) >= SUITES_TO_REJECT, "there is bad work to reject")
    return wrong[:SUITES_TO_REJECT]


def _comment(assignment: toloka.Assignment, control: Labels) -> str:
    checks = _checks(assignment, control)
    return f"{checks.count(False)} of {len(checks)} control pictures on this page were read wrongly."


def majority(assignments: Iterable[toloka.Assignment]) -> Labels:
    """The digit most workers chose for each picture; of equally many, the one that was chosen first."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for image, digit in answered(sorted(assignments, key=lambda one: one.submitted)):
        votes[image][digit] += 1
    return {image: counted.most_common(1)[0][0] for image, counted in votes.items()}


def share_right(labels: Labels, truth: Labels) -> float:
    """The share of pictures labelled rightly; one without a label is not."""
    return sum(labels.get(image) == digit for image, digit in truth.items()) / len(truth)


async def for_each(items: Iterable[Any], call: Callable[[Any], Awaitable[object]]) -> None:
    """Make a call for every item, a few at a time where the client can."""
    gate = asyncio.Semaphore(AT_A_TIME)

    async def one(item: object) -> None:
        async with gate:
            await call(item)

    await asyncio.gather(*map(one, items))


async def everything(found: AsyncIterable[Any] | Awaitable[Iterable[Any]]) -> list[Any]:
    """All that a listing call finds, which toloka-kit's two clients answer in two ways."""
    if isinstance(found, AsyncIterable):
        return [item async for item in found]
    return list(await found)


def expect(held: bool, what: str) -> None:  # noqa: FBT001  an assertion reads best this way
    """Stop the demo when something it shows did not hold."""
    if not held:
        raise DemoFailed(f"Did not hold: {what}")
