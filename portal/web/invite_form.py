"""Whom to invite, and into what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal import held
from portal.actions.invitation import LONGEST_NAME
from portal.models import Organisation, Role, User
from portal.web.people_list import roles_there

MODEL = "model"


class InviteForm(forms.Form):
    """Name, e-mail and one of the roles that the asker may give."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(label=_("What for"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, organisation: Organisation, actor: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.roles = {str(role.pk): role for role in may_give(organisation, actor)}
        choices: list[tuple[str, Any]] = [(pk, str(role)) for pk, role in self.roles.items()]
        if organisation.kind == Organisation.Kind.AGENCY:
            choices.append((MODEL, _("A model: she owns her twin and gets no role in the agency")))
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["email"].widget.attrs["autocomplete"] = "off"

    def wish(self) -> dict[str, Any]:
        """Return what was typed, as the act takes it."""
        said = self.cleaned_data
        return {"name": said["name"], "email": said["email"], "role": self.roles.get(said["role"])}


def may_give(organisation: Organisation, actor: User) -> list[Role]:
    """Return the roles that hold no more than ``actor`` does; the act asks again."""
    roles = roles_there(organisation)
    hers = held.of_people(organisation, [actor.pk])[actor.pk].all
    holdings = held.of_roles(organisation, roles)
    return [role for role in roles if not held.beyond(holdings[role.pk], hers, organisation)]
