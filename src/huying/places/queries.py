"""Reading the tree of places."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from huying.base.errors import NotYours
from huying.kernel.words import Words

from .codes import ALL, GRADES, Grade, ancestors, grade, is_code
from .models import Area
from .naming import name_of
from .scope import within
from .spelling import pinyin


def area(code: str) -> Area:
    """The place of a code. Raises NotYours when there is none."""
    found = Area.objects.filter(code=code).first() if is_code(code) else None
    if found is None:
        raise NotYours(code)
    return found


def path(code: str) -> list[Area]:
    """The places from the province down to this one, without the whole country."""
    chain = [above for above in (*reversed(ancestors(code)), code) if above != ALL]
    return list(Area.objects.filter(code__in=chain).order_by("code"))


def children(code: str) -> QuerySet[Area]:
    """The places one step down, in their own order; the provinces for the whole country."""
    if code == ALL:
        return Area.objects.filter(grade="province")
    return Area.objects.filter(parent=code)


def descendants(code: str, of: Grade | None = None) -> QuerySet[Area]:
    """All places inside one, without itself; only those of a grade when one is named."""
    found = within(Area.objects.exclude(code=code), code, column="code")
    return found.filter(grade=of) if of else found


def area_name(code: str, *, from_grade: Grade | None = None) -> Words:
    """What a place is called; see `area_names`, which serves a whole list with one query."""
    return area_names([code], from_grade=from_grade)[code]


def area_names(codes: Iterable[str], *, from_grade: Grade | None = None) -> dict[str, Words]:
    """The names of places, from one query.

    Without `from_grade` the short name (a grid with its community, a building with its compound); with it
    everything from that grade down, as an address. A code without a row is called like the nearest place above it.
    """
    wanted = set(codes)
    chains = {code: [*reversed(ancestors(code)), code] for code in wanted}
    needed = {step for chain in chains.values() for step in chain}
    named = Area.objects.filter(code__in=needed).only("code", "grade", "zh", "en", "compound").order_by()
    rows = {row.code: row for row in named}
    return {
        code: name_of([rows[c] for c in chain if c in rows], from_grade) for code, chain in chains.items()
    }


def area_search(
    text: str, within_area: str = ALL, *, grades: Iterable[Grade] = (), limit: int = 20
) -> list[Area]:
    """Places whose name, other name, compound, sounds or first letters hold the text; the best first."""
    sought = "".join(text.split())
    if not sought:
        return []
    if is_code(sought.ljust(20, "0")) and len(sought) >= 2:
        named = Q(code__range=(sought.ljust(20, "0"), sought.ljust(20, "9")))
    else:
        named = Q(zh__contains=sought) | Q(compound__contains=sought) | Q(aliases__contains=[sought])
    if sought.isascii() and sought.isalpha():
        letters = sought.lower()
        spaced = pinyin(text).strip()
        named = Q(initials__startswith=letters) | Q(pinyin__startswith=spaced) | Q(en__icontains=text.strip())
    found = within(Area.objects.filter(named), within_area, column="code")
    if grades:
        found = found.filter(grade__in=list(grades))
    closeness = Case(
        When(Q(zh=sought) | Q(aliases__contains=[sought]), then=Value(0)),
        When(Q(zh__startswith=sought) | Q(compound=sought), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return list(found.defer("geometry").order_by(closeness, "code")[:limit])


def edition() -> UUID:
    """The mark of the tree as it is now; another one means that it was changed; all zeros while it is new."""
    # Asked before every look-up of an address, and by hand five times cheaper than by the model.
    with connection.cursor() as cursor:
        cursor.execute("SELECT stamp FROM places_edition WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else UUID(int=0)


def grade_below(code: str) -> Grade | None:
    """The grade of a new place under this one; None under a stairwell."""
    step = GRADES.index(grade(code)) + 1
    return GRADES[step] if step < len(GRADES) else None
