"""Against servers on this machine that answer well, badly, slowly, without end, or elsewhere."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import trustme

from civicreport import config
from civicreport.adapters.outside import (
    Answer,
    MemoryWorld,
    NoAnswer,
    NotAllowed,
    NotReached,
    Upload,
    lines,
    replaced_by,
    request,
)
from tests.conftest import settings_for
from tests.support.web_servers import Speak, http, serving

SOON = 0.5  # seconds, where somebody is slow; long before they would end by themselves


@pytest.fixture
def settings(tmp_path: Any) -> Callable[..., None]:
    def use(mode: str = "live", **outside: Any) -> None:
        values = {"allow": ["127.0.0.1"], "timeout_seconds": 10, "max_bytes": 50_000, **outside}
        made = settings_for("postgresql://nowhere", tmp_path, outside=values, site={"mode": mode})
        config.use(made)

    return use


@pytest.fixture(autouse=True)
def _settings_of_the_test(settings: Callable[..., None]) -> Iterator[None]:
    before = list(config._current)
    settings()
    yield
    config._current[:] = before


def test_a_page_is_fetched() -> None:
    with serving(http(200, b"<ok/>", Content_Type="text/xml")) as server:
        answer = request("GET", server.url("/a?b=1"), params={"c": "ä&"}, headers={"X-Key": "k"})
    assert (answer.status, answer.content_type, answer.body) == (200, "text/xml", b"<ok/>")
    (heard,) = server.heard
    assert (heard.method, heard.path) == ("GET", "/a?b=1&c=%C3%A4%26")
    assert heard.headers["host"] == f"127.0.0.1:{server.port}"
    assert heard.headers["x-key"] == "k"
    assert heard.headers["user-agent"] == "CivicReport (http://localhost)"


@pytest.mark.parametrize("status", [204, 301, 400, 404, 500, 503])
def test_every_status_of_a_post_is_an_answer(status: int) -> None:
    with serving(http(status, Location="/elsewhere", Retry_After="7")) as server:
        answer = request("POST", server.url(), form={"a": "b"})
    assert (answer.status, answer.headers["retry-after"]) == (status, "7")
    assert len(server.heard) == 1


def test_a_form_is_sent_with_repeated_names() -> None:
    with serving() as server:
        request("POST", server.url(), form=[("x[]", "1"), ("x[]", "zwei & ½")])
    (heard,) = server.heard
    assert heard.body == b"x%5B%5D=1&x%5B%5D=zwei+%26+%C2%BD"
    assert heard.headers["content-type"] == "application/x-www-form-urlencoded"


def test_files_are_sent_beside_the_form() -> None:
    photo = Upload("media", 'a"\r\nb.jpg', "image/jpeg", b"\xff\xd8\x00")
    with serving() as server:
        request("POST", server.url(), form={"text": "hé"}, files=[photo, photo])
    (heard,) = server.heard
    assert heard.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert heard.body.count(b"\xff\xd8\x00") == 2
    assert b'filename="a%22%0D%0Ab.jpg"' in heard.body
    assert "hé".encode() in heard.body


def test_json_is_sent_as_it_is() -> None:
    with serving() as server:
        request("POST", server.url(), body=b'{"a": 1}', headers={"Content-Type": "text/json"})
        request("POST", server.url(), body=b'{"a":  1}')
    assert [heard.body for heard in server.heard] == [b'{"a": 1}', b'{"a":  1}']
    types = [heard.headers["content-type"] for heard in server.heard]
    assert types == ["text/json", "application/json"]


def test_nothing_but_the_request_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy from the environment, no password file, no cookie from the last time."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with serving(http(Set_Cookie="a=b")) as server:
        request("GET", server.url())
        request("GET", server.url())
    assert "cookie" not in server.heard[1].headers
    assert "authorization" not in server.heard[1].headers


def test_a_header_cannot_become_two() -> None:
    with serving() as server, pytest.raises(NotAllowed, match="line break"):
        request("GET", server.url(), headers={"X-A": "b\r\nX-C: d"})
    assert server.heard == []


def test_this_machine_is_out_of_reach_unless_it_is_named(settings: Callable[..., None]) -> None:
    settings(allow=[])
    with serving() as server, pytest.raises(NotAllowed):
        request("GET", server.url())
    assert server.heard == []


def test_a_name_that_changes_its_meaning_gains_nothing(
    settings: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Public when it is checked and private when it is used: it is looked up only once."""
    settings(allow=[])
    said: list[str] = []
    tried: list[Any] = []

    def rebinding(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        said.append("93.184.216.34" if not said else "127.0.0.1")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (said[-1], port))]

    def connect(_: socket.socket, address: Any) -> None:
        tried.append(address)
        raise ConnectionRefusedError

    with serving() as server:
        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        monkeypatch.setattr(socket.socket, "connect", connect)
        with pytest.raises(NotReached):
            request("GET", server.url(host="rebinding.example"))
    assert tried == [("93.184.216.34", server.port)]
    assert len(said) == 1
    assert server.heard == []


