"""Bonuses, through both of toloka-kit's clients."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest
from requester import same, suites_of
from toloka.client import UserBonus
from toloka.client.exceptions import (
    ConflictStateApiError,
    DoesNotExistApiError,
    FailedOperation,
    IncorrectActionsApiError,
    ValidationApiError,
)
from toloka.client.operations import Operation

TEXTS = {
    "public_title": {"EN": "Good Job!", "RU": "Молодец!"},
    "public_message": {"EN": "Ten tasks completed", "RU": "Выполнено 10 заданий"},
}
BOTH = pytest.mark.parametrize("async_mode", [True, False])


@pytest.fixture
def comment():
    """What marks the bonuses of one test."""
    return f"test {uuid.uuid4()}"


@pytest.fixture
def many(worker, comment):
    """Three bonuses as toloka-kit's own recorded requests have them, the second without a message."""
    common = {"user_id": worker.id, "private_comment": comment}
    return [
        UserBonus(amount=Decimal("1.50"), **common, **TEXTS),
        UserBonus(amount=Decimal("0.5"), without_message=True, **common),
        UserBonus(amount=Decimal("2.00"), **common),
    ]


def amounts(found):
    return [one.amount for one in found]


@BOTH
def test_one_for_an_assignment(client, manual_pool, worker, comment, async_mode):
    client.create_task_suites(suites_of(manual_pool, 1), allow_defaults=True)
    client.open_pool(manual_pool.id)
    page_id = worker.answer(manual_pool.id, "cat")
    bonus = UserBonus(
        user_id=worker.id,
        amount=Decimal("1.50"),
        private_comment=comment,
        assignment_id=page_id,
        without_message=False,
        **TEXTS,
    )
    with pytest.raises((FailedOperation, ValidationApiError)):
        client.create_user_bonus(bonus, async_mode=async_mode)  # under review yet
    client.accept_assignment(page_id, "Thanks")
    before = client.get_requester().balance
    sent = bonus.unstructure()
    sent.pop("__item_idx", None)  # the client's mark of the first attempt
    made = client.create_user_bonus(bonus, async_mode=async_mode)
    assert {name: value for name, value in made.unstructure().items() if name in sent} == sent
    assert same(client.get_user_bonus(made.id), made)
    assert before - client.get_requester().balance == Decimal("1.50")
    assert [str(one) for one in client.get_assignment(page_id).bonus_ids] == [made.id]
    assert amounts(client.get_user_bonuses(assignment_id=page_id)) == [Decimal("1.50")]
    client.close_pool(manual_pool.id)


@BOTH
def test_many_come_back_in_the_order_they_were_sent(client, many, worker, comment, async_mode):
    result = client.create_user_bonuses(many, async_mode=async_mode)
    assert amounts(result.items[str(n)] for n in range(3)) == amounts(many)
    assert not result.validation_errors
    found = client.find_user_bonuses(user_id=worker.id, private_comment=comment, sort=["-created", "-id"])
    assert amounts(found.items) == amounts(many)[::-1]
    listed = client.get_user_bonuses(user_id=worker.id, private_comment=comment)
    assert amounts(listed) == amounts(many)
    assert [one.without_message for one in listed] == [False, True, True]


@BOTH
def test_invalid_ones_are_skipped_or_refuse_all(client, many, worker, comment, async_mode):
    wrong = [UserBonus(user_id=worker.id, amount=Decimal("-5."), private_comment=comment), *many]
    with pytest.raises((FailedOperation, ValidationApiError)):
        client.create_user_bonuses(wrong, async_mode=async_mode)
    assert client.get_user_bonuses(private_comment=comment) == []
    result = client.create_user_bonuses(wrong, skip_invalid_items=True, async_mode=async_mode)
    assert sorted(result.items) == ["1", "2", "3"]
    refused = result.validation_errors["0"]["amount"]
    code = refused["code"] if async_mode else refused.code  # out of a log, the client leaves it as it is
    assert code == "VALUE_LESS_THAN_MIN"
    assert amounts(client.get_user_bonuses(private_comment=comment)) == amounts(many)


def test_a_repeated_operation_pays_nothing_twice(client, many, comment):
    operation_id = uuid.uuid4()
    first = client.create_user_bonuses(many, operation_id=operation_id)
    again = client.create_user_bonuses(many, operation_id=operation_id)
    assert {key: one.id for key, one in again.items.items()} == {
        key: one.id for key, one in first.items.items()
    }
    assert len(client.get_user_bonuses(private_comment=comment)) == 3


def test_an_operation_has_its_counts_and_a_log(client, many):
    operation = client.create_user_bonuses_async(many, skip_invalid_items=True)
    operation = client.wait_operation(operation)
    assert operation.status == Operation.Status.SUCCESS
    assert operation.parameters.skip_invalid_items is True
    details = operation.details
    assert (details.total_count, details.success_count, details.failed_count) == (3, 3, 0)
    log = client.get_operation_log(operation.id)
    assert [(one.type, one.success) for one in log] == [("USER_BONUS_PERSIST", True)] * 3
    for one, sent in zip(log, many, strict=True):
        assert client.get_user_bonus(one.output["user_bonus_id"]).amount == sent.amount


def test_what_is_refused(client, many, worker):
    with pytest.raises(ConflictStateApiError) as twice:
        client.create_user_bonuses([many[0], many[0]])
    assert twice.value.payload["user_id"]["code"] == "ENTITY_CONFLICT"
    with pytest.raises(IncorrectActionsApiError) as poor:
        client.create_user_bonuses(
            [UserBonus(user_id=worker.id, amount=Decimal(100), private_comment=str(n)) for n in range(11)]
        )
    assert poor.value.code == "NOT_ENOUGH_BALANCE"
    with pytest.raises(DoesNotExistApiError):
        client.get_user_bonus("1")
