"""`./hy load KIND FILE...`: files into the running system, from a terminal."""

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.db import transaction

from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.places import scope
from huying.places.codes import ALL, pad

from .kinds import ImportKind, Loading, import_kind_of, import_kinds
from .readers import Mapping, load_mapping
from .risklists.commands import divisions, risk_list
from .services import Run, import_dry_run, import_run, import_start

# What is loaded file by file, not row by row.
WHOLE: dict[str, Callable[[Sequence[str]], int]] = {"risk-list": risk_list, "divisions": divisions}
DONE, UNREAD, USAGE, SOME_REJECTED, STOPPED = 0, 1, 2, 3, 130
_SHOWN = 20

NO_AREA = Words("没有这个地点编码：{code}", "There is no such area code: {code}")
NO_FILE = Words("找不到文件：{file}", "No such file: {file}")
ENDED = Words(
    "已停止。再运行同一命令即可接着导入，不会重复。",
    "Stopped. Run the same command again to go on; nothing is opened twice.",
)


def _parser() -> argparse.ArgumentParser:
    kinds = "; ".join(f"{kind.code}: {kind.title.zh} / {kind.title.en}" for kind in import_kinds())
    parser = argparse.ArgumentParser(
        prog="./hy load",
        description="导入文件（JSON 行、CSV、XLSX、XLS、ODS，可以是 .gz）。同一行不会登记两次。"
        " / Load files (JSON lines, CSV, XLSX, XLS, ODS, also .gz). No row is opened twice.",
        epilog=f"KIND: {kinds}; risk-list: 风险地区名单 / lists of areas at risk; divisions: 全国行政区划 / divisions of the country. 退出码 / exit codes: 0 读完 / all read; 1 有文件读不了 / a file could not be read; "
        "2 用法不对 / wrong usage; 3 有行待更正（仅 --strict）/ rows to correct (--strict only); 130 中途停止 / stopped.",
    )
    parser.add_argument("kind", metavar="KIND")
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
    parser.add_argument("--mapping", type=Path, help="对应文件 / mapping file (YAML, JSON)")
    parser.add_argument("--area", default="", help="归属地点编码，可短写 / area code, may be short")
    parser.add_argument("--channel", default="", help="渠道编码 / code of the channel")
    parser.add_argument("--data", type=Path, help="数据文件夹，同 serve / data folder, as for serve")
    parser.add_argument("--json", action="store_true", help="结果以 JSON 输出 / print the result as JSON")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不登记 / check only, open nothing")
    parser.add_argument(
        "--strict", action="store_true", help="有行待更正时退出码为 3 / exit code 3 when rows were rejected"
    )
    return parser


