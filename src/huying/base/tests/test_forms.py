"""Forms made from schemas."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from huying.base.forms import SchemaForm, answers, place_source, use_place_source
from huying.base.forms.shapes import shape_of
from huying.base.forms.typed import read, show
from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words

KINDS = [("food", Words("食品", "Food")), ("medicine", Words("药品", "Medicine"))]


class Person(Facts):
    name: str = ask("姓名", "Name", max_length=20)
    age: int | None = ask("年龄", "Age", default=None, ge=0)


class Asked(Facts):
    text: str = ask("需要什么", "What", max_length=300)
    kind: str = ask("哪一类", "Kind", choices=KINDS)
    late: str = ask("分类", "Category", default="food", choices=lambda: KINDS)
    phone: str | None = ask("电话", "Phone", default=None, widget="phone", pattern=r"^1\d{10}$")
    by: dt.datetime | None = ask("最晚", "By", default=None)
    day: dt.date | None = ask("哪天", "Day", default=None)
    count: int = ask("几个人", "People", default=1, ge=1)
    sure: bool = ask("确定吗", "Sure?", default=False)
    alone: bool | None = ask("一个人住吗", "Alone?", default=None, widget="yesno")
    needs: list[Literal["stairs", "sight"]] = ask("不便", "Needs", default=[])
    notes: list[str] = ask("备注", "Notes", default=[])
    people: list[Person] = ask("家里人", "Household", default=[])
    place: str | None = ask("地点", "Place", default=None, widget="place")
    photos: list[str] = ask("照片", "Photos", default=[], widget="photo")


class Places:
    TREE = {"": ["a", "b"], "a": ["a1", "a2"]}

    def children(self, code: str) -> list[tuple[str, Words]]:
        return [(one, Words(one, one)) for one in self.TREE.get(code, [])]

    def trail(self, code: str) -> list[tuple[str, Words]]:
        known = {"a", "b", "a1", "a2"}
        return [(one, Words(one, one)) for one in dict.fromkeys((code[:1], code)) if code in known]

    def find(self, text: str, within: str) -> list[tuple[str, Words]]:
        return [
            (one, Words(one, one)) for one in ("a", "b", "a1", "a2") if text in one and one.startswith(within)
        ]


@pytest.fixture(autouse=True)
def places() -> Iterator[None]:
    before = place_source()
    use_place_source(Places())
    yield
    use_place_source(before)


def filled(**more: Any) -> dict[str, Any]:
    return {"text": "缺药", "kind": "medicine", **more}


def test_widgets_from_the_schema() -> None:
    """Types, hints and limits choose the control."""
    got = {name: shape_of(Asked, name).widget for name in Asked.model_fields}
    assert got == {
        "text": "textarea",
        "kind": "radio",
        "late": "radio",
        "phone": "phone",
        "by": "datetime",
        "day": "date",
        "count": "number",
        "sure": "check",
        "alone": "yesno",
        "needs": "checks",
        "notes": "lines",
        "people": "rows",
        "place": "place",
        "photos": "photo",
    }


def test_reads_what_people_type() -> None:
    """Full-width digits, Chinese dates, spaces in numbers."""
    form = SchemaForm(
        Asked,
        filled(
            phone="138 1234-8000",
            by="２０２２年3月5日 14:30",
            day="2022.3.5",
            count="１２",
            sure="yes",
            alone="no",
            needs=["stairs"],
            notes="一\n\n二 ",
        ),
    )
    assert form.is_valid(), form.errors
    said = form.value
    assert said.phone == "13812348000"
    assert said.by == dt.datetime(2022, 3, 5, 6, 30, tzinfo=dt.UTC)
    assert (said.day, said.count, said.sure, said.alone) == (dt.date(2022, 3, 5), 12, True, False)
    assert (said.needs, said.notes) == (["stairs"], ["一", "二"])


def test_errors_keep_what_was_typed() -> None:
    """Nothing typed is lost, every fault is named once, the summary leads to it."""
    form = SchemaForm(Asked, {"text": "", "kind": "drink", "count": "三", "by": "明天", "phone": "12"})
    assert not form.is_valid()
    assert {name: errors[0].zh for name, errors in form.errors.items()} == {
        "text": "请填写“需要什么”",
        "kind": "“哪一类”请从列出的里面选",
        "phone": "“电话”的写法不对，请检查有没有写错",
        "by": "“最晚”要填日期和时间，例如 2022-03-05 14:30",
        "count": "“几个人”要填数字，例如 3",
    }
    assert form.by_name["count"].value == "三"
    assert form.by_name["by"].value == "明天"
    assert ("f-text", Words("请填写“需要什么”", "Answer “What”")) in form.summary


def test_a_day_without_a_time_is_not_midnight() -> None:
    form = SchemaForm(Asked, filled(by="2022-03-05"))
    assert not form.is_valid()
    assert "by" in form.errors


@pytest.mark.parametrize("text", ["1646461800", "20220230", "2022-03-05T", "14:30", "日", "٢٠٢٢-03-05 10:00"])
def test_no_guessing_of_moments(text: str) -> None:
    """pydantic alone would take some of these for seconds since 1970."""
    assert "by" in _errors(by=text)
    assert "day" in _errors(day=text)


def _errors(**data: str) -> dict[str, list[Words]]:
    form = SchemaForm(Asked, filled(**data))
    assert not form.is_valid()
    return form.errors


def test_late_choices_are_checked() -> None:
    """An answer that is not offered now is refused, also where the type would take any text."""
    form = SchemaForm(Asked, filled(late="weapons"))
    assert not form.is_valid()
    assert list(form.errors) == ["late"]


def test_unknown_names_are_nobodys_business() -> None:
    """A stray control does not reach the schema, which would refuse it."""
    assert SchemaForm(Asked, filled(utm_source="x", csrfmiddlewaretoken="y")).is_valid()


def test_rows() -> None:
    """Rows are added and taken out without losing the others; empty rows say nothing."""
    form = SchemaForm(Asked, filled(**{"people-n": "1", "people-0-name": "王芳", "_add": "people"}))
    assert not form.is_valid()
    assert not form.errors
    assert [[f.value for f in row] for row in form.by_name["people"].rows] == [["王芳", ""], ["", ""]]
    data = filled(**{"people-n": "3", "people-0-name": "王芳", "people-1-name": "李雷", "people-1-age": "老"})
    form = SchemaForm(Asked, data)
    assert not form.is_valid()
    assert list(form.errors) == ["people-1-age"]
    form = SchemaForm(Asked, data | {"_drop": "people-0"})
    assert [[f.value for f in row] for row in form.by_name["people"].rows] == [["李雷", "老"], ["", ""]]
    data["people-1-age"] = "70"
    form = SchemaForm(Asked, data)
    assert form.is_valid(), form.errors
    assert [person.name for person in form.value.people] == ["王芳", "李雷"]


def test_place_by_steps() -> None:
    """The deepest select counts, unless it hangs from another upper one."""
    form = SchemaForm(Asked, QueryDict("text=x&kind=food&place=a&place=a2"))
    assert form.is_valid()
    assert form.value.place == "a2"
    form = SchemaForm(Asked, QueryDict("text=x&kind=food&place=b&place=a2"))
    assert form.is_valid()
    assert form.value.place == "b"
    form = SchemaForm(Asked, QueryDict("text=x&kind=food&place=a&_pick=place"))
    assert not form.is_valid()
    assert not form.errors
    assert [[c.value for c in step.choices] for step in form.by_name["place"].steps] == [
        ["a", "b"],
        ["a1", "a2"],
    ]


def test_place_typed() -> None:
    """One meaning is taken, several are offered, none is said."""
    assert SchemaForm(Asked, filled(**{"place-typed": "a1"})).said()["place"] == "a1"
    form = SchemaForm(Asked, filled(**{"place-typed": "a"}))
    assert not form.is_valid()
    assert [choice.value for choice in form.by_name["place"].found] == ["a", "a1", "a2"]
    form = SchemaForm(Asked, filled(**{"place-typed": "火星"}))
    assert not form.is_valid()
    assert "没有找到" in form.errors["place"][0].zh


class Shelf:
    """Keeps photos in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def keep(self, file: Any) -> str:
        if file.size > 100:
            raise Refused(Words("照片太大", "The photo is too big"))
        code = f"p{len(self.kept)}"
        self.kept[code] = file.read()
        return code

    def address(self, code: str) -> str:
        return f"/photos/{code}" if code in self.kept else ""


