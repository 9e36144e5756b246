"""Small parts that every pane is made of."""

from importlib.resources import files
from typing import Any

import gradio as gr

from ui.render import escape

PRIVATE = "private"


def asset(name: str) -> str:
    """The text of a file of this package."""
    return files("ui").joinpath("assets", name).read_text(encoding="utf-8")


def fixed(name: str, **options: Any) -> gr.HTML:
    """A component of our own: fixed HTML and a script of the same name.

    Gradio fills a template with Handlebars and then evaluates the result as a JavaScript template literal:
    a ``${…}`` in a source's text would run. So no value ever goes through a template: values travel as JSON, and
    the scripts put them in as text.
    """
    return gr.HTML(
        html_template=asset(f"{name}.html"),
        js_on_load=asset(f"{name}.js"),
        apply_default_css=False,
        **options,
    )


def line(text: str) -> str:
    """One escaped line that a screen reader announces."""
    return f'<p role="status">{escape(text)}</p>' if text else ""
