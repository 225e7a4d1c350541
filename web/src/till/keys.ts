import { useEffect, useRef } from "react";

/** `f2`, `ctrl+z`, `?`; Shift only counts where it makes another character. */
export function keyName(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">) {
  const ctrl = event.ctrlKey || event.metaKey ? "ctrl+" : "";
  const alt = event.altKey ? "alt+" : "";
  return `${ctrl}${alt}${event.key.toLowerCase()}`;
}

const STORED = "till-letters";

/** Keys without Ctrl can be switched off (WCAG 2.1.4): who dictates types letters by accident. */
export const lettersOn = (): boolean => localStorage.getItem(STORED) !== "off";
export const setLetters = (on: boolean) => localStorage.setItem(STORED, on ? "on" : "off");

/** Whether a key means its action here, or belongs to what the person types into. */
export function isFree(name: string, target: EventTarget | null, dialogOpen: boolean): boolean {
  if (dialogOpen) return false;
  const typing = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  if (name.length === 1) return !typing && lettersOn();
  return !(typing && (name === "ctrl+z" || name === "escape"));
}

/** Keys of a component, for as long as it is there. Each key belongs to what shows its action. */
export function useKeys(keys: Record<string, () => void>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const name = keyName(event);
      const action = latest.current[name];
      if (!action || event.defaultPrevented) return;
      const dialogOpen = document.querySelector("dialog[open]") !== null;
      if (!isFree(name, event.target, dialogOpen)) return;
      event.preventDefault();
      action();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}
