"""`./hy load risk-list FILE...` and `./hy load divisions FILE...`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from huying.intake.readers import read_rows
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places.codes import ALL, pad
from huying.places.levels import SOURCE_WORDS
from huying.places.risk.lists import moment_of
from huying.places.risk.meaning import names_resolve
from huying.places.scope import everything
from huying.places.services import divisions_load

from .loading import Report, lists_load

DONE, UNREAD, USAGE = 0, 1, 2
_SHOWN = 20
NO_FILE = Words("找不到文件：{file}", "No such file: {file}")
NO_AREA = Words("不是地点编码：{code}", "Not an area code: {code}")
COLUMNS: dict[str, Sequence[str]] = {
    "code": ["编码", "代码", "区划代码", "行政区划代码", "code"],
    "zh": ["名称", "地名", "name", "zh"],
    "aliases": ["别名", "曾用名", "aliases"],
}


def _parser(name: str, zh: str, en: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"./hy load {name}", description=f"{zh} / {en}")
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
    parser.add_argument("--json", action="store_true", help="结果以 JSON 输出 / print the result as JSON")
    return parser


def risk_list(argv: Sequence[str]) -> int:
    """Load lists of areas at risk; the counts as words, or with `--json` as one object, on standard output."""
    parser = _parser(
        "risk-list",
        "导入风险地区名单：官方 JSON、报纸文字、自己的表；单个文件、文件夹或 .tar.gz，先后不论，重复不计。",
        "Load lists of areas at risk: official JSON, printed text, tables of one's own; files, folders or .tar.gz, "
        "in any order, each once.",
    )
    parser.add_argument("--source", choices=sorted(SOURCE_WORDS), default="", help="谁的名单 / whose list")
    parser.add_argument("--area", default="", help="自己名单的地区编码 / area code of one's own list")
    parser.add_argument("--at", default="", help="表没写时间时，从何时起有效 / from when a table is valid")
    asked = parser.parse_args(list(argv))
    try:
        at = moment_of(asked.at) if asked.at else None
        area = _area(asked.area)
        missing = [file for file in asked.files if not file.exists()]
        if missing:
            raise Refused(NO_FILE.fill(file=missing[0]))
    except Refused as refused:
        _say(refused.words)
        return USAGE
    report = lists_load(asked.files, kind=asked.source, area=area, at=at, by="./hy load")
    print(json.dumps(report.as_json(), ensure_ascii=False) if asked.json else _words(report), flush=True)
    return UNREAD if report.unread else DONE


def _area(typed: str) -> str:
    try:
        return pad(typed) if typed else ALL
    except ValueError:
        raise Refused(NO_AREA.fill(code=typed)) from None


def _words(report: Report) -> str:
    share = report.share
    lines = [
        f"读了 {report.files} 个文件：新版本 {report.versions}，早已有 {report.already}；"
        f"高风险 {report.listed['high']}，中风险 {report.listed['medium']}，低风险 {report.listed['low']}，"
        f"重点地区 {report.listed['key']}。",
        f"Read {report.files} files: {report.versions} new versions, {report.already} there already; "
        f"high {report.listed['high']}, medium {report.listed['medium']}, low {report.listed['low']}, "
        f"key {report.listed['key']}.",
        f"认出到区县 / known to the district {share.get('district', 0):.1%}，到街道 / to the street "
        f"{share.get('street', 0):.1%}，到社区 / to the community {share.get('community', 0):.1%}。",
    ]
    odd = [(file, row, words) for file, row, words in report.odd]
    odd += [(file, 0, words) for file, words in report.unread]
    for file, row, words in odd[:_SHOWN]:
        lines.append(f"  {file} {row or ''}: {words.zh} / {words.en}")
    if len(odd) > _SHOWN:
        lines.append(f"  … {len(odd) - _SHOWN}")
    return "\n".join(lines)


def divisions(argv: Sequence[str]) -> int:
    """Load the divisions of the country, by which the names on lists are understood."""
    parser = _parser(
        "divisions",
        "导入全国行政区划（编码、名称，可有别名），用来认名单上的地名；不影响本市自己的地点。",
        "Load the divisions of the country (code, name, other names too), by which lists are understood; the city's "
        "own places stay as they are.",
    )
    asked = parser.parse_args(list(argv))
    result: dict[str, Any] = {
        "received": 0,
        "created": 0,
        "changed": 0,
        "same": 0,
        "rejected": [],
        "unread": [],
    }
    for file in asked.files:
        try:
            if not file.is_file():
                raise Refused(NO_FILE.fill(file=file))
            rows = [(row.number, row.cells) for row in read_rows(file, synonyms=COLUMNS)]
        except Refused as refused:
            result["unread"].append(
                {"file": file.name, "reason": refused.words.zh, "reason_en": refused.words.en}
            )
            continue
        with transaction.atomic(), everything(f"divisions of {file.name}"):
            loaded = divisions_load(cells for _, cells in rows)
        for name in ("received", "created", "changed", "same"):
            result[name] += getattr(loaded, name)
        result["rejected"] += [
            {"file": file.name, "row": rows[place - 1][0], "reason": words.zh, "reason_en": words.en}
            for place, words in loaded.rejected
        ]
    with transaction.atomic(), everything("names on lists, after divisions were loaded"):
        result["names_changed"] = names_resolve(everything=True)
    if asked.json:
        print(json.dumps(result, ensure_ascii=False), flush=True)
    else:
        print(
            f"收到 {result['received']}：新增 {result['created']}，改名 {result['changed']}，相同 {result['same']}，"
            f"读不懂 {len(result['rejected'])}；名单上的地名有 {result['names_changed']} 个因此认得更准。\n"
            f"Received {result['received']}: created {result['created']}, renamed {result['changed']}, same "
            f"{result['same']}, rejected {len(result['rejected'])}; {result['names_changed']} listed names are known better."
        )
        for one in [*result["rejected"][:_SHOWN], *result["unread"]]:
            print(f"  {one['file']} {one.get('row', '')}: {one['reason']} / {one['reason_en']}")
    return UNREAD if result["unread"] else DONE


def _say(words: Words) -> None:
    print(f"{words.zh}\n{words.en}", file=sys.stderr, flush=True)
