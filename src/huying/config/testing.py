"""Django's settings for tests: fixed keys, quick passwords, one connection a thread."""

import base64
import json
import os

os.environ.setdefault("HUYING_SECRET_KEY", "for-tests-only-" + "x" * 40)
_KEY = base64.b64encode(b"for-tests-only-" + b"x" * 17).decode()
os.environ.setdefault("HUYING_KEYS", json.dumps({"encrypt": [_KEY], "hash": _KEY}))

from .settings import *  # noqa: E402, F403
from .settings import DATABASES  # noqa: E402

DATABASES["default"]["OPTIONS"].pop("pool", None)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
