import { App, Form, Input, InputNumber, Switch } from "antd";
import { type Ingredient, putIngredient, unwrap } from "@/api/client";
import { SHOP } from "@/lib/shop";
import { FormDialog } from "../FormDialog";
import styles from "./Stock.module.css";
import { idOf } from "./stock";
import { strings } from "./strings";

interface Values {
  ingredient_id: string;
  name: string;
  unit: string;
  threshold: number | null;
  blocking: boolean;
}

interface Props {
  /** Null: a new one. */
  ingredient: Ingredient | null;
  known: Ingredient[];
  onSaved(): void;
  onClose(): void;
}

const EMPTY: Values = { ingredient_id: "", name: "", unit: "", threshold: 0, blocking: true };

export function IngredientDialog({ ingredient, known, onSaved, onClose }: Props) {
  const t = strings.useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const name = Form.useWatch("name", form) ?? "";

  const save = async ({ ingredient_id, ...values }: Values) => {
    const id = ingredient?.ingredient_id ?? (ingredient_id.trim() || idOf(values.name));
    // A PUT would change the one that is there; whoever adds one does not mean that.
    if (!ingredient && known.some((each) => each.ingredient_id === id)) {
      form.setFields([{ name: "ingredient_id", errors: [t("idTaken")] }]);
      return;
    }
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) {
      form.setFields([{ name: "ingredient_id", errors: [t("idHint")] }]);
      return;
    }
    const { name, unit, threshold, blocking } = values;
    const body = { shop_id: SHOP, name, unit, threshold: threshold as number, blocking };
    const saved = await unwrap<Ingredient>(putIngredient({ path: { ingredient_id: id }, body }));
    void message.success(t("saved", { name: saved.name }));
    onSaved();
  };
  return (
    <FormDialog
      title={ingredient?.name ?? t("newIngredient")}
      form={form}
      initialValues={ingredient ?? EMPTY}
      onSave={save}
      onClose={onClose}
    >
      <Form.Item name="name" label={t("name")}>
        <Input autoFocus />
      </Form.Item>
      {!ingredient && (
        <Form.Item name="ingredient_id" label={t("id")} extra={t("idHint")}>
          <Input placeholder={idOf(name)} />
        </Form.Item>
      )}
      <Form.Item name="unit" label={t("unit")} extra={t("unitHint")}>
        <Input />
      </Form.Item>
      <Form.Item name="threshold" label={t("threshold")}>
        <InputNumber className={styles.wide} controls={false} precision={0} inputMode="numeric" />
      </Form.Item>
      <Form.Item name="blocking" label={t("blocking")} valuePropName="checked">
        <Switch />
      </Form.Item>
    </FormDialog>
  );
}
