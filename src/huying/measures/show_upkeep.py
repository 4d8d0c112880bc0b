"""How disinfections, inspections, people held and closed venues look on desks."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from huying.kernel.words import Words
from huying.matters.presenting import Fact, Line, Panel, present
from huying.matters.queries import acts_for
from huying.people.seats import Seat, as_actor

from .models import Disinfection, Hold, Inspection, Venue
from .queries.upkeep import needs_of

if TYPE_CHECKING:
    from huying.matters.models import Matter


class _Shown:
    """A kind whose row tells a title and some facts."""

    def __init__(
        self, model: Any, title: str, facts: Sequence[tuple[str, Words]], template: str = ""
    ) -> None:
        self.model, self.title, self.told, self.template = model, title, facts, template

    def lines(self, matters: "Sequence[Matter]") -> Mapping[int, Line]:
        """The place it is about."""
        found = self.model.objects.in_bulk([one.pk for one in matters])
        return {pk: Line(str(getattr(row, self.title))) for pk, row in found.items()}

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """What is written of it."""
        row = self.model.objects.get(pk=matter.pk)
        values = [(label, getattr(row, name)) for name, label in self.told]
        return [Fact(label, value) for label, value in values if value not in ("", None)]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """Nothing of its own, but for people held."""
        if not self.template or matter.ended_at is not None:
            return []
        row = self.model.objects.select_related("matter").get(pk=matter.pk)
        offers = {offer.act.code for offer in acts_for(matter, as_actor(seat)) if offer.refused is None}
        context = {"needs": needs_of(row), "matter": matter, "may_give": "give" in offers}
        return [Panel(self.template, context, acts=("give",))]


present(
    "measures.disinfection",
    _Shown(
        Disinfection, "place",
        [
            ("reason", Words("原因", "Reason")), ("method", Words("方法", "Method")), ("done_by", Words("谁做的", "Done by")),
            ("done_at", Words("做完时间", "Done at")), ("proof", Words("凭据", "Proof")),
        ],
    ),
)  # fmt: skip
present(
    "measures.inspection",
    _Shown(
        Inspection, "place",
        [
            ("site", Words("隔离点", "Site")), ("inspector", Words("巡察人", "Inspector")),
            ("findings", Words("发现的问题", "Findings")), ("put_right", Words("整改情况", "Put right")),
        ],
    ),
)  # fmt: skip
present(
    "measures.hold",
    _Shown(
        Hold, "place",
        [
            ("reason", Words("原因", "Reason")), ("people", Words("人数", "People")),
            ("children", Words("其中孩子、老人、孕妇", "Children, elderly, pregnant women")),
            ("expected_until", Words("最晚等到", "Until at the latest")), ("told", Words("告知", "What they were told")),
        ],
        "measures/_hold.html",
    ),
)  # fmt: skip
present(
    "measures.venue",
    _Shown(
        Venue, "name",
        [
            ("kind", Words("类型", "Kind")), ("reason", Words("原因", "Reason")), ("authority", Words("决定机关", "Issuing authority")),
            ("legal_basis", Words("法律依据", "Legal basis")), ("expected_until", Words("预计到", "Expected until")),
            ("outcome", Words("结果", "Outcome")),
        ],
    ),
)  # fmt: skip
