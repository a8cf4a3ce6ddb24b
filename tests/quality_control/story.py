"""Everything that can happen to rules, in any order, beside a slow evaluator that knows the history only."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from distribution.world import DAY, PROJECT, REWARD, SECOND, World, wipe
from distribution.world import POOL as POOL_FORM
from quality_control import drawn, facts
from quality_control.crew import log, rules, skill
from quality_control.drawn import Drawn
from quality_control.facts import PROJECT_RULES
from quality_control.reference import Reference
from talka import app
from talka.accounts import store as accounts
from talka.assignments.model import Assignment
from talka.captchas.model import CaptchaShown
from talka.distribution import take
from talka.http.auth import Worker
from talka.kernel.errors import TalkaError
from talka.pools import queue
from talka.pools import service as pools
from talka.pools.model import PoolForm
from talka.projects import service as projects
from talka.projects.model import ProjectForm
from talka.quality_control import store
from talka.quality_control.rulesets import rules_of
from talka.quality_control.stores import sources
from talka.restrictions import service as restrictions
from talka.restrictions import store as restriction_store
from talka.restrictions.model import RestrictionScope
from talka.skills import service as skills
from talka.skills import store as skill_store
from talka.skills.model import UserSkillForm
from talka.storage import schema
from talka.storage.database import Database
from talka.storage.query import Query

MIXED, MANUAL, REVIEWED, LINKED = "mixed", "manual", "reviewed", "linked"
KNOWN = [
    {"output_values": {"cat": "yes"}, "correctness_weight": 1.0},
    {"output_values": {"cat": "perhaps"}, "correctness_weight": 0.57},
]
CONTROL = {"known_solutions": KNOWN, "infinite_overlap": True}
HINT = {**CONTROL, "message_on_unknown_solution": "Look again"}
RIGHT = {"cat": "yes"}
LEAST = 40
PASSING = 50
MINUTE = 60 * SECOND

some = st.integers(0, 99)
answer = st.sampled_from(["yes", "yes", "no", "perhaps"]).map(lambda text: {"cat": text})
answers = st.lists(answer, min_size=3, max_size=3)
waits = st.sampled_from([MINUTE, 11 * MINUTE, 90 * MINUTE, 6 * 60 * MINUTE, DAY + MINUTE])
scopes = st.sampled_from(["POOL", "PROJECT", "ALL_PROJECTS"])

_s = schema.user_skills.c
_SKILLS = Query(sa.select(_s.user_id, _s.skill_id, _s.exact_value))
_r = schema.user_restrictions.c
_RESTRICTIONS = Query(sa.select(_r.user_id, _r.scope, _r.target, _r.will_expire))
_a = schema.assignments.c
_STATUSES = Query(sa.select(_a.id, _a.status))
edits = st.one_of(
    st.tuples(st.just("edit_pool"), st.tuples(some, drawn.settings(1, 3))),
    st.tuples(st.just("edit_project"), st.tuples(st.integers(0, 1), drawn.settings(0, 2))),
    st.tuples(st.just("clone"), st.tuples(some, st.sampled_from(["here", "elsewhere"]))),
)
meddling = st.one_of(
    st.tuples(st.just("ban"), st.tuples(some, some, scopes, st.sampled_from([None, 17 * MINUTE, DAY]))),
    st.tuples(st.just("lift"), st.tuples(some)),
    st.tuples(st.just("lift"), st.tuples(some)),
    st.tuples(
        st.just("set_skill"),
        st.tuples(some, st.sampled_from([*drawn.SKILLS, "training"]), st.sampled_from([None, 20, 70])),
    ),
    st.tuples(st.just("captcha"), st.tuples(some, some, st.sampled_from(["PASSED", "FAILED"]))),
)


class Story(RuleBasedStateMachine):
    """Four workers, a training and pools of two projects; all is compared after each step."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        wipe(self.database)
        self.database.listeners = app.listeners()
        # Pages are drawn by chance, which must be the same when a story is told again.
        for module in (queue, take):
            module._shuffle = random.Random(0)
        self.world = World(self.database)
        self.reference = Reference(self.world.now)
        self.forms: dict[int, dict[str, Any]] = {}
        self.told: Counter[int] = Counter()
        self.is_over = False

    @initialize(
        of_projects=st.tuples(drawn.settings(0, 2), drawn.settings(0, 2)),
        of_pools=st.tuples(*[drawn.settings(1, 3)] * 4),
    )
    def begin(self, of_projects: tuple[list[Drawn], ...], of_pools: tuple[list[Drawn], ...]) -> None:
        world = self.world
        self.skills = {name: skill(world, name) for name in drawn.SKILLS}
        self.projects = []
        for found in of_projects:
            configs = [one.sent(self.skills) for one in found]
            self.projects.append(world.project(**rules(*configs)))
            self.reference.project_configs[self.projects[-1]] = facts.read(PROJECT_RULES, configs)
        self.workers = [world.worker(login) for login in ("ann", "bob", "cy", "dee")]
        self.training = self._make_training(self.projects[0])
        layout = ((MIXED, 0), (MANUAL, 0), (REVIEWED, 1), (LINKED, 0))
        for (kind, project), found in zip(layout, of_pools, strict=True):
            configs = [one.sent(self.skills) for one in found]
            self._make_pool(kind, self.projects[project], configs)

    # --- the requester ---

    @rule(deed=edits)
    def edit(self, deed: tuple[str, tuple[Any, ...]]) -> None:
        """Rules become others, or pools more."""
        getattr(self, deed[0])(*deed[1])

    @rule(deed=meddling)
    def meddle(self, deed: tuple[str, tuple[Any, ...]]) -> None:
        """Somebody is let in or kept out by hand, or shown a captcha."""
        getattr(self, deed[0])(*deed[1])

    def _make_training(self, project: str) -> int:
        pool_id = self.world.training(project_id=project)
        tasks = self.world.upload_tasks(pool_id, *[HINT] * 2)
        self.world.open(pool_id)
        found = self.world.read(lambda tx: skill_store.training_skill(tx, int(project)))
        assert found is not None
        self.skill_of_training = str(found.id)
        self.reference.pools[pool_id] = facts.Pool(
            pool_id, project, [], is_training=True, training_skill=str(found.id), tasks_in_training=2
        )
        self._know(pool_id, tasks, [HINT] * 2)
        return pool_id

    def _make_pool(self, kind: str, project: str, configs: list[dict[str, Any]]) -> None:
        form: dict[str, Any] = {**POOL_FORM, "project_id": project, **rules(*configs)}
        form["auto_accept_solutions"] = kind not in (MIXED, REVIEWED)
        form["auto_accept_period_day"] = 1
        if kind != MANUAL:
            names = ("real_tasks_count", "golden_tasks_count", "training_tasks_count")
            counts = {MIXED: (1, 1, 0), REVIEWED: (2, 0, 1), LINKED: (1, 0, 0)}[kind]
            form["mixer_config"] = dict(zip(names, counts, strict=True)) | {"min_real_tasks_count": 1}
        if kind in (MIXED, MANUAL):
            category = {"category": "skill", "key": self.skills["quality"]}
            form["filter"] = {
                "or": [
                    {**category, "operator": "EQ", "value": None},
                    {**category, "operator": "GTE", "value": LEAST},
                ]
            }
        if kind == LINKED:
            form["quality_control"]["training_requirement"] = {
                "training_pool_id": str(self.training),
                "training_passing_skill_value": PASSING,
            }
        self._add_pool(kind, self.world.pool(**form), form, configs)

    def _add_pool(self, kind: str, pool_id: int, form: dict[str, Any], configs: list[dict[str, Any]]) -> None:
        self.forms[pool_id] = form | {"kind": kind}
        pool = facts.Pool(pool_id, form["project_id"], facts.read(facts.POOL_RULES, configs))
        pool.auto_accept = form["auto_accept_solutions"]
        if kind in (MIXED, MANUAL):
            pool.filter_skill, pool.least = self.skills["quality"], LEAST
        if kind == LINKED:
            pool.training_skill, pool.passing = self.skill_of_training, PASSING
            self.reference.pools[self.training].linked.append(pool_id)
        self.reference.pools[pool_id] = pool
        self.reference.settle()
        self._upload(kind, pool_id)
        self.world.open(pool_id)

    def _upload(self, kind: str, pool_id: int) -> None:
        if kind == MANUAL:
            inside = [
                {"input_values": {}},
                {"input_values": {}},
                {"input_values": {}, "known_solutions": KNOWN},
            ]
            ids = self.world.upload_suites(pool_id, *({"tasks": inside, "overlap": 2} for _ in range(5)))
            for suite_id in ids:
                self.reference.overlaps[suite_id], self.reference.pool_of[suite_id] = 2, pool_id
            return
        items = [*[{"overlap": 2}] * 6, *[CONTROL] * 5 * (kind == MIXED), *[HINT] * 5 * (kind == REVIEWED)]
        self._know(pool_id, self.world.upload_tasks(pool_id, *items), items)

    def _know(self, pool_id: int, ids: list[str], items: list[dict[str, Any]]) -> None:
        known = self.reference
        for task_id, item in zip(ids, items, strict=True):
            known.overlaps[task_id], known.pool_of[task_id] = item.get("overlap"), pool_id
            known.tasks_of[task_id] = [task_id]
            if "known_solutions" in item:
                known.known_solutions[task_id] = item["known_solutions"]
            if "message_on_unknown_solution" in item:
                known.hints.add(task_id)

    def edit_pool(self, pick: int, found: list[Drawn]) -> None:
        """The pool's rules become others; a collector that stays keeps what it has observed."""
        pool = self._pool(pick)
        if self.is_over:
            return
        configs = self._edited(found, pool.configs)
        form = self.forms[pool.id]
        quality = form["quality_control"] | {"configs": configs}
        form["quality_control"] = quality
        sent = msgspec.convert({name: one for name, one in form.items() if name != "kind"}, PoolForm)
        self.world.close(pool.id)
        requester = self.world.requester
        self.world.write(lambda tx: pools.update_pool(tx, requester, str(pool.id), sent))
        self.reference.pools[pool.id].configs = facts.read(facts.POOL_RULES, configs)
        self.reference.settle()
        self._open(pool.id)

    def edit_project(self, pick: int, found: list[Drawn]) -> None:
        project = self.projects[pick]
        configs = self._edited(found, self.reference.project_configs[project])
        form = msgspec.convert({**PROJECT, **rules(*configs)}, ProjectForm)
        requester = self.world.requester
        self.world.write(lambda tx: projects.update_project(tx, requester, project, form))
        self.reference.project_configs[project] = facts.read(PROJECT_RULES, configs)
        self.reference.settle()

    def _edited(self, found: list[Drawn], before: list[facts.Config]) -> list[dict[str, Any]]:
        """Collectors with the identity of one of their type that was there; a window is never taken away."""
        known = list(before)
        configs = []
        for one in found:
            same = next(
                (
                    old
                    for old in known
                    if old.type == one.type and (old.window is None or "history_size" in one.parameters)
                ),
                None,
            )
            if same is not None:
                known.remove(same)
            configs.append(one.sent(self.skills, None if same is None else same.uuid))
        return configs

    def clone(self, pick: int, where: str) -> None:
        """An empty pool with the same settings, its collectors' identities among them."""
        if len(self.forms) >= 6 or self.is_over:
            return
        pool = self._pool(pick)
        form = dict(self.forms[pool.id])
        kind = form.pop("kind")
        requester = self.world.requester
        if where == "elsewhere" and kind != LINKED:
            form["project_id"] = self.projects[1 - self.projects.index(pool.project)]
            made = self.world.pool(**form)
        else:
            done = self.world.write(lambda tx: pools.clone_pool(tx, requester, str(pool.id)))
            assert done.details is not None
            made = int(msgspec.json.decode(done.details)["pool_id"])
        self._add_pool(kind, made, form, form["quality_control"]["configs"])

    def _open(self, pool_id: int) -> None:
        """It may have closed by itself, with all done."""
        if self.world.find_pool(pool_id).status == "CLOSED":
            self.world.open(pool_id)

    @rule(pick=some, overlap=st.integers(1, 4), how=st.sampled_from(["patch", "limit"]))
    def change_overlap(self, pick: int, overlap: int, how: str) -> None:
        units = [unit for unit, now in self.reference.overlaps.items() if now is not None]
        unit = units[pick % len(units)]
        taken = len(self.reference.in_slots(unit))
        wanted = max(overlap, taken)
        is_suite = unit not in self.reference.tasks_of or len(self.reference.tasks_of[unit]) > 1
        if is_suite:
            change = self.world.limit_suite if how == "limit" else self._patch_suite
        else:
            change = self.world.limit_task if how == "limit" else self._patch_task
        change(unit, wanted)
        self.reference.set_overlap(unit, wanted)

    def _patch_task(self, unit: str, overlap: int) -> None:
        self.world.patch_task(unit, overlap=overlap)

    def _patch_suite(self, unit: str, overlap: int) -> None:
        self.world.patch_suite(unit, overlap=overlap)

    @rule(pick=some, verdict=st.sampled_from(["ACCEPT", "REJECT"]))
    def review(self, pick: int, verdict: str) -> None:
        ready = {"ACCEPT": ("SUBMITTED", "REJECTED"), "REJECT": ("SUBMITTED",)}[verdict]
        found = [
            page
            for page in self.reference.pages.values()
            if page.status in ready and not self.reference.pools[page.pool].is_training
        ]
        if not found:
            return
        page = found[pick % len(found)]
        (self.world.accept if verdict == "ACCEPT" else self.world.reject)(page.id)
        self.reference.review(page, verdict)

    def ban(self, who: int, pick: int, scope: str, lasts: int | None) -> None:
        worker, pool = self._worker(who), self._pool(pick)
        until = None if lasts is None else self.world.now + lasts
        requester = self.world.requester

        def restrict(tx: Any) -> None:
            accounts.hold_worker(tx, worker.id)
            restrictions.restrict(
                tx,
                user_id=worker.id,
                scope=RestrictionScope(scope),
                requester_id=requester.id,
                project_id=None if scope == "ALL_PROJECTS" else int(pool.project),
                pool_id=pool.id if scope == "POOL" else None,
                until=until,
            )

        self.world.write(restrict)
        target = {"POOL": str(pool.id), "PROJECT": pool.project, "ALL_PROJECTS": "all"}[scope]
        self.reference.restrict(worker.id, scope, target, until)

    def lift(self, pick: int) -> None:
        if not self.reference.restrictions:
            return
        found = list(self.reference.restrictions)
        user_id, scope, target = found[pick % len(found)]

        def end(tx: Any) -> None:
            accounts.hold_worker(tx, user_id)
            named = self.world.requester.id if target == "all" else target
            one = restriction_store.find(tx, user_id, scope, named)
            assert one is not None
            restrictions.lift(tx, one)

        self.world.write(end)
        self.reference.lift(user_id, scope, target)

    def set_skill(self, who: int, name: str, value: int | None) -> None:
        worker, requester = self._worker(who), self.world.requester
        skill_id = self.skills.get(name, self.skill_of_training)
        found = self.world.read(lambda tx: skill_store.value_of(tx, worker.id, int(skill_id)))
        if value is not None:
            form = UserSkillForm(skill_id, worker.id, value)
            self.world.write(lambda tx: skills.set_user_skill(tx, requester, form))
        elif found is not None:
            self.world.write(lambda tx: skills.delete_user_skill(tx, requester, str(found.id)))
        else:
            return
        self.reference.set_skill(worker.id, skill_id, value)

    # --- the workers ---

    @rule(who=some, pick=some, given=answers, first=answers, seconds=st.sampled_from([5, 19, 20, 60]))
    def work(self, who: int, pick: int, given: Any, first: Any, seconds: int) -> None:
        """Take a page and hand it in, with hints on the way where the first answers were wrong."""
        self._work(who, pick, given, first, seconds)

    @rule(who=some, pick=some, given=answers, seconds=st.sampled_from([5, 20]))
    def work_again(self, who: int, pick: int, given: Any, seconds: int) -> None:
        self._work(who, pick, given, given, seconds)

    @rule(who=st.integers(0, 2), pick=st.integers(0, 1), given=answers)
    def work_together(self, who: int, pick: int, given: Any) -> None:
        """Two workers one after the other, so that tasks are complete sooner."""
        self._work(who, pick, given, given, 30)
        self._work(who + 1, pick, given, given, 10)

    def _work(self, who: int, pick: int, given: Any, first: Any, seconds: int) -> None:
        page = self._take(who, self._pool(pick).id)
        if page is None:
            return
        self._wait(seconds * SECOND)
        worker, known = self._worker(who), self.reference.pages[page.id]
        if known.status != "ACTIVE":
            return
        hints = self.reference.hints
        wrong = [
            task in hints and not self.reference.credit(task, one)
            for task, one in zip(page.tasks, first, strict=False)
        ]
        if any(wrong):
            assert self.world.submit_answers(worker, page, first[: len(page.tasks)]).mistakes
        else:
            given = first
        last = [
            RIGHT if task in hints and not self.reference.credit(task, one) else one
            for task, one in zip(page.tasks, given, strict=False)
        ]
        assert not self.world.submit_answers(worker, page, last).mistakes
        self.reference.submit(known, last, first[: len(page.tasks)])

    @rule(who=some, pick=some, deed=st.sampled_from(["skip", "skip", "skip", "exit", "hold"]))
    def leave(self, who: int, pick: int, deed: str) -> None:
        page = self._take(who, self._pool(pick).id)
        if page is None or deed == "hold":
            return
        if deed == "skip":
            self.world.skip(self._worker(who), page)
            self.reference.skip(self.reference.pages[page.id])
        else:
            self.world.exit(self._worker(who), page)
            self.reference.pages[page.id].status = "EXPIRED"

    def captcha(self, who: int, pick: int, verdict: str) -> None:
        worker, pool = self._worker(who), self._pool(pick)
        requester_id = self.world.requester.id

        def show(tx: Any) -> None:
            accounts.hold_worker(tx, worker.id)
            tx.announce(
                CaptchaShown(worker.id, pool.id, int(pool.project), requester_id, passed=verdict == "PASSED")
            )

        self.world.write(show)
        self.reference.hear(pool, [facts.What("captcha", worker.id, verdict=verdict)])

    @rule(who=some, given=answers)
    def train(self, who: int, given: Any) -> None:
        page = self._take(who, self.training)
        if page is None:
            return
        if self.world.submit_answers(self._worker(who), page, given[:1]).mistakes:
            self.world.submit_answers(self._worker(who), page, [RIGHT])
        self.reference.train(self.reference.pages[page.id], given[:1])

    def _take(self, who: int, pool_id: int) -> Assignment | None:
        worker = self._worker(who)
        self._open(pool_id)
        try:
            page = self.world.take(worker, pool_id)
        except TalkaError:
            return None
        if page.id not in self.reference.pages:
            units = page.tasks if page.mixed else [page.suite_id]
            if not page.mixed:
                self.reference.tasks_of[page.suite_id] = page.tasks
                self.reference.known_solutions[page.tasks[2]] = KNOWN
            self.reference.pages[page.id] = facts.Page(
                page.id,
                worker.id,
                pool_id,
                page.suite_id,
                bool(page.mixed),
                page.tasks,
                units,
                page.reward,
                page.created,
                page.deadline,
            )
            assert page.reward == (REWARD if pool_id != self.training else 0)
        return page

    # --- time ---

    @rule(step=waits)
    def wait(self, step: int) -> None:
        self._wait(step)

    def _wait(self, step: int) -> None:
        self.world.advance(step)
        self.reference.advance(self.world.now)
        self.is_over = any(self.world.find_pool(pool_id).status == "ARCHIVED" for pool_id in self.forms)

    # --- what holds ---

    @invariant()
    def agree(self) -> None:
        if not self.forms:
            return
        self.world.now += 1  # no two steps at one moment
        self.reference.now = self.world.now
        self.world.on_one_snapshot(self._compare)

    def _compare(self) -> None:
        world, reference = self.world, self.reference
        mine = dict.fromkeys((world.requester.id,), "all")
        restricted = world.read(lambda tx: tx.all(_RESTRICTIONS))
        assert {
            (user, scope, mine.get(target, target)): until for user, scope, target, until in restricted
        } == reference.restrictions
        values = {(user, str(name)): one for user, name, one in world.read(lambda tx: tx.all(_SKILLS))}
        assert values == pytest.approx(reference.skills)
        statuses = dict(world.read(lambda tx: tx.all(_STATUSES)))
        assert statuses == {page.id: page.status for page in reference.pages.values()}
        for unit, overlap in reference.overlaps.items():
            is_task = reference.tasks_of.get(unit) == [unit]
            assert (world.task if is_task else world.suite)(unit).overlap == overlap
        self._compare_decisions()

    def _compare_decisions(self) -> None:
        """The lines of the log since the last step, in whatever order."""
        for pool_id in self.reference.pools:
            lines = log(self.world, pool_id)[self.told[pool_id] :]
            expected = [one for one in self.reference.fired if one.pool == pool_id][self.told[pool_id] :]
            found = sorted(map(_line, lines), key=repr)
            wanted = sorted(map(_expected_line, expected), key=repr)
            assert [one[:-1] for one in found] == [one[:-1] for one in wanted]
            for (*_, values), (*_, numbers) in zip(found, wanted, strict=True):
                assert values == pytest.approx(numbers)
            self.told[pool_id] += len(lines)

    def teardown(self) -> None:
        if not self.forms:
            return
        assert self.world.faults() == []
        self.world.on_one_snapshot(self._recount)

    def _recount(self) -> None:
        """Sums and windows are what the history makes."""
        for pool in self.reference.pools.values():
            if pool.is_training:
                continue
            stored = self.world.find_pool(pool.id)
            configs = self.world.read(lambda tx, stored=stored: rules_of(tx, stored)).configs
            for config, plain in zip(configs, self.reference.rules_of(pool), strict=True):
                assert config.uuid == plain.uuid
                if plain.type not in facts.OF_NOBODY and plain.type != "INCOME":
                    self._recount_one(pool, stored, config, plain)

    def _recount_one(self, pool: facts.Pool, stored: Any, config: Any, plain: facts.Config) -> None:
        source = self.world.read(lambda tx: sources(tx, stored, [config]))[0]
        user_ids = [worker.id for worker in self.workers]
        known = self.world.read(lambda tx: store.look_at(tx, user_ids, [source.looks_at]))
        for user_id in user_ids:
            history = self.reference.history(user_id, plain, pool)
            statistics = known.get((user_id, source.looks_at))
            if not history:
                continue
            assert statistics is not None
            for one, rule_of_it in zip(config.rules, plain.rules, strict=True):
                seen = statistics.seen_by(
                    source.rule_key(one.key), config.collector.window, config.collector.weigh
                )
                values = config.collector.values(seen, None)
                what = facts.What("recount", user_id)
                expected = self.reference.values(user_id, plain, pool, rule_of_it, what)
                assert values == pytest.approx(expected), (plain.type, rule_of_it.text)
            if plain.type != "SKIPPED_IN_ROW_ASSIGNMENTS":
                assert statistics.count == len(history)

    # --- helpers ---

    def _pool(self, pick: int) -> facts.Pool:
        ids = list(self.forms)
        return self.reference.pools[ids[pick % len(ids)]]

    def _worker(self, who: int) -> Worker:
        return self.workers[who % len(self.workers)]


def _line(one: Any) -> tuple[Any, ...]:
    action = msgspec.json.decode(one.action)
    conditions = msgspec.to_builtins(one.conditions)
    named = (one.source, one.collector.type, one.collector.uuid, one.user_id, one.assignment_id)
    return (*named, _text(action, conditions), _numbers(one.values))


def _expected_line(one: facts.Fired) -> tuple[Any, ...]:
    named = (one.config.source, one.config.type, one.config.uuid, one.user, one.page)
    action = {"type": one.rule.action, "parameters": one.rule.parameters}
    return (*named, _text(action, one.rule.conditions), _numbers(one.values))


def _text(action: Any, conditions: Any) -> str:
    return msgspec.json.encode([action, conditions], order="deterministic").decode()


def _numbers(values: dict[str, Any]) -> dict[str, Any]:
    """Numbers close enough to be sorted alike."""
    return {
        name: round(float(value), 6)
        if isinstance(value, int | float) and not isinstance(value, bool)
        else value
        for name, value in sorted(values.items())
    }
