"""Nothing goes to an address that is not public, whatever a URL, a name or an answer says."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from http_client import Platform
from talka.http.proxies import networks
from talka.webhooks.model import ErrorType
from talka.webhooks.sending import Sender
from webhooks.receiver import HOST, NETWORKS, Receiver, receiving
from webhooks.scene import PATH, make_scene

BODY = b'{"events":[{"uuid":"1"}]}'
NAME = "hooks.example"

Names = Callable[..., None]


@pytest.fixture
async def sender() -> AsyncIterator[Sender]:
    """May send to the test's own receivers."""
    made = Sender(networks(NETWORKS), timeout=2)
    yield made
    await made.close()


@pytest.fixture
async def strict() -> AsyncIterator[Sender]:
    """May send to public addresses only."""
    made = Sender((), timeout=2)
    yield made
    await made.close()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """What a name is looked up to: each time the next list, and the last for ever."""
    known: dict[str, list[tuple[str, ...]]] = {}
    look_up = socket.getaddrinfo

    def looked_up(host: Any, port: Any, *args: Any, **more: Any) -> Any:
        if host not in known:
            return look_up(host, port, *args, **more)
        addresses = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
            for one in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)

    def say(host: str, *answers: tuple[str, ...]) -> None:
        known[host] = list(answers)

    return say


async def test_an_answer_of_success_is_one_whatever_follows_it(sender: Sender, receiver: Receiver) -> None:
    receiver.status = 202
    outcome = await sender.send(receiver.url, None, BODY, 0)
    assert (outcome.success, outcome.status_code) == (True, 202)
    assert receiver.requests[0].body == BODY


async def test_a_private_address_is_not_connected_to(strict: Sender, receiver: Receiver) -> None:
    for host in (HOST, "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"):
        outcome = await strict.send(f"http://{host}:{receiver.port}/hook", None, BODY, 0)
        assert outcome.error_type == ErrorType.CONNECTION_ERROR, host
        assert outcome.message == "the address is not public", host
    assert receiver.requests == []


async def test_a_name_that_means_a_private_address_is_not_connected_to(
    strict: Sender, receiver: Receiver, names: Names
) -> None:
    for address in (HOST, "::ffff:127.0.0.1", "::1", "169.254.169.254", "fd00:ec2::254"):
        names(NAME, (address,))
        outcome = await strict.send(f"http://{NAME}:{receiver.port}/", None, BODY, 0)
        assert outcome.message == "the address is not public", address
    assert receiver.requests == []


async def test_of_a_names_addresses_those_that_are_allowed_are_used(
    sender: Sender, receiver: Receiver, names: Names
) -> None:
    names(NAME, ("10.0.0.1", "::1", HOST))
    outcome = await sender.send(f"http://{NAME}:{receiver.port}/a?b=c", None, BODY, 0)
    assert outcome.success
    assert receiver.requests[0].line == "POST /a?b=c HTTP/1.1"
    assert receiver.requests[0].headers["host"] == f"{NAME}:{receiver.port}"


