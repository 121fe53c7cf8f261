"""From a field to the markup that people and their screen readers know: the macros of govuk-frontend-jinja.

Those macros lean on names that are not there, so they live in an environment of their own; our own
templates stop at the first such name.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)

from feedback.kit.compiled import compiled_templates
from feedback.kit.fields import Day
from feedback.kit.forms import Form

Params = dict[str, Any]

MACROS = {
    "button": "govukButton",
    "character-count": "govukCharacterCount",
    "checkboxes": "govukCheckboxes",
    "date-input": "govukDateInput",
    "error-summary": "govukErrorSummary",
    "exit-this-page": "govukExitThisPage",
    "file-upload": "govukFileUpload",
    "input": "govukInput",
    "pagination": "govukPagination",
    "radios": "govukRadios",
    "select": "govukSelect",
    "textarea": "govukTextarea",
}

# What is chosen from a list, and what is typed: a control of the second kind is kept only while it is empty.
CHOSEN = frozenset({"button", "checkboxes", "exit-this-page", "radios", "select"})
TYPED = frozenset({"character-count", "input", "textarea"})
MOST_DRAWN = 1000
_drawn: dict[str, Markup] = {}


@cache
def _environment() -> Environment:
    loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    return Environment(
        loader=loader,
        bytecode_cache=compiled_templates(),
        autoescape=True,
        undefined=ChainableUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _macro(component: str) -> Any:
    template = _environment().get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    return getattr(template.module, MACROS[component])


def component(name: str, params: Params) -> Markup:
    """The markup of one component of govuk-frontend-jinja.

    A control that holds nothing that anybody typed is drawn once and kept: a question looks the same to
    everybody who opens it, and drawing it is most of the work for its page.
    """
    if name not in CHOSEN and (name not in TYPED or params.get("value")):
        return _draw(name, params)
    key = f"{name} {params!r}"
    if key not in _drawn:
        if len(_drawn) >= MOST_DRAWN:
            _drawn.clear()
        _drawn[key] = _draw(name, params)
    return _drawn[key]


def _draw(name: str, params: Params) -> Markup:
    return Markup(str(_macro(name)(params)).strip())


def warm_components() -> None:
    for name in MACROS:
        _macro(name)


def show_field(field: Any, heading: bool = False, size: str = "") -> Markup:
    """A field with its label, hint, error and control. `heading`: its label is the h1 of the page."""
    if isinstance(field, HiddenField):
        return Markup('<input type="hidden" id="{}" name="{}" value="{}">').format(
            field.id, field.name, "" if field.data is None else field.data
        )
    params = _params_of(field)
    label = _label(field, heading, size)
    if isinstance(field, BooleanField):
        params["items"] = [_tick_item(field, params.pop("hint", None))]
        return component("checkboxes", params)
    if isinstance(field, Day):
        shown = {**params, "id": field.id, "namePrefix": field.name, "items": _day_items(field)}
        return component("date-input", {**shown, "fieldset": {"legend": _legend(field, heading, size)}})
    if isinstance(field, RadioField | SelectMultipleField):
        kind = "radios" if isinstance(field, RadioField) else "checkboxes"
        items = _choice_items(field.iter_choices())
        shown = {**params, "idPrefix": field.id, "items": items}
        return component(kind, {**shown, "fieldset": {"legend": _legend(field, heading, size)}})
    if isinstance(field, SelectField):
        return component("select", {**params, "label": label, "items": _select_items(field)})
    if isinstance(field, FileField):
        accept = (field.render_kw or {}).get("accept")
        return component(
            "file-upload", {**params, "label": label, "attributes": {"accept": accept} if accept else {}}
        )
    return _text_control(field, {**params, "label": label})


def _text_control(field: Any, params: Params) -> Markup:
    given = field.render_kw or {}
    for name in ("autocomplete", "inputmode", "spellcheck", "rows"):
        if name in given:
            params[name] = given[name]
    params["value"] = _typed(field)
    if isinstance(field, TextAreaField):
        most = getattr(field.flags, "most", None)
        return (
            component("character-count", {**params, "maxlength": most})
            if most
            else component("textarea", params)
        )
    for name in ("prefix", "suffix"):
        if given.get(name):
            params[name] = {"text": given[name]}
    if given.get("width"):
        params["classes"] = f"govuk-input--width-{given['width']}"
    kind = getattr(field.widget, "input_type", "text")
    # A number is typed as text: spin buttons change it under people's hands.
    params["type"] = "text" if kind == "number" else kind
    return component("input", params)


def _typed(field: Any) -> str:
    """What the person typed, also where it could not be read. A password is never sent back."""
    if isinstance(field, PasswordField):
        return ""
    if field.process_errors and field.raw_data:
        return str(field.raw_data[0])
    return "" if field.data is None else str(field.data)


def _params_of(field: Any) -> Params:
    params: Params = {"id": field.id, "name": field.name}
    if field.description:
        params["hint"] = {"text": field.description}
    if field.errors:
        params["errorMessage"] = {"text": field.errors[0]}
    return params


def _label(field: Any, heading: bool, size: str) -> Params:
    size = size or ("l" if heading else "m")
    return {"text": field.label.text, "classes": f"govuk-label--{size}", "isPageHeading": heading}


def _legend(field: Any, heading: bool, size: str) -> Params:
    size = size or ("l" if heading else "m")
    return {"text": field.label.text, "classes": f"govuk-fieldset__legend--{size}", "isPageHeading": heading}


def _choice_items(choices: Iterable[Any], chosen: str = "checked") -> list[Params]:
    items: list[Params] = []
    for one in choices:
        item: Params = {"value": one.value, "text": one.label, chosen: one.selected}
        if one.render_kw.get("hint"):
            item["hint"] = {"text": one.render_kw["hint"]}
        items.append(item)
    return items


def _select_items(field: Any) -> list[Params]:
    """A list starts with nothing chosen, in words of its own where its form gives them."""
    items = _choice_items(field.iter_choices(), "selected")
    return items if any(item["value"] == "" for item in items) else [{"value": "", "text": ""}, *items]


def _tick_item(field: Any, hint: Params | None) -> Params:
    item: Params = {"value": "y", "text": field.label.text, "checked": bool(field.data), "id": field.id}
    if hint:
        item["hint"] = hint
    return item


def _day_items(field: Day) -> list[Params]:
    wrong = field.wrong if field.errors else ()
    return [
        {
            "name": box,
            "value": field.typed[box],
            "classes": f"govuk-input--width-{4 if box == 'year' else 2}"
            + (" govuk-input--error" if box in wrong or (field.errors and not wrong) else ""),
        }
        for box in field.boxes
    ]


def first_id(field: Any) -> str:
    """Where an error leads: to the first box that is wrong, or the first of the choices."""
    if isinstance(field, Day):
        return f"{field.id}-{(field.wrong or field.boxes)[0]}"
    return str(field.id)


def show_error_summary(form: Form) -> Markup:
    """Everything that is wrong, linked to its field. Shown once, however often a page asks for it."""
    if not form.errors or form.summary_shown:
        return Markup("")
    form.summary_shown = True
    wrong: list[Params] = [{"text": sentence} for sentence in form.form_errors]
    for field in form:
        wrong += [{"text": sentence, "href": f"#{first_id(field)}"} for sentence in field.errors[:1]]
    return component("error-summary", {"titleText": "There is a problem", "errorList": wrong})


def show_button(text: str, kind: str = "", name: str = "", value: str = "", href: str = "") -> Markup:
    """A button that says what it does. `kind`: "", "secondary" or "warning"; with `href` it is a link."""
    params: Params = {"text": text, "preventDoubleClick": True}
    if kind:
        params["classes"] = f"govuk-button--{kind}"
    if href:
        params = {"text": text, "href": href, "classes": params.get("classes", "")}
    for key, given in (("name", name), ("value", value)):
        if given:
            params[key] = given
    return component("button", params)
