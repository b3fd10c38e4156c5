"""What a form brings: few short fields, from a page of our own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from athena.web.failing import BadRequest

MOST_BYTES = 64 * 1024
_FORM = "application/x-www-form-urlencoded"


async def form_fields(request: Request) -> Mapping[str, str]:
    """The fields of a posted form, each once.

    Refused with `web.other-site` for a form that another site sent, and `web.form` for what is no small form.
    """
    _from_our_own_page(request)
    if request.headers.get("content-type", "").split(";")[0].strip() != _FORM:
        raise _no_form(request, "it is not a plain form")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise _no_form(request, f"it has more than {MOST_BYTES:,} bytes")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=100))
    except ValueError as error:
        raise _no_form(request, "it cannot be read") from error


Fields = Annotated[Mapping[str, str], Depends(form_fields)]


def _from_our_own_page(request: Request) -> None:
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if site not in ("same-origin", "none") or (origin is not None and origin != own):
        raise BadRequest(
            "other-site", "This form came from another site", request.url.path, "only Athena's own pages may ask",
            "Open the page here and try again",
        )  # fmt: skip


def _no_form(request: Request, why: str) -> BadRequest:
    return BadRequest("form", "This is not a form that was asked for", request.url.path, why, "Use the page's own form")
