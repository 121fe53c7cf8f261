"""Typst turns a report into a tagged PDF (PDF/UA-1), and its chart into a picture. It refuses what has no alt text."""

import json
import unicodedata
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from feedback.reports.contents import Bars, Contents

HERE = Path(__file__).parent
SEA = "#0b5f6b"
UNKNOWN_SIGN = "□"
NOTE = f"{UNKNOWN_SIGN} stands for a sign that this file cannot show. The web page shows it."
EASY = ((0x20, 0x24F), (0x2010, 0x2027), (0x2030, 0x203A), (0x20AC, 0x20AC), (0x25A1, 0x25A1))


@lru_cache(maxsize=16)
def as_pdf(contents: Contents) -> bytes:
    """The report as PDF/UA-1. Signs that no font of ours has are shown as a box, and the file says so."""
    data: dict[str, Any] = {
        "title": contents.title,
        "about": contents.about,
        "stamp": [f"Version {contents.stamp.version}", f"Hash {contents.stamp.mark}"],
        "sea": SEA,
        "parts": [{"kind": type(part).__name__} | asdict(part) for part in contents.parts],
    }
    try:
        return _typeset("report.typ", _without_controls(data), "pdf")
    except typst.TypstError:
        data["parts"].append({"kind": "Paragraph", "words": NOTE})
        return _typeset("report.typ", _with_easy_signs(_without_controls(data)), "pdf")


@lru_cache(maxsize=16)
def as_picture(chart: Bars) -> bytes:
    data = {"bars": [list(bar) for bar in chart.bars], "sea": SEA}
    return _typeset("chart.typ", _without_controls(data), "png")


def _typeset(name: str, data: Any, kind: Literal["pdf", "png"]) -> bytes:
    return typst.compile(
        str(HERE / name),
        root=str(HERE),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        format=kind,
        ppi=144.0,
        pdf_standards=["ua-1"] if kind == "pdf" else None,
    )


def _without_controls(data: Any) -> Any:
    """Signs that draw nothing and that the standard forbids: controls, private and unassigned ones."""
    return _mapped(data, lambda text: "".join(map(_plain, text)))


def _plain(sign: str) -> str:
    if sign in "\n\t":
        return " "
    if sign in "\u200c\u200d" or unicodedata.category(sign)[0] != "C":
        return sign
    return ""


def _with_easy_signs(data: Any) -> Any:
    def easy(text: str) -> str:
        return "".join(
            sign if any(low <= ord(sign) <= high for low, high in EASY) else UNKNOWN_SIGN for sign in text
        )

    return _mapped(data, easy)


def _mapped(data: Any, change: Any) -> Any:
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {key: _mapped(value, change) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_mapped(value, change) for value in data]
    return data
