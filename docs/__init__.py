"""The guide, and the program that writes the API reference."""
