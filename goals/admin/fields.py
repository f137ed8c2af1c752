"""Fields for rows of other models, in forms that may be sent with anything."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.forms import ModelMultipleChoiceField

from goals.numbers import is_number


class OnlyNumbers:
    """Where a form was sent with anything else, nothing was chosen; Django asks the database."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [pk for pk in value if is_number(str(pk))], attr)


class Autocomplete(OnlyNumbers, AutocompleteSelect):
    pass


class AutocompleteSeveral(OnlyNumbers, AutocompleteSelectMultiple):
    pass


class RowsField(ModelMultipleChoiceField):
    def clean(self, value):
        for pk in value if isinstance(value, list) else ():
            if not is_number(pk):
                message = self.error_messages["invalid_pk_value"]
                raise ValidationError(message, "invalid_pk_value", {"pk": pk[:40]})
        return super().clean(value)


class SafeFields:
    """Asks the database for nothing but numbers; Django hands on all that was sent."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Autocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = AutocompleteSeveral(db_field, self.admin_site)
        return super().formfield_for_manytomany(
            db_field, request, **{"form_class": RowsField} | kwargs
        )
