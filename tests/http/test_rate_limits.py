"""Limits as plain values: what can be set, how a second is counted, and how a refusal is told to whom."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talka.http.counting import Throttle, too_many
from talka.http.errors import answer_error
from talka.http.rate_limits import TOLOKA, Period, Quota, RateLimit, RateLimits, read_rate_limits
from talka.kernel.errors import TooManyRequests

KIT = "python-toloka-client-1.2.3"


class TestSetting:
    def test_nothing_is_limited_unless_set(self):
        assert read_rate_limits("off") is None
        assert read_rate_limits("") is None
        assert all(RateLimits().quota(limit) == () for limit in RateLimit)

    def test_what_the_hosted_service_documents(self):
        assert read_rate_limits("Toloka") is TOLOKA
        assert TOLOKA.requests_per_second == 300
        assert TOLOKA.quota(RateLimit.CREATE_TASKS) == ((Period.DAY, 4_000_000), (Period.MIN, 200_000))
        assert TOLOKA.quota(RateLimit.CHANGE_OVERLAP) == ((Period.HOUR, 10),)
        assert all(TOLOKA.quota(limit) for limit in RateLimit)

    def test_ones_own_are_in_a_file(self, tmp_path: Path):
        file = tmp_path / "limits.toml"
        file.write_text("requests_per_second = 5\n[create_pool]\nhour = 7\n")
        assert read_rate_limits(str(file)) == RateLimits(requests_per_second=5, create_pool=Quota(hour=7))

    @pytest.mark.parametrize(
        "text", ["not toml", "[dance]\nminute = 1", "[create_pool]\nyear = 1", "requests_per_second = 0"]
    )
    def test_what_is_no_limit_is_refused(self, tmp_path: Path, text: str):
        file = tmp_path / "limits.toml"
        file.write_text(text)
        with pytest.raises(ValueError, match=r"."):
            read_rate_limits(str(file))

    def test_a_file_that_is_not_there_is_refused(self, tmp_path: Path):
        with pytest.raises(OSError, match="gone"):
            read_rate_limits(str(tmp_path / "gone.toml"))


def admitted(throttle: Throttle, token: str, now: int) -> bool:
    try:
        throttle.admit(token, now)
    except TooManyRequests:
        return False
    return True


class TestSecond:
    def test_so_many_at_once_and_then_as_time_goes_on(self):
        throttle = Throttle(4)
        assert [admitted(throttle, "t", 0) for _ in range(6)] == [True] * 4 + [False] * 2
        assert [admitted(throttle, "t", 250) for _ in range(2)] == [True, False]
        assert [admitted(throttle, "t", 1250) for _ in range(5)] == [True] * 4 + [False]

    def test_a_clock_that_is_set_back_makes_nobody_wait(self):
        throttle = Throttle(2)
        assert [admitted(throttle, "t", 3_600_000) for _ in range(3)] == [True, True, False]
        assert [admitted(throttle, "t", now) for now in (0, 500, 1000)] == [False, True, True]

    def test_requesters_have_each_their_own(self):
        throttle = Throttle(1)
        assert admitted(throttle, "a", 0)
        assert admitted(throttle, "b", 0)

    def test_tokens_of_one_requester_count_together_once_it_is_known_whose_they_are(self):
        throttle = Throttle(2)
        for token in ("a", "b"):
            throttle.know(token, "requester")
        assert [admitted(throttle, token, 0) for token in "abab"] == [True, True, False, False]

    def test_memory_does_not_grow_with_tokens_that_are_made_up(self):
        throttle = Throttle(2)
        for number in range(3 * Throttle.MOST_KNOWN):
            throttle.admit(str(number), number)
            throttle.know(str(number), str(number))
        assert len(throttle._spent) <= Throttle.MOST_KNOWN + 1
        assert len(throttle._owners) <= Throttle.MOST_KNOWN

    @given(st.lists(st.integers(0, 400), max_size=60), st.integers(1, 5))
    def test_no_second_has_more_than_twice_the_limit_nor_a_long_time_more_than_its_share(
        self, waits: list[int], limit: int
    ):
        throttle, now, when = Throttle(limit), 0, []
        for wait in waits:
            now += wait
            if admitted(throttle, "t", now):
                when.append(now)
        for start in when:
            assert sum(start <= moment < start + 1000 for moment in when) <= 2 * limit
        assert len(when) <= limit + now * limit / 1000


def answer(error: TooManyRequests, user_agent: str) -> tuple[Any, Any]:
    request: Any = SimpleNamespace(scope={}, headers={"user-agent": user_agent})
    found = answer_error(request, error)
    assert found.status_code == 429
    body = msgspec.to_builtins(found.content)
    assert body["code"] == "TOO_MANY_REQUESTS"
    return found.headers.get("retry-after"), body.get("payload")


class TestRefusal:
    @pytest.mark.parametrize("period", Period)
    def test_others_are_told_when_to_try_again(self, period: Period):
        error = too_many(RateLimit.CREATE_POOL, period, 20, 20, 1500)
        assert answer(error, "curl/8") == ("2", {"interval": period.value, "limit": 20})

    @pytest.mark.parametrize("period", [Period.HOUR, Period.DAY])
    def test_toloka_kit_bears_an_interval_of_hours_and_days(self, period: Period):
        error = too_many(RateLimit.CREATE_POOL, period, 20, 20, 1500)
        assert answer(error, KIT) == (None, {"interval": period.value, "limit": 20})

    def test_toloka_kit_bears_no_minutes_and_no_header(self):
        assert answer(too_many(RateLimit.CREATE_POOL, Period.MIN, 20, 20, 1), KIT) == (None, {"limit": 20})
        throttle = Throttle(1)
        throttle.admit("t", 0)
        with pytest.raises(TooManyRequests) as refused:
            throttle.admit("t", 0)
        assert answer(refused.value, KIT) == (None, {"limit": 1})
        assert answer(refused.value, "curl/8") == ("1", {"limit": 1})

    def test_a_refusal_without_a_known_end_has_no_header(self):
        assert answer(TooManyRequests("too many"), "curl/8") == (None, None)
