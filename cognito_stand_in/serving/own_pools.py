"""Build the user pools that the command line describes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..example import PAGE_ORIGIN, POOL_ID, client_of, example_pool, machine_of, not_rotating
from ..made_up_ids import is_pool_id
from .options import HIGHEST_PORT, MOST_POOLS

if TYPE_CHECKING:
    import argparse

    from ..pool import Pool


def pools_from_options(options: argparse.Namespace, scheme: str) -> list[Pool]:
    """Return the pools, each with the addresses that the options give it.

    Args:
        options: The options of the command line.
        scheme: `http` or `https`.

    Raises:
        TemplateError: the template or the TOML file is invalid.
        OSError: one of them cannot be read.
    """
    addresses = _addresses(options, scheme)
    if options.template is None:
        pools = [_default_pool(options, *addresses[0])]
    else:
        # Here, because most stand-ins have no template.
        from ..cloudformation.pools import load_pools  # noqa: PLC0415

        pools = load_pools(
            options.template,
            options.people,
            addresses=addresses,
            page_origins=_page_origins(options.callback) if options.callback else (),
            callback_urls=options.callback,
            parameters=dict(options.parameter),
            values=dict(options.value),
            pool_id=_id(options),
        )
    if options.issuer is not None and urlsplit(options.issuer).path:
        pools[0].issuer = options.issuer
    return pools


def _addresses(options: argparse.Namespace, scheme: str) -> list[tuple[str, str]]:
    """Return the origins of domain and issuer of every pool that there may be."""
    ports = range(options.port, min(options.port + 2 * MOST_POOLS, HIGHEST_PORT), 2)
    usual = [(f"{scheme}://localhost:{port}", f"{scheme}://localhost:{port + 1}") for port in ports]
    if options.domain_url is None and options.issuer is None:
        return usual
    domain, issuer = usual[0]
    if options.issuer is not None:
        parts = urlsplit(options.issuer)
        issuer = f"{parts.scheme}://{parts.netloc}"
    return [(options.domain_url or domain, issuer)]


def _id(options: argparse.Namespace) -> str | None:
    """Return the id of the pool: given itself, or as the end of the issuer's URL."""
    if options.pool_id is not None or options.issuer is None:
        return options.pool_id  # type: ignore[no-any-return]
    last = urlsplit(options.issuer).path.rpartition("/")[2]
    return last if is_pool_id(last) else None


def _default_pool(options: argparse.Namespace, domain: str, issuer_origin: str) -> Pool:
    pool = example_pool(
        domain=domain,
        issuer_origin=issuer_origin,
        page_origins=_page_origins(options.callback) or [PAGE_ORIGIN],
        callback_urls=options.callback,
        pool_id=_id(options) or POOL_ID,
    )
    usual = next(iter(pool.clients.values()))
    if not options.rotation:
        usual = not_rotating(usual)
    clients = [client_of(pool, usual, name, secret) for name, secret in options.client]
    clients = clients or [usual]
    if pool.identity_pool is not None:
        ids = tuple(client.client_id for client in clients)
        pool.identity_pool = replace(pool.identity_pool, client_ids=ids)
    clients += [machine_of(pool, name) for name in options.machine]
    pool.clients = {client.client_id: client for client in clients}
    return pool


def _page_origins(callback_urls: list[str]) -> list[str]:
    """Return the origin of each callback, whose root is accepted too."""
    parts = [urlsplit(url) for url in callback_urls]
    return [f"{one.scheme}://{one.netloc}" for one in parts if one.scheme in {"http", "https"}]
