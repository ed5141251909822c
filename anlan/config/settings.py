"""Settings of one installation. Everything that differs between sites comes from the environment.

ANLAN_HOME            the data folder: database file, secret key, clock, static files (default: .home where it is run)
ANLAN_DATABASE_URL    another database, e.g. postgres://user:password@host/name (default: SQLite in the data folder)
ANLAN_PREPARE         0 behind a pooler of PostgreSQL connections that does not follow prepared statements (default: 1)
ANLAN_HOSTS           host names that are served, comma separated (default: loopback only)
ANLAN_SITE            where people open this site, e.g. https://safety.example.cn: printed on papers as a QR code
ANLAN_SECURE          1 behind TLS: cookies are sent over TLS only, HSTS is on
ANLAN_DIGEST          sha256 or sm3: what a new journal is hashed with
ANLAN_SEALS_FILE      the file of seals outside the database (default: journal-seals.jsonl in the data folder)
ANLAN_TRUSTED_PROXIES how many proxies of the house stand in front, each appending to X-Forwarded-For (default: 0)
ANLAN_SESSIONS        how many sessions an account may have at a time (default: 3)
ANLAN_IDLE_MINUTES    after how many minutes without use a session ends (default: 120)
ANLAN_FONT_DIR        a folder with the city's own fonts (方正小标宋, 仿宋_GB2312 …), used before the shipped ones
ANLAN_TRUST_FILE      certificates (PEM) of authorities whose signatures over bulletins are trusted (default: none)
ANLAN_MAIL_URL        how mail leaves: smtp+tls://user:password@host:587, filemail:///mail (default: none)
ANLAN_MAIL_FROM       the address that mail comes from (default: anlan@ the host of ANLAN_SITE)
ANLAN_SMS             how text messages leave: file (sms.jsonl in HOME) or a gateway's https address (default: none)
ANLAN_SMS_KEY         the key that the gateway asks for
ANLAN_WEBHOOK_NETWORKS networks to which webhooks may go though they are private by plain http or this machine itself
ANLAN_OIDC_ISSUER     the city's identity provider (OpenID Connect), e.g. https://id.example.cn/city (default: none)
ANLAN_OIDC_CLIENT     the name under which the provider knows this installation
ANLAN_OIDC_SECRET     the secret that goes with it
ANLAN_OIDC_CLAIM      which claim is the user name here (default: preferred_username)
ANLAN_OIDC_NAME       what the button of the sign-in page says (default: the page’s own words)
ANLAN_CLOSE_DAYS      within how many days another body’s visit to a place is warned of (default: 14)
ANLAN_STALE_DAYS      after how many days a rescue force's confirmed readiness is flagged as stale (default: 30)
ANLAN_EVIDENCE_STORAGE  a storage of Django's for photographs, e.g. storages.backends.s3.S3Storage (default: a folder)
ANLAN_EVIDENCE_OPTIONS  its options as JSON, e.g. {"bucket_name": "evidence", "file_overwrite": true}
ANLAN_DEBUG           1 shows tracebacks to the developer; never on a served installation
"""

from __future__ import annotations

import os
import secrets
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF

env = environ.Env()

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.setdefault("ANLAN_HOME", str(Path.cwd() / ".home"))).resolve()
HOME.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("ANLAN_DEBUG", default=False)
SECURE = env.bool("ANLAN_SECURE", default=False)
TLS = env.bool("ANLAN_TLS", default=False)  # the web server speaks TLS itself: set by `anlan serve --cert`


def _secret() -> str:
    """Return the installation's key, made once, readable by its owner only."""
    path = HOME / "secret.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    key = secrets.token_urlsafe(50)
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key


SECRET_KEY = env.str("ANLAN_SECRET_KEY", default="") or _secret()
ALLOWED_HOSTS = env.list("ANLAN_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
if SECURE:  # the proxy that ends TLS must set this header itself and drop a client's
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SITE = env.str("ANLAN_SITE", default="").rstrip("/")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if SECURE]

