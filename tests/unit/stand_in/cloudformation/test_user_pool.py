"""Pools from other people's templates: CDK, SAM, two pools, and what cannot be resolved."""

import json
from pathlib import Path
from typing import Any

import pytest

from cognito_stand_in import Pool, TemplateError, load_pool, load_pools
from cognito_stand_in.cloudformation.properties import OTHER_TYPES, PEOPLE, PROPERTIES
from cognito_stand_in.factors.settings import FactorSettings

CDK: dict[str, Any] = {
    "Resources": {
        "PoolD3F588B8": {
            "Type": "AWS::Cognito::UserPool",
            "Properties": {
                "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False},
                "UsernameAttributes": ["email"],
                "AutoVerifiedAttributes": ["email"],
                "LambdaConfig": {"PostConfirmation": {"Fn::GetAtt": ["Hook1F", "Arn"]}},
                "SmsConfiguration": {"SnsCallerArn": {"Fn::GetAtt": ["PoolsmsRole", "Arn"]}},
            },
            "Metadata": {"aws:cdk:path": "Stack/Pool/Resource"},
        },
        "PoolDomain7D": {
            "Type": "AWS::Cognito::UserPoolDomain",
            "Properties": {
                "Domain": {"Fn::Join": ["-", ["shop", {"Ref": "AWS::AccountId"}]]},
                "ManagedLoginVersion": 2,
                "UserPoolId": {"Ref": "PoolD3F588B8"},
            },
        },
        "Api9A": {
            "Type": "AWS::Cognito::UserPoolResourceServer",
            "Properties": {
                "Identifier": "orders",
                "Name": "orders",
                "Scopes": [{"ScopeName": "read", "ScopeDescription": "Read"}],
                "UserPoolId": {"Ref": "PoolD3F588B8"},
            },
        },
        "Web3E": {
            "Type": "AWS::Cognito::UserPoolClient",
            "Properties": {
                "AllowedOAuthFlows": ["implicit", "code"],
                "AllowedOAuthFlowsUserPoolClient": True,
                "AllowedOAuthScopes": [
                    "openid",
                    {"Fn::Join": ["", [{"Ref": "Api9A"}, "/read"]]},
                ],
                "CallbackURLs": [
                    {"Fn::Sub": "https://${Site5F.DomainName}/callback"},
                    {"Fn::Join": ["", ["http://localhost:", {"Ref": "Port"}, "/"]]},
                ],
                "SupportedIdentityProviders": ["COGNITO"],
                "UserPoolId": {"Ref": "PoolD3F588B8"},
            },
        },
        "Jobs4B": {
            "Type": "AWS::Cognito::UserPoolClient",
            "Properties": {
                "AllowedOAuthFlows": ["client_credentials"],
                "AllowedOAuthFlowsUserPoolClient": True,
                "AllowedOAuthScopes": [{"Fn::Join": ["", [{"Ref": "Api9A"}, "/read"]]}],
                "ClientName": "jobs",
                "GenerateSecret": True,
                "UserPoolId": {"Ref": "PoolD3F588B8"},
            },
        },
        "Site5F": {"Type": "AWS::CloudFront::Distribution", "Properties": {}},
        "CDKMetadata": {
            "Type": "AWS::CDK::Metadata",
            "Properties": {"Analytics": "v2:deflate64:H4s"},
            "Condition": "CDKMetadataAvailable",
        },
    },
    "Conditions": {
        "CDKMetadataAvailable": {
            "Fn::Or": [{"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}],
        }
    },
    "Parameters": {
        "Port": {"Type": "Number", "Default": 3000},
        "BootstrapVersion": {
            "Type": "AWS::SSM::Parameter::Value<String>",
            "Default": "/cdk-bootstrap/hnb659fds/version",
        },
    },
    "Rules": {"CheckBootstrapVersion": {"Assertions": []}},
}
TWO = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Staff: {Type: AWS::Cognito::UserPool, Properties: {AliasAttributes: [preferred_username]}}
  Shop: {Type: AWS::Cognito::UserPool, Properties: {UsernameAttributes: [phone_number]}}
  StaffApp:
    Type: AWS::Cognito::UserPoolClient
    Properties: {UserPoolId: !Ref Staff, AllowedOAuthFlows: [code]}
  ShopApp:
    Type: AWS::Cognito::UserPoolClient
    Properties: {UserPoolId: !GetAtt Shop.UserPoolId, AllowedOAuthFlows: [code]}
  Admins:
    Type: AWS::Cognito::UserPoolGroup
    Properties: {UserPoolId: !Ref Staff, GroupName: admins}
"""
ADDRESSES = [
    ("http://localhost:8001", "http://localhost:8002"),
    ("http://localhost:8003", "http://localhost:8004"),
]
ORIGINS: dict[str, Any] = {
    "domain": "http://localhost:8001",
    "issuer_origin": "http://localhost:8002",
}


def load(tmp_path: Path, template: str, people: str = "", **options: Any) -> Pool:
    """Read a template and a TOML file."""
    paths = files(tmp_path, template, people)
    return load_pool(paths[0], paths[1], **ORIGINS, **options)


def files(tmp_path: Path, template: str, people: str = "") -> tuple[Path, Path]:
    """Write both files."""
    paths = tmp_path / "mine.yaml", tmp_path / "people.toml"
    for path, text in zip(paths, (template, people), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def small(client: str, parameters: str = "") -> str:
    """Return a template with one client, whose properties are `client`."""
    return (
        f"Parameters: {{{parameters}}}\nResources:\n  Pool: {{Type: AWS::Cognito::UserPool}}\n"
        "  Web:\n    Type: AWS::Cognito::UserPoolClient\n"
        f"    Properties: {{UserPoolId: !Ref Pool, {client}}}\n"
    )


def test_a_template_of_cdk_needs_no_other_file(tmp_path: Path) -> None:
    """Joins, references and tokens are resolved; ids and secrets are the same at every start."""
    pool, again = (load(tmp_path, json.dumps(CDK)) for _ in range(2))
    web, jobs = pool.client_named("Web3E"), pool.client_named("Jobs4B")
    assert web.scopes == ("openid", "orders/read")
    assert web.callback_urls == ("http://localhost:3000/",)
    assert (web.flows, web.secret, web.identity_providers) == (
        ("implicit", "code"),
        None,
        ("COGNITO",),
    )
    assert (jobs.flows, len(jobs.client_id), len(jobs.secret or "")) == (
        ("client_credentials",),
        26,
        51,
    )
    assert pool.managed_login
    assert pool.pool_id.startswith("eu-west-1_")
    assert pool.issuer == f"http://localhost:8002/{pool.pool_id}"
    assert (again.pool_id, again.clients) == (pool.pool_id, pool.clients)


def test_what_is_known_only_in_aws_is_named(tmp_path: Path) -> None:
    """The URL is left out and named, until there is a value for it."""
    (notice,) = load(tmp_path, json.dumps(CDK)).notices
    assert "mine.yaml: Web3E.CallbackURLs: left out: Fn::GetAtt Site5F.DomainName" in notice
    values = {"Site5F.DomainName": "shop.example"}
    for found in (
        load(tmp_path, json.dumps(CDK), values=values),
        load(tmp_path, json.dumps(CDK), '[values]\n"Site5F.DomainName" = "shop.example"\n'),
    ):
        assert "https://shop.example/callback" in found.client_named("Web3E").callback_urls
        assert not found.notices


def test_parameters_and_urls_from_the_command_line(tmp_path: Path) -> None:
    """A parameter replaces its default; URLs are added to the clients that people sign in to."""
    options: dict[str, Any] = {
        "parameters": {"Port": "5173"},
        "callback_urls": ["http://localhost:4200/cb"],
    }
    pool = load(tmp_path, json.dumps(CDK), **options)
    assert pool.client_named("Web3E").callback_urls == (
        "http://localhost:5173/",
        "http://localhost:4200/cb",
    )
    assert pool.client_named("Jobs4B").callback_urls == ()


def test_a_client_may_have_two_secrets(tmp_path: Path) -> None:
    """A table may name the client as the template does, or by its ClientName."""
    people = '[clients.jobs]\nid = "jobs1"\nsecret = "one"\nsecond_secret = "two"\n'
    jobs = load(tmp_path, json.dumps(CDK), people).client_named("Jobs4B")
    assert (jobs.client_id, jobs.secret, jobs.second_secret) == ("jobs1", "one", "two")


def test_people_sign_in_with_an_address(tmp_path: Path) -> None:
    """With UsernameAttributes, the username is a UUID equal to `sub`."""
    people = '[[users]]\nusername = "ada@example.com"\npassword = "Analytical-1843"\n'
    (ada,) = load(tmp_path, json.dumps(CDK), people).users.values()
    assert ada.username == ada.sub
    assert ada.email == "ada@example.com"
    with pytest.raises(TemplateError, match=r"line 2: \[\[users\]\] ada: username: got 'ada': Use"):
        load(tmp_path, json.dumps(CDK), '[[users]]\nusername = "ada"\npassword = "x"\n')


FACTORS = """
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      AutoVerifiedAttributes: [email]
      UserAttributeUpdateSettings: {AttributesRequireVerificationBeforeUpdate: [email]}
      MfaConfiguration: "%s"
      EnabledMfas: [SOFTWARE_TOKEN_MFA, EMAIL_OTP]
      Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, %s]}}
      WebAuthnRelyingPartyID: example.com
      WebAuthnUserVerification: required
      WebAuthnFactorConfiguration: MULTI_FACTOR_WITH_USER_VERIFICATION
  App:
    Type: AWS::Cognito::UserPoolClient
    Properties: {UserPoolId: !Ref Pool, WriteAttributes: [nickname]}
