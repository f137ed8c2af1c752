"""The status report as data, from which its page and its spreadsheet are both made."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from goals.models import Goal
from measures.models import ProgressReport
from measures.rollup import Progress, Rollup


@dataclass
class GoalReport:
    """A goal with its figures; a Handlungsziel with its measures, the others with `branches`."""

    goal: Goal
    rollup: Rollup
    branches: list = field(default_factory=list)
    measures: list = field(default_factory=list)


@dataclass
class StatusReport:
    """All measures under their goals with the newest state at `day`."""

    day: date
    chosen: list  # [(label, word), …] of the filters
    roots: list[GoalReport]
    total: int  # measures, each once
    is_internal: bool = False  # holds what is not published

    @property
    def is_narrowed(self):
        """Some measures are left out, so a goal without one may have one after all."""
        return any(label != "Ziel" for label, _ in self.chosen)

    def nodes(self):
        """All goals of the report, in order."""
        for leading in self.roots:
            yield leading
            for middle in leading.branches:
                yield middle
                yield from middle.branches

    def lines(self):
        """(Leitziel, Mittlerziel, Handlungsziel, measure or None): a gap is a line too."""
        for leading in self.roots:
            for middle in leading.branches:
                for objective in middle.branches:
                    for measure in objective.measures or [None]:
                        yield leading.goal, middle.goal, objective.goal, measure


def goal_reports(progress):
    """The goals of a Progress as a tree of GoalReports, without their measures."""
    nodes, roots = {}, []
    for goal in progress.goals:
        node = nodes[goal.pk] = GoalReport(goal, progress.of(goal))
        (nodes[goal.parent_id].branches if goal.parent_id in nodes else roots).append(node)
    return roots


def status_report(measures, goals, chosen=(), goal=None, is_internal=False):
    """Build the report of some measures with `for_list()`, under a list of public goals.

    `goal` is the one that was chosen, where `goals` are only its family.
    """
    listed = list(measures)
    reports = ProgressReport.objects.in_bulk([m.report_pk for m in listed if m.report_pk])
    for measure in listed:
        measure.newest = reports.get(measure.report_pk) or ProgressReport(reported_on=None)
    progress = Progress(goals, measures)
    report = StatusReport(
        timezone.localdate(),
        list(chosen),
        goal_reports(progress),
        len(progress.links.states),
        is_internal,
    )
    for node in report.nodes():
        # A goal above the chosen one has more below it than this report shows.
        is_cut = goal is not None and node.goal.level < goal.level
        node.rollup.is_selection = report.is_narrowed or is_cut
        if node.goal.is_objective:
            served = progress.links.of_goal.get(node.goal.pk, ())
            node.measures = [measure for measure in listed if measure.pk in served]
    return report
