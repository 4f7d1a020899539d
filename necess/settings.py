"""Settings of every installation: one file, read from the environment alone (see ``.env.example``)."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from necess import env as read
from necess.env import env

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

# What this installation is
SECRET_KEY = env.str("SECRET_KEY")
SITE_URL = read.site_url("SITE_URL")
# What pages and mails are called where no edition says otherwise.
SITE_NAME = env.str("NECESS_SITE_NAME", "NEC ESS Europe")
DEBUG = env.bool("DEBUG", False)
VAR_DIR = Path(env.str("NECESS_VAR", str(BASE_DIR / "var")))
# The demonstration of `make run`: printed accounts, mails as files, a moved business clock.
DEMO = env.bool("NECESS_DEMO", False)
# A throw-away copy (tests, demonstration): may lift protections that a public site must keep.
TEST_INSTANCE = env.bool("NECESS_TEST_INSTANCE", DEMO)
RATE_LIMITS = env.str("NECESS_RATE_LIMITS", "on") != "off"
STAFF_MFA = env.bool("NECESS_STAFF_MFA", not DEMO)
CLOCK_OFFSET: timedelta = read.seconds("NECESS_CLOCK_OFFSET", 0)
TRUSTED_PROXIES = env.int("NECESS_TRUSTED_PROXIES", 0)

for _name, _unsafe in {
    "NECESS_RATE_LIMITS=off": not RATE_LIMITS,
    "NECESS_STAFF_MFA=off": not STAFF_MFA,
    "NECESS_CLOCK_OFFSET": bool(CLOCK_OFFSET),
}.items():
    if _unsafe and not (DEBUG or TEST_INSTANCE):
        raise ImproperlyConfigured(f"{_name} is for test instances only (NECESS_TEST_INSTANCE=1)")

# Keys, separated by commas, that encrypt what must be read again (links in stored mails, bank details). The first one
# encrypts, all decrypt: put a new one in front to rotate.
DATA_KEYS: list[str] = env.list("NECESS_DATA_KEYS")

# Libraries first, then ours from the foundation up (the order of the import contract)
INSTALLED_APPS = [
    "modeltranslation",
    "necess.apps.NecessAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "accounts",
    "outbox",
    "events",
    "registration",
    "reimbursement",
    "necess.apps.NecessConfig",
]
MIDDLEWARE = [
    "events.audience.Audience",  # outside: kept pages are counted too
    "events.page_cache.PageCache",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "necess.middleware.ResponseHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "necess.middleware.RefuseUnreadableRequests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PreferredLanguage",  # before the messages: they are put into words on the way out
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.StaffSecondFactor",
    "events.clock_preview.ClockPreview",
]
ROOT_URLCONF = "necess.urls"
WSGI_APPLICATION = "necess.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "events.clock_preview.ribbon",
            ],
        },
    },
]

# Data
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": read.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'necess.sqlite3'}")}
REDIS_URL = env.str("REDIS_URL", "")
CACHES: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
# How long a process keeps a finished public page in memory; readers may see places left as old as this.
PAGE_CACHE_SECONDS = env.float("NECESS_PAGE_CACHE_SECONDS", 2.0)
# How often views are written to the database; 0 measures nothing.
AUDIENCE_SECONDS = env.int("NECESS_AUDIENCE_SECONDS", 60)
STORAGES = {
    "default": read.storage("STORAGE_URL", f"file://{VAR_DIR / 'files'}"),
    "staticfiles": {"BACKEND": "necess.static_files.HashedFiles"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_USE_FINDERS = DEBUG

# Languages and time
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True
MODELTRANSLATION_DEFAULT_LANGUAGE = "fr"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("fr", "en")

# Accounts: an address and a code sent to it; a password is possible, a second factor required for staff
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
if not RATE_LIMITS:
    ACCOUNT_RATE_LIMITS = False
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "accounts.adapter.MfaAdapter"
MFA_TOTP_ISSUER = "Necess"

# Mail: Django's backend stores, the worker delivers through the transport
EMAIL_BACKEND = "outbox.backend.OutboxBackend"
MAIL_TRANSPORT = read.email("EMAIL_URL")
MAIL_LEASE: timedelta = read.seconds("NECESS_MAIL_LEASE", 120)
# Messages to a group leave at this pace; above so many people (0: never), another person than their author sends them.
GROUP_MAILS_PER_MINUTE = max(env.int("NECESS_GROUP_MAILS_PER_MINUTE", 120), 1)
GROUP_TWO_PEOPLE_ABOVE = env.int("NECESS_GROUP_TWO_PEOPLE_ABOVE", 0)
MAIL_KEEP: timedelta = timedelta(days=env.int("NECESS_MAIL_KEEP_DAYS", 180))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <inscription@{urlsplit(SITE_URL).hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Work after the answer
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"socket_timeout": 2, "socket_connect_timeout": 2}
    if REDIS_URL
    else {
        "data_folder_in": str(VAR_DIR / "broker"),
        "data_folder_out": str(VAR_DIR / "broker"),
        "control_folder": str(VAR_DIR / "broker" / "control"),
        "store_processed": False,
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_TIMEZONE = TIME_ZONE

# Public address services that find a registered office, e.g. {"photon": "https://photon.example"}; none by default.
ADDRESS_SERVICES: dict[str, str] = read.json_object("NECESS_ADDRESS_SERVICES")

# Whether the nightly look at the links of our texts may ask other sites; never inside a private network.
LINK_CHECK = env.bool("NECESS_LINK_CHECK", False)
LINK_CHECK_PRIVATE: set[str] = set()  # addresses that tests may ask all the same

# Security
HTTPS = urlsplit(SITE_URL).scheme == "https"
ALLOWED_HOSTS: list[str] = [urlsplit(SITE_URL).hostname or "", *env.list("ALLOWED_HOSTS", [])]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "necess.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# Logs: one line per event on standard output, without personal data
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask_tokens": {"()": "necess.logs.MaskTokens"}},
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False),
            ],
            "foreign_pre_chain": [
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
            ],
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["mask_tokens"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "psycopg.pool": {"level": "WARNING"},  # it says at each request that it lends a connection
        "weasyprint": {"level": "ERROR"},
        "django.server": {"level": "WARNING"},
    },
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
