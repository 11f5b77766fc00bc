"""Unit tests of what authors of apps test with."""
