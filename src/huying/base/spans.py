"""How long, said as a person would say it."""

import datetime as dt

from huying.kernel.words import Words

MINUTE, HOUR, DAY = 60, 3600, 86400
# Above these the smaller unit is noise: nobody plans by "9 days and 4 hours".
HOURS_WITH_MINUTES = 6
DAYS_WITH_HOURS = 3


def _unit(number: int, zh: str, en: str) -> tuple[str, str]:
    return f"{number} {zh}", f"{number} {en}" if number == 1 else f"{number} {en}s"


def span_words(seconds: float) -> Words:
    """A length of time in at most two units, rounded down: 42 分 / 42 minutes. The sign is ignored."""
    whole = int(abs(seconds))
    if whole < MINUTE:
        return Words("不到 1 分", "less than a minute")
    if whole < HOUR:
        return Words(*_unit(whole // MINUTE, "分", "minute"))
    if whole < DAY:
        big, rest = divmod(whole, HOUR)
        first, second = _unit(big, "小时", "hour"), _unit(rest // MINUTE, "分", "minute")
        both = big < HOURS_WITH_MINUTES and rest >= MINUTE
    else:
        big, rest = divmod(whole, DAY)
        first, second = _unit(big, "天", "day"), _unit(rest // HOUR, "小时", "hour")
        both = big < DAYS_WITH_HOURS and rest >= HOUR
    return Words(f"{first[0]} {second[0]}", f"{first[1]} {second[1]}") if both else Words(*first)


def left_words(due: dt.datetime, at: dt.datetime) -> Words:
    """What is left until `due`: 还剩 42 分, or since it: 已超 3 小时."""
    seconds = (due - at).total_seconds()
    span = span_words(seconds)
    if seconds >= 0:
        return Words(f"还剩 {span.zh}", f"{span.en} left")
    if -seconds < MINUTE:
        return Words("刚到时限", "just due")
    return Words(f"已超 {span.zh}", f"{span.en} over")


def ago_words(moment: dt.datetime, at: dt.datetime) -> Words:
    """How far a moment is from now: 5 分前, 2 天后."""
    seconds = (at - moment).total_seconds()
    if abs(seconds) < MINUTE:
        return Words("刚刚", "just now")
    span = span_words(seconds)
    if seconds > 0:
        return Words(f"{span.zh}前", f"{span.en} ago")
    return Words(f"{span.zh}后", f"in {span.en}")


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: dt.date, today: dt.date) -> Words:
    """A date; the year only when it is not this year's: 3月5日 / 5 Mar."""
    zh, en = f"{day.month}月{day.day}日", f"{day.day} {_MONTHS[day.month - 1]}"
    if day.year != today.year:
        return Words(f"{day.year}年{zh}", f"{en} {day.year}")
    return Words(zh, en)


def moment_words(moment: dt.datetime, at: dt.datetime) -> Words:
    """Date and time in the zone of `moment`: 3月5日 14:20 / 5 Mar 14:20."""
    day = day_words(moment.date(), at.astimezone(moment.tzinfo).date())
    clock = f"{moment:%H:%M}"
    return Words(f"{day.zh} {clock}", f"{day.en} {clock}")
