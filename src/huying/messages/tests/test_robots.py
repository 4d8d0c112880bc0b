"""Group-chat robots: through the library, to a platform on the loopback, with the answers platforms give."""

import base64
import hashlib
import hmac
import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot
from django.db import transaction

from huying.kernel.refused import Refused
from huying.messages.models import Notice, Robot
from huying.messages.outlets import LATER, NEVER, WENT, Letter
from huying.messages.outlets.addresses import check_address
from huying.messages.outlets.robots import Robots, bundles
from huying.messages.services import Recipient, tell
from huying.messages.services.keeping import robot_create, robot_switch, robot_test
from huying.messages.services.sending import send_channel
from huying.messages.templates import NoticeTemplate
from huying.places.scope import everything, use

from .conftest import VALUES, A, B
from .gateways import Gateway, gateway

ADDRESSES = {
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=abc123",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/9b7c-0f_1",
}
WENT_WELL = {"wecom": {"errcode": 0, "errmsg": "ok"}, "dingtalk": {"errcode": 0}, "feishu": {"code": 0}}


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """The three platforms on the loopback: only the host in the plug-ins is another one."""
    with gateway(always=(200, {"errcode": 0, "code": 0})) as server:
        monkeypatch.setattr(NotifyWeComBot, "notify_url", server.url + "wecom?key={key}")
        monkeypatch.setattr(NotifyDingTalk, "notify_url", server.url + "dingtalk?access_token={token}")
        monkeypatch.setattr(NotifyFeishu, "notify_url", server.url + "feishu/{token}/")
        yield server


def robot(kind: str, pk: int = 1, secret: str = "") -> Robot:
    return Robot(
        pk=pk, name="群", platform=kind, address=ADDRESSES[kind], secret=secret, unit="community", area=A
    )


def letter(key: str, body: str, to: Robot) -> Letter:
    return Letter(key, to.name, "", body, to)


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
def test_the_text_arrives_as_the_platform_wants_it(platform: Gateway, kind: str) -> None:
    [result] = Robots().send([letter("k", "春江社区 <b>2</b> & 3", robot(kind))])
    assert result.outcome == WENT
    [took] = platform.took
    said = took["content"]["text"] if kind == "feishu" else took["text"]["content"]
    assert said == "春江社区 <b>2</b> & 3"
    token = {"wecom": "key=693a91f6", "dingtalk": "access_token=abc123", "feishu": "/9b7c-0f_1"}[kind]
    assert token in platform.paths[0]


def test_dingtalk_is_signed(platform: Gateway) -> None:
    Robots().send([letter("k", "x", robot("dingtalk", secret="SECabc"))])
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(platform.paths[0]).query)
    text = f"{query['timestamp'][0]}\nSECabc".encode()
    expected = base64.b64encode(hmac.digest(b"SECabc", text, hashlib.sha256)).decode()
    assert urllib.parse.unquote(query["sign"][0]) == expected


@pytest.mark.parametrize(
    ("kind", "answer", "outcome"),
    [
        ("wecom", (200, {"errcode": 93000, "errmsg": "invalid webhook url"}), NEVER),
        ("wecom", (200, {"errcode": 45009, "errmsg": "api freq out of limit"}), LATER),
        ("dingtalk", (200, {"errcode": 310000, "errmsg": "keywords not in content"}), NEVER),
        ("dingtalk", (200, {"errcode": 130101}), LATER),
        ("feishu", (200, {"code": 19024, "msg": "Key Words Not Found"}), NEVER),
        ("feishu", (400, {"code": 9499, "msg": "Bad Request"}), NEVER),
        ("feishu", (200, {"code": 11232}), LATER),
        ("feishu", (200, {"StatusCode": 0}), WENT),
        ("wecom", (200, b"<html>"), LATER),
        ("wecom", (502, {}), LATER),
        ("wecom", (302, {}), NEVER),
    ],
)
def test_a_refusal_inside_a_good_status_is_a_refusal(
    platform: Gateway, kind: str, answer: tuple[int, Any], outcome: str
) -> None:
    platform.always = answer
    [result] = Robots().send([letter("k", "x", robot(kind))])
    assert result.outcome == outcome
    assert len(platform.took) == 1


