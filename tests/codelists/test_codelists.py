"""The bundled code lists are whole, in both languages."""

import re
import unicodedata

import pytest

from api.codelists import NAMES, bundled, read_data

CODES = {
    "parties": "syrian-regime syrian-government russian-forces syrian-russian-alliance isis hts sdf armed-opposition-sna us-coalition "
    "israel iranian-militias turkey lebanese-forces extremist-islamist-groups other-parties all-parties",
    "violations": "killing death-by-torture arbitrary-arrest enforced-disappearance detained-or-disappeared release injury massacre "
    "attack-on-vital-facility barrel-bomb cluster-munition-attack incendiary-attack chemical-attack displacement",
    "victims": "civilians children women children-and-women medical-personnel media-workers civil-defence "
    "medical-and-civil-defence combatants refugees any",
    "places": "damascus aleppo rural-damascus homs hama latakia idlib hasakah deir-ez-zor tartus raqqa daraa suwayda quneitra",
    "qualifiers": "exact at-least about more-than",
    "units": "persons incidents munitions facilities percent",
}


@pytest.mark.parametrize("name", CODES)
def test_a_list_has_the_codes_of_the_contract(name: str) -> None:
    assert list(bundled(name)) == CODES[name].split()


@pytest.mark.parametrize("name", NAMES)
def test_every_code_has_labels_in_both_scripts_and_a_known_parent(name: str) -> None:
    for entry in bundled(name).values():
        assert re.fullmatch(r"[a-z0-9/-]+", entry.code)
        assert re.search("[A-Za-z]", entry.label_en)
        assert re.search("[\u0600-\u06ff]", entry.label_ar)
        assert entry.parent is None or entry.parent in bundled(name)
        assert unicodedata.is_normalized("NFC", entry.label_ar + (entry.definition_ar or ""))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("sections", "places")])
def test_every_code_of_a_dimension_says_what_it_counts_in_both_languages(name: str) -> None:
    for entry in bundled(name).values():
        assert entry.definition_en, entry.code
        assert entry.definition_ar, entry.code


def test_places_have_p_codes_and_centroids() -> None:
    places = list(bundled("places").values())
    assert sorted(place.pcode or "" for place in places) == [f"SY{number:02}" for number in range(1, 15)]
    assert all(32 < (place.latitude or 0) < 38 and 35 < (place.longitude or 0) < 43 for place in places)


def test_the_new_government_is_another_party_from_8_december_2024_and_the_regime_has_no_end() -> None:
    parties = bundled("parties")
    assert str(parties["syrian-government"].valid_from) == "2024-12-08"
    assert parties["syrian-regime"].valid_to is None


def test_every_section_says_what_a_publication_in_it_is() -> None:
    sections = bundled("sections")
    assert {section.kind for section in sections.values()} == {"report", "statement", "news"}
    assert sections["thematic-reports/others"].kind == "report"
    assert sections["thematic-reports/others"].parent == "thematic-reports"


def test_every_place_has_words_in_both_scripts() -> None:
    words = list(read_data("words", "places.csv"))
    assert {row["code"] for row in words} == set(bundled("places"))
    for code in bundled("places"):
        own = [row["words"] for row in words if row["code"] == code]
        assert any(re.search("[A-Za-z]", word) for word in own)
        assert any(re.search("[\u0600-\u06ff]", word) for word in own)
