"""Small groups of values that rules about places tell: named codes, links of a chain, roles of a team. Pure."""

from pydantic import BaseModel, ConfigDict, Field

from huying.kernel.words import Words

CODE = r"^[a-z][a-z0-9_]{0,39}$"


class Named(BaseModel):
    """A code and what it is called."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=CODE)
    zh: str = Field(min_length=1, max_length=120)
    en: str = Field(min_length=1, max_length=200)

    @property
    def title(self) -> Words:
        """What it is called."""
        return Words(self.zh, self.en)

    def words(self) -> Words:
        """What it is called."""
        return self.title


class TeamRole(Named):
    """A role that a team needs: for a person under a measure, for a place, or for both.

    `step` orders the three levels; `grade` says for which grade of place it answers (the building by default).
    """

    person: bool = False
    place: bool = True
    step: int = Field(default=0, ge=0, le=9)


class Link(Named):
    """A link of a chain, and who owns it: an office, and the step of the ladder whose area it works for."""

    unit: str = Field(pattern=r"^[a-z][a-z0-9_:]{0,59}$")
    level: str = Field(default="district", pattern=r"^(grid|community|street|district|city)$")


class Need(Named):
    """Something people who are held need, again every so many hours, at the latest."""

    hours: int = Field(ge=1, le=72)
    only_children: bool = False
