"""The rules in force in plain words: for a loudspeaker, a door notice, a message to neighbours."""

from collections.abc import Sequence

from huying.kernel.words import Words

from .lookback import entry_of
from .reading import Rule

MOST_PLACES = 12
NOBODY = Words(
    "现在没有特别规定要报备。从外地回来，有不舒服马上告诉社区。",
    "No special rule asks for a declaration now. Back from elsewhere and not well? Tell your community at once.",
)


def who_declares(rules: Sequence[Rule]) -> list[Words]:
    """Each rule as one short sentence: where, since when."""
    found = []
    for rule in rules:
        said = rule.said
        places = [entry_of(place).words for place in said.places[:MOST_PLACES] if entry_of(place).words.zh]
        where = Words("、".join(word.zh for word in places), ", ".join(word.en for word in places))
        more = Words("等地", " and others") if len(said.places) > MOST_PLACES else Words("", "")
        if said.since:
            since = Words(f"{said.since.month}月{said.since.day}日以来", f"since {said.since:%d %B}")
        elif said.window_days:
            since = Words(f"最近{said.window_days}天里", f"within the last {said.window_days} days")
        else:
            since = Words("", "")
        if said.places:
            found.append(
                Words(
                    f"{since.zh}去过{where.zh}{more.zh}的", f"been in {where.en}{more.en} {since.en}".strip()
                )
            )
        else:
            found.append(Words(said.zh, said.en or said.zh))
    return list(dict.fromkeys(found))


def spoken(rules: Sequence[Rule], community: Words, address: str, phone: str = "") -> Words:
    """What the loudspeaker says, short enough to be understood in passing."""
    who = who_declares(rules)
    if not who:
        return Words(f"{community.zh}的居民朋友们：{NOBODY.zh}", f"Neighbours of {community.en}: {NOBODY.en}")
    zh, en = "；".join(word.zh for word in who), "; ".join(word.en for word in who)
    call = Words(f"，或者打电话{phone}", f" or telephone {phone}") if phone else Words("", "")
    return Words(
        f"{community.zh}的居民朋友们：{zh}，请马上向社区报备。自己扫楼门口的码、上 {address} 填{call.zh}都行，两分钟。"
        "老人不会用手机的，告诉网格员就行。如实报备不受罚，填错了可以改。",
        f"Neighbours of {community.en}: whoever has {en}, please declare it now. Scan the code at your door, go to "
        f"{address}{call.en}; it takes two minutes. Without a phone, tell your grid worker. Nobody is punished for "
        "telling the truth, and mistakes can be corrected.",
    )
