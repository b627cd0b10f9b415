"""What a service is found by, written in the transaction of its publication."""

from tongban.catalog.models import Implementation, PackageVersion, SearchPhrase
from tongban.catalog.queries import package_of
from tongban.engine.package.implementation import Implementation as ImplementationDocument

NAME, PHRASE, SUMMARY, DEPARTMENT = 3.0, 3.0, 1.0, 0.5


def write_phrases(row: Implementation, content: ImplementationDocument, version: PackageVersion | None) -> None:
    """Replaces the phrases of one implementation: names, everyday phrases, summary, authority; both languages."""
    texts: list[tuple[str, float]] = []
    if content.name is not None:
        texts += [(content.name.zh, NAME), (content.name.en, NAME)]
    if version is not None:
        service = package_of(version.id).service
        for text, weight in ((service.name, NAME), (service.plain_name, NAME), (service.summary, SUMMARY)):
            texts += [(text.zh, weight), (text.en, weight)]
        texts += [(phrase, PHRASE) for phrase in (*service.phrases.zh, *service.phrases.en)]
    texts += [(row.authority.name_zh, DEPARTMENT), (row.authority.name_en, DEPARTMENT)]
    row.phrases.all().delete()
    SearchPhrase.objects.bulk_create(
        SearchPhrase(implementation=row, text=text[:200].lower(), weight=weight) for text, weight in dict(texts).items()
    )
