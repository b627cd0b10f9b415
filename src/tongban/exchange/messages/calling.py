"""One HTTP call to a gateway: what it answered, or NotDelivered."""

from collections.abc import Mapping
from urllib import error, request
from urllib.parse import urlsplit

from tongban.exchange.messages.gateways import NotDelivered

TIMEOUT = 10
MOST = 64 * 1024


class _NoRedirects(request.HTTPRedirectHandler):
    """A gateway that moved is set up anew; a number and a signature are not carried elsewhere."""

    def redirect_request(self, *ignored: object, **more: object) -> None:
        return None


_opener = request.build_opener(_NoRedirects)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Status and body; an answer that is an error is one too. Raises NotDelivered where there is no answer."""
    call = request.Request(url, data=body, headers=dict(headers), method="POST")
    try:
        with _opener.open(call, timeout=TIMEOUT) as answer:
            return answer.status, answer.read(MOST)
    except error.HTTPError as wrong:
        with wrong:
            return wrong.code, wrong.read(MOST)
    except OSError as wrong:
        raise NotDelivered(str(wrong)) from None


def endpoint(url: str) -> str:
    """https://host[:port] of aliyun://key:secret@host; aliyun+http://… is plain, for a machine of one's own."""
    where = urlsplit(url)
    scheme = "http" if where.scheme.endswith("+http") else "https"
    host = where.hostname or ""
    return f"{scheme}://{host}" + (f":{where.port}" if where.port else "")
