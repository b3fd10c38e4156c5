"""The report page: well formed, whole in itself, readable aloud, and what stands in it is escaped."""

import html.parser
import json

from athena.ingest.migration.page import html_report
from athena.ingest.migration.proof import Check, Proof, Rejected, Rows, equal, none_named
from athena.ingest.migration.signing import Signed

VOID = {"meta", "br"}


class Reader(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def report(*checks: Check) -> tuple[str, Proof]:
    rows = [Rows("F", "crime", "C", "crime", False, 2, 1, 0, 1)]
    rejected = [Rejected("F", 2, "crime", "misread", "<b>BAD</b>", "abc")]
    made = Proof("m", "M & N", "0" * 64, "2026-11-23T09:00:00+00:00", 3, [], rows, checks, rejected, [], [])
    content = made.as_json()
    assert json.loads(content)["title"] == "M & N"
    return html_report(Signed(content, made.digest(), 7)), made


def test_it_is_well_formed_and_fetches_nothing() -> None:
    page, made = report(equal("rows", "F", "sums", 2, 2))
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    assert reader.links == []
    assert "script" not in reader.tags
    assert reader.tags.count("table") == reader.tags.count("caption") > 0
    assert next(tag for tag in reader.tags if tag in ("h1", "h2")) == "h1"
    assert made.digest() in page
    assert "entry 7" in page
    assert "Of 2 rows, 1 were loaded, 0 merged, and 1 are rejected with a reason." in page


def test_what_stands_in_it_is_escaped_and_failures_come_first() -> None:
    page, _ = report(none_named("lake", "F <x>", "lost", ["record 5 <script>"]))
    assert "<script>" not in page
    assert "<b>BAD" not in page
    assert page.index("The proof FAILS: 1 checks") < page.index("What was delivered")
    assert "record 5 &lt;script&gt;" in page
