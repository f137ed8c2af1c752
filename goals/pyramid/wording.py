"""What a single cell of the document says."""

import re
import unicodedata

from goals.models import Goal

MARK = re.compile(r"</?i>", re.IGNORECASE)
OTHER_MARKUP = re.compile(r"</?[A-Za-z!][^<>]*>|&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z]+);")
# ASCII digits only: a full-width number would be another code for the same goal.
NUMBERED = re.compile(r"[Mm]\s*([1-9][0-9]?)\.([1-9][0-9]?)(?:\s+(.*))?", re.DOTALL)
HEADING = re.compile(r"leitziele?|handlungsschwerpunkte?|mittlerziele?.*|handlungsziele?[0-9]*")
HEADING_OF_FOCUSES = re.compile(r"mittlerziele?\s*(?::\s*(.*))?", re.IGNORECASE | re.DOTALL)

DISTRICTS = re.compile(r"\bin\s+allen\s+Stadtteilen\b", re.IGNORECASE)
QUARTERS = re.compile(r"\bin\s+allen\s+Stadtquartieren\b", re.IGNORECASE)
BOTH = re.compile(
    r"\ballen?\s+(Stadtteile|Stadtquartiere)n?\s+und\s+(?:in\s+)?(?:allen?\s+)?"
    r"(?!\1)(?:Stadtteile|Stadtquartiere)n?\b",
    re.IGNORECASE,
)


def without_marks(text):
    """The text without the document's <i> marks and the blanks that these leave at its ends.

    Each umlaut is one letter: a PDF, copied on a Mac, has a u and two dots instead.
    """
    return unicodedata.normalize("NFC", MARK.sub("", text)).strip()


def heading(text):
    """A heading in the form in which headings are compared: no blanks, case, colon at the end."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folded.split()).rstrip(":")


def numbered(text):
    """(Leitziel, number, wording) of "M 1.2 Wir …", or None."""
    found = NUMBERED.fullmatch(text)
    return found and (int(found[1]), int(found[2]), found[3] or "")


def has_words(text):
    """Something to read is in the text, not only signs or what nobody sees."""
    return any(letter.isalnum() for letter in text)


def is_objective(text):
    """May be the wording of a Handlungsziel: in words, and nothing else of the document."""
    return has_words(text) and not numbered(text) and not HEADING.fullmatch(heading(text))


def focus_beside_heading(text):
    """The Handlungsschwerpunkt behind "Mittlerziele:", or None where the heading is missing."""
    found = HEADING_OF_FOCUSES.fullmatch(text)
    return found and (found[1] or "")


def reach(text):
    """Where a Handlungsziel is to be reached, as its wording says."""
    districts, quarters = DISTRICTS.search(text), QUARTERS.search(text)
    if BOTH.search(text) or (districts and quarters):
        return Goal.Reach.BOTH
    if districts:
        return Goal.Reach.DISTRICTS
    return Goal.Reach.QUARTERS if quarters else Goal.Reach.TOWN


def shortened(text, limit=40):
    """The beginning of a text, for messages."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
