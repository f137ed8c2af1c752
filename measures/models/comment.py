from django.db import models

from districts.models import Suggestion
from measures.models.measure import Measure


class Comment(models.Model):
    """Ties what somebody sent in to the measure that it is about."""

    suggestion = models.OneToOneField(
        Suggestion, verbose_name="Hinweis", on_delete=models.CASCADE, related_name="comment"
    )
    measure = models.ForeignKey(
        Measure, verbose_name="Maßnahme", on_delete=models.PROTECT, related_name="comments"
    )

    class Meta:
        verbose_name = "Rückmeldung"
        verbose_name_plural = "Rückmeldungen"
        default_permissions = ()

    def __str__(self):
        return str(self.suggestion)
