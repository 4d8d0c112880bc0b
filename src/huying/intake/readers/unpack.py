"""Run alone, in a process of its own with a bound on memory: a workbook as JSON lines on standard output.

A hostile workbook can make any parser take all memory or abort; here it takes only this process.
Standard library and python-calamine only. Arguments: path, memory in bytes, rows.
"""

import datetime as dt
import json
import resource
import sys

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum


def shown(value: object) -> object:
    """A cell as JSON: text, number and truth as they are, times as {"d"|"t"|"s": ...}."""
    if isinstance(value, dt.datetime):
        return {"d": value.isoformat(" ", "seconds")}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    if isinstance(value, dt.time):
        return {"t": value.isoformat("seconds")}
    if isinstance(value, dt.timedelta):
        return {"s": value.total_seconds()}
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value) if abs(value) < 2**53 else {"n": str(value)}
    return value


def main(path: str, memory: int, rows: int) -> None:
    """Write for each visible sheet its name and merged ranges, then its rows."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    book = CalamineWorkbook.from_path(path)
    out = sys.stdout
    for sheet_of in book.sheets_metadata:
        if sheet_of.typ != SheetTypeEnum.WorkSheet or sheet_of.visible != SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_name(sheet_of.name)
        top, left = sheet.start or (0, 0)
        # Rows are counted from the top of the sheet, columns from its first used one, as iter_rows does.
        merged = [
            [first[0], last[0], first[1] - left]
            for first, last in sheet.merged_cell_ranges or []
            if last[0] > first[0] and first[1] >= left
        ]
        out.write(json.dumps({"sheet": sheet_of.name, "merged": sorted(merged)}) + "\n")
        for number, line in enumerate(sheet.iter_rows()):
            if number > rows + top:
                break
            out.write(json.dumps([shown(value) for value in line]) + "\n")
    out.write(json.dumps({"end": True}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
