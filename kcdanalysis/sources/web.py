"""Programmes from the web: fetched when the user names an address, and only then."""

from __future__ import annotations

from kcdanalysis.errors import KcdError

#: No programme is larger or slower than this.
MOST_BYTES = 50_000_000
SECONDS = 30.0


def fetch(address: str) -> bytes:
    """Fetch what an http(s) address gives.

    Raises
    ------
    KcdError
        If it gives nothing, too much, or nothing in time; or without the extra `web`.
    """
    try:
        import httpx
    except ImportError:
        raise KcdError(
            f"{address}: reading the web needs the extra 'web'; pip install 'kcdanalysis[web]'"
        ) from None
    data = bytearray()
    try:
        with httpx.stream("GET", address, follow_redirects=True, timeout=SECONDS) as answer:
            answer.raise_for_status()
            for part in answer.iter_bytes():
                data += part
                if len(data) > MOST_BYTES:
                    raise KcdError(f"{address}: more than 50 MB; download it and name the file")
    except httpx.HTTPStatusError as error:
        code = error.response.status_code
        raise KcdError(f"{address}: the server answered {code}; check the address") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise KcdError(f"{address}: cannot be fetched ({error}); check the address") from None
    return bytes(data)