INSTALLED_APPS = [
    "anlan.kernel",
    "anlan.journal",
    "anlan.jobs",
    "anlan.search",
    "anlan.org",
    "anlan.obligations",
    "anlan.figures",
    "anlan.notifications",
    "anlan.evidence",
    "anlan.listings",
    "anlan.access",
    "anlan.public",
    "anlan.boards",
    "anlan.lifecycle",
    "anlan.documents",
    "anlan.papers",
    "anlan.maps",
    "anlan.suggestions",
    "anlan.imports",
    "anlan.periods",
    "anlan.scrutiny",
    "anlan.premises",
    "anlan.supervision",
    "anlan.criteria",
    "anlan.assignments",
    "anlan.administration",
    "anlan.hooks",
    "anlan.outreach",
    "anlan.duty",
    "anlan.reporting",
    "anlan.checklists",
    "anlan.inspections",
    "anlan.installations",
    "anlan.draws",
    "anlan.plans",
    "anlan.advisories",
    "anlan.hazards",
    "anlan.studies",
    "anlan.systemic",
    "anlan.incidents",
    "anlan.forces",
    "anlan.lookbacks",
    "anlan.teams",
    "anlan.enforcement",
    "anlan.tipoffs",
    "anlan.visiting",
    "anlan.enterprise",
    "anlan.bulletins",
    "anlan.exchange",
    "anlan.insight",
    "anlan.digests",
    "anlan.quality",
    "anlan.detection",
    "anlan.demo",
    "anlan.field",
    "anlan.web",
    "anlan.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_q",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "anlan.api.middleware.ApiMiddleware",  # answers /api/v1/ without what only pages need: sessions, cookies, CSRF
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "anlan.web.middleware.ActorMiddleware",
    "anlan.web.middleware.PasswordMiddleware",
    "anlan.web.middleware.ErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "anlan.config.urls"
WSGI_APPLICATION = "anlan.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "anlan.web.jinja.environment",
            "context_processors": ["anlan.web.context.shell"],
        },
    },
    {  # third-party pages only
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

# -- database ----------------------------------------------------------------------------------------------

KEPT_SECONDS = 600
"""A thread keeps its connection: opening one anew costs 4 ms of CPU on SQLite, which reads the whole schema."""
FAIR_SQLITE = "anlan.kernel.fair_sqlite3"
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",  # a writer takes the lock at BEGIN: no upgrade, no failed POST
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
        "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY"
    ),
}


def _database() -> dict[str, Any]:
    url = env.str("ANLAN_DATABASE_URL", default="")
    if not url:
        path = HOME / "anlan.sqlite3"
        return {
            "ENGINE": FAIR_SQLITE,
            "NAME": str(path),
            "OPTIONS": SQLITE_OPTIONS,
            "CONN_MAX_AGE": KEPT_SECONDS,
        }
    config: dict[str, Any] = dict(env.db_url("ANLAN_DATABASE_URL"))
    config["CONN_MAX_AGE"] = KEPT_SECONDS
    if config["ENGINE"].endswith("sqlite3"):
        config |= {"ENGINE": FAIR_SQLITE, "OPTIONS": SQLITE_OPTIONS}
    else:
        config["ENGINE"] = "django.db.backends.postgresql"
        config["OPTIONS"] = {
            "options": "-c jit=off -c plan_cache_mode=force_generic_plan"
        }  # short statements: compiling them costs more than they do
        if env.bool("ANLAN_PREPARE", default=True):
            config["OPTIONS"]["prepare_threshold"] = (
                2  # of kernel.fixed's cursor alone: Django's own never prepares
            )
        config["CONN_HEALTH_CHECKS"] = True
    return config


