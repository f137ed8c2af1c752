from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import ListView, TemplateView

from districts.merge import successor_of
from districts.models import District


class DistrictList(ListView):
    template_name = "districts/district_list.html"
    context_object_name = "places"
    extra_context = {"section": "stadtteile"}

    def get_queryset(self):
        return District.objects.public().in_tree_order()


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
