"""What the platform knows of a worker besides what they said.

That is the device and the country they come from, and what the operator vouches for.
"""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from msgspec import UNSET, UnsetType
from sqlalchemy import bindparam

from talka.accounts import service as accounts
from talka.accounts import store
from talka.accounts.codes import COUNTRIES
from talka.accounts.devices import MAX_LENGTH, Device, device_of
from talka.accounts.model import WorkerErased
from talka.kernel.errors import DoesNotExist, ValidationFailed
from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list, upsert
from talka.storage.tx import Tx


class Known(msgspec.Struct, frozen=True):
    """What is known of a worker: nothing, for one who has not come yet. Countries are ISO codes."""

    user_agent: str = ""
    country_by_ip: str | None = None
    country_by_phone: str | None = None
    verified: int = 0

    @property
    def device(self) -> Device:
        """What they came with last."""
        return device_of(self.user_agent)


_a = schema.worker_attributes.c
_GET = Query(
    sa.select(*columns_of(schema.worker_attributes, Known)).where(_a.worker_id == bindparam("worker_id"))
)
_GET_MANY = Query(
    sa.select(_a.worker_id, *columns_of(schema.worker_attributes, Known)).where(
        in_list(_a.worker_id, "worker_ids")
    )
)
_SAVE_DEVICE = upsert(schema.worker_attributes, keep=("country_by_phone", "verified"))
_SAVE_WORD = upsert(schema.worker_attributes, keep=("user_agent", "country_by_ip"))
_FORGET = Query(sa.delete(schema.worker_attributes).where(_a.worker_id == bindparam("worker_id")))


def known_of(tx: Tx, worker_id: str) -> Known:
    """What is known of this worker."""
    row = tx.one(_GET, worker_id=worker_id)
    return Known() if row is None else Known(*row)


def known_of_many(tx: Tx, worker_ids: list[str]) -> dict[str, Known]:
    """What is known of these workers; of whom nothing is, is left out."""
    return {row[0]: Known(*row[1:]) for row in tx.all(_GET_MANY, worker_ids=worker_ids)}


def coming_with(known: Known, user_agent: str, country_by_ip: str | None) -> Known:
    """What is known of a worker whose request comes with this header and from this country."""
    # PostgreSQL's text holds no NUL, which a header should not hold either.
    header = user_agent.replace("\0", "")[:MAX_LENGTH]
    return msgspec.structs.replace(known, user_agent=header, country_by_ip=country_by_ip)


def note_device(tx: Tx, worker_id: str, user_agent: str, country_by_ip: str | None = None) -> Known:
    """Remember what a worker comes with; what is known of them now. Writes only where it has changed.

    ``user_agent`` is the request's header, empty where it had none. In a transaction that goes on to lock
    other rows this comes first, so that two requests of one worker wait for each other here.
    """
    before = known_of(tx, worker_id)
    known = coming_with(before, user_agent, country_by_ip)
    if known != before:
        _save(tx, _SAVE_DEVICE, worker_id, known)
    return known


def vouch_for(
    tx: Tx,
    worker_id: str,
    *,
    verified: bool | UnsetType = UNSET,
    country_by_phone: str | UnsetType | None = UNSET,
) -> Known:
    """Record what the operator found out: who the worker is, and the country of their telephone.

    What is left out stays as it was; what is known of the worker now is answered.

    Raises:
        DoesNotExist: there is no such worker.
        ValidationFailed: that is no country's ISO code.
    """
    if isinstance(country_by_phone, str) and country_by_phone not in COUNTRIES:
        message = f"{country_by_phone!r} is not a country's two-letter code (ISO 3166-1)"
        raise ValidationFailed.of("country_by_phone", "INVALID_VALUE", message)
    account = store.worker(tx, worker_id)
    if account is None or account.deleted is not None:
        raise DoesNotExist("worker", worker_id)
    known = known_of(tx, worker_id)
    if verified is not UNSET:
        known = msgspec.structs.replace(known, verified=int(verified))
    if country_by_phone is not UNSET:
        known = msgspec.structs.replace(known, country_by_phone=country_by_phone)
    _save(tx, _SAVE_WORD, worker_id, known)
    return known


def when_worker_erased(tx: Tx, event: WorkerErased) -> None:
    """Forget what was known of the person."""
    tx.run(_FORGET, worker_id=event.user_id)


def _save(tx: Tx, statement: Query, worker_id: str, known: Known) -> None:
    row = {name: getattr(known, name) for name in Known.__struct_fields__}
    tx.run(statement, worker_id=worker_id, modified=tx.now, **row)


# ---- as requesters see it --------------------------------------------------------------------------------


class UserAttributes(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of a worker's telephone, address and device; what is not known is left out."""

    country_by_phone: str | None = None
    country_by_ip: str | None = None
    client_type: str | None = None
    user_agent_type: str | None = None
    device_category: str | None = None
    os_family: str | None = None
    os_version: float | None = None
    os_version_major: int | None = None
    os_version_minor: int | None = None
    os_version_bugfix: int | None = None


class UserMetadata(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A worker as requesters may know them. Countries and languages are ISO codes."""

    id: str
    country: str | None = None
    languages: list[str]
    adult_allowed: bool
    attributes: UserAttributes


def get_user_metadata(tx: Tx, user_id: str) -> UserMetadata:
    """``GET /user-metadata/{id}``.

    Raises:
        DoesNotExist: there is no such worker, or they had themselves erased.
    """
    account = accounts.worker_account(tx, user_id)
    if account.deleted is not None:
        raise DoesNotExist("worker", user_id)
    profile = accounts.profile_of(account)
    return UserMetadata(
        id=account.id,
        country=profile.country,
        languages=profile.languages,
        adult_allowed=profile.adult_allowed,
        attributes=_attributes(known_of(tx, user_id)),
    )


def _attributes(known: Known) -> UserAttributes:
    device, version = known.device, known.device.os_version
    return UserAttributes(
        country_by_phone=known.country_by_phone,
        country_by_ip=known.country_by_ip,
        client_type=_said(device.client_type),
        user_agent_type=_said(device.user_agent_type),
        device_category=_said(device.category),
        os_family=_said(device.os_family),
        os_version=None if version is None else version.number,
        os_version_major=None if version is None else version.major,
        os_version_minor=None if version is None else version.minor,
        os_version_bugfix=None if version is None else version.bugfix,
    )


def _said(value: str) -> str | None:
    return None if value == "UNKNOWN" else str(value)
