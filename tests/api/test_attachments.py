"""Attachments: told by their content, sealed, shown marked, gone with the household."""

import hashlib
import io
import stat
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image, ImageChops
from starlette.applications import Starlette

from api.app import create_api
from api.attachments import files
from api.attachments.kinds import media_of
from api.attachments.scanning import scan
from api.attachments.watermark import marked
from api.privacy.forgetting import forget
from api.privacy.retention import keep_terms
from api.settings import ApiSettings
from graph_schema.errors import Rejected, SettingsError
from graph_schema.store import bulk
from graph_schema.store.erasing import Decision
from graph_schema.store.session import Store
from tests.api.callers import PEOPLE, as_
from tests.worlds import SYSTEM, two_villages

ATTACH = """mutation($input: AttachFileInput!) { done: attachFile(input: $input) { __typename
  ... on AttachmentDone { id state } ... on Failure { code violations } } }"""
LIST = """query($holder: ID!) { attachments(process: "household", holder: $holder) {
  id kind media size sha256 takenAt place } }"""
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00" + bytes(24)


def photo(colour: tuple[int, int, int] = (200, 180, 160)) -> bytes:
    """A photo with a note of the camera: where it was taken."""
    picture, out, exif = Image.new("RGB", (900, 600), colour), io.BytesIO(), Image.Exif()
    exif[0x010E] = "home of somebody"
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


PHOTO = photo()


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Starlette:
    two_villages(store)
    return create_api(ApiSettings(keys=tmp_path), store)


def announce(
    site: Starlette,
    content: bytes = PHOTO,
    login: str = "village",
    *,
    operation: str = "op",
    **told: Any,
) -> Any:
    said = {
        "operationId": operation, "process": "household", "holder": "h1", "kind": "PHOTO",
        "sha256": hashlib.sha256(content).hexdigest(), "size": len(content),
    }  # fmt: skip
    return as_(site, login, lambda p: p.data(ATTACH, input=said | told))["done"]


def put(site: Starlette, id: str, content: bytes, login: str = "village") -> httpx.Response:
    return as_(site, login, lambda p: p.client.put(f"/attachments/{id}", content=content))


def get(site: Starlette, id: str, login: str = "village") -> httpx.Response:
    return as_(site, login, lambda p: p.client.get(f"/attachments/{id}"))


def listed(site: Starlette, holder: str = "h1", login: str = "village") -> list[Any]:
    return as_(site, login, lambda p: p.data(LIST, holder=holder))["attachments"]


def kept(site: Starlette, content: bytes = PHOTO, **told: Any) -> str:
    id = announce(site, content, operation=f"op {len(content)}", **told)["id"]
    assert put(site, id, content).status_code == 201
    return str(id)


@pytest.mark.feature("F25")
def test_a_photo_is_kept_with_kind_sum_time_and_place_and_sealed_on_the_disk(
    site: Starlette, store: Store
):
    told = {"takenAt": "2023-12-30T04:00:00+00:00", "lon": 103.85, "lat": 30.68}

    id = kept(site, **told)

    (one,) = listed(site)
    path = files.folder(store) / id
    assert (one["kind"], one["media"], one["size"]) == ("PHOTO", "image/jpeg", len(PHOTO))
    assert one["sha256"] == hashlib.sha256(PHOTO).hexdigest()
    assert datetime.fromisoformat(one["takenAt"]).hour == 4
    assert one["place"] in {"103.85000,30.68000", None}  # by the caller's mask
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PHOTO[:64] not in path.read_bytes()
    assert files.content_of(store, id) == PHOTO
    reply = get(site, id)
    assert reply.headers["content-type"] == "image/jpeg"
    assert "sandbox" in reply.headers["content-security-policy"]
    assert reply.headers["cache-control"] == "no-store"
    assert reply.content != PHOTO


@pytest.mark.feature("F25")
def test_a_picture_is_shown_marked_and_without_what_the_camera_noted():
    shown = Image.open(io.BytesIO(marked(PHOTO, "R03 a1 2024-01-08 12:00Z")))
    plain = Image.new("RGB", shown.size, (200, 180, 160))
    box = ImageChops.difference(shown.convert("RGB"), plain).point(lambda v: 255 * (v > 24))
    left, top, right, bottom = box.getbbox() or (0, 0, 0, 0)
    assert not shown.getexif()
    assert (right - left) > 0.8 * shown.width  # across the whole picture
    assert (bottom - top) > 0.8 * shown.height


@pytest.mark.feature("F25")
def test_papers_are_given_to_be_kept_not_run_and_another_content_is_refused(site: Starlette):
    reply = get(site, kept(site, PDF, kind="PDF"))
    false = put(site, announce(site, WAV, operation="w")["id"], WAV)

    assert reply.content == PDF
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.headers["content-disposition"].startswith("attachment")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert false.status_code == 422
    assert false.json()["errors"][0]["extensions"]["violations"] == ["FILE_TYPE"]
    assert [one["kind"] for one in listed(site)] == ["PDF"]