DATABASES = {"default": {**_database(), "ATOMIC_REQUESTS": False}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- journal -----------------------------------------------------------------------------------------------

JOURNAL_DIGEST = env.str("ANLAN_DIGEST", default="") or "sha256"
JOURNAL_SEALS_FILE = Path(env.str("ANLAN_SEALS_FILE", default="") or HOME / "journal-seals.jsonl")

# -- notices that leave the system ---------------------------------------------------------------------------

SMS = env.str("ANLAN_SMS", default="")
SMS_KEY = env.str("ANLAN_SMS_KEY", default="")

WEBHOOK_NETWORKS = tuple(ip_network(one) for one in env.list("ANLAN_WEBHOOK_NETWORKS", default=[]))

# -- the city's identity provider --------------------------------------------------------------------------

OIDC_ISSUER = env.str("ANLAN_OIDC_ISSUER", default="")
OIDC_CLIENT = env.str("ANLAN_OIDC_CLIENT", default="")
OIDC_SECRET = env.str("ANLAN_OIDC_SECRET", default="")
OIDC_CLAIM = env.str("ANLAN_OIDC_CLAIM", default="preferred_username")
OIDC_NAME = env.str("ANLAN_OIDC_NAME", default="")

# -- documents ---------------------------------------------------------------------------------------------

FONT_DIR = Path(env.str("ANLAN_FONT_DIR")).resolve() if env.str("ANLAN_FONT_DIR", default="") else None

# -- mail --------------------------------------------------------------------------------------------------

MAIL_ON = bool(env.str("ANLAN_MAIL_URL", default=""))
_MAIL: dict[str, Any] = env.email_url("ANLAN_MAIL_URL") if MAIL_ON else {}
EMAIL_BACKEND = _MAIL.get("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
EMAIL_HOST, EMAIL_PORT = _MAIL.get("EMAIL_HOST") or "localhost", _MAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _MAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _MAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.get("EMAIL_USE_TLS", False), _MAIL.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = HOME / _MAIL["EMAIL_FILE_PATH"] if _MAIL.get("EMAIL_FILE_PATH") else None  # of filemail://
EMAIL_TIMEOUT = 15  # seconds: one dead server must not hold the worker for long
MAIL_FROM = env.str("ANLAN_MAIL_FROM", default="") or f"anlan@{urlsplit(SITE).hostname or 'localhost'}"

# -- signatures --------------------------------------------------------------------------------------------

TRUST_FILE = Path(env.str("ANLAN_TRUST_FILE")).resolve() if env.str("ANLAN_TRUST_FILE", default="") else None

# -- people ------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "org.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["anlan.org.hashers.ModestArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"anlan.access.passwords.{rule}"}
    for rule in ("LongOrMixed", "NotAName", "NotCommon", "NotFormer")
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "sign-in"
SESSION_ENGINE = "anlan.access.sessions"
SESSION_COOKIE_AGE = 12 * 3600  # the longest a session stands
STALE_DAYS = env.int("ANLAN_STALE_DAYS", default=30)
CLOSE_DAYS = env.int("ANLAN_CLOSE_DAYS", default=14)
SESSION_IDLE_MINUTES = env.int("ANLAN_IDLE_MINUTES", default=120)
SESSIONS_PER_ACCOUNT = env.int("ANLAN_SESSIONS", default=3)
TRUSTED_PROXIES = env.int("ANLAN_TRUSTED_PROXIES", default=0)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE or TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "anlan.web.views.errors.csrf_failed"
LANGUAGE_COOKIE_SAMESITE = "Lax"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "anlan.access.address.client_address"
AXES_LOCKOUT_CALLABLE = "anlan.web.views.errors.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_DISABLE_ACCESS_LOG = False
AXES_VERBOSE = False

# -- what a browser may do ---------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000  # a bulk step names up to 1 000 cases
FILE_UPLOAD_HANDLERS = [
    "anlan.evidence.uploads.BoundedUploadHandler",  # forms are read ahead of any check of rights
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# -- language and time -------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# -- static files ------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # photographs: a folder of HOME, or any storage of Django's (ANLAN_EVIDENCE_STORAGE, its options as JSON)
    "evidence": {
        "BACKEND": env.str("ANLAN_EVIDENCE_STORAGE", default="") or "anlan.evidence.folder.Folder",
        "OPTIONS": env.json("ANLAN_EVIDENCE_OPTIONS", default={}),
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "anlan.web.hashed.HashedFiles"
        )
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# -- background work ---------------------------------------------------------------------------------------

Q_CLUSTER = {
    "name": "anlan",
    "orm": "default",
    "workers": 1,
    "timeout": 60,
    "retry": 90,
    "max_attempts": 3,
    "ack_failures": False,  # a job that failed stays for its next attempt
    "catch_up": False,
    "poll": 2,
    "save_limit": 200,
    "label": "anlan",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django.security.DisallowedHost": {"level": "CRITICAL"}},  # scanners, not faults
    "root": {"handlers": ["stderr"], "level": env.str("ANLAN_LOG", default="WARNING")},
}
