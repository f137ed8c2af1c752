import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator

from goals.models.content import EXCHANGE, SearchField, recorded
from goals.models.easy import InEasyLanguage
from goals.models.tree import TreeNode, TreeNodeManager, TreeNodeQuerySet

NUMBER = "[1-9][0-9]{0,2}"
CODE = re.compile(rf"{NUMBER}(\.{NUMBER}){{0,2}}")


class GoalQuerySet(TreeNodeQuerySet):
    def objectives(self):
        """Only Handlungsziele: what measures are linked to."""
        return self.filter(level=Goal.OBJECTIVE)


class Goal(InEasyLanguage, TreeNode):
    """One node of the town's Zielpyramide: Leitziel, Mittlerziel or Handlungsziel."""

    natural_key_field = "code"
    only_by_save = (*TreeNode.only_by_save, "code", "reach")
    OBJECTIVE = 2

    class Reach(models.TextChoices):
        TOWN = "stadtweit", "stadtweit"
        DISTRICTS = "alle-stadtteile", "alle Stadtteile"
        QUARTERS = "alle-stadtquartiere", "alle Stadtquartiere"
        BOTH = "stadtteile-und-stadtquartiere", "Stadtteile und Stadtquartiere"

    code = models.CharField(
        "Nummer",
        max_length=20,
        unique=True,
        help_text="1 für ein Leitziel, 1.1 für ein Mittlerziel, 1.1.1 für ein Handlungsziel.",
        error_messages={"unique": "Ein Ziel mit dieser Nummer gibt es schon."},
    )
    title = models.CharField(
        "Kurzname",
        max_length=200,
        blank=True,
        help_text="Beim Leitziel der Handlungsschwerpunkt.",
    )
    text = models.TextField("Wortlaut", help_text="Wie beschlossen, Zeichen für Zeichen.")
    overview_text = models.TextField(
        "Wortlaut der Übersicht",
        blank=True,
        help_text="Nur, wo die Übersicht des Dokuments anders lautet als die Tabelle.",
    )
    reach = models.CharField(
        "Reichweite",
        max_length=30,
        choices=Reach.choices,
        blank=True,
        help_text="Nur beim Handlungsziel: wo es erreicht werden soll.",
    )
    search_heading = SearchField("label", "title")
    search = SearchField("label", "title", "text", "overview_text", "easy_text")

    objects = TreeNodeManager.from_queryset(GoalQuerySet)()
    history = recorded()

    class Meta:
        verbose_name = "Ziel"
        verbose_name_plural = "Ziele"
        ordering = ("tree_id", "lft")
        default_permissions = EXCHANGE
        indexes = [
            # Few or none, so that it is quickly seen whether something above a goal is hidden.
            models.Index(
                fields=["tree_id", "lft"], name="hidden_goals", condition=Q(is_published=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(level=2) | Q(reach=""),
                name="reach_only_of_objectives",
                violation_error_message="Eine Reichweite hat nur ein Handlungsziel.",
            ),
            models.CheckConstraint(
                condition=~Q(level=2) | ~Q(reach=""),
                name="objectives_have_a_reach",
                violation_error_message="Ein Handlungsziel braucht eine Reichweite.",
            ),
            models.CheckConstraint(
                condition=Q(level__lte=2),
                name="goals_have_three_levels",
                violation_error_message="Unter einem Handlungsziel gibt es keine Ziele.",
            ),
        ]

    def __str__(self):
        return f"{self.label} {self.title or self.text}"

    def get_absolute_url(self):
        return reverse("goal", args=[self.code])

    @property
    def depth(self):
        """The level that the code stands for: "1.1" has depth 1."""
        return self.code.count(".")

    @property
    def label(self):
        """How people call the goal: Leitziel 1, M 1.1, Handlungsziel 1.1.1."""
        # A number that was mistyped too long still has to be shown beside its error.
        depth = min(self.depth, self.OBJECTIVE)
        return f"{('Leitziel', 'M', 'Handlungsziel')[depth]} {self.code}"

    @property
    def menu_label(self):
        """Number and the first words, for a list to choose from."""
        return f"{self.code} {Truncator(self.title or self.text).chars(70)}"

    @property
    def is_objective(self):
        return self.depth == self.OBJECTIVE

    def check_place(self, parent):
        if not CODE.fullmatch(self.code):
            raise ValidationError(
                {"code": f"„{self.code}“ ist keine Nummer wie 1, 1.1 oder 1.1.1."}
            )
        wanted = self.code.rpartition(".")[0]
        if wanted != (parent.code if parent else ""):
            raise ValidationError({"code": self._wrong_parent(wanted, parent)})
        if not self._state.adding:
            self._check_change()
        if self.is_objective != bool(self.reach):
            raise ValidationError(
                {"reach": "Ein Handlungsziel braucht eine Reichweite."}
                if self.is_objective
                else {"reach": "Eine Reichweite hat nur ein Handlungsziel."}
            )

    def save(self, *args, **kwargs):
        if self._state.adding and self.is_objective and not self.reach:
            # As for a wording that names no parts of town.
            self.reach = self.Reach.TOWN
        super().save(*args, **kwargs)

    save.alters_data = True

    def next_position(self):
        """Where its number says, so that 1.2 comes before 1.3 whichever was made first."""
        return int(self.code.rpartition(".")[2])

    def _wrong_parent(self, wanted, parent):
        place = f"unter {parent.label}" if parent else "ganz oben"
        expected = f"unter das Ziel {wanted}" if wanted else "ganz nach oben"
        return (
            f"{self.label} gehört {expected}, nicht {place}. Ebene, Ort und Nummer müssen passen."
        )

    def _check_change(self):
        """What a new number must not break: the goal's level, and the numbers below it."""
        if self.depth != self.level:
            raise ValidationError(
                {"code": "Ein Ziel bleibt auf seiner Ebene. Bitte stattdessen ein neues anlegen."}
            )
        for goal in Goal._base_manager.filter(parent=self.pk):
            if goal.code.rpartition(".")[0] != self.code:
                raise ValidationError(
                    {
                        "code": f"{goal.label} hängt unter diesem Ziel; "
                        f"die Nummer {self.code} passt nicht dazu."
                    }
                )
