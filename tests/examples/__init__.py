"""The examples without a browser; tests/e2e/test_examples.py has one."""
