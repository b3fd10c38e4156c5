"""Real networks, loaded as deliveries through a source module, walked and measured through the door.

Every network of ../shared is measured beside networkx in `test_measures.py`; these four come the whole way.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import networkx as nx
import pytest
from tests.links.force import furnish
from tests.links.viewing import seeing

from athena.access.operation import Form
from athena.access.session import open_for
from athena.ingest.intake import ingest
from athena.ingest.loading import loading
from athena.ingest.staging import Progress
from athena.lake.workspace import open_workspace
from athena.links.around import around
from athena.links.building import graph_of
from athena.links.chart import Chart
from athena.links.keeping import keep
from athena.links.measures import communities, measure, modularity
from athena.links.needs import BUILDING
from athena.links.whom import Whom

TAKEN = {
    "london_gang": "london_gang",
    "caviar/1": "caviar_1",
    "caviar/2": "caviar_2",
    "st_louis_crimes": "st_louis_crimes",
}


@contextmanager
def as_wendy() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("athena.access.session.operating_system_user", lambda: "wendy")
        yield


@pytest.fixture(scope="module")
def loaded(networks: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional force with four real networks taken in, and the graph of all of it."""
    place = tmp_path_factory.mktemp("networks")
    workspace = furnish(place / "workspace")
    shutil.copy(Path(__file__).with_name("network_source.py"), workspace.sources / "networks.py")
    delivery = place / "delivery"
    delivery.mkdir()
    for name, flat in TAKEN.items():
        for what in ("nodes", "edges"):
            shutil.copy(networks / f"{name}.{what}.csv", delivery / f"{flat}.{what}.csv")
    with as_wendy():
        workspace = open_workspace(workspace.folder)
        with loading(workspace) as view:
            for report in ingest(view, [delivery], Progress()):
                assert not isinstance(report, Exception), report
        with open_for(workspace, BUILDING) as view:
            keep(workspace, graph_of(view))
    return workspace.folder


def chart_of(folder: Path, source: str) -> Chart:
    with seeing(folder, form=Form.LIST) as lens:
        people = lens.view.table("person")
        rows = lens.view.release(people.filter(people.source == source).select("record_id")).rows.to_pylist()
        return around(lens, [Whom(str(row["record_id"]), ()) for row in rows], 1)


def peer_of(file: Path) -> nx.Graph:
    with file.open() as lines:
        ties = [(row["from"], row["to"]) for row in csv.DictReader(lines) if row["from"] != row["to"]]
    return nx.Graph(ties)


@pytest.mark.parametrize("name", TAKEN)
def test_a_network_that_came_in_by_a_delivery_measures_as_networkx_says(
    loaded: Path, networks: Path, name: str
) -> None:
    chart = chart_of(loaded, f"nodes-{TAKEN[name].replace('_', '-')}")
    peer = peer_of(networks / f"{name}.edges.csv")
    found = measure(chart)
    assert (len(chart.nodes), len(chart.pairs)) == (peer.number_of_nodes(), peer.number_of_edges())
    assert sorted(found.degree.values()) == sorted(degree for _, degree in peer.degree())
    assert sorted(found.core.values()) == sorted(nx.core_number(peer).values())
    mine, theirs = sorted(found.betweenness.values()), sorted(nx.betweenness_centrality(peer).values())
    assert mine == pytest.approx(theirs, abs=1e-9)
    parts = communities(chart)
    drawn = nx.Graph([(chart.nodes[one].id, chart.nodes[other].id) for one, other in chart.pairs])
    assert modularity(chart, parts) == pytest.approx(nx.community.modularity(drawn, parts), abs=1e-9)


def test_the_roles_of_st_louis_are_of_each_crime(loaded: Path, networks: Path) -> None:
    with (networks / "st_louis_crimes.edges.csv").open() as lines:
        ties = list(csv.DictReader(lines))
    weights = Counter(row["weight"] for row in ties)
    chart = chart_of(loaded, "nodes-st-louis-crimes")
    roles = Counter(link.relation for link in chart.links)
    assert roles == {
        "victim": weights["1.0"] + weights["4.0"],
        "suspect": weights["2.0"] + weights["4.0"],
        "witness": weights["3.0"],
    }
    assert Counter(node.kind for node in chart.nodes) == {
        "person": len({row["to"] for row in ties}),
        "crime": len({row["from"] for row in ties}),
    }
