"""Vietnamese text is cleaned, compared and split as its readers do, however it was typed."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import cases
from tests.effort import effort
from toolkit.language import legacy
from toolkit.language import text as vietnamese
from toolkit.language.legacy import Encoding, detect_encoding, is_syllable, to_unicode
from toolkit.language.text import clean, fold, normalise, split_points, strip_bullet, strip_marks, toned

SENTENCES = (
    "Công tác tuyên truyền, phổ biến giáo dục pháp luật được quan tâm chỉ đạo thường xuyên.",
    "Tổ chức 12 lớp tập huấn cho cán bộ phụ trách ở cơ sở với 450 lượt người tham dự;",
    "Một bộ phận người dân chưa nhận thức đầy đủ về tác hại của tệ nạn xã hội",
    "Kinh phí còn hạn hẹp, chưa đáp ứng yêu cầu nhiệm vụ.",
    "Tiếp tục đẩy mạnh phối hợp liên ngành trong kiểm tra cơ sở kinh doanh có điều kiện",
    "Ủy ban nhân dân huyện ban hành kế hoạch triển khai thực hiện hằng năm",
    "Nơi nào cấp ủy quan tâm thì nơi đó phong trào phát triển",
    "Phát huy vai trò của các tổ chức đoàn thể, người có uy tín trong cộng đồng",
    "Số vụ vi phạm giảm so với cùng kỳ năm trước",
    "Đội kiểm tra hoạt động chưa đều, chế độ báo cáo chưa kịp thời",
    "Hỗ trợ vay vốn, học nghề, giới thiệu việc làm cho người hoàn lương",
    "Xây dựng mô hình điểm tại ba xã, phường, thị trấn",
    "Không phát sinh trường hợp mới trong kỳ báo cáo",
    "Đề nghị cấp trên bổ sung biên chế và trang thiết bị",
    "Lồng ghép với phong trào toàn dân đoàn kết xây dựng đời sống văn hóa",
    "Việc quản lý địa bàn ở một số nơi còn lỏng lẻo, thiếu quyết liệt",
    "Rà soát, thống kê, lập hồ sơ quản lý đối tượng theo quy định",
    "Gửi đơn vị chủ trì tổng hợp, báo cáo trước ngày 15 tháng 7",
)
FOREIGN = (
    "The naïve café owner wrote a résumé and coöperated with the façade builders.",
    "Programme review: figures, results and next steps for each agency.",
    "Où est la bibliothèque ? Elle a été fermée à cause des problèmes d'électricité.",
    "L'été dernier, Loïc et Anaïs ont goûté du maïs près de l'hôtel de Noël.",
    "El niño está así porque mañana no habrá clases en el colegio según la señora.",
    "¿Cuántos años tiene la compañía? Más de treinta, señor Muñoz.",
    "Die Größe der Straße übt einen großen Einfluß auf die Häuser aus.",
    "Não há informação sobre a situação das crianças na região; os órgãos estão à espera.",
)
SHORT_UNICODE = (
    *("Không", "Có", "Tổng số", "Đồng Tháp", "Cã", "Lai Vung", "12,5%", "số lượt", "năm 2020", "bảo", "là"),
    *("và",),
)


def to_tcvn3(text: str) -> str:
    """The text as in a TCVN3 document: capitals with tones are small letters in a capitals font."""
    letters = {letter: chr(code) for code, letter in legacy._TCVN3.items()}
    return "".join(letters.get(c) or letters.get(c.lower()) or c for c in text)


def to_vni(text: str) -> str:
    """The text as in a VNI document."""
    letters: dict[str, str] = {}
    for vni, letter in legacy._VNI.items():
        if letter not in letters or (letter.isupper() and vni.isupper()):
            letters[letter] = vni
    return "".join(letters.get(c, c) for c in text)


# --- clean ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("", ""),
        ("", " \t\u00a0\u200b\ufeff\n\r\n"),
        ("a b", "  a \u00a0\u202f b\t"),
        ("Hoàn", "Hoa\u0300n"),
        ("việc", "vi\u00ea\u0323c"),
        ("một\nhai", "một\x0bhai"),
        ("một\nhai\nba", " một \r\n\r\n  hai\u2028 ba "),
        ("Đồng Tháp", "\ufeffĐồng\u00ad Thá\u200bp\x07"),
        ("a\ufffdb", "a\ud800b"),
        ("phòng, chống", "phòng,  chống"),
    ],
)
def test_cleaning_removes_invisible_characters(expected: str, text: str) -> None:
    """The words stay as they are seen."""
    assert expected == clean(text)


def test_cleaning_is_fast_for_many_blanks() -> None:
    """Every blank is examined once."""
    begun = time.perf_counter()
    assert clean(" " * 400_000 + "x\n" + " " * 400_000 + "x") == "x\nx"
    assert time.perf_counter() - begun < 3


@given(st.text())
def test_forms_of_a_text_are_those_of_its_cleaned_text(text: str) -> None:
    """Cleaning and folding twice changes nothing; the cleaned text is NFC and can be written."""
    cleaned, key = clean(text), fold(text)
    assert (cleaned, key) == (clean(cleaned), fold(key))
    assert key == fold(cleaned)
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode("utf-8")
    forms = vietnamese.text_forms(text)
    assert (cleaned, key) == (forms.text, forms.folded)
    assert not toned(text) or toned(text) == forms.toned_key


# --- fold -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("", ""),
        ("", " -–… "),
        ("so lao dong tb xh", "Sở Lao động - TB&XH"),
        ("so lao dong tb xh", "SỞ LAO ĐỘNG – TB&XH"),
        ("hoa binh", "Hoà\u00a0Bình"),
        ("hoa binh", "Hòa\u200b Bi\u0300nh"),
        ("uy ban nhan dan", "Uỷ ban  nhân dân"),
        ("ubnd tinh", "UBND_tỉnh"),
        ("6t 2020", "6T/2020"),
        ("quy dinh", "“Quy định”"),
        ("123 a", "１２３ Ａ"),
        ("strasse", "Straße"),
        ("cafe", "CAFÉ"),
        ("kt01", "KT01"),
    ],
)
def test_folding_removes_case_diacritics_and_signs(expected: str, text: str) -> None:
    """Letters and digits stay."""
    assert expected == fold(text)


@given(st.text(alphabet="aàáảãạăằêệiịoờuựyỹđĐẾQ -/.,“”–1"))
def test_folding_gives_one_key_for_any_form(text: str) -> None:
    """Composed, decomposed and in capitals."""
    assert fold(text) == fold(unicodedata.normalize("NFD", text)) == fold(text.upper())


def test_stripping_diacritics_keeps_signs_and_blanks() -> None:
    """At their positions."""
    assert strip_marks("167 tỷ 438 triệu đồng/người") == "167 ty 438 trieu dong/nguoi"
    assert strip_marks("plain") == "plain"


# --- normalise ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà giải ở cơ sở", "hòa giải ở cơ sở"),
        ("hoà hoá toả khoẻ loè thuỷ luỹ uỷ", "hòa hóa tỏa khỏe lòe thủy lũy ủy"),
        ("THUỶ SẢN", "thủy sản"),
        ("toạ đàm; khoẻ mạnh", "tọa đàm; khỏe mạnh."),
        ("- Tăng cường phối hợp;", "Tăng cường phối hợp"),
        ("1. Tăng cường phối hợp./.", "+ tăng cường phối hợp"),
        ("a) “Toàn dân đoàn kết”", '\uf0b7 "Toàn dân đoàn kết"'),
        ("giai đoạn 2016 – 2020", "giai đoạn 2016-2020"),
        ("phòng , chống", "phòng, chống"),
        ("một\nhai", "một hai"),
        ("1) kiểm tra", "• kiểm tra"),
        ("1/ Tăng cường", "Tăng cường"),
        ("Lao động – Thương binh", "Lao động - Thương binh"),
        ("Ｂáo cáo （năm）", "báo cáo (năm)"),
        ("số \u1ffd5\u1fef", "số '5'"),
    ],
)
def test_habits_of_typing_are_normalised(one: str, other: str) -> None:
    """Texts that differ only in them have one comparison form."""
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("quý", "quy"),
        ("thuỷ", "thuy"),
        ("hoàn", "hòan"),
        ("giảm 5%", "giảm 15%"),
        ("-5%", "5%"),
        ("12/KH-UBND về phòng chống", "KH-UBND về phòng chống"),
        ("5.000 lượt người", "000 lượt người"),
        ("đã thực hiện", "da thuc hien"),
    ],
)
def test_differences_of_meaning_are_not_normalised(one: str, other: str) -> None:
    """Tones, numbers and documents' numbers stay."""
    assert normalise(one) != normalise(other)


