"""Group-chat robots of WeCom, DingTalk and Feishu, through apprise."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import requests
from apprise import AppriseAsset, NotifyFormat
from apprise.plugins import custom_json, dingtalk, feishu, wecombot
from apprise.plugins.base import NotifyBase

from huying.kernel.refused import Refused
from huying.messages.guard import shorten
from huying.messages.limits import limits

from .addresses import check_address, token_of
from .letters import LATER, NEVER, WENT, Letter, Result

CONNECT_SECONDS, READ_SECONDS = 5, 8
# The platforms answer 200 even when they refuse; the reason is in the body. These pass by themselves.
BUSY = {
    "wecom": {-1, 45009, 45033},
    "dingtalk": {-1, 130101, 410100},
    "feishu": {9499, 11232},
    "generic": set(),
}
CODES = {"wecom": "errcode", "dingtalk": "errcode", "feishu": "code"}


class _Ears(threading.local):
    """Stands where the plug-ins look for `requests`: they tell only "went" or not, the platform tells why."""

    answer: requests.Response | None = None

    def post(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Post, and remember what came back."""
        self.answer = requests.post(*args, **kwargs)  # noqa: S113 - the plug-ins pass a timeout
        return self.answer

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)


_ears = _Ears()
for _plugin in (wecombot, dingtalk, feishu, custom_json):
    _plugin.requests = _ears  # type: ignore[attr-defined]


class Robots:
    """One post per robot and run: notices to the same group that wait together are read together."""

    at_once = 20
    patience = 20.0 * (CONNECT_SECONDS + READ_SECONDS)

    def send(self, letters: Sequence[Letter]) -> list[Result]:
        """Try each group of letters once."""
        results: dict[str, Result] = {}
        for group in bundles(letters, limits().robot_characters):
            result = self._post(group)
            results.update((one.key, result) for one in group)
        return [results[one.key] for one in letters]

    def _post(self, group: list[Letter]) -> Result:
        robot = group[0].robot
        if robot is None or not robot.active:
            return Result(NEVER, error="the robot is switched off")
        try:
            check_address(robot.platform, robot.address)
        except Refused as refused:
            return Result(LATER if robot.platform == "generic" else NEVER, error=refused.words.en)
        plugin = plugin_for(robot.platform, robot.address, robot.secret)
        _ears.answer = None
        text = "\n\n".join(shorten(one.body, limits().robot_characters) for one in group)
        plugin.notify(body=text, body_format=NotifyFormat.TEXT)
        return read_answer(robot.platform, _ears.answer)


def bundles(letters: Sequence[Letter], limit: int) -> Iterator[list[Letter]]:
    """Letters of the same robot together, each bundle at most `limit` characters unless a single one is longer."""
    by_robot: dict[int, list[Letter]] = {}
    for one in letters:
        by_robot.setdefault(one.robot.pk if one.robot else 0, []).append(one)
    for waiting in by_robot.values():
        bundle: list[Letter] = []
        for one in waiting:
            if bundle and sum(len(other.body) + 2 for other in bundle) + len(one.body) > limit:
                yield bundle
                bundle = []
            bundle.append(one)
        yield bundle


def plugin_for(platform: str, address: str, secret: str = "") -> NotifyBase:
    """The apprise plug-in that writes to this robot."""
    common: dict[str, Any] = {
        "asset": AppriseAsset(app_id="Huying", secure_logging=True),
        "redirect": False,
        "cto": CONNECT_SECONDS,
        "rto": READ_SECONDS,
    }
    if platform == "wecom":
        return _made(wecombot.NotifyWeComBot, key=token_of(platform, address), **common)
    if platform == "dingtalk":
        return _made(
            dingtalk.NotifyDingTalk, token=token_of(platform, address), secret=secret or None, **common
        )
    if platform == "feishu":
        return _made(feishu.NotifyFeishu, token=token_of(platform, address), **common)
    parse: Callable[[str], dict[str, Any]] = custom_json.NotifyJSON.parse_url
    return _made(custom_json.NotifyJSON, **{**parse(address.replace("https://", "jsons://", 1)), **common})


def _made(plugin: Callable[..., NotifyBase], **told: Any) -> NotifyBase:
    return plugin(**told)


def read_answer(platform: str, answer: requests.Response | None) -> Result:
    """What a platform's answer means for the message."""
    if answer is None:
        return Result(LATER, error="the group chat did not answer")
    if answer.status_code >= 500 or answer.status_code == 429:
        return Result(LATER, error=f"group chat: status {answer.status_code}")
    if answer.status_code != 200 and not (platform == "generic" and 200 <= answer.status_code < 300):
        return Result(NEVER, error=f"group chat: status {answer.status_code}")
    if platform == "generic":
        return Result(WENT)
    try:
        said = answer.json()
        code = said[CODES[platform]] if CODES[platform] in said else said["StatusCode"]
    except (ValueError, KeyError, TypeError):
        return Result(LATER, error="group chat: an answer that cannot be read")
    if code == 0:
        return Result(WENT)
    outcome = LATER if code in BUSY[platform] else NEVER
    return Result(outcome, error=f"group chat: {code} {said.get('errmsg') or said.get('msg') or ''}"[:300])
