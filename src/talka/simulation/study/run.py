"""Running a study: every variant, every repetition, each on a platform of its own."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from talka.http.environment import Platform
from talka.kernel import chance, clock
from talka.restrictions.model import Restriction, RestrictionScope, RestrictionSet
from talka.simulation import rules
from talka.simulation.study import material as materials
from talka.simulation.study import people
from talka.simulation.study.days import Days
from talka.simulation.study.forms import Basis, Settings, basis_of, settings_of
from talka.simulation.study.material import Material, StudyRefused
from talka.simulation.study.measure import Outcome, measure
from talka.simulation.study.model import Study
from talka.simulation.study.report import Report, summary
from talka.simulation.study.scene import prepare
from talka.simulation.study.world import Parts, PassingDatabase, World
from talka.storage.migrate import migrate_sqlite
from talka.storage.tx import Tx

Source = Callable[[Callable[[Tx], Basis]], Basis]


class Step(msgspec.Struct, frozen=True):
    """How far a study is: which variant and repetition (from 1), and the pages handed in there."""

    variant: str
    number: int
    repetition: int
    pages: int


def read_study(path: Path, *, seed: int | None = None, repetitions: int | None = None) -> Study:
    """A description from its file, with another seed or number of repetitions where these are given.

    Raises:
        StudyRefused: it is no description.
    """
    try:
        described = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        given = {"seed": seed, "repetitions": repetitions}
        described |= {name: value for name, value in given.items() if value is not None}
        return msgspec.convert(described, Study)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise StudyRefused(f"{path}: {error}") from None


def run_study(
    study: Study,
    folder: Path,
    parts: Parts,
    *,
    source: Source | None = None,
    tell: Callable[[Step], None] = lambda _: None,
) -> Report:
    """Simulate everything. ``folder`` is where the description's files are, ``source`` reads a real pool.

    Raises:
        StudyRefused: the description cannot be simulated.
    """
    basis = basis_of(study, source)
    settings = [settings_of(basis, variant) for variant in study.variants]
    known = (basis.control, basis.training_tasks)
    output_spec = settings[0].project.task_spec.output_spec
    if any(one.project.task_spec.output_spec != output_spec for one in settings):
        raise StudyRefused("variants: all of them need the same output fields")
    material = materials.gather(study, folder, output_spec, known)
    runs: list[list[Outcome]] = [[] for _ in settings]
    with TemporaryDirectory(prefix="talka-simulation-") as temporary:
        empty = Path(temporary) / "empty.db"
        migrate_sqlite(empty)
        for repetition in range(study.repetitions):
            for number, one in enumerate(settings):
                path = Path(temporary) / f"{number}-{repetition}.db"
                shutil.copyfile(empty, path)
                run = _Run(study, basis, one, material, parts, repetition)

                def told(
                    pages: int, name: str = one.name, number: int = number, now: int = repetition
                ) -> None:
                    tell(Step(name, number + 1, now + 1, pages))

                told(0)
                runs[number].append(asyncio.run(run.simulate(path, told)))
                for leftover in path.parent.glob(f"{path.name}*"):
                    leftover.unlink()
    reports = [
        summary(one.name, found, runs[0] if number else None)
        for number, (one, found) in enumerate(zip(settings, runs, strict=True))
    ]
    return Report(
        title=study.title,
        seed=study.seed,
        repetitions=study.repetitions,
        tasks=len(material.real),
        control_tasks=len(material.control),
        training_tasks=len(material.training),
        workers=sum(kind.workers for kind in runs[0][0].kinds.values()),
        currency=study.currency,
        variants=reports,
    )


class _Run:
    """One simulation."""

    def __init__(
        self,
        study: Study,
        basis: Basis,
        settings: Settings,
        material: Material,
        parts: Parts,
        repetition: int,
    ) -> None:
        self._study = study
        self._basis = basis
        self._settings = settings
        self._material = material
        self._parts = parts
        # The same in every variant, so that these meet the same crowd.
        self._seed = rules.chance(study.seed, "repetition", str(repetition)).getrandbits(48)
        self._bans: list[Restriction] = []

    async def simulate(self, path: Path, tell: Callable[[int], None]) -> Outcome:
        """Set up, work, and look at what came of it."""
        study = self._study
        with chance.repeatable(f"simulation {self._seed}"):
            platform = _platform(study)
            listeners = self._parts.listeners(platform)
            listeners.on(RestrictionSet, self._note)
            database = PassingDatabase(path, listeners, _beginning(study))
            try:
                world = World(database, self._parts, platform)
                crowd = people.draw(study.crowd, self._material, self._seed)
                scene = prepare(world, study, self._basis, self._settings, self._material, crowd)
                days = Days(world, study, self._material, scene, crowd, self._seed)
                await days.run(tell)
                return await measure(world, scene, self._material, days, self._bans)
            finally:
                database.close()

    def _note(self, _: Tx, event: RestrictionSet) -> None:
        if event.restriction.scope != RestrictionScope.SYSTEM:  # that one is no rule's
            self._bans.append(event.restriction)


def _platform(study: Study) -> Platform:
    return Platform(fee_percent=Decimal(str(study.fee_percent)), currency=study.currency)


def _beginning(study: Study) -> int:
    try:
        return clock.from_text(study.begins)
    except ValueError as error:
        raise StudyRefused(f"begins: {error}") from None
