"""The programs' door: every app's `api.router` under one address."""

from importlib import import_module
from importlib.util import find_spec

from ninja import NinjaAPI

from huying import __version__

APPS = ("matters", "help", "volunteers", "messages", "rulebook", "places", "people", "command", "intake")

api = NinjaAPI(title="Huying 呼应", version=__version__, urls_namespace="api")
for _app in APPS:
    if find_spec(f"huying.{_app}.api"):
        _router = getattr(import_module(f"huying.{_app}.api"), "router", None)
        if _router is not None:
            api.add_router("", _router)
