"""What must hold before a file is stored: rights, the models' rules, nobody else's newer text."""

from django.core.exceptions import ValidationError

from goals.exchange.columns import VERSION
from goals.exchange.constraints import broken_checks, holds, uniques, value_of
from goals.exchange.line import SAME, in_words
from goals.models.content import Publication
from goals.publication import RESERVED, may_step
from goals.scope import in_scope, is_limited, may_publish, permission

FOREIGN = "Dieser Eintrag gehört zu einem anderen Fachbereich. Bitte die Zeile löschen."
NO_ADDING = "Neue Einträge dürfen Sie hier nicht anlegen. Bitte die Zeile löschen."
NO_CHANGING = "Einträge dürfen Sie hier nicht ändern. Bitte die Zeile löschen."
NOT_FIXED = "Das lässt sich an einem bestehenden Eintrag nicht ändern. Bitte zurücksetzen."
NOBODYS = "Bitte einen eigenen Fachbereich angeben."
NOT_PUBLISHING = "Das darf nur, wer freigeben darf. Bitte „zur Freigabe“ wählen."
NOT_CONFIRMING = "Das darf nur setzen, wer freigeben darf. Bitte zurücksetzen."


class Checks:
    """All checks of one reading; what fails is noted there."""

    def __init__(self, reading, user):
        self.reading, self.user = reading, user
        self.resource = reading.resource
        self.model = self.resource._meta.model

    def run(self):
        lines = self.reading.lines
        self._refuse_foreign([line for line in lines if not line.is_new])
        for line in lines:
            if line.kind != SAME:
                self._check_rights(line)
                self._check_version(line)
        whole = [line for line in lines if line.after and not line.is_broken]
        for line in lines:
            if line.after and not line.is_refused:
                self._check_rules(line)
        for names, condition, message in uniques(self.model):
            self._check_unique(whole, names, condition, message)

    def _refuse_foreign(self, lines):
        if not lines or not is_limited(self.model, self.user):
            return
        pks = [line.instance.pk for line in lines]
        rows = self.model._base_manager.filter(pk__in=pks)
        own = set(in_scope(rows, self.user).values_list("pk", flat=True))
        for line in lines:
            if line.instance.pk not in own:
                self.reading.refuse_line(line, FOREIGN)

    def _check_rights(self, line):
        action, message = ("add", NO_ADDING) if line.is_new else ("change", NO_CHANGING)
        if not self._may(action):
            self.reading.refuse_line(line, message)
        elif reason := self.resource.refusal(line):
            self.reading.refuse_line(line, reason)
        for name in self.resource.fixed:
            if not line.is_new and self._column(name) in line.after:
                self.reading.refuse_cell(line, self._column(name), NOT_FIXED)
        if not line.is_broken:
            self._check_owner(line)
            self._check_publication(line)

    def _may(self, action):
        return self.user.has_perm(permission(action, self.model))

    def _check_owner(self, line):
        """Without one of the user's own departments the row would be nobody's."""
        for column in self.resource.columns:
            related = not column.is_links and column.source.remote_field
            is_owner = related and is_limited(related.model, self.user)
            if is_owner and column.get_value(line.instance) is None:
                self.reading.refuse_cell(line, column, NOBODYS)

    def _check_publication(self, line):
        if "publish" not in self.model._meta.default_permissions:
            return
        column = self._column("publication")
        if not self._may_step(line, column):
            if column in line.after:
                self.reading.refuse_cell(line, column, NOT_PUBLISHING)
            else:
                column.set_value(line.instance, Publication.REVIEW)
        for column in line.after:
            if column.name in RESERVED and not may_publish(self.user, line.instance):
                self.reading.refuse_cell(line, column, NOT_CONFIRMING)

    def _may_step(self, line, column):
        """A new row comes from nowhere to the step that it says, or begins with."""
        new = column.get_value(line.instance)
        old = Publication.DRAFT if line.is_new else line.before.get(column, new)
        return may_step(self.user, line.instance, old, new)

    def _check_version(self, line):
        """Who changed the row after the export must not be overwritten unseen."""
        position = self.reading.header.version
        known = line.row.cell(position) if position and not line.is_new else ""
        if not known or known == line.version:
            return
        for column, new in line.after.items():
            stored = in_words(column, line.before[column]) or "(leer)"
            message = (
                f"Der Eintrag wurde inzwischen geändert: Gespeichert ist „{stored}“, in der Datei "
                f"steht „{in_words(column, new) or '(leer)'}“. Bitte die Tabelle neu herunterladen "
                f"oder, wenn die Datei gelten soll, die Zelle unter „{VERSION}“ leeren."
            )
            self.reading.refuse_cell(line, column, message)

    def _check_rules(self, line):
        """Of a line with faults in some cells, the rules that speak of others."""
        is_whole = not line.is_broken
        for part in self.resource.parts(line):
            faulty = {column.name for column in line.faulty if column.part == part}
            row = getattr(line.instance, part) if part else line.instance
            try:
                row.clean_fields(exclude=[*faulty, *self._unchanged(line, part, row)])
                if is_whole and not self.resource.is_tree:
                    row.clean()
            except ValidationError as error:
                self.reading.refuse_errors(line, part, error)
            if not self.resource.is_tree:
                for name, message in broken_checks(row, faulty):
                    self.reading.refuse(line, part, name, message)

    def _unchanged(self, line, part, row):
        """Fields that need no check: relations, which were looked up, and what stays as it was."""
        changed = {column.name for column in line.after if column.part == part}
        return [
            field.name
            for field in row._meta.fields
            if field.remote_field or (row.pk and field.name not in changed)
        ]

    def _check_unique(self, lines, names, condition, message):
        concerned = [line for line in lines if self._concerns(line, names, condition)]
        if not concerned:
            return
        changing = {line.instance.pk for line in concerned}
        first = value_name(self.model, names[0])
        values = {getattr(line.instance, first) for line in concerned}
        stored = self.model._base_manager.filter(**{f"{first}__in": values})
        attnames = [value_name(self.model, name) for name in names]
        seen = {
            tuple(key) for pk, *key in stored.values_list("pk", *attnames) if pk not in changing
        }
        for line in concerned:
            key = tuple(getattr(line.instance, name) for name in attnames)
            if key in seen:
                self.reading.refuse(line, "", names[-1], message)
            seen.add(key)

    def _concerns(self, line, names, condition):
        changed = line.is_new or any(self._column(name) in line.after for name in names)
        row = line.instance
        return (
            changed
            and (condition is None or holds(condition, row))
            and all(value_of(row, name) is not None for name in names)
        )

    def _column(self, name):
        return self.resource.fields.get(name)


def value_name(model, name):
    return model._meta.get_field(name).attname