class _Stop:
    """The first Ctrl-C waits for the end of the chunk, the second does not."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        return self.asked

    def ask(self, number: int, _frame: FrameType | None) -> None:
        """The signal's handler."""
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take Ctrl-C and SIGTERM inside the block."""
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            for number in before:
                signal.signal(number, self.ask)
        except ValueError:  # not the main thread: nobody can press Ctrl-C here
            before = {}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class _Progress:
    """How far a file is, on standard error: one changing line on a terminal, else a line every few seconds."""

    def __init__(self, name: str) -> None:
        self.name, self.last, self.terminal = name, 0.0, sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        now, finished = time.monotonic(), done == total
        if not finished and now - self.last < (0.2 if self.terminal else 3):
            return
        self.last = now
        share = f"{done}/{total} ({done * 100 // total}%)" if total else str(done)
        end = "\n" if finished or not self.terminal else ""
        print(f"{chr(13) if self.terminal else ''}{self.name}: {share}", end=end, file=sys.stderr, flush=True)


def main(argv: Sequence[str]) -> int:
    """Load the files; the result as words, or with `--json` as one object, on standard output."""
    if argv and argv[0] in WHOLE:
        return WHOLE[argv[0]](argv[1:])
    parser = _parser()
    asked = parser.parse_args(list(argv))
    try:
        kind = import_kind_of(asked.kind)
        mapping = load_mapping(asked.mapping) if asked.mapping else Mapping()
        area = _area(asked.area)
        missing = [file for file in asked.files if not file.is_file()]
        if missing:
            raise Refused(NO_FILE.fill(file=missing[0]))
    except Refused as refused:
        _say(refused.words)
        return USAGE
    stop, results = _Stop(), []
    with stop.listening():
        for file in asked.files:
            if stop():
                break
            results.append(_load(asked, kind, mapping, area, file, stop))
    result = _result(results)
    result["finished"] = not stop()
    if asked.dry_run:
        result["dry_run"] = True
    print(json.dumps(result, ensure_ascii=False) if asked.json else _words(result), flush=True)
    if stop():
        _say(ENDED)
        return STOPPED
    if any(error for _, _, error in results):
        return UNREAD
    return SOME_REJECTED if asked.strict and result["rejected"] else DONE


Result = tuple[Path, Run, Words | None]


def _load(
    asked: argparse.Namespace, kind: ImportKind, mapping: Mapping, area: str, file: Path, stop: _Stop
) -> Result:
    tell = _Progress(file.name)
    try:
        loading = Loading(area=area, actor=Actor("system", area=area), channel=asked.channel, file=file.name)
        if asked.dry_run:
            return (
                file,
                import_dry_run(kind=kind, mapping=mapping, path=file, loading=loading, tell=tell),
                None,
            )
        with transaction.atomic(), scope.use(area):
            load = import_start(
                path=file,
                name=file.name,
                kind=kind,
                mapping=mapping,
                loading=loading,
                source="command",
                keep=False,
            )
        return file, import_run(load=load.pk, area=area, path=file, tell=tell, stop=stop), None
    except Refused as refused:
        _say(Words(f"{file}：{refused.words.zh}", f"{file}: {refused.words.en}"))
        return file, Run(), refused.words


def _area(typed: str) -> str:
    if not typed:
        return ALL
    from huying.places.models import Area

    try:
        code = pad(typed)
    except ValueError:
        raise Refused(NO_AREA.fill(code=typed)) from None
    with transaction.atomic(), scope.everything("an area named at the terminal"):
        if not Area.objects.filter(pk=code).exists():
            raise Refused(NO_AREA.fill(code=typed))
    return code


def _result(results: Sequence[Result]) -> dict[str, Any]:
    """The counts over all files; received = opened + already + rejected."""
    several = len(results) > 1
    rejected = []
    for file, run, _ in results:
        for one in run.rejected:
            line: dict[str, Any] = {"row": one.row.number}
            if one.row.sheet:
                line["sheet"] = one.row.sheet
            if several:
                line["file"] = file.name
            line["reason"] = "；".join(dict.fromkeys(problem.words.zh for problem in one.problems))
            line["reason_en"] = "; ".join(dict.fromkeys(problem.words.en for problem in one.problems))
            rejected.append(line)
    runs = [run for _, run, _ in results]
    return {
        "received": sum(run.received for run in runs),
        "opened": sum(run.opened for run in runs),
        "already": sum(run.already for run in runs),
        "rejected": rejected,
        "merge_suggested": sum(run.merge_suggested for run in runs),
        "unread": [
            {"file": file.name, "reason": error.zh, "reason_en": error.en}
            for file, _, error in results
            if error
        ],
    }


def _words(result: dict[str, Any]) -> str:
    rejected = result["rejected"]
    lines = [
        f"收到 {result['received']} 行：新登记 {result['opened']}，早已登记 {result['already']}，待更正 {len(rejected)}；"
        f"建议合并 {result['merge_suggested']}。",
        f"Received {result['received']}: opened {result['opened']}, there already {result['already']}, "
        f"to correct {len(rejected)}; merge suggested for {result['merge_suggested']}.",
    ]
    for one in rejected[:_SHOWN]:
        where = " ".join(str(one[name]) for name in ("file", "sheet", "row") if name in one)
        lines.append(f"  {where}: {one['reason']} / {one['reason_en']}")
    if len(rejected) > _SHOWN:
        lines.append(f"  … {len(rejected) - _SHOWN}")
    if rejected:
        lines.append("待更正的行可在“导入”页面更正。 / Rows to correct wait on the page “Imports”.")
    return "\n".join(lines)


def _say(words: Words) -> None:
    print(f"{words.zh}\n{words.en}", file=sys.stderr, flush=True)
