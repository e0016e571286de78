"""Texts to proposed figures: both languages are one set, decisions are kept, and nothing that nobody accepted is published."""

from collections import Counter
from datetime import date

import pytest
from conftest import Serve
from factories import Desk, make_report
from sqlalchemy import select

from api import models
from api.errors import Refusal
from api.ingest.checks import CheckRow, load_checks
from api.ingest.decisions import Decision, decide_all
from api.ingest.review import OnDesk, accept, figures_on_desk, list_drafts, reject

TODAY = date(2026, 11, 20)
# Value, unit, violation, victim, party, and the value of the figure that it is part of.
REPORT = [
    (120, "persons", "killing", "civilians", None, None),
    (80, "persons", "killing", "civilians", "syrian-regime", 120),
    (20, "persons", "killing", "children", "syrian-regime", 80),
    (12, "persons", "killing", "women", "syrian-regime", 80),
    (40, "persons", "killing", "civilians", "isis", 120),
    (8, "persons", "killing", "children", "isis", 40),
    (5, "persons", "killing", "women", "isis", 40),
    (4, "incidents", "massacre", "any", "syrian-regime", None),
    (11, "incidents", "attack-on-vital-facility", "any", "syrian-regime", None),
    (1, "incidents", "massacre", "any", "isis", None),
    (2, "incidents", "attack-on-vital-facility", "any", "isis", None),
    (230, "persons", "arbitrary-arrest", "any", "syrian-regime", None),
    (15, "persons", "arbitrary-arrest", "children", "syrian-regime", 230),
    (9, "persons", "arbitrary-arrest", "women", "syrian-regime", 230),
    (95, "munitions", "barrel-bomb", "any", "syrian-regime", None),
]


def read_both(desk: Desk, english: tuple[tuple[str, str], ...] = (), arabic: tuple[tuple[str, str], ...] = ()) -> str:
    public_id = desk.read(make_report("en", *english))
    return desk.read(make_report("ar", *arabic), pair=public_id)


def on_desk(desk: Desk, public_id: str) -> list[OnDesk]:
    with desk.engine.connect() as connection:
        return figures_on_desk(connection, public_id)


def by_value(desk: Desk, public_id: str) -> dict[float, OnDesk]:
    return {one.figure.value: one for one in on_desk(desk, public_id)}


def states(desk: Desk, public_id: str) -> Counter[str]:
    return Counter(one.state for one in on_desk(desk, public_id))


def flagged(desk: Desk, public_id: str) -> dict[str, list[CheckRow]]:
    with desk.engine.connect() as connection:
        found: dict[str, list[CheckRow]] = {}
        for check in load_checks(connection, public_id):
            if check.flags and not check.is_gap:
                found.setdefault(check.kind, []).append(check)
        return found


def accept_all(desk: Desk, public_id: str) -> int:
    with desk.engine.begin() as connection:
        return accept(connection, [public_id], TODAY)


def reject_one(desk: Desk, figure_id: str) -> None:
    with desk.engine.begin() as connection:
        reject(connection, [figure_id])


def values(desk: Desk, public_id: str, check: CheckRow) -> list[float]:
    known = {one.figure.key: one.figure.value for one in on_desk(desk, public_id)}
    return [known[key] for key in check.figures]


def test_both_languages_give_one_set_of_figures_with_the_words_of_each(desk: Desk) -> None:
    public_id = read_both(desk)
    figures = [one.figure for one in on_desk(desk, public_id)]
    values = {figure.key: figure.value for figure in figures}
    figures.sort(key=lambda figure: figure.ordinal or 0)
    read = [
        (
            int(one.value),
            one.unit,
            one.violation,
            one.victim,
            None if one.party == "all-parties" else one.party,
            values.get(one.subset_of or ""),
        )
        for one in figures
    ]
    assert read == REPORT
    with desk.engine.connect() as connection:
        bodies = {row.language: row.body for row in connection.execute(select(models.publication_text))}
    for figure in figures:
        assert [said.language for said in figure.evidence] == ["en", "ar"]
        for said in figure.evidence:
            assert bodies[said.language][said.start : said.end] == said.quote
    assert flagged(desk, public_id) == {}
    assert [one.flags for one in on_desk(desk, public_id)[:2]] == [["unknown-party"], []], "nobody is named for the total"
    assert {(figure.period.start, figure.period.end, figure.place) for figure in figures} == {
        (date(2015, 5, 1), date(2015, 5, 31), "hama")
    }


