"""The headers as a response headers policy of CloudFront, in a CloudFormation template."""

import re
from collections.abc import Mapping

# Those that CloudFront has settings of its own for; it takes the others as they are.
_HSTS = "Strict-Transport-Security"
_TRANSPORT = re.compile(r"max-age=(\d+)(; includeSubDomains)?")


def cloudfront_template(headers: Mapping[str, str]) -> dict[str, object]:
    """Give the template: one policy, and its id as output and export.

    Cache-Control is no part of it: CloudFront passes on what each object in S3 was uploaded with.
    """
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "The response headers of a page; made by serve.py build.",
        "Resources": {
            "PageHeaders": {
                "Type": "AWS::CloudFront::ResponseHeadersPolicy",
                "Properties": {"ResponseHeadersPolicyConfig": policy_of(headers)},
            }
        },
        "Outputs": {
            "PolicyId": {
                "Description": "For ResponseHeadersPolicyId of a cache behaviour.",
                "Value": {"Ref": "PageHeaders"},
                "Export": {"Name": {"Fn::Sub": "${AWS::StackName}-PolicyId"}},
            }
        },
    }


def policy_of(headers: Mapping[str, str]) -> dict[str, object]:
    """Give the policy's configuration; every header replaces what the origin may send."""
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
        "Name": {"Fn::Sub": "${AWS::StackName}-page"},
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
