import { shopZone } from "@/lib/time";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, kind: "time" | "day"): Intl.DateTimeFormat {
  const zone = shopZone();
  const name = `${language} ${kind} ${zone}`;
  let found = formats.get(name);
  if (!found) {
    const options: Intl.DateTimeFormatOptions =
      kind === "day"
        ? { day: "2-digit", month: "2-digit" }
        : {
            hour: "2-digit",
            minute: "2-digit",
            second: "2-digit",
            fractionalSecondDigits: 3,
            hourCycle: "h23",
          };
    const locale = language === "vi" ? "vi-VN" : "en-GB";
    found = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
    formats.set(name, found);
  }
  return found;
}

/** `14:05:12.345`, with the day before it when that is not the day of `beside`. */
export function exactTime(at: number, beside: number, language: string): string {
  // The same mark before the milliseconds in both languages: these are technical times.
  const time = format(language, "time").format(at).replace(",", ".");
  const day = format(language, "day");
  const date = day.format(at);
  return date === day.format(beside) ? time : `${date} ${time}`;
}

/** Seconds as a span: `0.012 s`, `2.5 s`, `3:05 min`, `5:10 h`; a minus for ahead of time. */
export function span(seconds: number): string {
  const sign = seconds < 0 ? "−" : "";
  const size = Math.abs(seconds);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  if (size < 1) return `${sign}${size.toFixed(3)} s`;
  if (size < 60) return `${sign}${size.toFixed(1)} s`;
  if (size < 3_600) return `${sign}${Math.floor(size / 60)}:${two(size % 60)} min`;
  return `${sign}${Math.floor(size / 3_600)}:${two((size % 3_600) / 60)} h`;
}