def test_three_contradictions_are_flagged_with_both_figures_and_both_sentences(desk: Desk) -> None:
    public_id = read_both(
        desk,
        english=(("including 20 children", "including 200 children"), ("killed 40 civilians", "killed 60 civilians")),
        arabic=(("بينهم 20 طفلاً", "بينهم 200 طفل"), ("داعش 40 مدنياً", "داعش 60 مدنياً"), ("95 برميلاً", "59 برميلاً")),
    )
    found = flagged(desk, public_id)
    (above,) = found["subset-above-whole"]
    assert (values(desk, public_id, above), above.difference) == ([80, 200], -120)
    assert [said["language"] for said in above.sentences] == ["en", "en", "ar", "ar"]
    (more,) = found["parts-above-total"]
    assert (values(desk, public_id, more), more.difference) == ([80, 200, 12], -132)
    (summed,) = found["sum-above"]
    assert (values(desk, public_id, summed), summed.difference) == ([120, 80, 60], -20)
    (apart,) = found["languages-disagree"]
    assert values(desk, public_id, apart) == [95, 59]
    assert apart.differs == {"value": {"en": 95, "ar": 59}}
    assert [said["language"] for said in apart.sentences] == ["en", "ar"]
    with desk.engine.connect() as connection:
        (draft,) = list_drafts(connection)
    assert (draft.figures, draft.open) == (16, 16)
    assert draft.flagged == len({key for checks in found.values() for check in checks for key in check.figures})
    assert [one.rank for one in on_desk(desk, public_id)] == sorted(one.rank for one in on_desk(desk, public_id))


def test_one_number_with_one_thing_different_is_one_figure_that_is_flagged(desk: Desk) -> None:
    public_id = read_both(desk, arabic=(("بينما قتل تنظيم داعش 40", "بينما قتلت هيئة تحرير الشام 40"),))
    forty = by_value(desk, public_id)[40]
    assert [said.language for said in forty.figure.evidence] == ["en", "ar"]
    assert (forty.figure.party, forty.flags) == ("isis", ["languages-disagree"])
    assert forty.checks[0].differs == {"party": {"en": "isis", "ar": "hts"}}


def test_what_one_language_alone_says_is_flagged(desk: Desk) -> None:
    public_id = read_both(desk, arabic=(("، و95 برميلاً متفجراً ألقتها مروحيات النظام السوري على المحافظة", ""),))
    bombs = by_value(desk, public_id)[95]
    assert ([said.language for said in bombs.figure.evidence], bombs.flags) == (["en"], ["one-language"])


def test_the_same_texts_again_ask_nothing_again(desk: Desk) -> None:
    public_id = read_both(desk)
    reject_one(desk, by_value(desk, public_id)[95].figure.key)
    assert accept_all(desk, public_id) == 14
    before = on_desk(desk, public_id)
    assert read_both(desk) == public_id
    assert on_desk(desk, public_id) == before
    desk.publish()
    read_both(desk)
    assert states(desk, public_id) == {"published": 14}
    with desk.engine.connect() as connection:
        assert list_drafts(connection) == []


def test_nothing_reaches_the_public_before_it_is_accepted(desk: Desk, serve: Serve) -> None:
    public_id = read_both(desk)
    chosen = [by_value(desk, public_id)[value].figure.key for value in (120, 80)]
    with desk.engine.begin() as connection:
        accept(connection, chosen, TODAY)
    desk.publish()
    client = serve(desk.url)
    served = client.get("/v1/figures?limit=100").json()
    assert sorted(record["id"] for record in served["data"]) == sorted(chosen)
    assert served["meta"]["total"] == 2
    assert client.get(f"/v1/articles/{public_id}").json()["data"]["figure_count"] == 2
    for one in on_desk(desk, public_id):
        status = 200 if one.figure.key in chosen else 404
        assert client.get(f"/v1/figures/{one.figure.key}").status_code == status
    assert client.get("/v1/figures?q=barrel").json()["data"] == []
    export = client.get("/v1/figures?format=csv").text
    assert [one.figure.key in export for one in on_desk(desk, public_id)].count(True) == 2


def test_a_changed_text_asks_only_about_what_changed(desk: Desk) -> None:
    public_id = read_both(desk)
    accept_all(desk, public_id)
    desk.publish()
    ids = {value: one.figure.key for value, one in by_value(desk, public_id).items()}
    read_both(
        desk,
        english=(
            ("The report records", "A sentence that was not there before.\n\nThe report records"),
            ("95 barrel bombs", "96 barrel bombs"),
        ),
        arabic=(("95 برميلاً", "96 برميلاً"),),
    )
    assert states(desk, public_id) == {"changed": 1, "published": 7, "accepted": 7}
    changed = by_value(desk, public_id)[96]
    assert (changed.state, changed.figure.key, changed.figure.revision_reason) == ("changed", ids[95], "source-corrected")
    assert [said.quote for said in changed.figure.evidence] == ["96 barrel bombs", "96 برميلاً متفجراً"]


