"""infra/site.yaml says what the server says: headers, tokens, who reads what."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from cognito_stand_in.cloudformation.template import Template, read_document
from server.headers import api_headers
from server.on_aws.origin_secret import HEADER
from server.runtimes import ROOT

PARAMETERS = {
    "Issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
    "ClientId": "2hd8exampleclient",
}


def load(name: str, parameters: Mapping[str, str]) -> Template:
    """Read a template in which ids and attributes of resources are their own names."""
    path = ROOT / "infra" / name
    names = [
        *read_document(path)["Resources"],
        *re.findall(r"[A-Z]\w*\.[A-Z]\w*", path.read_text()),
    ]
    secret = "secretsmanager:OriginSecret:SecretString"
    values = {secret: f"{{{{resolve:{secret}}}}}", **{one: one for one in names}}
    return Template.load(path, parameters=parameters, values=values)


@cache
def site(*given: tuple[str, str]) -> Template:
    """Read the template; it is the same each time."""
    parameters = PARAMETERS | dict(given)
    return load("site.yaml", parameters)


def one(kind: str, name: str, **parameters: str) -> dict[str, Any]:
    """Return the properties of one resource."""
    return site(*parameters.items()).resources(f"AWS::{kind}")[name]


def headers_of(name: str) -> dict[str, str]:
    """Return the headers that a policy sends, each in place of the origin's."""
    policy = one("CloudFront::ResponseHeadersPolicy", name)
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
        case "ContentSecurityPolicy":
            return "Content-Security-Policy", part["ContentSecurityPolicy"]
        case "ReferrerPolicy":
            return "Referrer-Policy", part["ReferrerPolicy"]
    assert key == "ContentTypeOptions"
    return "X-Content-Type-Options", "nosniff"


def test_the_apis_headers_are_the_servers() -> None:
    """What the gateway answers by itself is as protected as what the API answers."""
    assert headers_of("ApiHeaders") == api_headers()


def test_each_origin_has_its_policy() -> None:
    """The page's for the bucket, with the function beside it; the API's for the API."""
    built = {"HeadersPolicy": "the-policy", "PagesFunction": "the-function"}
    settings = one("CloudFront::Distribution", "Distribution", **built)["DistributionConfig"]
    (api,) = settings["CacheBehaviors"]
    page = settings["DefaultCacheBehavior"]
    assert (page["TargetOriginId"], page["ResponseHeadersPolicyId"]) == ("bucket", "the-policy")
    assert page["FunctionAssociations"] == [
        {"EventType": "viewer-request", "FunctionARN": "the-function"}
    ]
    assert (api["TargetOriginId"], api["ResponseHeadersPolicyId"]) == ("api", "ApiHeaders")
    assert "Logging" not in settings  # addresses with authorization codes


def test_before_the_first_build_there_is_no_policy_yet() -> None:
    """The page's address, which the build needs, is known only when the site is there."""
    settings = one("CloudFront::Distribution", "Distribution")["DistributionConfig"]
    page = settings["DefaultCacheBehavior"]
    assert not {"ResponseHeadersPolicyId", "FunctionAssociations"} & page.keys()


def test_the_bucket_is_never_listed() -> None:
    """Who asks for no file gets the page; a list is what S3 would send to those who may see it."""
    settings = one("CloudFront::Distribution", "Distribution")["DistributionConfig"]
    assert settings["DefaultRootObject"] == "index.html"


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


def test_only_cloudfront_knows_the_origins_secret() -> None:
    """It sends the header that the function compares; both have it from one generated secret."""
    settings = one("CloudFront::Distribution", "Distribution")["DistributionConfig"]
    (api,) = [origin for origin in settings["Origins"] if origin["Id"] == "api"]
    (header,) = api["OriginCustomHeaders"]
    secret = "{{resolve:secretsmanager:OriginSecret:SecretString}}"
    assert (header["HeaderName"], header["HeaderValue"]) == (HEADER, secret)
    function = one("Lambda::Function", "ApiFunction")
    assert function["Environment"]["Variables"] == {"ORIGIN_SECRET": secret}
    generated = one("SecretsManager::Secret", "OriginSecret")["GenerateSecretString"]
    assert generated["PasswordLength"] >= 32


def roles() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every role for a function in both templates, with everything switched on."""
    everything = {"AutoConfirm": "true", "AwsCredentials": "true"}
    pool = load("cognito.yaml", everything)
    for template in (site(), pool):
        for name, role in template.resources("AWS::IAM::Role").items():
            if "lambda" in str(role["AssumeRolePolicyDocument"]):
                yield name, role


@pytest.mark.parametrize(("name", "role"), list(roles()), ids=lambda one: str(one)[:15])
def test_a_function_writes_to_its_own_log_only(name: str, role: dict[str, Any]) -> None:
    """AWS's managed policy would let it write to every log group of the account."""
    assert "ManagedPolicyArns" not in role
    statements = [s for policy in role["Policies"] for s in policy["PolicyDocument"]["Statement"]]
    assert [(s["Action"], s["Resource"]) for s in statements] == [
        (["logs:CreateLogStream", "logs:PutLogEvents"], f"{name.removesuffix('Role')}Log.Arn")
    ]


@pytest.mark.parametrize(
    ("wanted", "is_allowed"), [({}, False), ({"UserAdminScope": "true"}, True)]
)
def test_pages_may_change_accounts_only_on_request(
    wanted: dict[str, str], *, is_allowed: bool
) -> None:
    """A stolen access token with this scope could change the password."""
    pool = load("cognito.yaml", wanted)
    client = pool.resources("AWS::Cognito::UserPoolClient")["SinglePageApp"]
    assert ("aws.cognito.signin.user.admin" in client["AllowedOAuthScopes"]) is is_allowed
    assert {"openid", "email", "profile", "phone"} < set(client["AllowedOAuthScopes"])


def test_a_missing_file_is_not_cached() -> None:
    """It may be there in a moment; and an API's own 404 stays as it is."""
    settings = one("CloudFront::Distribution", "Distribution")["DistributionConfig"]
    assert settings["CustomErrorResponses"] == [{"ErrorCode": 404, "ErrorCachingMinTTL": 0}]
