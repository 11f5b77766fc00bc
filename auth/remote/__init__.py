"""A session that another program owns: its owner, and clients that ask the owner over a port.

docs/internals/remote.md describes the messages. Pages whose app runs beside its launcher load none
of this.
"""
