"""The vault: an owner of the session in a worker, whose pages never have a token.

`token_storage = "worker"` starts it. docs/internals/vault.md describes it. Other pages load none
of this.
"""
