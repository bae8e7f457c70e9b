"""Runs in the image with Chromium: opens the page on its standard input, and prints as JSON what a user meets in it."""

import base64
import json
import sys
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

FILE = Path("/tmp/page.html")
VIEWS = {"wide": (1280, "light"), "narrow": (390, "light"), "dark": (1280, "dark")}
HIGH = 900
PATIENCE = 5000.0
"""Milliseconds until what a link leads to is unfolded."""
ROWS = "tr[data-chapter]"


def window(browser: Browser, width: int, scheme: Any) -> Page:
    """Open the page in a window of this width."""
    page = browser.new_page(viewport={"width": width, "height": HIGH}, color_scheme=scheme)
    page.goto(FILE.as_uri())
    return page


def view(browser: Browser, width: int, scheme: str) -> dict[str, Any]:
    """Look at it: what axe finds, how far it is wider than the window, and a picture."""
    page = window(browser, width, scheme)
    found = Axe().run(page).response["violations"]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    picture = base64.b64encode(page.screenshot(full_page=True)).decode()
    wrong = [f"{each['id']} ({each['impact']}): {each['nodes'][0]['html'][:120]}" for each in found]
    return {"wrong": wrong, "wider": wider, "picture": picture}


def use(browser: Browser, text: str, link: str) -> dict[str, Any]:
    """Use it by keyboard: skip to the results, filter them, follow a link to what is folded."""
    page = window(browser, 1280, "light")
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.className")
    page.locator("form.filter input").focus()
    page.keyboard.type(text)
    shown = page.locator(f"{ROWS}:visible").count()
    told = page.locator("form.filter output").inner_text()
    page.locator("form.filter button").press("Enter")
    leads = page.locator(f"{ROWS} a[href='#{link}']")
    # The form shows all rows in a moment of its own, and a row that is hidden takes no key.
    leads.wait_for(timeout=PATIENCE)
    leads.press("Enter")
    page.locator(f"[id='{link}'][open]").wait_for(timeout=PATIENCE)
    return {"first": first, "shown": shown, "told": told}


def paper(browser: Browser) -> dict[str, Any]:
    """Print it: what stays folded, and what becomes of the filter."""
    page = window(browser, 1280, "light")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    folded = page.locator("details:not([open])").count()
    return {"folded": folded, "filter": page.locator("form.filter").evaluate("it => getComputedStyle(it).display")}


def main() -> None:
    """Look at the page in every way, and use it. Arguments: a text to filter by, and the ID that a link leads to."""
    FILE.write_bytes(sys.stdin.buffer.read())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        views = {name: view(browser, *how) for name, how in VIEWS.items()}
        print(json.dumps({"views": views, "use": use(browser, *sys.argv[1:]), "paper": paper(browser)}))
        browser.close()


main()
