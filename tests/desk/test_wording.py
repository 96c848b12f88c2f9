"""Instead of a command the desk names its button: in what commands print, in findings, on every page."""

import re
import shutil
from pathlib import Path

import pytest
from markupsafe import Markup

import toolkit.messages
from tests.desk.asking import browser, words
from tests.effort import some
from toolkit.desk.wording import with_buttons
from toolkit.messages.desk import ACTIONS

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
#: A command, or an option of one.
TYPED = re.compile(r"\btoolkit (?:%s)\b|(?<!\S)--[a-z]{3,}" % "|".join(ACTIONS))  # noqa: UP031 -- braces would double
#: Sentences of commands that no button starts.
OF_NO_BUTTON = ("HELP.", "OPTIONS.", "EPILOG")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("rồi gõ lại: toolkit collect", "rồi bấm “Nhận tệp, thư vào đợt báo cáo”"),
        ('Chạy: toolkit draft "a b.docx" --agency SYT để lập biểu', "Bấm “Lập biểu từ báo cáo này” để lập biểu"),
        ("Khi có biểu mới, gõ lại: toolkit merge --campaign '/x y/z'.", "Khi có biểu mới, bấm “Tổng hợp”."),
        ("lập mới: toolkit new THƯ_MỤC", "lập mới: “Lập đợt báo cáo mới”"),
        ("“toolkit merge inbox” chỉ đọc inbox", "“Tổng hợp” chỉ đọc inbox"),
        ("Đóng tệp đó rồi gõ lại toolkit.", "Đóng tệp đó rồi tải lại trang này."),
        ("thư mục toolkit của tôi", "thư mục toolkit của tôi"),
    ],
)
def test_a_command_is_named_as_its_button(text: str, shown: str) -> None:
    """The button has the command's arguments, file and campaign; the sentence around it stays."""
    assert with_buttons(text, "vi") == shown
    assert with_buttons(Markup(text), "vi") == text
    assert with_buttons(7, "vi") == 7


def test_no_sentence_names_a_command_that_has_a_button() -> None:
    """All existing texts, in both languages."""
    left = []
    for path in Path(toolkit.messages.__file__).parent.rglob("*.tsv"):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            key, vi, en, *_ = [*line.split("\t"), "", ""]
            texts = [str(with_buttons(vi, "vi")), str(with_buttons(en, "en"))]
            if any(re.search(r"\btoolkit (?:%s)\b" % "|".join(ACTIONS), text) for text in texts):  # noqa: UP031
                left.append((path.name, key))
    assert [one for one in left if not one[1].startswith(OF_NO_BUTTON)] == []


@pytest.mark.slow
def test_no_page_of_the_desk_says_to_type_a_command(tmp_path: Path) -> None:
    """All pages of the samples' desk that are linked, and commands' output: except what is folded away. Few files have
    come in, in the thorough effort all."""
    root = tmp_path / "mẫu"
    shutil.copytree(SAMPLES, root, ignore=shutil.ignore_patterns("*.py", ".*", "__pycache__"))
    received = sorted(path for path in (root / "inbox").rglob("*") if path.is_file())
    for path in {*received} - {*some(received, 8)}:
        path.unlink()
    desk = browser(tmp_path, root)
    for action in ("collect", "check", "remind"):
        desk.done(desk.post(f"do/{action}"))
    waiting, seen, reported = ["", "state", *(f"work/{n}/state" for n in (1, 2, 3))], set[str](), []
    desk.read()
    while waiting:
        page = waiting.pop()
        seen.add(page)
        text = desk.get(page).text
        if match := TYPED.search(words(re.sub(r"<details.*?</details>", "", text, flags=re.DOTALL))):
            reported.append((page, match[0]))
        links = set(re.findall(r'href="/k3y/([^"?]*)"', text)) - seen - {*waiting}
        waiting += [link for link in links if not link.startswith("static/") and len(seen) < 150]
    assert reported == []
    assert {"letters", "campaign", "decide", "indicators/TT02", "work/3"} <= seen
