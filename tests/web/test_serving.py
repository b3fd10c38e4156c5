"""`athena serve` as a process: it says where, answers, and stops when asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

STARTER = """
import athena.access.session as session
session.operating_system_user = lambda: "wendy"
from athena.cli.main import run
run()
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_answers_and_stops_when_asked(how: signal.Signals, furnished_web: Path) -> None:
    words = [sys.executable, "-c", STARTER, "serve", "--port", "0", "--workspace", str(furnished_web)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        address = said.split()[2]
        with urlopen(f"{address}/api/v1/policy/rules") as answer:
            assert answer.status == 200
        process.send_signal(how)
        rest, _ = process.communicate(timeout=60)
        assert "Stopped." in rest
        assert process.returncode == 0
    finally:
        process.kill()
        process.wait()


def test_a_taken_address_is_refused_in_words(furnished_web: Path) -> None:
    import socket

    from athena.failures import Refused
    from athena.lake.workspace import open_workspace
    from athena.web.serving import serve

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Refused) as refusal:
            serve(open_workspace(furnished_web), "127.0.0.1", taken.getsockname()[1], print)
    assert refusal.value.code == "web.address-taken"
