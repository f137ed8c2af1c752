from districts.admin import coverage, figure, offer, place

__all__ = ["coverage", "figure", "offer", "place"]
