"""Small groups of values that rules about incidents tell: task forces, their lines, the steps of the playbook. Pure."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from huying.kernel.words import Words

CODE = r"^[a-z][a-z0-9_]{0,39}$"
Needs = Literal["nothing", "text", "number", "spots", "tested", "left"]


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


class ForceRule(Named):
    """A task force of an incident."""


class LineRule(Named):
    """A line of work a force must have somebody from, such as the police in the tracing force."""

    force: str = Field(pattern=CODE)


class StepRule(Named):
    """A step of the playbook: which force does it, what must be there before it is done, and the text to read out.

    `needs` is `text` (what was said), `number` (how many), `spots` (every entrance sealed or ruled out), `tested`
    (everybody present sampled), `left` (everybody has left), or `nothing`.
    """

    force: str = Field(pattern=CODE)
    needs: Needs = "nothing"
    text_zh: str = Field(default="", max_length=2000)
    text_en: str = Field(default="", max_length=2000)
