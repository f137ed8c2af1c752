"""What must be as it was."""

from contextlib import contextmanager

from tests.dump import everything


def uploads(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@contextmanager
def unchanged(file, media):
    """The block leaves database, uploads and the directory of the backup as they were."""

    def state():
        names = sorted(path.name for path in file.parent.iterdir())
        return everything(), uploads(media), names

    before = state()
    yield
    assert state() == before
