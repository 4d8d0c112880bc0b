"""What a person can be found to be: the categories rules decide about, as data with an order of precedence."""

from pydantic import BaseModel, ConfigDict

from huying.kernel.facts import ask
from huying.kernel.words import Words

from .keys import List, Record, rule_key


class Category(BaseModel):
    """One category of people. Where several fit a person, the one with the lowest `precedence` counts.

    `measures` tells whether the category leads to a measure at all; a category that does not is only informed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = ask("代码", "Code", pattern=r"^[a-z][a-z0-9_]{1,39}$")
    zh: str = ask("名称", "Name in Chinese", min_length=1, max_length=60)
    en: str = ask("英文名称", "Name in English", min_length=1, max_length=120)
    precedence: int = ask("排第几位", "Order", ge=0, le=1000)
    measures: bool = ask("可以采取措施", "Measures may follow", default=True)

    @property
    def title(self) -> Words:
        """What it is called."""
        return Words(self.zh, self.en)

    def words(self) -> Words:
        """What it is called, in which order it counts, and whether a measure follows."""
        follows = (
            Words("可以采取措施", "measures may follow")
            if self.measures
            else Words("只告知", "informed only")
        )
        return Words("{name}（第 {n} 位，{f}）", "{name} (order {n}, {f})").fill(
            name=Words(self.zh, self.en), n=self.precedence, f=follows
        )

    def stricter_than(self, other: "Category", direction: str) -> bool:
        """A category that only was informed and now leads to measures burdens more people."""
        return self.measures and not other.measures


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
