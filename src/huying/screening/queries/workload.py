"""How much everybody at the front has to do: what is open in each grid and at each worker, and the grids without one."""

from dataclasses import dataclass

from django.db.models import Count

from huying.matters.queries import desk, overdue
from huying.people.queries import posts_in
from huying.places.codes import Grade, pad
from huying.places.queries import descendants

GRID: Grade = "grid"


@dataclass(frozen=True, slots=True)
class Load:
    """A grid with one of its workers, or with none: what is open there, what of it is late, what they hold themselves."""

    grid: str
    worker: str
    open: int
    late: int
    held: int
    workers: int

    @property
    def each(self) -> float:
        """What is open there for each of its workers; all of it where there is none."""
        return self.open / max(1, self.workers)


def workload(area: str) -> list[Load]:
    """Every grid of an area, those without a worker first, then the most loaded; five queries, whatever its size."""
    rows = desk(area=area)
    late = dict(overdue(rows).order_by().values("grid").annotate(n=Count("pk")).values_list("grid", "n"))
    rows = rows.order_by()
    by_grid = {
        pad(grid): (number, late.get(grid, 0))
        for grid, number in rows.values("grid").annotate(n=Count("pk")).values_list("grid", "n")
    }
    held = dict(rows.exclude(person=None).values("person").annotate(n=Count("pk")).values_list("person", "n"))
    posts: dict[str, list[tuple[int, str]]] = {}
    for post in posts_in(area).filter(unit=GRID):
        told = (post.user_id, post.user.get_full_name() or post.user.username)
        if told not in posts.setdefault(post.area, []):
            posts[post.area].append(told)
    found = []
    grids = set(descendants(area, GRID).values_list("code", flat=True)) | set(posts)
    for grid in grids:
        number, late = by_grid.get(grid, (0, 0))
        there = posts.get(grid, [])
        found += [Load(grid, name, number, late, held.get(user, 0), len(there)) for user, name in there]
        if not there:
            found.append(Load(grid, "", number, late, 0, 0))
    return sorted(found, key=lambda one: (one.workers > 0, -one.each, one.grid, one.worker))
