"""What infra/deploy.sh needs beside the build: the API as a Lambda function."""
