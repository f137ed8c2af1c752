from districts.admin import coverage, document, figure, offer, organisation, place, suggestion

__all__ = [
    "coverage",
    "document",
    "figure",
    "offer",
    "organisation",
    "place",
    "suggestion",
]
