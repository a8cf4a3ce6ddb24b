"""Dawid-Skene against the rule written out plainly, against crowd-kit, and on a real crowd's labels."""

import csv
import importlib.util
import math
import sys
import warnings
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from talka.aggregation.dawid_skene import dawid_skene, fit
from talka.aggregation.majority_vote import majority_vote
from talka.aggregation.model import Outcome

PRODUCT = Path(__file__).parents[3] / "shared" / "data" / "product"
SMALLEST = 1e-10


def crowd(seed, *, tasks, workers, options, chance=0.6):
    """Random labels of workers who are right 40 to 95 times in a hundred."""
    rng = np.random.default_rng(seed)
    task, worker = np.nonzero(rng.random((tasks, workers)) < chance)
    truth = rng.integers(0, options, tasks)
    right = rng.random(len(task)) < rng.uniform(0.4, 0.95, workers)[worker]
    return task, worker, np.where(right, truth[task], rng.integers(0, options, len(task)))


def plainly(labels):
    """The rule as it is specified, label by label: the probabilities by task and option, and the rounds."""
    options = sorted({option for _, _, option in labels})
    votes = defaultdict(Counter)
    for task, _, option in labels:
        votes[task][option] += 1
    truth = {
        task: {option: count[option] / count.total() for option in options} for task, count in votes.items()
    }
    priors, errors = learn(labels, truth, options)
    loss, rounds = -math.inf, 0
    while True:
        rounds += 1
        truth = guess(labels, priors, errors, options)
        priors, errors = learn(labels, truth, options)
        new_loss = sum(
            truth[task][true] * (math.log(errors[worker, said][true]) + math.log(priors[true]))
            for task, worker, said in labels
            for true in options
        )
        kept = [max(p, SMALLEST) for shares in truth.values() for p in shares.values()]
        new_loss = (new_loss - sum(p * math.log(p) for p in kept)) / len(labels)
        if new_loss - loss < 1e-5 or rounds == 100:
            return truth, rounds
        loss = new_loss


def guess(labels, priors, errors, options):
    logs = {task: {true: math.log(priors[true]) for true in options} for task, _, _ in labels}
    for task, worker, said in labels:
        for true in options:
            logs[task][true] += math.log(errors[worker, said][true])
    truth = {}
    for task, by_option in logs.items():
        top = max(by_option.values())
        shares = {true: math.exp(value - top) for true, value in by_option.items()}
        truth[task] = {true: share / sum(shares.values()) for true, share in shares.items()}
    return truth


def learn(labels, truth, options):
    priors = {
        true: max(sum(shares[true] for shares in truth.values()) / len(truth), SMALLEST) for true in options
    }
    sums = defaultdict(lambda: dict.fromkeys(options, 0.0))
    for task, worker, said in labels:
        for true in options:
            sums[worker, said][true] += truth[task][true]
    cells = {cell: {true: max(value, SMALLEST) for true, value in row.items()} for cell, row in sums.items()}
    totals = defaultdict(lambda: dict.fromkeys(options, 0.0))
    for (worker, _), row in cells.items():
        for true, value in row.items():
            totals[worker][true] += value
    return priors, {
        (worker, said): {true: value / totals[worker][true] for true, value in row.items()}
        for (worker, said), row in cells.items()
    }


