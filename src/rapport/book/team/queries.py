"""Readings of the team."""

from rapport.book.team.models import User
from rapport.core.refusals import unknown

__all__ = ["User", "user"]


def user(name: str) -> User:
    """The user who signs in as `name`; refuses an unknown one with the nearest right names."""
    try:
        return User.objects.get(username__iexact=name.strip())
    except User.DoesNotExist:
        raise unknown("user", name, User.objects.values_list("username", flat=True)) from None
