"""The first visit of somebody who was invited: how she becomes a user, and is signed in.

The one place to change when there is a way in without a password.
"""

from typing import Any

from django import forms
from django.contrib.auth import login
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.actions.invitation import LONGEST_NAME
from portal.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"


class NewPerson(forms.Form):
    """What a new person says of herself: her name, and a password of her own."""

    name = forms.CharField(label=_("Your name"), max_length=LONGEST_NAME)
    password = forms.CharField(
        label=_("A password"), strip=False, max_length=4096, widget=forms.PasswordInput
    )

    def __init__(self, *args: Any, email: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.email = email
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["password"].widget.attrs["autocomplete"] = "new-password"
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        """Refuse a password that is easily guessed, by her name as well."""
        said = super().clean() or {}
        if password := said.get("password"):
            user = User(email=self.email, name=said.get("name", ""))
            try:
                validate_password(password, user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return said

    def key(self) -> str | None:
        """Return the password, or nothing where she has another way in."""
        return str(self.cleaned_data["password"])


def sign_in_new(request: HttpRequest, user: User) -> None:
    """Sign in who has just accepted: her link came to her address, so the address is hers."""
    login(request, user, backend=BACKEND)
