const MM_PER_PX = 25.4 / 96;
const MARGIN_MM = 3;

/**
 * Prints a slip on a roll of 58 or 80 mm. `size: 80mm auto` is not valid CSS and browsers fall back
 * to a letter page, so the slip is laid out first, measured, and the page made exactly as long.
 */
export function printReceipt(slip: HTMLElement, widthMm: 58 | 80): void {
  const frame = document.createElement("iframe");
  frame.style.cssText = `position:fixed;left:-200vw;width:${widthMm}mm;height:10mm;border:0`;
  document.body.append(frame);
  const page = frame.contentDocument;
  const view = frame.contentWindow;
  if (!page || !view) return;
  const style = page.createElement("style");
  const sheet = `body{margin:0;padding:${MARGIN_MM}mm;width:${widthMm}mm;box-sizing:border-box;
    font:11pt/1.3 system-ui,"Noto Sans",sans-serif;color:#000}
    p,ul{margin:0 0 2mm;padding:0}
    li{display:flex;justify-content:space-between;gap:2mm;list-style:none}
    li>:last-child{flex:none}
    [data-slip]{font-weight:700;text-align:center}[data-slip=number]{font-size:20pt}
    small{font-size:8pt}`;
  style.textContent = sheet;
  page.head.append(style);
  page.body.innerHTML = slip.innerHTML;
  const heightMm = Math.ceil(page.documentElement.scrollHeight * MM_PER_PX) + MARGIN_MM;
  style.textContent = `@page{size:${widthMm}mm ${heightMm}mm;margin:0}${sheet}`;
  view.addEventListener("afterprint", () => frame.remove());
  view.focus();
  view.print();
}
