"""All files that a mail holds, those of mails and archives inside it too, each with the mail that it came in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from toolkit.files.safe_names import last_part
from toolkit.language.text import clean
from toolkit.mail.archives import Budget, FileKind, is_litter, kind_of, members, summed_up
from toolkit.mail.mailboxes import MAX_DEPTH, mbox_places
from toolkit.mail.message import MAX_PARTS, Attachment, Head, Mail, Remark, read_mail
from toolkit.mail.signed import signed_content

#: How what is in a signed mail begins.
_HEADER = re.compile(rb"\s*[!-9;-~]+:[ \t]")
_HOLDS_MORE = ("mail", "msg", "mbox", "archive", "signed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that came out of a mail: a file, or (with `remark`) only something to tell."""

    head: Head
    name: str = ""
    data: bytes = b""
    kind: FileKind = "other"
    inline: bool = False
    within: tuple[str, ...] = ()
    """The mails and archives inside the mail that it was in, outermost first."""
    forwarded_by: str = ""
    zipped: bool = False
    why: tuple[Remark, ...] = ()
    """Of an archive: why not all of it was taken out."""
    remark: Remark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a mail one is: what is around, who passed it on, how deep, and what may still come out."""

    within: tuple[str, ...] = ()
    forwarded_by: str = ""
    depth: int = 0
    zipped: bool = False
    budget: Budget = field(default_factory=lambda: Budget(files=MAX_PARTS))


def open_mail(mail: Mail, place: Place) -> Iterator[Item]:
    """Everything in a mail, in order; what cannot be taken as remarks."""
    for remark in mail.remarks:
        yield _told(remark, mail.head, place)
    for attachment in mail.attachments:
        if place.budget.files <= 0:
            yield _told(Remark("too-many-attachments", f"{len(mail.attachments)} > {MAX_PARTS}"), mail.head, place)
            return
        place.budget.files -= 1
        yield from _open_attachment(mail, attachment, place)


def _open_attachment(mail: Mail, attachment: Attachment, place: Place) -> Iterator[Item]:
    if attachment.mail is None:
        kind = kind_of(attachment.data, attachment.name)
        yield from open_file(mail.head, attachment.name, attachment.data, kind, place, attachment.inline)
    elif place.depth >= MAX_DEPTH:
        yield _told(Remark("nested-too-deep", clean(attachment.name)), mail.head, place, attachment.name)
    else:
        yield from _open_inner(attachment.mail(), mail.head, attachment.name, place)


def _open_inner(inner: Mail, outer: Head, name: str, place: Place) -> Iterator[Item]:
    """A mail inside another: its own sender and date count, and who passed it on is kept."""
    head = inner.head if inner.head.sender or inner.head.sent else outer
    passed_on = place.forwarded_by if head is outer else outer.sender or place.forwarded_by
    label = inner.head.subject or clean(last_part(name))
    inside = replace(place, within=(*place.within, label), forwarded_by=passed_on, depth=place.depth + 1, zipped=False)
    yield from open_mail(replace(inner, head=head), inside)


def open_file(head: Head, name: str, data: bytes, kind: FileKind, place: Place, inline: bool = False) -> Iterator[Item]:
    """One file: itself, or what is in it where it is an archive or a mail."""
    if is_litter(data, name):
        return
    if kind in _HOLDS_MORE and place.depth >= MAX_DEPTH:
        yield _told(Remark("nested-too-deep", clean(name)), head, place, name)
    elif kind == "msg":
        from toolkit.mail.msg import read_msg

        yield from _open_inner(read_msg(data), head, name, place)
    elif kind == "mail":
        yield from _open_inner(read_mail(data), head, name, place)
    elif kind == "mbox":
        for start, end in mbox_places(data):
            yield from _open_inner(read_mail(data[start:end]), head, name, place)
    elif kind == "archive":
        yield from _open_archive(head, name, data, place)
    elif kind == "signed" and (content := signed_content(data)):
        yield from _open_signed(head, name, content, place)
    else:
        yield Item(
            head=head,
            name=name,
            data=data,
            kind=kind,
            inline=inline,
            within=place.within,
            forwarded_by=place.forwarded_by,
            zipped=place.zipped,
        )


def _open_signed(head: Head, name: str, content: bytes, place: Place) -> Iterator[Item]:
    """What stood inside a signature: the mail itself, or one file."""
    if _HEADER.match(content):
        yield from _open_inner(read_mail(content), head, name, place)
    else:
        called = re.sub(r"\.p7m\Z", "", name, flags=re.IGNORECASE)
        yield from open_file(head, called, content, kind_of(content, called), replace(place, depth=place.depth + 1))


def _open_archive(head: Head, name: str, data: bytes, place: Place) -> Iterator[Item]:
    inside = replace(place, within=(*place.within, clean(last_part(name))), depth=place.depth + 1, zipped=True)
    why: list[Remark] = []
    for member in members(data, place.budget):
        if isinstance(member, Remark):
            why.append(member)
        else:
            yield from open_file(head, member[0], member[1], kind_of(member[1], member[0]), inside)
    if why:
        # Some of it cannot be taken out: the archive itself goes to the coordinator.
        yield Item(
            head=head,
            name=name,
            data=data,
            kind="packed",
            within=place.within,
            forwarded_by=place.forwarded_by,
            zipped=place.zipped,
            why=summed_up(why),
        )


def _told(remark: Remark, head: Head, place: Place, name: str = "") -> Item:
    return Item(head=head, name=name, within=place.within, remark=remark)
