"""Under which licence others may use the data: only the town can say, by a setting."""

from dataclasses import dataclass

from django.conf import settings

LIST = "http://dcat-ap.de/def/licenses/"  # DCAT-AP.de's list of licences and their addresses
UNDECIDED = (
    "Die Stadt hat noch nicht festgelegt, unter welcher Lizenz diese Daten genutzt werden dürfen. "
    "Bis dahin ist keine Lizenz erteilt: Wer sie weiterverwenden möchte, fragt bitte die Stadt."
)


@dataclass(frozen=True)
class Licence:
    name: str  # as in people's language
    text: str  # address of its wording
    uri: str  # in DCAT-AP.de's list
    is_open: bool = True
    wants_credit: bool = False

    @property
    def rights(self):
        """What others may do, in a sentence."""
        return f"Nutzung unter der Lizenz {self.name}." if self.is_open else UNDECIDED


def _licence(key, name, text, **values):
    return key, Licence(name, text, f"{LIST}{key}", **values)


LICENCES = dict(
    [
        _licence(
            "dl-zero-de/2.0",
            "Datenlizenz Deutschland – Zero – Version 2.0",
            "https://www.govdata.de/dl-de/zero-2-0",
        ),
        _licence(
            "dl-by-de/2.0",
            "Datenlizenz Deutschland – Namensnennung – Version 2.0",
            "https://www.govdata.de/dl-de/by-2-0",
            wants_credit=True,
        ),
        _licence(
            "cc-zero",
            "Creative Commons CC Zero (CC0 1.0)",
            "https://creativecommons.org/publicdomain/zero/1.0/",
        ),
        _licence(
            "cc-by/4.0",
            "Creative Commons Namensnennung 4.0 International (CC BY 4.0)",
            "https://creativecommons.org/licenses/by/4.0/",
            wants_credit=True,
        ),
        _licence(
            "cc-by-sa/4.0",
            "Creative Commons Namensnennung – Weitergabe unter gleichen Bedingungen 4.0 "
            "International (CC BY-SA 4.0)",
            "https://creativecommons.org/licenses/by-sa/4.0/",
            wants_credit=True,
        ),
    ]
)
# The profile wants a licence for each file. Where none is granted, this entry of its list says so.
NONE = Licence("Lizenz noch nicht festgelegt", "", f"{LIST}other-closed", is_open=False)


def licence():
    return LICENCES.get(settings.OPEN_DATA_LICENCE, NONE)
