"""Passwords of mail servers: read, looked up or asked for, never typed into a command."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.results import shown
from toolkit.messages import posting
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.messages.refusals import said_by

if TYPE_CHECKING:
    from toolkit.model import Language

#: The name under which keyring keeps passwords.
_SERVICE = "toolkit"
#: What was typed on a page of the desk for the one command that this process runs, "" for nothing; empty elsewhere.
typed: list[str] = []


def password(user: str, host: str, file: Path | None, language: Language) -> str:
    """From the first line of the file, from keyring where that is installed, or from who sits there. Never from the
    command itself. Raises `UsageError` where nobody can be asked, `NotDoneError` where the file has none.
    """
    if file is not None:
        try:
            return file.read_text(encoding="utf-8-sig").splitlines()[0].rstrip("\r\n")
        except OSError as error:
            raise NotDoneError("cannot-read", file=str(file), reason=said_by(error)) from error
        except (UnicodeDecodeError, IndexError) as error:
            raise NotDoneError("no-password-in", file=str(file)) from error
    if typed and typed[-1]:
        return typed[-1]
    if stored := _stored_password(user, host):
        return stored
    if typed:
        raise UsageError("password-not-typed", user=user, host=host)
    if not os.isatty(0):
        raise UsageError("password-needed", user=user, host=host)
    try:
        return str(click.prompt(shown(posting.PASSWORD, language, user=user, host=host), hide_input=True, err=True))
    except click.Abort as stop:
        raise UsageError("password-needed", user=user, host=host) from stop


def _stored_password(user: str, host: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(_SERVICE, f"{user}@{host}") or ""
    except (KeyringError, RuntimeError):
        return ""
