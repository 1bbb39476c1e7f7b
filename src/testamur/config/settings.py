"""Settings of a Testamur process. Everything that differs between installations comes from the environment.

The names are listed with their defaults in ``docs/settings.md``. Facts that the source documents leave open are
settings too, gathered in ``config/domain.py``.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import logging
from pathlib import Path

import environ
import pghistory
import pgtrigger

from testamur.config.domain import *  # noqa: F403
from testamur.config.logs import LOGGING as LOGGING
from testamur.plumbing import paths, secrets

env = environ.Env()

PACKAGE = Path(__file__).resolve().parent.parent
VAR = paths.var()

DEBUG = False
DEMO = env.bool("TESTAMUR_DEMO", default=False)
SECRET_KEY = env("TESTAMUR_SECRET_KEY", default="") or secrets.get_or_create("secret-key")
ALLOWED_HOSTS = env.list("TESTAMUR_HOSTS", default=["localhost", "127.0.0.1", "[::1]", ".localhost"])
PUBLIC_URL = env("TESTAMUR_PUBLIC_URL", default=f"http://localhost:{env('PORT', default='8000')}")
CSRF_TRUSTED_ORIGINS = env.list("TESTAMUR_TRUSTED_ORIGINS", default=[])
HTTPS = PUBLIC_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_prometheus",
    "django_structlog",
    "django_htmx",
    "ninja",
    "csp",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "oauth2_provider",
    "testamur.plumbing",
    "testamur.audit",
    "testamur.notices",
    "testamur.organisations",
    "testamur.access",
    "testamur.batches",
    "testamur.qualifications",
    "testamur.learners",
    "testamur.achievements",
    "testamur.challenges",
    "testamur.web",
    "testamur.api",
]

MIDDLEWARE = [
    "testamur.plumbing.addresses.TrustedProxiesMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "testamur.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "testamur.web.middleware.BodyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "testamur.config.request_memory.RequestMemoryMiddleware",
    "testamur.config.request_log.RequestLogMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "testamur.web.middleware.PrivatePagesMiddleware",
    "testamur.web.middleware.SessionTimeMiddleware",
    "testamur.web.middleware.TwoStepMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "testamur.config.urls"
WSGI_APPLICATION = "testamur.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "web" / "pages", PACKAGE / "api" / "pages", PACKAGE / "soap" / "pages"],
        "OPTIONS": {
            "environment": "testamur.web.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "testamur.web.context.everywhere",
            ],
        },
    },
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
    },
]
FORM_RENDERER = "testamur.web.renderers.DesignSystemRenderer"

# --- data ---------------------------------------------------------------------------------------------------------

DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL", default="postgresql:///testamur"),
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": env.int("TESTAMUR_CONN_MAX_AGE", default=600),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
}
# A process that freezes inside a transaction is cut off by the database, so that its locks do not outlive it.
IDLE_IN_TRANSACTION = env("TESTAMUR_IDLE_IN_TRANSACTION", default="60s")
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
    f"-c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION} -c timezone=UTC"
)

# What a person waits for in the database, at most. Workers and migrations wait as long as it takes.
WEB_LOCK_TIMEOUT = env("TESTAMUR_WEB_LOCK_TIMEOUT", default="2s")
WEB_STATEMENT_TIMEOUT = env("TESTAMUR_WEB_STATEMENT_TIMEOUT", default="30s")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "plumbing_cache"},
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 1000}},
}
STORAGES = {
    "default": {
        "BACKEND": env("TESTAMUR_FILE_STORAGE", default="django.core.files.storage.FileSystemStorage"),
        "OPTIONS": env.json(
            "TESTAMUR_FILE_STORAGE_OPTIONS", default={"location": str(VAR / "files"), "allow_overwrite": True}
        ),
    },
    "staticfiles": {"BACKEND": "testamur.web.static.HashedStaticStorage"},
}
# ClamAV's daemon, to which every file is shown before a batch is made of it: a socket's path or host:port.
CLAMD = env("TESTAMUR_CLAMD", default="")
# Where it cannot be asked, files are refused until it can; False lets them pass.
CLAMD_REQUIRED = env.bool("TESTAMUR_CLAMD_REQUIRED", default=True)
DATA_UPLOAD_MAX_MEMORY_SIZE = 7 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "testamur.plumbing.uploads.SpooledUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_APPEND_ONLY = True
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(
    db_index=False
)  # a history is read by record, never by its owner
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# --- people -------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "testamur.web.accounts.passwords.NotTooLong"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "testamur.web.accounts.passwords.HardToGuess"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {
    "username"
}  # LoginForm finds the username of an e-mail address: one password is checked
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "testamur.web.accounts.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Wrong passwords are counted by ``access``; this counts wrong second steps. How many tries an address has in a minute,
# whomever they are for, is the library's "login".
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,5/5m/key"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "testamur.web.accounts.LoginForm",
    "reset_password": "testamur.web.accounts.ResetPasswordForm",
    "reset_password_from_key": "testamur.web.accounts.ResetPasswordKeyForm",
    "change_password": "testamur.web.accounts.ChangePasswordForm",
    "reauthenticate": "testamur.web.accounts.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "testamur.web.accounts.MFAAdapter"
MFA_FORMS = {
    "authenticate": "testamur.web.accounts.AuthenticateForm",
    "activate_totp": "testamur.web.accounts.ActivateTOTPForm",
    "reauthenticate": "testamur.web.accounts.MFAReauthenticateForm",
}
MFA_TOTP_ISSUER = "Testamur"
MFA_TOTP_TOLERANCE = 1  # the code before and after are right too: telephones and people are not on the second
TWO_STEP_REQUIRED = env.bool("TESTAMUR_TWO_STEP", default=not DEMO)
# After so many wrong passwords for an account from one address, the next try from there waits, first so many seconds,
# then twice as long each time up to the most. From all addresses together more are allowed, and whoever logged in from
# their own address lately is not kept waiting by others.
LOCKOUT_FAILURES = env.int("TESTAMUR_LOCKOUT_FAILURES", default=3)
LOCKOUT_FAILURES_OF_ALL = env.int("TESTAMUR_LOCKOUT_FAILURES_OF_ALL", default=30)
LOCKOUT_SECONDS = env.int("TESTAMUR_LOCKOUT_SECONDS", default=30)
LOCKOUT_MOST_SECONDS = env.int("TESTAMUR_LOCKOUT_MOST_SECONDS", default=3600)

OAUTH2_PROVIDER_APPLICATION_MODEL = "access.ApiClient"
OAUTH2_PROVIDER = {
    "SCOPES": {
        "achievements:read": "See achievements, batches and learners as far as the client's role reaches",
        "achievements:write": "Submit batches and change things as far as the client's role reaches",
    },
    "DEFAULT_SCOPES": ["achievements:read", "achievements:write"],
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,  # a token is kept as its digest
}
API_REQUESTS_PER_MINUTE = env.int("TESTAMUR_API_REQUESTS_PER_MINUTE", default=600)
API_TOKENS_PER_MINUTE = env.int("TESTAMUR_API_TOKENS_PER_MINUTE", default=60)  # for one address

# The LRS web services. Hours are those of TESTAMUR_TIME_ZONE, such as 08:00-18:00; empty means always open.
# An organisation may call an operation so many times in a row, and so many times a minute after that. For single
# operations: verifyLearner=1200:5000,learnerByDemographics=120:2000 (a minute, in a row).
WEB_SERVICE_REQUESTS_PER_MINUTE = env.int("TESTAMUR_WEB_SERVICE_REQUESTS_PER_MINUTE", default=1200)
WEB_SERVICE_BURST = env.int("TESTAMUR_WEB_SERVICE_BURST", default=5000)
WEB_SERVICE_LIMITS = {
    operation: tuple(int(number) for number in numbers.split(":"))
    for operation, numbers in env.dict(
        "TESTAMUR_WEB_SERVICE_LIMITS", default={"learnerByDemographics": "120:2000"}
    ).items()
}
WEB_SERVICE_WRONG_PASSWORDS_PER_MINUTE = env.int(
    "TESTAMUR_WEB_SERVICE_WRONG_PASSWORDS_PER_MINUTE", default=60
)  # for one address
# The whole envelope: stock clients write 9 MB for 10,000 records. What these may carry is a limit of the batch.
WEB_SERVICE_MAX_BYTES = env.int("TESTAMUR_WEB_SERVICE_MAX_BYTES", default=16 * 1024 * 1024)
WEB_SERVICE_UNKNOWN_BYTES_PER_MINUTE = env.int(
    "TESTAMUR_WEB_SERVICE_UNKNOWN_BYTES_PER_MINUTE", default=48 * 1024 * 1024
)  # of one address, before it is known who sends them
WEB_SERVICE_REMEMBER_SECONDS = env.int("TESTAMUR_WEB_SERVICE_REMEMBER_SECONDS", default=300)
WEB_SERVICE_HOURS = tuple(
    dt.time.fromisoformat(hour) for hour in env("TESTAMUR_WEB_SERVICE_HOURS", default="").split("-") if hour
)
# The header in which a trusted proxy gives the subject of the client's certificate; empty means no check.
WEB_SERVICE_CERTIFICATE_HEADER = env("TESTAMUR_WEB_SERVICE_CERTIFICATE_HEADER", default="")

# /readyz says no beyond these; /metrics is shown to this machine alone unless a bearer token is set.
READY_QUEUE_SECONDS = env.int("TESTAMUR_READY_QUEUE_SECONDS", default=300)
READY_DISK_BYTES = env.int("TESTAMUR_READY_DISK_BYTES", default=512 * 1024 * 1024)
READY_CLOCK_SECONDS = env.int("TESTAMUR_READY_CLOCK_SECONDS", default=2)
# How many learners somebody may look for in a minute, who has to name each by ULN and particulars.
LEARNER_SEARCHES_PER_MINUTE = env.int("TESTAMUR_LEARNER_SEARCHES_PER_MINUTE", default=20)
# And how many claims a person or a system may make in a minute that identify nobody, of all learners and of one ULN,
# through whichever door. What is right is not counted.
LEARNER_MISSES_PER_MINUTE = env.int("TESTAMUR_LEARNER_MISSES_PER_MINUTE", default=300)
LEARNER_MISSES_OF_ONE_PER_MINUTE = env.int("TESTAMUR_LEARNER_MISSES_OF_ONE_PER_MINUTE", default=10)
METRICS_TOKEN = env("TESTAMUR_METRICS_TOKEN", default="")

# The front of the server: threads of a process, how large a form may be (files: as their kinds say), how long the
# head of a request may take, how long its body (and how fast it must come after that), how long nothing may happen.
WEB_THREADS = env.int("TESTAMUR_WEB_THREADS", default=4)
WEB_CONNECTIONS = env.int("TESTAMUR_WEB_CONNECTIONS", default=1000)
# Of those, what one address may have; trusted proxies, who speak for many, are not held to it.
WEB_CONNECTIONS_PER_ADDRESS = env.int("TESTAMUR_WEB_CONNECTIONS_PER_ADDRESS", default=100)
WEB_HEAD_SECONDS = env.float("TESTAMUR_WEB_HEAD_SECONDS", default=10)
WEB_BODY_SECONDS = env.float("TESTAMUR_WEB_BODY_SECONDS", default=30)
WEB_BODY_BYTES_PER_SECOND = env.int("TESTAMUR_WEB_BODY_BYTES_PER_SECOND", default=16 * 1024)
WEB_IDLE_SECONDS = env.float("TESTAMUR_WEB_IDLE_SECONDS", default=15)
FORM_MAX_BYTES = env.int("TESTAMUR_FORM_MAX_BYTES", default=1024 * 1024)

# A session ends so long after its last request, and so long after it began.
SESSION_IDLE_SECONDS = 60 * env.int("TESTAMUR_SESSION_IDLE_MINUTES", default=60)
SESSION_COOKIE_AGE = 8 * 3600
SESSION_ENGINE = "testamur.plumbing.sessions"
# With this prefix a browser takes a cookie from this host alone, over TLS, for all paths.
_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_PREFIX}language"
MESSAGES_COOKIE_NAME = f"{_PREFIX}messages"
MESSAGE_STORAGE = "testamur.web.messages.MessageStorage"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "testamur.web.errors.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("TESTAMUR_HSTS_SUBDOMAINS", default=True)
# Networks of the proxies before this service, such as 10.0.0.0/8; nobody else is believed about whom they speak for.
TRUSTED_PROXIES = [
    ipaddress.ip_network(network) for network in env.list("TESTAMUR_TRUSTED_PROXIES", default=[])
]
BEHIND_PROXY = env.bool("TESTAMUR_BEHIND_PROXY", default=bool(TRUSTED_PROXIES))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "object-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# --- words, time, files --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("cy", "Cymraeg"), ("fr", "Français")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = env("TESTAMUR_TIME_ZONE", default="Europe/London")
USE_TZ = True
USE_I18N = True
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [folder for folder in (VAR / "build" / "static",) if folder.is_dir()]
WHITENOISE_MAX_AGE = 3600

EMAIL_FILE_PATH = str(VAR / "mail")
vars().update(
    env.email_url("EMAIL_URL", default=f"filemail://{VAR / 'mail'}") if env("EMAIL_URL", default="") else {}
)
EMAIL_BACKEND = vars().get("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("TESTAMUR_FROM_EMAIL", default="Testamur <no-reply@testamur.example>")
SUPPORT_EMAIL = env("TESTAMUR_SUPPORT_EMAIL", default="support@testamur.example")
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # one line a request, when it is answered
PROMETHEUS_EXPORT_MIGRATIONS = False
