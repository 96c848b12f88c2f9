"""What is said of a figure beside the same period of the year before, in tiles and in sentences."""

from __future__ import annotations

from toolkit.messages import Text

CHANGE = Text(
    "{moved} so với cùng kỳ năm trước ({period}: {base})", "{moved} on the same period of last year ({period}: {base})"
)
#: By whether a tile says it: there is little room.
CHANGE_AMONG = {
    True: Text(
        "{moved} so với cùng kỳ năm trước, chỉ tính {count} đơn vị có số cả hai kỳ ({base} → {value})",
        "{moved} on the same period of last year, only the {count:# agency|# agencies} with figures for both ({base} → {value})",
    ),
    False: Text(
        "{moved} so với cùng kỳ năm trước, chỉ tính {count} đơn vị có số cả hai kỳ ({earlier}: {base}; {later}: {value})",
        "{moved} on the same period of last year, only the {count:# agency|# agencies} with figures for both ({earlier}: {base}; {later}: {value})",
    ),
}
#: Behind it: who is left out.
LACKING = Text("; {period} chưa có số của {names}", "; none for {period} from {names}")
AND_MORE = Text("{names} và {count} đơn vị khác", "{names} and {count:# other|# others}")
NO_EARLIER = Text(
    "không so được với cùng kỳ năm trước vì không có số {earlier}",
    "cannot be compared with the same period of last year: no figure for {earlier}",
)
NO_LATER = Text(
    "không so được với cùng kỳ năm trước vì không có số {earlier} và {later}",
    "cannot be compared with the same period of last year: no figure for {earlier}, nor for {later}",
)
NO_LATER_BUT = Text(
    "chưa có số {later} để so với cùng kỳ năm trước ({earlier}: {base})",
    "no figure for {later} yet to compare with the same period of last year ({earlier}: {base})",
)
NOBODY_IN_BOTH = Text(
    "không so được với cùng kỳ năm trước vì không đơn vị nào có số cả {earlier} và {later}",
    "cannot be compared with the same period of last year: no agency has figures for both {earlier} and {later}",
)
#: How much it moved, by whether a tile says it.
POINTS = {
    True: Text("{number} điểm %", "{number:# point|# points}"),
    False: Text("{number} điểm phần trăm", "{number:# percentage point|# percentage points}"),
}
WITH_SHARE = {
    True: Text("{amount} ({share} %)", "{amount} ({share} %)"),
    False: Text("{amount} ({share}%)", "{amount} ({share}%)"),
}
TILE_MOVED = Text("{sign} {amount}", "{sign} {amount}")
RISES = Text("tăng {amount}", "up {amount}")
FALLS = Text("giảm {amount}", "down {amount}")
SAME = Text("không đổi", "unchanged")
AGENCIES = Text("{count} đơn vị", "{count:# agency|# agencies}")
