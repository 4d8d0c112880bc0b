"""Diseases as data: added on pages by two people, named by a response, shipped as drill files."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from huying.base import clock
from huying.kernel.refused import Refused
from huying.people.models import User
from huying.people.testing import Cast
from huying.rulebook.models import DiseaseProfile, Response
from huying.rulebook.profiles import profile_read, profile_written
from huying.rulebook.queries import profile, profile_of

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 1, 4, tzinfo=dt.UTC)
FORM = {
    "slug": "river-fever", "zh": "河谷热（演练）", "en": "River fever (drill)", "legal_class": "B", "report_within": "24h",
    "routes": ["vector", "animal"], "person_to_person": "no", "incubation_min": "2", "incubation_max": "6",
    "case_definition": "发热，去过河谷", "contact_definition": "", "categories": "case\nplace_exposed", "regimes": "",
    "modules": ["lists", "vector_control"], "declared": ["places_visited", "insect_bites"],
    "symptoms-n": "2", "symptoms-0-code": "fever", "symptoms-0-zh": "发热", "symptoms-1-code": "bleeding",
    "symptoms-1-zh": "出血", "symptoms-1-alarm": "yes", "sources-n": "1", "sources-0-title": "演练方案",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.borrow(NOW):
        yield


class Desk:
    """Gu drafts and Hao publishes in the city, Ivy drafts in another street."""

    def __init__(self, cast: Cast, client_for: Callable[[User | None], Client]) -> None:
        self.cast = cast
        self.gu = client_for(cast.staff("rule_editor", cast.city, "gu", "顾"))
        self.hao = client_for(cast.staff("rule_publisher", cast.city, "hao", "郝"))
        self.ivy = client_for(cast.staff("rule_editor", cast.other_street, "ivy", "艾"))
        self.alice = client_for(cast.alice)

    def add(self, **more: Any) -> DiseaseProfile:
        """A disease through pages, in force."""
        assert self.gu.post(reverse("profile_new"), {**FORM, **more}).status_code == 302
        row = DiseaseProfile.objects.latest("pk")
        assert self.hao.post(reverse("profile_publish", args=[row.code])).status_code == 302
        row.refresh_from_db()
        return row


@pytest.fixture
def desk(cast: Cast, client_for: Callable[[User | None], Client]) -> Desk:
    return Desk(cast, client_for)


def test_a_new_disease_is_added_and_a_response_to_it_started_through_pages_alone(desk: Desk) -> None:
    cast = desk.cast
    assert desk.alice.get(reverse("profile_new")).status_code == 403
    assert desk.gu.get(reverse("profile_new")).status_code == 200
    wrong = desk.gu.post(reverse("profile_new"), {**FORM, "incubation_max": "1", "sources-0-title": ""})
    assert wrong.status_code == 422
    assert "河谷热" in wrong.content.decode()
    desk.gu.post(reverse("profile_new"), FORM)
    row = DiseaseProfile.objects.get()
    address = reverse("profile", args=[row.code])
    assert desk.gu.get(address).status_code == 200
    assert desk.ivy.get(address).status_code == 404
    assert profile_of("river-fever") is None
    assert desk.gu.post(reverse("profile_publish", args=[row.code])).status_code == 403
    desk.hao.post(reverse("profile_publish", args=[row.code]))
    page = desk.ivy.get(address).content.decode()
    for said in ("河谷热（演练）", "病媒（蚊、蚤等）", "出血（立即求助）", "蚊虫叮咬", "24 小时"):
        assert said in page
    assert "河谷热" in desk.alice.get(reverse("profiles")).content.decode()

    start = {
        "zh": "河谷热暴发", "en": "", "level": "3", "authority": "市政府", "area": cast.city, "legal_basis": "法",
        "measures": "灭蚊", "expected_end": "2027-01-31", "profile": "river-fever",
    }  # fmt: skip
    assert "河谷热（演练）" in desk.hao.get(reverse("response_new")).content.decode()
    assert desk.hao.post(reverse("response_new"), {**start, "profile": "plague"}).status_code == 422
    assert desk.hao.post(reverse("response_new"), start).status_code == 302
    found = profile(cast.a1)
    assert found is not None
    assert (found.incubation_max, found.uses("vector_control"), found.uses("quarantine")) == (6, True, False)
    assert found.declared == ["places_visited", "insect_bites"]
    assert profile(cast.country) is None
    assert profile(cast.a1, NOW - dt.timedelta(days=1)) is None
    assert (
        "河谷热（演练）"
        in desk.alice.get(reverse("response", args=[Response.objects.get().code])).content.decode()
    )


def test_the_newest_published_version_counts_and_a_published_one_never_changes(desk: Desk) -> None:
    first = desk.add()
    with clock.borrow(NOW + dt.timedelta(days=1)):
        second = desk.add(incubation_max="9")
        assert (second.version, second.slug) == (2, "river-fever")
        assert profile_of("river-fever").incubation_max == 9  # type: ignore[union-attr]
        assert profile_of("river-fever", NOW).incubation_max == 6  # type: ignore[union-attr]
        desk.hao.post(reverse("profile_withdraw", args=[second.code]))
        assert profile_of("river-fever").incubation_max == 6  # type: ignore[union-attr]
    with pytest.raises(IntegrityError), transaction.atomic():
        DiseaseProfile.objects.filter(pk=first.pk).update(document={})
    with pytest.raises(IntegrityError), transaction.atomic():
        DiseaseProfile.objects.filter(pk=first.pk).update(published_by=first.drafted_by)


def test_yaml_goes_out_and_comes_in_with_the_line_of_every_mistake(desk: Desk) -> None:
    row = desk.add()
    text = desk.alice.get(reverse("profile_yaml", args=[row.code])).content.decode()
    assert profile_written(profile_read(text)) == text
    paste = reverse("profile_paste")
    assert (
        desk.gu.post(paste, {"text": text.replace("incubation_max: 6", "incubation_max: 8")}).status_code
        == 302
    )
    assert DiseaseProfile.objects.filter(slug="river-fever", version=2, status="draft").exists()
    wrong = desk.gu.post(paste, {"text": text.replace("river-fever", "x-fever").replace("B", "Z", 1)})
    assert wrong.status_code == 422
    with pytest.raises(Refused, match="第 4 行"):
        profile_read("slug: x-fever\nzh: 热\nperson_to_person: true\nlegal_class: Z\nsources: [{title: a}]")
    with pytest.raises(Refused):
        profile_read("[]")


def test_a_program_adds_a_disease_too(desk: Desk) -> None:
    def post(client: Client, name: str, body: Any, *args: str) -> Any:
        return client.post(
            reverse(f"api:{name}", args=args), json.dumps(body), content_type="application/json"
        )

    text = "slug: x-fever\nzh: 热\nlegal_class: B\nperson_to_person: true\nsources: [{title: a}]\n"
    made = post(desk.gu, "profile_draft", {"document": text})
    assert (made.status_code, made.json()["status"]) == (201, "draft")
    code = made.json()["code"]
    assert desk.ivy.get(reverse("api:profile", args=[code])).status_code == 404
    assert post(desk.gu, "profile_draft", {"document": "slug: x"}).status_code == 409
    assert post(desk.gu, "profile_publish", {}, code).status_code == 403
    assert post(desk.hao, "profile_publish", {}, code).json()["status"] == "published"
    assert [one["slug"] for one in desk.alice.get(reverse("api:profiles")).json()] == ["x-fever"]
