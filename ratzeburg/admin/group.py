from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group

from goals.admin.fields import SafeFields
from goals.admin.links import WithoutLinks
from goals.admin.lists import SafeLists
from ratzeburg.admin.rights import GermanRights, ShortSearch, in_german, offered
from ratzeburg.roles import ROLES


@admin.register(Group)
class RoleAdmin(ShortSearch, GermanRights, SafeLists, SafeFields, WithoutLinks, GroupAdmin):
    """The four roles stay; nobody raises their own but the superuser."""

    def get_fields(self, request, obj=None):
        may_change = self.has_change_permission(request, obj)
        return ("name", "permissions") if may_change or not obj else ("name", "rights")

    def get_readonly_fields(self, request, obj=None):
        return ("rights", "name") if obj and obj.name in ROLES else ("rights",)

    @admin.display(description="Berechtigungen")
    def rights(self, group):
        granted = offered().filter(group=group)
        return ", ".join(map(in_german, granted)) or "keine"

    def has_change_permission(self, request, obj=None):
        is_own = obj and not request.user.is_superuser and obj in request.user.groups.all()
        return super().has_change_permission(request, obj) and not is_own

    def has_delete_permission(self, request, obj=None):
        is_kept = obj and (obj.name in ROLES or not self.has_change_permission(request, obj))
        return super().has_delete_permission(request, obj) and not is_kept
