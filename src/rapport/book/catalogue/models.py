"""Values of dimensions, the other names they go by, their dated attributes and parents, and rates of exchange."""

from typing import ClassVar

from django.db import models

from rapport.book.accounts.access import Scoped
from rapport.book.accounts.models import Account


class Value(Scoped):
    """One product, country, distributor, …: the number by which facts name it, and how people call it.

    A code is unique in its dimension; a name may stand under several codes. A value that a file brought and nobody has
    looked at is not confirmed. Only the values of dimension `account` belong to an account; of the others one may learn as
    `performance.queries.Standing.values` says.
    """

    IS_PUBLIC_WITHOUT: ClassVar[bool] = True

    dimension = models.CharField(max_length=32)
    name = models.CharField(max_length=255)
    name_zh = models.CharField(max_length=255, blank=True)
    code = models.CharField(max_length=128, blank=True)
    account = models.OneToOneField(Account, null=True, on_delete=models.PROTECT, related_name="value")
    is_confirmed = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("dimension", "name", "code"), name="one_value_a_name_and_code"),
            models.UniqueConstraint(fields=("dimension", "code"), condition=~models.Q(code=""), name="one_value_a_code"),
        )

    def __str__(self) -> str:
        return self.code or self.name


class Alias(models.Model):
    """Another text that files use for a value; `key` is the text as matching sees it (case, width and spaces folded)."""

    value = models.ForeignKey(Value, on_delete=models.CASCADE, related_name="aliases")
    dimension = models.CharField(max_length=32)
    key = models.CharField(max_length=255)
    text = models.CharField(max_length=255)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dimension", "key"), name="one_value_an_alias"),)


class AttributeChange(models.Model):
    """From `valid_from` on, `attribute` of `value` is `text`; the earliest change holds for all months before it too.

    `batch` is the code of the batch that said so (it counts while that batch is live), empty where a person did. `is_dated`:
    false where it gave no day; then the change holds from this day (its release's month) on if something else was known of
    it, and else always.
    """

    value = models.ForeignKey(Value, on_delete=models.CASCADE, related_name="attributes")
    attribute = models.CharField(max_length=32)
    text = models.CharField(max_length=255)
    valid_from = models.DateField()
    batch = models.CharField(max_length=12, blank=True)
    is_dated = models.BooleanField(default=True)

    class Meta:
        indexes = (models.Index(fields=("attribute", "value", "valid_from")),)


class Move(models.Model):
    """From `valid_from` on, `value` stands under `parent`, a value of the dimension `level`; None: under none of that level.

    The earliest move holds for all months before it too. `batch` and `is_dated` as of an attribute's change.
    """

    value = models.ForeignKey(Value, on_delete=models.CASCADE, related_name="moves")
    level = models.CharField(max_length=32)
    parent = models.ForeignKey(Value, null=True, on_delete=models.CASCADE, related_name="+")
    valid_from = models.DateField()
    batch = models.CharField(max_length=12, db_index=True)
    is_dated = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("batch", "value", "level", "valid_from"), name="one_move_a_batch_and_day"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("value")), name="no_value_is_its_own_parent"),
        )


class Rate(models.Model):
    """One unit of `base` was worth `rate` of `quote` in the month that begins on `month`, the way round the market quotes them.

    `kind`: average (of the month) or budget (what plans are made at). `days`: of how many days the average is the plain mean,
    None where it was given by month. `batch` is the code of the batch that said so (it counts while that batch is live).
    """

    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    month = models.DateField()
    kind = models.CharField(max_length=8, choices=[("average", "average"), ("budget", "budget")])
    rate = models.FloatField()
    days = models.PositiveSmallIntegerField(null=True)
    batch = models.CharField(max_length=12, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("batch", "kind", "base", "quote", "month"), name="one_rate_a_batch_and_month"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="a_rate_is_positive"),
        )


class Formula(models.Model):
    """A KPI's formula in a version, as this home first read it: packs may raise the version, and never change it under one."""

    kpi = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kpi", "version"), name="one_formula_a_version"),)
