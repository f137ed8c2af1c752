from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import DetailView, ListView, TemplateView

from districts.filters import OfferFilter
from districts.merge import successor_of
from districts.models import District, Offer
from districts.outline import outline, pins
from goals.listing import FilteredList


class DistrictList(ListView):
    template_name = "districts/district_list.html"
    context_object_name = "places"
    extra_context = {"section": "stadtteile"}

    def get_queryset(self):
        return District.objects.public().in_tree_order()

    def get_context_data(self, **kwargs):
        return super().get_context_data(outline=outline(), pins=pins(self.object_list), **kwargs)


class DistrictDetail(TemplateView):
    """One place with the places above and below it, which come in one query."""

    template_name = "districts/district_detail.html"
    extra_context = {"section": "stadtteile"}

    def get(self, request, slug):
        try:
            return super().get(request, slug=slug)
        except Http404:
            if place := successor_of(slug):
                return redirect(place, permanent=True)
            raise

    def get_context_data(self, slug, **kwargs):
        family = list(District.objects.public().family_of(slug).in_tree_order())
        place = next((place for place in family if place.slug == slug), None)
        if place is None:
            raise Http404
        return super().get_context_data(
            place=place,
            family=family,
            trail=[("Stadtteile", reverse("district-list"))]
            + [
                (other.name, other.get_absolute_url())
                for other in family
                if other.level < place.level
            ],
            below=[other for other in family if other.level > place.level],
            **kwargs,
        )


class OfferList(FilteredList):
    queryset = Offer.objects.public().for_list()
    filterset_class = OfferFilter
    template_name = "districts/offer_list.html"
    extra_context = {"section": "angebote"}


class OfferDetail(DetailView):
    queryset = Offer.objects.public().for_page()
    template_name = "districts/offer_detail.html"
    extra_context = {"section": "angebote"}
