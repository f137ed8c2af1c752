from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from districts.models import Offer, Suggestion
from districts.models.suggestion import SENT
from districts.suggestions import retention, takeover
from goals.admin.base import ContentAdmin
from goals.admin.click import Clicks
from goals.admin.kinds import KindFilter
from goals.models.content import fold
from goals.scope import claim

SHOWN = [name for name in SENT if name not in ("key", "website")]
HEAD = ("number_as_read", "kind", "received_at", "offer")
SEARCHED = ("number", "subject", "text", "question")
READ_ONLY = (*HEAD, *SHOWN, "website_as_text", "stripped_at")


class WaitingFilter(KindFilter):
    title = "Zu tun"
    parameter_name = "offen"
    kinds = {"ja": ("Neu oder in Bearbeitung", lambda rows, day: rows.open())}


@admin.register(Suggestion)
class SuggestionAdmin(Clicks, ContentAdmin):
    """The queue: what was sent in is read, what staff make of it is written."""

    list_display = ("subject_or_kind", "kind", "state", "received_at", "number_as_read")
    list_filter = (WaitingFilter, "state", "kind")
    readonly_fields = READ_ONLY
    actions = ("mark_spam",)
    clicks = {
        "entwurf": "click_draft",
        "uebernehmen": "click_take",
        "spam": "click_spam",
    }

    def has_add_permission(self, request):
        """They come by the public forms alone."""
        return False

    def get_fieldsets(self, request, obj=None):
        sent = [name for name in SHOWN if obj and getattr(obj, name) not in ("", None)]
        if obj and obj.website:
            sent.append("website_as_text")
        head = [name for name in HEAD if name != "offer" or (obj and obj.offer_id)]
        if obj and obj.stripped_at:
            head.append("stripped_at")
        return (
            (None, {"fields": head}),
            ("Eingesandt", {"fields": sent}),
            ("Bearbeitung", {"fields": ("state", "note")}),
            ("Antwort", {"fields": ("question", "answer", "answer_published")}),
        )

    def get_search_results(self, request, queryset, search_term):
        words = fold(search_term).replace("-", "").split()[:20]
        if not words:
            return (queryset.none() if search_term else queryset), False
        found = [
            pk
            for pk, *texts in queryset.values_list("pk", *SEARCHED)
            if all(word in fold(" ".join(texts)).replace("-", "") for word in words)
        ]
        return queryset.filter(pk__in=found), False

    @admin.display(description="Worum es geht", ordering="subject")
    def subject_or_kind(self, suggestion):
        return suggestion.subject or suggestion.get_kind_display()

    @admin.display(description="Nummer", ordering="number")
    def number_as_read(self, suggestion):
        return suggestion.spelled_number

    @admin.display(description="Website")
    def website_as_text(self, suggestion):
        """Not as a link: nobody has looked yet where it leads."""
        return suggestion.website

    def save_model(self, request, obj, form, change):
        if obj.answer_published and obj.answered_on is None:
            obj.answered_on = timezone.localdate()
            if obj.state in (Suggestion.State.NEW, Suggestion.State.IN_HAND):
                obj.state = Suggestion.State.ANSWERED
        super().save_model(request, obj, form, change)

    def delete_model(self, request, obj):
        with transaction.atomic():
            retention.remove([obj.pk])

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            retention.remove([row.pk for row in queryset])

    def click_draft(self, request, suggestion):
        """Of what somebody proposed, an offer that only staff see; leads to its form."""
        self._must_change(request, suggestion)
        if suggestion.kind != Suggestion.Kind.NEW_OFFER or suggestion.stripped_at:
            raise PermissionDenied
        offers = self.admin_site.get_model_admin(Offer)
        if not offers.has_add_permission(request):
            raise PermissionDenied
        is_new = suggestion.offer_id is None
        offer = takeover.make_draft(suggestion)
        if is_new:
            claim(offer, request.user)
            offers.log_addition(request, offer, takeover.reason_of(suggestion))
            self.log_change(request, suggestion, "Entwurf angelegt.")
            text = f"„{offer}“ ist als Entwurf angelegt. Bitte prüfen, ergänzen und freigeben."
            self.message_user(request, text, messages.SUCCESS)
        else:
            self.message_user(request, "Den Entwurf gibt es schon.", messages.INFO)
        self._lead_to(request, offer)

    def click_take(self, request, suggestion):
        """Put the corrected value into the offer; leads to its form."""
        self._must_change(request, suggestion)
        if suggestion.kind != Suggestion.Kind.CORRECTION or suggestion.offer is None:
            raise PermissionDenied
        offers = self.admin_site.get_model_admin(Offer)
        if not offers.has_change_permission(request, suggestion.offer):
            raise PermissionDenied
        try:
            offer, emptied = takeover.take_over(suggestion)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.WARNING)
            return
        offers.log_change(request, offer, takeover.reason_of(suggestion))
        self.log_change(request, suggestion, "Übernommen.")
        name = Offer._meta.get_field(suggestion.field).verbose_name
        self.message_user(request, f"„{offer}“: {name} geändert.", messages.SUCCESS)
        if emptied:
            names = ", ".join(emptied)
            text = f"Bitte auch prüfen, was nicht mehr passte und geleert wurde: {names}."
            self.message_user(request, text, messages.WARNING)
        self._lead_to(request, offer)

    def click_spam(self, request, suggestion):
        self._must_change(request, suggestion)
        self._spam(request, suggestion)
        self.message_user(request, f"{suggestion}: als Spam gekennzeichnet.", messages.SUCCESS)

    @admin.action(description="Als Spam kennzeichnen", permissions=["change"])
    def mark_spam(self, request, queryset):
        with transaction.atomic():
            chosen = Suggestion._base_manager.filter(pk__in=[row.pk for row in queryset])
            rows = list(chosen.select_for_update(of=("self",)).order_by("pk"))
            for row in rows:
                self._must_change(request, row)
                self._spam(request, row)
        self.message_user(request, f"Als Spam gekennzeichnet: {len(rows)}.", messages.SUCCESS)

    def _spam(self, request, suggestion):
        suggestion.state = Suggestion.State.SPAM
        suggestion.save()
        self.log_change(request, suggestion, "Als Spam gekennzeichnet.")

    def _must_change(self, request, suggestion):
        if not self.has_change_permission(request, suggestion):
            raise PermissionDenied

    def _lead_to(self, request, offer):
        request.leads_to = reverse("admin:districts_offer_change", args=[offer.pk])

    def _where_from(self, request):
        return getattr(request, "leads_to", None) or super()._where_from(request)
