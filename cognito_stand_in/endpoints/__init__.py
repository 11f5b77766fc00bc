"""The endpoints of the domain and of the issuer, one file each."""
