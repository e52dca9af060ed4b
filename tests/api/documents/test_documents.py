"""Papers read from pictures that the test draws: invented people, numbers that cannot exist."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from api.app import create_api
from api.documents import engine, reading
from api.documents.engine import Line
from api.documents.reading import fields_of, luhn
from api.settings import ApiSettings
from graph_schema.errors import Rejected
from graph_schema.store import bulk
from graph_schema.store.session import Store
from loaders.identifiers import check_character
from tests.api.callers import as_
from tests.api.test_attachments import PDF, kept
from tests.worlds import SYSTEM, two_villages

TODAY = date(2024, 1, 8)
FONTS = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",)
NUMBER = "990115195001010019"
Text = tuple[int, int, str, int]  # left, top, words, size in pixels
ID_CARD: list[Text] = [
    (90, 90, "姓名", 36), (210, 86, "赵大山", 42),
    (90, 190, "性别", 36), (210, 186, "男", 42), (330, 190, "民族", 36), (450, 186, "汉", 42),
    (90, 290, "出生", 36), (210, 286, "1950 年 1 月 1 日", 42),
    (90, 390, "住址", 36), (210, 386, "四川省成都市温江区永宁街道", 42),
    (210, 446, "示范路九号", 42),
    (90, 690, "公民身份号码", 36), (400, 682, NUMBER, 52),
]  # fmt: skip
BOOK: list[Text] = [
    (60, 60, "姓名", 32), (300, 58, "赵小雨", 36),
    (640, 60, "户主或与户主关系", 32), (980, 58, "女", 36),
    (60, 160, "性别", 32), (300, 158, "女", 36),
    (640, 160, "出生日期", 32), (880, 158, "1985年3月15日", 36),
    (60, 260, "民族", 32), (300, 258, "汉族", 36),
    (60, 360, "公民身份证件编号", 32), (420, 358, "990115198503150023", 36),
    (60, 460, "文化程度", 32), (300, 458, "初中", 36),
    (640, 460, "婚姻状况", 32), (880, 458, "已婚", 36),
]  # fmt: skip
DISABLED: list[Text] = [
    (80, 80, "姓名：赵大山", 40), (80, 180, "性别：男", 40),
    (80, 280, "残疾类别：肢体", 40), (80, 380, "残疾等级：二级", 40),
    (80, 480, f"残疾人证号：{NUMBER}42", 40), (80, 580, "有效期至：2030年6月30日", 40),
]  # fmt: skip
BANK: list[Text] = [(80, 80, "示范农村商业银行", 48), (80, 420, "6212 3400 0056 7890 011", 60)]


def drawn(texts: list[Text]) -> bytes:
    """A picture of a paper, as a JPEG."""
    font = next((name for name in FONTS if Path(name).is_file()), None)
    if font is None:
        pytest.fail(f"no Chinese font: install fonts-noto-cjk ({', '.join(FONTS)})")
    picture, out = Image.new("RGB", (1280, 810), (236, 240, 242)), io.BytesIO()
    draw = ImageDraw.Draw(picture)
    for left, top, words, size in texts:
        draw.text((left, top), words, (25, 25, 25), ImageFont.truetype(font, size))
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def line(text: str, score: float = 0.99, top: float = 0, left: float = 0) -> Line:
    return Line(text, score, left, top, left + 20 * len(text), top + 20)


def values(found: list[reading.Read]) -> dict[str, str]:
    return {one.name: one.value for one in found}


@pytest.mark.slow
@pytest.mark.feature("F24")
@pytest.mark.parametrize(
    ("kind", "texts", "told"),
    [
        (
            "ID_CARD", ID_CARD,
            {
                "name": "赵大山", "sex": "1", "ethnicity": "汉", "birth": "1950-01-01",
                "address": "四川省成都市温江区永宁街道示范路九号", "id_no": NUMBER,
            },
        ),
        (
            "HOUSEHOLD_BOOK", BOOK,
            {
                "name": "赵小雨", "relation": "女", "sex": "2", "ethnicity": "汉族",
                "birth": "1985-03-15", "id_no": "990115198503150023", "education": "初中",
                "marital": "已婚",
            },
        ),
        (
            "DISABILITY_CARD", DISABLED,
            {
                "name": "赵大山", "sex": "1", "disability_type": "肢体",
                "disability_grade": "2", "cert_no": f"{NUMBER}42", "expires_on": "2030-06-30",
            },
        ),
        ("BANK_CARD", BANK, {"number": "6212340000567890011", "bank": "示范农村商业银行"}),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)  # fmt: skip
def test_every_field_of_a_paper_is_read_and_nothing_is_marked(
    kind: str, texts: list[Text], told: dict[str, str]
):
    found = fields_of(kind, engine.lines_of(drawn(texts)), TODAY)

    assert values(found) == told
    assert not any(one.low for one in found)


@pytest.mark.feature("F24")
def test_what_is_doubtful_is_marked_and_says_why():
    lines = [
        line("姓名赵大山", 0.62), line("性别女", top=40), line("出生1950年13月1日", top=80),
        line(f"公民身份号码{NUMBER}", top=120),
    ]  # fmt: skip

    found = {one.name: one for one in fields_of("ID_CARD", lines, TODAY)}

    assert (found["name"].low, found["name"].confidence) == (True, 0.62)
    assert found["sex"].why == "DIFFERS_FROM_NUMBER"
    assert found["birth"].low
    assert not found["id_no"].low


@pytest.mark.feature("F24")
@pytest.mark.parametrize("place", range(17))
def test_one_misread_digit_of_an_id_number_is_always_marked(place: int):
    misread = str((int(NUMBER[place]) + 5) % 10)
    number = NUMBER[:place] + misread + NUMBER[place + 1 :]
    assert check_character(number[:17]) != NUMBER[17]

    (found,) = fields_of("ID_CARD", [line(f"公民身份号码{number}")], TODAY)

    assert (found.low, found.why) == (True, "CHECK_DIGIT")


@pytest.mark.feature("F24")
def test_a_picture_that_cannot_be_read_is_to_be_taken_again():
    sharp = Image.open(io.BytesIO(drawn(ID_CARD)))
    small, dull = io.BytesIO(), io.BytesIO()
    sharp.resize((320, 200)).save(small, "JPEG")
    sharp.filter(ImageFilter.GaussianBlur(9)).save(dull, "JPEG")

    engine.good_enough(drawn(ID_CARD))
    with pytest.raises(Rejected, match="RETAKE_SMALL"):
        engine.good_enough(small.getvalue())
    with pytest.raises(Rejected, match="RETAKE_BLURRED"):
        engine.good_enough(dull.getvalue())


def test_another_paper_is_not_taken_for_the_one_that_was_asked_for():
    with pytest.raises(Rejected, match="NOT_THIS_PAPER"):
        fields_of("ID_CARD", [line("今日菜单"), line("回锅肉", top=40)], TODAY)
    with pytest.raises(Rejected, match="DOCUMENT_UNKNOWN"):
        fields_of("PASSPORT", [], TODAY)


def test_the_last_digit_of_a_card_number_decides():
    assert luhn("6212340000567890011")
    assert not any(luhn(f"621234000056789001{n}") for n in "023456789")


READ = """query($id: ID!, $kind: String!) {
  done: readDocument(attachment: $id, kind: $kind) {
  ... on DocumentRead { fields { name value low confidence } }
  ... on Failure { code violations } } }"""


@pytest.mark.feature("F24")
def test_a_photo_that_was_attached_is_read_for_who_may_and_nothing_is_written(
    embedded_store: Store, tmp_path: Path
):
    two_villages(embedded_store)
    site = create_api(ApiSettings(keys=tmp_path), embedded_store)
    picture = drawn(ID_CARD)
    photo, paper = kept(site, picture), kept(site, PDF, kind="PDF")

    def read(login: str, id: str, kind: str = "ID_CARD") -> Any:
        return as_(site, login, lambda p: p.data(READ, id=id, kind=kind))["done"]

    found = {one["name"]: one for one in read("village", photo)["fields"]}
    with embedded_store.read(SYSTEM) as session:
        people = [row["id_no"] for row in bulk.scan(session, "Person", ["id", "id_no"])]
    assert (found["id_no"]["value"], found["id_no"]["low"]) == (NUMBER, False)
    assert len(people) == 3
    assert read("village", paper)["violations"] == ["FILE_TYPE"]
    assert read("village", photo, "MENU")["violations"] == ["DOCUMENT_UNKNOWN"]
    assert read("village", "nothing")["code"] == "NOT_FOUND"
    assert read("volunteer", photo)["code"] == "FORBIDDEN"
