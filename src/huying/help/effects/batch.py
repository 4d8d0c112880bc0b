"""The rows behind a batch of acts, read once."""

from collections.abc import Sequence
from typing import TypeVar

from django.db import connection
from pydantic import BaseModel

from huying.help.models import Category, HelpRequest
from huying.kernel.words import Words
from huying.matters.store import Done

_CATEGORIES = "SELECT matter_id, category_id FROM help_helprequest WHERE matter_id = ANY(%s)"
Said = TypeVar("Said", bound=BaseModel)


def requests_of(done: Sequence[Done]) -> dict[int, HelpRequest]:
    """The requests of a batch, by the id of their matter."""
    return HelpRequest.objects.select_related("category").in_bulk({d.matter.pk for d in done})


def categories_of(done: Sequence[Done]) -> dict[int, Words]:
    """What the requests of a batch are about, by the id of their matter: without opening what is locked in them."""
    with connection.cursor() as cursor:
        # One array, not a parameter each: thousands ring at once.
        cursor.execute(_CATEGORIES, [list({d.matter.pk for d in done})])
        about = dict(cursor.fetchall())
    named = {row.pk: row.words for row in Category.objects.filter(pk__in=set(about.values()))}
    return {pk: named[category] for pk, category in about.items()}


def said(one: Done, schema: type[Said]) -> Said:
    """What was said with an act; the engine has checked that it is of this schema."""
    if not isinstance(one.facts, schema):
        raise TypeError(f"{one.line.act} was told {type(one.facts).__name__}, not {schema.__name__}")
    return one.facts


def who(one: Done) -> str:
    """Who acted, by name; by office when a machine or a caller did."""
    from huying.kernel.kinds import role_words

    return one.line.actor.name or role_words(one.line.actor.role).zh
