"""What acts on the closed loop must be told."""

from huying.kernel.facts import Facts, ask


class Starting(Facts):
    """Somebody who comes in, and where they are bound."""

    name: str = ask("姓名", "Name", min_length=1, max_length=60, secret=True, widget="text")
    phone: str = ask("电话", "Phone", default="", max_length=40, secret=True, widget="phone")
    cohort: str = ask("航班、船次、车次", "Flight, ship or train", default="", max_length=40, widget="text")
    measure: str = ask("管控编号", "Code of the measure", default="", max_length=14, widget="text")
    # Filled in by the code that opens it.
    link: str = ask("环节", "Link", default="", max_length=40, widget="hidden")
    unit: str = ask("责任单位", "Owner", default="", max_length=60, widget="hidden")
    area_of: str = ask(
        "责任单位地区", "Area of the owner", default="", pattern=r"^(\d{20})?$", widget="hidden"
    )


class Passing(Facts):
    """The hand-over to the next link; who that is stands in the chain."""

    note: str = ask("交接说明", "What the next one must know", default="", max_length=400, widget="textarea")
    unit: str = ask("下一环单位", "Next owner", min_length=1, max_length=60, widget="hidden")
    area: str = ask("下一环地区", "Area of the next owner", pattern=r"^\d{20}$", widget="hidden")


class Acknowledging(Facts):
    """The next owner has them."""

    link: str = ask("环节", "Link", pattern=r"^[a-z][a-z0-9_]{0,39}$", widget="hidden")


class Reason(Facts):
    """Why."""

    reason: str = ask("原因", "Reason", min_length=2, max_length=400, widget="textarea")
