"""Words of measures: their kinds and what each lets one do, colours, results, outcomes."""

from typing import NamedTuple

from huying.kernel.words import Words

# From the strictest to the mildest; "isolation" is for the infected, "quarantine" for the exposed, always.
KINDS = {
    "isolation": Words("隔离治疗", "Isolation"),
    "quarantine_facility": Words("集中隔离医学观察", "Quarantine in a facility"),
    "quarantine_home": Words("居家隔离医学观察", "Quarantine at home"),
    "home_monitoring": Words("居家健康监测", "Health monitoring at home"),
    "daily_monitoring": Words("日常健康监测", "Daily health monitoring"),
}
# Kinds under which a person stays at home.
AT_HOME = ("quarantine_home", "home_monitoring")
# How strict a kind is: the higher, the stricter.
STRICTNESS = {code: len(KINDS) - place for place, code in enumerate(KINDS)}
SAMPLES = {"single": Words("单管采样", "single sample"), "double": Words("双采双检", "double sample")}
DAY_ONE = {
    "exposure+1": Words("末次暴露次日算第 1 天", "day 1 is the day after the last exposure"),
    "measure_start": Words("开始管控当日算第 1 天", "day 1 is the day the measure starts"),
    "arrival": Words("抵达当日算第 1 天", "day 1 is the day of arrival"),
}
COLOURS = {
    "green": Words("绿码", "Green"),
    "yellow": Words("黄码", "Yellow"),
    "red": Words("红码", "Red"),
}
COLOUR_TONES = {"green": "good", "yellow": "warn", "red": "bad"}
RESULTS = {
    "pending": Words("已采样，等结果", "Taken, waiting for the result"),
    "negative": Words("阴性", "Negative"),
    "positive": Words("阳性", "Positive"),
    "void": Words("无效，要重采", "Void, to be taken again"),
}
RESULT_TONES = {"pending": "info", "negative": "good", "positive": "bad", "void": "warn"}
WHATS = {
    "missed_test": Words("漏检：请安排补采", "A test was missed: arrange another"),
    "symptoms": Words("体温或症状异常", "Fever or symptoms reported"),
    "positive": Words("检测阳性：请复核并处置", "A positive test: confirm it and act"),
    "freed": Words("管控的理由没有了：请决定是否解除", "The reason for it has gone: decide on release"),
}
ENDINGS = {
    "mistake": Words("经核实不属于应管控人员", "It turned out that the measure should not apply"),
    "not_needed": Words("不再需要", "No longer needed"),
    "replaced": Words("改为另一项措施", "Replaced by another measure"),
    "moved": Words("移交外地", "Handed over to another place"),
}
RULINGS = {
    "decide": Words("决定采取", "Imposed"),
    "extend": Words("决定延长", "Extended"),
    "shorten": Words("决定缩短或改轻", "Shortened or eased"),
    "reset": Words("决定重新计天", "Days counted anew"),
    "release": Words("解除", "Released"),
    "end": Words("提前结束", "Ended early"),
    "refuse": Words("决定不采取", "Not imposed"),
    "keep": Words("提议解除后决定维持", "Kept after release was proposed"),
}
APPEAL_ENDS = {
    "ended": Words("撤销措施", "The measure ends"),
    "shortened": Words("缩短措施", "The measure is shortened"),
    "kept": Words("维持措施", "The measure stays"),
}
NEEDS = {
    "daily_needs": Words("买菜和生活用品", "Food and daily needs"),
    "medication_supply": Words("买药、断药", "Medicine"),
    "medical_care": Words("求医就诊", "A doctor"),
    "pickup_delivery": Words("代取快递、代缴费", "Parcels, bills"),
    "mental_support": Words("想找人说说话", "Somebody to talk to"),
    "dependent_care": Words("老人孩子没人照看", "Care of a child or an old person"),
    "other": Words("其他", "Something else"),
}
NEED_PACES = {"medication_supply": "medicine", "medical_care": "medicine", "other": "ordinary"}
USUAL_PACE = "daily"


class Terms(NamedTuple):
    """What a kind of measure asks of a person and of their home, in sentences."""

    leave: Words
    home: Words
    tests: Words
    health: Words
    rights: Words


_HEALTH = Words(
    "每天按次量体温、报症状；不舒服马上报。",
    "Measure and report temperature and symptoms every day; if unwell, at once.",
)
_RIGHTS = Words(
    "吃饭、用药、就医有人管：在本页点“我有需要”，或打社区电话。单位不得停发工资。",
    "Food, medicine and care are seen to: press “I need something” here, or ring the community. "
    "An employer may not stop your pay.",
)
TERMS: dict[str, Terms] = {
    "isolation": Terms(
        Words("不离开病房，听医生安排。", "Stay in the ward and follow the doctors."),
        Words("与其他人分开住。", "You live apart from others."),
        Words("由医院安排检测。", "The hospital arranges tests."),
        _HEALTH,
        _RIGHTS,
    ),
    "quarantine_facility": Terms(
        Words("不出房间，不串门。", "Stay in the room; no visits."),
        Words(
            "一人一间；小孩和父母一间，要人照顾的和照顾的人一间。",
            "One person a room; a child stays with a parent, somebody who needs care with the carer.",
        ),
        Words("按日程在房间里采样。", "Samples are taken in the room on the days below."),
        _HEALTH,
        _RIGHTS,
    ),
    "quarantine_home": Terms(
        Words("不出家门，取东西放门口。", "Stay indoors; things are left at the door."),
        Words(
            "自己一间房、单独用卫生间；同住的人也不外出、一起检测，不然就搬出去住。条件不够可以改集中隔离。",
            "Own room and bathroom; those who live with you stay in and are tested, too, or move out. "
            "If the home does not allow it, a facility can be arranged.",
        ),
        Words("按日程有人上门采样。", "Somebody comes to the door for samples on the days below."),
        _HEALTH,
        _RIGHTS,
    ),
    "home_monitoring": Terms(
        Words(
            "一般不外出；看病或有特殊需要，经社区同意、做好防护可以出门，不坐公共交通。",
            "Stay at home in general; for a doctor or a special need you may go out with the community's consent, "
            "protected, without public transport.",
        ),
        Words(
            "同住的人照常生活，跟着检测。", "Those who live with you live normally and are tested in step."
        ),
        Words("按日程检测。", "Tests on the days below."),
        _HEALTH,
        _RIGHTS,
    ),
    "daily_monitoring": Terms(
        Words(
            "可以上班上学；不聚会，不去密闭拥挤的地方，不坐公共交通。",
            "Work and school are possible; no gatherings, no closed and crowded places, no public transport.",
        ),
        Words("同住的人照常生活。", "Those who live with you live normally."),
        Words("按日程检测。", "Tests on the days below."),
        _HEALTH,
        Words("有困难在本页点“我有需要”。", "In need, press “I need something” on this page."),
    ),
}

OWN = Words(
    "您参与过这项措施的决定，申诉要由别人来办。",
    "You took part in deciding on this measure: somebody else must hear the appeal.",
)


def pairs(words: dict[str, Words]) -> list[tuple[str, Words]]:
    """Choices of a form."""
    return list(words.items())


def codes(words: dict[str, Words]) -> list[tuple[str, str]]:
    """Choices of a column."""
    return [(code, said.zh) for code, said in words.items()]


def milder(than: str) -> list[str]:
    """The kinds that ask less of a person than this one."""
    return [code for code in KINDS if STRICTNESS[code] < STRICTNESS[than]]
