"""Which rows a member of staff may touch, beside the permissions that a role gives.

The apps that know who a row belongs to add a rule for each of their models; a model without a
rule belongs to everybody who has the permission.
"""

from typing import Protocol

from django.contrib.auth import get_permission_codename

RULES = {}  # model → Rule


class Rule(Protocol):
    def own(self, user):
        """The condition (Q) on rows that belong to the user; None where all rows do."""

    def may_publish(self, user, row):
        """The user may publish this own row without the permission for all of them."""

    def trusted(self, user):
        """The condition (Q) on stored rows of which that holds."""

    def claim(self, row, user):
        """Make a row that the user added the user's own."""


def is_limited(model, user):
    """The user may touch only some rows of the model."""
    return model in RULES and RULES[model].own(user) is not None


def in_scope(queryset, user):
    """The rows of a queryset that the user may touch."""
    if not is_limited(queryset.model, user):
        return queryset
    own = RULES[queryset.model].own(user)
    return queryset.filter(pk__in=queryset.model._base_manager.filter(own).values("pk"))


def is_in_scope(row, user):
    """Whether the user may touch a stored row; without a row, whether there may be any."""
    if row is None or not is_limited(type(row), user):
        return True
    return in_scope(type(row)._base_manager.filter(pk=row.pk), user).exists()


def claim(row, user):
    """Make a row that was just added belong to the one who added it."""
    if is_limited(type(row), user):
        RULES[type(row)].claim(row, user)


def publishable(queryset, user):
    """The rows of a queryset that the user may publish, or archive."""
    if user.has_perm(publish_permission(queryset.model)):
        return in_scope(queryset, user)
    if queryset.model not in RULES:
        return queryset.none()
    trusted = RULES[queryset.model].trusted(user.pk)
    return queryset.filter(pk__in=queryset.model._base_manager.filter(trusted).values("pk"))


def permission(action, model):
    """What the right to view, add, change, … rows of a model is called."""
    return f"{model._meta.app_label}.{get_permission_codename(action, model._meta)}"


def publish_permission(model):
    """The right to publish; of what has no steps of publication, such as the trees, to change."""
    return permission(
        "publish" if "publish" in model._meta.default_permissions else "change", model
    )


def may_publish(user, row):
    """The user may publish a row, or archive it; the row may still be unsaved."""
    if user.has_perm(publish_permission(type(row))):
        return True
    rule = RULES.get(type(row))
    return rule is not None and rule.may_publish(user, row)
