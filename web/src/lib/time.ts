const ZONE = "Asia/Ho_Chi_Minh";
let zone = ZONE;

/** The shop's time zone, from its settings: every clock on every screen shows the shop's time. */
export function setShopZone(name: string): void {
  zone = name;
}

export const shopZone = (): string => zone;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, kind: string, options: Intl.DateTimeFormatOptions) {
  const key = `${language} ${kind} ${zone}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(language === "vi" ? "vi-VN" : "en-GB", {
      timeZone: zone,
      ...options,
    });
    formats.set(key, found);
  }
  return found;
}

type Moment = Date | string | number;
const date = (moment: Moment) => (moment instanceof Date ? moment : new Date(moment));

/** `14:05` */
export function clock(moment: Moment, language: string): string {
  const options = { hour: "2-digit", minute: "2-digit", hour12: false } as const;
  return format(language, "clock", options).format(date(moment));
}

/** `23/11/2026, 14:05` */
export function dateAndTime(moment: Moment, language: string): string {
  return format(language, "full", {
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  }).format(date(moment));
}

/** `2026-11-23`, for inputs and the API. */
export function isoDate(moment: Moment): string {
  const options = { day: "2-digit", month: "2-digit", year: "numeric" } as const;
  const parts = format("en", "iso", options).formatToParts(date(moment));
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year")}-${of("month")}-${of("day")}`;
}

/** Hour (0 to 23) and weekday (0 = Monday) in the shop's zone. */
export function hourAndWeekday(moment: Moment): { hour: number; weekday: number } {
  const parts = format("en", "parts", {
    hour: "2-digit",
    hour12: false,
    weekday: "short",
  }).formatToParts(date(moment));
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  const weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(of("weekday"));
  return { hour: Number(of("hour")) % 24, weekday };
}

/** Seconds as `1:05` or `1:02:05`; never negative. */
export function stopwatch(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
