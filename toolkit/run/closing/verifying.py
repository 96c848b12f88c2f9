"""Verifies a bag: whether anything in it has changed, and whether it still gives the same master."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from toolkit.archive.bag import DATA, Difference, Verified, long_path, verify_bag
from toolkit.archive.data_code import FOLDER, MANIFEST, printed_codes, sha256_of
from toolkit.files.saving import has_same_bytes
from toolkit.master.merge_inputs import NOTHING, read_merge_inputs
from toolkit.master.read import read_master
from toolkit.messages.errors import NotDoneError
from toolkit.messages.refusals import system_reason
from toolkit.model import Language
from toolkit.run.closing.closing import REGISTER_THEN
from toolkit.run.folder import BACKUPS, MASTER, PAGE, REGISTER, REPORT, TRUST, make_folder, open_folder
from toolkit.run.gathering import Means
from toolkit.run.operations import merge_files

_MANIFEST = f"{FOLDER}/{MANIFEST}"
#: The campaign's folder while its master is made again, deep enough for inputs in folders above it.
_DEEP = "a/b/c/d"


@dataclass(frozen=True, slots=True)
class BagCheck:
    """The result of verifying a bag."""

    bag: Path
    verified: Verified
    differences: tuple[Difference, ...]
    code: str

    @property
    def file_count(self) -> int:
        """The number of files in the bag's payload."""
        return sum(path.startswith(DATA) for path in self.verified.hashes)


@dataclass(frozen=True, slots=True)
class RemadeMaster:
    """The result of making the master again; `toolkit`: the version of the toolkit that made the master in the bag."""

    result: Literal["same", "other", "differs"]
    toolkit: str


def verify(bag: Path) -> BagCheck:
    """Verify a bag: its lists, the files that they name, and the data codes that documents print. Raises
    `NotDoneError`: `not-a-bag`, `cannot-read`."""
    try:
        verified = verify_bag(bag, (_MANIFEST,))
        text = verified.texts.get(_MANIFEST, b"").decode("utf-8", "surrogatepass")
        code = sha256_of(text)
        further = [Difference("missing", path) for path, sha256 in _inputs(text) if sha256 not in verified.payload]
        for name in (MASTER, REPORT, PAGE):
            document = long_path(bag) / DATA / name
            if f"{DATA}{name}" in verified.hashes and (codes := printed_codes(document)) and code not in codes:
                further.append(Difference("code", DATA + name))
    except OSError as error:
        raise NotDoneError("cannot-read", file=str(error.filename or bag), reason=system_reason(error)) from error
    except UnicodeDecodeError:
        further, code = [], ""
    return BagCheck(bag, verified, (*verified.differences, *further), code)


def _inputs(text: str) -> list[tuple[str, str]]:
    """(path, SHA-256) of each file in the list of inputs, without the lists of decisions and of the register."""
    lines = (line.partition("  ") for line in text.splitlines())
    return [(path, sha256) for sha256, _, path in lines if not path.startswith(f"{FOLDER}/")]


def remake_master(check: BagCheck, means: Means | None = None) -> RemadeMaster:
    """Make the master again from the bag, in a temporary folder, and compare it with the master in the bag. Raises
    `NotDoneError`: `again-not-possible`, and as `merge_files` does."""
    text, bag = check.verified.texts.get(_MANIFEST, b""), long_path(check.bag)
    master = bag / DATA / MASTER
    content = read_master(master)
    if content.as_of is None:
        raise NotDoneError("again-not-possible", file=MASTER)
    with TemporaryDirectory(prefix="toolkit-") as temporary:
        root = Path(temporary) / _DEEP
        _lay_out_inputs(check, root, text.decode("utf-8", "surrogatepass"))
        folder = open_folder(root)
        languages: tuple[Language, ...] = ("vi", "en")
        previous = NOTHING if read_merge_inputs(master).alone else None
        codes: tuple[str, ...] = ()
        for language in languages:
            shutil.copyfile(master, root / MASTER)
            merge_files(folder, as_of=content.as_of, means=means or Means(), language=language, previous=previous)
            if has_same_bytes(root / MASTER, master):
                return RemadeMaster("same", content.toolkit)
            codes = codes or printed_codes(root / MASTER)
    return RemadeMaster("other" if check.code in codes else "differs", content.toolkit)


def _lay_out_inputs(check: BagCheck, root: Path, text: str) -> None:
    """Lay out the campaign's folder as it was for the merge."""
    bag, verified = long_path(check.bag), check.verified
    wanted = [(path, bag / verified.payload.get(sha256, "-")) for path, sha256 in _inputs(text)]
    wanted += [(path.removeprefix(DATA), bag / path) for path in verified.hashes if path.startswith(DATA + BACKUPS)]
    registers = (bag / REGISTER_THEN, bag / DATA / REGISTER)
    wanted += [(REGISTER, path) for path in registers if path.is_file()][:1]
    wanted += [(TRUST, bag / DATA / TRUST)] if (bag / DATA / TRUST).is_file() else []
    top = root.parents[len(Path(_DEEP).parts) - 1]
    for name, source in wanted:
        target = Path(os.path.normpath(root / name))
        if not target.is_relative_to(top) or not source.is_file():
            raise NotDoneError("again-not-possible", file=name)
        make_folder(target.parent)
        shutil.copyfile(source, target)
