"""Django's settings."""

import os
from pathlib import Path

from .database import database_settings

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
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
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
MIDDLEWARE: list[str] = []
DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL", ""))}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
