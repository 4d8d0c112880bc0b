"""Lengths of time as fields of a record."""

from typing import Annotated

from pydantic import AfterValidator

from huying.kernel.refused import Refused
from huying.rulebook.spans import parse_span

from .value import Wrong


def _span(text: str) -> str:
    try:
        return str(parse_span(text))
    except Refused as refused:
        raise Wrong(refused.words) from None


# As rules write it: `48h`, `7d`, `5wd`.
SpanText = Annotated[str, AfterValidator(_span)]
