"""Text as people type it: without what no keyboard has and what only confuses a page."""

import re
import unicodedata

# Nobody sees them, but some turn the text around: in names and links a means to deceive.
UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
# Scripts and emoji need these to shape the sign before; without one they are nothing.
JOINING = re.compile("(?<!\\S)[\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e007f]+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def tidy(text):
    """Lines end alike; control characters, NUL among them, and unseen ones are left out."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return JOINING.sub("", CONTROL.sub("", UNSEEN.sub("", text)))


def tidied(data):
    """All that was sent, tidied."""
    data = data.copy()
    for name, values in list(data.lists()):
        data.setlist(name, [tidy(value) for value in values])
    return data


def one_line(text):
    """What belongs on one line is one, so that it can never become a second header of a mail."""
    return " ".join(text.split())
