"""The same answer as XML or JSON, in GeoReport's element names."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse

from .errors import Trouble

FORMATS = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
# Characters XML 1.0 cannot hold.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The element of one entry, by the element of the list around it.
_ONE = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "groups": "group",
}


def answer(fmt: str, root: str, body: Any, status: int = 200) -> HttpResponse:
    """A list or an object: in XML inside `root`, in JSON as it is."""
    if fmt == "xml":
        content = tostring(_element(root, body), encoding="utf-8", xml_declaration=True)
    else:
        content = json.dumps(body, ensure_ascii=False).encode()
    return HttpResponse(content, content_type=FORMATS[fmt], status=status)


def error_answer(fmt: str, trouble: Trouble) -> HttpResponse:
    """An error in GeoReport's form, in the reader's language."""
    errors = [{"code": trouble.status, "description": str(words)} for words in trouble.words]
    return answer(fmt, "errors", errors, trouble.status)


def _element(name: str, value: Any) -> Element:
    root = Element(name)
    _fill(root, name, value)
    return root


def _fill(element: Element, name: str, value: Any) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _fill(SubElement(element, key), key, inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        one = _ONE.get(name, "item")
        for inner in value:
            _fill(SubElement(element, one), one, inner)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _NO_XML.sub("", str(value))