def test_redirects_are_followed_on_the_same_site() -> None:
    with serving(http(301, Location="/b"), http(307, Location="?c"), http(200, b"there")) as server:
        answer = request("GET", server.url("/a"), params={"key": "k"}, headers={"X-Key": "k"})
    assert (answer.status, answer.body, answer.url) == (200, b"there", server.url("/b?c"))
    assert [heard.headers.get("x-key") for heard in server.heard] == ["k", "k", "k"]
    assert [heard.path for heard in server.heard] == ["/a?key=k", "/b", "/b?c"]


def test_a_redirect_in_circles_is_no_answer() -> None:
    with serving(http(302, Location="/")) as server, pytest.raises(NoAnswer, match="again"):
        request("GET", server.url())
    assert len(server.heard) == 4


def test_a_redirect_to_a_private_address_is_refused() -> None:
    with serving(host="127.0.0.2") as inside:
        location = inside.url(host="127.0.0.2")
        with serving(http(302, Location=location)) as server, pytest.raises(NotAllowed):
            request("GET", server.url())
        assert inside.heard == []


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "http://127.0.0.2/", "http://[::1]/", "http://u:p@127.0.0.1/", "//0/"],
)
def test_a_redirect_is_checked_like_the_first_address(location: str) -> None:
    with serving(http(302, Location=location)) as server, pytest.raises(NotAllowed):
        request("GET", server.url())


def test_another_host_learns_no_keys(settings: Callable[..., None]) -> None:
    settings(allow=["127.0.0.1", "localhost"])
    with serving() as other, serving(http(302, Location=other.url(host="localhost"))) as server:
        request("GET", server.url(), headers={"X-Key": "k"})
    assert "x-key" not in other.heard[0].headers


def drip(line: socket.socket, what: bytes) -> None:
    for byte in what:
        line.sendall(bytes([byte]))
        time.sleep(0.1)


def drips_headers(line: socket.socket) -> None:
    drip(line, b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 100)


