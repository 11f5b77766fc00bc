"""Encodings: base64url, strict JSON, URLs. Knows nothing of OAuth."""
