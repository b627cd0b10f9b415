"""Tables of the catalog."""

from tongban.catalog.models.implementations import CatalogueEntry, Implementation, ImplementationVersion
from tongban.catalog.models.packages import Package, PackageFile, PackageStory, PackageVersion
from tongban.catalog.models.search import SearchPhrase

__all__ = [
    "CatalogueEntry",
    "Implementation",
    "ImplementationVersion",
    "Package",
    "PackageFile",
    "PackageStory",
    "PackageVersion",
    "SearchPhrase",
]
