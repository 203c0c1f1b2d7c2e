"""Managed accounts, who is assigned to them, and how this home keeps its calendar."""

from typing import ClassVar

from django.db import models

from rapport.book.accounts.access import Scoped
from rapport.book.team.models import User


class Home(models.Model):
    """The one row of what holds for the whole home.

    `currency`: the one in which all money is answered (empty: as it was reported). `langs`: those of its documents, by comma.
    """

    fiscal_first_month = models.PositiveSmallIntegerField(default=7)
    currency = models.CharField(max_length=3, blank=True)
    langs = models.CharField(max_length=64, default="en")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(pk=1), name="one_home"),
            models.CheckConstraint(condition=models.Q(fiscal_first_month__range=(1, 12)), name="fiscal_year_starts_in_a_month"),
        )


class Account(Scoped):
    """A partner or customer whose business is managed; the boundary of who may see what."""

    ACCOUNT: ClassVar[str] = "pk"

    name = models.CharField(max_length=255, unique=True)
    name_zh = models.CharField(max_length=255, blank=True)

    def __str__(self) -> str:
        return self.name


class Assignment(Scoped):
    """`user` may see `account` (none: every account) in `country` (by code; empty: everywhere), from a day until a day.

    `sensitivity` narrows it to one class of measure; empty means all classes.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="assignments")
    country = models.CharField(max_length=128, blank=True)
    sensitivity = models.CharField(max_length=32, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
