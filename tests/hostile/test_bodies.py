"""No body is read beyond what its address takes, and whoever sends one is told so."""

from __future__ import annotations

import base64
import http.client
import json

import pytest

from hostile.conftest import Front
from hostile.wire import Wire, chunks

GIB = 1024**3
FORM = "Content-Type: application/x-www-form-urlencoded"
XML = "Content-Type: text/xml"

PAGES = ["/account/login/", "/batches/submit/achievements/", "/register/import/", "/language/", "/record/"]
PROGRAMS = [
    ("/api/v1/achievement-batches", "Content-Type: application/xml"),
    ("/api/v1/oauth/token", FORM),
    ("/api/v1/achievements/search", "Content-Type: application/json"),
    ("/api/v1/nowhere", FORM),
]


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("path", PAGES)
def test_a_gibibyte_is_refused_on_its_announcement(front: Front, path: str) -> None:
    reply = Wire(front.port).post(path, FORM, f"Content-Length: {GIB}", body=b"x" * 4096).reply()
    assert reply.status == 413
    assert "What you sent is too large" in reply.body


def test_a_gibibyte_for_no_address_at_all_is_not_found(front: Front) -> None:
    assert Wire(front.port).post("/nowhere/", FORM, f"Content-Length: {GIB}").reply().status == 404


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize(("path", "kind"), PROGRAMS)
def test_a_program_is_refused_in_the_form_of_its_door(front: Front, path: str, kind: str) -> None:
    reply = Wire(front.port).post(path, kind, f"Content-Length: {GIB}", body=b"x" * 4096).reply()
    assert reply.status == 413
    assert "application/problem+json" in reply.head
    assert json.loads(reply.body)["type"].endswith("#too-large")


@pytest.mark.requirement("XC-03")
def test_a_web_service_is_refused_with_a_fault(front: Front) -> None:
    reply = Wire(front.port).post("/LearnerServiceR9.svc", XML, f"Content-Length: {GIB}").reply()
    assert reply.status == 500  # which SOAP 1.1 wants of every fault
    assert "WSEC0001" in reply.body


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("path", ["/account/login/", "/nowhere/"])
def test_chunks_are_counted_while_they_come(front: Front, path: str) -> None:
    """The body has no end: only a server that counts answers before it."""
    wire = Wire(front.port).post(path, FORM, "Transfer-Encoding: chunked")
    endless = chunks(40).removesuffix(b"0\r\n\r\n")
    reply = wire.post_body(endless).reply()
    assert reply.status in (413, 404)


def test_a_form_in_chunks_that_is_small_enough_is_understood(front: Front) -> None:
    body = b"a\r\nlogin=some\r\n0\r\n\r\n"
    reply = Wire(front.port).post("/account/login/", FORM, "Transfer-Encoding: chunked", body=body).reply()
    assert reply.status == 403  # for want of the form's own token: it was read
    assert "too large" not in reply.body


def test_the_end_of_a_large_body_is_no_head(front: Front) -> None:
    """Sent after its head and in one piece, as programs do, and followed by another request."""
    wire = Wire(front.port).post("/account/login/", FORM, "Content-Length: 900000")
    for _ in range(2):
        assert wire.post_body(b"x" * 900_000).reply().status == 403
        wire.post("/account/login/", FORM, "Content-Length: 900000")


def test_a_program_has_to_say_how_much_it_sends(front: Front) -> None:
    kind = "Content-Type: application/xml"
    wire = Wire(front.port).post(
        "/api/v1/achievement-batches", kind, "Transfer-Encoding: chunked", body=chunks(1)
    )
    assert wire.reply().status == 411


@pytest.mark.requirement("ACH-02")
def test_a_web_service_takes_chunks_and_counts_them(front: Front) -> None:
    """As JAX-WS sends whatever it sends."""
    wire = Wire(front.port).post("/LearnerServiceR9.svc", XML, "Transfer-Encoding: chunked", body=chunks(1))
    reply = wire.reply()
    assert (reply.status, "WSEC0001" in reply.body) == (500, True)
    assert b"Start tag expected".decode() in base64.b64decode(_detail(reply.body)).decode()
    endless = chunks(640).removesuffix(b"0\r\n\r\n")
    reply = (
        Wire(front.port)
        .post("/LearnerServiceR9.svc", XML, "Transfer-Encoding: chunked", body=endless)
        .reply()
    )
    assert "at most" in base64.b64decode(_detail(reply.body)).decode()


