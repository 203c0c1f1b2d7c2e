"""What people add to documents: notes to their sections, and waivers of what they lack."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from rapport.book.accounts.access import Scoped
from rapport.book.accounts.models import Account


class Added(Scoped):
    """Something a person added to the documents of an account's month; once withdrawn it is kept and no longer counts."""

    ACCOUNT: ClassVar[str] = "account"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    section = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ("pk",)


class Note(Added):
    """What happened, why, and the correction, each in one language or two; a correction has an owner and a day.

    `kpi`: the one that will prove the correction. `given`: a table that the author brought, as text: its file, title, heads and
    rows. Partners read only what is safe for them.
    """

    what = models.TextField(blank=True)
    why = models.TextField(blank=True)
    correction = models.TextField(blank=True)
    what_zh = models.TextField(blank=True)
    why_zh = models.TextField(blank=True)
    correction_zh = models.TextField(blank=True)
    owner = models.CharField(max_length=255, blank=True)
    due = models.DateField(null=True)
    kpi = models.CharField(max_length=64, blank=True)
    is_partner_safe = models.BooleanField(default=False)
    given = models.JSONField(null=True)


class Waiver(Added):
    """Somebody takes it on themselves that a document goes out without `item` (the gate's name) in a section, and says why."""

    item = models.CharField(max_length=64)
    why = models.TextField()
