"""Findings of the checks on one submission, and between submissions."""

from __future__ import annotations

from toolkit.messages import FindingText, Text

#: What to put into a cell that was left blank, by the indicator's kind; any other kind is a number.
ANSWERS = {
    "number": Text(
        "Điền số; không phát sinh thì gõ 0, không có số thì gõ “Chưa thống kê”.",
        "Type the figure; 0 if nothing occurred, “Not counted” if it is not known.",
    ),
    "yesno": Text(
        "Chọn “Có” hoặc “Không”; chưa biết thì chọn “Chưa thống kê”.",
        "Choose “Yes” or “No”, or “Not counted” if it is not known.",
    ),
    "choice": Text(
        "Chọn một mục trong danh sách; chưa biết thì chọn “Chưa thống kê”.",
        "Choose one of the list, or “Not counted” if it is not known.",
    ),
    "date": Text(
        "Ghi ngày/tháng/năm; chưa biết thì gõ “Chưa thống kê”.",
        "Write day/month/year, or “Not counted” if it is not known.",
    ),
    "text": Text(
        "Ghi nội dung; chưa biết thì gõ “Chưa thống kê”.", "Write the answer, or “Not counted” if it is not known."
    ),
}

FINDINGS: dict[str, FindingText] = {
    "no-figures": FindingText(
        "warning",
        Text(
            "Trang “{sheet}” chưa điền số liệu nào ({count} chỉ tiêu phải báo cáo).",
            "Sheet “{sheet}” holds no figure at all ({count:# indicator was|# indicators were} asked).",
        ),
        Text(
            "Điền số liệu; nếu không có, gõ “Không có” hoặc “Chưa thống kê”.",
            "Fill in the figures; where there are none, type “None” or “Not counted”.",
        ),
        Text(
            "Báo cáo chỉ có phần nội dung; số liệu được coi là chưa cung cấp, không phải bằng 0. Là lỗi khi có chỉ tiêu bắt buộc.",
            "A report in words only; its figures count as not given, not as zero. An error where a required indicator is among them.",
        ),
    ),
    "filled-before": FindingText(
        "warning",
        Text(
            "Trang “{sheet}” của tệp này để trống, còn tệp gửi trước “{other}” đã điền trang đó ({value}). Phần đã điền trước không được tính.",
            "The sheet “{sheet}” is blank in this file, but has cells filled in an earlier one, “{other}” ({value}). What was filled in there does not count.",
        ),
        Text(
            "Nếu hai tệp là hai phần của cùng một báo cáo, đề nghị chép vào một biểu rồi gửi lại; nếu bỏ phần trước thì không cần xử lý.",
            "If the two files are two parts of one report, copy both parts into one form and send it again; if the earlier part no longer holds, there is nothing to do.",
        ),
        Text(
            "Biểu gửi thành hai phần: bản mới nhất được tính nhưng có một trang để trống mà bản trước đã điền.",
            "The form was sent in two parts: the latest counts, and a sheet of it is blank that was filled in before.",
        ),
    ),
    "forms-in-one-mail": FindingText(
        "warning",
        Text(
            "Một thư có các biểu khác nhau: {files}. Đang tính “{value}”.",
            "One mail brought forms that differ: {files}. “{value}” is counted.",
        ),
        Text(
            "Đề nghị cho biết biểu nào là bản đúng; nếu không phải “{value}” thì gửi lại riêng biểu đúng.",
            "Say which is the right one; if it is not “{value}”, send the right one again by itself.",
        ),
        Text(
            "Đơn vị gửi nhiều biểu khác nhau trong cùng một thư, chưa xác định được bản đúng. Khi đã rõ, ghi “dùng” cho bản đúng ở trang “Tệp nguồn” của bảng tổng hợp.",
            "An agency sent several forms in one mail that do not say the same: nothing tells which is right. Once that is known, put “use” beside it on the master's sheet of sources.",
        ),
    ),
    "required-missing": FindingText(
        "error",
        Text(
            "Chỉ tiêu bắt buộc {indicator} còn trống ở kỳ: {periods}.",
            "Required indicator {indicator} is blank for: {periods}.",
        ),
        Text("{answer}", "{answer}"),
        Text(
            "Ô bắt buộc để trống. Ô trống không được hiểu là 0.",
            "A required cell is blank. A blank is never taken for zero.",
        ),
    ),
    "section-empty": FindingText(
        "error",
        Text("Mục bắt buộc “{section}” chưa có nội dung.", "Required section “{section}” is empty."),
        Text("Ghi ít nhất một ý vào mục này.", "Write at least one point in it."),
        Text(
            "Một mục bắt buộc của phần nội dung bị bỏ trống.", "A required section of the narrative has no statement."
        ),
    ),
    "rule-failed": FindingText(
        "error",
        Text("{message} Kỳ {value}.", "{message} {value}."),
        Text("{fix}", "{fix}"),
        Text("Các số liệu không khớp một quy tắc ghi trong campaign.xlsx.", "Figures break a rule of the definition."),
    ),
    "rule-not-checkable": FindingText(
        "note",
        Text(
            "Chưa đối chiếu được {all} ở kỳ {periods} vì chưa có số dùng được của {members}.",
            "{all} could not be checked against each other for {periods}: there is no usable figure of {members} yet.",
        ),
        Text(
            "Bổ sung số liệu còn thiếu nếu có; số liệu nêu ở vấn đề khác thì sửa theo vấn đề đó.",
            "Add the missing figures if there are any; one that is asked about in another point is corrected there.",
        ),
        Text(
            "Một thành phần của quy tắc chưa có số hoặc số bị giữ lại: không coi là đạt, cũng không coi là sai.",
            "A member of the rule is missing or held back: it neither passed nor failed.",
        ),
    ),
    "rule-without-result": FindingText(
        "note",
        Text(
            "Không đối chiếu được {all} ở kỳ {periods}: các số đều đã có, nhưng phép tính phải chia cho 0.",
            "{all} cannot be checked against each other for {periods}: all figures are there, but one divides by 0.",
        ),
        Text("Không cần xử lý nếu số 0 là đúng.", "Nothing to do where the 0 is right."),
        Text(
            "Phép tính trong quy tắc chia cho một số bằng 0: không coi là đạt, cũng không coi là sai.",
            "The rule divides by a figure that is 0: it neither passed nor failed.",
        ),
    ),
    "rule-held-back": FindingText(
        "note",
        Text(
            "Chưa đối chiếu được {all} ở kỳ {periods} vì số của {members} còn lỗi, đang bị giữ lại.",
            "{all} could not be checked against each other for {periods}: an error holds back the figures of {members}.",
        ),
        Text("Sửa các số liệu còn lỗi để đối chiếu.", "Correct the figures with errors; then it can be checked."),
        Text(
            "Một thành phần của quy tắc đã có số nhưng số đó bị giữ lại vì lỗi: không coi là đạt, cũng không coi là sai.",
            "A member of the rule was given but is held back by an error: it neither passed nor failed.",
        ),
    ),
    "large-change-since-previous": FindingText(
        "warning",
        Text(
            "{indicator}: kỳ {period} là {after}, đợt trước (kỳ {earlier}) là {before} (thay đổi {change} %, quá {limit} %).",
            "{indicator}: {after} in {period} against {before} last time ({earlier}): a change of {change} %, over {limit} %.",
        ),
        Text(
            "Kiểm tra lại số và đơn vị tính của cả hai đợt; nếu đúng, đề nghị đơn vị nêu lý do.",
            "Check the figure and its unit in both campaigns; if it is right, ask the agency why.",
        ),
        Text(
            "So với đợt báo cáo trước, số liệu thay đổi nhiều hơn mức ghi trong campaign.xlsx.",
            "A figure changed since the last campaign by more than `max_change`.",
        ),
    ),
    "cumulative-falls-since-previous": FindingText(
        "warning",
        Text(
            "{indicator} là số lũy kế từ đầu năm nhưng kỳ {period} là {after}, nhỏ hơn {before} đã báo ở đợt trước (kỳ {earlier}).",
            "{indicator} is counted from the year's start, but {after} in {period} is less than {before} last time ({earlier}).",
        ),
        Text(
            "Ghi số cộng dồn đến hết kỳ, không ghi riêng số phát sinh trong kỳ; nếu số đợt trước đã được điều chỉnh giảm, ghi lý do ở cột ghi chú.",
            "Give the figure up to the period's end, not that of the period alone; if the earlier one was corrected downwards, say why in the notes column.",
        ),
        Text(
            "Số lũy kế từ đầu năm nhỏ hơn số của kỳ trước trong năm, đã báo ở đợt trước.",
            "A figure counted from the year's start is less than the one of an earlier period of the year, reported last time.",
        ),
    ),
    "restated-much": FindingText(
        "warning",
        Text(
            "{indicator}, kỳ {period}: đợt trước báo {before}, nay báo {after} (lệch {change} %, quá {limit} %).",
            "{indicator} in {period}: {before} last time, {after} now (off by {change} %, over {limit} %).",
        ),
        Text("Đề nghị xác nhận số đúng, nêu lý do sửa.", "Ask the agency which is right, and why it was changed."),
        Text(
            "Số liệu của một kỳ đã báo cáo đợt trước nay thay đổi quá mức cho phép.",
            "The figure of a period that was reported before is now another one, by more than `max_change`.",
        ),
    ),
    "figures-restated": FindingText(
        "note",
        Text(
            "{count} số liệu của kỳ đã báo cáo đợt trước nay thay đổi: {value}.",
            "{count:# figure of a period that was reported before is now another|# figures of periods that were reported before are now others}: {value}.",
        ),
        Text("Số mới được tính; nếu cần, đề nghị nêu lý do.", "The new ones are used; ask the agency why if need be."),
        Text(
            "Số liệu kỳ cũ đơn vị báo cáo lại khác với đợt trước.",
            "An agency states figures of an earlier period otherwise than last time.",
        ),
    ),
    "previous-periods-differ": FindingText(
        "warning",
        Text(
            "Không có kỳ nào của đợt này so được với đợt trước (đợt trước có: {value}).",
            "No period of this campaign can be compared with the one before (which had: {value}).",
        ),
        Text(
            "Chọn bảng tổng hợp của đợt có cùng loại kỳ: năm với năm, 6 tháng với 6 tháng, quý với quý.",
            "Take the master of a campaign with like periods: years with years, half-years with half-years.",
        ),
        Text(
            "Bảng tổng hợp ghi ở --previous không có kỳ nào cùng loại với đợt này.",
            "The master given as --previous has no period like one of this campaign.",
        ),
    ),
    "previous-value-impossible": FindingText(
        "warning",
        Text(
            "Bảng tổng hợp đợt trước có {count} số quá lớn, không thể là số liệu ({value}); không so sánh với các số đó.",
            "The last campaign's master has {count:# number|# numbers} too large for any figure ({value}); nothing is compared with {count:it|them}.",
        ),
        Text(
            "Lấy lại bảng tổng hợp đợt trước như khi lập, hoặc sửa ô đó rồi tổng hợp lại.",
            "Take the last master as it was made, or correct the cells in it, and merge again.",
        ),
        Text(
            "Số trong bảng tổng hợp đợt trước đã bị sửa thành số quá lớn.",
            "Somebody changed numbers in the last master into absurdly large ones.",
        ),
    ),
    "previous-bodies-gone": FindingText(
        "note",
        Text(
            "{count} đơn vị của đợt trước nay không còn và không có đơn vị nào thay ({value}): số của đợt trước không so được.",
            "{count:# body of the last campaign is gone and nobody took its place|# bodies of the last campaign are gone and nobody took their place} ({value}): {count:its|their} figures cannot be compared.",
        ),
        Text(
            "Nếu có đơn vị thay trọn, ghi mã ở cột “Được thay bằng” của trang “Đơn vị cũ”.",
            "If somebody took a whole place, say so under “Replaced by” on the sheet of former bodies.",
        ),
        Text(
            "Đơn vị cũ không có đơn vị thay, ví dụ một cấp chính quyền đã bãi bỏ.",
            "Bodies of the last campaign without an heir, such as a level of government that was done away with.",
        ),
    ),
    "previous-bodies-split": FindingText(
        "note",
        Text(
            "{count} đơn vị của đợt trước đã chia cho nhiều đơn vị ({value}): chỉ tiêu nay chỉ giao một trong số đó thì so với đơn vị ấy; còn lại không so riêng từng đơn vị, chỉ so tổng khi đủ các phần.",
            "{count:# body of the last campaign was|# bodies of the last campaign were} split ({value}): an indicator that one heir alone is asked for is compared with that one; else no heir is compared alone, only all together where no part is wanting.",
        ),
        Text(
            "Nếu phần việc của chương trình này chuyển trọn cho một đơn vị, chỉ ghi đơn vị đó ở trang “Đơn vị cũ”.",
            "If what this programme is about went to one body whole, name that alone on the sheet of former bodies.",
        ),
        Text(
            "Đơn vị cũ bị chia tách: không biết phần nào của số cũ thuộc đơn vị nào.",
            "A body was split: which part of its figure is whose nobody knows.",
        ),
    ),
    "previous-parts-wanting": FindingText(
        "note",
        Text(
            "{count} đơn vị nay gồm cả đơn vị không có số trong bảng đợt trước ({value}) nên không so với đợt trước: {names}.",
            "{count:# body now takes in|# bodies now take in} others with no figures in the last master ({value}), and {count:is|are} not compared: {names}.",
        ),
        Text(
            "Số cũ chỉ là một phần của đơn vị nay. Nếu vẫn muốn so, xóa các đơn vị thiếu ở trang “Đơn vị cũ” và nêu rõ khi báo cáo.",
            "The old figure is a part of the body only. To compare all the same, delete the wanting rows on the sheet of former bodies, and say so.",
        ),
        Text(
            "Đơn vị sau sáp nhập lớn hơn phần có số liệu ở đợt trước.",
            "A merged body is larger than the part of it of which the last campaign has figures.",
        ),
    ),
    "previous-bodies-unknown": FindingText(
        "warning",
        Text(
            "{count} đơn vị của đợt trước không có ở trang Đơn vị và trang “Đơn vị cũ” ({value}): số của các đơn vị đó không so được.",
            "{count:# body of the last campaign is neither on the roster nor among the former bodies|# bodies of the last campaign are neither on the roster nor among the former bodies} ({value}), and {count:is|are} not compared.",
        ),
        Text(
            "Thêm vào trang “Đơn vị cũ”: mã của đợt trước, tên, và đơn vị thay.",
            "Add them to the sheet of former bodies: the code of then, the name, and who took their place.",
        ),
        Text(
            "Bảng đợt trước có đơn vị mà tệp định nghĩa không biết đã đi đâu.",
            "The last master has bodies of which the definition does not say where they went.",
        ),
    ),
    "counted-twice": FindingText(
        "warning",
        Text(
            "{count} số liệu có ở cả đơn vị cũ ({first}) và đơn vị thay thế ({second}), tổng của tỉnh cộng cả hai; đơn vị cũ | mới: {value}.",
            "{count:# figure is|# figures are} given by the old bodies ({first}) and by what replaced them ({second}), and the total adds both; old | new: {value}.",
        ),
        Text(
            "Nếu số của đơn vị mới đã gồm đơn vị cũ (hoặc ngược lại), đề nghị mỗi kỳ chỉ một bên ghi số; hoặc ghi “Không dùng” cho một tệp ở trang “Tệp nguồn”.",
            "If one side's figures include the other's, ask for each period to be given by one side only; or decide “not used” for one file on sheet “Sources”.",
        ),
        Text(
            "Đơn vị đã sáp nhập, chia tách và đơn vị thay thế cùng báo cáo số liệu một kỳ.",
            "Bodies that were merged or split and those that replaced them both gave a figure for one period.",
        ),
    ),
    "parent-counted-too": FindingText(
        "warning",
        Text(
            "{count} số liệu của {first} đúng bằng tổng của các đơn vị trực thuộc ({second}), tổng của tỉnh cộng cả hai; cấp trên | trực thuộc: {value}.",
            "{count:# figure|# figures} of {first} {count:is|are} the sum of what those under it gave ({second}), and the total adds both; above | below: {value}.",
        ),
        Text(
            "Nếu số cấp trên đã gồm cấp dưới, chỉ giao một cấp báo cáo (cột “Giao đơn vị”), hoặc ghi cấp lấy số ở cột “Đơn vị chủ số liệu” của chỉ tiêu.",
            "If the one includes the others, ask one level only (“Asked of”), or name the level that counts in the indicator's “Owner”.",
        ),
        Text(
            "Số liệu của một đơn vị trùng với tổng của các đơn vị trực thuộc (cột “Cơ quan cấp trên”), có thể bị cộng hai lần.",
            "A body's figures are the sum of those of the bodies under it (“Parent”), and may be added twice.",
        ),
    ),
    "agency-not-there": FindingText(
        "warning",
        Text(
            "{name} có {count} số liệu của kỳ đơn vị chưa thành lập hoặc không còn hoạt động ({periods}); vẫn được tính.",
            "{name} gave {count:# figure|# figures} for periods in which it was not there ({periods}); {count:it counts|they count} all the same.",
        ),
        Text(
            "Kiểm tra cột “Có từ ngày”, “Đến ngày” của đơn vị, hoặc hỏi lại đơn vị.",
            "Check the agency's “Since” and “Until”, or ask it.",
        ),
        Text(
            "Đơn vị báo cáo số liệu của kỳ ngoài thời gian hoạt động ghi trong tệp định nghĩa.",
            "An agency gave figures for a period outside the time for which the definition says it exists.",
        ),
    ),
    "previous-unit-differs": FindingText(
        "warning",
        Text(
            "{indicator}: đợt trước tính theo “{value}”, nay theo “{unit}”, nên không so sánh.",
            "{indicator} was in “{value}” last time and is in “{unit}” now: it is not compared.",
        ),
        Text("Nếu là cùng một chỉ tiêu, dùng cùng đơn vị tính.", "If it is the same indicator, use the same unit."),
        Text(
            "Cùng mã nhưng khác đơn vị tính so với đợt trước.",
            "An indicator has the code of one of the last campaign, but another unit.",
        ),
    ),
    "previous-label-differs": FindingText(
        "note",
        Text(
            "{indicator}: đợt trước có tên “{value}”. Vẫn so sánh; nếu là chỉ tiêu khác, đề nghị đổi mã.",
            "{indicator} was called “{value}” last time. It is compared all the same; if it is another one, change its code.",
        ),
        Text("Kiểm tra xem có phải cùng một chỉ tiêu không.", "See whether it is the same indicator."),
        Text(
            "Cùng mã nhưng khác tên so với đợt trước.",
            "An indicator has the code of one of the last campaign, but another label.",
        ),
    ),
    "repeated-from-previous": FindingText(
        "warning",
        Text(
            "{count} ý lặp lại nguyên văn báo cáo đợt trước ({campaign}), ví dụ: “{value}” (đợt trước: {earlier}).",
            "{count:# point repeats|# points repeat} last campaign's report ({campaign}) word for word, such as “{value}” (there: {earlier}).",
        ),
        Text(
            "Đề nghị rà soát có còn đúng với kỳ này không; nếu còn, nêu kết quả mới.",
            "Ask the agency what of this still holds, and what is new.",
        ),
        Text(
            "Nội dung chép lại nguyên văn từ báo cáo đợt trước.",
            "Statements that were in the agency's last report, word for word.",
        ),
    ),
    "words-against-figure": FindingText(
        "warning",
        Text(
            "Nội dung ghi {quoted} cho {indicator}, còn biểu số liệu ghi {figure} (ô {place}): “{value}”.",
            "The text says {quoted} for {indicator}, the form has {figure} ({place}): “{value}”.",
        ),
        Text(
            "Sửa nội dung hoặc số liệu cho khớp; nếu là phạm vi hoặc kỳ khác thì nêu rõ.",
            "Correct the text or the figure; if the text is of something else, say so in it.",
        ),
        Text(
            "Một ý nêu số liệu của một chỉ tiêu khác với số trong biểu của chính đơn vị.",
            "A statement quotes an indicator's figure otherwise than the agency's own form.",
        ),
    ),
    "words-against-trend": FindingText(
        "warning",
        Text(
            "Nội dung nêu {indicator} “{quoted}”, trái với biểu số liệu: {figure}. “{value}”",
            "The text says that {indicator} went “{quoted}”, the form shows the contrary: {figure}. “{value}”",
        ),
        Text("Sửa nội dung hoặc số liệu cho khớp.", "Correct the text or the figures."),
        Text(
            "Một ý nêu tăng trong khi số liệu giảm, hoặc ngược lại.",
            "A statement speaks of a rise where the figures fall, or the other way round.",
        ),
    ),
    "identity-number": FindingText(
        "warning",
        Text("Nội dung có số căn cước hoặc CMND: {value}.", "The text holds an identity number: {value}."),
        Text(
            "Bỏ số này khỏi báo cáo; báo cáo chỉ cần số lượng.", "Take it out: a report needs numbers of people only."
        ),
        Text(
            "Số căn cước công dân hoặc chứng minh nhân dân của cá nhân trong phần nội dung. Bản chia sẻ (merge --share) tự che số.",
            "A person's identity number in what an agency wrote. The shared copy (merge --share) masks it.",
        ),
    ),
    "telephone-number": FindingText(
        "warning",
        Text("Nội dung có số điện thoại: {value}.", "The text holds a telephone number: {value}."),
        Text(
            "Bỏ số này nếu là của cá nhân; số của người lập biểu ghi ở trang thông tin.",
            "Take it out if it is a person's; whoever prepared the form gives theirs under report details.",
        ),
        Text(
            "Số điện thoại trong phần nội dung của đơn vị. Bản chia sẻ tự che số.",
            "A telephone number in what an agency wrote. The shared copy masks it.",
        ),
    ),
    "person-named": FindingText(
        "warning",
        Text("Nội dung có thể nêu tên người dân: {value}.", "The text seems to name private persons: {value}."),
        Text(
            "Bỏ họ tên (kể cả viết tắt kèm địa chỉ) nếu không phải cán bộ.",
            "Take the name out (initials with an address too) unless it is an official's.",
        ),
        Text(
            "Có thể nêu họ tên người dân. Không tính người nêu kèm chức vụ, tên đường, tên trường. Bản chia sẻ không tự che tên.",
            "Seems to name a private person. Whoever is named with an office, streets and schools are not meant. The shared copy does not mask names.",
        ),
    ),
    "cross-rule-failed": FindingText(
        "error",
        Text("{message} Kỳ {value}.", "{message} {value}."),
        Text("{fix}", "{fix}"),
        Text(
            "Số liệu của các đơn vị không khớp nhau theo một quy tắc giữa các đơn vị ghi trong campaign.xlsx.",
            "Figures of different agencies break a rule of the definition that compares them.",
        ),
    ),
    "cross-rule-not-checkable": FindingText(
        "note",
        Text(
            "Quy tắc giữa các đơn vị {rule} ({value}) chưa kiểm tra được ở kỳ {periods}; còn thiếu số của: {agencies}.",
            "Rule {rule} between agencies ({value}) could not be checked for {periods}; wanting: {agencies}.",
        ),
        Text("Đối chiếu lại khi các đơn vị này đã có số liệu.", "It is checked once these agencies have given theirs."),
        Text(
            "Một đơn vị trong quy tắc chưa có số: không coi là đạt, cũng không coi là sai.",
            "An agency of the rule has not given its figure: it neither passed nor failed.",
        ),
    ),
    "province-rule-failed": FindingText(
        "error",
        Text("Số tổng hợp toàn tỉnh: {message} Kỳ {value}.", "Totals of the province: {message} {value}."),
        Text(
            "Từng đơn vị đều đạt quy tắc này nhưng tổng thì không: đối chiếu số của các đơn vị chủ số liệu.",
            "Each agency keeps this rule, their totals do not: compare the figures of those that own them.",
        ),
        Text(
            "Số tổng hợp trái với một quy tắc mà số liệu từng đơn vị đều đạt, do các đơn vị khác nhau cung cấp.",
            "Totals break a rule that every agency's figures keep, since they come from different agencies.",
        ),
    ),
    "large-change": FindingText(
        "warning",
        Text(
            "{indicator}: kỳ {period} là {after}, kỳ {earlier} là {before} (thay đổi {change} %, quá {limit} %).",
            "{indicator}: {after} in {period} against {before} in {earlier} (a change of {change} %, over {limit} %).",
        ),
        Text(
            "Kiểm tra lại số và đơn vị tính; nếu đúng, ghi lý do ở cột ghi chú.",
            "Check the figure and its unit; if it is right, say why in the notes column.",
        ),
        Text(
            "Số liệu thay đổi giữa hai kỳ nhiều hơn mức ghi trong campaign.xlsx, hoặc số liệu một phần năm đã vượt cả năm trước quá mức đó.",
            "A figure changed between like periods by more than `max_change`, or one of a part of a year is by so much above the whole year before.",
        ),
    ),
    "cumulative-falls": FindingText(
        "warning",
        Text(
            "{indicator} là số lũy kế nhưng kỳ {period} là {after}, nhỏ hơn kỳ {earlier} là {before}.",
            "{indicator} is counted on from period to period, but {after} in {period} is less than {before} in {earlier}.",
        ),
        Text(
            "Ghi số cộng dồn đến hết kỳ, không ghi riêng số phát sinh trong kỳ; nếu số kỳ trước đã được điều chỉnh giảm, ghi lý do ở cột ghi chú.",
            "Give the figure up to the period's end, not that of the period alone; if the earlier one was corrected downwards, say why in the notes column.",
        ),
        Text(
            "Số lũy kế của một kỳ nhỏ hơn số của kỳ trước, kể từ khi bắt đầu tính.",
            "A cumulative figure is less than the one before, since counting began.",
        ),
    ),
    "statement-repeated": FindingText(
        "note",
        Text(
            "Ô {cell} lặp lại nguyên văn ý ở ô {other} trong cùng mục.",
            "Cell {cell} repeats word for word the point in {other}, in the same section.",
        ),
        Text("Xóa một trong hai; bảng tổng hợp chỉ tính một ý.", "Delete one of them; the summary counts one point."),
        Text("Cùng một ý được ghi hai lần trong một mục.", "The same point stands twice in one section."),
    ),
    "too-many-words": FindingText(
        "note",
        Text("Ô {cell} dài {words} từ, nhiều hơn {limit} từ.", "Cell {cell} has {words} words, more than {limit}."),
        Text("Tách thành nhiều ý, mỗi ý một dòng.", "Split it into points, one a line."),
        Text("Một ý dài hơn mức `max_words` của mục.", "A statement is longer than the section's `max_words`."),
    ),
    "details-missing": FindingText(
        "note",
        Text("Trang thông tin còn thiếu: {details}.", "Report details not given: {details}."),
        Text("Bổ sung khi có; báo cáo vẫn được tổng hợp.", "Add them when known; the report is merged all the same."),
        Text(
            "Thiếu số, ngày, người ký hoặc người liên hệ.", "The report's number, date, signer or contact is not given."
        ),
    ),
}