def test_tones_keep_their_place_in_closed_syllables_and_after_qu() -> None:
    """Only in open ones (oa, oe, uy) they have two."""
    assert normalise("quý quỳ hoàn loét thuyền khoái ngoài") == "quý quỳ hoàn loét thuyền khoái ngoài"


@pytest.mark.slow
@given(st.text(alphabet="-+1.)a oàyếuqđ;,/…“–\n%"))
def test_a_comparison_form_is_one_line(text: str) -> None:
    """Without a line break, a double blank or a sign at its end."""
    form = normalise(text)
    assert "\n" not in form
    assert "  " not in form
    assert not form.endswith((".", ";", ",", " "))


# --- Points ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("Tăng cường", "- Tăng cường"),
        ("Tăng cường", "-Tăng cường"),
        ("05 lớp tập huấn", "-05 lớp tập huấn"),
        ("-5%", "-5%"),
        ("+12,5%", "+12,5%"),
        ("5.000 lượt", "5.000 lượt"),
        ("Công tác", "1.1. Công tác"),
        ("Công tác", "(2) Công tác"),
        ("Công tác", "đ) Công tác"),
        ("Công tác", "3/ Công tác"),
        ("12/KH-UBND", "12/KH-UBND"),
        ("N/A", "N/A"),
        ("2016. Trong năm", "2016. Trong năm"),
        ("-", "-"),
        ("", ""),
    ],
)
def test_bullets_are_stripped(expected: str, text: str) -> None:
    """Text that only looks like a bullet stays."""
    assert expected == strip_bullet(text)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ((), ""),
        ((), " \n "),
        (("một điểm",), "một điểm"),
        (("một điểm",), "- một điểm"),
        (("dòng một\ndòng hai",), "dòng một\ndòng hai"),
        (("Sở Lao động\n- Thương binh và Xã hội",), "Sở Lao động\n- Thương binh và Xã hội"),
        (("một", "hai"), "- một\n- hai"),
        (("một\ntiếp theo", "hai"), "- một\n  tiếp theo\n\n+ hai"),
        (("Kết quả", "một;", "hai."), "Kết quả\n1. một;\n2. hai."),
        (("Kết quả: một;", "hai."), "Kết quả:\n1. một;\n2. hai."),
        (("một", "hai: ba", "bốn:"), "- một\n- hai:\n+ ba\n+ bốn:"),
        (("Một", "Hai"), "1.1 Một\n1.2 Hai"),
        (("một", "hai"), "(i) một\n(ii) hai"),
        (("Một", "Hai"), "I. Một\nII. Hai"),
        (("Một", "Hai"), "A. Một\nB. Hai"),
        (("H. Lấp Vò đạt\nP. Một chưa",), "H. Lấp Vò đạt\nP. Một chưa"),
        (("Một", "Hai"), "o Một\no Hai"),
        (("Một", "Hai"), "§ Một\n=> Hai"),
        (("Một;", "hai;", "ba"), "1. Một; 2. hai; 3. ba"),
        (("Một; 3. hai",), "1. Một; 3. hai"),
        (("Đạt: 1. xã; 2. ấp",), "Đạt: 1. xã; 2. ấp"),
        (("1.5 triệu đồng\n2.5 triệu đồng",), "1.5 triệu đồng\n2.5 triệu đồng"),
        (("Về một: a", "b", "Về hai: c", "d"), "Về một:\n- a\n- b\nVề hai:\n- c\n- d"),
        (("một", "hai gồm\nnhư sau: ba"), "- một\n- hai gồm\nnhư sau:\n+ ba"),
        (("một", "hai", "ba"), "a) một\x0bb) hai\r\n\uf0b7 ba"),
    ],
)
def test_cells_are_split_into_bulleted_points(expected: tuple[str, ...], text: str) -> None:
    """A line without a bullet continues the point before it."""
    assert expected == split_points(text)