def assert_agrees(winners, probabilities):
    """Same labels and confidences; where options are equally probable but for rounding, ours is the first."""
    for task, shares in probabilities.items():
        likeliest = max(shares.values())
        first = next(option for option in sorted(shares) if shares[option] > likeliest - 1e-12)
        assert winners.labels[task] == first
        assert winners.confidences[task] == pytest.approx(likeliest, abs=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_small_crowds_agree_with_the_rule_written_out(seed):
    task, worker, label = crowd(seed, tasks=9, workers=5, options=2 + seed % 3)

    probabilities, rounds = plainly(list(zip(task.tolist(), worker.tolist(), label.tolist(), strict=True)))

    result = fit(task, worker, label)
    assert result.rounds == rounds
    assert_agrees(result.winners, probabilities)


@cache
def crowdkit_module():
    """crowd-kit's own module, without what its packages import beside it: that takes a dozen seconds."""
    found = importlib.util.find_spec("crowdkit")
    if found is None:
        pytest.skip("no crowd-kit here")
    with pytest.MonkeyPatch.context() as patches:
        directory = Path(found.submodule_search_locations[0]).parent
        for name in ("crowdkit", "crowdkit.aggregation", "crowdkit.aggregation.classification"):
            package = ModuleType(name)
            package.__path__ = [str(directory.joinpath(*name.split(".")))]
            patches.setitem(sys.modules, name, package)
        before = set(sys.modules)
        importlib.import_module("crowdkit.aggregation.base")
        module = importlib.import_module("crowdkit.aggregation.classification.dawid_skene")
        for name in set(sys.modules) - before:
            if name.startswith("crowdkit."):
                del sys.modules[name]  # whoever wants all of it imports it whole
    return module


def crowdkit_fit(task, worker, label):
    """crowd-kit's probabilities by task and option, and its rounds; its own warnings are not our matter."""
    pandas = pytest.importorskip("pandas")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = crowdkit_module().DawidSkene()
        model.fit(pandas.DataFrame({"task": task, "worker": worker, "label": label}))
    return model.probas_.to_dict(orient="index"), len(model.loss_history_)


@pytest.mark.parametrize("seed", range(10))
def test_random_crowds_agree_with_crowdkit(seed):
    task, worker, label = crowd(100 + seed, tasks=40, workers=3 + seed, options=2 + seed % 4)

    probabilities, rounds = crowdkit_fit(task, worker, label)

    result = fit(task, worker, label)
    assert result.rounds == rounds
    assert_agrees(result.winners, probabilities)


def test_control_tasks_that_everybody_did_among_tasks_with_three_answers():
    rng = np.random.default_rng(5)
    control = crowd(1, tasks=60, workers=1200, options=40, chance=1)
    task = np.repeat(np.arange(60, 3060), 3)
    worker = rng.integers(0, 1200, len(task))
    truth = rng.integers(0, 40, 3060)
    label = np.where(rng.random(len(task)) < 0.7, truth[task], rng.integers(0, 40, len(task)))
    every = tuple(np.concatenate(pair) for pair in zip(control, (task, worker, label), strict=True))

    probabilities, rounds = crowdkit_fit(*every)

    result = fit(*every)
    assert result.rounds == rounds
    assert_agrees(result.winners, probabilities)


def test_the_order_of_labels_leaves_no_trace():
    task, worker, label = crowd(3, tasks=500, workers=30, options=4, chance=0.1)
    shuffled = np.random.default_rng(0).permutation(len(task))

    one = fit(task, worker, label).winners
    other = fit(task[shuffled], worker[shuffled], label[shuffled]).winners

    assert one.labels.tolist() == other.labels.tolist()
    assert one.confidences.tolist() == other.confidences.tolist()


def test_numbers_that_nobody_uses_change_nothing():
    task, worker, label = crowd(4, tasks=50, workers=8, options=3)

    dense = fit(task, worker, label)
    sparse = fit(task * 3 + 1, worker * 1000, label * 50 + 7)

    assert sparse.winners.labels[1::3].tolist() == (dense.winners.labels * 50 + 7).tolist()
    assert sparse.winners.confidences[1::3].tolist() == dense.winners.confidences.tolist()
    assert set(sparse.winners.labels[0::3].tolist()) == {-1}
    assert set(sparse.winners.confidences[0::3].tolist()) == {0.0}


@pytest.mark.parametrize("options", [("A", "B"), ("B", "A")])
def test_equally_probable_options_go_to_the_first_whatever_rounding_says(options):
    votes = [("t", "ann", "B"), ("t", "bob", "A"), ("t", "eve", "A"), ("u", "bob", "A"), ("u", "eve", "B")]

    outcomes = dawid_skene(votes, options)

    assert outcomes["t"].value == "A"
    assert outcomes["u"] == Outcome(options[0], pytest.approx(0.5))


@pytest.mark.parametrize("options", [("A", "B"), ("B", "A")])
def test_the_least_lead_that_smoothing_gives_is_no_tie(options):
    votes = [("t", "ann", "B"), ("t", "bob", "A"), ("u", "bob", "B")]

    outcome = dawid_skene(votes, options)["t"]

    assert outcome.value == "B"
    assert 0.5 < outcome.confidence < 0.5 + 1e-9


def test_a_field_that_one_worker_filled_in_once_is_certain():
    assert dawid_skene([("t", "ann", "x")], ("x", "y")) == {"t": Outcome("x", 1.0)}


def test_a_loner_who_disagrees_elsewhere_can_be_overruled():
    votes = [(f"t{n}", worker, "first") for n in range(20) for worker in ("ann", "bob", "eve")]
    votes += [(f"t{n}", "joe", "second") for n in range(20)]
    votes += [("alone", "joe", "second")]

    outcomes = dawid_skene(votes, ("first", "second"))

    assert outcomes["alone"].value == "first"


def test_votes_for_no_option_and_tasks_without_others_are_left_out():
    assert dawid_skene([("t", "ann", True), ("u", "ann", 1), ("v", "bob", None)], (0, 1)) == {
        "u": Outcome(1, 1.0)
    }


def test_nothing_to_aggregate():
    assert dawid_skene([], ("a", "b")) == {}


def test_each_round_is_told_with_a_loss_that_rises_until_the_last():
    task, worker, label = crowd(6, tasks=60, workers=9, options=3)
    told = []

    result = fit(task, worker, label, on_round=lambda number, loss: told.append((number, loss)))

    rises = np.diff([loss for _, loss in told])
    assert [number for number, _ in told] == list(range(1, result.rounds + 1))
    assert (rises[:-1] >= 1e-5).all()
    assert rises[-1] < 1e-5


def test_rounds_can_be_limited():
    task, worker, label = crowd(6, tasks=60, workers=9, options=3)

    assert fit(task, worker, label, max_rounds=2).rounds == 2
    with pytest.raises(ValueError, match="round"):
        fit(task, worker, label, max_rounds=0)


def test_arrays_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="task and a worker"):
        fit(np.array([0, 1]), np.array([0]), np.array([0, 1]))


