"""Batches, their slices, and the ledger of loads, undos and redos."""

from typing import Self

from django.db import models
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from rapport.book.catalogue.models import Value
from rapport.book.team.models import User


class Batch(models.Model):
    """One loaded file (or one release of it): a Parquet file of facts that is live or taken back as a whole.

    One that only says again what stood there, with other attributes, has no file: no digest, no first and last day.
    """

    code = models.CharField(max_length=12, unique=True)
    file = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    dataset = models.CharField(max_length=64)
    sender = models.CharField(max_length=255)
    known_on = models.DateField()
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT)
    rows = models.PositiveIntegerField()
    facts_sha256 = models.CharField(max_length=64, blank=True)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    is_live = models.BooleanField(default=True)

    class Meta:
        ordering = ("pk",)


class SliceQuerySet(models.QuerySet["Slice"]):
    """Versions of slices."""

    def of_batches(self, live: "models.QuerySet[Batch]", *, first: bool = False) -> Self:
        """One version of each slice among those of the `live` batches: the last by release date, or the first printed."""
        release = F("batch__known_on").asc() if first else F("batch__known_on").desc()
        age = F("batch_id").asc() if first else F("batch_id").desc()
        return (
            self.filter(batch__in=live)
            .annotate(version=Window(RowNumber(), partition_by=F("identity"), order_by=[release, age]))
            .filter(version=1)
        )


class Slice(models.Model):
    """What a batch says of one (dataset, sender, scenario, account, month, keys): the unit of replacement.

    `identity` is the digest of those, so that versions of the same slice share it. `content` is the slice under whose
    number the facts stand in a batch file: itself, or an earlier version that says the same. `span` is month, quarter or
    year, and `month` its first month. Account, country and channel are those that all its facts share.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="slices")
    identity = models.CharField(max_length=32, db_index=True)
    content = models.ForeignKey("self", on_delete=models.PROTECT, related_name="versions")
    digest = models.CharField(max_length=32)
    scenario = models.CharField(max_length=32)
    month = models.DateField()
    span = models.CharField(max_length=8)
    measures = models.JSONField()
    account = models.ForeignKey(Value, null=True, on_delete=models.PROTECT, related_name="+")
    country = models.ForeignKey(Value, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Value, null=True, on_delete=models.PROTECT, related_name="+")
    facts = models.PositiveIntegerField()

    objects = SliceQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("batch", "identity"), name="one_version_a_batch"),)


class Event(models.Model):
    """A line of the ledger: a gapless sequence of what was loaded, undone and redone. A published report pins its number."""

    number = models.PositiveIntegerField(primary_key=True)
    verb = models.CharField(max_length=8, choices=[("load", "load"), ("undo", "undo"), ("redo", "redo")])
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
