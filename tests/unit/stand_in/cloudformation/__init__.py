"""Unit tests of the templates of user pools of the stand-in."""
