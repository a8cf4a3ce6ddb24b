"""Commands about tokens and shared accounts."""

from __future__ import annotations

import pytest

from commands import Talka, read
from places import Place
from talka.accounts import store
from talka.http import auth
from talka.http.auth import Permission
from talka.kernel.errors import AccessDenied, AuthenticationFailed

A, B = "a@example.org", "b@example.org"


@pytest.fixture
def tokens(talka: Talka) -> tuple[str, str]:
    """Two requesters' tokens."""
    made = [talka("requester", "create", "--name", name, "--email", name) for name in (A, B)]
    return made[0].out.strip(), made[1].out.strip()


def requester_id(place: Place, email: str) -> str:
    found = read(place, lambda tx: store.find_requester(tx, email))
    assert found is not None
    return found


def test_tokens_are_added_listed_and_revoked(talka: Talka, place: Place, tokens: tuple[str, str]):
    token = talka("requester", "add-token", A, "--name", "night runs").out.strip()
    hashed = auth.hash_token(token)
    assert read(place, lambda tx: auth.requester_of(tx, hashed)).id == requester_id(place, A)
    lines = talka("requester", "tokens", A).out.splitlines()
    assert [line.split(" ", 2)[2] for line in lines] == ["first", "night runs"]
    assert not any(known in "".join(lines) for known in (token, hashed, *tokens))
    assert talka("requester", "revoke-token", A, lines[1].split()[0]).status == 0
    with pytest.raises(AuthenticationFailed):
        read(place, lambda tx: auth.requester_of(tx, hashed))
    assert read(place, lambda tx: auth.requester_of(tx, auth.hash_token(tokens[0])))


def test_an_account_is_shared_and_unshared(talka: Talka, place: Place, tokens: tuple[str, str]):
    account, hashed = requester_id(place, A), auth.hash_token(tokens[1])

    def may(permission: Permission) -> str:
        return read(place, lambda tx: auth.requester_of(tx, hashed, account, permission)).id

    assert talka("requester", "share", A, B).status == 0
    assert may(Permission.VIEW) == account
    with pytest.raises(AccessDenied):
        may(Permission.WORK)
    assert talka("requester", "share", account, B, "--role", "ADMIN").status == 0
    assert may(Permission.SHARE) == account
    (line,) = talka("requester", "shared", A).out.splitlines()
    assert line.split(" ")[:2] == [requester_id(place, B), "ADMIN"]
    assert line.endswith(f" {B}")
    assert talka("requester", "unshare", A, B).status == 0
    with pytest.raises(AccessDenied):
        may(Permission.VIEW)
    assert talka("requester", "shared", A).out == ""


@pytest.mark.usefixtures("tokens")
@pytest.mark.parametrize(
    "words",
    [
        ("share", A, "nobody@example.org"),
        ("share", A, A),
        ("unshare", A, B),
        ("shared", "nobody"),
        ("add-token", A, "--name", ""),
        ("tokens", "nobody"),
        ("revoke-token", A, "none"),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_mistakes_are_said_in_one_line(talka: Talka, words: tuple[str, ...]):
    ran = talka("requester", *words)
    assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith("talka: ")
