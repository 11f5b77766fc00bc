"""Encodings: base64url, strict JSON and URLs, independent of OAuth."""
