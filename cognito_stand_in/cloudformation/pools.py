"""Load user pools from a CloudFormation template and a TOML file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..toml_file.development import read_development, settings_of
from .errors import TemplateError
from .names import name_resources
from .template import DEFAULT_REGION, Template
from .user_pool import PoolReader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ..pool import Pool


def load_pool(
    template: Path,
    people: Path | None = None,
    *,
    domain: str,
    issuer_origin: str,
    page_origins: Sequence[str] = (),
    callback_urls: Sequence[str] = (),
    parameters: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
    pool_id: str | None = None,
) -> Pool:
    """Read the only user pool of a template, its app clients and its people.

    Args:
        template: A CloudFormation template, in YAML or JSON.
        people: A TOML file with what the template cannot contain: people with passwords, and ids
            and secrets, which are made up otherwise.
        domain: The origin of the user pool's domain, such as `http://localhost:8001`.
        issuer_origin: The origin of the issuer.
        page_origins: The origins of the app's pages. Each, with a final slash, becomes a value of
            the parameters `CallbackUrls` and `LogoutUrls`, if the template has them.
        callback_urls: More callback and sign-out URLs of every app client for people.
        parameters: Template parameters that differ from the template's and the TOML file's.
        values: Values that are known only in AWS, by what refers to them in the template.
        pool_id: The id of the pool, before the one in the TOML file.

    Raises:
        TemplateError: one of the files is invalid, or the template has several user pools; the
            message names the file and the place.
        OSError: one of the files cannot be read.
    """
    pools = load_pools(
        template,
        people,
        addresses=[(domain, issuer_origin)],
        page_origins=page_origins,
        callback_urls=callback_urls,
        parameters=parameters,
        values=values,
        pool_id=pool_id,
    )
    return pools[0]


def load_pools(
    template: Path,
    people: Path | None = None,
    *,
    addresses: Sequence[tuple[str, str]],
    page_origins: Sequence[str] = (),
    callback_urls: Sequence[str] = (),
    parameters: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
    pool_id: str | None = None,
) -> list[Pool]:
    """Read every user pool of a template.

    Args:
        template: As for `load_pool`, and so are the other arguments.
        people: Likewise.
        addresses: The origins of domain and issuer of each pool.
        page_origins: Likewise.
        callback_urls: Likewise.
        parameters: Likewise.
        values: Likewise.
        pool_id: Likewise.

    Raises:
        TemplateError: one of the files is invalid, or the template has more user pools than there
            are addresses.
        OSError: one of the files cannot be read.
    """
    file = read_development(people)
    urls = ",".join(f"{origin}/" for origin in page_origins)
    written_id = pool_id or file.table("pool").optional("id") or f"{DEFAULT_REGION}_"
    resources = Template.load(
        template,
        parameters={**settings_of(file, "parameters"), **(parameters or {})},
        optional={"CallbackUrls": urls, "LogoutUrls": urls} if urls else {},
        values={**settings_of(file, "values"), **(values or {})},
        region=written_id.partition("_")[0],
    )
    names = name_resources(resources, file, pool_id)
    if len(names) > len(addresses):
        raise TemplateError(
            f"{template}: got the user pools {', '.join(names)}; expected {len(addresses)}"
        )
    general = tuple(resources.notices)
    pools = [
        PoolReader(resources, file, name, names).read(*address, callback_urls)
        for name, address in zip(names, addresses, strict=False)
    ]
    pools[0].notices = (*general, *pools[0].notices)
    return pools
