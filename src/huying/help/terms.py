"""The closed lists of the help domain, each code with its words."""

from huying.kernel.words import Words
from huying.people.flags import FLAGS
from huying.people.roles import UNIT_WORDS

Terms = dict[str, Words]

MESSAGE_KINDS: Terms = {
    "request": Words("求助", "Request for help"),
    "offer": Words("帮助（我能提供）", "Offer of help"),
    "enquiry": Words("咨询", "Enquiry"),
}
CHANNEL_KINDS: Terms = {
    "public": Words("公众网页", "Public page"),
    "worker": Words("工作人员代录", "Entered by a worker"),
    "station": Words("服务驿站", "Service station"),
    "api": Words("数据接口", "Interface"),
    "file": Words("表格导入", "File"),
    "open311": Words("Open311", "Open311"),
}
# How fast a thing must go. A category has its usual pace, a screener may set another; the clocks of the
# rulebook are named by pace, so a category made tonight needs no new rule.
PACES: Terms = {
    "life": Words("有生命危险", "Danger to life"),
    "medicine": Words("急用药品、孕检", "Medicine or antenatal gap"),
    "daily": Words("吃饭和照护", "Food and care"),
    "stranded": Words("滞留、考试等有期限的事", "Stranded, exams and other dated needs"),
    "appeal": Words("状态申诉", "Appeal against a status"),
    "enterprise": Words("企业停摆风险", "A firm about to stop"),
    "enquiry": Words("咨询", "Enquiry"),
    "ordinary": Words("一般事项", "Ordinary"),
}
URGENCIES: Terms = {
    "high": Words("紧急", "Urgent"),
    "normal": Words("一般", "Normal"),
    "low": Words("可缓", "Can wait"),
}
HANDLINGS: Terms = {
    "direct": Words("直接办理", "Handled directly"),
    "refer": Words("转街道、部门办理", "Referred"),
    "external": Words("转外部热线", "Handed to a hotline"),
}
OUTCOMES: Terms = {
    "answered": Words("已答复", "Answered"),
    "solved": Words("已解决", "Solved"),
    "matched": Words("已对接", "Matched"),
    "unsolvable": Words("暂不能解决", "Not solvable"),
    "withdrawn": Words("本人撤回", "Withdrawn"),
    "merged": Words("并入另一件", "Merged"),
}
# The same flags that the roster of residents knows.
VULNERABLE: Terms = FLAGS
CARD_STATES: Terms = {
    "draft": Words("草稿", "Draft"),
    "published": Words("已发布", "Published"),
    "withdrawn": Words("已撤下", "Withdrawn"),
}
CARD_PLACES: Terms = {
    "ask": Words("提交前", "Before sending"),
    "answer": Words("用于答复", "In an answer"),
    "page": Words("卡片页", "Card page"),
}
MERGE_REASONS: Terms = {
    "same_text": Words("内容相同", "Same text"),
    "same_household": Words("同一户", "Same household"),
    "same_matter": Words("同一件事", "Same matter"),
    "caller_said": Words("求助人说是同一件", "The caller says it is the same"),
}
FOLLOW_UPS: Terms = {
    "call_back": Words("回访", "Call-back"),
    "family": Words("联系家属", "Contact with the family"),
    "visit": Words("上门看望", "Visit"),
}
MATCH_STATES: Terms = {
    "proposed": Words("已提议", "Proposed"),
    "agreed": Words("双方同意", "Agreed"),
    "undone": Words("已取消", "Undone"),
}
STAMPS: Terms = {
    "reported": Words("上报", "Reported"),
    "transferred": Words("转运", "Transferred"),
    "treated": Words("就诊", "Treated"),
}
SUGGESTED: Terms = {
    "category": Words("类别", "Category"),
    "urgency": Words("紧急程度", "Urgency"),
}
TOPIC_KINDS: Terms = {
    "name": Words("地方和名称", "Place or name"),
    "phrase": Words("说法", "Phrase"),
}
TOPIC_STATES: Terms = {
    "open": Words("正在出现", "Coming up"),
    "category": Words("已设为类别", "Made a category"),
    "aside": Words("不是新话题", "No topic"),
    "over": Words("已平息", "Calmed down"),
}

# What desks are called where nobody gave them a name of their own.
UNITS: Terms = {
    "grid": Words("网格", "Grid"),
    "community": Words("社区", "Community"),
    "street": Words("街道专班", "Street task force"),
    "district": Words("区防控办", "District office"),
    "city": Words("市防控办", "City office"),
    **UNIT_WORDS,
}


def pairs(terms: Terms) -> list[tuple[str, Words]]:
    """The list as choices of a form."""
    return list(terms.items())


def codes(terms: Terms) -> list[tuple[str, str]]:
    """The list as choices of a column; only the codes are stored, the words are for the admin pages."""
    return [(code, words.zh) for code, words in terms.items()]


def term(terms: Terms, code: str) -> Words:
    """The words of a code; the code itself when it is not on the list."""
    return terms.get(code, Words(code, code))
