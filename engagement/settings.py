"""Every setting, read once from the environment (a secret NAME also from the file NAME_FILE)."""

from pathlib import Path
from typing import Any

from celery.schedules import crontab

from engagement import embedded, environment, programs

BASE_DIR = Path(__file__).resolve().parent.parent
# Everything that Headway writes: the embedded PostgreSQL's data, the secret key, the logs.
VAR_DIR = Path(environment.text("HEADWAY_VAR", str(BASE_DIR / "var"))).expanduser().resolve()
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"

SECRET_KEY = environment.text("SECRET_KEY", "") or environment.kept_secret(VAR_DIR / "secret_key")
DEBUG = environment.switch("DEBUG")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")

# Behind a proxy that ends TLS and sets X-Forwarded-Proto and X-Forwarded-For itself.
BEHIND_TLS_PROXY = environment.switch("BEHIND_TLS_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS_PROXY else None
# `serve` for other machines ends TLS itself, with a certificate that nobody vouches for: no HSTS then.
SERVES_TLS = environment.switch("SERVES_TLS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS_PROXY or SERVES_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS_PROXY else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "rest_framework",
    "channels",
    "engagement",
]
# The static files of the pages are served by engagement.static, before Django.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "engagement.urls"
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

AUTH_USER_MODEL = "engagement.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE_URL = environment.text("DATABASE_URL", "") or embedded.database_url(VAR_DIR)
DATABASES: dict[str, dict[str, Any]] = {
    "default": environment.database(DATABASE_URL, environment.number("DATABASE_POOL", 10, 1, 1000))
}

REDIS_URL = environment.text("REDIS_URL", "") or embedded.redis_url(VAR_DIR)
# What comes in from clients may go through a Valkey of its own, beside jobs, news and counters.
STREAMS_URL = environment.text("STREAMS_URL", "") or REDIS_URL
CHANNEL_PREFIX = "headway"
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": CHANNEL_PREFIX},
    }
}

# Counts attempts to log in and to join, for all processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"serializer": "django.core.signing.JSONSerializer"},  # the default is pickle
    }
}

# The number of streams that participants are spread over; every process must have the same number.
# One for each worker process keeps all of them busy; more make smaller, dearer batches.
SHARDS = environment.number("SHARDS", environment.default_workers(), 1, 1024)

# Recordings that were dropped on a course lie here until their job ends; web processes and background workers share it.
RECORDINGS_DIR = environment.text("RECORDINGS_DIR", str(VAR_DIR / "recordings"))
RECORDING_MAX_MB = environment.number("RECORDING_MAX_MB", 2000, 1, 1_000_000)

# What runs the networks on pictures that clients send.
INFERENCE = environment.choice("INFERENCE", "cpu", ["cpu", "cuda"])

CELERY_BROKER_URL = environment.broker(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A job taken by a worker that died is given to another one after this many seconds.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 120}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Celery would open a new connection for every job; engagement.celery looks whether the old one still works.
CELERY_DB_REUSE_MAX = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Long jobs have a queue and workers of their own: what is live never waits for them.
CELERY_TASK_ROUTES = {f"engagement.tasks.{name}": {"queue": programs.BACKGROUND} for name in ("run_job", "tend_jobs")}
IN_THIS_HOUR = {"options": {"expires": 3600}}
# Jobs by the clock. Each may be asked for twice at once, and for hours not at all; old requests are dropped.
CELERY_BEAT_SCHEDULE = {
    "make-partitions": {"task": "engagement.tasks.make_partitions", "schedule": crontab(minute=7), **IN_THIS_HOUR},
    "retain": {"task": "engagement.tasks.retain", "schedule": crontab(minute=17), **IN_THIS_HOUR},
    "tend-jobs": {"task": "engagement.tasks.tend_jobs", "schedule": 60.0, "options": {"expires": 60}},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "engagement.api.errors.answer",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

STATIC_URL = "/static/"
STATIC_ROOT = FRONTEND_DIST

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]

LOG_LEVEL = environment.choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "logging.Formatter",
            "style": "{",
            "format": "{asctime} level={levelname} process={process} logger={name} {message}",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # Django's own handlers would print each line a second time, and mail it to the admins.
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.server": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        # Lines for each of some thirty jobs a second.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.request": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        # It tells of every attempt; who asked for the connection gets an error that says the same once.
        "psycopg.pool": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},
    },
}
