"""The base of all tables that staff take out and bring back."""

from functools import cached_property, partial

from django.db import DatabaseError, transaction
from django.utils.text import capfirst
from import_export.fields import Field
from import_export.resources import ModelResource

from goals.exchange.checks import Checks
from goals.exchange.columns import VERSION, Column
from goals.exchange.line import in_words
from goals.exchange.links import load, unlinked
from goals.exchange.lookup import Lookup
from goals.exchange.outcome import Outcome
from goals.exchange.reading import Reading
from goals.exchange.storing import store
from goals.exchange.widgets import Reference
from goals.scope import claim
from goals.tables import TableError
from goals.tables.sheet import refuse
from goals.versions import version_of

NOT_TOGETHER = (
    "Die Datenbank nimmt diese Änderungen nicht zusammen an; vielleicht tauschen zwei Zeilen eine "
    "Angabe, die es nur einmal geben darf. Bitte in zwei Schritten einlesen."
)


class VersionColumn(Field):
    """The mark of what a row held when it was taken out, to notice what others changed since."""

    title = VERSION


class ExchangeResource(ModelResource):
    """The columns of a kind of content (`Meta.fields`, in their order) and how rows are known.

    `keys` are tuples of field names: a row is known by the first that it fills in. Where it fills
    in none of them it is new, unless it equals a stored row that has the same `alike` fields.
    """

    keys = (("slug",),)
    alike = ()
    fixed = ()  # fields that stay what they were at first
    slug_from = ""  # the field from which a new row gets its slug
    is_tree = False

    def __init__(self, user=None):
        super().__init__()
        self.user = user
        self.fields["version"] = VersionColumn(column_name=VERSION)
        for column in self.columns:
            if isinstance(column.widget, Reference):
                column.widget.find_in(partial(self._lookup, column))
        self._lookups = {}

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        return Column(cls._meta.model, field_name)

    @cached_property
    def columns(self):
        names = [name for name in self.get_export_order() if name != "version"]
        return [self.fields[name] for name in names]

    def _lookup(self, column):
        model = column.source.remote_field.model
        if model not in self._lookups:
            self._lookups[model] = Lookup(model, self.user)
        return self._lookups[model].limited(column.source.get_limit_choices_to())

    # --- out ---

    def filter_export(self, queryset, **kwargs):
        return load(list(self.with_parts(queryset)))

    def after_export(self, queryset, dataset, **kwargs):
        dataset.title = capfirst(str(self._meta.model._meta.verbose_name_plural))

    def export_field(self, field, instance, **kwargs):
        if field.column_name == VERSION:
            return self.version(instance)
        return field.export(instance, **kwargs)

    def version(self, instance):
        # A letter in front, so that no program takes it for a number.
        return f"v{version_of(instance, instance.linked)}"

    # --- in ---

    def import_data(self, dataset, dry_run=False, file_name="", expected=None, **kwargs):
        """Bring a sheet (goals.tables) into the database, all of it or nothing.

        Raises TableError with everything that is wrong. `expected` is what an earlier dry run
        said would change; where it would be something else now, nothing is done.
        """
        with self.transaction():
            reading = Reading(self, dataset, lock=not dry_run)
            Checks(reading, self.user).run()
            outcome = Outcome(reading.lines, self.label)
            is_expected = expected is None or outcome.changes == expected
            if is_expected and (self.is_tree or not reading.faults):
                self._store(reading, f"Import {file_name}"[:100])
            if reading.faults:
                raise TableError(*sorted(reading.faults, key=lambda f: (f.row or 0, f.column or 0)))
            if dry_run or not is_expected:
                transaction.set_rollback(True)
            outcome.is_stored = is_expected and not dry_run
        return outcome

    def _store(self, reading, reason):
        lines = [line for line in reading.lines if line.after and not line.is_broken]
        try:
            with transaction.atomic():
                self.store(reading, lines, reason)
        except DatabaseError as error:
            raise refuse(NOT_TOGETHER) from error

    def transaction(self):
        return transaction.atomic()

    def prepare(self, reading):
        """Whatever is to be known before the rows of a file are read."""

    def stored(self, pks, lock):
        """pk → stored row, with its links."""
        rows = self._meta.model._base_manager.filter(pk__in=set(pks))
        rows = self.filter_export(rows.select_for_update() if lock else rows)
        return {row.pk: row for row in rows}

    def with_parts(self, queryset):
        """The rows with whatever else of them stands in the table."""
        return queryset

    def blank_row(self):
        return unlinked(self._meta.model())

    def label(self, instance):
        """What people call a row, without a query for it."""
        columns = [self.fields[name] for name in (*self.keys[0], *self.alike)]
        if not any(column.source.remote_field for column in columns):
            return str(instance)
        words = [in_words(column, column.get_value(instance)) for column in columns]
        return ", ".join(filter(None, words))

    def can_do_without(self, column):
        """A new row may leave this required column empty."""
        return column.has_default or (column.name == "slug" and self.slug_from)

    def refusal(self, line):
        """Why the user may not bring this line in; nothing where that is fine."""

    def parts(self, line):
        """The attributes that hold what is checked and stored; "" stands for the row itself."""
        return [""]

    def store(self, reading, lines, reason):
        links = {
            column.source: [
                (line.instance, line.after[column]) for line in lines if column in line.after
            ]
            for column in self.columns
            if column.is_links
        }
        rows = [line.instance for line in lines]
        new = [line.instance for line in lines if line.is_new]
        store(rows, links, self.user, reason)
        for row in new:
            claim(row, self.user)
