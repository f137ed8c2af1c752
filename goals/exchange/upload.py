"""What was uploaded and shown, kept until it is confirmed: on no address, and only for its user."""

import base64
import json
import os
import re
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
KEPT = 24 * 3600  # seconds


@dataclass
class Upload:
    name: str
    content: str  # base64
    shown: dict  # what the dry run said would change
    user: int
    model: str

    @property
    def data(self):
        return base64.b64decode(self.content)


def keep(name, content, shown, user, model):
    """Keep an upload; returns the word by which only this user gets it back."""
    upload = Upload(name, base64.b64encode(content).decode(), shown, user.pk, model._meta.label)
    token = secrets.token_urlsafe(32)
    folder = _folder()
    for path in folder.iterdir():
        if path.stat().st_mtime < time.time() - KEPT:
            path.unlink(missing_ok=True)
    with open(folder / token, "x", opener=_private) as file:
        json.dump(asdict(upload), file)
    return token


def take(token, user, model):
    """The upload, once: whoever asks again gets nothing."""
    if not TOKEN.fullmatch(token):
        return None
    path, taken = _folder() / token, _folder() / f"{token}.taken"
    try:
        path.rename(taken)
        upload = Upload(**json.loads(taken.read_text()))
    except FileNotFoundError:
        return None
    if (upload.user, upload.model) != (user.pk, model._meta.label):
        taken.rename(path)
        return None
    taken.unlink()
    return upload


def _folder():
    folder = Path(settings.SNAPSHOT_DIR) / "hochgeladen"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _private(path, flags):
    return os.open(path, flags, 0o600)
