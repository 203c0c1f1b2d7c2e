"""Batches, their slices, and the ledger of loads, undos and redos."""

from django.db import models

from rapport.book.catalogue.models import Value
from rapport.book.team.models import User


class Batch(models.Model):
    """One loaded file (or one release of it): a Parquet file of facts that is live or taken back as a whole."""

    code = models.CharField(max_length=12, unique=True)
    file = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    dataset = models.CharField(max_length=64)
    sender = models.CharField(max_length=255)
    known_on = models.DateField()
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT)
    rows = models.PositiveIntegerField()
    facts_sha256 = models.CharField(max_length=64)
    first = models.DateField()
    last = models.DateField()
    is_live = models.BooleanField(default=True)

    class Meta:
        ordering = ("pk",)


class Slice(models.Model):
    """What a batch says of one (dataset, sender, scenario, account, month, keys): the unit of replacement.

    `identity` is the digest of those; `content` the id under which the rows stand in a batch file, an earlier one's where
    the rows are the same. The dimensions of its cells stand beside it for scope and trust.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE)
    identity = models.CharField(max_length=32, db_index=True)
    content = models.PositiveIntegerField(db_index=True)
    digest = models.CharField(max_length=64)
    scenario = models.CharField(max_length=32)
    account = models.ForeignKey(Value, null=True, on_delete=models.PROTECT, related_name="+")
    country = models.ForeignKey(Value, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Value, null=True, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    grain = models.CharField(max_length=8)
    measures = models.CharField(max_length=255)
    rows = models.PositiveIntegerField()

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
