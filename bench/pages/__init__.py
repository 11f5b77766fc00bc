"""The pages that are compared: ours with its three entries, and four others."""
