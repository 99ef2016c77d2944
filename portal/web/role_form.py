"""A role's name and the tick list of what it holds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.actions.role import LONGEST_NAME
from portal.models import Organisation
from portal.roles import rights_of_kind


class RightsForm(forms.Form):
    """The rights that there are in an organisation, each as its sentence."""

    rights = forms.MultipleChoiceField(
        label=_("Whoever has this role"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one right.")},
    )

    def __init__(self, *args: Any, organisation: Organisation, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["rights"].choices = [  # type: ignore[attr-defined]
            (right.codename, right.sentence) for right in rights_of_kind(organisation.kind)
        ]


class RoleForm(RightsForm):
    """A new role."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    field_order = ("name", "rights")
