"""Weighted dynamic overlap: how sure the answers to one task make us.

Every voter is right with a probability of their own and otherwise picks any other option equally often;
before anybody votes, all options are equally likely. Bayes' theorem then gives each option's probability.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence

from talka.aggregation.model import Outcome, Value, Vote
from talka.quality_control.answers import answer_key

UNKNOWN_ACCURACY = 0.5
"""The accuracy of a worker of whom nothing is known."""

MIN_ACCURACY = 0.01
MAX_ACCURACY = 0.99

_TIE = 1e-9
"""Sums that differ by less are equal: far above rounding, far below what a skill's digits can tell apart."""


def clamped(accuracy: float) -> float:
    """The accuracy kept off 0 and 1, so that no single voter decides for ever."""
    return min(max(accuracy, MIN_ACCURACY), MAX_ACCURACY)


def weighted_dynamic_overlap(options: Sequence[Value], votes: Iterable[Vote]) -> Outcome | None:
    """The option with the largest sum of its voters' accuracies, and its own probability.

    The two can point at different options, and then the confidence is low. Equal sums: the more probable
    option wins; equally probable: the first among ``options``. Votes for no option are left out; None when
    no vote remains.
    """
    known = {answer_key(option): option for option in options}
    accuracies: dict[Hashable, list[float]] = {}
    for vote in votes:
        key = answer_key(vote.value)
        if key in known:
            accuracies.setdefault(key, []).append(clamped(vote.accuracy))
    if not accuracies:
        return None
    if len(known) == 1:
        return Outcome(options[0], 1.0)
    # Shared by all options and so left out: every voter's probability of being wrong in one given way.
    evidence = {key: math.fsum(_log_odds(q, len(known)) for q in qs) for key, qs in accuracies.items()}
    support = {key: math.fsum(qs) for key, qs in accuracies.items()}
    winner = _winner([key for key in known if key in support], support, evidence)
    return Outcome(known[winner], _probability(evidence[winner], evidence.values(), len(known)))


def _log_odds(accuracy: float, option_count: int) -> float:
    """How much likelier a vote makes its option than any one other, as a logarithm."""
    return math.log(accuracy * (option_count - 1) / (1 - accuracy))


def _winner(
    keys: Sequence[Hashable], support: dict[Hashable, float], evidence: dict[Hashable, float]
) -> Hashable:
    most = max(support.values())
    leaders = [key for key in keys if support[key] > most - _TIE]
    likeliest = max(evidence[key] for key in leaders)
    return next(key for key in leaders if evidence[key] > likeliest - _TIE)


def _probability(own: float, voted: Iterable[float], option_count: int) -> float:
    """One option's share of the likelihood of all; options without a vote have evidence 0."""
    every = list(voted)
    every.extend([0.0] * (option_count - len(every)))
    top = max(every)
    return math.exp(own - top) / math.fsum(math.exp(one - top) for one in every)
