"""The pages that are compared: ours by its three entries, and four that others would write."""
