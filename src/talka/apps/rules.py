"""Decisions about apps: what a project's parameters mean, how its items are checked, what answers come to."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from talka.apps.model import (
    MOST_AT_ONCE,
    Aggregation,
    AnswerClass,
    AppDefinition,
    Batch,
    BatchStatus,
    ItemStatus,
    PoolPreset,
    Settings,
)
from talka.apps.words import words_of
from talka.kernel.errors import EntityTooLarge, FieldErrors
from talka.kernel.money import fee_of, to_micros
from talka.projects.field_spec import CompiledSpec

RESULT = "result"
OTHER = "other"
OWN_ID = "id"
"""The input field that is an item's name for whoever sends it, and asks nothing."""

UNDER_WAY = (BatchStatus.LOADING, BatchStatus.PROCESSING)
HALTED = (BatchStatus.STOPPED, BatchStatus.NO_MONEY, BatchStatus.ERROR, BatchStatus.CANCELLED)
"""A batch in one of these has the items that it has not finished share its status."""

TAKES_ITEMS = (
    BatchStatus.NEW,
    BatchStatus.QUEUED,
    BatchStatus.LOADING,
    BatchStatus.PROCESSING,
    BatchStatus.COMPLETED,
    BatchStatus.STOPPING,
    BatchStatus.STOPPED,
    BatchStatus.NO_MONEY,
)
STARTS = (BatchStatus.NEW, BatchStatus.NO_MONEY)
RESUMES = (BatchStatus.STOPPING, BatchStatus.STOPPED, BatchStatus.NO_MONEY)
SECOND = 1000


# ---- what a project's parameters mean --------------------------------------------------------------------


def settings_of(definition: AppDefinition, parameters: Mapping[str, Any], errors: FieldErrors) -> Settings:
    """What an app becomes with these parameters, which follow its ``param_spec``.

    What else is wrong with them (classes that are alike, examples of no class) goes to ``errors``.
    """
    language = str(parameters.get("default_language") or "en")
    if not (language[:2].isalpha() and language.isascii() and len(language) <= len("zh-hans")):
        words = f"{language!r} is no language; write it like 'en'"
        errors.add("parameters.default_language", "INVALID_VALUE", words)
    several = bool(parameters.get("option_multiple_choice"))
    classes = [
        AnswerClass(one["label"], one["value"], one.get("description") or "")
        for one in parameters.get("instruction_classes") or ()
    ]
    if parameters.get("option_other"):
        classes.append(AnswerClass(words_of(language)["other"], OTHER))
    _check_classes(definition, classes, several=several, errors=errors)
    _check_examples(parameters.get("instruction_examples") or (), classes, errors)
    return Settings(
        app_name=definition.name,
        language=language.lower(),
        several=several,
        classes=classes,
        input_spec=definition.input_spec,
        needs_one_of=definition.needs_one_of,
        pool=definition.pool,
        aggregation=definition.aggregation,
    )


def _check_classes(
    definition: AppDefinition, classes: Sequence[AnswerClass], *, several: bool, errors: FieldErrors
) -> None:
    path = "parameters.instruction_classes"
    most = definition.most_classes_of_several if several else definition.most_classes
    if len(classes) > most:
        words = f"There are at most {most} classes, the one for everything else included"
        errors.add(path, "ARRAY_SIZE_GREATER_THAN_MAX", words, [most])
    for name in ("label", "value"):
        seen: set[str] = set()
        for place, one in enumerate(classes):
            text = getattr(one, name)
            if text in seen:
                words = f"Two classes have the {name} {text!r}"
                errors.add(f"{path}.{place}.{name}", "DUPLICATE_VALUE_IN_ARRAY", words)
            seen.add(text)


def _check_examples(
    examples: Iterable[Mapping[str, Any]], classes: Sequence[AnswerClass], errors: FieldErrors
) -> None:
    known = {one.value for one in classes} | {one.label for one in classes}
    for place, example in enumerate(examples):
        if example.get("label") not in known:
            path = f"parameters.instruction_examples.{place}.label"
            words = f"{example.get('label')!r} is no class's label or value"
            errors.add(path, "INVALID_VALUE", words)


