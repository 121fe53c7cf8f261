"""No change of the models waits for its migration; the database's references point down the layers."""

import re
from pathlib import Path

from tortoise import context
from tortoise.fields.relational import ForeignKeyFieldInstance

from feedback import migrations
from feedback.core.database import APP, MODEL_MODULES
from feedback.core.migrating import make_migration
from feedback.core.settings import Settings

LAYERS = (
    ("feedback.core",),
    ("feedback.people", "feedback.contacts"),
    ("feedback.strategy",),
    ("feedback.consultations",),
    ("feedback.voices",),
    ("feedback.safety",),
    ("feedback.events",),
    ("surveys",),
    ("feedback.themes",),
    ("feedback.reports",),
    ("feedback.replies",),
    ("feedback.forums",),
    ("feedback.youth",),
    ("feedback.publishing",),
    ("feedback.yearly",),
    ("feedback.privacy",),
)
HEIGHT = {package: height for height, packages in enumerate(LAYERS) for package in packages}


async def test_no_change_of_the_models_waits_for_a_migration(settings: Settings):
    """On failure: python -m feedback make-migration NAME."""
    written = await make_migration(settings)
    for path in written:
        path.unlink()
    assert written == []


def test_migrations_name_nothing_that_may_be_renamed():
    """They are read years later, when today's classes have other names."""
    folder = Path(migrations.__path__[0])
    texts = {path.name: path.read_text() for path in folder.glob("[0-9]*.py")}
    assert texts
    wrong = {
        name
        for name, text in texts.items()
        if re.search(r"^(from|import) (feedback|surveys|analysis)\b", text, flags=re.M)
    }
    assert wrong == set()


async def test_foreign_keys_point_down_the_layers(db: Settings):
    current = context.get_current_context()
    assert current is not None
    assert current.apps is not None
    pairs = [
        (model, field.related_model)
        for model in current.apps[APP].values()
        for field in model._meta.fields_map.values()
        if isinstance(field, ForeignKeyFieldInstance)
    ]
    assert len(pairs) > 30
    wrong = [
        f"{model.__name__} points up at {parent.__name__}"
        for model, parent in pairs
        if _height(model) < _height(parent)
    ]
    assert wrong == []


def test_every_module_of_models_has_a_layer():
    assert {module.removesuffix(".models") for module in MODEL_MODULES} <= HEIGHT.keys()


def _height(model: type) -> int:
    return HEIGHT[model.__module__.rpartition(".")[0]]
