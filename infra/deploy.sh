#!/usr/bin/env bash
# From nothing to a signed-in person on AWS; docs/on-aws.md explains every step. Run it from the project's folder:
#   infra/deploy.sh my-app eu-west-1
# It can be run again: what is there already is brought up to date.
set -euo pipefail

# --- names ------------------------------------------------------------------------------------
name=$1
region=$2

# --- outputs ----------------------------------------------------------------------------------
output() {
  aws cloudformation describe-stacks --region "$region" --stack-name "$name-$1" \
    --query "Stacks[0].Outputs[?OutputKey=='$2'].OutputValue" --output text
}

# --- pool -------------------------------------------------------------------------------------
aws cloudformation deploy --region "$region" --stack-name "$name-pool" \
  --template-file infra/cognito.yaml --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset \
  --parameter-overrides DomainPrefix="$name"

# --- site -------------------------------------------------------------------------------------
aws cloudformation deploy --region "$region" --stack-name "$name-site" \
  --template-file infra/site.yaml --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset \
  --parameter-overrides Issuer="$(output pool Issuer)" SignInDomain="$(output pool Domain)" \
  ClientId="$(output pool ClientId)"

# --- addresses --------------------------------------------------------------------------------
page="$(output site PageOrigin)/"
aws cloudformation deploy --region "$region" --stack-name "$name-pool" \
  --template-file infra/cognito.yaml --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset \
  --parameter-overrides CallbackUrls="$page" LogoutUrls="$page"

# --- configuration ----------------------------------------------------------------------------
sed -e "s|^domain = .*|domain = \"$(output pool Domain)\"|" \
  -e "s|^issuer = .*|issuer = \"$(output pool Issuer)\"|" \
  -e "s|^client_id = .*|client_id = \"$(output pool ClientId)\"|" \
  -e "s|^redirect_uri = .*|redirect_uri = \"$page\"|" \
  -e "s|^logout_uri = .*|logout_uri = \"$page\"|" pyscript.toml > production.toml
uv run serve.py doctor --config production.toml

# --- api --------------------------------------------------------------------------------------
uv run -m server.on_aws.pack production.toml api.zip
aws lambda update-function-code --region "$region" --function-name "$(output site ApiFunction)" \
  --zip-file fileb://api.zip --query LastUpdateStatus --output text

# --- build ------------------------------------------------------------------------------------
uv run serve.py build --out dist --config production.toml

# --- policy -----------------------------------------------------------------------------------
before=$(aws cloudformation describe-stacks --region "$region" --stack-name "$name-site" \
  --query "Stacks[0].Parameters[?ParameterKey=='InlineScripts'].ParameterValue" --output text)
now=$(uv run -m server.on_aws.inline_scripts dist/site/index.html)
aws cloudformation deploy --region "$region" --stack-name "$name-site" \
  --template-file infra/site.yaml --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset \
  --parameter-overrides InlineScripts="$now${before:+ ${before%% *}}"
aws cloudfront wait distribution-deployed --id "$(output site DistributionId)"

# --- page -------------------------------------------------------------------------------------
uv run -m server.on_aws.upload dist/site "$(output site Bucket)"
echo "$page"
