"""Tests of the project itself: layers, files, packages and documents."""
