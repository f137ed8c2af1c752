from django.db import models


class Mailing(models.Model):
    """A password mail that somebody asked for, kept for an hour so that it does not become many.

    From which address and to which is known only by fingerprints (signin/lockout.py).
    """

    fingerprint = models.CharField(max_length=64, db_index=True)
    asked_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "angeforderte Nachricht"
        verbose_name_plural = "angeforderte Nachrichten"
        default_permissions = ()

    def __str__(self):
        return self.fingerprint
