"""From a happening to the rules that it sets off: statistics move on, then every rule over them is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from talka.kernel.clock import DAY
from talka.pools.model import Pool
from talka.quality_control import store
from talka.quality_control.collectors import Collector, Keeps, Observations
from talka.quality_control.conditions import Value
from talka.quality_control.happenings import Assessment, Happening, PageReviewed, PageSubmitted, TaskAnswered
from talka.quality_control.memory import Mark, Statistics, Sums
from talka.quality_control.rulesets import Config, Rule, Ruleset
from talka.quality_control.store import Place
from talka.quality_control.stores import Source, remembered, sources
from talka.storage.query import SQLITE
from talka.storage.tx import Tx

NOWHERE = ""


class Firing(msgspec.Struct, frozen=True):
    """A rule whose conditions hold, for whom, and the values that made them true."""

    pool: Pool
    config: Config
    rule: Rule
    user_id: str
    values: dict[str, Value]
    happening: Happening
    store: str = NOWHERE

    @property
    def rule_key(self) -> str:
        """The rule's name among all that look at the store."""
        return f"{self.config.uuid}:{self.rule.key}"

    @property
    def assignment_id(self) -> str | None:
        """The page that brought it about."""
        found: str | None = getattr(self.happening, "assignment_id", None)
        return found


def observe(tx: Tx, pool: Pool, ruleset: Ruleset, happening: Happening) -> list[Firing]:
    """Take in what happened; which rules it sets off, each once for a worker: as it held last."""
    found: list[Firing] = []
    heard = list(ruleset.hearing(type(happening)))
    by_keeping = {keeps: [one for one in heard if one.collector.keeps is keeps] for keeps in Keeps}
    if by_keeping[Keeps.WORKER]:
        found += _of_workers(tx, pool, sources(tx, pool, by_keeping[Keeps.WORKER]), happening)
    if by_keeping[Keeps.DAY]:
        found += _of_the_day(tx, pool, sources(tx, pool, by_keeping[Keeps.DAY]), happening)
    if by_keeping[Keeps.SUITE]:
        found += _of_suite(tx, pool, by_keeping[Keeps.SUITE], happening)
    for config in by_keeping[Keeps.NOTHING]:
        values = config.collector.values((), happening)
        found += _asked(pool, config, values, _worker_of(happening), happening)
    return found


def _worker_of(happening: Happening) -> str:
    user_id: str = getattr(happening, "user_id")  # noqa: B009  every happening to one worker names them
    return user_id


def _asked(
    pool: Pool, config: Config, values: dict[str, Value], user_id: str, happening: Happening
) -> list[Firing]:
    return [
        Firing(pool, config, rule, user_id, values, happening) for rule in config.rules if rule.holds(values)
    ]


# ---- sums over what was observed of workers ----------------------------------------------------------------


def _of_workers(tx: Tx, pool: Pool, found: Sequence[Source], happening: Happening) -> list[Firing]:
    observed = _observed(found, happening)
    if not observed:
        return []
    known = _known(tx, observed, happening)
    firings: dict[tuple[str, str, str], Firing] = {}
    for name, (writer, observations) in observed.items():
        readers = [one for one in found if one.looks_at == name]
        for user_id, values in observations.items():
            for value in values:
                statistics = _moved(known.get((user_id, name), Statistics()), writer.config, value, happening)
                known[user_id, name] = statistics
                for firing in _asked_of(pool, readers, statistics, user_id, happening):
                    firings[firing.user_id, firing.store, firing.rule_key] = firing
    store.save(tx, known)
    return list(firings.values())


def _observed(found: Iterable[Source], happening: Happening) -> dict[str, tuple[Source, Observations]]:
    """What to write into each store: once, however many collectors share it."""
    observed: dict[str, tuple[Source, Observations]] = {}
    for one in found:
        for name in one.writes_to:
            before = observed.get(name)
            if before is None:
                observations = one.config.collector.observe(happening)
                if observations:
                    observed[name] = one, observations
            elif (one.config.collector.window or 0) > (before[0].config.collector.window or 0):
                observed[name] = one, before[1]  # it remembers more
    return observed


def _known(
    tx: Tx, observed: Mapping[str, tuple[Source, Observations]], happening: Happening
) -> dict[Place, Statistics]:
    user_ids = sorted({user_id for _, observations in observed.values() for user_id in observations})
    known = store.statistics(tx, user_ids, list(observed))
    if isinstance(happening, TaskAnswered) and tx.dialect != SQLITE:
        # Others may judge other answers of the same workers just now: there must be a row to lock.
        wanted = {(user_id, name) for name, (_, found) in observed.items() for user_id in found}
        missing = wanted - known.keys()
        if missing:
            store.begin(tx, list(missing))
            known = store.statistics(tx, user_ids, list(observed))
    wanted_users = {name: found for name, (_, found) in observed.items()}
    return {place: one for place, one in known.items() if place[0] in wanted_users[place[1]]}


