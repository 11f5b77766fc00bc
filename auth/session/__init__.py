"""The session of a tab: its states, its record, and who keeps it alive."""
