from django.contrib import admin

from districts.models import Document, Offer, OfferDate, Organisation, TargetGroup
from goals.admin.base import ContentAdmin, PublishableAdmin, ScopedFields


class OfferDateInline(ScopedFields, admin.TabularInline):
    model = OfferDate
    extra = 0


@admin.register(Offer)
class OfferAdmin(PublishableAdmin):
    list_display = ("name", "kind", "district", "organisation", "verified_on", "publication")
    list_filter = ("publication", "status", "kind", "district", "target_groups")
    list_select_related = ("district", "organisation")
    autocomplete_fields = ("organisation", "partners")
    filter_horizontal = ("goals", "target_groups")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (OfferDateInline,)
    fieldsets = (
        (None, {"fields": ("name", "slug", "kind", "kind_text", "status", "publication")}),
        ("Beschreibung", {"fields": ("text", "easy_text", "goals", "target_groups")}),
        ("Träger", {"fields": ("organisation", "partners", "organisation_note")}),
        ("Ort", {"fields": ("district", "district_note", "address", "latitude", "longitude")}),
        (
            "Teilnahme",
            {
                "fields": (
                    ("times_text", "opening_hours"),
                    ("is_free", "cost_text"),
                    ("needs_registration", "registration_text"),
                    ("access", "access_text"),
                )
            },
        ),
        ("Kontakt", {"fields": ("phone", "email", "website")}),
        (
            "Quelle",
            {"fields": ("source_url", "source_date", "confirmed_on", "verified_on", "note")},
        ),
    )


@admin.register(Organisation)
class OrganisationAdmin(PublishableAdmin):
    list_display = ("name", "phone", "email", "publication")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(TargetGroup)
class TargetGroupAdmin(ContentAdmin):
    list_display = ("name", "position")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Document)
class DocumentAdmin(PublishableAdmin):
    list_display = ("title", "kind", "dated", "publication")
    list_filter = ("publication", "kind")
    filter_horizontal = ("goals", "districts")
