import { defineStrings } from "@/app/i18n";

export const strings = defineStrings(
  "admin-dead-letters",
  {
    title: "Sự kiện hỏng",
    lead:
      "Sự kiện mà phần thống kê không đếm được. Không sự kiện nào bị mất: tất cả vẫn nằm " +
      "trong sổ, " +
      "chỉ là không được tính vào doanh thu, số ly và các bảng.",
    reason: "Lý do",
    every: "Mọi lý do",
    topic: "Loại sự kiện",
    noTopic: "không rõ",
    when: "Lúc ghi",
    position: "Vị trí",
    unknownTime: "–",
    none: "Không có sự kiện hỏng. Mọi sự kiện đều được đếm.",
    noneFound: "Không có sự kiện hỏng nào vì lý do này.",
    meaning: "Nghĩa là gì",
    doNow: "Làm gì",
    bytes: "Nguyên văn trong sổ",
    replaced: "Byte nào không phải chữ thì hiện thành �.",
    copy: "Chép nguyên văn",
    copied: "Đã chép.",
    notCopied: "Không chép được. Hãy chọn chữ rồi chép bằng tay.",
    title_malformed: "Không đọc được",
    title_bad_total: "Sai tổng tiền",
    title_conflicting_duplicate: "Trùng mã, khác nội dung",
    title_unknown_topic: "Loại sự kiện lạ",
    title_other: "Lý do khác: {{reason}}",
    short_malformed: "Thiếu mục bắt buộc, sai kiểu, hoặc không có món nào.",
    short_bad_total: "Tổng không bằng số ly × giá − giảm giá.",
    short_conflicting_duplicate: "Mã này đã có với nội dung khác; bản đầu tiên được tính.",
    short_unknown_topic: "Phiên bản này không biết loại sự kiện đó.",
    short_other: "Phiên bản này của trang chưa biết lý do đó.",
    means_malformed:
      "Sự kiện thiếu một mục bắt buộc, có mục sai kiểu, không có món nào, số lượng dưới 1 " +
      "hoặc số " +
      "tiền âm. Vì không chắc nó muốn nói gì nên không được đếm.",
    means_bad_total:
      "Tổng tiền ghi trong đơn không bằng tổng của số ly × giá trừ đi giảm giá. Đếm vào thì " +
      "doanh " +
      "thu sẽ lệch với từng món.",
    means_conflicting_duplicate:
      "Đã có một sự kiện cùng mã nhưng nội dung khác. Bản đến trước được tính, bản này thì " +
      "không, " +
      "để một đơn không bị tính hai lần.",
    means_unknown_topic:
      "Sổ có một loại sự kiện mà phiên bản này không biết, thường do phiên bản mới hơn ghi vào.",
    means_other: "Máy chủ nêu một lý do mà trang này chưa có lời giải thích.",
    do_malformed:
      "Xem nguyên văn để biết mục nào sai và phần mềm nào gửi nó, rồi sửa ở đó. Nếu là một " +
      "lần bán " +
      "thật, bán lại ở quầy để được tính.",
    do_bad_total:
      "So số tiền trong nguyên văn với tiền thật nhận. Máy chủ không nhận đơn sai tổng, nên " +
      "sổ có " +
      "thể đã bị sửa từ bên ngoài: chạy drinkshop doctor để kiểm tra.",
    do_conflicting_duplicate:
      "So nguyên văn với sự kiện đầu tiên cùng mã. Nếu đây là hai lần bán khác nhau thì nơi " +
      "gửi đã " +
      "dùng lại mã: bán lại với mã mới.",
    do_unknown_topic:
      "Cài lại phiên bản mới nhất, rồi chạy drinkshop rebuild để đếm lại từ đầu sổ.",
    do_other: "Xem nguyên văn, và hỏi người viết phần mềm về lý do này.",
  },
  {
    title: "Dead letters",
    lead:
      "Events that the statistics could not count. None is lost: all of them stand in the " +
      "log, they " +
      "are just not part of revenue, cups and charts.",
    reason: "Reason",
    every: "Every reason",
    topic: "Kind of event",
    noTopic: "not known",
    when: "Written at",
    position: "Position",
    unknownTime: "–",
    none: "There are no dead letters. Every event is counted.",
    noneFound: "There is no dead letter with this reason.",
    meaning: "What it means",
    doNow: "What to do",
    bytes: "As it stands in the log",
    replaced: "Bytes that are no text are shown as �.",
    copy: "Copy the original",
    copied: "Copied.",
    notCopied: "Could not be copied. Select the text and copy it by hand.",
    title_malformed: "Not readable",
    title_bad_total: "Wrong total",
    title_conflicting_duplicate: "Same id, other content",
    title_unknown_topic: "Unknown kind of event",
    title_other: "Another reason: {{reason}}",
    short_malformed: "A required field is missing or of a wrong type, or there are no items.",
    short_bad_total: "The total is not cups × price − discount.",
    short_conflicting_duplicate: "The id was there with other content; the first one counts.",
    short_unknown_topic: "This version does not know this kind of event.",
    short_other: "This version of the page does not know the reason yet.",
    means_malformed:
      "A required field is missing, a field has the wrong type, there are no items, a " +
      "quantity is " +
      "below 1 or an amount negative. What it means to say is not certain, so it is not counted.",
    means_bad_total:
      "The order's total is not the sum of cups × price less the discount. If it were counted, " +
      "revenue would disagree with the items.",
    means_conflicting_duplicate:
      "There was an event with the same id and other content. The one that came first counts and " +
      "this one does not, so that no order counts twice.",
    means_unknown_topic:
      "The log holds a kind of event that this version does not know; mostly a newer version " +
      "wrote it.",
    means_other: "The server gives a reason that this page has no explanation for yet.",
    do_malformed:
      "Look at the original to see which field is wrong and which program sent it, and repair it " +
      "there. If it was a real sale, sell it again at the till so that it counts.",
    do_bad_total:
      "Compare the original with the money that was taken. The server accepts no order with " +
      "a wrong " +
      "total, so the log may have been changed from outside: run drinkshop doctor to check it.",
    do_conflicting_duplicate:
      "Compare the original with the first event of the same id. If these are two different " +
      "sales, " +
      "the sender has used an id twice: sell again with a new one.",
    do_unknown_topic:
      "Install the newest version, then run drinkshop rebuild to count again from the log's " +
      "beginning.",
    do_other: "Look at the original, and ask who wrote the program about this reason.",
  },
);