def test_a_change_of_a_published_figure_waits_and_its_text_with_it(desk: Desk, serve: Serve) -> None:
    public_id = read_both(desk)
    accept_all(desk, public_id)
    desk.publish()
    read_both(desk, english=(("95 barrel bombs", "96 barrel bombs"),), arabic=(("95 برميلاً", "96 برميلاً"),))
    figure_id = by_value(desk, public_id)[96].figure.key
    with pytest.raises(Refusal, match=f"a text has changed under published figures.*{figure_id}"):
        desk.publish()
    assert accept_all(desk, public_id) == 1
    desk.publish()
    record = serve(desk.url).get(f"/v1/figures/{figure_id}").json()["data"]
    assert (record["value"], record["revision"], record["evidence"][0]["quote"]) == (96, 2, "96 barrel bombs")


def test_words_in_another_sentence_that_mean_the_same_are_not_asked_about(desk: Desk) -> None:
    public_id = read_both(desk)
    accept_all(desk, public_id)
    read_both(desk, english=(("It also documents 230 cases", "The report also documents 230 cases"),))
    assert states(desk, public_id) == {"accepted": 15}


def test_words_that_are_gone_are_for_a_person_to_decide(desk: Desk) -> None:
    public_id = read_both(desk)
    accept_all(desk, public_id)
    read_both(desk, english=((", and 95 barrel bombs that Syrian regime helicopters dropped on the governorate", ""),))
    gone = by_value(desk, public_id)[95]
    assert (gone.state, gone.flags) == ("gone", ["words-gone"])
    with pytest.raises(Refusal, match="a text has changed under published figures"):
        desk.publish()
    with pytest.raises(Refusal, match="stand no more in the text"):
        accept_all(desk, public_id)
    with desk.engine.begin() as connection:
        decide_all(connection, {public_id: [Decision("edit", gone.figure.key, {"quote_en": ""})]}, TODAY)
    desk.publish()
    assert states(desk, public_id) == {"published": 15}
    assert [said.language for said in by_value(desk, public_id)[95].figure.evidence] == ["ar"]


def test_what_was_rejected_stays_rejected_wherever_its_sentence_moves(desk: Desk) -> None:
    public_id = read_both(desk)
    reject_one(desk, by_value(desk, public_id)[95].figure.key)
    read_both(
        desk,
        english=(("The report records", "Another paragraph.\n\nThe report records"),),
        arabic=(("ويسجّل", "فقرة أخرى.\n\nويسجّل"),),
    )
    assert sorted(by_value(desk, public_id)) == sorted({float(row[0]) for row in REPORT} - {95.0})


def test_what_was_withdrawn_is_not_proposed_again(desk: Desk) -> None:
    public_id = read_both(desk)
    accept_all(desk, public_id)
    desk.publish()
    desk.withdraw(by_value(desk, public_id)[95].figure.key)
    read_both(desk)
    assert states(desk, public_id) == {"published": 14}


def test_a_second_language_that_comes_later_is_asked_about_word_by_word(desk: Desk, serve: Serve) -> None:
    public_id = desk.read(make_report("en"))
    accept_all(desk, public_id)
    desk.read(make_report("ar"), pair=public_id)
    assert states(desk, public_id) == {"words": 15}
    desk.publish()
    client = serve(desk.url)
    assert [len(record["evidence"]) for record in client.get("/v1/figures?limit=100").json()["data"]] == [1] * 15
    reject_one(desk, by_value(desk, public_id)[95].figure.key)
    assert accept_all(desk, public_id) == 14
    desk.publish()
    record = serve(desk.url).get(f"/v1/figures/{by_value(desk, public_id)[80].figure.key}").json()["data"]
    assert ([said["language"] for said in record["evidence"]], record["revision"]) == (["en", "ar"], 1)
    desk.read(make_report("ar"), pair=public_id)
    assert states(desk, public_id) == {"published": 15}
    assert len(by_value(desk, public_id)[95].figure.evidence) == 1


def test_a_person_who_corrected_a_figure_is_not_asked_about_its_words_again(desk: Desk) -> None:
    public_id = read_both(desk)
    figure_id = by_value(desk, public_id)[40].figure.key
    with desk.engine.begin() as connection:
        decide_all(connection, {public_id: [Decision("edit", figure_id, {"party": "hts", "value": "41"})]}, TODAY)
    read_both(desk, english=(("The report records", "Another paragraph.\n\nThe report records"),))
    assert states(desk, public_id) == {"accepted": 1, "new": 14}
    assert (by_value(desk, public_id)[41].figure.party, by_value(desk, public_id)[41].figure.key) == ("hts", figure_id)
