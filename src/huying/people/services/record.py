"""Writing the record of who looked at what, and sealing it."""

import hmac
import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from huying.base.clock import now
from huying.base.keys import ring
from huying.people.models import Audit, AuditSeal
from huying.people.seats import Seat
from huying.places import scope
from huying.places.codes import ALL

_INSERT = """
INSERT INTO people_audit (at, user_id, post_id, who, role, covering, what, purpose, kind, ref, fields, resident,
                          subject, area, ip)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_SEALED = (
    *("id", "at", "user_id", "post_id", "who", "role", "covering", "what", "purpose", "kind", "ref"),
    *("fields", "resident", "subject", "area", "ip"),
)


class Line(NamedTuple):
    """What was done to one thing: see the fields of `Audit`."""

    what: str
    kind: str = ""
    ref: str = ""
    area: str = ""
    fields: Sequence[str] = ()
    resident: int | None = None
    subject: bytes | None = None


def audit(who: Seat | None, what: str, purpose: str = "", *, ip: str = "", **thing: object) -> None:
    """Write one line: who (None: the system itself) did what, for which purpose, to the thing (see `Line`)."""
    audit_many(who, [Line(what, **thing)], purpose, ip=ip)  # type: ignore[arg-type]


def audit_many(who: Seat | None, lines: Sequence[Line], purpose: str = "", *, ip: str = "") -> None:
    """Write a line for each thing, in the caller's transaction and whatever the scope."""
    moment = now()
    rows = [
        (
            moment,
            who.user_id if who else None,
            who.post_id if who else None,
            who.name if who else "",
            who.role if who else "system",
            who.covering if who else "",
            line.what,
            purpose[:200],
            line.kind,
            line.ref,
            list(line.fields),
            line.resident,
            line.subject,
            line.area or (who.area if who else ALL),
            (who.ip if who else ip) or None,
        )
        for line in lines
    ]
    # By hand, because Django asks for the new id, which a writer outside the line's area may not read.
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, rows)


def audit_seal() -> AuditSeal | None:
    """Add a link to the chain over all lines old enough to be complete; None when there are no new ones."""
    with scope.everything("sealing the audit"):
        before = AuditSeal.objects.order_by("-last").first()
        start = before.last if before else 0
        # Lines get their number before they are committed: a younger one may still arrive below the last.
        calm = now() - settings.HUYING_AUDIT_CALM
        lines = Audit.objects.filter(id__gt=start, at__lte=calm)
        last = lines.order_by("-id").values_list("id", flat=True).first()
        if last is None:
            return None
        count, digest = _digest(bytes(before.digest) if before else b"", start, last)
        return AuditSeal.objects.create(last=last, lines=count, digest=digest, at=now())


def audit_check() -> AuditSeal | None:
    """The first link that no longer fits its lines, or None when the whole chain holds."""
    with scope.everything("checking the audit"):
        start, digest = 0, b""
        for link in AuditSeal.objects.order_by("last").iterator():
            found = _digest(digest, start, link.last)
            if found != (link.lines, bytes(link.digest)):
                return link
            start, digest = link.last, bytes(link.digest)
    return None


def _digest(before: bytes, start: int, last: int) -> tuple[int, bytes]:
    seal = hmac.new(ring().derived("audit seal"), before, "sha256")
    count = 0
    for text in _texts(start, last):
        seal.update(text)
        count += 1
    return count, seal.digest()


def _texts(start: int, last: int) -> Iterator[bytes]:
    rows = Audit.objects.filter(id__gt=start, id__lte=last).order_by("id").values_list(*_SEALED)
    for row in rows.iterator(chunk_size=2000):
        told = [one.hex() if isinstance(one, bytes) else one for one in row]
        yield json.dumps(told, ensure_ascii=False, default=str).encode() + b"\n"
