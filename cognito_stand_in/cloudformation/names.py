"""Give the resources of a template the ids that AWS would (CloudFormation: return values)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import made_up_ids
from ..toml_file.tables import TomlTable
from .errors import TemplateError
from .properties import (
    CLIENT,
    DOMAIN,
    GROUP,
    IDENTITY_POOL,
    OTHER_TYPES,
    PEOPLE,
    POOL,
    PROPERTIES,
    PROVIDER,
    SCOPES,
)

if TYPE_CHECKING:
    from .sections import Section
    from .template import Template

# The property that Ref returns.
_NAMED_BY = {DOMAIN: "Domain", GROUP: "GroupName", SCOPES: "Identifier", PROVIDER: "ProviderName"}


def name_resources(template: Template, file: TomlTable, pool_id: str | None) -> dict[str, str]:
    """Give every resource its id, and return the ids of the user pools by logical id.

    Args:
        template: The template.
        file: The TOML file, whose ids come first.
        pool_id: The id of the only pool, if the command line has one.

    Raises:
        TemplateError: the template has no user pool, or the file names one that it does not have.
    """
    pools = _pool_ids(template, file, pool_id)
    for name, one in pools.items():
        _name_pool(template, name, one)
    for kind, named_by in _NAMED_BY.items():
        for name in template.names(kind):
            template.name(name, template.resolved(name).get(named_by))
    for name in template.names(CLIENT):
        _name_client(template, file, name)
    for name in template.names(IDENTITY_POOL):
        made_up = made_up_ids.identity_pool_id(template.region, name)
        template.name(name, file.table("identity_pool").optional("id") or made_up)
    _refuse_unknown_clients(template, file)
    _report_other_types(template)
    return pools


def client_table(file: TomlTable, name: str, section: Section) -> TomlTable:
    """Return `[clients.NAME]`, where NAME is the logical id or the name of the client."""
    tables = file.subtables("clients")
    return tables.get(name) or tables.get(section.string("ClientName") or "") or TomlTable.empty()


def _pool_ids(template: Template, file: TomlTable, pool_id: str | None) -> dict[str, str]:
    names = template.names(POOL)
    if not names:
        nested = "AWS::CloudFormation::Stack" in template.kinds().values()
        advice = "; give the template of the nested stack that has it" if nested else ""
        raise TemplateError(f"{template.source}: expected a resource of type {POOL}{advice}")
    tables = file.subtables("pools")
    for name in tables:
        if name not in names:
            file.fail(
                f"no such user pool; expected one of {', '.join(names)}", "pools", inside=name
            )
    only = pool_id or file.table("pool").optional("id")
    if only is not None and len(names) > 1:
        raise TemplateError(
            f"{template.source}: got one id, {only}, for the user pools {', '.join(names)}; "
            "use a table [pools.NAME] for each"
        )
    return {
        name: only
        or (tables[name].optional("id") if name in tables else None)
        or made_up_ids.pool_id(template.region, name)
        for name in names
    }


def _name_pool(template: Template, name: str, pool_id: str) -> None:
    region = pool_id.partition("_")[0]
    provider = f"cognito-idp.{region}.amazonaws.com/{pool_id}"
    template.name(name, pool_id)
    template.name(f"{name}.UserPoolId", pool_id)
    template.name(f"{name}.Arn", f"arn:aws:cognito-idp:{region}:000000000000:userpool/{pool_id}")
    template.name(f"{name}.ProviderName", provider)
    template.name(f"{name}.ProviderURL", f"https://{provider}")


def _name_client(template: Template, file: TomlTable, name: str) -> None:
    section = template.section(name)
    pool_id = section.string("UserPoolId") if section.is_resolved("UserPoolId") else ""
    table = client_table(file, name, section)
    client_id = table.optional("id") or made_up_ids.client_id(pool_id or "", name)
    secret = table.optional("secret") or made_up_ids.client_secret(pool_id or "", name)
    for attribute, value in (("", client_id), (".ClientId", client_id), (".ClientSecret", secret)):
        template.name(f"{name}{attribute}", value)
    template.name(f"{name}.Name", section.string("ClientName") or name)


def _refuse_unknown_clients(template: Template, file: TomlTable) -> None:
    kinds = template.kinds()
    known = [name for name, kind in kinds.items() if kind == CLIENT]
    names = {template.resolved(name).get("ClientName") for name in known}
    for name in file.subtables("clients"):
        if name not in known and name not in names:
            expected = ", ".join(known) or "none: the template has no app client"
            file.fail(f"no such app client; expected one of {expected}", "clients", inside=name)


def _report_other_types(template: Template) -> None:
    for name, kind in template.kinds().items():
        reason = None
        if kind in PEOPLE:
            reason = "a template has no passwords; use [[users]] in the file of --people"
        elif kind.startswith("AWS::Cognito::") and kind not in {*PROPERTIES, *OTHER_TYPES}:
            reason = f"unknown type {kind}"
        if reason is not None:
            template.notices.append(f"{template.source}: {name}: left out: {reason}")
