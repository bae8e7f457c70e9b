"""How Jetty answers over HTTP: its error pages, and its headers instead of aiohttp's."""

import html
from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

NO_CACHE: Final = {"Cache-Control": "must-revalidate,no-cache,no-store"}


def error_page(request: web.Request, status: int, message: str = "") -> web.Response:
    """Return Jetty's page for a status and a message, by default the status's own phrase."""
    told = html.escape(message or HTTPStatus(status).phrase)
    rows = {"URI": html.escape(str(request.url)), "STATUS": str(status), "MESSAGE": told}
    table = "".join(f"<tr><th>{name}:</th><td>{value}</td></tr>\n" for name, value in rows.items())
    page = (
        '<html>\n<head>\n<meta http-equiv="Content-Type" content="text/html;charset=ISO-8859-1"/>\n'
        f"<title>Error {status} {told}</title>\n</head>\n<body>\n<h2>HTTP ERROR {status} {told}</h2>\n"
        f"<table>\n{table}</table>\n\n</body>\n</html>\n"
    )
    kind = {"Content-Type": "text/html;charset=iso-8859-1"}
    return web.Response(status=status, body=page.encode("latin-1", "xmlcharrefreplace"), headers=NO_CACHE | kind)


async def own_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Take off what aiohttp adds; Jetty names no server. A signal handler for `on_response_prepare`."""
    response.headers.popall("Server", None)


@web.middleware
async def error_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what no handler answers with Jetty's page instead of aiohttp's text."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        return error_page(request, error.status)
