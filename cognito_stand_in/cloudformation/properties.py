"""The properties that each type of resource has (CloudFormation: AWS::Cognito resource types)."""

from __future__ import annotations

POOL = "AWS::Cognito::UserPool"
CLIENT = "AWS::Cognito::UserPoolClient"
DOMAIN = "AWS::Cognito::UserPoolDomain"
GROUP = "AWS::Cognito::UserPoolGroup"
SCOPES = "AWS::Cognito::UserPoolResourceServer"
PROVIDER = "AWS::Cognito::UserPoolIdentityProvider"
IDENTITY_POOL = "AWS::Cognito::IdentityPool"

_POOL = """
AccountRecoverySetting AcrConfiguration AdminCreateUserConfig AliasAttributes
AutoVerifiedAttributes DeletionProtection DeviceConfiguration EmailAuthenticationMessage
EmailAuthenticationSubject EmailConfiguration EmailVerificationMessage EmailVerificationSubject
EnabledMfas LambdaConfig MfaConfiguration Policies Schema SmsAuthenticationMessage
SmsConfiguration SmsVerificationMessage UserAttributeUpdateSettings UserPoolAddOns UserPoolName
UserPoolTags UserPoolTier UsernameAttributes UsernameConfiguration VerificationMessageTemplate
WebAuthnFactorConfiguration WebAuthnRelyingPartyID WebAuthnUserVerification
"""
_CLIENT = """
AccessTokenValidity AllowedOAuthFlows AllowedOAuthFlowsUserPoolClient AllowedOAuthScopes
AnalyticsConfiguration AuthSessionValidity CallbackURLs ClientName DefaultRedirectURI
EnablePropagateAdditionalUserContextData EnableTokenRevocation ExplicitAuthFlows GenerateSecret
IdTokenValidity LogoutURLs PreventUserExistenceErrors ReadAttributes RefreshTokenRotation
RefreshTokenValidity SupportedIdentityProviders TokenValidityUnits UserPoolId WriteAttributes
"""
_PROVIDER = """
AttributeMapping IdpIdentifiers ProviderDetails ProviderName ProviderType UserPoolId
"""
_IDENTITY_POOL = """
AllowClassicFlow AllowUnauthenticatedIdentities CognitoEvents CognitoIdentityProviders
CognitoStreams DeveloperProviderName IdentityPoolName IdentityPoolTags OpenIdConnectProviderARNs
PushSync SamlProviderARNs SupportedLoginProviders
"""
_OTHER_TYPES = """
IdentityPoolPrincipalTag IdentityPoolRoleAttachment LogDeliveryConfiguration ManagedLoginBranding
Terms UserPoolRiskConfigurationAttachment UserPoolUICustomizationAttachment
"""

# A property that is missing here, or misspelled in a template, becomes a notice.
PROPERTIES = {
    POOL: frozenset(_POOL.split()),
    CLIENT: frozenset(_CLIENT.split()),
    DOMAIN: frozenset(("CustomDomainConfig", "Domain", "ManagedLoginVersion", "UserPoolId")),
    GROUP: frozenset(("Description", "GroupName", "Precedence", "RoleArn", "UserPoolId")),
    SCOPES: frozenset(("Identifier", "Name", "Scopes", "UserPoolId")),
    PROVIDER: frozenset(_PROVIDER.split()),
    IDENTITY_POOL: frozenset(_IDENTITY_POOL.split()),
}
# Their passwords are not in the template.
PEOPLE = frozenset(("AWS::Cognito::UserPoolUser", "AWS::Cognito::UserPoolUserToGroupAttachment"))
OTHER_TYPES = frozenset(f"AWS::Cognito::{name}" for name in _OTHER_TYPES.split())
"""Types that say nothing about how people sign in: the stand-in does not read them."""
