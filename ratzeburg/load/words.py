"""German that reads like the town's own and says nothing: every text is named a Lasttest."""

THINGS = (
    "Treffpunkt", "Werkstatt", "Sprechstunde", "Spielfläche", "Fahrdienst", "Beratung", "Kurs",
    "Gemeinschaftsgarten", "Lesekreis", "Bewegungsangebot", "Wegweiser", "Mittagstisch",
)  # fmt: skip
GROUPS = (
    "für Familien", "für Jugendliche", "für ältere Menschen", "für Zugezogene",
    "für alle Altersgruppen", "für Alleinerziehende", "für Menschen mit Behinderung",
)  # fmt: skip
OCCASIONS = (
    "am Nachmittag", "in der Nachbarschaft", "an Wochenenden", "in den Ferien",
    "in kurzer Entfernung", "mit Kinderbetreuung", "ohne Anmeldung", "im Winterhalbjahr",
)  # fmt: skip
SUBJECTS = (
    "Die Abstimmung", "Der erste Entwurf", "Die Umfrage", "Der Arbeitskreis", "Die Ausschreibung",
    "Das Konzept", "Die Auswertung", "Der Förderantrag", "Die Begehung", "Das Gespräch",
    "Die Übersicht der Räume", "Die Öffentlichkeitsarbeit",
)  # fmt: skip
VERBS = (
    ("wurde", "begonnen"), ("wird", "fortgesetzt"), ("ist", "vorbereitet"),
    ("wird", "überprüft"), ("wurde", "ergänzt"), ("konnte", "abgeschlossen werden"),
    ("musste", "verschoben werden"), ("soll", "wiederholt werden"),
)  # fmt: skip
TIMES = (
    "im ersten Quartal", "nach der Sommerpause", "im Herbst", "vor den Haushaltsberatungen",
    "wie vorgesehen", "später als geplant", "mit großer Beteiligung", "in zwei Schritten",
)  # fmt: skip
COMPANY = (
    "mit den Vereinen", "mit den Schulen und Kitas", "in allen Quartieren", "im Ausschuss",
    "zusammen mit den Beteiligten", "auf Wunsch der Anwohnerschaft", "ohne zusätzliche Mittel",
    "mit Unterstützung aus dem Ehrenamt",
)  # fmt: skip
LONGEST_WORD = 25


def theme(chance):
    """What a thing is about, in four to six words."""
    return " ".join(chance.choice(words) for words in (THINGS, GROUPS, OCCASIONS))


def prose(chance, low, high, name="Lasttest"):
    """Sentences of `low` to `high` characters altogether."""
    length = chance.randint(low + LONGEST_WORD, high)
    text = f"{name}:"
    while len(text) < length:
        text = f"{text} {_sentence(chance)}"
    end = text.rfind(". ", low, length)
    # Where no sentence ends in time, the last one breaks off at the end of a word.
    return f"{text[: end if end > 0 else text.rindex(' ', 0, length)]}."


def _sentence(chance):
    verb, rest = chance.choice(VERBS)
    subject, time = chance.choice(SUBJECTS), chance.choice(TIMES)
    return f"{subject} {verb} {time} {chance.choice(COMPANY)} {rest}."
