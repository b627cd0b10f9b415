"""Forms as data: form.schema.json (the contract) and form.ui.json (the pages), one verdict for every channel."""

from tongban.engine.forms.attached import FileQuestion, ids_at, with_file, without_file
from tongban.engine.forms.display import Row, show, show_date
from tongban.engine.forms.fields import Field, FieldProblem, Page
from tongban.engine.forms.form import Form
from tongban.engine.forms.reading import PageInput

__all__ = [
    "Field",
    "FieldProblem",
    "FileQuestion",
    "Form",
    "Page",
    "PageInput",
    "Row",
    "ids_at",
    "show",
    "show_date",
    "with_file",
    "without_file",
]