@pytest.mark.feature("F25")
@pytest.mark.parametrize(
    ("kind", "content", "media"),
    [
        ("PHOTO", PHOTO, "image/jpeg"),
        ("PDF", PDF, "application/pdf"),
        ("AUDIO", WAV, "audio/wav"),
        ("PHOTO", PDF, None),
        ("PHOTO", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", None),
        ("PHOTO", PHOTO[:200], None),
        ("PDF", PHOTO, None),
        ("PDF", b"MZ\x90\x00" + PDF, None),
        ("AUDIO", b"#!/bin/sh\necho\n", None),
        ("AUDIO", b"", None),
    ],
)
def test_a_file_is_what_its_content_says(kind: str, content: bytes, media: str | None):
    if media is not None:
        assert media_of(kind, content) == media
        return
    with pytest.raises(Rejected, match="FILE_TYPE"):
        media_of(kind, content)


@pytest.mark.feature("F25")
def test_size_and_sum_are_those_that_were_announced(site: Starlette):
    large = announce(site, size=(10 << 20) + 1)
    empty = announce(site, size=0, operation="o2")
    id = announce(site, operation="o3")["id"]

    other = put(site, id, photo((1, 2, 3)))
    again = [announce(site, operation=f"o{n}")["id"] for n in (3, 4)]

    assert large["violations"] == empty["violations"] == ["FILE_SIZE"]
    assert other.status_code == 422
    assert again == [id, id]  # the same operation, and the same file anew
    assert put(site, id, PHOTO).status_code == put(site, id, PHOTO).status_code == 201


@pytest.mark.feature("F25")
def test_who_does_not_reach_the_household_reaches_no_file_of_it(site: Starlette):
    id = kept(site)
    PEOPLE["elsewhere"] = (PEOPLE["village"][0], "510115106001")

    out = announce(site, login="elsewhere", operation="x")
    codes = [get(site, id, who).status_code for who in ("elsewhere", "volunteer", "manager")]
    hidden = put(site, id, PHOTO, "elsewhere").status_code
    town = get(site, id, "town").status_code

    assert out["code"] == "NOT_FOUND"
    assert codes == [404, 403, 403]
    assert (hidden, town) == (404, 200)


def checker(code: int) -> tuple[str, ...]:
    """A command that looks at the file it is given and ends with a code."""
    looks = "open(sys.argv[1], 'rb').read(3) == bytes([255, 216, 255]) or sys.exit(9)"
    return (sys.executable, "-c", f"import sys; {looks}; sys.exit({code})")


@pytest.mark.feature("F25")
def test_a_command_of_the_operator_may_refuse_a_file_and_then_nothing_is_kept(
    embedded_store: Store, tmp_path: Path
):
    two_villages(embedded_store)
    settings = ApiSettings(keys=tmp_path, virus_check=checker(1))
    site = create_api(settings, embedded_store)

    reply = put(site, announce(site)["id"], PHOTO)

    assert reply.status_code == 422
    assert reply.json()["errors"][0]["extensions"]["violations"] == ["INFECTED"]
    assert listed(site) == []


def test_a_check_that_fails_itself_lets_nothing_through():
    scan((), PHOTO)
    scan(checker(0), PHOTO)

    with pytest.raises(SettingsError, match="exit code 9"):
        scan(checker(0), PDF)
    with pytest.raises(SettingsError, match="FileNotFoundError"):
        scan(("no-such-command",), PHOTO)


def test_a_virus_check_that_is_not_there_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="WULIAN_VIRUS_CHECK"):
        ApiSettings.from_env({"WULIAN_VIRUS_CHECK": "no-such-command --quiet"})


@pytest.mark.feature("F25")
def test_erasing_a_household_takes_its_files_along(site: Starlette, store: Store):
    id = kept(site)

    done = forget(store, SYSTEM, "Household", "h1", Decision(approver="a", reason="ASKED"))

    assert (done.files, done.counts["Attachment"]) == (1, 1)
    assert not (files.folder(store) / id).exists()


@pytest.mark.feature("F25")
def test_what_hangs_on_nothing_goes_after_ninety_days(site: Starlette, store: Store):
    id = kept(site)
    gone = """mutation($id: ID!) { done: removeAttachment(operationId: "r", id: $id) {
      ... on AttachmentDone { state } ... on Failure { code } } }"""

    done = as_(site, "village", lambda p: p.data(gone, id=id))["done"]
    later = Store(store.connection, clock=lambda: store.clock() + timedelta(days=91))
    terms = keep_terms(later)

    assert done == {"state": "REMOVED"}
    assert (get(site, id).status_code, listed(site)) == (404, [])
    assert terms["unused_attachments"] == 1
    with store.read(SYSTEM) as session:
        assert bulk.find(session, "Attachment", [id]) == {}
