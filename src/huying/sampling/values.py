"""Small groups of values that rules about specimens tell. Pure."""

from pydantic import BaseModel, ConfigDict, Field

from huying.kernel.words import Words


class Circumstance(BaseModel):
    """Why a specimen is taken, and whether a positive one must be sequenced."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    zh: str = Field(min_length=1, max_length=60)
    en: str = Field(min_length=1, max_length=120)
    sequence: bool = False

    def words(self) -> Words:
        """What it is called."""
        return Words(self.zh, self.en)


class Subject(BaseModel):
    """A subject of a joint check, and how many specimens of it are the least."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern="^(person|goods|environment)$")
    least: int = Field(default=1, ge=1, le=1000)

    def words(self) -> Words:
        """What it is called."""
        from .terms import SUBJECTS

        return SUBJECTS[self.code]
