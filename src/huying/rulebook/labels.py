"""Policy labels an authority may put on its public notices: a name, where it comes from, what it stands for. Pure."""

from pydantic import BaseModel, ConfigDict, Field

from huying.kernel.words import Words

from .keys import List, Record, rule_key


class Label(BaseModel):
    """One label: `source` is the document or meeting it comes from; `says` what it stands for, in a sentence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    zh: str = Field(min_length=1, max_length=60)
    en: str = Field(min_length=1, max_length=120)
    source: str = Field(min_length=1, max_length=200)
    says_zh: str = Field(default="", max_length=500)
    says_en: str = Field(default="", max_length=500)

    def words(self) -> Words:
        """What it is called."""
        return Words(self.zh, self.en)


LABELS = rule_key(
    "notices.labels",
    title=Words("通告可以标的政策标签", "Policy labels of public notices"),
    kind=List(of=Record(Label)),
    help=Words(
        "例如“外防输入、内防反弹”“六个强化”。只是标签，不改变任何人的义务；写明出处。",
        "Such as “against importation and rebound”. Labels only: they change nobody's duties; each names its source.",
    ),
)
