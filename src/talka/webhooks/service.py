"""Use cases of webhook subscriptions (Toloka: "Webhook subscription")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from talka.http.addresses import check_url
from talka.http.auth import Requester
from talka.http.lists import ListRequest, Page, fetch_page
from talka.http.proxies import Network
from talka.jobs.schedule import schedule
from talka.kernel import clock
from talka.kernel.errors import DoesNotExist, FieldError, FieldErrors, ValidationFailed
from talka.kernel.ids import new_uuid
from talka.pools import service as pools
from talka.storage.tx import Tx
from talka.webhooks import rules, store
from talka.webhooks.model import (
    Delivery,
    DeliveryStatus,
    DeliveryView,
    EventType,
    Subscription,
    SubscriptionForm,
    SubscriptionsAnswer,
    SubscriptionView,
    Test,
)

FORGET = "webhook.forget"
_FORGET_AT_ONCE = 100

Errors = Mapping[str, FieldError]


class Checked(msgspec.Struct, frozen=True):
    """What a request brought: the forms by position, and what is none."""

    forms: dict[int, SubscriptionForm]
    refused: dict[int, Errors]


def put_webhook_subscriptions(
    tx: Tx, requester: Requester, asked: Checked, networks: Sequence[Network]
) -> SubscriptionsAnswer:
    """``PUT /webhook-subscriptions`` of an array.

    The same event, pool and URL once more is the same subscription, which gets the secret that is given now.

    Raises:
        ValidationFailed: none can be made; the payload has the errors of each by its position.
    """
    store.hold_requester(tx, requester.id)
    desk = _Desk(tx, requester, networks)
    refused = dict(asked.refused)
    made: dict[str, SubscriptionView] = {}
    for index, form in asked.forms.items():
        errors = desk.errors_of(form)
        if errors:
            refused[index] = errors.as_dict()
        else:
            made[str(index)] = view(desk.keep(form))
    by_index: Any = {str(index): refused[index] for index in sorted(refused)}
    if by_index and not made:
        raise ValidationFailed(by_index)
    return SubscriptionsAnswer(made, by_index or None)


def put_webhook_subscription(
    tx: Tx, requester: Requester, form: SubscriptionForm, networks: Sequence[Network]
) -> tuple[SubscriptionView, bool]:
    """The same of a single object; the flag tells whether the subscription is a new one.

    Raises:
        ValidationFailed: it cannot be made.
    """
    store.hold_requester(tx, requester.id)
    desk = _Desk(tx, requester, networks)
    desk.errors_of(form).raise_if_any()
    kept = desk.keep(form)
    return view(kept), desk.made == 1


class _Desk:
    """Makes a request's subscriptions. Nobody else makes any of this requester's meanwhile."""

    def __init__(self, tx: Tx, requester: Requester, networks: Sequence[Network]) -> None:
        self.made = 0
        self._tx = tx
        self._requester = requester
        self._networks = networks
        self._pools: dict[str, dict[tuple[str, str], Subscription] | None] = {}
        self._numbers: dict[str, int] = {}
        self._last_created = store.last_created(tx, requester.id)

    def errors_of(self, form: SubscriptionForm) -> FieldErrors:
        errors = FieldErrors()
        check_url(form.webhook_url, "webhook_url", self._networks, errors)
        known = self._of_pool(str(form.pool_id))
        if known is None:
            errors.add("pool_id", "ENTITY_DOES_NOT_EXIST", f"There is no pool {form.pool_id}")
        elif len(known) >= rules.MOST_OF_POOL and (form.event_type, form.webhook_url) not in known:
            words = f"A pool has at most {rules.MOST_OF_POOL} subscriptions"
            errors.add("pool_id", "ENTITY_CONFLICT", words, [rules.MOST_OF_POOL])
        return errors

    def keep(self, form: SubscriptionForm) -> Subscription:
        """A checked form's subscription, made now or changed."""
        pool_id = str(form.pool_id)
        known = self._of_pool(pool_id)
        if known is None:
            raise AssertionError(f"the form's pool {pool_id} was checked")
        key = form.event_type.value, form.webhook_url
        found = known.get(key)
        if found is not None:
            found = msgspec.structs.replace(found, secret_key=form.secret_key)
            store.set_secret(self._tx, found.id, form.secret_key)
        else:
            found = self._new(form, self._numbers[pool_id])
            store.add(self._tx, found)
            self.made += 1
        known[key] = found
        return found

    def _new(self, form: SubscriptionForm, pool_id: int) -> Subscription:
        # Clients page by `created_gt`: of two with the same moment, the second would stand on no page.
        self._last_created = max(self._tx.now, self._last_created + 1)
        return Subscription(
            id=self._tx.new_id(),
            requester_id=self._requester.id,
            pool_id=pool_id,
            event_type=form.event_type.value,
            webhook_url=form.webhook_url,
            secret_key=form.secret_key,
            created=self._last_created,
        )

    def _of_pool(self, pool_id: str) -> dict[tuple[str, str], Subscription] | None:
        """The pool's subscriptions; None when the requester has no such pool or training."""
        if pool_id not in self._pools:
            try:
                pool = pools.own_any(self._tx, self._requester, pool_id)
            except DoesNotExist:
                self._pools[pool_id] = None
            else:
                found = store.of_pool(self._tx, pool.id)
                self._pools[pool_id] = {(one.event_type, one.webhook_url): one for one in found}
                self._numbers[pool_id] = pool.id
        return self._pools[pool_id]


