"""Django's settings for tests: fixed keys, quick passwords, one connection a thread, files as they lie."""

import base64
import json
import os
from pathlib import Path

os.environ.setdefault("HUYING_SECRET_KEY", "for-tests-only-" + "x" * 40)
_KEY = base64.b64encode(b"for-tests-only-" + b"x" * 17).decode()
os.environ.setdefault("HUYING_KEYS", json.dumps({"encrypt": [_KEY], "hash": _KEY}))
os.environ["HUYING_DATA"] = str(Path(__file__).resolve().parents[3] / ".hy" / "testdata")

from .settings import *  # noqa: E402, F403
from .settings import DATABASES, STORAGES  # noqa: E402

DATABASES["default"]["OPTIONS"].pop("pool", None)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
