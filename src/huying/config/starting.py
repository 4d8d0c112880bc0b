"""The steps of a start: how many there are before anything was looked at, and who counts on from where."""

from huying.base.steps import Steps
from huying.kernel.words import Words

TABLES = Words("数据表", "the tables")
FIRST_ROWS = Words("自带的规则和首批资料", "the rules that come along, and the first rows")
FILES = Words("网页用的文件", "the files of the pages")
PREPARED = (TABLES, FIRST_ROWS, FILES)
# The database before, the web after what is prepared.
AROUND = 2


def demo_steps() -> int:
    """How many steps the demo city takes; 0 in a version without one."""
    try:
        from huying.demo.steps import STEPS
    except ImportError:
        return 0
    return len(STEPS)


def steps_of_start(*, demo: bool) -> Steps:
    """The steps of the whole start, with the demo city's where it is to be loaded."""
    return Steps(AROUND + len(PREPARED) + demo * demo_steps())


def steps_told(argv: list[str]) -> Steps:
    """The steps of the whole start when it tells them (`--steps=1/9`: one of nine is done), else of what is prepared."""
    told = next((word.removeprefix("--steps=") for word in argv if word.startswith("--steps=")), "")
    if told:
        done, total = told.split("/")
        return Steps(int(total), done=int(done))
    return Steps(len(PREPARED) + ("--demo" in argv) * demo_steps())
