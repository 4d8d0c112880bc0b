"""What each act on a transfer must be told."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from huying.kernel.facts import Facts, ask
from huying.kernel.words import Words

from .models.transfers import TO

To = Literal["site", "hospital", "home"]
DESTINATIONS = list(TO.items())


class PassengerIn(BaseModel):
    """One person to take along; `with_number` is the line of whom they may not be parted from."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    name: str = ask("姓名", "Name", min_length=1, max_length=60, widget="text")
    phone: str = ask("电话", "Phone", default="", max_length=40, widget="phone")
    cohort: str = ask(
        "同批（如航班号）", "Cohort, such as a flight", default="", max_length=40, widget="text"
    )
    with_number: int | None = ask("和第几个人同住（孩子、需照护的）", "Stays with number", default=None, ge=1, le=200, widget="number")  # fmt: skip
    measure: str = ask("管控编号", "Code of the measure", default="", max_length=14, widget="text")


class Asking(Facts):
    """A transfer: who, from where, to where, by when."""

    to: To = ask("送到哪里", "Where to", widget="radio", choices=DESTINATIONS)
    from_area: str = ask("从哪里接", "From", pattern=r"^\d{20}$", widget="place")
    from_text: str = ask("接的详细地址", "Address", default="", max_length=200, secret=True, widget="text")
    site: int | None = ask("隔离点", "Site", default=None, ge=1, widget="number")
    to_area: str = ask(
        "送到的地方", "To", default="", pattern=r"^(\d{20})?$", widget="place",
        help=Words("送隔离点的可不填。", "Not needed where a site is named."),
    )  # fmt: skip
    to_text: str = ask("送到的详细地址", "Address there", default="", max_length=200, secret=True, widget="text")  # fmt: skip
    passengers: tuple[PassengerIn, ...] = ask("接哪些人", "Who", min_length=1, max_length=200, secret=True, widget="rows")  # fmt: skip
    wanted_by: AwareDatetime | None = ask("最晚何时", "Wanted by", default=None, widget="datetime")
    protection: str = ask("防护要求", "Protection", default="", max_length=400, widget="textarea")
    # Set by the code that opens it: who must acknowledge the arrival.
    to_unit: str = ask("签收单位", "Who acknowledges", default="", max_length=40, widget="hidden")
    to_unit_area: str = ask("签收地区", "Where", default="", pattern=r"^(\d{20})?$", widget="hidden")


class Assigning(Facts):
    """The vehicle and who drives it."""

    vehicle: str = ask("车牌", "Vehicle", min_length=2, max_length=40, widget="text")
    driver: str = ask("司机或护送员", "Driver or escort", min_length=1, max_length=60, widget="text")
    driver_phone: str = ask("司机电话", "Driver's phone", default="", max_length=40, widget="phone")
    protection: str = ask("防护要求", "Protection", default="", max_length=400, widget="textarea")


class Note(Facts):
    """A few words, if there are any."""

    words: str = ask("说明", "A few words", default="", max_length=400, widget="textarea")


class Reason(Facts):
    """Why."""

    reason: str = ask("原因", "Reason", min_length=2, max_length=400, widget="textarea")


class Accepting(Facts):
    """Everybody arrived. For a site the room of each, in the order of the list; none lets the rules place them."""

    count: int = ask("实到几人", "How many arrived", ge=0, le=200, widget="number")
    rooms: tuple[str, ...] = ask(
        "房号，一行一人", "Rooms, one a line for each person", default=(), max_length=200, widget="lines",
        help=Words("不填就按规则自动安排。", "Leave empty to let the rules place them."),
    )  # fmt: skip
