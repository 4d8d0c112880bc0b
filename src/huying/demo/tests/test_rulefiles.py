"""The drill data: loaded twice it is there once, in its own time, in drill databases only, without one refusal."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from huying.base import clock
from huying.demo.city import CITY
from huying.demo.rulefiles import FOLDER, files_load, files_read, in_order
from huying.kernel.refused import Refused
from huying.places.codes import ALL, pad
from huying.places.models import Area
from huying.rulebook.models import DiseaseProfile, RuleSet
from huying.rulebook.queries import categories, profile_of, reader
from huying.rulebook.validity import Stamps, result_counts

NOW = dt.datetime(2026, 11, 1, 4, tzinfo=dt.UTC)
RULES, DISEASES = sorted(FOLDER.glob("rules/*.yaml")), sorted(FOLDER.glob("diseases/*.yaml"))


def on(year: int, month: int, day: int) -> dt.datetime:
    """Noon of a day, here."""
    return dt.datetime(year, month, day, 4, tzinfo=dt.UTC)


@pytest.fixture
def drill(db: None) -> None:
    """A database that knows the fictional city."""
    Area.objects.create(code=CITY, grade="city", parent_id=None, zh="临川市", en="Linchuan")


def test_all_of_it_holds_in_its_own_time_and_none_of_it_today(drill: None) -> None:
    with clock.borrow(NOW):
        assert len(files_load(RULES + DISEASES)) == len(RULES + DISEASES)
        assert files_load(RULES + DISEASES) == []
        assert DiseaseProfile.objects.filter(status="published").count() == len(DISEASES) >= 12
        ebola = profile_of("ebola")
    assert ebola is not None
    assert (ebola.incubation_max, ebola.uses("vector_control")) == (21, False)
    beilun = pad("330206")
    times = {
        day: categories(beilun, day).keys() for day in (on(2022, 1, 5), on(2022, 7, 1), on(2022, 11, 12))
    }
    assert ["secondary_contact" in codes for codes in times.values()] == [True, True, False]
    assert ["time_space_companion" in codes for codes in times.values()] == [True, False, False]
    assert [
        reader(day).value("rulebook.movement", beilun, choice="medium")
        for day in (on(2022, 6, 4), on(2022, 7, 1), on(2022, 11, 12))
    ] == ["free", "in_area", "free"]
    assert reader(NOW).why("rulebook.categories", beilun).rule_set is None

    # The passenger at the station: a result of 47 hours counts, one of 49 does not, by the province's rule.
    at = on(2021, 12, 9)
    rules, taiyuan = reader(at), pad("140105")
    for hours, counts in ((47, True), (49, False)):
        found = result_counts(
            rules, taiyuan, "landing_point", Stamps(reported_at=at - dt.timedelta(hours=hours)), at
        )
        assert found.valid is counts
        assert found.because is not None
        assert found.because.authority.zh == "山西省疫情防控办"


def test_sets_can_start_now_and_stand_in_the_drill_city(drill: None) -> None:
    with clock.borrow(NOW):
        call_command("rulebook_load", *map(str, RULES), "--now", "--area", CITY)
        call_command("rulebook_load", *map(str, RULES), "--now", "--area", CITY)
        assert RuleSet.objects.count() == len(RULES)
        assert set(RuleSet.objects.values_list("area", flat=True)) == {ALL, CITY}
        assert reader().value("rulebook.test_validity", CITY, choice="return_to_work").window == "48h"


def test_a_real_database_and_a_wrong_file_are_refused_whole(drill: None, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(RULES[0].read_text("utf-8").replace("until:", "untill:"), "utf-8")
    with clock.borrow(NOW):
        with pytest.raises(Refused, match=r"wrong\.yaml"):
            files_load([*RULES, wrong])
        assert not RuleSet.objects.exists()
        with pytest.raises(CommandError, match="no such file"):
            call_command("rulebook_load", str(tmp_path / "none.yaml"))
        Area.objects.filter(code=CITY).delete()
        with pytest.raises(CommandError, match="for drills"):
            call_command("rulebook_load")
    assert not RuleSet.objects.exists()


def test_a_parent_is_loaded_before_its_children_and_says_drill_in_its_name() -> None:
    order = [one.rules.slug for one in in_order(list(reversed(files_read(RULES)))) if one.rules]
    assert order.index("cn-plan-8") < order.index("cn-plan-9")
    for path in RULES + DISEASES:
        assert "演练" in path.read_text("utf-8"), path.name
