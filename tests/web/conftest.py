from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from starlette.testclient import TestClient
from tests.web.force import WHO, furnish_all, token

from athena.access.door import Door
from athena.access.roles import Role
from athena.lake.workspace import open_workspace
from athena.web.app import make_app
from athena.web.house import House
from athena.web.limits import Limit

Bearer = Callable[..., dict[str, str]]


@pytest.fixture(scope="session", autouse=True)
def wendy() -> Iterator[None]:
    """Wendy runs the server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
        yield


@pytest.fixture(scope="session")
def furnished_web(tmp_path_factory: pytest.TempPathFactory, wendy: None) -> Path:
    """A workspace behind the web; never written to."""
    return furnish_all(tmp_path_factory.mktemp("web") / "workspace").folder


@pytest.fixture(scope="module")
def client(furnished_web: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application over a copy of it, for the tests of one module: they read, and write entries only."""
    folder = shutil.copytree(furnished_web, tmp_path_factory.mktemp("served") / "workspace")
    with House(open_workspace(folder)) as house:
        app = make_app(house, demo=True)
        app.state.sign_ins = app.state.asking = Limit(burst=100_000, a_minute=100_000)
        with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as served:
            served.follow_redirects = False
            yield served


@pytest.fixture(scope="module")
def address(client: TestClient) -> Iterator[str]:
    """Where the same application answers over a socket."""
    config = uvicorn.Config(client.app, port=0, lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = Thread(target=server.run, args=([listening],))
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def door(client: TestClient) -> Door:
    """The served workspace's door."""
    found: Door = client.app.state.house.door  # type: ignore[attr-defined]
    return found


@pytest.fixture(scope="module")
def bearer(door: Door) -> Bearer:
    """The header that shows a token of whoever stands for a role, for their own case unless another is named."""
    made: dict[tuple[Role, str | None], str] = {}

    def of(role: Role = Role.INVESTIGATOR, case: str | None = "own") -> dict[str, str]:
        named = WHO[role][1] if case == "own" else case
        if (role, named) not in made:
            made[role, named] = token(door, role, named)
        return {"Authorization": f"Bearer {made[role, named]}"}

    return of
