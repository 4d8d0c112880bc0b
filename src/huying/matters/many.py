"""One act on many matters at once, as the engine itself does it when a day begins: the same checks, events and effects."""

from collections.abc import Mapping

from django.db import transaction
from pydantic import BaseModel

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.kernel.decide import decide
from huying.kernel.kinds import kind_of
from huying.kernel.situation import Actor
from huying.places import scope

from .ground import ground_at
from .models import Matter
from .services import check_facts, commit
from .store import Done, clocks_of, lineage, lock, row_follows, snapshot_of


def perform_many(*, act: str, rows: Mapping[str, BaseModel | None], actor: Actor) -> dict[str, Matter]:
    """Perform one act on every matter, by code with what is told of it, in one transaction.

    Returns the matters by code. Raises NotYours when one cannot be seen from here and Refused when it may not happen
    to one of them: then nothing is written.
    """
    if not rows:
        return {}
    with transaction.atomic():
        found = {
            code: (pk, parent)
            for code, pk, parent in Matter.objects.filter(code__in=list(rows)).values_list(
                "code", "pk", "parent_id"
            )
        }
        if missing := rows.keys() - found.keys():
            raise NotYours(min(missing))
        with scope.everything(f"{act} on {len(rows)} matters"):
            ids = {one for pk, parent in found.values() for one in (lineage(pk) if parent else (pk,))}
            locked = lock(ids)
            clocks, moment = clocks_of([pk for pk, _ in found.values()]), now()
            ground = ground_at(moment)
            done = []
            for code, facts in rows.items():
                matter = locked[found[code][0]]
                kind = kind_of(matter.kind)
                check_facts(kind, act, facts)
                before = snapshot_of(matter, clocks[matter.pk])
                at = max(moment, matter.opened_at)
                rules = ground if at == moment else ground_at(at)
                after, line = decide(kind, before, act, actor, facts, at, rules)
                row_follows(matter, after)
                done.append(Done(kind, matter, before, after, line, facts))
            commit(done)
    return {one.matter.code: one.matter for one in done}
