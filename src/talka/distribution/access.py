"""May this worker take work of this pool? One list of named checks answers every form of the question."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from talka.accounts import attributes as devices
from talka.accounts import store as accounts
from talka.filters import service as filters
from talka.filters.matching import matcher
from talka.filters.model import Unmet, WorkerAttributes
from talka.kernel.money import to_number
from talka.ledger import service as ledger
from talka.pools.config import PoolConfig
from talka.pools.model import Pool
from talka.restrictions import store as restrictions
from talka.skills import store as skills
from talka.storage.tx import Tx


class Check(msgspec.Struct, frozen=True):
    """One check's outcome. ``code`` is what the worker's API calls a failure of it."""

    check: str
    passed: bool
    code: str
    words: str


class Facts(msgspec.Struct, frozen=True):
    """What the checks look at. ``training_value`` is None while the worker lacks the training's skill."""

    adult_allowed: bool
    restrictions: Sequence[str]
    training_value: float | None
    balance: int
    price: int
    unmet: Sequence[Unmet] = ()


_KNOWN_DEVICE = "devices of workers"
_KNOWN_ATTRIBUTES = "attributes of workers"


def meet(tx: Tx, worker_id: str, user_agent: str, country_by_ip: str | None = None) -> None:
    """Look at what the worker comes with, and remember it where this transaction writes."""
    if tx.read_only:
        known = devices.coming_with(devices.known_of(tx, worker_id), user_agent, country_by_ip)
    else:
        known = devices.note_device(tx, worker_id, user_agent, country_by_ip)
    tx.known[_KNOWN_DEVICE, worker_id] = known


def _attributes(tx: Tx, worker_id: str) -> WorkerAttributes:
    """The worker as filters see them, read once a transaction however many pools ask."""
    key = (_KNOWN_ATTRIBUTES, worker_id)
    if key not in tx.known:
        tx.known[key] = filters.attributes_of(tx, worker_id, tx.known.get((_KNOWN_DEVICE, worker_id)))
    found: WorkerAttributes = tx.known[key]
    return found


def _unmet(tx: Tx, worker_id: str, config: PoolConfig, *, for_worker: bool) -> list[Unmet]:
    if config.filter is None:
        return []
    found = matcher(config.filter)
    attributes = _attributes(tx, worker_id)
    if found.matches(attributes):
        return []
    return found.explain(attributes, filters.skill_names(tx, found.skill_ids, for_worker=for_worker))


def load_facts(
    tx: Tx,
    worker_id: str,
    pool: Pool,
    config: PoolConfig,
    price: int,
    *,
    balance: int | None = None,
    for_worker: bool = True,
) -> Facts:
    """Read what the checks need. ``price`` is what one assignment costs the requester, fee included.

    ``balance`` is the requester's, where it is known already. ``for_worker``: hidden skills are not named.
    """
    if balance is None:
        balance = ledger.balance(tx, ledger.requester_account(pool.requester_id)) if price else 0
    account = accounts.worker(tx, worker_id)
    return Facts(
        adult_allowed=bool(account is not None and account.adult_allowed),
        restrictions=restrictions.active_scopes(tx, worker_id, pool.requester_id, pool.project_id, pool.id),
        training_value=training_value(tx, worker_id, pool.project_id) if config.training_id else None,
        balance=balance,
        price=price,
        unmet=_unmet(tx, worker_id, config, for_worker=for_worker),
    )


def training_value(tx: Tx, worker_id: str, project_id: int) -> float | None:
    """The worker's value in the project's training skill, or None without one."""
    skill = skills.training_skill(tx, project_id)
    if skill is None:
        return None
    value = skills.value_of(tx, worker_id, skill.id)
    return None if value is None else value.exact_value


def checks(config: PoolConfig, facts: Facts) -> list[Check]:
    """Every check of a main pool, passed or failed, with words for a person."""
    return [
        Check(
            "restrictions",
            not facts.restrictions,
            "RESTRICTED",
            "You have no access to this requester's tasks"
            if facts.restrictions
            else "Nothing restricts your access",
        ),
        Check(
            "adult_content",
            not config.adult or facts.adult_allowed,
            "ADULT",
            "The tasks may contain adult content, which your profile does not allow"
            if config.adult and not facts.adult_allowed
            else "The content suits your profile",
        ),
        _filter_check(facts),
        _training_check(config, facts),
        balance_check(facts.balance, facts.price),
    ]


def balance_check(balance: int, price: int) -> Check:
    """Whether the requester can pay for another page, both in micro-units."""
    return Check(
        "balance",
        balance >= price,
        "REQUESTER_BALANCE",
        "The requester cannot pay for more work at the moment"
        if balance < price
        else f"The requester can pay {to_number(price)} for the next page",
    )


def _filter_check(facts: Facts) -> Check:
    by_skill_alone = bool(facts.unmet) and all(one.code == "SKILL" for one in facts.unmet)
    return Check(
        "filter",
        not facts.unmet,
        "SKILL" if by_skill_alone else "FILTER",
        "; ".join(one.words for one in facts.unmet) or "You are among those whom the requester looks for",
    )


def _training_check(config: PoolConfig, facts: Facts) -> Check:
    if config.training_id is None:
        return Check("training", passed=True, code="TRAINING_REQUIRED", words="No training is needed")
    if facts.training_value is None:
        return Check("training", passed=False, code="TRAINING_REQUIRED", words="Complete the training first")
    if facts.training_value < config.passing_value:
        return Check(
            "training",
            passed=False,
            code="TRAINING_FAILED",
            words=f"The training's result is {int(facts.training_value)}; {config.passing_value} is needed",
        )
    return Check("training", passed=True, code="TRAINING_FAILED", words="The training is passed")


def failures(found: Sequence[Check]) -> list[Check]:
    """The checks that did not pass."""
    return [check for check in found if not check.passed]


def needs_training_only(found: Sequence[Check]) -> bool:
    """Whether the training is all that stands between the worker and the pool."""
    failed = failures(found)
    return len(failed) == 1 and failed[0].code == "TRAINING_REQUIRED"
