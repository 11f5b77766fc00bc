"""What infra/deploy.sh needs: the API as a Lambda function, and the page as objects of a bucket."""
