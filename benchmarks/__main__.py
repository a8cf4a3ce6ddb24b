"""Measures every row of the design's table on both databases and prints it, floors and peers beside.

The load generator, the server and the database share the machine: figures are of all three together. Nothing
is asserted; the machine's load and the disk's flush are printed with the table.
"""

from __future__ import annotations

import argparse
import warnings

from benchmarks import dawid_skene
from benchmarks.dawid_skene import Crowd
from benchmarks.deployment import POSTGRESQL, SQLITE, places
from benchmarks.measures import FULL, NORMAL, QUICK, measure
from benchmarks.table import Cell, Report, machine, render

CROWD = Crowd(labels_per_task=3, options=5)
COMPARED = 100_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="a few minutes, small pools")
    size.add_argument("--full", action="store_true", help="longer runs of everything")
    parser.add_argument("--database", choices=[SQLITE, POSTGRESQL, "both"], default="both")
    arguments = parser.parse_args()
    scale = QUICK if arguments.quick else FULL if arguments.full else NORMAL
    begun = machine()
    print(begun, flush=True)
    kinds = [SQLITE, POSTGRESQL] if arguments.database == "both" else [arguments.database]
    reports = []
    for kind in kinds:
        report = Report(kind)
        with places(kind) as found:
            measure(found, scale, report)
        reports.append(report)
    measure_dawid_skene(reports[0], compared=dawid_skene.LABELS if arguments.full else COMPARED)
    print(f"\n{render(reports)}\n\n- before: {begun}\n- after: {machine()}")


def measure_dawid_skene(report: Report, compared: int) -> None:
    """Ours on a million labels; the labels compared with crowd-kit's on ``compared`` of them."""
    arrays = dawid_skene.labels_of(CROWD)
    took, _ = dawid_skene.seconds(arrays)
    report.put("dawid-skene", Cell(f"{took:.2f} s"))
    report.put("dawid-skene memory", Cell(f"{dawid_skene.peak_megabytes(arrays):.0f} MB"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = dawid_skene.differences(CROWD, compared)
    report.put("dawid-skene labels", Cell(f"{other.labels} of {compared // CROWD.labels_per_task:,} tasks"))
    report.note(
        f"crowd-kit, {compared:,} labels: {other.theirs:.1f} s, ours {other.ours:.3f} s; beside the labels it"
        f" held {other.their_megabytes:.0f} MB in a round, ours {other.our_megabytes:.0f} MB in all of them"
    )


if __name__ == "__main__":
    main()
