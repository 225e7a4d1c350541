import { App, Form, InputNumber, Radio } from "antd";
import { type Ingredient, type Movement, moveStock, unwrap } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { count } from "@/lib/money";
import { SHOP } from "@/lib/shop";
import { FormDialog } from "../FormDialog";
import styles from "./Stock.module.css";
import { after, type MoveKind } from "./stock";
import { strings } from "./strings";

interface Values {
  kind: MoveKind;
  qty: number | null;
}

interface Props {
  ingredient: Ingredient;
  /** A barista may only say what was spilt. */
  kinds: MoveKind[];
  onClose(): void;
}

const ABOUT = { receive: "aboutReceive", waste: "aboutWaste", count: "aboutCount" } as const;

export function MoveDialog({ ingredient, kinds, onClose }: Props) {
  const t = strings.useT();
  const language = useLanguage();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch("kind", form) ?? kinds[0] ?? "waste";
  const qty = Form.useWatch("qty", form);
  const { name, unit, on_hand, ingredient_id } = ingredient;
  const amount = (value: number) => ({ amount: count(value, language), unit });

  const save = async (values: Values) => {
    const moved = await unwrap<Movement>(
      moveStock({
        path: { ingredient_id },
        // An empty field is told by the server like any other wrong one.
        body: { shop_id: SHOP, kind: values.kind, qty: values.qty as number },
      }),
    );
    void message.success(t("moved", { name, ...amount(moved.on_hand) }));
    onClose();
  };
  return (
    <FormDialog
      title={name}
      form={form}
      initialValues={{ kind: kinds[0], qty: null }}
      onSave={save}
      onClose={onClose}
    >
      <Form.Item name="kind" label={t("kind")} extra={t(ABOUT[kind])}>
        <Radio.Group
          optionType="button"
          buttonStyle="solid"
          options={kinds.map((value) => ({ value, label: t(value) }))}
        />
      </Form.Item>
      <Form.Item name="qty" label={t(kind === "count" ? "counted" : "quantity", { unit })}>
        <InputNumber
          autoFocus
          className={styles.wide}
          controls={false}
          precision={0}
          inputMode="numeric"
        />
      </Form.Item>
      <p className="hint">{t("before", amount(on_hand))}</p>
      <p role="status" className={styles.after}>
        {typeof qty === "number" && t("after", amount(after(on_hand, kind, qty)))}
      </p>
    </FormDialog>
  );
}
