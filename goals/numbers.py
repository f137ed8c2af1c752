"""The numbers of rows, as they come in from outside."""

import re

NUMBER = re.compile("[0-9]{1,18}")  # more digits than that no database gives to a row


def is_number(text):
    """Whether a text that somebody sent can be the number of a row."""
    return bool(NUMBER.fullmatch(text))
