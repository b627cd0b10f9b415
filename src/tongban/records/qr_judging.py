"""Judges the QR code of a certificate without network or database: its text, or a picture it can be read from."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import zxingcpp
from PIL import Image, UnidentifiedImageError

from tongban.engine.qr import PREFIX, BadTrust, QrVerdict, judge, trust_from
from tongban.kit.clock import CITY_ZONE

Lines = list[str]


class NoCode(Exception):
    """The picture cannot be read, or has no QR code of ours in it."""


def code_in(picture: Path) -> str:
    """The text of the first code of ours in a picture. Raises NoCode."""
    try:
        with Image.open(picture) as opened:
            found = zxingcpp.read_barcodes(opened.convert("L"))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise NoCode(str(error)) from error
    for one in found:
        if one.text.startswith(PREFIX):
            return one.text
    raise NoCode(f"{len(found)}")


def said(verdict: QrVerdict) -> str:
    """The verdict as lines of text."""
    lines = [f"{'✓' if verdict.valid else '✗'} {verdict.zh} / {verdict.en}"]
    if (claims := verdict.claims) is not None:
        until = claims.valid_to.isoformat() if claims.valid_to else "长期 / no end"
        if claims.test:
            lines.append("  测试印章，不具法律效力 / a test seal, without legal force")
        lines += [
            f"  证照 / certificate: {claims.name[0]} / {claims.name[1]}",
            f"  编号 / number: {claims.number}（第 {claims.issue} 期 / issue {claims.issue}）",
            f"  持证人 / holder: {claims.holder}",
            f"  发证机关 / authority: {claims.authority}",
            f"  签发 / issued: {claims.issued_on.isoformat()}　有效期至 / valid until: {until}",
            f"  联网核验 / online: {claims.address}?number={claims.number}&code={claims.code}",
        ]
    if verdict.claims is not None and verdict.listed_at is None:
        lines.append("  没有吊销列表：不知道是否已被撤销 / no revocation list: whether it was revoked is not known")
    elif verdict.listed_at is not None:
        stale = "，已过期，请更新 / out of date: fetch a newer one" if verdict.stale else ""
        lines.append(
            f"  吊销列表 / revocation list of: {verdict.listed_at.astimezone(CITY_ZONE):%Y-%m-%d %H:%M}{stale}"
        )
    return "\n".join(lines) + "\n"


def verify_qr(given: str, trust: Path) -> int:
    """Prints the verdict in both languages; 0 for a genuine certificate in force, 1 for any other."""
    try:
        carried = trust_from(trust.read_bytes())
        text = code_in(Path(given)) if not given.startswith(PREFIX) else given
    except OSError:
        sys.stderr.write(
            f"没有可读的信任文件：{trust} / no trust file at {trust}\n"
            "请从城市网站的 /verify/revoked/ 下载，用 --trust 指定 / fetch it from /verify/revoked/ of the city, then --trust\n"
        )
        return 1
    except BadTrust as error:
        sys.stderr.write(f"信任文件不能使用 / the trust file cannot be used: {error}\n")
        return 1
    except NoCode:
        sys.stderr.write("图片里没有读到证照二维码 / no QR code of a certificate was read from the picture\n")
        return 1
    now = datetime.now(UTC)
    verdict = judge(text, carried, now, now.astimezone(CITY_ZONE).date())
    sys.stdout.write(said(verdict))
    return 0 if verdict.valid else 1
