"""Runs in the image with Chromium: prints the first screen of the page on its standard input as WebP in base64."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FILE = Path("/tmp/page.html")
WIDE, HIGH = 1280, 1100
QUALITY = 82

FILE.write_bytes(sys.stdin.buffer.read())
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"]
    )
    page = browser.new_page(viewport={"width": WIDE, "height": HIGH}, color_scheme="light")
    page.goto(FILE.as_uri())
    session = page.context.new_cdp_session(page)
    print(session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})["data"])
    browser.close()
