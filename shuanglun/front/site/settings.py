"""Settings of the one Django project. The machine speaks through SHUANGLUN_* variables only.

SHUANGLUN_DATA          folder of everything that is written (default: var/ in the project)
SHUANGLUN_DATABASE_URL  sqlite:///path or postgresql://… (default: shuanglun.sqlite3 in that folder)
SHUANGLUN_SECRET_KEY    signing key; without it one is made once and kept in that folder, mode 0600
SHUANGLUN_HOSTS         host names served, separated by commas (default: this machine only)
SHUANGLUN_PROXY         1 = behind a reverse proxy that sets X-Forwarded-Proto and adds to X-Forwarded-For
SHUANGLUN_INSTITUTION   name shown on every page
SHUANGLUN_DEMO          1 = fictional institution over plain HTTP on this machine
SHUANGLUN_DEBUG         1 = Django's debug pages
SHUANGLUN_TASKS         "immediate" runs jobs inside the request (tests); default: the worker
SHUANGLUN_LOG_LEVEL     default INFO
SHUANGLUN_SIGNER        folder of the signing process of ballots, outside backups (default: signer/ in the data folder)
SHUANGLUN_IMPORT_KEEP   days after which an upload that nobody imported is deleted (default 7)
SHUANGLUN_IMPORT_UNDO   days for which an import can be undone, and its former values are kept (default 30)
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF

from shuanglun.front.site import sqlite

sqlite.swap()

from shuanglun.base.ui.templating import BUILTINS, LOADERS  # noqa: E402
from shuanglun.front.site import database, logs, secret  # noqa: E402
from shuanglun.records.surveys.signer import place as signer  # noqa: E402

BASE_DIR = Path(__file__).resolve().parents[3]
DATA_DIR = Path(os.environ.get("SHUANGLUN_DATA", BASE_DIR / "var")).resolve()
DEBUG = os.environ.get("SHUANGLUN_DEBUG") == "1"
DEMO = os.environ.get("SHUANGLUN_DEMO") == "1"
IS_LOCAL = DEBUG or DEMO
IS_PROXIED = os.environ.get("SHUANGLUN_PROXY") == "1"

(DATA_DIR / "static").mkdir(parents=True, exist_ok=True)
SECRET_KEY = os.environ.get("SHUANGLUN_SECRET_KEY") or secret.kept_in(DATA_DIR / "secret.key")
ALLOWED_HOSTS = os.environ.get("SHUANGLUN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith(("localhost", "127.", "["))]

ROOMS = [
    "shuanglun.base.ui.apps.UiConfig",
    "shuanglun.base.audit.apps.AuditConfig",
    "shuanglun.base.jobs.apps.JobsConfig",
    "shuanglun.base.files.apps.FilesConfig",
    "shuanglun.base.parameters.apps.ParametersConfig",
    "shuanglun.base.imports.apps.ImportsConfig",
    "shuanglun.records.organization.apps.OrganizationConfig",
    "shuanglun.records.people.apps.PeopleConfig",
    "shuanglun.records.life.apps.LifeConfig",
    "shuanglun.records.learning.apps.LearningConfig",
    "shuanglun.records.goals.apps.GoalsConfig",
    "shuanglun.records.surveys.apps.SurveysConfig",
    "shuanglun.evidence.snapshots.apps.SnapshotsConfig",
    "shuanglun.evidence.indicators.apps.IndicatorsConfig",
    "shuanglun.scores.scoring.apps.ScoringConfig",
    "shuanglun.front.accounts.apps.AccountsConfig",
    "shuanglun.front.portal.apps.PortalConfig",
    "shuanglun.front.demo.apps.DemoConfig",
    "shuanglun.front.site.apps.SiteConfig",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
    "axes",
    *ROOMS,
]
MIDDLEWARE = [
    "shuanglun.front.site.middleware.WithoutWho",  # before all others
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shuanglun.front.site.middleware.RequestId",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shuanglun.front.site.middleware.SessionLifetime",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shuanglun.front.accounts.middleware.ActingMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "shuanglun.front.site.urls"
WSGI_APPLICATION = "shuanglun.front.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": LOADERS,
            "builtins": BUILTINS,
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "shuanglun.front.portal.context.shell",
            ],
        },
    }
]

DATABASES = {
    "default": database.configuration(
        os.environ.get("SHUANGLUN_DATABASE_URL") or f"sqlite:///{DATA_DIR / 'shuanglun.sqlite3'}"
    )
}
TASKS = {
    "default": {
        "BACKEND": (
            "django_tasks.backends.immediate.ImmediateBackend"
            if os.environ.get("SHUANGLUN_TASKS") == "immediate"
            else "django_tasks_db.DatabaseBackend"
        )
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["shuanglun.front.site.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "shuanglun.front.site.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the hour that the page tells stays true
AXES_LOCKOUT_CALLABLE = "shuanglun.front.accounts.lockout.answer"
AXES_CLIENT_IP_CALLABLE = "shuanglun.front.site.middleware.client_address"
AXES_ENABLE_ADMIN = AXES_VERBOSE = False

SESSION_COOKIE_AGE = 30 * 60
SESSION_ABSOLUTE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not IS_LOCAL
SECURE_SSL_REDIRECT = not IS_LOCAL
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if IS_LOCAL else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not IS_LOCAL
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PROXIED else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

CSRF_FAILURE_VIEW = "shuanglun.base.ui.errors.csrf_failure"

MEGABYTE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE
UPLOAD_MAX_BYTES = 10 * MEGABYTE
FILE_UPLOAD_HANDLERS = ["shuanglun.front.site.uploads.Limited"]
FILE_UPLOAD_PERMISSIONS = 0o600

IMPORT_KEEP_DAYS = int(os.environ.get("SHUANGLUN_IMPORT_KEEP", "7"))
IMPORT_UNDO_DAYS = int(os.environ.get("SHUANGLUN_IMPORT_UNDO", "30"))

INSTITUTION = os.environ.get("SHUANGLUN_INSTITUTION", "示例研究院（虚构）" if DEMO else "本单位")
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = "shuanglun.front.site.formats"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = IS_LOCAL
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if IS_LOCAL
            else "shuanglun.front.site.static.HashedFiles"
        )
    },
}
MEDIA_ROOT = DATA_DIR / "files"
SIGNER_DIR = signer.default()
LOGGING = logs.configuration(readable=IS_LOCAL, level=os.environ.get("SHUANGLUN_LOG_LEVEL", "INFO"))
