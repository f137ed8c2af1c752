"""Which answers to what people sent in everybody may read."""

from django.db.models import Exists, OuterRef

from districts.models import Suggestion
from measures.models import Comment, Measure


def answered():
    """Suggestions with an answer that everybody may read; one on a hidden measure is hidden."""
    hidden = Comment.objects.exclude(measure__in=Measure.objects.public())
    return Suggestion.objects.answered().exclude(pk__in=hidden.values("suggestion"))


def with_answers(measures):
    """Annotates `has_answers` on measures that are public: an answer on them may be read."""
    answers = Suggestion.objects.answered().filter(comment__measure=OuterRef("pk"))
    return measures.annotate(has_answers=Exists(answers))
