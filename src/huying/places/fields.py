"""The column that holds an area code."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from .codes import WIDTH, is_code


def validate_area(code: str) -> None:
    """Raise ValidationError for anything but a whole area code."""
    if not is_code(code):
        raise ValidationError("地点编码应是20位数字。 An area code has 20 digits.", code="area")


class AreaField(models.CharField[str, str]):
    """Twenty digits compared byte by byte, so that a subtree is a range of the plain index."""

    default_validators = [validate_area]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = WIDTH
        kwargs["db_collation"] = "C"
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"], kwargs["db_collation"]
        return name, path, args, kwargs

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        # Spelled out, because for "varchar" Django adds a second index for LIKE, which collation C already serves.
        return f"character varying({WIDTH})"

    def get_prep_value(self, value: Any) -> Any:
        # A short or a long code would silently stand for another place, so it never reaches a row or a range.
        prepared = super().get_prep_value(value)
        if isinstance(prepared, str) and not is_code(prepared):
            raise ValueError(f"not an area code: {prepared!r}")
        return prepared
