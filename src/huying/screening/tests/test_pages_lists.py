"""Every page of lists: what it shows, to whom, and what a press does."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.people.models import Audit
from huying.places import scope
from huying.rulebook.testing import rules_hold
from huying.screening.models import PushList, Shift
from huying.screening.services.opening import Named
from huying.screening.tests.listing import FANG_PHONE, START, Task

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def seen(task: Task, client_for: Any) -> Any:
    def get(user: Any, url: str, **data: Any) -> str:
        response = client_for(user).get(url, data)
        assert response.status_code == 200, (url, response.status_code)
        return str(response.content.decode())

    return get


def _sent(client: Client, url: str, **data: Any) -> Any:
    return client.post(url, data)


def test_a_letter_is_entered_its_people_typed_in_and_the_answer_owed(
    task: Task, client_for: Any, seen: Any
) -> None:
    gina = client_for(task.gina)
    told = {
        "kind": "letter", "number": "邻协〔2022〕7号", "sender": "邻省疾控", "received_at": "2022-01-05T08:30",
        "urgency": "urgent", "case_ref": "病例 12", "request": "查找、管控",
    }  # fmt: skip
    response = _sent(gina, reverse("list_new"), **told)
    letter = PushList.objects.get(number="邻协〔2022〕7号")
    assert response.headers["Location"] == reverse("list", args=[letter.code])
    reply = letter.replies.get()
    assert (reply.matter.state, letter.reply_due) == ("due", letter.received_at + 24 * HOUR)
    add = reverse("list_add", args=[letter.code])
    assert _sent(gina, add, name="方芳").status_code == 422
    assert _sent(gina, add, name="方芳", phone="138 0000 0006", category="close_contact").status_code == 302
    subject = letter.subjects.get()
    assert (subject.area, subject.due_at) == (task.cast.stairwell, letter.received_at + 24 * HOUR)
    page = seen(task.gina, reverse("list", args=[letter.code]))
    assert "方*" in page and "方芳" not in page and "病例 12" in page


def test_chosen_people_are_handed_on_together(task: Task, client_for: Any) -> None:
    codes = task.open(*(Named(phones=(f"1391111000{n}",)) for n in range(3)))
    url = reverse("list", args=[task.pushed.code])
    gina = client_for(task.gina)
    assert gina.post(url, {"area": task.cast.street}).status_code == 422
    response = gina.post(url, {"who": codes[:2], "area": task.cast.street})
    assert response.status_code == 302
    assert [task.state(code) for code in codes] == ["handing_over", "handing_over", "received"]
    assert task.holder(task.onward(codes[0])) == ("street", task.cast.street)


def test_the_task_on_the_phone_shows_who_called_and_hides_who_it_is(
    task: Task, client_for: Any, seen: Any
) -> None:
    code = task.one(exposure="同乘 G1 次列车")
    elsewhere = task.listed(sender="省")
    other = task.open(Named(name="方芳", phones=(FANG_PHONE,)), pushed=elsewhere)[0]
    task.act(task.gina, other, "unreachable", tried="没人接", route="visit")
    page = seen(task.cast.bob, reverse("check_task", args=[code]))
    assert "2 份名单上有这个人" in page or "2 lists name this person" in page
    assert "区防控办工作人员" in page and "方芳" not in page and FANG_PHONE not in page
    bob = client_for(task.cast.bob)
    shown = bob.post(reverse("check_contact", args=[code])).content.decode()
    assert "方芳" in shown and FANG_PHONE in shown and "G1" in shown
    assert bob.post(reverse("check_do", args=[code, "call"])).status_code == 302
    form = bob.get(reverse("check_do", args=[code, "found"])).content.decode()
    assert "是名单上的人吗" in form or "Is it the person" in form
    done = bob.post(
        reverse("check_do", args=[code, "found"]), {"who": "confirmed", "category": "close_contact"}
    )
    assert (done.status_code, task.state(code)) == (302, "located")


def test_the_list_to_walk_by_names_whom_the_worker_checks_door_by_door(
    task: Task, client_for: Any, seen: Any
) -> None:
    far, near = task.open(
        Named(name="周远", phones=("13911110001",), address="荷花新村1幢1单元1001室"),
        Named(name="方芳", phones=(FANG_PHONE,), address="荷花新村1幢1单元301室"),
    )
    page = seen(task.cast.bob, reverse("check_tasks"))
    assert reverse("check_names") in page and "方芳" not in page
    with CaptureQueriesContext(connection) as two:
        walk = client_for(task.cast.bob).post(reverse("check_names")).content.decode()
    assert walk.index("方芳") < walk.index("周远") and "301室" in walk and f"tel:{FANG_PHONE}" in walk
    with scope.everything("test"):
        looked = Audit.objects.filter(what="reveal", user=task.cast.bob)
        assert {line.ref for line in looked} == {far, near}
        assert all(sorted(line.fields) == ["address", "name", "phone"] for line in looked)
    task.open(*(Named(name=f"周{n}", phones=(f"1391111100{n}",)) for n in range(5)))
    with CaptureQueriesContext(connection) as seven:
        client_for(task.cast.bob).post(reverse("check_names"))
    assert len(seven) == len(two)
    for other in (task.cast.charlie, task.cast.alice):
        assert "方芳" not in client_for(other).post(reverse("check_names"), follow=True).content.decode()
    assert client_for(task.cast.bob).get(reverse("check_names")).status_code == 405


def test_after_the_end_nobody_sees_the_number_any_more(task: Task, client_for: Any) -> None:
    code = task.one()
    task.act(task.cast.bob, code, "wrong_person", evidence="机主换了人")
    shown = client_for(task.cast.bob).post(reverse("check_contact", args=[code])).content.decode()
    assert FANG_PHONE not in shown


def test_the_neighbour_sees_nothing(task: Task, client_for: Any) -> None:
    code = task.one()
    charlie = client_for(task.cast.charlie)
    for url in (
        reverse("check_task", args=[code]), reverse("list", args=[task.pushed.code]),
        reverse("match", args=[code]), reverse("reply", args=[task.pushed.code]),
        f"{reverse('list_balance')}?area={task.cast.a}",
    ):  # fmt: skip
        assert charlie.get(url).status_code == 404, url
    assert code not in charlie.get(reverse("check_tasks")).content.decode()


def test_a_match_is_confirmed_by_a_person_and_can_be_taken_back(
    task: Task, client_for: Any, seen: Any
) -> None:
    code = task.one(name="方方")
    assert (task.subject(code).match, task.subject(code).match_how) == ("proposed", "phone_near")
    url = reverse("match", args=[code])
    assert "方*" in seen(task.cast.alice, reverse("matching"))
    page = seen(task.cast.alice, url)
    assert "similar name" in page or "姓名相近" in page
    alice = client_for(task.cast.alice)
    alice.post(url, {"answer": "yes", "resident": task.cast.fang.pk})
    subject = task.subject(code)
    assert (subject.match, subject.match_by_id) == ("confirmed", task.cast.alice.pk)
    alice.post(url, {"answer": "undo"})
    assert task.subject(code).match == "proposed"
    alice.post(url, {"answer": "no"})
    assert task.subject(code).match == "refused"
    alice.post(url, {"answer": "undo"})
    alice.post(url, {"answer": "yes", "resident": 999999})
    assert task.subject(code).match == "proposed"


def test_the_wall_counts_by_category_and_hours_and_names_who_is_late(task: Task, seen: Any) -> None:
    rules_hold({"screening.deadline": {"*": {"hours": 3, "milestone": "checked"}}})
    task.one()
    task.open(Named(phones=("13911112222",), category="close_contact"))
    page = seen(task.gina, reverse("list_wall"))
    assert "密切接触者" in page or "Close contact" in page
    task.later(hours=4)
    page = seen(task.gina, reverse("list_wall"))
    assert "方*" in page and "is-late" in page


def test_the_balance_page_and_its_export(task: Task, client_for: Any, seen: Any) -> None:
    code = task.one()
    task.act(task.cast.alice, code, "hand_over", area=task.cast.b1)
    page = seen(task.gina, reverse("list_balance"))
    assert "对得上" in page or "adds up" in page
    inside = seen(task.gina, reverse("list_balance"), area=task.cast.a, list=task.pushed.code)
    assert "还没有回执" in inside or "Receipt pending" in inside
    task.later(hours=2)
    then = seen(task.gina, reverse("list_balance"), at="2022-01-05T08:59")
    assert "还没有收到" in then or "Nothing was received" in then
    out = client_for(task.gina).get(reverse("list_balance_out", args=["csv"]))
    assert out.status_code == 200 and "望江区" in out.content.decode("utf-8-sig")
    assert client_for(task.gina).get(reverse("list_balance_out", args=["exe"])).status_code == 404


def test_a_shift_names_what_is_open_and_two_people_sign(task: Task, client_for: Any) -> None:
    code = task.one()
    gina, mate = (
        client_for(task.gina),
        task.cast.staff("district_officer", task.cast.district, "greta", "葛丽"),
    )
    left = gina.post(reverse("shift"), {"note": "留意方家"})
    shift = Shift.objects.get()
    assert left.headers["Location"] == reverse("shift_one", args=[shift.pk])
    assert [line["code"] for line in shift.open] == [code] and "方芳" not in str(shift.open)
    assert gina.post(reverse("shift"), {"note": ""}).status_code == 422
    gina.post(reverse("shift_taken", args=[shift.pk]))
    assert Shift.objects.get().in_by is None
    client_for(mate).post(reverse("shift_taken", args=[shift.pk]))
    assert Shift.objects.get().in_by == mate
    assert code in client_for(mate).get(reverse("shift_one", args=[shift.pk])).content.decode()
    assert client_for(task.cast.alice).get(reverse("shift_one", args=[shift.pk])).status_code == 404


def test_a_letter_goes_out_as_paper_and_comes_back_as_receipt(task: Task, client_for: Any) -> None:
    code = task.one()
    task.act(task.cast.bob, code, "not_here", where="已回邻市")
    task.act(task.gina, code, "send_out", to="邻市防控办")
    letter = task.subject(code).out
    assert letter is not None
    gina = client_for(task.gina)
    paper = reverse("out_letter_paper", args=[letter.number, "pdf"])
    assert gina.get(paper).status_code == 302
    assert gina.post(paper, {"purpose": ""}).status_code == 302
    pdf = gina.post(paper, {"purpose": "发函"})
    assert pdf.content.startswith(b"%PDF")
    sheet = gina.post(reverse("out_letter_paper", args=[letter.number, "xlsx"]), {"purpose": "发函"})
    assert sheet.status_code == 200
    page = reverse("out_letter", args=[letter.number])
    assert "方芳" not in gina.get(page).content.decode()
    gina.post(page, {"receipt": "邻市防控办值班员 10:05 电话确认"})
    assert task.state(code) == "handed_over"
    assert gina.post(paper, {"purpose": "发函"}).status_code == 302


def test_the_answer_says_of_each_what_was_found_and_who_sent_it(task: Task, client_for: Any) -> None:
    letter = task.listed(kind="letter", sender="邻省疾控", number="7号")
    here, gone = task.open(
        Named(name="方芳", phones=(FANG_PHONE,), address="荷花新村1幢"), Named(name="李雷", phones=("13911112222",)),
        pushed=letter,
    )  # fmt: skip
    task.found(task.cast.bob, here)
    task.act(task.cast.bob, here, "control", arranged="居家")
    task.act(task.gina, gone, "send_out", to="邻市防控办")
    gina, url = client_for(task.gina), reverse("reply", args=[letter.code])
    page = gina.get(url).content.decode()
    assert "已找到" in page or "Found" in page
    pdf = gina.get(reverse("reply_paper", args=[letter.code, "pdf"]))
    assert pdf.content.startswith(b"%PDF")
    assert gina.get(reverse("reply_paper", args=[letter.code, "xlsx"])).status_code == 200
    gina.post(url, {"to": "邻省疾控", "way": "传真", "note": ""})
    reply = letter.replies.get()
    assert (reply.matter.state, reply.sent_by, reply.figures) == (
        "sent", task.gina, {"received": 2, "found": 1, "forwarded": 1},
    )  # fmt: skip


def test_an_answer_that_is_late_climbs(task: Task) -> None:
    letter = task.listed(kind="letter", sender="邻省疾控")
    code = letter.replies.get().matter.code
    task.later(hours=25)
    assert task.matter(code).level == "city"


def test_lists_cost_the_same_number_of_queries_however_long(task: Task, client_for: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    gina = client_for(task.gina)
    urls = [
        reverse("list", args=[task.pushed.code]), reverse("check_tasks"), reverse("list_wall"), reverse("matching"),
    ]  # fmt: skip

    def cost() -> list[int]:
        counted = []
        for url in urls:
            with CaptureQueriesContext(connection) as seen:
                assert gina.get(url).status_code == 200
            counted.append(len(seen))
        return counted

    task.one()
    cost()
    few = cost()
    task.open(*(Named(name=f"王{n}", phones=(f"139111100{n:02}",), address="荷花新村1幢") for n in range(30)))
    assert cost() == few


def test_ended_response_ends_its_people_and_destroys_what_tells_who_they_were(task: Task) -> None:
    from huying.kernel.words import Words
    from huying.rulebook.hanging import hanging, personal_data
    from huying.rulebook.models import Response
    from huying.screening.queries.balance import balance_of

    response = Response.objects.create(
        zh="响应", level=2, authority="市", area=task.cast.city, legal_basis="法", measures="核查",
        starts=START, expected_end=START + 240 * HOUR,
    )  # fmt: skip
    pushed = task.listed(response=response)
    code, other = task.open(
        Named(name="方芳", phones=(FANG_PHONE,), address="荷花新村1幢"),
        Named(phones=("13911112222",)),
        pushed=pushed,
    )
    task.act(task.cast.alice, code, "hand_over", area=task.cast.b1)
    thing = next(one for one in hanging() if one.code == "screening.checks")
    data = next(one for one in personal_data() if one.code == "screening.subjects")
    assert (thing.remaining(response), data.count(response)) == (3, 3)
    assert thing.end(response, Words("响应终止", "The response ended")) == 3
    assert thing.remaining(response) == 0 and task.state(other) == "withdrawn"
    before = balance_of(task.cast.city, pushed=pushed)
    assert data.destroy(response) == 3
    blank = task.subject(code)
    assert (blank.name, blank.phone, blank.phone_hash, blank.resident_id) == ("", "", None, None)
    assert balance_of(task.cast.city, pushed=pushed) == before
    assert data.count(response) == 0
