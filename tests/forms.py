"""Fills in a page's form as a browser would: everything it holds goes back, changed or not."""

from html.parser import HTMLParser


class Form(HTMLParser):
    """The values of the first form that sends by POST and whose id fits; {name: [values]}."""

    def __init__(self, html, form_id):
        super().__init__()
        self.form_id, self.is_inside, self.values = form_id, False, {}
        self.select = self.area = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.is_inside = attrs.get("id") == self.form_id
        elif self.is_inside and "disabled" not in attrs:
            getattr(self, f"_{tag}", lambda attrs: None)(attrs)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False
        elif tag == "select" and self.select:
            if not self.values[self.select] and not self.is_multiple and self.first is not None:
                self.values[self.select] = [self.first]
            self.select = None
        elif tag == "textarea" and self.area:
            # A browser drops the first line break and sends all others as CR LF.
            text = "".join(self.values[self.area]).removeprefix("\n")
            self.values[self.area] = [text.replace("\r\n", "\n").replace("\n", "\r\n")]
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.values[self.area].append(data)

    def _input(self, attrs):
        kind, name = attrs.get("type", "text"), attrs.get("name")
        if not name or kind in ("submit", "button", "file", "image", "reset"):
            return
        if kind in ("checkbox", "radio"):
            if "checked" in attrs:
                self.values.setdefault(name, []).append(attrs.get("value", "on"))
        else:
            self.values.setdefault(name, []).append(attrs.get("value") or "")

    def _textarea(self, attrs):
        self.area = attrs["name"]
        self.values[self.area] = []

    def _select(self, attrs):
        self.select, self.is_multiple, self.first = attrs["name"], "multiple" in attrs, None
        self.values[self.select] = []

    def _option(self, attrs):
        if not self.select:
            return
        self.first = attrs.get("value", "") if self.first is None else self.first
        if "selected" in attrs:
            self.values[self.select].append(attrs.get("value", ""))


def filled(response, form_id, **changes):
    """What a browser sends from a page after these changes; without the empty rows to be added."""
    values = Form(response.text, form_id).values
    values = {name: sent for name, sent in values.items() if "__prefix__" not in name}
    return values | changes


def texts(response):
    """A page's text without tags, one space between words."""
    reader = Text(response.text)
    return " ".join("".join(reader.found).split())


class Text(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_data(self, data):
        self.found.append(data)

    def handle_starttag(self, tag, attrs):
        if tag not in ("ins", "del", "span"):
            self.found.append(" ")
