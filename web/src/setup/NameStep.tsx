import { type FormEvent, useState } from "react";
import { ApiError, changeSettings, unwrap } from "@/api/client";
import { useErrorText } from "@/app/pages";
import { useShop } from "@/app/shopInfo";
import { Step } from "./Step";
import styles from "./Welcome.module.css";
import { strings } from "./welcomeStrings";

export function NameStep() {
  const t = strings.useT();
  const errorText = useErrorText();
  const name = useShop().shop_name;
  const [failure, setFailure] = useState<string | null>(null);
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wanted = String(new FormData(event.currentTarget).get("name")).trim();
    setFailure(null);
    try {
      await unwrap(changeSettings({ body: { shop_name: wanted } }));
    } catch (error) {
      const atField = error instanceof ApiError ? error.field("shop_name") : undefined;
      setFailure(atField ?? errorText(error));
    }
  };
  return (
    <Step number={1} title={t("nameTitle")} done={name !== ""}>
      <p>{name === "" ? t("nameText") : t("saved", { name })}</p>
      <form className={styles.row} onSubmit={save}>
        {/* Made anew when the name is known, so that it stands in the field. */}
        <label key={name} className={`field ${styles.name}`}>
          {t("nameTitle")}
          <input className="input" name="name" defaultValue={name} required maxLength={100} />
        </label>
        <button type="submit" className="button primary">
          {t("save")}
        </button>
      </form>
      <p className="error" role="alert">
        {failure}
      </p>
    </Step>
  );
}
