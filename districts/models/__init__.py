from districts.models.coverage import Assessment, Coverage
from districts.models.document import Document
from districts.models.figure import Indicator, Measurement
from districts.models.offer import Offer, OfferDate
from districts.models.organisation import Organisation, TargetGroup
from districts.models.place import District

__all__ = [
    "Assessment",
    "Coverage",
    "District",
    "Document",
    "Indicator",
    "Measurement",
    "Offer",
    "OfferDate",
    "Organisation",
    "TargetGroup",
]
