"""Service packages: a business as a folder of data, read strictly. The contract is docs/package-format.md."""

from tongban.engine.package.compiling import Story
from tongban.engine.package.package import Package, digest_of, folder_files, read, read_folder
from tongban.engine.package.parts import Child, Limits, Material, Result, Scenario, Service, Step, Term, Then
from tongban.engine.package.text import Phrases, Text

__all__ = [
    "Child",
    "Limits",
    "Material",
    "Package",
    "Phrases",
    "Result",
    "Scenario",
    "Service",
    "Step",
    "Story",
    "Term",
    "Text",
    "Then",
    "digest_of",
    "folder_files",
    "read",
    "read_folder",
]
