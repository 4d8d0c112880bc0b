"""The pages of rules and responses, and the doors to them."""

from django.http import HttpRequest

from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.people.seats import shown_to


def _releases(request: HttpRequest) -> bool:
    return shown_to("rule.edit")(request) or shown_to("rule.publish")(request)


def doors() -> None:
    """Show the rules to those who may read them, and to everybody what is public."""
    nav_item("desk", Words("规则", "Rules"), "rules", icon="book", order=70, shown=shown_to("rule.read"))
    nav_item(
        "desk",
        Words("应急响应", "Responses"),
        "responses",
        icon="alert",
        order=71,
        shown=shown_to("rule.read"),
    )
    nav_item(
        "desk",
        Words("疾病档案", "Diseases"),
        "profiles",
        icon="book",
        order=72,
        shown=shown_to("rule.edit"),
    )
    nav_item("public", Words("通告", "Notices"), "releases", icon="book", order=59)
    nav_item(
        "desk", Words("对外通告", "Public notices"), "release_drafts", icon="book", order=73, shown=_releases
    )
    nav_item("public", Words("现行规则", "Rules in force"), "rules_public", icon="book", order=60)
