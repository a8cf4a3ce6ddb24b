"""What rules do, said as plainly as can be: with each event all is counted anew from all that was heard.

What the platform keeps sums, windows, marks and homes for, this evaluator looks up in one list. It knows
settings as requests have them, and nothing of the engine.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from quality_control.facts import (
    DAY,
    DONE,
    HEARS,
    OCCUPYING,
    OF_NOBODY,
    RANKS,
    UNITS,
    Banned,
    Cleaned,
    Config,
    Fired,
    Heard,
    Over,
    Page,
    Place,
    Pool,
    Rule,
    Unit,
    What,
    holds,
    key_of,
    numbers,
    rates,
)

Log = list[Any]


class Reference:
    """Pools, workers' pages, and everything that happened, oldest first."""

    def __init__(self, now: int) -> None:
        self.now = now
        self.pools: dict[int, Pool] = {}
        self.project_configs: dict[str, list[Config]] = {}
        self.known_solutions: dict[str, list[dict[str, Any]]] = {}
        self.hints: set[str] = set()
        self.tasks_of: dict[Unit, list[str]] = {}
        self.overlaps: dict[Unit, int | None] = {}
        self.pool_of: dict[Unit, int] = {}
        self.pages: dict[str, Page] = {}
        self.log: Log = []
        self.homes: dict[str, str] = {}
        self.skills: dict[tuple[str, str], float] = {}
        self.restrictions: dict[tuple[str, str, str], int | None] = {}
        self.judged: dict[Unit, set[str]] = {}
        self.put_back: set[tuple[str, Any]] = set()
        self.fired: list[Fired] = []
        self._waiting: deque[tuple[int, list[What]]] | None = None

    # --- settings ---

    def rules_of(self, pool: Pool) -> list[Config]:
        """The pool's own rules, then its project's; of a training the project's rules over trainings."""
        shared = self.project_configs.get(pool.project, [])
        own = [] if pool.is_training else pool.configs
        return [*own, *(one for one in shared if (one.type == "TRAINING") == pool.is_training)]

    def settle(self) -> None:
        """Settings were saved: collectors with a window are at home where they were used first."""
        for pool in self.pools.values():
            if not pool.is_training:
                for config in self.rules_of(pool):
                    if config.window is not None:
                        self.homes.setdefault(config.uuid, pool.project)

    def looks_at(self, config: Config, pool: Pool) -> Place:
        """Which observations count together."""
        if config.type == "INCOME":
            return ("INCOME", pool.id)
        if config.window is not None:
            return (config.type, config.measure, "project", self.homes[config.uuid])
        return (config.type, config.measure, config.uuid, pool.id if config.source == "PROJECT" else None)

    def writes_to(self, config: Config, pool: Pool) -> list[Place]:
        """The same, and where a cloned collector has a window its project's others too."""
        own = self.looks_at(config, pool)
        return [own] if config.window is None else [own, (*own[:3], pool.project)]

    # --- pages ---

    def in_slots(self, unit: Unit) -> list[Page]:
        return [page for page in self.pages.values() if unit in page.units and page.status in OCCUPYING]

    def free(self, unit: Unit) -> int | None:
        overlap = self.overlaps[unit]
        return None if overlap is None else overlap - len(self.in_slots(unit))

    def submit(self, page: Page, answers: Sequence[dict[str, Any]], first: Sequence[dict[str, Any]]) -> None:
        """A page of a pool was handed in."""
        pool = self.pools[page.pool]
        page.answers = dict(zip(page.tasks, answers, strict=True))
        page.first = dict(zip(page.tasks, first, strict=True))
        page.submitted = self.now
        page.status = "ACCEPTED" if pool.auto_accept else "SUBMITTED"
        page.review_until = None if pool.auto_accept else self.now + DAY
        self.hear(pool, [What("done", page.user, page), *self.verdicts(pool, page.units)])

    def skip(self, page: Page) -> None:
        page.status = "SKIPPED"
        self.hear(self.pools[page.pool], [What("skipped", page.user, page)])

    def review(self, page: Page, verdict: str) -> None:
        if verdict == "REJECT":
            page.status, page.was_rejected = "REJECTED", True
        else:
            verdict = "ACCEPT_AFTER_REJECT" if page.was_rejected else "ACCEPT"
            page.status = "ACCEPTED"
        self.hear(self.pools[page.pool], [What("reviewed", page.user, page, verdict)])

    def set_overlap(self, unit: Unit, overlap: int | None) -> None:
        before = self.free(unit)
        self.overlaps[unit] = overlap
        if overlap is not None and self.free(unit) == 0 and before != 0:
            pool = self.pools[self.pool_of[unit]]
            self.hear(pool, self.verdicts(pool, [unit]))

    def verdicts(self, pool: Pool, units: Iterable[Unit]) -> list[What]:
        """General tasks whose every slot has its answer, where some of these were not judged before."""
        if not any(config.type == "MAJORITY_VOTE" for config in self.rules_of(pool)):
            return []
        found = []
        for unit in units:
            slots = self.in_slots(unit)
            if self.free(unit) != 0 or any(page.status == "ACTIVE" for page in slots):
                continue
            voting = [page for page in slots if page.status != "REJECTED"]
            judged = self.judged.setdefault(unit, set())
            new = {page.id for page in voting} - judged
            judged |= new
            if not new:
                continue
            users = frozenset(page.user for page in voting if page.id in new)
            for task in self.tasks_of[unit]:
                if task not in self.known_solutions:
                    votes = {page.user: page.answers[task] for page in voting}
                    found.append(What("verdict", "", votes=votes, new=users))
        return found

    def train(self, page: Page, first: Sequence[dict[str, Any]]) -> None:
        """A page of a training was completed: the course goes on, or its skill is given."""
        pool = self.pools[page.pool]
        page.status, page.submitted = "ACCEPTED", self.now
        page.first = dict(zip(page.tasks, first, strict=True))
        course: list[Page] = []
        for fact in self.log:
            if isinstance(fact, tuple) and fact[:2] == ("course", page.user):
                course = [] if fact[2] is None else [*course, fact[2]]
        course.append(page)
        self.log.append(("course", page.user, page))
        answers = sum(len(one.tasks) for one in course)
        credit = sum(self.credit(task, one.first[task]) for one in course for task in one.tasks)
        is_over = answers >= pool.tasks_in_training
        if is_over:
            self.log.append(("course", page.user, None))
            assert pool.training_skill is not None
            self.set_skill(page.user, pool.training_skill, round(float(100 * credit / answers), 6))
        values = {
            "submitted_assignments_count": len(course),
            "total_answers_count": answers,
            **rates("correct_answers_rate", "incorrect_answers_rate", credit, answers),
            "next_assignment_available": not is_over,
        }
        for pool_id in (pool.id, *pool.linked):
            self.hear(self.pools[pool_id], [What("course", page.user, values=values)])

    # --- workers ---

    def restrict(self, user: str, scope: str, target: str, until: int | None) -> None:
        """The later end wins; only a new restriction takes access away."""
        key = (user, scope, target)
        if key in self.restrictions:
            before = self.restrictions[key]
            if before is not None and (until is None or until > before):
                self.restrictions[key] = until
            return
        self.restrictions[key] = until
        if scope == "POOL":
            return
        for pool in self.worked_in(user):
            if scope == "ALL_PROJECTS" or pool.project == target:
                self.lose(pool, user, {"pool_access_revoked_reason": "RESTRICTION"})

    def lift(self, user: str, scope: str, target: str) -> None:
        del self.restrictions[user, scope, target]
        self.log.append(Over(self.now, user, scope, target))

    def set_skill(self, user: str, skill: str, value: float | None) -> None:
        before = self.skills.pop((user, skill), None)
        worked_in = self.worked_in(user)
        was_let_in = {pool.id: self.lets_in(pool, user, skill, before) for pool in worked_in}
        if value is not None:
            self.skills[user, skill] = value
        for pool in worked_in:
            if was_let_in[pool.id] and not self.lets_in(pool, user, skill, value):
                reason = {"pool_access_revoked_reason": "SKILL_CHANGE", "skill_id": skill}
                self.lose(pool, user, reason)

    def lets_in(self, pool: Pool, user: str, skill: str, value: float | None) -> bool:
        """Whether filter and training let a worker in who has this value in one of the skills."""

        def of(name: str) -> float | None:
            return value if name == skill else self.skills.get((user, name))

        if pool.filter_skill is not None:
            asked = of(pool.filter_skill)
            if asked is not None and asked < pool.least:
                return False
        if pool.training_skill is not None:
            trained = of(pool.training_skill)
            return trained is not None and trained >= pool.passing
        return True

    def worked_in(self, user: str) -> list[Pool]:
        """The pools in which a worker ever handed something in."""
        return [
            pool
            for pool in sorted(self.pools.values(), key=lambda pool: pool.id)
            if not pool.is_training
            and any(
                page.user == user and page.pool == pool.id and page.submitted for page in self.pages.values()
            )
        ]

    def lose(self, pool: Pool, user: str, values: dict[str, Any]) -> None:
        self.hear(pool, [What("lost", user, values=values)])

    # --- time ---

    def advance(self, to: int) -> None:
        """What falls due is done in its order, each at its time."""
        while found := [one for one in self._due() if one[0] <= to]:
            self.now, kind, key = min(found, key=lambda one: one[:2])
            if kind == "restriction ends":
                self.lift(*key)
            elif kind == "page expires":
                self.pages[key].status = "EXPIRED"
            else:
                self.review(self.pages[key], "ACCEPT")
        self.now = to

    def _due(self) -> Iterable[tuple[int, str, Any]]:
        for key, until in self.restrictions.items():
            if until is not None:
                yield until, "restriction ends", key
        for page in self.pages.values():
            if page.status == "ACTIVE":
                yield page.deadline, "page expires", page.id
            elif page.status == "SUBMITTED" and page.review_until is not None:
                yield page.review_until, "review ends", page.id

    # --- hearing ---

    def hear(self, pool: Pool, whats: Sequence[What]) -> None:
        """One event after the other: what follows from one waits for its end."""
        heard = set().union(*(HEARS[config.type] for config in self.rules_of(pool)), set())
        whats = [what for what in whats if what.kind in heard]
        if not whats:
            return
        if self._waiting is not None:
            self._waiting.append((pool.id, whats))
            return
        self._waiting = deque([(pool.id, whats)])
        while self._waiting:
            pool_id, whats = self._waiting.popleft()
            fired = [one for what in whats for one in self._fired_by(self.pools[pool_id], what)]
            order = self.rules_of(self.pools[pool_id])
            for one in sorted(
                fired,
                key=lambda one: (RANKS[one.rule.action], order.index(one.config), one.place_in_settings),
            ):
                self._act(one)
        self._waiting = None

    def _fired_by(self, pool: Pool, what: What) -> list[Fired]:
        rules = self.rules_of(pool)
        self.log.append(Heard(self.now, pool.id, rules, what))
        fired: dict[tuple[int, str, str], Fired] = {}
        for number, config in enumerate(rules):
            if what.kind not in HEARS[config.type]:
                continue
            for user, back in self._moments(config, what):
                for rule in config.rules:
                    values = self.values(user, config, pool, rule, what, back)
                    if holds(rule, values):
                        page = what.page.id if what.page else None
                        # The last of several observations is what counts.
                        fired.pop((number, rule.text, user), None)
                        fired[number, rule.text, user] = Fired(
                            pool.id, config, rule, user, page, values, what
                        )
        return list(fired.values())

    def _moments(self, config: Config, what: What) -> Iterable[tuple[str, int]]:
        """For whom rules are asked, and before how many of the observations just made."""
        if config.type in (*OF_NOBODY, "INCOME"):
            if config.type == "INCOME" and what.verdict == "ACCEPT":
                return
            yield what.user, 0
            return
        for user, values in self.said(config, what).items():
            for back in reversed(range(len(values))):
                yield user, back

    # --- recounting ---

    def said(  # noqa: PLR0911  one for each collector
        self, config: Config, what: What
    ) -> dict[str, list[Any]]:
        """What the collector observes of whom in what happened, in order."""
        if what.kind not in HEARS[config.type]:
            return {}
        page = what.page
        match config.type:
            case "GOLDEN_SET":
                assert page is not None
                judged = [task for task in page.tasks if task in self.known_solutions]
                marks = [
                    (self.credit(task, (page.first if task in self.hints else page.answers)[task]), task)
                    for task in judged
                ]
                return {what.user: marks} if marks else {}
            case "MAJORITY_VOTE":
                counts = Counter(key_of(answer) for answer in what.votes.values())
                threshold = config.measure
                if max(counts.values(), default=0) < threshold:
                    return {}
                return {user: [counts[key_of(what.votes[user])] >= threshold] for user in sorted(what.new)}
            case "ASSIGNMENT_SUBMIT_TIME":
                assert page is not None
                assert page.submitted is not None
                return {what.user: [page.submitted - page.created < config.measure * 1000]}
            case "SKIPPED_IN_ROW_ASSIGNMENTS":
                return {what.user: [what.kind == "skipped"]}
            case "ANSWER_COUNT":
                return {what.user: [True]}
            case "CAPTCHA":
                return {what.user: [what.verdict == "PASSED"]}
            case _:
                assert config.type == "ACCEPTANCE_RATE"
                return {what.user: [what.verdict != "REJECT"]}

    def history(self, user: str, config: Config, pool: Pool, rule: Rule | None = None) -> list[Any]:
        """Everything observed that counts for a rule, or for none in particular: oldest first."""
        place = self.looks_at(config, pool)
        found: list[Any] = []
        bans: set[tuple[str, str]] = set()
        for fact in self.log:
            if isinstance(fact, Heard):
                writers = (one for one in fact.rules if one.type == config.type)
                where = self.pools[fact.pool]
                writer = next((one for one in writers if place in self.writes_to(one, where)), None)
                found += [] if writer is None else self.said(writer, fact.what).get(user, [])
            elif self._begins_anew(fact, user, place, config, rule, bans):
                found = []
        return found

    def _begins_anew(
        self,
        fact: Any,
        user: str,
        place: Place,
        config: Config,
        rule: Rule | None,
        bans: set[tuple[str, str]],
    ) -> bool:
        """Whether what came before is forgotten: by an action, or because the rule's own ban ended."""
        if isinstance(fact, Cleaned):
            return (fact.user, fact.place) == (user, place)
        if rule is None:
            return False
        if isinstance(fact, Banned) and fact.user == user and fact.place == place:
            if fact.rule == (config.uuid, rule.text):
                bans.add((fact.scope, fact.target))
        elif isinstance(fact, Over) and fact.user == user and (fact.scope, fact.target) in bans:
            bans.discard((fact.scope, fact.target))
            return True
        return False

    def income(self, user: str, config: Config, pool: Pool, rule: Rule | None) -> float:
        """What a worker earned in a pool in the last 24 hours, rejected pages left out."""
        earned: dict[str, Page] = {}
        since = self.now - DAY
        bans: set[tuple[str, str]] = set()
        for fact in self.log:
            if isinstance(fact, Heard):
                page = fact.what.page
                if page is None or page.user != user or fact.pool != pool.id:
                    continue
                if not any(one.type == "INCOME" for one in fact.rules):
                    continue
                if fact.what.kind == "done" or fact.what.verdict == "ACCEPT_AFTER_REJECT":
                    earned[page.id] = page
                elif fact.what.verdict == "REJECT":
                    earned.pop(page.id, None)
            elif self._begins_anew(fact, user, ("INCOME", pool.id), config, rule, bans):
                earned = {}
                if isinstance(fact, Over):
                    since = max(since, fact.at)
        found = (page.reward for page in earned.values() if (page.submitted or 0) > since)
        return sum(found) / 1_000_000

    def values(
        self, user: str, config: Config, pool: Pool, rule: Rule | None, what: What, back: int = 0
    ) -> dict[str, Any]:
        """The numbers that a rule compares, before the last ``back`` observations."""
        if config.type == "INCOME":
            return {"income_sum_for_last_24_hours": self.income(user, config, pool, rule)}
        if config.type == "ASSIGNMENTS_ASSESSMENT":
            return self._how_the_suite_stands(what)
        if config.type in OF_NOBODY:
            return what.values
        seen = self.history(user, config, pool, rule)
        seen = seen[: len(seen) - back]
        if config.window is not None:
            seen = seen[-config.window :]
        return numbers(config.type, seen, self.hints)

    def _how_the_suite_stands(self, what: What) -> dict[str, Any]:
        assert what.page is not None
        page = what.page
        alike = [one for one in self.pages.values() if one is page or (not page.mixed and _same(one, page))]
        states = Counter(one.status for one in alike)
        found: dict[str, Any] = {
            "pending_assignments_count": states["SUBMITTED"],
            "accepted_assignments_count": states["ACCEPTED"],
            "rejected_assignments_count": states["REJECTED"],
        }
        return found if what.verdict is None else found | {"assessment_event": what.verdict}

    def credit(self, task: str, answer: dict[str, Any]) -> Fraction:
        """The highest weight among the known solutions that agree with the answer in all their fields."""
        fitting = [
            Fraction(str(known.get("correctness_weight", 1)))
            for known in self.known_solutions[task]
            if all(answer.get(name) == value for name, value in known["output_values"].items())
        ]
        return max(fitting, default=Fraction(0))

    # --- acting ---

    def _act(self, one: Fired) -> None:
        self.fired.append(one)
        pool, parameters = self.pools[one.pool], one.rule.parameters
        match one.rule.action:
            case "SET_SKILL":
                self.set_skill(one.user, str(parameters["skill_id"]), float(parameters["skill_value"]))
            case "SET_SKILL_FROM_OUTPUT_FIELD":
                value = one.values.get(parameters["from_field"])
                if value is not None:
                    self.set_skill(one.user, str(parameters["skill_id"]), value)
            case "APPROVE_ALL_ASSIGNMENTS" | "REJECT_ALL_ASSIGNMENTS":
                verdict = "ACCEPT" if one.rule.action.startswith("APPROVE") else "REJECT"
                for page in sorted(self.pages.values(), key=lambda page: page.id):
                    if (page.user, page.pool, page.status) == (one.user, pool.id, "SUBMITTED"):
                        self.review(page, verdict)
            case "RESTRICTION" | "RESTRICTION_V2":
                self._ban(one, pool)
            case "CLEAN_COLLECTOR":
                self.log.append(Cleaned(one.user, self.looks_at(one.config, pool)))
            case "CHANGE_OVERLAP":
                self._change_overlap(one, pool)

    def _ban(self, one: Fired, pool: Pool) -> None:
        parameters = one.rule.parameters
        scope, unit = parameters["scope"], parameters.get("duration_unit")
        lasts = parameters.get("duration_days", 0) * DAY or None
        if unit is not None:
            lasts = None if unit == "PERMANENT" else parameters["duration"] * UNITS[unit]
        target = {"POOL": str(pool.id), "PROJECT": pool.project, "ALL_PROJECTS": "all"}[scope]
        self.restrict(one.user, scope, target, None if lasts is None else self.now + lasts)
        if not (one.config.window is not None and scope == "POOL"):
            place = self.looks_at(one.config, pool)
            self.log.append(Banned(one.user, scope, target, place, (one.config.uuid, one.rule.text)))

    def _change_overlap(self, one: Fired, pool: Pool) -> None:
        delta = one.rule.parameters["delta"]
        if one.what.kind != "lost":
            assert one.what.page is not None
            self._put_back(one.what.page, delta)
            return
        name = (pool.id, one.config.source, one.config.uuid, one.rule.text)
        for page in sorted(self.pages.values(), key=lambda page: page.suite):
            is_theirs = (page.user, page.pool) == (one.user, pool.id) and page.status in DONE
            if is_theirs and (page.id, name) not in self.put_back:
                self.put_back.add((page.id, name))
                self._put_back(page, delta)

    def _put_back(self, page: Page, delta: int) -> None:
        for unit in page.units:
            overlap, general = self.overlaps[unit], unit == page.suite or unit not in self.known_solutions
            if overlap is not None and general:
                self.set_overlap(unit, max(len(self.in_slots(unit)), overlap + delta))


def _same(one: Page, other: Page) -> bool:
    return (one.pool, one.suite) == (other.pool, other.suite)
