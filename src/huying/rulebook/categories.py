"""What a person can be found to be: the categories rules decide about, as data with an order of precedence."""

from pydantic import BaseModel, ConfigDict, Field

from huying.kernel.words import Words

from .keys import List, Record, rule_key


class Category(BaseModel):
    """One category of people. Where several fit a person, the one with the lowest `precedence` counts.

    `measures` tells whether the category leads to a measure at all; a category that does not is only informed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    zh: str = Field(min_length=1, max_length=60)
    en: str = Field(min_length=1, max_length=120)
    precedence: int = Field(ge=0, le=1000)
    measures: bool = True

    def words(self) -> Words:
        """What it is called."""
        return Words(self.zh, self.en)


CATEGORIES = rule_key(
    "rulebook.categories",
    title=Words("人员类别", "Categories of people"),
    kind=List(of=Record(Category)),
    stricter="longer",
    help=Words(
        "一个人符合几类时，按序号最小的一类。",
        "Where several fit, the one with the lowest precedence counts.",
    ),
)
