"""Suggestions: by words at first, then by what persons decided; never beyond what they are sure of."""

import datetime as dt
from itertools import cycle
from typing import Any

import pytest

from huying.base.testing import made_once
from huying.help.models import HelpRequest, Learned
from huying.help.sorting import training
from huying.help.sorting.suggest import category_suggested, newest, suggested, urgency_suggested
from huying.help.sorting.training import learn_now
from huying.help.tests.conftest import City

# What the words of the seed cannot know: how people of this city say things.
SAID = {
    "utilities": ["家里冷得像冰窖", "水龙头一滴都没有", "灯全黑了", "灶头点不着火"],
    "exams": ["明早八点要进场", "证件在老师手里拿不到", "模拟卷没有发", "监考不让进"],
    "complaint": ["大喇叭响到半夜", "楼下烧烤摊冒烟", "门口乱停堵路", "物业态度差"],
}


@pytest.fixture
def decided(city: City) -> City:
    """Two hundred and forty messages that Sam has screened, in the order of time."""
    made_once("two hundred and forty decided", lambda: _decide(city))
    return city


def _decide(city: City) -> None:
    opened = []
    for n, (label, texts) in zip(range(240), cycle(SAID.items()), strict=False):
        opened.append(
            (label, city.ask(f"您好，{texts[n // 3 % 4]}，我住{n}栋", contact_phone=f"1390000{n:04}"))
        )
    rows = {row.matter.code: row for row in HelpRequest.objects.select_related("matter")}
    for n, (label, code) in enumerate(opened):
        row = rows[code]
        row.category_id, row.urgency = label, "high" if label == "exams" else "normal"
        row.screened_at, row.screened_by = city.now + dt.timedelta(minutes=n), city.sam
    HelpRequest.objects.bulk_update(rows.values(), ["category", "urgency", "screened_at", "screened_by"])


def test_before_anything_is_learned_the_words_of_the_categories_suggest(city: City) -> None:
    found = category_suggested("妈妈的胰岛素用完了，断药两天")
    assert found is not None and found.code == "medication_supply" and found.words.zh == "买药断药"
    assert found.why.zh == "因为提到：胰岛素、断药" and found.why.en == "Because it mentions: 胰岛素, 断药"
    assert category_suggested("天上的云很白") is None
    category, urgency = suggested(city.row(city.ask("妈妈的胰岛素用完了", category="other")))
    assert (category.code, urgency.code, urgency.words.zh) == ("medication_supply", "high", "紧急")


def test_few_decisions_teach_nothing(city: City) -> None:
    city.act(city.sam, city.ask(), "handle", category="medication_supply", urgency="high")
    assert learn_now() == [] and not Learned.objects.exists()


def test_what_persons_decided_is_learned_measured_and_explained(decided: City) -> None:
    assert category_suggested("家里冷得像冰窖") is None
    category, urgency = learn_now()
    assert (category.what, category.decisions, category.tested) == ("category", 240, 48)
    assert category.accuracy > 0.9 > category.majority and category.accuracy > category.keywords
    assert urgency.accuracy > 0.9
    found = category_suggested("屋里冷得像冰窖一样")
    assert found is not None and found.code == "utilities" and "像冰" in found.why.zh
    assert found.source.zh == "从 240 件已分拣的留言中学到"
    how = urgency_suggested("明早八点要进场怎么办", "other")
    assert how is not None and how.code == "high" and how.why.zh.startswith("因为提到")


def test_what_machines_sorted_is_not_learned_from(decided: City) -> None:
    HelpRequest.objects.update(screened_by=None)
    assert training.decisions() == [] and learn_now() == []


def test_a_version_worse_than_the_words_is_not_used_and_old_ones_go(decided: City, monkeypatch: Any) -> None:
    for _ in range(training.KEPT + 2):
        learn_now()
    assert Learned.objects.filter(what="category").count() == training.KEPT
    assert newest("category") is not None
    last = Learned.objects.filter(what="category").latest("pk")
    Learned.objects.filter(pk=last.pk).update(accuracy=0.1, keywords=0.2)
    assert newest("category") is None
    assert category_suggested("家里冷得像冰窖") is None


def test_a_retired_category_is_never_suggested(decided: City) -> None:
    from huying.help.services import category_retire

    learn_now()
    category_retire(seat=decided.seat(decided.cast.dora), code="utilities")
    found = category_suggested("家里冷得像冰窖")
    assert found is None or found.code != "utilities"
