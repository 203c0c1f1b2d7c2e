"""The chain of entries, what each says, and where the chain stood at the end of each day."""

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One action: who did what, when, to what. Its digest covers every column and the entry before it in its chain.

    `number` counts all entries of the home without a gap; `chain` is the id of an account, or "home". `payload_digest` is
    of the payload and its salt, so that a payload can be erased without breaking the chain.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    chain = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=32)
    object_kind = models.CharField(max_length=64)
    object_id = models.CharField(max_length=64)
    payload_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        indexes = (models.Index(fields=("chain", "number")), models.Index(fields=("object_kind", "object_id")))

    def __str__(self) -> str:
        return f"{self.number}: {self.verb} {self.object_kind} {self.object_id}"


class Payload(models.Model):
    """What an entry says, as canonical JSON, with the salt that keeps its digest from being guessed."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="payload")
    salt = models.CharField(max_length=32)
    content = models.TextField()


class Head(models.Model):
    """The last entry of a day and the running digest of all entries of all chains up to it.

    The head of day 0001-01-01 stands before the first entry; whoever writes an entry holds its lock.
    """

    day = models.DateField(primary_key=True)
    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("day",)