def drips_body(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")  # without a length: it might end at any time
    drip(line, b"x" * 100)


def drips_gzip(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
    drip(line, gzip.compress(bytes(range(256)) * 10))


def says_nothing(line: socket.socket) -> None:
    time.sleep(10)


@pytest.mark.parametrize("server", [drips_headers, drips_body, drips_gzip, says_nothing])
def test_whoever_is_slow_is_left_in_time(server: Speak) -> None:
    began = time.monotonic()
    with serving(server) as slow, pytest.raises(NoAnswer, match=r"within 0\.5 s"):
        request("POST", slow.url(), seconds=SOON)
    assert time.monotonic() - began < 5


def test_all_redirects_together_have_one_deadline() -> None:
    def slowly(line: socket.socket) -> None:
        time.sleep(0.3)
        line.sendall(http(302, Location="/"))

    with serving(slowly) as server, pytest.raises(NoAnswer, match="within"):
        request("GET", server.url(), seconds=SOON)


def without_end(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        line.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")


@pytest.mark.parametrize(
    "says",
    [
        without_end,
        http(200, b"x" * 50_001),
        http(200, gzip.compress(bytes(50_001)), Content_Encoding="gzip"),
        http(200, gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"),
        http(200, zlib.compress(bytes(50_000_000)), Content_Encoding="deflate"),
        http(200, gzip.compress(gzip.compress(bytes(50_000_000))), Content_Encoding="gzip, gzip"),
    ],
)
def test_more_than_we_want_to_hold_is_no_answer(says: bytes | Speak) -> None:
    with serving(says) as server, pytest.raises(NoAnswer, match="more than 50000 bytes"):
        request("GET", server.url())


def test_as_much_as_we_want_to_hold_is_one() -> None:
    packed = http(200, gzip.compress(b"ab" * 25_000), Content_Encoding="gzip")
    with serving(http(200, b"x" * 50_000), packed) as server:
        assert len(request("GET", server.url()).body) == 50_000
        assert request("GET", server.url()).body == b"ab" * 25_000


@pytest.mark.parametrize(
    "says",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 20_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        http(200, b"no gzip", Content_Encoding="gzip"),
    ],
)
def test_an_answer_that_is_cut_or_broken_is_none(says: bytes) -> None:
    with serving(says) as server, pytest.raises(NoAnswer):
        request("POST", server.url())


def test_whoever_refuses_before_all_was_said_is_heard() -> None:
    """A server that does not want so much answers early and hangs up."""

    def early(line: socket.socket) -> None:
        line.sendall(http(413, b"too much"))

    with serving(early) as server:
        answer = request("POST", server.url(), body=b"x" * 40_000_000)
    assert answer.status == 413


def test_a_machine_that_is_down_was_not_reached() -> None:
    with serving() as server:
        url = server.url()
    with pytest.raises(NotReached, match="takes no connection"):
        request("POST", url)


def test_by_ipv6(settings: Callable[..., None]) -> None:
    settings(allow=["::1"])
    with serving(host="::1") as server:
        assert request("GET", server.url(host="[::1]")).status == 200
    assert server.heard[0].headers["host"] == f"[::1]:{server.port}"


@pytest.fixture
def ca(monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    authority = trustme.CA()
    context = ssl.create_default_context()
    authority.configure_trust(context)
    monkeypatch.setattr(lines, "authorities", lambda: context)
    return authority


def served_as(ca: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(name).configure_cert(context)
    return context


def test_with_tls_the_name_is_checked_not_the_address(
    ca: trustme.CA, settings: Callable[..., None]
) -> None:
    settings(allow=["localhost", "127.0.0.1"])
    with serving(tls=served_as(ca, "localhost")) as server:
        assert request("GET", server.url(host="localhost")).status == 200
        with pytest.raises(NotReached, match="no TLS"):
            request("POST", server.url(host="127.0.0.1"))


def test_an_unknown_authority_is_not_believed(ca: trustme.CA) -> None:
    with serving(tls=served_as(trustme.CA(), "127.0.0.1")) as server:
        with pytest.raises(NotReached, match="no TLS"):
            request("POST", server.url())
        assert server.heard == []


def test_tls_does_not_redirect_to_plain(ca: trustme.CA) -> None:
    with (
        serving() as plain,
        serving(http(302, Location=plain.url()), tls=served_as(ca, "127.0.0.1")) as server,
    ):
        with pytest.raises(NotAllowed, match="without TLS"):
            request("GET", server.url())
        assert plain.heard == []


def test_a_drip_within_tls_is_left_in_time(ca: trustme.CA) -> None:
    tls = served_as(ca, "127.0.0.1")
    with serving(drips_body, tls=tls) as server, pytest.raises(NoAnswer, match="within"):
        request("GET", server.url(), seconds=SOON)


def test_whoever_never_begins_tls_was_not_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotReached):
        request("POST", f"https://127.0.0.1:{silent.getsockname()[1]}/", seconds=SOON)


@pytest.mark.parametrize("mode", ["demo", "staging"])
def test_a_trial_tells_nobody_anything_but_those_that_are_named(
    settings: Callable[..., None], mode: str
) -> None:
    settings(mode=mode, allow=[])
    with pytest.raises(NotAllowed, match=f"a {mode} site sends nothing to 8.8.8.8"):
        request("POST", "http://8.8.8.8/", body=b"{}")
    settings(mode=mode, allow=["127.0.0.0/8"])
    with serving() as server:
        assert request("POST", server.url()).status == 200


def test_the_twin_remembers_and_answers_as_it_is_told() -> None:
    told = Answer(201, "application/json", json.dumps({"id": 7}).encode(), "")
    with replaced_by(MemoryWorld(told, NotReached("down"))) as world:
        assert request("POST", "https://city.example/", form={"a": "b"}) is told
        with pytest.raises(NotReached):
            request("GET", "https://city.example/")
    assert [asked.method for asked in world.asked] == ["POST", "GET"]
    assert world.asked[0].form == {"a": "b"}
