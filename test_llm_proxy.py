#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["pytest"]
# ///
# SPDX-License-Identifier: MIT
"""Tests of llm_proxy.py.  Sections have the numbers of the module; section 0 is about the file itself.

`python3 test_llm_proxy.py` runs them; where pytest is missing it makes a virtual environment for itself and says so.
Without arguments it runs half of them in each of two processes, which takes half as long.
LLM_PROXY_TEST_ALL=no leaves out the browser, servers that are processes of their own, and streams of random input.
Everything is in-process on loopback ports that the system chooses; parts that need an SDK skip where it is missing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

if __name__ == "__main__":
    _PARTS = 2  # processes; more would wait for each other on two cores

    def _run_part(number: int) -> int:
        """Every second function's tests; those of the browser, which go on where the last one ended, are together."""
        import pytest

        class Part:
            def pytest_collection_modifyitems(self, items: list[pytest.Function]) -> None:
                names = ["explored" if "explored" in item.fixturenames else item.originalname for item in items]
                order = {name: n for n, name in enumerate(dict.fromkeys(names))}
                items[:] = [item for name, item in zip(names, items, strict=True) if order[name] % _PARTS == number]

        return pytest.main(["-q", __file__], plugins=[Part()])

    def _run_in_parts(python: str) -> int:
        """What they say, one after the other, and one closing line for all."""
        status, counts, began = 0, dict[str, int](), time.monotonic()
        with tempfile.TemporaryDirectory() as directory:
            parts = []
            for number in range(_PARTS):
                env, file = {**os.environ, "LLM_PROXY_TEST_PART": str(number)}, Path(directory) / str(number)
                with file.open("wb") as out:
                    parts.append((file, subprocess.Popen([python, __file__], env=env, stdout=out, stderr=out)))
            for file, process in parts:
                said, is_over = "", False
                with file.open(encoding="utf-8", errors="replace") as reader:
                    while not is_over:
                        is_over = process.poll() is not None
                        text = reader.read()
                        print(text, end="", flush=True)
                        said += text
                        time.sleep(0.1)
                status = status or process.returncode
                closing = re.findall(r"^=* ?(\d+ [a-z]+.*) in [0-9.]+s", said, re.MULTILINE)[-1:] or ["1 cut short"]
                for count, name in re.findall(r"(\d+) ([a-z ]+)", closing[0]):
                    counts[name] = counts.get(name, 0) + int(count)
        told = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
        print(f"{told} in {time.monotonic() - began:.2f}s")
        return status

    def _run_with_pytest() -> int:
        python = sys.executable
        if subprocess.run([python, "-c", "import pytest"], capture_output=True, check=False).returncode:
            venv = Path.home() / ".cache" / "llm-proxy-test-venv"
            python = str(venv / "bin" / "python")
            print(f"pytest is not installed here: making a virtual environment with it in {venv}", flush=True)
            for step in ([sys.executable, "-m", "venv", str(venv)], [python, "-m", "pip", "install", "-q", "pytest"]):
                if code := subprocess.run(step, check=False).returncode:
                    print(
                        f"failed: {' '.join(step)}; install pytest yourself, or python3-venv and a network",
                        file=sys.stderr,
                    )
                    return code
        if not sys.argv[1:]:
            return _run_in_parts(python)
        return subprocess.run([python, "-m", "pytest", "-q", __file__, *sys.argv[1:]], check=False).returncode

    _part = os.environ.pop("LLM_PROXY_TEST_PART", "")
    raise SystemExit(_run_part(int(_part)) if _part else _run_with_pytest())

import ast
import asyncio
import base64
import collections
import concurrent.futures
import contextlib
import dataclasses
import datetime
import errno
import faulthandler
import fcntl
import functools
import getpass
import gzip
import hashlib
import http.client
import http.server
import io
import itertools
import json
import logging
import lzma
import mmap
import operator
import plistlib
import pty
import queue
import random
import select
import shlex
import shutil
import signal
import socket
import sqlite3
import ssl
import stat
import struct
import threading
import tracemalloc
import types
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, ClassVar, Self, cast

import pytest

import llm_proxy as lp

SOURCE = Path(lp.__file__)
TEXT = SOURCE.read_text(encoding="utf-8")
KEY = "sk-ant-api03-0123456789abcdefghijklmnopqrstuvwxyzABCD"
LIMIT_S = 60  # for each test; on an idle machine they take 4 s at most
IS_ALL = os.environ.get("LLM_PROXY_TEST_ALL") != "no"
unless_few = pytest.mark.skipif(not IS_ALL, reason="LLM_PROXY_TEST_ALL=no")


# ==============================================================================
# Help
# ==============================================================================


def fail_for_time(*_: object) -> None:
    faulthandler.dump_traceback(2)
    pytest.fail(f"it took longer than {LIMIT_S} s")


@pytest.fixture(scope="session", autouse=True)
def stderr_number(request: pytest.FixtureRequest) -> Iterator[int]:
    """Where pytest itself writes, which it hides from the tests."""
    capture: Any = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        number = os.dup(2)
    yield number
    faulthandler.cancel_dump_traceback_later()
    os.close(number)


@pytest.fixture(autouse=True)
def limit(stderr_number: int) -> Iterator[None]:
    """No test hangs: it fails after a minute, and where it cannot, all ends with a dump of what each thread does."""
    faulthandler.dump_traceback_later(LIMIT_S * 1.5, exit=True, file=stderr_number)
    signal.signal(signal.SIGALRM, fail_for_time)
    signal.setitimer(signal.ITIMER_REAL, LIMIT_S)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)


def until(condition: Callable[[], Any], what: str = "the condition", seconds: float = 15.0) -> Any:
    """Wait for something another thread or process does; the value it waited for."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        threading.Event().wait(0.005)
    raise AssertionError(f"{what} did not come true within {seconds} s")


class RawUpstream:
    """A server whose answers are raw bytes: `script(connection, number)` runs in a thread for each connection."""

    def __init__(self, script: Callable[[RawConnection, int], None], port: int = 0) -> None:
        self.socket = socket.create_server(("127.0.0.1", port), backlog=512)
        self.port = self.socket.getsockname()[1]
        self.name = f"127.0.0.1:{self.port}"
        self.connections: list[RawConnection] = []
        self.errors: list[BaseException] = []
        self._script = script
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self.socket.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            conn = RawConnection(sock)
            self.connections.append(conn)
            threading.Thread(target=self._run, args=(conn, len(self.connections)), daemon=True).start()

    def _run(self, conn: RawConnection, number: int) -> None:
        try:
            self._script(conn, number)
        except OSError:
            pass
        except BaseException as e:  # noqa: BLE001 -- shown by the test that owns this server
            self.errors.append(e)
        finally:
            conn.done.set()
            with contextlib.suppress(OSError):
                conn.sock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)  # wakes accept, which else may go on with its number's next owner
        self._thread.join(5)
        self.socket.close()
        for conn in self.connections:
            with contextlib.suppress(OSError):
                conn.sock.shutdown(socket.SHUT_RDWR)
            conn.sock.close()
        for error in self.errors:
            if isinstance(error, pytest.skip.Exception):  # the script needs what is not installed
                raise error
        assert self.errors == []


class RawConnection:
    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.received = b""
        self.rest = b""
        self.done = threading.Event()

    def _more(self) -> bytes:
        data = self.sock.recv(1 << 20)
        self.received += data
        return data

    def read_head(self) -> bytes:
        while b"\r\n\r\n" not in self.rest:
            data = self._more()
            if not data:
                raise OSError("closed")
            self.rest += data
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        return head + b"\r\n\r\n"

    def read_body(self, head: bytes) -> bytes:
        request = lp.parse_request_head(head)
        body = b""
        while not request.body.done:
            if not self.rest:
                self.rest = self._more()
                if not self.rest:
                    raise OSError("closed")
            data, self.rest = self.rest, b""
            used = request.body.take(data)
            body, self.rest = body + data[:used], data[used:]
        return body

    def read_request(self) -> tuple[bytes, bytes]:
        head = self.read_head()
        return head, self.read_body(head)

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def wait_closed(self) -> None:
        while self._more():
            pass

    def reset(self) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


def always(answer: bytes) -> Callable[[RawConnection, int], None]:
    """A script: this answer to every request."""

    def script(conn: RawConnection, _number: int) -> None:
        while True:
            conn.read_request()
            conn.send(answer)

    return script


def once(answer: bytes, end: str = "wait") -> Callable[[RawConnection, int], None]:
    """A script: one answer; then it waits for the other side's end, or ends itself: `fin`, `rst`."""

    def script(conn: RawConnection, _number: int) -> None:
        conn.read_request()
        conn.send(answer)
        if end == "wait":
            conn.wait_closed()
        else:
            threading.Event().wait(0.05)
            if end == "rst":
                conn.reset()

    return script


def ok(body: bytes = b"hello", *fields: bytes) -> bytes:
    return b"\r\n".join([b"HTTP/1.1 200 OK", *fields, b"Content-Length: %d" % len(body), b"", body])


def settings_for(tmp_path: Path, **changes: Any) -> lp.Settings:
    base = lp.Settings(host=("127.0.0.1",), port=0, log_dir=str(tmp_path / "logs"), min_free_bytes=0)
    return dataclasses.replace(base, **changes)


@contextlib.contextmanager
def running(tmp_path: Path, **changes: Any) -> Iterator[lp.Proxy]:
    with lp.background_proxy(settings_for(tmp_path, **changes)) as proxy:
        yield proxy


class Client:
    """A raw client: sends bytes, reads until a condition."""

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=15)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""

    def send(self, data: bytes) -> Client:
        self.sock.sendall(data)
        return self

    def ask(self, request: bytes, mark: bytes) -> bytes:
        """What comes from now on, to this mark."""
        self.received = b""
        return self.send(request).read_until(mark)

    def read_until(self, mark: bytes) -> bytes:
        while mark not in self.received:
            data = self.sock.recv(1 << 20)
            if not data:
                raise AssertionError(f"closed before {mark!r}: {self.received!r}")
            self.received += data
        return self.received

    def read_some(self) -> bytes:
        self.received += self.sock.recv(1 << 20)
        return self.received

    def read_all(self) -> bytes:
        while data := self.sock.recv(1 << 20):
            self.received += data
        return self.received

    def end(self) -> str:
        """How the connection ended: `fin` or `rst`."""
        try:
            self.read_all()
        except ConnectionResetError:
            return "rst"
        return "fin"

    def close(self, how: str = "fin") -> None:
        if how == "rst":
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.sock.close()


def post(
    upstream: RawUpstream | lp.ScriptedProvider, body: bytes = b"{}", *fields: bytes, path: str = "/v1/messages"
) -> bytes:
    head = [f"POST /anthropic/{upstream.name}{path} HTTP/1.1".encode(), b"Host: localhost", *fields]
    return b"\r\n".join([*head, b"Content-Length: %d" % len(body), b"", body])


def get(upstream: RawUpstream, path: str = "/v1/models", *fields: bytes, method: str = "GET") -> bytes:
    head = [f"{method} /any/{upstream.name}{path} HTTP/1.1".encode(), b"Host: localhost", *fields, b"", b""]
    return b"\r\n".join(head)


HEAD_END = b"\r\n\r\n"


def crlf(text: str) -> bytes:
    """Bytes of HTTP; a bar stands for CRLF."""
    return text.encode("latin-1").replace(b"|", b"\r\n")


def rows_of(text: str) -> list[list[str]]:
    """The rows of a table, whose columns are two spaces or more apart; `-` is an empty cell, `# ` begins a comment."""
    lines = [line.partition("  # ")[0].strip() for line in text.split("\n")]
    return [["" if cell == "-" else cell for cell in re.split("  +", line)] for line in lines if line]


def local(line: str, *fields: bytes) -> bytes:
    """A request to the proxy without a body: `local("GET /live")`."""
    return b"\r\n".join([f"{line} HTTP/1.1".encode(), b"Host: localhost", *fields, b"", b""])


@contextlib.contextmanager
def meeting(
    tmp_path: Path, script: Callable[[RawConnection, int], None], **changes: Any
) -> Iterator[tuple[RawUpstream, lp.Proxy, Client]]:
    """An upstream, the proxy and a client of it."""
    with RawUpstream(script) as upstream, running(tmp_path, **changes) as proxy, Client(proxy.port) as client:
        yield upstream, proxy, client


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


def typed(kind: str, **members: Any) -> dict[str, Any]:
    """What a provider writes: an object whose `type` says what it is."""
    return {"type": kind, **members}


def counted(names: str, *counts: int) -> dict[str, Any]:
    """A usage: names in a row, and a count for each."""
    return dict(zip(names.split(), counts, strict=True))


def log_lines(directory: str | Path) -> list[dict[str, Any]]:
    """All lines of all sessions in a log directory, or in that of `settings_for`; every one must parse."""
    place = Path(directory)
    files = sorted((place / "logs" if (place / "logs").is_dir() else place).glob("*/*/*.jsonl"))
    # What follows the last newline is a line being written, or torn.
    return [json.loads(line) for file in files for line in file.read_bytes().split(b"\n")[:-1] if line.strip()]


def of_type(directory: str | Path, kind: str) -> list[dict[str, Any]]:
    return [line for line in log_lines(directory) if line["type"] == kind]


def pairs_of(directory: str | Path, count: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Request and response lines, joined by request id, once `count` of them are there."""
    until(lambda: len(of_type(directory, "response")) >= count, f"{count} response lines")
    requests = {line["_meta"]["request_id"]: line for line in of_type(directory, "request")}
    return [(requests[line["_meta"]["request_id"]], line) for line in of_type(directory, "response")]


def the_pair(directory: str | Path) -> tuple[dict[str, Any], dict[str, Any]]:
    (pair,) = pairs_of(directory, 1)
    return pair


def health(port: int, path: str = "/health") -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    connection.request("GET", path)
    value: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    return value


Env = dict[str, str]
Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch
parametrize = pytest.mark.parametrize


# ==============================================================================
# 0  The file
# ==============================================================================

BANNER = re.compile(r"^# =+\n# (\d+)  (.+)\n# =+$", re.MULTILINE)
STARTS = [(TEXT[: m.start()].count("\n") + 1, int(m[1]), m[2]) for m in BANNER.finditer(TEXT)]
TREE = ast.parse(TEXT)


def section_of(line: int) -> int:
    return max((n for start, n, _ in STARTS if start <= line), default=0)


def title_of(line: int) -> str:
    return next((t for s, n, t in STARTS if n == section_of(line)), "")


def test_each_test_has_a_limit() -> None:
    assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= LIMIT_S
    with pytest.raises(pytest.fail.Exception, match=f"{LIMIT_S} s"):
        signal.raise_signal(signal.SIGALRM)


def test_contents_lists_the_banners() -> None:
    listed = re.findall(r"^ +(\d+)  (\S.*?)  ", lp.__doc__ or "", re.MULTILINE)
    assert listed == BANNER.findall(TEXT)


def bound_by(node: ast.stmt) -> list[str]:
    """The names that a statement of the module binds."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return [node.name]
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return []
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)]


def test_sections_use_only_what_is_above() -> None:
    home = {name: section_of(node.lineno) for node in TREE.body for name in bound_by(node)}
    upward = []
    for node in TREE.body:
        bound = {a.arg for a in ast.walk(node) if isinstance(a, ast.arg)}
        bound |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        upward += [
            f"line {n.lineno}: section {section_of(n.lineno)} uses {n.id} of section {home[n.id]}"
            for n in ast.walk(node)
            if isinstance(n, ast.Name) and n.id not in bound and section_of(n.lineno) < home.get(n.id, 0)
        ]
    assert [line for line in upward if "uses ASSETS" not in line] == []  # the page, which stands last


def test_an_underscore_is_private_to_its_section() -> None:
    home = {name: section_of(node.lineno) for node in TREE.body for name in bound_by(node) if re.match("_[^_]", name)}
    foreign = [
        f"line {n.lineno}: {n.id} of section {home[n.id]}"
        for n in ast.walk(TREE)
        if isinstance(n, ast.Name) and section_of(n.lineno) != home.get(n.id, section_of(n.lineno))
    ]
    assert foreign == []


def test_all_is_true() -> None:
    assert [n for n in lp.__all__ if not hasattr(lp, n)] == []
    assert sorted(lp.__all__) == lp.__all__


def test_only_the_standard_library_is_imported() -> None:
    names = {
        (alias.name if isinstance(node, ast.Import) else node.module or "").split(".")[0]
        for node in ast.walk(TREE)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert names - set(sys.stdlib_module_names) == set()


def test_no_name_is_bound_twice() -> None:
    """In one file a later constant of the same name would silently change what came before."""
    names = [name for node in TREE.body for name in bound_by(node)]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_async_lives_in_the_proxy() -> None:
    homes = {title_of(n.lineno) for n in ast.walk(TREE) if isinstance(n, ast.AsyncFunctionDef)}
    assert homes == {
        "Sockets",
        "In place",
        "Gateway",
        "Spool",
        "Upstreams",
        "Bedrock",
        "Proxy",
        "Serving",
        "Scripted provider",
        "Benchmark",
    }


def test_pure_sections_touch_nothing_outside() -> None:
    pure = """AWS signing, Event stream, Metrics, Prices, Messages, Shapes, Reading, Conversation, HTTP/1.1,
        Server-sent events, Content codings, Providers, Routes, Exchange, Certificates, Likeness"""
    forbidden = "socket os time threading subprocess asyncio secrets open sqlite3 print".split()
    found = [
        f"line {n.lineno}: {n.id} in {title_of(n.lineno)}"
        for n in ast.walk(TREE)
        if isinstance(n, ast.Name) and n.id in forbidden and title_of(n.lineno) in re.split(r",\s+", pure)
    ]
    assert found == []


def test_printing_is_for_the_command_line() -> None:
    homes = {title_of(n.lineno) for n in ast.walk(TREE) if isinstance(n, ast.Name) and n.id == "print"}
    allowed = """Demo, Self-test, Benchmark, Log commands, Replay, Mock, Logging server, Shell, Service, Doctor,
        Command line"""
    assert homes <= set(re.split(r",\s+", allowed))


def test_functions_and_classes_keep_their_size() -> None:
    def size(node: Any) -> int:
        return int(node.end_lineno - node.lineno + 1)

    functions = [n for n in ast.walk(TREE) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    classes = [n for n in ast.walk(TREE) if isinstance(n, ast.ClassDef) and n.name != "Settings"]
    assert [f"{n.name} {size(n)}" for n in functions if size(n) > 80 and n.name != "matrix"] == []  # a table
    assert [f"{n.name} {size(n)}" for n in classes if size(n) > 300] == []


# ==============================================================================
# 1  Basics
# ==============================================================================


def test_times_are_utc() -> None:
    assert lp.utc_text(0.25) == "1970-01-01T00:00:00.250000Z"
    assert lp.utc_text(1763690000.999999).startswith("2025-11-21T01:53:20.99999")
    assert lp.utc_day(86399.9) == "1970-01-01"
    assert re.fullmatch(r"19700101-000000-[0-9a-f]{8}", lp.new_session_id(0.0, "0123456789abcdef"))


def test_machine_is_user_at_host(monkeypatch: Patch) -> None:
    assert re.fullmatch(r"[^@]+@[^@]+", lp.machine_name())

    def fail() -> str:
        raise OSError

    monkeypatch.setattr(getpass, "getuser", fail)
    assert lp.machine_name().startswith("unknown@")


def record(message: str, key: str | None, created: float) -> logging.LogRecord:
    entry = logging.LogRecord("llm-proxy", logging.WARNING, "", 0, message, None, None)
    entry.created = created
    if key:
        entry.flood = key
    return entry


def test_a_flood_is_held_back_and_counted() -> None:
    flood = lp.FloodFilter(burst=2, window_s=10)
    passed = [flood.filter(record("refused", "k", t)) for t in (0, 1, 2, 3)]
    assert passed == [True, True, False, False]
    assert flood.filter(record("other", "other", 3.0))
    assert flood.filter(record("always", None, 3.0))
    late = record("refused", "k", 11)
    assert flood.filter(late)
    assert late.getMessage() == "refused (2 similar lines held back)"


def test_application_log_goes_to_its_file_without_keys(tmp_path: Path) -> None:
    pattern = r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d hello\n\d{4}/\S+ \S+ WARNING: careful\n.*ERROR: failed with sk.*\n"
    file = tmp_path / "app.log"
    close = lp.open_app_log("info", str(file), lp.mask_shapes)
    lp.app_log().debug("silent")
    lp.app_log().info("hello")
    lp.warn_flood("k", "careful")
    try:
        raise ValueError(f"bad {KEY}")
    except ValueError:
        lp.app_log().exception("failed with %s", KEY)
    close()
    said = file.read_text()
    assert re.fullmatch(pattern, said, re.DOTALL)
    assert "ValueError: bad sk-ant-...ABCD" in said
    assert KEY not in said


def test_no_line_commands_the_terminal(tmp_path: Path, capfd: Capture) -> None:
    """Neither the application log nor the console, whatever a path, a header or a message of an error holds."""
    file = tmp_path / "app.log"
    closers = [lp.open_app_log("debug", str(file), lp.mask_shapes), lp.open_console()]
    evil = "\x9b2J\x9d0;t\x07 \x1b[31m \x7f"
    try:
        raise RuntimeError(f"odd {evil}")
    except RuntimeError:
        lp.app_log().exception("failed: %s", evil)
    with RawUpstream(always(ok())) as upstream, running(tmp_path, log_level="debug", console="rich") as proxy:
        for path in (f"/any/{upstream.name}/".encode() + b"\x9b31m\xc2\x9bx", b"/nowhere/\x9b31m\xc2\x9d"):
            with Client(proxy.port) as client:
                client.send(b"GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % path).read_all()
        until(lambda: not proxy.link.lag_bytes)
    for close in closers:
        close()
    said = file.read_bytes().decode() + "".join(capfd.readouterr())
    assert "odd " in said
    assert "31m" in said
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", said)


def test_lines_that_nobody_took_in_time_are_counted() -> None:
    lines: queue.Queue[logging.LogRecord] = queue.Queue(2)
    handler = lp._LossyQueueHandler(lines)
    for n in range(5):
        handler.enqueue(logging.makeLogRecord({"msg": f"line {n}"}))
    said = [lines.get_nowait().msg for _ in range(2)]
    handler.enqueue(logging.makeLogRecord({"msg": "line 5"}))
    said += [lines.get_nowait().msg for _ in range(2)]
    assert said == ["line 0", "line 1", "3 lines are missing here, which nobody took in time", "line 5"]


def test_log_file_that_cannot_be_opened_is_a_config_error(tmp_path: Path) -> None:
    with pytest.raises(lp.ConfigError, match=r"log_file .*cannot be opened"):
        lp.open_app_log("info", str(tmp_path / "missing" / "app.log"), str)


# ==============================================================================
# 2  Redaction
# ==============================================================================

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJlbWFpbCI6ImFAYi5jIn0.c2lnbmF0dXJl-LATE"


@parametrize(
    "secret, shown",
    rows_of(f"""
    -                                       -
    sk-ant-api03-abcdefghijklmnopqrstuvwxyz  sk-ant-...wxyz
    sk-proj-abcdefghij1234                   sk-proj-...1234
    sk-abc                                   sk-...
    {JWT}  eyJ...LATE
    AIzaSyA0123456789abcdef                  AIza...cdef
    hunter2-correct-horse                    [21 characters]
    """),
)
def test_secrets_keep_only_their_shape(secret: str, shown: str) -> None:
    assert lp.mask_secret(secret) == shown


def test_keys_are_masked_wherever_they_stand_in_a_value() -> None:
    url = f"https://x.example/upload?upload_id=7&key=AIzaSyA0123456789abcdef01234&next={KEY}"
    shown = "https://x.example/upload?upload_id=7&key=AIza...1234&next=sk-ant-...ABCD"
    assert lp.mask_header("x-goog-upload-url", url) == shown
    assert lp.mask_header("x-note", f"use {KEY}, or {JWT}") == "use sk-ant-...ABCD, or eyJ...LATE"
    assert lp.mask_header("x-note", "sk-short") == "sk-short"


@parametrize(
    "name, value, shown",
    rows_of(f"""
    authorization       Bearer {JWT}  Bearer eyJ...LATE
    authorization       Basic dXNlcjpwYXNz         Basic [12 characters]
    authorization       my secret words            [15 characters]
    authorization       AWS4-HMAC-SHA256 Credential=AKIA/x, Signature=ff  AWS4-HMAC-SHA256 [31 characters]
    cookie              session=abc                [11 characters]
    x-goog-api-key      AIzaSyA0123456789abcdef    AIza...cdef
    content-type        application/json           application/json
    x-portkey-api-key   abc                        [3 characters]
    x-other             Bearer sk-proj-abcdefghij1234  Bearer sk-proj-...1234
    x-ratelimit-remaining-tokens  100              100
    www-authenticate    Basic realm=x              Basic realm=x
    idempotency-key     abc                        abc
    """),
)
def test_headers_are_masked(name: str, value: str, shown: str) -> None:
    assert lp.mask_header(name, value) == shown


@parametrize(
    "query, shown",
    rows_of("""
    -                                    -
    beta=true                            beta=true
    alt=sse&key=AIzaSyA0123456789abcdef  alt=sse&key=AIza...cdef
    X-Amz-Signature=ffff&x=%2F           X-Amz-Signature=[4 characters]&x=%2F
    k%65y=secret&token                   k%65y=[6 characters]&token
    subscription-key=abc&max_tokens=5    subscription-key=[3 characters]&max_tokens=5
    """),
)
def test_queries_are_masked(query: str, shown: str) -> None:
    assert lp.mask_query(query) == shown


@parametrize(
    "body, shown",
    [
        *rows_of(rf"""
        {{"access_token": "abcdef", "x": "y"}}   {{"access_token": "[6 characters]", "x": "y"}}
        {{"a":{{"api_key":"sk-ant-api03-abcdefghijklmnop"}}}}  {{"a":{{"api_key":"sk-ant-...mnop"}}}}
        {{"id_token":"{JWT}"}}  {{"id_token":"eyJ...LATE"}}
        {{"refresh_token":"a\"b"}}  {{"refresh_token":"[4 characters]"}}
        grant_type=x&refresh_token=abc&code=1    grant_type=x&refresh_token=[3 characters]&code=[1 characters]
        my api_key is safe                       my api_key is safe
        """),
        ("\xff\0", "\xff\0"),
    ],
)
def test_credentials_in_bodies_are_masked(body: str, shown: str) -> None:
    assert lp.mask_members(body.encode("latin-1")) == shown.encode("latin-1")


def test_rules_replace_in_order() -> None:
    rules = [{"pattern": r"(\w+)@corp", "replace": r"<\1>"}, {"pattern": "<jo>", "replace": "someone"}]
    assert lp.Rules(rules).text("jo@corp ä@corp") == "someone <ä>"
    assert lp.Rules(rules).hide("jo@corp ä@corp \xff".encode("latin-1")) == "someone ä@corp \xff".encode("latin-1")
    assert lp.Rules(rules).hide("jo@corp ä@corp".encode()) == "someone <ä>".encode()  # characters, not bytes


def test_what_is_masked_stays_as_it_is() -> None:
    """A logging server gets captures in which keys are masked already."""
    for value in (KEY, "abcdef", "eyJhbGciOi.eyJzdWIiOi.c2lnbmF0"):
        shown = lp.mask_secret(value)
        assert lp.mask_secret(shown) == lp.mask_secret(shown.replace(" ", "%20")) == shown != value
    assert lp.mask_secret("sk-ant-...ABCD and more") != "sk-ant-...ABCD and more"


# ==============================================================================
# 3  Configuration
# ==============================================================================


def load(tmp_path: Path, toml: str = "", flags: dict[str, str] | None = None, **environ: str) -> lp.LoadedSettings:
    file = tmp_path / "config.toml"
    file.write_text(toml)
    return lp.load_settings(flags or {}, environ, str(file))


def test_flags_beat_environment_beats_file_beats_default(tmp_path: Path) -> None:
    toml = 'port = 1\nlog_level = "error"\nconnect_timeout = "1m30s"\n'
    loaded = load(tmp_path, toml, {"port": "3"}, LLM_PROXY_PORT="2", LLM_PROXY_LOG_LEVEL="debug", LLM_PROXY_HOST="")
    found = {name: (getattr(loaded.settings, name), loaded.sources[name]) for name in loaded.sources}
    assert found["port"] == (3, "flag --port")
    assert found["log_level"] == ("debug", "environment variable LLM_PROXY_LOG_LEVEL")
    assert found["connect_timeout"] == (90.0, str(tmp_path / "config.toml"))
    assert found["host"] == (("127.0.0.1", "::1"), "default")


def test_unknown_keys_are_warned_about(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    assert load(tmp_path, "prot = 1").warnings == [f"{file}: unknown key 'prot' is ignored; did you mean port?"]
    assert load(tmp_path, "[nobody]").warnings == [f"{file}: unknown key 'nobody' is ignored"]
    warnings = load(tmp_path, "", LLM_PROXY_LOGDIR="x", LLM_PROXY_UI_DIR="x").warnings
    assert warnings == ["environment variable LLM_PROXY_LOGDIR is ignored; did you mean LLM_PROXY_LOG_DIR?"]


def test_an_option_that_is_none_any_more_is_a_warning(tmp_path: Path, monkeypatch: Patch, capsys: Capture) -> None:
    """A service's command line may still have it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for words in (["config", "--half-close=true"], ["--half-close=true", "config"]):
        assert lp.main(words) == 0
        assert "warning: --half-close is no option any more, and is ignored\n" in capsys.readouterr().err


ROUTE = "pattern = '/', destination = 'https://a'"


@parametrize(
    "toml, wanted",
    [
        *rows_of("""
        port = "abc"                  port = 'abc' \\(from .*config.toml\\): expected a port number
        port = 70000                  expected a port number
        port = true                   expected a port number
        log_dir = 3                   expected a string
        connect_timeout = "soon"      expected seconds
        max_logged_body_bytes = "many"  expected a number of bytes
        host = 3                      expected a list of strings
        default_upstreams = 3         expected a table
        log_bodies = "some"           expected one of full, metadata, none
        upstream_log_bodies = { "a.b" = "some" }  expected one of full
        upstream_log_bodies = { "https://a.b" = "none" }  'https://a.b' is not an upstream
        port = = 3                    is not valid TOML
        log_dir = ""                  expected the path of a directory
        host = []                     expected at least one address
        connect_timeout = 0           expected a time above 0
        deny_upstreams = ["https://a.b"]  'https://a.b' is not an upstream
        default_upstreams = { openai = "http://a.b" }  not an upstream
        default_upstreams = { anthropik = "a.b" }  expected one of anthropic, openai, gemini
        redact = "x"                  expected a list of tables
        redact = [{ pattern = "x" }]  'x' lacks replace
        redact = [{ patern = 'x' }]   unknown key 'patern'; did you mean pattern
        redact = [{ pattern = "(", replace = "" }]  not a regular expression
        redact = [{ pattern = "a", replace = '\\7' }]  not a regular expression
        routes = 1                    expected tables
        routes.a = 1                  a: expected a table with pattern, destination,
        routes.a = {pattern = '/a/'}  a: it lacks destination
        routes.a = {destination = 'https://a'}  a: it lacks pattern
        routes.a = {pattern = '/', destination = 'ftp://a'}  a: destination: expected http
        routes.a = {patern = '/', destination = 'https://a'}  a: unknown key 'patern'; did you mean pattern
        server = 1                    server in the config file is no table
        """),
        (f"routes.a = {{{ROUTE}, logging = 'x'}}", "a: logging: expected one of true, "),
        (f"routes.a = {{{ROUTE}, provider = 'x'}}", "a: provider: expected one of"),
        (f'routes.a = {{{ROUTE}, headers = {{A = "s3cr3t\\tx"}}}}', "a: headers: expected printable"),
        (f"routes.'a b' = {{{ROUTE}}}", "'a b': expected a name of letters"),
        ("[server]\nnot_found = 'x'", "expected a path such as /404/"),
        ("[logging]\nconsole = 'loud'", "expected one of auto, off, plain, rich"),
    ],
)
def test_bad_values_name_key_value_source_and_remedy(tmp_path: Path, toml: str, wanted: str) -> None:
    with pytest.raises(lp.ConfigError, match=wanted) as caught:
        load(tmp_path, toml)
    assert caught.value.exit_code == 2
    assert "s3cr3t" not in str(caught.value)


def test_named_file_must_exist_and_be_readable(tmp_path: Path) -> None:
    with pytest.raises(lp.ConfigError, match="does not exist"):
        lp.load_settings({}, {}, str(tmp_path / "missing.toml"))
    with pytest.raises(lp.ConfigError, match="cannot be read"):
        lp.load_settings({}, {}, str(tmp_path))
    with pytest.raises(lp.ConfigError, match="does not exist"):
        lp.load_settings({}, {"LLM_PROXY_CONFIG": str(tmp_path / "missing.toml")})
    assert lp.load_settings({}, {"XDG_CONFIG_HOME": str(tmp_path)}).file == ""


@parametrize(
    "name, text, value",
    [
        ("connect_timeout", "300ms", 0.3),
        ("connect_timeout", "7", 7.0),
        ("max_logged_body_bytes", "2KB", 2048),
        ("max_logged_body_bytes", "1.5 MiB", 1572864),
        ("max_logged_body_bytes", "77", 77),
        ("allow_hosts", "a, b", ("a", "b")),
        ("upstream_log_bodies", "a.b=none,c.d=full", {"a.b": "none", "c.d": "full"}),
        ("upstream_log_bodies", "a.b=None,*.c.d=METADATA", {"a.b": "none", "*.c.d": "metadata"}),
        ("ca_file", "", ""),
        ("redact", '[{"pattern": "a", "replace": "b"}]', ({"pattern": "a", "replace": "b"},)),
    ],
)
def test_values_from_text(tmp_path: Path, name: str, text: str, value: object) -> None:
    assert getattr(load(tmp_path, "", {name: text}).settings, name) == value


def test_a_size_that_no_number_holds_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(lp.ConfigError, match=r"expected a number of bytes"):
        load(tmp_path, "", {"max_log_bytes": "1" * 400})


def test_default_upstreams_are_merged(tmp_path: Path) -> None:
    loaded = load(tmp_path, 'default_upstreams = { openai = "gw.corp" }')
    assert loaded.settings.default_upstreams["openai"] == "gw.corp"
    assert loaded.settings.default_upstreams["anthropic"] == "api.anthropic.com"


def test_paths_know_home(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    assert load(tmp_path).settings.log_dir == "/home/somebody/.llm-provider-logs"


README = (SOURCE.parent / "README.md").read_text(encoding="utf-8")


def test_what_the_readme_says_of_options_is_true(capsys: Capture) -> None:
    rows = {row.name: row for row in lp.option_rows()}
    named = re.findall(r"^\| `([a-z_]+)` \| `(.*?)` \| (.*) \|$", README, re.MULTILINE)
    assert len(named) >= 8
    for name, default, text in named:
        assert default.replace(r"\|", "|") == lp.render_value(lp.default_of(rows[name]))
        assert text == rows[name].metadata["help"]
    with contextlib.suppress(SystemExit):
        lp.main(["--help"])
    shown = capsys.readouterr().out
    assert [name for name in rows if lp.flag_of(name) not in shown] == []
    assert len(README.splitlines()) <= 450
    assert len(README.split()) <= 4500


def test_the_reference_programs_files(tmp_path: Path) -> None:
    """Written in TOML, as the README shows it key by key, that of the route program is ours."""
    toml = """
        [server]
        host = "localhost"
        port = 5601
        not_found = "/404"
        prot = 1
        [logging]
        console = true
        default = true
        enabled = false
        log_dir = "/tmp/x"
        server_url = "http://h:8081"
        [capture]
        enabled = true
        secrets = "keep"
        [routes.a]
        pattern = "/api/v1/"
        destination = "https://openrouter.ai/api/v1/"
        logging = true
        """
    settings = (loaded := load(tmp_path, toml)).settings
    assert (settings.host, settings.port, settings.not_found) == (("localhost",), 5601, "/404/")
    assert (settings.console, settings.log_not_found, settings.log_requests) == ("plain", True, False)
    assert (settings.log_dir, settings.server_url) == ("/tmp/x", "http://h:8081")
    assert (settings.capture_enabled, settings.capture_secrets) == (True, "keep")
    assert [w.partition(": ")[2] for w in loaded.warnings] == ["unknown key 'server.prot' is ignored"]
    found = lp.find_route(head_of("/api/v1/chat/completions"), settings, lp.RouteTable(settings, {}))
    assert (found.upstream, found.path) == ("openrouter.ai", b"/api/v1/chat/completions")
    rows = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \| `([a-z_]+)` \|", README, re.MULTILINE)
    assert dict(rows) in ({**lp.KEYS_IN_TABLES, "http_client.proxy_url": "upstream_proxy"}, {})


def test_a_routes_secrets_are_not_shown() -> None:
    headers = {"Authorization": "Bearer sk-or-v1-abcdefghijklmnop", "X-A": "Bearer $KEY", "X-Title": "mine"}
    row = {"pattern": "/", "destination": "https://a.example/?key=abcdefgh", "headers": headers}
    shown = lp.render_option("routes", {"a": row, "b": {"pattern": "/b", "destination": "https://b"}})
    assert "abcdefgh" not in shown
    assert '"X-A" = "Bearer $KEY"' in shown
    assert '"X-Title" = "mine"' in shown
    assert '"b" = {"pattern" = "/b", "destination" = "https://b"}' in shown


@parametrize(
    "name, template, shown",
    rows_of("""
    Authorization  Bearer $KEY                  Bearer $KEY
    X-Api-Key      ${A}$B                       ${A}$B
    X-Api-Key      sk-ant-api03-lit$$eral-0123  sk-ant-...0123
    Authorization  Bearer sk-live-0123456789abcdefghij-$TENANT  Bearer sk-...NANT
    Authorization  Hunter $KEY                  [11 characters]
    X-Tenant       acme-$TENANT                 acme-$TENANT
    """),
)
def test_what_is_shown_of_a_routes_header(name: str, template: str, shown: str) -> None:
    assert lp.mask_template(name, template) == shown


def test_urls_are_masked_before_they_are_quoted() -> None:
    shown = lp.render_option("server_url", "http://u:p@h:1/x?token=SECRET123")
    assert shown == '"http://...@h:1/x?token=[9 characters]"'


# ==============================================================================
# 4  HTTP/1.1
# ==============================================================================

HEAD = b"POST /a/b?c HTTP/1.1\r\nHost: x\r\n"


def test_keep_alive() -> None:
    rests = ("1.1|Host: x", "1.1|Host: x|Connection: Close", "1.1|Host: x|Connection: x, close", "1.0")
    kept = [lp.parse_request_head(crlf(f"GET / HTTP/{rest}||")).keep_alive for rest in rests]
    assert kept == [True, False, False, False]
    answers = ("1.1 200", "1.0 200|Content-Length: 0", "1.0 200|Connection: keep-alive|Content-Length: 0")
    kept = [lp.parse_response_head(crlf(f"HTTP/{rest}||"), b"GET").keep_alive for rest in answers]
    assert kept == [False, False, True]


CHUNKED = b"5;ext=1\r\nhello\r\n1\r\n\n\r\n00A\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n"


def test_chunked_says_where_it_ends() -> None:
    body = lp.ChunkedBody()
    assert body.take(CHUNKED + b"GET /next") == len(CHUNKED)
    assert body.done
    assert body.take(b"GET /next") == 0


# ==============================================================================
# 5  Server-sent events
# ==============================================================================


@parametrize(
    "events, rest",
    [
        (["data: a\n\n", "data: b\n\n"], ""),
        (["event: x\r\ndata: a\r\n\r\n", "data: b\r\n\r\n"], ""),
        (["data: a\r\r", "data: b\r\r"], "x"),
        (["data: a\n\r\n"], "b"),
        (["data: a\r\n\n"], "b"),
        ([": ping\n\n"], "data: \xe9\n"),
        ([], ""),
    ],
)
def test_events_at_every_cut(events: list[str], rest: str) -> None:
    wire, expected = "".join([*events, rest]).encode(), [event.encode() for event in events]
    halves = [[wire[:cut], wire[cut:]] for cut in range(len(wire) + 1)]
    for pieces in [*halves, [wire[n : n + 1] for n in range(len(wire))]]:
        cutter = lp.EventCutter()
        assert [event for piece in pieces for event in cutter.feed(piece)] == expected, pieces
        assert cutter.take_rest() == rest.encode()


# ==============================================================================
# 6  Event stream
# ==============================================================================

# A frame with one header of each type, by the documentation of the format; then a plain one.
TYPED = bytes.fromhex("0161 000162 010163 02 7f0164 03 01020165 04 000000010166 05 0000000000000001") + bytes.fromhex(
    "0167 06 0002 ffff0168 07 0002 68690169 08 0000000000000001016a 09 00112233445566778899aabbccddeeff"
)
EVENT = {":event-type": "chunk", ":content-type": "application/json", ":message-type": "event"}


def invoke_frame(event: Any) -> bytes:
    inner = base64.b64encode(json.dumps(event).encode()).decode()
    return lp.render_event_frame(EVENT, json.dumps({"bytes": inner, "p": "abcdef"}).encode())


def test_event_frames_are_read_at_every_cut() -> None:
    failure = {":exception-type": "throttlingException", ":message-type": "exception"}
    error = {":error-code": "500", ":error-message": "oh", ":message-type": "error"}
    frames = [
        invoke_frame({"type": "ping", "text": "é"}),
        lp.render_event_frame({**EVENT, ":event-type": "messageStop"}, b'{"stopReason":"end_turn","p":"abc"}'),
        lp.render_event_frame(failure, b'{"message":"slow"}'),
        lp.render_event_frame(error, b""),
    ]
    events = [
        b'data: {"type": "ping", "text": "\\u00e9"}\n\n',
        b'data: {"messageStop": {"stopReason": "end_turn"}}\n\n',
        b'data: {"throttlingException": {"message": "slow"}}\n\n',
        b'data: {"500": {"message": "oh"}}\n\n',
    ]
    wire = b"".join(frames)
    for cut in range(len(wire) + 1):
        cutter = lp.FrameCutter()
        assert cutter.feed(wire[:cut]) + cutter.feed(wire[cut:]) == events
        assert (cutter.take_rest(), cutter.errors) == (b"", 0)
    assert lp.parse_event_headers(TYPED) == {"h": "hi"}
    for end in range(1, len(TYPED)):
        with contextlib.suppress(ValueError):
            lp.parse_event_headers(TYPED[:end])


def test_damaged_event_frames_are_kept_and_counted() -> None:
    frame = invoke_frame({"type": "ping"})
    for at in range(len(frame)):
        for bit in (1, 128):
            damaged = frame[:at] + bytes([frame[at] ^ bit]) + frame[at + 1 :]
            cutter = lp.FrameCutter()
            events = cutter.feed(damaged + frame)
            rest = cutter.take_rest()
            assert cutter.errors >= 1, at
            if at < 12:  # the lengths are not to be trusted any more
                assert (events, rest) == ([], damaged + frame)
            else:
                assert events == [damaged, b'data: {"type": "ping"}\n\n']
    cutter = lp.FrameCutter()
    assert (cutter.feed(frame[:-1]), cutter.errors, cutter.take_rest()) == ([], 0, frame[:-1])
    for payload in (b"{", b"[" * 100_000, b'{"bytes": "!"}', b"\xff"):
        cutter = lp.FrameCutter()
        bad = lp.render_event_frame(EVENT, payload)
        assert cutter.feed(bad) == [bad]
        assert cutter.errors == 1


def test_what_is_left_of_a_frame_is_an_error() -> None:
    cutter = lp.FrameCutter()
    assert cutter.feed(invoke_frame({"type": "ping"}) + invoke_frame({"type": "ping"})[:-1])
    assert cutter.take_rest()
    assert cutter.errors == 1
    deep = lp.FrameCutter()
    for depth in range(900, 1100):
        frame = lp.render_event_frame(EVENT, b"[" * depth + b"]" * depth)
        (event,) = deep.feed(frame)
        assert event == frame or event.startswith(b"data: ")


def test_botocore_reads_our_frames_and_we_its() -> None:
    eventstream = pytest.importorskip("botocore.eventstream", reason="botocore is not installed")
    buffer = eventstream.EventStreamBuffer()
    buffer.add_data(lp.render_event_frame(EVENT, b'{"x":1}'))
    (message,) = list(buffer)
    assert (message.headers, message.payload) == (EVENT, b'{"x":1}')


# ==============================================================================
# 7  AWS signing
# ==============================================================================

SUITE_KEYS = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
SUITE_TIME_S = 1440938160.0  # 2015-08-30 12:36:00 UTC
SUITE_TOKEN = (
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7m"
    "SEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0"
    "rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="
)
UNRESERVED = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
MANY = [("My-Header1", value) for value in ("value4", "value1", "value3", "value2")]
FORM = [("Content-Type", "application/x-www-form-urlencoded")]
TRIM = [("My-Header1", " value1"), ("My-Header2", ' "a   b   c"')]
VANILLA = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"


@parametrize(
    "method, target, fields, body, token, signature",
    [
        ("GET", "/", [], "", "", VANILLA),
        ("GET", "/?Param1=value2&Param1=value1", [], "", "", "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694"),
        ("GET", "/" + UNRESERVED, [], "", "", "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"),
        ("GET", "/\u1234", [], "", "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
        ("GET", "/example space/", [], "", "", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"),
        ("GET", "//example//", [], "", "", "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"),
        ("GET", "/example1/example2/../..", [], "", "", VANILLA),
        ("GET", "/", TRIM, "", "", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
        ("GET", "/", MANY, "", "", "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"),
        ("POST", "/", FORM, "Param1=value1", "", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
        ("POST", "/", [], "", SUITE_TOKEN, "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"),
    ],
)  # fmt: skip
def test_the_published_signatures(
    method: str, target: str, fields: list[tuple[str, str]], body: str, token: str, signature: str
) -> None:
    """AWS' test suite for Signature Version 4."""
    sent = [(b"Host", b"example.amazonaws.com"), *((n.encode(), v.encode()) for n, v in fields)]
    asked = method.encode(), target.encode(), sent, hashlib.sha256(body.encode()).hexdigest()
    added = dict(lp.sign_request(*asked, lp.AwsKeys(*SUITE_KEYS, token), ("us-east-1", "service"), SUITE_TIME_S))
    assert added[b"X-Amz-Date"] == b"20150830T123600Z"
    assert added.get(b"X-Amz-Security-Token", b"") == token.encode()
    assert added[b"Authorization"].decode().endswith(f"Signature={signature}")


def botocore_signature(
    url: str, fields: list[tuple[str, str]], body: bytes, keys: lp.AwsKeys, stamp: str,
    method: str = "POST", region: str = "eu-north-1",
) -> str:  # fmt: skip
    """What botocore would put into Authorization."""
    auth = pytest.importorskip("botocore.auth", reason="botocore is not installed")
    request = pytest.importorskip("botocore.awsrequest").AWSRequest(method=method, url=url, data=body)
    for name, value in fields:
        request.headers.add_header(name, value)
    request.context["timestamp"] = stamp
    credentials = pytest.importorskip("botocore.credentials").Credentials
    signer = auth.SigV4Auth(credentials(keys.access_key, keys.secret_key, keys.token), "bedrock", region)
    signature = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    names = signer.signed_headers(signer.headers_to_sign(request))
    return f"AWS4-HMAC-SHA256 Credential={signer.scope(request)}, SignedHeaders={names}, Signature={signature}"


def test_random_requests_are_signed_as_by_botocore() -> None:
    random = Random(7)
    words = [*"a model %2F %3A : .. . x%20y ~ us.anthropic.x-v1:0 %C3%BC".split(), ""]
    names = "X-A x-a Content-Type User-Agent Accept X-Amzn-Trace-Id TE x-b".split()
    for n in range(2000):
        segments = ["".join(random.choices(words, k=random.randint(0, 3))) for _ in range(random.randint(0, 5))]
        pairs = [f"{random.choice('aAbB_-')}{random.choice(words)}={random.choice(words)}" for _ in range(n % 5)]
        query = "?" + "&".join([*pairs, *["alone"] * (n % 2)])
        target = "/" + "/".join(segments) + query * (n % 3 > 0)
        values = [" v ", "a  b", "1,2", "t\tx", '"q  q"']
        sent = [("Host", "h.example:8443"), *((name, random.choice(values)) for name in random.choices(names, k=4))]
        body, keys = random.randbytes(n % 50), lp.AwsKeys("AKID", "secret/+key", random.choice(["", "token/+="]))
        digest, at_s = hashlib.sha256(body).hexdigest(), 1.8e9 + n * 86400 * random.random()
        wire = [(name.encode(), value.encode()) for name, value in sent]
        added = lp.sign_request(b"POST", target.encode(), wire, digest, keys, ("eu-north-1", "bedrock"), at_s)
        ours = {name.decode(): value.decode() for name, value in added}
        authorization = ours.pop("Authorization")
        url, signed = "https://h.example:8443" + target, [*sent, *ours.items()]
        assert authorization == botocore_signature(url, signed, body, keys, ours["X-Amz-Date"]), (target, sent)


# ==============================================================================
# 8  WebSocket
# ==============================================================================


MASK = b"\x01\x02\x03\x04"


def deflated(*messages: bytes, resets: bool = False) -> list[bytes]:
    squeeze, out = zlib.compressobj(wbits=-15), []
    for message in messages:
        data = squeeze.compress(message) + squeeze.flush(zlib.Z_SYNC_FLUSH)
        out.append(data[:-4])
        if resets:
            squeeze = zlib.compressobj(wbits=-15)
    return out


def fragments(payload: bytes, first: int, size: int) -> bytes:
    """One message in frames of `size` bytes, with a ping between the first two."""
    cuts = [payload[at : at + size] for at in range(0, len(payload), size)] or [b""]
    frames = []
    for n, cut in enumerate(cuts):
        last = 0x80 if n == len(cuts) - 1 else 0
        frames.append(bytes([last | (first if n == 0 else 0), 0x80 | len(cut)]) + MASK + lp._unmask(cut, MASK))
    frames.insert(1, lp.render_frame("ping", b"", MASK))
    return b"".join(frames)


SQUEEZED = deflated(b"hello hello hello", b"hello hello again", b"")
SOCKET_TEXTS = ("hello hello hello", "hello hello again", "")
SQUEEZED_TOGETHER = b"".join(lp.render_frame("text", data, MASK, is_compressed=True) for data in SQUEEZED)
SQUEEZED_ALONE = b"".join(
    lp.render_frame("text", d, b"", is_compressed=True) for d in deflated(b"hello", b"hello", resets=True)
)
SOCKET_END = lp.render_frame("text", b"plain", MASK) + lp.render_frame("close", b"\x03\xe8", MASK)
WIRES: list[tuple[bytes, list[tuple[str, bytes]], bool, bool]] = [
    (lp.render_frame("text", b"abc"), [("text", b"abc")], False, False),
    (lp.render_frame("text", b"", MASK), [("text", b"")], False, False),
    (lp.render_frame("binary", b"x" * 126, MASK), [("binary", b"x" * 126)], False, False),
    (fragments(b"abcdefgh", 1, 3), [("ping", b""), ("text", b"abcdefgh")], False, False),
    (
        SQUEEZED_TOGETHER + SOCKET_END,
        [*(("text", text.encode()) for text in (*SOCKET_TEXTS, "plain")), ("close", b"\x03\xe8")],
        True,
        False,
    ),
    (SQUEEZED_ALONE, [("text", b"hello")] * 2, True, True),
    (fragments(SQUEEZED[0], 0x41, 5), [("ping", b""), ("text", b"hello hello hello")], True, False),
]


SOCKET_WIRES = [row[0] for row in WIRES]


@parametrize("wire, expected, deflates, resets", WIRES)
def test_websocket_messages_at_every_cut(wire: bytes, expected: Any, deflates: bool, resets: bool) -> None:
    halves = [[wire[:cut], wire[cut:]] for cut in range(len(wire) + 1)]
    for pieces in [*halves, [wire[n : n + 1] for n in range(len(wire))]]:
        reader = lp.MessageReader(deflates, resets, 1000)
        found = [(m.kind, m.payload) for piece in pieces for m in reader.feed(piece)]
        assert found == expected, len(pieces[0])


def test_long_websocket_frames_have_eight_byte_lengths() -> None:
    wire = lp.render_frame("binary", b"y" * 70_000, MASK)
    assert wire[1] == 0x80 | 127
    (message,) = lp.MessageReader(False, False, 100_000).feed(wire)
    assert message.payload == b"y" * 70_000


@parametrize("compressed", [False, True])
def test_long_websocket_messages_are_cut_and_the_next_is_whole(compressed: bool) -> None:
    payloads = deflated(b"a" * 5000, b"b" * 50) if compressed else [b"a" * 5000, b"b" * 50]
    wire = b"".join(lp.render_frame("text", data, MASK, compressed) for data in payloads)
    first, second = lp.MessageReader(True, False, 100).feed(wire)
    assert (first.payload, first.is_cut) == (b"a" * 100, True)
    assert (second.payload, second.is_cut) == (b"b" * 50, False)


@parametrize(
    "wire",
    [
        b"\xf1\x01a",  # reserved bits
        b"\x83\x01a",  # a reserved opcode
        b"\xc1\x01a",  # compressed, though that was not agreed on
        b"\x80\x01a",  # goes on with nothing
        b"\x01\x01a\x01\x01b",  # begins twice
        b"\x09\x01a",  # a ping in pieces
        b"\x89\x7e\x00\x80" + b"a" * 128,  # a long ping
        b"\x81\x7f" + b"\xff" * 8,  # a negative length
    ],
)
def test_what_is_no_frame_stays_as_it_is(wire: bytes) -> None:
    for cut in range(len(wire) + 1):
        reader = lp.MessageReader(False, False, 1000)
        found = reader.feed(wire[:cut]) + reader.feed(wire[cut:]) + reader.feed(b"more")
        assert {m.kind for m in found} == {"raw"}
        assert wire.endswith(b"".join(m.payload for m in found)[:-4])
        assert found[-1].payload.endswith(b"more")
    reader = lp.MessageReader(True, False, 1000)
    found = reader.feed(b"\xc1\x04\xff\xff\xff\xff") + reader.feed(b"x")
    assert found[-1] == lp.Message("raw", b"x")


def test_deflate_is_negotiated_by_the_answer() -> None:
    assert lp.deflate_of([]) == (False, False, False)
    for said, client_resets, server_resets in (
        ("x-other, permessage-deflate; server_max_window_bits=10", False, False),
        ("Permessage-Deflate; client_no_context_takeover", True, False),
        ("permessage-deflate;server_no_context_takeover", False, True),
    ):
        assert lp.deflate_of([said]) == (True, client_resets, server_resets)


# ==============================================================================
# 9  Content codings
# ==============================================================================

PLAIN = "Grüße ".encode() * 40


def raw_deflate(data: bytes) -> bytes:
    z = zlib.compressobj(wbits=-15)
    return z.compress(data) + z.flush()


@parametrize(
    "coding, packed",
    [
        ("gzip", gzip.compress(PLAIN)),
        ("x-gzip", gzip.compress(PLAIN[:100]) + gzip.compress(PLAIN[100:])),
        ("gzip", gzip.compress(PLAIN) + b"\0\0padding"),
        ("deflate", zlib.compress(PLAIN)),
        ("deflate", raw_deflate(PLAIN)),
    ],
)
def test_codings_at_every_cut(coding: str, packed: bytes) -> None:
    assert lp.decode_content(packed, coding, 1 << 20) == (PLAIN, False)
    for cut in range(1, len(packed)):
        inflater = lp.Inflater(coding, 1 << 20)
        assert inflater.feed(packed[:cut]) + inflater.feed(packed[cut:]) == PLAIN, cut


def test_a_bomb_is_cut() -> None:
    bomb = gzip.compress(b"\0" * (8 << 20))
    assert lp.decode_content(bomb, "gzip", 1000) == (b"\0" * 1000, True)
    assert lp.decode_content(gzip.compress(b"12345"), "gzip", 5) == (b"12345", False)


def test_corrupt_or_unknown_codings_are_not_decoded() -> None:
    assert lp.decode_content(gzip.compress(PLAIN)[:5], "gzip", 100) is None
    assert lp.decode_content(gzip.compress(b""), "gzip", 100) == (b"", False)
    assert lp.decode_content(b"no gzip at all", "gzip", 100) is None
    assert lp.decode_content(PLAIN, "compress", 100) is None
    assert lp.decode_content(b"", "gzip", 100) == (b"", False)


# ---- zstd and br ----------------------------------------------------------------------------------------------------
# The vectors were written by libzstd 1.5 in blocks of 200 bytes and more.


ZSTD_VECTORS = [  # a text, and the text packed
    (
        b"".join(bytes(range(65, 105 - i)) + bytes(range(106 - i, 120)) + bytes(range(65, 120)) for i in range(30)),
        base64.b64decode(
            "KLUv/QRYxAIAdANBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoamtsbW5vcHFyc3R1dndpEqjQ1//PsDMd"
            "EP7/f8aIPrcx283YdjzYDNIjsvnuFLwAAAhUFNgAEL4RZsT/7wfbzLaZbTfbbALszAAAABJoAPB1AxD+/39HoNdt223b3TbbYsIp"
            "BWQAAAAFcACZO3fOzsJSCgEAAJtT+Ng="
        ),
    ),
    (
        b"".join(b"abcabcab" + bytes([i]) for i in range(60)),
        base64.b64decode(
            "KLUv/QRodAEA2GFiYwABAgMEBQYHCAkKCwwNDg8QERITFBVhYhaoEPhi0GMDEBqhDwhSKAVbBhQBANhjFhcYGRobHB0eHyAhIiMk"
            "JSYnKCkqK2FiY2EWXAEAEAj8AACALC0uLzAxMjM0NTY3ODk6OxCoMD7wDRAYwQ8k7oCBAQAAff4e3g=="
        ),
    ),
]
ZSTD_MAGIC = "28b52ffd"
ZSTD_RAW, SKIPPED = ZSTD_MAGIC + "0000 190000 616263", "5a2a4d18 05000000 68656c6c6f"
ZSTD_BY_HAND = {
    "empty": (ZSTD_MAGIC + "0000 010000", b""),
    "RLE": (ZSTD_MAGIC + "0058 030010 7a", b"z" * 0x20000),
    "raw": (ZSTD_RAW, b"abc"),
    "two frames": (ZSTD_RAW * 2, b"abcabc"),
    "frames to be skipped": (SKIPPED + ZSTD_RAW + SKIPPED + ZSTD_RAW, b"abcabc"),
    "padding": (ZSTD_RAW + "0000", b"abc"),
}
ZSTD_CORRUPT = {
    "dictionary": "0100 07 010000",
    "window of 256 MB": "0090 010000",
    "reserved block": "0000 1f0000 616263",
    "literals without their table": "0000 2d0000 534001 0000",
}


@pytest.fixture(params=["Python 3.14", "libzstd"])
def zstd_engine(request: pytest.FixtureRequest, monkeypatch: Patch) -> None:
    if request.param == "libzstd":
        monkeypatch.setattr(lp, "_python_zstd", lambda: None)
    if not lp.Inflater.knows("zstd") or (request.param != "libzstd" and sys.version_info < (3, 14)):
        pytest.skip(f"{request.param} is missing here")


def fed(coding: str, packed: bytes, sizes: Iterator[int]) -> tuple[bytes, bool]:
    """What comes out when `packed` comes in pieces of these sizes; whether it is whole."""
    inflater, at, out = lp.Inflater(coding, 1 << 30), 0, b""
    while at < len(packed):
        size = next(sizes)
        out += inflater.feed(packed[at : at + size])
        at += size
    return out, inflater.ended


@parametrize("plain, packed", ZSTD_VECTORS, ids=["edits", "alphabet"])
@pytest.mark.usefixtures("zstd_engine")
def test_zstd_at_every_cut(plain: bytes, packed: bytes) -> None:
    assert lp.decode_content(packed, "zstd", 1 << 20) == (plain, False)
    assert fed("zstd", packed, itertools.repeat(1)) == (plain, True)
    for cut in range(1, len(packed)):
        assert fed("zstd", packed, iter([cut, len(packed)])) == (plain, True), cut


@parametrize("name", ZSTD_BY_HAND)
@pytest.mark.usefixtures("zstd_engine")
def test_zstd_frames_and_blocks(name: str) -> None:
    packed, plain = ZSTD_BY_HAND[name]
    data = bytes.fromhex(packed)
    assert lp.decode_content(data, "zstd", 1 << 20) == (plain, False)
    for size in range(1, len(data)):
        assert fed("zstd", data, itertools.repeat(size)) == (plain, True), size


@parametrize("name", ZSTD_CORRUPT)
@pytest.mark.usefixtures("zstd_engine")
def test_corrupt_zstd_is_a_value_error(name: str) -> None:
    data = bytes.fromhex(ZSTD_MAGIC + ZSTD_CORRUPT[name])
    with pytest.raises(ValueError):  # noqa: PT011 -- the libraries have their own words
        lp.Inflater("zstd", 1 << 20).feed(data)
    assert lp.decode_content(data, "zstd", 1 << 20) is None


@pytest.mark.usefixtures("zstd_engine")
def test_a_zstd_bomb_is_cut() -> None:
    block, limit = "020010 7a", 300_000  # 128 KB of one byte
    bomb = bytes.fromhex(ZSTD_MAGIC + "0058" + block * 8000)  # 1 GB
    tracemalloc.start()
    try:
        assert lp.decode_content(bomb, "zstd", limit) == (b"z" * limit, True)
        assert lp.decode_content(bomb, "zstd", 1) == (b"z", True)
        assert tracemalloc.get_traced_memory()[1] < 3 << 20
    finally:
        tracemalloc.stop()
    plain, packed = ZSTD_VECTORS[1]
    assert lp.decode_content(packed, "zstd", len(plain) - 1) == (plain[:-1], True)
    assert lp.decode_content(packed[:7], "zstd", 100) is None  # broken off before anything came out


def test_what_is_behind_a_member_is_not_copied_each_time(monkeypatch: Patch) -> None:
    sizes, begin = list[int](), zlib.decompressobj

    class Spy:
        def __init__(self, wbits: int) -> None:
            self.engine = begin(wbits)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.engine, name)

        def decompress(self, data: bytes, max_length: int) -> bytes:
            sizes.append(len(data))
            return self.engine.decompress(data, max_length)

    monkeypatch.setattr("llm_proxy.zlib.decompressobj", Spy)
    assert lp.decode_content(gzip.compress(b"") * 10_000, "gzip", 100) == (b"", False)
    assert max(sizes) <= 16 * 1024


@parametrize("coding, member", [("gzip", gzip.compress(b"x")), ("zstd", ZSTD_VECTORS[0][1])])
def test_long_padding_is_padding_to_its_end(coding: str, member: bytes) -> None:
    if not lp.Inflater.knows(coding):
        pytest.skip("neither Python 3.14 nor libzstd is here")
    inflater = lp.Inflater(coding, 1 << 20)
    padding = (b"\0" + member[:1] * 8191) * 10  # a piece of it may begin as a member does
    once = lp.Inflater(coding, 1 << 20).feed(member)
    assert inflater.feed(member * 3 + padding) == once * 3
    assert inflater.ended


BROTLI_PLAIN = b"".join(b'{"id":%d,"name":"n%d"}\n' % (i, i * 7919 % 1000) for i in range(12))
BROTLI_PACKED = base64.b64decode(
    "HxMB+J0Htq0lr+HTwGtvESqyvUpzSx2FPheckceDuu41HAxHITvB4Zse4JATCTWHuoADSHjFXwB88P0/QOJC93QSrRc3NWQ9TVVX"
    "9iiZ0mZzBVeMHpGlozo8"
)
needs_brotli = pytest.mark.skipif(not lp.Inflater.knows("br"), reason="libbrotlidec is not installed")


@needs_brotli
def test_br_at_every_cut() -> None:
    assert lp.decode_content(BROTLI_PACKED, "br", 1 << 20) == (BROTLI_PLAIN, False)
    assert lp.decode_content(BROTLI_PACKED + b"padding", "br", 1 << 20) == (BROTLI_PLAIN, False)
    assert lp.decode_content(BROTLI_PACKED, "br", 20) == (BROTLI_PLAIN[:20], True)
    zeros = bytes.fromhex("533f0d837f02201e0b04f2090600")  # more than the library writes at once
    assert lp.decode_content(zeros, "br", 1 << 20) == (bytes(200_000), False)
    assert fed("br", BROTLI_PACKED, itertools.repeat(1)) == (BROTLI_PLAIN, True)
    for cut in range(1, len(BROTLI_PACKED)):
        assert fed("br", BROTLI_PACKED, iter([cut, len(BROTLI_PACKED)])) == (BROTLI_PLAIN, True), cut
    random = Random(9)
    for _ in range(300):
        damaged = bytearray(BROTLI_PACKED)
        damaged[random.randrange(len(damaged))] ^= 1 << random.randrange(8)
        with contextlib.suppress(ValueError):
            lp.Inflater("br", 1 << 20).feed(bytes(damaged[: random.randrange(1, len(damaged) + 1)]))


def test_the_module_of_python_3_14_is_the_first_choice(monkeypatch: Patch) -> None:
    def broken(_data: bytes, _max_length: int) -> bytes:
        raise ArithmeticError("its own kind of error")

    decoder = types.SimpleNamespace(decompress=broken)
    module = types.SimpleNamespace(ZstdDecompressor=lambda: decoder, ZstdError=ArithmeticError)
    monkeypatch.setattr(lp, "_python_zstd", lambda: module)
    with pytest.raises(ValueError, match="its own kind of error"):
        lp.Inflater("zstd", 100).feed(b"(")


def test_codings_depend_on_what_is_installed(monkeypatch: Patch) -> None:
    monkeypatch.setattr(lp, "_load_library", lambda *_: None)
    monkeypatch.setattr(lp, "_python_zstd", lambda: None)
    known = [c for c in ("gzip", "x-gzip", "deflate", "zstd", "br", "gzip, zstd", "compress") if lp.Inflater.knows(c)]
    assert known == ["gzip", "x-gzip", "deflate"]
    assert lp.decode_content(b"", "gzip, zstd", 100) is None
    for coding, package in (("br", "libbrotli1"), ("zstd", "libzstd1")):
        with pytest.raises(ValueError, match="no library"):
            lp.Inflater(coding, 100)
        assert package in lp.missing_coding(coding)
    assert len(lp.missing_codings()) == 2
    assert "install" not in lp.missing_coding("compress")


def test_libraries_are_found_without_a_process_and_let_go(monkeypatch: Patch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    for owner, name in ((subprocess, "Popen"), (os, "popen"), (os, "posix_spawn"), (os, "system")):
        monkeypatch.setattr(owner, name, fail)
    lp._load_library.cache_clear()
    assert lp._load_library("libnone-of-this-name") is None
    if lp.Inflater.knows("zstd"):
        assert lp.decode_content(bytes.fromhex(ZSTD_RAW), "zstd", 100) == (b"abc", False)
    freed: list[int] = []
    decoder = lp._SystemDecoder(7, freed.append, lambda _handle, _words: True)
    assert freed == []
    del decoder
    assert freed == [7]


# ==============================================================================
# 10  Providers
# ==============================================================================


USER_JSON = json.dumps({"device_id": "d", "account_uuid": "", "session_id": "s-1"})


@parametrize(
    "headers, body, wanted",
    [
        ({"x-claude-code-session-id": "abc"}, {}, "abc"),
        ({"session_id": "../../etc"}, {}, ""),
        ({"x-session-id": "ses_1"}, "", "ses_1"),
        ({}, {"metadata": {"user_id": USER_JSON}}, "s-1"),
        ({}, {"metadata": {"a": 1, "user_id": "user_x_account__session_s-2"}}, "s-2"),
        ({}, {"metadata": {"user_id": "user_x"}}, ""),
        ({}, {"metadata": {"user_id": "x_session_../../etc"}}, ""),
        ({}, {"metadata": {"user_id": '{"session_id": 3}'}}, ""),
        ({}, {"metadata": {"session_id": "s-3"}}, "s-3"),
        ({}, {"messages": [{"content": '"metadata": {"user_id": "x_session_s-4"}'}]}, ""),
        ({}, {"conversation": {"id": None}}, ""),
        ({}, "\xff", ""),
    ],
)
def test_session_ids(headers: dict[str, str], body: Any, wanted: str) -> None:
    raw = body.encode("latin-1") if isinstance(body, str) else as_json(body)
    assert lp.identify(headers, "/v1/messages", raw).session == wanted


def test_a_credential_is_whatever_authenticates() -> None:
    def of(query: str = "", **headers: str) -> str:
        return lp.credential_of([(k.replace("_", "-"), v) for k, v in headers.items()], query)

    for name in ("x_api_key", "x_litellm_api_key"):
        assert of(**{name: "a"}) != of(**{name: "b"})
    assert of(authorization="Bearer dummy", x_api_key="a") != of(authorization="Bearer dummy", x_api_key="b")
    assert of("key=a") != of("key=b")
    signed = "AWS4-HMAC-SHA256 Credential=AKIA{}/20261121/us-west-2/bedrock/aws4_request, Signature={}"
    one, again, other = (of(authorization=signed.format(*ids)) for ids in ((1, 1), (1, 2), (2, 1)))
    assert one == again != other
    assert of("alt=sse", accept="x") == ""


def test_terminal_events() -> None:
    events = 'data: {"type": "message_stop"}', "data: [DONE]", 'data: {"type":"response.completed"}', "data: {}"
    assert [lp.is_terminal_event(f"{event}\n\n".encode()) for event in events] == [True, True, True, False]
    assert lp.is_terminal_event(b'event: message_stop\ndata: {"type": "message_stop"}\n\n')


# ==============================================================================
# 11  Messages
# ==============================================================================

JPEG = base64.b64encode(b"j" * 300).decode()


def in_base64(media_type: str) -> dict[str, str]:
    return typed("base64", media_type=media_type, data=JPEG)


@parametrize(
    "block, part",
    [
        ("plain", lp.Part("text", "plain")),
        (typed("refusal", refusal="no"), lp.Part("text", "no")),
        (typed("redacted_thinking", data="x"), lp.Part("thinking")),
        (typed("tool_use", id="t", name="f", input={"b": 1, "a": 2}), lp.Part("tool_call", '{"a":2,"b":1}', "t", "f")),
        (typed("tool_use", id="t", name="f", input='{"a": '), lp.Part("tool_call", '{"a": ', "t", "f")),
        (
            typed("tool_result", tool_use_id="t", content=[typed("text", text="a"), typed("image", source=in_base64("image/jpeg"))], is_error=True),
            lp.Part("tool_result", "a\n[image image/jpeg 300 bytes]", "t", is_error=True),
        ),
        (
            typed("web_search_tool_result", tool_use_id="t", content=typed("web_search_tool_result_error", error_code="x")),
            lp.Part("tool_result", '{"error_code":"x","type":"web_search_tool_result_error"}', "t", is_error=True),
        ),
        (typed("image", source=typed("url", url="https://x/y")), lp.Part("image", "https://x/y")),
        (typed("image_url", image_url={"url": f"data:image/png;base64,{JPEG}"}), lp.Part("image", "300 bytes", name="image/png")),
        (typed("input_image", image_url="https://x/y"), lp.Part("image", "https://x/y")),
        ({"image": {"format": "png", "source": {"bytes": JPEG}}}, lp.Part("image", "300 bytes", name="image/png")),
        (typed("document", source=in_base64("application/pdf")), lp.Part("document", "300 bytes", name="application/pdf")),
        (typed("input_audio", input_audio={"data": JPEG, "format": "wav"}), lp.Part("audio", "300 bytes", name="wav")),
        (typed("hologram", x=1), lp.Part("unknown", '{"type":"hologram","x":1}', name="hologram")),
        (7, lp.Part("unknown", "7")),
        ({"type": ["text"]}, lp.Part("unknown", '{"type":["text"]}')),
    ],
)  # fmt: skip
def test_a_block_is_a_part(block: Any, part: lp.Part) -> None:
    assert lp.part_of(block) == part


def test_digests_stand_for_content_however_it_is_written() -> None:
    def digest(role: str, *parts: lp.Part | str) -> bytes:
        texts = [lp.Part("text", part) if isinstance(part, str) else part for part in parts]
        return lp.digest_of(lp.ChatMessage(role, texts))

    thought = lp.Part("thinking", "hm")
    one = digest("user", "hello")
    assert one == digest("user", "hel", "lo") == digest("user", " hello\n")
    assert one == digest("user", "<system-reminder>be nice</system-reminder>", "hello")
    assert digest("assistant", "hello") == digest("model", thought, "hello") != one
    call, other = (lp.Part("tool_call", "{}", name, "f") for name in "ab")
    assert digest("assistant", call) == digest("assistant", other) != digest("assistant", call, call)
    assert digest("assistant", thought) == digest("user") == b""
    assert digest("user", "\ud800") != b""


# ==============================================================================
# 12  Shapes
# ==============================================================================


@parametrize(
    "path, name",
    rows_of("""
    /v1/messages                          anthropic.messages
    /v1/messages/count_tokens             anthropic.count_tokens
    /projects/p/locations/l/publishers/anthropic/models/m@20250101:streamRawPredict  anthropic.messages
    /projects/p/locations/l/publishers/anthropic/models/count-tokens:rawPredict  anthropic.count_tokens
    /model/us.anthropic.claude-v1:0/invoke-with-response-stream  bedrock.invoke
    /model/arn%3Aaws%2Fx/converse-stream  bedrock.converse
    /model/anthropic.claude/count-tokens  anthropic.count_tokens
    /openai/deployments/d/chat/completions  openai.chat
    /v1/responses                         openai.responses
    /backend-api/codex/responses          openai.responses
    /v1/completions                       openai.completions
    /v1/embeddings                        openai.embeddings
    /v1/projects/p/locations/l/publishers/google/models/gemini-2.5-pro:generateContent  gemini.generate
    /v1internal:streamGenerateContent     gemini.generate
    /api/chat                             ollama.chat
    /api/generate                         ollama.generate
    /v1/threads/t/messages                -
    /v1/models                            -
    /                                     -
    """),
)
def test_an_api_is_known_by_its_path(path: str, name: str) -> None:
    shape = lp.shape_of(path)
    assert (shape.name if shape else "") == name
    assert lp.is_conversation(path) is (name not in ("", "anthropic.count_tokens", "openai.embeddings"))


class Talk:
    """A random conversation: what is said, and how each API writes it, in one piece and as a stream."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        words = ("alpha", "data: x", "é", "\U0001f600", '"q"', "\\n", "<b>", "\n", "event:", "[DONE]")
        pick = self.random.choice
        self.texts = [" ".join(pick(words) for _ in range(self.random.randrange(1, 9))) for _ in range(4)]
        self.calls = [
            (f"call_{n}", pick(("Read", "Bash")), {"k": pick(words), "n": self.random.randrange(99)})
            for n in range(self.random.randrange(3))
        ]
        self.thinks = self.random.random() < 0.5
        self.counts = [self.random.randrange(1, 10_000) for _ in range(6)]

    def said(self) -> list[tuple[str, str, str, str, Any]]:
        """Kind and text of each block; of a call its id, name and arguments."""
        thought = [("thinking", self.texts[1], "", "", None)] if self.thinks else []
        calls = [("call", json.dumps(x), i, n, x) for i, n, x in self.calls]
        return [*thought, ("text", self.texts[0], "", "", None), *calls]

    def parts(self) -> list[lp.Part]:
        kinds = {"call": "tool_call"}
        return [lp.Part(kinds.get(k, k), lp.json_text(x) if x else text, i, n) for k, text, i, n, x in self.said()]

    def pieces(self, text: str) -> list[str]:
        cuts = sorted(self.random.randrange(len(text) + 1) for _ in range(self.random.randrange(4)))
        return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]

    def mixed(self, lists: list[list[Any]]) -> list[Any]:
        """All of them, each in its order, sometimes interleaved."""
        if self.random.random() < 0.5:
            return [event for some in lists for event in some]
        out = []
        while lists := [some for some in lists if some]:
            out.append(self.random.choice(lists).pop(0))
        return out

    # each gives the answer in one piece, its events, and what the usage is there

    def anthropic(self) -> tuple[Any, list[Any], lp.Usage]:
        a, b, c, d, e, f = self.counts
        names = "input_tokens cache_read_input_tokens cache_creation_input_tokens output_tokens"
        usage = counted(names, a, b, c + d, e + f)
        usage["cache_creation"] = counted("ephemeral_5m_input_tokens ephemeral_1h_input_tokens", c, d)
        head = typed("message", id="msg_1", role="assistant", model="m", stop_reason="tool_use")
        blocks, streams = list[Any](), list[Any]()
        for at, (kind, text, i, n, x) in enumerate(self.said()):
            block, empty = typed(kind, **{kind: text}), dict[str, Any]({kind: ""})
            delta, member = f"{kind}_delta", kind
            if x:
                block, empty = typed("tool_use", id=i, name=n, input=x), {"input": {}}
                delta, member = "input_json_delta", "partial_json"
            deltas = [typed(delta, **{member: piece}) for piece in self.pieces(text)]
            blocks.append(block)
            start = typed("content_block_start", index=at, content_block={**block, **empty})
            pieces = [typed("content_block_delta", index=at, delta=delta) for delta in deltas]
            streams.append([start, *pieces, typed("content_block_stop", index=at)])
        begun = {**head, "stop_reason": None, "content": [], "usage": {**usage, "output_tokens": 1}}
        late = counted("output_tokens input_tokens", e + f, a)
        end = typed("message_delta", delta={"stop_reason": "tool_use"}, usage=late)
        start = typed("message_start", message=begun)
        events = [start, typed("ping"), *self.mixed(streams), end, typed("message_stop")]
        return {**head, "content": blocks, "usage": usage}, events, lp.Usage(a, b, c, d, e + f)

    def chat(self) -> tuple[Any, list[Any], lp.Usage]:
        a, b, _, _, e, f = self.counts
        usage = counted("prompt_tokens completion_tokens", a + b, e + f)
        usage["prompt_tokens_details"] = {"cached_tokens": b}
        usage["completion_tokens_details"] = {"reasoning_tokens": f}
        calls = [typed("function", id=i, function={"name": n, "arguments": json.dumps(x)}) for i, n, x in self.calls]
        texts = {"reasoning_content": self.texts[1]} if self.thinks else {}
        texts["content"] = self.texts[0]
        deltas: list[Any] = [{name: piece} for name, text in texts.items() for piece in self.pieces(text)]
        streams = []
        for at, call in enumerate(calls):
            asked = call["function"]
            first = {"index": at, **call, "function": {**asked, "arguments": ""}}
            rest = [{"index": at, "function": {"arguments": piece}} for piece in self.pieces(asked["arguments"])]
            streams.append([{"tool_calls": [piece]} for piece in (first, *rest)])
        deltas += self.mixed(streams)
        head = {"id": "c", "model": "m"}
        chunks = [{**head, **choice(index=0, delta=delta)} for delta in deltas]
        chunks.append({**head, **choice(index=0, delta={}, finish_reason="stop")})
        if self.random.random() < 0.5:
            chunks.append({**head, "choices": []})
        chunks[-1]["usage"] = usage
        message = {"role": "assistant", **texts, "tool_calls": calls}
        whole = {**head, **choice(index=0, message=message, finish_reason="stop"), "usage": usage}
        return whole, chunks, lp.Usage(a, b, 0, 0, e + f, f)

    def responses(self) -> tuple[Any, list[Any], lp.Usage]:
        a, b, _, _, e, f = self.counts
        usage = counted("input_tokens output_tokens", a + b, e + f)
        usage["input_tokens_details"] = {"cached_tokens": b}
        usage["output_tokens_details"] = {"reasoning_tokens": f}
        items, streams = list[Any](), list[Any]()
        for at, (kind, text, i, n, _) in enumerate(self.said()):
            item = typed("message", id="m", role="assistant", content=[typed("output_text", text=text)])
            empty, delta = {**item, "content": []}, "output_text"
            if kind == "thinking":
                item = typed("reasoning", id="rs", summary=[typed("summary_text", text=text)])
                empty, delta = {**item, "summary": []}, "reasoning_summary_text"
            elif kind == "call":
                item = typed("function_call", id=f"fc_{i}", call_id=i, name=n, arguments=text)
                empty, delta = {**item, "arguments": ""}, "function_call_arguments"
            events = [typed("response.output_item.added", output_index=at, item=empty)]
            events += [typed(f"response.{delta}.delta", output_index=at, delta=piece) for piece in self.pieces(text)]
            if self.random.random() < 0.8:
                events.append(typed("response.output_item.done", output_index=at, item=item))
            items.append(item)
            streams.append(events)
        whole = {"id": "resp_1", "model": "m", "status": "completed", "output": items, "usage": usage}
        begun = {**whole, "status": "in_progress", "output": [], "usage": None}
        last = {**whole, "output": []} if self.random.random() < 0.5 else whole  # Codex' service leaves the output out
        first, end = typed("response.created", response=begun), typed("response.completed", response=last)
        return whole, [first, *self.mixed(streams), end], lp.Usage(a, b, 0, 0, e + f, f)

    def gemini(self) -> tuple[Any, list[Any], lp.Usage]:
        a, b, _, _, e, f = self.counts
        names = "promptTokenCount cachedContentTokenCount candidatesTokenCount thoughtsTokenCount"
        usage = counted(names, a + b, b, e, f)

        def answer(parts: list[Any], usage: Any, **members: str) -> Any:
            candidate = {"content": {"role": "model", "parts": parts}, **members}
            return {"candidates": [candidate], "usageMetadata": usage, "modelVersion": "m"}

        parts, pieces = list[Any](), list[Any]()
        for kind, text, i, n, x in self.said():
            part: Any = {"text": text, "thought": True} if kind == "thinking" else {"text": text}
            part = {"functionCall": {"id": i, "name": n, "args": x}} if x else part
            parts.append(part)
            pieces += [part] if x else [{**part, "text": piece} for piece in self.pieces(text)]
        events = [answer([piece], {"promptTokenCount": a}) for piece in pieces]
        events.append(answer([] if self.calls else [{"text": ""}], usage, finishReason="STOP"))
        return answer(parts, usage, finishReason="STOP"), events, lp.Usage(a, b, 0, 0, e + f, f)

    def converse(self) -> tuple[Any, list[Any], lp.Usage]:
        a, b, c, _, e, f = self.counts
        usage = counted("inputTokens cacheReadInputTokens cacheWriteInputTokens outputTokens", a, b, c, e + f)
        blocks, streams = list[Any](), list[Any]()
        for at, (kind, text, i, n, x) in enumerate(self.said()):
            block: Any = {"text": text}
            deltas: list[Any] = [{"text": piece} for piece in self.pieces(text)]
            events = []
            if kind == "thinking":
                block = {"reasoningContent": {"reasoningText": block}}
                deltas = [{"reasoningContent": delta} for delta in deltas]
            elif kind == "call":
                tool = {"toolUseId": i, "name": n}
                block = {"toolUse": {**tool, "input": x}}
                deltas = [{"toolUse": {"input": delta["text"]}} for delta in deltas]
                events = [{"contentBlockStart": {"contentBlockIndex": at, "start": {"toolUse": tool}}}]
            blocks.append(block)
            events += [{"contentBlockDelta": {"contentBlockIndex": at, "delta": delta}} for delta in deltas]
            streams.append(events)
        begun: dict[str, Any] = {"messageStart": {"role": "assistant"}}
        stop: dict[str, object] = {"stopReason": "end_turn"}
        events = [begun, *self.mixed(streams), {"messageStop": stop}, {"metadata": {"usage": usage}}]
        whole = {"output": {"message": {"role": "assistant", "content": blocks}}, **stop, "usage": usage}
        return whole, events, lp.Usage(a, b, c, 0, e + f)


API_PATHS = {
    "anthropic": "/v1/messages",
    "chat": "/v1/chat/completions",
    "responses": "/v1/responses",
    "gemini": "/v1beta/models/m:streamGenerateContent",
    "converse": "/model/m/converse-stream",
}


@parametrize("api", API_PATHS)
def test_an_answer_means_the_same_as_a_stream(api: str) -> None:
    shape = shape_of(api)
    for seed in range(200):
        talk = Talk(seed)
        whole, events, usage = getattr(talk, api)()
        one = lp.read_answer(shape, as_json(whole))
        assert (one.parts, one.usage) == (talk.parts(), usage), seed
        assert one.stop_reason
        wire = [b"event: x\ndata: %s\n\n" % as_json(event) for event in events]
        assert shape.read(lp.events_of(wire)) == one, seed
        if len(events) > 1:
            assert lp.read_answer(shape, b"\n".join(map(as_json, events))) == one, seed


def shape_of(api: str) -> lp.Shape:
    shape = lp.shape_of(API_PATHS[api])
    assert shape
    return shape


@parametrize("api", API_PATHS)
def test_what_had_come_of_a_broken_stream_is_read(api: str) -> None:
    for seed in range(20):
        talk = Talk(seed)
        _, events, _ = getattr(talk, api)()
        for count in range(len(events)):
            answer = shape_of(api).read(events[:count])
            said = "".join(part.text for part in answer.parts if part.kind == "text")
            assert talk.texts[0].startswith(said), (seed, count)
            assert len(answer.tool_calls) <= len(talk.calls)
            lp.estimate(100, answer)


def rubbish(random: Random, value: Any) -> Any:
    """The value with something odd in it."""
    if random.random() < 0.1:
        odd: list[Any] = [
            None,
            True,
            -1,
            1e400,
            "x",
            "",
            [],
            {},
            [None],
            {"type": 7},
            typed("text"),
            "\ud800",
            [[[]]],
            10**30,
        ]
        return random.choice(odd)
    if isinstance(value, dict):
        kept = {name: member for name, member in value.items() if random.random() < 0.97}
        return {(name if random.random() < 0.97 else "zz"): rubbish(random, member) for name, member in kept.items()}
    return [rubbish(random, member) for member in value] if isinstance(value, list) else value


def conversation(talk: Talk, api: str) -> dict[str, Any]:
    """A request that holds an earlier answer and the results of its calls."""
    whole, system, asked, more = getattr(talk, api)()[0], talk.texts[2], talk.texts[3], "go on"
    results: list[Any]
    if api == "anthropic":
        results = [
            typed("tool_result", tool_use_id=i, content=[said("r")], is_error=n == "Bash") for i, n, _ in talk.calls
        ]
        messages = [of_user(asked), of_assistant(whole["content"]), of_user([*results, said(more)])]
        return {"model": "m", "system": [said(system)], "messages": messages, "stream": True, "metadata": {}}
    if api == "responses":
        results = [typed("function_call_output", call_id=i, output="r") for i, _, _ in talk.calls]
        items = [of_user(asked), *whole["output"], *results, of_user([said(more, "input_text")])]
        return {"model": "m", "instructions": system, "input": items, "stream": True}
    if api == "gemini":
        results = [{"functionResponse": {"id": i, "name": n, "response": {"output": "r"}}} for i, n, _ in talk.calls]
        first, *rest = [
            {"role": "user", "parts": parts} for parts in ([{"text": asked}], results, [{"text": more}]) if parts
        ]
        contents = [first, whole["candidates"][0]["content"], *rest]
        return {"systemInstruction": {"parts": [{"text": system}]}, "contents": contents}
    if api == "converse":
        results = [{"toolResult": {"toolUseId": i, "content": [{"text": "r"}]}} for i, _, _ in talk.calls]
        messages = [of_user([{"text": asked}]), whole["output"]["message"], of_user([*results, {"text": more}])]
        return {"system": [{"text": system}], "messages": messages}
    results = [{"role": "tool", "tool_call_id": i, "content": "r"} for i, _, _ in talk.calls]
    messages = [of_system(system), of_user(asked), whole["choices"][0]["message"], *results, of_user(more)]
    return {"model": "m", "messages": messages, "stream": True}


@unless_few
@parametrize("api", API_PATHS)
def test_odd_conversations_raise_nothing(api: str) -> None:
    """About 1 MB of mutated JSON over all APIs, and bytes that are none."""
    path, shape, random = API_PATHS[api], shape_of(api), Random(api)
    for seed in range(200):
        talk = Talk(seed)
        whole, events, _ = getattr(talk, api)()
        body = as_json(rubbish(random, conversation(talk, api)))
        meaning = lp.read_request(path, body)
        assert meaning is None or len(meaning.roles) == len(meaning.digests)
        if meaning and meaning.digests:
            lp.kind_of("gemini-cli", {}, meaning)
            lp.is_child(meaning)
            turn = lp.begin_turn(lp.AgentState(), meaning, 1, "id")
            lp.end_turn(turn, lp.read_answer(shape, as_json(rubbish(random, whole))), 200, "")
        shape.read(lp.events_of(as_json(rubbish(random, event)) for event in events))
        cut = random.randrange(len(body) + 1)
        for odd in (body[:cut], random.randbytes(20) + body[cut:], b'{"model":"m","messages":' + b"[" * 100_000):
            lp.read_request(path, odd)
            lp.read_answer(shape, odd)


# ==============================================================================
# 13  Reading
# ==============================================================================


@parametrize("api", API_PATHS)
def test_requests_say_what_was_said(api: str) -> None:
    for seed in range(50):
        talk = Talk(seed)
        meaning = meaning_of(API_PATHS[api], **conversation(talk, api))
        assert (meaning.system or talk.texts[2], meaning.stream, meaning.model) == (talk.texts[2], True, "m")
        parts = lp.parts_in(meaning.messages)
        assert [part for part in parts if part in talk.parts()] == talk.parts()
        assert [part.id for part in parts if part.kind == "tool_result"] == [call[0] for call in talk.calls]
        assert meaning.roles[-1] == "u"
        # The answer as it was recorded and as the client sends it back are the same.
        answer = meant(API_PATHS[api], getattr(Talk(seed), api)()[0])
        assert meaning.digests[meaning.roles.index("a")] == answer.digest()


def test_what_an_assistant_says_in_one_go_is_one() -> None:
    """In however many elements a client keeps it, and whatever says nothing that lasts stands between."""

    def read(*messages: Any) -> lp.RequestMeaning:
        return meaning_of("/v1/chat/completions", messages=messages)

    user, more, sure = of_user("q"), of_user("more"), of_assistant("Sure,")
    one = read(of_system("s"), user, of_assistant("Sure, here"), more)
    two = read(user, sure, {"role": "developer", "content": "now"}, of_assistant(" here"), more)
    assert (one.digests, one.roles, one.ends) == (two.digests, "uau", [2, 3, 4])
    assert two.ends == [1, 4, 5]
    assert [two.elements_of(known) for known in range(4)] == [0, 1, 4, 5]
    assert (one.begun, read(user, sure).begun) == ([], [lp.Part("text", "Sure,")])
    assert [part.text for part in two.said_at(1)] == ["Sure,", "now", " here"]


def test_thoughts_without_an_end_take_no_time() -> None:
    start = time.process_time()
    lp.digest_of(lp.ChatMessage("assistant", [lp.Part("text", "<think>" * 200_000)]))
    assert time.process_time() - start < 1
    cut = lp.ChatMessage("assistant", [lp.Part("text", "<think>a</think>b<think>c</think>d")])
    assert lp.digest_of(cut) == lp.digest_of(lp.ChatMessage("assistant", [lp.Part("text", "bd")]))


@parametrize(
    "path, usage, expected",
    [
        ("/v1/messages", {"cache_creation_input_tokens": 1000, "cache_creation": {}}, lp.Usage(0, 0, 1000)),
        ("/v1/messages", {"cache_creation_input_tokens": 0, "cache_creation": {"ephemeral_5m_input_tokens": 9}}, lp.Usage()),
        ("/v1/messages", {"cache_creation_input_tokens": 9, "cache_creation": {"ephemeral_1h_input_tokens": 4}}, lp.Usage(0, 0, 5, 4)),
        ("/v1/responses", {"input_tokens": 50, "input_tokens_details": {"cached_tokens": 10, "cache_write_tokens": 5}}, lp.Usage(35, 10, 5)),
        ("/v1/chat/completions", {"prompt_tokens": 32, "completion_tokens": 9, "total_tokens": 235, "completion_tokens_details": {"reasoning_tokens": 194}}, lp.Usage(32, 0, 0, 0, 203, 194)),
        ("/v1/chat/completions", {"prompt_tokens": 5, "prompt_tokens_details": {"cached_tokens": 9}}, lp.Usage(0, 9)),
        ("/model/m/converse", {"inputTokens": 1, "cacheWriteInputTokens": 10, "cacheDetails": [{"ttl": "1h", "inputTokens": 4}]}, lp.Usage(1, 0, 6, 4)),
    ],
)  # fmt: skip
def test_tokens_are_counted_by_each_providers_rule(path: str, usage: Any, expected: lp.Usage) -> None:
    assert meant(path, {"usage": usage}).usage == expected


def meant(path: str, given: Any) -> lp.AnswerMeaning:
    """What an answer of this API says: a list of events, or a body."""
    shape = lp.shape_of(path)
    assert shape
    return shape.read(given) if isinstance(given, list) else lp.read_answer(shape, as_json(given))


def meaning_of(path: str, **members: Any) -> lp.RequestMeaning:
    meaning = lp.read_request(path, json.dumps(members))
    assert meaning
    return meaning


INVOKE, CHAT_API, RESPONSES_API = "/model/m/invoke", "/v1/chat/completions", "/v1/responses"
ZEROS = counted("input_tokens cache_read_input_tokens output_tokens", 0, 0, 40)


def no_index(kind: str, name: str, delta: str, text: str, **item: Any) -> list[Members]:
    """A Responses item in two events, neither of which says where it stands in the output."""
    begun = typed("response.output_item.added", item=typed(kind, id=name, **item))
    return [begun, typed(f"response.{delta}.delta", item_id=name, delta=text)]


def choice(**members: Any) -> Members:
    return {"choices": [members]}


OF_NOVA = counted("inputTokens outputTokens", 9, 2)
OF_LLAMA = counted("prompt_token_count generation_token_count", 9, 2)
OF_OLLAMA = counted("prompt_eval_count eval_count", 9, 2)
OF_OPENAI = counted("prompt_tokens completion_tokens", 9, 2)
METRICS = "inputTokenCount outputTokenCount cacheReadInputTokenCount cacheWriteInputTokenCount"
SAID_DELTA = typed("content_block_delta", index=0, delta=typed("text_delta", text="said"))
NINE_AND_TWO = lp.Usage(9, 0, 0, 0, 2)
# Answers of servers that are only compatible: path, events or body, what is said, tokens.
FOREIGN: dict[str, tuple[str, Any, list[str], lp.Usage | None]] = {
    "zeros at the end": (
        "/v1/messages",
        [
            typed("message_start", message={"usage": counted("input_tokens cache_read_input_tokens", 15, 9000)}),
            SAID_DELTA,
            typed("message_delta", delta={"stop_reason": "end_turn"}, usage=ZEROS),
        ],
        ["said"], lp.Usage(15, 9000, 0, 0, 40),
    ),
    "usage in the choice, flat cached tokens": (
        CHAT_API, [choice(delta={"content": "said"}, usage={**OF_OPENAI, "cached_tokens": 4})], ["said"], lp.Usage(5, 4, 0, 0, 2),
    ),
    "content in blocks": (
        CHAT_API,
        [choice(delta={"content": [block]}) for block in (typed("thinking", thinking=[typed("text", text="hm")]), typed("text", text="said"))],
        ["hm", "said"], None,
    ),
    "a message for a delta": (CHAT_API, [choice(message={"content": text}) for text in ("sa", "id")], ["said"], None),
    "calls without numbers": (
        CHAT_API, [choice(delta={"tool_calls": [{"id": i, "function": {"name": "f", "arguments": "{}"}}]}) for i in "ab"], ["{}", "{}"], None,
    ),
    "several choices": (CHAT_API, {"choices": [{"message": {"content": "said"}}, {"message": {"content": "x"}}]}, ["said"], None),
    "no output index": (
        RESPONSES_API,
        [
            *no_index("message", "i1", "output_text", "said", role="assistant", content=[]),
            *no_index("function_call", "i2", "function_call_arguments", "{}"),
            *no_index("function_call", "i3", "function_call_arguments", "{}"),
        ],
        ["said", "{}", "{}"], None,
    ),
    "a shell call": (RESPONSES_API, {"output": [typed("shell_call", call_id="c", action={"commands": ["ls"]})]}, ['{"commands":["ls"]}'], None),
    "a patch call": (RESPONSES_API, {"output": [typed("apply_patch_call", call_id="c", operation={"path": "a"})]}, ['{"path":"a"}'], None),
    "a search call": (RESPONSES_API, {"output": [typed("file_search_call", id="c", queries=["q"], results=None)]}, ['{"queries":["q"]}'], None),
    "compaction in pieces": (
        "/v1/messages",
        [
            typed("content_block_start", index=0, content_block=typed("compaction", content=None)),
            typed("content_block_delta", index=0, delta=typed("compaction_delta", content="sum")),
        ],
        ['{"content":"sum","type":"compaction"}'], None,
    ),
    "Nova": (INVOKE, {"output": {"message": {"content": [{"text": "said"}]}}, "usage": OF_NOVA}, ["said"], NINE_AND_TWO),
    "Nova's stream": (INVOKE, [{"contentBlockDelta": {"delta": {"text": "said"}, "contentBlockIndex": 0}}, {"metadata": {"usage": OF_NOVA}}], ["said"], NINE_AND_TWO),
    "Llama": (INVOKE, {"generation": "said", **OF_LLAMA}, ["said"], NINE_AND_TWO),
    "Llama's stream": (INVOKE, [{"generation": "sa"}, {"generation": "id", **OF_LLAMA}], ["said"], NINE_AND_TWO),
    "Mistral": (INVOKE, {"outputs": [{"text": "said", "stop_reason": "stop"}]}, ["said"], None),
    "Mistral's stream": (INVOKE, [{"outputs": [{"text": text}]} for text in ("sa", "id")], ["said"], None),
    "gpt-oss": (INVOKE, {**choice(message={"content": "said"}), "usage": OF_OPENAI}, ["said"], NINE_AND_TWO),
    "Ollama": (
        "/api/chat",
        [
            *({"message": message} for message in ({"thinking": "hm", "content": ""}, {"content": "sa"})),
            {"message": {"content": "id", "tool_calls": [{"function": {"name": "f", "arguments": {"a": 1}}}]}},
            {"message": {"content": ""}, "done": True, **OF_OLLAMA},
        ],
        ["hm", "said", '{"a":1}'], NINE_AND_TWO,
    ),
    "Ollama's prompts": ("/api/generate", {"response": "said", "thinking": "hm", **OF_OLLAMA}, ["hm", "said"], NINE_AND_TWO),
    "Ollama's prompts as a stream": (
        "/api/generate",
        [{"response": "sa", "thinking": "hm"}, {"response": "id"}, {"response": "", **OF_OLLAMA}],
        ["hm", "said"], NINE_AND_TWO,
    ),
    "caches in the metrics": (
        INVOKE,
        [SAID_DELTA, typed("message_stop", **{"amazon-bedrock-invocationMetrics": counted(METRICS, 9, 2, 7, 3)})],
        ["said"], lp.Usage(9, 7, 3, 0, 2),
    ),
}  # fmt: skip


@parametrize("name", FOREIGN)
def test_servers_that_are_only_compatible_are_understood(name: str) -> None:
    path, given, said, usage = FOREIGN[name]
    answer = meant(path, given)
    assert [part.text for part in answer.parts] == said
    assert answer.usage == usage
    assert len(answer.others) == (name == "several choices")


def test_mistral_says_in_its_last_event_why_it_stopped() -> None:
    answer = meant(INVOKE, [{"outputs": [{"text": "said", "stop_reason": reason}]} for reason in (None, "length")])
    assert answer.stop_reason == "length"


@parametrize(
    "path, members, expected",
    [
        (CHAT_API, {"messages": [], "functions": [{"name": "f"}]}, (False, True)),
        (CHAT_API, {"messages": [], "stream": True}, (True, False)),
        ("/api/chat", {}, (True, False)),
        ("/api/chat", {"stream": False}, (False, False)),
        (f"/streams{CHAT_API}", {}, (False, False)),
        ("/v1beta/models/m:streamGenerateContent", {}, (True, False)),
    ],
)
def test_requests_say_what_they_want(path: str, members: Any, expected: tuple[bool, bool]) -> None:
    meaning = meaning_of(path, **members)
    assert (meaning.stream, meaning.has_tools) == expected


def test_tokens_for_a_prompt_stay_what_they_are() -> None:
    (message,) = meaning_of("/v1/completions", prompt=[1, 2, 3]).messages
    assert [part.text for part in message.parts] == ["[1,2,3]"]


def test_an_error_of_a_stream_keeps_its_code() -> None:
    answer = meant("/v1/responses", [{"type": "error", "code": "rate_limit_exceeded", "message": "slow down"}])
    assert (answer.error_kind, answer.error) == ("rate_limit_exceeded", "slow down")


@parametrize("text", ['{"x": NaN}', '{"x": -Infinity}', b'\xef\xbb\xbf{"x": Infinity}'])
def test_what_is_no_json_does_not_come_out_as_json(text: Any) -> None:
    assert json.loads(lp.json_text(lp.load_json(text)), parse_constant=lambda _: pytest.fail("no JSON"))["x"]


@parametrize(
    "chunk, events",
    [
        (b'data: {"a": 1}\n\n', [{"a": 1}]),
        (b'event: x\r\ndata:{"a": 1}\r\n\r\n', [{"a": 1}]),
        (b'data: {"a":\ndata: 1}\n\n', [{"a": 1}]),
        (b'{"text": "data: 1"}', [{"text": "data: 1"}]),
        (b"data: [DONE]\n\n", []),
        (b"data: {broken\n\n", []),
        (b"\xff\xfe", []),
    ],
)
def test_events_carry_json(chunk: bytes, events: list[Any]) -> None:
    assert lp.events_of([chunk]) == events
    assert lp.events_of([chunk, b'data: {"z": 1}\n\n']) == [*events, {"z": 1}]


@parametrize(
    "path, body, error",
    [
        ("/v1/messages", {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, ("overloaded_error", "Overloaded")),
        ("/v1/chat/completions", {"error": {"message": "bad", "type": "invalid_request_error", "code": "x"}}, ("invalid_request_error", "bad")),
        ("/v1/responses", {"status": "failed", "error": {"code": "server_error", "message": "oh"}}, ("server_error", "oh")),
        ("/v1beta/models/m:generateContent", {"error": {"code": 429, "message": "quota", "status": "RESOURCE_EXHAUSTED"}}, ("RESOURCE_EXHAUSTED", "quota")),
        ("/model/m/converse", {"message": "denied"}, ("error", "denied")),
        ("/api/chat", {"error": "no such model"}, ("error", "no such model")),
    ],
)  # fmt: skip
def test_errors_are_read_in_each_form(path: str, body: Any, error: tuple[str, str]) -> None:
    answer = meant(path, body)
    assert (answer.error_kind, answer.error) == error


# ==============================================================================
# 14  Prices
# ==============================================================================

# What the tests spend: uncached, cache reads, writes for 5 minutes and for an hour, output.
USAGES = ((1000, 0, 0, 0, 500), (2_000, 50_000, 3_000, 1_000, 1_500), (150_000, 160_000, 2_000, 0, 10_000))
# Model, provider, upstream, dollars for each usage as genai-prices 0.2.3 computed them for noon (UTC) of 2026-11-21.
PRICED = rows_of("""
    claude-sonnet-4-5-20250929            anthropic  api.anthropic.com   0.0105 0.06075 1.236
    gpt-4o-2024-08-06                     openai     api.openai.com      0.0075 0.0925 0.68
    gpt-5.5                               openai     -                   0.02 0.1 2.13
    gpt-5.6-sol                           openai     gateway.corp.example  0.014 0.078 1.648
    text-embedding-3-small                openai     -                   0.00002 0.00112 0.00624
    gemini-2.5-pro-preview-05-06          gemini     generativelanguage.googleapis.com  0.00625 0.02875 0.57
    gemini-2.5-flash-preview-09-2025      gemini     -                   0.00155 0.00705 0.0754
    claude-sonnet-4-5@20250929            vertex     us-east5-aiplatform.googleapis.com  0.0105 0.06075 1.236
    publishers/anthropic/models/claude-opus-4-6@default  vertex  -       0.0175 0.10125 1.0925
    us.anthropic.claude-sonnet-4-5-20250929-v1:0  bedrock  bedrock-runtime.us-east-1.amazonaws.com  0.01155 0.066825 0.72105
    global.anthropic.claude-opus-4-6-v1   any        -                   0.0175 0.10125 1.0925
    arn:aws:bedrock:us-east-1:1:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0  bedrock  -  0.00385 0.022275 0.24035
    gpt-4o-2024-11-20                     azure      acme.openai.azure.com  0.0075 0.0925 0.68
    mistral-large-latest                  openai     api.mistral.ai      0.005 0.121 0.684
    llama-3.3-70b-versatile               openai     api.groq.com        0.000985 0.034225 0.19198
    openai/gpt-oss-120b                   openai     api.groq.com        0.00045 0.00555 0.0408
    kimi-k3                               openai     api.moonshot.ai     0.0105 0.0585 0.654
""")


def spent(*tokens: int) -> lp.Usage:
    fed, read, short, long, output = tokens
    return lp.Usage(fed, read, short, long, output, reasoning_tokens=output // 2)


@parametrize("model, provider, host, dollars", PRICED, ids=[row[0] for row in PRICED])
def test_prices_are_the_packages(model: str, provider: str, host: str, dollars: str) -> None:
    costs = [lp.PriceTable().cost_of(model, spent(*usage), provider, host) for usage in USAGES]
    assert costs == [float(figure) for figure in dollars.split()]


def package_price(package: Any, model: str, provider: str, usage: tuple[int, ...]) -> float:
    fed, read, short, long, output = usage
    names = "input_tokens cache_read_tokens cache_write_tokens cache_write_1h_tokens output_tokens"
    counts = package.Usage(**counted(names, fed + read + short + long, read, short + long, long, output))
    noon = datetime.datetime.fromisoformat(lp.prices_version().split(", ")[1] + "T12:00:00+00:00")
    price = package.calc_price(counts, model, provider_id=provider, genai_request_timestamp=noon)
    return round(float(price.total_price), 8)


def test_no_name_of_the_package_has_another_price_here() -> None:
    """Every name its clauses spell, at its own provider: the same dollars or none."""
    package = pytest.importorskip("genai_prices", reason="genai-prices is not installed; the figures above are tested")
    providers = pytest.importorskip("genai_prices.data").providers
    ours = lp._providers()
    listed = [p for p in providers if p.id in ours and p.id != "openrouter"]
    names = [
        (p, name)
        for p in listed
        for model in p.models
        for name in (model.id.removeprefix("regional."), *spelled(model.match))
    ]
    wrong, priced = [], 0
    for provider, name in names:
        model = provider.find_model(name, all_providers=providers)
        host = "".join(ours[provider.id].hosts[:1]).replace("*", "x")
        if model and lp.PriceTable().find(name, host=host):
            priced += 1
            # The one difference: an hour of cache of a Claude that the package does not price, tested above.
            differs = "claude" in name and not getattr(model.prices, "cache_write_1h_mtok", None)
            for usage in [usage for usage in USAGES if not (usage[3] and differs)]:
                cost = lp.PriceTable().cost_of(name, spent(*usage), host=host)
                if cost != pytest.approx(theirs := package_price(package, name, provider.id, usage), abs=2e-8):
                    wrong.append((provider.id, name, usage, cost, theirs))
    assert wrong == []
    assert priced > 400


def spelled(clause: Any) -> list[str]:
    """The names in a clause of the package."""
    if parts := getattr(clause, "or_", None) or getattr(clause, "and_", [])[:1]:
        return [name for part in parts for name in spelled(part)]
    return [getattr(clause, kind) for kind in "equals starts_with contains ends_with".split() if hasattr(clause, kind)]


@parametrize(
    "model, provider, host",
    rows_of("""
    -                              openai      -
    gpt-5.9-mega                   openai      api.openai.com
    claude-opus-4-5-turbo          anthropic   api.anthropic.com
    gemini-2.5-pro-preview-tts     gemini      -
    anthropic.claude-opus-9-v1:0   bedrock     -
    arn:aws:bedrock:us-east-1:1:application-inference-profile/ab12cd34  bedrock  -
    llama-3.3-70b-versatile        openai      api.openai.com  # known, but not there
    gpt-4o                         openai      api.groq.com
    llama-3.3-70b-versatile        openai      gateway.corp.example  # whose price would it be?
    openai/gpt-oss-120b            openai      openrouter.ai
    nobody/gpt-4o                  openai      -
    claude-sonnet-4-5              ollama      -  # local, whatever it is called
    gpt-realtime                   openai      api.openai.com  # audio costs otherwise, and a usage does not say
    sonar                          openai      api.perplexity.ai  # costs by the request as well
    """),
)
def test_an_unknown_model_has_no_price(model: str, provider: str, host: str) -> None:
    assert lp.PriceTable().cost_of(model, spent(1000, 0, 0, 0, 500), provider, host) is None


@parametrize(
    "model, like, provider, host",
    rows_of("""
    gpt-4o-latest                    gpt-4o                       openai     -
    claude-opus-4-6-20270101         claude-opus-4-6              anthropic  -
    claude-3-7-sonnet-v2@20250219    claude-3-7-sonnet            vertex     -
    anthropic.claude-3-7-sonnet-20250219-v2:0  anthropic.claude-3-7-sonnet-20250219-v1:0  bedrock  -
    gpt-5-6-luna                     gpt-5.6-luna                 openai     -
    gemini-2.5-flash-001             gemini-2.5-flash             gemini     -
    apac.amazon.nova-lite-v1:0       amazon.nova-lite-v1:0        bedrock    -
    anthropic/claude-sonnet-4.5      claude-sonnet-4-5            openai     gateway.corp.example
    groq/llama-3.3-70b-versatile     llama-3.3-70b-versatile      openai     gateway.corp.example
    google/gemini-2.5-flash          gemini-2.5-flash             openai     us-central1-aiplatform.googleapis.com
    gemini-3-flash-preview-11-2026   gemini-3-flash-preview       gemini     -
    """),
)
def test_dates_versions_and_prefixes_do_not_hide_a_model(model: str, like: str, provider: str, host: str) -> None:
    table, usage = lp.PriceTable(), spent(2_000, 50_000, 3_000, 1_000, 1_500)
    like_host = "api.groq.com" if "groq/" in model else ""
    assert table.cost_of(model, usage, provider, host) == table.cost_of(like, usage, provider, like_host) is not None


@parametrize(
    "provider, host, dollars",
    [
        ("any", "", 1.0),  # its maker
        ("anthropic", "gateway.corp.example", 1.0),
        ("bedrock", "", 1.1),  # no region or a single one costs more
        ("bedrock", "api.anthropic.com", 1.0),  # the host knows better than the path
    ],
)
def test_who_serves_a_model_decides_its_price(provider: str, host: str, dollars: float) -> None:
    usage = lp.Usage(1_000_000, 0, 0, 0, 0, 0)
    assert lp.PriceTable().cost_of("claude-haiku-4-5-20251001", usage, provider, host) == dollars


@parametrize("fed, dollars", [(200_000, 0.6), (200_001, 1.200006)])
def test_a_tier_begins_above_its_threshold_and_counts_cached_tokens(fed: int, dollars: float) -> None:
    table = lp.PriceTable()
    assert table.cost_of("claude-sonnet-4-5", spent(fed, 0, 0, 0, 0)) == dollars
    cached = table.cost_of("claude-sonnet-4-5", spent(fed - 150_000, 150_000, 0, 0, 0))
    assert cached == (0.195 if fed == 200_000 else 0.390006)


def test_an_hour_of_cache_is_twice_the_input_where_the_package_has_no_price() -> None:
    usage = lp.Usage(0, 0, 0, 1_000_000, 0, 0)
    assert lp.PriceTable().cost_of("anthropic.claude-opus-4-20250514-v1:0", usage, "bedrock") == 30.0


LITELLM = json.dumps(
    {
        "sample_spec": {"input_cost_per_token": 1e-06, "output_cost_per_token": 1},
        "gpt-4o": {"input_cost_per_token": 3e-06, "output_cost_per_token": 1.2e-05, "litellm_provider": "openai"},
        "azure/gpt-4o": {"input_cost_per_token": 4e-06, "output_cost_per_token": 1e-05},
        "us.anthropic.claude-x-v1:0": {
            "litellm_provider": "bedrock_converse",
            "input_cost_per_token": 3e-06,
            "output_cost_per_token": 1.5e-05,
            "cache_read_input_token_cost": 3e-07,
            "cache_creation_input_token_cost": 3.75e-06,
            "cache_creation_input_token_cost_above_1hr": 6e-06,
            "input_cost_per_token_above_200k_tokens": 6e-06,
            "output_cost_per_token_above_200k_tokens": 2.25e-05,
        },
        "groq/New-Model": {"input_cost_per_token": 1e-06, "output_cost_per_token": None},
        "fireworks_ai/acme/m-1": {"input_cost_per_token": 2e-06, "litellm_provider": "fireworks_ai"},
        "odd-1": {"input_cost_per_token": "3e-06"},
        "odd-5": {"input_cost_per_image": 0.04},
        "odd-7": {"input_cost_per_token": None, "output_cost_per_token": 1e-06},
        "odd-6": {"input_cost_per_token": 1e-06, "cache_read_input_token_cost": {}},
    }
)


@parametrize(
    "model, provider, host, dollars",
    [
        ("gpt-4o-2024-08-06", "openai", "", 3.0 + 1.2),
        ("gpt-4o", "azure", "x.openai.azure.com", 4.0 + 1.0),
        ("us.anthropic.claude-x-v1:0", "bedrock", "", 6.0 + 2.25),
        ("new-model", "openai", "api.groq.com", 1.0),
        ("groq/new-model", "openai", "", 1.0),
        ("acme/m-1", "openai", "api.fireworks.ai", 2.0),
        ("acme/m-1", "openai", "", None),
        ("gpt-4o-mini", "openai", "", 0.15 + 0.06),  # not in the file: the built-in price
        ("sample_spec", "openai", "", None),
        *((f"odd-{n}", "openai", "", None) for n in (1, 5, 6, 7)),
    ],
)
def test_a_price_file_goes_before_the_built_in_prices(
    model: str, provider: str, host: str, dollars: float | None
) -> None:
    table = lp.PriceTable(file=lp.read_price_file(LITELLM, "prices.json"))
    assert table.cost_of(model, lp.Usage(1_000_000, 0, 0, 0, 100_000, 0), provider, host) == dollars


def test_a_price_file_has_prices_for_the_cache() -> None:
    table = lp.PriceTable(file=lp.read_price_file(LITELLM, "prices.json"))
    usage = lp.Usage(1_000, 10_000, 100_000, 1_000)
    costs = [table.cost_of(model, usage) for model in ("us.anthropic.claude-x-v1:0", "gpt-4o")]
    assert costs == [0.003 + 0.003 + 0.375 + 0.006, 0.336]  # the latter's all as input


@parametrize(
    "text, message",
    [
        ("{", "price_file p.json is neither valid JSON nor a table of this program: "),
        ("genai-prices 9 2030-01-01\n  gpt-9  1 2\n", "price_file p.json is neither valid JSON nor"),
        ('{"sample_spec": {"input_cost_per_token": 1e-06}, "x": 1}', "price_file p.json has no prices; expected"),
    ],
)
def test_a_bad_price_file_is_one_line(text: str, message: str) -> None:
    with pytest.raises(lp.ConfigError, match="^" + re.escape(message)) as e:
        lp.read_price_file(text, "p.json")
    assert "\n" not in str(e.value)


def test_a_price_file_may_be_a_newer_table() -> None:
    newer = "genai-prices 9 2030-01-01\n[openai] api.openai.com cache=0.1\n  gpt-9 gpt-9.5  1 2 >1000\n[aws] bedrock +openai regions=1.1\n"
    table = lp.PriceTable(file=lp.read_price_file(newer, "newer.txt"))
    usage = lp.Usage(1000, 1000, 0, 0, 1000)
    assert table.cost_of("gpt-9-5-2030-01-01", usage, "", "api.openai.com") == 0.0052
    assert table.cost_of("global.openai.gpt-9", usage) == 0.0052
    assert table.cost_of("us.openai.gpt-9", usage) == 0.00572
    assert table.cost_of("gpt-4o", usage) is None


def test_own_prices_go_before_all_others() -> None:
    own = own_prices({"GPT-4o": {"input": 7, "output": 8.5}, "mine": {"input": 1.0, "cache_read": 0.0}})
    table = lp.PriceTable(own, lp.read_price_file(LITELLM, "prices.json"))
    usage = lp.Usage(500_000, 250_000, 125_000, 125_000, 1_000_000, 0)
    assert table.cost_of("gpt-4o-2024-08-06", usage, "openai", "api.openai.com") == 7 + 8.5
    assert table.cost_of("mine", usage) == 0.75
    assert table.cost_of("mine", usage, "ollama", "127.0.0.1") == 0.75
    assert table.cost_of("gpt-4o-mini", usage, "ollama", "127.0.0.1") is None


def own_prices(value: object) -> dict[str, dict[str, float]]:
    return lp.load_settings({"prices": json.dumps(value)}, {}, os.devnull).settings.prices


@parametrize(
    "value, message",
    [
        (3, "expected tables (in a flag or variable: JSON)"),
        ({"m": 3}, "m: expected a table with input, output, cache_read, "),
        ({"m": {"input": 1, "outptu": 2}}, "m: unknown key 'outptu'; did you mean output?; the keys are input, "),
        ({"m": {"output": 2}}, "m: it lacks input"),
        *(
            ({"m": {"input": dollars}}, "m: input: expected dollars per million tokens, from 0 up")
            for dollars in ("3", 10**400, -1, True, float("nan"))
        ),
    ],
)
def test_bad_own_prices_say_what_to_do(value: object, message: str) -> None:
    with pytest.raises(lp.ConfigError, match=re.escape(message)):
        own_prices(value)


def test_the_built_in_table_is_whole() -> None:
    assert re.fullmatch(r"genai-prices [\d.]+, 20\d\d-\d\d-\d\d, \d{3} model names", lp.prices_version())
    for provider in lp._providers().values():
        assert set(provider.makers) <= set(lp._providers())
        for price in provider.prices.values():
            starts = [start for start, _ in price.tiers]
            assert starts == sorted(set(starts))
            assert all(0 <= rate < 1000 for _, rates in price.tiers for rate in rates)


def million(*terms: str, **more: Any) -> lp.Usage:
    return lp.Usage(1_000_000, terms=list(terms), **more)


@parametrize(
    "model, usage, cost",
    [
        ("claude-opus-5", million(), 5.0),
        ("claude-opus-5", million("fast mode"), 10.0),
        ("claude-opus-5", million("batch", "region us"), 2.75),
        ("claude-opus-5", million("region mars"), None),
        ("claude-sonnet-4-5", million("fast mode"), None),
        ("claude-opus-5", million(searches=5), 5.05),
        ("claude-sonnet-4-6", million(others=[("claude-opus-5", million())]), 8.0),
        ("claude-sonnet-4-6", million(others=[("nobody-knows", million())]), None),
        ("gpt-5", million("priority"), 2.5),
        ("gpt-5-mini", million("priority"), None),
        ("gpt-5", million("flex"), 0.625),
        ("gpt-4o", million("audio"), None),
    ],
)
def test_an_answer_costs_what_it_says_it_was(model: str, usage: lp.Usage, cost: float | None) -> None:
    assert lp.PriceTable().cost_of(model, usage) == cost


# ==============================================================================
# 15  Route patterns
# ==============================================================================


def pattern_table(*texts: str) -> lp.PatternTable:
    """A table whose routes are named by their patterns."""
    return lp.PatternTable({text: lp.parse_pattern(text) for text in texts})


def shown(match: lp.PatternMatch) -> str:
    """The route's name, `-> ` and where a redirect leads, or the methods of a 405; nothing for no match."""
    return f"-> {match.location.decode()}" if match.location else match.name or ", ".join(match.allow)


# A request, what becomes of it, and the patterns.
PATTERN_ROWS = rows_of(r"""
    GET /a/b/c                /a/                     /a/
    GET /a/                   -                       /a
    # Methods.
    GET /a                    get                     get /a
    get /a                    get /a                  get /a
    HEAD /a                   GET /a                  GET /a
    HEAD /a                   HEAD /a                 GET /a  HEAD /a  /a
    POST /a                   GET, HEAD               GET /a
    # Hosts, without case and port.
    GET eXample.com:80/       Example.com/            Example.com/
    GET example.com./         -                       example.com/
    GET example.com./         example.com./           example.com./
    GET example.com:80/       -                       example.com:80/
    GET [::1]/                [::1]/                  [::1]/
    GET [::1]:80/             [::1]/                  [::1]/
    GET [::1]:80/             ::1/                    ::1/
    GET [::1]x/               -                       [::1]/
    GET a:b:c/                -                       a/
    GET /a                    /a                      /a
    # The more specific one: a host, then the longer path, then fewer methods.
    GET h/a/b                 h/                      h/  /a/b
    GET g/a/b                 /a/b                    h/  /a/b
    GET /a/b/c                /a/b/                   /  /a/  /a/b/  /a/b
    GET /a/                   /a/{$}                  /a/  /a/{$}
    GET /a/b                  /a/                     /a/  /a/{$}
    GET /a                    /a                      /a  /a/  /
    GET /x/                   GET /x/                 GET /x/  HEAD /x/  /x/
    # Where Go refuses two, of which neither is the more specific, the longer path counts.
    GET /index.html           /index.html             GET /  /index.html
    GET /x/                   /x/{$}                  /x/{$}  GET /x/
    HEAD /x/y                 GET /x/y                HEAD /x/  GET /x/y
    # What is nearly the same.
    GET /a/b                  /a/b                    /a%2Fb  /a/b
    GET /a/                   /a/{$}                  /a/%2F  /a/{$}
    GET example.com:8080/     example.com/            example.com:8080/  example.com/
    GET example.com/          example.com/            example.com./  example.com/
    # Segment by segment, decoded.
    GET /%61/x                /a/                     /a/
    GET /a/x                  /%61/                   /%61/
    GET /a%20b/x              /a%20b/                 /a%20b/
    GET /a%20b/x              GET /a b/               GET /a b/
    GET /%C3%A9/              /é/                     /é/
    GET /a%2Fb                -                       /a/b
    GET /a%2Fb                /a%2fb                  /a%2fb
    GET /a%2Fb                -                       /a%252Fb
    GET /a/%2F                -                       /a/{$}
    GET /a%2F                 -                       /a/
    GET /a/%2E./b             /a/%2e%2e/b             /a/%2e%2e/b
    GET /a/b%2Fc%2Fd          -                       /a/b
    # To the form with the slash.
    POST /lmstudi%6f          -> /lmstudi%6f/         /lmstudio/  /
    GET /a\                   -> /a%5C/               /a\/
    GET /x/y                  -> /x/y/                /x/  GET /x/y/
    GET example.com/test      -> /test/               GET example.com/test/{$}
    # To the clean form, if there is something.
    GET /a/./x//y/            -> /a/x/y/              /a/
    GET /x/../a/b/..          -> /a/                  /a/
    GET /../../a/b/.          -> /a/b                 /a/
    GET //a                   -> /a/                  /a/
    GET /./\evil.example      -> /%5Cevil.example     /
    GET //a%2F%62/ÿ           -> /a%2F%62/%C3%BF      /
    GET /a/../b               -                       /a/
    POST /a//b                GET, HEAD               GET /a/
    GET /a//b                 -> /a/b                 /a/b  /a//b
    GET /a/x/b                -                       /a//b
    # Another method, or nothing.
    GET h/a/b                 DELETE, POST, PUT       PUT /a/b  POST /a/  DELETE h/a/b
    OPTIONS *                 -                       /
    GET /                     -
""")
PATTERN_ROWS += [["GET /a/", " /a/", " /a/"], ["GET /a", "GET \t /a", "GET \t /a"]]


@parametrize("row", PATTERN_ROWS, ids=" ".join)
def test_what_becomes_of_a_request(row: list[str]) -> None:
    request_line, expected, *patterns = row
    method, _, rest = request_line.encode().partition(b" ")
    host, slash, path = rest.partition(b"/") if b"/" in rest else (b"", b"", rest)
    for texts in (patterns, patterns[::-1]):
        assert shown(pattern_table(*texts).find(method, host, slash + path)) == expected


# A pattern, its route's destination, a request's target, and that of what the upstream gets.
JOIN_ROWS = rows_of("""
    /raw/        /base/v1/    /raw/chat?b=2&a=1      /base/v1/chat?b=2&a=1
    /raw/        /base/v1/    /raw/a%20b/q%3Fx/a;b=c/a%2Fb%25%2525  /base/v1/a%20b/q%3Fx/a;b=c/a%2Fb%25%2525
    /raw/        /base/v1/    /raw/100%              /base/v1/100%
    /raw/        /base/v1/    /raw/a//b//            /base/v1/a//b//
    /noslash/    /base/v1     /noslash/m             /base/v1/m
    /root/       -            /root/m/n              /m/n
    /dq/         /x?fixed=1   /dq/z?u=1              /x/z?u=1
    /dq/         /x?fixed=1   /dq/z                  /x/z?fixed=1
    /dq/         /x?fixed=1   /dq/z?                 /x/z?fixed=1
    /dq/         /x           /dq/z?                 /x/z?
    /dq/         /x           /dq/z?%2F??            /x/z?%2F??
    /exact       /one/two     /exact?q=1             /one/two?q=1
    /exact       /one/two/    /exact                 /one/two/
    /exact/{$}   /one/two     /exact/                /one/two
    # The rest begins where the pattern ends, however the client spells that.
    /a%20b/      /x/          /a%20b/c%20d           /x/c%20d
    /a/          /x/          /%61/%62               /x/%62
    /a%2Fb/      /x/          /a%2fb/c               /x/c
    GET h/a/b/   /x/          /a/%62/c               /x/c
    # Dots that stay within the destination's path are the client's.
    /raw/        /base/       /raw/..a/b..           /base/..a/b..
    /raw/        /base/       /raw/a/%2e%2e/b        /base/a/%2e%2e/b
    /raw/        /base/       /raw/a/b/%2E./.%2e     /base/a/b/%2E./.%2e
    /raw/        /base/       /raw/%2e/.             /base/%2e/.
    /raw/        /base/       /raw/%252e%252e/x      /base/%252e%252e/x
    /exact       /a/../b      /exact                 /a/../b
""")


def joined(text: str, destination: str, target: str) -> bytes:
    path, _, query = destination.encode().partition(b"?")
    raw_path, mark, raw_query = target.encode().partition(b"?")
    return lp.join_target(path, query, lp.parse_pattern(text), raw_path, raw_query if mark else None)


@parametrize("text, destination, target, expected", JOIN_ROWS)
def test_the_rest_of_a_path_is_joined_with_its_own_bytes(
    text: str, destination: str, target: str, expected: str
) -> None:
    assert joined(text, destination, target) == expected.encode()
    path = target.encode().partition(b"?")[0]
    if b"//" not in path and b"/." not in path:
        assert pattern_table(text).find(b"GET", b"h", path).name == text


@parametrize(
    "rest",
    r""".. ../x a/../../x %2e%2e/%2e%2e/etc %2E. .%2e/x a/%2e%2e/%2e%2e ./%2e%2e //../x ..%2fx x%2f..%2f.. ..\x ..%5Cx
    a\..\..\x %2e%2e%5c ..;/x ..;a=b/x ..%3Bx a%2Fb/%2e%2e/%2e%2e a\b/../.. a//../.. a/%2F/../.. a/..%2F..""".split(),
)
def test_a_path_does_not_leave_its_destination(rest: str) -> None:
    """One server's two segments are another's one: neither must end above the destination."""
    with pytest.raises(ValueError, match=r"'\.\.' segments that leave the destination"):
        joined("/raw/", "/base/v1/", "/raw/" + rest)


@parametrize(
    "message, texts",
    [
        ("is not [METHOD ][HOST]/[PATH]", ["", "GET ", "a\nb", "/a b/", "GET POST /a"]),
        ("is not [METHOD ][HOST]/[PATH]", "example.com {-/ {$}/ {host}/".split()),
        ("has a brace", "/{name} /{name...} /a/{x /{ /{} /a{$} /{$}a /{é} /{$}/ /a/{$}/b".split()),
        ("can never match; write 'GET /a/b'", ["GET /a//b"]),
        ("write 'GET h/a/b/'", ["GET h/a/./b/"]),
        ("write 'GET /'", ["GET /.."]),
        ("has a '%' that escapes nothing; write '%25'", "/100%/ /%2 /%zz".split()),
    ],
)
def test_what_is_no_pattern_is_refused_in_one_line(message: str, texts: list[str]) -> None:
    for text in texts:
        with pytest.raises(ValueError, match=re.escape(message)) as caught:
            lp.parse_pattern(text)
        line = str(caught.value)
        assert "\n" not in line
        assert repr(text) in line


@parametrize(
    "first, second",
    [
        *rows_of("""
        /a/          /a/
        /a/          /%61/
        POST h/a/{$}  POST H/a/{$}
        Example.com/  example.com/
        [::1]/       ::1/
        """),
        ("GET \t Example.COM/a%20b/%2F/{$}", "GET example.com/a%20b/%2f/{$}"),
    ],
)
def test_two_patterns_for_the_same_requests_are_refused(first: str, second: str) -> None:
    message = f"routes 'a' ({first}) and 'b' ({second}) conflict: both match the same requests"
    with pytest.raises(ValueError, match=re.escape(message)):
        lp.PatternTable({"a": lp.parse_pattern(first), "x": lp.parse_pattern("h/"), "b": lp.parse_pattern(second)})


def test_names_are_in_the_order_of_matching() -> None:
    ordered = ["GET h/", "h/", "/a/b/{$}", "GET /a/b/", "/a/b/", "HEAD /a/b", "GET /a/b", "/a/b", "/b/", "/c/", "/"]
    table = pattern_table(*reversed(ordered))
    assert table.names == ordered


# The oracle of the patterns: what each of them matches, request by request, in a world of few requests.
WORLD_METHODS = ("GET", "HEAD", "POST", "PUT")
WORLD_PATHS = [
    "/" + "/".join(parts) + end
    for depth in range(4)
    for parts in itertools.product("ab", repeat=depth)
    for end in ("", "/")
]
WORLD = [(method, path) for method in WORLD_METHODS for path in WORLD_PATHS if "//" not in path]


def in_parts(text: str) -> tuple[str, str, str]:
    method, _, rest = text.rpartition(" ")
    host, _, path = rest.partition("/")
    return method, host, "/" + path


@functools.cache
def world_of(text: str) -> frozenset[tuple[str, str]]:
    """The requests that a pattern matches, its host aside."""
    method, _, path = in_parts(text)
    methods = {"": WORLD_METHODS, "GET": ("GET", "HEAD")}.get(method, (method,))
    exact = path.removesuffix("{$}") if path.endswith("{$}") or not path.endswith("/") else ""
    return frozenset((m, p) for m, p in WORLD if m in methods and (p == exact if exact else p.startswith(path)))


def is_narrower(text: str, other: str) -> bool:
    hosts = in_parts(text)[1], in_parts(other)[1]
    if hosts[0] != hosts[1]:
        return bool(hosts[0]) and not hosts[1] and bool(world_of(text) & world_of(other))
    return world_of(text) < world_of(other)


def is_apart(text: str, other: str) -> bool:
    return in_parts(text)[1] != in_parts(other)[1] or not world_of(text) & world_of(other)


def expected_match(texts: Sequence[str], method: str, host: str, path: str) -> str:
    """What becomes of a request with a clean path, by looking at every pattern."""

    def best(wanted: str) -> str:
        matching = [t for t in texts if in_parts(t)[1] in ("", host) and (method, wanted) in world_of(t)]
        return min(matching, key=lambda t: (not in_parts(t)[1], len(world_of(t))), default="")

    found, slashed = best(path), best(path + "/")
    if found and (in_parts(found)[2].removesuffix("{$}") == path):
        return found
    if slashed and in_parts(slashed)[2].removesuffix("{$}") == path + "/":
        return f"-> {path}/"
    served = {m for t in texts if in_parts(t)[1] in ("", host) for m, p in world_of(t) if p in (path, path + "/")}
    return found or ", ".join(sorted(served))


def test_tables_of_random_patterns_find_what_looking_at_each_finds() -> None:
    random = Random(11)
    segments = ("a", "b")

    def random_path(depth: int) -> str:
        return "/" + "/".join(random.choice(segments) for _ in range(random.randint(0, depth)))

    seen: set[str] = set()
    for _ in range(1500):
        texts: list[str] = []
        for _ in range(random.randint(1, 7)):
            path = random_path(2)
            path += random.choice(("", "/", "/{$}")) if path != "/" else random.choice(("", "{$}"))
            text = random.choice(("", "", "GET ", "HEAD ", "POST ")) + random.choice(("", "", "h", "g")) + path
            if all(is_narrower(text, other) or is_narrower(other, text) or is_apart(text, other) for other in texts):
                texts.append(text)  # Go takes them together
        table = pattern_table(*texts)
        for _ in range(12):
            path, method, host = random_path(3), random.choice(WORLD_METHODS), random.choice(("h", "g", "i"))
            path += "/" if path.count("/") < 3 and path != "/" and random.random() < 0.4 else ""
            expected = expected_match(texts, method, host, path)
            header = random.choice((host, host.upper(), host + ":80")).encode()
            assert shown(table.find(method.encode(), header, path.encode())) == expected, (texts, method, host, path)
            # The same request with another spelling of the path, then with one that is not clean.
            spelled = path.replace("a", "%61")
            match = table.find(method.encode(), header, spelled.encode())
            assert shown(match) == (expected.replace("a", "%61") if match.location else expected)
            unclean = path.replace("/", random.choice(("//", "/./", "/x/../")), 1)
            redirected = f"-> {path}" if expected in texts else expected
            assert shown(table.find(method.encode(), header, unclean.encode())) == redirected
            seen.add("route" if expected in texts else expected[:2])
    assert seen == {"route", "->", "", "GE", "HE", "PO"}


# ==============================================================================
# 16  Routes
# ==============================================================================


def head_of(target: str, *fields: str, method: str = "POST", host: str = "127.0.0.1:8080") -> lp.RequestHead:
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", *fields, "", ""]
    return lp.parse_request_head("\r\n".join(lines).encode())


BEARER = "Authorization: Bearer "


@parametrize(
    "target, wanted, fields",
    [
        (target, wanted, fields)
        for target, wanted, *fields in rows_of(f"""
        /anthropic/API.Anthropic.com            https api.anthropic.com 443 /
        /any/host.example:8443/a%2Fb//c/../d    https host.example 8443 /a%2Fb//c/../d
        /any/127.0.0.1:9/x                      http 127.0.0.1 9 /x
        /any/[::1]:9/x                          http ::1 9 /x
        /any/[::ffff:127.0.0.1]:9/x             http 127.0.0.1 9 /x
        /any/localhost.evil.example/x           https localhost.evil.example 443 /x
        /ollama/box.lan:11434/api/chat          http box.lan 11434 /api/chat
        /v1/messages?beta=true                  https api.anthropic.com 443 /v1/messages?beta=true
        http://127.0.0.1:8080/v1/messages       https api.anthropic.com 443 /v1/messages
        /v1/models                              https api.anthropic.com 443 /v1/models  anthropic-version: 2023-06-01
        /v1/models                              https api.openai.com 443 /v1/models
        /v1beta/models/m:x                      https generativelanguage.googleapis.com 443 /v1beta/models/m:x
        /backend-api/wham/x                     https chatgpt.com 443 /backend-api/wham/x
        /openai/api.openai.com/responses        https api.openai.com 443 /v1/responses
        /openai/api.openai.com:443/responses    https api.openai.com 443 /v1/responses
        /openai/api.openai.com/v1/responses     https api.openai.com 443 /v1/responses  {BEARER}sk-1.2.3
        /openai/api.openai.com/v1/responses     https chatgpt.com 443 /backend-api/codex/responses  {BEARER}{JWT}
        /v1/responses                           https chatgpt.com 443 /backend-api/codex/responses  {BEARER}{JWT}
        """)
    ],
)
def test_routes(target: str, wanted: str, fields: list[str]) -> None:
    found = lp.find_route(head_of(target, *fields), lp.Settings(http_upstreams=("box.lan",)))
    text = f"{'https' if found.tls else 'http'} {found.host} {found.port} {found.path.decode()}"
    assert text == wanted


@parametrize(
    "target, status, message",
    rows_of(f"""
    /                                  400  expected /{{provider}}/{{upstream}}/{{path}}
    /nobody/api.anthropic.com/x        400  unknown provider 'nobody'
    /anthropic/v1/messages             400  http://127.0.0.1:8080/anthropic/api.anthropic.com
    /anthropic                         400  is no host name
    /any/user@host.example/x           400  not an upstream
    /any/a..b/x                        400  not an upstream
    /any/{"a." * 127}example/x         400  longer than 253
    /any/host.example:99999/x          400  port
    /any/2130706433:80/x               400  usual form
    /any/denied.example/x              403  excluded
    /any/a.mixed.example:443/x         403  excluded
    /any/[::ffff:7f00:1]:9/x           403  excluded
    /any/localhost:9/x                 403  excluded
    http://other.example/v1/messages   421  not a forward proxy
    """),
)
def test_refused_routes_say_what_to_do(target: str, status: str, message: str) -> None:
    denied = tuple("denied.example *.denied.net *.Mixed.Example:443 [0:0::1] 127.0.0.1:09".split())
    with pytest.raises(lp.ClientError) as caught:
        lp.find_route(head_of(target), lp.Settings(deny_upstreams=denied))
    assert str(caught.value.status) == status
    assert message in str(caught.value)


def test_allow_list() -> None:
    settings = lp.Settings(allow_upstreams=("API.anthropic.com", "127.0.0.1:9", "[2001:DB8:0::1]"))
    for upstream in "api.anthropic.com api.ANTHROPIC.com:443 127.0.0.1:9 [2001:db8::1]".split():
        lp.find_route(head_of(f"/any/{upstream}/x"), settings)
    for upstream in "127.0.0.1:10 api.anthropic.com.evil.example [2001:db8::2]".split():
        with pytest.raises(lp.ClientError):
            lp.find_route(head_of(f"/any/{upstream}/x"), settings)


REFUSED_ADDRESSES = """169.254.169.254 fe80::1%eth0 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 100.100.100.200
    fd00:ec2::254 ::169.254.169.254 2002:a9fe:a9fe:: 64:ff9b:1::a9fe:a9fe fec0::1 0.0.0.0 :: 224.0.0.1 255.255.255.255"""
GOOD_ADDRESSES = "::1 2002:0808:0808:: 10.0.0.1 127.0.0.1 93.184.216.34 2606:2800:220:1::1"


def test_addresses() -> None:
    assert [address for address in REFUSED_ADDRESSES.split() if not lp.why_refused(address)] == []
    assert [address for address in GOOD_ADDRESSES.split() if lp.why_refused(address)] == []


ORIGIN, HOST = "origin_not_allowed", "host_not_allowed"
EVIL, PLUGIN = "Origin: https://evil.example", "Origin: app://obsidian.md"


@parametrize(
    "host, fields, settings, refused",
    [
        *((host, (), {}, "") for host in "localhost:1 LOCALHOST 127.0.0.2 [::1]:8080 x.localhost".split()),
        ("host.docker.internal:8080", (), {}, ""),
        ("rebound.example:8080", (), {}, HOST),
        ("rebound.example:8080", (), {"allow_hosts": ("rebound.example",)}, ""),
        ("rebound.example:8080", (), {"host": ("0.0.0.0",)}, ""),
        ("localhost", (EVIL,), {}, ORIGIN),
        ("localhost", (EVIL,), {"allow_origins": ("https://evil.example",)}, ""),
        *(("localhost", (f"Origin: {o}",), {}, "") for o in ("http://localhost:3000", "null", "vscode-webview://a")),
        ("localhost", ("Origin: http://[bad",), {}, ORIGIN),
        ("localhost", ("Origin: http://localhost:1", EVIL), {}, ORIGIN),
        ("localhost", ("Sec-Fetch-Site: cross-site",), {}, ORIGIN),
        ("localhost", ("Sec-Fetch-Site: cross-site", PLUGIN), {}, ""),
        ("localhost", ("Sec-Fetch-Site: none",), {}, ""),
    ],
)
def test_callers(host: str, fields: tuple[str, ...], settings: dict[str, Any], refused: str) -> None:
    with refusal_of(refused):
        lp.check_caller(head_of("/v1/messages", *fields, host=host), lp.Settings(**settings))


@contextlib.contextmanager
def refusal_of(kind: str) -> Iterator[None]:
    """Expects a 403 of this kind that names the option to change; or none."""
    if not kind:
        yield
        return
    with pytest.raises(lp.ClientError, match="allow_") as caught:
        yield
    assert (caught.value.status, caught.value.kind) == (403, kind)


@parametrize(
    "fields, settings, refused",
    [
        ((), {}, ""),
        *(((f"Origin: {origin}",), {}, ORIGIN) for origin in ("null", "http://localhost:3000")),
        ((PLUGIN,), {}, ORIGIN),
        ((PLUGIN,), {"allow_origins": ("app://obsidian.md",)}, ""),
        (("Sec-Fetch-Site: same-origin",), {}, ORIGIN),
        (("Sec-Fetch-Site: none",), {}, ""),
    ],
)
def test_which_page_may_spend_money_at_bedrock(fields: tuple[str, ...], settings: dict[str, Any], refused: str) -> None:
    for payer in ("127.0.0.1", "::1"):
        with refusal_of(refused):
            lp.check_caller(head_of("/model/m/invoke", *fields), lp.Settings(**settings), payer)


@parametrize(
    "hosts, refused",
    [("", HOST), ("localhost", HOST), ("10.1.0.0/16 proxy.lan", HOST), ("10.0.0.9", ""), ("10.0.0.0/8 x", "")],
)
def test_which_machine_may_spend_money_at_bedrock(hosts: str, refused: str) -> None:
    with refusal_of(refused):
        lp.check_caller(head_of("/model/m/invoke"), lp.Settings(allow_hosts=tuple(hosts.split())), "10.0.0.9")


@parametrize("dest", ["document", "iframe", "object"])
def test_pages(dest: str) -> None:
    lp.check_not_page(head_of("/v1/messages", "Sec-Fetch-Dest: empty"))
    with pytest.raises(lp.ClientError):
        lp.check_not_page(head_of("/v1/messages", f"Sec-Fetch-Dest: {dest}"))


ROUTES: dict[str, dict[str, Any]] = {
    "openrouter": {"pattern": "/api/v1/", "destination": "https://openrouter.ai/api/v1/"},
    "lmstudio": {"pattern": "/lmstudio/", "destination": "http://127.0.0.1:1234/v1?fixed=1", "logging": False},
    "file": {"pattern": "POST /lmstudio/file", "destination": "http://127.0.0.1:1234/static/file.txt"},
    "own": {"pattern": "own.example/x/", "destination": "https://[2001:db8::1]:8443/", "provider": "openai"},
    "models": {"pattern": "/model/", "destination": "https://Models.example", "provider": "gemini"},
    "wrapped": {"pattern": "/anthropic/api.anthropic.com/", "destination": "https://gw.example/a/"},
}
REST: dict[str, dict[str, Any]] = {"rest": {"pattern": "/", "destination": "https://api.anthropic.com/rest"}}


@parametrize(
    "request_line, wanted",
    rows_of("""
    POST /api/v1/chat/completions    openrouter any https://openrouter.ai/api/v1/chat/completions
    GET /lmstudio/m                  lmstudio any http://127.0.0.1:1234/v1/m?fixed=1
    GET /lmstudio/file               lmstudio any http://127.0.0.1:1234/v1/file?fixed=1
    POST /lmstudio/file?x            file any http://127.0.0.1:1234/static/file.txt?x
    GET OWN.example:99/x/y           own openai https://[2001:db8::1]:8443/y
    GET /x/y                         rest anthropic https://api.anthropic.com/rest/x/y
    POST /model/m/converse           models gemini https://models.example/m/converse
    POST /anthropic/api.anthropic.com/v1/messages  wrapped any https://gw.example/a/v1/messages
    POST /anthropic/other.example/v1/messages  - anthropic https://other.example/v1/messages
    POST /v1/messages                - anthropic https://api.anthropic.com/v1/messages
    GET /                            rest anthropic https://api.anthropic.com/rest
    POST /lmstudio?a=1               307 Location: /lmstudio/?a=1
    GET /api//v1/x?y                 307 Location: /api/v1/x?y
    GET /a//b?y                      307 Location: /a/b?y
    POST /any/127.0.0.1:9//x         - any http://127.0.0.1:9//x
    GET /lmstudio/%2e%2e/x           400
    GET /404/x?key=abcdefgh          404 No route found for /404/x?key=[8 characters]
    """),
)
def test_where_the_users_routes_lead(request_line: str, wanted: str) -> None:
    settings = lp.Settings(routes={**ROUTES, **REST}, not_found="/404/", bedrock_region="us-west-2")
    method, _, place = request_line.partition(" ")
    host, slash, path = place.partition("/")
    head = head_of(slash + path, method=method, host=host or "127.0.0.1:8080")
    try:
        found = lp.find_route(head, settings, lp.RouteTable(settings, {}))
    except lp.ClientError as e:
        header = e.header if isinstance(e, lp.RouteError) else ""
        said = f"{e.status} {header or (str(e) if e.status == 404 else '')}".strip()
    else:
        name = found.route.name if found.route else "-"
        scheme = "https" if found.tls else "http"
        said = f"{name} {found.provider} {scheme}://{found.upstream}{found.path.decode()}"
    assert said == wanted


def test_routes_are_no_way_around_the_lists() -> None:
    places = {"a": "/a/", "b": "/b/", "c": "/"}
    routes = {name: {"pattern": at, "destination": f"https://{name}.example/"} for name, at in places.items()}
    settings = lp.Settings(routes=routes, allow_upstreams=("a.example", "c.example"), deny_upstreams=("c.example",))
    table = lp.RouteTable(settings, {})
    assert lp.find_route(head_of("/a/x"), settings, table).upstream == "a.example"
    for target in ("/b/x", "/x"):
        with pytest.raises(lp.ClientError) as caught:
            lp.find_route(head_of(target), settings, table)
        assert (caught.value.status, caught.value.kind) == (403, "upstream_not_allowed")


def test_what_hosts_routes_make_ours(tmp_path: Path) -> None:
    """Their names, but no addresses; and not for Bedrock, whose money a page could spend that way."""
    destination = "https://a.example/"
    places = ("own.example/a/", "10.1.2.3/b/", "[2001:db8::1]/c/", "/d/")
    routes = {f"r{n}": {"pattern": place, "destination": destination} for n, place in enumerate(places)}
    settings = settings_for(tmp_path, routes=routes, bedrock_region="us-west-2")
    assert lp.RouteTable(settings, {}).hosts == ("own.example",)
    proxy = lp.Proxy(settings)
    head = head_of("/model/m/converse", host="own.example")
    lp.check_caller(head, proxy.caller_settings)
    with pytest.raises(lp.ClientError):
        lp.check_caller(head_of("/x", host="10.1.2.3"), proxy.caller_settings)
    with pytest.raises(lp.ClientError):
        lp.check_caller(head, proxy.settings, "127.0.0.1")


def test_without_a_route_for_the_rest_there_is_405_or_404() -> None:
    settings = lp.Settings(routes={"only": {"pattern": "PUT /x", "destination": "https://a.example"}})
    routes = lp.RouteTable(settings, {})
    for target, status in (("/x", 405), ("/y", 404), ("/", 404), ("/anthropic", 404)):
        with pytest.raises(lp.RouteError) as caught:
            lp.find_route(head_of(target, method="GET"), settings, routes)
        assert caught.value.status == status
    assert not lp.RouteTable(lp.Settings(), {})
    assert lp.RouteTable(lp.Settings(not_found="/404/"), {})


@parametrize(
    "changes, wanted",
    [
        ({"pattern": "/x/{name}"}, "route r: pattern '/x/{name}' has a brace"),
        ({"destination": "https://u:p@h.example/"}, "route r: destination takes no user name"),
        *(({"headers": {"A": f"${n}"}}, f"header A takes its value from {n}; set {n} in") for n in ("LACKING", "BAD")),
        ({"headers": {"A": "$KEY"}, "destination": "http://h.example/"}, "is sent over https or to this machine only"),
        ({"headers": {"Host": "x"}}, "route r: host cannot be set or removed"),
        ({"remove_headers": ("Transfer-Encoding",)}, "route r: transfer-encoding cannot be set or removed"),
        ({"pattern": "/y/"}, "routes 'other' (/y/) and 'r' (/y/) conflict"),
    ],
)
def test_a_wrong_route_is_refused_at_the_start(changes: dict[str, Any], wanted: str) -> None:
    row, other = ({"pattern": pattern, "destination": "https://h.example/"} for pattern in ("/x/", "/y/"))
    routes = {"other": other, "r": {**row, **changes}}
    with pytest.raises(lp.ConfigError) as caught:
        lp.RouteTable(lp.Settings(routes=routes), {"KEY": "s3cr3t", "BAD": "s3cr3t\n"})
    assert wanted in str(caught.value)
    assert "s3cr3t" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_routes_headers() -> None:
    headers = {"Authorization": "Bearer ${KEY}", "X-Plain": "a$$b", "x-two": "$KEY-$KEY"}
    row = {"pattern": "/x/", "destination": "https://h.example/", "headers": headers, "remove_headers": ("Cookie",)}
    settings = lp.Settings(routes={"r": row})
    head = head_of("/x/y", "authorization: mine", "Accept: */*", "COOKIE: a", "AUTHORIZATION: again")
    target = lp.find_route(head, settings, lp.RouteTable(settings, {"KEY": "k1"}))
    sent = "POST /y HTTP/1.1|Host: h.example|Accept: */*|Authorization: Bearer k1|X-Plain: a$b|x-two: k1-k1||"
    assert lp.upstream_head(head, target) == crlf(sent)
    assert '"Bearer ${KEY}"' in lp.render_option("routes", settings.routes)


# ==============================================================================
# 17  Exchange
# ==============================================================================


def test_json_strings_hold_every_byte() -> None:
    for byte in range(256):
        data = b"a" + bytes([byte]) + b"z"
        text = lp.render_text(b"body", data)
        member = json.loads(b"{" + text + b"}")
        assert b"\n" not in text
        if byte < 128:
            assert member == {"body": data.decode()}
        else:
            assert member == {"body": base64.b64encode(data).decode(), "body_encoding": "base64"}
    everything = bytes(range(128)) * 3 + "é\u2028😀".encode()
    assert json.loads(b"{" + lp.render_text(b"raw", everything) + b"}") == {"raw": everything.decode()}
    for size in (1, 100):  # in one block and in several
        text = b"".join(lp.escaped(everything * size) or [])
        assert json.loads(b'"%s"' % text) == everything.decode() * size


def test_a_cut_never_leaves_half_a_character() -> None:
    text = "aé\u20ac😀z".encode()
    for cut in range(len(text) + 1):
        whole = lp.whole_characters(text[:cut])
        assert whole == text[:cut].decode(errors="ignore").encode()
    assert lp.whole_characters(b"\x80\x80\x80\x80") == b"\x80" * 4


def test_a_long_body_is_text_also_where_a_block_ends_within_a_character() -> None:
    body = b"x" * (16 * 1024 - 1) + "é".encode() + b"y" * 20_000
    assert json.loads(b'"%s"' % b"".join(lp.escaped(body) or [])) == body.decode()
    assert lp.escaped(body[: 16 * 1024]) is None
    assert lp.escaped(body + b"\xff") is None


def test_frames_are_split_at_every_cut() -> None:
    wire = lp.FRAME.pack(2, 1, 7, 0.5) + b"ab" + lp.FRAME.pack(0, 3, 8, 1.5)
    for cut in range(len(wire) + 1):
        one, used = lp.split_frames(wire[:cut])
        two, more = lp.split_frames(wire[used:])
        assert one + two == [(1, 7, 0.5, b"ab"), (3, 8, 1.5, b"")]
        assert used + more == len(wire)


def test_logged_headers_are_canonical_and_masked() -> None:
    raw = crlf(f"GET / HTTP/1.1|x-api-key: {KEY}|Host: h|accept: a|Accept: \xff||")
    assert (
        lp.render_headers(lp.header_pairs(raw)).decode()
        == '"headers":{"X-Api-Key":["sk-ant-...ABCD"],"Accept":["a","\xff"]}'
    )


def test_a_stream_copy_keeps_times_and_survives_corruption() -> None:
    stream = lp.StreamCopy(lp.Inflater("gzip", 1000))
    packed = gzip.compress(b"data: 1\n\ndata: 2\n\nrest")
    stream.feed(1.0, packed[:10])
    stream.feed(2.0, packed[10:])
    stream.finish(3.0)
    assert stream.chunks == [
        lp.Chunk(2.0, b"data: 1\n\n"),
        lp.Chunk(2.0, b"data: 2\n\n"),
        lp.Chunk(3.0, b"rest"),
    ]
    broken = lp.StreamCopy(lp.Inflater("gzip", 1000))
    broken.feed(1.0, b"not gzip")
    broken.feed(2.0, b"\xff")
    copy = lp.Copy(lp.OpenBody(), 1000)
    chunks = json.loads(b"{" + lp.render_chunks(broken.chunks, copy, 0.5, 100.0) + b"}")["chunks"]
    assert chunks[0] == {"ts": "1970-01-01T00:01:40.500000Z", "delta_ms": 500, "raw": "not gzip"}
    assert chunks[1]["raw_encoding"] == "base64"


def test_bytes_that_are_not_framed_as_said_end_the_copy() -> None:
    bad = lp.Copy(lp.ChunkedBody(), 10)
    assert bad.feed(b"zz\r\n") == b""
    assert bad.truncated == "bad_framing"


# ==============================================================================
# 18  Agents
# ==============================================================================


def tool_result(tool_use_id: str, is_error: bool = False) -> dict[str, Any]:
    return typed("tool_result", tool_use_id=tool_use_id, content="r", is_error=is_error)


OF_TURN = counted("input_tokens output_tokens cache_read_input_tokens cache_creation_input_tokens", 10, 5, 3, 2)


class Agent:
    """Drives the state machine as a recorder does, with Anthropic's shapes."""

    def __init__(self) -> None:
        self.state = lp.AgentState()
        self.messages: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.seq = 0

    def ask(self, *content: Any, keep: bool = True) -> lp.Turn:
        """A request with one more message of the user, or, without content, the last one again."""
        self.seq += 1
        if content:
            self.messages.append({"role": "user", "content": list(content)})
        meaning = meaning_of("/v1/messages", model="m", tools=[1], messages=self.messages)
        turn = lp.begin_turn(self.state, meaning, self.seq, f"id-{self.seq}")
        self.events = list(turn.events)
        if not keep:
            self.messages.pop()
        return turn

    def answer(self, turn: lp.Turn, *calls: str, status: int = 200, error: str = "") -> dict[str, Any]:
        """An answer that calls these tools, or says something; returns the end of the turn."""
        content = [called(f"t{turn.seq}-{n}", name) for n, name in enumerate(calls)] or [said(f"said {turn.seq}")]
        raw: Members = {"content": content, "stop_reason": "tool_use" if calls else "end_turn", "usage": OF_TURN}
        if status != 200:
            raw = {"error": {"type": "x", "message": error}}
        else:
            self.messages.append({"role": "assistant", "content": content})
        self.events += lp.end_turn(turn, meant("/v1/messages", raw), status, "")
        return self.events[-1]

    def turn(self, *calls: str, results: dict[str, bool] | None = None, **how: Any) -> dict[str, Any]:
        """A request that brings results (id to whether it is an error), and its answer."""
        said: list[Any] = [tool_result(i, bad) for i, bad in (results or {}).items()]
        return self.answer(self.ask(*(said or ["go on"])), *calls, **how)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [{k: v for k, v in e.items() if k != "type"} for e in self.events if e["type"] == kind]


def test_a_plain_turn_has_a_start_and_an_end() -> None:
    agent = Agent()
    end = agent.turn()
    assert agent.of("turn_start") == [{"turn_depth": 1, "error_recovered": False}]
    counts = counted("turn_depth tool_streak retry_count session_tool_count", 1, 0, 0, 0)
    assert end == typed("turn_end", **counts, **OF_TURN, is_retry=False, status=200, stop_reason="end_turn")
    assert [agent.turn()["turn_depth"] for _ in range(3)] == [2, 3, 4]


def test_calls_and_results_are_reported_once() -> None:
    def results() -> list[tuple[Any, ...]]:
        return [tuple(event.values()) for event in agent.of("tool_result")]

    agent = Agent()
    end = agent.turn("Read", "Bash")
    assert agent.of("tool_call") == [
        {"tool_index": n, "tool_use_id": f"t1-{n}", "tool_name": name} for n, name in enumerate(("Read", "Bash"))
    ]
    assert (end["session_tool_count"], end["tool_streak"], end["stop_reason"]) == (2, 1, "tool_use")
    agent.turn("Edit", results={"t1-0": False, "t1-1": True, "stranger": False})
    assert agent.of("tool_result")[0] == {"tool_use_id": "t1-0", "tool_name": "Read", "is_error": False}
    assert results() == [("t1-0", "Read", False), ("t1-1", "Bash", True), ("stranger", "unknown", False)]
    agent.turn(results={"t2-0": False})
    assert results() == [("t2-0", "Edit", False)]
    again = agent.ask()  # the same request once more reports nothing twice
    assert (results(), again.fork) == ([], None)


def test_errors_of_tools_do_not_stick() -> None:
    agent, seen = Agent(), []
    for results in ({}, {"t1-0": True}, {"t2-0": False}, {"t3-0": False}):
        end = agent.turn("Bash", results=results)
        (start,) = agent.of("turn_start")
        seen.append((start["error_recovered"], end["is_retry"], end["retry_count"], end["tool_streak"]))
    assert seen == [(False, False, 0, 1), (False, True, 1, 2), (True, False, 0, 3), (False, False, 0, 4)]


def test_streaks_count_the_first_tool() -> None:
    agent = Agent()
    assert [agent.turn(*calls)["tool_streak"] for calls in (["A"], ["A"], ["B"], [], ["B"])] == [1, 2, 1, 0, 1]
    agent = Agent()
    assert [agent.turn("A", "B")["session_tool_count"] for _ in range(3)] == [2, 4, 6]


def test_failed_turns_are_turns() -> None:
    agent = Agent()
    first = agent.ask("hello")
    end = agent.answer(first, status=529, error="Overloaded")
    assert (end["turn_depth"], end["status"], end["error_type"]) == (1, 529, "server_error")
    second = agent.ask()
    assert (second.retry_of, second.fork, second.depth) == ("id-1", None, 2)
    assert agent.answer(second)["status"] == 200


@parametrize(
    "status, message, kind",
    rows_of("""
    200  -                   -
    300  -                   -
    429  -                   rate_limit
    500  -                   server_error
    400  Prompt is TOO LONG  context_length
    400  context window      context_length
    400  no                  invalid_request
    404  context             invalid_request
    """),
)
def test_errors_have_the_reference_programs_classes(status: str, message: str, kind: str) -> None:
    assert lp.error_type(int(status), message) == kind


def test_turns_side_by_side_keep_their_own_events() -> None:
    agent = Agent()
    agent.turn("Read", "Bash")
    one = agent.ask(tool_result("t1-0", is_error=True), keep=False)
    two = agent.ask(tool_result("t1-1"), keep=False)
    assert (one.depth, two.depth, one.had_error, two.had_error) == (2, 3, True, False)
    assert agent.of("tool_result") == [{"tool_use_id": "t1-1", "tool_name": "Bash", "is_error": False}]
    assert agent.answer(two, "Read")["is_retry"] is False
    assert agent.answer(one, "Read")["is_retry"] is True
    assert agent.state.tools == 4


def test_forks_are_told_from_continuations() -> None:
    agent = Agent()
    for n in range(4):
        assert agent.ask(f"ask {n}").fork is None
        agent.answer(lp.Turn(agent.state, agent.seq, agent.state.request_id))
    before = list(agent.messages)
    agent.messages[0] = of_user("ask 0")  # the same, written otherwise
    agent.messages[1]["content"].insert(0, typed("thinking", thinking="x"))
    assert agent.ask("ask 4").fork is None
    for messages, at, kind in (
        ([*before[:4], of_user("another way")], 2, "rewind"),
        ([*before[:2], of_user("edited"), *before[3:6]], 1, "edit"),
        ([of_user("all new")], 0, "restart"),
    ):
        agent.messages = messages
        assert agent.ask().fork == lp.Fork(at, kind)
    agent.messages = [*before[:6], of_user("x")]
    agent.ask()
    agent.state.was_compacted = True
    agent.messages = [of_user("Summary of what was said: …"), of_user("go on")]
    assert agent.ask().fork == lp.Fork(0, "compaction")


def test_an_agents_state_survives_the_database() -> None:
    agent = Agent()
    agent.turn("Read", "Bash")
    agent.turn("Edit", results={"t1-0": True})
    copy = lp.AgentState.parse(agent.state.render())
    assert copy == agent.state
    for broken in ("", "{}", "[]", '{"heard": 7}', '{"heard": "zz"}', '{"heard": "", "foo": 1}'):
        with pytest.raises((ValueError, TypeError, KeyError, AttributeError)):
            lp.AgentState.parse(broken)


def talk_of(*texts: str) -> list[Members]:
    return [{"role": ("user", "assistant")[at % 2], "content": text} for at, text in enumerate(texts)]


MARK = {"type": "ephemeral"}
CACHED = {
    "anthropic_version": "bedrock-2023-05-31",
    "system": [{"type": "text", "text": "s", "cache_control": MARK}],
    "tools": [{"name": "f"}],
    "messages": [{"role": "user", "content": [{"type": "text", "text": "x", "cache_control": MARK}]}],
}


@parametrize(
    "client, path, headers, body, kind",
    [
        ("claude-code", "/v1/messages", {}, {"tools": [1], "messages": talk_of("x")}, "main"),
        ("claude-code", "/v1/messages", {}, {"tools": [], "messages": talk_of("x")}, "title"),
        ("claude-code", "/v1/messages", {}, {"max_tokens": 1, "messages": talk_of("quota")}, "quota"),
        ("claude-code", "/v1/messages/count_tokens", {}, {"messages": []}, "count_tokens"),
        ("claude-code", "/v1/messages", {"x-claude-code-compaction": "1"}, {"tools": [1], "messages": []}, "compaction"),
        ("claude-code", "/v1/messages", {}, {"tools": [1], "messages": talk_of("a", "b", "Write a summary of this conversation. " + "Be exact. " * 50)}, "compaction"),
        ("codex", "/v1/responses", {}, {"generate": False, "input": []}, "warm-up"),
        ("codex", "/v1/responses", {"x-openai-subagent": "collab_spawn"}, {"input": "x"}, "subagent"),
        ("codex", "/v1/responses", {"x-openai-subagent": "compact"}, {"input": "x"}, "compaction"),
        ("gemini-cli", "/v1beta/models/m:generateContent", {}, {"contents": [], "generationConfig": {"responseJsonSchema": {}}}, "router"),
        ("gemini-cli", "/v1beta/models/m:streamGenerateContent", {}, {"contents": []}, "main"),
        ("anthropic/python", "/v1/messages", {}, {"messages": talk_of("x")}, "main"),
        ("claude-code", "/model/m/invoke-with-response-stream", {}, CACHED, "main"),
    ],
)  # fmt: skip
def test_requests_beside_the_conversation_are_known(
    client: str, path: str, headers: dict[str, str], body: Any, kind: str
) -> None:
    assert lp.kind_of(client, headers, meaning_of(path, **body))[0] == kind


# ==============================================================================
# 21  Store
# ==============================================================================

REFERENCE_SCHEMA = """
CREATE TABLE sessions (id TEXT PRIMARY KEY, provider TEXT NOT NULL, upstream TEXT NOT NULL, created_at TEXT NOT NULL,
    last_activity TEXT NOT NULL, last_seq INTEGER NOT NULL DEFAULT 0, last_fingerprint TEXT NOT NULL DEFAULT '',
    file_path TEXT NOT NULL, client_session_id TEXT);
INSERT INTO sessions VALUES ('20260101-000000-aaaaaaaa', 'anthropic', 'api.anthropic.com', '2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z', 7, '', 'api.anthropic.com/2026-01-01/20260101-000000-aaaaaaaa.jsonl', 'client-1');
"""


def named(session: str) -> lp.Identity:
    return lp.Identity("test", session)


def opened(wall_s: float, upstream: str = "h", provider: str = "any") -> lp.Opening:
    return lp.Opening(wall_s, provider, upstream, b"/", b"")


def test_a_reference_database_continues(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "sessions.db")) as db:
        db.executescript(REFERENCE_SCHEMA)
    store = lp.Store(str(tmp_path))
    place = store.place(named("client-1"), "", opened(1e9, "api.anthropic.com", "anthropic"))
    store.commit()
    store.close()
    assert place == lp.Place(
        "20260101-000000-aaaaaaaa", 8, "api.anthropic.com/2026-01-01/20260101-000000-aaaaaaaa.jsonl"
    )


def test_two_stores_never_give_the_same_number(tmp_path: Path) -> None:
    stores = [lp.Store(str(tmp_path)), lp.Store(str(tmp_path))]
    seen = []
    for i in range(20):
        store = stores[i % 2]
        seen.append(store.place(named("s"), "", opened(1e9)))
        store.commit()
    assert [p.seq for p in seen] == list(range(1, 21))
    assert len({p.session for p in seen}) == 1
    assert [p.is_new for p in seen] == [True] + [False] * 19


def test_requests_without_session_share_the_days_misc_file(tmp_path: Path) -> None:
    store = lp.Store(str(tmp_path))
    places = [store.place(named(""), "", opened(wall, "h:1")) for wall in (0.0, 1.0, 86400.0)]
    assert [(p.file, p.seq) for p in places] == [
        ("h:1/1970-01-01/misc.jsonl", 1),
        ("h:1/1970-01-01/misc.jsonl", 2),
        ("h:1/1970-01-02/misc.jsonl", 1),
    ]


def test_a_bad_database_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "sessions.db").write_bytes(b"this is no database, but long enough to look at" * 100)
    with pytest.raises(lp.StoreError):
        lp.Store(str(tmp_path))


# ==============================================================================
# 22  Log files
# ==============================================================================


def test_lines_are_appended_with_their_offsets(tmp_path: Path) -> None:
    files = lp.LogFiles(str(tmp_path))
    assert files.append("h/d/a.jsonl", [b"1\n", b"22\n"]) == (0, 2, None)
    assert files.append("h/d/a.jsonl", [b"333\n"]) == (5, 1, None)
    assert (tmp_path / "h/d/a.jsonl").read_bytes() == b"1\n22\n333\n"
    assert files.append("h/d/a.jsonl", [b"x\n"] * 600) == (9, 600, None)
    assert stat.S_IMODE((tmp_path / "h/d/a.jsonl").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "h").stat().st_mode) == 0o700


@parametrize("count", [1, 999, 1000, 5000])
@parametrize(
    "left, kept",
    [
        (b'{"a":1}\n{"b":"half', b'{"a":1}\n'),
        (b'{"only', b""),
        (b'{"a":1}\n{"whole":2}', b'{"a":1}\n{"whole":2}\n'),
        (b'{"a":1}\n', b'{"a":1}\n'),
    ],
)
def test_what_a_crash_left_of_a_line_is_cut_off(tmp_path: Path, count: int, left: bytes, kept: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(left)
    files = lp.LogFiles(str(tmp_path))
    assert files.append("a.jsonl", [b"line\n"] * count) == (len(kept), count, None)
    assert files.append("a.jsonl", [b"last\n"]) == (len(kept) + 5 * count, 1, None)
    assert (tmp_path / "a.jsonl").read_bytes() == kept + b"line\n" * count + b"last\n"


def test_what_another_recorder_may_be_writing_is_not_cut(tmp_path: Path) -> None:
    """A file that does not end with a newline may be one that is being written to at this moment."""
    files = lp.LogFiles(str(tmp_path))
    files.append("a.jsonl", [b"1\n"])
    with (tmp_path / "a.jsonl").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        file.write(b'{"long')
        file.flush()
        files.append("a.jsonl", [b"2\n"])
        file.write(b'":"line"}\n')
    files.append("a.jsonl", [b"3\n"])
    assert (tmp_path / "a.jsonl").read_bytes() == b'1\n{"long\n2\n":"line"}\n3\n'


def test_a_removed_file_is_made_again(tmp_path: Path) -> None:
    files = lp.LogFiles(str(tmp_path / "logs"))
    files.append("h/a.jsonl", [b"1\n"])
    shutil.rmtree(tmp_path / "logs")
    assert files.append("h/a.jsonl", [b"2\n"]) == (0, 1, None)
    assert (tmp_path / "logs/h/a.jsonl").read_bytes() == b"2\n"


@contextlib.contextmanager
def full_disk(limit: int) -> Iterator[None]:
    """No file grows beyond this many bytes: what still fits of a write is written."""
    write = os.write

    def some(fd: int, data: Any) -> int:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            return write(fd, data)
        room = max(limit - os.fstat(fd).st_size, 0)
        if not room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(fd, bytes(data)[:room])

    with Patch.context() as patch:
        patch.setattr(os, "write", some)
        yield


@parametrize("limit", [8, 12, 15, 16, 20])
def test_a_full_disk_takes_whole_lines(tmp_path: Path, limit: int) -> None:
    files = lp.LogFiles(str(tmp_path))
    files.append("a.jsonl", [b"1234567\n"])
    with full_disk(limit):
        offset, count, error = files.append("a.jsonl", [b"abcdefg\n", b"hijklmn\n"])
        assert (offset or 8, count, error and error.errno) == (8, limit // 8 - 1, errno.ENOSPC)  # of nothing, it is 0
    left = b"1234567\nabcdefg\n"[: 8 * (1 + count)]
    assert files.append("a.jsonl", [b"next\n"]) == (len(left), 1, None)
    assert (tmp_path / "a.jsonl").read_bytes() == left + b"next\n"


@parametrize(
    "file, following",
    [("h:1/d/s.jsonl", "h:1/d/s.2.jsonl"), ("h/d/s.2.jsonl", "h/d/s.3.jsonl"), ("1.2/d/s.jsonl", "1.2/d/s.2.jsonl")],
)
def test_parts_are_numbered(file: str, following: str) -> None:
    assert lp.next_part(file) == following


def test_free_space() -> None:
    assert (lp.free_bytes("/") or 0) > 0
    assert lp.free_bytes("/no/such/place") is None


# ==============================================================================
# 26  Retention
# ==============================================================================

NOW_S = 1.8e9
OLD_LOG = "a.example/2027-01-01/20270101-000000-aaaaaaaa.jsonl"


def old_log(directory: Path, path: str, age_days: float, lines: int = 3) -> Path:
    """A log file whose last line was written so many days ago."""
    file = directory / path
    file.parent.mkdir(parents=True, exist_ok=True)
    session = path.rpartition("/")[2].partition(".")[0]
    meta = {"ts": "2026-11-21T10:00:00Z", "host": "h.example", "session": session}
    text = "".join(
        json.dumps({"_meta": {**meta, "request_id": f"r{n}"}, "type": "request", "seq": n, "body": "x" * 50}) + "\n"
        for n in range(lines)
    )
    data = text.encode()
    suffix = file.suffix
    file.write_bytes(b"".join(lp.compressed([data], suffix)) if suffix in lp.COMPRESSED else data)
    os.utime(file, (NOW_S - age_days * 86400,) * 2)
    return file


FILES = {
    OLD_LOG: 14.0,
    "a.example/2027-01-01/20270101-000000-bbbbbbbb.jsonl.gz": 13.0,
    "b.example/2027-01-05/20270105-000000-cccccccc.jsonl": 8.0,
    "b.example/2027-01-05/20270105-000000-dddddddd.jsonl": 0.01,  # of an old day, but it goes on
    "journal/2027-01-01.jsonl": 14.0,
    "b.example/2027-01-05/notes.txt": 100.0,
}


@parametrize(
    "rules, plan",
    [
        ({}, ""),
        ({"compress_after_days": 7}, "compress aaaa, compress cccc, delete journal"),
        ({"compress_after_days": 10}, "compress aaaa, delete journal"),
        ({"retention_days": 12}, "delete aaaa, delete bbbb, delete journal"),
        ({"retention_days": 13, "compress_after_days": 7}, "compress cccc, delete aaaa, delete journal"),
        ({"max_log_bytes": 1}, "delete aaaa, delete bbbb, delete cccc, delete journal"),
        ({"max_log_bytes": 10_000}, ""),
    ],
)
def test_what_retention_asks_for(tmp_path: Path, rules: dict[str, Any], plan: str) -> None:
    for path, age_days in FILES.items():
        old_log(tmp_path, path, age_days)
    found = lp.plan_retention(str(tmp_path), lp.RetentionRules(**rules), NOW_S)
    names = {d.path: "journal" if "journal" in d.path else d.path.partition("-000000-")[2][:4] for d in found}
    assert ", ".join(sorted(f"{d.kind} {names[d.path]}" for d in found)) == plan


def test_retention_waits_for_sinks_and_running_exchanges(tmp_path: Path) -> None:
    old_log(tmp_path, OLD_LOG, 14.0)
    rules = lp.RetentionRules(compress_after_days=7, has_loki=True)
    note = old_log(tmp_path, "journal/2026-12-01.jsonl", 0.01)
    ahead = old_log(tmp_path, "journal/2099-01-01.jsonl", 0.01)  # the clock was, and the sink has read it
    lp.save_places(str(tmp_path), "loki", {note.name: 0, ahead.name: ahead.stat().st_size})
    assert lp.plan_retention(str(tmp_path), rules, NOW_S) == []
    alone = dataclasses.replace(rules, has_loki=False)  # Loki was switched off: its place means nothing any more
    assert [d.path for d in lp.plan_retention(str(tmp_path), alone, NOW_S)] == [OLD_LOG]
    lp.save_places(str(tmp_path), "loki", {file.name: file.stat().st_size for file in (note, ahead)})
    assert [d.path for d in lp.plan_retention(str(tmp_path), rules, NOW_S)] == [OLD_LOG]
    store = lp.Store(str(tmp_path))
    store.open_exchange("r1", lp.Place("s", 1, OLD_LOG), NOW_S, "owner")
    store.commit()
    assert lp.plan_retention(str(tmp_path), rules, NOW_S) == []
    store.close()


@parametrize("suffix", lp.COMPRESSED)
def test_a_compressed_file_holds_the_same_lines(tmp_path: Path, monkeypatch: Patch, suffix: str) -> None:
    monkeypatch.setattr(lp, "compressed_suffix", lambda: suffix)  # .gz: of a Python without lzma
    file = old_log(tmp_path, OLD_LOG, 14.0, lines=20)
    data, packed = file.read_bytes(), file.with_name(file.name + suffix)
    assert lp.compress_file(str(file))
    assert not file.exists()
    assert {".xz": lzma, ".gz": gzip}[suffix].decompress(packed.read_bytes()) == data  # what xzcat and zcat do
    assert packed.stat().st_mtime == NOW_S - 14 * 86400
    assert stat.S_IMODE(packed.stat().st_mode) == 0o600
    assert [line for _, _, line in lp.lines_of_file(str(packed), 0)] == data.splitlines()
    old_log(tmp_path, OLD_LOG, 8.0, lines=2)  # as an older version left it
    assert lp.plan_retention(str(tmp_path), lp.RetentionRules(compress_after_days=7), NOW_S) == []


def test_history_that_is_repeated_costs_little(tmp_path: Path) -> None:
    """Each request repeats what went before: the log must not grow with the square of the turns."""
    words = [hashlib.sha256(b"%d" % n).hexdigest() * 20 for n in range(120)]  # 1.3 KB that nothing repeats
    lines = [json.dumps({"body": "".join(words[:n])}) + "\n" for n in range(120)]
    file = tmp_path / "s.jsonl"
    file.write_text("".join(lines))
    plain = file.stat().st_size
    assert lp.compress_file(str(file))
    assert plain > 9_000_000
    assert (tmp_path / "s.jsonl.xz").stat().st_size < plain * 0.02


def test_a_file_that_changes_is_not_disposed_of(tmp_path: Path) -> None:
    file = old_log(tmp_path, OLD_LOG, 14.0)
    (disposal,) = lp.plan_retention(str(tmp_path), lp.RetentionRules(retention_days=1), NOW_S)
    with file.open("a") as f:
        f.write("{}\n")
    assert not lp.dispose(str(tmp_path), disposal)
    assert file.exists()
    (disposal,) = lp.plan_retention(str(tmp_path), lp.RetentionRules(retention_days=1), time.time() + 2 * 86400)
    assert lp.dispose(str(tmp_path), disposal)
    assert not file.parent.exists()


def age(file: Path, days: float) -> Path:
    """As if it had last been written to so long before now."""
    os.utime(file, (time.time() - days * 86400,) * 2)
    return file


def test_the_keeper_works_by_itself(tmp_path: Path) -> None:
    file = age(old_log(tmp_path, OLD_LOG, 0), 10)
    told: list[str] = []
    keeper = lp.RetentionKeeper(str(tmp_path), lp.RetentionRules(compress_after_days=7), told.append)
    keeper.keep()
    assert (file.exists(), keeper.counts, told) == (False, {"compressed": 1, "deleted": 0, "failed": 0}, [])


@parametrize("rules", [{"compress_after_days": 7}, {"retention_days": 7}])
def test_a_file_that_is_open_to_be_written_is_left_alone(tmp_path: Path, rules: dict[str, Any]) -> None:
    """Whoever writes to it after all must not write to what is gone."""
    file = age(old_log(tmp_path, OLD_LOG, 0), 10)
    with file.open("ab") as writer:
        fcntl.flock(writer, fcntl.LOCK_SH)
        assert list(lp.keep_rules(str(tmp_path), lp.RetentionRules(**rules), time.time())) == []
        assert [f.name for f in file.parent.iterdir()] == [file.name]
    assert len(list(lp.keep_rules(str(tmp_path), lp.RetentionRules(**rules), time.time()))) == 1
    assert not file.exists()


def test_a_keeper_whose_process_dies_says_so(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setattr(lp, "command_of_module", lambda *_args: [sys.executable, "-c", "raise SystemExit(1)"])
    told: list[str] = []
    keeper = lp.RetentionKeeper(str(tmp_path), lp.RetentionRules(compress_after_days=7), told.append)
    keeper.keep()
    assert keeper.counts["failed"] == 1
    assert "has failed" in told[0]


def test_one_file_that_cannot_be_deleted_keeps_none_from_it(tmp_path: Path, monkeypatch: Patch) -> None:
    names = [f"a.example/2027-01-0{n}/20270101-000000-aaaaaaaa.jsonl" for n in (1, 2, 3)]
    files = [age(old_log(tmp_path, name, 0), 30) for name in names]
    remove = os.remove

    def stubborn(path: str, **options: Any) -> None:
        if "2027-01-02" in str(path):
            raise PermissionError(errno.EPERM, "Operation not permitted")
        remove(path, **options)

    monkeypatch.setattr(os, "remove", stubborn)
    monkeypatch.setattr(os, "unlink", stubborn)
    errors = [error for _, error in lp.keep_rules(str(tmp_path), lp.RetentionRules(retention_days=20), time.time())]
    assert [file.exists() for file in files] == [False, True, False]
    assert errors == ["", f"{files[1]}: Operation not permitted", ""]
    assert lp.main(["prune", "--log-dir", str(tmp_path), "--retention-days", "20"]) == 1


@parametrize("suffix", lp.COMPRESSED)
def test_a_compressed_session_can_be_forgotten(tmp_path: Path, suffix: str) -> None:
    session = "20270101-000000-aaaaaaaa"
    own = old_log(tmp_path, f"a.example/2027-01-01/{session}.jsonl{suffix}", 14.0)
    misc = old_log(tmp_path, f"a.example/2027-01-01/misc.jsonl{suffix}", 14.0)
    secret = json.dumps({"_meta": {"session": session}, "type": "request", "body": "secret"}).replace(": ", ":") + "\n"
    misc.write_bytes(misc.read_bytes() + b"".join(lp.compressed([secret.encode()], suffix)))
    with lp.open_log(str(misc)) as f:
        before = f.read()
    assert lp.forget_session(str(tmp_path), session)[0] == 1
    with lp.open_log(str(misc)) as f:
        after = f.read()
    assert not own.exists()
    assert b"secret" not in after
    assert after.split(b"\n")[:3] == before.split(b"\n")[:3]
    assert len(after) == len(before)


def test_prune_says_what_it_does_and_leaves(tmp_path: Path, capsys: Capture) -> None:
    file = age(old_log(tmp_path / "logs", OLD_LOG, 0), 30)

    def prune(*args: str) -> str:
        assert lp.main(["prune", "--log-dir", str(tmp_path / "logs"), *args]) == 0
        return capsys.readouterr().out

    said = prune("--dry-run")
    assert said.startswith("compress ")
    assert said.endswith("1 files would change; nothing was done\n")
    assert file.exists()
    assert prune("--retention-days", "40", "--compress-after-days", "0", "--dry-run").startswith("0 files would")
    assert file.exists()
    assert prune("--retention-days", "20").startswith("delete ")
    assert not file.exists()
    old_log(tmp_path / "logs", "a.example/2027-01-01/20270101-000000-bbbbbbbb.jsonl", 0)
    first, second = prune("--max-log-bytes", "1").splitlines()
    assert first == "0 files"
    assert "above max_log_bytes still" in second
    assert lp.main(["prune", "--log-dir", str(tmp_path / "none")]) == 1
    assert "there is no log directory" in capsys.readouterr().err


# ==============================================================================
# 30  Recorder
# ==============================================================================


def content_of(directory: str | Path, pattern: str = "**/*") -> list[bytes]:
    """Of all files of a log, or of some."""
    return [file.read_bytes() for file in sorted(Path(directory).glob(pattern)) if file.is_file()]


def session_with(directory: str, text: str) -> str:
    """That of the request whose body holds this."""
    return str(next(q["_meta"]["session"] for q in of_type(directory, "request") if text in q["body"]))


class Pair:
    """A recorder, and the frames we give it: each is written out at once."""

    def __init__(self, tmp_path: Path, config: Mapping[str, Any] | None = None, **changes: Any) -> None:
        settings = settings_for(tmp_path, **changes)
        self.directory = settings.log_dir
        self.told: list[tuple[int, bytes]] = []
        named = dataclasses.asdict(settings)
        config = {**named, **(config or {}), "instance": "00" * 16}
        self.recorder = lp.Recorder(config, lambda kind, payload: self.told.append((kind, payload)))
        self.recorder.begin()

    def frame(self, kind: int, number: int, payload: bytes = b"", at_s: float = 0.0) -> None:
        self.recorder.take(kind, number, at_s, payload)
        self.recorder.write_out()

    def request(
        self,
        number: int,
        body: bytes = b"",
        *fields: bytes,
        target: bytes = b"/v1/messages",
        connection: int = 0,
        route: str = "",
        upstream: str = "h:1",
    ) -> None:
        raw = b"\r\n".join([b"POST /x HTTP/1.1", b"Host: x", *fields, b"Content-Length: %d" % len(body), b"", b""])
        opening = lp.Opening(1e9, "any", upstream, target, raw, connection, "", "https", route=route)
        self.frame(lp.F_REQUEST, number, opening.render(), 10.0)
        if body:
            self.frame(lp.F_REQUEST_DATA, number, body, 10.0)
        self.frame(lp.F_REQUEST_END, number, b"", 10.0)

    def answer(self, number: int, body: bytes = b"{}", *fields: bytes, status: bytes = b"200 OK") -> None:
        raw = b"\r\n".join([b"HTTP/1.1 " + status, *fields, b"Content-Length: %d" % len(body), b"", b""])
        self.frame(lp.F_RESPONSE, number, raw, 10.25)
        self.frame(lp.F_RESPONSE_DATA, number, body, 10.5)

    def end(self, number: int, ending: lp.Ending | None = None) -> None:
        self.frame(lp.F_END, number, (ending or lp.Ending()).render(), 11.0)

    def whole(
        self,
        number: int,
        body: bytes = b"",
        *fields: bytes,
        answer: bytes | Sequence[bytes] | None = None,
        status: bytes = b"200 OK",
        **more: Any,
    ) -> None:
        """A request and its end; `answer` is the body between them, or that and header lines."""
        self.request(number, body, *fields, **more)
        if answer is not None:
            self.answer(number, *([answer] if isinstance(answer, bytes) else answer), status=status)
        self.end(number)

    def stream(self, number: int, *pieces: bytes, kind: bytes = b"text/event-stream") -> None:
        """The beginning of a stream, and so much of it."""
        self.frame(lp.F_RESPONSE, number, crlf("HTTP/1.1 200 OK|Content-Type: %s||") % kind, 10.1)
        for n, piece in enumerate(pieces):
            self.frame(lp.F_RESPONSE_DATA, number, piece, 10.2 + n / 100)

    def socket(
        self, target: bytes, said: bytes, heard: Iterable[object], *fields: bytes, provider: str = "any"
    ) -> None:
        """A WebSocket on which the client says this, and the upstream these JSON texts."""
        raw = b"\r\n".join([b"GET %s HTTP/1.1" % target, b"Host: x", *fields, *WS, b"", b""])
        self.frame(lp.F_REQUEST, 1, lp.Opening(1e9, provider, "h:1", target, raw).render(), 10.0)
        self.frame(lp.F_RESPONSE, 1, b"\r\n".join([b"HTTP/1.1 101 Switching Protocols", *WS, b"", b""]), 10.1)
        self.frame(lp.F_REQUEST_DATA, 1, lp.render_frame("text", said, MASK), 10.2)
        for n, event in enumerate(heard):
            frame = lp.render_frame("text", as_json(event))
            self.frame(lp.F_RESPONSE_DATA, 1, frame, 10.3 + n / 100)

    def close(self, kind: str = "") -> list[dict[str, Any]]:
        """All lines, or those of this type."""
        self.recorder.close()
        return of_type(self.directory, kind) if kind else log_lines(self.directory)

    def pairs(self, count: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Closed; request and response lines."""
        self.close()
        return pairs_of(self.directory, count)


@parametrize(
    "target, body, directory",
    [
        (b"/v1/messages", {"system": "<env>\nWorking directory: /home/me/My App\nPlatform: linux", "messages": talk_of("x")}, "/home/me/My App"),
        (b"/v1/responses", {"input": [{"role": "user", "content": "<cwd>/src/app/</cwd>"}]}, "/src/app"),
        (b"/v1/chat/completions", {"messages": [{"role": "system", "content": "x"}, {"role": "user", "content": "I'm currently working in the directory: C:\\src\\app\nok"}]}, "C:\\src\\app"),
        (b"/v1/messages", {"messages": talk_of("- **Workspace Directories:**\n  - /g/app\n  - /g/b\n- x")}, "/g/app"),
        (b"/v1/messages", {"messages": talk_of("hi", "working directory: /of/an/answer", "x")}, None),
        (b"/v1/messages", {"messages": talk_of("what is the working directory: is it /tmp")}, None),
    ],
)  # fmt: skip
def test_the_line_that_begins_says_in_which_directory_an_agent_works(
    tmp_path: Path, target: bytes, body: dict[str, Any], directory: str | None
) -> None:
    pair = Pair(tmp_path)
    pair.whole(1, packed_json(body).encode(), b"Session-Id: own-session-1", target=target, answer=b"{}")
    name = "input" if "input" in body else "messages"
    more = {**body, name: [*body[name], *talk_of("", "x")[1:], *talk_of("more")]}
    pair.whole(2, packed_json(more).encode(), b"Session-Id: own-session-1", target=target, answer=b"{}")
    assert [line.get("directory") for line in of_type(pair.directory, "request")] == [directory, None]


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(tmp_path)


def read_stats(pair: Pair) -> dict[str, Any]:
    """The last statistics that the recorder has sent so far."""
    threading.Event().wait(0.11)  # they are sent so often
    pair.recorder.write_out()
    stats: dict[str, Any] = json.loads([payload for kind, payload in pair.told if kind == lp.F_STATS][-1])
    return stats


def test_an_exchange_becomes_two_lines(pair: Pair) -> None:
    fields = (b"X-Claude-Code-Session-Id: s1", b"X-Api-Key: " + KEY.encode())
    answer = (b'{"ok": 1}', b"Content-Type: application/json")
    pair.whole(1, b'{"a": "\xc3\xa9"}', *fields, target=b"/v1/m?key=abc&b=1", answer=answer)
    start, request, response = pair.close()
    assert (start["type"], start["provider"], start["upstream"]) == ("session_start", "any", "h:1")
    meta = {"ts": "2001-09-09T01:46:40.000000Z", "machine": lp.machine_name(), "host": "h:1"}
    assert request["_meta"].items() >= {**meta, "session": start["_meta"]["session"]}.items()
    wanted = {"seq": 1, "method": "POST", "path": "/v1/m", "query": "key=[3 characters]&b=1", "size": 11}
    assert request.items() >= {**wanted, "body": '{"a": "é"}'}.items()
    assert request["headers"]["X-Api-Key"] == ["sk-ant-...ABCD"]
    assert response["_meta"]["request_id"] == request["_meta"]["request_id"]
    assert (response["seq"], response["status"], response["size"], response["body"]) == (1, 200, 9, '{"ok": 1}')
    assert response["timing"] == {"ttfb_ms": 250, "total_ms": 1000}
    assert "error" not in response
    assert not list(Path(pair.directory).glob("*/*/misc.jsonl"))


def test_a_lone_question_is_among_the_days_others_until_it_goes_on(tmp_path: Path) -> None:
    """Which are counted from one behind it."""
    dialog = Dialog(tmp_path, CHAT_PATH)
    dialog.ask(talk_of("hello"), "hi")
    for _ in range(2):
        dialog.ask({}, "no conversation")
    dialog.ask(talk_of("hello", "hi", "and?"), "that")
    dialog.close()
    assert [line["seq"] for line in dialog.requests] == [1, 1, 2, 2]
    misc = next(Path(dialog.pair.directory).glob("*/*/misc.jsonl")).read_text()
    assert (misc.count('"type":"request"'), '"and?"' in misc) == (3, False)


def test_a_response_line_says_what_was_used(tmp_path: Path) -> None:
    pair = Pair(tmp_path, prices={"our-model": {"input": 1.0, "output": 10.0}})
    usage = {"input_tokens": 1000, "output_tokens": 1}
    message = {"type": "message_start", "message": {"model": "claude-sonnet-4-5-20250929", "usage": usage}}
    ended = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 500}}
    chosen_text = events({"choices": [{"delta": {"content": "12345678"}, "finish_reason": "stop"}]})
    for number, (heard, target, ending) in enumerate(
        (
            (events(message, ended, {"type": "message_stop"}), ANTHROPIC_PATH, None),
            (events(message), ANTHROPIC_PATH, lp.Ending("client", "closed", "gone")),
            (chosen_text, ANTHROPIC_PATH, None),  # not Anthropic's: nothing is made up
            (chosen_text, CHAT_PATH, None),
            (b"", ANTHROPIC_PATH, None),
        ),
        1,
    ):
        pair.request(number, as_json({"model": "our-model", "messages": [of_user(f"q{number}")]}), target=target)
        if heard:
            pair.stream(number, heard)
        else:
            failed = {"type": "overloaded_error", "message": "sk-ant-api03-abcdefghijklmnop busy"}
            pair.answer(number, as_json({"type": "error", "error": failed}), status=b"529 Busy")
        pair.end(number, ending)
    lines = pair.close()
    responses = {line["_meta"]["request_id"]: line for line in lines if line["type"] == "response"}
    one, two, three, four, five = (responses[lp.request_id_of(b"\0" * 16, n)] for n in range(1, 6))
    figures = lp.Usage(1000, 0, 0, 0, 500).entry()
    assert [one[name] for name in ("stop_reason", "usage", "cost_usd")] == ["end_turn", figures, 0.0105]
    assert one["model"] == "claude-sonnet-4-5-20250929"
    assert two["usage"] == {**figures, "output_tokens": 1, "partial": True}
    assert "usage" not in three
    assert (four["usage"]["estimated"], four["usage"]["output_tokens"]) == (True, 2)
    assert "cost_usd" not in four  # never a guess
    assert five["api_error"]["type"] == "overloaded_error"
    assert "abcdefgh" not in json.dumps(five["api_error"])
    ends = sorted((line["status"], line.get("error_type", "")) for line in lines if line["type"] == "turn_end")
    assert ends == [(200, "")] * 3 + [(200, "closed"), (529, "server_error")]


@parametrize(
    "usage, billed, wanted",
    [
        ({"cost": 0.25}, "", (0.00225, 0.25, None)),
        ({}, "0.5", (None, 0.5, ["priority"])),
        ({}, "nan", (0.00225, None, None)),
    ],
)
def test_a_line_says_what_has_no_price_and_what_was_billed(
    pair: Pair, usage: Members, billed: str, wanted: tuple[Any, ...]
) -> None:
    usage = {"prompt_tokens": 1000, "completion_tokens": 100, **usage}
    more = {"model": "gpt-5-mini", "service_tier": "priority"} if wanted[2] else {"model": "gpt-5"}
    answer = as_json({**chosen("x"), **more, "usage": usage}), b"x-litellm-response-cost: " + billed.encode()
    pair.whole(1, b'{"model": "gpt-5", "messages": []}', target=CHAT_PATH, answer=answer)
    (line,) = pair.close("response")
    assert tuple(line.get(name) for name in ("cost_usd", "billed_usd", "unpriced")) == wanted
    assert line["usage"].get("terms") == wanted[2]


@parametrize("told, count", [("7", 7), ("9" * 5000, 0), ("-1", 0)], ids=["given", "huge", "below-nothing"])
def test_bedrock_counts_in_headers_where_the_answer_has_none(pair: Pair, told: str, count: int) -> None:
    raw = crlf("POST /x HTTP/1.1|Host: x|Content-Length: 0||")
    opening = lp.Opening(1e9, "bedrock", "h:1", b"/v1/messages", raw, transport="bedrock")
    pair.frame(lp.F_REQUEST, 1, opening.render(), 10.0)
    fields = (b"X-Other: " + b"8" * 5000, b"X-Amzn-Bedrock-Output-Token-Count: 3")
    body = as_json({"type": "message", "content": [said("Hi")]})
    pair.answer(1, body, *fields, b"X-Amzn-Bedrock-Input-Token-Count: " + told.encode())
    pair.end(1)
    (answer,) = pair.close("response")
    assert (answer["usage"]["input_tokens"], answer["usage"]["output_tokens"]) == (count, 3)


def test_a_stream_of_bedrock_is_understood(pair: Pair) -> None:
    usage = {"input_tokens": 12, "output_tokens": 1}
    heard = [
        {"type": "message_start", "message": {"model": "claude-3-haiku-20240307", "usage": usage}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hi"}},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 5}},
        {"type": "message_stop", "amazon-bedrock-invocationMetrics": {"inputTokenCount": 12, "outputTokenCount": 5}},
    ]
    exception = {":exception-type": "throttlingException", ":message-type": "exception"}
    failure = lp.render_event_frame(exception, b'{"message":"slow"}')
    rubbish = b"rubbish that is no frame at all"
    body = as_json({"anthropic_version": "bedrock-2023-05-31", "messages": [of_user("x")]})
    frames = [invoke_frame(event) for event in heard]
    for number, wire in enumerate((frames, [frames[0], failure], [rubbish]), 1):
        pair.request(number, body, b"session-id: s", target=b"/model/claude/invoke-with-response-stream")
        pair.stream(number, *wire, kind=b"application/vnd.amazon.eventstream")
        pair.end(number)
    one, two, three = sorted(pair.close("response"), key=lambda line: int(line["seq"]))
    assert (one["usage"]["input_tokens"], one["usage"]["output_tokens"], one["stop_reason"]) == (12, 5, "end_turn")
    assert [round(chunk["delta_ms"], -1) for chunk in one["chunks"]] == [200, 210, 220, 230]
    assert json.loads(one["chunks"][1]["raw"].removeprefix("data: ")) == heard[1]
    assert (two["api_error"], two["usage"]["partial"]) == ({"type": "throttlingException", "message": "slow"}, True)
    assert (three["decode_errors"], "".join(chunk["raw"] for chunk in three["chunks"])) == (1, rubbish.decode())


@parametrize("settings", [{"log_bodies": "metadata"}, {"max_logged_body_bytes": 500}])
def test_what_is_not_logged_is_still_counted(tmp_path: Path, settings: Any) -> None:
    """Neither without bodies nor beyond their limit may the use of tokens go unseen."""
    pair = Pair(tmp_path, **settings)
    pair.request(1, b'{"model": "m", "messages": []}', target=CHAT_PATH)
    words = [{"choices": [{"delta": {"content": f"word {n}"}}]} for n in range(40)]
    pair.stream(1, events(*words, {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 9}}))
    pair.end(1)
    (response,) = pair.close("response")
    assert (response["usage"]["input_tokens"], response["usage"]["output_tokens"]) == (7, 9)
    assert response["truncated"]


def test_events_can_be_left_out(tmp_path: Path) -> None:
    pair = Pair(tmp_path, log_events=False)
    pair.whole(1, as_json({"messages": [Q]}), b"session-id: s", answer=as_json({"content": [called("t")]}))
    assert [line["type"] for line in pair.close()] == ["session_start", "request", "response"]


class Dialog:
    """Requests of clients without ids, and what is logged of them."""

    def __init__(self, tmp_path: Path, path: bytes) -> None:
        self.pair, self.path, self.count = Pair(tmp_path), path, 0

    def ask(self, body: Any, answer: Any, *fields: bytes, connection: int = 1, status: bytes = b"200 OK") -> None:
        """A list is a history; a text is an answer in the form of this API, a list its stream."""
        self.count += 1
        if isinstance(body, list):
            body = {"input" if self.path == RESPONSES_PATH else "messages": body}
        if isinstance(answer, str):
            chat, message = chosen(answer), {"type": "message", **of_assistant([said(answer, "output_text")])}
            answer = {CHAT_PATH: chat, RESPONSES_PATH: {"output": [message]}}.get(self.path) or {
                "content": [said(answer)]
            }
        self.pair.request(self.count, as_json(body), *fields, target=self.path, connection=connection)
        if isinstance(answer, list):
            self.pair.stream(self.count, events(*answer))
        else:
            self.pair.answer(self.count, as_json(answer), status=status)
        self.pair.end(self.count)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["type"] == kind]

    def close(self) -> tuple[int, list[Any]]:
        """How many sessions they made, and which forks."""
        self.lines = self.pair.close()
        ids = [lp.request_id_of(b"\0" * 16, n) for n in range(1, self.count + 1)]
        by_id = {line["_meta"]["request_id"]: line for line in self.lines if line["type"] == "request"}
        self.requests = [by_id[i] for i in ids]
        self.sessions = [line["_meta"]["session"] for line in self.requests]
        self.forks = [(line["seq"], line["from_seq"], line["kind"]) for line in self.of("fork")]
        return len(set(self.sessions)), self.forks


CHAT_PATH, RESPONSES_PATH, ANTHROPIC_PATH = b"/v1/chat/completions", b"/v1/responses", b"/v1/messages"


def said(words: str, kind: str = "text") -> Members:
    return {"type": kind, "text": words}


def called(cid: str, name: str = "Bash", **given: object) -> Members:
    return {"type": "tool_use", "id": cid, "name": name, "input": given}


def call_result(cid: str, words: str, failed: bool = False) -> Members:
    return {"type": "tool_result", "tool_use_id": cid, "content": words, **({"is_error": True} if failed else {})}


def of_user(text: Any) -> dict[str, Any]:
    return {"role": "user", "content": text}


def of_assistant(text: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


def of_system(text: str) -> dict[str, Any]:
    return {"role": "system", "content": text}


def chosen(*texts: str, calls: Any = None) -> dict[str, Any]:
    """An answer of Chat Completions, with a choice for each text."""
    message = {"tool_calls": calls} if calls else {}
    return {"choices": [{"message": {"role": "assistant", "content": text, **message}} for text in texts]}


A_CALL = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"at": "x"}'}}
AS_TEXT = "hm\nCalling tools:\n" + str([{**A_CALL, "function": {"name": "look", "arguments": {"at": "x"}}}])
CODE = {**A_CALL, "function": {"name": "python_interpreter", "arguments": "print(1)"}}
CODE_AS_TEXT = "Thought: look\n<code>\nprint(1)\n</code>\nCalling tools:\n" + str([CODE])
Q, A, MORE = of_user("q"), of_assistant("a"), of_user("more")
AN_ITEM = {"id": "msg_1", "type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "a"}]}
REASONED = {"id": "rs_1", "type": "reasoning", "summary": []}
A_FUNCTION_CALL = {"id": "fc_1", "type": "function_call", "call_id": "c1", "name": "look", "arguments": "{}"}
LONG_CALL = {**A_FUNCTION_CALL, "call_id": "call_0123456789"}
CALL_RESULT = {"type": "function_call_output", "call_id": "c1", "output": "r"}
# What a client without ids sends after the first answer, word by word: path, first history, answer, second history.
CONTINUED: dict[str, tuple[bytes, list[Any], Any, list[Any]]] = {
    "blocks, then text": (
        ANTHROPIC_PATH, [of_user([{**said("q"), "cache_control": {"type": "ephemeral"}}])],
        {"content": [{"type": "thinking", "thinking": "hm"}, said("a")]}, [Q, A, MORE],
    ),
    "an answer that was begun": (
        ANTHROPIC_PATH, [Q, of_assistant("Sure,")], {"content": [said(" here")]}, [Q, of_assistant("Sure, here"), MORE],
    ),
    "the second choice": (CHAT_PATH, [Q], chosen("a", "b"), [Q, of_assistant("b"), MORE]),
    "calls as text": (
        CHAT_PATH, [Q], chosen("hm", calls=[A_CALL]), [Q, of_assistant([said(AS_TEXT)]), of_user("Observation: r")],
    ),
    "code whose calls are told as text": (
        CHAT_PATH, [Q], chosen("Thought: look\n<code>\nprint(1)\n"), [Q, of_assistant(CODE_AS_TEXT), of_user("Observation: 1")],
    ),
    "a call without what stood beside it": (RESPONSES_PATH, [Q], {"output": [AN_ITEM, LONG_CALL]}, [Q, LONG_CALL, CALL_RESULT]),
    "items as they came": (RESPONSES_PATH, [Q], {"output": [AN_ITEM]}, [Q, AN_ITEM, MORE]),
    "reasoning by reference": (
        RESPONSES_PATH, [Q], {"output": [REASONED, A_FUNCTION_CALL]},
        [Q, {"type": "item_reference", "id": "rs_1"}, A_FUNCTION_CALL, CALL_RESULT],
    ),
    "all by reference": (
        RESPONSES_PATH, [Q], {"output": [REASONED, AN_ITEM]}, [Q, {"type": "item_reference", "id": "msg_1"}, MORE],
    ),
}  # fmt: skip


@parametrize("kind", CONTINUED)
def test_what_repeats_an_answer_goes_on_from_it(tmp_path: Path, kind: str) -> None:
    path, first, answer, second = CONTINUED[kind]
    dialog = Dialog(tmp_path, path)
    for number, history in enumerate((first, second)):
        dialog.ask({"input": history, "store": False} if path == RESPONSES_PATH else history, answer, connection=number)
    assert dialog.close() == (1, [])
    assert [line["from"] for line in dialog.requests] == [0, len(second) - 1]


def test_a_body_is_read_as_if_none_had_come_before() -> None:
    """Whatever was remembered: longer, shorter, edited, of others."""
    random, last, kept = Random(3), None, list[Any]()
    roles = ("user", "assistant", "assistant", "system", "tool")
    for _ in range(600):
        count = random.randrange(7)
        messages = [
            {"role": random.choice(roles), "content": random.choice(["", "a", "b", 1, True])} for _ in range(count)
        ]
        if last and random.random() < 0.7:
            messages = [*kept[: random.randrange(len(kept) + 1)], *messages]
        kept = messages
        body = json.dumps({"messages": messages})
        found = lp.read_request("/v1/chat/completions", body, last=last, keeps_prints=True)
        fresh = lp.read_request("/v1/chat/completions", body)
        assert found
        assert fresh
        names = ("digests", "roles", "ends", "begun")
        assert [getattr(found, name) for name in names] == [getattr(fresh, name) for name in names]
        assert found.messages[-1:] == fresh.messages[-1:]
        last = found


@parametrize("calls", ["[{'function': {'name': 'x', 'arguments': {1: 2, 'a': 3}}}]", "[1", "[" * 9999, "[{1,"])
def test_text_that_looks_like_calls_costs_nothing(calls: str) -> None:
    said = lp.Part("text", "Calling tools:\n" + calls)
    assert lp.digest_of(lp.ChatMessage("assistant", [said]))


@parametrize("is_background", [True, False])
def test_an_answer_that_is_asked_for_again_counts_once(tmp_path: Path, is_background: bool) -> None:
    """In the session where it was made, whoever asks; one that is made in the background when it is there."""
    dialog = Dialog(tmp_path, RESPONSES_PATH)
    usage = {"input_tokens": 100, "output_tokens": 50}
    done = {"id": "resp_b", "model": "gpt-5", "status": "completed", "output": [AN_ITEM], "usage": usage}
    first = {**done, "status": "queued", "usage": None} if is_background else done
    dialog.ask({"model": "gpt-5", "input": "deep", "background": is_background}, first)
    for number, status in enumerate(("in_progress", "completed", "completed"), 2):
        head = crlf("GET /v1/responses/resp_b HTTP/1.1|Host: x|User-Agent: other||")
        opening = lp.Opening(1e9, "openai", "api.openai.com", b"/v1/responses/resp_b", head, 5, "", "https")
        dialog.pair.frame(lp.F_REQUEST, number, opening.render())
        answer = {**done, "status": status, "usage": usage if status == "completed" else None}
        dialog.pair.answer(number, as_json(answer))
        dialog.pair.end(number)
    dialog.count = 4
    assert dialog.close()[0] == 1
    responses = sorted((line["seq"], line.get("cost_usd")) for line in dialog.of("response"))
    assert responses == [(n, 0.000625 if n == (3 if is_background else 1) else None) for n in (1, 2, 3, 4)]


def test_answers_with_one_id_are_all_counted(tmp_path: Path) -> None:
    """As servers give them that are only compatible."""
    dialog = Dialog(tmp_path, RESPONSES_PATH)
    done = {"id": "resp_1", "model": "gpt-5", "output": [AN_ITEM], "usage": {"input_tokens": 100, "output_tokens": 50}}
    for text in ("one", "two"):
        dialog.ask({"model": "gpt-5", "input": text}, done)
    dialog.close()
    assert [line["cost_usd"] for line in dialog.of("response")] == [0.000625] * 2


def test_a_secret_that_is_sent_is_told_once_where_it_was_first(tmp_path: Path) -> None:
    dialog, key = Dialog(tmp_path, ANTHROPIC_PATH), "sk-ant-api03-" + "Ab3dEf6hIj9kLm2n" * 3
    call, read = called("t1", "Read", file_path=".env"), call_result("t1", f"KEY={key}\nAGAIN={key}")
    messages = [
        of_user("look"),
        of_assistant([call]),
        of_user([read]),
        of_assistant("done"),
        of_user(f"what is {key}?"),
    ]
    for count, answer in ((1, {"content": [call]}), (3, "done"), (5, "x")):
        dialog.ask(messages[:count], answer, b"session-id: s")
    dialog.close()
    (told,) = dialog.of("secret_sent")
    wanted = ["Anthropic key", "sk-ant-...Lm2n", "tool result of Read"]
    assert [told[name] for name in ("seq", "kind", "value", "where")] == [2, *wanted]
    with lp.opened_index(settings_for(tmp_path)) as index, index.reading() as db:
        src = lp.Source(db, index)
        (row,) = lp.sessions_view(src, {})["rows"]
        assert row["secrets"] == 1
        assert [turn["secrets"] for turn in lp.Session(src, row["id"]).turns] == [[], [wanted], []]
        assert "secret sent: Anthropic key" in "".join(lp.markdown_of(src, row["id"]))


def test_of_very_many_secrets_the_rest_is_counted(tmp_path: Path) -> None:
    pair, text = Pair(tmp_path), " ".join(f"ghp_{hashlib.sha256(b'%d' % n).hexdigest()[:36]}" for n in range(70))
    pair.whole(1, as_json({"messages": [of_user(text)]}), b"session-id: s", answer=b"{}")
    told = pair.close("secret_sent")
    assert (len(told), told[-1]["kind"], told[-1]["value"]) == (51, "others", "20 more")
    counts = json.loads(next(payload for kind, payload in reversed(pair.told) if kind == lp.F_METRICS))[0][2]
    assert (counts["secrets GitHub token"], counts["secrets others"]) == (50, 1)


def test_keys_are_found_and_nothing_else() -> None:
    for key in KEYS:
        for text in (key, f'"{key}"', f"KEY={key}\n", f"({key})", f"see {key}, please"):
            assert [value for _, value in lp.secrets_in(text)] == [key] * (key[:4] != "key-"), text
    digests = [hashlib.sha256(b"%d" % n) for n in range(40)]
    code = [
        f"{d.hexdigest()} {d.hexdigest()[:8]}-1234-4abc-8def-{d.hexdigest()[:12]} pkg:npm/left-pad@1" for d in digests
    ]
    code += [f"data:image/png;base64,{base64.b64encode(d.digest() * 40).decode()}" for d in digests]
    code += [
        "class='sk-circle sk-fading-circle'",
        "export ANTHROPIC_API_KEY=sk-ant-YOUR-KEY",
        "eyJhbGciOiJIUzI1NiJ9 alone",
    ]
    assert [found for text in [*LOOK_ALIKES, *code] if (found := list(lp.secrets_in(text)))] == []


def test_an_answer_that_is_kept_in_chunks_is_one(tmp_path: Path) -> None:
    """google-genai keeps each chunk of a stream as an element; --resume of Gemini CLI sends each result twice."""
    dialog = Dialog(tmp_path, b"/v1beta/models/m:streamGenerateContent")
    contents: list[Members] = []

    def content(role: str, *parts: Any) -> Any:
        return {"role": role, "parts": list(parts)}

    def ask(given: Sequence[Members], *heard: Members) -> None:
        contents.append(content("user", *given))
        chunks = [content("model", part) for part in heard]
        dialog.ask({"contents": contents}, [{"candidates": [{"content": chunk}]} for chunk in chunks])
        contents.extend(chunks)

    calls = [{"functionCall": {"name": name, "args": {"n": name}}} for name in ("wx", "tm")]
    results = [{"functionResponse": {"name": name, "response": {"output": "r"}}} for name in ("wx", "tm")]
    ask([{"text": "one"}], {"text": "hm", "thought": True}, {"text": "Let "}, {"text": "me look."}, *calls)
    ask(results, {"text": "do"}, {"text": "ne"})
    ask([{"text": "more"}], {"text": "x"})
    assert dialog.close() == (1, [])
    assert [line["tool_name"] for line in dialog.of("tool_result")] == ["wx", "tm"]
    shape = lp.shape_of("/x:generateContent")
    assert shape
    result = {"functionResponse": {"id": "i", "name": "f", "response": {}}}
    assert len({lp.digest_of(shape.read_element(content("user", *[result] * n))) for n in (1, 2)}) == 1


def test_a_surrogate_in_a_tools_name_costs_nothing(tmp_path: Path) -> None:
    dialog = Dialog(tmp_path, b"/v1/messages")
    call = {"type": "tool_use", "id": "toolu_\ud83d", "name": "f\udc00", "input": {"a": "\ud800"}}
    dialog.ask([of_user("x")], {"content": [call]}, b"session-id: s")
    dialog.ask([of_user("y\ud800")], {"content": []}, b"session-id: s")
    dialog.close()
    assert [line["seq"] for line in dialog.requests] == [1, 2]


def of_parts(name: str, *makers: Callable[[str], Members], model: str = "assistant") -> Callable[..., list[Members]]:
    """How an API writes a message of a role: its text, its call, its result, each of which may be missing."""

    def write(role: str, *words: str) -> list[Members]:
        parts = [make(word) for make, word in zip(makers, words, strict=True) if word]
        return [{"role": model if role == "assistant" else role, name: parts}]

    return write


def of_chat(role: str, text: str, call: str, result: str) -> list[Members]:
    if result:
        return [{"role": "tool", "tool_call_id": result, "content": "seen"}]
    return [{"role": role, "content": text, **({"tool_calls": [{**A_CALL, "id": call}]} if call else {})}]


def of_responses(role: str, text: str, call: str, result: str) -> list[Members]:
    item = {"type": "message", **of_assistant([said(text, "output_text")])} if role == "assistant" else of_user(text)
    found = [item] if text else []
    found += [{**A_FUNCTION_CALL, "call_id": call}] if call else []
    return found + ([{**CALL_RESULT, "call_id": result}] if result else [])


def of_ollama(role: str, text: str, call: str, result: str) -> list[Members]:
    calls = {"tool_calls": [{"function": {"name": "look", "arguments": {"at": 1}}}]} if call else {}
    return [
        {"role": "tool", "tool_name": "look", "content": "seen"} if result else {"role": role, "content": text, **calls}
    ]


def of_cached(text: str) -> Members:
    """A star says that it is to be cached."""
    return said(text.strip("*")) | ({"cache_control": {"type": "ephemeral"}} if "*" in text else {})


of_claude = of_parts("content", of_cached, lambda c: called(c, "look", at=1), lambda r: call_result(r, "seen"))
of_converse = of_parts(
    "content",
    lambda text: {"text": text},
    lambda call: {"toolUse": {"toolUseId": call, "name": "look", "input": {"at": 1}}},
    lambda result: {"toolResult": {"toolUseId": result, "content": [{"text": "seen"}]}},
)
of_gemini = of_parts(
    "parts",
    lambda text: {"text": text},
    lambda call: {"functionCall": {"id": call, "name": "look", "args": {"at": 1}}},
    lambda result: {"functionResponse": {"id": result, "name": "look", "response": {"out": "seen"}}},
    model="model",
)
# By API: its path, how it writes a message, an answer, where the history is, what else a body has.
APIS: dict[str, tuple[str, Callable[..., list[Members]], Callable[[list[Members]], Members], str, Members]] = {
    "chat": (CHAT_PATH.decode(), of_chat, lambda m: {"choices": [{"message": m[0]}]}, "messages", {}),
    "claude": ("/v1/messages", of_claude, lambda m: m[0], "messages", {}),
    "responses": ("/v1/responses", of_responses, lambda m: {"status": "completed", "output": m}, "input", {}),
    "converse": ("/model/m/converse", of_converse, lambda m: {"output": {"message": m[0]}, "stopReason": "end_turn"}, "messages", {}),
    "invoke": (INVOKE, of_claude, lambda m: m[0], "messages", {"anthropic_version": "bedrock-2023-05-31"}),
    "vertex": ("/v1/projects/p/models/m:rawPredict", of_claude, lambda m: m[0], "messages", {"anthropic_version": "vertex-2023-10-16"}),
    "gemini": ("/v1beta/models/m:generateContent", of_gemini, lambda m: {"candidates": [{"content": m[0]}]}, "contents", {}),
    "ollama": ("/api/chat", of_ollama, lambda m: {"message": m[0], "done": True}, "messages", {"stream": False}),
}  # fmt: skip
OF_CLAUDE_CODE = (b"User-Agent: claude-cli/2", b"X-Claude-Code-Session-Id: s1")
OF_CODEX = (b"originator: codex_exec", b"session-id: 0199a213-81c0-7800-8aa1-bbab2a035a53")
# What a word before the first bar puts into the head.
HEADS: dict[str, tuple[bytes, ...]] = {
    "again": (b"x-stainless-retry-count: 1",),
    "key": (b"Authorization: Bearer k", b"User-Agent: ai-sdk/openai"),
    "key6": (b"Authorization: Bearer k", b"User-Agent: ai/6"),
    "other": (b"Authorization: Bearer other", b"User-Agent: ai-sdk/openai"),
    "session": (b"X-Session-Id: ses_0123456789abcdefghij",),
    "s1": (b"session-id: s1",),
    "agent": (b"x-claude-code-agent-id: a1",),
    "claude": OF_CLAUDE_CODE,
    "codex": OF_CODEX,
    "opencode": (b"User-Agent: opencode/1.0", b"x-session-id: ses_0123456789abcdefghij"),
    "child": (
        b"User-Agent: opencode/1.0",
        b"x-session-id: ses_child6789abcdefghij",
        b"x-parent-session-id: ses_0123456789abcdefghij",
    ),
    "grandchild": (
        b"User-Agent: opencode/1.0",
        b"x-session-id: ses_grandchildabcdefghij",
        b"x-parent-session-id: ses_child6789abcdefghij",
    ),
}
# Conversations of clients.  A row: the connection and what is in the head; what is said, and, behind >, answered (now in the
# last place, before that in the history); what the lines say: the session, `from`, the turn and agent, if they are not the first,
# what it tries again or forks from, which results it brings.  `+` is all that was said in the connection's last row.  `>503` is a
# failure, `>x~` an answer that the client breaks off, `>` one that comes later, in a row that has nothing else.  `call1` and
# `result1` are those of a tool, `<1` names the answer of the first row, `@x` a conversation that the provider keeps; `system:`,
# `tools:` and `kind:` (of Codex) are about all that is said.
CONVERSATIONS = """
chat: a fork names the answer it goes on from
    1  a >b            A0
    1  + c >d          A2 turn2
    1  a >b c2 >d2     A2 turn3 rewind1
    1  a >b c >d e >f  A2 turn4 edit2
chat: also on another connection, and after a restart
    1  hello >hi                A0
    1  + and? >that             A2 turn2
    9  hello >hi another >fork  A2 turn3 rewind1
    restart
    1  + more >x  A2 turn4 edit2
chat: a summary in place of the history
    1  q >a                          A0
    1  + more >b                     A2 turn2
    1  Summary:_q,_a more >b end >c  A0 turn3 compaction2
chat: the same bytes again are a retry where there was an answer, also after a 200
    1  q >a                 A0
    1  + more >b            A2 turn2
    7  q >a more >c         A3 turn3 again2
    1  q >a more >c end >d  A4 turn4
chat: the same single question again is another single call, unless the first failed
    1  lone >x      A0
    1  lone >x      B0
    1  broken >503  C0
    9  broken >x    C1 turn2 again3
chat: equal questions that fail side by side are each tried again; what succeeded is another call, but where the client counts
    1        q >   A0
    2        q >   B0
    1        >503
    2        >503
    3        q >a  A1 turn2 again1
    4        q >a  B1 turn2 again2
    5        q >a  C0
    6 again  q >a  C1 turn2 again5
chat: what only begins alike stays apart
    1  q >a                           A0
    2  q >another                     B0
    3  q >another two >b2             B2 turn2
    4  q >a one >b1                   A2 turn2
    1  document >read question_1 >d1  C0
    1  document >read question_2 >d2  D0
    1  d1,_d2:_together >all          E0
chat: strangers with equal words and answers, side by side
    1  ask >ok     A0
    2  ask >ok     B0
    1  + more >ok  A2 turn2
    2  + more >ok  B2 turn2
    1  + end >ok   A4 turn3
    2  + end >ok   B4 turn3
chat: strangers never share a session
    1  hi >yo                  A0
    2  hi >yo                  B0
    3  hi >yo secret_of_A >yo  B2 turn2
    2  + secret_of_B >yo       A2 turn2
chat: the time of day in the system text, thoughts that are cut from the history, a first request tried again
    1        system:10:00 one >503                   A0
    2 again  system:10:01 one ><think>hm</think>two  A2 turn2 again1
    3        system:10:02 one >two three >four       A3 turn3
chat: whatever the client calls itself, but not under another key
    1 key    q >a          A0
    1 other  + more >a     B0
    2 key6   q >a more >a  A2 turn2
chat: a beginning that was dropped
    1  old >gone q >a  A0
    2  q >a more >b    A2 turn2
chat: who asks beside a conversation, after each turn, is an agent of it
    0  system:main tools:x ask_0 >answer_0             A0
    1  system:remember ask_0 >answer_0 new? >nothing   A3 side system side1
    2  system:main tools:x ask_0 >answer_0 ask_1 >answer_1  A3 turn2
    3  system:remember ask_0 >answer_0 ask_1 >answer_1 new? >nothing_1  A5 side system side1
    9  system:remember ask_0 >answer_0 ask_1 >answer_1 new? >nothing_1 really? >really  A7 subagent chain side1
chat: agents that hand over, with other instructions and tools
    1  system:A tools:one q >call1                     A0
    2  system:B tools:two q >call1 result1 >b          A3 subagent chain side1 look
    3  system:A tools:one q >call1 result1 >b more >c  A5 turn2
chat: equal conversations side by side keep their calls
    1  q >call1                A0
    2  q >call2                B0
    9  q >call1 result1 >done  A2 turn2 look
    8  q >call2 result2 >done  B2 turn2 look
claude: a thread that the provider keeps
    1  <0 q >a     A0
    2  <1 more >b  A0 turn2
claude: a partial answer that the client broke off and sends back
    1  q >one_two_three~    A0
    2  q >one_two more >x   A2 turn2
    2  q >one_four more >x  B0
claude: agents of one session
    1 session        tools:x main >answer_1           A0
    1 session        tools:x task >answer_2           A0 subagent chain agent-1
    1 session        tools:x main >answer_1 go_on >b  A2 turn2
    1 session        tools:x task >answer_2 go_on >b  A2 turn2 subagent chain agent-1
    1 session agent  tools:x main >b                  A0 subagent header a1
claude: a child reports nothing of its parent
    1 s1        one >call1             A0
    1 s1        + result1 >x           A2 turn2 look
    1 s1 agent  one >call1 result1 >x  A0 subagent header a1
claude: what was never answered may change
    1 s1  one >400       A0
    1 s1  one,_go_on >x  A0 subagent chain agent-1
claude: a web search, hooks and what has its own cache are no turns of Claude Code's; other tools or an update make no fork
    1 claude  system:main tools:Bash,Read one >r1             A0
    1 claude  system:search tools:web_search search_for_x >x  A0 side system side1
    1 claude  system:main tools:Bash,Read one >r1 two >r2     A2 turn2
    1 claude  system:hook one >r1 two >r2 is_it_done? >x      A4 side system side2
    1 claude  system:verify tools:Read,Verdict look >x        A0 side system side3
    1 claude  system:main tools:Bash,Read,Mcp one >r1 two >r2 three >r3  A4 turn3
    1 claude  system:update tools:Bash one >r1 two >r2 three >r3 four >r4  A6 turn4
claude: so it is in a sub-agent
    1 claude agent  system:main tools:Bash,Read one >r1             A0 subagent header a1
    1 claude agent  system:search tools:web_search search_for_x >x  A0 side system side1 a1
    1 claude agent  system:main tools:Bash,Read one >r1 two >r2     A2 turn2 subagent header a1
    1 claude agent  system:hook one >r1 two >r2 is_it_done? >x      A4 side system side2 a1
    1 claude agent  system:update tools:Bash one >r1 two >r2 four >r4  A4 turn3 subagent header a1
claude: a question beside the conversation, which has only the others' messages cached
    1 claude  system:s* tools:x one* >x                       A0
    1 claude  system:s* tools:x one >x* what_might_come_next? >x  A side cache
    1 claude  system:s* tools:x one >x two* >x                A2 turn2
chat: OpenCode's agents
    1 opencode    system:s Make_a_title hello >x  A title body
    1 opencode    tools:x hello >x                A0
    1 child       tools:x hello >x                A0 subagent header ses_child6789abcdefghij ses_0123456789abcdefghij
    1 grandchild  tools:x hello >x                A0 subagent header ses_grandchildabcdefghij ses_child6789abcdefghij
responses: answers that are named make one agent
    1  one >call1            A0
    1  <1 result1 >a2        A0 turn2 look
    1  <2 three >a3          A0 turn3
    1  <2 another_three >a4  A0 turn4 rewind2
responses: a conversation that the provider keeps
    1  @conv_1 one >a1      A0
    2  @conv_1 two >call1   A0 turn2
    3  @conv_1 result1 >a3  A0 turn3 look
    4  @conv_1 three >a4    A0 turn4
responses: Codex compacts, which is one fork
    1 codex  kind:prewarm hello >x                      A warm-up metadata
    1 codex  kind:turn one >x                           A0
    1 codex  kind:compaction one >x checkpoint >x       A compaction metadata
    1 codex  kind:turn Summary:_one >x two >x three >x  A0 turn2 compaction0
responses: a result that comes with a compaction is reported
    1 codex  kind:turn one >call1                   A0
    1 codex  kind:compaction one >call1 result1 >x  A compaction metadata look
    1 codex  kind:turn one compacted >x             A1 turn2
"""
# With calls, a failure and a step back, beside another that begins alike: the same whatever the API, but for that of responses,
# where a call is an element of its own.
OF_EACH_API = """
    1  hello >see+call1                             A0
    2  hello >there                                 B0
    1  + result1 >500                               A2 turn2 look
    1  hello >see+call1 result1 >cat                A3 turn3 again3
    2  + and? >that                                 B2 turn2
    1  + thanks >welcome                            A4 turn4
    1  hello >see+call1 result1 >cat why? >because  A4 turn5 rewind3
"""


class Conversation(Dialog):
    """One of the table's."""

    def __init__(self, tmp_path: Path, api: str) -> None:
        path, self.write, self.answered, self.name, self.more = APIS[api]
        super().__init__(tmp_path, path.encode())
        self.api, self.pending, self.last = api, dict[str, int](), dict[str, str]()

    def message(self, role: str, word: str) -> list[Members]:
        parts = {part.rstrip("0123456789"): part for part in word.split("+")}
        call, result = (
            f"{name}_012345678{parts.pop(name)[-1]}" if name in parts else "" for name in ("call", "result")
        )
        if "compacted" in parts:
            return [{"type": "compaction", "encrypted_content": "x"}]
        return self.write(role, "".join(parts.values()).replace("_", " "), call, result.replace("result", "call"))

    def body(self, words: Sequence[str]) -> Members:
        history, body = list[Members](), dict(self.more)
        for word in words:
            mark, _, value = word.partition(":")
            if mark == "system" and self.api == "claude":
                body["system"] = [said(f"x-anthropic-billing-header: cch={self.count};"), of_cached(value)]
            elif mark == "system":
                history.append(of_system(value))
            elif mark == "tools":
                body["tools"] = [{"type": "function", "name": n, "function": {"name": n}} for n in value.split(",")]
            elif mark == "kind":
                body["client_metadata"] = {"x-codex-turn-metadata": json.dumps({"request_kind": value})}
            elif re.match(r"<\d", word) and self.api == "responses":
                body["previous_response_id"] = f"resp_{word[1:]}"
            elif re.match(r"<\d", word):
                going_on = {"type": "continue", "previous_message_id": f"resp_{word[1:]}"}
                body["thread"] = going_on if word != "<0" else {"type": "create"}
            elif word.startswith("@"):
                body["conversation"] = word[1:] if self.count % 2 else {"id": word[1:]}
            elif word.startswith(">"):
                history += self.message("assistant", word[1:])
            else:
                history += self.message("user", word)
        return {**body, self.name: history}

    def step(self, head: str, words: str) -> None:
        connection, *heads = head.split()
        if words.startswith("+"):
            words = self.last[connection] + words[1:]
        self.last[connection] = words
        *history, answer = words.split()
        number = self.pending.pop(connection, 0)
        if not number:
            self.count = number = self.count + 1
            fields = itertools.chain(*(HEADS[name] for name in heads))
            self.pair.request(
                number, as_json(self.body(history)), *fields, target=self.path, connection=int(connection)
            )
        if answer == ">":
            self.pending[connection] = number
            return
        ending = None
        if answer[1:].isdigit():
            self.pair.answer(number, b'{"error": {"message": "x"}}', status=answer[1:].encode() + b" No")
        elif answer.endswith("~"):
            self.pair.stream(number, claude_deltas("text_delta", "text", [answer[1:-1].replace("_", " ")]))
            ending = lp.Ending("client", "closed", "gone")
        else:
            said = self.answered(self.message("assistant", answer[1:]))
            self.pair.answer(number, as_json({"id": f"resp_{number}", **said}))
        self.pair.end(number, ending)

    def restart(self) -> None:
        self.pair.close()
        self.pair = Pair(Path(self.pair.directory).parent)

    def told(self) -> list[str]:
        """What the lines say of each request, as in the table."""
        self.close()
        ids = [line["_meta"]["request_id"] for line in self.requests]
        sessions = list(dict.fromkeys(self.sessions))
        found = []
        for line in self.requests:
            meta = line["_meta"]
            words = ["ABCDEFG"[sessions.index(meta["session"])] + str(line.get("from", ""))]
            beside = [other for other in self.lines if other["_meta"].get("request_id") == meta["request_id"]]
            words += [f"turn{e['turn_depth']}" for e in beside if e["type"] == "turn_end" and e["turn_depth"] > 1]
            if agent := meta.get("agent"):
                words += [agent["kind"], agent["signal"], agent["id"], agent.get("parent", "")]
            words += [f"again{ids.index(line['retry_of']) + 1}"] if "retry_of" in line else []
            words += [f"{e['kind']}{e['from_seq']}" for e in beside if e["type"] == "fork"]
            words += [e["tool_name"] for e in beside if e["type"] == "tool_result"]
            found.append(" ".join(filter(None, words)))
        asides = list(dict.fromkeys(re.findall(r"side-\w+", " ".join(found))))  # their ids are hashes
        return [re.sub(r"side-\w+", lambda m: f"side{asides.index(m[0]) + 1}", text) for text in found]


def conversations() -> list[Any]:
    found = [(api, f"the same with {api}", OF_EACH_API) for api in APIS if api != "responses"]
    for part in re.split(r"\n(?=\w)", CONVERSATIONS.strip()):
        title, _, rows = part.partition("\n")
        found.append((*title.split(": ", 1), rows))
    return [pytest.param(api, rows, id=title) for api, title, rows in found]


@parametrize("api, rows", conversations())
def test_what_clients_say_makes_these_conversations(tmp_path: Path, monkeypatch: Patch, api: str, rows: str) -> None:
    monkeypatch.setattr(lp, "_ANSWERS_KEPT_S", 1.5e9)  # these are of 2001
    talk, wanted = Conversation(tmp_path, api), []
    for row in rows.strip().split("\n"):
        if row.strip() == "restart":
            talk.restart()
            continue
        head, words, *told = re.split(" {2,}", row.strip())
        talk.step(head, words)
        wanted += told
    assert talk.told() == wanted


@parametrize("is_same_key", [True, False])
def test_a_session_that_begins_with_what_another_heard_names_it(tmp_path: Path, is_same_key: bool) -> None:
    """As Claude Code's --fork-session, whose new id says nothing of the old one."""
    dialog, history = Dialog(tmp_path, ANTHROPIC_PATH), talk_of("one", "x", "two", "y", "three", "z")

    def ask(session: bytes, messages: list[Members], answer: str, key: bytes = b"k1") -> None:
        fields = (b"User-Agent: claude-cli/2", b"X-Claude-Code-Session-Id: " + session, b"x-api-key: " + key)
        dialog.ask({"tools": [{"name": "Read"}], "messages": messages}, answer, *fields)

    for count in (1, 3, 5):
        ask(b"s1", history[:count], history[count]["content"])
    ask(b"s2", [*history[:4], of_user("another way")], "else", b"k1" if is_same_key else b"k2")
    ask(b"s3", [of_user("one")], "else")  # which others have asked too
    dialog.close()
    first, *_, fork, third = dialog.sessions
    assert len(set(dialog.sessions)) == 3
    names = ("parent_session", "from_seq", "kind")
    told = [(line["_meta"]["session"], *(line[name] for name in names)) for line in dialog.of("fork")]
    assert told == ([(fork, first, 2, "session")] if is_same_key else [])
    with indexed(dialog.pair.directory) as index:
        assert titles_of(index) == {first: "one", fork: "another way" if is_same_key else "one", third: "one"}
        (turn,) = view(index, f"session/{fork}")["turns"]
        assert turn["fork"] == ({"from_seq": 2, "kind": "session", "session": first} if is_same_key else None)
        with index.reading() as db:
            text = "".join(lp.markdown_of(lp.Source(db, index), fork))
        assert (f"goes on from turn 2 of session {first}" in text) is is_same_key


@parametrize("limit", [1 << 20, 300, 2000, 2600, 3333, 9000])
def test_the_journal_leads_to_every_line(tmp_path: Path, limit: int) -> None:
    """Also where the disk was full for a while: each line that is there is whole, and noted once."""
    with full_disk(limit):
        pair = Pair(tmp_path)
        for number in range(5):
            pair.whole(number, b"x" * 500 * number)
        pair.close()
    pair = Pair(tmp_path)
    pair.whole(1, b"there is room again")
    lines = pair.close()
    assert lines[-2]["body"] == "there is room again"
    (journal,) = content_of(pair.directory, "journal/*.jsonl")
    notes = [json.loads(line) for line in journal.split(b"\n") if line]
    found = [Path(pair.directory, n["file"]).read_bytes()[n["offset"] :][: n["length"]] for n in notes]
    assert all(data.endswith(b"\n") for data in found)
    assert [json.loads(data) for data in found] == lines if limit > 2500 else len(set(found)) == len(notes)


def test_the_request_line_is_written_before_the_answer(pair: Pair) -> None:
    pair.request(1, b"early")
    until(lambda: of_type(pair.directory, "request"))
    assert not of_type(pair.directory, "response")
    pair.end(1, lp.Ending("upstream", "reset", "gone"))
    response = pair.close()[-1]
    assert response["error"] == {"by": "upstream", "kind": "reset", "message": "gone"}
    assert response["status"] == 0


def test_what_is_open_when_the_proxy_dies_gets_its_line(pair: Pair) -> None:
    pair.request(1, b"{}", b"session-id: s")
    pair.stream(1, b"data: 1\n\ndata: 2")
    head = crlf("POST /x HTTP/1.1|Host: x|Content-Length: 10||")
    pair.frame(lp.F_REQUEST, 2, lp.Opening(1e9, "any", "h:1", b"/x", head).render(), 10.0)
    pair.frame(lp.F_REQUEST_DATA, 2, b"half", 10.0)
    (_, one), (request, two) = pair.pairs(2)
    assert [chunk["raw"] for chunk in one["chunks"]] == ["data: 1\n\n", "data: 2"]
    assert (one["error"]["kind"], two["error"]["by"]) == ("died", "proxy")
    assert (request["body"], request["truncated"]) == ("half", "incomplete")


def test_long_bodies_are_cut_in_the_log(tmp_path: Path) -> None:
    pair = Pair(tmp_path, max_logged_body_bytes=24)
    pair.whole(1, b"q" * 50, answer=b"a" * 20)
    pair.request(2)
    pair.stream(2, *[b"data: 7\n\n"] * 5)
    pair.end(2)
    (request, response), (_, streamed) = pair.pairs(2)
    assert (request["body"], request["size"], request["truncated"]) == ("q" * 24, 50, "limit")
    assert (response["body"], "truncated" in response) == ("a" * 20, False)
    assert (len(streamed["chunks"]), streamed["size"], streamed["truncated"]) == (2, 45, "limit")


@parametrize("packed", [False, True])
def test_what_grows_in_its_line_is_cut_there(tmp_path: Path, packed: bool) -> None:
    """Control characters take six bytes in JSON, and a compressed body is as long as it says when it is unpacked."""
    pair, body = Pair(tmp_path, max_logged_body_bytes=60_000), b"\x01" * 50_000
    stream = (b"data: " + body + b"\n\ndata: 2\n\n", b"Content-Type: text/event-stream")
    asked = (gzip.compress(body), b"Content-Encoding: gzip") if packed else (body,)
    pair.whole(1, *asked, answer=stream)
    pair.whole(2, b"", answer=b'"' * 59_000)
    (request, response), (_, second) = pair.pairs(2)
    for content in content_of(pair.directory, "*/*/*.jsonl"):
        assert all(len(line) < 70_000 for line in content.splitlines())
    assert set(request["body"]) == {"\x01"}
    assert 9_000 < len(request["body"]) <= 10_000
    assert (request["truncated"], response["truncated"], len(response["chunks"])) == ("limit", "limit", 1)
    assert (second["body"], second["truncated"]) == ('"' * 30_000, "limit")


@parametrize("kind", ["sse", "turn"])
def test_very_many_events_share_chunks(pair: Pair, monkeypatch: Patch, kind: str) -> None:
    """And are all understood: the last one has the tokens."""
    monkeypatch.setattr(lp, "MAX_CHUNKS", 20)
    delta = {"type": "response.output_text.delta", "output_index": 0, "item_id": "m"}
    answer = {"id": "resp_1", "status": "completed", "output": [], "usage": {"input_tokens": 3, "output_tokens": 90}}
    heard = [{**delta, "delta": f"{n} "} for n in range(90)] + [{"type": "response.completed", "response": answer}]
    asked = {"type": "response.create", "model": "m", "input": "x", "stream": True}
    if kind == "sse":
        pair.request(1, as_json(asked), target=RESPONSES_PATH)
        pair.answer(1, events(*heard), b"Content-Type: text/event-stream")
    else:
        pair.socket(RESPONSES_PATH, as_json(asked), heard, provider="openai")
    pair.end(1)
    line = next(line for line in pair.close("response") if "usage" in line)
    assert 20 <= len(line["chunks"]) < 30
    joined = [chunk for chunk in line["chunks"] if "until_ms" in chunk]
    assert joined
    assert all(chunk["delta_ms"] <= chunk["until_ms"] for chunk in joined)
    assert (line["usage"]["input_tokens"], line["usage"]["output_tokens"]) == (3, 90)
    assert "".join(chunk["raw"] for chunk in line["chunks"]).count("response.output_text.delta") == 90


@parametrize(
    "coding, wire, body",
    [
        ("gzip", gzip.compress(b"zipped"), "zipped"),
        ("deflate", zlib.compress(b"zipped"), "zipped"),
        ("identity", b"plain", "plain"),
        ("br", b"\x8b\xff", b"\x8b\xff"),
        ("gzip", b"\x1f\x8b\xff", b"\x1f\x8b\xff"),
        ("", bytes(range(256)), bytes(range(256))),
        ("", b"", ""),
    ],
)
def test_bodies_are_readable(pair: Pair, coding: str, wire: bytes, body: str | bytes) -> None:
    """As text, or what is none in base64."""
    fields = [f"Content-Encoding: {coding}".encode()] if coding else []
    pair.whole(1, wire, *fields, answer=(wire, *fields))
    for line in pair.pairs(1)[0]:
        is_bytes = isinstance(body, bytes)
        assert (base64.b64decode(line["body"]) if is_bytes else line["body"]) == body
        assert line.get("body_encoding") == ("base64" if is_bytes else None)


def test_streams_are_cut_into_events_with_times(pair: Pair) -> None:
    pair.request(1)
    fields = "Content-Type: Text/Event-Stream; x=y|Content-Encoding: gzip|Transfer-Encoding: chunked||"
    pair.frame(lp.F_RESPONSE, 1, crlf(f"HTTP/1.1 200 OK|{fields}"), 10.1)
    z = zlib.compressobj(wbits=31)
    for at, text in ((10.2, b"data: 1\n\nda"), (10.3, b"ta: 2\n\n")):
        packed = z.compress(text) + z.flush(zlib.Z_SYNC_FLUSH)
        pair.frame(lp.F_RESPONSE_DATA, 1, crlf("%x|%s|") % (len(packed), packed), at)
    pair.end(1)
    (response,) = pair.close("response")
    assert [(c["raw"], round(c["delta_ms"], -1)) for c in response["chunks"]] == [
        ("data: 1\n\n", 200),
        ("data: 2\n\n", 300),
    ]
    assert response["timing"]["ttfb_ms"] in (99, 100)


@parametrize("log_bodies", ["full", "metadata"])
def test_a_client_that_leaves_after_the_last_event_has_lost_nothing(tmp_path: Path, log_bodies: str) -> None:
    pair = Pair(tmp_path, log_bodies=log_bodies)
    for number, last in ((1, "response.completed"), (2, "x")):
        pair.request(number)
        pair.stream(number, events({"type": last}))
        pair.end(number, lp.Ending("client", "closed", "left"))
    assert [response.get("error", {}).get("by") for _, response in pair.pairs(2)] == [None, "client"]


def test_sessions_continue_over_restarts_and_are_told_apart(tmp_path: Path) -> None:
    for _ in range(2):
        pair = Pair(tmp_path)
        for number, session in ((1, b"a"), (2, b"b"), (3, b"a")):
            pair.whole(number, b"", b"session-id: " + session)
        pair.close()
    by_session: dict[str, list[int]] = {}
    for line in of_type(pair.directory, "request"):
        by_session.setdefault(line["_meta"]["session"], []).append(line["seq"])
    assert sorted(by_session.values()) == [[1, 2], [1, 2, 3, 4]]
    assert len(list(Path(pair.directory, "h:1").glob("*/*.jsonl"))) == 2


def test_lines_that_were_written_but_not_noted_when_both_were_killed_are_noted_by_the_next(tmp_path: Path) -> None:
    """A sink reads what the journal names."""
    first = Pair(tmp_path)
    for number, session in ((1, b"a"), (2, b"b")):
        first.whole(number, b"", b"session-id: " + session)
    first.close()
    journal = next(Path(first.directory, "journal").iterdir())
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:-3]))  # the last batch was appended and not noted
    Path(first.directory, ".open-dead.lock").touch()
    Pair(tmp_path).close()
    Pair(tmp_path).close()  # who has nothing to adopt notes nothing

    def places(notes: Sequence[bytes]) -> list[tuple[str, int, int]]:
        return sorted((note["file"], note["offset"], note["length"]) for note in map(json.loads, notes))

    assert places(journal.read_bytes().splitlines()) == places(lines)


def test_what_a_dead_proxy_and_its_recorder_left_open_is_ended_by_the_next(tmp_path: Path) -> None:
    first = Pair(tmp_path)
    first.request(1, b"x", b"session-id: s")
    first.whole(2, b"y", b"session-id: s")
    first.recorder.write_out()
    with contextlib.closing(sqlite3.connect(Path(first.directory, "sessions.db"))) as db:
        until(lambda: len(db.execute("SELECT * FROM open_exchanges").fetchall()) == 1)
        db.execute("UPDATE open_exchanges SET owner = 'dead'")
        db.execute("INSERT INTO open_exchanges SELECT 'x', session_id, 9, file_path, 0, 'alive' FROM open_exchanges")
        db.commit()
        alive = lp.lock_owner(first.directory, "alive")
        assert alive
        second = Pair(tmp_path)
        lost = until(lambda: [r for r in of_type(first.directory, "response") if "error" in r])
        assert [(r["seq"], r["error"]["by"], r["error"]["kind"]) for r in lost] == [(1, "proxy", "lost")]
        until(lambda: [row[0] for row in db.execute("SELECT owner FROM open_exchanges")] == ["alive"])
        assert not Path(first.directory, ".open-dead.lock").exists()
        lp.release_owner(first.directory, "alive", alive)
        second.close()
    Pair(tmp_path).close()
    assert [r["seq"] for r in of_type(first.directory, "response") if "error" in r] == [1, 9]
    (note,) = [payload for kind, payload in second.told if kind == lp.F_LOG]
    assert b"1 exchanges that an earlier run" in note


def test_bodies_are_redacted_in_the_log_only_there(tmp_path: Path) -> None:
    pair = Pair(tmp_path, redact=({"pattern": "jo@corp", "replace": "<who>"},))
    asked = b'{"access_token": "abcdef", "who": "jo@corp"}'
    pair.whole(1, asked, target=b"/oauth/token", answer=b'{"refresh_token": "abcdef"}')
    pair.whole(2, asked, b"session-id: s", answer=(b"data: jo@corp\n\n", b"Content-Type: text/event-stream"))
    bodies = {q["path"]: (q["body"], r.get("body") or r["chunks"][0]["raw"]) for q, r in pair.pairs(2)}
    assert bodies == {
        "/oauth/token": ('{"access_token": "[6 characters]", "who": "<who>"}', '{"refresh_token": "[6 characters]"}'),
        "/v1/messages": ('{"access_token": "abcdef", "who": "<who>"}', "data: <who>\n\n"),
    }


NAME_RULE = {"pattern": r"jane[.]d[a-z]+@\w+[.]test", "replace": "<who>"}
SPLIT = ("Ask jane.d", "oe@shop", ".testy", " now")  # of which what matches goes over three pieces


def events(*values: object, sep: bytes = b"\n\n", start: bytes = b"data: ") -> bytes:
    return b"".join(start + as_json(value) + sep for value in values)


def claude_deltas(kind: str, member: str, texts: Iterable[str]) -> bytes:
    """A block whose pieces stand between those of another one."""
    other = {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "fine"}}
    pieces = [{**other, "index": 0, "delta": {"type": kind, member: text}} for text in texts]
    return events({"type": "message_start", "message": {}}, *itertools.chain(*((piece, other) for piece in pieces)))


def chat_deltas(make: Callable[[str], object]) -> bytes:
    return events(*({"choices": [{"index": 0, "delta": make(text)}]} for text in SPLIT)) + b"data: [DONE]\n\n"


def gemini_parts(*texts: str) -> list[object]:
    thought = {"text": "hm", "thought": True}
    return [
        {"candidates": [{"content": {"parts": [thought, {"text": text}][n % 2 :]}}]} for n, text in enumerate(texts)
    ]


ARGUMENTS = ('{"to": "Ask jane\\u002', "edoe\\u0040shop.te", 'sty now"}')
SAID_ONE = "Ask jane.doe@shop.testy now"
ESCAPED = json.dumps(SAID_ONE).replace("@", "\\u0040").encode()
CONVERSE = [{"contentBlockDelta": {"contentBlockIndex": 0, "delta": {"text": text}}} for text in SPLIT]
RESPONSES = [{"type": "response.output_text.delta", "output_index": 0, "delta": text} for text in SPLIT]
WS = (b"Connection: Upgrade", b"Upgrade: websocket")


JSON_KINDS = {
    "escape": b'{"messages": [{"content": %s}]}' % ESCAPED,
    "cut": b'{"messages": [{"content": %s' % ESCAPED,
    "member's name": b'\xef\xbb\xbf{"x": {%s: 1}}' % ESCAPED,
}
CHAT, STREAMED = "chat/completions", "models/m:streamGenerateContent"
CALLS = chat_deltas(lambda text: {"tool_calls": [{"index": 2, "function": {"arguments": text}}]})
LINES = events(*({"message": {"content": text}} for text in SPLIT), sep=b"\n", start=b"")
# By name: the path, what is sent if it is not {}, the type of the answer, the answer.
RULED: dict[str, tuple[str, bytes, str, bytes]] = {
    **{name: ("messages", said, "json", b"{}") for name, said in JSON_KINDS.items()},
    "JSON in JSON": ("other", b'{"x": %s}' % as_json(ESCAPED.decode()), "json", b"{}"),
    "answer": ("other", b"", "json", b'{"content": [{"text": %s}]}' % ESCAPED),
    "event": ("messages", b"", "sse", b'event: x\r\ndata: {\r\ndata: "a": %s}\r\n\r\n' % ESCAPED),
    "claude text": ("messages", b"", "sse", claude_deltas("text_delta", "text", SPLIT)),
    "claude thinks": ("messages", b"", "sse", claude_deltas("thinking_delta", "thinking", SPLIT)),
    "claude calls": ("messages", b"", "sse", claude_deltas("input_json_delta", "partial_json", ARGUMENTS)),
    "chat text": (CHAT, b"", "sse", chat_deltas(lambda text: {"content": text})),
    "chat thinks": (CHAT, b"", "sse", chat_deltas(lambda text: {"reasoning_content": text})),
    "chat calls": (CHAT, b"", "sse", CALLS),
    "responses": ("responses", b"", "sse", events(*RESPONSES)),
    "gemini": (STREAMED, b"", "sse", events(*gemini_parts(*SPLIT))),
    "gemini's array": (STREAMED, b"", "json", as_json(gemini_parts(*SPLIT))),
    "converse": ("model/m/converse-stream", b"", "sse", events(*CONVERSE)),
    "lines": ("api/chat", b"", "x-ndjson", LINES),
    "websocket's turn": ("responses", b"", "turn", b""),
    "websocket": ("realtime", b"", "socket", b""),
}


@parametrize("name", RULED)
def test_rules_see_what_people_see(tmp_path: Path, capsys: Capture, name: str) -> None:
    target, said, kind, answer = RULED[name]
    pair = Pair(tmp_path, redact=(NAME_RULE,), capture_enabled=True)
    if kind in ("turn", "socket"):
        asked = b'{"type": "response.create", "input": "x"}' if kind == "turn" else b'{"x": %s}' % ESCAPED
        pair.socket(b"/v1/" + target.encode(), asked, RESPONSES, b"session-id: s")
    else:
        pair.request(1, said or b"{}", b"session-id: s", target=b"/v1/" + target.encode())
        media = b"text/event-stream" if kind == "sse" else b"application/" + kind.encode()
        pair.answer(1, answer, b"Content-Type: " + media)
    pair.end(1)
    logged = pair.close()
    assert lp.main(["show", logged[0]["_meta"]["session"], "--log-dir", pair.directory]) == 0
    shown = capsys.readouterr().out
    files = {f: f.read_bytes() for f in Path(pair.directory).rglob("*") if f.is_file() and f.suffix != ".bin"}
    is_socket = kind in ("turn", "socket")  # what it says over several messages is captured as its frames
    files |= {} if is_socket else {f: f.read_bytes() for f in Path(pair.directory).glob("captures/**/*.bin")}
    for word in ("jane.", "oe@shop", "oe\\u0040shop", "oe\\\\u0040shop"):
        assert [f for f, data in files.items() if word.encode() in data] == []
        assert word not in shown
    lines = [line for line in logged if "<who>" in json.dumps(line)]
    assert [line["redacted"] for line in lines] == ["rendered"] * len(lines)
    texts = ["".join(c["raw"] for c in line.get("chunks", ())) or line["body"] for line in lines]
    assert "Ask <who>" in "".join(texts)  # in the first of the pieces, with what stood before it
    assert said or not answer or " now" in texts[0]


def test_what_rules_leave_alone_stays_as_it_was_sent(tmp_path: Path) -> None:
    """Escapes and pieces that are nothing to a rule, and what it finds in the bytes, are not rendered anew."""
    pair = Pair(tmp_path, redact=({"pattern": "John", "replace": "<who>"},))
    stream = claude_deltas("text_delta", "text", ("J", "im", "\u00e9")) + b": a note\n\ndata: [DONE]\n\n"
    asked = '{ "messages":[{"content" : "John é"}, "\\u00e9\\/ \\"Jo\\""]}'
    pair.whole(1, asked.encode(), b"session-id: s", answer=(stream, b"Content-Type: text/event-stream"))
    request, response = pair.pairs(1)[0]
    assert request["body"] == asked.replace("John", "<who>")
    assert "".join(chunk["raw"] for chunk in response["chunks"]).encode() == stream
    assert ("redacted" in request, "redacted" in response) == (False, False)


def test_rules_hold_for_names_and_ids_too(tmp_path: Path) -> None:
    """In sessions.db as in lines: of tools, calls, answers and sessions; which still find what they name."""
    who = "jane_doe"
    pair = Pair(tmp_path, redact=({"pattern": "jane_d[a-z]+", "replace": "<who>"},))
    call, result = called(f"call-{who}-1", f"mail_{who}"), call_result(f"call-{who}-1", "sent")
    history = [of_user("go"), of_assistant([call]), of_user([result])]
    answer = as_json({"id": who, "content": [call], "stop_reason": "tool_use"})
    for number, count in ((1, 1), (2, 3)):
        body = {"model": who, "metadata": {"session_id": f"of-{who}"}, "messages": history[:count]}
        pair.whole(number, as_json(body), answer=answer)
    answer = as_json({"id": f"resp_{who}", "object": "response", "output": []})
    for number, more in ((3, {}), (4, {"previous_response_id": f"resp_{who}"})):
        body = {"model": "m", "input": "go", **more}
        pair.whole(number, as_json(body), target=RESPONSES_PATH, connection=number, answer=answer)
    logged = pair.close()
    assert b"jane_d" not in b"".join(content_of(pair.directory))
    told = sorted((e["type"], e["tool_name"]) for e in logged if "tool_name" in e)
    assert told == [("tool_call", "mail_<who>")] * 2 + [("tool_result", "mail_<who>")]
    requests = sorted((q["path"], q["seq"]) for q in logged if q["type"] == "request")
    assert requests == [("/v1/messages", 1), ("/v1/messages", 2), ("/v1/responses", 1), ("/v1/responses", 2)]
    assert len({q["_meta"]["session"] for q in logged}) == 2


@parametrize("where", ["request", "answer", "name", "captured"])
def test_a_rule_that_takes_too_long_ends_with_its_body(tmp_path: Path, where: str) -> None:
    """Each of these would take years.  The same rule on what it is quick with goes on, also right after."""
    rule, slow = {"pattern": "(n+)+$", "replace": "<n>"}, "n" * 40 + "!"
    pair = Pair(tmp_path, redact=(rule,), capture_enabled=where == "captured")
    began = time.process_time()
    for number in range(6):
        is_slow = number == 0
        asked = {"model": slow if is_slow and where == "name" else "m", "messages": [of_user("fine n")]}
        if is_slow and where in ("request", "captured"):
            asked["messages"] = [of_user(slow)]
        pair.whole(number, as_json(asked), answer=as_json({"x": slow if is_slow and where == "answer" else "fine"}))
    stats = read_stats(pair)
    pairs = pair.pairs(6)
    assert time.process_time() - began < 10  # nor is it tried again for the line, its events and its name
    found = [tuple((line.get("truncated"), bool(line.get("body"))) for line in lines) for lines in pairs]
    left, kept = ("redact", False), (None, True)
    assert found == [(kept, left) if where == "answer" else (left, kept)] + [(kept, kept)] * 5
    assert all(json.loads(request["body"])["messages"] == [of_user("fine <n>")] for request, _ in pairs[1:])
    assert sum(value for name, value in stats.items() if re.search("redact|rule", name)) >= 1
    assert sum(kind == lp.F_LOG and b" rule" in told for kind, told in pair.told) == 1
    assert slow.encode() not in b"".join(content_of(pair.directory))


def test_what_a_request_carried_is_masked_where_websocket_messages_split_it(pair: Pair) -> None:
    event = {"type": "response.output_text.delta", "output_index": 0, "content_index": 0}
    heard = [{**event, "delta": part} for part in ("it is Wq77a1", "B2c3", "D4e5F6 now")]
    pair.socket(RESPONSES_PATH, b'{"type": "hello"}', heard, b"Authorization: Bearer Wq77a1B2c3D4e5F6")
    pair.end(1)
    text = json.dumps(pair.close())
    assert ("it is " in text, re.search("Wq77a1|B2c3|D4e5F6", text)) == (True, None)


@parametrize("target", ["/v1/messages", "/v1/messages/count_tokens", "/v1beta/models/g:countTokens", "/v1/keys"])
def test_counting_a_conversation_is_logged_like_having_it(pair: Pair, target: str) -> None:
    pair.whole(1, as_json({"messages": [Q], "password": "hunter2"}), target=target.encode(), answer=b"{}")
    (request,) = pair.close("request")
    assert ("hunter2" in request["body"]) == (target != "/v1/keys")


@parametrize(
    "event, start, between, end",
    [
        (b'{"message": {"role": "assistant", "content": "%s"}, "done": false}', b"", b"\n", b"\n"),
        (b'{"candidates": [{"content": {"parts": [{"text": "%s"}]}, "index": 0}]}', b"[", b",\r\n", b"]"),
    ],
)
def test_what_a_request_carried_is_masked_where_a_stream_of_json_splits_it(
    event: bytes, start: bytes, between: bytes, end: bytes
) -> None:
    cleaner = lp.Cleaner(masker=lp.Masker({"Wq77a1B2c3D4e5F6": "[16 characters]"}))

    def stream(*parts: bytes) -> bytes:
        return start + between.join(event % part for part in parts) + end

    cleaned, _ = cleaner.body(stream(b"it is Wq77a1", b"B2c3", b"D4e5F6 now"))
    assert not re.search(b"Wq77a1|B2c3|D4e5F6", cleaned)
    assert b"it is " in cleaned
    assert cleaner.body(stream(b"it is ", b"fine")) == (stream(b"it is ", b"fine"), "")


@parametrize("is_alone", [True, False])
def test_a_session_can_be_forgotten(pair: Pair, is_alone: bool) -> None:
    """Also from a file of many; and not while an exchange of it runs."""
    for number, text in enumerate(("secret-a", "harmless", "secret-b") if is_alone else ("secret-a", "harmless"), 1):
        fields = [b"session-id: client-of-" + text[:6].encode()] if is_alone else []
        pair.request(number, as_json({"messages": [of_user(text)]}), *fields, target=CHAT_PATH, connection=number)
        if number < 3:
            pair.end(number)
    victim = session_with(pair.directory, "secret-a")
    if is_alone:
        lock = lp.lock_owner(pair.directory, "00" * 16)
        assert lock is not None
        with pytest.raises(lp.ProxyError, match="has not ended"):
            lp.forget_session(pair.directory, victim)
        lp.release_owner(pair.directory, "00" * 16, lock)
        pair.end(3)
    pair.close()
    (journal,), misc = (list(Path(pair.directory).glob(name)) for name in ("journal/*", "*/*/misc.jsonl"))
    sizes = [file.stat().st_size for file in (journal, *misc)]
    assert lp.main(["forget", victim, "--log-dir", str(pair.directory)]) == 0
    left = b"".join(content_of(pair.directory))
    assert [word in left for word in (b"secret-", b"client-of-secret", victim.encode(), b"harmless")] == [False] * 3 + [
        True
    ]
    assert [file.stat().st_size for file in (journal, *misc)] == sizes
    notes = [json.loads(line) for line in journal.read_bytes().split(b"\n") if line.strip()]
    assert notes
    for note in notes:
        data = Path(pair.directory, note["file"]).read_bytes()[note["offset"] :][: note["length"]]
        assert data.startswith(b'{"_meta"')
        assert victim not in note["file"]
    for name, message in ((victim, "there is no session"), ("../x", "is not a session id")):
        with pytest.raises(lp.ProxyError, match=message):
            lp.forget_session(pair.directory, name)


def test_what_is_forgotten_does_not_come_back(tmp_path: Path, monkeypatch: Patch) -> None:
    """A look at the database from within the recorder's process, as retention's, must not undo SQLite's locks in it."""
    monkeypatch.setattr(lp, "LOKI_DRAIN_S", 0.1)
    pair = Pair(tmp_path, loki_enabled=True, loki_url="http://127.0.0.1:9/loki/api/v1/push")
    for number, session in ((1, b"gone"), (2, b"stays")):
        pair.whole(number, session, b"session-id: " + session)
    victim = session_with(pair.directory, "gone")
    lp.RetentionKeeper(pair.directory, lp.RetentionRules(retention_days=99_999), print).keep()
    for command in (["prune"], ["forget", victim], ["prune"]):  # by others, whose close may be taken for the last one
        subprocess.run([sys.executable, SOURCE, *command, "--log-dir", pair.directory], timeout=60, check=True)
        assert Path(pair.directory, "sessions.db-wal").exists()
    for number in range(3, 6):
        pair.whole(number, b"more", b"session-id: s%d" % number)
    requests = pair.close("request")
    with contextlib.closing(sqlite3.connect(Path(pair.directory, "sessions.db"))) as db:
        kept = {row[0] for row in db.execute("SELECT id FROM sessions")}
    assert kept == {q["_meta"]["session"] for q in requests} - {victim}
    assert len(kept) == 4


@parametrize("by", ["command", "keeper", "hand"])
def test_rows_go_with_the_files_that_retention_deletes(pair: Pair, monkeypatch: Patch, by: str) -> None:
    monkeypatch.setattr(lp, "_ANSWERS_KEPT_S", 1.5e9)  # these are of 2001
    for number, name in enumerate(("old", "young", "half", "alone"), 1):  # the last is known by its answer only
        fields = [] if name == "alone" else [b"session-id: " + name.encode()]
        body = as_json({"messages": [of_user(name)]})
        pair.whole(number, body, *fields, target=CHAT_PATH, connection=number, answer=as_json(chosen("yes")))
    pair.close()
    ids = {name: session_with(pair.directory, name) for name in ("old", "young", "half", "alone")}
    files = list(Path(pair.directory).glob("h:1/*/*.jsonl"))
    for file in files:
        age_s = 7200 if file.name.startswith(ids["young"]) else 10 * 86400
        os.utime(file, (time.time() - age_s,) * 2)
        if file.name.startswith(ids["half"]):
            file.with_name(f"{ids['half']}.2.jsonl").write_bytes(b"{}\n")  # it went on
    database = Path(pair.directory, "sessions.db")
    assert all(session.encode() in database.read_bytes() for session in ids.values())
    command = ["prune", "--log-dir", pair.directory]
    if by == "command":
        assert lp.main([*command, "--retention-days", "5"]) == 0
    elif by == "keeper":
        lp.RetentionKeeper(pair.directory, lp.RetentionRules(retention_days=5), print).keep()
    else:  # for a while perhaps: no rule says that old sessions are to go
        for file in files:
            file.unlink()
        assert lp.main(command) == 0
    left = {name for name, session in ids.items() if session.encode() in database.read_bytes()}
    assert left == ({*ids} if by == "hand" else {"young", "half"})


def test_a_row_goes_only_when_the_last_line_is_in_its_file(tmp_path: Path, monkeypatch: Patch) -> None:
    seen: list[tuple[int, bool]] = []
    real = lp.Store.close_exchanges

    def close(store: lp.Store, ids: list[str]) -> None:
        if ids:
            seen.append((len(ids), len(of_type(tmp_path, "response")) >= len(ids)))
        real(store, ids)

    monkeypatch.setattr(lp.Store, "close_exchanges", close)
    pair = Pair(tmp_path)
    for number in (1, 2):
        pair.whole(number)
        pairs_of(pair.directory, number)
    pair.close()
    assert seen
    assert all(is_written for _, is_written in seen)


def test_files_roll(pair: Pair, monkeypatch: Patch) -> None:
    monkeypatch.setattr(lp, "ROLL_BYTES", 2000)
    for number in range(6):
        pair.whole(number, b"x" * 500, b"session-id: s")
    assert sorted(line["seq"] for line in pair.close("request")) == [1, 2, 3, 4, 5, 6]
    assert len(list(Path(pair.directory, "h:1").glob("*/*.2.jsonl"))) == 1


def test_a_session_that_goes_on_after_its_file_was_compressed_does_so_in_its_next_part(tmp_path: Path) -> None:
    """Then and after a new start."""
    pair = Pair(tmp_path)
    for number in range(1, 7):
        if number == 5:
            pair.close()
            pair = Pair(tmp_path)
        pair.whole(number, b"x%d" % number, b"session-id: s")
        if number in (2, 4):
            pair.recorder.write_out()
            for file in Path(pair.directory, "h:1").glob("*/*.jsonl"):
                assert lp.compress_file(str(file))
    pair.close()
    files = sorted(Path(pair.directory, "h:1").glob("*/*"), key=lambda f: (len(f.name.partition(".jsonl")[0]), f.name))
    assert [file.name.partition(".")[2] for file in files] == ["jsonl.xz", "2.jsonl.xz", "3.jsonl"]
    lines = [json.loads(raw) for file in files for _, _, raw in lp.lines_of_file(str(file), 0)]
    requests = [(line["body"], line["seq"]) for line in lines if line["type"] == "request"]
    assert requests == [(f"x{number}", number) for number in range(1, 7)]


def test_what_cannot_be_decoded_is_kept_counted_and_explained(pair: Pair, monkeypatch: Patch) -> None:
    monkeypatch.setattr(lp, "_load_library", lambda *_: None)
    monkeypatch.setattr(lp, "_python_zstd", lambda: None)
    packed = ZSTD_VECTORS[0][1]
    pair.whole(1, packed, b"Content-Encoding: zstd", answer=b"{}")
    assert read_stats(pair)["undecoded"] == 1
    ((request, _),) = pair.pairs(1)
    assert (base64.b64decode(request["body"]), request["body_encoding"]) == (packed, "base64")
    assert any(kind == lp.F_LOG and b"libzstd1" in told for kind, told in pair.told)


def test_a_log_directory_that_cannot_be_written_is_counted_and_recovers(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the directory should be")
    pair = Pair(tmp_path)
    pair.whole(1, b"x")
    stats = read_stats(pair)
    assert stats["lost_lines"] >= 2
    assert "logs" in stats["last_error"]
    (tmp_path / "logs").unlink()
    pair.whole(2, b"y")
    assert [line["body"] for line in pair.close("request")] == ["y"]


def test_a_database_that_is_locked_or_broken_does_not_stop_the_log(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/sessions.db").write_bytes(b"not a database" * 1000)
    pair = Pair(tmp_path)
    for number in (1, 2):
        pair.whole(number, b"x", b"session-id: s")
    lines = pair.close()
    assert [line.get("seq") for line in lines] == [None, 1, 1, 2, 2]


def test_odd_bodies_cost_the_session_never_the_line(pair: Pair) -> None:
    deep = as_json({"metadata": {"user_id": '{"a":' + "[" * 100_000 + "}"}})
    for number, body in enumerate((deep, b"[" * 100_000, b"{" * 100_000, b'{"metadata": 7}', b'{"a": NaN}', b"\xff{}")):
        pair.whole(number, body)
    assert len(pair.pairs(6)) == 6


def test_text_that_is_cut_stays_text(tmp_path: Path) -> None:
    pair = Pair(tmp_path, max_logged_body_bytes=5)
    pair.whole(1, "ééééé".encode(), target="/é?q=é".encode())
    ((request, _),) = pair.pairs(1)
    assert (request["body"], request["truncated"], request["path"], request["query"]) == ("éé", "limit", "/é", "q=é")


def test_an_exchange_that_cannot_be_logged_still_ends_in_a_line(pair: Pair, monkeypatch: Patch) -> None:
    def fail(*_args: object) -> bytes:
        raise RuntimeError("odd")

    monkeypatch.setattr(lp, "clean_answer", fail)
    pair.whole(1, b"x", answer=b"{}")
    ((_, response),) = pair.pairs(1)
    assert response["error"]["kind"] == "recorder"


def test_sessions_in_bodies_are_found_where_bodies_are_not_logged(tmp_path: Path) -> None:
    pair = Pair(tmp_path, log_bodies="metadata")
    pair.whole(1, as_json({"metadata": {"session_id": "s-1"}}))
    lines = pair.close()
    assert lines[0]["client_session_id"] == "s-1"
    assert all("body" not in line for line in lines)


def test_answers_are_chained_by_their_ids(tmp_path: Path) -> None:
    """Of an answer that is packed, one that is streamed; not by another key; what the provider does not keep is alone."""
    dialog, key = Dialog(tmp_path, RESPONSES_PATH), b"Authorization: Bearer k1"
    dialog.count = 1
    dialog.pair.request(1, b'{"input": "a"}', key, target=RESPONSES_PATH)
    dialog.pair.answer(1, gzip.compress(b'{"id":"resp_1"}'), b"Content-Encoding: gzip")
    dialog.pair.end(1)
    dialog.ask({"input": "b", "previous_response_id": "resp_1"}, [{"response": {"id": "resp_2"}}], key)
    dialog.ask({"input": "c", "previous_response_id": "resp_2"}, {"id": "resp_3"}, key)
    dialog.ask({"input": "stranger"}, {"id": "resp_4"}, key)
    dialog.ask({"input": "not kept", "store": False}, {"id": "resp_5"}, key)
    dialog.ask({"previous_response_id": "resp_1"}, {"id": "resp_6"}, b"Authorization: Bearer k2")
    dialog.close()
    assert [sorted(set(dialog.sessions), key=dialog.sessions.index).index(s) for s in dialog.sessions] == [
        0,
        0,
        0,
        1,
        2,
        3,
    ]
    assert "not kept" in next(Path(dialog.pair.directory).glob("*/*/misc.jsonl")).read_text()


def test_ids_and_paths_are_masked_too(tmp_path: Path) -> None:
    pair = Pair(tmp_path, redact=({"pattern": "jo@corp", "replace": "<who>"},))
    fields = (f"x-session-id: {KEY}".encode(), f"x-claude-code-agent-id: {KEY}".encode())
    pair.whole(1, b"x", *fields, target=f"/v1/{KEY}/x".encode())
    pair.whole(2, b'{"user": "jo@corp"}')
    pair.close()
    text = b"".join(content_of(pair.directory, "*/*/*.jsonl")).decode()
    assert not re.search(f"{KEY}|jo@corp", text)
    assert '"client_ids":{"user":"<who>"}' in text


def test_a_bad_frame_is_counted_and_the_next_is_read(pair: Pair) -> None:
    pair.frame(lp.F_REQUEST, 1, b"rubbish")
    pair.whole(2, b"good")
    stats = read_stats(pair)
    assert stats["errors"] == 1
    assert [line["body"] for line in pair.close("request")] == ["good"]


def test_a_routes_key_that_comes_back_is_not_logged(tmp_path: Path) -> None:
    routes = {"r": {"pattern": "/r/", "destination": "http://h:1/"}}
    values = {"A_KEY": "s3cr3t-0123", "KEY": "s3cr3t-0123/and=more"}  # one begins as the other does
    pair = Pair(tmp_path, config={"route_values": {"r": values}}, routes=routes, capture_enabled=True)
    fields = (b"X-Echo: s3cr3t-0123/and=more", b"Location: /?u=s3cr3t-0123%2Fand%3Dmore")
    answer = (b'{"you sent": "s3cr3t-0123/and=more, s3cr3t-0123"}', *fields)
    for number, route in ((1, "r"), (2, "")):
        pair.whole(number, b'{"a": 1}', route=route, answer=answer, status=b"302 s3cr3t-0123")
    one, two = pair.close("response")
    assert (one["body"], two["body"]) == ('{"you sent": "$KEY, $A_KEY"}', answer[0].decode())
    captured = sorted(content_of(pair.directory, "captures/*/*_response.bin"))
    assert [b"s3cr3t" in content or b"and" in content for content in captured] == [False, True]
    assert not re.search("s3cr3t|more", json.dumps(one))


SECRET_NAMES = """accessToken X-AccessToken x-accesstoken X_ACCESS_TOKEN authToken authtoken clientSecret client_secret
    secretAccessKey X-Passphrase passphrase Authentication client_assertion code_verifier refreshToken id_token apiKey
    APIkey apikey openaiKey private-key userPassword sessionKey session_token webhookSecret masterkey X-AUTHTOKEN1
    subscriptionkey tokenvalue db_pass clientsecrets""".split()
PUBLIC_NAMES = """max_tokens maxTokens total_tokens token_count tokenCount token_type tokenizer keyboard monkey turkey
    author authors authority keywords secretary assigned passenger prompt_cache_key promptCacheKey has_password
    thinking_token_budget x-signature-timestamp auth_required numTokens bypass""".split()


def posted_form(members: Mapping[str, str]) -> bytes:
    part = 'Content-Disposition: form-data; name="{}"\r\n\r\n{}\r\n--b'
    return "\r\n".join(["--b", *(part.format(*pair) for pair in members.items())]).encode() + b"--\r\n"


@parametrize(
    "write",
    [
        pytest.param(None, id="header"),
        pytest.param(lambda m: urllib.parse.urlencode(m).encode(), id="form"),
        pytest.param(as_json, id="JSON"),
        pytest.param(lambda m: b"\xef\xbb\xbf" + as_json(m), id="byte order mark"),
        pytest.param(lambda m: json.dumps([{"a": {"b": [m]}}], indent=1).encode(), id="nested"),
        pytest.param(lambda m: as_json({"a": json.dumps(m)}), id="JSON in JSON"),
        pytest.param(lambda m: events(*({name: m[name]} for name in m)), id="event stream"),
        pytest.param(posted_form, id="multipart"),
    ],
)
def test_a_name_tells_a_secret(tmp_path: Path, write: Callable[[Mapping[str, str]], bytes] | None) -> None:
    """In a request and in its answer, and in the query too: with capitals, hyphens or run together."""
    members = {name: f"Zq7wEr5tYu{number}x" for number, name in enumerate(SECRET_NAMES + PUBLIC_NAMES)}
    body, fields = (
        write(members) if write else b"{}",
        [] if write else [f"{n}: {v}".encode() for n, v in members.items()],
    )
    kind = b"Content-Type: " + (b"text/event-stream" if body.startswith(b"data:") else b"application/json")
    for where in ("asked", "answered"):
        pair = Pair(tmp_path / where, capture_enabled=True)
        if where == "asked":
            pair.whole(1, body, *fields, target=b"/v1/x?" + urllib.parse.urlencode(members).encode())
        else:
            pair.whole(1, b"{}", target=b"/v1/x", answer=(body, kind, *fields))
        lines = json.dumps(pair.close())
        text = b"".join(content_of(pair.directory)).decode("latin-1")
        assert [name for name in SECRET_NAMES if members[name] in text] == []
        assert [name for name in PUBLIC_NAMES if members[name] not in lines] == []


def test_an_object_may_hold_the_secret_that_its_name_tells(tmp_path: Path) -> None:
    pair = Pair(tmp_path, capture_enabled=True)
    held = {"id": "key_7", "name": "of the team", "value": "Zq7wEr5tYu"}
    bodies: list[Any] = [{name: held} for name in ("client_secret", "api_key", "clientSecret", "admin_api_key")]
    bodies += [{"api_keys": [held]}, {"access_tokens": ["Zq7wEr5tYu"]}, {"object": "org.admin_api_key", **held}]
    bodies += [{**held, "object": "org.admin_api_key"}]
    plain: list[Any] = [{"setting": held}, {"keyboard": held}, {"tokens": ["Zq7wEr5tYu"]}]
    for number, body in enumerate([*bodies, *plain]):
        pair.whole(number, b"{}", target=b"/v1/x", answer=as_json(body))
    told = [line["body"] for line in pair.close("response")]
    assert ["Zq7wEr5tYu" in text for text in told] == [False] * len(bodies) + [True] * len(plain)
    assert all("of the team" in text for text in told[:4])
    assert b"".join(content_of(pair.directory, "captures/*/*_response.bin")).count(b"Zq7wEr5tYu") == len(plain)


_TAIL = "w8Xy2Zq9Lm4Nb7Vc1Kp3w8Xy2Zq9Lm4Nb7Vc1Kp3"
PREFIXES = """hf_ ghp_ gho_ ghs_ glpat- xoxb- xoxp- ya29. AQ. ABSK AIza pplx- gsk_ r8_ key- github_pat_ nvapi- sk-or-v1- sk-admin-
    sk-ant-api03- sk-ant-admin01- sk-proj- sk-svcacct- sk- xai-""".split()
KEYS = [*(f"{prefix}{_TAIL}" for prefix in PREFIXES), JWT, "AKIA2E0A8F3B9C7D1G5H"]
PEM = "-----BEGIN {0}PRIVATE KEY-----\n{1}\n{1}\n-----END {0}PRIVATE KEY-----\n"
# What stands in code, lock files and web pages, and is no key.
LOOK_ALIKES = """key-value key-based-authentication-methods the_key-ring AQ. FAQ.Ab8RN6Jx2kLm5nPq7rSt hf_hub_download
    disk-management-dashboard sk-fading-circle-container r8_ xox xoxo- ghp_ github_pat_ pplx-api gsk_ glpat- ya29. ABSK
    AIza nvapi- sk-learn eyJ eyJust.a.word task-sk monkey-wrench sk-... AKIAIOSFODNN
    task-1234567890abcdefghij disk-0123456789abcdef0123 mask-0a1b2c3d4e5f6a7b8c9d""".split()


@parametrize("around", ['"{}"', "use {}, or", "a={}&b", "it\n{}", "x/{}/y", "my_{}"])
def test_keys_are_known_by_their_shape(tmp_path: Path, around: str) -> None:
    """Where the body is no conversation, and in heads; what only looks a little like one stays."""
    texts, looks = ([around.format(word) for word in words] for words in (KEYS, LOOK_ALIKES))
    fields = [b"X-Note-%d: %s" % (n, text.encode()) for n, text in enumerate([*texts, *looks]) if "\n" not in text]
    query = "&".join(f"q{n}={urllib.parse.quote(text)}" for n, text in enumerate([*texts, *looks]))
    pem = [PEM.format(kind, _TAIL) for kind in ("", "RSA ", "OPENSSH ")]
    pair = Pair(tmp_path, capture_enabled=True)
    said = as_json([*texts, *looks, *pem])
    pair.whole(1, said, *fields, target=b"/v1/x?" + query.encode(), answer=(said, *fields))
    lines = pair.pairs(1)[0]
    text = b"".join(content_of(pair.directory)).decode("latin-1")
    assert [key for key in KEYS if key in text or key[-20:] in text] == []
    for line in lines:
        kept = [value for name, (value, *_) in line["headers"].items() if name.startswith("X-Note")]
        assert set(looks) <= set(json.loads(line["body"]))
        assert set(looks) <= set(kept) or not fields


CREDENTIAL = "Op/aque+4f3e2dQ9z7Kx81pQ=="


def spellings_of(secret: str) -> list[str]:
    """How others write it down: escaped for JSON (once, twice, by PHP, by Go), for URLs, in base64 wherever it stands."""
    escaped = secret.replace("/", "\\/"), re.sub(r"[^A-Za-z0-9/]", lambda m: f"\\u{ord(m[0]):04X}", secret)
    quoted = urllib.parse.quote(secret, safe="")
    longer = [f"{start}{secret} and" for start in ("", "a", "ab")]
    encoded = [
        encode(text.encode()).decode() for text in longer for encode in (base64.b64encode, base64.urlsafe_b64encode)
    ]
    return [
        secret,
        *escaped,
        *(json.dumps(text)[1:-1] for text in escaped),
        quoted,
        re.sub("%..", lambda m: m[0].lower(), quoted),
        quoted.replace("%", "%25"),
        *encoded,
    ]


@parametrize(
    "field, query, body",
    [
        (f"x-api-key: {CREDENTIAL}", "", ""),
        (f"Authorization: Bearer {CREDENTIAL}", "", ""),
        (f"Authorization: Basic {base64.b64encode(f'me:{CREDENTIAL}'.encode()).decode()}", "", ""),
        (f"Cookie: theme=dark; sid={CREDENTIAL}; a=b", "", ""),
        (f"X-Note: Bearer {CREDENTIAL}", "", ""),
        (f'x-api-key: "{CREDENTIAL}"', "", ""),
        (f"Authorization: Key {CREDENTIAL}", "", ""),
        ("A: b", f"?a=1;token={urllib.parse.quote(CREDENTIAL, safe='')}", ""),
        ("A: b", f"?key={urllib.parse.quote(CREDENTIAL, safe='')}", ""),
        ("A: b", "", json.dumps({"refresh_token": CREDENTIAL})),
        ("A: b", "", urllib.parse.urlencode({"grant_type": "x", "client_secret": CREDENTIAL})),
    ],
)
def test_what_a_request_carried_is_masked_wherever_it_appears(
    tmp_path: Path, field: str, query: str, body: str
) -> None:
    forms = spellings_of(CREDENTIAL)
    pair = Pair(tmp_path, capture_enabled=True, console="rich")
    ids = [] if body else [f"x-claude-code-agent-id: {CREDENTIAL}", f"x-session-id: {CREDENTIAL}"]
    head = [line.encode() for line in (field, *ids)]
    numbers = itertools.count(1)
    for path, form in itertools.product(["/v1/x"] if body else ["/v1/x", "/v1/messages"], map(str.encode, forms)):
        for answer, status in (
            ([b'{"error": {"type": "a", "message": "%s"}}' % form], b"401 No"),
            ([b"{}", b"X-Echo: " + form, b"Location: http://a.example/?u=" + form], b"302 no " + form),
            ([b"data: %s\n\ndata: 2\n\n" % form, b"Content-Type: text/event-stream"], b"200 OK"),
            ([gzip.compress(b"\xff" + form), b"Content-Encoding: gzip"], b"200 OK"),
        ):
            target, said = (path + query).encode(), (body or "{}").encode()
            pair.whole(next(numbers), said, *head, target=target, answer=answer, status=status)
    assert len(pair.close("response")) == next(numbers) - 1
    written = b"".join(content_of(pair.directory)).decode("latin-1")
    forms += [json.dumps(form)[1:-1] for form in forms] + ["4f3e2dQ9z7Kx"]  # which is a part of it
    assert [form for form in forms if form in written] == []


@parametrize(
    "field",
    [
        "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.ab12CD34ef56GH78, v1",
        'Authorization: Token token="ab12CD34ef56GH78"',
        "Authorization: Bearer ab12CD34ef56GH78",
        'Cookie: a="ab12CD34ef56GH78"; b',
    ],
)
def test_a_part_of_what_was_carried_is_masked_too(tmp_path: Path, capsys: Capture, field: str) -> None:
    """Alone, and cut over the pieces of a stream, which people read joined."""
    dialog = Dialog(tmp_path, ANTHROPIC_PATH)
    deltas = [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}
        for text in ("bad ab12C", "D34ef56GH78")
    ]
    for answer in ({"error": "bad ab12CD34ef56GH78"}, [{"type": "message_start", "message": {}}, *deltas]):
        dialog.ask([Q], answer, b"session-id: s", field.encode())
    dialog.close()
    assert lp.main(["show", dialog.sessions[0], "--log-dir", dialog.pair.directory]) == 0
    said = capsys.readouterr().out + json.dumps(dialog.lines)
    assert "ab12CD34ef56GH78" not in said
    assert "bad [16 characters]" in said or "bad ..." in said


@parametrize(
    "key, text",
    [
        ('"ab12CD34ef56GH78"', '"ab12CD34ef56GH78"'),
        ('{"user": "ab12CD34ef56GH78"}', '{"user": "ab12CD34ef56GH78"}'),
        ("tok_abc12345", "a\tok_abc12345"),
        ("nab12345", "a\\nab12345"),
        ("/ab12345678", "\\\\/ab12345678"),
        ("1234567890", '{"size": 1234567890}'),
        ("ab\\12CD34ef", "ab\\12CD34ef"),
    ],
)
def test_lines_stay_json_whatever_a_credential_looks_like(tmp_path: Path, key: str, text: str) -> None:
    pair, body = Pair(tmp_path, capture_enabled=True), as_json({"a": text, "size": 1234567890})
    pair.whole(1, body, f"x-api-key: {key}".encode(), answer=(body, f"X-Echo: {key}".encode()))
    lines = pair.pairs(1)[0]  # every line parses
    assert [json.loads(line["body"])["size"] for line in lines] == [1234567890] * 2
    captured = content_of(pair.directory, "captures/*/*.json")
    for content in captured + [raw.partition(HEAD_END)[2] for raw in content_of(pair.directory, "captures/*/*.bin")]:
        json.loads(content)
    assert "GH78" not in key or b"ab12CD34ef56GH78" not in b"".join(content_of(pair.directory))


def test_deep_brackets_cost_no_time() -> None:
    began = time.process_time()
    for body in (b'"a":' + b"[" * 100_000 + b"]" * 100_000, b"[" * 300_000, b'{"a":' * 50_000 + b"1" + b"}" * 50_000):
        assert lp.mask_members(body) == body
    lp.Masker({"/abcdefgh1": "..."}).hide(b"\\" * 200_000 + b"abcdefgh1")
    assert time.process_time() - began < 10


def test_what_is_no_credential_is_left_alone(tmp_path: Path) -> None:
    """Words that local servers take for a key, short ones, and what another exchange carried."""
    keys = "lm-studio not-needed ollama dummy EMPTY undefined Another9f8e7d6c5b4a".split()
    pair, told = Pair(tmp_path, capture_enabled=True), as_json({"messages": [of_user(" ".join(keys))]})
    for number, key in enumerate(keys):
        pair.whole(number, told, b"Authorization: Bearer " + key.encode(), answer=told)
    *others, last = [q["body"] + r["body"] for q, r in pair.pairs(len(keys))]
    assert others == [told.decode() * 2] * 6
    assert (keys[-1] in last, last.count("lm-studio")) == (False, 2)


# The option, what is asked, its upstream if it is not the usual one: how the line ends.
CONSOLE = """
    plain | POST /a%20b?key=abcdefgh | | 2033-05-18 03:33:20 [01234567] POST /a b -> https://h.example/v1/x?key=[8 characters] [log]
    rich | GET /%1b[31m | | GET /\ufffd[31m -> https://h.example/v1/x?key=[8 characters] [log]
    plain | GET /x | NOT_FOUND none | GET /x -> NOT_FOUND [no-log]
    plain | GET /x | NOT_FOUND full 405 not allowed | GET /x -> 405 not allowed [log]
    plain | CONNECT a.example:443 | a.example:443 | CONNECT a.example:443 -> a.example:443 [log]
    off | GET / | |
    auto | GET / | |
"""


def test_the_console_says_what_comes_and_goes() -> None:
    for row in CONSOLE.strip().split("\n"):
        word, line, place, wanted = (cell.strip() for cell in row.split("|"))
        upstream, mode, refusal = [*place.replace("NOT_FOUND", lp.NOT_FOUND).split(" ", 2), "", "", ""][:3]
        said = console_of(word, line, upstream=upstream or "h.example", mode=mode or "full", refusal=refusal)
        assert len(said) == bool(wanted), row
        assert "".join(said).endswith(wanted), row
    _, last = console_of("rich", "GET /", status=529)
    assert last == "2033-05-18 03:33:22 [01234567] 529 2.5 s, 1,030 tokens in, 7 out, $0.1250, closed by upstream"
    _, last = console_of("rich", "GET /", status=200, has_colours=True)
    assert "\x1b[31m200\x1b[0m" in last  # it broke off


def console_of(
    word: str, line: str, status: int = 0, has_colours: bool = False, mode: str = "full", **more: str
) -> list[str]:
    """What the console says of one exchange, also of its end where it has a status."""
    raw, upstream = local(line), more.get("upstream", "h.example")
    opening = lp.Opening(2e9, "openai", upstream, b"/v1/x?key=abcdefgh", raw, 1, "", "https")
    opening.refusal = more.get("refusal", "")
    rec = lp.Recording(1, "01234567-89ab", opening, 100.0, raw.split(b" ")[0], [], lp.Copy(lp.SizedBody(0), 100), mode)
    console = lp.Console(word, has_colours)
    console.begin(rec)
    if status:
        rec.status, rec.cost_usd = status, 0.125
        rec.usage = lp.Usage(input_tokens=1000, cache_read_tokens=20, cache_write_1h_tokens=10, output_tokens=7)
        console.end(rec, 102.5, lp.Ending("upstream", "closed", ""))
    said = console.take().decode()
    assert console.take() == b""
    return said.split("\n") if said else []


# Upstream, route, and settings: what is kept of an exchange, which the narrowest pattern says.
HOW_MUCH = """
    h:1 | | | full
    h:1 | | log_bodies=metadata | metadata
    h:1 | | log_requests= | none
    h:1 | yes | log_requests= | full
    h:1 | no | | none
    NOT_FOUND | | | none
    NOT_FOUND | | log_not_found=1 log_requests= | full
    NOT_FOUND | | log_not_found=1 h.example=none | full
    h:1 | yes | log_bodies=metadata | metadata
    h:1 | yes | h:1=none | none
    h:1 | | log_bodies=none h:1=full | full
    h:1 | | min_free_bytes=1152921504606846976 | metadata
    h.example | | H.Example=none | none
    h.example:443 | | h.example=none | none
    h.example | | h.example:443=none | none
    h.example:0443 | | h.example:443=none | none
    h.example:8443 | | h.example:443=none | full
    x.h.example | | h.example=none | full
    h.example:1 | | *.Example=none | none
    h.example:1 | | *.example=none h.example=full | full
    h.example:1 | | h.example=full h.example:1=none | none
    [0:0:0:0:0:0:0:1]:1 | | [::1]:1=none | none
    [::ffff:127.0.0.1]:1 | | 127.0.0.1=none | none
    127.0.0.1:1 | | localhost=none | none
"""


@parametrize("row", HOW_MUCH.strip().split("\n"))
def test_how_much_is_logged(tmp_path: Path, row: str) -> None:
    upstream, route, settings, wanted = (cell.strip() for cell in row.split("|"))
    given = dict(pair.split("=") for pair in settings.split())
    changes: dict[str, Any] = {name: given.pop(name) for name in [*given] if hasattr(lp.Settings(), name)}
    changes |= {name: int(changes[name]) for name in changes if name == "min_free_bytes"}
    changes |= {"upstream_log_bodies": given, "routes": {"yes": {"logging": True}, "no": {"logging": False}}}
    pair = Pair(tmp_path, **changes)
    host = lp.NOT_FOUND if upstream == "NOT_FOUND" else upstream
    pair.whole(1, b"question", route=route, upstream=host, answer=b"answer")
    lines = pair.close()[-2:]
    assert len(lines) == (0 if wanted == "none" else 2)
    for line in lines:
        assert (("body" in line), ("truncated" in line)) == (wanted == "full", wanted != "full")
        assert line["size"] > 0


# ==============================================================================
# 24  Sinks
# ==============================================================================


class Loki(RawUpstream):
    """Loki's push API as a real one was measured to answer: limits, and what is stored beside what is refused."""

    LINE, PUSH, AGE_S, AHEAD_S, BEHIND_S = 262_144, 4_194_304, 7 * 86400, 600, 3600

    def __init__(self) -> None:
        self.store: dict[str, dict[tuple[int, str, tuple[tuple[str, str], ...]], None]] = {}
        self.newest: dict[str, int] = {}
        self.pushes: list[tuple[int, int]] = []  # entries, status
        self.faults: list[Any] = []  # (status, text) | "cut" | "store-and-cut" | "hang", one for each push
        self.heads: list[dict[str, str]] = []
        self.allow_metadata, self.is_down = True, False
        super().__init__(self._serve)
        self.url = f"http://{self.name}/loki/api/v1/push"

    def _serve(self, conn: RawConnection, _number: int) -> None:
        while True:
            head, body = conn.read_request()
            self.heads.append(dict(lp.header_pairs(head)))
            fault = "cut" if self.is_down else self.faults.pop(0) if self.faults else None
            if fault == "hang":
                conn.wait_closed()
            if fault in ("cut", "hang"):
                return
            status, text = fault if isinstance(fault, tuple) else self._push(head, body)
            if fault == "store-and-cut":
                return
            conn.send(b"HTTP/1.1 %d x\r\nContent-Length: %d\r\n\r\n%b" % (status, len(text), text.encode()))

    def _push(self, head: bytes, body: bytes) -> tuple[int, str]:
        if not head.startswith(b"POST /loki/api/v1/push "):
            return 404, "404 page not found"
        if [self.heads[-1].get(f"Content-{name}") for name in ("Encoding", "Type")] != ["gzip", "application/json"]:
            return 400, "snappy: corrupt input"
        text = gzip.decompress(body).decode()
        if re.search(r"\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])", text):
            return 400, "loghttp.PushRequest...Value looks like Number/Boolean/None, ..."
        streams = json.loads(text)["streams"]
        for stream in streams:
            for name, value in stream["stream"].items():
                if not re.fullmatch("[a-zA-Z_][a-zA-Z0-9_]*", name) or "\ufffd" in str(value):
                    return 400, "couldn't parse labels: 1:7: parse error: unexpected character inside braces: '.'"
            for ts, line, *more in stream["values"]:
                if not all(isinstance(v, str) for v in (ts, line, *(v for meta in more for v in meta.values()))):
                    return 400, "loghttp.PushRequest.Streams: unmarshalerDecoder: Value looks like ..."
                if any(not re.search("[a-zA-Z0-9]", name) for meta in more for name in meta):
                    return 500, "label name is empty"
        status, said = self._store(streams)
        self.pushes.append((sum(len(stream["values"]) for stream in streams), status))
        return status, said

    def _store(self, streams: list[Any]) -> tuple[int, str]:
        errors, last, size = set(), "", 0
        for stream in streams:
            labels = sorted({"service_name": "unknown_service", **stream["stream"]}.items())
            name = "{" + ", ".join(f'{k}="{v}"' for k, v in labels if v) + "}"
            last = ""  # only the last stream's error is told
            for ts, line, *more in stream["values"]:
                entry = (int(ts), line, tuple(sorted((more[0] if more else {}).items())))
                size += len(line.encode()) + 47 + sum(len(k) + len(v) + 6 for k, v in entry[2])
                newest = self.newest.get(name, 0)
                if error := self._error_of(*entry):
                    errors.add(error)
                elif entry[0] < newest - self.BEHIND_S * 10**9:
                    oldest = lp.utc_text(newest / 1e9 - self.BEHIND_S)[:19]
                    last = (
                        f"reason: 'entry too far behind, oldest acceptable timestamp is: {oldest}Z', total ignored: 1"
                    )
                else:
                    self.store.setdefault(name, {}).setdefault(entry)
                    self.newest[name] = max(newest, entry[0])
        if size > self.PUSH:
            return 500, f"rpc error: desc = grpc: received message larger than max ({size} vs. {self.PUSH})"
        return (400, last or "; ".join(sorted(errors))) if errors or last else (204, "")

    def _error_of(self, ts_ns: int, line: str, meta: tuple[tuple[str, str], ...]) -> str:
        oldest, newest = time.time() - self.AGE_S, time.time() + self.AHEAD_S
        if ts_ns / 1e9 < oldest:
            return f"entry has timestamp too old, oldest acceptable timestamp is: {lp.utc_text(oldest)[:19]}Z"
        if ts_ns / 1e9 > newest:
            return "entry has timestamp too new"
        if len(line.encode()) > self.LINE:
            return f"max entry size '{self.LINE}' bytes exceeded"
        if meta and not self.allow_metadata:
            return "stream includes structured metadata, but this feature is disallowed."
        return ""

    @property
    def entries(self) -> list[tuple[int, str, dict[str, str], str]]:
        """Time, text, metadata and stream of what is stored, in the order of time."""
        found = [(ts, line, dict(meta), name) for name, kept in self.store.items() for ts, line, meta in kept]
        return sorted(found, key=lambda entry: entry[0])

    def texts(self) -> list[str]:
        return [text for _, text, _, _ in self.entries]


class Shipping:
    """A log directory and a sink on it, which works from `with` on; its end sends what is there."""

    def __init__(self, tmp_path: Path, loki: Loki, limit_s: float = 5.0, **changes: Any) -> None:
        self.directory, self.limit_s = tmp_path, limit_s
        (tmp_path / "journal").mkdir(parents=True, exist_ok=True)
        self.told: list[str] = []
        self.files = lp.LogFiles(str(tmp_path))
        options = {row.name[5:]: lp.default_of(row) for row in lp.option_rows() if row.name.startswith("loki_")}
        options |= {"enabled": True, "batch_wait": 0.01, "url": loki.url, **changes}
        self.sink = lp.LokiSink(str(tmp_path), options, self.told.append)

    def __enter__(self) -> Self:
        self.sink.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.sink.close(self.limit_s)

    def write(self, *entries: dict[str, Any], day: str | int = "") -> list[str]:
        """Lines as the recorder writes them, on this day, of November if it is a number; returns their texts."""
        day = f"2026-11-{day:02}" if isinstance(day, int) else day
        texts = []
        for entry in entries:
            now = time.time()
            meta = {"ts": lp.utc_text(now), "machine": "m", "session": "s", "request_id": "r", "provider": "openai"}
            rest = {name: value for name, value in entry.items() if name != "_meta"}
            line = lp.render_entry({"_meta": {**meta, "host": "h", **entry.get("_meta", {})}, **rest})
            offset, _, _ = self.files.append("h/2026-01-01/s.jsonl", [line])
            notes = list(lp.journal_notes("h/2026-01-01/s.jsonl", offset, [(line, now)]))
            self.files.append(f"journal/{day or lp.utc_day(now)}.jsonl", notes)
            texts.append(line.decode().rstrip("\n"))
        return texts

    def stat(self, *names: str) -> Any:
        stats = self.sink.stats()
        return sum(stats[name] for name in names) if len(names) > 1 else stats[names[0]]

    def await_end_of(self, count: int) -> None:
        """Until so many lines are done with."""
        until(lambda: self.stat("entries_sent", "entries_refused", "lines_missing") == count)


def turns(*depths: int, age_s: float = 0.0, **more: Any) -> list[dict[str, Any]]:
    meta = {"_meta": {"ts": lp.utc_text(time.time() - age_s)}} if age_s else {}
    return [{"type": "turn_end", "session_id": "s", "seq": 1, "turn_depth": depth, **meta, **more} for depth in depths]


@pytest.fixture
def loki() -> Iterator[Loki]:
    with Loki() as server:
        yield server


@pytest.fixture
def hurried(monkeypatch: Patch) -> None:
    monkeypatch.setattr(lp, "_RETRY_MAX_S", 0.01)


def test_lines_arrive_in_loki(tmp_path: Path, loki: Loki) -> None:
    request = {"type": "request", "seq": 1, "method": "POST", "path": "/v1/x", "model": "m1", "stream": True}
    response = {"type": "response", "seq": 1, "status": 429, "timing": {"ttfb_ms": 5}, "model": "m1"}
    limited = {"Anthropic-Ratelimit-Unified-Status": ["Limited"]}
    with Shipping(tmp_path, loki, environment="prod", labels={"team": "a"}) as ship:
        texts = ship.write(
            {**request, "has_tools": False, "headers": {}, "body": "é" * 50},
            {**response, "usage": {"input_tokens": 7}, "cost_usd": 0.5, "headers": limited, "chunks": []},
            *turns(1, is_retry=True, stop_reason="end_turn"),
            {"type": "tool_call", "tool_name": "Read", "tool_use_id": "t1", "seq": 1},
        )
    assert loki.texts() == texts
    *_, metadata, streams = zip(*loki.entries, strict=True)
    labels = 'app="llm-proxy", environment="prod", log_type="{}", machine="m", provider="openai", '
    labels += 'service_name="llm-proxy", {}team="a", transport="direct"'
    bucket = 'status_bucket="4xx", '
    assert streams[:2] == tuple(f"{{{labels.format(*words)}}}" for words in (("request", ""), ("response", bucket)))
    usual = "request_id=r seq=1 session=s"
    assert [" ".join(f"{name}={value}" for name, value in meta.items()) for meta in metadata] == [
        f"has_tools=false host=h level=info method=POST model=m1 path=/v1/x {usual} stream=true",
        f"cost_usd=0.5 host=h input_tokens=7 level=error model=m1 ratelimit_status=limited {usual} status=429 ttfb_ms=5",
        f"host=h is_retry=true level=info {usual} session_id=s stop_reason=end_turn turn_depth=1",
        f"host=h level=info {usual} tool_name=Read tool_use_id=t1",
    ]
    assert (ship.stat("entries_sent"), ship.stat("status")) == (4, "ok")


def test_a_long_line_arrives_in_parts(tmp_path: Path, loki: Loki, monkeypatch: Patch) -> None:
    monkeypatch.setattr(lp, "_LINE_BYTES", 1000)
    with Shipping(tmp_path, loki) as ship:
        (text,) = ship.write({"type": "request", "seq": 1, "headers": {}, "body": "aé\U0001f600" * 1000})
    summary, *parts = loki.entries
    assert json.loads(summary[1])["parts"] == len(parts) == int(summary[2]["parts"])
    assert "body" not in json.loads(summary[1])
    assert [int(meta["part"]) for _, _, meta, _ in parts] == list(range(1, len(parts) + 1))
    assert "".join(line for _, line, _, _ in parts) == text
    assert {meta["request_id"] for _, _, meta, _ in parts} == {"r"}
    assert all('log_type="part"' in name for *_, name in parts)
    assert all(len(line.encode()) <= 1000 for _, line, _, _ in parts)


@parametrize(
    "faults",
    [
        ["cut", "cut"],
        ["store-and-cut"],
        [(500, "empty ring"), (503, "The server cannot accept more requests at this time."), (502, "")],
        [(429, "ingestion rate limit exceeded for user fake")],
        [(429, "maximum active stream limit exceeded when trying to create stream")] * 2,
        [(260, "ingestion blocked for user 'fake'"), (301, "")],
        [(401, "no org id"), (404, "404 page not found")],
        [(400, "Client sent an HTTP request to an HTTPS server.")],
        [(500, "rpc error: code = ResourceExhausted desc = grpc: received message larger than max (2 vs. 1)")],
        [(413, "request body too large"), (500, "label name is empty"), (400, "couldn't parse labels")],
    ],
)
@pytest.mark.usefixtures("hurried")
def test_each_entry_arrives_once_through_faults(tmp_path: Path, loki: Loki, faults: list[Any]) -> None:
    loki.faults += faults
    with Shipping(tmp_path, loki) as ship:
        texts = ship.write(*turns(*range(20)))
        ship.await_end_of(20)
    assert sorted(loki.texts()) == sorted(texts)
    assert (loki.faults, ship.stat("entries_refused"), ship.stat("backlog_lines")) == ([], 0, 0)


def test_neighbours_of_what_is_refused_arrive(tmp_path: Path, loki: Loki) -> None:
    """Lines too old, one too new, one without a time: each is counted with its reason."""
    entries, day_s = turns(*range(40)), 86400
    for n, ages_s in ((3, 8 * day_s), (4, 9 * day_s), (20, -3600)):
        (entries[n],) = turns(n, age_s=ages_s)
    entries[30]["_meta"] = {"ts": "yesterday"}
    with Shipping(tmp_path, loki) as ship:
        texts = ship.write(*entries)
    assert loki.texts() == [text for n, text in enumerate(texts) if n not in (3, 4, 20, 30)]
    assert ship.stat("entries_refused") == 4
    assert ship.stat("last_error")


def test_what_is_hours_late_is_counted_and_stops_nothing(tmp_path: Path, loki: Loki) -> None:
    """After an outage the journal is sent, oldest first; what Loki has become too old for is refused, the rest arrives."""
    with Shipping(tmp_path, loki) as ship:
        hours = [turn for n in range(20) for turn in turns(n, age_s=3 * 3600 - n * 540)]
        texts = ship.write(*hours)
        ship.await_end_of(20)
        late = ship.write(*turns(99, age_s=2 * 3600), *turns(100))
    assert loki.texts() == [*texts, late[1]]
    assert ship.stat("entries_sent", "entries_refused") == 22
    assert "too far behind" in ship.stat("last_error")


def test_structured_metadata_is_given_up_where_it_is_refused(tmp_path: Path, loki: Loki) -> None:
    loki.allow_metadata = False
    with Shipping(tmp_path, loki) as ship:
        ship.write(*turns(1, 2))
        ship.await_end_of(2)
        ship.write(*turns(3))
    assert [meta for _, _, meta, _ in loki.entries] == [{}] * 3
    assert ship.stat("entries_refused") == 0


@pytest.mark.usefixtures("hurried")
def test_a_sink_goes_on_where_the_last_one_stopped(tmp_path: Path, loki: Loki) -> None:
    Shipping(tmp_path, loki).write(*turns(1))  # before Loki was switched on
    with Shipping(tmp_path, loki) as ship:
        texts = ship.write(*turns(2, 3))
    texts += ship.write(*turns(4))
    loki.faults += [(503, "no")] * 3
    with Shipping(tmp_path, loki) as ship:
        ship.await_end_of(1)
        texts += ship.write(*turns(5), day="2999-12-31")  # the next day
    assert loki.texts() == texts


@parametrize("rest_s, connections", [(60.0, 1), (0.0, 2)])
def test_a_connection_that_has_rested_is_not_used_again(
    tmp_path: Path, loki: Loki, monkeypatch: Patch, rest_s: float, connections: int
) -> None:
    monkeypatch.setattr(lp, "_REST_S", rest_s)
    with Shipping(tmp_path, loki) as ship:
        for number in (1, 2):
            ship.write(*turns(number))
            ship.await_end_of(number)
    assert len(loki.connections) == connections


def test_what_could_never_be_sent_is_sent_by_the_next_start(tmp_path: Path, loki: Loki) -> None:
    """A first start with a wrong address must not cost what was logged under it."""
    loki.is_down = True
    with Shipping(tmp_path, loki, limit_s=0.1) as ship:
        texts = ship.write(*turns(1, 2))
        until(lambda: ship.stat("last_error"))
    assert "not sent yet" in ship.told[-1]
    loki.is_down = False
    with Shipping(tmp_path, loki):
        pass
    assert loki.texts() == texts


@parametrize("is_restarted", [False, True])
@parametrize(
    "days",
    [
        ("2031-05-05", 3, 3, 4),  # it was ahead, and was set right
        (3, "2031-05-05", 3, 4),  # in the middle of a day
        (3, 2, 3, 2),  # two recorders at midnight
    ],
)
def test_a_clock_that_was_wrong_silences_nothing(
    tmp_path: Path, loki: Loki, days: tuple[str | int, ...], is_restarted: bool
) -> None:
    texts: list[str] = []
    with contextlib.ExitStack() as stack:
        ship = stack.enter_context(Shipping(tmp_path, loki))
        for number, day in enumerate(days):
            if number and is_restarted:
                stack.close()
                texts += ship.write(*turns(10 + number), day=day)
                ship = stack.enter_context(Shipping(tmp_path, loki))
            texts += ship.write(*turns(number), day=day)
            until(functools.partial(lambda wanted: len(loki.entries) == wanted, len(texts)))
    assert loki.texts() == texts


def test_a_journal_that_was_copied_or_begun_anew_goes_on(tmp_path: Path, loki: Loki) -> None:
    with Shipping(tmp_path / "a", loki) as ship:
        texts = ship.write(*turns(1, 2, 3), day=3)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    with Shipping(tmp_path / "b", loki) as ship:
        texts += ship.write(*turns(4), day=3)
    (tmp_path / "b/journal/2026-11-03.jsonl").unlink()
    with Shipping(tmp_path / "b", loki) as ship:
        texts += ship.write(*turns(5), day=3)
    assert loki.texts() == texts


def test_what_was_never_sent_is_counted(tmp_path: Path, loki: Loki) -> None:
    """A day of the journal that is deleted before it was read."""
    loki.is_down = True
    with Shipping(tmp_path, loki, limit_s=0.1) as ship:
        ship.write(*turns(1, 2, 3), day=3)
        until(lambda: ship.stat("backlog_lines") == 3)
    with Shipping(tmp_path, loki, batch_wait=60.0) as ship:
        until(lambda: ship.stat("backlog_lines") == 3)
        (tmp_path / "journal/2026-11-03.jsonl").unlink()
        texts = ship.write(*turns(4), day=5)
        loki.is_down = False
    assert loki.texts() == texts
    assert ship.stat("lines_missing") == 3


def test_a_cursor_of_an_earlier_version_goes_on(tmp_path: Path, loki: Loki) -> None:
    """It named a file and an offset, and what is named before that is sent."""
    ship = Shipping(tmp_path, loki)
    ship.write(*turns(1), day=1)
    ship.write(*turns(1), day=2)
    offset = (tmp_path / "journal/2026-11-02.jsonl").stat().st_size
    with contextlib.closing(sqlite3.connect(tmp_path / "sessions.db")) as db:
        db.execute("CREATE TABLE cursors (sink TEXT PRIMARY KEY, file TEXT, offset INTEGER)")
        db.execute("INSERT INTO cursors VALUES ('loki', '2026-11-02.jsonl', ?)", (offset,))
        db.commit()
    texts = [*ship.write(*turns(2), day=2), *ship.write(*turns(3), day=3)]
    for _ in range(2):
        with Shipping(tmp_path, loki):
            pass
    assert loki.texts() == texts


def test_a_push_has_one_stream_within_bounds(tmp_path: Path, loki: Loki, monkeypatch: Patch) -> None:
    """Of several streams an answer tells only of the last."""
    monkeypatch.setattr(lp, "_PUSH_BYTES", 20_000)
    ship = Shipping(tmp_path, loki, batch_wait=60.0)
    texts = ship.write(*turns(*range(30), stop_reason="varies"))
    texts += ship.write(*({"type": "long", "seq": n, "body": "x" * 3000} for n in range(12)))
    with ship:  # which finds all of it at once
        ship.await_end_of(42)
        assert sorted(loki.pushes) == [(6, 204), (6, 204), (30, 204)]
        late = ship.write(*turns(77, age_s=7200), *turns(78), *({**turn, "type": "a"} for turn in turns(1, age_s=7200)))
    assert sorted(loki.texts()) == sorted([*texts, *late[1:]])
    assert ship.stat("entries_refused") == 1


@parametrize("path, missing", [("journal/2026-01-01.jsonl", 0), ("h/2026-01-01/s.jsonl", 20)])
def test_what_was_forgotten_is_passed_over(tmp_path: Path, loki: Loki, path: str, missing: int) -> None:
    ship = Shipping(tmp_path, loki)
    ship.write(*turns(*range(20)), day="2026-01-01")
    file = tmp_path / path
    file.write_bytes(re.sub(rb"[^\n]", b" ", file.read_bytes()))
    with ship:
        texts = ship.write(*turns(99), day="2026-01-02")
    assert loki.texts() == texts
    assert ship.stat("lines_missing") == missing


def test_one_of_two_proxies_sends(tmp_path: Path, loki: Loki) -> None:
    two = Shipping(tmp_path, loki)
    with Shipping(tmp_path, loki) as one:
        texts = one.write(*turns(1))
        one.await_end_of(1)
        two.sink.start()
        until(lambda: two.stat("status") == "idle")
    texts += two.write(*turns(7))
    two.await_end_of(1)
    two.sink.close(5)
    assert loki.texts() == texts


def test_an_end_waits_for_loki_but_not_for_ever(tmp_path: Path, loki: Loki) -> None:
    with Shipping(tmp_path, loki, batch_wait=3600.0) as ship:
        ship.write(*turns(1))
        until(lambda: ship.stat("backlog_lines") == 1)
    assert len(loki.entries) == 1
    loki.faults += ["hang"]
    with Shipping(tmp_path, loki, limit_s=0.2) as ship:
        ship.write(*turns(2))
        until(lambda: not loki.faults)
        start = time.monotonic()
    assert time.monotonic() - start < 3
    assert "not sent yet" in ship.told[-1]


@pytest.mark.usefixtures("hurried")
def test_a_backlog_is_shown_and_memory_is_bounded(tmp_path: Path, loki: Loki) -> None:
    loki.faults += [(503, " \n")] * 9
    ship = Shipping(tmp_path, loki)
    ship.write(*({"type": "request", "seq": n, "headers": {}, "body": "x" * 20_000} for n in range(300)))
    with ship:
        seen = until(lambda: (s := ship.sink.stats())["status"] == "down" and s)
        assert (seen["backlog_lines"], seen["backlog_bytes"] > 6_000_000) == (300, True)
        assert "503" in seen["last_error"]
        assert re.match(r"Loki is down: 503 \w+", ship.told[0])  # there is a reason, also where they gave none
    assert len(loki.entries) == 300
    assert {status for _, status in loki.pushes} == {204}
    assert max(count for count, _ in loki.pushes) < 60  # 1 MB, not more


def test_a_success_of_a_proxy_before_loki_is_one() -> None:
    assert [lp.loki_verdict(status, "") for status in (200, 204)] == ["stored", "stored"]


def test_labels_have_clean_values() -> None:
    odd = dict(lp.loki_labels({"type": "a\ud800\ufffd" + "é" * 300, "_meta": 7}, {}))
    assert odd["log_type"].startswith("a??")
    assert len(odd["log_type"].encode()) <= 200
    assert lp.head_of_line(b'{"a":"x,\\"body\\":","body":"long"}') == {"a": 'x,"body":'}
    for line in (b"", b"[]", b'{"type":"request","_meta":{"ts":"x"}}'):
        with pytest.raises(ValueError, match="log line"):
            lp.loki_entries(line, {})


# ==============================================================================
# 19  Metrics
# ==============================================================================


def scrape(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=15) as answer:
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        text: str = answer.read().decode()
    return text


def test_metrics_tell_of_requests_tokens_and_cost(tmp_path: Path) -> None:
    usage = counted("prompt_tokens completion_tokens", 1000, 10)
    answer = as_json({"model": "gpt-4o", "choices": [], "usage": usage})
    with meeting(tmp_path, once(ok(answer))) as (upstream, proxy, client):
        body = as_json({"model": "gpt-4o", "messages": [of_user("x")]})
        client.ask(post(upstream, body, path="/v1/chat/completions"), b"}}")
        text = until(lambda: (t := scrape(proxy.port)) and "llm_proxy_exchanges_total{" in t and t)
    labels = '{provider="anthropic",model="gpt-4o"'
    assert f'llm_proxy_tokens_total{labels},type="input"}} 1000' in text
    assert f"llm_proxy_cost_usd_total{labels}}} 0.0026" in text
    assert f'llm_proxy_request_duration_seconds_bucket{labels},le="+Inf"}} 1' in text
    assert "llm_proxy_accepted_requests_total 1" in text
    if promtool := shutil.which("promtool"):
        checked = subprocess.run([promtool, "check", "metrics"], input=text.encode(), capture_output=True, check=False)
        assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")


def test_metrics_are_bounded_and_quoted() -> None:
    meter = lp.Meter()
    for n in range(500):
        meter.count("p", f'm"\\\n{n}', 200, f"e{n}", (0.06, 700.0), (1, 2), lp.Usage(output_tokens=5), 0.25)
    series = meter.snapshot()
    text = lp.render_metrics({"metrics": json.loads(json.dumps(series)), "active": 3})
    assert len(re.findall("^llm_proxy_cost_usd_total{", text, re.MULTILINE)) == len(series) < 250
    assert len(re.findall("^llm_proxy_errors_total{", text, re.MULTILINE)) < 250
    assert 'llm_proxy_tokens_total{provider="other",model="other",type="output"} 1500' in text
    name = 'llm_proxy_time_to_first_byte_seconds_bucket{provider="p",model="m\\"\\\\\\n0"'
    first = [line.rpartition(" ")[2] for line in text.split("\n") if line.startswith(name)]
    assert first == ["0"] + ["1"] * 13
    assert "llm_proxy_active_requests 3" in text
    assert "llm_proxy_uptime_seconds" not in text


def test_the_dashboard_is_whole() -> None:
    panels = lp.grafana_dashboard()["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels) == 8
    meter = lp.Meter()
    meter.count("p", "m", 500, "x", (0.1, 0.2), (1, 2), lp.Usage(), 0.5)
    known = set(re.findall(r"^llm_proxy_\w+", lp.render_metrics({"metrics": meter.snapshot()}), re.MULTILINE))
    for query in [panel["targets"][0]["expr"] for panel in panels]:
        assert set(re.findall(r"llm_proxy_\w+", query)) <= known
        assert query.count("(") == query.count(")")


def test_the_proxy_sends_its_log_to_loki(tmp_path: Path, loki: Loki) -> None:
    with running(tmp_path / "off") as proxy:
        disabled = {"status": "disabled", "last_error": None, "last_error_time": None}
        assert health(proxy.port, "/health/loki") == disabled
    changes = {"loki_enabled": True, "loki_batch_wait": 0.01, "loki_org_id": "t1", "loki_auth_token": "secret"}
    with meeting(tmp_path, once(ok(b"{}")), loki_url=loki.url, **changes) as (upstream, proxy, client):
        client.ask(post(upstream, b"hello"), b"{}")
        until(lambda: health(proxy.port, "/health/loki").get("entries_sent", 0) >= 3)
        assert health(proxy.port, "/health/loki")["status"] == "ok"
        assert "llm_proxy_loki_entries_sent_total" in scrape(proxy.port)
    (asked,) = [line for line in map(json.loads, loki.texts()) if line["type"] == "request"]
    assert (asked["body"], asked["request_sha"]) == ("hello", hashlib.sha256(b"hello").hexdigest())
    lines = (tmp_path / "logs").glob("*/*/*.jsonl")
    assert sorted(loki.texts()) == sorted(line for f in lines for line in f.read_text().split("\n") if line)
    assert (loki.heads[0]["X-Scope-OrgID"], loki.heads[0]["Authorization"]) == ("t1", "Bearer secret")


# ==============================================================================
# 31  Spool
# ==============================================================================


# Run in place of the recorder: it dies once, with the n-th time that a step is reached, or each time at a mark.
_DYING_RECORDER = """
import importlib.util, os, signal, sys
file, step, count, marker, *argv = sys.argv[1:]
spec = importlib.util.spec_from_file_location("llm_proxy", file)
lp = sys.modules["llm_proxy"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(lp)
lp._SMALL_BYTES = 30_000
left = int(count)

def reached(is_meant=lambda *values: True, before=False):
    def wrap(method):
        def run(*values):
            global left
            found = None if before else method(*values)
            if is_meant(found, *values):
                left -= 1
                if left <= 0 and not os.path.exists(marker):
                    open(marker, "w").close()
                    os.kill(os.getpid(), signal.SIGKILL)
            return method(*values) if before else found
        return run
    return wrap

class Told(lp.threading.Event):
    set = reached()(lp.threading.Event.set)

def consumed(method):
    def run(self, *values):
        method(self, *values)
        self.has_more = Told()
    return run

def poisoned(method):
    def run(self, content):
        if b"poison" in content:
            os.kill(os.getpid(), signal.SIGKILL)
        return method(self, content)
    return run

def emptied(method):
    def run(self, oldest):
        before = len(self._used)
        found = method(self, oldest)
        return once(found) if len(self._used) < before else found
    once = reached()(lambda found: found)
    return run

is_journal = lambda found, files, file, lines: file.startswith("journal")
steps = {
    "peek": (lp.Spool, "_append", reached(before=True)),
    "append": (lp.Spool, "_append", reached()),
    "consume": (lp.Spool, "__init__", consumed),
    "turn": (lp.Spool, "_turn", reached()),
    "empty": (lp.Spool, "release", emptied),
    "understand": (lp.Recorder, "take", reached()),
    "decide": (lp.Decisions, "save", reached(lambda found, self, position, values: bool(values))),
    "keep": (lp.Redo, "begin", reached()),
    "half kept": (lp.pickle, "dumps", reached()),
    "commit": (lp.Store, "commit", reached()),
    "line": (lp.LogFiles, "append", reached(lambda *values: not is_journal(*values))),
    "journal": (lp.LogFiles, "append", reached(is_journal)),
    "mark": (lp.Recorder, "write_out", reached()),
    "poison": (lp.Copy, "keep", poisoned),
}
if step in steps:
    owner, name, wrap = steps[step]
    setattr(owner, name, wrap(getattr(owner, name)))
sys.exit(lp.main(argv))
"""


def dying_at(monkeypatch: Patch, tmp_path: Path, step: str, count: int = 1) -> Path:
    """Recorders die at this step; returns the file that then exists."""
    marker = tmp_path / "died"
    script = tmp_path / "dying.py"
    script.write_text(_DYING_RECORDER)
    command = [sys.executable, str(script), lp.__file__, step, str(count), str(marker)]
    monkeypatch.setattr(lp, "command_of_module", lambda *args: [*command, *args])
    return marker


def recorders_with(monkeypatch: Patch, tmp_path: Path, change: str) -> None:
    """Recorders are started in which `lp` is changed."""
    script = tmp_path / "changed.py"
    script.write_text(
        "import importlib.util, sys\n"
        "spec = importlib.util.spec_from_file_location('llm_proxy', sys.argv[1])\n"
        "lp = sys.modules['llm_proxy'] = importlib.util.module_from_spec(spec)\n"
        f"spec.loader.exec_module(lp)\n{change}\n"
        "sys.exit(lp.main(sys.argv[2:]))\n"
    )
    monkeypatch.setattr(lp, "command_of_module", lambda *args: [sys.executable, str(script), lp.__file__, *args])


def with_values(monkeypatch: Patch, **values: Any) -> None:
    """Constants of the module, for this test."""
    for name, value in values.items():
        monkeypatch.setattr(lp, name, value)


def one_exchange(upstream: RawUpstream, proxy: lp.Proxy, body: bytes, mark: bytes = b"hello") -> None:
    """On a connection of its own; the answer is there once its mark is."""
    with Client(proxy.port) as client:
        client.ask(post(upstream, body), mark)


def told_log(directory: Path) -> list[list[Any]]:
    """The log's lines, file by file, without what no two runs have in common."""
    files = []
    for file in Path(directory).glob("*/*/*.jsonl"):
        lines, ids = [], dict[str, str]()
        for line in file.read_text().splitlines():
            for found in re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\d{8}-\d{6}-[0-9a-f]{8}", line):
                ids.setdefault(found, f"id{len(ids)}")
            named = re.sub(r'"(ttfb_ms|total_ms|delta_ms)":\d+', r'"\1":0', line)
            for found, name in ids.items():
                named = named.replace(found, name)
            value = json.loads(named)
            value["_meta"].pop("ts")
            for chunk in value.get("chunks", ()):
                chunk.pop("ts")
            lines.append(value)
        files.append(lines)
    return sorted(files, key=str)


_STEPS, _COUNTS = "peek append consume understand line mark".split(), (1, 4, 9) if IS_ALL else (1,)
_DIES = [(step, count) for step in _STEPS for count in _COUNTS]
_DIES += [("turn", 1), ("turn", 2), ("empty", 1), ("decide", 1), ("keep", 2), ("half kept", 3)]
_DIES += [("commit", 3), ("journal", 1), ("journal", 3)]


@unless_few
@parametrize("step, count", _DIES, ids=[f"{step}-{count}" for step, count in _DIES])
def test_a_recorder_killed_at_any_step_costs_nothing(tmp_path: Path, monkeypatch: Patch, step: str, count: int) -> None:
    """Short exchanges, a stream that runs all the time, a WebSocket with turns: the log is as it is without a kill."""
    go = threading.Event()
    event = b"data: %s\n\n" % as_json(typed("response.completed", response={"id": "r1", "status": "completed"}))

    def script(conn: RawConnection, _number: int) -> None:
        while True:
            head, body = conn.read_request()
            if b"/stream" in head.split(b"\r\n")[0]:
                conn.send(crlf("HTTP/1.1 200 OK|Content-Type: text/event-stream|Transfer-Encoding: chunked||"))
                conn.send(crlf("9|data: 1\n\n|"))
                go.wait(30)
                conn.send(crlf("%x|%s|0||") % (len(event), event))
            else:
                conn.send(ok(b'{"id": "a", "usage": {"input_tokens": 1}, "echo": %d}' % len(body)))

    def talk(upstream: RawUpstream, directory: Path) -> None:
        go.clear()
        with running(directory) as proxy, Client(proxy.port) as long, Client(proxy.port) as client:
            body = as_json({"model": "m", "messages": [of_user("long")]})
            long.ask(post(upstream, body, b"session-id: long", path="/stream/v1/messages"), b"data: 1\n\n\r\n")
            for number in range(12):
                said = [of_user(f"{n} {'x' * 5000}") for n in range(number + 1)]
                body = as_json({"model": "m", "messages": said[-2:]})
                client.ask(post(upstream, body, b"session-id: s%d" % (number % 2)), b'"echo": ')
                until(lambda: not proxy.link.lag_bytes, "it is understood", 30)
            go.set()
            long.read_until(crlf("0||"))
            until(lambda: not proxy.link.lag_bytes, "it is understood", 30)
            assert proxy.link.dropped_bytes == 0

    whole, killed = tmp_path / "whole", tmp_path / "killed"
    with RawUpstream(script) as upstream:
        talk(upstream, whole)
        marker = dying_at(monkeypatch, tmp_path, step, count)
        talk(upstream, killed)
    assert marker.exists()
    told = told_log(whole / "logs")
    assert told_log(killed / "logs") == told
    journal = b"".join(file.read_bytes() for file in (killed / "logs" / "journal").iterdir())
    noted = [(note["file"], note["offset"], note["length"]) for note in map(json.loads, journal.splitlines())]
    assert len(set(noted)) == len(noted) == sum(map(len, told))
    for file, offset, length in noted:
        line = (killed / "logs" / file).read_bytes()[offset : offset + length]
        assert (line[:1], line[-2:]) == (b"{", b"}\n")


@parametrize("is_small", [False, True])
def test_recorders_killed_again_and_again_under_load_cost_nothing(
    tmp_path: Path, monkeypatch: Patch, is_small: bool
) -> None:
    """At any moment, some times; each exchange has its two lines, whole, and the numbers have no gap.

    Also where frames lie in two files, files turn and what was decided is written anew all the time.
    """
    if is_small:
        names = "lp._SMALL_BYTES, lp._TAKE_BYTES, lp._READER_BYTES, lp._DECISIONS_BYTES"
        recorders_with(monkeypatch, tmp_path, f"{names} = 200_000, 90_000, 70_000, 2_000")
    is_over, kills = threading.Event(), 4 if is_small else 8
    numbers, lock = itertools.count(1), threading.Lock()

    def pad_of(number: int) -> str:
        return "x" * (number * 997 % 30_000)

    def ask(upstream: RawUpstream, port: int, session: int) -> None:
        with Client(port) as client:
            while not is_over.wait(0.02):
                with lock:
                    number = next(numbers)
                body = as_json({"n": number, "pad": pad_of(number)})
                client.ask(post(upstream, body, b"session-id: s%d" % session), b"hello")

    with RawUpstream(always(ok())) as upstream, running(tmp_path, recorder_buffer_bytes=1 << 30) as proxy:
        threads = [threading.Thread(target=ask, args=(upstream, proxy.port, n // 2)) for n in range(4)]
        for thread in threads:
            thread.start()
        slow, request = Client(proxy.port), post(upstream, b"x" * 40)
        slow.send(request[:-20])
        link, chance = proxy.link, random.Random(17)
        for number in range(kills):
            before = link.written
            until(lambda: link.pid and link.written > before, "it works", 30)  # noqa: B023 -- it is called here
            threading.Event().wait(chance.random() * 0.05)
            os.kill(link.pid or 0, signal.SIGKILL)
            until(lambda: link.restarts > number)  # noqa: B023
        is_over.set()
        for thread in threads:
            thread.join()
        slow.send(request[-20:]).read_until(b"hello")
        slow.close()
        until(lambda: not proxy.link.lag_bytes, "all is understood", 60)
        told = health(proxy.port)["recorder"]
        assert (told["restarts"], told["dropped_bytes"]) == (kills, 0)
    count = next(numbers) - 1
    pairs = pairs_of(tmp_path, count + 1)
    (alone,) = [pair for pair in pairs if "Session-Id" not in pair[0]["headers"]]
    assert [line["body"] for line in alone] == ["x" * 40, "hello"]
    pairs.remove(alone)
    lines = [line for line in log_lines(tmp_path) if line["type"] in ("request", "response")]
    assert len(lines) == 2 * len({line["_meta"]["request_id"] for line, _ in pairs}) + 2 == 2 * count + 2
    assert not [line for line in lines if "truncated" in line or not line["body"]]
    bodies = sorted((json.loads(line["body"]) for line, _ in pairs), key=lambda body: int(body["n"]))
    assert bodies == [{"n": n, "pad": pad_of(n)} for n in range(1, count + 1)]
    seqs: dict[str, list[int]] = {}
    for line, _ in pairs:
        seqs.setdefault(line["_meta"]["session"], []).append(line["seq"])
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in seqs.values())


def test_an_exchange_over_which_recorders_die_is_passed_over(tmp_path: Path, monkeypatch: Patch) -> None:
    dying_at(monkeypatch, tmp_path, "poison")
    with RawUpstream(always(ok())) as upstream, running(tmp_path) as proxy:
        for text in (b"one ", b"poison ", b"two "):
            one_exchange(upstream, proxy, text * 5000)
        pairs = sorted(pairs_of(tmp_path, 3), key=lambda pair: pair[0]["_meta"]["ts"])
        assert 2 <= proxy.link.restarts <= 3
        assert "passed" not in health(proxy.port)["recorder"]["last_error"]
        assert "two recorders in a row have ended over exchange 2" in health(proxy.port)["recorder"]["last_error"]
    assert [q["body"][:3] for q, _ in pairs if q.get("body")] == ["one", "two"]
    assert [(q.get("truncated"), r.get("truncated")) for q, r in pairs] == [
        (None, None),
        ("recorder",) * 2,
        (None, None),
    ]
    assert [r["status"] for _, r in pairs] == [200] * 3


def test_a_recorder_that_dies_at_each_start_is_tried_again_with_pauses(tmp_path: Path, monkeypatch: Patch) -> None:
    """And what waited meanwhile is logged once one works."""
    works = lp.command_of_module
    monkeypatch.setattr(lp, "command_of_module", lambda *args: ["/bin/false", *args])
    with RawUpstream(always(ok())) as upstream, running(tmp_path) as proxy:
        one_exchange(upstream, proxy, b"{}")
        until(lambda: proxy.link.restarts == 6)
        assert health(proxy.port)["status"] == "degraded"
        assert proxy.link.restarts < 8  # it is not tried without end
        monkeypatch.setattr(lp, "command_of_module", works)
        pairs_of(tmp_path, 1)
        until(lambda: health(proxy.port)["status"] == "ok")


@pytest.fixture
def files(monkeypatch: Patch) -> Iterator[list[int]]:
    """Those of a spool in memory, of which the small ones are full with 100 bytes."""
    with_values(monkeypatch, _SMALL_BYTES=100, _TAKE_BYTES=100, _LARGE_FILES=4, _MEMORY_FILES=6)
    made = [lp.nameless_file("") for _ in range(6)]
    yield made
    for fd in made:
        os.close(fd)


def spool_of(files: Sequence[int]) -> lp.Spool:
    cells = memoryview(bytearray(4096)).cast("Q")
    for number in range(1, len(files)):
        cells[lp._BASES + number] = lp._NOWHERE
    return lp.Spool(cells, files, 0, 200, 5000)


def taken(spool: lp.Spool, size: int) -> int:
    """How many of so many bytes it takes."""
    done = spool._append(memoryview(bytes(size)))
    spool.taken += done
    return done


def test_frames_that_lie_in_two_files_are_read(files: list[int], monkeypatch: Patch) -> None:
    """Wherever the reader's buffer ends: nothing is only where there is no whole frame."""
    with_values(monkeypatch, _SMALL_BYTES=130, _TAKE_BYTES=30)
    wire = b"".join(lp.FRAME.pack(n % 40, lp.F_REQUEST_DATA, n, 0.0) + b"x" * (n % 40) for n in range(18))
    for size in range(50, 400, 7):
        monkeypatch.setattr(lp, "_READER_BYTES", size)
        for fd in files:
            os.ftruncate(fd, 0)
        spool = spool_of(files)
        while spool.taken < len(wire):
            done = spool._append(memoryview(wire)[spool.taken : spool.taken + 25])
            assert done
            spool.taken += done
        reader, found = lp.SpoolReader(spool, 0), list[int]()
        while frames := reader.read(len(wire)):
            found += [number for _, number, _, _ in frames]
        assert found == list(range(18))
        assert reader.position == len(wire)


def test_a_file_that_took_nothing_is_not_taken_for_the_next_one(files: list[int]) -> None:
    """A turn to a disk that is full, another to memory, at the same place; then the recorder is killed."""
    files += [lp.nameless_file("") for _ in range(2)]
    spool = spool_of(files)
    assert taken(spool, 100) == 100
    spool._turn()
    spool._turn()
    spool._turn()
    assert taken(spool, 10) == 10
    assert len(spool._used) == 2
    after = lp.Spool(spool._cells, files, spool.taken, 200, 5000)
    assert after._used == spool._used


def test_decisions_written_anew_are_those_of_finished_batches(files: list[int]) -> None:
    cells = memoryview(bytearray(4096)).cast("Q")
    decisions = lp.Decisions(cells, files[:2], print)
    decisions.save(10, {"a": 1, "b": 2})
    decisions._limit = 1
    decisions.compact(10, lambda: {"b": 2})
    decisions.save(20, {"c": 3, "b": None})  # killed before that batch was finished
    assert lp.Decisions(cells, files[:2], print).load(10) == {"b": 2}
    assert lp.Decisions(cells, files[:2], print).load(20) == {"b": 2}  # what was not finished is gone for good


def test_what_another_version_had_decided_is_enough_to_end_an_exchange(files: list[int], monkeypatch: Patch) -> None:
    """The program's file may have been replaced while the proxy runs: all else of it may mean something else."""
    cells, place = memoryview(bytearray(4096)).cast("Q"), lp.Place("s", 3, "h/f.jsonl")
    said = {"r1": {"place": place, "identity": {"client": "x"}}, 7: (1.0, b"opening", b""), "passed": [4]}
    with monkeypatch.context() as other:
        other.setattr(lp, "_form_of_decisions", lambda: 1)
        lp.Decisions(cells, files[:2], print).save(10, said)
    assert lp.Decisions(cells, files[:2], print).load(10) == {**said, "r1": {"place": place}}


def test_a_spool_without_a_disk_takes_no_more_than_fits(files: list[int]) -> None:
    """And what is given up of it is what runs longest."""
    spool = spool_of(files)
    assert [taken(spool, 150) for _ in range(6)] == [150] * 6  # the first two are full then, and the third
    spool.note_frame(0)
    assert spool.read_into(0, memoryview(bytearray(1000))) == 150  # to the end of the first file
    assert spool.read_into(300, memoryview(bytearray(1000))) == 300
    while done := taken(spool, 150):
        assert spool.taken <= 6 * 300 or not done
    assert taken(spool, 1) == 0
    for position in range(0, spool.taken, 150):
        spool.note_frame(position)
    spool._cells[lp._UNDERSTOOD] = spool.taken
    assert spool.release(0) == 150  # an exchange runs that began in the first file: up to here it must be given up
    assert spool.release(150) is None
    assert spool._cells[lp._FIRST] == 150
    assert taken(spool, 150) == 150  # in the first file again


def test_a_disk_that_is_full_is_left_alone(files: list[int], tmp_path: Path, monkeypatch: Patch) -> None:
    files += [lp.nameless_file(str(tmp_path)) for _ in range(2)]
    assert list(tmp_path.iterdir()) == []
    spool = spool_of(files)
    while spool._used[-1] < 6:
        assert taken(spool, 150)
    assert taken(spool, 10_000) == 5000 - (spool.taken - 5000 if spool.taken > 5000 else 0) or spool.taken == 5000
    assert taken(spool, 1) == 0  # so much may wait where the disk is used
    spool._cells[lp._UNDERSTOOD] = spool.taken
    write = lp.write_all

    def full(fd: int, content: bytes | memoryview, at: int | None = None) -> None:
        if fd in files[6:]:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(fd, content, at)

    monkeypatch.setattr(lp, "write_all", full)
    assert taken(spool, 10) == 0
    for position in range(0, spool.taken, 10):
        spool.note_frame(position)
    assert spool.release(spool.taken) is None
    assert (taken(spool, 10), spool._used[-1] < 6) == (10, True)


def test_a_large_file_is_left_when_little_waits(files: list[int]) -> None:
    """Else it would keep what it holds, and a new recorder would read all of that again."""
    spool = spool_of(files)
    for at in range(3):
        assert taken(spool, 150) == 150
        spool.note_frame(150 * at)
    assert spool._used == [0, 1, 2]
    spool._cells[lp._UNDERSTOOD] = spool.taken
    spool.rest()
    assert spool._used == [0, 1, 2]  # both small ones hold what may be wanted again
    assert spool.release(spool.taken) is None
    assert spool._used == [2]
    spool.rest()
    assert spool.release(spool.taken) is None
    assert spool._used in ([0], [1])
    spool.trim()
    assert [os.fstat(fd).st_size for fd in files[2:]] == [0, 0, 0, 0]
    assert taken(spool, 50) == 50
    assert spool.read_into(450, memoryview(bytearray(1000))) == 50


def test_what_has_run_longer_than_the_spool_reaches_back_is_lost_only_if_the_recorder_dies(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    recorders_with(monkeypatch, tmp_path, "lp._SMALL_BYTES, lp._RECOVERY_BYTES = 30_000, 60_000")
    go = threading.Event()

    def answer(conn: RawConnection, _number: int) -> None:
        while True:
            head, _ = conn.read_request()
            if b"/slow" in head:
                conn.send(crlf("HTTP/1.1 200 OK|Content-Length: 2||a"))
                go.wait(30)
                conn.send(b"b")
            else:
                conn.send(ok())

    with RawUpstream(answer) as upstream, running(tmp_path) as proxy:
        slow = [Client(proxy.port).send(get(upstream, f"/slow/{n}")) for n in range(2)]
        for client in slow:
            client.read_until(crlf("||a"))
        for _ in range(10):
            one_exchange(upstream, proxy, b"x" * 20_000)
            until(lambda: not proxy.link.lag_bytes)
        os.kill(proxy.link.pid or 0, signal.SIGKILL)
        until(lambda: proxy.link.restarts and proxy.link.pid)
        go.set()
        for client in slow:
            client.read_until(b"ab")
            client.close()
        pairs = pairs_of(tmp_path, 12)
    assert [(q["method"], r["status"], r.get("truncated")) for q, r in pairs[:10]] == [("POST", 200, None)] * 10
    assert sorted((q["path"], r["error"]["kind"]) for q, r in pairs[10:]) == [("/slow/0", "lost"), ("/slow/1", "lost")]
    assert len(of_type(tmp_path, "request")) == 12


def test_a_recorder_that_takes_nothing_is_replaced_and_costs_nothing(tmp_path: Path, monkeypatch: Patch) -> None:
    with_values(monkeypatch, _INSPECT_S=0.1, _UNTAKEN_S=0.5)
    with RawUpstream(always(ok(b"a" * 50_000))) as upstream, running(tmp_path, recorder_buffer_bytes=1 << 30) as proxy:
        one_exchange(upstream, proxy, b"{}", b"a" * 50_000)
        pairs_of(tmp_path, 1)
        first = until(lambda: proxy.link.pid)
        os.kill(first, signal.SIGSTOP)
        sent = 0
        while not proxy.link.restarts and sent < 5000:
            sent += 1
            one_exchange(upstream, proxy, b"q" * 50_000, b"a" * 50_000)
        assert proxy.link.dropped_bytes == 0
        pairs = pairs_of(tmp_path, sent + 1)
        until(lambda: proxy.link.written == sent + 1)
        assert proxy.link.restarts == 1
    assert len(pairs) == sent + 1
    assert {(len(q["body"]), len(r["body"])) for q, r in pairs[1:]} == {(50_000, 50_000)}


def test_what_nobody_takes_is_dropped_from_bodies_never_from_lines(tmp_path: Path, monkeypatch: Patch) -> None:
    """The memory for it is bounded."""
    monkeypatch.setattr(lp, "_UNTAKEN_S", 60.0)
    with RawUpstream(always(ok(b"a" * 50_000))) as upstream, running(tmp_path, recorder_buffer_bytes=1 << 20) as proxy:
        one_exchange(upstream, proxy, b"{}", b"a" * 50_000)
        pairs_of(tmp_path, 1)
        pid = until(lambda: proxy.link.pid)
        os.kill(pid, signal.SIGSTOP)
        try:
            sent = 0
            while proxy.link.dropped_bytes < 300_000 and sent < 500:
                sent += 1
                one_exchange(upstream, proxy, b"q" * 50_000, b"a" * 50_000)
            assert proxy.link.dropped_bytes > 0
            assert health(proxy.port)["recorder"]["lag_bytes"] > 1 << 20
        finally:
            os.kill(pid, signal.SIGCONT)
        pairs = pairs_of(tmp_path, sent + 1)
    assert len(pairs) == sent + 1
    assert {(q["size"], r["size"]) for q, r in pairs[1:]} == {(50_000, 50_000)}
    for line in [line for pair in pairs for line in pair]:
        assert len(line["body"]) == line["size"] or line["truncated"] == "backlog"
    assert any("truncated" in q for q, _ in pairs)
    assert {r.get("truncated") for _, r in pairs} == {None, "backlog"}


def test_recorders_that_all_stand_still_are_told(
    tmp_path: Path, monkeypatch: Patch, caplog: pytest.LogCaptureFixture
) -> None:
    """Each is replaced before its own silence is long; that of all of them is."""
    with_values(monkeypatch, _INSPECT_S=0.05, _UNTAKEN_S=0.1, SILENT_S=2.0, STUCK_S=4.0)
    still = "lambda *_: lp.threading.Event().wait(60)"
    recorders_with(monkeypatch, tmp_path, f"lp.Spool.take_all = lp.SpooledRecorder.run = {still}")
    with RawUpstream(always(ok())) as upstream, running(tmp_path, recorder_buffer_bytes=1 << 20) as proxy:
        with Client(proxy.port) as client:
            for _ in range(200):
                client.ask(post(upstream, b"q" * 60_000), b"hello")
        until(lambda: proxy.link.restarts >= 2, "two are replaced", 30)
        until(lambda: health(proxy.port)["status"] == "degraded", "it is told")
        assert proxy.link.dropped_bytes > 0
        until(lambda: "bytes of bodies are not in it" in caplog.text, "what is dropped is told")
        monkeypatch.undo()


def test_a_recorder_that_stands_still_is_told_and_replaced(tmp_path: Path, monkeypatch: Patch) -> None:
    """By /health and /ready, while traffic goes on; what could not be written meanwhile is."""
    with_values(monkeypatch, _INSPECT_S=0.05, SILENT_S=2.5, STUCK_S=6.0)
    with meeting(tmp_path, always(ok())) as (upstream, proxy, client):
        client.ask(post(upstream), b"hello")
        pairs_of(tmp_path, 1)
        first = health(proxy.port)["recorder"]["pid"]
        os.kill(first, signal.SIGSTOP)
        client.ask(post(upstream), b"hello")
        found = until(lambda: (view := health(proxy.port))["status"] == "degraded" and view, "trouble is told")
        assert found["recorder"]["silent_s"] >= 2.5

        def is_ready() -> bool:
            connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=15)
            connection.request("GET", "/ready")
            answer = connection.getresponse()
            text = answer.read()
            connection.close()
            assert (b"stands still" in text) is (answer.status == 503)
            return answer.status == 200

        until(lambda: not is_ready(), "/ready says no")
        until(lambda: health(proxy.port)["recorder"]["pid"] not in (None, first), "another recorder")
        client.ask(post(upstream), b"hello")
        assert len(pairs_of(tmp_path, 3)) == 3
        until(lambda: health(proxy.port)["status"] == "ok")
        assert is_ready()


# ==============================================================================
# 32  Web
# ==============================================================================


def test_health_tells_how_it_stands(tmp_path: Path) -> None:
    with running(tmp_path) as proxy:
        until(lambda: proxy.link.stats)
        value = health(proxy.port)
        assert (value["status"], value["version"], value["active"]) == ("ok", lp.__version__, 0)
        assert (value["uptime_s"] >= 0, value["recorder"]["state"]) == (True, "process")
        for line, wanted in (
            ("GET /health", r"200 OK|Content-Type: text/plain.*||ok"),
            ("GET /ready", '200 .*{"ready": true}\n'),
            ("GET /live", '200 .*{"live": true}\n'),
            ("OPTIONS *", "204 No Content|Connection: close||"),
            ("HEAD /health", r"200 OK|.*||"),
        ):
            with Client(proxy.port) as client:
                got = client.send(local(line, b"Accept: text/plain", b"Connection: close")).read_all()
            assert re.fullmatch(crlf("HTTP/1.1 " + wanted), got, re.DOTALL)


# ==============================================================================
# 23  Sockets
# ==============================================================================

TEST_KEY = """-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg5vSXq2nrkfzeNe8W
vMeKZz5gnTVsuPa0x273JKWu1BahRANCAAQs/j+ITM5HeNh+5PafQanaDj1NYDIF
2ZXrVDwGKCm9isZahzUnd67F57tON3/TP4i9+CPtQdKglK7aAdC5iKfk
-----END PRIVATE KEY-----
"""
TEST_CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBpTCCAUugAwIBAgIUeY7uUt8Hl/BiHRA6yjR794XpKZAwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwObGxtLXByb3h5IHRlc3QwIBcNMjYxMTIxMDQ1NTExWhgPMjEy
NjEwMjgwNDU1MTFaMBkxFzAVBgNVBAMMDmxsbS1wcm94eSB0ZXN0MFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAELP4/iEzOR3jYfuT2n0Gp2g49TWAyBdmV61Q8Bigp
vYrGWoc1J3euxee7Tjd/0z+Ivfgj7UHSoJSu2gHQuYin5KNvMG0wHQYDVR0OBBYE
FGENhmLqTXqjY0WvNjNoGe6HWkn7MB8GA1UdIwQYMBaAFGENhmLqTXqjY0WvNjNo
Ge6HWkn7MBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCIQD4oK811/VQjG1Yhhy7DEaoHQ4x+aOX6Ygb
MLon5SGooQIgHn87AXGpReusn9CMHSGEcOAXq97Q9jYAxEHm3E3vo7k=
-----END CERTIFICATE-----
"""


def test_both_loopback_addresses_share_one_port() -> None:
    sockets = lp.open_listeners(("127.0.0.1", "::1"), 0)
    assert len({sock.getsockname()[1] for sock in sockets}) == 1
    for sock in sockets:
        sock.close()


def test_a_taken_port_is_named_with_its_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(lp.ProxyError, match=rf"127\.0\.0\.1:{port}: Address already in use; choose another --port"):
            lp.open_listeners(("127.0.0.1",), port)
    with pytest.raises(lp.ProxyError, match=r"cannot listen on no\.such\.host\.invalid"):
        lp.open_listeners(("no.such.host.invalid",), 0)


def test_tls_trusts_the_named_file_or_the_system(tmp_path: Path, monkeypatch: Patch) -> None:
    missing, ca, empty = (str(tmp_path / name) for name in ("missing.pem", "ca.pem", "empty.pem"))
    Path(ca).write_text(TEST_CERTIFICATE)
    Path(empty).write_text("")
    variables = ("NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    for name in variables:
        monkeypatch.delenv(name, raising=False)

    def trusted(file: str = "") -> int:
        return lp.build_tls_context(file).cert_store_stats()["x509_ca"]

    with pytest.raises(lp.ConfigError, match="ca_file"):
        trusted(missing)
    assert trusted(ca) >= 1
    monkeypatch.setenv("SSL_CERT_FILE", empty)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setattr(lp, "_SYSTEM_BUNDLES", (ca,))
    assert trusted() == 1
    monkeypatch.setattr(lp, "_SYSTEM_BUNDLES", ())
    for name in variables:  # what the client trusts by its variable
        monkeypatch.setenv(name, missing)  # there for others: no error of ours
        with pytest.raises(lp.ConfigError, match="set ca_file"):
            trusted()
        monkeypatch.setenv(name, ca)
        assert trusted() == 1
        monkeypatch.delenv(name)


# ==============================================================================
# 33  AWS credentials
# ==============================================================================
# Our chain and botocore's, given the same home, the same environment and the
# same servers, find the same keys.  Every secret of these tests has the word
# hush, and no message may.

AWS_LATER, AWS_PAST = "2099-01-01T00:00:00Z", "2001-01-01T00:00:00Z"
AWS_ROLE = "arn:aws:iam::1:role/a"
AWS_STS_XML = "https://sts.amazonaws.com/doc/2011-06-15/"
IMDS_PATH = "/latest/meta-data/iam/security-credentials/"
IMDS_NAMES = "AccessKeyId SecretAccessKey Token Expiration"
AwsFound = tuple[str, str, str]  # the two keys and the token


def aws_keys_of(*parts: object) -> AwsFound:
    """Keys that tell what was asked and by whom."""
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
    return f"ASIA{digest}", f"hush-secret-{digest}", f"hush-token-{digest}"


def aws_answer_of(names: str, *parts: object, expires: object = AWS_LATER) -> bytes:
    return json.dumps(dict(zip(names.split(), (*aws_keys_of(*parts), expires), strict=True))).encode()


class AwsServices(http.server.BaseHTTPRequestHandler):
    """STS, the SSO portal, OIDC, container and instance metadata on one port."""

    faults: ClassVar[dict[str, tuple[int, bytes]]] = {}

    def _reply(self) -> None:
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, answer = self.faults.get(path) or self._answer(path, query, body)
        if status == 503:  # but once
            del self.faults[path]
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_CONNECT = _reply  # noqa: N815 -- http.server's names

    def _answer(self, path: str, query: str, body: bytes) -> tuple[int, bytes]:
        if path == "/":
            return self._sts(dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True)))
        if path == "/federation/credentials":
            return self._sso("&".join(sorted(query.split("&"))))
        if path == "/token":
            token = f"hush-{json.loads(body)['refreshToken']}"
            return 200, json.dumps({"accessToken": token, "expiresIn": 3600, "refreshToken": "hush-2"}).encode()
        if path == "/container":
            return 200, aws_answer_of(IMDS_NAMES, "container", self.headers.get("Authorization"))
        if path == "/latest/api/token":
            return 200, b"hush-imds"
        if path == IMDS_PATH:
            return 200, b"role-x"
        if path == IMDS_PATH + "role-x":
            return 200, aws_answer_of(IMDS_NAMES, "imds", self.headers.get("x-aws-ec2-metadata-token"))
        return 404, b"hush"

    def _sts(self, form: dict[str, str]) -> tuple[int, bytes]:
        signer = re.search(r"Credential=([^/]*)/\d+/([^,]*)", self.headers.get("Authorization", ""))
        name = form.pop("RoleSessionName", "")
        form["name"] = "" if name.startswith(("botocore-session", "llm-proxy")) else name
        action = form["Action"]
        if form.get("RoleArn", "").endswith("denied"):
            error = "<Error><Code>AccessDenied</Code><Message>you may\nnot</Message></Error><hush/>"
            return 403, f'<ErrorResponse xmlns="{AWS_STS_XML}">{error}</ErrorResponse>'.encode()
        who = (signer and signer.groups(), self.headers.get("X-Amz-Security-Token"), sorted(form.items()))
        names = ("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration")
        texts = zip(names, (*aws_keys_of(who), AWS_LATER), strict=True)
        body = "<Credentials>" + "".join(f"<{name}>{text}</{name}>" for name, text in texts) + "</Credentials>"
        inner = f"<{action}Result>{body}</{action}Result>"
        return 200, f'<{action}Response xmlns="{AWS_STS_XML}">{inner}</{action}Response>'.encode()

    def _sso(self, query: str) -> tuple[int, bytes]:
        token = self.headers.get("x-amz-sso_bearer_token", "")
        if "void" in token:
            return 401, b'{"message": "hush"}'
        if "denied" in query:
            return 403, b'{"message": "No access", "other": "hush"}'
        names = "accessKeyId secretAccessKey sessionToken expiration"
        return 200, b'{"roleCredentials": %s}' % aws_answer_of(names, token, query, expires=4070908800000)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def aws_port() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), AwsServices)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@functools.cache
def botocore_loader() -> Any:
    return pytest.importorskip("botocore.loaders", reason="botocore is not installed").create_loader()


class AwsWorld:
    """A home directory and an environment, made anew for each of the two that look at it."""

    def __init__(self, home: Path, port: int, monkeypatch: Patch) -> None:
        self.home, self.url, self._monkeypatch = home, f"http://127.0.0.1:{port}", monkeypatch
        monkeypatch.setattr(lp, "_RETRY_PAUSE_S", 0)
        monkeypatch.setattr(lp, "_CONTAINER_HOST", f"127.0.0.1:{port}")
        monkeypatch.setattr(AwsServices, "faults", {})

    def make(self, env: dict[str, str], files: dict[str, str]) -> dict[str, str]:
        """Write the files, named below ~/.aws; returns the environment, with URL and HOME put in."""
        for name, text in files.items():
            path = self.home / ".aws" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self._fill(text))
        services = ("URL_STS", "URL_SSO", "URL_SSO_OIDC")
        usual = {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true"}
        usual |= {f"AWS_ENDPOINT_{name}": self.url for name in services}
        usual |= {"AWS_EC2_METADATA_SERVICE_ENDPOINT": self.url, "BOTO_CONFIG": "/nowhere", "HOME": str(self.home)}
        return usual | {name: self._fill(text) for name, text in env.items()}

    def _fill(self, text: str) -> str:
        return text.replace("{HOME}", str(self.home)).replace("{URL}", self.url)

    def ours(self, env: dict[str, str], files: dict[str, str]) -> AwsFound | str:
        """The keys, or the message."""
        try:
            keys = lp.find_keys(self.make(env, files))
        except lp.CredentialsError as e:
            message = str(e)
        else:
            return keys.access_key, keys.secret_key, keys.token
        assert "hush" not in message.lower()
        assert "\n" not in message
        return message

    @contextlib.contextmanager
    def botocore(self, env: dict[str, str]) -> Iterator[Any]:
        """A session of botocore's in this environment, which has nothing of ours.  Skips where it is missing."""
        credentials = pytest.importorskip("botocore.credentials", reason="botocore is not installed")
        tokens, utils = pytest.importorskip("botocore.tokens"), pytest.importorskip("botocore.utils")
        cache, host = str(self.home / ".aws/sso/cache"), self.url.removeprefix("http://")
        with self._monkeypatch.context() as patch:
            patch.setattr(credentials.SSOProvider, "_SSO_TOKEN_CACHE_DIR", cache)
            patch.setattr(tokens.SSOTokenProvider, "_SSO_TOKEN_CACHE_DIR", cache)
            patch.setattr(utils.ContainerMetadataFetcher, "SLEEP_TIME", 0)
            patch.setattr(utils.ContainerMetadataFetcher, "IP_ADDRESS", host)
            for name in list(os.environ):
                patch.delenv(name)
            for name, value in env.items():
                patch.setenv(name, value)
            session = pytest.importorskip("botocore.session").Session()
            session.register_component("data_loader", botocore_loader())
            yield session

    def theirs(self, env: dict[str, str], files: dict[str, str]) -> AwsFound | None:
        with self.botocore(self.make(env, files)) as session:
            try:
                found = session.get_credentials().get_frozen_credentials()
            except Exception:  # noqa: BLE001 -- botocore's many, and the AttributeError of None
                return None
            return found.access_key, found.secret_key, found.token or ""

    def compare(self, ours: AwsFound | str, env: dict[str, str], files: dict[str, str]) -> None:
        """Last in a test, for it skips where botocore is missing."""
        assert self.theirs(env, files) == (None if isinstance(ours, str) else ours), ours


@pytest.fixture
def aws_world(tmp_path: Path, aws_port: int, monkeypatch: Patch) -> AwsWorld:
    return AwsWorld(tmp_path, aws_port, monkeypatch)


def sso_file(name: str) -> str:
    return f"sso/cache/{hashlib.sha1(name.encode()).hexdigest()}.json"


def sso_token(expires: str = AWS_LATER, **more: str) -> str:
    token = {"accessToken": "hush-sso", "expiresAt": expires, "startUrl": "https://s/start", "region": "eu-west-1"}
    return json.dumps(token | more)


# What one word of a row below stands for.
AWS_WORDS = {
    "ROLE": f"role_arn={AWS_ROLE}",
    "BASE": f"role_arn={AWS_ROLE} source_profile=base external_id=ext",
    "SSO": "sso_account_id=111 sso_role_name=Reader",
    "PLACE": "sso_start_url=https://s/start sso_region=eu-west-1",
    "JWT": "web_identity_token_file={HOME}/.aws/jwt",
    "KEYS": "AWS_ACCESS_KEY_ID=AKIAENV AWS_SECRET_ACCESS_KEY=hush-env",
    "FULL": "AWS_CONTAINER_CREDENTIALS_FULL_URI={URL}/container",
    "METADATA": "AWS_EC2_METADATA_DISABLED=false",
}


def aws_settings(text: str) -> dict[str, str]:
    """`name=value` each, quoted as in a shell; `keys=X,Y` are the two keys of X and the token of Y."""
    found: dict[str, str] = {}
    for word in shlex.split(" ".join(AWS_WORDS.get(word, word) for word in text.split(" "))):
        name, _, value = word.partition("=")
        found[name] = value.replace("\\n", "\n")
        if name == "keys":
            (who, *token) = found.pop(name).split(",")
            found |= {"aws_access_key_id": f"AKIA{who}", "aws_secret_access_key": f"hush-{who}"}
            found |= {"aws_session_token": f"hush-{token[0]}"} if token else {}
    return found


def aws_ini(sections: dict[str, str]) -> str:
    lines = ([f"[{title}]", *map(" = ".join, aws_settings(text).items())] for title, text in sections.items())
    return "\n".join(itertools.chain(*lines)) + "\n"


SSO_RENEWAL = {"refreshToken": "R", "clientId": "C", "clientSecret": "hush-c", "registrationExpiresAt": AWS_LATER}
AWS_PROCESS = {"Version": 1, "AccessKeyId": "AKIAPROCESS", "SecretAccessKey": "hush-p", "SessionToken": "hush-pt"}
# Source: environment | settings in the config file's profile | in the credentials file's.  `!` has no keys.
AWS_ROWS = f"""
environment: KEYS AWS_SESSION_TOKEN=hush-t AWS_CREDENTIAL_EXPIRATION={AWS_LATER} | |
!expired environment: KEYS AWS_CREDENTIAL_EXPIRATION={AWS_PAST} | |
role: | BASE |
role by a role: | ROLE source_profile=middle role_session_name=me |
role by SSO: | ROLE source_profile=sso-base |
role by web identity: | ROLE source_profile=web-base |
role by oneself: | ROLE source_profile=dev keys=SELF |
!role in a circle: | ROLE source_profile=circle |
role in both files: | BASE | external_id=other
!role by environment: | ROLE credential_source=Environment |
!role by container: | ROLE credential_source=EcsContainer |
!role by instance: | ROLE credential_source=Ec2InstanceMetadata |
!role denied: | role_arn={AWS_ROLE}denied source_profile=base |
web identity: AWS_WEB_IDENTITY_TOKEN_FILE={{HOME}}/.aws/jwt AWS_ROLE_ARN={AWS_ROLE} AWS_ROLE_SESSION_NAME=node | |
web identity of profile: | ROLE JWT |
SSO session: | SSO sso_session=corp |
SSO to renew: | SSO sso_session=old |
SSO legacy: | SSO PLACE |
credentials file: | | keys=FILE,token
process: | 'credential_process=/bin/cat "{{HOME}}/.aws/process.json"' |
!failing process: | | "credential_process=/bin/cat '{{HOME}}/.aws/hush none'"
config file: | keys=CONFIG |
!nested block: | 's3=\\n  addressing_style = path\\n  aws_access_key_id = no' region=us-east-2 |
container: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/container AWS_CONTAINER_AUTHORIZATION_TOKEN=hush-ct | |
container, full: FULL AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE={{HOME}}/.aws/jwt | |
!container elsewhere: AWS_CONTAINER_CREDENTIALS_FULL_URI=http://192.0.2.1/container | |
instance: METADATA | |
"""
AWS_PARTS = {name: rest.split("|") for name, rest in re.findall(r"^!?(.*?):(.*)$", AWS_ROWS, re.MULTILINE)}


def aws_parts(names: list[str], **env: str) -> tuple[dict[str, str], dict[str, str]]:
    """Environment and files that have these parts, in profile dev, and the profiles that they refer to."""
    parts = [" ".join(texts) for texts in zip(*(AWS_PARTS[name] for name in names), strict=True)] or [""] * 3
    profiles = {
        "profile dev": f"output=json {parts[1]}",
        "profile middle": f"role_arn={AWS_ROLE}2 source_profile=base",
        "profile circle": "ROLE source_profile=dev",
        "profile sso-base": "SSO sso_session=corp",
        "profile web-base": "ROLE JWT",
        'profile "two words"': "keys=TWO",
        "sso-session corp": "PLACE",
        "sso-session old": "PLACE",
    }
    soon = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 300))
    files = {
        "config": aws_ini(profiles),
        "credentials": aws_ini({"base": "keys=BASE,base", "dev": parts[2], "default": "keys=DEFAULT"}),
        "jwt": "hush.jwt",
        "process.json": json.dumps(AWS_PROCESS),
        sso_file("corp"): sso_token(),
        sso_file("old"): sso_token(soon + "Z", **SSO_RENEWAL),
        sso_file("https://s/start"): sso_token(soon + "UTC", **SSO_RENEWAL),
    }
    return {"AWS_PROFILE": "dev", **aws_settings(parts[0]), **env}, files


@parametrize("name", AWS_PARTS)
def test_a_source_of_keys_as_botocore_sees_it(aws_world: AwsWorld, name: str) -> None:
    env, files = aws_parts([name])
    found = aws_world.ours(env, files)
    assert isinstance(found, str) == (f"!{name}:" in AWS_ROWS)
    aws_world.compare(found, env, files)


AWS_ORDER = [
    "environment",
    "role",
    "web identity",
    "SSO session",
    "credentials file",
    "process",
    "container",
]


@parametrize("first", range(len(AWS_ORDER)))
def test_the_order_of_the_sources_of_keys(aws_world: AwsWorld, first: int) -> None:
    """Each source with all that come after it."""
    alone, together = aws_parts(AWS_ORDER[first : first + 1]), aws_parts([*AWS_ORDER[first:], "instance"])
    found = aws_world.ours(*alone), aws_world.ours(*together)
    same = AWS_ORDER[first] != "web identity"  # which has a role_arn as well
    assert not same or found[0] == found[1]
    aws_world.compare(found[0], *alone)
    aws_world.compare(found[1], *together)


@parametrize(
    "env, files, access_key",
    [
        ("AWS_PROFILE=base 'AWS_DEFAULT_PROFILE=two words'", {}, "AKIATWO"),
        ("AWS_PROFILE=base", {}, "AKIABASE"),
        ("AWS_PROFILE=gone KEYS", {}, None),
        ("AWS_PROFILE=base KEYS", {}, "AKIAENV"),
        ("AWS_PROFILE=base AWS_SHARED_CREDENTIALS_FILE=~/.aws/other", {"other": aws_ini({"base": "keys=O"})}, "AKIAO"),
        ("AWS_PROFILE=p AWS_CONFIG_FILE=~/.aws/c", {"c": aws_ini({"profile p": "keys=P"})}, "AKIAP"),
        ("AWS_PROFILE=p", {"config": "[profile p\\q]\na=b\n[profile p]\na\n"}, None),
        ("AWS_PROFILE=p", {"credentials": "[p]\naws_access_key_id: AKIAC\naws_secret_access_key: hush%(x)s;y\n"}, "AKIAC"),
        ("AWS_PROFILE=p", {"credentials": aws_ini({"DEFAULT": "keys=D", "p": ""})}, "AKIAD"),
        ("AWS_PROFILE=p KEYS", {"credentials": "hush\n"}, None),
        ("AWS_PROFILE=p", {"config": aws_ini({"profile p": "keys=X"}), "credentials": aws_ini({"p": "keys=Y"})}, "AKIAY"),
    ],
)  # fmt: skip
def test_profiles_and_their_files(aws_world: AwsWorld, env: str, files: dict[str, str], access_key: str | None) -> None:
    variables, files = aws_settings(env), aws_parts([])[1] | files
    found = aws_world.ours(variables, files)
    assert (None if isinstance(found, str) else found[0]) == access_key
    aws_world.compare(found, variables, files)


@parametrize(
    "path, status, body",
    [
        ("/latest/api/token", 400, b""),
        (IMDS_PATH + "role-x", 200, b'{"Code": "hush", "Message": "hush"}'),
        (IMDS_PATH + "role-x", 200, aws_answer_of(IMDS_NAMES, "x", expires=AWS_PAST)),
        (IMDS_PATH, 500, b"hush"),
    ],
)
def test_an_instance_that_is_odd(aws_world: AwsWorld, path: str, status: int, body: bytes) -> None:
    AwsServices.faults[path] = (status, body)
    case = aws_parts(["instance"])
    aws_world.compare(aws_world.ours(*case), *case)


# Environment | settings of profile dev, in the config file | in the credentials file | words of the message.  TOKEN=x: an SSO
# token that is this.
AWS_ERRORS = f"""
| | | no AWS credentials: environment: AWS_ACCESS_KEY_ID is not set; assumed role: profile default has no role_arn; web
AWS_PROFILE=gone | | | no profile 'gone' in ~/.aws/config or ~/.aws/credentials
AWS_ACCESS_KEY_ID=AKIA 'AWS_SECRET_ACCESS_KEY=hush\\n' | | | AWS_SESSION_TOKEN are not ASCII texts
AWS_ROLE_ARN=\udcff AWS_WEB_IDENTITY_TOKEN_FILE=/dev/null | | | web identity: UnicodeEncodeError
AWS_ENDPOINT_URL_STS=https://[::1]:9 AWS_CA_BUNDLE=/none | SELF | | AWS_CA_BUNDLE '/none' cannot be used: [Errno 2]
AWS_ENDPOINT_URL_STS= AWS_ENDPOINT_URL=http://127.0.0.1:9 | SELF | | 127.0.0.1 does not answer
AWS_ENDPOINT_URL_STS=http://[ | SELF | | its endpoint is no URL
KEYS AWS_CREDENTIAL_EXPIRATION=hush | | | environment: its expiry is no ISO 8601 time
| | aws_access_key_id= aws_secret_access_key=hush | aws_access_key_id is missing
| | 'x=1\\nhush' | ~/.aws/credentials is no INI file in line 3
| ROLE | | assumed role: profile dev needs one of source_profile and credential_source
| ROLE source_profile=dev | | circle: dev -> dev
| ROLE credential_source=Me | | credential_source of profile dev is none of Environment, EcsContainer
| ROLE source_profile=x mfa_serial=arn:mfa | | wants a code of arn:mfa (mfa_serial)
| role_arn={AWS_ROLE}denied source_profile=dev keys=A | | answers 403 to AssumeRole: AccessDenied: you may not
AWS_WEB_IDENTITY_TOKEN_FILE=/none AWS_ROLE_ARN={AWS_ROLE} | | | /none cannot be read: No such file
| sso_role_name=r | | SSO: profile dev lacks sso_account_id, sso_start_url, sso_region
TOKEN=expired | SSO PLACE | | token for https://s/start has expired; run `aws sso login --profile dev`
TOKEN=void-hush | SSO PLACE | | its token is not accepted any more; run `aws sso login --profile dev`
TOKEN=hush | PLACE sso_role_name=denied sso_account_id=1 | | the portal answers 403 for role denied in 1: No access
| SSO sso_start_url=https://s/start sso_region=x.y | | 'x.y' is no AWS region
| 'credential_process=/bin/echo hush' | | the command of profile dev ended with status 0 and no JSON
| "credential_process='hush" | | the command of profile dev cannot be started: ValueError
| 'credential_process=/bin/sleep 60' | | credential_process: the command of profile dev is not done after
AWS_CONTAINER_CREDENTIALS_FULL_URI=http://192.0.2.1/hush | | | container: 192.0.2.1 may not be asked over http
AWS_CONTAINER_CREDENTIALS_FULL_URI={{URL}}/hush | | | container: its endpoint answers 404
'AWS_CONTAINER_CREDENTIALS_FULL_URI={{URL}}/a b' AWS_CONTAINER_AUTHORIZATION_TOKEN=hush | | | asked: InvalidURL
FULL 'AWS_CONTAINER_AUTHORIZATION_TOKEN=hush\\n' | | | has a line break
METADATA AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:9 | | | it does not answer
"""
AWS_WORDS["SELF"] = f"role_arn={AWS_ROLE} source_profile=dev keys=A"


@parametrize("row", AWS_ERRORS.strip().split("\n"))
def test_why_there_are_no_keys(aws_world: AwsWorld, monkeypatch: Patch, row: str) -> None:
    monkeypatch.setattr(lp, "_PROCESS_S", 0.5)
    *texts, words = (cell.strip() for cell in row.split("|"))
    env, config, credentials = map(aws_settings, texts)
    files = {"config": aws_ini({"profile dev": texts[1]})} if config else {}
    files |= {"credentials": aws_ini({"dev": texts[2]})} if credentials else {}
    if token := env.pop("TOKEN", ""):
        files[sso_file("https://s/start")] = sso_token(AWS_PAST if token == "expired" else AWS_LATER, accessToken=token)
    assert words in aws_world.ours({"AWS_PROFILE": "dev", **env} if files else env, files)


def test_an_aws_service_that_is_busy_is_asked_again(aws_world: AwsWorld) -> None:
    AwsServices.faults |= {"/": (503, b"hush"), "/container": (503, b"hush")}
    found = aws_world.ours(*aws_parts(["role by container", "container"]))
    assert (len(found), AwsServices.faults) == (3, {})


def test_keys_know_their_source_and_their_end(aws_world: AwsWorld) -> None:
    keys = lp.find_keys(aws_world.make(*aws_parts(["role by a role"])))
    assert (keys.source, keys.expires_at) == (f"assumed role {AWS_ROLE} via profile middle", 4070908800.0)
    assert "hush" not in repr(keys)
    keys = lp.find_keys(aws_world.make(*aws_parts(["credentials file"])))
    assert keys.source == "profile dev"
    assert "hush" not in repr(keys)


def test_an_sso_token_is_renewed_and_saved_or_used_to_its_end(aws_world: AwsWorld) -> None:
    env, files = aws_parts(["SSO to renew"])
    assert lp.find_keys(aws_world.make(env, files)).source == "SSO"
    path = aws_world.home / ".aws" / sso_file("old")
    saved = json.loads(path.read_text())
    assert (saved["accessToken"], saved["refreshToken"], saved["clientSecret"]) == ("hush-R", "hush-2", "hush-c")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for answer in (b'{"accessToken": "hush-3"}', b'{"accessToken": "hush-3", "expiresIn": "x"}', b"hush"):
        AwsServices.faults["/token"] = (200, answer)
        assert len(aws_world.ours(env, files)) == 3
        assert path.read_text() == files[sso_file("old")]
    AwsServices.faults["/token"] = (400, b'{"error": "hush"}')
    expired = files | {sso_file("old"): sso_token(AWS_PAST, **SSO_RENEWAL)}
    found, message = aws_world.ours(env, files), aws_world.ours(env, expired)
    assert len(found) == 3  # good for the minutes that are left
    assert "has expired; run `aws sso login --profile dev`" in message
    aws_world.compare(found, env, files)
    aws_world.compare(message, env, expired)


@parametrize(
    "region, host",
    [
        ("eu-west-1", "sts.eu-west-1.amazonaws.com"),
        ("cn-north-1", "sts.cn-north-1.amazonaws.com.cn"),
        ("us-gov-west-1", "sts.us-gov-west-1.amazonaws.com"),
        ("us-isob-east-1", "sts.us-isob-east-1.sc2s.sgov.gov"),
    ],
)
def test_sts_is_asked_in_the_region_and_through_the_proxy(
    aws_world: AwsWorld, aws_port: int, region: str, host: str
) -> None:
    AwsServices.faults[f"{host}:443"] = (407, b"hush")
    env, files = aws_parts(["role"], AWS_ENDPOINT_URL_STS="")
    env = aws_world.make(env, files)
    with pytest.raises(lp.CredentialsError, match=rf"{host} does not answer: .*407") as caught:
        lp.find_keys(env, region=region, reach=lp.Reach(f"http://u:hush@127.0.0.1:{aws_port}"))
    assert "hush" not in str(caught.value)


# ==============================================================================
# 34  Upstreams
# ==============================================================================

# Statuses of answers (0: none), seconds that pass, ? for a request; how long each of those is to wait.
BREAKER_STEPS = """
    ?                             0
    503 503 ?                     0
    503 0 504 ?                   10
    503 503 200 503 503 ?         0
    503 503 429 400 500 503 ?     10     # which do not count
    502 502 502 +4 ? +6 ? ? +3 ?  6 0 10 7  # one probe
    502 502 502 +10 ? 200 ?       0 0
    502 502 502 +10 ? 400 ?       0 0    # it lives
    502 502 502 +10 ? 503 ?       0 10
    502 502 502 +10 ? 503 +10 ? ?  0 0 10
    502 502 502 +10 ? +10 ? ?     0 0 10  # nothing was heard of the first probe
    502 502 502 502 200 502 ?     0
"""


@parametrize("steps, waits", rows_of(BREAKER_STEPS))
def test_when_an_upstream_is_left_alone(steps: str, waits: str) -> None:
    breaker, key, now_s, found = lp.Breaker(3, 10.0), ("h", 443, True), 100.0, []
    for step in steps.split():
        if step == "?":
            found.append(f"{breaker.wait_s(key, now_s, is_probe=True):g}")
        elif step[0] == "+":
            now_s += float(step)
        else:
            breaker.note(key, int(step), now_s)
    assert " ".join(found) == waits
    assert (breaker.wait_s(("other", 443, True), now_s), len(breaker.view(now_s))) == (0.0, breaker.is_open(key))


def test_clients_cannot_fill_the_memory_with_names_of_upstreams() -> None:
    breaker = lp.Breaker(1, 10.0)
    for port in range(1, 5000):
        breaker.note(("h", port, True), 0, 0.0)
    assert len(breaker.view(0.0)) <= 1000
    assert breaker.is_open(("h", 4999, True))


# ==============================================================================
# 35  Bedrock
# ==============================================================================

MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
AWS_KEYS = lp.AwsKeys("AKIATEST", "secret/of+ours")
PROFILE_ARN = "arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/ab12"


def bedrock_head(line: str, *fields: str) -> lp.RequestHead:
    return lp.parse_request_head("\r\n".join([f"{line} HTTP/1.1", "Host: localhost", *fields, "", ""]).encode())


# What is asked: its provider, host and path, if the path is another one; or the status of a refusal, and words of its message.
BEDROCK_PATHS = f"""
    POST /model/{MODEL}/invoke = anthropic RUNTIME
    POST /model/us.anthropic.x-v1%3A0/invoke-with-response-stream?a=b%20c = anthropic RUNTIME
    POST /model/m/converse-stream = bedrock RUNTIME
    POST /model/{PROFILE_ARN.replace("/", "%2F")}/converse = anthropic RUNTIME
    POST /model/{PROFILE_ARN}/invoke = anthropic RUNTIME
    POST /model/arn%3Aaws-us-gov%3Asagemaker%3Aus-gov-west-1%3A1%3Aendpoint%2Fe/invoke = anthropic RUNTIME
    POST /model/{"m" * 2048}/invoke = bedrock RUNTIME
    POST /guardrail/g1/version/DRAFT/apply = bedrock RUNTIME
    POST /async-invoke = bedrock RUNTIME
    GET /inference-profiles?type=SYSTEM_DEFINED = bedrock bedrock.us-west-2.amazonaws.com
    POST /bedrock/eu-west-1/model/m/invoke?q = bedrock bedrock-runtime.eu-west-1.amazonaws.com /model/m/invoke?q
    POST /bedrock/cn-north-1/model/m/invoke = bedrock bedrock-runtime.cn-north-1.amazonaws.com.cn /model/m/invoke
    GET /bedrock/us-isob-east-1/foundation-models = bedrock bedrock.us-isob-east-1.sc2s.sgov.gov /foundation-models
    POST /model//invoke = 400 invalid model ID: ''
    POST /model = 400 invalid model ID: ''
    POST /model/a%20b/invoke = 400 invalid model ID: 'a b'
    POST /model/a?b/invoke = 404 names no operation
    POST /model/{"m" * 2049}/invoke = 400 invalid model ID
    POST /model/%2e%2E/invoke = 400 . or ..
    POST /model/arn%3Aaws%2F..%2Fx/invoke = 400 . or ..
    POST /model/m/invoke-with-bidirectional-stream = 501 HTTP/2
    POST /inference-profiles = 405 only GET
    GET /guardrail/g1 = 404 no path of Bedrock's
    POST /bedrock/mars/model/m/invoke = 400 'mars' is not an AWS region
    POST /bedrock/us-east-1 = 404 no path of Bedrock's
""".replace("RUNTIME", "bedrock-runtime.us-west-2.amazonaws.com")


def test_where_bedrock_paths_go() -> None:
    for row in BEDROCK_PATHS.strip().split("\n"):
        line, wanted = row.strip().split(" = ")
        try:
            target = lp.find_route(bedrock_head(line), lp.Settings(bedrock_region="us-west-2"))
        except lp.ClientError as e:
            found = f"{e.status} {e}"
        else:
            found = f"{target.provider} {target.upstream} {target.path.decode()}"
            region = line.split("/")[2] if "/bedrock/" in line else "us-west-2"
            assert (target.tls, target.port, target.region) == (True, 443, region)
            wanted += "" if wanted.count(" ") > 1 else f" {line.partition(' ')[2]}"
        assert (found[:4], wanted[4:] in found) == (wanted[:4], True), row
    with pytest.raises(lp.ClientError, match="not configured; start with --bedrock-region") as caught:
        lp.find_route(bedrock_head("POST /model/m/invoke"), lp.Settings())
    assert caught.value.status == 503


def test_a_bedrock_endpoint_of_ones_own() -> None:
    one, other = "/model/m/invoke", "/bedrock/eu-west-1/model/m/invoke"
    for endpoint, line, upstream, tls in (
        ("https://vpce-1.us-west-2.vpce.amazonaws.com/", one, "vpce-1.us-west-2.vpce.amazonaws.com", True),
        ("http://127.0.0.1:99", one, "127.0.0.1:99", False),
        ("vpce-1.example", other, "bedrock-runtime.eu-west-1.amazonaws.com", True),
        ("x.{region}.example:8443", other, "x.eu-west-1.example:8443", True),
    ):
        flags = {"bedrock_region": "us-west-2", "bedrock_endpoint": endpoint}
        settings = lp.load_settings(flags, {"HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent"}).settings
        target = lp.find_route(bedrock_head("POST " + line), settings)
        assert (target.upstream, target.tls) == (upstream, tls)


def test_bad_bedrock_options_are_told() -> None:
    for option, says in (
        ("bedrock_region=US-EAST-1", "name of an AWS region"),
        ("bedrock_region=us-east-1.evil.example", "name of an AWS region"),
        ("bedrock_endpoint=http://vpce.example", "plain http"),
        ("bedrock_endpoint=ftp://127.0.0.1", "https://host"),
        ("bedrock_endpoint=https://a/b", "bedrock_endpoint"),
        ("bedrock_endpoint=https://", "bedrock_endpoint"),
    ):
        with pytest.raises(lp.ConfigError, match=says):
            lp.load_settings(dict([option.split("=")]), {"XDG_CONFIG_HOME": "/nonexistent"})


def test_the_region_comes_from_its_own_variable_and_table(tmp_path: Path) -> None:
    base = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert lp.load_settings({}, {**base, "BEDROCK_REGION": "eu-west-1"}).settings.bedrock_region == "eu-west-1"
    with pytest.raises(lp.ConfigError, match="BEDROCK_REGION"):
        lp.load_settings({}, {**base, "BEDROCK_REGION": "moon"})
    file = tmp_path / "c.toml"
    file.write_text('[bedrock]\nregion = "us-east-2"\n')
    loaded = lp.load_settings({}, base, str(file))
    assert (loaded.settings.bedrock_region, loaded.warnings) == ("us-east-2", [])
    file.write_text('bedrock = "us-east-2"\n')
    with pytest.raises(lp.ConfigError, match=r"write \[bedrock\]"):
        lp.load_settings({}, base, str(file))


# -- through the proxy --

BEDROCK_BODY = b'{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}'
BEDROCK_ANSWER = as_json(
    {
        "type": "message",
        "model": "claude-sonnet-4-5-20250929",
        "content": [{"type": "text", "text": "Hello"}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 1_000_000, "output_tokens": 0},
    }
)


@pytest.fixture
def aws_home(tmp_path: Path, monkeypatch: Patch) -> Path:
    """An environment with AWS keys and nothing else of AWS."""
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", AWS_KEYS.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", AWS_KEYS.secret_key)
    return tmp_path


def serving_bedrock(tmp_path: Path, upstream: RawUpstream, **changes: Any) -> Any:
    settings = {"bedrock_region": "us-west-2", "bedrock_endpoint": upstream.name, **changes}
    return running(tmp_path, **settings)


def invoke(body: bytes = BEDROCK_BODY, *fields: bytes, path: str = f"/model/{MODEL}/invoke") -> bytes:
    return local(f"POST {path}", *fields, b"Content-Length: %d" % len(body)) + body


@contextlib.contextmanager
def at_bedrock(
    tmp_path: Path, answer: bytes | Callable[[bytes, bytes], bytes]
) -> Iterator[tuple[lp.Proxy, Client, list[tuple[bytes, bytes]]]]:
    """The proxy, a client, and the requests that reached Bedrock, which gives this answer."""
    seen: list[tuple[bytes, bytes]] = []

    def script(conn: RawConnection, _number: int) -> None:
        while True:
            seen.append(request := conn.read_request())
            conn.send(answer if isinstance(answer, bytes) else answer(*request))

    with RawUpstream(script) as upstream, serving_bedrock(tmp_path, upstream) as proxy, Client(proxy.port) as client:
        yield proxy, client, seen


def fields_of(head: bytes) -> dict[str, str]:
    return {name.lower(): value for name, value in lp.header_pairs(head)}


def check_signature(head: bytes, body: bytes, keys: lp.AwsKeys = AWS_KEYS, region: str = "us-west-2") -> None:
    """As AWS would: the signature is made again from what arrived; by botocore, where it is installed."""
    request, fields = lp.parse_request_head(head), fields_of(head)
    match = re.fullmatch(
        r"AWS4-HMAC-SHA256 (Credential=.*, SignedHeaders=([^,]*), Signature=\w+)", fields["authorization"]
    )
    assert match, fields
    signed = match[2].split(";")
    assert "host" in signed
    sent = [(name, value) for name, value in lp.header_pairs(head) if name.lower() in signed]
    url = f"http://{fields['host']}{request.target.decode()}"
    assert fields["authorization"] == botocore_signature(
        url, sent, body, keys, fields["x-amz-date"], request.method.decode(), region
    )


def test_a_request_to_bedrock_goes_out_signed(tmp_path: Path, aws_home: Path) -> None:
    theirs = crlf(
        "X-Amz-Date: 20200101T000000Z|X-Amz-Security-Token: theirs|X-Amz-Content-SHA256: theirs|x-api-key: theirs"
    )
    kept = crlf("X-Amzn-Bedrock-Trace: ENABLED|anthropic-beta: a,  b|User-Agent: me|Content-Type: application/json")
    fields = (b"Authorization: AWS4-HMAC-SHA256 Credential=theirs", theirs, kept)
    path = "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke?b=2&a=1"
    whole = ok(BEDROCK_ANSWER, b"Content-Type: application/json")
    with at_bedrock(tmp_path, whole) as (proxy, client, seen):
        assert client.send(invoke(BEDROCK_BODY, *fields, path=path)).read_until(BEDROCK_ANSWER) == whole
        request, response = the_pair(tmp_path)
        shown = proxy.bedrock.view()
    head, body = seen[0]
    assert body == BEDROCK_BODY
    start = f"POST {path} HTTP/1.1|Host: {proxy.settings.bedrock_endpoint}|{{}}|Content-Length: {len(body)}|"
    assert head.startswith(crlf(start).replace(b"{}", kept))
    assert [line.partition(b":")[0] for line in head.split(b"\r\n")[7:]] == [b"X-Amz-Date", b"Authorization", b"", b""]
    assert (request["_meta"]["transport"], response["_meta"]["transport"]) == ("bedrock", "bedrock")
    assert request["headers"]["X-Amzn-Bedrock-Trace"] == ["ENABLED"]
    assert request["headers"]["X-Amz-Security-Token"] == ["[6 characters]"]
    assert (response["model"], response["stop_reason"], response["cost_usd"]) == (MODEL, "end_turn", 3.3)
    assert (shown["status"], shown["credentials"]["source"], shown["held_bytes"]) == ("ok", "environment", 0)
    check_signature(head, body)


def test_a_chunked_body_is_sent_with_its_length(tmp_path: Path, aws_home: Path) -> None:
    raw = b"".join(b"1;x=y\r\n%c\r\n" % byte for byte in BEDROCK_BODY) + crlf("0|Trailer: x||")
    begin = local(f"POST /model/{MODEL}/invoke", b"Expect: 100-continue", b"Transfer-Encoding: chunked")
    with at_bedrock(tmp_path, ok()) as (_, client, seen):
        client.send(begin).read_until(crlf("HTTP/1.1 100 Continue||"))
        for at in range(0, len(raw), 7):
            client.send(raw[at : at + 7])
        client.read_until(b"hello")
        request, _ = the_pair(tmp_path)
    head, body = seen[0]
    assert body == request["body"].encode() == BEDROCK_BODY
    assert fields_of(head)["content-length"] == str(len(BEDROCK_BODY))
    assert fields_of(head).keys().isdisjoint({"transfer-encoding", "expect", "trailer"})
    check_signature(head, body)


@parametrize(
    "env, theirs, sent",
    [
        ("bedrock-key-of-ours", "", "Bearer bedrock-key-of-ours"),
        ("bedrock-key-of-ours", "Bearer ABSKtheirs", "Bearer ABSKtheirs"),
        ("", "bearer bedrock-api-key-theirs", "Bearer bedrock-api-key-theirs"),
        ("", "Bearer dummy", "AWS4-HMAC-SHA256 Credential=AKIATEST/"),
    ],
)
def test_bearers_go_to_bedrock_without_a_signature(
    tmp_path: Path, aws_home: Path, monkeypatch: Patch, env: str, theirs: str, sent: str
) -> None:
    if env:
        monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", env)
    with at_bedrock(tmp_path, ok()) as (_, client, seen):
        client.ask(invoke(BEDROCK_BODY, *[f"Authorization: {theirs}".encode()] * bool(theirs)), b"hello")
        the_pair(tmp_path)
    told = fields_of(seen[0][0])
    assert told["authorization"].startswith(sent)
    assert ("x-amz-date" in told) == sent.startswith("AWS4")
    assert not re.search("theirs|of-ours", json.dumps(log_lines(tmp_path)))


def test_bodies_beyond_the_limits_are_refused(tmp_path: Path, aws_home: Path, monkeypatch: Patch) -> None:
    monkeypatch.setattr(lp, "MAX_BEDROCK_BODY_BYTES", 2000)
    monkeypatch.setattr(lp, "MAX_SIGNING_BYTES", 3000)
    too_long = [
        invoke(b"x" * 2001)[:-1000],
        invoke(b"x" * 2001, b"Expect: 100-continue")[:-2001],  # before it sends the body
        local(f"POST /model/{MODEL}/invoke", b"Transfer-Encoding: chunked") + b"7d1\r\n" + b"x" * 2001,
    ]
    with at_bedrock(tmp_path, ok()) as (proxy, first, _):
        first.ask(invoke(b"x" * 2000), b"hello")
        for raw in too_long:
            with Client(proxy.port) as client:
                answer = client.send(raw).read_all()
            assert answer.startswith(b"HTTP/1.1 413 ")
            assert b"may have 2,000 bytes" in answer
        with Client(proxy.port) as two:
            first.send(invoke(b"x" * 2000)[:-1])
            until(lambda: proxy.bedrock.view()["held_bytes"] == 1999, "the first body")
            answer = two.send(invoke(b"x" * 2000)[:-1]).read_all()
            assert answer.startswith(b"HTTP/1.1 503 ")
            assert b"\r\nRetry-After: 1\r\n" in answer
            first.ask(b"x", b"hello")
        until(lambda: proxy.bedrock.view()["held_bytes"] == 0, "the end of all")
        pairs = pairs_of(tmp_path, 6)
    kinds = sorted(line.get("error", {}).get("kind", "") for _, line in pairs)
    assert kinds == ["", "", "overloaded", "too_large", "too_large", "too_large"]


def test_without_credentials_the_sources_are_named(tmp_path: Path, aws_home: Path, monkeypatch: Patch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with at_bedrock(tmp_path, ok()) as (proxy, client, seen):
        head, _, body = client.send(invoke()).read_until(b"}}\n").partition(HEAD_END)
        shown = proxy.bedrock.view()
        _, response = the_pair(tmp_path)
    said = json.loads(body)
    assert (seen, head[:13]) == ([], b"HTTP/1.1 401 ")
    assert (said["error"]["type"], said["message"]) == ("aws_credentials", said["error"]["message"])
    assert re.search("environment: .*keys in a file: .*instance metadata: ", said["message"])
    assert (shown["status"], shown["credentials"]) == ("failing", None)
    assert (response["error"]["by"], response["error"]["kind"]) == ("proxy", "aws_credentials")


def refusal(kind: str, date_s: float) -> bytes:
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(date_s))
    body = b'{"message":"Signature not yet current"}'
    lines = [b"HTTP/1.1 403 Forbidden", f"Date: {date}".encode(), b"x-amzn-ErrorType: " + kind.encode()]
    return b"\r\n".join([*lines, b"Content-Length: %d" % len(body), b"", body])


@parametrize("ahead_s", [-900, 900])
def test_a_wrong_clock_is_corrected_once(tmp_path: Path, aws_home: Path, ahead_s: int) -> None:
    def answer(head: bytes, body: bytes) -> bytes:
        check_signature(head, body)
        stamp = datetime.datetime.strptime(fields_of(head)["x-amz-date"] + "+0000", "%Y%m%dT%H%M%SZ%z")
        there_s = time.time() + ahead_s
        is_near = abs(stamp.timestamp() - there_s) < 60
        return ok() if is_near else refusal("InvalidSignatureException:http://x", there_s)

    with at_bedrock(tmp_path, answer) as (proxy, client, seen):
        assert client.send(invoke()).read_until(b"hello") == ok()
        assert client.send(invoke()).read_until(b"hellohello"[5:])
        ((_, response), _) = pairs_of(tmp_path, 2)
        assert abs(proxy.bedrock.view()["clock_skew_s"] - ahead_s) < 5
    assert response["status"] == 200
    assert len(seen) == 3


@parametrize(
    "kind, expires_in_s, attempts",
    [
        ("ExpiredTokenException", 3600, 2),  # given anew, and asked once more
        ("ExpiredTokenException", 0, 2),  # a session token without a time, as some tools write
        ("AccessDeniedException", 3600, 1),
        ("InvalidSignatureException", 3600, 1),  # the clock is right: the secret is wrong
    ],
)
def test_ended_keys_are_looked_for_anew(
    tmp_path: Path, aws_home: Path, monkeypatch: Patch, kind: str, expires_in_s: int, attempts: int
) -> None:
    found: list[lp.AwsKeys] = []

    def find(*_args: Any, **_more: Any) -> lp.AwsKeys:
        end = time.time() + expires_in_s if expires_in_s else 0.0
        found.append(lp.AwsKeys(f"AKIA{len(found)}", "s", "t", end, "test"))
        return found[-1]

    monkeypatch.setattr(lp, "find_keys", find)
    with at_bedrock(tmp_path, refusal(kind + ":http://x", time.time())) as (proxy, client, seen):
        assert client.send(invoke()).read_until(b"current").startswith(b"HTTP/1.1 403 ")
        shown = proxy.bedrock.view()
        _, response = the_pair(tmp_path)
    assert len(seen) == len(found) == attempts
    assert f"Credential=AKIA{attempts - 1}/".encode() in seen[-1][0]
    assert response["status"] == 403
    assert (shown["status"], shown["last_error"]) == ("failing", f"AWS refuses the request: 403 {kind}")


@parametrize("odd", ["another error", "a year without end", "the year 9999"])
def test_what_is_not_about_the_clock_is_not_repeated(tmp_path: Path, aws_home: Path, odd: str) -> None:
    """An answer may come minutes after the signature, or with a date that is none."""
    answer = refusal("InvalidSignatureException", time.time() + 900)
    if odd == "another error":
        answer = answer.replace(b"InvalidSignature", b"Validation").replace(b"403 Forbidden", b"400 Bad Request")
    else:
        date = b"Date: +99999999999999 Nov" if odd == "a year without end" else b"Date: Sat, 21 Nov 9999 00:00:00 GMT"
        answer = re.sub(rb"Date: [^\r]*", date, answer)
    with at_bedrock(tmp_path, answer) as (proxy, client, seen):
        assert client.send(invoke()).read_until(b"current") == answer
        assert proxy.bedrock.view()["clock_skew_s"] == 0
    assert len(seen) == 1


def test_a_token_that_aws_quotes_is_not_logged(tmp_path: Path, aws_home: Path, monkeypatch: Patch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "the/session+token==")
    quoted = b'{"message":"The Canonical String should have been POST\\nx-amz-security-token:the/session+token==\\n"}'
    with at_bedrock(tmp_path, ok(quoted).replace(b"200 OK", b"403 No")) as (_, client, _):
        client.send(invoke()).read_until(quoted)
        _, response = the_pair(tmp_path)
    assert "the/session" not in json.dumps(log_lines(tmp_path))
    assert "x-amz-security-token:..." in response["body"]


def test_keys_are_found_once_and_renewed_in_the_background(monkeypatch: Patch) -> None:
    now, answers = [1000.0], list[lp.AwsKeys | Exception]()
    monkeypatch.setattr("llm_proxy.time.time", lambda: now[0])
    asked, go = threading.Semaphore(0), threading.Semaphore(0)

    def find() -> lp.AwsKeys:
        asked.release()
        go.acquire()
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def story() -> None:
        loop, ring = asyncio.get_running_loop(), lp.KeyRing(find)
        first, second = lp.AwsKeys("one", "s", "t", 2000.0), lp.AwsKeys("two", "s", "t", 9000.0)
        answers[:] = [first, lp.CredentialsError("the service is away"), second, ValueError("secret")]
        takers = [asyncio.ensure_future(ring.take()) for _ in range(5)]
        await loop.run_in_executor(None, asked.acquire)
        takers[0].cancel()  # who leaves does not end the flight of the others
        go.release()
        assert await asyncio.gather(*takers[1:]) == [first] * 4
        for now[0] in (1699.0, 1701.0):  # less than five minutes are left
            assert await ring.take() is first
        await loop.run_in_executor(None, asked.acquire)
        go.release()
        while not ring.error:  # noqa: ASYNC110 -- the executor tells the loop
            await asyncio.sleep(0)
        assert ring.error == "the service is away"
        assert await ring.take() is first  # and not asked again at once
        now[0] = 2001.0
        go.release()
        assert (await ring.take(), ring.error) == (second, "")
        ring.forget(first)
        assert ring.keys is second
        ring.forget(second)
        go.release()
        with pytest.raises(ValueError, match="secret"):
            await ring.take()
        assert ring.error == "internal error: ValueError"

    asyncio.run(story())


def test_a_search_for_keys_that_does_not_end(monkeypatch: Patch) -> None:
    monkeypatch.setattr(lp, "_FIND_S", 0.01)
    go = threading.Event()

    async def story() -> None:
        ring = lp.KeyRing(lambda: lp.AwsKeys("late", "s") if go.wait(15) else lp.AwsKeys("", ""))
        with pytest.raises(lp.CredentialsError, match="not done after 0 s"):
            await ring.take()
        go.set()
        monkeypatch.setattr(lp, "_FIND_S", 15.0)
        assert (await ring.take()).access_key == "late"

    asyncio.run(story())


def test_a_client_that_leaves_while_its_body_is_held(tmp_path: Path, aws_home: Path) -> None:
    with at_bedrock(tmp_path, ok()) as (proxy, client, seen):
        client.send(invoke()[:-10])
        until(lambda: proxy.bedrock.view()["held_bytes"], "the body's beginning")
        client.close()
        until(lambda: proxy.bedrock.view()["held_bytes"] == 0, "its end")
        request, response = the_pair(tmp_path)
    assert seen == []
    assert request["truncated"] == "incomplete"
    assert response["error"]["by"] == "client"


def test_health_of_bedrock(tmp_path: Path, aws_home: Path, monkeypatch: Patch) -> None:
    with running(tmp_path / "off") as proxy:
        assert health(proxy.port, "/health/bedrock") == {"status": "disabled", "decode_errors": 0}
    with at_bedrock(tmp_path, ok()) as (proxy, _, _):
        shown = health(proxy.port, "/health/bedrock")
        assert (shown["status"], shown["region"], shown["credentials"]) == ("ok", "us-west-2", None)
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "secret-key")
    with at_bedrock(tmp_path, ok()) as (proxy, _, _):
        told = health(proxy.port, "/health/bedrock")
    assert (told["auth"], "secret-key" in json.dumps(told)) == ("bearer", False)


def test_botocore_through_the_proxy(tmp_path: Path, aws_home: Path) -> None:
    """The client signs with keys that AWS does not know; what arrives there is signed with ours."""
    session_of = pytest.importorskip("botocore.session", reason="botocore is not installed").get_session
    said = {
        "contentBlockDelta": {"contentBlockIndex": 0, "delta": {"text": "Hi"}},
        "messageStop": {"stopReason": "end_turn"},
    }
    frames = [lp.render_event_frame({**EVENT, ":event-type": name}, as_json(event)) for name, event in said.items()]

    def answer(head: bytes, body: bytes) -> bytes:
        check_signature(head, body)
        if b"converse-stream" in head:
            return ok(b"".join(frames), b"Content-Type: application/vnd.amazon.eventstream")
        return ok(BEDROCK_ANSWER, b"Content-Type: application/json")

    with at_bedrock(tmp_path, answer) as (proxy, _, seen):
        keys = {"aws_access_key_id": "AKIATHEIRS", "aws_secret_access_key": "x", "region_name": "us-west-2"}
        client = session_of().create_client("bedrock-runtime", endpoint_url=f"http://127.0.0.1:{proxy.port}", **keys)
        for model in (MODEL, PROFILE_ARN):
            assert client.invoke_model(modelId=model, body=BEDROCK_BODY)["body"].read() == BEDROCK_ANSWER
        heard = client.converse_stream(modelId=MODEL, messages=[{"role": "user", "content": [{"text": "hi"}]}])
        assert [next(iter(event)) for event in heard["stream"]] == list(said)
        client.close()
    assert seen[1][0].startswith(b"POST /model/%s/invoke " % urllib.parse.quote(PROFILE_ARN, safe="").encode())


def test_frames_go_to_the_client_as_they_come(tmp_path: Path, aws_home: Path) -> None:
    frames = [
        invoke_frame({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": str(n)}})
        for n in range(3)
    ]
    go = threading.Semaphore(0)

    def script(conn: RawConnection, _number: int) -> None:
        conn.read_request()
        conn.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\nConnection: close\r\n\r\n")
        for frame in frames:
            conn.send(frame)
            go.acquire()

    path = f"/model/{MODEL}/invoke-with-response-stream"
    with RawUpstream(script) as upstream, serving_bedrock(tmp_path, upstream) as proxy, Client(proxy.port) as client:
        client.send(invoke(path=path))
        for frame in frames:
            client.read_until(frame)
            go.release()
        client.read_all()
        ((_, response),) = pairs_of(tmp_path / "logs", 1)
    assert [json.loads(chunk["raw"][6:])["delta"]["text"] for chunk in response["chunks"]] == ["0", "1", "2"]


# ==============================================================================
# 36  Certificates
# ==============================================================================


# RFC 6979, A.2.5: the message, r and s.
ECDSA_VECTORS = """
    sample  efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716  f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8
    test    f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367  019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083
"""
ECDSA_KEY = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721


@parametrize("message, r, s", rows_of(ECDSA_VECTORS))
def test_signatures_are_those_of_the_standard(message: str, r: str, s: str) -> None:
    assert lp.ecdsa_signature(ECDSA_KEY, message.encode()) == (int(r, 16), int(s, 16))


def an_authority(*hosts: str, now_s: float | None = None) -> lp.Authority:
    return lp.Authority(hosts, time.time() if now_s is None else now_s, Random(7).randrange)


def server_context(directory: Path, pem: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    (directory / "leaf.pem").write_text(pem)
    context.load_cert_chain(directory / "leaf.pem")
    return context


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, host: str) -> None:
    """In memory.  Raises what the client says of the server's certificate."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = client.wrap_bio(down, up, server_hostname=host), server.wrap_bio(up, down, server_side=True)
    for side in sides * 3:
        with contextlib.suppress(ssl.SSLWantReadError):
            side.do_handshake()
    assert sides[0].version() == "TLSv1.3"


# What is signed for, who is asked for, days later, and what a client says.
TRUSTED = """
    api.anthropic.com       api.anthropic.com       0    -
    x.openai.azure.com      x.openai.azure.com      1.9  -
    api.anthropic.com       api.openai.com          0    Hostname mismatch
    evil.example            evil.example            0    permitted subtree violation
    notapi.anthropic.com    notapi.anthropic.com    0    permitted subtree violation
    api.anthropic.com       api.anthropic.com       2.1  certificate has expired
"""


@parametrize("name, host, days, why", rows_of(TRUSTED))
def test_the_authority_signs_for_its_hosts_only(tmp_path: Path, name: str, host: str, days: str, why: str) -> None:
    then = time.time() - float(days) * 86400
    authority = an_authority("api.anthropic.com", "openai.azure.com", now_s=then)
    context = ssl.create_default_context(cadata=authority.pem)
    with pytest.raises(ssl.SSLCertVerificationError, match=why) if why else contextlib.nullcontext():
        handshake(server_context(tmp_path, authority.leaf(name, then)), context, host)


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_openssl_finds_nothing_wrong_with_the_certificates(tmp_path: Path) -> None:
    authority, found = an_authority("api.anthropic.com"), dict[str, str]()
    (tmp_path / "ca.pem").write_text(authority.pem)
    for name in ("api.anthropic.com", "evil.example"):
        (tmp_path / "leaf.pem").write_text(authority.leaf(name, time.time()))
        command = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "ca.pem", "leaf.pem"]
        done = ended(command, os.environ, cwd=tmp_path)
        found[name] = done.stdout.partition(": ")[2].strip() or done.stderr.partition("lookup: ")[2].split("\n")[0]
    assert found == {"api.anthropic.com": "OK", "evil.example": "permitted subtree violation"}
    said = ended(["openssl", "x509", "-noout", "-text", "-in", "ca.pem"], os.environ, cwd=tmp_path).stdout
    assert "CA:TRUE, pathlen:0" in said
    assert "IP:0.0.0.0/0.0.0.0" in said


# ==============================================================================
# 37  In place
# ==============================================================================

# Host and port, patterns of the user's, and the provider at what is opened.
TO_OPEN = """
    api.anthropic.com 443                         -                  anthropic
    api.anthropic.com 8443                        -                  -
    x.api.anthropic.com 443                       -                  -
    bedrock-runtime.eu-west-1.amazonaws.com 443   -                  bedrock
    bedrock-runtime.nowhere-1.amazonaws.com 443   -                  -
    me.openai.azure.com 443                       -                  azure
    a.me.openai.azure.com 443                     -                  -
    us-central1-aiplatform.googleapis.com 443     -                  vertex
    github.com 443                                -                  -
    gw.corp 443                                   gw.corp            any
    gw.corp 8443                                  gw.corp            -
    gw.corp 8443                                  gw.corp:8443       any
    a.corp 443                                    b.corp,*.corp      any
"""


@parametrize("place, more, provider", rows_of(TO_OPEN))
def test_which_hosts_are_opened(place: str, more: str, provider: str) -> None:
    host, port = place.split()
    assert lp.provider_to_open(host, int(port), tuple(filter(None, more.split(",")))) == provider


RUN_SECRET = "a-secret-of-this-run-1"


@contextlib.contextmanager
def the_world(
    tmp_path: Path, script: Callable[[RawConnection, int], None]
) -> Iterator[tuple[RawUpstream, dict[str, Any]]]:
    """All hosts there are, behind a proxy as companies have it, and options for a proxy of ours that uses it."""
    theirs = an_authority("com", "corp", "example")
    (tmp_path / "world.pem").write_text(theirs.pem)

    def over_tls(conn: RawConnection, number: int) -> None:
        host = conn.read_head().split()[1].rpartition(b":")[0].decode()
        conn.send(b"HTTP/1.1 200 OK\r\n\r\n")
        conn.sock = server_context(tmp_path, theirs.leaf(host, time.time())).wrap_socket(conn.sock, server_side=True)
        conn.received = b""
        script(conn, number)

    with RawUpstream(over_tls) as world:
        yield world, {"upstream_proxy": f"http://{world.name}", "ca_file": str(tmp_path / "world.pem")}


def proxy_login(secret: str = RUN_SECRET) -> bytes:
    return b"Proxy-Authorization: Basic " + base64.b64encode(f"run:{secret}".encode())


def tunnel_to(client: Client, host: str, agent: str = "test") -> Client:
    place = host.encode() if ":" in host else f"{host}:443".encode()
    fields = b"Host: " + place, b"User-Agent: " + agent.encode(), proxy_login()
    client.ask(b"\r\n".join([b"CONNECT %s HTTP/1.1" % place, *fields, b"", b""]), HEAD_END)
    client.received = b""
    return client


@pytest.fixture
def in_place(tmp_path: Path, monkeypatch: Patch) -> Callable[..., Any]:
    """A world with this script, a proxy of a run, and what makes a client of it, over TLS with a host that is opened."""
    monkeypatch.setenv(lp.RUN_VARIABLE, RUN_SECRET)

    @contextlib.contextmanager
    def make(script: Callable[[RawConnection, int], None], **options: Any) -> Iterator[Any]:
        with the_world(tmp_path, script) as (world, more), contextlib.ExitStack() as stack:
            proxy = stack.enter_context(running(tmp_path, forward_proxy=True, **{**more, **options}))
            context = ssl.create_default_context(cadata=health(proxy.port)["authority"])
            context.set_alpn_protocols(["h2", "http/1.1"])

            def client(host: str = "api.anthropic.com", trust: ssl.SSLContext = context, agent: str = "test") -> Client:
                made = stack.enter_context(Client(proxy.port))
                tunnel_to(made, host, agent)
                made.sock = trust.wrap_socket(made.sock, server_hostname=host.partition(":")[0])
                return made

            yield world, proxy, client

    return make


def test_what_is_opened_is_a_request_like_any_other(tmp_path: Path, in_place: Any) -> None:
    body = as_json({"model": "claude-sonnet-4-5", "messages": [{"role": "user", "content": "x" * 300_000}]})
    answer = ok(as_json(typed("message", role="assistant", content=[typed("text", text="y" * 300_000)])), b"X-A: 1")
    head = crlf(f"POST /v1/messages?beta=true HTTP/1.1|Host: api.anthropic.com|x-api-key: {KEY}|Content-Length: %d||")
    with in_place(always(answer)) as (world, proxy, client):
        asking = client()
        for _ in range(2):
            asking.ask(head % len(body) + body, answer[-20:])
            assert asking.received == answer
        assert [conn.received for conn in world.connections] == [2 * (head % len(body) + body)]
        assert asking.sock.selected_alpn_protocol() == "http/1.1"
        (request, response), _ = pairs_of(tmp_path, 2)
        assert health(proxy.port)["requests"] == 2
    names = request["_meta"]["host"], request["_meta"]["provider"], request["path"], request["query"]
    assert names == ("api.anthropic.com", "anthropic", "/v1/messages", "beta=true")
    assert (request["body"], response["status"]) == (body.decode(), 200)


@parametrize(
    "request_line, login, inside, status",
    [
        ("CONNECT api.anthropic.com:443", b"X: y", "", "407 proxy_login Proxy-Authenticate"),
        ("CONNECT api.anthropic.com:443", proxy_login("a-secret-of-this-run-2"), "", "407 proxy_login"),
        ("CONNECT github.com:443", b"Proxy-Authorization: Bearer x", "", "407 proxy_login"),
        ("GET /anthropic/api.anthropic.com/v1/models", b"X: y", "", "407 proxy_login"),
        ("GET http://example.com/", b"X: y", "", "407 proxy_login"),
        ("GET /live", b"X: y", "", "200 true"),
        ("CONNECT 169.254.169.254:443", proxy_login(), "", "403 upstream_not_allowed"),
        ("", b"", "GET /v1/models HTTP/1.1|Host: api.openai.com||", "421 misdirected"),
        ("", b"", "GET /health HTTP/1.1|Host: api.anthropic.com||", "200 hello"),
        ("", b"", "GET /x HTTP/1.1|Host: API.Anthropic.com:443|Origin: https://a.example||", "200 hello"),
        ("", b"", "rubbish||", "400 request line"),
    ],
)
def test_who_may_use_the_proxy_of_a_run(
    in_place: Any, request_line: str, login: bytes, inside: str, status: str
) -> None:
    """Only its client, and what comes over an opened tunnel is for that host only."""
    with in_place(always(ok())) as (_, proxy, client):
        if inside:
            asking, request = client(), crlf(inside)
        else:
            asking = Client(proxy.port)
            request = b"\r\n".join([request_line.encode() + b" HTTP/1.1", b"Host: localhost", login, b"", b""])
        number, *words = status.split()
        got = asking.ask(request, words[0].encode())
        assert got.startswith(b"HTTP/1.1 " + number.encode())
        assert all(word.encode() in got for word in words)
        asking.close()


def test_other_hosts_are_tunnelled_unread(tmp_path: Path, in_place: Any) -> None:
    theirs = ssl.create_default_context(cafile=None)
    with in_place(always(ok()), open_hosts=("gw.corp",)) as (_, _, client):
        theirs.load_verify_locations(tmp_path / "world.pem")
        asking = client("github.com", theirs)  # it sees the certificate of the world
        asking.ask(crlf("GET /secret HTTP/1.1|Host: github.com||"), b"hello")
        asking.close()
        client("gw.corp").ask(crlf("GET /v1/models HTTP/1.1|Host: gw.corp||"), b"hello")
        request, _ = the_pair(tmp_path)
        (line,) = until(lambda: of_type(tmp_path, "tunnel"))
    assert (request["_meta"]["host"], request["_meta"]["provider"]) == ("gw.corp", "any")
    assert (line["path"], line["status"], line.get("error")) == ("github.com:443", 200, None)
    assert "secret" not in json.dumps(line)


def test_a_websocket_within_an_opened_tunnel(tmp_path: Path, in_place: Any) -> None:
    upgraded = crlf("HTTP/1.1 101 Switching Protocols|Upgrade: websocket|Connection: Upgrade||")
    with in_place(once(upgraded + b"\x81\x02hi")) as (world, _, client):
        asking = client("api.openai.com")
        fields = "Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Key: eA==|Sec-WebSocket-Version: 13"
        asking.ask(crlf(f"GET /v1/responses HTTP/1.1|Host: api.openai.com|{fields}||"), b"hi")
        asking.send(b"\x81\x82\0\0\0\0ho")
        until(lambda: world.connections[0].received.endswith(b"ho"))
        asking.close()
        request, response = the_pair(tmp_path)
    assert (request["path"], response["status"]) == ("/v1/responses", 101)


def test_a_request_signed_for_bedrock_goes_as_it_is(tmp_path: Path, in_place: Any) -> None:
    host = "bedrock-runtime.us-east-1.amazonaws.com"
    answer = as_json(
        {"output": {"message": {"role": "assistant", "content": [{"text": "yes"}]}}, "stopReason": "end_turn"}
    )
    fields = (
        f"Authorization: AWS4-HMAC-SHA256 Credential=AKIAX/1/us-east-1/bedrock/aws4_request|X-Amz-Date: 1|Host: {host}"
    )
    asked = crlf(f"POST /model/us.anthropic.claude-x/converse HTTP/1.1|{fields}|Content-Length: 2||{{}}")
    with in_place(always(ok(answer))) as (world, _, client):
        client(host).ask(asked, answer)
        assert world.connections[0].received == asked
        request, _ = the_pair(tmp_path)
    meta = request["_meta"]
    assert [meta[name] for name in ("host", "provider", "transport")] == [host, "anthropic", "bedrock"]


def test_a_client_that_does_not_trust_us_is_told_of_and_left_alone(tmp_path: Path, in_place: Any) -> None:
    """A client that pins: its next tunnel there is none of ours."""
    with in_place(always(ok())) as (_, _, client):
        theirs = ssl.create_default_context(cafile=tmp_path / "world.pem")
        with pytest.raises(ssl.SSLCertVerificationError):
            client("api.openai.com", theirs)
        (line,) = until(lambda: of_type(tmp_path, "tunnel"))
        client("api.openai.com", theirs).ask(crlf("GET / HTTP/1.1|Host: api.openai.com||"), b"hello")
        client().ask(crlf("GET / HTTP/1.1|Host: api.anthropic.com||"), b"hello")  # the others are read on
        request, _ = the_pair(tmp_path)
    assert request["_meta"]["host"] == "api.anthropic.com"
    assert (line["path"], line["status"], line["error"]["by"], line["error"]["kind"]) == (
        "api.openai.com:443",
        0,
        "client",
        "tls",
    )
    assert "does not go on behind our certificate" in line["error"]["message"]
    assert line["error"]["message"].endswith("left unread")


@parametrize("asked, why", [(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/2 only"), (b"", "asked nothing")])
def test_a_client_of_another_protocol_is_left_alone(tmp_path: Path, in_place: Any, asked: bytes, why: str) -> None:
    times = 1 if asked else 2  # once a client may think better of it
    with in_place(always(ok())) as (_, _, client):
        for count in range(times):
            asking = client("api.openai.com")
            asking.send(asked)
            asking.sock.unwrap() if not asked else asking.read_all()
            until(lambda count=count: len(of_type(tmp_path, "tunnel")) == count + 1)  # type: ignore[misc]
        with pytest.raises(ssl.SSLCertVerificationError):
            client("api.openai.com")  # that is the world's
        lines = of_type(tmp_path, "tunnel")[:times]
    assert [why in line["error"]["message"] for line in lines] == [True] * times
    assert [line["error"]["message"].endswith("left unread") for line in lines] == [False] * (times - 1) + [True]


def test_a_client_that_goes_before_it_has_seen_our_certificate_is_no_reason(tmp_path: Path, in_place: Any) -> None:
    """It may have been cancelled."""
    with in_place(always(ok())) as (_, proxy, client):
        for count in range(3):
            tunnel_to(Client(proxy.port), "api.openai.com").close("rst")
            until(lambda count=count: len(of_type(tmp_path, "tunnel")) == count + 1)  # type: ignore[misc]
        client("api.openai.com").ask(crlf("GET / HTTP/1.1|Host: api.openai.com||"), b"hello")
        the_pair(tmp_path)


def test_one_program_that_does_not_trust_us_blinds_no_other(tmp_path: Path, in_place: Any) -> None:
    """An agent's tools may have lists of authorities of their own."""
    with in_place(always(ok())) as (_, _, client):
        theirs = ssl.create_default_context(cafile=tmp_path / "world.pem")
        for agent in ("agent/1", "a-tool/2", "agent/1"):  # the last one says the same of itself, and is another program
            asking = client("api.openai.com", agent="agent/1")
            asking.ask(crlf("GET / HTTP/1.1|Host: api.openai.com||"), b"hello")
            with pytest.raises(ssl.SSLCertVerificationError):
                client("api.openai.com", theirs, agent)
        until(lambda: len(of_type(tmp_path, "tunnel")) == 3)
        client("api.openai.com", theirs, "a-tool/2")  # is let through
        client("api.openai.com", agent="agent/1").ask(crlf("GET / HTTP/1.1|Host: api.openai.com||"), b"hello")
        pairs_of(tmp_path, 4)
        ends = [line["error"]["message"].endswith("left unread") for line in of_type(tmp_path, "tunnel")[:3]]
    assert ends == [False, True, False]


def test_an_upstream_that_fails_ends_as_without_us(tmp_path: Path, in_place: Any) -> None:
    """With a broken connection, not with an answer."""
    with in_place(always(ok()), ca_file="") as (_, _, client):
        asking = client()
        asking.send(crlf("GET / HTTP/1.1|Host: api.anthropic.com||"))
        with contextlib.suppress(OSError):
            assert asking.read_all() == b""
        _, response = the_pair(tmp_path)
    assert (response["status"], response["error"]["by"], response["error"]["kind"]) == (0, "upstream", "tls")


def test_the_secret_of_a_run_is_masked_in_what_its_agent_says(tmp_path: Path, in_place: Any) -> None:
    login = base64.b64encode(f"run:{RUN_SECRET}".encode()).decode()
    text = f"HTTPS_PROXY=http://run:{RUN_SECRET}@127.0.0.1:1 Proxy-Authorization: Basic {login}"
    body = as_json({"model": "x", "messages": [{"role": "user", "content": text}]})
    head = crlf("POST /v1/messages HTTP/1.1|Host: api.anthropic.com|Content-Length: %d||")
    with in_place(always(ok(as_json({"echo": text})))) as (world, _, client):
        client().ask(head % len(body) + body, login.encode())
        assert world.connections[0].received.endswith(body)
        request, _ = the_pair(tmp_path)
    assert "http://run:$LLM_PROXY_RUN_SECRET@127" in request["body"]
    logged = b"".join(path.read_bytes() for path in (tmp_path / "logs").rglob("*") if path.is_file())
    assert RUN_SECRET.encode() not in logged
    assert login.encode() not in logged


# ==============================================================================
# 39  Tokens
# ==============================================================================

REAL_KEY = "sk-ant-api03-REALKEYofaproject0123456789abcdefABCDEF"


def test_tokens_have_a_form_of_their_own() -> None:
    made = {lp.new_token() for _ in range(1000)}
    assert len(made) == 1000
    assert {len(token) for token in made} == {25}
    assert all(lp.is_token(token.encode()) for token in made)
    one = made.pop()
    others = [KEY, one[:-1], one + "x", one[:-1] + ("A" if one[-1] != "A" else "B"), "sk-" + "a" * 22, "", one.upper()]
    assert [text for text in others if lp.is_token(text.encode())] == []


SEALED_KEY = "lp1:AAECAwQFBgcICQoLDA0ODw4AmNNf9ucNwAuQaRLDym7YCvLnFeghDTe9wpOPX3mMgpG8PFw="  # of "a key", with keys that count up


def test_keys_at_rest_are_sealed_to_their_place() -> None:
    vault, nonce = lp.Vault(bytes(range(32))), bytes(range(16))
    sealed = vault.seal("p anthropic", REAL_KEY, nonce)
    assert vault.seal("p anthropic", "a key", nonce) == SEALED_KEY
    assert vault.unseal("p anthropic", sealed) == REAL_KEY
    assert REAL_KEY[10:20] not in sealed
    raw = base64.b64decode(sealed[4:])
    changed = "lp1:" + base64.b64encode(raw[:20] + bytes([raw[20] ^ 1]) + raw[21:]).decode()
    for place, text, its in (
        ("p openai", sealed, vault),
        ("p anthropic", changed, vault),
        ("p anthropic", sealed, lp.Vault(bytes(32))),
        ("p anthropic", "lp1:AAAA", vault),
        ("p anthropic", REAL_KEY, vault),
    ):
        with pytest.raises(lp.ProxyError, match="cannot be decrypted"):
            its.unseal(place, text)


# The base URL of a project, where a request goes, and whether the key may go there.
SERVED = """
    https://api.openai.com        https://api.openai.com/v1/x         yes
    https://api.openai.com        https://api.openai.com:444/v1/x     no
    https://api.openai.com        https://api.openai.com.evil/v1/x    no
    https://api.openai.com        https://evil.com/api.openai.com     no
    https://gw.corp/llm/          https://gw.corp/llm/v1/x            yes
    https://gw.corp/llm           https://gw.corp/llmx/v1             no
    https://gw.corp/llm           https://gw.corp/v1/llm              no
    http://127.0.0.1:9/a          http://127.0.0.1:9/a?b=/c           yes
"""


def target_of_url(url: str) -> lp.Target:
    parts = urllib.parse.urlsplit(url)
    tls = parts.scheme == "https"
    path = parts._replace(scheme="", netloc="").geturl().encode()
    return lp.Target("openai", parts.netloc, parts.hostname or "", parts.port or (443 if tls else 80), tls, path)


@parametrize("base, url, word", rows_of(SERVED))
def test_where_a_key_may_go(base: str, url: str, word: str) -> None:
    assert lp.KeyedUpstream.of("openai", base, "k").serves(target_of_url(url)) == (word == "yes")


@parametrize("url", ["api.openai.com", "ftp://a.b", "http://api.openai.com", "https://u:p@a.b", "https://a.b/?x=1", ""])
def test_what_is_no_base_url(url: str) -> None:
    with pytest.raises(ValueError, match=r"base URL|https only"):
        lp.KeyedUpstream.of("openai", url, "k")


def grant_of(base: str = "https://api.openai.com", provider: str = "openai", **limits: Any) -> lp.Grant:
    upstreams = {provider: lp.KeyedUpstream.of(provider, base, "ABSK" if provider == "bedrock" else REAL_KEY)}
    return lp.Grant("t1", "p1", "demo", provider, time.time() + 60, True, True, lp.Limits(**limits), upstreams)


# Provider, base URL, allowed_paths, the request, and the status of its refusal.
ALLOWED = """
    openai     https://api.openai.com      -                       POST /v1/chat/completions            -
    openai     https://api.openai.com/v1   -                       POST /v1/responses                   -
    openai     https://gw.corp/llm         -                       POST /llm/v1/chat/completions        -
    openai     https://api.openai.com      -                       GET /v1/models/gpt-4o                -
    openai     https://api.openai.com      -                       GET /v1/modelsX                      404
    openai     https://api.openai.com      -                       POST /v1/models                      405
    openai     https://api.openai.com      -                       POST /v1/files                       404
    openai     https://api.openai.com      -                       DELETE /v1/chat/completions          405
    openai     https://api.openai.com      -                       POST /v1/chat/completions/../../files  404
    openai     https://api.openai.com      -                       POST /v1/%2e%2e/organization/x       404
    openai     https://api.openai.com      -                       POST //v1/chat/completions           404
    openai     https://api.openai.com      -                       GET /v1/models/..\\files              404
    openai     https://api.openai.com      -                       GET /v1/models/..;                   404
    openai     https://api.openai.com      -                       GET /v1/models/%252e%252e            404
    openai     https://api.openai.com      -                       GET /v1/models/a%5cb                 404
    openai     https://api.openai.com      /v1/**                  TRACE /v1/models                     405
    openai     https://api.openai.com      /v1/files/**            POST /v1/files/a/b                   -
    openai     https://api.openai.com      /v1/files/**            POST /v1/chat/completions            404
    openai     https://api.openai.com      /v1/embed*              POST /v1/embeddings                  -
    anthropic  https://api.anthropic.com   -                       POST /v1/messages                    -
    anthropic  https://api.anthropic.com   -                       POST /v1/messages/batches            404
    anthropic  https://api.anthropic.com   -                       POST /v1/messages/count_tokens       -
    gemini     https://generativelanguage.googleapis.com  -        POST /v1beta/models/g:generateContent  -
    gemini     https://generativelanguage.googleapis.com  -        POST /v1beta/files                   404
    bedrock    https://bedrock-runtime.us-west-2.amazonaws.com  -  POST /model/arn%3Aaws%3Ax%2Fy/invoke  -
    bedrock    https://bedrock-runtime.us-west-2.amazonaws.com  -  POST /model/a%2F..%2Fb/invoke        404
    bedrock    https://bedrock-runtime.us-west-2.amazonaws.com  -  POST /model/a/b/invoke               404
"""


@parametrize("provider, base, paths, line, status", rows_of(ALLOWED))
def test_what_a_token_may_do(provider: str, base: str, paths: str, line: str, status: str) -> None:
    grant = grant_of(base, provider, allowed_paths=tuple(filter(None, paths.split(","))))
    method, path = line.split()
    refused = ""
    try:
        lp.check_path(grant, grant.upstreams[provider], method, path)
    except lp.ClientError as e:
        refused = str(e.status)
    assert refused == status


# Limits, the body, and the tokens that are reserved, or the refusal.
NEEDS = """
    allowed_models=('gpt-4o*',)   {"model": "gpt-4o-mini", "messages": []}       0
    allowed_models=('gpt-4o*',)   {"model": "gpt-5", "messages": []}             400 model_not_allowed
    allowed_models=('gpt-4o*',)   {"messages": []}                               400 model_not_allowed
    allowed_models=('gpt-4o*',)   {"model": "gpt-4o/../gpt-5"}                   400 model_not_allowed
    allowed_models=('gpt-4o*',)   {"model": "gpt-4o\\u0000"}                     400 model_not_allowed
    allowed_models=('gpt-4o*',)   [1]                                            400 invalid_request
    allowed_models=('gpt-4o*',)   {"model": "gpt-4o", "model": "gpt-5"}          400 invalid_request
    allowed_models=('gpt-4o*',)   {"model": "gpt-4o", "models": ["gpt-5"]}       400 model_not_allowed
    allowed_models=('gpt-4o*',)   {"model": ["gpt-4o"]}                          400 model_not_allowed
    max_tokens_total=9            {"model": "x", "max_tokens": 100}              112
    max_tokens_total=9            {"model": "x", "max_completion_tokens": 7}     22
    max_tokens_total=9            {"model": "x", "max_tokens": 100, "n": 3}      314
    max_tokens_total=9            {"model": "x"}                                 32005
    max_tokens_total=9            {"model": "x", "max_tokens": "100"}            400 invalid_request
    max_tokens_total=9            {"model": "x", "max_tokens": -5}               400 invalid_request
    max_tokens_total=9            {"model": "x", "max_tokens": true}             400 invalid_request
    max_tokens_total=9            {"model": "x", "max_tokens": 1e300}            400 invalid_request
    max_tokens_total=9            {"generation_config": {"max_output_tokens": 50, "candidate_count": 2}}  124
    max_tokens_total=9            {"prompt": ["a", "b"], "max_tokens": 10}       34
    allowed_params={'n': ['1'], 'tool_choice': ['a*']}  {"model": "x", "n": 1, "tool_choice": "auto"}  0
    allowed_params={'n': ['1']}   {"model": "x", "n": 2}                         400 param_not_allowed
    allowed_params={'n': ['1']}   {"model": "x", "n": "1 "}                      400 param_not_allowed
    allowed_params={'x': ['tru?']}  {"model": "x", "x": true}                    0
    max_tokens_total=9            {"inferenceConfig": {"maxTokens": 60}}         73
    max_cost_usd=9.0              {"model": "no-such-model", "max_tokens": 1}    403 price_unknown
    max_cost_usd=9.0              {"model": "gpt-4o", "max_tokens": 9}           22
"""


@parametrize("limits, body, told", rows_of(NEEDS))
def test_what_a_request_needs(limits: str, body: str, told: str) -> None:
    grant = grant_of(**eval(f"dict({limits})"))
    try:
        needs = lp.needs_of(grant, "/v1/chat/completions", body.encode(), lp.PriceTable(), "api.openai.com")
        found = str(needs[0])
        assert (needs[1] > 0) == ("cost" in limits)
    except lp.ClientError as e:
        found = f"{e.status} {e.kind}"
    assert found == told


def test_the_model_is_that_of_the_path_where_it_names_one() -> None:
    ask = functools.partial(lp.needs_of, prices=lp.PriceTable(), upstream="x")
    grant = grant_of(allowed_models=("gemini-2.5-flash*", "gpt-4o-mini*"))
    pro, flash = (f"/v1beta/models/gemini-2.5-{name}:generateContent" for name in ("pro", "flash"))
    azure = "/openai/deployments/{}/chat/completions"
    assert ask(grant, flash, b'{"model": "models/gemini-2.5-flash"}') == (0, 0.0)
    assert ask(grant, azure.format("gpt-4o-mini"), b'{"model": "gpt-4o"}') == (0, 0.0)
    for path, model in ((pro, "gemini-2.5-flash"), (flash, "gemini-2.5-pro"), (azure.format("gpt-4o"), "gpt-4o-mini")):
        with pytest.raises(lp.ClientError) as caught:
            ask(grant, path, as_json({"model": model}))
        assert caught.value.status == 400


def test_a_budget_is_for_what_can_be_read() -> None:
    ask = functools.partial(lp.needs_of, body=b'{"model": "gpt-4o"}', prices=lp.PriceTable(), upstream="api.openai.com")
    with pytest.raises(lp.ClientError, match="no budget holds it"):
        ask(grant_of(max_cost_usd=1.0), "/v1/files")
    assert ask(grant_of(max_cost_usd=1.0), "/v1/messages/count_tokens") == (0, 0.0)


# ==============================================================================
# 40  Gateway
# ==============================================================================


class Office:
    """A database of tokens, and proxies that ask it."""

    def __init__(self, tmp_path: Path, monkeypatch: Patch) -> None:
        self.tmp_path = tmp_path
        for name in ("ENCRYPTION_KEY", "DATABASE_PATH", "MANAGEMENT_TOKEN"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        self.store = lp.TokenStore(os.environ)

    def call(self, method: str, path: str, **body: Any) -> tuple[int, Any]:
        status, value, _ = lp.manage(self.store, method, path, as_json(body))
        return status, value

    def project(self, upstream: RawUpstream, name: str = "demo", provider: str = "anthropic", path: str = "") -> str:
        url = f"http://{upstream.name}{path}"
        status, value = self.call(
            "POST", "/manage/projects", name=name, api_key=REAL_KEY, provider=provider, base_url=url
        )
        assert status == 201, value
        return str(value["id"])

    def token(self, project: str = "demo", **limits: Any) -> dict[str, Any]:
        status, value = self.call("POST", "/manage/tokens", project_id=project, duration_minutes=60, **limits)
        assert status == 200, value
        made: dict[str, Any] = value
        return made

    def shown(self, token: Mapping[str, Any]) -> dict[str, Any]:
        value: dict[str, Any] = self.call("GET", f"/manage/tokens/{token['id']}")[1]
        return value

    def proxy(self, **options: Any) -> Any:
        return running(self.tmp_path, require_token=True, **options)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: Patch) -> Iterator[Office]:
    made = Office(tmp_path, monkeypatch)
    yield made
    made.store.close()


TOKEN_ASKED = as_json({"model": "claude-haiku-4-5", "max_tokens": 100, "messages": [{"role": "user", "content": "hi"}]})
TOKEN_USAGE = counted("input_tokens output_tokens", 1000, 200)
TOKEN_SAID = as_json(
    typed("message", role="assistant", model="claude-haiku-4-5", content=[typed("text", text="yes")], usage=TOKEN_USAGE)
)


def with_token(token: str, line: str = "POST /v1/messages", body: bytes = TOKEN_ASKED, *fields: str) -> bytes:
    head = [
        f"{line} HTTP/1.1",
        "Host: localhost",
        f"x-api-key: {token}",
        *fields,
        f"Content-Length: {len(body)}",
        "",
        "",
    ]
    return "\r\n".join(head).encode() + body


def test_the_real_key_goes_in_the_place_of_the_token(office: Office, tmp_path: Path) -> None:
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream:
        office.project(upstream, path="/llm")
        token = office.token()
        with office.proxy() as proxy, Client(proxy.port) as client:
            more = "Authorization: Bearer other", "Cookie: a=b", "X-Other: kept", f"X-My: {token['token']}"
            client.ask(
                with_token(token["token"], "POST /v1/messages?beta=true&key=abc", TOKEN_ASKED, *more), TOKEN_SAID
            )
            client.ask(with_token(token["token"], f"POST /anthropic/{upstream.name}/llm/v1/messages"), TOKEN_SAID)
            pairs = pairs_of(tmp_path, 2)
            received = upstream.connections[0].received
        until(lambda: office.shown(token)["tokens_used"] == 2400)
    assert received.startswith(b"POST /llm/v1/messages?beta=true HTTP/1.1\r\nHost: " + upstream.name.encode())
    first = received.partition(HEAD_END)[0]
    assert [word in first for word in (b"Authorization", b"Cookie", token["token"].encode(), b"X-Other: kept")] == [
        *[False] * 3,
        True,
    ]
    assert first.count(REAL_KEY.encode()) == 1
    assert b"x-api-key: " + REAL_KEY.encode() in first
    assert {(q["_meta"]["project"], q["_meta"]["token_id"]) for q, _ in pairs} == {("demo", token["id"])}
    shown = office.shown(token)
    assert (shown["request_count"], shown["cost_usd"]) == (2, pytest.approx(sum(r["cost_usd"] for _, r in pairs)))
    # No file of all that was written has the key or the token.
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert REAL_KEY.encode() not in left
    assert token["token"].encode() not in left


def test_a_key_that_the_provider_sends_back_reaches_neither_log_nor_client(office: Office, tmp_path: Path) -> None:
    answer = as_json({"error": {"message": f"Incorrect API key provided: {REAL_KEY}"}})
    with RawUpstream(always(ok(answer, b"X-Echo: " + REAL_KEY.encode()))) as upstream:
        office.project(upstream)
        token = office.token()["token"]
        with office.proxy() as proxy, Client(proxy.port) as client:
            got = client.ask(with_token(token), b"}}")
            assert (got.count(b"*" * len(REAL_KEY)), REAL_KEY.encode() in got) == (2, False)
            the_pair(tmp_path)
    assert REAL_KEY.encode() not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


# The key of a project, how its client asks, and what goes to AWS.
BEDROCK_TOKENS = f"""
    AKIATEST:secret/of+ours            /model/{MODEL}/invoke                    AWS4-HMAC-SHA256 Credential=AKIATEST/
    AKIATEST:secret/of+ours            /bedrock/us-west-2/model/{MODEL}/invoke  AWS4-HMAC-SHA256 Credential=AKIATEST/
    ASIATEST:secret/of+ours:a-session  /model/{urllib.parse.quote(PROFILE_ARN, safe="")}/invoke      AWS4-HMAC-SHA256 Credential=ASIATEST/
    ABSKprojects                       /model/{MODEL}/invoke                    Bearer ABSKprojects
    AKIATEST:secret/of+ours            /bedrock/us-east-1/model/{MODEL}/invoke  404
    AKIATEST:secret/of+ours            /model/{MODEL}/../../x                   404
    AKIATEST:secret/of+ours            /guardrail/a/version/1/apply             404
"""


@parametrize("key, path, sent", rows_of(BEDROCK_TOKENS))
def test_a_request_with_a_token_goes_to_bedrock_with_the_projects_key(
    office: Office, key: str, path: str, sent: str
) -> None:
    secret = key.split(":")[:2][-1].encode()
    answer, seen = ok(BEDROCK_ANSWER, b"X-Echo: " + secret), list[tuple[bytes, bytes]]()

    def script(conn: RawConnection, _number: int) -> None:
        while True:
            seen.append(conn.read_request())
            conn.send(answer)

    with RawUpstream(script) as upstream:
        office.project(upstream)
        places = {"provider": "bedrock", "base_url": f"http://{upstream.name}/us-west-2", "api_key": key}
        assert office.call("PATCH", "/manage/projects/demo", **places)[0] == 200
        limits: dict[str, Any] = {} if "arn" in path else {"max_cost_usd": 1.0}  # which has no price
        token = office.token(**limits)
        login = f"Authorization: Bearer {token['token']}".encode()
        with office.proxy() as proxy, Client(proxy.port) as client:
            got = client.ask(invoke(BEDROCK_BODY, login, b"X-Amz-Date: theirs", path=path), b"}")
            if sent == "404":
                assert (got.split()[1], seen) == (b"404", [])
                return
            request, response = the_pair(office.tmp_path)
        ((head, body),) = seen
        assert (body, secret in got) == (BEDROCK_BODY, False)
        told_aws = fields_of(head)
        assert told_aws["authorization"].startswith(sent)
        assert token["token"].encode() not in head
        if sent.startswith("AWS4"):
            check_signature(head, body, lp.AwsKeys(*key.split(":")))  # type: ignore[arg-type]
        assert request["_meta"]["project"] == "demo"
        until(lambda: office.shown(token)["cost_usd"] == pytest.approx(response.get("cost_usd", 0)))
    left = b"".join(path.read_bytes() for path in office.tmp_path.rglob("*") if path.is_file())
    assert secret not in left


# What is done to the token or asked of it, the request, and the refusal: status, kind and a word of its head.
TOKEN_REFUSED = """
    -                        nothing POST /v1/messages                 401 invalid_token x-should-retry
    -                        sk-ant-api03-of-a-user POST /v1/messages  401 invalid_token x-should-retry
    unknown                  TOKEN POST /v1/messages                   401 token_not_found x-should-retry
    revoked                  TOKEN POST /v1/messages                   401 token_inactive x-should-retry
    expired                  TOKEN POST /v1/messages                   401 token_expired x-should-retry
    project                  TOKEN POST /v1/messages                   403 project_inactive x-should-retry
    -                        TOKEN POST /anthropic/api.anthropic.com/v1/messages  403 upstream_not_allowed x-should-retry
    -                        TOKEN POST /openai/UPSTREAM/v1/files      404 endpoint_not_found -
    -                        TOKEN GET /v1/messages                    405 method_not_allowed Allow
    max_requests=1           TOKEN POST /v1/messages twice             429 rate_limit_exceeded x-should-retry
    rate_per_minute=1        TOKEN POST /v1/messages twice             429 rate_limit_exceeded Retry-After
    rate_per_hour=1          TOKEN POST /v1/messages twice             429 rate_limit_exceeded Retry-After
    allowed_models=['x']     TOKEN POST /v1/messages                   400 model_not_allowed x-should-retry
    max_tokens_total=100     TOKEN POST /v1/messages                   400 budget_exceeded x-should-retry
    max_cost_usd=0.0001      TOKEN POST /v1/messages                   400 budget_exceeded x-should-retry
"""


@parametrize("what, request_line, told", rows_of(TOKEN_REFUSED))
def test_refusals_of_tokens(office: Office, what: str, request_line: str, told: str) -> None:
    """With a status, a code, what the client's library is to do, and a sentence; before any connection."""
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream:
        project = office.project(upstream)
        limits = eval(f"dict({what})") if "=" in what else {}
        token = office.token(**limits)
        if what in ("revoked", "project"):
            place = f"tokens/{token['id']}" if what == "revoked" else f"projects/{project}"
            office.call("PATCH", f"/manage/{place}", is_active=False)
        if what == "expired":
            with office.store.write() as db:
                db.execute("UPDATE tokens SET expires_at = ?", (time.time() - 10,))
        secret, method, path, *more = request_line.replace("UPSTREAM", upstream.name).split()
        secret = (lp.new_token() if what == "unknown" else token["token"]) if secret == "TOKEN" else secret
        with office.proxy() as proxy, Client(proxy.port) as client:
            if more:
                client.ask(with_token(secret), TOKEN_SAID)
            got = client.ask(with_token(secret, f"{method} {path}"), b"}}")
            request, response = pairs_of(office.tmp_path, 1 + len(more))[-1]
        head, _, body = got.partition(HEAD_END)
        status, kind, word = told.split()
        assert (head.split()[1].decode(), json.loads(body)["error"]["code"]) == (status, kind)
        assert word == "-" or word.encode() in head
        assert len(upstream.connections) == len(more)
    assert (response["status"], response["error"]["kind"]) == (int(status), kind)
    asker = request["_meta"].get("project"), request["_meta"].get("token_id")
    assert asker == (("demo", token["id"]) if secret == token["token"] else (None, None))
    reasons = {event.get("reason") for event in office.call("GET", "/manage/audit")[1]["events"]}
    assert kind in reasons


def test_refusals_have_the_form_of_googles_libraries(office: Office) -> None:
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream:
        office.project(upstream, provider="gemini")
        with office.proxy() as proxy, Client(proxy.port) as client:
            got = client.ask(with_token("x", "POST /v1beta/models/gemini-2.5-pro:generateContent"), b"}}")
    error = json.loads(got.partition(HEAD_END)[2])["error"]
    assert (error["code"], error["status"]) == (401, "UNAUTHENTICATED")


def passes(ports: Sequence[int], token: str, answer: bytes = TOKEN_SAID) -> collections.Counter[str]:
    """The statuses of 64 requests of 16 clients at once, over several proxies."""
    found = collections.Counter[str]()

    def ask(number: int) -> None:
        with Client(ports[number % len(ports)]) as client:
            for _ in range(4):
                client.ask(with_token(token), b"}")
                found[client.received.split()[1].decode()] += 1
                until(lambda client=client: client.received.endswith((answer, b"}}\n")) or client.read_some())  # type: ignore[misc]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(50)
    return found


@parametrize("limit", ["max_requests", "rate_per_minute", "rate_per_hour"])
def test_limits_hold_exactly_over_two_proxies(office: Office, limit: str) -> None:
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream:
        office.project(upstream)
        limits: dict[str, Any] = {limit: 25}
        token = office.token(**limits)
        with office.proxy() as one, office.proxy(log_dir=str(office.tmp_path / "other")) as two:
            found = passes([one.port, two.port], token["token"])
    assert found == {"200": 25, "429": 39}
    assert office.shown(token)["request_count"] == 25


def test_no_more_run_at_a_time_than_a_token_may(office: Office) -> None:
    free, seen = threading.Event(), []

    def script(conn: RawConnection, _number: int) -> None:
        conn.read_request()
        seen.append(1)
        assert free.wait(15)
        conn.send(ok(TOKEN_SAID))
        conn.wait_closed()

    with RawUpstream(script) as upstream:
        office.project(upstream)
        token = office.token(max_parallel=2)["token"]
        with office.proxy() as proxy:
            clients = [Client(proxy.port).send(with_token(token)) for _ in range(2)]
            until(lambda: len(seen) == 2)
            with Client(proxy.port) as third:
                assert b"429" in third.ask(with_token(token), b"}}")
                free.set()
                for client in clients:
                    client.read_until(TOKEN_SAID)
                    client.close()
                until(lambda: b"200 OK" in third.ask(with_token(token), b"}"))


def test_a_budget_holds_over_two_proxies(office: Office) -> None:
    """What runs is reserved; what was used is settled by what the log finds, and none of it is lost."""
    usage = counted("input_tokens output_tokens", 30, 80)  # for 90 bytes and max_tokens of 100
    answer = as_json(typed("message", role="assistant", content=[typed("text", text="yes")], usage=usage))
    with RawUpstream(always(ok(answer))) as upstream:
        office.project(upstream)
        token = office.token(max_tokens_total=3000, max_parallel=64)
        with office.proxy() as one, office.proxy(log_dir=str(office.tmp_path / "other")) as two:
            found = passes([one.port, two.port], token["token"], answer)
    assert office.shown(token)["tokens_used"] == 110 * found["200"] <= 3000
    assert (found["200"] + found["400"], found["400"] > 0) == (64, True)
    assert office.store.rows("SELECT * FROM running") == []


def test_what_a_killed_proxy_has_reserved_stays_spent(office: Office) -> None:
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream:
        office.project(upstream)
        token = office.token(max_cost_usd=1.0)
        with office.store.write() as db:
            for number, owner in enumerate((f"{dead_pid()}:7", f"{os.getpid()}:{lp.start_ticks(os.getpid())}")):
                db.execute("INSERT INTO running VALUES (?, ?, ?, 500, 0.25)", (f"x:{number}", token["id"], owner))
        with office.proxy() as proxy:
            until(lambda: office.shown(token)["cost_usd"] == 0.25)
            with Client(proxy.port) as client:
                client.ask(with_token(token["token"]), TOKEN_SAID)
            until(lambda: office.shown(token)["tokens_used"] == 1700)
    assert len(office.store.rows("SELECT * FROM running")) == 1  # of the proxy that lives


def test_changes_of_another_process_act_at_once(office: Office) -> None:
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream:
        project = office.project(upstream)
        with office.proxy() as proxy:
            token = office.token()  # made while it runs

            def status() -> bytes:
                with Client(proxy.port) as client:
                    return client.ask(with_token(token["token"]), b"}").split()[1]

            until(lambda: status() == b"200")
            office.call("PATCH", f"/manage/projects/{project}", api_key="sk-ant-another-key-of-the-project")
            until(lambda: status() == b"200" and b"another-key" in upstream.connections[-1].received)
            began = time.monotonic()
            assert office.call("DELETE", "/manage/tokens", token=token["token"]) == (204, None)
            until(lambda: status() == b"401")
            assert time.monotonic() - began < 5  # 0.2 s, and what a busy machine adds


@parametrize("limits, status", [({}, b"101"), ({"max_requests": 5}, b"426"), ({"max_cost_usd": 1.0}, b"426")])
def test_a_websocket_needs_a_token_without_limits_and_ends_with_it(
    office: Office, monkeypatch: Patch, limits: dict[str, Any], status: bytes
) -> None:
    upgraded = crlf("HTTP/1.1 101 On|Upgrade: websocket|Connection: Upgrade||")
    monkeypatch.setattr(lp, "SWEEP_S", 0.05)
    with RawUpstream(once(upgraded)) as upstream:
        office.project(upstream, provider="openai")
        fields = "Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Key: eA==|Sec-WebSocket-Version: 13"
        token = office.token(**limits)
        login = f"Authorization: Bearer {token['token']}"
        with office.proxy() as proxy, Client(proxy.port) as client:
            got = client.ask(crlf(f"GET /v1/responses HTTP/1.1|Host: localhost|{login}|{fields}||"), HEAD_END)
            assert got.split()[1] == status
            if status == b"101":
                office.call("DELETE", f"/manage/tokens/{token['id']}")
                assert client.end() in ("fin", "rst")
        for conn in upstream.connections:
            assert b"Authorization: Bearer " + REAL_KEY.encode() in conn.received


SOCKET_ASKED = {"type": "response.create", "model": "gpt-4o-mini", "max_output_tokens": 100, "input": "hi"}
# Limits, the messages of a client, how many of them reach the upstream, and why the last does not.
SOCKET_CHECKED = """
    max_requests=2                 A A A                   2 rate_limit_exceeded
    allowed_models=['gpt-4o-*']    A A {"model":"gpt-5"}   2 model_not_allowed
    allowed_models=['gpt-4o-*']    A cancel A              3 -
    allowed_models=['gpt-4o-*']    {"response":{"model":"gpt-5"}}  0 invalid_request
    allowed_models=['gpt-4o-*']    binary                  0 invalid_request
    max_tokens_total=450           A A A A                 3 budget_exceeded
    max_parallel=1                 A A                     2 -
"""


@parametrize("limits, asked, told", rows_of(SOCKET_CHECKED))
def test_each_message_of_a_websocket_is_checked_where_its_project_wants_that(
    office: Office, limits: str, asked: str, told: str
) -> None:
    usage = {"input_tokens": 10, "output_tokens": 90, "total_tokens": 100}
    done = {"type": "response.completed", "response": {"id": "r", "model": "gpt-4o-mini", "usage": usage, "output": []}}
    received = list[bytes]()

    def script(conn: RawConnection, _number: int) -> None:
        head = conn.read_head()
        assert b"permessage-deflate" not in head
        conn.send(crlf("HTTP/1.1 101 On|Upgrade: websocket|Connection: Upgrade||"))
        reader = lp.MessageReader(False, False, 10**6)
        while data := conn.rest or conn.sock.recv(1 << 20):
            conn.rest = b""
            for message in reader.feed(data):
                received.append(message.payload)
                conn.send(lp.render_frame("text", as_json(done)))

    with RawUpstream(script) as upstream:
        office.project(upstream, provider="openai")
        assert office.call("PATCH", "/manage/projects/demo", websocket=True)[0] == 200
        token = office.token(**eval(f"dict({limits})"))
        fields = "Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Key: eA==|Sec-WebSocket-Version: 13"
        fields += f"|Sec-WebSocket-Extensions: permessage-deflate|Authorization: Bearer {token['token']}"
        with office.proxy() as proxy, Client(proxy.port) as client:
            client.ask(crlf(f"GET /v1/responses HTTP/1.1|Host: localhost|{fields}||"), HEAD_END)
            count, kind = told.split()
            for number, word in enumerate(asked.split()):
                more = (
                    {}
                    if word in ("A", "binary")
                    else {"type": "response.cancel"}
                    if word == "cancel"
                    else json.loads(word)
                )
                frame = lp.render_frame(
                    "binary" if word == "binary" else "text", as_json({**SOCKET_ASKED, **more}), b"abcd"
                )
                client.send(frame[:9]).send(frame[9:])
                wanted = b"response.completed" if number < int(count) else b'"type":"error"'
                while client.received.count(wanted) <= (number if number < int(count) else 0):
                    client.read_some()
                if number < int(count) and word == "A":
                    until(lambda: office.store.rows("SELECT * FROM running") == [], "what it used")
            if kind != "-":
                assert kind.encode() in client.read_all()
            client.close()
            pairs_of(office.tmp_path, asked.count("A"))
        turns = len([body for body in received if b"response.create" in body])
        until(lambda: office.shown(token)["tokens_used"] == 100 * turns)
    assert (len(received), office.shown(token)["request_count"]) == (int(count), turns)


@parametrize("coding", ["", "gzip", "unknown"])
def test_a_body_that_is_checked_is_read_whole_whatever_its_form(office: Office, coding: str) -> None:
    body = gzip.compress(TOKEN_ASKED) if coding == "gzip" else TOKEN_ASKED
    chunked = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (body[:7], body[7:])) + b"0\r\n\r\n"
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream:
        office.project(upstream)
        token = office.token(allowed_models=["claude-haiku-*"])["token"]
        fields = [
            f"x-api-key: {token}",
            "Transfer-Encoding: chunked",
            *([f"Content-Encoding: {coding}"] if coding else []),
        ]
        head = "|".join(["POST /v1/messages HTTP/1.1", "Host: localhost", *fields, "|"])
        with office.proxy() as proxy, Client(proxy.port) as client:
            got = client.ask(crlf(head) + chunked, b"}")
            if coding == "unknown":
                assert got.split()[1] == b"415"
                return
            assert got.split()[1] == b"200"
            sent, asked = upstream.connections[0].received.split(HEAD_END, 1)
    assert asked == body
    assert b"Content-Length: %d" % len(body) in sent
    assert b"chunked" not in sent


def test_only_the_headers_that_a_token_may_send_are_sent(office: Office) -> None:
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream:
        office.project(upstream)
        token = office.token(allowed_headers=["anthropic-*"])["token"]
        with office.proxy() as proxy, Client(proxy.port) as client:
            more = "anthropic-version: 1", "X-Tracking: 7", "User-Agent: me", "Content-Type: application/json"
            client.ask(with_token(token, "POST /v1/messages", TOKEN_ASKED, *more), TOKEN_SAID)
        sent = upstream.connections[0].received.partition(HEAD_END)[0].decode().split("\r\n")
    assert [line.partition(":")[0] for line in sent[1:]] == [
        "Host",
        "anthropic-version",
        "Content-Type",
        "Content-Length",
        "x-api-key",
    ]


@parametrize("action", ["warn", "refuse"])
def test_a_day_has_a_ceiling_over_all_proxies_and_restarts(tmp_path: Path, action: str) -> None:
    options = {"daily_usd": 0.003, "daily_action": action}  # an answer costs 0.002
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream:
        for number in range(3):
            with running(tmp_path, **options) as proxy, Client(proxy.port) as client:
                spent = round(0.002 * number, 4)
                until(lambda spent=spent: health(proxy.port)["spent_today_usd"] == spent)  # type: ignore[misc]
                assert (health(proxy.port)["status"] == "degraded") == (number == 2)
                got = client.ask(post(upstream, TOKEN_ASKED), b"}")
        assert got.split()[1] == (b"200" if action == "warn" else b"429")
        assert len(upstream.connections) == (3 if action == "warn" else 2)


@contextlib.contextmanager
def webhook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A URL, and what was posted there."""
    said = list[dict[str, Any]]()

    def script(conn: RawConnection, _number: int) -> None:
        head, body = conn.read_request()
        assert head.startswith(b"POST /hook?a=b HTTP/1.1")
        said.append(json.loads(body))
        conn.send(ok(b""))

    with RawUpstream(script) as server:
        yield f"http://{server.name}/hook?a=b", said


@parametrize("action", ["warn", "refuse"])
def test_a_project_has_a_ceiling_of_its_own(office: Office, action: str) -> None:
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream, webhook() as (url, said):
        office.project(upstream)
        rules = {"daily_usd": 0.003, "daily_action": action}  # an answer costs 0.002
        assert office.call("PATCH", "/manage/projects/demo", **rules)[0] == 200
        other = {"name": "other", "api_key": REAL_KEY, "provider": "anthropic", "base_url": f"http://{upstream.name}"}
        assert office.call("POST", "/manage/projects", **other)[0] == 201
        token, free = office.token()["token"], office.token("other")["token"]
        for port_of_two in range(2):
            log = str(office.tmp_path / f"logs{port_of_two}")
            with office.proxy(log_dir=log, budget_webhook=url) as proxy, Client(proxy.port) as client:
                if not port_of_two:
                    for _ in range(2):
                        client.ask(with_token(token), TOKEN_SAID)
                until(lambda: health(proxy.port)["tokens"]["over_daily_usd"])
                assert health(proxy.port)["status"] == "degraded"
                got = client.ask(with_token(token), b"}}" if action == "refuse" else TOKEN_SAID)
                assert (b"429" in got[:20], b"daily_budget" in got) == (action == "refuse",) * 2
                client.ask(with_token(free), TOKEN_SAID)
        until(lambda: said)
        assert [(one["event"], one["project"], one["limit_usd"]) for one in said] == [("daily_usd", "demo", 0.003)]
        assert "project demo has spent $0.00" in said[0]["text"]
        shown = office.call("GET", "/manage/projects/demo")[1]
        assert shown["spent_today_usd"] == pytest.approx(0.004 if action == "refuse" else 0.008)


def test_a_session_that_costs_much_is_told_of_once(tmp_path: Path) -> None:
    options = {"session_usd": 0.003, "daily_usd": 0.005}  # an answer costs 0.002
    fields = "x-api-key: k", "X-Claude-Code-Session-Id: 5b6b1a52-0f0f-4b4b-8b8b-000000000001"
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream, webhook() as (url, said):
        with running(tmp_path, budget_webhook=url, **options) as proxy, Client(proxy.port) as client:
            for number in range(4):
                client.ask(post(upstream, TOKEN_ASKED, *(field.encode() for field in fields)), TOKEN_SAID)
                pairs = pairs_of(tmp_path, number + 1)
        until(lambda: len(said) == 2)
    assert {one["event"]: round(one["spent_usd"], 4) for one in said} == {"session_usd": 0.004, "daily_usd": 0.006}
    (session,) = {request["_meta"]["session"] for request, _ in pairs}
    assert [one.get("session") for one in said] == [session, None]


@parametrize("cuts", [True, False])
def test_an_answer_that_grows_beyond_its_budget_is_cut_if_so_wanted(office: Office, cuts: bool) -> None:
    event = b"event: x\ndata: " + as_json(
        typed("content_block_delta", index=0, delta=typed("text_delta", text="y" * 4000))
    )
    start = typed("message_start", message=typed("message", usage=counted("input_tokens output_tokens", 10, 1)))
    head = crlf("HTTP/1.1 200 OK|Content-Type: text/event-stream||") + b"event: x\ndata: " + as_json(start) + b"\n\n"
    sent = list[int]()

    def script(conn: RawConnection, _number: int) -> None:
        conn.read_request()
        conn.send(head)
        with contextlib.suppress(OSError):
            while len(sent) < (5000 if cuts else 200):
                conn.send(event + b"\n\n")
                sent.append(1)
                select.select([conn.sock], [], [], 0.002)  # whether it was cut

    with RawUpstream(script) as upstream:
        office.project(upstream)
        token = office.token(max_tokens_total=5000, cut_over_budget=cuts)
        with office.proxy() as proxy, Client(proxy.port) as client:
            asked = TOKEN_ASKED.replace(b'"max', b'"stream": true, "max')
            client.send(with_token(token["token"], body=asked))
            assert client.end() == ("rst" if cuts else "fin")
            _, response = the_pair(office.tmp_path)
            until(lambda: office.shown(token)["tokens_used"])
    assert (response.get("error") or {}).get("kind") == ("over_budget" if cuts else None)
    assert (len(sent) < 5000) == cuts or len(sent) == 200
    assert office.shown(token)["tokens_used"] > 5000


def test_nobody_overspends_when_the_proxy_is_killed(
    office: Office, environ: Env, installed: Path, tmp_path: Path
) -> None:
    """kill -9 under 64 clients, again and again: what was reserved stays spent."""
    if not IS_ALL:
        pytest.skip("LLM_PROXY_TEST_ALL=no")
    answered = list[int]()
    usage = counted("input_tokens output_tokens", 30, 80)
    answer = ok(as_json(typed("message", role="assistant", content=[typed("text", text="yes")], usage=usage)))

    def script(conn: RawConnection, _number: int) -> None:
        while True:
            conn.read_request()
            answered.append(1)
            conn.send(answer)

    env = {**environ, "XDG_STATE_HOME": str(tmp_path / "state"), "LLM_PROXY_REQUIRE_TOKEN": "true"}
    with RawUpstream(script) as upstream:
        office.project(upstream)
        token = office.token(max_tokens_total=40_000, max_parallel=64)

        def ask(port: int) -> None:
            with contextlib.suppress(OSError, AssertionError), Client(port) as client:
                while b" 200 " in client.ask(with_token(token["token"]), b"}}"):
                    pass

        for turn in range(3):
            process = started("--port", "0", "--console", "off", program=installed, env=env)
            try:
                line = next(line for line in process.stderr if "Starting llm-proxy" in line)
                port, before = int(line.rsplit(":", 1)[1]), len(answered)
                clients = [threading.Thread(target=ask, args=(port,)) for _ in range(64)]
                for client in clients:
                    client.start()
                if turn < 2:
                    until(lambda before=before: len(answered) > before + 3)  # type: ignore[misc]
                    process.kill()
                for client in clients:
                    client.join(30)
            finally:
                process.kill()
                process.communicate(timeout=30)
        with office.proxy():  # settles what they have left
            until(lambda: office.store.rows("SELECT * FROM running") == [])
        used = office.shown(token)["tokens_used"]
    assert 110 * len(answered) <= used <= 40_000
    assert len(answered) > 8


def test_all_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    environ, found = {"XDG_STATE_HOME": str(tmp_path)}, list[bytes]()
    threads = [threading.Thread(target=lambda: found.append(lp.load_master_key(environ))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (len(found), len(set(found))) == (16, 1)
    assert [path.name for path in (tmp_path / "llm-proxy").iterdir()] == ["tokens.key"]


# -- management --

# The call, its body, and status with a word of the answer.
MANAGED = """
    GET /manage/projects                      -                                       200 demo
    GET /manage/projects/                     -                                       200 demo
    PUT /manage/projects                      -                                       405 allowed
    GET /manage/nothing                       -                                       404 not found
    POST /manage/projects                     [1]                                     400 invalid request body
    POST /manage/projects                     {"name": "x"}                           400 required
    POST /manage/projects                     {"name": "x", "api_key": "sk-a...bcd"}  400 obfuscated
    POST /manage/projects                     {"name": "x", "api_key": "k", "provider": "nobody"}  400 unknown provider
    POST /manage/projects                     {"name": "x", "api_key": "k", "base_url": "http://a.b"}  400 https only
    POST /manage/projects                     {"name": "x", "api_key": "AKIA:s", "provider": "bedrock", "base_url": "https://a.b"}  400 names no region
    POST /manage/projects                     {"name": "x", "api_key": "s", "provider": "bedrock", "base_url": "https://a.b"}  400 ACCESS_KEY_ID
    POST /manage/projects                     {"name": "demo", "api_key": "k"}        409 already
    POST /manage/projects                     {"name": "x", "api_key": "kkkkkkkkkkkkkkkkkkkk"}  201 kkkkkkkk...kkkk
    GET /manage/projects/none                 -                                       404 project not found
    GET /manage/projects/demo                 -                                       200 sk-ant-a...CDEF
    PATCH /manage/projects/demo               {"revoke_tokens": true}                 400 requires is_active=false
    PATCH /manage/projects/demo               {"is_active": false, "revoke_tokens": true}  200 deactivated_at
    PATCH /manage/projects/demo               {"is_actve": false}                     400 unknown member
    PATCH /manage/projects/demo               {"api_key": "k****"}                    400 obfuscated
    PATCH /manage/projects/demo               {"base_url": "https://gw.corp/x"}       200 https://gw.corp/x
    PATCH /manage/projects/demo               {"base_url": "http://gw.corp/x"}        400 https only
    PATCH /manage/projects/demo               {"provider": "gemini", "base_url": "https://gw.corp"}  400 no key of gemini
    PATCH /manage/projects/demo               {"provider": "nobody"}                  400 unknown provider
    PATCH /manage/projects/demo               {"daily_usd": 2, "daily_action": "refuse"}  200 "daily_usd": 2
    PATCH /manage/projects/demo               {"daily_usd": 0}                        400 above 0
    PATCH /manage/projects/demo               {"daily_action": "x"}                   400 warn or refuse
    PATCH /manage/projects/demo               {"websocket": 1}                        400 true or false
    DELETE /manage/projects/demo              -                                       405 not permitted
    POST /manage/projects/demo/tokens/revoke  -                                       200 "revoked_count": 1
    POST /manage/tokens                       {"project_id": "demo"}                  400 required
    POST /manage/tokens                       {"project_id": "demo", "duration_minutes": 525601}  400 exceeds
    POST /manage/tokens                       {"project_id": "demo", "duration_minutes": NaN}  400 required
    POST /manage/tokens                       {"project_id": "demo", "duration_minutes": 5, "max_cost_usd": 1e999}  400 >= 0
    POST /manage/tokens                       {"project_id": "none", "duration_minutes": 5}  404 project not found
    POST /manage/tokens                       {"project_id": "demo", "duration_minutes": 5, "max_requests": -1}  400 >= 0
    POST /manage/tokens                       {"project_id": "demo", "duration_minutes": 5, "allowed_models": "x"}  400 list
    POST /manage/tokens                       {"project_id": "demo", "duration_minutes": 5}  200 "token": "sk-
    POST /manage/tokens                       {"project_id": "demo", "duration_minutes": 5, "max_reqests": 5}  400 unknown member
    POST /manage/tokens                       {"project_id": "demo", "duration_minutes": 5, "max_cost_usd": 0}  400 above 0
    POST /manage/tokens                       {"project_id": "demo", "duration_minutes": 5, "max_requests": 1e26}  400 >= 0
    POST /manage/tokens                       {"project_id": "demo", "duration_minutes": 5, "label": "\\ud800"}  400 invalid
    PATCH /manage/tokens/TOKEN                {"allowed_params": {"n": ["1"]}}        200 "allowed_params": {"n": ["1"]}
    PATCH /manage/tokens/TOKEN                {"allowed_params": {"n": 1}}            400 lists of patterns by name
    PATCH /manage/tokens/TOKEN                {"cut_over_budget": 1}                  400 true or false
    PATCH /manage/tokens/TOKEN                {"duration_minutes": 9000}              200 "is_active": true
    PATCH /manage/tokens/TOKEN                {"duration_minutes": 525601}            400 exceeds
    PATCH /manage/tokens/TOKEN                {"duration_minutes": -5}                400 above 0
    PATCH /manage/tokens/TOKEN                {"duration_minutes": "8h"}              400 above 0
    GET /manage/tokens                        -                                       200 **************
    GET /manage/tokens?projectId=none         -                                       404 project not found
    GET /manage/tokens/none                   -                                       404 token not found
    PATCH /manage/tokens/TOKEN                {}                                      400 no fields
    PATCH /manage/tokens/TOKEN                {"max_requests": 0}                     200 "max_requests": null
    PATCH /manage/tokens/TOKEN                {"is_active": false}                    200 "is_active": false
    DELETE /manage/tokens/TOKEN               -                                       204 -
    DELETE /manage/tokens                     {"token": "sk-none"}                    404 token not found
    GET /manage/audit                         -                                       200 token.create
    GET /manage/audit?page_size=0             -                                       400 page
    GET /manage/audit?page=-1                 -                                       400 page
    GET /manage/audit?action=token.create     -                                       200 "total_count": 1
    GET /manage/audit/none                    -                                       404 audit event not found
    GET /manage/audit/verify                  -                                       200 "ok": true
"""


@parametrize("line, body, told", rows_of(MANAGED))
def test_the_management_api(office: Office, monkeypatch: Patch, line: str, body: str, told: str) -> None:
    monkeypatch.setenv("MANAGEMENT_TOKEN", "m-secret")
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream:
        office.project(upstream)
        token = office.token(max_requests=9)
        with running(office.tmp_path) as proxy:
            connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=15)
            method, path = line.replace("TOKEN", token["id"]).split()
            connection.request(method, path, body or None, {"Authorization": "Bearer m-secret"})
            answer = connection.getresponse()
            text = answer.read().decode()
            for login in ("Bearer wrong", "Basic m-secret", ""):
                connection.request(method, path, None, {"Authorization": login})
                refusal = connection.getresponse()
                assert (refusal.status, "error" in json.loads(refusal.read())) == (401, True)
            connection.close()
    status, _, words = told.partition(" ")
    assert (answer.status, answer.headers.get("Content-Type", "application/json")) == (int(status), "application/json")
    assert words == "-" or words in text
    assert REAL_KEY not in text


def test_the_command_manages_the_database_itself(
    office: Office, monkeypatch: Patch, capsys: Capture, tmp_path: Path
) -> None:
    def run(*words: str) -> Any:
        assert lp.main(["manage", *words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    monkeypatch.setenv("THE_KEY", REAL_KEY)
    run("project", "create", "--name", "p", "--provider", "anthropic", "--key-env", "THE_KEY")
    run("project", "update", "p", "--ceiling", "3", "--ceiling-action", "refuse", "--websocket", "true")
    rules = run("project", "get", "p")
    assert (rules["daily_usd"], rules["daily_action"], rules["websocket"]) == (3.0, "refuse", True)
    words: tuple[str, ...] = (
        "--ttl",
        "90m",
        "--budget",
        "5usd",
        "--allowed-models",
        "a*,b",
        "--max-requests",
        "7",
        "--label",
        "ci",
    )
    words = (*words, "--allowed-params", "n=1,model=a*,model=b", "--cut-over-budget", "true")
    made = run("token", "generate", "--project", "p", *words)
    (shown,) = run("token", "list", "--project", "p")
    assert lp.is_token(made["token"].encode())
    wanted = {"max_cost_usd": 5.0, "allowed_models": ["a*", "b"], "max_requests": 7, "label": "ci", "is_active": True}
    wanted |= {"allowed_params": {"n": ["1"], "model": ["a*", "b"]}, "cut_over_budget": True}
    assert {name: shown[name] for name in wanted} == wanted
    run("token", "update", made["id"], "--max-requests", "9")
    assert lp.main(["manage", "token", "revoke", made["id"]]) == 0
    assert lp.main(["manage", "rotate-key"]) == 0
    assert "1 key encrypted anew" in capsys.readouterr().out
    assert run("project", "get", "p")["api_key"] == "sk-ant-a...CDEF"
    assert run("audit", "verify")["ok"] is True
    for asked, said in (
        (("project", "create", "--name", "q"), "--key-env"),
        (("token", "get"), "expected"),
        (("token", "get", "x"), "404: token not found"),
        (("token", "generate", "--project", "p", "--ttl", "soon"), "such as ttl 8h"),
        (("token", "list", "--manage-api-base-url", f"http://127.0.0.1:{free_port()}"), "does not answer"),
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        assert lp.main(["manage", *asked]) != 0
        assert said in capsys.readouterr().err
    assert (stat.S_IMODE(os.stat(office.store.file).st_mode), office.store.file.parent) == (
        0o600,
        tmp_path / "state/llm-proxy",
    )


@parametrize("change", ["changed", "removed", "cut", "whole"])
def test_an_audit_that_was_changed_is_found(office: Office, change: str) -> None:
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream:
        office.project(upstream)
        for _ in range(3):
            office.token()
    queries = {
        "changed": "UPDATE audit_events SET actor = 'me' WHERE number = 2",
        "removed": "DELETE FROM audit_events WHERE number = 2",
        "cut": "DELETE FROM audit_events WHERE number = 4",
        "whole": "SELECT 1",
    }
    with office.store.write() as db:
        db.execute(queries[change])
    assert office.call("GET", "/manage/audit/verify")[1]["ok"] == (change == "whole")


def test_the_audit_tells_of_uses_and_refusals_also_in_files(office: Office) -> None:
    """With the address that a trusted proxy tells of, and of nobody else's telling; it goes as its time has come."""
    more = {"trusted_proxies": ("127.0.0.0/8", "10.0.0.0/8"), "audit_keep": 86400.0}
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream:
        project = office.project(upstream)
        token = office.token()
        with office.store.write() as db:
            db.execute("UPDATE audit_events SET timestamp = '2026-01-01T00:00:00Z' WHERE action = 'project.create'")
        old = office.store.file.with_name("audit-2026-01.jsonl")
        old.write_text("{}\n")
        with office.proxy(**more) as proxy, Client(proxy.port) as client:
            for _ in range(3):
                client.ask(with_token(token["token"]), TOKEN_SAID)
            client.ask(
                with_token("sk-x", "POST /v1/messages", TOKEN_ASKED, "X-Forwarded-For: 1.1.1.1, 6.6.6.6, 10.0.0.7"),
                b"}}",
            )
    found = {event["action"]: event for event in office.call("GET", "/manage/audit?page_size=100")[1]["events"]}
    use, refusal = found["key.use"], found["proxy.request"]
    assert (use["project_id"], use["token_id"], use["outcome"]) == (project, token["id"], "success")
    assert use["metadata"] == {"upstream": upstream.name, "count": 3}
    assert (refusal["client_ip"], refusal["reason"]) == ("6.6.6.6", "invalid_token")
    assert found.keys() == {"token.create", "key.use", "proxy.request"}
    assert (office.call("GET", "/manage/audit/verify")[1]["ok"], old.exists()) == (True, False)
    (file,) = office.store.file.parent.glob("audit-*.jsonl")
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["action"] for line in lines] == ["project.create", "token.create", "proxy.request", "key.use"]
    assert [line["hash"] for line in lines[1:]] == [
        row["hash"] for row in office.store.rows("SELECT hash FROM audit_events ORDER BY number")
    ]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_database_that_cannot_be_used_is_one_clear_line(office: Office, monkeypatch: Patch, capsys: Capture) -> None:
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream:
        office.project(upstream)
        office.token()
    key = lp.state_directory(os.environ) / "tokens.key"
    before = key.read_bytes()

    def fails(words: str, said: str, status: int = 1) -> None:
        assert lp.main(words.split()) == status
        assert said in capsys.readouterr().err

    monkeypatch.setenv("ENCRYPTION_KEY", "x" * 9)
    fails("manage project list", "ENCRYPTION_KEY is no key", 2)
    fails("serve --require-token true --port 0", "ENCRYPTION_KEY is no key", 2)
    monkeypatch.setenv("ENCRYPTION_KEY", base64.b64encode(bytes(32)).decode())
    fails("manage project list", "ENCRYPTION_KEY is another one; bring that of before back")
    monkeypatch.delenv("ENCRYPTION_KEY")
    key.unlink()  # no other takes its place, for which what is there would be lost
    fails("manage project list", "tokens.key is no key", 2)
    assert not key.exists()
    key.write_bytes(before)
    assert lp.main(["manage", "project", "list"]) == 0
    with office.store.write() as db:
        db.execute("PRAGMA user_version = 9")
    fails("manage project list", "newer llm-proxy")


@parametrize("what", ["rotated", "gone"])
def test_a_gateway_that_cannot_tell_lets_nobody_in(office: Office, what: str) -> None:
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream:
        office.project(upstream)
        token, other = office.token(), office.token()
        with office.proxy() as proxy:

            def status(its: dict[str, Any]) -> bytes:
                with Client(proxy.port) as client:
                    return client.ask(with_token(its["token"]), b"}").split()[1]

            assert status(token) == b"200"
            if what == "rotated":  # is followed
                office.store.rotate(os.environ)
                office.call("DELETE", f"/manage/tokens/{token['id']}")
                until(lambda: status(token) == b"401")
                assert status(other) == b"200"
                assert health(proxy.port)["tokens"]["last_error"] is None
            else:
                office.store.file.unlink()
                until(lambda: status(token) == b"401")
                assert health(proxy.port)["status"] == "degraded"


def test_what_cannot_be_written_now_is_written_later(office: Office, monkeypatch: Patch) -> None:
    """Another process holds the database for longer than anybody waits."""
    monkeypatch.setattr(lp, "BUSY_S", 0.05)
    go = threading.Event()

    def script(conn: RawConnection, _number: int) -> None:
        conn.read_request()
        assert go.wait(15)
        conn.send(ok(TOKEN_SAID))
        conn.wait_closed()

    with RawUpstream(script) as upstream:
        office.project(upstream)
        token, other = office.token(max_parallel=1), office.token(max_requests=9)
        with office.proxy() as proxy, Client(proxy.port) as client, Client(proxy.port) as second:
            client.send(with_token(token["token"]))
            until(lambda: upstream.connections and upstream.connections[0].received)
            with office.store.write():
                go.set()
                client.read_until(TOKEN_SAID)
                assert b" 503 " in second.ask(with_token(other["token"]), b"}}")
                until(lambda: health(proxy.port)["tokens"]["last_error"])
            until(lambda: office.shown(token)["tokens_used"] == 1200)
            assert office.store.rows("SELECT * FROM running") == []


@parametrize("events, tokens", [(0, 134), (40, 1000 + 400)])
def test_an_answer_that_its_client_cuts_off_is_charged(office: Office, events: int, tokens: int) -> None:
    """By what had come, or, where nothing had, by what was reserved."""
    event = b"event: x\ndata: " + as_json(
        typed("content_block_delta", index=0, delta=typed("text_delta", text="y" * 40))
    )
    start = typed("message_start", message=typed("message", usage=counted("input_tokens output_tokens", 1000, 1)))
    head = crlf("HTTP/1.1 200 OK|Content-Type: text/event-stream||") + b"event: x\ndata: " + as_json(start) + b"\n\n"

    def script(conn: RawConnection, _number: int) -> None:
        conn.read_request()
        if events:
            conn.send(head + (event + b"\n\n") * events)
        conn.wait_closed()

    with RawUpstream(script) as upstream:
        office.project(upstream)
        token = office.token(max_tokens_total=10**6)
        with office.proxy() as proxy, Client(proxy.port) as client:
            client.send(with_token(token["token"], body=TOKEN_ASKED.replace(b'"max', b'"stream": true, "max')))
            if events:
                client.read_until(b"text_delta")
                while client.received.count(b"text_delta") < events:
                    client.read_some()
            else:
                until(lambda: upstream.connections and b"hi" in upstream.connections[0].received)
            client.close()
            until(lambda: office.shown(token)["tokens_used"])
        used = office.shown(token)["tokens_used"]
    assert used == pytest.approx(tokens, abs=15)


@unless_few
def test_run_gives_its_client_a_token_that_ends_with_it(
    office: Office, environ: Env, installed: Path, tmp_path: Path
) -> None:
    ask = 'curl -sS "$ANTHROPIC_BASE_URL/v1/messages" -H "x-api-key: $ANTHROPIC_API_KEY" -d "$0"; echo; env'
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    with RawUpstream(always(ok(TOKEN_SAID))) as upstream:
        office.project(upstream)
        env = {
            **environ,
            "XDG_STATE_HOME": str(tmp_path / "state"),
            "ANTHROPIC_API_KEY": KEY,
            "ANTHROPIC_AUTH_TOKEN": KEY,
        }
        words = ("--token-for", "demo", "--budget", "2usd", "--ttl", "1h")
        env |= {"MANAGEMENT_TOKEN": "m-secret", "MY_OWN": REAL_KEY}
        done = told(installed, env, "run", *words, "--", "sh", "-c", ask, TOKEN_ASKED.decode())
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(TOKEN_SAID.decode())
        assert [secret for secret in (KEY, REAL_KEY, "m-secret") if secret in done.stdout] == []
        (token,) = office.call("GET", "/manage/tokens")[1]
        assert (token["is_active"], token["request_count"], token["max_cost_usd"]) == (False, 1, 2.0)
        assert f"token of demo: 1 request, 1,200 tokens, ${token['cost_usd']:.4f} of $2; it is revoked" in done.stderr
        missing = told(installed, env, "run", "--token-for", "nobody", "--", "true")
        assert (missing.returncode, "project not found" in missing.stderr) == (1, True)


@pytest.fixture
def gateway(tmp_path: Path, monkeypatch: Patch) -> dict[str, str]:
    """The environment of a proxy that wants tokens, with a database of its own."""
    names = {
        "DATABASE_PATH": f"{tmp_path}/tokens.db",
        "XDG_STATE_HOME": f"{tmp_path}/state",
        "XDG_CONFIG_HOME": f"{tmp_path}/config",
        "MANAGEMENT_TOKEN": "for-managing",
    }
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    return names


def managed(method: str, path: str, **body: Any) -> Any:
    """The answer of a management call on the database itself."""
    with contextlib.closing(lp.TokenStore(os.environ)) as store:
        return lp.manage(store, method, path, as_json(body))[:2]


def test_the_management_api_describes_itself(tmp_path: Path, gateway: dict[str, str]) -> None:
    with running(tmp_path) as proxy:
        connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=10)
        connection.request("GET", "/manage/openapi.json")
        answer = connection.getresponse()
        assert (answer.status, answer.read() != b"") == (401, True)
        headers = {"Authorization": f"Bearer {gateway['MANAGEMENT_TOKEN']}"}
        connection.request("GET", "/manage/openapi.json", headers=headers)
        said = json.loads(connection.getresponse().read())
        connection.close()
    assert (said["openapi"], said["security"]) == ("3.1.0", [{"management_token": []}])
    text = json.dumps(said)
    for ref in set(re.findall(r'"#/([^"]+)"', text)):
        assert functools.reduce(operator.getitem, ref.split("/"), said)
    for path, methods in said["paths"].items():
        for method, about in methods.items():
            named = {one["name"] for one in about.get("parameters", []) if one["in"] == "path"}
            assert (path, method, named) == (path, method, set(re.findall(r"{(\w+)}", path)))
            assert {"401", "503"} < set(about["responses"])
    token = said["paths"]["/manage/tokens"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    limits = {field.name for field in dataclasses.fields(lp.Limits)}
    assert (set(token["properties"]) >= limits, token["required"]) == (True, ["project_id", "duration_minutes"])
    assert token["properties"]["max_cost_usd"]["type"] == ["number", "null"]
    assert token["properties"]["allowed_models"]["items"] == {"type": "string"}


def test_a_validator_takes_the_description(gateway: dict[str, str]) -> None:
    validator = pytest.importorskip("openapi_spec_validator", reason="openapi-spec-validator is not installed")
    validator.validate(managed("GET", "/manage/openapi.json")[1])


def test_what_the_description_says_of_calls_is_true(gateway: dict[str, str]) -> None:
    """A call without what must be there is refused, with a status that the description has."""
    paths = managed("GET", "/manage/openapi.json")[1]["paths"]
    assert managed("POST", "/manage/projects", name="one", api_key="sk-real-key-of-a-provider")[0] == 201
    for path, methods in paths.items():
        for method, about in methods.items():
            status, value = managed(method.upper(), path.replace("{id}", "one"))
            assert f"{method} {path} {status}" in {f"{method} {path} {one}" for one in about["responses"]}
            assert status < 400 or value["error"]


PAGE = "https://app.example"
# Who asks, for what, and the answer: status, and which of CORS' headers it has.
ASKED_BY_PAGES = """
    https://app.example    OPTIONS /v1/messages               204 Origin Methods Headers Age
    https://app.example    OPTIONS /anthropic/h.example/v1/x  204 Origin Methods Headers Age
    https://evil.example   OPTIONS /v1/messages               403 -
    http://localhost:3000  OPTIONS /v1/messages               401 -
    -                      OPTIONS /v1/messages               401 -
    https://app.example    OPTIONS /health                    200 -
    https://app.example    OPTIONS /manage/tokens             401 -
    https://app.example    POST /v1/messages                  401 Origin
    http://localhost:3000  POST /v1/messages                  401 -
    https://app.example    POST /v1/files TOKEN               404 Origin
    https://app.example    POST /v1/messages LIMITED          400 Origin
    https://app.example    GET /anthropic/UPSTREAM/v1/models TOKEN  200 -
"""


@parametrize("origin, asked, told", rows_of(ASKED_BY_PAGES))
def test_pages_that_are_allowed_may_ask(office: Office, monkeypatch: Patch, origin: str, asked: str, told: str) -> None:
    """Their browsers ask before, without a token; refusals can be read by them, real answers are as they came."""
    monkeypatch.setenv("MANAGEMENT_TOKEN", "m" * 32)
    with RawUpstream(always(ok())) as upstream:
        office.project(upstream)
        token = office.token(allowed_models=["another"] if "LIMITED" in asked else [])
        method, path, *more = asked.replace("UPSTREAM", upstream.name).split()
        fields = ["Connection: close", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: x-a, b"]
        fields += [f"Origin: {origin}"] * bool(origin) + [f"x-api-key: {token['token']}"] * bool(more)
        with office.proxy(allow_origins=(PAGE,)) as proxy, Client(proxy.port) as client:
            got = client.send(local(f"{method} {path}", *map(str.encode, fields))).read_all().partition(HEAD_END)[0]
    head = dict(line.split(": ", 1) for line in got.decode().split("\r\n")[1:])
    cors = {
        "Origin": ("Access-Control-Allow-Origin", PAGE),
        "Methods": ("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE"),
        "Headers": ("Access-Control-Allow-Headers", "x-a, b"),
        "Age": ("Access-Control-Max-Age", "86400"),
    }
    status, *names = told.replace(" -", "").split()
    assert (got.split()[1].decode(), head.get("Vary")) == (status, "Origin" if names else None)
    assert {name: value for name, value in head.items() if "Access-" in name} == dict(cors[name] for name in names)
    assert len(upstream.connections) == (status == "200" and "UPSTREAM" in asked)


# ==============================================================================
# 41  Proxy
# ==============================================================================


def echo(conn: RawConnection, _number: int) -> None:
    """A script: answers with the body it got."""
    while True:
        _, body = conn.read_request()
        conn.send(ok(body))


def test_bytes_go_through_unchanged(tmp_path: Path) -> None:
    body = bytes(range(256)) * 20
    with meeting(tmp_path, echo) as (upstream, _, client):
        client.ask(post(upstream, body, path="/v1/messages?beta=true&x=%2F+"), HEAD_END + body)
        received = upstream.connections[0].received
        assert received.startswith(b"POST /v1/messages?beta=true&x=%2F+ HTTP/1.1\r\n")
        assert received.endswith(HEAD_END + body)
        request, response = the_pair(tmp_path)
    assert base64.b64decode(request["body"]) == base64.b64decode(response["body"]) == body
    assert request["query"] == "beta=true&x=%2F+"


def test_pipelined_requests_are_answered_in_order(tmp_path: Path) -> None:
    with meeting(tmp_path, echo) as (upstream, _, client):
        count = 300
        health_check = local("GET /live")
        parts = [post(upstream, b"<%d>" % i) if i % 3 else health_check for i in range(count)]
        client.send(b"".join(parts))
        client.send(post(upstream, b"<last>")).read_until(b"<last>")
        found = re.findall(rb"<(\w+)>|(\"live\")", client.received)
        assert [a or b"live" for a, b in found] == [b"%d" % i if i % 3 else b"live" for i in range(count)] + [b"last"]


def test_expect_continue_goes_end_to_end(tmp_path: Path) -> None:
    def script(conn: RawConnection, _number: int) -> None:
        head = conn.read_head()
        assert crlf("|Expect: 100-continue|") in head
        conn.send(crlf("HTTP/1.1 100 Continue||"))
        conn.send(ok(conn.read_body(head)))

    with meeting(tmp_path, script) as (upstream, _, client):
        raw = post(upstream, b"the body", b"Expect: 100-continue")
        client.ask(raw[:-8], crlf("100 Continue||"))
        client.ask(raw[-8:], b"the body")


@parametrize("keeps", [False, True])
def test_http_1_0_is_answered_and_closed_unless_it_asks_to_be_kept(tmp_path: Path, keeps: bool) -> None:
    with meeting(tmp_path, always(ok())) as (upstream, proxy, client):
        request = crlf("GET /any/%s/v1/models HTTP/1.0|%s|") % (
            upstream.name.encode(), b"Connection: keep-alive\r\n" * keeps
        )  # fmt: skip
        for _ in range(1 + keeps):
            got = client.ask(request, b"hello")
            assert crlf("|Connection: keep-alive|" if keeps else "|Connection: close|") in got
        if not keeps:
            client.sock.shutdown(socket.SHUT_WR)  # such clients half-close
            client.read_all()
            until(lambda: not proxy.relays)
            assert len(proxy.pool) == 0  # nor does one leave a connection for others
        assert upstream.connections[0].received.startswith(b"GET /v1/models HTTP/1.0\r\nHost: ")


def test_an_early_answer_reaches_a_client_that_still_sends(tmp_path: Path) -> None:
    def script(conn: RawConnection, _number: int) -> None:
        conn.read_head()
        conn.send(crlf("HTTP/1.1 413 Too Large|Connection: close|Content-Length: 3||big"))

    with meeting(tmp_path, script) as (upstream, _, client):
        client.send(post(upstream, b"x" * 100_000)[:-50_000])
        assert client.read_all().endswith(b"big")
        request, response = the_pair(tmp_path)
    assert request["truncated"] == "incomplete"
    assert response["status"] == 413


def test_nodelay_and_keepalive_are_on_for_both_sides(tmp_path: Path) -> None:
    with meeting(tmp_path, always(ok())) as (upstream, proxy, client):
        client.ask(post(upstream), b"hello")
        until(lambda: len(proxy.pool) == 1)
        (ours,) = [c.transport.get_extra_info("socket") for c in proxy.clients]
        (theirs,) = [c.transport.get_extra_info("socket") for c in proxy.pool._places]
        for sock in (ours, theirs):
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
            assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) != 0
            if hasattr(socket, "TCP_KEEPIDLE"):
                assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 60


def test_pieces_are_passed_on_as_they_arrive(tmp_path: Path) -> None:
    """No event waits for the next one, in either direction."""
    up, down = threading.Semaphore(0), threading.Semaphore(0)

    def script(conn: RawConnection, _number: int) -> None:
        conn.read_head()
        for i in range(3):
            while b"<%d>" % i not in conn.rest:
                conn.rest += conn._more()
            up.release()
        conn.send(crlf("HTTP/1.1 200 OK|Transfer-Encoding: chunked||"))
        for i in range(3):
            conn.send(crlf("3|[%d]|") % i)
            assert down.acquire(timeout=15)
        conn.send(crlf("0||"))

    with meeting(tmp_path, script) as (upstream, _, client):
        client.send(local(f"POST /any/{upstream.name}/x", b"Transfer-Encoding: chunked"))
        for i in range(3):
            client.send(crlf("3|<%d>|") % i)
            assert up.acquire(timeout=15)
        client.send(crlf("0||"))
        for i in range(3):
            client.read_until(b"[%d]" % i)
            down.release()
        client.read_until(crlf("0||"))


def test_a_slow_reader_holds_the_upstream_back(tmp_path: Path) -> None:
    body = os.urandom(1 << 20) * 16
    with meeting(tmp_path, always(ok(body)), log_bodies="metadata") as (upstream, proxy, client):
        client.send(post(upstream))
        relay = until(lambda: next(iter(proxy.relays.values()), None))
        until(lambda: relay.client.write_paused, "back-pressure")
        held = [relay.client.transport.get_write_buffer_size() for _ in range(50)]
        assert max(held) <= 256 * 1024
        client.read_until(HEAD_END)
        received = bytearray(client.received)
        while not received.endswith(body[-1000:]):
            received += client.sock.recv(1 << 20)
        assert received.partition(HEAD_END)[2] == body


def test_a_slow_upstream_holds_the_client_back(tmp_path: Path) -> None:
    go, body = threading.Event(), b"x" * (16 << 20)

    def script(conn: RawConnection, _number: int) -> None:
        head = conn.read_head()
        go.wait(15)
        conn.send(ok(b"%d" % len(conn.read_body(head))))

    with meeting(tmp_path, script, log_bodies="metadata") as (upstream, proxy, client):
        sender = threading.Thread(target=client.send, args=(post(upstream, body),))
        sender.start()
        relay = until(lambda: next(iter(proxy.relays.values()), None))
        # While the upstream is being dialled the client is held as well.
        until(lambda: relay.upstream is not None and relay.client._holds, "back-pressure")
        assert relay.upstream.transport.get_write_buffer_size() <= 256 * 1024
        go.set()
        client.read_until(b"%d" % len(body))
        sender.join()


# -- ends --


def test_an_answer_reaches_a_client_that_is_still_uploading(tmp_path: Path) -> None:
    """Closing with the client's bytes unread would make the kernel throw our last ones away."""
    answer = ok(b"a" * 600_000, b"Connection: close")

    def script(conn: RawConnection, _number: int) -> None:
        conn.read_head()
        conn.send(answer)
        conn.sock.shutdown(socket.SHUT_WR)
        conn.wait_closed()

    with RawUpstream(script) as upstream, running(tmp_path) as proxy:
        for _ in range(5):
            with Client(proxy.port) as client:
                sender = threading.Thread(target=client.send, args=(post(upstream, b"x" * 2_000_000),))
                sender.start()
                client.read_until(b"a" * 600_000)
                sender.join()


@contextlib.contextmanager
def full_upstream() -> Iterator[int]:
    """The port of a server that accepts, never reads, and leaves its peer's kernel little room, as over a network."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    sock.bind(("127.0.0.1", 0))
    sock.listen()
    yield sock.getsockname()[1]
    sock.close()


def test_an_upstream_that_takes_nothing_holds_the_client_back(tmp_path: Path) -> None:
    """Also when its socket is full at the very first write."""
    options = {"log_bodies": "metadata", "drain_timeout": 0.2}
    with full_upstream() as port, running(tmp_path, **options) as proxy, Client(proxy.port) as client:
        client.sock.settimeout(0.5)
        client.send(local(f"POST /any/127.0.0.1:{port}/", b"Content-Length: 90000000") + b"x" * 200_000)
        sent, deadline = 0, time.monotonic() + 2
        with contextlib.suppress(TimeoutError):
            while time.monotonic() < deadline:
                sent += client.sock.send(b"x" * 100_000)
        assert sent < 60_000_000  # the kernel takes what its buffers hold, which grow
        (relay,) = proxy.relays.values()
        assert relay.upstream
        assert relay.upstream.transport.get_write_buffer_size() <= 256 * 1024


def test_a_client_that_does_not_read_gets_no_further_answers(tmp_path: Path) -> None:
    with running(tmp_path) as proxy, Client(proxy.port) as client:
        client.sock.settimeout(0.5)
        request = crlf("GET /health HTTP/1.1|Host: localhost|X: ") + b"x" * 2000 + HEAD_END
        sent = 0
        with contextlib.suppress(TimeoutError):
            while sent < 80_000_000:
                sent += client.sock.send(request * 10)
        assert sent < 60_000_000  # the kernel takes what its buffers hold, which grow
        (ours,) = proxy.clients
        assert ours.transport.get_write_buffer_size() <= 256 * 1024
        received = b""
        while received.count(b"HTTP/1.1 200") < sent // len(request):
            received += client.sock.recv(1 << 20)


@parametrize("how", ["fin", "rst"])
def test_a_client_that_leaves_while_it_is_held_is_noticed(tmp_path: Path, how: str) -> None:
    with full_upstream() as port, running(tmp_path, log_bodies="metadata", drain_timeout=0.2) as proxy:
        client = Client(proxy.port).send(local(f"POST /any/127.0.0.1:{port}/", b"Content-Length: 90000000"))
        while not any(c._holds for c in proxy.clients):
            client.send(b"x" * 10_000)  # little by little, so that the end is not stuck behind a full window
            threading.Event().wait(0.002)
        client.close(how)
        until(lambda: not proxy.relays, "the relay to end")


def test_an_internal_error_while_dialling_is_an_answer(tmp_path: Path, monkeypatch: Patch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr(lp.UpstreamPool, "_check", fail)
    with running(tmp_path) as proxy, Client(proxy.port) as client:
        client.send(local("GET /any/127.0.0.1:1/"))
        assert client.read_until(b"}}\n").startswith(b"HTTP/1.1 502 ")
        _, response = the_pair(tmp_path)
    assert response["error"]["kind"] == "internal"


FIRST_EVENT = crlf("HTTP/1.1 200 OK|Content-Type: text/event-stream|Transfer-Encoding: chunked||9|data: 1\n\n|")


@parametrize("answer", [b"", FIRST_EVENT])
@parametrize("how", ["fin", "rst"])
def test_a_client_that_leaves_cancels_the_upstream(tmp_path: Path, how: str, answer: bytes) -> None:
    with meeting(tmp_path, once(answer)) as (upstream, _, client):
        client.ask(post(upstream), answer[-9:])
        until(lambda: of_type(tmp_path, "request"))
        left = time.monotonic()
        client.close(how)
        assert upstream.connections[0].done.wait(15)
        assert time.monotonic() - left < 5
        _, response = the_pair(tmp_path)
    assert response["error"]["by"] == "client"
    assert [c["raw"] for c in response.get("chunks", [])] == ["data: 1\n\n"] * bool(answer)


@contextlib.contextmanager
def full_queue() -> Iterator[int]:
    """The port of a server that accepts nothing: the first ones wait in its queue, the next get no answer to their SYN."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, contextlib.ExitStack() as stack:
        for _ in range(3):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(server.getsockname())
        yield server.getsockname()[1]


def test_a_client_that_leaves_while_it_sends_or_while_we_dial(tmp_path: Path) -> None:
    with RawUpstream(always(ok())) as upstream, running(tmp_path) as proxy, full_queue() as port:
        with Client(proxy.port) as client:
            client.send(post(upstream, b"x" * 1000)[:-500])
            until(lambda: upstream.connections and upstream.connections[0].received)
        request, response = the_pair(tmp_path)
        assert (request["body"], request["truncated"]) == ("x" * 500, "incomplete")
        assert response["error"]["message"] == "the client closed the connection before the answer was complete"
        with Client(proxy.port) as client:
            client.send(local(f"GET /any/127.0.0.1:{port}/"))
            until(lambda: proxy.relays)
        until(lambda: not proxy.relays)
        assert [r["error"]["by"] for _, r in pairs_of(tmp_path, 2)] == ["client", "client"]


# -- pooled connections --


def numbered(*fields: bytes) -> Callable[[RawConnection, int], None]:
    """A server and a proxy (CONNECT) whose answers tell the number of the connection, with habits that are in `fields`."""

    def script(conn: RawConnection, number: int) -> None:
        over = b"X-Over: %d" % number
        conn.sock.settimeout(0.3 if b"X-Closes: early" in fields else 15)
        for count in itertools.count():
            head, _ = conn.read_request()
            if head.startswith(b"CONNECT "):
                conn.send(crlf("HTTP/1.1 200 Connection established||"))
            elif b"pgrade: websocket" in head:
                conn.send(crlf("HTTP/1.1 101 On|Upgrade: websocket|Connection: Upgrade|%s||") % over)
                conn.wait_closed()
            elif count == 2 and b"X-Closes: third" in fields:
                return
            else:
                conn.send(ok(b"", over, *fields))

    return script


# What the server says, and then: who asks how, over which upstream connection.
WAYS: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((), "a SIGNED 1, a SIGNED 1, a POST 1, a goes, b SIGNED 2, b TOLD 3, b TOLD 3, b POST 2, b goes, c TOLD 4"),
    ((), "a POST 1, a POST 1, b POST 2, a GET 1, c GET 3, b POST 2, a POST 1"),  # one's own
    ((), "a POST 1, a goes, b GET 1, b goes, c HEAD 1, c POST 1, c goes, d POST 2"),  # another's
    ((), "a POST 1, b SOCKET 2, b goes, c GET 3, a POST 1"),
    ((), "a GET 1, a goes, 1.0 s, b GET 1, b goes, c POST 1, c goes, 0.6 s, d POST 2"),  # seen to be held
    ((b"Keep-Alive: timeout=60, max=9",), "a POST 1, a goes, b POST 1, b goes, c POST 1"),
    ((b"Keep-Alive: timeout=1",), "a POST 1, a POST 1, 1.1 s, a POST 2, a GET 2"),
    ((b"Keep-Alive: timeout=60", b"X-Closes: early"), "a POST 1, a goes, 0.5 s, b POST 2, b goes, 0.2 s, c POST 3"),
    ((b"Keep-Alive: timeout=60", b"X-Closes: third"), "a GET 1, a GET 1, a goes, b GET 2, b goes, c POST 3"),
)


def test_which_upstream_connection_a_request_takes(tmp_path: Path, aws_home: Path) -> None:
    """A client's own, as without us; another's only where no request can be lost by that."""
    upgrade = (b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Key: eA==", b"Sec-WebSocket-Version: 13")

    def walk(proxy: lp.Proxy, upstream: RawUpstream, steps: str) -> None:
        requests = {
            "POST": post(upstream),
            "GET": get(upstream),
            "HEAD": get(upstream, method="HEAD"),
            "SIGNED": invoke(),
            "TOLD": post(upstream).replace(upstream.name.encode(), b"model.test:8000", 1),
            "SOCKET": get(upstream, "/", *upgrade),
        }
        clients: dict[str, Client] = {}
        for who, what, *over in (step.split() for step in steps.split(", ")):
            if what == "s":
                threading.Event().wait(float(who))
            elif what == "goes":
                clients.pop(who).close()
                until(lambda: len(proxy.clients) == len(clients), "the proxy to notice")
            else:
                client = clients.get(who) or clients.setdefault(who, Client(proxy.port))
                got = client.ask(requests[what], HEAD_END)
                assert re.findall(rb"X-Over: (\d+)", got) == [over[0].encode()], (steps, who, what)
        for client in clients.values():
            client.close()
        until(lambda: not proxy.clients)

    with RawUpstream(numbered()) as upstream:
        options = {"upstream_proxy": f"http://{upstream.name}", "http_upstreams": ("model.test:8000",)}
        with serving_bedrock(tmp_path, upstream, **options) as proxy:
            walk(proxy, upstream, WAYS[0][1])
            for fields, steps in WAYS[1:]:
                with RawUpstream(numbered(*fields)) as other:
                    walk(proxy, other, steps)


def test_a_connection_that_ends_with_its_answer_is_not_used_again(tmp_path: Path) -> None:
    """Answer and end arrive together, and the next request waits already: the end must be seen before it is sent."""

    def script(conn: RawConnection, _number: int) -> None:
        conn.read_request()
        conn.sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, "TCP_CORK", socket.TCP_NODELAY), 1)
        conn.send(ok())

    with meeting(tmp_path, script) as (upstream, _, client):
        client.send(post(upstream) * 19 + post(upstream, b"{}", b"Connection: close"))
        assert client.read_all().count(b"hello") == 20
        assert len(upstream.connections) == 20


def test_no_post_is_lost_that_would_not_be_without_us(tmp_path: Path) -> None:
    """Of habits of servers: how long a connection may be idle, whether one is rude, which closes also if a request has come
    meanwhile, and what it says; whether clients wait for its end between requests, and how many use it at the same time."""
    rng = Random(16)
    habits: dict[str, tuple[Callable[[], float], bool, tuple[bytes, ...], bool, int]] = {
        "soon": (lambda: rng.uniform(0.001, 0.005), True, (), True, 1),
        "short": (lambda: 0.2, False, (), False, 20),
        "silent": (lambda: rng.uniform(0.0, 0.02), False, (), True, 1),
        "said": (lambda: 1.0, False, (b"Keep-Alive: timeout=1",), False, 2),
        "never": (lambda: 15.0, False, (), False, 2),
    }
    lost = dict.fromkeys([(name, way) for name in habits for way in (True, False)], 0)

    def ask(name: str, is_through: bool) -> None:
        idle_s, is_rude, fields, waits, workers = habits[name]

        def script(conn: RawConnection, number: int) -> None:
            try:
                while True:
                    conn.read_request()
                    conn.send(ok(b"", b"X-Over: %d" % number, *fields))
                    if is_rude:
                        threading.Event().wait(idle_s())
                        return
                    conn.sock.settimeout(idle_s())
            finally:
                conn.sock.close()  # before `done` is set

        def work(is_kept: bool) -> int:
            """How many fail for a client that looks at a connection before it uses it again, or always makes one."""
            failed, client = 0, Client(port)
            for _ in range(100 if is_kept else 100 // workers):
                if not is_kept or select.select([client.sock], [], [], 0)[0]:
                    client.close()
                    client = Client(port)
                try:
                    over = re.findall(rb"X-Over: (\d+)", client.ask(request, HEAD_END))[0]
                except (OSError, AssertionError):
                    failed, client = failed + 1, Client(port)
                else:
                    if is_kept and waits:
                        assert upstream.connections[int(over) - 1].done.wait(15)
                if not is_kept:
                    threading.Event().wait(0.2 if name == "short" else rng.uniform(0.0, 0.002))
            client.close()
            return failed

        with RawUpstream(script) as upstream, concurrent.futures.ThreadPoolExecutor(workers + 1) as threads:
            request = post(upstream) if is_through else crlf("POST / HTTP/1.1|Host: a|Content-Length: 2||{}")
            port = proxy.port if is_through else upstream.port
            lost[name, is_through] = sum(threads.map(work, [False] * workers + [True]))

    with running(tmp_path) as proxy, concurrent.futures.ThreadPoolExecutor(10) as threads:
        list(threads.map(lambda job: ask(*job), lost))
    assert all(lost[name, True] <= lost[name, False] for name in habits), lost


@parametrize("method, answered", [("GET", True), ("HEAD", True), ("POST", False)])
def test_a_pooled_connection_that_dies_under_a_request(tmp_path: Path, method: str, answered: bool) -> None:
    """Only what cannot have an effect twice is sent twice."""

    def script(conn: RawConnection, number: int) -> None:
        conn.read_request()
        conn.send(crlf("HTTP/1.1 204 No Content||"))
        conn.read_request()  # the first connection closes without an answer to it
        if number > 1:
            conn.wait_closed()

    with meeting(tmp_path, script) as (upstream, _, client):
        client.ask(post(upstream), HEAD_END)
        client.received = b""
        client.send(post(upstream) if method == "POST" else get(upstream, method=method))
        if answered:
            assert client.read_until(HEAD_END).startswith(b"HTTP/1.1 204")
        else:
            assert client.read_all() == b""
        assert len(upstream.connections) == (2 if answered else 1)
        assert ("error" in pairs_of(tmp_path, 2)[1][1]) is not answered


def test_an_upstream_that_talks_unasked_is_dropped(tmp_path: Path) -> None:
    with RawUpstream(once(ok() + b"and more")) as upstream, running(tmp_path) as proxy:
        for _ in range(2):
            with Client(proxy.port) as client:
                assert client.ask(post(upstream), b"hello").endswith(b"hello")
        assert len(upstream.connections) == 2


def test_pool_lets_go_of_what_is_old(tmp_path: Path) -> None:
    with meeting(tmp_path, always(ok())) as (upstream, proxy, client):
        client.ask(post(upstream), b"hello")
        until(lambda: len(proxy.pool) == 1)
        done = threading.Event()

        def close() -> None:
            proxy.pool.close_idle()
            done.set()

        proxy.link._loop.call_soon_threadsafe(close)
        assert done.wait(15)
        assert upstream.connections[0].done.wait(15)
        assert len(proxy.pool) == 0


@contextlib.contextmanager
def no_descriptors(*ports: int) -> Iterator[list[int]]:
    """As where no descriptor is left: accept fails for who listens on these ports.  The port of each call."""
    accept, calls = socket.socket.accept, list[int]()

    def fail(sock: socket.socket) -> Any:
        if (port := sock.getsockname()[1]) not in ports:
            return accept(sock)
        calls.append(port)
        raise OSError(errno.ENFILE, os.strerror(errno.ENFILE))

    with Patch.context() as patch:
        patch.setattr(socket.socket, "accept", fail)
        yield calls


def lines_of_limit(text: str) -> int:
    return len(re.findall(r"^.*WARNING.*(?:descriptor|open files)", text, re.MULTILINE))


def test_without_descriptors_accept_rests_and_idle_clients_go(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with meeting(tmp_path, always(ok())) as (upstream, proxy, idle), Client(proxy.port) as busy:
        for client in (idle, busy):
            client.ask(post(upstream), b"hello")
        ours = {c.transport.get_extra_info("peername")[1]: c for c in proxy.clients}
        ours[idle.sock.getsockname()[1]].idle_since -= 61.0
        ours[busy.sock.getsockname()[1]].idle_since -= 30.0
        with no_descriptors(proxy.port) as calls, Client(proxy.port):
            began = time.monotonic()
            assert idle.end() == "fin"
            until(lambda: len(calls) > 2, "two rests")
            assert time.monotonic() - began > 1.5
            busy.ask(post(upstream), b"hello")
            assert lines_of_limit(caplog.text) == 1
        with Client(proxy.port) as late:
            late.ask(post(upstream), b"hello")


# -- refusals --


# What is asked, with lines of its head behind bars, or all of its bytes; the status, the error's type, words of its message.
REFUSALS = """
    GET /nobody/x.y/ = 400 invalid_path
    GET /anthropic/v1/messages = 400 invalid_upstream
    rubbish|| = 400 bad_request
    GET / HTTP/1.1|Host: evil.example|| = 403 host_not_allowed
    GET /any/127.0.0.1:1/|Origin: https://evil.example = 403 origin_not_allowed
    GET /any/127.0.0.1:1/|Sec-Fetch-Dest: document = 403 page_not_allowed
    GET / HTTP/2.0|| = 505 bad_request
    PRI * HTTP/2.0||SM|| = 505 bad_request
    GET /any/127.0.0.1:1/ = 502 connect Connection refused
    GET /any/no.such.host.invalid/ = 502 dns
    GET /any/127.0.0.1:{full}/ = 504 connect_timeout
    GET /any/127.0.0.1:{own}/health = 508 loop
    GET /any/169.254.169.254/latest/meta-data = 403 upstream_not_allowed metadata
    GET http://example.com/ HTTP/1.1|Host: 127.0.0.1|| = 421 misdirected forward_proxy on
    CONNECT a.b:443 = 421 misdirected forward_proxy on
    CONNECT /any/127.0.0.1:1/x = 421 misdirected forward_proxy on
"""
REFUSALS_OF_A_FORWARD_PROXY = """
    GET http://user:s3cret@a.b/ = 400 invalid_upstream
    CONNECT example.com = 400 bad_request
    CONNECT 169.254.169.254:80 = 403 upstream_not_allowed metadata
    CONNECT denied.example:443 = 403 upstream_not_allowed
    CONNECT 127.0.0.1:{own} = 508 loop
"""


@parametrize("rows", [REFUSALS, REFUSALS_OF_A_FORWARD_PROXY], ids=["plain", "forward proxy"])
def test_refusals_are_json_and_marked(tmp_path: Path, rows: str) -> None:
    options: dict[str, Any] = {"connect_timeout": 0.2}
    if rows != REFUSALS:
        options |= {"forward_proxy": True, "deny_upstreams": ("denied.example",), "host": ("0.0.0.0",)}
    with full_queue() as full, running(tmp_path, **options) as proxy:
        for row in rows.strip().split("\n"):
            asked, wanted = row.strip().format(full=full, own=proxy.port).split(" = ")
            line, *fields = asked.encode().split(b"|")
            raw = crlf(asked) if asked.endswith("||") else local(line.decode(), *fields)
            with Client(proxy.port) as client:
                head, _, body = client.send(raw).read_until(b"}}\n").partition(HEAD_END)
            error, (status, kind, *words) = json.loads(body)["error"], wanted.split(" ", 2)
            assert (head.split()[1].decode(), error["type"], error["message"][:11]) == (status, kind, "llm-proxy: "), (
                row
            )
            assert b"\r\nX-LLM-Proxy-Error: 1" in head
            assert "".join(words) in error["message"]
            assert b"s3cret" not in head + body
    assert sorted(line["status"] for line in of_type(tmp_path, "tunnel")) == ([] if rows == REFUSALS else [403, 508])


def test_a_refused_upload_is_answered_before_the_connection_closes(tmp_path: Path) -> None:
    with running(tmp_path) as proxy, Client(proxy.port) as client:
        client.send(local("POST /nobody/", b"Content-Length: 3000000"))
        client.send(b"x" * 1_000_000)
        assert client.end() == "fin"
        assert b"invalid_path" in client.received


def test_connect_failures_are_in_the_log_and_the_connection_goes_on(tmp_path: Path) -> None:
    with running(tmp_path) as proxy, Client(proxy.port) as client:
        failing = local("POST /any/127.0.0.1:1/x", b"Content-Length: 2") + b"{}"
        client.ask(local("GET /nobody/") + failing + local("GET /live"), b'"live"')
        request, response = the_pair(tmp_path)
        assert health(proxy.port)["refused"] == 1
    assert (request["body"], response["status"]) == ("{}", 502)
    assert (response["error"]["by"], response["error"]["kind"]) == ("upstream", "connect")
    assert "Connection refused" in response["body"]


def test_bad_chunks_are_not_forwarded(tmp_path: Path) -> None:
    with meeting(tmp_path, always(ok())) as (upstream, _, client):
        client.send(local(f"POST /any/{upstream.name}/x", b"Transfer-Encoding: chunked"))
        client.send(crlf("5|hello|zz|GET /smuggled HTTP/1.1||"))
        assert client.read_all().startswith(b"HTTP/1.1 400 ")
        _, response = the_pair(tmp_path)
        assert (response["error"]["by"], response["error"]["kind"]) == ("client", "bad_framing")
        assert not any(b"smuggled" in conn.received for conn in upstream.connections)


def test_slow_heads_and_idle_clients_are_let_go(tmp_path: Path) -> None:
    with running(tmp_path) as proxy, Client(proxy.port) as slow, Client(proxy.port) as idle:
        slow.send(b"GET / HT")
        idle.send(local("GET /live")).read_until(b"live")
        until(lambda: any(c._head for c in proxy.clients))
        loop = proxy.link._loop

        def check(later: float) -> None:
            for client in list(proxy.clients):
                client.check(time.monotonic() + later)

        loop.call_soon_threadsafe(check, lp.HEAD_TIMEOUT_S + 1)
        assert slow.read_until(b"}}\n").startswith(b"HTTP/1.1 408 ")
        loop.call_soon_threadsafe(check, lp.CLIENT_IDLE_S + 1)
        assert idle.end() == "fin"


def test_names_are_tried_address_by_address(tmp_path: Path) -> None:
    """`localhost` may be ::1 first, where nobody listens."""
    with meeting(tmp_path, always(ok())) as (upstream, _, client):
        client.ask(local(f"GET /any/localhost:{upstream.port}/"), b"hello")


# -- TLS, tunnels --


@contextlib.contextmanager
def tls_upstream(tmp_path: Path, script: Callable[[RawConnection, int], None]) -> Iterator[RawUpstream]:
    (tmp_path / "key.pem").write_text(TEST_KEY)
    (tmp_path / "ca.pem").write_text(TEST_CERTIFICATE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "ca.pem", tmp_path / "key.pem")

    def over_tls(conn: RawConnection, number: int) -> None:
        conn.sock = context.wrap_socket(conn.sock, server_side=True)
        script(conn, number)

    with RawUpstream(over_tls) as upstream:
        yield upstream


def test_tls_upstreams_are_verified_and_pooled(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setattr(lp, "is_loopback", lambda host: host == "localhost")  # so that 127.0.0.1 wants TLS
    body = os.urandom(300_000)
    with tls_upstream(tmp_path, always(ok(body))) as upstream:
        options = {"ca_file": str(tmp_path / "ca.pem"), "allow_hosts": ("127.0.0.1",)}
        with running(tmp_path, **options) as proxy, Client(proxy.port) as client:
            for _ in range(3):
                client.ask(post(upstream, b"x" * 200_000), body)
            assert len(upstream.connections) == 1
            (conn,) = until(lambda: list(proxy.pool._places))
            tls = conn.transport._ssl_protocol
            assert len(tls._ssl_buffer) == tls.max_size == lp.TLS_READ_BYTES
        with running(tmp_path) as proxy, Client(proxy.port) as client:
            got = client.ask(post(upstream), b"}}\n")
    assert re.match(rb"(?s)HTTP/1.1 502 .*is not trusted.*ca_file", got)


@parametrize(
    "script, status",
    [(lambda conn, _: conn._more() and conn.send(b"no TLS"), b"502"), (lambda conn, _: conn.wait_closed(), b"504")],
)
def test_tls_failures_are_told_apart(tmp_path: Path, monkeypatch: Patch, script: Any, status: bytes) -> None:
    monkeypatch.setattr(lp, "is_loopback", lambda host: host == "localhost")
    with meeting(tmp_path, script, connect_timeout=0.3) as (upstream, _, client):
        client.ask(post(upstream), b"}}\n")
    assert client.received.startswith(b"HTTP/1.1 " + status)
    assert b"TLS" in client.received


def test_a_bad_ca_file_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(lp.ConfigError, match="ca_file"), running(tmp_path, ca_file=str(tmp_path / "missing")):
        pass


# Whether it is tried again, what the upstream's connections come to, and what comes of that.
TRIED_AGAIN = """
    no   fail       502 1 0
    yes  fail ok    200 2 1
    yes  fail fail  502 2 1
    yes  lost       none 1 0  # it may have understood the request
"""


@parametrize("retry, comes_to, told", rows_of(TRIED_AGAIN))
def test_an_upstream_is_tried_once_more(
    tmp_path: Path, monkeypatch: Patch, retry: str, comes_to: str, told: str
) -> None:
    monkeypatch.setattr(lp, "speaks_plain_http", lambda *_: False)
    authority = an_authority("localhost")
    context = server_context(tmp_path, authority.leaf("localhost", time.time()))
    (tmp_path / "ca.pem").write_text(authority.pem)

    def script(conn: RawConnection, number: int) -> None:
        if (how := comes_to.split()[number - 1]) != "fail":
            conn.sock = context.wrap_socket(conn.sock, server_side=True)
            conn.read_request()
            conn.send(ok() if how == "ok" else b"")

    options = {"ca_file": str(tmp_path / "ca.pem"), "retry_connect": retry == "yes"}
    with meeting(tmp_path, script, **options) as (upstream, proxy, client):
        request = post(upstream, b"{}", b"Connection: close").replace(b"/127.0.0.1:", b"/localhost:")
        status = (client.send(request).read_all().split() or [b"", b"none"])[1].decode()
        assert f"{status} {len(upstream.connections)} {health(proxy.port)['connect_retries']}" == told
        with Client(proxy.port) as other:
            other.ask(local("GET /metrics"), f"llm_proxy_connect_retries_total {told[-1]}\n".encode())


CIRCUIT_OPEN = rb'HTTP/1.1 503 .*\r\nX-LLM-Proxy-Error: 1\r\nRetry-After: 1\r\n.*"circuit_open".*'


@parametrize("how", ["503", "lost", "CONNECT"])
def test_an_upstream_that_fails_is_left_alone_for_a_while(tmp_path: Path, how: str) -> None:
    is_well = threading.Event()

    def script(conn: RawConnection, _number: int) -> None:
        while conn.read_request() and (is_well.is_set() or how != "lost"):
            conn.send(ok() if is_well.is_set() else crlf("HTTP/1.1 503 Busy|Content-Length: 4||busy"))

    options = {"breaker_failures": 2, "breaker_pause": 0.5, "forward_proxy": True}
    with RawUpstream(script) as upstream, running(tmp_path, **options) as proxy:

        def answer(request: bytes = get(upstream, "/", b"Connection: close")) -> bytes:
            with Client(proxy.port) as client:
                return client.send(request).read_all()

        assert [answer()[9:12] for _ in range(2)] == [b"503" if how != "lost" else b""] * 2
        before = len(upstream.connections)
        assert re.fullmatch(CIRCUIT_OPEN, answer(), re.DOTALL)
        assert health(proxy.port)["breakers"][upstream.name][:2] == "20"
        assert f'llm_proxy_breaker_open{{upstream="{upstream.name}"}} 1\n'.encode() in answer(
            local("GET /metrics", b"Connection: close")
        )
        assert len(upstream.connections) == before
        is_well.set()
        if how == "CONNECT":  # that it can be reached is all that is known of it then
            until(lambda: connect_to(proxy.port, upstream.name.encode()).startswith(b"HTTP/1.1 200 "))
        else:
            until(lambda: answer().endswith(b"hello"))
        assert health(proxy.port)["breakers"] == {}
        assert answer().endswith(b"hello")


def connect_to(port: int, name: bytes) -> bytes:
    with Client(port) as client:
        return client.ask(b"CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n" % (name, name), HEAD_END)


def test_an_upstream_that_cannot_be_reached_is_left_alone_too(office: Office, tmp_path: Path) -> None:
    """What is refused for that is logged, and costs a token nothing; what we refuse ourselves does not count."""
    with RawUpstream(always(ok())) as gone:
        office.project(gone)
    token, unlimited = office.token(max_requests=3), office.token()
    with office.proxy(breaker_failures=2, breaker_pause=600.0) as proxy:
        told = []
        for key in (token["token"], "nobody", "nobody", token["token"], token["token"], unlimited["token"]):
            with Client(proxy.port) as client:
                got = client.ask(with_token(key), b"}}\n")
            told.append((got[9:12].decode(), json.loads(got.partition(HEAD_END)[2])["error"]["type"]))
        pairs = pairs_of(tmp_path, 4)
    refused, failed, is_open = ("401", "invalid_token"), ("502", "connect"), ("503", "circuit_open")
    assert told == [failed, refused, refused, failed, is_open, is_open]
    assert office.shown(token)["request_count"] == 2
    assert [response["status"] for _, response in pairs] == [502, 502, 503, 503]


class TlsFiles:
    """What a proxy needs to speak TLS as localhost, and clients of it."""

    def __init__(self, directory: Path) -> None:
        self.authority, self.file = an_authority("localhost"), directory / "server.pem"
        self.options = {"tls_cert": str(self.file), "tls_key": str(self.file)}
        self.trust = ssl.create_default_context(cadata=self.authority.pem)
        self.trust.set_alpn_protocols(["h2", "http/1.1"])
        self.write(self.authority.leaf("localhost", time.time()))

    def write(self, text: str) -> None:
        new, at_ns = self.file.with_name("new.pem"), time.time_ns()
        new.write_text(text)
        os.utime(new, ns=(at_ns, at_ns))  # the system's own times are coarser
        new.replace(self.file)

    def over(self, client: Client) -> Any:
        client.sock = self.trust.wrap_socket(client.sock, server_hostname="localhost")
        return client.sock


@pytest.fixture
def tls_files(tmp_path: Path) -> TlsFiles:
    return TlsFiles(tmp_path)


@unless_few
def test_clients_are_served_over_tls(tmp_path: Path, tls_files: TlsFiles, monkeypatch: Patch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    body = os.urandom(300_000)
    with meeting(tmp_path, echo, **tls_files.options) as (upstream, proxy, client):
        sock = tls_files.over(client)
        assert (sock.selected_alpn_protocol(), sock.version()) == ("http/1.1", "TLSv1.3")
        client.ask(post(upstream, body), HEAD_END + body)
        (conn,) = proxy.clients
        assert len(cast("Any", conn.transport)._ssl_protocol._ssl_buffer) == lp.TLS_READ_BYTES
        for refused in (b"x", post(upstream, b"{}", b"Origin: https://evil.example")):  # ours, without write_eof
            with Client(proxy.port) as other:
                tls_files.over(other)
                assert other.send(refused + b"\r\n\r\n").read_all().startswith(b"HTTP/1.1 40")
        client.ask(post(upstream, b"bye", b"Connection: close"), HEAD_END + b"bye")
        assert client.end() == "fin"
        lp._publish(proxy, "service")
        found = lp.find_service(os.environ)
        assert found
        assert (found.port, found.scheme) == (proxy.port, "https")
        assert lp.find_proxy(os.environ) is None  # clients of this machine speak http
        assert lp.collect_status(os.environ, "", 0.0)["status"] == "ok"
        assert next(lp._start_lines(proxy))[1] == f"Starting llm-proxy on https://127.0.0.1:{proxy.port}"


def test_a_tunnel_asked_for_over_tls_ends_with_its_upstream(tmp_path: Path, tls_files: TlsFiles) -> None:
    """Which cannot be told to the client by half of an end."""

    def script(conn: RawConnection, _number: int) -> None:
        say(conn, b"hello", wait_for=b"hi")

    with meeting(tmp_path, script, forward_proxy=True, **tls_files.options) as (upstream, proxy, client):
        tls_files.over(client)
        name = upstream.name.encode()
        client.ask(b"CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n" % (name, name), b"hello")
        assert client.send(b"hi").end() == "fin"
        until(lambda: not proxy.relays)


def test_a_handshake_that_fails_is_a_warning(
    tmp_path: Path, tls_files: TlsFiles, caplog: pytest.LogCaptureFixture
) -> None:
    old = ssl.create_default_context(cadata=tls_files.authority.pem)
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    with running(tmp_path, **tls_files.options) as proxy:
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        with Client(proxy.port) as plain, Client(proxy.port) as gone, Client(proxy.port) as late:
            assert plain.send(local("GET /health")).end() in ("fin", "rst")
            gone.close("rst")
            with pytest.raises(ssl.SSLError, match=r"EOF|PROTOCOL"):
                old.wrap_socket(late.sock, server_hostname="localhost")
        with Client(proxy.port) as client:
            tls_files.over(client)
            client.ask(local("GET /live"), b"true")
        waiting = Client(proxy.port)  # says nothing, and does not keep the proxy from its end
        until(lambda: proxy._acceptor._begun)
    assert waiting.end() in ("fin", "rst")
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert [("HTTP_REQUEST" in text, "UNSUPPORTED_PROTOCOL" in text) for text in said if "SSL" in text] == [
        (True, False),
        (False, True),
    ]
    assert len(said) == 3
    assert all(text.startswith("a connection was accepted and lost: ") for text in said), said


def test_a_certificate_is_read_anew_when_it_changes(
    tmp_path: Path, tls_files: TlsFiles, monkeypatch: Patch, caplog: pytest.LogCaptureFixture
) -> None:
    def number() -> str:
        with Client(port) as client:
            return str(tls_files.over(client).getpeercert()["serialNumber"])

    monkeypatch.setattr(lp, "SWEEP_S", 0.01)
    caplog.set_level(logging.INFO, "llm-proxy")
    with running(tmp_path, **tls_files.options) as proxy:
        port = proxy.port
        first = number()
        tls_files.write(tls_files.authority.leaf("localhost", time.time()))
        until(lambda: "was read anew" in caplog.text)
        second = number()
        assert second != first
        tls_files.write("no certificate")
        until(lambda: "the certificate of before stays in use" in caplog.text)
        assert number() == second
        tls_files.file.unlink()
        until(lambda: caplog.text.count("stays in use") == 2)
        tls_files.write(tls_files.authority.leaf("localhost", time.time()))
        until(lambda: number() != second)
    assert caplog.text.count("stays in use") == 2  # once for each change


LOCKED_KEY = """-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgcGT0RdswUZwICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEENVIXfu12xaZRu894mqfTWwEgZDP
Gkw1MG2c8mSc/Ue0EZ9OE1P0A8+p7PvyHcb4P+XW5qIX+Ntr9/vsYNb7rCIpL6rK
quFMxIopr2jZXVZJyFWvijkeLyHsAXArNnT05jCeFTm96DbmtDspnyek1AKHfJZ0
/tCbKc+5ZnjXNEYteOMDMXgvqENCV04nxVREJuN+SImbtqQKkLoCHmDjSfyMXBI=
-----END ENCRYPTED PRIVATE KEY-----
"""
BAD_TLS_FILES = """
    server.pem  -           tls_cert = .* is set without tls_key
    -           server.pem  tls_key = .* is set without tls_cert
    server.pem  other.pem   .*cannot be used: KEY_VALUES_MISMATCH
    server.pem  locked.pem  .*cannot be used
    none.pem    server.pem  .*cannot be used: No such file or directory; name PEM files
"""


@parametrize("cert, key, why", rows_of(BAD_TLS_FILES))
def test_bad_tls_files_stop_the_start(tmp_path: Path, tls_files: TlsFiles, cert: str, key: str, why: str) -> None:
    (tmp_path / "other.pem").write_text(TEST_KEY)
    (tmp_path / "locked.pem").write_text(LOCKED_KEY)
    files = {name: str(tmp_path / file) if file else "" for name, file in (("tls_cert", cert), ("tls_key", key))}
    with pytest.raises(lp.ConfigError, match=why), running(tmp_path, **files):
        pass


def test_what_a_command_starts_for_itself_speaks_http(tmp_path: Path, tls_files: TlsFiles, monkeypatch: Patch) -> None:
    monkeypatch.setenv("LLM_PROXY_LIFELINE_FD", "0")
    with running(tmp_path, **tls_files.options) as proxy:
        assert health(proxy.port)["scheme"] == "http"


@parametrize("is_gate, has_tls, warned", [(False, False, "no login"), (True, False, "set tls_cert"), (True, True, "")])
def test_who_listens_beyond_this_machine_is_warned(
    tmp_path: Path, tls_files: TlsFiles, monkeypatch: Patch, is_gate: bool, has_tls: bool, warned: str
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    options: dict[str, Any] = {"host": ("0.0.0.0",), "require_token": is_gate, **(tls_files.options if has_tls else {})}
    with running(tmp_path, **options) as proxy:
        said = [line for level, line in lp._start_lines(proxy) if level == logging.WARNING]
    assert len(said) == bool(warned)
    assert all(warned in line for line in said)


UPGRADE = (
    b"User-Agent: ws/1",
    b"Connection: keep-alive, Upgrade",
    b"Upgrade: websocket",
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    b"Sec-WebSocket-Version: 13",
)
SWITCH = crlf("HTTP/1.1 101 Switching Protocols|Upgrade: websocket|Connection: Upgrade|")


def say(conn: RawConnection, *pieces: bytes, wait_for: bytes = b"") -> None:
    """Send, and then wait until these bytes have come."""
    for piece in pieces:
        conn.send(piece)
    while wait_for not in conn.rest:
        conn.rest += conn._more()


def test_a_websocket_becomes_a_tunnel(tmp_path: Path) -> None:
    ping, pong = lp.render_frame("ping", b"p", MASK), lp.render_frame("pong", b"p")
    binary = lp.render_frame("binary", b"\xff\0", MASK)

    def script(conn: RawConnection, _number: int) -> None:
        assert crlf("|User-Agent: ws/1|Connection: Upgrade|Upgrade: websocket|Sec-") in conn.read_head()
        say(conn, SWITCH + b"\r\n", lp.render_frame("text", b"yes"), wait_for=ping + binary)
        conn.send(pong)

    with meeting(tmp_path, script) as (upstream, _, client):
        assert SWITCH in client.ask(get(upstream, "/v1/realtime", *UPGRADE), b"yes")
        client.ask(ping + binary, pong)
        assert client.end() == "fin"
        request, response = the_pair(tmp_path)
    assert (request["method"], response["status"], "error" in response) == ("GET", 101, False)
    names = ("from", "opcode", "raw", "raw_encoding")
    assert [" ".join(chunk[name] for name in names if name in chunk) for chunk in response["chunks"]] == [
        "upstream yes",
        "client ping p",
        "client binary /wA= base64",
        "upstream pong p",
    ]


def test_what_is_on_its_way_through_a_websocket_arrives_though_the_client_closes(tmp_path: Path) -> None:
    go, got = threading.Event(), []
    frame = lp.render_frame("binary", b"x" * 30_000_000, MASK)

    def script(conn: RawConnection, _number: int) -> None:
        conn.read_head()
        conn.send(SWITCH + b"\r\n")
        assert go.wait(15)
        while data := conn.sock.recv(1 << 20):
            got.append(data)

    with RawUpstream(script) as upstream, running(tmp_path) as proxy:
        with Client(proxy.port) as client:
            client.ask(get(upstream, "/v1/realtime", *UPGRADE), HEAD_END)
            sender = threading.Thread(target=client.send, args=(frame,))
            sender.start()
            until(lambda: [r for r in proxy.relays.values() if r.client._holds])
            go.set()
            sender.join()
        until(lambda: sum(map(len, got)) == len(frame))


def socket_lines(log: Path, count: int) -> list[Any]:
    """Requests and responses, sorted by exchange."""

    def found() -> list[Any]:
        return [line for line in log_lines(log) if line["type"] in ("request", "response")]

    until(lambda: len(found()) >= count, f"{count} lines")
    return sorted(found(), key=lambda line: (line["_meta"]["request_id"], line["type"]))


TURN = lp.render_frame("text", b'{"type":"response.create"}', MASK)


def test_turns_of_a_responses_socket_are_exchanges(tmp_path: Path) -> None:
    """One is answered, one fails, one is broken off; what the upstream says is compressed."""
    squeeze, go = zlib.compressobj(wbits=-15), threading.Semaphore(0)
    answers = (
        (
            '{"type":"response.created"}',
            '{"type":"response.item","item":{"type":"error"}}',
            '{"type":"response.completed"}',
        ),
        ('{"type":"response.created"}', '{"type":"error","status":429,"error":{}}'),
        ('{"type":"response.created"}',),
    )

    def script(conn: RawConnection, _number: int) -> None:
        conn.read_head()
        say(conn, SWITCH + crlf("Sec-WebSocket-Extensions: permessage-deflate||"))
        for n, texts in enumerate(answers, 1):
            say(conn, wait_for=TURN * n)
            for text in texts:
                data = squeeze.compress(text.encode()) + squeeze.flush(zlib.Z_SYNC_FLUSH)
                say(conn, lp.render_frame("text", data[:-4], is_compressed=True))
        assert go.acquire(timeout=15)

    with meeting(tmp_path, script) as (upstream, _, client):
        client.ask(get(upstream, "/v1/responses", *UPGRADE, *OF_CODEX, b"thread-id: other"), HEAD_END)
        for n in range(3):
            client.send(TURN)  # the next turn begins when this one has ended, as clients do it
            until(lambda: len(of_type(tmp_path, "response" if n < 2 else "request")) == (n + 1 if n < 2 else 4))  # noqa: B023
        go.release()
        assert client.end() == "fin"
        request, response, *turns = socket_lines(tmp_path, 8)
    assert (request["seq"], response["seq"], response["turns"], response["chunks"]) == (1, 1, 3, [])
    meta, requests, answered = request["_meta"], turns[::2], turns[1::2]
    assert [line["_meta"]["request_id"] for line in requests] == [f"{meta['request_id']}.{n}" for n in (1, 2, 3)]
    told = {(m["socket"], m["session"], m["agent"]["id"]) for m in (line["_meta"] for line in turns)}
    assert told == {(meta["request_id"], meta["session"], "other")}
    assert [(line["seq"], line["body"]) for line in requests] == [(n, '{"type":"response.create"}') for n in (2, 3, 4)]
    found = [(line["status"], len(line["chunks"]), line.get("error", {}).get("by")) for line in answered]
    assert found == [(101, 3, None), (429, 2, None), (101, 1, "upstream")]


@parametrize("is_between", [True, False])
def test_turns_go_on_after_a_killed_recorder(tmp_path: Path, is_between: bool) -> None:
    """It is killed between two turns, or within one that the upstream then breaks off."""
    done, go = lp.render_frame("text", b'{"type":"response.completed","response":{}}'), threading.Event()

    def script(conn: RawConnection, _number: int) -> None:
        conn.read_head()
        say(conn, SWITCH + b"\r\n", wait_for=TURN)
        if is_between:
            say(conn, done, wait_for=TURN * 2)
            say(conn, done)
        assert go.wait(15)

    with meeting(tmp_path, script) as (upstream, proxy, client):
        client.ask(get(upstream, "/v1/responses", *UPGRADE, *OF_CODEX), HEAD_END)
        client.send(TURN)
        until(lambda: len(of_type(tmp_path, "response" if is_between else "request")) == 2 - is_between)
        os.kill(until(lambda: proxy.link.pid), signal.SIGKILL)
        until(lambda: proxy.link.restarts and proxy.link.state == "process" and proxy.link.stats)
        if is_between:
            client.read_until(done)
            client.ask(TURN, done)
        go.set()
        assert client.end() == "fin"
        lines = socket_lines(tmp_path, 6 if is_between else 4)
    found = [(line["_meta"].get("socket") is not None, line["type"]) for line in lines]
    assert found == [(n > 0, kind) for n in range(3 if is_between else 2) for kind in ("request", "response")]
    assert [line.get("error", {}).get("kind") for line in lines[:-1]] == [None] * (len(lines) - 1)
    assert lines[-1].get("error", {}).get("kind") == (None if is_between else "closed")
    if is_between:
        assert not [line for line in lines if "truncated" in line]
        assert lines[1]["turns"] == 2


def test_a_refused_upgrade_is_passed_on(tmp_path: Path) -> None:
    refusal = crlf("HTTP/1.1 426 Upgrade Required|Content-Length: 4||nope")
    with meeting(tmp_path, always(refusal)) as (upstream, _, client):
        client.ask(get(upstream, "/v1/responses", *UPGRADE), b"nope")
        assert client.received == refusal
        client.received = b""
        client.send(get(upstream)).read_until(b"nope")  # the connection lives on


# -- as a forward proxy --


def test_a_forward_proxy_takes_foreign_targets(tmp_path: Path) -> None:
    with meeting(tmp_path, always(ok()), forward_proxy=True) as (upstream, proxy, client):
        name, own = upstream.name.encode(), b"127.0.0.1:%d" % proxy.port
        fields = "Proxy-Connection: keep-alive|Proxy-Authorization: Basic eDp5|Sec-Fetch-Site: cross-site||"
        client.ask(crlf(f"GET http://%s/a?b HTTP/1.1|Host: %s|{fields}") % (name, name), b"hello")
        head = upstream.connections[0].received
        assert head.startswith(crlf("GET /a?b HTTP/1.1|Host: %s|") % name)
        assert b"Proxy" not in head
        client.ask(crlf("GET http://%s/live HTTP/1.1|Host: %s||") % (own, own), b"true}")
        request, _ = the_pair(tmp_path)
    assert (request["path"], request["query"], request["_meta"]["host"]) == ("/a", "b", upstream.name)


def connect(name: str) -> bytes:
    return f"CONNECT {name} HTTP/1.1\r\nHost: {name}\r\n\r\n".encode()


@parametrize("first", ["client", "upstream"])
def test_connect_is_tunnelled_blind_and_is_one_line(tmp_path: Path, first: str) -> None:
    """Whichever of them ends its side first."""
    big, got = b"z" * 300_000, []

    def script(conn: RawConnection, _number: int) -> None:
        got.append(conn._more())
        if first == "upstream":
            conn.send(b"early")
            conn.sock.shutdown(socket.SHUT_WR)
        while more := conn.sock.recv(1 << 20):
            got.append(more)
        if first == "client":
            conn.send(b"later")

    with meeting(tmp_path, script, forward_proxy=True) as (upstream, _, client):
        client.ask(connect(upstream.name) + b"\x16\x03secret", crlf("HTTP/1.1 200 Connection Established||"))
        if first == "upstream":
            client.read_until(b"early")
        client.send(big)
        client.sock.shutdown(socket.SHUT_WR)
        assert client.read_all().endswith(b"early" if first == "upstream" else b"later")
        until(lambda: of_type(tmp_path, "tunnel"))
        (line,) = [line for line in log_lines(tmp_path) if line["type"] != "session_start"]
    assert b"".join(got) == b"\x16\x03secret" + big
    names = ("method", "path", "status", "size_up", "size", "error")
    assert [line.get(name) for name in names] == ["CONNECT", upstream.name, 200, len(big) + 8, 5, None]
    assert "secret" not in json.dumps(line)


def test_the_last_words_of_an_upstream_reach_a_client_that_half_closes_after_it(tmp_path: Path) -> None:
    big, go = b"z" * 8_000_000, threading.Event()

    def script(conn: RawConnection, _number: int) -> None:
        conn._more()
        conn.send(big)
        conn.sock.shutdown(socket.SHUT_WR)
        assert go.wait(15)

    with meeting(tmp_path, script, forward_proxy=True) as (upstream, _, client):
        client.ask(connect(upstream.name) + b"x", HEAD_END)
        while len(client.received) < len(big) - 200_000:
            client.received += client.sock.recv(1 << 16)
        client.sock.shutdown(socket.SHUT_WR)
        assert len(client.read_all().partition(HEAD_END)[2]) == len(big)
        go.set()


def test_half_closed_tunnels_end(tmp_path: Path, monkeypatch: Patch) -> None:
    gone = threading.Event()

    def script(conn: RawConnection, _number: int) -> None:
        conn._more()
        assert gone.wait(15)

    with RawUpstream(script) as upstream, running(tmp_path, forward_proxy=True) as proxy:
        clients = [Client(proxy.port).send(connect(upstream.name) + b"x") for _ in range(2)]
        for client in clients:
            client.read_until(HEAD_END)
            client.sock.shutdown(socket.SHUT_WR)
        until(lambda: len([r for r in proxy.relays.values() if isinstance(r, lp.Tunnel) and r.half_closed_at]) == 2)
        clients[0].close("rst")
        until(lambda: len(proxy.relays) == 1)
        monkeypatch.setattr(lp, "UPSTREAM_IDLE_S", 0.0)  # the upstream says nothing more
        until(lambda: not proxy.relays)
        gone.set()
        assert [line["status"] for line in until(lambda: of_type(tmp_path, "tunnel"))][:1] == [200]


# -- through a corporate proxy --


def socks(seen: list[bytes], login: bytes, failure: int) -> Any:
    """A SOCKS5 proxy that is then the upstream."""

    def script(conn: RawConnection, _number: int) -> None:
        def take(count: int) -> bytes:
            while len(conn.rest) < count:
                conn.rest += (more := conn._more())
                assert more, "closed"
            data, conn.rest = conn.rest[:count], conn.rest[count:]
            return data

        methods = take(take(2)[1])
        conn.send(b"\5\2" if login else b"\5\0")
        assert (2 if login else 0) in methods
        if login:
            name = take(take(2)[1])
            assert name + b":" + take(take(1)[0]) == login
            conn.send(b"\1\0")
        kind = take(4)[3]
        seen.append(take({1: 4, 4: 16}.get(kind) or take(1)[0]) + b":%d" % int.from_bytes(take(2), "big"))
        conn.send(b"\5%c\0\1" % failure + bytes(6))
        if not failure:
            conn.read_request()
            conn.send(ok())

    return script


@parametrize(
    "login, name, failure",
    [
        ("", "model.test:8000", 0),
        ("me:p%40ss@", "model.test:8000", 0),
        ("", "203.0.113.9:8000", 0),
        ("", "model.test:8000", 5),
    ],
)
def test_upstreams_are_reached_through_socks(tmp_path: Path, login: str, name: str, failure: int) -> None:
    seen: list[bytes] = []
    with (
        RawUpstream(socks(seen, urllib.parse.unquote_to_bytes(login)[:-1], failure)) as office,
        running(tmp_path, upstream_proxy=f"socks5://{login}{office.name}", http_upstreams=(name,)) as proxy,
        Client(proxy.port) as client,
    ):
        got = client.ask(local(f"GET /any/{name}/x"), HEAD_END)
    assert got.startswith(b"HTTP/1.1 502 " if failure else b"HTTP/1.1 200 ")
    assert seen == [socket.inet_aton("203.0.113.9") + b":8000" if "203" in name else name.encode()]


def test_our_own_calls_go_the_way_of_upstreams(tmp_path: Path, monkeypatch: Patch, capsys: Capture) -> None:
    """What Loki gets, what is uploaded, `replay` and `benchmark`: through the proxy, but for hosts that need none."""
    seen: list[bytes] = []

    def script(conn: RawConnection, _number: int) -> None:
        seen.append(conn.read_head().split()[1])
        conn.send(crlf("HTTP/1.1 200 OK||"))
        while True:
            head, _ = conn.read_request()
            seen.append(b"%b from %b" % (head.split()[0], fields_of(head)["host"].encode()))
            conn.send(crlf("HTTP/1.1 204 No Content||"))

    with RawUpstream(script) as office, RawUpstream(always(ok())) as upstream:
        loki = {"loki_enabled": True, "loki_url": "http://loki.test:3100/push", "loki_batch_wait": 0.01}
        server = {"server_url": "http://collect.test", "capture_enabled": True}
        with (
            running(tmp_path, upstream_proxy=f"http://{office.name}", **loki, **server) as proxy,
            Client(proxy.port) as client,
        ):
            client.ask(post(upstream), b"hello")
            wanted = {b"loki.test:3100", b"POST from loki.test:3100", b"collect.test:80", b"PUT from collect.test"}
            until(lambda: wanted <= set(seen))
        seen.clear()
        asked = of_type(tmp_path, "request")[0]["_meta"]["request_id"]
        monkeypatch.setenv("HTTPS_PROXY", f"http://{office.name}")
        again = f"replay {asked} --log-dir {tmp_path}/logs --config {os.devnull} --to http://again.test:81".split()
        load = "benchmark --base-url http://load.test:82 --endpoint /x --token t -r 1 -c 1".split()
        assert [lp.main(again), lp.main(load)] == [0, 0], capsys.readouterr().err
        monkeypatch.setenv("NO_PROXY", "again.test,load.test")
        assert lp.main(load) == 1
    capsys.readouterr()
    assert seen == [b"again.test:81", b"POST from again.test:81", b"load.test:82", b"POST from load.test:82"]


def test_upstreams_are_reached_through_the_corporate_proxy(tmp_path: Path) -> None:
    def script(conn: RawConnection, _number: int) -> None:
        conn.read_head()
        conn.send(crlf("HTTP/1.1 200 Connection established||"))
        conn.read_request()
        conn.send(ok())

    with RawUpstream(script) as office, RawUpstream(always(ok())) as upstream:
        changes = {"upstream_proxy": f"http://me:p%40ss@{office.name}", "http_upstreams": ("model.test:8000",)}
        with running(tmp_path, **changes) as proxy, Client(proxy.port) as client:
            client.ask(local("GET /any/model.test:8000/x"), b"hello")
            client.ask(get(upstream), b"hello")  # loopback never
    (conn,) = office.connections
    login = base64.b64encode(b"me:p@ss")
    asked = crlf("CONNECT model.test:8000 HTTP/1.1|Host: model.test:8000|Proxy-Authorization: Basic %s||") % login
    assert conn.received.startswith(asked + b"GET /x HTTP/1.1\r\n")


@parametrize(
    "answer, text",
    [
        ("HTTP/1.1 407 Proxy Authentication Required|Content-Length: 0||", "user and password"),
        ("HTTP/1.1 503 No||", "503 No"),
        ("", "closed the connection"),
        ("SSH-2.0-x||", "status line"),
    ],
)
def test_a_corporate_proxy_that_refuses_is_named(tmp_path: Path, answer: str, text: str) -> None:
    with RawUpstream(once(crlf(answer), "fin")) as office:
        changes = {"upstream_proxy": f"http://me:secret@{office.name}", "http_upstreams": ("model.test",)}
        with running(tmp_path, **changes) as proxy, Client(proxy.port) as client:
            got = client.ask(local("GET /any/model.test/x"), b"}\n").decode()
    assert (" 502 " in got, text in got, "secret" in got) == (True, True, False)


# Pattern, host, port.
NEEDS_NO_PROXY = """
    * | a.b | 1
    a.b | a.b | 443
    a.b | x.a.b | 443
    .a.b | x.a.b | 443
    *.a.b | x.a.b | 443
    a.b:443 | a.b | 443
    10.0.0.0/8 | 10.1.2.3 | 443
    ::1 | ::1 | 443
    [::1]:80 | ::1 | 80
"""
NEEDS_PROXY = """
    a.b | xa.b | 443
    a.b:80 | a.b | 443
    10.0.0.0/8 | 11.1.2.3 | 443
    10.0.0.0/8 | name | 443
     | a.b | 1
    nonsense/x | a.b | 1
"""


@parametrize("rows, expected", [(NEEDS_NO_PROXY, True), (NEEDS_PROXY, False)])
def test_no_proxy(rows: str, expected: bool) -> None:
    for row in rows.strip("\n").split("\n"):
        pattern, host, port = (cell.strip() for cell in row.split("|"))
        assert lp.needs_no_proxy((pattern,), host, int(port)) is expected, row


def test_the_proxy_of_the_shell_counts() -> None:
    for env, wanted in (
        ("HTTPS_PROXY=http://u:p@proxy.corp:3128/", "http://u:p@proxy.corp:3128"),
        ("http_proxy=proxy.corp", "http://proxy.corp:80"),
        ("ALL_PROXY=socks5h://me:p@h", "socks5h://me:p@h:1080"),
        ("HTTP_PROXY=a ALL_PROXY=b HTTPS_PROXY=c", "http://c:80"),
        ("https_proxy=socks4://u:hunter2@h:1", ""),
    ):
        shell = dict(pair.split("=") for pair in f"NO_PROXY=a.b,.c {env}".split())
        loaded = lp.load_settings({}, shell)
        assert (loaded.settings.upstream_proxy, loaded.settings.no_proxy) == (wanted, ("a.b", ".c"))
        assert (loaded.sources["upstream_proxy"].split()[-1] in shell) == bool(wanted)
        assert lp.load_settings({"upstream_proxy": "none"}, shell).settings.upstream_proxy == "none"
    assert "https_proxy): expected http://" in loaded.warnings[0]
    with pytest.raises(lp.ConfigError, match=r"upstream_proxy.*\.\.\.@h.*other kinds") as caught:
        lp.load_settings({"upstream_proxy": "https://u:hunter2@h"}, {})
    assert "hunter2" not in loaded.warnings[0] + str(caught.value)


@parametrize("value", ["u:hun/ter2@h:1", "http://u:hunter2@x@h:1", "u:hunter2@h:1/x", "u:hunter2@h:99999"])
def test_the_password_of_a_proxy_is_not_shown(value: str) -> None:
    shown = lp.mask_userinfo(value)
    assert ("ter2" in shown, "h:" in shown) == (False, True)


def test_a_shell_that_names_us_as_its_proxy_makes_no_loop(tmp_path: Path) -> None:
    with running(tmp_path, upstream_proxy="http://127.0.0.1:1") as proxy:
        pool = proxy.pool
        target = lp.Target("any", "a.b", "a.b", 443, True, b"/")
        found = pool._proxy_for(target)
        assert found
        assert found.port == 1
        pool.listening.append(("127.0.0.1", 1))
        assert pool._proxy_for(target) is None


@parametrize("close", [True, False])
def test_a_client_that_half_closes_gets_its_answer_where_it_said_so(tmp_path: Path, close: bool) -> None:
    go = threading.Event()

    def script(conn: RawConnection, _number: int) -> None:
        conn.read_head()
        assert go.wait(15)
        with contextlib.suppress(OSError):
            conn.send(ok())

    with meeting(tmp_path, script) as (upstream, proxy, client):
        client.send(get(upstream, "/", *((b"Connection: close",) if close else ())))
        until(lambda: upstream.connections and upstream.connections[0].received)
        client.sock.shutdown(socket.SHUT_WR)
        until(lambda: not proxy.relays or next(iter(proxy.clients))._is_half_closed)
        go.set()
        assert (b"hello" in client.read_all()) is close


def test_who_left_is_noticed_to_the_end_whatever_else_fails(tmp_path: Path, monkeypatch: Patch) -> None:
    """Clients that half-closed and then went away: while we drain too, and though the look at one of them fails."""
    looked, check = [0], lp.Relay.check

    def look(relay: lp.Relay, now: float) -> None:
        looked[0] += 1
        if looked[0] == 1:
            raise RuntimeError("of one connection")
        check(relay, now)

    monkeypatch.setattr(lp.Relay, "check", look)
    with RawUpstream(lambda conn, _: conn.wait_closed()) as upstream, contextlib.ExitStack() as background:
        proxy = background.enter_context(running(tmp_path, drain_timeout=25.0))
        clients = [Client(proxy.port).send(get(upstream, "/", b"Connection: close")) for _ in range(2)]
        until(lambda: len(upstream.connections) == 2 and all(conn.received for conn in upstream.connections))
        for client in clients:
            client.sock.shutdown(socket.SHUT_WR)
        until(lambda: [client._is_half_closed for client in proxy.clients] == [True, True])
        stopper, started = threading.Thread(target=background.close), time.monotonic()
        stopper.start()
        until(lambda: proxy.draining)
        for client in clients:
            client.close("rst")
        stopper.join()
        assert time.monotonic() - started < 15
    assert (looked[0] > 2, proxy.left_by_client) == (True, 2)


# -- stopping --


def test_running_exchanges_end_before_the_proxy_does(tmp_path: Path) -> None:
    go, begin = threading.Event(), crlf("HTTP/1.1 200 OK|Transfer-Encoding: chunked||1|a|")

    def script(conn: RawConnection, _number: int) -> None:
        conn.read_request()
        conn.send(begin)
        go.wait(15)
        conn.send(crlf("1|b|0||"))

    with RawUpstream(script) as upstream, contextlib.ExitStack() as background:
        proxy = background.enter_context(running(tmp_path))
        client, idle = Client(proxy.port), Client(proxy.port)
        client.ask(post(upstream), begin)
        until(lambda: len(proxy.clients) == 2)
        stopper = threading.Thread(target=background.close)
        stopper.start()
        assert idle.end() == "fin"
        with pytest.raises(OSError, match="refused"):
            until(lambda: Client(proxy.port).close())
        go.set()
        assert client.read_all().endswith(crlf("0||"))
        stopper.join()
    _, response = the_pair(tmp_path)
    assert (response["body"], "error" in response) == ("ab", False)


@parametrize("answer, how", [(crlf("Transfer-Encoding: chunked||1|a|"), "fin"), (b"\r\na", "rst")])
def test_what_does_not_end_in_time_is_cut_and_logged(tmp_path: Path, answer: bytes, how: str) -> None:
    """Where its end alone would tell that it is whole, it ends in a reset."""
    with RawUpstream(once(b"HTTP/1.1 200 OK\r\n" + answer)) as upstream:
        with running(tmp_path, drain_timeout=0.1) as proxy:
            client = Client(proxy.port).send(post(upstream))
            client.read_until(answer)
        assert client.end() == how
        assert not client.received.endswith(crlf("0||"))
    _, response = the_pair(tmp_path)
    assert (response["error"]["kind"], response["body"]) == ("shutdown", "a")


def test_an_internal_error_is_told_not_raised(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with running(tmp_path) as proxy, Client(proxy.port) as client:
        client.ask(local("GET /live"), b"live")
        proxy._on_loop_error(asyncio.new_event_loop(), {"message": "boom", "exception": RuntimeError("x")})
    assert "internal error: boom" in caplog.text


def mutated(data: bytes, random: Random) -> bytes:
    """A few small accidents: bytes changed, cut out, doubled, swapped for what means something in HTTP."""
    wire = bytearray(data)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(wire) + 1)
        size = random.choice((1, 1, 2, 8))
        piece = random.choice(
            (b"", bytes([random.randrange(256)]), b"\r\n", b"\n", b"\0", b"0", b":", b" ", bytes(wire[at : at + 20]))
        )
        wire[at : at + random.choice((0, size))] = piece
    return bytes(wire)


@unless_few
def test_mutated_bytes_never_surprise_a_parser() -> None:
    random = Random(7)
    for _ in range(3000):
        with contextlib.suppress(lp.FramingError):
            raw = mutated(HEAD + crlf("Transfer-Encoding: chunked|X: 1||"), random)
            end = lp.find_head_end(raw)
            if end > 0:
                head = lp.parse_request_head(raw[:end])
                with contextlib.suppress(lp.ClientError):
                    lp.find_route(head, lp.Settings())
        with contextlib.suppress(lp.FramingError):
            lp.parse_response_head(mutated(ok(b"", b"X: 1"), random), b"GET")
        body = lp.ChunkedBody()
        with contextlib.suppress(lp.FramingError):
            lp.content_of(body, (data := mutated(CHUNKED, random))[: body.take(data)])
        cutter = lp.EventCutter()
        wire = mutated(crlf("event: x|data: a\n\ndata: b\r|"), random)
        assert b"".join([*cutter.feed(wire[:9]), *cutter.feed(wire[9:]), cutter.take_rest()]) == wire
        lp.identify({"user-agent": "x"}, "/v1/messages", mutated(b'{"metadata":{"user_id":"a_session_b"}}', random))
        frames = mutated(random.choice(SOCKET_WIRES), random)
        cut, deflates = random.randrange(len(frames) + 1), random.random() < 0.5
        whole, parts = lp.MessageReader(deflates, False, 50), lp.MessageReader(deflates, False, 50)
        messages = [m for m in whole.feed(frames) if m.kind != "raw"]
        assert [m for m in parts.feed(frames[:cut]) + parts.feed(frames[cut:]) if m.kind != "raw"] == messages


@unless_few
def test_mutated_exchanges_leave_the_proxy_as_it_was(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    random = Random(11)
    answers = [*(row[1] for row in ANSWER_ROWS.values()), SWITCH + b"\r\n" + lp.render_frame("text", b"hi")]
    inner = crlf("GET /smuggled HTTP/1.1|Host: x||")

    def script(conn: RawConnection, _number: int) -> None:
        with contextlib.suppress(lp.FramingError):
            while True:
                assert b" /smuggled " not in conn.read_request()[0].partition(b"\r\n")[0]
                answer = random.choice(answers)
                conn.send(answer if random.random() < 0.3 else mutated(answer, random))
                if random.random() < 0.4:
                    return

    with RawUpstream(script) as upstream, running(tmp_path) as proxy:
        target = f"/any/{upstream.name}/x".encode()
        chunked = crlf("POST %s HTTP/1.1|Host: localhost|Transfer-Encoding: chunked||") % target + CHUNKED
        for _ in range(400):
            with Client(proxy.port) as client:
                upgrade = get(upstream, "/v1/responses", *UPGRADE) + SOCKET_WIRES[3]
                raw = random.choice((post(upstream, inner), chunked, get(upstream), upgrade))
                client.send(mutated(raw, random) if random.random() < 0.8 else raw)
                client.sock.settimeout(0.02)
                with contextlib.suppress(OSError):
                    client.sock.recv(1 << 16)
        until(lambda: not proxy.relays, "all relays to end")
        with Client(proxy.port) as client:
            client.ask(local("GET /live"), b"live")
        until(lambda: not proxy.link.lag_bytes)
        assert proxy.link.stats.get("errors") == 0
    assert "internal error" not in caplog.text
    pairs = pairs_of(tmp_path, 1)
    assert len(pairs) == len(of_type(tmp_path, "request"))


# -- the matrix: raw bytes in, raw bytes out --
#
# @ in a request stands for what leads to the upstream: a path before the target, its name in Host.  A number instead of
# bytes is the status of a refusal.  What an answer ends with: `open`, `fin` or `rst`; what its line calls that, if anything.


TE = "Transfer-Encoding: chunked|"
LONG = f"X-Long: {'v' * 65_000}|"
# What follows `POST /x` and Host: first what is passed on as it is, then what is refused.
PASSED = {
    "sized": "Content-Length: 5||hello",
    "empty": "Content-Length: 0||",
    "same length thrice": "Content-Length: 1, 1|Content-Length: 1||x",
    "chunked": f"{TE}|2|ab|0||",
    "chunk extensions, trailers": f"{TE}|1;a=b|a|1 ; c|b|00;z|X-T: 1|X-T: 2||",
    "Expect": "Expect: 100-continue|Content-Length: 2||ab",
    "64 KB of lines": f"{LONG}Content-Length: 0||",
}
REFUSED = {
    "length and chunked": f"{TE}Content-Length: 5||0||",
    "chunked and length": f"Content-Length: 5|{TE}|0||",
    "differing lengths": "Content-Length: 5|Content-Length: 6||hello!",
    "negative length": "Content-Length: -1||",
    "length with a plus": "Content-Length: +1||x",
    "bad chunk size": f"{TE}|0x2|ab|0||",
    "space before the chunk size": f"{TE}| 1|a|0||",
    "space within the chunk size": f"{TE}|5 5|hello|0||",
    "empty chunk size": f"{TE}|;a||",
    "chunk size of 17 digits": f"{TE}|{'1' * 17}||",
    "endless chunk line": f"{TE}|1;{'a' * lp.MAX_CHUNK_LINE_BYTES}|a|0||",
    "chunk longer than said": f"{TE}|1|ab|0||",
    "chunk line without CR": f"{TE}|1\na|0||",
    "chunk line with two CRs": f"{TE}|1\r|a|0||",
    "bad trailer": f"{TE}|0|bad trailer||",
    "empty length": "Content-Length: ||",
    "folded line": "X: a| b|Content-Length: 0||",
    "space before the colon": "Content-Length : 0||",
    "no colon": "X|Content-Length: 0||",
    "no name": ": x|Content-Length: 0||",
    "CR in a value": "X: a\rb|Content-Length: 0||",
    "LF ends a line": "X: a\nContent-Length: 0||",
    "NUL in a value": "X: a\0b|Content-Length: 0||",
    "unknown coding": "Transfer-Encoding: gzip||",
    "chunked is not last": "Transfer-Encoding: chunked, gzip||",
    "chunked is not alone": "Transfer-Encoding: gzip, chunked||0||",
    "coding in disguise": "Transfer-Encoding: \x0bchunked||0||",
    "two hosts": "Host: localhost|Content-Length: 0||",
}
LINE, SENT = crlf("POST @/x HTTP/1.1|Host: localhost|"), crlf("POST /x HTTP/1.1|Host: @|")
REQUESTS: dict[str, tuple[bytes, bytes | int]] = {
    **{name: (LINE + crlf(rest), SENT + crlf(rest)) for name, rest in PASSED.items()},
    **{name: (LINE + crlf(rest), 400) for name, rest in REFUSED.items()},
    "no body": (crlf("GET @/x HTTP/1.1|Host: localhost||"), crlf("GET /x HTTP/1.1|Host: @||")),
    "order, case, doubles, raw bytes": (
        crlf("GET @/%2F?q=\xc3\xa9 HTTP/1.1|x-B: 2|HOST: localhost|X-A:1|x-b:\t3 |E:|R: \xff||"),
        crlf("GET /%2F?q=\xc3\xa9 HTTP/1.1|x-B: 2|Host: @|X-A:1|x-b:\t3 |E:|R: \xff||"),
    ),
    "hop by hop": (
        LINE
        + crlf("Connection: keep-alive, X-Mine|Keep-Alive: 5|TE: trailers|X-Mine: 1|Proxy-Connection: a|")
        + crlf("Proxy-Authorization: Basic eA==|Upgrade: h2c|HTTP2-Settings: x|X-Kept: 1|Content-Length: 0||"),
        SENT + crlf("X-Kept: 1|Content-Length: 0||"),
    ),
    "absolute form of ours": (
        crlf("GET http://localhost@/x?y HTTP/1.1|Host: localhost||"),
        crlf("GET /x?y HTTP/1.1|Host: @||"),
    ),
    "absolute form of others": (crlf("GET http://example.com/ HTTP/1.1|Host: localhost||"), 421),
    "HTTP/1.0": (crlf("GET @/x HTTP/1.0||"), crlf("GET /x HTTP/1.0|Host: @||")),
    "chunked in HTTP/1.0": (crlf(f"GET @/x HTTP/1.0|{TE}|0||"), 400),
    "no version": (crlf("GET @/x||"), 400),
    "LF ends all lines": (b"GET @/x HTTP/1.1\nHost: localhost\n\n", 400),
    "OPTIONS *": (crlf("OPTIONS * HTTP/1.1|Host: localhost||"), 204),
    "more than 64 KB": (LINE + crlf(f"{LONG}{LONG}Content-Length: 0||"), 431),
    "endless first line": (b"GET @/" + b"a" * lp.MAX_HEAD_BYTES, 431),
    "no host": (crlf("GET @/x HTTP/1.1||"), 400),
    "two spaces": (crlf("GET  @/x HTTP/1.1|Host: localhost||"), 400),
}
GOOD = "HTTP/1.1 200 OK|"


def passed(answer: str, becomes: str | int = "", end: str = "open", kind: str = "", method: bytes = b"GET") -> Any:
    """What is asked, what the upstream answers, what the client gets: the same where nothing else is given."""
    return method, crlf(answer), becomes if isinstance(becomes, int) else crlf(becomes or answer), end, kind


ANSWER_ROWS: dict[str, tuple[bytes, bytes, bytes | int, str, str]] = {
    "sized": passed(f"{GOOD}Content-Length: 2||ok"),
    "empty": passed(f"{GOOD}Content-Length: 0||"),
    "chunked": passed(f"{GOOD}{TE}|2;e|ok|0|T: 1||"),
    "to the end": passed(f"{GOOD}|all", f"{GOOD}Connection: close||all", "fin"),
    "unknown coding": passed(
        f"{GOOD}Transfer-Encoding: gzip||no size|", f"{GOOD}Transfer-Encoding: gzip|Connection: close||no size|", "fin"
    ),
    "no reason": passed("HTTP/1.1 200||all", "HTTP/1.1 200|Connection: close||all", "fin"),
    "HTTP/1.0": passed("HTTP/1.0 200 OK||old", "HTTP/1.0 200 OK|Connection: close||old", "fin"),
    "HEAD": passed(f"{GOOD}Content-Length: 9||", method=b"HEAD"),
    "204": passed("HTTP/1.1 204 No Content||"),
    "redirect": passed("HTTP/1.1 302 F|Location: http://a/|Content-Length: 0||"),
    "error": passed("HTTP/1.1 529 Overloaded|Content-Length: 2||{}"),
    "304": passed("HTTP/1.1 304 X|Content-Length: 9||"),
    "interim": passed(f"HTTP/1.1 100 ||HTTP/1.1 103 E|L: x||{GOOD}Content-Length: 0||"),
    "hop by hop": passed(
        f"{GOOD}Keep-Alive: 5|x-A: \xff|Connection: X-M|X-M: 1|X-a: 2|Content-Length: 0||",
        f"{GOOD}x-A: \xff|X-a: 2|Content-Length: 0||",
    ),
    "length and chunked": passed(f"{GOOD}{TE}Content-Length: 1||0||", 502, kind="bad_framing"),
    "differing lengths": passed(f"{GOOD}Content-Length: 1|Content-Length: 2||ab", 502, kind="bad_framing"),
    "folded line": passed(f"{GOOD}A: b| c||", 502, kind="bad_framing"),
    "no HTTP": passed("SSH-2.0-x||", 502, kind="bad_framing"),
    "unasked 101": passed("HTTP/1.1 101 Switching Protocols||", 502, kind="bad_framing"),
}
for part, whole, kind in (
    ("nothing", "", "closed"),
    ("half a head", f"{GOOD}Content-Le", "closed"),
    ("an interim answer", "HTTP/1.1 100 Continue||", "closed"),
    ("half a body", f"{GOOD}Content-Length: 5||ab", "truncated"),
    ("half a chunk", f"{GOOD}{TE}|5|ab", "truncated"),
    ("half a chunk size", f"{GOOD}{TE}|5", "truncated"),
):
    heard = whole if HEAD_END in crlf(whole) else ""
    ANSWER_ROWS[f"{part}, closed"] = (b"POST", crlf(whole), crlf(heard), "fin", kind)
    ANSWER_ROWS[f"{part}, reset"] = (b"POST", crlf(whole), crlf(heard), "rst", "reset")


def forwarded(wire: bytes, cut: int) -> bytes | int:
    """What the parsers make of a request that arrives in two pieces."""
    buffer, pieces = b"", [wire[:cut], wire[cut:]]
    try:
        while (end := lp.find_head_end(buffer)) < 0:
            if not pieces:
                raise AssertionError("the head does not end")
            buffer += pieces.pop(0)
        head = lp.parse_request_head(buffer[:end])
        body = b""
        for piece in [buffer[end:], *pieces]:
            body += piece[: head.body.take(piece)]
    except lp.FramingError as e:
        return e.status
    assert head.body.done
    return b"\r\n".join([b" ".join((head.method, head.target, head.version)), *head.fields, b"", body])


@parametrize("name", [n for n, (_, out) in REQUESTS.items() if out not in (204, 421)])
def test_matrix_requests_at_every_cut(name: str) -> None:
    wire, expected = REQUESTS[name]
    target = wire.split(b" ")[1] or b"/x"
    if isinstance(expected, bytes):  # the parsers leave target and host alone
        expected = re.sub(rb" \S+ ", lambda _: b" " + target + b" ", expected, count=1)
        host = re.search(rb"(?i)Host: localhost\r\n", wire)
        expected = expected.replace(b"Host: @\r\n", host[0] if host else b"")
    for cut in range(len(wire) + 1) if len(wire) <= 2048 else (0, 1, 40, 1000, len(wire) - 2, len(wire)):
        assert forwarded(wire, cut) == expected, cut


def answered(wire: bytes, method: bytes, cut: int) -> tuple[bytes, bool] | int:
    """What the parsers make of an answer that arrives in two pieces: what it is made of, and whether it is whole."""
    out, buffer, pieces = b"", b"", [wire[:cut], wire[cut:]]
    head: Any = None
    try:
        while pieces:
            buffer += pieces.pop(0)
            while head is None and (end := lp.find_head_end(buffer)) >= 0:
                head = lp.parse_response_head(buffer[:end], method)
                out += b"\r\n".join([head.status_line, *head.fields, b"\r\n"])
                buffer = buffer[end:]
                head = None if head.status < 200 else head
            if head:
                out += buffer[: head.body.take(buffer)]
                buffer = b""
    except lp.FramingError:
        return 502
    return out, head.body.done


@parametrize(
    "name", [n for n in ANSWER_ROWS if n != "unasked 101" and not n.endswith((", closed", ", reset"))]
)  # which the parser cannot know
def test_matrix_answers_at_every_cut(name: str) -> None:
    method, wire, expected, end, _ = ANSWER_ROWS[name]
    if isinstance(expected, bytes):
        expected = expected.replace(b"Connection: close\r\n", b"")
    for cut in range(len(wire) + 1):
        got = answered(wire, method, cut)
        assert got == 502 if expected == 502 else got == (expected, end == "open"), cut


def around_delimiters(wire: bytes) -> list[int]:
    """Cuts before, in and behind each line end; of long rows only some."""
    cuts = {at + n for match in re.finditer(rb"\r\n", wire) for at in [match.start()] for n in (0, 1, 2)}
    return sorted(cut for cut in cuts if 0 < cut < len(wire))[: 60 if len(wire) < 2048 else 6]


def in_two(sock: socket.socket, wire: bytes, cut: int, proxy: lp.Proxy) -> None:
    """Send two pieces so that the proxy reads the first one by itself: it answers another client in between."""
    with contextlib.suppress(OSError, AssertionError):  # refused after the first piece, and the proxy may have ended
        sock.sendall(wire[:cut])
        with Client(proxy.port) as other:
            other.send(local("GET /live")).read_until(b"true}")
        sock.sendall(wire[cut:])


@parametrize("name", REQUESTS)
def test_matrix_requests_over_sockets(tmp_path: Path, name: str) -> None:
    wire, expected = REQUESTS[name]
    with RawUpstream(always(ok())) as upstream, running(tmp_path) as proxy:
        route, place = f"/any/{upstream.name}".encode(), upstream.name.encode()
        sent = wire.replace(b"@", route, 1)
        for cut in [0, *around_delimiters(sent)]:
            with Client(proxy.port) as client:
                in_two(client.sock, sent, cut, proxy)
                if isinstance(expected, int):
                    assert b" %d " % expected in client.read_until(b"\r\n"), cut
                else:
                    client.read_until(b"hello")
            if isinstance(expected, bytes):
                seen = b"".join(conn.received for conn in upstream.connections)
                assert seen == expected.replace(b"@", place), cut
                for conn in upstream.connections:
                    conn.received = b""
        if isinstance(expected, int) and expected != 400:
            assert not upstream.connections


@parametrize("name", ANSWER_ROWS)
def test_matrix_answers_over_sockets(tmp_path: Path, name: str) -> None:
    method, wire, expected, end, kind = ANSWER_ROWS[name]
    places: list[tuple[int, lp.Proxy]] = []

    def script(conn: RawConnection, _number: int) -> None:
        while True:
            conn.read_request()
            in_two(conn.sock, wire, *places[-1])
            if end == "rst":
                threading.Event().wait(0.02)
                conn.reset()
            if end != "open" or expected == 502:
                return

    cuts = [0, *around_delimiters(wire)]
    with RawUpstream(script) as upstream, running(tmp_path) as proxy:
        for cut in cuts:
            places.append((cut, proxy))
            with Client(proxy.port) as client:
                client.send(get(upstream, "/x", method=method.decode()))
                if isinstance(expected, int):
                    assert b" %d " % expected in client.read_until(b"\r\n"), cut
                    continue
                if end == "open":
                    client.read_until(expected[-20:])
                else:
                    assert client.end() == end
                assert client.received == expected, cut
        lines = [line for _, line in pairs_of(tmp_path, len(cuts))]
    assert {line.get("error", {}).get("kind", "") for line in lines} == {kind}
    assert {line["status"] for line in lines} == {0 if kind == "closed" else lines[0]["status"]}


@parametrize("status", [502, 200])
def test_an_answer_with_bad_framing_is_502_while_nothing_of_it_has_left(tmp_path: Path, status: int) -> None:
    wire, proxies = crlf(f"{GOOD}{TE}|1|a|x|"), list[lp.Proxy]()

    def script(conn: RawConnection, _number: int) -> None:
        conn.read_request()
        in_two(conn.sock, wire, len(wire) - 3 if status == 200 else 0, proxies[0])

    with meeting(tmp_path, script) as (upstream, proxy, client):
        proxies.append(proxy)
        client.ask(get(upstream), wire[:-3] if status == 200 else b"}\n")
        assert b" %d " % status in client.received
        _, response = the_pair(tmp_path)
    assert (response["status"], response["error"]["kind"]) == (status, "bad_framing")


def test_many_clients_at_once(tmp_path: Path) -> None:
    with RawUpstream(echo) as upstream, running(tmp_path) as proxy, contextlib.ExitStack() as stack:
        clients = [stack.enter_context(Client(proxy.port)) for _ in range(100)]
        for i, client in enumerate(clients):
            client.send(post(upstream, b"<%d>" % i, b"session-id: s%d" % (i % 7)))
        for i, client in enumerate(clients):
            client.read_until(b"<%d>" % i)
        pairs = pairs_of(tmp_path, 100)
    assert all(q["body"] == r["body"] for q, r in pairs)
    counts = [14 + (n < 2) for n in range(7)]
    assert sorted(q["seq"] for q, _ in pairs) == sorted(seq for count in counts for seq in range(1, count + 1))
    assert len({(q["_meta"]["session"], q["seq"]) for q, _ in pairs}) == 100


SECRETS = {
    "anthropic": "sk-ant-api03-SECRETa0123456789abcdefghijkl",
    "openai": "sk-proj-SECRETb0123456789abcdefghijkl",
    "google": "AIzaSECRETc0123456789abcdefghijklmnopq",
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJTRUNSRVQiOiJkIn0.SECRETd-0123456789",
    "opaque": "SECRETe-correct-horse-battery-staple",
    "oauth": "SECRETf0123456789abcdef",
}


def test_no_key_reaches_log_health_or_messages(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Also where it is sent to who does not answer, to nobody, or in a form."""
    caplog.set_level(logging.DEBUG)
    fields = (
        """
        X-Api-Key: {anthropic}|Authorization: Bearer {openai}|X-Goog-Api-Key: {google}|Cookie: session={opaque}
        Proxy-Authorization: Basic {opaque}|Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.{openai}
        X-Unknown: {jwt}|Helicone-Auth: Bearer {opaque}
    """.strip()
        .replace("\n        ", "|")
        .format(**SECRETS)
    )
    query = "?key={google}&access_token={oauth}&X-Amz-Signature={opaque}".format(**SECRETS)
    body = "grant_type=x&client_secret={opaque}&refresh_token={oauth}".format(**SECRETS)
    answer = ok(
        as_json({"access_token": SECRETS["jwt"], "refresh_token": SECRETS["oauth"]}),
        crlf("Set-Cookie: a={opaque}|Location: https://x.example/?key={google}".format(**SECRETS)),
    )

    def script(conn: RawConnection, number: int) -> None:
        conn.read_request()
        if number == 1:
            conn.send(answer)

    with RawUpstream(script) as upstream, running(tmp_path, log_level="debug") as proxy:
        for target in [f"/any/{upstream.name}/oauth/token"] * 2 + ["/any/127.0.0.1:1/x", "/nobody/x/"]:
            with Client(proxy.port) as client, contextlib.suppress(OSError):
                head = local(f"POST {target}{query}", crlf(fields), b"Content-Length: %d" % len(body))
                client.send(head + body.encode())
                client.sock.recv(1 << 16)
        pairs_of(tmp_path, 3)
        shown = json.dumps(health(proxy.port)) + caplog.text
    shown += b"".join(content_of(tmp_path / "logs")).decode("latin-1")
    assert "/oauth/token" in shown
    assert [name for name, secret in SECRETS.items() if secret in shown or secret[-12:] in shown] == []


def test_a_log_directory_removed_under_us_is_made_again(tmp_path: Path) -> None:
    with meeting(tmp_path, echo) as (upstream, _, client):

        def ask(body: bytes) -> bytes:
            return client.ask(post(upstream, body, b"session-id: s"), body)

        ask(b"<before>")
        pairs_of(tmp_path, 1)
        shutil.rmtree(tmp_path / "logs")
        ask(b"<after>")
        assert [line["body"] for line in the_pair(tmp_path)] == ["<after>"] * 2
        # Within a second or so the recorder sees that its database has gone too.
        until(lambda: ask(b"<more>") and (tmp_path / "logs" / "sessions.db").exists())


def test_a_locked_database_delays_the_log_not_the_traffic(tmp_path: Path, monkeypatch: Patch) -> None:
    recorders_with(monkeypatch, tmp_path, "lp.BUSY_S = 0.1")
    with meeting(tmp_path, echo) as (upstream, proxy, client):

        def ask(body: bytes) -> bytes:
            return client.ask(post(upstream, body, b"session-id: s"), body)

        ask(b"<1>")
        pairs_of(tmp_path, 1)
        with contextlib.closing(sqlite3.connect(tmp_path / "logs" / "sessions.db", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            ask(b"<2>")
            pairs_of(tmp_path, 2)
            assert "locked" in until(lambda: proxy.link.stats.get("last_error"))
            other.execute("ROLLBACK")
        until(lambda: ask(b"<3>") and len(log_lines(tmp_path)) > 6)
    found = [(line["_meta"]["session"], line["seq"]) for line in of_type(tmp_path, "request")]
    assert len(found) == len(set(found))


def test_a_clock_that_steps_back_breaks_nothing(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    for number, wall in ((1, 2e9), (2, 1e9)):
        raw = crlf("GET / HTTP/1.1|Host: x|session-id: s||")
        pair.frame(lp.F_REQUEST, number, lp.Opening(wall, "any", "h", b"/", raw).render(), 50.0)
        pair.frame(lp.F_END, number, lp.Ending().render(), 49.0)
    assert [(q["seq"], r["timing"]["total_ms"]) for q, r in pair.pairs(2)] == [(1, 0), (2, 0)]


def test_a_thousand_sessions_at_once_with_64_files(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    for number in range(1000):
        pair.request(number, b"x", b"session-id: s%d" % number)
    for number in range(1000):
        pair.end(number)
    pair.close()
    files = list(Path(pair.directory, "h:1").glob("*/*.jsonl"))
    assert len(files) == 1000
    assert all(file.read_bytes().count(b"\n") == 3 for file in files)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB at the log directory's place."""
    (tmp_path / "logs").mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", str(tmp_path / "logs")]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system needs root")
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path / "logs")], check=True)


@parametrize("fault", ["full", "read-only"])
def test_a_disk_that_takes_nothing_costs_lines_not_traffic(small_disk: Path, fault: str) -> None:
    logs = small_disk / "logs"

    def remount(options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", str(logs)], check=True)

    if fault == "read-only":
        remount("ro")
    with RawUpstream(echo) as upstream, running(small_disk) as proxy, Client(proxy.port) as client:

        def ask(body: bytes = b"<back>") -> bytes:
            return client.ask(post(upstream, body, b"session-id: s"), body)

        filler = logs / "filler"
        if fault == "full":
            ask(b"<1>")
            pairs_of(logs, 1)
            with contextlib.suppress(OSError), filler.open("wb", buffering=0) as f:
                while f.write(b"x" * 4096):
                    pass
        for number in range(300):
            if proxy.link.stats.get("lost_lines"):
                break
            ask(b"x" * 3000 + b"<%d>" % number)
        until(lambda: proxy.link.stats.get("lost_lines"))
        assert health(proxy.port)["status"] == "degraded"
        if fault == "full":
            filler.unlink()
        else:
            remount("rw")
        before = len(of_type(logs, "response"))
        until(lambda: ask() and len(of_type(logs, "response")) > before)
        until(lambda: health(proxy.port)["status"] == "ok")
    found = [(line["_meta"]["session"], line["seq"]) for line in of_type(logs, "request")]
    assert len(found) == len(set(found))


def test_routes_end_to_end(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setenv("ROUTE_KEY", "rk-0123456789")
    with RawUpstream(always(ok(b"done"))) as upstream:
        base = f"http://{upstream.name}"
        routes = {
            "keyed": {"pattern": "/k/", "destination": f"{base}/v1/", "headers": {"X-Api-Key": "$ROUTE_KEY"}},
            "quiet": {"pattern": "/q/", "destination": base, "logging": False},
            "hosted": {"pattern": "own.example/h", "destination": f"{base}/one/two"},
            "posted": {"pattern": "POST /post", "destination": base},
        }
        options = {"routes": routes, "not_found": "/404/", "log_not_found": True}
        with running(tmp_path, **options) as proxy:
            for request, wanted in (
                (local("POST /k/m?a=%2F", b"x-api-key: mine", b"Content-Length: 2") + b"{}", "200 .*done"),
                (local("GET /q/x"), "200 .*done"),
                (crlf("GET /h HTTP/1.1|Host: own.example||"), "200 .*done"),
                (local("PUT /nowhere?x=1", b"Content-Length: 3") + b"abc", "404 .*text/plain.*/nowhere.x=1\n"),
                (local("GET /nowhere", b"Accept: application/json"), '404 .*"not_found".*found for /nowhere"}}\n'),
                (local("HEAD /q"), "307 .*Location: /q/\r\n.*"),
                (local("GET /post"), "405 .*Not Allowed\n"),
            ):
                with Client(proxy.port) as client:
                    client.send(request.replace(b"Host", b"Connection: close\r\nHost"))
                    assert re.fullmatch(f"HTTP/1.1 {wanted}", client.read_all().decode(), re.DOTALL)
        seen = b"".join(conn.received for conn in upstream.connections)
    lines = re.findall(rb"(\w+ \S+) HTTP/1.1\r\n", seen)
    assert lines == [b"POST /v1/m?a=%2F", b"GET /x", b"GET /one/two"]
    assert (b"X-Api-Key: rk-0123456789\r\n" in seen, b"mine" in seen) == (True, False)
    pairs = sorted(pairs_of(tmp_path, 6), key=lambda pair: str(pair[0]["_meta"]["ts"]))
    assert [(q["_meta"].get("route"), q["path"], r["status"]) for q, r in pairs] == [
        ("keyed", "/v1/m", 200),
        ("hosted", "/one/two", 200),
        (None, "/nowhere", 404),
        (None, "/nowhere", 404),
        (None, "/q", 307),
        (None, "/post", 405),
    ]
    assert (pairs[2][0]["body"], pairs[2][1]["error"]["kind"]) == ("abc", "not_found")
    assert b"rk-0123456789" not in b"".join(content_of(tmp_path / "logs"))
    assert proxy.refused == 4


# ==============================================================================
# 43  Demo
# ==============================================================================


@parametrize("stream", [False, True])
@parametrize("path", ["/v1/messages", "/v1/chat/completions", "/v1/responses"])
def test_the_scripted_provider_speaks_three_apis(path: str, stream: bool) -> None:
    tools, name = (
        [{"type": "function", "name": "t", "function": {"name": "t"}}],
        "input" if "resp" in path else "messages",
    )
    with contextlib.closing(lp.ScriptedProvider()) as provider:
        connection = http.client.HTTPConnection(provider.name)

        def ask(method: str, body: Any = None, **headers: str) -> tuple[int, str]:
            fields = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, fields, encode_chunked="Transfer-Encoding" in fields)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

        for role, word in (("user", '"t"'), ("tool", "18 ")):
            body = as_json({"model": "m", "stream": stream, "tools": tools, name: [{"role": role}]})
            status, text = ask("POST", iter([body]), Transfer_Encoding="chunked")
            assert (status, word in text, "data: " in text) == (200, True, stream)
        assert ask("POST", "no json")[0] == 400
        # Codex goes on by POST.
        assert ask("GET", Connection="Upgrade", Upgrade="websocket", Sec_WebSocket_Key="x")[0] == 426
        connection.close()


def test_the_scripted_provider_closes_its_listener_on_its_own_thread(monkeypatch: Patch) -> None:
    """`asyncio.Server` knows no locks: closed elsewhere while a connection ends, it fails (seen with Python 3.12.1)."""
    threads: list[str] = []
    close = asyncio.Server.close

    def closing(server: asyncio.Server) -> None:
        threads.append(threading.current_thread().name)
        close(server)

    monkeypatch.setattr(asyncio.Server, "close", closing)
    lp.ScriptedProvider().close()
    assert threads == ["provider"]


def test_the_demo_shows_a_tool_call_and_where_the_log_is(tmp_path: Path, capsys: Capture) -> None:
    assert lp.main(["demo", "--log-dir", str(tmp_path / "logs")]) == 0
    text = capsys.readouterr().out
    assert 'model calls get_weather({"city": "Paris"})' in text
    assert "It is 18 degrees and sunny in Paris." in text
    assert "! 529 Overloaded" in text
    assert str(tmp_path / "logs") in text
    assert text.count("jq -r") == 2
    pairs = pairs_of(tmp_path, 6)
    assert [r["status"] for _, r in pairs] == [200, 200, 529, 200, 200, 200]
    assert "".join(c["raw"] for c in pairs[5][1]["chunks"]).count("event: ") > 10


def test_a_batch_without_lines_does_not_end_a_failing_state(tmp_path: Path) -> None:
    config = {"log_dir": str(tmp_path), "min_free_bytes": 0, "instance": "ab"}
    writer = lp.LogWriter(config, lambda _message: None)
    (tmp_path / "up").write_text("no directory")
    writer.add(lp.Place("s", 1, "up/day/s.jsonl"), b"{}\n")
    writer.flush()
    assert (writer.stats["is_failing"], writer.stats["lost_lines"]) == (True, 1)
    writer.close_exchange("x")
    writer.flush()
    assert writer.stats["is_failing"] is True
    writer.close()


def test_the_script_goes_on_as_a_module_under_any_name(tmp_path: Path) -> None:
    program, cache = tmp_path / "bin" / "llm-proxy", tmp_path / "cache"
    program.parent.mkdir()
    shutil.copy(SOURCE, program)
    environ = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(cache)}

    def run(*args: str) -> tuple[int, str]:
        command = [sys.executable, str(program), *args]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    told = (0, f"llm-proxy {lp.__version__}\n")
    assert [run("--version") for _ in range(2)] == [told, told]
    assert os.listdir(program.parent) == ["llm-proxy"]
    (cached,) = cache.rglob("*.pyc")
    cached.write_bytes(cached.read_bytes()[:5000])  # torn by a full disk
    assert run("--version") == told
    cache.rename(tmp_path / "kept")
    cache.write_text("no directory")
    status, said = run("--port", "x")
    assert (status, said[:40]) == (2, "llm-proxy: port = 'x' (from flag --port)")


# ==============================================================================
# 44  Self-test
# ==============================================================================


@unless_few
def test_the_selftest_finds_nothing(tmp_path: Path, capsys: Capture) -> None:
    assert lp.run_selftest(settings_for(tmp_path)) == 0
    out = capsys.readouterr().out
    assert f"{len(lp.matrix())} rows, all equal" in out
    assert "DIFFERS" not in out


def test_the_selftest_finds_what_is_wrong(tmp_path: Path, capsys: Capture, monkeypatch: Patch) -> None:
    wanted = ("sized bodies both ways", "answer reset", "204")
    rows = {name: lp.matrix()[name] for name in wanted}
    monkeypatch.setattr(lp, "matrix", lambda: rows)
    real_head, real_reset = lp.upstream_head, lp.reset
    monkeypatch.setattr(lp, "upstream_head", lambda *args: real_head(*args).replace(b"Host", b"X-More: 1\r\nHost"))
    monkeypatch.setattr(lp, "reset", lambda transport: transport.close() if transport else real_reset(transport))
    assert lp.run_selftest(settings_for(tmp_path)) == 1
    out = capsys.readouterr().out
    assert re.search(r"sized bodies both ways +DIFFERS +equal", out)
    assert re.search(r"answer reset .*DIFFERS \(rst\)\n.*\n    end: .*proxied 'fin'", out)
    assert "3 rows, 3 differ" in out


# ==============================================================================
# 46  Benchmark
# ==============================================================================


@unless_few
def test_the_benchmark_measures(capfd: Capture, monkeypatch: Patch) -> None:
    """And nobody else says anything on its output."""
    streams = {"quiet": (2, 5.0), "held": (20, 50.0), "beside": (2, 5.0)}
    cells = (lp.Cell("load", 4_000, 2), *(lp.Cell(name, 4_000, n, 5, ms) for name, (n, ms) in streams.items()))
    monkeypatch.setattr(lp, "CELLS", cells)
    assert lp.run_benchmark(seconds=0.2, rounds=2) == 0
    lines = capfd.readouterr().out.split("\n")
    assert lines[-2].endswith("bytes not logged 0")
    rows = [re.split("  +", line.strip()) for line in lines[3:7]]
    assert [(row[0], row[-2:]) for row in rows] == [(cell.name, ["0", "0"]) for cell in cells]  # failed, lost
    assert 0 < float(rows[0][3].split()[0]) < 3
    assert all(float(row[4]) < 100 for row in rows)
    if sys.platform == "linux":
        assert all(10 < int(row[-3]) < 300 for row in rows)  # MB
        assert int(rows[0][8].split(",")[0]) > 0  # CPU us of the relay


def test_a_benchmark_whose_proxy_does_not_come_up_leaves_nothing(monkeypatch: Patch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    command_of, popen = lp.command_of_module, subprocess.Popen

    def start(*args: Any, **more: Any) -> subprocess.Popen[bytes]:
        started.append(popen(*args, **more))
        return started[-1]

    def command(*args: str) -> list[str]:  # closing the pipe of who waits for it, if there is one
        stuck = 'eval "exec ${LLM_PROXY_READY_FD:-9}>&-"; exec sleep 90'
        return ["sh", "-c", stuck] if args[0] == "serve" else command_of(*args)

    monkeypatch.setattr(lp, "command_of_module", command)
    monkeypatch.setattr("llm_proxy.subprocess.Popen", start)
    try:
        with pytest.raises(lp.ProxyError, match="not start"):
            lp.run_benchmark(seconds=0.1, rounds=1)
        until(lambda: [process.poll() for process in started].count(None) == 0, "the end of all", 5)
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_load_on_any_server_is_reported(capsys: Capture) -> None:
    times = crlf("X-Upstream-Request-Start: 1000000|X-Upstream-Request-Stop: 2000000|X-Cache: HIT|X-Odd: \x9b31m")
    with RawUpstream(always(crlf("HTTP/1.1 103 Early Hints||") + ok(b"{}\x1b]0;t\x07\xc2\x9b", times))) as upstream:
        words = f"benchmark --base-url http://{upstream.name}/v1 --endpoint /x --token tok -r 10 -c 3 --cache --debug"
        assert lp.main([*words.split(), "--json", "{}"]) == 0
        heads = b"".join(conn.received for conn in upstream.connections)
    for wanted in (b"POST /v1/x HTTP/1.1", b"Authorization: Bearer tok", b"Cache-Control: public, max-age=86400"):
        assert heads.count(wanted) == 10
    assert len(upstream.connections) == 3
    out = capsys.readouterr().out
    assert re.search(r"10 succeeded, 0 failed, 10 cache hits(?s:.*)upstream +1\.00", out)
    assert "\n200: 10" in out
    assert not re.search(r"tok|[\x00-\x08\x0b-\x1f\x7f-\x9f]", out)


def test_load_on_a_server_that_breaks_off_or_is_none(capsys: Capture) -> None:
    with RawUpstream(once(ok(b"hello")[:-2], "fin")) as upstream:
        load = f"benchmark --base-url http://{upstream.name} --endpoint / --token t -r 2".split()
        assert lp.main(load) == 1
    assert lp.main(load) == 1
    assert capsys.readouterr().out.count("network error: 2") == 2


@parametrize(
    "words",
    [
        "--base-url http://x --endpoint /y",
        "--base-url ftp://x --endpoint /y --token t",
        "--base-url http://x --endpoint y --token t",
        "--base-url http://x --endpoint /y --token t -r 0",
        "--rounds 0",
    ],
)
def test_wrong_flags_of_the_benchmark_are_named(words: str, capsys: Capture) -> None:
    assert lp.main(["benchmark", *words.split()]) in (1, 2)
    assert re.search("Missing required flags or invalid values|--rounds", capsys.readouterr().err)


@parametrize("url", ["http://u:hunter2@[::1", "http://u:hunter2@h:99999/x?key=hunter2"])
def test_a_url_that_is_none_is_shown_without_its_password(url: str, capsys: Capture) -> None:
    assert lp.main(["benchmark", "--base-url", url, "--endpoint", "/", "--token", "t"]) in (1, 2)
    said = capsys.readouterr().err
    assert "--base-url 'http://...@" in said
    assert "hunter2" not in said


# ==============================================================================
# 46  Log reading
# ==============================================================================

# ---- log lines as the recorder writes them, for this section and those below ----

LOG_DAY = "2026-11-21"
LOG_HOST = "api.anthropic.com"
LOGGED = "20261121-100000-aaaa1111"
Members = dict[str, Any]
MakeIndex = Callable[..., lp.Index]
ServePage = Callable[..., int]


def packed_json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def json_lines(entries: Iterable[object]) -> bytes:
    return b"".join(packed_json(entry).encode("utf-8", "surrogatepass") + b"\n" for entry in entries)


def ascii_lines(entries: Iterable[object]) -> list[bytes]:
    """Every character that JSON can escape is escaped, lone surrogates too."""
    return [json.dumps(entry).encode() + b"\n" for entry in entries]


def meta_of(session: str, rid: str, second: int = 0, **more: object) -> Members:
    ts = f"{LOG_DAY}T10:{second // 60:02d}:{second % 60:02d}.000000Z"
    start = {"ts": ts, "machine": "a@b", "host": LOG_HOST, "provider": "anthropic", "session": session}
    return {**start, "request_id": rid, **more}


def body_of(messages: Sequence[object], **members: object) -> Members:
    return {"model": "claude-sonnet-4-5", "max_tokens": 9, "messages": messages, "stream": True, **members}


def request_line(
    rid: str, messages: str | Sequence[object], second: int = 0, session: str = LOGGED, **members: Any
) -> Members:
    """`messages` may be one question."""
    messages = [user_says(messages)] if isinstance(messages, str) else messages
    agent, inner = members.pop("agent", None), members.pop("in_body", {})
    body = members.pop("body", None)
    body = packed_json(body_of(messages, **inner)) if body is None else body
    line = {
        "_meta": meta_of(session, rid, second, **({"agent": agent} if agent else {})),
        "type": "request",
        "seq": members.pop("seq", 1),
        "method": "POST",
        "path": "/v1/messages",
        "model": "claude-sonnet-4-5",
        "stream": True,
        "has_tools": True,
        "size": len(body),
        "headers": {"User-Agent": ["claude-cli/2"], "X-Api-Key": ["sk-ant-...abcd"]},
    }
    return {**line, **members, "body": body}


def as_chunks(*events: Members) -> list[Members]:
    return [
        {"ts": f"{LOG_DAY}T10:00:00Z", "delta_ms": 10 * n, "raw": f"event: {e['type']}\ndata: {packed_json(e)}\n\n"}
        for n, e in enumerate(events)
    ]


def answer_events(*content: Members, stop: str = "end_turn", piece: int = 1 << 30) -> list[Members]:
    """A message as a stream; `piece` is how many characters come at once."""
    begin = {"model": "claude-sonnet-4-5", "usage": {"input_tokens": 5}}
    events: list[Members] = [{"type": "message_start", "message": begin}]
    for n, block in enumerate(content):
        if block["type"] == "tool_use":
            start, kind, name, whole = {**block, "input": {}}, "input_json", "partial_json", packed_json(block["input"])
        else:
            kind = name = block["type"]
            start, whole = {"type": kind, kind: ""}, block[kind]
        events.append({"type": "content_block_start", "index": n, "content_block": start})
        for at in range(0, len(whole), piece):
            delta = {"type": f"{kind}_delta", name: whole[at : at + piece]}
            events.append({"type": "content_block_delta", "index": n, "delta": delta})
    last = {"type": "message_delta", "delta": {"stop_reason": stop}, "usage": {"output_tokens": 7}}
    return [*events, last, {"type": "message_stop"}]


def usage_of(fresh: int = 5, read: int = 0, written: int = 0, output: int = 7) -> Members:
    cache = {"cache_read_tokens": read, "cache_write_5m_tokens": written, "cache_write_1h_tokens": 0}
    return {"input_tokens": fresh, **cache, "output_tokens": output, "reasoning_tokens": 0}


def response_line(
    rid: str, *content: str | Members, second: int = 1, stop: str = "end_turn", session: str = LOGGED, **members: object
) -> Members:
    line = {
        "_meta": meta_of(session, rid, second),
        "type": "response",
        "seq": 1,
        "status": 200,
        "timing": {"ttfb_ms": 100, "total_ms": 900},
        "size": 1,
        "model": "claude-sonnet-4-5",
        "stop_reason": stop,
        "usage": usage_of(),
        "cost_usd": 0.01,
        "headers": {},
        "chunks": as_chunks(*answer_events(*as_blocks(content), stop=stop)),
    }
    return {**line, **members}


def titles_of(index: lp.Index) -> dict[str, str]:
    with index.reading() as db:
        return dict(db.execute("SELECT id, title FROM sessions").fetchall())


def as_blocks(content: Iterable[str | Members]) -> list[Members]:
    return [said(block) if isinstance(block, str) else block for block in content]


def user_says(*content: str | Members) -> Members:
    return {"role": "user", "content": as_blocks(content)}


def assistant_says(*content: str | Members) -> Members:
    return {"role": "assistant", "content": as_blocks(content)}


def in_logs(tmp_path: Path) -> tuple[str, str]:
    """The flag that names this directory."""
    return "--log-dir", str(tmp_path / "logs")


def session_file(tmp_path: Path, session: str = LOGGED) -> Path:
    return tmp_path / "logs" / LOG_HOST / LOG_DAY / f"{session}.jsonl"


def write_session(
    tmp_path: Path, entries: Iterable[object] | None = None, session: str = LOGGED, mode: str = "wb"
) -> Path:
    """These lines of a session, or those of `lived_session`, in the directory `logs`; bytes as they are."""
    path = session_file(tmp_path, session)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open(mode) as file:
        lines = lived_session() if entries is None else entries
        file.writelines(e if isinstance(e, bytes) else json_lines([e]) for e in lines)
    return path


def lived_session(session: str = LOGGED) -> list[Members]:
    """Two turns: a call that fails, and the answer."""
    first = user_says("<system-reminder>date</system-reminder>", "The date parser drops the tzinfo")
    answer = assistant_says("Let me look.", called("t1", command="grep tzinfo"))
    second = user_says(call_result("t1", "dates.py:58: tzinfo = None", failed=True))
    system = {"system": "You are an agent."}
    start = {
        "_meta": {k: v for k, v in meta_of(session, "").items() if k != "request_id"},
        "type": "session_start",
        "provider": "anthropic",
        "upstream": LOG_HOST,
        "client": "claude-code",
        "client_session_id": "own-id",
    }
    thought = {"type": "thinking", "thinking": "hmm secret thought"}
    return [
        start,
        request_line("r1", [first], 0, in_body=system, session=session),
        response_line("r1", thought, *answer["content"], stop="tool_use", session=session),
        request_line("r2", [first, answer, second], 5, seq=2, in_body=system, session=session),
        response_line("r2", "Fixed it.", second=6, session=session),
    ]


@contextlib.contextmanager
def indexed(directory: str | Path, *more: Any) -> Iterator[lp.Index]:
    """An index of this directory, up to date."""
    with contextlib.closing(lp.Index(str(directory), *more)) as index:
        index.open()
        index.catch_up()
        yield index


@pytest.fixture
def make_index(tmp_path: Path) -> Iterator[MakeIndex]:
    """Makes an index of the directory `logs`, up to date; `entries` are written there first."""
    with contextlib.ExitStack() as stack:

        def make(entries: Iterable[object] | None = None, session: str = LOGGED) -> lp.Index:
            (tmp_path / "logs").mkdir(exist_ok=True)
            if entries is not None:
                write_session(tmp_path, entries, session=session)
            return stack.enter_context(indexed(tmp_path / "logs"))

        yield make


@pytest.fixture
def index(make_index: MakeIndex) -> lp.Index:
    """That of `lived_session`."""
    return make_index(lived_session())


def status_of(index: lp.Index) -> dict[str, Any]:
    now = index.progress
    skipped = {"torn": now.torn, "foreign": now.foreign}
    return {"index": {"error": now.error, "files": now.files, "skipped": skipped}}


def turn_page(src: lp.Source, name: str, turn: str) -> dict[str, Any]:
    session = lp.Session(src, name)
    row = lp.find_turn(src, session.row, turn)
    return {"turn": session.turn(row), "blocks": lp.blocks_of(session, row)}


def raw_of(src: lp.Source, name: str, turn: str) -> dict[str, str]:
    row = lp.find_turn(src, lp.find_session(src, name), turn)
    return {"text": lp.line_of(src, row, "request").raw.decode()}


def events_of(src: lp.Source, name: str, turn: str) -> lp.View:
    return lp.events_page(src, lp.find_turn(src, lp.find_session(src, name), turn), {})


VIEWS: dict[str, Callable[..., Any]] = {
    "sessions": lp.sessions_view,
    "search": lp.search_view,
    "overview": lp.overview_view,
    "status": lambda src, _: status_of(src.index),
    "session/([^/]+)": lambda src, _, *parts: json.loads("".join(lp.json_of(src, *parts))),
    "session/([^/]+)/turn/([^/]+)": lambda src, _, *parts: turn_page(src, *parts),
    "session/([^/]+)/turn/([^/]+)/events": lambda src, _, *parts: events_of(src, *parts),
    "session/([^/]+)/turn/([^/]+)/raw": lambda src, _, *parts: raw_of(src, *parts),
    r"session/([^/]+)/diff/(.+)\.\.(.+)": lambda src, _, *parts: lp.diff_view(src, *parts),
}


def view(index: lp.Index, target: str, status: int = 200) -> Any:
    """What a view says, as JSON has it; views are named as if they had addresses."""
    path, _, query = target.partition("?")
    function, match = next((f, m) for pattern, f in VIEWS.items() if (m := re.fullmatch(pattern, path)))
    try:
        with index.reading() as db:
            found = function(lp.Source(db, index), dict(urllib.parse.parse_qsl(query)), *match.groups())
    except (lp.ViewError, sqlite3.Error) as e:
        found, now = str(e), getattr(e, "status", 503)
    else:
        now = 200
    assert now == status
    return json.loads(json.dumps(found))


def listed_in(index: lp.Index) -> Any:
    """What the list of sessions says."""
    return view(index, "sessions")["rows"]


def session_of(index: lp.Index) -> Any:
    return view(index, f"session/{LOGGED}")


def turns_of(index: lp.Index) -> Any:
    return session_of(index)["turns"]


def blocks_of(index: lp.Index, turn: str) -> Any:
    return view(index, f"session/{LOGGED}/turn/{turn}")["blocks"]


def hits_of(index: lp.Index, query: str) -> Any:
    return view(index, f"search?q={query}")["total"]


def page(index: lp.Index, target: str, status: int = 200) -> str:
    """What is answered at an address."""
    reply = lp.answer_of(index, target)
    content = bytes(reply.content).decode()
    assert reply.status == status, content[:500]
    return content


def parsed(raw: bytes) -> lp.Line:
    line = lp.parse_line(raw)
    assert line
    return line


@parametrize(
    "raw", [b"", b"{", b"[1]", b"nul", b'{"body":"', b'{"body":"a","x":', b"\xff\xfe{}", b'{"a":1}x', b"[" * 100_000]
)
def test_what_is_no_object_is_no_line(raw: bytes) -> None:
    assert lp.parse_line(raw) is None


def test_chunks_are_text_or_base64() -> None:
    assert parsed(b'{"chunks":[{"raw":"a"}],"type":"response"}').raw_chunks() == [b"a"]
    assert parsed(b'{"chunks":[{"raw":"/w==","raw_encoding":"base64"}]}').raw_chunks() == [b"\xff"]
    assert parsed(b'{"chunks":"x"}').raw_chunks() == []


# ==============================================================================
# 47  Filing
# ==============================================================================


def test_a_session_is_shown_as_it_was_lived(index: lp.Index) -> None:
    (row,) = listed_in(index)
    assert row["title"] == "The date parser drops the tzinfo"
    assert (row["turns"], row["requests"], row["errors"], row["client"], row["cost"]) == (2, 2, 0, "claude-code", 0.02)
    page = session_of(index)
    assert [turn["title"] for turn in page["turns"]] == ["Bash grep tzinfo", "answer"]
    assert page["turns"][0]["tools"] == [["Bash", True]]
    blocks = blocks_of(index, "r1")
    assert [(b["role"], b["kind"]) for b in blocks] == [
        ("user", "text"),
        ("user", "text"),
        ("assistant", "thinking"),
        ("assistant", "text"),
        ("assistant", "tool_call"),
    ]
    assert blocks[0]["is_reminder"] is True
    assert blocks[4]["input"] == {"command": "grep tzinfo"}
    assert blocks[4]["result"] | {"ref": ""} == {
        "text": "dates.py:58: tzinfo = None",
        "bytes": 26,
        "lines": 1,
        "ref": "",
        "is_error": True,
        "duration_ms": 4100,
        "turn": "r2",
    }
    assert [b["text"] for b in blocks_of(index, "2")] == ["Fixed it."]


@parametrize("name", [LOGGED, "aaaa1111", "own-id"])
def test_a_session_has_several_names(index: lp.Index, name: str) -> None:
    assert view(index, f"session/{name}")["session"]["id"] == LOGGED


def test_rolled_files_are_one_session(make_index: MakeIndex, tmp_path: Path) -> None:
    entries = lived_session()
    write_session(tmp_path, entries[3:], session=LOGGED + ".2")
    index = make_index(entries[:3])
    assert [t["title"] for t in turns_of(index)] == ["Bash grep tzinfo", "answer"]


def test_lines_of_the_reference_program_are_understood(make_index: MakeIndex) -> None:
    """Keys sorted, a chunk for each line of the stream, no request ids, no usage."""
    ask, tools = [user_says("what is <this>")], {"tools": [{"name": "Bash"}]}
    answer = response_line("", "hello you", called("c", command="ls"), stop="tool_use")
    raw = "".join(chunk["raw"] for chunk in answer["chunks"])
    answer["chunks"] = [{"delta_ms": n, "raw": line} for n, line in enumerate(raw.splitlines(keepends=True))]
    lines = [lived_session()[0], request_line("", ask, in_body=tools), answer]
    for line in lines:
        line["_meta"] = {"ts": "2026-01-14T15:00:00.123456789Z", "machine": "u@h", "host": LOG_HOST, "session": LOGGED}
        for name in "client client_session_id model stream has_tools usage cost_usd stop_reason".split():
            line.pop(name, None)
    sorted_lines = [json.dumps(line, sort_keys=True).replace("<", "\\u003c").encode() + b"\n" for line in lines]
    index = make_index(sorted_lines)
    (turn,) = view(index, "session/aaaa1111")["turns"]
    assert [turn[name] for name in ("id", "title", "status", "ask")] == ["seq-1", "Bash ls", 200, "what is <this>"]
    assert turn["tokens"] == {"read": 0, "written": 0, "fresh": 5, "output": 7}
    assert turn["cost"] == pytest.approx(5 * 3e-6 + 7 * 15e-6)
    assert view(index, "session/aaaa1111/turn/seq-1/events")["total"] == len(answer["chunks"])


def test_a_calls_error_is_not_that_of_a_call_before_it(make_index: MakeIndex) -> None:
    """A session may begin with calls and results of another."""
    history = [
        user_says("go"),
        assistant_says(called("t1", "Read")),
        user_says(call_result("t1", "no file", failed=True)),
    ]
    index = make_index([request_line("r1", history), response_line("r1", called("t2", "Bash"), stop="tool_use")])
    assert turns_of(index)[0]["tools"] == [["Bash", False]]


def test_retries_are_folded_into_their_turn(make_index: MakeIndex) -> None:
    """With their figures, so that turns and tries add up to the session; and what is empty is not shown."""
    asks = [user_says("hi there")]
    refused: Members = {"status": 529, "api_error": {"type": "overloaded_error", "message": "Overloaded"}, "chunks": []}
    cut: Members = {"error": {"by": "upstream", "kind": "truncated", "message": "cut"}}
    index = make_index([
        lived_session()[0],
        request_line("a1", asks),
        response_line("a1", **refused, usage=None, cost_usd=None),
        request_line("a2", asks, 2, retry_of="a1"),
        response_line("a2", "part", **cut),
        request_line("a3", [*asks, assistant_says(""), user_says("more")], 3, retry_of="a2"),
        response_line("a3", "hello", second=4),
    ])  # fmt: skip
    (turn,) = turns_of(index)
    assert [(a["id"], a["status"], a["cost"]) for a in turn["attempts"]] == [("a1", 529, None), ("a2", 200, 0.01)]
    blocks = blocks_of(index, "a3")
    assert [b["text"] for b in blocks] == ["hi there", "hello"]
    session = session_of(index)["session"]
    assert [session[name] for name in ("turns", "requests", "errors", "cost")] == [1, 3, 2, 0.02]
    assert session["tokens"]["output"] == 2 * turn["tokens"]["output"]
    with index.reading() as db:
        told = "".join(lp.markdown_of(lp.Source(db, index), LOGGED))
    assert re.search(r"earlier try: 200 cut \(.*\\?\$0.0100\)", told.replace("\\", ""))
    assert "```\n\n```" not in told


def test_agents_and_side_calls_are_told_apart(make_index: MakeIndex) -> None:
    entries = [
        *lived_session(),
        request_line(
            "s1", "Explore the tests", 7, agent={"id": "ag1", "parent": "", "kind": "subagent", "signal": "header"}
        ),
        response_line("s1", "done", second=8),
        request_line("s2", "title?", 8, agent={"id": "", "kind": "title", "signal": "body"}),
        response_line("s2", "Dates", second=9),
    ]
    extractor = {"id": "side-1", "kind": "side", "signal": "system"}  # asked once, beside: no agent yet
    entries += [request_line("s3", "Remember?", 9, agent=extractor)]
    index = make_index([*entries, response_line("s3", "yes", second=9)])
    page = session_of(index)
    assert [(a["id"], a["name"], a["turns"], a["side_calls"]) for a in page["agents"]] == [
        ("", "main", 2, 1),
        ("ag1", "Explore the tests", 1, 0),
        ("side-1", "Remember?", 0, 1),
    ]
    (row,) = [row for row in listed_in(index) if row["id"] == LOGGED]
    assert (row["agents"], row["side_calls"]) == (2, 2)
    assert [t["kind"] for t in page["turns"] if not t["n"]] == ["title", "side"]
    assert [(t["n"], t["kind"]) for t in page["turns"] if t["n"]] == [(1, "main"), (2, "main"), (3, "subagent")]


@parametrize("text", ["*** Begin Patch", '{"k": '])
def test_arguments_of_a_call_are_searched_also_where_they_are_no_json(text: str) -> None:
    item = {"type": "custom_tool_call", "call_id": "c", "name": "apply_patch", "input": text}
    meaning = lp.read_request("/v1/responses", json.dumps({"input": [item]}))
    assert meaning
    assert lp.said_by(meaning.messages[0].parts[0]) == f"apply_patch\n{text}"


# ==============================================================================
# 48  Index
# ==============================================================================


def rows_of_index(index: lp.Index) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """What an index says of turns and blocks, but for its own numbers."""
    turns = "SELECT id, agent, kind, title, ask, blocks, change, fork_kind, retry_of, tools FROM turns ORDER BY key"
    fields = "t.id, b.n, b.role, b.kind, b.tool, b.call, b.paired, x.kept, b.media"
    joined = "blocks b JOIN turns t ON t.key=b.turn LEFT JOIN texts x ON x.key=b.text"
    blocks = f"SELECT {fields} FROM {joined} ORDER BY b.key"
    with index.reading() as db:
        return [tuple(row) for row in db.execute(turns)], [tuple(row) for row in db.execute(blocks)]


@parametrize("by", ["pieces", "lines, each filed by another process", "lines, filed by two in turn"])
def test_a_file_that_grows_gives_the_same_index(make_index: MakeIndex, tmp_path: Path, by: str) -> None:
    entries = [*lived_session(), request_line("r3", "next", 20, seq=3), response_line("r3", "ok", second=21)]
    whole = rows_of_index(make_index(entries))
    shutil.rmtree(tmp_path / "logs")
    data = json_lines(entries)
    step = len(data) // 9 + 7
    pieces = [data[at : at + step] for at in range(0, len(data), step)] if by == "pieces" else ascii_lines(entries)
    index, other = make_index([]), make_index()
    for piece in pieces:
        write_session(tmp_path, [piece], mode="ab")
        if by.endswith("another process"):
            index.close()
            index = make_index()
        index.catch_up()
        if by.endswith("in turn"):
            index, other = other, index
    index.catch_up()
    assert rows_of_index(index) == whole


def test_torn_and_foreign_lines_are_skipped_and_counted(make_index: MakeIndex) -> None:
    good = lived_session()
    entries = [
        good[0],
        good[1],
        b'{"_meta":{"sess\n',
        good[2],
        b"[]\n",
        b'{"n":1}\n',
        b"\n",
        b"\xff\xff\n",
        good[3],
        good[4],
        b'{"_meta":{"ts"',
    ]
    index = make_index(entries)
    status = view(index, "status")["index"]
    assert status["skipped"] == {"torn": 3, "foreign": 1}
    assert listed_in(index)[0]["turns"] == 2
    assert session_of(index)["skipped_lines"] == 4


def test_a_last_line_without_its_end_counts_if_it_is_whole(make_index: MakeIndex, tmp_path: Path) -> None:
    index = make_index([*lived_session()[:4], packed_json(lived_session()[4]).encode()])
    assert listed_in(index)[0]["cost"] == 0.02
    write_session(tmp_path, [b"\n", request_line("r9", "more", 30)], mode="ab")
    index.catch_up()
    assert listed_in(index)[0]["requests"] == 3


@parametrize("how", ["deleted", "truncated", "replaced", "emptied"])
def test_files_may_go_or_change(index: lp.Index, tmp_path: Path, how: str) -> None:
    path = session_file(tmp_path)
    if how == "deleted":
        path.unlink()
    elif how == "truncated":
        os.truncate(path, len(packed_json(lived_session()[0])) + 1)
    elif how == "emptied":
        path.write_bytes(b"")
    else:
        path.unlink()
        write_session(tmp_path, [request_line("q1", "new words", session="other-session")])
    index.catch_up()
    rows = listed_in(index)
    assert [row["id"] for row in rows] == (
        ["other-session"] if how == "replaced" else [LOGGED] if how == "truncated" else []
    )
    assert hits_of(index, "tzinfo") == 0
    if how == "truncated":
        with open(path, "ab") as file:
            file.write(json_lines(lived_session()[1:]))
        index.catch_up()
        assert hits_of(index, "tzinfo") == 3


@parametrize("suffix", ["", ".xz"])
def test_nothing_stays_of_what_was_blanked(index: lp.Index, tmp_path: Path, suffix: str) -> None:
    """As forget does to a file in which others have lines too."""
    path = session_file(tmp_path)
    data = path.read_bytes().replace(b"tzinfo", b"      ")
    if suffix:
        assert lp.compress_file(str(path))
        index.catch_up()
        path, data = path.with_name(path.name + suffix), b"".join(lp.compressed([data], suffix))
    assert hits_of(index, "tzinfo") == 3
    with open(path, "r+b") as file:
        file.truncate(len(data))
        file.write(data)
    os.utime(path, ns=(1, 1))
    index.catch_up()
    assert hits_of(index, "tzinfo") == 0
    assert hits_of(index, "secret") == 1
    index.close()
    assert b"tzinfo" not in Path(index.path).read_bytes()


def test_a_file_that_was_only_copied_is_not_read_again(index: lp.Index, tmp_path: Path) -> None:
    whole = rows_of_index(index)
    path = session_file(tmp_path)
    shutil.copy2(path, tmp_path / "copy")
    os.replace(tmp_path / "copy", path)
    index.catch_up()
    assert rows_of_index(index) == whole
    assert index.progress.revision == 1


@parametrize("is_old", [True, False])
def test_a_session_that_began_among_single_calls_is_read_from_its_beginning(tmp_path: Path, is_old: bool) -> None:
    """Whichever file was written to last."""
    dialog = Dialog(tmp_path, CHAT_PATH)
    call = {"id": "call_0123456789", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    called_it = {"role": "assistant", "content": None, "tool_calls": [call]}
    first = [of_user("first question")]
    dialog.ask({"messages": first}, {"choices": [{"message": called_it}]})
    more = [*first, called_it, {"role": "tool", "tool_call_id": "call_0123456789", "content": "seen it"}]
    dialog.ask(
        {"messages": [*more, of_user("second question")]},
        {"choices": [{"message": of_assistant("ok")}]},
    )
    dialog.close()
    for file in Path(dialog.pair.directory).glob("*/*/*.jsonl"):
        os.utime(file, ((100, 100) if file.name.startswith("misc") is is_old else (200, 200)))
    with indexed(dialog.pair.directory) as index:
        assert titles_of(index) == {dialog.sessions[0]: "first question"}
        page = view(index, f"session/{dialog.sessions[0]}")
        assert [turn["ask"] for turn in page["turns"]] == ["first question", "second question"]
        blocks = [view(index, f"session/{dialog.sessions[0]}/turn/{n}")["blocks"] for n in (1, 2)]
    assert blocks[0][1]["result"]["text"] == "seen it"
    assert [block["text"] for block in blocks[1]] == ["second question", "ok"]


QWEN = "This is the Qwen Code. We are setting up the context for our chat."


@parametrize(
    "messages, ask",
    [
        ([user_says(QWEN), assistant_says("Got it."), user_says("typed")], "typed"),
        ([user_says("<system-reminder>x</system-reminder>\n\nbehind it")], "behind it"),
        ([user_says("<system-reminder>x</system-reminder>", "<system-reminder>y</system-reminder> z")], "z"),
    ],
)
def test_what_the_client_puts_in_is_not_the_question(make_index: MakeIndex, messages: list[Any], ask: str) -> None:
    index = make_index([request_line("r1", messages), response_line("r1", "Done.")])
    (turn,) = turns_of(index)
    assert (turn["ask"], titles_of(index)) == (ask, {LOGGED: ask})


def test_what_an_earlier_version_was_set_up_with_is_kept(tmp_path: Path, capsys: Capture) -> None:
    environ = {"HOME": str(tmp_path)}
    unit = lp.unit_directory(environ) / lp.SERVICE_UNIT
    unit.parent.mkdir(parents=True)
    unit.write_text('[Service]\nExecStart="/p" "/x.py" --service "--log-dir=/a \\"b" "--explore-port=1" "--port=%%9"\n')
    assert lp.flags_of_service(environ) == ['--log-dir=/a "b', "--port=%9"]
    loaded = lp.load_settings({}, {"LLM_PROXY_LOKI_CA_FILE": "/x"})
    assert loaded.warnings == ["environment variable LLM_PROXY_LOKI_CA_FILE is ignored (it is no option any more)"]
    assert lp.main(["config", "--half-close", "x", "--explore-port=9", "--config", os.devnull]) == 0
    assert "--explore-port is no option any more" in capsys.readouterr().err


def test_the_explorer_listens_where_it_is_told_and_says_how_far_it_is(monkeypatch: Patch, index: lp.Index) -> None:
    ports: list[int] = []
    monkeypatch.setattr(lp, "run_explore", lambda settings, _: ports.append(settings.port))
    for flags in ([], ["--explore-port", "9123"], ["--port", "9124"]):
        lp.main(["--explore", *flags])
    assert ports == [8080, 9123, 9124]
    told = json.loads(page(index, "/api/status"))["index"]
    assert (told["state"], told["files"], told["torn"]) == ("ready", 1, 0)


@parametrize("stop", ["tool_use", ""])
def test_a_client_that_leaves_behind_the_end_breaks_nothing_off(tmp_path: Path, stop: str) -> None:
    """Claude Code's agent hooks do: of all that matters only the last event is missing."""
    pair = Pair(tmp_path)
    pair.request(1, packed_json(body_of([user_says("x")])).encode(), b"X-Claude-Code-Session-Id: s1")
    pair.stream(
        1,
        *(
            f"data: {packed_json(event)}\n\n".encode()
            for event in [event for event in answer_events(said("ok"), stop=stop) if event["type"] != "message_stop"]
        ),
    )
    pair.end(1, lp.Ending("client", "reset", "left"))
    (line,) = pair.close("response")
    assert line["error"]["by"] == "client"
    assert ("partial" in line["usage"]) is not bool(stop)
    with indexed(pair.directory) as index:
        (row,) = listed_in(index)
    assert row["errors"] == (0 if stop else 1)


@parametrize(
    "asked, shown",
    [
        # Of each request the id that it goes on from, or its kind, and what it sends: user and assistant in turn.
        ("one; resp_1: two; resp_2: three", "one re; two re; three re"),
        ("one; resp_1: two; one|re|two|re|three", "one re; two re; three re"),
        ("one; side: one|re|two; one|re|next", "one re; two re; next re"),
        ("one; one|re|yes; one|re|yes|re|yes", "one re; yes re; yes re"),
        ("one; one", "one re; re"),  # a retry
    ],
)
def test_lines_that_do_not_say_what_is_new(make_index: MakeIndex, asked: str, shown: str) -> None:
    """Those of older versions and of other programs."""
    lines, ids = list[Any](), list[str]()
    for number, (start, _, texts) in enumerate((one.rpartition(": ") for one in asked.split("; ")), 1):
        body = {"model": "gpt-5", "input": talk_of(*texts.split("|")), "previous_response_id": start}
        if not start.startswith("resp"):
            del body["previous_response_id"]
        agent = {"id": "", "kind": start, "signal": "x"} if start == "side" else None
        output = [{"type": "message", **of_assistant([said("re", "output_text")])}]
        answer = packed_json({"id": f"resp_{number}", "status": "completed", "output": output})
        ids.append(rid := f"r{number}")
        line: Members = {"seq": number, "path": "/v1/responses", "body": packed_json(body)}
        lines.append(request_line(rid, [], 2 * number, agent=agent, **line))
        lines.append(response_line(rid, second=2 * number + 1, body=answer, chunks=None))
    index = make_index(lines)
    pages = [blocks_of(index, rid) for rid in ids]
    assert "; ".join(" ".join(block["text"] for block in blocks) for blocks in pages) == shown
    assert {turn["fork"] is None for turn in turns_of(index)} == {True}


def test_an_upgrade_is_neither_turn_nor_error(make_index: MakeIndex) -> None:
    """Also that of a sub-agent, and one that is refused and left at once."""
    agent = {"id": "t2", "parent": "t1", "kind": "subagent", "signal": "header"}
    lines = []
    for rid, told in (("r1", None), ("r2", agent)):
        asked = request_line(rid, [], body="", agent=told)
        lines += [{**asked, "method": "GET", "path": "/v1/responses", "headers": {"Upgrade": ["websocket"]}}]
        error = {"by": "client", "kind": "closed", "message": "left"}
        lines += [response_line(rid, status=426, error=error)]
    index = make_index(lines)
    page = session_of(index)
    assert [(turn["kind"], turn["status"]) for turn in page["turns"]] == [("socket", 426)] * 2
    assert view(index, "search?q=status:error")["rows"] == []
    assert (page["session"]["turns"], page["session"]["errors"]) == (0, 0)


def test_a_title_is_what_the_user_asked(make_index: MakeIndex) -> None:
    """Not what a client of any make puts before it: that many sessions have said."""
    brief = "You are working in /src. Be brief."
    asks = {
        "a": [brief, "Fix the parser"],  # the first of its kind: nobody can know
        "b": [brief, "Write a changelog"],
        "c": [brief, "Bump the version"],
        "d": ["Fix the parser"],
        "e": ["<system-reminder>x</system-reminder>", brief, "Fix the parser"],
    }
    lines = []
    for name, texts in asks.items():
        session = f"20261121-100000-{name * 8}"
        lines += [request_line("r1", [user_says(*texts)], session=session), response_line("r1", "ok", session=session)]
    titles = {name[-1]: title for name, title in titles_of(make_index(lines)).items()}
    assert titles == {name: texts[-1] for name, texts in asks.items()} | {"a": brief}


SUMMARY = "This session is being continued from a previous conversation that ran out of context. Summary: ..."


@parametrize("more, ask", [(["and now the tests"], "and now the tests"), ([], "")])
def test_after_a_compaction_the_question_is_the_users(make_index: MakeIndex, more: list[str], ask: str) -> None:
    fork = {
        "_meta": {"session": LOGGED, "request_id": "r2"},
        "type": "fork",
        "seq": 2,
        "from_seq": 1,
        "kind": "compaction",
    }
    texts = [said("<system-reminder>x</system-reminder>"), said(SUMMARY), *map(said, more)]
    lines = [request_line("r1", "Fix it"), response_line("r1", "Done."), fork]
    lines += [request_line("r2", [of_user(texts)], 2), response_line("r2", "ok")]
    page = session_of(make_index(lines))
    assert [turn["ask"] for turn in page["turns"]] == ["Fix it", ask]
    assert page["turns"][1]["fork"] == {"from_seq": 1, "kind": "compaction"}


@parametrize("suffix", lp.COMPRESSED)
def test_another_program_may_compress_a_file(index: lp.Index, tmp_path: Path, suffix: str) -> None:
    """In several members, and beside the plain file, which it removes at the end."""
    before = blocks_of(index, "r1")
    path = session_file(tmp_path)
    data = b"".join(b"".join(lp.compressed([line], suffix)) for line in path.read_bytes().splitlines(keepends=True))
    packed = path.parent / f"{LOGGED}.jsonl{suffix}"
    packed.write_bytes(data[:-5])  # being written
    index.catch_up()
    packed.write_bytes(data)
    os.utime(packed, (1, 1))
    index.catch_up()
    path.unlink()
    index.catch_up()
    assert blocks_of(index, "r1") == before
    assert "tzinfo = None" in view(index, f"session/{LOGGED}/turn/r2/raw")["text"]


@parametrize("suffix", lp.COMPRESSED)
@parametrize("read", [2, 4])
def test_what_was_read_before_it_was_compressed_is_not_read_again(
    make_index: MakeIndex, tmp_path: Path, suffix: str, read: int, monkeypatch: Patch
) -> None:
    """The lines are at the same places; those that came last are read there."""
    entries = lived_session()
    index = make_index(entries[:read])
    write_session(tmp_path, entries)
    monkeypatch.setattr(lp, "compressed_suffix", lambda: suffix)
    assert lp.compress_file(str(session_file(tmp_path)))
    for _ in range(2):
        index.catch_up()
        assert index.progress.lines == len(entries)
    assert blocks_of(index, "2")[0]["text"] == "Fixed it."
    assert hits_of(index, "secret") == 1
    assert "tzinfo = None" in view(index, f"session/{LOGGED}/turn/r2/raw")["text"]


@parametrize("spoil", ["garbage", "garbage in its log", "version", "empty", "schema", "removed"])
@parametrize("is_open", [True, False])
def test_index_db_can_always_be_made_again(make_index: MakeIndex, spoil: str, is_open: bool) -> None:
    """Also while it is used; nothing but time is lost."""
    index = make_index(lived_session())
    whole, path = rows_of_index(index), Path(index.path)
    if not is_open:
        index.close()
    if spoil in ("version", "schema"):
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA user_version = 4" if spoil == "version" else "DROP TABLE meta")
            db.commit()
    elif spoil == "garbage":
        path.write_bytes(b"x" * 8192)
    else:
        lp.remove_index(str(path))
        if spoil != "removed":
            Path(f"{path}-wal").write_bytes(b"x" * 5000 if "log" in spoil else b"")
            path.touch()
    index = index if is_open and spoil != "version" else make_index()
    index.catch_up()
    assert rows_of_index(index) == whole
    assert hits_of(index, "tzinfo") == 3


def test_the_index_is_private_and_small_of_repetition(index: lp.Index) -> None:
    assert os.stat(index.path).st_mode & 0o777 == 0o600
    with index.reading() as db:
        assert db.execute("SELECT count(*) FROM blocks").fetchone()[0] == 8  # nothing twice


def test_a_read_only_directory_has_its_index_in_the_cache(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert lp.index_path("/logs").startswith(str(tmp_path / "cache" / "llm-proxy" / "index-"))


@parametrize("how", ["both run", "the first has ended", "it is made anew"])
def test_several_processes_keep_one_index(make_index: MakeIndex, tmp_path: Path, how: str) -> None:
    first, second = make_index(lived_session()), make_index()
    assert hits_of(second, "tzinfo") == 3
    write_session(tmp_path, [request_line("r7", "unheard", 40)], mode="ab")
    if how == "the first has ended":
        first.close()
    else:
        if how == "it is made anew":
            lp.remove_index(first.path)
        first.catch_up()
    second.catch_up()
    assert hits_of(second, "unheard") == 1
    if how == "both run":
        assert second.progress.revision == first.progress.revision


def test_who_writes_keeps_no_other_from_reading(index: lp.Index, tmp_path: Path) -> None:
    write_session(tmp_path, [request_line("r7", "unheard", 40)], mode="ab")
    with contextlib.closing(sqlite3.connect(index.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert index._indexer
        index._indexer.db.execute("PRAGMA busy_timeout = 0")
        index.catch_up()
        assert listed_in(index)[0]["requests"] == 2
    index.catch_up()
    assert listed_in(index)[0]["requests"] == 3


def test_a_file_that_cannot_be_read_is_named_and_tried_again(make_index: MakeIndex, monkeypatch: Patch) -> None:
    index, read, is_shut = make_index(), lp.open_log, True

    def shut(path: str) -> Any:
        if is_shut and LOGGED in path:
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return read(path)

    monkeypatch.setattr(lp, "open_log", shut)
    write_session(Path(index.directory).parent)
    for _ in range(2):
        index.catch_up()
        assert view(index, "status")["index"]["error"].endswith(f"{LOGGED}.jsonl: Permission denied")
    assert view(index, "sessions")["total"] == 0
    is_shut = False
    index.catch_up()
    assert (view(index, "status")["index"]["error"], view(index, "sessions")["total"]) == ("", 1)


def test_what_went_wrong_can_be_found(make_index: MakeIndex) -> None:
    error = {"type": "overloaded_error", "message": "Flux capacitor exceeded"}
    failed = response_line("r1", status=529, api_error=error)
    result = {"type": "tool_result", "tool_use_id": "c1", "content": "ENOTDIR: whatever", "is_error": True}
    asks = [user_says("hi"), assistant_says(called("c1")), user_says(result)]
    index = make_index([request_line("r1", asks[:1]), failed, request_line("r2", asks, 2)])
    (hit,) = view(index, "search?q=capacitor")["rows"]
    assert (hit["turn"], hit["role"], hit["block"]) == ("r1", "error", None)
    assert ["capacitor", True] in hit["snippet"]
    assert [hit["kind"] for hit in view(index, "search?q=ENOTDIR")["rows"]] == ["tool_result"]
    assert hits_of(index, "model:sonnet") > 0
    assert [b["kind"] for b in blocks_of(index, "r1")] == ["text", "error"]


def test_links_and_the_journal_are_not_read(index: lp.Index, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    (tmp_path / "secret.jsonl").write_text(packed_json(request_line("z", "stolen", session="stolen")) + "\n")
    os.symlink(tmp_path / "secret.jsonl", logs / LOG_HOST / LOG_DAY / "link.jsonl")
    os.symlink(tmp_path, logs / "dir")
    (logs / "journal").mkdir()
    (logs / "journal" / f"{LOG_DAY}.jsonl").write_text('{"file":"x"}\n')
    index.catch_up()
    assert view(index, "status")["index"]["files"] == 1


def test_new_lines_are_indexed_in_the_background(tmp_path: Path) -> None:
    write_session(tmp_path, lived_session()[:3])
    index = lp.Index(str(tmp_path / "logs"))
    index.start()
    try:
        revision, _ = index.wait_change(0, 15)
        found: list[Any] = []
        thread = threading.Thread(target=lambda: found.append(json.loads(page(index, f"/changes?since={revision}"))))
        thread.start()
        write_session(tmp_path, lived_session()[3:], mode="ab")
        journal = tmp_path / "logs" / "journal" / f"{lp.utc_day(time.time())}.jsonl"
        journal.parent.mkdir()
        journal.write_text("{}\n")
        began = time.monotonic()
        _, sessions = index.wait_change(revision, 15)
        assert sessions == [LOGGED]
        assert time.monotonic() - began < 4  # not by the next look at all files
        thread.join(15)
        assert found == [{"revision": revision + 1, "sessions": [LOGGED], "status": ""}]
        write_session(tmp_path, [request_line("n1", "x", session="another")], session="another")
        revision = index.progress.revision
        assert index.wait_change(revision, 15)[1] == ["another"]
    finally:
        index.close()


@parametrize("sessions, turns, words, share", [(1, 40, 900, 0.1), (100, 1, 8000, 0.6)])
def test_the_index_is_small(tmp_path: Path, sessions: int, turns: int, words: int, share: float) -> None:
    """Of what each turn of an agent repeats it has one copy; where nothing repeats it is half as large as the log."""
    rng, known, total = Random(1), TEXT.split(), 0
    for number in range(sessions):
        name, messages, entries = f"20261121-100000-{number:08x}", list[Members](), list[Members]()
        for n in range(turns):
            asked, answer = (" ".join(rng.choices(known, k=count)) for count in (words, 100))
            messages.append(user_says(asked))
            entries.append(request_line(f"r{n}", messages, n, name, seq=n + 1))
            entries.append(response_line(f"r{n}", answer, second=n, session=name, seq=n + 1))
            messages.append(assistant_says(answer))
        total += write_session(tmp_path, entries, name).stat().st_size
    with indexed(tmp_path / "logs") as index:
        path = index.path
    assert os.path.getsize(path) < share * total


def test_who_asks_between_removal_and_rebuilding_makes_no_empty_index(index: lp.Index) -> None:
    lp.remove_index(index.path)
    view(index, "search?q=tzinfo", 503)
    assert not os.path.exists(index.path)
    Path(index.path).touch()  # somebody else's
    index.catch_up()
    index.catch_up()
    assert hits_of(index, "tzinfo") == 3


# ==============================================================================
# 49  Views
# ==============================================================================

EVIL_TEXT = (
    "</pre></script><script>alert(1)</script><img src=x onerror=alert(2)>\x1b[31m\u202eevil\ud800 `````\n# heading\n"
    "[x](javascript:alert(3))"
)
ODD_VALUES: list[Any] = [
    None, -1, 10**30, float("nan"), "", f"../../etc/passwd{EVIL_TEXT * 3}", [[[]]], {"a": {"b": 1}},
]  # fmt: skip


LINE_FIELDS = [  # those of one entry do not hide each other
    "_meta", "_meta.ts", "_meta.session", "_meta.request_id", "_meta.host", "_meta.provider", "_meta.agent", "_meta.agent.id",
    "type", "path", "model", "stream", "body", "body_encoding", "chunks", "chunks.0", "chunks.0.raw", "chunks.0.delta_ms",
    "client status", "from_seq timing", "kind usage", "socket cost_usd", "query error", "method timing.ttfb_ms",
    "size usage.input_tokens", "truncated error.by", "seq api_error", "headers stop_reason", "retry_of api_error.type",
]  # fmt: skip


def spoiled(entry: Members, fields: str, value: object) -> Members:
    """This line with another value in these places, as far as it has them."""
    changed = json.loads(packed_json(entry))
    for field in fields.split():
        *parents, last = field.split(".")
        at: Any = changed
        with contextlib.suppress(TypeError, KeyError, IndexError, AttributeError):
            for name in parents:
                at = at[int(name)] if isinstance(at, list) else at.setdefault(name, {})
            at[int(last) if isinstance(at, list) else last] = value
    return dict(changed)


def visit_everything(index: lp.Index) -> None:
    """Every page and piece for every turn; nothing may be our own error, and no text markup."""

    def go(target: str) -> None:
        reply = lp.answer_of(index, target)
        content = bytes(reply.content)
        assert reply.status in (200, 404), (target, content[:300])
        if reply.media_type == "text/html":
            assert not re.search(rb"<script>alert|<img src=x", content), target
        if reply.media_type == "application/json":
            json.loads(content, parse_constant=pytest.fail)

    for target in ("", "overview", "search?q=the", "search?q=role:user", 'search?q="a+b"'):
        go(f"/{target}")
    for row in listed_in(index):
        name = row["id"]
        assert re.fullmatch(r"[A-Za-z0-9._:@-]+", name)
        for target in [
            *(f"export/{name}?format={form}" for form in lp.FORMATS),
            f"session/{name}",
            f"part/spend/{name}",
        ]:
            go(f"/{target}")
        for turn in view(index, f"session/{name}")["turns"]:
            assert re.fullmatch(r"[A-Za-z0-9.-]+", turn["id"])
            blocks = view(index, f"session/{name}/turn/{turn['id']}")["blocks"]
            assert all("the log changed" not in block["text"] for block in blocks)
            for part in "part/request part/events part/headers part/turn text".split():
                for form in ("/request", "/response", "/curl", "/json") if part == "text" else ("",):
                    go(f"/{part}/{name}/{turn['id']}{form}")
            go(f"/part/message/{name}/{turn['id']}/0")
            go(f"/session/{name}/turn/{turn['id']}")
            go(f"/session/{name}/diff/previous..{turn['id']}")


@unless_few
@parametrize("fields", LINE_FIELDS)
def test_wrong_types_in_any_field_do_no_harm(make_index: MakeIndex, fields: str) -> None:
    entries = [spoiled(line, fields, value) for n, value in enumerate(ODD_VALUES) for line in lived_session(f"s{n}")]
    index = make_index(ascii_lines(entries))
    assert index.progress.error == ""
    visit_everything(index)


ODD_BLOCKS: list[Any] = [
    "text", 1, None, [], {}, {"type": 5}, {"type": "text", "text": ["x"]}, {"type": "\ud800"}, {"type": "image", "source": 5},
    {"type": "tool_use", "id": {}, "name": [], "input": "x"}, {"type": "tool_result", "tool_use_id": 5, "content": [[[]]]},
    {"type": "image", "source": {"type": "base64", "media_type": "text/html", "data": "PHNjcmlwdD4="}},
    {"type": "image_url", "image_url": "javascript:alert(1)"}, {"type": "text", "text": f"\0{EVIL_TEXT}"},
]  # fmt: skip


@parametrize(
    "path",
    "/v1/messages /v1/chat/completions /v1/responses /v1beta/models/g:generateContent /model/m/converse /api/chat /api/generate".split(),
)
def test_odd_content_does_no_harm(make_index: MakeIndex, path: str) -> None:
    shape = lp.shape_of(path)
    assert shape
    entries = []
    for n, block in enumerate(ODD_BLOCKS):
        user: Members = of_user([block, block])
        for m, element in enumerate(
            (block, user, {"role": "user", "parts": [block]}, {"role": block, "content": block})
        ):
            rid = f"r{n}-{m}"
            instructions = {"system": block, "tools": [block], "generationConfig": block}
            body = json.dumps({"model": block, shape.history: [element, element], **instructions})
            events = (block, {"type": "content_block_start", "content_block": block}, {"choices": [block]})
            chunks = [{"raw": f"data: {json.dumps(event)}\n\n"} for event in events]
            entries.append(request_line(rid, [], n, body=body, path=path, session=f"s{n}"))
            entries.append(response_line(rid, second=n, chunks=chunks, session=f"s{n}"))
    index = make_index(ascii_lines(entries))
    assert index.progress.error == ""
    visit_everything(index)


def test_bodies_that_are_not_what_they_seem_do_no_harm(make_index: MakeIndex) -> None:
    bodies = [
        "", "{", "[]", "null", "[" * 5000, '{"messages":' + "[" * 3000, '{"messages":[' + '{"a":' * 3000, '{"messages":[1,2',
        '{"messages":[}', '{"messages":[1 2]}', '{"x":{"messages":[]},"messages":[{"role":"user","content":"q"}]}',
        '{"messages":{}}', "\ud800", '{"messages":[{"role":"user","content":"\\ud800"}]}', "x" * 100,
    ]  # fmt: skip
    entries = []
    for n, body in enumerate(bodies):
        entries.append(request_line(f"r{n}", [], n, body=body))
        entries.append(response_line(f"r{n}", second=n, chunks=None, body=body))
    index = make_index(ascii_lines(entries))
    assert index.progress.error == ""
    visit_everything(index)


@parametrize("seed", [7, 8])
def test_mutated_lines_do_no_harm(make_index: MakeIndex, seed: int) -> None:
    rng = Random(seed)
    data = json_lines(lived_session())
    pieces = []
    for n in range(100):
        mutated = bytearray(data.replace(LOGGED.encode(), b"s%d" % (n % 7)))
        for _ in range(rng.randint(1, 12)):
            at = rng.randrange(len(mutated))
            if rng.random() < 0.5:
                mutated[at] = rng.choice(b'{}[]",:\\0au\n\xff ')
            else:
                del mutated[at : at + rng.randint(1, 40)]
        pieces.append(bytes(mutated) + b"\n")
    index = make_index(pieces)
    assert index.progress.error == ""
    visit_everything(index)


def test_ten_megabytes_of_text_come_in_pieces(make_index: MakeIndex) -> None:
    big = "word " * 2_000_000
    index = make_index([request_line("r1", big), response_line("r1", "short")])
    (block, _) = blocks_of(index, "r1")
    assert len(block["text"]) <= 4096
    assert block["bytes"] == len(big)
    for ref in (block["ref"], "r1:request"):
        piece = page(index, f"/part/text/{LOGGED}?ref={ref}&offset=65536")
        assert big[65536:130_000] in piece if ref == block["ref"] else "word word" in piece
        assert 65_536 < len(piece) < 67_000
        assert "offset=131072" in piece


def test_session_filters(index: lp.Index) -> None:
    counts = {
        "": 1, "host=api.anthropic.com": 1, "host=x": 0, "model=claude-sonnet-4-5": 1, "tool=Bash": 1, "tool=Ba": 0,
        "client=claude-code": 1, "errors=1": 0, f"after={LOG_DAY}": 1, f"before={LOG_DAY}": 0, "provider=anthropic": 1,
        "tool=%22": 0,
    }  # fmt: skip
    pages = {query: view(index, f"sessions?{query}") for query in counts}
    assert {query: page["total"] for query, page in pages.items()} == counts
    assert {page["all"] for page in pages.values()} == {1}


def test_bad_parameters_are_explained(index: lp.Index) -> None:
    for target, status in (
        ("?offset=x", 400), ("?after=x", 400), ("?offset=-1", 400), (f"export/{LOGGED}?format=exe", 400),
        (f"text/{LOGGED}/r1/x", 404), ("changes?since=x", 400),
    ):  # fmt: skip
        assert page(index, f"/{target}", status)


# ==============================================================================
# 50  Comparisons
# ==============================================================================


@parametrize(
    "query, error",
    [
        ("tool:", "needs a value"), ("after:someday", "no date"), ("status:abc", "no status"), ("is:odd", "is not known"), ("--- !!", "no word"),
        ("a" * 2000, "longer"), ("status:5xx before:2026-11-01", ""), ("def:x", ""), ("\ud800 x", ""),
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_read_says_why(index: lp.Index, query: str, error: str) -> None:
    said = view(index, f"search?q={query}")["error"]
    assert error in said
    assert bool(error) == bool(said)


FOUND = [
    ("tzinfo", 3), ("TZINFO", 3), ("tzin", 3), ("zinfo", 0), ("tzinfo none", 1), ('"tzinfo = none"', 1), ('"tzinfo none"', 1),
    ('"none tzinfo"', 0), ("dates.py", 1), ("dates.px", 0), ("secret", 1), ("role:thinking", 1), ("role:tool", 1),
    ("tool:bash", 2), ("tool:Bash role:tool tzinfo", 1), ("tzinfo status:200", 3), ("tzinfo status:5xx", 0),
    ("tzinfo model:sonnet", 3), ("tzinfo model:opus", 0), ("tzinfo session:aaaa1111", 3), ("tzinfo session:bbbb", 0),
    (f"tzinfo after:{LOG_DAY}", 3), (f"tzinfo before:{LOG_DAY}", 0), ("tzinfo host:anthropic", 3), ("agent role:system", 1),
    ('fixed" OR "x', 0), ("fixed*", 1), ("NEAR(fixed it)", 0), ("fixed AND it", 0), ("漢字", 0), ('""', 0),
    ("tzinfo client:claude-code", 3), ("tzinfo%", 0), ("tool:%", 0), ("tool:B_sh", 0), ("is:failed", 1),
    ("tool:Bash is:failed", 1), ("tool:Edit is:failed", 0), ("tzinfo after:today", 0), ('"tzinfo = none', 1),
    ('tzinfo model:"claude sonnet"', 0), ('tzinfo model:"claude-sonnet"', 3), ("http://x.y/z", 0),
]  # fmt: skip


def test_what_is_found(index: lp.Index) -> None:
    pages = [(query, view(index, f"search?q={urllib.parse.quote_plus(query)}")) for query, _ in FOUND]
    assert [(query, page["total"]) for query, page in pages] == FOUND
    assert [(query, len(page["rows"])) for query, page in pages] == FOUND


def test_who_asks_for_turns_does_not_mean_what_each_begins_with(index: lp.Index) -> None:
    for query in ("status:200", "model:sonnet", "session:aaaa1111"):
        rows = view(index, f"search?q={query}")["rows"]
        assert rows
        assert "system" not in {row["role"] for row in rows}
    assert {row["role"] for row in view(index, "search?q=model:sonnet+role:system")["rows"]} == {"system"}


def test_hits_are_marked_newest_first_and_say_where(index: lp.Index) -> None:
    page = view(index, "search?q=tzinfo")
    assert [(row["turn"], row["n"], row["block"], row["kind"]) for row in page["rows"]] == [
        ("r1", 1, 1_000_002, "tool_result"),
        ("r1", 1, 1_000_002, "tool_call"),
        ("r1", 1, 1, "text"),
    ]
    assert page["rows"][0]["snippet"] == [["dates.py:58: ", False], ["tzinfo", True], [" = None", False]]


def test_chinese_is_found_inside_sentences(make_index: MakeIndex) -> None:
    index = make_index([request_line("r1", "我们需要修复日期解析器")])
    for query, count in (("日期", 1), ("修复日期", 1), ("期日", 0)):
        assert len(view(index, f"search?q={query}")["rows"]) == count


def two_turns(second_body: Members, gap: int = 5) -> list[Members]:
    """The second one's body differs from the first one's by these members, and the cache missed."""
    tools = [{"name": "Bash", "description": "runs"}, {"name": "Edit"}]
    first = {"system": [said("You are an interactive agent")], "tools": tools, "thinking": {"type": "enabled"}}
    messages = [user_says("one")]
    more = second_body.pop("messages", [*messages, assistant_says("two"), user_says("three")])
    return [
        request_line("r1", messages, 0, in_body=first),
        response_line("r1", "two", usage=usage_of(5, 20_000, 1000)),
        request_line("r2", more, gap, in_body={**first, **second_body}),
        response_line("r2", "four", second=gap + 1, usage=usage_of(5, 58, 21_400)),
    ]


@parametrize(
    "change, gap, cause, where",
    [
        (
            {"system": [said("You are an interactive coding agent")]},
            5,
            "system prompt changed",
            "block 1, character 24",
        ),
        ({"tools": [{"name": "Bash", "description": "runs"}]}, 5, "tools changed", "tools: removed Edit"),
        (
            {"tools": [{"name": "Bash", "description": "walks"}, {"name": "Edit"}]},
            5,
            "tools changed",
            "tools: edited Bash",
        ),
        ({"model": "claude-opus-4-5"}, 5, "model changed from claude-sonnet-4-5 to claude-opus-4-5", "model"),
        ({"thinking": {"type": "disabled"}}, 5, "parameters changed: thinking", "parameters"),
        (
            {"messages": [user_says("ONE"), assistant_says("two"), user_says("three")]},
            5,
            "an earlier message changed",
            "message 1 of 1",
        ),
        ({}, 400, "the cache timed out: 6 min since the last turn, it is kept 5 min", ""),
        ({}, 5, "nothing changed; the provider had dropped it or another server answered", ""),
        (
            {"system": [{**said("You are an interactive agent"), "cache_control": {"type": "ephemeral"}}]},
            5,
            "nothing changed; the provider had dropped it or another server answered",
            "",
        ),
    ],
)
def test_why_the_cache_missed(make_index: MakeIndex, change: dict[str, Any], gap: int, cause: str, where: str) -> None:
    index = make_index(two_turns(dict(change), gap))
    cache = turns_of(index)[1]["cache"]
    assert (cache["cause"], cache["where"], cache["against"], cache["rewritten_tokens"]) == (cause, where, "r1", 20_942)
    if "model" not in change:
        assert cache["extra_cost"] == pytest.approx(20_942 * (3.75 - 0.3) / 1e6)
    page = view(index, f"session/{LOGGED}/diff/previous..r2")
    assert page["miss"]["cause"] == cause
    assert page["miss"]["total_tokens"] == 21_463
    assert 0 <= page["miss"]["stable_tokens"] <= 21_463
    assert page["why_pair"] == "previous answered turn of this agent"


def test_a_compaction_is_a_cause(make_index: MakeIndex) -> None:
    fork = {"_meta": meta_of(LOGGED, "r2", 5), "type": "fork", "seq": 2, "from_seq": 0, "kind": "compaction"}
    entries = two_turns({"messages": [user_says("Summary of all")]})
    index = make_index([*entries[:2], fork, *entries[2:]])
    turn = turns_of(index)[1]
    assert turn["cache"]["cause"] == "the conversation was compacted"
    assert turn["fork"] == {"from_seq": 0, "kind": "compaction"}


def test_a_warm_cache_is_no_miss(make_index: MakeIndex) -> None:
    entries = two_turns({})
    entries[3]["usage"] = usage_of(5, 21_000, 300)
    assert turns_of(make_index(entries))[1]["cache"] is None


def test_a_diff_names_what_changed(make_index: MakeIndex) -> None:
    index = make_index(
        two_turns(
            {
                "system": [said("You are an interactive coding agent")],
                "tools": [{"name": "Bash", "description": "walks"}],
            }
        )
    )
    page = view(index, f"session/{LOGGED}/diff/1..2")
    sections = {section["name"]: section for section in page["sections"]}
    assert {n: (s["equal"], s["changed"], s["added"], s["removed"]) for n, s in sections.items()} == {
        "tools": (0, 1, 0, 1), "system": (0, 1, 0, 0), "parameters": (3, 0, 0, 0), "messages": (1, 0, 2, 0)}  # fmt: skip
    (item,) = sections["system"]["items"]
    assert item["lines"] == [["-", "You are an interactive agent"], ["+", "You are an interactive coding agent"]]
    assert lp.word_diff(item["lines"]) == [[0, [["=", "You are an interactive "], ["+", "coding "], ["=", "agent"]]]]
    view(index, f"session/{LOGGED}/diff/previous..r1", 404)


def test_what_was_checked_of_a_miss_was_looked_at(make_index: MakeIndex) -> None:
    """Also of turns that do not follow on each other."""
    changed = {"tools": [{"name": "Bash", "description": "walks"}], "system": [said("You are an interactive agent")]}
    more = [user_says("one"), assistant_says("two"), user_says("three"), assistant_says("four"), user_says("five")]
    third = [
        request_line("r3", more, 9, in_body=changed),
        response_line("r3", "six", second=10, usage=usage_of(5, 58, 21_400)),
    ]
    page = view(make_index([*two_turns(changed), *third]), f"session/{LOGGED}/diff/1..3")
    assert page["miss"]["checked"][:4] == ["tools changed", "model same", "system same", "parameters changed: thinking"]


def test_a_turn_is_compared_with_the_session_before_in_its_directory(make_index: MakeIndex) -> None:
    entries: list[Members] = []
    for n, place in enumerate(("/a", "/b", "/a")):
        own = {"X-Claude-Code-Session-Id": [f"own-{n}"], "User-Agent": ["claude-cli/2"]}
        for turn in (0, 1):
            about: dict[str, Any] = {"session": f"20261121-10000{n}-0000000{n}", "headers": own}
            asked = request_line(f"r{n}{turn}", f"question {turn}", n * 60 + turn * 9, **about, directory=place)
            entries += [
                asked,
                response_line(f"r{n}{turn}", "x", second=n * 60 + 5 + turn * 9, session=about["session"]),
            ]
    index = make_index(entries)
    earlier = view(index, "session/20261121-100002-00000002/diff/1..2")["earlier"]
    assert (earlier["id"], earlier["directory"]) == ("20261121-100000-00000000", "/a")
    assert view(index, "session/20261121-100001-00000001/diff/1..2")["earlier"] is None


def test_long_diffs_are_folded_or_given_up() -> None:
    lines = [f"line {n}" for n in range(100)]
    assert lp.line_diff(lines, [*lines[:50], "new", *lines[50:]]) == [
        ["…", "48 equal lines"], ["=", "line 48"], ["=", "line 49"], ["+", "new"], ["=", "line 50"], ["=", "line 51"], ["…", "48 equal lines"]]  # fmt: skip
    item = lp._changed("x", "a" * 600_000, "a" * 599_999 + "b" * 9, time.monotonic() + 9)
    assert item["too_large"] is True
    assert item["lines"][0] == ["…", "599999 equal characters"]


def test_overview_adds_up(index: lp.Index) -> None:
    page = view(index, "overview")
    assert page["totals"]["cost"] == 0.02
    assert page["days"][0]["day"] == LOG_DAY
    assert page["tools"] == [{"name": "Bash", "calls": 1, "errors": 1}]
    assert page["models"][0]["total_ms"] == {"p50": 900, "p90": 900}
    assert view(index, "overview?after=2027-01-01")["totals"]["requests"] == 0


# ==============================================================================
# 51  Rendering
# ==============================================================================


def test_exports_carry_text_and_nothing_else(make_index: MakeIndex) -> None:
    call = called("t", EVIL_TEXT, command=EVIL_TEXT)
    asked = user_says(EVIL_TEXT)
    history = [asked, assistant_says(EVIL_TEXT, call), user_says(call_result("t", EVIL_TEXT))]
    entries = [
        request_line("r1", [asked]),
        response_line("r1", EVIL_TEXT, call, stop="tool_use"),
        request_line("r2", history, 3),
        response_line("r2", EVIL_TEXT, model=EVIL_TEXT),
    ]
    index = make_index(ascii_lines(entries))
    html, markdown = (page(index, f"/export/{LOGGED}?format={form}") for form in ("html", "md"))
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("<pre") == html.count("</pre>")
    assert "default-src &#x27;none&#x27;" in html
    for produced in (html, markdown):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\ud800-\udfff]", produced)
    assert "\n# heading" not in re.sub(r"(?ms)^(`{3,})[^`\n]*\n.*?^\1$", "", markdown)[3:]
    assert "http" not in re.sub(r"http-equiv", "", html)
    assert json.loads(page(index, f"/export/{LOGGED}?format=json"))["turns"][0]["content"]


def test_a_turn_as_a_command_runs_nothing_of_the_log(make_index: MakeIndex, tmp_path: Path) -> None:
    evil = f"'; touch {tmp_path}/pwned; $(touch {tmp_path}/pwned) `touch {tmp_path}/pwned`"
    entries = [
        request_line(
            "r1",
            evil,
            headers={"X-Evil": [evil], "Authorization": ["Bearer sk-...abcd"], "X-Api-Key": ["sk-ant-...abcd"]},
        )
    ]
    index = make_index(entries)
    curl = page(index, f"/text/{LOGGED}/r1/curl")
    assert '"$ANTHROPIC_API_KEY"' in curl
    assert "sk-" not in curl
    script = 'curl() { printf "%s\\n" "$@"; }\n' + curl
    out = ended(["sh", "-c", script], {"ANTHROPIC_API_KEY": "k1"}).stdout
    assert "Authorization: Bearer k1\n" in out
    assert not (tmp_path / "pwned").exists()
    assert json.loads(out[out.index("{") :])["messages"][0]["content"][0]["text"] == evil


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
@parametrize(
    "body",
    [
        b"@/etc/passwd", b"{'a': \"$HOME `id` \\ %s\"}\n", b"\xff\x00 bytes \xfe", "\u00e9".encode() * 80_000, b"a\0b",
        b"LLM_PROXY_BODY\ntouch pwned\n" * 5_000, b"{\n}\nEOF\nLLM_PROXY_BODY" + b" " * 120_000,
    ],
    ids="file quotes bytes wide zero heredoc long".split(),
)  # fmt: skip
def test_a_copied_command_sends_what_was_sent(make_index: MakeIndex, tmp_path: Path, body: bytes) -> None:
    """A body neither ends the quotation it stands in nor names a file, nor the path patterns."""
    got: list[tuple[bytes, bytes]] = []

    def script(conn: RawConnection, _number: int) -> None:
        got.append(conn.read_request())
        conn.send(ok(b"", b"Connection: close"))

    try:
        text, coding = body.decode(), dict[str, Any]()
    except UnicodeDecodeError:
        text, coding = base64.b64encode(body).decode(), {"body_encoding": "base64"}
    with RawUpstream(script) as upstream:
        meta = {**meta_of(LOGGED, "r1"), "host": upstream.name}
        headers = {"Content-Type": ["a/b"], "X-Empty": [""], "Accept": ["*/*"]}
        line = request_line("r1", [], body=text, _meta=meta, path="/v1/{a,b}[1-2]", headers=headers, **coding)
        index = make_index([line])
        environ = {"PATH": os.environ["PATH"], "NO_PROXY": "*"}
        said = page(index, f"/text/{LOGGED}/r1/curl")
        subprocess.run(["sh"], input=said.encode(), env=environ, cwd=tmp_path, timeout=30, check=True)
    assert [(head.split(b" ")[:2], sent == body) for head, sent in got] == [([b"POST", b"/v1/{a,b}[1-2]"], True)]
    assert all(b"\r\nx-empty:" in head.lower() for head, _ in got)
    assert not (tmp_path / "pwned").exists()


def test_an_export_of_many_turns_is_not_held_in_memory(make_index: MakeIndex) -> None:
    entries = []
    for n in range(60):
        entries += [
            request_line(f"r{n}", [user_says(f"m{k}") for k in range(n + 1)], n, seq=n + 1),
            response_line(f"r{n}", f"a{n}", second=n),
        ]
    content = lp.answer_of(make_index(entries), f"/export/{LOGGED}?format=json").content
    assert isinstance(content, mmap.mmap)
    assert len(json.loads(bytes(content))["turns"]) == 60


def test_what_no_person_wrote_is_folded_in_markdown(make_index: MakeIndex) -> None:
    """Instructions, and items that are not known; what an agent is told by another is its question."""
    items = [
        {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "Be brief. " * 50}]},
        {"type": "additional_tools", "role": "developer", "tools": [{"name": "exec_it"}]},
        {"type": "agent_message", "author": "/root", "content": [{"type": "input_text", "text": "Look into x"}]},
    ]
    asked = request_line("r1", [], path="/v1/responses", body=packed_json({"model": "m", "input": items}))
    output = [
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": t} for t in ("", "ok")]}
    ]
    answer = response_line(
        "r1", body=packed_json({"id": "resp_1", "status": "completed", "output": output}), chunks=None
    )
    index = make_index([asked, answer])
    with index.reading() as db:
        src = lp.Source(db, index)
        brief, whole = ("".join(lp.markdown_of(src, LOGGED, is_brief)) for is_brief in (True, False))
    assert "*system: text, 500 bytes*" in brief
    assert "Be brief" not in brief
    assert "exec_it" not in brief
    assert "Be brief" in whole
    assert "**user**" in brief
    assert "Look into x" in brief
    assert brief.count("**assistant**") == 1
    assert titles_of(index) == {LOGGED: "Look into x"}


PRICES_OF_PLAY = {"priced": {"input": 3.0, "cache_read": 0.3, "cache_write": 3.75, "output": 15.0}}


def lively_dialog(tmp_path: Path) -> str:
    """A log with all kinds of conversations, with ids and without; its directory."""
    pair, count = Pair(tmp_path, prices=PRICES_OF_PLAY), itertools.count(1)

    def ask(target: bytes, body: Members, answer: Members, *fields: bytes, status: bytes = b"200 OK") -> None:
        asked, said = (as_json({"model": "priced", **members}) for members in (body, answer))
        pair.whole(next(count), asked, *fields, target=target, answer=said, status=status)

    used: Members = {"prompt_tokens": 1000, "completion_tokens": 77, "prompt_tokens_details": {"cached_tokens": 300}}
    key, hello, looked = b"Authorization: Bearer k1", of_user("hello"), chosen("", calls=[A_CALL])
    ask(CHAT_PATH, {"messages": [hello]}, {**looked, "usage": used}, key)
    seen = {"role": "tool", "tool_call_id": "c1", "content": "seen"}
    history = {"messages": [hello, looked["choices"][0]["message"], seen]}
    ask(CHAT_PATH, history, {"error": {"message": "busy"}}, key, status=b"529 Busy")
    ask(CHAT_PATH, history, {**chosen("a cat"), "usage": used}, key)
    ask(CHAT_PATH, {"messages": talk_of("alone")}, {**chosen("indeed"), "usage": used}, b"Authorization: Bearer k2")
    used = {"input_tokens": 50, "output_tokens": 9, "output_tokens_details": {"reasoning_tokens": 4}}
    for name, before in (("resp_1", {}), ("resp_2", {"previous_response_id": "resp_1"})):
        answer = {"id": name, "status": "completed", "output": [AN_ITEM], "usage": used}
        ask(RESPONSES_PATH, {"input": f"ask {name}", **before}, answer, key)
    used = {
        "input_tokens": 321,
        "cache_read_input_tokens": 4000,
        "cache_creation_input_tokens": 55,
        "output_tokens": 99,
    }
    ids, call = (b"User-Agent: claude-cli/2", b"X-Claude-Code-Session-Id: s1"), assistant_says(called("t1", "Agent"))
    asks = [user_says("fix it"), call, user_says(call_result("t1", "-"))]
    child = (*ids, b"X-Claude-Code-Agent-Id: a0123")
    for messages, said, fields in (
        (asks[:1], call, ids),
        ([user_says("look around")], assistant_says("nothing"), child),
        (asks, assistant_says("done"), ids),
    ):
        ask(ANTHROPIC_PATH, {"messages": messages, "tools": [{"name": "Agent"}]}, {**said, "usage": used}, *fields)
    pair.close()
    return pair.directory


def figures_of(logs: str) -> tuple[dict[str, float], list[str], list[str]]:
    """What it cost by the lines themselves, the list, the page and the exports; its sessions; its lines."""
    lines, costs = log_lines(logs), dict.fromkeys(("page", "json", "markdown"), 0.0)
    costs["lines"] = sum(line.get("cost_usd", 0.0) for line in lines)
    with indexed(logs, lp.PriceTable(PRICES_OF_PLAY)) as index:
        rows = listed_in(index)
        costs["list"] = sum(row["cost"] or 0.0 for row in rows)
        for name in titles_of(index):
            costs["page"] += sum(turn["cost"] or 0.0 for turn in view(index, f"session/{name}")["turns"])
            with index.reading() as db:
                told, shown = ("".join(form(lp.Source(db, index), name)) for form in (lp.json_of, lp.markdown_of))
            costs["json"] += sum(turn["cost"] or 0.0 for turn in json.loads(told)["turns"])
            costs["markdown"] += sum(map(float, re.findall(r" errors?; .*; \$([0-9.]+)", shown)))
    members = "turns requests errors cost tokens agents title client".split()
    sessions = sorted(packed_json([row[name] for name in members]) for row in rows)
    members = "type seq from usage cost_usd status body tool_name kind turn_depth".split()
    return costs, sessions, sorted(packed_json([*map(line.get, members), line["_meta"].get("agent")]) for line in lines)


def test_a_log_played_through_a_second_proxy_says_the_same_to_the_cent(tmp_path: Path) -> None:
    """And so do its lines, the list, the page and the exports."""
    first, pair = lively_dialog(tmp_path / "first"), Pair(tmp_path / "second", prices=PRICES_OF_PLAY)
    pairs = {request["_meta"]["request_id"]: (request, response) for request, response in pairs_of(first, 9)}
    for number in range(1, 10):
        request, response = pairs[lp.request_id_of(b"\0" * 16, number)]
        fields = [f"{name}: {value}".encode() for name, (value,) in request["headers"].items()]
        fields = [field for field in fields if not field.startswith((b"Content-Length", b"Host"))]
        asked, said, status = request["body"].encode(), response["body"].encode(), b"%d X" % response["status"]
        pair.whole(number, asked, *fields, target=request["path"].encode(), answer=said, status=status)
    pair.close()
    (costs, *said_first), (again, *said_then) = figures_of(first), figures_of(pair.directory)
    assert costs["lines"] > 0.02
    for found, name in itertools.product((costs, again), costs):
        assert found[name] == pytest.approx(costs["lines"], abs=3e-4 if name == "markdown" else 1e-9), (
            name
        )  # four places
    assert said_first == said_then


@parametrize(
    "before, piece, behind",
    [
        ("", "**a ", ""), ("", "__a", ""), ("", ".__a", ""), ("", "~~a ", ""), ("", "[", ""), ("", "![", ""), ("[a](", "b", ""), ("", "**_~~[a`", ""), ("# ", "#", "x"), ("# a", " #", "x"),
        ("", "-", "|x"), ("a|b\n|", "-", "x"), ("", " ".join("`" * n for n in range(1, 630)), ""), ("", "`", "a"), ("", "*a ", ""), ("", "[a](b \"", ""), ("", "> ", ""), ("", "- ", "x"),
        ("", "\n", "x"), ("", "- a\n", ""), ("", "\x1b]", ""),
    ],
)  # fmt: skip
def test_no_text_holds_a_page_up(before: str, piece: str, behind: str) -> None:
    text = before + piece * (50_000 // len(piece)) + behind
    began = time.monotonic()
    lp.joined(lp.markdown(text))
    assert time.monotonic() - began < 2


def test_markdown_means_what_it_means() -> None:
    shown = {
        "a **b *c* d** __e__ _f_ ~~g~~": "<p>a <strong>b <em>c</em> d</strong> <strong>e</strong> <em>f</em> <del>g</del></p>",
        "**one\ntwo** 2**3 snake_case_name": "<p><strong>one\ntwo</strong> 2**3 snake_case_name</p>",
        "**a **b**": "<p>**a <strong>b</strong></p>",
        "`a` ``b`c`` `` ` `` ```d": "<p><code>a</code> <code>b`c</code> <code>`</code> ```d</p>",
        '[w](https://h/a_(b)c "t") ![i](x) [j](javascript:x)': "<p><a https://h/a_(b)c>w</a><span> (https://h/a_(b)c)</span> <span>i</span><span> (x)</span> <span>j</span><span> (javascript:x)</span></p>",
        "# C# and F# #\n## two ##  \n### ###": "<h3>C# and F#</h3><h4>two</h4><h5></h5>",
        "|a|b|\n|-|:-:|\n|1|2|": "<div><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>",
        "a | b\n: |": "<p>a | b\n: |</p>",
        "- a\n  - b\n- c\n\n3. d": "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><ol>d</ol>",
        "> a\n> b\n\n```py\n<x>\n```\n---": "<blockquote><p>a\nb</p></blockquote><figure><figcaption>py</figcaption><pre>&lt;x&gt;</pre></figure><hr>",
    }  # fmt: skip

    def bare(text: str) -> str:
        made = re.sub(
            r'<(\w+) [^>]*?(?:href="([^"]*)"[^>]*)?>',
            lambda m: f"<{m[1]} {m[2]}>" if m[2] else f"<{m[1]}>",
            lp.joined(lp.markdown(text)),
        )
        return made.replace("<ol><li>d</li>", "<ol>d")

    assert {text: bare(text) for text in shown} == shown


@parametrize(
    "function, given, shown",
    [
        (lp.tok, (None, 999, 1500, 99_960, 2_000_000, 3 * 10**9), "- 999 1.5k 100k 2.0M 3.0G"),
        (lp.usd, (None, 0, 0.0000123, 0.0123, 0.5, 1234.5), "- $0 $0.000012 $0.012 $0.500 $1,234.50"),
        (lp.dur, (None, 12, 4100, 12_000, 61_000, 3_700_000), "- 12ms 4.1s 12s 1m01 1h01"),
        (lp.in_bytes, (12, 1500, 2_000_000), "12B 1.5kB 2.0MB"),
    ],
)
def test_figures(function: Callable[[Any], str], given: Sequence[Any], shown: str) -> None:
    assert " ".join(function(value).replace(" ", "") for value in given) == shown


# ==============================================================================
# 52  Explorer
# ==============================================================================


@pytest.fixture
def serve_page(make_index: MakeIndex) -> Iterator[ServePage]:
    """Serves a session on a port of its own."""
    servers = []

    def serve(token: str = "") -> int:
        server = lp.open_explorer(make_index(lived_session()), "127.0.0.1", 0, token)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return int(server.server_address[1])

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def ask_page(
    port: int, target: str, method: str = "GET", host: str | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    connection.putheader("Host", f"localhost:{port}" if host is None else host)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), content


@parametrize(
    "path", ["/", f"/session/{LOGGED}/turn/12", "/search?q=x", "/overview", "/part/list", "/none", "/assets/app.js"]
)
def test_every_answer_forbids_scripts(serve_page: ServePage, path: str) -> None:
    status, headers, content = ask_page(serve_page(), path)
    assert status == (404 if path.endswith(("12", "none")) else 200)
    assert (path in ("/part/list", "/none", "/assets/app.js")) != content.startswith(b"<!doctype html>")
    assert headers["Content-Security-Policy"] == lp.POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_head_has_the_same_head(serve_page: ServePage) -> None:
    port = serve_page()
    got, head = ask_page(port, "/part/list"), ask_page(port, "/part/list", "HEAD")
    assert head[2] == b""
    assert {**got[1], "Date": ""} == {**head[1], "Date": ""}


LIST, ELSEWHERE = "/part/list", {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
LEADING_OUT = f"""/assets/../llm_proxy.py /assets/..%2fllm_proxy.py /assets//etc/passwd /etc/passwd /assets/.hidden
    /session/..%2f..%2fetc%2fpasswd /session/{LOGGED}/turn/..%2f..%2fetc /part/text/{LOGGED}?ref=../../etc/passwd:0
    /part/text/{LOGGED}?ref=r1:99999 /part/ /session/%00 /text/{LOGGED}/r1/..%2f..%2fetc"""


@parametrize(
    "status, target, more",
    [
        *((405, LIST, {"method": method}) for method in ("POST", "OPTIONS", "CONNECT", "BREW")),
        *((200, LIST, {"host": host}) for host in ("localhost", "127.0.0.1:99", "[::1]:8080", "LOCALHOST")),
        *(
            (403, LIST, {"host": host})
            for host in "evil.example localhost.evil.example 10.0.0.1 [::2]  localhost:8080@evil localhost. 127.1".split(
                " "
            )
        ),
        *((403, LIST, {"Origin": origin}) for origin in ("http://evil.example", "null")),
        *((403, LIST, {"Sec_Fetch_Site": site}) for site in ("cross-site", "same-site")),
        *((200, LIST, {"Sec_Fetch_Site": site}) for site in ("same-origin", "none")),
        *((403, path, {**ELSEWHERE, "Sec_Fetch_Dest": "document"}) for path in (LIST, "/assets/app.js")),
        (200, "/", {**ELSEWHERE, "Sec_Fetch_Dest": "document"}),  # a link
        (403, "/", {**ELSEWHERE, "Sec_Fetch_Dest": "iframe"}),
        *((404, path, {}) for path in LEADING_OUT.split()),
    ],
)
def test_who_is_given_what(serve_page: ServePage, status: int, target: str, more: dict[str, str]) -> None:
    found, headers, content = ask_page(serve_page(), target, **more)
    assert found == status
    assert b"root:" not in content
    assert "host" not in more or status == 200 or f"the Host {more['host']!r} is not".encode() in content
    assert headers.get("Allow") == ("GET, HEAD" if status == 405 else None)


def test_etag_and_gzip(serve_page: ServePage) -> None:
    port = serve_page()
    status, headers, content = ask_page(port, "/assets/app.js", Accept_Encoding="gzip, br")
    assert (headers["Content-Encoding"], gzip.decompress(content).decode()) == ("gzip", lp.ASSETS["app.js"])
    assert ask_page(port, "/assets/app.js", Accept_Encoding="gzip;q=0")[2].decode() == lp.ASSETS["app.js"]
    status, _, content = ask_page(port, "/assets/app.js", If_None_Match=headers["ETag"])
    assert (status, content) == (304, b"")


@parametrize("form, media_type", [("md", "text/markdown"), ("json", "application/json"), ("har", "application/json")])
def test_an_export_is_downloaded(serve_page: ServePage, form: str, media_type: str) -> None:
    status, headers, content = ask_page(serve_page(), f"/export/{LOGGED}?format={form}")
    assert (status, headers["Content-Type"].partition(";")[0]) == (200, media_type)
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["Content-Disposition"].endswith(f'.{form}"')
    assert b"Fixed it." in content


def test_one_connection_carries_many_requests(serve_page: ServePage) -> None:
    port = serve_page()
    connection = http.client.HTTPConnection("localhost", port, timeout=5)
    for target in ("/part/list", f"/export/{LOGGED}?format=md", "/part/none", "/health", "/part/list"):
        connection.request("GET", target)
        answer = connection.getresponse()
        assert answer.read()
        assert not answer.will_close
    connection.close()


def test_a_token_is_asked_for_and_leaves_the_address(serve_page: ServePage) -> None:
    port = serve_page(token="s3cret")
    assert ask_page(port, "/part/list")[0] == 401
    assert ask_page(port, "/?token=wrong")[0] == 401
    assert ask_page(port, f"/?{'a=1&' * 60}")[0] == 401
    assert ask_page(port, "/health")[0] == 200
    status, headers, _ = ask_page(port, "/search?q=a&token=s3cret")
    assert (status, headers["Location"]) == (303, "/search?q=a")
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "s3cret" not in cookie
    name, _, value = cookie.partition(";")[0].partition("=")
    for before in ("", 'ui={"open": ["a"]}; ', "a b=c d;", "=; ;; ", f"{name}=other; ", "\xe9=\xff; "):
        for behind in ("", '; {"x": 1}=2', ";"):
            assert ask_page(port, "/part/list", Cookie=f"{before}{name}={value}{behind}")[0] == 200, before
    for wrong in (f"{name}=x", f"{name}={value}0", f"x{name}={value}", f"{name}", f"a={value}"):
        assert ask_page(port, "/part/list", Cookie=wrong)[0] == 401, wrong
    assert ask_page(serve_page(token="0ther"), "/?token=0ther")[1]["Set-Cookie"].partition("=")[0] != name
    assert ask_page(port, "//evil.example/?token=s3cret")[1]["Location"] == "/evil.example/"


def test_other_machines_need_a_token(make_index: MakeIndex) -> None:
    with pytest.raises(lp.ProxyError, match="token"):
        lp.open_explorer(make_index([]), "0.0.0.0", 0)


# ==============================================================================
# 54  Admin
# ==============================================================================

ADMIN_TOKEN, ADMIN_USER = {"MANAGEMENT_TOKEN": "m-secret"}, {"ADMIN_USER": "ann", "ADMIN_PASSWORD": "p\xe4ss:word"}
BASIC = "Basic " + base64.b64encode("ann:p\xe4ss:word".encode()).decode()


class AdminClient:
    """A browser without scripts: it keeps the cookie, and sends what a page's forms hold."""

    def __init__(self, environ: Env, *, is_in: bool = True) -> None:
        lp.TokenStore(environ).close()
        self.server: Any = lp.open_pages(lp.AdminServer, "127.0.0.1", 0, environ)
        self.environ, self.port, self.cookie = environ, int(self.server.server_address[1]), ""
        self.clock = 0.0
        self.server.clock = lambda: self.clock
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        if is_in:
            assert self.login("m-secret")[0] == 303

    def ask(
        self, target: str, form: Mapping[str, str] | None = None, /, **headers: Any
    ) -> tuple[int, dict[str, str], str]:
        """A GET, or a POST of this form as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        body = None if form is None else urllib.parse.urlencode(form)
        said = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET" if form is None else "POST", target, body, said)
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read().decode()
        connection.close()
        self.cookie = found[1].get("Set-Cookie", self.cookie).partition(";")[0]
        return found

    def word(self, target: str) -> str:
        """What the forms of that page hold against forgery."""
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.ask(target)[2])
        assert found
        return found[1]

    def send(self, page: str, action: str, **form: str) -> tuple[int, dict[str, str], str]:
        """The form of a page, filled in; the page that is shown then, if it was taken."""
        status, headers, text = self.ask(action, {"csrf": self.word(page), **form})
        return (status, *self.ask(headers["Location"])[1:]) if status == 303 else (status, headers, text)

    def login(self, token: str) -> tuple[int, dict[str, str], str]:
        return self.ask("/login", {"csrf": self.word("/login"), "token": token})

    def make_project(self, name: str = "team", **more: str) -> str:
        """Its address."""
        given = {"name": name, "provider": "anthropic", "api_key": "the-real-key", **more}
        status, headers, _ = self.ask("/", {"csrf": self.word("/"), **given})
        assert status == 303
        return headers["Location"]

    def audit(self) -> list[tuple[str, str, str]]:
        with contextlib.closing(lp.TokenStore(self.environ)) as store:
            rows = store.rows("SELECT * FROM audit_events ORDER BY number")
        return [(row["action"], row["outcome"], row["client_ip"]) for row in rows]


@pytest.fixture
def admin(tmp_path: Path, monkeypatch: Patch) -> Iterator[Callable[..., AdminClient]]:
    """Starts admin servers of one state directory."""
    clients: list[AdminClient] = []

    def start(variables: Env = ADMIN_TOKEN, **more: Any) -> AdminClient:
        environ = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"), **variables}
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        clients.append(AdminClient(environ, **more))
        return clients[-1]

    yield start
    for client in clients:
        client.server.shutdown()
        client.server.server_close()


def test_admin_is_entered_by_the_management_token(admin: Callable[..., AdminClient]) -> None:
    client = admin(is_in=False)
    for target in ("/", "/audit", "/project/x", "/none"):
        status, _, text = client.ask(target)
        assert (status, "<h1>Log in</h1>" in text) == (403, True)
    status, _, text = client.login("wrong")
    assert (status, "wrong" in text) == (403, False)
    before = client.cookie
    status, headers, _ = client.login("m-secret")
    assert (status, headers["Location"]) == (303, "/")
    name, value, *flags = re.split("[=;] ?", headers["Set-Cookie"])
    assert (name, len(value), flags) == (
        f"llm-proxy-admin-{client.port}",
        64,
        ["HttpOnly", "SameSite", "Strict", "Path", "/"],
    )
    assert before != client.cookie  # or who knew it before would be in now
    own = client.cookie
    for status, cookie in (
        (200, f'a=b; {{"x": 1}}=2; {own}; \xe9=\xff'),
        (403, before),
        (403, own[:-1]),
        (403, f"{own}0"),
        (403, f"x{own}"),
        (403, f"{name}=x\r\n y"),
    ):
        answered = client.ask("/", Cookie=cookie)
        assert (answered[0], "y" in answered[1].get("Set-Cookie", "").partition(";")[0][-64:]) == (status, False), (
            cookie
        )
    client.cookie = own
    assert client.ask("/")[0] == 200
    assert client.ask("/")[1]["Cache-Control"] == "no-store"
    client.clock += 8 * 3600 - 1
    assert client.ask("/")[0] == 200
    assert client.send("/", "/logout")[0] == 303
    client.cookie = headers["Set-Cookie"].partition(";")[0]
    assert client.ask("/")[0] == 403
    client.login("m-secret")
    client.clock += 8 * 3600
    assert client.ask("/")[0] == 403
    assert client.audit() == [
        ("admin.login", outcome, "127.0.0.1") if outcome else ("admin.logout", "success", "127.0.0.1")
        for outcome in ("failure", "success", "", "success")
    ]


def test_admin_is_entered_by_user_and_password(admin: Callable[..., AdminClient]) -> None:
    client = admin({**ADMIN_USER, **ADMIN_TOKEN}, is_in=False)
    for said in ({}, {"Authorization": "Bearer m-secret"}, {"Authorization": BASIC[:-4] + "AAAA"}):
        status, headers, _ = client.ask("/", **said)
        assert (status, headers["WWW-Authenticate"]) == (401, 'Basic realm="llm-proxy admin"')
    assert client.ask("/", Authorization="Basic @")[0] in (400, 401)
    status, headers, text = client.ask("/audit", Authorization=BASIC)
    assert (status, "<h1>Audit</h1>" in text) == (200, True)
    assert client.ask("/")[0] == 200  # the cookie is enough
    assert client.ask("/", {"name": "x", "api_key": "k"}, Authorization=BASIC)[0] == 403  # but no form without its word
    form = {"csrf": client.word("/")}
    assert client.ask("/logout", form)[0] == 401
    assert client.ask("/")[0] == 401
    # The browser asks for the password again, and sends the same with it.
    assert client.ask("/logout", form, Authorization=BASIC)[1]["Location"] == "/"
    assert [row[:2] for row in client.audit()][-2:] == [("admin.login", "success"), ("admin.logout", "success")]


@parametrize("variables", [{}, {"ADMIN_USER": "ann"}, {"ADMIN_PASSWORD": "x"}])
def test_admin_needs_something_to_log_in_by(
    tmp_path: Path, variables: Env, monkeypatch: Patch, capsys: Capture
) -> None:
    for name in ("MANAGEMENT_TOKEN", "ADMIN_USER", "ADMIN_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"XDG_STATE_HOME": str(tmp_path), **variables}.items():
        monkeypatch.setenv(name, value)
    assert lp.main(["admin", "--no-open", "--port", "0"]) == 2
    want = "llm-proxy: nobody could log in: set ADMIN_USER and ADMIN_PASSWORD, or MANAGEMENT_TOKEN\n"
    assert capsys.readouterr().err == want


@parametrize("variables", [ADMIN_TOKEN, ADMIN_USER])
def test_admin_locks_who_fails_too_often(admin: Callable[..., AdminClient], variables: Env) -> None:
    client = admin(variables, is_in=False)

    def attempt(is_right: bool) -> int:
        if variables == ADMIN_TOKEN:
            return client.login("m-secret" if is_right else "wrong")[0]
        return client.ask("/", Authorization=BASIC if is_right else "Basic eDp5")[0]

    wrong, right = (403, 303) if variables == ADMIN_TOKEN else (401, 200)
    assert [attempt(False) for _ in range(6)] == [wrong] * 5 + [429]
    client.clock += 59
    assert attempt(True) == 429
    client.clock += 1
    assert attempt(True) == right
    for is_right in (False, False, False, False, True, False):  # who gets in begins anew
        client.cookie = ""
        assert attempt(is_right) == (right if is_right else wrong)
    want = ["failure"] * 5 + ["success"] + ["failure"] * 4 + ["success", "failure"]
    assert [outcome for _, outcome, _ in client.audit()] == want


def test_admin_counts_attempts_at_once(admin: Callable[..., AdminClient]) -> None:
    client = admin(is_in=False)
    word = client.word("/login")
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        form = {"csrf": word, "token": "wrong"}
        found = list(pool.map(lambda _: client.ask("/login", form, Cookie=client.cookie)[0], range(16)))
    assert sorted(found) == [403] * 5 + [429] * 11


@parametrize(
    "status, form, headers",
    [
        (303, {}, {}),
        (303, {}, {"Origin": "http://127.0.0.1:PORT", "Sec_Fetch_Site": "same-origin"}),
        (403, {"csrf": ""}, {}),
        (403, {"csrf": "0" * 64}, {}),
        (403, {"csrf": "\xe4"}, {}),
        (403, {}, {"Cookie": ""}),
        (403, {}, {"Origin": "null"}),
        (403, {}, {"Origin": "http://evil.example"}),
        (403, {}, {"Sec_Fetch_Site": "same-site"}),
        (403, {}, {"Sec_Fetch_Site": "cross-site"}),
        (403, {}, {"Host": "evil.example"}),
        (413, {}, {"Transfer_Encoding": "chunked"}),
        (413, {}, {"Content_Length": "100000"}),
        (400, {str(n): "" for n in range(60)}, {}),
    ],
)
def test_admin_takes_forms_of_its_own_pages_only(
    admin: Callable[..., AdminClient], status: int, form: Env, headers: Env
) -> None:
    client = admin()
    given = {"csrf": client.word("/"), "name": "team", "provider": "openai", "api_key": "k", **form}
    said = {name: value.replace("PORT", str(client.port)) for name, value in headers.items()}
    assert client.ask("/", given, **said)[0] == status
    assert (("project.create", "success", "127.0.0.1") in client.audit()) == (status == 303)


def test_admin_get_changes_nothing(admin: Callable[..., AdminClient]) -> None:
    client = admin()
    place = client.make_project()
    before = client.audit()
    for target in ("/logout", place, f"{place}?ttl=1h", f"{place}?revoke=", f"{place}?active=", "/?name=x&api_key=k"):
        client.ask(target)
    login = client.cookie
    client.ask("/logout")
    assert client.ask("/", Cookie=login)[0] == 200
    assert client.audit() == before
    for target, said in (("/", {"Host": "evil.example"}), ("/", {"Sec_Fetch_Site": "cross-site"})):
        assert client.ask(target, **said)[0] == 403


def test_admin_shows_what_was_typed_as_text(admin: Callable[..., AdminClient]) -> None:
    client = admin()
    name = '<img src=x onerror=alert(1)> "&amp;\u202e'
    place = client.make_project(name, description="<script>1</script>")
    _, _, made = client.send(place, place, ttl="1h", label="<b onclick=x>l")
    failed = client.send(place, place, ttl="1h", max_requests="<i>soon")
    audit = client.ask(f"/audit?action=%3Cu%3E&project_id={place[9:]}")[2]
    for text in (client.ask("/")[2], client.ask(place)[2], made, failed[2], audit):
        assert re.search(r"<(img|script>|b onclick|i>|u>)", text) is None
    assert "&lt;img src=x onerror=alert(1)&gt; &quot;&amp;amp;[U+202E]" in client.ask(place)[2]
    assert (failed[0], "a limit cannot be read" in failed[2]) == (400, True)
    headers = client.ask(place)[1]
    assert (headers["Content-Security-Policy"], headers["Referrer-Policy"]) == (lp.POLICY, "same-origin")


@parametrize(
    "status, text, form",
    [
        (400, "name and api_key are required", {"name": ""}),
        (409, "there is a project", {"name": "team"}),
        (400, "is not a base URL", {"base_url": "ftp://x"}),
        (400, "unknown provider", {"provider": "none"}),
    ],
)
def test_admin_says_why_a_project_is_refused(
    admin: Callable[..., AdminClient], status: int, text: str, form: Env
) -> None:
    client = admin()
    client.make_project()
    given = {"name": "other", "provider": "openai", "api_key": "k-1234567", **form}
    found, _, page = client.send("/", "/", **given)
    assert (found, text in page, "k-1234567" in page) == (status, True, False)


def test_admin_changes_a_project(admin: Callable[..., AdminClient]) -> None:
    client = admin()
    place = client.make_project()
    assert "the-real-key" not in client.ask(place)[2]
    for form, want in (
        ({"provider": "openai", "base_url": "", "api_key": "another-real-key"}, "https://api.openai.com"),
        ({"active": ""}, "is not active"),
        ({"active": "yes"}, "Deactivate"),
    ):
        status, _, page = client.send(place, place, **form)
        assert (status, want in page) == (303, True)
    assert client.ask("/project/none")[0] == 404
    assert client.send(place, "/project/none", ttl="1h")[0] == 404
    assert client.send(place, f"{place}/token/none")[0] == 404


def test_admin_token_is_shown_once_works_and_is_revoked(admin: Callable[..., AdminClient], tmp_path: Path) -> None:
    client = admin()
    with RawUpstream(always(ok(b"{}"))) as upstream, running(tmp_path) as proxy:
        place = client.make_project(base_url=f"http://{upstream.name}")
        form = {
            "ttl": "30m",
            "label": "ci",
            "max_requests": "3",
            "rate_per_minute": "9",
            "allowed_models": "m-*,n",
            "budget": "",
        }
        headers = client.ask(place, {"csrf": client.word(place), **form})[1]
        connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=15)
        connection.request("HEAD", headers["Location"], headers={"Cookie": client.cookie})
        assert connection.getresponse().status == 200
        connection.close()
        page = client.ask(headers["Location"])[2]
        (token,) = set(re.findall(r"sk-[\w-]{22}", page))
        for name in ("Claude Code", "curl", "Python", "Node"):
            assert f"<h2>{name} <button" in page
        assert token not in client.ask(headers["Location"])[2]
        assert token not in client.ask(place)[2]

        def ask() -> int:
            connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=15)
            connection.request("POST", "/v1/messages", b'{"model": "m-1"}', {"x-api-key": token})
            status = connection.getresponse().status
            connection.close()
            return status

        until(lambda: ask() == 200, "the proxy knows the token")
        assert b"x-api-key: the-real-key\r\n" in upstream.connections[0].received
        page = client.ask(place)[2]
        assert "1 of 3 requests, 2 left" in page
        assert "rate per minute 9" in page
        assert "allowed models m-*, n" in page
        token_id = headers["Location"].rpartition("/")[2]
        page = client.send(place, f"{place}/token/{token_id}")[2]
        assert (page.count("revoked</span>"), "Revoke it now" in page) == (1, False)
        until(lambda: ask() == 401, "the proxy knows that it is revoked")
        assert "1 request<" in client.ask("/")[2]
        client.send(place, place, ttl="1h")
        assert client.send(place, place, revoke="")[2].count("revoked</span>") == 2


def test_admin_pages_and_filters_the_audit(admin: Callable[..., AdminClient]) -> None:
    client = admin()
    place = client.make_project()
    with contextlib.closing(lp.TokenStore(client.environ)) as store, store.write() as db:
        for n in range(60):
            lp.note_action(db, "token.create", "cli", "success" if n % 2 else "failure", project_id=place[9:])
    count = "<tr>"
    for target, rows, words in (
        ("/audit", 50, "page 1 of 2, 62 lines"),
        ("/audit?page=2", 12, "page 2 of 2"),
        ("/audit?action=token.create&outcome=failure", 30, "30 lines"),
        (f"/audit?project_id={place[9:]}", 50, "61 lines"),
        ("/audit?action=admin.login", 1, "127.0.0.1"),
    ):
        page = client.ask(target)[2]
        assert (page.count(count) - 1, words in page) == (rows, True), target
    assert client.ask("/audit?page=x")[0] == 400
    assert "action=token.create&amp;page=2" in client.ask("/audit?action=token.create")[2]


def test_admin_serves_by_command(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setenv("MANAGEMENT_TOKEN", "m-secret")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    process = started("admin", "--no-open", "--port", "0")
    try:
        line = line_like(process.stdout, "LLM Proxy Admin on")
        match = re.search(r"http://127\.0\.0\.1:(\d+)/\n", line)
        assert match
        assert ask_page(int(match[1]), "/")[0] == 403
        assert ask_page(int(match[1]), "/assets/admin.js")[0] == 200
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=15)
        assert (process.returncode, errors) == (0, "")
    finally:
        process.kill()
        process.communicate()


# ==============================================================================
# 53  Log commands
# ==============================================================================


def started(*args: str, program: Path | None = None, **options: Any) -> Any:
    """A command as a process of its own, its output as text."""
    command = [sys.executable, str(program), *args] if program else lp.command_of_module(*args)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
    return subprocess.Popen(command, **pipes)


def ended(
    command: Sequence[str | Path], environ: Mapping[str, str], **options: Any
) -> subprocess.CompletedProcess[str]:
    """A command run to its end, its output as text."""
    options = {"capture_output": True, "text": True, "timeout": 60, **options}
    return subprocess.run(command, env=environ, check=False, **options)


def line_like(stream: Any, pattern: str) -> str:
    """The first line of a process's output that has this in it."""
    for line in stream:
        if re.search(pattern, line):
            return str(line)
    raise AssertionError(f"it ended without {pattern}")


def test_sessions_are_listed_newest_first(tmp_path: Path, capsys: Capture) -> None:
    write_session(tmp_path)
    other = "20261121-110000-bbbb2222"
    failed = response_line("q1", second=601, status=500, usage=None, cost_usd=None, chunks=[], session=other)
    write_session(tmp_path, [request_line("q1", "break it", 600, session=other), failed], session=other)
    settings = settings_for(tmp_path)
    assert lp.print_sessions(settings, as_json=False) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert re.search(rf"  {other}  claude-code +1 turn +1 error +- tokens +-  break it$", first)
    figures = r"2 turns +24 tokens +\$0\.020"
    assert re.search(rf"  {LOGGED}  claude-code +{figures}  The date parser drops the tzinfo$", second)
    assert lp.print_sessions(settings, as_json=True) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["id"], row["turns"], row["cost"]) for row in rows] == [(other, 1, None), (LOGGED, 2, 0.02)]


def test_sessions_are_chosen_as_on_the_page(tmp_path: Path, capsys: Capture) -> None:
    names = [f"20261121-1{n}0000-0000000{n}" for n in range(3)]
    for n, name in enumerate(names):
        own = {"X-Claude-Code-Session-Id": [name], "User-Agent": ["claude-cli/2"]}
        place = f"/home/dev/{'web_' * (n > 1)}app"
        asked = request_line("q", f"question {n}", n * 600, session=name, headers=own, directory=place)
        answer: dict[str, Any] = {"cost_usd": 1.0 - n / 10}
        if n == 1:
            answer = {"status": 500, "chunks": [], "cost_usd": None}
        write_session(tmp_path, [asked, response_line("q", second=n * 600 + 1, session=name, **answer)], session=name)

    def listed(*flags: str) -> list[str]:
        assert lp.main(["sessions", "--log-dir", f"{tmp_path}/logs", *flags]) == 0
        return [line[-1] for line in capsys.readouterr().out.splitlines()]

    assert listed() == ["2", "1", "0"]
    assert listed("--limit", "1") == ["2"]
    assert listed("--sort", "cost") == ["0", "2", "1"]
    assert listed("--errors") == ["1"]
    assert listed("--since", str(lp.ms_from_ts(f"{LOG_DAY}T10:05:00Z"))) == ["2", "1"]
    assert listed("--directory", "app/") == listed("--directory", "/home/dev/app") == ["1", "0"]
    assert listed("--directory", "pp") == listed("--client", "codex") == []
    write_session(tmp_path, session="20261121-090000-00000009")
    assert listed("--directory", "/") == []  # no directory is not the root
    for flags, said in (
        (["--limit", "few"], "--limit must be a number from 0 to 1000000000, not 'few'"),
        (["--since", "soon"], "--since 'soon' is no"),
    ):
        assert lp.main(["sessions", "--log-dir", f"{tmp_path}/logs", *flags]) == 2
        assert said in capsys.readouterr().err


def test_a_day_begins_at_midnight_of_the_zone_whose_days_we_show(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Kiritimati 10:01 UTC is a minute past midnight; America/New_York's 2026-11-01 has 25 hours."""
    write_session(tmp_path, [request_line("q", "good night", 60), response_line("q", "x", second=61)])

    def spent(*flags: str) -> list[str]:
        assert lp.main(["spend", "--by", "day", "--csv", "--log-dir", f"{tmp_path}/logs", *flags]) == 0
        return [line.split(",")[0] for line in capsys.readouterr().out.splitlines()[1:]]

    try:
        for zone, day, later in (("Pacific/Kiritimati", "2026-11-22", "2026-11-23"), ("UTC", LOG_DAY, "2026-11-22")):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            assert (spent("--since", day), spent("--since", later)) == ([day], [])
        monkeypatch.setenv("TZ", "America/New_York")
        time.tzset()
        monkeypatch.setattr(time, "time", lambda: (lp.ms_from_ts("2026-11-01T23:30:00-05:00") or 0) / 1000)
        assert lp.day_ms("yesterday") == lp.ms_from_ts("2026-10-31T00:00:00-04:00")
        assert lp.day_ms("2026-11-01") == lp.day_ms("today") == lp.ms_from_ts("2026-11-01T00:00:00-04:00")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_terminal_gets_lines_that_fit_colours_and_a_pager(tmp_path: Path) -> None:
    failed = response_line("q", second=1, status=500, usage=None, cost_usd=None, chunks=[])
    write_session(tmp_path, [request_line("q", "a long question " * 20), failed])
    command = [sys.executable, str(SOURCE), "sessions", "--log-dir", f"{tmp_path}/logs"]

    def shown(**environ: str) -> str:
        leader, follower = pty.openpty()
        with subprocess.Popen(
            command, stdout=follower, env={**os.environ, "TERM": "xterm", "COLUMNS": "140", **environ}
        ):
            os.close(follower)
            said = b""
            with contextlib.suppress(OSError):  # what a terminal says at the end
                while piece := os.read(leader, 4096):
                    said += piece
        os.close(leader)
        return said.decode()

    line = shown(PAGER="sed s/^/paged:/")
    assert line.startswith("paged:20")
    assert "\x1b[31m   1 error\x1b[0m" in line
    plain = shown(PAGER="", NO_COLOR="1").rstrip()
    assert shown(PAGER="sed s/^/paged:/", TERM="dumb").startswith("20")
    assert (len(plain), plain[-1]) == (140, "…")
    assert shown(PAGER="less '", NO_COLOR="1").rstrip() == plain
    assert (
        re.sub(r"\x1b\[\d+m|paged:", "", line).rstrip() == plain == shown(PAGER="no-such-pager", NO_COLOR="1").rstrip()
    )


def test_what_was_spent_is_the_sum_of_the_lines(tmp_path: Path, capsys: Capture) -> None:
    own = "20261121-110000-bbbb2222"
    lines = [
        request_line(
            "a1", "one", session=own, in_body={"system": "Working directory: /home/me/My App\nPlatform: linux"}
        ),
        response_line("a1", "x", session=own, cost_usd=0.00002),
        request_line("a2", "two", 60, session=own, model="gpt-5"),
        response_line("a2", "x", second=61, session=own, cost_usd=None, model="unheard\x1b[2J-of"),
    ]
    write_session(tmp_path)
    write_session(tmp_path, lines, session=own)

    def spent(*flags: str) -> str:
        assert lp.main(["spend", "--log-dir", f"{tmp_path}/logs", *flags]) == 0
        return capsys.readouterr().out

    table = [line.split(maxsplit=5) for line in spent().splitlines()]
    assert [(row[1], row[4], row[5]) for row in table[1:4]] == [
        ("2", "$0.020", "(unknown)"), ("2", "$0.000020", "/home/me/My App"), ("4", "$0.020", "in all")
    ]  # fmt: skip
    assert spent().endswith("the cost of 1 answer is not known\n")
    rows = [json.loads(line) for line in spent("--json", "--by", "model").splitlines()]
    costs = [line["cost_usd"] or 0 for line in of_type(f"{tmp_path}/logs", "response")]
    assert sum(row["cost_usd"] or 0 for row in rows) == pytest.approx(sum(costs))
    assert [(row["model"], row["sessions"], row["unpriced"]) for row in rows] == [
        ("claude-sonnet-4-5", 2, 0), ("unheard\x1b[2J-of", 1, 1)
    ]  # fmt: skip
    assert spent("--csv", "--by", "model").splitlines()[2] == "unheard\ufffd[2J-of,1,1,5,7,,1"
    days = spent("--csv", "--by", "day", "--directory", "My App").splitlines()
    assert days[0] == "day,requests,sessions,input_tokens,output_tokens,cost_usd,unpriced"
    assert [day.split(",")[1:] for day in days[1:]] == ["2 1 10 14 2e-05 1".split()]
    assert spent("--json", "--since", "2027-01-01") == ""


def test_what_projects_spent_is_told_apart_also_within_a_session(
    tmp_path: Path, index: lp.Index, capsys: Capture
) -> None:
    assert 'name="project"' not in page(index, "/")  # where there are none
    own = "20261121-110000-bbbb2222"
    lines: list[Members] = []
    for number, project in enumerate(("one", "two", "one")):
        asked = request_line(f"a{number}", "hello", 10 * number, session=own, seq=number)
        answer = response_line(f"a{number}", "x", second=10 * number + 1, session=own, cost_usd=0.5)
        for line in (asked, answer):
            line["_meta"]["project"] = project
        lines += [asked, answer]
    write_session(tmp_path, lines, session=own)
    logs = ("--log-dir", f"{tmp_path}/logs")
    assert lp.main(["spend", "--by", "project", "--csv", *logs]) == 0
    rows = [line.split(",") for line in capsys.readouterr().out.splitlines()]
    assert [(row[0], row[1], row[2], row[5]) for row in rows[1:]] == [
        ("one", "2", "1", "1.0"), ("two", "1", "1", "0.5"), ("", "2", "1", "0.02")
    ]  # fmt: skip
    assert lp.main(["sessions", "--json", *logs]) == 0
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["id"], row["project"]) for row in listed] == [(own, "two"), (LOGGED, "")]
    index.catch_up()
    assert 'value="two"' in re.sub(r'(?s).*<select[^>]*name="project"|</select>.*', "", page(index, "/"))
    with index.reading() as db:
        found = lp.sessions_view(lp.Source(db, index), {"project": "two"}).rows
    assert [row.id for row in found] == [own]


def test_more_sessions_than_a_page_holds_are_all_listed(tmp_path: Path, capsys: Capture) -> None:
    names = [f"20261121-100000-{n:08x}" for n in range(501)]
    own = [{"X-Claude-Code-Session-Id": [name]} for name in names]
    write_session(
        tmp_path,
        [request_line("r", [], n, headers=own[n], session=name) for n, name in enumerate(names)],
        session="many",
    )
    assert lp.print_sessions(settings_for(tmp_path), as_json=True) == 0
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == names[::-1]


def test_single_calls_are_listed_together(tmp_path: Path, capsys: Capture) -> None:
    """By host, endpoint and day; each is a session of its own, which grows when it is continued.  Probes are no row."""
    names = [f"20261121-100000-{n:08x}" for n in range(4)]
    entries = []
    for n, name in enumerate(names):
        entries.append(request_line(f"r{n}", "the same question", n, session=name))
        entries.append(response_line(f"r{n}", f"answer | {n}", second=n + 1, session=name))
    other = request_line("o1", [], 9, path="/v1/messages/count_tokens", session="20261121-100000-0000000a")
    probe = request_line("h1", [], 9, method="HEAD", path="/", body="", session="20261121-100000-0000000b")
    write_session(tmp_path, [*entries, other, probe], session="misc")
    settings = settings_for(tmp_path)

    def listed() -> list[dict[str, Any]]:
        assert lp.print_sessions(settings, as_json=True) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    group = next(row for row in listed() if row.get("single"))
    assert (group["turns"], group["requests"], group["title"]) == (4, 4, "4 single calls of /v1/messages")
    assert len(listed()) == 2
    assert lp.export_session(settings, group["id"], "brief", "") == 0
    table = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| 2026")]
    assert [line.split(" | ")[0].strip("| ") for line in table] == names
    assert table[3].split(" | ")[2:4] == ["the same question", "answer \\| 3"]
    assert lp.export_session(settings, names[1], "brief", "") == 0
    shown = capsys.readouterr().out
    assert ("answer | 1" in shown, "answer | 2" in shown) == (True, False)
    more = [user_says("the same question"), assistant_says("answer | 0"), user_says("go on")]
    write_session(tmp_path, [request_line("r9", more, 50, seq=2, **{"from": 2}, session=names[0])], session=names[0])
    rows = {row["id"]: row for row in listed()}
    assert (rows[names[0]]["turns"], rows[group["id"]]["turns"]) == (2, 3)
    assert "single" not in rows[names[0]]


@parametrize("form", ["md", "html", "json", "har", "plan"])
def test_a_session_is_exported(tmp_path: Path, form: str, index: lp.Index, capsys: Capture) -> None:
    whole = page(index, f"/export/{LOGGED}?format={form}")
    settings, file = settings_for(tmp_path), tmp_path / "out"
    assert lp.export_session(settings, "aaaa1111", form, "") == 0
    assert capsys.readouterr().out == whole
    assert lp.export_session(settings, LOGGED, form, str(file)) == 0
    assert capsys.readouterr().out == ""
    assert file.read_text(encoding="utf-8") == whole
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_plans_format_says_who_asked_what_and_what_it_cost(tmp_path: Path, capsys: Capture) -> None:
    usage = {"input_tokens": 5, "cache_read_tokens": 40, "cache_write_5m_tokens": 2, "output_tokens": 7}
    answer = response_line("r1", "x", second=2, usage=usage, cost_usd=0.0, model="claude-said")
    answer["_meta"] |= {"project": "one", "token_id": "t-1"}
    failed = response_line("r2", second=61, status=500, usage=None, cost_usd=None, model="", chunks=[])
    asked = [request_line("r1", "one"), request_line("r2", "two \ud800", 60, seq=2, model="asked\ud800")]
    running_still = request_line("r3", "three", 120, seq=3)
    write_session(tmp_path, [asked[0], answer, asked[1], failed, running_still])
    assert lp.export_session(settings_for(tmp_path), LOGGED, "plan", "") == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    about = {"endpoint": "/v1/messages", "method": "POST", "duration_ms": 900}
    tokens = {"prompt_tokens": 47, "completion_tokens": 7, "total_tokens": 54}
    names = {"request_id": "r1", "session": LOGGED}
    assert first == {
        **about, "timestamp": answer["_meta"]["ts"], "token": "t-1", "project_id": "one", "status_code": 200,
        "metadata": {**names, **tokens, "model": "claude-said", "cost_usd": 0.0},
    }  # fmt: skip
    assert second == {
        **about, "timestamp": failed["_meta"]["ts"], "token": None, "project_id": None, "status_code": 500,
        "metadata": {**names, "request_id": "r2", "model": "asked\ud800"},
    }  # fmt: skip


@unless_few
@parametrize(
    "step, count", [("none", 1), ("keep", 2), ("commit", 2), ("line", 1), ("line", 2), ("line", 3), ("line", 4)]
)
def test_the_event_log_has_what_is_exported_each_answer_once(
    tmp_path: Path, monkeypatch: Patch, capsys: Capture, step: str, count: int
) -> None:
    """Also where a recorder is killed between two of its files."""
    marker, file = dying_at(monkeypatch, tmp_path, step, count), tmp_path / "there" / "events.jsonl"
    with (
        contextlib.closing(lp.ScriptedProvider()) as scripted,
        running(tmp_path, file_event_log=str(file)) as proxy,
        Client(proxy.port) as client,
    ):
        for body in (b'{"model": "sk-ant-api03-%s"}' % (b"k" * 40), b'{"stream": true}', b'{"model": "overloaded"}'):
            key = b"X-Api-Key: sk-ant-api03-%s" % (b"k" * 40)
            asked = post(scripted, body, key, b"X-Claude-Code-Session-Id: own")
            client.ask(asked, b"0\r\n\r\n" if b"stream" in body else b"}")
            assert lp.await_log(proxy.port, 15)
    assert marker.exists() == (step != "none")
    told = file.read_text().splitlines(keepends=True)
    names = {line["_meta"]["session"] for line in log_lines(f"{tmp_path}/logs")}
    exported = []
    for name in names:
        assert lp.export_session(settings_for(tmp_path), name, "plan", "") == 0
        exported += capsys.readouterr().out.splitlines(keepends=True)
    assert (sorted(told), len(told)) == (sorted(exported), 3)
    assert sorted(json.loads(line)["status_code"] for line in told) == [200, 200, 529]
    assert ("k" * 40 in "".join(told), stat.S_IMODE(file.stat().st_mode)) == (False, 0o600)
    journal = "".join(path.read_text() for path in Path(tmp_path, "logs", "journal").glob("*"))
    assert (file.name in journal, journal.count("\n")) == (False, len(log_lines(f"{tmp_path}/logs")))


def test_an_export_to_a_reader_that_left_ends_quietly(tmp_path: Path) -> None:
    write_session(tmp_path, [request_line("r1", "word " * 100_000)])
    process = started("export", LOGGED, "--format", "json", *in_logs(tmp_path))
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(15) == 1


def test_a_hostile_session_is_shown_without_control_characters(tmp_path: Path, capsys: Capture) -> None:
    entries = [
        {**lived_session()[0], "client": EVIL_TEXT},
        request_line("r3", EVIL_TEXT, 20, agent={"id": EVIL_TEXT, "kind": EVIL_TEXT}),
        response_line("r3", EVIL_TEXT, called("t", EVIL_TEXT, x=EVIL_TEXT), model=EVIL_TEXT, second=21),
        request_line("r4", EVIL_TEXT, 30, model=EVIL_TEXT),
        response_line("r4", second=31, status=500, api_error={"type": EVIL_TEXT, "message": EVIL_TEXT}),
    ]
    write_session(tmp_path, ascii_lines(entries))
    log_dir = in_logs(tmp_path)
    for command in (("show", "aaaa1111"), ("export", LOGGED, "--format", "html"), ("sessions",)):
        assert lp.main([*command, *log_dir]) == 0
        shown = capsys.readouterr()
        assert "alert(1)" in shown.out
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", shown.out + shown.err)


@parametrize("size, told", [(200_000, 0), (200_001, 1)])
def test_a_text_that_is_cut_says_so(tmp_path: Path, capsys: Capture, size: int, told: int) -> None:
    write_session(tmp_path, ascii_lines([request_line("r1", "w" * size)]))
    assert lp.main(["show", LOGGED, *in_logs(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "w" * 200_000 in shown
    assert shown.count("[cut: 200001 bytes in all]") == told


def test_json_is_a_flag_wherever_it_stands(tmp_path: Path, capsys: Capture) -> None:
    write_session(tmp_path, ascii_lines([request_line("r1", "hi")]))
    for words in (("export", "--format", "json", LOGGED), ("export", LOGGED, "--format=json")):
        assert lp.main([*words, *in_logs(tmp_path)]) == 0
        assert json.loads(capsys.readouterr().out)["turns"]


@parametrize("command", [("explore", "--no-open"), ("sessions",), ("show", "x"), ("export", "x"), ("tail",)])
def test_a_missing_log_directory_is_one_line(tmp_path: Path, command: tuple[str, ...], capsys: Capture) -> None:
    assert lp.main([*command, "--log-dir", str(tmp_path / "none")]) == 1
    shown = capsys.readouterr()
    assert shown.err == f"llm-proxy: there is no log directory {tmp_path}/none; --log-dir names another\n"
    assert shown.out == ""


def test_prices_of_the_user_are_used(tmp_path: Path, capsys: Capture) -> None:
    write_session(tmp_path)
    with pytest.raises(lp.ProxyError, match="prices"):
        lp.print_sessions(settings_for(tmp_path, price_file=str(tmp_path / "no-prices.json")), as_json=False)
    assert capsys.readouterr().out == ""


def test_tail_prints_a_turn_that_ends_later(tmp_path: Path) -> None:
    write_session(tmp_path)
    process = started("tail", *in_logs(tmp_path))
    try:
        assert "Ctrl-C ends it" in line_like(process.stderr, "waiting for turns in")
        request, response = lived_session()[1:3]
        for entry in (request, response):
            entry["_meta"] |= {"ts": lp.utc_text(time.time()), "request_id": "r9"}
        response["stop_reason"] = "\x1b[31mstop"
        write_session(tmp_path, [request, response], mode="ab")
        line = process.stdout.readline()
        assert re.fullmatch(r"\d\d:\d\d:\d\d  aaaa1111 #3 +200 +0\.9s +12 tokens +\$0\.010  Bash grep tzinfo\n", line)
        error = {"by": "upstream", "kind": "connect", "message": "refused"}
        failed = response_line("r10", status=502, usage=None, cost_usd=None, chunks=[], error=error)
        for entry in (request, failed):
            entry["_meta"] |= {"ts": lp.utc_text(time.time()), "request_id": "r10"}
        write_session(tmp_path, [request, failed], mode="ab")
        assert re.search(r" tokens +-  \S.*\S  refused\n", process.stdout.readline())
        process.send_signal(signal.SIGINT)
        assert process.wait(15) == 130
        assert process.stdout.read() == ""
    finally:
        process.kill()
        process.communicate()


def test_explore_serves_on_the_next_free_port_until_it_is_ended(tmp_path: Path) -> None:
    write_session(tmp_path)
    with listening() as taken:
        port = taken.getsockname()[1]
        args = ("--port", str(port), "--host", "127.0.0.1", *in_logs(tmp_path))
        process = started("explore", "--no-open", *args)
        try:
            match = re.search(r"http://127\.0\.0\.1:(\d+)/\n", line_like(process.stdout, "LLM Proxy Explorer on"))
            assert match
            found = int(match[1])
            assert port < found < port + 20
            assert ask_page(found, "/health")[2] == b"ok"
            until(lambda: LOGGED.encode() in ask_page(found, "/")[2], "the session")
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=15)
            assert (process.returncode, errors) == (0, f"port {port} is taken\n")
        finally:
            process.kill()
            process.communicate()


def test_explore_for_other_machines_shows_a_token(tmp_path: Path, capsys: Capture, monkeypatch: Patch) -> None:
    (tmp_path / "logs").mkdir()
    statuses = []

    def serve_forever(server: lp.ExplorerServer) -> None:
        thread = threading.Thread(target=lambda: statuses.append(ask_page(server.server_address[1], "/")[0]))
        thread.start()
        server.handle_request()
        thread.join(5)
        raise KeyboardInterrupt

    monkeypatch.setattr(lp.ExplorerServer, "serve_forever", serve_forever, raising=False)
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert lp.run_explore(settings_for(tmp_path, host=("0.0.0.0",), port=0), opens_browser=False) == 0
    finally:
        signal.signal(signal.SIGTERM, before)
    assert statuses == [401]
    assert re.search(r"http://0\.0\.0\.0:\d+/\?token=[\w-]{32}\n", capsys.readouterr().out)


@parametrize("environ, opens", [({}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "w"}, True)])
def test_a_browser_is_opened_where_there_is_a_screen(monkeypatch: Patch, environ: dict[str, str], opens: bool) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr(sys, "platform", "linux")
    lp.open_browser("http://localhost:1/", environ)
    assert opened == ["http://localhost:1/"] * opens


def test_names_and_texts_that_the_terminal_cannot_show_are_no_error(tmp_path: Path) -> None:
    write_session(tmp_path, [request_line("r1", "Grüße 漢")])
    environ = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONWARNINGS": "error"}
    for command, shown in (("sessions",), r"Gr\xfc\xdfe"), (("show", LOGGED), r"Gr\xfc\xdfe"), (("show", b"\xff"), ""):
        args = [sys.executable, str(SOURCE), *command, *in_logs(tmp_path)]
        done = ended(args, environ)
        assert shown in done.stdout
        assert done.returncode == (0 if shown else 1)
        assert "Traceback" not in done.stderr


# ==============================================================================
# 54  Likeness
# ==============================================================================

RUN_ID, OTHER_ID = "0d2f8e12-36b7-4dc5-a86e-0a1b2c3d4e5f", "99999999-1111-4222-8333-444444444444"


@parametrize(
    "text, steady",
    [
        (
            "42 claude-haiku-4-5-20251001 port 8080, May 5 apples",
            "42 claude-haiku-4-5-20251001 port 8080, May 5 apples",
        ),
        ("order 1799999999, commit deadbeefcafe", "order 1799999999, commit deadbeefcafe"),
        (f"session {RUN_ID}.", "session <id>."),
        (f"at_{RUN_ID} and req_{RUN_ID}", "<id> and <id>"),
        ("toolu_010001fe39a844e9f97d83 call_003499500991e35f", "<id> <id>"),
        ("at 2026-11-21T16:28:57.570755Z, then 2026-11-21 16:28:57+01:00", "at <date>, then <date>"),
        ("Saturday, November 21, 2026 and Sat, 21 Nov 2026 16:28:57 GMT", "<date> and <date>"),
        ("the news of 2001-09-11, of Nov 9 1989; at 07:00:00", "the news of 2001-09-11, of Nov 9 1989; at 07:00:00"),
        ("see /tmp/pytest-1/x.py and /private/var/folders/zz/T/a", "see <temp> and <temp>"),
        (
            "/home/jo/src/a.py /Users/ann/src/a.py /root/src/a.py /rooted",
            "<home>/src/a.py <home>/src/a.py <home>/src/a.py /rooted",
        ),
        ("x-anthropic-billing-header: cc_version=2; cch=abc;\nYou are", "You are"),
        ("at 2026-11-21 16:28:57 INFO, Nov 21, 2026 4:28 PM", "at <date> INFO, <date>"),
        ("-tmp-w-app and /tmp/w/app/a.py, /tmp/w/application", "<directory> and <directory>/a.py, <temp>"),
    ],
)
def test_what_differs_from_run_to_run_gets_a_name(text: str, steady: str) -> None:
    assert lp.steady_text(text, "/tmp/w/app") == steady
    assert lp.steady_text(steady, "/tmp/w/app") == steady


@parametrize(
    "text, steady",
    [
        ("agentId: a71de78d944cd5a82 (use it)", "agentId: <id> (use it)"),
        ("it is 16:28:57 now; ratio 16:9", "it is <time> now; ratio 16:9"),
        ("epoch 1795278540 and 1795278540563", "epoch <time> and <time>"),
        ("order 1512345678, order 2012345678", "order 1512345678, order 2012345678"),
        ("took 1.5 s", "took <time>"),
        ("duration_ms: 247", "duration_ms: <time>"),
    ],
)
def test_what_programs_print_is_less_steady_than_what_is_asked(text: str, steady: str) -> None:
    assert (lp.steady_text(text), lp.steady_text(text, "", False)) == (text, steady)


TOOLS: list[Members] = [{"name": "Bash", "input_schema": {}}, {"name": "Read"}]
ENVIRONMENT = (
    "You help.\n - Primary working directory: {}\n - Is a git repository: {}\n - OS Version: {}\nmemory at {}/.claude/x"
)
SYSTEM = ENVIRONMENT.format("/tmp/w/app", "false", "Linux 6.1", "/tmp/h1")
QUESTION = user_says("<system-reminder>Today's date is 2026-11-21.</system-reminder>", "fix it")
LOOK = assistant_says("I look.", called("t1", command="ls /tmp/w/app"), called("t2", command="pwd"))
SEEN = user_says(call_result("t1", "a.py took 12ms"), call_result("t2", "/tmp/w/app"))
TALK = (QUESTION, LOOK, SEEN)
DATA, OTHER_DATA = "QUJD" * 40, "REVG" * 40
GEMINI_PATH = "/v1beta/models/gemini-2.5-pro:generateContent"


def asked(*messages: Members, path: str = "/v1/messages", **members: Any) -> lp.Ask:
    body = body_of(messages or TALK, **{"system": SYSTEM, "tools": TOOLS, **members})
    return lp.ask_of("POST", path, "", packed_json(body).encode())


SAME_ASKS: dict[str, lp.Ask] = {
    "marks and ids": asked(
        QUESTION,
        assistant_says(
            {"type": "thinking", "thinking": "hm", "signature": "x"},
            "I look.",
            called("u1", command="ls /tmp/w/app"),
            called("u2", command="pwd"),
        ),
        user_says(
            call_result("u1", "a.py took 247 ms"),
            {**call_result("u2", "/tmp/w/app"), "cache_control": {"type": "ephemeral"}},
        ),
        system=[{"type": "text", "text": "x-anthropic-billing-header: cc=1;"}, {"type": "text", "text": SYSTEM}],
        metadata={"user_id": RUN_ID},
        max_tokens=5,
        output_config={"effort": "high"},
        tools=[{**tool, "description": "other words"} for tool in TOOLS[::-1]],
    ),
    "results in another order": asked(QUESTION, LOOK, {**SEEN, "content": SEEN["content"][::-1]}),
    "another directory and machine": asked(
        user_says("<system-reminder>Today's date is 2027-01-01.</system-reminder>", "fix it"),
        assistant_says("I look.", called("t1", command="ls /srv/job/9"), called("t2", command="pwd")),
        user_says(call_result("t1", "a.py took 3s"), call_result("t2", "/srv/job/9")),
        system=ENVIRONMENT.format("/srv/job/9", "true", "Darwin 25", "/tmp/h2") + "\n\ngitStatus: dirty\n\nmain\n",
    ),
}
FAILED = user_says(call_result("t1", "a.py took 12ms", failed=True), call_result("t2", "/tmp/w/app"))
OTHER_ASKS: dict[str, tuple[str, lp.Ask]] = {
    "endpoint": ("", asked(stream=False)),
    "api": ("", asked(path="/v1/messages/count_tokens")),
    "model": ("model", asked(model="other")),
    "tools": ("tools", asked(tools=[])),
    "schema": ("tools", asked(tools=[{**TOOLS[0], "input_schema": 1}, TOOLS[1]])),
    "system": ("system", asked(system="You refuse. Working directory: /tmp/w/app")),
    "question": ("message 1", asked(user_says("break it"), LOOK, SEEN)),
    "arguments": ("message 2", asked(QUESTION, assistant_says("I look.", called("t1", command="rm x")), SEEN)),
    "failure": ("message 3", asked(QUESTION, LOOK, FAILED)),
    "later": ("message 4", asked(*TALK, assistant_says("Done."))),
    "tool choice": ("parameters", asked(tool_choice={"type": "any"})),
    "answer's schema": ("parameters", asked(output_config={"format": {"type": "json_schema"}})),
    "thinking": ("parameters", asked(thinking={"type": "enabled"})),
}


def turn_of(ask: lp.Ask, number: int = 1) -> lp.RecordedTurn:
    places = (lp.LinePlace("f", 0, 1), lp.LinePlace("f", 1, 1))
    return lp.RecordedTurn(f"seq {number}", ("", number), ask.endpoint, ask.digests(), *places)


@parametrize("name", SAME_ASKS)
def test_requests_that_ask_the_same_are_equal(name: str) -> None:
    assert SAME_ASKS[name].digests() == asked().digests()


@parametrize("name", OTHER_ASKS)
def test_requests_that_ask_something_else_are_told_apart(name: str) -> None:
    where, ask = OTHER_ASKS[name]
    turn = turn_of(asked())
    playlist = lp.Playlist([turn], is_strict=True)
    assert playlist.choose(ask) is None
    assert playlist.nearest(ask) is (turn if where else None)
    assert not where or playlist.difference(ask, turn) == where


MEDIA: tuple[tuple[str, Members], ...] = (
    ("/v1/messages", {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "DATA"}}),
    ("/v1/messages", {"type": "document", "source": {"type": "text", "data": "a DATA"}}),
    (
        "/v1/messages",
        {"type": "document", "source": {"type": "content", "content": [{"type": "text", "text": "DATA"}]}},
    ),
    ("/v1/messages", {"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "image", "source": "DATA"}]}),
    ("/v1/chat/completions", {"type": "image_url", "image_url": {"url": "data:image/png;base64,DATA"}}),
    ("/v1/chat/completions", {"type": "input_audio", "input_audio": {"format": "wav", "data": "DATA"}}),
    ("/v1/responses", {"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,DATA"}),
    ("/model/m/converse", {"toolResult": {"toolUseId": "t1", "content": [{"image": {"source": {"bytes": "DATA"}}}]}}),
)
INLINE = {"inlineData": {"mimeType": "image/png", "data": "DATA"}}


@parametrize(
    "path, template",
    [
        ("/v1/embeddings", {"input": ["x", "DATA"], "dimensions": 5}),
        ("/v1/responses", {"input": "DATA"}),
        ("/v1/responses", {"input": "yes", "previous_response_id": "DATA"}),
        ("/v1/messages", {"messages": "DATA"}),
        (GEMINI_PATH, {"contents": [{"parts": [{"fileData": {"fileUri": "https://x/DATA"}}]}]}),
        (GEMINI_PATH, {"contents": [{"parts": [{"functionResponse": {"name": "f", "parts": [INLINE]}}]}]}),
        ("/api/chat", {"messages": [{"role": "user", "content": "x", "images": ["DATA"]}]}),
        *((path, {"input" if "responses" in path else "messages": [of_user([block])]}) for path, block in MEDIA),
    ],
)
def test_whatever_is_asked_counts(path: str, template: Members) -> None:
    """Pictures of one size as well."""
    text = json.dumps({"model": "m", **template})
    one, other, same = (
        lp.ask_of("POST", path, "", text.replace("DATA", data).replace('"m"', f'"m", "user": "{user}"').encode())
        for data, user in ((DATA, "u1"), (OTHER_DATA, "u1"), (DATA, "u2"))
    )
    assert one.digests() == same.digests() != other.digests()


def test_equal_requests_get_their_answers_in_order_and_the_last_again() -> None:
    playlist = lp.Playlist([turn_of(asked(), 2), turn_of(asked(), 1)], is_strict=True)
    assert [playlist.choose(asked())[0].name for _ in range(4)] == ["seq 1", "seq 2", "seq 2", "seq 2"]  # type: ignore[index]


def test_a_conversation_goes_before_the_order() -> None:
    first, second = (asked(user_says(word), system="a") for word in ("one", "two"))
    playlist = lp.Playlist([turn_of(first, 2), turn_of(second, 3)])
    chosen = [playlist.choose(asked(user_says(word), system="b")) for word in ("two", "odd", "odd")]
    found = [turn and (turn[0].name, turn[1]) for turn in chosen]
    assert found == [("seq 3", "the same conversation, with other system"), ("seq 2", "the next in order"), None]
    assert lp.Playlist([]).nearest(first) is None


@parametrize(
    "method, path, query, body",
    [
        ("POST", "/v1/files", "", b"\xff\x00 binary"),
        ("POST", "/v1/messages", "", b"{not json"),
        ("POST", "/v1/messages", "", b'{"messages": 5, "system": 7, "tools": "x", "model": []}'),
    ],
)
def test_any_request_can_be_compared(method: str, path: str, query: str, body: bytes) -> None:
    playlist = lp.Playlist([turn_of(lp.ask_of(method, path, query, body))], is_strict=True)
    assert playlist.choose(lp.ask_of(method, path, query, body))
    assert playlist.choose(lp.ask_of(method, "/else", query, body)) is None


@parametrize("depth", [500, 5_000, 200_000])
def test_a_deeply_nested_request_is_answered(tmp_path: Path, depth: int) -> None:
    library = lp.Library(str(tmp_path))
    template = b'{"messages": [{"role": "user", "content": [%s%d%s]}]}'
    bodies = (template % (b'{"a":' * depth, number, b"}" * depth) for number in (1, 1, 2))
    one, same, other = (library.read("POST", "/v1/messages", "", body).digests() for body in bodies)
    assert one == same != other


@parametrize(
    "piece",
    [
        *("a_", "a-", "0123456789abcdef", "0a", "12:34", "12 ", "1 ", " ", "\n", " \n", "x-", "["),
        *("/tmp/", "/home/", "<", "\ngitStatus:", "- Shell: ", "Mon, ", "January", "MonJan", "12 Jan ", "Jan 12 "),
        *("2026-", "2026-11-21T", "<cwd>/", "x-anthropic-billing-header:", "duration_ms: ", "1.1 ", "1 ms", "a1a1_"),
        *("abcdefghijklmnop_" + "b" * 3000, "Jan" + " " * 2000, "1" + " " * 3000, "Mon" + " " * 1000 + "Jan"),
    ],
)
def test_a_long_text_is_steadied_at_once(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    for is_user in (True, False):
        began = time.process_time()
        lp.steady_text(text, "/srv/app", is_user)
        assert time.process_time() - began < 1
    body = body_of([user_says(text)], system=text)
    began = time.process_time()
    lp.ask_of("POST", "/v1/messages", "", packed_json(body).encode())
    assert time.process_time() - began < 2.5


# ==============================================================================
# 56  Replay
# ==============================================================================


@contextlib.contextmanager
def scripted(delay_s: float = 0.0) -> Iterator[lp.ScriptedProvider]:
    provider = lp.ScriptedProvider(delay_s=delay_s)
    try:
        yield provider
    finally:
        provider.close()


def recorded_with(tmp_path: Path, provider: lp.ScriptedProvider, *bodies: Members, path: str = "/v1/messages") -> str:
    """A session of these requests, which went through a proxy to the scripted provider; its directory."""
    own = b"X-Claude-Code-Session-Id: " + RUN_ID.encode()
    with running(tmp_path) as proxy, Client(proxy.port) as client:
        for body in bodies:
            fields = (b"Content-Type: application/json", own, b"X-Api-Key: " + KEY.encode())
            client.send(post(provider, json.dumps(body).encode(), *fields, path=path))
            client.read_until(b"message_stop" if body["stream"] else b"}}")
        pairs_of(tmp_path / "logs", len(bodies))
    return str(tmp_path / "logs")


WEATHER: Members = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 9,
    "stream": True,
    "tools": [{"name": "get_weather", "input_schema": {"type": "object"}}],
    "messages": [of_user("How is the weather?")],
}


def replayed(tmp_path: Path, *args: str) -> int:
    return lp.main(["replay", *args, *in_logs(tmp_path), "--config", os.devnull])


def test_a_turn_sent_again_is_answered_the_same(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: Patch
) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    with scripted() as provider:
        recorded_with(tmp_path, provider, WEATHER, {**WEATHER, "stream": False})
        assert replayed(tmp_path, RUN_ID, "--diff", "--key-env", "MY_KEY") == 0
        out, err = capfdbinary.readouterr()
        assert out.endswith(b"\nno difference that counts\n")
        assert re.fullmatch(rb"200, first byte after \d+ ms, all after \d+ ms, \d+ tokens in, 42 out, \$0\.\d+\n", err)
        assert replayed(tmp_path, f"{RUN_ID}:1", "--header", "x-api-key:") == 0
        out, _ = capfdbinary.readouterr()
        recorded = of_type(tmp_path / "logs", "response")[0]
        assert out.decode() == "".join(chunk["raw"] for chunk in recorded["chunks"])
        request_id = recorded["_meta"]["request_id"]
        assert replayed(tmp_path, "--diff", request_id, "--header", "X-Api-Key:") == 0
        assert b"tool calls" in capfdbinary.readouterr().out
        assert KEY.encode() not in out + err


def test_what_is_edited_is_seen_in_the_difference(tmp_path: Path, capsys: Capture) -> None:
    with scripted() as provider:
        recorded_with(tmp_path, provider, WEATHER)
        assert replayed(tmp_path, RUN_ID, "--diff", "--repeat", "2", "--set", "tools=[]", "--header", "X-Api-Key:") == 1
        out, err = capsys.readouterr()
        assert replayed(tmp_path, RUN_ID, "--set", "model=overloaded", "--header", "X-Api-Key:", "--diff") == 1
        assert "\n! status                 200                          529\n" in capsys.readouterr().out
    assert "- Let me look.\n+ Hello! This answer comes from the scripted provider.\n" in out
    differ = "stop reason, text, thinking, tool calls, input tokens, output tokens, cost"
    assert f"the answers differ in: {differ}\n" in out
    assert re.search(rf"^run 2: 200, .*; differs in {differ}$", err, re.MULTILINE)
    assert re.search(r"^first byte.*\nwhole.*\n.*\ntokens out +11 .11 to 11.\n2 of 2 differ$", out, re.MULTILINE)


MASKED_KEY = [("X-Api-Key", "sk-ant-...wxyz")]
SECRET_BODIES = (b'{"refresh_token": "abc"}', b'{"code": "[9 characters]"}', KEY.encode())


def saved(**changes: Any) -> lp.SavedRequest:
    request = lp.SavedRequest(
        "r",
        "POST",
        "https://api.anthropic.com",
        "/v1/messages",
        "",
        MASKED_KEY[:],
        b'{"a": {"b": [1, 2]}}',
    )
    return dataclasses.replace(request, **changes)


GEMINI = "/v1beta/models/gemini-2.5-pro:streamGenerateContent"


@parametrize(
    "changes, edits, header, query",
    [
        ({}, {}, ("X-Api-Key", "k1"), ""),
        ({"headers": [("Authorization", "Bearer sk-ant-...wxyz")]}, {}, ("Authorization", "Bearer k1"), ""),
        ({"headers": [], "path": "/v1/responses"}, {}, ("Authorization", "Bearer k1"), ""),
        ({"headers": [], "provider": "any"}, {}, ("X-Api-Key", "k1"), ""),
        ({"headers": [], "provider": "azure"}, {}, ("Api-Key", "k1"), ""),
        ({"headers": [], "path": GEMINI, "query": "alt=sse&key=AIza...cdef"}, {}, ("X-Goog-Api-Key", "k1"), "alt=sse"),
        ({}, {"headers": ("x-api-key: k2",)}, ("x-api-key", "k2"), ""),
    ],
)
def test_a_key_is_put_where_the_api_wants_it(
    changes: Members, edits: Members, header: tuple[str, str], query: str
) -> None:
    request = saved(**changes)
    lp.edit_request(request, lp.Edits(key_env="KEY_1", **edits), {"KEY_1": " k1\n"})
    assert request.headers == [header]
    assert request.query == query


@parametrize(
    "path, text, changed",
    [
        ("/v1/messages", "a.b.1=x", {"a": {"b": [1, "x"]}}),
        ("/v1/messages", 'model="5"', {"model": "5"}),
        ("/v1/messages", "thinking.type=off=1", {"thinking": {"type": "off=1"}}),
        (GEMINI, "model=gemini-3", {}),
    ],
)
def test_members_are_set_by_their_path(path: str, text: str, changed: Members) -> None:
    request = saved(path=path, headers=[])
    before = json.loads(request.body)
    lp.edit_request(request, lp.Edits(members=(text,)), {})
    assert json.loads(request.body) == before | changed
    assert request.path == path.replace("2.5-pro", "3")


SIGNED = [("Authorization", "AWS4-HMAC-SHA256 [31 characters]"), ("X-Amz-Date", "20261121T000000Z"), ("X-Own", "1")]


@parametrize(
    "headers, edits",
    [(SIGNED, {"to": "http://127.0.0.1:8080/"}), ([("Host", "x"), ("X-Own", "1"), ("Content-Encoding", "gzip")], {})],
)
def test_what_holds_for_one_request_only_is_not_sent_again(headers: list[tuple[str, str]], edits: Members) -> None:
    request = saved(headers=headers)
    lp.edit_request(request, lp.Edits(**edits), {})
    assert request.headers == [("X-Own", "1")]
    assert request.url == edits.get("to", "https://api.anthropic.com").rstrip("/")


SECRET = "r: the log has a key or a mask of one as "


@parametrize(
    "changes, edits, message",
    [
        ({"headers": MASKED_KEY}, {}, f"{SECRET}header X-Api-Key, .*--key-env NAME .*'X-Api-Key:' sends none"),
        ({"headers": [("Cookie", "[8 characters]")]}, {}, f"{SECRET}header Cookie, .*--header 'Cookie:' sends none"),
        ({"headers": [("X-Own", KEY)]}, {}, f"{SECRET}header X-Own, .*--header"),
        ({"headers": [("X-Own", "[1000000 characters]")]}, {}, f"{SECRET}header X-Own, .*--header"),
        ({"headers": [("Referer", "https://x/?token=abc")]}, {}, f"{SECRET}header Referer, .*--header"),
        ({"query": "key=AIza...cdef"}, {}, f"{SECRET}key in its query, .*--key-env"),
        ({"query": "a=1;%61pi_key=x"}, {}, f"{SECRET}api_key in its query, .*--key-env"),
        ({"path": f"/bot/{KEY}/x"}, {}, f"{SECRET}a part of its path, .*no option"),
        *(({"body": body}, {}, f"{SECRET}a part of its body, .*no option") for body in SECRET_BODIES),
        ({}, {"key_env": KEY}, "--key-env takes the name of a variable that holds the key"),
        ({}, {"key_env": "MISSING"}, "--key-env MISSING: there is no such variable"),
        ({}, {"key_env": "ODD"}, "--key-env ODD: the variable holds what no header can carry"),
        (
            {"headers": MASKED_KEY},
            {"key_env": "KEY_1", "to": "http://example.com"},
            "X-Api-Key would go to example.com in clear",
        ),
        *(
            ({}, {"to": url}, "--to takes the URL")
            for url in ("ftp://x", "http://[::1", "http://x:port", "http://u:p@x")
        ),
        *(({}, {"headers": (text,)}, "--header takes 'Name: value'") for text in ("nonsense", "a: b\nc: d")),
        ({}, {"members": ("nonsense",)}, "--set takes a member's path"),
        *(({}, {"members": (f"{at}=1",)}, f"--set {at}: the request has no such place") for at in ("a.b.7", "a.b.x.y")),
        ({"url": ""}, {}, "--to URL says where to send it"),
        ({"headers": SIGNED}, {}, "signed for Amazon Bedrock.*--to http://127.0.0.1:8080"),
        ({"is_signed": True}, {}, "signed for Amazon Bedrock"),
        ({"body": b"[1]"}, {"members": ("a=1",)}, "--set a: the request's body is no JSON object"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_one_line(changes: Members, edits: Members, message: str) -> None:
    request = saved(**{"headers": [], "path": "/v1/models", **changes})
    with pytest.raises(lp.ReplayError, match=message) as caught:
        lp.edit_request(request, lp.Edits(**edits), {"KEY_1": "k1", "ODD": "k 1"})
    assert KEY not in str(caught.value)
    assert str(caught.value).isprintable()
    assert caught.value.exit_code == 2


@parametrize(
    "changes, edits",
    [
        ({"headers": [("X-Own", KEY)]}, {"to": "http://127.0.0.1:9", "headers": (f"X-Own: {KEY}",)}),
        ({"headers": [("X-Own", KEY)]}, {"headers": ("X-Own:",)}),
        ({"query": "a=1&key=x&api_key=y"}, {"to": "https://x.example", "key_env": "KEY_1"}),
        ({"path": "/v1/messages", "body": KEY.encode()}, {"to": "https://x.example"}),
    ],
)
def test_a_secret_goes_where_it_was_given_for(changes: Members, edits: Members) -> None:
    request = saved(**{"headers": [], "path": "/v1/models", **changes})
    lp.edit_request(request, lp.Edits(**edits), {"KEY_1": "k1"})
    if "key_env" in edits:
        assert ("k1" in str(request.headers), request.query) == (True, "a=1")


SOCKET_META = {"socket": "s1"}


def socket_request(rid: str, seq: int = 1, **members: Any) -> Members:
    body = packed_json({"type": "response.create", "model": "gpt-5", "input": [], "stream": True, **members})
    line = request_line(rid, [], seq, seq=seq, method="GET", path="/v1/responses", body=body)
    line["_meta"] |= {**SOCKET_META, "provider": "openai"}
    return line


@parametrize(
    "line, message",
    [
        (request_line("r1", [], truncated="limit"), "its body is not whole in the log .limit."),
        (request_line("r1", [], body="", truncated="metadata"), "its body is not whole in the log .metadata."),
        (request_line("r1", [], body="", size=9), "its body is not whole in the log .left out."),
        (socket_request("r1", previous_response_id="resp_1"), "goes on from one that only it knew"),
        (socket_request("r1", type="session.update"), "a WebSocket's message that is no turn"),
    ],
)
def test_a_request_that_is_not_whole_in_the_log_is_refused(tmp_path: Path, line: Members, message: str) -> None:
    write_session(tmp_path, [line])
    with pytest.raises(lp.ReplayError, match=message):
        lp.load_request(settings_for(tmp_path), f"{LOGGED}:1")


def test_a_request_is_read_from_the_log(tmp_path: Path) -> None:
    """A WebSocket's turn as a POST; where rules have changed a body, that is noted."""
    (tmp_path / "x_request_metadata.json").write_text(json.dumps({"request_id": "r2"}))
    changed = request_line("r2", [], body="{}", size=9)
    write_session(tmp_path, [socket_request("r1"), changed, request_line("r3", [])])
    names = ("r1", str(tmp_path / "x_request.bin"), "r3")
    turn, *others = (lp.load_request(settings_for(tmp_path), name) for name in names)
    assert (turn.method, json.loads(turn.body)) == ("POST", {"model": "gpt-5", "input": [], "stream": True})
    note = "note: the logged body has 2 bytes, the one sent had 9; redact rules took some out"
    assert [request.note for request in (turn, *others)] == ["", note, ""]


def test_a_session_stands_for_its_last_turn_of_the_main_agent(tmp_path: Path) -> None:
    helper = request_line("r3", "sub", 9, seq=3, agent={"id": "a1", "kind": "subagent"})
    write_session(tmp_path, [*lived_session(), helper, response_line("r3", "ok", second=9)])
    settings = settings_for(tmp_path)
    found = [lp.load_request(settings, name) for name in ("aaaa1111", "own-id", f"{LOGGED}:1", "r3")]
    assert [request.name.rpartition(" ")[2] for request in found] == ["2", "2", "1", "3"]
    assert found[0].url == f"https://{LOG_HOST}"
    assert found[0].outcome is not None
    assert found[0].outcome.meaning.stop_reason == "end_turn"


@parametrize(
    "upstream, route, url",
    [
        ("api.anthropic.com", "", "https://api.anthropic.com"),
        *((host, "", f"http://{host}") for host in ("127.0.0.1:81", "localhost:1", "127.0.0.2", "[::1]:1")),
        *((host, "", f"https://{host}") for host in ("localhost.evil.example", "127.0.0.1.evil.example:1")),
        ("gpu.lan:8000", "", "http://gpu.lan:8000"),
        ("box.lan", "box", "http://box.lan"),
        ("box.lan", "gone", "https://box.lan"),
        ("api.anthropic.com", "box", "https://api.anthropic.com"),
        ("a b", "", ""),
    ],
)
def test_an_upstream_is_asked_as_the_proxy_asks_it(tmp_path: Path, upstream: str, route: str, url: str) -> None:
    routes = {"box": {"pattern": "/box/", "destination": "http://box.lan/v1/"}}
    settings = settings_for(tmp_path, http_upstreams=("gpu.lan:8000",), routes=routes)
    line = request_line("r1", [])
    line["_meta"] |= {"host": upstream, "route": route}
    write_session(tmp_path, [line])
    assert lp.load_request(settings, "r1").url == url


def test_a_header_that_cannot_be_sent_is_not_shown(tmp_path: Path) -> None:
    with RawUpstream(always(ok())) as upstream:
        request = saved(url=f"http://{upstream.name}", headers=[("X-Api-Key", f"{KEY}\nX-Other: 1")])
        with pytest.raises(lp.ProxyError, match="its address or a header holds what cannot be sent") as caught:
            lp.send_request(request, settings_for(tmp_path), bool)
    assert "sk-" not in str(caught.value)


@parametrize(
    "answer, message",
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "the answer broke off, 7 bytes before its end"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "the answer broke off: "),
        (b"", "the answer did not come: "),
        (b"nonsense\r\n\r\n", "the answer did not come: "),
    ],
)
def test_an_answer_that_breaks_off_fails(tmp_path: Path, capfd: Capture, answer: bytes, message: str) -> None:
    def script(conn: RawConnection, _number: int) -> None:
        conn.read_request()
        conn.send(answer)

    with RawUpstream(script) as upstream:
        write_session(tmp_path)
        url = f"http://{upstream.name}/some/where"
        assert replayed(tmp_path, LOGGED, "--to", url, "--header", "X-Api-Key:") == 1
    out, err = capfd.readouterr()
    assert message in err
    assert out == ("abc" if b"abc" in answer else "")
    assert b"POST /some/where/v1/messages HTTP/1.1" in upstream.connections[0].received


def test_what_has_no_answer_in_the_log_cannot_be_compared(tmp_path: Path, capsys: Capture) -> None:
    write_session(tmp_path, [*lived_session(), request_line("r3", "x", 9, seq=3)])
    assert replayed(tmp_path, f"{LOGGED}:3", "--diff", "--header", "X-Api-Key:") == 2
    assert "its answer is not in the log, so there is nothing to compare" in capsys.readouterr().err


def test_who_refuses_early_is_heard(tmp_path: Path, capfd: Capture) -> None:
    def script(conn: RawConnection, _number: int) -> None:
        conn.read_head()
        conn.send(b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")
        conn.sock.shutdown(socket.SHUT_RD)
        conn.done.wait(0.2)

    with RawUpstream(script) as upstream:
        entry = request_line("r1", "x" * 8_000_000)
        write_session(tmp_path, [entry])
        assert replayed(tmp_path, LOGGED, "--to", f"http://{upstream.name}", "--header", "X-Api-Key:") == 1
    out, err = capfd.readouterr()
    assert (out, err[:5]) == ("no", "413, ")


def test_a_key_goes_over_tls_to_who_is_trusted(tmp_path: Path, capsys: Capture, monkeypatch: Patch) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    monkeypatch.setattr(lp, "is_loopback", lambda _host: False)
    write_session(tmp_path)
    with tls_upstream(tmp_path, always(ok(b"{}"))) as upstream:
        args = (LOGGED, "--repeat", "2", "--key-env", "MY_KEY", "--to", f"https://{upstream.name}")
        assert replayed(tmp_path, *args, "--ca-file", str(tmp_path / "ca.pem")) == 0
        assert b"X-Api-Key: " + KEY.encode() in upstream.connections[0].received
        assert replayed(tmp_path, *args) == 1
    assert "the answer did not come: its certificate is not trusted (self" in capsys.readouterr().err


def test_a_replay_ends_by_ctrl_c(tmp_path: Path) -> None:
    def script(conn: RawConnection, _number: int) -> None:
        conn.read_request()
        conn.send(b"HTTP/1.1 200 OK\r\n\r\nbegun\n")
        conn.wait_closed()

    with RawUpstream(script) as upstream:
        write_session(tmp_path)
        command = ("replay", LOGGED, *in_logs(tmp_path), "--to", f"http://{upstream.name}")
        heeds = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # whoever runs the tests may ignore it
        process = started(*command, "--header", "X-Api-Key:", start_new_session=True, preexec_fn=heeds)
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=15)
    assert process.returncode == 130
    assert "Traceback" not in err


def test_answers_of_unknown_apis_are_compared_as_they_are() -> None:
    def answer(content: str) -> lp.GivenAnswer:
        return lp.GivenAnswer(200, content.encode(), lp.AnswerMeaning())

    rows = lp.compare_outcomes(answer(f"id {RUN_ID}\nsame"), answer(f"id {OTHER_ID}\nsame"))
    assert lp.differences(rows) == []
    rows = lp.compare_outcomes(answer("a\x1b[31m\nb"), answer("a\x1b[31m\nc"))
    assert lp.differences(rows) == ["body"]
    assert "\x1b" not in "\n".join(lp.render_comparison(rows))


def test_the_page_copies_the_command(index: lp.Index) -> None:
    text = page(index, f"/text/{LOGGED}/r2/replay")
    assert text == f"llm-proxy replay r2 --diff --key-env ANTHROPIC_API_KEY --log-dir {index.directory}"


# ==============================================================================
# 57  Mock
# ==============================================================================


@contextlib.contextmanager
def mocked(tmp_path: Path, name: str = LOGGED, speed: str = "max", is_strict: bool = False) -> Iterator[Any]:
    """A mock of a recording; `said` are its lines."""
    lines: list[str] = []
    library = lp.load_library(settings_for(tmp_path), name)
    server: Any = lp.open_mock(library, 0, speed, is_strict, lines.append)
    server.said, server.port = lines, server.server_address[1]
    try:
        yield server
    finally:
        server.close()


def fetched(
    port: int, method: str, path: str, body: object = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    content = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    connection.request(method, path, content, {name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    found = (response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
    connection.close()
    return found


def posted(server: Any, body: object, path: str = "/v1/messages", **headers: str) -> tuple[int, dict[str, str], bytes]:
    return fetched(server.port, "POST", path, body, **headers)


def lived_body(number: int, **changes: Any) -> Members:
    """What the requests of lived_session ask, in other words where that does not count."""
    line = [line for line in lived_session() if line["type"] == "request"][number]
    body = json.loads(line["body"])
    body["messages"][0]["content"][0]["text"] = "<system-reminder>another date</system-reminder>"
    return {**body, "metadata": {"user_id": OTHER_ID}, **changes}


def wire_of(line: Members) -> bytes:
    return "".join(chunk["raw"] for chunk in line["chunks"]).encode()


def test_a_session_is_played_back(tmp_path: Path) -> None:
    write_session(tmp_path)
    answers = [wire_of(line) for line in lived_session() if line["type"] == "response"]
    with mocked(tmp_path, is_strict=True) as server:
        for path in ("/v1/messages?beta=true", f"/anthropic/{LOG_HOST}/v1/messages"):
            for number in (0, 1):
                status, headers, body = posted(server, lived_body(number), path)
                assert (status, body) == (200, answers[number])
                assert headers["transfer-encoding"] == "chunked"
    assert [line.rpartition(" ")[0] for line in server.said] == [
        f"POST {path} -> 200 {LOGGED}:{seq},"
        for path in ("/v1/messages", f"/anthropic/{LOG_HOST}/v1/messages")
        for seq in (1, 2)
    ]


@parametrize("form", ["directory", "file", "xz", "gz", "name", "two parts"])
def test_a_recording_is_a_session_a_file_or_a_directory(tmp_path: Path, form: str) -> None:
    file = write_session(tmp_path, [b"torn {\n", *lived_session(), {"type": "foreign"}])
    if form in ("xz", "gz"):
        zipped = file.with_name(f"{file.name}.{form}")
        zipped.write_bytes(b"".join(lp.compressed([file.read_bytes()], f".{form}")))
        file.unlink()
        file = zipped
    if form == "two parts":
        write_session(tmp_path, lived_session()[:2])
        write_session(tmp_path, lived_session()[2:], session=f"{LOGGED}.2")
    logs = str(tmp_path / "logs")
    name = {"directory": logs, "two parts": logs, "name": "aaaa1111"}.get(form, str(file))
    library = lp.load_library(settings_for(tmp_path), name)
    assert [turn.name for turn in library.turns] == [f"{LOGGED}:1", f"{LOGGED}:2"]
    assert [library.line(turn.response).members["status"] for turn in library.turns] == [200, 200]


def raw_post() -> bytes:
    content = packed_json(body_of([])).encode()
    return b"POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s" % (len(content), content)


def test_pieces_keep_their_times(tmp_path: Path) -> None:
    """Each recorded chunk is one on the wire, after the recorded time divided by the speed."""
    answer = response_line("r1", "slow")
    answer["chunks"] = [{"delta_ms": at, "raw": f"data: {at}\n\n"} for at in (0, 1000, 3000)]
    write_session(tmp_path, [request_line("r1", []), answer])
    with mocked(tmp_path, speed="20") as server, Client(server.port) as client:
        began, seen = time.monotonic(), list[float]()
        client.send(raw_post())
        for at in (0, 1000, 3000):
            client.read_until(b"data: %d\n" % at)
            seen.append(time.monotonic() - began)
        data = client.read_until(b"\r\n0\r\n\r\n").partition(b"\r\n\r\n")[2]
    assert data == b"9\r\ndata: 0\n\n\r\nc\r\ndata: 1000\n\n\r\nc\r\ndata: 3000\n\n\r\n0\r\n\r\n"
    assert seen[1] >= 0.05
    assert 0.15 <= seen[2] < 2


def test_what_fits_nothing_is_told_the_nearest(tmp_path: Path) -> None:
    write_session(tmp_path)
    other = lived_body(0, messages=[user_says("The date parser drops the hour")])
    with mocked(tmp_path, is_strict=True) as server:
        status, headers, body = posted(server, other)
        assert (status, headers["content-type"]) == (404, "application/json")
        error = json.loads(body)
        assert (error["type"], error["error"]["code"]) == ("error", "no_recording")
        assert error["error"]["message"] == error["message"]
        assert error["message"] == (
            f"llm-proxy mock: no recording is left that fits; the nearest is {LOGGED}:1, which differs in"
            " message 1: recorded 'te parser drops the tzinfo', now 'te parser drops the hour'"
        )
        message = posted(server, lived_body(0, messages=[user_says(KEY)]))[2].decode()
        assert (KEY in message, "sk-ant-...ABCD" in message) == (False, True)
        status, _, body = posted(server, lived_body(0), "/v1/messages/count_tokens")
        assert (status, b"nothing is recorded for anthropic.count_tokens" in body) == (404, True)
        assert fetched(server.port, "HEAD", "/")[0] == 200
    with mocked(tmp_path) as server:
        assert [posted(server, other)[0] for _ in range(3)] == [200, 200, 404]
        assert [line.rpartition(", ")[2] for line in server.said[:2]] == ["the next in order"] * 2


def whole_answer(rid: str, status: int, body: str, **members: Any) -> Members:
    line = response_line(rid, status=status, body=body, **members)
    del line["chunks"]
    return line


def test_helpers_and_errors_are_answered_as_recorded(tmp_path: Path) -> None:
    hello, headers = [user_says("hello")], {"Retry-After": ["3"], "Content-Encoding": ["gzip"]}
    headers |= {"Content-Length": ["5"], "Set-Cookie": ["[9 characters]"], "Date": ["then"]}
    entries = [
        request_line("m1", [], 1, method="GET", path="/v1/models", query="limit=5", body=""),
        whole_answer("m1", 200, '{"data": []}'),
        *(request_line("b1", hello, 3), whole_answer("b1", 529, '{"error": 1}', headers=headers)),
        *(request_line("b2", hello, 4), response_line("b2", "hi")),
    ]
    write_session(tmp_path, entries)
    with mocked(tmp_path, is_strict=True) as server:
        assert fetched(server.port, "GET", "/v1/models?limit=5")[2] == b'{"data": []}'
        assert fetched(server.port, "GET", "/v1/models?limit=6")[0] == 404
        status, found, content = posted(server, body_of(hello))
        assert (status, content, found["retry-after"]) == (529, b'{"error": 1}', "3")
        assert (found["content-length"], found["date"] != "then") == ("12", True)
        assert {"content-encoding", "set-cookie"}.isdisjoint(found)
        packed = gzip.compress(packed_json(body_of(hello)).encode())
        assert posted(server, packed, Content_Encoding="gzip")[0] == 200


def test_a_long_request_in_chunks_is_read_at_once() -> None:
    """It is read by lines, also within a chunk."""
    size = 1_200_000
    wire: Any = io.BytesIO(b"%x\r\n%s\r\n0\r\n\r\n" % (size, b"\n" * size))
    began = time.process_time()
    assert b"".join(lp.read_pieces(wire, {"transfer-encoding": "chunked"}, size)) == b"\n" * size
    assert time.process_time() - began < 5


@parametrize("name, value", [("transfer-encoding", "chunked \t"), ("content-length", "5\t ")])
def test_blanks_behind_a_value_are_none_of_it(name: str, value: str) -> None:
    """http.server keeps them (RFC 9110, section 5.5)."""
    wire: Any = io.BytesIO(b"5\r\nhello\r\n0\r\n\r\n" if value[0] == "c" else b"hello")
    assert b"".join(lp.read_pieces(wire, {name: value}, 9)) == b"hello"


def test_an_answer_that_broke_off_breaks_off_again(tmp_path: Path) -> None:
    cut: dict[str, Any] = {"error": {"by": "upstream", "kind": "upstream_closed", "message": "x"}}
    entries = [request_line("r1", []), response_line("r1", "half", **cut)]
    write_session(tmp_path, entries)
    with mocked(tmp_path) as server, pytest.raises(http.client.IncompleteRead):
        posted(server, body_of([]))


def test_exchanges_without_an_answer_are_passed_over(tmp_path: Path) -> None:
    """No body in the log, no answer, a status that ends nothing."""
    answers = [whole_answer("r1", 200, "", size=99), whole_answer("r2", 999, "ok"), whole_answer("r3", 103, "x")]
    entries = [request_line(f"r{n}", f"{n}", n) for n in range(1, 5)]
    write_session(tmp_path, [*entries, *answers, whole_answer("r4", 99999, "x")])
    library = lp.load_library(settings_for(tmp_path), str(tmp_path / "logs"))
    assert ([turn.name for turn in library.turns], library.passed_over) == ([f"{LOGGED}:1"], 3)


NO_SESSION = "no session 'nobody' in "


@parametrize(
    "words, message",
    [
        ("export nobody", NO_SESSION),
        ("export \x1b[31mred", r"no session '\\x1b\[31mred' in "),
        (f"export {LOGGED} -o /no/such/directory/out.md", "/no/such/directory/out.md: No such file or directory"),
        ("replay nobody", NO_SESSION),
        ("replay nobody:3", NO_SESSION),
        ("replay :3", "no session is named so; "),
        (f"replay {'x' * 256}", "no session is named so; "),
        (f"replay {LOGGED}:9", f"session {LOGGED} has no request with seq 9"),
        ("replay /no/such_request.bin", "/no/such_request.bin: no metadata beside it says which request"),
        (f"replay {LOGGED} --repeat 0", "--repeat takes a number of runs from 1 on"),
        ("mock nobody", NO_SESSION),
        (f"mock {'x' * 256}", "no session is named so; "),
        ("mock no.jsonl", "no.jsonl: No such file"),
        ("mock /no/such/place", "no session '/no/such/place' in "),
        ("mock .", r"\.: no answer is recorded there"),
        *((f"mock {LOGGED} --speed {speed}", "--speed takes") for speed in ("fast", "0", "-1", "nan", "inf")),
    ],
)
def test_what_is_not_there_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: Patch, capsys: Capture, words: str, message: str
) -> None:
    write_session(tmp_path)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert lp.main([*words.split(), *in_logs(tmp_path), "--config", os.devnull]) in (1, 2)
    out, err = capsys.readouterr()
    assert re.match(f"llm-proxy: {message}", err)
    assert err[:-1].isprintable()
    assert out == ""


def socket_response(rid: str, seq: int, *events: Members) -> Members:
    chunks = [{"delta_ms": n, "raw": packed_json(event)} for n, event in enumerate(events)]
    line = response_line(rid, second=seq, status=101, chunks=chunks)
    line["_meta"] |= SOCKET_META
    return {**line, "seq": seq}


def test_turns_of_a_websocket_are_played_as_a_stream(tmp_path: Path) -> None:
    """In their order; what the client says again by POST is more than a turn on the socket said."""

    def completed(name: str) -> list[Members]:
        return [{"type": f"response.{word}", "response": {"id": name}} for word in ("created", "completed")]

    failed = {"type": "error", "status": 429, "error": {"type": "usage_limit"}}
    handshake = request_line(
        "s1", [], 0, method="GET", path="/v1/responses", body="", headers={"Upgrade": ["websocket"]}
    )
    entries = [
        *(handshake, socket_request("w1", 1, generate=False), socket_response("w1", 1, *completed("resp_1"))),
        *(socket_request("w2", 2, previous_response_id="resp_1"), socket_response("w2", 2, *completed("resp_2"))),
        *(socket_request("w3", 3, previous_response_id="resp_2"), socket_response("w3", 3, *completed("resp_3"))),
        *(socket_request("w4", 4, input=[of_user("too much")]), socket_response("w4", 4, failed)),
        whole_answer("s1", 101, "", second=9),
    ]
    write_session(tmp_path, entries)
    body: Members = {"model": "gpt-5", "stream": True}
    with mocked(tmp_path) as server:
        assert fetched(server.port, "GET", "/v1/responses", Upgrade="websocket", Connection="Upgrade")[0] == 426
        for name in ("resp_2", "resp_3"):
            status, headers, content = posted(server, {**body, "input": f"as to {name}"}, "/v1/responses")
            assert (status, headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
            events = [f"event: {event['type']}\ndata: {packed_json(event)}\n\n" for event in completed(name)]
            assert content.decode() == "".join(events)
        status, _, content = posted(server, {**body, "input": "too much"}, "/v1/responses")
        assert (status, json.loads(content)) == (429, failed)
    assert server.library.passed_over == 0


def test_headers_of_a_log_from_elsewhere_are_headers_or_nothing() -> None:
    odd = {"A\r\nB": ["1"], "C": ["2\r\nD: 3"], "E": ["ok", "\u00e4"], "X-Api-Key": ["k"]}
    played = lp.playback_of(lp.Line(b"", {"status": 200, "headers": odd, "body": "x"}))
    assert played.headers == [("E", "ok"), ("E", "\u00e4")]


@parametrize(
    "event",
    [
        b'data: {"type":"message_start","message":{}}\n\n',
        b'data: {"contentBlockDelta": {"delta": {"text": "hi"}}}\n\n',
        b'data: {"throttlingException": {"message": "slow"}}\n\n',
    ],
)
def test_streams_of_amazon_are_frames_again(event: bytes) -> None:
    headers = {"Content-Type": ["application/vnd.amazon.eventstream"]}
    line = lp.Line(b"", {"status": 200, "headers": headers}, chunks=[{"delta_ms": 1, "raw": event.decode()}])
    ((_, frame),) = lp.playback_of(line).pieces
    assert lp.FrameCutter().feed(frame) == [event]


@parametrize(
    "headers, status",
    [
        ({"Host": "evil.example"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Transfer-Encoding": "chunked"}, 400),
        ({"Content-Length": str(1 << 40)}, 400),
    ],
)
def test_requests_that_are_not_for_the_mock_are_refused(tmp_path: Path, headers: dict[str, str], status: int) -> None:
    write_session(tmp_path)
    fields = {"Host": "localhost", **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    with mocked(tmp_path) as server, socket.create_connection(("127.0.0.1", server.port), timeout=15) as sock:
        sock.sendall(f"POST /v1/messages HTTP/1.1\r\n{head}\r\nzz\r\n".encode())
        assert sock.makefile("rb").readline().split()[1] == str(status).encode()


def test_a_log_that_has_gone_is_an_error_of_the_mock(tmp_path: Path) -> None:
    file = write_session(tmp_path)
    with mocked(tmp_path) as server:
        file.unlink()
        assert posted(server, lived_body(0))[0] == 500


@parametrize("closing", ["after a line", "at once", "before"])
def test_a_mock_whose_reader_left_goes_on_and_ends_well(tmp_path: Path, closing: str) -> None:
    write_session(tmp_path)
    with listening() as spare:
        port = spare.getsockname()[1]
    command = ("mock", LOGGED, *in_logs(tmp_path), "--port", str(port), "--speed", "max")
    options: Members = {"preexec_fn": functools.partial(os.close, 1)} if closing == "before" else {}
    process = started(*command, **options)
    if closing == "after a line":
        line_like(process.stdout, "recorded answers on")
    process.stdout.close()

    def status() -> int:
        with contextlib.suppress(OSError):
            return fetched(port, "POST", "/v1/messages", lived_body(0))[0]
        return 0

    try:
        assert [until(status), until(status)] == [200, 200]
    finally:
        process.terminate()
    assert (process.wait(15), process.stderr.read()) == (0, "")


@parametrize("form", [(), ("--diff",), ("--repeat", "2")])
@parametrize("is_closed", [False, True])
def test_a_replay_that_nobody_reads_ends(tmp_path: Path, form: Sequence[str], is_closed: bool) -> None:
    write_session(tmp_path)
    with RawUpstream(always(ok(b"x" * 3_000_000))) as upstream:
        command = ("replay", LOGGED, *in_logs(tmp_path), "--to", f"http://{upstream.name}", *form)
        closing: Members = {"preexec_fn": functools.partial(os.close, 1)} if is_closed else {}
        process = started(*command, "--header", "X-Api-Key:", **closing)
        process.stdout.close()
        err = process.stderr.read()
        assert process.wait(15) == (0 if "--repeat" in form and is_closed else 1)
    assert ("nobody reads the output any more" in err) == (not form)
    assert "Traceback" not in err


@parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_mock_says_where_it_is_and_ends_well(tmp_path: Path, number: signal.Signals) -> None:
    answer = response_line("r1", "slow")
    answer["chunks"][-1]["delta_ms"] = 3_600_000
    write_session(tmp_path, [request_line("r1", []), answer])
    process = started("mock", LOGGED, *in_logs(tmp_path), "--port", "0", start_new_session=True)
    first = line_like(process.stdout, "recorded answers on")
    port = int(re.search(r"127\.0\.0\.1:(\d+)", first)[1])  # type: ignore[index]
    assert f" OPENAI_BASE_URL=http://127.0.0.1:{port}/v1 " in line_like(process.stdout, "ANTHROPIC_BASE_URL=")
    line_like(process.stdout, "any key")
    taken = started("mock", LOGGED, *in_logs(tmp_path), "--port", str(port))
    assert (
        taken.communicate(timeout=15)[1]
        == f"llm-proxy: cannot listen on 127.0.0.1:{port}: Address already in use; choose another --port\n"
    )
    with Client(port).send(raw_post()):
        assert line_like(process.stdout, "POST").startswith("POST /v1/messages -> 200 ")
        process.send_signal(number)
        _, err = process.communicate(timeout=15)
    assert (process.returncode, err) == (0, "")


# ==============================================================================
# 38  State
# ==============================================================================


POSIX = [shell for shell in ("dash", "bash", "zsh") if shutil.which(shell)]
SHELLS = [
    pytest.param(shell, marks=[] if shutil.which(shell) else pytest.mark.skip(reason=f"{shell} is not installed"))
    for shell in (("dash", "bash", "zsh", "fish") if IS_ALL else ("bash",))
]


class FakeProxy(RawUpstream):
    """In this process: the state files, and a server with /health."""

    def __init__(self, environ: Mapping[str, str], log_dir: Path, bedrock: str = "", token: str = "") -> None:
        super().__init__(self._serve)
        self.instance = lp.publish_instance(environ, self.port, str(log_dir), bedrock, "service")
        self.view = {"status": "ok", "uptime_s": 4000.0, "instance": token or self.instance.token, "recorder": {}}

    def _serve(self, conn: RawConnection, _number: int) -> None:
        is_health = conn.read_head().startswith(b"GET /health ")
        conn.send(ok(as_json(self.view if is_health else {"status": "disabled", "last_error": None})))

    def close(self) -> None:
        self.__exit__()


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program under the name that it is installed as; compiled once for all tests."""
    program = tmp_path_factory.mktemp("installed") / "llm-proxy"
    shutil.copy(SOURCE, program)
    program.chmod(0o755)
    return program


@pytest.fixture
def environ(tmp_path: Path, installed: Path) -> dict[str, str]:
    """The environment of a user who has clients and an empty home."""
    home, tools = tmp_path / "home", tmp_path / "bin"
    home.mkdir()
    tools.mkdir()
    show = '#!/bin/sh\nprintf "%s|" "${0##*/}" "$@"; echo\nenv | grep -E "_URL|NO_PROXY|no_proxy|TOOL|RUNTIME|ENV_SET" | sort\n'
    for name in ("claude", "codex", "gemini"):
        (tools / name).write_text(show)
        (tools / name).chmod(0o755)
    return {
        "HOME": str(home),
        "PATH": f"{tools}:{os.environ['PATH']}",
        "XDG_CACHE_HOME": str(installed.with_name("cache")),
        "TMPDIR": str(tmp_path),
        "USER": "u",
        "SHELL": "/bin/bash",
        "TERM": "dumb",
    }


def home_of(environ: Mapping[str, str]) -> Path:
    return Path(environ["HOME"])


@pytest.fixture
def proxy(environ: Env, tmp_path: Path) -> Iterator[FakeProxy]:
    with FakeProxy(environ, tmp_path / "logs") as found:
        yield found


def published(environ: Mapping[str, str], port: int) -> lp.Instance:
    return lp.publish_instance(environ, port, "/logs", "", "service")


def stale(environ: Mapping[str, str], **changes: Any) -> lp.Instance:
    """State files of a proxy that is gone."""
    found = dataclasses.replace(published(environ, free_port()), **changes)
    lp.write_state(lp.state_directory(environ), "instance", found.render())
    return found


def listening() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def free_port() -> int:
    with listening() as probe:
        return int(probe.getsockname()[1])


def dead_pid() -> int:
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


class Manager:
    """A scripted systemctl, launchctl, loginctl and ps."""

    def __init__(self, *answers: tuple[str, int, str]) -> None:
        self.answers, self.asked = answers, list[str]()

    def __call__(self, command: Sequence[str]) -> tuple[int, str]:
        line = " ".join(command)
        self.asked.append(line)
        return next(((code, said) for start, code, said in self.answers if line.startswith(start)), (0, ""))


NO_MANAGER = (("systemctl", 1, "Failed to connect to bus"), ("launchctl", 127, "not found"))


def test_files_are_private_plain_and_removed_by_their_owner_only(environ: Env) -> None:
    one = published(environ, 4321)
    directory = lp.state_directory(environ)
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert (directory / "port").read_bytes() == b"4321"
    assert stat.S_IMODE((directory / "instance").stat().st_mode) == 0o600
    assert lp.read_instance(environ) == one
    two = published(environ, 4322)
    lp.withdraw_instance(environ, one.token)
    assert lp.read_instance(environ) == two
    lp.withdraw_instance(environ, two.token)
    assert not (directory / "port").exists()
    assert not (directory / "instance").exists()
    assert (directory / "last-port").read_bytes() == b"4322"


@parametrize(
    "named, want",
    [("", ".local/state/llm-proxy"), ("relative", ".local/state/llm-proxy"), ("/x/state", "/x/state/llm-proxy")],
)
def test_state_directory(environ: Env, named: str, want: str) -> None:
    assert lp.state_directory({**environ, "XDG_STATE_HOME": named}) == home_of(environ) / want


@parametrize("data", [b"", b"80a", b"{}", b"null", b"[]", b"\xff", b'{"pid": "x"}'])
def test_odd_files_are_no_instance(environ: Env, data: bytes) -> None:
    published(environ, 80)
    (lp.state_directory(environ) / "instance").write_bytes(data)
    assert lp.read_instance(environ) is None
    assert lp.find_service(environ) is None


def test_a_proxy_that_proves_itself_is_found(environ: Env, proxy: FakeProxy) -> None:
    assert lp.find_service(environ) == proxy.instance


@parametrize("changes", [{"pid": 0}, {"start": 1}, {"pid": 2**40}, {"token": ""}, {"port": 0}])
def test_a_proxy_of_another_life_is_not_found(environ: Env, proxy: FakeProxy, changes: Any) -> None:
    lp.write_state(lp.state_directory(environ), "instance", dataclasses.replace(proxy.instance, **changes).render())
    assert lp.find_service(environ) is None


def test_another_program_on_the_port_is_not_taken_for_ours(environ: Env, tmp_path: Path) -> None:
    foreign = FakeProxy(environ, tmp_path, token="another")
    assert lp.find_service(environ) is None
    foreign.close()


def test_a_silent_or_dripping_server_costs_seconds(environ: Env) -> None:
    with listening() as server:
        published(environ, server.getsockname()[1])
        done = threading.Event()

        def drip() -> None:
            connection = server.accept()[0]
            with contextlib.suppress(OSError):
                while not done.wait(0.05):
                    connection.sendall(b"HTTP/1.1 200 OK\r\n")
            connection.close()

        thread = threading.Thread(target=drip)
        thread.start()
        began = time.monotonic()
        assert lp.find_service(environ) is None
        assert time.monotonic() - began < 10
        done.set()
        thread.join()


def test_the_port_of_last_time_if_it_is_free(environ: Env) -> None:
    assert lp.port_for_service(environ) == 0
    with listening() as taken:
        port = taken.getsockname()[1]
        published(environ, port)
        assert lp.port_for_service(environ) == 0
    assert lp.port_for_service(environ) == port


def test_a_manager_may_listen_on_an_abstract_socket() -> None:
    environ = {"NOTIFY_SOCKET": f"@llm-proxy-test-{os.getpid()}"}
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind("\0" + environ["NOTIFY_SOCKET"][1:])
        lp.announce_ready(environ, 80)
        assert sock.recv(1000).startswith(f"READY=1\nMAINPID={os.getpid()}\n".encode())
    lp.notify_manager(environ, "STOPPING=1")  # nobody listens: no error
    assert lp.watchdog_interval_s({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"}, 7) == 0.0


@parametrize("handed", [False, True])
def test_what_a_started_proxy_gets(environ: Env, tmp_path: Path, handed: bool) -> None:
    """A successor goes on talking to the manager, with sockets; any other proxy is nobody's."""
    env = environ | {"NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "1", "LLM_PROXY_LIFELINE_FD": "99"}
    report = tmp_path / "env"
    tell = f'env >{report}; [ -z "$LLM_PROXY_LISTEN_FDS" ] || test -S /dev/fd/$LLM_PROXY_LISTEN_FDS || exit 1; '
    command = ["bash", "-c", tell + 'eval "echo 4321 >&$LLM_PROXY_READY_FD"']
    with listening() as server:
        listeners = [server] if handed else []
        started = lp.start_proxy(command, env, tmp_path / "x" / "log", keep=True, listeners=listeners)
    assert started.port == 4321
    started.process.wait()
    names = {line.partition("=")[0] for line in report.read_text().splitlines()}
    assert names & {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LLM_PROXY_LIFELINE_FD"} == (
        {"NOTIFY_SOCKET", "WATCHDOG_USEC"} if handed else set()
    )


@parametrize("command", [["/nonexistent"], ["sh", "-c", "exit 3"], ["sh", "-c", "echo no"]])
@parametrize("keep", [False, True])
def test_a_proxy_that_cannot_be_started_costs_no_descriptor(
    environ: Env, tmp_path: Path, command: list[str], keep: bool
) -> None:
    before = os.listdir("/dev/fd")
    with pytest.raises(lp.ProxyError, match="start"):
        lp.start_proxy(command, environ, tmp_path / "log", keep=keep)
    assert len(os.listdir("/dev/fd")) == len(before)


def test_a_start_that_is_interrupted_leaves_no_process(environ: Env, tmp_path: Path) -> None:
    file, before = tmp_path / "pid", os.listdir("/dev/fd")

    def interrupt() -> None:
        until(lambda: file.exists() and file.read_text().strip())
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    before_us = signal.signal(signal.SIGINT, signal.default_int_handler)  # which nohup and `&` have ignored
    thread.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            lp.start_proxy(["sh", "-c", f"echo $$ >{file}; exec sleep 90"], environ, tmp_path / "log")
        thread.join()
        with pytest.raises(ProcessLookupError):
            os.kill(int(file.read_text()), 0)
        assert len(os.listdir("/dev/fd")) == len(before)
    finally:
        signal.signal(signal.SIGINT, before_us)
        with contextlib.suppress(OSError):
            os.kill(int(file.read_text()), signal.SIGKILL)


# ==============================================================================
# 59  Shell
# ==============================================================================


# -- what --env says --


BASE = "http://127.0.0.1:7"


# A base URL of the user's, and what it becomes; None stays.
WRAPPED = {
    "https://gw.corp/a": f"{BASE}/anthropic/gw.corp/a",
    "https://gw.corp:8443/a/": f"{BASE}/anthropic/gw.corp:8443/a/",
    "https://gw.corp": f"{BASE}/anthropic/gw.corp",
    "https://gateway/a": f"{BASE}/anthropic/gateway:443/a",
    "http://localhost:4000": f"{BASE}/anthropic/localhost:4000",
    "http://127.0.0.1:4000/x": f"{BASE}/anthropic/127.0.0.1:4000/x",
    "http://[::1]:11434/v1": f"{BASE}/anthropic/[::1]:11434/v1",
    "http://gw.corp/a": None,
    "http://127.evil.example/v1": None,
    "https://127.0.0.1:4000/x": None,
    "https://u:p@gw.corp/a": None,
    "https://gw.corp/a?b=c": None,
    "https://gw.corp/$(x)": None,
    "ftp://gw.corp": None,
    "gw.corp": None,
    "https://": None,
}


@parametrize("url", WRAPPED)
def test_wrapping(url: str) -> None:
    assert lp.with_ours({"ANTHROPIC_BASE_URL": url}, 7)["ANTHROPIC_BASE_URL"] == (WRAPPED[url] or url)


ENVIRONMENTS: dict[str, dict[str, str]] = {
    **{url: {"ANTHROPIC_BASE_URL": url} for url in WRAPPED},
    "bare": {},
    "gateway without a dot": {"OPENAI_BASE_URL": "https://gw:1/v1"},
    "named like this machine": {"OPENAI_BASE_URL": "http://localhost.evil.example/v1"},
    "another proxy": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9/anthropic/api.anthropic.com"},
    "switch set": {"ENABLE_TOOL_SEARCH": "false"},
    "switch empty": {"ENABLE_TOOL_SEARCH": ""},
    "NO_PROXY": {"NO_PROXY": "corp.example,10.0.0.0/8"},
    "no_proxy": {"no_proxy": "corp.example"},
    "both": {"no_proxy": "a", "NO_PROXY": "b"},
    "star": {"NO_PROXY": "*"},
    "already": {"NO_PROXY": "a,127.0.0.1"},
    "region": {"AWS_REGION": "eu-west-1"},
    "odd region": {"AWS_REGION": "$(touch /tmp/x)"},
    "bearer": {"AWS_BEARER_TOKEN_BEDROCK": "x", "AWS_DEFAULT_REGION": "us-west-2"},
    "own bedrock": {"ANTHROPIC_BEDROCK_BASE_URL": "https://gw.corp/bedrock"},
}


@parametrize("bedrock", ["", "us-west-2"])
@parametrize("name", ENVIRONMENTS)
def test_set_twice_is_set_once_and_back_is_as_before(name: str, bedrock: str) -> None:
    before = ENVIRONMENTS[name]
    one = lp.with_ours(before, 7, bedrock)
    assert lp.with_ours(one, 7, bedrock) == one
    moved = lp.with_ours(one, 8, bedrock)
    assert moved == lp.with_ours(before, 8, bedrock)
    assert "127.0.0.1:7" not in str(moved)
    assert lp.without_ours(one) == before


def test_what_is_exported() -> None:
    new = {
        "ANTHROPIC_BASE_URL": f"{BASE}/anthropic/api.anthropic.com",
        "OPENAI_BASE_URL": f"{BASE}/openai/api.openai.com/v1",
        "GOOGLE_GEMINI_BASE_URL": f"{BASE}/gemini/generativelanguage.googleapis.com",
        "ENABLE_TOOL_SEARCH": "true",
        "CLAUDE_CODE_ENABLE_FINE_GRAINED_TOOL_STREAMING": "1",
        "NO_PROXY": "127.0.0.1,localhost",
    }
    kept = {name: [None, value] for name, value in new.items()}
    assert lp.with_ours({}, 7) == {**new, "LLM_PROXY_ENV_SET": json.dumps(kept)}
    bedrock = lp.with_ours({"AWS_REGION": "eu-west-1"}, 7, "us-west-2")
    assert bedrock["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] == f"{BASE}/bedrock/eu-west-1"
    gateway = lp.with_ours({"ANTHROPIC_BASE_URL": "https://gw.corp/a"}, 7)
    assert "ENABLE_TOOL_SEARCH" not in gateway  # that gateway may not know what Claude Code would send then


def test_what_the_user_changed_since_stays() -> None:
    changed = {"ANTHROPIC_BASE_URL": "https://new.corp", "ENABLE_TOOL_SEARCH": "false", "NO_PROXY": "x"}
    assert lp.without_ours(lp.with_ours({}, 7) | changed) == changed
    for odd in ("ANTHROPIC_BASE_URL", "[1]", '{"A": 1}'):
        assert lp.without_ours({"A": "b", "LLM_PROXY_ENV_SET": odd}) == {"A": "b"}


def test_env_prints_nothing_without_a_proxy_and_unsets_what_was_ours(environ: Env) -> None:
    assert lp.render_env(environ, None, "sh") == ""
    said = lp.render_env({**environ, **lp.with_ours({"OPENAI_BASE_URL": "https://gw.corp/it's"}, 7)}, None, "sh")
    assert "unset ANTHROPIC_BASE_URL\n" in said
    assert "127.0.0.1" not in said


@parametrize("shell", lp.SHELLS)
def test_env_quotes_anything(environ: Env, shell: str) -> None:
    odd = lp.set_line(shell, "A", "a'b\\c")
    assert "\n" not in odd
    if shutil.which("dash" if shell == "sh" else shell):
        program = "dash" if shell == "sh" else shell
        command = [program, "-c", odd + "\nenv"]
        said = ended(command, environ).stdout
        assert "A=a'b\\c\n" in said


# -- what the rc files do --


def script(environ: Mapping[str, str], shell: str, wrap: bool = True) -> Path:
    """The file that a set-up shell reads."""
    fish = lp.config_directory(environ) / "fish" / "conf.d" / "llm-proxy.fish"
    if shell == "fish":
        fish.parent.mkdir(parents=True, exist_ok=True)
    lp.setup_shell(environ, wrap)
    return fish if shell == "fish" else lp.state_directory(environ) / "shell.sh"


def run_shell(shell: str, environ: Mapping[str, str], path: Path, then: str) -> str:
    source = f"source {path}" if shell == "fish" else f". {path}"
    command = {"fish": ["fish", "--no-config"], "zsh": ["zsh", "-f"]}.get(shell, [shell])
    done = ended([*command, "-c", f"{source}\n{then}"], environ, stdin=subprocess.DEVNULL)
    assert done.stderr == ""
    return done.stdout


def variables(text: str) -> dict[str, str]:
    return {
        name: value
        for name, _, value in (line.partition("=") for line in text.splitlines())
        if name in lp.CLIENT_VARIABLES
    }


def ours(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name in lp.CLIENT_VARIABLES}


@parametrize("shell", SHELLS)
@parametrize("names, bedrock", [((), ""), ((), "us-west-2"), (("https://gw.corp/a", "named like this machine"), "")])
def test_a_new_shell_says_what_env_says(
    environ: Env, tmp_path: Path, shell: str, names: Sequence[str], bedrock: str
) -> None:
    proxy = FakeProxy(environ, tmp_path, bedrock)
    path = script(environ, shell)
    env = functools.reduce(lambda env, name: env | ENVIRONMENTS[name], names, environ)
    want = lp.with_ours(env, proxy.port, bedrock)
    assert variables(run_shell(shell, env, path, "env")) == ours(want)
    assert variables(run_shell(shell, want, path, "env")) == ours(want)  # a shell in a shell
    old = lp.with_ours(env, 7, bedrock)  # and one in a shell that is older than the proxy
    assert variables(run_shell(shell, old, path, "env")) == ours(lp.with_ours(old, proxy.port, bedrock))
    proxy.close()
    (lp.state_directory(environ) / "instance").unlink()
    assert variables(run_shell(shell, env, path, "env")) == ours(env)
    assert variables(run_shell(shell, old, path, "env")) == ours(lp.without_ours(old))


@parametrize("shell", SHELLS)
def test_wrappers_decide_at_the_call(environ: Env, tmp_path: Path, shell: str) -> None:
    """A shell opened before the proxy started, and one that outlives it."""
    proxy = FakeProxy(environ, tmp_path)
    path = script(environ, shell)
    state = lp.state_directory(environ)
    up = f"mv {state}/instance.off {state}/instance"
    down = f"mv {state}/instance {state}/instance.off"
    url = f"ANTHROPIC_BASE_URL=http://127.0.0.1:{proxy.port}/anthropic/api.anthropic.com"
    said = run_shell(shell, environ, path, f"{down}; claude a 'b c'; {up}; claude; env")
    off, on, after = said.split("claude|")[1], said.split("claude|")[2].partition("HOME=")[0], said
    assert off == "a|b c|\n"
    assert url in on
    assert url in after
    (state / "instance").rename(state / "instance.off")
    said = run_shell(shell, environ, path, f"claude; {up}; claude; echo --; env")
    assert said.startswith(("claude||\n", "claude|\n"))
    assert url in said.partition("--")[0]
    assert url not in said.partition("--")[2]  # for that one command
    proxy.close()


@parametrize("shell", SHELLS)
@parametrize("changes", [{}, {"start": 987654321}])
def test_a_dead_proxy_is_plain(environ: Env, shell: str, changes: Any) -> None:
    stale(environ, **(changes or {"pid": dead_pid()}))
    assert run_shell(shell, environ, script(environ, shell), "claude x") == "claude|x|\n"


@parametrize("shell", SHELLS)
def test_a_zombie_is_dead(environ: Env, shell: str) -> None:
    """As a killed proxy stays in a container whose first process collects nobody."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("there is no /proc")
    process = subprocess.Popen(["true"])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    stale(environ, pid=process.pid, start=lp.start_ticks(process.pid))
    assert run_shell(shell, environ, script(environ, shell), "claude x") == "claude|x|\n"
    process.wait()


@parametrize("shell", SHELLS)
def test_functions_whose_program_is_gone_are_no_obstacle(
    environ: Env, proxy: FakeProxy, tmp_path: Path, monkeypatch: Patch, shell: str
) -> None:
    program = tmp_path / "llm-proxy"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(program)])
    path = script(environ, shell)
    program.unlink()
    for env in (environ, environ | ENVIRONMENTS["https://gw.corp/a"], lp.with_ours(environ, 7)):
        assert run_shell(shell, env, path, "claude 'a b'").startswith("claude|a b|\n")


@parametrize("shell", SHELLS)
def test_own_functions_and_aliases_stay(environ: Env, proxy: FakeProxy, shell: str) -> None:
    path = script(environ, shell)
    empty = path.with_name("empty")
    empty.write_text("")
    define = "function claude; echo mine; end" if shell == "fish" else "claude() { echo mine; }"
    source = "source" if shell == "fish" else "."
    assert run_shell(shell, environ, empty, f"{define}\n{source} {path}\nclaude") == "mine\n"
    if shell != "fish":
        option = "shopt -s expand_aliases\n" if shell == "bash" else ""
        text = f"{option}alias claude='echo alias'\n. {path}\neval claude"
        assert run_shell(shell, environ, empty, text) == "alias\n"


@parametrize("shell", SHELLS)
def test_no_wrap(environ: Env, proxy: FakeProxy, shell: str) -> None:
    assert str(proxy.port) in run_shell(shell, environ, script(environ, shell, wrap=False), "env")
    said = run_shell(shell, environ, script(environ, shell, wrap=False), "type claude")
    assert said.strip().endswith("/claude")


@unless_few
def test_new_shells_run_claude_in_place(environ: Env, proxy: FakeProxy, monkeypatch: Patch, capsys: Capture) -> None:
    """Where the set-up was told so, by itself or by one before."""
    monkeypatch.setattr(os, "environ", environ)
    seen = []
    for words in ([], ["--in-place"], [], ["--base-url"]):
        assert lp.main(["setup-shell", *words]) == 0
        seen.append(lp.collect_status(environ, "/x", 0.0)["in_place"])
        if words == ["--in-place"]:
            said = run_shell("bash", environ, lp.state_directory(environ) / "shell.sh", "claude x; codex y")
            assert said.startswith("claude|x|\nNO_PROXY=127.0.0.1,localhost,::1\n")
            assert f'codex|-c|openai_base_url="http://127.0.0.1:{proxy.port}/' in said
            assert "BASE_URL=" not in said.partition("codex|")[0]
    assert seen == [[], ["claude"], ["claude"], []]


@parametrize("shell", POSIX)
def test_the_script_bears_strict_options(environ: Env, proxy: FakeProxy, shell: str) -> None:
    path = script(environ, shell)
    for state in ("up", "down"):
        said = run_shell(shell, environ, Path("/dev/null"), f"set -eu\n. {path}\nclaude >/dev/null\necho fine")
        assert said == "fine\n", state
        with contextlib.suppress(OSError):
            (lp.state_directory(environ) / "instance").unlink()


def test_the_script_pleases_shellcheck(environ: Env) -> None:
    if not shutil.which("shellcheck"):
        pytest.skip("shellcheck is not installed")
    done = ended(["shellcheck", "-s", "dash", "-e", "SC2034,SC2154", str(script(environ, "sh"))], environ)
    assert done.stdout == ""


# -- the rc files themselves --


RC = {
    "plain": b"a=1\n",
    "empty": b"",
    "no line end": b"a=1",
    "CRLF": b"a=1\r\nb=2\r\n",
    "not UTF-8": b"# \xff\xfe\n",
    "mentions the marker": b'echo "# >>> llm-proxy >>>"\n',
}


@parametrize("name", RC)
def test_uninstall_leaves_the_same_bytes(environ: Env, name: str) -> None:
    path = home_of(environ) / ".bashrc"
    path.write_bytes(RC[name])
    path.chmod(0o640)
    for _ in range(2):
        assert lp.setup_shell(environ) == ([path, path.with_name(".profile")], [])
    assert path.read_bytes().count(b"\n# >>> llm-proxy >>>\n") == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    lp.remove_shell(environ)
    assert path.read_bytes() == RC[name]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert not path.with_name(".profile").exists()


MINE = b"alias ll='ls -l'\nexport EDITOR=vi\n"
NOT_A_BLOCK: dict[str, tuple[Callable[[bytes, bytes], bytes], bytes]] = {  # of marks and lines; where it is wrong
    "no end": (lambda block, end: block.removesuffix(end) + MINE, b">>>"),
    "no end, and a block below": (lambda block, end: block.removesuffix(end) + MINE + block, b">>>"),
    "no start": (lambda block, end: MINE + end + MINE, b"<<<"),
    "an end more": (lambda block, end: block + MINE + end, b"<<<"),
    "lines inside": (lambda block, end: block.removesuffix(end) + MINE + end, b">>>"),
    "other line ends": (lambda block, end: block.replace(b"\n", b"\r\n") + MINE, b">>>"),
    "a word behind the mark": (lambda block, end: block.replace(b">>>\n", b">>> # keep\n") + MINE, b">>>"),
}


@parametrize("name", NOT_A_BLOCK)
def test_what_is_no_block_of_ours_is_refused_and_stays(environ: Env, name: str) -> None:
    path, other = (home_of(environ) / name for name in (".bashrc", ".zshrc"))
    path.write_bytes(b"")
    lp.setup_shell(environ)
    block = path.read_bytes()
    make, mark = NOT_A_BLOCK[name]
    spoiled = b"a=1\n" + make(block, block.splitlines(keepends=True)[-1])
    path.write_bytes(spoiled)
    other.write_bytes(b"b=2\n")
    for change in (lp.setup_shell, lp.setup_shell, lp.remove_shell):
        done, (error,) = change(environ)
        assert path not in done
        assert path.read_bytes() == spoiled
        assert (other in done) == (change != lp.setup_shell or b"llm-proxy" in other.read_bytes())
        number = re.search(r"line (\d+)", error)
        assert str(path) in error
        assert number
        assert mark in spoiled.splitlines()[int(number[1]) - 1]
        assert "remove" in error
    assert other.read_bytes() == b"b=2\n"


def test_a_fish_file_of_the_users_own_stays(environ: Env) -> None:
    path = lp.config_directory(environ) / "fish" / "conf.d" / "llm-proxy.fish"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"set mine 1\n")
    for change in (lp.setup_shell, lp.remove_shell):
        assert [str(path) in error for error in change(environ)[1]] == [True]
        assert path.read_bytes() == b"set mine 1\n"


@parametrize("kind", ["symlink loop", "directory"])
def test_a_file_that_cannot_be_read_is_one_line_and_stays(environ: Env, kind: str) -> None:
    path, other = (home_of(environ) / name for name in (".bashrc", ".zshrc"))
    if kind == "directory":
        path.mkdir()
    else:
        path.symlink_to(".loop")
        path.with_name(".loop").symlink_to(".bashrc")
    other.write_bytes(b"b=2\n")
    for change, is_there in ((lp.setup_shell, True), (lp.remove_shell, False)):
        done, (error,) = change(environ)
        assert other in done
        assert (b"llm-proxy" in other.read_bytes()) == is_there
        assert str(path) in error
        assert "\n" not in error
        assert path.is_dir() if kind == "directory" else path.is_symlink()


def test_lines_added_below_the_block_keep_their_line(environ: Env) -> None:
    path = home_of(environ) / ".bashrc"
    path.write_bytes(b"a=1")
    lp.setup_shell(environ)
    path.write_bytes(path.read_bytes() + b"b=2\n")
    lp.remove_shell(environ)
    assert path.read_bytes() == b"a=1\nb=2\n"


def test_symlinks_stay(environ: Env, tmp_path: Path) -> None:
    path, real = home_of(environ) / ".bashrc", tmp_path / "dotfiles-bashrc"
    real.write_bytes(b"a=1\n")
    path.symlink_to(real)
    lp.setup_shell(environ)
    assert path.is_symlink()
    assert b"llm-proxy" in real.read_bytes()
    lp.remove_shell(environ)
    assert path.is_symlink()
    assert real.read_bytes() == b"a=1\n"


def test_read_only_is_said_and_the_others_are_done(environ: Env) -> None:
    home = home_of(environ)
    for name in (".bashrc", ".zshrc"):
        (home / name).write_bytes(b"")
    (home / ".bashrc").chmod(0o444)
    done, (error,) = lp.setup_shell(environ)
    assert done == [home / ".profile", home / ".zshrc"]
    assert "is read-only" in error
    assert "make it writable" in error
    assert (home / ".bashrc").read_bytes() == b""


@parametrize(
    "shell, there, want",
    [
        ("/bin/bash", [], [".bashrc", ".profile"]),  # a login shell reads no .bashrc
        ("/bin/bash", [".bash_login"], [".bashrc", ".bash_login"]),  # which alone it reads
        ("/bin/zsh", [], [".zshrc"]),
        ("/bin/sh", [], [".profile"]),
        ("/bin/zsh", [".bashrc", ".profile"], [".bashrc", ".profile", ".zshrc"]),
        ("/bin/bash", [".bashrc", ".bash_profile"], [".bashrc", ".bash_profile"]),
        ("", [], [".profile"]),
    ],
)
def test_which_files(environ: Env, shell: str, there: list[str], want: list[str]) -> None:
    home = home_of(environ)
    for name in there:
        (home / name).write_bytes(b"x\n")
    done, _ = lp.setup_shell({**environ, "SHELL": shell})
    assert [str(path.relative_to(home)) for path in done] == want
    lp.remove_shell({**environ, "SHELL": shell})
    assert sorted(path.name for path in home.iterdir() if path.is_file()) == sorted(there)


def test_zdotdir_and_fish(environ: Env) -> None:
    home = home_of(environ)
    (home / "z").mkdir()
    (home / "z" / ".zshrc").write_bytes(b"")
    (home / ".config" / "fish").mkdir(parents=True)
    env = environ | {"ZDOTDIR": str(home / "z"), "SHELL": "/bin/zsh"}
    fish = home / ".config" / "fish" / "conf.d" / "llm-proxy.fish"
    assert lp.setup_shell(env)[0] == [home / "z" / ".zshrc", fish]
    lp.remove_shell(env)
    assert not fish.parent.exists()


@parametrize("shell", SHELLS)
def test_a_new_shell_has_the_variables(environ: Env, proxy: FakeProxy, shell: str) -> None:
    home = home_of(environ)
    (home / ".config" / "fish").mkdir(parents=True)
    for name in (".bashrc", ".zshrc", ".profile"):
        (home / name).write_bytes(b"")
    lp.setup_shell(environ)
    command = {"dash": ["dash", "-c"], "fish": ["fish", "-c"]}.get(shell, [shell, "-i", "-c"])
    login = ". ~/.profile; " if shell == "dash" else ""  # dash -l would have PATH reset by /etc/profile
    said = ended([*command, f"{login}env; claude"], environ).stdout
    assert said.count(f"ANTHROPIC_BASE_URL=http://127.0.0.1:{proxy.port}/anthropic/api.anthropic.com") == 2


@parametrize("there", [[], [".bashrc"], [".bash_profile"], [".profile", ".bashrc"]])
def test_a_login_shell_has_the_variables(environ: Env, proxy: FakeProxy, there: list[str]) -> None:
    for name in there:
        (home_of(environ) / name).write_text("case $- in *i*) ;; *) return ;; esac\n" if "rc" in name else "a=1\n")
    lp.setup_shell(environ)
    command = ["bash", "-l", "-c", "env"]
    said = ended(command, environ)
    assert said.stderr == ""
    assert variables(said.stdout)["OPENAI_BASE_URL"].startswith(f"http://127.0.0.1:{proxy.port}/openai/")


# ==============================================================================
# 60  Service
# ==============================================================================


COMMAND = ["/opt/my tools/llm-proxy"]


def set_up(environ: Env, run: lp.Runner, platform: str = "linux", port: int = 0) -> int:
    (home_of(environ) / ".bashrc").touch()
    return lp.setup(COMMAND, environ, run, platform, port, 90.0, True)


def test_setup_with_systemd(environ: Env, capsys: Capture) -> None:
    run = Manager(("systemctl --user is-active", 3, ""), ("loginctl", 0, "Linger=no\n"))
    assert set_up(environ, run) == 0
    port = lp.unit_port(environ)
    assert port > 0
    assert [line.removeprefix("systemctl --user ") for line in run.asked] == [
        "show-environment",
        "is-active --quiet llm-proxy.service",
        "daemon-reload",
        "enable llm-proxy.service llm-proxy.socket",
        "restart llm-proxy.socket",
        "start llm-proxy.service",
        "loginctl show-user u --property=Linger",
    ]
    said = capsys.readouterr().out
    assert "loginctl enable-linger u" in said
    assert "Restart your shell" in said
    again = Manager()
    assert set_up(environ, again) == 0
    assert lp.unit_port(environ) == port
    assert "systemctl --user reload llm-proxy.service" in again.asked
    assert not [line for line in again.asked if "restart" in line or "stop" in line]
    moved = Manager()
    assert set_up(environ, moved, port=free_port()) == 0
    assert [line.split()[2:] for line in moved.asked[4:7]] == [
        ["stop", "llm-proxy.service"],
        ["restart", "llm-proxy.socket"],
        ["start", "llm-proxy.service"],
    ]


def test_units_verify(environ: Env, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    program = tmp_path / 'a "b" 100% $HOME' / "llm-proxy"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    env = {**environ, "XDG_STATE_HOME": "/x y/%s$"}
    for name, text in lp.render_units([str(program), "--service"], 4321, env, 90.0).items():
        (tmp_path / name).write_text(text)
    files = [str(tmp_path / f"llm-proxy.{kind}") for kind in ("service", "socket")]
    command = ["systemd-analyze", "verify", "--user", *files]
    done = ended(command, environ)
    mentioned = [line for line in done.stderr.splitlines() if "llm-proxy" in line]
    assert mentioned == []


def test_setup_on_macos(environ: Env) -> None:
    run = Manager((f"launchctl print gui/{os.getuid()}/", 113, ""))
    assert set_up(environ, run, "darwin") == 0
    path = home_of(environ) / "Library" / "LaunchAgents" / "llm-proxy.plist"
    agent = plistlib.loads(path.read_bytes())
    assert agent["ProgramArguments"] == ["/opt/my tools/llm-proxy", "--service"]
    assert run.asked[-1] == f"launchctl bootstrap gui/{os.getuid()} {path}"
    again = Manager()
    assert set_up(environ, again, "darwin") == 0
    assert again.asked[-1] == f"launchctl kickstart -k gui/{os.getuid()}/llm-proxy"
    assert lp.uninstall(environ, again, "darwin", "/logs") == 0
    assert not path.exists()


@parametrize(
    "answer, port, said",
    [
        (("systemctl --user enable", 1, "Access denied"), 0, "llm-proxy.socket failed (1): Access denied"),
        (("", 0, ""), -1, "taken by another program; choose another --port"),
    ],
)
def test_a_step_that_fails_is_named_and_the_shell_is_set_up(
    environ: Env, capsys: Capture, answer: tuple[str, int, str], port: int, said: str
) -> None:
    with listening() as taken:
        assert set_up(environ, Manager(answer), port=port and taken.getsockname()[1]) == 1
    assert said in capsys.readouterr().err
    assert b"llm-proxy" in (home_of(environ) / ".bashrc").read_bytes()


@parametrize("platform", ["linux", "darwin", ""])
def test_setup_keeps_its_flags(
    environ: Env, tmp_path: Path, monkeypatch: Patch, capsys: Capture, platform: str
) -> None:
    """Also where an upgrade sets up anew and names none; and paths are those of the first set-up's directory."""
    monkeypatch.setattr(os, "environ", environ)
    monkeypatch.setattr(sys, "platform", platform or "linux")
    monkeypatch.setattr(lp, "run_quietly", Manager(*(() if platform else NO_MANAGER)))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.toml").write_text("")
    started: list[Sequence[str]] = []
    monkeypatch.setattr(lp, "start_server", lambda command, _: started.append(command))
    port = free_port()
    flags = [f"--port={port}", "--log-dir=a b", "--config=own.toml", "--host=0.0.0.0", "--loki-url=http://x/%h$1"]
    want = {f"--log-dir={tmp_path}/a b", f"--config={tmp_path}/own.toml", "--loki-url=http://x/%h$1", "--host=0.0.0.0"}
    for more in (flags, [], ["--log-level=debug"], []):
        assert lp.main(["--setup", *more]) == 0
    if platform == "darwin":
        file = home_of(environ) / "Library" / "LaunchAgents" / "llm-proxy.plist"
        words = plistlib.loads(file.read_bytes())["ProgramArguments"]
    elif platform:
        file = lp.unit_directory(environ) / "llm-proxy.service"
        (line,) = re.findall(r"^ExecStart=(.*)$", file.read_text(), re.MULTILINE)
        words = [*shlex.split(line.replace("%%", "%").replace("$$", "$")), f"--port={lp.unit_port(environ)}"]
        assert f"ListenStream=0.0.0.0:{port}\n" in file.with_suffix(".socket").read_text()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    else:
        assert want <= set(shlex.split(capsys.readouterr().out.partition(" starts it")[0]))
        lp.main(["server", "start"])
        words = [word for word in started[0] if word.startswith("--")]
    assert want | {"--service", "--log-level=debug", f"--port={port}"} <= set(words)
    assert len(words) == len(set(words))


def test_a_secret_is_no_flag_of_a_service(environ: Env, monkeypatch: Patch, capsys: Capture) -> None:
    monkeypatch.setattr(os, "environ", environ)
    assert lp.main(["--setup", "--loki-auth-token=abc"]) == 2
    said = capsys.readouterr().err
    assert "loki_auth_token" in said
    assert "abc" not in said


def test_the_one_that_leaves_may_answer_first(environ: Env, monkeypatch: Patch) -> None:
    found = published(environ, 4321)
    answers: list[dict[str, Any] | None] = [{"instance": "of another"}, {"instance": found.token}]
    monkeypatch.setattr(lp, "ask_proxy", lambda *_: answers.pop(0))
    assert lp.find_service(environ) == found
    for answer in (None, {}, {"status": "ok"}):
        answers[:] = [answer]
        assert lp.find_service(environ) is None


@parametrize("platform", ["linux", "darwin"])
def test_setup_without_a_manager_hands_an_older_version_over(
    environ: Env, platform: str, monkeypatch: Patch, capsys: Capture
) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr("llm_proxy.os.kill", lambda pid, number: asked.append((pid, number)))
    base = lp.Instance(4711, 9999, 1, "token", "", "0.0.9", "/logs")
    for found, says, signals in (
        (None, "llm-proxy server start starts it", []),
        (base, "version 0.0.9, which runs on port 9999, hands over", [(4711, signal.SIGHUP)]),
        (dataclasses.replace(base, version=lp.__version__), "it runs already, on port 9999", []),
    ):
        asked.clear()
        monkeypatch.setattr(lp, "find_service", lambda _environ, found=found: found)
        assert set_up(environ, Manager(*NO_MANAGER), platform) == 0
        assert f": {says}" in capsys.readouterr().out.partition("No service manager answers here")[2]
        assert asked == signals
    assert b"llm-proxy" in (home_of(environ) / ".bashrc").read_bytes()


def test_uninstall_undoes_all_and_keeps_logs(environ: Env, capsys: Capture) -> None:
    home = home_of(environ)
    set_up(environ, Manager())
    run = Manager()
    logs = home / "logs"
    logs.mkdir()
    assert lp.uninstall(environ, run, "linux", str(logs)) == 0
    assert run.asked == [
        "systemctl --user disable --now llm-proxy.socket llm-proxy.service",
        "systemctl --user daemon-reload",
    ]
    assert f"Kept: {logs}" in capsys.readouterr().out
    assert [path for path in home.rglob("*") if path.is_file()] == [home / ".bashrc"]
    assert (home / ".bashrc").read_bytes() == b""
    nothing = Manager()
    assert lp.uninstall(environ, nothing, "linux", "/the/logs") == 0
    assert nothing.asked == []


def test_uninstall_goes_on_where_a_file_cannot_be_removed(environ: Env, capsys: Capture) -> None:
    set_up(environ, Manager())
    unit = lp.unit_directory(environ) / "llm-proxy.socket"
    unit.unlink()
    unit.mkdir()  # as root, no other file stays
    capsys.readouterr()
    assert lp.uninstall(environ, Manager(), "linux", "/the/logs") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert str(unit) in line
    assert not unit.with_suffix(".service").exists()
    assert (home_of(environ) / ".bashrc").read_bytes() == b""


# -- run --


SESSION_FILE = "api.anthropic.com/2026-11-21/s.jsonl"


def session_lines(entries: list[dict[str, Any]]) -> list[tuple[bytes, bytes]]:
    """Response lines of one session, each with what the journal has for it."""
    found, offset = list[tuple[bytes, bytes]](), 0
    for entry in entries:
        line = json.dumps({"_meta": {}, "type": "response", **entry}, separators=(",", ":")).encode() + b"\n"
        found.append((line, b"".join(lp.journal_notes(SESSION_FILE, offset, [(line, 0.0)]))))
        offset += len(line)
    return found


def test_run_uses_the_proxy_that_runs(environ: Env, proxy: FakeProxy, tmp_path: Path, capfd: Capture) -> None:
    logs, usage = tmp_path / "logs", {"input_tokens": 1200, "output_tokens": 34}
    (before, _), *more = session_lines([{"cost_usd": 5.0}, *[{"cost_usd": 0.01, "usage": usage}] * 2])
    session, journal = logs / SESSION_FILE, logs / "journal" / "2026-11-21.jsonl"
    for file in (session, journal):
        file.parent.mkdir(parents=True, exist_ok=True)
    session.write_bytes(before)
    journal.write_bytes(session_lines([{"cost_usd": 5.0}])[0][1])
    (tmp_path / "lines").write_bytes(b"".join(line for line, _ in more))
    (tmp_path / "notes").write_bytes(b"".join(notes for _, notes in more))
    client = tmp_path / "bin" / "more"
    client.write_text(f"#!/bin/sh\ncd {tmp_path} && cat lines >>{session} && cat notes >>{journal}\n")
    client.chmod(0o755)
    assert run_client(["more"], environ) == 0
    said = capfd.readouterr().err
    assert said == (
        f"llm-proxy: log {logs}/api.anthropic.com/2026-11-21/s.jsonl\n"
        "llm-proxy: 2 requests, 2,400 input tokens, 68 output tokens, $0.0200\n"
    )
    assert run_client(["claude", "-p", "x y"], environ, quiet=True) == 0
    out, err = capfd.readouterr()
    assert out.startswith("claude|-p|x y|\nANTHROPIC_BASE_URL=http://127.0.0.1:")
    assert err == ""
    assert run_client(["codex", "x"], environ) == 0
    out, err = capfd.readouterr()
    assert out.startswith(f'codex|-c|openai_base_url="http://127.0.0.1:{proxy.port}/openai/api.openai.com/v1"|x|')
    assert err == "llm-proxy: nothing came through the proxy\n"


def run_client(argv: list[str], environ: Mapping[str, str], quiet: bool = False) -> int:
    """Through a proxy that runs; none can be started."""
    return lp.run_command(argv, environ, ["/nonexistent"], lp.Settings(), quiet=quiet)


GATEWAY = '[model_providers.corp]\nbase_url = "https://gw.corp/v1"\n[model_providers."a.b"]\nbase_url = "https://gw.corp/v1"\n'
CLAUDE, LOCAL, CODEX = ".claude/settings.json", "../.claude/settings.local.json", ".codex/config.toml"
GEMINI = ".gemini/settings.json"
CODEX_URL = '-c|openai_base_url="@/openai/{}/v1"|'
THROUGH = '-c|model_providers.corp.base_url="@/openai/gw.corp/v1"|'


def corp(name: str, **env: str) -> str:
    """Settings of Claude Code with this variable."""
    return json.dumps({"model": "x", "env": {name: "https://gw.corp/a", **env}}, indent=1)


def login(word: str) -> str:
    """Settings of Gemini CLI."""
    return json.dumps({"security": {"auth": {"selectedType": word}}})


# A client's command, its files, what it is called with, and the file that `doctor` names, and `run` too where told.
@parametrize(
    "words, files, passed, place, is_told",
    [
        ("codex", {}, CODEX_URL.format("api.openai.com"), "", False),
        ("codex", {CODEX: 'openai_base_url = "https://gw.corp/v1"\n'}, CODEX_URL.format("gw.corp"), "", False),
        ("codex x", {CODEX: 'openai_base_url = "http://127.0.0.1:9/openai/api.openai.com/v1"\n'}, "x|", "", False),
        ("codex x", {CODEX: 'model = "x"\nopenai_base_url = "http://gw.corp/v1"\n'}, "x|", CODEX, True),
        ("codex x", {CODEX: f'model_provider = "corp"\n{GATEWAY}'}, f"{THROUGH}x|", CODEX, False),
        ("codex", {CODEX: f'\n\nmodel_provider = "a.b"\n{GATEWAY}'}, "", CODEX, True),
        ("codex", {CODEX: 'model_provider = "ollama"\n'}, "", CODEX, True),
        (
            "claude x",
            {CLAUDE: corp("ANTHROPIC_BASE_URL", OTHER="1")},
            '--settings|{"env": {"ANTHROPIC_BASE_URL": "@/anthropic/gw.corp/a"}}|x|',
            CLAUDE,
            False,
        ),
        (
            "claude x",
            {CLAUDE: corp("OPENAI_BASE_URL"), LOCAL: corp("OPENAI_BASE_URL")},
            '--settings|{"env": {"OPENAI_BASE_URL": "@/openai/gw.corp/a"}}|x|',
            LOCAL[2:],
            False,
        ),
        ("claude x", {CLAUDE: json.dumps({"env": {"OTHER": "1"}, "model": "x"})}, "x|", "", False),
        ("claude x", {CLAUDE: "{"}, "x|", "", False),
        ("claude --settings {}", {CLAUDE: corp("ANTHROPIC_BASE_URL")}, "--settings|{}|", CLAUDE, True),
        ("claude", {CLAUDE: '{"env": {"ANTHROPIC_BASE_URL": "http://gw.corp/a"}}'}, "", CLAUDE, True),
        ("claude", {CLAUDE: '{"env": {"CLAUDE_CODE_USE_VERTEX": "1"}}'}, "", CLAUDE, True),
        ("CLAUDE_CODE_USE_BEDROCK=1 claude", {}, "", "the environment", True),
        ("GOOGLE_GENAI_USE_GCA=true gemini", {GEMINI: login("oauth-personal")}, "", "the environment", True),
        ("gemini", {GEMINI: login("oauth-personal")}, "", GEMINI, True),
        ("gemini", {GEMINI: login("gemini-api-key")}, "", "", False),
        ("gemini", {GEMINI: "{}"}, "", GEMINI, True),
    ],
)
def test_clients_files_do_not_lead_past_the_proxy_unseen(
    environ: Env,
    proxy: FakeProxy,
    tmp_path: Path,
    monkeypatch: Patch,
    capfd: Capture,
    words: str,
    files: dict[str, str],
    passed: str,
    place: str,
    is_told: bool,
) -> None:
    """The client is given what takes its own setting back; where it has no such option, the file is named."""
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        file = home_of(environ) / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    more, argv = [word for word in words.split() if "=" in word], [word for word in words.split() if "=" not in word]
    environ |= dict(pair.split("=") for pair in more)
    assert run_client(argv, environ) == 0
    out, err = capfd.readouterr()
    called = out.partition("\n")[0].replace(f"http://127.0.0.1:{proxy.port}/", "@/")
    assert called == f"{argv[0]}|{passed}"
    first, *why = err.splitlines()
    assert "nothing came" in first
    assert is_told == any(place in line for line in why)
    found = texts("clients' files", scene(environ, tmp_path))
    assert bool(place) == any(place in text for text in found)
    # Without a login in its settings Gemini takes any base URL for one, and refuses it.
    assert ("GOOGLE_GEMINI_BASE_URL=" in out) == ("{}" not in files.get(GEMINI, "{}" * (argv[0] == "gemini")))


@parametrize("client", ["exit 7", "kill -TERM $$"])
def test_run_if_running(environ: Env, tmp_path: Path, monkeypatch: Patch, capfd: Capture, client: str) -> None:
    """Without a proxy the client runs as without us, and no proxy is started; what was ours before is taken back."""
    monkeypatch.setattr(os, "environ", environ | lp.with_ours(environ, 7))
    words = ["run", "--quiet", "--if-running", "sh", "-c", f'echo "$ANTHROPIC_BASE_URL"; {client}', "--status", "-env"]
    want = 7 if "7" in client else 143
    assert lp.main(words) == want
    assert capfd.readouterr() == ("\n", "")
    proxy = FakeProxy(environ, tmp_path)
    assert lp.main(words) == want
    assert capfd.readouterr() == (f"http://127.0.0.1:{proxy.port}/anthropic/api.anthropic.com\n", "")
    proxy.close()


def test_run_without_the_command(environ: Env, proxy: FakeProxy, capfd: Capture) -> None:
    assert run_client(["no-such-client"], environ, quiet=True) == 127
    assert "no-such-client: command not found" in capfd.readouterr().err


RUNNER = """
import os, sys
if os.isatty(0):
    __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def run_words(installed: Path, *client: str) -> list[str]:
    """`run` of the installed program; where there is a terminal it has it."""
    return [sys.executable, "-c", RUNNER, str(installed), "run", "--quiet", "--", *client]


def test_signals_and_terminal_reach_the_client(environ: Env, proxy: FakeProxy, installed: Path) -> None:
    """SIGTERM to us alone goes on to the client; it has the terminal; Ctrl-C reaches it, and us it does not end."""
    client = (  # sigwait, since a signal just before a shell's `read` waits for the next line
        "import os, signal, sys\n"
        "signals = {signal.SIGINT: 'INT', signal.SIGTERM: 'TERM'}\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, signals)\n"
        "print('tty' if os.isatty(0) else '', 'up', flush=True)\n"
        "while print(signals[came := signal.sigwait(signals)], flush=True) or came != signal.SIGTERM:\n"
        "    pass\n"
        "sys.exit(5)\n"
    )
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        run_words(installed, sys.executable, "-c", client),
        env=environ,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)
    seen = b""

    def until(text: bytes) -> None:
        nonlocal seen
        while text not in seen:
            seen += os.read(leader, 1000)

    until(b"up")
    assert b"tty" in seen
    os.write(leader, b"\x03")
    until(b"INT")
    process.send_signal(signal.SIGTERM)
    until(b"TERM")
    assert process.wait(30) == 5
    os.close(leader)


def test_a_stopped_client_stops_us(environ: Env, proxy: FakeProxy, installed: Path) -> None:
    process = subprocess.Popen(run_words(installed, "sh", "-c", "kill -STOP $$; exit 3"), env=environ)
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    process.send_signal(signal.SIGCONT)
    assert process.wait(30) == 3


# -- the processes --


def told(installed: Path, environ: Mapping[str, str], *args: str) -> subprocess.CompletedProcess[str]:
    """What the installed program says."""
    command = [sys.executable, str(installed), *args]
    return ended(command, environ)


ASK_HEALTH = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Service:
    """`llm-proxy --service` as a process of its own; what takes over from it ends with this as well."""

    def __init__(self, environ: Env, program: Path, *args: str, sock: socket.socket | None = None) -> None:
        if not IS_ALL:
            pytest.skip("LLM_PROXY_TEST_ALL=no")
        self.environ = environ
        self._said = home_of(environ) / "said"
        command, kept = [sys.executable, str(program), "--service", *args], []
        if sock:  # as systemd does it: number 3, and the pid that only the new process knows
            kept = [sock.fileno()]
            passed = f'exec 3<&{sock.fileno()}; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'
            command = ["bash", "-c", passed, "bash", *command]
        with self._said.open("ab") as out:
            self.process = subprocess.Popen(
                command, env=environ, stdin=subprocess.DEVNULL, stdout=out, stderr=out, pass_fds=kept
            )
        try:
            self.instance: lp.Instance = until(self._listens, "a proxy that listens", 60)
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        self.port = self.instance.port

    def _listens(self) -> lp.Instance | None:
        assert self.process.poll() is None, self.said()
        return lp.find_service(self.environ)

    def said(self) -> str:
        """All that this process and its successors have said."""
        later = lp.state_directory(self.environ) / "service.log"
        return self._said.read_text() + (later.read_text() if later.exists() else "")

    def successor(self) -> lp.Instance:
        """Another one that has proved itself, once the old one accepts no more."""
        old = self.instance
        with Client(self.port) as watch:

            def is_draining() -> bool:
                watch.received = b""
                try:
                    return b'"draining"' in watch.send(ASK_HEALTH).read_until(b'"instance"')
                except (OSError, AssertionError):  # it has closed this connection
                    return True

            assert not is_draining()
            os.kill(old.pid, signal.SIGHUP)
            until(is_draining, "the end of the old one", 60)

        def another() -> lp.Instance | None:
            found = lp.find_service(self.environ)
            return found if found and found.token != old.token else None

        self.instance = until(another, "a successor", 60)
        return self.instance

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.process.kill()
        self.process.wait()
        found = lp.read_instance(self.environ)
        if found and not is_gone(found):
            os.kill(found.pid, signal.SIGKILL)


def is_gone(instance: lp.Instance) -> bool:
    """Whether its process has ended; nobody may have collected it."""
    return not lp.is_running(instance)


SILENT: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def ask_once(port: int, upstream: RawUpstream, path: str = "/quick") -> bytes:
    with Client(port) as client:
        return client.send(post(upstream, b"{}", b"Connection: close", path=path)).read_all()


def streams_until(end: threading.Event) -> Callable[[RawConnection, int], None]:
    """A script: numbered events until told to end; any path but /slow is answered at once."""

    def script(conn: RawConnection, _number: int) -> None:
        while True:
            if b"/slow" not in conn.read_request()[0].partition(b"\r\n")[0]:
                conn.send(ok())
                continue
            conn.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
            number = 0
            while not number or not end.wait(0.01):
                event = b"data: %d\n\n" % number
                conn.send(b"%x\r\n%s\r\n" % (len(event), event))
                number += 1
            conn.send(b"0\r\n\r\n")

    return script


def events_in(received: bytes) -> list[int]:
    return [int(number) for number in re.findall(rb"data: (\d+)\n", received)]


@pytest.fixture
def says(environ: Env, monkeypatch: Patch, capfd: Capture) -> Callable[..., str]:
    """Run a command in this process: its exit status must be the first argument; what it prints."""
    monkeypatch.setattr(os, "environ", environ)

    def call(status: int, *args: str) -> str:
        assert lp.main(args) == status
        out, err = capfd.readouterr()
        assert err == ""
        return str(out)

    return call


def test_server_start_status_env_health_and_stop(environ: Env, installed: Path, says: Callable[..., str]) -> None:
    """Started by a process, asked from this one."""
    assert says(3, "--status").startswith("Status: NOT RUNNING\n")
    assert json.loads(says(3, "--status", "--json"))["running"] is False
    assert json.loads(says(3, "server", "health")) == {"status": "not running"}
    assert says(0, "--env") == ""
    started = told(installed, environ, "server", "start")
    found = lp.find_service(environ)
    assert found, started
    try:
        assert started.stdout == f"llm-proxy runs on 127.0.0.1:{found.port} (pid {found.pid})\n"
        assert (started.returncode, started.stderr) == (0, "")
        assert says(0, "-d") == f"llm-proxy already runs on 127.0.0.1:{found.port} (pid {found.pid})\n"
        assert says(0, "--status").startswith(f"Status: RUNNING\nPort: {found.port}\nPid: {found.pid}\n")
        state = json.loads(says(0, "--status", "--json"))
        assert (state["running"], state["port"], state["pid"], state["status"]) == (True, found.port, found.pid, "ok")
        export = says(0, "--env")
        shown = ended(["sh", "-c", f"{export}env"], environ)
        assert variables(shown.stdout) == ours(lp.with_ours(environ, found.port))
        assert f"set -gx OPENAI_BASE_URL http://127.0.0.1:{found.port}/" in says(0, "--env", "--shell", "fish")
        assert json.loads(says(0, "server", "health"))["instance"] == found.token
    finally:
        stopped = says(0, "server", "stop")
    assert stopped == "llm-proxy stopped\n"
    assert is_gone(found)
    assert sorted(path.name for path in lp.state_directory(environ).iterdir()) == ["last-port", "service.log"]
    assert says(0, "server", "stop") == "llm-proxy does not run\n"
    environ |= lp.with_ours(environ, found.port)
    gone = says(0, "--env")
    assert "unset ANTHROPIC_BASE_URL\n" in gone
    assert "127.0.0.1" not in gone


def test_a_proxy_in_the_foreground_is_known(
    environ: Env, installed: Path, tmp_path: Path, says: Callable[..., str]
) -> None:
    """As clients are led to it; `server stop` leaves it alone, and a service goes before it."""
    log_dir = str(tmp_path / "fore")
    process = started("--port", "0", "--log-dir", log_dir, program=installed, env=environ, **SILENT)
    try:
        found = until(lambda: lp.find_proxy(environ), "a proxy that is found", 60)
        assert (found.pid, found.log_dir) == (process.pid, log_dir)
        state = json.loads(says(0, "--status", "--json"))
        assert (state["port"], state["kind"]) == (found.port, "foreground")
        base = f"http://127.0.0.1:{found.port}/openai/"
        assert base in says(0, "--env")
        assert says(0, "run", "--quiet", "--", "sh", "-c", 'echo "$OPENAI_BASE_URL"').startswith(base)
        asked = told(installed, environ, "doctor", "--port", str(found.port)).stdout
        assert str(process.pid) in asked
        assert "taken" not in asked
        assert says(0, "server", "stop") == "llm-proxy does not run\n"
        service = FakeProxy(environ, tmp_path)
        assert lp.find_proxy(environ) == service.instance
        service.close()
        assert lp.find_proxy(environ) == found
        assert process.poll() is None
    finally:
        process.terminate()
        assert process.wait(30) == 0
    assert lp.find_proxy(environ) is None
    assert list((lp.state_directory(environ) / "foreground").iterdir()) == []


def test_a_proxy_in_the_foreground_needs_no_state_directory(environ: Env, installed: Path) -> None:
    """As in a container whose file system is read-only."""
    (home_of(environ) / ".local").write_text("in the way")
    process = started("--port", "0", "--console", "off", program=installed, env=environ)
    try:
        lines = [process.stderr.readline() for _ in range(3)]
        assert "Starting llm-proxy" in lines[0], lines
        assert lp.ask_proxy(int(lines[0].rsplit(":", 1)[1]), "/health", 5.0)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_a_server_that_does_not_start_is_one_line(environ: Env, monkeypatch: Patch, capsys: Capture) -> None:
    monkeypatch.setattr(os, "environ", environ)
    with listening() as taken:
        assert lp.main(["server", "start", "--port", str(taken.getsockname()[1]), "--host", "127.0.0.1"]) == 1
    said = capsys.readouterr().err
    assert "the proxy did not start: " in said
    assert "Address already in use" in said
    assert said.count("\n") == 1


def left_of_run(environ: Mapping[str, str]) -> list[str]:
    """What a `run` has left behind, but for its log."""
    private = [path.name for path in Path(environ["TMPDIR"]).glob("llm-proxy-run-*")]
    return private + sorted(path.name for path in lp.state_directory(environ).iterdir() if path.name != "run.log")


def test_run_brings_its_own_proxy(environ: Env, installed: Path) -> None:
    environ["OPENAI_BASE_URL"] = "https://gw.corp/v1"
    done = told(installed, environ, "run", "--", "sh", "-c", "env; exit 7")
    assert done.returncode == 7
    assert done.stderr == "llm-proxy: nothing came through the proxy\n"
    found = variables(done.stdout)
    port = int(found["ANTHROPIC_BASE_URL"].split(":")[2].partition("/")[0])
    assert found == ours(lp.with_ours(environ, port))
    assert lp.ask_proxy(port, "/health") is None
    assert left_of_run(environ) == []


IN_PLACE_CLIENT = """
import json, os, pathlib, urllib.request
files = {name: pathlib.Path(path).read_text() for name, path in os.environ.items() if path.endswith(".pem")}
print(json.dumps([dict(os.environ), files]))
request = urllib.request.Request("https://api.anthropic.com/v1/messages", b'{"model": "claude-sonnet-4-5", "messages": []}')
print(urllib.request.urlopen(request).read().decode())
"""


def test_run_in_place(environ: Env, installed: Path, tmp_path: Path) -> None:
    """The client has no base URL but a proxy of its own, whose authority it trusts besides the others."""
    usage = counted("input_tokens output_tokens", 10, 5)
    answer = as_json(typed("message", role="assistant", content=[typed("text", text="yes")], usage=usage))
    (tmp_path / "more.pem").write_text("# of the user's\n")
    with the_world(tmp_path, always(ok(answer))) as (_, options):
        env = lp.with_ours({**environ, "NO_PROXY": "a.corp", "NODE_EXTRA_CA_CERTS": str(tmp_path / "more.pem")}, 7)
        env |= {"HTTPS_PROXY": options["upstream_proxy"], "LLM_PROXY_CA_FILE": options["ca_file"]}
        env |= {"LLM_PROXY_LOG_DIR": str(tmp_path / "logs")}
        done = told(installed, env, "run", "--in-place", "--", sys.executable, "-c", IN_PLACE_CLIENT)
        assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    seen, files = json.loads(first)
    assert second == answer.decode()
    assert [name for name in seen if name.endswith("_URL")] == []
    login, place = re.findall(r"http://run:([\w-]{32})@(127\.0\.0\.1:\d+)$", seen["HTTPS_PROXY"])[0]
    assert (seen["https_proxy"], seen["NO_PROXY"]) == (seen["HTTPS_PROXY"], "127.0.0.1,localhost,::1")
    authority = files["DENO_CERT"]
    assert authority.count("BEGIN CERTIFICATE") == 1
    assert files["NODE_EXTRA_CA_CERTS"] == f"# of the user's\n\n{authority}"
    for name in lp.system_bundle() and ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "AWS_CA_BUNDLE"):
        assert files[name].endswith(authority)
        assert files[name].count("BEGIN CERTIFICATE") > 20
    # Nothing of it is left but the log, in which the secret is not.
    request, response = the_pair(tmp_path)
    assert (request["_meta"]["host"], response["usage"]["input_tokens"]) == ("api.anthropic.com", 10)
    assert done.stderr.endswith("1 request, 10 input tokens, 5 output tokens, $0.0001\n")
    assert left_of_run(environ) == []
    assert lp.ask_proxy(int(place.partition(":")[2]), "/health") is None
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert login.encode() not in left


@unless_few
def test_a_run_in_place_says_why_there_was_no_answer(environ: Env, installed: Path, tmp_path: Path) -> None:
    """And removes what one that was killed has left."""
    left, other, fresh = (tmp_path / f"llm-proxy-run-{name}" for name in ("left", "other", "fresh"))
    for directory in (left, other, fresh):
        directory.mkdir()
        if directory != fresh:
            os.utime(directory, (1, 1))
    (tmp_path / "llm-proxy-run-link").symlink_to("/nonexistent")
    lock = lp.lock_file(str(other / "lock"))
    os.utime(other, (1, 1))
    environ["HTTPS_PROXY"] = f"http://127.0.0.1:{free_port()}"
    done = told(installed, environ, "run", "--in-place", "--", sys.executable, "-c", IN_PLACE_CLIENT)
    assert done.returncode == 1
    assert "llm-proxy: api.anthropic.com: " in done.stderr
    assert "cannot be reached" in done.stderr
    assert [directory.exists() for directory in (left, other, fresh)] == [False, True, True]
    os.close(lock or 0)
    quiet = told(installed, environ, "run", "--in-place", "--", "true").stderr
    assert "nothing came through" in quiet
    assert "Java" in quiet


@unless_few
def test_what_runs_in_place_and_starts_another_is_read_once(environ: Env, installed: Path) -> None:
    inner = f"{sys.executable} {installed} run --in-place -- sh -c 'echo $HTTPS_PROXY; exit 3'"
    done = told(installed, environ, "run", "--in-place", "--", "sh", "-c", f"echo $HTTPS_PROXY; {inner}")
    first, second = done.stdout.splitlines()
    assert (first, done.returncode) == (second, 3)
    # The shell of a run that has ended: its proxy is gone.
    left = {**environ, "HTTPS_PROXY": first, "https_proxy": first}
    assert told(installed, left, "run", "--in-place", "--", "sh", "-c", "echo $HTTPS_PROXY").stdout.strip() != first


@unless_few
@parametrize("url", ["https://a..b/", "https://10.1.2.3/x", "https://пример.рф/v1"])
def test_a_base_url_that_cannot_be_opened_stops_no_run(environ: Env, installed: Path, url: str) -> None:
    done = told(installed, {**environ, "OPENAI_BASE_URL": url}, "run", "--in-place", "--", "sh", "-c", "echo fine")
    assert done.stdout == "fine\n"


# Variables, the command, and whether it runs in place.
WAYS_TO_RUN = """
    run -- claude                                     in place
    run --base-url -- claude                          base URL
    run --if-running -- claude                        base URL
    run --if-running --in-place -- claude             in place
    run --if-running --in-place -- codex              base URL
    run --in-place -- codex                           in place
    run -- codex                                      base URL
    run -- /usr/bin/opencode                          in place
    CLAUDE_CODE_SKIP_BEDROCK_AUTH=1 run -- claude     base URL
    run -- gemini                                     base URL
    GOOGLE_GENAI_USE_GCA=true run -- gemini           in place
    ANTHROPIC_BASE_URL=https://gw.corp run -- claude  in place
    ANTHROPIC_BASE_URL=http://gw.corp run -- claude   base URL
    OPENAI_BASE_URL=https://localhost:4000 run -- opencode  base URL
    run --in-place --base-url -- claude               refused
"""


@parametrize("line, way", rows_of(WAYS_TO_RUN))
def test_which_clients_run_in_place(environ: Env, monkeypatch: Patch, line: str, way: str) -> None:
    """Claude Code and those that a base URL does not serve; others where that is asked for."""
    words = line.split()
    first = words.index("run")
    monkeypatch.setattr(os, "environ", environ | dict(word.split("=") for word in words[:first]))
    for status, name in enumerate(("run_in_place", "run_command"), 11):
        monkeypatch.setattr(lp, name, lambda *_, status=status: status)
    assert lp.main(words[first:]) == {"in place": 11, "base URL": 12, "refused": 2}[way]


@parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGQUIT])
def test_a_signal_to_run_is_the_clients(environ: Env, installed: Path, number: signal.Signals) -> None:
    """SIGINT as the terminal sends it, to the group; others to us alone.  The proxy lives until the client has ended."""
    client = 'trap "read x; exit 9" INT TERM QUIT; echo "$ANTHROPIC_BASE_URL"; while :; do read x || sleep 0.05; done'
    words, session = ("run", "--quiet", "--", "bash", "-c", client), {"start_new_session": True}
    process = started(*words, program=installed, env=environ, stdin=subprocess.PIPE, stderr=None, **session)
    port = int(process.stdout.readline().split(":")[2].partition("/")[0])
    if number == signal.SIGINT:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    assert lp.ask_proxy(port, "/health", 5.0)
    process.stdin.write("go\n" * 9)
    process.stdin.close()
    try:
        assert process.wait(20) == 9
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
    assert lp.ask_proxy(port, "/health") is None
    assert left_of_run(environ) == []


def test_a_signal_that_comes_while_the_client_starts_is_passed_on_too(monkeypatch: Patch) -> None:
    spawn = os.posix_spawn

    def spawn_slowly(*args: Any, **more: Any) -> int:
        pid = spawn(*args, **more)
        signal.raise_signal(signal.SIGTERM)  # the client runs, and we have not heard so yet
        return pid

    monkeypatch.setattr("llm_proxy.os.posix_spawn", spawn_slowly)
    command = ["sh", "-c", "trap 'exit 9' TERM; while :; do read x || sleep 0.01; done"]
    assert lp._run_client(command, {"PATH": os.environ["PATH"]}) in (9, 128 + signal.SIGTERM)


def test_the_proxy_of_a_killed_run_ends(environ: Env, installed: Path) -> None:
    words = ("run", "--", "sh", "-c", 'echo "$ANTHROPIC_BASE_URL"; read x')
    process = started(*words, program=installed, env=environ, stdin=subprocess.PIPE, stderr=None)
    port = int(process.stdout.readline().split(":")[2].partition("/")[0])
    process.kill()
    process.wait()
    until(lambda: lp.ask_proxy(port, "/health") is None, "the proxy's end", 60)
    process.stdin.close()
    process.stdout.close()


def test_a_reload_cuts_no_stream(environ: Env, installed: Path) -> None:
    end = threading.Event()
    with RawUpstream(streams_until(end)) as upstream, Service(environ, installed) as service:
        stream = Client(service.port).send(post(upstream, b"{}", b"Connection: close", path="/slow"))
        stream.read_until(b"data: 3\n")
        old = service.instance
        for _ in range(2):  # a successor has successors
            before = service.instance
            new = service.successor()
            assert new.pid != before.pid
            assert new.port == service.port
            for _ in range(5):
                assert ask_once(service.port, upstream).endswith(b"hello")
            view = health(service.port)
            assert (view["instance"], view["requests"], view["status"]) == (new.token, 5, "ok")
        until(lambda: is_gone(before), "the end of one that has nothing to do")
        assert lp.is_running(old)
        seen = len(events_in(stream.received))
        stream.read_until(b"data: %d\n" % (seen + 3))
        end.set()
        received = stream.read_all()
        stream.close()
        assert received.endswith(b"\r\n0\r\n\r\n")
        assert events_in(received) == list(range(len(events_in(received))))
        assert service.process.wait(30) == 0
        pairs = pairs_of(new.log_dir, 11)
        assert told(installed, environ, "server", "stop").stdout == "llm-proxy stopped\n"
    assert len(pairs) == 11
    assert [response["error"] for _, response in pairs if "error" in response] == []
    (streamed,) = [response for request, response in pairs if "/slow" in json.dumps(request)]
    assert events_in("".join(chunk["raw"] for chunk in streamed["chunks"]).encode()) == events_in(received)


def test_a_reload_under_load_refuses_nobody(environ: Env, installed: Path) -> None:
    end, found = threading.Event(), list[object]()
    with RawUpstream(streams_until(end)) as upstream, Service(environ, installed) as service:

        def ask() -> None:
            while not end.wait(0.01):
                try:
                    found.append(ask_once(service.port, upstream).endswith(b"hello"))
                except (OSError, AssertionError) as e:
                    found.append(e)

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        until(lambda: len(found) > 20)
        service.successor()
        count = len(found)
        until(lambda: len(found) > count + 20)
        end.set()
        for thread in threads:
            thread.join(30)
        service.process.wait(30)
        assert {one for one in found if one is not True} == set()
        pairs_of(service.instance.log_dir, len(found))


def test_what_does_not_start_changes_nothing(environ: Env, installed: Path, tmp_path: Path) -> None:
    program = tmp_path / "llm-proxy"
    shutil.copy2(installed, program)
    with RawUpstream(always(ok())) as upstream, Service(environ, program) as service:
        program.write_text("this is no program\n")
        service.process.send_signal(signal.SIGHUP)
        until(lambda: "this version goes on" in service.said(), "a word about it", 60)
        assert re.search(r"the proxy did not start: SyntaxError: .* \(see .*; this version goes on\n", service.said())
        assert lp.find_service(environ) == service.instance
        assert ask_once(service.port, upstream).endswith(b"hello")
        shutil.copy2(installed, program)
        assert service.successor().port == service.port
        assert ask_once(service.port, upstream).endswith(b"hello")
        assert service.process.wait(30) == 0


def test_a_stop_during_a_reload_stops_both(environ: Env, installed: Path, tmp_path: Path) -> None:
    program, mark = tmp_path / "llm-proxy", tmp_path / "mark"
    shutil.copy2(installed, program)
    with Service(environ, program) as service:
        wait = f"import os, sys, time\nif '--service' in sys.argv: open({str(mark)!r}, 'w').close()\n"
        wait += f"while '--service' in sys.argv and os.path.exists({str(mark)!r}): time.sleep(0.01)\n"
        text = installed.read_text(encoding="utf-8")
        program.write_text(text.replace("import argparse\n", f"import argparse\n{wait}", 1), encoding="utf-8")
        service.process.send_signal(signal.SIGHUP)
        until(mark.exists, "the start of a successor", 60)
        service.process.send_signal(signal.SIGTERM)
        until(lambda: health(service.port), "the signal's arrival")
        mark.unlink()
        assert service.process.wait(30) == 0
        until(lambda: lp.ask_proxy(service.port, "/health") is None, "the end of both")
        assert not (lp.state_directory(environ) / "port").exists()
        assert "Another has taken over..." not in service.said()


def test_who_was_replaced_can_still_be_stopped(environ: Env, installed: Path) -> None:
    """By one SIGTERM, as `systemctl stop` sends it: what runs has drain_timeout to end, and no hour."""
    end = threading.Event()
    with RawUpstream(streams_until(end)) as upstream, Service(environ, installed, "--drain-timeout=0.1") as service:
        stream = Client(service.port).send(post(upstream, path="/slow"))
        stream.read_until(b"data: 3\n")
        service.successor()
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(30) == 0
        stream.end()
        stream.close()
        end.set()
        ((_, response),) = pairs_of(service.instance.log_dir, 1)
        assert response["error"]["kind"] == "shutdown"


def test_a_socket_from_the_manager_keeps_whoever_waits(environ: Env, installed: Path) -> None:
    with RawUpstream(always(ok())) as upstream, listening() as sock:
        early = Client(sock.getsockname()[1]).send(post(upstream))
        with Service(environ, installed, "--port=1", sock=sock) as service:
            assert service.port == sock.getsockname()[1]
            assert early.read_until(b"hello").startswith(b"HTTP/1.1 200 OK\r\n")
            early.close()
            service.process.send_signal(signal.SIGTERM)
            assert service.process.wait(30) == 0
        late = Client(service.port)  # the manager goes on listening
        late.close()


@pytest.mark.skipif(sys.platform != "linux", reason="systemd")
def test_the_manager_is_told(environ: Env, installed: Path) -> None:
    """Each thing, in its order."""
    with tempfile.TemporaryDirectory(dir="/tmp") as directory, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(f"{directory}/notify")
        said: queue.Queue[str] = queue.Queue()

        def listen() -> None:
            while text := sock.recv(1000).decode():
                said.put(text)

        threading.Thread(target=listen, daemon=True).start()

        def heard(start: str) -> str:
            while not (text := said.get(timeout=30)).startswith(start):
                assert text == "WATCHDOG=1"
            return text

        environ |= {"NOTIFY_SOCKET": f"{directory}/notify", "WATCHDOG_USEC": "100000"}
        with Service(environ, installed) as service:
            old = service.instance
            assert heard("READY=1") == (f"READY=1\nMAINPID={old.pid}\nSTATUS=listening on 127.0.0.1:{service.port}")
            assert heard("WATCHDOG=1") == "WATCHDOG=1"
            new = service.successor()
            assert heard("RELOADING=1").startswith("RELOADING=1\nMONOTONIC_USEC=")
            assert heard("READY=1").startswith(f"READY=1\nMAINPID={new.pid}\n")
            assert service.process.wait(30) == 0
            os.kill(new.pid, signal.SIGTERM)
            assert heard("STOPPING=1") == "STOPPING=1"
            until(lambda: is_gone(new))
        sock.sendto(b"", f"{directory}/notify")  # the listener ends


# ==============================================================================
# 61  Doctor
# ==============================================================================


def test_status(environ: Env, proxy: FakeProxy, tmp_path: Path) -> None:
    day = lp.utc_day(time.time())
    for name in ("a.jsonl", "a.2.jsonl", "b.jsonl.gz", "misc.jsonl"):
        file = tmp_path / "logs" / "api.anthropic.com" / day / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * 1000)
    dead = free_port()
    env = environ | {
        "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{proxy.port}/anthropic/api.anthropic.com",
        "OPENAI_BASE_URL": f"http://localhost:{dead}/v1",
        "GOOGLE_GEMINI_BASE_URL": "https://user:secret@gw.corp/g?key=secret",
    }
    state = lp.collect_status(env, "/elsewhere", time.time())
    assert state["running"]
    assert (state["port"], state["pid"], state["version"]) == (proxy.port, os.getpid(), lp.__version__)
    assert (state["log_dir"], state["log_bytes"], state["sessions_today"]) == (str(tmp_path / "logs"), 4000, 2)
    assert [(row["points_to"], row["answers"]) for row in state["environment"]] == [
        ("this proxy", True),
        ("elsewhere", False),
        ("elsewhere", None),
        ("unset", None),
        ("unset", None),
    ]
    assert "secret" not in json.dumps(state)
    text = lp.render_status(state, lp.read_instance(env))
    assert text.startswith(f"Status: RUNNING\nPort: {proxy.port}\n")
    assert "Uptime: 0 d 1 h 6 min\n" in text
    assert "does not answer" in text


def test_status_without_a_proxy(environ: Env, monkeypatch: Patch) -> None:
    monkeypatch.setattr(lp, "directory_bytes", lambda _: 6 * 1024**3)
    stale(environ, pid=dead_pid())
    state = lp.collect_status(environ, "/logs", 0.0)
    text = lp.render_status(state, lp.read_instance(environ))
    assert text.startswith("Status: NOT RUNNING (stale portfile)\nStart it: llm-proxy server start")
    assert "Warning: the log takes 6.0 GB" in text
    assert lp.render_status(state, None).startswith("Status: NOT RUNNING\n")


def scene(
    environ: Mapping[str, str], log_dir: Path, run: lp.Runner | None = None, port: int = 0, **changes: Any
) -> lp.Scene:
    settings = dataclasses.replace(lp.load_settings({}, {"HOME": "/x"}).settings, log_dir=str(log_dir), **changes)
    return lp.Scene(environ, settings, port, lp.find_proxy(environ), run or Manager())


def texts(name: str, looked_at: lp.Scene) -> list[str]:
    return [text for text, _ in lp.CHECKS[name](looked_at)]


def test_doctor_finds_nothing_wrong(environ: Env, proxy: FakeProxy, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir(mode=0o700)
    env = lp.with_ours(environ, proxy.port)
    assert lp.run_doctor(scene(env, tmp_path / "logs", min_free_bytes=0)) == 0


def test_doctor_and_status_know_a_shell_of_a_run_in_place(environ: Env, tmp_path: Path) -> None:
    with listening() as alive:
        for port, answers in ((alive.getsockname()[1], True), (free_port(), False)):
            env = {**environ, "HTTPS_PROXY": f"http://run:hush@127.0.0.1:{port}"}
            shown = lp.render_status(lp.collect_status(env, str(tmp_path), 0.0), None)
            assert f"@127.0.0.1:{port} (in place, {'answers' if answers else 'does not answer'})" in shown
            found = texts("variables", scene(env, tmp_path))
            assert [text for text in found if "nothing listens" in text] == found
            assert len(found) == (not answers)
            assert "hush" not in shown + "".join(found)


def test_doctor_names_each_trouble(environ: Env, tmp_path: Path) -> None:
    home, dead = home_of(environ), free_port()
    url = f"http://127.0.0.1:{dead}/anthropic/api.anthropic.com"
    env = environ | {"ANTHROPIC_BASE_URL": url, "OPENAI_BASE_URL": "http://gw.corp", "HTTP_PROXY": "http://p:1"}
    (home / ".bashrc").write_text("# <<< llm-proxy <<<\n")
    (home / ".claude").mkdir()
    (home / ".claude" / "settings.json").write_text(json.dumps({"env": {"ANTHROPIC_BASE_URL": url}}))
    look = scene(env, tmp_path)
    first, second = texts("variables", look)
    assert first.startswith("ANTHROPIC_BASE_URL=")
    assert "nothing listens" in first
    assert "plain http" in second
    assert "is left as it is" in texts("shell files", look)[0]
    assert ["settings.json" in text for text in texts("clients' files", look)] == [True]
    assert "NO_PROXY" in texts("NO_PROXY", look)[0]
    assert texts("NO_PROXY", scene(env | {"no_proxy": "127.0.0.0/8"}, tmp_path)) == []
    assert "ends in /v1" in texts("variables", scene({**environ, "ANTHROPIC_BASE_URL": "https://a.b/v1"}, tmp_path))[0]


def test_doctor_explains_bodies_that_cannot_be_decoded(
    environ: Env, proxy: FakeProxy, tmp_path: Path, monkeypatch: Patch
) -> None:
    monkeypatch.setattr(lp, "_load_library", lambda *_: None)
    monkeypatch.setattr(lp, "_python_zstd", lambda: None)
    look = scene(environ, tmp_path, port=proxy.port)
    assert not any("cannot be decoded" in text for text in texts("Python", look))
    proxy.view["recorder"] = {"undecoded": 2}
    found = [(text, fix) for text, fix in lp.CHECKS["Python"](look) if "cannot be decoded" in text]
    assert [text.split()[4] for text, _ in found] == ["zstd", "br"]
    assert all(fix.startswith("install ") for _, fix in found)


def test_doctor_on_ports_processes_and_units(environ: Env, tmp_path: Path) -> None:
    stale(environ, pid=dead_pid())
    socket_unit = lp.unit_directory(environ) / "llm-proxy.socket"
    socket_unit.parent.mkdir(parents=True)
    socket_unit.write_text("[Socket]\nListenStream=127.0.0.1:1\n")
    with listening() as taken:
        run = Manager(("systemctl --user is-active", 3, "failed\n"))
        look = scene(environ, tmp_path, run, taken.getsockname()[1])
        gone, port = texts("processes and ports", look)  # other people's proxies are no matter of ours
    assert "that is gone" in gone
    assert "taken" in port
    (stopped,) = texts("service", look)
    assert "not running (failed)" in stopped


@parametrize("host", ["[::1]", "localhost"])
def test_what_listens_on_ipv6_alone_is_alive(environ: Env, tmp_path: Path, host: str) -> None:
    if lp.is_free(0, "::1") is False:
        pytest.skip("there is no IPv6")
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as server:
        env = environ | {"OPENAI_BASE_URL": f"http://{host}:{server.getsockname()[1]}/v1"}
        names = {info[4][0] for info in socket.getaddrinfo(host.strip("[]"), 1)}
        if "::1" in names:
            assert texts("variables", scene(env, tmp_path)) == []
            assert [row["answers"] for row in lp.environment_state(env, 0) if row["value"]] == [True]


def test_doctor_looks_at_directories_and_disk(environ: Env, tmp_path: Path, capsys: Capture) -> None:
    logs = tmp_path / "open"
    logs.mkdir(mode=0o755)
    assert lp.run_doctor(scene(environ, logs, min_free_bytes=2**60)) == 1
    said = capsys.readouterr().out
    assert f"fix: chmod 700 {logs}\n" in said
    assert "MB are free" in said
    assert said.endswith("2 problems found\n")


# -- commands --


def test_a_broken_configuration_is_a_warning(environ: Env, tmp_path: Path, monkeypatch: Patch, capsys: Capture) -> None:
    monkeypatch.setattr(os, "environ", environ)
    (tmp_path / "bad.toml").write_text("port = 'x'")
    assert lp.main(["--env", "--config", str(tmp_path / "bad.toml")]) == 0
    assert "warning: port = 'x'" in capsys.readouterr().err
    assert lp.main(["config", "--config", str(tmp_path / "bad.toml")]) == 2


# ==============================================================================
# 64  Command line
# ==============================================================================


def run(*args: str, **environ: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environ}
    env |= {k: v for k, v in os.environ.items() if k.startswith("COVERAGE")}
    command = [sys.executable, str(SOURCE), *args]
    return ended(command, env)


def test_version_and_help() -> None:
    assert run("--version").stdout == f"llm-proxy {lp.__version__}\n"
    shown = run("--help")
    assert shown.returncode == 0
    for row in lp.option_rows():
        assert lp.flag_of(row.name) in shown.stdout


def test_a_commands_own_help(capsys: Capture, monkeypatch: Patch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit, match="0"):
        lp.main(["export", "-h"])
    said = capsys.readouterr().out
    assert said.startswith("usage: llm-proxy export [-h] [--format")
    assert re.search(r"--output.* -o FILE\s+write to this file", said)
    assert "--log-dir" not in said
    assert said.endswith("listed by llm-proxy --help.\n")


@parametrize(
    "args, message",
    [
        (("--port", "abc"), "port = 'abc' (from flag --port): expected a port number"),
        (("--config", "/no/such/file.toml"), "does not exist"),
        (("config", "--log-bodies", "xml"), "expected one of full, metadata, none"),
        (("nonsense",), "unrecognized arguments: nonsense"),
        (("--log-file", "/no/such/dir/x.log"), "cannot be opened"),
        (("-port", "abc"), "port = 'abc' (from flag --port): expected a port number"),
        (("-host",), "--host: expected"),
        (("--logdir", "x"), "unrecognized arguments: --logdir x; did you mean --log-dir?"),
        (("sessions", "--to", "http://h"), "unrecognized arguments: --to"),
        (("--status", "--env"), "unrecognized arguments: --env"),
        (("doctor", "--status"), "unrecognized arguments: doctor"),
        (("server", "dance"), "invalid choice: 'dance' (choose from"),
        (("completions",), "required: bash|zsh|fish"),
        (("run", "--"), "COMMAND"),
    ],
)
def test_bad_command_lines_are_one_line_and_exit_2(
    args: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    try:
        status = lp.main(args)
    except SystemExit as e:
        status = cast("int", e.code)
    (said,) = capsys.readouterr().err.splitlines()
    assert status == 2
    assert message in said


def test_config_shows_values_and_sources(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "c.toml").write_text('port = 1234\nlog_bodies = "metadata"\n')
    assert lp.main(["config", "--config", str(tmp_path / "c.toml"), "--port", "99"]) == 0
    text = capsys.readouterr().out
    assert re.search(r"^port = 99 +# flag --port$", text, re.MULTILINE)
    assert re.search(rf'^log_bodies = "metadata" +# {re.escape(str(tmp_path))}/c.toml$', text, re.MULTILINE)
    assert re.search(r"^drain_timeout = 30 +# default$", text, re.MULTILINE)
    assert "\n# port to listen on; 0 takes any free one\nport = 99 " in text
    assert len(text.splitlines()) == 3 * len(lp.option_rows()) + 1
    (tmp_path / "saved.toml").write_text(text)
    again = lp.load_settings({}, {}, str(tmp_path / "saved.toml"))
    assert again.warnings == []
    assert again.settings.port == 99


@parametrize("name", ["config.yaml", "old.yml"])
def test_a_config_file_of_another_kind_says_what_to_do(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("server:\n  port: 1\n")
    with pytest.raises(lp.ConfigError, match=rf"{name} is not valid TOML.*README"):
        lp.load_settings({}, {}, str(tmp_path / name))


def test_an_address_named_twice_is_listened_on_once(tmp_path: Path) -> None:
    served = Served(tmp_path, "--host", "127.0.0.1,localhost,127.0.0.1")
    assert served.end() == 0
    assert "".join(served.lines).count("Starting llm-proxy on 127.0.0.1:") == 1


@parametrize("args", [["demo"], ["selftest"], ["serve", "--port", "0"], ["benchmark"]])
def test_where_no_recorder_can_be_started_it_is_said(
    tmp_path: Path, args: list[str], monkeypatch: Patch, capsys: Capture
) -> None:
    def start(*_args: object, **_more: object) -> None:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr("llm_proxy.subprocess.Popen", start)
    status: list[int] = []
    words = [*args, "--log-dir", str(tmp_path), "--config", os.devnull]
    thread = threading.Thread(target=lambda: status.append(lp.main(words)), daemon=True)
    thread.start()
    thread.join(20)
    assert status == [1]
    assert "Resource temporarily unavailable" in capsys.readouterr().err


def test_an_address_that_cannot_be_had_is_one_line(capsys: Capture) -> None:
    with listening() as taken:
        assert lp.main(["--host", "127.0.0.1", "--port", str(taken.getsockname()[1])]) == 1
    assert "Address already in use" in capsys.readouterr().err
    assert lp.main(["--host", "a..b", "--port", "0"]) == 1
    assert re.fullmatch(r"llm-proxy: cannot listen on a\.\.b:0: .+\n", capsys.readouterr().err)


def test_a_user_without_a_home_gets_none_made(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "HOME": "/llm-proxy-no-such-home"}
    command = [sys.executable, str(SOURCE), "--version"]
    done = ended(command, env, cwd=tmp_path)
    assert (done.returncode, done.stderr, list(tmp_path.iterdir())) == (0, "", [])
    assert not Path(env["HOME"]).exists()


class Served:
    """`llm-proxy serve` as a process of its own."""

    def __init__(self, tmp_path: Path, *args: str, stdout: Any = None, limit: int = 0) -> None:
        """`limit` is how many descriptors it may have, if that matters."""
        if not IS_ALL:
            pytest.skip("LLM_PROXY_TEST_ALL=no")
        self.directory = tmp_path / "logs"
        command = [sys.executable, str(SOURCE), "--port", "0", "--log-dir", str(self.directory), *args]
        if limit:
            command = ["sh", "-c", f'ulimit -n {limit}; exec "$@"', "sh", *command]
        self.process = subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr
        self.lines: list[str] = []
        while not self.lines or "Log directory" not in self.lines[-1]:
            self.lines.append(self.process.stderr.readline())
            assert self.lines[-1], "it ended"
        match = re.search(r"Starting llm-proxy on 127\.0\.0\.1:(\d+)", "".join(self.lines))
        assert match
        self.port = int(match[1])

    def refuses(self) -> None:
        with pytest.raises(OSError, match="refused"):
            until(lambda: Client(self.port).close())

    def end(self) -> int:
        self.process.terminate()
        return self.wait()

    def wait(self) -> int:
        assert self.process.stderr
        code = self.process.wait(30)
        self.lines += self.process.stderr.readlines()
        self.process.stderr.close()
        return code


@parametrize(
    "variables, words",
    [
        ({}, "Loki export: disabled"),
        (
            {"LLM_PROXY_LOKI_ENABLED": "true", "LLM_PROXY_LOKI_URL": "http://u:pw@127.0.0.1:9/p"},
            "Loki export: enabled (http://",
        ),
        ({"LLM_PROXY_LOKI_ENABLED": "true"}, "URL is empty"),
        ({"ALL_PROXY": "socks5://me:pw@127.0.0.1:9"}, "upstream_proxy is set by environment variable ALL_PROXY"),
    ],
)
def test_the_start_tells_where_things_go(
    tmp_path: Path, monkeypatch: Patch, variables: dict[str, str], words: str
) -> None:
    for name in "https_proxy HTTPS_PROXY all_proxy ALL_PROXY http_proxy HTTP_PROXY".split():
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    served = Served(tmp_path)
    assert served.end() == 0
    assert words in "".join(served.lines)
    assert ":pw@" not in "".join(served.lines)


def slow_stream(go: threading.Event) -> Callable[[RawConnection, int], None]:
    def script(conn: RawConnection, _number: int) -> None:
        conn.read_request()
        conn.send(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n"
        )
        go.wait(15)
        conn.send(b"9\r\ndata: 2\n\n\r\n0\r\n\r\n")

    return script


def test_no_secret_is_found_anywhere(tmp_path: Path, monkeypatch: Patch) -> None:
    """A hunt through files, captures, sessions.db, stdout, stderr at level debug, Loki's pushes and uploads."""
    secrets = [f"Hunted{n}Xy9Qw{n}-4f3e2d1c" for n in range(8)]
    opaque, of_path, of_route, of_login, of_session, new, of_cookie, of_query = secrets
    shaped = f"sk-or-v1-{new}"
    monkeypatch.setenv("HUNTED", of_route)
    stream = f'data: {{"accessToken": "{new}"}}\n\ndata: {opaque}\n\n'
    granted = json.dumps({"client_secret": {"value": new}, "note": shaped})

    def script(conn: RawConnection, _number: int) -> None:
        """It quotes all that it was sent, as gateways do."""
        while True:
            head, body = conn.read_request()
            lines = head.decode().split("\r\n")
            said = json.dumps({"error": {"type": "auth", "message": [*lines, body.decode()]}}).encode()
            path, kind = lines[0].split(" ")[1], b"Content-Type: application/json"
            if "stream" in path:
                kind, said = b"Content-Type: text/event-stream", stream.encode() + b"data: " + said
            elif "messages" not in path:
                said = granted.encode() + said
            reason = f"401 {opaque}" if opaque in head.decode() else "200 OK"
            echo = f"X-Echo: {lines[1:]}".encode(), f"Location: {path}&next={lines[-3]}".encode()
            conn.send(ok(said, kind, *echo).replace(b"200 OK", reason.encode(), 1))

    with RawUpstream(script) as upstream, Loki() as loki, Uploads() as uploads:
        config = tmp_path / "config.toml"
        config.write_text(f"""
            console = "plain"
            loki_enabled = true
            loki_url = "{loki.url}"
            loki_batch_wait = "100ms"
            server_url = "{uploads.url}"
            [capture]
            enabled = true
            [routes.r]
            pattern = "/r/"
            destination = "http://{upstream.name}/v1/"
            headers = {{ X-Given = "Bearer $HUNTED" }}
        """)
        with (tmp_path / "stdout").open("w") as stdout:
            served = Served(tmp_path, "--config", str(config), "--log-level", "debug", stdout=stdout)
        body = json.dumps({"model": "m", "messages": [of_user(f"my key is {opaque}")]}).encode()
        key = [f"x-api-key: {opaque}".encode(), f"Cookie: a=b; session={of_cookie}".encode()]
        ids = f"x-session-id: {shaped}".encode()
        login = json.dumps({"refreshToken": of_login, "client_id": "x"}).encode()
        asked = [
            post(upstream, body, *key, ids, path=f"/v1/messages?key={of_query}"),
            post(upstream, body, *key).replace(f"/anthropic/{upstream.name}/v1".encode(), b"/r"),
            post(upstream, body, *key, b"x-claude-code-agent-id: " + shaped.encode(), path="/v1/stream"),
            post(upstream, login, b"X-SessionToken: " + of_session.encode(), path="/oauth/token"),
            post(upstream, b"x", path=f"/v1/hf_{of_path.replace('-', '')}/x?authToken={opaque}"),
            get(upstream, f"/v1/{shaped}"),
            f"GET /anthropic/{shaped}/v1 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(),
            f"GET /nowhere/{shaped}?key={of_query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(),
        ]
        for request in asked:
            with Client(served.port) as client:
                client.send(
                    request.replace(b"Host: localhost\r\n", b"Host: localhost\r\nConnection: close\r\n")
                ).read_all()
        pairs_of(served.directory, 6)
        until(lambda: len(uploads.got) >= 12 and len(loki.store), "what is sent")
        served.process.send_signal(signal.SIGTERM)
        assert served.wait() == 0
        places = {"stdout": (tmp_path / "stdout").read_text(), "stderr": "".join(served.lines)}
        places |= {"Loki": repr(loki.store), "uploads": repr(uploads.got)}
    for file in served.directory.rglob("*"):
        if file.is_file():
            kind = "captures" if "captures" in file.parts else file.suffix
            places[kind] = places.get(kind, "") + file.read_bytes().decode("latin-1")
    assert {"stdout", "stderr", "Loki", "uploads", "captures", ".jsonl", ".db"} <= {
        name for name in places if places[name]
    }
    hunted = [*secrets, of_path.replace("-", ""), *(base64.b64encode(text.encode()).decode()[:24] for text in secrets)]
    assert {(name, text) for name in places for text in hunted if text in places[name]} == set()


def test_at_the_descriptor_limit_who_is_accepted_is_served(tmp_path: Path) -> None:
    """An exchange takes two: clients that were accepted wait for the second one, the others for their first."""
    with RawUpstream(always(ok())) as upstream, contextlib.ExitStack() as stack:
        served = Served(tmp_path, limit=96)
        stack.callback(served.process.kill)
        clients = [Client(served.port).send(post(upstream)) for _ in range(110)]
        answered = 0
        while select.select([clients[answered].sock], [], [], 0.5 if answered else 15.0)[0]:
            assert clients[answered].read_until(b"\r\n\r\n").startswith(b"HTTP/1.1 200 ")
            answered += 1
        for number in range(2):  # one goes, one comes
            clients[number].close()
            assert clients[answered + number].read_until(b"\r\n\r\n").startswith(b"HTTP/1.1 200 ")
        for client in clients:
            client.close()
        assert served.end() == 0
    assert lines_of_limit("".join(served.lines)) == 1, served.lines


@parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_hundred_streams_end_before_the_proxy_does(tmp_path: Path, number: signal.Signals) -> None:
    go = threading.Event()
    with RawUpstream(slow_stream(go)) as upstream:
        served = Served(tmp_path)
        clients = [Client(served.port).send(post(upstream)) for _ in range(100)]
        for client in clients:
            client.read_until(b"data: 1")
        served.process.send_signal(number)
        served.refuses()
        go.set()
        for client in clients:
            assert client.read_all().endswith(b"0\r\n\r\n")
        assert served.wait() == 0
    assert "Shutting down gracefully..." in "".join(served.lines)
    pairs = pairs_of(served.directory, 100)
    assert all("error" not in r and len(r["chunks"]) == 2 for _, r in pairs)


def test_a_second_signal_leaves_at_once(tmp_path: Path) -> None:
    go = threading.Event()
    with RawUpstream(slow_stream(go)) as upstream:
        served = Served(tmp_path)
        client = Client(served.port).send(post(upstream))
        client.read_until(b"data: 1")
        served.process.send_signal(signal.SIGINT)
        served.refuses()
        served.process.send_signal(signal.SIGINT)
        assert served.wait() == 1
        client.end()
        go.set()
    ((_, response),) = pairs_of(served.directory, 1)
    assert response["error"]["kind"] == "shutdown"


def test_a_second_signal_does_not_wait_for_a_stopped_recorder(tmp_path: Path) -> None:
    with RawUpstream(always(ok())) as upstream:
        served = Served(tmp_path)
        with Client(served.port) as client:
            client.send(post(upstream)).read_until(b"hello")
        pid = until(lambda: health(served.port)["recorder"]["pid"])
        os.kill(pid, signal.SIGSTOP)
        try:
            served.process.send_signal(signal.SIGTERM)
            served.refuses()
            served.process.send_signal(signal.SIGTERM)
            started = time.monotonic()
            assert served.process.wait(15) == 1
            assert time.monotonic() - started < 5
        finally:
            os.kill(pid, signal.SIGCONT)
        served.wait()
        pairs_of(served.directory, 1)


def test_after_kill_9_every_request_has_its_response_line(tmp_path: Path) -> None:
    go = threading.Event()
    with RawUpstream(slow_stream(go)) as upstream:
        served = Served(tmp_path)
        clients = [Client(served.port).send(post(upstream)) for _ in range(10)]
        for client in clients:
            client.read_until(b"data: 1")
        half = Client(served.port).send(post(upstream, b"x" * 100)[:-50])
        until(lambda: len(upstream.connections) == 11)
        until(lambda: len(of_type(served.directory, "request")) == 10)
        until(lambda: upstream.connections[10].received.endswith(b"x" * 50))
        served.process.kill()
        served.process.wait(15)
        pairs = pairs_of(served.directory, 11)
        go.set()
        for client in [*clients, half]:
            client.close()
        assert served.process.stderr
        served.process.stderr.close()
    assert len(pairs) == 11
    assert all(r["error"]["kind"] == "died" for _, r in pairs)


@parametrize("stdout", ["closed", "full", "gone"])
def test_the_console_ends_where_stdout_does(tmp_path: Path, stdout: str) -> None:
    """Traffic, exit status and stderr are as if nobody had ever listened."""
    port = free_port()
    shell = {"closed": '"$@" >&-', "full": '"$@" >/dev/full', "gone": 'exec "$@"'}[stdout]
    options = ["serve", "--host", "127.0.0.1", "--port", str(port), *in_logs(tmp_path)]
    words = [sys.executable, str(SOURCE), *options, "--console", "plain", "--not-found", "/404/"]
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.Popen(
        ["sh", "-c", shell, "sh", *words],
        stdout=writer if stdout == "gone" else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]},
        start_new_session=True,
    )
    os.close(writer)
    until(lambda: lp.ask_proxy(port, "/health") is not None, "a proxy", 20)
    for _ in range(3):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/nowhere")
        assert connection.getresponse().read() == b"No route found for /nowhere\n"
        connection.close()
    os.killpg(process.pid, signal.SIGTERM)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 0 if stdout == "gone" else process.returncode in (0, -signal.SIGTERM)
    assert b"Traceback" not in said
    assert said.count(b"the console is off") == (stdout != "closed")


def test_routes_are_listed_and_tried(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "c.toml"
    file.write_text(
        "not_found = '/404/'\n[routes.all]\npattern = '/'\ndestination = 'https://a.example/'\n"
        "[routes.k]\npattern = '/k/'\ndestination = 'https://b.example/v1/'\nlogging = false\ncapture = true\n"
        "headers = {Authorization = 'Bearer $LLM_PROXY_TEST_LACKING'}\nprovider = 'openai'\n"
        "[routes.one]\npattern = 'POST /k/one'\ndestination = 'https://c.example/'\n"
    )
    assert lp.main(["routes", "--config", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "POST /k/one -> https://c.example/ (logging enabled)",
        "/k/ -> https://b.example/v1/ (logging disabled)",
        "/ -> https://a.example/ (logging enabled)",
    ]
    for request, status, wanted in (
        ("POST /k/one?x=1", 0, "route one (POST /k/one) -> https://c.example/?x=1"),
        ("/k/%2F", 0, "route k (/k/) -> https://b.example/v1/%2F"),
        ("GET http://localhost:8080/v1/messages", 0, "provider anthropic -> https://api.anthropic.com/v1/messages"),
        ("GET /k", 1, "307 Temporary Redirect (Location: /k/)"),
        ("GET /404/x", 1, "404 No route found for /404/x"),
        ("GET /k/%2e%2e/x", 1, "400 route k: the path has '..' segments"),
        ("GET /health", 0, "answered here"),
    ):
        assert lp.main(["routes", "--config", str(file), "--test", request]) == status
        assert capsys.readouterr().out.startswith(wanted)
    for request in ("nonsense", "GET / x", "G(T /"):
        assert lp.main(["routes", "--config", str(file), "--test", request]) == 2
        assert "write a method and a path" in capsys.readouterr().err


# -- setup-gateway --


def setup_gateway(monkeypatch: Patch, key: str, *flags: str) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{key}\n"))
    return lp.main(["setup-gateway", *flags])


@parametrize(
    "there, kept",
    [
        (None, ""),
        ("LLM_PROXY_PORT=1", "LLM_PROXY_PORT=1\n"),
        ("MANAGEMENT_TOKEN=\n", "MANAGEMENT_TOKEN=\n"),
        ("A=1\nMANAGEMENT_TOKEN=mine\n", None),
    ],
)
def test_a_gateway_is_set_up(
    gateway: dict[str, str], monkeypatch: Patch, capsys: Capture, there: str | None, kept: str | None
) -> None:
    file = Path(gateway["XDG_CONFIG_HOME"], "llm-proxy", "env")
    if there is not None:
        file.parent.mkdir(parents=True)
        file.write_text(there)
    assert setup_gateway(monkeypatch, REAL_KEY, "--provider", "anthropic", "--port", "4321") == 0
    said = capsys.readouterr().out
    (token,) = re.findall(r"sk-[\w-]{22}", said)
    assert (f"PROXY_TOKEN={token}\n" in said, REAL_KEY in said) == (True, False)
    assert "ANTHROPIC_BASE_URL=http://127.0.0.1:4321 ANTHROPIC_AUTH_TOKEN=$PROXY_TOKEN claude\n" in said
    with contextlib.closing(lp.TokenStore(os.environ)) as store:
        grant = lp.find_grant(store.grants(), [token.encode()], time.time())[0]
    assert (grant.project, grant.provider, grant.upstreams["anthropic"].key) == (
        "DefaultProject",
        "anthropic",
        REAL_KEY,
    )
    assert grant.expires_at == pytest.approx(time.time() + 86400, abs=60)
    if kept is None:
        assert file.read_text() == there
        return
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    made = file.read_text().removeprefix(kept)
    assert re.fullmatch(r"MANAGEMENT_TOKEN=[\w-]{32}\n", made)
    assert made.strip().partition("=")[2] not in said


@parametrize(
    "key, flags, said",
    [
        (REAL_KEY, ["--name", "there"], "there is a project 'there' already; another --name"),
        (REAL_KEY, ["--provider", "nobody"], "unknown provider 'nobody'"),
        (REAL_KEY, ["--ttl", "soon"], "--ttl 'soon': expected seconds or a duration"),
        (REAL_KEY, ["--ttl", "366d"], "--ttl '366d': expected a duration of at most 365d"),
        ("", [], "a project needs the real key"),
        (REAL_KEY, ["--key-env", "NO_SUCH_KEY"], "NO_SUCH_KEY is not set"),
    ],
)
def test_a_gateway_that_cannot_be_set_up_leaves_nothing(
    gateway: dict[str, str], monkeypatch: Patch, capsys: Capture, key: str, flags: list[str], said: str
) -> None:
    assert managed("POST", "/manage/projects", name="there", api_key=REAL_KEY)[0] == 201
    assert setup_gateway(monkeypatch, key, *flags) != 0
    told = capsys.readouterr()
    assert (said in told.err, REAL_KEY in told.err, told.out) == (True, False, "")
    assert [row["name"] for row in managed("GET", "/manage/projects")[1]] == ["there"]
    assert (managed("GET", "/manage/tokens")[1], Path(gateway["XDG_CONFIG_HOME"]).exists()) == ([], False)


# -- chat --


def chat(monkeypatch: Patch, lines: str, *flags: str, out: io.StringIO | None = None) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    if out:
        monkeypatch.setattr(sys, "stdout", out)
    return lp.main(["chat", *flags])


@parametrize(
    "flags, provider, path, more",
    [
        (["--model", "claude-haiku-4-5"], "anthropic", "/v1/messages", {"max_tokens": 4096, "stream": True}),
        (["--model", "claude-haiku-4-5", "--max-tokens", "9"], "anthropic", "/v1/messages", {"max_tokens": 9}),
        (["--no-stream"], "openai", "/v1/chat/completions", {"model": "gpt-4.1-mini", "stream": False}),
        (["--model", "m", "--max-tokens", "9"], "openai", "/v1/chat/completions", {"model": "m", "max_tokens": 9}),
    ],
)
def test_a_chat_goes_on_from_what_was_said(
    tmp_path: Path, gateway: dict[str, str], monkeypatch: Patch, capsys: Capture,
    flags: list[str], provider: str, path: str, more: dict[str, Any],
) -> None:  # fmt: skip
    with contextlib.closing(lp.ScriptedProvider()) as scripted, running(tmp_path) as proxy:
        body = {"name": "p", "provider": provider, "api_key": "sk-the-real-key-of-it"}
        assert managed("POST", "/manage/projects", **body, base_url=f"http://{scripted.name}")[0] == 201
        monkeypatch.setenv(
            "PROXY_TOKEN", managed("POST", "/manage/tokens", project_id="p", duration_minutes=5)[1]["token"]
        )
        monkeypatch.setenv("PROXY_URL", f"http://127.0.0.1:{proxy.port}/")
        until(lambda: proxy.gate is not None and proxy.gate.view()["known"], "the token")
        said = "Hello! This answer comes from the scripted provider."
        assert chat(monkeypatch, "one\n\ntwo\nquit\nthree\n", "--system", "be brief", *flags) == 0
        assert capsys.readouterr().out == f"{said}\n{said}\n"
        second = max((asked for asked, _ in pairs_of(f"{tmp_path}/logs", 2)), key=lambda line: int(line["seq"]))
    asked = json.loads(second["body"])
    assert (second["path"], asked | more) == (path, asked)
    assert asked.pop("system", None) == ("be brief" if provider == "anthropic" else None)
    turns = [("system", "be brief")] * (provider == "openai") + [("user", "one"), ("assistant", said), ("user", "two")]
    assert [(one["role"], one["content"]) for one in asked["messages"]] == turns


def test_a_chat_shows_what_comes_when_it_comes_and_commands_no_terminal(monkeypatch: Patch) -> None:
    out = io.StringIO()

    def script(conn: RawConnection, _number: int) -> None:
        assert b"\r\nAuthorization: Bearer sk-mine\r\n" in conn.read_request()[0]
        conn.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
        for text, shown in (("one \x1b[2J", "one "), ("two", "one two")):
            conn.send(b"data: %s\n\n" % as_json({"choices": [{"delta": {"content": text}}]}))
            until(functools.partial(lambda shown: out.getvalue() == shown, shown), shown)
        conn.send(b"data: [DONE]\n\n")

    with RawUpstream(script) as upstream:
        flags = ["--proxy", f"http://{upstream.name}", "--token", "sk-mine"]
        assert chat(monkeypatch, "hello", *flags, out=out) == 0
    assert out.getvalue() == "one two\n"


@parametrize(
    "answer, said",
    [
        (b'{"error": {"message": "no such\\u001b model"}}', "API error 404: no such\ufffd model\n"),
        (b"", "API error 404: Not Found\n"),
        (b"plain", "API error 404: plain\n"),
    ],
)
def test_a_chat_says_what_went_wrong_and_forgets_it(
    monkeypatch: Patch, capsys: Capture, answer: bytes, said: str
) -> None:
    asked: list[bytes] = []

    def script(conn: RawConnection, _number: int) -> None:
        asked.append(conn.read_request()[1])
        conn.send(ok(answer).replace(b"200 OK", b"404 No"))

    with RawUpstream(script) as upstream:
        assert chat(monkeypatch, "one\ntwo\n\n", "--proxy", f"http://{upstream.name}", "--token", "t") == 1
    assert capsys.readouterr().err.startswith(said * 2)
    assert [one["content"] for one in json.loads(asked[1])["messages"]] == ["two"]


@parametrize("flags", [["--proxy", "localhost:1", "--token", "t"], ["--proxy", "http://h"], ["--token", "t"],
                       ["--proxy", "http://h", "--token", "t", "--max-tokens", "few"]])  # fmt: skip
def test_a_chat_needs_a_proxy_and_a_token(
    flags: list[str], gateway: dict[str, str], monkeypatch: Patch, capsys: Capture
) -> None:
    for name in ("PROXY_URL", "PROXY_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    assert chat(monkeypatch, "", *flags) == 2
    assert "chat needs a token" in capsys.readouterr().err


# ==============================================================================
# 63  Completions
# ==============================================================================


def skip_without(command: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not shutil.which(command), reason=f"{command} is not installed")


COMPLETED_LEVELS = {"debug", "info", "warning", "error"}
COMPLETED_LINES: list[tuple[str, set[str]]] = [
    ("se", {"serve", "server", "service", "selftest", "sessions", "setup", "setup-gateway", "setup-shell"}),
    ("--log-level ", COMPLETED_LEVELS),
    ("--loki-enabled t", {"true"}),
    ("--kee", set()),
    ("demo --kee", {"--keep"}),
    ("demo --log-le", {"--log-level"}),
    ("--port 1 demo --kee", {"--keep"}),
    ("completions b", {"bash"}),
    ("server st", {"start", "stop"}),
    ("env --shell f", {"fish"}),
    ("export --format ", {"md", "html", "json", "har", "plan"}),
    ("benchmark --token-", {"--token-env"}),
    ("benchmark --con", {"--concurrency", "--connect-timeout", "--config", "--console"}),
]


@pytest.fixture(scope="module")
def completion_scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the three scripts and a file to complete; also a home."""
    directory = tmp_path_factory.mktemp("completions")
    for shell in ("bash", "zsh", "fish"):
        with (directory / shell).open("w") as file, contextlib.redirect_stdout(file):
            assert lp.main(["completions", shell]) == 0
    (directory / "zz file").write_text("")
    return directory


def completing_env(home: Path) -> dict[str, str]:
    return {"HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TERM": "dumb"}


def in_shell(home: Path, *command: str) -> str:
    """What a shell without start-up files prints; nothing may come to stderr."""
    path = shutil.which(command[0])
    assert path
    done = ended([path, *command[1:]], completing_env(home), cwd=home)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@skip_without("bash")
def test_bash_completes(completion_scripts: Path) -> None:
    lines = [
        *COMPLETED_LINES,
        ("--log-level = wa", {"warning"}),
        ("--log-level =", COMPLETED_LEVELS),
        ("run -- demo --ke", set()),
    ]
    code = """. ./bash; complete -p llm-proxy >/dev/null || exit 3
while IFS= read -r line; do
    COMPREPLY=() COMP_WORDS=(llm-proxy $line); [[ $line != *' ' ]] || COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _llm_proxy
    printf '== %s\\n' "$line"; [[ ${#COMPREPLY[@]} = 0 ]] || printf '%s\\n' "${COMPREPLY[@]}"
done <lines"""
    (completion_scripts / "lines").write_text("".join(f" {line}\n" for line, _ in lines))
    shown = in_shell(completion_scripts, "bash", "--norc", "-c", code)
    blocks = [block.splitlines() for block in shown.split("== ")[1:]]
    assert [(line, set(block[1:])) for (line, _), block in zip(lines, blocks, strict=True)] == lines


@skip_without("fish")
def test_fish_completes(completion_scripts: Path) -> None:
    lines = [*COMPLETED_LINES, ("export --output zz", {"zz file"})]
    asked = "\n".join(f'echo "== {line}"; complete -C "llm-proxy {line}"' for line, _ in lines)
    shown = in_shell(completion_scripts, "fish", "--no-config", "-c", f"source fish\n{asked}")
    blocks = [block.splitlines() for block in shown.split("== ")[1:]]
    found = [{line.split("\t")[0].replace("\\", "") for line in block[1:]} for block in blocks]
    assert [(line, got) for (line, _), got in zip(lines, found, strict=True)] == lines
    assert "--log-level\thow much the application log on stderr says" in shown


TYPED_IN_ZSH = [  # what is typed before Tab, what the command then gets
    ("dem", "demo"),
    ("--log-level de", "--log-level debug"),
    ("demo --kee", "demo --keep"),
    ("--port 1 server he", "--port 1 server health"),
    ("export --format ht", "export --format html"),
    ("export --output zz", "export --output zz file"),
    ("run -- ls zz", "run -- ls zz file"),
]


@pytest.mark.filterwarnings("ignore:.*forkpty")  # the thread that waits for its limit keeps no lock
@skip_without("zsh")
def test_zsh_completes_in_a_terminal(completion_scripts: Path) -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(completion_scripts)
        os.execve(shutil.which("zsh") or "", ["zsh", "-f", "-i"], completing_env(completion_scripts))
    try:
        setup = (
            "unsetopt beep promptsp promptcr; unset zle_bracketed_paste; autoload -U compinit; compinit -u -D; . ./zsh; "
            """llm-proxy() { print -r -- "<$*>" }; PS1='${+_comps[llm-proxy]}'' ready: '; setopt promptsubst\n"""
        )
        shown = typed_into(terminal, setup)
        for typed, _ in TYPED_IN_ZSH:
            shown += typed_into(terminal, f"llm-proxy {typed}\t\n")
    finally:
        os.close(terminal)  # which ends the shell
        os.waitpid(pid, 0)
    got = [text.rstrip() for text in re.findall(r"<(.*)>\r\n", shown)]
    assert got == [expected for _, expected in TYPED_IN_ZSH], shown


def typed_into(terminal: int, text: str) -> str:
    """What the terminal shows for this input, up to the next prompt."""
    os.write(terminal, text.encode())
    shown, deadline = "", time.monotonic() + 30
    while not shown.endswith("\n1 ready: "):
        assert time.monotonic() < deadline, shown
        if select.select([terminal], [], [], 0.1)[0]:
            shown += os.read(terminal, 65536).decode(errors="replace")
    return shown


@skip_without("zsh")
def test_zsh_loads_the_script_from_fpath(completion_scripts: Path, tmp_path: Path) -> None:
    shutil.copy(completion_scripts / "zsh", tmp_path / "_llm-proxy")
    code = "fpath=($PWD ${^fpath}/compinit(N:h)); autoload -U compinit; compinit -u -D; print $_comps[llm-proxy]"
    assert in_shell(tmp_path, "zsh", "-f", "-c", code) == "_llm-proxy\n"


# ==============================================================================
# 28  Captures
# ==============================================================================


def lines(*parts: bytes, body: bytes = b"") -> bytes:
    return b"\r\n".join([*parts, body])


def asking(*fields: bytes, method: bytes = b"POST") -> bytes:
    """A request's head as the client sends it."""
    return lines(method + b" /any/api.example:1/v1/messages HTTP/1.1", b"Host: me:8080", *fields, b"")


def kept(*fields: bytes, method: bytes = b"POST", asked: bytes = b"", body: bytes = b"") -> bytes:
    """The same as it is captured; `asked` is the client's target where it was another."""
    path = b"X-Proxy-Path: " + (asked or b"http://me:8080/any/api.example:1/v1/messages")
    return lines(method + b" /v1/messages HTTP/1.1", b"Host: api.example:1", *fields, path, b"", body=body)


def answer_of(*fields: bytes, status: bytes = b"200 OK", body: bytes = b"") -> bytes:
    return lines(b"HTTP/1.1 " + status, *fields, b"", body=body)


def sized(size: int) -> bytes:
    return b"Content-Length: %d" % size


SSE = b"event: a\ndata: 1\n\nevent: b\ndata: 2\n\n"
LEFT = lp.Ending("client", "closed", "gone")
IN_CHUNKS, ZIPPED, STREAM = b"Transfer-Encoding: chunked", b"Content-Encoding: gzip", b"Content-Type: text/event-stream"
POSTED, GOT = asking(sized(2)), asking(method=b"GET")
ASKED, FETCHED = kept(sized(2), body=b"{}"), kept(method=b"GET")
ANSWERED = answer_of(sized(2))
OK = ANSWERED + b"ok"
PACKED = gzip.compress(b"{}", mtime=0)


class Capturing:
    """Captures without a recorder; each `exchange` is written at once, or piece by piece."""

    def __init__(self, tmp_path: Path, redact: Sequence[dict[str, str]] = (), **changes: Any) -> None:
        settings = settings_for(tmp_path, **{"capture_enabled": True, **changes})
        self.directory = Path(settings.log_dir)
        self.config = config = dataclasses.asdict(settings)
        config["instance"] = "ab" * 16
        self.writer = types.SimpleNamespace(stats={"low_disk_space": False})
        self.told: list[str] = []
        self.cleaner = lp.Cleaner(lp.Rules(redact) if redact else None)
        self.captures = lp.Captures(config, cast("Any", self.writer), self.told.append)
        self.count = 0

    def begin(
        self,
        head: bytes,
        *,
        target: bytes = b"/v1/messages",
        mode: str = "full",
        mask: Callable[[bytes], bytes] | None = None,
        route: str = "",
    ) -> lp.Recording:
        self.count += 1
        read = lp.parse_request_head(head)
        method, body = read.method, read.body
        opening = lp.Opening(1e9 + 0.25, "any", "api.example:1", target, head, 7, "", "https", route)
        copy = lp.Copy(body, 1000)
        cleaner = dataclasses.replace(self.cleaner, mask=mask)
        name = f"{self.count:08x}-id"
        rec = lp.Recording(self.count, name, opening, 10.0, method, lp.header_pairs(head), copy, mode, cleaner)
        rec.place = lp.Place("20010909-014640-00000001", self.count, "x")
        self.captures.begin(rec)
        return rec

    def feed(self, rec: lp.Recording, kind: str, at_s: float, data: bytes) -> None:
        """As the recorder does."""
        copy = rec.request if kind == "request" else rec.response
        assert copy
        self.captures.feed(rec, kind, at_s, data if rec.readers else copy.feed(data))

    def answer(self, rec: lp.Recording, at_s: float, raw: bytes) -> None:
        head = lp.parse_response_head(raw, rec.method)
        rec.status, rec.response_raw, rec.response = head.status, raw, lp.Copy(head.body, 1000)
        rec.response_pairs = lp.header_pairs(raw)
        self.captures.answer(rec, at_s)
        if rec.status == 101:
            rec.readers = lp.readers_of(rec.response_pairs, self.config["max_logged_body_bytes"])

    def exchange(
        self,
        head: bytes = POSTED,
        pieces: Iterable[bytes] = (b"{}",),
        answer: bytes = ANSWERED,
        answer_pieces: Iterable[bytes] = (b"ok",),
        *,
        ending: lp.Ending = lp.WELL,
        slowly: bool = False,
        **more: Any,
    ) -> tuple[bytes, bytes]:
        """What is in the two files then; nothing for one that is not there."""
        step = self.captures.flush if slowly else lambda: None
        rec = self.begin(head, **more)
        step()
        for piece in pieces:
            self.feed(rec, "request", 10.1, piece)
            step()
        if answer:
            self.answer(rec, 10.25, answer)
            step()
            for piece in answer_pieces:
                self.feed(rec, "response", 10.5, piece)
                step()
        self.end(rec, ending)
        return self.read("request"), self.read("response")

    def end(self, rec: lp.Recording, ending: lp.Ending = lp.WELL) -> None:
        self.captures.end(rec, 11.0, ending)
        self.captures.flush()

    def files(self, pattern: str = "captures/*/*") -> list[Path]:
        return sorted(self.directory.glob(pattern))

    def read(self, kind: str) -> bytes:
        found = self.files(f"*/*/*_{self.count:08x}_{kind}.bin")
        return found[0].read_bytes() if found else b""

    def about(self, kind: str) -> dict[str, Any]:
        (found,) = self.files(f"*/*/*_{self.count:08x}_{kind}_metadata.json")
        assert stat.S_IMODE(found.stat().st_mode) == 0o600
        value: dict[str, Any] = json.loads(found.read_bytes())
        return value


# What the client sends: head and body; and what is captured.
CAPTURED_REQUESTS: dict[str, tuple[bytes, list[bytes], bytes]] = {
    "order, spelling and duplicates stay": (
        asking(b"accept:  */*", b"X-B: 1", b"x-a: \xff", b"X-B: 2", b"content-length: 2", b"Last: 1"),
        [b"{}"],
        kept(b"accept:  */*", b"X-B: 1", b"x-a: \xff", b"X-B: 2", b"content-length: 2", b"Last: 1", body=b"{}"),
    ),
    "so does the place of Host": (
        lines(b"GET /any/api.example:1/v1/messages HTTP/1.1", b"A: 1", b"HOST: me:8080", b""),
        [],
        FETCHED.replace(b"Host", b"A: 1\r\nHost"),
    ),
    "hop-by-hop lines go": (
        asking(
            b"Connection: keep-alive, x-mine",
            b"X-Mine: 1",
            b"Keep-Alive: 5",
            b"TE: trailers",
            b"Proxy-Authorization: Basic eHg=",
            method=b"GET",
        ),
        [],
        FETCHED,
    ),
    "a chunked body has a length in its place": (
        asking(IN_CHUNKS, b"X: y"),
        [b"5\r\nhello\r\n", b"1;x=1\r\n!\r\n0\r\nTrailer: 1\r\n\r\n"],
        kept(sized(6), b"X: y", body=b"hello!"),
    ),
    "HTTP/1.0 without Host": (
        lines(b"GET /any/api.example:1/v1/messages HTTP/1.0", b"X: y", b""),
        [],
        kept(b"X: y", method=b"GET", asked=b"/any/api.example:1/v1/messages").replace(b"1.1", b"1.0", 1),
    ),
    "an absolute target": (
        lines(b"GET http://api.example:1/v1/messages HTTP/1.1", b"Host: api.example:1", b""),
        [],
        kept(method=b"GET", asked=b"http://api.example:1/v1/messages"),
    ),
    "gzip stays": (asking(ZIPPED, sized(22)), [PACKED], kept(ZIPPED, sized(22), body=PACKED)),
    "keys are masked": (
        asking(b"x-api-key: " + KEY.encode(), b"Authorization: Bearer " + KEY.encode(), sized(2)).replace(
            b" HTTP", b"?key=abc HTTP"
        ),
        [b"{}"],
        kept(
            b"x-api-key: sk-ant-...ABCD",
            b"Authorization: Bearer sk-ant-...ABCD",
            sized(2),
            asked=b"http://me:8080/any/api.example:1/v1/messages?key=[3%20characters]",
            body=b"{}",
        ),
    ),
}


@parametrize("slowly", [False, True], ids=["at once", "piece by piece"])
@parametrize("case", CAPTURED_REQUESTS)
def test_a_captured_request(tmp_path: Path, case: str, slowly: bool) -> None:
    head, pieces, expected = CAPTURED_REQUESTS[case]
    capturing = Capturing(tmp_path)
    request, response = capturing.exchange(head, pieces, slowly=slowly)
    assert (request, response) == (expected, OK)
    about = capturing.about("request")
    assert (about["completed"], about["bytes_written"], "error" in about) == (True, len(request), False)
    assert KEY not in json.dumps(about) + json.dumps(capturing.about("response"))
    assert not capturing.files("captures/*/*.new")


GZIPPED = gzip.compress(SSE, mtime=0)
# What is asked for; the answer's head and body; and what is captured, where that is not the same.
CAPTURED_ANSWERS: dict[str, tuple[bytes, bytes, list[bytes], bytes]] = {
    "sized": (POSTED, answer_of(b"content-length: 2", b"X: y"), [b"ok"], b""),
    "chunked": (
        POSTED,
        answer_of(b"A: 1", IN_CHUNKS.lower(), b"Connection: close", b"B: 2", status=b"200 Fine"),
        [b"4\r\nab", b"cd\r\n0\r\n\r\n"],
        answer_of(b"A: 1", sized(4), b"B: 2", status=b"200 Fine", body=b"abcd"),
    ),
    "to the connection's end": (POSTED, answer_of(b"A: 1"), [b"ab", b"cd"], answer_of(b"A: 1", sized(4), body=b"abcd")),
    "gzip in chunks": (
        POSTED,
        answer_of(STREAM, ZIPPED, IN_CHUNKS),
        [b"%x\r\n%s\r\n" % (len(GZIPPED), GZIPPED), b"0\r\n\r\n"],
        answer_of(STREAM, ZIPPED, sized(len(GZIPPED)), body=GZIPPED),
    ),
    "HEAD": (asking(method=b"HEAD"), answer_of(sized(500)), [], b""),
    "204": (POSTED, answer_of(b"A: 1", status=b"204 No Content"), [], b""),
    "304": (GOT, answer_of(sized(500), status=b"304 Not Modified"), [], b""),
    "a cookie": (
        GOT,
        answer_of(b"Set-Cookie: session=abcdef", sized(0)),
        [],
        answer_of(b"Set-Cookie: [14 characters]", sized(0)),
    ),
}


@parametrize("slowly", [False, True], ids=["at once", "piece by piece"])
@parametrize("case", CAPTURED_ANSWERS)
def test_a_captured_answer(tmp_path: Path, case: str, slowly: bool) -> None:
    head, answer, pieces, expected = CAPTURED_ANSWERS[case]
    expected = expected or answer + b"".join(pieces)
    _, response = Capturing(tmp_path).exchange(head, [b"{}"], answer, pieces, slowly=slowly)
    assert response == expected


def test_a_chunked_body_cut_anywhere_is_the_same(tmp_path: Path) -> None:
    wire = b"5\r\nhello\r\n00a;ext\r\n0123456789\r\n0\r\nT: 1\r\n\r\n"
    capturing = Capturing(tmp_path)
    for cut in range(len(wire) + 1):
        pieces = [wire[:cut], wire[cut:]]
        for message in capturing.exchange(
            asking(IN_CHUNKS), pieces, answer_of(IN_CHUNKS), pieces, slowly=bool(cut % 2)
        ):
            first, _, body = message.partition(b"\r\n\r\n")
            assert body == b"hello0123456789"
            assert sized(15) in first.split(b"\r\n")


def test_what_is_cut_is_still_a_message(tmp_path: Path) -> None:
    """The length is what is there, written in the place of what was promised."""
    capturing = Capturing(tmp_path)
    head = asking(sized(1000))
    request, response = capturing.exchange(head, [b"{ab"], b"", ending=LEFT, slowly=True)
    assert (request, response) == (kept(sized(3), body=b"{ab"), b"")
    for kind in ("request", "response"):
        about = capturing.about(kind)
        assert (about["completed"], about["error"]) == (True, "client closed: gone")
    _, response = capturing.exchange(answer=answer_of(sized(1000)), answer_pieces=[b"abc"], ending=LEFT)
    assert response == answer_of(sized(3), body=b"abc")
    assert capturing.about("response")["error"] == "client closed: gone"
    request, _ = capturing.exchange(head, [b"{a"], ending=lp.Ending(dropped_request_bytes=998))
    assert request.endswith(b"\r\n\r\n{a")
    assert capturing.about("request")["truncated"] == "backlog"


def test_metadata_has_the_members_of_both_generations(tmp_path: Path) -> None:
    routes = {"mine": {"pattern": "/mine/", "destination": "https://api.example:1/"}}
    capturing = Capturing(tmp_path, routes=routes)
    head = asking(b"User-Agent: test/1", b"Content-Encoding: identity", sized(2))
    capturing.exchange(head, route="mine")
    about = capturing.about("response")
    name = "2001-09-09_01-46-40.250_00000001"
    begun, answered_at, ended = (f"2001-09-09T01:46:4{second}0000Z" for second in ("0.25", "0.50", "1.25"))
    assert about.pop("metadata") == {
        "id": "00000001-id",
        "pattern": "/mine/",
        "method": "POST",
        "source_url": "http://me:8080/any/api.example:1/v1/messages",
        "target_url": "https://api.example:1/v1/messages",
        "request_started_at": begun,
        "request_content_encoding": "identity",
        "upstream_response_at": answered_at,
        "upstream_header_duration_ms": 250,
        "response_status": "200 OK",
        "response_status_code": 200,
    }
    texts = f"""stream_type=response request_id=00000001-id user_agent=test/1 method=POST provider=any route=mine scheme=https
        url=https://api.example:1/v1/messages upstream=api.example:1 connection=abababababab.7 timestamp={answered_at}
        started_at={answered_at} completed_at={ended} filename={name}_response.bin session=20010909-014640-00000001"""
    figures = {"duration_ms": 750, "processing_time_ms": 750, "bytes_written": len(OK), "content_length": 2, "seq": 1}
    words = dict(word.split("=") for word in texts.split())
    assert about == {**words, **figures, "completed": True, "headers": {"Content-Length": ["2"]}}
    assert capturing.about("request")["filename"] == f"{name}_request.bin"
    assert {stat.S_IMODE(file.stat().st_mode) for file in capturing.files()} == {0o600}


def test_what_still_runs_has_no_file_yet(tmp_path: Path) -> None:
    capturing = Capturing(tmp_path)
    rec = capturing.begin(POSTED)
    capturing.feed(rec, "request", 10.1, b"{}")
    capturing.answer(rec, 10.25, answer_of(IN_CHUNKS))
    capturing.feed(rec, "response", 10.3, b"%x\r\n%s\r\n" % (100_000, b"a" * 100_000))
    capturing.captures.flush()
    assert capturing.about("request")["completed"] is True
    assert len(capturing.files()) == 2
    capturing.feed(rec, "response", 10.4, b"2\r\nbc\r\n0\r\n\r\n")
    capturing.end(rec)
    assert capturing.read("response") == answer_of(sized(100_002), body=b"a" * 100_000 + b"bc")
    assert capturing.about("response")["bytes_written"] == len(capturing.read("response"))


def test_which_exchanges_are_captured(tmp_path: Path) -> None:
    routes = {
        "yes": {"pattern": "/yes/", "capture": True, "logging": False},
        "no": {"pattern": "/no/", "capture": False},
        "key": {
            "pattern": "/key/",
            "capture": True,
            "headers": {"Authorization": "Bearer $MY_KEY", "X-Key": "abc"},
            "remove_headers": ("Accept",),
        },
    }
    capturing = Capturing(tmp_path, routes=routes, capture_enabled=False)
    assert capturing.exchange() == (b"", b"")
    assert capturing.exchange(mode="none", route="yes")[0] == ASKED
    capturing = Capturing(tmp_path / "on", routes=routes)
    assert capturing.exchange()[0] == ASKED
    assert capturing.exchange(mode="none") == (b"", b"")
    assert capturing.exchange(route="no") == (b"", b"")
    head = GOT.replace(b"\r\n\r\n", b"\r\nAuthorization: Bearer mine\r\nAccept: */*\r\n\r\n")
    added = b"\r\nAuthorization: Bearer $MY_KEY\r\nX-Key: [3 characters]\r\nX-Proxy"
    assert capturing.exchange(head, (), route="key")[0] == FETCHED.replace(b"\r\nX-Proxy", added)
    capturing.writer.stats["low_disk_space"] = True
    assert capturing.exchange() == (b"", b"")
    assert capturing.captures.stats["dropped"] == 1


@parametrize("kept", [False, True])
def test_what_the_log_has_no_bodies_of_is_not_uploaded(tmp_path: Path, kept: bool) -> None:
    routes = {"dark": {"pattern": "/dark/", "logging": False, "capture": True}}
    capturing = Capturing(tmp_path, routes=routes, server_url="http://127.0.0.1:1", capture_enabled=kept)
    for mode, route in (("metadata", ""), ("none", ""), ("none", "dark")):
        capturing.exchange(mode=mode, route=route)
    assert not capturing.files("outbox/**/*")
    assert len(capturing.files("captures/*/*.bin")) == (4 if kept else 2)
    capturing.exchange()
    assert len(capturing.files("outbox/*.put")) == 2


def test_a_capture_that_fails_leaves_nothing(tmp_path: Path) -> None:
    capturing = Capturing(tmp_path)
    rec = capturing.begin(POSTED)
    capturing.feed(rec, "request", 10.1, b"{")
    capturing.captures.note_failure(rec, "odd")
    capturing.end(rec)
    assert (rec.capture, capturing.captures.stats["dropped"]) == ("", 1)
    assert not capturing.files()


MAIL = [{"pattern": r"\w+@corp\.example", "replace": "<mail>"}]
LOGIN = b'{"access_token": "abcdef", "x": 1}'


CLEAN = gzip.compress(b"none", mtime=0)


@parametrize(
    "rules, secrets, fields, body, expected",
    [
        ([], "mask", [], b'{"x": 1}', b'{"x": 1}'),
        ([], "mask", [], LOGIN, b'{"access_token": "[6 characters]", "x": 1}'),
        ([], "keep", [], LOGIN, LOGIN),
        (MAIL, "keep", [], b"a@corp.example " + LOGIN, b"<mail> " + LOGIN),
        (MAIL, "mask", [ZIPPED], gzip.compress(b"a@corp.example"), b"<mail>"),
        (MAIL, "mask", [ZIPPED], CLEAN, CLEAN),
        (MAIL, "mask", [STREAM], SSE + b"data: a@corp.example", SSE + b"data: <mail>"),
    ],
)
def test_a_body_has_nothing_that_the_log_would_take_out(
    tmp_path: Path, rules: Any, secrets: str, fields: list[bytes], body: bytes, expected: bytes
) -> None:
    capturing, masked = Capturing(tmp_path, rules, capture_secrets=secrets), body != expected
    answer, pieces = answer_of(*fields, sized(len(body))), [body[:3], body[3:]]
    _, response = capturing.exchange(GOT, [], answer, pieces, slowly=True, mask=lp.mask_members)
    left = [field for field in fields if field != ZIPPED or not masked]
    assert response == answer_of(*left, sized(len(expected)), body=expected)
    assert capturing.about("response").get("masked", False) is masked


def test_a_body_that_must_be_held_is_bounded(tmp_path: Path) -> None:
    capturing = Capturing(tmp_path, MAIL, max_logged_body_bytes=10)
    body = b"a@corp.example and more"
    request, _ = capturing.exchange(asking(sized(len(body))), [body[:8], body[8:]])
    assert request.endswith(b"\r\n\r\na@corp.exa")
    assert capturing.about("request")["truncated"] == "limit"
    bomb = gzip.compress(b"b" * 5000, mtime=0)
    capturing = Capturing(tmp_path / "2", MAIL, max_logged_body_bytes=100)
    _, response = capturing.exchange(GOT, [], answer_of(ZIPPED, sized(len(bomb))), [bomb])
    assert response == answer_of(sized(100), body=b"b" * 100)


UPGRADED = (b"Connection: Upgrade", b"Upgrade: websocket")
SOCKET_ASKS, SOCKET_ANSWERS = (
    lp.render_frame("text", b"hello a@corp.example", b"abcd"),
    lp.render_frame("text", b"world"),
)
# What must not be shown and by which rules; what each side says; what is captured of it.
CAPTURED_SOCKETS: dict[str, tuple[str, Any, list[bytes], bytes, bytes, bytes]] = {
    "frames as they were": ("", [], [SOCKET_ASKS[:3], SOCKET_ASKS[3:]], SOCKET_ANSWERS, SOCKET_ASKS, SOCKET_ANSWERS),
    "the answer's new": ("world", [], [SOCKET_ASKS], SOCKET_ANSWERS, SOCKET_ASKS, lp.render_frame("text", b"...")),
    "the request's new": (
        "a@corp.example",
        [],
        [SOCKET_ASKS, SOCKET_ASKS[:4], SOCKET_ASKS[4:]],
        SOCKET_ANSWERS,
        lp.render_frame("text", b"hello ...", bytes(4)) * 2,
        SOCKET_ANSWERS,
    ),
    "rules": (
        "",
        MAIL,
        [SOCKET_ASKS],
        SOCKET_ANSWERS,
        lp.render_frame("text", b"hello <mail>", bytes(4)),
        SOCKET_ANSWERS,
    ),
    # The half of a message that came is not shown, what came before it is; a ping may come between two fragments.
    "halves": (
        "not-in-there",
        [],
        [SOCKET_ASKS + SOCKET_ASKS[:-1]],
        SOCKET_ANSWERS + b"\x01\x03not" + lp.render_frame("ping", b""),
        SOCKET_ASKS,
        SOCKET_ANSWERS,
    ),
}


@parametrize("case", CAPTURED_SOCKETS)
def test_a_websocket_is_captured_as_its_frames(tmp_path: Path, case: str) -> None:
    hidden, rules, said, heard, asked_then, heard_then = CAPTURED_SOCKETS[case]
    fields = (*UPGRADED, b"Sec-WebSocket-Key: x")
    capturing = Capturing(tmp_path, rules)
    if hidden:
        capturing.cleaner = lp.Cleaner(masker=lp.Masker({hidden: "..."}))
    rec = capturing.begin(asking(*fields, method=b"GET"))
    answer = answer_of(*UPGRADED, status=b"101 Switching Protocols")
    capturing.answer(rec, 10.2, answer)
    for kind, data in (("request", said[0]), ("response", heard), *(("request", piece) for piece in said[1:])):
        capturing.feed(rec, kind, 10.3, data)
        capturing.captures.flush()
    capturing.end(rec, lp.Ending("", "client"))
    request = kept(*fields, method=b"GET")
    assert (capturing.read("request"), capturing.read("response")) == (request + asked_then, answer + heard_then)
    about = [capturing.about(kind) for kind in ("request", "response")]
    assert [note.get("truncated") for note in about] == ["incomplete" if case == "halves" else None] * 2
    assert [note.get("masked", False) for note in about] == [
        asked_then not in b"".join(said),
        heard_then != SOCKET_ANSWERS,
    ]
    assert "error" not in about[0]
    # One that is refused is a request like any other.
    assert capturing.exchange(asking(*fields, method=b"GET"), []) == (request, OK)


@parametrize("before", [lp.MEBIBYTE - 12, lp.MEBIBYTE - 1, lp.MEBIBYTE, 5])
@parametrize("spelt", [b"Wq77a/B2c3D4e5F6", b"Wq77a\\/B2c3D4e5F6", b"Wq77a%2FB2c3D4e5F6"])
def test_a_credential_is_hidden_wherever_it_stands_in_a_long_body(tmp_path: Path, before: int, spelt: bytes) -> None:
    """Also where it begins in one of the pieces that are read and ends in the next."""
    capturing = Capturing(tmp_path)
    capturing.cleaner = lp.Cleaner(masker=lp.Masker({"Wq77a/B2c3D4e5F6": "..."}))
    body = b"x" * before + spelt + b"y" * 30
    head = answer_of(sized(len(body)))
    shown = body.replace(spelt, b"...".ljust(len(spelt), b"*"))
    assert capturing.exchange(GOT, [], head, [body])[1] == head + shown
    assert capturing.about("response")["masked"] is True


def test_a_tunnel_is_not_captured(tmp_path: Path) -> None:
    capturing = Capturing(tmp_path)
    head = lines(b"CONNECT api.example:1 HTTP/1.1", b"Host: api.example:1", b"")
    capturing.exchange(head, (), b"", target=b"api.example:1")
    assert not capturing.files()


def test_a_full_disk_costs_captures_and_nothing_else(tmp_path: Path, monkeypatch: Patch) -> None:
    capturing = Capturing(tmp_path)
    left = [3]

    def write_all(fd: int, content: bytes, at: int | None = None) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        os.write(fd, content)

    with monkeypatch.context() as patch:
        patch.setattr(lp, "write_all", write_all)
        capturing.exchange(answer_pieces=[b"o", b"k"], slowly=True)
    stats = capturing.captures.stats
    assert stats["dropped"] >= 1
    assert "No space left" in stats["last_error"]
    assert not capturing.files("captures/*/*_response*")
    assert not capturing.files("captures/*/*.new")
    assert capturing.exchange() == (ASKED, OK)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="descriptors cannot be counted here")
def test_a_thousand_streams_need_no_descriptors(tmp_path: Path) -> None:
    capturing = Capturing(tmp_path)
    before = len(os.listdir("/proc/self/fd"))
    recs = [capturing.begin(GOT) for _ in range(1000)]
    for rec in recs:
        capturing.answer(rec, 10.2, answer_of(IN_CHUNKS))
        capturing.feed(rec, "response", 10.3, b"1\r\na\r\n")
    capturing.captures.flush()
    assert len(os.listdir("/proc/self/fd")) < before + 10


def captured(directory: str | Path, kind: str, count: int) -> list[dict[str, Any]]:
    """Metadata of so many completed messages, with their bytes as `raw`, in the order of their names."""

    def find() -> list[dict[str, Any]]:
        found = []
        for file in sorted(Path(directory).glob(f"captures/*/*_{kind}_metadata.json")):
            about = json.loads(file.read_bytes())
            if about["completed"]:
                raw = file.with_name(about["filename"]).read_bytes() if about["filename"] else b""
                found.append({**about, "raw": raw})
        return found if len(found) >= count else []

    return cast("list[dict[str, Any]]", until(find, f"{count} captured messages"))


def test_a_captured_request_sent_again_is_what_the_upstream_got(tmp_path: Path) -> None:
    """Byte for byte, but for the framing of a chunked body, the line that tells where it had been sent, and keys."""
    with (
        RawUpstream(always(ok(b"answer", b"X-Answer: 1"))) as upstream,
        running(tmp_path, capture_enabled=True) as proxy,
    ):
        fields = (b"x-api-key: " + KEY.encode(), b"X-Odd:  a  b ", b"aCCept: */*")
        with Client(proxy.port) as client:
            client.send(post(upstream, b'{"a": 1}', *fields)).read_until(b"answer")
        (about,) = captured(tmp_path / "logs", "request", 1)
        ((request, _),) = pairs_of(tmp_path / "logs", 1)
        (response,) = captured(tmp_path / "logs", "response", 1)
        first = upstream.connections[0].received
        with Client(upstream.port) as replay:
            assert replay.send(about["raw"]).read_until(b"answer") == response["raw"]
        second = upstream.connections[1].received
    assert second == about["raw"]
    asked = f"X-Proxy-Path: http://localhost/anthropic/{upstream.name}/v1/messages\r\n".encode()
    assert second.replace(asked, b"").replace(b"sk-ant-...ABCD", KEY.encode()) == first
    assert Path(tmp_path / "logs" / request["capture"]).read_bytes() == about["raw"]
    assert about["session"] == request["_meta"]["session"]


def test_a_route_s_request_is_captured_as_it_went_out(tmp_path: Path) -> None:
    """Also where nothing is logged; what fits no route keeps its Host."""
    with RawUpstream(always(ok(b"answer"))) as upstream:
        routes = {
            "mine": {
                "pattern": "/mine/",
                "destination": f"http://{upstream.name}/base/",
                "capture": True,
                "logging": False,
                "headers": {"X-Added": "1"},
                "remove_headers": ("X-Gone",),
            }
        }
        with running(tmp_path, routes=routes, log_not_found=True, capture_enabled=True) as proxy:
            with Client(proxy.port) as client:
                client.send(b"GET /mine/a?b=1 HTTP/1.1\r\nX-Gone: 1\r\nHost: localhost\r\nA: b\r\n\r\n").read_until(
                    b"answer"
                )
            (about,) = captured(tmp_path / "logs", "request", 1)
            assert not list(Path(tmp_path / "logs").glob("*/*/*.jsonl"))
            with Client(proxy.port) as client:
                client.send(b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n").read_until(b"404")
            lost = captured(tmp_path / "logs", "request", 2)[1]
        got = upstream.connections[0].received
    path = b"X-Proxy-Path: http://localhost/mine/a?b=1\r\n"
    assert about["raw"].replace(path, b"") == got
    assert path + b"\r\n" in about["raw"]
    assert (about["metadata"]["pattern"], about["route"]) == ("/mine/", "mine")
    assert about["metadata"]["target_url"] == f"http://{upstream.name}/base/a?b=1"
    assert lost["raw"] == (
        b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\nX-Proxy-Path: http://localhost/nowhere\r\n\r\n"
    )


def test_captures_survive_a_killed_recorder(tmp_path: Path) -> None:
    go = threading.Event()

    def script(conn: RawConnection, _number: int) -> None:
        while True:
            conn.read_request()
            conn.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n")
            go.wait(60)
            conn.send(b"3\r\ntwo\r\n0\r\n\r\n")

    with RawUpstream(script) as upstream, running(tmp_path, capture_enabled=True) as proxy:
        with Client(proxy.port) as client:
            client.send(post(upstream, b"{}")).read_until(b"one\r\n")
            captured(tmp_path / "logs", "request", 1)
            first = until(lambda: proxy.link.pid)
            os.kill(first, signal.SIGKILL)
            until(lambda: proxy.link.restarts == 1 and proxy.link.pid not in (None, first), "a new recorder")
            go.set()
            client.read_until(b"0\r\n\r\n")
        again = captured(tmp_path / "logs", "response", 1)
    assert [about["raw"].partition(b"\r\n\r\n")[2] for about in again] == [b"onetwo"]
    assert "truncated" not in again[0]


def test_captures_of_a_session_are_forgotten_with_it(tmp_path: Path) -> None:
    pair = Pair(tmp_path, capture_enabled=True)
    for number, session in ((1, b"one"), (2, b"two")):
        pair.whole(number, b"{}", b"session-id: " + session, answer=b"{}")
    forgotten, kept = dict.fromkeys(line["_meta"]["session"] for line in pair.close())
    lp.forget_session(pair.directory, forgotten)
    left = [json.loads(f.read_bytes())["session"] for f in Path(pair.directory).glob("captures/*/*_metadata.json")]
    assert left == [kept] * 2
    assert len(list(Path(pair.directory).glob("captures/*/*.bin"))) == 2


def test_old_captures_go_with_the_log(tmp_path: Path) -> None:
    capturing = Capturing(tmp_path)
    capturing.exchange()
    for file in capturing.files():
        os.utime(file, (1e9, 1e9))
    plan = lp.plan_retention(str(capturing.directory), lp.RetentionRules(5, 0, 1), time.time())
    assert {disposal.kind for disposal in plan} == {"delete"}
    assert len(plan) == 4


# ==============================================================================
# 25  Upload
# ==============================================================================


class Uploads(RawUpstream):
    """What a logging server gets.  It answers with what `statuses` says, then 201; `drop` to a body with this word."""

    def __init__(self, port: int = 0, drop: int = 201) -> None:
        self.statuses, self.asked, self._drop = list[int](), list[str](), drop
        self.got: list[tuple[str, bytes, dict[str, Any]]] = []
        super().__init__(self._serve, port)
        self.url = f"http://{self.name}"

    def _serve(self, conn: RawConnection, _number: int) -> None:
        while True:
            head, body = conn.read_request()
            path, fields = head.split(b" ")[1].decode(), {name.lower(): value for name, value in lp.header_pairs(head)}
            self.asked.append(path)
            status = self._drop if b"drop" in body else self.statuses.pop(0) if self.statuses else 201
            if not status:
                return
            if status < 300:
                self.got.append((path, body, json.loads(fields["x-llm-proxy-meta"])))
            conn.send(b"HTTP/1.1 %d x\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n" % status)


Uploading = Callable[..., lp.UploadSink]


@pytest.fixture
def uploading(monkeypatch: Patch) -> Iterator[Uploading]:
    """Makes sinks, which try again at once; closed at the end."""
    monkeypatch.setattr(lp, "_RETRY_MAX_S", 0.001)
    sinks: list[lp.UploadSink] = []

    def make(directory: Path, url: str, limit: int = 1 << 30, tell: Callable[[str], None] = print) -> lp.UploadSink:
        sinks.append(lp.UploadSink(str(directory), url, limit, tell))
        sinks[-1].start()
        return sinks[-1]

    yield make
    for sink in sinks:
        sink.close(5)


def outgoing(tmp_path: Path, *bodies: bytes, **changes: Any) -> Capturing:
    """An outbox with exchanges whose requests have these bodies."""
    capturing = Capturing(tmp_path, server_url="http://127.0.0.1:1", **{"capture_enabled": False, **changes})
    for body in bodies:
        capturing.exchange(POSTED.replace(b": 2", b": %d" % len(body)), [body])
    return capturing


@parametrize("kept", [False, True])
def test_messages_are_sent_to_a_logging_server(tmp_path: Path, kept: bool, uploading: Uploading) -> None:
    """One that is away, then comes; what was refused for good, and what for now."""
    capturing = outgoing(tmp_path, b"{}", capture_enabled=kept)
    capturing.exchange(GOT, (), b"", ending=lp.Ending("upstream", "connect", "cannot be reached"))
    told: list[str] = []
    sink = uploading(capturing.directory, f"http://127.0.0.1:{(port := free_port())}/base", tell=told.append)
    until(lambda: sink.stats()["status"] == "down")
    assert (sink.stats()["backlog"], "is down" in told[0]) == (4, True)
    with Uploads(port) as server:
        server.statuses = [503, 429, 408, 401, 201, 404, 301, 507]
        until(lambda: sink.stats()["sent"] == 4)
        assert [(path, body) for path, body, _ in server.got] == [
            ("/base/00000001-id/request", ASKED),
            ("/base/00000001-id/response", OK),
            ("/base/00000002-id/request", FETCHED),
            ("/base/00000002-id/response", b""),
        ]
        assert server.got[1][2] == {
            "provider": "any",
            "upstream": "api.example:1",
            "scheme": "https",
            "method": "POST",
            "url": "https://api.example:1/v1/messages",
            "connection": "abababababab.7",
            "started_at": "2001-09-09T01:46:40.250000Z",
            "ended_at": "2001-09-09T01:46:41.250000Z",
            "response_at": "2001-09-09T01:46:40.500000Z",
        }
        assert server.got[3][2]["error"] == "upstream connect: cannot be reached"
        server.statuses = [400]
        capturing.exchange()
        until(lambda: sink.stats()["sent"] == 5)
        sink.close(5)
    stats = sink.stats()
    assert (stats["refused"], stats["backlog"], stats["dropped"], stats["missing"]) == (1, 0, 0, 0)
    assert not [file for file in capturing.files("outbox/**/*") if file.is_file()]
    assert len(capturing.files("captures/*/*.bin")) == (5 if kept else 0)


def test_what_waits_for_a_logging_server_is_bounded(tmp_path: Path, uploading: Uploading) -> None:
    capturing, told = outgoing(tmp_path, *[b"{}"] * 10), list[str]()
    url = f"http://127.0.0.1:{free_port()}"
    sink = uploading(capturing.directory, url, 10 * 3 * 4096, told.append)  # small ones take three blocks
    until(lambda: sink.stats()["dropped"] == 10)
    sink.close(0.1)
    assert sink.stats()["backlog"] == 10
    names = sorted(file.name for file in capturing.files("outbox/*/*.bin"))
    assert [int(name.split("_")[2], 16) > 5 for name in names] == [True] * 10
    assert "upload_buffer_bytes" in told[0]
    assert "not sent yet" in told[-1]


def test_a_logging_server_that_stands_still_is_asked_again(
    tmp_path: Path, monkeypatch: Patch, uploading: Uploading
) -> None:
    """One that does not answer, and one that refuses a long message before its end."""
    monkeypatch.setattr(lp, "_STILL_S", 0.2)

    def script(conn: RawConnection, number: int) -> None:
        if number == 1:
            conn.wait_closed()
        elif number == 2:
            conn.read_head()
            conn.send(b"HTTP/1.1 413 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            conn.wait_closed()
        else:
            always(b"HTTP/1.1 201 Yes\r\nContent-Length: 0\r\n\r\n")(conn, number)

    with RawUpstream(script) as server:
        sink = uploading(outgoing(tmp_path, b"x" * 4_000_000).directory, f"http://{server.name}")
        until(lambda: sink.stats()["sent"] + sink.stats()["refused"] == 2)
    assert sink.stats()["sent"] >= 1
    assert sink.stats()["backlog"] == 0


@parametrize("status", [401, 403, 404, 405, 407, 408, 429, 500, 503, 0])
def test_a_message_that_alone_is_refused_keeps_none_back(tmp_path: Path, uploading: Uploading, status: int) -> None:
    with Uploads(drop=status) as server:
        sink = uploading(outgoing(tmp_path, b"drop", b"fine", b"drop", b"also").directory, server.url)
        until(lambda: sink.stats()["refused"] == 2)
        assert sink.stats()["sent"] == 6
        assert "others were taken" in sink.stats()["last_error"]
        until(lambda: sink.stats()["backlog"] == 0)
        assert sink.stats()["status"] == "degraded"
        sink.close(5)
    tries = server.asked.count("/00000001-id/request")
    wanted = 5 + (3 if status in (401, 403, 404, 405, 407) else 12)
    assert tries >= wanted if status == 0 else tries == wanted  # what had served before is asked once more


def test_a_server_that_takes_nothing_costs_no_message(tmp_path: Path, uploading: Uploading) -> None:
    """However long that lasts, and though it had taken some before."""
    with Uploads() as server:
        server.statuses = [201] * 3 + [403] * 60 + [201, 403, 201] + [503] * 60
        sink = uploading(outgoing(tmp_path, *[b"{}"] * 10).directory, server.url)
        until(lambda: sink.stats()["sent"] == 20)
        sink.close(5)
    assert (sink.stats()["refused"], sink.stats()["dropped"], sink.stats()["backlog"]) == (0, 0, 0)
    assert len({path for path, _, _ in server.got}) == 20


def test_a_long_outbox_is_not_listed_for_each_message(tmp_path: Path, monkeypatch: Patch, uploading: Uploading) -> None:
    for number in range(300):
        name = f"2001-09-09_01-46-40.{number:03d}_x"
        lp.post_message(str(tmp_path), name, "request", {"id": f"{number}", "file": ""})
    listed, own = list[str](), os.listdir

    def listdir(path: str) -> list[str]:
        listed.append(path)
        return own(path)

    monkeypatch.setattr(os, "listdir", listdir)
    with Uploads() as server:
        sink = uploading(tmp_path, server.url)
        until(lambda: sink.stats()["sent"] == 300)
    assert [path for path, _, _ in server.got] == [f"/{number}/request" for number in range(300)]
    assert len(listed) < 30


def test_what_an_earlier_run_could_not_send_is_sent(tmp_path: Path) -> None:
    outgoing(tmp_path, b"{}")
    with Uploads() as server, running(tmp_path, server_url=server.url):
        until(lambda: len(server.got) == 2)
    assert [body for _, body, _ in server.got] == [ASKED, OK]


# ==============================================================================
# 58  Logging server
# ==============================================================================


@contextlib.contextmanager
def collecting(
    tmp_path: Path, name: str = "collected", tell: Callable[[str], Any] = bool, **changes: Any
) -> Iterator[lp.CollectServer]:
    settings = dataclasses.replace(settings_for(tmp_path, **changes), log_dir=str(tmp_path / name))
    collector: lp.CollectServer = lp.serving(lp.CollectServer, settings, tell)
    try:
        yield collector
    finally:
        collector.close()


def test_other_servers_rest_too_where_no_descriptor_is_left(tmp_path: Path, index: lp.Index) -> None:
    """http.server's call accept without a pause."""
    explorer: Any = lp.open_explorer(index, "127.0.0.1", 0)
    threading.Thread(target=explorer.serve_forever, args=(0.01,), daemon=True).start()
    with collecting(tmp_path) as collector, mocked(tmp_path) as mock:
        ports = [collector.port, explorer.server_address[1], mock.server_address[1]]
        with no_descriptors(*ports) as calls, contextlib.ExitStack() as stack:
            for port in ports:
                stack.enter_context(Client(port))
            until(lambda: {*calls} == {*ports}, "all to be asked")
            threading.Event().wait(0.3)
            assert sorted(calls) == sorted(ports)
        for port in ports:  # afterwards all is as before
            with Client(port).send(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n") as client:
                assert client.read_all().startswith(b"HTTP/1.")
    explorer.shutdown()
    explorer.server_close()


def put(port: int, path: str, body: bytes = b"", *fields: bytes, method: str = "PUT") -> tuple[int, str]:
    """Status and text of an answer; `body` goes in chunks where a field says so."""
    head = [f"{method} {path} HTTP/1.1".encode(), b"Host: x", b"Connection: close", *fields]
    if not any(field.startswith((b"Transfer", b"Content-L")) for field in fields):
        head.append(b"Content-Length: %d" % len(body))
    with Client(port) as client:
        client.send(b"\r\n".join([*head, b"", body])).end()
        first, _, text = client.received.partition(b"\r\n\r\n")
    return int(first[9:12]), text.decode()


def meta(**members: Any) -> bytes:
    return b"X-LLM-Proxy-Meta: " + json.dumps({"started_at": "2001-09-09T01:46:40.123000Z", **members}).encode()


ASK = lines(
    b"POST /v1/chat/completions HTTP/1.1",
    b"Host: api.openai.com",
    b"Content-Length: 2",
    b"X-Proxy-Path: http://x/y",
    b"",
    body=b"{}",
)
SAID = lines(b"HTTP/1.1 200 OK", b"Content-Type: application/json", b"", body=b'{"ok": 1}')


def keep(port: int, name: str, *kinds: str, about: bytes = meta()) -> None:
    """Put these messages of an exchange, or both."""
    for kind in kinds or ("request", "response"):
        assert put(port, f"/{name}/{kind}", ASK if kind == "request" else SAID, about)[0] == 201


def kept_files(tmp_path: Path, name: str = "collected") -> list[Path]:
    return [file for file in (tmp_path / name).glob("captures/*/*") if file.is_file()]


def test_keys_and_strangers_at_the_logging_server(tmp_path: Path) -> None:
    """Other programs' proxies send keys; and no message takes another's place in silence."""
    sent = ASK.replace(b"X-Proxy-Path: http://x/y", b"x-api-key: sk-ant-api03-KEY0000")
    for secrets, is_there in (("mask", False), ("keep", True)):
        with collecting(tmp_path, secrets, capture_secrets=secrets) as collector:
            assert put(collector.port, "/an-id/request", sent)[0] == 201
            assert put(collector.port, "/an-id/request", sent)[0] == 201
            status, text = put(collector.port, "/an-id/request", sent.replace(b"{}", b"[]"))
            assert (status, "Another message" in text) == (409, True)
        (kept,) = (tmp_path / secrets).glob("captures/*/*_request.bin")
        assert (b"sk-ant-api03-KEY0000" in kept.read_bytes()) == is_there
        assert kept.read_bytes().endswith(b"\r\n\r\n{}")


def test_what_the_logging_server_refuses(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setattr(lp, "_MAX_MESSAGE_BYTES", 1000)
    bad_path = (400, "Invalid path format. Expected /{requestID}/{request|response}\n")
    chunked = b"Transfer-Encoding: chunked"
    odd_paths = "/ /a /a/request/b /a/request/ //request http://x/a/request".split()
    odd_names = (".a", "..", "a%2fb", "a" * 129, "a:b", "%00")
    said: list[str] = []
    with collecting(tmp_path, tell=said.append) as collector:
        answer = functools.partial(put, collector.port)
        for method in ("GET", "POST", "DELETE", "OPTIONS"):
            assert answer("/a/request", method=method) == (405, "Only PUT method allowed\n")
        assert [answer(path) for path in odd_paths] == [bad_path] * len(odd_paths)
        assert answer("/a/other") == (400, "Stream type must be 'request' or 'response'\n")
        assert {answer(f"/{name}/request")[0] for name in odd_names} == {400}
        for status, body, field in (
            (403, b"", b"Origin: http://evil.example"),
            (413, b"x" * 1001, b"X-A: b"),
            (413, b"3e9\r\n" + b"x" * 1001 + b"\r\n0\r\n\r\n", chunked),
            (400, b"zz\r\n", chunked),
            (400, b"0x2\r\nab\r\n0\r\n\r\n", chunked),
            (413, b"0\r\n" + b"T: 1\r\n" * 200 + b"\r\n", chunked),
            (400, b"", b"Content-Length: x"),
        ):
            assert answer("/a/request", body, field)[0] == status
        assert answer("/health", method="GET") == (200, "ok\n")
    assert (said, kept_files(tmp_path)) == ([], [])


def test_what_is_kept_is_named_as_the_reference_program_names_it(tmp_path: Path) -> None:
    said: list[str] = []
    with collecting(tmp_path, tell=said.append) as collector:
        status, text = put(collector.port, "/12345678-9/request", ASK, meta())
        name = "2001-09-09_01-46-40.123_12345678_request.bin"
        assert (status, text) == (201, f"Logged {len(ASK)} bytes to logs/{name}\n")
        assert said == [f"Saved request for request 12345678 ({len(ASK)} bytes) -> {name}"]
    file = tmp_path / "collected/captures/2001-09-09" / name
    assert file.read_bytes() == ASK
    about = json.loads(file.with_name(name.replace(".bin", "_metadata.json")).read_bytes())
    wanted = {"request_id": "12345678-9", "stream_type": "request", "content_length": len(ASK), "method": "PUT"}
    wanted |= {"url": "/12345678-9/request", "filename": name, "completed": True}
    assert {name: about[name] for name in wanted} == wanted
    assert about["remote_addr"].startswith("127.0.0.1:")


def test_a_message_in_chunks_is_kept_whole(tmp_path: Path) -> None:
    """Its head is masked, wherever its pieces end."""
    sent = (
        ASK.replace(b"X-Proxy-Path: http://x/y", b"x-api-key: sk-ant-api03-KEY0000") + b"\r\n\r\nsk-ant-api03-KEY0000"
    )
    masked = sent.replace(b"sk-ant-api03-KEY0000", b"sk-ant-...0000", 1)
    with collecting(tmp_path) as collector:
        for cut in range(1, len(sent), 7):
            pieces = b"".join(b"%x;x=1\r\n%s\r\n" % (len(piece), piece) for piece in (sent[:cut], sent[cut:]))
            with Client(collector.port) as client:
                client.send(f"PUT /cut{cut}/request HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
                client.send(pieces[: cut + 9]).send(pieces[cut + 9 :] + b"0\r\nT: 1\r\n\r\n").read_until(b"Logged ")
    kept = [file.read_bytes() for file in kept_files(tmp_path) if file.suffix == ".bin"]
    assert kept == [masked] * len(range(1, len(sent), 7))


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: Patch) -> None:
    def write_all(fd: int, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with collecting(tmp_path) as collector:
        with monkeypatch.context() as patched:
            patched.setattr(lp, "write_all", write_all)
            status, text = put(collector.port, "/a/request", ASK)
            assert (status, "No space is left" in text) == (507, True)
        with Client(collector.port) as client:
            client.send(b"PUT /a/request HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
            client.sock.shutdown(socket.SHUT_WR)
            assert client.read_until(b"broke off").startswith(b"HTTP/1.1 400 ")
        assert kept_files(tmp_path) == []
        keep(collector.port, "a", "request")


@parametrize("kinds", ["request response", "response request", "request response request response"])
def test_messages_become_a_log(tmp_path: Path, kinds: str) -> None:
    about = meta(
        provider="openai",
        upstream="proxy.example:9",
        scheme="http",
        response_at="2001-09-09T01:46:40.373000Z",
        ended_at="2001-09-09T01:46:41.123000Z",
        error="client closed: it left",
    )
    with collecting(tmp_path) as collector:
        keep(collector.port, "id.1", *kinds.split(), about=about)
        ((request, response),) = pairs_of(collector.log.directory, 1)
    assert len(of_type(collector.log.directory, "response")) == len(of_type(collector.log.directory, "request")) == 1
    told = {"request_id": "id.1", "ts": "2001-09-09T01:46:40.123000Z", "provider": "openai", "host": "proxy.example:9"}
    assert {name: request["_meta"][name] for name in told} == told
    assert (request["path"], request["body"]) == ("/v1/chat/completions", "{}")
    assert "X-Proxy-Path" not in request["headers"]
    assert (Path(collector.log.directory) / request["capture"]).read_bytes() == ASK
    assert (response["status"], response["body"]) == (200, '{"ok": 1}')
    assert response["timing"] == {"ttfb_ms": 250, "total_ms": 1000}
    assert response["error"] == {"by": "client", "kind": "closed", "message": "it left"}


def test_foreign_and_empty_messages_become_lines(tmp_path: Path) -> None:
    """The reference program sends no length and nothing about its messages."""
    key = b"x-api-key: " + KEY.encode()
    bare = lines(b"POST /v1/messages HTTP/1.1", b"Host: api.anthropic.com", key, b"", body=b"{}")
    about = meta(url="https://api.openai.com/v1/models?a=1", method="PATCH", upstream="api.openai.com")
    with collecting(tmp_path) as collector:
        for name, message, answer, told in (
            ("bare", bare, SAID, b"X-A: b"),
            ("odd", b"\x00 no HTTP", SAID, meta()),
            ("unasked", b"", SAID, about),
            ("unanswered", ASK, b"", meta(error="upstream connect: no way")),
        ):
            assert put(collector.port, f"/{name}/request", message, told)[0] == 201
            assert put(collector.port, f"/{name}/response", answer, told)[0] == 201
        found = {q["_meta"]["request_id"]: (q, r) for q, r in pairs_of(collector.log.directory, 3)}
        assert collector.log.unlogged == 1
    request, response = found["bare"]
    assert (request["_meta"]["host"], request["body"]) == ("api.anthropic.com", "{}")
    assert request["headers"]["X-Api-Key"] == ["sk-ant-...ABCD"]
    assert response["body"] == '{"ok": 1}'
    request, _ = found["unasked"]
    assert (request["method"], request["path"], request["query"]) == ("PATCH", "/v1/models", "a=1")
    assert "capture" not in request
    assert found["unanswered"][1]["error"] == {"by": "upstream", "kind": "connect", "message": "no way"}


@parametrize("first", ["request", "response"])
def test_a_message_that_waits_too_long_is_logged_alone_and_once(tmp_path: Path, monkeypatch: Patch, first: str) -> None:
    with monkeypatch.context() as patched, collecting(tmp_path) as collector:
        keep(collector.port, "id", first)
        patched.setattr(lp, "_WAIT_S", 0.0)
        ((request, response),) = pairs_of(collector.log.directory, 1)
        keep(collector.port, "id", "response" if first == "request" else "request")
        until(lambda: not collector.log._waiting)
    with collecting(tmp_path):
        pass
    assert len(of_type(tmp_path / "collected", "request")) == len(of_type(tmp_path / "collected", "response")) == 1
    assert request["path"] == ("/v1/chat/completions" if first == "request" else "/")
    assert response.get("error", {}).get("message") == ("its response was not sent" if first == "request" else None)


def test_a_new_start_goes_on_with_what_is_kept(tmp_path: Path, monkeypatch: Patch) -> None:
    """One exchange was whole but not logged, as after kill -9; of another one there was the request."""
    with collecting(tmp_path) as collector:
        keep(collector.port, "asked", "request")
        with monkeypatch.context() as patched:
            patched.setattr(lp.CollectedLog, "add", lambda *_: None)
            keep(collector.port, "never-told")
    assert not list((tmp_path / "collected").glob("*/*/*.jsonl"))
    for _ in range(2):
        with collecting(tmp_path) as collector:
            for name in ("never-told", "other", "asked"):
                keep(collector.port, name)
    for kind in ("request", "response"):
        found = [line["_meta"]["request_id"] for line in of_type(tmp_path / "collected", kind)]
        assert sorted(found) == ["asked", "never-told", "other"]


@unless_few
def test_a_killed_logging_server_has_told_all_it_promised(tmp_path: Path) -> None:
    environ = {**os.environ, "HOME": str(tmp_path)}
    command = [sys.executable, lp.__file__, "collect", "--port", "0", "--log-dir", str(tmp_path / "log")]

    def start() -> tuple[subprocess.Popen[bytes], int]:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environ)
        assert process.stdout
        line = process.stdout.readline()
        process.stdout.close()  # nobody reads on
        return process, int(line.rpartition(b":")[2])

    process, port = start()
    for number in range(20):
        keep(port, f"{number:08x}-x")
    process.kill()
    process.wait()
    process, port = start()
    keep(port, "00000013-x", "response")
    process.terminate()
    assert process.wait(30) in (0, 1)
    for line_kind in ("request", "response"):
        names = sorted(line["_meta"]["request_id"] for line in of_type(tmp_path / "log", line_kind))
        assert names == [f"{number:08x}-x" for number in range(20)]


def test_what_comes_while_the_logging_server_ends_is_for_the_next(tmp_path: Path) -> None:
    with collecting(tmp_path) as collector:
        client = Client(collector.port)
        head = b"PUT /id/request HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(ASK)
        client.send(head + ASK[:5])
        until(lambda: collector.log._bases)
    with client:
        client.send(ASK[5:])
        assert client.read_until(b"ending\n").startswith(b"HTTP/1.1 503 ")
    assert kept_files(tmp_path) == []


def test_one_logging_server_writes_to_a_directory(tmp_path: Path) -> None:
    with (
        collecting(tmp_path),
        pytest.raises(lp.ProxyError, match="another logging server writes to"),
        collecting(tmp_path),
    ):
        pass


def test_exchanges_of_one_moment_have_names_of_their_own(tmp_path: Path) -> None:
    """Also where nothing is written yet, an id is no longer than its short form, and after a restart."""
    names, about = ["12345678", "12345678-b", "12345678-c"], {"started_at": "2001-09-09T01:46:40.123000Z"}
    bases = [f"2001-09-09_01-46-40.123_{name}" for name in names]
    for order in (names, names[::-1]):
        with collecting(tmp_path) as collector:
            found = {name: collector.log.base_of(name, about) for name in order}
            assert [found[name] for name in names] == bases
            for name in names:
                keep(collector.port, name)
    found = {line["_meta"]["request_id"]: line["capture"] for line in of_type(tmp_path / "collected", "request")}
    assert [found[name] for name in names] == [f"captures/2001-09-09/{base}_request.bin" for base in bases]
    stem = "1970-01-01_00-00-01.500_a_b"
    assert list(itertools.islice(lp.capture_names(1.5, "a_b"), 3)) == [stem, stem, f"{stem}.2"]


def test_of_what_has_ended_little_is_remembered(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setattr(lp, "_MAX_KNOWN", 3)
    with collecting(tmp_path) as collector:
        for number in range(8):
            keep(collector.port, f"{number:08x}")
        assert list(collector.log._bases) == ["00000005", "00000006", "00000007"]
        assert not collector.log._waiting
        keep(collector.port, "00000000")
    assert len(of_type(tmp_path / "collected", "request")) == 8


def test_who_says_nothing_keeps_nobody_out_for_long(tmp_path: Path, monkeypatch: Patch) -> None:
    """There are so many places.  A message that comes slowly keeps its own."""
    monkeypatch.setattr(lp.CollectServer, "max_connections", 2)
    monkeypatch.setattr(lp._PutHandler, "timeout", 0.5)
    with collecting(tmp_path) as collector:
        with Client(collector.port) as slow, Client(collector.port) as silent:
            slow.send(b"PUT /slow/request HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(ASK))
            until(lambda: collector.log._bases)
            until(lambda: collector._places._value == 0)
            with Client(collector.port) as third:
                assert third.send(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").read_all() == b""
            assert silent.read_all() == b""
            until(lambda: collector._places._value == 1)
            assert put(collector.port, "/health", method="GET")[0] == 200
            assert slow.send(ASK).read_until(b"Logged").startswith(b"HTTP/1.1 201 ")


def test_two_proxies_feed_one_logging_server(tmp_path: Path) -> None:
    """What the Explorer shows of it is what it would show of their own logs."""
    body = packed_json(body_of([user_says("hello")], stream=False)).encode()
    answer = {"type": "message", "role": "assistant", "model": "m", "content": [said("hi")], "stop_reason": "end_turn"}
    content = packed_json({**answer, "usage": {"input_tokens": 3, "output_tokens": 4}}).encode()
    with (
        RawUpstream(always(ok(content, b"Content-Type: application/json"))) as upstream,
        collecting(tmp_path) as collector,
    ):
        url = f"http://127.0.0.1:{collector.port}"
        with (
            running(tmp_path / "one", server_url=url) as one,
            running(tmp_path / "two", server_url=url, capture_enabled=True) as two,
        ):
            for proxy, session in ((one, b"first"), (two, b"second"), (one, b"first")):
                with Client(proxy.port) as client:
                    client.send(post(upstream, body, b"session-id: " + session, b"x-api-key: " + KEY.encode()))
                    client.read_until(b"output_tokens")
            pairs = pairs_of(collector.log.directory, 3)
            until(lambda: health(one.port)["recorder"].get("upload", {}).get("sent") == 4)
    own = [line for log in ("one", "two") for line in of_type(tmp_path / log / "logs", "response")]
    by_id = {line["_meta"]["request_id"]: (line["body"], line["usage"], line["_meta"]["ts"][:19]) for line in own}
    for _, line in pairs:
        assert by_id[line["_meta"]["request_id"]] == (line["body"], line["usage"], line["_meta"]["ts"][:19])
    files = [file for file in (tmp_path / "collected").glob("**/*") if file.suffix in (".jsonl", ".bin", ".json")]
    assert KEY not in "".join(file.read_text() for file in files)
    with indexed(tmp_path / "collected") as index:
        rows = listed_in(index)
    assert sorted((row["title"], row["turns"]) for row in rows) == [("hello", 1), ("hello", 2)]


# ==============================================================================
# 0  The installer
# ==============================================================================

# install.sh, as `curl | sh` runs it.  Most of these install a stand-in of a few lines, which says what it was asked;
# the last install llm_proxy.py itself.

INSTALLER = SOURCE.parent / "install.sh"


def unstamped() -> str:
    """install.sh as it is before a release, so that what these tests serve is not compared with the last one."""
    text = INSTALLER.read_text(encoding="utf-8")
    return re.sub("^STAMPED_SHA256=.*", f"STAMPED_SHA256={'0' * 64}", text, flags=re.MULTILINE)


FORMULA = SOURCE.parent / "Formula" / "llm-proxy.rb"
POSIX_SHELLS = [path for path in map(shutil.which, ("dash", "bash")) if path]
STAND_IN = '''#!/usr/bin/env python3
"""llm-proxy: transparent logging proxy for LLM APIs, a stand-in for tests."""
import os, sys
__version__ = "@V@"
def main():
    with open(os.environ["ASKED"], "a") as file:
        print(*sys.argv[1:], file=file)
    if sys.argv[1:] == ["--version"]:
        print("llm-proxy @V@")
    if sys.argv[1:] == ["--setup"]:
        print("stdin:", len(sys.stdin.read()), [name for name in os.environ if name.startswith("LLM_PROXY_")])
    return int(os.environ.get("FAIL") == " ".join(sys.argv[1:]))
if __name__ == "__main__":
    sys.exit(main())
'''


def stand_in(version: str) -> bytes:
    return STAND_IN.replace("@V@", version).encode()


def hex_sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Releases(dict[str, bytes]):
    """What stands in for GitHub: path to body; a path in `torn` ends in the middle."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.torn: set[str] = set()

    def add(self, version: str, data: bytes = b"", place: str = "") -> None:
        data, place = data or stand_in(version), place or f"/download/v{version}"
        self[f"{place}/llm_proxy.py"] = data
        self[f"{place}/llm_proxy.py.sha256"] = checksum_of(data)


@pytest.fixture
def releases() -> Iterator[Releases]:
    table = Releases()

    def script(conn: RawConnection, _number: int) -> None:
        while True:
            path = conn.read_head().split(b" ")[1].decode()
            body = table.get(path)
            answer = b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n" if body is None else ok(body)
            conn.send(answer[: 300 if path in table.torn else None])
            if path in table.torn:
                return

    with RawUpstream(script) as server:
        table.url = f"http://{server.name}"
        table.add(lp.__version__)
        yield table


class Household:
    """A home directory, and install.sh run in it by one shell."""

    def __init__(self, path: Path, shell: str, url: str) -> None:
        path.mkdir()
        self.path, self.shell = path, shell
        self.asked = path.parent / "asked"
        tools = f"{os.path.dirname(sys.executable)}:/usr/local/bin:/usr/bin:/bin"
        self.env = {"HOME": str(path), "PATH": tools, "ASKED": str(self.asked), "LLM_PROXY_BASE_URL": url}
        self.command = path / ".local" / "bin" / "llm-proxy"
        self.library = path / ".local" / "share" / "llm-proxy"

    def install(self, *args: str, script: str = "", status: int = 0, **env: str) -> str:
        """Run it as `curl | sh` would; returns what it said."""
        return self._said([*self.shell.split(), "-s", "--", *args], script or unstamped(), status, env)

    def run(self, *args: str, status: int = 0, **env: str) -> str:
        return self._said([str(self.command), *args], "", status, env)

    def _said(self, command: list[str], given: str, status: int, env: Env) -> str:
        options: dict[str, Any] = {
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
            "text": True,
            "cwd": self.path,
        }
        done = subprocess.run(command, input=given, env=self.env | env, timeout=60, check=False, **options)
        assert done.returncode == status, done.stdout
        return str(done.stdout)

    def questions(self) -> list[str]:
        return self.asked.read_text().splitlines() if self.asked.exists() else []

    def tree(self) -> dict[str, object]:
        found = sorted(path for path in self.path.rglob("*") if path.is_file())
        return {str(path.relative_to(self.path)): (path.stat().st_mode, path.read_bytes()) for path in found}


@pytest.fixture(params=POSIX_SHELLS)
def any_household(request: pytest.FixtureRequest, tmp_path: Path, releases: Releases) -> Household:
    return Household(tmp_path / "a home, the user's", request.param, releases.url)


@pytest.fixture
def household(tmp_path: Path, releases: Releases) -> Household:
    return Household(tmp_path / "home", POSIX_SHELLS[0], releases.url)


def test_piped_into_a_shell_it_installs_and_sets_up(any_household: Household) -> None:
    home = any_household
    text = unstamped()
    said = home.install(script=text + "echo the script was read to its end\n", LLM_PROXY_VERSION=lp.__version__)
    assert "the script was read to its end" in said
    assert "stdin: 0 []" in said  # nothing of ours in the program's way
    assert said.index("stdin:") < said.index(".local/bin is not in your PATH")  # what is to be done stands last
    assert home.run("--version") == f"llm-proxy {lp.__version__}\n"
    assert home.questions() == ["--version", "--version", "--setup", "--version"]
    assert [p.name for p in home.command.parent.iterdir()] == ["llm-proxy"]
    home.install("--uninstall")
    assert home.tree() == {}


@skip_without("busybox")
def test_busybox_and_its_wget_install_too(tmp_path: Path, releases: Releases) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    subprocess.run(["busybox", "--install", "-s", str(tools)], check=True)
    home = Household(tmp_path / "home", f"{shutil.which('busybox')} sh", releases.url)
    home.env["PATH"] = f"{tools}:{os.path.dirname(sys.executable)}"
    home.install()
    assert home.run("--version") == f"llm-proxy {lp.__version__}\n"


def test_a_second_time_changes_nothing_and_an_upgrade_what_it_must(household: Household, releases: Releases) -> None:
    household.install(LLM_PROXY_NO_SETUP="1")
    before = household.tree()
    assert "already" in household.install(LLM_PROXY_NO_SETUP="1")
    assert household.tree() == before
    releases.add("9.2.0")
    household.install("--version", "v9.2.0", "--no-setup")
    assert household.run("--version") == "llm-proxy 9.2.0\n"


def test_pinned_and_latest(household: Household, releases: Releases) -> None:
    releases.add("0.0.9")
    releases.add("9.3.0", place="/latest/download")
    household.install(LLM_PROXY_VERSION="0.0.9", LLM_PROXY_NO_SETUP="1")
    assert household.run("--version") == "llm-proxy 0.0.9\n"
    household.install("--version", "latest", "--no-setup")
    assert household.run("--version") == "llm-proxy 9.3.0\n"


def checksum_of(data: bytes) -> bytes:
    return f"{hex_sha256(data)}  llm_proxy.py\n".encode()


NEWER = stand_in("9.2.0")
# What is said, the file of version 9.2.0 and its checksum; None is not there.
BROKEN_RELEASES: list[tuple[str, bytes | None, bytes | None]] = [
    ("checksum of llm_proxy.py is wrong", NEWER, b"1" * 64 + b"\n"),
    ("is no SHA-256 digest", NEWER, b""),
    ("checksum cannot be had", NEWER, None),
    ("download failed", None, checksum_of(NEWER)),
    ("asked for version 9.2.0, got 9.1.9", stand_in("9.1.9"), checksum_of(stand_in("9.1.9"))),
    ("does not start", NEWER + b"\n)(\n", checksum_of(NEWER + b"\n)(\n")),
    ("is not llm_proxy.py", b"<html>", checksum_of(b"<html>")),
]


def test_whatever_is_wrong_with_a_release_the_old_version_stays(household: Household, releases: Releases) -> None:
    household.install(LLM_PROXY_NO_SETUP="1")
    before = household.tree()
    assert "error: unknown option --what" in household.install("--what", status=1)
    for told, file, checksum in BROKEN_RELEASES:
        for suffix, data in (("", file), (".sha256", checksum)):
            releases.pop(name := f"/download/v9.2.0/llm_proxy.py{suffix}", None)
            releases |= {} if data is None else {name: data}
        assert told in household.install("--version", "9.2.0", status=1)
        assert household.tree() == before, told
    releases.add("9.2.0")
    releases.torn.add("/download/v9.2.0/llm_proxy.py")
    assert "error:" in household.install("--version", "9.2.0", status=1)
    assert household.tree() == before
    assert household.run("--version") == f"llm-proxy {lp.__version__}\n"


def test_the_stamped_digest_goes_before_the_published_one(household: Household, releases: Releases) -> None:
    data, digest = stand_in(lp.__version__), hex_sha256(stand_in(lp.__version__))
    text = unstamped()
    script = re.sub("^STAMPED_SHA256=.*", f"STAMPED_SHA256={digest}", text, flags=re.MULTILINE)
    releases.add(lp.__version__, data + b"# and more\n")
    assert "checksum of llm_proxy.py is wrong" in household.install(script=script, status=1)
    releases.clear()
    releases[f"/download/v{lp.__version__}/llm_proxy.py"] = data
    household.install("--no-setup", script=script)


def test_downloads_are_always_checked_and_never_in_clear(household: Household) -> None:
    assert "always checked" in household.install("--sha256", "none", status=1)
    for url in ("http://mirror.invalid/x", "http://127.0.0.1.evil.invalid/x"):
        assert "is not https" in household.install(LLM_PROXY_BASE_URL=url, status=1)


def test_without_network(household: Household, tmp_path: Path) -> None:
    offline: dict[str, Any] = {"LLM_PROXY_BASE_URL": "http://127.0.0.1:1", "LLM_PROXY_NO_SETUP": "1"}
    file = tmp_path / "a copy" / "llm_proxy.py"
    file.parent.mkdir()
    file.write_bytes(stand_in("9.7.0"))
    assert "no checksum" in household.install("--from", str(file), status=1, **offline)
    household.install("--from", str(file), "--sha256", hex_sha256(stand_in("9.7.0")).upper(), **offline)
    assert household.run("--version") == "llm-proxy 9.7.0\n"
    Path(f"{file}.sha256").write_bytes(checksum_of(stand_in("9.7.0")))
    assert "already" in household.install("--from", str(file.parent), **offline)
    file.write_bytes(stand_in("9.8.0"))
    assert "is wrong" in household.install("--from", str(file.parent), status=1, **offline)
    household.install("--sha256", "none", LLM_PROXY_FROM=str(file), **offline)
    pinned = ("--sha256", "none", "--from", str(file), "--version", "9.7.0")
    assert "asked for version 9.7.0" in household.install(*pinned, status=1, **offline)
    assert household.run("--version") == "llm-proxy 9.8.0\n"
    assert "--setup" not in household.questions()


def test_uninstalling_leaves_the_home_as_it_was(household: Household) -> None:
    home = household
    (home.path / ".bashrc").write_text("no end of line")
    before = home.tree()
    home.install()
    assert home.tree() != before
    home.install("--uninstall", XDG_DATA_HOME="/elsewhere")
    assert home.tree() == before
    assert not home.library.exists()
    assert home.questions()[-1] == "--uninstall"


def test_a_failing_uninstall_of_the_program_stops_ours(household: Household) -> None:
    household.install(LLM_PROXY_NO_SETUP="1")
    assert "nothing was removed" in household.install("--uninstall", FAIL="--uninstall", status=1)
    assert household.run("--version")
    household.install("--uninstall", FAIL="--uninstall", LLM_PROXY_FORCE="1")
    assert not household.command.exists()
    assert "is not in" in household.install("--uninstall")


def test_a_failing_setup_is_reported_and_the_program_stays(household: Household) -> None:
    assert "its --setup failed" in household.install(FAIL="--setup", status=1)
    assert household.run("--version")


def tools_without(tmp_path: Path, *missing: str) -> str:
    """A directory to be PATH: all that install.sh asks for, but Python and these."""
    directory = tmp_path / "tools"
    directory.mkdir()
    names = "cat chmod cmp cp curl cut dirname grep head id mkdir mktemp mv rm rmdir sed sha256sum tr uname".split()
    for name in names:
        if name not in missing and (found := shutil.which(name)):
            (directory / name).symlink_to(found)
    return str(directory)


def test_without_python_it_says_what_to_install(household: Household, tmp_path: Path) -> None:
    home, tools = household, tools_without(tmp_path)
    said = home.install(PATH=tools, status=1)
    assert "needs Python 3.11 or newer" in said
    assert "this system:" in said
    assert "uv python install" in said
    old = Path(tools, "python3")
    old.write_text('#!/bin/sh\n[ "$1" != --version ] || echo Python 3.9.2\n[ "$1" = --version ]\n')
    old.chmod(0o755)
    assert "Python 3.9.2, which is too old" in home.install(PATH=tools, status=1)
    assert "/no/python" in home.install("--python", "/no/python", status=1)
    assert home.tree() == {}


def test_a_newer_python_than_python3_is_found(household: Household, tmp_path: Path) -> None:
    tools = tools_without(tmp_path)
    for name, target in (("python3", "false"), ("sh", "sh"), ("python3.13", sys.executable)):
        Path(tools, name).symlink_to(shutil.which(target) or target)
    assert "installed" in household.install(PATH=tools, LLM_PROXY_NO_SETUP="1")


def test_without_curl_wget_and_sha256sum_python_does_it(
    household: Household, tmp_path: Path, releases: Releases
) -> None:
    tools = tools_without(tmp_path, "curl", "sha256sum")
    Path(tools, "python3").symlink_to(sys.executable)
    household.install(PATH=tools, LLM_PROXY_NO_SETUP="1")
    releases.add("9.2.0")
    releases["/download/v9.2.0/llm_proxy.py.sha256"] = b"1" * 64 + b"\n"
    assert "is wrong" in household.install("--version", "9.2.0", PATH=tools, status=1)


def test_a_strict_umask_and_a_bin_directory_of_choice(household: Household) -> None:
    household.command = household.path / "my bin" / "llm-proxy"
    text = unstamped()
    household.install("--no-setup", script="umask 077\n" + text, LLM_PROXY_BIN_DIR=str(household.command.parent))
    assert household.command.stat().st_mode & 0o777 == 0o755
    assert household.command.parent.stat().st_mode & 0o777 == 0o700
    assert household.run("--version") == f"llm-proxy {lp.__version__}\n"


def test_a_directory_that_cannot_be_written_is_named(household: Household) -> None:
    (household.path / "file").write_text("")
    locked = "/proc" if os.geteuid() == 0 else str(household.path / "locked")
    if locked != "/proc":
        os.mkdir(locked, 0o555)
    for directory in (str(household.path / "file" / "bin"), locked):
        said = household.install(LLM_PROXY_BIN_DIR=directory, status=1)
        assert f"cannot write to {directory}" in said
        assert "LLM_PROXY_BIN_DIR" in said
    assert not household.questions()


def test_what_is_not_ours_is_left_alone(household: Household) -> None:
    household.command.parent.mkdir(parents=True)
    household.command.write_text("#!/bin/sh\necho another\n")
    assert "is not llm-proxy" in household.install(status=1)
    assert "left alone" in household.install("--uninstall", status=1)
    household.install("--force", "--no-setup")
    assert household.run("--version") == f"llm-proxy {lp.__version__}\n"


def test_a_script_that_arrives_in_part_does_nothing(household: Household) -> None:
    text = unstamped()
    for end in range(0, text.rindex("main"), 1000):
        command = [household.shell]
        subprocess.run(command, input=text[:end].encode(), env=household.env, capture_output=True, check=False)
    assert household.tree() == {}


def test_an_installation_that_is_killed_leaves_the_old_version(household: Household, releases: Releases) -> None:
    household.install(LLM_PROXY_NO_SETUP="1")
    before = household.tree()
    hangs = b"def main():\n    open(os.environ['ASKED'] + '-hangs', 'w'); import time; time.sleep(30)"
    releases.add("9.2.0", stand_in("9.2.0").replace(b"def main():", hangs))
    with subprocess.Popen(
        [household.shell, "-s", "--", "--version", "9.2.0"],
        stdin=subprocess.PIPE,
        env=household.env,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as script:
        assert script.stdin
        script.stdin.write(unstamped().encode())
        script.stdin.close()
        until(lambda: Path(f"{household.asked}-hangs").exists())
        assert household.tree() != before
        os.killpg(script.pid, signal.SIGTERM)
        assert script.wait(10) != 0
    assert household.tree() == before


def test_the_launcher_stands_a_torn_cache_a_missing_home_and_a_lost_python(household: Household) -> None:
    household.install(LLM_PROXY_NO_SETUP="1")
    version = household.run("--version")
    cached = next(household.path.rglob("*.pyc"))
    cached.write_bytes(cached.read_bytes()[:200])
    assert household.run("--version") == version
    cached.unlink()
    for home in ("/nonexistent", ""):
        assert household.run("--version", HOME=home) == version
    assert household.run("--version", XDG_CACHE_HOME="relative") == version
    assert not list(household.path.rglob("*.pyc"))
    assert not (household.path / "relative").exists()
    text = household.command.read_text()
    household.command.write_text(re.sub("^python=.*", "python='/gone/python3'", text, flags=re.MULTILINE))
    assert household.run("--version") == version
    assert "run install.sh again" in household.run(PATH="/nonexistent", status=127)


# -- the real file --


def with_managers(household: Household, status: int) -> None:
    """Service managers that end with this status and do nothing; no test may reach those of this machine."""
    directory = household.path.parent / "managers"
    directory.mkdir(exist_ok=True)
    for name in ("systemctl", "launchctl", "loginctl"):
        (directory / name).write_text(f"#!/bin/sh\nexit {status}\n")
        (directory / name).chmod(0o755)
    household.env["PATH"] = f"{directory}:{household.env['PATH'].removeprefix(f'{directory}:')}"


def compiled_for(household: Household) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in household.path.rglob("*.pyc")}


def test_the_program_itself_is_installed_set_up_and_removed(
    tmp_path: Path, releases: Releases, monkeypatch: Patch
) -> None:
    releases.add(lp.__version__, SOURCE.read_bytes())
    home = Household(tmp_path / "a home, the user's", POSIX_SHELLS[0], releases.url)
    home.env["SHELL"] = "/bin/bash"
    with_managers(home, 1)
    texts = {".bashrc": b"alias ll='ls -l'\nno end of line", ".zshrc": b"", ".profile": b"\xff\r\n\n"}
    for name, data in texts.items():
        (home.path / name).write_bytes(data)
    assert home.install("--quiet", LLM_PROXY_NO_SETUP="1") == ""
    said = home.install()  # the second time it only sets up
    assert "already" in said
    assert "No service manager answers here" in said
    for name, data in texts.items():
        assert f"Shell set up: {home.path / name}" in said
        assert (home.path / name).read_bytes() != data
    assert home.run("--status", status=3).startswith("Status: NOT RUNNING\n")
    assert home.run("completions", "bash").startswith("# bash completion for llm-proxy\n")
    # The proxy and its recorder start so; they use what the installer has compiled.
    compiled = compiled_for(home)
    assert len(compiled) == 1
    python = re.findall("^python='(.*)'$", home.command.read_text(), re.MULTILINE)
    monkeypatch.setattr(lp, "__file__", str(home.library / "llm_proxy.py"))
    monkeypatch.setenv("HOME", str(home.path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    command = [*python, *lp.command_of_module("--version")[1:]]
    assert subprocess.check_output(command, env=home.env, text=True) == f"llm-proxy {lp.__version__}\n"
    assert home.run("--version") == f"llm-proxy {lp.__version__}\n"
    assert compiled_for(home) == compiled
    # A manager is told the launcher, which finds another Python if this one goes.
    with_managers(home, 0)
    home.run("--setup")
    folders = (home.path / ".config" / "systemd", home.path / "Library" / "LaunchAgents")
    units = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert sum(str(home.command) in path.read_text() for path in units) == 1
    assert f"removed {home.command}" in home.install("--uninstall")
    assert {name: (home.path / name).read_bytes() for name in texts} == texts
    left = {str(path.relative_to(home.path)) for path in home.path.rglob("*") if path.is_file()}
    assert left == set(texts)


# -- files in step --


def test_program_installer_and_formula_are_in_step() -> None:
    script, formula = INSTALLER.read_text(encoding="utf-8"), FORMULA.read_text(encoding="utf-8")
    version, digest = lp.__version__, r"([0-9a-f]{64})"
    assert re.findall("^STAMPED_VERSION=(.*)$", script, re.MULTILINE) == [version]
    assert re.findall("/download/v(.*)/llm_proxy.py", formula) == [version]
    stamped = re.findall(f"^STAMPED_SHA256={digest}$", script, re.MULTILINE)
    assert re.findall(f'^  sha256 "{digest}"$', formula, re.MULTILINE) == stamped
    assert len(stamped) == 1  # of the file as released, or zeros
    launcher = re.findall(r"^(cache=.*?\n)LAUNCHER$", script, re.MULTILINE | re.DOTALL)
    brewed = re.findall(r"^(      cache=.*?\n)    SH$", formula, re.MULTILINE | re.DOTALL)
    assert [re.sub("^      ", "", text, flags=re.MULTILINE) for text in brewed] == launcher
    assert len(launcher) == 1


def test_stamping_writes_version_and_digest(tmp_path: Path) -> None:
    for file in (INSTALLER, FORMULA, SOURCE.parent / ".ci" / "stamp"):
        copy = tmp_path / file.relative_to(SOURCE.parent)
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(file, copy)
    data = b'__version__ = "1.2.3"\n'
    (tmp_path / "llm_proxy.py").write_bytes(data)
    for _ in range(2):
        subprocess.run(["sh", ".ci/stamp"], cwd=tmp_path, check=True, capture_output=True)
        script = (tmp_path / "install.sh").read_text(encoding="utf-8")
        formula = (tmp_path / "Formula" / "llm-proxy.rb").read_text(encoding="utf-8")
        assert f"\nSTAMPED_VERSION=1.2.3\nSTAMPED_SHA256={hex_sha256(data)}\n" in script
        assert "/download/v1.2.3/llm_proxy.py" in formula
        assert hex_sha256(data) in formula
    assert os.access(tmp_path / "install.sh", os.X_OK)


@skip_without("shellcheck")
def test_what_we_write_in_shell_passes_shellcheck(tmp_path: Path, completion_scripts: Path) -> None:
    body = re.findall(r"cat <<'LAUNCHER'\n(.*?)LAUNCHER\n", INSTALLER.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "launcher").write_text("#!/bin/sh\npython=/x file=/y\n" + body[0])
    subprocess.run(["shellcheck", tmp_path / "launcher", completion_scripts / "bash"], check=True)


@skip_without("ruby")
def test_the_formula_parses() -> None:
    subprocess.run(["ruby", "-c", FORMULA], check=True, stdout=subprocess.DEVNULL)


# ==============================================================================
# Real clients
# ==============================================================================


Base = Callable[[str], str]


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Base]:
    """Makes the base URL of a provider: through the proxy to the scripted one."""
    with scripted(delay_s=0.002) as upstream, running(tmp_path) as proxy:
        yield lambda provider: f"http://127.0.0.1:{proxy.port}/{provider}/{upstream.name}"


def eight_at_once(client: Any, create: Callable[[], Any]) -> int:
    async def ask() -> list[Any]:
        async with client:
            return await asyncio.gather(*(create() for _ in range(8)))

    return len(asyncio.run(ask()))


TOOL = {"name": "get_weather", "description": "d", "input_schema": {"type": "object", "properties": {}}}
FUNCTION = {"name": "get_weather", "parameters": {"type": "object", "properties": {}}}


def test_anthropic_sdk(base: Base, tmp_path: Path) -> None:
    anthropic = pytest.importorskip("anthropic", reason="the anthropic package is not installed")
    client = anthropic.Anthropic(api_key=KEY, base_url=base("anthropic"), max_retries=0)
    ask: dict[str, Any] = {"model": "m", "max_tokens": 100, "messages": [of_user("Grüße")]}
    assert client.messages.create(**ask).content[0].text.startswith("Hello")
    with client.messages.stream(**ask, tools=[TOOL]) as stream:
        final = stream.get_final_message()
    assert final.stop_reason == "tool_use"
    assert final.content[-1].input == {"city": "Paris"}
    turn = [*ask["messages"], of_assistant(final.content)]
    result = of_user([{"type": "tool_result", "tool_use_id": "toolu_scripted", "content": "18"}])
    answer = client.messages.create(**{**ask, "messages": [*turn, result]}, tools=[TOOL])
    assert "sunny" in answer.content[0].text
    with pytest.raises(anthropic.APIStatusError) as caught:
        client.messages.create(**{**ask, "model": "overloaded"})
    assert caught.value.status_code == 529
    with client.messages.stream(**ask, tools=[TOOL]) as stream:  # cancelled after the first event
        next(iter(stream))

    other = anthropic.AsyncAnthropic(api_key=KEY, base_url=base("anthropic"))
    assert eight_at_once(other, lambda: other.messages.create(**ask)) == 8
    client.close()
    pairs = pairs_of(tmp_path, 13)
    assert len(pairs) == 13
    assert [r["status"] for _, r in pairs].count(529) == 1
    assert sum(r.get("error", {}).get("by") == "client" for _, r in pairs) <= 1
    assert KEY not in "".join(file.read_text() for file in tmp_path.glob("logs/*/*/*.jsonl"))


def test_openai_sdk(base: Base, tmp_path: Path) -> None:
    openai = pytest.importorskip("openai", reason="the openai package is not installed")
    client = openai.OpenAI(api_key=KEY, base_url=base("openai") + "/v1", max_retries=0)
    ask: dict[str, Any] = {"model": "m", "messages": [of_user("Grüße")]}
    tools = [{"type": "function", "function": FUNCTION}]
    assert client.chat.completions.create(**ask).choices[0].message.content.startswith("Hello")
    chunks = list(client.chat.completions.create(**ask, tools=tools, stream=True))
    assert any(c.choices and c.choices[0].delta.tool_calls for c in chunks)
    assert client.responses.create(model="m", input="Grüße").output_text.startswith("Hello")
    events = list(client.responses.create(model="m", input="x", stream=True, tools=[{"type": "function", **FUNCTION}]))
    assert events[-1].type == "response.completed"
    with pytest.raises(openai.APIStatusError) as caught:
        client.chat.completions.create(**{**ask, "model": "overloaded"})
    assert caught.value.status_code == 529
    stream = client.chat.completions.create(**ask, stream=True)
    next(iter(stream))
    stream.close()

    other = openai.AsyncOpenAI(api_key=KEY, base_url=base("openai") + "/v1")
    assert eight_at_once(other, lambda: other.responses.create(model="m", input="x")) == 8
    client.close()
    assert len(pairs_of(tmp_path, 14)) == 14


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
@parametrize("options", [("--data-binary", "@{big}"), ("-T", "-"), ("--http1.0", "--data-binary", "@{big}"), ("-I",)])
def test_curl(base: Base, tmp_path: Path, options: tuple[str, ...]) -> None:
    big = tmp_path / "big.json"
    big.write_text(json.dumps({"model": "m", "stream": True, "messages": [of_user("x" * (2 << 20))]}))
    args = [option.format(big=big) for option in options]
    command = ["curl", "-sS", "-X", "POST", *args, f"{base('anthropic')}/v1/messages"]
    if options == ("-I",):
        command = ["curl", "-sSI", base("anthropic")]
    with big.open("rb") as stdin:
        result = subprocess.run(
            command, stdin=stdin, capture_output=True, timeout=30, check=True, env={"PATH": os.environ["PATH"]}
        )
    assert (b"message_stop" in result.stdout) or (options == ("-I",) and b"200 OK" in result.stdout)
    ((request, response),) = pairs_of(tmp_path, 1)
    assert response["status"] == 200
    assert "error" not in response
    if options != ("-I",):
        assert request["body"] == big.read_text()
        assert b"".join(c["raw"].encode() for c in response["chunks"]) == result.stdout


README_CLIENT = """#!{python}
import os, sys, urllib.request
url = os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages"
body = b'{{"model": "claude-haiku-4-5", "max_tokens": 9, "messages": [{{"role": "user", "content": "Say hello."}}]}}'
request = urllib.request.Request(url, body, {{"Content-Type": "application/json"}})
print("the client got", urllib.request.urlopen(request, timeout=20).status, *sys.argv[1:])
"""


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("bash"), reason="needs Linux and bash")
@unless_few
def test_the_first_block_of_the_readme_works_when_it_is_pasted(tmp_path: Path) -> None:
    """As a newcomer pastes it: an empty home, a terminal, one block; only where the program comes from is another."""
    home, tools = tmp_path / "home", tmp_path / "bin"
    for directory in (home, tools):
        directory.mkdir()
    for name, script in (("claude", README_CLIENT.format(python=sys.executable)), ("systemctl", "#!/bin/sh\nexit 1\n")):
        (tools / name).write_text(script)
        (tools / name).chmod(0o755)
    readme = (SOURCE.parent / "README.md").read_text(encoding="utf-8")
    first, *rest = readme.partition("```sh\n")[2].partition("```")[0].splitlines()
    assert re.match("curl -fsSL https://.*/install.sh [|] sh", first)
    block = "\n".join([f"sh {SOURCE.parent}/install.sh --from {SOURCE.parent} --sha256 none", *rest, ""])
    provider = lp.ScriptedProvider()
    env = {
        "HOME": str(home),
        "SHELL": shutil.which("bash") or "",
        "PATH": f"{tools}:{os.environ['PATH']}",
        "TERM": "dumb",
    }
    env |= {"LLM_PROXY_PYTHON": sys.executable, "ANTHROPIC_BASE_URL": f"http://{provider.name}", "BROWSER": "true"}
    (home / ".profile").write_text(f'PATH="{env["PATH"]}"\n')  # of a login shell
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(home)
        os.execve(env["SHELL"], ["bash", "--norc", "-i"], env)
    said = b""

    def page() -> str:
        nonlocal said
        if select.select([terminal], [], [], 0)[0]:
            said += os.read(terminal, 65536)
        shown = said.partition(b"the client got 200 -p Say hello.")[2]
        match = re.search(rb"http://127[.]0[.]0[.]1:\d+", shown)
        return match[0].decode() if match else ""

    try:
        os.write(terminal, block.encode())
        with urllib.request.urlopen(until(page, "the address of the page", 45), timeout=10) as answer:
            assert b"<html" in answer.read()
        assert b"Say hello." in said.partition(b"the client got 200 -p Say hello.")[2]  # the list names the session
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
        stop = [str(home / ".local/bin/llm-proxy"), "server", "stop"]
        subprocess.run(stop, env=env, check=False, capture_output=True, timeout=60)
        provider.close()


# ==============================================================================
# 65  Assets: the Explorer's page in a browser
# ==============================================================================

# The page is the same on each Python: .ci/run looks at it with one of them.
BROWSERS = ("chromium", "chromium-browser", "google-chrome") if IS_ALL else ()
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), "")
EXPLORED = datetime.datetime(2025, 3, 10, 9, tzinfo=datetime.UTC)
KEY_CODES = {"Enter": (13, "\r"), "Escape": (27, ""), "ArrowDown": (40, ""), "ArrowUp": (38, "")}


def with_text(selector: str, text: str) -> str:
    """The first such element with this text, for JavaScript."""
    return f"[...document.querySelectorAll({json.dumps(selector)})].find((e) => e.textContent.includes({json.dumps(text)}))"


class Browser:
    """A headless Chromium, driven over its debugging pipe: messages of JSON, each ended by a NUL."""

    def __init__(self, profile: Path) -> None:
        self.errors: list[str] = []
        self.requests: list[str] = []
        self._number, self._held, self._session = 0, b"", ""
        self._pipe, theirs = socket.socketpair()
        self._pipe.settimeout(15)
        options = (
            "--headless --remote-debugging-pipe --disable-gpu --no-first-run --disable-dev-shm-usage"
            " --disable-background-networking --disable-component-update"
        ).split()
        if os.geteuid() == 0:
            options.append("--no-sandbox")
        script = 'exec "$@" 3<&0 4>&0 0</dev/null'  # it reads from 3 and writes to 4
        self._process = subprocess.Popen(
            ["sh", "-c", script, "sh", CHROMIUM, *options, f"--user-data-dir={profile}"],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        theirs.close()
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def close(self) -> None:
        with contextlib.suppress(OSError, EOFError):
            self._session = ""
            self.call("Browser.close")
        self._process.wait(15)
        self._pipe.close()

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._pipe.sendall(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return cast("dict[str, Any]", answer["result"])

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._held:
            data = self._pipe.recv(1 << 20)
            if not data:
                raise EOFError("Chromium ended")
            self._held += data
        line, self._held = self._held.split(b"\0", 1)
        message: dict[str, Any] = json.loads(line)
        method, said = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(said["exceptionDetails"])[:1000])
        elif method == "Runtime.consoleAPICalled" and said["type"] in ("error", "assert", "warning"):
            self.errors.append(json.dumps(said["args"])[:1000])
        elif method == "Log.entryAdded" and said["entry"]["level"] in ("error", "warning"):
            self.errors.append(f"{said['entry']['text']} {said['entry'].get('url', '')}")
        elif method == "Network.requestWillBeSent":
            self.requests.append(said["request"]["url"])
        return message

    def size(self, width: int, height: int = 900) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.js("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")

    def scheme(self, name: str) -> None:
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def offline(self, is_off: bool) -> None:
        speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.call("Network.emulateNetworkConditions", offline=is_off, **speed)

    def open(self, url: str, ready: str = "body") -> None:
        """Load it anew, whatever was there, and wait until the selector finds something."""
        if "loaderId" not in self.call("Page.navigate", url=url):  # another place of the same page: no load
            self.call("Page.navigate", url="about:blank")
            self.call("Page.navigate", url=url)
        self.see("body")
        self.call("Page.resetNavigationHistory")  # it holds 50 entries, and a lost one would shift the others
        self.see(ready)

    def js(self, code: str) -> Any:
        answer = self.call("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, f"{code}: {answer['exceptionDetails']}"
        return answer["result"].get("value")

    def wait(self, code: str, seconds: float = 10.0) -> Any:
        """Until the expression is true; its value."""

        look = (
            f"const v = {code}; if (v || Date.now() > end) done(v instanceof Node ? true : v); else setTimeout(look, 8)"
        )
        promise = f"""new Promise((done, no) => {{ const end = Date.now() + 500;
            const look = () => {{ try {{ {look} }} catch (e) {{ no(e) }} }}; look() }})"""

        def is_true() -> Any:
            with contextlib.suppress(AssertionError):  # the document may be between two pages
                return self.js(promise)
            return None

        try:
            return until(is_true, code, seconds)
        except AssertionError as e:
            shown = self.js("location.href + '\\n' + document.body.innerText.slice(0, 500)")
            raise AssertionError(f"{e}\n{shown}\n{self.errors}") from None

    def see(self, selector: str, text: str = "") -> None:
        """Until an element has this text."""
        self.wait(f"document.readyState === 'complete' && {with_text(selector, text)}")

    def text(self, selector: str) -> str:
        return str(self.js(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''"))

    def count(self, selector: str) -> int:
        return int(self.js(f"document.querySelectorAll({json.dumps(selector)}).length"))

    def click(self, selector: str, text: str = "") -> None:
        self.see(selector, text)
        self.js(f"{with_text(selector, text)}.click()")

    def press(self, *names: str) -> None:
        for name in names:
            number, text = KEY_CODES.get(name, (ord(name[0].upper()), name))
            said = {"key": name, "code": name if name in KEY_CODES else "", "windowsVirtualKeyCode": number}
            self.call("Input.dispatchKeyEvent", type="keyDown", **said, **({"text": text} if text else {}))
            self.call("Input.dispatchKeyEvent", type="keyUp", **said)


class LoggedSession:
    """A session of Claude Code as the proxy logs it; the same calls write the same lines."""

    def __init__(self, logs: Path, number: int, client: str = "claude-code", model: str = "claude-sonnet-4-5") -> None:
        self.at = EXPLORED + datetime.timedelta(minutes=number)
        self.id = f"{self.at:%Y%m%d-%H%M%S}-{number:08x}"
        self.path = logs / LOG_HOST / f"{self.at:%Y-%m-%d}" / f"{self.id}.jsonl"
        self.model, self.own = model, f"00000000-0000-4000-8000-{number:012d}"
        self.system, self.rules = "interactive", "\n".join(f"Rule {n}: take care of the files." for n in range(600))
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self.cached: dict[str, int] = {}
        self.seq, self.calls, self.lines = 0, 0, list[str]()
        self._write({"type": "session_start", "upstream": LOG_HOST, "client": client, "client_session_id": self.own})

    def save(self) -> None:
        """Append what came since the last time."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a") as file:
            file.writelines(self.lines)
        self.lines.clear()

    def _write(self, line: dict[str, Any], request_id: str = "", **agent: str) -> None:
        meta: dict[str, Any] = {**meta_of(self.id, request_id), "ts": self.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
        meta |= {"agent": agent} if agent else {}
        self.lines.append(json.dumps({**line, "seq": self.seq, "_meta": meta}) + "\n")

    def _later(self, ms: int) -> None:
        self.at += datetime.timedelta(milliseconds=ms)

    def user(self, *words: str | dict[str, Any], agent: str = "") -> None:
        self.messages.setdefault(agent, []).append(user_says(*words))

    def result(self, text: str, is_error: bool = False, agent: str = "") -> None:
        """What the last tool said."""
        self.user(call_result(f"toolu_{self.calls:04d}", text, is_error), agent=agent)

    def use(self, tool: str, **given: str) -> dict[str, Any]:
        self.calls += 1
        return called(f"toolu_{self.calls:04d}", tool, **given)

    def turn(
        self,
        *answer: str | dict[str, Any],
        status: int = 200,
        stall_ms: int = 0,
        missed: bool = False,
        agent: str = "",
        body: dict[str, Any] | None = None,
    ) -> None:
        """A request with what was said, and its answer."""
        self.seq += 1
        told = {"id": agent, "parent": "", "kind": "subagent", "signal": "header"} if agent else {}
        told |= {"kind": "title", "signal": "body"} if body else {}
        request_id = f"{self.own[:-12]}{self.seq:012d}"
        system = [said(f"You are an {self.system} agent{' of an agent' if agent else ''}.\n{self.rules}")]
        tools = [{"name": name, "description": name * 20} for name in ("Bash", "Task")]
        messages = self.messages.get(agent, [])
        asked = body or body_of(messages, model=self.model, max_tokens=32000, system=system, tools=tools)
        headers = {"X-Api-Key": ["sk-ant-...mnop"], "X-Claude-Code-Session-Id": [self.own]}
        headers |= {"X-Claude-Code-Agent-Id": [agent]} if agent else {}
        text = json.dumps(asked)
        line = request_line(request_id, [], session=self.id, body=text, model=asked["model"], headers=headers)
        self._write(line, request_id, **told)
        if status != 200:
            self._later(340)
            error = {"type": "overloaded_error", "message": "Overloaded"}
            gone: Any = {"usage": None, "cost_usd": None, "chunks": None, "timing": {"ttfb_ms": 339, "total_ms": 340}}
            gone |= {"api_error": error, "body": json.dumps(error)}
            line = response_line(request_id, session=self.id, status=status, **gone)
            self._write(line, request_id, **told)
            self._later(1200)
            return
        size, read = len(text) // 4, 0 if missed or body else self.cached.get(agent, 0)
        blocks = as_blocks(answer)
        stop = "tool_use" if blocks[-1]["type"] == "tool_use" else "end_turn"
        chunks, delta_ms = as_chunks(*answer_events(*blocks, stop=stop, piece=24)), 900
        for n, chunk in enumerate(chunks):
            delta_ms += stall_ms if n == len(chunks) // 2 else 40
            chunk["delta_ms"] = delta_ms
        self._later(delta_ms)
        line = response_line(
            request_id,
            stop=stop,
            chunks=chunks,
            timing={"ttfb_ms": 940, "total_ms": delta_ms},
            model=self.model,
            usage=usage_of(14, read, 0 if body else size - read),
            headers={"Content-Type": ["text/event-stream"]},
            session=self.id,
        )
        self._write(line, request_id, **told)
        if not body:
            self.cached[agent] = size
            self.messages.setdefault(agent, []).append(assistant_says(*blocks))
        self._later(1500)


def logged_work(logs: Path) -> str:
    """A session with all that the page has a sign for; its id."""
    log = LoggedSession(logs, 400)
    ask = "The date parser drops the time zone. Find out why and fix it."
    plain: dict[str, Any] = {"model": "claude-haiku-4-5", "max_tokens": 512, "stream": True}
    log.turn('{"title": "Time zones"}', body={**plain, "messages": [of_user(ask)]})
    log.user("<system-reminder>\nToday is Monday.\n</system-reminder>", ask)
    thought = {"type": "thinking", "thinking": "Let me look at the parser first, then at who calls it. " * 4}
    log.turn(thought, "I look at the parser first.", log.use("Read", file_path="src/dates.py"))
    log.result("def parse(text):\n    return d.replace(tzinfo=None)\n" * 30)
    log.turn(
        "Found it: **line 58** resets `tzinfo`.", log.use("Edit", old_string="tzinfo=None", new_string="tzinfo=zone")
    )
    log.result("ok")
    log.turn(status=529)
    log.turn(log.use("Bash", command="make test"))
    log.result("\n".join(f"tests/test_{n}.py FAILED" for n in range(40)), is_error=True)
    log.system = "interactive coding"
    log.turn("The importer wants naive dates.", log.use("Bash", command="make import"), missed=True)
    log.result("1 failed")
    log.turn(
        {"type": "thinking", "thinking": "A flag. " * 60},
        log.use("Task", prompt="Count the callers of parse", description="Count callers"),
        stall_ms=6200,
    )
    task = log.calls
    log.user("Count the callers of parse", agent="a1b2c3d4")
    log.turn(log.use("Grep", pattern="parse"), agent="a1b2c3d4")
    log.result("src/rows.py:4", agent="a1b2c3d4")
    log.turn("There is one caller.", agent="a1b2c3d4")
    log.calls = task
    log.result("There is one caller.")
    log.turn("All tests pass.\n\n- `parse()` keeps the zone\n")
    picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    source = {"type": "base64", "media_type": "image/png", "data": picture}
    log.user("Is the zone in this picture?", {"type": "image", "source": source})
    log.turn("Yes, it shows the zone.")
    log.save()
    return log.id


HOSTILE = (
    '<img src=x onerror="window.pwned=1"></title></textarea><script>window.pwned=1</script></script>'
    " \x1b[31mred\x1b[0m \x1b]8;;https://evil.example/\x07link\x1b]8;;\x07 \u202egnol\u202c half \ud83d end \x00\x07\r"
    " ${window.pwned=1} {{7*7}} &lt;b&gt; \u2028 "
)


def logged_attack(logs: Path) -> str:
    """A session whose every text wants to be more than text; its id."""
    log = LoggedSession(logs, 401, client='"><script>window.pwned=1</script>', model='<b onclick="pwned=1">model')
    vector = "<svg xmlns='http://www.w3.org/2000/svg'><script>window.pwned=1</script></svg>"
    data = base64.b64encode(vector.encode()).decode()
    source = {"type": "base64", "media_type": "image/svg+xml", "data": data}
    log.user(HOSTILE + "x" * 3000, {"type": "image", "source": source})
    links = (
        "[a](javascript:window.pwned=1) ![b](https://evil.example/b.png) <https://evil.example/c> [d](data:text/html,x)\n\n"
        "| a | b |\n|---|---|\n| <script>window.pwned=1</script> | "
        + "y" * 400
        + " |\n\n```html\n"
        + HOSTILE
        + "\n```\n"
    )
    log.turn(
        {"type": "thinking", "thinking": HOSTILE},
        HOSTILE + links,
        log.use('"><script>window.pwned=1</script>', **{HOSTILE: HOSTILE}),
    )
    log.result(HOSTILE * 40, is_error=True)
    log.system = HOSTILE
    log.turn(HOSTILE, missed=True)
    log.save()
    return log.id


def logged_many(logs: Path) -> None:
    """300 small sessions, every tenth of another client and failed."""
    for n in range(1, 301):
        is_odd = n % 10 == 0
        log = LoggedSession(logs, n, client="codex" if is_odd else "claude-code")
        log.rules = ""
        log.user(f"Small task {n}")
        log.turn(f"Done with {n}.", status=529 if is_odd else 200)
        log.save()


@dataclasses.dataclass
class Explored:
    """A running Explorer, a log with `work` and `attack`, and a browser before it."""

    url: str
    port: int
    logs: Path
    browser: Browser
    work: str
    attack: str

    def open(self, path: str, ready: str) -> Browser:
        self.browser.open(self.url + path, ready)
        return self.browser


@pytest.fixture(scope="module")
def explored_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Explored]:
    if not CHROMIUM:
        pytest.skip("no chromium, chromium-browser or google-chrome is installed, or LLM_PROXY_TEST_ALL=no")
    place = tmp_path_factory.mktemp("explored")
    logs = place / "logs"
    logged_many(logs)
    work, attack = logged_work(logs), logged_attack(logs)
    for n in range(3):  # before all others
        name = f"20250101-100000-0000000{n}"
        lines = [request_line("r", "Is this spam?", session=name), response_line("r", f"It is {n}", session=name)]
        for line in lines:
            line["_meta"]["ts"] = f"2025-01-01T10:00:0{n}Z"
        write_session(place, lines, session="misc", mode="ab")
    index = lp.Index(str(logs))
    index.start()
    server = lp.open_explorer(index, "127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    until(lambda: index.progress.state == "ready", "the index")
    browser = Browser(place / "profile")
    port = int(server.server_address[1])
    yield Explored(f"http://127.0.0.1:{port}", port, logs, browser, f"/session/{work}", f"/session/{attack}")
    browser.close()
    server.shutdown()
    server.server_close()
    index.close()


@pytest.fixture
def explored(explored_once: Explored) -> Iterator[Explored]:
    """Afterwards no error may stand in the console, no script of the log have run, no request have gone elsewhere."""
    browser = explored_once.browser
    browser.size(1400)
    browser.scheme("light")
    browser.offline(False)
    yield explored_once
    assert browser.js("typeof window.pwned") == "undefined"
    errors, requests = browser.errors[:], browser.requests[:]
    browser.errors.clear()
    browser.requests.clear()
    assert errors == []
    assert [url for url in requests if not url.startswith((f"{explored_once.url}/", "data:", "about:"))] == []


# Whether something reaches beyond the right edge, and what it is.
TOO_WIDE = """(() => {
  const wide = document.documentElement.scrollWidth > innerWidth;
  const reach = [...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
  return wide ? document.documentElement.scrollWidth + ' ' + reach.slice(0, 5).map((e) => e.outerHTML.slice(0, 150)) : '';
})()"""
IN_VIEW = "(() => { const r = document.querySelector('%s').getBoundingClientRect(); return r.top >= 0 && r.top < innerHeight })()"
# Text whose colour stands out less than 4.5 to 1 from what is behind it, and text that is too small.
FAINT = """(() => {
  const parse = (c) => { const srgb = c.startsWith('color(srgb'); const p = c.match(/[0-9.]+/g).map(Number);
    return [0, 1, 2].map((i) => (srgb ? p[i] : p[i] / 255)).concat(p[3] ?? 1) };
  const lum = (c) => { const f = (x) => (x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
    return 0.2126 * f(c[0]) + 0.7152 * f(c[1]) + 0.0722 * f(c[2]) };
  const bad = {};
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walk.nextNode());) {
    const e = n.parentElement;
    if (!n.data.trim() || !e.offsetParent || e.closest('.sr, .skip, #toast, option')) continue;
    let back = null;
    for (let b = e; b && !back; b = b.parentElement) { const c = parse(getComputedStyle(b).backgroundColor); if (c[3] > 0.99) back = c; }
    const [a, b] = [lum(parse(getComputedStyle(e).color)), lum(back || [1, 1, 1])];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) bad[e.className + ' ' + n.data.slice(0, 20)] = ratio.toFixed(2);
    if (parseFloat(getComputedStyle(e).fontSize) < 12) bad['small ' + e.className] = getComputedStyle(e).fontSize;
  }
  return bad;
})()"""


# Pages by the selector that says that they are there.
PAGES = {
    "/": ".session-row",
    "/?errors=1&client=codex&sort=cost": ".session-row",
    "{work}": "#t9 .block",
    "{work}?agent=a1b2c3d4": "#t6 .block",
    "{work}?agent=*#t7": "#t7.selected .block",
    "{work}#t4": "#t4.selected .miss",
    "{work}/turn/5": ".inside table",
    "{work}/diff/previous..4": ".diff .why",
    "{work}/diff/1..4": ".diff .d-line",
    "/search": ".results, .box",
    "/search?q=tzinfo%20tool:Edit": ".hit-row mark",
    "/overview": ".charts",
    "/overview?days=&host=api.anthropic.com": ".charts",
}
# What unfolds all that can be unfolded, also what comes only then.
UNFOLD = """(async () => { for (let n = 0; n < 4; n++) {
  document.querySelectorAll('main details:not(.menu)').forEach((e) => { e.open = true });
  document.querySelectorAll('button.more').forEach((e) => e.click());
  await new Promise((done) => setTimeout(done, 150)); } })()"""


@parametrize("path", PAGES)
def test_each_page_is_readable(explored: Explored, path: str) -> None:
    """In both themes; wide and narrow, where nothing may be wider than the window."""
    page = explored.open(path.format(work=explored.work), PAGES[path])
    page.js(UNFOLD)
    for width in (1400, 400):
        page.size(width)
        assert page.js(TOO_WIDE) == ""
    assert page.js("document.title").endswith(" - Explorer")
    assert page.count("h1") == 1
    colours = []
    for scheme in ("light", "dark"):
        page.scheme(scheme)
        assert page.js(FAINT) == {}, scheme
        colours.append(page.js("((s) => [s.backgroundColor, s.color])(getComputedStyle(document.body))"))
    assert colours == [["rgb(255, 255, 255)", "rgb(27, 31, 36)"], ["rgb(20, 22, 26)", "rgb(230, 232, 235)"]]


def test_names_and_what_is_not_there(explored: Explored) -> None:
    page = explored.open(f"/session/{explored.work[-8:]}", ".turn .block")
    assert page.text("h1") == "The date parser drops the time zone. Find out why and fix it."
    for path in ("/session/nosuch", f"{explored.work}/turn/99", f"{explored.work}/diff/1..99"):
        explored.open(path, ".error-box")
        assert "Not found" in page.text(".error-box")
    assert all("404" in error for error in page.errors)  # Chromium says so of each
    page.errors.clear()


def test_the_list_of_sessions(explored: Explored) -> None:
    page = explored.open("/", ".session-row")
    assert page.text(".count").startswith("303 sessions, $")
    assert page.count(".session-row") == 200
    page.js("scrollTo(0, document.body.scrollHeight)")
    page.see(".session-row", "Small task 1")  # from the second hundred
    page.wait("document.querySelectorAll('.session-row').length === 303")
    page.click(".session-row", "3 single calls of /v1/messages")
    page.see("table.plain td", "Is this spam?")
    assert page.count("main table.plain tbody tr") == 3
    page.click("main table.plain a")
    page.see(".turn .block", "It is")


def test_filters_and_order_stand_in_the_address(explored: Explored) -> None:
    page = explored.open("/", ".session-row")
    choose = """(() => {{ const e = document.querySelector('[name={0}]'); e.value = '{1}';
      e.dispatchEvent(new Event('change', {{ bubbles: true }})) }})()"""
    page.click(".check input")
    page.see(".count", "31 of 303")
    page.js(choose.format("client", "codex"))
    page.see(".count", "30 of 303")
    assert page.js("location.search") == "?client=codex&errors=1"
    page.js(choose.format("tool", "Edit"))
    page.see(".box h2", "No session matches")
    assert "client codex" in page.text(".box")
    page.js(choose.format("client", ""))
    page.see(".session-row .title", "The date parser")  # it had a 529
    page.see(".session-row .err", "1 API, 1 tool")
    assert page.js("location.search") == "?tool=Edit&errors=1"
    for selector, text in (
        (".box", "No session"),
        (".count", "30 of"),
        (".count", "31 of"),
        (".count", "303 sessions"),
    ):
        page.js("history.back()")
        page.see(selector, text)
    page.click(".columns a", "turns")
    page.wait("location.search === '?sort=turns'")
    page.wait("document.querySelector('.session-row .title').textContent.startsWith('The date')")
    page.open(f"{explored.url}/?client=claude-code", ".session-row")
    needed = """(() => { const e = document.querySelector('select.on'), c = document.createElement('canvas').getContext('2d');
      c.font = getComputedStyle(e).font; return c.measureText(e.value + ' (88)').width + 32 })()"""  # frame and arrow
    assert page.js("document.querySelector('select.on').offsetWidth") >= page.js(needed)
    page.size(1300)  # the filters take two lines here
    assert page.js("document.querySelector('.filterbar > a').getBoundingClientRect().height") == 20


def test_keys_in_the_list(explored: Explored) -> None:
    page = explored.open("/", ".session-row")
    at = "[...document.querySelectorAll('.session-row')].indexOf(document.activeElement)"
    for key, row in (
        ("j", 0),
        ("j", 1),
        ("j", 2),
        ("k", 1),
        ("J", 2),
    ):  # the next with errors is the last of the small ones
        page.press(key)
        page.wait(f"{at} === {row}")
    page.press("?")
    page.wait("document.querySelector('#help').open")
    assert "previous turn" in page.text("#help")
    page.press("Escape")
    page.wait("!document.querySelector('#help').open")
    page.press("?", "Enter")
    page.wait("!document.querySelector('#help').open")
    assert not page.js("localStorage.theme")
    page.press("k", "Enter")
    page.see("h1", "The date parser")
    page.press("Escape")
    page.wait("location.pathname === '/' && document.readyState === 'complete'")
    page.press("/")
    page.wait("document.activeElement.id === 'q'")
    page.press(*"tzinfo", "Enter")
    page.see(".hit-row mark", "tzinfo")
    assert page.js("location.search") == "?q=tzinfo"


def test_new_lines_show_while_the_page_is_open(explored: Explored) -> None:
    page = explored.open("/", ".session-row")
    log = LoggedSession(explored.logs, 500)
    log.user("A task that comes while we look")
    log.turn("First answer.")
    log.save()
    page.see(".session-row .title", "A task that comes while we look")
    page.see(".count", "304 sessions")
    page.click(".session-row", "A task that comes")
    page.see("#t1 .block", "First answer.")
    log.user("Go on")
    log.turn(log.use("Bash", command="ls"))
    log.save()
    page.see("#t2 .outcome", "no result logged")
    page.click("#t2 .folds summary", "in ")
    log.result("README.md")
    log.turn("\n".join(["Third answer."] * 90))
    log.save()
    page.see("#t3 .block", "Third answer.")
    page.see("#t2 .outcome", "ok")  # the result went to its call
    assert page.count("#t2 .folds details[open]") == 1  # what was open stays so
    assert page.text(".figures").startswith("3 turns")
    page.wait("scrollY + innerHeight > document.body.scrollHeight - 80")  # who is at the end stays there
    frames = "for (let n = 0; n < 9; n++) await new Promise(requestAnimationFrame)"  # until it has settled
    page.js(f"(async () => {{ {frames}; scrollTo(0, 0) }})()")
    for number in (4, 5):
        log.user("And on")
        log.turn("Another answer.")
        log.save()
        page.see(".fresh", f"{number - 3} new turn")
    assert page.js("scrollY") == 0
    page.click(".fresh")
    page.wait(IN_VIEW % "#t5")
    page.wait("document.querySelector('.fresh').hidden")
    LoggedSession(explored.logs, 500).path.unlink()
    explored.open("/", ".session-row")
    page.see(".count", "303 sessions")


@parametrize(
    "query, hits, marked",
    [
        ("tzin", 3, "tzin"), ('"naive dates"', 1, "naive dates"), ("callers role:thinking", 0, ""),
        ("small 140 status:529 after:2025-03-10 before:2025-03-11", 1, "Small"), ("parse agent:a1b2c3d4", 2, "parse"),
    ],
)  # fmt: skip
def test_search(explored: Explored, query: str, hits: int, marked: str) -> None:
    page = explored.open(f"/search?q={urllib.parse.quote(query)}", ".results")
    assert page.text("h1").startswith(f"{hits} hit")
    assert page.count(".hit-row") == hits
    if marked:
        assert page.text(".hit-row mark").lower() == marked.lower()
    if not hits:
        assert "Nothing found" in page.text(".box")
    assert page.count(".chip") == len(re.findall(r'"[^"]*"|\S+', query))


def test_a_search_that_cannot_be_read_says_why(explored: Explored) -> None:
    page = explored.open("/search?q=status%3Aodd", ".box")
    assert "write 529, 5xx, error or ok" in page.text(".box")


def test_a_hit_leads_to_its_words(explored: Explored) -> None:
    page = explored.open("/search?q=naive", ".hit-row")
    page.press("j", "Enter")
    page.wait("CSS.highlights.get('find')?.size > 0")
    assert page.js("location.hash") == "#t4"
    page.wait(IN_VIEW % "#t4 .hit-block")
    assert "naive dates" in page.text("#t4 .hit-block")
    page.press("/", *"test_39", "Enter")  # in this session
    page.see(".hit-row mark", "test_39")
    page.click(".hit-row")
    page.wait("CSS.highlights.get('find')?.size > 0")
    page.wait(IN_VIEW % "#t3 .more-lines[open] pre")  # of a long text only the beginning was shown
    page.press("/", *":5", "Enter")
    page.wait(IN_VIEW % "#t5.selected")
    page.press("/", *":7", "Enter")  # of another agent
    page.see("h1", "#7 answer")


def test_a_session_shows_what_went_on(explored: Explored) -> None:
    page = explored.open(explored.work, "#t9 .block")
    for selector, words in (
        (".figures", "9 turns 1 error"), (".side .agent", "Count callers"), (".side", "1 side call"), (".side-call", "title"),
        ("#t1 .block.user", "Find out why and fix it."), ("#t1 .lesser", "added by the client"), ("#t1 .is-thinking", "Let me look at the parser"),
        ("#t1 .tool", "Read"), ("#t2 .assistant strong", "line 58"), ("#t2 .added ins", "zone"), ("#t3 .retry", "529 overloaded error, then ok, after 1.2 s"),
        ("#t3 .is-error[open]", "test_0.py FAILED"), ("#t3 .more-lines", "28 more lines"), ("#t4 .miss", "CACHE MISS"), ("#t4 .miss", "system prompt changed"),
        ("#t4 .miss", "block 1, character 24"), ("#t4 .miss", "+$0.02"), ("#t5 .warn", "stall 6.2 s"), ("#t5 .agent-line", "2 turns"),
        (".thin", "#6 to #7 in other agents"), ("#t8 li", "keeps the zone"),
    ):  # fmt: skip
        page.see(selector, words)
    page.click("#t9 .thumb summary")
    page.wait("document.querySelector('#t9 .thumb[open] img').naturalWidth === 1")
    page.click(".spend > summary")
    for words in (
        "cache written",
        "1 cache misses wrote",
        "sonnet-4-5",
        "Count callers",
        "tools",
        "waits before retries",
    ):
        page.see(".spend table, .spend p", words)
    page.click("#t5 .agent-line", "Count callers")
    page.see("#t7 .block", "There is one caller.")
    assert page.count(".turn") == 2
    page.click(".side a", "all agents")
    page.wait("document.querySelectorAll('.turn').length === 9")
    page.see("#t6", "by Count callers")
    page.click("#t4 .miss a", "why")
    page.see(".why h2", "system prompt changed")


def test_keys_in_a_session(explored: Explored) -> None:
    page = explored.open(explored.work, "#t9 .block")
    for key, turn in (("j", 1), ("j", 2), ("J", 3), ("J", 4), ("J", 5), ("k", 4), ("K", 3), ("j", 4)):
        page.press(key)
        page.wait(f"location.hash === '#t{turn}' && document.querySelector('#t{turn}.selected')")
        page.wait(IN_VIEW % f"#t{turn}")
    for is_open in ("e.open", "!e.open"):
        page.press("t")
        page.wait(f"[...document.querySelectorAll('.is-thinking')].every((e) => {is_open})")
    page.press("c")
    page.wait("getComputedStyle(document.querySelector('#t4 .turn-body')).display === 'none'")
    page.press("c", "d")
    page.see(".diff .why")
    assert page.js("location.pathname").endswith("/diff/previous..4")
    page.press("Escape")
    page.see("#t4.selected .block")
    page.press("i")
    page.see(".inside")
    page.press("j")
    page.wait("location.pathname.endsWith('/turn/5')")
    page.see(".inside")
    page.press("Escape")
    page.see("#t5.selected .block")
    page.press("Escape")
    page.see(".session-row")


def test_inside_a_turn(explored: Explored) -> None:
    page = explored.open(f"{explored.work}/turn/5", ".inside")
    page.see(".turn-figures", "stall at 1.5 s")
    page.see(".turn-figures", "cache read")
    page.click(".part > summary", "Request")
    page.see(".part .url", "/v1/messages")
    assert page.js("[...document.querySelectorAll('.part .fold')].map((e) => e.textContent.includes(' new'))")[:2] == [
        True,
        False,
    ]
    page.click(".part .fold > summary", "tool_result")
    page.see(".part .fold pre", "1 failed")
    page.click(".part .fold > summary", "body, pretty")
    page.see(".part .fold pre", '"max_tokens": 32000')
    page.click(".part > summary", "Answer")
    page.see(".event.stalled", "+6.2 s")
    page.click(".event.stalled summary")
    page.see(".event[open] pre", "event: ")
    page.click(".part > summary", "Headers")
    page.see(".part td", "sk-ant-...mnop")
    page.see(".part td", "text/event-stream")
    line = ask_page(explored.port, page.js(f"{with_text('.links a', 'request line')}.pathname"))[2]
    (file,) = explored.logs.glob(f"*/*/{explored.work[9:]}.jsonl")
    assert line + b"\n" in file.read_bytes()
    page.js("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    for name, words in (("as cURL", "curl"), ("as JSON", '"messages"'), ("as llm-proxy", "llm-proxy replay")):
        page.js("window.copied = ''")
        page.click(".menu-list button", name)
        page.wait(f"window.copied.includes({json.dumps(words)})")
        assert "sk-ant" not in page.js("window.copied")
    explored.open(f"{explored.work}/turn/00000000-0000-4000-8000-000000000004", ".error-line")
    assert "Overloaded" in page.text(".error-line")
    page.click(".fork a", "#3")
    page.wait("location.pathname.endsWith('/turn/3')")


def test_the_theme_is_the_systems_until_another_is_chosen(explored: Explored) -> None:
    page = explored.open("/", ".session-row")
    light, seen = "rgb(255, 255, 255)", []
    for scheme in ("light", "dark"):
        page.scheme(scheme)
        seen.append(page.js("getComputedStyle(document.body).backgroundColor") == light)
    page.scheme("light")
    for _ in range(3):
        page.press("T")
        page.open(f"{explored.url}/", ".session-row")  # it is remembered
        seen.append(page.js("getComputedStyle(document.body).backgroundColor") == light)
    assert seen == [True, False, False, True, True]


def test_a_difference_says_why_the_cache_missed(explored: Explored) -> None:
    page = explored.open(f"{explored.work}/diff/previous..4", ".diff .why")
    assert "Why the cache missed: system prompt changed, block 1, character 24" in page.text(".why h2")
    assert "model same" in page.text(".why")
    page.see(".d-line.removed", "You are an interactive agent.")
    page.see(".d-line.added ins", "coding")
    assert page.js("document.querySelector('.diff section[id] h2').innerText").startswith("system")
    page.click(".why a", "jump to the change")
    page.wait(IN_VIEW % "#d-system")
    page.js("document.querySelector('[name=a]').value = '1'; document.querySelector('[name=b]').value = '2'")
    page.click(".compare button")
    page.see(".no-miss")
    page.click(".diff a", "Small task 299")  # the session before
    page.see(".diff p", "from #1")
    page.see(".d-line.added", "The date parser")


def test_an_exported_page_looks_like_the_page_and_needs_nothing(explored: Explored, tmp_path: Path) -> None:
    page = explored.browser
    for session, words in (
        (explored.work, "There is one caller."),
        (explored.attack, '<img src=x onerror="window.pwned=1">'),
    ):
        file = tmp_path / "export.html"
        file.write_bytes(ask_page(explored.port, session.replace("/session/", "/export/") + "?format=html")[2])
        page.open("about:blank")
        page.requests.clear()
        page.offline(True)
        for width in (1400, 400):
            page.size(width)
            page.open(file.as_uri(), "h1")
            page.js("document.querySelectorAll('details').forEach((e) => { e.open = true })")
            assert words in page.text("body")
            assert page.js("document.documentElement.scrollWidth <= innerWidth")
            assert page.js("getComputedStyle(document.querySelector('.turn')).display") == "grid"
            assert page.js("typeof window.pwned") == "undefined"
            assert page.js(FAINT) == {}
        assert {url for url in page.requests if not url.startswith(("data:", "about:"))} == {file.as_uri()}
        assert page.count("script, [data-src], form") == 0
        page.requests.clear()
        page.offline(False)


@parametrize(
    "path, ready",
    [
        ("/", ".session-row"), ("{attack}", "#t2 .block"), ("{attack}/turn/1", ".inside"), ("{attack}/turn/2", ".inside"), ("{attack}/diff/1..2", ".diff .d-line"),
        ("/search?q=" + urllib.parse.quote("<script>window.pwned"), ".hit-row"), ("/?tool=" + urllib.parse.quote('"><script>window.pwned=1</script>'), ".session-row"),
        ("/?tool=" + urllib.parse.quote("<img src=x onerror=window.pwned=1>"), ".box"), ("/overview", ".charts"), ("/session/<script>window.pwned=1</script>", ".error-box"),
    ],
)  # fmt: skip
def test_what_strangers_wrote_is_text(explored: Explored, path: str, ready: str) -> None:
    page = explored.open(path.format(attack=explored.attack), ready)
    for width in (1400, 400):
        page.size(width)
        page.js(UNFOLD)
        page.wait("document.body.innerText.includes('pwned')")
        assert page.count("main :is(script, style, iframe, base, object, embed, link, meta, [onerror], [onclick])") == 0
        links = page.js(
            "[...document.querySelectorAll('a[href]')].map((e) => new URL(e.getAttribute('href'), location).protocol)"
        )
        assert set(links) <= {"http:", "https:"}
        assert page.js("[...document.images].filter((e) => !e.src.startsWith('data:image/')).length") == 0
        assert page.js(TOO_WIDE) == ""
    shown = page.js("document.body.textContent")
    assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown) is None
    page.errors[:] = [error for error in page.errors if "404" not in error]


def test_an_attack_is_shown_as_it_was_written(explored: Explored) -> None:
    page = explored.open(explored.attack, "#t1 .block")
    page.see("h1", '<img src=x onerror="window.pwned=1"></title></textarea><script>window.pwned=1</script></script>')
    page.see("#t1 .user", "red link [U+202E]gnol[U+202C] half ? end")
    page.see("#t1 .tool .role", '"><script>window.pwned=1</script>')
    page.see("#t1 .assistant td", "<script>window.pwned=1</script>")
    page.see("#t1 .assistant span", "(javascript:window.pwned=1)")
    page.js("location.hash = '#\"><script>window.pwned=1</script>'")
    page.wait("location.hash.includes('pwned')")
    assert page.count("#t1 .assistant a:not([rel='noopener noreferrer'])") == 0
    page.see("#t1 .noimage", "image/svg+xml")


def test_a_narrow_page_has_its_own_controls(explored: Explored) -> None:
    explored.browser.size(400)
    page = explored.open("/", ".session-row")
    assert page.js("getComputedStyle(document.querySelector('.filters')).display") == "none"
    page.click(".filter-toggle")
    page.wait("getComputedStyle(document.querySelector('.filters')).display === 'flex'")
    assert page.js(TOO_WIDE) == ""
    page.click(".session-row", "The date parser")
    page.see("#t1 .block")
    page.click(".phone-nav button", ">")
    page.wait("location.hash === '#t1'")
    page.click(".agents-button")
    page.wait("document.querySelector('.sidebox.open').contains(document.activeElement)")
    assert page.js(TOO_WIDE) == ""
    page.press("Escape")
    page.wait("!document.querySelector('.sidebox.open')")
    page.click(".phone-nav button", "find")
    page.wait("document.activeElement.id === 'q'")


def test_no_page_lets_a_script_in(explored: Explored) -> None:
    elsewhere = RawUpstream(always(ok()))
    page = explored.open("/", ".session-row")
    page.js(
        """(() => {
      const e = document.createElement('script'); e.textContent = 'window.pwned = 1'; document.body.append(e);
      const i = document.createElement('img'); i.src = 'http://ELSEWHERE/x.png'; document.body.append(i);
      document.body.insertAdjacentHTML('beforeend', '<b onclick="window.pwned = 1" id="evil">x</b>');
      document.getElementById('evil').click();
      return fetch('http://ELSEWHERE/').catch(() => 0).then(() => 0);
    })()""".replace("ELSEWHERE", elsewhere.name)
    )
    until(lambda: page.js("1") and len(page.errors) >= 4, "what the policy refused")
    assert all("Content Security Policy" in error for error in page.errors)
    page.errors.clear()
    assert elsewhere.connections == []
    page.requests[:] = [url for url in page.requests if elsewhere.name not in url]  # asked for, and refused
