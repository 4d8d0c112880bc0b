"""Whoever keeps the rules hears of a new version of a list, once."""

from collections import Counter
from collections.abc import Sequence

from huying.base.clock import now
from huying.kernel.words import Words
from huying.messages.services.telling import Recipient, Tell, tell_many
from huying.messages.templates import notice_template
from huying.people.models import Post
from huying.people.roles import ROLES
from huying.places.levels import SOURCE_WORDS
from huying.places.models import RiskSpan, RiskVersion
from huying.places.risk.changes import changes

NEW_VERSION = notice_template(
    "risk.version",
    title=Words("风险地区名单有变化", "The list of areas at risk has changed"),
    body=Words(
        "{source}，{at}起：高风险 {high}，中风险 {medium}；新列入 {came} 个，撤下 {left} 个，等级有变 {moved} 个。请核对规则。",
        "{source}, from {at}: high {high}, medium {medium}; {came} new, {left} taken off, {moved} at another level. Please check the rules.",
    ),
    channels=("inapp",),
).code
WATCH = "risk.manage"


def versions_tell(new: Sequence[int]) -> int:
    """Tell of new versions that are the newest of their source; older ones that are loaded late are no news."""
    told = 0
    rows = RiskVersion.objects.filter(pk__in=new, valid_from__lte=now(), aside_at=None).defer(
        "places", "dated"
    )
    newest = rows.select_related("source").order_by("source", "-valid_from", "-id").distinct("source")
    for version in newest:
        if not version.source.versions.filter(valid_from__gt=version.valid_from, aside_at=None).exists():
            told += _tell(version)
    return told


def _tell(version: RiskVersion) -> int:
    before = (
        version.source.versions.filter(valid_from__lt=version.valid_from, aside_at=None)
        .order_by("-valid_from")
        .first()
    )
    found = changes(before.valid_from, version.valid_from, version.source_id) if before else []
    kinds = Counter(one.kind for one in found)
    if before is None:
        kinds["new"] = (
            RiskSpan.objects.filter(source=version.source, until=None).values("name").distinct().count()
        )
    values = {
        "source": SOURCE_WORDS[version.source.kind],
        "at": version.valid_from,
        "high": version.listed.get("high", 0),
        "medium": version.listed.get("medium", 0),
        "came": kinds["new"],
        "left": kinds["gone"],
        "moved": kinds["raised"] + kinds["lowered"] + kinds["other"],
    }
    once = f"risk.version:{version.source_id}:{version.valid_from.isoformat()}:{version.digest[:12]}"
    return tell_many([Tell(Recipient(user_id=user), NEW_VERSION, values, once) for user in watchers()])


def watchers() -> list[int]:
    """The people who hold a post that keeps the lists now."""
    roles = [role.code for role in ROLES.values() if WATCH in role.abilities]
    return list(
        Post.objects.held().filter(role__in=roles).values_list("user", flat=True).distinct().order_by("user")
    )
