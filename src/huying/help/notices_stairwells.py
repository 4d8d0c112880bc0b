"""What the group of a stairwell is told, in both languages."""

from huying.kernel.words import Words
from huying.messages.templates import notice_template

EARNEST = Words("呼叫", "Call")
DRILL = Words("演练", "Drill")


def _group(code: str, title: Words, body: Words, *, urgent: bool = False) -> str:
    channels = ("inapp", "sms", "robot") if urgent else ("inapp", "robot")
    return notice_template(code, title=title, body=body, channels=channels, must=urgent, urgent=urgent).code


FORMED = _group(
    "help.stairwell_formed",
    Words("您在“无疫楼道”小组里", "You belong to a stairwell group"),
    Words(
        "{place} 有人居家，快响小组已建（{code}）：{names}。一呼即应。",
        "Somebody of {place} is at home. The group ({code}): {names}. Called, you answer.",
    ),
)
DISSOLVED = _group(
    "help.stairwell_dissolved",
    Words("“无疫楼道”小组已解散", "The stairwell group is dissolved"),
    Words(
        "{place} 已没有居家人员，小组 {code} 解散。辛苦了。",
        "Nobody of {place} is at home any more: group {code} is dissolved. Thank you.",
    ),
)
MISSING = _group(
    "help.stairwell_missing",
    Words("楼道小组缺人", "A stairwell group is not complete"),
    Words("{place} 的小组（{code}）还缺：{missing}。", "The group of {place} ({code}) lacks: {missing}."),
)
DRILL_DUE = _group(
    "help.stairwell_drill_due",
    Words("楼道小组该演练了", "A stairwell drill is due"),
    Words("{place} 的小组（{code}）该演练一次了。", "The group of {place} ({code}) should have a drill."),
)
SAID = _group(
    "help.stairwell_said",
    Words("楼道小组", "Stairwell group"),
    Words("{place} {who}：{words}（{code}）", "{place}, {who}: {words} ({code})"),
)
CALLED = _group(
    "help.stairwell_called",
    Words("楼道呼叫，请应", "The stairwell calls: answer"),
    Words(
        "{mark}：{place} 有人呼叫，编号 {code}。谁能去，请点“应”。",
        "{mark}: {place} calls, code {code}. Whoever can go, press “I answer”.",
    ),
    urgent=True,
)
ANSWERED = _group(
    "help.stairwell_answered",
    Words("有人应了", "Somebody answers"),
    Words("{place} 的呼叫 {code}：{who} 应了。", "Call {code} of {place}: {who} answers."),
)
FINISHED = _group(
    "help.stairwell_finished",
    Words("办成了", "Done"),
    Words("{place} 的呼叫 {code}，{who}：{words}", "Call {code} of {place}, {who}: {words}"),
)
