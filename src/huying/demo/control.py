"""What happens in the three days beside the calls for help: travellers, lists, measures, what serves them."""

from .city import City, Scale
from .roster import Person
from .stage import Stage
from .stories.daily import daily
from .stories.duty import rosters
from .stories.incidents import incidents
from .stories.kept import kept
from .stories.pushed import lists
from .stories.quarter import quarter
from .stories.risks import risk_lists
from .stories.rounds import rounds
from .stories.served import served
from .stories.shifts import shifts
from .stories.specimens import specimens
from .stories.town import Town
from .stories.travellers import travellers


def control_all(stage: Stage, scale: Scale, city: City, people: list[Person]) -> None:
    """Everything, each at its time."""
    here = [one for one in people if one.home.community == people[0].home.community]
    town = Town(stage, scale, city, people, here)
    risk_lists(stage)
    travellers(town)
    rounds(town)
    lists(town)
    kept(town)
    served(town)
    shifts(town)
    incidents(town)
    rosters(town)
    daily(town)
    specimens(town)
    quarter(town)
