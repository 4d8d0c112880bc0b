"""Words of declarations, sites, returnees and outreach."""

from collections.abc import Mapping

from huying.kernel.words import Words

WAYS = {
    "in": Words("来这里或回这里", "Coming here or coming back"),
    "out": Words("必须外出，先报备", "An unavoidable trip, declared beforehand"),
}
TRANSPORTS = {
    "train": Words("火车", "Train"), "plane": Words("飞机", "Plane"), "coach": Words("长途客车", "Coach"),
    "car": Words("自己开车", "Own car"), "shared": Words("拼车、网约车", "Shared car"), "ship": Words("轮船", "Ship"),
    "truck": Words("货车", "Truck"), "other": Words("其他", "Other"),
}  # fmt: skip
SITE_KINDS = {
    "employer": Words("单位", "Employer"), "hotel": Words("酒店", "Hotel"), "school": Words("学校", "School"),
}  # fmt: skip
# Venues that need not be told of arrivals, but may have to close.
VENUE_KINDS = {
    "crowded": Words("商场、影院等聚集场所", "Mall, cinema, other crowded venue"), "restaurant": Words("餐饮店", "Restaurant"),
    "market": Words("超市、农贸市场", "Shop or market"),
}  # fmt: skip
REGISTERED = {**SITE_KINDS, **VENUE_KINDS}
# What rules on closures call them.
AS_CLOSED = {"school": "schools", "crowded": "crowded", "restaurant": "restaurants", "market": "markets"}
SYMPTOMS = {
    "fever": Words("发热", "Fever"), "cough": Words("咳嗽", "Cough"), "throat": Words("咽痛", "Sore throat"),
    "tired": Words("乏力", "Tiredness"), "taste": Words("嗅觉或味觉减退", "Loss of smell or taste"),
    "diarrhoea": Words("腹泻", "Diarrhoea"), "breath": Words("喘不上气", "Short of breath"),
}  # fmt: skip
RESULTS = {
    "none": Words("没有做过", "None taken"), "negative": Words("阴性", "Negative"), "pending": Words("还没出结果", "No result yet"),
    "positive": Words("阳性", "Positive"),
}  # fmt: skip
DECLARANTS = {
    "self": Words("本人", "The person"), "family": Words("家人", "Family"), "grid": Words("网格员、社区", "Grid worker or community"),
    "hotel": Words("酒店", "Hotel"), "employer": Words("单位", "Employer"), "school": Words("学校", "School"),
    "hotline": Words("热线", "Hotline"),
}  # fmt: skip
CHANNELS = {
    "public": Words("网上自己报", "On the web"), "desk": Words("社区代报", "Taken down at the desk"),
    "field": Words("上门登记", "Registered in the field"), "landing": Words("第一落点登记", "First landing point"),
    "site": Words("单位、酒店、学校报", "By employer, hotel or school"), "file": Words("表格导入", "From a spreadsheet"),
    "survey": Words("单位摸排", "From a survey"), "ledger": Words("返乡台账", "From the returnee ledger"),
}  # fmt: skip
VERDICTS = {
    "valid": Words("证明有效", "Valid result"), "expired": Words("证明过期", "Result too old"),
    "missing": Words("没有证明", "No result"), "positive": Words("结果阳性", "Positive result"),
}  # fmt: skip
AWAY = {
    "student": Words("上学", "Studying away"), "worker": Words("务工", "Working away"), "visit": Words("探亲、旅行", "Visiting"),
    "other": Words("其他", "Other"), "home": Words("在家", "At home"),
}  # fmt: skip
OUTREACH = {
    "forward": Words("转发报备提醒", "Forwarded a reminder"), "loudspeaker": Words("喇叭播放", "Loudspeaker"),
    "door": Words("单元门张贴", "Notice on a stairwell door"), "neighbour": Words("热心居民宣传", "Neighbours spread the word"),
}  # fmt: skip
LINES = {
    "village_doctor": Words("村医排查", "Village doctor's survey"), "township_doctor": Words("乡医巡查", "Township doctor's round"),
    "supervisor": Words("监督机构督查", "Supervision"),
}  # fmt: skip


def codes(words: Mapping[str, Words]) -> list[tuple[str, str]]:
    """Choices of a column."""
    return [(code, said.zh) for code, said in words.items()]


def pairs(words: Mapping[str, Words]) -> list[tuple[str, Words]]:
    """Choices of a form."""
    return list(words.items())
