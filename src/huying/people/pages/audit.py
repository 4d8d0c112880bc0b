"""The auditor's page: who looked at what."""

import csv
import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from huying.base.clock import now
from huying.kernel.words import Words
from huying.people import queries
from huying.people.models import Audit
from huying.people.roles import role_title
from huying.people.seats import Seat, seat_of, seated
from huying.people.services import audit as audit_write
from huying.places.queries import area_names

PAGE_SIZE = 100
MOST_LINES = 50_000
WHAT = {
    "reveal": Words("查看完整信息", "Saw whole data"),
    "read": Words("查看资料", "Saw data"),
    "search": Words("查找居民", "Searched for a resident"),
    "export": Words("导出", "Exported"),
    "resident.create": Words("登记居民", "Recorded a resident"),
    "resident.change": Words("修改资料", "Changed data"),
    "resident.merge": Words("合并资料", "Merged rows"),
    "resident.unmerge": Words("拆开资料", "Parted rows"),
    "staff.create": Words("新建账号", "Made an account"),
    "staff.close": Words("停用账号", "Closed an account"),
    "staff.reopen": Words("重新启用账号", "Opened an account again"),
    "staff.link": Words("发设密码链接", "Gave a link to set a password"),
    "staff.password": Words("设置密码", "Set a password"),
    "post.give": Words("安排岗位", "Gave a post"),
    "post.end": Words("结束岗位", "Ended a post"),
    "cover.give": Words("安排代岗", "Arranged cover"),
    "cover.end": Words("结束代岗", "Ended cover"),
    "unit.set": Words("修改单位", "Changed an office"),
    "token.create": Words("发放钥匙", "Made a key"),
    "token.revoke": Words("作废钥匙", "Revoked a key"),
    "undertaking.sign": Words("签保密承诺", "Signed the promise of secrecy"),
}


def what_words(what: str) -> Words:
    """What was done, in words; other apps' own codes as they are."""
    return WHAT.get(what, Words(what, what))


@seated("audit.read")
def audit_page(request: HttpRequest) -> HttpResponse:
    """Lines of the audit, filtered; the last month without a filter of time."""
    seat = seat_of(request)
    told, lines = _chosen(request, seat)
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "columns": [
            {"name": "at", "title": Words("时间", "Time"), "kind": "when"},
            {"name": "who", "title": Words("谁", "Who")},
            {"name": "what", "title": Words("做了什么", "What")},
            {"name": "thing", "title": Words("对象", "Of what")},
            {"name": "fields", "title": Words("看了哪几项", "Which fields")},
            {"name": "purpose", "title": Words("目的", "Purpose")},
            {"name": "area", "title": Words("辖区", "Area")},
            {"name": "ip", "title": Words("网络地址", "Network address")},
        ],
        "rows": _shown(list(page.object_list)),
        "filters": _filters(told),
        "most": queries.reveals_by_user(seat.area, now() - dt.timedelta(days=7))[:10],
    }
    return render(request, "people/audit.html", context)


@seated("audit.read", "export")
def audit_csv(request: HttpRequest) -> HttpResponse:
    """The same lines as a spreadsheet file, at most MOST_LINES of them."""
    seat = seat_of(request)
    _, lines = _chosen(request, seat)
    audit_write(seat, "export", kind="audit")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit.csv"'
    response.write("\ufeff")
    table = csv.writer(response)
    fields = ("at", "who", "role", "covering", "what", "kind", "ref", "fields", "purpose", "area", "ip")
    table.writerow(fields)
    for line in lines[:MOST_LINES]:
        values = [getattr(line, field) for field in fields]
        told = [" ".join(one) if isinstance(one, list) else one for one in values]
        table.writerow([plain_cell(one) for one in told])
    return response


def plain_cell(value: object) -> str:
    """A value for a spreadsheet that no program takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) or text[:1] in ("\t", "\r") else text


def _chosen(request: HttpRequest, seat: Seat) -> tuple[dict[str, str], QuerySet[Audit]]:
    names = ("who", "what", "kind", "ref", "from", "to", "covering")
    told = {name: request.GET.get(name, "").strip().replace("\x00", "") for name in names}
    since, until = _day(told["from"]), _day(told["to"])
    if not any(told.values()):
        since = now() - dt.timedelta(days=31)
    lines = queries.audit_in(
        seat.area,
        who=told["who"],
        what=told["what"],
        kind=told["kind"],
        ref=told["ref"],
        since=since,
        until=until + dt.timedelta(days=1) if until else None,
        covering=told["covering"] == "yes",
    )
    return told, lines


def _day(text: str) -> dt.datetime | None:
    try:
        day = dt.date.fromisoformat(text)
        return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
    except (ValueError, OverflowError):
        return None


def _filters(told: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"name": "who", "label": Words("姓名或登录名", "Name or log-in name"), "value": told["who"]},
        {
            "name": "what",
            "label": Words("做了什么", "What"),
            "value": told["what"],
            "choices": list(WHAT.items()),
        },
        {"name": "ref", "label": Words("编号", "Number or code"), "value": told["ref"]},
        {"name": "from", "label": Words("从哪天（2022-01-31）", "From (2022-01-31)"), "value": told["from"]},
        {"name": "to", "label": Words("到哪天", "To"), "value": told["to"]},
        {
            "name": "covering",
            "label": Words("代岗", "Standing in"),
            "value": told["covering"],
            "choices": [("yes", Words("只看代岗时做的", "Only while standing in"))],
        },
    ]


def _shown(lines: list[Audit]) -> list[dict[str, Any]]:
    names = area_names({line.area for line in lines})
    covering = Words("代{name}", "for {name}")
    return [
        {
            "at": line.at,
            "who": " ".join(
                str(part)
                for part in (
                    line.who,
                    role_title(line.role),
                    covering.fill(name=line.covering) if line.covering else "",
                )
                if part
            ),
            "what": what_words(line.what),
            "thing": f"{line.kind} {line.ref}".strip(),
            "fields": ", ".join(line.fields),
            "purpose": line.purpose,
            "area": names[line.area],
            "ip": line.ip or "",
        }
        for line in lines
    ]
