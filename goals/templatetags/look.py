"""What the shared partials need in Python: bar geometry, form widgets, hosts of sources."""

from urllib.parse import urlsplit

from django import forms, template

register = template.Library()

BAR_WIDTH, GAP = 358, 3  # SVG units; the drawing is 360 wide
DIGIT = 10  # width of a digit
NARROWEST = 5  # a single measure among many must still be seen


@register.filter
def segments(counts):
    """Rectangles of a stacked bar for [(css, label, count), …]; zeros are left out."""
    counts = [entry for entry in counts if entry[2]]
    if not counts:
        return []
    room = BAR_WIDTH - GAP * (len(counts) - 1)
    spare = room - NARROWEST * len(counts)
    total = sum(count for _, _, count in counts)
    bars, x = [], 1.0
    for css, label, count in counts:
        width = NARROWEST + spare * count / total
        bars.append(
            {
                "css": css,
                "label": label,
                "count": count,
                "x": round(x, 1),
                "width": round(width, 1),
                "middle": round(x + width / 2, 1),
                "fits": width > DIGIT * len(str(count)) + 6,
            }
        )
        x += width + GAP
    return bars


@register.filter
def host(url):
    """Whose page it is, as people say it: "ratzeburg.de"."""
    return (urlsplit(url).hostname or "").removeprefix("www.").rstrip(".")


@register.filter
def kind(field):
    """Which of KERN's widgets a bound field wants."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.Select) and not widget.allow_multiple_selected:
        return "select"
    return "input"


@register.filter
def widget(field):
    """The field's control in KERN's classes."""
    css = {
        "check": "kern-form-check__checkbox",
        "select": "kern-form-input__select",
        "input": "kern-form-input__input",
    }[kind(field)]
    if field.errors:
        css += f" {css}--error"
    return field.as_widget(attrs={"class": css})


@register.filter
def choices(field):
    """The single boxes of a group of checkboxes or radio buttons in KERN's classes."""
    one = field.field.widget.input_type
    for box in field.subwidgets:
        box.data["attrs"]["class"] = f"kern-form-check__{one}"
        yield box
