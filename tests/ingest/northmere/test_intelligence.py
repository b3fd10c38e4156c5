"""Intelligence: graded reports, behind their handling, with whom and what they name as assessments."""

from pathlib import Path

from .conftest import END, HeldBack, Table


def delivered(export: Path) -> list[dict[str, str]]:
    texts = [path.read_text(encoding="utf-8") for path in sorted((export / "intelligence").glob("*.txt"))]
    reports = [report for text in texts for report in text.split(END) if report.strip()]
    return [dict(line.split(": ", 1) for line in report.splitlines() if ": " in line) for report in reports]


def test_every_report_is_loaded_with_its_grading(table: Table, export: Path) -> None:
    reports = {row["URN"]: row for row in delivered(export)}
    loaded = table("intelligence")
    assert {row["report_reference"] for row in loaded} == set(reports)
    for row in loaded:
        report = reports[str(row["report_reference"])]
        whole = report["SOURCE EVALUATION"] + report["INFORMATION ASSESSMENT"] + report["HANDLING"]
        assert (row["grading"], row["grading_scheme"]) == (whole, "3x5x2")
        assert row["text"] == report["TEXT"]


def test_what_a_report_names_is_assessed_graded_and_as_restricted_as_the_report(table: Table) -> None:
    reports = {row["record_id"]: row for row in table("intelligence")}
    links = table("link", source="northmere-intelligence")
    assert {link["role"] for link in links} == {"mentioned", "object_mentioned", "concerns"}
    for link in links:
        report = reports[link["evidence"]]
        assert (link["basis"], link["grading"]) == ("assessment", report["grading"])
        assert link["label_id"] == report["label_id"]
    for kind in ("person", "vehicle", "place"):
        for row in table(kind, source="northmere-intelligence"):
            assert row["label_id"] == reports[str(row["record_id"]).split(".")[0]]["label_id"]


def test_a_subject_is_read_out_of_the_head(table: Table, export: Path) -> None:
    subjects = {str(row["record_id"]).split(".")[0]: row for row in table("person", source="northmere-intelligence")}
    said = {row["URN"]: row["SUBJECT"] for row in delivered(export)}
    for report in table("intelligence"):
        subject = subjects[str(report["record_id"])]
        assert said[str(report["report_reference"])].startswith(f"{subject['family_name']}, {subject['given_names']}")


def test_a_report_without_grading_or_date_is_held_back(held_back: HeldBack) -> None:
    assert held_back["northmere-intelligence", "bad-grading"].startswith("SOURCE EVALUATION")
    assert held_back["northmere-intelligence", "bad-submitted"] == "SUBMITTED"
