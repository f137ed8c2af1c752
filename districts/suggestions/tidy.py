"""Text as people type it: without what no keyboard has and what only confuses a page."""

import re
import unicodedata

# Turn the direction of the text around; in names and links a means to deceive.
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def tidy(text):
    """Lines end alike; control characters, NUL among them, are left out."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return CONTROL.sub("", TURNING.sub("", text))


def tidied(data):
    """All that was sent, tidied."""
    data = data.copy()
    for name, values in list(data.lists()):
        data.setlist(name, [tidy(value) for value in values])
    return data


def one_line(text):
    """What belongs on one line is one, so that it can never become a second header of a mail."""
    return " ".join(text.split())
