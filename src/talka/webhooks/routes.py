"""``/api/v1/webhook-subscriptions``."""

from __future__ import annotations

from typing import Any, cast

from litestar import Controller, Response, delete, get, post, put
from litestar.params import FromPath

from talka.http.call import Call
from talka.http.forms import decode
from talka.http.lists import Page, parse_list
from talka.kernel.errors import EntityTooLarge, ValidationFailed
from talka.operations.batch import split
from talka.webhooks import rules, service, store
from talka.webhooks.courier import Courier
from talka.webhooks.model import (
    DeliveryView,
    SubscriptionForm,
    SubscriptionsAnswer,
    SubscriptionView,
    TestResult,
)
from talka.webhooks.service import Checked


class WebhookSubscriptionController(Controller):
    """Webhooks: what happens in a pool is told to a URL of the requester's."""

    path = "/api/v1/webhook-subscriptions"
    tags = ("webhook-subscription",)

    @put(
        "/",
        opt={
            "form": SubscriptionForm | list[SubscriptionForm],
            "answers": {200: SubscriptionView, 201: SubscriptionView | SubscriptionsAnswer},
        },
    )
    async def put_webhook_subscriptions(self, request: Call) -> Response[Any]:
        """Subscribe a URL to events of pools, one or many.

        What is there already (the same event, pool and URL) stays, with the secret that is given now.
        """
        request.require_requester_token()
        networks = request.environment.platform.webhook_networks
        raws, single = split(await request.json_body())
        if single:
            form = decode(raws[0], SubscriptionForm)
            one, created = await request.write(
                lambda tx, who: service.put_webhook_subscription(tx, who, form, networks)
            )
            return Response(one, status_code=201 if created else 200)
        checked = _checked(raws)
        many = await request.write(
            lambda tx, who: service.put_webhook_subscriptions(tx, who, checked, networks)
        )
        return Response(many, status_code=201)

    @get("/", opt={"list": store.LIST})
    async def get_webhook_subscriptions(self, request: Call) -> Page[SubscriptionView]:
        """The requester's subscriptions."""
        asked = parse_list(store.LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_webhook_subscriptions(tx, who, asked))

    @get("/{subscription_id:str}")
    async def get_webhook_subscription(
        self, request: Call, subscription_id: FromPath[str]
    ) -> SubscriptionView:
        """One subscription."""
        return await request.read(lambda tx, who: service.get_webhook_subscription(tx, who, subscription_id))

    @delete("/{subscription_id:str}")
    async def delete_webhook_subscription(self, request: Call, subscription_id: FromPath[str]) -> None:
        """End a subscription: nothing more is sent, and its log is gone."""
        await request.write(lambda tx, who: service.delete_webhook_subscription(tx, who, subscription_id))

    @post("/{subscription_id:str}/test", status_code=200)
    async def test_webhook_subscription(self, request: Call, subscription_id: FromPath[str]) -> TestResult:
        """Send a test event now, once, and tell what came of it."""
        test = await request.read(lambda tx, who: service.prepare_test(tx, who, subscription_id))
        running: Any = cast("dict[str, Any]", request.scope)["running"]
        courier: Courier = running.courier
        return await courier.test(test)

    @get("/{subscription_id:str}/log", opt={"list": store.LOG})
    async def get_webhook_log(self, request: Call, subscription_id: FromPath[str]) -> Page[DeliveryView]:
        """What was sent to the URL, newest first: every attempt and what came of it."""
        asked = parse_list(store.LOG, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_webhook_log(tx, who, subscription_id, asked))


def _checked(raws: list[bytes]) -> Checked:
    """The forms of an array, and what is wrong with the rest."""
    if len(raws) > rules.MOST_IN_REQUEST:
        limit = rules.MOST_IN_REQUEST
        raise EntityTooLarge(f"At most {limit} subscriptions a request", {"limit": limit})
    checked = Checked({}, {})
    for index, raw in enumerate(raws):
        try:
            checked.forms[index] = decode(raw, SubscriptionForm)
        except ValidationFailed as failed:
            checked.refused[index] = failed.errors
    return checked
