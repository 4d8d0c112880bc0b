"""What the acts of specimens and joint checks must be told."""

from typing import Literal

from pydantic import AwareDatetime, model_validator

from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.rulebook.queries import place_here, reader

from . import rules, terms

TUBE = r"^[A-Za-z0-9-]{3,40}$"
WHO = Words("采人的标本要写姓名。", "A specimen of a person names the person.")
WHAT = Words("请写采的是什么。", "Say what was swabbed.")


def circumstance_choices() -> list[tuple[str, Words]]:
    """Why specimens are taken, by the rules in force where the reader is."""
    return [(one.code, one.words()) for one in reader().value(rules.CIRCUMSTANCES.code, place_here())]


class Reason(Facts):
    """Why."""

    reason: str = ask("原因", "Reason", min_length=2, max_length=1000, widget="textarea")


class Taking(Facts):
    """A specimen that was taken."""

    subject: Literal["person", "goods", "environment"] = ask(
        "采什么的标本", "Of what", widget="radio", choices=terms.pairs(terms.SUBJECTS)
    )
    tube: str = ask(
        "试管编号", "Number of the tube", pattern=TUBE, widget="text",
        help=Words("照管子上印的写，字母、数字。", "As printed on the tube: letters and digits."),
    )  # fmt: skip
    circumstance: str = ask("为什么采", "Why", max_length=40, widget="radio", choices=circumstance_choices)
    name: str = ask(
        "姓名（采人时写）", "Name, of a person", default="", max_length=60, widget="text", secret=True
    )
    phone: str = ask("电话", "Phone", default="", max_length=40, widget="phone", secret=True)
    what: str = ask(
        "采的哪里、什么货（采物、环境时写）", "What surface, which goods", default="", max_length=200, widget="text",
        help=Words("例如：302 房门把手；进口牛肉外包装 第 3 批。", "Such as: door handle of 302; outer packing of beef, lot 3."),
    )  # fmt: skip
    place: str = ask("什么场所", "Which place", default="", max_length=120, widget="text")
    measure: str = ask(
        "管控措施编号", "Code of the person's measure", default="", max_length=14, widget="text"
    )
    joint: str = ask("联合检查编号", "Code of the joint check", default="", max_length=14, widget="text")
    taken_at: AwareDatetime | None = ask("什么时候采的", "Taken at", default=None, widget="datetime", help=Words("不填就是现在。", "Now, if left empty."))  # fmt: skip

    @model_validator(mode="after")
    def _whole(self) -> "Taking":
        wrong = {}
        if self.subject == "person" and not self.name:
            wrong["name"] = WHO
        if self.subject != "person" and not self.what:
            wrong["what"] = WHAT
        if wrong:
            raise Refused(next(iter(wrong.values())), wrong)
        return self


class Sending(Facts):
    """Sent to the laboratory."""

    unit: str = ask("送到哪里", "Where to", default="laboratory", pattern="^laboratory$", widget="hidden")
    area: str = ask("实验室地点", "Its area", default="", pattern=r"^(\d{20})?$", widget="hidden")
    courier: str = ask("谁送", "Who takes it", default="", max_length=60, widget="text")


class Positive(Facts):
    """A positive result."""

    words: str = ask("Ct 值等", "Ct values and so on", default="", max_length=200, widget="text")


class Sequenced(Facts):
    """What the genome says."""

    lineage: str = ask("分型", "Lineage", min_length=1, max_length=60, widget="text")
    accession: str = ask("序列编号", "Accession", default="", max_length=60, widget="text")


class Checking(Facts):
    """People, goods and environment of a place are examined together."""

    place: str = ask("什么场所", "Which place", min_length=2, max_length=120, widget="text")
    reason: str = ask("为什么查", "Why", min_length=2, max_length=1000, widget="textarea")
