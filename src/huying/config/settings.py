"""Django's settings."""

import json
import datetime as dt
import os
from datetime import timedelta
from pathlib import Path

import django_stubs_ext

from .database import database_settings

# `models.CharField[str, str]` is a type for the checker and an ordinary class at run time.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ.get("HUYING_SECRET_KEY", "for-tests-only-" + "x" * 40)
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
ROOT_URLCONF = "huying.config.urls"
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
INSTALLED_APPS = [
    "huying.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "huying.base",
    "huying.places",
    "huying.people",
    "huying.rulebook",
    "huying.messages",
    "huying.matters",
    "huying.help",
    "huying.volunteers",
    "huying.intake",
    "huying.command",
]
MIDDLEWARE: list[str] = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "huying.base.middleware.LookMiddleware",
    "huying.base.middleware.TroubleMiddleware",
]
CSRF_FAILURE_VIEW = "huying.base.pages.csrf_failed"
DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL", ""))}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Jobs: every app's jobs.py; jobs that are done leave no row behind.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

# Notices; how-to: docs/how-to/connect-sms-and-group-chats.md. The gateway is JSON, see messages.limits.Gateway.
HUYING_SMS_OUTLET = os.environ.get("HUYING_SMS_OUTLET", "huying.messages.outlets.console.Console")
HUYING_SMS_GATEWAY = json.loads(os.environ.get("HUYING_SMS_GATEWAY") or "{}")
HUYING_SMS_SIGN = os.environ.get("HUYING_SMS_SIGN", "呼应")
HUYING_ROBOT_HOSTS = os.environ.get("HUYING_ROBOT_HOSTS", "").split()
HUYING_NOTICES: dict[str, object] = {}
EMAIL_TIMEOUT = 10

# Keys of the encrypted columns: the variable HUYING_KEYS, else this file (mode 600).
HUYING_KEYS_FILE = os.environ.get("HUYING_KEYS_FILE", str(Path("data") / "keys.json"))
# Public doors: at most (tries, seconds) by one visitor; see base.ratelimit.
HUYING_LIMITS = {
    "door.address": [(30, 600), (300, 86400)],
    "door.code": [(6, 900), (20, 86400)],
    "door.phone": [(6, 900), (20, 86400)],
    "door.send": [(1, 60), (5, 3600), (10, 86400)],
    "door.once": [(5, 900), (20, 86400)],
    "token": [(600, 60)],
    "token.bad": [(20, 300)],
    "link": [(10, 900)],
}
# Roles that must log in with a second factor (an authenticator app or a passkey).
HUYING_MFA_ROLES: tuple[str, ...] = tuple(os.environ.get("HUYING_MFA_ROLES", "").split())
# How long after its moment a line of the audit is surely committed, and may be sealed.
HUYING_AUDIT_CALM = dt.timedelta(minutes=30)
# Proxies of our own in front, whose X-Forwarded-For is believed.
HUYING_PROXIES = int(os.environ.get("HUYING_PROXIES", "0"))
# Residents without an account: life of what they see with, and of a code sent to their phone.
HUYING_CALLER_SECONDS = 2 * 3600
HUYING_ONCE_SECONDS = 10 * 60
HUYING_ONCE_TRIES = 5

# The clock: how often it looks when nothing is due, how many it rings at once, how long a faulty one waits.
HUYING_CLOCK_EVERY = timedelta(seconds=1)
HUYING_CLOCK_BATCH = 1000
HUYING_CLOCK_PUSH_BACK = timedelta(hours=1)
