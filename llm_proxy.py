#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = []
# ///
# SPDX-License-Identifier: MIT
"""llm-proxy: transparent logging proxy for LLM APIs, in one file.

Standard library only, Python 3.11 or newer.  Bytes go through unchanged and
at once; what is learned from them is written beside the stream, never in its
way.  Try it:  python3 llm_proxy.py demo

Contents
    1  Basics               version, limits with their reasons, error tree, ids, application log
    2  Redaction            what never reaches a log: header values, query values, key shapes
    3  Configuration        one table of options: flag, environment variable, TOML key, default, help
    4  HTTP/1.1             request and response heads, body framing, chunked coding (pure)
    5  Server-sent events   cutting a stream into events, bytes kept as on the wire (pure)
    6  Event stream         the frames in which AWS streams, for the log (pure)
    7  AWS signing          Signature Version 4 (pure)
    8  WebSocket            frames and permessage-deflate: observing a tunnel (pure)
    9  Content codings      gzip, deflate, zstd and br, for the log's copy only (pure)
    10  Providers            API shapes: conversation paths, session keys, terminal events (pure)
    11  Messages             what conversations are made of: parts, messages, usage (pure)
    12  Shapes               one row per API: how its requests, answers and streams are read (pure)
    13  Reading              bodies and streams to meaning; only what is new is parsed (pure)
    14  Prices               what an answer cost (pure)
    15  Routes               request target to upstream, and who may ask (pure)
    16  Exchange             what is known of one request, its wire form on the pair, its log lines (pure)
    17  Agents               who of a session asks; forks; the events of turns (pure)
    18  Metrics              counts by provider and model, Prometheus text, a dashboard (pure)
    19  Loki                 log lines as Loki takes them, and what its answers mean (pure)
    20  Store                sessions.db: schema and queries
    21  Log files            JSONL writer, journal
    22  Sockets              socket options, listeners, the TLS context
    23  Sinks                threads that send the log elsewhere, from the journal on
    24  Log lines            what is known of an exchange, the members of its lines, the writer of lines
    25  Scribe               bodies, meaning and sessions joined into lines
    26  Recorder             the child process that turns copies of traffic into log lines
    27  Recorder link        the Proxy's end of the pair, and the recorder's life
    28  Web                  the table of local endpoints
    29  AWS credentials      where keys come from: the SDKs' default chain
    30  Upstreams            names, addresses, connections and their pool
    31  Bedrock              requests held, signed and, where clock or keys are wrong, signed again
    32  Proxy                asyncio server, relay
    33  Scripted provider    three APIs without a key; a proxy on a thread of its own
    34  Demo                 three-turn conversation
    35  Self-test            the same bytes with and without the proxy
    36  Benchmark            what the proxy costs; load on any server
    37  Log reading          log lines, and what is new in them (pure but for reading files)
    38  Filing               lines to rows of the index
    39  Index                index.db: kept up to date beside the logs
    40  Views                what the Explorer answers: sessions, turns, texts
    41  Comparisons          search, differences between turns, overview
    42  Exports              a session as Markdown, HTML, JSON or HAR; a turn as a command
    43  Explorer             the page's server
    44  Log commands         explore, sessions, show, export, tail
    45  Command line         serve, config, demo, selftest, benchmark, forget
    46  Assets               the page: HTML, CSS, JavaScript

Read it top to bottom: a section uses only the sections above it.
test_llm_proxy.py checks both statements.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import bisect
import calendar
import collections
import concurrent.futures
import contextlib
import dataclasses
import errno
import fnmatch
import functools
import gzip
import hashlib
import hmac
import http
import ipaddress
import itertools
import json
import logging
import logging.handlers
import math
import os
import queue
import random
import re
import select
import signal
import socket
import sqlite3
import ssl
import struct
import subprocess
import sys
import threading
import time
import urllib.parse
import zlib
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, NoReturn, Protocol, TypeVar, cast

__version__ = "0.1.0"
__all__ = ["Proxy", "ProxyError", "Recorder", "Settings", "load_settings", "main"]


# ==============================================================================
# 1  Basics
# ==============================================================================

READ_BYTES = 64 * 1024  # one read from a socket; 64 KB is as fast as 256 KB and holds less
TLS_READ_BYTES = 16 * 1024  # a TLS record; asyncio's own choice of 256 KB is what a TLS connection mostly costs
WRITE_HIGH_BYTES = 64 * 1024  # above this much unsent data the other side is no longer read
MAX_FIELDS_BYTES = 64 * 1024  # all header lines of a message; clients send 1 to 2 KB, cookies more
MAX_HEAD_BYTES = MAX_FIELDS_BYTES + 16 * 1024  # with the request line
MAX_CHUNK_LINE_BYTES = 16 * 1024  # a chunk size with its extensions, or one trailer line
CLIENT_IDLE_S = 3600.0  # never be the first to close: a client's pool lives for minutes, ours must outlast it
UPSTREAM_IDLE_S = 55.0  # providers and their load balancers close at 60 s and later
HEAD_TIMEOUT_S = 30.0  # from a head's first byte to its last
LINGER_S = 2.0  # how long a refused client may go on sending before we close
MAX_IDLE_UPSTREAM = 256  # idle connections kept to one upstream
BACKLOG = 4096
JOIN_BYTES = 8 * 1024  # shorter beginnings of bodies go to the recorder in one frame with their heads
LINE_FLUSH_S = 0.004  # copies wait this long for company on their way to the recorder
PAUSE_S = 0.1  # the longest that a connection just served waits with its next request for a recorder far behind
MAX_OPEN_FILES = 64
BUSY_S = 5.0  # how long the recorder waits for another process that holds sessions.db
ROLL_BYTES = 256 * 1024 * 1024
MEBIBYTE = 1024 * 1024


class ProxyError(Exception):
    """An error the user can act on: printed as one line, without a traceback."""

    exit_code = 1


class ConfigError(ProxyError):
    """The configuration is wrong; the message names key, value, source and remedy."""

    exit_code = 2


class FramingError(ProxyError):
    """Bytes that are not HTTP/1.1 as RFC 9112 defines it; whose fault it was is for the caller to say."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class ClientError(ProxyError):
    """The request is refused by us; `status` is a 4xx or 508."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status, self.kind = status, kind


class UpstreamError(ProxyError):
    """The upstream could not be used; `status` is 502 or 504."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status, self.kind = status, kind


class CredentialsError(ProxyError):
    """No AWS keys: one line that names the sources tried and why each did not serve.  Holds no secret."""


class StoreError(ProxyError):
    """sessions.db cannot be used now."""


def utc_text(wall_s: float) -> str:
    """RFC 3339 in UTC with microseconds: `2026-11-21T04:15:41.123456Z`."""
    whole = math.floor(wall_s)
    return f"{utc_second(whole)}.{int((wall_s - whole) * 1e6):06d}Z"


@functools.lru_cache(maxsize=64)
def utc_second(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


def utc_day(wall_s: float) -> str:
    return utc_second(math.floor(wall_s))[:10]


def new_session_id(wall_s: float, random_hex: str) -> str:
    """`YYYYMMDD-HHMMSS-` and eight hex digits, as the reference program names its sessions, in UTC."""
    return time.strftime("%Y%m%d-%H%M%S-", time.gmtime(wall_s)) + random_hex[:8]


def machine_name() -> str:
    """`user@hostname`; each half is `unknown` where the system does not say."""
    import getpass

    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = "unknown"
    return f"{user}@{socket.gethostname() or 'unknown'}"


_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST_PORT = re.compile(rf"(?P<host>{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:.]+\])(?::(?P<port>\d{{1,5}}))?")


@functools.lru_cache(maxsize=256)
def parse_upstream(text: str) -> tuple[str, int | None]:
    """`host[:port]` in lower case.  Raises ValueError for anything else: userinfo, `..`, odd number forms of IPv4."""
    match = _HOST_PORT.fullmatch(text)
    if not match:
        raise ValueError("expected host or host:port")
    host = match["host"].lower().strip("[]")
    if len(host) > 253:
        raise ValueError("the name is longer than 253 characters")
    port = int(match["port"]) if match["port"] else None
    if port is not None and not 0 < port < 65536:
        raise ValueError("the port is not between 1 and 65535")
    if ":" in host or re.fullmatch(r"[0-9.]+|(.*\.)?(0x[0-9a-f]*|\d+)", host):
        try:
            ip = ipaddress.ip_address(host)
            host = str(getattr(ip, "ipv4_mapped", None) or ip)
        except ValueError:
            raise ValueError("not an IP address in its usual form") from None
    return host, port


@functools.lru_cache(maxsize=256)
def is_loopback(host: str) -> bool:
    """True for `localhost` and literal loopback addresses, exactly: `localhost.evil.example` is none."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


Result = TypeVar("Result")


def remember_short(function: Callable[[bytes], Result]) -> Callable[[bytes], Result]:
    """Keep the results for the last few hundred arguments, but of short ones only: they come from outside."""
    cached = functools.lru_cache(maxsize=512)(function)

    def call(data: bytes) -> Result:
        return cached(data) if len(data) < 256 else function(data)

    return functools.update_wrapper(call, function)


# How this file is run as a module.  For as long as a script runs, Python keeps its syntax tree (12 MB for ours), and it
# is compiled at each start; a module's tree is freed, its code kept in the user's cache.  The file's name may lack .py.
_RUN_AS_MODULE = (
    "import sys, importlib.util as u, importlib.machinery as m; file, sys.pycache_prefix = sys.argv[1:3]; "
    "del sys.argv[1:3]; loader = m.SourceFileLoader('llm_proxy', file)\n"
    "try: code = loader.get_code('llm_proxy')\n"
    "except (EOFError, ValueError, TypeError): code = compile(loader.get_data(file), file, 'exec')\n"  # a torn cache
    "sys.pycache_prefix = None; module = u.module_from_spec(u.spec_from_loader('llm_proxy', loader)); "
    "sys.modules['llm_proxy'] = module; exec(code, module.__dict__); sys.exit(module.main())"
)


def command_of_module(*args: str) -> list[str]:
    """The command that runs this file with these arguments, isolated from the user's environment (-I)."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    cache = os.path.join(os.path.abspath(base), "llm-proxy", "pycache")
    # Of a path whose first directory is missing, as of a system user's home, the import machinery makes a relative one.
    if not os.path.isdir(os.sep + cache.lstrip(os.sep).partition(os.sep)[0]):
        cache = os.devnull
    return [sys.executable, "-I", "-c", _RUN_AS_MODULE, os.path.abspath(__file__), cache, *args]


def keep_memory() -> None:
    """Where the C library can (glibc): reuse large blocks instead of fetching and clearing new pages for each."""
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        library, trim_threshold, mmap_threshold = ctypes.CDLL(None), -1, -3
        library.mallopt(trim_threshold, 32 * MEBIBYTE)
        library.mallopt(mmap_threshold, 16 * MEBIBYTE)


def trim_memory() -> None:
    """Hand back what only the start needed, the compiler's memory above all; where the C library can (glibc)."""
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).malloc_trim(0)


def app_log() -> logging.Logger:
    """The application log: for people, on stderr; not the record of traffic."""
    return logging.getLogger("llm-proxy")


def warn_flood(key: str, message: str) -> None:
    """Log a warning that a busy client could cause thousands of; `key` names what is limited together."""
    app_log().warning("%s", message, extra={"flood": key})


class FloodFilter(logging.Filter):
    """Lets `burst` records of one flood key through per `window_s`, then says how many it held back."""

    def __init__(self, burst: int = 5, window_s: float = 10.0) -> None:
        super().__init__()
        self._burst, self._window_s = burst, window_s
        self._seen: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        key = getattr(record, "flood", None)
        if key is None:
            return True
        since, count = self._seen.get(key, (record.created, 0))
        if record.created - since >= self._window_s:
            held = count - self._burst
            if held > 0:
                record.msg = f"{record.msg} ({held} similar lines held back)"
            since, count = record.created, 0
        if len(self._seen) > 1000:
            self._seen.clear()
        self._seen[key] = (since, count + 1)
        return count < self._burst


class _TextFormatter(logging.Formatter):
    """`2026/11/21 04:15:41 message`, in UTC; warnings and errors carry their level."""

    def format(self, record: logging.LogRecord) -> str:
        level = f"{record.levelname}: " if record.levelno >= logging.WARNING else ""
        when = time.strftime("%Y/%m/%d %H:%M:%S", time.gmtime(record.created))
        text = f"{when} {level}{record.getMessage()}"
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {"ts": utc_text(record.created), "level": record.levelname.lower(), "message": record.getMessage()}
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


class _PrivateFileHandler(logging.handlers.RotatingFileHandler):
    def _open(self) -> Any:
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self.baseFilename, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        return super()._open()


class _LossyQueueHandler(logging.handlers.QueueHandler):
    """Never waits: a terminal that was stopped with Ctrl-S must not stop the traffic."""

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """Nothing leaves the process, so the record may stay as it is, with its traceback."""
        return record

    def enqueue(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(queue.Full):
            self.queue.put_nowait(record)


def open_app_log(level: str, form: str, file: str) -> Callable[[], None]:
    """Send the application log to stderr, or to `file` (rotated at 10 MB, three old ones kept).

    Returns the function that writes out what is queued and closes.  Raises ConfigError if the file cannot be opened.
    """
    try:
        sink: logging.Handler = (
            _PrivateFileHandler(file, maxBytes=10 * MEBIBYTE, backupCount=3, encoding="utf-8")
            if file
            else logging.StreamHandler(sys.stderr)
        )
    except OSError as e:
        raise ConfigError(f"log_file {file!r} cannot be opened: {e.strerror}; name a writable file") from e
    sink.setFormatter(_JsonFormatter() if form == "json" else _TextFormatter())
    handler = _LossyQueueHandler(queue.Queue(10_000))
    handler.addFilter(FloodFilter())
    listener = logging.handlers.QueueListener(handler.queue, sink)
    listener.start()
    logger = app_log()
    logger.setLevel(level.upper())
    logger.handlers, logger.propagate = [handler], False

    def close() -> None:
        logger.handlers, logger.propagate = [], True
        listener.stop()
        sink.close()

    return close


# ==============================================================================
# 2  Redaction
# ==============================================================================
# One place decides what may be written down.  A header or query parameter that
# carries a credential is logged with its shape only: enough to tell two keys
# apart, never enough to use one.  Known key shapes keep their public prefix and
# last four characters; a JWT keeps nothing of its payload (it holds e-mail and
# account); anything else is reduced to its length.

# A name says that it carries a credential by one of its words; `tokens` (a count) and `authenticate` are none of them.
_SECRET_WORDS = frozenset(
    "auth authorization token key apikey secret password passwd credential credentials signature sig cookie jwt".split()
)
_SECRET_NAMES = frozenset(
    "chatgpt-account-id x-gemini-api-privileged-user-id sec-websocket-protocol x-api-key set-cookie".split()
)
_PUBLIC_NAMES = frozenset("idempotency-key x-idempotency-key sec-websocket-key x-client-key".split())
_KEY_PREFIXES = ("sk-ant-", "sk-proj-", "sk-or-", "sk-", "AIza", "gsk_", "xai-", "AKIA", "ASIA")
_AUTH_SCHEMES = frozenset({"bearer", "basic", "digest", "negotiate", "token", "aws4-hmac-sha256", "apikey"})


def mask_secret(value: str) -> str:
    """`sk-ant-api03-abc…wxyz` -> `sk-ant-...wxyz`; a JWT -> `eyJ...` and four characters; others -> their length."""
    if not value:
        return ""
    if value.startswith("eyJ") and value.count(".") >= 2:
        return "eyJ..." + value[-4:]
    prefix = next((p for p in _KEY_PREFIXES if value.startswith(p)), None)
    if prefix is None:
        return f"[{len(value)} characters]"
    return f"{prefix}..." + (value[-4:] if len(value) > len(prefix) + 8 else "")


_KEY_SHAPES = re.compile(
    r"\b(?:sk-[A-Za-z0-9_-]{16,}|AIza[A-Za-z0-9_-]{20,}|(?:gsk_|xai-)[A-Za-z0-9_-]{16,}|(?:AKIA|ASIA)[A-Z0-9]{12,}"
    r"|eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*)"
)


def mask_shapes(text: str) -> str:
    """Text with whatever looks like a well-known kind of key masked."""
    return _KEY_SHAPES.sub(lambda match: mask_secret(match[0]), text)


@functools.lru_cache(maxsize=1024)
def is_secret_name(name: str) -> bool:
    """Whether a header or query parameter of this name, in lower case, carries a credential."""
    if name in _SECRET_NAMES:
        return True
    return name not in _PUBLIC_NAMES and not _SECRET_WORDS.isdisjoint(re.split(r"[-_.]", name))


def mask_header(name: str, value: str) -> str:
    """The value as it may be logged; `name` is in lower case.  An authorization scheme stays readable."""
    scheme, space, rest = value.partition(" ")
    known = space and scheme.lower() in _AUTH_SCHEMES
    if not is_secret_name(name) and not (known and scheme.lower() == "bearer"):
        return mask_shapes(mask_query_of(value) if "?" in value else value)
    return f"{scheme} {mask_secret(rest.strip())}" if known else mask_secret(value)


def mask_userinfo(url: str) -> str:
    """`http://user:password@host` -> `http://...@host`; whatever stands before the last @ of a word is gone."""
    return re.sub(r"([a-zA-Z0-9+.-]+://)?[^\s'\"]*@", lambda match: f"{match[1] or ''}...@", url)


def mask_query_of(target: str) -> str:
    """A request target or URL as it may be shown."""
    path, mark, query = target.partition("?")
    return mask_shapes(path) + mark + mask_query(query)


# Members that hold credentials in the bodies of logins and the like; a conversation may show such JSON as an example.
_SECRET_MEMBERS = re.compile(
    rb'("(?:access_token|refresh_token|id_token|client_secret|api_key)"\s*:\s*")((?:[^"\\]|\\.)*)(?=")'
)
_FORM_SECRETS = re.compile(
    rb"((?:^|&)(?:access_token|refresh_token|id_token|client_secret|api_key|client_assertion|code|password)=)([^&\s]*)"
)


def mask_members(body: bytes) -> bytes:
    """A body that is no conversation, JSON or form, with its credentials masked."""

    def mask(match: re.Match[bytes]) -> bytes:
        return match[1] + mask_secret(match[2].decode("latin-1")).encode("latin-1")

    if body.lstrip()[:1] in (b"{", b"["):
        return _SECRET_MEMBERS.sub(mask, body)
    return _FORM_SECRETS.sub(mask, body)


def compile_rules(rules: Iterable[Mapping[str, str]]) -> Callable[[bytes], bytes]:
    """The user's `redact` rules as one function on the bytes that are logged."""
    compiled = [(re.compile(rule["pattern"].encode()), rule["replace"].encode()) for rule in rules]

    def apply(data: bytes) -> bytes:
        for pattern, replace in compiled:
            data = pattern.sub(replace, data)
        return data

    return apply


def mask_query(query: str) -> str:
    """A raw query string with the values of credential parameters masked; everything else byte for byte."""
    if not query:
        return ""
    parts = []
    for part in re.split("([&;])", query):
        name, equals, value = part.partition("=")
        plain = urllib.parse.unquote_plus(name).lower()
        secret = is_secret_name(plain) or plain in ("code", "code_verifier", "sessionkey")
        parts.append(f"{name}={mask_secret(value)}" if equals and secret else mask_shapes(part))
    return "".join(parts)


# ==============================================================================
# 3  Configuration
# ==============================================================================
# The fields of Settings are the table: a row gives default, type and help, and
# its name gives the flag (--log-dir), the environment variable
# (LLM_PROXY_LOG_DIR) and the TOML key (log_dir).  The command line, `config`,
# --help and the README's table are all rendered from it.  Values come, in this
# order, from flags, environment, file, defaults; each remembers its source.


def _parse_text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("expected a string")
    return value


def _parse_port(value: object) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,5}", str(value)) or int(str(value)) > 65535:
        raise ValueError("expected a port number from 0 to 65535 (0 takes any free port)")
    return int(str(value))


def _parse_path(value: object) -> str:
    return os.path.abspath(os.path.expanduser(text)) if (text := _parse_text(value)) else ""


def _parse_directory(value: object) -> str:
    if not _parse_text(value):
        raise ValueError("expected the path of a directory")
    return _parse_path(value)


def _parse_limit(value: object) -> float:
    if (seconds := _parse_seconds(value)) <= 0:
        raise ValueError("expected a time above 0")
    return seconds


def _parse_seconds(value: object) -> float:
    """Seconds as a number, or a duration such as `300ms`, `30s`, `1m30s`, `2h`."""
    text = str(value).strip()
    if not isinstance(value, bool) and re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    units = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
    if isinstance(value, str) and re.fullmatch(r"(\d+(\.\d+)?(ms|s|m|h|d))+", text):
        return sum(float(n) * units[u] for n, u in re.findall(r"([\d.]+)(ms|s|m|h|d)", text))
    raise ValueError("expected seconds or a duration such as 500ms, 30s, 1m30s")


def _parse_bytes(value: object) -> int:
    """A number of bytes, or `64MB`, `1GiB` (both are powers of 1024)."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(?:([KMGT])(?:i?B)?|B)?", str(value).strip(), re.IGNORECASE)
    if isinstance(value, bool) or not match:
        raise ValueError("expected a number of bytes, or a size such as 64MB or 1GiB")
    return int(float(match[1]) * 1024 ** " KMGT".index((match[2] or " ").upper()))


def _parse_buffer(value: object) -> int:
    if (size := _parse_bytes(value)) < MEBIBYTE:
        raise ValueError("expected at least 1MB")
    return size


def _parse_names(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    raise ValueError("expected a list of strings (in a flag or variable: separated by commas)")


def _parse_hosts(value: object) -> tuple[str, ...]:
    """Addresses to listen on; an IPv6 address may stand in brackets."""
    names = tuple(name[1:-1] if name.startswith("[") and name.endswith("]") else name for name in _parse_names(value))
    if not names:
        raise ValueError("expected at least one address")
    return names


def _parse_upstreams(value: object) -> tuple[str, ...]:
    names = _parse_names(value)
    for name in names:
        _check_upstream(name.removeprefix("*."))
    return names


def _parse_default_upstreams(value: object) -> dict[str, str]:
    table = _parse_table(value)
    for provider, upstream in table.items():
        if provider not in _BARE_PROVIDERS:
            raise ValueError(f"{provider!r} has no bare paths; expected {', '.join(_BARE_PROVIDERS)}")
        _check_upstream(upstream)
    return table


def _check_upstream(name: str) -> None:
    try:
        parse_upstream(name)
    except ValueError as e:
        raise ValueError(f"{name!r} is not an upstream (no scheme, no path): {e}") from None


def _parse_table(value: object) -> dict[str, str]:
    if isinstance(value, str):
        pairs = [part.partition("=") for part in _parse_names(value)]
        if all(equals for _, equals, _ in pairs):
            return {name.strip(): text.strip() for name, _, text in pairs}
    elif isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
        return dict(value)
    raise ValueError("expected a table of strings (in a flag or variable: name=value,name=value)")


def _parse_switch(value: object) -> bool:
    words = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
    if str(value).lower() not in words:
        raise ValueError("expected true or false")
    return words[str(value).lower()]


def _parse_proxy(value: object) -> str:
    text = _parse_text(value).strip()
    if text.lower() in ("", "none"):
        return text.lower()
    scheme, mark, rest = text.partition("://")
    if not mark:
        scheme, rest = "http", text
    if scheme.lower() != "http":
        raise ValueError("expected http://[user:password@]host:port; other kinds of proxy are not spoken to")
    userinfo, at, place = rest.rstrip("/").rpartition("@")
    host, port = parse_upstream(place)
    return f"http://{userinfo}{at}{f'[{host}]' if ':' in host else host}:{port or 80}"


def _parse_count(value: object) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,9}", str(value)) or int(str(value)) < 1:
        raise ValueError("expected a number from 1 up")
    return int(str(value))


def _parse_batch_bytes(value: object) -> int:
    if not 10_000 <= (size := _parse_bytes(value)) <= 3_000_000:
        raise ValueError("expected 10,000 to 3,000,000 bytes; Loki refuses more than 4 MiB for ever")
    return size


def _parse_line_bytes(value: object) -> int:
    if not 1_000 <= (size := _parse_bytes(value)) <= 1_000_000:
        raise ValueError("expected 1,000 to 1,000,000 bytes; Loki's own limit is 262,144")
    return size


def _parse_push_url(value: object) -> str:
    text = _parse_text(value).strip()
    parts = urllib.parse.urlsplit(text)
    try:
        is_good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_good = False
    if text and not (is_good and re.fullmatch(r"[!-~]+", text) and ".." not in str(parts.hostname)):
        raise ValueError("expected http(s)://host:port/loki/api/v1/push; other characters percent-encoded")
    return text


def _parse_header_value(value: object) -> str:
    text = _parse_text(value).strip()
    if not re.fullmatch(r"[ -~]*", text):
        raise ValueError("expected printable ASCII, as a header has")
    return text


def _parse_headers(value: object) -> dict[str, str]:
    table = {name: _parse_header_value(text) for name, text in _parse_table(value).items()}
    for name in table:
        if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            raise ValueError(f"{name!r} is no header name")
    return table


def _parse_labels(value: object) -> dict[str, str]:
    table = _parse_table(value)
    for name in table:
        if not re.fullmatch("[a-zA-Z_][a-zA-Z0-9_]*", name) or name.startswith("__"):
            raise ValueError(f"{name!r} is no label name: letters, digits and _, not at the beginning a digit or __")
    if len(table) > 3:
        raise ValueError("there is room for three labels besides ours; Loki takes 15")
    return table


_REGION_NAME = re.compile("[a-z]{2,8}(-[a-z]+)+-[0-9]{1,2}")


def is_region(name: str) -> bool:
    """Whether this has the form of an AWS region's name, such as us-gov-west-1."""
    return len(name) <= 40 and _REGION_NAME.fullmatch(name) is not None


def _parse_region(value: object) -> str:
    text = _parse_text(value).strip()
    if text and not is_region(text):
        raise ValueError("expected the name of an AWS region, such as us-west-2")
    return text


def _parse_endpoint(value: object) -> str:
    """`host[:port]`, of a URL that is all there is; `{region}` may stand in it."""
    scheme, mark, place = _parse_text(value).strip().lower().rpartition("://")
    place = place.removesuffix("/")
    if place or mark:
        host, _ = parse_upstream(place.replace("{region}", "us-west-2"))
        if scheme not in ("", "https") and not (scheme == "http" and is_loopback(host)):
            raise ValueError(
                "expected https://host[:port]; plain http is spoken to this machine, or see http_upstreams"
            )
    return place


def _parse_maximum(value: object) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,6}", str(value)):
        raise ValueError("expected a number, or 0 for no limit")
    return int(str(value))


def _choice(*words: str) -> Callable[[object], str]:
    def parse(value: object) -> str:
        if str(value).lower() not in words:
            raise ValueError(f"expected one of {', '.join(words)}")
        return str(value).lower()

    return parse


_BARE_PROVIDERS = ("anthropic", "openai", "gemini")
_LOG_BODIES = ("full", "metadata", "none")


def _parse_log_bodies_table(value: object) -> dict[str, str]:
    table = _parse_table(value)
    for word in table.values():
        _choice(*_LOG_BODIES)(word)
    return table


def _parse_rules(value: object) -> tuple[dict[str, str], ...]:
    """`[{pattern = "…", replace = "…"}]`; in a flag or variable the same as JSON."""
    try:
        rules = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        rules = None
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise ValueError('expected a list of tables (in a flag or variable: JSON, [{"pattern": "…", "replace": "…"}])')
    for rule in rules:
        if set(rule) != {"pattern", "replace"} or not all(isinstance(v, str) for v in rule.values()):
            raise ValueError("each rule has two strings, pattern and replace")
        try:
            re.compile(rule["pattern"].encode()).sub(rule["replace"].encode(), b"")
        except (re.error, IndexError) as e:
            raise ValueError(f"{rule['pattern']!r} is not a regular expression: {e}") from None
    return tuple(rules)


PRICE_COLUMNS = ("input", "output", "cache_read", "cache_write_5m", "cache_write_1h")


def _parse_prices(value: object) -> dict[str, dict[str, float]]:
    """`[prices."my-model"]` with dollars per million tokens; in a flag or variable the same as JSON."""
    try:
        table = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        table = None
    if not isinstance(table, dict) or not all(isinstance(row, dict) for row in table.values()):
        raise ValueError('expected a table for each model (in a flag or variable: JSON, {"my-model": {"input": 3.0}})')
    return {name: _checked_price(name, row) for name, row in table.items()}


def _checked_price(name: str, row: Mapping[str, object]) -> dict[str, float]:
    if unknown := next((key for key in row if key not in PRICE_COLUMNS), ""):
        raise ValueError(f"{name!r} has no price {unknown!r}; the names are {', '.join(PRICE_COLUMNS)}")
    if "input" not in row:
        raise ValueError(f"{name!r} lacks input; give at least the dollars per million input tokens")
    price = {}
    for key, dollars in row.items():
        if not isinstance(dollars, int | float) or isinstance(dollars, bool) or not 0 <= dollars < 1e6:
            raise ValueError(f"{name!r}: {key} = {dollars!r}; expected dollars per million tokens, from 0 up")
        price[key] = float(dollars)
    return price


def read_price_text(path: str) -> str:
    """The text of price_file.  Raises ConfigError."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise ConfigError(f"price_file {path} cannot be read: {e}; correct price_file or leave it out") from None


def _row(default: Any, parse: Callable[[object], Any], text: str, metavar: str = "") -> Any:
    meta = {"parse": parse, "help": text, "metavar": metavar}
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=meta)
    return field(default=default, metadata=meta)


@dataclass(frozen=True, slots=True)
class Settings:
    """Every option with its effective value.  Sizes are bytes, times are seconds."""

    host: tuple[str, ...] = _row(("127.0.0.1", "::1"), _parse_hosts, "addresses to listen on, all on one port", "ADDR")
    port: int = _row(8080, _parse_port, "port to listen on; 0 takes any free one", "N")
    log_dir: str = _row(
        os.path.join("~", ".llm-provider-logs"), _parse_directory, "directory of the JSONL log and sessions.db", "DIR"
    )
    default_upstreams: dict[str, str] = _row(
        {
            "anthropic": "api.anthropic.com",
            "openai": "api.openai.com",
            "gemini": "generativelanguage.googleapis.com",
        },
        _parse_default_upstreams,
        "where bare paths such as /v1/messages go, by provider",
        "P=HOST,...",
    )
    allow_upstreams: tuple[str, ...] = _row(
        (), _parse_upstreams, "if set, only these upstreams may be used: host, host:port or *.domain", "HOST,..."
    )
    deny_upstreams: tuple[str, ...] = _row((), _parse_upstreams, "upstreams that may never be used", "HOST,...")
    http_upstreams: tuple[str, ...] = _row(
        (), _parse_upstreams, "upstreams to speak plain http to, besides loopback: host or host:port", "HOST,..."
    )
    allow_hosts: tuple[str, ...] = _row(
        (),
        _parse_names,
        "further names a Host header may carry while we listen on loopback; addresses that may use Bedrock",
        "HOST,...",
    )
    allow_origins: tuple[str, ...] = _row(
        (), _parse_names, "web origins whose pages may use the proxy, such as https://app.example", "URL,..."
    )
    ca_file: str = _row("", _parse_path, "PEM file of certificate authorities to trust for upstreams", "FILE")
    connect_timeout: float = _row(10.0, _parse_limit, "limit for reaching an upstream: DNS and TCP", "TIME")
    tls_timeout: float = _row(10.0, _parse_limit, "limit for a TLS handshake with an upstream", "TIME")
    half_close: str = _row(
        "auto",
        _choice("auto", "always", "never"),
        "whether a client that closes its sending side waits for the answer; auto: where it said Connection: close",
        "WORD",
    )
    forward_proxy: bool = _row(
        False,
        _parse_switch,
        "also serve as HTTP_PROXY: foreign http:// targets are logged, CONNECT is tunnelled",
        "BOOL",
    )
    upstream_proxy: str = _row(
        "",
        _parse_proxy,
        "HTTP proxy to upstreams: http://[user:password@]host:port, or none; default: HTTPS_PROXY or HTTP_PROXY",
        "URL",
    )
    no_proxy: tuple[str, ...] = _row(
        (), _parse_names, "hosts, domains or networks to reach without upstream_proxy; default: NO_PROXY", "HOST,..."
    )
    drain_timeout: float = _row(30.0, _parse_seconds, "how long running exchanges may go on after SIGTERM", "TIME")
    log_paths: str = _row(
        "all", _choice("all", "conversations"), "log every request, or only those of conversation endpoints", "WORD"
    )
    log_bodies: str = _row(
        "full", _choice(*_LOG_BODIES), "full lines, lines without bodies (metadata), or no lines at all (none)", "WORD"
    )
    log_events: bool = _row(
        True, _parse_switch, "log what agents do as well: turn_start, tool_call, tool_result, turn_end", "BOOL"
    )
    upstream_log_bodies: dict[str, str] = _row(
        {}, _parse_log_bodies_table, "log_bodies for single upstreams", "HOST=WORD,..."
    )
    redact: tuple[dict[str, str], ...] = _row(
        (),
        _parse_rules,
        "regular expressions to replace in logged bodies: pattern and replace (never in the traffic)",
        "JSON",
    )
    max_logged_body_bytes: int = _row(
        64 * MEBIBYTE, _parse_bytes, "longer bodies are cut in the log (never in the traffic)", "SIZE"
    )
    min_free_bytes: int = _row(
        1024 * MEBIBYTE, _parse_bytes, "with less free disk space, lines are logged without bodies", "SIZE"
    )
    loki_enabled: bool = _row(False, _parse_switch, "send the log to Grafana Loki as well", "BOOL")
    loki_url: str = _row("", _parse_push_url, "Loki's push address: http(s)://host:port/loki/api/v1/push", "URL")
    loki_auth_token: str = _row(
        "", _parse_header_value, "sent to Loki as Authorization: Bearer; or name:password@ in the URL"
    )
    loki_org_id: str = _row("", _parse_header_value, "tenant, sent as X-Scope-OrgID", "NAME")
    loki_headers: dict[str, str] = _row({}, _parse_headers, "further headers for Loki", "NAME=VALUE,...")
    loki_ca_file: str = _row("", _parse_path, "PEM file of certificate authorities to trust for Loki", "FILE")
    loki_environment: str = _row("development", _parse_text, "value of the label environment", "NAME")
    loki_labels: dict[str, str] = _row({}, _parse_labels, "further labels, the same for every entry", "NAME=VALUE,...")
    loki_batch_size: int = _row(1000, _parse_count, "most entries in a push", "N")
    loki_batch_bytes: int = _row(1_000_000, _parse_batch_bytes, "most bytes in a push, before compression", "SIZE")
    loki_batch_wait: float = _row(5.0, _parse_limit, "how long lines wait for company", "TIME")
    loki_max_line_bytes: int = _row(240_000, _parse_line_bytes, "longer lines are sent in numbered parts", "SIZE")
    loki_retry_max: int = _row(
        5, _parse_count, "failed attempts until Loki is said to be down; it is tried on for ever", "N"
    )
    loki_use_gzip: bool = _row(True, _parse_switch, "compress what is sent", "BOOL")
    loki_structured_metadata: str = _row(
        "auto", _choice("auto", "on", "off"), "send ids and tokens beside the line; auto: until Loki refuses it", "WORD"
    )
    loki_drain: float = _row(30.0, _parse_seconds, "how long the end may take to send what is left", "TIME")
    metrics: bool = _row(True, _parse_switch, "serve /metrics for Prometheus", "BOOL")
    bedrock_region: str = _row(
        "", _parse_region, "serve AWS Bedrock on /model/..., signed with this machine's AWS credentials", "REGION"
    )
    bedrock_endpoint: str = _row(
        "", _parse_endpoint, "host for Bedrock instead of AWS' own, such as a VPC endpoint; may hold {region}", "HOST"
    )
    bedrock_max_concurrent: int = _row(
        0, _parse_maximum, "requests to Bedrock at a time, the others wait; 0: as many as come", "N"
    )
    recorder_buffer_bytes: int = _row(
        64 * MEBIBYTE,
        _parse_buffer,
        "memory for copies the recorder has not taken yet; beyond it bodies go unlogged",
        "SIZE",
    )
    prices: dict[str, dict[str, float]] = _row(
        {}, _parse_prices, "your own prices, before all others: dollars per million tokens by model", "JSON"
    )
    price_file: str = _row(
        "", _parse_path, "litellm's model_prices_and_context_window.json, before the built-in prices", "FILE"
    )
    explore_port: int = _row(8080, _parse_port, "port of the Explorer, or the next free one above it", "N")
    log_level: str = _row(
        "info", _choice("debug", "info", "warning", "error"), "how much the application log on stderr says", "WORD"
    )
    log_format: str = _row("text", _choice("text", "json"), "form of the application log", "WORD")
    log_file: str = _row("", _parse_path, "write the application log to this file, rotated at 10 MB", "FILE")


# Variables that all programs share, for options that are not set otherwise.
_COMMON_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "upstream_proxy": ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"),
    "no_proxy": ("no_proxy", "NO_PROXY"),
    "bedrock_region": ("BEDROCK_REGION",),
}
_OUR_VARIABLES = frozenset({"BEDROCK_REGION"})  # of those the ones that no other program reads


def option_rows() -> list[dataclasses.Field[Any]]:
    return list(dataclasses.fields(Settings))


def flag_of(name: str) -> str:
    return "--" + name.replace("_", "-")


def variable_of(name: str) -> str:
    return "LLM_PROXY_" + name.upper()


def default_of(row: dataclasses.Field[Any]) -> Any:
    return row.default if row.default is not dataclasses.MISSING else cast("Callable[[], Any]", row.default_factory)()


def render_value(value: Any) -> str:
    """A value as TOML, which for our types is JSON but for tables."""
    if isinstance(value, tuple) and value and isinstance(value[0], Mapping):
        return "[" + ", ".join(render_value(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(k)} = {render_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def mask_option(name: str, text: str) -> str:
    """An option's value as it may be shown."""
    if name in ("loki_auth_token", "loki_headers"):
        return '"..."' if len(text) > 2 else text
    return mask_query_of(mask_userinfo(text)) if name in ("upstream_proxy", "loki_url") else text


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings, where each value came from, and warnings the user should see."""

    settings: Settings
    sources: dict[str, str]
    warnings: list[str]
    file: str = ""


def load_settings(flags: Mapping[str, str], environ: Mapping[str, str], config: str = "") -> LoadedSettings:
    """Join flags, environment, TOML file and defaults; empty variables count as unset.

    Raises ConfigError naming key, value, source and remedy.  A file that was named must exist.
    """
    file, table = _load_toml(config or environ.get("LLM_PROXY_CONFIG", ""), environ)
    rows = {row.name: row for row in option_rows()}
    table = _flattened(table)
    warnings = [f"{file}: unknown key {key!r} is ignored{_meant(key, rows)}" for key in table if key not in rows]
    for variable in environ:
        name = variable.removeprefix("LLM_PROXY_").lower()
        if variable.startswith("LLM_PROXY_") and name not in rows and (hint := _meant(name, rows)):
            warnings.append(f"environment variable {variable} is ignored{hint}")
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for name, row in rows.items():
        if name in flags:
            raw, source = flags[name], f"flag {flag_of(name)}"
        elif environ.get(variable_of(name)):
            raw, source = environ[variable_of(name)], f"environment variable {variable_of(name)}"
        elif name in table:
            raw, source = table[name], file
        elif found := next((v for v in _COMMON_VARIABLES.get(name, ()) if environ.get(v)), ""):
            raw, source = environ[found], f"environment variable {found}"
        else:
            raw, source = default_of(row), "default"
        try:
            values[name], sources[name] = _checked(row, raw, source), source
        except ConfigError as e:
            variable = source.removeprefix("environment variable ")
            if variable == source or variable == variable_of(name) or variable in _OUR_VARIABLES:
                raise
            warnings.append(f"{e}; it is ignored")  # the variable is there for other programs
            values[name], sources[name] = default_of(row), "default"
    merged = {**default_of(rows["default_upstreams"]), **values["default_upstreams"]}
    settings = Settings(**{**values, "default_upstreams": merged})
    return LoadedSettings(settings, sources, warnings, file)


def _flattened(table: Mapping[str, Any]) -> dict[str, Any]:
    """`[loki] url = …`, as the reference program has it, is `loki_url = …`."""
    flat = dict(table)
    for name, example in (("loki", "enabled = true, url = ..."), ("bedrock", 'region = "us-west-2"')):
        rows = flat.pop(name, {})
        if not isinstance(rows, dict):
            raise ConfigError(f"{name} in the config file is no table; write [{name}] and below it {example}")
        flat |= {f"{name}_{key}": value for key, value in rows.items()}
    return flat


def _meant(name: str, known: Iterable[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name.replace("-", "_").lower(), known, n=1, cutoff=0.75)
    return f"; did you mean {close[0]}?" if close else ""


def _checked(row: dataclasses.Field[Any], raw: Any, source: str) -> Any:
    try:
        return raw if source == "default" and not isinstance(raw, str) else row.metadata["parse"](raw)
    except ValueError as e:
        shown = mask_option(row.name, repr(raw))
        raise ConfigError(f"{row.name} = {shown} (from {source}): {e}") from None


def _load_toml(named: str, environ: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    import tomllib

    base = environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    file = os.path.abspath(os.path.expanduser(named)) if named else os.path.join(base, "llm-proxy", "config.toml")
    try:
        return file, tomllib.loads(Path(file).read_text(encoding="utf-8"))
    except FileNotFoundError:
        if named:
            raise ConfigError(f"config file {file} does not exist; create it or leave out --config") from None
        return "", {}
    except OSError as e:
        raise ConfigError(f"config file {file} cannot be read: {e.strerror}") from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise ConfigError(f"config file {file} is not valid TOML: {e}") from e


# ==============================================================================
# 4  HTTP/1.1
# ==============================================================================
# RFC 9112, as strictly as a proxy must read it (section 11 there lists what
# happens otherwise).  A head is walked line by line once; what a line means is
# remembered, since a client's requests have most lines in common.  Lines are
# kept as bytes exactly as received: order, case and duplicates reach the other
# side.  A body is never collected here; a tracker (SizedBody, ChunkedBody,
# OpenBody) says how many bytes of a read belong to it and when it is done.

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_REQUEST_LINE = re.compile(rb"(" + _TOKEN + rb") ([^\x00-\x20\x7f]+) HTTP/(\d)\.(\d)\r\n")
_STATUS_LINE = re.compile(rb"HTTP/1\.([01]) ([1-9]\d\d)(?: [^\x00\r\n]*)?\r\n")
_FIELD = re.compile(rb"(" + _TOKEN + rb"):[ \t]*([^\x00\r\n]*)")
_DIGITS = re.compile(rb"\d{1,18}")

# What the walk does with a field of this name: drop it from what is forwarded
# (hop-by-hop, RFC 9110 section 7.6.1), and/or note its value for decisions.
_DROP, _NOTE, _DROP_NOTE = 1, 2, 3
_FIELD_RULES: Mapping[bytes, int] = {
    b"connection": _DROP_NOTE,
    b"keep-alive": _DROP,
    b"proxy-connection": _DROP,
    b"proxy-authenticate": _DROP,
    b"proxy-authorization": _DROP,
    b"te": _DROP,
    b"upgrade": _DROP_NOTE,
    b"http2-settings": _DROP,
    b"transfer-encoding": _NOTE,
    b"content-length": _NOTE,
    b"host": _NOTE,
    b"origin": _NOTE,
    b"authorization": _NOTE,
    b"sec-fetch-dest": _NOTE,
    b"sec-fetch-site": _NOTE,
    b"sec-websocket-key": _NOTE,
    b"anthropic-version": _NOTE,
    b"accept": _NOTE,
}


@dataclass(slots=True)
class RequestHead:
    """A checked request head.  `raw` is as received; `fields` are the lines to forward, hop-by-hop ones gone."""

    raw: bytes
    method: bytes
    target: bytes
    version: bytes
    fields: list[bytes]
    noted: dict[bytes, list[bytes]]
    body: Body
    keep_alive: bool
    websocket: bool

    def value(self, name: bytes) -> bytes:
        """The first value of a noted field, or nothing."""
        values = self.noted.get(name)
        return values[0] if values else b""


@dataclass(slots=True)
class ResponseHead:
    """A checked response head; `body` follows RFC 9112 section 6.3, with the request's method taken into account."""

    raw: bytes
    status: int
    status_line: bytes
    fields: list[bytes]
    dropped: bool
    body: Body
    keep_alive: bool


class SizedBody:
    """A body of known length, possibly 0."""

    __slots__ = ("left",)

    def __init__(self, length: int) -> None:
        self.left = length

    @property
    def done(self) -> bool:
        return self.left == 0

    def take(self, data: bytes) -> int:
        """How many of these bytes belong to the body."""
        used = min(self.left, len(data))
        self.left -= used
        return used

    def payload(self, data: bytes) -> bytes:
        """The content in these bytes, framing removed."""
        return data[: self.take(data)]


class OpenBody:
    """A body that ends with the connection."""

    __slots__ = ()
    done = False

    def take(self, data: bytes) -> int:
        return len(data)

    def payload(self, data: bytes) -> bytes:
        return data


class ChunkedBody:
    """The chunked coding (RFC 9112 section 7.1): where it ends, and what it carries.

    `take` and `payload` raise FramingError for a size that is not plain hex, a line that does not end in CRLF or is too
    long, and data that is longer than its chunk.
    """

    __slots__ = ("_left", "_line", "_state", "done", "spans")
    _SIZE, _AFTER_DATA, _TRAILER = range(3)

    def __init__(self) -> None:
        self.done = False
        self.spans: list[tuple[int, int]] = []
        self._left = 0
        self._line = b""
        self._state = self._SIZE

    def take(self, data: bytes) -> int:
        """How many of these bytes belong to the body; `spans` then says where in them its content lies."""
        self.spans = []
        at, size = 0, len(data)
        while at < size and not self.done:
            if self._left:
                used = min(self._left, size - at)
                self.spans.append((at, at + used))
                self._left -= used
                at += used
                continue
            end = data.find(b"\n", at) + 1
            self._line += data[at : end or size]
            if len(self._line) > MAX_CHUNK_LINE_BYTES:
                raise FramingError("a chunk size or trailer line is too long")
            at = end or size
            if end:
                line, self._line = self._line, b""
                self._take_line(line)
        return at

    def payload(self, data: bytes) -> bytes:
        self.take(data)
        if len(self.spans) == 1:
            start, end = self.spans[0]
            return data[start:end]
        return b"".join([data[start:end] for start, end in self.spans])

    def _take_line(self, line: bytes) -> None:
        if not line.endswith(b"\r\n") or b"\r" in line[:-2] or b"\0" in line:
            raise FramingError("a line of the chunked coding does not end in CRLF")
        if self._state == self._AFTER_DATA:
            if line != b"\r\n":
                raise FramingError("a chunk is longer than its size says")
            self._state = self._SIZE
        elif self._state == self._SIZE:
            size = line.partition(b";")[0].rstrip(b" \t\r\n")
            if not re.fullmatch(rb"[0-9A-Fa-f]{1,16}", size):
                raise FramingError("a chunk size is not a hexadecimal number")
            self._left = int(size, 16)
            self._state = self._AFTER_DATA if self._left else self._TRAILER
        elif line == b"\r\n":
            self.done = True
        elif not _FIELD.fullmatch(line, 0, len(line) - 2):
            raise FramingError("a trailer line is not a header field")


Body = SizedBody | OpenBody | ChunkedBody

HTTP2_PREFACE = b"PRI * HTTP/2.0\r\n\r\n"  # its first part (RFC 9113 section 3.4), which looks like a request head


def http2_goaway(debug: bytes) -> bytes:
    """What tells an HTTP/2 client to speak HTTP/1.1: SETTINGS, then GOAWAY with HTTP_1_1_REQUIRED (RFC 9113, 6.8)."""
    settings = struct.pack(">BHBBI", 0, 0, 4, 0, 0)
    payload = struct.pack(">II", 0, 0xD) + debug
    return settings + struct.pack(">BHBBI", 0, len(payload), 7, 0, 0) + payload


def find_head_end(buffer: bytes) -> int:
    """Offset just behind the blank line, or -1 while it has not arrived.

    Raises FramingError (431) for a head that is too long and (400) for one whose lines end in a bare LF, which would
    never end.
    """
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        if len(buffer) > MAX_HEAD_BYTES:
            raise FramingError("the head of the message is too long", 431)
        if b"\n\n" in buffer:
            raise FramingError("header lines must end in CRLF, not in a bare LF")
        return -1
    start = buffer.find(b"\r\n")
    if end - start > MAX_FIELDS_BYTES:
        raise FramingError(f"the header lines are longer than {MAX_FIELDS_BYTES} bytes in all", 431)
    return end + 4


def parse_request_head(raw: bytes) -> RequestHead:
    """Check and split a request head that ends in its blank line.  Raises FramingError (400 or 505)."""
    match = _REQUEST_LINE.match(raw)
    if not match:
        raise FramingError("the request line is not 'METHOD target HTTP/1.1'")
    if match[3] != b"1":
        raise FramingError("only HTTP/1.1 is spoken here; switch HTTP/2 off in the client", 505)
    version = b"HTTP/1.0" if match[4] == b"0" else b"HTTP/1.1"
    fields, noted = _split_fields(raw, match.end())
    hosts = noted.get(b"host", ())
    if len(hosts) > 1 or (not hosts and version == b"HTTP/1.1"):
        raise FramingError("exactly one Host header is required")
    connection = _tokens(noted.get(b"connection", ()))
    websocket = (
        match[1] == b"GET"
        and b"upgrade" in connection
        and b"websocket" in _tokens(noted.get(b"upgrade", []))
        and b"sec-websocket-key" in noted
    )
    keep_alive = b"close" not in connection if version == b"HTTP/1.1" else b"keep-alive" in connection
    if websocket:
        fields = _with_upgrade(_lines(raw, match.end()), fields)
    body = _request_body(noted, version)
    return RequestHead(raw, match[1], match[2], version, fields, noted, body, keep_alive, websocket)


def _with_upgrade(lines: Iterable[bytes], fields: Iterable[bytes]) -> list[bytes]:
    """The fields to forward, with the Upgrade lines back in their places and one Connection line that names them."""
    kept, connection = set(fields), [b"Connection: Upgrade"]
    out: list[bytes] = []
    for line in lines:
        name = line.partition(b":")[0].lower()
        if name == b"connection":
            out += connection
            connection = []
        elif name == b"upgrade" or line in kept:
            out.append(line)
    return out


def parse_response_head(raw: bytes, method: bytes) -> ResponseHead:
    """Check and split a response head that ends in its blank line.  Raises FramingError."""
    match = _STATUS_LINE.match(raw)
    if not match:
        raise FramingError("the answer does not begin with an HTTP/1.1 status line")
    status = int(match[2])
    fields, noted = _split_fields(raw, match.end())
    connection = _tokens(noted.get(b"connection", ()))
    keep_alive = b"keep-alive" in connection if match[1] == b"0" else b"close" not in connection
    dropped = len(fields) + 1 < raw.count(b"\r\n", match.end())
    body = _response_body(status, method, noted)
    keep_alive = keep_alive and not isinstance(body, OpenBody)
    return ResponseHead(raw, status, raw[: match.end() - 2], fields, dropped, body, keep_alive)


_FRAMING = re.compile(rb"\r\n(?:(content-length)|transfer-encoding):[ \t]*([^\r]*)", re.IGNORECASE)


def framing_of_request(raw: bytes) -> tuple[bytes, Body]:
    """Method and body of a head that `parse_request_head` has accepted: for those who read it once more."""
    method = raw[: raw.index(b" ")]
    match = _FRAMING.search(raw)
    if not match:
        return method, SizedBody(0)
    return method, SizedBody(_checked_length(match[2])) if match[1] else ChunkedBody()


def framing_of_response(raw: bytes, method: bytes) -> tuple[int, Body]:
    """Status and body of a head that `parse_response_head` has accepted."""
    status, match = int(raw[9:12]), _FRAMING.search(raw)
    if match and match[1] and status >= 200 and status not in (204, 304) and method != b"HEAD":
        return status, SizedBody(_checked_length(match[2]))
    return status, parse_response_head(raw, method).body


def _checked_length(value: bytes) -> int:
    """Of a Content-Length that may be a list of equal values."""
    return int(value.partition(b",")[0])


def text_of(data: bytes) -> str:
    """UTF-8, or, where it is none, Latin-1: nothing is lost."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def header_pairs(raw: bytes) -> list[tuple[str, str]]:
    """All fields of a head as text, in order.  Bytes that are not UTF-8 are read as Latin-1, so nothing is lost."""
    read = pair_of if len(raw) < REMEMBERED_HEAD_BYTES else pair_of.__wrapped__
    return [read(line) for line in field_lines(raw)]


def field_lines(raw: bytes) -> list[bytes]:
    return _lines(raw, raw.index(b"\r\n") + 2)


def _lines(raw: bytes, start: int) -> list[bytes]:
    return raw[start:-4].split(b"\r\n") if len(raw) - start > 4 else []


@functools.lru_cache(maxsize=512)
def pair_of(line: bytes) -> tuple[str, str]:
    """Name and value of a header line as text."""
    name, _, value = line.partition(b":")
    return name.decode("latin-1"), text_of(value.strip(b" \t"))


REMEMBERED_HEAD_BYTES = 8192  # lines of longer heads are not remembered: they come from outside


@functools.lru_cache(maxsize=512)
def _read_line(line: bytes) -> tuple[int, bytes, bytes]:
    """What to do with a field, its name in lower case, its value."""
    match = _FIELD.fullmatch(line)
    if not match:
        raise FramingError("a header line is malformed: folded, without a colon, or with a forbidden byte")
    name = match[1].lower()
    return _FIELD_RULES.get(name, 0), name, match[2].rstrip(b" \t")


def _split_fields(raw: bytes, start: int) -> tuple[list[bytes], dict[bytes, list[bytes]]]:
    fields: list[bytes] = []
    noted: dict[bytes, list[bytes]] = {}
    read = _read_line if len(raw) < REMEMBERED_HEAD_BYTES else _read_line.__wrapped__
    for line in _lines(raw, start):
        rule, name, value = read(line)
        if not rule & _DROP:
            fields.append(line)
        if rule & _NOTE:
            noted.setdefault(name, []).append(value)
    if b"connection" in noted:
        named = _tokens(noted[b"connection"]) - {b"close", b"keep-alive", b"upgrade", *_FIELD_RULES}
        if named:
            fields = [line for line in fields if line.partition(b":")[0].lower() not in named]
    return fields, noted


def _tokens(values: Sequence[bytes]) -> set[bytes]:
    if not values:
        return set()
    return {token.strip(b" \t").lower() for value in values for token in value.split(b",")}


def _content_length(noted: Mapping[bytes, list[bytes]]) -> int | None:
    fields = noted.get(b"content-length")
    if not fields:
        return None
    if len(fields) == 1 and fields[0].isdigit() and len(fields[0]) <= 18:
        return int(fields[0])
    values = {part.strip(b" \t") for value in fields for part in value.split(b",")}
    if len(values) > 1:
        raise FramingError("two Content-Length values differ")
    value = values.pop()
    if not _DIGITS.fullmatch(value):
        raise FramingError("Content-Length is not a number")
    return int(value)


def _request_body(noted: Mapping[bytes, list[bytes]], version: bytes) -> Body:
    length = _content_length(noted)
    codings = noted.get(b"transfer-encoding")
    if codings is None:
        return SizedBody(length or 0)
    if length is not None:
        raise FramingError("Transfer-Encoding and Content-Length exclude each other")
    if version == b"HTTP/1.0":
        raise FramingError("HTTP/1.0 has no Transfer-Encoding")
    if [c.lower() for c in codings] != [b"chunked"]:
        raise FramingError("the only transfer coding a request may have is chunked")
    return ChunkedBody()


def _response_body(status: int, method: bytes, noted: Mapping[bytes, list[bytes]]) -> Body:
    # RFC 9112 section 6.3, rules 1 to 8 in its order.
    length = _content_length(noted)
    codings = noted.get(b"transfer-encoding")
    if codings is not None and length is not None:
        raise FramingError("Transfer-Encoding and Content-Length exclude each other")
    if status == 101:
        return OpenBody()  # another protocol from here on
    if method == b"HEAD" or status in (204, 304) or status < 200:
        return SizedBody(0)
    if codings is not None:
        last = codings[-1].rpartition(b",")[2].strip(b" \t").lower()
        return ChunkedBody() if last == b"chunked" else OpenBody()
    return OpenBody() if length is None else SizedBody(length)


# ==============================================================================
# 5  Server-sent events
# ==============================================================================
# For the log a stream is cut at its blank lines (WHATWG HTML, section 9.2.6:
# LF, CR and CRLF all end a line) and each piece is kept as it was on the wire.
# What an event means is for Providers to say.

_EVENT_END = re.compile(rb"(?:\r\n|\n|\r(?!\n)){2}")


class EventCutter:
    """Cuts arbitrary pieces into events: `for raw in cutter.feed(piece)`; `rest` is the unfinished one."""

    __slots__ = ("_pieces",)

    def __init__(self) -> None:
        self._pieces: list[bytes] = []  # joined only when an event ends: one may be megabytes in small pieces

    @property
    def rest(self) -> bytes:
        return b"".join(self._pieces)

    def feed(self, data: bytes) -> list[bytes]:
        """Events completed by these bytes, each with the blank line that ends it."""
        # Only the last three bytes of what came before can belong to an end.  A CR at the very end may be half of a
        # CRLF, so an end that needs the next byte to be known waits for it.
        seam = b"".join(self._pieces[-3:])[-3:]
        window = seam + data
        events: list[bytes] = []
        start = -len(seam)
        at = 0
        while (match := _EVENT_END.search(window, at)) and not (
            match[0].endswith(b"\r") and match.end() == len(window)
        ):
            end = match.end() - len(seam)
            if start < 0:
                events.append(b"".join([*self._pieces, data])[: sum(map(len, self._pieces)) + end])
                self._pieces.clear()
                if end < 0:  # all of it had come before; what is left of the seam begins the next event
                    self._pieces.append(seam[end:])
            else:
                events.append(data[start:end])
            start = max(end, 0)
            at = match.end()
        if rest := data[max(start, 0) :]:
            self._pieces.append(rest)
        return events

    def take_rest(self) -> bytes:
        """The unfinished event, which then is gone."""
        rest, self._pieces = self.rest, []
        return rest


# ==============================================================================
# 6  Event stream
# ==============================================================================
# application/vnd.amazon.eventstream, in which AWS streams (Smithy, "Amazon Event
# Stream Specification"): u32 length of the frame, u32 length of its headers,
# CRC-32 of these eight bytes, headers, payload, CRC-32 of all before it.  For the
# log each frame is an event again, as the same API without AWS would send it.

_PRELUDE = struct.Struct(">III")
MAX_EVENT_FRAME_BYTES = 25 * MEBIBYTE
# Sizes of a header's value by its type; the rest have a length of two bytes before them (6 bytes, 7 text) or none.
_VALUE_SIZES = {0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16}


def render_event_frame(headers: Mapping[str, str], payload: bytes) -> bytes:
    """A frame whose headers are all text."""
    block = b"".join(
        struct.pack(">B", len(name)) + name.encode() + struct.pack(">BH", 7, len(value.encode())) + value.encode()
        for name, value in headers.items()
    )
    prelude = struct.pack(">II", len(block) + len(payload) + 16, len(block))
    body = prelude + struct.pack(">I", zlib.crc32(prelude)) + block + payload
    return body + struct.pack(">I", zlib.crc32(body))


def parse_event_headers(block: bytes) -> dict[str, str]:
    """The text headers of a frame; others are passed over.  ValueError for a block that is not well formed."""
    headers: dict[str, str] = {}
    at = 0
    try:
        while at < len(block):
            name = block[at + 1 : at + 1 + block[at]].decode()
            at += 1 + block[at]
            kind = block[at]
            at += 1
            if kind in (6, 7):
                size = int.from_bytes(block[at : at + 2], "big")
                at += 2
            else:
                size = _VALUE_SIZES[kind]
            if at + size > len(block):
                raise ValueError("a header is cut off")
            if kind == 7:
                headers[name] = block[at : at + size].decode()
            at += size
    except (IndexError, KeyError, UnicodeDecodeError):
        raise ValueError("headers are malformed") from None
    return headers


class FrameCutter:
    """Cuts arbitrary pieces of an event stream into events: `for raw in cutter.feed(piece)`.

    A frame that cannot be decoded is given as it is, and counted in `errors`.  Where the lengths are wrong no further
    frame can be found: the rest stays, for `take_rest`.
    """

    __slots__ = ("_buffer", "_is_lost", "errors")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._is_lost = False
        self.errors = 0

    def feed(self, data: bytes) -> list[bytes]:
        self._buffer += data
        events: list[bytes] = []
        at = 0
        while not self._is_lost and len(self._buffer) - at >= _PRELUDE.size:
            length, _, crc = _PRELUDE.unpack_from(self._buffer, at)
            if zlib.crc32(self._buffer[at : at + 8]) != crc or not 16 <= length <= MAX_EVENT_FRAME_BYTES:
                self._is_lost = True
                self.errors += 1
                break
            if len(self._buffer) - at < length:
                break
            frame = bytes(self._buffer[at : at + length])
            at += length
            try:
                events.append(_event_of_frame(frame))
            except ValueError:
                self.errors += 1
                events.append(frame)
        del self._buffer[:at]
        return events

    def take_rest(self) -> bytes:
        """What is no whole frame, which then is gone."""
        rest = bytes(self._buffer)
        self.errors += bool(rest) and not self._is_lost  # the stream broke off inside of it
        self._buffer.clear()
        return rest


def _event_of_frame(frame: bytes) -> bytes:
    """`data: …`, with a provider's own event, or `{"<type>": <payload>}`.  Raises ValueError."""
    if zlib.crc32(frame[:-4]) != int.from_bytes(frame[-4:], "big"):
        raise ValueError("the frame's checksum is wrong")
    size = _PRELUDE.unpack_from(frame)[1]
    if size > len(frame) - 16:
        raise ValueError("the headers are longer than the frame")
    headers = parse_event_headers(frame[12 : 12 + size])
    payload = frame[12 + size : -4]
    kind = headers.get(":event-type") or headers.get(":exception-type") or headers.get(":error-code") or "unknown"
    try:
        said = json.loads(payload) if payload else {}
        if isinstance(said, dict) and headers.get(":message-type") == "event" and isinstance(said.get("bytes"), str):
            return b"data: %s\n\n" % base64.b64decode(said["bytes"], validate=True)
        if isinstance(said, dict):
            said.pop("p", None)  # padding, so that lengths tell nothing
        if headers.get(":message-type") == "error":
            said = {"message": headers.get(":error-message", ""), **(said if isinstance(said, dict) else {})}
        return b"data: %s\n\n" % json.dumps({kind: said}, ensure_ascii=False).encode("utf-8", "replace")
    except RecursionError:
        raise ValueError("the payload is nested too deep") from None


# ==============================================================================
# 7  AWS signing
# ==============================================================================
# Signature Version 4 (IAM User Guide, "Create a signed AWS API request").  What
# is signed is what goes out: the path as it is on the wire, normalised and
# encoded once more (all services but S3 want that), the query's pairs sorted as
# they are, every header but those that others may change on the way.

_UNSIGNED_HEADERS = frozenset(
    b"authorization baggage connection expect keep-alive proxy-authenticate proxy-authorization te traceparent "
    b"tracestate trailer transfer-encoding upgrade user-agent x-amzn-trace-id".split()
)


@dataclass(frozen=True, slots=True)
class AwsKeys:
    """What signs requests.  `expires_at` is a Unix time in seconds, 0 where there is no end; `source` may be shown."""

    access_key: str
    secret_key: str = field(repr=False)
    token: str = field(default="", repr=False)
    expires_at: float = 0.0
    source: str = ""


def canonical_path(path: bytes) -> bytes:
    """Without dot segments and empty ones, every byte but the unreserved and `/` encoded once more."""
    kept: list[bytes] = []
    for segment in path.split(b"/"):
        if segment == b"..":
            kept = kept[:-1]
        elif segment not in (b"", b"."):
            kept.append(segment)
    is_directory = bool(kept) and path.endswith(b"/")
    return urllib.parse.quote_from_bytes(b"/" + b"/".join(kept) + b"/" * is_directory, safe="/~").encode()


def canonical_query(query: bytes) -> bytes:
    """Pairs sorted by name, then value; encoded already, but for bytes that no query may have."""
    encoded = urllib.parse.quote_from_bytes(query, safe="%!$&'()*+,/:;=?@[]~").encode()
    pairs = sorted(pair.partition(b"=")[::2] for pair in encoded.split(b"&")) if encoded else []
    return b"&".join(name + b"=" + value for name, value in pairs)


def canonical_request(
    method: bytes, path: bytes, query: bytes, fields: Iterable[tuple[bytes, bytes]], payload_hash: str
) -> tuple[bytes, bytes]:
    """The text that is hashed, and the names of the signed headers.  `fields` must have a Host."""
    values: dict[bytes, list[bytes]] = {}
    for name, value in fields:
        if name.lower() not in _UNSIGNED_HEADERS:
            values.setdefault(name.lower(), []).append(b" ".join(value.split()))
    lines = [b"%s:%s\n" % (name, b",".join(values[name])) for name in sorted(values)]
    names = b";".join(sorted(values))
    parts = (method, canonical_path(path), canonical_query(query), b"".join(lines), names, payload_hash.encode())
    return b"\n".join(parts), names


def sign_request(
    method: bytes,
    target: bytes,
    fields: Iterable[tuple[bytes, bytes]],
    payload_hash: str,
    keys: AwsKeys,
    scope: tuple[str, str],
    at_s: float,
) -> list[tuple[bytes, bytes]]:
    """The headers to add: X-Amz-Date, X-Amz-Security-Token for temporary keys, Authorization.

    `target` is path and query as on the wire, `payload_hash` the body's SHA-256 in hex, `scope` region and service.
    """
    stamp = utc_second(int(at_s)).replace("-", "").replace(":", "") + "Z"
    added = [(b"X-Amz-Date", stamp.encode())]
    if keys.token:
        added.append((b"X-Amz-Security-Token", keys.token.encode()))
    path, _, query = target.partition(b"?")
    canonical, names = canonical_request(method, path, query, [*fields, *added], payload_hash)
    place = "/".join((stamp[:8], *scope, "aws4_request"))
    text = "\n".join(("AWS4-HMAC-SHA256", stamp, place, hashlib.sha256(canonical).hexdigest()))
    key = ("AWS4" + keys.secret_key).encode()
    for part in place.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    value = (
        f"AWS4-HMAC-SHA256 Credential={keys.access_key}/{place}, SignedHeaders={names.decode()}, Signature={signature}"
    )
    return [*added, (b"Authorization", value.encode())]


# ==============================================================================
# 8  WebSocket
# ==============================================================================
# A tunnel is observed, never terminated: frames (RFC 6455) are decoded from a
# copy, and with them permessage-deflate (RFC 7692), whose window lives on from
# message to message unless it was negotiated away.  What cannot be decoded
# stays as it is.

_OPCODES = {1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong"}
_DEFLATE_TAIL = b"\x00\x00\xff\xff"


@dataclass(slots=True)
class Message:
    """A message, or a control frame: `kind` is text, binary, close, ping or pong; undecodable bytes are `raw`."""

    kind: str
    payload: bytes
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Deflate:
    """What was negotiated for one connection: whether messages may be compressed, and whose window is not kept."""

    enabled: bool = False
    client_resets: bool = False
    server_resets: bool = False

    @classmethod
    def parse(cls, extensions: Iterable[str]) -> Deflate:
        """From the Sec-WebSocket-Extensions lines of the answer."""
        for extension in ",".join(extensions).split(","):
            name, *parameters = [part.strip().lower() for part in extension.split(";")]
            if name == "permessage-deflate":
                return cls(True, "client_no_context_takeover" in parameters, "server_no_context_takeover" in parameters)
        return cls()


class MessageReader:
    """One direction of a WebSocket: `feed` returns the messages that these bytes complete.

    Messages longer than `limit` are cut.  After bytes that are no frame everything is one `raw` message per feed.
    """

    def __init__(self, deflates: bool, resets: bool, limit: int) -> None:
        self._deflates, self._resets, self._limit = deflates, resets, limit
        self._is_broken = False
        self._head = b""  # of a frame that has begun
        self._first = 0  # its first byte
        self._left = -1  # bytes of its payload still to come; -1 between frames
        self._mask = b""
        self._control: list[bytes] = []
        self._kind = 0  # of the message whose fragments are being collected
        self._squeezed = False
        self._parts: list[bytes] = []
        self._size = 0
        self._window: Any = None
        self._history = b""  # the end of what was inflated

    def feed(self, data: bytes) -> list[Message]:
        messages: list[Message] = []
        at = 0
        while at < len(data) or self._left == 0:
            if self._is_broken:
                rest, self._head, self._left = self._head + data[at:], b"", -1
                messages += [Message("raw", rest)] if rest else []
                break
            if self._left < 0:
                at += self._take_head(data[at : at + 14])
                continue
            piece = data[at : at + self._left]
            self._left -= len(piece)
            at += len(piece)
            self._take_payload(piece)
            if self._left == 0 and not self._is_broken:
                self._left = -1
                messages += self._end_frame()
        return messages

    def _take_head(self, data: bytes) -> int:
        """Read a frame's head (2 to 14 bytes, RFC 6455 section 5.2); returns how many bytes of `data` it took."""
        before = len(self._head)
        head = self._head + data
        short = head[1] & 0x7F if len(head) > 1 else 0
        size = 2 + (0 if short < 126 else 2 if short == 126 else 8)
        whole = size + (4 if len(head) > 1 and head[1] & 0x80 else 0)
        if len(head) < whole:
            self._head = head
            return len(data)
        self._first = head[0]
        self._left = short if short < 126 else int.from_bytes(head[2:size], "big")
        self._mask = head[size:whole]
        self._is_broken = self._is_no_frame()
        self._head = head[:whole] if self._is_broken else b""
        if self._is_broken:
            self._left = 0  # so that what is left of it is handed out
        elif self._first & 0x0F in (1, 2):
            self._kind, self._squeezed = self._first & 0x0F, bool(self._first & 0x40)
            self._parts, self._size = [], 0
        return whole - before

    def _is_no_frame(self) -> bool:
        opcode, is_compressed = self._first & 0x0F, bool(self._first & 0x40)
        is_control = opcode >= 8
        return (
            bool(self._first & 0x30)
            or (opcode not in _OPCODES and opcode != 0)
            or (is_compressed and (not self._deflates or is_control or opcode == 0))
            or (is_control and (self._left > 125 or not self._first & 0x80))
            or (not is_control and (opcode == 0) != (self._kind != 0))
            or self._left >= 1 << 63
        )

    def _take_payload(self, piece: bytes) -> None:
        if self._mask:
            turn = len(piece) % 4
            piece = _unmask(piece, self._mask)
            self._mask = self._mask[turn:] + self._mask[:turn]
        if self._first & 0x08:
            self._control.append(piece)
        else:
            self._keep(self._inflate(piece) if self._squeezed else piece)

    def _keep(self, content: bytes) -> None:
        if room := max(self._limit - self._size, 0):
            self._parts.append(content[:room])
        self._size += len(content)

    def _end_frame(self) -> Iterator[Message]:
        opcode = self._first & 0x0F
        if opcode >= 8:
            yield Message(_OPCODES[opcode], b"".join(self._control))
            self._control = []
        elif self._first & 0x80:
            if self._squeezed:
                self._keep(self._inflate(_DEFLATE_TAIL))
            if self._is_broken:
                return
            yield Message(_OPCODES[self._kind], b"".join(self._parts), self._size > self._limit)
            if self._squeezed and self._resets:
                self._window, self._history = None, b""
            self._kind, self._parts = 0, []

    def _inflate(self, data: bytes) -> bytes:
        """All of it is inflated, since later messages refer to it, but not more than `limit` is returned."""
        self._window = self._window or zlib.decompressobj(-zlib.MAX_WBITS)
        out: list[bytes] = []
        size = self._size
        try:
            while data:
                piece = self._window.decompress(data, 64 * 1024)
                if size <= self._limit:
                    out.append(piece)
                size += len(piece)
                self._history = (self._history + piece)[-32 * 1024 :]
                data = self._window.unconsumed_tail
                if self._window.eof:  # a final block (RFC 7692 section 7.2.3.4): what follows goes on behind it
                    data = self._window.unused_data
                    self._window = zlib.decompressobj(-zlib.MAX_WBITS, zdict=self._history)
        except zlib.error:
            self._is_broken = True
        return b"".join(out)


def _unmask(payload: bytes, mask: bytes) -> bytes:
    if not mask or not payload:
        return payload
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")


def render_frame(kind: str, payload: bytes, mask: bytes = b"", is_compressed: bool = False) -> bytes:
    """One whole frame; a client's has a mask of four bytes."""
    first = 0x80 | (0x40 if is_compressed else 0) | next(code for code, name in _OPCODES.items() if name == kind)
    size, masked = len(payload), 0x80 if mask else 0
    if size < 126:
        head = struct.pack(">BB", first, masked | size)
    elif size < 65536:
        head = struct.pack(">BBH", first, masked | 126, size)
    else:
        head = struct.pack(">BBQ", first, masked | 127, size)
    return head + mask + _unmask(payload, mask)


def accept_of(key: bytes) -> bytes:
    """Sec-WebSocket-Accept for a Sec-WebSocket-Key (RFC 6455 section 4.2.2)."""
    return base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11", usedforsecurity=False).digest())


# ==============================================================================
# 9  Content codings
# ==============================================================================
# Applied to the log's copy; what passes through is never touched.  Output is
# bounded, since a few KB of gzip can hold gigabytes.
#
# An engine decodes one member (gzip) or frame (zstd) and has the shape of
# zlib.decompressobj.  zlib is always there.  zstd has three engines: the module
# of Python 3.14, the system's library, and ZstdDecoder, which is slow but always
# there.  br needs the system's library.


class _Engine(Protocol):
    """What zlib.decompressobj is; what does not fit into `max_length` bytes is lost."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


# Begins a member whose first bytes these are.
_Start = Callable[[bytes], _Engine]

_ZSTD_BLOCK_BYTES = 128 * 1024  # RFC 8878 section 3.1.1.2.4
_ZSTD_WINDOW_BYTES = 128 * 1024 * 1024  # as libzstd by default; RFC 8878 section 3.1.1.1.2 asks for 8 MB at least
_ZSTD_CHUNK_BYTES = 32  # of a bit stream, held as one integer: longer is slower to shift, shorter to refill
_ZSTD_PAD = bytes(2)  # before a Huffman stream: its last code is looked up with bits that are not there

# One state of an FSE table: value and extra bits of its symbol, then bits and base of the state that follows.
_State = tuple[int, int, int, int]
# A Huffman table, by as many bits as the longest code has: symbol and length of the code that those bits begin with.
_Codes = list[tuple[int, int]]


class ZstdDecoder:
    """One frame of Zstandard (RFC 8878), or one to be skipped, in the shape of zlib.decompressobj.

    `decompress` raises ValueError on corrupt input and where a dictionary or more than 128 MB of window is needed.
    Blocks come out whole.  The checksum is not verified: XXH64 in Python would add a third to the time, and what is
    decoded here came through TCP or TLS.
    """

    __slots__ = ("_frame", "_input", "_need", "_out", "eof", "unused_data")

    def __init__(self) -> None:
        self.eof, self.unused_data = False, b""
        self._input, self._out = bytearray(), bytearray()
        self._frame = _zstd_frame(self._out)
        self._need = next(self._frame)

    def decompress(self, data: bytes, max_length: int) -> bytes:
        self._input += data
        try:
            while len(self._out) < max_length and len(self._input) >= self._need:
                piece = bytes(self._input[: self._need])
                del self._input[: self._need]
                self._need = self._frame.send(piece)
        except StopIteration:
            self.eof, self.unused_data = True, bytes(self._input)
        except IndexError:  # of a block or of a table; whatever else is wrong is a ValueError where it is found
            raise ValueError("corrupt zstd data") from None
        made = bytes(self._out[:max_length])
        self._out.clear()
        return made


def _zstd_frame(out: bytearray) -> Generator[int, bytes, None]:
    """Asks for so many bytes at a time, adds to `out`, returns at the end of the frame (RFC 8878 section 3.1)."""
    magic = int.from_bytes((yield 4), "little")
    if magic >> 4 == 0x184D2A5:  # to be skipped (section 3.1.2)
        left = int.from_bytes((yield 4), "little")
        while left:
            left -= len((yield min(left, _ZSTD_BLOCK_BYTES)))
        return
    if magic != 0xFD2FB528:
        raise ValueError("no zstd frame")
    flags = (yield 1)[0]
    window, content = yield from _frame_header(flags)
    blocks, size, head = _ZstdBlocks(window), 0, 0
    while not head & 1:  # the last one has this bit (section 3.1.1.2)
        head = int.from_bytes((yield 3), "little")
        kind, packed = head >> 1 & 3, head >> 3
        if packed > _ZSTD_BLOCK_BYTES or kind == 3:
            raise ValueError("bad zstd block")
        data = (yield 1) * packed if kind == 1 else (yield packed)
        made = blocks.add(data, kind == 2)
        out += made
        size += len(made)
    if content not in (None, size):
        raise ValueError("zstd frame of another size than it says")
    if flags & 4:
        yield 4  # the checksum


def _frame_header(flags: int) -> Generator[int, bytes, tuple[int, int | None]]:
    """Size of the window and, where it is there, of the content (RFC 8878 section 3.1.1.1)."""
    if flags & 8:
        raise ValueError("reserved bit of a zstd frame")
    single = flags >> 5 & 1  # the content is the window
    descriptor = b"" if single else (yield 1)
    if any((yield (0, 1, 2, 4)[flags & 3])):
        raise ValueError("needs a dictionary")
    field = yield (single, 2, 4, 8)[flags >> 6]
    content = int.from_bytes(field, "little") + (256 if len(field) == 2 else 0) if field else None
    window = (8 + (descriptor[0] & 7)) << 7 + (descriptor[0] >> 3) if descriptor else content or 0
    if window > _ZSTD_WINDOW_BYTES:
        raise ValueError("zstd window too large")
    return window, content


class _ZstdBlocks:
    """Blocks of a zstd frame and what one leaves to the next."""

    __slots__ = ("_codes", "_history", "_repeats", "_tables", "_window")

    def __init__(self, window: int) -> None:
        self._window = window
        self._history = bytearray()  # what matches may refer to: the window, and the block being made
        self._repeats = (1, 4, 8)  # the last offsets (RFC 8878 section 3.1.1.5)
        self._codes: _Codes = []
        self._tables: dict[str, list[_State]] = {}  # in the order in which a block sets them

    def add(self, block: bytes, is_compressed: bool) -> bytes:
        """The content of a block."""
        start = len(self._history)
        if is_compressed:
            self._decode(block)
        else:
            self._history += block
        made = bytes(self._history[start:])
        del self._history[: max(len(self._history) - self._window, 0)]
        return made

    def _decode(self, block: bytes) -> None:
        literals, at = self._literals(block)
        if at > len(block) or len(literals) > _ZSTD_BLOCK_BYTES:
            raise ValueError("bad zstd literals")
        count, at = _sequence_count(block, at)
        if not count:
            if at != len(block):
                raise ValueError("bad zstd sequences")
            self._history += literals
            return
        modes, at = block[at], at + 1
        for kind, shift in ("lengths", 6), ("offsets", 4), ("matches", 2):
            at = self._set_table(kind, modes >> shift & 3, block, at)
        self._execute(literals, _sequences(block[at:], count, self._tables.values()))

    def _literals(self, block: bytes) -> tuple[bytes, int]:
        """Literals and where their section ends (RFC 8878 section 3.1.1.3.1)."""
        kind, form = block[0] & 3, block[0] >> 2 & 3
        head = int.from_bytes(block[:5], "little") >> 4
        if kind < 2:  # raw or RLE
            at, size = ((1, block[0] >> 3), (2, head & 0xFFF), (1, block[0] >> 3), (3, head & 0xFFFFF))[form]
            return (block[at : at + 1] * size, at + 1) if kind else (block[at : at + size], at + size)
        at, width = ((3, 10), (3, 10), (4, 14), (5, 18))[form]
        size, packed = head & (1 << width) - 1, head >> width & (1 << width) - 1
        end = at + packed
        if kind == 2:
            self._codes, at = _huffman_codes(block, at)
        elif not self._codes:
            raise ValueError("zstd literals without their Huffman table")
        return _huffman_streams(block[at:end], self._codes, size, 4 if form else 1), end

    def _set_table(self, kind: str, mode: int, block: bytes, at: int) -> int:
        """Choose an FSE table by its mode (RFC 8878 section 3.1.1.3.2.1.1); returns where its description ends."""
        if mode == 0:
            self._tables[kind] = _predefined_table(kind)
        elif mode == 1:
            self._tables[kind] = [(*_zstd_values(kind)[block[at]], 0, 0)]
            return at + 1
        elif mode == 2:
            counts, at = _fse_counts(block, at, 8 if kind == "offsets" else 9)
            self._tables[kind] = _fse_table(counts, _zstd_values(kind))
        elif kind not in self._tables:
            raise ValueError("no zstd table to repeat")
        return at

    def _execute(self, literals: bytes, sequences: Iterable[tuple[int, int, int]]) -> None:
        """RFC 8878 sections 3.1.1.4 and 3.1.1.5: literals, then a copy of what is behind."""
        out, at, (one, two, three) = self._history, 0, self._repeats
        end = len(out) + _ZSTD_BLOCK_BYTES
        for length, match, value in sequences:
            if value > 3:
                one, two, three = value - 3, one, two
            elif (turn := value - bool(length)) == 1:
                one, two = two, one
            elif turn:
                one, two, three = three if turn == 2 else one - 1, one, two
            if length:
                out += literals[at : at + length]
                at += length
            start = len(out) - one
            if start < 0 or not one or len(out) + match > end:
                raise ValueError("bad zstd match")
            if match <= one:
                out += out[start : start + match]
            else:  # it reads what it writes
                out += (out[start:] * (match // one + 1))[:match]
        if at > len(literals) or len(out) + len(literals) - at > end:
            raise ValueError("bad zstd sequences")
        out += literals[at:]
        self._repeats = one, two, three


def _sequence_count(block: bytes, at: int) -> tuple[int, int]:
    """RFC 8878 section 3.1.1.3.2.1."""
    first = block[at]
    if first < 128:
        return first, at + 1
    if first < 255:
        return (first - 128 << 8) + block[at + 1], at + 2
    return block[at + 1] + (block[at + 2] << 8) + 0x7F00, at + 3


@functools.cache
def _zstd_values(kind: str) -> list[tuple[int, int]]:
    """Value and number of extra bits for every code (RFC 8878 section 3.1.1.3.2.1.1)."""
    if kind == "offsets":
        return [(1 << code, code) for code in range(32)]
    if kind == "lengths":
        first, extra = 0, [0] * 16 + [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, *range(7, 17)]
    else:
        first, extra = 3, [0] * 32 + [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, *range(7, 17)]
    return list(zip(itertools.accumulate((1 << n for n in extra), initial=first), extra, strict=False))


@functools.cache
def _predefined_table(kind: str) -> list[_State]:
    """RFC 8878 section 3.1.1.3.2.2."""
    counts = {
        "lengths": [4, 3, *[2] * 11, 1, 1, 1, *[2] * 9, 3, 2, *[1] * 5, *[-1] * 4],
        "offsets": [*[1] * 6, 2, 2, 2, *[1] * 15, *[-1] * 5],
        "matches": [1, 4, 3, *[2] * 6, *[1] * 37, *[-1] * 7],
    }[kind]
    return _fse_table(counts, _zstd_values(kind))


def _fse_counts(data: bytes, at: int, max_log: int) -> tuple[list[int], int]:
    """Share of every symbol in an FSE table, -1 for "less than one" (RFC 8878 section 4.1.1), and where that ends."""
    bits, used = int.from_bytes(data[at : at + 256], "little"), 4
    log = (bits & 15) + 5
    if log > max_log:
        raise ValueError("zstd table too large")
    counts: list[int] = []
    left = 1 << log
    while left > 0 and len(counts) < 256:
        width = (left + 1).bit_length()
        value, half = bits >> used & (1 << width) - 1, 1 << width - 1
        short = 2 * half - 2 - left  # so many of the values take one bit less
        used += width
        if value & half - 1 < short:
            value, used = value & half - 1, used - 1
        elif value >= half:
            value -= short
        counts.append(value - 1)
        left -= abs(value - 1)
        if value == 1:  # none: two bits say how many more of those follow, and three is not the end
            flag = 3
            while flag == 3 and len(counts) < 256:
                flag = bits >> used & 3
                counts += [0] * flag
                used += 2
    end = at + (used + 7) // 8
    if left or end > len(data):
        raise ValueError("bad zstd table")
    return counts, end


def _fse_table(counts: list[int], values: list[tuple[int, int]]) -> list[_State]:
    """States of an FSE table (RFC 8878 section 4.1.1, "From Normalized Distribution to Decoding Tables")."""
    size = sum(map(abs, counts))
    rare = [symbol for symbol, count in enumerate(counts) if count < 0]
    symbols = [0] * (size - len(rare)) + rare[::-1]
    at, step = 0, (size >> 1) + (size >> 3) + 3
    for symbol, count in enumerate(counts):
        for _ in range(count):
            symbols[at] = symbol
            at = at + step & size - 1
            while at >= size - len(rare):
                at = at + step & size - 1
    following, table = [abs(count) for count in counts], []
    for symbol in symbols:
        follower = following[symbol]
        following[symbol] += 1
        bits = size.bit_length() - follower.bit_length()
        table.append((*values[symbol], bits, (follower << bits) - size))
    return table


def _huffman_codes(block: bytes, at: int) -> tuple[_Codes, int]:
    """Huffman table and where its description ends (RFC 8878 section 4.2.1)."""
    head, at = block[at], at + 1
    if head < 128:
        end = at + head
        counts, at = _fse_counts(block[:end], at, 6)
        weights = _fse_weights(block[at:end], _fse_table(counts, [(weight, 0) for weight in range(12)]))
    else:
        end = at + (head - 126) // 2
        weights = [half for byte in block[at:end] for half in (byte >> 4, byte & 15)][: head - 127]
    total = sum(1 << weight >> 1 for weight in weights)
    longest = total.bit_length()
    rest = (1 << longest) - total  # the last weight is not said: it fills up to a power of two
    if not 0 < longest <= 11 or rest & rest - 1:
        raise ValueError("bad zstd Huffman table")
    weights.append(rest.bit_length())
    codes: _Codes = []
    for symbol in sorted(range(len(weights)), key=weights.__getitem__):
        codes += [(symbol, longest + 1 - weights[symbol])] * (1 << weights[symbol] >> 1)
    return codes, end


def _fse_weights(stream: bytes, table: list[_State]) -> list[int]:
    """Two states take turns until the bits are used up (RFC 8878 section 4.2.1.2)."""
    log = len(table).bit_length() - 1
    bits = int.from_bytes(stream, "little")
    left = bits.bit_length() - 1 - 2 * log
    one, other = bits >> left + log & (1 << log) - 1, bits >> left & (1 << log) - 1
    weights: list[int] = []
    while len(weights) < 255:
        weight, _, width, base = table[one]
        weights.append(weight)
        left -= width
        if left < 0:
            return [*weights, table[other][0]]
        one, other = other, base + (bits >> left & (1 << width) - 1)
    raise ValueError("too many zstd weights")


def _open_stream(stream: bytes) -> tuple[int, int, int]:
    """Begin to read bits from the end (RFC 8878 section 4.1): held bits, how many, where in the stream they begin."""
    if not stream or not stream[-1]:
        raise ValueError("zstd bit stream without its mark")
    at = max(len(stream) - _ZSTD_CHUNK_BYTES, 0)
    bits = int.from_bytes(stream[at:], "little")
    return bits, bits.bit_length() - 1, at  # the highest bit is the mark


def _refill(stream: bytes, bits: int, have: int, at: int) -> tuple[int, int, int]:
    start = max(at - _ZSTD_CHUNK_BYTES, 0)
    more = at - start << 3
    return (bits & (1 << have) - 1) << more | int.from_bytes(stream[start:at], "little"), have + more, start


def _huffman_streams(packed: bytes, codes: _Codes, size: int, count: int) -> bytes:
    """Literals of one stream, or of four behind the sizes of the first three (RFC 8878 section 3.1.1.3.1.6)."""
    if count == 1:
        return _huffman_stream(packed, codes, size)
    each, parts, start = (size + 3) // 4, [], 6
    for at in 0, 2, 4:
        end = start + int.from_bytes(packed[at : at + 2], "little")
        parts.append(_huffman_stream(packed[start:end], codes, each))
        start = end
    return b"".join([*parts, _huffman_stream(packed[start:], codes, size - 3 * each)])


def _huffman_stream(stream: bytes, codes: _Codes, count: int) -> bytes:
    """RFC 8878 section 4.2.2."""
    stream = _ZSTD_PAD + stream
    width, mask = len(codes).bit_length() - 1, len(codes) - 1
    bits, have, at = _open_stream(stream)
    out = bytearray()
    for _ in range(count):
        if have < width:
            bits, have, at = _refill(stream, bits, have, at)
        symbol, used = codes[bits >> have - width & mask]
        have -= used
        out.append(symbol)
    if 8 * at + have != 8 * len(_ZSTD_PAD):
        raise ValueError("bad zstd Huffman stream")
    return bytes(out)


def _sequences(stream: bytes, count: int, tables: Iterable[list[_State]]) -> Iterator[tuple[int, int, int]]:
    """Length of the literals, length of the match, value of the offset (RFC 8878 section 3.1.1.3.2.1.2).

    Bits that are not there raise ValueError: the shift is negative then.
    """
    lengths, offsets, matches = tables
    bits, have, at = _open_stream(stream)
    states = []
    for table in lengths, offsets, matches:
        have -= len(table).bit_length() - 1
        states.append(bits >> have & len(table) - 1)
    length_state, offset_state, match_state = states
    for left in range(count - 1, -1, -1):
        if have < 96 and at:  # a sequence takes 89 at most
            bits, have, at = _refill(stream, bits, have, at)
        length, length_extra, length_width, length_base = lengths[length_state]
        offset, offset_extra, offset_width, offset_base = offsets[offset_state]
        match, match_extra, match_width, match_base = matches[match_state]
        have -= offset_extra
        offset += bits >> have & (1 << offset_extra) - 1
        if match_extra:
            have -= match_extra
            match += bits >> have & (1 << match_extra) - 1
        if length_extra:
            have -= length_extra
            length += bits >> have & (1 << length_extra) - 1
        yield length, match, offset
        if left:
            have -= length_width
            length_state = length_base + (bits >> have & (1 << length_width) - 1)
            have -= match_width
            match_state = match_base + (bits >> have & (1 << match_width) - 1)
            have -= offset_width
            offset_state = offset_base + (bits >> have & (1 << offset_width) - 1)
    if at or have:
        raise ValueError("bad zstd sequences")


_ENGINE_PIECE_BYTES = 64 * 1024  # what a system library may write at a time
# Functions of the libraries: name, type of the result, number of arguments, which are all as wide as a pointer.
_LIBZSTD = (
    ("ZSTD_createDStream", "c_size_t", 0),
    ("ZSTD_freeDStream", "c_size_t", 1),
    ("ZSTD_decompressStream", "c_size_t", 3),
    ("ZSTD_isError", "c_uint", 1),
)
_LIBBROTLIDEC = (
    ("BrotliDecoderCreateInstance", "c_size_t", 3),
    ("BrotliDecoderDestroyInstance", "c_int", 1),
    ("BrotliDecoderDecompressStream", "c_int", 6),
)


class _ModuleZstd:
    """The decoder of Python 3.14, with the error that the others raise."""

    __slots__ = ("_decoder", "_error")

    def __init__(self, module: Any) -> None:
        self._decoder, self._error = module.ZstdDecompressor(), module.ZstdError

    @property
    def eof(self) -> bool:
        return bool(self._decoder.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._decoder.unused_data)

    def decompress(self, data: bytes, max_length: int) -> bytes:
        try:
            return bytes(self._decoder.decompress(data, max_length))
        except self._error as e:
            raise ValueError(str(e)) from None


class _SystemDecoder:
    """A decoder of a system library; `_step` is the call that differs."""

    __slots__ = ("__weakref__", "_buffer", "_handle", "_library", "eof", "unused_data")

    def __init__(self, library: Any, handle: int | None, free: Any) -> None:
        import ctypes
        import weakref

        if not handle:
            raise MemoryError
        weakref.finalize(self, free, handle)
        self._library, self._handle = library, handle
        self._buffer = ctypes.create_string_buffer(_ENGINE_PIECE_BYTES)
        self.eof, self.unused_data = False, b""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        import ctypes

        source = ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p).value or 0  # stays where it is while `data` lives
        out, room, at, full = [], max_length, 0, False
        while not self.eof and room and (full or at < len(data)):
            size = min(room, _ENGINE_PIECE_BYTES)
            used, made = self._step(source + at, len(data) - at, size)
            out.append(ctypes.string_at(self._buffer, made))
            at, room, full = at + used, room - made, made == size
        if self.eof:
            self.unused_data = data[at:]
        return b"".join(out)

    def _step(self, source: int, available: int, room: int) -> tuple[int, int]:
        """Decode into the buffer, set `eof`; returns how many bytes were read and written."""
        raise NotImplementedError


class _SystemZstd(_SystemDecoder):
    __slots__ = ()

    def __init__(self, library: Any) -> None:
        super().__init__(library, library.ZSTD_createDStream(), library.ZSTD_freeDStream)

    def _step(self, source: int, available: int, room: int) -> tuple[int, int]:
        import ctypes

        # ZSTD_inBuffer and ZSTD_outBuffer: address, size, position.
        read = (ctypes.c_size_t * 3)(source, available, 0)
        written = (ctypes.c_size_t * 3)(ctypes.addressof(self._buffer), room, 0)
        code = self._library.ZSTD_decompressStream(self._handle, written, read)
        if self._library.ZSTD_isError(code):
            raise ValueError("corrupt zstd data")
        self.eof = code == 0
        return read[2], written[2]


class _SystemBrotli(_SystemDecoder):
    __slots__ = ()

    def __init__(self, library: Any) -> None:
        handle = library.BrotliDecoderCreateInstance(None, None, None)
        super().__init__(library, handle, library.BrotliDecoderDestroyInstance)

    def _step(self, source: int, available: int, room: int) -> tuple[int, int]:
        import ctypes

        # available_in, next_in, available_out, next_out; the calls move all four.
        state = (ctypes.c_size_t * 4)(available, source, room, ctypes.addressof(self._buffer))
        first, width = ctypes.addressof(state), ctypes.sizeof(ctypes.c_size_t)
        fields = [first + i * width for i in range(4)]
        code = self._library.BrotliDecoderDecompressStream(self._handle, *fields, None)
        if code == 0:
            raise ValueError("corrupt br data")
        self.eof = code == 1
        return available - state[0], room - state[2]


@functools.cache
def _load_library(name: str, *functions: tuple[str, str, int]) -> Any:
    """A system library, or None; of each function name, type of the result and number of arguments, all word-sized.

    ctypes.util.find_library would start a compiler.  On macOS a bare name may be found in the working directory.
    """
    try:
        import ctypes
    except ImportError:  # a Python built without libffi
        return None
    homes = ("/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib")
    for place in [f"{home}/{name}.1.dylib" for home in homes] if sys.platform == "darwin" else [f"{name}.so.1"]:
        with contextlib.suppress(OSError, AttributeError):
            library = ctypes.CDLL(place)
            for function, result, count in functions:
                getattr(library, function).restype = getattr(ctypes, result)
                getattr(library, function).argtypes = [ctypes.c_void_p] * count
            return library
    return None


@functools.cache
def _python_zstd() -> Any:
    import importlib

    try:
        return importlib.import_module("compression.zstd")  # Python 3.14
    except ImportError:
        return None


def _zstd_engines() -> Iterator[Callable[[], _Engine]]:
    """All there are here, the best first."""
    if module := _python_zstd():
        yield lambda: _ModuleZstd(module)
    if library := _load_library("libzstd", *_LIBZSTD):
        yield lambda: _SystemZstd(library)
    yield ZstdDecoder


def _find_gzip() -> _Start:
    return lambda _data: zlib.decompressobj(31)


def _find_deflate() -> _Start:
    # "deflate" is zlib (RFC 9110 section 8.4.1.2), but some servers send the bare format.
    def start(data: bytes) -> _Engine:
        is_zlib = data[0] & 0x0F == 8 and (len(data) < 2 or (data[0] << 8 | data[1]) % 31 == 0)
        return zlib.decompressobj(15 if is_zlib else -15)

    return start


def _find_zstd() -> _Start:
    engine = next(_zstd_engines())
    return lambda _data: engine()


def _find_brotli() -> _Start | None:
    library = _load_library("libbrotlidec", *_LIBBROTLIDEC)
    return (lambda _data: _SystemBrotli(library)) if library else None


_FEED_BYTES = 16 * 1024  # at a time: a body of empty members would be copied as often as it has members

# By coding: what finds its engine, and the bytes with which a further member may begin.
_CODINGS: Mapping[str, tuple[Callable[[], _Start | None], bytes]] = {
    "gzip": (_find_gzip, b"\x1f"),
    "x-gzip": (_find_gzip, b"\x1f"),
    "deflate": (_find_deflate, b""),
    "zstd": (_find_zstd, bytes([0x28, *range(0x50, 0x60)])),  # frames of data, frames to be skipped
    "br": (_find_brotli, b""),
}


class Inflater:
    """A coding that it `knows`, incrementally; at most `limit` bytes come out.

    `feed` raises ValueError on corrupt input; what had come out before stays good.  `cut` is true when the limit hit,
    `ended` when the last byte fed closed a member.
    """

    __slots__ = ("_engine", "_further", "_left", "_start", "cut", "ended")

    def __init__(self, coding: str, limit: int) -> None:
        find, self._further = _CODINGS[coding]
        if not (start := find()):
            raise ValueError(f"no library for the coding {coding}")
        self._start, self._left = start, limit
        self._engine: _Engine | None = None
        self.ended = False
        self.cut = False

    @staticmethod
    def knows(coding: str) -> bool:
        return coding in _CODINGS and _CODINGS[coding][0]() is not None

    def feed(self, data: bytes) -> bytes:
        out: list[bytes] = []
        for at in range(0, len(data), _FEED_BYTES):
            if not self._feed(data[at : at + _FEED_BYTES], out):
                break
        return b"".join(out)

    def _feed(self, data: bytes, out: list[bytes]) -> bool:
        """False where nothing more is wanted."""
        while data and not self.cut:
            if self.ended and data[0] not in self._further:
                return False  # padding behind the last member is no error
            if self._engine is None:
                self.ended = False
                self._engine = self._start(data)
            try:
                piece = self._engine.decompress(data, self._left + 1)
            except zlib.error as e:
                raise ValueError(str(e)) from None
            self.cut = len(piece) > self._left
            piece = piece[: self._left]
            self._left -= len(piece)
            out.append(piece)
            data = self._engine.unused_data
            if self._engine.eof:
                self._engine, self.ended = None, True
        return not self.cut


def decode_content(body: bytes, coding: str, limit: int) -> tuple[bytes, bool] | None:
    """Decoded bytes and whether `limit` cut them; None where the coding is unknown or the bytes are corrupt."""
    if not Inflater.knows(coding):
        return None
    inflater = Inflater(coding, limit)
    try:
        decoded = inflater.feed(body)
    except ValueError:
        return None
    if body and not decoded and not inflater.ended:
        return None  # broken off before anything could be decoded
    return decoded, inflater.cut


# ==============================================================================
# 10  Providers
# ==============================================================================
# What is particular to one API shape.  Ids that name a session are searched in
# headers first: most clients send one, and then no body need be looked at.

PROVIDERS = ("anthropic", "openai", "gemini", "vertex", "azure", "ollama", "any")

_CONVERSATION = re.compile(
    r"/v1/(messages|chat/completions|completions|responses)|/model/.*|/v1/threads/[^/]+/(messages|runs).*"
    r"|/backend-api/(.*/)?responses|/v1(beta|alpha)?/(.*/)?models/[^/]+:(streamG|g)enerateContent"
    r"|(/[^/]+)*/(chat/completions|messages|responses|api/chat|api/generate)|.*:(stream)?[rR]awPredict"
)
_SESSION_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_UNIQUE_ID = re.compile(_UUID.pattern + r"|(?:ses|conv|thread|resp)_[A-Za-z0-9]{16,}")

# Which client this is: name, header, how the header's value begins.  Ids of one client never join those of another.
_CLIENTS = (
    ("codex", "originator", "codex"),
    ("codex", "user-agent", "codex"),
    ("claude-code", "user-agent", "claude-cli/"),
    ("opencode", "user-agent", "opencode/"),
    ("gemini-cli", "user-agent", "GeminiCLI"),
)
# Headers that name a session, in the order to try.  x-client-request-id is none: only Codex' is stable.
_SESSION_HEADERS = (
    "x-claude-code-session-id",
    "session-id",
    "session_id",
    "x-session-id",
    "x-session-affinity",
    "conversation_id",
)
_LOGGED_IDS = ("user", "safety_identifier", "prompt_cache_key")  # said to be ids, but too many requests share them
_ID_MEMBERS = frozenset(
    "metadata conversation prompt_cache_key previous_response_id user safety_identifier store".split()
)
# Only a body that has one of these is worth parsing.  The colon comes first, since a search for a fixed text is fast.
_BODY_IDS = re.compile(rb'":(?:%s)' % b"|".join(map(rb'(?<="%s":)'.__mod__, map(str.encode, sorted(_ID_MEMBERS)))))
_RESPONSE_ID = re.compile(rb'"id"\s*:\s*"(resp_[A-Za-z0-9_-]{1,200})"')
_TERMINAL_EVENT = re.compile(
    rb'"type"\s*:\s*"(message_stop|response\.(completed|failed|incomplete))"'
    rb'|data:\s*\[DONE\]|event:\s*message_stop|^data: \{"metadata"'  # the last one ends Bedrock's Converse
)


@functools.lru_cache(maxsize=256)
def is_conversation(path: str) -> bool:
    """Whether a forwarded path (without query) is one on which agents converse."""
    return _CONVERSATION.fullmatch(path) is not None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks, as far as the request itself says.

    `session` groups requests; `is_unique` tells that no two strangers can have the same, `previous_response` that this
    one continues the answer of that id, `starts_chain` that others may continue this one.  `ids` are only written down.
    """

    client: str
    session: str = ""
    is_unique: bool = False
    previous_response: str = ""
    starts_chain: bool = False
    agent: str = ""
    parent: str = ""
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def names_session(self) -> bool:
        """Whether the request belongs to a session by what it says itself."""
        return bool(self.session or self.previous_response or self.starts_chain)


def reader_key(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Whose request this is, as far as its headers (names in lower case) tell."""
    return tuple(headers.get(name, "") for name in (*_SESSION_HEADERS, "thread-id", "x-claude-code-agent-id"))


def identify(
    headers: Iterable[tuple[str, str]] | dict[str, str],
    path: str,
    body: bytes,
    members: Mapping[str, Any] | None = None,
) -> Identity:
    """Read a request's ids.  The body is parsed only where no header names the session, as those of most clients do.

    `headers` may be a dictionary of names in lower case; `members` are the body's, where they are known already.
    """
    values = headers if isinstance(headers, dict) else {name.lower(): value for name, value in headers}
    client = _client_of(values.get("originator", ""), values.get("user-agent", ""))
    agent, parent = _agent_of(values)
    ids = {"x-client-request-id": values["x-client-request-id"]} if "x-client-request-id" in values else {}
    for name in _SESSION_HEADERS:
        if _SESSION_ID.fullmatch(values.get(name, "")):
            session = values[name]
            return Identity(client, session, _is_unique(session), agent=agent, parent=parent, ids=ids)
    parsed = _members_of(body) if members is None else members
    if parsed and parsed.keys().isdisjoint(_ID_MEMBERS):
        parsed = {}
    for name in _LOGGED_IDS:
        if isinstance(parsed.get(name), str) and parsed[name]:
            ids[name] = parsed[name]
    chains = path.endswith("/responses") and parsed.get("store") is not False
    if not parsed and not path.startswith("/v1/threads/"):
        return Identity(client, starts_chain=chains, agent=agent, parent=parent, ids=ids)
    session = next((s for s in _body_sessions(parsed, path, client) if _SESSION_ID.fullmatch(s)), "")
    previous = parsed.get("previous_response_id")
    is_routing_key = client != "codex" and session == parsed.get("prompt_cache_key")
    return Identity(
        client,
        session,
        _is_unique(session) and not is_routing_key,
        previous if isinstance(previous, str) and _SESSION_ID.fullmatch(previous) else "",
        chains,
        agent,
        parent,
        ids,
    )


def _members_of(body: bytes) -> dict[str, Any]:
    is_spaced = b'" :' in body[:4096]  # some printers put a blank before the colon
    return _parse_object(body) if is_spaced or _BODY_IDS.search(body) else {}


def credential_of(headers: Iterable[tuple[str, str]], query: str) -> str:
    """What authenticates this request: to be hashed, never written down.  Of a SigV4 signature only the key's id."""
    found = [value for name, value in headers if is_secret_name(name.lower()) and name.lower() != "cookie"]
    found = [re.split(r"Credential=|/", v)[1] if v.startswith("AWS4-HMAC-SHA256 Credential=") else v for v in found]
    pairs = (part.partition("=") for part in query.split("&"))
    return "\n".join(sorted([*found, *(value for name, _, value in pairs if is_secret_name(name.lower()))]))


def response_id_of(content: bytes) -> str:
    """The id of a Responses answer, which is near the beginning of its body or first event."""
    match = _RESPONSE_ID.search(content[:4096])
    return match[1].decode() if match else ""


@functools.lru_cache(maxsize=256)
def _client_of(originator: str, user_agent: str) -> str:
    values = {"originator": originator, "user-agent": user_agent}
    for client, header, start in _CLIENTS:
        if values[header].startswith(start):
            return client
    return re.split(r"[/ ]", user_agent)[0].lower()[:64] or "unknown"


def _agent_of(values: Mapping[str, str]) -> tuple[str, str]:
    """Agent and its parent, which may be a session of the client's, where it says so; the main agent has no id."""
    if "x-claude-code-agent-id" in values:
        return values["x-claude-code-agent-id"], values.get("x-claude-code-parent-agent-id", "")
    thread = values.get("thread-id", "")
    if thread and thread != values.get("session-id", thread):
        return thread, values.get("x-codex-parent-thread-id", "")
    return "", values.get("x-parent-session-id", "")  # OpenCode's agents have sessions of their own


def _is_unique(session: str) -> bool:
    return _UNIQUE_ID.fullmatch(session) is not None


def _parse_object(body: bytes) -> dict[str, Any]:
    if body.lstrip()[:1] != b"{":
        return {}
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _body_sessions(parsed: Mapping[str, Any], path: str, client: str) -> Iterator[str]:
    """Ids in the body that group, in the order to try."""
    metadata = parsed.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    yield _user_id_session(metadata.get("user_id"))
    if path.startswith("/v1/threads/") and (thread := re.match(r"/v1/threads/([^/]+)/", path)):
        yield thread[1]
    conversation = parsed.get("conversation")
    yield _text(conversation.get("id") if isinstance(conversation, dict) else conversation)
    yield _text(metadata.get("session_id"))
    key = _text(parsed.get("prompt_cache_key"))
    if client == "codex" or _UUID.fullmatch(key):
        yield key  # other clients set a constant, to be routed to the same cache


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _user_id_session(user_id: object) -> str:
    """Claude Code's `metadata.user_id`: a JSON document in a string, or formerly `user_…_account_…_session_<uuid>`."""
    if isinstance(user_id, str) and user_id.startswith("{"):
        user_id = _parse_object(user_id.encode("utf-8", "replace"))
    if isinstance(user_id, dict):
        session = user_id.get("session_id")
        return session if isinstance(session, str) else ""
    return user_id.rpartition("_session_")[2] if isinstance(user_id, str) and "_session_" in user_id else ""


def is_terminal_event(raw: bytes) -> bool:
    """Whether this event is a provider's last: a client that hangs up after it has lost nothing."""
    return _TERMINAL_EVENT.search(raw) is not None


_TURN_BEGINS = re.compile(rb'"type"\s*:\s*"response\.create"')
_TURN_ENDS = re.compile(rb'"type"\s*:\s*"(?:response\.(?:completed|failed|incomplete)|error)"')


def begins_turn(path: str, message: bytes) -> bool:
    """Whether a client's message on a WebSocket is a request of its own: the Responses API's `response.create`.

    The Realtime API has a message of that name too, which refers to what was said before; its sockets stay whole.
    """
    return path.endswith("/responses") and _TURN_BEGINS.search(message) is not None


def ends_turn(message: bytes) -> tuple[bool, int]:
    """Whether a server's message ends the turn, and the status that an error carries, or 0."""
    if not _TURN_ENDS.search(message):
        return False, 0
    event = _parse_object(message)
    status = event.get("status")
    is_last = _TURN_ENDS.fullmatch(b'"type":"%s"' % _text(event.get("type")).encode()) is not None
    return is_last, status if isinstance(status, int) and not isinstance(status, bool) else 0


# ==============================================================================
# 11  Messages
# ==============================================================================
# What conversations are made of, whatever API they came by.  Nothing here raises
# on odd input: what is not understood stays, as a part of kind "unknown" with
# its raw JSON.


USAGE_COUNTS = (
    "input_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "reasoning_tokens",
)


@dataclass(slots=True)
class Usage:
    """Tokens of one answer.  `input_tokens` are those that came from no cache; `output_tokens` include reasoning.

    `partial`: the answer broke off, the true figures are higher.  `estimated`: counted by us, by four characters each.
    """

    input_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_5m_tokens: int = 0
    cache_write_1h_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    partial: bool = False
    estimated: bool = False

    def entry(self) -> dict[str, Any]:
        """For the log: the six figures always, the two marks where they are set."""
        entry: dict[str, Any] = {name: getattr(self, name) for name in USAGE_COUNTS}
        return entry | {name: True for name in ("partial", "estimated") if getattr(self, name)}


@dataclass(slots=True)
class Part:
    """A piece of a message.

    `kind` is text, thinking, tool_call, tool_result, image, document, audio or unknown.  `text` is what it says: of a
    call its arguments as JSON, of an image or document its size or address (`name` is then its media type), of an
    unknown part its raw JSON.  `id` joins a call and its result.  `is_whole` is false for a call that broke off.
    """

    kind: str
    text: str = ""
    id: str = ""
    name: str = ""
    is_error: bool = False
    is_whole: bool = True


@dataclass(slots=True)
class ChatMessage:
    """One element of a conversation: `role` is system, user, assistant or tool, or what the client wrote.

    `is_marked`: the provider is asked to cache the conversation up to here.
    """

    role: str
    parts: list[Part]
    is_marked: bool = False


@dataclass(slots=True)
class AnswerMeaning:
    """What an answer says.  `messages` stand as the next request's history will hold them."""

    model: str = ""
    messages: list[ChatMessage] = field(default_factory=list)
    stop_reason: str = ""
    error_kind: str = ""
    error: str = ""
    usage: Usage | None = None

    def digests(self) -> list[bytes]:
        return [digest for message in self.messages if (digest := digest_of(message))]

    @property
    def parts(self) -> list[Part]:
        return [part for message in self.messages for part in message.parts]

    @property
    def tool_calls(self) -> list[Part]:
        return [part for part in self.parts if part.kind == "tool_call"]


# -- small things, each for any JSON value --


def as_dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def as_text(value: object) -> str:
    return value if isinstance(value, str) else ""


def as_count(value: object) -> int:
    """A count: 0 for whatever is none."""
    if type(value) is int and 0 <= value < 10**15:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
        return 0
    return int(value)


def json_text(value: object) -> str:
    """JSON in one form, so that equal values are equal texts.  Text is taken as JSON if it is such."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return str(value)
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""


def is_json(text: object) -> bool:
    if not isinstance(text, str):
        return True
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def load_json(text: str | bytes) -> Any:
    """A JSON value, or None."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


# -- parts --


def media_part(kind: str, block: Mapping[str, Any]) -> Part:
    """An image, document or recording, by whatever member its API names it: type and size, or address."""
    inner: dict[str, Any] = {}
    for name in ("source", "image_url", "input_audio", "file", "inlineData", "inline_data", "fileData", kind):
        if value := block.get(name):
            inner = value if isinstance(value, dict) else {"url": value}
    data = as_text(inner.get("data")) or as_text(inner.get("file_data")) or as_text(inner.get("bytes"))
    url = as_text(inner.get("url")) or as_text(inner.get("fileUri")) or as_text(inner.get("file_id"))
    media = next((t for n in ("media_type", "mimeType", "mime_type", "format") if (t := as_text(inner.get(n)))), "")
    for text in (url, data):
        if text.startswith("data:"):
            media, _, data = text[5:].partition(",")
            media, url = media.partition(";")[0], ""
    return Part(kind, f"{len(data) * 3 // 4} bytes" if data else url, name=media)


def call_part(block: Mapping[str, Any], arguments: object) -> Part:
    call_id = as_text(block.get("call_id")) or as_text(block.get("id")) or as_text(block.get("toolUseId"))
    return Part("tool_call", json_text(arguments), call_id, as_text(block.get("name")), is_whole=is_json(arguments))


def _said_in(content: object) -> str:
    """The text of a tool's result, whatever its form; what is no text is named in brackets."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return "" if content is None else json_text(content)
    parts = [part_of(block) for block in content]
    return "\n".join(p.text if p.kind in ("text", "unknown") else f"[{p.kind} {p.name} {p.text}]" for p in parts)


def result_part(block: Mapping[str, Any]) -> Part:
    call_id = as_text(block.get("tool_use_id")) or as_text(block.get("call_id")) or as_text(block.get("tool_call_id"))
    content = block.get("content", block.get("output"))
    failed = block.get("is_error") is True or "error" in as_text(as_dict(content).get("type"))
    name = as_text(block.get("name")) or as_text(block.get("tool_name"))
    return Part("tool_result", _said_in(content), call_id, name, is_error=failed)


def unknown_part(block: object) -> Part:
    return Part("unknown", json_text(block), name=as_text(as_dict(block).get("type")))


_PARTS: dict[str, Callable[[dict[str, Any]], Part]] = {
    **dict.fromkeys(
        ("text", "input_text", "output_text", "summary_text"), lambda block: Part("text", as_text(block.get("text")))
    ),
    "refusal": lambda block: Part("text", as_text(block.get("refusal"))),
    "thinking": lambda block: Part("thinking", as_text(block.get("thinking"))),
    "reasoning_text": lambda block: Part("thinking", as_text(block.get("text"))),
    "redacted_thinking": lambda _block: Part("thinking"),
    **dict.fromkeys(("image", "input_image", "image_url"), lambda block: media_part("image", block)),
    **dict.fromkeys(("document", "input_file", "file"), lambda block: media_part("document", block)),
    **dict.fromkeys(("input_audio", "audio"), lambda block: media_part("audio", block)),
    **dict.fromkeys(
        ("tool_use", "server_tool_use", "mcp_tool_use"), lambda block: call_part(block, block.get("input"))
    ),
    **dict.fromkeys(("tool_result", "mcp_tool_result"), result_part),
}


def part_of(block: object) -> Part:
    """One content block of Anthropic Messages, Chat Completions or Responses."""
    if isinstance(block, str):
        return Part("text", block)
    kind = as_text(as_dict(block).get("type"))
    if kind.endswith("_tool_result"):  # of a tool that ran at the provider
        kind = "tool_result"
    read = _PARTS.get(kind, unknown_part)
    return read(as_dict(block)) if isinstance(block, dict) else unknown_part(block)


def parts_of(content: object) -> list[Part]:
    if isinstance(content, list):
        return [part_of(block) for block in content]
    return [Part("text", content)] if isinstance(content, str) else [] if content is None else [unknown_part(content)]


def _texts_of(content: object) -> str:
    return "\n\n".join(part.text for part in parts_of(content) if part.kind == "text")


def error_of(raw: Mapping[str, Any]) -> tuple[str, str]:
    """Kind and message of an error in an answer, in each provider's form; two empty texts where there is none."""
    error = raw.get("error")
    if isinstance(error, dict):
        kind = next((as_text(error[n]) for n in ("type", "code", "status") if as_text(error.get(n))), "error")
        return kind, as_text(error.get("message"))
    if isinstance(error, str) and error:
        return "error", error
    if "message" in raw and raw.keys() <= {"message", "__type"} and isinstance(raw.get("message"), str):  # AWS
        return as_text(raw.get("__type")) or "error", raw["message"]
    return "", ""


def digest_of(message: ChatMessage) -> bytes:
    """Eight bytes that stand for what a message says; nothing where it says nothing that lasts.

    Thinking is left out, since clients drop it, and so are reminders that clients put in and take out again, and the
    system's messages, which may hold the time of day.
    """
    if _SAME_ROLES.get(message.role, message.role) == "system":
        return b""
    said: list[str] = []
    texts: list[str] = []
    seen: set[str] = set()
    for part in message.parts:
        if part.kind == "tool_result" and part.id:
            if part.id in seen:  # Gemini CLI's --resume sends each result twice
                continue
            seen.add(part.id)
        if part.kind == "text":
            if not part.text.lstrip().startswith("<system-reminder>"):
                texts.append(_without_thoughts(part.text))
        elif part.kind != "thinking":
            # A call's id is left out as well: clients put some in where the provider gave none.
            mark = f"{part.id} {part.is_error}" if part.kind == "tool_result" else ""
            said += ["".join(texts).strip(), part.kind, part.name, mark, part.text]
            texts = []
    said.append("".join(texts).strip())
    if not any(said):
        return b""
    role = _SAME_ROLES.get(message.role, message.role)
    return hashlib.blake2b("\0".join([role, *said]).encode("utf-8", "replace"), digest_size=8).digest()


def role_letter(role: str) -> str:
    """`u`, `a` or `t`; of another role its first letter, or `?`."""
    return _SAME_ROLES.get(role, role)[:1] or "?"


def _without_thoughts(text: str) -> str:
    out, at = [], 0
    while (start := text.find("<think>", at)) >= 0 and (end := text.find("</think>", start)) >= 0:
        out.append(text[at:start])
        at = end + 8
    return "".join([*out, text[at:]])


_SAME_ROLES = {"developer": "system", "model": "assistant", "function": "tool"}


# ==============================================================================
# 12  Shapes
# ==============================================================================
# One row per API shape, recognised by the path's end and the body, never by host
# or headers.  A stream is folded into the answer that the same API would have
# given in one piece, and only that is read: both mean the same by construction.


@dataclass(frozen=True, slots=True)
class Shape:
    """One API: where it lives, which member holds the conversation, how its parts are read.

    `read_element` gives the messages in one element of the conversation, `system` the system text among the other
    members, `fold` makes of a stream's events the answer in one piece, `answer` reads that.
    """

    name: str
    path: re.Pattern[str]
    history: str
    read_element: Callable[[Any], list[ChatMessage]]
    system: Callable[[Mapping[str, Any]], str]
    fold: Callable[[Iterable[dict[str, Any]]], dict[str, Any]]
    answer: Callable[[dict[str, Any]], AnswerMeaning]
    marker: str = ""  # a member that the body must have, where several APIs share a path
    joins: bool = False  # whether an answer may stand in several elements, as google-genai keeps the chunks of a stream

    @property
    def is_turn(self) -> bool:
        """Whether an answer is a turn of a conversation, not a count or a vector."""
        return not self.name.endswith(("count_tokens", "embeddings"))


# -- Anthropic Messages (also at Vertex and Bedrock) --


def _anthropic_element(element: object) -> list[ChatMessage]:
    message = as_dict(element)
    if not message:
        return [ChatMessage("?", [unknown_part(element)])]
    content = message.get("content")
    is_marked = any("cache_control" in as_dict(block) for block in as_list(content))
    return [ChatMessage(as_text(message.get("role")), parts_of(content), is_marked)]


def _anthropic_system(members: Mapping[str, Any]) -> str:
    """The first block of Claude Code's system text may be a line for its provider's accounting: no instruction."""
    parts = [part.text for part in parts_of(members.get("system")) if part.kind == "text"]
    return "\n\n".join(text for text in parts if not text.startswith("x-anthropic-billing-header:"))


def _fold_anthropic(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    blocks: dict[int, dict[str, Any]] = {}
    for event in events:
        kind, at = event.get("type"), as_count(event.get("index"))
        if kind == "message_start":
            answer |= as_dict(event.get("message"))
        elif kind == "content_block_start":
            blocks[at] = {"pieces": {}, **as_dict(event.get("content_block"))}
        elif kind == "content_block_delta":
            _add_anthropic(blocks.setdefault(at, {"pieces": {}}), as_dict(event.get("delta")))
        elif kind == "message_delta":
            answer |= as_dict(event.get("delta"))
            # These are totals so far, not differences.
            fresh = {name: value for name, value in as_dict(event.get("usage")).items() if value is not None}
            answer["usage"] = {**as_dict(answer.get("usage")), **fresh}
        elif kind == "error":
            answer["error"] = event.get("error")
        elif failed := next((name for name in event if name.endswith("Exception")), ""):  # of Bedrock
            answer["error"] = {"type": failed, "message": as_dict(event[failed]).get("message")}
        if metrics := as_dict(event.get("amazon-bedrock-invocationMetrics")):
            answer["amazon-bedrock-invocationMetrics"] = metrics
    return {**answer, "content": [_close_anthropic(block) for _, block in sorted(blocks.items())]}


def _add_anthropic(block: dict[str, Any], delta: Mapping[str, Any]) -> None:
    for name, kind in (("text", "text"), ("thinking", "thinking"), ("partial_json", "tool_use")):
        if isinstance(delta.get(name), str):
            block.setdefault("type", kind)
            as_dict(block["pieces"]).setdefault(name, []).append(delta[name])


def _close_anthropic(block: dict[str, Any]) -> dict[str, Any]:
    pieces = {name: "".join(found) for name, found in as_dict(block.pop("pieces")).items()}
    arguments = pieces.pop("partial_json", "")
    if arguments:
        block["input"] = load_json(arguments) if is_json(arguments) else arguments
    return block | {name: as_text(block.get(name)) + text for name, text in pieces.items()}


def _anthropic_usage(raw: Mapping[str, Any]) -> Usage:
    """`input_tokens` leaves caches out already."""
    split = as_dict(raw.get("cache_creation"))
    hour = as_count(split.get("ephemeral_1h_input_tokens"))
    written = hour + as_count(split.get("ephemeral_5m_input_tokens"))
    if "cache_creation_input_tokens" in raw:  # the total is the later value where they differ
        written = as_count(raw["cache_creation_input_tokens"])
        hour = min(hour, written)
    return Usage(
        as_count(raw.get("input_tokens")),
        as_count(raw.get("cache_read_input_tokens")),
        written - hour,
        hour,
        as_count(raw.get("output_tokens")),
        as_count(as_dict(raw.get("output_tokens_details")).get("thinking_tokens")),
    )


def _anthropic_answer(raw: dict[str, Any]) -> AnswerMeaning:
    usage = raw.get("usage")
    parts = parts_of(raw.get("content"))
    return AnswerMeaning(
        as_text(raw.get("model")),
        [ChatMessage("assistant", parts)] if parts else [],
        as_text(raw.get("stop_reason")),
        *error_of(raw),
        _anthropic_usage(usage) if isinstance(usage, dict) else None,
    )


def _count_answer(raw: dict[str, Any]) -> AnswerMeaning:
    """A count of tokens is no use of them."""
    return AnswerMeaning("", [], "", *error_of(raw), None)


# -- OpenAI Chat Completions and Completions --

_THOUGHTS = ("reasoning_content", "reasoning", "thinking")  # by server
_TEXT_OF_CHOICE = ("content", "refusal", "text", *_THOUGHTS)


def _chat_element(element: object) -> list[ChatMessage]:
    message = as_dict(element)
    if not message:
        return [ChatMessage("?", [unknown_part(element)])]
    role = as_text(message.get("role"))
    if role in ("tool", "function"):
        return [ChatMessage("tool", [result_part(message)])]
    thought = next((t for name in _THOUGHTS if (t := as_text(message.get(name)))), "")
    parts = [Part("thinking", thought)] if thought else []
    parts += parts_of(message.get("content"))
    if refusal := as_text(message.get("refusal")):
        parts.append(Part("text", refusal))
    calls = [*as_list(message.get("tool_calls"))]
    if message.get("function_call"):
        calls.append({"function": message["function_call"]})
    for call in map(as_dict, calls):
        function = as_dict(call.get("function")) or as_dict(call.get("custom"))
        arguments = function.get("arguments", function.get("input"))
        parts.append(call_part({"id": call.get("id"), "name": function.get("name")}, arguments))
    return [ChatMessage(role, parts)]


def _chat_system(members: Mapping[str, Any]) -> str:
    """There the system's messages are part of the conversation."""
    return as_text(members.get("instructions"))


def _fold_chat(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    choices: dict[int, dict[str, Any]] = {}
    for event in events:
        answer |= {name: event[name] for name in ("id", "model", "error") if event.get(name)}
        for usage in (event.get("usage"), as_dict(event.get("x_groq")).get("usage")):
            if usage and isinstance(usage, dict):  # comes with or without choices
                answer["usage"] = usage
        for raw in map(as_dict, as_list(event.get("choices"))):
            choice = choices.setdefault(as_count(raw.get("index")), {"pieces": {}, "calls": {}})
            if raw.get("finish_reason"):
                choice["finish_reason"] = raw["finish_reason"]
            _add_chat(choice, {**raw, **as_dict(raw.get("delta"))})
    return {**answer, "choices": [_close_chat(choice) for _, choice in sorted(choices.items())]}


def _add_chat(choice: dict[str, Any], delta: Mapping[str, Any]) -> None:
    for name in _TEXT_OF_CHOICE:
        if isinstance(delta.get(name), str):
            choice["pieces"].setdefault(name, []).append(delta[name])
    calls = [*as_list(delta.get("tool_calls"))]
    if delta.get("function_call"):
        calls.append({"index": 0, "function": delta["function_call"]})
    known: dict[object, dict[str, Any]] = choice["calls"]
    for call in map(as_dict, calls):
        # Some servers leave the index out and send each call whole: then its id tells them apart.
        at = call.get("index")
        key: object = at if isinstance(at, int) else as_text(call.get("id")) or next(reversed(known), 0)
        function = as_dict(call.get("function")) or as_dict(call.get("custom"))
        call_id, name = as_text(call.get("id")), as_text(function.get("name"))
        held = known.get(choice.get("at", {}).get(key, key))
        if held and (
            (call_id and held["id"] not in ("", call_id))
            or (not call_id and not isinstance(at, int) and name and held["name"])
        ):
            choice.setdefault("at", {})[key] = key = len(known) + (1 << 40)
        key = choice.get("at", {}).get(key, key)
        held = known.setdefault(key, {"id": "", "name": "", "arguments": []})
        held["id"] = held["id"] or as_text(call.get("id"))
        held["name"] = held["name"] or as_text(function.get("name"))
        arguments = function.get("arguments", function.get("input"))
        if isinstance(arguments, str):
            held["arguments"].append(arguments)


def _close_chat(choice: dict[str, Any]) -> dict[str, Any]:
    pieces = {name: "".join(found) for name, found in choice["pieces"].items()}
    calls = [
        {"id": call["id"], "function": {"name": call["name"], "arguments": "".join(call["arguments"])}}
        for _, call in sorted(choice["calls"].items(), key=lambda item: item[0] if isinstance(item[0], int) else 0)
    ]
    message = {"role": "assistant", **pieces, "tool_calls": calls}
    return {"message": message, "text": pieces.get("text"), "finish_reason": choice.get("finish_reason")}


def _usage_of_chat(raw: Mapping[str, Any]) -> Usage:
    """`prompt_tokens` include what came from a cache or was written to one."""
    details = as_dict(raw.get("prompt_tokens_details"))
    cached = as_count(details.get("cached_tokens")) or as_count(raw.get("prompt_cache_hit_tokens"))
    written = as_count(details.get("cache_write_tokens"))
    given, said = as_count(raw.get("prompt_tokens")), as_count(raw.get("completion_tokens"))
    thought = as_count(as_dict(raw.get("completion_tokens_details")).get("reasoning_tokens"))
    if thought and as_count(raw.get("total_tokens")) == given + said + thought:
        said += thought  # xAI counts them beside
    return Usage(max(given - cached - written, 0), cached, written, 0, said, thought)


def _chat_answer(raw: dict[str, Any]) -> AnswerMeaning:
    """Of several choices the first: it is the one that clients go on from."""
    choice = as_dict(next(iter(as_list(raw.get("choices"))), None))
    message = choice.get("message")
    messages = _chat_element({"role": "assistant", **message}) if isinstance(message, dict) else []
    if not isinstance(message, dict) and isinstance(choice.get("text"), str):
        messages = [ChatMessage("assistant", [Part("text", choice["text"])])]
    elif as_text(choice.get("text")) and messages:  # Completions, from a stream
        messages[0].parts.append(Part("text", choice["text"]))
    usage = raw.get("usage")
    return AnswerMeaning(
        as_text(raw.get("model")),
        [m for m in messages if m.parts],
        as_text(choice.get("finish_reason")),
        *error_of(raw),
        _usage_of_chat(usage) if isinstance(usage, dict) else None,
    )


def _completions_element(element: object) -> list[ChatMessage]:
    return [ChatMessage("user", parts_of(element))]


# -- OpenAI Responses (SSE and WebSocket) --

_FAILED_RESULTS = ("unsupported call: ", "Script failed")  # there is no flag; so Codex says it
_CALL_ITEMS = ("function_call", "custom_tool_call", "local_shell_call", "mcp_call", "computer_call")
_PIECES_OF_ITEM = {
    "response.output_text.delta": "text",
    "response.refusal.delta": "text",
    "response.function_call_arguments.delta": "arguments",
    "response.custom_tool_call_input.delta": "arguments",
    "response.mcp_call_arguments.delta": "arguments",
    "response.reasoning_summary_text.delta": "thinking",
    "response.reasoning_text.delta": "thinking",
}


def _responses_element(element: object) -> list[ChatMessage]:
    item = as_dict(element)
    kind = as_text(item.get("type"))
    if isinstance(element, str):
        return [ChatMessage("user", [Part("text", element)])]
    if "role" in item and kind in ("", "message"):
        return [ChatMessage(as_text(item.get("role")), parts_of(item.get("content")))]
    if kind in _CALL_ITEMS:
        arguments = item.get("arguments", item.get("input", item.get("action")))
        call = {"call_id": item.get("call_id"), "id": item.get("id"), "name": item.get("name") or kind}
        part = call_part(call, arguments)
        part.is_whole = part.is_whole or kind == "custom_tool_call"  # its input is free text
        return [ChatMessage("assistant", [part])]
    if kind.endswith("_call_output"):
        part = result_part({**item, "content": item.get("output")})
        part.is_error = part.is_error or part.text.startswith(_FAILED_RESULTS)
        return [ChatMessage("tool", [part])]
    if kind == "reasoning":
        said = [*as_list(item.get("summary")), *as_list(item.get("content"))]
        return [ChatMessage("assistant", [Part("thinking", "\n\n".join(part_of(block).text for block in said))])]
    role = as_text(item.get("role")) or ("assistant" if kind.endswith("_call") else "?")
    return [ChatMessage(role, [unknown_part(element)])]


def _fold_responses(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    items: dict[int, dict[str, Any]] = {}
    for event in events:
        kind, at = as_text(event.get("type")), as_count(event.get("output_index"))
        answer |= as_dict(event.get("response"))
        if kind in ("response.output_item.added", "response.output_item.done"):
            items[at] = {**as_dict(event.get("item")), "pieces": {}}
        elif kind in _PIECES_OF_ITEM and isinstance(event.get("delta"), str):
            pieces = items.setdefault(at, {"pieces": {}})["pieces"]
            pieces.setdefault(_PIECES_OF_ITEM[kind], []).append(event["delta"])
        elif kind == "error":
            answer["error"] = event.get("error") or event
    # The last event holds the whole output; Codex' service leaves it empty there.
    output = as_list(answer.get("output")) or [_close_item(item) for _, item in sorted(items.items())]
    return {**answer, "output": output}


def _close_item(item: dict[str, Any]) -> dict[str, Any]:
    """An item whose own end came holds its text already; one that broke off is put together from its pieces."""
    pieces = {name: "".join(found) for name, found in item.pop("pieces").items()}
    if not item.get("type"):
        item["type"] = "function_call" if "arguments" in pieces else "reasoning" if "thinking" in pieces else "message"
    if "text" in pieces:
        item |= {"role": "assistant", "content": [{"type": "output_text", "text": pieces["text"]}]}
    if "arguments" in pieces:
        item["input" if item["type"] == "custom_tool_call" else "arguments"] = pieces["arguments"]
    if "thinking" in pieces:
        item["summary"] = [{"type": "summary_text", "text": pieces["thinking"]}]
    return item


def _responses_usage(raw: Mapping[str, Any]) -> Usage:
    """`input_tokens` include those that came from a cache, `output_tokens` those of reasoning."""
    details = as_dict(raw.get("input_tokens_details"))
    cached, written = as_count(details.get("cached_tokens")), as_count(details.get("cache_write_tokens"))
    return Usage(
        max(as_count(raw.get("input_tokens")) - cached - written, 0),
        cached,
        written,
        0,
        as_count(raw.get("output_tokens")),
        as_count(as_dict(raw.get("output_tokens_details")).get("reasoning_tokens")),
    )


def _responses_answer(raw: dict[str, Any]) -> AnswerMeaning:
    messages = [message for item in as_list(raw.get("output")) for message in _responses_element(item)]
    reason = as_text(as_dict(raw.get("incomplete_details")).get("reason"))
    status = as_text(raw.get("status"))
    usage = raw.get("usage")
    return AnswerMeaning(
        as_text(raw.get("model")),
        [message for message in messages if message.parts],
        reason or (status if status not in ("in_progress", "queued") else ""),
        *error_of(raw),
        _responses_usage(usage) if isinstance(usage, dict) else None,
    )


# -- Gemini --


def _gemini_part(raw: object) -> Part:
    part = as_dict(raw)
    if isinstance(part.get("text"), str):
        return Part("thinking" if part.get("thought") is True else "text", part["text"])
    for name, kind in (("functionCall", "tool_call"), ("function_call", "tool_call")):
        if isinstance(part.get(name), dict):
            return call_part(part[name], part[name].get("args")) if kind else unknown_part(raw)
    for name in ("functionResponse", "function_response"):
        if isinstance(part.get(name), dict):
            said = part[name].get("response")
            failed = isinstance(said, dict) and "error" in said
            return Part(
                "tool_result", json_text(said), as_text(part[name].get("id")), as_text(part[name].get("name")), failed
            )
    if part.keys() & {"inlineData", "inline_data", "fileData"}:
        media = media_part("document", part)
        media.kind = next((k for k in ("image", "audio") if media.name.startswith(k)), "document")
        return media
    return unknown_part(raw)


def _gemini_element(element: object) -> list[ChatMessage]:
    content = as_dict(element)
    if isinstance(element, str):
        return [ChatMessage("user", [Part("text", element)])]
    if not content:
        return [ChatMessage("?", [unknown_part(element)])]
    parts = [_gemini_part(part) for part in as_list(content.get("parts"))]
    role = as_text(content.get("role")) or "user"
    if parts and all(part.kind == "tool_result" for part in parts):
        role = "tool"
    return [ChatMessage("assistant" if role == "model" else role, parts)]


def _gemini_system(members: Mapping[str, Any]) -> str:
    said = members.get("systemInstruction", members.get("system_instruction"))
    texts = [as_text(as_dict(part).get("text")) for part in as_list(as_dict(said).get("parts"))]
    return "\n\n".join(text for text in texts if text) or as_text(said)


def _fold_gemini(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Each event is an answer of its own; their parts follow on each other, and a text may be cut anywhere."""
    answer: dict[str, Any] = {}
    parts: list[Any] = []
    finish = ""
    for wrapped in events:
        event = as_dict(wrapped.get("response")) or wrapped  # Code Assist puts it into a member
        answer |= {name: value for name, value in event.items() if value is not None and name != "candidates"}
        candidate = as_dict(next(iter(as_list(event.get("candidates"))), None))
        parts += as_list(as_dict(candidate.get("content")).get("parts"))
        finish = as_text(candidate.get("finishReason")) or finish
    content = {"role": "model", "parts": _joined_parts(parts)}
    return {**answer, "candidates": [{"content": content, "finishReason": finish}]}


def _joined_parts(parts: Iterable[Any]) -> list[Any]:
    out: list[Any] = []
    texts: list[str] = []
    for part in parts:
        is_text = isinstance(as_dict(part).get("text"), str)
        follows = is_text and out and texts and out[-1].get("thought") == part.get("thought")
        if follows:
            texts.append(part["text"])
            continue
        if texts:
            out[-1] = {**out[-1], "text": "".join(texts)}
        texts = [part["text"]] if is_text else []
        out.append(part)
    if texts:
        out[-1] = {**out[-1], "text": "".join(texts)}
    return out


def _gemini_usage(raw: Mapping[str, Any]) -> Usage:
    """The prompt's count includes what came from a cache; thoughts are counted beside the candidates."""
    cached = as_count(raw.get("cachedContentTokenCount"))
    thoughts = as_count(raw.get("thoughtsTokenCount"))
    given = as_count(raw.get("promptTokenCount")) + as_count(raw.get("toolUsePromptTokenCount"))
    return Usage(max(given - cached, 0), cached, 0, 0, as_count(raw.get("candidatesTokenCount")) + thoughts, thoughts)


def _gemini_answer(raw: dict[str, Any]) -> AnswerMeaning:
    raw = _fold_gemini([raw])
    candidate = raw["candidates"][0]
    messages = [message for message in _gemini_element(candidate["content"]) if message.parts]
    blocked = as_text(as_dict(raw.get("promptFeedback")).get("blockReason"))
    usage = raw.get("usageMetadata")
    return AnswerMeaning(
        as_text(raw.get("modelVersion")),
        messages,
        candidate["finishReason"] or blocked,
        *error_of(raw),
        _gemini_usage(usage) if isinstance(usage, dict) else None,
    )


# -- Bedrock Converse --


def _converse_part(raw: object) -> Part:
    block = as_dict(raw)
    if isinstance(block.get("text"), str):
        return Part("text", block["text"])
    if call := as_dict(block.get("toolUse")):
        return call_part(call, call.get("input"))
    if result := as_dict(block.get("toolResult")):
        said = [as_dict(c).get("text") or json_text(as_dict(c).get("json")) for c in as_list(result.get("content"))]
        text = "\n".join(map(as_text, said))
        return Part("tool_result", text, as_text(result.get("toolUseId")), is_error=result.get("status") == "error")
    if thought := as_dict(block.get("reasoningContent")):
        return Part("thinking", as_text(as_dict(thought.get("reasoningText")).get("text")))
    for kind in ("image", "document", "audio"):
        if inner := as_dict(block.get(kind)):
            return media_part(kind, {kind: {**inner, **as_dict(inner.get("source"))}})
    return unknown_part(raw)


def _converse_element(element: object) -> list[ChatMessage]:
    message = as_dict(element)
    if not message:
        return [ChatMessage("?", [unknown_part(element)])]
    content = [block for block in as_list(message.get("content")) if "cachePoint" not in as_dict(block)]
    return [ChatMessage(as_text(message.get("role")), [_converse_part(block) for block in content])]


def _converse_system(members: Mapping[str, Any]) -> str:
    texts = [as_text(as_dict(block).get("text")) for block in as_list(members.get("system"))]
    return "\n\n".join(text for text in texts if text)


def _fold_converse(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """An event is one member, named like its type: `{"contentBlockDelta": {…}}`."""
    answer: dict[str, Any] = {}
    blocks: dict[int, dict[str, Any]] = {}
    for event in events:
        for kind, raw in event.items():
            said, at = as_dict(raw), as_count(as_dict(raw).get("contentBlockIndex"))
            if kind == "contentBlockStart":
                blocks[at] = {"toolUse": {**as_dict(as_dict(said.get("start")).get("toolUse"))}, "pieces": {}}
            elif kind == "contentBlockDelta":
                _add_converse(blocks.setdefault(at, {"pieces": {}}), as_dict(said.get("delta")))
            elif kind in ("messageStop", "metadata"):
                answer |= said
            elif kind.endswith("Exception"):
                answer["error"] = {"type": kind, "message": said.get("message")}
    content = [_close_converse(block) for _, block in sorted(blocks.items())]
    return {**answer, "output": {"message": {"role": "assistant", "content": content}}}


def _add_converse(block: dict[str, Any], delta: Mapping[str, Any]) -> None:
    thought = as_dict(delta.get("reasoningContent")).get("text")
    for name, text in (
        ("text", delta.get("text")),
        ("input", as_dict(delta.get("toolUse")).get("input")),
        ("thought", thought),
    ):
        if isinstance(text, str):
            block["pieces"].setdefault(name, []).append(text)


def _close_converse(block: dict[str, Any]) -> dict[str, Any]:
    pieces = {name: "".join(found) for name, found in block["pieces"].items()}
    if "thought" in pieces:
        return {"reasoningContent": {"reasoningText": {"text": pieces["thought"]}}}
    if "toolUse" in block or "input" in pieces:
        arguments = pieces.get("input", "")
        given = load_json(arguments) if arguments and is_json(arguments) else arguments or {}
        return {"toolUse": {**as_dict(block.get("toolUse")), "input": given}}
    return {"text": pieces.get("text", "")}


def _converse_answer(raw: dict[str, Any]) -> AnswerMeaning:
    usage = raw.get("usage")
    counts = as_dict(usage)
    caches = map(as_dict, as_list(counts.get("cacheDetails")))
    hour = sum(as_count(cache.get("inputTokens")) for cache in caches if cache.get("ttl") == "1h")
    messages = _converse_element(as_dict(raw.get("output")).get("message"))
    return AnswerMeaning(
        "",
        [message for message in messages if message.parts and message.role != "?"],
        as_text(raw.get("stopReason")),
        *error_of(raw),
        Usage(
            as_count(counts.get("inputTokens")),
            as_count(counts.get("cacheReadInputTokens")),
            max(as_count(counts.get("cacheWriteInputTokens")) - hour, 0),
            hour,
            as_count(counts.get("outputTokens")),
        )
        if isinstance(usage, dict)
        else None,
    )


# -- Ollama: how small a row can be --


def _fold_ollama(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    texts: dict[str, list[str]] = {"content": [], "thinking": []}
    calls: list[Any] = []
    for event in events:
        answer |= event
        message = as_dict(event.get("message")) or {"content": event.get("response"), "thinking": event.get("thinking")}
        for name, found in texts.items():
            found.append(as_text(message.get(name)))
        calls += as_list(message.get("tool_calls"))
    said = {name: "".join(found) for name, found in texts.items()}
    return {**answer, "message": {"role": "assistant", **said, "tool_calls": calls}}


def _ollama_answer(raw: dict[str, Any]) -> AnswerMeaning:
    raw = _fold_ollama([raw])
    messages = _chat_element(raw["message"])
    messages[0].parts = [part for part in messages[0].parts if part.text or part.kind == "tool_call"]
    counted = "eval_count" in raw or "prompt_eval_count" in raw
    usage = Usage(as_count(raw.get("prompt_eval_count")), 0, 0, 0, as_count(raw.get("eval_count"))) if counted else None
    return AnswerMeaning(
        as_text(raw.get("model")),
        [message for message in messages if message.parts],
        as_text(raw.get("done_reason")),
        *error_of(raw),
        usage,
    )


def _embedding_answer(raw: dict[str, Any]) -> AnswerMeaning:
    usage = raw.get("usage")
    return AnswerMeaning(
        as_text(raw.get("model")),
        [],
        "",
        *error_of(raw),
        _usage_of_chat(usage) if isinstance(usage, dict) else None,
    )


# -- the table --

_ANTHROPIC = (_anthropic_element, _anthropic_system, _fold_anthropic)
_CHAT = (_chat_element, _chat_system, _fold_chat)
_SHAPES = (
    Shape(
        "anthropic.count_tokens",
        re.compile(r".*/messages/count_tokens|.*/count-tokens(:rawPredict)?"),
        "messages",
        *_ANTHROPIC,
        _count_answer,
    ),
    Shape("anthropic.messages", re.compile(r"(?!.*/threads/).*/messages"), "messages", *_ANTHROPIC, _anthropic_answer),
    Shape(
        "anthropic.messages",
        re.compile(r".*:(streamR|r)awPredict"),
        "messages",
        *_ANTHROPIC,
        _anthropic_answer,
        "anthropic_version",
    ),
    Shape(
        "anthropic.messages",
        re.compile(r"/model/.*/invoke(-with-response-stream)?"),
        "messages",
        *_ANTHROPIC,
        _anthropic_answer,
        "anthropic_version",
    ),
    Shape(
        "bedrock.converse",
        re.compile(r"/model/.*/converse(-stream)?"),
        "messages",
        _converse_element,
        _converse_system,
        _fold_converse,
        _converse_answer,
    ),
    Shape("openai.chat", re.compile(r".*/chat/completions"), "messages", *_CHAT, _chat_answer),
    Shape(
        "openai.responses",
        re.compile(r".*/responses(/compact)?"),
        "input",
        _responses_element,
        _chat_system,
        _fold_responses,
        _responses_answer,
    ),
    Shape(
        "openai.completions",
        re.compile(r".*/completions"),
        "prompt",
        _completions_element,
        _chat_system,
        _fold_chat,
        _chat_answer,
    ),
    Shape(
        "openai.embeddings",
        re.compile(r".*/embeddings"),
        "",
        _completions_element,
        _chat_system,
        _fold_chat,
        _embedding_answer,
    ),
    Shape(
        "gemini.generate",
        re.compile(r".*:(streamG|g)enerateContent"),
        "contents",
        _gemini_element,
        _gemini_system,
        _fold_gemini,
        _gemini_answer,
        joins=True,
    ),
    Shape(
        "ollama.chat", re.compile(r".*/api/chat"), "messages", _chat_element, _chat_system, _fold_ollama, _ollama_answer
    ),
    Shape(
        "ollama.generate",
        re.compile(r".*/api/generate"),
        "prompt",
        _completions_element,
        _chat_system,
        _fold_ollama,
        _ollama_answer,
    ),
)
_MODEL_IN_PATH = re.compile(r"/models?/([^/]+?)(?::[a-zA-Z]+|/(?:invoke|converse)[a-z-]*|/count-tokens)$")


@functools.lru_cache(maxsize=256)
def shape_of(path: str) -> Shape | None:
    """The row for a forwarded path without query, whatever its host; None where the API is not known."""
    return next((shape for shape in _SHAPES if shape.path.fullmatch(path)), None)


@functools.lru_cache(maxsize=256)
def model_in(path: str) -> str:
    match = _MODEL_IN_PATH.search(path)
    return urllib.parse.unquote(match[1]) if match else ""


# ==============================================================================
# 13  Reading
# ==============================================================================
# Bodies and streams to meaning.  An agent sends its whole history with every
# turn: of a body that begins like the one before, only what is new is parsed.


@dataclass(slots=True)
class RequestMeaning:
    """What a request says.

    `members` are those of the body without the conversation; `messages` the elements that had to be parsed, from number
    `first` on: all of them where nothing was remembered.  `digests` stand for the whole conversation, one for each
    message with something in it, equal for equal content however it was written.
    """

    shape: Shape
    model: str
    stream: bool
    members: dict[str, Any]
    messages: list[ChatMessage]
    digests: list[bytes]
    roles: str  # a letter for each digest: u, a, t or ?
    has_tools: bool = False

    @property
    def system(self) -> str:
        return self.shape.system(self.members)


@dataclass(slots=True)
class _Scan:
    """Where the conversation's elements stand in a body's text, and what the rest of it says."""

    text: str
    start: int = 0  # just behind the bracket
    ends: list[int] = field(default_factory=list)
    end: int = 0  # just behind the closing bracket
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    digests: list[tuple[tuple[bytes, ...], str]] = field(default_factory=list)
    last: list[ChatMessage] = field(default_factory=list)  # those of the last element, which tells what is asked


_JOINED = "+"  # in place of the role of an element that is one message with the next
_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


class RequestReader:
    """Reads requests, and remembers their bodies, so that of the next one by the same agent only what is new is parsed.

    Keeps bodies of `limit` characters in all.
    """

    def __init__(self, limit: int = 12 * MEBIBYTE) -> None:
        self._limit = limit
        self._last: collections.OrderedDict[object, _Scan] = collections.OrderedDict()
        self._size = 0

    def read(self, key: object, path: str, content: bytes) -> RequestMeaning | None:
        """None where the API is not known or the body is no JSON object.  `key` says whose body it is."""
        shape = shape_of(path)
        if shape is None or not content:
            return None
        text = text_of(content)
        # Bodies of one agent begin alike; those of strangers with the same key should not push each other out.
        key = (key, path, text[:192])
        scan = _Scan(text)
        try:
            messages = self._scan(shape, scan, self._last.get(key))
        except (ValueError, RecursionError, IndexError):
            return None
        members = scan.before | scan.after
        if shape.marker and shape.marker not in members:
            return None
        self._keep(key, scan)
        inner = members.get("request")
        if shape.history not in members and isinstance(inner, dict):  # Code Assist puts the request into a member
            members = {**members, **inner}
        whole, digests = members.pop(shape.history, None), scan.digests
        if whole is not None:  # not an array, or inside another member
            elements = whole if isinstance(whole, list) else [whole]
            found = [shape.read_element(element) for element in elements]
            messages = [message for some in found for message in some]
            digests = [_digests_of(some) for some in found]
        stream = members.get("stream") is True or "stream" in path.rpartition(":")[2] or path.endswith("-stream")
        return RequestMeaning(
            shape,
            as_text(members.get("model")) or model_in(path),
            stream,
            members,
            messages,
            [digest for some, _ in digests for digest in some],
            "".join(roles for some, roles in digests if some),
            bool(members.get("tools")),
        )

    def _keep(self, key: object, scan: _Scan) -> None:
        if old := self._last.pop(key, None):
            self._size -= len(old.text)
        if len(scan.text) * 4 > self._limit:
            return
        self._last[key] = scan
        self._size += len(scan.text)
        while self._size > self._limit:
            _, old = self._last.popitem(last=False)
            self._size -= len(old.text)

    def _scan(self, shape: Shape, scan: _Scan, last: _Scan | None) -> list[ChatMessage]:
        """Fill in the scan; returns the messages of the elements that were parsed."""
        text = scan.text
        if last and last.start and text.startswith(last.text[: last.start]):
            scan.start, scan.before = last.start, last.before
            same = len(last.ends)
            if same and not text.startswith(last.text[: last.ends[-1]]):
                same = bisect.bisect_left(last.ends, True, key=lambda end: text[:end] != last.text[:end])
            while shape.joins and same and last.digests[same - 1][1] in ("a", _JOINED):
                same -= 1  # what follows may belong to the same answer
            scan.ends, scan.digests = last.ends[:same], last.digests[:same]
        else:
            at = _skip(text, 0)
            if text[at] != "{":
                raise ValueError("no object")
            end = _read_members(text, at + 1, scan.before, shape.history)
            if text[end - 1] != "[":
                return []
            scan.start = end
        messages = self._read_elements(shape, scan)
        if not messages and scan.ends and last:
            if len(scan.ends) == len(last.ends):
                messages_last = last.last
            else:  # the history was cut back: its last element is one that was read before
                at = scan.ends[-2] if len(scan.ends) > 1 else scan.start
                at = _skip(text, at)
                at = _skip(text, at + 1) if text[at] == "," else at
                messages_last = shape.read_element(_DECODER.raw_decode(text, at)[0])[-1:]
            scan.last = messages_last
        else:
            scan.last = messages[-1:]
        rest = text[scan.end :]
        if last and rest == last.text[last.end :]:
            scan.after = last.after
        else:
            _read_members(text, scan.end, scan.after, "")
        return messages or scan.last

    def _read_elements(self, shape: Shape, scan: _Scan) -> list[ChatMessage]:
        text = scan.text
        messages: list[ChatMessage] = []
        at = scan.ends[-1] if scan.ends else scan.start
        while True:
            at = _skip(text, at)
            if text[at] == "]":
                scan.end = at + 1
                return messages
            if scan.ends:
                if text[at] != ",":
                    raise ValueError("no comma")
                at = _skip(text, at + 1)
            element, at = _DECODER.raw_decode(text, at)
            found = shape.read_element(element)
            if shape.joins and messages and found and messages[-1].role == found[0].role == "assistant":
                messages[-1].parts += found[0].parts
                scan.digests[-1] = ((), _JOINED)
                found = messages[-1:]
            else:
                messages += found
            scan.ends.append(at)
            scan.digests.append(_digests_of(found))


def _digests_of(messages: Iterable[ChatMessage]) -> tuple[tuple[bytes, ...], str]:
    found = [(digest, role_letter(m.role)) for m in messages if (digest := digest_of(m))]
    return tuple(digest for digest, _ in found), "".join(role for _, role in found)


def _skip(text: str, at: int) -> int:
    """Past white space.  What follows is there: IndexError otherwise is the end of a body that was cut."""
    return cast("re.Match[str]", _SPACE.match(text, at)).end()


def _read_members(text: str, at: int, members: dict[str, Any], stop: str) -> int:
    """Read an object's members up to its end, or into the array named `stop`; returns the place just behind."""
    while True:
        at = _skip(text, at)
        if text[at] == "}":
            return at + 1
        if text[at] == ",":
            at = _skip(text, at + 1)
        name, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if not isinstance(name, str) or text[at] != ":":
            raise ValueError("no member")
        at = _skip(text, at + 1)
        if stop and name == stop and text[at] == "[":
            return at + 1
        members[name], at = _DECODER.raw_decode(text, at)


# -- answers --


def events_of(chunks: Iterable[bytes]) -> list[dict[str, Any]]:
    """The JSON objects that a stream's events carry: of SSE the data, else each line by itself."""
    datas = [_data_of(chunk) for chunk in chunks]
    datas = [data for data in datas if data[:1] == b"{"]
    try:
        found = json.loads(b"[%s]" % b",".join(datas))  # one call is three times as fast as many
    except (ValueError, RecursionError):
        found = [load_json(data) for data in datas]
    return [event for event in found if isinstance(event, dict)]


def _data_of(chunk: bytes) -> bytes:
    """The data of a server-sent event (WHATWG HTML, section 9.2.6), or the chunk itself where it is none."""
    start = -1 if chunk[:1] == b"{" else chunk.find(b"data:")
    if start < 0:
        return chunk.strip()
    if chunk.find(b"data:", start + 5) < 0 and (start == 0 or chunk[start - 1 : start] in (b"\n", b"\r")):
        return re.split(rb"[\r\n]", chunk[start + 5 :], maxsplit=1)[0].strip()
    lines = re.split(rb"\r\n|\r|\n", chunk)
    return b"\n".join(line[5:].strip() for line in lines if line.startswith(b"data:"))


def read_answer(shape: Shape, content: bytes) -> AnswerMeaning:
    """An answer in one piece: JSON, an array of events (Gemini without SSE), or a line for each event (Ollama)."""
    found = load_json(content)
    if isinstance(found, list):
        return read_events(shape, [event for event in found if isinstance(event, dict)])
    if not isinstance(found, dict):
        return read_events(shape, events_of(content.split(b"\n")))
    return _answer_of(shape, found)


def read_events(shape: Shape, events: Iterable[dict[str, Any]]) -> AnswerMeaning:
    """An answer that came as a stream."""
    return _answer_of(shape, shape.fold(events))


def _answer_of(shape: Shape, raw: dict[str, Any]) -> AnswerMeaning:
    answer = shape.answer(raw)
    if not answer.usage and (metrics := as_dict(raw.get("amazon-bedrock-invocationMetrics"))):
        answer.usage = Usage(
            as_count(metrics.get("inputTokenCount")), 0, 0, 0, as_count(metrics.get("outputTokenCount"))
        )
    return answer


def estimate(request_bytes: int, answer: AnswerMeaning) -> Usage:
    """For an answer that says nothing of its tokens: four characters each."""
    said = sum(len(part.text) + len(part.name) for part in answer.parts)
    return Usage(-(-request_bytes // 4), 0, 0, 0, -(-said // 4), estimated=True)


# ==============================================================================
# 14  Prices
# ==============================================================================
# What an answer cost, in dollars.  Three tables are asked in this order: the
# user's [prices], price_file (litellm's JSON), the built-in one, which
# .ci/make_prices.py writes and which is read so:
#
#   [provider] words that also mean it, its hosts, +providers whose models it has, ! a reseller
#     names  input output cache-read write-5m write-1h >tokens the same above
#
# in dollars per million tokens.  What is left out: a cache read and a write for
# five minutes cost as input, a write for an hour as one for five minutes (of a
# Claude that the package has no such price for, the table says 2 x input).  With
# more than `tokens` in the prompt, cached ones included, all tokens of the answer
# cost the later figures.  Prices are those of the first line's date (where they
# change by the hour, of noon UTC), without discounts for batches, surcharges for
# service tiers, and what searches and other tools cost besides.
#
# A name is listed or has no price.  It may end in a date or `-latest`, on Bedrock
# and Vertex in a version; after `*` also in `-preview`, `-exp`, a short date.
# Who serves the model decides: the host, if it is listed; else a shape of path
# that only one cloud has (vertex, azure, bedrock); else the first provider here
# that knows the name: makers of models, and never a reseller.

# >>> written by .ci/make_prices.py
_PRICES = r"""genai-prices 0.2.3 2026-11-21
[anthropic] api.anthropic.com
  claude-3-5-haiku* claude-3.5-haiku*  0.8 4 0.08 1 1.6
  claude-3-5-sonnet* claude-3.5-sonnet* claude-3-7-sonnet* claude-3.7-sonnet* claude-sonnet-3.7*  3 15 0.3 3.75 6
  claude-sonnet-3-7*  3 15 0.3 3.75 6
  claude-3-haiku*  0.25 1.25 0.03 0.3 0.5
  claude-3-opus*  15 75 1.5 18.75 30
  claude-3-sonnet*  3 15 0.3 3.75 6
  claude-fable-5  10 50 1 12.5 20
  claude-fable-5-1  10 50 0.25 12.5 20
  claude-fable-5-2  8 40 0.2 10 16
  claude-haiku-4-5* claude-haiku-4.5* claude-4-5-haiku* claude-4.5-haiku*  1 5 0.1 1.25 2
  claude-haiku-5-5* claude-haiku-5.5* claude-5-5-haiku*  0.1 0.5 0.01 0.125 0.2 >100000 0.5 2.5 0.05 0.625 1
  claude-5.5-haiku*  0.1 0.5 0.01 0.125 0.2 >100000 0.5 2.5 0.05 0.625 1
  claude-mythos-5-2  8 40 0.2 10 16
  claude-opus-4-0* claude-4-opus* claude-opus-4 claude-opus-4-1* claude-opus-4.1*  15 75 1.5 18.75 30
  claude-opus-4-5* claude-opus-4.5* claude-4-5-opus* claude-4.5-opus* claude-opus-4-6*  5 25 0.5 6.25 10
  claude-opus-4.6* claude-4-6-opus* claude-4.6-opus* claude-opus-4-7* claude-opus-4.7*  5 25 0.5 6.25 10
  claude-4-7-opus* claude-4.7-opus* claude-opus-4-8* claude-opus-4.8* claude-4-8-opus*  5 25 0.5 6.25 10
  claude-4.8-opus* claude-opus-5 claude-opus-5.0* claude-5-opus* claude-5.0-opus*  5 25 0.5 6.25 10
  claude-opus-5-5 claude-opus-5.5* claude-5-5-opus* claude-5.5-opus*  4 20 0.2 5 8
  claude-sonnet-4* claude-sonnet-4-0* claude-4-sonnet*  3 15 0.3 3.75 6
  claude-sonnet-4-5* claude-sonnet-4.5*  3 15 0.3 3.75 6 >200000 6 22.5 0.6 7.5 12
  claude-sonnet-4-6* claude-sonnet-4.6*  3 15 0.3 3.75 6
  claude-sonnet-5* claude-sonnet-5.0* claude-5-sonnet* claude-5.0-sonnet*  2 10 0.2 2.5 4
  claude-sonnet-5-5* claude-sonnet-5.5* claude-5-5-sonnet* claude-5.5-sonnet*  2 10 0.1 2.5 4
[openai] api.openai.com *.api.openai.com
  chatgpt-4o-latest  5 15
  codex-mini  1.5 6 0.375
  ft:gpt-3.5-turbo*  3 6
  ft:gpt-4o*  3.75 15
  ft:gpt-4o-mini*  0.3 1.2
  gpt-3.5-turbo gpt-35-turbo gpt-3.5-turbo-0125  0.5 1.5
  gpt-3.5-turbo-instruct*  1.5 2
  gpt-4 gpt-4-0314 gpt-4-0613 ft:gpt-4*  30 60
  gpt-4-turbo gpt-4-turbo-0125-preview gpt-4-0125-preview gpt-4-1106-preview gpt-4-turbo-preview  10 30
  gpt-4.1  2 8 0.5
  gpt-4.1-mini  0.4 1.6 0.1
  gpt-4.1-nano  0.1 0.4 0.025
  gpt-4o  2.5 10 1.25
  gpt-4o-2024-05-13  5 15
  gpt-4o-mini gpt-4o-mini-search-preview  0.15 0.6 0.075
  gpt-4o-search-preview  2.5 10
  gpt-5 gpt-5-chat gpt-5-codex  1.25 10 0.125
  gpt-5-mini  0.25 2 0.025
  gpt-5-nano*  0.05 0.4 0.005
  gpt-5-pro  15 120
  gpt-5-search-api gpt-5.1 gpt-5.1-codex gpt-5.1-codex-max gpt-5.1-chat gpt-5-1 gpt-5-1-codex  1.25 10 0.125
  gpt-5-1-codex-max gpt-5-1-chat  1.25 10 0.125
  gpt-5.1-codex-mini gpt-5.1-mini gpt-5-1-codex-mini gpt-5-1-mini  0.25 2 0.025
  gpt-5.2 gpt-5-2 gpt-5.2-chat gpt-5-2-chat gpt-5.2-codex gpt-5-2-codex  1.75 14 0.175
  gpt-5.2-pro gpt-5-2-pro  21 168
  gpt-5.3 gpt-5-3 gpt-5.3-chat gpt-5-3-chat gpt-5.3-codex gpt-5-3-codex  1.75 14 0.175
  gpt-5.4 gpt-5-4  2.5 15 0.25 >272000 5 22.5 0.5
  gpt-5.4-mini gpt-5-4-mini  0.75 4.5 0.075
  gpt-5.4-nano gpt-5-4-nano  0.2 1.25 0.02
  gpt-5.4-pro gpt-5-4-pro  30 180 >272000 60 270
  gpt-5.5 gpt-5-5 gpt-5.5-chat gpt-5-5-chat gpt-5.5-codex gpt-5-5-codex  5 30 0.5 >272000 10 45 1
  gpt-5.5-cyber  12.5 75 1.25
  gpt-5.5-pro gpt-5-5-pro  30 180 >272000 60 270
  gpt-5.6-cyber  12.5 75 1.25 15.625
  gpt-5.6-luna gpt-5-6-luna  0.2 1.2 0.02 0.25 >272000 0.4 1.8 0.04 0.5
  gpt-5.6-sol gpt-5-6-sol gpt-5.6 gpt-5-6  4 20 0.4 5 >272000 8 30 0.8 10
  gpt-5.6-terra gpt-5-6-terra  2 12 0.2 2.5 >272000 4 18 0.4 5
  gpt-6-astra  10 50 1 12.5 >272000 20 75 2 25
  gpt-6-cyber  20 100 2 25
  gpt-6-luna  0.1 0.5 0.01 0.125 >272000 0.2 0.75 0.02 0.25
  gpt-6-sol  2 10 0.2 2.5 >272000 4 15 0.4 5
  gpt-6.1-sol  2 10 0.1 2.5 >272000 4 15 0.2 5
  gpt-6.1-terra  1 5 0.05 1.25 >272000 2 7.5 0.1 2.5
  gpt-chat-latest chat-latest  5 30 0.5
  moderation* omni-moderation text-moderation  0 0
  o1  15 60 7.5
  o1-mini  1.1 4.4 0.55
  o1-preview  15 60 7.5
  o1-pro  150 600
  o3  2 8 0.5
  o3-deep-research  10 40 2.5
  o3-mini o3-mini-high  1.1 4.4 0.55
  o3-pro  20 80
  o4-mini o4-mini-high  1.1 4.4 0.275
  o4-mini-deep-research  2 8 0.5
  text-embedding-3-large  0.13 0
  text-embedding-3-small  0.02 0
  text-embedding-ada text-embedding-ada-002 text-embedding-ada-002-v2  0.1 0
[google] gemini vertex vertex_ai googleapis.com *.googleapis.com +anthropic
  gemini-2.0-flash* gemini-2.0-flash-thinking*  0.1 0.4 0.025
  gemini-2.0-flash-lite*  0.075 0.3
  gemini-2.5-flash gemini-2.5-flash-preview-09-2025  0.3 2.5 0.03
  gemini-2.5-flash-lite gemini-2.5-flash-lite-preview*  0.1 0.4 0.01
  gemini-2.5-flash-preview-05-20* gemini-2.5-flash-preview-04-17* gemini-2.5-flash-preview-05-20:thinking  0.15 0.6
  gemini-2.5-flash-preview gemini-2.5-flash-preview:thinking  0.15 0.6
  gemini-2.5-pro*  1.25 10 0.125 >200000 2.5 15 0.25
  gemini-3-flash-preview*  0.5 3 0.05
  gemini-3-pro-preview* gemini-3-pro-text-preview  2 12 0.2 >200000 4 18 0.4
  gemini-3.1-flash-lite gemini-3.1-flash-lite-preview*  0.25 1.5 0.025
  gemini-3.1-pro-preview* gemini-pro-latest  2 12 0.2 >200000 4 18 0.4
  gemini-3.5-flash*  1.5 9 0.15
  gemini-3.5-flash-lite* gemini-flash-lite-latest  0.3 2.5 0.03
  gemini-3.6-flash* gemini-3.7-flash* gemini-3.8-flash* gemini-flash-latest  0.75 3.75 0.075
  gemini-4-argon*  2 10 0.1
  gemini-embedding-001  0.15 0
  gemini-embedding-2 gemini-embedding-2-preview  0.2 0
[deepseek] api.deepseek.com
  deepseek-chat* deepseek-chat-v3-0324  0.27 1.1 0.07
  deepseek-flash  0.15 0.6 0.003
  deepseek-reasoner deepseek-r1*  0.55 2.19 0.14
  deepseek-v3.1-terminus  0.27 0.95 0.13
  deepseek-v3.2  0.2288 0.3432
  deepseek-v3.2-exp  0.27 0.41
  deepseek-v4-flash*  0.15 0.6 0.003
  deepseek-v4-pro*  0.66 1.98 0.022
[mistral] mistralai api.mistral.ai
  codestral-latest codestral-2501  0.3 0.9
  codestral-2508  0.3 0.9 0.03
  codestral-embed-2505 codestral-embed  0.15 0 0.015
  deepseek-v4-1-flash-1017  0.3 1.2 0.007
  devstral-2512  0.4 2 0.04
  devstral-small devstral-small-2505 devstral-small-2507 labs-devstral-small-2512  0.1 0.3
  magistral-medium*  2 5
  magistral-small*  0.5 1.5
  ministral-14b-2512  0.2 0.2 0.02
  ministral-3b  0.04 0.04
  ministral-3b-2512  0.1 0.1 0.01
  ministral-8b ministral-8b-2410  0.1 0.1
  ministral-8b-2512 ministral-8b-latest  0.15 0.15 0.015
  mistral-embed mistral-embed-2312  0.1 0.1
  mistral-large mistral-large-2407 mistral-large-2411  2 6
  mistral-large-2512  0.5 1.5 0.05
  mistral-large-4 mistral-large-4-0  0.7 2.1 0.07
  mistral-medium mistral-medium-2505 mistral-medium-2508  0.4 2 0.04
  mistral-medium-3.5 mistral-medium-3-5 mistral-medium-3 mistral-medium-2604 mistral-medium-latest  1.5 7.5 0.15
  mistral-small-2603 mistral-small-latest  0.15 0.6 0.015
  zai-glm-5-3  1.4 4.4 0.14
  zai-glm-5-3-flash  0.15 0.5 0.03
[x-ai] xai api.x.ai *.api.x.ai
  grok-3 grok-3-beta  3 15 0.75
  grok-3-mini grok-3-mini-beta  0.3 0.5 0.075
  grok-4-0709 grok-4  3 15 0.75
  grok-4-1-fast-non-reasoning grok-4-1-fast grok-4-1-fast-reasoning grok-4-fast-non-reasoning grok-4-fast  0.2 0.5 0.05
  grok-4-fast-reasoning  0.2 0.5 0.05
  grok-4.20 grok-4.20-0309-reasoning grok-4.20-0309-non-reasoning  1.25 2.5 0.2 >199999 2.5 5 0.4
  grok-4.20-multi-agent-0309 grok-4.20-multi-agent grok-4.20-multi-agent-beta-0309  1.25 2.5 0.2 >199999 2.5 5 0.4
  grok-4.20-multi-agent-beta-latest grok-4.3  1.25 2.5 0.2 >199999 2.5 5 0.4
  grok-4.5 grok-latest  2 6 0.3 >199999 4 12 0.6
  grok-4.6 grok-4.7  2 6 0.5 >199999 4 12 1
  grok-build-0.1  1 2 0.2 >199999 2 4 0.4
  grok-code-fast grok-code-fast-1 grok-code-fast-1-0825  0.2 1.5 0.02
[cohere] cohere_chat api.cohere.ai api.cohere.com
  command  1 2
  command-a command-a-03-2025  2.5 10
  command-light*  0.3 0.6
  command-r command-r-08-2024  0.15 0.6
  command-r-plus command-r-plus-08-2024  2.5 10
  command-r7b command-r7b-12-2024  0.0375 0.15
  embed-v4.0  0.12 0
[moonshotai] moonshot api.moonshot.ai api.moonshot.cn
  kimi-k2-thinking  0.6 2.5 0.15
  kimi-k2-thinking-turbo kimi-k2-turbo*  1.15 8 0.15
  kimi-k2.5*  0.6 3 0.1
  kimi-k2.6*  0.95 4 0.16
  kimi-k2.7-code  0.95 4 0.19
  kimi-k2.7-code-highspeed  1.9 8 0.38
  kimi-k3  3 15 0.3 3 6
  kimi-k3.1-pro  2 10 0.2 2 4
  kimi-k3.1-pro-highspeed  4 20 0.2 4 8
[zai] z-ai api.z.ai
  glm-4.5  0.6 2.2 0.11
  glm-4.5-air  0.2 1.1 0.03
  glm-4.5-airx  1.1 4.5 0.22
  glm-4.5-x  2.2 8.9 0.45
  glm-4.6 glm-4.7  0.6 2.2 0.11
  glm-4.7-flashx  0.07 0.4 0.01
  glm-5  1 3.2 0.2
  glm-5.1 glm-5.2 glm-5.3  1.4 4.4 0.26
  glm-5.3-flash  0.15 0.5 0.03
  glm-5.3-flashx glm-5.3-flashx-legal  0.37 1.25 0.075
[minimax] api.minimax.io api.minimaxi.com
  minimax-m2 minimax-m2.1 minimax-m2.5  0.3 1.2 0.03 0.375
  minimax-m2.1-highspeed* minimax-m2.5-highspeed*  0.6 2.4 0.03 0.375
  minimax-m2.7  0.3 1.2 0.06 0.375
  minimax-m2.7-highspeed*  0.6 2.4 0.06 0.375
  minimax-m3.1-flash  0.15 0.6 0.015
  minimax-01  0.2 1.1
  minimax-m1  0.4 2.2
  minimax-m3  0.3 1.2 0.06 >512000 0.6 2.4 0.12
[voyageai] voyage api.voyageai.com
  voyage-3-large  0.18 0
  voyage-3.5  0.06 0
  voyage-3.5-lite  0.02 0
  voyage-4  0.06 0
  voyage-4-large  0.12 0
  voyage-4-lite  0.02 0
  voyage-code-2  0.12 0
  voyage-code-3  0.18 0
  voyage-code-4  0.12 0
  voyage-context-3  0.18 0
  voyage-context-4 voyage-finance-2 voyage-law-2 voyage-multilingual-2  0.12 0
[meta] meta_llama api.meta.ai
  muse-spark-1.1 muse-spark-1.2 muse-spark-1.3  1.25 4.25 0.15
  muse-wonder-1.0  4 20 0.2
[aws] bedrock bedrock_converse bedrock-runtime*.amazonaws.com
  amazon.nova-lite  0.06 0.24 0.015
  amazon.nova-micro  0.035 0.14 0.00875
  amazon.nova-premier  2.5 12.5 0.625
  amazon.nova-pro  0.8 3.2 0.2
  amazon.titan-embed-text  0.1 0
  amazon.titan-embed-text-v2  0.02 0
  deepseek.r1  1.35 5.4
  global.amazon.nova-2-lite  0.3 2.5 0.075
  global.anthropic.claude-fable-5-1  10 50 0.25 12.5 20
  global.anthropic.claude-fable-5-2  8 40 0.2 10 16
  global.anthropic.claude-fable-5  10 50 1 12.5 20
  global.anthropic.claude-haiku-4-5  1 5 0.1 1.25 2
  global.anthropic.claude-haiku-5-5  0.1 0.5 0.01 0.125 0.2 >100000 0.5 2.5 0.05 0.625 1
  global.anthropic.claude-mythos-5-2  8 40 0.2 10 16
  global.anthropic.claude-opus-4-5 global.anthropic.claude-opus-4-6 global.anthropic.claude-opus-4-7  5 25 0.5 6.25 10
  global.anthropic.claude-opus-4-8 global.anthropic.claude-opus-5  5 25 0.5 6.25 10
  global.anthropic.claude-opus-5-5  4 20 0.2 5 8
  global.anthropic.claude-sonnet-4 global.anthropic.claude-sonnet-4-5  3 15 0.3 3.75 6
  global.anthropic.claude-sonnet-4-6  3 15 0.3 3.75 6
  global.anthropic.claude-sonnet-5-5  2 10 0.1 2.5 4
  global.anthropic.claude-sonnet-5  2 10 0.2 2.5 4
  global.moonshotai.kimi-k3  3 15 0.3 3.75
  global.moonshotai.kimi-k3.1  4 20 0.2 5
  global.openai.gpt-5.6-luna  0.2 1.2 0.02 0.25 >272000 0.4 1.8 0.04 0.5
  global.openai.gpt-5.6-sol  4 20 0.4 5 >272000 8 30 0.8 10
  global.openai.gpt-5.6-terra  2 12 0.2 2.5 >272000 4 18 0.4 5
  global.openai.gpt-6-astra  10 50 1 12.5 >272000 20 75 2 25
  global.openai.gpt-6-luna  0.1 0.5 0.01 0.125 >272000 0.2 0.75 0.02 0.25
  global.openai.gpt-6-sol  2 10 0.2 2.5 >272000 4 15 0.4 5
  global.openai.gpt-6.1-sol  2 10 0.1 2.5 >272000 4 15 0.2 5
  global.openai.gpt-6.1-terra  1 5 0.05 1.25 >272000 2 7.5 0.1 2.5
  global.zai.glm-5.3  1.68 5.28 0.312 2.1
  meta.llama3-1-70b-instruct  0.72 0.72
  meta.llama3-1-8b-instruct  0.22 0.22
  meta.llama3-3-70b-instruct  0.72 0.72
  meta.llama4-maverick-17b-instruct  0.24 0.97
  meta.llama4-scout-17b-instruct  0.17 0.66
  mistral.devstral-2-123b  0.4 2
  mistral.magistral-small-2509  0.5 1.5
  mistral.ministral-3-14b-instruct  0.2 0.2
  mistral.ministral-3-3b-instruct  0.1 0.1
  mistral.ministral-3-8b-instruct  0.15 0.15
  mistral.mistral-large-3-675b-instruct  0.5 1.5
  openai.gpt-5.4  2.75 16.5 0.275
  openai.gpt-5.5  5.5 33 0.55
  openai.gpt-oss-120b-1  0.15 0.6
  openai.gpt-oss-20b-1  0.07 0.3
  qwen.qwen3-32b qwen.qwen3-coder-30b-a3b  0.15 0.6
  qwen.qwen3-coder-480b-a35b  0.45 1.8
  qwen.qwen3-vl-235b-a22b  0.53 2.66
  amazon.nova-2-lite  0.33 2.75 0.0825
  anthropic.claude-3-5-haiku claude-3-5-haiku  0.8 4 0.08 1 1.6
  anthropic.claude-3-5-sonnet claude-3-5-sonnet anthropic.claude-3-7-sonnet claude-3-7-sonnet  3 15 0.3 3.75 6
  anthropic.claude-3-haiku claude-3-haiku  0.25 1.25
  anthropic.claude-3-opus claude-3-opus  15 75
  anthropic.claude-3-sonnet claude-3-sonnet  3 15 0.3 3.75 6
  anthropic.claude-fable-5-1 claude-fable-5-1  11 55 0.275 13.75 22
  anthropic.claude-fable-5-2 claude-fable-5-2  8.8 44 0.22 11 17.6
  anthropic.claude-fable-5 claude-fable-5  11 55 1.1 13.75 22
  anthropic.claude-haiku-4-5 claude-haiku-4-5  1.1 5.5 0.11 1.375 2.2
  anthropic.claude-haiku-5-5 claude-haiku-5-5  0.11 0.55 0.011 0.1375 0.22 >100000 0.55 2.75 0.055 0.6875 1.1
  anthropic.claude-mythos-5-2 claude-mythos-5-2  8.8 44 0.22 11 17.6
  anthropic.claude-opus-4-1 claude-opus-4-1 anthropic.claude-opus-4 claude-opus-4  15 75 1.5 18.75 30
  anthropic.claude-opus-4-5 claude-opus-4-5 anthropic.claude-opus-4-6 claude-opus-4-6  5.5 27.5 0.55 6.875 11
  anthropic.claude-opus-4-7 claude-opus-4-7 anthropic.claude-opus-4-8 claude-opus-4-8  5.5 27.5 0.55 6.875 11
  anthropic.claude-opus-5 claude-opus-5  5.5 27.5 0.55 6.875 11
  anthropic.claude-opus-5-5 claude-opus-5-5  4.4 22 0.22 5.5 8.8
  anthropic.claude-sonnet-4 claude-sonnet-4  3 15 0.3 3.75 6
  anthropic.claude-sonnet-4-5 claude-sonnet-4-5 anthropic.claude-sonnet-4-6 claude-sonnet-4-6  3.3 16.5 0.33 4.125 6.6
  anthropic.claude-sonnet-5-5 claude-sonnet-5-5  2.2 11 0.11 2.75 4.4
  anthropic.claude-sonnet-5 claude-sonnet-5  2.2 11 0.22 2.75 4.4
  moonshotai.kimi-k3  3.3 16.5 0.33 4.125
  moonshotai.kimi-k3.1  4.4 22 0.22 5.5
  openai.gpt-5.6-luna gpt-5.6-luna  0.22 1.32 0.022 0.275 >272000 0.44 1.98 0.044 0.55
  openai.gpt-5.6-sol gpt-5.6-sol  4.4 22 0.44 5.5 >272000 8.8 33 0.88 11
  openai.gpt-5.6-terra gpt-5.6-terra  2.2 13.2 0.22 2.75 >272000 4.4 19.8 0.44 5.5
  openai.gpt-6-astra gpt-6-astra  11 55 1.1 13.75 >272000 22 82.5 2.2 27.5
  openai.gpt-6-luna gpt-6-luna  0.11 0.55 0.011 0.1375 >272000 0.22 0.825 0.022 0.275
  openai.gpt-6-sol gpt-6-sol  2.2 11 0.22 2.75 >272000 4.4 16.5 0.44 5.5
  openai.gpt-6.1-sol gpt-6.1-sol  2.2 11 0.11 2.75 >272000 4.4 16.5 0.22 5.5
  openai.gpt-6.1-terra gpt-6.1-terra  1.1 5.5 0.055 1.375 >272000 2.2 8.25 0.11 2.75
  zai.glm-5.3  1.848 5.808 0.3432 2.31
[azure] azure_ai *.azure.com *.azure-api.net +openai +anthropic +deepseek +x-ai +moonshotai
  phi-4  0.125 0.5
  phi-4-mini-instruct  0.075 0.3
  phi-4-multimodal-instruct  0.08 0.32
  phi-4-reasoning-plus  0.125 0.5
[groq] ! api.groq.com
  deepseek-r1-distill-llama-70b  0.75 0.99
  llama-3.1-8b-instant  0.05 0.08
  llama-3.3-70b-versatile  0.59 0.79
  llama-guard-3-8b  0.2 0.2
  meta-llama/llama-4-maverick-17b-128e-instruct  0.2 0.6
  meta-llama/llama-4-scout-17b-16e-instruct  0.11 0.34
  meta-llama/llama-guard-4-12b  0.2 0.2
  moonshotai/kimi-k2-instruct moonshotai/kimi-k2-instruct-0905  1 3 0.5
  openai/gpt-oss-120b  0.15 0.6 0.075
  openai/gpt-oss-20b openai/gpt-oss-safeguard-20b  0.075 0.3 0.0375
  qwen/qwen3-32b  0.29 0.59
  qwen/qwen3.8-27b  0.8 4
[cerebras] ! api.cerebras.ai
  gpt-oss-120b  0.35 0.75
  qwen-3.8-27b  0.99 1.49
[together] ! together_ai api.together.xyz api.together.ai
  minimaxai/minimax-m3  0.3 1.2 0.06
  minimaxai/minimax-m3.1-flash  0.15 0.6 0.015
  qwen/qwen3.5-9b  0.17 0.25
  qwen/qwen3.6-plus  0.5 3
  qwen/qwen3.7-max  2.5 7.5 0.5
  qwen/qwen3.7-plus  0.32 1.28
  qwen/qwen3.8-2.4t-a95b  2 6 0.5
  qwen/qwen3.8-flash  0.15 0.47
  deepseek-ai/deepseek-v4-pro-0813  1.32 3.96 0.13
  deepseek-ai/deepseek-v4.1-flash deepseek-ai/deepseek-v4.1-flash-1017  0.3 1.2 0.006
  meta-llama/llama-3.3-70b-instruct-turbo  0.88 0.88
  meta-llama/llama-4-maverick-17b-128e-instruct-fp8  0.27 0.85
  meta-llama/llama-4-scout-17b-16e-instruct  0.18 0.59
  meta-llama/meta-llama-3.1-8b-instruct-turbo  0.18 0.18
  meta-llama/meta-llama-3.3-70b-instruct-turbo  0.88 0.88
  meta-models/muse-glimmer-30b  0.35 1.5 0.04
  meta-models/muse-spark-open-816b-a42b  1.25 4.25 0.15
  moonshotai/kimi-k3  3 15 0.3
  moonshotai/kimi-k3.1-pro  2 10 0.2
  openai/gpt-oss-120b  0.15 0.6
  zai-org/glm-5.2 zai-org/glm-5.3  1.4 4.4 0.26
  zai-org/glm-5.3-flash  0.15 0.5 0.03
[openrouter] ! openrouter.ai *.openrouter.ai +anthropic +openai +google +x-ai
"""
# <<<

_Rates = tuple[float, float, float, float, float]
_SERVER_HINTS = ("vertex", "azure", "bedrock")  # the others name a shape that many servers speak
_RESOURCE = re.compile(r"^(models/|(projects/.+/)?publishers/[^/]+/models/|arn:aws[^:]*:bedrock:.*/)")
_REGION = re.compile(r"^(us|us-gov|eu|apac|au|jp|in|ca|sa|me|af)\.")  # global. is a price of its own
_SUFFIX = re.compile(
    r"(-20\d{6}|-20\d\d-\d\d-\d\d|-latest"
    r"|(-v1|(?<=-20\d{6})-v\d+)(:\d+k?)*|:0"  # Bedrock's: another version of a dated model is the same model
    r"|(-v\d+)?@(\d{3}|20\d{6}|default))$"  # Vertex's
)
_SHORT_DATE = re.compile(r"-(\d\d-\d\d|\d\d-20\d\d|\d{3,4})$")  # or 001, as Google counts
_PREVIEW = re.compile(r"-(preview|exp)$")


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars per million tokens: (prompt tokens to exceed, rates), from the lowest; the first holds always."""

    tiers: tuple[tuple[int, _Rates], ...]

    def of(self, usage: Usage) -> float:
        """Dollars, rounded to 1e-8."""
        fed = (usage.input_tokens, usage.cache_read_tokens, usage.cache_write_5m_tokens, usage.cache_write_1h_tokens)
        rates = [rates for start, rates in self.tiers if sum(fed) > start][-1]
        tokens = (fed[0], usage.output_tokens, *fed[1:])
        return round(sum(count * rate for count, rate in zip(tokens, rates, strict=True)) / 1e6, 8)


def _rates(
    fed: float | None,
    output: float | None = None,
    read: float | None = None,
    write: float | None = None,
    hour: float | None = None,
) -> _Rates:
    fed = fed or 0.0
    write = fed if write is None else write
    return fed, output or 0.0, fed if read is None else read, write, write if hour is None else hour


@dataclass(frozen=True, slots=True)
class _Provider:
    words: tuple[str, ...]
    hosts: tuple[str, ...]
    borrowed: tuple[str, ...]
    is_reseller: bool
    prices: dict[str, Price] = field(default_factory=dict)
    open_prices: dict[str, Price] = field(default_factory=dict)

    def find(self, forms: Sequence[str]) -> Price | None:
        for form in forms:
            undated = _SHORT_DATE.sub("", form)
            names = (form, undated, _PREVIEW.sub("", undated))
            price = self.prices.get(form) or next((p for name in names if (p := self.open_prices.get(name))), None)
            if price:
                return price
        return None


@functools.cache
def _providers() -> dict[str, _Provider]:
    """The built-in table by provider, in its order."""
    found: dict[str, _Provider] = {}
    for line in _PRICES.splitlines()[1:]:
        if line.startswith("["):
            name, *rest = line.replace("[", "").replace("]", "").split()
            hosts = tuple(word for word in rest if "." in word)
            borrowed = tuple(word[1:] for word in rest if word[0] == "+")
            words = (name, *(word for word in rest if word.replace("_", "").replace("-", "").isalnum()))
            last = found[name] = _Provider(words, hosts, borrowed, "!" in rest)
            continue
        names, figures = line.strip().split("  ")
        price = _read_price(figures)
        for model in names.split():
            (last.open_prices if model[-1] == "*" else last.prices)[model.rstrip("*")] = price
    return found


def _read_price(figures: str) -> Price:
    base, *above = figures.split(" >")
    tiers = [(-1, _rates(*map(float, base.split())))]
    for part in above:
        start, *columns = part.split()
        tiers.append((int(start), _rates(*map(float, columns))))
    return Price(tuple(tiers))


def prices_version() -> str:
    """Where the built-in prices come from: `genai-prices 0.2.3, 2026-11-21, 500 model names`."""
    count = sum(len(provider.prices) + len(provider.open_prices) for provider in _providers().values())
    return f"{_PRICES.splitlines()[0].replace(' 20', ', 20')}, {count} model names"


def read_price_file(text: str, name: str) -> dict[str, Price]:
    """The prices in litellm's model_prices_and_context_window.json; entries that have none are left out.

    Raises ConfigError if there are none at all; `name` is the file's, for its message.
    """
    try:
        entries = json.loads(text)
    except ValueError as e:
        raise ConfigError(f"price_file {name} is not valid JSON: {e}") from None
    entries = entries if isinstance(entries, dict) else {}
    prices = {key.lower(): _litellm_price(entry) for key, entry in entries.items() if key != "sample_spec"}
    found = {key: price for key, price in prices.items() if price}
    if not found:
        raise ConfigError(
            f"price_file {name} has no prices; expected litellm's model_prices_and_context_window.json:"
            ' {"model": {"input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05}}'
        )
    return found


def _litellm_price(entry: object) -> Price | None:
    if not isinstance(entry, dict) or entry.get("input_cost_per_token") is None:
        return None
    costs = {key: cost for key, cost in entry.items() if re.search(r"_cost(_per_token)?(_above_\w+)?$", key)}
    tiers = {int(match[1]) * 1000 for key in costs if (match := re.search(r"_above_(\d+)k_tokens$", key))}
    try:
        return Price(tuple((start, _litellm_rates(costs, start)) for start in (-1, *sorted(tiers))))
    except ValueError:
        return None


def _litellm_rates(costs: Mapping[str, object], start: int) -> _Rates:
    """Dollars per million tokens above `start`; raises ValueError for what is no price, such as $1 a token."""

    def dollars(key: str) -> float | None:
        cost = costs.get(f"{key}_above_{start // 1000}k_tokens")
        cost = costs.get(key) if cost is None else cost
        if cost is None:
            return None
        if not isinstance(cost, int | float) or isinstance(cost, bool) or not 0 <= cost < 1:
            raise ValueError(key)
        return round(cost * 1e6, 9)  # 3e-07 * 1e6 is 0.3, not 0.29999999999999999

    return _rates(
        dollars("input_cost_per_token"),
        dollars("output_cost_per_token"),
        dollars("cache_read_input_token_cost"),
        dollars("cache_creation_input_token_cost"),
        dollars("cache_creation_input_token_cost_above_1hr"),
    )


class PriceTable:
    """The prices in force: `own` from [prices] by model and column, `file` as read_price_file returned it."""

    def __init__(self, own: Mapping[str, Mapping[str, float]] | None = None, file: Mapping[str, Price] | None = None):
        self._own = {
            name.lower(): Price(((-1, _rates(*map(row.get, PRICE_COLUMNS))),)) for name, row in (own or {}).items()
        }
        self._file = file or {}
        self._remembered = functools.lru_cache(maxsize=256)(self.find)

    def cost_of(self, model: str, usage: Usage, provider_hint: str = "", host: str = "") -> float | None:
        """Dollars for an answer, rounded to 1e-8; None if the price is not known, or there is none (Ollama).

        `provider_hint` is the route's provider, `host` the upstream's name without a port.
        """
        price = (self._remembered if len(model) < 256 else self.find)(model, provider_hint, host)
        return price.of(usage) if price else None

    def find(self, model: str, provider_hint: str = "", host: str = "") -> Price | None:
        """The price of a model there.  The user's own hold even for Ollama, the others never do."""
        name = _RESOURCE.sub("", model.strip().lower(), count=1)
        if name.startswith("ft:"):
            name = ":".join(name.split(":")[:2])  # ft:base:organisation:suffix:id
        forms = _forms(name)
        own = next((self._own[form] for form in forms if form in self._own), None)
        if own or provider_hint == "ollama":
            return own
        servers = _servers(provider_hint, host.lower())
        return self._in_file(forms, servers) or _built_in(forms, servers)

    def _in_file(self, forms: Sequence[str], servers: Sequence[_Provider]) -> Price | None:
        """Of the file, where a model has a bare name at its maker and `provider/model` elsewhere."""
        if not self._file:
            return None
        elsewhere = [f"{word}/{form}" for server in servers for word in server.words for form in forms]
        keys = [*forms, *elsewhere] if len(servers) == len(_providers()) else [*elsewhere, *forms]
        return next((self._file[key] for key in keys if key in self._file), None)


def _forms(name: str) -> list[str]:
    """The name, then without its region, then without one, two, three of its last dates and versions."""
    forms = [name]
    for pattern in (_REGION, _SUFFIX, _SUFFIX, _SUFFIX):
        if (shorter := pattern.sub("", forms[-1], count=1)) != forms[-1]:
            forms.append(shorter)
    return forms


def _servers(hint: str, host: str) -> list[_Provider]:
    """The providers whose prices can apply, the likeliest first."""
    known = _providers()
    by_host = (p for p in known.values() if any(fnmatch.fnmatchcase(host, pattern) for pattern in p.hosts))
    by_hint = (p for p in known.values() if hint in _SERVER_HINTS and hint in p.words)
    server = next(by_host, None) or next(by_hint, None)
    return [server, *(known[name] for name in server.borrowed)] if server else list(known.values())


def _built_in(forms: Sequence[str], servers: Sequence[_Provider]) -> Price | None:
    """By the model's own prefix first (`anthropic/claude-…`, as gateways write it), then by its name."""
    prefix, slash, _ = forms[0].partition("/")
    for server in servers:
        if slash and prefix in server.words and (price := server.find([form.partition("/")[2] for form in forms])):
            return price
    named = [server for server in servers if not server.is_reseller or server is servers[0]]
    return next((price for server in named if (price := server.find(forms))), None)


# ==============================================================================
# 15  Routes
# ==============================================================================
# `/{provider}/{upstream}/{path}`.  The path goes out with the client's own
# bytes; only what stands before it is read.  Everything a web page could do
# through us is refused here too: a page can make a browser send requests to
# 127.0.0.1, and a rebound DNS name can make it read the answers.

_OPENAI_SEGMENTS = frozenset(
    b"responses chat completions embeddings models files images audio moderations batches fine_tuning assistants "
    b"threads vector_stores conversations realtime uploads evals containers videos".split()
)
_METADATA_ADDRESSES = frozenset(
    "100.100.100.200 168.63.129.16 192.0.0.192 fd00:ec2::254 fd00:ec2::23 fd20:ce::254".split()
)
# IPv6 networks whose last 32 bits are an IPv4 address: NAT64 and the long deprecated IPv4-compatible form.
_EMBEDDING_NETWORKS = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))


_ABSOLUTE = re.compile(rb"(?i:http)://([^/?#]*)([/?].*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: `path` is origin-form with query, `upstream` the validated host[:port] used as its name."""

    provider: str
    upstream: str
    host: str
    port: int
    tls: bool
    path: bytes
    region: str = ""  # of AWS, where the request is to be signed

    @property
    def key(self) -> tuple[str, int, bool]:
        """What connections in the pool are shared by."""
        return self.host, self.port, self.tls


def why_refused(address: str) -> str:
    """Why a resolved address may not be connected to, or an empty string."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and int(ip) > 1:
        ip = ip.ipv4_mapped or ip.sixtofour or ip
        if isinstance(ip, ipaddress.IPv6Address) and any(ip in network for network in _EMBEDDING_NETWORKS):
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local:
        return "a site-local address"
    if ip.is_link_local or str(ip) in _METADATA_ADDRESSES:
        return "a link-local or cloud-metadata address"
    if ip.is_multicast or ip.is_unspecified or ip == ipaddress.IPv4Address("255.255.255.255"):
        return "not a unicast address"
    return ""


def matches_upstream(patterns: Collection[str], host: str, port: int) -> bool:
    """Patterns are `host`, `host:port` or `*.domain` (which does not match the domain itself)."""
    if not patterns:
        return False
    for pattern in (p.lower() for p in patterns):
        if pattern in (host, f"{host}:{port}", f"[{host}]:{port}"):
            return True
        if pattern.startswith("*.") and host.endswith(pattern[1:]):
            return True
    return False


def find_route(head: RequestHead, settings: Settings) -> Target:
    """Where this request goes.  Raises ClientError with what to write instead."""
    if settings.forward_proxy and is_foreign(head, settings):
        return _foreign_target(head, settings)
    path, mark, query = origin_form(head).partition(b"?")
    if path[1:].partition(b"/")[0] in _BEDROCK_SEGMENTS:
        return _bedrock_target(head, path, mark + query, settings)
    provider, upstream, rest = _split_path(path, head, settings)
    try:
        host, port = parse_upstream(upstream)
    except ValueError as e:
        shown = mask_userinfo(upstream)
        raise ClientError(400, "invalid_upstream", f"{shown!r} is not an upstream: {e}") from None
    label = upstream.lower()
    if host == "api.openai.com" and port in (None, 443) and provider == "openai":
        host, label, rest = _openai_login(head, rest)
    tls = not (is_loopback(host) or matches_upstream(settings.http_upstreams, host, port or 80))
    port = port or (443 if tls else 80)
    _check_allowed(settings, label, host, port)
    return Target(provider, label, host, port, tls, rest + mark + query)


# -- Bedrock --

_BEDROCK_SEGMENTS = frozenset(b"model guardrail async-invoke inference-profiles foundation-models bedrock".split())
_CONTROL_SEGMENTS = (b"inference-profiles", b"foundation-models")  # at AWS these are another host's
_MODEL_PATH = re.compile(rb"/model/(.*)/([a-z-]+)", re.DOTALL)
_GUARDRAIL_PATH = re.compile(rb"/guardrail/[^/]+/version/[^/]+/apply")
_MODEL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,2047}")  # plain ids, profiles with us., eu., global., ARNs
# Where AWS' partitions other than the first have their names, by how their regions begin.
_AWS_DOMAINS = (
    ("cn-", "amazonaws.com.cn"),
    ("us-isob-", "sc2s.sgov.gov"),
    ("us-isof-", "csp.hci.ic.gov"),
    ("us-iso-", "c2s.ic.gov"),
    ("eu-isoe-", "cloud.adc-e.uk"),
    ("eusc-", "amazonaws.eu"),
)


def aws_domain(region: str) -> str:
    return next((domain for start, domain in _AWS_DOMAINS if region.startswith(start)), "amazonaws.com")


def _bedrock_target(head: RequestHead, path: bytes, query: bytes, settings: Settings) -> Target:
    """`/model/…` and its like, or the same below `/bedrock/{region}`.  The path keeps the client's own bytes."""
    region = settings.bedrock_region
    if not region:
        message = "Bedrock is not configured; start with --bedrock-region us-west-2, or set BEDROCK_REGION"
        raise ClientError(503, "bedrock_off", message)
    if path.startswith(b"/bedrock/"):
        region, _, rest = path[9:].decode("latin-1").partition("/")
        if not is_region(region):
            message = f"{region!r} is not an AWS region; expected /bedrock/us-east-1/model/... or the like"
            raise ClientError(400, "invalid_path", message)
        path = b"/" + rest.encode("latin-1")
    if any(part in (b".", b"..") for part in urllib.parse.unquote_to_bytes(path).split(b"/")):
        raise ClientError(400, "invalid_path", "a path with . or .. is not sent to Bedrock")
    provider, service = _bedrock_service(head.method, path)
    is_own = settings.bedrock_endpoint and (
        region == settings.bedrock_region or "{region}" in settings.bedrock_endpoint
    )
    label = (
        settings.bedrock_endpoint.replace("{region}", region) if is_own else f"{service}.{region}.{aws_domain(region)}"
    )
    host, port = parse_upstream(label)
    tls = not (is_loopback(host) or matches_upstream(settings.http_upstreams, host, port or 80))
    port = port or (443 if tls else 80)
    _check_allowed(settings, label, host, port)
    return Target(provider, label, host, port, tls, path + query, region)


def _bedrock_service(method: bytes, path: bytes) -> tuple[str, str]:
    """Provider and AWS' name for the host of a path.  Raises ClientError for what Bedrock has not."""
    shown = path.decode("latin-1")[:200]
    first = path[1:].partition(b"/")[0]
    if first in _CONTROL_SEGMENTS:
        if method not in (b"GET", b"HEAD"):
            raise ClientError(405, "method_not_allowed", f"only GET goes to Bedrock's {shown!r} from here")
        return "bedrock", "bedrock"
    if first == b"async-invoke" or _GUARDRAIL_PATH.fullmatch(path):
        return "bedrock", "bedrock-runtime"
    if first != b"model":
        raise ClientError(404, "not_found", f"{shown!r} is no path of Bedrock's")
    match = _MODEL_PATH.fullmatch(path)
    model = urllib.parse.unquote_to_bytes(match[1] if match else path[7:]).decode("latin-1")
    if not model:
        raise ClientError(400, "invalid_model", f"empty model ID in path {shown!r}")
    if not _MODEL_ID.fullmatch(model) or "//" in model:
        raise ClientError(400, "invalid_model", f"invalid model ID: {model[:200]!r}")
    if not match:
        raise ClientError(404, "not_found", f"{shown!r} names no operation, such as /converse")
    if match[2] == b"invoke-with-bidirectional-stream":
        raise ClientError(501, "not_supported", "bidirectional streams need HTTP/2, which is not spoken here")
    return "anthropic" if "anthropic." in model or model.startswith("arn:") else "bedrock", "bedrock-runtime"


def check_bedrock_caller(head: RequestHead, settings: Settings, peer: str) -> None:
    """Refuse who must not spend the money of this machine's AWS account.  Raises ClientError (403).

    Every page is refused whose origin is not allowed by name, also `null` and those of local servers.  A caller from
    another machine must be in allow_hosts by its address or network: what it writes into Host proves nothing.
    """
    origin = head.value(b"origin").decode("latin-1")
    if origin and origin not in settings.allow_origins:
        message = f"pages of {origin!r} may not use Bedrock through this proxy; allow_origins can name it"
        raise ClientError(403, "origin_not_allowed", message)
    if not origin and head.value(b"sec-fetch-site") not in (b"", b"none"):
        raise ClientError(403, "origin_not_allowed", "pages may not use Bedrock through this proxy (see allow_origins)")
    name = _host_name(head.value(b"host"))
    if is_loopback(peer):
        if not _is_our_name(name, settings):
            raise ClientError(403, "host_not_allowed", f"the Host header names {name[:200]!r}; allow_hosts can add it")
        return
    for host in settings.allow_hosts:
        with contextlib.suppress(ValueError):
            if ipaddress.ip_address(peer) in ipaddress.ip_network(host, strict=False):
                return
    message = f"Bedrock is served to this machine only; allow_hosts can name {peer} or its network"
    raise ClientError(403, "host_not_allowed", message)


# -- a forward proxy's targets --


def is_foreign(head: RequestHead, settings: Settings) -> bool:
    """Whether this is addressed to a forward proxy: CONNECT, or an absolute form that names another authority."""
    if head.method == b"CONNECT":
        return True
    match = _ABSOLUTE.fullmatch(head.target)
    if not match:
        return False
    try:
        host, port = parse_upstream(match[1].decode("latin-1"))
    except ValueError:
        return True
    return not (_is_our_name(host, settings) and (port or 80) == settings.port)


def _foreign_target(head: RequestHead, settings: Settings) -> Target:
    is_connect = head.method == b"CONNECT"
    match = _ABSOLUTE.fullmatch(head.target)
    authority = (match[1] if match and not is_connect else head.target).decode("latin-1")
    try:
        host, port = parse_upstream(authority)
    except ValueError as e:
        shown = mask_userinfo(authority)
        raise ClientError(400, "invalid_upstream", f"{shown!r} is not an upstream: {e}") from None
    if is_connect and (port is None or not head.body.done):
        raise ClientError(400, "bad_request", "CONNECT takes host:port and no body")
    _check_allowed(settings, authority, host, port or 80)
    rest = (match[2] if match else None) or b"/"
    path = head.target if is_connect else rest if rest.startswith(b"/") else b"/" + rest
    return Target("any", authority.lower(), host, port or 80, False, path)


def origin_form(head: RequestHead) -> bytes:
    """The target as path and query.  An absolute form must name the authority of the Host header (RFC 9112, 3.2.2)."""
    if head.target.startswith(b"/") and head.method != b"CONNECT":
        return head.target
    match = _ABSOLUTE.fullmatch(head.target)
    if not match or head.method == b"CONNECT" or match[1].lower() != head.value(b"host").lower():
        raise ClientError(
            421, "misdirected", "this is not a forward proxy: use it as a base URL, or switch forward_proxy on"
        )
    rest = match[2] or b"/"
    return rest if rest.startswith(b"/") else b"/" + rest


def _check_allowed(settings: Settings, label: str, host: str, port: int) -> None:
    is_allowed = not settings.allow_upstreams or matches_upstream(settings.allow_upstreams, host, port)
    if not is_allowed or matches_upstream(settings.deny_upstreams, host, port):
        raise ClientError(403, "upstream_not_allowed", f"{label} is excluded by allow_upstreams or deny_upstreams")


def needs_no_proxy(patterns: Iterable[str], host: str, port: int) -> bool:
    """NO_PROXY: `*`, `host`, `domain` or `.domain` (which also match what is below), each with `:port`, or networks."""
    for pattern in (p.strip().lower() for p in patterns):
        if pattern == "*":
            return True
        if "/" in pattern:
            with contextlib.suppress(ValueError):
                if ipaddress.ip_address(host) in ipaddress.ip_network(pattern, strict=False):
                    return True
            continue
        name, colon, only = pattern.rpartition(":") if re.search(r"[^:]:\d+$", pattern) else (pattern, "", "")
        name = name.strip("[]").removeprefix("*").removeprefix(".")
        if name and (host == name or host.endswith("." + name)) and (not colon or only == str(port)):
            return True
    return False


def _split_path(path: bytes, head: RequestHead, settings: Settings) -> tuple[str, str, bytes]:
    bare = _bare_route(path, head, settings)
    if bare:
        return (*bare, path)
    parts = path[1:].split(b"/", 2)
    provider = parts[0].decode("latin-1")
    if provider not in PROVIDERS:
        known = ", ".join(PROVIDERS)
        what = "invalid proxy path" if len(parts) < 2 else f"unknown provider {provider!r}"
        raise ClientError(
            400, "invalid_path", f"{what}: expected /{{provider}}/{{upstream}}/{{path}} with a provider of {known}"
        )
    upstream = parts[1].decode("latin-1") if len(parts) > 1 else ""
    if "." not in upstream and ":" not in upstream and upstream.lower() != "localhost":
        default = settings.default_upstreams.get(provider, "HOST")
        host = head.value(b"host").decode("latin-1") or "127.0.0.1"
        raise ClientError(
            400,
            "invalid_upstream",
            f"invalid proxy path: expected /{{provider}}/{{upstream}}/{{path}}, but {upstream!r} is no host name; "
            f"use the base URL http://{host}/{provider}/{default}",
        )
    return provider, upstream, b"/" + (parts[2] if len(parts) > 2 else b"")


def _bare_route(path: bytes, head: RequestHead, settings: Settings) -> tuple[str, str] | None:
    """Provider and upstream of a path that names neither, as clients send it whose base URL is just our address."""
    first, _, rest = path[1:].partition(b"/")
    segment = rest.partition(b"/")[0]
    if first == b"backend-api":
        return "openai", "chatgpt.com"
    provider = ""
    if first in (b"v1beta", b"v1alpha"):
        provider = "gemini"
    elif first == b"v1" and (segment == b"messages" or (segment == b"models" and head.value(b"anthropic-version"))):
        provider = "anthropic"
    elif first == b"v1" and segment in _OPENAI_SEGMENTS:
        provider = "openai"
    upstream = settings.default_upstreams.get(provider)
    return (provider, upstream) if upstream else None


def _openai_login(head: RequestHead, path: bytes) -> tuple[str, str, bytes]:
    """Host, name and path at OpenAI: a ChatGPT login's token (a JWT) is valid at chatgpt.com, where there is no /v1."""
    scheme, _, token = head.value(b"authorization").partition(b" ")
    parts = token.strip().split(b".")
    if scheme.lower() == b"bearer" and len(parts) == 3 and all(parts) and not token.startswith(b"sk-"):
        path = path.removeprefix(b"/v1") if path == b"/v1" or path.startswith(b"/v1/") else path
        return "chatgpt.com", "chatgpt.com", b"/backend-api/codex" + (path or b"/")
    if path[1:].partition(b"/")[0] in _OPENAI_SEGMENTS:
        path = b"/v1" + path
    return "api.openai.com", "api.openai.com", path


def check_caller(head: RequestHead, settings: Settings) -> None:
    """Refuse what a web page makes a browser send.  Raises ClientError (403)."""
    name = _host_name(head.value(b"host"))
    if not _is_our_name(name, settings) and all(is_loopback(host) for host in settings.host):
        raise ClientError(
            403, "host_not_allowed", f"the Host header names {name!r}; if that is this machine, add it to allow_hosts"
        )
    if len(head.noted.get(b"origin", [])) > 1:
        raise ClientError(403, "origin_not_allowed", "two Origin headers; allow_origins can name one")
    origin = head.value(b"origin").decode("latin-1")
    is_web = origin.startswith(("http://", "https://")) and origin not in settings.allow_origins
    if is_web and not is_loopback(_host_name(origin.partition("//")[2].encode("latin-1"))):
        raise ClientError(
            403, "origin_not_allowed", f"pages of {origin!r} may not use this proxy; allow_origins can name it"
        )
    if not origin and head.value(b"sec-fetch-site") in (b"cross-site", b"same-site"):
        raise ClientError(403, "origin_not_allowed", "pages of other sites may not use this proxy (see allow_origins)")


def check_not_page(head: RequestHead) -> None:
    """Serve programs, not pages: a frame, object or script would run on this proxy's own origin."""
    if head.value(b"sec-fetch-dest") not in (b"", b"empty", b"websocket"):
        raise ClientError(403, "page_not_allowed", "proxied content is not served as a page; use an API client or curl")


@remember_short
def _host_name(host: bytes) -> str:
    text = host.decode("latin-1").lower()
    return text[1:].partition("]")[0] if text.startswith("[") else text.partition(":")[0]


def _is_our_name(name: str, settings: Settings) -> bool:
    if is_loopback(name):
        return True
    ours = {"", "host.docker.internal", *settings.host, *(h.lower() for h in settings.allow_hosts)}
    return name in ours or name.endswith(".localhost")


# ==============================================================================
# 16  Exchange
# ==============================================================================
# One request and whatever came of it.  On the pair it travels as frames:
#   u32 length of the payload, u8 kind, u64 number of the exchange, f64 monotonic time in seconds, payload
# in native byte order (both ends are this program on this machine).  Payloads
# are bytes as they were on the wire: the Proxy parses nothing for the log.
# The log lines made from it keep the field names of the reference program.

FRAME = struct.Struct("=IBQd")
_WALL = struct.Struct("=dQ")
(F_CONFIG, F_REQUEST, F_REQUEST_DATA, F_REQUEST_END, F_RESPONSE, F_RESPONSE_DATA, F_END) = range(1, 8)
F_RESENT = 0x80  # this frame had gone to a recorder that died: what followed it may be missing
F_WHOLE = 0x40  # with this frame the exchange has also ended, well: what short answers need no F_END for
(F_ACK, F_STATS, F_LOG, F_METRICS) = range(1, 5)


def split_frames(data: bytes | memoryview) -> tuple[list[tuple[int, int, float, bytes]], int]:
    """Whole frames, as kind, number, time and payload; and how many bytes they took."""
    frames = []
    at, size, head = 0, len(data), FRAME.size
    while size - at >= head:
        length, kind, number, at_s = FRAME.unpack_from(data, at)
        if size - at < head + length:
            break
        frames.append((kind, number, at_s, bytes(data[at + head : at + head + length])))
        at += head + length
    return frames, at


@dataclass(frozen=True, slots=True)
class Ending:
    """How an exchange ended, where it did not end well; and how much of its copies the full pair made us drop."""

    by: str = ""
    kind: str = ""
    message: str = ""
    dropped_request_bytes: int = 0
    dropped_response_bytes: int = 0

    def render(self) -> bytes:
        dropped = (str(self.dropped_request_bytes), str(self.dropped_response_bytes))
        return "\0".join((self.by, self.kind, self.message, *dropped)).encode()

    @classmethod
    def parse(cls, payload: bytes) -> Ending:
        by, kind, message, request, response = payload.decode().split("\0")
        return cls(by, kind, message, int(request), int(response))


WELL = Ending()  # nearly every exchange ends like this
WELL_RENDERED = WELL.render()


@dataclass(slots=True)
class Opening:
    """What the first frame of an exchange says.  `target` is the forwarded path with query.

    `connection` is the number of the client's connection, `transport` is `bedrock` where we signed.  On the pair the
    head may be followed by the beginning of the body; so it is in the frame that begins the answer.
    """

    wall_s: float
    provider: str
    upstream: str
    target: bytes
    raw_head: bytes
    connection: int = 0
    transport: str = ""

    def render(self) -> bytes:
        names = (self.provider.encode(), self.upstream.encode(), self.transport.encode())
        texts = (*names, self.target, self.raw_head)
        return _WALL.pack(self.wall_s, self.connection) + b"\0".join(texts)

    @classmethod
    def parse(cls, payload: bytes) -> Opening:
        provider, upstream, transport, target, raw = payload[_WALL.size :].split(b"\0", 4)
        wall_s, connection = _WALL.unpack_from(payload)
        return cls(wall_s, provider.decode(), upstream.decode(), target, raw, connection, transport.decode())


def request_id_of(instance: bytes, number: int) -> str:
    """A UUID of version 4's form, the same for the same proxy and exchange: a new recorder gives the same name."""
    digest = bytearray(hashlib.blake2b(number.to_bytes(8, "big"), key=instance, digest_size=16).digest())
    digest[6] = digest[6] & 0x0F | 0x40
    digest[8] = digest[8] & 0x3F | 0x80
    text = digest.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


_CONTROL_BYTES = bytes(range(32))
_ESCAPED = [(bytes([b]), b"\\u%04x" % b) for b in range(32) if b not in b"\n\r\t"] + [
    (b"\n", b"\\n"),
    (b"\r", b"\\r"),
    (b"\t", b"\\t"),
]


def json_string(data: bytes) -> bytes | None:
    """These bytes as a JSON string, quotes included; None where they are not UTF-8."""
    return b'"%s"' % _escape(data) if _is_utf8(data, 0) else None


def _escape(data: bytes) -> bytes:
    """What stands between the quotes.  May begin or end within a character.

    The json module's own function is the fastest for ASCII; for the rest it takes twice as long as the way here.
    """
    if data.isascii():
        return json.encoder.encode_basestring_ascii(data.decode("ascii")).encode("ascii")[1:-1]
    data = data.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    if len(data.translate(None, _CONTROL_BYTES)) != len(data):
        for raw, escaped in _ESCAPED:
            data = data.replace(raw, escaped)
    return data


class BodyMemory:
    """Bodies as JSON strings, block by block: what a body shares with the last one of its key is not escaped again.

    An agent sends its whole history with every turn, so that is nearly all of it.  Keeps about `limit` bytes.
    """

    _BLOCK = 16 * 1024

    def __init__(self, limit: int = 8 * MEBIBYTE) -> None:
        self._limit = limit
        self._last: collections.OrderedDict[object, tuple[list[bytes], list[bytes]]] = collections.OrderedDict()
        self._bytes = 0

    def escape(self, key: object, data: bytes) -> list[bytes] | None:
        """Parts of the JSON string, without quotes; None where the data is not UTF-8."""
        size = self._BLOCK
        blocks = [data[at : at + size] for at in range(0, len(data), size)]
        last, known = self._last.get(key, ([], []))
        same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(blocks, last, strict=False)))
        if not _is_utf8(data, same * size):
            return None
        escaped = known[:same] + [_escape(block) for block in blocks[same:]]
        if len(blocks) > 1:
            self._keep(key, blocks, escaped)
        return escaped

    def _keep(self, key: object, blocks: list[bytes], escaped: list[bytes]) -> None:
        self._forget(key)
        self._last[key] = (blocks, escaped)
        self._bytes += _size_of(blocks) + _size_of(escaped)
        while self._bytes > self._limit:
            self._forget(next(iter(self._last)))

    def _forget(self, key: object) -> None:
        if key in self._last:
            self._bytes -= sum(map(_size_of, self._last.pop(key)))


def _size_of(blocks: list[bytes]) -> int:
    return sum(map(len, blocks))


def _is_utf8(data: bytes, start: int) -> bool:
    """Whether this is UTF-8, of which the part before `start` is known to be well formed."""
    if data.isascii():
        return True
    start = max(min(start, len(data)) - 3, 0)  # its last character may go on here
    while start and data[start] & 0xC0 == 0x80:
        start -= 1
    try:
        data[start:].decode()
    except UnicodeDecodeError:
        return False
    return True


def whole_characters(data: bytes) -> bytes:
    """Without the beginning of a UTF-8 character at the end, where a cut has left one."""
    for size in range(1, min(4, len(data) + 1)):
        byte = data[-size]
        if byte >= 0xC0:  # a first byte: how long is its character?
            return data if size >= (2 if byte < 0xE0 else 3 if byte < 0xF0 else 4) else data[:-size]
        if byte < 0x80:
            break
    return data


def render_text(name: bytes, data: bytes) -> bytes:
    """`"body":"…"`, or, where the bytes are no text, `"body":"<base64>","body_encoding":"base64"`."""
    text = json_string(data)
    if text is not None:
        return b"".join((b'"', name, b'":', text))
    return b'"%s":"%s","%s_encoding":"base64"' % (name, base64.b64encode(data), name)


ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def render_entry(
    fields: Mapping[str, object], headers: bytes = b"", body: Iterable[bytes] = (), meta: bytes = b""
) -> bytes:
    """One log line; `headers`, the parts of `body` and the value of `_meta` are JSON already, or nothing."""
    parts = [ENCODE(fields).encode("utf-8", "replace")[:-1]]
    if meta:
        parts = [b'{"_meta":', meta, b",", parts[0][1:]]
    for member in ([headers], [*body]):
        if any(member):
            parts += [b",", *member]
    return b"".join([*parts, b"}\n"])


@functools.lru_cache(maxsize=1024)
def canonical_name(name: str) -> str:
    """`x-api-key` -> `X-Api-Key`, the form the reference program logs."""
    return "-".join(part[:1].upper() + part[1:].lower() for part in name.split("-"))


@functools.lru_cache(maxsize=512)
def _logged_field(line: bytes) -> tuple[bytes, bytes]:
    """Name and value of a header line, each as JSON."""
    name, value = pair_of(line)
    shown = mask_header(name.lower(), value)
    return ENCODE(canonical_name(name)).encode(), ENCODE(shown).encode("utf-8", "replace")


def render_headers(raw: bytes) -> bytes:
    """The `headers` member for a head: canonical names, lists of values, secrets masked, Host left out."""
    values: dict[bytes, list[bytes]] = {}
    read = _logged_field if len(raw) < REMEMBERED_HEAD_BYTES else _logged_field.__wrapped__
    for line in field_lines(raw) if raw else ():
        name, value = read(line)
        if name != b'"Host"':
            values.setdefault(name, []).append(value)
    return b'"headers":{%s}' % b",".join([b"%s:[%s]" % (name, b",".join(found)) for name, found in values.items()])


@dataclass(slots=True)
class Copy:
    """The log's copy of one body: framing removed, cut at `limit`, its pieces not yet joined."""

    body: Body
    limit: int
    coding: str = ""
    size: int = 0
    pieces: list[bytes] = field(default_factory=list)
    kept: int = 0
    truncated: str = ""
    clean: Callable[[bytes], bytes] = bytes

    def feed(self, data: bytes) -> bytes:
        """Take bytes as they were on the wire; returns the content in them."""
        try:
            content = self.body.payload(data)
        except FramingError:
            self.truncated = "bad_framing"  # the Proxy saw it too and has ended the exchange
            return b""
        self.size += len(content)
        return content

    def keep(self, content: bytes) -> None:
        room = self.limit - self.kept
        if len(content) > room:
            content, self.truncated = content[:room], self.truncated or "limit"
        if content:
            self.pieces.append(content)
            self.kept += len(content)

    def note_dropped(self, size: int) -> None:
        """So many bytes of it never came."""
        if size:
            self.size += size
            self.truncated = "backlog"

    def content(self) -> bytes:
        """What was kept, decoded where the coding is known and the bytes are whole enough."""
        body = b"".join(self.pieces)
        decoded = decode_content(body, self.coding, self.limit) if self.coding and body else None
        if decoded is not None:
            body = decoded[0]
            self.truncated = self.truncated or ("limit" if decoded[1] else "")
        return whole_characters(body) if self.truncated else body

    def render(self, content: bytes, memory: BodyMemory, key: object) -> list[bytes]:
        """Parts of the `body` members: text, or base64 of what is none; `clean` takes out what must not be logged."""
        body = self.clean(content)
        text = memory.escape(key, body)
        return [render_text(b"body", body)] if text is None else [b'"body":"', *text, b'"']


_TELLS_END = re.compile(rb'"(usage|usageMetadata|finish_reason|finishReason|stop_reason|error)"')
_MAX_LATE = 32


@dataclass(slots=True)
class StreamCopy:
    """The log's copy of an event stream: one chunk per event, with the time at which its last byte arrived."""

    inflater: Inflater | None
    cutter: EventCutter | FrameCutter = field(default_factory=EventCutter)
    chunks: list[tuple[float, bytes]] = field(default_factory=list)
    broken: bool = False
    last: bytes = b""
    late: list[bytes] = field(default_factory=list)  # what is not logged, but tells the end

    def note(self, content: bytes) -> None:
        """Take content that is not to be kept: only what it says of tokens and of the end."""
        if self.inflater or self.broken:
            return
        for raw in self.cutter.feed(content):
            self.last = raw
            if len(self.late) < _MAX_LATE and _TELLS_END.search(raw):
                self.late.append(raw)

    def feed(self, at_s: float, content: bytes) -> int:
        """Take content; returns how many bytes it is when decoded."""
        if self.inflater and not self.broken:
            try:
                content = self.inflater.feed(content)
            except ValueError:
                self.broken = True  # from here on the bytes are kept as they came
        if self.broken:
            self.chunks.append((at_s, content))
            return len(content)
        for raw in self.cutter.feed(content):
            self.chunks.append((at_s, raw))
            self.last = raw
        return len(content)

    def finish(self, at_s: float) -> None:
        """What came after the last blank line is a chunk too."""
        if (rest := self.cutter.take_rest()) and not self.late:
            self.chunks.append((at_s, rest))
            self.last = rest


@dataclass(slots=True)
class Said:
    """A message on a WebSocket: when, by whom (`client` or `upstream`), of which kind, and what."""

    at_s: float
    sender: str
    kind: str
    raw: bytes


def render_messages(messages: Iterable[Said], started_s: float, wall_s: float) -> bytes:
    """The `chunks` member of a WebSocket: as those of a stream, with `from`, and `opcode` where it is not text."""
    parts = []
    for said in messages:
        delta_s = max(said.at_s - started_s, 0.0)
        stamp = b'{"ts":"%s","delta_ms":%d,' % (utc_text(wall_s + delta_s).encode(), int(delta_s * 1000))
        opcode = b"" if said.kind == "text" else b'"opcode":"%s",' % said.kind.encode()
        parts.append(stamp + b'"from":"%s",' % said.sender.encode() + opcode + render_text(b"raw", said.raw) + b"}")
    return b'"chunks":[' + b",".join(parts) + b"]"


def render_chunks(chunks: Iterable[tuple[float, bytes]], started_s: float, wall_s: float) -> bytes:
    """The `chunks` member: `ts` in UTC, `delta_ms` since the request began, `raw` as on the wire."""
    parts = []
    for at_s, raw in chunks:
        delta_s = max(at_s - started_s, 0.0)
        stamp = b'{"ts":"%s","delta_ms":%d,' % (utc_text(wall_s + delta_s).encode(), int(delta_s * 1000))
        parts.append(stamp + render_text(b"raw", raw) + b"}")
    return b'"chunks":[' + b",".join(parts) + b"]"


# ==============================================================================
# 17  Agents
# ==============================================================================
# Which agent of a session asks, whether it goes on from what it had said, and
# the events of its turns.  An agent is named by its client, or known by its
# history: a conversation that continues what was heard of an agent is that
# agent's; one that begins anew inside a session is another's.
#
# A turn is one request and its answer, also a failed one.  What a turn saw when
# it began stays with it, so turns that run side by side do not change each
# other's events.

MAX_REPORTED = 512  # ids of tool results that are remembered, so that a request sent again reports none twice
_CODEX_KINDS = {"compaction": "compaction", "prewarm": "warm-up"}
_TITLERS = ("claude-code", "opencode")  # their own turns have tools
SIDE_KINDS = ("title", "quota", "count_tokens", "router", "warm-up", "compaction", "side")
_SUMMARY = re.compile(r"\bsummar(?:y|ise|ize)\b", re.IGNORECASE)


@dataclass(slots=True)
class AgentState:
    """What one agent has heard and said so far, as far as its next request must be compared with it.

    `heard` are the digests of its last request's conversation (the first `asked`) and of the answer; `seqs` say with
    which request each was first sent; `said` is how many there are up to the last thing it said: what was never
    answered may change.  The rest is what its events count.
    """

    heard: list[bytes] = field(default_factory=list)
    seqs: list[int] = field(default_factory=list)
    asked: int = 0
    said: int = 0
    seq: int = 0
    request_id: str = ""
    turns: int = 0
    tool: str = ""
    streak: int = 0
    retries: int = 0
    tools: int = 0
    had_error: bool = False
    was_compacted: bool = False
    pending: dict[str, str] = field(default_factory=dict)
    reported: list[str] = field(default_factory=list)
    replies: dict[str, int] = field(default_factory=dict)  # ids of its last answers, with their numbers

    def render(self) -> str:
        """For the database."""
        values = {name: getattr(self, name) for name in self.__slots__}
        text = ENCODE({**values, "heard": b"".join(self.heard).hex()})
        return text.encode("utf-8", "replace").decode()

    @classmethod
    def parse(cls, text: str) -> AgentState:
        """Raises ValueError, TypeError or KeyError for what `render` did not make."""
        values = json.loads(text)
        heard = bytes.fromhex(values.pop("heard"))
        return cls(heard=[heard[at : at + 8] for at in range(0, len(heard), 8)], **values)


@dataclass(frozen=True, slots=True)
class Fork:
    """A request that does not go on from what its agent had said: with which request's history it is still one.

    `kind` is compaction (the history was replaced by a summary), edit (something said before was changed), rewind
    (the last turns were taken back) or restart (nothing is left of it).
    """

    from_seq: int
    kind: str


@dataclass(slots=True)
class Turn:
    """What a request began: kept until its answer ends it."""

    state: AgentState
    seq: int
    request_id: str
    depth: int = 0
    recovered: bool = False
    had_error: bool = False
    retry_of: str = ""
    fork: Fork | None = None
    events: list[dict[str, object]] = field(default_factory=list)


def kind_of(client: str, headers: Mapping[str, str], meaning: RequestMeaning, path: str = "") -> tuple[str, str]:
    """What this request is for, and by which signal that was told: `main` where nothing says otherwise."""
    members = meaning.members
    if meaning.shape.name.endswith("count_tokens"):
        return "count_tokens", "path"
    subagent = headers.get("x-openai-subagent", "")
    request_kind = as_text(_turn_metadata(headers, members).get("request_kind"))
    if request_kind in _CODEX_KINDS:
        return _CODEX_KINDS[request_kind], "metadata"
    if "x-claude-code-compaction" in headers or "compact" in subagent or path.endswith("/compact"):
        return "compaction", "header"
    if members.get("generate") is False:
        return "warm-up", "body"
    if as_count(members.get("max_tokens")) == 1:
        return "quota", "body"
    settings = as_dict(members.get("generationConfig"))
    if client == "gemini-cli" and not meaning.stream and "responseJsonSchema" in settings:
        return "router", "body"
    if _is_summary(meaning):
        return "compaction", "text"
    if client == "claude-code" and _is_aside(meaning):
        return "side", "cache"
    if not meaning.has_tools and meaning.roles and set(meaning.roles) == {"u"} and client in _TITLERS:
        return "title", "body"
    if subagent:
        return "subagent", "header"
    return "main", ""


def _is_aside(meaning: RequestMeaning) -> bool:
    """Whether Claude Code asks something beside the conversation, as for the prompt it suggests.

    It has the conversation up to its own next message cached, and marks that message; of a question on the side it
    marks the one before.
    """
    said = [message for message in meaning.messages if message.role != "system"]
    is_caching = any("cache_control" in as_dict(block) for block in as_list(meaning.members.get("system")))
    return bool(is_caching and meaning.has_tools and said and said[-1].role == "user" and not said[-1].is_marked)


def _turn_metadata(headers: Mapping[str, str], members: Mapping[str, Any]) -> dict[str, Any]:
    """What Codex says of a request, in JSON: of a message on a socket in its body, else in a header."""
    told = as_text(as_dict(members.get("client_metadata")).get("x-codex-turn-metadata"))
    told = told or headers.get("x-codex-turn-metadata", "")
    return as_dict(load_json(told)) if told else {}


def _is_summary(meaning: RequestMeaning) -> bool:
    """Whether the whole history is sent to be replaced by its summary: the last message asks for one, at length."""
    if len(meaning.roles) < 3 or not meaning.messages or meaning.roles[-1] != "u":
        return False
    asked = "".join(part.text for part in meaning.messages[-1].parts if part.kind == "text")
    return len(asked) > 400 and "conversation" in asked and _SUMMARY.search(asked[:2000]) is not None


def is_child(meaning: RequestMeaning) -> bool:
    """Whether Claude Code marks this request as a subagent's, in the first block of its system text."""
    system = meaning.members.get("system")
    first = as_dict(next(iter(as_list(system)), None)).get("text") if isinstance(system, list) else system
    return "cc_is_subagent=true" in as_text(first)[:200]


def common(first: Sequence[bytes], second: Sequence[bytes]) -> int:
    """How many digests two conversations share at their beginning."""
    if list(first[: len(second)]) == list(second):
        return len(second)
    return next((n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), len(first))


def begin_turn(state: AgentState, meaning: RequestMeaning, seq: int, request_id: str, parent_seq: int = 0) -> Turn:
    """Compare a request with what its agent had said, note it, and give the events that it brings.

    `parent_seq` is the number of the request on whose answer this one goes on, where that is known otherwise.
    """
    turn = Turn(state, seq, request_id)
    digests = meaning.digests
    shared = common(state.heard, digests)
    if state.seq and digests and digests == state.heard[: state.asked]:
        turn.retry_of = state.request_id
    elif state.seq and shared < min(state.asked, state.said):
        turn.fork = Fork(parent_seq or (state.seqs[shared - 1] if shared else 0), _kind_of_fork(state, shared, digests))
    results = [] if turn.retry_of else _new_results(state, meaning)
    names = {part.id: part.name for message in meaning.messages for part in message.parts if part.kind == "tool_call"}
    for part in results:
        told = (state.pending.pop(part.id, "") or names.get(part.id)) if part.id else ""
        name = told or part.name or "unknown"
        turn.events.append(
            {"type": "tool_result", "tool_use_id": part.id, "tool_name": name, "is_error": part.is_error}
        )
        state.reported.append(part.id)
    del state.reported[:-MAX_REPORTED]
    turn.recovered = state.had_error
    turn.had_error = state.had_error if turn.retry_of else any(part.is_error for part in results)
    state.had_error = turn.had_error
    state.turns += 1
    turn.depth = state.turns
    turn.events.append({"type": "turn_start", "turn_depth": turn.depth, "error_recovered": turn.recovered})
    state.seqs = [*state.seqs[:shared], *[seq] * (len(digests) - shared)]
    state.heard, state.asked, state.said = list(digests), len(digests), meaning.roles.rfind("a") + 1
    state.seq, state.request_id, state.was_compacted = seq, request_id, False
    return turn


def _kind_of_fork(state: AgentState, shared: int, digests: Sequence[bytes]) -> str:
    if state.was_compacted:
        return "compaction"
    if not shared:
        return "restart"
    return "rewind" if shared >= len(digests) - 1 else "edit"


def _new_results(state: AgentState, meaning: RequestMeaning) -> list[Part]:
    """Results that came with this request: they follow the last thing the assistant said, and were not seen before."""
    at = max((n for n, m in enumerate(meaning.messages) if m.role in ("assistant", "model")), default=-1)
    parts = [part for message in meaning.messages[at + 1 :] for part in message.parts]
    known = set(state.reported)
    return [part for part in parts if part.kind == "tool_result" and not (part.id and part.id in known)]


def end_turn(turn: Turn, answer: AnswerMeaning, status: int, error: str) -> list[dict[str, object]]:
    """The events that an answer brings, whatever came of it; `error` names what went wrong with the exchange itself."""
    state, calls = turn.state, answer.tool_calls
    events: list[dict[str, object]] = []
    for number, part in enumerate(calls):
        events.append({"type": "tool_call", "tool_index": number, "tool_use_id": part.id, "tool_name": part.name})
        if part.id:
            state.pending[part.id] = part.name
    while len(state.pending) > MAX_REPORTED:
        del state.pending[next(iter(state.pending))]
    state.tools += len(calls)
    is_retry = bool(calls) and calls[0].name == state.tool and turn.had_error
    if calls:
        state.streak = state.streak + 1 if calls[0].name == state.tool else 1
        state.retries = state.retries + 1 if is_retry else 0
        state.tool = calls[0].name
    else:
        state.streak = state.retries = 0
    if state.request_id == turn.request_id:  # nobody has asked meanwhile
        said = answer.digests()
        state.heard = [*state.heard[: state.asked], *said]
        state.said = len(state.heard) if said else state.said
        state.seqs = [*state.seqs[: state.asked], *[turn.seq] * len(said)]
    usage = answer.usage or Usage()
    end: dict[str, object] = {
        "type": "turn_end",
        "turn_depth": turn.depth,
        "tool_streak": state.streak,
        "retry_count": state.retries,
        "session_tool_count": state.tools,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cache_read_input_tokens": usage.cache_read_tokens,
        "cache_creation_input_tokens": usage.cache_write_5m_tokens + usage.cache_write_1h_tokens,
        "is_retry": is_retry,
        "status": status,
    }
    if answer.stop_reason:
        end["stop_reason"] = answer.stop_reason
    if kind := error_type(status, answer.error) or (answer.error_kind or error):
        end["error_type"] = kind
    return [*events, end]


def error_type(status: int, message: str) -> str:
    """The reference program's classes of failed requests; nothing for one that did not fail."""
    if status == 429:
        return "rate_limit"
    if status >= 500:
        return "server_error"
    if status == 400 and re.search("context|too long", message, re.IGNORECASE):
        return "context_length"
    return "invalid_request" if 400 <= status < 500 else ""


def chain_of(scope: bytes, digests: Iterable[bytes]) -> list[bytes]:
    """For each beginning of a conversation a name that nobody else's has: `scope` keeps strangers apart."""
    start = hashlib.blake2b(scope, digest_size=12).digest()
    return list(itertools.accumulate(digests, lambda last, digest: extend_chain(last, [digest]), initial=start))[1:]


def extend_chain(name: bytes, digests: Iterable[bytes]) -> bytes:
    """The name of a conversation that goes on with these messages."""
    for digest in digests:
        name = hashlib.blake2b(name + digest, digest_size=12).digest()
    return name


# ==============================================================================
# 18  Metrics
# ==============================================================================
# What /metrics shows, in Prometheus' text format.  The recorder counts, since it
# knows models, tokens and cost; the Proxy adds what it knows itself.  A model or
# upstream is what a client writes, so there are only so many series.

_BUCKETS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0)
_MAX_SERIES = 200
_MAX_KINDS = 20  # of errors in one of them
_TOKEN_KINDS = tuple(
    zip(
        USAGE_COUNTS,
        ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning"),
        strict=True,
    )
)


class Meter:
    """Counts by provider and model.  `snapshot` is JSON for the Proxy, `render_metrics` makes text of it."""

    def __init__(self) -> None:
        self._series: dict[tuple[str, str], dict[str, Any]] = {}
        self.is_changed = False

    def count(
        self,
        provider: str,
        model: str,
        status: int,
        error: str,
        times_s: tuple[float, float],
        sizes: tuple[int, int],
        usage: Usage | None,
        cost_usd: float | None,
    ) -> None:
        """An exchange that has ended.  `times_s`: to the first byte, in all; `sizes`: bytes of request and answer."""
        self.is_changed = True
        series = self._of(provider, model.encode("utf-8", "replace").decode())
        _add(series["statuses"], str(status), 1)
        if error:
            is_known = error in series["errors"] or len(series["errors"]) < _MAX_KINDS
            _add(series["errors"], error if is_known else "other", 1)
        for name, value in zip(("ttfb", "duration"), times_s, strict=True):
            series[name]["counts"][bisect.bisect_left(_BUCKETS_S, value)] += 1
            series[name]["sum"] += value
        for name, size in zip(("up", "down"), sizes, strict=True):
            series["bytes"][name] = series["bytes"].get(name, 0) + size
        if usage:
            tokens = series["tokens"]
            for name, kind in _TOKEN_KINDS:
                tokens[kind] = tokens.get(kind, 0) + getattr(usage, name)
        series["cost_usd"] += cost_usd or 0.0

    def _of(self, provider: str, model: str) -> dict[str, Any]:
        key = (provider, model)
        if key not in self._series and len(self._series) >= _MAX_SERIES:
            key = ("other", "other")
        if key not in self._series:
            empty = [0] * (len(_BUCKETS_S) + 1)
            times = {name: {"counts": list(empty), "sum": 0.0} for name in ("ttfb", "duration")}
            counts: dict[str, Any] = {name: {} for name in ("statuses", "errors", "bytes", "tokens")}
            self._series[key] = {"provider": key[0], "model": key[1], "cost_usd": 0.0, **counts, **times}
        return self._series[key]

    def snapshot(self) -> list[dict[str, Any]]:
        self.is_changed = False
        return list(self._series.values())


def _add(counts: dict[str, Any], name: str, value: float) -> None:
    counts[name] = counts.get(name, 0) + value


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _labelled(name: str, labels: Mapping[str, str], value: float) -> str:
    text = ",".join(f"{label}={_quoted(v)}" for label, v in labels.items())
    return f"{name}{{{text}}} {value:.12g}" if text else f"{name} {value:.12g}"


def _histogram(name: str, labels: Mapping[str, str], times: Mapping[str, Any]) -> Iterator[str]:
    total = 0
    for limit, count in zip((*map(str, _BUCKETS_S), "+Inf"), times["counts"], strict=True):
        total += count
        yield _labelled(f"{name}_bucket", {**labels, "le": limit.removesuffix(".0")}, total)
    yield _labelled(f"{name}_sum", labels, times["sum"])
    yield _labelled(f"{name}_count", labels, total)


# Name, type, help, and where in the Proxy's view it is found.
_OWN_METRICS = (
    ("llm_proxy_uptime_seconds", "gauge", "Seconds since the proxy started.", "uptime_s"),
    ("llm_proxy_active_requests", "gauge", "Requests that are being served.", "active"),
    ("llm_proxy_client_connections", "gauge", "Open connections of clients.", "connections"),
    ("llm_proxy_idle_upstream_connections", "gauge", "Pooled connections to upstreams.", "idle_upstream_connections"),
    ("llm_proxy_accepted_requests_total", "counter", "Requests that were sent on to an upstream.", "requests"),
    ("llm_proxy_refused_requests_total", "counter", "Requests that were refused before that.", "refused"),
    ("llm_proxy_failed_requests_total", "counter", "Exchanges that upstream or proxy broke off.", "failed"),
    ("llm_proxy_left_requests_total", "counter", "Exchanges whose client left early.", "left_by_client"),
    ("llm_proxy_recorder_backlog_bytes", "gauge", "Copies the recorder has not taken yet.", "recorder.backlog_bytes"),
    ("llm_proxy_recorder_restarts_total", "counter", "Times the recorder was started again.", "recorder.restarts"),
    ("llm_proxy_recorder_dropped_bytes_total", "counter", "Copies that went unlogged.", "recorder.dropped_bytes"),
    ("llm_proxy_recorder_errors_total", "counter", "Errors while logging.", "recorder.errors"),
    ("llm_proxy_log_lines_total", "counter", "Lines written.", "recorder.lines"),
    ("llm_proxy_log_lines_lost_total", "counter", "Lines that could not be written.", "recorder.lost_lines"),
    ("llm_proxy_loki_entries_sent_total", "counter", "Entries that Loki stored.", "recorder.loki.entries_sent"),
    ("llm_proxy_loki_entries_refused_total", "counter", "Entries that Loki refused.", "recorder.loki.entries_refused"),
    ("llm_proxy_loki_backlog_lines", "gauge", "Lines not sent to Loki yet.", "recorder.loki.backlog_lines"),
    ("llm_proxy_loki_backlog_bytes", "gauge", "Their bytes.", "recorder.loki.backlog_bytes"),
)
_MODEL_METRICS = (
    ("llm_proxy_exchanges_total", "counter", "Exchanges that ended, by status (0: there was no answer).", "statuses"),
    ("llm_proxy_errors_total", "counter", "Exchanges that went wrong, by kind.", "errors"),
    ("llm_proxy_body_bytes_total", "counter", "Bytes of bodies, up and down.", "bytes"),
    ("llm_proxy_tokens_total", "counter", "Tokens by type; output includes reasoning.", "tokens"),
)
_LABELS_OF = {"statuses": "status", "errors": "kind", "bytes": "direction", "tokens": "type"}


def render_metrics(view: Mapping[str, Any]) -> str:
    """The Proxy's view and the recorder's snapshot in it (`metrics`) in text format 0.0.4."""
    lines: list[str] = []

    def family(name: str, kind: str, text: str, samples: Iterable[str]) -> None:
        if found := list(samples):
            lines.extend((f"# HELP {name} {text}", f"# TYPE {name} {kind}", *found))

    for name, kind, text, path in _OWN_METRICS:
        value: Any = view
        for step in path.split("."):
            value = as_dict(value).get(step)
        if isinstance(value, int | float):
            family(name, kind, text, [_labelled(name, {}, value)])
    series = [as_dict(item) for item in as_list(view.get("metrics"))]
    names = [{"provider": as_text(item["provider"]), "model": as_text(item["model"])} for item in series]
    for name, kind, text, member in _MODEL_METRICS:
        found = [(n, item[member]) for n, item in zip(names, series, strict=True)]
        label = _LABELS_OF[member]
        family(
            name, kind, text, (_labelled(name, {**n, label: k}, v) for n, counts in found for k, v in counts.items())
        )
    costs = (_labelled("llm_proxy_cost_usd_total", n, item["cost_usd"]) for n, item in zip(names, series, strict=True))
    family("llm_proxy_cost_usd_total", "counter", "Dollars by the price table.", costs)
    for name, text, member in (
        ("llm_proxy_time_to_first_byte_seconds", "From the request's first byte to the answer's.", "ttfb"),
        ("llm_proxy_request_duration_seconds", "From the request's first byte to the answer's last.", "duration"),
    ):
        pairs = zip(names, series, strict=True)
        family(name, "histogram", text, (s for n, item in pairs for s in _histogram(name, n, item[member])))
    return "\n".join(lines) + "\n"


def grafana_dashboard() -> dict[str, Any]:
    """A dashboard of these metrics and of the log in Loki, in Grafana's JSON model."""
    by = "sum by (model) "
    rate = "[$__rate_interval]"
    p95 = "histogram_quantile(0.95, sum by (le, model) (rate({}_bucket" + rate + ")))"
    logs = '{{app="llm-proxy", log_type="{}"}}'
    panels = (
        ("Requests per second", "prometheus", "reqps", f"{by}(rate(llm_proxy_exchanges_total{rate}))"),
        ("Errors per second", "prometheus", "reqps", f"sum by (kind) (rate(llm_proxy_errors_total{rate}))"),
        ("Time to first byte, p95", "prometheus", "s", p95.format("llm_proxy_time_to_first_byte_seconds")),
        ("Duration, p95", "prometheus", "s", p95.format("llm_proxy_request_duration_seconds")),
        ("Tokens per second by type", "prometheus", "short", f"sum by (type) (rate(llm_proxy_tokens_total{rate}))"),
        (
            "Dollars per hour by model",
            "prometheus",
            "currencyUSD",
            f"{by}(rate(llm_proxy_cost_usd_total{rate})) * 3600",
        ),
        ("Not logged, bytes per second", "prometheus", "Bps", f"rate(llm_proxy_recorder_dropped_bytes_total{rate})"),
        ("Waiting for Loki, lines", "prometheus", "short", "llm_proxy_loki_backlog_lines"),
        (
            "Turns by machine",
            "loki",
            "short",
            f"sum by (machine) (count_over_time({logs.format('turn_end')}[$__auto]))",
        ),
        (
            "Stop reasons",
            "loki",
            "short",
            f"sum by (stop_reason) (count_over_time({logs.format('turn_end')}[$__auto]))",
        ),
        (
            "Tool errors",
            "loki",
            "short",
            f'sum by (tool_name) (count_over_time({logs.format("tool_result")} | json | is_error="true" [$__auto]))',
        ),
        ("Failed answers", "loki", "", f'{logs.format("response")} | level="error"'),
    )
    return {
        "title": "llm-proxy",
        "uid": "llm-proxy",
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "tags": ["llm"],
        "time": {"from": "now-6h", "to": "now"},
        "refresh": "30s",
        "templating": {
            "list": [
                {"name": name, "type": "datasource", "query": name, "label": name.capitalize(), "hide": 0}
                for name in ("prometheus", "loki")
            ]
        },
        "annotations": {"list": []},
        "panels": [_panel(number, *panel) for number, panel in enumerate(panels)],
    }


def _panel(number: int, title: str, source: str, unit: str, query: str) -> dict[str, Any]:
    """Two in a row; a query without a unit is a list of log lines."""
    return {
        "id": number + 1,
        "title": title,
        "type": "timeseries" if unit else "logs",
        "datasource": {"type": source, "uid": f"${{{source}}}"},
        "gridPos": {"h": 8, "w": 12, "x": 12 * (number % 2), "y": 8 * (number // 2)},
        "fieldConfig": {"defaults": {"unit": unit, "custom": {"fillOpacity": 10}} if unit else {}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}} if unit else {"showTime": True},
        "targets": [{"refId": "A", "expr": query, "datasource": {"type": source, "uid": f"${{{source}}}"}}],
    }


# ==============================================================================
# 19  Loki
# ==============================================================================
# Log lines as Loki takes them, and what its answers mean.  Measured against a
# real one: an error counts only if it is that of the last stream in a push, so
# a push has one stream; 400 is told entry by entry, and the good ones are in;
# 260 is no success; a body above 4 MiB gives 500 for ever; a lone surrogate or
# U+FFFD in a label refuses the whole push.

_LOKI_LABELS = 14  # of the 15 that Loki takes; it adds service_name, which does not count
_LABEL_VALUE_BYTES = 200
_DIFFERENT_VALUES = 100  # of one label; a client chooses models and tool names, and each value is a stream
_FEWEST_LABELS = ("app", "service_name", "environment", "machine", "log_type")
_TAIL = re.compile(rb',"(?:body|chunks)":')
_MEMBERS_AS_LABELS = ("model", "stop_reason", "tool_name", "error_type")
_MEMBERS_AS_METADATA = (
    "seq",
    "session_id",
    "model",
    "method",
    "path",
    "status",
    "size",
    "stop_reason",
    "cost_usd",
    "turn_depth",
    "tool_use_id",
    "retry_of",
    "truncated",
)


@dataclass(frozen=True, slots=True)
class LokiEntry:
    """One entry of a push: time in nanoseconds, text, structured metadata, and the labels of its stream."""

    ts_ns: int
    text: str
    metadata: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """Bytes as Loki counts them, roughly."""
        return len(self.text.encode("utf-8", "replace")) + 64 + sum(len(k) + len(v) + 6 for k, v in self.metadata)


class LokiLabels:
    """Labels with few different values: what comes beyond is `other`, since Loki takes 5,000 streams."""

    def __init__(self, environment: str, extra: Mapping[str, str]) -> None:
        self._fixed = {"app": "llm-proxy", "service_name": "llm-proxy", **extra, "environment": environment}
        self._seen: dict[str, set[str]] = {}

    def of(self, entry: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """The labels of a log line, sorted; those without a value are left out."""
        meta, kind = as_dict(entry.get("_meta")), as_text(entry.get("type"))
        labels = {
            **self._fixed,
            "provider": as_text(meta.get("provider")) or as_text(entry.get("provider")) or "unknown",
            "machine": as_text(meta.get("machine")) or "unknown",
            "log_type": kind or "unknown",
            "transport": as_text(meta.get("transport")) or "direct",
        }
        for name in _MEMBERS_AS_LABELS:
            labels[name] = as_text(entry.get(name))
        for name in ("stream", "has_tools", "is_retry"):
            labels[name] = json_text(entry[name]) if isinstance(entry.get(name), bool) else ""
        if kind == "response":
            status = as_count(entry.get("status")) // 100
            labels["status_bucket"] = f"{status}xx" if status in (2, 4, 5) else ""
            found = as_list(as_dict(entry.get("headers")).get("Anthropic-Ratelimit-Unified-Status"))
            labels["ratelimit_status"] = as_text(found[0]).lower() if found else ""
        chosen = [(name, self._bounded(name, clean_label(value))) for name, value in labels.items() if value]
        return tuple(sorted(chosen[: _LOKI_LABELS + 1]))

    def _bounded(self, name: str, value: str) -> str:
        seen = self._seen.setdefault(name, set())
        if value not in seen and len(seen) >= _DIFFERENT_VALUES:
            return "other"
        seen.add(value)
        return value


def clean_label(value: str) -> str:
    """A label's value as Loki takes it: no lone surrogates, no U+FFFD, not too long."""
    text = value.encode("utf-8", "replace").decode().replace("\ufffd", "?")
    return text.encode()[:_LABEL_VALUE_BYTES].decode("utf-8", "ignore")


def head_of_line(line: bytes) -> dict[str, Any]:
    """The members of a log line that stand before its body or chunks, which come last and may be long."""
    match = _TAIL.search(line)  # not inside a string: there its quotes would be escaped
    found = load_json(line[: match.start()] + b"}" if match else line)
    return found if isinstance(found, dict) else {}


def loki_entries(line: bytes, labels: LokiLabels, max_bytes: int, has_metadata: bool) -> list[LokiEntry]:
    """A log line as entries: itself, or, where it is longer than `max_bytes`, a summary and numbered parts.

    The parts' texts in their order are the line.  ValueError for a line that is none.
    """
    entry = head_of_line(line)
    if not entry:
        raise ValueError("not a log line")
    text = line.decode("utf-8", "replace").rstrip("\n")
    chosen = labels.of(entry)
    metadata = _metadata_of(entry)
    ts_ns = _nanoseconds(as_text(as_dict(entry.get("_meta")).get("ts")))
    if len(text.encode("utf-8", "replace")) <= max_bytes:
        return [LokiEntry(ts_ns, text, metadata if has_metadata else (), chosen)]
    pieces = _pieces(text, max_bytes)
    short = {name: value for name, value in entry.items() if name != "headers"}
    summary = ENCODE({**short, "truncated": "loki", "parts": len(pieces)}).encode("utf-8", "replace").decode()
    of_part = tuple((n, "part" if n == "log_type" else v) for n, v in chosen)
    out = [LokiEntry(ts_ns, summary, (*metadata, ("parts", str(len(pieces)))) if has_metadata else (), chosen)]
    for number, piece in enumerate(pieces, 1):
        marks = (*metadata, ("part", str(number)), ("parts", str(len(pieces))))
        out.append(LokiEntry(ts_ns + number, piece, marks if has_metadata else (), of_part))
    return out


def _pieces(text: str, max_bytes: int) -> list[str]:
    data, pieces, at = text.encode("utf-8", "replace"), [], 0
    while at < len(data):
        piece = data[at : at + max_bytes]
        if at + max_bytes < len(data):
            piece = whole_characters(piece)
        pieces.append(piece.decode("utf-8", "replace"))
        at += len(piece)
    return pieces


def _metadata_of(entry: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Texts only, with names that Loki need not change; `level` is given, so that it is not guessed from words."""
    meta, agent = as_dict(entry.get("_meta")), as_dict(as_dict(entry.get("_meta")).get("agent"))
    found: dict[str, object] = {
        "session": meta.get("session"),
        "request_id": meta.get("request_id"),
        "host": meta.get("host"),
        "agent": agent.get("id"),
        "agent_kind": agent.get("kind"),
        **{name: entry.get(name) for name in _MEMBERS_AS_METADATA},
        **as_dict(entry.get("usage")),
        **as_dict(entry.get("timing")),
    }
    failed = "error" in entry or "api_error" in entry or as_count(entry.get("status")) >= 400
    found["level"] = "error" if failed or entry.get("is_error") is True else "info"
    texts = {name: value if isinstance(value, str) else json_text(value) for name, value in found.items() if value}
    return tuple((name, clean_label(text)) for name, text in texts.items())


def _nanoseconds(ts: str) -> int:
    """Of an RFC 3339 time in UTC, exactly; ValueError for anything else."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z", ts)
    if not match:
        raise ValueError("a log line without a time")
    seconds = calendar.timegm(time.strptime(match[1], "%Y-%m-%dT%H:%M:%S"))
    return seconds * 10**9 + int((match[2] or "").ljust(9, "0"))


def loki_push(entries: Sequence[LokiEntry]) -> bytes:
    """The body of a push with these entries, all of one stream."""
    values = [[str(e.ts_ns), e.text, dict(e.metadata)] if e.metadata else [str(e.ts_ns), e.text] for e in entries]
    return ENCODE({"streams": [{"stream": dict(entries[0].labels), "values": values}]}).encode("utf-8", "replace")


_OLDEST = re.compile(r"oldest acceptable timestamp is: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)")


def loki_verdict(status: int, text: str) -> str:
    """What an answer to a push asks for.

    `stored`; `again` (later, unchanged); `split` (something in it is refused or it is too large: halve it, and of one
    entry alone drop it); `plain` (without structured metadata); `fewer` (labels, since there are too many streams);
    `wrong` (a wrong address, login or tenant: keep all).
    """
    if status in (200, 204):
        return "stored"
    if status == 400 and re.search(r"HTTPS (?:server|port)|^Content-Encoding|^mime:|^snappy", text):
        return "wrong"  # the way there, not an entry
    if status == 400:
        return "plain" if "this feature is disallowed" in text else "split"
    if status == 429 and "maximum active stream" in text:
        return "fewer"
    if status in (413, 422):
        return "split"
    if status == 500 and re.search("larger than max|label name is empty|normalization for label name", text):
        return "split"
    return "again" if status == 429 or status >= 500 else "wrong"


def fewer_labels(labels: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Those that every installation has few values of, for a Loki that takes no more streams."""
    return tuple((name, value) for name, value in labels if name in _FEWEST_LABELS)


def loki_oldest(text: str) -> int:
    """The oldest time in nanoseconds that a refusal names as acceptable, or 0."""
    found = _OLDEST.findall(text)
    return max(map(_nanoseconds, found)) if found else 0


# ==============================================================================
# 20  Store
# ==============================================================================
# sessions.db has the reference program's tables, so an existing one opens and
# continues.  Numbers (`seq`) are handed out inside a transaction, so that two
# recorders on one directory never give the same one; an exchange whose request
# line may be in a file has a row in open_exchanges until its response line is.
# An answer to a client without ids has a row in answers, named by the whole
# conversation up to it, so that the request that goes on from it is known.

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, provider TEXT NOT NULL, upstream TEXT NOT NULL, created_at TEXT NOT NULL,
    last_activity TEXT NOT NULL, last_seq INTEGER NOT NULL DEFAULT 0, last_fingerprint TEXT NOT NULL DEFAULT '',
    file_path TEXT NOT NULL, client_session_id TEXT,
    turn_count INTEGER NOT NULL DEFAULT 0, last_tool_name TEXT NOT NULL DEFAULT '',
    tool_streak INTEGER NOT NULL DEFAULT 0, retry_count INTEGER NOT NULL DEFAULT 0,
    session_tool_count INTEGER NOT NULL DEFAULT 0, last_was_error INTEGER NOT NULL DEFAULT 0,
    pending_tool_ids TEXT NOT NULL DEFAULT '{}');
CREATE TABLE IF NOT EXISTS fingerprints (
    fingerprint TEXT PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions(id), seq INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS idx_fingerprints_session ON fingerprints(session_id);
CREATE INDEX IF NOT EXISTS idx_sessions_provider ON sessions(provider);
CREATE INDEX IF NOT EXISTS idx_sessions_client_id ON sessions(client_session_id);
CREATE TABLE IF NOT EXISTS open_exchanges (
    request_id TEXT PRIMARY KEY, session_id TEXT NOT NULL, seq INTEGER NOT NULL, file_path TEXT NOT NULL,
    started_at REAL NOT NULL, owner TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS session_keys (key TEXT PRIMARY KEY, session_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answers (
    key BLOB PRIMARY KEY, session_id TEXT NOT NULL, seq INTEGER NOT NULL, next BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS agents (
    session_id TEXT NOT NULL, agent TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (session_id, agent)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


_ANSWERS_KEPT_S = 30 * 86400
_MAX_KEYS = 200  # of the ends of a conversation; the last ones are looked for


@dataclass(slots=True)
class Place:
    """Where an exchange is logged: session, number, file relative to the log directory; whether it is the first.

    `is_lone`: the session has but one request yet, and no row and file of its own.
    """

    session: str
    seq: int
    file: str
    is_new: bool = False
    is_lone: bool = False


# Columns that later versions of the reference program added to `sessions`.
_LATER_COLUMNS = (
    ("turn_count", "INTEGER NOT NULL DEFAULT 0"),
    ("last_tool_name", "TEXT NOT NULL DEFAULT ''"),
    ("tool_streak", "INTEGER NOT NULL DEFAULT 0"),
    ("retry_count", "INTEGER NOT NULL DEFAULT 0"),
    ("session_tool_count", "INTEGER NOT NULL DEFAULT 0"),
    ("last_was_error", "INTEGER NOT NULL DEFAULT 0"),
    ("pending_tool_ids", "TEXT NOT NULL DEFAULT '{}'"),
)


class Store:
    """sessions.db of one log directory.  Every method raises StoreError when the database cannot be used."""

    def __init__(self, directory: str, floors: dict[str, int] | None = None) -> None:
        """`floors` holds numbers that stand in lines but could not be committed; it may outlive this object."""
        self._open_transaction = False
        self._floors = {} if floors is None else floors
        # What this transaction has read and will write: nobody else can change it before the commit.
        self._given: dict[str, tuple[int, str, str]] = {}
        self._keys: dict[str, str] = {}
        self._opened: dict[str, tuple[object, ...]] = {}
        self._answers: dict[bytes, tuple[str, int, bytes]] = {}
        self._agents: dict[tuple[str, str], AgentState] = {}
        try:
            self._path = os.path.join(directory, "sessions.db")
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))  # its -wal and -shm take over the mode
            self._db = sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
            self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _SCHEMA)
            self._inode = os.stat(self._path).st_ino
        except (sqlite3.Error, OSError) as e:
            raise StoreError(f"sessions.db: {e}") from e
        columns = {row[1] for row in self._run("PRAGMA table_info(sessions)")}
        for name, kind in _LATER_COLUMNS:
            if name not in columns:
                self._run(f"ALTER TABLE sessions ADD COLUMN {name} {kind}")
        self._run("INSERT OR IGNORE INTO settings VALUES ('salt', ?)", os.urandom(16).hex())
        self._salt = bytes.fromhex(self._run("SELECT value FROM settings WHERE name = 'salt'")[0][0])
        self._run("DELETE FROM answers WHERE session_id < ?", utc_day(time.time() - _ANSWERS_KEPT_S).replace("-", ""))
        self.commit()

    def place(
        self,
        identity: Identity,
        credential: str,
        provider: str,
        upstream: str,
        wall_s: float,
        known: tuple[str, int] = ("", 0),
        is_lone: bool = False,
    ) -> Place:
        """The session of this request, made if need be, with the next number.  Without any id: the day's misc file.

        `known` is a session told by other means, with the number of its last request.  As long as it is a lone request
        its lines go to the misc file as well, since most of these sessions stay as short as that.
        """
        day = utc_day(wall_s)
        if is_lone or not (identity.names_session or known[0]):
            misc, file = f"misc:{upstream}/{day}", f"{upstream}/{day}/misc.jsonl"
            if not is_lone:
                place = self._next(misc, wall_s)
                return place if place.seq else self._create(misc, file, provider, upstream, wall_s)
            if self._last(misc) is None:
                self._create(misc, file, provider, upstream, wall_s)
                self._given[misc] = (0, file, utc_second(int(wall_s)) + "Z")  # lone requests take no number of it
            return Place(known[0], known[1] + 1, (self._last(misc) or (0, file))[1], is_lone=True)
        scope = self.scope_of(identity, credential)
        session = known[0] or self._find_session(identity, scope)
        place = self._next(session, wall_s) if session else Place("", 0, "")
        if place.seq:
            return place
        session = session or new_session_id(wall_s, os.urandom(4).hex())
        file = f"{upstream}/{day}/{session}.jsonl"
        place = self._create(session, file, provider, upstream, wall_s, identity.session, known[1])
        if identity.session:
            self._note_key(f"{scope}{identity.session}", session)
        return place

    def find_answers(self, keys: Sequence[bytes]) -> dict[bytes, tuple[str, int, bytes]]:
        """Of these conversations those that end with an answer we saw: its session, number, and what followed on it."""
        found = {key: self._answers[key] for key in keys if key in self._answers}
        rest = [key for key in keys if key not in found][:_MAX_KEYS]
        marks = ",".join("?" * len(rest))
        rows = self._run(f"SELECT key, session_id, seq, next FROM answers WHERE key IN ({marks})", *rest)  # noqa: S608 -- question marks
        return {**{row[0]: (row[1], row[2], row[3]) for row in rows}, **found}

    def note_answer(self, key: bytes, session: str, seq: int, following: bytes = b"") -> None:
        """Part of the next commit: this conversation ends with our answer, on which `following` went on."""
        self._answers[key] = (session, seq, following)

    def agents_of(self, session: str) -> dict[str, AgentState]:
        """What was saved of a session's agents; what cannot be read any more is as if it had not been."""
        states: dict[str, AgentState] = {}
        for agent, text in self._run("SELECT agent, state FROM agents WHERE session_id = ?", session):
            with contextlib.suppress(ValueError, TypeError, KeyError):
                states[agent] = AgentState.parse(text)
        return states

    def save_agent(self, session: str, agent: str, state: AgentState) -> None:
        """Part of the next commit, as it is then."""
        self._agents[session, agent] = state

    def note_response(self, identity: Identity, credential: str, response_id: str, session: str) -> None:
        """Remember whose answer this was: a request that names it as `previous_response_id` belongs to the session."""
        scope = self.scope_of(dataclasses.replace(identity, is_unique=False), credential)
        self._note_key(f"{scope}response:{response_id}", session)

    def _note_key(self, key: str, session: str) -> None:
        self._run("INSERT OR REPLACE INTO session_keys VALUES (?, ?)", key, session)
        self._keys[key] = session

    def move(self, session: str, file: str) -> None:
        self._run("UPDATE sessions SET file_path = ? WHERE id = ?", file, session)
        if session in self._given:
            seq, _, now = self._given[session]
            self._given[session] = (seq, file, now)

    def open_exchange(self, request_id: str, place: Place, wall_s: float, owner: str) -> None:
        """Part of the next commit."""
        self._opened[request_id] = (request_id, place.session, place.seq, place.file, wall_s, owner)

    def find_open(self, request_id: str) -> Place | None:
        rows = self._run("SELECT session_id, seq, file_path FROM open_exchanges WHERE request_id = ?", request_id)
        return Place(*rows[0]) if rows else None

    def owners(self) -> list[str]:
        """Proxies that have, or had when they died, open exchanges."""
        return [row[0] for row in self._run("SELECT DISTINCT owner FROM open_exchanges")]

    def open_of(self, owner: str) -> list[tuple[str, Place]]:
        rows = self._run("SELECT request_id, session_id, seq, file_path FROM open_exchanges WHERE owner = ?", owner)
        return [(row[0], Place(*row[1:])) for row in rows]

    def open_turns(self, request_id: str) -> list[tuple[str, Place]]:
        """Turns of this WebSocket that have not ended."""
        statement = "SELECT request_id, session_id, seq, file_path FROM open_exchanges WHERE request_id GLOB ?"
        return [(row[0], Place(*row[1:])) for row in self._run(statement, f"{request_id}.*")]

    def close_exchanges(self, request_ids: Iterable[str]) -> None:
        self._run_many("DELETE FROM open_exchanges WHERE request_id = ?", [(i,) for i in request_ids])

    def forget(self, session: str) -> bool:
        """Remove a session's rows, also from free pages and the write-ahead log; whether there were any."""
        try:
            self._db.execute("PRAGMA secure_delete = ON")
        except sqlite3.Error as e:
            raise StoreError(f"sessions.db: {e}") from e
        found = bool(self._run("SELECT 1 FROM sessions WHERE id = ?", session))
        self._run("DELETE FROM fingerprints WHERE session_id = ?", session)
        self._run("DELETE FROM session_keys WHERE session_id = ?", session)
        for table in ("open_exchanges", "answers", "agents"):
            self._run(f"DELETE FROM {table} WHERE session_id = ?", session)  # noqa: S608 -- names from here
        self._run("DELETE FROM sessions WHERE id = ?", session)
        self.commit()
        with contextlib.suppress(sqlite3.Error):  # a reader keeps the log for now; it goes with a later checkpoint
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return found

    def is_in_place(self) -> bool:
        """Whether the file we have open is still the one in the directory."""
        try:
            return os.stat(self._path).st_ino == self._inode
        except OSError:
            return False

    def commit(self) -> None:
        given = [(seq, now, session) for session, (seq, _, now) in self._given.items()]
        self._run_many("UPDATE sessions SET last_seq = ?, last_activity = ? WHERE id = ?", given)
        self._run_many("INSERT OR REPLACE INTO open_exchanges VALUES (?, ?, ?, ?, ?, ?)", list(self._opened.values()))
        answers = [(key, *answer) for key, answer in self._answers.items()]
        self._run_many("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", answers)
        agents = [(*key, state.render()) for key, state in self._agents.items()]
        self._run_many("INSERT OR REPLACE INTO agents VALUES (?, ?, ?)", agents)
        if not self._open_transaction:
            return
        try:
            self._db.execute("COMMIT")
        except sqlite3.Error as e:
            self._roll_back()
            raise StoreError(f"sessions.db: {e}") from e
        self._end_transaction()

    def _end_transaction(self) -> None:
        self._open_transaction = False
        self._given.clear()
        self._keys.clear()
        self._opened.clear()
        self._answers.clear()
        self._agents.clear()

    def scope_of(self, identity: Identity, credential: str) -> str:
        """What an id is valid in: its kind of client, and, where strangers could share it, its credential.

        One that cannot be shared is not bound to a credential: a login's token changes every hour, and one session may
        use two providers.
        """
        digest = hashlib.blake2b(credential.encode("utf-8", "replace"), key=self._salt, digest_size=8).hexdigest()
        return f"{identity.client}|{'' if identity.is_unique else digest}|"

    def _find_session(self, identity: Identity, scope: str) -> str:
        keys = [f"{scope}{identity.session}"] if identity.session else []
        if identity.previous_response:
            keys.append(f"{scope}response:{identity.previous_response}")
        for key in keys:
            if key in self._keys:
                return self._keys[key]
            rows = self._run("SELECT session_id FROM session_keys WHERE key = ?", key)
            if rows:
                self._keys[key] = str(rows[0][0])
                return self._keys[key]
        if not identity.session:
            return ""
        # A session that the reference program began: it is taken over by whoever continues it first.
        rows = self._run(
            "SELECT id FROM sessions WHERE client_session_id = ?"
            " AND id NOT IN (SELECT session_id FROM session_keys) ORDER BY rowid DESC LIMIT 1",
            identity.session,
        )
        if not rows:
            return ""
        self._note_key(keys[0], str(rows[0][0]))
        return str(rows[0][0])

    def _last(self, session: str) -> tuple[int, str] | None:
        """A session's last number and its file."""
        if session in self._given:
            return self._given[session][:2]
        rows = self._run("SELECT last_seq, file_path FROM sessions WHERE id = ?", session)
        return (max(rows[0][0], self._floors.get(session, 0)), rows[0][1]) if rows else None

    def _next(self, session: str, wall_s: float) -> Place:
        """The next number of a session; 0 if there is none of this name."""
        last = self._last(session)
        if last is None:
            return Place(session, 0, "")
        seq, file = last[0] + 1, last[1]
        self._given[session] = (seq, file, utc_second(int(wall_s)) + "Z")
        return Place(session, seq, file, is_new=seq == 1)

    def _create(
        self, session: str, file: str, provider: str, upstream: str, wall_s: float, client_id: str = "", last: int = 0
    ) -> Place:
        now, seq = utc_second(int(wall_s)) + "Z", max(self._floors.get(session, 0), last) + 1
        self._run(
            "INSERT INTO sessions (id, provider, upstream, created_at, last_activity, last_seq, file_path,"
            " client_session_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(session, provider, upstream, now, now, seq, file, client_id or None),
        )
        self._given[session] = (seq, file, now)
        return Place(session, seq, file, is_new=seq == last + 1)

    def close(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._db.close()

    def _run(self, statement: str, *values: object) -> list[Any]:
        self._begin()
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.Error as e:
            self._roll_back()
            raise StoreError(f"sessions.db: {e}") from e

    def _begin(self) -> None:
        if self._open_transaction:
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as e:
            raise StoreError(f"sessions.db: {e}") from e
        self._open_transaction = True

    def _run_many(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            self._begin()
            try:
                self._db.executemany(statement, rows)
            except (sqlite3.Error, ValueError) as e:  # ValueError: text that SQLite does not take
                self._roll_back()
                raise StoreError(f"sessions.db: {e}") from e

    def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._db.execute("ROLLBACK")
        # These numbers are in lines already: never give them again.
        self._floors |= {session: seq for session, (seq, _, _) in self._given.items()}
        self._end_transaction()


# ==============================================================================
# 21  Log files
# ==============================================================================
# Lines are appended whole, with one writev per file and batch, and noted in the
# day's journal afterwards: file, offset, length, time.  The journal is the
# order in which lines were written; sinks and the index read along it.  A line
# torn by a crash or a full disk stays the last of its kind: whoever appends
# next begins on a fresh line.


# How our lines begin: `_meta` first, then the type.
_LINE_ID = re.compile(rb'\{"_meta":\{[^\n]*?"request_id":"([0-9a-f-]{36}(?:\.\d+)?)"[^\n]*?\},"type":"(\w+)"')


def make_private_directory(path: str) -> None:
    """Make a directory and those above it, each 0700 (os.makedirs gives its mode to the last one only)."""
    missing: list[str] = []
    while path and not os.path.isdir(path):
        missing.append(path)
        path = os.path.dirname(path)
    for directory in reversed(missing):
        with contextlib.suppress(FileExistsError):
            os.mkdir(directory, 0o700)


class LogFiles:
    """The JSONL files of one directory; at most `limit` of them are open.  `append` raises OSError."""

    def __init__(self, directory: str, limit: int = MAX_OPEN_FILES) -> None:
        self.directory, self._limit = directory, limit
        self._open: collections.OrderedDict[str, int] = collections.OrderedDict()
        self._torn: set[str] = set()
        self._ends: dict[str, int] = {}  # of the open files

    def append(self, file: str, lines: Sequence[bytes]) -> int:
        """Write these lines; returns the offset of the first.  After an error none, some, or part of one are there."""
        fd = self._descriptor(file)
        torn = file in self._torn
        parts = [b"\n", *lines] if torn else lines
        want = sum(map(len, parts))
        done = os.writev(fd, parts) if len(parts) <= 1000 else os.write(fd, b"".join(parts))  # IOV_MAX is 1024
        while done < want:
            self._torn.add(file)
            done += os.write(fd, b"".join(parts)[done:])
        self._torn.discard(file)
        # With O_APPEND the offset is known only afterwards: another process may write to this file too.
        self._ends[file] = os.lseek(fd, 0, os.SEEK_CUR)
        return self._ends[file] - want + torn

    def size(self, file: str) -> int:
        """In bytes; of a file that another process writes to as well it may be that after our last line."""
        if file in self._ends:
            return self._ends[file]
        try:
            return os.stat(os.path.join(self.directory, file)).st_size
        except OSError:
            return 0

    def find(self, file: str) -> dict[str, set[str]]:
        """Request ids of the whole lines in a file, by type.  Reads all of it: for after crashes only."""
        found: dict[str, set[str]] = {}
        try:
            with open(os.path.join(self.directory, file), "rb") as f:
                for line in f:
                    match = _LINE_ID.match(line)
                    if match and line.endswith(b"}\n"):
                        kind = "response" if match[2] == b"tunnel" else match[2].decode()  # the line that ends it
                        found.setdefault(kind, set()).add(match[1].decode())
        except FileNotFoundError:
            pass
        return found

    def close(self) -> None:
        while self._open:
            os.close(self._open.popitem()[1])
        self._ends.clear()

    def __len__(self) -> int:
        return len(self._open)

    def _descriptor(self, file: str) -> int:
        fd = self._open.get(file)
        if fd is not None:
            if os.fstat(fd).st_nlink:
                self._open.move_to_end(file)
                return fd
            os.close(self._open.pop(file))  # deleted under us: what we wrote would go nowhere
            self._ends.pop(file, None)
        path = os.path.join(self.directory, file)
        make_private_directory(os.path.dirname(path))
        fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        size = os.fstat(fd).st_size
        if size and os.pread(fd, 1, size - 1) != b"\n":
            self._torn.add(file)
        self._open[file] = fd
        if len(self._open) > self._limit:
            oldest, old_fd = self._open.popitem(last=False)
            os.close(old_fd)
            self._ends.pop(oldest, None)
        return fd


def forget_session(directory: str, session: str) -> tuple[int, int]:
    """Remove a session from database, files and journal; how many files and journal lines that were.

    Lines in the journal and in files that others share are overwritten with blanks where they stand, so that no
    reader's place moves.
    Raises ProxyError for a name that is none, is not there, or is in use; StoreError; OSError.
    """
    if not re.fullmatch(r"\d{8}-\d{6}-[0-9a-f]{8}", session):
        raise ProxyError(f"{session!r} is not a session id; they look like 20261121-041541-0123abcd (_meta.session)")
    found = False
    if os.path.exists(os.path.join(directory, "sessions.db")):
        store = Store(directory)
        try:
            _check_unused(directory, store, session)
            found = store.forget(session)
        finally:
            store.close()
    files = [
        f for f in Path(directory).glob(f"*/*/{session}*.jsonl") if re.fullmatch(r"(\.\d+)?", f.stem[len(session) :])
    ]
    starts = {b'{"file":%s,' % _file_name(file, directory) for file in files}
    for file in Path(directory).glob("*/*/misc*.jsonl"):  # where its first request may be, among others
        offsets = _blank(file, lambda line: b'"session":"%s"' % session.encode() in line[:1000])
        starts |= {b'{"file":%s,"offset":%d,' % (_file_name(file, directory), at) for at in offsets}
    if not (files or found or starts):
        raise ProxyError(f"there is no session {session} in {directory}")
    for file in files:
        file.unlink()
    prefixes = tuple(starts)
    journals = Path(directory, "journal").glob("*.jsonl")
    return len(files), sum(len(_blank(journal, lambda line: line.startswith(prefixes))) for journal in journals)


def _check_unused(directory: str, store: Store, session: str) -> None:
    for owner in store.owners():
        if any(place.session == session for _, place in store.open_of(owner)):
            lock = lock_owner(directory, owner)
            if lock is None:
                raise ProxyError(f"session {session} has a request that has not ended; try again when it has")
            os.close(lock)


def _file_name(file: Path, directory: str) -> bytes:
    return json.dumps(str(file.relative_to(directory)), ensure_ascii=False).encode()


def _blank(file: Path, is_meant: Callable[[bytes], bool]) -> list[int]:
    """Overwrite these lines with blanks; returns where they began."""
    offsets = []
    with file.open("r+b") as f:
        at = 0
        for line in f.read().split(b"\n"):
            if line.strip() and is_meant(line):
                f.seek(at)
                f.write(b" " * len(line))
                offsets.append(at)
            at += len(line) + 1
    return offsets


def lock_owner(directory: str, owner: str) -> int | None:
    """Take the lock that says this proxy lives, if nobody holds it: a descriptor, which child processes may share.

    The lock (flock) is gone when the last process that holds the descriptor is.  Raises OSError.
    """
    import fcntl

    fd = os.open(os.path.join(directory, f".open-{owner}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        return None
    return fd


def owners_with_locks(directory: str) -> list[str]:
    return [file.name[6:-5] for file in Path(directory).glob(".open-*.lock")]


def release_owner(directory: str, owner: str, fd: int) -> None:
    with contextlib.suppress(OSError):  # the directory may be gone
        os.unlink(os.path.join(directory, f".open-{owner}.lock"))
    os.close(fd)


def journal_notes(file: str, offset: int, lines: Iterable[tuple[bytes, float]]) -> Iterator[bytes]:
    """The journal's lines for these lines of a file, which begin at `offset` and were made at these times."""
    name = json.dumps(file, ensure_ascii=False).encode()
    for line, wall_s in lines:
        stamp = utc_text(wall_s).encode()
        yield b'{"file":%s,"offset":%d,"length":%d,"time":"%s"}\n' % (name, offset, len(line), stamp)
        offset += len(line)


def next_part(file: str) -> str:
    """`a/b/c.jsonl` -> `a/b/c.2.jsonl` -> `a/b/c.3.jsonl`."""
    stem, _, number = file.removesuffix(".jsonl").rpartition(".")
    if stem and number.isdecimal() and "/" not in number:
        return f"{stem}.{int(number) + 1}.jsonl"
    return f"{file.removesuffix('.jsonl')}.2.jsonl"


def free_bytes(directory: str) -> int | None:
    try:
        found = os.statvfs(directory)
    except OSError:
        return None
    return found.f_bavail * found.f_frsize


# ==============================================================================
# 22  Sockets
# ==============================================================================


def set_socket_options(sock: Any) -> None:
    """TCP_NODELAY (asyncio sets it only on some sockets) and keep-alive probes after 60 s, every 15 s, four times."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    idle = getattr(socket, "TCP_KEEPIDLE", getattr(socket, "TCP_KEEPALIVE", None))
    for option, value in (
        (idle, 60),
        (getattr(socket, "TCP_KEEPINTVL", None), 15),
        (getattr(socket, "TCP_KEEPCNT", None), 4),
    ):
        if option is not None:
            sock.setsockopt(socket.IPPROTO_TCP, option, value)


def reset(transport: asyncio.Transport) -> None:
    """Close with RST instead of FIN, as the other side did to us."""
    sock = transport.get_extra_info("socket")
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def close_flushed(transport: asyncio.Transport, unsent: float = math.inf) -> None:
    """Close once what was written has left, or when nothing of it leaves any more."""
    left = transport.get_write_buffer_size()
    if not transport.is_closing():
        transport.close()
    if 0 < left < unsent:
        asyncio.get_running_loop().call_later(LINGER_S, close_flushed, transport, left)
    elif left:
        transport.abort()


def shrink_tls_buffer(transport: asyncio.BaseTransport) -> None:
    """TLS is read into a buffer of 256 KB per connection; a record is 16 KB, and so is the buffer after this."""
    # The attributes are asyncio's own, alike from 3.11 to 3.13; a test notices when they change.
    protocol = getattr(transport, "_ssl_protocol", None)
    if hasattr(protocol, "_ssl_buffer_view") and hasattr(protocol, "max_size"):
        buffer = bytearray(TLS_READ_BYTES)
        for name, value in (
            ("max_size", len(buffer)),
            ("_ssl_buffer", buffer),
            ("_ssl_buffer_view", memoryview(buffer)),
        ):
            setattr(protocol, name, value)


def open_listeners(hosts: Sequence[str], port: int) -> list[socket.socket]:
    """Sockets bound to one port on all these addresses.  Raises ProxyError saying which address is taken.

    The second of the two default addresses, ::1, may be missing: machines without IPv6 are common.
    """
    for attempt in range(20):
        sockets: list[socket.socket] = []
        try:
            for host in hosts:
                want = sockets[0].getsockname()[1] if sockets else port
                sockets += _bind(host, want, optional=host == "::1" and bool(sockets))
            return sockets
        except OSError as e:
            for sock in sockets:
                sock.close()
            if port or attempt == 19 or not sockets:
                text = os.strerror(e.errno) if e.errno and e.errno > 0 else str(e)
                where = f"[{host}]:{want}" if ":" in host else f"{host}:{want}"
                raise ProxyError(f"cannot listen on {where}: {text}; choose another --port or --host") from e
    raise ProxyError("no port is free on all addresses")


def _bind(host: str, port: int, optional: bool) -> list[socket.socket]:
    family, kind, proto, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
    )[0]
    try:
        sock = socket.socket(family, kind, proto)
    except OSError:
        if optional:
            return []
        raise
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind(address)
    except OSError as e:
        sock.close()
        if optional and e.errno != errno.EADDRINUSE:
            return []
        raise
    return [sock]


_SYSTEM_BUNDLES = (
    "/etc/ssl/cert.pem",  # macOS, Alpine, OpenBSD
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, RHEL
    "/opt/homebrew/etc/ca-certificates/cert.pem",
)


def build_tls_context(ca_file: str) -> ssl.SSLContext:
    """One verifying context for all upstreams (loading the authorities takes 25 ms and more).  Raises ConfigError."""
    context = ssl.create_default_context()
    # Python 3.13 demands key identifiers that many corporate authorities lack; every other client accepts those.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.set_alpn_protocols(["http/1.1"])
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as e:
            raise ConfigError(f"ca_file {ca_file!r} cannot be used: {e}; name a PEM file of certificates") from e
        return context
    paths = ssl.get_default_verify_paths()
    if context.cert_store_stats()["x509_ca"] or (paths.capath and os.listdir(paths.capath)):
        return context
    for bundle in _SYSTEM_BUNDLES:
        if os.path.exists(bundle):
            context.load_verify_locations(bundle)
            return context
    raise ConfigError("this Python trusts no certificate authority and no system bundle was found; set ca_file")


# ==============================================================================
# 23  Sinks
# ==============================================================================
# What leaves the machine for another log.  A sink is a thread of the recorder
# process: it reads the journal from its cursor on, fetches the lines from their
# files, and sends them.  So an outage costs no memory: the directory holds what
# is not sent yet, and a restart goes on where the last one stopped.  A line may
# be sent twice, never otherwise than before.

_WINDOW_LINES = 2000
_WINDOW_BYTES = 4 * MEBIBYTE
_RETRY_MAX_S = 30.0
_ANSWER_BYTES = 64 * 1024
_POLL_S = 0.25
_DAY_END_S = 2.0
_REFUSED_S = 300.0  # how long a refusal shows in the status


@dataclass(slots=True)
class JournalNote:
    """Where a line stands, when it was written, and the place in the journal behind this note."""

    file: str
    offset: int
    length: int
    time: str
    behind: tuple[str, int]


class JournalReader:
    """Reads the journal from a place on: (day's file, offset).  Nothing waits here; raises OSError."""

    def __init__(self, directory: str, place: tuple[str, int] | None) -> None:
        self._directory = directory
        self.place = self._ahead = place or self._end()
        self.backlog_lines = self.backlog_bytes = self.missing = 0
        self.oldest = ""  # the time of the first line that is not read yet

    def _path(self, day: str) -> str:
        return os.path.join(self._directory, "journal", day)

    def _days(self) -> list[str]:
        try:
            return sorted(name for name in os.listdir(self._path("")) if name.endswith(".jsonl"))
        except OSError:
            return []

    def _end(self) -> tuple[str, int]:
        days = self._days()
        return (days[-1], os.path.getsize(self._path(days[-1]))) if days else ("", 0)

    def _notes(self, place: tuple[str, int], limit: int) -> tuple[list[JournalNote], tuple[str, int]]:
        """The whole notes in about `limit` bytes from a place on, and the place behind them."""
        day, offset = place
        days = [name for name in self._days() if name >= day]
        for name in days:
            offset = offset if name == day else 0
            with open(self._path(name), "rb") as f:
                f.seek(offset)
                data = f.read(limit)
                if os.fstat(f.fileno()).st_size < offset:  # another file by this name
                    return self._notes((name, 0), limit)
                is_young = time.time() - os.fstat(f.fileno()).st_mtime < _DAY_END_S  # another recorder may add to it
            data = data[: data.rfind(b"\n") + 1]
            if data or is_young or name == days[-1]:
                return _parse_notes(data, name, offset), (name, offset + len(data))
        return [], place

    def look_ahead(self) -> None:
        """Count what has been written since the last look."""
        while True:
            notes, place = self._notes(self._ahead, MEBIBYTE)
            if place == self._ahead:
                return
            self._ahead = place
            if notes and not self.backlog_lines:
                self.oldest = notes[0].time
            self.backlog_lines += len(notes)
            self.backlog_bytes += sum(note.length for note in notes)

    def window(self) -> list[tuple[JournalNote, bytes]]:
        """The next lines, within bounds; of one that is gone nothing is left, and it is counted."""
        lines: list[tuple[JournalNote, bytes]] = []
        size = 0
        notes, place = self._notes(self.place, 200 * _WINDOW_LINES)
        while not notes and self.place < place:  # forgotten since: only blanks
            self.place = place
            notes, place = self._notes(self.place, 200 * _WINDOW_LINES)
        if not notes:
            self.backlog_lines, self.backlog_bytes, self.oldest = 0, 0, ""
        with contextlib.ExitStack() as stack:
            files: dict[str, Any] = {}
            for note in notes[:_WINDOW_LINES]:
                line = self._line(note, files, stack)
                lines.append((note, line))
                size += len(line)
                if size >= _WINDOW_BYTES:
                    break
        return lines

    def _line(self, note: JournalNote, files: dict[str, Any], stack: contextlib.ExitStack) -> bytes:
        try:
            if note.file not in files:
                path = os.path.join(self._directory, note.file)
                files[note.file] = stack.enter_context(open(path, "rb"))  # noqa: SIM115 -- the stack closes it
            files[note.file].seek(note.offset)
            line: bytes = files[note.file].read(note.length)
        except OSError:
            line = b""
        if not line.strip():
            self.missing += 1
            return b""
        return line

    def passed(self, notes: Sequence[JournalNote]) -> None:
        """These are done with."""
        self.place = notes[-1].behind
        self.backlog_lines = max(self.backlog_lines - len(notes), 0)
        self.backlog_bytes = max(self.backlog_bytes - sum(note.length for note in notes), 0)
        following = self._notes(self.place, 2000)[0]
        self.oldest = following[0].time if following else ""


def _parse_notes(data: bytes, day: str, offset: int) -> list[JournalNote]:
    notes = []
    for line in data.split(b"\n")[:-1]:
        offset += len(line) + 1
        note = load_json(line) if line.strip() else None  # blanks are what was forgotten
        if isinstance(note, dict):
            place = (as_text(note.get("file")), as_count(note.get("offset")), as_count(note.get("length")))
            notes.append(JournalNote(*place, as_text(note.get("time")), (day, offset)))
    return notes


class Cursors:
    """Where each sink stands, in sessions.db.  A sink's own connection: what fails here is tried again later."""

    def __init__(self, directory: str) -> None:
        self._file = os.path.join(directory, "sessions.db")

    def load(self, sink: str) -> tuple[str, int] | None:
        """Raises sqlite3.Error."""
        with contextlib.closing(self._open()) as db:
            rows = db.execute("SELECT file, offset FROM cursors WHERE sink = ?", (sink,)).fetchall()
        return (rows[0][0], rows[0][1]) if rows else None

    def save(self, sink: str, place: tuple[str, int]) -> None:
        """Raises sqlite3.Error."""
        with contextlib.closing(self._open()) as db:
            db.execute("INSERT OR REPLACE INTO cursors VALUES (?, ?, ?)", (sink, *place))

    def _open(self) -> sqlite3.Connection:
        os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))
        db = sqlite3.connect(self._file, timeout=BUSY_S, isolation_level=None)
        db.execute("CREATE TABLE IF NOT EXISTS cursors (sink TEXT PRIMARY KEY, file TEXT, offset INTEGER)")
        return db


def _connect_to(url: urllib.parse.SplitResult, ca_file: str) -> Any:
    """An http.client connection, not opened yet.  Raises ConfigError for a ca_file that cannot be used."""
    import http.client

    host = url.hostname or ""
    if url.scheme != "https":
        return http.client.HTTPConnection(host, url.port or 80, timeout=20)
    return http.client.HTTPSConnection(host, url.port or 443, timeout=20, context=build_tls_context(ca_file))


class LokiSink:
    """Sends the log to Loki, in a thread.  `close` gives it a last while; `stats` may be asked at any time."""

    def __init__(self, directory: str, options: Mapping[str, Any], tell: Callable[[str], None]) -> None:
        self._directory, self._options, self._tell = directory, options, tell
        self._labels = LokiLabels(options["environment"], options["labels"])
        self._has_metadata = options["structured_metadata"] != "off"
        self._connection: Any = None
        self._is_used = False  # an answer has come on it
        self._stopping = threading.Event()
        self._deadline = math.inf
        self._failures = 0
        self._sent = self._refused = self._pushes = 0
        self._refused_at = -math.inf
        self._error, self._error_at = "", ""
        self._is_wrong = self._is_idle = self._is_stuck = self._has_place = False
        self._journal = JournalReader(directory, None)
        self._thread = threading.Thread(target=self._run, name="loki", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self, limit_s: float) -> None:
        """Send what is there, for at most so many seconds; what is left is sent by the next start."""
        self._deadline = time.monotonic() + limit_s
        self._stopping.set()
        self._thread.join(limit_s + 1)
        if self._journal.backlog_lines:
            self._tell(f"Loki: {self._journal.backlog_lines} lines are not sent yet; the next start goes on with them")

    def stats(self) -> dict[str, Any]:
        """For /health/loki: `status` is ok, degraded (it is behind or was refused something) or down."""
        journal = self._journal
        is_down = self._is_wrong or self._is_stuck or self._failures > self._options["retry_max"]
        was_refused = time.monotonic() - self._refused_at < _REFUSED_S
        is_behind = was_refused or self._failures > 0 or journal.backlog_lines > 10 * self._options["batch_size"]
        return {
            "status": "idle" if self._is_idle else "down" if is_down else "degraded" if is_behind else "ok",
            "entries_sent": self._sent,
            "entries_dropped": self._refused,
            "entries_refused": self._refused,
            "lines_missing": journal.missing,
            "pushes": self._pushes,
            "backlog_lines": journal.backlog_lines,
            "backlog_bytes": journal.backlog_bytes,
            "backlog_since": journal.oldest or None,
            "last_error": self._error or None,
            "last_error_time": self._error_at or None,
        }

    # -- the thread --

    def _run(self) -> None:
        lock = self._take_turn()
        if lock is None:
            return
        try:
            while self._find_place() and self._go_on():
                pass
        except Exception as e:  # noqa: BLE001 -- the thread's boundary: it ends, and says so
            self._note(f"internal error, nothing is sent any more: {type(e).__name__}")
            self._tell(f"Loki: {self._error}")
            self._is_wrong = True
        finally:
            os.close(lock)
            if self._connection:
                self._connection.close()

    def _take_turn(self) -> int | None:
        """Of several proxies on one directory one sends; the others wait for its end."""
        import fcntl

        while True:
            fd = -1
            try:
                fd = os.open(os.path.join(self._directory, ".loki.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as e:
                if fd >= 0:
                    os.close(fd)
                self._is_idle = isinstance(e, BlockingIOError)
                self._is_stuck = not self._is_idle
                if self._is_stuck:
                    self._note(f"its lock cannot be taken: {e}")
                if self._stopping.wait(1.0):
                    return None
            else:
                self._is_idle = self._is_stuck = False
                return fd

    def _find_place(self) -> bool:
        """Where the last one stopped, or, for the first one, where it began; false at the end."""
        while not self._has_place:
            try:
                cursors = Cursors(self._directory)
                if place := cursors.load("loki"):
                    self._journal = JournalReader(self._directory, place)
                else:
                    cursors.save("loki", self._journal.place)
                self._has_place, self._is_stuck = True, False
            except (OSError, sqlite3.Error) as e:
                self._is_stuck = True
                self._note(f"its place in the journal cannot be read: {e}")
                if not self._pause(1.0):
                    return False
        return True

    def _pause(self, seconds: float) -> bool:
        """Wait; false if the time is up."""
        if self._stopping.is_set():
            time.sleep(max(min(seconds, 0.2, self._deadline - time.monotonic()), 0.0))
        else:
            self._stopping.wait(seconds)
        return time.monotonic() < self._deadline

    def _go_on(self) -> bool:
        try:
            return self._step()
        except OSError as e:  # the directory or a file cannot be read now
            self._is_stuck = True
            self._note(f"the log cannot be read: {e}")
            return self._pause(1.0)

    def _step(self) -> bool:
        """Wait until a batch is worth sending, and send it; false at the end."""
        journal = self._journal
        journal.look_ahead()
        self._is_stuck = False  # the log can be read
        since = time.monotonic()
        while not self._is_due(since):
            self._stopping.wait(_POLL_S)
            journal.look_ahead()
            if not journal.backlog_lines:
                if self._stopping.is_set():
                    return False
                since = time.monotonic()
        lines = journal.window()
        if not lines:
            return not self._stopping.is_set()
        if not self._send_window([line for _, line in lines if line]):
            return False
        journal.passed([note for note, _ in lines])
        try:
            Cursors(self._directory).save("loki", journal.place)
        except sqlite3.Error as e:
            self._note(f"its place in the journal cannot be saved: {e}")
        return time.monotonic() < self._deadline

    def _is_due(self, since: float) -> bool:
        journal, options = self._journal, self._options
        if not journal.backlog_lines:
            return False
        is_full = journal.backlog_lines >= options["batch_size"] or journal.backlog_bytes >= options["batch_bytes"]
        return is_full or self._stopping.is_set() or time.monotonic() - since >= options["batch_wait"]

    def _send_window(self, lines: Sequence[bytes]) -> bool:
        """Send these lines, each stream by itself and in its order; false if the time is up."""
        streams: dict[tuple[tuple[str, str], ...], list[LokiEntry]] = {}
        for line in lines:
            try:
                for entry in loki_entries(line, self._labels, self._options["max_line_bytes"], self._has_metadata):
                    streams.setdefault(entry.labels, []).append(entry)
            except ValueError as e:
                self._refuse(1, str(e))
        for entries in streams.values():
            entries.sort(key=lambda entry: entry.ts_ns)
            for batch in self._batches(entries):
                if not self._deliver(batch):
                    return False
        return True

    def _batches(self, entries: Iterable[LokiEntry]) -> Iterator[list[LokiEntry]]:
        batch: list[LokiEntry] = []
        size = 0
        for entry in entries:
            if batch and (
                size + entry.size > self._options["batch_bytes"] or len(batch) >= self._options["batch_size"]
            ):
                yield batch
                batch, size = [], 0
            batch.append(entry)
            size += entry.size
        if batch:
            yield batch

    def _deliver(self, entries: list[LokiEntry]) -> bool:
        """Until each entry is stored or refused for good; false if the time is up."""
        todo = [entries]
        while todo:
            batch = todo.pop()
            status, text = self._push(batch)
            if status == 0:
                return False
            verdict = loki_verdict(status, text)
            if verdict == "stored":
                self._sent += len(batch)
            elif verdict == "plain":
                self._has_metadata = False
                todo.append([dataclasses.replace(entry, metadata=()) for entry in batch])
            elif verdict == "fewer":
                todo.append([dataclasses.replace(entry, labels=fewer_labels(entry.labels)) for entry in batch])
            elif (oldest := loki_oldest(text)) and any(entry.ts_ns < oldest for entry in batch):
                young = [entry for entry in batch if entry.ts_ns >= oldest]
                self._refuse(len(batch) - len(young), text)
                todo += [young] if young else []
            elif len(batch) == 1:
                self._refuse(1, text)
            else:
                todo += [batch[len(batch) // 2 :], batch[: len(batch) // 2]]
        return True

    def _push(self, batch: Sequence[LokiEntry]) -> tuple[int, str]:
        """One answer that says stored or refused, after as many attempts as it takes; (0, "") if the time is up."""
        import http.client

        body = loki_push(batch)
        while True:
            retry_after = 0.0
            try:
                status, text, retry_after = self._post(body)
                verdict = loki_verdict(status, text)
                if verdict == "fewer" and fewer_labels(batch[0].labels) == batch[0].labels:
                    verdict = "again"
                if verdict not in ("again", "wrong"):
                    self._failures, self._is_wrong = 0, False
                    return status, text
                self._is_wrong = verdict == "wrong"
                self._note(f"{status} {text[:500].strip()}")
            except (OSError, http.client.HTTPException, ConfigError) as e:
                self._note(f"{type(e).__name__}: {e}")
                was_used = self._is_used
                self._disconnect()
                if was_used and isinstance(e, ConnectionError):
                    continue  # the other side had closed it meanwhile, which is no failure
            except ValueError as e:  # its text may hold a header's value
                self._is_wrong = True
                self._note(f"{type(e).__name__} in loki_url, loki_headers or loki_auth_token")
            if not self._wait(retry_after):
                return 0, ""

    def _disconnect(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection, self._is_used = None, False

    def _wait(self, retry_after: float) -> bool:
        """Back off: 0.5 s, doubled up to 30 s, with jitter, or as long as Loki says; false if the time is up."""
        self._failures += 1
        if self._failures == self._options["retry_max"] + 1:
            self._tell(f"Loki is down: {self._error}; lines are kept and sent when it is back")
        pause = min(0.5 * 2 ** min(self._failures - 1, 10), _RETRY_MAX_S) * (1 + random.random() / 4)  # noqa: S311
        pause = max(pause, min(retry_after, 300.0))
        if self._stopping.is_set():
            pause = min(pause, 1.0)
            time.sleep(max(min(pause, self._deadline - time.monotonic()), 0.0))
        else:
            self._stopping.wait(pause)
        self._journal.look_ahead()
        return time.monotonic() < self._deadline

    def _post(self, body: bytes) -> tuple[int, str, float]:
        """Status, text and Retry-After in seconds.  Raises OSError or HTTPException."""
        self._pushes += 1
        headers = {"Content-Type": "application/json", **self._options["headers"]}
        if self._options["use_gzip"]:
            body = gzip.compress(body, 1, mtime=0)
            headers["Content-Encoding"] = "gzip"
        if self._options["org_id"]:
            headers["X-Scope-OrgID"] = self._options["org_id"]
        url = urllib.parse.urlsplit(self._options["url"])
        if self._options["auth_token"]:
            headers["Authorization"] = f"Bearer {self._options['auth_token']}"
        elif url.username is not None:
            login = f"{urllib.parse.unquote(url.username)}:{urllib.parse.unquote(url.password or '')}"
            headers["Authorization"] = "Basic " + base64.b64encode(login.encode()).decode()
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        if self._connection is None:
            self._connection = _connect_to(url, self._options["ca_file"])
        self._connection.request("POST", target, body, headers)
        answer = self._connection.getresponse()
        text = answer.read(_ANSWER_BYTES).decode("utf-8", "replace")
        self._is_used = True
        if not answer.isclosed():
            self._disconnect()  # a longer text than anybody reads
        seconds = answer.headers.get("Retry-After", "")
        return answer.status, text, float(seconds) if seconds.isdigit() else 0.0

    def _refuse(self, count: int, reason: str) -> None:
        self._refused += count
        self._refused_at = time.monotonic()
        self._note(f"{count} entries were refused: {reason[:500].strip()}")

    def _note(self, message: str) -> None:
        self._error, self._error_at = message, utc_text(time.time())


# ==============================================================================
# 24  Log lines
# ==============================================================================
# What is known of one exchange, the members of its lines, and the writer of lines.


_NOBODY = Identity("unknown")


@dataclass(slots=True)
class Recording:
    """What the recorder knows of one exchange that has not ended.

    `meaning` is what the request says, `agent` who said it, `act` the turn it began, `chain` its conversation's name
    where the client gives it none.  On a WebSocket `readers` decode what client and upstream say, `turn` is the one
    that runs of its `turns`; such a turn is a recording too, whose `socket_id` is the request id of its socket.
    """

    number: int
    request_id: str
    opening: Opening
    started_s: float
    method: bytes
    pairs: list[tuple[str, str]]
    request: Copy
    mode: str
    place: Place = field(default_factory=lambda: Place("", 0, ""))
    identity: Identity = _NOBODY
    known_credential: str | None = None
    response_id: str = ""
    written: bool = False
    first_byte_s: float | None = None
    status: int = 0
    response_raw: bytes = b""
    response: Copy | None = None
    stream: StreamCopy | None = None
    readers: dict[str, MessageReader] = field(default_factory=dict)
    messages: list[Said] = field(default_factory=list)
    turn: Recording | None = None
    turns: int = 0
    socket_id: str = ""
    meaning: RequestMeaning | None = None
    agent: dict[str, str] = field(default_factory=dict)  # as it is logged
    agent_id: str = ""
    meta: bytes = b""  # what all its lines have in `_meta`, once rendered
    act: Turn | None = None
    chain: bytes = b""
    parent_seq: int = 0
    retry_of: str = ""
    lost_request: bool = False
    lost_response: bool = False

    @property
    def credential(self) -> str:
        """What authenticates the client: to be hashed, never written down."""
        if self.known_credential is None:
            self.known_credential = credential_of(self.pairs, text_of(self.opening.target).partition("?")[2])
        return self.known_credential

    def last_bytes(self) -> bytes:
        """The end of an answer that is no stream of events."""
        return b"".join(self.response.pieces[-4:])[-1024:] if self.response else b""


@dataclass(slots=True)
class Written:
    """What came of writing a batch of lines."""

    lines: int = 0
    lost: int = 0
    is_failing: bool = False
    errors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Batch:
    """Lines on their way: bytes, exchanges that end with them, what to acknowledge then."""

    writing: concurrent.futures.Future[Written] | None
    size: int
    closed: list[str]
    acks: list[int]


_MAX_UNNOTED = 100_000


class LogWriter:
    """Where lines go: sessions.db, files, journal.  No method raises; what could not be written is counted and told."""

    def __init__(self, config: Mapping[str, Any], tell: Callable[[str], None]) -> None:
        self.directory: str = config["log_dir"]
        self.files = LogFiles(self.directory)
        self.stats: dict[str, Any] = {
            "lines": 0,
            "is_failing": False,
            "lost_lines": 0,
            "errors": 0,
            "last_error": "",
            "low_disk_space": False,
            "decode_errors": 0,
        }
        self._min_free: int = config["min_free_bytes"]
        self._tell = tell
        self._lines: dict[str, list[tuple[bytes, float]]] = {}
        self._thread = concurrent.futures.ThreadPoolExecutor(1, "log writer")
        self._batches: collections.deque[_Batch] = collections.deque()  # being written
        self._closed: list[str] = []  # their last line is queued
        self._written: list[str] = []  # it is in its file: the row may go
        self._adhoc: dict[str, Place] = {}
        self._left: dict[str, dict[str, set[str]]] = {}
        self._floors: dict[str, int] = {}
        self._unnoted: list[bytes] = []  # notes of lines that are written, for a journal that was not to be
        self._owner: str = config["instance"]
        self._store: Store | None = None
        self._space_at = self._store_at = -60.0
        self._open_store()
        self._check_space()

    def place(self, rec: Recording, known: tuple[str, int] = ("", 0), is_lone: bool = False) -> Place:
        """Session, number and file for this exchange, noted as open until `close_exchange`.  See `Store.place`."""
        opening, identity = rec.opening, rec.identity
        if self._store is None and time.monotonic() - self._store_at > 1:
            self._open_store()
        if self._store is None:
            return self.adhoc_place(rec)
        try:
            where = (opening.provider, opening.upstream, opening.wall_s)
            is_misc = is_lone or not (identity.names_session or known[0])
            place = self._store.place(identity, "" if is_misc else rec.credential, *where, known, is_lone)
            if self.files.size(place.file) >= ROLL_BYTES:
                file = place.file
                place.file = next_part(file)
                self._store.move(f"misc:{os.path.dirname(file)}" if place.is_lone else place.session, place.file)
            self._store.open_exchange(rec.request_id, place, opening.wall_s, self._owner)
        except StoreError as e:
            self._drop_store(e)
            return self.adhoc_place(rec)
        except ValueError as e:  # text that SQLite does not take
            self.note_error(f"exchange {rec.number}: no session: {e}")
            return self.adhoc_place(rec)
        return place

    def find_answers(self, keys: Sequence[bytes]) -> dict[bytes, tuple[str, int, bytes]]:
        """See `Store.find_answers`."""
        try:
            return self._store.find_answers(keys) if self._store and keys else {}
        except StoreError as e:
            self._drop_store(e)
            return {}

    def note_answer(self, key: bytes, session: str, seq: int, following: bytes = b"") -> None:
        if self._store:
            self._store.note_answer(key, session, seq, following)

    def agents_of(self, session: str) -> dict[str, AgentState]:
        try:
            return self._store.agents_of(session) if self._store else {}
        except StoreError as e:
            self._drop_store(e)
            return {}

    def save_agent(self, session: str, agent: str, state: AgentState) -> None:
        if self._store:
            self._store.save_agent(session, agent, state)

    def scope_of(self, rec: Recording) -> str:
        """What this client's conversations are known in."""
        return self._store.scope_of(rec.identity, rec.credential) if self._store else ""

    def note_response(self, rec: Recording, response_id: str) -> None:
        try:
            if self._store:
                self._store.note_response(rec.identity, rec.credential, response_id, rec.place.session)
        except StoreError as e:
            self._drop_store(e)

    def find_open(self, request_id: str) -> Place | None:
        """Where an earlier recorder had put this exchange."""
        try:
            return self._store.find_open(request_id) if self._store else None
        except StoreError as e:
            self._drop_store(e)
            return None

    def left_by_last(self, file: str, kind: str) -> set[str]:
        """Request ids of the lines of this type that the recorder before us had written.  Reads each file once."""
        if file not in self._left:
            self._left[file] = self.files.find(file)
        return self._left[file].get(kind, set())

    def add(self, place: Place, line: bytes) -> None:
        self._lines.setdefault(place.file, []).append((line, time.time()))

    def close_exchange(self, request_id: str) -> None:
        self._closed.append(request_id)

    def begin_flush(self, acks: list[int]) -> None:
        """Commit, and begin to append the lines: many in a thread, so that what comes next can be decoded meanwhile.

        `acks` come back from `finish_flush` once the lines of this batch are in their files.
        """
        self._commit()
        lines, self._lines = self._lines, {}
        closed, self._closed = self._closed, []
        if time.monotonic() - self._space_at > 1:
            self._check_space()
        if not (lines or closed or acks):
            return
        size = sum(len(line) for batch in lines.values() for line, _ in batch)
        if size <= READ_BYTES and not self._batches:
            self._note_written(self._write(lines))
            self._batches.append(_Batch(None, 0, closed, acks))
        else:
            self._batches.append(_Batch(self._thread.submit(self._write, lines), size, closed, acks))

    def finish_flush(self, limit: int = 0) -> list[int]:
        """The acks of the batches that are written, after waiting until at most `limit` bytes of lines are not."""
        acks: list[int] = []
        while self._batches:
            batch = self._batches[0]
            if batch.writing and not batch.writing.done() and sum(b.size for b in self._batches) <= limit:
                break
            if batch.writing:
                self._note_written(batch.writing.result())
            self._written += batch.closed
            acks += batch.acks
            self._batches.popleft()
        return acks

    def flush(self) -> None:
        """Commit, append, note in the journal."""
        self.begin_flush([])
        self.finish_flush()

    def close(self) -> None:
        self.flush()
        self.flush()  # the second commit removes the rows of what the first one wrote
        self._thread.shutdown()
        self.files.close()
        if self._store:
            self._store.close()

    def adopt_orphans(self) -> None:
        """End what proxies that died with their recorder had left open: each such exchange gets its response line."""
        try:
            owners = set(self._store.owners() if self._store else []) | set(owners_with_locks(self.directory))
            for owner in owners - {self._owner}:
                self._adopt(owner)
        except (StoreError, OSError) as e:
            self.note_error(f"exchanges that an earlier run left open could not be ended: {e}")

    def _adopt(self, owner: str) -> None:
        lock = lock_owner(self.directory, owner)
        if lock is None or self._store is None:
            return  # that proxy lives
        self._end_lost(self._store.open_of(owner))
        self.flush()
        self.flush()  # the rows go once the lines are there, and before anyone else can have the lock
        release_owner(self.directory, owner, lock)

    def end_lost_turns(self, request_id: str) -> None:
        """End the turns of this WebSocket that the recorder before us had open."""
        try:
            self._end_lost(self._store.open_turns(request_id) if self._store else [])
        except StoreError as e:
            self._drop_store(e)

    def _end_lost(self, exchanges: Iterable[tuple[str, Place]]) -> None:
        for request_id, place in exchanges:
            if request_id not in self.left_by_last(place.file, "response"):
                self.add(place, self._lost_line(request_id, place))
            self.close_exchange(request_id)

    def _lost_line(self, request_id: str, place: Place) -> bytes:
        meta = {
            "ts": utc_text(time.time()),
            "machine": machine_name(),
            "host": place.file.partition("/")[0],
            "session": place.session.partition(":")[0],
            "request_id": request_id,
        }
        message = "the recorder ended before the exchange did"
        error = {"by": "proxy", "kind": "lost", "message": message}
        entry = {"_meta": meta, "type": "response", "seq": place.seq, "status": 0, "headers": {}, "size": 0}
        return render_entry({**entry, "error": error})

    def note_error(self, message: str) -> None:
        self.stats["errors"] += 1
        self.stats["last_error"] = message
        self._tell(message)

    def adhoc_place(self, rec: Recording) -> Place:
        """Without a database: a session of our own, numbered in memory."""
        opening = rec.opening
        key = f"{rec.identity.client}|{rec.credential}|{rec.identity.session or opening.upstream}"
        found = self._adhoc.get(key)
        if found is None:
            session = new_session_id(opening.wall_s, os.urandom(4).hex())
            file = f"{opening.upstream}/{utc_day(opening.wall_s)}/{session}.jsonl"
            found = self._adhoc[key] = Place(session, 0, file)
        found.seq += 1
        return Place(found.session, found.seq, found.file, is_new=found.seq == 1)

    def _commit(self) -> None:
        if self._store is None:
            return
        written, self._written = self._written, []
        try:
            self._store.close_exchanges(written)
            self._store.commit()
        except StoreError as e:
            self._drop_store(e)

    def _write(self, batch: Mapping[str, list[tuple[bytes, float]]]) -> Written:
        """Append lines to their files and note them in the journal.  Of ours it touches `files` and `_unnoted` only."""
        written = Written()
        notes, self._unnoted = self._unnoted, []
        for file, lines in batch.items():
            try:
                offset = self.files.append(file, [line for line, _ in lines])
            except OSError as e:
                written.lost += len(lines)
                written.is_failing = e.errno != errno.ENAMETOOLONG
                path = os.path.join(self.directory, file)
                written.errors.append(f"{path}: {e.strerror}; {len(lines)} lines are lost")
                continue
            written.lines += len(lines)
            written.is_failing = False
            notes += journal_notes(file, offset, lines)
        file = f"journal/{utc_day(time.time())}.jsonl"
        try:
            if notes:
                self.files.append(file, notes)
        except OSError as e:
            self._unnoted, written.is_failing = notes[-_MAX_UNNOTED:], True
            written.errors.append(f"{os.path.join(self.directory, file)}: {e.strerror}")
        return written

    def _note_written(self, written: Written) -> None:
        self.stats["lines"] += written.lines
        self.stats["lost_lines"] += written.lost
        if written.lines or written.lost:  # a batch of acknowledgements alone says nothing of the disk
            self.stats["is_failing"] = written.is_failing
        for error in written.errors:
            self.note_error(error)

    def _check_space(self) -> None:
        self._space_at = time.monotonic()
        if self._store and not self._store.is_in_place():
            self._drop_store(StoreError("sessions.db was removed"))
        if self.stats["is_failing"] and not self._batches:
            self._probe()
        left = free_bytes(self.directory)
        low = left is not None and left < self._min_free
        if low != self.stats["low_disk_space"]:
            self.stats["low_disk_space"] = low
            state = "lines are logged without bodies" if low else "bodies are logged again"
            self._tell(f"{self.directory} has {(left or 0) // MEBIBYTE} MiB free (min_free_bytes): {state}")

    def _probe(self) -> None:
        """Whether the log can be written again, though nobody asks anything: /ready must not wait for traffic."""
        with contextlib.suppress(OSError):
            make_private_directory(self.directory)
            self.files.append(f"journal/{utc_day(time.time())}.jsonl", [b"\n"])
            self.stats["is_failing"] = False

    def _open_store(self) -> None:
        self._store_at = time.monotonic()
        try:
            make_private_directory(self.directory)
            self._store = Store(self.directory, self._floors)
        except (StoreError, OSError) as e:
            self.note_error(f"sessions.db in {self.directory} cannot be opened: {e}; sessions are not continued")

    def _drop_store(self, error: StoreError) -> None:
        if self._store is not None:
            self.note_error(f"{error}; sessions are numbered without it until it works again")
            self._store.close()
            self._store = None


@functools.lru_cache(maxsize=64)
def _render_origin(machine: str, host: str, provider: str) -> bytes:
    return ENCODE({"machine": machine, "host": host, "provider": provider}).encode("utf-8", "replace")[1:-1]


def render_meta(rec: Recording, machine: str, wall_s: float, more: Mapping[str, object] | None = None) -> bytes:
    """The `_meta` of a line at this time.  Most of it is the same for all lines of an exchange, and kept."""
    if not rec.meta:
        origin = _render_origin(machine, rec.opening.upstream, rec.opening.provider)
        ids = (rec.place.session.partition(":")[0].encode(), rec.request_id.encode())
        rec.meta = b'%s,"session":"%s","request_id":"%s"' % (origin, *ids)
        if rec.opening.transport:
            rec.meta += b',"transport":"%s"' % rec.opening.transport.encode()
        if rec.socket_id:
            rec.meta += b',"socket":"%s"' % rec.socket_id.encode()
        if rec.agent:
            rec.meta += b',"agent":' + ENCODE(rec.agent).encode("utf-8", "replace")
    rest = b"," + ENCODE(more).encode("utf-8", "replace")[1:] if more else b"}"
    return b'{"ts":"%s",%s%s' % (utc_text(wall_s).encode(), rec.meta, rest)


def as_logged(rec: Recording, text: str) -> str:
    """What a client chose to put into an id, as it may be logged: rules and key shapes apply here too."""
    if rec.request.clean is not bytes:
        text = text_of(rec.request.clean(text.encode("utf-8", "replace")))
    return _mask_short(text) if len(text) < _SHORT else mask_shapes(text)


_SHORT = 64
_mask_short = functools.lru_cache(maxsize=1024)(mask_shapes)


def start_entry(rec: Recording, machine: str) -> dict[str, object]:
    """The line that begins a session's file."""
    meta = {
        "ts": utc_text(rec.opening.wall_s),
        "machine": machine,
        "host": rec.opening.upstream,
        "provider": rec.opening.provider,
        "session": rec.place.session.partition(":")[0],
        **({"transport": rec.opening.transport} if rec.opening.transport else {}),
    }
    return {
        "_meta": meta,
        "type": "session_start",
        "provider": rec.opening.provider,
        "upstream": rec.opening.upstream,
        "client": as_logged(rec, rec.identity.client),
        "client_session_id": as_logged(rec, rec.identity.session) or None,
    }


def client_ids_of(rec: Recording) -> dict[str, object]:
    """Members of a request line's `_meta`: ids that group nothing."""
    ids = {name: as_logged(rec, value)[:255] for name, value in rec.identity.ids.items()}
    return {"client_ids": ids} if ids else {}


def request_entry(rec: Recording) -> dict[str, object]:
    """The members of a request line, without headers and body."""
    path, _, query = text_of(rec.opening.target).partition("?")
    return {
        "type": "request",
        "seq": rec.place.seq,
        "method": rec.method.decode(),
        "path": _mask_short(path) if len(path) < _SHORT else mask_shapes(path),
        **({"query": mask_query(query)} if query else {}),
        **({"retry_of": rec.retry_of} if rec.retry_of else {}),
        **_asked(rec),
        "size": rec.request.size,
    }


def _asked(rec: Recording) -> dict[str, object]:
    """What a request line says of the request's content."""
    meaning = rec.meaning
    if meaning is None:
        return {}
    model = {"model": as_logged(rec, meaning.model[:255])} if meaning.model else {}
    return {**model, "stream": meaning.stream, "has_tools": meaning.has_tools}


def response_entry(rec: Recording, size: int, at_s: float, ending: Ending) -> dict[str, object]:
    """The members of a response line, without headers, body or chunks.  Times count from when the request began."""
    total_s = max(at_s - rec.started_s, 0.0)
    first_s = total_s if rec.first_byte_s is None else max(rec.first_byte_s - rec.started_s, 0.0)
    entry: dict[str, object] = {
        "type": "response",
        "seq": rec.place.seq,
        "status": rec.status,
        "timing": {"ttfb_ms": int(first_s * 1000), "total_ms": int(total_s * 1000)},
        "size": size,
    }
    if ending.by:
        entry["error"] = {"by": ending.by, "kind": ending.kind, "message": ending.message}
    return entry


def meaning_entry(rec: Recording, answer: AnswerMeaning, cost_usd: float | None) -> dict[str, object]:
    """What a response line says of the answer's content."""
    entry: dict[str, object] = {}
    asked = rec.meaning.model if rec.meaning else ""
    is_named = rec.opening.transport and not asked.startswith("arn:")  # Bedrock's name says more than the model's own
    if model := (is_named and asked) or answer.model or asked:
        entry["model"] = as_logged(rec, model)[:255]
    if answer.stop_reason:
        entry["stop_reason"] = as_logged(rec, answer.stop_reason)[:255]
    if answer.error_kind or answer.error:
        kind, message = as_logged(rec, answer.error_kind)[:255], as_logged(rec, answer.error)[:1000]
        entry["api_error"] = {"type": kind, "message": message}
    if answer.usage:
        entry["usage"] = answer.usage.entry()
    if cost_usd is not None:
        entry["cost_usd"] = cost_usd
    return entry


_FOREIGN_IN_EVENTS = ("tool_use_id", "tool_name", "stop_reason", "error_type")


def event_entry(rec: Recording, event: Mapping[str, object]) -> dict[str, object]:
    """The line of an agent's event."""
    chosen = {name: as_logged(rec, as_text(event[name])) for name in _FOREIGN_IN_EVENTS if name in event}
    session = rec.place.session.partition(":")[0]
    return {"type": event["type"], "session_id": session, "seq": rec.place.seq, **event, **chosen}


def fork_entry(rec: Recording, members: Mapping[str, object]) -> dict[str, object]:
    """The line before a request that does not go on from what had been said, in its session or in another."""
    session = rec.place.session.partition(":")[0]
    fork = {"parent_session": session, "reason": "message_history_diverged", **members}
    return {"type": "fork", "seq": rec.place.seq, **fork}


def tunnel_entry(rec: Recording, at_s: float, ending: Ending) -> dict[str, object]:
    """The one line of a CONNECT tunnel, of which nothing is known but its sizes."""
    entry = response_entry(rec, ending.dropped_response_bytes, at_s, ending)
    connect = {"method": "CONNECT", "path": text_of(rec.opening.target), "size_up": ending.dropped_request_bytes}
    return {**entry, "type": "tunnel", **connect}


def render_answer(rec: Recording, copy: Copy, memory: BodyMemory) -> list[bytes]:
    """Parts of the `body` or `chunks` members of a response line."""
    if rec.readers:
        messages = [dataclasses.replace(said, raw=copy.clean(said.raw)) for said in rec.messages]
        return [render_messages(messages, rec.started_s, rec.opening.wall_s)]
    if rec.stream is not None:
        chunks = [(at_s, copy.clean(raw)) for at_s, raw in rec.stream.chunks]
        return [render_chunks(chunks, rec.started_s, rec.opening.wall_s)]
    return copy.render(copy.content(), memory, None)


# ==============================================================================
# 25  Scribe
# ==============================================================================
# What is known of an exchange becomes lines: its bodies and events are kept within
# bounds until they are written, its meaning is read, its session found.

_MESSAGE_BYTES = 100  # what an empty message of a WebSocket takes too
_MAX_HELD_BYTES = 256 * MEBIBYTE  # bodies in the recorder's memory; beyond it they are cut, and marked
_MAX_REMEMBERED = 4096  # sessions and connections
_MAX_REPLIES = 64  # from whose answers an agent may go on
Key = TypeVar("Key")
Value = TypeVar("Value")


class Interpreter:
    """What requests and answers mean and whose they are: joins the readers, the agents and the database."""

    def __init__(self, writer: LogWriter) -> None:
        self._writer = writer
        self._reader = RequestReader()
        self._agents: collections.OrderedDict[str, dict[str, AgentState]] = collections.OrderedDict()  # by session
        self._connections: collections.OrderedDict[str, int] = collections.OrderedDict()  # where a session last asked
        # Whose answer a connection had last at the end of this conversation: others may have had an equal one.
        self._own: collections.OrderedDict[tuple[int, bytes], tuple[str, int]] = collections.OrderedDict()
        # What a connection asked last without any id: conversation, session, number, whether it failed.
        self._lone: collections.OrderedDict[int, tuple[bytes, str, int, bool]] = collections.OrderedDict()
        self._failed: collections.OrderedDict[bytes, tuple[str, int]] = collections.OrderedDict()  # lone conversations

    # -- requests --

    def meet(self, rec: Recording, content: bytes) -> list[dict[str, object]]:
        """Find out who asks what, and where that is logged; returns fork and events, as members of lines."""
        path = text_of(rec.opening.target).partition("?")[0]
        headers = {name.lower(): value for name, value in rec.pairs}
        meaning = self._reader.read(reader_key(headers), path, content)
        rec.identity = identify(headers, path, content, meaning.members if meaning else None)
        kind, signal = kind_of(rec.identity.client, headers, meaning, path) if meaning else ("main", "")
        is_chat = meaning is not None and meaning.shape.is_turn and bool(meaning.digests)
        rec.meaning = meaning
        fork = self._place(rec, meaning) if meaning and is_chat and kind not in SIDE_KINDS else None
        if not rec.place.session:
            rec.place = self._writer.place(rec)
        if not is_chat or meaning is None or kind in SIDE_KINDS:
            kind = "subagent" if kind == "main" and rec.identity.agent else kind
            self._note_agent(rec, rec.identity.agent, rec.identity.parent, kind, signal)
            entries = [fork] if fork else []
        else:
            entries = [*([fork] if fork else []), *self._begin(rec, meaning, kind, signal)]
        if meaning:  # the rest is of no use any more
            meaning.messages, meaning.members, meaning.digests = [], {}, []
        return entries

    def _place(self, rec: Recording, meaning: RequestMeaning) -> dict[str, object] | None:
        """Place a request without ids by what it goes on from; returns the fork that this may be."""
        identity = rec.identity
        if identity.session or identity.previous_response:
            return None
        chain = chain_of(self._writer.scope_of(rec).encode(), meaning.digests)
        rec.chain = chain[-1]
        ends = [n for n, role in enumerate(meaning.roles) if role == "a" and meaning.roles[n + 1 : n + 2] != "a"]
        known, fork, is_lone = self._origin(rec, meaning, chain, ends) if ends else (("", 0), None, True)
        if is_lone:
            known, is_lone = self._lone_origin(rec), not identity.starts_chain
        known = known if known[0] else (new_session_id(rec.opening.wall_s, os.urandom(4).hex()), 0)
        rec.place = self._writer.place(rec, known, is_lone)
        if is_lone:
            self._note(self._lone, rec.opening.connection, (rec.chain, rec.place.session, rec.place.seq, False))
        self._note(self._connections, rec.place.session, rec.opening.connection)
        return fork

    def _origin(
        self, rec: Recording, meaning: RequestMeaning, chain: Sequence[bytes], ends: Sequence[int]
    ) -> tuple[tuple[str, int], dict[str, object] | None, bool]:
        """Session and number of the answer that this request goes on from, and the fork that this may be."""
        found = self._writer.find_answers([chain[n] for n in reversed(ends)])
        hit = next((n for n in reversed(ends) if chain[n] in found), None)
        if hit is None:
            return ("", 0), None, False
        session, seq, following = found[chain[hit]]
        own = self._own.get((rec.opening.connection, chain[hit]))
        if own and own[0] != session:  # of equal beginnings with equal answers the one of this connection
            session, seq, following = *own, b""
        if not session:  # of several strangers with equal beginnings nobody knows whose this is
            return ("", 0), None, False
        after = meaning.digests[hit + 1] if hit + 1 < len(meaning.digests) else b""
        is_here = self._connections.get(session) == rec.opening.connection
        state = self._agents.get(session, {}).get("")
        is_answered = state and len(state.heard) > state.asked and state.heard[: state.asked] == meaning.digests
        # Nobody asks again what was answered.
        is_stranger = after and following == after and is_answered and not is_here
        if not is_stranger and (following in (b"", after) or is_here):
            self._writer.note_answer(chain[hit], session, seq, after)
            rec.parent_seq = seq
            return (session, seq), None, False
        if is_stranger:
            return ("", 0), None, False
        return ("", 0), {"type": "fork", "from_seq": seq, "parent_session": session, "kind": "rewind"}, False

    def _lone_origin(self, rec: Recording) -> tuple[str, int]:
        """Of a first request the one that failed before it, if this is that one again."""
        last = self._lone.get(rec.opening.connection)
        if last and last[0] == rec.chain and last[3]:
            return last[1], last[2]
        is_retry = any(n.lower() == "x-stainless-retry-count" and v not in ("", "0") for n, v in rec.pairs)
        return self._failed.get(rec.chain, ("", 0)) if is_retry else ("", 0)

    def _begin(self, rec: Recording, meaning: RequestMeaning, kind: str, signal: str) -> list[dict[str, object]]:
        states = self._states_of(rec)
        agent, parent, signal = self._agent(rec, meaning, states, signal)
        parent = parent or rec.identity.parent
        kind = "subagent" if kind == "main" and (agent or parent) else kind
        self._note_agent(rec, agent, parent, kind, signal)
        if agent not in states:  # a child may begin with what its parent has heard
            heard = [call for state in list(states.values())[-8:] for call in (*state.pending, *state.reported)]
            heard = heard[-MAX_REPORTED:]
            turns = rec.place.seq - 1 if rec.parent_seq and not states else 0  # of a lone request no state was saved
            states[agent] = AgentState(turns=turns, reported=heard)
        state = states[agent]
        if (previous := as_text(meaning.members.get("previous_response_id"))) and not common(
            state.heard, meaning.digests
        ):
            seq = state.replies.get(previous, state.seq)
            known = [digest for digest, at in zip(state.heard, state.seqs, strict=False) if at <= seq]
            meaning.digests = [*known, *meaning.digests]  # only what is new was sent
            meaning.roles = "a" * len(known) + meaning.roles
        rec.act = act = begin_turn(state, meaning, rec.place.seq, rec.request_id, rec.parent_seq)
        rec.retry_of = act.retry_of
        if not rec.place.is_lone:
            self._writer.save_agent(rec.place.session, agent, state)
        if not act.fork:
            return act.events
        return [{"type": "fork", "from_seq": act.fork.from_seq, "kind": act.fork.kind}, *act.events]

    def _states_of(self, rec: Recording) -> dict[str, AgentState]:
        session = rec.place.session
        states = self._agents.get(session)
        if states is None:
            states = {} if rec.place.is_new or rec.place.is_lone else self._writer.agents_of(session)
        self._note(self._agents, session, states)
        return states

    def _agent(
        self, rec: Recording, meaning: RequestMeaning, states: Mapping[str, AgentState], signal: str
    ) -> tuple[str, str, str]:
        """Id and parent of the agent that asks, and how that was told; the main agent's id is empty."""
        identity = rec.identity
        if identity.agent:
            return identity.agent, identity.parent, "header"
        is_marked = is_child(meaning)
        names_agents = identity.client in ("claude-code", "codex")
        if identity.previous_response and states:
            previous = identity.previous_response
            return next((agent for agent, state in states.items() if previous in state.replies), ""), "", signal
        if rec.chain or not states or (names_agents and not is_marked):
            return ("agent-1", "", "system") if is_marked else ("", "", signal)
        # A conversation is known by its beginning, up to the first thing a user said.
        least = meaning.roles.find("u") + 1
        shared = {agent: common(state.heard, meaning.digests) for agent, state in states.items()}
        if is_marked:
            shared.pop("", None)
        best = max(shared, key=lambda agent: shared[agent], default="")
        if shared.get(best, 0) >= max(least, 1):
            return best, "", "system" if is_marked else "chain" if best else signal
        root = states.get("")
        if root and root.was_compacted and not is_marked:
            return "", "", signal
        return f"agent-{len(states)}", "", "system" if is_marked else "chain"

    def _note_agent(self, rec: Recording, agent: str, parent: str, kind: str, signal: str) -> None:
        """`_meta.agent`; nothing for the main agent of a session."""
        rec.agent_id = agent
        if agent or kind != "main":
            signal = signal or ("header" if agent or parent else "")
            entry = {"id": agent, "parent": parent, "kind": kind, "signal": signal}
            rec.agent = {name: as_logged(rec, value) for name, value in entry.items() if value or name == "id"}

    # -- answers --

    def leave(self, rec: Recording, ending: Ending) -> tuple[AnswerMeaning, list[dict[str, object]]]:
        """What the answer says, and the events of its turn."""
        answer = self._read_answer(rec)
        is_whole = not ending.by and (answer.stop_reason or not rec.stream)
        shape = rec.meaning.shape if rec.meaning else None
        status = 200 if rec.socket_id and rec.status == 101 else rec.status
        is_answered = 200 <= status < 300 and not answer.error_kind
        if shape and shape.is_turn and is_answered and not answer.usage and answer.parts:
            answer.usage = estimate(rec.request.size, answer)
        if answer.usage and not is_whole:
            answer.usage.partial = True
        has_failed = bool(ending.by) or not is_answered
        if rec.chain:
            self._note_end(rec, answer, has_failed)
        elif rec.agent.get("kind") == "compaction":
            state = self._agents.get(rec.place.session, {}).get(rec.agent_id)
            if state:
                state.was_compacted = True
        if rec.act is None:
            return answer, []
        if rec.response_id:
            replies = rec.act.state.replies
            replies[rec.response_id] = rec.place.seq
            while len(replies) > _MAX_REPLIES:
                del replies[next(iter(replies))]
        events = end_turn(rec.act, answer, status, ending.kind if ending.by else "")
        if not rec.place.is_lone:
            self._writer.save_agent(rec.place.session, rec.agent_id, rec.act.state)
        return answer, events

    def _read_answer(self, rec: Recording) -> AnswerMeaning:
        path = rec.opening.target.partition(b"?")[0].decode("latin-1")
        shape = rec.meaning.shape if rec.meaning else shape_of(path)
        copy = rec.response
        if shape is None or copy is None or rec.readers or (shape.marker and not rec.meaning):
            return AnswerMeaning()
        if rec.stream:
            return read_events(shape, events_of([*(raw for _, raw in rec.stream.chunks), *rec.stream.late]))
        return read_answer(shape, copy.content())

    def _note_end(self, rec: Recording, answer: AnswerMeaning, has_failed: bool) -> None:
        last = self._lone.get(rec.opening.connection)
        if has_failed and last and last[0] == rec.chain:
            self._lone[rec.opening.connection] = (*last[:3], True)
            self._note(self._failed, rec.chain, last[1:3])
        if not has_failed and (said := answer.digests()):
            key = extend_chain(rec.chain, said)
            other = self._writer.find_answers([key]).get(key)
            is_shared = other and other[0] != rec.place.session and not other[2]
            self._writer.note_answer(key, "" if is_shared else rec.place.session, rec.place.seq)
            self._note(self._own, (rec.opening.connection, key), (rec.place.session, rec.place.seq))

    def _note(self, memory: collections.OrderedDict[Key, Value], key: Key, value: Value) -> None:
        memory[key] = value
        memory.move_to_end(key)
        if len(memory) > _MAX_REMEMBERED:
            memory.popitem(last=False)


class Scribe:
    """Turns what is known of exchanges into lines: keeps bodies and events within bounds until they are written."""

    def __init__(self, writer: LogWriter, has_events: bool, prices: PriceTable) -> None:
        self._writer = writer
        self._has_events, self._prices = has_events, prices
        self._machine = machine_name()
        self._memory = BodyMemory()
        self._interpreter = Interpreter(writer)
        self.meter = Meter()
        self._held = 0

    # -- bodies --

    def keep(self, copy: Copy, content: bytes) -> None:
        if self._held > _MAX_HELD_BYTES:
            copy.limit, copy.truncated = copy.kept, "memory"
        before = copy.kept
        copy.keep(content)
        self._held += copy.kept - before

    def _has_room(self, copy: Copy, content: bytes, more: int = 0) -> bool:
        """Whether a chunk may be kept whole; after the first that may not, none is: a log has an end, not holes."""
        size = len(content) + more
        if copy.truncated or copy.kept + size > copy.limit or self._held > _MAX_HELD_BYTES:
            copy.truncated = copy.truncated or "limit"
            return False
        copy.kept += size
        self._held += size
        return True

    def take_answer(self, rec: Recording, at_s: float, payload: bytes) -> None:
        """Body bytes of an answer, as they were on the wire."""
        copy = rec.response
        if copy is None:
            return
        content = copy.feed(payload)
        if rec.identity.starts_chain and not rec.response_id and content and not copy.coding:
            self._note_response_id(rec, content)
        if rec.stream is None:
            self.keep(copy, content)
        elif content and self._has_room(copy, content):
            more = rec.stream.feed(at_s, content) - len(content)
            copy.kept += more
            self._held += more
        elif content:
            rec.stream.note(content)

    def _note_response_id(self, rec: Recording, content: bytes) -> None:
        """At once, not at the end: a client may go on from an answer whose last byte we have not recorded yet."""
        rec.response_id = response_id_of(content)
        if rec.response_id:
            self._writer.note_response(rec, rec.response_id)

    # -- WebSockets --

    def hear(self, rec: Recording, at_s: float, sender: str, payload: bytes) -> None:
        """Bytes of a WebSocket.  A message that is a request of its own begins a turn; its terminal event ends it."""
        copy = rec.response or rec.request
        copy.size += len(payload)
        path = rec.opening.target.partition(b"?")[0].decode("latin-1")
        for message in rec.readers[sender].feed(payload):
            is_text = message.kind == "text"
            if is_text and sender == "client" and begins_turn(path, message.payload):
                self._begin_turn(rec, at_s, message)
            elif is_text and sender == "upstream" and rec.turn:
                self._add_to_turn(rec, rec.turn, at_s, message.payload)
            elif self._has_room(copy, message.payload, _MESSAGE_BYTES):
                rec.messages.append(Said(at_s, sender, message.kind, message.payload))

    def _begin_turn(self, rec: Recording, at_s: float, message: Message) -> None:
        self._end_turn(rec, at_s, Ending("client", "superseded", "the client began another turn before this one ended"))
        rec.turns += 1
        opening = dataclasses.replace(rec.opening, wall_s=rec.opening.wall_s + at_s - rec.started_s)
        limit, clean = rec.request.limit, rec.request.clean
        request = Copy(SizedBody(0), limit, size=len(message.payload), clean=clean)
        request.truncated = "limit" if message.is_cut else ""
        self.keep(request, message.payload)
        turn = Recording(
            rec.number, f"{rec.request_id}.{rec.turns}", opening, at_s, rec.method, rec.pairs, request, rec.mode
        )
        turn.socket_id, turn.status = rec.request_id, rec.status
        turn.response = Copy(OpenBody(), limit, clean=clean)
        turn.stream = StreamCopy(None)
        rec.turn = turn
        self.write_request(turn)

    def _add_to_turn(self, rec: Recording, turn: Recording, at_s: float, event: bytes) -> None:
        copy = turn.response
        if copy is None:
            return
        copy.size += len(event)
        turn.first_byte_s = turn.first_byte_s or at_s
        if turn.identity.starts_chain and not turn.response_id:
            self._note_response_id(turn, event)
        if turn.stream and self._has_room(copy, event):
            turn.stream.chunks.append((at_s, event))
        is_last, status = ends_turn(event)
        if is_last:
            turn.status = status or turn.status
            self._end_turn(rec, at_s, WELL)

    def _end_turn(self, rec: Recording, at_s: float, ending: Ending) -> None:
        if rec.turn:
            self.write_response(rec.turn, at_s, ending)
            rec.turn = None

    # -- lines --

    def write_request(self, rec: Recording) -> None:
        if rec.mode == "none":
            return
        content = rec.request.content()
        entries: list[dict[str, object]] = []
        if not rec.place.session:
            try:
                entries = self._interpreter.meet(rec, content)
            except Exception as e:  # noqa: BLE001 -- odd input may cost the session, never the line
                self._writer.note_error(f"exchange {rec.number}: no session: {type(e).__name__}: {e}")
            if not rec.place.session:
                rec.place = self._writer.place(rec)
        rec.written = True
        if rec.place.is_new:
            self._writer.add(rec.place, render_entry(start_entry(rec, self._machine)))
        for members in entries:
            self._add_event(rec, rec.opening.wall_s, members)
        if rec.method == b"CONNECT":
            return  # one line tells it all, at the end
        if rec.lost_request:
            rec.request.truncated = "recorder_restart"
        key = (rec.place.session, rec.identity.agent)
        entry, copy = request_entry(rec), rec.request
        meta = render_meta(rec, self._machine, rec.opening.wall_s, client_ids_of(rec))
        self._add(rec, entry, meta, rec.opening.raw_head, copy, lambda: copy.render(content, self._memory, key))
        self._held -= rec.request.kept
        rec.request.pieces.clear()

    def write_response(self, rec: Recording, at_s: float, ending: Ending) -> None:
        """The exchange's last line.  Who closed a WebSocket is no failure, and in `ending.kind`."""
        self._end_turn(rec, at_s, _ending_of_turn(ending))
        if rec.method == b"CONNECT":
            meta = render_meta(rec, self._machine, self._wall_s(rec, at_s))
            self._writer.add(rec.place, render_entry(tunnel_entry(rec, at_s, ending), meta=meta))
            self._writer.close_exchange(rec.request_id)
            return
        if rec.stream:
            rec.stream.finish(at_s)
        if ending.by == "client" and is_terminal_event(rec.stream.last if rec.stream else rec.last_bytes()):
            ending = dataclasses.replace(ending, by="")  # it had all it came for (clients close early)
        copy = rec.response or Copy(SizedBody(0), rec.request.limit)
        if rec.lost_response:
            copy.truncated = "recorder_restart"
        copy.note_dropped(ending.dropped_response_bytes or (ending.dropped_request_bytes if rec.readers else 0))
        if rec.identity.starts_chain and not rec.response_id and not rec.readers:
            head = rec.stream.chunks[0][1] if rec.stream and rec.stream.chunks else copy.content()
            self._note_response_id(rec, head)
        entry = response_entry(rec, copy.size, at_s, ending)
        if rec.turns:
            entry["turns"] = rec.turns
        if rec.stream and isinstance(rec.stream.cutter, FrameCutter) and rec.stream.cutter.errors:
            entry["decode_errors"] = rec.stream.cutter.errors
            self._writer.stats["decode_errors"] += rec.stream.cutter.errors
        events: list[dict[str, object]] = []
        try:
            answer, events = self._interpreter.leave(rec, ending)
            cost = self._cost_of(rec, answer)
            entry |= meaning_entry(rec, answer, cost)
            self._count(rec, copy, at_s, ending, answer, cost)
        except Exception as e:  # noqa: BLE001 -- odd input may cost the meaning, never the line
            self._writer.note_error(f"exchange {rec.number}: its answer was not understood: {type(e).__name__}: {e}")
        meta = render_meta(rec, self._machine, self._wall_s(rec, at_s))
        self._add(rec, entry, meta, rec.response_raw, copy, lambda: render_answer(rec, copy, self._memory))
        for members in events:
            self._add_event(rec, self._wall_s(rec, at_s), members)
        self._held -= copy.kept
        self._writer.close_exchange(rec.request_id)

    def _count(
        self, rec: Recording, copy: Copy, at_s: float, ending: Ending, answer: AnswerMeaning, cost_usd: float | None
    ) -> None:
        total_s = max(at_s - rec.started_s, 0.0)
        first_s = total_s if rec.first_byte_s is None else max(rec.first_byte_s - rec.started_s, 0.0)
        kind = error_type(rec.status, answer.error) or as_logged(rec, answer.error_kind)[:50]
        error = f"{ending.by} {ending.kind}" if ending.by else kind
        asked = as_logged(rec, rec.meaning.model)[:100] if rec.meaning else ""
        sizes = (rec.request.size, copy.size)
        self.meter.count(
            rec.opening.provider, asked, rec.status, error, (first_s, total_s), sizes, answer.usage, cost_usd
        )

    def _cost_of(self, rec: Recording, answer: AnswerMeaning) -> float | None:
        """In dollars.  The model that answered has the price, or, where it has none, the name that was asked for.

        On Bedrock it is the other way round: the name in the path tells where the model runs, which has its price.
        """
        if not answer.usage or answer.usage.estimated:
            return None
        host = parse_upstream(rec.opening.upstream)[0]
        asked = rec.meaning.model if rec.meaning else ""
        names = (asked, answer.model) if rec.opening.transport else (answer.model, asked)
        server = rec.opening.transport or rec.opening.provider
        costs = (self._prices.cost_of(name, answer.usage, server, host) for name in names if name)
        return next((cost for cost in costs if cost is not None), None)

    def _add_event(self, rec: Recording, wall_s: float, members: Mapping[str, object]) -> None:
        is_fork = members["type"] == "fork"
        if is_fork or self._has_events:
            entry = fork_entry(rec, members) if is_fork else event_entry(rec, members)
            self._writer.add(rec.place, render_entry(entry, meta=render_meta(rec, self._machine, wall_s)))

    def _wall_s(self, rec: Recording, at_s: float) -> float:
        return rec.opening.wall_s + max(at_s - rec.started_s, 0.0)

    def write_failure(self, rec: Recording, at_s: float, error: str) -> None:
        """The last line of an exchange that could not be rendered."""
        if not rec.place.session:
            rec.place = self._writer.adhoc_place(rec)
        self._writer.close_exchange(rec.request_id)
        failure = Ending("proxy", "recorder", f"the exchange could not be logged: {error}")
        entry, meta = response_entry(rec, 0, at_s, failure), render_meta(rec, self._machine, self._wall_s(rec, at_s))
        self._writer.add(rec.place, render_entry(entry, render_headers(rec.response_raw), meta=meta))

    def _add(
        self,
        rec: Recording,
        entry: dict[str, object],
        meta: bytes,
        head: bytes,
        copy: Copy,
        body: Callable[[], list[bytes]],
    ) -> None:
        left_out = rec.mode if rec.mode != "full" else "disk_space" if self._writer.stats["low_disk_space"] else ""
        parts = [] if left_out else body()
        if truncated := left_out or copy.truncated:
            entry["truncated"] = truncated
        self._writer.add(rec.place, render_entry(entry, render_headers(head), parts, meta))


def _ending_of_turn(ending: Ending) -> Ending:
    """How a turn ended whose socket did."""
    if ending.by:
        return ending
    by = ending.kind if ending.kind == "client" else "upstream"
    dropped = "backlog" if ending.dropped_response_bytes else "closed"
    return Ending(by, dropped, "the socket was closed before the answer was complete")


# ==============================================================================
# 26  Recorder
# ==============================================================================
# A process of its own, because a Python thread that parses holds the
# interpreter: beside a relay it lifts the delay of each event from 0.2 ms to
# 5 ms and more, a process does not.  It may be slow and it may die.  A thread
# of it does nothing but append: while the kernel copies one batch into its
# files, the next one is decoded.
#
# Order of writing in a batch: numbers and open_exchanges rows are committed,
# then lines are appended, then the journal, then exchanges are acknowledged.
# The rows of finished exchanges are deleted with a later batch.  So a line can
# be missing after a kill, but then its row is there to tell.

_MAX_WRITING_BYTES = 16 * MEBIBYTE  # lines that the thread may be behind
_METRICS_S = 1.0


class FrameReader:
    """Receives frames into one buffer, which grows to the largest of them."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._buffer = bytearray(MEBIBYTE)
        self._filled = 0

    def read(self) -> list[tuple[int, int, float, bytes]] | None:
        """Frames completed by what one receive brings; None at the end.  Raises OSError."""
        if self._filled == len(self._buffer):
            self._buffer += bytes(len(self._buffer))
        with memoryview(self._buffer) as view:
            count = self._sock.recv_into(view[self._filled :])
            if not count:
                return None
            size = self._filled + count
            frames, used = split_frames(view[:size])
            self._filled = size - used
            view[: self._filled] = view[used:size]
        return frames


class Recorder:
    """Turns frames into log lines.  `run` returns when the Proxy's end of the pair is closed, however that came."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._open: dict[int, Recording] = {}
        self._acks: list[int] = []  # ended in this batch
        self._stats_sent: dict[str, Any] = {}
        self._stats_at = self._metrics_at = -60.0
        self._loki: LokiSink | None = None
        self._sending = threading.Lock()
        self._told_at: dict[str, float] = {}
        self._config: dict[str, Any] = {}
        self._instance = b""
        self._redact: Callable[[bytes], bytes] = bytes
        self._writer: LogWriter
        self._scribe: Scribe
        self._takers: dict[int, Callable[[int, float, bytes, bool], None]] = {
            F_CONFIG: self._take_config,
            F_REQUEST: self._take_request,
            F_REQUEST_DATA: self._take_request_data,
            F_REQUEST_END: self._take_request_end,
            F_RESPONSE: self._take_response,
            F_RESPONSE_DATA: self._take_response_data,
            F_END: self._take_end,
        }

    def run(self) -> None:
        """Take frames until the pair is closed, then write what was open and flush.  Blocks."""
        waiter = select.poll()
        waiter.register(self._sock, select.POLLIN)
        reader = FrameReader(self._sock)
        is_trimmed = False
        while True:
            if not waiter.poll(250):
                self._write_out()
                self._settle()
                if not is_trimmed:
                    is_trimmed = True
                    trim_memory()
                continue
            is_trimmed = False
            try:
                frames = reader.read()
            except OSError:
                break
            if frames is None:
                break
            self._take_frames(frames)
            self._write_out()
            if not waiter.poll(0):
                self._settle()
        self._finish()

    # -- frames --

    def _take_frames(self, frames: Iterable[tuple[int, int, float, bytes]]) -> None:
        for kind, number, at_s, payload in frames:
            try:
                self._takers[kind & ~(F_RESENT | F_WHOLE)](number, at_s, payload, bool(kind & F_RESENT))
                if kind & F_WHOLE:
                    self._take_end(number, at_s, WELL_RENDERED, False)
            except Exception as e:  # noqa: BLE001 -- the recorder's boundary: one bad exchange must not end the log
                self._note_error(f"exchange {number}: {type(e).__name__}: {e}")

    def _take_config(self, _number: int, _at_s: float, payload: bytes, _resent: bool) -> None:
        if self._config:
            return  # meant for a recorder that died before it could take it
        self._config = json.loads(payload)
        self._instance = bytes.fromhex(self._config["instance"])
        if self._config["redact"]:
            self._redact = compile_rules(self._config["redact"])
        self._writer = LogWriter(self._config, self._tell)
        self._scribe = Scribe(self._writer, self._config.get("log_events", True), self._load_prices())
        self._send_stats()  # a first sign of life: what follows may take its time
        self._start_sink()
        self._writer.adopt_orphans()
        trim_memory()

    def _start_sink(self) -> None:
        options = {name.removeprefix("loki_"): value for name, value in self._config.items() if name[:5] == "loki_"}
        if options.get("enabled") and options["url"]:
            self._loki = LokiSink(self._config["log_dir"], options, self._tell)
            self._loki.start()

    def _load_prices(self) -> PriceTable:
        """The start has read the file already; if it has become unreadable since, its prices are missing."""
        own, file = self._config.get("prices"), self._config.get("price_file")
        try:
            return PriceTable(own, read_price_file(read_price_text(file), file) if file else None)
        except ConfigError as e:
            self._note_error(str(e))
            return PriceTable(own)

    def _take_request(self, number: int, at_s: float, payload: bytes, resent: bool) -> None:
        opening = Opening.parse(payload)
        end = find_head_end(opening.raw_head)
        opening.raw_head, first = opening.raw_head[:end], opening.raw_head[end:]
        method, body = framing_of_request(opening.raw_head)
        path = opening.target.partition(b"?")[0].decode("latin-1")
        mode = self._config["upstream_log_bodies"].get(opening.upstream, self._config["log_bodies"])
        if self._config["log_paths"] == "conversations" and not is_conversation(path):
            mode = "none"
        limit = self._config["max_logged_body_bytes"] if mode != "none" else 0  # the body may name the session
        pairs = header_pairs(opening.raw_head)
        request_id = request_id_of(self._instance, number)
        copy = Copy(body, limit, _content_coding(opening.raw_head, pairs), clean=self._cleaner(path))
        rec = Recording(number, request_id, opening, at_s, method, pairs, copy, mode)
        rec.lost_request = resent
        self._open[number] = rec
        if resent and mode != "none" and (place := self._writer.find_open(request_id)):
            rec.place = place
            rec.identity = identify(pairs, path, b"")
            rec.written = request_id in self._writer.left_by_last(place.file, "request")
            self._writer.end_lost_turns(request_id)
        if body.done and not resent:
            self._scribe.write_request(rec)
        elif first:
            self._take_request_data(number, at_s, first, resent)

    def _cleaner(self, path: str) -> Callable[[bytes], bytes]:
        if is_conversation(path):
            return self._redact
        return lambda data: self._redact(mask_members(data))

    def _take_request_data(self, number: int, at_s: float, payload: bytes, _resent: bool) -> None:
        rec = self._open.get(number)
        if rec is None or rec.mode == "none":
            return
        if rec.readers:
            if not rec.lost_response:  # or the place in the frames is lost
                self._scribe.hear(rec, at_s, "client", payload)
        elif not rec.lost_request:
            self._scribe.keep(rec.request, rec.request.feed(payload))
            if rec.request.body.done and not rec.written:
                self._scribe.write_request(rec)

    def _take_request_end(self, number: int, _at_s: float, payload: bytes, _resent: bool) -> None:
        rec = self._open.get(number)
        if rec and not rec.written:
            rec.request.note_dropped(int(payload))
            self._scribe.write_request(rec)

    def _take_response(self, number: int, at_s: float, payload: bytes, resent: bool) -> None:
        rec = self._open.get(number)
        if rec is None or rec.mode == "none":
            return
        end = find_head_end(payload)
        payload, first = payload[:end], payload[end:]
        status, body = framing_of_response(payload, rec.method)
        pairs = header_pairs(payload)
        rec.status, rec.response_raw = status, payload
        rec.first_byte_s, rec.lost_response = at_s, resent
        if rec.opening.transport and status >= 400:
            rec.request.clean = functools.partial(_without_token, rec.request.clean)
        limit = rec.request.limit
        rec.response = Copy(body, limit, _content_coding(payload, pairs), clean=rec.request.clean)
        kind = next((v for n, v in pairs if n.lower() == "content-type"), "")
        if status == 101:
            deflate = Deflate.parse(v for n, v in pairs if n.lower() == "sec-websocket-extensions")
            rec.readers = {
                "client": MessageReader(deflate.enabled, deflate.client_resets, limit),
                "upstream": MessageReader(deflate.enabled, deflate.server_resets, limit),
            }
        elif _is_stream(kind.lower(), status):
            coding = rec.response.coding
            if not coding or Inflater.knows(coding):
                cutter = FrameCutter() if "amazon" in kind.lower() else EventCutter()
                rec.stream = StreamCopy(Inflater(coding, limit) if coding else None, cutter)
        if first:
            self._take_response_data(number, at_s, first, resent)

    def _take_response_data(self, number: int, at_s: float, payload: bytes, _resent: bool) -> None:
        rec = self._open.get(number)
        if rec is None or rec.response is None or rec.lost_response:
            return
        if rec.readers:
            self._scribe.hear(rec, at_s, "upstream", payload)
        else:
            self._scribe.take_answer(rec, at_s, payload)

    def _take_end(self, number: int, at_s: float, payload: bytes, _resent: bool) -> None:
        rec = self._open.pop(number, None)
        self._acks.append(number)
        if rec is None or rec.mode == "none":
            return
        ending = Ending.parse(payload)
        try:
            if not rec.written:
                rec.request.note_dropped(ending.dropped_request_bytes)
                rec.request.truncated = rec.request.truncated or ("" if rec.request.body.done else "incomplete")
                self._scribe.write_request(rec)
            elif rec.lost_request and rec.request_id in self._writer.left_by_last(rec.place.file, "response"):
                self._writer.close_exchange(rec.request_id)
                return
            self._scribe.write_response(rec, at_s, ending)
        except Exception as e:  # noqa: BLE001 -- whatever is wrong with an exchange, its last line is written
            self._note_error(f"exchange {number}: {type(e).__name__}: {e}")
            self._scribe.write_failure(rec, at_s, type(e).__name__)

    # -- the way back --

    def _write_out(self) -> None:
        """Write what the frames of this batch gave, then tell the Proxy what is done and how it stands."""
        if not self._config:
            return
        self._writer.begin_flush(self._acks)
        self._acks = []
        self._acknowledge(self._writer.finish_flush(_MAX_WRITING_BYTES))
        if time.monotonic() - self._stats_at > 0.1:
            self._send_stats()

    def _settle(self) -> None:
        """Wait until all lines are in their files, and say so."""
        if self._config:
            self._acknowledge(self._writer.finish_flush())

    def _acknowledge(self, numbers: Sequence[int]) -> None:
        if numbers:
            self._send(F_ACK, struct.pack(f"={len(numbers)}Q", *numbers))

    def _send_stats(self) -> None:
        stats = {**self._writer.stats, "open_files": len(self._writer.files)}
        if self._loki:
            stats["loki"] = self._loki.stats()
        if (
            self._config["metrics"]
            and self._scribe.meter.is_changed
            and time.monotonic() - self._metrics_at > _METRICS_S
        ):
            self._metrics_at = time.monotonic()
            self._send(F_METRICS, json.dumps(self._scribe.meter.snapshot()).encode())
        if stats != self._stats_sent:
            self._stats_at, self._stats_sent = time.monotonic(), stats
            self._send(F_STATS, json.dumps(stats).encode())

    def _finish(self) -> None:
        """The Proxy has gone: end what it had not ended."""
        ending = Ending("proxy", "died", "the proxy ended before the exchange did").render()
        for number in list(self._open):
            self._take_end(number, time.monotonic(), ending, False)
        self._write_out()
        self._settle()
        if self._loki:
            self._loki.close(self._config["loki_drain"])
        if self._config:
            self._writer.close()
        self._sock.close()

    def _note_error(self, message: str) -> None:
        if self._config:
            self._writer.note_error(message)
        else:
            self._tell(message)

    def _tell(self, message: str) -> None:
        now, kind = time.monotonic(), message[:20]
        if now - self._told_at.get(kind, -60.0) > 0.2:  # the rest is counted
            self._told_at[kind] = now
            self._send(F_LOG, message.encode())

    def _send(self, kind: int, payload: bytes) -> None:
        with contextlib.suppress(OSError), self._sending:  # the Proxy has gone; nobody is left to be told
            self._sock.sendall(FRAME.pack(len(payload), kind, 0, 0.0) + payload)


def _without_token(clean: Callable[[bytes], bytes], data: bytes) -> bytes:
    """AWS quotes the headers that it has seen signed when a signature is wrong."""
    return clean(re.sub(rb"(?i)(x-amz-security-token:)[^\\\s\"]+", rb"\1...", data))


def _is_stream(content_type: str, status: int) -> bool:
    """Whether a body is cut into events.  AWS' frames come with 200 only; an error is JSON, whatever type it has."""
    is_frames = content_type.startswith("application/vnd.amazon.eventstream") and status == 200
    return is_frames or content_type.startswith("text/event-stream")


def _content_coding(raw_head: bytes, pairs: Iterable[tuple[str, str]]) -> str:
    if b"content-encoding" not in raw_head.lower():
        return ""
    codings = [v.strip().lower() for n, v in pairs if n.lower() == "content-encoding"]
    coding = ",".join(codings)
    return "" if coding == "identity" else coding


# ==============================================================================
# 27  Recorder link
# ==============================================================================
# The Proxy's end of the pair, a Unix stream socket, and the recorder's life.
# It never waits: what the socket does not take is queued, and beyond
# recorder_buffer_bytes the bodies of exchanges are dropped and counted.
#
# For every exchange the link keeps the frames that open it, begin its answer
# and end it, until the recorder has acknowledged the response line.  If the
# recorder dies, its successor gets them again (marked F_RESENT), so each
# exchange still ends in its line; only body bytes on their way are lost.


def recorder_options() -> list[str]:
    """The options that the recorder is told of."""
    named = "log_ upstream_log_bodies redact max_logged_body_bytes min_free_bytes prices price_file metrics loki_"
    return [row.name for row in option_rows() if row.name.startswith(tuple(named.split()))]


class FrameQueue:
    """Frames on their way to the recorder, and those that must go again if it dies: a data structure, no socket."""

    def __init__(self) -> None:
        self.bytes = 0
        self.unacked: dict[int, list[tuple[int, bytes]]] = {}
        self._buffers: collections.deque[bytes] = collections.deque()
        self._offset = 0  # how much of the first buffer has been sent
        self._pushed = self._popped = 0  # buffers, ever
        self._lone_data = False  # a frame's head has been sent, its data has not

    def __bool__(self) -> bool:
        return bool(self._buffers)

    def push(self, frame: bytes, number: int | None = None) -> None:
        """Add a frame, or a part of one; with a number it is kept until that exchange is acknowledged."""
        if number is not None:
            self.unacked.setdefault(number, []).append((self._pushed, frame))
        self._buffers.append(frame)
        self._pushed += 1
        self.bytes += len(frame)

    def batches(self) -> Iterator[list[bytes]]:
        """What one call sends: little enough that no event waits for it, though the recorder reads as we write."""
        for _ in range(2):
            batch, size = [], 0
            for buffer in itertools.islice(self._buffers, 64):
                batch.append(buffer)
                size += len(buffer)
                if size >= READ_BYTES:
                    break
            if not batch:
                return
            if self._offset:
                batch[0] = batch[0][self._offset :]
            yield batch

    def pop(self, sent: int) -> None:
        """So many bytes have gone."""
        self.bytes -= sent
        sent += self._offset
        buffers = self._buffers
        while buffers and sent >= len(buffers[0]):
            buffer = buffers.popleft()
            sent -= len(buffer)
            self._popped += 1
            self._lone_data = len(buffer) == FRAME.size and FRAME.unpack(buffer)[0] > 0
        self._offset = sent

    def restart(self, first: bytes) -> int:
        """For a new recorder: put `first`, and what the last one had got but not acknowledged, before the rest.

        Returns how many exchanges that concerns.
        """
        again = sorted(entry for frames in self.unacked.values() for entry in frames if entry[0] < self._popped)
        frames = [first]
        for _, frame in again:
            length, kind, number, at_s = FRAME.unpack_from(frame)
            frames.append(FRAME.pack(length, kind | F_RESENT, number, at_s) + frame[FRAME.size :])
        self.bytes += self._offset  # the first buffer goes again, whole
        self._offset = 0
        if self._lone_data and self._buffers:  # but never the second half of a frame alone
            self.bytes -= len(self._buffers.popleft())
            self._popped += 1
        self._lone_data = False
        self._buffers.extendleft(reversed(frames))
        self.bytes += sum(map(len, frames))
        self._popped -= len(frames)
        # Frames that were put in front have new places, behind the first one.
        places = {old: self._popped + 1 + n for n, (old, _) in enumerate(again)}
        for kept in self.unacked.values():
            kept[:] = [(places.get(old, old), frame) for old, frame in kept]
        return len({FRAME.unpack_from(frame)[2] for _, frame in again})


class RecorderLink:
    """The Proxy's end of the pair.  No method waits, but `finish`, which is for the end."""

    def __init__(self, loop: asyncio.AbstractEventLoop, settings: Settings) -> None:
        self._loop, self._limit = loop, settings.recorder_buffer_bytes
        config = {name: getattr(settings, name) for name in recorder_options()}
        self._instance = os.urandom(16)
        self._config = json.dumps({**config, "instance": self._instance.hex()}).encode()
        self._directory = settings.log_dir
        self._lock = self._take_lock()
        self._sock: socket.socket | None = None
        self._child: subprocess.Popen[bytes] | threading.Thread | None = None
        self._queue = FrameQueue()
        self._scheduled = self._writing = self._closing = False
        self._received = b""
        self._started_at = self._finish_by = self._taken_at = self._paused_at = 0.0
        self._failures = self.paused = 0
        self._waiting: list[Callable[[], None]] = []
        self.stats: dict[str, Any] = {}
        self.metrics: list[Any] = []
        self.restarts = self.resent_exchanges = self.dropped_bytes = self.dropped_exchanges = 0

    @property
    def pid(self) -> int | None:
        """Of the child process; None while it runs as a thread or is being restarted."""
        return self._child.pid if isinstance(self._child, subprocess.Popen) and self._sock else None

    @property
    def state(self) -> str:
        """`process`, `thread`, or `restarting`."""
        if self._sock is None:
            return "restarting"
        return "thread" if isinstance(self._child, threading.Thread) else "process"

    @property
    def backlog_bytes(self) -> int:
        return self._queue.bytes

    @property
    def is_full(self) -> bool:
        return self._queue.bytes > self._limit

    @property
    def unacknowledged(self) -> int:
        return len(self._queue.unacked)

    def wait_turn(self, go_on: Callable[[], None]) -> bool:
        """Whether a client who was just served should pause; if so `go_on` is called soon, in 5 PAUSE_S at the latest.

        Only where the recorder takes what it can and is far behind all the same: giving it time loses nothing, while
        going on at once would lose bodies.  One that stands still is not waited for.
        """
        if self._queue.bytes * 8 < self._limit or time.monotonic() - self._taken_at > PAUSE_S:
            return False
        if not self._waiting:
            self._paused_at = time.monotonic()
            self._loop.call_later(PAUSE_S, self._check_pause)
        self._waiting.append(go_on)
        self.paused += 1
        return True

    def _check_pause(self) -> None:
        """Half full is near to losing bodies: a little more patience."""
        now = time.monotonic()
        is_patient = now - self._paused_at < 5 * PAUSE_S and now - self._taken_at < PAUSE_S
        if self._waiting and is_patient and self._queue.bytes * 2 > self._limit:
            self._loop.call_later(PAUSE_S, self._check_pause)
        else:
            self._end_pause()

    def _end_pause(self) -> None:
        waiting, self._waiting = self._waiting, []
        for go_on in waiting:
            go_on()

    def _take_lock(self) -> int | None:
        """Held by us and our recorders: while it is, nobody else ends our exchanges."""
        try:
            make_private_directory(self._directory)
            return lock_owner(self._directory, self._instance.hex())
        except OSError as e:
            app_log().error("nothing can be logged in %s now (%s); traffic goes on", self._directory, e.strerror)
            return None

    def start(self) -> None:
        """Start a recorder and let it continue where the last one stopped."""
        ours, theirs = socket.socketpair()
        for sock in (ours, theirs):
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * MEBIBYTE)
        ours.setblocking(False)
        try:
            self._child = self._start_child(theirs)
        except OSError:
            ours.close()
            theirs.close()
            raise
        self._sock, self._received, self._started_at = ours, b"", self._loop.time()
        config = FRAME.pack(len(self._config), F_CONFIG, 0, 0.0) + self._config
        self.resent_exchanges += self._queue.restart(config)
        self._loop.add_reader(ours, self._on_readable)
        self._flush()

    def push(self, kind: int, number: int, payload: bytes = b"") -> None:
        """Queue a frame that must not be lost: opening, answer head, ending."""
        if self._queue.bytes > 2 * self._limit and number not in self._queue.unacked:
            if kind == F_REQUEST:
                self.dropped_exchanges += 1
            return
        frame = FRAME.pack(len(payload), kind, number, time.monotonic()) + payload
        self._queue.push(frame, None if kind == F_REQUEST_END else number)
        self._schedule()

    def push_data(self, kind: int, number: int, data: bytes, skip: bool) -> int:
        """Queue body bytes; returns how many were dropped, which is all (always so with `skip`) or none."""
        size = len(data)
        if skip or self._queue.bytes + size > self._limit or number not in self._queue.unacked:
            self.dropped_bytes += size
            return size
        head = FRAME.pack(size, kind, number, time.monotonic())
        if size < 4096:
            self._queue.push(head + data)
        else:  # a copy saved
            self._queue.push(head)
            self._queue.push(data)
        self._schedule()
        return 0

    def detach(self) -> None:
        """Leave the loop: from now on only `finish` may be called.  Raises OSError if no recorder could be started."""
        if self._sock is None:
            self.start()
        self._closing = True
        if self._sock:
            self._loop.remove_reader(self._sock)
            self._loop.remove_writer(self._sock)

    def hurry(self) -> None:
        """Let `finish`, in its thread, come to an end at once."""
        self._finish_by = 0.0

    def finish(self, limit_s: float) -> None:
        """Hand over what is queued and wait for the recorder to end.  Blocks, up to `limit_s` or `hurry`."""
        self._finish_by = time.monotonic() + limit_s
        sock = self._sock
        if sock:
            self._drain(sock)
            self._join()
            sock.close()
            self._sock = None
        if self._lock is not None:
            release_owner(self._directory, self._instance.hex(), self._lock)
            self._lock = None

    def _drain(self, sock: socket.socket) -> None:
        """Send the queue; read meanwhile, since the recorder's acknowledgements could fill the other direction."""
        waiter = select.poll()
        waiter.register(sock, select.POLLIN | select.POLLOUT)
        with contextlib.suppress(OSError):  # the recorder died now: what it had is on disk, the rest is lost with us
            while time.monotonic() < self._finish_by:
                for _, event in waiter.poll(50):
                    if event & select.POLLIN and not self._take_all(sock.recv(READ_BYTES)):
                        return
                    if event & select.POLLOUT and self._queue:
                        self._queue.pop(sock.sendmsg(next(self._queue.batches())))
                    elif event & select.POLLOUT:
                        sock.shutdown(socket.SHUT_WR)
                        waiter.modify(sock, select.POLLIN)

    def _join(self) -> None:
        child = self._child
        while child and time.monotonic() < self._finish_by:
            if isinstance(child, threading.Thread):
                child.join(0.05)
                ended = not child.is_alive()
            else:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(0.05)
                ended = child.returncode is not None
            if ended:
                return
        app_log().error("the recorder has not finished yet; it goes on writing by itself")

    def _start_child(self, theirs: socket.socket) -> subprocess.Popen[bytes] | threading.Thread:
        """A child process, or a thread where there can be none.  Raises OSError where it may work the next time."""
        command = command_of_module("_recorder", str(theirs.fileno()))
        why = "it ended three times right after its start" if self._failures >= 3 else ""
        if not (why or sys.executable):
            why = "this Python does not say where its interpreter is"
        if not why:
            shared = [theirs.fileno(), *([] if self._lock is None else [self._lock])]
            try:
                child = subprocess.Popen(command, pass_fds=shared, stdin=subprocess.DEVNULL, start_new_session=True)
            except FileNotFoundError as e:
                why = str(e)
            else:
                theirs.close()
                return child
        app_log().warning("the recorder cannot run as a process (%s); it runs as a thread and may slow traffic", why)
        thread = threading.Thread(target=Recorder(theirs).run, name="recorder")
        thread.start()
        return thread

    def _schedule(self) -> None:
        if self._writing:
            return
        if self._queue.bytes > 2 * READ_BYTES:
            self._flush()
        elif not self._scheduled:
            self._scheduled = True
            self._loop.call_later(LINE_FLUSH_S, self._flush)

    def _flush(self) -> None:
        self._scheduled = False
        sock, pending = self._sock, self._queue
        if sock is None or self._closing:  # a call that was due before `detach` would send what `finish` is sending
            return
        try:
            for batch in pending.batches():
                pending.pop(sock.sendmsg(batch))
                self._taken_at = time.monotonic()
        except (BlockingIOError, InterruptedError):
            pass
        except OSError:
            self._on_lost()
            return
        if self._waiting and pending.bytes * 10 < self._limit:
            self._end_pause()
        if bool(pending) != self._writing:
            self._writing = bool(pending)
            if pending:
                self._loop.add_writer(sock, self._flush)
            else:
                self._loop.remove_writer(sock)

    def _on_readable(self) -> None:
        sock = self._sock
        if sock is None:
            return
        try:
            data = sock.recv(READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._on_lost()
            return
        self._take_all(data)

    def _take_all(self, fresh: bytes) -> bytes:
        data = self._received + fresh
        frames, used = split_frames(data)
        self._received = data[used:]
        for kind, _, _, payload in frames:
            self._take(kind, payload)
        return fresh

    def _take(self, kind: int, payload: bytes) -> None:
        self._failures = 0
        if kind == F_ACK:
            for (number,) in struct.iter_unpack("=Q", payload):
                self._queue.unacked.pop(number, None)
        elif kind == F_STATS:
            self.stats = json.loads(payload)
        elif kind == F_METRICS:
            self.metrics = json.loads(payload)
        elif kind == F_LOG:
            warn_flood("recorder", payload.decode(errors="replace"))

    def _on_lost(self) -> None:
        """The recorder has gone: start another, at once if this one had lived for a while."""
        sock = self._sock
        if sock is None:
            return
        self._loop.remove_reader(sock)
        self._loop.remove_writer(sock)
        with contextlib.suppress(OSError):
            while data := sock.recv(MEBIBYTE):  # what it had acknowledged must not be written again
                self._take_all(data)
        sock.close()
        self._sock, self._writing = None, False
        if self._closing:
            return
        self.restarts += 1
        lived_s = self._loop.time() - self._started_at
        self._failures = 0 if lived_s > 5 else self._failures + 1
        warn_flood("recorder-lost", "the recorder has ended; it is restarted, traffic goes on")
        self._loop.call_later(0.0 if lived_s > 5 else min(0.1 * 2**self._failures, 5.0), self._restart)

    def _restart(self) -> None:
        if isinstance(self._child, subprocess.Popen):
            self._child.poll()
        if self._closing:
            return
        try:
            self.start()
        except OSError as e:  # no descriptor or no memory is left, for now
            warn_flood("recorder-start", f"the recorder cannot be started: {e.strerror}; it is tried again")
            self._loop.call_later(1.0, self._restart)


# ==============================================================================
# 28  Web
# ==============================================================================
# Local endpoints are a table of pure functions: what the Proxy knows of itself
# and the request in, an answer out.


_STATUSES = frozenset(http.HTTPStatus)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of our own.  `ours` marks refusals and failures, so that nobody takes them for the provider's."""

    status: int
    body: bytes
    content_type: str = "application/json"
    ours: bool = False
    retry_after_s: int = 0

    def render(self, close: bool, without_body: bool = False) -> bytes:
        reason = http.HTTPStatus(self.status).phrase if self.status in _STATUSES else "Unknown"
        head = [
            f"HTTP/1.1 {self.status} {reason}",
            *(
                [f"Content-Type: {self.content_type}", f"Content-Length: {len(self.body)}"]
                if self.status != 204
                else []
            ),
            *(["X-LLM-Proxy-Error: 1"] if self.ours else []),
            *([f"Retry-After: {self.retry_after_s}"] if self.retry_after_s else []),
            *(["Connection: close"] if close else []),
            "\r\n",
        ]
        return "\r\n".join(head).encode() + (b"" if without_body else self.body)


def error_answer(status: int, kind: str, message: str, retry_after_s: int = 0) -> Answer:
    """`{"message", "type": "error", "error": {"type", "message"}}`: the forms that the clients' own libraries show."""
    text = f"llm-proxy: {message}"
    said = {"message": text, "type": "error", "error": {"type": kind, "message": text}}  # the first one is for AWS'
    body = json.dumps(said, ensure_ascii=False) + "\n"
    return Answer(status, body.encode("utf-8", "replace"), ours=True, retry_after_s=retry_after_s)


def _health(view: Mapping[str, Any], accept: bytes) -> Answer:
    if accept.startswith(b"text/plain"):
        return Answer(200, b"ok", "text/plain; charset=utf-8")
    shown = {name: value for name, value in view.items() if name not in ("metrics", "bedrock")}
    return Answer(200, json.dumps(shown, ensure_ascii=False).encode() + b"\n")


def _health_loki(view: Mapping[str, Any], _accept: bytes) -> Answer:
    found = view["recorder"].get("loki")
    if not view["loki_enabled"]:
        found = {"status": "disabled", "last_error": None, "last_error_time": None}
    elif found is None:
        found = {"status": "starting", "last_error": None, "last_error_time": None}
    return Answer(200, json.dumps(found, ensure_ascii=False).encode() + b"\n")


def _health_bedrock(view: Mapping[str, Any], _accept: bytes) -> Answer:
    found = {**view["bedrock"], "decode_errors": view["recorder"].get("decode_errors", 0)}
    return Answer(200, json.dumps(found, ensure_ascii=False).encode() + b"\n")


def _metrics(view: Mapping[str, Any], _accept: bytes) -> Answer:
    if "metrics" not in view:
        return error_answer(404, "not_found", "metrics are switched off (metrics = false)")
    return Answer(200, render_metrics(view).encode("utf-8", "replace"), "text/plain; version=0.0.4; charset=utf-8")


def _ready(view: Mapping[str, Any], _accept: bytes) -> Answer:
    why = "draining" if view["status"] == "draining" else ""
    if view["recorder"].get("is_failing"):
        why = "the log cannot be written: " + str(view["recorder"].get("last_error", ""))
    answer = {"ready": not why, **({"reason": why} if why else {})}
    return Answer(503 if why else 200, json.dumps(answer, ensure_ascii=False).encode() + b"\n")


def _live(_view: Mapping[str, Any], _accept: bytes) -> Answer:
    return Answer(200, b'{"live": true}\n')


LOCAL_ENDPOINTS: Mapping[bytes, Callable[[Mapping[str, Any], bytes], Answer]] = {
    b"/health": _health,
    b"/health/loki": _health_loki,
    b"/health/bedrock": _health_bedrock,
    b"/metrics": _metrics,
    b"/ready": _ready,
    b"/live": _live,
}


# ==============================================================================
# 29  AWS credentials
# ==============================================================================
# The default chain of the AWS SDKs, in botocore's order and with its rules.  A
# source returns keys, or a text why it has none, and then the next is asked; it
# raises where it was meant but fails, and that ends the walk: who configured a
# role does not want to go on as somebody else.  Everything blocks; every wait
# has an end.  An error text holds names, paths and AWS' own messages, never a
# value, a command's output or a line of a file.

_AWS_ANSWER_BYTES = 256 * 1024
_STS_LIMITS = (10.0, 2)  # seconds an attempt may take, attempts; for SSO as well
_CONTAINER_LIMITS = (2.0, 3)
_RETRY_PAUSE_S = 0.5
_PROCESS_S = 60.0
_RENEW_S = 15 * 60  # an SSO token that ends sooner is renewed
_EXTENDED_S = 20 * 60  # keys of the instance are good for so long: its service may be late with new ones
_CONTAINER_HOST = "169.254.170.2"
_CONTAINER_HOSTS = (_CONTAINER_HOST, "169.254.170.23", "fd00:ec2::23", "localhost")
_INSTANCE_URLS = {"ipv4": "http://169.254.169.254/", "ipv6": "http://[fd00:ec2::254]/"}
_INSTANCE_PATH = "latest/meta-data/iam/security-credentials/"

_GLOBAL_STS_REGIONS = frozenset(  # where `legacy` in AWS_STS_REGIONAL_ENDPOINTS means sts.amazonaws.com
    "ap-northeast-1 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2 "
    "eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2".split()
)

# How the sources call access key, secret key, token and expiry.
_ENVIRONMENT_NAMES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION")
_FILE_NAMES = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "")
_STS_NAMES = ("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration")
_METADATA_NAMES = ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")
_SSO_NAMES = ("accessKeyId", "secretAccessKey", "sessionToken", "expiration")
_LOGIN_NAMES = ("accessKeyId", "secretAccessKey", "sessionToken", "expiresAt")


@dataclass(frozen=True, slots=True)
class _Chain:
    """What the sources read.  `profile` is whose turn it is, `scope` the settings of the profile chosen at first."""

    env: Mapping[str, str]
    now_s: Callable[[], float]
    region: str
    profile: str
    scope: Mapping[str, str]
    credentials_file: str  # as named, with ~
    config_file: str
    credentials: Mapping[str, Mapping[str, str]]  # the sections of the one file
    config: Mapping[str, Mapping[str, str]]  # the profiles of the other
    profiles: Mapping[str, Mapping[str, str]]  # of both; where they differ the credentials file is right
    sso_sessions: Mapping[str, Mapping[str, str]]
    visited: tuple[str, ...] = ()  # profiles on the way of source_profile; empty at first

    @property
    def section(self) -> Mapping[str, str]:
        return self.profiles.get(self.profile, {})

    def setting(self, variable: str, key: str, default: str = "") -> str:
        return self.env.get(variable) or self.scope.get(key) or default


_Limits = tuple[float, int]
_Source = Callable[[_Chain], AwsKeys | str]


def find_keys(env: Mapping[str, str], now_s: Callable[[], float] = time.time, region: str = "") -> AwsKeys:
    """The keys of the first source that has some.  Blocks, for minutes at worst.  Raises CredentialsError."""
    return _first_keys(_load_chain(env, now_s, region), _SOURCES)


def caller_identity(keys: AwsKeys, region: str, env: Mapping[str, str]) -> dict[str, str]:
    """Whose keys these are, as STS says: `account` and `arn`.  Blocks.  Raises CredentialsError with AWS' message."""
    fields = _ask_sts(_load_chain(env, time.time, region), {"Action": "GetCallerIdentity"}, keys)
    return {"account": fields.get("Account", ""), "arn": fields.get("Arn", "")}


def _first_keys(chain: _Chain, sources: Iterable[tuple[str, _Source]]) -> AwsKeys:
    tried: list[str] = []
    for name, source in sources:
        try:
            found = source(chain)
        except (CredentialsError, ValueError) as e:  # another ValueError's text may hold a secret
            reason = e if isinstance(e, CredentialsError) else type(e).__name__
            before = f" (before it: {'; '.join(tried)})" if tried else ""
            raise CredentialsError(f"{name}: {reason}{before}") from None
        if isinstance(found, AwsKeys):
            return found
        tried.append(f"{name}: {found}")
    raise CredentialsError("no AWS credentials: " + "; ".join(tried))


def _keys_from(
    chain: _Chain, answer: object, names: Sequence[str], source: str, is_static: bool = False, is_late: bool = False
) -> AwsKeys:
    """Keys from what a source answers; `is_static` if token and expiry may be missing, `is_late` if it may be past."""
    fields: Mapping[str, Any] = answer if isinstance(answer, Mapping) else {}
    if missing := [name for name in names[: 2 if is_static else 4] if name not in fields]:
        raise CredentialsError(f"{', '.join(missing)} is missing")
    *texts, expiry = [fields.get(name) or "" for name in names]
    if not all(isinstance(text, str) and text.isascii() and text.isprintable() for text in texts):
        raise CredentialsError(f"{', '.join(names[:3])} are not ASCII texts")
    if not texts[0] or not texts[1]:
        raise CredentialsError(f"{' or '.join(names[:2])} is empty")
    expires_at = 0.0
    if expiry or not is_static:
        expires_at = expiry // 1000 if isinstance(expiry, int) else _unix_from_text(expiry)  # SSO counts milliseconds
    if not 0 <= expires_at < 253_402_300_800:  # the year 10,000
        raise CredentialsError("its expiry is no time")
    now = chain.now_s()
    if is_late:
        expires_at = max(expires_at, now + _EXTENDED_S)
    elif 0 < expires_at < now:
        raise CredentialsError("its keys have expired")
    return AwsKeys(texts[0], texts[1], texts[2], expires_at, source)


def _unix_from_text(text: object) -> float:
    import datetime

    try:
        moment = datetime.datetime.fromisoformat(re.sub("UTC$", "Z", str(text)))  # the first SSO caches have UTC
    except ValueError:
        raise CredentialsError("its expiry is no ISO 8601 time") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp()


def _one_line(text: object) -> str:
    return " ".join(str(text).split())[:300]


def _json_from(body: bytes) -> dict[str, Any]:
    """Nothing if it is no JSON object."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


# -- files --


def _load_chain(env: Mapping[str, str], now_s: Callable[[], float], region: str) -> _Chain:
    credentials_file = env.get("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")
    config_file = env.get("AWS_CONFIG_FILE", "~/.aws/config")
    parsed, credentials = _load_ini(config_file, env), _load_ini(credentials_file, env)
    config = _sections(parsed, "profile")
    profiles = {name: {**config.get(name, {}), **credentials.get(name, {})} for name in (*config, *credentials)}
    profile = env.get("AWS_DEFAULT_PROFILE") or env.get("AWS_PROFILE") or ""
    if profile and profile not in profiles:
        raise CredentialsError(f"there is no profile {profile!r} in {config_file} or {credentials_file}")
    scope = profiles.get(profile or "default", {})
    regions = (region, env.get("AWS_DEFAULT_REGION"), scope.get("region"), env.get("AWS_REGION"))
    return _Chain(
        env=env,
        now_s=now_s,
        region=next(filter(None, regions), "us-east-1"),
        profile=profile or "default",
        scope=scope,
        credentials_file=credentials_file,
        config_file=config_file,
        credentials=credentials,
        config=config,
        profiles=profiles,
        sso_sessions=_sections(parsed, "sso-session"),
    )


def _expand(path: str, env: Mapping[str, str]) -> str:
    path = re.sub(r"\$(?:(\w+)|\{([^}]*)\})", lambda found: env.get(found[1] or found[2], found[0]), path)
    if path != "~" and not path.startswith("~/"):
        return path
    home = env.get("HOME", "")
    if not home:
        import pwd

        with contextlib.suppress(KeyError):
            home = pwd.getpwuid(os.getuid()).pw_dir
    return home.rstrip("/") + path[1:]


def _load_ini(named: str, env: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The file's sections, as they are; nothing if it cannot be read."""
    import configparser

    parser = configparser.RawConfigParser()
    try:
        with open(_expand(named, env), encoding="utf-8") as f:
            parser.read_file(f)
        return {name: dict(parser.items(name)) for name in parser.sections()}
    except OSError:
        return {}
    except (configparser.Error, ValueError) as e:  # their texts may hold a line of the file
        errors = getattr(e, "errors", None)
        line = errors[0][0] if errors else getattr(e, "lineno", None)
        where = f" in line {line}" if line else ""
        raise CredentialsError(f"{named} is no INI file{where}: {type(e).__name__}") from None


def _sections(parsed: Mapping[str, dict[str, str]], kind: str) -> dict[str, dict[str, str]]:
    """The `[kind name]` by their names; a profile is also `[default]`."""
    import shlex

    named = {}
    for title, values in parsed.items():
        with contextlib.suppress(ValueError):
            words = shlex.split(title) if title.startswith(kind) else []
            if len(words) == 2:
                named[words[1]] = values
        if title == "default" and kind == "profile":
            named[title] = values
    return named


def _load_cache(path: str) -> dict[str, Any]:
    """Nothing if it cannot be read, as _json_from."""
    try:
        with open(path, "rb") as f:
            return _json_from(f.read())
    except OSError:
        return {}


def _save_cache(path: str, token: Mapping[str, Any]) -> None:
    """Raises OSError."""
    import tempfile

    fd, temporary = tempfile.mkstemp(dir=os.path.dirname(path), suffix=".tmp")  # 0600
    with os.fdopen(fd, "w", encoding="utf-8") as f:
        json.dump(token, f)
    os.replace(temporary, path)


# -- requests --


def _connect(chain: _Chain, url: urllib.parse.SplitResult, timeout_s: float) -> Any:
    """An http.client connection, not opened yet; https goes through HTTPS_PROXY as NO_PROXY allows."""
    import http.client

    host = url.hostname or ""
    if url.scheme != "https":
        return http.client.HTTPConnection(host, url.port or 80, timeout=timeout_s)
    import ssl
    import urllib.request

    port = url.port or 443
    try:
        context = ssl.create_default_context(cafile=chain.setting("AWS_CA_BUNDLE", "ca_bundle") or None)
    except OSError as e:
        raise CredentialsError(f"AWS_CA_BUNDLE cannot be used: {_one_line(e)}") from None
    proxy = chain.env.get("https_proxy") or chain.env.get("HTTPS_PROXY") or ""
    exempt = chain.env.get("no_proxy") or chain.env.get("NO_PROXY") or ""
    if not proxy or urllib.request.proxy_bypass_environment(host, {"no": exempt}):  # type: ignore[attr-defined]
        return http.client.HTTPSConnection(host, port, timeout=timeout_s, context=context)
    via = urllib.parse.urlsplit(proxy if "//" in proxy else f"http://{proxy}")
    connection = http.client.HTTPSConnection(via.hostname or "", via.port or 80, timeout=timeout_s, context=context)
    login = f"{urllib.parse.unquote(via.username or '')}:{urllib.parse.unquote(via.password or '')}"
    authorization = {"Proxy-Authorization": "Basic " + base64.b64encode(login.encode()).decode()}
    connection.set_tunnel(host, port, authorization if via.username else None)
    return connection


def _fetch(
    chain: _Chain, verb: str, address: str, headers: Mapping[str, str], body: bytes = b"", limits: _Limits = _STS_LIMITS
) -> tuple[int, bytes]:
    """Status and body; no redirect is followed.  Raises CredentialsError if no answer comes."""
    for _ in range(limits[1] - 1):
        with contextlib.suppress(CredentialsError):
            status, answer = _fetch_once(chain, verb, address, headers, body, limits[0])
            if status < 500:
                return status, answer
        time.sleep(_RETRY_PAUSE_S)
    return _fetch_once(chain, verb, address, headers, body, limits[0])


def _fetch_once(
    chain: _Chain, verb: str, address: str, headers: Mapping[str, str], body: bytes, timeout_s: float
) -> tuple[int, bytes]:
    import http.client

    url = _split(address)
    try:
        with contextlib.closing(_connect(chain, url, timeout_s)) as connection:
            connection.request(verb, (url.path or "/") + (f"?{url.query}" if url.query else ""), body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(_AWS_ANSWER_BYTES)
    except OSError as e:
        raise CredentialsError(f"{url.hostname} does not answer: {_one_line(e)}") from None
    except (http.client.HTTPException, ValueError) as e:  # their texts may hold a header's value
        raise CredentialsError(f"{url.hostname} cannot be asked: {type(e).__name__}") from None


def _split(address: str) -> urllib.parse.SplitResult:
    try:
        return urllib.parse.urlsplit(address)
    except ValueError:
        raise CredentialsError("the address of its endpoint is no URL") from None


def _host(service: str, region: str) -> str:
    if not re.fullmatch("[a-z0-9-]{1,63}", region):
        raise CredentialsError(f"{region!r} is no AWS region")
    suffix = aws_domain(region)
    return f"https://{service}.{region}.{suffix}"


def _endpoint(chain: _Chain, service: str, usual: str) -> str:
    """Where a service is, without a slash at the end: as configured, or the usual place."""
    if chain.setting("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls").lower() == "true":
        return usual
    places = (
        chain.env.get(f"AWS_ENDPOINT_URL_{service.upper()}"),
        chain.env.get("AWS_ENDPOINT_URL"),
        chain.scope.get("endpoint_url"),
    )
    return next(filter(None, places), usual).rstrip("/")


def _sts_endpoint(chain: _Chain) -> tuple[str, str]:
    """URL, and the region to sign for."""
    mode = chain.setting("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints", "regional")
    if mode not in ("regional", "legacy"):
        raise CredentialsError(f"AWS_STS_REGIONAL_ENDPOINTS is {mode!r}; it may be regional or legacy")
    is_global = chain.region == "aws-global" or (mode == "legacy" and chain.region in _GLOBAL_STS_REGIONS)
    usual = "https://sts.amazonaws.com" if is_global else _host("sts", chain.region)
    url = _endpoint(chain, "sts", usual)
    return url, "us-east-1" if is_global and url == usual else chain.region


def _ask_sts(chain: _Chain, params: Mapping[str, str], keys: AwsKeys | None) -> dict[str, str]:
    """The leaves of STS' answer by their names; signed if there are keys."""
    address, region = _sts_endpoint(chain)
    url = _split(address)
    body = urllib.parse.urlencode({**params, "Version": "2011-06-15"}).encode()
    headers = {
        "Host": url.netloc.rpartition("@")[2],
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
    }
    if keys:
        fields = [(name.encode(), value.encode()) for name, value in headers.items()]
        digest = hashlib.sha256(body).hexdigest()
        signed = sign_request(b"POST", (url.path or "/").encode(), fields, digest, keys, (region, "sts"), chain.now_s())
        headers |= {name.decode(): value.decode() for name, value in signed}
    status, answer = _fetch(chain, "POST", address, headers, body)
    leaves = _xml_leaves(answer)
    if status != 200:
        reason = f"{leaves.get('Code', 'error')}: {leaves.get('Message', 'no message')}"
        raise CredentialsError(f"STS answers {status} to {params['Action']}: {_one_line(reason)}")
    return leaves


def _xml_leaves(body: bytes) -> dict[str, str]:
    """The texts of elements without children, by their names; nothing if it is no XML or declares entities."""
    import xml.etree.ElementTree as ElementTree

    text = body.decode("utf-8", "replace")
    if "<!" in text.replace("<![CDATA[", ""):
        return {}
    try:
        root = ElementTree.fromstring(text)  # noqa: S314
    except ElementTree.ParseError:
        return {}
    return {element.tag.rpartition("}")[2]: element.text or "" for element in root.iter() if not len(element)}


# -- sources --


def _from_environment(chain: _Chain) -> AwsKeys | str:
    fields = {name: value for name in _ENVIRONMENT_NAMES if (value := chain.env.get(name))}
    if "AWS_ACCESS_KEY_ID" not in fields:
        return "AWS_ACCESS_KEY_ID is not set"
    if token := chain.env.get("AWS_SECURITY_TOKEN"):
        fields["AWS_SESSION_TOKEN"] = token
    return _keys_from(chain, fields, _ENVIRONMENT_NAMES, "environment", is_static=True)


def _from_role(chain: _Chain) -> AwsKeys | str:
    profile = chain.section
    if not _assumes_role(profile):
        return f"profile {chain.profile} has no role_arn"
    role = profile["role_arn"]
    if serial := profile.get("mfa_serial"):
        raise CredentialsError(f"role {role} wants a code of {serial} (mfa_serial), and nobody can type it here")
    params = {
        "Action": "AssumeRole",
        "RoleArn": role,
        "RoleSessionName": profile.get("role_session_name") or f"llm-proxy-{int(chain.now_s())}",
    }
    if external_id := profile.get("external_id"):
        params["ExternalId"] = external_id
    with contextlib.suppress(KeyError, ValueError):
        params["DurationSeconds"] = str(int(profile["duration_seconds"]))
    base, keys = _keys_for_role(chain)
    return _keys_from(chain, _ask_sts(chain, params, keys), _STS_NAMES, f"assumed role {role} via {base}")


def _assumes_role(profile: Mapping[str, str]) -> bool:
    return "role_arn" in profile and "web_identity_token_file" not in profile


def _keys_for_role(chain: _Chain) -> tuple[str, AwsKeys]:
    """What asks for the role: its name, its keys."""
    name, profile = chain.profile, chain.section
    source, kind = profile.get("source_profile"), profile.get("credential_source")
    if (source is None) == (kind is None):
        raise CredentialsError(f"profile {name} needs one of source_profile and credential_source")
    if source is not None:
        return f"profile {source}", _keys_of_profile(chain, source)
    if kind is None or kind not in _CREDENTIAL_SOURCES:
        raise CredentialsError(
            f"credential_source {kind} of profile {name} is none of {', '.join(_CREDENTIAL_SOURCES)}"
        )
    found = _CREDENTIAL_SOURCES[kind](chain)
    if isinstance(found, str):
        raise CredentialsError(f"credential_source {kind} of profile {name} has no keys: {found}")
    return kind, found


def _keys_of_profile(chain: _Chain, source: str) -> AwsKeys:
    visited = chain.visited or (chain.profile,)
    if source not in chain.profiles:
        raise CredentialsError(f"source_profile {source} of profile {chain.profile} does not exist")
    section = chain.profiles[source]
    has_static = "aws_access_key_id" in section or "aws_secret_access_key" in section
    if source in visited and not (source == chain.profile and has_static):  # a profile may be its own source
        raise CredentialsError(f"source_profile goes round in a circle: {' -> '.join((*visited, source))}")
    next_chain = dataclasses.replace(chain, profile=source, visited=(*visited, source))
    sources = _PROFILE_SOURCES if has_static or not _assumes_role(section) else (("assumed role", _from_role),)
    return _first_keys(next_chain, sources)


def _from_web_identity(chain: _Chain) -> AwsKeys | str:
    env = {} if chain.visited else chain.env  # the environment speaks for the first profile only
    path = env.get("AWS_WEB_IDENTITY_TOKEN_FILE", chain.section.get("web_identity_token_file"))
    role = env.get("AWS_ROLE_ARN", chain.section.get("role_arn"))
    name = env.get("AWS_ROLE_SESSION_NAME", chain.section.get("role_session_name"))
    if not path:
        return f"no AWS_WEB_IDENTITY_TOKEN_FILE, and profile {chain.profile} has no web_identity_token_file"
    if not role:
        raise CredentialsError(f"neither AWS_ROLE_ARN nor role_arn is set for the token in {path}")
    params = {
        "Action": "AssumeRoleWithWebIdentity",
        "RoleArn": role,
        "RoleSessionName": name or f"llm-proxy-{int(chain.now_s())}",
        "WebIdentityToken": _load_token(path),
    }
    return _keys_from(chain, _ask_sts(chain, params, None), _STS_NAMES, "web identity")


def _load_token(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as f:
            return f.read()
    except (OSError, ValueError) as e:
        raise CredentialsError(f"{path} cannot be read: {getattr(e, 'strerror', 'no text')}") from None


def _from_sso(chain: _Chain) -> AwsKeys | str:
    if not {"sso_role_name", "sso_account_id"} & chain.section.keys():
        return f"profile {chain.profile} has no sso_role_name"
    settings = _sso_settings(chain)
    role, account, region = settings["sso_role_name"], settings["sso_account_id"], settings["sso_region"]
    place = _endpoint(chain, "sso", _host("portal.sso", region))
    query = urllib.parse.urlencode({"role_name": role, "account_id": account})
    headers = {"x-amz-sso_bearer_token": _sso_token(chain, settings)}
    status, body = _fetch(chain, "GET", f"{place}/federation/credentials?{query}", headers)
    answer = _json_from(body)
    if status == 401:
        raise CredentialsError(f"its token is not accepted any more; {_sso_login(chain)}")
    if status != 200:
        reason = answer.get("message") or answer.get("Message") or "no message"
        raise CredentialsError(f"the portal answers {status} for role {role} in {account}: {_one_line(reason)}")
    return _keys_from(chain, answer.get("roleCredentials"), _SSO_NAMES, "SSO")


def _sso_login(chain: _Chain) -> str:
    return f"run `aws sso login --profile {chain.profile}`"


def _sso_settings(chain: _Chain) -> Mapping[str, str]:
    """The profile with its sso-session, checked."""
    settings, name = dict(chain.section), chain.section.get("sso_session")
    shared = settings
    if name is not None:
        if name not in chain.sso_sessions:
            raise CredentialsError(f"the sso-session {name} of profile {chain.profile} does not exist")
        shared = dict(chain.sso_sessions[name])
        if differing := [key for key, value in shared.items() if settings.get(key, value) != value]:
            raise CredentialsError(f"profile {chain.profile} and sso-session {name} differ in {', '.join(differing)}")
        settings |= shared
    missing = [key for key in ("sso_role_name", "sso_account_id") if key not in settings]
    missing += [key for key in ("sso_start_url", "sso_region") if key not in shared]
    if missing:
        raise CredentialsError(f"profile {chain.profile} lacks {', '.join(missing)}")
    return settings


def _sso_token(chain: _Chain, settings: Mapping[str, str]) -> str:
    name = settings.get("sso_session", settings["sso_start_url"])
    digest = hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()
    path = _expand(f"~/.aws/sso/cache/{digest}.json", chain.env)
    token = _load_cache(path)
    if not isinstance(token.get("accessToken"), str) or "expiresAt" not in token:
        raise CredentialsError(f"there is no token for {name}; {_sso_login(chain)}")
    if "sso_session" in settings and _unix_from_text(token["expiresAt"]) - chain.now_s() < _RENEW_S:
        token = _renewed_sso_token(chain, settings, token, path)
    if _unix_from_text(token["expiresAt"]) <= chain.now_s():
        raise CredentialsError(f"the token for {name} has expired; {_sso_login(chain)}")
    return str(token["accessToken"])


def _renewed_sso_token(chain: _Chain, settings: Mapping[str, str], token: dict[str, Any], path: str) -> dict[str, Any]:
    """The token that its refresh token buys, saved, as the old refresh token may be void; or the same if it cannot."""
    names = ("clientId", "clientSecret", "refreshToken")
    registered_until = token.get("registrationExpiresAt")
    if not all(token.get(name) for name in names) or not registered_until:
        return token
    if _unix_from_text(registered_until) <= chain.now_s():
        return token
    place = _endpoint(chain, "sso_oidc", _host("oidc", settings["sso_region"]))
    body = json.dumps({**{name: token[name] for name in names}, "grantType": "refresh_token"}).encode()
    try:
        status, answer = _fetch(chain, "POST", f"{place}/token", {"Content-Type": "application/json"}, body)
    except CredentialsError:
        return token
    fresh = _json_from(answer)
    access, lifetime_s = fresh.get("accessToken"), fresh.get("expiresIn")
    if status != 200 or not isinstance(access, str) or not isinstance(lifetime_s, int) or lifetime_s > 1e9:
        return token
    expires = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(chain.now_s() + lifetime_s))
    refresh = fresh.get("refreshToken", token["refreshToken"])
    token = {**token, "accessToken": access, "expiresAt": expires, "refreshToken": refresh}
    with contextlib.suppress(OSError):
        _save_cache(path, token)
    return token


def _static_keys(chain: _Chain, sections: Mapping[str, Mapping[str, str]], file: str) -> AwsKeys | str:
    section = sections.get(chain.profile, {})
    if "aws_access_key_id" not in section:
        path = _expand(file, chain.env)
        if os.path.exists(path) and not os.access(path, os.R_OK):
            return f"{file} may not be read"
        return f"profile {chain.profile} has no aws_access_key_id in {file}"
    fields = dict(section)
    fields["aws_session_token"] = section.get("aws_security_token", section.get("aws_session_token", ""))
    return _keys_from(chain, fields, _FILE_NAMES, f"profile {chain.profile} in {file}", is_static=True)


def _from_login(chain: _Chain) -> AwsKeys | str:
    """What `aws login` left; to renew it takes a signature (DPoP, ES256) that the standard library cannot make."""
    session = chain.section.get("login_session")
    if session is None:
        return f"profile {chain.profile} has no login_session"
    directory = _expand(chain.env.get("AWS_LOGIN_CACHE_DIRECTORY", "~/.aws/login/cache"), chain.env)
    token = _load_cache(os.path.join(directory, hashlib.sha256(session.encode()).hexdigest() + ".json"))
    remedy = f"run `aws login --profile {chain.profile}`"
    if missing := [key for key in ("accessToken", "refreshToken", "dpopKey", "clientId") if key not in token]:
        raise CredentialsError(f"no {', '.join(missing)} is cached for {session}; {remedy}")
    try:
        return _keys_from(chain, token["accessToken"], _LOGIN_NAMES, "aws login")
    except CredentialsError as e:
        raise CredentialsError(
            f"{e} and cannot be renewed here; {remedy}, or give another profile the "
            f"credential_process `aws configure export-credentials --profile {chain.profile}`"
        ) from None


def _from_process(chain: _Chain) -> AwsKeys | str:
    import shlex
    import subprocess

    command = chain.section.get("credential_process")
    if command is None:
        return f"profile {chain.profile} has no credential_process"
    try:
        words = shlex.split(command)
        name = os.path.basename(words[0]).partition("=")[0]  # not the value of a variable that someone put there
    except (ValueError, IndexError):
        raise CredentialsError(f"the command of profile {chain.profile} is empty, or a quote is open") from None
    try:
        done = subprocess.run(
            words, env=dict(chain.env), stdin=subprocess.DEVNULL, capture_output=True, timeout=_PROCESS_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise CredentialsError(f"{name} is not done after {_PROCESS_S:.0f} s") from None
    except (OSError, ValueError) as e:
        raise CredentialsError(f"{name} cannot be started: {getattr(e, 'strerror', type(e).__name__)}") from None
    if done.returncode:
        raise CredentialsError(f"{name} ended with status {done.returncode}")
    answer = _json_from(done.stdout)
    if answer.get("Version") != 1:
        raise CredentialsError(f"{name} printed no JSON of Version 1")
    return _keys_from(chain, answer, _STS_NAMES, "credential_process", is_static=True)


def _from_container(chain: _Chain) -> AwsKeys | str:
    path = chain.env.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
    full = chain.env.get("AWS_CONTAINER_CREDENTIALS_FULL_URI")
    if path is None and full is None:
        return "neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set"
    address = f"http://{_CONTAINER_HOST}{path}" if path is not None else str(full)
    _check_container_host(address)
    headers = {"Accept": "application/json"}
    token = chain.env.get("AWS_CONTAINER_AUTHORIZATION_TOKEN")
    if file := chain.env.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"):
        token = _load_token(file)
    if token is not None:
        if "\r" in token or "\n" in token:
            raise CredentialsError("its authorization token has a line break")
        headers["Authorization"] = token
    status, body = _fetch(chain, "GET", address, headers, limits=_CONTAINER_LIMITS)
    if status != 200:
        raise CredentialsError(f"its endpoint answers {status}")
    return _keys_from(chain, _json_from(body), _METADATA_NAMES, "container")


def _check_container_host(address: str) -> None:
    """The token goes over plain http to this machine or to AWS' own addresses only."""
    url = _split(address)
    if url.scheme == "https" or url.hostname in _CONTAINER_HOSTS:
        return
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(url.hostname or "").is_loopback:
            return
    allowed = ", ".join(_CONTAINER_HOSTS)
    raise CredentialsError(f"{url.hostname} may not be asked over http, only a loopback address or one of {allowed}")


def _from_instance(chain: _Chain) -> AwsKeys | str:
    """By version 2 of the service; by version 1 where it has no tokens to give."""
    if chain.env.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
        return "AWS_EC2_METADATA_DISABLED is true"
    lifetime = {"x-aws-ec2-metadata-token-ttl-seconds": "21600"}
    status, body = _ask_instance(chain, "PUT", "latest/api/token", lifetime)
    if status == 400:
        return "it refuses to give a token"
    headers = {"x-aws-ec2-metadata-token": body.decode("latin-1")} if status == 200 and body else {}
    if not headers and chain.setting("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled").lower() == "true":
        raise CredentialsError("it gives no token, and AWS_EC2_METADATA_V1_DISABLED is true")
    status, body = _ask_instance(chain, "GET", _INSTANCE_PATH, headers)
    role = body.decode("latin-1").strip()
    if status != 200 or not role:
        return f"it answers {status} when asked for its role" if status else "it does not answer"
    status, body = _ask_instance(chain, "GET", _INSTANCE_PATH + role, headers)
    answer = _json_from(body)
    if status != 200 or not all(name in answer for name in _METADATA_NAMES):
        return f"it has no keys for its role ({status})"
    return _keys_from(chain, answer, _METADATA_NAMES, "instance metadata", is_late=True)


def _ask_instance(chain: _Chain, method: str, path: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Status 0 if no answer comes."""
    has_ipv6 = chain.setting("AWS_IMDS_USE_IPV6", "imds_use_ipv6").lower() == "true"
    mode = chain.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode").lower()
    usual = _INSTANCE_URLS.get(mode or ("ipv6" if has_ipv6 else "ipv4"))
    if usual is None:
        raise CredentialsError("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE may be IPv4 or IPv6")
    place = chain.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint", usual)
    try:
        limits = (
            min(float(chain.setting("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", "1")), 60.0),
            int(chain.setting("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts", "1")),
        )
    except ValueError:
        raise CredentialsError("AWS_METADATA_SERVICE_TIMEOUT or _NUM_ATTEMPTS is no number") from None
    try:
        return _fetch(chain, method, place.rstrip("/") + "/" + path, headers, limits=limits)
    except CredentialsError:
        return 0, b""


_CREDENTIAL_SOURCES: Mapping[str, _Source] = {
    "Environment": _from_environment,
    "EcsContainer": _from_container,
    "Ec2InstanceMetadata": _from_instance,
}
_PROFILE_SOURCES: tuple[tuple[str, _Source], ...] = (
    ("web identity", _from_web_identity),
    ("SSO", _from_sso),
    ("credentials file", lambda chain: _static_keys(chain, chain.credentials, chain.credentials_file)),
    ("aws login", _from_login),
    ("credential_process", _from_process),
    ("config file", lambda chain: _static_keys(chain, chain.config, chain.config_file)),
)
_SOURCES: tuple[tuple[str, _Source], ...] = (
    ("environment", _from_environment),
    ("assumed role", _from_role),
    *_PROFILE_SOURCES,
    ("container", _from_container),
    ("instance metadata", _from_instance),
)


# ==============================================================================
# 30  Upstreams
# ==============================================================================
# How an upstream is reached: names are resolved, each address is checked and
# that very address is connected to; idle connections are kept, the one used
# last is used first, so that the others can grow old and be closed.


class Pooled(Protocol):
    """What the pool needs to know of a connection."""

    transport: asyncio.Transport
    idle_since: float

    def is_usable(self) -> bool: ...


Connection = TypeVar("Connection", bound=Pooled)


class UpstreamPool(Generic[Connection]):
    """Connections to upstreams: idle ones, last used first, and how new ones are made."""

    def __init__(self, settings: Settings, make: Callable[[socket.socket], Connection]) -> None:
        """`make` gives the asyncio protocol for a connected socket."""
        self._settings, self._make = settings, make
        self._idle: dict[tuple[str, int, bool], list[Connection]] = {}
        self._keys: dict[Connection, tuple[str, int, bool]] = {}
        self._tls: asyncio.Future[ssl.SSLContext] | None = None
        self.listening: list[tuple[str, int]] = []
        self.read_buffer = memoryview(bytearray(READ_BYTES))

    def __len__(self) -> int:
        return len(self._keys)

    def take(self, key: tuple[str, int, bool]) -> Connection | None:
        idle = self._idle.get(key)
        while idle:
            conn = idle.pop()
            self._keys.pop(conn, None)
            if time.monotonic() - conn.idle_since < UPSTREAM_IDLE_S and conn.is_usable():
                return conn
            conn.transport.abort()
        return None

    def put(self, key: tuple[str, int, bool], conn: Connection) -> None:
        idle = self._idle.setdefault(key, [])
        busy = conn.transport.get_write_buffer_size() > 0
        if busy or conn.transport.is_closing() or len(idle) >= MAX_IDLE_UPSTREAM:
            conn.transport.abort()
            return
        conn.transport.resume_reading()
        conn.idle_since = time.monotonic()
        idle.append(conn)
        self._keys[conn] = key

    def forget(self, conn: Connection) -> None:
        key = self._keys.pop(conn, None)
        if key is not None:
            self._idle[key].remove(conn)

    def close_idle(self, older_than: float) -> None:
        for conn in [c for c in self._keys if c.idle_since < older_than]:
            self.forget(conn)
            conn.transport.close()
        for key in [k for k, idle in self._idle.items() if not idle]:
            del self._idle[key]

    def tls_context(self) -> asyncio.Future[ssl.SSLContext]:
        """Built once, in a thread.  The future raises ConfigError."""
        if self._tls is None or (self._tls.done() and self._tls.exception()):
            loop = asyncio.get_running_loop()
            self._tls = loop.run_in_executor(None, build_tls_context, self._settings.ca_file)
        return self._tls

    async def dial(self, target: Target) -> Connection:
        """A new connection.  Raises UpstreamError, ClientError (an address that may not be used) or ConfigError."""
        loop = asyncio.get_running_loop()
        context = await asyncio.shield(self.tls_context()) if target.tls else None
        proxy = self._proxy_for(target)
        try:
            async with asyncio.timeout(self._settings.connect_timeout):
                sock = await self._connect(proxy or target)
                if proxy:
                    await self._ask_proxy(sock, proxy, target)
        except TimeoutError:
            limit = f"{self._settings.connect_timeout:g} s (connect_timeout)"
            raise UpstreamError(504, "connect_timeout", f"{target.upstream} was not reached within {limit}") from None
        try:
            transport, conn = await loop.create_connection(
                lambda: cast("asyncio.BufferedProtocol", self._make(sock)),
                sock=sock,
                ssl=context,
                server_hostname=target.host if context else None,
                ssl_handshake_timeout=self._settings.tls_timeout if context else None,
            )
        except (OSError, asyncio.CancelledError) as e:
            sock.close()
            if isinstance(e, asyncio.CancelledError):
                raise
            raise _tls_error(target, e) from e
        if context:
            shrink_tls_buffer(transport)
        return cast("Connection", conn)

    def _proxy_for(self, target: Target) -> Target | None:
        """The proxy that leads to this upstream, if one does.  Raises ClientError for an address not to be used."""
        settings = self._settings
        if settings.upstream_proxy in ("", "none") or is_loopback(target.host):
            return None
        if needs_no_proxy(settings.no_proxy, target.host, target.port):
            return None
        with contextlib.suppress(ValueError):  # names are resolved by the proxy
            self._check(target, (str(ipaddress.ip_address(target.host)), target.port))
        place = settings.upstream_proxy.rpartition("@")[2].removeprefix("http://")
        host, port = parse_upstream(place)
        if is_loopback(host) and port in [ours for _, ours in self.listening]:
            return None  # our own address, as for the other programs of this shell
        return Target("any", place, host, port or 80, False, b"")

    async def _ask_proxy(self, sock: socket.socket, proxy: Target, target: Target) -> None:
        """CONNECT (RFC 9110 section 9.3.6), with basic authentication where the proxy's URL has it."""
        loop = asyncio.get_running_loop()
        place = f"[{target.host}]:{target.port}" if ":" in target.host else f"{target.host}:{target.port}"
        lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
        userinfo, at, _ = self._settings.upstream_proxy.removeprefix("http://").rpartition("@")
        if at:
            lines.append(
                "Proxy-Authorization: Basic " + base64.b64encode(urllib.parse.unquote_to_bytes(userinfo)).decode()
            )
        try:
            await loop.sock_sendall(sock, "\r\n".join([*lines, "\r\n"]).encode())
            data = b""
            while (end := find_head_end(data)) < 0:
                more = await loop.sock_recv(sock, 1)  # not a byte of what follows the head
                if not more:
                    raise FramingError("it closed the connection")
                data += more
            head = parse_response_head(data[:end], b"CONNECT")
            if not 200 <= head.status < 300:
                hint = "; see the user and password in upstream_proxy" if head.status == 407 else ""
                raise FramingError(f"it answered {head.status_line.decode('latin-1')}{hint}")
        except (OSError, FramingError) as e:
            sock.close()
            message = f"the upstream proxy {proxy.upstream} does not connect to {place}: {e}"
            raise UpstreamError(502, "upstream_proxy", message) from e
        except asyncio.CancelledError:
            sock.close()
            raise

    async def _connect(self, target: Target) -> socket.socket:
        loop = asyncio.get_running_loop()
        addresses = await self._resolve(target)
        for i, (family, address) in enumerate(addresses):
            self._check(target, address)
            try:
                sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            except OSError as e:  # no descriptor is left, or no such family
                raise UpstreamError(502, "connect", f"{target.upstream} cannot be reached: {e.strerror}") from e
            sock.setblocking(False)
            try:
                # One dead address must not use up the time of the others.
                limit = None if i + 1 == len(addresses) else self._settings.connect_timeout / 4
                async with asyncio.timeout(limit):
                    await loop.sock_connect(sock, address)
                set_socket_options(sock)
            except BaseException as e:
                sock.close()
                if isinstance(e, OSError | TimeoutError) and i + 1 < len(addresses):
                    continue
                if isinstance(e, OSError) and not isinstance(e, TimeoutError):
                    text = os.strerror(e.errno) if e.errno else str(e)
                    raise UpstreamError(502, "connect", f"{target.upstream} cannot be reached: {text}") from e
                raise
            return sock
        raise UpstreamError(502, "dns", f"{target.upstream} has no address")

    async def _resolve(self, target: Target) -> list[tuple[socket.AddressFamily, tuple[Any, ...]]]:
        try:
            ip = ipaddress.ip_address(target.host)
        except ValueError:
            pass
        else:
            family = socket.AF_INET if ip.version == 4 else socket.AF_INET6
            return [(family, (target.host, target.port))]
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                target.host, target.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
            )
        except OSError as e:
            raise UpstreamError(502, "dns", f"the name {target.host} cannot be resolved: {e.strerror or e}") from e
        return [(family, address) for family, _, _, _, address in found]

    def _check(self, target: Target, address: tuple[Any, ...]) -> None:
        """The address checked is the address connected to: no second look-up can put another in its place."""
        ip, port = str(address[0]).removeprefix("::ffff:"), int(address[1])
        if reason := why_refused(ip):
            raise ClientError(403, "upstream_not_allowed", f"{target.upstream} is {reason} and is not connected to")
        if not target.tls and is_loopback(target.host) and not is_loopback(ip):
            raise ClientError(403, "upstream_not_allowed", f"{target.upstream} does not lead to this machine")
        for host, ours in self.listening:
            if port == ours and (ip == host or (ipaddress.ip_address(host).is_unspecified and _is_local(ip))):
                raise ClientError(508, "loop", f"{target.upstream} is this proxy itself; name the real upstream")


def _is_local(ip: str) -> bool:
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.bind((ip, 0))
        return True
    return False


def _tls_error(target: Target, error: BaseException) -> UpstreamError:
    if isinstance(error, ssl.SSLCertVerificationError):
        text = f"the certificate of {target.upstream} is not trusted: {error.verify_message}; see ca_file"
        return UpstreamError(502, "tls", text)
    if isinstance(error, TimeoutError | ConnectionAbortedError):
        return UpstreamError(504, "tls_timeout", f"{target.upstream} did not finish the TLS handshake in time")
    return UpstreamError(502, "tls", f"TLS with {target.upstream} failed: {getattr(error, 'reason', None) or error}")


# ==============================================================================
# 31  Bedrock
# ==============================================================================
# A request to AWS is signed with its body's hash, so it is held until it is
# whole: one of the two kinds of requests that are (the other: tokens with limits
# on bodies).  Keys are looked for in a thread, when first needed; old ones serve
# as long as they are valid.  What AWS refuses for the clock or for keys that have
# ended is signed anew, once, before the client hears of it.

MAX_BEDROCK_BODY_BYTES = 25_000_000  # AWS' own limit
MAX_SIGNING_BYTES = 256 * MEBIBYTE  # held for all requests together
_RENEW_KEYS_S = 300.0  # before they end
_FIND_S = 120.0  # how long a search for keys may take: a credential_process has a minute
_RETRY_KEYS_S = 10.0  # after keys could not be renewed, while old ones serve
_CHECK_S = 10.0  # between two questions to STS
_MAX_SKEW_S = 240.0  # AWS allows five minutes
# What the client sends for its own signature, and what is said anew.
_REPLACED_FIELDS = frozenset(
    b"authorization x-api-key x-amz-date x-amz-content-sha256 x-amz-security-token content-length transfer-encoding "
    b"expect trailer".split()
)
_CLOCK_ERRORS = ("InvalidSignature", "SignatureDoesNotMatch", "RequestExpired", "RequestTimeTooSkewed")
_ENDED_KEYS = ("ExpiredToken", "UnrecognizedClient", "InvalidClientTokenId")


def signable_fields(head: RequestHead, host: str, size: int) -> list[bytes]:
    """The header lines to send, before authentication: the client's own, but for what is said anew."""
    lines = [line for line in head.fields if line.partition(b":")[0].strip().lower() not in _REPLACED_FIELDS]
    named = [line for line in lines if line[:5].lower() == b"host:"]
    at = lines.index(named[0]) if named else 0
    lines[at : at + len(named)] = [b"Host: " + host.encode()]
    if size or head.method not in (b"GET", b"HEAD"):
        lines.append(b"Content-Length: %d" % size)
    return lines


def bedrock_key_of(head: RequestHead) -> bytes:
    """The client's own Bedrock API key, or nothing."""
    scheme, _, token = head.value(b"authorization").partition(b" ")
    is_key = scheme.lower() == b"bearer" and token.strip().startswith((b"ABSK", b"bedrock-api-key-"))
    return token.strip() if is_key else b""


@dataclass(slots=True)
class HeldRequest:
    """A request to be signed: its body so far, the keys that signed it last, and how often it was signed anew."""

    head: RequestHead
    target: Target
    digest: Any = field(default_factory=hashlib.sha256)
    pieces: list[bytes] = field(default_factory=list)
    size: int = 0
    held_bytes: int = 0
    has_slot: bool = False
    keys: AwsKeys | None = None
    signed_at: float = 0.0
    repeats: int = 0
    is_expected: bool = False  # the client waits for our word before it sends the body


Found = TypeVar("Found")


def call_in_thread(work: Callable[[], Found]) -> asyncio.Future[Found]:
    """The result of what may block for long, by a thread that does not keep the process from ending."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Found] = loop.create_future()

    def deliver(tell: Callable[[Any], None], value: object) -> None:
        if not future.done():
            tell(value)

    def run() -> None:
        try:
            told: tuple[Callable[[Any], None], object] = (future.set_result, work())
        except Exception as e:  # noqa: BLE001 -- whoever waits for the result gets it
            told = (future.set_exception, e)
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(deliver, *told)

    threading.Thread(target=run, name="aws", daemon=True).start()
    return future


class KeyRing:
    """AWS keys: found on first use, by one flight at a time, renewed before they end.

    `take` raises CredentialsError.
    """

    def __init__(self, find: Callable[[], AwsKeys]) -> None:
        self._find = find
        self.keys: AwsKeys | None = None
        self.error = ""
        self._flight: asyncio.Future[AwsKeys] | None = None
        self._failed_at = -math.inf

    async def take(self) -> AwsKeys:
        keys, now_s = self.keys, time.time()
        if keys and (not keys.expires_at or now_s < keys.expires_at - _RENEW_KEYS_S):
            return keys
        if keys and now_s < keys.expires_at:
            if time.monotonic() - self._failed_at > _RETRY_KEYS_S:
                self._fly()
            return keys
        flight = self._fly()
        try:
            async with asyncio.timeout(_FIND_S):
                return await asyncio.shield(flight)
        except TimeoutError:
            if self._flight is flight:
                self._flight = None  # others may have better luck
            self.error = f"the search for them is not done after {_FIND_S:.0f} s"
            raise CredentialsError(self.error) from None

    def forget(self, keys: AwsKeys) -> None:
        """AWS does not take these any more."""
        if self.keys is keys:
            self.keys = None

    def _fly(self) -> asyncio.Future[AwsKeys]:
        if self._flight is None:
            self._flight = call_in_thread(self._find)
            self._flight.add_done_callback(self._landed)
        return self._flight

    def _landed(self, flight: asyncio.Future[AwsKeys]) -> None:
        if self._flight is flight:
            self._flight = None
        error = None if flight.cancelled() else flight.exception()
        if flight.cancelled():
            return
        if error is None:
            self.keys, self.error = flight.result(), ""
            return
        self._failed_at = time.monotonic()
        self.error = str(error) if isinstance(error, CredentialsError) else f"internal error: {type(error).__name__}"
        is_serving = self.keys and time.time() < self.keys.expires_at
        warn_flood(
            "aws-keys", f"AWS credentials {'cannot be renewed' if is_serving else 'were not found'}: {self.error}"
        )


class Bedrock:
    """What the requests to AWS share: keys, clock, memory, and how many may run at a time."""

    def __init__(self, settings: Settings, environ: Mapping[str, str]) -> None:
        self._settings, self._environ = settings, dict(environ)
        self._bearer = environ.get("AWS_BEARER_TOKEN_BEDROCK", "").strip()
        self._ring = KeyRing(lambda: find_keys(self._environ, region=settings.bedrock_region))
        self._skew_s = 0.0
        self._refusal = ""  # what AWS said of our keys last
        self._held_bytes = self._active = 0
        self._waiting: collections.deque[asyncio.Future[None]] = collections.deque()
        self._check: dict[str, Any] = {}
        self._checked_at = -math.inf
        self._check_flight: asyncio.Future[None] | None = None

    # -- bodies --

    def hold(self, head: RequestHead, target: Target) -> HeldRequest:
        expects = any(line.lower().replace(b" ", b"") == b"expect:100-continue" for line in head.fields)
        return HeldRequest(head, target, is_expected=expects and not head.body.done and head.version == b"HTTP/1.1")

    def feed(self, request: HeldRequest, content: bytes) -> None:
        """Take a piece of the body.  Raises ClientError: 413 above AWS' limit, 503 where too much is held already."""
        request.size += len(content)
        declared = request.head.value(b"content-length")
        if max(request.size, int(declared) if declared.isdigit() else 0) > MAX_BEDROCK_BODY_BYTES:
            raise ClientError(413, "too_large", f"Bedrock takes bodies of up to {MAX_BEDROCK_BODY_BYTES:,} bytes")
        if self._held_bytes + len(content) > MAX_SIGNING_BYTES:
            raise ClientError(503, "overloaded", "too many large requests to Bedrock at once; try again")
        self._held_bytes += len(content)
        request.held_bytes += len(content)
        request.pieces.append(content)
        request.digest.update(content)

    def drop_body(self, request: HeldRequest) -> None:
        """It will not be sent again."""
        self._held_bytes -= request.held_bytes
        request.held_bytes = 0
        request.pieces = []

    def release(self, request: HeldRequest) -> None:
        """The exchange is over."""
        self.drop_body(request)
        if request.has_slot:
            request.has_slot = False
            self._pass_slot_on()

    def _pass_slot_on(self) -> None:
        """To whoever has waited longest; it stays counted."""
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
        self._active -= 1

    async def _take_slot(self, request: HeldRequest) -> None:
        limit = self._settings.bedrock_max_concurrent
        if not limit or self._active < limit:
            self._active += 1
        else:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(waiter)
            try:
                await waiter
            except asyncio.CancelledError:
                if waiter in self._waiting:
                    self._waiting.remove(waiter)
                elif not waiter.cancelled():
                    self._pass_slot_on()  # it was ours already
                raise
        request.has_slot = True

    # -- signing --

    async def sign(self, request: HeldRequest) -> list[bytes]:
        """Head and body as they go out, in pieces.  Raises ClientError (401) where there are no credentials."""
        if not request.has_slot:
            await self._take_slot(request)
        head, target = request.head, request.target
        lines = signable_fields(head, target.upstream, request.size)
        if bearer := bedrock_key_of(head) or self._bearer.encode():
            lines.append(b"Authorization: Bearer " + bearer)
        else:
            try:
                keys = await self._ring.take()
            except CredentialsError as e:
                raise ClientError(401, "aws_credentials", f"no AWS credentials to sign with: {e}") from None
            request.keys, request.signed_at = keys, time.time() + self._skew_s
            fields = [(name, value) for name, _, value in (line.partition(b":") for line in lines)]
            body_hash, scope = request.digest.hexdigest(), (target.region, "bedrock")
            added = sign_request(head.method, target.path, fields, body_hash, keys, scope, request.signed_at)
            lines += [name + b": " + value for name, value in added]
        first = b"%s %s %s" % (head.method, target.path, head.version)
        raw = b"\r\n".join([first, *lines, b"\r\n"])
        # A large body is not copied, so that what is held is what it takes.
        return [raw, *request.pieces] if request.size > READ_BYTES else [raw + b"".join(request.pieces)]

    def is_to_repeat(self, request: HeldRequest, answer: ResponseHead) -> bool:
        """Whether this answer is about clock or keys, and the request shall be signed anew."""
        if answer.status < 300:
            self._refusal = ""
        if answer.status not in (400, 401, 403) or not request.keys:
            return False
        fields = {name.strip().lower(): value.strip() for name, _, value in (f.partition(b":") for f in answer.fields)}
        kind = fields.get(b"x-amzn-errortype", b"").decode("latin-1").partition(":")[0][:100]
        there_s = _seconds_of_date(fields.get(b"date", b"").decode("latin-1"))
        is_repeatable = request.repeats == 0
        if kind.startswith(_CLOCK_ERRORS) and there_s and self._is_off(there_s, request.signed_at):
            request.repeats += is_repeatable
            return is_repeatable
        if kind.startswith(_ENDED_KEYS):
            self._ring.forget(request.keys)
            if request.keys.token and is_repeatable:  # others do not end by themselves
                request.repeats += 1
                return True
        if answer.status != 400 or kind.startswith((*_CLOCK_ERRORS, *_ENDED_KEYS)):
            # Some clients try this again for a minute without a word.
            self._refusal = f"AWS refuses the request: {answer.status} {kind}".rstrip()
            warn_flood("aws-refused", f"{request.target.upstream}: {self._refusal}")
        return False

    def _is_off(self, there_s: float, signed_at: float) -> bool:
        """Whether that signature had the wrong time; if ours still is wrong, it is corrected."""
        if abs(there_s - time.time() - self._skew_s) > _MAX_SKEW_S:
            self._skew_s = there_s - time.time()
            message = f"this machine's clock is {-self._skew_s:+.0f} s from AWS'; requests are signed with AWS' time"
            warn_flood("aws-clock", message)
        return abs(there_s - signed_at) > _MAX_SKEW_S

    # -- health --

    def view(self) -> dict[str, Any]:
        """What /health/bedrock shows."""
        settings, keys = self._settings, self._ring.keys
        if not settings.bedrock_region:
            return {"status": "disabled"}
        expiry = utc_text(keys.expires_at) if keys and keys.expires_at else None
        error = self._ring.error or self._refusal
        found = {"source": keys.source, "expires_at": expiry} if keys else None
        return {
            "status": "failing" if error or self._check.get("ok") is False else "ok",
            "region": settings.bedrock_region,
            "endpoint": settings.bedrock_endpoint or None,
            "auth": "bearer" if self._bearer else "sigv4",
            "credentials": {"source": "AWS_BEARER_TOKEN_BEDROCK", "expires_at": None} if self._bearer else found,
            "last_error": error or None,
            "active": self._active,
            "waiting": len(self._waiting),
            "held_bytes": self._held_bytes,
            "clock_skew_s": round(self._skew_s),
            **({"check": self._check} if self._check else {}),
        }

    async def check(self) -> None:
        """Ask STS who we are, at most every ten seconds; `view` then shows what it said."""
        if not self._settings.bedrock_region or time.monotonic() - self._checked_at < _CHECK_S:
            return
        if self._check_flight is None:
            self._check_flight = asyncio.ensure_future(self._ask_sts())
        await asyncio.shield(self._check_flight)

    async def _ask_sts(self) -> None:
        said: dict[str, Any] = {"at": utc_text(time.time())}
        try:
            if self._bearer:
                said |= {"ok": None, "message": "STS knows nothing of a Bedrock API key; only a request can tell"}
            else:
                keys = await self._ring.take()
                ask = functools.partial(caller_identity, keys, self._settings.bedrock_region, self._environ)
                async with asyncio.timeout(_FIND_S):
                    said |= {"ok": True, **await call_in_thread(ask)}
        except Exception as e:  # noqa: BLE001 -- the task's boundary: the check says what is wrong
            known = isinstance(e, CredentialsError)
            said |= {"ok": False, "message": str(e) if known else f"internal error: {type(e).__name__}"}
        self._check, self._checked_at, self._check_flight = said, time.monotonic(), None


def _seconds_of_date(text: str) -> float:
    """A Date header as Unix time; 0 where it is none."""
    import email.utils

    try:
        found = email.utils.parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return 0.0
    return found if 1.5e9 < found < 4.1e9 else 0.0  # from 2017 to 2099


# ==============================================================================
# 32  Proxy
# ==============================================================================
# Concurrency, said once: one asyncio loop carries all traffic and does nothing
# else; the recorder is a process with one thread that decodes and one that
# appends; the application log has a thread that writes.  They share the pair and a queue.
#
# asyncio.Protocol on both sides, not streams: each piece goes from one socket's
# read straight into the other's write, in the same call.  (Streams cost a task
# switch per read and half the throughput.)  A ClientConnection turns bytes into
# requests, an UpstreamConnection turns bytes into an answer, a Relay is one
# exchange between the two and decides what happens when either ends.
#
# Back-pressure: each transport holds at most WRITE_HIGH_BYTES plus one read
# (READ_BYTES) before the other side is no longer read: 128 KB a direction.


def upstream_head(head: RequestHead, target: Target) -> bytes:
    """The request's head as it goes out: Host names the upstream, hop-by-hop lines are gone."""
    host = b"Host: " + target.upstream.encode()
    lines = [b"%s %s %s" % (head.method, target.path, head.version), *head.fields, b"\r\n"]
    at = 1
    while b"host" in head.noted and lines[at][:5].lower() != b"host:":
        at += 1
    lines[at : at + (b"host" in head.noted)] = [host]
    return b"\r\n".join(lines)


def content_of(body: Body, piece: bytes) -> bytes:
    """What the body carries in the bytes that it has just taken."""
    return b"".join([piece[start:end] for start, end in body.spans]) if isinstance(body, ChunkedBody) else piece


def log_exchange(relay: Relay, ending: Ending) -> None:
    """A line of the application log, at level debug."""
    path = mask_query_of(relay.target.path.decode("latin-1"))
    status = relay.response.status if relay.response else "no answer"
    end = f", {ending.by} {ending.kind}" if ending.by else ""
    app_log().debug("%s %s%s: %s%s", relay.head.method.decode(), relay.target.upstream, path, status, end)


class Relay:
    """One exchange in flight between a client and an upstream connection."""

    def __init__(self, proxy: Proxy, client: ClientConnection, head: RequestHead, target: Target) -> None:
        self.proxy, self.client, self.head, self.target = proxy, client, head, target
        self.upstream: UpstreamConnection | None = None
        self.response: ResponseHead | None = None
        self.dial_task: asyncio.Task[None] | None = None
        self.is_blind = head.method == b"CONNECT"  # what passes is none of our business
        self.held = proxy.bedrock.hold(head, target) if target.region else None
        self.pending: list[bytes] = [] if self.is_blind or self.held else [upstream_head(head, target)]
        self.pending_bytes = self.dropped_request_bytes = self.dropped_response_bytes = 0
        self.replay = b""
        self.request_done = self.response_done = self.finished = self.reused = self.tunnel = False
        self.number = proxy.open_relay(self)
        self._is_announced = self._is_told = False  # whether the recorder knows of its beginning, of its end
        self.half_closed_at, self.half_closed_bytes = 0.0, 0

    def _announce(self, piece: bytes = b"") -> None:
        """Tell the recorder of this exchange, with the first bytes of the body where they are few."""
        self._is_announced = True
        target, raw = self.target, self.head.raw + piece
        transport = "bedrock" if self.held else ""
        said = Opening(time.time(), target.provider, target.upstream, target.path, raw, self.client.number, transport)
        self.proxy.link.push(F_REQUEST, self.number, said.render())

    # -- request --

    def feed_request(self, data: bytes) -> bytes:
        """Forward what belongs to the request's body; returns what lies behind its end."""
        body = self.head.body
        try:
            used = body.take(data)
        except FramingError as e:
            self.refuse(Ending("client", "bad_framing", str(e)), error_answer(400, "bad_request", str(e)))
            return b""
        piece = data if used == len(data) else data[:used]
        if piece:
            if self.held:
                if not hold_piece(self, self.held, content_of(body, piece)):
                    return b""
            elif self.upstream:
                self.upstream.transport.write(piece)
            elif not self.finished:
                self.pending.append(piece)
                self.pending_bytes += used
                if self.pending_bytes >= WRITE_HIGH_BYTES:
                    self.client.hold(HOLD_PENDING)
            self._copy_request(piece)
        if body.done:
            self.end_request()
        return data[used:]

    def end_request(self) -> None:
        self.request_done = True
        if not self._is_announced:
            self._announce()
        if self.held and not self.finished:
            self.dial_task = asyncio.get_running_loop().create_task(dial(self))
        if self.dropped_request_bytes:  # the recorder cannot see the end by itself
            self.proxy.link.push(F_REQUEST_END, self.number, str(self.dropped_request_bytes).encode())
        if self.response_done:
            self.finish()

    def feed_tunnel(self, data: bytes) -> None:
        if self.upstream:
            self.upstream.transport.write(data)
            self._copy_request(data)

    def _copy_request(self, data: bytes) -> None:
        if self.is_blind:
            self.dropped_request_bytes += len(data)
            return
        if not self._is_announced:
            is_short = len(data) < JOIN_BYTES and not self.proxy.link.is_full
            self._announce(data if is_short else b"")
            if is_short:
                return
        # What follows a dropped piece is dropped too: a log has an end, not holes.
        skip = self.dropped_request_bytes > 0
        self.dropped_request_bytes += self.proxy.link.push_data(F_REQUEST_DATA, self.number, data, skip)

    def _copy_response(self, data: bytes) -> None:
        if self.is_blind:
            self.dropped_response_bytes += len(data)
            return
        skip = self.dropped_response_bytes > 0
        self.dropped_response_bytes += self.proxy.link.push_data(F_RESPONSE_DATA, self.number, data, skip)

    def _tell_answer(self, response: ResponseHead, piece: bytes) -> bytes:
        """Tell the recorder of the answer, with its first bytes, or all, where they are few; returns what is left."""
        link = self.proxy.link
        if len(piece) >= JOIN_BYTES or link.is_full:
            link.push(F_RESPONSE, self.number, response.raw)
            return piece
        self._is_told = response.body.done and self.request_done and not self.dropped_request_bytes
        link.push(F_RESPONSE | F_WHOLE if self._is_told else F_RESPONSE, self.number, response.raw + piece)
        return b""

    def connect(self) -> None:
        """Take an idle connection to the upstream, or start dialling."""
        if not self._is_announced:
            self._announce()
        if self.held:  # it goes when it is whole
            if self.held.is_expected and not self.held.size and hold_piece(self, self.held, b""):
                self.client.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        elif not self.take_idle():
            self.dial_task = asyncio.get_running_loop().create_task(dial(self))

    def take_idle(self) -> bool:
        while not self.is_blind and (conn := self.proxy.pool.take(self.target.key)):
            if self.attach(conn, reused=True):
                return True
        return False

    def attach(self, conn: UpstreamConnection, reused: bool) -> bool:
        """Send what has come so far; False if this idle connection turns out dead before it took a byte."""
        pending = self.pending if self.held or len(self.pending) == 1 else [b"".join(self.pending)]
        self.client.release(HOLD_PENDING)
        conn.begin(self)  # before the write, which may find the socket full and ask for the client to be held
        for data in pending:
            conn.transport.write(data)
        if reused and conn.transport.is_closing():
            conn.relay = None
            self.client.release(HOLD_UPSTREAM)
            return False
        self.upstream, self.reused = conn, reused
        if self.client.write_paused:
            conn.transport.pause_reading()
        if reused and self.request_done and self.head.method in (b"GET", b"HEAD"):
            self.replay = b"".join(pending)
        self.pending = []
        return True

    # -- answer --

    def forward_interim(self, raw: bytes) -> None:
        """An answer of status 1xx; an HTTP/1.0 client would take it for the final one."""
        if self.head.version == b"HTTP/1.1":
            self.client.transport.write(raw)

    def begin_response(self, head: ResponseHead) -> bytes:
        """Note the answer's head; returns it as it goes to the client."""
        self.response = head
        if head.status == 101 or (self.is_blind and self.upstream):
            self.tunnel = True
            self.proxy.link.push(F_RESPONSE, self.number, head.raw)
            self.client.begin_tunnel()
            return head.raw
        keep = self.client.keeps_alive(self.head, head)
        if keep and self.head.version == b"HTTP/1.1" and not head.dropped:
            return head.raw
        connection = [] if keep and self.head.version == b"HTTP/1.1" else [b"Connection: keep-alive"]
        return b"\r\n".join(
            [head.status_line, *head.fields, *(connection if keep else [b"Connection: close"]), b"\r\n"]
        )

    def feed_response(self, data: bytes, head: bytes = b"") -> None:
        """Forward what belongs to the answer's body, behind its head if that is new."""
        response = self.response
        if response is None:
            return
        try:
            used = response.body.take(data)
        except FramingError as e:
            if head:  # of which the client has seen nothing yet
                self.response = None
                self.bad_answer(e)
            else:
                self._break_off(Ending("upstream", "bad_framing", str(e)), None)
            return
        piece = data if used == len(data) else data[:used]
        self.client.transport.write(head + piece if head else piece)
        if head and not self.tunnel:
            piece = self._tell_answer(response, piece)
        if piece:
            self._copy_response(piece)
        if response.body.done:
            self.response_done = True
            if used < len(data):
                response.keep_alive = False  # bytes nobody asked for: this connection is not to be trusted
            if self.request_done or not response.keep_alive:
                self.finish()

    # -- ends --

    def upstream_ended(self, exc: BaseException | None) -> None:
        """The upstream closed (exc is None) or reset its connection."""
        self.upstream = None
        if self.finished:
            return
        if self.response is None:
            if self.replay:
                self.pending, self.replay = [self.replay], b""
                self.dial_task = asyncio.get_running_loop().create_task(dial(self))
                return
            kind = "reset" if exc else "closed"
            self._break_off(Ending("upstream", kind, "the upstream closed the connection before it answered"), exc)
        elif isinstance(self.response.body, OpenBody) and not isinstance(exc, OSError):
            self.response_done = True
            self.finish(Ending("", "upstream") if self.tunnel else None)
        elif self.response_done:
            self.finish()
        else:
            kind = "reset" if isinstance(exc, ConnectionError) else "truncated"
            self._break_off(Ending("upstream", kind, "the upstream ended in the middle of its answer"), exc)

    def bad_answer(self, error: FramingError) -> None:
        """The upstream's head is not HTTP/1.1."""
        message = f"bad answer from {self.target.upstream}: {error}"
        self.refuse(Ending("upstream", "bad_framing", str(error)), error_answer(502, "bad_gateway", message))

    def client_gone(self, kind: str) -> None:
        """The client left; whatever the upstream still sends is of no use to anyone."""
        message = "the client closed the connection before the answer was complete"
        self.client.transport.abort()
        if not self.tunnel:
            app_log().info("%s: %s", self.target.upstream, message, extra={"flood": "client-gone"})
        self.finish(Ending("", "client") if self.tunnel else Ending("client", kind, message))

    def refuse(self, ending: Ending, answer: Answer) -> None:
        """End with an answer of our own, or, if the upstream's has begun, by breaking off."""
        if self.finished:
            return
        if not self._is_announced:
            self._announce()
        warn_flood(f"{ending.by}-{ending.kind}", f"{self.target.upstream}: {ending.kind}: {ending.message}")
        if self.response is not None:
            self._break_off(ending, None)
            return
        close = not self.request_done or not self.head.keep_alive
        raw = answer.render(close)
        end = raw.index(b"\r\n\r\n") + 4
        self.proxy.link.push(F_RESPONSE, self.number, raw[:end])
        self._copy_response(raw[end:])
        self.client.transport.write(raw[:end] if self.head.method == b"HEAD" else raw)
        self.finish(ending, linger=not self.request_done, close=close)

    def shut_down(self) -> None:
        self._reset_if_open_ended()
        self.finish(Ending("proxy", "shutdown", "the proxy was stopped before the exchange had ended"), close=True)

    def _break_off(self, ending: Ending, exc: BaseException | None) -> None:
        """End the client's connection the way the upstream's ended, so that it cannot take a part for the whole."""
        warn_flood(f"{ending.by}-{ending.kind}", f"{self.target.upstream}: {ending.kind}: {ending.message}")
        if isinstance(exc, ConnectionResetError):
            reset(self.client.transport)
        self._reset_if_open_ended()
        self.finish(ending, close=True)

    def _reset_if_open_ended(self) -> None:
        """Where only the connection's end tells that an answer is whole, an orderly end would be a lie."""
        if self.response and isinstance(self.response.body, OpenBody) and not self.tunnel:
            reset(self.client.transport)

    def finish(self, ending: Ending | None = None, linger: bool = False, close: bool = False) -> None:
        """Write the ending, give the upstream connection back or end it, let the client go on.  Happens once."""
        if self.finished:
            return
        self.finished = True
        ending = ending or WELL
        if self.dropped_request_bytes or self.dropped_response_bytes:
            ending = dataclasses.replace(
                ending,
                dropped_request_bytes=self.dropped_request_bytes,
                dropped_response_bytes=self.dropped_response_bytes,
            )
        if not self._is_told:
            self.proxy.link.push(F_END, self.number, WELL_RENDERED if ending is WELL else ending.render())
        self.proxy.close_relay(self, ending.by)
        if self.proxy.is_verbose:
            log_exchange(self, ending)
        if self.dial_task and self.upstream is None:
            self.dial_task.cancel()
        if self.held:
            self.proxy.bedrock.release(self.held)
        conn, self.upstream = self.upstream, None
        response = self.response
        complete = response is not None and self.response_done and self.request_done and not self.tunnel
        if conn:
            conn.relay = None
            if response and complete and response.keep_alive and self.head.version == b"HTTP/1.1":
                self.proxy.pool.put(self.target.key, conn)
            elif self.tunnel:
                close_flushed(conn.transport)
            else:
                conn.transport.abort()
        if response and not (complete and self.client.keeps_alive(self.head, response)):
            close = True
        # A client that may still be sending must be read on, or the kernel throws our last bytes away with a reset.
        self.client.exchange_over(close, linger or (close and (self.tunnel or not self.request_done)))


def hold_piece(relay: Relay, held: HeldRequest, content: bytes) -> bool:
    """Keep a piece of a body that is to be signed; False where that is too much."""
    try:
        relay.proxy.bedrock.feed(held, content)
    except ClientError as e:
        answer = error_answer(e.status, e.kind, str(e), retry_after_s=e.status == 503 and 1)
        relay.refuse(Ending("proxy", e.kind, str(e)), answer)
        return False
    return True


async def dial(relay: Relay) -> None:
    try:
        if relay.held:
            relay.pending = await relay.proxy.bedrock.sign(relay.held)
            if relay.take_idle():
                return
        conn = await relay.proxy.pool.dial(relay.target)
    except (UpstreamError, ClientError, ConfigError) as e:
        by = "proxy" if isinstance(e, ClientError) else "upstream"
        status, kind = (e.status, e.kind) if not isinstance(e, ConfigError) else (502, "tls")
        relay.refuse(Ending(by, kind, str(e)), error_answer(status, kind, str(e)))
    except Exception as e:  # noqa: BLE001 -- the dialling task's boundary: a relay without a connection must not wait for ever
        app_log().exception("internal error while dialling %s", relay.target.upstream, extra={"flood": "dial"})
        message = f"internal error: {type(e).__name__}"
        relay.refuse(Ending("proxy", "internal", message), error_answer(502, "internal", message))
    else:
        if relay.finished:
            conn.transport.abort()
        elif relay.is_blind:
            _open_blind(relay, conn)
        else:
            relay.attach(conn, reused=False)


def _open_blind(relay: Relay, conn: UpstreamConnection) -> None:
    """The upstream is reached: from here on bytes pass both ways, unread."""
    raw = b"HTTP/1.1 200 Connection Established\r\n\r\n"
    relay.upstream = conn
    conn.begin(relay)
    relay.client.transport.write(relay.begin_response(parse_response_head(raw, b"CONNECT")))


def is_repeated(relay: Relay, head: ResponseHead) -> bool:
    """Send a request again whose answer is AWS' complaint about clock or keys; false where it is not that."""
    conn = relay.upstream
    if relay.held is None or conn is None:
        return False
    if not relay.proxy.bedrock.is_to_repeat(relay.held, head):
        relay.proxy.bedrock.drop_body(relay.held)
        return False
    conn.relay = relay.upstream = None
    conn.transport.abort()
    relay.dial_task = asyncio.get_running_loop().create_task(dial(relay))
    return True


def end_one_side(relay: Relay, by_client: bool) -> bool:
    """One side of a blind tunnel has said its last word; whether the other may go on."""
    if not relay.is_blind or not relay.tunnel or relay.upstream is None or relay.response_done:
        return False
    relay.response_done = True  # the next end is the tunnel's
    relay.half_closed_at, relay.half_closed_bytes = time.monotonic(), 0
    other = relay.upstream.transport if by_client else relay.client.transport
    other.write_eof()
    return True


def check_half_closed(relay: Relay, now: float) -> None:
    """End a blind tunnel of which one side has ended and the other says nothing."""
    passed = relay.dropped_request_bytes + relay.dropped_response_bytes
    if passed != relay.half_closed_bytes:
        relay.half_closed_at, relay.half_closed_bytes = now, passed
    elif now - relay.half_closed_at > UPSTREAM_IDLE_S:
        relay.finish(Ending("", "client"))


# Why a client is not read.
HOLD_PENDING, HOLD_UPSTREAM, HOLD_AHEAD, HOLD_RECORDER, HOLD_CHECK = 1, 2, 4, 8, 16


def peer_of(transport: asyncio.Transport) -> str:
    """The address of a client, as text; `?` if it has gone."""
    peer = transport.get_extra_info("peername") or ("?",)
    return str(peer[0]).removeprefix("::ffff:")


class ClientConnection(asyncio.BufferedProtocol):
    """A client: turns its bytes into requests, one exchange at a time, in order."""

    __slots__ = (
        "_ahead",
        "_buffer",
        "_feed",
        "_head",
        "_holds",
        "_is_half_closed",
        "_leaving",
        "idle_since",
        "number",
        "proxy",
        "relay",
        "transport",
        "write_paused",
    )
    transport: asyncio.Transport

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        self.relay: Relay | None = None
        self._buffer = proxy.read_buffer
        self._feed: Callable[[bytes], None] = self._feed_head
        self._head = self._ahead = b""
        self._holds = 0
        self._leaving = self._is_half_closed = self.write_paused = False
        self.idle_since, self.number = 0.0, 0

    # -- asyncio's side --

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        if self.proxy.draining:  # it was accepted just as we stopped accepting
            self.transport.abort()
            return
        self.transport.set_write_buffer_limits(high=WRITE_HIGH_BYTES)
        with contextlib.suppress(OSError):  # the client may have gone already
            set_socket_options(transport.get_extra_info("socket"))
        self.idle_since = time.monotonic()
        self.number = self.proxy.add_client(self)

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self._feed(bytes(self._buffer[:nbytes]))

    def eof_received(self) -> bool:
        relay = self.relay
        if relay is None:
            return False
        if end_one_side(relay, by_client=True):
            self._is_half_closed = True
            return True
        if relay.is_blind and relay.tunnel:  # the upstream had ended before: what it said must still arrive
            relay.finish(Ending("", "client"))
            return True
        # A close and a half-close look the same from here, so this is a rule: after a complete request the client has
        # left, unless it had said that this request is its last, as clients that half-close do.
        rule = self.proxy.settings.half_close
        if (
            relay.request_done
            and not relay.tunnel
            and (rule == "always" or (rule == "auto" and not relay.head.keep_alive))
        ):
            self._is_half_closed = True
            return True
        relay.client_gone("closed")
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.proxy.close_client(self)
        if self.relay:
            self.relay.client_gone("reset" if exc else "closed")

    def pause_writing(self) -> None:
        self.write_paused = True
        if self.relay and self.relay.upstream:
            self.relay.upstream.transport.pause_reading()

    def resume_writing(self) -> None:
        self.write_paused = False
        if self._ahead and self.relay is None:
            self._schedule_next()
        if self.relay and self.relay.upstream:
            self.relay.upstream.transport.resume_reading()

    # -- requests --

    def _feed_head(self, data: bytes) -> None:
        if self._head:
            data = self._head + data
        else:
            data = data.lstrip(b"\r\n")  # RFC 9112 section 2.2: blank lines before a request are skipped
            self.idle_since = time.monotonic()
        if not data:
            return
        try:
            end = find_head_end(data)
            if end < 0:
                self._head = data
                return
            self._head = b""
            head = parse_request_head(data if end == len(data) else data[:end])
        except FramingError as e:
            if data.startswith(HTTP2_PREFACE):
                self._refuse_http2()
            else:
                self._refuse(e.status, "bad_request", str(e))
            return
        self._begin(head, data[end:])

    def _begin(self, head: RequestHead, rest: bytes) -> None:
        settings = self.proxy.settings
        try:
            forwards = settings.forward_proxy and is_foreign(head, settings)
            if not forwards:
                check_caller(head, settings)
            if head.target == b"*" and head.method == b"OPTIONS":
                local: Callable[[Mapping[str, Any], bytes], Answer] | None = _options
            else:
                local = None if forwards else LOCAL_ENDPOINTS.get(origin_form(head).partition(b"?")[0])
            if local is not None and head.target.endswith(b"/health/bedrock?check=1"):
                check_bedrock_caller(head, settings, peer_of(self.transport))
                answer_checked(self, head, local, rest)
                return
            if local is not None:
                self.answer(head, local(view_for(self, head), head.value(b"accept")), rest)
                return
            if not forwards:
                check_not_page(head)
            target = find_route(head, settings)
            if target.region:
                check_bedrock_caller(head, settings, peer_of(self.transport))
        except ClientError as e:
            self._refuse(e.status, e.kind, str(e), head, rest)
            return
        self.relay = relay = Relay(self.proxy, self, head, target)
        self._feed = self._feed_body
        if head.body.done:
            relay.end_request()
            self._feed = self._feed_ahead
        if rest:
            self._feed(rest)
        if self.relay is relay:  # not refused for what `rest` held
            relay.connect()

    def _feed_body(self, data: bytes) -> None:
        relay = self.relay
        if relay is None:
            return
        rest = relay.feed_request(data)
        if relay.request_done and not relay.finished:
            self._feed = self._feed_ahead
        if rest and not self._leaving:
            self._feed_ahead(rest)

    def _feed_ahead(self, data: bytes) -> None:
        """The next request has begun to arrive before this one is answered (pipelining): it waits."""
        self._ahead += data
        if len(self._ahead) > READ_BYTES:
            self.hold(HOLD_AHEAD)
        if self.relay is None:
            self._schedule_next()

    def _feed_tunnel(self, data: bytes) -> None:
        if self.relay:
            self.relay.feed_tunnel(data)

    def _feed_nothing(self, data: bytes) -> None:
        """What a refused client goes on sending is read, so that our answer is not lost in a reset, and forgotten."""

    def begin_tunnel(self) -> None:
        self._feed = self._feed_tunnel
        if self._ahead and self.relay:
            ahead, self._ahead = self._ahead, b""
            self.relay.feed_tunnel(ahead)
            self.release(HOLD_AHEAD)

    def keeps_alive(self, request: RequestHead, response: ResponseHead) -> bool:
        return request.keep_alive and not self.proxy.draining and not isinstance(response.body, OpenBody)

    def exchange_over(self, close: bool, linger: bool) -> None:
        """The relay is done with this client; the next request may be served."""
        self.relay = None
        self.idle_since = time.monotonic()
        if self.transport.is_closing():
            return
        if linger:
            self._linger()
        elif close or self.proxy.draining or self._is_half_closed:
            self._leaving = True
            self.transport.close()
        else:
            self._feed = self._feed_head
            if self.proxy.link.wait_turn(functools.partial(self.release, HOLD_RECORDER)):
                self.hold(HOLD_RECORDER)
            self.release(HOLD_PENDING | HOLD_UPSTREAM)
            if len(self._ahead) <= READ_BYTES:
                self.release(HOLD_AHEAD)
            if self._ahead:
                self._schedule_next()

    def _schedule_next(self) -> None:
        self._feed = self._feed_ahead  # what arrives until then belongs behind
        asyncio.get_running_loop().call_soon(self._next)

    def _next(self) -> None:
        if self.write_paused or self._leaving or self.transport.is_closing():
            return  # a client that does not take its answers gets no further ones
        if self.relay is None and self._ahead:
            self._feed = self._feed_head
            ahead, self._ahead = self._ahead, b""
            self.release(HOLD_AHEAD)
            self._feed_head(ahead)

    # -- answers of our own --

    def answer(self, head: RequestHead, answer: Answer, rest: bytes) -> None:
        keep = head.keep_alive and head.body.done and not self.proxy.draining
        self.transport.write(answer.render(not keep, head.method == b"HEAD"))
        self._ahead = rest
        self.exchange_over(close=head.body.done and not keep, linger=not head.body.done)

    def _refuse(self, status: int, kind: str, message: str, head: RequestHead | None = None, rest: bytes = b"") -> None:
        self.proxy.refused += 1
        peer = peer_of(self.transport)
        warn_flood(f"refused-{kind}", f"request from {peer} refused with {status} {kind}: {message}")
        answer = error_answer(status, kind, message)
        if head and head.body.done and head.keep_alive:
            self.answer(head, answer, rest)
            return
        self.transport.write(answer.render(True, head is not None and head.method == b"HEAD"))
        self._linger()

    def _refuse_http2(self) -> None:
        """The AWS SDK for JavaScript speaks HTTP/2 at once; an answer in HTTP/1.1 would mean nothing to it."""
        message = "only HTTP/1.1 is spoken here; the AWS SDK for JavaScript takes requestHandler: new NodeHttpHandler()"
        self.proxy.refused += 1
        warn_flood("refused-http2", f"a client speaks HTTP/2 without asking: {message}")
        self.transport.write(http2_goaway(message.encode()))
        self._linger()

    def _linger(self) -> None:
        """Close for writing, and wait a little for the client to stop: closing at once could destroy our answer."""
        self._leaving = True
        self._feed = self._feed_nothing
        self.transport.resume_reading()
        try:
            self.transport.write_eof()
        except OSError:  # it has gone already
            self.transport.abort()
        asyncio.get_running_loop().call_later(LINGER_S, self._stop_lingering, math.inf)

    def _stop_lingering(self, unsent: float) -> None:
        """Once our answer has left the client has had its time; before, as long as it takes some of it each time."""
        left = self.transport.get_write_buffer_size()
        if 0 < left < unsent:
            asyncio.get_running_loop().call_later(LINGER_S, self._stop_lingering, left)
        else:
            self.cut()

    def cut(self) -> None:
        """End at once; with a reset if bytes are left unsent, so that a part is not taken for the whole."""
        if self.transport.get_write_buffer_size() > 0:
            reset(self.transport)
        else:
            self.transport.abort()

    def hold(self, reason: int) -> None:
        self._holds |= reason
        self.transport.pause_reading()

    def release(self, reason: int) -> None:
        if self._holds & reason:
            self._holds &= ~reason
            if not self._holds and not self.transport.is_closing():
                self.transport.resume_reading()

    def check(self, now: float) -> None:
        """Called every few seconds: a client may idle for an hour, but a begun head must be finished soon."""
        if self.relay and (self._holds or self._is_half_closed):
            check_alive(self, self.relay)
        if self.relay and self.relay.half_closed_at:
            check_half_closed(self.relay, now)
        if self.relay or self._leaving:
            return
        if self._head and now - self.idle_since > HEAD_TIMEOUT_S:
            self._head = b""
            self._refuse(408, "timeout", f"the request's head did not arrive within {HEAD_TIMEOUT_S:.0f} s")
        elif now - self.idle_since > CLIENT_IDLE_S:
            self.transport.close()


def answer_checked(
    client: ClientConnection, head: RequestHead, local: Callable[[Mapping[str, Any], bytes], Answer], rest: bytes
) -> None:
    """What takes its time: the client is not read until then."""

    def on_end(_check: asyncio.Future[None]) -> None:
        client.release(HOLD_CHECK)
        if not client.transport.is_closing():
            client.answer(head, local(client.proxy.view(), head.value(b"accept")), rest)

    client.hold(HOLD_CHECK)
    client.proxy.start_check().add_done_callback(on_end)


def view_for(client: ClientConnection, head: RequestHead) -> dict[str, Any]:
    """What the local endpoints show this caller: whose AWS account it is, only who may use it."""
    view = client.proxy.view()
    try:
        check_bedrock_caller(head, client.proxy.settings, peer_of(client.transport))
    except ClientError:
        view["bedrock"] = {name: view["bedrock"].get(name) for name in ("status", "region")}
    return view


def check_alive(client: ClientConnection, relay: Relay) -> None:
    """A client that is not being read can be gone without our reading it: ask the kernel."""
    # An end that stands behind unread bytes means what it means elsewhere (see eof_received).
    rule = client.proxy.settings.half_close
    waits = rule == "always" or (rule == "auto" and not relay.head.keep_alive)
    end = 0 if waits or relay.tunnel else getattr(select, "POLLRDHUP", 0)
    waiter = select.poll()
    waiter.register(client.transport.get_extra_info("socket").fileno(), end)
    events = [event for _, event in waiter.poll(0)]
    if events:
        relay.client_gone("reset" if events[0] & (select.POLLHUP | select.POLLERR) else "closed")


def _options(_view: Mapping[str, Any], _accept: bytes) -> Answer:
    return Answer(204, b"")


class UpstreamConnection(asyncio.BufferedProtocol):
    """A connection to an upstream: turns its bytes into answers, for one relay at a time."""

    __slots__ = ("_buffer", "_ended", "_head", "idle_since", "pool", "relay", "sock", "transport")
    transport: asyncio.Transport

    def __init__(self, pool: UpstreamPool[UpstreamConnection], sock: socket.socket) -> None:
        self.pool, self.sock = pool, sock
        self.relay: Relay | None = None
        self._buffer = pool.read_buffer
        self._head = b""
        self._ended = False
        self.idle_since = 0.0

    def begin(self, relay: Relay) -> None:
        self.relay, self._head = relay, b""

    def is_usable(self) -> bool:
        """Whether an idle connection is still good: nothing may have come on it, neither bytes nor an end."""
        if self._ended or self.transport.is_closing():
            return False
        if time.monotonic() - self.idle_since < 0.01:
            return True  # the loop has hardly turned since
        try:
            self.sock.recv(1, socket.MSG_PEEK)
        except (BlockingIOError, InterruptedError):
            return True
        except OSError:
            return False
        return False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.set_write_buffer_limits(high=WRITE_HIGH_BYTES)

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        relay = self.relay
        data = bytes(self._buffer[:nbytes])
        if relay is None:
            self.transport.abort()  # an answer nobody asked for
        elif relay.response is None:
            self._feed_head(relay, data)
        else:
            relay.feed_response(data)

    def _feed_head(self, relay: Relay, data: bytes) -> None:
        data = self._head + data if self._head else data
        while True:
            try:
                end = find_head_end(data)
                if end < 0:
                    self._head = data
                    return
                head = parse_response_head(data[:end], relay.head.method)
                if head.status == 101 and not relay.head.websocket:
                    raise FramingError("it switches protocols without being asked")
            except FramingError as e:
                relay.bad_answer(e)
                return
            data = data[end:]
            if head.status >= 200 or head.status == 101:
                break
            relay.forward_interim(head.raw)
        self._head = b""
        if not relay.held or not is_repeated(relay, head):
            relay.feed_response(data, relay.begin_response(head))

    def eof_received(self) -> bool:
        if self.relay and end_one_side(self.relay, by_client=False):
            return True
        self._end(None)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(exc)

    def _end(self, exc: Exception | None) -> None:
        if not self._ended:
            self._ended = True
            self.pool.forget(self)
            relay, self.relay = self.relay, None
            if relay:
                relay.upstream_ended(exc)

    def pause_writing(self) -> None:
        if self.relay:
            self.relay.client.hold(HOLD_UPSTREAM)

    def resume_writing(self) -> None:
        if self.relay:
            self.relay.client.release(HOLD_UPSTREAM)


class Proxy:
    """The listening side.  `await start()`, then `ports`; `await stop()` drains."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.pool: UpstreamPool[UpstreamConnection] = UpstreamPool(settings, self._connection)
        self.bedrock = Bedrock(settings, os.environ)
        self.read_buffer = self.pool.read_buffer
        self.clients: set[ClientConnection] = set()
        self.relays: dict[int, Relay] = {}
        self._checks: set[asyncio.Future[None]] = set()  # asyncio itself keeps no hold of them
        self.draining = False
        self.accepted = self.requests = self.refused = self.failed = self.left_by_client = 0
        self._servers: list[asyncio.Server] = []
        self.is_verbose = settings.log_level == "debug"
        self._started_at = time.time()
        self._quiet = asyncio.Event()  # set when the last client of a draining proxy has gone
        self.link: RecorderLink

    async def start(self) -> None:
        """Bind, start the recorder, accept.  Raises ProxyError or ConfigError."""
        loop = asyncio.get_running_loop()
        _raise_descriptor_limit()
        sockets = open_listeners(self.settings.host, self.settings.port)
        self.pool.listening = [sock.getsockname()[:2] for sock in sockets]
        self.settings = dataclasses.replace(self.settings, port=self.port)
        if self.settings.ca_file:
            try:
                await self.pool.tls_context()
            except ConfigError:
                for sock in sockets:
                    sock.close()
                raise
        loop.set_exception_handler(self._on_loop_error)
        self.link = RecorderLink(loop, self.settings)
        self.link.start()
        for sock in sockets:
            server = await loop.create_server(lambda: ClientConnection(self), sock=sock, backlog=BACKLOG)
            self._servers.append(server)
        self._sweep()
        self.pool.tls_context().add_done_callback(self._on_tls_ready)

    def _on_tls_ready(self, context: asyncio.Future[ssl.SSLContext]) -> None:
        """The start is over.  What is wrong with the context is told to who needs it."""
        context.exception()
        trim_memory()

    def _connection(self, sock: socket.socket) -> UpstreamConnection:
        return UpstreamConnection(self.pool, sock)

    @property
    def addresses(self) -> list[str]:
        return [f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in self.pool.listening]

    @property
    def port(self) -> int:
        return self.pool.listening[0][1]

    async def stop(self, force: asyncio.Event | None = None) -> int:
        """Stop accepting, let running exchanges end within drain_timeout or until `force`, flush; how many were cut."""
        self.draining = True
        for server in self._servers:
            server.close()
        for client in list(self.clients):
            if client.relay is None:
                client.transport.close()
        if self.clients:
            await self._drained(force or asyncio.Event())
        cut = list(self.relays.values())
        for relay in cut:
            relay.shut_down()
        for client in list(self.clients):
            client.cut()
        self.pool.close_idle(math.inf)
        await asyncio.sleep(0)  # aborted transports close in the loop
        await self._finish_log(force)
        return len(cut)

    async def _finish_log(self, force: asyncio.Event | None) -> None:
        """In a thread, since it blocks; a second signal must still be heard."""
        try:
            self.link.detach()
        except OSError as e:
            app_log().error("what was not logged yet is lost: the recorder cannot be started: %s", e.strerror)
            return
        loop = asyncio.get_running_loop()
        limit_s = 10.0 + (self.settings.loki_drain if self.settings.loki_enabled else 0.0)
        waits: list[asyncio.Future[Any]] = [loop.run_in_executor(None, self.link.finish, limit_s)]
        if force:
            waits.append(asyncio.ensure_future(force.wait()))
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        if not waits[0].done():
            await asyncio.sleep(0.5)  # for what is already on its way
            self.link.hurry()
            await waits[0]
        for wait in waits[1:]:
            wait.cancel()

    async def _drained(self, force: asyncio.Event) -> None:
        app_log().debug("waiting for %d running exchanges", len(self.relays))
        waits = [asyncio.ensure_future(event.wait()) for event in (self._quiet, force)]
        await asyncio.wait(waits, timeout=self.settings.drain_timeout, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    def open_relay(self, relay: Relay) -> int:
        self.requests += 1
        self.relays[self.requests] = relay
        return self.requests

    def close_relay(self, relay: Relay, by: str) -> None:
        self.left_by_client += by == "client"
        self.failed += by in ("upstream", "proxy")
        del self.relays[relay.number]

    def add_client(self, client: ClientConnection) -> int:
        self.clients.add(client)
        self.accepted += 1
        return self.accepted

    def close_client(self, client: ClientConnection) -> None:
        self.clients.discard(client)
        if self.draining and not self.clients:
            self._quiet.set()

    def start_check(self) -> asyncio.Future[None]:
        """Look whether AWS knows us; the local endpoints then show it."""
        check = asyncio.ensure_future(self.bedrock.check())
        self._checks.add(check)
        check.add_done_callback(self._checks.discard)
        return check

    def view(self) -> dict[str, Any]:
        """What the local endpoints show."""
        link = self.link
        recorder = {
            "state": link.state,
            "pid": link.pid,
            "restarts": link.restarts,
            "backlog_bytes": link.backlog_bytes,
            "unacknowledged": link.unacknowledged,
            "interrupted_exchanges": link.resent_exchanges,
            "dropped_bytes": link.dropped_bytes,
            "dropped_exchanges": link.dropped_exchanges,
            "pauses": link.paused,
            **link.stats,
        }
        troubled = link.state == "restarting" or link.stats.get("is_failing") or link.stats.get("low_disk_space")
        return {
            "status": "draining" if self.draining else "degraded" if troubled else "ok",
            "version": __version__,
            "timestamp": utc_text(time.time()),
            "uptime_s": round(time.time() - self._started_at, 3),
            "active": len(self.relays),
            "connections": len(self.clients),
            "idle_upstream_connections": len(self.pool),
            "requests": self.requests,
            "failed": self.failed,
            "left_by_client": self.left_by_client,
            "refused": self.refused,
            "log_dir": self.settings.log_dir,
            "loki_enabled": bool(self.settings.loki_enabled and self.settings.loki_url),
            "recorder": recorder,
            "bedrock": self.bedrock.view(),
            **({"metrics": link.metrics} if self.settings.metrics else {}),
        }

    def _sweep(self) -> None:
        now = time.monotonic()
        for client in list(self.clients):
            client.check(now)
        self.pool.close_idle(now - UPSTREAM_IDLE_S)
        if not self.draining:
            asyncio.get_running_loop().call_later(2.0, self._sweep)

    def _on_loop_error(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        app_log().error(
            "internal error: %s", context.get("message"), exc_info=error, extra={"flood": f"internal-{type(error)}"}
        )


async def serve_until_signal(settings: Settings) -> int:
    """Run a proxy until SIGTERM, SIGINT or SIGHUP; a second signal cuts what still runs.  Returns the exit status."""
    loop, stop, force = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def on_signal() -> None:
        (force if stop.is_set() else stop).set()

    proxy = Proxy(settings)
    await proxy.start()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, on_signal)
    for address in proxy.addresses:
        app_log().info("Starting llm-proxy on %s", address)
    if settings.bedrock_region:
        app_log().info("Bedrock: enabled (region=%s)", settings.bedrock_region)
    if settings.upstream_proxy not in ("", "none"):
        app_log().info("Upstreams are reached through %s", mask_userinfo(settings.upstream_proxy))
    if not all(is_loopback(host) for host, _ in proxy.pool.listening):
        app_log().warning("it listens beyond this machine: whoever reaches it can use it and read /health; no login")
        if settings.bedrock_region:
            named = ", ".join(settings.allow_hosts) or "nobody else (allow_hosts is empty)"
            app_log().warning("Bedrock is served to this machine and, by address, to %s", named)
    if settings.loki_enabled and settings.loki_url:
        app_log().info("Loki export: %s", mask_userinfo(settings.loki_url))
    elif settings.loki_enabled:
        app_log().warning("Loki enabled but URL is empty, continuing without Loki; set loki_url")
    app_log().info("Log directory: %s", settings.log_dir)
    await stop.wait()
    app_log().info("Shutting down gracefully...")
    if running := len(proxy.relays):
        limit = f"{settings.drain_timeout:g} s"
        app_log().info("%d running exchanges have %s to end; a second signal cuts them", running, limit)
    if cut := await proxy.stop(force):
        app_log().warning("%d exchanges were cut", cut)
    return 1 if force.is_set() else 0


def _raise_descriptor_limit() -> None:
    """Each exchange takes two descriptors and macOS starts with 256."""
    try:
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        want = hard if hard != resource.RLIM_INFINITY else 65536
        if soft < want:
            resource.setrlimit(resource.RLIMIT_NOFILE, (want, hard))
    except (ImportError, OSError, ValueError) as e:
        app_log().debug("the descriptor limit stays as it is: %s", e)


# ==============================================================================
# 33  Scripted provider
# ==============================================================================
# Something to talk to without any key: for the demo, the self-test and the
# benchmark.  It speaks three APIs, as JSON, as a stream and over a WebSocket,
# and answers by what it is asked: a tool call first, the final answer once it
# has the tool's result.  A model named "overloaded" is.


@dataclass(frozen=True, slots=True)
class Reply:
    """What the scripted model says: text and thinking, or a call of the first tool it was offered."""

    thinking: str
    text: str
    tool: str
    arguments: dict[str, str]
    input_tokens: int
    output_tokens: int


def scripted_reply(request: Mapping[str, Any]) -> Reply:
    """Depends on the request alone: the same request has the same answer."""
    messages = request.get("messages") or request.get("input") or []
    marks = ('"tool_result"', '"role": "tool"', '"function_call_output"')
    answered = any(mark in json.dumps(messages) for mark in marks)
    told = isinstance(messages, list) and any(mark in json.dumps(messages[-1:]) for mark in marks)
    tools = request.get("tools") or []
    first = tools[0] if isinstance(tools, list) and tools and isinstance(tools[0], dict) else {}
    tool = str(first.get("name") or first.get("function", {}).get("name") or "")
    tokens = max(len(json.dumps(request)) // 4, 1)
    if tool and not answered:
        return Reply(
            "The user wants the weather; I have a tool for that.", "Let me look.", tool, {"city": "Paris"}, tokens, 42
        )
    if told:
        return Reply("", "It is 18 degrees and sunny in Paris.", "", {}, tokens, 12)
    return Reply("", "Hello! This answer comes from the scripted provider.", "", {}, tokens, 11)


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*", text)


def anthropic_events(reply: Reply, model: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of an Anthropic Messages stream."""
    usage = {"input_tokens": reply.input_tokens, "cache_read_input_tokens": 0, "output_tokens": 1}
    message = {"id": "msg_scripted", "type": "message", "role": "assistant", "model": model, "content": []}
    yield "message_start", {"message": {**message, "stop_reason": None, "stop_sequence": None, "usage": usage}}
    blocks: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    if reply.thinking:
        deltas = [{"type": "thinking_delta", "thinking": word} for word in _words(reply.thinking)]
        deltas.append({"type": "signature_delta", "signature": "c2NyaXB0ZWQ="})
        blocks.append(({"type": "thinking", "thinking": "", "signature": ""}, deltas))
    blocks.append(({"type": "text", "text": ""}, [{"type": "text_delta", "text": w} for w in _words(reply.text)]))
    if reply.tool:
        half = len(text := json.dumps(reply.arguments)) // 2
        deltas = [{"type": "input_json_delta", "partial_json": part} for part in (text[:half], text[half:])]
        blocks.append(({"type": "tool_use", "id": "toolu_scripted", "name": reply.tool, "input": {}}, deltas))
    for index, (block, deltas) in enumerate(blocks):
        yield "content_block_start", {"index": index, "content_block": block}
        for delta in deltas:
            yield "content_block_delta", {"index": index, "delta": delta}
        yield "content_block_stop", {"index": index}
    stop = "tool_use" if reply.tool else "end_turn"
    usage = {"output_tokens": reply.output_tokens}
    yield "message_delta", {"delta": {"stop_reason": stop, "stop_sequence": None}, "usage": usage}
    yield "message_stop", {}


def anthropic_message(reply: Reply, model: str) -> dict[str, Any]:
    content: list[dict[str, Any]] = []
    if reply.thinking:
        content.append({"type": "thinking", "thinking": reply.thinking, "signature": "c2NyaXB0ZWQ="})
    content.append({"type": "text", "text": reply.text})
    if reply.tool:
        content.append({"type": "tool_use", "id": "toolu_scripted", "name": reply.tool, "input": reply.arguments})
    return {
        "id": "msg_scripted",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": content,
        "stop_reason": "tool_use" if reply.tool else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": reply.input_tokens, "output_tokens": reply.output_tokens},
    }


def _chat_usage(reply: Reply) -> dict[str, int]:
    total = reply.input_tokens + reply.output_tokens
    return {"prompt_tokens": reply.input_tokens, "completion_tokens": reply.output_tokens, "total_tokens": total}


def _chat_call(reply: Reply) -> list[dict[str, Any]]:
    function = {"name": reply.tool, "arguments": json.dumps(reply.arguments)}
    return [{"index": 0, "id": "call_scripted", "type": "function", "function": function}]


def chat_completion(reply: Reply, model: str) -> dict[str, Any]:
    """A Chat Completions answer."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.text}
    if reply.tool:
        message["tool_calls"] = [{k: v for k, v in call.items() if k != "index"} for call in _chat_call(reply)]
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if reply.tool else "stop"}
    head = {"id": "chatcmpl-scripted", "object": "chat.completion", "created": 1700000000, "model": model}
    return {**head, "choices": [choice], "usage": _chat_usage(reply)}


def chat_chunks(reply: Reply, model: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of a Chat Completions stream (they have no names), usage last."""
    head = {"id": "chatcmpl-scripted", "object": "chat.completion.chunk", "created": 1700000000, "model": model}
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": word} for word in _words(reply.text)]
    if reply.tool:
        deltas.append({"tool_calls": _chat_call(reply)})
    for delta in deltas:
        yield "", {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    stop = "tool_calls" if reply.tool else "stop"
    yield "", {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": stop}]}
    yield "", {**head, "choices": [], "usage": _chat_usage(reply)}


def responses_object(reply: Reply, model: str, status: str = "completed") -> dict[str, Any]:
    """An OpenAI Responses answer."""
    part = {"type": "output_text", "text": reply.text, "annotations": []}
    done: list[dict[str, Any]] = [
        {"type": "message", "id": "msg_scripted", "role": "assistant", "status": "completed", "content": [part]}
    ]
    if reply.tool:
        call = {"type": "function_call", "id": "fc_scripted", "call_id": "call_scripted", "status": "completed"}
        done.append({**call, "name": reply.tool, "arguments": json.dumps(reply.arguments)})
    usage = {
        "input_tokens": reply.input_tokens,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": reply.output_tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": reply.input_tokens + reply.output_tokens,
    }
    finished = status == "completed"
    rest = {"parallel_tool_calls": True, "tool_choice": "auto", "tools": [], "metadata": {}, "error": None}
    head = {"id": "resp_scripted", "object": "response", "created_at": 1700000000, "status": status, "model": model}
    return {**head, **rest, "output": done if finished else [], "usage": usage if finished else None}


def responses_events(reply: Reply, model: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of a Responses stream."""
    final = responses_object(reply, model)
    number = 0

    def event(kind: str, **fields: Any) -> tuple[str, dict[str, Any]]:
        nonlocal number
        number += 1
        return kind, {"sequence_number": number - 1, **fields}

    yield event("response.created", response=responses_object(reply, model, "in_progress"))
    for index, item in enumerate(final["output"]):
        place = {"output_index": index, "item_id": item["id"]}
        started = {**item, "status": "in_progress", **({"content": []} if "content" in item else {"arguments": ""})}
        yield event("response.output_item.added", output_index=index, item=started)
        if item["type"] == "message":
            part = item["content"][0]
            yield event("response.content_part.added", **place, content_index=0, part={**part, "text": ""})
            for word in _words(reply.text):
                yield event("response.output_text.delta", **place, content_index=0, delta=word, logprobs=[])
            yield event("response.output_text.done", **place, content_index=0, text=reply.text, logprobs=[])
            yield event("response.content_part.done", **place, content_index=0, part=part)
        else:
            yield event("response.function_call_arguments.delta", **place, delta=item["arguments"])
            yield event(
                "response.function_call_arguments.done", **place, arguments=item["arguments"], name=item["name"]
            )
        yield event("response.output_item.done", output_index=index, item=item)
    yield event("response.completed", response=final)


_SCRIPTS: Mapping[str, tuple[Callable[[Reply, str], Any], Callable[[Reply, str], Iterator[tuple[str, Any]]], bytes]] = {
    "/v1/messages": (anthropic_message, anthropic_events, b""),
    "/v1/chat/completions": (chat_completion, chat_chunks, b"data: [DONE]\n\n"),
    "/v1/responses": (responses_object, responses_events, b""),
}


_TIMED_EVENTS = 15  # of a /timed stream, unless the query says otherwise
_FIXED_ANSWER = json.dumps({"id": "chatcmpl-scripted", "choices": [{"message": {"content": "word " * 290}}]}).encode()


FIXED_END = _FIXED_ANSWER[-20:]


class ScriptedConnection(asyncio.Protocol):
    """A client of the scripted provider: requests in, one at a time; JSON, event streams or WebSocket messages out.

    For measurements `/fixed` answers 1.5 KB whatever it is asked, and `/timed?events=N&interval_ms=M` streams events
    that carry the time (of the monotonic clock, in seconds) at which they were sent.
    """

    transport: asyncio.Transport

    def __init__(self, delay_s: float) -> None:
        self._delay_s = delay_s
        self._data = b""
        self._head: RequestHead | None = None
        self._pieces: list[bytes] = []
        self._is_busy = False
        self._socket: MessageReader | None = None
        self._squeeze: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._data += data
        try:
            if self._socket:
                self._hear()
            else:
                self._next()
        except FramingError as e:
            self.transport.write(error_answer(e.status, "bad_request", str(e)).render(True))
            self.transport.close()

    def _next(self) -> None:
        """Answer what has arrived whole, in order."""
        while not self._is_busy and not self._socket:
            if self._head is None:
                end = find_head_end(self._data)
                if end < 0:
                    return
                self._head = parse_request_head(self._data[:end])
                self._data = self._data[end:]
                if b"\nexpect: 100-continue" in self._head.raw.lower():
                    self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            head, body = self._head, self._head.body
            used = body.take(self._data)
            spans = body.spans if isinstance(body, ChunkedBody) else [(0, used)]
            self._pieces += [self._data[start:end] for start, end in spans]
            self._data = self._data[used:]
            if not body.done:
                return
            content, self._pieces, self._head = b"".join(self._pieces), [], None
            self._answer(head, content)

    def _answer(self, head: RequestHead, content: bytes) -> None:
        path, _, query = head.target.decode("latin-1").partition("?")
        if head.websocket and path in _SCRIPTS:
            self._open_socket(head)
        elif path == "/fixed":
            self._send(head, 200, _FIXED_ANSWER)
        elif path == "/timed":
            wanted = dict(urllib.parse.parse_qsl(query))
            count, pause_s = int(wanted.get("events", _TIMED_EVENTS)), float(wanted.get("interval_ms", 20)) / 1000
            self._send_stream(_timed_events(count), pause_s)
        elif head.method != b"POST":
            status = 200 if head.method == b"HEAD" else 404
            self._send(head, status, b'{"error": {"type": "not_found_error", "message": "not in the script"}}')
        else:
            self._answer_script(head, _SCRIPTS.get(path), content)
        if not head.keep_alive and not self._is_busy:
            self.transport.close()

    def _answer_script(self, head: RequestHead, script: Any, content: bytes) -> None:
        try:
            request = json.loads(content)
            if not isinstance(request, dict) or script is None:
                raise ValueError("not in the script")
        except ValueError as e:
            error = {"type": "error", "error": {"type": "invalid_request_error", "message": str(e)}}
            self._send(head, 400, json.dumps(error).encode())
            return
        model = str(request.get("model", ""))
        if model == "overloaded":
            error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
            self._send(head, 529, json.dumps(error).encode())
            return
        whole, events, end = script
        reply = scripted_reply(request)
        if request.get("stream"):
            self._send_stream(_wire_events(events(reply, model), end), self._delay_s)
        else:
            self._send(head, 200, json.dumps(whole(reply, model)).encode())

    def _send(self, head: RequestHead, status: int, body: bytes) -> None:
        raw = Answer(status, body).render(not head.keep_alive, head.method == b"HEAD")
        self.transport.write(raw.replace(b"\r\n", b"\r\nRequest-Id: req_scripted\r\n", 1))

    def _send_stream(self, events: Iterator[bytes], pause_s: float) -> None:
        self.transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n"
            b"Request-Id: req_scripted\r\n\r\n"
        )
        self._is_busy = True
        self._play(itertools.chain(map(_chunk, events), [b"0\r\n\r\n"]), pause_s)

    def _play(self, pieces: Iterator[bytes], pause_s: float) -> None:
        for piece in pieces:
            if self.transport.is_closing():
                return
            self.transport.write(piece)
            if pause_s:
                asyncio.get_running_loop().call_later(pause_s, self._play, pieces, pause_s)
                return
        self._is_busy = False
        if not self._socket:
            self._next()

    # -- WebSocket --

    def _open_socket(self, head: RequestHead) -> None:
        pairs = [(name.lower(), value) for name, value in header_pairs(head.raw)]
        deflates = any("permessage-deflate" in value for name, value in pairs if name == "sec-websocket-extensions")
        self._socket = MessageReader(deflates, False, 64 * MEBIBYTE)
        self._squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS) if deflates else None
        lines = [
            b"HTTP/1.1 101 Switching Protocols",
            b"Upgrade: websocket",
            b"Connection: Upgrade",
            b"Sec-WebSocket-Accept: " + accept_of(head.value(b"sec-websocket-key")),
            *([b"Sec-WebSocket-Extensions: permessage-deflate"] if deflates else []),
        ]
        self.transport.write(b"\r\n".join([*lines, b"\r\n"]))
        self._hear()

    def _hear(self) -> None:
        data, self._data = self._data, b""
        for message in self._socket.feed(data) if self._socket else ():
            if message.kind == "ping":
                self.transport.write(render_frame("pong", message.payload))
            elif message.kind == "close":
                self.transport.write(render_frame("close", message.payload))
                self.transport.close()
            elif message.kind == "text":
                self._take_create(json.loads(message.payload))

    def _take_create(self, request: Mapping[str, Any]) -> None:
        model, reply = str(request.get("model", "")), scripted_reply(request)
        events = [{"type": name, **event} for name, event in responses_events(reply, model)]
        if request.get("generate") is False:
            events = [events[0], {**events[-1], "response": {**events[-1]["response"], "output": []}}]
        self._play(map(self._frame, events), self._delay_s)

    def _frame(self, event: Mapping[str, Any]) -> bytes:
        payload = json.dumps(event, ensure_ascii=False).encode()
        if not self._squeeze:
            return render_frame("text", payload)
        squeezed = self._squeeze.compress(payload) + self._squeeze.flush(zlib.Z_SYNC_FLUSH)
        return render_frame("text", squeezed[:-4], is_compressed=True)


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _wire_events(events: Iterable[tuple[str, dict[str, Any]]], end: bytes) -> Iterator[bytes]:
    for name, value in events:
        data = json.dumps({"type": name, **value} if name else value, ensure_ascii=False)
        yield (f"event: {name}\n" if name else "").encode() + f"data: {data}\n\n".encode()
    if end:
        yield end


def _timed_events(count: int) -> Iterator[bytes]:
    for number in range(count):
        yield b'data: {"number": %d, "sent": %.9f, "text": "%s"}\n\n' % (number, time.monotonic(), b"word " * 12)


class ScriptedProvider:
    """Anthropic Messages, OpenAI Chat Completions and Responses on a free loopback port; `delay_s` between events."""

    def __init__(self, delay_s: float = 0.0) -> None:
        (sock,) = open_listeners(("127.0.0.1",), 0)
        self.port: int = sock.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._connections: set[ScriptedConnection] = set()
        self._server = self._loop.run_until_complete(
            self._loop.create_server(lambda: ScriptedConnection(delay_s), sock=sock, backlog=BACKLOG)
        )
        self._thread = threading.Thread(target=self._loop.run_forever, name="provider", daemon=True)
        self._thread.start()

    @property
    def name(self) -> str:
        """`127.0.0.1:port`, as it stands in a proxy path."""
        return f"127.0.0.1:{self.port}"

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def run_provider() -> int:
    """A scripted provider as a process of its own: prints its port, ends when its standard input is closed."""
    provider = ScriptedProvider()
    sys.stdout.write(f"{provider.port}\n")
    sys.stdout.flush()
    sys.stdin.read()
    provider.close()
    return 0


class BackgroundProxy:
    """A proxy on a loop and thread of its own, for demo and tests: `with BackgroundProxy(settings) as proxy`."""

    def __init__(self, settings: Settings) -> None:
        self.proxy = Proxy(settings)
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="proxy")
        self._ready = threading.Event()
        self._error: BaseException | None = None

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_until_complete(self.proxy.start())
        except ProxyError as e:
            self._error = e
            self._ready.set()
            return
        self._ready.set()
        self.loop.run_forever()
        self.loop.run_until_complete(self.proxy.stop())
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    def __enter__(self) -> Proxy:
        self._thread.start()
        self._ready.wait()
        if self._error:
            raise self._error
        return self.proxy

    def __exit__(self, *exc: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()


# ==============================================================================
# 34  Demo
# ==============================================================================
# The product at work without any key: a small agent that talks to the scripted
# provider through a real proxy.


_DEMO_TOOLS = [
    {
        "name": "get_weather",
        "description": "Weather of a city",
        "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    }
]
_DEMO_KEY = "sk-ant-api03-demo-key-that-is-masked-in-the-log-WXYZ"


class DemoAgent:
    """A client of the Messages API with one tool; prints what it sees as it arrives."""

    def __init__(self, port: int, upstream: str, session: str) -> None:
        import http.client

        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._path = f"/anthropic/{upstream}/v1/messages"
        self._headers = {
            "Content-Type": "application/json",
            "X-Api-Key": _DEMO_KEY,
            "Anthropic-Version": "2023-06-01",
            "X-Claude-Code-Session-Id": session,
            "User-Agent": f"llm-proxy-demo/{__version__}",
        }
        self._messages: list[dict[str, Any]] = []

    def say(self, content: Any, model: str = "scripted-model") -> dict[str, Any] | None:
        """One turn; returns the tool call the model makes, if any."""
        self._messages.append({"role": "user", "content": content})
        body = {"model": model, "max_tokens": 1024, "stream": True, "tools": _DEMO_TOOLS, "messages": self._messages}
        self._connection.request("POST", self._path, json.dumps(body), self._headers)
        answer = self._connection.getresponse()
        if answer.status != 200:
            print(f"  ! {answer.status} {json.loads(answer.read())['error']['message']}")
            self._messages.pop()
            return None
        blocks = self._read_blocks(answer)
        self._messages.append({"role": "assistant", "content": blocks})
        return next((block for block in blocks if block["type"] == "tool_use"), None)

    def _read_blocks(self, answer: Iterable[bytes]) -> list[dict[str, Any]]:
        blocks: list[dict[str, Any]] = []
        partial = ""
        for line in answer:
            if not line.startswith(b"data: "):
                continue
            event = json.loads(line[6:])
            if event["type"] == "content_block_start":
                blocks.append(dict(event["content_block"]))
                print({"thinking": "  (thinks) ", "text": "  model: "}.get(blocks[-1]["type"], ""), end="", flush=True)
            elif event["type"] == "content_block_delta":
                delta = event["delta"]
                for key in ("thinking", "text", "signature"):
                    if key in delta:
                        blocks[-1][key] += delta[key]
                        print(delta[key] if key != "signature" else "", end="", flush=True)
                partial += delta.get("partial_json", "")
            elif event["type"] == "content_block_stop":
                if blocks[-1]["type"] == "tool_use":
                    blocks[-1]["input"] = json.loads(partial)
                    print(f"  model calls {blocks[-1]['name']}({partial})", end="")
                print()
        return blocks

    def close(self) -> None:
        self._connection.close()


def run_demo(settings: Settings, keep: bool) -> int:
    """Provider, proxy and agent on free ports; prints the transcript and how to look at the log."""
    provider = ScriptedProvider(delay_s=0.03)
    try:
        with BackgroundProxy(settings) as proxy:
            print(f"scripted provider on {provider.name}, llm-proxy on 127.0.0.1:{proxy.port}\n")
            _converse(proxy.port, provider.name)
            _wait_for_log(proxy)
            _explain(settings, proxy.port, provider.name, keep)
            if keep:
                with contextlib.suppress(KeyboardInterrupt):
                    threading.Event().wait()
    finally:
        provider.close()
    return 0


def _converse(port: int, upstream: str) -> None:
    import http.client

    agent = DemoAgent(port, upstream, session=f"demo-{os.urandom(4).hex()}")
    print("turn 1    user: What is the weather in Paris?")
    call = agent.say("What is the weather in Paris?")
    if call:
        print("turn 2    tool: 18 degrees, sunny")
        agent.say([{"type": "tool_result", "tool_use_id": call["id"], "content": "18 degrees, sunny"}])
    print("turn 3    user: Thanks! (the first try meets an overloaded provider)")
    agent.say("Thanks!", model="overloaded")
    agent.say("Thanks!")
    agent.close()
    for path, key in (("chat/completions", "messages"), ("responses", "input")):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        body = json.dumps({"model": "scripted-model", key: [{"role": "user", "content": "Hi"}]})
        headers = {"Content-Type": "application/json", "Authorization": "Bearer sk-demo-0123456789abcdef"}
        connection.request("POST", f"/openai/{upstream}/v1/{path}", body, headers)
        answer = connection.getresponse()
        print(f"and once  POST /v1/{path}: {answer.status}, {len(answer.read())} bytes")
        connection.close()


def _wait_for_log(proxy: Proxy) -> None:
    deadline = time.monotonic() + 10
    while proxy.link.unacknowledged and time.monotonic() < deadline:
        time.sleep(0.01)


def _explain(settings: Settings, port: int, upstream: str, keep: bool) -> None:
    pattern = os.path.join(settings.log_dir, upstream, "*", "*.jsonl")
    print(f"\nEvery byte of it is in  {settings.log_dir}")
    print("Two lines to try:")
    print(f"  jq -r '[.type, .seq, .path // .status, .timing.total_ms] | @tsv' {pattern}")
    print(f'  jq -r \'select(.type == "response") | .chunks[]? | "\\(.delta_ms) ms  \\(.raw)"\' {pattern}')
    if keep:
        print("\nThe proxy stays up until Ctrl-C.  Point a client of yours at it:")
        print(f"  export ANTHROPIC_BASE_URL=http://127.0.0.1:{port}/anthropic/{upstream} ANTHROPIC_API_KEY=dummy")
        print(f"  export OPENAI_BASE_URL=http://127.0.0.1:{port}/openai/{upstream}/v1 OPENAI_API_KEY=dummy")
        print(f"  CODEX_API_KEY=dummy codex exec -c openai_base_url=http://127.0.0.1:{port}/openai/{upstream}/v1 Hi")
    sys.stdout.flush()


# ==============================================================================
# 35  Self-test
# ==============================================================================
# The answer to "is it the proxy's fault?": the same bytes are sent to a server
# directly and through a proxy, and what arrived at either end is compared.
# Equal means: bodies and framing byte for byte, head lines in order; Host and
# the hop-by-hop lines are a proxy's to change.

_HOP_LINES = (b"host", b"connection", b"keep-alive", b"proxy-connection", b"upgrade", b"te")
_QUIET_S = 0.06  # nothing more for so long, and the connection still open: that is its end


@dataclass(frozen=True, slots=True)
class Row:
    """One exchange.  Each side has a script: bytes are sent, `whole` and `head` read a message, a number so many bytes.

    `slowly` sends the next bytes one by one, `pause` lets what was sent arrive by itself, `fin`, `rst` and `leave` end
    the connection, `gone` waits for the other side to have left.  In the client's bytes @ is where the path begins;
    Host and X-Row are added behind the request line.
    """

    name: str
    client: tuple[bytes | str | int, ...]
    server: tuple[bytes | str | int, ...]


def _sized(body: bytes, status: bytes = b"200 OK", *fields: bytes) -> bytes:
    return b"\r\n".join([b"HTTP/1.1 " + status, *fields, b"Content-Length: %d" % len(body), b"", body])


_CHUNKED = b"Transfer-Encoding: chunked\r\n"
_JSON = b'{"a": "\xc3\xa9", "b": [1, 2]}'
_GET = b"GET @/x HTTP/1.1\r\n\r\n"
_POST = b"POST @/x HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(_JSON), _JSON)
_SWITCH = b"Upgrade: websocket\r\nConnection: Upgrade\r\n"
_WS = b"GET @/x HTTP/1.1\r\n" + _SWITCH + b"Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n"
_WS_FRAME = render_frame("text", b"hello", b"\1\2\3\4")
_SSE = tuple(map(b"event: a\ndata: %d\n\n".__mod__, range(20)))


@functools.cache
def matrix() -> tuple[Row, ...]:
    """All rows."""
    big = bytes(range(256)) * 4096
    return (
        Row("sized bodies both ways", (_POST, "whole"), ("whole", _sized(_JSON))),
        Row(
            "1 MB bodies both ways",
            (b"POST @/ HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(big), big, "whole"),
            ("whole", _sized(big)),
        ),
        Row(
            "head in single bytes",
            ("slowly", b"GET @/x?y=%20z HTTP/1.1\r\nA: b\r\n\r\n", "whole"),
            ("whole", _sized(b"ok")),
        ),
        Row("answer in single bytes", (_GET, "whole"), ("whole", "slowly", _sized(b"slow"))),
        Row("empty bodies", (b"POST @/ HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "whole"), ("whole", _sized(b""))),
        Row(
            "chunked request, extensions, trailers",
            (
                b"POST @/ HTTP/1.1\r\n" + _CHUNKED + b"Trailer: X-T\r\n\r\n5;a=b\r\nhello\r\n",
                b"1\r\n!\r\n",
                b"0\r\nX-T: 1\r\n\r\n",
                "whole",
            ),
            ("whole", _sized(b"ok")),
        ),
        Row(
            "chunked answer, extensions, trailers",
            (_GET, "whole"),
            (
                "whole",
                b"HTTP/1.1 200 OK\r\n" + _CHUNKED + b"\r\n5;a=b\r\nhello\r\n",
                "pause",
                b"0\r\nX-T: 1\r\nX-T: 2\r\n\r\n",
            ),
        ),
        Row(
            "chunks of one byte",
            (_GET, "whole"),
            ("whole", b"HTTP/1.1 200 OK\r\n" + _CHUNKED + b"\r\n", *[b"1\r\nx\r\n"] * 50, b"0\r\n\r\n"),
        ),
        Row(
            "a chunk of 1 MB",
            (_GET, "whole"),
            ("whole", b"HTTP/1.1 200 OK\r\n" + _CHUNKED + b"\r\n100000\r\n", big, b"\r\n0\r\n\r\n"),
        ),
        Row(
            "event stream, an event a packet",
            (_GET, "whole"),
            (
                "whole",
                b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + _CHUNKED + b"\r\n",
                *(b"%x\r\n%s\r\n" % (len(e), e) for e in _SSE),
                b"0\r\n\r\n",
            ),
        ),
        Row(
            "gzip passes as it is",
            (b"GET @/ HTTP/1.1\r\nAccept-Encoding: gzip\r\n\r\n", "whole"),
            ("whole", _sized(zlib.compress(_JSON, wbits=31), b"200 OK", b"Content-Encoding: gzip")),
        ),
        Row(
            "answer that ends with the connection",
            (_GET, "whole"),
            ("whole", b"HTTP/1.1 200 OK\r\n\r\nuntil the end", "fin"),
        ),
        Row(
            "HTTP/1.0 request",
            (b"GET @/ HTTP/1.0\r\n\r\n", "whole"),
            ("whole", b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", "fin"),
        ),
        Row("HTTP/1.0 answer", (_GET, "whole"), ("whole", b"HTTP/1.0 200 OK\r\n\r\nold", "fin")),
        Row(
            "HEAD", (b"HEAD @/ HTTP/1.1\r\n\r\n", "whole"), ("whole", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n")
        ),
        Row("204", (_GET, "whole"), ("whole", b"HTTP/1.1 204 No Content\r\n\r\n")),
        Row(
            "304 with the length of what it stands for",
            (_GET, "whole"),
            ("whole", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\nETag: x\r\n\r\n"),
        ),
        Row(
            "Expect: 100-continue",
            (b"POST @/ HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n", 25, b"abc", "whole"),
            ("head", b"HTTP/1.1 100 Continue\r\n\r\n", 3, _sized(b"ok")),
        ),
        Row(
            "103 and 102 nobody asked for",
            (_GET, "whole"),
            (
                "whole",
                b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
                b"HTTP/1.1 102 Processing\r\n\r\n",
                _sized(b"ok"),
            ),
        ),
        Row(
            "answer before the body is there",
            (b"POST @/ HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc", "whole"),
            ("head", _sized(b"too large", b"413 Content Too Large", b"Connection: close"), "fin"),
        ),
        Row(
            "two requests at once",
            (_POST + b"GET @/second HTTP/1.1\r\n\r\n", "whole", "whole"),
            ("whole", _sized(b"1"), "whole", _sized(b"22")),
        ),
        Row(
            "60 KB of header",
            (b"GET @/ HTTP/1.1\r\nX-Long: %s\r\n\r\n" % (b"v" * 60_000), "whole"),
            ("whole", _sized(b"ok", b"200 OK", b"X-Long: " + b"w" * 60_000)),
        ),
        Row(
            "names, order, doubles, raw bytes",
            (
                b"GET @/%41%2f?q=\xc3\xa9 HTTP/1.1\r\nx-B: 2\r\nX-A:1\r\nx-b:  3 \r\nEmpty:\r\nRaw: \xff\xe9\r\n\r\n",
                "whole",
            ),
            ("whole", _sized(b"ok", b"200 Fine", b"set-cookie: a", b"X-a:\t1", b"Set-Cookie: b", b"Raw: \xe9\xff")),
        ),
        Row("error body", (_POST, "whole"), ("whole", _sized(b'{"error": 1}', b"529 Overloaded", b"Retry-After: 1"))),
        Row(
            "chunked answer broken off",
            (_GET, "whole"),
            ("whole", b"HTTP/1.1 200 OK\r\n" + _CHUNKED + b"\r\n5\r\nhel", "pause", "fin"),
        ),
        Row(
            "sized answer broken off",
            (_GET, "whole"),
            ("whole", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhel", "pause", "fin"),
        ),
        Row(
            "answer reset",
            (_GET, "whole"),
            ("whole", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhel", "pause", "rst"),
        ),
        Row(
            "client leaves",
            (_GET, 40, "leave"),
            ("whole", b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\nhello", "gone"),
        ),
        Row(
            "WebSocket",
            (_WS, "head", _WS_FRAME, len(_WS_FRAME)),
            (
                "whole",
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                len(_WS_FRAME),
                _WS_FRAME,
            ),
        ),
        Row(
            "WebSocket refused",
            (_WS, "whole", _GET, "whole"),
            ("whole", _sized(b"no", b"426 Upgrade Required"), "whole", _sized(b"ok")),
        ),
    )


@dataclass(slots=True)
class Seen:
    """What arrived at one end, and how the connection ended there: open, fin, rst."""

    received: bytes = b""
    end: str = ""


class _Party:
    """One end of a connection, playing its script."""

    def __init__(self, sock: socket.socket, is_client: bool, methods: Iterable[bytes] = ()) -> None:
        sock.settimeout(10)
        self._sock, self._is_client = sock, is_client
        self.seen = Seen()
        self._at = 0  # how much of what was received has been read by the script
        self._methods = list(methods)  # of the requests whose answers are awaited

    def play(self, script: Iterable[bytes | str | int], prepare: Callable[[bytes], bytes] = bytes) -> None:
        """Raises OSError, or FramingError for what is no HTTP."""
        size = MEBIBYTE
        for step in script:
            if isinstance(step, bytes):
                self._methods += re.findall(rb"([A-Z]+) @/", step)
                data = prepare(step)
                for at in range(0, len(data), size):
                    self._sock.sendall(data[at : at + size])
                size = MEBIBYTE
            elif isinstance(step, int):
                self._read(functools.partial(self._end_of_bytes, step))
            elif step in ("whole", "head"):
                self._read(functools.partial(self._end_of_message, step == "head"))
            elif step == "slowly":
                size = 1
            elif step == "pause":
                time.sleep(_QUIET_S / 2)
            elif step == "rst":
                self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def finish(self, quiet_s: float = _QUIET_S) -> None:
        """Read on until the connection ends or is quiet."""
        self._sock.settimeout(quiet_s)
        while not self.seen.end:
            self.receive()

    def wait_for_end(self) -> None:
        """The other side should have left by itself."""
        self._sock.settimeout(2)
        self.receive()
        self.seen.end = "still there" if self.seen.end in ("", "open") else "gone"

    def wait_for_head(self) -> bytes:
        """The first head, which may be a while in coming; nothing if the connection ends instead."""
        self._sock.settimeout(None)
        while not self.seen.end and b"\r\n\r\n" not in self.seen.received:
            self.receive()
        self._sock.settimeout(10)
        return b"" if self.seen.end else self.seen.received

    def receive(self) -> None:
        try:
            data = self._sock.recv(READ_BYTES)
            self.seen.received += data
            self.seen.end = "" if data else "fin"
        except TimeoutError:
            self.seen.end = "open"
        except ConnectionError:
            self.seen.end = "rst"

    def _read(self, find_end: Callable[[], int]) -> None:
        while not (end := find_end()) and not self.seen.end:
            self.receive()
        self._at = end or len(self.seen.received)

    def _end_of_bytes(self, count: int) -> int:
        return self._at + count if len(self.seen.received) >= self._at + count else 0

    def _end_of_message(self, only_head: bool) -> int:
        """Where the next message ends that is no interim answer, or 0 while it has not arrived."""
        data, at = self.seen.received, self._at
        while True:
            end = find_head_end(data[at:])
            if end < 0:
                return 0
            raw = data[at : at + end]
            at += end
            if not self._is_client:
                body: Body = parse_request_head(raw).body
                break
            head = parse_response_head(raw, self._methods[0])
            if head.status >= 200 or head.status == 101:
                body = head.body
                break
        used = 0 if only_head else body.take(data[at:])
        if not (only_head or body.done):
            return 0
        if self._is_client:
            self._methods.pop(0)
        return at + used


def comparable(data: bytes) -> bytes:
    """What must be equal: all of it, but for the lines that are a proxy's to change."""
    lines = []
    for line in data.split(b"\r\n"):
        name, colon, _ = line.partition(b":")
        if not (colon and name.lower() in _HOP_LINES):
            lines.append(line)
    return b"\r\n".join(lines)


class MatrixServer:
    """Plays the server's part of the rows: which one, X-Row tells.  A thread for each connection."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.seen: queue.Queue[Seen] = queue.Queue()
        threading.Thread(target=self._accept, name="self-test", daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                sock, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with sock:
            ends = False
            while not ends:
                party = _Party(sock, is_client=False)
                head = party.wait_for_head()
                row = re.search(rb"\r\nX-Row: (\d+)\r\n", head)
                if not row:
                    return
                try:
                    ends = self._play(party, matrix()[int(row[1])].server)
                except (OSError, FramingError) as e:
                    party.seen.end, ends = f"failed: {e}", True
                self.seen.put(party.seen)

    def _play(self, party: _Party, script: Sequence[bytes | str | int]) -> bool:
        """Whether the connection is over."""
        party.play(script)
        if script[-1] == "gone":
            party.wait_for_end()
        elif script[-1] not in ("fin", "rst"):
            party.finish()
            party.seen.end = ""
            return False
        return True

    def close(self) -> None:
        self._listener.close()


def play_row(number: int, server: MatrixServer, port: int, prefix: bytes) -> tuple[Seen, Seen]:
    """One row through `port`: what the server saw and what the client saw."""
    row = matrix()[number]
    while not server.seen.empty():  # of a row that went wrong
        server.seen.get()

    def prepare(data: bytes) -> bytes:
        fields = b"Host: 127.0.0.1:%d\r\nX-Row: %d\r\n" % (port, number)
        return re.sub(rb" @(/[^\r\n]*\r\n)", lambda match: b" " + prefix + match[1] + fields, data)

    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        party = _Party(sock, is_client=True)
        try:
            party.play(row.client, prepare)
            if row.client[-1] != "leave":
                party.finish()
        except (OSError, FramingError) as e:
            party.seen.end = f"failed: {e}"
    try:
        return server.seen.get(timeout=5), party.seen
    except queue.Empty:
        return Seen(end="nothing arrived"), party.seen


def _difference(direct: bytes, proxied: bytes) -> str:
    """`equal`, or where the first difference is."""
    if direct == proxied:
        return "equal"
    at = next(
        (i for i, (a, b) in enumerate(zip(direct, proxied, strict=False)) if a != b), min(len(direct), len(proxied))
    )
    return f"differ at byte {at}: direct {direct[at : at + 40]!r}, proxied {proxied[at : at + 40]!r}"


def run_selftest(settings: Settings, upstream: str = "") -> int:
    """Print the table; 1 if any row differs.  With `upstream`, a URL, the rows that can do that server no harm."""
    with BackgroundProxy(settings) as proxy:
        rows = _rows_against(upstream, proxy.port, settings.ca_file) if upstream else _rows_of_matrix(proxy.port)
        width = max(len(row.name) for row in matrix())
        print(f"{'':{width}}  up      down    end")
        count = bad = 0
        for name, up, down, end in rows:
            shown = [word if word in ("equal", "n/a") else "DIFFERS" for word in (up, down)]
            print(f"{name:{width}}  {shown[0]:<7} {shown[1]:<7} {end}", flush=True)
            for side, word in (("up", up), ("down", down)):
                if word not in ("equal", "n/a"):
                    print(f"    {side}: {word}")
            count += 1
            bad += up not in ("equal", "n/a") or down != "equal" or not end.startswith("equal")
    print(f"\n{count} rows, {bad} differ" if bad else f"\n{count} rows, all equal: it is not the proxy's fault")
    return 1 if bad else 0


def _rows_of_matrix(port: int) -> Iterator[tuple[str, str, str, str]]:
    server = MatrixServer()
    prefix = b"/any/127.0.0.1:%d" % server.port
    for number, row in enumerate(matrix()):
        up, down = play_row(number, server, server.port, b"")
        up_proxied, down_proxied = play_row(number, server, port, prefix)
        ends = [f"{seen.end}" for pair in ((up, down), (up_proxied, down_proxied)) for seen in pair]
        same = "equal" if ends[:2] == ends[2:] else "DIFFERS"
        end = f"{same} ({ends[1] or ends[0]})" if same == "equal" else f"{same}: direct {ends[:2]}, proxied {ends[2:]}"
        yield (
            row.name,
            _difference(comparable(up.received), comparable(up_proxied.received)),
            _difference(comparable(down.received), comparable(down_proxied.received)),
            end,
        )
    server.close()


_HARMLESS = (
    ("GET", b"GET %s HTTP/1.1\r\n"),
    ("GET, gzip welcome", b"GET %s HTTP/1.1\r\nAccept-Encoding: gzip\r\n"),
    ("HEAD", b"HEAD %s HTTP/1.1\r\n"),
    ("HTTP/1.0", b"GET %s HTTP/1.0\r\n"),
    ("nothing there", b"GET %s-llm-proxy-selftest HTTP/1.1\r\n"),
    ("chunked empty body", b"GET %s HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"),
)


def _ask(place: tuple[str, int], request: bytes, tls_name: str, ca_file: str) -> tuple[bytes, str]:
    """Status line, names of the header lines and content of one answer; and how the connection then stood."""
    with socket.create_connection(place, 10) as plain:
        sock = build_tls_context(ca_file).wrap_socket(plain, server_hostname=tls_name) if tls_name else plain
        party = _Party(sock, is_client=True, methods=[request.partition(b" ")[0]])
        party.play((request, "whole"))
        party.finish(0.3)
    data = party.seen.received
    end = find_head_end(data)
    head = parse_response_head(data[:end], request.partition(b" ")[0])
    names = [name.lower() for name, _ in header_pairs(head.raw) if name.lower().encode() not in _HOP_LINES]
    return b"\n".join(
        [head.status_line, *(n.encode("latin-1") for n in names), head.body.payload(data[end:])]
    ), party.seen.end


def _rows_against(url: str, port: int, ca_file: str) -> Iterator[tuple[str, str, str, str]]:
    """Answers of a real server may differ by themselves: header values (dates, ids) are left out, bodies are not."""
    parts = urllib.parse.urlsplit(url)
    label = parts.netloc.rpartition("@")[2]
    path = (parts.path or "/").encode()
    try:
        host, given = parse_upstream(label)
    except ValueError as e:
        raise ConfigError(f"--upstream {url!r}: {e}; name it as https://host/path") from None
    if parts.scheme not in ("http", "https"):
        raise ConfigError(f"--upstream {url!r} is no URL: expected https://host/path or http://host/path")
    for name, head in _HARMLESS:
        seen = []
        for target, place, is_tls in (
            (path, (host, given or (443 if parts.scheme == "https" else 80)), parts.scheme == "https"),
            (f"/any/{label}".encode() + path, ("127.0.0.1", port), False),
        ):
            field_host = label if target == path else f"127.0.0.1:{port}"
            request = head % target + b"Host: %s\r\nUser-Agent: llm-proxy-selftest\r\n\r\n" % field_host.encode()
            request += b"0\r\n\r\n" if b"chunked" in head else b""
            seen.append(_ask(place, request, host if is_tls else "", ca_file))
        (direct, end), (proxied, end_proxied) = seen
        same = "equal" if end == end_proxied else "DIFFERS"
        yield (
            name,
            "n/a",
            _difference(direct, proxied),
            f"{same} ({end}{'' if same == 'equal' else ', ' + end_proxied})",
        )


# ==============================================================================
# 36  Benchmark
# ==============================================================================
# What the proxy costs, as ratios of one run: blocks of load alternate between
# the scripted provider itself and the provider behind a proxy, both processes
# of their own, so that what else the machine does meets both alike.  The load
# comes from this process, in Python too: `direct` is what it can ask at most.
# Delays of stream events are exact, since each event carries the time it was
# sent at and CLOCK_MONOTONIC is one for all processes.

_CELLS = ((4_000, 1), (4_000, 16), (4_000, 64), (200_000, 1), (200_000, 16), (200_000, 64))
# Streams: name, how many at once, events of each, milliseconds between them.  While `beside` runs another process posts
# bodies of 500 KB without pause.
_STREAMS = (("quiet", 4, 25, 20.0), ("held", 1000, 15, 200.0), ("beside", 4, 200, 10.0), ("busy", 16, 500, 0.0))
_TICK_S = 0.2


class _Asker(asyncio.BufferedProtocol):
    """A connection that asks the same thing again and again; notes how long each answer took."""

    def __init__(self, request: bytes, times: list[float], until_s: float, done: asyncio.Future[None]) -> None:
        self._request, self._times, self._until_s, self._done = request, times, until_s, done
        self._buffer = memoryview(bytearray(READ_BYTES))
        self._got, self._want = b"", 0
        self._asked_s = 0.0
        self.transport: asyncio.Transport
        self.failed = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._ask()

    def _ask(self) -> None:
        self._got, self._want = b"", 0
        self._asked_s = time.monotonic()
        self.transport.write(self._request)

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self._got += self._buffer[:nbytes]
        if not self._want:
            end = find_head_end(self._got)
            if end < 0:
                return
            head = parse_response_head(self._got[:end], b"POST")
            self.failed += head.status != 200
            self._want = end + (head.body.left if isinstance(head.body, SizedBody) else 0)
        if len(self._got) >= self._want:
            now = time.monotonic()
            self._times.append(now - self._asked_s)
            if now < self._until_s:
                self._ask()
            else:
                self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)


class _Listener(asyncio.Protocol):
    """One event stream: when its first byte came, and how old each event was when it arrived."""

    def __init__(self, request: bytes, delays: list[float], done: asyncio.Future[float]) -> None:
        self._request, self._delays, self._done = request, delays, done
        self._rest = b""
        self._asked_s = 0.0
        self._first_s = math.nan
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._asked_s = time.monotonic()
        self.transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        if math.isnan(self._first_s):
            self._first_s = now - self._asked_s
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._delays += [
            now - float(line[line.index(b"sent") + 7 :].partition(b",")[0]) for line in lines if line[:5] == b"data:"
        ]
        if self._rest == b"" and lines[-2:] == [b"0\r", b"\r"]:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(self._first_s)


@dataclass(slots=True)
class Sample:
    """One block of load: answers, seconds, latencies in seconds, CPU seconds of relay and recorder."""

    count: int
    seconds: float
    times: list[float]
    cpu_s: dict[str, float]
    failed: int = 0


class _Bench:
    """Provider and proxy as processes, and the blocks of load on either."""

    def __init__(self, log_dir: str) -> None:
        pipe = subprocess.PIPE
        self._provider = subprocess.Popen(command_of_module("_provider"), stdin=pipe, stdout=pipe)
        self.up = int((self._provider.stdout or sys.stdin).readline())
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]
        environ = {name: value for name, value in os.environ.items() if not name.startswith("LLM_PROXY_")}
        environ["XDG_CONFIG_HOME"] = log_dir  # where no configuration is: defaults are measured
        environ.setdefault("XDG_CACHE_HOME", os.path.join(os.path.expanduser("~"), ".cache"))
        command = command_of_module("serve", "--port", str(self.port), "--host", "127.0.0.1", "--log-dir", log_dir)
        self._proxy = subprocess.Popen([*command, "--log-level", "error"], env=environ)
        self._wait()

    def _wait(self) -> None:
        for _ in range(400):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            if self._proxy.poll() is not None:
                break
            time.sleep(0.025)
        raise ProxyError("the proxy to be measured did not start")

    def health(self) -> dict[str, Any]:
        import http.client

        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", "/health")
        view: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return view

    def pids(self) -> dict[str, int]:
        return {"relay": self._proxy.pid, "recorder": int(self.health()["recorder"]["pid"] or 0)}

    def settle(self) -> dict[str, Any]:
        """Wait until the recorder has written everything; its part of /health."""
        while True:
            recorder: dict[str, Any] = self.health()["recorder"]
            if not recorder["unacknowledged"]:
                return recorder
            time.sleep(0.02)

    def place(self, proxied: bool, path: str) -> tuple[int, str]:
        return (self.port, f"/any/127.0.0.1:{self.up}{path}") if proxied else (self.up, path)

    async def load(self, proxied: bool, size: int, connections: int, seconds: float) -> Sample:
        port, path = self.place(proxied, "/fixed")
        prose = 'A line of prose with a "quoted" word.\n' * (size // 38)
        content = json.dumps({"model": "m", "messages": [{"role": "user", "content": prose}]}).encode()
        request = _request_bytes(path, content)
        loop = asyncio.get_running_loop()
        before, start, times = self._cpu(proxied), time.monotonic(), list[float]()
        waits: list[asyncio.Future[None]] = []
        askers: list[_Asker] = []
        for _ in range(connections):
            waits.append(loop.create_future())
            _, asker = await loop.create_connection(
                functools.partial(_Asker, request, times, start + seconds, waits[-1]), "127.0.0.1", port
            )
            askers.append(asker)
        await asyncio.gather(*waits)
        took = time.monotonic() - start
        if proxied:
            await loop.run_in_executor(None, self.settle)
        after = self._cpu(proxied)
        failed = sum(asker.failed for asker in askers)
        return Sample(len(times), took, times, {name: after[name] - before[name] for name in after}, failed)

    async def stream(
        self, proxied: bool, count: int, events: int, interval_ms: float, size: int = 4000
    ) -> tuple[list[float], list[float]]:
        """First-byte times and ages of events, in seconds, of so many streams at once."""
        port, path = self.place(proxied, f"/timed?events={events}&interval_ms={interval_ms:g}")
        request = _request_bytes(path, b"x" * size)
        loop = asyncio.get_running_loop()
        delays: list[float] = []
        waits: list[asyncio.Future[float]] = []
        pause_s = min(interval_ms / 1000, 1.0) / count  # so that the streams do not all speak at once
        for _ in range(count):
            await asyncio.sleep(pause_s)
            waits.append(loop.create_future())
            await loop.create_connection(functools.partial(_Listener, request, delays, waits[-1]), "127.0.0.1", port)
        return list(await asyncio.gather(*waits)), delays

    def start_poster(self, proxied: bool) -> subprocess.Popen[bytes]:
        """A process that posts until its standard input is closed."""
        port, path = self.place(proxied, "/fixed")
        return subprocess.Popen(command_of_module("_poster", str(port), path), stdin=subprocess.PIPE)

    def _cpu(self, proxied: bool) -> dict[str, float]:
        found = {name: cpu_seconds(pid) for name, pid in self.pids().items()} if proxied else {}
        return {name: value for name, value in found.items() if value is not None}

    def memory(self) -> float | None:
        """Resident MB of relay and recorder together."""
        sizes = [resident_bytes(pid) for pid in self.pids().values()]
        return None if None in sizes else sum(size or 0 for size in sizes) / MEBIBYTE

    def close(self) -> None:
        self._proxy.terminate()
        self._proxy.wait()
        self._provider.communicate(timeout=10)


def run_poster(port: int, path: str) -> int:
    """Post 500 KB again and again, until standard input is closed."""
    request, is_over = _request_bytes(path, b"x" * 500_000), threading.Event()

    def wait() -> None:
        sys.stdin.read()
        is_over.set()

    threading.Thread(target=wait, daemon=True).start()
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        while not is_over.is_set():
            sock.sendall(request)
            data = b""
            while not data.endswith(FIXED_END) and (more := sock.recv(READ_BYTES)):
                data += more
    return 0


def _request_bytes(path: str, content: bytes) -> bytes:
    fields = "Host: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer sk-benchmark-0123456789abcdef"
    return f"POST {path} HTTP/1.1\r\n{fields}\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content


def cpu_seconds(pid: int) -> float | None:
    """What this process has used so far, where the system shows it in /proc."""
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return sum(int(Path(task, "schedstat").read_text().split()[0]) for task in tasks) / 1e9
    except OSError:
        return None


def resident_bytes(pid: int) -> int | None:
    """Resident memory of a process, where the system shows it in /proc."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest rank; not a number where there are no values."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else math.nan


def _spread(values: Sequence[float], digits: int = 2) -> str:
    return f"{percentile(values, 0.5):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


async def measure_load(bench: _Bench, size: int, connections: int, seconds: float, rounds: int) -> dict[str, Any]:
    """One cell of the table: `rounds` pairs of blocks, in turn direct first and proxied first."""
    samples: dict[bool, list[Sample]] = {False: [], True: []}
    for number in range(rounds):
        for proxied in (False, True) if number % 2 == 0 else (True, False):
            samples[proxied].append(await bench.load(proxied, size, connections, seconds))
    rates = {proxied: [s.count / s.seconds for s in found] for proxied, found in samples.items()}
    times = {proxied: [t for s in found for t in s.times] for proxied, found in samples.items()}
    count = sum(s.count for s in samples[True])
    cpu = {name: sum(s.cpu_s[name] for s in samples[True]) / count * 1e6 for name in samples[True][0].cpu_s}
    return {
        "bytes": size,
        "connections": connections,
        "ratio": [proxied / direct for direct, proxied in zip(rates[False], rates[True], strict=True)],
        "direct_per_s": rates[False],
        "proxied_per_s": rates[True],
        **{
            f"added_p{share}_ms": (percentile(times[True], share / 100) - percentile(times[False], share / 100)) * 1000
            for share in (50, 95, 99)
        },
        "cpu_us": cpu,
        "failed": sum(s.failed for found in samples.values() for s in found),
    }


async def measure_streams(bench: _Bench, rounds: int) -> list[dict[str, Any]]:
    """Quiet streams, 1,000 held open, some beside large posts, and events without any pause; see _STREAMS."""
    rows = []
    for name, count, events, pause_ms in _STREAMS:
        firsts: dict[bool, list[float]] = {False: [], True: []}
        delays: dict[bool, list[float]] = {False: [], True: []}
        rates: dict[bool, list[float]] = {False: [], True: []}
        memory = None
        for number in range(rounds):
            for proxied in (False, True) if number % 2 == 0 else (True, False):
                poster = bench.start_poster(proxied) if name == "beside" else None
                start = time.monotonic()
                job = asyncio.ensure_future(bench.stream(proxied, count, events, pause_ms))
                if proxied and name == "held":
                    await asyncio.wait([job], timeout=events * pause_ms / 1000)
                    memory = await asyncio.get_running_loop().run_in_executor(None, bench.memory)
                first, delay = await job
                if poster:
                    poster.communicate()
                firsts[proxied] += first
                delays[proxied] += delay
                rates[proxied].append(len(delay) / (time.monotonic() - start))
        added = {
            f"added_{what}_p{share}_ms": (percentile(got[True], share / 100) - percentile(got[False], share / 100))
            * 1000
            for what, got in (("first", firsts), ("event", delays))
            for share in (50, 99)
        }
        ratio = [proxied / direct for direct, proxied in zip(rates[False], rates[True], strict=True)]
        lost = rounds * count * events - len(delays[True])
        rows.append({"name": name, "streams": count, **added, "ratio": ratio, "memory_mb": memory, "lost_events": lost})
    return rows


async def measure(bench: _Bench, seconds: float, rounds: int, progress: Callable[[str], None]) -> dict[str, Any]:
    """Everything; the shape of the JSON report."""
    report: dict[str, Any] = {"version": __version__, "python": sys.version.split()[0], "cpus": os.cpu_count()}
    loop = asyncio.get_running_loop()
    report["memory_idle_mb"] = await loop.run_in_executor(None, bench.memory)
    progress("streams")
    report["streams"] = await measure_streams(bench, rounds)
    report["load"] = []
    for size, connections in _CELLS:
        progress(f"{size} bytes, {connections} connections")
        report["load"].append(await measure_load(bench, size, connections, seconds, rounds))
    recorder = await loop.run_in_executor(None, bench.settle)
    report["recorder"] = {name: recorder[name] for name in ("lines", "dropped_bytes", "dropped_exchanges", "pauses")}
    return report


def print_report(report: Mapping[str, Any]) -> None:
    """Ratios first, then what was added, then absolute figures; the smallest and largest round beside them."""
    print(f"llm-proxy {report['version']}, Python {report['python']}, {report['cpus']} CPUs, loopback, bodies logged\n")
    print(
        f"{'bytes':>7} {'conns':>5}  {'proxied / direct':<18} {'added p50':>9} {'p95':>7} {'p99':>7} ms"
        f"  {'requests/s':<22} CPU us: relay, recorder"
    )
    for row in report["load"]:
        cpu = (
            ", ".join(f"{row['cpu_us'][name]:.0f}" for name in ("relay", "recorder") if name in row["cpu_us"]) or "n/a"
        )
        print(
            f"{row['bytes']:>7} {row['connections']:>5}  {_spread(row['ratio']):<18} {row['added_p50_ms']:>9.2f}"
            f" {row['added_p95_ms']:>7.2f} {row['added_p99_ms']:>7.2f}     {_spread(row['proxied_per_s'], 0):<22} {cpu}"
            + (f"  {row['failed']} failed" if row["failed"] else "")
        )
    print(
        f"\n{'streams':>7} {'kind':<6} {'added first byte p50':>20} {'p99':>7} ms"
        f"  {'added an event p50':>18} {'p99':>7} ms  events/s proxied / direct"
    )
    for row in report["streams"]:
        print(
            f"{row['streams']:>7} {row['name']:<6} {row['added_first_p50_ms']:>20.2f} {row['added_first_p99_ms']:>7.2f}"
            f"     {row['added_event_p50_ms']:>18.2f} {row['added_event_p99_ms']:>7.2f}     {_spread(row['ratio'])}"
            + (f"  {row['lost_events']} events lost" if row["lost_events"] else "")
        )
    held = next(row for row in report["streams"] if row["name"] == "held")
    sizes = [f"{size:.0f} MB" if size else "n/a" for size in (report["memory_idle_mb"], held["memory_mb"])]
    print(f"\nresident memory, relay and recorder: idle {sizes[0]}, with {held['streams']} streams {sizes[1]}")
    found = report["recorder"]
    print(f"log lines {found['lines']}, bytes not logged {found['dropped_bytes']}, pauses {found['pauses']}")


def run_benchmark(seconds: float, rounds: int, as_json: bool) -> int:
    """Start provider and proxy, measure, report."""
    import tempfile

    def progress(text: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{text} ..." if text else "\r\x1b[K")
            sys.stderr.flush()

    with tempfile.TemporaryDirectory(prefix="llm-proxy-benchmark-") as directory:
        bench = _Bench(directory)
        try:
            report = asyncio.run(measure(bench, seconds, rounds, progress))
        finally:
            bench.close()
    progress("")
    if as_json:
        print(json.dumps(report, indent=1))
    else:
        print_report(report)
    return 0


# -- against any server: the reference gateway's benchmark --


@dataclass(frozen=True, slots=True)
class Job:
    """What `benchmark --base-url` sends, how often, and how many at a time."""

    base_url: str
    endpoint: str
    token: str
    requests: int
    concurrency: int
    method: str = "POST"
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    debug: bool = False


@dataclass(slots=True)
class Outcome:
    """One request: status (0 for a network error), seconds to the head and to the last byte, what the gateway said."""

    status: int
    head_s: float
    total_s: float
    headers: dict[str, str] = field(default_factory=dict)
    sample: str = ""

    @property
    def upstream_s(self) -> float | None:
        """The gateway's own account of the upstream, from the nanosecond times in its headers."""
        start, stop = (self.headers.get(f"x-upstream-request-{word}", "") for word in ("start", "stop"))
        return (int(stop) - int(start)) / 1e9 if start.isdigit() and stop.isdigit() else None

    @property
    def is_hit(self) -> bool:
        return self.headers.get("x-cache", "").lower().startswith("hit") or "x-proxy-cache-hit" in self.headers


def _send_jobs(job: Job, numbers: Iterator[int], outcomes: list[Outcome]) -> None:
    """A worker: takes requests until none is left, on one connection."""
    import http.client

    parts = urllib.parse.urlsplit(job.base_url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc.rpartition("@")[2], timeout=60)
    headers = {"Authorization": f"Bearer {job.token}", "Content-Type": "application/json", **job.headers}
    for _ in numbers:
        start = time.monotonic()
        try:
            connection.request(
                job.method,
                parts.path.rstrip("/") + job.endpoint,
                job.body.encode() or None,
                {**headers, "X-REQUEST-START": str(time.time_ns())},
            )
            answer = connection.getresponse()
            head_s = time.monotonic() - start
            content = answer.read()
            outcome = Outcome(answer.status, head_s, time.monotonic() - start)
            outcome.headers = {name.lower(): value for name, value in answer.getheaders()}
            outcome.sample = content[:400].decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            outcome = Outcome(0, time.monotonic() - start, time.monotonic() - start)
            connection.close()
        outcomes.append(outcome)
    connection.close()


def run_job(job: Job) -> int:
    """Send the requests of a job and print the reference gateway's table; 1 if none succeeded."""
    outcomes: list[Outcome] = []
    numbers = _Numbers(job.requests)
    threads = [threading.Thread(target=_send_jobs, args=(job, numbers, outcomes)) for _ in range(job.concurrency)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        _print_progress(numbers, outcomes)
        for thread in threads:
            thread.join(_TICK_S / len(threads))
    seconds = time.monotonic() - start
    _print_progress(numbers, outcomes)
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    _print_outcomes(job, outcomes, seconds)
    return 0 if any(200 <= outcome.status < 300 for outcome in outcomes) else 1


class _Numbers:
    """An iterator that threads share."""

    def __init__(self, count: int) -> None:
        self._lock, self.sent, self._count = threading.Lock(), 0, count

    def __iter__(self) -> Iterator[int]:
        return self

    def __next__(self) -> int:
        with self._lock:
            if self.sent >= self._count:
                raise StopIteration
            self.sent += 1
            return self.sent


def _print_progress(numbers: _Numbers, outcomes: Sequence[Outcome]) -> None:
    if sys.stderr.isatty():
        failed = sum(not 200 <= outcome.status < 300 for outcome in outcomes)
        sys.stderr.write(f"\rRequests sent: {numbers.sent}, completed: {len(outcomes)}, failed: {failed}")
        sys.stderr.flush()


def _latency_rows(name: str, values: Sequence[float]) -> list[tuple[str, str]]:
    if not values:
        return [(f"{name} {what}", "N/A") for what in ("avg", "min", "max", "p90", "p90 mean")]
    ordered = sorted(values)
    fastest = ordered[: max(int(0.9 * len(ordered)), 1)]
    figures = (sum(ordered) / len(ordered), ordered[0], ordered[-1], fastest[-1], sum(fastest) / len(fastest))
    return [
        (f"{name} {what}", f"{s * 1000:.2f} ms")
        for what, s in zip(("avg", "min", "max", "p90", "p90 mean"), figures, strict=True)
    ]


def _print_outcomes(job: Job, outcomes: Sequence[Outcome], seconds: float) -> None:
    good = sum(200 <= outcome.status < 300 for outcome in outcomes)
    upstream = [outcome.upstream_s for outcome in outcomes if outcome.upstream_s is not None]
    # The gateway stamps its stop time with the answer's head, so a stream's body must not count as the gateway's time.
    ours = [outcome.head_s - outcome.upstream_s for outcome in outcomes if outcome.upstream_s is not None]
    hits = sum(outcome.is_hit for outcome in outcomes)
    rows = [
        ("Total requests", str(job.requests)),
        ("Concurrency", str(job.concurrency)),
        ("Duration (s)", f"{seconds:.3f}"),
        ("Success", str(good)),
        ("Failed", str(len(outcomes) - good)),
        ("Requests/sec", f"{len(outcomes) / seconds:.1f}" if seconds else "N/A"),
        *_latency_rows("Latency", [outcome.total_s for outcome in outcomes]),
        *_latency_rows("First byte", [outcome.head_s for outcome in outcomes if outcome.status]),
        *([("Cache hits", str(hits))] if hits or "Cache-Control" in job.headers else []),
        *_latency_rows("Upstream", upstream),
        *_latency_rows("Proxy", ours),
    ]
    line = "+" + "-" * 23 + "+" + "-" * 24 + "+"
    print(line)
    for name, value in rows:
        print(f"| {name:<21} | {value:<22} |")
    print(line)
    print("Response code")
    statuses = collections.Counter(outcome.status for outcome in outcomes)
    for status, count in sorted(statuses.items()):
        print(f"  {status or 'Network error'}: {count}")
        if job.debug and status:
            sample = next(outcome for outcome in outcomes if outcome.status == status)
            print("  Authorization: Bearer <redacted>")
            print("\n".join(f"    {name}: {mask_header(name, value)}" for name, value in sample.headers.items()))
            print(f"    {mask_shapes(sample.sample)}")


# ==============================================================================
# 37  Log reading
# ==============================================================================
# Log lines, also those of the reference program, to what is new in them.
#
# An agent sends its whole history with every request, so nearly all of a log is
# repetition.  A request's body is compared, as the escaped bytes that it is in
# the line, with the last one of the same agent: only elements behind what both
# share are unescaped and parsed.

MAX_LINE_BYTES = 96 * MEBIBYTE  # longer lines are left out: parsing takes several times as much memory
_MAX_SAID = 4 * MEBIBYTE  # characters of one block that can be found
_INNER_BITS = 31  # a place in a gzip file: the member's offset, and behind it that of the byte in the member


class LogGoneError(ProxyError):
    """What was asked for cannot be read now; the message says what, where, and what to do."""


# -- lines: their members, without unescaping bodies --

_BODY = re.compile(rb'"body"\s*:\s*"')
_CHUNKS = re.compile(rb'"chunks"\s*:\s*(?=\[)')
_STRING_REST = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,254}")
_TURN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,99}")


@dataclass(slots=True)
class Line:
    """A log line: its members without body and chunks, and where in it the body's characters are."""

    raw: bytes
    members: dict[str, Any]
    body_at: int = 0
    body_end: int = 0
    chunks: list[Any] | None = None

    @property
    def body(self) -> bytes:
        """As escaped in the line."""
        return self.raw[self.body_at : self.body_end]

    def text(self) -> str:
        """The body; as it stands in the line where that is no JSON string, which nobody has looked at before."""
        if not self.body_end:
            return as_text(self.members.get("body"))
        try:
            return unescape(self.body)
        except ValueError:
            return self.body.decode("utf-8", "replace")

    def content(self) -> bytes:
        """The body as it was on the wire, as far as that is known."""
        text = self.text()
        if self.members.get("body_encoding") == "base64":
            with contextlib.suppress(ValueError):
                return _from_base64(text)
        return text.encode("utf-8", "surrogatepass")

    def raw_chunks(self) -> list[bytes]:
        return [_raw_of(chunk) for chunk in map(as_dict, self.chunks or ())]


def _from_base64(text: str) -> bytes:
    import base64

    return base64.b64decode(text)


def _raw_of(chunk: Mapping[str, Any]) -> bytes:
    raw = as_text(chunk.get("raw"))
    if chunk.get("raw_encoding") == "base64":
        with contextlib.suppress(ValueError):
            return _from_base64(raw)
    return raw.encode("utf-8", "surrogatepass")


def unescape(raw: bytes) -> str:
    """The text that stands so in a JSON string.  Raises ValueError."""
    return str(json.loads(b'"%s"' % raw, strict=False))


def parse_line(raw: bytes) -> Line | None:
    """None for what is no JSON object."""
    try:
        return _parse_with_body(raw) or _parse_with_chunks(raw) or _parse_whole(raw)
    except (ValueError, RecursionError):
        return None


def _parse_with_body(raw: bytes) -> Line | None:
    """The body is cut out, unread: a quote that does not follow a backslash would be its end."""
    for match in itertools.islice(_BODY.finditer(raw), 4):
        at, end = match.end(), len(raw) - 2
        is_last = raw.endswith(b'"}') and raw.count(b'"', at, end) == raw.count(b'\\"', at, end)
        if not is_last:
            string = _STRING_REST.match(raw, at)
            end = string.end() - 1 if string else at
        with contextlib.suppress(ValueError, RecursionError):
            members = json.loads(raw[:at] + raw[end:])
            if isinstance(members, dict) and members.get("body") == "":
                return Line(raw, members, at, end, as_list(members.pop("chunks", None)) or None)
    return None


def _parse_with_chunks(raw: bytes) -> Line | None:
    match = _CHUNKS.search(raw)
    if not match or not raw.endswith(b"]}"):
        return None
    with contextlib.suppress(ValueError, RecursionError):
        members = json.loads(raw[: match.end()] + b"0}")
        if isinstance(members, dict) and members.pop("chunks", None) == 0:
            return Line(raw, members, chunks=json.loads(raw[match.end() : -1]))
    return None


def _parse_whole(raw: bytes) -> Line | None:
    members = json.loads(raw)
    if not isinstance(members, dict):
        return None
    return Line(raw, members, chunks=as_list(members.pop("chunks", None)) or None)


@functools.lru_cache(maxsize=64)
def ms_from_ts(text: str) -> int | None:
    """Unix milliseconds of an RFC 3339 time; without an offset it is taken as UTC."""
    import datetime

    try:
        at = datetime.datetime.fromisoformat(text)
        at = at if at.tzinfo else at.replace(tzinfo=datetime.UTC)
        return int(at.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def plain(text: object, limit: int = 255) -> str:
    """Text that SQLite takes: no lone surrogates, no more than `limit` characters."""
    return as_text(text)[:limit].encode("utf-8", "replace").decode()


def number_or_none(value: object) -> int | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15
    return int(value) if is_number else None  # type: ignore[call-overload]


# -- bodies: what is new in them --

_LOG_SPACE = re.compile(r"[ \t\n\r]*")
_LOG_DECODER = json.JSONDecoder(strict=False)
_UNITS = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|[^\\]+", re.DOTALL)
_COMPARED_BYTES = 64 * 1024


@dataclass(slots=True)
class Scan:
    """Where in a body the conversation's elements are, and what was parsed of it.

    `start` is just behind the bracket, `ends` are the elements' ends counted from there, `end` is behind the closing
    bracket; all in escaped bytes.  `keys` are digests and roles for each element, `fresh` the messages of the elements
    from number `same` on.  Without an array (`is_whole`) all is parsed.
    """

    raw: bytes
    start: int = 0
    end: int = 0
    same: int = 0
    is_whole: bool = False
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    begins: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    keys: list[tuple[tuple[bytes, ...], str]] = field(default_factory=list)
    fresh: list[list[ChatMessage]] = field(default_factory=list)

    @property
    def members(self) -> dict[str, Any]:
        return self.before | self.after

    @property
    def digests(self) -> list[bytes]:
        return [digest for digests, _ in self.keys for digest in digests]

    @property
    def roles(self) -> str:
        return "".join(roles for _, roles in self.keys)


class _Places:
    """Finds, going forward, the place in escaped bytes of a place in the text that they are."""

    def __init__(self, raw: bytes, at: int, text: str) -> None:
        self._raw, self._at, self._text = raw, at, text
        self._text_at = 0

    def of(self, text_at: int) -> int:
        part = self._text[self._text_at : text_at].encode("utf-8", "surrogatepass")
        escaped = json_string(part)
        if escaped is not None and self._raw.startswith(escaped[1:-1], self._at):
            self._at += len(escaped) - 2
        else:
            self._at += self._walk(text_at - self._text_at)
        self._text_at = text_at
        return self._at

    def _walk(self, count: int) -> int:
        """How many bytes so many characters are, escaped in whatever manner."""
        at, window = 0, count * 6 + 16
        raw = self._raw[self._at : self._at + window].decode("utf-8", "surrogateescape")
        for unit in _UNITS.finditer(raw):
            if count <= 0:
                break
            size = 1 if unit[0][0] == "\\" else min(len(unit[0]), count)
            at = unit.end() if unit[0][0] == "\\" else unit.start() + size
            count -= size
        return len(raw[:at].encode("utf-8", "surrogateescape"))


def scan_body(shape: Shape, raw: bytes, last: Scan | None) -> Scan:
    """Read a body, as escaped in its line, beside the agent's last one.  Raises ValueError, RecursionError."""
    scan = Scan(raw)
    if last and last.start and raw.startswith(last.raw[: last.start]):
        scan.start, scan.before = last.start, last.before
    else:
        scan.start = _find_history(raw, shape.history, scan.before)
    if not scan.start:
        return _scan_whole(shape, scan)
    if last and last.start:
        shared = _common_bytes(raw, scan.start, last.raw, last.start)
        scan.same = bisect.bisect_right(last.ends, shared)
        while shape.joins and scan.same and last.keys[scan.same - 1][1] in ("a", ""):
            scan.same -= 1  # what follows may belong to the same answer
        scan.begins, scan.ends, scan.keys = last.begins[: scan.same], last.ends[: scan.same], last.keys[: scan.same]
    try:
        _read_elements(shape, scan, last)
    except IndexError:
        raise ValueError("the body was cut") from None
    return scan


def _find_history(raw: bytes, name: str, before: dict[str, Any]) -> int:
    """Just behind the bracket that opens the conversation; 0 where there is none."""
    pattern = rb'\\"%s\\"(?:\s|\\[nrt])*:(?:\s|\\[nrt])*\[' % re.escape(name).encode()
    for match in itertools.islice(re.finditer(pattern, raw), 4):
        members: dict[str, Any] = {}
        with contextlib.suppress(ValueError, IndexError, RecursionError):
            text = unescape(raw[: match.end()])
            at = _LOG_SPACE.match(text).end()  # type: ignore[union-attr]
            if text[at] == "{" and read_members(text, at + 1, members, name) == len(text):
                before |= members
                return match.end()
    return 0


def read_members(text: str, at: int, members: dict[str, Any], stop: str = "") -> int:
    """Read an object's members up to its end, or into the array named `stop`; returns the place just behind."""
    while True:
        at = _skip_space(text, at)
        if text[at] == "}":
            return at + 1
        if text[at] == ",":
            at = _skip_space(text, at + 1)
        name, at = _LOG_DECODER.raw_decode(text, at)
        at = _skip_space(text, at)
        if not isinstance(name, str) or text[at] != ":":
            raise ValueError("no member")
        at = _skip_space(text, at + 1)
        if stop and name == stop and text[at] == "[":
            return at + 1
        members[name], at = _LOG_DECODER.raw_decode(text, at)


def _skip_space(text: str, at: int) -> int:
    return _LOG_SPACE.match(text, at).end()  # type: ignore[union-attr]


def _common_bytes(first: bytes, first_at: int, second: bytes, second_at: int) -> int:
    """How many bytes two texts share from these places on."""
    size = min(len(first) - first_at, len(second) - second_at)
    for at in range(0, size, _COMPARED_BYTES):
        end = min(at + _COMPARED_BYTES, size)
        a, b = first[first_at + at : first_at + end], second[second_at + at : second_at + end]
        if a != b:
            return at + bisect.bisect_left(range(len(a)), True, key=lambda n: a[: n + 1] != b[: n + 1])
    return size


def _read_elements(shape: Shape, scan: Scan, last: Scan | None) -> None:
    at_raw = scan.start + (scan.ends[-1] if scan.ends else 0)
    text = unescape(scan.raw[at_raw:])
    places = _Places(scan.raw, at_raw, text)
    at = 0
    while text[at := _skip_space(text, at)] != "]":
        if scan.ends:
            if text[at] != ",":
                raise ValueError("no comma")
            at = _skip_space(text, at + 1)
        begin = at
        element, at = _LOG_DECODER.raw_decode(text, at)
        found = shape.read_element(element)
        scan.fresh.append(found)
        scan.begins.append(places.of(begin) - scan.start)
        scan.ends.append(places.of(at) - scan.start)
        joined = shape.joins and len(scan.fresh) > 1 and _is_answer(found) and _is_answer(scan.fresh[-2])
        scan.keys.append(((), "") if joined else keys_of(found))
        if joined:  # pieces of one answer stand for it together
            first = max(n for n, (digests, _) in enumerate(scan.keys) if digests)
            parts = [p for some in scan.fresh[first - scan.same :] for message in some for p in message.parts]
            scan.keys[first] = keys_of([ChatMessage("assistant", parts)])
    scan.end = places.of(at + 1)
    if last and last.end and scan.raw[scan.end :] == last.raw[last.end :]:
        scan.after = last.after
    else:
        read_members(text, at + 1, scan.after)


def _is_answer(messages: Sequence[ChatMessage]) -> bool:
    return bool(messages) and messages[0].role == "assistant"


def keys_of(messages: Iterable[ChatMessage]) -> tuple[tuple[bytes, ...], str]:
    found = [(digest, role_letter(m.role)) for m in messages if (digest := digest_of(m))]
    return tuple(digest for digest, _ in found), "".join(role for _, role in found)


def _scan_whole(shape: Shape, scan: Scan) -> Scan:
    """A conversation that is no array, or is inside another member."""
    members = json.loads(unescape(scan.raw), strict=False)
    if not isinstance(members, dict):
        raise ValueError("no object")
    inner = members.get("request")
    if shape.history not in members and isinstance(inner, dict):  # Code Assist puts the request into a member
        members = {**members, **inner}
    whole = members.pop(shape.history, None) if shape.history else None
    elements = whole if isinstance(whole, list) else [] if whole is None else [whole]
    scan.fresh = [shape.read_element(element) for element in elements]
    scan.keys = [keys_of(messages) for messages in scan.fresh]
    scan.is_whole, scan.after = True, members
    return scan


# -- what is said --

_CJK = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])")
_LONG_RUN = re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/=_-]{120,}+")
_REMINDERS = (
    "<system-reminder>", "<environment_context>", "<user_instructions>", "<permissions instructions>",
    "# AGENTS.md instructions", "<command-", "<local-command", "Caveat: The messages below", "<collaboration_mode>",
    "<skills_instructions>", "<apps_instructions>", "This is the Gemini CLI", "<session_context>", "<INSTRUCTIONS>",
    "<turn_context>", "<plugins_instructions>", "<subagent_notification>", "<user-prompt-submit-hook>",
)  # fmt: skip


def is_reminder(text: str) -> bool:
    """Whether the client put this text in by itself."""
    return text.lstrip()[:64].startswith(_REMINDERS)


def strings_in(value: object, depth: int = 0) -> Iterator[str]:
    """The texts in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and depth < 50:
        for inner in value.values():
            yield from strings_in(inner, depth + 1)
    elif isinstance(value, list) and depth < 50:
        for inner in value:
            yield from strings_in(inner, depth + 1)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


def said_by(part: Part) -> str:
    """The text of a part as it is searched: of a call its arguments without JSON's own marks."""
    if part.kind in ("image", "audio", "document"):
        return ""
    if part.kind != "tool_call":
        return part.text
    return "\n".join([part.name, *strings_in(load_json(part.text) if part.is_whole else part.text)])


def words_for_index(text: str) -> str:
    """What the tokenizer is given: without long runs that nobody looks for, Chinese and Japanese by character."""
    text = text[:_MAX_SAID]
    if len(text) > 120 and max(map(len, text.split()), default=0) > 120:
        text = _LONG_RUN.sub(" ", text)
    if not text.isascii():
        text = _CJK.sub(r" \1 ", text).encode("utf-8", "replace").decode()
    return text


def hash_of(*texts: str) -> int:
    """63 bits, as SQLite takes them."""
    data = "\0".join(texts).encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big") >> 1


# What a call is about: of these arguments the first that is there.
_ARGUMENTS = "file_path notebook_path command cmd pattern query url path description prompt input".split()


def act_of(calls: Sequence[Part]) -> str:
    """A turn's name by what it does: `Edit dates.py`, `Grep tzinfo, Read 2 files`."""
    names: dict[str, list[str]] = {}
    for part in calls[:50]:
        given = as_dict(load_json(part.text)) if len(part.text) < 100_000 else {}
        free = "" if given or part.text[:1] in "{[" else part.text[:200]  # Codex sends code, not JSON
        value: object = next((given[name] for name in _ARGUMENTS if given.get(name)), free)
        text = " ".join(str(word) for word in value) if isinstance(value, list) else as_text(value)
        is_path = any(given.get(name) == text for name in ("file_path", "notebook_path", "path"))
        text = text.rpartition("/")[2] if is_path else " ".join(text.split())
        names.setdefault(part.name or "tool", []).append(text if len(text) <= 120 else text[:119] + "\u2026")
    acts = [
        f"{name} {about[0]}".strip() if len(about) == 1 else f"{name} x{len(about)}" for name, about in names.items()
    ]
    return ", ".join(acts[:3]) + (f", +{len(acts) - 3}" if len(acts) > 3 else "")


# -- what changed since the last request, as the cache sees it --

_NOT_PARAMETERS = frozenset(
    "messages input contents prompt system tools instructions systemInstruction metadata stream user safety_identifier"
    " prompt_cache_key client_metadata previous_response_id model request project user_prompt_id".split()
)


def parameters_of(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a request that are neither conversation nor instructions nor ids."""
    return {name: value for name, value in members.items() if name not in _NOT_PARAMETERS}


def system_blocks(shape: Shape, members: Mapping[str, Any]) -> list[str]:
    """System text, block by block."""
    system = members.get("system")
    if isinstance(system, list):
        return [as_text(as_dict(block).get("text")) or json_text(block) for block in system]
    text = shape.system(members)
    return [text] if text else []


def tool_names(members: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each tool's name and definition as JSON."""
    found = []
    for tool in as_list(members.get("tools")):
        for one in as_list(as_dict(tool).get("functionDeclarations")) or [tool]:
            raw = as_dict(one)
            name = as_text(raw.get("name")) or as_text(as_dict(raw.get("function")).get("name"))
            found.append((name or as_text(raw.get("type")) or "tool", json_text(one)))
    return found


def without_marks(value: object) -> object:
    """JSON without cache_control: the mark may move, what is cached stays."""
    if isinstance(value, dict):
        return {name: without_marks(inner) for name, inner in value.items() if name != "cache_control"}
    return [without_marks(inner) for inner in value] if isinstance(value, list) else value


def first_difference(a: str, b: str) -> int:
    size = min(len(a), len(b))
    return bisect.bisect_left(range(size), True, key=lambda n: a[: n + 1] != b[: n + 1])


def change_of(shape: Shape, old: Scan, new: Scan) -> dict[str, Any]:
    """What of a request's prefix is another than in the one before: in the order in which providers read it."""
    change: dict[str, Any] = {}
    was, now = old.members, new.members
    if was.get("model") != now.get("model"):
        change["model"] = [plain(was.get("model"), 100), plain(now.get("model"), 100)]
    if was.get("tools") != now.get("tools") and without_marks(was.get("tools")) != without_marks(now.get("tools")):
        change["tools"] = _change_of_tools(dict(tool_names(was)), dict(tool_names(now)))
    if was.get("system") != now.get("system") or shape.system(was) != shape.system(now):
        blocks = [
            (n, first_difference(a, b) if a is not None and b is not None else 0)
            for n, (a, b) in enumerate(itertools.zip_longest(system_blocks(shape, was), system_blocks(shape, now)), 1)
            if a != b and not (as_text(a).startswith("x-anthropic-billing-header:") and b)
        ]
        if blocks:
            change["system"] = [blocks[0][0], blocks[0][1] + 1]
    a, b = parameters_of(was), parameters_of(now)
    if names := sorted(name for name in a.keys() | b.keys() if a.get(name) != b.get(name))[:10]:
        change["parameters"] = [plain(name, 60) for name in names]
    shared = common(old.digests, new.digests)
    if shared < len(old.digests) and not now.get("previous_response_id"):
        change["message"] = [shared + 1, len(old.digests)]
    return change


def _change_of_tools(was: Mapping[str, str], now: Mapping[str, str]) -> str:
    added, removed = [n for n in now if n not in was], [n for n in was if n not in now]
    edited = [n for n in now if n in was and was[n] != now[n]]
    found = [
        f"{word} {', '.join(names[:3])}"
        for word, names in (("added", added), ("removed", removed), ("edited", edited))
        if names
    ]
    return plain("; ".join(found) or "order", 200)


# -- files: whole lines, and ranges read back --


def pack(member: int, inner: int) -> int:
    return member << _INNER_BITS | inner


class LogText:
    """Reads ranges of the log's files.  Paths come from the index alone."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self._member = functools.lru_cache(maxsize=2)(self._read_member)

    def read(self, path: str, offset: int, length: int) -> bytes:
        """Raises LogGoneError where the file is gone or shorter by now."""
        try:
            if path.endswith(".gz"):
                member, inner = offset >> _INNER_BITS, offset & (1 << _INNER_BITS) - 1
                data = self._member(path, member)[inner : inner + length]
            else:
                fd = os.open(os.path.join(self.directory, path), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
                try:
                    data = os.pread(fd, length, offset)
                finally:
                    os.close(fd)
        except (OSError, zlib.error) as e:
            raise LogGoneError(f"{path}: {e}; the log was moved or removed, reload when the index has caught up") from e
        if len(data) != length:
            raise LogGoneError(f"{path}: it ends before byte {offset + length}; reload when the index has caught up")
        return data

    def _read_member(self, path: str, member: int) -> bytes:
        with open(os.path.join(self.directory, path), "rb") as file:
            return b"".join(data for data, _ in _inflate(file, member) if data)


def _inflate(file: Any, at: int) -> Iterator[tuple[bytes, int]]:
    """The content of one gzip member in pieces; last an empty one with the place behind the member.

    Raises zlib.error for a member that is torn.
    """
    file.seek(at)
    inflater = zlib.decompressobj(wbits=31)
    while not inflater.eof:
        raw = inflater.unconsumed_tail or file.read(256 * 1024)
        if not raw:
            raise zlib.error("the member is incomplete")
        at += len(raw) if not inflater.unconsumed_tail else 0
        yield inflater.decompress(raw, MEBIBYTE), 0
    yield b"", at - len(inflater.unused_data)


def lines_of_file(path: str, done: int) -> Iterator[tuple[int, int, bytes]]:
    """Whole lines from `done` on: offset, place behind it, line without its end.

    A last line without its end counts only if it is a whole object.
    """
    with open(path, "rb") as file:
        file.seek(done)
        rest, at, size = b"", done, MEBIBYTE
        while data := file.read(size):
            rest += data
            start = 0
            while (end := rest.find(b"\n", start)) >= 0:
                yield at + start, at + end + 1, rest[start:end]
                start = end + 1
            rest, at = rest[start:], at + start
            size = max(MEBIBYTE, len(rest))  # of a long line more at once
            if len(rest) > MAX_LINE_BYTES:
                start, rest = at, _skip_line(file)
                at = file.tell() - len(rest)
                yield start, at, b"\0"  # no JSON: counted as torn
        if rest.endswith(b"}") and is_json(rest.decode("utf-8", "replace")):
            yield at, at + len(rest), rest


def _skip_line(file: Any) -> bytes:
    """What was read behind the line that is too long."""
    while data := bytes(file.read(MEBIBYTE)):
        if (end := data.find(b"\n")) >= 0:
            return data[end + 1 :]
    return b""


def lines_of_gzip(path: str, done: int) -> Iterator[tuple[int, int, bytes]]:
    """The same of members that hold whole lines; `done` and the place behind count compressed bytes."""
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        while done < size:
            rest, inner, behind = b"", 0, done
            for data, behind in _inflate(file, done):  # noqa: B007 -- the last one is wanted
                rest += data
                *lines, rest = rest.split(b"\n")
                for line in lines:
                    yield pack(done, inner), done, line
                    inner += len(line) + 1
            yield pack(done, inner), behind, rest
            done = behind


# -- lines: names and answers --


def session_name(meta: Mapping[str, Any], path: str) -> str:
    """A session's id, or the file's name; requests of no session are together by host and day."""
    name, stem = as_text(meta.get("session")), re.sub(r"(\.\d+)?\.jsonl(\.gz)?$", "", path.rpartition("/")[2])
    if name == "misc" or stem == "misc":
        return "misc-" + re.sub(r"[^A-Za-z0-9._:@-]", "-", path.rpartition("/")[0])[-200:]
    return name if is_name(name) else stem if is_name(stem) else f"session-{hash_of(path):x}"


def host_of(upstream: object) -> str:
    """An upstream's name without a port."""
    text = as_text(upstream)
    return text.rpartition(":")[0] or text


def is_name(text: str) -> bool:
    """Whether this may stand in an address of the Explorer."""
    return _NAME.fullmatch(text) is not None


def turn_name(meta: Mapping[str, Any], members: Mapping[str, Any]) -> str:
    """The request's id, or what old lines join request and response by: their number."""
    name = as_text(meta.get("request_id"))
    if _TURN_NAME.fullmatch(name):
        return name
    return f"x{hash_of(name):x}" if name else f"seq-{as_count(members.get('seq'))}"


def headers_of(members: Mapping[str, Any]) -> dict[str, str]:
    """Names in lower case, the first value of each."""
    found = {}
    for name, values in as_dict(members.get("headers")).items():
        first = values[0] if isinstance(values, list) and values else values
        if isinstance(first, str):
            found[name.lower()] = first
    return found


def read_response(shape: Shape | None, line: Line) -> AnswerMeaning:
    """What the answer in a response line says."""
    if shape is None:
        return AnswerMeaning()
    try:
        if line.chunks is not None:
            return read_events(shape, events_of(line.raw_chunks()))
        content = line.content()
        return read_answer(shape, content) if content else AnswerMeaning()
    except (ValueError, RecursionError, TypeError, AttributeError, KeyError, IndexError):  # odd input costs the meaning
        return AnswerMeaning()


# ==============================================================================
# 38  Filing
# ==============================================================================
# Log lines to rows of the index.  What is new in a request or an answer becomes
# blocks, each with the byte range of its element, and is put into the full-text
# index once, known by hash.

_KEPT_BYTES = 16 * MEBIBYTE  # last bodies of agents
_KEPT_SESSIONS = 64
FIRST_ANSWER_BLOCK = 1_000_000  # blocks of the request are numbered from 0
SYSTEM_BLOCK = -1
(IN_ELEMENT, IN_BODY, IN_SYSTEM, IN_ANSWER) = range(4)  # where a block's text is
LISTED_SIDE_KINDS = (*SIDE_KINDS, "socket", "other")


class LogPlace(NamedTuple):
    """Where a line is."""

    file: int
    offset: int
    length: int


class Block(NamedTuple):
    """A part of a message; where its text is: `source`, `place`, number of the part there; the message's digest."""

    n: int
    role: str
    part: Part
    source: int
    place: LogPlace
    number: int
    digest: int


@dataclass(slots=True)
class _Agent:
    """What an agent's next request must be compared with; `cached` is its last request that was answered."""

    state: AgentState = field(default_factory=AgentState)
    scan: Scan | None = None
    cached: Scan | None = None
    cached_turn: int = 0
    turn: int = 0
    answered: bool = False
    system: int = 0


@dataclass(slots=True)
class _Open:
    """A turn that awaits its answer."""

    key: int
    agent: str
    kind: str
    path: str
    model: str
    act: Turn | None = None
    scan: Scan | None = None


@dataclass(slots=True)
class _Session:
    """`known` are digests of what was said, `calls` names of tools by the ids of their calls."""

    key: int
    id: str
    client: str = ""
    provider: str = ""
    has_title: bool = False
    known: set[int] = field(default_factory=set)
    calls: dict[str, str] = field(default_factory=dict)
    agents: dict[str, _Agent] = field(default_factory=dict)
    open: dict[str, _Open] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request line: who asks, what for, and what it says, as far as that is understood."""

    line: Line
    place: LogPlace
    turn_id: str
    path: str
    agent_id: str
    shape: Shape | None
    agent: _Agent
    scan: Scan | None
    meaning: RequestMeaning | None
    kind: str


def key_of(digest: bytes) -> int:
    """As SQLite takes it."""
    return int.from_bytes(digest, "big") >> 1


def upsert(table: str, values: Mapping[str, Any], keys: int = 2) -> tuple[str, tuple[Any, ...]]:
    """The statement that puts a row; the first `keys` columns say which it is."""
    names = list(values)
    changes = ",".join(f"{name}=excluded.{name}" for name in names[keys:])
    marks = ",".join("?" * len(names))
    where = ",".join(names[:keys])
    return (
        f"INSERT INTO {table}({','.join(names)}) VALUES({marks}) ON CONFLICT({where}) DO UPDATE SET {changes}",
        tuple(values.values()),
    )


class Memory:
    """What is known of the sessions read last; of the others it is read back from index and log."""

    def __init__(self, db: sqlite3.Connection, text: LogText) -> None:
        self._db, self._text = db, text
        self._sessions: collections.OrderedDict[str, _Session] = collections.OrderedDict()
        self._kept = 0

    def forget(self) -> None:
        """Nothing is remembered, as after a start."""
        self._sessions.clear()
        self._kept = 0

    def session(self, name: str, meta: Mapping[str, Any], file: int) -> _Session:
        session = self._sessions.get(name)
        if session is None:
            session = self._sessions[name] = self._load(name, meta, file)
            self._shrink()
        self._sessions.move_to_end(name)
        return session

    def agent(self, session: _Session, name: str) -> _Agent:
        agent = session.agents.get(name)
        if agent is None:
            agent = session.agents[name] = _Agent()
            with contextlib.suppress(LogGoneError, ValueError, RecursionError):
                self._recall(session, name, agent)
        return agent

    def keep(self, agent: _Agent, scan: Scan) -> None:
        """Remember this body."""
        self._kept += len(scan.raw) - (len(agent.scan.raw) if agent.scan else 0)
        agent.scan = scan
        scan.fresh = scan.fresh[-1:]
        self._shrink()

    def _shrink(self) -> None:
        """Beyond a limit whole sessions are forgotten."""
        while (self._kept > _KEPT_BYTES or len(self._sessions) > _KEPT_SESSIONS) and len(self._sessions) > 1:
            _, old = self._sessions.popitem(last=False)
            self._kept -= sum(len(agent.scan.raw) for agent in old.agents.values() if agent.scan)

    def _load(self, name: str, meta: Mapping[str, Any], file: int) -> _Session:
        find = "SELECT key, client, provider, title FROM sessions WHERE id=?"
        row = self._db.execute(find, (name,)).fetchone()
        if row is None:
            host, provider = plain(meta.get("host")), plain(meta.get("provider"), 60)
            at = ms_from_ts(as_text(meta.get("ts")))
            add = "INSERT INTO sessions(id, host, provider, client, file, started, ended) VALUES(?,?,?,'',?,?,?)"
            self._db.execute(add, (name, host, provider, file, at, at))
            row = self._db.execute(find, (name,)).fetchone()
            return _Session(row[0], name, row[1], row[2])
        session = _Session(row[0], name, row[1] or "", row[2] or "", bool(row[3]))
        blocks = "SELECT b.digest, b.call, b.tool, b.kind FROM blocks b JOIN turns t ON t.key=b.turn WHERE t.session=?"
        for digest, call, tool, kind in self._db.execute(blocks, (session.key,)):
            session.known.add(digest)
            if kind == "tool_call" and call:
                session.calls[call] = tool
        return session

    def _recall(self, session: _Session, name: str, agent: _Agent) -> None:
        """What an agent asked and heard last, from the log."""
        find = (
            "SELECT t.key, t.path, f.path, t.req_offset, t.req_length, g.path, t.res_offset, t.res_length, t.seq, t.id"
            " FROM turns t JOIN files f ON f.key=t.req_file LEFT JOIN files g ON g.key=t.res_file"
            " WHERE t.session=? AND t.agent=? AND t.side=0 AND t.status < 400 ORDER BY t.key DESC LIMIT 1"
        )
        row = self._db.execute(find, (session.key, name)).fetchone()
        if not row or not (shape := shape_of(row[1])):
            return
        line = parse_line(self._text.read(*row[2:5]))
        if not line or not line.body_end:
            return
        scan = scan_body(shape, line.body, None)
        meaning = RequestMeaning(shape, "", False, scan.members, [], scan.digests, scan.roles)
        act = begin_turn(agent.state, meaning, row[8] or 0, row[9])
        if row[5] and (answered := parse_line(self._text.read(*row[5:8]))):
            end_turn(act, read_response(shape, answered), 200, "")
            agent.answered = True
        agent.cached, agent.cached_turn, agent.turn = scan, row[0], row[0]
        agent.system = hash_of(meaning.system)
        self.keep(agent, scan)


_BLOCK_COLUMNS = "key turn n role kind tool call failed paired source file offset length part size fts digest".split()
_INSERT_BLOCK = f"INSERT INTO blocks({','.join(_BLOCK_COLUMNS)}) VALUES({','.join('?' * len(_BLOCK_COLUMNS))})"
_KNOWN_ROLES = {"model": "assistant", "developer": "system"}


class Filer:
    """Turns log lines into rows.  Used by one thread, inside its transactions."""

    def __init__(self, db: sqlite3.Connection, text: LogText, prices: PriceTable, has_fts: bool) -> None:
        self._db, self._prices, self._has_fts = db, prices, has_fts
        self.memory = Memory(db, text)
        self.touched: set[int] = set()
        found = db.execute("SELECT max(value) FROM meta WHERE name='blocks'").fetchone()[0]
        self.last_block = int(found or 0)
        self._kinds = {
            "request": self._request, "response": self._response, "session_start": self._start, "fork": self._fork,
            "tunnel": self._tunnel,
        }  # fmt: skip

    def take(self, path: str, raw: bytes, place: LogPlace) -> str:
        """File a line; returns `torn` or `foreign` where that cannot be."""
        line = parse_line(raw)
        if line is None:
            return "torn"
        meta, kind = as_dict(line.members.get("_meta")), line.members.get("type")
        if not meta or not isinstance(kind, str):
            return "foreign"
        if kind in self._kinds:
            session = self.memory.session(session_name(meta, path), meta, place.file)
            self._kinds[kind](session, meta, line, place)
            self.touched.add(session.key)
        return ""

    def _start(self, session: _Session, _meta: Mapping[str, Any], line: Line, _place: LogPlace) -> None:
        members = line.members
        session.client, session.provider = plain(members.get("client"), 60), plain(members.get("provider"), 60)
        values = (session.client, session.provider, plain(members.get("client_session_id")), session.key)
        self._db.execute("UPDATE sessions SET client=?, provider=?, own_id=? WHERE key=?", values)

    def _fork(self, session: _Session, meta: Mapping[str, Any], line: Line, _place: LogPlace) -> None:
        seq, kind = number_or_none(line.members.get("from_seq")), plain(line.members.get("kind"), 30)
        values = {"session": session.key, "id": turn_name(meta, line.members), "fork_from": seq, "fork_kind": kind}
        self._db.execute(*upsert("turns", values))

    def _tunnel(self, session: _Session, meta: Mapping[str, Any], line: Line, place: LogPlace) -> None:
        """The one line of a CONNECT tunnel."""
        values = {
            "session": session.key, "id": turn_name(meta, line.members),
            "at": ms_from_ts(as_text(meta.get("ts"))), "method": "CONNECT",
            "path": plain(line.members.get("path"), 2000), "kind": "other", "side": 1,
            "title": "CONNECT", "status": number_or_none(line.members.get("status")), "req_file": place.file,
            "req_offset": place.offset, "req_length": place.length, "res_file": place.file, "res_offset": place.offset,
            "res_length": place.length,
        }  # fmt: skip
        self._db.execute(*upsert("turns", values))

    # -- requests --

    def _request(self, session: _Session, meta: Mapping[str, Any], line: Line, place: LogPlace) -> None:
        turn_id, members = turn_name(meta, line.members), line.members
        find = "SELECT key, req_file, fork_kind FROM turns WHERE session=? AND id=?"
        row = self._db.execute(find, (session.key, turn_id)).fetchone()
        if row and row[1] is not None:
            return  # a line may be there twice
        said = as_dict(meta.get("agent"))
        asked, identity = self._read(session, meta, line, place)
        if not session.client:
            session.client = plain(identity.client, 60)
            values = (session.client, plain(identity.session), session.key)
            self._db.execute("UPDATE sessions SET client=?, own_id=? WHERE key=?", values)
        is_side = asked.kind in LISTED_SIDE_KINDS
        model = plain(members.get("model")) or plain(asked.meaning.model if asked.meaning else "")
        self._db.execute(*upsert("turns", {
            "session": session.key, "id": turn_id, "seq": number_or_none(members.get("seq")), "agent": asked.agent_id,
            "parent": plain(said.get("parent"), 100) or plain(identity.parent, 100), "kind": asked.kind,
            "side": int(is_side), "at": ms_from_ts(as_text(meta.get("ts"))),
            "method": plain(members.get("method"), 20),
            "path": asked.path, "host": plain(meta.get("host")), "model": model,
            "provider": plain(meta.get("provider"), 60) or session.provider,
            "retry_of": plain(members.get("retry_of"), 100), "req_file": place.file, "req_offset": place.offset,
            "req_length": place.length,
        }))  # fmt: skip
        key, _, fork_kind = self._db.execute(find, (session.key, turn_id)).fetchone()
        opened = session.open[turn_id] = _Open(key, asked.agent_id, asked.kind, asked.path, model, None, asked.scan)
        if asked.meaning and asked.scan:
            self._file_request(session, asked, opened, asked.meaning, asked.scan, fork_kind)

    def _read(self, session: _Session, meta: Mapping[str, Any], line: Line, place: LogPlace) -> tuple[_Asked, Identity]:
        members, said, headers = line.members, as_dict(meta.get("agent")), headers_of(line.members)
        path = plain(members.get("path"), 2000)
        shape = shape_of(path) if line.body_end and "body_encoding" not in members else None
        agent_id = plain(said.get("id") if "id" in said else identify(headers, path, b"", {}).agent, 100)
        agent = self.memory.agent(session, agent_id) if shape else _Agent()
        scan, meaning = None, None
        if shape:
            with contextlib.suppress(ValueError, RecursionError):
                scan = scan_body(shape, line.body, agent.scan)
                if shape.marker and shape.marker not in scan.members:
                    scan = None
        if scan and shape:
            messages = [message for some in scan.fresh for message in some]
            model = as_text(scan.members.get("model")) or model_in(path)
            has_tools = bool(scan.members.get("tools"))
            meaning = RequestMeaning(shape, model, False, scan.members, messages, scan.digests, scan.roles, has_tools)
        identity = identify(headers, path, b"", meaning.members if meaning else {})
        kind = plain(said.get("kind"), 30) or _kind_of(meta, members, headers, identity, meaning, path)
        turn_id = turn_name(meta, members)
        return _Asked(line, place, turn_id, path, agent_id, shape, agent, scan, meaning, kind), identity

    def _file_request(self, session: _Session, asked: _Asked, opened: _Open, meaning: RequestMeaning, scan: Scan,
                      fork_kind: str) -> None:  # fmt: skip
        """Blocks, what changed, and what the agent has heard now."""
        agent, is_side = asked.agent, asked.kind in LISTED_SIDE_KINDS
        state = agent.state
        if meaning.members.get("previous_response_id") and not common(state.heard, meaning.digests):
            meaning.digests = [*state.heard, *meaning.digests]  # only what is new was sent
            meaning.roles = "a" * len(state.heard) + meaning.roles
        heard = list(state.heard)
        seq = number_or_none(asked.line.members.get("seq")) or 0
        act = None if is_side else begin_turn(state, meaning, seq, asked.turn_id)
        if is_side and common(heard, meaning.digests) < len(heard):
            heard = []  # another conversation
        retry_of = plain(asked.line.members.get("retry_of"), 100) or (act.retry_of if act else "")
        fork = act.fork if act else None
        blocks = [] if retry_of else list(_new_blocks(session, asked, scan, heard, meaning, bool(fork)))
        if not is_side:
            self._file_system(session, asked, opened.key, meaning.system)
        shown = sum(self._add_block(session, opened.key, block) for block in blocks)
        ask = next((t for b in blocks if b.role == "user" and (t := _ask_of(b.part))), "")
        change = change_of(meaning.shape, agent.cached, scan) if agent.cached and not is_side else {}
        text = json.dumps(change, ensure_ascii=False).encode("utf-8", "replace").decode() if change else ""
        if fork and not fork_kind:
            self._db.execute(
                "UPDATE turns SET fork_from=?, fork_kind=? WHERE key=?", (fork.from_seq, fork.kind, opened.key)
            )
        put = "UPDATE turns SET retry_of=?, ask=?, blocks=?, previous=?, change=? WHERE key=?"
        self._db.execute(put, (retry_of, ask, shown, agent.cached_turn or agent.turn or None, text, opened.key))
        if is_side:
            return
        if ask and not session.has_title:
            session.has_title = True
            self._db.execute("UPDATE sessions SET title=? WHERE key=?", (ask, session.key))
        opened.act = act
        self.memory.keep(agent, scan)
        agent.turn, agent.answered = opened.key, False

    def _file_system(self, session: _Session, asked: _Asked, turn: int, system: str) -> None:
        """System text is a block of the turn that brings it."""
        if system and (found := hash_of(system)) != asked.agent.system:
            asked.agent.system = found
            block = Block(SYSTEM_BLOCK, "system", Part("text", system), IN_SYSTEM, asked.place, 0, found)
            self._add_block(session, turn, block)

    def _add_block(self, session: _Session, turn: int, block: Block) -> int:
        """Returns 1 where the turn shows it by itself, not with a call."""
        part = block.part
        self.last_block += 1
        call, tool = plain(part.id, 200), plain(part.name, 200)
        is_paired = part.kind == "tool_result" and bool(call) and call in session.calls
        if is_paired:
            tool = session.calls[call] or tool
        if part.kind == "tool_call" and call:
            session.calls[call] = tool
        role = "tool" if part.kind == "tool_result" else _KNOWN_ROLES.get(block.role, block.role)
        marks = (int(part.is_error), int(is_paired))
        where = (
            block.source,
            *block.place,
            block.number,
            len(part.text),
            self._find_text(said_by(part)),
            block.digest,
        )
        self._db.execute(
            _INSERT_BLOCK, (self.last_block, turn, block.n, plain(role, 30), part.kind, tool, call, *marks, *where)
        )
        return 0 if is_paired else 1

    def _find_text(self, said: str) -> int:
        """The number under which this text, the last block's, is in the full-text index: once, for all that say it."""
        if len(said) > 200:
            text_hash = hash_of(said)
            row = self._db.execute("SELECT fts FROM texts WHERE hash=?", (text_hash,)).fetchone()
            if row:
                return int(row[0])
            self._db.execute("INSERT INTO texts VALUES(?,?)", (text_hash, self.last_block))
        if said and self._has_fts:
            self._db.execute("INSERT INTO fts(rowid, said) VALUES(?,?)", (self.last_block, words_for_index(said)))
        return self.last_block

    # -- answers --

    def _response(self, session: _Session, meta: Mapping[str, Any], line: Line, place: LogPlace) -> None:
        turn_id, members = turn_name(meta, line.members), line.members
        find = "SELECT key, agent, kind, path, model, res_file FROM turns WHERE session=? AND id=?"
        row = self._db.execute(find, (session.key, turn_id)).fetchone()
        if row and row[5] is not None:
            return
        if row is None:
            at, seq = ms_from_ts(as_text(meta.get("ts"))), number_or_none(members.get("seq"))
            add = "INSERT INTO turns(session, id, seq, at, host) VALUES(?,?,?,?,?)"
            self._db.execute(add, (session.key, turn_id, seq, at, plain(meta.get("host"))))
            row = self._db.execute(find, (session.key, turn_id)).fetchone()
        opened = session.open.pop(turn_id, None) or _Open(*row[:5])
        answer = read_response(shape_of(opened.path), line)
        values = outcome_of(opened.kind, opened.model, meta, members, answer, self._prices) | timing_of(members, line)
        values |= name_of(values, opened.kind, opened.path, answer)
        values |= {"res_file": place.file, "res_offset": place.offset, "res_length": place.length}
        changes = ",".join(f"{name}=?" for name in values)
        self._db.execute(f"UPDATE turns SET {changes} WHERE key=?", (*values.values(), opened.key))  # noqa: S608
        digests = [key_of(digest) for digest in answer.digests()]
        for n, part in enumerate(answer.parts):
            digest = digests[0] if digests else 0
            block = Block(FIRST_ANSWER_BLOCK + n, "assistant", part, IN_ANSWER, place, n, digest)
            self._add_block(session, opened.key, block)
        session.known.update(digests)
        if answer.parts:
            self._db.execute("UPDATE turns SET blocks=blocks+? WHERE key=?", (len(answer.parts), opened.key))
        self._note_end(session, opened, answer, values)

    def _note_end(self, session: _Session, opened: _Open, answer: AnswerMeaning, values: Mapping[str, Any]) -> None:
        agent = session.agents.get(opened.agent)
        if agent is None:
            return
        if opened.kind == "compaction":
            agent.state.was_compacted = True
        if opened.act is None:
            return
        end_turn(opened.act, answer, values["status"] or 0, values["aborted"])
        if values["status"] and values["status"] < 400:
            agent.cached, agent.cached_turn = opened.scan, opened.key
            agent.answered = bool(answer.parts)


# -- what a request brings --


def _kind_of(meta: Mapping[str, Any], members: Mapping[str, Any], headers: dict[str, str], identity: Identity,
             meaning: RequestMeaning | None, path: str) -> str:  # fmt: skip
    """What a request is for, where the line does not say: the lines of old proxies never do."""
    if meaning is None:
        is_socket = "websocket" in headers.get("upgrade", "").lower() and "socket" not in meta
        return "socket" if is_socket else "main" if is_conversation(path) and "body" in members else "other"
    if "stream" in members or not meaning.shape.is_turn:  # it would say so
        return "main" if meaning.shape.is_turn else "count_tokens" if "count" in meaning.shape.name else "other"
    kind = kind_of(identity.client, headers, meaning, path)[0]
    return "subagent" if kind == "main" and (identity.agent or identity.parent) else kind


def _ask_of(part: Part) -> str:
    """What a user asks for, on one line; nothing for what the client put in."""
    if part.kind != "text" or is_reminder(part.text):
        return ""
    return plain(" ".join(part.text[:2000].split()), 200)


def _new_blocks(session: _Session, asked: _Asked, scan: Scan, heard: Sequence[bytes], meaning: RequestMeaning,
                forked: bool) -> Iterator[Block]:  # fmt: skip
    """What this request says first."""
    counter = itertools.count()
    position = len(meaning.digests) - sum(len(d) for d, _ in scan.keys[scan.same :])
    shared = common(heard, meaning.digests)
    for index, messages in enumerate(scan.fresh, scan.same):
        number = 0
        for message in messages:
            digest = digest_of(message)
            position += bool(digest)
            key = key_of(digest) if digest else hash_of(message.role, *(part.text for part in message.parts))
            is_old = bool(digest) and position <= shared
            if not is_old and (forked or not heard or not digest):
                is_old = key in session.known
            if not is_old and heard and not forked and message.role == "assistant":
                is_old = asked.agent.answered  # as its answer was, written in another way
            for part in message.parts:
                # Reminders come and go inside messages that stay the same.
                own = hash_of(part.text) if part.kind == "text" and is_reminder(part.text) else 0
                if not is_old or (own and own not in session.known):
                    source, place, at = _place_of(scan, asked, index, number)
                    yield Block(next(counter), message.role, part, source, place, at, own or key)
                session.known.add(own or key)
                number += 1
            session.known.add(key)


def _place_of(scan: Scan, asked: _Asked, index: int, number: int) -> tuple[int, LogPlace, int]:
    file, offset, _ = asked.place
    offset += asked.line.body_at
    if scan.is_whole:
        number += sum(len(message.parts) for some in scan.fresh[:index] for message in some)
        return IN_BODY, LogPlace(file, offset, len(scan.raw)), number
    begin, end = scan.start + scan.begins[index], scan.start + scan.ends[index]
    return IN_ELEMENT, LogPlace(file, offset + begin, end - begin), number


# -- what an answer brings --

_CONTENT_EVENT = re.compile(
    r"content_block_delta|output_text\.delta|arguments\.delta|reasoning[a-z_]*\.delta|input\.delta|contentBlockDelta"
    r'|"(?:content|reasoning_content|reasoning|text|response)"\s*:\s*"[^"]|"tool_calls"\s*:\s*\[|"functionCall"'
)


def outcome_of(kind: str, asked_model: str, meta: Mapping[str, Any], members: Mapping[str, Any],
               answer: AnswerMeaning, prices: PriceTable) -> dict[str, Any]:  # fmt: skip
    """How an exchange ended, and what it cost: the line's own figures, where it has them."""
    status = number_or_none(members.get("status"))
    status = 200 if status == 101 and kind != "socket" else status
    failure, api_error = as_dict(members.get("error")), as_dict(members.get("api_error"))
    said = (as_text(api_error.get("type")) or answer.error_kind, as_text(api_error.get("message")) or answer.error)
    error = ": ".join(text for text in said if text) or as_text(failure.get("message"))
    if not error and status is not None and status >= 400:
        error = f"status {status}"
    usage, note = _usage_of(members, answer)
    model = plain(members.get("model")) or plain(answer.model) or asked_model
    cost = members.get("cost_usd")
    if not isinstance(cost, int | float) or isinstance(cost, bool) or not 0 <= cost < 1e6:
        cost = None
        if usage and note != "estimated":
            host, hint = host_of(meta.get("host")), as_text(meta.get("provider"))
            found = (prices.cost_of(name, usage, hint, host) for name in (model, asked_model) if name)
            cost = next((value for value in found if value is not None), None)
    return {
        "status": status, "error": plain(error, 1000), "aborted": plain(failure.get("by"), 30), "model": model,
        "stop": plain(members.get("stop_reason"), 100) or plain(answer.stop_reason, 100),
        "read": usage.cache_read_tokens if usage else None, "fresh": usage.input_tokens if usage else None,
        "written": usage.cache_write_5m_tokens + usage.cache_write_1h_tokens if usage else None,
        "hour": usage.cache_write_1h_tokens if usage else None, "output": usage.output_tokens if usage else None,
        "note": note, "cost": cost,
    }  # fmt: skip


def _usage_of(members: Mapping[str, Any], answer: AnswerMeaning) -> tuple[Usage | None, str]:
    """The line's figures, or the answer's; and whether they are `partial` or `estimated`."""
    logged = members.get("usage")
    if not isinstance(logged, dict):
        return answer.usage, "partial" if answer.usage and not answer.stop_reason else ""
    usage = Usage()
    for name in USAGE_COUNTS:
        setattr(usage, name, as_count(logged.get(name)))
    return usage, next((mark for mark in ("estimated", "partial") if logged.get(mark) is True), "")


def name_of(values: Mapping[str, Any], kind: str, path: str, answer: AnswerMeaning) -> dict[str, str]:
    """What a turn is called: by its act, or by what went wrong; and the beginning of what it says."""
    calls = answer.tool_calls
    status, failed = values["status"] or 0, bool(values["error"] or values["aborted"])
    words = values["error"].partition(":")[0].replace("_error", "").replace("_", " ")
    title = act_of(calls) or ("answer" if answer.parts else "")
    if kind in LISTED_SIDE_KINDS:
        title = kind if kind != "other" else path
    if failed and (status >= 400 or status == 0 or not title):
        title = (
            f"{status} {words}" if status >= 400 else f"aborted by {values['aborted']}" if values["aborted"] else words
        )
    elif failed:
        title += ", broke off"
    text = next((part.text for part in answer.parts if part.kind == "text" and part.text.strip()), "")
    tools = json.dumps([plain(part.name, 100) for part in calls]) if calls else ""
    excerpt = plain(" ".join(text[:1000].split()), 160)
    return {"title": plain(title or "empty answer", 160), "tools": tools, "excerpt": excerpt}


def timing_of(members: Mapping[str, Any], line: Line) -> dict[str, Any]:
    """Waits, and stalls: pauses over 2 s that are five times as long as usual."""
    import statistics

    timing = as_dict(members.get("timing"))
    times: list[int] = []
    first = None
    for chunk in map(as_dict, line.chunks or ()):
        raw, at = as_text(chunk.get("raw")), number_or_none(chunk.get("delta_ms"))
        if at is None or not raw.strip():
            continue
        times.append(at)
        if first is None and _CONTENT_EVENT.search(raw[:4096]):
            first = at
    waits = [b - a for a, b in itertools.pairwise(times)]
    usual = statistics.median(waits) if waits else 0
    gaps = [[times[n], wait] for n, wait in enumerate(waits) if wait > 2000 and wait > 5 * usual][:50]
    wait_ms, total = number_or_none(timing.get("ttfb_ms")), number_or_none(timing.get("total_ms"))
    return {"wait_ms": wait_ms, "first_ms": first, "total_ms": total, "gaps": json.dumps(gaps) if gaps else ""}


# ==============================================================================
# 39  Index
# ==============================================================================
# index.db says where things are in the log files and how they add up; it holds
# no text.  It may be deleted at any time: it is made from the files alone.
#
# The full-text index keeps no positions (detail=none): it is a third of the size, and phrases
# are looked for in the texts that have all their words.
#
# One thread writes: it looks at the directory, reads what was appended, commits.
# All others read, each from its own connection, what was committed last (WAL).

INDEX_VERSION = "1"
_COMMIT_BYTES, _COMMIT_S = 48 * MEBIBYTE, 1.5
_LOOK_S = 0.3  # between two looks at the files that change most
_SWEEP_S = 5.0  # between two looks at all of them
_WATCHED = 64

_INDEX_SCHEMA = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value);
CREATE TABLE files(key INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT UNIQUE, inode INT, head BLOB, size INT, mtime INT,
  done INT, lines INT DEFAULT 0, torn INT DEFAULT 0, foreign_lines INT DEFAULT 0);
CREATE TABLE sessions(key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, own_id TEXT, client TEXT, provider TEXT,
  host TEXT, title TEXT DEFAULT '', file INT, started INT, ended INT, open INT DEFAULT 0, agents INT DEFAULT 0,
  side_calls INT DEFAULT 0, turns INT DEFAULT 0, requests INT DEFAULT 0, errors INT DEFAULT 0, read INT, written INT,
  fresh INT, output INT, cost REAL, cost_partial INT DEFAULT 0, models TEXT DEFAULT '[]', revision INT DEFAULT 0);
CREATE INDEX sessions_ended ON sessions(ended);
CREATE TABLE turns(key INTEGER PRIMARY KEY AUTOINCREMENT, session INT, id TEXT, seq INT, agent TEXT DEFAULT '',
  parent TEXT DEFAULT '', kind TEXT DEFAULT 'main', side INT DEFAULT 0, at INT, method TEXT DEFAULT '',
  path TEXT DEFAULT '', host TEXT DEFAULT '', provider TEXT DEFAULT '', model TEXT DEFAULT '', status INT,
  error TEXT DEFAULT '', aborted TEXT DEFAULT '', stop TEXT DEFAULT '', retry_of TEXT DEFAULT '',
  folded INT DEFAULT 0, fork_from INT, fork_kind TEXT DEFAULT '', wait_ms INT, first_ms INT, total_ms INT,
  gaps TEXT DEFAULT '', read INT, written INT, hour INT, fresh INT, output INT, note TEXT DEFAULT '', cost REAL,
  req_file INT, req_offset INT, req_length INT, res_file INT, res_offset INT, res_length INT,
  title TEXT DEFAULT '', ask TEXT DEFAULT '', excerpt TEXT DEFAULT '', tools TEXT DEFAULT '',
  blocks INT DEFAULT 0, previous INT, change TEXT DEFAULT '', UNIQUE(session, id));
CREATE INDEX turns_at ON turns(at);
CREATE INDEX turns_req ON turns(req_file);
CREATE INDEX turns_res ON turns(res_file);
CREATE TABLE blocks(key INTEGER PRIMARY KEY, turn INT, n INT, role TEXT, kind TEXT, tool TEXT, call TEXT, failed INT,
  paired INT, source INT, file INT, offset INT, length INT, part INT, size INT, fts INT, digest INT);
CREATE INDEX blocks_turn ON blocks(turn, n);
CREATE INDEX blocks_fts ON blocks(fts);
CREATE TABLE texts(hash INTEGER PRIMARY KEY, fts INT);
"""
_FTS = (
    "CREATE VIRTUAL TABLE fts USING fts5(said, content='', detail=none, columnsize=0,"
    " tokenize='unicode61 remove_diacritics 0')"
)


def index_path(directory: str) -> str:
    """index.db beside the logs, or, where that is read-only, in the cache directory."""
    beside = os.path.join(directory, "index.db")
    if os.access(directory, os.W_OK):
        return beside
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    cache = os.path.join(os.path.abspath(base), "llm-proxy")
    make_private_directory(cache)
    return os.path.join(cache, f"index-{hash_of(os.path.realpath(directory)):x}.db")


def _has_fts5(db: sqlite3.Connection) -> bool:
    try:
        db.execute("CREATE VIRTUAL TABLE temp.try_fts USING fts5(x)")
        db.execute("DROP TABLE temp.try_fts")
    except sqlite3.OperationalError:
        return False
    return True


def open_index(path: str) -> sqlite3.Connection:
    """The index for writing; what is no index of this version is made anew."""
    for attempt in (1, 2):
        try:
            db = _connect_index(path)
            found = db.execute("SELECT value FROM meta WHERE name='version'").fetchone() if _is_made(db) else None
            if found and found[0] == INDEX_VERSION:
                return db
            if found is None and not _is_made(db):
                return _create(db)
            db.close()
        except sqlite3.DatabaseError:
            if attempt == 2:
                raise
        remove_index(path)
    return _create(_connect_index(path))


def remove_index(path: str) -> None:
    for name in (path, path + "-wal", path + "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)


def _connect_index(path: str) -> sqlite3.Connection:
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=5)
    for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-8000", "temp_store=MEMORY"):
        db.execute(f"PRAGMA {pragma}")
    return db


def _is_made(db: sqlite3.Connection) -> bool:
    return bool(db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone())


def _create(db: sqlite3.Connection) -> sqlite3.Connection:
    db.executescript(_INDEX_SCHEMA)
    if _has_fts5(db):
        db.execute(_FTS)
        db.execute("INSERT INTO fts(fts, rank) VALUES('hashsize', 4194304)")
    db.execute("INSERT INTO meta VALUES('version', ?), ('revision', 0)", (INDEX_VERSION,))
    return db


# What a session's row says, from its turns: figures, dates, models by use.
_FIGURES = """
UPDATE sessions SET (started, ended, open, agents, side_calls, turns, requests, errors, read, written, fresh, output,
  cost, cost_partial) = (SELECT min(at), max(at + coalesce(total_ms, 0)), sum(res_file IS NULL), count(DISTINCT agent),
  sum(side), sum(NOT side AND NOT folded), count(*), sum(error <> '' OR aborted <> '' OR coalesce(status, 200) >= 400),
  sum(read), sum(written), sum(fresh), sum(output), sum(cost),
  max(coalesce((fresh IS NOT NULL AND cost IS NULL) OR note = 'partial', 0)) FROM turns WHERE session = sessions.key),
  models = coalesce((SELECT json_group_array(model) FROM (SELECT model FROM turns WHERE session = sessions.key
    AND model <> '' GROUP BY model ORDER BY sum(NOT side) DESC, count(*) DESC LIMIT 8)), '[]'),
  revision = ? WHERE key = ?
"""
_FOLD = """
UPDATE turns SET folded = 1 WHERE session = ? AND NOT folded AND (error <> '' OR aborted <> '' OR status >= 400)
  AND id IN (SELECT retry_of FROM turns WHERE session = ? AND retry_of <> '')
"""


@dataclass(slots=True)
class Progress:
    """What /api/status tells of the index."""

    state: str = "building"
    error: str = ""
    bytes_done: int = 0
    bytes_total: int = 0
    started_s: float = field(default_factory=time.monotonic)
    began_with: int = 0
    files: int = 0
    lines: int = 0
    torn: int = 0
    foreign: int = 0
    revision: int = 0


class Index:
    """The index of one log directory, kept up to date by a thread of its own.

    Where another process keeps it, this one only reads.
    """

    def __init__(self, directory: str, prices: PriceTable | None = None, path: str = "") -> None:
        self.directory = os.path.abspath(directory)
        self.path = path or index_path(self.directory)
        self.text = LogText(self.directory)
        self.prices = prices or PriceTable()
        self.progress = Progress()
        self.has_fts = True
        self._changed = threading.Condition()
        self._recent: list[tuple[int, list[str]]] = []
        self._readers: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._closing = threading.Event()
        self._lock_fd = -1
        self._db: sqlite3.Connection | None = None
        self._filer: Filer | None = None
        self._generation = 0
        self._watched: list[str] = []
        self._commit_at, self._uncommitted = 0.0, 0
        self._thread = threading.Thread(target=self._run, name="index", daemon=True)

    def open(self) -> None:
        """Open or make the database.  Raises ProxyError."""
        try:
            self._open()
        except (sqlite3.Error, OSError) as e:
            raise ProxyError(f"{self.path}: {e}; delete it, or name another directory by XDG_CACHE_HOME") from e

    def start(self) -> None:
        """Open, then follow the files in the background."""
        self.open()
        self._thread.start()

    def catch_up(self) -> None:
        """Bring the index up to date with the files as they are now; where another process does so, tell of it."""
        try:
            if self._db:
                if not os.path.exists(self.path):
                    raise sqlite3.DatabaseError("index.db was removed")
                self._sweep()
            else:
                self._follow_other()
        except sqlite3.DatabaseError as e:
            self._restart(e)
        else:
            self.progress.state, self.progress.error = "ready", ""

    def close(self) -> None:
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(10)
        with self._changed:
            self._changed.notify_all()
        self._drop_readers()
        if self._db:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._db.close()
            self._db = None
        if self._lock_fd >= 0:
            os.close(self._lock_fd)
            self._lock_fd = -1

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one committed state."""
        generation = self._generation
        try:
            db = self._readers.get_nowait()
        except queue.Empty:
            db = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None, timeout=5)
            db.row_factory = sqlite3.Row
            for pragma in ("query_only=1", "cache_size=-4000", "temp_store=MEMORY"):
                db.execute(f"PRAGMA {pragma}")
        db.execute("BEGIN")
        try:
            yield db
        finally:
            db.execute("ROLLBACK")
            if generation == self._generation and not self._closing.is_set():
                self._readers.put(db)
            else:
                db.close()

    def wait_change(self, since: int, timeout_s: float) -> tuple[int, list[str]]:
        """The revision, and which sessions changed after `since`; waits until there is such a change."""
        deadline = time.monotonic() + timeout_s
        with self._changed:
            while self.progress.revision <= since and not self._closing.is_set():
                left = deadline - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    break
            found = dict.fromkeys(name for revision, names in self._recent if revision > since for name in names)
            return self.progress.revision, list(found)

    # -- in its thread, but for the first opening --

    def _open(self) -> None:
        import fcntl

        if self._lock_fd < 0:
            self._lock_fd = os.open(self.path + ".lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(self._lock_fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(self._lock_fd)
                self._lock_fd = -1
        if self._lock_fd >= 0:
            self._db = open_index(self.path)
            self.has_fts = bool(self._db.execute("SELECT 1 FROM sqlite_master WHERE name='fts'").fetchone())
            self._filer = Filer(self._db, self.text, self.prices, self.has_fts)
        self._count()

    def _run(self) -> None:
        signs: list[tuple[int, int, int]] = []
        sweep_at = 0.0
        while not self._closing.wait(0 if self.progress.state == "building" else _LOOK_S):
            found = signs_of(self.directory, [*self._watched, self.path])
            if found == signs and time.monotonic() < sweep_at and self._db and self.progress.state == "ready":
                continue
            try:
                self.catch_up()
            except Exception as e:  # noqa: BLE001 -- odd input may stop a file, never the thread
                app_log().exception("the index stopped at an error and goes on")
                self.progress.error = f"{type(e).__name__}: {e}"
                self.progress.state = "failed"
                self._closing.wait(2)
            signs, sweep_at = found, time.monotonic() + _SWEEP_S

    def _restart(self, error: sqlite3.Error) -> None:
        """Begin anew: what is derived can be made again."""
        self.progress = Progress(error=str(error), revision=self.progress.revision)
        app_log().warning("%s: %s; it is made anew", self.path, error)
        try:
            if self._db:
                with contextlib.suppress(sqlite3.Error):
                    self._db.close()
            self._drop_readers()
            remove_index(self.path)
            self._open()
        except (sqlite3.Error, OSError) as e:
            self.progress.state, self.progress.error = "failed", f"{self.path}: {e}"
            self._closing.wait(2)

    def _drop_readers(self) -> None:
        self._generation += 1
        with contextlib.suppress(queue.Empty):
            while True:
                self._readers.get_nowait().close()

    def _follow_other(self) -> None:
        """Another process writes: tell of its commits."""
        with self.reading() as db:
            revision = int(db.execute("SELECT value FROM meta WHERE name='revision'").fetchone()[0])
            names = [
                row[0] for row in db.execute("SELECT id FROM sessions WHERE revision > ?", (self.progress.revision,))
            ]
        if revision != self.progress.revision:
            self._tell(revision, names)
        self._count()

    def _count(self) -> None:
        if self._db:
            count_files(self._db, self.progress)
        else:
            with self.reading() as db:
                count_files(db, self.progress)

    def _sweep(self) -> None:
        """Bring the index up to date with the files as they are now."""
        db, progress = self._writer(), self.progress
        query = "SELECT key, path, inode, head, size, done, mtime FROM files"
        known = {row[1]: row for row in db.execute(query)}
        present = dict(sorted(log_files(self.directory), key=lambda item: item[1].st_mtime_ns))
        self._watched = [*list(present)[-_WATCHED:], *sorted({os.path.dirname(path) for path in present}), ""]
        gone = [row for path, row in known.items() if path not in present or not self._is_same(row, present[path])]
        for row in known.values():
            if row[1] in present and was_written_over(os.path.join(self.directory, row[1]), row, present[row[1]]):
                raise sqlite3.DatabaseError(f"{row[1]} was written over")  # as forget does: no word of it may stay
        for row in gone:
            self._remove(row)
        if gone:
            known = {row[1]: row for row in db.execute(query)}
        fresh = [
            (p, found, known.get(p)) for p, found in present.items() if p not in known or found.st_size != known[p][4]
        ]
        sizes = [(found.st_size - (row[5] if row else 0)) for _, found, row in fresh]
        progress.bytes_total = sum(found.st_size for found in present.values())
        progress.bytes_done = progress.bytes_total - sum(max(size, 0) for size in sizes)
        progress.began_with = progress.bytes_done if progress.state == "building" else progress.began_with
        for path, found, row in fresh:
            self._read_file(path, found, row)
        if db.in_transaction:
            self._commit()
            self._count()

    def _is_same(self, row: Sequence[Any], found: os.stat_result) -> bool:
        """Whether a file still begins as the one that was read; that is looked at where its inode is another."""
        if found.st_size < row[5]:
            return False
        return found.st_ino == row[2] or _head_of(os.path.join(self.directory, row[1]), len(row[3] or b"")) == (
            row[3] or b""
        )

    def _remove(self, row: Sequence[Any]) -> None:
        self._rows().touched |= remove_file(self._begin(), row[0], row[1])
        self._rows().memory.forget()

    def _writer(self) -> sqlite3.Connection:
        if self._db is None:
            raise sqlite3.ProgrammingError("another process writes this index")
        return self._db

    def _rows(self) -> Filer:
        if self._filer is None:
            raise sqlite3.ProgrammingError("another process writes this index")
        return self._filer

    def _begin(self) -> sqlite3.Connection:
        db = self._writer()
        if not db.in_transaction:
            db.execute("BEGIN IMMEDIATE")
        return db

    def _read_file(self, path: str, found: os.stat_result, row: Sequence[Any] | None) -> None:
        db, progress = self._begin(), self.progress
        full = os.path.join(self.directory, path)
        if row is None:
            db.execute(*upsert("files", {"path": path, "inode": found.st_ino, "done": 0}, 1))
            row = db.execute(
                "SELECT key, path, inode, head, size, done, mtime FROM files WHERE path=?", (path,)
            ).fetchone()
        key, done = row[0], row[5]
        counts = {"": 0, "torn": 0, "foreign": 0}
        noted = done
        lines = lines_of_gzip(full, done) if path.endswith(".gz") else lines_of_file(full, done)
        try:
            for offset, behind, raw in lines:
                if raw.strip():
                    counts[self._take(path, raw, LogPlace(key, offset, len(raw)))] += 1
                progress.bytes_done += behind - done
                done = behind
                if done - noted > _COMMIT_BYTES:
                    noted = done
                    self._note_file(key, done, counts)
                    self._commit()
                    self._begin()
                if self._closing.is_set():
                    break
        except zlib.error:
            counts["torn"] += 1
        except OSError as e:
            progress.error = f"{full}: {e.strerror}"
        size = -1 if self._closing.is_set() else found.st_size
        values = (size, found.st_ino, found.st_mtime_ns, _head_of(full, min(done, 256)), key)
        db.execute("UPDATE files SET size=?, inode=?, mtime=?, head=? WHERE key=?", values)
        self._note_file(key, done, counts)
        self._uncommitted += done - noted
        if self._uncommitted > _COMMIT_BYTES or time.monotonic() > self._commit_at:
            self._commit()
            self._count()

    def _take(self, path: str, raw: bytes, place: LogPlace) -> str:
        try:
            return self._rows().take(path, raw, place)
        except sqlite3.DatabaseError:
            raise
        except Exception:  # noqa: BLE001 -- odd input may cost its line, never the file
            app_log().exception("%s at byte %d is left out", path, place.offset)
            return "foreign"

    def _note_file(self, key: int, done: int, counts: dict[str, int]) -> None:
        change = "UPDATE files SET done=?, lines=lines+?, torn=torn+?, foreign_lines=foreign_lines+? WHERE key=?"
        self._begin().execute(change, (done, sum(counts.values()), counts["torn"], counts["foreign"], key))
        counts.update(dict.fromkeys(counts, 0))

    def _commit(self) -> None:
        db, filer = self._begin(), self._rows()
        revision = self.progress.revision + 1
        for session in filer.touched:
            db.execute(_FOLD, (session, session))
            db.execute(_FIGURES, (revision, session))
        filer.touched.clear()
        db.execute("INSERT OR REPLACE INTO meta VALUES('revision', ?), ('blocks', ?)", (revision, filer.last_block))
        names = [row[0] for row in db.execute("SELECT id FROM sessions WHERE revision=? LIMIT 5000", (revision,))]
        db.execute("COMMIT")
        self._commit_at, self._uncommitted = time.monotonic() + _COMMIT_S, 0
        with contextlib.suppress(sqlite3.OperationalError):
            db.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self._tell(revision, names)

    def _tell(self, revision: int, names: list[str]) -> None:
        with self._changed:
            self.progress.revision = revision
            self._recent = [*self._recent[-200:], (revision, names)]
            self._changed.notify_all()


def was_written_over(full: str, row: Sequence[Any], found: os.stat_result) -> bool:
    """Whether a file changed, but not its size.  While a line is appended that looks so for an instant."""
    for _ in range(3):
        if (found.st_ino, found.st_size) != (row[2], row[4]) or found.st_mtime_ns == row[6]:
            return False
        time.sleep(0.02)
        with contextlib.suppress(OSError):
            found = os.stat(full)
    return True


def signs_of(directory: str, paths: Iterable[str]) -> list[tuple[int, int, int]]:
    """Numbers that change when lines are written: of these files and directories, and of today's journal."""
    found = []
    for path in (*paths, os.path.join("journal", f"{utc_day(time.time())}.jsonl")):
        with contextlib.suppress(OSError):
            stat = os.stat(os.path.join(directory, path))
            is_index = path.endswith(".db")  # of which only matters that it is there
            found.append((stat.st_ino, 0, 0) if is_index else (stat.st_ino, stat.st_size, stat.st_mtime_ns))
    return found


def remove_file(db: sqlite3.Connection, key: int, path: str) -> set[int]:
    """Take out what a file said; returns the sessions it was of.  Its words stay in the full-text index."""
    sessions = {row[0] for row in db.execute("SELECT session FROM turns WHERE req_file=?1 OR res_file=?1", (key,))}
    db.execute("DELETE FROM blocks WHERE turn IN (SELECT key FROM turns WHERE req_file=?1 OR res_file=?1)", (key,))
    db.execute("DELETE FROM turns WHERE req_file=?1 OR res_file=?1", (key,))
    db.execute("DELETE FROM files WHERE key=?", (key,))
    twin = path.removesuffix(".gz") if path.endswith(".gz") else path + ".gz"  # as compressed by retention
    db.execute("UPDATE files SET done=0, size=-1 WHERE path=?", (twin,))
    for session in sessions:
        if not db.execute("SELECT 1 FROM turns WHERE session=?", (session,)).fetchone():
            db.execute("DELETE FROM sessions WHERE key=?", (session,))
    return sessions


def count_files(db: sqlite3.Connection, progress: Progress) -> None:
    row = db.execute("SELECT count(*), sum(lines), sum(torn), sum(foreign_lines) FROM files").fetchone()
    progress.files, progress.lines, progress.torn, progress.foreign = (int(n or 0) for n in row)
    found = int(db.execute("SELECT value FROM meta WHERE name='revision'").fetchone()[0])
    progress.revision = max(progress.revision, found)


def log_files(directory: str) -> Iterator[tuple[str, os.stat_result]]:
    """Log files, relative to the directory; neither links nor the journal."""
    stack = [""]
    while stack:
        at = stack.pop()
        try:
            entries = list(os.scandir(os.path.join(directory, at)))
        except OSError:
            continue
        for entry in entries:
            name = os.path.join(at, entry.name)
            with contextlib.suppress(OSError, UnicodeEncodeError):
                name.encode()
                if entry.is_dir(follow_symlinks=False):
                    if name != "journal" and not entry.name.startswith(".") and name.count("/") < 5:
                        stack.append(name)
                elif name.endswith((".jsonl", ".jsonl.gz")) and entry.is_file(follow_symlinks=False):
                    yield name, entry.stat(follow_symlinks=False)


def _head_of(path: str, size: int) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(size)
    except OSError:
        return b""


# ==============================================================================
# 40  Views
# ==============================================================================
# What the Explorer answers: functions of the index and of the log lines that it
# names, read back.  What a client or a provider wrote is data here, of any type
# and size; texts leave in pieces, and are never taken for more than text.

HEAD_CHARS = 2048
RUNNING_MS = 60_000
LOST_MS = 3_600_000  # an answer that has not come after an hour never will
_TOKENS = ("read", "written", "fresh", "output")
_TURN_FIELDS = "t.*, rf.path AS req_path, sf.path AS res_path"
_TURN_FROM = "turns t LEFT JOIN files rf ON rf.key=t.req_file LEFT JOIN files sf ON sf.key=t.res_file"


class ViewError(ProxyError):
    """A request that cannot be answered; `status` is a 4xx or 5xx."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(slots=True)
class Source:
    """What views are made from: one state of the index, and the files."""

    db: sqlite3.Connection
    index: Index

    @property
    def text(self) -> LogText:
        return self.index.text


def now_ms() -> int:
    return int(time.time() * 1000)


def head_of(text: str, size: int = HEAD_CHARS) -> str:
    """The beginning of a text, cut at a line if that costs little."""
    if len(text) <= size:
        return text
    cut = text.rfind("\n", size // 2, size)
    return text[: cut if cut > 0 else size]


def size_of(text: str) -> int:
    """In bytes of UTF-8."""
    return len(text.encode("utf-8", "replace"))


def clean(text: str) -> str:
    """As UTF-8 can carry it."""
    return text.encode("utf-8", "replace").decode()


# -- rows --


def tokens_of(row: sqlite3.Row) -> dict[str, int | None]:
    return {name: row[name] for name in _TOKENS}


def session_view(row: sqlite3.Row, now: int) -> dict[str, Any]:
    started, ended = row["started"], row["ended"]
    is_open = bool(row["open"]) and ended is not None and now - ended < LOST_MS
    title = row["title"] or ("requests outside any session" if row["id"].startswith("misc-") else "")
    return {
        "id": row["id"], "title": title, "client": row["client"] or "unknown", "provider": row["provider"] or "",
        "host": row["host"] or "", "models": json.loads(row["models"] or "[]"), "started_at": started,
        "ended_at": ended, "running": is_open or (ended is not None and now - ended < RUNNING_MS),
        "agents": row["agents"] or 0, "side_calls": row["side_calls"] or 0, "turns": row["turns"] or 0,
        "requests": row["requests"] or 0, "errors": row["errors"] or 0,
        "duration_ms": ended - started if started is not None and ended is not None else None,
        "tokens": tokens_of(row), "cost": _rounded(row["cost"]), "cost_partial": bool(row["cost_partial"]),
    }  # fmt: skip


def _rounded(cost: float | None) -> float | None:
    return None if cost is None else round(cost, 8)


def figures_of(rows: Sequence[sqlite3.Row]) -> dict[str, Any]:
    """The figures of some turns together."""
    starts = [row["at"] for row in rows if row["at"] is not None]
    ends = [row["at"] + (row["total_ms"] or 0) for row in rows if row["at"] is not None]
    costs = [row["cost"] for row in rows if row["cost"] is not None]

    def total(name: str) -> int | None:
        known = [row[name] for row in rows if row[name] is not None]
        return sum(known) if known else None

    return {
        "turns": sum(not row["side"] and not row["folded"] for row in rows), "requests": len(rows),
        "side_calls": sum(bool(row["side"]) for row in rows), "errors": sum(has_failed(row) for row in rows),
        "duration_ms": max(ends) - min(starts) if starts else None, "tokens": {name: total(name) for name in _TOKENS},
        "cost": _rounded(sum(costs)) if costs else None,
        "cost_partial": any((r["fresh"] is not None and r["cost"] is None) or r["note"] == "partial" for r in rows),
    }  # fmt: skip


def has_failed(row: sqlite3.Row) -> bool:
    return bool(row["error"] or row["aborted"] or (row["status"] or 200) >= 400)


def find_session(src: Source, name: str) -> sqlite3.Row:
    """By id, by the client's own id, or by the end of the id, as in the reference program."""
    if not 0 < len(name) <= 255:
        raise ViewError(404, "no session is named so; the list is at /, or llm-proxy sessions")
    for condition, value in (("id=?", name), ("own_id=?", name), ("substr(id, -?2)=?1", name)):
        args = (value, len(name)) if "?2" in condition else (value,)
        row = src.db.execute(f"SELECT * FROM sessions WHERE {condition} ORDER BY ended DESC LIMIT 1", args).fetchone()  # noqa: S608
        if row:
            return row  # type: ignore[no-any-return]
    building = src.index.progress.state == "building"
    hint = "the index is still being built, try again in a moment" if building else "llm-proxy sessions lists them"
    raise ViewError(404, f"no session {clean(name)!r} in {src.index.directory}; {hint}")


def rows_of(src: Source, session: sqlite3.Row) -> list[sqlite3.Row]:
    query = f"SELECT {_TURN_FIELDS} FROM {_TURN_FROM} WHERE t.session=? ORDER BY t.at, t.seq, t.key"  # noqa: S608
    return src.db.execute(query, (session["key"],)).fetchall()


def find_turn(src: Source, session: sqlite3.Row, name: str) -> sqlite3.Row:
    """By id, or by its number in the session."""
    query = f"SELECT {_TURN_FIELDS} FROM {_TURN_FROM} WHERE t.session=? AND t.id=?"  # noqa: S608
    row = src.db.execute(query, (session["key"], name)).fetchone()
    if row is None and name.isdecimal() and len(name) < 9:
        shown = [r for r in rows_of(src, session) if not r["side"] and not r["folded"]]
        row = shown[int(name) - 1] if 0 < int(name) <= len(shown) else None
    if row is None:
        raise ViewError(404, f"session {session['id']} has no turn {clean(name)!r}; reload the session")
    return row  # type: ignore[no-any-return]


# -- lists --

_SAME = {"host": "host", "provider": "provider", "client": "client"}


def sessions_view(src: Source, query: Mapping[str, str]) -> dict[str, Any]:
    conditions, values = _session_filter(query)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    total = src.db.execute(f"SELECT count(*) FROM sessions {where}", values).fetchone()[0]  # noqa: S608
    offset, limit = count_of(query, "offset", 0, 10**9), count_of(query, "limit", 100, 1000)
    listed = f"SELECT * FROM sessions {where} ORDER BY ended DESC, key DESC LIMIT ? OFFSET ?"  # noqa: S608
    rows = src.db.execute(listed, (*values, limit, offset)).fetchall()
    everything = src.db.execute("SELECT count(*) FROM sessions").fetchone()[0]
    now = now_ms()
    return {"total": total, "all": everything, "rows": [session_view(row, now) for row in rows]}


def _session_filter(query: Mapping[str, str]) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    for name, column in _SAME.items():
        if query.get(name):
            conditions.append(f"{column}=?")
            values.append(clean(query[name]))
    for name, column in (("model", "model"), ("tool", "tools")):
        if query.get(name):
            match = "=?" if name == "model" else "LIKE ? ESCAPE '\\'"
            conditions.append(f"key IN (SELECT session FROM turns WHERE {column} {match})")  # noqa: S608
            values.append(clean(query[name]) if name == "model" else f"%{like(json.dumps(clean(query[name])))}%")
    for name, compare in (("after", "ended >= ?"), ("before", "started < ?")):
        if query.get(name):
            conditions.append(compare)
            values.append(day_ms(query[name]))
    if query.get("errors") in ("1", "true"):
        conditions.append("errors > 0")
    return conditions, values


def like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def count_of(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = query.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdecimal() or len(text) > 15:
        raise ViewError(400, f"{name} must be a number from 0 to {most}, not {clean(text[:40])!r}")
    return min(int(text), most)


def day_ms(text: str) -> int:
    """`2026-11-01`, with or without a time, or Unix milliseconds."""
    if text.isascii() and text.isdecimal() and len(text) > 9:
        return int(text[:15])
    found = ms_from_ts(text) if len(text) < 40 else None
    if found is None:
        raise ViewError(400, f"{clean(text[:40])!r} is no date; write it as 2026-11-01 or 2026-11-01T14:00")
    return found


def facets_view(src: Source) -> dict[str, Any]:
    def count(column: str) -> list[list[Any]]:
        query = f"SELECT {column}, count(*) FROM sessions WHERE {column} <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 200"  # noqa: S608
        return [list(row) for row in src.db.execute(query)]

    models = (
        "SELECT model, count(DISTINCT session) FROM turns WHERE model <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 200"
    )
    tools = (
        "SELECT j.value, count(DISTINCT t.session) FROM turns t, json_each(t.tools) j WHERE t.tools <> ''"
        " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 200"
    )
    lists = {"model": models, "tool": tools}
    return {name: count(name) for name in _SAME} | {
        name: [list(row) for row in src.db.execute(query)] for name, query in lists.items()
    }


# -- why a cache missed --


def cache_of(row: sqlite3.Row, before: sqlite3.Row | None, prices: PriceTable) -> dict[str, Any] | None:
    """Whether what could have been read from the cache was written again, why, and what that cost."""
    if before is None or row["side"] or row["read"] is None or before["read"] is None:
        return None
    expected = before["read"] + (before["written"] or 0)
    rewritten = min(expected - row["read"], (row["written"] or 0) + (row["fresh"] or 0))
    if rewritten < 1024 or row["read"] >= 0.8 * expected:
        return None
    cause, where = cause_of(row, before)
    return {
        "missed": True, "cause": cause, "where": where, "rewritten_tokens": rewritten,
        "extra_cost": extra_cost(row, rewritten, prices), "against": before["id"],
    }  # fmt: skip


def gap_of(row: sqlite3.Row, before: sqlite3.Row) -> tuple[int, int]:
    """Milliseconds between the two, and for how many the cache is kept."""
    kept = 3_600_000 if before["hour"] or row["hour"] else 300_000
    return max((row["at"] or 0) - (before["at"] or 0) - (before["wait_ms"] or 0), 0), kept


def cause_of(row: sqlite3.Row, before: sqlite3.Row) -> tuple[str, str]:
    """The likely cause in one line, and where the first difference is."""
    change = as_dict(load_json(row["change"] or "{}"))
    gap, kept = gap_of(row, before)
    late = gap > kept
    cause, where = "", ""
    if "model" in change:
        cause, where = f"model changed from {change['model'][0]} to {change['model'][1]}", "model"
    elif "tools" in change:
        cause, where = "tools changed", f"tools: {change['tools']}"
    elif "system" in change:
        cause, where = "system prompt changed", f"block {change['system'][0]}, character {change['system'][1]}"
    elif "message" in change:
        causes = {"compaction": "the conversation was compacted", "rewind": "the last turns were taken back"}
        cause = causes.get(row["fork_kind"], "an earlier message changed")
        where = f"message {change['message'][0]} of {change['message'][1]}"
    elif "parameters" in change:
        cause, where = f"parameters changed: {', '.join(change['parameters'])}", "parameters"
    if late:
        timed_out = f"the cache timed out: {gap // 60_000} min since the last turn, it is kept {kept // 60_000} min"
        return (f"{cause}; also {timed_out}", where) if cause else (timed_out, "")
    return cause or "nothing changed; the provider had dropped it or another server answered", where


def extra_cost(row: sqlite3.Row, tokens: int, prices: PriceTable) -> float | None:
    """What writing these tokens cost more than reading them would have."""
    host = host_of(row["host"])
    written = min(tokens, row["written"] or 0)
    hour = written if row["hour"] else 0
    new = Usage(tokens - written, 0, written - hour, hour, 0)
    paid = prices.cost_of(row["model"], new, row["provider"], host)
    read = prices.cost_of(row["model"], Usage(0, tokens), row["provider"], host)
    return None if paid is None or read is None else round(max(paid - read, 0.0), 8)


# -- turns --


def turn_view(row: sqlite3.Row, n: int | None, before: sqlite3.Row | None, prices: PriceTable,
              attempts: Sequence[sqlite3.Row] = (), failed: Collection[int] = ()) -> dict[str, Any]:  # fmt: skip
    is_running = row["res_file"] is None and row["at"] is not None and now_ms() - row["at"] < LOST_MS
    calls = as_list(load_json(row["tools"] or "[]"))
    unended = "no answer was logged" if row["res_file"] is None and not is_running else ""
    return {
        "n": n, "seq": row["seq"], "id": row["id"], "agent": row["agent"], "kind": row["kind"],
        "title": row["title"] or ("running" if is_running else row["error"] or unended),
        "at": row["at"], "model": row["model"],
        "status": row["status"], "path": row["path"], "error": row["error"] or unended, "aborted": row["aborted"],
        "stop_reason": row["stop"], "running": is_running, "retry_of": row["retry_of"],
        "attempts": [{name: a[name] for name in ("id", "status", "error", "at", "total_ms")} for a in attempts],
        "timing": {"wait_ms": row["wait_ms"], "first_token_ms": row["first_ms"], "total_ms": row["total_ms"],
                   "gaps": [{"at_ms": at, "ms": ms} for at, ms in as_list(load_json(row["gaps"] or "[]"))]},
        "tokens": tokens_of(row), "usage_note": row["note"], "cost": _rounded(row["cost"]),
        "cost_parts": cost_parts(row, prices),
        "fork": {"from_seq": row["fork_from"], "kind": row["fork_kind"]} if row["fork_kind"] else None,
        "cache": cache_of(row, before, prices),
        "tools": [[name, n in failed] for n, name in enumerate(calls)], "ask": row["ask"],
        "blocks": row["blocks"], "excerpt": row["excerpt"],
    }  # fmt: skip


def cost_parts(row: sqlite3.Row, prices: PriceTable) -> dict[str, float | None] | None:
    """The cost by kind of token, scaled to what the line says."""
    if row["cost"] is None or row["fresh"] is None:
        return None
    host = host_of(row["host"])
    found = prices.find(row["model"], row["provider"], host)
    if found is None:
        return None
    hour = min(row["hour"] or 0, row["written"] or 0)
    whole = Usage(row["fresh"], row["read"] or 0, (row["written"] or 0) - hour, hour, row["output"] or 0)
    return _parts_of(found, whole, row["cost"])


def _parts_of(price: Price, usage: Usage, cost: float) -> dict[str, float | None] | None:
    names = {"read": ("cache_read_tokens",), "written": ("cache_write_5m_tokens", "cache_write_1h_tokens"),
             "fresh": ("input_tokens",), "output": ("output_tokens",)}  # fmt: skip
    rest = price.of(usage)
    parts: dict[str, float | None] = {}
    for name, members in names.items():
        without = dataclasses.replace(usage, **dict.fromkeys(members, 0))  # type: ignore[arg-type]
        parts[name] = max(rest - price.of(without), 0.0)
    total = sum(value or 0.0 for value in parts.values())
    scale = cost / total if total else 0.0
    return {name: round((value or 0.0) * scale, 8) for name, value in parts.items()}


def numbered(rows: Sequence[sqlite3.Row]) -> tuple[list[tuple[sqlite3.Row, int | None]], dict[str, list[sqlite3.Row]]]:
    """Turns as they are shown, with their numbers; and the failed tries that are folded into each."""
    by_id = {row["id"]: row for row in rows}
    attempts: dict[str, list[sqlite3.Row]] = {}
    for row in rows:
        if row["folded"]:
            continue
        seen, at = set(), row
        while (at := by_id.get(at["retry_of"])) is not None and at["folded"] and at["id"] not in seen:  # type: ignore[assignment]
            seen.add(at["id"])
            attempts.setdefault(row["id"], []).insert(0, at)
    taken = {attempt["id"] for found in attempts.values() for attempt in found}
    shown, count = [], 0
    for row in rows:
        if row["id"] in taken:
            continue
        count += not row["side"]
        shown.append((row, None if row["side"] else count))
    return shown, attempts


def turns_of(src: Source, session: sqlite3.Row) -> tuple[list[dict[str, Any]], list[sqlite3.Row]]:
    rows = rows_of(src, session)
    by_key = {row["key"]: row for row in rows}
    failed = failed_calls(src, session)
    shown, attempts = numbered(rows)
    prices = src.index.prices
    turns = []
    for row, n in shown:
        tries = attempts.get(row["id"], [])
        first = tries[0] if tries else row
        view = turn_view(row, n, by_key.get(row["previous"]), prices, tries, failed.get(row["key"], frozenset()))
        view["ask"] = view["ask"] or first["ask"]
        view["blocks"] += sum(attempt["blocks"] for attempt in tries)
        turns.append(view)
    return turns, rows


def failed_calls(src: Source, session: sqlite3.Row, since: int = 0) -> dict[int, frozenset[int]]:
    """Of each turn, from key `since` on, the numbers of the calls whose result was an error."""
    query = (
        "SELECT b.turn, b.kind, b.call, b.failed FROM turns t JOIN blocks b ON t.key=b.turn WHERE t.session=?"
        " AND t.key>=? AND b.kind IN ('tool_call', 'tool_result') ORDER BY b.turn, b.n"
    )
    rows = src.db.execute(query, (session["key"], since)).fetchall()
    bad = {row["call"] for row in rows if row["kind"] == "tool_result" and row["failed"] and row["call"]}
    found: dict[int, set[int]] = {}
    counts: dict[int, int] = {}
    for row in rows:
        if row["kind"] == "tool_call":
            number = counts.get(row["turn"], 0)
            counts[row["turn"]] = number + 1
            if row["call"] in bad:
                found.setdefault(row["turn"], set()).add(number)
    return {turn: frozenset(numbers) for turn, numbers in found.items()}


def session_page(src: Source, name: str) -> dict[str, Any]:
    session = find_session(src, name)
    turns, rows = turns_of(src, session)
    file = src.db.execute("SELECT path, torn + foreign_lines FROM files WHERE key=?", (session["file"],)).fetchone()
    return {
        "session": session_view(session, now_ms()), "file": file[0] if file else "",
        "agents": agents_of(session, rows), "turns": turns, "skipped_lines": file[1] if file else 0,
    }  # fmt: skip


def agents_of(session: sqlite3.Row, rows: Sequence[sqlite3.Row]) -> list[dict[str, Any]]:
    found: dict[str, list[sqlite3.Row]] = {"": []}
    for row in rows:
        found.setdefault(row["agent"], []).append(row)
    agents = []
    for name, own in found.items():
        said = next((row["ask"] for row in own if row["ask"]), "")
        kinds = [row["kind"] for row in own if not row["side"]] or [row["kind"] for row in own]
        parent = next((row["parent"] for row in own if row["parent"]), "")
        title = "main" if not name else said[:80] or f"agent {name[-8:]}"
        parent = "" if parent not in found or parent == name else parent
        agents.append(
            {
                "id": name,
                "parent": parent if name else None,
                "name": title,
                "kind": next((kind for kind in kinds if kind != "main"), "main") if name else "main",
                **figures_of(own),
            }
        )
    return agents


# -- blocks --


def _parts_at(text: LogText, path: str, offset: int, length: int, source: int, shape_path: str) -> tuple[Part, ...]:
    """The parts in an element, a body or an answer.  Raises LogGoneError."""
    read = _short_parts if length < 128 * 1024 else _short_parts.__wrapped__
    return read(text, path, offset, length, source, shape_path)


@functools.lru_cache(maxsize=128)
def _short_parts(text: LogText, path: str, offset: int, length: int, source: int, shape_path: str) -> tuple[Part, ...]:
    raw, shape = text.read(path, offset, length), shape_of(shape_path)
    if shape is None:
        return ()
    try:
        if source == IN_ELEMENT:
            messages = shape.read_element(json.loads(unescape(raw), strict=False))
        elif source == IN_BODY:
            messages = [m for some in scan_body(shape, raw, None).fresh for m in some]
        else:
            line = parse_line(raw)
            if line is None:
                raise ValueError("no JSON")
            if source == IN_SYSTEM:
                scan = scan_body(shape, line.body, None)
                return (Part("text", shape.system(scan.members)),)
            return tuple(read_response(shape, line).parts)
    except (ValueError, RecursionError) as e:
        raise LogGoneError(f"{path} at byte {offset}: {e}; the log changed, reload when the index has caught up") from e
    return tuple(part for message in messages for part in message.parts)


_BLOCK_QUERY = (
    "SELECT b.*, f.path AS file_path, t.path AS turn_path, t.id AS turn_id, t.at AS turn_at FROM blocks b"
    " JOIN turns t ON t.key=b.turn LEFT JOIN files f ON f.key=b.file WHERE "
)


def part_of_block(src: Source, row: sqlite3.Row) -> Part:
    parts = _parts_at(src.text, row["file_path"], row["offset"], row["length"], row["source"], row["turn_path"])
    if row["part"] >= len(parts):
        raise LogGoneError(f"{row['file_path']} at byte {row['offset']}: the log changed; reload")
    return parts[int(row["part"])]


def said_in(src: Source, row: sqlite3.Row) -> str:
    """A block's text; where it cannot be read, the reason."""
    try:
        return part_of_block(src, row).text
    except LogGoneError as e:
        return f"[{e}]"


def ref_of(row: sqlite3.Row) -> str:
    return f"{row['turn_id']}:{row['n']}"


def _text_members(text: str, row: sqlite3.Row) -> dict[str, Any]:
    """Beginning, size and, where there is more, a reference."""
    head = head_of(text)
    size = size_of(text)
    more = ref_of(row) if len(head) < len(text) else ""
    return {"text": clean(head), "bytes": size, "lines": text.count("\n") + 1 if text else 0, "ref": more}


def block_view(src: Source, row: sqlite3.Row, results: Mapping[str, sqlite3.Row], end: int | None) -> dict[str, Any]:
    text = said_in(src, row)
    block: dict[str, Any] = {"role": row["role"], "kind": row["kind"], **_text_members(text, row), "n": row["n"]}
    if row["kind"] == "text" and row["role"] in ("user", "tool") and is_reminder(text):
        block["is_reminder"] = True
    if row["kind"] == "tool_call":
        value = load_json(text) if len(text) <= HEAD_CHARS else None
        found = results.get(row["call"])
        block |= {"name": row["tool"], "call_id": row["call"], "input": value, "result": None}
        if found is not None:
            block["result"] = result_view(src, found, end)
    elif row["kind"] == "tool_result":
        block |= {"name": row["tool"], "call_id": row["call"], "is_error": bool(row["failed"])}
    elif row["kind"] in ("image", "document", "audio"):
        block |= {"media_type": row["tool"], "src": media_source(src, row)}
    elif row["kind"] == "unknown":
        block["name"] = row["tool"]
    return block


def result_view(src: Source, row: sqlite3.Row, end: int | None) -> dict[str, Any]:
    waited = row["turn_at"] - end if end is not None and row["turn_at"] is not None else None
    members = _text_members(said_in(src, row), row)
    duration = None if waited is None else max(waited, 0)
    return members | {"is_error": bool(row["failed"]), "duration_ms": duration, "turn": row["turn_id"]}


def media_source(src: Source, row: sqlite3.Row) -> str:
    """An image as a data URL, if it is small."""
    if row["kind"] != "image" or row["source"] not in (IN_ELEMENT, IN_BODY):
        return ""
    try:
        raw = src.text.read(row["file_path"], row["offset"], row["length"])
        found = list(_media_in(json.loads(unescape(raw), strict=False), 0))
        parts = _parts_at(src.text, row["file_path"], row["offset"], row["length"], row["source"], row["turn_path"])
    except (LogGoneError, ValueError, RecursionError):
        return ""
    number = sum(part.kind in ("image", "document", "audio") for part in parts[: row["part"]])
    kind, data = found[number] if number < len(found) else ("", "")
    is_image = re.fullmatch(r"image/(png|jpeg|gif|webp|avif|bmp)", kind) and re.fullmatch(r"[A-Za-z0-9+/=\s]+", data)
    return f"data:{kind};base64,{''.join(data.split())}" if is_image and len(data) <= 270_000 else ""


_MEDIA = ("source", "image_url", "inlineData", "inline_data", "fileData", "input_audio", "file")


def _media_in(value: object, depth: int) -> Iterator[tuple[str, str]]:
    """Type and base64 of each image, document and recording in a message, in order."""
    if isinstance(value, list):
        for inner in value:
            yield from _media_in(inner, depth + 1)
    elif isinstance(value, dict) and depth < 8:
        held = next((value[name] for name in _MEDIA if value.get(name)), None)
        if value.get("type") == "tool_result":
            return
        if held is None:
            yield from _media_in(as_list(value.get("content")) or as_list(value.get("parts")), depth + 1)
            return
        inner = held if isinstance(held, dict) else {"url": held}
        url, data = as_text(inner.get("url")), as_text(inner.get("data"))
        kind = as_text(inner.get("media_type")) or as_text(inner.get("mimeType")) or as_text(inner.get("mime_type"))
        if url.startswith("data:"):
            head, _, data = url[5:].partition(",")
            kind = head.partition(";")[0]
        yield kind, data


def blocks_of(src: Source, session: sqlite3.Row, rows: Sequence[sqlite3.Row]) -> list[dict[str, Any]]:
    """What is new in a turn: what its request says first, then the answer.  Its earlier tries come before it."""
    keys = [row["key"] for row in rows]
    last = rows[-1]
    query = f"{_BLOCK_QUERY} b.turn IN ({','.join('?' * len(keys))}) AND b.n > {SYSTEM_BLOCK} ORDER BY b.turn, b.n"
    found = src.db.execute(query, keys).fetchall()
    shown = [b for b in found if not b["paired"] and (b["turn"] == last["key"] or b["source"] != IN_ANSWER)]
    calls = [b["call"] for b in shown if b["kind"] == "tool_call" and b["call"]]
    results: dict[str, sqlite3.Row] = {}
    for at in range(0, len(calls), 500):
        some = calls[at : at + 500]
        marks = ",".join("?" * len(some))
        query = f"{_BLOCK_QUERY} t.session=? AND b.kind='tool_result' AND b.call IN ({marks}) ORDER BY b.key DESC"
        results |= {row["call"]: row for row in src.db.execute(query, (session["key"], *some))}
    end = last["at"] + last["total_ms"] if last["at"] is not None and last["total_ms"] is not None else None
    blocks = [block_view(src, block, results, end) for block in shown]
    if has_failed(last) and last["error"]:
        size = len(last["error"].encode())
        blocks.append(
            {"role": "assistant", "kind": "error", "text": last["error"], "bytes": size, "lines": 1, "ref": "", "n": -1}
        )
    return blocks


def one_turn(
    src: Source, session: sqlite3.Row, row: sqlite3.Row, rows: Sequence[sqlite3.Row]
) -> tuple[dict[str, Any], list[sqlite3.Row]]:
    """A turn's view, and its earlier tries."""
    shown, attempts = numbered(rows)
    n = next((n for r, n in shown if r["key"] == row["key"]), None)
    before = next((r for r in rows if r["key"] == row["previous"]), None)
    tries = attempts.get(row["id"], [])
    failed = failed_calls(src, session, row["key"]).get(row["key"], frozenset())
    view = turn_view(row, n, before, src.index.prices, tries, failed)
    view["ask"] = view["ask"] or (tries[0]["ask"] if tries else "")
    view["blocks"] += sum(attempt["blocks"] for attempt in tries)
    return view, tries


def turn_page(src: Source, name: str, turn: str) -> dict[str, Any]:
    session = find_session(src, name)
    row, rows = find_turn(src, session, turn), rows_of(src, session)
    view, tries = one_turn(src, session, row, rows)
    blocks = blocks_of(src, session, [*tries, row])
    view["blocks"] = len(blocks)
    before = (
        view["cache"]["against"] if view["cache"] else next((r["id"] for r in rows if r["key"] == row["previous"]), "")
    )
    return {"turn": view, "blocks": blocks, "previous": before, "system": system_of(src, row, rows)}


def system_of(src: Source, row: sqlite3.Row, rows: Sequence[sqlite3.Row]) -> dict[str, Any]:
    """The system text that was in force, and whether this turn brought it."""
    keys = [r["key"] for r in rows if r["agent"] == row["agent"] and r["key"] <= row["key"]][-5000:]
    query = (
        f"{_BLOCK_QUERY} b.n={SYSTEM_BLOCK} AND t.session=? AND t.agent=? AND b.turn<=? ORDER BY b.turn DESC LIMIT 1"
    )
    found = src.db.execute(query, (row["session"], row["agent"], row["key"])).fetchone()
    if found is None:
        return {"bytes": 0, "changed": False, "text": "", "ref": ""}
    members = _text_members(said_in(src, found), found)
    return {
        "bytes": members["bytes"],
        "changed": found["turn"] == row["key"] and len(keys) > 1,
        "text": members["text"],
        "ref": ref_of(found),
    }


# -- whole texts --


def slice_of(text: str, query: Mapping[str, str]) -> dict[str, Any]:
    offset, limit = count_of(query, "offset", 0, 10**12), count_of(query, "limit", 65536, 1_000_000)
    part = text[offset : offset + limit]
    behind = offset + len(part)
    return {
        "text": clean(part),
        "offset": offset,
        "next": behind if behind < len(text) else None,
        "bytes": size_of(text),
    }


def text_page(src: Source, query: Mapping[str, str]) -> dict[str, Any]:
    session = find_session(src, query.get("session", ""))
    turn_id, _, what = query.get("ref", "").rpartition(":")
    if what in ("request", "response"):
        return slice_of(body_of(src, find_turn(src, session, turn_id), what)[0], query)
    if re.fullmatch(r"-?\d{1,9}", what):
        found = src.db.execute(
            f"{_BLOCK_QUERY} t.session=? AND t.id=? AND b.n=?", (session["key"], turn_id, int(what))
        ).fetchone()
        if found:
            return slice_of(part_of_block(src, found).text, query)
    raise ViewError(404, f"no text {clean(query.get('ref', ''))!r} in session {session['id']}; reload the session")


def line_of(src: Source, row: sqlite3.Row, which: str) -> Line:
    """The request or response line of a turn."""
    prefix = "req" if which == "request" else "res"
    if row[f"{prefix}_file"] is None:
        raise ViewError(
            404, f"turn {row['id']} has no {which} line in the log" + (" yet" if which == "response" else "")
        )
    raw = src.text.read(row[f"{prefix}_path"], row[f"{prefix}_offset"], row[f"{prefix}_length"])
    line = parse_line(raw)
    if line is None:
        raise ViewError(500, f"{row[f'{prefix}_path']} at byte {row[f'{prefix}_offset']}: no JSON any more; reload")
    return line


def body_of(src: Source, row: sqlite3.Row, which: str) -> tuple[str, bool]:
    """A body as text, indented where it is JSON; and whether it is."""
    line = line_of(src, row, which)
    text = line.text()
    if line.members.get("body_encoding") == "base64" or len(text) > 32 * MEBIBYTE:
        return text, False
    try:
        return (json.dumps(json.loads(text), indent=2, ensure_ascii=False), True) if text else ("", False)
    except (ValueError, RecursionError):
        return text, False


def headers_list(members: Mapping[str, Any]) -> list[list[str]]:
    found = []
    for name, values in as_dict(members.get("headers")).items():
        for value in values if isinstance(values, list) else [values]:
            text = value if isinstance(value, str) else json_text(value)
            found += [[clean(str(name)), clean(text)]]
    return found


def body_members(src: Source, row: sqlite3.Row, which: str, line: Line) -> dict[str, Any]:
    text, is_json = body_of(src, row, which)
    large = len(text) > 256 * 1024
    members = {
        "headers": headers_list(line.members), "body": clean(text[: 64 * 1024] if large else text), "is_json": is_json,
        "body_bytes": size_of(text), "truncated": plain(line.members.get("truncated"), 40),
    }  # fmt: skip
    return members | ({"body_ref": f"{row['id']}:{which}"} if large else {})


def request_page(src: Source, name: str, turn: str) -> dict[str, Any]:
    session = find_session(src, name)
    row = find_turn(src, session, turn)
    line = line_of(src, row, "request")
    query = plain(line.members.get("query"), 4000)
    host = row["host"] or ""
    scheme = "http" if re.match(r"(127\.|localhost|\[::1\])", host) else "https"
    url = f"{scheme}://{host}{row['path']}" + (f"?{query}" if query else "")
    page = {"method": row["method"], "url": url, **body_members(src, row, "request", line)}
    shape = shape_of(row["path"]) if line.body_end else None
    try:
        scan = scan_body(shape, line.body, None) if shape else None
    except (ValueError, RecursionError):
        scan = None
    if shape is None or scan is None:
        return page | {"messages": [], "tools": [], "system": [], "parameters": {}}
    return page | {
        "messages": messages_of(src, row, scan), "parameters": small_members(scan.members),
        "tools": [{"name": clean(tool), "bytes": size_of(text)} for tool, text in tool_names(scan.members)],
        "system": [{"bytes": size_of(t), "text": clean(head_of(t))} for t in system_blocks(shape, scan.members)],
    }  # fmt: skip


def messages_of(src: Source, row: sqlite3.Row, scan: Scan) -> list[dict[str, Any]]:
    """Each message of the request, and whether this turn brought it."""
    digests = {
        r[0] for r in src.db.execute("SELECT digest FROM blocks WHERE turn=? AND source<>?", (row["key"], IN_ANSWER))
    }
    found = []
    for messages in scan.fresh:
        for message in messages:
            digest = digest_of(message)
            key = key_of(digest) if digest else hash_of(message.role, *(p.text for p in message.parts))
            size = sum(len(part.text) for part in message.parts)
            kinds = ", ".join(dict.fromkeys(f"{p.kind} {p.name}".strip() for p in message.parts[:20]))
            found.append(
                {
                    "role": clean(message.role[:30]),
                    "kinds": clean(kinds[:200]),
                    "bytes": size,
                    "is_new": key in digests,
                    "hash": f"{key:016x}",
                }
            )
    return found


def small_members(members: Mapping[str, Any]) -> dict[str, Any]:
    """Those that fit on a line."""
    found: dict[str, Any] = {}
    for name, value in parameters_of(members).items():
        text = json_text(value) if not isinstance(value, str) else value
        if len(text) <= 500 and len(found) < 60:
            found[clean(name[:100])] = (
                json.loads(clean(json_text(value))) if not isinstance(value, str) else clean(value)
            )
    for name in ("model", "stream"):
        if isinstance(members.get(name), str | bool):
            found[name] = clean(members[name][:200]) if isinstance(members[name], str) else members[name]
    return found


def response_page(src: Source, name: str, turn: str) -> dict[str, Any]:
    row = find_turn(src, find_session(src, name), turn)
    line = line_of(src, row, "response")
    page = {"status": row["status"], **body_members(src, row, "response", line)}
    return page | (
        {"body": "", "is_json": False, "events": len(line.chunks)} if line.chunks is not None else {"events": 0}
    )


_EVENT_KIND = re.compile(r'^event:\s*([^\r\n]{1,80})|"type"\s*:\s*"([^"]{1,80})"', re.MULTILINE)


def events_page(src: Source, name: str, turn: str, query: Mapping[str, str]) -> dict[str, Any]:
    row = find_turn(src, find_session(src, name), turn)
    line = line_of(src, row, "response")
    chunks = [as_dict(chunk) for chunk in line.chunks or ()]
    offset, limit = count_of(query, "offset", 0, 10**9), count_of(query, "limit", 500, 2000)
    rows = []
    last = number_or_none(chunks[offset - 1].get("delta_ms")) if 0 < offset <= len(chunks) else None
    for chunk in chunks[offset : offset + limit]:
        raw, at = as_text(chunk.get("raw")), number_or_none(chunk.get("delta_ms"))
        match = _EVENT_KIND.search(raw[:2000])
        kind = (
            (match[1] or match[2])
            if match
            else as_text(chunk.get("opcode")) or ("blank" if not raw.strip() else "data")
        )
        gap = at - last if at is not None and last is not None else 0
        sender = "client" if chunk.get("from") == "client" else "upstream"
        rows.append(
            {
                "at_ms": at,
                "gap_ms": gap,
                "kind": clean(kind.strip()),
                "bytes": size_of(raw),
                "text": clean(raw[:300]),
                "from": sender,
            }
        )
        last = at if at is not None else last
    return {"total": len(chunks), "rows": rows}


def raw_page(src: Source, name: str, turn: str, query: Mapping[str, str]) -> dict[str, Any]:
    row = find_turn(src, find_session(src, name), turn)
    which = query.get("which", "request")
    if which not in ("request", "response"):
        raise ViewError(400, f"which must be request or response, not {clean(which[:40])!r}")
    return slice_of(line_of(src, row, which).raw.decode("utf-8", "replace"), query)


# ==============================================================================
# 41  Comparisons
# ==============================================================================
# The views that compare: texts with what is looked for, turns with turns, days
# with days.

_MAX_FOUND = 4000  # hits that are put in order of time; of more only the newest
_PHRASE_S = 0.04  # for reading texts back in which a phrase is looked for
_SLOW_S = 1.0  # where there is no full-text index
_SNIPPET_BEFORE, _SNIPPET_CHARS = 60, 240

# -- what is looked for --

_FILTERS = ("model", "tool", "host", "session", "status", "before", "after", "role", "client", "kind", "agent")
_TERM = re.compile(r'(?:(?P<name>[a-z]+):)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))')
_WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Search:
    """A parsed query: `texts` must all occur, in whatever case; `filters` must all hold.

    A word is found at the beginning of words, a phrase with whatever stands between its words but letters and digits.
    """

    texts: list[str] = field(default_factory=list)
    phrases: set[str] = field(default_factory=set)
    filters: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""

    @property
    def words(self) -> list[str]:
        return [word for text in self.texts for word in _WORD.findall(text.casefold())]

    def patterns(self) -> list[re.Pattern[str]]:
        """For each text what it is found by."""
        found = []
        for text in self.texts:
            parts = _WORD.findall(text) if text in self.phrases else [text]
            gap = r"[\W_]+" if text.isascii() else r"[\W_]*"  # between Chinese characters stands nothing
            start = r"(?<![^\W_])" if _WORD.match(text) and text.isascii() else ""
            end = r"(?![^\W_])" if text in self.phrases and text.isascii() else ""
            found.append(re.compile(start + gap.join(map(re.escape, parts)) + end, re.IGNORECASE))
        return found

    @property
    def needs_look(self) -> bool:
        """Whether a text that has all the words may still not match."""
        return any(not _WORD.fullmatch(text) or len(_match_tokens([text])) > 1 for text in self.texts)


def parse_search(text: str) -> Search:
    """Words, "phrases" and filters such as `tool:Edit` or `after:2026-11-01`; errors are said in plain words."""
    found = Search()
    if len(text) > 1000:
        return Search(error="the query is longer than 1000 characters")
    for match in _TERM.finditer(clean(text)):
        name, said = match["name"], match["phrase"] if match["phrase"] is not None else match["word"]
        if name in _FILTERS:
            if not said:
                found.error = found.error or f"{name}: needs a value, as in {name}:{_EXAMPLES.get(name, '...')}"
            elif name in ("before", "after"):
                found.error = found.error or _date_error(name, said)
            elif name == "status" and not re.fullmatch(r"\d{3}|\dxx|error|ok", said):
                found.error = found.error or f"status:{said} is no status; write 529, 5xx, error or ok"
            found.filters.append((name, said))
            continue
        said = (f"{name}:" if name else "") + said
        if said[-1:] == ":" and said[:-1] in _FILTERS:
            found.error = found.error or f"{said} needs a value, as in {said}{_EXAMPLES.get(said[:-1], '...')}"
        if match["word"]:
            said = said.rstrip("*") or said  # words are found by their beginning anyway
        if said.strip():
            found.texts.append(" ".join(said.split()))
            if match["phrase"] is not None and len(_WORD.findall(said)) > 1:
                found.phrases.add(found.texts[-1])
    if found.texts and not found.words and not found.error:
        found.error = f"there is no word in {' '.join(found.texts)!r}; only letters and digits can be looked for"
    return found


_EXAMPLES = {"model": "opus", "tool": "Edit", "host": "api.anthropic.com", "status": "529", "before": "2026-11-30",
             "after": "2026-11-01", "role": "user", "session": "aaaa1111"}  # fmt: skip


def _date_error(name: str, said: str) -> str:
    try:
        day_ms(said)
    except ViewError:
        return f"{name}:{said} is no date; write it as {name}:2026-11-01"
    return ""


def _conditions(search: Search) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    columns = {"model": "t.model", "tool": "b.tool", "host": "t.host", "client": "s.client"}
    for name, said in search.filters:
        if name in columns:
            conditions.append(f"{columns[name]} LIKE ? ESCAPE '\\'")
            values.append(f"%{like(said)}%" if name in ("model", "host") else like(said))
        elif name == "session":
            conditions.append("(s.own_id = ? OR s.id LIKE ? ESCAPE '\\')")
            values += [said, f"%{like(said)}"]
        elif name in ("after", "before"):
            conditions.append("t.at >= ?" if name == "after" else "t.at < ?")
            values.append(day_ms(said))
        elif name == "role":
            conditions.append("(b.role = ? OR b.kind = ?)")
            values += [said.lower(), said.lower()]
        elif name in ("kind", "agent"):
            conditions.append(f"t.{name} = ?")
            values.append(said)
        elif said in ("error", "ok"):
            failed = "(t.error <> '' OR t.aborted <> '' OR t.status >= 400)"
            conditions.append(failed if said == "error" else f"NOT {failed}")
        else:
            low = int(said.replace("x", "0"))
            conditions.append("t.status BETWEEN ? AND ?")
            values += [low, low + 99 if "x" in said else low]
    return conditions, values


def search_view(src: Source, query: Mapping[str, str]) -> dict[str, Any]:
    began = time.monotonic()
    search = parse_search(query.get("q", ""))
    offset, limit = count_of(query, "offset", 0, 10**6), count_of(query, "limit", 50, 200)
    terms = [{"text": text} for text in search.texts] + [{"filter": n, "value": v} for n, v in search.filters]
    page: dict[str, Any] = {"total": 0, "sessions": 0, "error": search.error, "facets": {}, "terms": terms, "rows": []}
    if not search.error and terms:
        rows, is_all = _hits(src, search, offset + limit)
        page["sessions"] = len({row["session"] for row in rows})
        page["facets"] = {name: _counts(rows, name) for name in ("role", "kind", "tool")}
        page["rows"] = [_hit_view(src, search, row) for row in rows[offset : offset + limit]]
        if not is_all:
            page.pop("total")
        page["total" if is_all else "total_at_least"] = len(rows)
    return {**page, "took_ms": round((time.monotonic() - began) * 1000)}


def _counts(rows: Sequence[sqlite3.Row], name: str) -> list[list[Any]]:
    counts = collections.Counter(row[name] for row in rows if row[name])
    return [list(item) for item in counts.most_common(20)]


_HIT_FIELDS = (
    "b.*, f.path AS file_path, t.path AS turn_path, t.id AS turn_id, t.at, t.seq, t.session AS session_key,"
    " s.id AS session, s.title, t.kind AS turn_kind"
)
_HIT_FROM = "blocks b JOIN turns t ON t.key=b.turn JOIN sessions s ON s.key=t.session LEFT JOIN files f ON f.key=b.file"


def _hits(src: Source, search: Search, wanted: int) -> tuple[list[sqlite3.Row], bool]:
    """Blocks that match, newest first; and whether these are all."""
    conditions, values = _conditions(search)
    where = "".join(f" AND {condition}" for condition in conditions)
    if search.words and src.index.has_fts:
        words = " ".join(f'"{word}"*' if len(word) > 2 else f'"{word}"' for word in _match_tokens(search.words))
        newest = "SELECT rowid FROM fts WHERE fts MATCH ? ORDER BY rowid DESC"
        if not conditions:
            newest += f" LIMIT {_MAX_FOUND + 1}"
        found = (
            f"SELECT {_HIT_FIELDS} FROM ({newest}) h JOIN {_HIT_FROM} WHERE b.fts=h.rowid{where} LIMIT {_MAX_FOUND + 1}"  # noqa: S608
        )
        found = found.replace("JOIN blocks b", "CROSS JOIN blocks b")
        rows = src.db.execute(found, (words, *values)).fetchall()
    else:
        # Oldest hits fall off here too: blocks are numbered as they were indexed.
        found = f"SELECT {_HIT_FIELDS} FROM {_HIT_FROM} WHERE 1{where} ORDER BY b.key DESC LIMIT {_MAX_FOUND + 1}"  # noqa: S608
        rows = src.db.execute(found, values).fetchall()
    is_all = len(rows) <= _MAX_FOUND
    rows.sort(key=lambda row: (row["at"] or 0, row["key"]), reverse=True)
    if search.texts and (search.needs_look or not src.index.has_fts):
        deadline = time.monotonic() + (_PHRASE_S if src.index.has_fts else _SLOW_S)
        return _looked_at(src, search, rows, wanted, deadline, is_all)
    return rows[:_MAX_FOUND], is_all


def _match_tokens(words: Iterable[str]) -> list[str]:
    """As the index has them: Chinese and Japanese by character."""
    return [part for word in words for part in words_for_index(word).split()]


def _looked_at(
    src: Source, search: Search, rows: Sequence[sqlite3.Row], wanted: int, deadline: float, is_all: bool
) -> tuple[list[sqlite3.Row], bool]:
    """Those whose text really has the phrases; reading them back is given up at the deadline, if a page is full."""
    kept: list[sqlite3.Row] = []
    patterns = search.patterns()
    for row in rows:
        late = time.monotonic() - deadline
        if late > 0 and (len(kept) >= wanted or late > _SLOW_S):
            return kept, False
        text = _searched_text(src, row)
        if all(pattern.search(text) for pattern in patterns):
            kept.append(row)
    return kept, is_all


def _searched_text(src: Source, row: sqlite3.Row) -> str:
    try:
        return said_by(part_of_block(src, row))
    except LogGoneError:
        return ""


def _hit_view(src: Source, search: Search, row: sqlite3.Row) -> dict[str, Any]:
    """A result that is shown with its call is found there."""
    turn, key, place = row["turn_id"], row["turn"], row["n"]
    at, seq, is_side = row["at"], row["seq"], row["turn_kind"] in LISTED_SIDE_KINDS
    if row["paired"]:
        query = (
            "SELECT t.id, t.key, b.n, t.at, t.seq, t.side FROM blocks b JOIN turns t ON t.key=b.turn"
            " WHERE t.session=? AND b.kind='tool_call' AND b.call=? ORDER BY t.key DESC LIMIT 1"
        )
        if found := src.db.execute(query, (row["session_key"], row["call"])).fetchone():
            turn, key, place, at, seq, is_side = tuple(found)
    n, index = None, None
    if not is_side:
        earlier = (
            "SELECT count(*) FROM turns WHERE session=? AND NOT side AND NOT folded"
            " AND (coalesce(at, 0), coalesce(seq, 0), key) <= (?, ?, ?)"
        )
        n = src.db.execute(earlier, (row["session_key"], at or 0, seq or 0, key)).fetchone()[0]
    if place != SYSTEM_BLOCK:
        before = "SELECT count(*) FROM blocks WHERE turn=? AND NOT paired AND n BETWEEN 0 AND ?"
        index = src.db.execute(before, (key, place - 1)).fetchone()[0]
    return {
        "session": row["session"], "title": row["title"], "turn": turn, "n": n, "role": row["role"],
        "kind": row["kind"], "tool": row["tool"], "at": row["at"], "block": index, "call_id": row["call"],
        "snippet": snippet_of(_searched_text(src, row), search),
    }  # fmt: skip


def snippet_of(text: str, search: Search) -> list[list[Any]]:
    """The text around the first hit, in pieces: what was looked for is marked true."""
    text = text[: 4 * MEBIBYTE]
    patterns = search.patterns()
    first = min((match.start() for pattern in patterns if (match := pattern.search(text))), default=0)
    start = max(first - _SNIPPET_BEFORE, 0)
    piece = text[start : start + 2 * _SNIPPET_CHARS]
    if start:
        piece = piece[piece.find(" ", 0, 20) + 1 :]
    piece = " ".join(piece.split())
    is_cut = len(piece) > _SNIPPET_CHARS or start + 2 * _SNIPPET_CHARS < len(text)
    piece = piece[:_SNIPPET_CHARS]
    parts: list[list[Any]] = [["…", False]] if start else []
    at = 0
    for match in (
        re.finditer("|".join(pattern.pattern for pattern in patterns), piece, re.IGNORECASE) if patterns else ()
    ):
        parts += [[piece[at : match.start()], False], [match[0], True]]
        at = match.end()
    parts.append([piece[at:] + ("…" if is_cut else ""), False])
    return [[clean(said), is_hit] for said, is_hit in parts if said]


# -- differences --

_MAX_DIFF_CHARS = 1_000_000
_DIFF_S = 0.5
_MAX_ITEMS = 400
Item = dict[str, Any]


@dataclass(slots=True)
class _Request:
    """A request as it is compared: each section as named texts, and where the cache is asked to end."""

    members: dict[str, Any]
    messages: list[tuple[str, str, bytes]]
    system: list[str]
    tools: dict[str, str]
    marked: int


def diff_view(src: Source, name: str, first: str, second: str) -> dict[str, Any]:
    session = find_session(src, name)
    b = find_turn(src, session, second)
    rows = rows_of(src, session)
    if first == "previous":
        a = next((row for row in rows if row["key"] == b["previous"]), None)
        if a is None:
            raise ViewError(404, f"turn {b['id']} is the first of its agent; there is nothing to compare it with")
    else:
        a = find_turn(src, session, first)
    is_previous = a["key"] == b["previous"]
    old, new = _request_of(src, a), _request_of(src, b)
    deadline = time.monotonic() + _DIFF_S
    sections = [
        _section("tools", list(old.tools.items()), list(new.tools.items()), deadline),
        _section("system", _named(old.system), _named(new.system), deadline),
        _section("parameters", _parameters(old.members), _parameters(new.members), deadline),
        _messages_section(old, new, deadline),
    ]
    return {
        "a": one_turn(src, session, a, rows)[0], "b": one_turn(src, session, b, rows)[0],
        "why_pair": "previous answered turn of this agent" if is_previous else "as you chose",
        "miss": miss_of(b, a, old, new, src.index.prices), "sections": sections,
    }  # fmt: skip


def _request_of(src: Source, row: sqlite3.Row) -> _Request:
    line, shape = line_of(src, row, "request"), shape_of(row["path"])
    if shape is None or not line.body_end:
        raise ViewError(404, f"turn {row['id']} has no conversation in its log line: nothing to compare")
    try:
        scan = scan_body(shape, line.body, None)
    except (ValueError, RecursionError) as e:
        raise ViewError(404, f"the request of turn {row['id']} cannot be read: {e}") from e
    messages, marked = [], 0
    for found in scan.fresh:
        for message in found:
            text = "\n\n".join(
                f"[{p.kind}{p.name and ' ' + p.name}]\n{_pretty(p)}" if p.kind != "text" else p.text
                for p in message.parts
            )
            key = digest_of(message) or hash_of(message.role, text).to_bytes(8, "big")
            messages.append((message.role, text, key))
            marked = len(messages) if message.is_marked else marked
    return _Request(scan.members, messages, system_blocks(shape, scan.members), dict(tool_names(scan.members)), marked)


def _pretty(part: Part) -> str:
    if part.kind != "tool_call" or len(part.text) > 100_000:
        return part.text
    value = load_json(part.text)
    return json.dumps(value, indent=2, ensure_ascii=False) if isinstance(value, dict | list) else part.text


def _named(blocks: Sequence[str]) -> list[tuple[str, str]]:
    return [(f"block {n}", text) for n, text in enumerate(blocks, 1)]


def _parameters(members: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = {"model": members.get("model"), **parameters_of(members)}
    return [
        (str(name)[:100], json_text(value) if not isinstance(value, str) else value)
        for name, value in sorted(found.items())
    ]


def _section(
    name: str, old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]], deadline: float
) -> dict[str, Any]:
    """By name: what is in both and differs, what came, what went."""
    was, now = dict(old), dict(new)
    label = "tool " if name == "tools" else ""
    items = [_changed(label + k, was[k], text, deadline) for k, text in now.items() if was.get(k, text) != text]
    items += [_one_sided(key, "removed", was[key]) for key in was if key not in now]
    items += [_one_sided(key, "added", now[key]) for key in now if key not in was]
    return _summed(name, sum(1 for key in now if was.get(key) == now[key] and key in was), items)


def _summed(name: str, equal: int, items: list[Item]) -> dict[str, Any]:
    counts = collections.Counter(item["change"] for item in items)
    return {
        "name": name,
        "equal": equal,
        **{kind: counts[kind] for kind in ("changed", "added", "removed")},
        "items": items[:_MAX_ITEMS],
    }


def _one_sided(what: str, change: str, text: str) -> Item:
    sign = "+" if change == "added" else "-"
    lines = head_of(text, 8192).split("\n")
    rest = [] if len(text) <= 8192 else [["…", f"{len(text)} characters in all"]]
    return {
        "what": clean(what),
        "change": change,
        "too_large": False,
        "lines": [[sign, clean(line)] for line in lines] + rest,
    }


def _changed(what: str, old: str, new: str, deadline: float) -> Item:
    item: Item = {"what": clean(what), "change": "changed", "too_large": False, "lines": []}
    if is_json(old) and is_json(new) and old[:1] in "{[" and len(old) + len(new) < 200_000:
        old, new = (json.dumps(json.loads(text), indent=2, ensure_ascii=False) for text in (old, new))
    if len(old) + len(new) > _MAX_DIFF_CHARS or time.monotonic() > deadline:
        at = first_difference(old, new)
        item |= {
            "too_large": True,
            "lines": [
                ["…", f"{at} equal characters"],
                ["-", clean(old[at : at + 500])],
                ["+", clean(new[at : at + 500])],
            ],
        }
        return item
    item["lines"] = line_diff(old.split("\n"), new.split("\n"))
    item["words"] = word_diff(item["lines"])
    return item


def line_diff(old: Sequence[str], new: Sequence[str], around: int = 2) -> list[list[str]]:
    """Lines with their signs; long equal runs are folded."""
    import difflib

    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    ends = zip(reversed(old[start:]), reversed(new[start:]), strict=False)
    tail = next((n for n, (a, b) in enumerate(ends) if a != b), min(len(old), len(new)) - start)
    middle_old, middle_new = old[start : len(old) - tail], new[start : len(new) - tail]
    found: list[tuple[str, str]] = [("=", line) for line in old[:start]]
    if len(middle_old) * len(middle_new) > 4_000_000:
        found += [("-", line) for line in middle_old] + [("+", line) for line in middle_new]
    else:
        for tag, i, j, k, m in difflib.SequenceMatcher(
            None, middle_old, middle_new, autojunk=len(middle_old) > 500
        ).get_opcodes():
            if tag == "equal":
                found += [("=", line) for line in middle_old[i:j]]
            else:
                found += [("-", line) for line in middle_old[i:j]] + [("+", line) for line in middle_new[k:m]]
    found += [("=", line) for line in old[len(old) - tail :]] if tail else []
    return _folded(found, around)


def _folded(lines: Sequence[tuple[str, str]], around: int) -> list[list[str]]:
    near = [False] * len(lines)
    for n, (sign, _) in enumerate(lines):
        if sign != "=":
            near[max(n - around, 0) : n + around + 1] = [True] * (min(n + around + 1, len(lines)) - max(n - around, 0))
    out: list[list[str]] = []
    hidden = 0
    for (sign, line), shown in zip(lines, near, strict=True):
        if shown:
            if hidden:
                out.append(["…", f"{hidden} equal lines"])
            hidden = 0
            out.append([sign, clean(line[:4000])])
        else:
            hidden += 1
    if hidden:
        out.append(["…", f"{hidden} equal lines"])
    return out[:5000]


def word_diff(lines: Sequence[Sequence[str]]) -> list[list[Any]]:
    """For each removed line that one added line replaces: its number, and the words with their signs."""
    import difflib

    found: list[list[Any]] = []
    for n in range(len(lines) - 1):
        alone = (n == 0 or lines[n - 1][0] != "-") and (n + 2 >= len(lines) or lines[n + 2][0] != "+")
        if lines[n][0] != "-" or lines[n + 1][0] != "+" or not alone or len(found) > 100:
            continue
        old, new = (re.findall(r"\w+|\W", lines[n + side][1]) for side in (0, 1))
        if max(len(old), len(new)) > 600:
            continue
        words: list[list[str]] = []
        for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            for sign, part in (("=", old[i:j]),) if tag == "equal" else (("-", old[i:j]), ("+", new[k:m])):
                words += [[sign, "".join(part)]] if part else []
        found.append([n, words])
    return found


def _messages_section(old: _Request, new: _Request, deadline: float) -> dict[str, Any]:
    """Messages by what they say first, then by place."""
    import difflib

    keys = [[key for _, _, key in side.messages] for side in (old, new)]
    same = common(keys[0], keys[1])
    items: list[Item] = []
    equal = same
    rest_old, rest_new = keys[0][same:], keys[1][same:]
    matcher = difflib.SequenceMatcher(None, rest_old, rest_new, autojunk=False)
    for tag, i, j, k, m in (
        matcher.get_opcodes()
        if len(rest_old) * len(rest_new) < 4_000_000
        else [("replace", 0, len(rest_old), 0, len(rest_new))]
    ):
        if tag == "equal":
            equal += j - i
            continue
        pairs = min(j - i, m - k)
        for n in range(pairs):
            (role, was, _), (_, now, _) = old.messages[same + i + n], new.messages[same + k + n]
            items.append(_changed(f"message {same + k + n + 1} ({role})", was, now, deadline))
        for side, change, first, last in ((old, "removed", i + pairs, j), (new, "added", k + pairs, m)):
            rest = enumerate(side.messages[same + first : same + last], same + first + 1)
            items += [_one_sided(f"message {n} ({role})", change, text) for n, (role, text, _) in rest]
    return _summed("messages", equal, items)


def stable_share(old: _Request, new: _Request) -> float:
    """How much of the new request's prefix is as in the old one, as a share of all, by characters."""
    was, now = ([*r.tools.values(), *r.system, *(text for _, text, _ in r.messages)] for r in (old, new))
    whole = sum(map(len, now)) or 1
    stable = 0
    if old.members.get("model") != new.members.get("model"):
        return 0.0
    for a, b in zip(was, now, strict=False):
        if a == b or (a.startswith("x-anthropic-billing-header:") and b.startswith("x-anthropic-billing-header:")):
            stable += len(b)
            continue
        stable += first_difference(a, b)
        break
    return min(stable / whole, 1.0)


def miss_of(b: sqlite3.Row, a: sqlite3.Row, old: _Request, new: _Request, prices: PriceTable) -> dict[str, Any] | None:
    cache = cache_of(b, a, prices)
    if cache is None:
        return None
    total = sum(b[name] or 0 for name in ("read", "written", "fresh"))
    gap, kept = gap_of(b, a)
    change = as_dict(load_json(b["change"] or "{}")) if b["previous"] == a["key"] else {}
    checked = [f"{name} {'changed' if name in change else 'same'}" for name in ("tools", "model", "system")]
    checked += [
        f"parameters changed: {', '.join(change['parameters'])}" if "parameters" in change else "parameters same"
    ]
    checked.append(f"gap {_seconds(gap)} ({'over' if gap > kept else 'under'} {kept // 60_000} min)")
    checked.append("compacted" if b["fork_kind"] == "compaction" else "no compaction")
    if new.marked:
        checked.append(f"cache breakpoint at message {new.marked} of {len(new.messages)}")
    return {
        "cause": cache["cause"], "where": cache["where"], "checked": checked, "total_tokens": total,
        "stable_tokens": round(stable_share(old, new) * total), "read_tokens": b["read"],
        "rewritten_tokens": cache["rewritten_tokens"], "extra_cost": cache["extra_cost"],
    }  # fmt: skip


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.1f} s" if ms < 10_000 else f"{ms // 1000} s" if ms < 120_000 else f"{ms // 60_000} min"


# -- overview --


def overview_view(src: Source, query: Mapping[str, str]) -> dict[str, Any]:
    conditions, values = ["t.at IS NOT NULL"], list[Any]()
    for name, compare in (("after", "t.at >= ?"), ("before", "t.at < ?")):
        if query.get(name):
            conditions.append(compare)
            values.append(day_ms(query[name]))
    if query.get("host"):
        conditions.append("t.host = ?")
        values.append(clean(query["host"]))
    where = " AND ".join(conditions)
    fields = (
        "t.at, t.model, t.session, t.side, t.folded, t.error, t.aborted, t.status, t.read, t.written, t.fresh,"
        " t.output, t.cost, t.note, t.first_ms, t.total_ms"
    )
    rows = src.db.execute(f"SELECT {fields} FROM turns t WHERE {where}", values).fetchall()  # noqa: S608
    days: dict[str, list[sqlite3.Row]] = {}
    models: dict[str, list[sqlite3.Row]] = {}
    for row in rows:
        days.setdefault(utc_day(row["at"] / 1000), []).append(row)
        if row["model"]:
            models.setdefault(row["model"], []).append(row)
    dearest = _dearest(src, where, values)
    return {
        "days": [_day_view(day, found) for day, found in sorted(days.items())],
        "models": sorted((_model_view(m, found) for m, found in models.items()), key=lambda v: -(v["cost"] or 0))[:50],
        "tools": _tools_view(src, where, values), "dearest": dearest,
        "totals": {**figures_of(rows), "duration_ms": _sum_ms(rows), "sessions": len({row["session"] for row in rows}),
                   "hit_rate": _hit_rate(rows), "error_rate": _rate(sum(has_failed(r) for r in rows), len(rows))},
    }  # fmt: skip


def _rate(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def _sum_ms(rows: Sequence[sqlite3.Row]) -> int:
    """How long all answers took together."""
    return sum(row["total_ms"] or 0 for row in rows)


def _hit_rate(rows: Sequence[sqlite3.Row]) -> float | None:
    read = sum(row["read"] or 0 for row in rows)
    return _rate(read, read + sum((row["written"] or 0) + (row["fresh"] or 0) for row in rows))


def _day_view(day: str, rows: Sequence[sqlite3.Row]) -> dict[str, Any]:
    figures = figures_of(rows)
    costs: dict[str, float] = {}
    for row in rows:
        if row["cost"] is not None:
            costs[row["model"]] = round(costs.get(row["model"], 0.0) + row["cost"], 8)
    return {
        "day": day, "tokens": figures["tokens"], "cost": figures["cost"], "cost_by_model": costs,
        "sessions": len({row["session"] for row in rows}), "errors": figures["errors"], "requests": figures["requests"],
        "turns": figures["turns"], "hit_rate": _hit_rate(rows),
    }  # fmt: skip


def _percentiles(values: Iterable[int | None]) -> dict[str, int | None]:
    known = sorted(value for value in values if value is not None)
    return {name: known[min(math.ceil(share * len(known)), len(known)) - 1] if known else None
            for name, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99))}  # fmt: skip


def _model_view(model: str, rows: Sequence[sqlite3.Row]) -> dict[str, Any]:
    good = [row for row in rows if not has_failed(row)]
    return {
        "model": model, **figures_of(rows), "duration_ms": _sum_ms(rows), "hit_rate": _hit_rate(rows),
        "first_token_ms": _percentiles(row["first_ms"] for row in good),
        "total_ms": _percentiles(row["total_ms"] for row in good),
    }  # fmt: skip


def _tools_view(src: Source, where: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    """Calls, failed ones, and how long their results took."""
    calls = (
        "SELECT b.tool, count(*) FROM blocks b JOIN turns t ON t.key=b.turn"  # noqa: S608
        f" WHERE b.kind='tool_call' AND {where} GROUP BY 1 ORDER BY 2 DESC LIMIT 60"
    )
    counts = dict(src.db.execute(calls, values).fetchall())
    results = (
        "SELECT r.tool, r.failed, t.at - (c.at + coalesce(c.total_ms, 0)) FROM blocks r JOIN turns t ON t.key=r.turn"  # noqa: S608
        " JOIN turns c ON c.key=t.previous"
        f" WHERE r.kind='tool_result' AND r.paired AND {where} ORDER BY r.key DESC LIMIT 50000"
    )
    failed: collections.Counter[str] = collections.Counter()
    times: dict[str, list[int]] = {}
    for tool, is_bad, took in src.db.execute(results, values):
        failed[tool] += bool(is_bad)
        if took is not None and took >= 0:
            times.setdefault(tool, []).append(took)
    return [
        {"name": tool, "calls": count, "errors": failed[tool], "p90_ms": _percentiles(times.get(tool, []))["p90"]}
        for tool, count in counts.items()
    ]


def _dearest(src: Source, where: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    query = f"SELECT t.session FROM turns t WHERE {where} AND t.cost > 0 GROUP BY 1 ORDER BY sum(t.cost) DESC LIMIT 10"  # noqa: S608
    keys = [row[0] for row in src.db.execute(query, values)]
    rows = {
        row["key"]: row
        for row in src.db.execute(f"SELECT * FROM sessions WHERE key IN ({','.join('?' * len(keys))})", keys)  # noqa: S608
    }
    now = now_ms()
    return [session_view(rows[key], now) for key in keys if key in rows]


# ==============================================================================
# 42  Exports
# ==============================================================================
# A session as one file to keep or to pass on; a turn as a command.  Nothing in
# them is taken from the log but as text: escaped in HTML, fenced in Markdown,
# quoted for the shell.  Secrets are masked in the log already.

_MAX_BLOCK = 200_000  # characters of one block in Markdown and HTML

# -- a turn as a command --

_LEFT_OUT = frozenset(
    "content-length connection host accept-encoding transfer-encoding upgrade sec-websocket-key sec-websocket-version"
    " sec-websocket-extensions keep-alive te".split()
)
_KEYS = (  # of which host or header what variable holds the key
    ("anthropic", "ANTHROPIC_API_KEY"),
    ("openai", "OPENAI_API_KEY"),
    ("gemini", "GEMINI_API_KEY"),
    ("vertex", "GOOGLE_API_KEY"),
    ("azure", "AZURE_OPENAI_API_KEY"),
)


def copy_view(src: Source, name: str, turn: str, query: Mapping[str, str]) -> dict[str, Any]:
    form = query.get("as", "curl")
    row = find_turn(src, find_session(src, name), turn)
    line = line_of(src, row, "request")
    if form == "json":
        return {"text": clean(body_of(src, row, "request")[0])}
    if form not in ("curl", "python"):
        raise ViewError(400, f"as must be curl, python or json, not {clean(form[:40])!r}")
    query_text = plain(line.members.get("query"), 4000)
    url = url_of(row["host"], row["path"], query_text)
    variable = next((name for word, name in _KEYS if word in (row["provider"] or row["host"] or "")), "API_KEY")
    headers = [
        _without_key(name, value, variable)
        for name, value in headers_list(line.members)
        if name.lower() not in _LEFT_OUT
    ]
    body = clean(line.text())
    method = row["method"] if re.fullmatch(r"[A-Z]{1,20}", row["method"] or "") else "POST"
    note = "# the body was cut in the log\n" if line.members.get("truncated") else ""
    render = _as_curl if form == "curl" else _as_python
    return {"text": note + render(method, url, headers, body)}


def url_of(host: str | None, path: str | None, query: str) -> str:
    scheme = "http" if re.match(r"(127\.|localhost|\[::1\])", host or "") else "https"
    return f"{scheme}://{host}{path}" + (f"?{query}" if query else "")


def _without_key(name: str, value: str, variable: str) -> tuple[str, str, str]:
    """Header, what stands before the key, and the variable that holds it, if it is one."""
    if not is_secret_name(name.lower()):
        return name, value, ""
    if name.lower() == "cookie":
        return name, "", "COOKIE"
    start = "Bearer " if value.lower().startswith("bearer ") else ""
    return name, start, variable


def _as_curl(method: str, url: str, headers: Sequence[tuple[str, str, str]], body: str) -> str:
    import shlex

    parts = [f"curl -sS --no-buffer -X {method} {shlex.quote(url)}"]
    for name, value, variable in headers:
        if variable:
            parts.append(f'-H {shlex.quote(f"{name}: {value}")}"${variable}"')
        else:
            parts.append(f"-H {shlex.quote(f'{name}: {value}')}")
    if body:
        parts.append(
            f"--data-binary {shlex.quote(body)}" if len(body) < 100_000 else "--data-binary @- <<'LLM_PROXY_BODY'"
        )
    text = " \\\n  ".join(parts)
    return text + (f"\n{body}\nLLM_PROXY_BODY" if len(body) >= 100_000 else "")


def _as_python(method: str, url: str, headers: Sequence[tuple[str, str, str]], body: str) -> str:
    fields = [
        f"    {name!r}: {value!r} + os.environ[{variable!r}]," if variable else f"    {name!r}: {value!r},"
        for name, value, variable in headers
    ]
    return "\n".join(
        [
            "import os, urllib.request",
            f"body = {body!r}",
            "headers = {",
            *fields,
            "}",
            f"request = urllib.request.Request({url!r}, body.encode(), headers, method={method!r})",
            "with urllib.request.urlopen(request) as response:",
            "    for line in response:",
            '        print(line.decode("utf-8", "replace"), end="")',
        ]
    )


# -- a session as a file --


def _told(src: Source, name: str) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each turn in order, with its blocks, texts whole."""
    session = find_session(src, name)
    turns, rows = turns_of(src, session)
    by_id = {row["id"]: row for row in rows}
    _, attempts = numbered(rows)
    for turn in turns:
        row = by_id[turn["id"]]
        blocks = blocks_of(src, session, [*attempts.get(row["id"], []), row])
        for block in blocks:
            for part in (block, block.get("result")):
                if part and part.get("ref"):
                    part["text"] = text_page(
                        src, {"session": session["id"], "ref": part["ref"], "limit": str(_MAX_BLOCK)}
                    )["text"]
                    if part["bytes"] > 4 * _MAX_BLOCK:
                        part["text"] += f"\n[cut: {part['bytes']} bytes in all]"
        yield turn, blocks


def _stamp(ms: int | None) -> str:
    return utc_text(ms / 1000)[:19].replace("T", " ") + " UTC" if ms is not None and 0 <= ms < 1e14 else "?"


def _figures(view: Mapping[str, Any]) -> str:
    tokens = view["tokens"]
    known = [f"{tokens[name]:,} {name}" for name in ("read", "written", "fresh", "output") if tokens[name] is not None]
    cost = "-" if view["cost"] is None else f"${view['cost']:.4f}"
    return f"{', '.join(known) or 'tokens unknown'}; {cost}"


def _heading(turn: Mapping[str, Any]) -> str:
    number = f"#{turn['n']}" if turn["n"] is not None else f"({turn['kind']})"
    return f"{number} {turn['title']}"


def _facts(turn: Mapping[str, Any]) -> str:
    total = turn["timing"]["total_ms"]
    took = f"{total / 1000:.1f} s" if total is not None else "?"
    facts = [_stamp(turn["at"]), turn["model"] or "?", took, _figures(turn)]
    if turn["agent"]:
        facts.insert(0, f"agent {turn['agent'][-12:]}")
    if turn["cache"]:
        facts.append(f"cache miss: {turn['cache']['cause']}")
    facts += [f"earlier try: {attempt['status']} {attempt['error']}" for attempt in turn["attempts"]]
    return " · ".join(facts)


def _fenced(text: str, language: str = "") -> str:
    """In a fence longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * max(longest + 1, 3)
    return f"{fence}{language}\n{text}\n{fence}\n"


def _plain_md(text: str) -> str:
    """A line of somebody's text in Markdown: no markup of its own."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!&])", r"\\\1", " ".join(_visible(text).split()))


def _visible(text: str) -> str:
    """Without what a terminal or a reader's eye would be led astray by: controls and marks of direction."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", "\ufffd", text)


def markdown_of(src: Source, name: str, is_brief: bool = False) -> Iterator[str]:
    """`is_brief` leaves out what clients put into conversations by themselves."""
    session = session_view(find_session(src, name), now_ms())
    yield f"# {_plain_md(session['title'] or session['id'])}\n\n"
    facts = (_plain_md(session["client"]), _plain_md(session["host"]), _stamp(session["started_at"]))
    yield f"Session `{session['id']}` · {' · '.join(facts)}\n\n"
    yield f"{session['turns']} turns, {session['errors']} errors; {_figures(session)}\n"
    for turn, blocks in _told(src, name):
        yield f"\n## {_plain_md(_heading(turn))}\n\n{_plain_md(_facts(turn))}\n"
        for block in blocks:
            if block.get("is_reminder"):
                added = f"added by the client, {block['bytes']:,} bytes"
                text = "" if is_brief else f"\n{_fenced(_visible(block['text']))}"
                yield f"\n*{added}*\n" if is_brief else f"\n<details><summary>{added}</summary>\n{text}\n</details>\n"
            else:
                yield from _markdown_of(block)


def _markdown_of(block: Mapping[str, Any]) -> Iterator[str]:
    label = f"{block['role']}: {block['kind']}" if block["kind"] != "text" else block["role"]
    if block["kind"] == "tool_call":
        yield f"\n**call {_plain_md(block['name'])}**\n\n{_fenced(_visible(_indented(block['text'])))}"
        result = block["result"]
        if result:
            took = f", {result['duration_ms']} ms" if result["duration_ms"] is not None else ""
            yield f"\n**{'error' if result['is_error'] else 'result'}**{took}\n\n{_fenced(_visible(result['text']))}"
    elif block["kind"] in ("image", "document", "audio"):
        yield f"\n**{label}** {_plain_md(block['media_type'])} {_plain_md(block['text'])}\n"
    else:
        yield f"\n**{_plain_md(label)}**\n\n{_fenced(_visible(block['text']))}"


def _indented(text: str) -> str:
    value = load_json(text) if len(text) < 100_000 else None
    return json.dumps(value, indent=2, ensure_ascii=False) if isinstance(value, dict | list) else text


_STYLE = """
:root{color-scheme:light dark;--bg:#fff;--raised:#f4f5f7;--text:#1b1f24;--muted:#57606a;--user:#1d5fbf;
--assistant:#3d4652;--thinking:#6f42c1;--tool:#7a4b00;--error:#b42318}
@media(prefers-color-scheme:dark){:root{--bg:#14161a;--raised:#1d2026;--text:#e6e8eb;--muted:#9aa4b0;--user:#79b0ff;
--assistant:#c5ccd6;--thinking:#b794f6;--tool:#e0b15e;--error:#ff8a80}}
body{margin:0 auto;padding:16px;max-width:880px;background:var(--bg);color:var(--text);
font:15px/24px system-ui,sans-serif}
h1{font-size:24px;line-height:32px}h2{font-size:18px;line-height:24px;margin:32px 0 4px}
p{margin:4px 0;color:var(--muted);font-size:13px;line-height:20px}
section{border-left:3px solid var(--assistant);padding:0 12px;margin:12px 0}section.user{border-color:var(--user)}
section.thinking{border-color:var(--thinking)}section.tool{border-color:var(--tool)}section.error{border-color:var(--error)}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:4px 0;font:13px/20px ui-monospace,monospace}
section.user>pre,section.text>pre{font:15px/24px system-ui,sans-serif}
summary{cursor:pointer;color:var(--muted);font-size:13px}img{max-width:100%;max-height:400px}b{font-weight:600}
"""


def html_of(src: Source, name: str) -> Iterator[str]:
    """One file without scripts that loads nothing: it says so itself in a policy."""
    import html

    session = session_view(find_session(src, name), now_ms())
    title = html.escape(_visible(session["title"] or session["id"]))
    yield (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
        f'<meta name="referrer" content="no-referrer"><title>{title}</title><style>{_STYLE}</style></head><body><main>'
    )
    facts = " · ".join((session["id"], session["client"], session["host"], _stamp(session["started_at"])))
    yield f"<h1>{title}</h1><p>{html.escape(_visible(facts))}</p>"
    yield f"<p>{session['turns']} turns, {session['errors']} errors; {_figures(session)}</p>"
    for turn, blocks in _told(src, name):
        yield f"<h2>{html.escape(_visible(_heading(turn)))}</h2><p>{html.escape(_visible(_facts(turn)))}</p>"
        for block in blocks:
            yield _html_of(block)
    yield "</main></body></html>\n"


def _pre(text: str) -> str:
    import html

    return f'<pre dir="auto">{html.escape(_visible(text))}</pre>'


def _details(label: str, size: int, inner: str) -> str:
    import html

    return f"<details><summary>{html.escape(label)}, {size:,} bytes</summary>{inner}</details>"


def _html_of(block: Mapping[str, Any]) -> str:
    import html

    kind, role = block["kind"], block["role"]
    text = _pre(_indented(block["text"]) if kind == "tool_call" else block["text"])
    if kind == "tool_call":
        result = block["result"]
        label = html.escape(_visible(block["name"]))
        out = f'<section class="tool"><b>{label}</b>{text}'
        if result:
            state = "error" if result["is_error"] else "result"
            took = f", {result['duration_ms']} ms" if result["duration_ms"] is not None else ""
            out += _details(f"{state}{took}", result["bytes"], _pre(result["text"]))
        return out + "</section>"
    if kind == "image" and block.get("src"):
        style = "user" if role == "user" else "text"
        return f'<section class="{style}"><img alt="image" src="{html.escape(block["src"])}"></section>'
    is_folded = kind == "thinking" or role == "system" or block.get("is_reminder") or kind == "unknown"
    style = (
        "thinking"
        if kind == "thinking"
        else "error"
        if kind == "error"
        else "tool"
        if role == "tool"
        else "user"
        if role == "user"
        else "text"
    )
    if is_folded:
        label = kind if kind != "text" else "reminder" if block.get("is_reminder") else role
        return f'<section class="{style}">{_details(label, block["bytes"], text)}</section>'
    return f'<section class="{style}">{text}</section>'


def json_of(src: Source, name: str) -> Iterator[str]:
    """The session as the Explorer sees it: figures, turns, blocks."""
    page = session_page(src, name)
    page.pop("turns")
    yield json.dumps(page, indent=1)[:-2] + ',\n "turns": ['
    for number, (turn, blocks) in enumerate(_told(src, name)):
        yield (",\n" if number else "\n") + json.dumps({**turn, "content": blocks})
    yield "\n ]\n}\n"


def har_of(src: Source, name: str) -> Iterator[str]:
    """HTTP Archive 1.2: each request with its answer, as they were logged."""
    session = find_session(src, name)
    creator = {"name": "llm-proxy", "version": __version__}
    yield '{"log": {"version": "1.2", "creator": ' + json.dumps(creator) + ', "pages": [], "entries": ['
    is_first = True
    for row in rows_of(src, session):
        if row["req_file"] is not None:
            yield ("\n" if is_first else ",\n") + json.dumps(_har_entry(src, row))
            is_first = False
    yield "\n]}}\n"


def _har_entry(src: Source, row: sqlite3.Row) -> dict[str, Any]:
    request = line_of(src, row, "request")
    query = plain(request.members.get("query"), 4000)
    asked, wait, total = clean(request.text()), row["wait_ms"] or 0, row["total_ms"] or 0
    kind = headers_of(request.members).get("content-type", "application/json")
    pairs = [part.partition("=") for part in query.split("&")] if query else []
    entry: dict[str, Any] = {
        "startedDateTime": utc_text((row["at"] or 0) / 1000)[:23] + "Z", "time": total,
        "request": {
            "method": row["method"], "url": url_of(row["host"], row["path"], query), "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _har_headers(request.members), "queryString": [{"name": n, "value": v} for n, _, v in pairs],
            "headersSize": -1, "bodySize": len(asked.encode()),
        },
        "response": {"status": 0, "statusText": "", "httpVersion": "HTTP/1.1", "cookies": [], "headers": [],
                     "content": {"size": 0, "mimeType": ""},
                     "redirectURL": "", "headersSize": -1, "bodySize": -1},
        "cache": {}, "timings": {"send": 0, "wait": wait, "receive": max(total - wait, 0)},
        "comment": plain(row["title"], 160),
    }  # fmt: skip
    if asked:
        entry["request"]["postData"] = {"mimeType": clean(kind), "text": asked}
    if row["res_file"] is not None:
        answered = line_of(src, row, "response")
        text = (
            b"".join(answered.raw_chunks()).decode("utf-8", "replace")
            if answered.chunks is not None
            else clean(answered.text())
        )
        entry["response"] |= {"status": row["status"] or 0, "headers": _har_headers(answered.members)}
        mime = headers_of(answered.members).get("content-type", "")
        entry["response"]["content"] = {"size": len(text.encode()), "mimeType": clean(mime), "text": text}
        if answered.members.get("body_encoding") == "base64":
            entry["response"]["content"]["encoding"] = "base64"
    return entry


def _har_headers(members: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers_list(members)]


Render = Callable[[Source, str], Iterable[str]]
FORMATS: dict[str, tuple[str, Render]] = {
    "md": ("text/markdown", markdown_of),
    "html": ("text/html", html_of),
    "json": ("application/json", json_of),
    "har": ("application/json", har_of),
}


# ==============================================================================
# 43  Explorer
# ==============================================================================
# The page's server: GET and HEAD, a table of routes, files only by way of the
# index.  The log says what strangers wrote, and other pages in the same browser
# can reach a port of this machine: so Host, Origin and Sec-Fetch-Site are
# checked, and nothing that is answered can run as a script.

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_ALWAYS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
)
_MIN_GZIP = 1024
_CHANGES_S = 20.0
_IDLE_S = 60.0
_COOKIE = "llm-proxy-explorer"
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}


@dataclass(slots=True)
class PageReply:
    """What a route answers; `stream` is what follows `content`, in pieces, and may be large."""

    content: bytes
    media_type: str = "application/json"
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    cached: bool = True
    stream: Iterable[str] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A request, as far as routes need it."""

    index: Index
    parts: tuple[str, ...]
    query: Mapping[str, str]


def json_reply(value: object, status: int = 200) -> PageReply:
    """ASCII, so that whatever was logged is well formed."""
    try:
        content = json.dumps(value, separators=(",", ":"), allow_nan=False).encode()
    except ValueError:  # JSON as Python reads it may hold NaN and Infinity
        content = json.dumps(_finite(value), separators=(",", ":")).encode()
    return PageReply(content, status=status)


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {name: _finite(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def error_reply(status: int, message: str) -> PageReply:
    reply = json_reply({"error": {"status": status, "message": clean(message)}}, status)
    reply.cached = False
    return reply


# -- routes --


def _status(call: Call) -> PageReply:
    progress = call.index.progress
    now, done = time.monotonic() - progress.started_s, progress.bytes_done - progress.began_with
    left = progress.bytes_total - progress.bytes_done
    eta = int(left * now / done) + 1 if progress.state == "building" and done > 0 and left > 0 else 0
    view = {
        "state": progress.state, "error": clean(progress.error), "bytes_done": progress.bytes_done,
        "bytes_total": progress.bytes_total, "eta_s": eta, "files": progress.files, "lines": progress.lines,
        "skipped": {"torn": progress.torn, "foreign": progress.foreign}, "revision": progress.revision,
    }  # fmt: skip
    about = {
        "version": __version__,
        "log_dir": clean(call.index.directory),
        "now": now_ms(),
        "fts": call.index.has_fts,
    }
    reply = json_reply({**about, "index": view})
    reply.cached = False
    return reply


def _changes(call: Call) -> PageReply:
    since = count_of(call.query, "since", 0, 10**12)
    revision, sessions = call.index.wait_change(since, _CHANGES_S)
    reply = json_reply({"revision": revision, "sessions": sessions})
    reply.cached = False
    return reply


def _view(function: Callable[..., Any], *wanted: str) -> Callable[[Call], PageReply]:
    """A route whose answer is a view: of the parts of its path, and of the query where it is `wanted`."""

    def answer(call: Call) -> PageReply:
        with call.index.reading() as db:
            args = (*call.parts, *((call.query,) if wanted else ()))
            return json_reply(function(Source(db, call.index), *args))

    return answer


def _export(call: Call) -> PageReply:
    form = call.query.get("format", "md")
    if form not in FORMATS:
        raise ViewError(400, f"format must be one of {', '.join(FORMATS)}, not {clean(form[:40])!r}")
    with call.index.reading() as db:
        name = find_session(Source(db, call.index), call.parts[0])["id"]
    media_type, render = FORMATS[form]

    def pieces() -> Iterator[str]:
        with call.index.reading() as db:
            yield from render(Source(db, call.index), name)

    file = re.sub(r"[^A-Za-z0-9._-]", "-", name)
    where = ("Content-Disposition", f'attachment; filename="{file}.{form}"')
    return PageReply(b"", media_type, headers=[where], cached=False, stream=pieces())


def _page(_call: Call) -> PageReply:
    return _asset("index.html")


def _asset(name: str) -> PageReply:
    """A file of the page: from this file, or, while it is being edited, from LLM_PROXY_UI_DIR."""
    kind = _TYPES.get(os.path.splitext(name)[1], "application/octet-stream")
    if name not in ASSETS:
        raise ViewError(404, "no such file")
    directory = os.environ.get("LLM_PROXY_UI_DIR")
    if not directory:
        return PageReply(ASSETS[name].encode(), kind)
    try:
        return PageReply(Path(directory, name).read_bytes(), kind)
    except OSError as e:
        raise ViewError(404, f"{name}: {e.strerror} in {directory} (LLM_PROXY_UI_DIR)") from None


def _page_health(_call: Call) -> PageReply:
    return PageReply(b"ok", "text/plain", cached=False)


_ID = r"([^/]{1,255})"
_ROUTES: tuple[tuple[re.Pattern[str], Callable[[Call], PageReply]], ...] = tuple(
    (re.compile(pattern), answer)
    for pattern, answer in (
        (r"/|/search/?|/overview/?|/session/.+", _page),
        (r"/health", _page_health),
        (r"/assets/([^/]+)", lambda call: _asset(call.parts[0])),
        (r"/api/status", _status),
        (r"/api/changes", _changes),
        (r"/api/sessions", _view(sessions_view, "query")),
        (r"/api/facets", _view(facets_view)),
        (r"/api/text", _view(text_page, "query")),
        (r"/api/search", _view(search_view, "query")),
        (r"/api/overview", _view(overview_view, "query")),
        (rf"/api/session/{_ID}", _view(session_page)),
        (rf"/api/session/{_ID}/turn/{_ID}", _view(turn_page)),
        (rf"/api/session/{_ID}/turn/{_ID}/request", _view(request_page)),
        (rf"/api/session/{_ID}/turn/{_ID}/response", _view(response_page)),
        (rf"/api/session/{_ID}/turn/{_ID}/events", _view(events_page, "query")),
        (rf"/api/session/{_ID}/turn/{_ID}/raw", _view(raw_page, "query")),
        (rf"/api/session/{_ID}/turn/{_ID}/copy", _view(copy_view, "query")),
        (rf"/api/session/{_ID}/diff/{_ID}\.\.{_ID}", _view(diff_view)),
        (rf"/api/session/{_ID}/export", _export),
    )
)


def answer_of(index: Index, target: str) -> PageReply:
    """The answer to a GET of this target; whatever goes wrong is an answer too."""
    path, _, query = target.partition("?")
    try:
        pairs = dict(urllib.parse.parse_qsl(query, keep_blank_values=True, max_num_fields=50, errors="replace"))
        for pattern, answer in _ROUTES:
            if match := pattern.fullmatch(path):
                parts = tuple(urllib.parse.unquote(part, errors="replace") for part in match.groups())
                return answer(Call(index, parts, pairs))
        return error_reply(404, f"there is nothing at {clean(path[:200])}; the sessions are at /")
    except ViewError as e:
        return error_reply(e.status, str(e))
    except LogGoneError as e:
        return error_reply(503, str(e))
    except ValueError as e:
        return error_reply(400, str(e))
    except sqlite3.Error as e:
        return error_reply(503, f"{index.path}: {e}; the index is being made anew, try again in a moment")
    except Exception as e:  # noqa: BLE001 -- odd input may cost an answer, never the server
        app_log().exception("%s", clean(path[:200]))
        return error_reply(500, f"{type(e).__name__}: {e}")


# -- who may ask --


def host_is_ours(host: str, hosts: frozenset[str]) -> bool:
    """Whether a Host header names this server: a page elsewhere that rebinds its name to us does not."""
    name = host.lower().rpartition(":")[0] if re.search(r":\d+$", host) else host.lower()
    return name.strip("[]") in hosts or ("*" in hosts and parse_upstream(name) is not None)


def refusal(headers: Mapping[str, str], hosts: frozenset[str], is_page: bool) -> str:
    """Why this request is refused, or nothing.  `headers` have names in lower case."""
    host = headers.get("host", "")
    try:
        if not host_is_ours(host, hosts):
            return f"the Host {clean(host[:100])!r} is not this server; open http://localhost instead"
    except ValueError:
        return "the Host header names no host"
    origin = headers.get("origin")
    if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
        return "requests from other pages are refused"
    site = headers.get("sec-fetch-site", "none")
    if site in ("same-origin", "none"):
        return ""
    is_link = (
        is_page
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest", "document") == "document"
    )
    return "" if is_link else "requests from other pages are refused"


def _batched(pieces: Iterable[str]) -> Iterator[bytes]:
    """Not too small, and never empty: an empty chunk would be the end."""
    held: list[bytes] = []
    for piece in pieces:
        held.append(piece.encode("utf-8", "replace"))
        if sum(map(len, held)) > 64 * 1024:
            yield b"".join(held)
            held.clear()
    if rest := b"".join(held):
        yield rest


# http.server is imported by who serves the page, not by every start of the proxy: these classes get their bases in
# open_explorer.
if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler as _RequestBase
    from http.server import ThreadingHTTPServer as _ServerBase
else:
    _RequestBase = _ServerBase = object


class _Handler(_RequestBase):
    server: ExplorerServer
    protocol_version = "HTTP/1.1"
    server_version = "llm-proxy"
    sys_version = ""
    timeout = _IDLE_S
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:  # noqa: N802 -- http.server's name
        headers = {name.lower(): value for name, value in self.headers.items()}
        path = self.path.partition("?")[0]
        if len(self.headers.get_all("Host", [])) != 1:
            return self._send(error_reply(400, "one Host header is needed"))
        if why := refusal(headers, self.server.hosts, not path.startswith(("/api/", "/assets/"))):
            return self._send(error_reply(403, why))
        if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
            self.close_connection = True
            return self._send(error_reply(400, "a GET has no body"))
        if self.server.token and path != "/health" and not self._is_known(headers):
            return self._let_in(path)
        return self._send(answer_of(self.server.index, self.path))

    do_HEAD = do_GET  # noqa: N815 -- http.server's name

    def _is_known(self, headers: Mapping[str, str]) -> bool:
        import http.cookies

        with contextlib.suppress(http.cookies.CookieError):
            cookie = http.cookies.SimpleCookie(headers.get("cookie", "")).get(_COOKIE)
            return cookie is not None and hmac.compare_digest(cookie.value.encode(), self.server.cookie.encode())
        return False

    def _let_in(self, path: str) -> None:
        """`?token=…` becomes a cookie, and goes from the address."""
        pairs = urllib.parse.parse_qsl(self.path.partition("?")[2], errors="replace", max_num_fields=50)
        given = dict(pairs).get("token", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self.server.token.encode()):
            return self._send(error_reply(401, "open the address that the terminal shows, with its token"))
        rest = urllib.parse.urlencode([pair for pair in pairs if pair[0] != "token"])
        there = "/" + path.lstrip("/") + (f"?{rest}" if rest else "")
        cookie = f"{_COOKIE}={self.server.cookie}; HttpOnly; SameSite=Strict; Path=/"
        return self._send(PageReply(b"", "text/plain", 303, [("Location", there), ("Set-Cookie", cookie)], False))

    def _refuse_method(self) -> None:
        self.close_connection = True
        reply = error_reply(405, "only GET and HEAD are answered here")
        reply.headers.append(("Allow", "GET, HEAD"))
        self._send(reply)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._refuse_method
        raise AttributeError(name)

    def _send(self, reply: PageReply) -> None:
        content, status = reply.content, reply.status
        headers = [*_ALWAYS, *reply.headers]
        kind = reply.media_type
        headers.append(
            (
                "Content-Type",
                kind
                if kind == "application/octet-stream"
                else f"{kind}; charset=utf-8"
                if kind != "application/json"
                else kind,
            )
        )
        if reply.cached and status == 200:
            tag = f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
            headers += [("ETag", tag), ("Cache-Control", "private, no-cache"), ("Vary", "Accept-Encoding")]
            if tag in self.headers.get("If-None-Match", ""):
                status, content = 304, b""
        else:
            headers.append(("Cache-Control", "no-store"))
        if reply.stream is not None:
            self._send_stream(reply, headers)
            return
        if len(content) >= _MIN_GZIP and re.search(
            r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", self.headers.get("Accept-Encoding", "")
        ):
            content = gzip.compress(content, 1)
            headers.append(("Content-Encoding", "gzip"))
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _send_stream(self, reply: PageReply, headers: Iterable[tuple[str, str]]) -> None:
        """In chunks; one that fails in the middle has no end, by which the client knows."""
        self.send_response(reply.status)
        is_old = self.request_version == "HTTP/1.0"
        self.close_connection = self.close_connection or is_old
        for name, value in (*headers, ("Connection", "close") if is_old else ("Transfer-Encoding", "chunked")):
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        try:
            for piece in _batched(reply.stream or ()):
                self.wfile.write(piece if is_old else b"%x\r\n%s\r\n" % (len(piece), piece))
        except (LogGoneError, ProxyError, sqlite3.Error) as e:
            app_log().warning("an export broke off: %s", e)
            self.close_connection = True
            return
        if not is_old:
            self.wfile.write(b"0\r\n\r\n")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What http.server itself refuses, in our form."""
        import http.client

        self.close_connection = True
        if not hasattr(self, "headers"):
            self.headers = http.client.HTTPMessage()
        self.request_version = self.request_version or "HTTP/1.1"
        self._send(error_reply(code, message or explain or "bad request"))

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal is for what needs attention."""


class ExplorerServer(_ServerBase):
    """Serves one index.  `token` is asked for where others can reach the port."""

    daemon_threads = True
    request_queue_size = 64
    allow_reuse_address = True
    max_connections: ClassVar[int] = 128

    def __init__(self, index: Index, host: str, port: int, token: str = "") -> None:
        import http.server

        self.index, self.token = index, token
        self.cookie = (
            hashlib.blake2b(token.encode(), key=b"explorer cookie", digest_size=16).hexdigest() if token else ""
        )
        names = {"localhost", "127.0.0.1", "::1"} if is_loopback(host) else {"*"}
        self.hosts = frozenset(names)
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._places = threading.BoundedSemaphore(self.max_connections)
        super().__init__(
            (host, port), cast("type[_Handler]", type("Handler", (_Handler, http.server.BaseHTTPRequestHandler), {}))
        )

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""
        if not isinstance(sys.exc_info()[1], OSError):
            app_log().exception("explorer")


def open_explorer(index: Index, host: str, port: int, token: str = "") -> ExplorerServer:
    """Listen on this port, or on the next free one of the twenty behind it.  Raises ProxyError."""
    import http.server

    sys.setswitchinterval(0.001)  # a page should not wait for the index that is being built
    if not is_loopback(host) and not token:
        raise ProxyError(f"--host {host} lets others reach the log; that needs a token")
    for at in range(port, min(port + 20, 65536)) if port else (0,):
        try:
            server = type("Server", (ExplorerServer, http.server.ThreadingHTTPServer), {})
            return cast("ExplorerServer", server(index, host, at, token))
        except OSError as e:
            error = e
    raise ProxyError(f"no port from {port} to {port + 19} on {host} is free: {error}; choose another by --explore-port")


# ==============================================================================
# 44  Log commands
# ==============================================================================
# The log in a terminal: what the Explorer shows, as lines.  What strangers wrote
# is printed without its control characters.


@contextlib.contextmanager
def opened_index(settings: Settings) -> Iterator[Index]:
    """The index of the log directory, brought up to date.  Raises ProxyError."""
    if not os.path.isdir(settings.log_dir):
        raise ProxyError(f"there is no log directory {settings.log_dir}; --log-dir names another")
    file = settings.price_file
    prices = PriceTable(settings.prices, read_price_file(read_price_text(file), file) if file else None)
    index = Index(settings.log_dir, prices)
    index.open()
    try:
        index.catch_up()
        yield index
    finally:
        index.close()


def run_explore(settings: Settings, opens_browser: bool) -> int:
    """Serve the Explorer until interrupted.  Raises ProxyError."""
    import secrets

    if not os.path.isdir(settings.log_dir):
        raise ProxyError(f"there is no log directory {settings.log_dir}; --log-dir names another")
    host = settings.host[0]
    token = "" if is_loopback(host) else secrets.token_urlsafe(24)
    file = settings.price_file
    prices = PriceTable(settings.prices, read_price_file(read_price_text(file), file) if file else None)
    index = Index(settings.log_dir, prices)
    index.start()
    server = open_explorer(index, host, settings.explore_port, token)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    port = server.server_address[1]
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{port}/" + (f"?token={token}" if token else "")
    if port != settings.explore_port and settings.explore_port:
        print(f"port {settings.explore_port} is taken", file=sys.stderr)
    print(f"Starting LLM Proxy Explorer on {url}\n{settings.log_dir} is shown; Ctrl-C ends it", flush=True)
    if opens_browser:
        open_browser(url, os.environ)
    threading.Thread(target=_tell_progress, args=(index,), daemon=True).start()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
    finally:
        server.server_close()
        index.close()
    return 0


def _tell_progress(index: Index) -> None:
    """A line on the terminal while the index is made for the first time."""
    progress, width = index.progress, 0
    while sys.stderr.isatty() and progress.state == "building":
        text = f"indexed {progress.bytes_done // MEBIBYTE} of {progress.bytes_total // MEBIBYTE} MB"
        width = max(width, len(text))
        print(f"\r{text:<{width}}", end="", file=sys.stderr, flush=True)
        time.sleep(0.2)
    if width:
        print(f"\r{'':<{width}}\r", end="", file=sys.stderr, flush=True)


def open_browser(url: str, environ: Mapping[str, str]) -> None:
    """By the system's own opener, where there is a screen to open it on; that there is none is no error."""
    command = "open" if sys.platform == "darwin" else "xdg-open"
    if sys.platform != "darwin" and not (environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")):
        return
    with contextlib.suppress(OSError):
        subprocess.Popen([command, url], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def print_sessions(settings: Settings, as_json: bool) -> int:
    """Newest first, a line for each; or JSON lines."""
    with opened_index(settings) as index, index.reading() as db:
        offset, total = 0, 1
        while offset < total:
            page = sessions_view(Source(db, index), {"limit": "500", "offset": str(offset)})
            total = page["total"]
            for row in page["rows"]:
                print(json.dumps(row, ensure_ascii=False) if as_json else _session_line(row))
            offset += max(len(page["rows"]), 1)
    return 0


def _session_line(row: Mapping[str, Any]) -> str:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime((row["ended_at"] or 0) / 1000))
    tokens = sum(count or 0 for count in row["tokens"].values())
    errors = f" {row['errors']} errors" if row["errors"] else ""
    figures = f"{row['turns']:>4} turns{errors}  {_short_count(tokens):>6} tokens  {_dollars(row['cost']):>8}"
    return f"{when}  {row['id']:<24}  {row['client'] or '':<12}  {figures}  {_one_text(row['title'], 60)}"


def _short_count(count: int) -> str:
    for size, unit in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if count >= size:
            return f"{count / size:.1f}{unit}"
    return str(count)


def _dollars(cost: float | None) -> str:
    return "-" if cost is None else f"${cost:.2f}" if cost >= 0.1 else f"${cost:.4f}"


def _one_text(text: object, size: int) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in str(text or "")).split())
    return line if len(line) <= size else line[: size - 1] + "\u2026"


def export_session(settings: Settings, session: str, form: str, output: str) -> int:
    """Write a session to a file, or to the standard output.  Raises ProxyError."""
    if not session:
        raise ProxyError("name a session, as in: llm-proxy export SESSION; llm-proxy sessions lists them")
    formats: dict[str, Callable[[Source, str], Iterable[str]]] = {name: render for name, (_, render) in FORMATS.items()}
    if form not in (*formats, "brief"):
        raise ProxyError(f"--format {form!r}: expected one of {', '.join(formats)}")
    render = formats.get(form) or functools.partial(markdown_of, is_brief=True)
    with opened_index(settings) as index, index.reading() as db:
        src = Source(db, index)
        name = find_session(src, session)["id"]
        try:
            with open(output, "w", encoding="utf-8") if output else contextlib.nullcontext(sys.stdout) as file:
                for piece in render(src, name):
                    file.write(piece)
        except BrokenPipeError:
            raise
        except OSError as e:
            raise ProxyError(f"{output}: {e.strerror}") from e
    return 0


def print_tail(settings: Settings) -> int:
    """A line for each turn that ends from now on, of every session, until interrupted."""
    with opened_index(settings) as index:
        start_ms, seen, revision = now_ms(), set[str](), index.progress.revision
        print(f"waiting for turns in {settings.log_dir}; Ctrl-C ends it", file=sys.stderr, flush=True)
        while True:
            index.catch_up()
            revision, changed = index.wait_change(revision, 0.0)
            with index.reading() as db:
                src = Source(db, index)
                for name in changed:
                    session = find_session(src, name)
                    for turn in turns_of(src, session)[0]:
                        end_ms = (turn["at"] or 0) + (turn["timing"]["total_ms"] or 0)
                        if not turn["running"] and end_ms >= start_ms and turn["id"] not in seen:
                            seen.add(turn["id"])
                            print(_turn_line(session["id"], turn), flush=True)
            time.sleep(0.5)


def _turn_line(session: str, turn: Mapping[str, Any]) -> str:
    when = time.strftime("%H:%M:%S", time.localtime((turn["at"] or 0) / 1000))
    number = f"#{turn['n']}" if turn["n"] else turn["kind"]
    took = f"{(turn['timing']['total_ms'] or 0) / 1000:.1f}s"
    tokens = sum(count or 0 for count in turn["tokens"].values())
    trouble = f"  {turn['error'] or 'left by ' + turn['aborted']}" if turn["error"] or turn["aborted"] else ""
    facts = f"{turn['status'] or '-'}  {took:>7}  {_short_count(tokens):>6} tokens  {_dollars(turn['cost']):>8}"
    return f"{when}  {session[-8:]} {number:<12} {facts}  {_one_text(turn['title'], 60)}{_one_text(trouble, 120)}"


# ==============================================================================
# 45  Command line
# ==============================================================================


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, not the whole usage."""
        self.exit(2, f"llm-proxy: {message}; see llm-proxy --help\n")


def _build_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="llm-proxy",
        description="Transparent logging proxy for LLM APIs: point a client's base URL at it, read the log.",
        epilog="Each option can also be set as LLM_PROXY_NAME in the environment or as name in config.toml.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "command",
        nargs="?",
        default="serve",
        choices=tuple(_COMMANDS),
        help="serve: run the proxy (default); config: print every option and its source; demo: see it work, no key;"
        " selftest: is it the proxy's fault?; benchmark: what it costs; explore: look at the log in a browser;"
        " sessions, show SESSION, tail: look at it here; export SESSION: write a session to a file;"
        " forget SESSION: remove a session from the log; grafana-dashboard: print a dashboard of metrics and log",
    )
    parser.add_argument("session", nargs="?", default="", help="show, export, forget: the session's id, or its end")
    parser.add_argument("--explore", action="store_true", help="the same as the command explore")
    parser.add_argument("--no-open", action="store_true", help="explore: do not open a browser")
    parser.add_argument("--format", default="md", metavar="FORM", help="export: md (default), html, json or har")
    parser.add_argument("-o", "--output", default="", metavar="FILE", help="export: write to this file")
    parser.add_argument("--version", action="version", version=f"llm-proxy {__version__}")
    parser.add_argument(
        "--config", metavar="FILE", default="", help="TOML file (default ~/.config/llm-proxy/config.toml)"
    )
    parser.add_argument("--keep", action="store_true", help="demo: stay up afterwards and print the exports to try it")
    _add_measuring(parser)
    for row in option_rows():
        text = f"{row.metadata['help']} (default {render_value(default_of(row))})".replace("%", "%%")
        parser.add_argument(
            flag_of(row.name), metavar=row.metadata["metavar"], default=argparse.SUPPRESS, help=text, dest=row.name
        )
    return parser


def _add_measuring(parser: argparse.ArgumentParser) -> None:
    test = parser.add_argument_group("selftest")
    test.add_argument("--upstream", metavar="URL", default="", help="compare the harmless rows against this server")
    bench = parser.add_argument_group("benchmark", "without --base-url it measures the proxy itself")
    bench.add_argument("--seconds", type=float, default=2.0, help="length of a block of load (default 2)")
    bench.add_argument("--rounds", type=int, default=3, help="pairs of blocks for each figure (default 3)")
    bench.add_argument(
        "--json", nargs="?", const="", metavar="BODY", help="report as JSON; with --base-url: the body to send"
    )
    bench.add_argument("--base-url", metavar="URL", default="", help="measure this server instead")
    bench.add_argument("--endpoint", metavar="PATH", default="", help="such as /v1/chat/completions")
    bench.add_argument("--token", default="", help="sent as Authorization: Bearer")
    bench.add_argument("--token-env", metavar="NAME", default="PROXY_TOKEN", help="variable that holds the token")
    bench.add_argument("-r", "--requests", type=int, default=1, metavar="N", help="how many (default 1)")
    bench.add_argument("-c", "--concurrency", type=int, default=1, metavar="N", help="how many at a time (default 1)")
    bench.add_argument("--method", default="POST", help="default POST")
    bench.add_argument("--debug", action="store_true", help="show one answer of each status")
    bench.add_argument("--cache", action="store_true", help="send Cache-Control: public, max-age=TTL")
    bench.add_argument("--cache-ttl", type=int, default=86400, metavar="TTL", help="seconds (default 86400)")


def _benchmark(_loaded: LoadedSettings, options: Mapping[str, Any]) -> int:
    if not options["base_url"]:
        if options["seconds"] <= 0 or options["rounds"] < 1:
            raise ConfigError("--seconds must be above 0 and --rounds at least 1")
        return run_benchmark(options["seconds"], options["rounds"], options["json"] is not None)
    token = options["token"] or os.environ.get(options["token_env"], "")
    parts = urllib.parse.urlsplit(options["base_url"])
    is_complete = token and options["endpoint"].startswith("/") and parts.scheme in ("http", "https") and parts.netloc
    if not is_complete or options["requests"] < 1 or options["concurrency"] < 1:
        raise ProxyError(
            "Missing required flags or invalid values: --base-url http(s)://host, --endpoint /path, --token (or the"
            f" variable {options['token_env']}), -r and -c of at least 1"
        )
    return run_job(
        Job(
            options["base_url"],
            options["endpoint"],
            token,
            options["requests"],
            min(options["concurrency"], options["requests"]),
            options["method"].upper(),
            options["json"] or "",
            {"Cache-Control": f"public, max-age={options['cache_ttl']}"} if options["cache"] else {},
            options["debug"],
        )
    )


def _selftest(loaded: LoadedSettings, options: Mapping[str, Any]) -> int:
    import tempfile

    upstream: str = options["upstream"]

    settings = dataclasses.replace(loaded.settings, host=("127.0.0.1",), port=0)
    parts = urllib.parse.urlsplit(upstream)
    if parts.scheme == "http":
        settings = dataclasses.replace(settings, http_upstreams=(parts.netloc.rpartition("@")[2],))
    with tempfile.TemporaryDirectory(prefix="llm-proxy-selftest-") as directory:
        return run_selftest(dataclasses.replace(settings, log_dir=directory), upstream)


def _print_config(loaded: LoadedSettings, _options: Mapping[str, Any]) -> int:
    print(f"# llm-proxy {__version__}; config file: {loaded.file or 'none'}; prices: {prices_version()}")
    for row in option_rows():
        line = f"{row.name} = {mask_option(row.name, render_value(getattr(loaded.settings, row.name)))}"
        print(f"{line:<60} # {loaded.sources[row.name]}")
    return 0


def _demo(loaded: LoadedSettings, options: Mapping[str, Any]) -> int:
    settings = dataclasses.replace(loaded.settings, host=("127.0.0.1",))
    if loaded.sources["port"] == "default":
        settings = dataclasses.replace(settings, port=0)
    if loaded.sources["log_dir"] == "default":
        import tempfile

        settings = dataclasses.replace(settings, log_dir=tempfile.mkdtemp(prefix="llm-proxy-demo-"))
    return run_demo(settings, options["keep"])


def _forget(loaded: LoadedSettings, options: Mapping[str, Any]) -> int:
    session: str = options["session"]
    try:
        files, notes = forget_session(loaded.settings.log_dir, session)
    except OSError as e:
        raise ProxyError(f"{e.filename}: {e.strerror}") from e
    print(f"session {session} is forgotten: {files} files, {notes} journal lines")
    return 0


def _explore(loaded: LoadedSettings, options: Mapping[str, Any]) -> int:
    return run_explore(loaded.settings, not options["no_open"])


def _sessions(loaded: LoadedSettings, options: Mapping[str, Any]) -> int:
    return print_sessions(loaded.settings, options["json"] is not None)


def _export_file(loaded: LoadedSettings, options: Mapping[str, Any]) -> int:
    return export_session(loaded.settings, options["session"], options["format"], options["output"])


def _show(loaded: LoadedSettings, options: Mapping[str, Any]) -> int:
    return export_session(loaded.settings, options["session"], "brief", "")


def _tail(loaded: LoadedSettings, _options: Mapping[str, Any]) -> int:
    return print_tail(loaded.settings)


def _grafana_dashboard(_loaded: LoadedSettings, _options: Mapping[str, Any]) -> int:
    print(json.dumps(grafana_dashboard(), indent=2))
    return 0


def _serve(loaded: LoadedSettings, _options: Mapping[str, Any]) -> int:
    if file := loaded.settings.price_file:
        read_price_file(read_price_text(file), file)  # the recorder's work, but what is wrong is better said now
    return asyncio.run(serve_until_signal(loaded.settings))


# Also the order in which --help names them.
_COMMANDS: Mapping[str, Callable[[LoadedSettings, Mapping[str, Any]], int]] = {
    "serve": _serve,
    "config": _print_config,
    "demo": _demo,
    "selftest": _selftest,
    "benchmark": _benchmark,
    "explore": _explore,
    "sessions": _sessions,
    "show": _show,
    "export": _export_file,
    "tail": _tail,
    "forget": _forget,
    "grafana-dashboard": _grafana_dashboard,
}


def _recorder_main(descriptor: str) -> int:
    """The child process: ends when the pair is closed, not by the signals that a terminal or systemd sends to all."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    keep_memory()
    sys.setswitchinterval(0.0005)  # the thread that appends must get its turn before the next body is decoded
    Recorder(socket.socket(fileno=int(descriptor))).run()
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the process's exit status (2 for a wrong configuration)."""
    args = list(sys.argv[1:] if argv is None else argv)
    if args[:1] == ["_recorder"] and len(args) == 2:
        return _recorder_main(args[1])
    if args == ["_provider"]:
        return run_provider()
    if args[:1] == ["_poster"] and len(args) == 3:
        return run_poster(int(args[1]), args[2])
    options = vars(_build_parser().parse_intermixed_args(args))
    if options["explore"]:
        options["command"] = "explore"
    flags = {row.name: options[row.name] for row in option_rows() if row.name in options}
    try:
        if options["keep"] and options["command"] != "demo":
            raise ConfigError("--keep belongs to demo: llm-proxy demo --keep")
        loaded = load_settings(flags, os.environ, options["config"])
        log_file = loaded.settings.log_file if options["command"] == "serve" else ""
        log_level = loaded.settings.log_level
        if loaded.sources["log_level"] == "default" and options["command"] != "serve":
            log_level = "error" if options["command"] in ("selftest", "benchmark") else "warning"
        close_log = open_app_log(log_level, loaded.settings.log_format, log_file)
    except ProxyError as e:
        print(f"llm-proxy: {e}", file=sys.stderr)
        return e.exit_code
    try:
        for warning in loaded.warnings:
            print(f"llm-proxy: warning: {warning}", file=sys.stderr)
        status = _COMMANDS[options["command"]](loaded, options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # `config | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ProxyError as e:
        print(f"llm-proxy: {e}", file=sys.stderr)
        return e.exit_code
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    finally:
        close_log()


def run_script() -> int:
    """What `python3 llm_proxy.py` does: the proxy itself goes on as a module, see command_of_module."""
    first = sys.argv[1] if len(sys.argv) > 1 else "serve"
    if sys.executable and (first == "serve" or first.startswith("--")) and "--explore" not in sys.argv:
        with contextlib.suppress(OSError):
            os.execv(sys.executable, command_of_module(*sys.argv[1:]))  # noqa: S606 -- it is this program again
    return main()


# ==============================================================================
# 46  Assets
# ==============================================================================
# The Explorer's page: plain HTML, CSS and JavaScript, no library, no build step.
# LLM_PROXY_UI_DIR serves index.html, app.css and app.js from a directory instead,
# while they are being edited.  Whatever was logged is put into the page as text.

_INDEX_HTML = r"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Explorer</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/app.css">
<script type="module" src="/assets/app.js"></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header id="bar">
  <a class="brand" href="/">Explorer</a>
  <form id="search" role="search" action="/search">
    <label class="sr" for="q">Search</label>
    <input id="q" name="q" type="search" autocomplete="off" spellcheck="false" placeholder="/  search words, model:, tool:">
    <div id="hits" hidden></div>
  </form>
  <nav aria-label="Pages">
    <a href="/overview">Overview</a>
    <button id="help" type="button" aria-label="Help and keys">?</button>
  </nav>
</header>
<div id="status" role="status"></div>
<main id="main" tabindex="-1"></main>
<dialog id="dialog" aria-labelledby="dialog-title"></dialog>
<div id="toast" role="status"></div>
<noscript>The explorer needs JavaScript; in the terminal, "llm-proxy sessions" and "llm-proxy show SESSION" do without.</noscript>
</body>
</html>
"""  # noqa: E501 -- written to be read as what it is

_APP_CSS = r"""/* The explorer. Colours are the tokens of the design brief: each text token has at least 4.5:1 on both surfaces.
   A colour never stands alone: the word is always beside it. Roles are marked by a 3 px rail. */
:root {
  color-scheme: light dark;
  --bg: #ffffff; --raised: #f4f5f7; --text: #1b1f24; --muted: #57606a; --link: #0a58ca; --user: #1d5fbf; --assistant: #3d4652; --thinking: #6f42c1;
  --tool: #0b6b74; --error: #b3261e; --read: #1a6e3c; --written: #8f5200; --fresh: #b02a6b; --output: #274690; --warn: #9a3412; --border: #818994;
  --line: color-mix(in srgb, var(--border) 35%, var(--bg));
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #14161a; --raised: #1d2026; --text: #e6e8eb; --muted: #9aa4b0; --link: #6ea8fe; --user: #79b0ff; --assistant: #c5ccd6; --thinking: #b794f6;
    --tool: #4fc3cf; --error: #ff8a80; --read: #5fcf8a; --written: #f0b04a; --fresh: #ff8ac0; --output: #9fb4ff; --warn: #ffa266; --border: #737c88;
  }
}
* { box-sizing: border-box; }
html { scrollbar-gutter: stable; }
body {
  margin: 0; background: var(--bg); color: var(--text); font: 13px/20px system-ui, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
h1, h2, h3, h4, h5, h6, p, ul, ol, dl, figure, blockquote {
  margin: 0; padding: 0; font-weight: 400; font-size: inherit; line-height: inherit;
}
ul, ol { list-style: none; }
b, strong, th { font-weight: 600; }
a { color: var(--link); text-underline-offset: 2px; }
code, pre, kbd { font: 13px/20px var(--mono); }
button, input, select { font: inherit; color: inherit; }
button, .button, select, input:not([type=checkbox]) {
  height: 28px; padding: 0 8px; border: 1px solid var(--border); border-radius: 4px; background: var(--bg);
  max-width: 100%;
}
button, .button {
  cursor: pointer; display: inline-flex; align-items: center; color: var(--text); text-decoration: none;
  white-space: nowrap;
}
button:hover, .button:hover { background: var(--raised); }
button:disabled { color: var(--muted); cursor: default; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; border-radius: 2px; }
main:focus, #main:focus { outline: none; }
::highlight(find) { background: color-mix(in srgb, var(--written) 40%, var(--bg)); color: var(--text); }
mark { background: color-mix(in srgb, var(--written) 30%, var(--bg)); color: inherit; font-weight: 600; }
[hidden] { display: none !important; }
.sr {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; border: 0; padding: 0;
}
.skip { position: absolute; left: -999px; top: 4px; z-index: 30; background: var(--bg); padding: 8px; }
.skip:focus { left: 4px; }
.muted { color: var(--muted); } .error { color: var(--error); } .warn { color: var(--warn); } .nowrap { white-space: nowrap; }
.n { text-align: right; white-space: nowrap; }
.running { color: var(--read); font-weight: 400; white-space: nowrap; }
.dot {
  display: inline-block; width: 8px; height: 8px; border-radius: 50%; background: var(--read); margin-right: 4px;
  animation: pulse 1.6s ease-in-out infinite;
}
@keyframes pulse { 50% { opacity: .3; } }
@media (prefers-reduced-motion: reduce) { .dot { animation: none; } * { scroll-behavior: auto !important; transition: none !important; } }

/* frame */
#bar {
  position: sticky; top: 0; z-index: 10; display: flex; gap: 16px; align-items: center; height: 48px;
  padding: 0 16px; background: var(--bg); border-bottom: 1px solid var(--line);
}
.brand {
  flex: none; white-space: nowrap; font-weight: 600; font-size: 15px; color: var(--text); text-decoration: none;
}
#search { position: relative; flex: 1 1 auto; max-width: 720px; min-width: 0; }
#search input { width: 100%; height: 32px; }
#bar nav { flex: none; white-space: nowrap; display: flex; gap: 12px; align-items: center; margin-left: auto; }
#bar nav a[aria-current] { color: var(--text); font-weight: 600; text-decoration: none; }
#help { width: 28px; justify-content: center; }
.filter-toggle { display: none; }
#hits {
  position: absolute; z-index: 12; top: 36px; left: 0; right: 0; background: var(--bg);
  border: 1px solid var(--border); border-radius: 4px; max-height: 70vh; overflow-y: auto;
}
#hits p { padding: 4px 12px; }
#hits a {
  display: grid; grid-template-columns: 40px 110px 1fr; gap: 8px; padding: 4px 12px; color: inherit;
  text-decoration: none;
}
#hits a:hover, #hits a:focus { background: var(--raised); }
#hits .snippet { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
#hits .all { display: block; border-top: 1px solid var(--line); color: var(--link); text-decoration: underline; }
#status p { padding: 4px 16px; background: var(--raised); }
.progress { display: inline-block; width: 120px; height: 8px; margin-right: 8px; border: 1px solid var(--border); }
.progress i { display: block; height: 100%; background: var(--link); }
#main { padding: 0 16px 64px; min-height: calc(100vh - 48px); }
.pagehead {
  position: sticky; top: 48px; z-index: 8; display: flex; flex-wrap: nowrap; gap: 8px 20px; align-items: center;
  min-height: 48px; margin: 0 -16px; padding: 8px 16px; background: var(--bg); border-bottom: 1px solid var(--line);
}
.head-title { display: flex; gap: 12px; align-items: baseline; flex: 1 1 auto; min-width: 0; }
.head-title h1 {
  font-size: 18px; line-height: 24px; font-weight: 600; white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; min-width: 0;
}
.head-title > *:not(h1) { flex: none; }
.up { font-size: 18px; font-weight: 600; text-decoration: none; padding: 0 4px; }
.figures { display: flex; gap: 16px; white-space: nowrap; align-items: baseline; }
.actions { display: flex; gap: 8px; align-items: center; }
.agents-button, .phone-nav, .sheet-close { display: none; }
.side p a[aria-current] { font-weight: 600; color: var(--text); text-decoration: none; }
.menu { position: relative; }
.menu > summary { list-style: none; }
.menu > summary::after { content: " v"; white-space: pre; color: var(--muted); }
.menu > summary::-webkit-details-marker { display: none; }
.menu-list {
  position: absolute; right: 0; top: 32px; z-index: 9; min-width: 150px; background: var(--bg);
  border: 1px solid var(--border); border-radius: 4px; padding: 4px 0;
}
.menu-list > * {
  display: block; width: 100%; padding: 4px 12px; border: 0; text-align: left; text-decoration: none;
  color: var(--text); height: auto; border-radius: 0;
}
.menu-list > *:hover, .menu-list > *:focus { background: var(--raised); }
#toast {
  position: fixed; bottom: 24px; left: 50%; transform: translateX(-50%); background: var(--text); color: var(--bg);
  padding: 8px 16px; border-radius: 4px; opacity: 0; pointer-events: none; z-index: 40; max-width: 90vw;
}
#toast.on { opacity: 1; }
dialog {
  border: 1px solid var(--border); border-radius: 4px; background: var(--bg); color: var(--text);
  padding: 16px 24px 24px; max-width: min(820px, 94vw); max-height: 90vh;
}
dialog::backdrop { background: rgb(0 0 0 / 40%); }
dialog img { max-width: 100%; min-width: min(400px, 70vw); image-rendering: auto; }
dialog > * + * { margin-top: 12px; }
.dialog-head { display: flex; justify-content: space-between; gap: 24px; align-items: center; }
.dialog-head h2 { font-size: 18px; line-height: 24px; font-weight: 600; }
.box {
  max-width: 640px; margin: 48px auto; padding: 16px 24px; border-left: 3px solid var(--border);
  background: var(--raised); display: flow-root;
}
.box > * + * { margin-top: 12px; }
.box h1, .box h2 { font-size: 18px; line-height: 24px; font-weight: 600; }
.error-box { border-left-color: var(--error); }
.wait { padding-top: 16px; }
.ghost { height: 52px; margin: 0; border-bottom: 1px solid var(--line); }
.fresh {
  position: fixed; top: 104px; left: 50%; transform: translateX(-50%); z-index: 9; background: var(--link);
  color: var(--bg); border-color: var(--link); font-weight: 600;
}
.fresh:hover { background: var(--text); }
.fresh.bottom { top: auto; bottom: 64px; }
.chips { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.chip {
  display: inline-flex; gap: 4px; height: 28px; align-items: center; padding: 0 8px; border: 1px solid var(--border);
  border-radius: 4px; text-decoration: none; color: var(--text); background: var(--raised);
}

/* bars */
.bar {
  position: relative; display: block; height: 8px; min-width: 0;
  background: color-mix(in srgb, var(--border) 14%, var(--bg)); overflow: hidden;
}
.bar .fill { display: flex; height: 100%; gap: 1px; min-width: 2px; }
.bar .fill i { min-width: 2px; flex-basis: 0; flex-shrink: 0; }
.bar.timing i { position: absolute; top: 0; height: 8px; min-width: 2px; }
.bar .break {
  position: absolute; right: 8px; top: -2px; width: 6px; height: 12px; transform: skewX(-20deg);
  background: var(--bg); border: solid var(--text); border-width: 0 1px;
}
.k-read { background: var(--read); fill: var(--read); }
.k-written {
  background: repeating-linear-gradient(135deg, var(--written) 0 3px, color-mix(in srgb, var(--written) 45%, var(--bg)) 3px 5px);
  fill: var(--written);
}
.k-fresh { background: var(--fresh); fill: var(--fresh); }
.k-output { background: var(--output); fill: var(--output); }
.t-wait { border: 1px solid var(--border); background: var(--bg); }
.t-first { background: color-mix(in srgb, var(--assistant) 45%, var(--bg)); }
.t-stream { background: var(--assistant); }
.t-stall {
  background: repeating-linear-gradient(135deg, var(--warn) 0 3px, color-mix(in srgb, var(--warn) 35%, var(--bg)) 3px 6px);
}
.shade0 { background: var(--assistant); fill: var(--assistant); }
.shade1 {
  background: color-mix(in srgb, var(--assistant) 66%, var(--bg));
  fill: color-mix(in srgb, var(--assistant) 66%, var(--bg));
}
.shade2 {
  background: color-mix(in srgb, var(--assistant) 44%, var(--bg));
  fill: color-mix(in srgb, var(--assistant) 44%, var(--bg));
}
.shade3 {
  background: color-mix(in srgb, var(--assistant) 28%, var(--bg));
  fill: color-mix(in srgb, var(--assistant) 28%, var(--bg));
}
.shade4 {
  background: color-mix(in srgb, var(--assistant) 16%, var(--bg));
  fill: color-mix(in srgb, var(--assistant) 16%, var(--bg));
}
.swatch { display: inline-block; width: 8px; height: 8px; margin-right: 4px; }
.pale { fill-opacity: .45; }
.words { display: flex; flex-wrap: wrap; gap: 0 12px; align-items: center; font-size: 12px; line-height: 16px; }

.facts .words { display: grid; grid-template-columns: repeat(2, max-content); gap: 0 16px; }

/* sessions */
.filterbar { display: flex; gap: 16px; align-items: center; padding: 12px 0 4px; }
.filters { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.filters select { max-width: 150px; } .filters select.on { border-color: var(--link); font-weight: 600; max-width: 220px; }
.filters .date { color: var(--muted); white-space: nowrap; }
.check { white-space: nowrap; display: inline-flex; align-items: center; gap: 4px; }
.count { margin-left: auto; white-space: nowrap; } .count b { color: var(--text); }
.vlist { position: relative; contain: layout; }
.vrow { position: absolute; left: 0; right: 0; overflow: hidden; }
.day {
  display: grid; align-items: end; padding: 0 8px 4px; border-bottom: 1px solid var(--line); font-size: 12px;
  line-height: 16px;
}
.day h2 { font-weight: 600; font-size: 13px; grid-column: 1 / 4; }
.day, .session-row {
  grid-template-columns: 12px 32px minmax(0, 1fr) 72px 48px 72px minmax(80px, 160px) 64px 80px; column-gap: 12px;
}
.day .tokens { grid-column: 7 / 9; } .day .cost { grid-column: 9; }
.session-row {
  display: grid; grid-template-rows: 20px 16px; row-gap: 2px; padding: 7px 8px 6px; height: 52px; color: inherit;
  text-decoration: none; border-bottom: 1px solid var(--line); align-items: center;
}
.session-row:hover { background: var(--raised); }
.session-row:focus-visible { outline-offset: -2px; background: var(--raised); }
.session-row .title {
  font-weight: 600; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; text-decoration: underline;
  text-decoration-color: transparent;
}
.session-row:hover .title { text-decoration-color: currentColor; }
.session-row .title.muted { font-weight: 400; }
.live { grid-row: 1; grid-column: 1; } .session-row .badge { grid-row: 1; grid-column: 2; }
.badge {
  font: 600 12px/18px var(--mono); text-align: center; border: 1px solid var(--border); border-radius: 4px;
  color: var(--muted); width: 28px;
}
.session-row > [class*=sub] {
  font-size: 12px; line-height: 16px; grid-row: 2; text-align: right; white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis;
}
.session-row > .sub { grid-column: 3; text-align: left; } .session-row > .sub2 { grid-column: 4; } .session-row > .sub3 { grid-column: 5 / 7; }
.session-row > .sub4 { grid-column: 7 / 9; } .session-row > .sub5 { grid-column: 9; }
.phone-line { display: none; }

/* session */
.session {
  display: grid; grid-template-columns: 240px minmax(0, 1116px); gap: 24px; justify-content: center;
  padding-top: 12px;
}
.sidebox { position: sticky; align-self: start; }
.side h2, .cost-chart h2 {
  font-size: 12px; line-height: 16px; font-weight: 600; color: var(--muted); margin: 0 0 4px 8px;
}
.side > * + * { margin-top: 8px; } .side > p { padding: 0 8px; font-size: 12px; line-height: 16px; }
.agents ul { padding-left: 12px; border-left: 1px solid var(--line); margin-left: 8px; }
.agent {
  display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 8px; padding: 5px 8px; color: inherit;
  text-decoration: none; border-left: 2px solid transparent;
}
.agent:hover, .agent[aria-current] { background: var(--raised); } .agent[aria-current] { border-left-color: var(--link); }
.agent-name { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; text-decoration: underline; }
.agent .muted { grid-column: 1 / 3; font-size: 12px; line-height: 16px; }
.cost-chart { padding: 8px; } .cost-chart h2 { margin-left: 0; }
.cost-chart svg { display: block; width: 100%; height: 48px; border-bottom: 1px solid var(--border); }
.cost-chart .words { margin-top: 4px; gap: 0 8px; }
.cost-chart .dear-head { margin-top: 8px; } .dear { margin-top: 0; font-size: 12px; }
.dear li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 8px; } .dear a { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.column:not([fill]) { fill: var(--assistant); }
.hot { fill: transparent; } a:hover > .hot, g:hover > .hot { fill: color-mix(in srgb, var(--link) 15%, transparent); }
.turn {
  display: grid; grid-template-columns: minmax(0, 820px) 280px; grid-template-areas: "head facts" "body facts";
  grid-template-rows: auto 1fr; gap: 4px 16px; padding: 12px 0 16px 12px; border-left: 2px solid transparent;
  border-bottom: 1px solid var(--line); scroll-margin-top: 104px;
}
.turn:focus { outline: none; }
.turn.selected {
  border-left-color: var(--link); background: linear-gradient(90deg, var(--raised), var(--raised)) no-repeat;
}
.turn:focus-visible { box-shadow: inset 0 0 0 2px var(--link); }
.turn-head { grid-area: head; min-width: 0; } .facts { grid-area: facts; } .turn-body { grid-area: body; min-width: 0; }
.turn-head h2 {
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; font-size: 15px;
  line-height: 24px; font-weight: 600;
}
.turn-head h2 a { color: inherit; text-decoration: none; } .turn-head h2 a:hover { text-decoration: underline; } .turn-head h2 .muted { font-weight: 400; }
.miss, .retry, .error-line, .fork {
  margin-top: 4px; padding: 4px 8px; border-left: 3px solid var(--warn);
  background: color-mix(in srgb, var(--warn) 8%, var(--bg));
}
.miss { display: flex; flex-wrap: wrap; gap: 0 12px; max-width: 820px; } .miss b { color: var(--warn); }
.error-line { border-left-color: var(--error); background: color-mix(in srgb, var(--error) 8%, var(--bg)); max-width: 820px; } .error-line b { color: var(--error); }
.retry { border-left-color: var(--error); background: none; padding: 0 8px; } .fork { border-left-color: var(--border); background: none; color: var(--muted); padding: 0 8px; }
.facts { font-size: 12px; line-height: 16px; padding: 4px 12px 0 0; align-self: start; display: grid; gap: 4px; }
.facts-top { display: flex; flex-wrap: wrap; gap: 0 12px; }
.facts-bar {
  display: grid; grid-template-columns: minmax(0, 1fr) auto auto; gap: 8px; align-items: center; font-size: 13px;
  margin-top: 4px;
}
.facts .links { display: flex; gap: 12px; margin-top: 2px; }
.thin {
  font-size: 12px; line-height: 16px; color: var(--muted); padding: 6px 0 6px 14px;
  border-bottom: 1px solid var(--line);
}
.side-call { padding: 2px 0; } .dot-quiet { display: inline-block; width: 4px; height: 4px; border-radius: 50%; background: var(--muted); margin: 0 8px 2px 0; }
.thin a:not(.agent-line) { color: inherit; }
.agent-line {
  display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; color: var(--text); text-decoration: none;
  padding: 4px 8px; border-left: 3px solid var(--tool); font-size: 13px; line-height: 20px;
}
.agent-line:hover { background: var(--raised); } .agent-line .agent-name { flex: 1 1 120px; } .open-word { color: var(--link); text-decoration: underline; }

/* blocks */
.block { border-left: 3px solid var(--border); padding: 2px 0 2px 12px; margin-top: 8px; }
.block.user { border-color: var(--user); background: color-mix(in srgb, var(--user) 8%, var(--bg)); padding: 6px 12px; }
.block.assistant { border-color: var(--assistant); } .block.thinking { border-color: var(--thinking); } .block.tool { border-color: var(--tool); }
.block.error-block {
  border-color: var(--error); background: color-mix(in srgb, var(--error) 8%, var(--bg)); padding: 6px 12px;
}
.hit-block { box-shadow: -3px 0 0 var(--link); }
.block.lesser { border-color: var(--line); color: var(--muted); font-size: 12px; }
.role { font-size: 12px; line-height: 16px; font-weight: 600; } .block > .role { display: block; } .thinking > .role { display: inline; } .same > .role:first-child { display: none; }
.user > .role { color: var(--user); } .assistant > .role { color: var(--assistant); } .thinking .role { color: var(--thinking); }
.tool .role, .role.tool { color: var(--tool); font-size: 13px; } .error-block .role { color: var(--error); }
.role-user { color: var(--user); } .role-assistant { color: var(--assistant); } .role-tool { color: var(--tool); }
.prose, .md { font-size: 15px; line-height: 24px; max-width: 80ch; } .prose { white-space: pre-wrap; }
.lesser .prose { font-size: 13px; line-height: 20px; }
.md > * + *, blockquote > * + *, .md li > * + * { margin-top: 8px; } .md p { white-space: pre-line; }
.md ul { list-style: disc; } .md ol { list-style: decimal; } .md ul, .md ol { padding-left: 24px; } .md li + li { margin-top: 2px; } .md li > ul, .md li > ol { margin-top: 2px; }
.md .md-h { font-weight: 600; margin-top: 16px; } .md h3.md-h, .md h4.md-h { font-size: 18px; }
.md code { background: var(--raised); padding: 1px 4px; border-radius: 4px; } .md pre code { background: none; padding: 0; }
.md blockquote { border-left: 3px solid var(--line); padding-left: 12px; color: var(--muted); } .md hr { border: 0; border-top: 1px solid var(--line); }
figcaption { font-size: 12px; line-height: 16px; color: var(--muted); }
.wide { overflow-x: auto; max-width: 100%; } .md table { border-collapse: collapse; font-size: 13px; line-height: 20px; }
.md th, .md td { border: 1px solid var(--line); padding: 4px 8px; text-align: left; } .md .right { text-align: right; } .md .center { text-align: center; }
pre {
  margin: 0; padding: 8px 12px; background: var(--raised); border-radius: 4px; white-space: pre-wrap;
  overflow-wrap: anywhere; tab-size: 4; unicode-bidi: plaintext;
}
.selected pre { background: var(--bg); }
.raw pre { content-visibility: auto; contain-intrinsic-size: auto 8000px; border-radius: 0; padding-block: 0; }
.c-comment { color: var(--muted); } .c-string { color: var(--read); } .c-number { color: var(--written); } .c-keyword { color: var(--thinking); }
.line.added, .d-line.added { background: color-mix(in srgb, var(--read) 14%, var(--bg)); } .line.removed, .d-line.removed { background: color-mix(in srgb, var(--error) 12%, var(--bg)); }
.tool-head .role { flex: none; max-width: 45%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.tool-head { display: flex; flex-wrap: nowrap; gap: 8px; align-items: baseline; }
.tool-head .arg { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; min-width: 0; } .outcome { white-space: nowrap; flex: none; margin-left: auto; }
.folds { display: flex; flex-wrap: wrap; gap: 0 16px; } .fold[open] { flex: 1 0 100%; } .folds > .fold { min-width: 0; max-width: 100%; }
.folds > .fold:last-child { flex: 1 1 50%; } .folds > .fold[open]:last-child { flex-basis: 100%; }
.fold > summary {
  cursor: pointer; font-size: 12px; line-height: 24px; color: var(--muted); white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis;
}
.fold > summary:hover { color: var(--text); } .fold > summary strong, .fold > summary b { font-weight: 600; }
.preview { margin-left: 12px; color: var(--muted); } .tool .preview { font: 12px/16px var(--mono); } .fold[open] > summary .preview { display: none; }
.member + .member { margin-top: 4px; } .member > span { font-size: 12px; }
.more {
  margin: 4px 0; color: var(--link); font-size: 12px; height: 24px; white-space: normal; text-align: left;
  height: auto; min-height: 24px;
}
.thumb { padding: 0; height: auto; margin: 4px 8px 4px 0; } .thumb img { display: block; height: 100px; max-width: 100%; object-fit: contain; }
.noimage {
  display: inline-flex; align-items: center; justify-content: center; height: 100px; padding: 0 16px;
  border: 1px dashed var(--border); border-radius: 4px;
}

/* inspector */
.inspector { max-width: 1140px; margin: 0 auto; padding-top: 12px; } .inspector > * + * { margin-top: 12px; } .ids { font-size: 12px; }
.turn-figures { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 32px; } .turn-figures .bar { margin-bottom: 4px; }
.plain { border-collapse: collapse; width: 100%; } .plain th { font-size: 12px; line-height: 16px; color: var(--muted); text-align: left; }
.plain th, .plain td { padding: 3px 12px 3px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.plain .n { text-align: right; } .plain .key { width: 30%; color: var(--muted); } .plain .mono { font: 13px/20px var(--mono); } .plain td:last-child { padding-right: 0; }
.tabs { display: flex; gap: 4px; border-bottom: 1px solid var(--border); }
.tabs a {
  padding: 6px 12px; color: var(--muted); text-decoration: none; border-bottom: 2px solid transparent;
  margin-bottom: -1px;
}
.tabs a[aria-current] { color: var(--text); font-weight: 600; border-bottom-color: var(--link); } .tabs a:hover { color: var(--text); } .tabs.small { border: 0; } .tab-select { display: none; }
.pane > * + * { margin-top: 8px; } .pane > .turn-body { max-width: 820px; }
.pane h2, .pane h3 { font-weight: 600; font-size: 15px; line-height: 24px; margin-top: 16px; } .url code { overflow-wrap: anywhere; }
.parameters { display: flex; flex-wrap: wrap; gap: 0 16px; }
.pane > .fold > summary { font-size: 13px; color: var(--text); }
.findbar { position: sticky; top: 97px; z-index: 2; background: var(--bg); display: flex; gap: 8px; align-items: center; padding: 4px 0; } .findbar .find { width: 240px; min-width: 0; }
.j { font: 13px/20px var(--mono); padding-left: 16px; } details.j > summary { margin-left: -16px; cursor: pointer; }
.j-kids { border-left: 1px solid var(--line); margin-left: -11px; padding-left: 11px; }
.j-key { color: var(--tool); } .j-string { color: var(--read); white-space: pre-wrap; } .j-number { color: var(--written); }
.j-boolean, .j-null { color: var(--thinking); } .hit { background: var(--raised); box-shadow: -2px 0 0 var(--link); }
.strip { position: relative; height: 52px; } .strip svg { width: 100%; height: 32px; background: var(--raised); } .tick { fill: var(--assistant); }
.gap { fill: color-mix(in srgb, var(--warn) 30%, var(--bg)); }
.gap-label {
  position: absolute; top: 34px; font-size: 12px; line-height: 16px; font-weight: 600; white-space: nowrap;
  transform: translateX(-50%);
}
.strip-ends span { text-align: center; } .strip-ends span:not(:nth-child(2)) { flex: none; }
.strip-ends { display: flex; gap: 12px; justify-content: space-between; font-size: 12px; }
.event {
  display: grid; width: 100%; grid-template-columns: 56px 72px 80px 180px 56px minmax(0, 1fr); gap: 12px; border: 0;
  border-radius: 0; border-bottom: 1px solid var(--line); text-align: left; font-size: 12px; padding: 0 4px;
}
.event code, .event .kind { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 12px; }
.event.stalled { background: color-mix(in srgb, var(--warn) 8%, var(--bg)); } .event.stalled .warn { font-weight: 600; }
.gapbar { height: 8px; } .gapbar i { display: block; height: 8px; background: color-mix(in srgb, var(--assistant) 45%, var(--bg)); } .stalled .gapbar i { background: var(--warn); }

/* diff */
.diff { max-width: 1140px; margin: 0 auto; padding-top: 16px; } .diff > * + * { margin-top: 16px; }
.diff section > h2 { font-size: 15px; line-height: 24px; font-weight: 600; } .diff h2 .muted { font-weight: 400; font-size: 13px; }
.diff section { scroll-margin-top: 112px; }
.why {
  border-left: 3px solid var(--warn); background: color-mix(in srgb, var(--warn) 8%, var(--bg)); padding: 12px 16px;
  display: grid; gap: 8px;
}
.diff .why h2 { font-size: 18px; } .where { font-weight: 400; }
.stable { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 12px; align-items: center; }
.wide-bar { overflow: visible; height: 10px; border: 1px solid var(--border); } .tick { width: 2px; }
b.tick { position: absolute; top: -4px; height: 16px; background: var(--text); }
.words.big { font-size: 15px; line-height: 24px; gap: 0 20px; } .price { font-size: 18px; }
.no-miss {
  padding: 8px 16px; border-left: 3px solid var(--read); background: color-mix(in srgb, var(--read) 8%, var(--bg));
}
.d-summary { display: flex; flex-wrap: wrap; gap: 4px 24px; } .d-lines { font: 13px/20px var(--mono); background: var(--raised); padding: 4px 0; border-radius: 4px; }
.d-line { display: grid; grid-template-columns: 24px minmax(0, 1fr); white-space: pre-wrap; }
.sign { text-align: center; color: var(--muted); user-select: none; } .d-line.d-skip { color: var(--muted); }
.d-line ins { text-decoration: none; font-weight: 600; background: color-mix(in srgb, var(--read) 35%, var(--bg)); }
.d-line del { text-decoration: none; font-weight: 600; background: color-mix(in srgb, var(--error) 30%, var(--bg)); }
.d-item > summary { font-size: 13px; color: var(--text); } .actions select { max-width: 240px; } .added-word { color: var(--read); }
.head-title select { min-width: 80px; max-width: 320px; text-overflow: ellipsis; }

/* search */
.results { max-width: 1140px; margin: 0 auto; padding-top: 16px; } .results h1 { font-size: 18px; line-height: 24px; font-weight: 600; }
.results h1 .muted { font-weight: 400; font-size: 13px; } .results .chips { margin: 8px 0 12px; } .facet { white-space: nowrap; }
.hit-row {
  display: grid; grid-template-columns: 240px 150px 130px minmax(0, 1fr); gap: 12px; padding: 6px 8px;
  color: inherit; text-decoration: none; border-bottom: 1px solid var(--line);
}
.hit-row:hover { background: var(--raised); } .hit-row .muted { font-size: 12px; }
.hit-title { font-weight: 600; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.hit-row .snippet {
  font: 13px/20px var(--mono); display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2;
  overflow: hidden;
}

/* overview */
.keys { display: grid; grid-template-columns: repeat(4, 1fr); gap: 16px; padding: 16px 0; }
.key { display: grid; font-size: 12px; line-height: 16px; align-content: start; } .key strong { font-size: 24px; line-height: 32px; }
.charts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 32px; }
.chart h2 { font-size: 15px; line-height: 24px; font-weight: 600; margin-bottom: 4px; }
.chart > svg { display: block; width: 100%; height: 120px; border-bottom: 1px solid var(--border); }
.chart-top { display: flex; justify-content: space-between; font-size: 12px; line-height: 16px; }
.grid { fill: var(--line); } .chart .words { margin-top: 4px; } .range-cell { width: 30%; } .bar-cell { width: 20%; } .plain .bar { margin-top: 6px; }
.range { position: relative; display: block; height: 20px; min-width: 80px; } .range i { position: absolute; top: 9px; height: 2px; background: var(--border); }
.range b {
  position: absolute; top: 6px; width: 8px; height: 8px; margin-left: -4px; border-radius: 50%;
  background: var(--assistant);
}
.range .p90 { background: var(--bg); border: 2px solid var(--assistant); } .range .p99 { width: 2px; border-radius: 0; margin-left: -1px; }
.dearest li {
  display: grid; grid-template-columns: minmax(0, 1fr) 72px 56px 72px; gap: 12px; padding: 3px 0;
  border-bottom: 1px solid var(--line);
}
.dearest a { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }

@media (max-width: 1240px) {
  .session { grid-template-columns: minmax(0, 1fr); }
  .agents-button { display: inline-flex; }
  .sidebox {
    position: fixed; align-self: stretch; display: none; z-index: 9; top: 97px !important; left: 0; bottom: 0;
    width: min(320px, 100vw); overflow-y: auto; background: var(--bg); border-right: 1px solid var(--border);
    padding: 12px;
  }
  .sidebox.open { display: block; } .sheet-close { display: inline-flex; margin: 16px 8px; }
  .filterbar { flex-wrap: wrap; }
}
@media (max-width: 1000px) {
  .day, .session-row {
    grid-template-columns: 12px 32px minmax(0, 1fr) 64px 32px 56px minmax(40px, 80px) 56px 64px; column-gap: 8px;
  }
}
@media (max-width: 900px) {
  .facts .words { display: flex; gap: 0 12px; }
  .turn { grid-template-columns: minmax(0, 1fr); grid-template-areas: "head" "facts" "body"; grid-template-rows: none; }
  .facts { padding-right: 8px; }
  .charts, .turn-figures { grid-template-columns: minmax(0, 1fr); gap: 24px; }
  .hit-row { grid-template-columns: minmax(0, 1fr) auto; gap: 0 12px; } .hit-row .snippet { grid-column: 1 / 3; grid-row: 2; -webkit-line-clamp: 3; } .hit-row > .muted:nth-of-type(3) { grid-row: 3; }
  .results .chips { flex-wrap: nowrap; overflow-x: auto; } .results .chips > * { flex: none; white-space: nowrap; }
}
@media (max-width: 760px) {
  #bar { gap: 8px; padding: 0 12px; } #bar nav { gap: 8px; } #help { display: none; }
  #main { padding: 0 12px 72px; } .pagehead { margin: 0 -12px; padding: 6px 12px; gap: 4px 12px; }
  .filter-toggle { display: inline-flex; height: 32px; } .filters { display: none; } .filters.open { display: grid; grid-template-columns: 1fr 1fr; width: 100%; }
  .filters.open select { width: 100%; max-width: none; } .filterbar { padding: 4px 0 0; flex-wrap: wrap; font-size: 12px; }
  .filters .date input { width: calc(100% - 40px); }
  .day { display: block; padding-top: 16px; } .day span { display: none; }
  .session-row {
    height: 84px; padding: 8px 4px; grid-template-columns: 12px 20px minmax(0, 1fr) auto auto;
    grid-template-rows: 20px 20px 20px; column-gap: 8px; row-gap: 4px;
  }
  .session-row .live { grid-column: 1; grid-row: 1; } .session-row .title { grid-column: 2 / 6; grid-row: 1; } .session-row .badge { grid-column: 1 / 3; grid-row: 2; }
  .session-row .turns, .session-row .err, .session-row .time, .session-row > [class*=sub] { display: none; }
  .session-row .live:empty { display: none; } .session-row .live:empty ~ .title { grid-column: 1 / 6; }
  .phone-line {
    display: flex; justify-content: space-between; gap: 8px; grid-row: 2; grid-column: 3 / 6; white-space: nowrap;
    overflow: hidden;
  }
  .session-row .bar { grid-row: 3; grid-column: 1 / 4; } .session-row .tok { grid-row: 3; grid-column: 4; } .session-row .cost { grid-row: 3; grid-column: 5; }
  /* the page's own head takes the place of the bar: under 100 px before the content; "/" brings the bar back */
  [data-page=session] #bar:not(.show), [data-page=turn] #bar:not(.show), [data-page=diff] #bar:not(.show) {
    display: none;
  }
  [data-page=session] .pagehead, [data-page=turn] .pagehead, [data-page=diff] .pagehead { top: 0; }
  .pagehead { flex-wrap: wrap; min-height: 0; gap: 4px 8px; } .pagehead > .menu > summary { padding: 0 6px; }
  [data-page=overview] .head-title { flex-basis: auto; } [data-page=overview] .actions { flex-wrap: nowrap; }
  [data-page=overview] .actions select { max-width: 110px; } .head-title { flex-basis: 100%; gap: 8px; } .head-title h1 { flex: 1 1 auto; }
  .head-title .running:not(:has(+ .agents-button)) { display: none; }
  .figures { gap: 8px; flex: 1 1 auto; } .figures > span { white-space: nowrap; } .actions { flex-wrap: wrap; }
  .pagehead > .menu > summary, .actions .button { height: 24px; } .hide-narrow { display: none; }
  .sidebox { top: 0 !important; z-index: 20; width: 100%; }
  #hits { position: fixed; top: 44px; left: 8px; right: 8px; } #hits a { grid-template-columns: 36px minmax(0, 1fr); } #hits a > .muted { display: none; }
  .thin { padding-left: 4px; } .turn { padding-left: 8px; }
  .phone-nav {
    position: fixed; display: flex; z-index: 9; right: 12px; bottom: 12px; gap: 8px; align-items: center;
    background: var(--bg); border: 1px solid var(--border); border-radius: 4px; padding: 4px;
  }
  .phone-nav button { min-width: 44px; height: 36px; justify-content: center; }
  pre { padding: 8px; } .tabs:not(.small) { display: none; } .tab-select { display: block; width: 100%; height: 36px; }
  .event { grid-template-columns: 44px 64px minmax(0, 1fr) 48px; } .event .gapbar, .event code { display: none; }
  .keys { grid-template-columns: 1fr 1fr; } .head-title select { max-width: 120px; } .why-pair { flex: 1 1 auto; } .stable { grid-template-columns: 1fr; gap: 4px; }
  .bar-cell { display: none; } .tool-bar { display: none; } .dearest li { grid-template-columns: minmax(0, 1fr) 56px 64px; }
  .dearest .muted:first-of-type { display: none; } table:has(.mono) thead { display: none; }
  table:has(.mono) :is(tbody, tr, td) { display: block; width: auto; padding: 0; } table:has(.mono) td.key { border: 0; padding-top: 4px; }
  .findbar { top: 64px; } .findbar .find { width: 100%; } .tool-head { flex-wrap: wrap; gap: 0 8px; } .tool-head .arg { order: 3; flex: 1 0 100%; } .box { margin: 24px 0; padding: 12px 16px; }
}
@media print { #bar, .sidebox, .links, .phone-nav, .menu { display: none; } .pagehead { position: static; } }
"""  # noqa: E501 -- written to be read as what it is

_APP_JS = r"""// The log explorer: one module, no library, no build step.
//
// Rules that everything below keeps:
// - Whatever comes from the log is hostile. It reaches the page only as text nodes (h() below) or as a data: image;
//   markup is never parsed from strings. Link addresses are built with enc() or checked by safeUrl().
// - A missing figure is null and shown as "-"; an unknown price is never $0.00.
// - Pages fetch what they show when it comes near the view, and cancel it when left (page.signal).

/* ---------------------------------------------------------------- DOM */

const SVG = 'http://www.w3.org/2000/svg';
const ESC = String.fromCharCode(27);
const ANSI = new RegExp(ESC + '(?:[[][0-?]*[ -/]*[@-~]|[\\]][^' + ESC + '\\u0007]*(?:\\u0007|' + ESC + '\\\\)|[@-Z])', 'g');
// control characters, and the marks that turn the writing direction of whatever follows (U+202A-202E, U+2066-2069)
const UNSEEN = new RegExp('[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]', 'g');

/** Makes invisible characters visible: they could hide what was really sent. */
function visible(text) {
  return text.replace(UNSEEN, (c) => {
    const n = c.charCodeAt(0);
    if (n === 13) return '';
    return n < 32 ? String.fromCharCode(0x2400 + n) : '[U+' + n.toString(16).toUpperCase().padStart(4, '0') + ']';
  });
}
const plain = (text) => String(text ?? '').replace(ANSI, '');

function fill(el, kids) {
  for (const kid of kids) {
    if (kid === null || kid === undefined || kid === false || kid === '') continue;
    if (Array.isArray(kid)) fill(el, kid);
    else el.append(kid instanceof Node ? kid : document.createTextNode(visible(String(kid))));
  }
  return el;
}
function make(el, props, kids) {
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) el.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [k, v] of Object.entries(value)) el.style.setProperty(k, v);
    else if (name === 'value' || name === 'checked' || name === 'open') el[name] = value;
    else el.setAttribute(name, value === true ? '' : visible(String(value)));
  }
  return fill(el, kids);
}
/** h('a', {href, class, onclick, style: {...}}, child, ...): the only way elements are made here. */
const h = (tag, props, ...kids) => make(document.createElement(tag), props, kids);
const s = (tag, props, ...kids) => make(document.createElementNS(SVG, tag), props, kids);
const $ = (selector, root = document) => root.querySelector(selector);
const main = $('#main');
const bar = $('#bar');
const query = $('#q');

/* ---------------------------------------------------------------- figures */

const LOCALE = 'en';
const num = (n) => (n === null || n === undefined ? '-' : Math.round(n).toLocaleString(LOCALE));
const plural = (n, one, many) => num(n) + ' ' + (n === 1 ? one : many || one + 's');

function tok(n) {
  if (n === null || n === undefined) return '-';
  if (n < 1000) return String(n);
  if (n < 99950) return (n / 1e3).toFixed(1) + 'k';
  if (n < 999500) return Math.round(n / 1e3) + 'k';
  return n < 1e9 ? (n / 1e6).toFixed(n < 9.95e7 ? 1 : 0) + 'M' : (n / 1e9).toFixed(1) + 'G';
}
function usd(c) {
  if (c === null || c === undefined) return '-';
  if (c === 0) return '$0';
  if (c < 0.00995) return '$' + c.toFixed(Math.min(8, 1 - Math.floor(Math.log10(c))));
  if (c < 0.9995) return '$' + c.toFixed(3);
  return '$' + c.toLocaleString(LOCALE, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
function dur(ms) {
  if (ms === null || ms === undefined) return '-';
  if (ms < 999.5) return Math.round(ms) + ' ms';
  if (ms < 9950) return (ms / 1000).toFixed(1) + ' s';
  const sec = Math.round(ms / 1000);
  const two = (n) => String(n).padStart(2, '0');
  if (sec < 60) return sec + ' s';
  if (sec < 3600) return Math.floor(sec / 60) + 'm' + two(sec % 60);
  if (sec < 48 * 3600) return Math.floor(sec / 3600) + 'h' + two(Math.floor((sec % 3600) / 60));
  return Math.round(sec / 86400) + ' days';
}
function size(n) {
  if (n === null || n === undefined) return '-';
  if (n < 1000) return n + ' B';
  return n < 1e6 ? (n / 1e3).toFixed(n < 99500 ? 1 : 0) + ' kB' : (n / 1e6).toFixed(1) + ' MB';
}
const percent = (x) => (x === null || x === undefined ? '-' : x === 1 || x === 0 ? x * 100 + ' %' : (x * 100).toFixed(x > 0.995 || x < 0.0995 ? 1 : 0) + ' %');
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const SHORT = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
/** Local time, with UTC in the tooltip. */
const time = (ms, format = CLOCK) =>
  ms ? h('time', { datetime: new Date(ms).toISOString(), title: new Date(ms).toISOString().replace('T', ' ').replace('Z', ' UTC') }, format.format(ms)) : '-';
function dayName(ms) {
  const day = (t) => new Date(t).toDateString();
  if (day(ms) === day(Date.now())) return 'Today';
  return day(ms) === day(Date.now() - 864e5) ? 'Yesterday' : DAY.format(ms);
}
/** What tells a model from others: without its maker, its date and Bedrock's version; of an ARN the last part. */
const shortModel = (m) => String(m || '').replace(/^arn:.*[/]/, '').replace('anthropic.', '').replace(/(^|[.])claude-/, '$1').replace(/-v[0-9]+(:[0-9]+)?$/, '').replace(/-20[0-9]{6}$/, '');
/** All tokens; null when none of the four is known, so that it shows as "-" (in sums null counts as 0). */
function sum(t) {
  const known = t ? [t.read, t.written, t.fresh, t.output].filter((n) => n !== null && n !== undefined) : [];
  return known.length ? known.reduce((a, b) => a + b, 0) : null;
}
const hitRate = (t) => { const all = t ? (t.read || 0) + (t.written || 0) + (t.fresh || 0) : 0; return all ? (t.read || 0) / all : null; };
const median = (list) => { const a = list.filter((x) => x > 0).sort((x, y) => x - y); return a.length ? a[a.length >> 1] : 0; };

/** A scale for a page's bars: the largest value, but a few giants do not flatten all others: those end in a break mark. */
function scaleOf(values, times) {
  const top = Math.max(1, ...values.filter((v) => v > 0));
  const middle = median(values);
  return middle && top > middle * times ? middle * times : top;
}

/* ---------------------------------------------------------------- bars */

const KINDS = [['read', 'cache read'], ['written', 'cache written'], ['fresh', 'fresh input'], ['output', 'output']];
const WORD = { read: 'read', written: 'written', fresh: 'fresh', output: 'out' };

/** Four token kinds on one 8 px bar; the figures stand beside it as text, so the bar is hidden from screen readers. */
function tokenBar(t, scale) {
  const total = sum(t);
  const width = Math.min(1, total / scale);
  return h('span', { class: 'bar', 'aria-hidden': 'true', title: KINDS.map(([k, w]) => w + ' ' + num(t?.[k])).join(', ') },
    h('span', { class: 'fill', style: { width: width * 100 + '%' } },
      KINDS.map(([k]) => (t?.[k] ? h('i', { class: 'k-' + k, style: { 'flex-grow': t[k] / total } }) : null))),
    total > scale * 1.001 ? h('b', { class: 'break' }) : null);
}
const tokenWords = (t, parts) => h('span', { class: 'words' }, KINDS.map(([k]) => (t?.[k] || parts
  ? h('span', { class: 'nowrap' }, h('i', { class: 'swatch k-' + k, 'aria-hidden': 'true' }), WORD[k] + ' ' + tok(t?.[k] ?? null)) : null)));

/** wait (outline) | to first token (light) | streaming (solid) | stall (hatched, with its seconds as text). */
function timingBar(x, scale) {
  const total = x.total_ms || 0;
  const at = (ms) => Math.max(0, Math.min(100, (ms / scale) * 100));
  const part = (name, from, to) => (to > from ? h('i', { class: 't-' + name, style: { left: at(from) + '%', width: at(to) - at(from) + '%' } }) : null);
  const wait = Math.min(x.wait_ms ?? x.first_token_ms ?? total, total);
  const first = Math.max(wait, Math.min(x.first_token_ms ?? wait, total));
  return h('span', { class: 'bar timing', 'aria-hidden': 'true' },
    part('wait', 0, wait), part('first', wait, first), part('stream', first, total),
    (x.gaps || []).map((g) => part('stall', g.at_ms, Math.min(g.at_ms + g.ms, total))),
    total > scale * 1.001 ? h('b', { class: 'break' }) : null);
}
function timingWords(x) {
  const words = [];
  if (x.wait_ms !== null && x.wait_ms !== undefined) words.push(h('span', { class: 'nowrap' }, h('i', { class: 'swatch t-wait' }), 'wait ' + dur(x.wait_ms)));
  if (x.first_token_ms) words.push(h('span', { class: 'nowrap' }, h('i', { class: 'swatch t-first' }), 'first token ' + dur(x.first_token_ms)));
  for (const g of (x.gaps || []).slice(0, 3)) words.push(h('strong', { class: 'nowrap warn' }, h('i', { class: 'swatch t-stall' }), 'stall ' + dur(g.ms)));
  if (x.gaps?.length > 3) words.push(h('strong', { class: 'warn' }, '+' + (x.gaps.length - 3) + ' stalls'));
  return h('span', { class: 'words' }, words);
}
/** The four figures, in the order they have everywhere: turns and errors, duration, tokens, cost. */
function figures(f) {
  return h('span', { class: 'figures' },
    h('span', {}, plural(f.turns, 'turn'), ' ', f.errors ? h('strong', { class: 'error' }, plural(f.errors, 'error')) : null),
    h('span', {}, dur(f.duration_ms)),
    h('span', {}, tok(sum(f.tokens)) + ' tok', h('span', { class: 'hide-narrow' }, 'ens')),
    h('span', {}, h('strong', {}, usd(f.cost)), f.cost_partial ? h('span', { class: 'muted hide-narrow', title: 'Some answers have no known price, or broke off' }, ' partial') : null));
}

/** The hatch of written tokens inside a picture; drawings use it as fill="url(#hatch)". */
const hatch = () => s('defs', {}, s('pattern', { id: 'hatch', width: 8, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(-45)' },
  s('rect', { class: 'k-written', width: 8, height: 3.2 }), s('rect', { class: 'k-written pale', y: 3.2, width: 8, height: 1.8 })));

/* ---------------------------------------------------------------- server */

// A lone surrogate (half an emoji in a cut text) makes encodeURIComponent throw.
const enc = (x) => encodeURIComponent(String(x ?? '').toWellFormed?.() ?? String(x ?? ''));
const api = (...parts) => '/api/' + parts.map(enc).join('/');
const withQuery = (path, q) => {
  const list = Object.entries(q).filter(([, v]) => v !== '' && v !== null && v !== undefined && v !== false);
  return list.length ? path + '?' + list.map(([k, v]) => k + '=' + enc(v)).join('&') : path;
};
class Failure extends Error {
  constructor(message, status) { super(message); this.status = status; }
}
const bodies = new Map(); // the last 50 answers that do not change unless their session does

async function get(url, { signal, keep } = {}) {
  if (keep && bodies.has(url)) {
    const value = bodies.get(url);
    bodies.delete(url);
    bodies.set(url, value); // most recently used last
    return value;
  }
  let answer;
  try {
    answer = await fetch(url, { signal });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Failure('The explorer server does not answer (' + location.host + '). Is "llm-proxy --explore" still running?', 0);
  }
  const data = await answer.json().catch(() => null);
  if (!answer.ok || data === null) throw new Failure(data?.error?.message || 'The server answered ' + answer.status + ' to ' + url, answer.status);
  if (keep) {
    bodies.set(url, data);
    if (bodies.size > 50) bodies.delete(bodies.keys().next().value);
  }
  return data;
}
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/* ---------------------------------------------------------------- one page app: history, folds, focus */

let page = { name: '', keys: {}, folds: new Map(), dispose: [] };
let restoring = null; // {y, anchor} of the history entry being shown

const ROUTES = [
  [/^[/]$/, sessionsPage],
  [/^[/]session[/]([^/]+)[/]?$/, sessionPage],
  [/^[/]session[/]([^/]+)[/]turn[/]([^/]+)(?:[/](answer|request|events|headers|raw))?[/]?$/, turnPage],
  [/^[/]session[/]([^/]+)[/]diff[/](.+?)[.][.]([^/]+)[/]?$/, diffPage],
  [/^[/]search[/]?$/, searchPage],
  [/^[/]overview[/]?$/, overviewPage],
];
const safeDecode = (x) => { try { return decodeURIComponent(x); } catch { return x; } };

/** Where the reader is: scroll position (by turn where there are turns) and folds that differ from how they start. */
function saveState() {
  const state = { y: scrollY, anchor: page.anchor?.() || null, folds: [...page.folds].slice(-500) };
  replaceState(state);
}
function replaceState(state, url) {
  try { history.replaceState(state, '', url); } catch { /* some browsers allow only so many in 30 seconds */ }
}
function go(url, replace) {
  const to = new URL(url, location.href);
  saveState();
  if (replace) replaceState(null, to);
  else history.pushState(null, '', to);
  show(null);
}
async function show(state) {
  page.control?.abort();
  for (const f of page.dispose) f();
  const control = new AbortController();
  const mine = { name: '', keys: {}, folds: new Map(state?.folds || []), dispose: [], control, signal: control.signal, params: new URLSearchParams(location.search) };
  page = mine;
  restoring = state ? { y: state.y || 0, anchor: state.anchor } : null;
  closeHits();
  if ($('#dialog').open) $('#dialog').close();
  document.body.dataset.page = '';
  // Blank for 150 ms, so that quick answers do not flicker; then rows of the final height.
  mine.timer = setTimeout(() => main.replaceChildren(h('div', { class: 'wait', 'aria-busy': 'true' },
    h('p', { class: 'muted' }, 'Loading...'), Array.from({ length: 8 }, () => h('div', { class: 'ghost' })))), 150);
  let handler = null;
  let args = [];
  for (const [pattern, f] of ROUTES) {
    const m = pattern.exec(location.pathname);
    if (m) { handler = f; args = m.slice(1).map((x) => (x === undefined ? x : safeDecode(x))); break; }
  }
  try {
    if (!handler) throw new Failure('There is no page ' + location.pathname + ' here.', 404);
    await handler(mine, ...args);
  } catch (e) {
    if (e.name === 'AbortError' || page !== mine) return;
    fail(e, () => show(null));
  } finally {
    clearTimeout(mine.timer);
  }
}
/** Puts a finished page on the screen: unless the reader has already gone elsewhere. */
function mount(mine, name, title, ...kids) {
  if (page !== mine) return false;
  clearTimeout(mine.timer);
  mine.name = name;
  document.body.dataset.page = name;
  document.title = visible(title) + ' - Explorer';
  query.placeholder = name === 'session' ? '/  find in this session' : '/  search words, model:, tool:';
  if (name !== 'search' && document.activeElement !== query) query.value = '';
  for (const a of bar.querySelectorAll('nav a')) a.toggleAttribute('aria-current', a.pathname === location.pathname);
  main.replaceChildren(...kids.flat().filter(Boolean));
  if (!restoring?.anchor) scrollTo(0, restoring ? restoring.y : 0);
  return true;
}
function errorBox(error, retry) {
  return h('div', { class: 'box error-box', role: 'alert' },
    h('h2', {}, error.status === 404 ? 'Not found' : 'This did not work'),
    h('p', {}, error.message),
    h('p', {}, retry ? h('button', { type: 'button', onclick: retry }, 'Try again') : null, ' ', h('a', { href: '/' }, 'All sessions')));
}
function fail(error, retry) {
  if (!(error instanceof Failure)) console.error(error);
  document.title = 'Error - Explorer';
  document.body.dataset.page = 'error';
  main.replaceChildren(h('h1', { class: 'sr' }, 'Error'), errorBox(error, retry));
}

addEventListener('popstate', (e) => {
  if (page.sameDocument?.()) { page.hash?.(e.state); return; }
  show(e.state || { y: 0 });
});
history.scrollRestoration = 'manual';
let scrollTimer = 0;
addEventListener('scroll', () => { clearTimeout(scrollTimer); scrollTimer = setTimeout(saveState, 200); }, { passive: true });

document.addEventListener('click', (e) => {
  for (const m of document.querySelectorAll('details.menu[open]')) if (!m.contains(e.target) || e.target.closest('a, .menu button')) m.open = false;
  if (!e.target.closest('#search')) closeHits();
  const a = e.target.closest?.('a[href]');
  if (!a || e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  if (a.target || a.hasAttribute('download') || a.origin !== location.origin) return;
  if (a.classList.contains('skip')) { e.preventDefault(); main.focus(); return; }
  e.preventDefault();
  const here = a.pathname === location.pathname && a.search === location.search;
  if (here && page.hash && a.hash) { saveState(); history.pushState(null, '', a.href); page.hash(); } else go(a.href);
});

/** A fold that remembers whether it is open under `key`, in this history entry. The body is made when first opened. */
function fold(key, opened, summary, body, cls = '') {
  const open = page.folds.has(key) ? page.folds.get(key) : opened;
  const d = h('details', { class: ('fold ' + cls).trim(), open }, h('summary', {}, summary));
  let made = false;
  const make = () => { if (!made) { made = true; fill(d, [body()]); } };
  const mine = page;
  // Small bodies are made at once, so that the browser's own find opens the fold.
  if (open || body.small) make();
  d.addEventListener('toggle', () => {
    if (d.open) make();
    if (d.open === opened) mine.folds.delete(key); else mine.folds.set(key, d.open);
  });
  d.prepareFold = make;
  return d;
}
const small = (f) => Object.assign(f, { small: true });

function toast(text) {
  const t = $('#toast');
  t.textContent = visible(text);
  t.classList.add('on');
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => t.classList.remove('on'), 2500);
}
async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // no clipboard on plain http from another machine
    const area = h('textarea', { class: 'sr', value: text });
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  toast(what + ' copied');
}
function dialog(title, ...kids) {
  const d = $('#dialog');
  d.replaceChildren(h('div', { class: 'dialog-head' }, h('h2', { id: 'dialog-title' }, title),
    h('button', { type: 'button', onclick: () => d.close() }, 'Close')), ...kids.flat().filter(Boolean));
  if (!d.open) d.showModal();
}
const menu = (label, ...items) => h('details', { class: 'menu' }, h('summary', { class: 'button' }, label), h('div', { class: 'menu-list' }, items));

/* ---------------------------------------------------------------- virtual list (fixed heights, the window scrolls) */

/** items: [{key, height, render()}]; only what is near the view is in the document. */
class VirtualList {
  constructor(mine, box, onrange) {
    this.box = box;
    this.onrange = onrange;
    this.items = [];
    this.mounted = new Map();
    const update = () => { if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.update(); }); };
    addEventListener('scroll', update, { passive: true });
    addEventListener('resize', update);
    mine.dispose.push(() => { removeEventListener('scroll', update); removeEventListener('resize', update); });
  }
  set(items) {
    this.items = items;
    this.top = [0];
    for (const item of items) this.top.push(this.top[this.top.length - 1] + item.height);
    this.box.style.height = this.top[items.length] + 'px';
    this.update();
  }
  find(y) { // the last item that starts at or above y
    let low = 0;
    let high = this.items.length;
    while (low < high) { const mid = (low + high + 1) >> 1; if (this.top[mid] <= y) low = mid; else high = mid - 1; }
    return low;
  }
  update() {
    if (!this.items.length) { this.box.replaceChildren(); this.mounted.clear(); return; }
    const y = -this.box.getBoundingClientRect().top;
    const first = Math.max(0, this.find(y - 600));
    const last = Math.min(this.items.length - 1, this.find(y + innerHeight + 600));
    const want = new Map();
    for (let i = first; i <= last; i++) want.set(this.items[i].key, i);
    for (const [key, m] of this.mounted) {
      const i = want.get(key);
      if (i !== undefined && this.items[i].stamp === m.stamp) { m.el.style.top = this.top[i] + 'px'; m.i = i; continue; }
      if (m.el.contains(document.activeElement) && i === undefined) continue; // focus must not fall out of the page
      m.hadFocus = m.el.contains(document.activeElement);
      m.el.remove();
      this.mounted.delete(key);
      if (m.hadFocus) this.refocus = key;
    }
    for (const [key, i] of want) {
      if (this.mounted.has(key)) continue;
      const el = this.items[i].render();
      el.classList.add('vrow');
      el.style.top = this.top[i] + 'px';
      el.style.height = this.items[i].height + 'px';
      const next = [...this.mounted.values()].filter((m) => m.i > i).sort((a, b) => a.i - b.i)[0];
      this.box.insertBefore(el, next ? next.el : null); // document order is tab order
      this.mounted.set(key, { el, i, stamp: this.items[i].stamp });
      if (this.refocus === key) { (el.matches('a') ? el : el.querySelector('a'))?.focus({ preventScroll: true }); this.refocus = null; }
    }
    this.onrange?.(first, last);
  }
  focus(i) {
    const top = this.top[i] + this.box.getBoundingClientRect().top;
    if (top < 140 || top + this.items[i].height > innerHeight - 20) scrollBy(0, top - innerHeight / 3);
    this.update();
    const el = this.mounted.get(this.items[i].key)?.el;
    (el?.matches('a') ? el : el?.querySelector('a'))?.focus({ preventScroll: true });
  }
}

/* ---------------------------------------------------------------- text: code, Markdown, long parts */

const safeUrl = (url) => { try { return /^https?:$/.test(new URL(url).protocol); } catch { return false; } };

const TOKENS = new RegExp([
  '(?<comment>(?:^|(?<=[ \\t]))#.*$|[/][/].*$|[/][*][^]*?[*][/]|^--.*$|<!--[^]*?-->)',
  '(?<string>"(?:[^"\\\\\\n]|\\\\.)*"|\'(?:[^\'\\\\\\n]|\\\\.)*\'|`(?:[^`\\\\]|\\\\.)*`)',
  '(?<number>\\b(?:0x[0-9a-fA-F]+|[0-9]+(?:[.][0-9]+)?(?:e[-+]?[0-9]+)?)\\b)',
  '(?<keyword>\\b(?:async|await|break|case|catch|class|const|continue|def|default|do|elif|else|enum|except|export|extends|finally|fn|for|from|func|function|go|if|impl|import|in|interface|is|lambda|let|match|mut|new|not|null|None|nil|or|and|package|pass|private|pub|public|raise|return|self|static|struct|super|switch|this|throw|true|True|false|False|try|type|use|var|void|while|with|yield|then|fi|done|esac|echo|cd|sudo|SELECT|FROM|WHERE|INSERT|UPDATE|DELETE|CREATE)\\b)',
].join('|'), 'gm');

/** Simple colours for code; long text stays plain, since colours would cost more than they tell. */
function code(text, diff) {
  text = plain(text);
  const el = h('code');
  if (diff) {
    return fill(el, text.split('\n').map((line) => {
      const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : '';
      return kind ? h('span', { class: 'line ' + kind }, line + '\n') : line + '\n';
    }));
  }
  if (text.length > 20000) return fill(el, [text]);
  let end = 0;
  for (const m of text.matchAll(TOKENS)) {
    fill(el, [text.slice(end, m.index)]);
    const kind = Object.keys(m.groups).find((k) => m.groups[k] !== undefined);
    fill(el, [h('span', { class: 'c-' + kind }, m[0])]);
    end = m.index + m[0].length;
  }
  return fill(el, [text.slice(end)]);
}
const pre = (text, colour, label) => h('pre', { tabindex: '0', role: 'region', 'aria-label': label || 'Code' }, colour ? code(text, colour === 'diff') : plain(text));

const INLINE = new RegExp([
  '(?<code>(`+)[^]*?[^`]\\2(?!`))',
  '(?<link>!?[[]([^\\]\\n]*)\\][(]([^()\\s]*(?:[(][^()\\s]*[)])?[^()\\s]*)(?:\\s+"[^"]*")?[)])',
  '(?<url>https?:[/][/][^\\s<>`"\')\\]]+[^\\s<>`"\')\\].,;:!?])',
  '(?<strong>[*][*](?=\\S)([^]+?)(?<=\\S)[*][*]|__(?=\\S)([^]+?)(?<=\\S)__(?![a-zA-Z0-9]))',
  '(?<em>[*](?=[^\\s*])([^*\\n]+?)(?<=\\S)[*]|(?<![a-zA-Z0-9_])_(?=[^\\s_])([^_\\n]+?)(?<=\\S)_(?![a-zA-Z0-9_]))',
  '(?<del>~~(?=\\S)([^]+?)(?<=\\S)~~)',
].join('|'), 'g');

/** Emphasis, code and links inside a line. A link shows where it leads, since its words may lie. */
function inline(text, depth = 0) {
  const out = [];
  let end = 0;
  for (const m of depth > 4 ? [] : text.matchAll(INLINE)) {
    if (m.index > end) out.push(text.slice(end, m.index));
    const g = m.groups;
    const link = (url, words) => (safeUrl(url)
      ? h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, words) : h('span', {}, words));
    if (g.code) out.push(h('code', {}, m[0].slice(m[2].length, -m[2].length).trim()));
    else if (g.link) { out.push(link(m[5], m[4] || m[5])); if (m[4] !== m[5]) out.push(h('span', { class: 'muted' }, ' (' + m[5] + ')')); }
    else if (g.url) out.push(link(m[0], m[0]));
    else if (g.strong) out.push(h('strong', {}, inline(m[0].slice(2, -2), depth + 1)));
    else if (g.em) out.push(h('em', {}, inline(m[0].slice(1, -1), depth + 1)));
    else out.push(h('del', {}, inline(m[0].slice(2, -2), depth + 1)));
    end = m.index + m[0].length;
  }
  out.push(text.slice(end));
  return out;
}

const LIST = /^(\s*)([-*+]|[0-9]{1,9}[.)])\s+(.*)$/;
const cells = (line) => line.trim().replace(/^[|]|[|]$/g, '').split(/(?<!\\)[|]/).map((c) => c.trim());

/** Markdown by building elements: headings, lists, tables, code, quotes, rules, paragraphs. Unknown marks stay as typed. */
function markdown(text, depth = 0) {
  const lines = plain(text).split(/\r?\n/);
  const out = [];
  let i = 0;
  const starts = (line, next) => /^\s*(```|~~~)/.test(line) || /^#{1,6}\s/.test(line) || /^\s*>/.test(line) || LIST.test(line) || /^\s*([-*_])(\s*\1){2,}\s*$/.test(line)
    || (line.includes('|') && /^[\s|:-]*-[\s|:-]*$/.test(next || '') && (next || '').includes('|'));
  while (i < lines.length) {
    const line = lines[i];
    let m;
    if (!line.trim()) { i++; continue; }
    if ((m = /^(\s*)(`{3,}|~{3,})\s*([^\s`]*)/.exec(line))) {
      const body = [];
      for (i++; i < lines.length && !lines[i].trim().startsWith(m[2]); i++) body.push(lines[i].startsWith(m[1]) ? lines[i].slice(m[1].length) : lines[i]);
      i++;
      out.push(h('figure', {}, m[3] ? h('figcaption', {}, m[3]) : null, pre(body.join('\n'), m[3] === 'diff' ? 'diff' : 'code', 'Code ' + m[3])));
    } else if ((m = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line))) {
      out.push(h('h' + Math.min(6, m[1].length + 2), { class: 'md-h' }, inline(m[2])));
      i++;
    } else if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
      out.push(h('hr'));
      i++;
    } else if (/^\s*>/.test(line) && depth < 5) {
      const body = [];
      for (; i < lines.length && /^\s*>/.test(lines[i]); i++) body.push(lines[i].replace(/^\s*>\s?/, ''));
      out.push(h('blockquote', {}, markdown(body.join('\n'), depth + 1)));
    } else if (line.includes('|') && /^[\s|:-]*-[\s|:-]*$/.test(lines[i + 1] || '') && lines[i + 1].includes('|')) {
      const align = cells(lines[i + 1]).map((c) => (/-:$/.test(c) ? (c.startsWith(':') ? 'center' : 'right') : ''));
      const row = (tag, l) => h('tr', {}, cells(l).map((c, n) => h(tag, { class: align[n] || null, scope: tag === 'th' ? 'col' : null }, inline(c))));
      const head = row('th', line);
      const rows = [];
      for (i += 2; i < lines.length && lines[i].includes('|') && lines[i].trim(); i++) rows.push(row('td', lines[i]));
      out.push(h('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': 'Table' }, h('table', {}, h('thead', {}, head), h('tbody', {}, rows))));
    } else if ((m = LIST.exec(line)) && depth < 8) {
      const ordered = /[0-9]/.test(m[2]);
      const indent = m[1].length;
      const items = [];
      while (i < lines.length) {
        const x = LIST.exec(lines[i]);
        if (!x || x[1].length > indent + 1 || x[1].length < indent || /[0-9]/.test(x[2]) !== ordered) break;
        const body = [x[3]];
        for (i++; i < lines.length; i++) { // what is indented deeper belongs to this item
          const y = LIST.exec(lines[i]);
          if (y && y[1].length <= indent + 1) break;
          if (!lines[i].trim() && !/^\s{2,}\S/.test(lines[i + 1] || '')) break;
          if (!y && !/^\s/.test(lines[i]) && starts(lines[i], lines[i + 1])) break;
          body.push(lines[i].replace(new RegExp('^\\s{0,' + (indent + x[2].length + 1) + '}'), ''));
        }
        while (i < lines.length && !lines[i].trim() && LIST.test(lines[i + 1] || '')) i++;
        const task = /^[[]([ xX])\]\s/.exec(body[0]);
        if (task) body[0] = body[0].slice(4);
        const kids = markdown(body.join('\n'), depth + 1);
        items.push(h('li', {}, task ? h('span', { class: 'muted' }, task[1] === ' ' ? 'open: ' : 'done: ') : null, kids[0]?.tagName === 'P' ? [[...kids[0].childNodes], kids.slice(1)] : kids));
      }
      out.push(h(ordered ? 'ol' : 'ul', { start: ordered && parseInt(m[2], 10) !== 1 ? parseInt(m[2], 10) : null }, items));
    } else {
      const body = [line];
      for (i++; i < lines.length && lines[i].trim() && !starts(lines[i], lines[i + 1]); i++) body.push(lines[i]);
      out.push(h('p', {}, inline(body.join('\n'))));
    }
  }
  return out;
}

/** A text of which the page has the beginning: the rest comes in steps of 64 kB, each its own node (never one of 10 MB). */
function longText(part, session, { as = 'pre', lines = 0, colour = 'code', label } = {}) {
  const text = part.text || '';
  const wrap = (t, rest) => (as === 'markdown' && !rest ? h('div', { class: 'md' }, markdown(t)) : as === 'prose' || as === 'markdown' ? h('div', { class: 'prose' }, plain(t)) : pre(t,
    t.length < 20000 && colour, label));
  const rows = text.split('\n');
  const box = h('div', { class: 'long' });
  const facts = (part.lines > 1 ? num(part.lines) + ' lines, ' : '') + size(part.bytes);
  const more = () => {
    let next = 0;
    const button = h('button', { type: 'button', class: 'more' }, '');
    const step = async () => {
      button.disabled = true;
      try {
        const r = await get(withQuery('/api/text', { session, ref: part.ref, offset: next, limit: 65536 }), { signal: page.signal });
        if (next === 0) box.replaceChildren(wrap(r.text, r.next !== null), button); else button.before(wrap(r.text, true));
        next = r.next;
        if (next === null || next === undefined) button.remove();
        else button.textContent = 'show 64 kB more (' + size(Math.max(0, r.bytes - next)) + ' left of ' + size(r.bytes) + ')';
        page.marked?.();
      } catch (e) {
        if (e.name !== 'AbortError') button.textContent = 'Could not load: ' + visible(e.message) + ' Try again';
      }
      button.disabled = false;
    };
    button.textContent = 'show more (' + facts + ')';
    button.addEventListener('click', step);
    return button;
  };
  if (lines && rows.length > lines + 2) {
    fill(box, [wrap(rows.slice(0, lines).join('\n')), part.ref ? more() : h('button', { type: 'button', class: 'more', onclick: () => box.replaceChildren(wrap(text)) }, 'show more (' + facts + ')')]);
  } else fill(box, [wrap(text), part.ref ? more() : null]);
  return box;
}

/* ---------------------------------------------------------------- JSON tree */

/** Only open levels are in the document, 100 children a step. `opened(path)` decides what starts open. */
function jsonNode(name, value, path, depth) {
  const label = name === null ? null : [h('span', { class: 'j-key' }, typeof name === 'number' ? name : JSON.stringify(name)), ': '];
  if (value === null || typeof value !== 'object') {
    const kind = value === null ? 'null' : typeof value;
    if (kind === 'string' && value.length > 300) {
      const d = h('details', { class: 'j' }, h('summary', { 'data-path': path }, label, h('span', { class: 'j-string' }, JSON.stringify(value.slice(0, 120)).slice(0, -1) + '...'),
        h('span', { class: 'muted' }, ' ' + num(value.length) + ' characters')));
      const open = () => {
        if (d.lastChild.tagName !== 'PRE') for (let i = 0; i < Math.min(value.length, 1048576); i += 65536) d.append(pre(value.slice(i, i + 65536), false, 'Text'));
      };
      d.addEventListener('toggle', open);
      d.openNode = open;
      return d;
    }
    return h('div', { class: 'j', 'data-path': path }, label, h('span', { class: 'j-' + kind }, JSON.stringify(value)));
  }
  const list = Array.isArray(value);
  const keys = list ? value.map((_, i) => i) : Object.keys(value);
  const hint = !list && typeof (value.type ?? value.role ?? value.name) === 'string' ? ' ' + [value.role, value.type, value.name].filter((x) => typeof x === 'string').join(' ') : '';
  const d = h('details', { class: 'j' }, h('summary', { 'data-path': path }, label,
    h('span', { class: 'muted' }, (list ? '[' + plural(keys.length, 'item') + ']' : '{' + plural(keys.length, 'member') + '}') + hint.slice(0, 80))));
  const kids = h('div', { class: 'j-kids' });
  d.append(kids);
  let shown = 0;
  const step = (upto) => {
    $(':scope > button', kids)?.remove();
    for (; shown < Math.min(keys.length, upto); shown++) kids.append(jsonNode(keys[shown], value[keys[shown]], path + '/' + enc(keys[shown]), depth + 1));
    if (shown < keys.length) kids.append(h('button', { type: 'button', class: 'more', onclick: () => step(shown + 100) }, plural(keys.length - shown, 'more item')));
  };
  d.openNode = (index) => step(Math.max(shown, 100, (index ?? 0) + 1));
  d.addEventListener('toggle', () => { if (d.open && !shown) d.openNode(); });
  if (depth < 1 || (depth < 2 && keys.length <= 8)) { d.openNode(); d.open = true; }
  return d;
}

/** The tree with a find field: finds in the whole value, also where it is folded, and opens the way to a hit. */
function jsonTree(value) {
  const root = jsonNode(null, value, '', 0);
  const count = h('span', { class: 'muted', role: 'status' });
  const field = h('input', { type: 'search', placeholder: 'find in body', 'aria-label': 'Find in body', class: 'find' });
  let hits = [];
  let at = -1;
  const walk = (v, path, word) => {
    if (hits.length >= 1000) return;
    if (v === null || typeof v !== 'object') { if (String(v).toLowerCase().includes(word)) hits.push(path); return; }
    for (const k of Array.isArray(v) ? v.keys() : Object.keys(v)) {
      const p = [...path, k];
      if (typeof k === 'string' && k.toLowerCase().includes(word)) hits.push(p);
      walk(v[k], p, word);
    }
  };
  const step = (by) => {
    root.parentNode?.querySelectorAll('.hit').forEach((e) => e.classList.remove('hit'));
    if (!hits.length) { count.textContent = field.value ? 'no match' : ''; return; }
    at = (at + by + hits.length) % hits.length;
    let node = root;
    let path = '';
    for (const k of hits[at]) {
      node.openNode?.(typeof k === 'number' ? k : Infinity);
      node.open = true;
      path += '/' + enc(k);
      const next = [...$(':scope > .j-kids', node).children].find((e) => (e.dataset.path ?? $(':scope > summary', e)?.dataset.path) === path);
      if (!next) break;
      node = next;
    }
    if (node.openNode && node.tagName === 'DETAILS') { node.openNode(); node.open = true; }
    const target = node.tagName === 'DETAILS' ? $('summary', node) : node;
    target.classList.add('hit');
    target.scrollIntoView({ block: 'center' });
    count.textContent = (at + 1) + '/' + (hits.length >= 1000 ? '1000+' : hits.length);
    highlight(root, field.value);
  };
  let timer = 0;
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => { hits = []; at = -1; if (field.value.length > 1) walk(value, [], field.value.toLowerCase()); step(1); }, 200);
  });
  field.addEventListener('keydown', (e) => { if (e.key === 'Enter') { e.preventDefault(); step(e.shiftKey ? -1 : 1); } });
  return h('div', { class: 'tree' }, h('div', { class: 'findbar' }, field, count,
    h('button', { type: 'button', onclick: () => step(-1), 'aria-label': 'Previous match' }, 'prev'),
      h('button', { type: 'button', onclick: () => step(1), 'aria-label': 'Next match' }, 'next')), root);
}

/** Marks words with the CSS highlight registry, so that no element is touched. Returns the first range. */
function highlight(root, words, open) {
  if (!globalThis.Highlight || !CSS.highlights) return null;
  const list = (Array.isArray(words) ? words : [words]).map((w) => String(w || '').toLowerCase()).filter((w) => w.length > 1);
  CSS.highlights.delete('find');
  if (!list.length) return null;
  const ranges = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node; ranges.length < 2000 && (node = walker.nextNode());) {
    const text = node.data.toLowerCase();
    for (const w of list) {
      for (let i = text.indexOf(w); i >= 0 && ranges.length < 2000; i = text.indexOf(w, i + w.length)) {
        const r = new Range();
        try { r.setStart(node, i); r.setEnd(node, i + w.length); } catch { break; } // lower case may be longer than the text
        ranges.push(r);
      }
    }
  }
  CSS.highlights.set('find', new Highlight(...ranges));
  if (open) for (const r of ranges.slice(0, 20)) for (let e = r.startContainer.parentElement; e && e !== root; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
  return ranges[0] || null;
}

/* ---------------------------------------------------------------- blocks of a turn */

const turnRef = (t) => t.n ?? t.id;
const sessionUrl = (id, agent) => withQuery('/session/' + enc(id), { agent });
const turnUrl = (id, t, tab) => '/session/' + enc(id) + '/turn/' + enc(turnRef(t)) + (tab ? '/' + tab : '');
const diffUrl = (id, a, b) => '/session/' + enc(id) + '/diff/' + enc(a) + '..' + enc(turnRef(b));

/** What a tool was called with, in a few words: the member a reader would look for first. */
function argument(input) {
  if (input === null || typeof input !== 'object') return typeof input === 'string' ? input : '';
  for (const k of ['command', 'cmd', 'file_path', 'filePath', 'notebook_path', 'pattern', 'query', 'path', 'url', 'description', 'prompt', 'name', 'skill']) {
    const v = input[k];
    if (typeof v === 'string' && v) return v;
    if (Array.isArray(v) && v.length && v.every((x) => typeof x === 'string')) return v.join(' ');
  }
  return Object.values(input).find((v) => typeof v === 'string') || '';
}
/** Members one below the other, strings as they are (not escaped); an edit as lines taken away and put in. */
function inputView(block, session) {
  const input = block.input;
  if (input === null || typeof input !== 'object' || Array.isArray(input)) return longText(block, session, { label: 'Input' });
  const mark = (text, sign) => String(text).split('\n').map((l) => sign + ' ' + l).join('\n');
  const rows = Object.entries(input).map(([k, v]) => {
    const text = typeof v === 'string' ? v : JSON.stringify(v, null, 2);
    const edit = k === 'old_string' ? '-' : k === 'new_string' ? '+' : '';
    return h('div', { class: 'member' }, h('span', { class: 'muted' }, k),
      pre(edit ? mark(text, edit) : text, edit || /^[-+ ].*\n[-+ @]/.test(text) ? (edit || k === 'patch' ? 'diff' : 'code') : 'code', k));
  });
  return h('div', {}, rows.length ? rows : h('p', { class: 'muted' }, 'no arguments'));
}
const firstLine = (text) => plain(text).trim().split('\n', 1)[0].slice(0, 200);

function toolCall(b, session, key, turn) {
  const r = b.result;
  const arg = argument(b.input) || (b.input === null ? firstLine(b.text) : '');
  const outcome = r
    ? [r.is_error ? h('strong', { class: 'error' }, 'error') : 'ok', r.duration_ms !== null && r.duration_ms !== undefined ? ' ' + dur(r.duration_ms) : '']
    : [turn?.running ? 'running' : h('span', { class: 'warn' }, 'no result logged')];
  return h('section', { class: 'block tool' },
    h('div', { class: 'tool-head' }, h('b', { class: 'role' }, b.name || 'tool'), ' ', h('code', { class: 'arg', title: arg.slice(0, 500) }, firstLine(arg)),
      h('span', { class: 'outcome' }, h('span', { 'aria-label': 'result' }, '\u2192 '), outcome)),
    h('div', { class: 'folds' },
      fold(key + 'i', false, ['in ' + size(b.bytes)], Object.assign(() => inputView(b, session), { small: b.bytes < 4000 })),
      r ? fold(key + 'o', !!r.is_error, ['out ' + (r.lines > 1 ? plural(r.lines, 'line') + ', ' : '') + size(r.bytes), h('span', { class: 'preview' }, firstLine(r.text))],
        small(() => longText(r, session, { lines: r.is_error ? 12 : 0, label: 'Result' })), r.is_error ? 'is-error' : '') : null));
}
function image(b) {
  const src = /^data:image[/](png|jpeg|gif|webp|bmp|avif|svg[+]xml);/i.test(b.src || '') ? b.src : '';
  if (!src) return h('div', { class: 'noimage muted' }, (b.media_type || 'image') + ', ' + (b.bytes ? size(b.bytes) + ', ' : '') + 'not shown');
  const name = (b.media_type || 'image') + (b.bytes ? ', ' + size(b.bytes) : '');
  return h('button', { type: 'button', class: 'thumb', onclick: () => dialog(name, h('img', { src, alt: '' })) }, h('img', { src, alt: 'Image in the conversation, ' + name, decoding: 'async' }));
}
function block(b, session, key, turn) {
  const role = (word, cls, ...kids) => h('section', { class: 'block ' + cls }, word ? h('span', { class: 'role' }, word) : null, kids);
  if (b.kind === 'tool_call') return toolCall(b, session, key, turn);
  if (b.kind === 'thinking') {
    const many = b.ref ? size(b.bytes) : plural((b.text.match(/\S+/g) || []).length, 'word');
    if (!b.text) return h('section', { class: 'block thinking' }, h('span', { class: 'role' }, 'Thinking'),
      h('span', { class: 'muted' }, ' not readable (sealed by the provider' + (b.bytes ? ', ' + size(b.bytes) : '') + ')'));
    return h('section', { class: 'block thinking' }, fold(key + 't', !!page.thinking,
      [h('span', { class: 'role' }, 'Thinking'), ' ' + many, h('span', { class: 'preview' }, firstLine(b.text))], small(() => longText(b, session, { as: 'prose' })), 'is-thinking'));
  }
  if (b.kind === 'tool_result') {
    return h('section', { class: 'block tool' }, h('div', { class: 'tool-head' }, h('b', { class: 'role' }, (b.name || 'tool') + ' result'),
      h('span', { class: 'muted' }, ' its call is not in this log')),
      h('div', { class: 'folds' }, fold(key + 'o', !!b.is_error, ['out ' + size(b.bytes), h('span', { class: 'preview' }, firstLine(b.text))],
        small(() => longText(b, session, { label: 'Result' })))));
  }
  if (b.kind === 'image') return role(b.role === 'user' ? 'User' : '', b.role, image(b));
  if (b.kind === 'error') return role('Error', 'error-block', longText(b, session, { as: 'prose' }));
  if (b.is_reminder || b.role === 'system') {
    return h('section', { class: 'block lesser' }, fold(key + 's', false,
      [b.is_reminder ? 'added by the client' : 'system text', ' ' + size(b.bytes), h('span', { class: 'preview' }, firstLine(b.text.replace(/<[^>]*>/g, '')))],
      small(() => longText(b, session, { as: 'prose' }))));
  }
  if (b.kind !== 'text') return h('section', { class: 'block ' + b.role },
    fold(key + 'u', false, [h('span', { class: 'role' }, b.kind === 'unknown' ? b.name || 'unknown kind' : b.kind), ' ' + (b.media_type || '') + ' ' + size(b.bytes),
    h('span', { class: 'preview' }, firstLine(b.text))], small(() => longText(b, session))));
  if (b.role === 'assistant') return role('Assistant', 'assistant', longText(b, session, { as: 'markdown' }));
  return role(b.role === 'user' ? 'User' : b.role, b.role === 'user' ? 'user' : 'tool', longText(b, session, { as: 'prose', lines: 12 }));
}
/** System text folded with its size, then what is new in this turn. */
function blocks(data, session, prefix, first) {
  const sys = data.system;
  const turn = data.turn;
  const out = [];
  if (sys && sys.bytes && (first || sys.changed)) {
    out.push(h('section', { class: 'block lesser' }, fold(prefix + 'sys', false,
      ['system prompt ' + size(sys.bytes), sys.changed && !first ? h('strong', { class: 'warn' }, ' changed') : null, h('span', { class: 'preview' }, firstLine(sys.text))],
      () => longText({ ...sys, ref: sys.bytes > sys.text.length ? sys.ref : '', lines: 0 }, session, { as: 'prose' }))));
  }
  let last = '';
  let bytes = sys && out.length ? sys.bytes : 0;
  let lesser = out.splice(0);
  const flush = () => { // what nobody typed takes one line, however many parts it has: the task has to be on the first screen
    const parts = lesser;
    if (parts.length < 3) out.push(...parts);
    else out.push(h('section', { class: 'block lesser' },
      fold(prefix + 'l' + out.length, false, ['system and client text, ' + parts.length + ' parts, ' + size(bytes),
      sys?.changed && !first ? h('strong', { class: 'warn' }, ' changed') : null], small(() => h('div', {}, parts)))));
    lesser = [];
    bytes = 0;
  };
  data.blocks.forEach((b, i) => {
    if (b.kind === 'error' && turn.error && b.bytes < 300 && (b.text.includes(turn.error) || turn.error.includes(b.text))) return; // stands in the head already
    const el = block(b, session, prefix + i, turn);
    if (el.classList.contains('lesser')) { lesser.push(el); bytes += b.bytes; last = ''; return; }
    flush();
    if (last && last === el.className) el.classList.add('same'); // the role is named once for a run of the same
    last = el.className;
    out.push(el);
  });
  flush();
  if (!out.length && !turn.error) out.push(h('p', { class: 'muted' }, turn.running ? 'No answer yet.' : 'Nothing new in this turn.'));
  return out;
}

/* ---------------------------------------------------------------- page: sessions */

const BADGE = { 'claude-code': 'CC', codex: 'CX', 'gemini-cli': 'GM', opencode: 'OC', 'openai-sdk': 'OA', 'anthropic-sdk': 'AN', cursor: 'CU', aider: 'AI', goose: 'GO', 'qwen-code': 'QW' };
const badge = (client) => h('span', { class: 'badge', title: client || 'unknown client' }, BADGE[client] || String(client || '?').slice(0, 2).toUpperCase());
const FILTERS = ['provider', 'host', 'model', 'client', 'tool', 'after', 'before', 'errors'];
const narrow = matchMedia('(max-width: 760px)');
const titleOf = (row) => plain(row.title) || '(no text from the user)';

async function sessionsPage(mine) {
  const filter = Object.fromEntries(FILTERS.map((f) => [f, mine.params.get(f) || '']));
  const active = FILTERS.filter((f) => filter[f]);
  const ask = (offset, limit) => get(withQuery('/api/sessions', { ...filter, offset, limit }), { signal: mine.signal });
  const facetsAsked = get('/api/facets', { signal: mine.signal }).catch(() => ({}));
  const first = await ask(0, 100);
  let { rows, total } = first;
  let waiting = 0;
  const set = (changes) => go(withQuery('/', { ...filter, ...changes }));

  const select = (name, label) => h('label', { class: 'filter' }, h('span', { class: 'sr' }, label),
    h('select', { 'data-filter': name, 'aria-label': label, class: filter[name] ? 'on' : null, onchange: (e) => set({ [name]: e.target.value }) },
      h('option', { value: '' }, label), filter[name] ? h('option', { value: filter[name], selected: true }, filter[name]) : null));
  const date = (name, label) => h('label', { class: 'date' }, label + ' ', h('input', { type: 'date', value: filter[name], onchange: (e) => set({ [name]: e.target.value }) }));
  const filters = h('div', { class: 'filters', id: 'filters' },
    select('host', 'Host'), select('provider', 'Provider'), select('model', 'Model'), select('client', 'Client'), select('tool', 'Tool'), date('after', 'from'), date('before', 'to'),
    h('label', { class: 'check' }, h('input', { type: 'checkbox', checked: !!filter.errors, onchange: (e) => set({ errors: e.target.checked ? '1' : '' }) }), ' errors only'));
  facetsAsked.then((facets) => {
    for (const el of filters.querySelectorAll('select')) {
      for (const [value, count] of facets[el.dataset.filter] || []) if (value !== filter[el.dataset.filter]) el.append(h('option', { value },
        (el.dataset.filter === 'model' ? shortModel(value) : value) + ' (' + num(count) + ')'));
    }
  });
  const toggle = h('button', { type: 'button', class: 'filter-toggle', 'aria-expanded': 'false', 'aria-controls': 'filters',
    onclick: () => toggle.setAttribute('aria-expanded', String(filters.classList.toggle('open'))) }, 'Filter' + (active.length ? ' ' + active.length : ''));
  const count = h('span', { class: 'muted count', role: 'status' });
  const fresh = h('button', { type: 'button', class: 'fresh', hidden: true, onclick: () => { scrollTo(0, 0); show({ y: 0 }); } });
  const box = h('div', { class: 'vlist', role: 'list', 'aria-label': 'Sessions, newest activity first' });

  const sessionRow = (row, i) => {
    const models = row.models.length ? shortModel(row.models[0]) + (row.models.length > 1 ? ' +' + (row.models.length - 1) : '') : '';
    const hits = hitRate(row.tokens);
    return h('div', { role: 'listitem', 'aria-setsize': total, 'aria-posinset': i + 1, class: 'row' },
      h('a', { href: sessionUrl(row.id), class: 'session-row' },
        h('span', { class: 'live' }, row.running ? h('i', { class: 'dot' }) : null), badge(row.client),
        h('span', { class: 'title' + (row.title ? '' : ' muted'), dir: 'auto' }, titleOf(row)),
        h('span', { class: 'n turns' }, num(row.turns)), h('span', { class: 'n err' + (row.errors ? ' error' : ' muted') }, row.errors ? num(row.errors) : '-'),
        h('span', { class: 'n time' }, dur(row.duration_ms)), tokenBar(row.tokens, scale), h('span', { class: 'n tok' }, tok(sum(row.tokens))), h('strong', { class: 'n cost' }, usd(row.cost)),
        h('span', { class: 'sub muted' }, models + ' \u00b7 ' + row.host + (row.client ? ' \u00b7 ' + row.client : '')),
        h('span', { class: 'sub2 muted' }, row.agents > 1 ? plural(row.agents, 'agent') : ''),
          h('span', { class: 'sub3 muted' }, row.running ? h('b', { class: 'running' }, 'running') : time(row.started_at, SHORT)),
        h('span', { class: 'sub4 muted' }, hits === null ? '' : percent(hits) + ' cached'), h('span', { class: 'sub5 muted' }, row.cost_partial ? 'partial' : ''),
        h('span', { class: 'phone-line muted' }, shortModel(row.models[0]),
          h('span', {}, num(row.turns) + 't ', row.errors ? h('b', { class: 'error' }, num(row.errors) + ' err ') : '', dur(row.duration_ms)))));
  };
  let scale = 1;
  let list = null;
  const positions = []; // index in list.items of each row, for j and k
  const draw = () => {
    scale = scaleOf(rows.map((r) => sum(r.tokens)), 12);
    const tall = narrow.matches ? 84 : 52;
    const items = [];
    positions.length = 0;
    let day = '';
    rows.forEach((row, i) => {
      const name = dayName(row.ended_at || row.started_at);
      if (name !== day) {
        day = name;
        items.push({ key: 'day ' + name, height: 40, stamp: scale,
          render: () => h('div', { class: 'day', role: 'presentation' }, h('h2', {}, name),
          ['turns', 'err', 'time', 'tokens', 'cost'].map((w) => h('span', { class: 'n muted ' + w, 'aria-hidden': 'true' }, w))) });
      }
      positions.push(items.length);
      items.push({ key: row.id, height: tall, stamp: JSON.stringify([row.turns, row.errors, row.running, row.cost, row.ended_at, sum(row.tokens), scale, tall]), render: () => sessionRow(row, i) });
    });
    for (let i = rows.length; i < total; i++) items.push({ key: 'ghost ' + i, height: tall, ghost: true, stamp: tall, render: () => h('div', { class: 'ghost', 'aria-hidden': 'true' }) });
    count.replaceChildren(active.length ? h('b', {}, num(total)) : '', (active.length ? ' of ' + num(first.all) : plural(first.all, 'session')));
    list.set(items);
  };
  let loading = false;
  const onrange = async (from, to) => {
    if (loading || rows.length >= total || !list.items[to]?.ghost) return;
    loading = true;
    try {
      const more = await ask(rows.length, Math.min(500, Math.max(100, to - rows.length + 50)));
      const known = new Set(rows.map((r) => r.id));
      rows = rows.concat(more.rows.filter((r) => !known.has(r.id)));
      total = more.rows.length ? more.total : rows.length;
    } catch (e) {
      if (e.name !== 'AbortError') toast(e.message);
      await sleep(2000);
    }
    loading = false;
    if (page === mine) draw();
  };
  list = new VirtualList(mine, box, onrange);

  let empty = null;
  if (!rows.length) {
    const now = active.length ? status : await get('/api/status', { signal: mine.signal });
    empty = active.length
      ? h('div', { class: 'box' }, h('h2', {}, 'No session matches'), h('p', {}, 'Take a filter away:'),
        h('p', { class: 'chips' }, active.map((f) => h('button', { type: 'button', class: 'chip', onclick: () => set({ [f]: '' }) }, f === 'errors' ? 'errors only' : f + ' ' + filter[f],
        h('span', { 'aria-label': 'remove' }, ' \u00d7')))))
      : now.index?.state === 'building' ? h('div', { class: 'box' }, h('h2', {}, 'Reading the logs'),
        h('p', {}, 'The first sessions appear as soon as they are read from ', h('code', {}, now.log_dir), '.'))
      : h('div', { class: 'box' }, h('h2', {}, 'Nothing is logged yet'), h('p', {}, 'The explorer reads ', h('code', {}, now.log_dir), '; it holds no requests.'),
        h('p', {}, 'Run an agent through the proxy, and it appears here within a second. For example:'),
          pre('ANTHROPIC_BASE_URL=http://127.0.0.1:8080/anthropic/api.anthropic.com claude', false, 'Command'),
        h('p', {}, 'No agent at hand? ', h('code', {}, 'llm-proxy demo'), ' writes a small log.'),
        h('p', {}, 'Logs in another place: ', h('code', {}, 'llm-proxy --explore --log-dir DIR')));
  }
  const shown = mount(mine, 'sessions', 'Sessions', h('h1', { class: 'sr' }, 'Sessions'),
    empty && !active.length ? null : h('div', { class: 'filterbar' }, filters, count, active.length ? h('a', { href: '/', class: 'clear' }, 'clear') : null), fresh, empty || box);
  if (!shown) return;
  if (!empty || active.length) bar.append(toggle);
  mine.dispose.push(() => toggle.remove());
  if (!empty) {
    const y = restoring?.y || 0;
    // Back to a place further down: the rows that were there have to be loaded first.
    const need = Math.ceil((y + innerHeight) / (narrow.matches ? 84 : 52));
    if (y && need > rows.length && rows.length < total) {
      const more = await ask(rows.length, Math.min(500, need - rows.length + 20)).catch(() => null);
      if (more) rows = rows.concat(more.rows);
    }
    draw();
    scrollTo(0, y);
    list.update();
    const redraw = () => draw();
    narrow.addEventListener('change', redraw);
    mine.dispose.push(() => narrow.removeEventListener('change', redraw));
  }
  let at = -1;
  const move = (to) => { if (rows.length) { at = Math.max(0, Math.min(rows.length - 1, to)); list.focus(positions[at]); } };
  const current = () => { const m = [...list.mounted.values()].find((x) => x.el.contains(document.activeElement)); return m ? positions.indexOf(m.i) : at; };
  const bad = (by) => { for (let i = current() + by; i >= 0 && i < rows.length; i += by) if (rows[i].errors) return move(i); toast('no further session with errors'); };
  mine.keys = { j: () => move(current() + 1), k: () => move(current() - 1), J: () => bad(1), K: () => bad(-1), G: () => scrollTo(0, document.body.scrollHeight),
    gg: () => { scrollTo(0, 0); move(0); } };
  mine.changed = async () => {
    if (empty) { show({ y: 0 }); return; }
    const now = await ask(0, Math.min(200, Math.max(100, rows.length))).catch(() => null);
    if (!now || page !== mine) return;
    const byId = new Map(now.rows.map((r) => [r.id, r]));
    const unknown = now.rows.filter((r) => !rows.some((old) => old.id === r.id));
    if (scrollY < 60) {
      rows = now.rows.concat(rows.filter((r) => !byId.has(r.id)));
      total = now.total;
      waiting = 0;
    } else { // never a jump: figures change in place, new rows wait for a click
      rows = rows.map((r) => byId.get(r.id) || r);
      waiting = unknown.length;
    }
    first.all = now.all;
    fresh.hidden = !waiting;
    fresh.textContent = plural(waiting, 'new session');
    draw();
  };
}

/* ---------------------------------------------------------------- session: shared by session, inspector and diff */

let known = { id: '', data: null }; // the session shown last: its turns are needed by the inspector and the diff too

async function loadSession(mine, id, again) {
  if (!again && known.data && (known.id === id || known.data.session.id === id)) return known.data;
  const data = await get(api('session', id), { signal: mine.signal });
  known = { id, data };
  return data;
}
const findTurn = (data, ref) => data.turns.find((t) => t.id === ref || (t.n !== null && String(t.n) === ref));
const isSide = (t) => t.n === null || t.n === undefined;
const turnTitle = (t) => plain(t.title).slice(0, 300) || 'answer';
const turnName = (t) => (isSide(t) ? (/^(main|subagent)$/.test(t.kind) ? (t.status >= 400 ? t.status + ' ' : '') + 'failed try' : t.kind.replace(/_/g, ' ')) : '#' + t.n + ' ' + turnTitle(t));
const missed = (t) => !!t.cache?.missed;
const bad = (t) => !!(t.error || t.aborted || missed(t) || t.attempts?.length || t.tools?.some((x) => x[1]) || t.timing?.gaps?.length);

/** The line that says, in place, why the cache missed and what it cost. */
function missLine(t, id) {
  const c = t.cache;
  if (!c?.missed) return null;
  return h('p', { class: 'miss' }, h('b', {}, 'CACHE MISS'), h('span', {}, c.cause), c.where ? h('span', { class: 'muted' }, c.where) : null,
    h('span', {}, tok(c.rewritten_tokens) + ' re-written'), h('strong', {}, c.extra_cost === null ? 'price unknown' : '+' + usd(c.extra_cost)),
    h('a', { href: diffUrl(id, refOf(c.against) || 'previous', t) }, 'why'));
}
const refOf = (turnId) => { const t = known.data?.turns.find((x) => x.id === turnId); return t ? turnRef(t) : turnId; };
/** Failed tries folded into the turn that worked in the end. */
function retryLine(t, id) {
  if (!t.attempts?.length) return null;
  return h('p', { class: 'retry' }, t.attempts.map((a, i) => {
    const next = t.attempts[i + 1]?.at ?? t.at;
    const pause = next - a.at - (a.total_ms || 0);
    return [h('a', { class: 'error', href: turnUrl(id, { id: a.id }) }, (a.status >= 400 ? a.status + ' ' : a.status ? '' : 'no answer ') + (a.error || '').split(':')[0].slice(0, 60)),
      ' \u2192 retried after ' + dur(Math.max(0, pause)) + ' \u2192 '];
  }), t.error ? h('span', { class: 'error' }, 'failed') : 'ok');
}
function notes(t) {
  const out = [];
  if (t.running) out.push(h('span', { class: 'running' }, h('i', { class: 'dot' }), 'running'));
  if (t.aborted) out.push(h('strong', { class: 'error' }, 'broken off by the ' + t.aborted));
  if (t.usage_note) out.push(h('span', { class: 'warn' }, t.usage_note === 'partial' ? 'tokens partly known' : 'tokens estimated'));
  return out;
}
/** Figures of a turn: clock, model, stop reason; timing bar; token bar; cost. */
function facts(t, id, scales) {
  const side = (word, url) => h('a', { href: url }, word);
  return h('div', { class: 'facts' },
    h('div', { class: 'facts-top muted' }, time(t.at), h('span', { title: t.model }, shortModel(t.model)), t.stop_reason ? h('span', {}, t.stop_reason) : null, notes(t)),
    h('div', { class: 'facts-bar' }, timingBar(t.timing, scales.time), h('span', { class: 'n' }, t.running ? '...' : dur(t.timing.total_ms))),
    timingWords(t.timing),
    sum(t.tokens) ? [h('div', { class: 'facts-bar' }, tokenBar(t.tokens, scales.tokens), h('span', { class: 'n' }, tok(sum(t.tokens))), h('strong', { class: 'n cost' }, usd(t.cost))),
      tokenWords(t.tokens)]
      : t.running ? null : h('div', { class: 'muted' }, 'no tokens reported, cost ' + usd(t.cost)),
    h('div', { class: 'links' }, side('inspect', turnUrl(id, t)), side('diff', diffUrl(id, 'previous', t)), side('raw', turnUrl(id, t, 'raw'))));
}
const FORK = { compaction: 'history was compacted here', edit: 'earlier messages were edited', rewind: 'the conversation was rewound', restart: 'started again' };

/** Agents as a tree, tokens and cost at every node; then side calls and cost by turn. */
function sidebar(data, agent, id) {
  const node = (a) => {
    const kids = data.agents.filter((x) => x.parent === a.id && x.id !== a.id && x !== a);
    const here = a.id === agent;
    const whole = (a.turns ? plural(a.turns, 'turn') + ' \u00b7 ' : '') + tok(sum(a.tokens));
    return h('li', {}, h('a', { href: sessionUrl(id, a.parent === null || a.id === '' ? '' : a.id), 'aria-current': here ? 'true' : null, class: 'agent' },
      h('span', { class: 'agent-name', dir: 'auto' }, a.name || a.id), h('strong', { class: 'n' }, usd(a.cost)),
        h('span', { class: 'muted' }, whole, a.errors ? h('span', { class: 'error' }, ' \u00b7 ' + plural(a.errors, 'error')) : null)),
    kids.length ? h('ul', {}, kids.map(node)) : null);
  };
  const ids = new Set(data.agents.map((a) => a.id));
  const roots = data.agents.filter((a, i) => i === 0 || a.parent === null || !ids.has(a.parent));
  const sides = data.turns.filter(isSide);
  const sideCost = sides.every((t) => t.cost === null) ? null : sides.reduce((c, t) => c + (t.cost || 0), 0);
  const turns = data.turns.filter((t) => !isSide(t));
  return h('nav', { class: 'side', 'aria-label': 'Agents' },
    h('h2', {}, 'Agents'), h('ul', { class: 'agents' }, roots.map(node)),
    data.agents.length > 1 ? h('p', {}, h('a', { href: sessionUrl(id, '*'), 'aria-current': agent === '*' ? 'true' : null }, 'all agents in time order')) : null,
    sides.length ? h('p', { class: 'muted' }, plural(sides.length, 'side call') + ', ' + tok(sides.reduce((n, t) => n + sum(t.tokens), 0)) + ', ' + usd(sideCost)) : null,
    turns.some((t) => t.cost) ? costChart(turns, id) : null);
}
function costChart(turns, id) {
  const step = Math.ceil(turns.length / 110); // several turns share a column when there are very many
  const columns = [];
  for (let i = 0; i < turns.length; i += step) columns.push(turns.slice(i, i + step));
  const cost = (c) => c.reduce((x, t) => x + (t.cost || 0), 0);
  const top = Math.max(...columns.map(cost)) || 1;
  const wide = 220 / Math.max(columns.length, 12);
  const dear = [...turns].filter((t) => t.cost).sort((a, b) => b.cost - a.cost).slice(0, 3);
  return h('section', { class: 'cost-chart' }, h('h2', {}, 'Cost by turn'),
    s('svg', { viewBox: '0 0 220 48', role: 'img', 'aria-label': 'Cost by turn; the dearest are listed below' }, hatch(),
      columns.map((c, i) => {
        const tall = cost(c) ? Math.max(1, (cost(c) / top) * 46) : 0;
        const el = s('a', { href: turnHash(id, c[0]), tabindex: '-1' }, s('title', {}, c.map(turnName).slice(0, 3).join(', ') + ': ' + usd(cost(c))),
          s('rect', { x: i * wide, y: 0, width: wide, height: 48, class: 'hot' }),
          s('rect', { x: i * wide, y: 48 - tall, width: Math.max(1, wide - (wide > 3 ? 1 : 0)), height: tall, class: 'column', fill: c.some(missed) ? 'url(#hatch)' : null }));
        return el;
      })),
    h('h2', { class: 'dear-head' }, 'Dearest turns'), h('ol', { class: 'dear' },
      dear.map((t) => h('li', {}, h('a', { href: turnHash(id, t), dir: 'auto' }, turnName(t)), h('span', { class: 'n' }, usd(t.cost))))),
    turns.some(missed) ? h('p', { class: 'words muted' }, h('span', {}, h('i', { class: 'swatch k-written' }), 'cache miss (' + turns.filter(missed).length + ')')) : null);
}
const turnHash = (id, t) => sessionUrl(id, t.agent || '') + '#t' + (isSide(t) ? '-' + t.id : t.n);

function exportMenu(id) {
  const to = (format, label) => h('a', { href: withQuery(api('session', id, 'export'), { format }), download: '' }, label);
  return menu('export', to('md', 'Markdown'), to('html', 'One HTML file'), to('json', 'JSON'), to('har', 'HAR'));
}

/* ---------------------------------------------------------------- page: session */

async function sessionPage(mine, id) {
  let data = await loadSession(mine, id, true);
  id = data.session.id; // the address may hold only the end of it
  const agentOf = () => mine.params.get('agent') ?? data.agents[0]?.id ?? '';
  let agent = agentOf();
  const wanted = () => { const m = /^#t-?(.+)$/.exec(safeDecode(location.hash)); return m ? findTurn(data, m[1]) : null; };
  // A link to a turn of another agent shows that agent.
  const target = wanted();
  if (target && agent !== '*' && (target.agent || '') !== agent && !(isSide(target) && agent === (data.agents[0]?.id ?? ''))) {
    agent = target.agent || '';
    mine.params.set('agent', agent);
    replaceState(history.state, withQuery(location.pathname, Object.fromEntries(mine.params)) + location.hash);
  }
  const words = (mine.params.get('find') || '').match(/"[^"]+"|[^\s:]+(?=\s|$)/g)?.map((w) => w.replace(/"/g, '')) || [];
  const rootAgent = () => agent === '*' || agent === (data.agents[0]?.id ?? '');

  /** What is listed: turns of this agent, side calls as thin lines, another agent's first turn as a line that leads there. */
  const listItems = () => {
    const out = [];
    const seen = new Set();
    const ids = new Set(data.agents.map((a) => a.id));
    for (const t of data.turns) {
      const mineToo = agent === '*' || (t.agent || '') === agent || (rootAgent() && !ids.has(t.agent || ''));
      if (isSide(t)) {
        if (!mineToo) continue;
        const last = out[out.length - 1];
        if (last?.kind === 'side') last.list.push(t); else out.push({ kind: 'side', key: 'side ' + t.id, list: [t] });
      } else if (mineToo) out.push({ kind: 'turn', key: t.id, t });
      else {
        const a = data.agents.find((x) => x.id === t.agent);
        if (a && !seen.has(a.id) && (a.parent || '') === agent) { seen.add(a.id); out.push({ kind: 'agent', key: 'agent ' + a.id, a }); }
      }
    }
    return out;
  };
  const scales = {};
  const measureScales = () => {
    const turns = data.turns.filter((t) => !isSide(t));
    scales.time = scaleOf(turns.map((t) => t.timing.total_ms || 0), 20);
    scales.tokens = scaleOf(turns.map((t) => sum(t.tokens)), 20);
  };

  const header = h('div', { class: 'pagehead' });
  const sideBox = h('div', { class: 'sidebox' });
  const listBox = h('div', { class: 'turns' });
  const fresh = h('button', { type: 'button', class: 'fresh bottom', hidden: true, onclick: () => { fresh.hidden = true; scrollTo(0, document.body.scrollHeight); } });
  const phone = h('div', { class: 'phone-nav' });
  const drawHead = () => {
    const ses = data.session;
    header.replaceChildren(
      h('div', { class: 'head-title' }, h('a', { class: 'up', href: '/', 'aria-label': 'All sessions' }, '<'), h('h1', { dir: 'auto' }, titleOf(ses)),
        ses.running ? h('span', { class: 'running' }, h('i', { class: 'dot' }), h('span', { class: 'hide-narrow' }, 'running')) : null,
        h('button', { type: 'button', class: 'agents-button', 'aria-expanded': 'false', onclick: toggleAgents }, data.agents.length > 1 ? 'agents ' + data.agents.length : 'costs')),
      figures(ses), exportMenu(id));
    sideBox.replaceChildren(sidebar(data, agent, id), h('button', { type: 'button', class: 'sheet-close', onclick: toggleAgents }, 'Close'));
  };
  function toggleAgents() {
    const open = sideBox.classList.toggle('open');
    $('.agents-button', header)?.setAttribute('aria-expanded', String(open));
    if (open) ($('[aria-current]', sideBox) || $('a', sideBox))?.focus();
  }

  /* The list: one empty shell per turn, filled when near the view. A shell out of view keeps its measured height. */
  const shells = new Map(); // key -> {el, item, height, filled, ready}
  let order = [];
  let current = -1;
  let pinned = null; // after a jump the goal stays put while bodies above it arrive
  const guess = (item) => (item.kind !== 'turn' ? 32 : Math.max(150, 70 + item.t.blocks * 48));
  const observer = new IntersectionObserver((entries) => {
    for (const e of entries) {
      const shell = shells.get(e.target.dataset.key);
      if (!shell) continue;
      if (e.isIntersecting) fillShell(shell);
      else if (shell.filled && shell.ready && !shell.el.contains(document.activeElement) && shell.item !== order[current]) {
        shell.el.style.minHeight = shell.el.offsetHeight + 'px';
        shell.el.replaceChildren();
        shell.filled = shell.ready = false;
      }
    }
  }, { rootMargin: '1200px 0px' });
  mine.dispose.push(() => observer.disconnect());

  const keepPinned = () => {
    if (!pinned || performance.now() > pinned.until) return;
    const off = pinned.el.getBoundingClientRect().top - pinned.top;
    if (Math.abs(off) > 1) scrollBy({ top: off, behavior: 'instant' });
  };
  for (const kind of ['wheel', 'touchstart', 'pointerdown']) {
    const unpin = () => { pinned = null; };
    addEventListener(kind, unpin, { passive: true });
    mine.dispose.push(() => removeEventListener(kind, unpin));
  }
  const pin = (el, top) => { pinned = { el, top, until: performance.now() + 2500 }; keepPinned(); };
  const headHeight = () => { // what a sticky header hides of the window's top
    const sticky = getComputedStyle(header).position === 'sticky';
    return header.offsetHeight + (sticky ? parseFloat(getComputedStyle(header).top) || 0 : 0) + 8;
  };

  function sideLine(t) {
    return h('div', { class: 'side-call', id: 't-' + t.id }, h('i', { class: 'dot-quiet' }), 'side call: ', h('a', { href: turnUrl(id, t) }, turnName(t)),
      ', ' + [shortModel(t.model), sum(t.tokens) ? tok(sum(t.tokens)) + ' tok' : '', dur(t.timing.total_ms), t.cost === null ? '' : usd(t.cost)].filter(Boolean).join(', '),
        t.error ? h('span', { class: 'error' }, ' ' + (t.status || '') + ' ' + t.error.slice(0, 80)) : null);
  }
  function fillShell(shell) {
    if (shell.filled) return;
    shell.filled = true;
    const { item, el } = shell;
    if (item.kind === 'side') {
      const many = item.list.length > 2;
      const names = [...new Set(item.list.map((t) => t.kind.replace(/_/g, ' ')))].slice(0, 4).join(', ');
      const cost = item.list.every((t) => t.cost === null) ? null : item.list.reduce((c, t) => c + (t.cost || 0), 0);
      el.replaceChildren(many ? fold(item.key, false, [item.list.length + ' side calls: ' + names + ', ' + tok(item.list.reduce((n, t) => n + sum(t.tokens),
        0)) + ' tok' + (cost !== null ? ', ' + usd(cost) : '')], () => h('div', {}, item.list.map(sideLine)), 'side-calls') : h('div', {}, item.list.map(sideLine)));
      shell.ready = true;
      return;
    }
    if (item.kind === 'agent') {
      const a = item.a;
      el.replaceChildren(h('a', { class: 'agent-line', href: sessionUrl(id, a.id) }, h('b', { class: 'role tool' }, 'Agent'), h('span', { class: 'agent-name', dir: 'auto' }, a.name || a.id),
        figures(a), h('span', { class: 'open-word' }, 'open')));
      shell.ready = true;
      return;
    }
    const t = item.t;
    const body = h('div', { class: 'turn-body' });
    const agentName = agent === '*' && t.agent ? data.agents.find((a) => a.id === t.agent)?.name : '';
    el.replaceChildren(h('div', { class: 'turn-head' },
      h('h2', { dir: 'auto' }, h('a', { href: turnUrl(id, t) }, h('span', { class: 'muted' }, '#' + t.n), ' ', turnTitle(t)), agentName ? h('span', { class: 'muted' }, ' by ' + agentName) : null),
      t.fork ? h('p', { class: 'fork' }, FORK[t.fork.kind] || t.fork.kind) : null, missLine(t, id), retryLine(t, id),
      t.error ? h('p', { class: 'error-line' }, h('b', {}, t.status && t.status >= 400 ? t.status + ' error' : 'error'), ' ', t.error.slice(0, 300)) : null), facts(t, id, scales), body);
    el.setAttribute('aria-label', turnName(t));
    fillBody(shell, t, body);
  }
  async function fillBody(shell, t, body) {
    try {
      const turn = await get(api('session', id, 'turn', t.id), { signal: mine.signal, keep: !t.running });
      if (!shell.filled || page !== mine) return;
      const text = JSON.stringify(turn.blocks);
      if (text === shell.text && body.firstChild) return; // asked again, nothing new: opened parts and selections stay
      shell.text = text;
      body.replaceChildren(...blocks(turn, id, t.id + ':', shell.item === order.find((i) => i.kind === 'turn')));
    } catch (e) {
      if (e.name === 'AbortError') return;
      body.replaceChildren(h('p', { class: 'error' }, e.message, ' ', h('button', { type: 'button', onclick: () => fillBody(shell, t, body) }, 'Try again')));
    }
    shell.ready = true;
    shell.el.style.minHeight = '';
    mine.marked();
    keepPinned();
  }
  mine.marked = () => { // called whenever text arrives, as the words may be in it
    if ((!words.length && !mine.params.has('block')) || mine.markTimer) return;
    mine.markTimer = setTimeout(() => {
      mine.markTimer = 0;
      const shell = order[current] && shells.get(order[current].key);
      if (shell?.ready && !shell.found) {
        const exact = shell.el.querySelector('[data-block="' + parseInt(mine.params.get('block') ?? '-1', 10) + '"]');
        for (let e = exact?.parentElement; e && e !== shell.el; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
        const range = (exact && highlight(exact, words, true)) || highlight(shell.el, words, true) || exact;
        shell.found = true;
        exact?.classList.add('hit-block');
        if (range) pin(shell.el, Math.min(headHeight(), headHeight() + shell.el.getBoundingClientRect().top - range.getBoundingClientRect().top + innerHeight / 3));
      }
      highlight(listBox, words);
    }, 80);
  };
  function drawList() {
    order = listItems();
    const keep = new Set(order.map((i) => i.key));
    for (const [key, shell] of shells) if (!keep.has(key)) { observer.unobserve(shell.el); shell.el.remove(); shells.delete(key); }
    let previous = null;
    order.forEach((item, i) => {
      let shell = shells.get(item.key);
      if (!shell) {
        const el = h(item.kind === 'turn' ? 'article' : 'div', { class: item.kind === 'turn' ? 'turn' : 'thin', 'data-key': item.key, tabindex: item.kind === 'turn' ? '-1' : null });
        el.style.minHeight = guess(item) + 'px';
        shell = { el, item, filled: false, ready: false };
        shells.set(item.key, shell);
        el.addEventListener('focusin', () => select(order.findIndex((x) => x.key === item.key)));
        observer.observe(el);
      } else if (JSON.stringify(shell.item) !== JSON.stringify(item)) { // it changed while we looked: draw it again in place
        shell.item = item;
        if (shell.filled) { shell.filled = false; shell.el.style.minHeight = shell.el.offsetHeight + 'px'; fillShell(shell); }
      } else shell.item = item;
      shell.el.id = item.kind === 'turn' ? 't' + item.t.n : '';
      const place = previous ? previous.nextSibling : listBox.firstChild;
      if (place !== shell.el) listBox.insertBefore(shell.el, place);
      previous = shell.el;
      if (i === order.length - 1 && !order.some((x) => x.kind === 'turn')) listBox.append(h('p', { class: 'muted' }, 'Only side calls here.'));
    });
    if (!order.length) listBox.replaceChildren(h('div', { class: 'box' }, h('h2', {}, 'This agent has no turns in the log'), h('p', {}, h('a', { href: sessionUrl(id, '*') }, 'Show all agents'))));
  }
  function select(i) {
    if (i === current || !order[i]) return;
    for (const e of listBox.querySelectorAll('.selected')) e.classList.remove('selected');
    current = i;
    shells.get(order[i].key).el.classList.add('selected');
    drawPhone();
  }
  const turnsAt = () => order.map((x, i) => [x, i]).filter(([x]) => x.kind === 'turn');
  function drawPhone() {
    const all = turnsAt();
    const at = all.findIndex(([, i]) => i === current);
    phone.replaceChildren(h('button', { type: 'button', onclick: openSearch }, 'find'), h('button', { type: 'button', onclick: () => step(-1), 'aria-label': 'Previous turn' }, '<'),
      h('span', { class: 'muted' }, (at + 1 || '-') + ' / ' + all.length), h('button', { type: 'button', onclick: () => step(1), 'aria-label': 'Next turn' }, '>'));
  }
  function jump(i, quiet) {
    if (!order[i]) return;
    const { el } = shells.get(order[i].key);
    select(i);
    if (!quiet) el.focus({ preventScroll: true });
    pin(el, headHeight());
    const t = order[i].t;
    if (t) replaceState(history.state, location.pathname + location.search + '#t' + t.n);
  }
  const firstVisible = () => order.findIndex((x) => shells.get(x.key).el.getBoundingClientRect().bottom > headHeight() + 4);
  function step(by, test = () => true) {
    const all = turnsAt().filter(([x]) => test(x.t));
    const from = current >= 0 && visibleNow(current) ? current : firstVisible() - (by > 0 ? 1 : 0);
    const to = by > 0 ? all.find(([, i]) => i > from) : all.reverse().find(([, i]) => i < from);
    if (to) jump(to[1]); else toast(by > 0 ? 'no further turn' : 'no earlier turn');
  }
  const visibleNow = (i) => { const r = shells.get(order[i].key).el.getBoundingClientRect(); return r.bottom > 0 && r.top < innerHeight; };
  const chosen = () => order[current >= 0 && visibleNow(current) ? current : turnsAt().map(([, i]) => i).find((i) => i >= firstVisible())]?.t;

  measureScales();
  drawHead();
  drawPhone();
  const skipped = data.skipped_lines ? h('p', { class: 'muted' }, plural(data.skipped_lines, 'line') + ' of this log could not be read (torn or foreign) and ',
    data.skipped_lines === 1 ? 'is' : 'are', ' left out: ', h('code', {}, data.file)) : null;
  if (!mount(mine, 'session', titleOf(data.session), header, h('div', { class: 'session' }, sideBox, h('div', { class: 'column' }, listBox, skipped)), fresh, phone)) return;
  drawList();
  stick(mine, sideBox, header);
  mine.anchor = () => { const i = firstVisible(); return i >= 0 ? { key: order[i].key, top: shells.get(order[i].key).el.getBoundingClientRect().top } : null; };
  const back = restoring?.anchor && shells.get(restoring.anchor.key);
  if (back) { current = order.indexOf(back.item); back.el.classList.add('selected'); pin(back.el, restoring.anchor.top); } else if (target) {
    const i = order.findIndex((x) => x.t === target || x.list?.includes(target));
    if (i >= 0) jump(i, true);
  } else scrollTo(0, 0);
  drawPhone();

  mine.hash = (state) => {
    const before = state?.anchor && shells.get(state.anchor.key);
    if (before) { pin(before.el, state.anchor.top); return; }
    const t = wanted();
    const i = t ? order.findIndex((x) => x.t?.id === t.id || x.list?.some((y) => y.id === t.id)) : -1;
    if (i >= 0) { sideBox.classList.remove('open'); jump(i); } else if (t) show(null);
  };
  const place = location.pathname + location.search;
  mine.sameDocument = () => location.pathname + location.search === place;
  const foldAll = (open) => { const t = shells.get(order[current]?.key); for (const d of t?.el.querySelectorAll('.turn-body details.fold') || []) d.open = open; };
  mine.keys = {
    j: () => step(1), k: () => step(-1), J: () => step(1, bad), K: () => step(-1, bad), h: () => foldAll(false), l: () => foldAll(true),
    t: () => { mine.thinking = !mine.thinking; for (const d of listBox.querySelectorAll('.is-thinking')) d.open = mine.thinking; toast(mine.thinking ? 'thinking unfolded' : 'thinking folded'); },
    a: () => { if (getComputedStyle(sideBox).position === 'fixed' || sideBox.offsetParent === null) toggleAgents(); else ($('[aria-current]', sideBox) || $('a', sideBox))?.focus(); },
    Enter: () => { const t = chosen(); if (t) go(turnUrl(id, t)); }, d: () => { const t = chosen(); if (t) go(diffUrl(id, 'previous', t)); },
      r: () => { const t = chosen(); if (t) go(turnUrl(id, t, 'raw')); },
    gg: () => { const all = turnsAt(); if (all.length) jump(all[0][1]); scrollTo(0, 0); pinned = null; }, G: () => { const all = turnsAt(); if (all.length) jump(all[all.length - 1][1]); },
    Escape: () => { if (sideBox.classList.contains('open')) toggleAgents(); else go('/'); },
  };
  mine.sessionId = data.session.id;
  mine.changed = async (ids) => {
    if (!ids.includes(data.session.id)) return;
    const before = data.turns.length;
    const atEnd = scrollY + innerHeight > document.body.scrollHeight - 80;
    const now = await loadSession(mine, id, true).catch(() => null);
    if (!now || page !== mine) return;
    const was = order[current]?.key;
    data = now;
    measureScales();
    drawHead();
    drawList();
    current = order.findIndex((x) => x.key === was);
    drawPhone();
    const added = data.turns.length - before;
    if (added > 0 && !atEnd) { fresh.textContent = plural(added, 'new turn'); fresh.hidden = false; }
    for (const shell of shells.values()) { // results of tools arrive with the turn after: the open bodies are asked again
      const body = shell.filled && shell.item.kind === 'turn' && $('.turn-body', shell.el);
      if (body && order.indexOf(shell.item) > order.length - 6) fillBody(shell, shell.item.t, body);
    }
  };
}
/** A sidebar taller than the window scrolls with the page until its end shows: no scroller inside a scroller. */
function stick(mine, el, header) {
  const set = () => { const top = header.getBoundingClientRect().height + 48 + 16; el.style.top = Math.min(top, innerHeight - el.firstChild.offsetHeight - 16) + 'px'; };
  set();
  addEventListener('resize', set);
  mine.dispose.push(() => removeEventListener('resize', set));
}

/* ---------------------------------------------------------------- page: turn inspector */

const TABS = ['answer', 'request', 'events', 'headers', 'raw'];
const table = (label, head, rows) => h('table', { class: 'plain' }, h('caption', { class: 'sr' }, label), h('thead', {}, h('tr', {}, head.map(([w, cls]) => h('th', { scope: 'col', class: cls }, w)))),
  h('tbody', {}, rows.map((r) => h('tr', {}, r.map((c, i) => h('td', { class: head[i][1], 'data-label': head[i][0] }, c))))));

async function turnPage(mine, id, ref, tab = 'answer') {
  const data = await loadSession(mine, id);
  id = data.session.id;
  let t = findTurn(data, ref);
  const path = api('session', id, 'turn', t ? t.id : ref);
  const turn = await get(path, { signal: mine.signal, keep: t ? !t.running : false }); // an attempt folded into a turn is not in the list
  t = turn.turn || t;
  const same = data.turns.filter((x) => (x.agent || '') === (t.agent || '') && (!isSide(x) || x.id === t.id));
  const at = same.findIndex((x) => x.id === t.id);
  const beside = (by) => (same[at + by] ? turnUrl(id, same[at + by], tab === 'answer' ? '' : tab) : null);
  const scales = { time: Math.max(1, t.timing.total_ms), tokens: Math.max(1, sum(t.tokens)) };
  const copies = ['curl', 'python', 'json'].map((as) => h('button', { type: 'button', onclick: async () => {
    try { await copy((await get(withQuery(path + '/copy', { as }))).text, { curl: 'cURL command', python: 'Python code', json: 'JSON body' }[as]); } catch (e) { toast(e.message); }
  } }, { curl: 'as cURL', python: 'as Python', json: 'as JSON' }[as]));
  const pane = h('div', { class: 'pane', id: 'pane' });
  const tabs = h('nav', { class: 'tabs', 'aria-label': 'Parts of the turn' },
    TABS.map((x) => h('a', { href: turnUrl(id, t, x), 'aria-current': x === tab ? 'page' : null }, x[0].toUpperCase() + x.slice(1))));
  const tabSelect = h('select', { class: 'tab-select', 'aria-label': 'Part of the turn', onchange: (e) => go(turnUrl(id, t, e.target.value)) },
    TABS.map((x) => h('option', { value: x, selected: x === tab }, x[0].toUpperCase() + x.slice(1))));
  const owner = data.turns.find((x) => x.attempts?.some((a) => a.id === t.id)); // a failed try belongs to the turn that came of it
  const up = turnHash(id, owner || t);
  const header = h('div', { class: 'pagehead' },
    h('div', { class: 'head-title' }, h('a', { class: 'up', href: up, 'aria-label': 'Back to the session' }, '<'), h('h1', { dir: 'auto' }, turnName(t)),
      h('span', { class: t.status >= 400 ? 'error' : 'muted' }, t.status || ''), h('span', { class: 'muted hide-narrow', title: t.model }, shortModel(t.model))),
    h('span', { class: 'figures' }, h('span', {}, dur(t.timing.total_ms)), h('span', {}, tok(sum(t.tokens)) + ' tokens'), h('strong', {}, usd(t.cost)), notes(t)),
    h('span', { class: 'actions' }, h('a', { class: 'button', href: diffUrl(id, 'previous', t) }, 'diff'), menu('copy', copies),
      beside(-1) ? h('a', { class: 'button', href: beside(-1), 'aria-label': 'Previous turn' }, '<') : null,
        beside(1) ? h('a', { class: 'button', href: beside(1), 'aria-label': 'Next turn' }, '>') : null));
  const rate = (k) => (t.cost_parts && t.tokens[k] ? '$' + ((t.cost_parts[k] / t.tokens[k]) * 1e6).toFixed(2) : '-');
  const figuresBox = h('section', { class: 'turn-figures', 'aria-label': 'Tokens, cost and time' },
    h('div', {}, tokenBar(t.tokens, scales.tokens), table('Tokens and cost', [['tokens', ''], ['count', 'n'], ['cost', 'n'], ['$ per million', 'n']],
      [...KINDS.map(([k, w]) => [[h('i', { class: 'swatch k-' + k }), w], num(t.tokens?.[k]), usd(t.cost_parts ? t.cost_parts[k] : null), rate(k)]),
        [h('b', {}, 'all'), h('b', {}, num(sum(t.tokens))), h('b', {}, usd(t.cost)), t.cost === null && sum(t.tokens) ? 'price unknown' : '']])),
    h('div', {}, timingBar(t.timing, scales.time), table('Times', [['time', ''], ['', 'n']],
      [[[h('i', { class: 'swatch t-wait' }), 'wait for the first byte'], dur(t.timing.wait_ms)], [[h('i', { class: 'swatch t-first' }), 'first token at'], dur(t.timing.first_token_ms)],
      ...(t.timing.gaps || []).slice(0, 5).map((g) => [[h('i', { class: 'swatch t-stall' }), h('b', { class: 'warn' }, 'stall at ' + dur(g.at_ms))], h('b', { class: 'warn' }, dur(g.ms))]),
        [h('b', {}, 'whole'), h('b', {}, dur(t.timing.total_ms))]])));
  if (!mount(mine, 'turn', turnName(t), header, h('div', { class: 'inspector' },
    h('p', { class: 'muted ids' }, time(t.at, DAY), ' ', time(t.at), ' \u00b7 ', t.path, ' \u00b7 ', t.id, t.stop_reason ? ' \u00b7 stop ' + t.stop_reason : ''),
    owner ? h('p', { class: 'fork' }, 'Tried again as ', h('a', { href: turnUrl(id, owner) }, turnName(owner))) : null, missLine(t, id), retryLine(t, id),
      t.error ? h('p', { class: 'error-line' }, h('b', {}, 'Error '), t.error) : null, tabs, tabSelect, tab === 'answer' ? figuresBox : null, pane))) return;

  mine.keys = { j: () => beside(1) && go(beside(1)), k: () => beside(-1) && go(beside(-1)), d: () => go(diffUrl(id, 'previous', t)), r: () => go(turnUrl(id, t, 'raw')), Escape: () => go(up),
    h: () => pane.querySelectorAll('details').forEach((d) => { d.open = false; }), l: () => pane.querySelectorAll('details.fold').forEach((d) => { d.open = true; }),
    J: () => { const x = same.slice(at + 1).find(bad); if (x) go(turnUrl(id, x)); }, K: () => { const x = same.slice(0, at).reverse().find(bad); if (x) go(turnUrl(id, x)); },
    t: () => { for (const d of pane.querySelectorAll('.is-thinking')) d.open = !d.open; } };
  try {
    const draw = { answer: answerTab, request: requestTab, events: eventsTab, headers: headersTab, raw: rawTab }[tab];
    const drawn = await draw(mine, { id, path, turn, t, pane });
    if (page !== mine) return;
    pane.replaceChildren();
    fill(pane, [drawn]);
    if (restoring?.y) scrollTo(0, restoring.y);
  } catch (e) {
    if (e.name !== 'AbortError' && page === mine) pane.replaceChildren(errorBox(e, () => show(null)));
  }
}
const answerTab = (mine, { id, turn, t }) => h('div', { class: 'turn-body' }, blocks(turn, id, t.id + ':', true));

/** A body as tree, or (when it is large) its beginning as text with a button to load the whole. */
function bodyView(r, session) {
  const facts = size(r.body_bytes) + (r.truncated ? ', cut off: ' + r.truncated : '');
  const box = h('div');
  const asTree = (text) => { try { box.replaceChildren(jsonTree(JSON.parse(text))); return true; } catch { return false; } };
  if (!r.body) return h('p', { class: 'muted' }, 'empty body');
  if (r.is_json && !r.body_ref && asTree(r.body)) return [h('p', { class: 'muted' }, facts), box];
  box.append(longText({ text: r.body, bytes: r.body_bytes, lines: 0, ref: r.body_ref }, session, { colour: false, label: 'Body' }));
  const load = async (e) => {
    e.target.disabled = true;
    let text = '';
    try {
      for (let next = 0; next !== null && next !== undefined;) {
        const part = await get(withQuery('/api/text', { session, ref: r.body_ref, offset: next, limit: 1048576 }), { signal: page.signal });
        text += part.text;
        next = part.next;
        e.target.textContent = 'loading ' + size(text.length) + ' of ' + size(part.bytes);
      }
      if (asTree(text)) e.target.remove(); else e.target.textContent = 'This body is no whole JSON value; it stays as text';
    } catch (err) {
      if (err.name !== 'AbortError') { e.target.textContent = 'Could not load: ' + visible(err.message); e.target.disabled = false; }
    }
  };
  const button = r.body_ref && r.is_json ? h('button', { type: 'button', onclick: load }, 'load all ' + size(r.body_bytes) + ' as a tree') : null;
  if (button && r.body_bytes < 2e6) button.click();
  return [h('p', { class: 'muted' }, facts, ' ', button), box];
}
async function requestTab(mine, { id, path, turn }) {
  const r = await get(path + '/request', { signal: mine.signal, keep: true });
  const bytes = (list) => list.reduce((n, x) => n + (x.bytes || 0), 0);
  const isNew = (r.messages || []).filter((m) => m.is_new).length;
  const part = (key, name, list, body, extra) => (list?.length ? fold(key, false, [h('b', {}, name), ' ' + list.length + ', ' + size(bytes(list)), extra], body) : h('p', { class: 'muted' },
    'no ' + name));
  return [
    h('h2', { class: 'sr' }, 'Request'),
    h('p', { class: 'url' }, h('b', {}, r.method), ' ', h('code', {}, r.url)),
    r.parameters && Object.keys(r.parameters).length ? h('p', { class: 'parameters' },
      Object.entries(r.parameters).map(([k, v]) => h('span', {}, h('span', { class: 'muted' }, k + ' '), typeof v === 'string' ? v : JSON.stringify(v)))) : null,
    part('rq-sys', 'system', r.system, () => h('div', {},
      r.system.map((x, i) => h('section', { class: 'block lesser' }, h('span', { class: 'muted' }, 'block ' + (i + 1) + ', ' + size(x.bytes)),
      longText({ ...x, ref: '' }, id, { as: 'prose' }), x.bytes > 2048 ? h('p', { class: 'muted' }, 'The rest is in the body below.') : null))),
      turn.system?.changed ? h('strong', { class: 'warn' }, ' changed') : null),
    part('rq-tools', 'tools', r.tools, () => table('Tools', [['tool', ''], ['size', 'n']], r.tools.map((x) => [x.name, size(x.bytes)]))),
    part('rq-msg', 'messages', r.messages, () => table('Messages', [['#', 'n'], ['role', ''], ['content', ''], ['size', 'n'], ['', '']],
      r.messages.map((m, i) => [i + 1, h('span', { class: 'role-' + m.role }, m.role), m['kind summary'] ?? m.kinds ?? m.kind ?? m.summary ?? '', size(m.bytes),
      m.is_new ? h('b', {}, 'new') : ''])), isNew ? ' ' + isNew + ' new' : ''),
    h('h3', {}, 'Body'), bodyView(r, id)];
}
async function headersTab(mine, { id, path }) {
  const [a, b] = await Promise.all(['/request', '/response'].map((x) => get(path + x,
    { signal: mine.signal, keep: true }).catch((e) => { if (e.name === 'AbortError') throw e; return { headers: [], problem: e.message }; })));
  const view = (title, r, line) => h('section', {}, h('h2', {}, title), line ? h('p', { class: 'url' }, line) : null, r.problem ? h('p', { class: 'error' }, r.problem) : null,
    r.headers.length ? table(title, [['name', 'key'], ['value', 'mono']], r.headers) : h('p', { class: 'muted' }, 'no headers'));
  return [view('Request headers', a, a.method ? [h('b', {}, a.method), ' ', h('code', {}, a.url)] : null), view('Response headers', b, b.status ? [h('b', {}, 'status ' + b.status)] : null),
    b.body ? [h('h3', {}, 'Response body'), bodyView(b, id)] : null];
}
async function eventsTab(mine, { path, t, pane }) {
  const rows = [];
  let total = 1;
  while (rows.length < total && rows.length < 20000) {
    const r = await get(withQuery(path + '/events', { offset: rows.length, limit: 500 }), { signal: mine.signal });
    total = r.total;
    rows.push(...r.rows);
    if (!r.rows.length) break;
  }
  if (!rows.length) return h('div', { class: 'box' }, h('h2', {}, 'No events'),
    h('p', {}, 'This answer was not a stream. ', h('a', { href: path.replace('/api/', '/').replace(/$/, '/headers') }, 'Its body is under Headers.')));
  const end = Math.max(1, rows[rows.length - 1].at_ms, t.timing.total_ms || 0);
  const middle = median(rows.map((r) => r.gap_ms)) || 1;
  const stalls = rows.filter((r, i) => i && r.gap_ms > 2000 && r.gap_ms > 5 * middle);
  const x = (ms) => (ms / end) * 1000;
  const strip = h('div', { class: 'strip' },
    s('svg', { viewBox: '0 0 1000 32', preserveAspectRatio: 'none', role: 'img', 'aria-label': plural(total, 'event') + ' over ' + dur(end) + ', ' + plural(stalls.length, 'stall') },
      stalls.map((r) => s('rect', { class: 'gap', x: x(r.at_ms - r.gap_ms), y: 0, width: x(r.gap_ms), height: 32 })),
      rows.length > 4000 ? null : rows.map((r) => s('rect', { class: 'tick', x: x(r.at_ms), y: 6, width: 1.5, height: 20 }))),
    stalls.slice(0, 12).map((r) => { const l = h('span', { class: 'gap-label warn' }, 'gap ' + dur(r.gap_ms)); l.style.left = Math.min(85, x(r.at_ms - r.gap_ms / 2) / 10) + '%'; return l; }));
  const box = h('div', { class: 'vlist events', role: 'list', 'aria-label': 'Events' });
  const list = new VirtualList(mine, box);
  const open = (r) => dialog(r.kind || 'event', h('p', { class: 'muted' },
    'from the ' + r.from + ', ' + dur(r.at_ms) + ' after the request, ' + size(r.bytes) + (r.bytes > r.text.length ? ' (the first 300 characters; the whole is under Raw)' : '')),
    pre(r.text, false, 'Event'));
  const worst = Math.max(1, ...rows.map((r) => r.gap_ms || 0));
  queueMicrotask(() => setTimeout(() => list.set(rows.map((r,
    i) => ({ key: 'e' + i, height: 28, stamp: 0, render: () => h('div', { role: 'listitem', 'aria-setsize': rows.length, 'aria-posinset': i + 1 },
    h('button', { type: 'button', class: 'event' + (stalls.includes(r) ? ' stalled' : ''), onclick: () => open(r) }, h('span', { class: 'n' }, (r.at_ms / 1000).toFixed(3)),
      h('span', { class: 'n ' + (stalls.includes(r) ? 'warn' : 'muted') }, '+' + dur(r.gap_ms ?? 0)),
      h('span', { class: 'gapbar', 'aria-hidden': 'true' }, h('i', { style: { width: ((r.gap_ms || 0) / worst) * 100 + '%' } })), h('span', { class: 'kind' }, r.kind),
        h('span', { class: 'n muted' }, size(r.bytes)), h('code', { class: 'muted' }, r.text.slice(0, 200)))) })))));
  return [h('h2', { class: 'sr' }, 'Events'), h('div', { class: 'strip-ends muted' }, h('span', {}, '0 request'),
    h('span', {}, 'first event ' + dur(rows[0].at_ms) + ' \u00b7 ' + plural(total,
    'event') + (stalls.length ? ', ' + plural(stalls.length, 'stall') + ', longest ' + dur(Math.max(...stalls.map((r) => r.gap_ms))) : ', no stall')), h('span', {}, dur(end))),
    strip, stalls.length ? h('p', { class: 'words' }, stalls.slice(0,
      5).map((r) => h('button', { type: 'button', onclick: () => { const i = rows.indexOf(r); scrollTo(0, list.top[i] + box.offsetTop - 200); list.update(); } },
      'go to the gap of ' + dur(r.gap_ms)))) : null, box];
}
async function rawTab(mine, { path }) {
  const which = mine.params.get('which') === 'response' ? 'response' : 'request';
  const first = await get(withQuery(path + '/raw', { which }), { signal: mine.signal });
  const box = h('div', { class: 'raw' });
  const button = h('button', { type: 'button', class: 'more' }, '');
  let next = null;
  const add = (r) => { // slices that the browser need not lay out until they come near the view
    box.append(pre(r.text, false, 'Log line'));
    next = r.next;
    button.textContent = 'show 64 kB more (' + size(Math.max(0, r.bytes - (next || 0))) + ' left of ' + size(r.bytes) + ')';
    button.hidden = next === null || next === undefined;
  };
  button.addEventListener('click', async () => { button.disabled = true; try { add(await get(withQuery(path + '/raw', { which, offset: next }),
    { signal: mine.signal })); } catch (e) { toast(e.message); } button.disabled = false; });
  add(first);
  const link = (w) => h('a', { href: withQuery(location.pathname, { which: w }), 'aria-current': w === which ? 'page' : null }, w + ' line');
  return [h('h2', { class: 'sr' }, 'Raw log line'), h('p', { class: 'words' }, h('span', { class: 'tabs small' }, link('request'), link('response')),
    h('span', { class: 'muted' }, size(first.bytes) + ', exactly as it stands in the log'),
    h('button', { type: 'button', onclick: () => copy(first.text, first.next === null ? 'Line' : 'First 64 kB') }, 'copy')), box, button];
}

/* ---------------------------------------------------------------- page: diff */

/** Marks the words that differ between a line taken away and the one put in its place. */
function wordPair(a, b) {
  const split = (x) => x.match(/[a-zA-Z0-9_]+|\s+|[^]/g) || [];
  const A = split(a);
  const B = split(b);
  if (A.length * B.length > 250000) return [[a], [b]];
  let head = 0;
  while (head < A.length && head < B.length && A[head] === B[head]) head++;
  let tail = 0;
  while (tail < A.length - head && tail < B.length - head && A[A.length - 1 - tail] === B[B.length - 1 - tail]) tail++;
  const x = A.slice(head, A.length - tail);
  const y = B.slice(head, B.length - tail);
  const lcs = Array.from({ length: x.length + 1 }, () => new Uint16Array(y.length + 1));
  for (let i = x.length - 1; i >= 0; i--) for (let j = y.length - 1; j >= 0; j--) lcs[i][j] = x[i] === y[j] ? lcs[i + 1][j + 1] + 1 : Math.max(lcs[i + 1][j], lcs[i][j + 1]);
  const left = [A.slice(0, head).join('')];
  const right = [B.slice(0, head).join('')];
  let i = 0;
  let j = 0;
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) {
      left.push(x[i++]);
      right.push(y[j++]);
    } else if (j >= y.length || (i < x.length && lcs[i + 1][j] >= lcs[i][j + 1])) left.push(h('del', {}, x[i++]));
    else right.push(h('ins', {}, y[j++]));
  }
  const end = A.slice(A.length - tail).join('');
  return [[...left, end], [...right, end]];
}
function diffLines(lines) {
  const out = [];
  const row = (sign, kids) => h('div', { class: 'd-line ' + ({ '+': 'added', '-': 'removed', '=': '' }[sign] ?? 'd-skip') },
    h('span', { class: 'sign', 'aria-label': { '+': 'added', '-': 'removed' }[sign] || null }, sign === '=' ? ' ' : sign), h('span', {}, kids));
  for (let i = 0; i < lines.length; i++) {
    const [sign, text] = lines[i];
    let run = 0;
    if (sign === '-') { while (lines[i + run]?.[0] === '-') run++; }
    if (run && Array.from({ length: run }).every((_, k) => lines[i + run + k]?.[0] === '+') && lines[i + 2 * run]?.[0] !== '+') { // as many out as in: pairs
      const pairs = Array.from({ length: run }, (_, k) => wordPair(plain(lines[i + k][1]), plain(lines[i + run + k][1])));
      for (const p of pairs) out.push(row('-', p[0]));
      for (const p of pairs) out.push(row('+', p[1]));
      i += 2 * run - 1;
    } else out.push(row(sign, plain(text)));
  }
  return h('div', { class: 'd-lines' }, out);
}
async function diffPage(mine, id, refA, refB) {
  const data = await loadSession(mine, id);
  id = data.session.id;
  const a = refA === 'previous' ? 'previous' : findTurn(data, refA)?.id || refA;
  const b = findTurn(data, refB)?.id || refB;
  const d = await get('/api/session/' + enc(id) + '/diff/' + enc(a) + '..' + enc(b), { signal: mine.signal });
  const turns = data.turns.filter((t) => !isSide(t) || t.id === d.a?.id || t.id === d.b?.id);
  const agents = new Map(data.agents.map((x) => [x.id, x.name]));
  const name = (t) => turnName(t) + (data.agents.length > 1 ? ' \u00b7 ' + (agents.get(t.agent || '') || 'main') : '');
  const choose = (label, t, make) => h('label', {}, h('span', { class: 'sr' }, label), h('select', { 'aria-label': label, onchange: (e) => go(make(turns.find((x) => x.id === e.target.value))) },
    t ? null : h('option', { selected: true, value: '' }, 'none'), turns.map((x) => h('option', { value: x.id, selected: x.id === t?.id }, name(x).slice(0, 70)))));
  const header = h('div', { class: 'pagehead' }, h('div', { class: 'head-title' },
    h('a', { class: 'up', href: d.b ? turnHash(id, d.b) : sessionUrl(id), 'aria-label': 'Back to the session' }, '<'), h('h1', {}, 'Diff'),
    choose('First turn', d.a, (t) => diffUrl(id, turnRef(t), d.b)), h('span', { 'aria-hidden': 'true' }, '\u2192'), choose('Second turn', d.b, (t) => diffUrl(id, d.a ? turnRef(d.a) : 'previous', t))),
  h('span', { class: 'muted why-pair' }, d.why_pair), d.a && d.b ? h('a', { class: 'button', href: diffUrl(id, turnRef(d.b), d.a) }, 'swap') : null);
  const m = d.miss;
  const order = [...d.sections].sort((x, y) => (y.changed + y.removed > 0) - (x.changed + x.removed > 0)); // what changed stands before what only grew
  const changedParts = d.sections.filter((x) => x.changed + x.added + x.removed > 0);
  const cause = order.find((x) => x.changed + x.removed > 0); // what only grew is no cause
  const count = (x) => [x.changed ? num(x.changed) + ' changed' : '', x.added ? num(x.added) + ' new' : '', x.removed ? num(x.removed) + ' removed' : '',
    x.equal ? num(x.equal) + ' equal' : ''].filter(Boolean).join(', ') || 'none';
  const panel = m ? h('section', { class: 'why', 'aria-label': 'Why the cache missed' },
    h('h2', {}, 'Why the cache missed: ', m.cause, m.where ? h('span', { class: 'where' }, ', ' + m.where) : null),
    h('div', { class: 'stable' }, h('span', {}, 'stable prefix'),
      h('span', { class: 'bar wide-bar', 'aria-hidden': 'true' },
      h('span', { class: 'fill', style: { width: '100%' } }, h('i', { class: 'shade0', style: { width: (m.total_tokens ? Math.min(100, (m.stable_tokens / m.total_tokens) * 100) : 0) + '%' } })),
      m.total_tokens ? h('b', { class: 'tick', style: { left: Math.min(100, (m.stable_tokens / m.total_tokens) * 100) + '%' } }) : null),
    h('span', { class: 'n' }, num(m.stable_tokens) + ' of ' + num(m.total_tokens) + ' tokens')),
    h('p', { class: 'words big' }, h('span', {}, h('strong', {}, tok(m.rewritten_tokens)), ' tokens re-written'),
      h('strong', { class: 'price' }, m.extra_cost === null ? 'price unknown' : '+' + usd(m.extra_cost)), cause ? h('a', { href: '#d-' + cause.name }, 'jump to the change') : null),
    m.checked?.length ? h('p', { class: 'muted' }, 'also checked: ' + m.checked.join(', ')) : null)
    : h('p', { class: 'no-miss' }, d.b?.tokens?.read ? ['No cache miss here: ',
      tok(d.b.tokens.read) + ' of ' + tok(sum(d.b.tokens) - (d.b.tokens.output || 0)) + ' input tokens were read from the cache.'] : 'No cache miss was found between these two.');
  const items = (x) => x.items.map((it, i) => {
    const big = it.lines?.length > 40 || it.lines?.reduce((n, l) => n + l[1].length, 0) > 3000;
    const body = () => (it.too_large ? h('p', { class: 'muted' }, 'Too large, shown by block. ', h('a', { href: turnUrl(id, d.b, 'raw') }, 'See it raw.')) : diffLines(it.lines || []));
    return fold('d-' + x.name + i, it.change === 'changed' || !big,
      [h('b', {}, it.what), ' ', big ? h('span', { class: 'muted' }, plural(it.lines.length, 'line') + ' ') : null,
      h('span', { class: it.change === 'removed' ? 'error' : it.change === 'added' ? 'added-word' : 'warn' }, it.change)], body, 'd-item');
  });
  mount(mine, 'diff', 'Diff', header, h('div', { class: 'diff' }, panel,
    h('ul', { class: 'd-summary' }, d.sections.map((x) => h('li', {}, x.items.length ? h('a', { href: '#d-' + x.name }, x.name) : x.name, ' ', h('span', { class: 'muted' }, count(x))))),
    order.filter((x) => x.items.length).map((x) => h('section', { id: 'd-' + x.name }, h('h2', {}, x.name, ' ', h('span', { class: 'muted' }, count(x))), items(x))),
    changedParts.length ? null : h('p', {}, 'The two requests are equal.')));
  mine.hash = () => document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: 'start' });
  const place = location.pathname;
  mine.sameDocument = () => location.pathname === place;
  if (location.hash && !restoring) mine.hash();
  const i = turns.findIndex((x) => x.id === d.b?.id);
  const near = (by) => { for (let k = i + by; turns[k]; k += by) if ((turns[k].agent || '') === (d.b.agent || '')) return go(diffUrl(id, 'previous', turns[k])); toast('no further turn'); };
  mine.keys = { j: () => near(1), k: () => near(-1), Enter: () => d.b && go(turnUrl(id, d.b)), r: () => d.b && go(turnUrl(id, d.b, 'raw')), Escape: () => go(d.b ? turnHash(id, d.b) : sessionUrl(id)),
    h: () => main.querySelectorAll('.d-item').forEach((x) => { x.open = false; }), l: () => main.querySelectorAll('.d-item').forEach((x) => { x.open = true; }) };
}

/* ---------------------------------------------------------------- page: search */

const termText = (t) => (t.filter ? t.filter + ':' + (/\s/.test(t.value) ? '"' + t.value + '"' : t.value) : /\s/.test(t.text) ? '"' + t.text + '"' : t.text);
const hitUrl = (r, words) => withQuery('/session/' + enc(r.session), { find: words, block: r.block }) + '#t' + (r.n === null || r.n === undefined ? '-' + enc(r.turn) : r.n);
const wordsOf = (terms) => (terms || []).filter((t) => t.text).map(termText).join(' ');
const snippet = (r) => h('span', { class: 'snippet', dir: 'auto' }, (r.snippet || []).map(([text, hit]) => (hit ? h('mark', {}, plain(text)) : plain(text))));
const hitKind = (r) => (r.tool ? r.tool + ' ' : '') + (r.kind || r.role || '').replace(/_/g, ' ');

async function searchPage(mine) {
  const q = mine.params.get('q') || '';
  query.value = q;
  if (!q.trim()) {
    mount(mine, 'search', 'Search', h('div', { class: 'box' }, h('h1', {}, 'Search'), h('p', {}, 'Type above: words (all must occur), "phrases", and filters. For example:'),
      h('ul', {}, ['tzinfo tool:Edit', '"not a date" role:tool', 'model:haiku after:2026-11-01', 'status:529'].map((x) => h('li', {}, h('a', { href: withQuery('/search', { q: x }) }, x)))),
      h('p', { class: 'muted' }, 'Filters: model: tool: host: session: status: role: before: after:')));
    query.focus();
    return;
  }
  const ask = (offset, limit = 50) => get(withQuery('/api/search', { q, offset, limit }), { signal: mine.signal });
  const r = await ask(0, restoring?.y > 2000 ? 200 : 50);
  const words = wordsOf(r.terms);
  const set = (terms) => withQuery('/search', { q: terms.map(termText).join(' ') });
  const chips = (r.terms || []).map((t, i) => h('a', { class: 'chip', href: set(r.terms.filter((_, k) => k !== i)) }, termText(t), h('span', { 'aria-label': 'remove' }, ' \u00d7')));
  const facets = (r.facets?.role || []).map(([role, n]) => h('a', { class: 'facet', href: set([...(r.terms || []).filter((t) => t.filter !== 'role'), { filter: 'role', value: role }]) },
    role + ' ', h('b', {}, num(n))));
  const list = h('ol', { class: 'hits' });
  const row = (x) => h('li', {}, h('a', { href: hitUrl(x, words), class: 'hit-row' }, h('span', { class: 'hit-title', dir: 'auto' }, x.title || '(no text from the user)'),
    h('span', { class: 'muted' }, (x.n ? '#' + x.n + ' ' : 'side call ') + hitKind(x)), h('span', { class: 'muted' }, time(x.at, SHORT), ' ', dayName(x.at)), snippet(x)));
  list.append(...r.rows.map(row));
  const more = h('button', { type: 'button', class: 'more' }, 'show more hits');
  let have = r.rows.length;
  const total = r.total ?? r.total_at_least;
  const update = () => { more.hidden = have >= total; };
  more.addEventListener('click', async () => {
    more.disabled = true;
    try {
      const next = await ask(have);
      list.append(...next.rows.map(row));
      have = next.rows.length ? have + next.rows.length : total;
    } catch (e) {
      if (e.name !== 'AbortError') toast(e.message);
    }
    more.disabled = false;
    update();
  });
  update();
  const head = r.total === undefined || r.total === null ? 'at least ' + plural(r.total_at_least, 'hit') : plural(total, 'hit');
  if (!mount(mine, 'search', 'Search ' + q, h('div', { class: 'results' },
    h('h1', {}, head, h('span', { class: 'muted' }, ' in ' + plural(r.sessions, 'session') + ', newest first \u00b7 ' + num(r.took_ms) + ' ms')),
    h('p', { class: 'chips' }, chips, facets.length ? h('span', { class: 'muted' }, 'only by: ') : null, facets),
    r.error ? h('div', { class: 'box error-box' }, h('h2', {}, 'The search cannot be read'), h('p', {}, r.error)) : !r.rows.length ? h('div', { class: 'box' }, h('h2', {}, 'Nothing found'),
      h('p', {}, chips.length > 1 ? 'All words and filters must occur together. Take one away above.' : 'Check the spelling, or search a shorter word.'),
      status.index?.state === 'building' ? h('p', { class: 'muted' }, 'The index is still being built: later logs may hold it.') : null) : list, more))) return;
  const links = () => [...list.querySelectorAll('a')];
  const move = (by) => { const all = links(); const i = all.indexOf(document.activeElement); (all[i + by] || all[i])?.focus(); };
  mine.keys = { j: () => move(1), k: () => (links().indexOf(document.activeElement) < 0 ? null : move(-1)), gg: () => links()[0]?.focus(), G: () => links().at(-1)?.focus(), Escape: () => go('/') };
}

/* Find in this session: the header's field asks the server, since text that is not on the page cannot be found by the browser. */
const hitsBox = $('#hits');
function closeHits() { hitsBox.hidden = true; hitsBox.replaceChildren(); }
let findTimer = 0;
query.addEventListener('input', () => { clearTimeout(findTimer); if (page.name === 'session') findTimer = setTimeout(findInSession, 200); });
async function findInSession() {
  const mine = page;
  const q = query.value.trim();
  if (q.length < 2 || mine.name !== 'session') { closeHits(); return; }
  let r;
  try {
    r = await get(withQuery('/api/search', { q: 'session:' + mine.sessionId + ' ' + q, limit: 30 }), { signal: mine.signal });
  } catch (e) {
    if (e.name === 'AbortError') return;
    r = { rows: [], error: e.message };
  }
  if (page !== mine || query.value.trim() !== q) return;
  const words = wordsOf(r.terms) || q;
  hitsBox.replaceChildren(h('p', { class: 'muted' }, r.error || plural(r.total ?? r.total_at_least ?? 0, 'hit') + ' in this session, newest first'),
    ...r.rows.map((x) => h('a', { href: hitUrl(x, words) }, h('b', {}, x.n ? '#' + x.n : 'side'), h('span', { class: 'muted' }, hitKind(x)), snippet(x))),
    h('a', { href: withQuery('/search', { q }), class: 'all' }, 'search all sessions for ', h('b', {}, q)));
  hitsBox.hidden = false;
}
$('#search').addEventListener('submit', (e) => {
  e.preventDefault();
  const first = page.name === 'session' && !hitsBox.hidden && $('a', hitsBox);
  const q = query.value.trim();
  query.blur();
  if (page.name === 'session' && q) { if (first) first.click(); else go(withQuery('/search', { q })); } else go(withQuery('/search', { q }));
});
$('#search').addEventListener('keydown', (e) => {
  const all = [query, ...hitsBox.querySelectorAll('a')];
  const i = all.indexOf(document.activeElement);
  if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { const to = all[i + (e.key === 'ArrowDown' ? 1 : -1)]; if (to && !hitsBox.hidden) { e.preventDefault(); to.focus(); } }
  if (e.key === 'Escape') { e.stopPropagation(); closeHits(); query.blur(); main.focus({ preventScroll: true }); bar.classList.remove('show'); }
});

/* ---------------------------------------------------------------- page: overview */

const SHADES = 5; // models are told apart by shades of one neutral colour, each with its word: colours belong to tokens and roles

/** Columns per day. series: [{name, cls, of(day)}]; the axis is text beside the picture, so that it never stretches. */
function dayChart(title, days, series, format, { max, note } = {}) {
  const totals = days.map((d) => series.reduce((n, x) => n + (x.of(d) || 0), 0));
  const top = max || Math.max(...totals, 0) || 1;
  const few = days.length < 14; // a few days must not become walls
  const w = 1000 / Math.max(days.length, 14);
  const best = totals.indexOf(Math.max(...totals));
  const svg = s('svg', { viewBox: '0 0 1000 120', preserveAspectRatio: 'none', role: 'img', 'aria-label': title + '; the figures stand below' },
    hatch(),
    [0, 60].map((y) => s('rect', { class: 'grid', x: 0, y, width: 1000, height: 0.6 })),
    days.map((d, i) => {
      let y = 120;
      return s('g', {}, s('title', {}, d.day + ': ' + format(totals[i]) + series.map((x) => (x.of(d) ? ', ' + x.name + ' ' + format(x.of(d)) : '')).join('')),
        s('rect', { class: 'hot', x: i * w, y: 0, width: w, height: 120 }),
        series.map((x) => { const tall = ((x.of(d) || 0) / top) * 118; y -= tall; return tall > 0 ? s('rect',
          { class: x.cls === 'k-written' ? null : x.cls, fill: x.cls === 'k-written' ? 'url(#hatch)' : null, x: i * w + w * 0.1, y, width: w * 0.8, height: Math.max(0.5, tall) }) : null; }));
    }));
  const whole = series.map((x) => [x, days.reduce((n, d) => n + (x.of(d) || 0), 0)]);
  return h('section', { class: 'chart' }, h('h2', {}, title),
    h('div', { class: 'chart-top muted' }, h('span', {}, format(top)), max ? null : h('span', {}, days.length ? 'most on ' + days[best].day + ': ' + format(totals[best]) : '')), svg,
    h('div', { class: 'chart-top muted' }, h('span', {}, (days[0]?.day || '') + (few && days.length > 1 ? ' to ' + days[days.length - 1].day : '')),
      h('span', {}, few ? '' : days[days.length - 1].day)),
    h('p', { class: 'words' }, max ? null : whole.map(([x, n]) => h('span', { class: 'nowrap' }, h('i', { class: 'swatch ' + x.cls }), x.name + ' ' + format(n))), note));
}
async function overviewPage(mine) {
  const get1 = (k) => mine.params.get(k) || '';
  const days = get1('days');
  const after = get1('after') || (days ? new Date(Date.now() - (days - 1) * 864e5).toLocaleDateString('sv') : '');
  const [o, facets] = await Promise.all([get(withQuery('/api/overview', { after, before: get1('before'), host: get1('host') }), { signal: mine.signal }),
    get('/api/facets', { signal: mine.signal }).catch(() => ({}))]);
  const set = (changes) => go(withQuery('/overview', { days, host: get1('host'), ...changes }));
  const T = o.totals;
  const byCost = [...o.models].sort((a, b) => (b.cost || 0) - (a.cost || 0));
  const shown = byCost.filter((m) => m.cost).slice(0, SHADES - 1).map((m) => m.model);
  const series = shown.map((m, i) => ({ name: shortModel(m), cls: 'shade' + i, of: (d) => d.cost_by_model?.[m] || 0 }));
  const others = (d) => Object.entries(d.cost_by_model || {}).reduce((n, [m, c]) => n + (shown.includes(m) ? 0 : c || 0), 0);
  if (o.days.some((d) => others(d) > 0)) series.push({ name: 'others', cls: 'shade' + (SHADES - 1), of: others });
  const key = (word, value, note) => h('div', { class: 'key' }, h('span', { class: 'muted' }, word), h('strong', {}, value), h('span', { class: 'muted' }, note));
  const unpriced = o.models.filter((m) => m.cost === null).map((m) => shortModel(m.model));
  const latency = (m) => {
    const all = o.models.flatMap((x) => [x.first_token_ms, x.total_ms]).flatMap((p) => (p ? [p.p50, p.p99] : [])).filter((v) => v > 0);
    const low = Math.min(...all) / 1.3;
    const span = Math.log(Math.max(...all) * 1.1 / low);
    const x = (ms) => Math.max(0, (Math.log((ms || low) / low) / span) * 100) + '%';
    const line = (p, cls) => (p?.p50 ? h('span', { class: 'range ' + cls, 'aria-hidden': 'true' }, h('i', { style: { left: x(p.p50), right: 'calc(100% - ' + x(p.p99) + ')' } }),
      ['p50', 'p90', 'p99'].map((q) => h('b', { class: q, style: { left: x(p[q]) } }))) : h('span', {}));
    const text = (p) => (p ? ['p50', 'p90', 'p99'].map((q) => dur(p[q])) : ['-', '-', '-']);
    return [[shortModel(m.model), h('span', { class: 'nowrap' }, 'first token'), line(m.first_token_ms, 'first'), ...text(m.first_token_ms)], ['', 'total', line(m.total_ms, 'whole'), ...text(m.total_ms)]];
  };
  const select = h('select', { 'aria-label': 'Days', onchange: (e) => set({ days: e.target.value }) },
    [['', 'all days'], ['1', 'today'], ['7', 'last 7 days'], ['30', 'last 30 days'], ['90', 'last 90 days']].map(([v, w]) => h('option', { value: v, selected: v === days }, w)));
  const hosts = h('select', { 'aria-label': 'Host', onchange: (e) => set({ host: e.target.value }) }, h('option', { value: '' }, 'all hosts'),
    (facets.host || []).map(([v, n]) => h('option', { value: v, selected: v === get1('host') }, v + ' (' + num(n) + ')')));
  const head = h('div', { class: 'pagehead' }, h('div', { class: 'head-title' }, h('h1', {}, 'Overview')), h('span', { class: 'actions' }, select, hosts));
  if (!T.requests) {
    mount(mine, 'overview', 'Overview', head, h('div', { class: 'box' }, h('h2', {}, 'No requests in this range'), h('p', {}, h('a', { href: '/overview' }, 'Show all days and hosts'))));
    return;
  }
  const toolTop = Math.max(1, ...o.tools.map((t) => t.calls));
  mount(mine, 'overview', 'Overview', head,
    h('div', { class: 'keys' }, key('turns', num(T.turns),
      [h('span', { class: T.errors ? 'error' : '' }, plural(T.errors, 'error')), ' (' + percent(T.error_rate) + ') in ' + plural(T.sessions, 'session')]),
      key('time', dur(T.duration_ms), plural(T.requests, 'request')), key('tokens', tok(sum(T.tokens)), percent(T.hit_rate) + ' of input from the cache'),
        key('cost', usd(T.cost), T.cost_partial ? 'partial' + (unpriced.length ? ': no price for ' + unpriced.slice(0, 2).join(', ') : '') : '')),
    h('div', { class: 'charts' },
      dayChart('Cost by day, by model', o.days, series, usd),
      dayChart('Tokens by day', o.days, KINDS.map(([k, w]) => ({ name: w, cls: 'k-' + k, of: (d) => d.tokens?.[k] || 0 })), tok),
      dayChart('Cache hit rate by day', o.days, [{ name: 'hit rate', cls: 'k-read', of: (d) => hitRate(d.tokens) }], percent,
        { max: 1, note: [h('span', {}, 'all days ' + percent(T.hit_rate)),
        o.models.filter((m) => m.hit_rate !== null && m.hit_rate !== undefined).slice(0, 4).map((m) => h('span', { class: 'nowrap muted' }, shortModel(m.model) + ' ' + percent(m.hit_rate)))] }),
      h('section', { class: 'chart' }, h('h2', {}, 'Latency by model'),
        h('div', { class: 'wide' }, table('Latency', [['model', ''], ['', ''], ['p50, p90, p99 (log scale)', 'range-cell'], ['p50', 'n'], ['p90', 'n'], ['p99', 'n']],
        o.models.slice(0, 6).flatMap(latency)))),
      h('section', { class: 'chart' }, h('h2', {}, 'Dearest sessions'),
        h('ol', { class: 'dearest' }, o.dearest.map((x) => h('li', {}, h('a', { href: sessionUrl(x.id), dir: 'auto' }, titleOf(x)), h('span', { class: 'muted n' }, num(x.turns) + ' turns'),
        h('span', { class: 'muted n' }, tok(sum(x.tokens))), h('strong', { class: 'n' }, usd(x.cost)))))),
      h('section', { class: 'chart' }, h('h2', {}, 'Tools'),
        table('Tools', [['tool', 'name'], ['', 'bar-cell'], ['calls', 'n'], ['errors', 'n'], ['p90', 'n']],
        o.tools.slice(0, 15).map((t) => [h('a', { href: withQuery('/search', { q: 'tool:' + t.name }) }, t.name),
        h('span', { class: 'bar tool-bar', 'aria-hidden': 'true' },
        h('span', { class: 'fill', style: { width: (t.calls / toolTop) * 100 + '%' } }, h('i', { class: 'shade0', style: { 'flex-grow': 1 } }))), num(t.calls),
        t.errors ? h('span', { class: 'error' }, num(t.errors) + ' (' + percent(t.errors / t.calls) + ')') : '-', dur(t.p90_ms)])))));
  mine.keys = { Escape: () => go('/') };
}

/* ---------------------------------------------------------------- keys and help */

const HELP = [['/', 'search; in a session: find in it'], ['j  k', 'next, previous turn (or row)'], ['J  K', 'next, previous error, retry, stall or cache miss'],
  ['h  l', 'fold, unfold the turn'], ['Enter', 'open the turn in the inspector'], ['d', 'diff with the previous turn'], ['r', 'raw log line'],
  ['t', 'all thinking'], ['a', 'agents'], ['o', 'overview'], ['g g   G', 'first, last'], ['y', 'copy the link'], ['Esc', 'close, or one level up'], ['?', 'this help']];
function help() {
  dialog('Keys', table('Keys', [['key', ''], ['what it does', '']], HELP.map(([k, w]) => [h('kbd', {}, k), w])),
    h('p', { class: 'words' }, KINDS.map(([k, w]) => h('span', { class: 'nowrap' }, h('i', { class: 'swatch k-' + k }), w)),
      [['wait', 'wait'], ['first', 'to the first token'], ['stream', 'streaming'],
      ['stall', 'stall: over 2 s and over 5 times the usual gap']].map(([k, w]) => h('span', { class: 'nowrap' }, h('i', { class: 'swatch t-' + k }), w))),
    h('p', { class: 'muted' }, 'A bar that ends in a break mark is longer than shown. "-" is a price or figure that is not known.'),
    h('p', { class: 'muted' }, 'llm-proxy ' + (status.version || '') + ', reading ' + (status.log_dir || '')));
}
$('#help').addEventListener('click', help);
function openSearch() { bar.classList.add('show'); query.focus(); query.select(); }
let lastG = 0;
document.addEventListener('keydown', (e) => {
  if (e.ctrlKey || e.altKey || e.metaKey || e.defaultPrevented || e.isComposing) return;
  const field = e.target.closest?.('input, select, textarea');
  if (field) { if (e.key === 'Escape') field.blur(); return; }
  if ($('#dialog').open) { if (e.key === '?') $('#dialog').close(); return; } // Escape closes it by itself
  let key = e.key;
  if (key === 'Escape' && $('details.menu[open]')) { $('details.menu[open]').open = false; return; }
  // Enter on a link, button or fold is theirs
  if (key === 'Enter' && e.target.closest('a, button, summary')) return;
  if (key === 'g') { if (performance.now() - lastG < 800) { key = 'gg'; lastG = 0; } else { lastG = performance.now(); return; } }
  const common = { '/': openSearch, o: () => go('/overview'), y: () => copy(location.href, 'Link'), '?': help, gg: () => scrollTo(0, 0), G: () => scrollTo(0, document.body.scrollHeight),
    Escape: () => { if (location.pathname !== '/') go('/'); } };
  const action = page.keys[key] || common[key];
  if (action) { e.preventDefault(); action(); }
});
query.addEventListener('blur', () => setTimeout(() => { if (!$('#search').contains(document.activeElement)) bar.classList.remove('show'); }, 100));

/* ---------------------------------------------------------------- live updates and the state of the index */

let status = {};
let lost = '';
function drawStatus() {
  const i = status.index || {};
  const el = $('#status');
  const skipped = (i.skipped?.torn || 0) + (i.skipped?.foreign || 0);
  let text = null;
  if (lost) text = h('p', { class: 'error' }, lost);
  else if (i.state === 'building') {
    text = h('p', {}, h('span', { class: 'progress', 'aria-hidden': 'true' }, h('i', { style: { width: (i.bytes_total ? (i.bytes_done / i.bytes_total) * 100 : 0) + '%' } })),
      'indexed ' + num(i.bytes_done / 1e6) + ' of ' + num(i.bytes_total / 1e6) + ' MB' + (i.eta_s ? ', ' + num(i.eta_s) + ' s' : '') + '. The page can be used meanwhile.');
  } else if (i.state === 'failed') text = h('p', { class: 'error' },
    'The index could not be built: ' + (i.error || 'unknown reason') + '. Deleting index.db is always safe; then start the explorer again.');
  else if (status.fts === false) text = h('p', { class: 'warn' }, 'This SQLite has no full-text search (FTS5): searching works, slowly.');
  const shape = text ? text.textContent : '';
  if (el.dataset.shape !== shape) { el.dataset.shape = shape; el.replaceChildren(...(text ? [text] : [])); }
  $('#help').title = 'Help and keys' + (skipped ? '; ' + plural(skipped, 'line') + ' of the logs could not be read' : '');
}
async function live() {
  for (let wait = 1000; ;) {
    try {
      if (document.hidden) { await sleep(500); continue; } // browsers allow six connections a server: hidden tabs must not hold them
      if (!status.index || status.index.state !== 'ready' || lost) {
        status = await get('/api/status');
        lost = '';
        drawStatus();
      }
      if (status.index.state !== 'ready') await sleep(1000); // the bar moves even when no session changes
      const since = live.revision ?? status.index.revision;
      const c = status.index.state === 'ready' ? await get(withQuery('/api/changes', { since })) : { revision: status.index.revision, sessions: status.index.revision > since ? ['*'] : [] };
      wait = 1000;
      const known1 = live.revision;
      live.revision = c.revision;
      if (c.sessions?.length && known1 !== undefined || c.revision !== since) {
        for (const id of c.sessions || []) {
          for (const url of bodies.keys()) if (url.includes(enc(id))) bodies.delete(url);
          if (known.data?.session.id === id && page.name !== 'session') known = { id: '', data: null };
        }
        await page.changed?.(c.sessions || []);
        await sleep(250); // at most four updates a second
      }
    } catch (e) {
      if (!(e instanceof Failure)) { console.error(e); await sleep(5000); continue; }
      lost = e.message;
      drawStatus();
      await sleep(wait);
      wait = Math.min(wait * 2, 15000);
    }
  }
}

show(history.state);
live();
"""  # noqa: E501 -- written to be read as what it is

ASSETS: Mapping[str, str] = {"index.html": _INDEX_HTML, "app.css": _APP_CSS, "app.js": _APP_JS}


if __name__ == "__main__":
    raise SystemExit(run_script())
