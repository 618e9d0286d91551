from django.contrib.auth.models import AbstractUser
from django.db import models


class Member(AbstractUser):
    """A user who logs in with the address of their mail."""

    email = models.EmailField(unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["username"]

    class Meta:
        db_table = "auth_user"
