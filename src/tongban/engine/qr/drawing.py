"""QR codes as SVG (ISO/IEC 18004, correction level M): modules by the library that also reads them, a path by us."""

import re
from typing import Any

import zxingcpp

LEVEL = "M"
MARGIN = 4  # modules, as the standard wants
_DARK = re.compile(rb"\x00+")


class TooLong(Exception):
    """The text does not fit into a code of the wanted size; the message gives the number of its characters."""


def svg(text: str, *, largest: int = 40, scale: int = 4) -> str:
    """The code as an `<svg>` element, `scale` pixels a module. Raises TooLong beyond version `largest` of forty."""
    try:
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=LEVEL)
    except ValueError:
        raise TooLong(f"{len(text)}") from None
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    side: int = image.shape[0]
    if side > 17 + 4 * largest:
        raise TooLong(f"{len(text)}")
    modules, whole = memoryview(image).tobytes(), side + 2 * MARGIN
    bars = (
        f"M{found.start() + MARGIN} {row + MARGIN}h{len(found.group())}v1h-{len(found.group())}z"
        for row in range(side)
        for found in _DARK.finditer(modules[row * side : (row + 1) * side])
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole * scale}" height="{whole * scale}"'
        f' viewBox="0 0 {whole} {whole}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{whole}v{whole}h-{whole}z"/>'
        f'<path fill="#000" d="{"".join(bars)}"/></svg>'
    )
