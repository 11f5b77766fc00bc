"""Writes a CloudFormation template with CloudFront's rules for the site.

It has a response headers policy, and a function that maps the app's paths to its page. Use both in
a cache behaviour of a distribution.
"""

import json
import re
from collections.abc import Mapping

from server.public_files import PAGE_OF_THE_APP
from server.publishing.static_site import StaticSite

# CloudFront has a setting of its own for this header.
_HSTS = "Strict-Transport-Security"
_TRANSPORT = re.compile(r"max-age=(\d+)(; includeSubDomains)?")


FUNCTION = """\
// Made by `serve.py build`. A path without an extension is a page of the app, which index.html
// shows, except folders and pages with a document of their own.
function handler(event) {
    var request = event.request;
    var folders = %(folders)s;
    var pages = %(pages)s;
    if (folders.indexOf(request.uri) >= 0) request.uri += "index.html";
    else if (pages.indexOf(request.uri) >= 0) request.uri += ".html";
    else if (new RegExp(%(pattern)s).test(request.uri)) request.uri = %(page)s;
    return request;
}
"""


def cloudfront_template(site: StaticSite) -> dict[str, object]:
    """Return the template. Its outputs are exported as `STACK-OUTPUT`.

    It does not set Cache-Control: CloudFront forwards the value that each object in S3 has.
    """
    policy = {"ResponseHeadersPolicyConfig": policy_of(site.headers)}
    function = {
        "Name": _named("pages"),
        "AutoPublish": True,
        "FunctionCode": function_of(site),
        "FunctionConfig": {"Comment": "Made by serve.py build.", "Runtime": "cloudfront-js-2.0"},
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "CloudFront's rules for a page, made by serve.py build.",
        "Resources": {
            "Headers": {"Type": "AWS::CloudFront::ResponseHeadersPolicy", "Properties": policy},
            "Pages": {"Type": "AWS::CloudFront::Function", "Properties": function},
        },
        "Outputs": {
            "HeadersPolicyId": _output("HeadersPolicyId", {"Ref": "Headers"}),
            "PagesFunctionArn": _output(
                "PagesFunctionArn", {"Fn::GetAtt": ["Pages", "FunctionARN"]}
            ),
        },
    }


def function_of(site: StaticSite) -> str:
    """Return the function for viewer requests, in JavaScript for CloudFront."""
    # Also the base without its slash, which people type.
    paths = f"^{re.escape(site.base[:-1])}(?:/{PAGE_OF_THE_APP})?$"
    folders = [address for address in site.documents if f"{address[1:]}index.html" in site.files]
    return FUNCTION % {
        "folders": json.dumps(folders),
        "pages": json.dumps(site.pages),
        "pattern": json.dumps(paths),
        "page": json.dumps(f"{site.base}index.html"),
    }


def policy_of(headers: Mapping[str, str]) -> dict[str, object]:
    """Return the configuration of the policy; its headers replace those of the origin."""
    rest = dict(headers)
    security: dict[str, dict[str, object]] = {
        "ContentSecurityPolicy": {"ContentSecurityPolicy": rest.pop("Content-Security-Policy")},
        "ReferrerPolicy": {"ReferrerPolicy": rest.pop("Referrer-Policy")},
        "FrameOptions": {"FrameOption": rest.pop("X-Frame-Options")},
    }
    if rest.pop("X-Content-Type-Options") == "nosniff":
        security["ContentTypeOptions"] = {}
    if _HSTS in rest:
        security["StrictTransportSecurity"] = _transport(rest.pop(_HSTS))
    custom = [{"Header": name, "Value": value, "Override": True} for name, value in rest.items()]
    return {
        "Name": _named("headers"),
        "Comment": "Made by serve.py build.",
        "SecurityHeadersConfig": {
            name: {**settings, "Override": True} for name, settings in security.items()
        },
        "CustomHeadersConfig": {"Items": custom},
    }


def _transport(value: str) -> dict[str, object]:
    found = _TRANSPORT.fullmatch(value)
    assert found is not None  # server.headers writes no other form
    seconds, with_subdomains = found.groups()
    return {
        "AccessControlMaxAgeSec": int(seconds),
        "IncludeSubdomains": with_subdomains is not None,
        "Preload": False,
    }


def _named(what: str) -> dict[str, str]:
    return {"Fn::Sub": f"${{AWS::StackName}}-{what}"}


def _output(name: str, value: dict[str, object]) -> dict[str, object]:
    return {"Value": value, "Export": {"Name": _named(name)}}
