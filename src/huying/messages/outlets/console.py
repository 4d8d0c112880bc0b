"""Text messages for a demo: printed, and kept for a page, instead of sent."""

import sys
from collections.abc import Sequence

from django.db import transaction

from huying.base.clock import now
from huying.base.mask import mask_phone
from huying.messages.limits import limits
from huying.messages.models import Shown

from .letters import WENT, Letter, Result


class Console:
    """Prints the message with a masked number; a letter given twice is shown once."""

    at_once = 50
    patience = 10.0

    def send(self, letters: Sequence[Letter]) -> list[Result]:
        """Keep and print; always goes."""
        kept = set(Shown.objects.filter(key__in=[one.key for one in letters]).values_list("key", flat=True))
        fresh = [one for one in letters if one.key not in kept]
        with transaction.atomic():
            Shown.objects.bulk_create(
                [Shown(key=one.key, phone=one.to, text=one.body, shown_at=now()) for one in fresh],
                ignore_conflicts=True,
            )
            last = Shown.objects.order_by("-id").values_list("id", flat=True)[: limits().kept_shown]
            Shown.objects.exclude(id__in=list(last)).delete()
        for one in fresh:
            sys.stdout.write(f"SMS {mask_phone(one.to)}: {one.body}\n")
        sys.stdout.flush()
        return [Result(WENT, provider_id=f"shown-{one.key[:12]}") for one in letters]
