"""What measures on persons tell the rest of the house when it starts."""

from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.people.door import register_lookup
from huying.people.homes import register_source
from huying.people.seats import shown_to
from huying.rulebook.hanging import Hanging, PersonalData, hangs, holds


def persons_ready() -> None:
    """Doors, the residents' door, what hangs from a response and which personal data came with it."""
    from . import person_rules as rules
    from .callers import CALLERS
    from .queries.measures import kept_home
    from .services import measures as services

    register_lookup(CALLERS)
    register_source(kept_home)
    hangs(
        Hanging(
            "measures.measure",
            Words("人员管控措施", "Measures on persons"),
            services.open_under,
            services.end_under,
        )
    )
    holds(
        PersonalData(
            "measures.persons",
            Words("被管控人员的身份、健康和申诉", "Who was under a measure, their health, their appeals"),
            Words("决定、执行和解除管控措施", "To decide on, carry out and end measures"),
            rules.KEEP.code,
            services.personal_under,
            services.personal_destroy,
        )
    )
    cares = shown_to("measure.care")
    nav_item(
        "desk",
        Words("管控措施", "Measures"),
        "measures",
        icon="home",
        order=30,
        shown=shown_to("measure.propose"),
    )
    nav_item(
        "desk",
        Words("申诉", "Appeals"),
        "measure_appeals",
        icon="book",
        order=31,
        shown=shown_to("measure.propose"),
    )
    nav_item("phone", Words("管控", "Measures"), "field_measures", icon="check", order=25, shown=cares)
    nav_item("public", Words("我的状态", "My status"), "measure_status", icon="person", order=30)
