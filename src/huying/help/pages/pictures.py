"""Pictures of a form that is still being filled in."""

import secrets
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.urls import reverse

from huying.base import ratelimit
from huying.base.errors import NotYours
from huying.base.visitors import closed_words, visitor_address
from huying.help.services import photo_add
from huying.help.services.photos import photo_path
from huying.kernel.refused import Refused
from huying.places.codes import ALL


class Drafts:
    """`base.forms.PhotoStore`: each picture is kept at once, under a name that only this form knows."""

    def __init__(self, request: HttpRequest) -> None:
        self.address_of_visitor = visitor_address(request)

    def keep(self, file: "UploadedFile[Any]") -> str:
        """Check and keep one picture; its name. Raises Refused."""
        if until := ratelimit.take("help.photo", self.address_of_visitor):
            raise Refused(closed_words(until))
        return photo_add(content=file.read(), area=ALL, draft=secrets.token_hex(8)).name

    def address(self, code: str) -> str:
        """Where it can be seen; "" for what is no name of ours."""
        try:
            photo_path(code)
        except NotYours:
            return ""
        return reverse("help_photo", args=[code])
