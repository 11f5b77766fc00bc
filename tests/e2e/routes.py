"""What tests do with a request that they intercept."""

from playwright.sync_api import APIResponse, Route


def answer_to(route: Route) -> APIResponse:
    """Return the server's answer to an intercepted request.

    Playwright may send it on a connection that the server closes at that moment, after some idle
    seconds. Browsers then send a request again, so Playwright does, too.
    """
    return route.fetch(max_retries=3)
