"""Commands that make requesters and workers."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands import Talka, read
from places import Place
from talka.accounts import attributes, store
from talka.accounts import service as accounts
from talka.http import auth
from talka.kernel.errors import AuthenticationFailed
from talka.ledger import service as ledger


class TestRequesters:
    def test_the_token_alone_is_printed(self, talka: Talka, place: Place):
        made = talka("requester", "create", "--name", "Acme", "--balance", "12.50")
        assert made.status == 0
        hashed = auth.hash_token(made.out.removesuffix("\n"))
        requester = read(place, lambda tx: auth.requester_of(tx, hashed))
        assert read(place, lambda tx: store.requester_name(tx, requester.id)) == "Acme"
        assert read(place, lambda tx: ledger.visible_balance(tx, requester.id)) == 12_500_000

    def test_the_sandbox_has_its_own(self, talka: Talka, place: Place):
        hashed = auth.hash_token(talka("requester", "create", "--name", "Acme", "--sandbox").out.strip())
        assert read(place, lambda tx: auth.requester_of(tx, hashed), sandbox=True)
        with pytest.raises(AuthenticationFailed):
            read(place, lambda tx: auth.requester_of(tx, hashed))

    def test_money_is_added_by_address_or_id(self, talka: Talka, place: Place):
        talka("requester", "create", "--name", "Acme", "--email", "a@example.org", "--balance", "1")
        requester_id = read(place, lambda tx: store.find_requester(tx, "a@example.org"))
        assert talka("requester", "credit", "a@example.org", "2.5").out == "3.50\n"
        assert talka("requester", "credit", requester_id, "-0.5").out == "3.00\n"

    def test_mistakes_are_said_in_one_line(self, talka: Talka):
        talka("requester", "create", "--name", "Acme", "--email", "a@example.org")
        for words in (
            ("requester", "create", "--name", "Acme", "--email", "a@example.org"),
            ("requester", "create", "--name", "Acme", "--balance", "much"),
            ("requester", "credit", "nobody@example.org", "1"),
        ):
            ran = talka(*words)
            assert ran.status == 1
            assert ran.out == ""
            assert ran.err.startswith("talka: ")
            assert ran.err.count("\n") == 1


class TestWorkers:
    def test_the_id_and_the_token_are_printed(self, talka: Talka, place: Place):
        ran = talka("worker", "create", "--login", "Ada")
        assert ran.status == 0
        user_id, token = ran.out.split()
        assert read(place, lambda tx: auth.worker_of(tx, auth.hash_token(token))).id == user_id
        account = read(place, lambda tx: accounts.worker_account(tx, user_id))
        assert (account.login, account.password_hash) == ("ada", None)

    def test_a_password_can_be_set_from_the_standard_input(self, talka: Talka, place: Place):
        user_id, token = talka(
            "worker", "create", "--login", "ada", "--password", "correct horse"
        ).out.split()
        assert talka("worker", "set-password", "ADA", stdin="battery staple\n").status == 0
        account = read(place, lambda tx: accounts.worker_account(tx, user_id))
        assert accounts.verify_password(account.password_hash, "battery staple")
        with pytest.raises(AuthenticationFailed):
            read(place, lambda tx: auth.worker_of(tx, auth.hash_token(token)))

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("create", "--login", "ada"), "The login ada is taken"),
            (("create", "--login", "a b"), "login: Use 1 to 100 letters, digits or . _ @ + -"),
            (("create", "--login", "eve", "--password", "short"), "password: Use at least 8 characters"),
            (("set-password", "nobody", "--password", "correct horse"), "There is no worker with id nobody"),
        ],
    )
    def test_mistakes_are_said_in_one_line(self, talka: Talka, words: tuple[str, ...], said: str):
        talka("worker", "create", "--login", "ada")
        ran = talka("worker", *words)
        assert (ran.status, ran.out, ran.err) == (1, "", f"talka: {said}\n")


def test_a_folder_that_cannot_be_used_is_said_in_one_line(run: Talka, tmp_path: Path):
    (tmp_path / "file").touch()
    ran = run("worker", "create", "--login", "ada", "--data", tmp_path / "file")
    assert ran.status == 1
    assert ran.err.startswith("talka: ")
    assert ran.err.count("\n") == 1


def test_a_database_that_cannot_be_reached_is_said_in_one_line(run: Talka, tmp_path: Path):
    url = f"postgresql://talka@/none?host={tmp_path}"
    ran = run("worker", "create", "--login", "ada", "--database-url", url)
    assert ran.status == 1
    assert ran.err.startswith("talka: ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("serve",),
        ("requester", "create"),
        ("requester", "credit"),
        ("requester", "add-token"),
        ("requester", "tokens"),
        ("requester", "revoke-token"),
        ("requester", "share"),
        ("requester", "unshare"),
        ("requester", "shared"),
        ("worker", "create"),
        ("worker", "set-password"),
        ("backup",),
        ("restore",),
        ("doctor",),
    ],
)
def test_every_command_helps(run: Talka, words: tuple[str, ...]):
    ran = run(*words, "--help")
    assert ran.status == 0
    assert "Usage: talka" in ran.out


@pytest.mark.parametrize("words", [("dance",), ("worker", "create"), ("serve", "--port", "many")])
def test_what_is_not_understood_is_refused(run: Talka, words: tuple[str, ...]):
    ran = run(*words)
    assert ran.status != 0
    assert ran.err != ""


def test_settings_come_from_the_environment_too(run: Talka, place: Place, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TALKA_DATA", str(place.data_dir))
    if place.database_url is not None:
        monkeypatch.setenv("TALKA_DATABASE_URL", place.database_url)
    user_id, _ = run("worker", "create", "--login", "ada").out.split()
    assert read(place, lambda tx: accounts.worker_account(tx, user_id)).login == "ada"


class TestVouching:
    def test_what_the_operator_found_out_is_kept_and_told(self, talka: Talka, place: Place):
        user_id, _ = talka("worker", "create", "--login", "ada").out.split()
        ran = talka("worker", "vouch", "ADA", "--verified", "--phone-country", "de")
        assert ran.out == "verified, telephone of DE\n"
        known = read(place, lambda tx: attributes.known_of(tx, user_id))
        assert (known.verified, known.country_by_phone) == (1, "DE")

    def test_what_is_not_said_stays_and_can_be_taken_back(self, talka: Talka):
        user_id, _ = talka("worker", "create", "--login", "ada").out.split()
        talka("worker", "vouch", user_id, "--verified", "--phone-country", "DE")
        assert talka("worker", "vouch", user_id, "--no-verified").out == "not verified, telephone of DE\n"
        assert (
            talka("worker", "vouch", user_id, "--phone-country=").out
            == "not verified, telephone of an unknown country\n"
        )

    @pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
    def test_mistakes(self, talka: Talka):
        talka("worker", "create", "--login", "ada")
        for words in (("ada",), ("nobody", "--verified"), ("ada", "--phone-country", "XX")):
            ran = talka("worker", "vouch", *words)
            assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
