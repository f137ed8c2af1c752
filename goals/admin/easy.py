from goals.versions import plain


class CheckedText:
    """A form in which a text that was changed is no longer a checked one."""

    checked = {}

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for text, day in self.checked.items():
            # A browser sends other line breaks than it was given.
            is_changed = plain(cleaned.get(text, "")) != plain(self.initial.get(text, ""))
            if is_changed and day not in self.changed_data:
                cleaned[day] = None
        return cleaned


class ChecksText:
    """The admin of texts that somebody checks; `checked` says text → the day of its check."""

    checked = {"easy_text": "easy_checked_on"}

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (CheckedText, form), {"checked": self.checked})
