"""How often a captcha is due, and when an answer is right. Pure."""

from __future__ import annotations

import hashlib
import hmac

from talka.kernel.clock import HOUR, MINUTE
from talka.pools.model import CaptchaFrequency

DIGITS = 6
LIFETIME = 10 * MINUTE
PICTURES = 3
"""So many pictures may be asked for one captcha; who asks for one more has skipped it."""

MOST_FAILED = 5
BLOCK = 8 * HOUR
"""How long the platform keeps a worker out who fails so many captchas in a row."""

MOST_ASKED = 10
ASKED_WINDOW = MINUTE
"""So many pictures may be asked for in that time, unless one is solved meanwhile."""

_TASKS_BETWEEN = {CaptchaFrequency.LOW: 20, CaptchaFrequency.MEDIUM: 10, CaptchaFrequency.HIGH: 10}


def is_due(frequency: CaptchaFrequency | None, done: int) -> bool:
    """Whether a captcha stands before the next page of a worker who completed so many tasks."""
    return frequency is not None and done >= _TASKS_BETWEEN[frequency]


def seal(captcha_id: str, answer: str) -> str:
    """What is kept of an answer: its digits cannot be read off the row, and no two rows look alike."""
    return hashlib.sha256(f"{captcha_id} {plain(answer)}".encode("utf-8", "surrogatepass")).hexdigest()


def plain(answer: str) -> str:
    """An answer without white space and case; digits of any script are digits."""
    return "".join(
        str(int(char)) if char.isdecimal() else char for char in answer.casefold() if not char.isspace()
    )


def is_right(expected: str, given: str) -> bool:
    """Whether two sealed answers are the same."""
    return hmac.compare_digest(expected, given)