def _moved(before: Statistics, config: Config, value: float, happening: Happening) -> Statistics:
    collector = config.collector
    if collector.begins_anew(happening):
        return before.begin_anew(value, collector.weigh)
    return before.observe(value, collector.weigh, remembered(config, len(before.recent)))


def _asked_of(
    pool: Pool, readers: Iterable[Source], statistics: Statistics, user_id: str, happening: Happening
) -> Iterable[Firing]:
    for one in readers:
        collector = one.config.collector
        for rule in one.config.rules:
            key = one.rule_key(rule.key)
            sums = statistics.seen_by(key, collector.window, collector.weigh)
            values = collector.values(sums, happening)
            if rule.holds(values):
                yield Firing(pool, one.config, rule, user_id, values, happening, one.looks_at)


# ---- the last 24 hours -------------------------------------------------------------------------------------


def _of_the_day(tx: Tx, pool: Pool, found: Sequence[Source], happening: Happening) -> list[Firing]:
    firings: list[Firing] = []
    name, collector = found[0].looks_at, found[0].config.collector
    for user_id, values in collector.observe(happening).items():
        known = store.statistics(tx, [user_id], [name]).get((user_id, name), Statistics(sums=(0.0,)))
        moved = _moved_in_day(tx, user_id, name, happening, values) - store.outlive(
            tx, user_id, name, tx.now - DAY
        )
        after = msgspec.structs.replace(known, count=known.count + 1, sums=(known.sums[0] + moved,))
        store.save(tx, {(user_id, name): after})
        for one in found:
            for rule in one.config.rules:
                sums = _of_the_day_for(tx, user_id, one, rule, after)
                seen = collector.values(sums, happening)
                if rule.holds(seen):
                    firings.append(Firing(pool, one.config, rule, user_id, seen, happening, name))
    return firings


def _moved_in_day(tx: Tx, user_id: str, name: str, happening: Happening, values: Sequence[float]) -> int:
    assignment_id: str = getattr(happening, "assignment_id")  # noqa: B009  pages are what brings money
    at = happening.submitted if isinstance(happening, PageReviewed) else tx.now
    if at <= tx.now - DAY:
        return 0
    return sum(store.earn(tx, user_id, name, at, assignment_id, int(value)) for value in values)


def _of_the_day_for(tx: Tx, user_id: str, one: Source, rule: Rule, known: Statistics) -> Sums:
    """What a rule sees of the day: all of it, or what came after its ban."""
    mark: Mark | None = known.marks.get(one.rule_key(rule.key))
    since = tx.now - DAY
    if mark is None or mark.sums[-1] <= since:
        return known.sums
    return (float(store.earned_since(tx, user_id, one.looks_at, int(mark.sums[-1]))),)


def day_forgotten(known: Statistics, rule: str, now: int) -> Statistics:
    """From now on the rule sees nothing of what was earned so far: the mark of a day's sum is a moment."""
    return msgspec.structs.replace(known, marks=known.marks | {rule: Mark(known.count, (float(now),))})


# ---- suites ------------------------------------------------------------------------------------------------


def _of_suite(tx: Tx, pool: Pool, found: Iterable[Config], happening: Happening) -> list[Firing]:
    counts = _suite_counts(tx, happening)
    firings: list[Firing] = []
    for config in found:
        collector: Collector = config.collector
        values = collector.values(counts, happening)
        firings += _asked(pool, config, values, _worker_of(happening), happening)
    return firings


def _suite_counts(tx: Tx, happening: Happening) -> Sums:
    if isinstance(happening, PageSubmitted):
        accepted = int(happening.is_accepted)
        return store.move_suite(tx, happening.suite_id, pending=1 - accepted, accepted=accepted)
    if not isinstance(happening, PageReviewed):
        raise TypeError(f"suites do not change by {type(happening).__name__}")
    match happening.assessment:
        case Assessment.ACCEPT:
            return store.move_suite(tx, happening.suite_id, pending=-1, accepted=1)
        case Assessment.REJECT:
            return store.move_suite(tx, happening.suite_id, pending=-1, rejected=1)
        case Assessment.ACCEPT_AFTER_REJECT:
            return store.move_suite(tx, happening.suite_id, accepted=1, rejected=-1)
