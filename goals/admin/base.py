"""What staff's pages of all content have in common."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models

from goals.admin.conflict import NoLostUpdates
from goals.admin.deletion import SaysWhatRefers
from goals.admin.fields import SafeFields
from goals.admin.history import HistoryPages
from goals.admin.links import WithoutLinks
from goals.admin.lists import SafeLists
from goals.admin.publication import PublicationRights, PublicationSteps
from goals.models.content import fold, matching
from goals.scope import RULES, claim, in_scope, is_in_scope, is_limited

# Said here as long as Django still assumes http for an address without a scheme.
HTTPS = {models.URLField: {"assume_scheme": "https"}}


class FoldedSearch:
    """Search that takes ä, ae and Ä for the same, alike on both databases."""

    search_fields = (
        "pk",
    )  # switches the search on; what is looked through says get_search_results

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        if hasattr(self.model, "search"):
            return queryset.filter(matching(search_term)), False
        # Of models without a search column, all rows are read: what staff see of them counts.
        words = fold(search_term).split()
        found = [row.pk for row in queryset if all(word in fold(str(row)) for word in words)]
        return queryset.filter(pk__in=found), False


class ScopedFilter(admin.RelatedFieldListFilter):
    """The choices beside a list: only rows that the member of staff may touch."""

    def field_choices(self, field, request, model_admin):
        related = field.remote_field.model
        if is_limited(related, request.user):
            rows = in_scope(related._default_manager.all(), request.user)
            return [(row.pk, str(row)) for row in rows]
        return super().field_choices(field, request, model_admin)


admin.FieldListFilter.register(
    lambda field: field.remote_field is not None, ScopedFilter, take_priority=True
)


class ScopedFields(SafeFields):
    """Offers and accepts only what the member of staff may touch."""

    def get_field_queryset(self, db, db_field, request):
        queryset = super().get_field_queryset(db, db_field, request)
        related = db_field.remote_field.model
        if related in RULES:
            queryset = related._default_manager.all() if queryset is None else queryset
            return in_scope(queryset, request.user)
        return queryset

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and is_limited(db_field.remote_field.model, request.user):
            field.required = True  # without it the row would be nobody's
            field.empty_label = None if len(field.queryset) == 1 else field.empty_label
        return field


class ScopedAdmin(ScopedFields, SafeLists, WithoutLinks, admin.ModelAdmin):
    """Rows of other departments are not there: in no list, form, action, history or search."""

    def get_queryset(self, request):
        return in_scope(super().get_queryset(request), request.user)

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and is_in_scope(obj, request.user)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and is_in_scope(obj, request.user)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and is_in_scope(obj, request.user)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            claim(form.instance, request.user)
        if not is_in_scope(form.instance, request.user):
            raise PermissionDenied


class ContentAdmin(
    NoLostUpdates, HistoryPages, SaysWhatRefers, PublicationRights, FoldedSearch, ScopedAdmin
):
    """The admin of everything that staff keep."""

    save_on_top = True
    formfield_overrides = HTTPS


class PublishableAdmin(PublicationSteps, ContentAdmin):
    list_filter = ("publication",)
