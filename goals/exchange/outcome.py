"""What a file changes, for people to see before they confirm it."""

from collections import Counter

from goals.exchange.line import CHANGED, NEW, SAME

SHOWN = 200  # lines with differences
LONG = 300  # characters


class Outcome:
    def __init__(self, lines, label):
        changing = [line for line in lines if line.after]
        self.counts = Counter(line.kind for line in lines)
        self.labels = {
            str(line.number): (line.kind, label(line.instance)) for line in changing[:SHOWN]
        }
        # As JSON keeps it, because it is compared with what was shown before.
        self.changes = {
            str(line.number): {title: list(values) for title, values in line.differences().items()}
            for line in changing
        }
        self.is_stored = False

    def __str__(self):
        return ", ".join(f"{self.counts[kind]} {kind}" for kind in (NEW, CHANGED, SAME))

    @property
    def shown(self):
        """(number of the row, new or changed, what it is about, [(title, old, new)])."""
        for number, label in self.labels.items():
            cells = [(title, *excerpt(*pair)) for title, pair in self.changes[number].items()]
            yield number, *label, cells

    @property
    def more(self):
        return len(self.changes) - len(self.labels)

    def other_than(self, expected):
        """In words, where this differs from what an earlier dry run said."""
        for number in sorted({*self.changes, *expected}, key=int):
            now, then = self.changes.get(number, {}), expected.get(number, {})
            for title in {**then, **now}:
                if now.get(title) != then.get(title):
                    yield (
                        f"Zeile {number}, „{title}“: gezeigt wurde {_arrow(then.get(title))}, "
                        f"jetzt wäre es {_arrow(now.get(title))}."
                    )


def excerpt(old, new):
    """Both texts, long ones from shortly before where they begin to differ."""
    if max(len(old), len(new)) <= LONG:
        return old, new
    pairs = enumerate(zip(old, new, strict=False))
    same = next((number for number, (a, b) in pairs if a != b), min(len(old), len(new)))
    start = max(0, same - LONG // 3)
    return tuple(_cut(text, start) for text in (old, new))


def _cut(text, start):
    end = start + LONG
    return f"{'… ' if start else ''}{text[start:end]}{' …' if text[end:] else ''}"


def _arrow(pair):
    if pair is None:
        return "keine Änderung"
    old, new = excerpt(*pair)
    return f"„{old}“ → „{new}“"
