"""The command `cognito-stand-in`: its options, ports, TLS and what it prints."""
