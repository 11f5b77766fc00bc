"""The TOML file with ids, groups and people, which a template cannot contain."""
