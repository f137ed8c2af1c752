from districts.models.coverage import Assessment, Coverage
from districts.models.date import OfferDate
from districts.models.document import Document
from districts.models.figure import Indicator, Measurement
from districts.models.offer import Offer
from districts.models.organisation import Organisation, TargetGroup
from districts.models.place import District
from districts.models.suggestion import DaySecret, Sending, Suggestion

__all__ = [
    "Assessment",
    "Coverage",
    "DaySecret",
    "District",
    "Document",
    "Indicator",
    "Measurement",
    "Offer",
    "OfferDate",
    "Organisation",
    "Sending",
    "Suggestion",
    "TargetGroup",
]
