import { defineStrings } from "@/app/i18n";

/** Words of all admin pages. */
export const strings = defineStrings(
  "admin",
  {
    save: "Lưu",
    cancel: "Hủy",
    close: "Đóng",
    remove: "Xóa",
    search: "Tìm",
    loadFailed: "Không tải được.",
    badLength: "Cần từ {{from}} đến {{to}} byte (chữ có dấu chiếm 2–3 byte), không có ký tự lạ.",
    badNumber: "Cần một số nguyên từ {{from}} đến {{to}}.",
    badMin: "Số tối thiểu phải từ 0 đến số tối đa.",
    badTwice: "Bị trùng.",
    required: "Không được để trống.",
    fieldsWrong: "Có chỗ chưa đúng, xem các dòng màu đỏ.",
  },
  {
    save: "Save",
    cancel: "Cancel",
    close: "Close",
    remove: "Remove",
    search: "Search",
    loadFailed: "Could not be loaded.",
    badLength: "Needs {{from}} to {{to}} bytes, without control characters.",
    badNumber: "Needs a whole number from {{from}} to {{to}}.",
    badMin: "The minimum must be 0 to the maximum.",
    badTwice: "Is there twice.",
    required: "Must not be empty.",
    fieldsWrong: "Something is not right yet: see the fields marked in red.",
  },
);
