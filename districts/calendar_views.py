"""The calendar of what is on offer: a month as table or list, and files to subscribe to."""

import hashlib
import re
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from districts.calendar_month import FIRST_YEAR, LAST_YEAR, Listing, Month, weeks
from districts.filters import OfferFilter
from districts.hours_words import DAY_NAMES
from districts.models import Offer
from districts.structured import absolute
from goals.listing import FilteredPage, nearest

NAME = "Angebote in Ratzeburg"
PER_PAGE = 50
NOT_VALID = (
    "Diesen Kalender gibt es nicht, denn in der Auswahl steckt ein Fehler:\n\n{faults}\n\n"
    "Eine gültige Adresse finden Sie auf der Seite {page} unter „Kalender abonnieren“.\n"
)


class OfferCalendar(FilteredPage):
    queryset = Offer.objects.public()
    filterset_class = OfferFilter
    template_name = "districts/calendar.html"
    extra_context = {"section": "angebote"}

    def get_context_data(self, object_list, **kwargs):
        context = super().get_context_data(object_list=object_list, **kwargs)
        today, given = timezone.localdate(), self.request.GET
        day = a_day(given.get("tag", ""))
        month = Month.of(day) if day else Month.read(given.get("monat", ""), today)
        is_list = bool(day) or given.get("ansicht") == "liste"
        kept = {"tag": str(day)} if day else {"monat": month.address}
        if is_list and not day:
            kept["ansicht"] = "liste"
        file = reverse("offer-calendar-file") + (context["query"] and f"?{context['query']}")
        return context | {
            "month": month,
            "day": day,
            "is_list": is_list,
            "previous": month.previous(today),
            "next": month.next(today),
            "this_month": Month.of(today),
            "kept": kept,
            "weekdays": DAY_NAMES,
            "file": absolute(file, self.request),
            **(self._list(object_list, month, day) if is_list else _table(object_list, month)),
            "list_query": "&".join(filter(None, (context["query"], urlencode(kept)))),
        }

    def _list(self, offers, month, day):
        listing = Listing(offers, day or month.first, day or month.last)
        paginator = Paginator(listing, PER_PAGE)
        page = paginator.page(nearest(self.request.GET.get("page", ""), paginator.num_pages))
        return {"page_obj": page, "days": listing.by_day(page.object_list)}


def _table(offers, month):
    rows = weeks(offers, month)
    return {"weeks": rows, "has_dates": any(day and day.occurrences for row in rows for day in row)}


def a_day(text):
    """From "2026-12-24"; None of what is none."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


@require_safe
def offer_calendar_file(request):
    """All dates of the offers that the filters choose."""
    chosen = OfferFilter(request.GET, Offer.objects.public(), request=request)
    if not chosen.is_valid():
        faults = [
            f"{chosen.form.fields[name].label}: {' '.join(errors)}"
            for name, errors in chosen.form.errors.items()
        ]
        page = absolute(reverse("offer-calendar"), request)
        text = NOT_VALID.format(faults="\n".join(faults), page=page)
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    words = ", ".join(str(word) for _, word in chosen.chosen)
    return calendar_file(request, chosen.qs, f"{NAME}: {words}" if words else NAME)


@require_safe
def offer_dates_file(request, slug):
    offer = get_object_or_404(Offer.objects.public(), slug=slug)
    offers = Offer.objects.public().filter(pk=offer.pk)
    return calendar_file(request, offers, offer.name, name=f"{slug}.ics")


def calendar_file(request, offers, title, name="angebote.ics"):
    from districts.calendar_file import calendar_of  # icalendar, not needed to start the portal

    content = calendar_of(offers, title, request)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return get_conditional_response(request, response["ETag"], response=response)
