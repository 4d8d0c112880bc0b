"""The promise to keep secret what one sees, signed before the first look at a sensitive list."""

from huying.kernel.words import Words

# Changes with the text: everybody signs a new text anew.
VERSION = "1"
TEXT = Words(
    "我在工作中看到的居民姓名、电话、证件号码、住址、健康状况和行踪，只用于办理手上的事；不抄录、不拍照、不转发、不谈论；"
    "不再需要时不再查看。我知道每一次查看都有记录，违反者依法承担责任。",
    "Names, phone and identity numbers, addresses, health and whereabouts of residents that I see at work I use only "
    "for the matter in hand. I do not copy, photograph, pass on or talk about them, and stop looking when I no longer "
    "need to. I know that every look is recorded, and that breaking this promise has consequences in law.",
)
