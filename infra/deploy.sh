#!/usr/bin/env bash
# Deploys user pool, page and API to AWS; docs/on-aws.md explains every step. Run it in the project's folder:
#   infra/deploy.sh my-app eu-west-1
# Run it again to update them.
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
  --parameter-overrides DomainPrefix="$name" UserAdminScope=true

# --- site -------------------------------------------------------------------------------------
aws cloudformation deploy --region "$region" --stack-name "$name-site" \
  --template-file infra/site.yaml --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset \
  --parameter-overrides Issuer="$(output pool Issuer)" ClientId="$(output pool ClientId)"

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
uv run serve.py doctor --config production.toml --without-page

# --- api --------------------------------------------------------------------------------------
uv run -m server.on_aws.pack production.toml api.zip
aws lambda update-function-code --region "$region" --function-name "$(output site ApiFunction)" \
  --zip-file fileb://api.zip --query LastUpdateStatus --output text

# --- build ------------------------------------------------------------------------------------
previous=
if test -d releases/live; then previous="--previous releases/live"; fi
uv run --group build serve.py build --out releases/next --config production.toml $previous

# --- rules ------------------------------------------------------------------------------------
aws cloudformation deploy --region "$region" --stack-name "$name-rules" \
  --template-file releases/next/hosts/cloudfront.json --no-fail-on-empty-changeset
headers="$(output rules HeadersPolicyId)"
pages="$(output rules PagesFunctionArn)"
aws cloudformation deploy --region "$region" --stack-name "$name-site" \
  --template-file infra/site.yaml --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset \
  --parameter-overrides HeadersPolicy="${headers:?}" PagesFunction="${pages:?}"
aws cloudfront wait distribution-deployed --id "$(output site DistributionId)"

# --- page -------------------------------------------------------------------------------------
sh releases/next/hosts/s3-upload.sh "$(output site Bucket)"
rm -rf releases/live
mv releases/next releases/live
echo "$page"
