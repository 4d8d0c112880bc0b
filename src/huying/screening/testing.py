"""What tests of screening share: a compound of two buildings in the cast's city."""

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huying.people.testing import Cast


def compound_make(cast: "Cast") -> None:
    """荷花新村 with building 1 in grid 1 and building 2 in grid 2 of community A; kept indexes are old from now on."""
    from huying.places.models import Area, Edition

    Area.objects.filter(pk=cast.building).update(compound="荷花新村")
    Area.objects.get_or_create(
        code=f"{cast.a2[:15]}00200",
        defaults={
            "grade": "building", "parent_id": cast.a2, "zh": "2幢", "en": "Building 2", "compound": "荷花新村",
        },
    )  # fmt: skip
    Edition.objects.update_or_create(id=1, defaults={"stamp": uuid.uuid4()})