@given(st.lists(st.sampled_from(("- a", "b", "1. c", "+ d e", "", "12/KH")), max_size=6))
def test_splitting_points_loses_no_word(lines: list[str]) -> None:
    """Every word of the cell is in one of its points, in order."""
    text = "\n".join(lines)
    words = [word for line in lines for word in line.split() if word not in ("-", "1.", "+")]
    assert words == " ".join(split_points(text)).replace("- ", "").replace("1. ", "").replace("+ ", "").split()


# --- Names -----------------------------------------------------------------------------------------


@cases("""
| typed | known                    | expected       |
|-------|--------------------------|----------------|
| CT1   | CT10 CT11 CT15 DT1       | CT10 CT11 CT15 |
| ct01  | CT1 CT10 CT012           | CT1            |
| TT5   | TT50 TT51 TT05           | TT05           |
| CT51  | CT15 CT14                | CT15           |
| CT06  | CT01 CT02 CT05           |                |
| TY05  | TT05 DT05                | TT05           |
| T     | TT05                     |                |
|       | TT05 TT06                |                |
""")
def test_similar_codes_are_suggested(typed: str, known: str, expected: str) -> None:
    """One, or all that begin so; no code that differs in its number only."""
    assert vietnamese.near_names(typed, known.split()).replace("|", " ") == expected