def test_photos_survive_an_error_elsewhere() -> None:
    """A photo is kept at once and shown again; a made-up code is not a photo."""
    shelf = Shelf()
    files = MultiValueDict(
        {"photos-new": [SimpleUploadedFile("a.jpg", b"x"), SimpleUploadedFile("b.jpg", b"y" * 200)]}
    )
    form = SchemaForm(Asked, {"photos": ["forged"]}, files, photos=shelf)
    assert not form.is_valid()
    assert form.errors["photos"] == [Words("照片太大", "The photo is too big")]
    assert [photo.address for photo in form.by_name["photos"].photos] == ["/photos/p0"]
    form = SchemaForm(Asked, filled(photos=["p0"]), MultiValueDict(), photos=shelf)
    assert form.is_valid()
    assert form.value.photos == ["p0"]


def test_a_later_refusal_is_shown_at_its_field() -> None:
    form = SchemaForm(Asked, filled())
    assert form.is_valid()
    form.refuse(Refused(Words("不行", "No"), {"phone": Words("已停用", "Out of use")}))
    assert not form.is_valid()
    assert form.errors == {"": [Words("不行", "No")], "phone": [Words("已停用", "Out of use")]}


def test_initial_values_come_back_as_they_were() -> None:
    """What is shown of a value, read again, is the value."""
    given_value = Asked(
        text="缺药",
        kind="food",
        by=dt.datetime(2022, 3, 5, 6, 30, tzinfo=dt.UTC),
        sure=True,
        notes=["一", "二"],
        people=[Person(name="王芳", age=70)],
    )
    form = SchemaForm(Asked, initial=given_value)
    assert not form.is_valid()
    data = {name: field.values for name, field in form.by_name.items()} | {"people-n": ["1"]}
    again = SchemaForm(Asked, {name: values for name, values in data.items() if values})
    assert again.is_valid(), again.errors
    assert again.value == given_value


