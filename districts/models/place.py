from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from districts.models.outline import OutlineField, refuse_point_outside
from districts.models.position import Positioned
from goals.models.content import EXCHANGE, SearchField, Sourced, recorded
from goals.models.easy import InEasyLanguage
from goals.models.tree import TreeNode, TreeNodeManager, TreeNodeQuerySet


class DistrictQuerySet(TreeNodeQuerySet):
    def public(self):
        """Without their outlines, of up to 20,000 points each: only the map asks for those."""
        return super().public().defer("outline")

    def touching(self, place):
        """Where something counts for this place too: in it, inside it and around it."""
        return self.family(place)

    def family_of(self, slug):
        """The place at this address, all above it and all below it."""
        this = District.objects.filter(slug=slug, tree_id=OuterRef("tree_id"))
        return self.filter(
            Exists(this.filter(lft__lte=OuterRef("lft"), rght__gte=OuterRef("rght")))
            | Exists(this.filter(lft__gte=OuterRef("lft"), rght__lte=OuterRef("rght")))
        )


class District(Positioned, InEasyLanguage, TreeNode, Sourced):
    """A place: the whole town, a Stadtteil or a Stadtquartier."""

    only_by_save = (*TreeNode.only_by_save, "kind")

    class Kind(models.TextChoices):
        TOWN = "stadt", "Stadt"
        DISTRICT = "stadtteil", "Stadtteil"
        QUARTER = "stadtquartier", "Stadtquartier"

    name = models.CharField("Name", max_length=100)
    slug = models.SlugField("Adresse", max_length=100, unique=True)
    kind = models.CharField("Art", max_length=20, choices=Kind.choices)
    aliases = models.CharField(
        "weitere Namen", max_length=200, blank=True, help_text="Mit Komma getrennt."
    )
    text = models.TextField("Beschreibung", blank=True)
    contact = models.TextField("Kontakt", blank=True)
    latitude = models.DecimalField("Breite", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("Länge", max_digits=9, decimal_places=6, null=True, blank=True)
    outline = OutlineField("Umriss (GeoJSON)", null=True, blank=True)
    search_heading = SearchField("name", "aliases")
    search = SearchField("name", "aliases", "text", "easy_text")

    objects = TreeNodeManager.from_queryset(DistrictQuerySet)()
    history = recorded()

    class Meta:
        verbose_name = "Ort"
        verbose_name_plural = "Orte"
        ordering = ("tree_id", "lft")
        default_permissions = EXCHANGE
        indexes = [
            # As of goals.
            models.Index(
                fields=["tree_id", "lft"], name="hidden_places", condition=Q(is_published=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind="stadt"),
                name="one_town",
                violation_error_message="Die Stadt gibt es schon.",
            ),
            models.CheckConstraint(
                condition=Q(kind="stadt", parent=None) | (~Q(kind="stadt") & ~Q(parent=None)),
                name="the_town_is_the_root",
                violation_error_message="Ganz oben steht die Stadt, alles andere hängt unter ihr.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("district", args=[self.slug])

    @property
    def menu_label(self):
        return self.name

    @property
    def is_town(self):
        return self.kind == self.Kind.TOWN

    def check_position(self, lon, lat):
        super().check_position(lon, lat)
        refuse_point_outside(lon, lat)

    def check_place(self, parent):
        kinds = self.Kind
        allowed = {
            kinds.TOWN: (None,),
            kinds.DISTRICT: (kinds.TOWN,),
            kinds.QUARTER: (kinds.TOWN, kinds.DISTRICT),
        }
        if self.kind not in allowed:
            raise ValidationError({"kind": "Bitte Stadt, Stadtteil oder Stadtquartier wählen."})
        if (parent and parent.kind) not in allowed[self.kind]:
            reasons = {
                kinds.TOWN: "Die Stadt steht ganz oben und hängt unter keinem Ort.",
                kinds.DISTRICT: "Ein Stadtteil gehört direkt unter die Stadt.",
                kinds.QUARTER: "Ein Stadtquartier gehört unter einen Stadtteil oder, wo der "
                "nicht bekannt ist, direkt unter die Stadt.",
            }
            raise ValidationError({"parent": reasons[self.kind]})
        if self.pk and self.kind == kinds.QUARTER and self.get_descendant_count():
            raise ValidationError(
                {"kind": "Unter diesem Ort hängen Stadtquartiere; er kann selbst keines sein."}
            )
