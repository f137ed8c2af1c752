from measures.admin import department, measure, report, status_report

__all__ = ["department", "measure", "report", "status_report"]
