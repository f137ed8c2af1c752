"""The forms that everybody may fill in: no account, no cookie."""

from django.conf import settings
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView
from django.views.generic.detail import SingleObjectMixin

from districts.models import Offer, Suggestion
from districts.suggestions import guard, limit
from districts.suggestions.forms import BarrierForm, CorrectionForm, NewOfferForm
from districts.suggestions.tidy import one_line, tidied, tidy
from goals.versions import mark_of

TOO_MUCH = (
    "Von Ihrem Anschluss kam in der letzten Stunde schon viel. Ihre Angaben sind noch da; "
    "bitte senden Sie sie ab {when:%H:%M} Uhr noch einmal ab."
)


# Django's own check wants a cookie; guard.is_foreign asks the browser's headers instead.
@method_decorator(csrf_exempt, name="dispatch")
class SuggestionView(FormView):
    """Shows a form, and makes of one that was sent a suggestion and its receipt."""

    kind = None
    status = 200
    token = None  # the one that was sent, if it may be sent again
    shown = None  # values that stand beside the form, by name

    @property
    def about(self):
        """What the form is for: a token of one is none of another."""
        return f"{self.kind}:{self.kwargs.get('slug', '')}"

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        # Two people with one token would be taken for one who pressed twice.
        patch_cache_control(response, private=True, max_age=0)
        return response

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if "data" in kwargs:
            kwargs["data"] = tidied(kwargs["data"])
        return kwargs

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        form.full_clean()
        for fault in self.faults():
            form.add_error(None, fault)
        if form.is_valid():
            return self.form_valid(form)
        return self.form_invalid(form)

    def faults(self):
        """What speaks against a machine's work, in words for people; keeps a good token."""
        sent = self.request.POST
        fault, is_good = guard.fault_of(sent.get("token", ""), self.about)
        self.token = sent["token"] if is_good else None
        if guard.is_foreign(self.request):
            self.status = 403
            yield guard.FOREIGN
        if sent.get(guard.TRAP):
            yield guard.FILLED_TRAP
        if fault:
            yield fault

    def form_valid(self, form):
        sent = {name: form[name].data for name in form.fields}
        key = mark_of([self.about, self.request.POST["token"], sent], length=64)
        with transaction.atomic():
            secret = limit.one_at_a_time()
            suggestion, again_from = Suggestion.objects.filter(key=key).first(), None
            if suggestion is None:
                again_from = limit.once_more(self.request, secret)
                suggestion = None if again_from else self.save(form, key)
        if suggestion is None:
            return self.refuse(form, again_from)
        return HttpResponseRedirect(reverse("suggestion-received", args=[suggestion.number]))

    def refuse(self, form, again_from):
        self.status = 429
        form.add_error(None, TOO_MUCH.format(when=timezone.localtime(again_from)))
        response = self.form_invalid(form)
        seconds = (again_from - timezone.now()).total_seconds()
        response["Retry-After"] = max(1, int(seconds))
        return response

    def save(self, form, key):
        suggestion = form.save(commit=False)
        suggestion.kind, suggestion.key = self.kind, key
        # Nobody's account, also where a member of staff sent it.
        suggestion._history_user = None
        self.fill(suggestion)
        suggestion.save()
        return suggestion

    def fill(self, suggestion):
        """What the address of the form says."""

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=self.status, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            token=self.token or guard.new_token(self.about, shown=self.shown),
            trap=guard.TRAP,
            kept_days=settings.SUGGESTIONS_KEPT_DAYS,
            kept_months=round(settings.SUGGESTIONS_KEPT_DAYS / 30.5),
            **kwargs,
        )


class SuggestOffer(SuggestionView):
    kind = Suggestion.Kind.NEW_OFFER
    form_class = NewOfferForm
    template_name = "districts/suggest_offer.html"
    extra_context = {"section": "angebote"}


class ReportOffer(SingleObjectMixin, SuggestionView):
    kind = Suggestion.Kind.CORRECTION
    form_class = CorrectionForm
    template_name = "districts/suggest_correction.html"
    extra_context = {"section": "angebote"}

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.object = self.get_object(Offer.objects.public())
        self.shown = {name: getattr(self.object, name) for name in Suggestion.Field.values}

    def fill(self, suggestion):
        suggestion.offer, suggestion.subject = self.object, self.object.name
        if name := suggestion.field:
            # What stands there now may be somebody's who was quicker.
            shown = guard.shown_with(self.request.POST["token"], self.about)
            suggestion.old_value = shown.get(name, self.shown[name])

    def get_context_data(self, **kwargs):
        known = [
            (Suggestion.Field(name).label, value)
            for name, value in self.shown.items()
            if name != Suggestion.Field.STATUS
        ]
        trail = [
            ("Angebote", reverse("offer-list")),
            (self.object.name, self.object.get_absolute_url()),
        ]
        return super().get_context_data(known=known, trail=trail, **kwargs)


class ReportBarrier(SuggestionView):
    kind = Suggestion.Kind.BARRIER
    form_class = BarrierForm
    template_name = "districts/suggest_barrier.html"

    def get_initial(self):
        page = one_line(tidy(self.request.GET.get("seite", "")))
        return {"page": page[:300] if page.startswith("/") else ""}

    def fill(self, suggestion):
        suggestion.subject = suggestion.page[:200]
