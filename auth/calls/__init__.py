"""Calls in the signed-in person's name: to APIs, to AWS, through HTTP libraries."""
