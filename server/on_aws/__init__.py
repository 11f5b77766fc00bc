"""The API as a Lambda function, for infra/deploy.sh."""