async def test_a_name_cannot_mean_another_address_once_it_was_looked_at(
    sender: Sender, receiver: Receiver, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked up once, and what was looked at is connected to: to look twice would be a gap."""
    connected: list[str] = []
    connect = sender._backend._inner.connect_tcp

    async def watched(host: str, *args: Any, **more: Any) -> Any:
        connected.append(host)
        return await connect(host, *args, **more)

    monkeypatch.setattr(sender._backend._inner, "connect_tcp", watched)
    names(NAME, (HOST,), ("10.0.0.1",))
    outcome = await sender.send(f"http://{NAME}:{receiver.port}/", None, BODY, 0)
    assert outcome.success
    assert connected == [HOST]
    outcome = await sender.send(f"http://{NAME}:{receiver.port}/", None, BODY, 0)
    assert outcome.message == "the address is not public", (
        "each request looks anew, on a connection of its own"
    )
    assert connected == [HOST]


async def test_redirects_are_not_followed(sender: Sender, receiver: Receiver) -> None:
    async with receiving() as secret:
        for status in (301, 302, 303, 307, 308):
            receiver.status, receiver.more = status, f"Location: {secret.url}\r\n"
            outcome = await sender.send(receiver.url, None, BODY, 0)
            assert (outcome.error_type, outcome.status_code) == (ErrorType.WRONG_STATUS_CODE, status)
        assert secret.requests == []


async def test_a_name_without_an_address_is_said_to_have_none(sender: Sender) -> None:
    outcome = await sender.send("http://nowhere.invalid/", None, BODY, 0)
    assert outcome.error_type == ErrorType.CONNECTION_ERROR
    assert outcome.message == "the host's name has no address"


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: ", b"GARBAGE" * 10],
)
async def test_an_answer_without_end_ends_soon(sender: Sender, head: bytes) -> None:
    sent = 0

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head)
        chunk = b"2000\r\n" + b"x" * 0x2000 + b"\r\n"
        try:
            while True:
                writer.write(chunk)
                await writer.drain()
                sent += len(chunk)
        except ConnectionError:
            writer.close()

    server = await asyncio.start_server(flood, HOST, 0)
    port = server.sockets[0].getsockname()[1]
    outcome = await asyncio.wait_for(sender.send(f"http://{HOST}:{port}/", None, BODY, 0), 1.5)
    assert outcome.success == head.endswith(b"\r\n\r\n")
    await asyncio.sleep(0)
    assert sent < 16 << 20
    server.close()


async def test_slow_answers_run_out_of_time_as_a_whole() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for letter in b"HTTP/1.1 200 OK\r\n" * 100:
            writer.write(bytes([letter]))
            await asyncio.sleep(0.05)

    server = await asyncio.start_server(drip, HOST, 0)
    port = server.sockets[0].getsockname()[1]
    sender = Sender(networks(NETWORKS), timeout=0.3)
    outcome = await sender.send(f"http://{HOST}:{port}/", None, BODY, 0)
    assert outcome.error_type == ErrorType.REQUEST_TIMEOUT
    assert 300 <= outcome.milliseconds < 2000
    await sender.close()
    server.close()


def certificate(directory: Path, name: str) -> Path:
    """A key and a certificate for a name, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    place = directory / f"{name}.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    place.write_bytes(key.private_bytes(pem, form, plain) + made.public_bytes(pem))
    return place


async def test_tls_is_of_the_name_though_the_address_is_connected_to(
    receiver: Receiver, names: Names, tmp_path: Path
) -> None:
    own = certificate(tmp_path, NAME)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(own)
    asked: list[str | None] = []
    server_side.sni_callback = lambda _socket, name, _context: asked.append(name)
    await receiver.stop()
    await receiver.start(server_side)
    names(NAME, (HOST,))
    names("other.example", (HOST,))
    trusting = ssl.create_default_context(cafile=str(own))
    sender = Sender(networks(NETWORKS), timeout=5, ssl_context=trusting)
    outcome = await sender.send(f"https://{NAME}:{receiver.port}/", None, BODY, 0)
    assert outcome.success, outcome
    assert asked == [NAME]
    assert receiver.requests[0].headers["host"] == f"{NAME}:{receiver.port}"
    wrong = await sender.send(f"https://other.example:{receiver.port}/", None, BODY, 0)
    assert wrong.error_type == ErrorType.CONNECTION_ERROR
    assert wrong.message == "the host's certificate was not accepted"
    await sender.close()
    doubting = Sender(networks(NETWORKS), timeout=5)
    assert not (await doubting.send(f"https://{NAME}:{receiver.port}/", None, BODY, 0)).success
    await doubting.close()
    assert len(receiver.requests) == 1
    await asyncio.sleep(0.1)  # the server's side of what was refused comes to its end


async def test_a_subscription_made_while_it_was_allowed_is_not_sent_to_later(
    platform: Platform, receiver: Receiver
) -> None:
    """The setting counts when something is sent, not only when the subscription is made."""
    scene = await make_scene(platform)
    (subscription_id,) = await scene.subscribe(receiver, "ASSIGNMENT_CREATED")
    scene.side.running.courier._allowed = ()
    await scene.take()
    log = await scene.logged(subscription_id, lambda log: log and log[0]["attempts"])
    assert log[0]["attempts"][0]["message"] == "the address is not public"
    result = await scene.requester.call("POST", f"{PATH}/{subscription_id}/test", status=200)
    assert result["errorType"] == "CONNECTION_ERROR"
    assert receiver.requests == []
