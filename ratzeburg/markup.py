"""The text of a page as HTML: Markdown of the staff, cleaned down to text and links."""

import re
from contextlib import suppress
from functools import lru_cache

import markdown
import nh3
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe

TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6"),
    *("p", "br", "hr", "ul", "ol", "li", "blockquote"),
    *("strong", "em", "a", "code"),
}
HEADING = re.compile(r"<(/?)h([1-6])>")
TO_OTHERS = re.compile(r'<a href="(?=(?:https?:)?//)')
LOWEST = 6
MANY = 300  # of the signs that may open a link: the time grows with their square
GAP = re.compile(r"\[Hier trägt die Stadt ein: (?:[^\[\]<>]|<br>)+\]")
# Markdown wants an empty line before a list; people do not.
LIST_BEGINS = re.compile(r"^(?![-*] )(.*\S.*)\n(?=[-*] )", re.M)


@lru_cache(maxsize=16)  # four pages, and what was there before an edit
def as_html(text):
    """Safe HTML whose headings begin below the page's own."""
    html = nh3.clean(
        _converted(text.replace("\r\n", "\n")),
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    html = TO_OTHERS.sub('<a rel="external noopener" href="', _below_h1(html))
    return mark_safe(GAP.sub(r'<mark class="gap">\g<0></mark>', html))  # noqa: S308  (cleaned)


def _converted(text):
    """What would take Markdown too long or too deep stays as it was typed, to be read at least."""
    if max(text.count("["), text.count("<")) <= MANY:
        with suppress(RecursionError):  # lists in lists in lists
            text = LIST_BEGINS.sub(r"\1\n\n", text)
            return markdown.markdown(text, extensions=["sane_lists", "nl2br"])
    return linebreaks(text, autoescape=True)


def _below_h1(html):
    """Headings in their order, from h2 on and without a level left out, whatever was typed."""
    open_levels = []

    def renamed(found):
        if not found[1]:
            typed = int(found[2])
            while open_levels and open_levels[-1] >= typed:
                open_levels.pop()
            open_levels.append(typed)
        return f"<{found[1]}h{min(len(open_levels) + 1, LOWEST)}>"

    return HEADING.sub(renamed, html)
