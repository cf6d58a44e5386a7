"""The Jinja2 environment of the pages: every value is escaped, and a name that is not there is an error."""

from __future__ import annotations

import gettext
import hashlib
import json
import re
from collections.abc import Callable
from functools import lru_cache, partial
from importlib import resources
from typing import Any, Final

import jinja2.debug  # noqa: F401  # loaded at the first error of a template, and a worker cannot open files
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from sdggraph.messages import Message, Writing, text, written
from sdggraph.present.disclaimer import DISCLAIMER
from sdggraph.present.html import filters, pictures
from sdggraph.present.html.assets import ASSETS
from sdggraph.present.html.compiled_templates import CompiledTemplates
from sdggraph.present.html.frame import POLICY, Frame, is_right_to_left
from sdggraph.present.html.languages import translations
from sdggraph.present.html.network_picture import circles as circles_picture
from sdggraph.present.html.network_picture import network as network_picture
from sdggraph.version import __version__

ENGLISH: Final = "en"
_BLANK_LINES: Final = re.compile(r"\n\s*\n")


def _templates() -> dict[str, str]:
    folder = resources.files("sdggraph.present.html") / "templates"
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".html")}


TEMPLATES: Final = _templates()
# the ETag of a page must change with the templates and assets, too
VERSION: Final = hashlib.sha256(
    json.dumps([__version__, sorted(TEMPLATES.items()), sorted(each.path for each in ASSETS.values())]).encode()
).hexdigest()[:16]


@lru_cache(maxsize=16)
def environment(language: str) -> Environment:
    """Return the environment for a language. English is the language of the templates themselves."""
    words = translations(language)
    writing = _writing(language, words)
    made = Environment(
        loader=DictLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # a worker cannot open files
        bytecode_cache=CompiledTemplates(),
        extensions=["jinja2.ext.i18n"],
        finalize=partial(_shown, writing),
    )
    made.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(filters.FILTERS, **_filters(words, writing))
    made.globals.update(
        assets={name: each.path for name, each in ASSETS.items()},
        policy=POLICY,
        disclaimer=filters.translated(DISCLAIMER, words),
        in_english="" if language == ENGLISH else Markup(' lang="en" dir="ltr"'),  # of an element that stays English
        pictures=pictures,
        network_picture=network_picture,
        circles_picture=circles_picture,
    )
    return made


def _said(words: gettext.NullTranslations, value: Any) -> Any:
    """Return a message as its sentence without markup, for attributes and titles, and anything else as it is."""
    return text(value, words) if isinstance(value, Message) else value


def _shown(writing: Writing, value: Any) -> Any:
    """Return what a page shows of a value: a message as its sentence, anything else as it is."""
    return written(value, writing) if isinstance(value, Message) else value


def _writing(language: str, words: gettext.NullTranslations) -> Writing:
    """Return how messages are written in a language. From right to left, each name keeps its direction to itself."""
    if not is_right_to_left(language):
        return Writing(words)
    return Writing(words, sentence=escape, name=filters.bdi)


def _filters(words: gettext.NullTranslations, writing: Writing) -> dict[str, Callable[..., Any]]:
    """Return the filters whose result depends on the language."""
    return {
        "said": partial(_said, words),  # in an attribute or a title; elsewhere a message needs no filter
        "bdi": lambda value: filters.bdi(_said(words, value)),
        "short": lambda value, *most: filters.short(_said(words, value), *most),
        "translated": partial(filters.translated, words=words),
        "sentence": lambda value: filters.sentence(_shown(writing, value), words),
        "day": partial(filters.day, words=words),
    }


def prepare() -> None:
    """Compile all templates, so that a process that may open no files can use them."""
    for name in TEMPLATES:
        environment(ENGLISH).get_template(name)


def render(template: str, frame: Frame, page: object, **more: Any) -> bytes:
    """Render a page in UTF-8. Raises UndefinedError for a value that the template names and the record lacks."""
    text = environment(frame.language).get_template(template).render(frame=frame, page=page, **more)
    return (_BLANK_LINES.sub("\n", filters.UNSAFE.sub("\ufffd", text)).strip() + "\n").encode()
