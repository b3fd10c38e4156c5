"""`athena expand` and `athena path`, as an investigator runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from athena.lake.workspace import open_workspace

Athena = Callable[..., Any]
IVAN = ("as", "ivan", "--case", "larch", "--")


def asked(athena: Athena, *words: str) -> Any:
    ran = athena(*IVAN, *words, "--json")
    assert ran.status == 0, ran.err
    return json.loads(ran.out)


def test_expand_counts_first_and_shows_links_with_sources(athena: Athena, linked_force: Path) -> None:
    found = asked(athena, "expand", "ann")
    counts = {(one["relation"], one["kind"]): one["others"] for one in found["results"]["counts"]}
    assert counts == {("keeper_of", "vehicle"): 1, ("suspect", "crime"): 1}
    suspect = next(link for link in found["results"]["links"] if link["relation"] == "suspect")
    assert suspect["records"] == ["l1", "l8", "l9"]
    assert suspect["sources"] == ["another", "fiction"]
    assert {node["title"] for node in found["results"]["nodes"]} == {"Ann", "C1", "AB12CDE"}
    assert isinstance(found["entry"], int)


def test_a_path_shows_each_hop_with_its_evidence(athena: Athena, linked_force: Path) -> None:
    found = asked(athena, "path", "ann", "cat")
    (one,) = found["results"]["paths"]
    assert [(hop["origin"], hop["end"]) for hop in one["hops"]] == [("ann", "c1"), ("c1", "cat")]
    assert [link["relation"] for link in one["hops"][1]["links"]] == ["victim"]


def test_a_path_never_runs_through_what_is_withheld_and_says_so(athena: Athena, linked_force: Path) -> None:
    found = asked(athena, "path", "ann", "eli")
    assert found["results"]["paths"] == []
    (line,) = [line for line in found["withheld"] if line["what"] == "the only path"]
    assert (line["reason"], line["ask"]) == ("restricted", "intelligence-officer")
    assert "dee" not in json.dumps(found)


def test_nothing_is_said_of_withheld_links_where_there_is_no_path_at_all(athena: Athena, linked_force: Path) -> None:
    found = asked(athena, "path", "ann", "fay")
    assert found["results"]["paths"] == []
    assert not [line for line in found["withheld"] if line["what"] == "the only path"]


def test_whom_the_view_does_not_return_cannot_be_expanded(athena: Athena, linked_force: Path) -> None:
    ran = athena(*IVAN, "expand", "dee")
    assert ran.status == 1
    assert "links.nobody" in ran.err
    assert "restricted" in ran.err
    assert "Dee" not in ran.out + ran.err


def test_for_people_it_says_the_same(athena: Athena, linked_force: Path) -> None:
    assert "AB12CDE" in athena(*IVAN, "expand", "ann").out
    assert "Path 1: 2 hops" in athena(*IVAN, "path", "ann", "bob", "--paths", "2").out
    assert "No path that this view may follow" in athena(*IVAN, "path", "ann", "eli").out


def test_a_slice_of_time_leaves_out_links_that_had_ended(athena: Athena, linked_force: Path) -> None:
    found = asked(athena, "expand", "v1", "--since", "2022-01-01")
    assert [link["relation"] for link in found["results"]["links"]] == ["user_of"]
    found = asked(athena, "expand", "v1", "--until", "2022-01-01")
    assert [link["relation"] for link in found["results"]["links"]] == ["keeper_of"]


def test_without_a_case_nothing_is_shown(athena: Athena, linked_force: Path) -> None:
    ran = athena("as", "ivan", "--", "expand", "ann")
    assert ran.status == 1
    assert "case-missing" in ran.err


def test_the_graph_is_built_by_one_command_and_follows_the_lake(athena: Athena, linked_force: Path) -> None:
    from tests.access.conftest import load
    from tests.links.force import link

    force = open_workspace(linked_force)
    load(force, "link", [link("l10", "person/fay", "family_of", "person/ann", "fiction", {})])
    force.lake.refresh_copy()
    ran = athena(*IVAN, "expand", "fay")
    assert "links.not-built" in ran.err
    built = athena("links", "build", "--json")
    assert built.status == 0, built.err
    assert json.loads(built.out)["links"] == 10
    assert [link["relation"] for link in asked(athena, "expand", "fay")["results"]["links"]] == ["family_of"]


def test_measures_stand_beside_their_caution(athena: Athena, linked_force: Path) -> None:
    found = asked(athena, "links", "measures", "c1")["results"]
    assert "never what a person will do" in found["caution"]
    assert found["measures"]["degree"] == {"ann": 1, "bob": 1, "c1": 3, "cat": 1}
    assert found["measures"]["betweenness"]["c1"] == 1.0
    assert "Police graphs are incomplete" in athena(*IVAN, "links", "measures", "c1").out


def test_an_export_is_a_disclosure_to_somebody_and_for_a_reason(
    athena: Athena, linked_force: Path, tmp_path: Path
) -> None:
    out = tmp_path / "chart.graphml"
    words = ("links", "export", "c1", "--form", "graphml", "--out", out, "--reason", "Exhibit ABC/1")
    court = ("as", "ivan", "--case", "court", "--")
    ran = athena(*court, *words, "--to", "CPS Northmere")
    assert ran.status == 0, ran.err
    assert out.stat().st_mode & 0o077 == 0
    assert b"associate_of" not in out.read_bytes()
    assert b"Ann" in out.read_bytes()
    assert "Dee" not in out.read_text()
    assert "Recorded in the access log" in ran.err
    refused = athena(*IVAN, *words, "--to", "CPS Northmere")
    assert refused.status == 1
    assert "denied" in refused.err
    nobody = athena(*court, *words[:4], "gexf", "--out", tmp_path / "other.gexf", "--reason", "Exhibit", "--to", " ")
    assert "recipient-missing" in nobody.err


def test_what_two_have_in_common_and_what_happened_in_order(athena: Athena, linked_force: Path) -> None:
    found = asked(athena, "links", "common", "ann", "bob")["results"]
    assert {node["id"] for node in found["nodes"]} == {"ann", "bob", "c1", "v1"}
    found = asked(athena, "links", "sequence", "v1")["results"]
    assert [link["relation"] for link in found["links"]] == ["keeper_of", "user_of"]
    assert found["undated"] == 0
    assert "AB12CDE" in athena(*IVAN, "links", "common", "ann", "bob").out
    assert "links that nobody dated are not in it" in athena(*IVAN, "links", "sequence", "c1").out


def test_a_shared_telephone_is_an_inference(athena: Athena, linked_force: Path) -> None:
    found = asked(athena, "expand", "ann", "--inferred")["results"]["inferred"]["links"]
    phone = next(link for link in found if link["relation"] == "same_phone")
    assert (phone["end"], phone["inference"], phone["records"]) == ("fay", True, ["ann", "fay"])


def test_another_tools_chart_is_kept_listed_and_measured(athena: Athena, linked_force: Path, tmp_path: Path) -> None:
    file = tmp_path / "edges.csv"
    file.write_text("from,to,role\nann,bob,associate_of\nbob,cat,family_of\n", encoding="utf-8")
    kept = asked(athena, "links", "import", str(file), "--name", "Theirs")
    assert isinstance(kept["entry"], int)
    named = kept["results"]["id"]
    assert [one["name"] for one in asked(athena, "links", "charts")["results"]] == ["Theirs"]
    assert asked(athena, "links", "chart", named)["results"]["measures"]["degree"] == {"ann": 1, "bob": 2, "cat": 1}
    assert "Police graphs are incomplete" in athena(*IVAN, "links", "chart", named).out
    assert "links.chart-unknown" in athena(*IVAN, "links", "chart", "ch-none").err
