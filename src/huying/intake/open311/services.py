"""The service list: the categories of a channel, and what may be told with each."""

from typing import Any

from huying.help import terms
from huying.help.facts import Asking
from huying.help.models import Category, Channel
from huying.help.queries.intake import categories
from huying.kernel.facts import label_of
from huying.kernel.words import Words

# The fields beside the text that a program may send as attributes, with GeoReport's data types.
ATTRIBUTES: dict[str, tuple[str, dict[str, Words] | None]] = {
    "kind": ("singlevaluelist", terms.MESSAGE_KINDS),
    "needed_by": ("datetime", None),
    "people_affected": ("number", None),
    "vulnerable": ("multivaluelist", terms.VULNERABLE),
    "under_quarantine": ("singlevaluelist", {"true": Words("是", "Yes"), "false": Words("否", "No")}),
    "room": ("string", None),
}


def offered(channel: Channel) -> list[Category]:
    """The categories a program can choose: those that are no mere headings."""
    rows = list(categories(channel=channel))
    headings = {row.parent_id for row in categories()}
    return [row for row in rows if row.code not in headings]


def service(row: Category, headings: dict[str, Words]) -> dict[str, Any]:
    """One entry of the service list; names in both languages stand in `names`."""
    heading = headings.get(row.parent_id or "")
    return {
        "service_code": row.code,
        "service_name": str(row.words),
        "description": str(
            Words(f"{heading.zh}：{row.zh}", f"{heading.en}: {row.en}") if heading else row.words
        ),
        "metadata": True,
        "type": "realtime",
        "keywords": ",".join([row.zh, row.en, *row.hints]),
        "group": str(heading) if heading else "",
        "names": {"zh": row.zh, "en": row.en},
    }


def services(channel: Channel) -> list[dict[str, Any]]:
    """The service list of a channel."""
    headings = {row.code: row.words for row in categories()}
    return [service(row, headings) for row in offered(channel)]


def definition(row: Category) -> dict[str, Any]:
    """What may be told beside the description of one service; nothing of it must."""
    attributes = []
    for order, (name, (datatype, choices)) in enumerate(ATTRIBUTES.items(), start=1):
        attributes.append(
            {
                "variable": True,
                "code": name,
                "datatype": datatype,
                "required": False,
                "datatype_description": "",
                "order": order,
                "description": str(label_of(Asking, name)),
                "values": [{"key": key, "name": str(words)} for key, words in (choices or {}).items()],
            }
        )
    return {"service_code": row.code, "attributes": attributes}
