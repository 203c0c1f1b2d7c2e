"""Users."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Someone who may sign in; the command line's operator is nobody and sees everything."""
