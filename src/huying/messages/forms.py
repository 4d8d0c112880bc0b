"""What the pages about notices ask."""

from huying.kernel.facts import Facts, ask
from huying.kernel.words import Words

from .models import PLATFORMS

UNITS = {
    "grid": Words("网格", "Grid"),
    "community": Words("社区", "Community"),
    "street": Words("街道", "Street"),
    "district": Words("区", "District"),
    "city": Words("市", "City"),
    "volunteer_team": Words("志愿小分队", "Volunteer team"),
    "health_bureau": Words("卫健部门", "Health bureau"),
    "ambulance_desk": Words("急救调度", "Ambulance desk"),
    "green_channel": Words("医院绿色通道", "Hospital green channel"),
    "laboratory": Words("检测实验室", "Laboratory"),
    "hotline": Words("热线", "Hotline"),
    "stairwell_chat": Words("楼道小组的群", "Chat of a stairwell group"),
}


class RobotFacts(Facts):
    """A group chat's robot."""

    name: str = ask("群的名称", "Name of the group", min_length=1, max_length=60)
    platform: str = ask(
        "群在哪个软件里", "Which chat program", widget="radio", choices=list(PLATFORMS.items())
    )
    address: str = ask(
        "机器人地址",
        "The robot's address",
        widget="text",
        min_length=1,
        max_length=500,
        help=Words(
            "在群里添加机器人后，把它给出的整条地址粘贴过来。",
            "Add a robot in the group and paste the whole address.",
        ),
    )
    secret: str = ask(
        "加签密钥（只有钉钉需要）",
        "Signing secret (DingTalk only)",
        widget="text",
        default="",
        max_length=200,
        help=Words(
            "没有选“加签”就留空。企业微信和飞书请在群里设关键词“呼应”。",
            "Leave empty unless you chose signing. In WeCom and Feishu set the keyword 呼应.",
        ),
    )
    unit: str = ask(
        "发给哪个岗位的消息", "Notices of which desk", widget="select", choices=list(UNITS.items())
    )
    area: str = ask("哪个地方", "Of which place", widget="place")


class Wishes(Facts):
    """Where else than in the inbox somebody wants to be told."""

    sms: bool = ask("也发短信给我", "Also by text message", widget="check", default=False)
    email: bool = ask("也发电子邮件给我", "Also by e-mail", widget="check", default=False)
