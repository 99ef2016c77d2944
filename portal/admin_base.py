"""The admin reads everything and writes almost nothing: acts go through the audited actions."""

from typing import TYPE_CHECKING, Any, override

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin  # which takes no type at run time


class ReadOnly(ModelAdmin):
    """Rows that nobody adds, changes or deletes here, superusers included."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    editable: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    @override
    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Show every column, also those that no form would."""
        fields = [*self.opts.concrete_fields, *self.opts.local_many_to_many]
        return [field.name for field in fields if field.name not in self.hidden]

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Let nothing be written but what this page is for."""
        return [name for name in self.get_fields(request, obj) if name not in self.editable]

    @override
    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """Nobody."""
        return False

    @override
    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody, unless there is something that may be edited."""
        return bool(self.editable) and super().has_change_permission(request, obj)

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False


def in_hex(value: bytes | memoryview | None) -> str:
    """Return bytes as people compare them."""
    return bytes(value).hex() if value else ""
