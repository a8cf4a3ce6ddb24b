"""May this worker take work of this pool? One list of named checks answers every form of the question."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from talka.accounts import attributes as devices
from talka.accounts import store as accounts
from talka.captchas import service as captchas
from talka.distribution import ranking
from talka.filters import service as filters
from talka.filters.matching import matcher
from talka.filters.model import Unmet, WorkerAttributes
from talka.kernel.errors import AccessDenied
from talka.ledger import service as ledger
from talka.pools import store as pools
from talka.pools.config import PoolConfig, config_of
from talka.pools.model import Pool, PoolStatus
from talka.restrictions import store as restrictions
from talka.restrictions.model import RestrictionScope
from talka.skills import store as skills
from talka.storage.tx import Tx
from talka.words.speaking import say


class CaptchaRequired(AccessDenied):
    """403: a captcha is to be solved before the next page."""

    code = "CAPTCHA_REQUIRED"


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
    outranked: bool = False
    training_open: bool = True


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


def forget_attributes(tx: Tx, worker_id: str) -> None:
    """What this transaction has read of a worker's skills is not so any more."""
    tx.known.pop((_KNOWN_ATTRIBUTES, worker_id), None)


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
        balance = balance_for(tx, pool, price)
    account = accounts.worker(tx, worker_id)
    value = training_value(tx, worker_id, pool.project_id) if config.training_id else None
    return Facts(
        adult_allowed=bool(account is not None and account.adult_allowed),
        restrictions=restrictions.active_scopes(tx, worker_id, pool.requester_id, pool.project_id, pool.id),
        training_value=value,
        balance=balance,
        price=price,
        unmet=_unmet(tx, worker_id, config, for_worker=for_worker),
        outranked=ranking.is_outranked(tx, worker_id, pool, config),
        training_open=value is not None or is_training_open(tx, config),
    )


def balance_for(tx: Tx, pool: Pool, price: int) -> int:
    """What the pool's requester has left; nobody looks where there is nothing to pay."""
    return ledger.balance(tx, ledger.requester_account(pool.requester_id)) if price else 0


def is_training_open(tx: Tx, config: PoolConfig) -> bool:
    """Whether the training that the pool asks for is there to be done."""
    training = None if config.training_id is None else pools.get(tx, config.training_id)
    return training is None or training.status == PoolStatus.OPEN


def training_value(tx: Tx, worker_id: str, project_id: int) -> float | None:
    """The worker's value in the project's training skill, or None without one."""
    skill = skills.training_skill(tx, project_id)
    if skill is None:
        return None
    value = skills.value_of(tx, worker_id, skill.id)
    return None if value is None else value.exact_value


def checks(config: PoolConfig, facts: Facts, *, for_worker: bool = True) -> list[Check]:
    """Every check of a main pool, passed or failed, with words for the worker or for the requester."""
    return [
        _restriction_check(facts, for_worker=for_worker),
        _adult_check(config, facts, for_worker=for_worker),
        _filter_check(facts, for_worker=for_worker),
        _training_check(config, facts),
        Check(ranking.CHECK, not facts.outranked, "FILTER", ranking.words(config, outranked=facts.outranked)),
        balance_check(facts.balance, facts.price),
    ]


def _restriction_check(facts: Facts, *, for_worker: bool) -> Check:
    if not facts.restrictions:
        words = say("Nothing restricts your access") if for_worker else "No restriction keeps the worker out"
    elif for_worker and RestrictionScope.SYSTEM in facts.restrictions:
        words = say("The platform itself gives you no tasks for now")
    elif for_worker:
        words = say("You have no access to this requester's tasks")
    else:
        words = f"The worker is restricted: {', '.join(sorted(facts.restrictions))}"
    return Check("restrictions", not facts.restrictions, "RESTRICTED", words)


def _adult_check(config: PoolConfig, facts: Facts, *, for_worker: bool) -> Check:
    passed = not config.adult or facts.adult_allowed
    if for_worker and passed:
        words = say("The content suits your profile")
    elif for_worker:
        words = say("The tasks may contain adult content, which your profile does not allow")
    elif passed:
        words = "The content suits the worker's profile"
    else:
        words = "The tasks may contain adult content, which the worker's profile does not allow"
    return Check("adult_content", passed, "ADULT", words)


def _filter_check(facts: Facts, *, for_worker: bool) -> Check:
    by_skill_alone = bool(facts.unmet) and all(one.code == "SKILL" for one in facts.unmet)
    met = "The worker is among those whom the pool asks for"
    if for_worker:
        met = say("You are among those whom the requester looks for")
    return Check(
        "filter",
        not facts.unmet,
        "SKILL" if by_skill_alone else "FILTER",
        say("; ").join(one.words for one in facts.unmet) or met,
    )


