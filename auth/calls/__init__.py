"""Calls with the signed-in person's tokens: to APIs, to AWS, through HTTP libraries."""
