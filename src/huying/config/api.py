"""The programs' door: every app's `api.router` under one address, and what all of its answers have in common."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from huying import __version__
from huying.base.api import Problem
from huying.base.forms import sentence
from huying.kernel.words import Words

from .front import problem

APPS = (
    "matters", "help", "volunteers", "screening", "measures", "incidents", "rosters", "sampling", "messages", "rulebook", "places", "people", "command", "intake",
)  # fmt: skip
# What may be answered by every operation: by its door, its reader of bodies, its limits.
COMMON = {
    400: "What was sent cannot be read",
    401: "No key, or one that opens nothing",
    403: "The post behind the key may not do this",
    404: "Nothing there, or not in the area of the key",
    409: "It cannot be done now; the sentence says why",
    413: "Too big",
    422: "Something that was sent is wrong; `fields` says what",
    429: "Too many requests",
}
WRONG = Words(
    "填写的内容有误，请按 fields 里的提示修改。", "Some of what you sent needs correcting: see `fields`."
)


class Programs(NinjaAPI):
    """Declares the answers that every operation may give, beside those an operation declares itself."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._described: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        """The description of all operations; made once, since anybody may ask for it and making it takes long."""
        key = repr(sorted(more.items()))
        if key not in self._described:
            self._described[key] = self._describe(**more)
        return self._described[key]

    def _describe(self, **more: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**more)
        shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        inner = shape.pop("$defs", {})
        for name, known in {**inner, "Problem": shape}.items():
            schema["components"]["schemas"].setdefault(name, known)
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, words in COMMON.items():
                    told = {"description": words, "content": content}
                    if status not in operation["responses"]:
                        operation["responses"][status] = told
        return schema


api = Programs(title="Huying 呼应", version=__version__, urls_namespace="api")


@api.exception_handler(AuthenticationError)
def nobody(request: HttpRequest, exception: Any) -> HttpResponse:
    """No key, or one that opens nothing."""
    return problem(401)


@api.exception_handler(AuthorizationError)
def not_able(request: HttpRequest, exception: Any) -> HttpResponse:
    """The post behind the key may not do this."""
    return problem(403)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, exception: HttpError) -> HttpResponse:
    """Whatever else a door says by a status."""
    return problem(exception.status_code)


@api.exception_handler(ValidationError)
def wrong(request: HttpRequest, exception: ValidationError) -> HttpResponse:
    """Each field that is wrong, with a sentence."""
    fields: dict[str, Words] = {}
    for error in exception.errors:
        # ("query" or "body", the name of the argument, the field, ...): programs know the field.
        name = ".".join(map(str, error["loc"][2:] or error["loc"][-1:]))
        fields.setdefault(name, sentence(error, Words(name, name)))
    return problem(422, WRONG, fields=fields)


for _app in APPS:
    if find_spec(f"huying.{_app}.api"):
        _router = getattr(import_module(f"huying.{_app}.api"), "router", None)
        if _router is not None:
            api.add_router("", _router)
