"""The marks by which whoever keeps a copy of the lists, or of what their names mean, knows that it is old."""

import uuid

from huying.places.models import Edition, RiskSource


def stamps_renew(source: str = "") -> None:
    """Say that what a source lists, or with none what names mean, has changed."""
    rows = RiskSource.objects.all()
    (rows.filter(pk=source) if source else rows).update(stamp=uuid.uuid4())


def stamps() -> tuple[str, ...]:
    """The marks of every source and of the tree; equal as long as the same questions have the same answers."""
    tree = Edition.objects.values_list("stamp", flat=True).first()
    marks = RiskSource.objects.order_by("code").values_list("code", "stamp")
    return (str(tree), *(f"{code}:{stamp}" for code, stamp in marks))
