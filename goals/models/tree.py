"""The rules that both trees share: one lock, one order, one meaning of "public".

A node's place is its parent and its position among the siblings. `save()` is the only writer
of places and works under the lock; every other way to move a node ends there.
"""

from collections import Counter
from contextlib import contextmanager

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import connections, models, router, transaction
from django.db.models import Exists, OuterRef
from django.db.models.fields.related_descriptors import ReverseManyToOneDescriptor
from django.utils.functional import cached_property
from mptt.exceptions import InvalidMove
from mptt.managers import TreeManager
from mptt.models import MPTTModel, TreeForeignKey
from mptt.querysets import TreeQuerySet

from goals.models.content import Natural, NaturalQuerySet

TREE_LOCK = 0x5A69656C  # any number, as long as every writer of a tree uses the same
PLACE = ("parent", "position")
INTERVAL = ("lft", "rght", "tree_id", "level")


@contextmanager
def tree_lock(model):
    """Make every other writer of a tree wait until this transaction ends.

    On SQLite the transaction itself is the lock (transaction_mode IMMEDIATE).
    """
    using = router.db_for_write(model)
    with transaction.atomic(using=using):
        if connections[using].vendor == "postgresql":
            with connections[using].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])
        yield


class TreeNodeQuerySet(NaturalQuerySet, TreeQuerySet):
    def public(self):
        """Published nodes without an unpublished one above them."""
        hidden = self.model._base_manager.filter(
            is_published=False,
            tree_id=OuterRef("tree_id"),
            lft__lte=OuterRef("lft"),
            rght__gte=OuterRef("rght"),
        )
        return self.exclude(Exists(hidden))

    def under(self, node):
        """The node itself and all below it."""
        return self.filter(tree_id=node.tree_id, lft__gte=node.lft, rght__lte=node.rght)

    def around(self, node):
        """The node itself and all above it."""
        return self.filter(tree_id=node.tree_id, lft__lte=node.lft, rght__gte=node.rght)

    def family(self, node):
        """The node, all above it and all below it."""
        return self.under(node) | self.around(node)

    def in_tree_order(self):
        return self.order_by("tree_id", "lft")

    def update(self, **values):
        if refused := set(self.model.only_by_save) & values.keys():
            names = ", ".join(sorted(refused))
            raise ValueError(f"update({names}) would leave the tree wrong: use save().")
        with tree_lock(self.model):
            return super().update(**values)

    def update_or_create(self, *args, **kwargs):
        # It locks its row, and whoever holds a row must not wait for the tree.
        with tree_lock(self.model):
            return super().update_or_create(*args, **kwargs)

    def delete(self):
        """One by one, lowest first: that closes the gaps in the tree."""
        deleted = Counter()
        with tree_lock(self.model):
            for node in self.order_by("-level"):
                deleted.update(node.delete()[1])
        return deleted.total(), dict(deleted)

    update.alters_data = delete.alters_data = delete.queryset_only = True


class TreeNodeManager(TreeManager.from_queryset(TreeNodeQuerySet)):
    def move_node(self, node, target, position="last-child"):
        """Put `node` beside or below `target`. Nothing but its place is saved."""
        nodes = self.model._base_manager
        with tree_lock(self.model):
            # Without a position, so that giving it one is a move even if the number stays.
            nodes.filter(pk=node.pk).update(position=None)
            try:
                moved = nodes.get(pk=node.pk)
                beside = target and nodes.get(pk=target.pk)
                moved.parent = parent_at(beside, position)
                moved.check_place(moved.parent)
            except ObjectDoesNotExist as error:
                raise InvalidMove("Diesen Eintrag gibt es nicht mehr.") from error
            except ValidationError as error:
                raise InvalidMove(" ".join(error.messages)) from error
            if moved == beside:
                raise InvalidMove("Ein Eintrag kann nicht neben sich selbst stehen.")
            siblings = list(nodes.filter(parent=moved.parent_id).exclude(pk=moved.pk))
            siblings.sort(key=lambda sibling: (sibling.tree_id, sibling.lft))
            siblings.insert(index_at(siblings, beside, position), moved)
            for number, sibling in enumerate(siblings, 1):
                if sibling.position != number and sibling != moved:
                    nodes.filter(pk=sibling.pk).update(position=number)
            moved.position = siblings.index(moved) + 1
            moved.save()
        node.refresh_from_db(fields=[*PLACE, *INTERVAL])
        node._mptt_meta.update_mptt_cached_fields(node)
        if target:
            target.refresh_from_db(fields=INTERVAL)

    def insert_node(
        self,
        node,
        target,
        position="last-child",
        save=False,
        allow_existing_pk=False,
        refresh_target=True,
    ):
        """Put a new node beside or below `target`; without `save` it only learns its parent."""
        if allow_existing_pk and not save:  # how the library's save() asks, under the lock
            return super().insert_node(
                node, target, position, save, allow_existing_pk, refresh_target
            )
        node.parent = parent_at(target, position)
        if save:
            with tree_lock(self.model):
                node.save()
                self.move_node(node, target, position)
        return node

    def rebuild(self, *args, **kwargs):
        with tree_lock(self.model):
            super().rebuild(*args, **kwargs)

    rebuild.alters_data = True


