from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import User
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.text import capfirst

from goals.admin.deletion import SaysWhatRefers
from goals.admin.fields import SafeFields
from goals.admin.links import WithoutLinks
from goals.admin.lists import SafeLists
from measures.models import Department
from ratzeburg.admin.rights import GermanRights, ShortSearch
from ratzeburg.signin import second_factor

OWN = ("is_staff", "is_superuser", "groups")
TRACELESS = ("otp_static", "otp_totp")
KEPT = (
    "Das Konto „{user}“ lässt sich nicht löschen: Sonst wüsste niemand mehr, wer etwas geändert "
    "hat. Nehmen Sie stattdessen den Haken bei „Aktiv“ weg, dann kann sich niemand mehr damit "
    "anmelden."
)


class AccountForm(UserChangeForm):
    departments = forms.ModelMultipleChoiceField(
        Department.objects.all(),
        label="Fachbereiche",
        required=False,
        widget=FilteredSelectMultiple("Fachbereiche", is_stacked=False),
        help_text="Wer zur Redaktion gehört, bearbeitet nur, was zu diesen Fachbereichen gehört.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "departments" in self.fields:
            self.initial["departments"] = self.instance.departments.all()

    def _save_m2m(self):
        super()._save_m2m()
        if "departments" in self.cleaned_data:
            self.instance.departments.set(self.cleaned_data["departments"])


class PasswordForm(AdminPasswordChangeForm):
    # Django's own warning has no German. Its id is what the page's script looks for.
    usable_password_help_text = format_html(
        '{}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        AdminPasswordChangeForm.create_usable_password_field().help_text,
        "Beim Abschalten geht das jetzige Passwort verloren.",
    )


@admin.register(User)
class AccountAdmin(
    ShortSearch, GermanRights, SafeLists, SafeFields, SaysWhatRefers, WithoutLinks, UserAdmin
):
    """The Administration keeps all accounts but those of superusers, and raises nobody to one."""

    form = AccountForm
    change_password_form = PasswordForm
    list_display = ("username", "last_name", "first_name", "email", "is_active", "last_login")
    actions = ["reset_second_factor"]
    readonly_fields = ("last_login", "date_joined", "second_factor", "department_names")
    fieldsets = [
        (None, {"fields": ["username", "password", "second_factor"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        (
            "Rechte",
            {"fields": ["is_active", "is_staff", "is_superuser", "groups", "departments"]},
        ),
        ("Einzelne Berechtigungen", {"fields": ["user_permissions"]}),
        ("Zeiten", {"fields": ["last_login", "date_joined"]}),
    ]

    def line_about(self, request, row):
        """Whoever keeps accounts reads from where to take one out, also without further rights."""
        return f"{capfirst(row._meta.verbose_name)}: {row}"

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and not request.user.is_superuser:
            fieldsets = [part for part in fieldsets if "user_permissions" not in part[1]["fields"]]
        if obj and not self.has_change_permission(request, obj):
            fieldsets = [
                (title, {"fields": only_seen(part["fields"])}) for title, part in fieldsets
            ]
        return fieldsets

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if request.user.is_superuser:
            return fields
        return (*fields, *(OWN if obj == request.user else ("is_superuser",)))

    @admin.display(description="Zweiter Faktor")
    def second_factor(self, user):
        return "eingerichtet" if second_factor.has_app(user) else "nicht eingerichtet"

    @admin.display(description="Fachbereiche")
    def department_names(self, user):
        return ", ".join(map(str, user.departments.all())) or "keine"

    def has_change_permission(self, request, obj=None):
        is_above = obj and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(self, request, obj=None):
        is_above = obj and obj.is_superuser and not request.user.is_superuser
        return super().has_delete_permission(request, obj) and not is_above

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # one by one, each looked at for its traces
        return actions

    @admin.action(
        description="Zweiten Faktor zurücksetzen (Telefon verloren)", permissions=["change"]
    )
    def reset_second_factor(self, request, queryset):
        users = [user for user in queryset if self.has_change_permission(request, user)]
        for user in users:
            second_factor.forget(user)
            self.log_change(request, user, "Zweiter Faktor zurückgesetzt.")
        self.message_user(
            request, f"Zurückgesetzt: {', '.join(map(str, users)) or 'keines der Konten'}."
        )

    def delete_view(self, request, object_id, extra_context=None):
        user = self.get_object(request, unquote(object_id))
        if user and self.has_delete_permission(request, user) and has_left_traces(user):
            self.message_user(request, KEPT.format(user=user), messages.ERROR)
            return redirect("admin:auth_user_change", user.pk)
        return super().delete_view(request, object_id, extra_context)


def only_seen(fields):
    return ["department_names" if field == "departments" else field for field in fields]


def has_left_traces(user):
    """Some row, of content, its history or the admin's log, says that this user made it."""
    relations = [
        relation
        for relation in User._meta.get_fields(include_hidden=True)
        if relation.one_to_many
        and not relation.related_model._meta.auto_created
        and relation.related_model._meta.app_label not in TRACELESS
    ]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: user}).exists()
        for relation in relations
    )
