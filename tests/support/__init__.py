"""What tests of several folders share: tabs without a browser, samples, and set-up."""
