"""What a server may do wrong, and the sentence for each fault."""

import gzip
import socket
import time
import zlib
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from kcdanalysis import files
from kcdanalysis.errors import KcdError, shown
from kcdanalysis.sources import places, read_programme

PROGRAMME = b"Title,Speakers\neBPF,Ada\n"


def answer(content=b"", status="200 OK", **headers):
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items()]
    return f"HTTP/1.1 {status}\r\n{''.join(lines)}\r\n".encode() + content


def to(place, status="302 Found"):
    return answer(status=status, Location=place, Content_Length=0)


def packed(content, coding="gzip"):
    return answer(content, Content_Encoding=coding)


def slowly(parts):
    for part in parts:
        yield part
        time.sleep(0.03)


BOMB = gzip.compress(bytes(20_000_000))
ANSWERS = {
    "/plain.csv": answer(PROGRAMME),
    "/gzip.csv": packed(gzip.compress(PROGRAMME)),
    "/parts.csv": packed(gzip.compress(PROGRAMME) + gzip.compress(b"Cost,Bob\n")),
    "/long": packed(PROGRAMME, "x" * 9_000),
    "/bomb": packed(BOMB),
    "/bombs": packed(gzip.compress(BOMB), "gzip, gzip"),
    "/deflate": packed(zlib.compress(PROGRAMME), "deflate"),
    "/no-gzip": packed(PROGRAMME),
    "/half-gzip": packed(gzip.compress(PROGRAMME * 99)[:-12]),
    "/large": answer(bytes(1_000_001)),
    "/circle": to("/circle"),
    "/there": to("/plain.csv", "308 Permanent Redirect"),
    "/file": to("file:///etc/passwd"),
    "/nonsense": to("http://["),
    "/gone": answer(status="410 Gone", Content_Length=0),
    "/nowhere": answer(status="302 Found", Content_Length=0),
    "/short": answer(PROGRAMME, Content_Length=1000),
    "/no-http": b"\x1b]0;title\x07\r\n\r\n",
    "/nothing": b"",
    "/header-by-byte": (b"HTTP/1.1 200 OK\r\n", *(b"A: b\r\n" for _ in range(99))),
    "/byte-by-byte": (answer(), *(b"x" for _ in range(99))),
    "/silence": (answer(), *(b"" for _ in range(99))),
}


class Handler(StreamRequestHandler):
    def handle(self):
        path = self.rfile.readline().split()[1].decode()
        while self.rfile.readline().strip():
            pass
        reply = ANSWERS[path.partition("?")[0]]
        try:
            for part in slowly(reply) if isinstance(reply, tuple) else [reply]:
                self.wfile.write(part)
        except OSError:  # nobody listens any more
            pass


@pytest.fixture(scope="module")
def server():
    class Server(ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as serving:
        Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    pytest.importorskip("httpx")
    monkeypatch.setenv("no_proxy", "*")


@pytest.mark.parametrize("path", ["plain.csv", "gzip.csv", "there"])
def test_a_programme_is_fetched(server, path):
    assert read_programme(f"{server}/{path}")["title"].tolist() == ["eBPF"]


def test_what_was_packed_in_several_parts_is_read_to_its_end(server):
    assert read_programme(f"{server}/parts.csv")["title"].tolist() == ["eBPF", "Cost"]


def test_a_sentence_about_a_value_without_end_has_an_end(server):
    with pytest.raises(KcdError) as error:
        read_programme(f"{server}/long")
    said = str(error.value)
    assert said.startswith(f"{server}/long: compressed as 'xxx") and "xx ... xx" in said
    assert said.endswith("xx'; download it and name the file") and len(said) < 3_100


BY_HAND = "download it and name the file"


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("bomb", "more than 1 MB; give a smaller file, or raise the limit for programmes with"),
        ("large", "more than 1 MB; give a smaller file, or raise the limit for programmes with"),
        ("bombs", f"compressed as 'gzip, gzip'; {BY_HAND}"),
        ("deflate", f"compressed as 'deflate'; {BY_HAND}"),
        ("no-gzip", "broken compression (Error -3 while decompressing data: incorrect header"),
        ("half-gzip", "the download was cut off; try again"),
        ("circle", f"redirects more than 5 times; {BY_HAND}"),
        ("file", f"redirects to 'file', which is not the web; {BY_HAND}"),
        ("nonsense", "cannot be fetched ("),
        ("gone", "the server answered 410; check the address"),
        ("nowhere", "the server answered 302; check the address"),
        ("short", "cannot be fetched (peer closed connection without sending complete message"),
        ("no-http", "cannot be fetched ("),
        ("nothing", "cannot be fetched (Server disconnected without sending a response.); check"),
        ("header-by-byte", "did not end within 0.2 s; save it as a file and name that"),
        ("byte-by-byte", "did not end within 0.2 s; save it as a file and name that"),
        ("silence", "did not end within 0.2 s; save it as a file and name that"),
    ],
)
def test_each_fault_has_its_sentence(server, monkeypatch, path, problem):
    if "within" in problem:
        monkeypatch.setattr(files, "DEADLINE", 0.2)
    with pytest.raises(KcdError) as error:
        read_programme(f"{server}/{path}", max_size=1_000_000)
    assert str(error.value).startswith(f"{server}/{path}: {problem}")
    assert str(error.value).isprintable()


