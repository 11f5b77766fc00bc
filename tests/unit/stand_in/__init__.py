"""Unit tests of the stand-in for Amazon Cognito."""
