"""Tests of the examples without a browser; tests/e2e/test_examples.py uses one."""
