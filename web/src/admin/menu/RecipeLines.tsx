import { Button, Form, InputNumber, Select } from "antd";
import type { Ingredient } from "@/api/client";
import { fold, matches } from "@/lib/fold";
import styles from "./Menu.module.css";
import { strings } from "./strings";

interface Props {
  /** Of the list within the form (inside of a list: from its row on). */
  name: string | (string | number)[];
  /** The whole path, to look at a line's ingredient. */
  path: (string | number)[];
  ingredients: Ingredient[];
}

export function RecipeLines({ name, path, ingredients }: Props) {
  const t = strings.useT();
  const form = Form.useFormInstance();
  Form.useWatch(path, form);
  const options = ingredients.map((each) => ({ value: each.ingredient_id, label: each.name }));
  const unitOf = (line: number): string => {
    const id = form.getFieldValue([...path, line, "ingredient_id"]);
    return ingredients.find((each) => each.ingredient_id === id)?.unit ?? "";
  };
  return (
    <Form.List name={name}>
      {(lines, { add, remove }, { errors }) => (
        <div className={styles.lines}>
          {lines.map((line, n) => (
            <div key={line.key} className={styles.line}>
              <Form.Item name={[line.name, "ingredient_id"]} className={styles.grow}>
                <Select
                  aria-label={`${t("ingredient")} ${n + 1}`}
                  placeholder={t("ingredient")}
                  options={options}
                  showSearch={{
                    filterOption: (text, option) =>
                      matches(fold(String(option?.label)), fold(text)),
                  }}
                />
              </Form.Item>
              <Form.Item name={[line.name, "qty"]}>
                <InputNumber
                  aria-label={`${t("quantity")} ${n + 1}`}
                  placeholder={t("quantity")}
                  precision={0}
                  controls={false}
                  suffix={unitOf(line.name)}
                  className={styles.quantity}
                />
              </Form.Item>
              <Button
                type="text"
                aria-label={t("removeLine", { n: n + 1 })}
                onClick={() => remove(line.name)}
              >
                ✕
              </Button>
            </div>
          ))}
          <Form.ErrorList errors={errors} />
          {ingredients.length === 0 ? (
            <p className="hint">{t("noIngredients")}</p>
          ) : (
            <Button onClick={() => add({})}>+ {t("addIngredient")}</Button>
          )}
        </div>
      )}
    </Form.List>
  );
}
