"""A worker's own account, put together from what several slices know."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.accounts import service as accounts
from talka.accounts.model import MePatch, Profile, ProfileView
from talka.http.auth import Worker
from talka.kernel.errors import ValidationFailed
from talka.kernel.money import to_number
from talka.ledger import service as ledger
from talka.messages.correspondence import count_unread
from talka.skills import store as skills
from talka.skills.naming import public_name
from talka.skills.service import rounded
from talka.storage import schema
from talka.storage.migrations.seed import VERIFIED_LANGUAGES
from talka.storage.query import Query
from talka.storage.tx import Tx
from talka.words.speaking import named, say

_a = schema.assignments.c
_ON_REVIEW = Query(
    sa.select(sa.cast(sa.func.coalesce(sa.func.sum(_a.reward), 0), sa.BigInteger())).where(
        _a.user_id == bindparam("user_id"),
        # Written out, as the index on it is a partial one.
        _a.status == sa.literal_column("'SUBMITTED'"),
    )
)


class Balance(msgspec.Struct, frozen=True):
    """Money, in units of the currency: earned, and for work that is under review."""

    available: float
    on_review: float


class SkillValue(msgspec.Struct, frozen=True):
    """A worker's value in a public skill or a training's, 0 to 100."""

    id: str
    name: str
    value: int
    training: bool


class Me(msgspec.Struct, frozen=True):
    """A worker as they see themselves."""

    user_id: str
    login: str
    profile: ProfileView
    balance: Balance
    skills: list[SkillValue]
    unread_messages: int


def get_me(tx: Tx, worker: Worker) -> Me:
    """``GET /me``."""
    account = accounts.worker_account(tx, worker.id)
    earned = ledger.balance(tx, ledger.worker_account(worker.id))
    on_review = int(tx.value(_ON_REVIEW, user_id=worker.id))
    return Me(
        user_id=account.id,
        login=account.login or "",
        profile=_profile_view(accounts.profile_of(account)),
        balance=Balance(to_number(earned), to_number(on_review)),
        skills=[
            SkillValue(
                str(skill_id),
                public_name(skill_id, name, form, is_training=training is not None),
                rounded(value),
                training is not None,
            )
            for skill_id, name, form, training, value in skills.visible_values(tx, worker.id)
        ],
        unread_messages=count_unread(tx, worker.id),
    )


def change_me(tx: Tx, worker: Worker, patch: MePatch) -> Me:
    """``PATCH /me``: change the fields that were sent.

    Raises:
        ValidationFailed: fields are wrong, or a language would go that a test has confirmed.
    """
    before, after = accounts.change_profile(tx, worker.id, patch)
    gone = set(before.languages) - set(after.languages)
    if gone:
        values = skills.values_of_user(tx, worker.id)
        for language in sorted(gone):
            if VERIFIED_LANGUAGES.get(language) in values:
                message = say(
                    "{language} was confirmed by a test and cannot be removed", language=named(language)
                )
                raise ValidationFailed.of("languages", "VALUE_NOT_ALLOWED", message)
    return get_me(tx, worker)


def _profile_view(profile: Profile) -> ProfileView:
    return ProfileView(**{name: getattr(profile, name) for name in Profile.__struct_fields__})
