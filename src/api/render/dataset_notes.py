"""What lies beside a dataset's table: a README in each language, and descriptions for programs, catalogues and search engines."""

import json
from collections.abc import Mapping
from importlib.resources import files
from string import Template
from typing import Any

from api.schemas.datasets import MEDIA_TYPES, ColumnRecord, DatasetRecord, FileRecord
from api.settings import Settings
from api.text.datasets import readme_text
from api.text.labels import label
from api.text.languages import LANGUAGES, Language

Both = Mapping[Language, DatasetRecord]
_SYRIA = "https://www.wikidata.org/entity/Q858"


def render_readme(record: DatasetRecord, language: Language, settings: Settings) -> str:
    """The README: what the dataset is, what to know before using it, its columns, and how to read it."""
    has_xlsx = any(file["name"] == "data.xlsx" for file in record["files"])
    template = files("api.render").joinpath("templates", f"readme.{language}.md").read_text(encoding="utf-8")
    return Template(template).substitute(
        **{name: record[name] for name in ("name", "title", "description", "release", "citation")},
        publisher=settings.publisher_name(language),
        rows=f"{record['rows']:,}",
        column_count=len(record["columns"]),
        license=_joined(record),
        caveats="\n".join(f"- {caveat}" for caveat in record["caveats"]),
        page=_address(record, "", settings),
        manifest=f"{settings.public_url}/v1/releases/{record['release']}/manifest.json",
        columns="\n".join(f"| `{column['name']}` | {column['type']} | {column['description']} |" for column in record["columns"]),
        csv=_address(record, "/data.csv", settings),
        xlsx_row=readme_text("xlsx_row", language) if has_xlsx else "",
        xlsx_note="" if has_xlsx else readme_text("xlsx_note", language),
        spreadsheet=readme_text(
            "spreadsheet" if has_xlsx else "spreadsheet_without", language, xlsx=_address(record, "/data.xlsx", settings)
        ),
    )


def sheet_notes(record: DatasetRecord, language: Language) -> list[tuple[str, str]]:
    """The notes of a spreadsheet, as pairs of a heading (empty where it goes on) and a line."""
    return [
        (record["title"], record["description"]),
        *(("" if place else label("caveats", language), caveat) for place, caveat in enumerate(record["caveats"])),
        (label("license", language), _joined(record)),
        (label("citation", language), record["citation"]),
        (label("release", language), record["release"]),
        *((column["name"], column["description"]) for column in record["columns"]),
    ]


def render_datapackage(both: Both, settings: Settings) -> str:
    """A Frictionless Data Package whose one resource is data.csv beside it."""
    english, arabic = both["en"], both["ar"]
    table = next(file for file in english["files"] if file["name"] == "data.csv")
    package = {
        "profile": "tabular-data-package",
        "name": english["name"],
        "title": english["title"],
        "title_ar": arabic["title"],
        "description": english["description"],
        "description_ar": arabic["description"],
        "version": english["release"],
        "homepage": _address(english, "", settings),
        **_licenses(english),
        "contributors": [{"title": settings.publisher_name("en"), "path": settings.publisher_url, "role": "publisher"}],
        "sources": [{"title": settings.publisher_name("en"), "path": settings.publisher_url}],
        "caveats": english["caveats"],
        "caveats_ar": arabic["caveats"],
        "citation": english["citation"],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "data",
                "path": "data.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": table["bytes"],
                "hash": f"sha256:{table['sha256']}",
                "schema": {
                    "fields": [_field(*columns) for columns in zip(english["columns"], arabic["columns"], strict=True)],
                    "missingValues": [""],
                },
            }
        ],
    }
    return _json(package)


def render_jsonld(both: Both, settings: Settings) -> str:
    """The dataset as schema.org and DCAT know it, in one document that needs no context from elsewhere."""
    english = both["en"]
    page = _address(english, "", settings)
    publisher = {
        "@type": ["Organization", "foaf:Agent"],
        "@id": settings.publisher_url,
        "name": _spoken({language: settings.publisher_name(language) for language in LANGUAGES}),
        "foaf:name": settings.publisher_name("en"),
        "url": settings.publisher_url,
    }
    titles, descriptions = ({language: both[language][part] for language in LANGUAGES} for part in ("title", "description"))
    document = {
        "@context": {
            "@vocab": "https://schema.org/",
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@type": ["Dataset", "dcat:Dataset"],
        "@id": page,
        "url": page,
        "dcat:landingPage": {"@id": page},
        "identifier": english["name"],
        "dct:identifier": english["name"],
        "name": _spoken(titles),
        "dct:title": _spoken(titles),
        "description": _spoken(descriptions),
        "dct:description": _spoken(descriptions),
        "version": english["release"],
        "inLanguage": list(LANGUAGES),
        "isAccessibleForFree": True,
        "creator": publisher,
        "publisher": {"@id": settings.publisher_url},
        "dct:publisher": {"@id": settings.publisher_url},
        **_terms(english),
        "creditText": english["citation"],
        "spatialCoverage": {"@type": "Place", "@id": _SYRIA, "name": _spoken({"en": "Syria", "ar": "سوريا"})},
        "dct:spatial": {"@id": _SYRIA},
        **_covered(english),
        "variableMeasured": [
            {"@type": "PropertyValue", "name": column["name"], "description": column["description"]}
            for column in english["columns"]
        ],
        "distribution": [_distribution(file) for file in english["files"]],
        "dcat:distribution": [{"@id": file["url"]} for file in english["files"]],
    }
    return _json(document)


def _distribution(file: FileRecord) -> dict[str, Any]:
    media_type = MEDIA_TYPES[file["name"]].split(";")[0]
    return {
        "@type": ["DataDownload", "dcat:Distribution"],
        "@id": file["url"],
        "name": file["name"],
        "contentUrl": file["url"],
        "dcat:downloadURL": {"@id": file["url"]},
        "encodingFormat": media_type,
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type}"},
        "contentSize": str(file["bytes"]),
        "dcat:byteSize": file["bytes"],
        "sha256": file["sha256"],
    }


def _field(english: ColumnRecord, arabic: ColumnRecord) -> dict[str, str]:
    both = {"description": english["description"], "description_ar": arabic["description"]}
    return {"name": english["name"], "type": english["type"], **both}


def _licenses(record: DatasetRecord) -> dict[str, Any]:
    """A licence needs an address to be one; the words of one that has none stand in the README."""
    given = record["license"]
    return {"licenses": [{"title": given["name"], "path": given["url"]}]} if given["url"] else {}


def _terms(record: DatasetRecord) -> dict[str, Any]:
    url = record["license"]["url"]
    return {"license": url, "dct:license": {"@id": url}} if url else {"usageInfo": record["license"]["name"]}


def _covered(record: DatasetRecord) -> dict[str, str]:
    coverage = record["coverage"]
    return {"temporalCoverage": f"{coverage['start']}/{coverage['end']}"} if coverage else {}


def _spoken(texts: Mapping[Language, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in texts.items()]


def _joined(record: DatasetRecord) -> str:
    return " ".join(part for part in (record["license"]["name"], record["license"]["url"]) if part)


def _address(record: DatasetRecord, file: str, settings: Settings) -> str:
    return f"{settings.public_url}/v1/datasets/{record['name']}{file}?release={record['release']}"


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
