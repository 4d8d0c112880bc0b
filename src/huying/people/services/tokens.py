"""Keys for programs: shown once, stored as a hash, bound to one post."""

import datetime as dt
import secrets

from huying.base.clock import now
from huying.base.secrets import keyed_hash
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.models import KEY_PURPOSE, ApiToken, Post
from huying.people.seats import Seat
from huying.places.codes import covers

from .record import audit
from .staff import NOT_YOUR_AREA

PREFIX = "hy_"


def token_create(
    *, by: Seat, post: Post, name: str, ends_at: dt.datetime | None = None
) -> tuple[ApiToken, str]:
    """A new key for a post, and the secret itself, which nobody can read again."""
    if not name.strip():
        words = Words("请写明给哪个程序用", "Please say which program it is for")
        raise Refused(words, {"name": words})
    if not covers(by.area, post.area):
        raise Refused(NOT_YOUR_AREA)
    if not post.running():
        raise Refused(Words("这个岗位不在任期内", "This post is not held now"))
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        name=name.strip(),
        post=post,
        start=secret[:8],
        hash=keyed_hash(secret, KEY_PURPOSE),
        made_by_id=by.user_id,
        made_at=now(),
        ends_at=ends_at,
    )
    audit(by, "token.create", name, kind="token", ref=str(token.pk), area=post.area)
    return token, secret


def token_revoke(*, by: Seat, token: ApiToken) -> None:
    """The key opens nothing from now on."""
    if not covers(by.area, token.post.area):
        raise Refused(NOT_YOUR_AREA)
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now())
    audit(by, "token.revoke", token.name, kind="token", ref=str(token.pk), area=token.post.area)


def token_used(token: ApiToken) -> None:
    """Remember that a key was used; once a minute is enough."""
    moment = now()
    if token.used_at is None or moment - token.used_at >= dt.timedelta(minutes=1):
        ApiToken.objects.filter(pk=token.pk).update(used_at=moment)
