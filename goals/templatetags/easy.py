"""The switch between Alltagssprache and Leichte Sprache."""

from django import template

from goals.easy import Easy

register = template.Library()


@register.simple_tag(takes_context=True)
def easy(context, thing):
    """The text of a goal, place or offer in Leichte Sprache, and whether it is asked for."""
    return Easy(thing, context["request"].GET)


@register.filter
def in_easy_language(thing):
    """The same where no page of its own is shown: address and first line for a list."""
    return Easy(thing, {})
