import django_filters as filters

from districts.models import District, Offer, TargetGroup
from goals.filters import PortalFilter, RowChoiceFilter, TreeChoiceFilter, WordsFilter


class OfferFilter(PortalFilter):
    q = WordsFilter()
    ort = TreeChoiceFilter(District, key="slug", label="Ort", narrow="in_")
    art = filters.ChoiceFilter(
        field_name="kind", label="Art", choices=Offer.Kind.choices, empty_label="alle Arten"
    )
    zielgruppe = RowChoiceFilter(
        TargetGroup,
        field_name="target_groups",
        label="Zielgruppe",
        empty_label="alle Zielgruppen",
    )

    class Meta:
        model = Offer
        fields = []
