"""Organisations are active as partners of measures too."""

from districts.models.organisation import ACTIVITIES, Activity
from measures.models import Measure

ACTIVITIES.append(
    Activity(lambda: Measure.objects.public(), ("partners",), "districts", "Maßnahme", "Maßnahmen")
)