@given(st.integers(min_value=-(10**7), max_value=6 * 10**7))
def test_every_minute_survives_the_form(minutes: int) -> None:
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
    shape = shape_of(Asked, "by")
    again = read(shape, show(shape, moment))
    # In the hour that a clock going back repeats, two moments look alike on the page.
    assert abs(again - moment) in (dt.timedelta(), dt.timedelta(hours=1))


@given(
    st.dictionaries(st.sampled_from([*Asked.model_fields, "people-n", "people-0-age", "_drop"]), st.text())
)
def test_no_typing_breaks_a_form(data: dict[str, str]) -> None:
    """Whatever is posted, the answer is a value or a sentence."""
    form = SchemaForm(Asked, data)
    assert form.is_valid() or form.errors or form.changed


def test_only_some_fields() -> None:
    """The others' faults wait for their turn."""
    form = SchemaForm(Asked, {"text": "x"}, only=("text",))
    assert not form.is_valid()
    assert not form.errors


def test_answers_in_words() -> None:
    form = SchemaForm(
        Asked, filled(by="2022-03-05T14:30", sure="yes", **{"people-n": "1", "people-0-name": "王芳"})
    )
    said = {answer.label.zh: answer.said for answer in answers(form)}
    assert said["哪一类"] == Words("药品", "Medicine")
    assert "3月5日 14:30" in said["最晚"].zh
    assert said["确定吗"].en == "Yes"
    assert said["家里人"].zh == "王芳"
    assert said["照片"].zh == "没有填"


def test_unknown_widget() -> None:
    class Wrong(BaseModel):
        x: str = ask("甲", "A", widget="slider")

    with pytest.raises(LookupError, match="slider"):
        SchemaForm(Wrong)


class Several(Facts):
    site: str = ask(
        "哪个单位",
        "Which site",
        default="",
        widget="select",
        choices=(("", Words("没有", "None")), ("A", Words("甲", "A"))),
    )
    desk: str = ask("哪个窗口", "Which desk", widget="select", choices=(("A", Words("甲", "A")),))


def test_a_list_with_a_choice_for_none_has_no_second_one() -> None:
    form = SchemaForm(Several)
    site, desk = (
        render_to_string("parts/field.html", {"field": form.by_name[name]}) for name in ("site", "desk")
    )
    assert site.count('value=""') == 1 and "没有" in site and "请选择" not in site
    assert desk.count('value=""') == 1 and "请选择" in desk