def get_webhook_subscription(tx: Tx, requester: Requester, subscription_id: str) -> SubscriptionView:
    """``GET /webhook-subscriptions/{id}``."""
    return view(own(tx, requester, subscription_id))


def get_webhook_subscriptions(tx: Tx, requester: Requester, request: ListRequest) -> Page[SubscriptionView]:
    """``GET /webhook-subscriptions``: one's own."""
    return fetch_page(
        tx,
        store.LIST,
        request,
        lambda rows: [view(Subscription(*row)) for row in rows],
        (store.OWNER, requester.id),
    )


def delete_webhook_subscription(tx: Tx, requester: Requester, subscription_id: str) -> None:
    """``DELETE /webhook-subscriptions/{id}``: what waits for it is not sent any more, and its log is gone."""
    subscription = own(tx, requester, subscription_id)
    store.remove(tx, subscription.id)
    schedule(tx, FORGET, subscription.id, tx.now)


def when_to_forget(tx: Tx, subscription_id: str) -> None:
    """Remove what a deleted subscription has left, a little at a time: a log can be long."""
    if store.forget_some(tx, subscription_id, _FORGET_AT_ONCE):
        schedule(tx, FORGET, subscription_id, tx.now)


def get_webhook_log(
    tx: Tx, requester: Requester, subscription_id: str, request: ListRequest
) -> Page[DeliveryView]:
    """``GET /webhook-subscriptions/{id}/log``: what was sent and what came of it, newest first."""
    subscription = own(tx, requester, subscription_id)
    return fetch_page(
        tx,
        store.LOG,
        request,
        lambda rows: [_delivery_view(Delivery(*row)) for row in rows],
        (store.LOG_OWNER, subscription.id),
    )


def prepare_test(tx: Tx, requester: Requester, subscription_id: str) -> Test:
    """``POST /webhook-subscriptions/{id}/test``: what is to be sent."""
    subscription = own(tx, requester, subscription_id)
    uuid = new_uuid()
    event = rules.event_body(
        subscription.id,
        EventType.TEST_EVENT,
        uuid=uuid,
        now=tx.now,
        project_id=pools.own_any(tx, requester, str(subscription.pool_id)).project_id,
        pool_id=subscription.pool_id,
        details={},
    )
    return Test(subscription, uuid, rules.delivery_body([event]))


def own(tx: Tx, requester: Requester, subscription_id: str) -> Subscription:
    """The requester's subscription.

    Raises:
        DoesNotExist: there is none, or it is another's.
    """
    found = store.get(tx, subscription_id)
    if found is None or found.requester_id != requester.id:
        raise DoesNotExist("webhook subscription", subscription_id)
    return found


def view(one: Subscription) -> SubscriptionView:
    """A subscription as the API shows it."""
    return SubscriptionView(
        id=one.id,
        created=clock.to_text(one.created),
        event_type=EventType(one.event_type),
        webhook_url=one.webhook_url,
        pool_id=str(one.pool_id),
    )


def _delivery_view(one: Delivery) -> DeliveryView:
    return DeliveryView(
        id=one.id,
        created=clock.to_text(one.created),
        event_type=EventType(one.type),
        status=DeliveryStatus(one.status),
        uuids=msgspec.json.decode(one.uuids, type=list[str]),
        attempts=store.attempts_of(one),
        next_attempt=None if one.next_attempt is None else clock.to_text(one.next_attempt),
        finished=None if one.finished is None else clock.to_text(one.finished),
    )
