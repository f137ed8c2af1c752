from measures.models.department import Department
from measures.models.measure import Measure, Milestone, Resolution
from measures.models.reminder import Reminder
from measures.models.report import Phase, ProgressReport, Schedule

__all__ = [
    "Department",
    "Measure",
    "Milestone",
    "Phase",
    "ProgressReport",
    "Reminder",
    "Resolution",
    "Schedule",
]
