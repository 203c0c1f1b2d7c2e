"""What is done to the team."""

from django.db import transaction
from django.utils import timezone

from rapport.book.journal.actions import record
from rapport.book.team.models import User
from rapport.core.refusals import Refused


@transaction.atomic
def add_user(*, by: User | None, username: str, password: str, is_superuser: bool = False) -> User:
    """Add someone who may sign in with `password`; without an assignment they see public measures only.

    `is_superuser`: may look after users and roles; it opens no account.
    """
    if not password:
        raise Refused(f"user “{username}” needs a password")
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(f"there is a user “{username}” already; choose another name")
    user = User.objects.create_user(username, password=password, is_superuser=is_superuser)
    said = {"username": username, "is_superuser": is_superuser}
    record(by=by, verb="add", object=user, payload=said, at=timezone.now(), rows=[user])
    return user