@pytest.fixture(scope="module")
def product():
    """The votes of the Product crowd, and the truth by task."""
    if not PRODUCT.is_dir():
        pytest.skip("the Product labels are not beside this checkout")
    with (PRODUCT / "labels.csv").open(encoding="utf-8") as file:
        votes = [(row["task"], row["worker"], row["label"]) for row in csv.DictReader(file)]
    with (PRODUCT / "truth.csv").open(encoding="utf-8") as file:
        return votes, {row["task"]: row["label"] for row in csv.DictReader(file)}


def accuracy(outcomes, truth):
    return sum(outcomes[task].value == label for task, label in truth.items()) / len(truth)


def test_majority_vote_on_the_product_crowd(product):
    votes, truth = product

    assert accuracy(majority_vote(votes, ("0", "1")), truth) == pytest.approx(0.8966, abs=5e-5)


def test_dawid_skene_on_the_product_crowd(product):
    votes, truth = product
    rounds = []

    outcomes = dawid_skene(votes, ("0", "1"), on_round=lambda number, _: rounds.append(number))

    assert accuracy(outcomes, truth) == pytest.approx(0.9397, abs=5e-5)
    assert rounds[-1] == 80


@pytest.mark.accept
def test_the_product_crowd_agrees_with_crowdkit(product):
    votes, _ = product

    probabilities, rounds = crowdkit_fit(*zip(*votes, strict=True))

    outcomes = dawid_skene(votes, ("0", "1"))
    assert rounds == 80
    assert {task: max(shares, key=shares.get) for task, shares in probabilities.items()} == {
        task: outcome.value for task, outcome in outcomes.items()
    }
    assert max(abs(outcomes[t].confidence - max(probabilities[t].values())) for t in outcomes) < 1e-6
