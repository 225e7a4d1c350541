import { defineStrings } from "@/app/i18n";

export const strings = defineStrings(
  "board",
  {
    title: "Bảng gọi món",
    making: "Đang pha",
    ready: "Mời nhận nước",
    none: "Chưa có số nào.",
    called: "mới",
    broken: "Mất kết nối từ {{time}}. Số có thể đã cũ, vui lòng hỏi quầy.",
    number: "Số {{number}}",
  },
  {
    title: "Order board",
    making: "Being made",
    ready: "Please collect",
    none: "No numbers yet.",
    called: "new",
    broken: "No connection since {{time}}. Numbers may be old, please ask at the counter.",
    number: "Number {{number}}",
  },
);
