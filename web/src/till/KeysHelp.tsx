import { useState } from "react";
import { Dialog } from "@/app/Dialog";
import styles from "./KeysHelp.module.css";
import { lettersOn, setLetters } from "./keys";
import { strings } from "./strings";

const KEYS = [
  ["/", "key_search"],
  ["Enter", "key_enter"],
  ["F2", "key_held"],
  ["F4", "key_hold"],
  ["F8", "key_discount"],
  ["F9", "key_pay"],
  ["Esc", "key_escape"],
  ["Ctrl+Z", "key_undo"],
  ["?", "key_help"],
] as const;

/** What the keyboard can do, and the switch for its single characters. */
export default function KeysHelp({ onClose }: { onClose: () => void }) {
  const t = strings.useT();
  const [letters, setOn] = useState(lettersOn);
  return (
    <Dialog title={t("keysTitle")} onClose={onClose}>
      <dl className={styles.keys}>
        {KEYS.map(([name, what]) => (
          <div key={name}>
            <dt>
              <kbd>{name}</kbd>
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <label className={styles.letters}>
        <input
          type="checkbox"
          checked={letters}
          onChange={(event) => {
            setLetters(event.target.checked);
            setOn(event.target.checked);
          }}
        />
        {t("letters")}
      </label>
    </Dialog>
  );
}
