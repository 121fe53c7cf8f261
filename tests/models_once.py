"""Tortoise works out the filters and first queries of every model at each connect: a third of the time of the
tests, which connect afresh for each one. What it works out depends on the model and the engine alone, so in a
process of tests it is done once.
"""

from tortoise.apps import Apps
from tortoise.models import Model

_prepare_all = Apps._build_initial_querysets
_prepared: dict[type[Model], type] = {}


def _prepare_new(apps: Apps) -> None:
    models = [model for app in apps.apps.values() for model in app.values()]
    if any(_prepared.get(model) is not model._meta.db.query_class for model in models):
        _prepare_all(apps)
        _prepared.update({model: model._meta.db.query_class for model in models})


def prepare_models_once() -> None:
    Apps._build_initial_querysets = _prepare_new  # type: ignore[method-assign]
