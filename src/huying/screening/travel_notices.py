"""What desks, sites and those who declared are told."""

from huying.kernel.words import Words
from huying.messages.templates import notice_template

DECLARED = notice_template(
    "screening.declared",
    title=Words("有人报备要来", "Somebody declared they are coming"),
    body=Words("{who}，{when}到，{category}。编号 {code}。", "{who} arrives {when}: {category}. {code}."),
).code
SITE = notice_template(
    "screening.site_told",
    title=Words("有人报备要到贵处", "Somebody declared they are coming to you"),
    body=Words(
        "{who}，{when}到 {site}，{category}。请凭编号 {code} 查看。",
        "{who} arrives at {site} {when}: {category}. See {code}.",
    ),
    channels=("sms",),
).code
LATE = notice_template(
    "screening.declaration_late",
    title=Words("来返人员还没有联系上或定下来", "An arrival is not contacted or settled yet"),
    body=Words("编号 {code}，{category}，已上报到您这一级。", "{code}, {category}, has come up to you."),
).code
CONCERNED = notice_template(
    "screening.concerned",
    title=Words("新规定涉及一位来返人员", "A new rule concerns an arrival"),
    body=Words("编号 {code}：{words}", "{code}: {words}"),
).code
FREED = notice_template(
    "screening.freed",
    title=Words("一位来返人员不再涉及，请提出解除", "An arrival is no longer concerned: propose release"),
    body=Words("编号 {code}：{words}", "{code}: {words}"),
).code
FEVER = notice_template(
    "screening.symptoms",
    title=Words("来返人员有症状，请马上联系", "An arrival has symptoms: contact them now"),
    body=Words("编号 {code}：{words}", "{code}: {words}"),
).code
SURVEY = notice_template(
    "screening.survey_asked",
    title=Words("请摸排全体人员的旅居史", "Please survey where all your people have been"),
    body=Words(
        "{site} 共 {staff} 人，请在 {by} 前报齐。凭编号 {code} 填写。",
        "{site}, {staff} people, by {by}. Fill it in with {code}.",
    ),
    channels=("sms",),
).code
SURVEY_LATE = notice_template(
    "screening.survey_late",
    title=Words("单位摸排还没报齐", "A survey is not complete"),
    body=Words("{site}：还差 {missing} 人，编号 {code}。", "{site}: {missing} people missing, {code}."),
).code
FOUND = notice_template(
    "screening.inspection_found",
    title=Words("督查发现问题，请整改", "A re-check found something to put right"),
    body=Words("编号 {code}：{words}", "{code}: {words}"),
).code
