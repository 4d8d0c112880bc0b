"""The source document of a rule set as a file: checked, hashed, kept with the set."""

import hashlib

from django.conf import settings
from django.db import transaction

from huying.base import clock
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.rulebook.models import RuleSet, SourceFile

from .ground import Hand, locked, log

# What a file must begin with to be what its name says.
TYPES: dict[str, tuple[str, bytes]] = {
    "pdf": ("application/pdf", b"%PDF-"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    "txt": ("text/plain; charset=utf-8", b""),
}


@transaction.atomic
def source_attach(*, code: str, name: str, content: bytes, by: Hand) -> RuleSet:
    """Attach the paper to a draft, in place of an earlier one; its sha256 becomes that of the set's source."""
    row = locked(code)
    by.reaches(row.area)
    if row.status != "draft":
        raise Refused(Words("只有草稿可以附文件。", "Only a draft takes a file."))
    media = _checked(name, content)
    digest = hashlib.sha256(content).hexdigest()
    SourceFile.objects.update_or_create(
        rule_set=row,
        defaults={
            "name": name[-200:], "media_type": media,
            "sha256": digest, "size": len(content), "content": content, "added_by_id": by.user_id,
            "added_at": clock.now(),
        },
    )  # fmt: skip
    row.source_sha256 = digest
    row.source_title = row.source_title or name[:300]
    row.save(update_fields=["source_sha256", "source_title"])
    words = Words(
        "附上来源文件“{name}”，sha256 {hash}。", "Source document “{name}” attached, sha256 {hash}."
    )
    log("edited", words.fill(name=name[-80:], hash=digest[:16]), by=by, rule_set=row)
    return row


def _checked(name: str, content: bytes) -> str:
    if not content or len(content) > settings.HUYING_RULES_MAX_PAPER:
        words = Words("文件要有内容，最大 {n} MB。", "The file must not be empty, nor larger than {n} MB.")
        words = words.fill(n=settings.HUYING_RULES_MAX_PAPER >> 20)
        raise Refused(words, {"file": words})
    kind = TYPES.get(name.rpartition(".")[2].lower())
    if (
        kind is None
        or not content.startswith(kind[1])
        or (kind[0].startswith("text/") and b"\x00" in content)
    ):
        words = Words(
            "只收 PDF、图片（JPG、PNG）、Word（docx）和纯文本，内容要和文件名一致。",
            "Only PDF, pictures (JPG, PNG), Word (docx) and plain text, and the content must be what the name says.",
        )
        raise Refused(words, {"file": words})
    return kind[0]
