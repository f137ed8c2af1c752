"""The pages of what is on offer: the list, one offer, and the sheet for a notice board."""

from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.views.generic import DetailView

from districts.dates import next_of
from districts.filters import NoticeFilter, OfferFilter
from districts.models import District, Offer
from districts.notice import sheet
from districts.structured import absolute, as_script, structured
from goals.listing import FilteredList, FilteredPage

MAPPED = 300  # offers on one map; more would only cover one another
HAS_POINT = Q(latitude__isnull=False, longitude__isnull=False)


class OfferList(FilteredList):
    """As a list, or as a map of all that have a position, beside the pages of those without."""

    queryset = Offer.objects.public().for_list().with_dates()
    filterset_class = OfferFilter
    template_name = "districts/offer_list.html"
    extra_context = {"section": "angebote"}

    def get_context_data(self, filter, object_list, **kwargs):
        view = "karte" if self.request.GET.get("ansicht") == "karte" else "liste"
        located = object_list.none()
        if view == "karte":
            offers = object_list.prefetch_related(None)
            located, object_list = offers.filter(HAS_POINT), offers.exclude(HAS_POINT)
        on_map = located.count()
        context = super().get_context_data(
            filter=filter,
            object_list=object_list,
            view=view,
            kept={} if view == "liste" else {"ansicht": view},
            located=located[:MAPPED],
            left_out=max(0, on_map - MAPPED),
            place=filter.row("ort"),
            leaves_out_ended=filter.is_valid() and not filter.form.cleaned_data["betrieb"],
            **kwargs,
        )
        return context | {"count": on_map + context["paginator"].count}


class OfferDetail(DetailView):
    queryset = Offer.objects.public().for_page()
    template_name = "districts/offer_detail.html"
    extra_context = {"section": "angebote"}

    def get_context_data(self, **kwargs):
        data = structured(self.object, next_of(self.object.dates.all(), 1), self.request)
        return super().get_context_data(structured=as_script(data), **kwargs)


class PlaceNotice(FilteredPage):
    """What is on offer in a place, inside and around it, as a sheet of paper."""

    filterset_class = NoticeFilter
    template_name = "districts/place_notice.html"
    extra_context = {"section": "stadtteile"}

    def get_queryset(self):
        try:
            self.place = District.objects.public().get(slug=self.kwargs["slug"])
        except District.DoesNotExist:
            raise Http404 from None
        return Offer.objects.public().current().in_(self.place).for_list().with_dates()

    def get_context_data(self, object_list, **kwargs):
        page = absolute(self.place.get_absolute_url(), self.request)
        return super().get_context_data(
            object_list=object_list,
            place=self.place,
            trail=[
                ("Stadtteile", reverse("district-list")),
                (self.place.name, self.place.get_absolute_url()),
            ],
            sheet=sheet(self.place, object_list, page),
            **kwargs,
        )
