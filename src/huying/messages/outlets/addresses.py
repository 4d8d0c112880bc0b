"""Where a group-chat robot may live: known hosts over https, never inside our own network."""

import ipaddress
import socket
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.conf import settings

from huying.kernel.refused import Refused
from huying.kernel.words import Words

HOSTS = {"wecom": "qyapi.weixin.qq.com", "dingtalk": "oapi.dingtalk.com", "feishu": "open.feishu.cn"}
PATHS = {"wecom": "/cgi-bin/webhook/send", "dingtalk": "/robot/send", "feishu": "/open-apis/bot/v2/hook/"}
TOKENS = {"wecom": "key", "dingtalk": "access_token"}


def check_address(platform: str, address: str) -> None:
    """Raise Refused when a robot of this platform cannot live at this address."""
    parts = _split(address)
    if platform in HOSTS:
        if parts.hostname != HOSTS[platform] or not parts.path.startswith(PATHS[platform]):
            raise _refused(
                f"请把群机器人的地址整条粘贴过来，它以 https://{HOSTS[platform]}{PATHS[platform]} 开头。",
                f"Paste the robot's whole address; it begins with https://{HOSTS[platform]}{PATHS[platform]}.",
            )
        if not token_of(platform, address):
            raise _refused("这个地址里没有机器人的密钥。", "This address has no key of a robot in it.")
        return
    allowed = getattr(settings, "HUYING_ROBOT_HOSTS", ())
    if parts.hostname not in allowed:
        raise _refused(
            "这个网站不在允许的名单里，请系统维护人员把它加到设置 HUYING_ROBOT_HOSTS 里。",
            "This host is not on the list of allowed ones; ask whoever runs the system to add it to HUYING_ROBOT_HOSTS.",
        )
    if not is_public(parts.hostname or ""):
        raise _refused(
            "这个地址不在公网上，或者查不到。",
            "This address is not on the public network, or cannot be found.",
        )


def token_of(platform: str, address: str) -> str:
    """The robot's key inside its address, or an empty text."""
    parts = _split(address)
    if platform == "feishu":
        token = parts.path.removeprefix(PATHS["feishu"]).strip("/")
    else:
        token = parse_qs(parts.query).get(TOKENS[platform], [""])[0]
    return token if token.replace("-", "").replace("_", "").isalnum() and token.isascii() else ""


def is_public(host: str) -> bool:
    """Whether every address behind a name is a public one; asks the name server."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, 443, proto=socket.IPPROTO_TCP)}
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(str(one).split("%")[0]).is_global for one in found)


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _refused("这不是一个网址。", "This is not a web address.") from None
    if (
        parts.scheme != "https"
        or not parts.hostname
        or parts.username
        or parts.password
        or port not in (None, 443)
    ):
        raise _refused(
            "地址必须以 https:// 开头，不能带用户名或端口。",
            "The address has to begin with https:// and carry no user name or port.",
        )
    return parts


def _refused(zh: str, en: str) -> Refused:
    words = Words(zh, en)
    return Refused(words, {"address": words})
