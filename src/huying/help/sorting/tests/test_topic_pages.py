"""Suggestions and topics through HTTP: seen by those who screen there, used with one press, decided by them."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.help.models import Category, HelpRequest, SolutionCard, Topic
from huying.help.sorting.watching import topics_watch
from huying.help.tests.conftest import City

from .test_topics import COLD, OTHER, tell

Clients = Callable[[Any], Client]


def found(city: City) -> Topic:
    tell(city, COLD + OTHER)
    return next(one for one in topics_watch() if one.kind == "name")


def test_a_topic_is_made_a_category_with_one_press(city: City, client_for: Clients) -> None:
    topic, dora = found(city), client_for(city.cast.dora)
    assert "龙湖天街" in dora.get("/desk/topics/").content.decode()
    page = dora.get(f"/desk/topics/{topic.pk}/").content.decode()
    assert all(text[:12] in page for text in COLD)
    done = dora.post(f"/desk/topics/{topic.pk}/category/", {"zh": "龙湖天街供暖", "en": "Heating"})
    assert done.status_code == 302
    made = Category.objects.get(zh="龙湖天街供暖")
    assert made.created_by == city.cast.dora and made.hints == ["龙湖天街"]
    assert "龙湖天街供暖" in dora.get(f"/desk/topics/{topic.pk}/").content.decode()
    assert "龙湖天街" not in dora.get("/desk/topics/").content.decode().split("<main")[-1]
    again = dora.post(f"/desk/topics/{topic.pk}/category/", {"zh": "", "en": ""})
    assert again.status_code == 422


def test_a_card_is_begun_and_what_is_no_topic_goes(city: City, client_for: Clients) -> None:
    topic, sam = found(city), client_for(city.sam)
    assert sam.post(f"/desk/topics/{topic.pk}/category/", {"zh": "供暖"}).status_code in (403, 404)
    to = sam.post(f"/desk/topics/{topic.pk}/card/")["Location"]
    assert SolutionCard.objects.get(zh_title="龙湖天街").code in to
    assert sam.post(f"/desk/topics/{topic.pk}/aside/").status_code == 302
    assert Topic.objects.get(pk=topic.pk).state == "aside"


def test_the_neighbour_sees_no_topic(city: City, client_for: Clients) -> None:
    topic = found(city)
    away = client_for(city.cast.staff("coordinator", city.cast.other_street, "olga", "奥佳"))
    assert "龙湖天街" not in away.get("/desk/topics/").content.decode()
    assert away.get(f"/desk/topics/{topic.pk}/").status_code == 404
    for how in ("category", "card", "aside"):
        assert away.post(f"/desk/topics/{topic.pk}/{how}/", {"zh": "供暖"}).status_code == 404
    assert client_for(None).get("/desk/topics/").status_code == 302
    assert Topic.objects.get(pk=topic.pk).state == "open" and Topic.objects.filter(category=None).exists()


def test_learning_and_looking_are_jobs_asked_for_once(city: City, client_for: Clients) -> None:
    sam = client_for(city.sam)
    for what in ("learn", "learn", "topics"):
        assert sam.post("/desk/topics/learned/", {"what": what}).status_code == 302
    names = ProcrastinateJob.objects.values_list("task_name", flat=True)
    assert sorted(names) == ["help.learn", "help.topics"]
    assert sam.get("/desk/topics/learned/").status_code == 200


def test_a_suggestion_says_why_and_fills_the_form_but_decides_nothing(
    city: City, client_for: Clients
) -> None:
    code = city.ask("妈妈的胰岛素用完了，断药两天", category="other")
    sam = client_for(city.sam)
    page = sam.get(f"/desk/screening/{code}/").content.decode()
    assert "因为提到：胰岛素、断药" in page
    use = f"/desk/screening/{code}/?category-of=medication_supply&amp;urgency-of=high"
    assert use in page
    filled = sam.get(use.replace("&amp;", "&")).content.decode()
    assert '<option value="medication_supply" selected' in filled
    row = HelpRequest.objects.get(matter__code=code)
    assert row.category_id == "other" and row.screened_at is None