def test_the_nearest_name_is_found() -> None:
    """Without regard to diacritics and case, or none is."""
    names = ("label", "required", "Huyện Cao Lãnh", "minimum")
    words = {"requird": "required", "huyen cao lanh": "Huyện Cao Lãnh", "zzzz": None, "": None}
    assert {word: vietnamese.nearest(word, names) for word in words} == words


# --- Old encodings --------------------------------------------------------------------------------


def test_old_encodings_are_recognised_and_converted() -> None:
    """A sentence in TCVN3 or VNI is recognised alone and converted without loss."""
    for sentence in SENTENCES:
        assert detect_encoding([to_tcvn3(sentence)]) == "tcvn3"
        assert detect_encoding([to_vni(sentence)]) == "vni"
        assert to_unicode(to_vni(sentence), "vni") == sentence
        assert to_unicode(to_tcvn3(sentence), "tcvn3").lower() == sentence.lower()


def test_good_unicode_gives_no_false_alarm() -> None:
    """No cell, sheet, word or decomposed text in Unicode is recognised as an old encoding, in other languages either;
    nor where it was left in an old font."""
    assert detect_encoding([]) == "unicode"
    assert detect_encoding(list(SENTENCES) + list(SHORT_UNICODE) + list(FOREIGN)) == "unicode"
    for text in (*SENTENCES, *SHORT_UNICODE, *FOREIGN):
        assert detect_encoding([text]) == "unicode"
        assert detect_encoding([unicodedata.normalize("NFD", text)]) == "unicode" or text in FOREIGN
        assert all(detect_encoding([word]) == "unicode" for word in text.split())
    assert detect_encoding(SENTENCES, [".VnTime"]) == "unicode"
    assert detect_encoding(FOREIGN, ["VNI-Times"]) == "unicode"


def test_a_sheet_decides_for_its_short_cells() -> None:
    """A sheet of short cells is recognised as a whole, also where it keeps some of the form's Unicode labels. `Cã` is
    a syllable in both encodings (Có, Cã): the font decides."""
    texts = ("Không phát sinh", "Tổng số", "Đã thực hiện", "Huyện Tháp Mười", "15 người")
    for encode, encoding in ((to_tcvn3, "tcvn3"), (to_vni, "vni")):
        cells = [encode(text) for text in texts]
        assert detect_encoding(cells) == detect_encoding([*cells, "Số liệu của đơn vị", "Chỉ tiêu"]) == encoding
    assert {detect_encoding(["Cã"], fonts) for fonts in ([], ["Arial"])} == {"unicode"}
    assert {detect_encoding(["Cã"], fonts) for fonts in ([".VnTime"], ["Arial", ".VnTimeH"])} == {"tcvn3"}