"""


def test_factors_come_from_the_template(tmp_path: Path) -> None:
    """And without any, there is the password alone."""
    pool = load(tmp_path, FACTORS % ("ON", "WEB_AUTHN"))
    assert pool.factors == FactorSettings(
        mfa="ON",
        second=("totp", "email"),
        first=("PASSWORD", "WEB_AUTHN"),
        relying_party_id="example.com",
        user_verification="required",
        passkeys_are_mfa=True,
    )
    assert (pool.auto_verified, pool.verify_before_update) == (("email",), ("email",))
    (client,) = pool.clients.values()
    assert client.write_attributes == ("nickname",)
    bare = load(tmp_path, "Resources: {Pool: {Type: AWS::Cognito::UserPool}}")
    assert bare.factors == FactorSettings(mfa="OFF", second=(), first=("PASSWORD",))
    assert bare.auto_verified == ()


@pytest.mark.parametrize(
    ("mfa", "first", "message"),
    [
        ("ON", "EMAIL_OTP", "got MfaConfiguration ON and EMAIL_OTP in AllowedFirstAuthFactors"),
        ("MAYBE", "WEB_AUTHN", "MfaConfiguration: got 'MAYBE', expected one of OFF, OPTIONAL, ON"),
        ("OFF", "FACE", "AllowedFirstAuthFactors: got 'FACE', expected one of PASSWORD, EMAIL_OTP"),
    ],
)
def test_factors_that_cannot_be(tmp_path: Path, mfa: str, first: str, message: str) -> None:
    """Cognito refuses a required second factor together with codes alone."""
    with pytest.raises(TemplateError, match=message):
        load(tmp_path, FACTORS % (mfa, first))


def test_two_pools_stay_apart(tmp_path: Path) -> None:
    """Each has its own issuer, clients, groups and people; `load_pool` refuses the file."""
    people = (
        '[[users]]\nusername = "ada"\npassword = "x"\ngroups = ["admins"]\npool = "Staff"\n'
        '[[users]]\nusername = "+441632960000"\npassword = "x"\npool = "Shop"\n'
        '[pools.Shop]\nid = "us-east-1_Shop"\n'
    )
    staff, shop = load_pools(*files(tmp_path, TWO, people), addresses=ADDRESSES)
    assert staff.issuer == f"http://localhost:8002/{staff.pool_id}"
    assert shop.issuer == "http://localhost:8004/us-east-1_Shop"
    assert [one.name for one in staff.clients.values()] == ["StaffApp"]
    assert [one.name for one in shop.clients.values()] == ["ShopApp"]
    assert (list(staff.groups), list(shop.groups)) == (["admins"], [])
    assert list(staff.users) == ["ada"]
    assert staff.alias_attributes == ("preferred_username",)
    assert shop.username_attributes == ("phone_number",)
    with pytest.raises(TemplateError, match="got the user pools Staff, Shop; expected 1"):
        load(tmp_path, TWO)


@pytest.mark.parametrize(
    ("client", "parameters", "message"),
    [
        ("DefaultRedirectURI: !ImportValue base", "", "Fn::ImportValue base cannot be resolved"),
        ("DefaultRedirectURI: !Sub 'https://${Nobody}/'", "", "no parameter or resource has this"),
        ("DefaultRedirectURI: !Sub '${Web.Nothing}'", "", "Fn::GetAtt Web.Nothing cannot be"),
        (
            "DefaultRedirectURI: !FindInMap [A, b, c]",
            "",
            "Fn::FindInMap A, b, c cannot be resolved",
        ),
        ("DefaultRedirectURI: '{{resolve:ssm:/url}}'", "", "resolve:ssm:/url.. cannot be resolved"),
        (
            "DefaultRedirectURI: !Ref Url",
            "Url: {Type: String}",
            "set it with --parameter Url=VALUE",
        ),
        ("DefaultRedirectURI: !Cidr [a]", "", "the stand-in does not have this function"),
        ("DefaultRedirectURI: !Select [9, [a]]", "", "its arguments are invalid"),
        ("DefaultRedirectURI: !If [No, a, b]", "", "the template has no such condition"),
        ("AllowedOAuthFlows: code", "", "got a string .code., expected a list of strings"),
        ("AllowedOAuthFlows: [cod]", "", "got 'cod', expected one of code, implicit"),
        ("AllowedOAuthFlows: [code, client_credentials]", "", "needs an app client of its own"),
        ("AllowedOAuthFlows: [client_credentials]", "", "needs GenerateSecret: true"),
        ("GenerateSecret: maybe", "", "got a string .maybe., expected true or false"),
        ("AccessTokenValidity: 1s", "", "got a string .1s., expected a whole number"),
        ("AccessTokenValidity: 2, TokenValidityUnits: {AccessToken: minutes}", "", "2 minutes"),
        ("TokenValidityUnits: {IdToken: weeks}", "", "got 'weeks', expected one of seconds"),
    ],
)
def test_mistakes_name_the_property(
    tmp_path: Path, client: str, parameters: str, message: str
) -> None:
    """The message has the file, the resource and the property."""
    with pytest.raises(TemplateError, match=message) as refusal:
        load(tmp_path, small(client, parameters))
    assert "mine.yaml: Web." in str(refusal.value)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (
            "Resources:\n  Pool: {Type: AWS::Cognito::UserPool\n",
            r"not valid YAML: line 3, column 1",
        ),
        ("Resources:\n  Topic: {Type: AWS::SNS::Topic}\n", "expected a resource of type AWS::Cogn"),
        (
            "Resources:\n  S: {Type: AWS::CloudFormation::Stack}\n",
            "give the template of the nested",
        ),
        ("Resources:\n  Pool: {Properties: {}}\n", "Pool: expected a resource with a Type"),
        ("Resources:\n  Fn::ForEach::P: [A, [b], {}]\n", "does not have Fn::ForEach::P"),
        (
            (
                "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: "
                "{UsernameAttributes: [email], AliasAttributes: [email]}\n"
            ),
            "got UsernameAttributes and AliasAttributes",
        ),
        ("Resources:\n  P: {Type: AWS::Cognito::UserPool, Condition: C}\n", "no such condition"),
    ],
)
def test_other_mistakes_of_a_template(tmp_path: Path, template: str, message: str) -> None:
    """The message has the file and the line, or what is missing."""
    with pytest.raises(TemplateError, match=message):
        load(tmp_path, template)


@pytest.mark.parametrize(
    ("client", "notice"),
    [
        ("CallbackUrls: [a]", "Web.CallbackUrls: left out: no such property"),
        ("AllowedOAuthScopes: [api/raed]", "api/raed is no scope of this user pool"),
        ("AllowedOAuthFlows: [code]", "it is empty, so nobody can sign in"),
    ],
)
def test_what_has_no_effect_is_a_notice(tmp_path: Path, client: str, notice: str) -> None:
    """A misspelled property is not silently lost."""
    assert notice in " ".join(load(tmp_path, small(client)).notices)


def test_people_of_a_template_are_a_notice(tmp_path: Path) -> None:
    """They have no passwords there."""
    person = "  Root: {Type: AWS::Cognito::UserPoolUser, Properties: {UserPoolId: !Ref Pool}}\n"
    pool = load(tmp_path, small("") + person)
    assert pool.users == {}
    assert "Root: left out: a template has no passwords; use [[users]]" in " ".join(pool.notices)


def test_clients_of_other_pools_are_left_out(tmp_path: Path) -> None:
    """A client of a pool that another stack exports is not in this one."""
    template = TWO.replace("!GetAtt Shop.UserPoolId", "!ImportValue shop")
    staff, shop = load_pools(*files(tmp_path, template), addresses=ADDRESSES)
    assert (len(staff.clients), len(shop.clients)) == (1, 0)
    assert any("ShopApp: left out" in notice for notice in shop.notices)


def aws_schemas() -> Any:
    """Return the schemas of AWS's types of resources."""
    # Here, because every process of the tests would need seconds for this import.
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER  # noqa: PLC0415

    return PROVIDER_SCHEMA_MANAGER


@pytest.mark.parametrize("kind", PROPERTIES)
def test_the_properties_are_aws_own(kind: str) -> None:
    """They are held to the schema of the resource type. AcrConfiguration is newer than it."""
    schema = aws_schemas().get_resource_schema("us-east-1", kind).schema
    computed = {path.rpartition("/")[2] for path in schema.get("readOnlyProperties", [])}
    assert set(schema["properties"]) - computed == PROPERTIES[kind] - {"AcrConfiguration"}


def test_the_types_are_aws_own() -> None:
    """Every type of resource for Cognito is either read or known to be unnecessary."""
    types = aws_schemas().get_resource_types("us-east-1")
    known = {kind for kind in types if kind.startswith("AWS::Cognito::")}
    assert known == {*PROPERTIES, *OTHER_TYPES, *PEOPLE}
