"""Words of screening: outcomes, ways of turning to somebody, how a match was found."""

from huying.kernel.words import Words
from huying.rulebook.queries import categories

KINDS = {
    "list": Words("推送名单", "Push list"),
    "letter": Words("协查函", "Co-investigation letter"),
}
URGENCIES = {
    "normal": Words("一般", "Normal"),
    "urgent": Words("紧急", "Urgent"),
    "extra": Words("特急", "Very urgent"),
}
WAYS = {
    "call": Words("打电话", "Called"),
    "visit": Words("上门", "Visited"),
    "found": Words("联系上了", "Reached"),
    "not_here": Words("不在本地", "Is not here"),
    "unreachable": Words("联系不上", "Not reached"),
    "refused": Words("不配合", "Would not cooperate"),
    "wrong_person": Words("不是本人", "Another person"),
}
HOWS = {
    "identity": Words("证件号相同", "same identity number"),
    "phone_name": Words("电话相同，姓名相同", "same phone and name"),
    "phone_near": Words("电话相同，姓名相近", "same phone, similar name"),
    "phone": Words("电话相同，没有姓名可比", "same phone, no name to compare"),
    "phone_other": Words("电话相同，姓名不同（可能是家人）", "same phone, another name (perhaps family)"),
    "identity_other": Words("证件号相同，姓名不同", "same identity number, another name"),
    "home_name": Words("住址相同，姓名相同", "same home and name"),
    "home_sound": Words("住址相同，姓名同音", "same home, name sounds the same"),
    "home_near": Words("住址相同，姓名差一字", "same home, name differs by one sign"),
    "name": Words("姓名相同", "same name"),
}
PLACED = {
    "address": Words("按住址", "by the address"),
    "resident": Words("按底册里的住处", "by the roster"),
    "code": Words("按地点编码", "by the area code"),
    "person": Words("由人转来", "handed over"),
    "": Words("住处不明", "place unknown"),
}
FAULTS = {
    "digits_lost": Words("证件号在表格里丢了位，请向来函单位要", "the identity number lost digits in the sheet: ask the sender"),
    "checksum": Words("证件号有误，请核对", "the identity number is wrong"),
    "date": Words("证件号里的生日有误", "the identity number has an impossible birthday"),
    "shape": Words("证件号位数不对或是其他证件", "not an 18-digit identity number"),
}  # fmt: skip
TESTS = {
    "negative": Words("阴性", "Negative"),
    "positive": Words("阳性", "Positive"),
    "pending": Words("待出结果", "Result pending"),
}
DEFAULT_CATEGORY = "involved_person"


def category_words(area: str, code: str) -> Words:
    """What a category is called in the rules in force there; its code when nobody says."""
    found = categories(area).get(code)
    return found.title if found else Words(code, code)
