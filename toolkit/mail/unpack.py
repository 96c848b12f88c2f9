"""All files in a mail, including those in mails and archives inside it, each with the mail that contained it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from toolkit.files.safe_names import last_part
from toolkit.language.text import clean
from toolkit.mail.archives import Budget, FileKind, archived_files, is_litter, kind_of, one_per_code
from toolkit.mail.mailboxes import MAX_DEPTH, mbox_offsets
from toolkit.mail.message import MAX_PARTS, Head, Mail, Remark, read_mail
from toolkit.mail.signed import signed_content

#: The beginning of the contents of a signed mail.
_HEADER = re.compile(rb"\s*[!-9;-~]+:[ \t]")
_HOLDS_MORE = ("mail", "msg", "mbox", "archive", "signed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a mail: a file, or (with `remark`) only something to report."""

    head: Head
    name: str = ""
    data: bytes = b""
    kind: FileKind = "other"
    inline: bool = False
    within: tuple[str, ...] = ()
    """The mails and archives inside the mail that contained the item, outermost first."""
    forwarded_by: str = ""
    zipped: bool = False
    why: tuple[Remark, ...] = ()
    """For an archive: the reasons why some of it was not taken out."""
    remark: Remark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nesting:
    """A position within a mail: the containers, the forwarder, the depth, and the budget for taking files out."""

    within: tuple[str, ...] = ()
    forwarded_by: str = ""
    depth: int = 0
    zipped: bool = False
    budget: Budget = field(default_factory=lambda: Budget(files=MAX_PARTS))


def open_mail(mail: Mail, nesting: Nesting) -> Iterator[Item]:
    """Everything in a mail, in order; a part that cannot be opened is an item with remarks. `nesting` is that of the
    mail itself; its budget is reduced by the files in the mail.
    """
    for remark in mail.remarks:
        yield _remark_item(remark, mail.head, nesting)
    for attachment in mail.attachments:
        if nesting.budget.files <= 0:
            yield _remark_item(
                Remark("too-many-attachments", f"{len(mail.attachments)} > {MAX_PARTS}"), mail.head, nesting
            )
            return
        nesting.budget.files -= 1
        if attachment.mail is None:
            kind = kind_of(attachment.data, attachment.name)
            yield from open_file(mail.head, attachment.name, attachment.data, kind, nesting, attachment.inline)
        elif nesting.depth >= MAX_DEPTH:
            yield _remark_item(Remark("nested-too-deep", clean(attachment.name)), mail.head, nesting, attachment.name)
        else:
            yield from _open_inner(attachment.mail(), mail.head, attachment.name, nesting)


def _open_inner(inner: Mail, outer: Head, name: str, nesting: Nesting) -> Iterator[Item]:
    """Yields the items of a mail inside another mail, with the inner mail's sender and date, and the forwarder."""
    head = inner.head if inner.head.sender or inner.head.sent else outer
    forwarder = nesting.forwarded_by if head is outer else outer.sender or nesting.forwarded_by
    label = inner.head.subject or clean(last_part(name))
    inside = replace(
        nesting, within=(*nesting.within, label), forwarded_by=forwarder, depth=nesting.depth + 1, zipped=False
    )
    yield from open_mail(replace(inner, head=head), inside)


def open_file(
    head: Head, name: str, data: bytes, kind: FileKind, nesting: Nesting, inline: bool = False
) -> Iterator[Item]:
    """Yields a file, or its contents if it is an archive or a mail. `head`: the head of the mail that it came in.

    An archive from which something cannot be taken out is yielded too, after its contents, as `packed` with the reason.
    """
    if is_litter(data, name):
        return
    if kind in _HOLDS_MORE and nesting.depth >= MAX_DEPTH:
        yield _remark_item(Remark("nested-too-deep", clean(name)), head, nesting, name)
    elif kind == "msg":
        from toolkit.mail.msg import read_msg

        yield from _open_inner(read_msg(data), head, name, nesting)
    elif kind == "mail":
        yield from _open_inner(read_mail(data), head, name, nesting)
    elif kind == "mbox":
        for start, end in mbox_offsets(data):
            yield from _open_inner(read_mail(data[start:end]), head, name, nesting)
    elif kind == "archive":
        yield from _open_archive(head, name, data, nesting)
    elif kind == "signed" and (content := signed_content(data)):
        if _HEADER.match(content):
            yield from _open_inner(read_mail(content), head, name, nesting)
        else:
            called = re.sub(r"\.p7m\Z", "", name, flags=re.IGNORECASE)
            yield from open_file(
                head, called, content, kind_of(content, called), replace(nesting, depth=nesting.depth + 1)
            )
    else:
        yield _file_item(head, name, data, kind, nesting, inline=inline)


def _open_archive(head: Head, name: str, data: bytes, nesting: Nesting) -> Iterator[Item]:
    inside = replace(nesting, within=(*nesting.within, clean(last_part(name))), depth=nesting.depth + 1, zipped=True)
    why: list[Remark] = []
    for member in archived_files(data, nesting.budget):
        if isinstance(member, Remark):
            why.append(member)
        else:
            yield from open_file(head, member[0], member[1], kind_of(member[1], member[0]), inside)
    if why:
        # If some contents cannot be taken out, the coordinator gets the archive itself.
        yield replace(_file_item(head, name, data, "packed", nesting), why=one_per_code(why))


def _file_item(head: Head, name: str, data: bytes, kind: FileKind, nesting: Nesting, *, inline: bool = False) -> Item:
    return Item(
        head=head,
        name=name,
        data=data,
        kind=kind,
        inline=inline,
        within=nesting.within,
        forwarded_by=nesting.forwarded_by,
        zipped=nesting.zipped,
    )


def _remark_item(remark: Remark, head: Head, nesting: Nesting, name: str = "") -> Item:
    return Item(head=head, name=name, within=nesting.within, remark=remark)
