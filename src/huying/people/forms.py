"""What the pages about staff ask."""

import datetime as dt
from typing import Literal

from huying.kernel.facts import Facts, ask
from huying.kernel.words import Words

from .flags import FLAGS
from .roles import ROLES

ROLE_CHOICES = [(role.code, role.title) for role in ROLES.values()]
PURPOSES = [
    ("办理求助", Words("办理求助", "Handling a request")),
    ("上门走访", Words("上门走访、关怀", "Visiting and caring")),
    ("核实身份", Words("核实身份", "Making sure who it is")),
    ("更正资料", Words("更正资料", "Correcting the data")),
]
_UNIT_HELP = Words(
    "只有部门工作人员要填，例如 department:供水", "For department officers only, e.g. department:water"
)


class StaffForm(Facts):
    """A new account."""

    username: str = ask(
        "登录名", "Log-in name", max_length=60, help=Words("字母和数字，例如 wangxm", "Letters and digits")
    )
    name: str = ask("姓名", "Name", max_length=60)
    phone: str = ask("电话", "Phone", default="", widget="phone", max_length=40)
    email: str = ask("电子邮件", "E-mail", default="", max_length=200)
    language: Literal["", "zh", "en"] = ask(
        "界面语言",
        "Language",
        default="",
        widget="select",
        choices=[("zh", Words("中文", "中文")), ("en", Words("English", "English"))],
    )


class PostForm(Facts):
    """A post for somebody."""

    role: str = ask("角色", "Role", widget="select", choices=ROLE_CHOICES)
    area: str = ask("辖区", "Area", widget="place")
    unit: str = ask("部门", "Department", default="", max_length=60, help=_UNIT_HELP)
    starts: dt.datetime | None = ask("从什么时候起", "From", default=None)
    ends: dt.datetime | None = ask("到什么时候止", "Until", default=None)
    reason: str = ask("说明", "Remark", default="", max_length=200)


class CoverForm(Facts):
    """Somebody stands in."""

    colleague: str = ask("由谁代（登录名）", "Who stands in (log-in name)", max_length=60)
    starts: dt.datetime | None = ask(
        "从什么时候起（不填就是现在）", "From (now, if left empty)", default=None
    )
    ends: dt.datetime = ask("到什么时候止", "Until")
    reason: str = ask("原因", "Reason", max_length=200)


class ReasonForm(Facts):
    """Why."""

    reason: str = ask("原因", "Reason", max_length=200)


class TokenForm(Facts):
    """A key for a program."""

    name: str = ask("给哪个程序用", "For which program", max_length=80)
    ends: dt.datetime | None = ask("到什么时候止", "Until", default=None)


class PledgeForm(Facts):
    """The promise."""

    signed_as: str = ask("写下您的姓名，表示承诺", "Write your name to promise", max_length=60)


class UnitForm(Facts):
    """An office and how to reach it."""

    code: str = ask("单位代码", "Code of the office", max_length=60)
    area: str = ask("辖区", "Area", widget="place")
    zh: str = ask("名称", "Name", max_length=80)
    en: str = ask("英文名称", "Name in English", default="", max_length=120)
    phone: str = ask("公开电话", "Public phone", default="", max_length=40)
    on_duty: str = ask("值班说明", "Who is on duty, and when", default="", max_length=200)
    run_by: str = ask(
        "由谁组建、主管", "Formed and run by", default="", max_length=120,
        help=Words("例如：区新时代文明实践中心。", "Such as the district's civilisation practice centre."),
    )  # fmt: skip


class FindForm(Facts):
    """Looking for a resident."""

    phone: str = ask("电话", "Phone", default="", widget="phone", max_length=40)
    identity: str = ask("证件号码", "Identity number", default="", max_length=40)
    name: str = ask("完整姓名", "Whole name", default="", max_length=60)
    purpose: str = ask("为什么要看", "Why you look", widget="select", choices=PURPOSES)


class ResidentForm(Facts):
    """A resident's own data."""

    name: str = ask("姓名", "Name", max_length=60)
    area: str = ask("住在哪里", "Where they live", widget="place")
    phone: str = ask("电话", "Phone", default="", widget="phone", max_length=40)
    identity: str = ask("身份证号", "Identity number", default="", max_length=40)
    address: str = ask("详细住址", "Address", default="", max_length=200)
    birth_year: int | None = ask("出生年份", "Year of birth", default=None, ge=1880, le=2200)
    flags: list[str] = ask(
        "需要留意的情况", "What to keep in mind", default=[], widget="checks", choices=list(FLAGS.items())
    )
    note: str = ask("备注", "Note", default="", widget="textarea", max_length=1000)


class TrackForm(Facts):
    """Coming in with a code and a phone number."""

    code: str = ask(
        "编号",
        "Code",
        max_length=40,
        help=Words(
            "在回执、告知书或短信里，例如 7K3M-QX9T-BC4D",
            "On your receipt, notice or text message, e.g. 7K3M-QX9T-BC4D",
        ),
    )
    phone: str = ask("登记时留的电话", "The phone number you gave", widget="phone", max_length=40)


class TailForm(Facts):
    """Coming in with a printed code."""

    tail: str = ask("电话的最后四位数字", "The last four digits of the phone number", max_length=8)


class SendForm(Facts):
    """Asking for a code by text message."""

    phone: str = ask("登记时留的电话", "The phone number you gave", widget="phone", max_length=40)


class OnceForm(SendForm):
    """Coming in with the code that was sent."""

    once: str = ask("短信里的 6 位数字", "The 6 digits in the message", max_length=12)