def parent_at(target, position):
    return target.parent if target and position in ("left", "right") else target


def index_at(siblings, target, position):
    """Where among the siblings the library's words for a position are."""
    if position == "first-child":
        return 0
    if position == "last-child" or target is None:
        return len(siblings)
    return siblings.index(target) + ("left", "right").index(position)


class Children(ReverseManyToOneDescriptor):
    """`node.children`, which Django would fill by an UPDATE past save()."""

    @cached_property
    def related_manager_cls(self):
        class Manager(super().related_manager_cls):
            def add(self, *nodes, bulk=False):
                super().add(*nodes, bulk=False)

        return Manager


class TreeNode(Natural, MPTTModel):
    """A node that is written under the tree's lock and only where `check_place` allows it."""

    # A change of these has consequences that QuerySet.update() would skip.
    only_by_save = ("parent", "parent_id", "position")

    parent = TreeForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        verbose_name="gehört zu",
    )
    parent.related_accessor_class = Children
    position = models.PositiveSmallIntegerField(
        "Reihenfolge",
        null=True,
        blank=True,
        help_text="Stelle unter den Geschwistern. Leer heißt: ans Ende.",
    )
    is_published = models.BooleanField("veröffentlicht", default=True)
    changed_at = models.DateTimeField("zuletzt geändert", auto_now=True)

    objects = TreeNodeManager()

    class Meta:
        abstract = True

    class MPTTMeta:
        order_insertion_by = ["position"]

    def is_related_to(self, other):
        """One of the two stands above the other, or they are the same."""
        lower, upper = sorted((self, other), key=lambda node: node.rght - node.lft)
        return (
            upper.tree_id == lower.tree_id and upper.lft <= lower.lft and lower.rght <= upper.rght
        )

    def check_place(self, parent):
        """Raise ValidationError where this node may not hang below `parent` (None: at the top)."""
        raise NotImplementedError

    def next_position(self):
        """Where a node goes that says no position: to the end."""
        siblings = type(self)._base_manager.filter(parent=self.parent_id).exclude(pk=self.pk)
        return (siblings.aggregate(last=models.Max("position"))["last"] or 0) + 1

    def clean(self):
        super().clean()
        self.check_place(self.parent)

    def save(self, *args, update_fields=None, **kwargs):
        with tree_lock(type(self)):
            # The parent in hand may be older than the tree: look it up anew.
            given = self._state.fields_cache.pop("parent", None)
            if given:
                self.parent_id = given.pk
            if self._state.adding:
                # An interval that is already there belongs to the node this one was copied from.
                self.lft = self.rght = None
                kwargs["force_insert"] = True
            else:
                self._take_newest_place(update_fields)
            self.check_place(self.parent)
            if self.position is None:
                self.position = self.next_position()
            super().save(*args, update_fields=update_fields, **kwargs)
        if given:
            given.refresh_from_db(fields=INTERVAL)

    def delete(self, *args, **kwargs):
        with tree_lock(type(self)):
            return super().delete(*args, **kwargs)

    save.alters_data = delete.alters_data = True

    def _take_newest_place(self, update_fields):
        """Keep an instance that was loaded before somebody's move from undoing that move.

        What was changed in this instance is meant and stays; what was not is taken from the tree.
        """
        newest = type(self)._base_manager.values(*PLACE, *INTERVAL).get(pk=self.pk)
        loaded = self._mptt_cached_fields
        for name in PLACE:
            attname = self._meta.get_field(name).attname
            is_meant = update_fields is None or {name, attname} & set(update_fields)
            if not is_meant or self.__dict__.get(attname, loaded[name]) == loaded[name]:
                setattr(self, attname, newest[name])
            elif name == "parent" and self.position == loaded["position"]:
                self.position = None
            loaded[name] = newest[name]
        for name in INTERVAL:
            setattr(self, name, newest[name])
