"""The port is taken first, and a port that cannot be had is said in words."""

from __future__ import annotations

import socket

import pytest
import typer

from gateway.cli.exits import Exit
from gateway.cli.listening import address_of, listening


def test_a_free_port_is_taken_and_its_address_is_what_a_browser_needs() -> None:
    with listening("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert address_of(listener) == f"http://127.0.0.1:{port}"
        with socket.create_connection(("127.0.0.1", port)):
            pass


def test_a_port_that_another_program_listens_on_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(typer.Exit) as ended, listening("127.0.0.1", port):
            pass
    assert ended.value.exit_code == Exit.PORT_TAKEN
    words = capfd.readouterr().err
    assert f"Port {port} of 127.0.0.1 is taken by another program." in words
    assert "GATEWAY_PORT" in words


def test_a_port_can_be_had_again_right_after_it_was_used() -> None:
    with listening("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            first.accept()[0].close()
    with listening("127.0.0.1", port):
        pass


def test_a_host_that_is_no_address_is_wrong_usage(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended, listening("no such host", 0):
        pass
    assert ended.value.exit_code == Exit.USAGE
    assert "no such host is no address" in capfd.readouterr().err


def test_an_address_that_listens_everywhere_is_shown_as_one_to_click_on() -> None:
    with listening("0.0.0.0", 0) as listener:
        assert address_of(listener).startswith("http://localhost:")


@pytest.mark.skipif(not socket.has_ipv6, reason="IPv6: this machine has none")
def test_an_ipv6_address_is_shown_in_brackets() -> None:
    with listening("::1", 0) as listener:
        assert address_of(listener).startswith("http://[::1]:")
