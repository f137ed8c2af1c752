import django_filters as filters

from districts.models import District
from goals.filters import PortalFilter, RowChoiceFilter, TreeChoiceFilter, WordsFilter
from goals.models import Goal
from measures.models import Department, Measure, Phase, Schedule


class MeasureFilter(PortalFilter):
    """The filters of the list of measures and of the status report; wants `with_state()`."""

    q = WordsFilter()
    ziel = TreeChoiceFilter(Goal, key="code", narrow="under", label="Ziel")
    ort = TreeChoiceFilter(District, key="slug", narrow="in_", label="Ort")
    phase = filters.ChoiceFilter(label="Phase", choices=Phase.choices, empty_label="alle Phasen")
    termintreue = filters.ChoiceFilter(
        field_name="schedule", label="Termintreue", choices=Schedule.choices, empty_label="alle"
    )
    fachbereich = RowChoiceFilter(
        Department, field_name="department", label="Fachbereich", empty_label="alle Fachbereiche"
    )

    class Meta:
        model = Measure
        fields = []
