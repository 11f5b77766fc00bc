"""Sockets on loopback addresses only, and the message for a port in use."""

import errno
import socket

import pytest

from server.errors import CannotStart
from server.origins import free_origins, port_of
from server.sockets import close, listen


def test_only_loopback_is_listened_on() -> None:
    """Nobody else on the network can reach the server."""
    port = port_of(free_origins().page)
    sockets = listen(port, purpose="the page")
    try:
        assert {one.getsockname()[0] for one in sockets} <= {"127.0.0.1", "::1"}
        assert {one.getsockname()[1] for one in sockets} == {port}
    finally:
        close(sockets)


def test_a_taken_port_is_named_with_a_way_out() -> None:
    """The sentence names the port, what it was for, and the option to change it."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"^Port {port} for the issuer is in use.*--port"):
            listen(port, purpose="the issuer")


def test_a_machine_without_ipv6_listens_on_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing ::1 is no reason not to start."""
    create, port = socket.create_server, port_of(free_origins().page)

    def without_ipv6(
        address: tuple[str, int], *, family: socket.AddressFamily, backlog: int
    ) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
        return create(address, family=family, backlog=backlog)

    monkeypatch.setattr(socket, "create_server", without_ipv6)
    sockets = listen(port, purpose="the page")
    assert [one.family for one in sockets] == [socket.AF_INET]
    close(sockets)


def test_another_refusal_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that this user may not open gives the system's own words."""

    def refuse(*_: object, **__: object) -> socket.socket:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(CannotStart, match="Permission denied"):
        listen(80, purpose="the page")


def test_answers_do_not_wait_for_acknowledgements() -> None:
    """Connections send what they have at once, however many writes an answer is made of."""
    port = port_of(free_origins().page)
    sockets = listen(port, purpose="the page")
    try:
        with (
            socket.create_connection(("127.0.0.1", port)),
            sockets[0].accept()[0] as accepted,
        ):
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    finally:
        close(sockets)
