from measures.admin import department, measure, report

__all__ = ["department", "measure", "report"]
