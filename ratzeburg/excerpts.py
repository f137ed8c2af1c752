"""Where in a text a query was found, in the text's own spelling."""

import re
import unicodedata

from goals.models.search import RUN, TOKEN

PIECE = re.compile(rf"{RUN.pattern}|{TOKEN.pattern}")
LENGTH = 200  # characters
BEFORE = 60  # of them before the first hit


def marked(text, query):
    """[(piece, is it a hit), …] of a whole text."""
    text, end, pieces = unicodedata.normalize("NFC", text), 0, []
    for start, stop in spans(text, query):
        pieces += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


def spans(text, query):
    """[(start, stop), …] of the words that were found, or of those that were only together."""
    found = []
    for piece in PIECE.finditer(text):
        words = TOKEN.finditer(text, *piece.span())
        marks = [word.span() for word in words if query.marks(word[0])]
        found += marks or ([piece.span()] if query.marks(piece[0]) else [])
    return found


def excerpt(texts, query):
    """About 200 characters of the first text with a hit, else the beginning of the first text."""
    texts = [" ".join(unicodedata.normalize("NFC", text).split()) for text in texts if text]
    for text in texts:
        if found := spans(text, query):
            return marked(cut(text, best(found)), query)
    return [(cut(texts[0], 0), False)] if texts else []


def best(found):
    """The hit after which most others follow within an excerpt."""

    def followers(start):
        return sum(start <= other < start + LENGTH - BEFORE for other, _ in found)

    return max((start for start, _ in found), key=followers)


def cut(text, hit):
    """Whole words around a place, with dots where something is left out."""
    if len(text) <= LENGTH:
        return text
    start = min(max(hit - BEFORE, 0), len(text) - LENGTH)
    stop = start + LENGTH
    if start:
        # A word that is longer than what stands before the hit is cut.
        start = text.find(" ", start, hit) + 1 or start
    if stop < len(text):
        stop = max(text.rfind(" ", hit, stop), 0) or stop
    return f"{'… ' if start else ''}{text[start:stop]}{' …' if stop < len(text) else ''}"
