"""Use cases of captchas. Each that was shown is told of once: solved, failed, or left alone."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from talka.accounts import store as accounts
from talka.assignments.model import AssignmentSubmitted
from talka.captchas import rules, store
from talka.captchas.model import Captcha, CaptchaShown, Outcome, Standing
from talka.jobs.schedule import schedule, unschedule
from talka.kernel import clock
from talka.kernel.clock import DAY
from talka.kernel.errors import AccessDenied, Conflict, DoesNotExist, TalkaError, TooManyRequests
from talka.kernel.ids import new_uuid
from talka.pools import store as pools
from talka.pools.config import PoolConfig, config_of
from talka.restrictions import service as restrictions
from talka.restrictions import store as restriction_store
from talka.restrictions.model import Restriction, RestrictionScope
from talka.storage.tx import Tx
from talka.words.speaking import say

EXPIRE = "captcha.expire"


class CaptchaNotRequired(Conflict):
    """409: no captcha stands before the worker's next page."""

    code = "CAPTCHA_NOT_REQUIRED"


class CaptchaExpired(Conflict):
    """409: the time for the answer is over, or another picture was asked for since."""

    code = "CAPTCHA_EXPIRED"


class CaptchaUsed(Conflict):
    """409: the captcha was answered already, with something else."""

    code = "CAPTCHA_USED"


# ---- when one is due -------------------------------------------------------------------------------------


def when_submitted(tx: Tx, event: AssignmentSubmitted) -> None:
    """Count a page handed in where captchas are asked for; one that was merged is no work of its own."""
    one = event.assignment
    pool = pools.get(tx, one.pool_id)
    if pool is not None and not one.automerged and config_of(pool).captcha_frequency is not None:
        store.count(tx, one.user_id, pool.id, len(one.tasks))


def is_due(tx: Tx, worker_id: str, config: PoolConfig) -> bool:
    """Whether a captcha stands before the worker's next page of a pool with these settings."""
    if config.captcha_frequency is None:
        return False
    found = store.standing(tx, worker_id)
    return found is not None and rules.is_due(config.captcha_frequency, found.done)


def due_among(tx: Tx, worker_ids: Sequence[str], config: PoolConfig) -> set[str]:
    """Those of these workers before whose next page of such a pool a captcha stands."""
    if config.captcha_frequency is None:
        return set()
    found = store.done_of_many(tx, worker_ids)
    return {worker_id for worker_id, done in found.items() if rules.is_due(config.captcha_frequency, done)}


def note_refused(tx: Tx, worker_id: str, pool_id: int) -> None:
    """A take in this pool was refused for want of a captcha: it is this pool's that is shown next."""
    found = store.standing(tx, worker_id)
    if found is not None and found.pool_id != pool_id:
        store.save(tx, replace(found, pool_id=pool_id))


# ---- showing ---------------------------------------------------------------------------------------------


def show(tx: Tx, worker_id: str, answer: str, *, limited_at: int | None = None) -> Captcha | TalkaError:
    """A new picture that has this answer; or a refusal to raise once what led to it is kept.

    Whoever asks again gets another picture of the same captcha, twice; then that one was skipped, and the
    next picture is another captcha's. ``limited_at`` is the real time, where too many pictures are refused.

    Raises:
        AccessDenied: too many captchas were failed.
        CaptchaNotRequired: none is due.
        TooManyRequests: too many pictures were asked for lately.
    """
    accounts.hold_worker(tx, worker_id)
    block = _block(tx, worker_id)
    if block is not None:
        raise _blocked(block)
    standing = _due(tx, worker_id)
    if limited_at is not None:
        standing = _count_asked(standing, limited_at)
        store.save(tx, standing)
    before = None if standing.captcha_id is None else store.get(tx, standing.captcha_id)
    if before is not None and (before.picture >= rules.PICTURES or before.expires <= tx.now):
        _fail(tx, before, Outcome.REPLACED if before.expires > tx.now else Outcome.EXPIRED)
        block = _block(tx, worker_id)
        if block is not None:
            return _blocked(block)
        standing, before = _due(tx, worker_id), None
    return _shown(tx, standing, before, answer)


def _due(tx: Tx, worker_id: str) -> Standing:
    found = store.standing(tx, worker_id)
    pool = None if found is None else pools.get(tx, found.pool_id)
    if found is None or pool is None or not rules.is_due(config_of(pool).captcha_frequency, found.done):
        raise CaptchaNotRequired(say("No captcha is due: go on working"))
    return found


def _count_asked(standing: Standing, now_real: int) -> Standing:
    if standing.since_real <= now_real - rules.ASKED_WINDOW:
        return replace(standing, asked=1, since_real=now_real)
    if standing.asked >= rules.MOST_ASKED:
        raise TooManyRequests(say("Too many captchas were asked for; try again in a minute"))
    return replace(standing, asked=standing.asked + 1)


