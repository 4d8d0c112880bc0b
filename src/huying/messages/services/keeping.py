"""Reading, preferences, robots, trying again, and forgetting."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.messages.models import (
    FAILED,
    GIVEN_UP,
    PLATFORMS,
    QUEUED,
    READ,
    SENT,
    Notice,
    Preference,
    Reading,
    Robot,
)
from huying.messages.outlets import WENT, Letter, outlet_of
from huying.messages.outlets.addresses import check_address
from huying.messages.queries.inbox import own
from huying.messages.services.telling import wake
from huying.messages.templates import template_of
from huying.places.scope import everything, within

WHY = "a person's own notices"


def notices_read(*, user_id: int, ids: Sequence[int]) -> int:
    """Mark some of a person's notices as read; the number that were theirs."""
    at = now()
    with transaction.atomic(), everything(WHY):
        mine = own(user_id=user_id, ids=ids)
        told = [one.id for one in mine if one.user_id is not None]
        Notice.objects.filter(id__in=told, read_at__isnull=True).update(read_at=at, state=READ)
        Reading.objects.bulk_create(
            [Reading(notice=one, user_id=user_id, read_at=at) for one in mine if one.user_id is None],
            ignore_conflicts=True,
        )
    return len(mine)


def notices_read_all(*, user_id: int, up_to: int) -> None:
    """Mark everything up to and including one notice as read."""
    at = now()
    with transaction.atomic(), everything(WHY):
        Notice.objects.filter(
            user_id=user_id, channel="inapp", state=SENT, read_at__isnull=True, id__lte=up_to
        ).update(read_at=at, state=READ)
        Preference.objects.get_or_create(user_id=user_id)
        Preference.objects.filter(user_id=user_id, read_up_to__lt=up_to).update(read_up_to=up_to)


def preference_set(*, user_id: int, sms: bool, email: bool) -> None:
    """Choose the channels a person is told on besides the inbox."""
    Preference.objects.update_or_create(user_id=user_id, defaults={"sms": sms, "email": email})


def robot_create(
    *, name: str, platform: str, address: str, secret: str, unit: str, area: str, by: int | None
) -> Robot:
    """Add a group chat's robot to a desk; Refused when it cannot live at that address."""
    if platform not in PLATFORMS:
        raise _wrong("platform", "请选择群所在的软件。", "Choose which chat program the group is in.")
    check_address(platform, address)
    if secret and platform != "dingtalk":
        raise _wrong(
            "secret",
            "只有钉钉群机器人用加签密钥，其他的请留空，并在群里改用关键词“呼应”。",
            "Only DingTalk robots take a signing secret; leave it empty and use the keyword 呼应 in the group.",
        )
    if secret and not (secret.isascii() and secret.isalnum()):
        raise _wrong("secret", "加签密钥只有字母和数字。", "A signing secret has letters and digits only.")
    return Robot.objects.create(
        name=name, platform=platform, address=address, secret=secret, unit=unit, area=area,
        made_by_id=by, created_at=now(),
    )  # fmt: skip


def robot_switch(*, robot_id: int, area: str, active: bool) -> None:
    """Switch a robot of one's area on or off."""
    if not within(Robot.objects.filter(pk=robot_id), area).update(active=active):
        raise NotYours


def robot_test(*, robot_id: int, area: str) -> None:
    """Write one line into the group now; Refused with the platform's own words when it does not arrive."""
    robot = within(Robot.objects.filter(pk=robot_id), area).first()
    if robot is None:
        raise NotYours
    text = str(
        Words(
            "呼应：这是一条测试消息，看到它说明群机器人已接通。",
            "呼应 Huying: a test. The robot is connected.",
        )
    )
    letter = Letter(uuid.uuid4().hex, robot.name, "", text, robot)
    result = outlet_of("robot").send([letter])[0]
    if result.outcome != WENT:
        raise Refused(
            Words(
                f"测试消息没有发到群里，对方的回答是：{result.error}",
                f"The test did not reach the group. The answer was: {result.error}",
            )
        )
    Robot.objects.filter(pk=robot.pk).update(tested_at=now())


def notice_again(*, notice_id: int, area: str) -> None:
    """Put a notice that did not go back into the queue, with all its tries; Refused for a one-time secret."""
    with transaction.atomic():
        rows = Notice.objects.select_for_update().filter(pk=notice_id, state__in=[FAILED, GIVEN_UP])
        notice = within(rows, area).first()
        if notice is None:
            raise NotYours
        if template_of(notice.template).secret:
            raise Refused(
                Words(
                    "一次性的内容已经销毁，请让对方重新获取。",
                    "It held a one-time secret, which is gone; ask for a new one.",
                )
            )
        if notice.until is not None and notice.until < now():
            raise Refused(
                Words("已经过了时效，再发没有意义。", "Its time has passed; sending it now would mislead.")
            )
        notice.state, notice.tries, notice.next_try, notice.error = QUEUED, 0, now(), ""
        notice.save(update_fields=["state", "tries", "next_try", "error"])
        wake({notice.channel})


def notices_forget(*, about: Sequence[str]) -> int:
    """Destroy every notice about some matters; the number of rows."""
    with transaction.atomic(), everything("destroying personal data"):
        gone, _ = Notice.objects.filter(about__in=about).delete()
    return gone


def _wrong(field: str, zh: str, en: str) -> Refused:
    words = Words(zh, en)
    return Refused(words, {field: words})