def _training_check(config: PoolConfig, facts: Facts) -> Check:
    if config.training_id is None:
        return Check("training", passed=True, code="TRAINING_REQUIRED", words=say("No training is needed"))
    if facts.training_value is None:
        words = say("Complete the training first")
        if not facts.training_open:
            words = say("The training that is needed first is closed at the moment")
        return Check("training", passed=False, code="TRAINING_REQUIRED", words=words)
    if facts.training_value < config.passing_value:
        words = say(
            "The training's result is {got}; {wanted} is needed",
            got=_exact(facts.training_value),
            wanted=config.passing_value,
        )
        return Check("training", passed=False, code="TRAINING_FAILED", words=words)
    return Check("training", passed=True, code="TRAINING_FAILED", words=say("The training is passed"))


def _exact(value: float) -> float:
    """Not rounded up: 79.6 of 80 is to be seen as too little."""
    found = int(value * 100) / 100
    return int(found) if found.is_integer() else found


def balance_check(balance: int, price: int) -> Check:
    """Whether the requester can pay for another page, both in micro-units; nobody else is told how much."""
    passed = balance >= price
    words = say("The requester can pay for the next page")
    if not passed:
        words = say("The requester cannot pay for more work at the moment")
    return Check("balance", passed, "REQUESTER_BALANCE", words)


def captcha_check(tx: Tx, worker_id: str, config: PoolConfig, *, for_worker: bool = True) -> Check:
    """Whether the worker may go on without a captcha. It comes last: nobody solves one for nothing."""
    return captcha_check_of(captchas.is_due(tx, worker_id, config), for_worker=for_worker)


def captcha_check_of(due: bool, *, for_worker: bool) -> Check:  # noqa: FBT001  the fact that it is about
    """The same, of one who is known to have to solve one, or not."""
    words = say("No captcha is due")
    if due and for_worker:
        words = say("A captcha is due: prove that you are human")
    elif due:
        words = "The worker has a captcha due"
    return Check("captcha", not due, CaptchaRequired.code, words)


def failures(found: Sequence[Check]) -> list[Check]:
    """The checks that did not pass."""
    return [check for check in found if not check.passed]


def needs_training_only(found: Sequence[Check]) -> bool:
    """Whether the training is all that stands between the worker and the pool.

    How the worker ranks does not count: the training's skill is what may lift it.
    """
    failed = [check for check in failures(found) if check.check != ranking.CHECK]
    return len(failed) == 1 and failed[0].code == "TRAINING_REQUIRED"


# ---- trainings -------------------------------------------------------------------------------------------


def training_checks(tx: Tx, worker_id: str, training: Pool, *, for_worker: bool = True) -> list[Check]:
    """A training is open to those who lack nothing but it for one of its open main pools."""
    value = training_value(tx, worker_id, training.project_id)
    if value is not None:
        return training_checks_of(value, [], for_worker=for_worker)
    linked = []
    for pool in open_linked_pools(tx, training):
        config = config_of(pool)
        facts = load_facts(tx, worker_id, pool, config, 0, for_worker=for_worker)
        linked.append(checks(config, facts, for_worker=for_worker))
    return training_checks_of(value, linked, for_worker=for_worker)


def open_linked_pools(tx: Tx, training: Pool) -> list[Pool]:
    """The main pools through which workers meet the training."""
    return [pool for pool in pools.linked_pools(tx, training.id) if pool.status == PoolStatus.OPEN]


def training_checks_of(
    value: float | None, linked: Sequence[Sequence[Check]], *, for_worker: bool = True
) -> list[Check]:
    """The same of a worker's value in the training's skill, and the checks of each open main pool."""
    found = [
        Check(
            "training_skill",
            value is None,
            "TRAINING_FAILED",
            _done_words(value is None, for_worker=for_worker),
        )
    ]
    if value is not None:
        return found
    if not linked:
        words = say("No open pool needs this training at the moment")
        return [*found, Check("linked_pool", passed=False, code="FILTER", words=words)]
    if any(map(needs_training_only, linked)):
        words = "The training opens a pool to the worker"
        if for_worker:
            words = say("The training opens a pool to you")
        return [*found, Check("linked_pool", passed=True, code="FILTER", words=words)]
    missing = (check for pool in linked for check in failures(pool) if check.code != "TRAINING_REQUIRED")
    return [*found, *dict.fromkeys(missing)]


def _done_words(is_new: bool, *, for_worker: bool) -> str:  # noqa: FBT001  the fact that it is about
    if not for_worker:
        return f"The worker has {'not done this training yet' if is_new else 'done this training'}"
    return say("You have not done this training yet") if is_new else say("You have done this training")
