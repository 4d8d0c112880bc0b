"""What every page must hold to: no sideways scrolling, no error, nothing from outside, no serious fault of access."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

WIDTHS = (360, 768, 1440)
HEIGHTS = {360: 740, 768: 1024, 1440: 900}

QUIET_SECONDS = 30

DRAWN = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"""
WIDER = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
# Links inside a sentence may be as small as the sentence.
SMALL = """(least) => [...document.querySelectorAll(
    'button, .btn, input:not([type=hidden]), select, textarea, summary, nav a, .cell > a, .bar a, td a')]
  .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.closest('.unseen') && one.className !== 'unseen')
  .map((one) => [one, (one.matches('[type=radio], [type=checkbox]') ? one.closest('label') : one)?.getBoundingClientRect()])
  .filter(([one, box]) => box && box.width > 0 && box.height < least - 0.5)
  .map(([one, box]) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 20)} ${box.height}`)"""
LETTERS = """(least) => { const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); const found = [];
  while (walk.nextNode()) { const one = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || ['SCRIPT', 'NOSCRIPT'].includes(one.tagName)) continue;
    if (!one.checkVisibility() || one.closest('.unseen')) continue;
    const size = parseFloat(getComputedStyle(one).fontSize);
    if (size < least - 0.01) found.push(`${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 20)} ${size}`); }
  return found; }"""


@dataclass
class Findings:
    """What one look at a page found, by width."""

    weight: int = 0
    requests: list[str] = field(default_factory=list)
    pictures: list[Path] = field(default_factory=list)


@dataclass
class Heard:
    """What a page asked for and complained of while it was looked at."""

    requests: list[str] = field(default_factory=list)
    pending: set[Any] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)

    def listen(self, page: Any, status: int) -> None:
        """Listen to a page before it goes anywhere; answers of 400 and more are wrong unless one is expected."""
        page.on("request", self._begun)
        page.on("requestfinished", self._over)
        page.on("requestfailed", self._over)
        page.on("console", lambda said: self._said(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self._said(str(error)))
        page.on(
            "response",
            lambda got: self._said(f"{got.status} {got.url}") if got.status >= 400 > status else None,
        )
        # Without a cache every byte of a first visit crosses the wire.
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda done: self.weights.append(int(done["encodedDataLength"])))

    def _begun(self, request: Any) -> None:
        self.requests.append(request.url)
        self.pending.add(request)

    def _over(self, request: Any) -> None:
        self.pending.discard(request)

    def _said(self, text: str) -> None:
        self.wrong.append(text)


class PageCheck:
    """Calls itself with an address; keeps the screenshots."""

    def __init__(self, browser: Any, pictures: Path) -> None:
        self.browser, self.pictures = browser, pictures
        self._kept: dict[tuple[object, ...], Any] = {}

    def close(self) -> None:
        """Let go of the windows that were kept."""
        for context in self._kept.values():
            context.close()

    def __call__(
        self,
        url: str,
        *,
        widths: Sequence[int] = WIDTHS,
        dark: bool = False,
        elder: bool = False,
        language: str = "zh",
        cookies: Mapping[str, str] | None = None,
        status: int = 200,
        full: bool = False,
        again: bool = False,
    ) -> Findings:
        """Look at the page; `cookies` let it in, `full` takes the whole page into the picture.

        With `again` in a window that has seen other pages, as one goes from page to page; else it is a first visit.
        """
        findings = Findings()
        for width in widths:
            jar = {"lang": language, "elder": "1" if elder else "0", **(cookies or {})}
            home = "{0.scheme}://{0.netloc}/".format(urlsplit(url))
            key = (width, dark, home, *sorted(jar.items()))
            context = (self._kept.get(key) if again else None) or self._window(width, dark, home, jar)
            if again:
                self._kept[key] = context
            try:
                self._look(context, url, findings, width, status, elder, full, f"{dark:d}{elder:d}{language}")
            finally:
                if not again:
                    context.close()
        return findings

    def _window(self, width: int, dark: bool, home: str, jar: Mapping[str, str]) -> Any:
        context = self.browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme="dark" if dark else "light",
            service_workers="block",
        )
        context.add_cookies([{"name": k, "value": v, "url": home} for k, v in jar.items()])
        return context

    def _look(
        self,
        context: Any,
        url: str,
        findings: Findings,
        width: int,
        status: int,
        elder: bool,
        full: bool,
        tag: str,
    ) -> None:
        page, heard = context.new_page(), Heard()
        heard.listen(page, status)
        answer = page.goto(url, wait_until="load")
        _settle(page, heard.pending)
        name = re.sub(r"\W+", "-", urlsplit(url).path + urlsplit(url).query).strip("-") or "home"
        picture = self.pictures / f"{name}-{width}-{tag}.png"
        page.screenshot(path=picture, full_page=full, animations="disabled")
        findings.pictures.append(picture)
        wrong = [line for line in heard.wrong if status < 400 or "Failed to load resource" not in line]
        outside = [one for one in heard.requests if urlsplit(one).netloc not in ("", urlsplit(url).netloc)]
        assert answer is not None and answer.status == status, f"{url} answered {answer and answer.status}"
        assert not wrong, f"{url} at {width}: {wrong}"
        assert not outside, f"{url} asks outside: {outside}"
        wider = page.evaluate(WIDER)
        assert wider <= 0, f"{url} at {width} is {wider} px too wide, see {picture}"
        small = page.evaluate(SMALL, 60 if elder else 44)
        assert not small, f"{url} at {width}: too small to touch: {small}"
        if elder:
            letters = page.evaluate(LETTERS, 18)
            assert not letters, f"{url} at {width}: letters under 18 px: {letters}"
        assert_accessible(page, f"{url} at {width}")
        findings.weight = max(findings.weight, sum(heard.weights))
        findings.requests = heard.requests
        page.close()


def _settle(page: Any, pending: set[Any]) -> None:
    """Wait until what the page and its scripts have asked for is there and drawn.

    Scripts begin before the page counts as loaded, so what they ask for is on its way by then; Chromium's own word
    for a quiet network would come half a second later, for every page.
    """
    deadline = time.monotonic() + QUIET_SECONDS
    page.evaluate(DRAWN)
    while pending:
        assert time.monotonic() < deadline, f"still loading: {[one.url for one in pending]}"
        page.wait_for_timeout(10)
        page.evaluate(DRAWN)


def assert_accessible(page: Any, where: str) -> None:
    """axe finds nothing serious or critical."""
    found = Axe().run(page).response["violations"]
    grave = [
        f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]
    assert not grave, f"{where}: " + "\n".join(grave)
