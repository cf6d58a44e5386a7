"""The Chromium of the system, driven by Playwright, and a server for it. No browser is downloaded."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.web.serving import Server

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), "")
# written before each page: what the policy refuses is told to the test
LISTEN = """addEventListener("securitypolicyviolation", (event) =>
  console.error("policy: " + event.violatedDirective + " " + event.blockedURI));"""


# not for the whole session: while Playwright runs, its event loop counts as running in this thread, and every
# asyncio.run of another module's test in the same process fails
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of a module."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed here: apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the packaged graph."""
    with Server("--contact", "desk@example.org", log=tmp_path_factory.mktemp("browser") / "log") as running:
        yield running.url.rstrip("/")


class _Quiet(SimpleHTTPRequestHandler):
    """A web server that knows no rules of ours."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a plain web server of a folder."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Watched:
    """A page, and everything that must not happen on it."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.site = site
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.add_init_script(LISTEN)
        self.page.on("console", lambda message: self.faults.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self._saw(request.url))

    def _saw(self, url: str) -> None:
        if not url.startswith(self.site):
            self.faults.append(f"a request to {url}")

    def open(self, path: str) -> int:
        """Open a page of the site; return the status."""
        reply = self.page.goto(f"{self.site}{path}")
        assert reply is not None
        return reply.status


Opened = Iterator[Watched]


@pytest.fixture
def watched(browser: Browser, site: str, request: pytest.FixtureRequest) -> Opened:
    """A page in a context of its own; parametrise it indirectly with options of the context."""
    options = getattr(request, "param", {})
    context = browser.new_context(reduced_motion="reduce", **options)
    yield Watched(context, site)
    context.close()
