"""Who may import whom: goals ← districts ← measures ← ratzeburg, and the ladder inside each app."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

FLOORS = ("goals", "districts", "measures", "ratzeburg", "tests")
# Everything without a step of its own (filters, report, templatetags, …) stands on step 1.
STEPS = {"models": 0, "admin": 2, "apps": 2, "management": 2, "views": 2, "urls": 3}


def place(module):
    """("districts.models.offer") → (1, 0): floor and step; None for modules of others."""
    app, _, rest = module.partition(".")
    if app not in FLOORS:
        return None
    return FLOORS.index(app), STEPS.get(rest.partition(".")[0], 1 if rest else 0)


def imported(tree):
    """(line, module) of each import, also of those inside functions, and of apps.get_model()."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (
                (node.lineno, f"{'.' * node.level}{node.module or ''}.{alias.name}")
                for alias in node.names
            )
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("get_model"):
            yield node.lineno, f"{ast.literal_eval(node.args[0])}.models"


def violations(root):
    for app in FLOORS[:-1]:
        for path in sorted((root / app).rglob("*.py")):
            name = path.relative_to(root).with_suffix("").as_posix().replace("/", ".")
            floor, step = place(name)
            for line, module in imported(ast.parse(path.read_text())):
                there = place(module)
                if module.startswith("."):
                    yield f"{name}:{line} imports {module} without naming its app"
                elif there and there[0] > floor:
                    yield f"{name}:{line} imports {module} from a higher floor"
                elif there and there[1] > step:
                    yield f"{name}:{line} imports {module} from a higher step"


def test_nobody_imports_upwards():
    assert list(violations(Path(settings.BASE_DIR))) == []


@pytest.mark.parametrize(
    ("path", "source", "found"),
    [
        ("goals/views.py", "from districts.models import Offer", "a higher floor"),
        ("goals/models/goal.py", "import measures.models", "a higher floor"),
        ("districts/filters.py", "def late():\n    from measures import rollup", "a higher floor"),
        ("goals/views.py", "apps.get_model('measures', 'Measure')", "a higher floor"),
        ("measures/report.py", "from ratzeburg.settings import DEBUG", "a higher floor"),
        ("ratzeburg/views.py", "from tests.factories import make_goal", "a higher floor"),
        ("measures/models/measure.py", "from measures.report import rows", "a higher step"),
        ("measures/models/measure.py", "from goals import filters", "a higher step"),
        ("measures/report.py", "from measures import views", "a higher step"),
        ("goals/admin/goal.py", "from goals.urls import urlpatterns", "a higher step"),
        ("goals/views.py", "from .models import Goal", "without naming its app"),
        ("districts/admin/offer.py", "from goals.models import Goal", None),
        ("measures/views.py", "from measures import filters, report\nimport goals.models", None),
        ("goals/models/goal.py", "from goals.models.tree import TreeNode", None),
        ("ratzeburg/urls.py", "from ratzeburg import views", None),
    ],
)
def test_a_violation_is_found(tmp_path, path, source, found):
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(source)
    messages = list(violations(tmp_path))
    assert len(messages) == bool(found)
    assert all(message.endswith(found) for message in messages)
