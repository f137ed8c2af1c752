from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from districts.admin.date import OfferDateInline
from districts.contradictions import CONTRADICTIONS
from districts.models import Offer, TargetGroup
from districts.resources import OfferResource
from goals.admin.base import ContentAdmin, PublishableAdmin
from goals.admin.easy import ChecksText
from goals.admin.exchange import ExchangeAdmin
from goals.admin.kinds import KindFilter
from goals.publication import VERIFIED


class DueFilter(KindFilter):
    title = "Fällig"
    parameter_name = "faellig"
    kinds = {"pruefen": ("Angaben zu prüfen", lambda offers, day: offers.to_verify(day))}


class ContradictionFilter(KindFilter):
    title = "Widerspruch"
    parameter_name = "widerspruch"
    kinds = CONTRADICTIONS


@admin.register(Offer)
class OfferAdmin(ChecksText, ExchangeAdmin, PublishableAdmin):
    resource_classes = (OfferResource,)
    list_display = (
        "name",
        "kind",
        "status",
        "district",
        "organisation",
        "verified_on",
        "publication",
    )
    list_filter = (
        "publication",
        DueFilter,
        ContradictionFilter,
        "status",
        "kind",
        "district",
        "target_groups",
    )
    list_select_related = ("district", "organisation")
    autocomplete_fields = ("organisation", "partners")
    filter_horizontal = ("goals", "target_groups")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (OfferDateInline,)
    clicks = PublishableAdmin.clicks | {"unveraendert": "click_unchanged"}
    fieldsets = (
        (None, {"fields": ("name", "slug", "kind", "kind_text", "status")}),
        ("Veröffentlichung", {"fields": ("publication", "steps_taken")}),
        (
            "Beschreibung",
            {"fields": ("text", "easy_text", "easy_checked_on", "goals", "target_groups")},
        ),
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

    def get_list_display(self, request):
        name, *others = super().get_list_display(request)
        may_verify = self.has_change_permission(request)
        return (name, "verify", *others) if may_verify else (name, *others)

    @admin.display(description="Prüfen")
    def verify(self, offer):
        """The one click; the button belongs to the form of the list."""
        return format_html(
            '<button class="link" formaction="{}" '
            'aria-label="Unverändert, geprüft: {}">Unverändert, geprüft</button>',
            reverse("admin:districts_offer_unveraendert", args=[offer.pk]),
            offer,
        )

    def click_unchanged(self, request, offer):
        """Someone looked today, and all that is said still holds."""
        if not self.has_change_permission(request, offer):
            raise PermissionDenied
        if offer.verified_on == timezone.localdate():
            self.message_user(request, f"„{offer}“ ist heute schon geprüft.", messages.INFO)
            return
        offer.verified_on = timezone.localdate()
        offer._change_reason = VERIFIED
        offer.save()
        self.log_change(request, offer, VERIFIED)
        self.message_user(request, f"„{offer}“: als heute geprüft vermerkt.", messages.SUCCESS)


@admin.register(TargetGroup)
class TargetGroupAdmin(ContentAdmin):
    list_display = ("name", "position")
    prepopulated_fields = {"slug": ("name",)}
