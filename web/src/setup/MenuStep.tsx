import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import type { MenuItem } from "@/api/client";
import { useErrorText } from "@/app/pages";
import { SHOP } from "@/lib/shop";
import { Step } from "./Step";
import { install, type Kind, TEMPLATE } from "./template";
import styles from "./Welcome.module.css";
import { strings } from "./welcomeStrings";

interface Props {
  /** Undefined: not known yet. */
  menu: MenuItem[] | undefined;
  onInstalled(): void;
}

export function MenuStep({ menu, onInstalled }: Props) {
  const t = strings.useT();
  const errorText = useErrorText();
  const [progress, setProgress] = useState<{ done: number; all: number } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const put = async (kind: Kind) => {
    setFailure(null);
    try {
      await install(kind, SHOP, (done, all) => setProgress({ done, all }));
    } catch (error) {
      setFailure(errorText(error));
    }
    setProgress(null);
    onInstalled();
  };
  const count = menu?.length ?? 0;
  return (
    <Step number={2} title={t("menuTitle")} done={count > 0 && !progress && !failure}>
      {progress ? (
        <p role="status">
          {t("adding", progress)}
          <progress value={progress.done} max={progress.all} aria-label={t("menuTitle")} />
        </p>
      ) : count > 0 && !failure ? (
        <div className={styles.row}>
          <p>{t("menuHas", { count })}</p>
          <Link className="button" to="/menu">
            {t("toMenu")}
          </Link>
        </div>
      ) : (
        <>
          <p>{t("menuText", { drinks: TEMPLATE.items.length })}</p>
          <div className={styles.choices}>
            <Choice
              label={t("template")}
              hint={t("templateHint")}
              onTake={() => void put("menu")}
            />
            <Choice label={t("demo")} hint={t("demoHint")} onTake={() => void put("demo")} />
            <Choice label={t("empty")} hint={t("emptyHint")} />
          </div>
        </>
      )}
      <p className="error" role="alert">
        {failure}
      </p>
    </Step>
  );
}

/** Without `onTake` it is the way to the page Menu. */
function Choice({ label, hint, onTake }: { label: string; hint: string; onTake?(): void }) {
  const id = useId();
  return (
    <div className={styles.choice}>
      {onTake ? (
        <button type="button" className="button" aria-describedby={id} onClick={onTake}>
          {label}
        </button>
      ) : (
        <Link className="button" to="/menu" aria-describedby={id}>
          {label}
        </Link>
      )}
      <span id={id} className="hint">
        {hint}
      </span>
    </div>
  );
}
