"""Real entry rules decide rightly for travellers on the boundary days of each."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from huying import demo
from huying.places import codes
from huying.rulebook.document import read_document
from huying.rulebook.keys import key, load_keys
from huying.screening.lookback import Duty
from huying.screening.reading import Because, NoRisk, Rule, Stay, categories_for

FOLDER = Path(demo.__file__).parent / "data" / "rules"
ORDER = {
    "time_space_companion": 60, "inbound": 80, "from_high_risk": 90, "from_medium_risk": 100, "from_key_area": 110,
    "involved_person": 120, "general_contact": 130, "from_low_risk": 140,
}  # fmt: skip


class Levels(NoRisk):
    """Risk areas by code, the same on every day."""

    def __init__(self, **levels: str) -> None:
        self.levels = {codes.pad(name.removeprefix("a")): level for name, level in levels.items()}

    def level_of(self, place: str, day: dt.date) -> str | None:
        return next(
            (lv for at, lv in self.levels.items() if codes.is_code(place) and codes.covers(at, place)), None
        )

    def level_inside(self, area: str, day: dt.date) -> str | None:
        found = {lv for at, lv in self.levels.items() if codes.covers(area, at)}
        return next((lv for lv in ("high", "medium", "low") if lv in found), None)


def rules_of(name: str) -> tuple[list[Rule], dict[str, Duty]]:
    load_keys()
    document = read_document((FOLDER / f"lookback-{name}.yaml").read_text("utf-8"))
    rows: Any = key("screening.lookback").kind.read(document.rules["screening.lookback"])
    duties: dict[str, Duty] = key("screening.arrival_duties").kind.read(
        document.rules["screening.arrival_duties"]
    )
    assert {row.category for row in rows} <= duties.keys()
    return [Rule(row, ORDER[row.category]) for row in rows], duties


def day(text: str) -> dt.date:
    year = "" if text.count("-") == 2 else "2022-"
    return dt.date.fromisoformat(f"{year}{text}")


def first(
    name: str, place: str, came: str, left: str, on: str, *, risk: Any = None, marks: Any = (), arrived: str = "",
    text: str = "",
) -> Because | None:  # fmt: skip
    """What counts first for somebody who stayed in one place."""
    rules, _ = rules_of(name)
    stays = [Stay(codes.pad(place) if place else "", text, day(came), day(left))] if place or text else []
    found = categories_for(stays, marks, rules, risk or NoRisk(), day(on), day(arrived) if arrived else None)
    return found[0] if found else None


def said(because: Because | None) -> str | None:
    return because.rule.code if because else None


@pytest.mark.parametrize(
    ("place", "since", "rule"),
    [
        ("310120102", "2022-01-20", "since_0120"), ("130632103", "2022-01-20", "since_0120"),
        ("131082109", "2022-01-19", "since_0119"), ("120105002", "2022-01-15", "since_0115"),
        ("330109106", "2022-01-14", "since_0114"), ("330108", "2022-01-14", "since_0114"),
        ("231081", "2022-01-11", "since_0111"), ("654004", "2022-01-09", "since_0109"),
        ("532823", "2022-01-06", "since_0106"), ("110106", "2022-01-05", "since_0105"),
        ("110111105", "2022-01-05", "since_0105"), ("440402102", "2021-12-31", "since_1231"),
        ("410523", "2021-12-21", "since_1221"), ("120112104", "2021-12-21", "since_1221"),
        ("410105012", "2021-12-20", "since_1220"), ("411081002", "2021-12-19", "since_1219"),
    ],
)  # fmt: skip
def test_r1_hubei_counts_each_place_from_its_own_day(place: str, since: str, rule: str) -> None:
    before = str(day(since) - dt.timedelta(days=1))
    assert said(first("hubei-2022-01-28", place, "2021-12-01", since, "01-28")) == rule
    # Who left the day before is, if recent, only somebody from elsewhere in the country.
    left_before = first("hubei-2022-01-28", place, "2021-12-01", before, "01-28")
    recent = day("01-28") - day(before) < dt.timedelta(days=14)
    assert said(left_before) == ("elsewhere" if recent else None)


def test_r1_hubei_risk_counties_and_elsewhere_for_fourteen_days() -> None:
    risk = Levels(a610113001="medium")
    assert (
        said(first("hubei-2022-01-28", "610113005", "01-10", "01-15", "01-28", risk=risk)) == "risk_counties"
    )
    assert said(first("hubei-2022-01-28", "610104001", "01-10", "01-15", "01-28", risk=risk)) == "elsewhere"
    assert first("hubei-2022-01-28", "610113005", "01-10", "01-14", "01-28", risk=risk) is None
    # Coming from one town of the province to another is no entry.
    assert first("hubei-2022-01-28", "420106001", "01-10", "01-27", "01-28", risk=risk) is None


def test_r2_fuzhou_by_day_of_entry_and_days_since() -> None:
    def entered(arrived: str, on: str, place: str = "310115001") -> str | None:
        found = first("fuzhou-2022-04-16", place, "03-01", arrived, on, arrived=arrived)
        return said(found)

    assert entered("03-31", "04-01") == "entered_since_0331"
    assert entered("03-31", "04-13") == "entered_since_0331"
    assert entered("03-31", "04-14") is None
    assert entered("03-30", "04-05") == "entered_before_under_7"
    assert entered("03-30", "04-06") == "entered_before_7_to_14"
    assert entered("03-30", "04-12") == "entered_before_7_to_14"
    assert entered("03-30", "04-13") is None
    assert entered("04-10", "04-12", "220104001") == "entered_since_0331"
    assert entered("04-10", "04-12", "320102001") is None
    _, duties = rules_of("fuzhou-2022-04-16")
    assert duties["from_key_area"].tests == (1, 3, 7, 10, 14)


def test_r3_zhejiang_seven_days_by_level() -> None:
    risk = Levels(a150102001="high", a150102002="medium")
    for street, rule in (("150102001", "high"), ("150102002", "medium"), ("150102003", "low")):
        assert said(first("zhejiang-2022-10-08", street, "09-01", "10-08", "10-14", risk=risk)) == rule
        assert first("zhejiang-2022-10-08", street, "09-01", "10-07", "10-14", risk=risk) is None
    assert first("zhejiang-2022-10-08", "150105001", "10-01", "10-08", "10-08", risk=risk) is None
    # Told no closer than the county: the low rule is certain, what is stricter has to be asked.
    rules, _ = rules_of("zhejiang-2022-10-08")
    whole = categories_for(
        [Stay(codes.pad("150102"), "", day("10-01"), day("10-08"))], (), rules, risk, day("10-08")
    )
    assert [(one.rule.code, one.sure) for one in whole] == [("low", True), ("high", False)]


def test_r4_hengyang_abroad_counts_before_any_level() -> None:
    risk = Levels(a520103001="high", a520103002="medium")
    at = "hengyang-2022-09-15"
    assert said(first(at, "520103001", "09-01", "09-14", "09-15", risk=risk, marks={"inbound"})) == "abroad"
    assert said(first(at, "520103001", "09-01", "09-09", "09-15", risk=risk)) == "high"
    assert said(first(at, "520103002", "09-01", "09-09", "09-15", risk=risk)) == "medium"
    assert said(first(at, "520103009", "09-01", "09-09", "09-15", risk=risk)) == "low"
    assert first(at, "520103001", "09-01", "09-08", "09-15", risk=risk) is None


def test_r5_lingbao_whole_regions_then_levels_then_anywhere() -> None:
    risk = Levels(a510104001="high")
    at = "lingbao-2022-09-17"
    assert said(first(at, "540102001", "09-01", "09-11", "09-17", risk=risk)) == "whole_regions"
    assert said(first(at, "650102001", "09-01", "09-11", "09-17", risk=risk)) == "whole_regions"
    assert said(first(at, "652301001", "09-01", "09-11", "09-17", risk=risk)) == "ordinary"
    assert said(first(at, "510104001", "09-01", "09-11", "09-17", risk=risk)) == "high"
    assert said(first(at, "510104009", "09-01", "09-11", "09-17", risk=risk)) == "low_county"
    assert first(at, "540102001", "09-01", "09-10", "09-17", risk=risk) is None
    assert first(at, "411282001", "09-01", "09-17", "09-17", risk=risk) is None


def test_r6_sheyang_two_counties_two_days_and_shanghai() -> None:
    risk = Levels(a310115001001="medium")
    at = "sheyang-2022-06-27"
    assert said(first(at, "341324001", "06-01", "06-20", "06-28")) == "sixian"
    assert first(at, "341324001", "06-01", "06-19", "06-28") is None
    assert said(first(at, "340621001", "06-01", "06-23", "06-28")) == "suixi"
    assert first(at, "340621001", "06-01", "06-22", "06-28") is None
    assert said(first(at, "310115001009", "06-01", "06-15", "06-28", risk=risk)) == "shanghai_towns"
    assert said(first(at, "310115002", "06-01", "06-15", "06-28", risk=risk)) == "shanghai"
    assert first(at, "310115002", "06-01", "06-14", "06-28", risk=risk) is None
    assert said(first(at, "", "06-01", "06-14", "06-28", marks={"path_unclear"})) == "unclear"


def test_r7_taiyuan_places_since_a_day_a_rolling_window_path_and_code() -> None:
    risk = Levels(a150781="medium")
    at = "taiyuan-2021-12-08"
    for city in ("330102001", "330203001", "330602001"):
        assert said(first(at, city, "2021-11-01", "2021-11-23", "2021-12-30")) == "three_cities"
        assert first(at, city, "2021-11-01", "2021-11-22", "2021-12-08") is None
    assert said(first(at, "150781001", "2021-11-01", "2021-11-25", "2021-12-08", risk=risk)) == "risk_14"
    assert first(at, "150781001", "2021-11-01", "2021-11-24", "2021-12-08", risk=risk) is None
    # The city around a risk area, for the same rolling window.
    assert (
        said(first(at, "150702001", "2021-11-01", "2021-11-25", "2021-12-08", risk=risk)) == "risk_cities_14"
    )
    assert first(at, "150702001", "2021-11-01", "2021-11-24", "2021-12-08", risk=risk) is None
    assert (
        said(first(at, "", "2021-12-01", "2021-12-02", "2021-12-08", marks={"trajectory_overlap"})) == "path"
    )
    assert said(first(at, "", "2021-12-01", "2021-12-02", "2021-12-08", marks={"abnormal_code"})) == "code"


def test_ningbo_named_places_since_a_day_risk_areas_and_path() -> None:
    at = "ningbo-2022-01-09"
    risk = Levels(a610113001="high")
    for place, text in (("120112104", ""), ("410502001", ""), ("", "天津市津南区"), ("", "河南安阳汤阴县")):
        assert said(first(at, place, "2021-12-01", "2021-12-25", "01-09", text=text)) == "named"
        assert first(at, place, "2021-12-01", "2021-12-24", "01-09", text=text) is None
    assert said(first(at, "610113001", "2021-12-01", "2021-12-25", "01-09", risk=risk)) == "risk"
    assert first(at, "610113001", "2021-12-01", "2021-12-24", "01-09", risk=risk) is None
    assert said(first(at, "", "01-01", "01-02", "01-09", marks={"trajectory_overlap"})) == "path"
    # Only the province was told: Anyang may be meant, so somebody has to ask.
    asked = first(at, "", "2021-12-01", "01-02", "01-09", text="河南省")
    assert asked is not None and not asked.sure


def test_every_set_is_a_whole_document() -> None:
    assert len(list(FOLDER.glob("lookback-*.yaml"))) == 8
    for path in FOLDER.glob("lookback-*.yaml"):
        assert read_document(path.read_text("utf-8")).slug == path.stem
