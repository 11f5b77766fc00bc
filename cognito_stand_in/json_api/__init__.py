"""The JSON APIs of user pools and identity pools (AWS JSON 1.1), at the issuer's `/`."""
