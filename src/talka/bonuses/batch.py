"""Issuing bonuses: one or many, now or as an operation. The money of all of them is taken at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from talka.accounts import store as accounts
from talka.assignments import store as assignments
from talka.assignments.model import AssignmentStatus
from talka.bonuses import money, rules, store
from talka.bonuses.model import Bonus, BonusForm, BonusIssued, BonusView, PreparedBonus
from talka.bonuses.service import view
from talka.http.auth import Requester
from talka.http.environment import Limits, Platform
from talka.kernel.errors import Conflict, FieldError, FieldErrors
from talka.kernel.money import fee_of, to_micros
from talka.ledger.service import operation_account, requester_account
from talka.operations.batch import Kind, Options, Prepared, Refused
from talka.operations.model import OperationType
from talka.storage.tx import Tx

Items = Sequence[Prepared[PreparedBonus]]

_REPEATED = FieldError(
    "ENTITY_CONFLICT",
    "One request gives a worker only one bonus with the same amount, title, message and comment",
)


class Known(msgspec.Struct, frozen=True):
    """What bonuses are checked against: the workers there are, and whose the assignments are."""

    requester_id: str
    workers: set[str]
    assignments: dict[str, tuple[str, str, str]]
    fee_percent: Decimal


class _Bonuses(Kind[BonusForm, PreparedBonus, Known]):
    """Bonuses in a batch."""

    step = "PERSIST"

    def most_in_request(self, limits: Limits) -> int:
        return limits.bonuses_in_request

    def load(self, tx: Tx, requester: Requester, forms: Sequence[BonusForm], platform: Platform) -> Known:
        named = {form.assignment_id for form in forms if form.assignment_id is not None}
        return Known(
            requester_id=requester.id,
            workers=accounts.present(tx, {form.user_id for form in forms}),
            assignments=assignments.whose(tx, named),
            fee_percent=platform.fee_percent,
        )

    def check(
        self,
        forms: Sequence[tuple[int, BonusForm]],
        raws: Sequence[bytes] | Mapping[int, str],
        known: Known,
        options: Options,
    ) -> tuple[list[Prepared[PreparedBonus]], list[Refused]]:
        """Each by itself; of those that say the same of one worker, the first only.

        Raises:
            Conflict: two say the same, and the request is to be done as a whole.
        """
        prepared: list[Prepared[PreparedBonus]] = []
        refused: list[Refused] = []
        seen: set[tuple[object, ...]] = set()
        for index, form in forms:
            raw = raws[index]
            text = raw.decode() if isinstance(raw, bytes) else raw
            errors = _errors_of(form, known)
            same = rules.sameness(form)
            if same in seen:
                if not options.skip_invalid_items:
                    raise Conflict(_REPEATED.message, {"user_id": _REPEATED})
                errors.update({"user_id": _REPEATED})
            if errors:
                refused.append(Refused(index, text, errors.as_dict()))
                continue
            seen.add(same)
            prepared.append(Prepared(index, text, _prepared(form, known.fee_percent)))
        return prepared, refused

    def insert(self, tx: Tx, requester_id: str, prepared: Items, operation_id: str | None) -> list[str]:
        return _issue(tx, requester_id, prepared, operation_id, requester_account(requester_id))

    def set_aside(self, tx: Tx, requester_id: str, prepared: Items, operation_id: str) -> None:
        money.set_aside(tx, requester_id, [item.value for item in prepared], operation_id)

    def insert_later(self, tx: Tx, requester_id: str, prepared: Items, operation_id: str) -> list[str]:
        return _issue(tx, requester_id, prepared, operation_id, operation_account(operation_id))

    def views(self, tx: Tx, ids: Sequence[str]) -> list[BonusView]:
        found = store.get_many(tx, [int(bonus_id) for bonus_id in ids])
        return [view(found[int(bonus_id)]) for bonus_id in ids]

    def created(self, tx: Tx, operation_id: str) -> list[tuple[str, str]]:
        return store.created_by(tx, operation_id)


BONUSES = _Bonuses(
    form=BonusForm,
    operation=OperationType.USER_BONUS_BATCH_CREATE,
    noun="user_bonus",
    prepared=PreparedBonus,
)


def _errors_of(form: BonusForm, known: Known) -> FieldErrors:
    errors = FieldErrors()
    if form.user_id not in known.workers:
        errors.add("user_id", "ENTITY_DOES_NOT_EXIST", "There is no such worker")
    rules.check(form, errors)
    if form.assignment_id is not None:
        requester_id, user_id, status = known.assignments.get(form.assignment_id, ("", "", ""))
        if (requester_id, user_id) != (known.requester_id, form.user_id):
            words = "The worker has no such assignment of yours"
            errors.add("assignment_id", "ENTITY_DOES_NOT_EXIST", words)
        elif status != AssignmentStatus.ACCEPTED:
            words = f"The assignment is {status}; a bonus is for an accepted one"
            errors.add("assignment_id", "INVALID_VALUE", words)
    return errors


def _prepared(form: BonusForm, fee_percent: Decimal) -> PreparedBonus:
    amount = to_micros(form.amount)
    return PreparedBonus(
        user_id=form.user_id,
        amount=amount,
        fee=fee_of(amount, fee_percent),
        private_comment=form.private_comment,
        public_title=form.public_title or None,
        public_message=form.public_message or None,
        assignment_id=form.assignment_id,
    )


def _issue(tx: Tx, requester_id: str, prepared: Items, operation_id: str | None, source: str) -> list[str]:
    """Keep the bonuses, pay them out of this account, and tell of them."""
    numbers = tx.next_numbers(len(prepared))
    bonuses = [
        _bonus(tx, number, requester_id, item.value) for number, item in zip(numbers, prepared, strict=True)
    ]
    rows = [
        {
            **{name: getattr(bonus, name) for name in Bonus.__struct_fields__},
            "body": None if operation_id is None else item.raw,
            "operation_id": operation_id,
            "item_index": item.index,
        }
        for bonus, item in zip(bonuses, prepared, strict=True)
    ]
    store.add(tx, rows)
    money.pay(tx, source, bonuses)
    for bonus in bonuses:
        tx.announce(BonusIssued(bonus))
    return [str(bonus.id) for bonus in bonuses]


def _bonus(tx: Tx, number: int, requester_id: str, value: PreparedBonus) -> Bonus:
    return Bonus(
        id=number,
        requester_id=requester_id,
        user_id=value.user_id,
        amount=value.amount,
        fee=value.fee,
        private_comment=value.private_comment,
        public_title=_json(value.public_title),
        public_message=_json(value.public_message),
        without_message=int(value.public_message is None),
        assignment_id=value.assignment_id,
        created=tx.now,
    )


def _json(texts: dict[str, str] | None) -> str | None:
    return None if texts is None else msgspec.json.encode(texts).decode()
