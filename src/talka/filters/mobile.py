"""Whether a filter lets in anybody who could be at a place in the street, with a phone or a tablet."""

from __future__ import annotations

from itertools import product

from talka.accounts.devices import ClientType, DeviceCategory, OsFamily, UserAgentType
from talka.filters.matching import compiled
from talka.filters.model import Category, Condition, Connective, Node, WorkerAttributes

_DEVICE_KEYS = frozenset({"device_category", "client_type", "os_family", "user_agent_type"})
_MOBILE = [
    WorkerAttributes(
        device_category=category.value,
        os_family=system.value,
        client_type=client.value,
        user_agent_type=agent.value,
        experiment_group=1,
    )
    for category, system, (client, agent) in product(
        (DeviceCategory.SMARTPHONE, DeviceCategory.TABLET),
        (OsFamily.ANDROID, OsFamily.IOS, OsFamily.BLACKBERRY, OsFamily.UNKNOWN),
        (
            (ClientType.TOLOKA_APP, UserAgentType.OTHER),
            (ClientType.TOLOKA_APP, UserAgentType.MOBILE_BROWSER),
            (ClientType.BROWSER, UserAgentType.MOBILE_BROWSER),
        ),
    )
]


def lets_mobile_in(node: Node | None) -> bool:
    """Whether some phone or tablet passes what the filter says of devices, whoever holds it."""
    return node is None or any(_may_pass(node, device) for device in _MOBILE)


def _may_pass(node: Node, device: WorkerAttributes) -> bool:
    if isinstance(node, Condition):
        says_device = node.category == Category.COMPUTED and node.key in _DEVICE_KEYS
        return not says_device or compiled(node).matches(device)
    passes = [_may_pass(member, device) for member in node.members]
    return all(passes) if node.connective == Connective.AND else any(passes)
