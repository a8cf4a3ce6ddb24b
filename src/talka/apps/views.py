"""Apps, app projects, items and batches as the API shows them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from talka.apps import rules
from talka.apps.model import (
    AppDefinition,
    AppListItem,
    AppName,
    AppProject,
    AppProjectStatus,
    AppProjectView,
    AppView,
    Batch,
    BatchStatus,
    BatchView,
    ItemImport,
    ItemView,
    Localized,
    PriorityOrder,
    Settings,
)
from talka.apps.store import Listed, is_over
from talka.kernel import clock
from talka.kernel.money import to_number

_NOTHING = msgspec.Raw(b"{}")
_NONE = msgspec.Raw(b"[]")
_SEALED = (BatchStatus.ARCHIVE, BatchStatus.ERROR, BatchStatus.CANCELLED)


def app_view(definition: AppDefinition, lang: str | None, fee_percent: Decimal) -> AppView:
    """An app with everything, its words in this language where it has them."""
    said = _localized(definition, lang)
    return AppView(
        **msgspec.structs.asdict(app_item(definition, lang, fee_percent)),
        constraints_description=said.constraints_description or definition.constraints_description,
        param_spec=definition.param_spec,
        input_spec=definition.input_spec,
        output_spec=definition.output_spec,
        input_format_info=definition.input_format_info,
    )


def app_item(definition: AppDefinition, lang: str | None, fee_percent: Decimal) -> AppListItem:
    """An app among others."""
    said = _localized(definition, lang)
    return AppListItem(
        id=definition.id,
        name=said.name,
        image=definition.image,
        description=said.description or definition.description,
        examples=definition.examples,
        default_item_price=to_number(rules.price_of(definition.pool, fee_percent)),
    )


def _localized(definition: AppDefinition, lang: str | None) -> Localized:
    found = definition.localized.get((lang or "").partition("-")[0].lower())
    return found or Localized(definition.name, definition.description, definition.constraints_description)


def project_view(project: AppProject, settings: Settings) -> AppProjectView:
    """An app project."""
    return AppProjectView(
        id=project.id,
        app_id=project.app_id,
        parent_app_project_id=project.parent_app_project_id or "",
        name=project.name,
        parameters=msgspec.Raw(project.parameters.encode()),
        status=AppProjectStatus(project.status),
        created=clock.to_text(project.created),
        item_price=to_number(project.item_price),
        errors=[],
        read_only=project.status == AppProjectStatus.ARCHIVED,
        app=AppName(project.app_id, settings.app_name),
        project_id=str(project.project_id),
    )


def item_view(item: Listed) -> ItemView:
    """An item."""
    return ItemView(
        id=item.id,
        app_project_id=item.app_project_id,
        status=item.shown,
        input_data=msgspec.Raw(item.input_data.encode()),
        output_data=_NOTHING if item.output_data is None else msgspec.Raw(item.output_data.encode()),
        errors=_NONE if item.errors is None else msgspec.Raw(item.errors.encode()),
        created_at=clock.to_text(item.created),
        batch_id=None if item.streams else item.batch_id,
        started_at=_time(item.started),
        finished_at=clock.to_text(item.finished) if is_over(item) else None,
    )


def batch_views(
    batches: Sequence[Batch], busy: Sequence[Batch], settings: Settings, now: int
) -> list[BatchView]:
    """Batches of one app project. ``busy`` are all of it that are queued or under way: they end in turn."""
    going = [one for one in busy if one.status in ("QUEUED", "PROCESSING")]
    ends = rules.ends_of(going, settings, now)
    last = max((end for _, end in ends.values()), default=None)
    return [_batch_view(one, ends.get(one.id, (None, None)), last, now) for one in batches]


def _batch_view(batch: Batch, times: tuple[int | None, int | None], last: int | None, now: int) -> BatchView:
    imported = None if batch.last_import is None else _import(batch.last_import)
    price = batch.item_price
    worked = batch.completed + batch.failed
    return BatchView(
        id=batch.id,
        app_project_id=batch.app_project_id,
        status=batch.status,
        name=batch.name,
        items_count=batch.items,
        item_count=batch.items,
        item_price=to_number(price),
        cost=to_number(price * (batch.items - batch.copied)),
        cost_of_processed=to_number(price * max(0, worked - batch.copied)),
        created_at=clock.to_text(batch.created),
        read_only=batch.status in _SEALED,
        validation_errors={} if imported is None else imported.errors,
        items_processed_count=worked,
        items_per_state=rules.items_per_state(batch),
        current_time=clock.to_text(now),
        priority_order=PriorityOrder.of(batch.priority),
        last_items_import=imported,
        confidence_avg=round(batch.confidence / batch.completed, 10) if batch.completed else None,
        started_at=_time(batch.started),
        finished_at=_time(batch.finished),
        etd=_time(times[0]),
        eta=_time(times[1]),
        app_project_eta=_time(last),
        pool_id=None if batch.pool_id is None else str(batch.pool_id),
    )


def _import(text: str) -> ItemImport:
    return msgspec.json.decode(text, type=ItemImport)


def _time(moment: int | None) -> str | None:
    return None if moment is None else clock.to_text(moment)
