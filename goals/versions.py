"""Short marks of what rows hold, to tell whether somebody changed them in the meantime."""

import json
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from django.db.models import Manager, Model, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils import timezone


def version_of(row, linked=None):
    """The mark of all that staff may edit in a row, its own many-to-many fields included.

    Prefetched many-to-many fields cost no further query, so a list asks for them beforehand, or
    says in `linked` (name of the field → pks) what it knows.
    """
    options = row._meta
    columns = {
        field.attname: field.value_from_object(row)
        for field in options.concrete_fields
        if field.editable and not field.primary_key
    }
    links = {field.name: getattr(row, field.name) for field in options.many_to_many if row.pk}
    if linked is not None:
        links = {name: sorted(map(str, pks)) for name, pks in linked.items()}
    return mark_of(columns | links)


def mark_of(value, length=16):
    """The same for values that mean the same, whichever database or form they come from."""
    text = json.dumps(plain(value), sort_keys=True, ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def plain(value):
    """A value as JSON knows it, without what forms and databases write differently."""
    match value:
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case Manager():
            return plain(value.all())
        case QuerySet() | [Model(), *_]:
            return sorted(str(plain(row)) for row in value)
        case list() | tuple():
            return [plain(item) for item in value]
        case Model():
            return plain(value.pk)
        case str():
            return value.replace("\r\n", "\n").strip()  # as browsers send and forms clean it
        case Decimal():
            return format(value.normalize(), "f")
        case datetime():
            # Forms know no microseconds.
            return timezone.localtime(value).replace(microsecond=0).isoformat()
        case FieldFile() | UUID():
            return str(value)
        case None | bool() | int() | float():
            return value
    return str(value)
