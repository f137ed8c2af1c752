"""The rows that a column may refer to, read once for a whole file."""

from collections import Counter

from goals.exchange.cells import as_read
from goals.models.content import fold
from goals.scope import in_scope, is_limited

# What a row is called beside its code, where only one is called so.
ALIASES = ("name", "identifier")


class Lookup:
    """The rows of a model by what cells call them; only some of them may be chosen."""

    def __init__(self, model, user=None):
        self.model, self.user = model, user
        options = model._meta
        self.title = str(options.verbose_name_plural)
        self.code_title = str(options.get_field(model.natural_key_field).verbose_name)
        aliases = [name for name in ALIASES if name in {field.name for field in options.fields}]
        rows = list(model._default_manager.values_list("pk", model.natural_key_field, *aliases))
        self.by_pk = {pk: as_read(code) for pk, code, *_ in rows}
        self.order = {pk: number for number, pk in enumerate(self.by_pk)}
        self.by_word = {}
        for pk, _, *names in rows:
            for name in filter(None, names):
                # None: more than one is called so.
                word = fold(as_read(name))
                self.by_word[word] = None if word in self.by_word else pk
        self.by_code = {code: pk for pk, code in self.by_pk.items()}
        alike = Counter(map(fold, self.by_code))
        self.by_word.update(
            (fold(code), pk if alike[fold(code)] == 1 else None) for pk, code in self.by_pk.items()
        )
        self.hidden = set()

    def limited(self, limit):
        """The same rows, of which only those may be chosen that the user and the field allow."""
        if not limit and not (self.user and is_limited(self.model, self.user)):
            return self
        rows = self.model._default_manager.complex_filter(limit)
        rows = in_scope(rows, self.user) if self.user else rows
        allowed = set(rows.values_list("pk", flat=True))
        new = object.__new__(Lookup)
        new.__dict__ = {**self.__dict__, "hidden": self.by_pk.keys() - allowed}
        return new

    def add(self, pk, code):
        """A row that comes with the same file."""
        self.by_pk[pk], self.by_word[fold(code)] = code, pk

    def knows(self, word):
        return fold(word) in self.by_word

    def find(self, word):
        pk = self.by_code.get(word) or self.by_word.get(fold(word))
        if pk is None and self.knows(word):
            raise ValueError(
                f"„{word}“ ist unter „{self.title}“ nicht eindeutig. Bitte „{self.code_title}“ "
                "genau angeben."
            )
        if pk is None:
            raise ValueError(f"„{word}“ gibt es unter „{self.title}“ nicht. Bitte korrigieren.")
        if pk in self.hidden:
            raise ValueError(f"„{word}“ ist hier nicht möglich. Bitte anderes wählen.")
        return pk

    def code(self, pk):
        return self.by_pk[pk]

    def codes(self, pks):
        return [self.by_pk[pk] for pk in sorted(pks, key=self.order.get)]

    def allowed_codes(self):
        return [code for pk, code in self.by_pk.items() if pk not in self.hidden]
