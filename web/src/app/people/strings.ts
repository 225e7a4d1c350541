import { defineStrings } from "../i18n";

export const strings = defineStrings(
  "people",
  {
    title: "Đổi người",
    who: "Ai làm tiếp?",
    none: "Chưa ai có mã PIN. Chủ quán đặt mã ở trang Nhân viên.",
    pinOf: "Mã PIN của {{name}}",
    erase: "Xoá một số",
    digits: "Đã bấm {{count}} số",
    ok: "Vào",
    back: "Người khác",
    wrong: "Sai mã PIN.",
    locked: "Sai quá 5 lần. Hãy đăng nhập bằng mật khẩu, hoặc nhờ chủ quán đặt mã mới.",
    ended: "Phiên làm việc đã hết. Hãy đăng nhập bằng mật khẩu.",
  },
  {
    title: "Switch person",
    who: "Who goes on?",
    none: "Nobody has a PIN yet. The owner sets them on the page Staff.",
    pinOf: "PIN of {{name}}",
    erase: "Erase one digit",
    digits: { one: "{{count}} digit entered", other: "{{count}} digits entered" },
    ok: "Go on",
    back: "Somebody else",
    wrong: "That is not the PIN.",
    locked: "More than 5 wrong tries. Sign in with the password, or ask the owner for another PIN.",
    ended: "The session is over. Sign in with the password.",
  },
);
