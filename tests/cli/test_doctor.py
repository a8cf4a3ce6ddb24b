"""Looking for what does not agree."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from buckets import TestBucket
from commands import Talka, write
from places import Place
from talka.attachments import store
from talka.attachments.model import Attachment
from talka.doctor import CHECKS
from talka.kernel.ids import new_uuid
from talka.ledger import service as ledger
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

FINE = "production: all is well\nsandbox: all is well\n"


def change(place: Place, statement: sa.Executable, *, sandbox: bool = False) -> None:
    write(place, lambda tx: tx.run(Query(statement)), sandbox=sandbox)


def add_attachment(tx: Tx, *, bound: bool) -> str:
    key = new_uuid()
    requester_id, pool_id = ("r" * 32, 1) if bound else (None, None)
    row = Attachment(key, "w" * 32, requester_id, pool_id, "a", "cat.jpg", "image/jpeg", 3, 0, 0)
    store.add(tx, row)
    return key


def test_a_new_deployment_is_well(talka: Talka):
    assert talka("doctor") == (0, FINE, "")


def test_money_that_was_moved_is_well(talka: Talka, place: Place):
    write(place, lambda tx: ledger.credit(tx, "r" * 32, 1_000_000, "deposit"))
    assert talka("doctor") == (0, FINE, "")


def test_money_from_nowhere_is_found(talka: Talka, place: Place):
    write(place, lambda tx: ledger.credit(tx, "r" * 32, 1_000_000, "deposit"), sandbox=True)
    accounts = schema.ledger_accounts
    change(place, sa.update(accounts).where(accounts.c.id == "world").values(balance=0), sandbox=True)
    ran = talka("doctor")
    assert ran.status == 1
    assert ran.out.splitlines() == [
        "production: all is well",
        "sandbox: the accounts sum to 1000000 micro-units instead of zero",
        "sandbox: account world does not equal the sum of its lines",
    ]


def test_a_movement_with_one_side_is_found(talka: Talka, place: Place):
    write(place, lambda tx: ledger.credit(tx, "r" * 32, 5, "deposit"))
    lines = schema.ledger_lines
    change(place, sa.delete(lines).where(lines.c.account_id == "world"))
    ran = talka("doctor")
    assert ran.status == 1
    assert "production: movement deposit is not balanced" in ran.out.splitlines()


@pytest.mark.parametrize("content", [None, b"", b"to"])
def test_a_file_that_is_missing_or_not_whole_is_found(talka: Talka, place: Place, content: bytes | None):
    key = write(place, lambda tx: add_attachment(tx, bound=True))
    path = place.data_dir / "attachments" / "production" / key[:2] / key
    path.parent.mkdir(parents=True)
    path.write_bytes(b"cat")
    assert talka("doctor").status == 0
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    ran = talka("doctor")
    assert ran.status == 1
    assert f"production: the file of attachment {key} is missing or not whole" in ran.out.splitlines()


def test_a_file_that_nobody_handed_in_is_not_missed(talka: Talka, place: Place):
    write(place, lambda tx: add_attachment(tx, bound=False))
    assert talka("doctor") == (0, FINE, "")


def test_every_check_is_asked(talka: Talka, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("talka.doctor.CHECKS", [*CHECKS, lambda _tx: ["a slot is lost"]])
    ran = talka("doctor")
    assert (ran.status, ran.out) == (1, "production: a slot is lost\nsandbox: a slot is lost\n")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_damaged_file_is_found(talka: Talka, place: Place):
    for number in range(300):
        write(place, lambda tx, n=number: ledger.credit(tx, f"{n:032}", 5, f"deposit {n}"))
    path = place.data_dir / "production.db"
    content = bytearray(path.read_bytes())
    middle = content.rindex(b"deposit 150")
    content[middle - 200 : middle + 200] = b"\xff" * 400
    path.write_bytes(content)
    ran = talka("doctor")
    assert ran.status == 1
    assert "production: the database file is damaged: " in ran.out


def test_without_a_database_there_is_nothing_to_look_at(run: Talka, tmp_path: Path):
    ran = run("doctor", "--data", tmp_path / "none")
    assert (ran.status, ran.err) == (1, "talka: There is no production database to look at\n")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_file_that_is_missing_from_the_bucket_is_found(talka: Talka, place: Place, bucket: TestBucket):
    there, missing, cut = (write(place, lambda tx: add_attachment(tx, bound=True)) for _ in range(3))
    bucket.put(f"prefix/production/{there}/0", b"abc")
    bucket.put(f"prefix/production/{cut}/0", b"a")
    ran = talka("doctor", "--file-store", bucket.url)
    assert ran.status == 1
    assert ran.out.splitlines() == [
        f"production: the file of attachment {key} is missing or not whole" for key in sorted((missing, cut))
    ] + ["sandbox: all is well"]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("bucket")
def test_a_bucket_that_cannot_be_read_is_said(talka: Talka):
    ran = talka("doctor", "--file-store", "s3://no-such-bucket")
    assert ran.status == 1
    assert "does not answer" in ran.err
