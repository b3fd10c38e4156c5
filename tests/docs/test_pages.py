"""The pages hold together: links lead somewhere, every command is documented, decisions say what would change them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text()) if "://" not in link and not link.startswith("mailto:")]
    missing = [link for link in links if not (page.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("page", DECISIONS, ids=named)
def test_a_decision_is_dated_and_says_what_would_change_it(page: Path) -> None:
    text = page.read_text()
    assert re.search(r"\b20\d\d-\d\d-\d\d\b", text)
    assert "would change our mind" in text
    assert len(text.splitlines()) <= 90


def test_decisions_are_numbered_once() -> None:
    numbers = [page.name[:4] for page in DECISIONS]
    assert len(numbers) == len(set(numbers))


def test_every_command_is_on_a_page() -> None:
    import typer

    from athena.cli.main import app

    written = "\n".join(page.read_text() for page in PAGES)
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    missing = [name for name in commands if f"athena {name}" not in written]
    assert not missing


def test_every_room_has_a_page_and_stands_on_the_map() -> None:
    rooms = [room.name for room in (ROOT / "src" / "athena").iterdir() if (room / "__init__.py").exists()]
    on_the_map = (ROOT / "docs" / "map.md").read_text()
    for room in rooms:
        assert f"src/athena/{room}/" in on_the_map
        assert room == "cli" or (ROOT / "docs" / f"{room}.md").exists()


def test_no_file_names_a_registry() -> None:
    names = ("py" + "pi.org", "python" + "hosted", "npm" + "js.")
    found = [
        named(path)
        for path in [ROOT / "pyproject.toml", ROOT / "Makefile", *(ROOT / "requirements").iterdir(), *PAGES]
        if any(name in path.read_text() for name in names)
    ]
    assert not found
