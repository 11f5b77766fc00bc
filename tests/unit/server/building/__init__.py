"""Tests of what is prepared for pages."""
