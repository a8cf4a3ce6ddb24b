"""From a happening to the rules that it sets off: statistics move on, then every rule over them is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from talka.kernel.clock import DAY
from talka.pools.model import Pool
from talka.quality_control import store
from talka.quality_control.collectors import NOTHING, Keeps, Observations
from talka.quality_control.conditions import Value
from talka.quality_control.happenings import (
    Assessment,
    Happening,
    OfPage,
    OfWorker,
    PageReviewed,
    PageSubmitted,
    TaskAnswered,
)
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
        return self.happening.assignment_id if isinstance(self.happening, OfPage) else None


def observe(tx: Tx, pool: Pool, ruleset: Ruleset, happening: Happening) -> list[Firing]:
    """Take in what happened; which rules it sets off, each once for a worker: as it held last."""
    heard = list(ruleset.hearing(type(happening)))
    by_keeping = {keeps: [one for one in heard if one.collector.keeps is keeps] for keeps in Keeps}
    of_workers = sources(tx, pool, by_keeping[Keeps.WORKER])
    of_the_day = sources(tx, pool, by_keeping[Keeps.DAY])
    found: list[Firing] = []
    observed = _observed([*of_workers, *of_the_day], happening)
    if observed:
        known = _known(tx, observed, happening)
        found += _of_workers(pool, of_workers, observed, known, happening)
        found += _of_the_day(tx, pool, of_the_day, observed, known, happening)
        store.save(tx, known)
    if by_keeping[Keeps.SUITE] and isinstance(happening, PageSubmitted | PageReviewed):
        counts = _suite_counts(tx, happening)
        found += _of_the_moment(pool, by_keeping[Keeps.SUITE], counts, happening)
    if by_keeping[Keeps.NOTHING] and isinstance(happening, OfWorker):
        found += _of_the_moment(pool, by_keeping[Keeps.NOTHING], (), happening)
    return found


def _of_the_moment(pool: Pool, found: Iterable[Config], sums: Sums, happening: OfWorker) -> list[Firing]:
    """Rules of collectors that remember nothing of the worker."""
    firings = []
    for config in found:
        values = config.collector.values(sums, happening)
        firings += [
            Firing(pool, config, rule, happening.user_id, values, happening)
            for rule in config.rules
            if rule.holds(values)
        ]
    return firings


# ---- sums over what was observed of workers ----------------------------------------------------------------


def _of_workers(
    pool: Pool,
    found: Sequence[Source],
    observed: Mapping[str, tuple[Source, Observations]],
    known: dict[Place, Statistics],
    happening: Happening,
) -> list[Firing]:
    firings: dict[tuple[str, str, str], Firing] = {}
    written = {name for one in found for name in one.writes_to}
    for name, (writer, observations) in observed.items():
        if name not in written:
            continue
        readers = [one for one in found if one.looks_at == name]
        for user_id, values in observations.items():
            for value in values:
                statistics = _moved(known.get((user_id, name), Statistics()), writer.config, value, happening)
                known[user_id, name] = statistics
                for firing in _asked_of(pool, readers, statistics, user_id, happening):
                    firings[firing.user_id, firing.store, firing.rule_key] = firing
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
    return before.observe(value, collector.weigh, remembered(config))


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


def _of_the_day(
    tx: Tx,
    pool: Pool,
    found: Sequence[Source],
    observed: Mapping[str, tuple[Source, Observations]],
    known: dict[Place, Statistics],
    happening: Happening,
) -> list[Firing]:
    firings: list[Firing] = []
    for name in dict.fromkeys(one.looks_at for one in found):
        for user_id, values in observed.get(name, (None, NOTHING))[1].items():
            before = known.get((user_id, name), Statistics(sums=(0.0,)))
            moved = _moved_in_day(tx, user_id, name, happening, values)
            moved -= store.outlive(tx, user_id, name, tx.now - DAY)
            after = msgspec.structs.replace(before, count=before.count + 1, sums=(before.sums[0] + moved,))
            known[user_id, name] = after
            for one in found:
                firings += _asked_of_the_day(tx, pool, one, after, user_id, happening)
    return firings


def _asked_of_the_day(
    tx: Tx, pool: Pool, one: Source, known: Statistics, user_id: str, happening: Happening
) -> Iterable[Firing]:
    for rule in one.config.rules:
        sums = _of_the_day_for(tx, user_id, one, rule, known)
        values = one.config.collector.values(sums, happening)
        if rule.holds(values):
            yield Firing(pool, one.config, rule, user_id, values, happening, one.looks_at)


def _moved_in_day(tx: Tx, user_id: str, name: str, happening: Happening, values: Sequence[float]) -> int:
    if not isinstance(happening, OfPage):
        raise TypeError(f"nobody earns by {type(happening).__name__}")
    at = happening.submitted if isinstance(happening, PageReviewed) else tx.now
    if at <= tx.now - DAY:
        return 0
    return sum(store.earn(tx, user_id, name, at, happening.assignment_id, int(value)) for value in values)


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


def _suite_counts(tx: Tx, happening: PageSubmitted | PageReviewed) -> Sums:
    """Pending, accepted and rejected assignments of the suite, this one among them."""
    pending, accepted, rejected = _stands(happening)
    if happening.is_mixed:
        return pending, accepted, rejected
    if isinstance(happening, PageReviewed):
        was_rejected = happening.assessment is Assessment.ACCEPT_AFTER_REJECT
        return store.move_suite(
            tx,
            happening.suite_id,
            pending=-int(not was_rejected),
            accepted=accepted,
            rejected=rejected - int(was_rejected),
        )
    return store.move_suite(tx, happening.suite_id, pending=pending, accepted=accepted)


def _stands(happening: PageSubmitted | PageReviewed) -> tuple[int, int, int]:
    """How the page's own assignment stands now: pending, accepted, rejected."""
    if isinstance(happening, PageSubmitted):
        return (0, 1, 0) if happening.is_accepted else (1, 0, 0)
    return (0, 0, 1) if happening.assessment is Assessment.REJECT else (0, 1, 0)
