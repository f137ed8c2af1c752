from django import template

from ratzeburg.handbook import page_of_task

register = template.Library()


@register.simple_tag(takes_context=True)
def handbook_page(context):
    """The page of the handbook about the admin page that is shown, or None."""
    match = getattr(context.get("request"), "resolver_match", None)
    return page_of_task(match.url_name or "") if match and match.app_name == "admin" else None
