import logging
import re
import traceback

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Discreet(logging.Formatter):
    """What went wrong and where, on one line and a traceback.

    The text of an exception is left out: databases and parsers quote the values of people's rows.
    """

    def formatMessage(self, record):  # noqa: N802  (the library's name)
        line = super().formatMessage(record)
        return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), line)

    def formatException(self, ei):  # noqa: N802  (the library's name)
        error, parts = ei[1], []
        while error:
            trace = "".join(traceback.format_tb(error.__traceback__))
            parts.append(f"{trace}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(parts))
