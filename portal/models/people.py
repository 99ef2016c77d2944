"""A person as the accountable rows know her, and the deletable row that holds her names."""

import re
import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_PSEUDONYM = re.compile(r"(?:person\s+)?([0-9a-f-]{4,36})(?:\s+\(erased\))?", re.IGNORECASE)


class PersonQuerySet(models.QuerySet["Person"]):
    """People, in English."""

    def called(self, words: str) -> "PersonQuerySet":
        """Those whose name on the pages has ``words`` in it, or whose pseudonym begins so.

        A name that the pages do not show is not looked at: nobody shall find out by trying.
        """
        known = Q(user__known_as__icontains=words)
        named = Q(user__known_as="", user__name__icontains=words)
        return self.filter(known | named | _pseudonym(words))


def _pseudonym(words: str) -> Q:
    found = _PSEUDONYM.fullmatch(words.strip())
    start = found[1].replace("-", "").lower() if found else ""
    if not start or len(start) > 32:  # noqa: PLR2004 - the digits of a UUID
        return Q(pk__in=[])
    return Q(pk__range=(uuid.UUID(start.ljust(32, "0")), uuid.UUID(start.ljust(32, "f"))))


class Person(models.Model):
    """A pseudonym that decisions, ledger and audit may keep for ever (RULINGS 16)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        user = getattr(self, "user", None)
        if user is not None:
            return str(user.known_as or user.name or user.email)
        short = str(self.id)[:4]
        words = gettext("person %(id)s (erased)") if self.erased_at else gettext("person %(id)s")
        return words % {"id": short}


class UserManager(BaseUserManager["User"]):
    """Makes users; each comes with the person whose names it holds."""

    @transaction.atomic
    def create_user(self, email: str | None, password: str | None = None, **names: Any) -> "User":
        """Create a user and the person behind it; no password means none can be used.

        The address counts as hers: people are invited to it, and nobody comes in otherwise.
        """
        from allauth.account.models import EmailAddress

        address = self.normalize_email(email).lower() if email else None
        names.setdefault("person", None)
        person = names.pop("person") or Person.objects.create()
        user: User = self.model(email=address, person=person, **names)
        user.set_password(password)
        user.save(using=self._db)
        if address:
            EmailAddress.objects.create(user=user, email=address, primary=True, verified=True)
        return user

    def create_superuser(self, email: str, password: str, **names: Any) -> "User":
        """Create a member of the platform's staff with every right over the site itself."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **names)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a user by e-mail, whatever the case it was typed in."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """The names, address and key of one person: the one row that erasure deletes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="user")
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=120)
    known_as = models.CharField(_("stage name"), max_length=120, blank=True)
    language = models.CharField(
        max_length=8, blank=True, default="", help_text="None: as her browser asks."
    )
    time_zone = models.CharField(max_length=64, default="Europe/Berlin")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_signs_in_only_with_an_email",
                condition=models.Q(email__isnull=False) | models.Q(password__startswith="!"),  # noqa: S106 - Django's mark of no password
            ),
        ]

    def __str__(self) -> str:
        return self.known_as or self.name

    def get_short_name(self) -> str:
        """Return what she is called here."""
        return str(self)
