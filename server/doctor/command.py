"""`serve.py doctor`: check a configuration, with requests to Cognito, and print a report."""

import argparse
import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from auth.config import AuthConfig
from server import program
from server.configuration import read_document
from server.doctor.aws import caller, describe
from server.doctor.checks import chosen_checks, run_checks
from server.doctor.checks_table import checks_table
from server.doctor.finding import Finding
from server.doctor.http_probe import TIMEOUT_SECONDS, Prober
from server.doctor.packages import check_packages
from server.doctor.report import report
from server.doctor.settings import check_page_settings, check_settings
from server.doctor.target import PoolDescription, Target
from server.doctor.toml_parity import check_toml_parity
from server.errors import CannotStart
from server.origins import origin_of
from server.page_folder import CONFIGURATION, add_page_option, use_current_folder
from server.page_settings import without_packages
from server.runtimes import ROOT

DESCRIPTION = (
    "Find mistakes in a configuration, and print cause, evidence and fix. "
    "It sends Cognito the requests of a page, signs nobody in and changes nothing."
)


def main(arguments: Sequence[str]) -> int:
    """Print the report.

    Args:
        arguments: The arguments after `serve.py doctor`.

    Returns:
        The exit status: 1 if something has to be corrected, else 0.

    Raises:
        CannotStart: The configuration cannot be read.
    """
    options = _make_parser().parse_args(arguments)
    use_current_folder(options, needs_configuration=True)
    if options.list:
        print(checks_table())
        return 0
    document = read_document(options.config)
    findings, config = check_settings(document["auth"])
    findings += check_page_settings(document, config)
    findings += check_packages(document, options.config, ROOT)
    if misread := check_toml_parity(_served(options.config), ROOT):
        findings.append(misread)
    if config is not None:
        findings += asyncio.run(_check(config, options))
    checked = chosen_checks(with_page=options.with_page, with_aws=options.aws)
    print(report(str(options.config), findings, checked=checked, has_asked_aws=options.aws))
    return int(not all(finding.diagnosis.advisory for finding in findings))


def _served(file: Path) -> str:
    """Return the text that PyScript reads, which has no `packages`."""
    text = file.read_text(encoding="utf-8")
    try:
        return without_packages(text, str(file))
    except CannotStart:  # check_packages says so
        return text


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"{program.NAME} doctor",
        description=DESCRIPTION,
        epilog="Exit status: 0 if nothing has to be corrected, else 1. Advice does not count.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--config",
        type=Path,
        default=CONFIGURATION,
        metavar="FILE",
        help="configuration to check (default: pyscript.toml)",
    )
    add_page_option(parser, "check the pyscript.toml of the page in this folder")
    parser.add_argument(
        "--list",
        action="store_true",
        help="print a table of all mistakes that it can find, and exit",
    )
    parser.add_argument(
        "--without-page",
        dest="with_page",
        action="store_false",
        help="do not check the deployed page, for example because it is about to be replaced",
    )
    parser.add_argument(
        "--aws",
        action="store_true",
        help="check the pool's settings too, with your AWS credentials; needs botocore",
    )
    return parser


async def _check(config: AuthConfig, options: argparse.Namespace) -> list[Finding]:
    described = describe(config, caller(config)) if options.aws else None
    findings = [described] if isinstance(described, Finding) else []
    async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
        prober = Prober(client, page_origin=origin_of(config.redirect_uri), now=time.time)
        target = Target(
            config, prober, described if isinstance(described, PoolDescription) else None
        )
        return [*findings, *await run_checks(target, with_page=options.with_page)]
