"""Passwords of mail servers: read, looked up or typed when prompted, never part of a command; and OAuth sign-in."""

from __future__ import annotations

import os
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.results import shown
from toolkit.messages import posting
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.messages.refusals import system_reason

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.cli.options import Mailing
    from toolkit.mail.oauth import SignedIn
    from toolkit.model import Language

_SERVICE = "toolkit"  # the name under which keyring keeps passwords
_PIECE = 1000  # the most characters of a piece of a token; Windows keeps 1,280 characters
#: In a process of the desk: the password typed on its page for this command, or ""; empty elsewhere.
typed: list[str] = []


def password(user: str, host: str, mailing: Mailing, language: Language) -> str | SignedIn:
    """The password from the first line of the file, else an OAuth sign-in if the settings of `--oauth` name the server,
    else the password from keyring if it is installed, else a typed password; never an argument of the command. Raises
    `UsageError` without a terminal, `NotDoneError` if the file has no password or the sign-in fails.
    """
    if (file := mailing.password_file) is not None:
        try:
            return file.read_text(encoding="utf-8-sig").splitlines()[0].rstrip("\r\n")
        except OSError as error:
            raise NotDoneError("cannot-read", file=str(file), reason=system_reason(error)) from error
        except (UnicodeDecodeError, IndexError) as error:
            raise NotDoneError("no-password-in", file=str(file)) from error
    if typed and typed[-1]:
        return typed[-1]
    if mailing.oauth is not None and (account := _sign_in(user, host, mailing.oauth, mailing.ca_file, language)):
        return account
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


def _sign_in(user: str, host: str, settings: Path, ca_file: Path | None, language: Language) -> SignedIn | None:
    """Signs in to a mailbox by a stored or a new token; None if the settings are not for this server."""
    import webbrowser

    from toolkit.mail import oauth
    from toolkit.mail.imap import tls_context

    provider = oauth.read_provider(settings)
    if host not in provider.hosts.split():
        return None
    context, keep = (tls_context(ca_file), partial(_store, f"{_SERVICE} {provider.client_id} {provider.token}", user))
    before, grant, attended = keep(None), None, typed or os.isatty(0)
    try:
        grant = provider.renewed_grant(before, context) if before else None
    except NotDoneError as error:
        if error.code != "oauth-expired" or not attended:
            raise
    if grant is None and not attended:
        raise UsageError("oauth-needed" if _safe_keyring() else "oauth-no-keyring", user=user, host=host)

    def show(page: str, code: str = "") -> None:
        sentence = posting.SIGN_IN_CODE if code else posting.SIGN_IN_BROWSER
        click.echo(shown(sentence, language, user=user, page=page, code=code), err=True)
        if not code:
            webbrowser.open(page)

    if grant is None and provider.device:
        grant = oauth.sign_in_by_device(provider, context, show)
    elif grant is None:
        grant = oauth.sign_in_by_browser(provider, user, context, show, shown(posting.SIGNED_IN, language))
    if keep(grant.refresh) != grant.refresh:
        click.echo(shown(posting.NOT_KEPT, language, user=user), err=True)
    return oauth.SignedIn(provider, user, context, grant, keep)


def _safe_keyring() -> Any:
    """The module keyring, if its store is safe: those of low priority store nothing, or write unencrypted files."""
    try:
        import keyring

        return keyring if keyring.get_keyring().priority >= 1 else None
    except Exception:  # noqa: BLE001 -- not installed, or set to a missing store
        return None


def _store(key: str, user: str, token: str | None) -> str:
    """Stores a refresh token, in pieces, in place of the previous one; None: unchanged. Returns the stored token."""
    vault, stored = _safe_keyring(), ""
    try:
        for n in count() if vault else ():
            entry, before = f"{key} {n}", vault.get_password(f"{key} {n}", user) or ""
            piece = before if token is None else token[n * _PIECE : (n + 1) * _PIECE]
            if not (piece or before):
                break
            if piece != before:
                vault.set_password(entry, user, piece) if piece else vault.delete_password(entry, user)
            stored += piece
    except Exception:  # noqa: BLE001 -- each system's store has different errors: as without a store
        return ""
    return stored
