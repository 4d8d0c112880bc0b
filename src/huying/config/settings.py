"""Django's settings. What differs between machines comes from the environment: see environment.py."""

import datetime as dt
from datetime import timedelta
from typing import Any

import django_stubs_ext
from xstatic.pkg import leaflet

from .database import database_settings
from .environment import MB, ROOT, Environment
from .logs import logging_settings

# `models.CharField[str, str]` is a type for the checker and an ordinary class at run time.
django_stubs_ext.monkeypatch()

env = Environment()

# --- this machine
BASE_DIR = ROOT
HUYING_DATA = env.data
SECRET_KEY = env.secret()
DEBUG = False
ALLOWED_HOSTS = env.allowed_hosts
LOGGING = logging_settings(env.log_level, env.log_format)
LOGGING_CONFIG = "huying.config.logs.configure"
DATABASES = {"default": database_settings(env.database_url, pool=env.web_threads)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "config_cache"}}

# --- language and time
USE_TZ = True
TIME_ZONE = env.time_zone
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]

# --- applications and pages
ROOT_URLCONF = "huying.config.urls"
WSGI_APPLICATION = "huying.config.wsgi.application"
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "huying.config",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Before allauth, whose pages it draws anew.
    "huying.people",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
    "huying.base",
    "huying.places",
    "huying.rulebook",
    "huying.messages",
    "huying.matters",
    "huying.help",
    "huying.volunteers",
    "huying.screening",
    "huying.measures",
    "huying.incidents",
    "huying.sampling",
    "huying.rosters",
    "huying.intake",
    "huying.command",
    "huying.analysis",
    "huying.demo",
]
MIDDLEWARE: list[str] = [
    "huying.config.front.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huying.config.front.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "huying.base.middleware.LookMiddleware",
    "huying.config.front.BodyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "huying.base.middleware.TroubleMiddleware",
    "huying.config.front.ProgramMiddleware",
    "axes.middleware.AxesMiddleware",
]
CSRF_FAILURE_VIEW = "huying.base.pages.csrf_failed"
TEMPLATES: list[dict[str, Any]] = [
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

# --- files: names change with the content, so browsers keep them for good
STATIC_URL = "/static/"
STATIC_ROOT = env.data / "static"
# Leaflet as its wheel brings it: nothing is fetched from outside.
STATICFILES_DIRS = [("leaflet", leaflet.BASE_DIR)]
MEDIA_ROOT = env.data / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = env.max_form_mb * MB
HUYING_MAX_BODY = env.max_body_mb * MB

# --- what a browser may do with our pages: nothing from outside, nothing inline
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in env.allowed_hosts] if env.https else []
if env.https and env.proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600

# --- logging in
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "huying.people.login.Adapter"
MFA_ADAPTER = "huying.people.login.MfaAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
# Guesses from one address are axes' business (below); these count over all addresses, second factors too.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/900s/ip,12/900s/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Huying 呼应"
# Passkeys need HTTPS, except on the machine itself.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not env.https
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "huying.people.login.typed_name"
AXES_LOCKOUT_CALLABLE = "huying.people.login.locked_out"
AXES_CLIENT_IP_CALLABLE = "huying.base.visitors.visitor_address"
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False

# --- mail
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.email_host
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = env.email_host
EMAIL_PORT = env.email_port
EMAIL_HOST_USER = env.email_user
EMAIL_HOST_PASSWORD = env.email_password
EMAIL_USE_TLS = env.email_tls
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.email_from
EMAIL_TIMEOUT = 10

# Jobs: every app's jobs.py; jobs that are done leave no row behind.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

# Notices; how-to: docs/how-to/connect-sms-and-group-chats.md. The gateway is JSON, see messages.limits.Gateway.
HUYING_SMS_OUTLET = env.sms_outlet
HUYING_SMS_GATEWAY = env.sms_gateway
HUYING_SMS_SIGN = env.sms_sign
HUYING_ROBOT_HOSTS = env.robot_hosts.split()
HUYING_NOTICES: dict[str, object] = {}

# Keys of the encrypted columns: the variable HUYING_KEYS, else this file (mode 600).
HUYING_KEYS_FILE = str(env.columns_file())
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
    # A whole community may stand behind one address.
    "help.ask": [(60, 600), (600, 86400)],
    "help.photo": [(60, 600), (600, 86400)],
    "help.alarm": [(20, 600), (100, 86400)],
    "screening.declare": [(60, 600), (600, 86400)],
    "risk.covering": [(300, 60), (20000, 86400)],
    "open311": [(120, 60), (5000, 86400)],
    # What a person under a measure sends, by the code of the measure; checks of printed notices, by address.
    "measure.own": [(20, 600), (100, 86400)],
    "measure.check": [(60, 600), (1000, 86400)],
}
# Codes of the Open311 channels by which only programs with a key may send.
HUYING_OPEN311_KEYED: tuple[str, ...] = ()
# How big an imported file may be; see intake.limits.
HUYING_IMPORT_LIMITS: dict[str, int] = {}
# Roles that must log in with a second factor (an authenticator app or a passkey).
HUYING_MFA_ROLES: tuple[str, ...] = tuple(env.mfa_roles.split())
# How long after its moment a line of the audit is surely committed, and may be sealed.
HUYING_AUDIT_CALM = dt.timedelta(minutes=30)
# Proxies of our own in front, whose X-Forwarded-For is believed.
HUYING_PROXIES = env.proxies
# Residents without an account: life of what they see with, and of a code sent to their phone.
HUYING_CALLER_SECONDS = 2 * 3600
HUYING_ONCE_SECONDS = 10 * 60
HUYING_ONCE_TRIES = 5

# The clock: how often it looks when nothing is due, how many it rings at once, on how many connections side by side
# when more are due, how long a faulty one waits.
HUYING_CLOCK_EVERY = timedelta(seconds=1)
HUYING_CLOCK_BATCH = 1000
HUYING_CLOCK_HANDS = 2
HUYING_CLOCK_PUSH_BACK = timedelta(hours=1)

# Pictures beside requests: where they lie, how large they may come in and are kept, how many beside one request,
# how long those of a form that was never sent are kept.
HUYING_MEDIA_DIR = env.data / "media"
HUYING_PHOTO_MAX_BYTES = 12 * MB
HUYING_PHOTO_MAX_PIXELS = 60_000_000
HUYING_PHOTO_SIDE = 1600
HUYING_PHOTO_MOST = 9
HUYING_PHOTO_DRAFTS_KEPT = timedelta(days=1)
# The longest rule set that is read as YAML, in characters.
HUYING_RULES_MAX_CHARACTERS = 500_000
# The largest file attached to a rule set as its source document.
HUYING_RULES_MAX_PAPER = 5 * MB

# Columns beside the rows (huying.analysis), a cache: where they lie, how many changed rows are read beside them before
# they are built anew, how many former ones the database remembers, and how many people a publication itself reads again;
# more than that are left to the job that follows.
HUYING_COLUMNS_DIR = env.data / "columns"
HUYING_COLUMNS_FRESH = 20_000
HUYING_COLUMNS_KEPT = 20
HUYING_COLUMNS_AT_ONCE = 100

# How old the public totals may be, and how often the command wall asks anew.
HUYING_FIGURES_SECONDS = 60
HUYING_WALL_SECONDS = 30
