"""What may be uploaded as a document: a PDF of limited size, and nothing that only says so."""

import re

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

BEGINS, ENDS = b"%PDF-", b"%%EOF"
TAIL = 2048  # bytes; programs like to write a few behind the end
MARKS = re.compile(rb"startxref\s+\d+")
# What stands openly in the file: a script or a program that the reader is to start, and where its
# contents begin.
WORDS = re.compile(rb"/(JavaScript|Launch|Root)(?![A-Za-z])")
ACTIVE = {b"JavaScript", b"Launch"}
CHUNK = 1 << 20

TOO_LARGE = "Die Datei ist {size} groß; erlaubt sind {limit}. Bitte das PDF verkleinern."
NO_PDF = (
    "Das ist kein PDF, auch wenn der Name es vielleicht sagt. Bitte das Dokument als PDF speichern "
    "und diese Datei wählen."
)
CUT_OFF = "Das PDF ist nicht vollständig. Bitte die Datei noch einmal speichern und hochladen."
NOT_PLAIN = (
    "Das PDF enthält ein Skript oder startet ein Programm. Bitte ohne solche Zusätze speichern, "
    "zum Beispiel als PDF/A."
)


def check_pdf(file):
    """Raise ValidationError where an uploaded file is no plain PDF."""
    limit = settings.DOCUMENT_MAX_BYTES
    if file.size > limit:
        raise ValidationError(
            TOO_LARGE.format(size=filesizeformat(file.size), limit=filesizeformat(limit)),
            code="size",
        )
    file.seek(0)
    if file.read(len(BEGINS)) != BEGINS:
        raise ValidationError(NO_PDF, code="type")
    file.seek(max(0, file.size - TAIL))
    tail = file.read()
    if ENDS not in tail or not MARKS.search(tail):
        raise ValidationError(CUT_OFF, code="type")
    words = words_in(file)
    if b"Root" not in words:
        raise ValidationError(CUT_OFF, code="type")
    if words & ACTIVE:
        raise ValidationError(NOT_PLAIN, code="active")
    file.seek(0)


def words_in(file):
    """Which of the WORDS there are."""
    file.seek(0)
    before, found = b"", set()
    while chunk := file.read(CHUNK):
        found.update(WORDS.findall(before + chunk))
        before = chunk[-16:]
    return found


class PDFInput(AdminFileWidget):
    """Shows staff the stored file, which for a draft stands at no public address."""

    def __init__(self, preview, attrs=None):
        self.preview = preview  # a function: document → address
        super().__init__({"accept": ".pdf,application/pdf", **(attrs or {})})

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        if stored := context["widget"]["value"]:
            context["widget"]["value"] = Preview(self.preview(stored.instance), stored.instance)
        return context


class Preview:
    """A stored file as the widget's template reads it."""

    def __init__(self, url, document):
        self.url, self.document = url, document

    def __str__(self):
        return self.document.file_name


class PDFField(forms.FileField):
    def to_python(self, data):
        file = super().to_python(data)
        if file:
            check_pdf(file)
        return file
