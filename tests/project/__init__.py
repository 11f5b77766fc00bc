"""Tests about the project itself: its layers, its files and its documents."""
