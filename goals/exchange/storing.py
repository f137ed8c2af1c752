"""Many rows at once into the database, each with its record in the history."""

from simple_history.utils import get_history_manager_for_model

from goals.exchange.links import insert, names, pairs, present


def store(rows, links, user, reason):
    """Write rows of one model, new ones and stored ones.

    `links` maps a many-to-many field to what it shall hold: [(row, pks)].
    """
    if not rows:
        return
    new, known = [row for row in rows if not row.pk], [row for row in rows if row.pk]
    model = type(rows[0])
    model._default_manager.bulk_create(new)
    _overwrite(model, known)
    for field, wanted in links.items():
        _link(field, wanted)
    for written, is_update in ((new, False), (known, True)):
        records = get_history_manager_for_model(model).bulk_history_create(
            written, update=is_update, default_user=user, default_change_reason=reason
        )
        _record_links(written, records)


def _overwrite(model, rows):
    """One statement with all columns; bulk_update() would name each value in a case of its own."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    fixed = [field.attname for field in fields if getattr(field, "auto_now_add", False)]
    kept = [[getattr(row, name) for name in fixed] for row in rows]
    model._default_manager.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=[model._meta.pk.name],
        update_fields=[field.name for field in fields if field.attname not in fixed],
    )
    for row, values in zip(rows, kept, strict=True):
        for name, value in zip(fixed, values, strict=True):
            setattr(row, name, value)  # an insert would have been made now


def _link(field, wanted):
    through, owner, target = names(field)
    before = present(field, [row for row, _ in wanted])
    superfluous, missing = [], []
    for row, pks in wanted:
        known = before[row.pk]
        superfluous += [link for other, link in known.items() if other not in pks]
        missing += [(row.pk, other) for other in sorted(pks - known.keys())]
    through._base_manager.filter(pk__in=superfluous)._raw_delete(through._base_manager.db)
    insert(through, (owner, target), missing)


def _record_links(rows, records):
    """Copies of all links, as the history keeps them with each record."""
    if not records:
        return
    by_row = {record.id: record.pk for record in records}
    for field in records[0]._history_m2m_fields:
        _, owner, target = names(field)
        copies = type(rows[0]).record.m2m_models[field]
        insert(
            copies,
            ("id", owner, target, "history_id"),
            [(pk, row, other, by_row[row]) for pk, row, other in pairs(field, rows)],
        )
