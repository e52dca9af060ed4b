"""Rules, forms and flows of a district's folder: a bad one is refused before anything loads."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from api.districts.judging import judge
from api.districts.writing import SHIPPED
from graph_schema.errors import SourceError
from loaders.district import read_district, sample

LEAD = files("graph_schema.flows").joinpath("lead.yml").read_text("utf-8")
FORM = files("api.forms").joinpath("basic.yml").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = Path(shutil.copytree(sample(), tmp_path / "district"))
    for part in ("rules", "flows", "forms"):
        (made / part).mkdir()
    return made


def shipped(code: str) -> str:
    package, name = SHIPPED[code]
    return files(package).joinpath(name).read_text("utf-8")


def refused(folder: Path) -> str:
    with pytest.raises(SourceError) as error:
        judge(read_district(folder))
    return str(error.value)


def test_the_program_s_own_rules_forms_and_flows_may_be_a_district_s(folder: Path):
    for code in SHIPPED:
        (folder / f"rules/{code}.2024-01-01.yml").write_text(shipped(code))
    (folder / "flows/lead.2024-01-01.yml").write_text(LEAD)
    (folder / "forms/basic.2024-01-01.yml").write_text(FORM)

    told = judge(read_district(folder))

    assert sorted(one.code for one in told.rules) == sorted(SHIPPED)
    assert [code for code, _, _ in told.told] == ["form.basic", "flow.lead"]


@pytest.mark.parametrize(
    ("code", "old", "new", "why"),
    [
        ("risk", "yellow: 3500", "yellow: much", "line 6: score.yellow: int expected"),
        ("risk", "margin: 500", "margins: 500", "movement: exactly margin"),
        (
            "eligibility",
            "subject: person",
            "subject: family",
            "eligibility.2024-01-01.yml line",
        ),
        ("warning", "debounce_days:", "bounce_days:", "warning.2024-01-01.yml"),
        ("visits", "late_share: 0.5", "late: 0.5", "late_share missing"),
        ("linking", "kept_bonus: 100", "kept_bonus: many", "linking.2024-01-01.yml"),
    ],
)
def test_bad_rules_are_refused_by_file_line_and_reason(
    folder: Path, code: str, old: str, new: str, why: str
):
    text = shipped(code)
    assert old in text
    (folder / f"rules/{code}.2024-01-01.yml").write_text(text.replace(old, new, 1))

    assert why in refused(folder)


@pytest.mark.feature("F7")
@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("guards: [verifier_of_the_area]", "guards: [verifier]", "transitions[2]: no guard"),
        ("{event: assign,", "{event: hand,", "no event hand"),
        ("to: VERIFYING, who: [R06]", "to: VERIFYING, who: [R66]", "R66"),
        ("to: TRIAGED, who: [R10]", "to: JUDGED, who: [R10]", "unreachable"),
        ("clock: triage", "clock: tea", "no clock tea"),
        ("by: [visit.finish", "by: [case.start", "must stay"),
        ("label: Lead", "label: Case", "label, purpose and home"),
    ],
)
def test_bad_steps_are_refused_by_file_line_and_reason(
    folder: Path, old: str, new: str, why: str
):
    assert old in LEAD
    (folder / "flows/lead.2024-01-01.yml").write_text(LEAD.replace(old, new, 1))

    told = refused(folder)

    assert why in told
    assert "flows/lead.2024-01-01.yml line " in told


@pytest.mark.feature("F7")
def test_a_bad_form_is_refused_by_file_line_and_reason(folder: Path):
    (folder / "forms/basic.2024-01-01.yml").write_text(
        FORM.replace("type: id_number", "type: number_of_id", 1)
    )

    assert "forms/basic.2024-01-01.yml line " in refused(folder)


@pytest.mark.parametrize(
    ("code", "value", "why"),
    [
        ("clock.answer", "{else: 3 days}", "2h, 3cd or 3WD"),
        ("clock.tea", "{else: 1h}", "no such clock"),
    ],
)
def test_a_bad_clock_among_the_parameters_is_refused_with_its_line(
    folder: Path, code: str, value: str, why: str
):
    there = folder / "parameters.yml"
    row = f"{{code: {code}, value: {value}, unit: clock, from: 2024-01-01, to: null, "
    text = there.read_text(encoding="utf-8")
    there.write_text(text + f'- {row}basis: "", verified_by: ""}}\n', encoding="utf-8")

    told = refused(folder)

    assert why in told
    assert f"line={text.count(chr(10)) + 1}" in told.replace(": ", "=").replace("'", "")


def test_rules_nobody_knows_and_a_version_twice_are_refused(folder: Path):
    (folder / "rules/weather.2024-01-01.yml").write_text("version: x\n")
    assert "no such rules" in refused(folder)

    (folder / "rules/weather.2024-01-01.yml").unlink()
    for day in ("2024-01-01", "2025-01-01"):
        (folder / f"rules/risk.{day}.yml").write_text(shipped("risk"))
    assert "stands in rules/risk.2024-01-01.yml too" in refused(folder)
