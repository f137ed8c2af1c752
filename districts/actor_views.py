"""Who is active in the town: the list, and the page of one organisation."""

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import ListView

from districts.actors import doings, places_of
from districts.list_filters import OrganisationFilter
from districts.models import Offer, Organisation
from goals.listing import FilteredList, Paged


class OrganisationList(FilteredList):
    queryset = Organisation.objects.published()
    filterset_class = OrganisationFilter
    template_name = "districts/organisation_list.html"

    def get_context_data(self, filter, **kwargs):
        context = super().get_context_data(filter=filter, **kwargs)
        rows, places = context["page_obj"].object_list, filter.filters["ort"].rows.values()
        known = doings(rows, places)
        return context | {"actors": [(row, known.get(row.pk)) for row in rows]}


class OrganisationDetail(Paged, ListView):
    """One organisation with its offers, page by page."""

    template_name = "districts/organisation_detail.html"

    def get_queryset(self):
        known = Organisation.objects.published()
        self.organisation = get_object_or_404(known, slug=self.kwargs["slug"])
        own = Q(organisation=self.organisation)
        taking_part = Q(pk__in=self.organisation.partner_offers.values("pk"))
        return Offer.objects.public().filter(own | taking_part).ended_last().for_list()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            organisation=self.organisation,
            places=places_of(self.organisation),
            trail=[("Akteure", reverse("organisation-list"))],
            **kwargs,
        )
