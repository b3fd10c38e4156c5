"""The console in a browser: each role's way from signing in to the ledger, nobody shut out, and no other host asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.web.force import WHO

from athena.access.roles import Role

if TYPE_CHECKING:
    from athena.access.door import Door

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(
        CHROMIUM is None, reason="no Chromium here; `make browser` installs Debian's where apt and root allow"
    ),
    pytest.mark.xdist_group("browser"),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = (
    "/sign-in", "/search", "/search?q=suspect", "/search?q=nobodyofthatname", "/profile/p-suspect", "/profile/p-secret",
    "/links/p-suspect", "/case", "/intake", "/intake/quarantine", "/policy",
    "/policy?role=custody-officer&ground=intelligence-development", "/oversight", "/oversight?entry=0",
    "/oversight?entry=999999", "/public", "/nothing",
)  # fmt: skip
WAYS = {
    Role.INVESTIGATOR: "/search?q=suspect",
    Role.ANALYST: "/search?q=suspect",
    Role.INTELLIGENCE_OFFICER: "/links/p-suspect",
    Role.DUTY_COMMANDER: "/profile/p-suspect",
    Role.CUSTODY_OFFICER: "/search?q=suspect",
    Role.DATA_ENGINEER: "/intake",
    Role.DATA_PROTECTION_OFFICER: "/intake",
    Role.PROFESSIONAL_STANDARDS: "/intake",
    Role.OVERSEER: "/intake",
}
"""Each role, and what it comes for."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium without a window."""
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A tab in which nothing may go wrong: no other host, no error on the console, nothing against the headers."""
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on(
        "request", lambda request: None if request.url.startswith((address, "data:")) else wrong.append(request.url)
    )
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    context.close()
    assert [one for one in wrong if "the server responded with a status of 404" not in one] == []


def sign_in(page: Page, role: Role = Role.INVESTIGATOR) -> None:
    who, case = WHO[role]
    page.goto("/sign-in")
    form = page.locator("form", has=page.locator(f'input[name=persona][value="{who}"]'))
    form = form.filter(has=page.locator(f'input[name=role][value="{role}"]'))
    form.get_by_role("combobox").select_option(case)
    form.get_by_role("button").click()
    expect(page).to_have_url(f"{page.url.split('/sign-in')[0].split('/search')[0]}/search")


@pytest.mark.parametrize("role", WAYS)
def test_each_role_comes_from_signing_in_to_an_entry_that_is_proved(page: Page, door: Door, role: Role) -> None:
    sign_in(page, role)
    page.goto(WAYS[role])
    expect(page.get_by_role("region", name="Purpose")).to_contain_text(str(WHO[role][1]))
    link = page.get_by_label("How this page was recorded").get_by_role("link").last
    number = int(link.inner_text().replace(",", ""))
    entry = door.log.reader().entry(number)
    assert (entry.event.actor, entry.event.case) == WHO[role]
    page.wait_for_timeout(1500)  # the pulse publishes a checkpoint about once a second
    link.click()
    expect(page.get_by_role("status")).to_contain_text("Proved.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(page: Page, scheme: str) -> None:
    sign_in(page)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    found = {}
    for place in PAGES:
        page.goto(place)
        answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        if answer.violations_count:
            found[place] = answer.generate_report()
    assert found == {}


def test_every_page_reflows_at_four_times_the_size(page: Page) -> None:
    sign_in(page)
    page.set_viewport_size({"width": 320, "height": 640})
    wide = {}
    for place in PAGES:
        page.goto(place)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[place] = width
    assert wide == {}


def test_an_investigator_does_it_all_by_the_keyboard(page: Page) -> None:
    sign_in(page)
    page.goto("/search")
    expect(page.get_by_role("textbox", name="What to look for")).to_be_focused()
    page.keyboard.type("kind:person suspect")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 of 1")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Suspect":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Suspect")).to_be_visible()


def test_nothing_is_lost_without_scripts_or_colours(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False, forced_colors="active")
    bare = context.new_page()
    sign_in(bare)
    bare.goto("/search?q=kind:person suspect")
    expect(bare.get_by_role("link", name="Suspect", exact=True)).to_be_visible()
    context.close()