def test_a_group_reads_what_waits_for_it_in_one_post(platform: Gateway) -> None:
    first, second = robot("wecom", 1), robot("feishu", 2)
    letters = [letter("a", "一", first), letter("b", "二", second), letter("c", "三", first)]
    platform.always = (200, {"errcode": 0, "code": 0})
    assert [result.outcome for result in Robots().send(letters)] == [WENT] * 3
    assert sorted(str(one.get("content") or one["text"]) for one in platform.took) == [
        "{'content': '一\\n\\n三'}", "{'text': '二'}",
    ]  # fmt: skip


def test_bundles_stay_below_the_limit() -> None:
    letters = [letter(str(n), "x" * 40, robot("wecom")) for n in range(7)]
    assert [len(bundle) for bundle in bundles(letters, 100)] == [2, 2, 2, 1]


def test_a_robot_switched_off_is_silent(platform: Gateway) -> None:
    silent = robot("wecom")
    silent.active = False
    assert Robots().send([letter("k", "x", silent)])[0].outcome == NEVER
    assert platform.took == []


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("wecom", "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a"),
        ("wecom", "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=a"),
        ("wecom", "https://qyapi.weixin.qq.com@127.0.0.1/cgi-bin/webhook/send?key=a"),
        ("wecom", "https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=a"),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a/../b"),
        ("dingtalk", ADDRESSES["wecom"]),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/"),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/a/../../x"),
        ("generic", "https://127.0.0.1/hook"),
        ("generic", "https://metadata.internal/latest"),
        ("generic", "file:///etc/passwd"),
        ("generic", "https://[::1"),
        ("generic", "不是网址"),
    ],
)
def test_an_address_inside_or_elsewhere_is_refused(kind: str, address: str) -> None:
    with pytest.raises(Refused) as refused:
        check_address(kind, address)
    assert refused.value.fields["address"].zh


def test_a_listed_host_must_be_public(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HUYING_ROBOT_HOSTS = ["hooks.example.org"]
    found = {"at": "10.0.0.7"}
    monkeypatch.setattr(
        "huying.messages.outlets.addresses.socket.getaddrinfo",
        lambda *a, **k: [(2, 1, 6, "", (found["at"], 443))],
    )
    with pytest.raises(Refused):
        check_address("generic", "https://hooks.example.org/x")
    found["at"] = "93.184.215.14"
    check_address("generic", "https://hooks.example.org/x")


@pytest.mark.django_db(transaction=True)
def test_a_desk_s_groups_are_told_and_others_not(handed: NoticeTemplate, platform: Gateway) -> None:
    common: dict[str, Any] = {"platform": "wecom", "address": ADDRESSES["wecom"], "secret": "", "by": None}
    with transaction.atomic(), everything("a test"):
        robot_create(name="春江群", unit="community", area=A, **common)
        robot_create(name="别的群", unit="community", area=B, **common)
        off = robot_create(name="停用群", unit="community", area=A, **common)
        robot_switch(robot_id=off.pk, area=A, active=False)
    tell(to=Recipient(unit="community", area=A), template="test.handed", values=VALUES, once="e")
    assert send_channel(channel="robot") == 1
    assert [one["text"]["content"] for one in platform.took] == [
        "有一件送药交给您\n春江社区的送药请在1月9日14:00前回应。"
    ]
    with transaction.atomic(), everything("a test"):
        assert set(Notice.objects.filter(channel="robot").values_list("state", flat=True)) == {
            "spread",
            "sent",
        }


@pytest.mark.django_db
def test_a_test_message_tells_what_the_platform_said(platform: Gateway) -> None:
    with use(A):
        made = robot_create(
            name="群",
            platform="wecom",
            address=ADDRESSES["wecom"],
            secret="",
            unit="community",
            area=A,
            by=None,
        )
        robot_test(robot_id=made.pk, area=A)
        made.refresh_from_db()
        assert made.tested_at is not None
        platform.always = (200, {"errcode": 93000, "errmsg": "invalid webhook url"})
        with pytest.raises(Refused, match="93000 invalid webhook url"):
            robot_test(robot_id=made.pk, area=A)


@pytest.mark.django_db
def test_only_dingtalk_takes_a_secret() -> None:
    with use(A), pytest.raises(Refused) as refused:
        robot_create(
            name="群",
            platform="wecom",
            address=ADDRESSES["wecom"],
            secret="SEC1",
            unit="community",
            area=A,
            by=None,
        )
    assert list(refused.value.fields) == ["secret"]
