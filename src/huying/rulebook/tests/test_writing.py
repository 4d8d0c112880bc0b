"""Writing rules on pages: rows of a list, files up and down, what differs between two versions."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from huying.base import clock
from huying.people.models import User
from huying.people.testing import Cast
from huying.rulebook import services
from huying.rulebook.models import RuleSet, SourceFile
from huying.rulebook.queries import categories
from huying.rulebook.services import Hand

from .test_pages import NOW, Desk, publish

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 the order of the control office"
CONTACT = {"code": "close_contact", "zh": "密接", "en": "Close contact", "precedence": 10}
STUDENT = {"code": "student", "zh": "学生", "en": "Student", "precedence": 20, "measures": False}


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    with clock.borrow(NOW):
        yield


@pytest.fixture
def desk(cast: Cast, client_for: Callable[[User | None], Client]) -> Desk:
    return Desk(cast, client_for)


def controls(page: str) -> dict[str, str]:
    """What a browser would send of the form on a page: texts, chosen options, hidden counts."""
    sent: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag and 'type="file"' not in tag:
            sent[name[1]] = value[1] if value else ""
    for name_, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', inside)
        sent[name_] = chosen[1] if chosen else ""
    return {name: value for name, value in sent.items() if name.startswith("rows")}


def test_a_list_of_records_is_written_row_by_row_without_scripts(desk: Desk) -> None:
    cast = desk.cast
    row = desk.set("city", cast.city, {}, publish=False)
    one = reverse("rule_one", args=[row.code, "rulebook.categories"])
    page = desk.gu.get(one).content.decode()
    sent = controls(page)
    # It starts from the shipped list, so that one changes rather than writes it anew.
    assert (sent["rows-n"], sent["rows-0-code"], sent["rows-12-measures"]) == ("14", "case", "false")
    fewer = {**sent, "_drop": "rows-13"}
    page = desk.gu.post(one, fewer).content.decode()
    assert controls(page)["rows-n"] == "13"
    page = desk.gu.post(one, {**controls(page), "_add": "rows"}).content.decode()
    assert controls(page)["rows-n"] == "14"
    bad = {**controls(page), "rows-13-code": "学生", "rows-13-zh": "学生", "rows-13-en": "Student"}
    answer = desk.gu.post(one, bad)
    assert answer.status_code == 422
    assert 'value="学生"' in answer.content.decode()
    good = {**bad, "rows-13-code": "student", "rows-13-precedence": "150"}
    assert desk.gu.post(one, good).status_code == 302
    row.refresh_from_db()
    assert [one["code"] for one in row.document["rulebook.categories"]][-1] == "student"
    as_text = f"{one}?as=text"
    assert "code: student" in desk.gu.get(as_text).content.decode()
    assert desk.gu.post(as_text, {"value": ""}).status_code == 302
    row.refresh_from_db()
    assert row.document == {}


def test_two_versions_differ_in_words_item_by_item(desk: Desk) -> None:
    cast = desk.cast
    first = desk.set("city", cast.city, {"rulebook.categories": [CONTACT, STUDENT]})
    desk.gu.post(reverse("rule_set_version", args=[first.code]))
    second = RuleSet.objects.get(slug="city", version=2)
    text = desk.gu.get(reverse("rule_set_yaml", args=[second.code])).content.decode()
    changed = text.replace("precedence: 10", "precedence: 5").replace("code: student", "code: pupil")
    assert desk.gu.post(reverse("rule_set_text", args=[second.code]), {"text": changed}).status_code == 302
    page = desk.alice.get(reverse("rule_set_changes", args=[second.code, first.code])).content.decode()
    rows = re.findall(r"<tr><td>(.*?)</tr>", page, re.S)
    assert len(rows) == 3
    assert "人员类别（密接）" in page
    assert "<del>密接（第 10 位，可以采取措施）</del>" in page
    assert "<ins>密接（第 5 位，可以采取措施）</ins>" in page
    assert publish(desk.hao, second.code).status_code == 302
    assert list(categories(cast.a)) == ["close_contact", "pupil"]


def test_a_rule_set_comes_in_as_a_file_and_a_wrong_one_stands_in_the_box(desk: Desk) -> None:
    text = desk.gu.get(
        reverse("rule_set_yaml", args=[desk.set("city", desk.cast.city, {}, publish=False).code])
    )
    file = text.content.decode().replace("slug: city", "slug: by-file").replace("规则city", "传上来的")
    paste = reverse("rule_set_paste")
    wrong = desk.gu.post(
        paste, {"file": SimpleUploadedFile("x.yaml", file.replace("valid:", "walid:").encode())}
    )
    assert wrong.status_code == 422
    assert "传上来的" in wrong.content.decode()
    answer = desk.gu.post(paste, {"file": SimpleUploadedFile("x.yaml", file.encode())})
    assert answer.status_code == 302
    assert RuleSet.objects.get(slug="by-file").zh == "传上来的"
    assert desk.gu.post(paste, {"file": SimpleUploadedFile("x.yaml", b"\xff\xfe\x00junk")}).status_code == 422


def attach(client: Client, row: RuleSet, name: str, content: bytes) -> Any:
    """Send a file as the source document."""
    return client.post(
        reverse("rule_set_paper", args=[row.code]), {"file": SimpleUploadedFile(name, content)}
    )


def test_the_source_document_is_checked_hashed_and_open_to_every_reader(desk: Desk) -> None:
    row = desk.set("city", desk.cast.city, {"test.tests": 3}, publish=False)
    for name, content in (
        ("order.pdf", b"<html>no pdf</html>"), ("order.exe", b"MZ"), ("order.html", b"<b>"), ("order.txt", b"a\x00b"),
        ("order.pdf", b""), ("order.pdf", b"%PDF-" + b"0" * (5 << 20)),
    ):  # fmt: skip
        assert attach(desk.gu, row, name, content).status_code == 422
    assert desk.gu.post(reverse("rule_set_paper", args=[row.code])).status_code == 422
    assert not SourceFile.objects.exists()
    assert attach(desk.hao, row, "order.pdf", PDF).status_code == 403
    assert attach(desk.ivy, row, "order.pdf", PDF).status_code == 404
    assert attach(desk.gu, row, "第 5 号令.pdf", PDF).status_code == 302
    row.refresh_from_db()
    assert row.source_sha256 == SourceFile.objects.get().sha256
    assert desk.nobody.get(reverse("rule_set_public_paper", args=[row.code])).status_code == 404

    services.ruleset_publish(code=row.code, by=Hand(desk.cast.eve.pk, desk.cast.city))
    assert "第 5 号令.pdf" in desk.nobody.get(reverse("rule_set_public", args=[row.code])).content.decode()
    answer = desk.nobody.get(reverse("rule_set_public_paper", args=[row.code]))
    assert (answer.content, answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        PDF, "application/pdf", "nosniff",
    )  # fmt: skip
    assert answer["Content-Disposition"].startswith("attachment")
    assert attach(desk.gu, row, "other.pdf", PDF).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        SourceFile.objects.update(content=b"%PDF-another")