@pytest.mark.parametrize(
    ("expected", "typed", "encoding", "capitals"),
    [
        ("TỔNG SỐ", "TæNG Sè", "tcvn3", False),
        ("TỔNG SỐ", "tæng sè", "tcvn3", True),
        ("Số: /BC-SKHCN", "Sè: /BC-SKHCN", "tcvn3", False),
        ("Đồng Tháp", "§ång Th¸p", "tcvn3", False),
        ("UBND tỉnh", "UBND tØnh", "tcvn3", False),
        ("Lưu", "L\u00adu", "tcvn3", False),
        ("Đồng Tháp", "Ñoàng Thaùp", "vni", False),
        ("ĐỒNG THÁP", "ÑOÀNG THAÙP", "vni", False),
        ("Chưa thống kê", "Chöa thoáng keâ", "vni", False),
        ("ẳ ỵ Ỵ", "aú î Î", "vni", False),
        ("Không có", "Không có", "unicode", False),
        ("Thống kê số liệu", "Thống kê số liệu", "tcvn3", False),
    ],
)
def test_old_encodings_become_unicode(expected: str, typed: str, encoding: Encoding, capitals: bool) -> None:
    """Also capitals; Unicode text stays."""
    assert expected == to_unicode(typed, encoding, capitals)


@given(st.text(), st.sampled_from(["unicode", "tcvn3", "vni"]))
def test_conversion_never_fails(text: str, encoding: Encoding) -> None:
    """Any text can be examined and converted, and pure ASCII stays the same."""
    detect_encoding([text])
    converted = to_unicode(text, encoding)
    if text.isascii():
        assert text == converted


def test_valid_syllables_are_recognised() -> None:
    """An onset, a rhyme and a tone that go together."""
    valid = "nghiêng giếng gì quý khuya thuyền được ươm rượu yên ý oanh xoong huỳnh gia kẽo hoà hòa"
    assert [word for word in valid.split() if not is_syllable(word)] == []
    invalid = "keõ strasse cổt ngiêng kà gh b xyz nạvè thươgn"
    assert [word for word in invalid.split() if is_syllable(word)] == []


_PIECES = (
    *("Thuỷ", "hoà", "quý", "HOÀ", "uý", "a", "Đ", "5", "12", "ß", "ð", "İ", " ", " ", "  ", ",", ".", ";"),
    *(" ;", " .", "./.", "-", " - ", "–", "“", "”", "’", "…", "`", "´", "(", ")", "a)", "1.", "/", "%", "\n"),
    *("\r\n", "\t", "\u00a0", "\u0301", "\u200b", "•", "×", "１", "ａ", "\ud800", "😀"),
)
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=9).map("".join)


@pytest.mark.slow
@settings(max_examples=effort(150, 1000))
@given(st.lists(_TEXTS, max_size=4))
def test_texts_read_together_have_the_forms_of_each_alone(texts: list[str]) -> None:
    """All the statements of a file together have the same forms as each alone, whatever the others contain."""
    assert [vietnamese._normalised(text) for text in texts] == [
        reported.plain for reported in vietnamese.wordings(texts)
    ]
    alone = [vietnamese.wording(text) for text in texts]
    assert [(w.text, w.plain, w.words) for w in alone] == [
        (w.text, w.plain, w.words) for w in vietnamese.wordings(texts)
    ]


@pytest.mark.parametrize(
    ("typed", "text", "key", "toned_key", "small"),
    [
        (" 123\u200b", "123", "123", "123", "123"),
        ("Không  CÓ.", "Không CÓ.", "khong co", "không có", "không có"),
        ("“Hoà bình”\n", "“Hoà bình”", "hoa binh", "hòa bình", "hoà bình"),
        ("– —", "– —", "-", "-", "- -"),
        ("… ", "…", "...", "...", "…"),
        ("？", "？", "?", "?", "?"),
        ("500 ₫;", "500 ₫;", "500", "500", "500 đ"),
    ],
)
def test_a_typed_text_has_its_forms(typed: str, text: str, key: str, toned_key: str, small: str) -> None:
    """A typed text is cleaned once; signs alone keep a key, since they are answers too."""
    forms = vietnamese.text_forms(typed)
    assert (text, key, toned_key, small) == (forms.text, forms.key, forms.toned_key, forms.lower_case)