def _detail(body: str) -> str:
    return body.partition("ErrorDetail>")[2].partition("<")[0]


@pytest.mark.parametrize("megabytes", [2, 20])
def test_a_client_that_sends_all_before_it_listens_still_reads_the_refusal(
    front: Front, megabytes: int
) -> None:
    client = http.client.HTTPConnection("127.0.0.1", front.port, timeout=60)
    client.request("POST", "/account/login/", b"x" * megabytes * 1024**2, {"Content-Type": "text/plain"})
    answer = client.getresponse()
    assert answer.status == 413
    assert b"What you sent is too large" in answer.read()


@pytest.mark.requirement("ACH-02")
def test_a_web_service_that_sends_all_before_it_listens_still_reads_the_fault(front: Front) -> None:
    """As PHP does."""
    client = http.client.HTTPConnection("127.0.0.1", front.port, timeout=60)
    client.request("POST", "/ExternalService.svc", b"x" * 30 * 1024**2, {"Content-Type": "text/xml"})
    answer = client.getresponse()
    words = base64.b64decode(_detail(answer.read().decode())).decode()
    assert (answer.status, words) == (500, "A request may have at most 16 MB.")


def test_a_client_that_asks_first_sends_nothing_that_is_refused(front: Front) -> None:
    wire = Wire(front.port).post("/account/login/", FORM, f"Content-Length: {GIB}", "Expect: 100-continue")
    assert wire.reply().status == 413


def test_a_client_that_asks_first_is_told_to_go_on(front: Front) -> None:
    wire = Wire(front.port).post("/account/login/", FORM, "Content-Length: 10", "Expect: 100-continue")
    assert wire.socket.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert wire.post_body(b"login=some").reply().status == 403


@pytest.mark.parametrize(
    "headers",
    [
        ["Content-Length: 5", "Transfer-Encoding: chunked"],
        ["Content-Length: 5", "Content-Length: 6"],
        ["Content-Length: -5"],
        ["Content-Length: 99999999999999999999999"],
    ],
)
def test_lengths_that_contradict_each_other_are_no_request(front: Front, headers: list[str]) -> None:
    assert Wire(front.port).post("/account/login/", FORM, *headers, body=b"x" * 5).reply().status == 400


def test_a_head_without_end_is_refused(front: Front) -> None:
    wire = Wire(front.port).say("GET / HTTP/1.1", *(f"X-{n}: {'x' * 1000}" for n in range(60)), end=False)
    assert wire.reply().status == 431


def test_a_header_with_an_underscore_stands_for_no_other(front: Front) -> None:
    """A proxy sets X-Forwarded-For; what a client calls X_Forwarded_For must not be taken for it."""
    said = "GET /metrics HTTP/1.1"
    assert Wire(front.port).say(said, "X_Forwarded_For: 192.0.2.1").reply().status == 200
    assert Wire(front.port).say(said, "X-Forwarded-For: 192.0.2.1").reply().status == 403


def test_requests_that_come_together_are_answered_in_their_order(front: Front) -> None:
    wire = (
        Wire(front.port)
        .say("GET /healthz HTTP/1.1")
        .say("GET /account/login/ HTTP/1.1")
        .say("GET /nowhere/ HTTP/1.1")
    )
    data = b""
    while data.count(b"HTTP/1.1 ") < 3 or not data.rstrip().endswith(b"</html>"):
        data += wire.socket.recv(65536)
    assert [part.split()[0] for part in data.split(b"HTTP/1.1 ")[1:]] == [b"200", b"200", b"404"]


def test_the_head_alone_is_given_without_a_body(front: Front) -> None:
    wire = Wire(front.port).say("HEAD /account/login/ HTTP/1.1", "Connection: close")
    head, _, body = wire.everything().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert body == b""


def test_an_old_client_gets_a_download_that_says_how_long_it_is(front: Front) -> None:
    visitor = front.logged_in()
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.session.cookies.items())
    wire = Wire(front.port).say("GET /batches/submit/achievements/template.csv HTTP/1.0", f"Cookie: {cookie}")
    reply = wire.reply()
    assert reply.status == 200
    assert reply.body.endswith("\r\n")


def test_a_client_that_goes_away_leaves_nothing_running(front: Front) -> None:
    for _ in range(10):
        Wire(front.port).post("/account/login/", FORM, "Content-Length: 1000", body=b"x").close()
        Wire(front.port).say("GET /account/login/ HTTP/1.1").close()
    assert front.visitor().go("/account/login/").words