def price_of(pool: PoolPreset, fee_percent: Decimal) -> int:
    """What an item costs, fees included, in micro-units: its answers' share of their pages."""
    reward = to_micros(Decimal(str(pool.reward)))
    pages = pool.overlap * (reward + fee_of(reward, fee_percent))
    return -(-pages // pool.items_on_page)


# ---- items -----------------------------------------------------------------------------------------------


def refuse_too_many(count: int) -> None:
    """Refuse a request with more items than one may bring."""
    if count > MOST_AT_ONCE:
        words = f"A request brings at most {MOST_AT_ONCE} items; send more in another"
        raise EntityTooLarge(words, {"limit": MOST_AT_ONCE})


def check_item(
    spec: CompiledSpec,
    needs_one_of: Sequence[str],
    values: Mapping[str, Any],
    path: str,
    errors: FieldErrors,
) -> bool:
    """Report what is wrong with an item below ``path``; True when nothing is."""
    found = FieldErrors()
    spec.check(values, path, found)
    if needs_one_of and all(values.get(name) is None for name in needs_one_of):
        words = f"One of {', '.join(needs_one_of)} is needed"
        found.add(f"{path}.{needs_one_of[0]}", "VALUE_REQUIRED", words)
    errors.update(found.as_dict())
    return not found


def sameness_of(values: Mapping[str, Any]) -> str:
    """The same text for items that ask the same, whatever they are called and however they are written."""
    asked = {name: value for name, value in values.items() if name != OWN_ID and value is not None}
    canonical = msgspec.json.encode(asked, order="sorted")
    return hashlib.sha256(canonical).hexdigest()[:40]


# ---- answers and results ---------------------------------------------------------------------------------


def fields_of(settings: Settings) -> dict[str, list[str | bool]]:
    """The output fields that workers fill in, and the values of each."""
    if settings.several:
        return {field_of(number): [False, True] for number in range(len(settings.classes))}
    return {RESULT: [one.value for one in settings.classes]}


def field_of(number: int) -> str:
    """The field that says whether a class fits, where several may."""
    return f"class_{number + 1}"


def result_of(settings: Settings, values: Mapping[str, Any]) -> list[str]:
    """The classes that decided values of the output fields stand for, in the order of the classes."""
    if settings.several:
        return [one.value for number, one in enumerate(settings.classes) if values.get(field_of(number))]
    return [values[RESULT]] if RESULT in values else []


def output_of(
    settings: Settings, item: Mapping[str, Any], values: Mapping[str, Any], confidence: float
) -> dict[str, Any]:
    """An item's ``output_data``: what was asked, as the official samples repeat it, and what came of it."""
    asked = {name: value for name, value in item.items() if name != OWN_ID}
    return {**asked, RESULT: result_of(settings, values), "confidence": round(confidence, 10)}


# ---- batches ---------------------------------------------------------------------------------------------


def shown_status(own: str, batch: str) -> str:
    """What a requester sees of an item of a batch in this status; ``store.SHOWN`` says it to the database."""
    if batch == BatchStatus.ARCHIVE:
        return ItemStatus.ARCHIVE.value
    if own in (ItemStatus.PROCESSING, ItemStatus.ANSWERED):
        return batch if batch in HALTED else ItemStatus.PROCESSING.value
    if own == ItemStatus.NEW and batch == BatchStatus.CANCELLED:
        return ItemStatus.CANCELLED.value
    return own


def items_per_state(batch: Batch) -> dict[str, int]:
    """How many of a batch's items are in each state that a requester sees."""
    own = {
        ItemStatus.NEW: batch.items - batch.loaded,
        ItemStatus.PROCESSING: batch.loaded - batch.completed - batch.failed,
        ItemStatus.COMPLETED: batch.completed,
        ItemStatus.ERROR: batch.failed,
    }
    names = (
        "NEW",
        "QUEUED",
        "PROCESSING",
        "COMPLETED",
        "ERROR",
        "CANCELLED",
        "NO_MONEY",
        "ARCHIVE",
        "STOPPED",
    )
    found: Counter[str] = Counter(dict.fromkeys(names, 0))
    for status, count in own.items():
        shown = shown_status(status, batch.status)
        queued = shown == ItemStatus.NEW and batch.status == BatchStatus.QUEUED
        found["QUEUED" if queued else shown] += count
    return dict(found)


def pool_priority(priority: int) -> int:
    """The priority of the pool of a batch with this place in the order, 1 to 5."""
    return 25 * (5 - priority)


def must_wait(priority: int, others: Iterable[Batch]) -> bool:
    """Whether a batch of this priority waits for one of the others, all of the same app project."""
    return any(other.status in UNDER_WAY and other.priority < priority for other in others)


def next_in_queue(batches: Sequence[Batch]) -> list[Batch]:
    """Which queued batches of an app project may start now: nobody before them is under way or queued.

    The smallest first.
    """
    queued = [one for one in batches if one.status == BatchStatus.QUEUED]
    if not queued:
        return []
    first = min(one.priority for one in queued)
    ready = [one for one in queued if one.priority == first and not must_wait(one.priority, batches)]
    return sorted(ready, key=lambda one: (one.items, one.id))


def time_left(batch: Batch, settings: Settings, now: int) -> int:
    """How long a batch will take yet, in milliseconds.

    By its own speed since it started; until an item of it is done, as if one worker did it all.
    """
    left = batch.items - batch.completed - batch.failed
    worked = batch.completed + batch.failed - batch.copied
    if batch.started is not None and worked > 0:
        return left * max(1, now - batch.started) // worked
    return left * settings.pool.overlap * settings.pool.seconds_per_item * SECOND


def ends_of(batches: Sequence[Batch], settings: Settings, now: int) -> dict[str, tuple[int | None, int]]:
    """When each batch that is under way or queued will start, and end; those under way started already.

    Those with the same place in the order go side by side, behind all that are before them.
    """
    found: dict[str, tuple[int | None, int]] = {}
    before = now
    for priority in sorted({one.priority for one in batches}):
        ends = [before]
        for batch in (one for one in batches if one.priority == priority):
            starts = before if batch.status == BatchStatus.QUEUED else None
            end = (starts or now) + time_left(batch, settings, now)
            found[batch.id] = starts, end
            ends.append(end)
        before = max(ends)
    return found


def decides_together(aggregation: Aggregation, *, streams: bool) -> bool:
    """Whether results wait for the answers to all items; those without a batch have nobody to wait for."""
    return aggregation == Aggregation.DAWID_SKENE and not streams