def test_nobody_there(monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
    for named in (address, "http://[", "http://", "http://\x1b/", "http://x:y/"):
        with pytest.raises(KcdError) as error:
            read_programme(named)
        assert str(error.value).startswith(f"{shown(named)}: cannot be fetched (")
        assert str(error.value).endswith("; check the address")


def test_a_public_server_does_not_lead_into_a_private_network(server, monkeypatch):
    monkeypatch.setattr(places, "_is_public", lambda host: host == "localhost")
    here = server.replace("127.0.0.1", "localhost")
    monkeypatch.setitem(ANSWERS, "/inside", to(f"{server}/plain.csv"))
    with pytest.raises(KcdError) as error:
        read_programme(f"{here}/inside")
    assert str(error.value) == (
        f"{here}/inside: redirects to 127.0.0.1, an address of a private network; {BY_HAND}"
    )
    # Whoever names a private server may be led to another one.
    monkeypatch.setattr(places, "_is_public", lambda host: False)
    assert len(read_programme(f"{here}/inside")) == 1


@pytest.mark.parametrize(
    ("host", "is_public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("2130706433", False),
        ("10.1.2.3", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("localhost", False),
        ("x" * 300, True),
    ],
)
def test_public_addresses(host, is_public):
    assert places._is_public(host) == is_public


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/plain.csv", "plain.csv"),
        ("/plain.csv?a=/../b", "plain.csv"),
        ("/..", "programme"),
        ("", "127.0.0.1-1"),
        ("/a/.%2e%2f%00x;y\\z", "2e-2f-00x-y-z"),
        ("/" + "x" * 300, "x" * 100),
        ("/" + "x" * 300 + "." + "y" * 99, "y" * 99),
        ("/" + "東" * 99 + ".csv", "東" * 32 + ".csv"),
    ],
)
def test_what_is_kept_has_a_name_that_any_disk_takes(path, name):
    assert places._file_name(f"http://127.0.0.1:1{path}") == name


def test_a_password_is_not_shown(server):
    address = server.replace("://", "://me:secret@")
    programme = read_programme(f"{address}/plain.csv")
    assert programme["source"].tolist() == [f"{server}/plain.csv"]
    with pytest.raises(KcdError) as error:
        read_programme(f"{address}/gone")
    assert "secret" not in str(error.value)


def test_what_is_kept_is_never_written_over(server, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    longer = PROGRAMME + b"Cost,Bob\n"
    for content in (longer, longer, PROGRAMME):
        monkeypatch.setitem(ANSWERS, "/plain.csv", answer(content))
        read_programme(f"{server}/plain.csv", keep=tmp_path / "kept")
    kept = sorted((tmp_path / "kept").iterdir())
    assert [path.name for path in kept] == ["plain-2.csv", "plain.csv"]
    assert kept[1].read_bytes() == longer and kept[0].read_bytes() == PROGRAMME
