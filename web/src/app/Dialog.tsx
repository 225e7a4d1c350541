import { type ReactNode, useEffect, useId, useRef } from "react";
import styles from "./Dialog.module.css";
import { strings } from "./strings";

interface Props {
  title: string;
  /** At the right edge over the whole height, for long lists. */
  drawer?: boolean;
  onClose(): void;
  children: ReactNode;
}

/** The browser's own modal dialog: focus, Escape and the way back are its business. */
export function Dialog({ title, drawer = false, onClose, children }: Props) {
  const t = strings.useT();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`${styles.dialog} ${drawer ? styles.drawer : ""}`}
      aria-labelledby={id}
      onClose={onClose}
    >
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        <button type="button" className="button" onClick={onClose}>
          {t("close")}
        </button>
      </div>
      {children}
    </dialog>
  );
}