def _shown(tx: Tx, standing: Standing, before: Captcha | None, answer: str) -> Captcha:
    """Keep a new picture; one of the same captcha takes the place of the one before."""
    captcha_id = new_uuid()
    captcha = Captcha(
        id=captcha_id,
        worker_id=standing.worker_id,
        pool_id=standing.pool_id if before is None else before.pool_id,
        answer=rules.seal(captcha_id, answer),
        picture=1 if before is None else before.picture + 1,
        created=tx.now,
        expires=tx.now + rules.LIFETIME,
    )
    if before is not None:
        store.close(tx, before.id, Outcome.REPLACED)
        unschedule(tx, EXPIRE, before.id)
    store.forget_old(tx, standing.worker_id, tx.now - DAY)
    store.add(tx, captcha)
    schedule(tx, EXPIRE, captcha.id, captcha.expires)
    store.save(tx, replace(standing, captcha_id=captcha.id))
    return captcha


def _block(tx: Tx, worker_id: str) -> Restriction | None:
    found = restriction_store.find(tx, worker_id, RestrictionScope.SYSTEM.value, "")
    return found if found is not None and found.is_active(tx.now) else None


def _blocked(block: Restriction) -> AccessDenied:
    if block.will_expire is None:
        return AccessDenied(say("The platform keeps you out for now. Prove later that you are human"))
    return AccessDenied(
        say(
            "The platform keeps you out for now. Prove later that you are human: from {time} on",
            time=clock.to_words(block.will_expire),
        )
    )


# ---- answering -------------------------------------------------------------------------------------------


def answer(tx: Tx, worker_id: str, captcha_id: str, given: str, *, passes_always: str | None = None) -> bool:
    """Whether the answer is right. The same answer again changes nothing and comes to the same.

    ``passes_always`` is an answer that is right for any captcha, where the operator has named one.

    Raises:
        DoesNotExist: the worker was shown no such captcha.
        CaptchaUsed, CaptchaExpired: it takes no answer any more.
    """
    accounts.hold_worker(tx, worker_id)
    captcha = store.get(tx, captcha_id)
    if captcha is None or captcha.worker_id != worker_id:
        raise DoesNotExist("captcha", captcha_id)
    sealed = rules.seal(captcha_id, given)
    if captcha.given is not None:
        if not rules.is_right(captcha.given, sealed):
            raise CaptchaUsed(say("The captcha was answered already: ask for another"))
        return captcha.outcome == Outcome.PASSED
    if captcha.outcome is not None or captcha.expires <= tx.now:
        raise CaptchaExpired(say("The captcha takes no answer any more: ask for another"))
    always = passes_always is not None and rules.is_right(rules.seal(captcha_id, passes_always), sealed)
    if not (always or rules.is_right(captcha.answer, sealed)):
        _fail(tx, captcha, Outcome.FAILED, sealed)
        return False
    standing = _close(tx, captcha, Outcome.PASSED, sealed)
    store.save(tx, replace(standing, done=0, failed=0, captcha_id=None, asked=0, since_real=0))
    _tell(tx, captcha, passed=True)
    return True


def when_expired(tx: Tx, subject: str) -> None:
    """A captcha was left alone until its time was over."""
    found = store.get(tx, subject)
    if found is None:
        return
    accounts.hold_worker(tx, found.worker_id)
    captcha = store.get(tx, subject)
    if captcha is not None and captcha.outcome is None:
        _fail(tx, captcha, Outcome.EXPIRED)


def _fail(tx: Tx, captcha: Captcha, outcome: Outcome, given: str | None = None) -> None:
    """Tell of a captcha that was not solved; after too many in a row the platform keeps the worker out."""
    standing = _close(tx, captcha, outcome, given)
    failed = standing.failed + 1
    is_over = failed >= rules.MOST_FAILED
    store.save(tx, replace(standing, failed=0 if is_over else failed, captcha_id=None))
    _tell(tx, captcha, passed=False)
    if is_over:
        restrictions.restrict(
            tx,
            user_id=captcha.worker_id,
            scope=RestrictionScope.SYSTEM,
            requester_id=None,
            until=tx.now + rules.BLOCK,
            private_comment=f"Prove you are human: {failed} captchas in a row were not solved",
        )


def _close(tx: Tx, captcha: Captcha, outcome: Outcome, given: str | None) -> Standing:
    pools.join(tx, captcha.pool_id)
    standing = store.standing(tx, captcha.worker_id)
    if standing is None:
        raise AssertionError(f"nobody knows where worker {captcha.worker_id} stands")
    unschedule(tx, EXPIRE, captcha.id)
    store.close(tx, captcha.id, outcome, given)
    return standing


def _tell(tx: Tx, captcha: Captcha, *, passed: bool) -> None:
    pool = pools.get(tx, captcha.pool_id)
    if pool is None:
        raise AssertionError(f"pool {captcha.pool_id} vanished")
    tx.announce(
        CaptchaShown(
            user_id=captcha.worker_id,
            pool_id=pool.id,
            project_id=pool.project_id,
            requester_id=pool.requester_id,
            passed=passed,
        )
    )
