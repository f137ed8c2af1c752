from django.db import models

from measures.models.department import Department


class Reminder(models.Model):
    """A department was told by mail that something is overdue."""

    department = models.ForeignKey(
        Department,
        verbose_name="Fachbereich",
        on_delete=models.CASCADE,
        related_name="reminders",
    )
    what = models.CharField("woran", max_length=100, help_text="Art, Nummer und seit wann.")
    sent_on = models.DateField("erinnert am")

    class Meta:
        verbose_name = "Erinnerung"
        verbose_name_plural = "Erinnerungen"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["department", "what"], name="remembered_once")
        ]

    def __str__(self):
        return f"{self.department}, {self.what}"
