"""What stands in the cupboards of the demo's offices: diseases, public notices, a key for a program."""

import datetime as dt

from django.utils.timezone import localtime

from huying.base import clock
from huying.help.services import card_draft, card_publish
from huying.kernel.words import Words
from huying.people.models import Post
from huying.people.services.tokens import token_create
from huying.rulebook.services import notice_draft, notice_publish, profile_draft, profile_publish
from huying.rulebook.services.ground import Hand
from huying.volunteers.services import volunteer_join

from .city import CITY
from .rulefiles import FOLDER, files_read
from .rules import CITY_OFFICE
from .staff import Staff

PUBLISHED = ("covid19-plan-8", "influenza-new-subtype", "norovirus")
DRAFTED = {
    "slug": "fever-of-unknown-cause",
    "zh": "不明原因发热（演示草稿）",
    "en": "Fever of unknown cause (demo draft)",
}
ACCOUNT = "“临川发布”（演示）"
NOTICES = (
    (
        Words("关于青枫街道部分区域临时封控的通告（演示）", "Notice on the temporary sealing of parts of Qingfeng (demo)"),
        Words(
            "鹿鸣社区两栋楼自即日起实行封控，区域封闭、足不出户、服务上门。生活和就医有困难，请拨打 0999-55500000。",
            "Two buildings of Luming are sealed from today: stay at home, services come to the door. In need ring 0999-55500000.",
        ),
    ),
    (
        Words("致来临返临人员的一封信（演示）", "To all who come or come back to Linchuan (demo)"),
        Words(
            "近期去过澄湖市或中高风险地区的，请提前在网上报备，到了以后等社区联系。瞒报要依法承担责任，如实报备不追究。",
            "If you have been in Chenghu or a risk area, declare on the web beforehand and wait for your community's call.",
        ),
    ),
    (
        Words("关于调整公共交通运行时间的通告（草稿，演示）", "On the hours of public transport (draft, demo)"),
        Words("公交末班车提前到 20:00，夜间就医请拨打急救电话或社区电话。", "The last bus leaves at 20:00; at night ring for an ambulance or your community."),
    ),
)  # fmt: skip


# Solution cards by the log-in that writes them and the one that publishes them; without a second they stay drafts.
CARDS = (
    ("community", "street", "luming-market", "daily_needs", Words("鹿鸣社区怎么买菜", "Buying food in Luming"),
     Words("每天 9 点、15 点把单子交给楼栋群主，志愿者 2 小时内送到单元门口。", "Give your list to the head of your building at 9:00 or 15:00: it is at your door within two hours.")),
    ("street", "street", "qingfeng-clinic", "medical_care", Words("青枫街道看病怎么走", "Seeing a doctor in Qingfeng"),
     Words("先打社区电话，由社区派车到青枫社区卫生服务中心，急病直接拨 120。", "Ring your community: it sends a vehicle to the health centre. In an emergency ring 120.")),
    ("district", "district", "wangjiang-exam", "exams", Words("隔离期间怎么参加考试", "Sitting an exam in quarantine"),
     Words("提前两天告诉社区，区里安排隔离考点和专车。", "Tell your community two days ahead: a separate room and a vehicle are arranged.")),
    ("city", "city", "linchuan-travel", "travel_pass", Words("来临返临怎么报备", "Declaring travel to Linchuan"),
     Words("在本网站点“来返报备”，填完当场告诉您要做什么。", "Press “Declare travel” here; you are told at once what follows.")),
    ("screener", "", "team-complaint", "complaint", Words("反映问题怎么说得清楚", "How to put a complaint"),
     Words("写清什么时候、在哪里、谁说的，留下电话，两天内回复。", "Say when, where and who; leave a phone number; you hear within two days.")),
    ("department", "district", "heating-repair", "utilities", Words("暖气不热怎么办", "When the heating is cold"),
     Words("先看同楼别家热不热，再打 0999-55500103，抢修队 2 小时内到。", "See whether your neighbours are cold, too, then ring 0999-55500103: a crew comes within two hours.")),
)  # fmt: skip


def cards_load(staff: Staff) -> None:
    """A card of every desk that writes some."""
    last = localtime(clock.now()).date() + dt.timedelta(days=40)
    for writer, publisher, code, category, title, body in CARDS:
        seat = staff.logins[writer]
        card_draft(
            seat=seat, code=code, title=title, body=body, category=category, area=seat.area, valid_until=last
        )
        if publisher:
            card_publish(seat=staff.logins[publisher], code=code)


def office_load(staff: Staff) -> None:
    """Diseases and notices, each drafted by one and published by another; the last of each still a draft."""
    cards_load(staff)
    editor, publisher = staff.logins["rules"], staff.logins["publisher"]
    first, second = Hand(editor.user_id, editor.area), Hand(publisher.user_id, publisher.area)
    read = files_read([FOLDER / "diseases" / f"{name}.yaml" for name in (*PUBLISHED, "disease-x")])
    known = [one.disease for one in read if one.disease is not None]
    for profile in known[:-1]:
        profile_publish(code=profile_draft(profile=profile, by=first).code, by=second)
    # Under a slug of its own, so that the profiles for drills can still be loaded beside it.
    profile_draft(profile=known[-1].model_copy(update=DRAFTED), by=first)
    for title, text in NOTICES:
        notice = notice_draft(
            area=CITY,
            issuer=CITY_OFFICE,
            account=ACCOUNT,
            title=title,
            text=text,
            by=first,
            labels=("import_rebound",) if "来临返临" in title.zh else (),
        )
        if (title, text) != NOTICES[-1]:
            notice_publish(code=notice.code, by=second)
    post = Post.objects.get(pk=staff.logins["screener"].post_id)
    token_create(by=staff.logins["admin"], post=post, name="区热线平台（演示，密钥没有发给任何人）")
    lead = staff.logins["lead"]
    volunteer_join(
        user_id=lead.user_id, area=staff.logins["street"].area, name=lead.name, phone="13700000001", team="service",
        skills=("queue", "delivery"), standing="paused",
    )  # fmt: skip
