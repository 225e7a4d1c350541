import { Button, Form, Input, InputNumber, Switch } from "antd";
import { useState } from "react";
import type { Ingredient } from "@/api/client";
import { MoneyInput } from "../MoneyInput";
import type { OptionDraft } from "./draft";
import styles from "./Menu.module.css";
import { RecipeLines } from "./RecipeLines";
import { strings } from "./strings";

const GROUPS = "option_groups";

export function OptionGroups({ ingredients }: { ingredients: Ingredient[] }) {
  const t = strings.useT();
  const form = Form.useFormInstance();
  /** A group that must be chosen from needs at least one. */
  const setRequired = (group: number, required: boolean) => {
    const path = [GROUPS, group, "min"];
    const min = Number(form.getFieldValue(path) ?? 0);
    form.setFieldValue(path, required ? Math.max(1, min) : 0);
  };
  return (
    <Form.List name={GROUPS}>
      {(groups, { add, remove, move }, { errors }) => (
        <div className={styles.groups}>
          {groups.map((group, n) => (
            <fieldset key={group.key} className={styles.group}>
              <legend>{t("group", { n: n + 1 })}</legend>
              <Form.Item
                name={[group.name, "name"]}
                label={t("groupName")}
                className={styles.groupName}
              >
                <Input placeholder={t("groupHint")} />
              </Form.Item>
              <div className={styles.rules}>
                <Form.Item
                  name={[group.name, "required"]}
                  label={t("required")}
                  valuePropName="checked"
                >
                  <Switch onChange={(checked) => setRequired(group.name, checked)} />
                </Form.Item>
                <Form.Item name={[group.name, "min"]} label={t("min")}>
                  <InputNumber precision={0} className={styles.small} />
                </Form.Item>
                <Form.Item name={[group.name, "max"]} label={t("max")}>
                  <InputNumber precision={0} className={styles.small} />
                </Form.Item>
              </div>
              <Options group={group.name} ingredients={ingredients} />
              <div className={styles.rules}>
                {n > 0 && (
                  <Button type="text" onClick={() => move(n, n - 1)}>
                    ↑ {t("up")}
                  </Button>
                )}
                <Button type="text" danger onClick={() => remove(group.name)}>
                  ✕ {t("removeGroup")}
                </Button>
              </div>
            </fieldset>
          ))}
          <Form.ErrorList errors={errors} />
          <Button onClick={() => add({ required: false, min: 0, max: 1, options: [{ price: 0 }] })}>
            + {t("addGroup")}
          </Button>
        </div>
      )}
    </Form.List>
  );
}

function Options({ group, ingredients }: { group: number; ingredients: Ingredient[] }) {
  const t = strings.useT();
  return (
    <Form.List name={[group, "options"]}>
      {(options, { add, remove, move }, { errors }) => (
        <div className={styles.lines}>
          {options.map((option, n) => (
            <div key={option.key} className={styles.option}>
              <div className={styles.line}>
                <Form.Item name={[option.name, "name"]} className={styles.grow}>
                  <Input
                    aria-label={t("optionName", { n: n + 1 })}
                    placeholder={t("optionName", { n: n + 1 })}
                  />
                </Form.Item>
                <Form.Item name={[option.name, "price"]}>
                  <MoneyInput
                    aria-label={t("optionPrice", { n: n + 1 })}
                    className={styles.quantity}
                  />
                </Form.Item>
                <Button
                  type="text"
                  disabled={n === 0}
                  aria-label={t("up")}
                  onClick={() => move(n, n - 1)}
                >
                  ↑
                </Button>
                <Button
                  type="text"
                  aria-label={t("removeOption", { n: n + 1 })}
                  onClick={() => remove(option.name)}
                >
                  ✕
                </Button>
              </div>
              <OptionRecipe group={group} option={option.name} ingredients={ingredients} />
            </div>
          ))}
          <Form.ErrorList errors={errors} />
          <Button onClick={() => add({ price: 0 })}>+ {t("addOption")}</Button>
        </div>
      )}
    </Form.List>
  );
}

interface RecipeProps {
  group: number;
  option: number;
  ingredients: Ingredient[];
}

/** Closed until asked for: most options have none, and an item may have fifty. */
function OptionRecipe({ group, option, ingredients }: RecipeProps) {
  const t = strings.useT();
  const form = Form.useFormInstance();
  const path = [GROUPS, group, "options", option];
  const [open, setOpen] = useState(false);
  const lines = (form.getFieldValue(path) as OptionDraft | undefined)?.recipe ?? [];
  const wrong = form
    .getFieldsError()
    .some(
      ({ name, errors }) =>
        errors.length > 0 && path.every((part, n) => name[n] === part) && name[4] === "recipe",
    );
  if (!open && !wrong) {
    return (
      <Button type="link" size="small" aria-expanded={false} onClick={() => setOpen(true)}>
        {t("optionRecipe", { count: lines.length })}
      </Button>
    );
  }
  return (
    <div className={styles.extra}>
      <RecipeLines name={[option, "recipe"]} path={[...path, "recipe"]} ingredients={ingredients} />
    </div>
  );
}
