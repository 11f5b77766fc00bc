"""The views of the inspector. Elements are built one by one, no HTML is parsed."""
