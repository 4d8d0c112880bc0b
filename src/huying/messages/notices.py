"""The one sentence of this app's own: a code for the residents' door."""

from huying.kernel.words import Words

from .templates import notice_template

ONCE = notice_template(
    "people.once",
    title=Words("验证码", "Your code"),
    body=Words(
        "验证码 {code}，{minutes} 分钟内有效。不是您本人在用，请不用理会，也不要告诉别人。",
        "Your code is {code}, for {minutes} minutes. If it was not you, do nothing, and tell it to nobody.",
    ),
    channels=("sms",),
    secret=("code",),
    must=True,
    urgent=True,
).code
