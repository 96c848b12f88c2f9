"""A Word document edited in LibreOffice as people edit one: LibreOffice runs a macro in a separate profile."""

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import docx

from tests.editing_in_office import run_macro
from tests.report.word_edits import Person, apart, tag_of

_MACRO = """
Function Found(doc, tag)
  all = doc.Text.createEnumeration()
  While all.hasMoreElements()
    part = all.nextElement()
    If part.supportsService("com.sun.star.text.Paragraph") Then
      If InStr(part.String, tag) > 0 Then
        Found = part
        Exit Function
      End If
    End If
  Wend
End Function

Function Sentence(doc, tag)
  part = Found(doc, tag)
  start = InStr(part.String, "Ý " & tag)
  ending = InStr(start, part.String, "đơn vị).")
  point = doc.Text.createTextCursorByRange(part.Start)
  point.goRight(start - 1, False)
  point.goRight(ending + 8 - start, True)
  Sentence = point
End Function

Function FoundCell(doc, tag)
  For n = 0 To doc.TextTables.Count - 1
    table = doc.TextTables.getByIndex(n)
    names = table.CellNames
    For k = 0 To UBound(names)
      If InStr(table.getCellByName(names(k)).String, tag) > 0 Then
        FoundCell = table.getCellByName(names(k))
        Exit Function
      End If
    Next
  Next
End Function

Sub Main
  Dim opening(0) As New com.sun.star.beans.PropertyValue
  Dim saving(0) As New com.sun.star.beans.PropertyValue
  opening(0).Name = "Hidden" : opening(0).Value = True
  doc = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, opening())
  On Error Resume Next
  {lines}
  On Error Goto 0
  saving(0).Name = "FilterName" : saving(0).Value = "MS Word 2007 XML"
  doc.storeToURL("{target}", saving())
  doc.close(True)
  StarDesktop.terminate()
End Sub
"""


def types_behind(tag: str, word: str) -> str:
    return f'part = Sentence(doc, "{tag}") : doc.Text.insertString(part.End, " {word}", False)'


def types_over(tag: str, word: str) -> str:
    return f'part = Sentence(doc, "{tag}") : part.String = part.String & " {word}"'


def types_a_paragraph(tag: str, word: str) -> str:
    return f"""part = Found(doc, "{tag}") : point = doc.Text.createTextCursorByRange(part.End)
  doc.Text.insertControlCharacter(point, 0, False) : doc.Text.insertString(point, "Đoạn riêng {word}", False)"""


def splits(tag: str, word: str) -> str:
    return f"""part = Sentence(doc, "{tag}") : point = doc.Text.createTextCursorByRange(part.Start)
  point.goRight(18, False) : doc.Text.insertControlCharacter(point, 0, False)
  doc.Text.insertString(point, "{word} ", False)"""


def deletes(tag: str) -> str:
    return f'part = Sentence(doc, "{tag}") : part.String = ""'


def records(tag: str, word: str) -> str:
    return f"doc.RecordChanges = True : {types_behind(tag, word)} : doc.RecordChanges = False"


def comments(tag: str, word: str) -> str:
    return f"""part = Sentence(doc, "{tag}") : note = doc.createInstance("com.sun.star.text.textfield.Annotation")
  note.Author = "Lan" : note.Content = "{word}" : doc.Text.insertTextContent(part.End, note, False)"""


def types_into_a_cell(tag: str, word: str) -> str:
    return f'part = FoundCell(doc, "{tag}") : part.insertString(part.End, " {word}", False)'


def worked_on(person: Person, data: bytes, place: Path) -> bytes:
    """The document after four of these edits, which the person records."""
    person.body = docx.Document(BytesIO(data)).element.body
    apart(person.body)
    lines, taken = [], set[str]()
    for edit in person.chance.sample((*_EDITS, None), 4):
        rows = edit is types_into_a_cell
        found = person.rows() if rows else [p for p in person.paragraphs(fresh=edit is None) if tag_of(p)[0] == "ý"]
        tags = [tag_of(e) for e in found if tag_of(e) not in taken]
        if not tags:
            continue
        tag = person.chance.choice(tags)
        taken.add(tag)
        if edit is None:
            person.deleted.add(tag)
            lines.append(deletes(tag))
            continue
        lines.append(edit(tag, person.word()))
        person.annexes |= {tag[:2]} if rows else set()
        person.reshaped |= edit in (types_a_paragraph, splits)
        person.kept |= {tag} if edit is comments else set()
        person.touched |= {} if edit in (comments, types_a_paragraph) else {tag: tag}
    source = place / "trước.docx"
    source.write_bytes(data)
    return edited(source, lines, place / "sau.docx").read_bytes()


_EDITS: tuple[Callable[[str, str], str], ...] = (
    types_behind,
    types_over,
    types_a_paragraph,
    splits,
    records,
    comments,
    types_into_a_cell,
)


def edited(path: Path, lines: Sequence[str], to: Path) -> Path:
    """The document with these edits, as LibreOffice saves it."""
    values = {"source": path.resolve().as_uri(), "target": to.resolve().as_uri(), "lines": "\n  ".join(lines)}
    macro = _MACRO
    for name, value in values.items():
        macro = macro.replace("{" + name + "}", value)
    return run_macro(macro, path, to)
