"""Forms as data: form.schema.json (the contract) and form.ui.json (the pages), one verdict for every channel."""

from tongban.engine.forms.conditions import AnswerCondition, compile_condition
from tongban.engine.forms.display import Row, show, show_date
from tongban.engine.forms.fields import Field, FieldProblem, Page
from tongban.engine.forms.form import Form
from tongban.engine.forms.reading import PageInput

__all__ = [
    "AnswerCondition",
    "Field",
    "FieldProblem",
    "Form",
    "Page",
    "PageInput",
    "Row",
    "compile_condition",
    "show",
    "show_date",
]
