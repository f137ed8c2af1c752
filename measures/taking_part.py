"""What people say about measures, the receipts of all that is sent in, and what became of it."""

from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.generic import DetailView, ListView
from django.views.generic.detail import SingleObjectMixin

from districts.models import Offer, Suggestion
from districts.suggestions.forms import CommentForm
from districts.suggestions.tidy import tidy
from districts.suggestions.views import SuggestionView
from goals.listing import Paged
from measures.answers import answered
from measures.models import Comment, Measure

# What the one who sent it in reads; staff's own words for a state are shorter.
STATES = {
    Suggestion.State.NEW: "Ihr Hinweis ist eingegangen und wartet darauf, gelesen zu werden.",
    Suggestion.State.IN_HAND: "Ihr Hinweis ist in Bearbeitung.",
    Suggestion.State.TAKEN: "Ihr Hinweis wurde übernommen.",
    Suggestion.State.ANSWERED: "Ihr Hinweis ist beantwortet.",
    Suggestion.State.REFUSED: "Ihr Hinweis ist geprüft und wird nicht übernommen.",
    Suggestion.State.SPAM: "Ihr Hinweis wird nicht bearbeitet, weil er wie Werbung aussieht.",
}


class CommentMeasure(SingleObjectMixin, SuggestionView):
    kind = Suggestion.Kind.COMMENT
    form_class = CommentForm
    template_name = "measures/comment.html"
    extra_context = {"section": "massnahmen"}

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.object = self.get_object(Measure.objects.public())

    def fill(self, suggestion):
        suggestion.subject = self.object.title

    def save(self, form, key):
        suggestion = super().save(form, key)
        Comment.objects.create(suggestion=suggestion, measure=self.object)
        return suggestion

    def get_context_data(self, **kwargs):
        trail = [
            ("Maßnahmen", reverse("measure-list")),
            (self.object.title, self.object.get_absolute_url()),
        ]
        return super().get_context_data(trail=trail, **kwargs)


class Receipt(DetailView):
    """What became of something sent in, for whoever has its number; nothing that was sent."""

    template_name = "measures/receipt.html"
    context_object_name = "suggestion"

    def get_object(self):
        number = self.kwargs["number"].replace("-", "").upper()
        found = Suggestion.objects.filter(number=number).annotate(
            has_answer=Exists(answered().filter(pk=OuterRef("pk")))
        )
        suggestion = found.first()
        if suggestion is None:
            raise Http404
        return suggestion

    def get_context_data(self, **kwargs):
        suggestion = self.object
        taken = suggestion.state == Suggestion.State.TAKEN
        return super().get_context_data(
            state=STATES[suggestion.state],
            answer=suggestion.has_answer,
            offer=taken and Offer.objects.public().filter(pk=suggestion.offer_id).first(),
            until=suggestion.received_at + timedelta(days=settings.SUGGESTIONS_KEPT_DAYS),
            **kwargs,
        )

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        patch_cache_control(response, private=True, max_age=0)
        return response


class Answers(Paged, ListView):
    """All answers, or those on one measure or offer that another page leads to."""

    template_name = "measures/answers.html"
    of = {"massnahme": "comment__measure__slug", "angebot": "offer__slug"}

    @property
    def chosen(self):
        given = {name: tidy(self.request.GET.get(name, "")) for name in self.of}
        return {name: slug for name, slug in given.items() if slug}

    def get_queryset(self):
        rows = answered().filter(**{self.of[name]: slug for name, slug in self.chosen.items()})
        if "angebot" in self.chosen:
            # The answer to who proposed it is public before the offer is.
            rows = rows.filter(offer__in=Offer.objects.public())
        return (
            rows.order_by("-answered_on", "-pk")
            .select_related("comment__measure")
            .prefetch_related(Prefetch("offer", Offer.objects.public(), to_attr="public_offer"))
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            query=urlencode(self.chosen), is_filtered=bool(self.chosen), **kwargs
        )
