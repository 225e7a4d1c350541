import { Alert, App, Form, Input, InputNumber, Modal, Switch } from "antd";
import { useState } from "react";
import { type Ingredient, putIngredient, unwrap } from "@/api/client";
import { useErrorText } from "@/app/pages";
import { SHOP } from "@/lib/shop";
import { strings as common } from "../strings";
import { complainAtFields } from "./complain";
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
  const c = common.useT();
  const errorText = useErrorText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const name = Form.useWatch("name", form) ?? "";
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

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
    setBusy(true);
    setFailure(null);
    try {
      const { name, unit, threshold, blocking } = values;
      const body = { shop_id: SHOP, name, unit, threshold: threshold as number, blocking };
      const saved = await unwrap<Ingredient>(putIngredient({ path: { ingredient_id: id }, body }));
      void message.success(t("saved", { name: saved.name }));
      onSaved();
    } catch (error) {
      if (!complainAtFields(form, error)) setFailure(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={ingredient?.name ?? t("newIngredient")}
      okText={c("save")}
      cancelText={c("cancel")}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {failure && <Alert type="error" showIcon className={styles.alert} title={failure} />}
      <Form
        form={form}
        layout="vertical"
        initialValues={ingredient ?? EMPTY}
        onFinish={() => void save(form.getFieldsValue(true) as Values)}
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
      </Form>
    </Modal>
  );
}
