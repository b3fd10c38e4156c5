"""Serving a log's public files, or a witness, over HTTP: the standard library's server and nothing clever.

The log's part could be any static file server: `checkpoint`, `policy` and `tile/`, and never anything beside them.
Put TLS and rate limits in front.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from athena.ledger.failures import Failure
from athena.ledger.tiles import parse_path
from athena.ledger.witness import MAX_REQUEST_BYTES, TEXT_TYPE, Answer, Witness

TILE_TYPE = "application/octet-stream"
_IDLE_SECONDS = 30.0
_HASH_PATH = re.compile(r"/([0-9a-f]{64})/checkpoint")


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and POST from two functions; keeps connections alive as the witness protocol asks."""

    protocol_version = "HTTP/1.1"
    server_version = "athena-ledger"
    sys_version = ""
    timeout = _IDLE_SECONDS
    get: Callable[[str], Answer]
    post: Callable[[str, bytes], Answer]

    def do_GET(self) -> None:
        """Answer a GET."""
        self._send(self.get(self.path))

    def do_HEAD(self) -> None:
        """Answer a HEAD as a GET without its body."""
        self._send(self.get(self.path))

    def do_POST(self) -> None:
        """Answer a POST whose length is stated and bounded."""
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > MAX_REQUEST_BYTES:
            self.close_connection = True
            self._send(Answer(HTTPStatus.BAD_REQUEST, b"a stated length within bounds is due\n"))
            return
        self._send(self.post(self.path, self.rfile.read(int(length))))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: who read public files is nobody's business, and the witness keeps its own record."""


def _missing(*_: object) -> Answer:
    return Answer(HTTPStatus.NOT_FOUND, b"not found\n")


def serve_functions(
    host: str, port: int, get: Callable[[str], Answer], post: Callable[[str, bytes], Answer]
) -> ThreadingHTTPServer:
    """A server that answers GET by path and POST by path and body; port 0 takes a free one."""
    handler = type("Handler", (_Handler,), {"get": staticmethod(get), "post": staticmethod(post)})
    server = ThreadingHTTPServer((host, port), handler)
    server.daemon_threads = True
    return server


def log_server(folder: Path, host: str = "127.0.0.1", port: int = 0) -> ThreadingHTTPServer:
    """A server of one log's public files; port 0 takes a free one. Call `serve_forever`, then `server_close`."""

    def get(path: str) -> Answer:
        return public_file(folder, path.partition("?")[0].removeprefix("/"))

    return serve_functions(host, port, get, _missing)


def public_file(folder: Path, path: str) -> Answer:
    """A public file by its exact canonical path: no other spelling reaches the file system."""
    if path not in ("checkpoint", "policy"):
        try:
            parse_path(path)
        except Failure:
            return _missing()
    try:
        data = (folder / path).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return _missing()
    return Answer(HTTPStatus.OK, data, TILE_TYPE if path.startswith("tile/") else TEXT_TYPE)


def witness_server(witness: Witness, host: str = "127.0.0.1", port: int = 0) -> ThreadingHTTPServer:
    """A server of one witness: `POST /add-checkpoint` and `GET /<origin hash>/checkpoint`."""

    def get(path: str) -> Answer:
        match = _HASH_PATH.fullmatch(path)
        data = witness.latest(match.group(1)) if match else None
        return _missing() if data is None else Answer(HTTPStatus.OK, data)

    def post(path: str, body: bytes) -> Answer:
        if path != "/add-checkpoint":
            return _missing()
        try:
            return witness.add_checkpoint(body)
        except (Failure, OSError) as failure:
            # Nothing was signed. The client learns that this witness is out of order; its keeper reads why below.
            return Answer(HTTPStatus.SERVICE_UNAVAILABLE, f"the witness cannot sign: {failure}\n".encode())

    return serve_functions(host, port, get, post)
