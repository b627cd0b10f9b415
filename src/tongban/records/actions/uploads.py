"""Taking in a file: type by content and a short list, size, pictures written anew, PDFs checked, scanned, kept sealed.

The name a browser gives is only shown, never used as a path.
"""

import re
import unicodedata
from collections.abc import Sequence
from uuid import UUID

import puremagic
from django.db import transaction

from tongban.engine.package.text import Text
from tongban.kit import clock, files, ledger
from tongban.kit.access import Actor
from tongban.records.image_cleaning import FORMATS, BadPicture, cleaned
from tongban.records.models import Material
from tongban.records.pdf_checking import pdf_problem
from tongban.records.scanning import ScannerIsDown, scanner

TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
REFUSALS = {
    "none": Text("请先选择文件，再按“上传”。", "Choose a file first, then press Upload."),
    "empty": Text("这个文件是空的，请检查后重新选择。", "This file is empty. Check it and choose again."),
    "large": Text(
        "文件超过 {most} MB。请压缩，或分成几个文件上传；选了几份的，一份一份上传。",
        "The file is larger than {most} MB. Make it smaller or split it; of several chosen, upload one at a time.",
    ),
    "type": Text(
        "看内容，这不是可以接收的文件类型。请上传 {types}；只改文件名没有用。",
        "By its content this is not a type we take. Upload {types}; changing the name does not help.",
    ),
    "picture": Text(
        "图片打不开或尺寸过大。请重新拍照或另存后上传。",
        "The picture cannot be opened or is too big. Take it again or save it anew.",
    ),
    "pdf-broken": Text(
        "PDF 文件不完整或已损坏。请重新导出后上传。", "The PDF is incomplete or damaged. Export it again."
    ),
    "pdf-encrypted": Text(
        "PDF 文件设有密码。请去掉密码后上传。", "The PDF has a password. Remove it and upload again."
    ),
    "pdf-active": Text(
        "PDF 中含有脚本、附件或可执行动作。请用“打印为 PDF”另存后上传。",
        "The PDF holds scripts, attachments or actions. Save it with Print to PDF and upload that.",
    ),
    "virus": Text(
        "安全检查没有通过，文件已隔离，不会送出。请换一个文件。",
        "The file did not pass the security check and was set aside. Use another file.",
    ),
    "scanner": Text(
        "安全检查暂时不可用，文件没有收下。已填的内容都在，请稍后再传。",
        "The security check is not available just now, so the file was not taken. Your answers are kept; try later.",
    ),
    "many": Text("这一项最多 {most} 个文件。请先删去不要的。", "At most {most} files here. Remove one first."),
}
NAME_LENGTH = 120


class UploadRefused(ValueError):
    """The file was not taken. `text` tells the person why and what to do."""

    def __init__(self, code: str, **said: object) -> None:
        self.code = code
        pattern = REFUSALS[code]
        self.text = Text(pattern.zh.format(**said), pattern.en.format(**said))
        super().__init__(code)


def receive(
    content: bytes,
    name: str,
    *,
    slot: str,
    actor: Actor,
    citizen: UUID | None,
    organisation: UUID | None,
    accept: Sequence[str] = ("pdf", "jpeg", "png"),
    max_mb: int = 10,
) -> Material:
    """The kept material. Raises UploadRefused; an infected file is kept in quarantine, where no page can reach it."""
    media_type = _type_of(content, accept, max_mb)
    kept = _made_safe(content, media_type)
    try:
        clean = scanner().is_clean(content)
    except ScannerIsDown:
        raise UploadRefused("scanner") from None
    state = {True: Material.Scan.CLEAN, None: Material.Scan.UNSCANNED, False: Material.Scan.QUARANTINED}[clean]
    with transaction.atomic():
        material = Material.objects.create(
            citizen_id=citizen, organisation_id=organisation, slot=slot, name=shown_name(name, media_type),
            file=files.store(kept, media_type=media_type), scan=state, created_at=clock.now(),
        )  # fmt: skip
        ledger.access("material.received", actor=actor, subject=citizen, material=str(material.id), scan=str(state))
    if clean is False:
        raise UploadRefused("virus")
    return material


def _type_of(content: bytes, accept: Sequence[str], max_mb: int) -> str:
    if not content:
        raise UploadRefused("empty")
    if len(content) > max_mb * 1024 * 1024:
        raise UploadRefused("large", most=max_mb)
    wanted = {TYPES[one] for one in accept}
    try:
        found = puremagic.from_string(content[:4096] + content[-4096:], mime=True)
    except (puremagic.PureError, ValueError):
        found = ""
    if found not in wanted:
        raise UploadRefused("type", types=("、".join(one.upper() for one in accept)))
    return str(found)


def _made_safe(content: bytes, media_type: str) -> bytes:
    if media_type in FORMATS:
        try:
            return cleaned(content, media_type)
        except BadPicture:
            raise UploadRefused("picture") from None
    problem = pdf_problem(content)
    if problem is not None:
        raise UploadRefused(problem)
    return content


def shown_name(name: str, media_type: str) -> str:
    """A name without path, control or direction characters, with the ending of what the content is."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(one for one in last if unicodedata.category(one)[0] not in "CZ" or one == " ").strip(" .")
    stem = plain.rsplit(".", 1)[0] if "." in plain else plain
    return (stem[:NAME_LENGTH] or "文件") + ENDINGS[media_type]
