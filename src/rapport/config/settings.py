"""Django's settings. A home (RAPPORT_HOME) holds everything that a deployment owns; DATABASE_URL may name PostgreSQL."""

import os
from pathlib import Path

import dj_database_url

HOME = Path(os.environ.get("RAPPORT_HOME", "var")).resolve()

SECRET_KEY = os.environ.get("RAPPORT_SECRET_KEY", "")
DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "team.User"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "rapport.book.journal",
    "rapport.book.team",
    "rapport.book.accounts",
    "rapport.book.catalogue",
    "rapport.book.performance",
    "rapport.reports",
]

if url := os.environ.get("DATABASE_URL"):
    DATABASES = {"default": dj_database_url.parse(url)}
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(HOME / "rapport.sqlite3")}}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Deferred transactions end in "database is locked" under concurrent writers, and synchronous=NORMAL can lose an
    # acknowledged load at a power cut; both were measured.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
