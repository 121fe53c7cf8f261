"""Finding what changed in the models, and writing it so that it can still be read in five years.

Tortoise writes enums and default functions of the models into a migration by import. A migration would then
break on the day on which a class of today is renamed. The database knows neither, so they are left out.
"""

from collections.abc import Callable
from copy import copy
from enum import Enum
from typing import Any

from tortoise import fields
from tortoise.fields.base import Field
from tortoise.fields.data import CharEnumFieldInstance, IntEnumFieldInstance
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.schema_generator.state import State

OURS = ("feedback", "surveys", "analysis")


class PlainDetector(MigrationAutodetector):
    def _current_state(self) -> State:
        state = super()._current_state()
        for model in state.models.values():
            model.fields = {name: _plain(field) for name, field in model.fields.items()}
        return state


def _plain(field: Field[Any]) -> Field[Any]:
    plain = copy(field)
    if isinstance(field, CharEnumFieldInstance):
        plain = fields.CharField(max_length=field.max_length, **_settings(field))
    elif isinstance(field, IntEnumFieldInstance):
        plain = fields.SmallIntField(**_settings(field))
    plain.description = None
    plain.validators = [check for check in plain.validators if not _is_ours(check)]
    if isinstance(plain.default, Enum):
        plain.default = plain.default.value
    elif callable(plain.default) and _is_ours(plain.default):
        plain.default = None
    return plain


def _settings(field: Field[Any]) -> dict[str, Any]:
    return {
        "source_field": field.source_field,
        "null": field.null,
        "unique": field.unique,
        "db_index": field.index,
        "default": field.default,
        "db_default": field.db_default,
    }


def _is_ours(found: Callable[..., Any] | object) -> bool:
    module = getattr(found, "__module__", None) or type(found).__module__
    return module.split(".", 1)[0] in OURS
