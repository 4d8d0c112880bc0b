"""Something long told in counted steps: which one of how many, what it does, and how far it is inside a long one."""

import time
from collections.abc import Callable

from huying.kernel.words import Words

SECONDS = 3.0
STEP = Words("第 {n} 步，共 {total} 步：{what}", "Step {n} of {total}: {what}")
FAR = Words("　　已办 {done} / {whole}（{share}%）{what}", "{done} of {whole} ({share} %) {what}")


def printed(words: Words) -> None:
    """A line for whoever waits at a terminal, in both languages."""
    print(f"{words.zh.rstrip()} / {words.en.rstrip()}", flush=True)


class Steps:
    """Counts steps to `total`; a part of them may be told by another process, which begins after `done`."""

    def __init__(self, total: int, *, done: int = 0, tell: Callable[[Words], None] = printed) -> None:
        self.total, self.done, self.tell = total, done, tell
        self._last = time.monotonic()

    def begin(self, what: Words) -> None:
        """The next step begins."""
        self.done += 1
        self._last = time.monotonic()
        self.tell(STEP.fill(n=self.done, total=self.total, what=what))

    def within(self, done: int, whole: int, what: Words | None = None) -> None:
        """How far the present step is; told every few seconds only."""
        if whole and time.monotonic() - self._last > SECONDS:
            self._last = time.monotonic()
            share = 100 * done // whole
            self.tell(FAR.fill(done=done, whole=whole, share=share, what=what or Words("", "")))

    def skip(self, count: int) -> None:
        """Steps that turn out not to be needed."""
        self.done += count


def quiet() -> Steps:
    """Steps nobody hears of."""
    return Steps(0, tell=lambda words: None)
