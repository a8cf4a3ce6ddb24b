"""An archive of everything, and putting it back."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
import stat
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from buckets import TestBucket
from commands import Talka, everything, read, write
from places import Place, SqlitePlace
from serving import Server
from talka import backup as talka_backup
from talka.accounts import service as accounts
from talka.accounts.model import Profile
from talka.backup import BackupRefused
from talka.kernel.ids import new_uuid
from talka.ledger import service as ledger

on_sqlite_alone = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
on_postgresql_alone = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)


def put_file(place: Place, environment: str, content: bytes) -> Path:
    key = new_uuid()
    path = place.data_dir / "attachments" / environment / key[:2] / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def files_of(place: Place) -> dict[str, bytes]:
    root = place.data_dir / "attachments"
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def add_worker(place: Place, login: str, *, sandbox: bool = False) -> None:
    write(place, lambda tx: accounts.create_worker(tx, login, None, Profile()), sandbox=sandbox)


def leftovers(place: Place) -> list[Path]:
    return list(place.data_dir.rglob(".talka-*"))


@pytest.fixture
def filled(place: Place) -> Place:
    """Some of everything in both environments."""
    add_worker(place, "ada")
    add_worker(place, "grace", sandbox=True)

    def create(tx) -> None:
        requester_id, _ = accounts.create_requester(tx, "Acme", None)
        ledger.credit(tx, requester_id, 1_000_000, "deposit")

    write(place, create)
    put_file(place, "production", b"a picture")
    put_file(place, "production", b"x" * 3_000_000)
    put_file(place, "sandbox", b"")
    return place


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "talka.backup"


@pytest.fixture
def place(place: Place, tmp_path: Path) -> Place:
    """The same with a folder to itself."""
    data = tmp_path / "data"
    data.mkdir()
    for path in tmp_path.glob("*.db"):
        path.rename(data / path.name)
    return replace(place, data_dir=data)


class TestBackingUp:
    def test_everything_comes_back(self, talka: Talka, filled: Place, archive: Path):
        rows, files = everything(filled), files_of(filled)
        ran = talka("backup", archive)
        assert (ran.status, ran.out.startswith(f"{archive}: both environments and 3 uploaded files")) == (
            0,
            True,
        )
        add_worker(filled, "later")
        add_worker(filled, "later", sandbox=True)
        next(iter((filled.data_dir / "attachments" / "production").rglob("*-*"))).unlink()
        put_file(filled, "sandbox", b"later")
        ran = talka("restore", archive, "--force")
        assert ran == (0, "both environments and 3 uploaded files are back\n", "")
        assert everything(filled) == rows
        assert files_of(filled) == files
        assert leftovers(filled) == []

    def test_what_was_put_back_works_on(self, talka: Talka, filled: Place, archive: Path):
        talka("backup", archive)
        talka("restore", archive, "--force")
        before = write(filled, lambda tx: tx.next_number())
        assert write(filled, lambda tx: tx.next_number()) == before + 1
        add_worker(filled, "later")
        assert talka("doctor").status == 0

    @pytest.mark.usefixtures("filled")
    def test_only_its_owner_may_read_it(self, talka: Talka, archive: Path):
        talka("backup", archive)
        assert stat.S_IMODE(archive.stat().st_mode) == 0o600

    @pytest.mark.usefixtures("filled")
    def test_the_last_archive_stays_until_the_next_is_whole(
        self, talka: Talka, archive: Path, monkeypatch: pytest.MonkeyPatch
    ):
        talka("backup", archive)
        first = archive.read_bytes()

        def fail(*_: object) -> int:
            raise OSError("No space left on device")

        monkeypatch.setattr(talka_backup, "_add_files", fail)
        ran = talka("backup", archive)
        assert (ran.status, ran.err) == (1, "talka: No space left on device\n")
        assert archive.read_bytes() == first
        assert list(archive.parent.iterdir()) == [archive]

    def test_there_must_be_something_to_back_up(self, run: Talka, tmp_path: Path, archive: Path):
        ran = run("backup", archive, "--data", tmp_path / "none")
        assert (ran.status, ran.out) == (1, "")
        assert "there is no production database" in ran.err
        assert not archive.exists()
        assert not (tmp_path / "none").exists()

    @pytest.mark.usefixtures("filled")
    def test_there_must_be_a_folder_for_it(self, talka: Talka, tmp_path: Path):
        ran = talka("backup", tmp_path / "none" / "talka.backup")
        assert (ran.status, ran.err) == (1, f"talka: there is no folder {tmp_path / 'none'}\n")


def upload(client: httpx.Client, headers: dict[str, str]) -> str:
    answer = client.post("/attachments", headers=headers, files={"file": ("a", b"x" * 10_000)})
    return str(answer.json()["id"])


@contextlib.contextmanager
def working(work: Callable[[], object]) -> Iterator[threading.Thread]:
    """Somebody at work all the while."""
    enough = threading.Event()

    def go_on() -> None:
        while not enough.is_set():
            work()

    worker = threading.Thread(target=go_on)
    worker.start()
    try:
        yield worker
    finally:
        enough.set()
        worker.join()


def wait_until(reached: Callable[[], bool], worker: threading.Thread) -> None:
    while not reached():
        assert worker.is_alive()
        time.sleep(0.01)


class TestARunningServer:
    @pytest.fixture
    def server(self, place: Place, tmp_path: Path) -> Iterator[Server]:
        server = Server(place.data_dir, place.database_url, tmp_path / "log")
        server.start()
        try:
            server.wait_ready(60)
            yield server
        finally:
            server.stop()

    @pytest.fixture
    def client(self, server: Server) -> Iterator[httpx.Client]:
        with httpx.Client(base_url=f"{server.url}/api/worker/v1", timeout=30) as client:
            yield client

    def test_it_is_copied_while_it_works(
        self, talka: Talka, server: Server, client: httpx.Client, place: Place, archive: Path
    ):
        session = client.post("/register", json={"login": "ada", "password": "correct horse"}).json()
        headers = {"Authorization": f"Bearer {session['token']}"}
        stored: list[str] = []
        with working(lambda: stored.append(upload(client, headers))) as worker:
            wait_until(lambda: len(stored) >= 5, worker)
            before = list(stored)
            assert talka("backup", archive).status == 0
            reached = len(stored)
            wait_until(lambda: len(stored) >= reached + 5, worker)
        server.stop()
        assert talka("restore", archive, "--force").status == 0
        rows = set(read(place, lambda tx: [row[0] for row in tx.all(ALL_ATTACHMENTS)]))
        files = {Path(name).name for name in files_of(place)}
        assert set(before) <= rows <= files
        assert len(rows) < len(stored)
        assert talka("doctor").status == 0

    @on_sqlite_alone
    def test_nothing_is_put_back_under_it(
        self, talka: Talka, client: httpx.Client, place: Place, archive: Path
    ):
        assert talka("backup", archive).status == 0
        ran = talka("restore", archive, "--force")
        assert (ran.status, ran.err) == (
            1,
            f"talka: {place.data_dir / 'production.db'} is in use; stop the server first\n",
        )
        answer = client.post("/register", json={"login": "ada", "password": "correct horse"})
        assert answer.status_code == 201


class TestPuttingBack:
    def test_data_that_is_there_is_not_replaced_unasked(self, talka: Talka, filled: Place, archive: Path):
        talka("backup", archive)
        rows = everything(filled)
        ran = talka("restore", archive)
        assert (ran.status, ran.out) == (1, "")
        assert "--force replaces what is there" in ran.err
        assert everything(filled) == rows

    @on_sqlite_alone
    def test_a_new_folder_is_filled(
        self, talka: Talka, run: Talka, filled: Place, archive: Path, tmp_path: Path
    ):
        talka("backup", archive)
        other = SqlitePlace(tmp_path / "deep" / "other")
        assert run("restore", archive, "--data", other.data_dir).status == 0
        assert everything(other) == everything(filled)
        assert files_of(other) == files_of(filled)

    @on_sqlite_alone
    def test_a_log_of_the_old_database_does_not_reach_the_new_one(
        self, talka: Talka, filled: Place, archive: Path
    ):
        rows = everything(filled)
        talka("backup", archive)
        path = filled.data_dir / "production.db"
        # A server that was killed leaves its last commits in the log beside the database.
        killed = sqlite3.connect(path, isolation_level=None)
        killed.execute("PRAGMA wal_autocheckpoint = 0")
        killed.execute("DELETE FROM workers")
        log = path.with_name("production.db-wal").read_bytes()
        killed.close()
        path.with_name("production.db-wal").write_bytes(log)
        assert talka("restore", archive, "--force").status == 0
        assert everything(filled) == rows

    @pytest.mark.parametrize("file", ["production.db", "sandbox.db", "attachments"])
    @on_sqlite_alone
    def test_when_it_fails_everything_is_as_it_was(
        self, talka: Talka, filled: Place, archive: Path, monkeypatch: pytest.MonkeyPatch, file: str
    ):
        talka("backup", archive)
        add_worker(filled, "later")
        rows, files = everything(filled), files_of(filled)
        rename = Path.rename

        def fail(source: Path, target: Path) -> Path:
            if Path(target) == filled.data_dir / file and "new" in source.parts:
                raise OSError("Input/output error")
            return rename(source, target)

        with monkeypatch.context() as patched:
            patched.setattr(Path, "rename", fail)
            assert talka("restore", archive, "--force") == (1, "", "talka: Input/output error\n")
        assert everything(filled) == rows
        assert files_of(filled) == files
        assert leftovers(filled) == []

    @on_postgresql_alone
    def test_when_a_tool_fails_the_schemas_are_as_they_were(
        self, talka: Talka, filled: Place, archive: Path, monkeypatch: pytest.MonkeyPatch
    ):
        talka("backup", archive)
        add_worker(filled, "later")
        rows, files = everything(filled), files_of(filled)
        run_tool = talka_backup._run_tool

        def fail(tool: str, url: str, *options: str) -> None:
            if options[-1].endswith("sandbox.dump"):
                raise BackupRefused("pg_restore: error: out of luck")
            run_tool(tool, url, *options)

        with monkeypatch.context() as patched:
            patched.setattr(talka_backup, "_run_tool", fail)
            assert talka("restore", archive, "--force") == (1, "", "talka: pg_restore: error: out of luck\n")
        assert everything(filled) == rows
        assert files_of(filled) == files

    @on_postgresql_alone
    @pytest.mark.parametrize("command", ["backup", "restore"])
    def test_postgresqls_tools_are_needed(
        self, talka: Talka, filled: Place, archive: Path, monkeypatch: pytest.MonkeyPatch, command: str
    ):
        talka("backup", archive)
        rows = everything(filled)
        with monkeypatch.context() as patched:
            patched.setenv("PATH", str(archive.parent))
            ran = talka(command, archive, *(["--force"] if command == "restore" else []))
        tool = "pg_dump" if command == "backup" else "pg_restore"
        said = f"talka: {tool} is needed and not found; install PostgreSQL's client programs\n"
        assert ran == (1, "", said)
        assert everything(filled) == rows

    @on_postgresql_alone
    def test_what_a_tool_complains_of_is_said(self, run: Talka, filled: Place, archive: Path):
        url = str(filled.database_url).replace("talka_", "no_such_")
        ran = run("backup", archive, "--database-url", url, "--data", filled.data_dir)
        assert ran.status == 1
        assert "does not exist" in ran.err
        assert ran.err.count("\n") == 1


@on_sqlite_alone
class TestWhatIsNoBackup:
    MANIFEST = {"format": 1, "talka": "0.1.0", "kind": "SQLite", "revision": "0001"}  # noqa: RUF012

    def made(self, archive: Path, members: list[tuple[Any, bytes]], **manifest: Any) -> Path:
        content = json.dumps(self.MANIFEST | manifest).encode()
        with tarfile.open(archive, "w:gz") as out:
            for name, data in [("manifest.json", content), *members]:
                member = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
                member.size = len(data)
                out.addfile(member, io.BytesIO(data))
        return archive

    def refused(self, talka: Talka, place: Place, archive: Path) -> str:
        rows, files = everything(place), files_of(place)
        ran = talka("restore", archive, "--force")
        assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
        assert everything(place) == rows
        assert files_of(place) == files
        assert leftovers(place) == []
        return ran.err

    def test_a_missing_file(self, talka: Talka, filled: Place, archive: Path):
        assert "there is no file" in self.refused(talka, filled, archive)

    @pytest.mark.parametrize(
        "spoil", [lambda _: b"", lambda _: b"not an archive", lambda whole: whole[: len(whole) // 2]]
    )
    def test_a_file_that_cannot_be_read(
        self, talka: Talka, filled: Place, archive: Path, spoil: Callable[[bytes], bytes]
    ):
        talka("backup", archive)
        archive.write_bytes(spoil(archive.read_bytes()))
        assert "cannot be read as a backup" in self.refused(talka, filled, archive)

    def test_another_archive(self, talka: Talka, filled: Place, archive: Path):
        with tarfile.open(archive, "w:gz") as out:
            out.add(Path(__file__), "test.py")
        assert "does not begin with a manifest" in self.refused(talka, filled, archive)

    def test_an_archive_with_half_of_it(self, talka: Talka, filled: Place, archive: Path):
        self.made(archive, [("production.db", b"")])
        assert "it lacks the sandbox database" in self.refused(talka, filled, archive)

    def test_a_damaged_database(self, talka: Talka, filled: Place, archive: Path):
        self.made(archive, [("production.db", b"no database" * 100), ("sandbox.db", b"")])
        assert "the backup's production database is damaged" in self.refused(talka, filled, archive)

    @pytest.mark.parametrize("change", [{"format": 2}, {"revision": "9999"}])
    def test_one_of_a_newer_version(self, talka: Talka, filled: Place, archive: Path, change: dict[str, Any]):
        self.made(archive, [], **change, talka="9.9")
        assert "made by a newer version (9.9)" in self.refused(talka, filled, archive)

    def test_one_of_another_kind_of_database(self, talka: Talka, filled: Place, archive: Path):
        self.made(archive, [], kind="PostgreSQL")
        said = self.refused(talka, filled, archive)
        assert "a backup of PostgreSQL databases cannot be restored to" in said

    @pytest.mark.parametrize(
        "name", ["../outside", "/outside", "attachments/production/aa/../../../../outside", "outside"]
    )
    def test_names_that_lead_elsewhere(
        self, talka: Talka, filled: Place, archive: Path, tmp_path: Path, name: str
    ):
        self.made(archive, [(name, b"x")])
        assert "it holds" in self.refused(talka, filled, archive)
        assert not list(tmp_path.rglob("outside"))

    def test_links(self, talka: Talka, filled: Place, archive: Path):
        link = tarfile.TarInfo("production.db")
        link.type = tarfile.SYMTYPE
        link.linkname = "../sandbox.db"
        self.made(archive, [(link, b"")])
        assert "it holds 'production.db'" in self.refused(talka, filled, archive)


@on_sqlite_alone
class TestABucket:
    """Files of workers are in a bucket."""

    def test_the_files_stay_where_they_are(
        self, talka: Talka, filled: Place, archive: Path, bucket: TestBucket
    ):
        files = files_of(filled)
        ran = talka("backup", archive, "--file-store", bucket.url)
        assert ran.status == 0
        assert f"no files: those stay in {bucket.url}, " in ran.out
        with tarfile.open(archive) as content:
            assert content.getnames() == ["manifest.json", "production.db", "sandbox.db"]
        ran = talka("restore", archive, "--force")
        assert (ran.status, ran.out) == (1, "")
        assert f"stayed in {bucket.url}" in ran.err
        rows = everything(filled)
        add_worker(filled, "later")
        assert talka("restore", archive, "--force", "--file-store", bucket.url).status == 0
        assert everything(filled) == rows
        assert files_of(filled) == files

    def test_files_of_a_folder_move_into_it(
        self, talka: Talka, filled: Place, archive: Path, bucket: TestBucket
    ):
        files = files_of(filled)
        assert talka("backup", archive).status == 0
        ran = talka("restore", archive, "--force", "--file-store", bucket.url)
        assert ran == (0, "both environments and 3 uploaded files are back\n", "")
        found = {
            "/".join((environment, key[:2], key)): bucket.get(name)
            for name in bucket.objects()
            for _, environment, key, _ in [name.split("/")]
        }
        assert found == files
        assert talka("doctor", "--file-store", bucket.url).status == 0

    def test_a_store_that_does_not_answer_replaces_nothing(
        self, talka: Talka, filled: Place, archive: Path, bucket: TestBucket
    ):
        assert talka("backup", archive).status == 0
        add_worker(filled, "later")
        rows = everything(filled)
        ran = talka("restore", archive, "--force", "--file-store", "s3://no-such-bucket")
        assert (ran.status, ran.out) == (1, "")
        assert "does not answer" in ran.err
        assert bucket.secret not in ran.err
        assert everything(filled) == rows

    @pytest.mark.parametrize("command", ["backup", "restore"])
    def test_an_address_that_is_none_is_said(self, talka: Talka, archive: Path, command: str):
        ran = talka(command, archive, "--file-store", "ftp://x")
        assert (ran.status, ran.out) == (1, "")
        assert ran.err == "talka: --file-store: 'ftp://x' is not like s3://BUCKET or s3://BUCKET/PREFIX\n"


def _all_attachments() -> Any:
    import sqlalchemy as sa

    from talka.storage import schema
    from talka.storage.query import Query

    return Query(sa.select(schema.attachments.c.id))


ALL_ATTACHMENTS = _all_attachments()
