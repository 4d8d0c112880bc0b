"""One question a page."""

from typing import Any

from django.template.loader import render_to_string

from huying.base.forms import Step, StepForm
from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words


class Asked(Facts):
    text: str = ask("需要什么", "What")
    urgent: bool = ask("很急", "Urgent", default=False)
    phone: str = ask("电话", "Phone", widget="phone")


STEPS = (Step("text", ("text",)), Step("how", ("urgent", "phone"), Words("怎么联系", "How")))


def post(form: StepForm, **data: Any) -> StepForm:
    """The next page after sending the present one."""
    step = form.step.code if form.step else "check"
    return StepForm(Asked, STEPS, {"_state": form.state, "_step": step, **data})


def whole() -> StepForm:
    """The form at its page for checking."""
    form = post(StepForm(Asked, STEPS), text="缺药")
    return post(form, phone="13812348000", urgent="yes")


def test_from_first_to_last() -> None:
    form = StepForm(Asked, STEPS)
    assert (form.number, form.total, form.single) == (1, 3, True)
    form = post(form, text="")
    assert form.step is STEPS[0]
    assert list(form.form.errors) == ["text"]
    form = post(form, text="缺药")
    assert form.step is STEPS[1]
    assert not form.form.errors
    form = post(form, phone="13812348000", urgent="yes")
    assert form.checking
    assert [(page.step.code, [str(answer.said) for answer in page.answers]) for page in form.review] == [
        ("text", ["缺药"]),
        ("how", ["是", "13812348000"]),
    ]
    form = post(form)
    assert form.finished
    assert form.value == Asked(text="缺药", urgent=True, phone="13812348000")


def test_back_keeps_what_was_typed_even_if_wrong() -> None:
    form = post(StepForm(Asked, STEPS), text="缺药")
    form = post(form, phone="", urgent="yes", _back="1")
    assert form.step is STEPS[0]
    assert form.form.by_name["text"].value == "缺药"
    form = post(form, text="缺菜")
    assert form.form.by_name["urgent"].values == ["yes"]


def test_changing_one_answer_returns_to_the_check() -> None:
    """An unticked box is unticked, and the other answers stay."""
    form = post(whole(), _change="how")
    assert form.step is STEPS[1]
    form = post(form, phone="13900000000")
    assert form.checking
    form = post(form)
    assert form.value == Asked(text="缺药", urgent=False, phone="13900000000")


def test_a_forged_state_starts_again() -> None:
    """The signature holds; answers cannot be put in by hand past their page."""
    form = StepForm(Asked, STEPS, {"_state": whole().state[:-2] + "xx", "_step": "check"})
    assert form.stale
    assert form.step is STEPS[0]
    assert not form.finished


def test_skipping_pages_leads_back_to_what_is_missing() -> None:
    form = StepForm(Asked, STEPS, {"_step": "check"})
    assert not form.finished
    assert form.step is STEPS[0]
    assert list(form.form.errors) == ["text"]


def test_a_later_refusal_goes_to_its_page() -> None:
    form = post(whole())
    form.refuse(Refused(Words("不行", "No"), {"phone": Words("已停用", "Out of use")}))
    assert form.step is STEPS[1]
    assert form.form.by_name["phone"].value == "13812348000"
    assert form.form.errors["phone"][0].zh == "已停用"


class Longer(Asked):
    note: str = ask("还有什么要说", "Anything else", default="")
    room: str = ask("几号房", "Room", default="")


def test_what_was_left_empty_is_folded_away_with_its_way_back() -> None:
    steps = (*STEPS, Step("more", ("note", "room"), Words("其他", "More")))

    def sent(form: StepForm, **data: Any) -> StepForm:
        code = form.step.code if form.step else "check"
        return StepForm(Longer, steps, {"_state": form.state, "_step": code, **data})

    form = sent(sent(sent(StepForm(Longer, steps), text="缺药"), phone="13812348000"), room="302")
    assert form.checking and form.left == 1
    assert [[str(one.label) for one in page.answers] for page in form.given] == [
        ["需要什么"],
        ["很急", "电话"],
        ["几号房"],
    ]
    assert [page.step.code for page in form.left_out] == ["more"]
    page = render_to_string("parts/stepform.html", {"steps": form})
    shown, folded = page.split("<details>")
    assert "没有填的 1 项" in folded and "还有什么要说" in folded and "还有什么要说" not in shown
    assert 'value="more"' in folded and 'value="text"' in shown
    nothing_left = StepForm(Longer, steps[:1], {"_state": form.state, "_step": "check"})
    assert nothing_left.left == 0
