from django import forms
from django.core.exceptions import ValidationError

from districts.models import District, Offer, Suggestion
from districts.suggestions.tidy import one_line

SENDER = ("sender_name", "sender_contact")
ASK_SENDER = {
    "sender_name": "Ihr Name (freiwillig)",
    "sender_contact": "E-Mail oder Telefon für Rückfragen (freiwillig)",
}
HINT_SENDER = {"sender_contact": "Nur für Rückfragen. Wird nie veröffentlicht."}


class PlaceField(forms.ModelChoiceField):
    def label_from_instance(self, place):
        return f"{'– ' * place.level}{place.menu_label}"


class SuggestionForm(forms.ModelForm):
    """What all forms of people without an account have in common."""

    wanted = ()  # fields that the model does not want, but this form does
    either = ()  # fields of which one will do; the form says itself what is missing

    class Meta:
        model = Suggestion
        fields = SENDER
        labels = ASK_SENDER
        help_texts = HINT_SENDER

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.wanted:
            self.fields[name].required = True
        completes = {"sender_name": "name", "sender_contact": "email"}
        for name, field in self.fields.items():
            field.error_messages["required"] = "Bitte ausfüllen."
            field.widget.attrs["autocomplete"] = completes.get(name, "off")
            if isinstance(field.widget, forms.Textarea):
                # A browser would cut off what is pasted; the form says that it is too long.
                del field.widget.attrs["maxlength"]
                field.widget.attrs["rows"] = 6
                field.help_text = f"Höchstens {field.max_length} Zeichen."
            elif not (field.required or name in self.either or name in SENDER):
                field.label = f"{field.label} (freiwillig)"
            if isinstance(field, forms.TypedChoiceField):
                field.choices = [("", "bitte wählen"), *list(field.choices)[1:]]

    def clean(self):
        cleaned = super().clean()
        for name, value in cleaned.items():
            if isinstance(value, str) and not isinstance(self.fields[name].widget, forms.Textarea):
                cleaned[name] = one_line(value)
        return cleaned


class NewOfferForm(SuggestionForm):
    wanted = ("subject", "text", "offer_kind")

    district = PlaceField(
        District.objects.none(),
        label="Wo in der Stadt?",
        to_field_name="slug",
        required=False,
        empty_label="weiß ich nicht",
    )
    website = forms.URLField(
        label="Website des Angebots", max_length=500, required=False, assume_scheme="https"
    )

    class Meta(SuggestionForm.Meta):
        fields = (
            "subject",
            "offer_kind",
            "text",
            "organisation_text",
            "audience_text",
            "district",
            "address",
            "times_text",
            "cost_text",
            "access_text",
            "phone",
            "email",
            "website",
            *SENDER,
        )
        labels = ASK_SENDER | {
            "subject": "Wie heißt das Angebot?",
            "offer_kind": "Was ist es?",
            "text": "Was gibt es dort?",
            "organisation_text": "Wer bietet es an?",
            "audience_text": "Für wen ist es gedacht?",
            "address": "Anschrift",
            "times_text": "Wann findet es statt?",
            "cost_text": "Was kostet es?",
            "access_text": "Ist es barrierefrei erreichbar?",
            "phone": "Telefon des Angebots",
            "email": "E-Mail des Angebots",
        }
        help_texts = HINT_SENDER | {
            "subject": "Zum Beispiel: Spieletreff im Nachbarschaftshaus.",
            "times_text": "Zum Beispiel: jeden Dienstag von 15 bis 17 Uhr.",
            "phone": "Diese Angaben zum Angebot können später für alle auf der Seite stehen.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = District.objects.public().in_tree_order()


class CorrectionForm(SuggestionForm):
    either = ("field", "new_value")

    class Meta(SuggestionForm.Meta):
        fields = ("field", "new_value", "text", *SENDER)
        labels = ASK_SENDER | {
            "field": "Was stimmt nicht?",
            "new_value": "Wie heißt es richtig?",
            "text": "Oder in eigenen Worten",
        }
        help_texts = HINT_SENDER

    def clean(self):
        cleaned = super().clean()
        field, new = cleaned.get("field"), cleaned.get("new_value")
        if field == Suggestion.Field.STATUS:
            # What stands there is no value, but may say more than that the offer is no more.
            said = (cleaned.get("text"), new)
            cleaned |= {"text": "\n\n".join(filter(None, said)), "new_value": Offer.Status.ENDED}
        elif field and new:
            self._check(field, new)
        elif new and not self.has_error("field"):
            self.add_error("field", "Bitte wählen Sie, zu welcher Angabe das gehört.")
        elif field and not cleaned.get("text") and not self.has_error("new_value"):
            self.add_error("new_value", "Bitte schreiben Sie, wie es richtig heißt.")
        if not (field or new or cleaned.get("text") or self.errors):
            self.add_error("text", "Bitte schreiben Sie, was nicht stimmt.")
        return cleaned

    def _check(self, name, value):
        """The rules of the offer's own column, so that staff can take the value over."""
        column = Offer._meta.get_field(name)
        extra = {"assume_scheme": "https"} if name == Suggestion.Field.WEBSITE else {}
        try:
            self.cleaned_data["new_value"] = column.formfield(**extra).clean(value)
        except ValidationError as error:
            self.add_error("new_value", error)


class BarrierForm(SuggestionForm):
    wanted = ("text",)

    class Meta(SuggestionForm.Meta):
        fields = ("page", "text", *SENDER)
        labels = ASK_SENDER | {
            "page": "Auf welcher Seite?",
            "text": "Was konnten Sie nicht lesen, bedienen oder verstehen?",
        }
        help_texts = HINT_SENDER


class CommentForm(SuggestionForm):
    """On something that a higher app keeps."""

    wanted = ("text",)

    class Meta(SuggestionForm.Meta):
        fields = ("text", *SENDER)
        labels = ASK_SENDER | {"text": "Ihre Rückmeldung"}
        help_texts = HINT_SENDER
