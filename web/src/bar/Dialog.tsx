import { type ReactNode, useEffect, useRef } from "react";
import styles from "./Dialog.module.css";
import { strings } from "./strings";

interface Props {
  title: string;
  onClose(): void;
  children: ReactNode;
}

/** The browser's own modal dialog: focus, Escape and the way back are its business. */
export function Dialog({ title, onClose, children }: Props) {
  const t = strings.useT();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby="bar-dialog" onClose={onClose}>
      <div className={styles.head}>
        <h2 id="bar-dialog">{title}</h2>
        <button type="button" className="button" onClick={onClose}>
          {t("close")}
        </button>
      </div>
      {children}
    </dialog>
  );
}
