from measures.models.comment import Comment
from measures.models.department import Department
from measures.models.measure import Measure, Milestone, Resolution
from measures.models.reminder import Reminder
from measures.models.report import Phase, ProgressReport, Schedule
from measures.models.status_report import StatusReport, StatusReportFile

__all__ = [
    "Comment",
    "Department",
    "Measure",
    "Milestone",
    "Phase",
    "ProgressReport",
    "Reminder",
    "Resolution",
    "Schedule",
    "StatusReport",
    "StatusReportFile",
]
