"""How far a zone is larger than what is known asks for: which of its places hold somebody under a measure, which none."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from huying.kernel.words import Words
from huying.measures.models import Measure
from huying.places import codes
from huying.places.models import Area

from .zones import outermost, reach_of

# Somebody whose days are nearly over, watched while they go about, is no reason to close a building.
REASONS = ("isolation", "quarantine_facility", "quarantine_home")


@dataclass(frozen=True, slots=True)
class Precision:
    """The places of a zone parted by whether anything is known there; `people` and `fewer` are how many each way reaches."""

    grounded: tuple[str, ...]
    rest: tuple[str, ...]
    people: int
    fewer: int

    @property
    def share(self) -> float:
        """How much of it, by places, has no known reason."""
        whole = len(self.grounded) + len(self.rest)
        return len(self.rest) / whole if whole else 0.0

    @property
    def smaller(self) -> bool:
        """Whether a smaller zone would hold everybody who is known."""
        return bool(self.grounded and self.rest)

    @property
    def words(self) -> Words:
        """In one sentence, with the smaller zone beside it."""
        if not self.grounded:
            return Words(
                "这些楼里没有登记在管的感染者或接触者。",
                "Nobody known as infected or a contact is under a measure in these buildings.",
            )
        if not self.rest:
            return Words(
                "每一栋都有登记在管的感染者或接触者。", "Every building has somebody known under a measure."
            )
        return Words(
            "其中 {a} 处有登记在管的感染者或接触者，{b} 处没有。只划有的 {a} 处，涉及 {fewer} 人，比现在少 {less} 人。",
            "{a} places hold somebody known under a measure, {b} do not. A zone of those {a} alone reaches {fewer} people,"
            " {less} fewer.",
        ).fill(a=len(self.grounded), b=len(self.rest), fewer=self.fewer, less=self.people - self.fewer)


def precision_of(places: Sequence[str]) -> Precision:
    """The places parted, as far as the reader's scope shows. A place above buildings is looked at building by building."""
    found = _buildings(outermost(places))
    wanted = Q(pk__in=[])
    for code in found:
        wanted |= Q(area__range=codes.span(code))
    # What was proposed and is not decided yet is known too.
    told = Q(kind__in=REASONS) | Q(matter__state="proposed")
    rows = Measure.objects.filter(wanted, told, matter__ended_at=None)
    known = sorted(set(rows.values_list("area", flat=True)))
    grounded = tuple(code for code in found if any(codes.covers(code, area) for area in known))
    rest = tuple(code for code in found if code not in set(grounded))
    return Precision(grounded, rest, reach_of(found).people, reach_of(grounded).people if grounded else 0)


def _buildings(places: Sequence[str]) -> list[str]:
    above = [code for code in places if codes.grade(code) not in ("building", "stairwell")]
    found = [code for code in places if code not in above]
    for code in above:
        low, high = codes.span(code)
        inside = list(
            Area.objects.filter(grade="building", code__range=(low, high)).values_list("code", flat=True)
        )
        found += inside or [code]
    return sorted(set(found))
