import { Alert, App, AutoComplete, Button, Drawer, Form, Input, Switch } from "antd";
import { useId, useState } from "react";
import {
  ApiError,
  changeMenuItem,
  createMenuItem,
  deleteMenuItem,
  getMenuItem,
  type MenuItem,
  unwrap,
} from "@/api/client";
import { useErrorText } from "@/app/pages";
import { fold, matches } from "@/lib/fold";
import { shownBusy } from "../busy";
import { MoneyInput } from "../MoneyInput";
import { complainAtFields } from "../serverText";
import { strings as common } from "../strings";
import { ConflictDialog } from "./ConflictDialog";
import {
  bodyOf,
  type Conflict,
  changeOf,
  conflictOf,
  type Draft,
  draftOf,
  EMPTY,
  same,
} from "./draft";
import { categoriesOf } from "./list";
import styles from "./Menu.module.css";
import { OptionGroups } from "./OptionGroups";
import { PriceHistory } from "./PriceHistory";
import { RecipeLines } from "./RecipeLines";
import { strings } from "./strings";
import { type Menu, useIngredients } from "./useMenu";

interface Props {
  /** Null: a new item. */
  opened: MenuItem | null;
  menu: Menu;
  onClose(): void;
}

export function ItemDrawer({ opened, menu, onClose }: Props) {
  const t = strings.useT();
  const c = common.useT();
  const errorText = useErrorText();
  const formId = useId();
  const { message, modal } = App.useApp();
  const [form] = Form.useForm<Draft>();
  /** The version the form's content stands on. */
  const [base, setBase] = useState(opened);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [notice, setNotice] = useState<string | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const ingredients = useIngredients().data ?? [];
  const categories = categoriesOf(menu.items);
  const newest = base && menu.items.find((item) => item.menu_id === base.menu_id);
  const changedMeanwhile = base && !busy && newest && newest.version > base.version;

  const draft = () => form.getFieldsValue(true) as Draft;
  const start = base ? draftOf(base) : EMPTY;
  const isDirty = () => !same(bodyOf(draft()), bodyOf(start));

  const show = (next: Draft, on: MenuItem) => {
    form.resetFields();
    form.setFieldsValue(next);
    setBase(on);
    setConflict(null);
    setFailure(null);
  };
  const meet = async (theirs?: MenuItem) => {
    if (!base) return;
    const path = { menu_id: base.menu_id };
    const other = theirs ?? (await unwrap<MenuItem>(getMenuItem({ path })));
    setConflict(conflictOf(base, bodyOf(draft()), other));
  };
  const complain = (error: unknown) => {
    const [first] = complainAtFields(form, error);
    setFailure(first ? c("fieldsWrong") : errorText(error));
    if (first) form.scrollToField(first as never, { block: "center" });
  };
  const send = async (body: ReturnType<typeof bodyOf>): Promise<MenuItem | null> => {
    if (!base) return unwrap<MenuItem>(createMenuItem({ body }));
    const change = changeOf(base, body);
    if (Object.keys(change).length === 0) return null;
    return unwrap<MenuItem>(
      changeMenuItem({
        path: { menu_id: base.menu_id },
        headers: { "If-Match": `"${base.version}"` },
        body: change,
      }),
    );
  };
  const save = async () => {
    setBusy(true);
    setFailure(null);
    setNotice(null);
    try {
      const saved = await send(bodyOf(draft()));
      if (!saved) {
        setNotice(t("nothingChanged"));
        return;
      }
      menu.note({ menuId: saved.menu_id, version: saved.version, item: saved });
      void message.success(t("saved", { name: saved.name }));
      onClose();
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) await meet().catch(complain);
      else complain(error);
    } finally {
      setBusy(false);
    }
  };
  const remove = () => {
    if (!base) return;
    modal.confirm({
      title: t("askDelete", { name: base.name }),
      content: t("aboutDelete"),
      okText: t("delete"),
      okButtonProps: { danger: true },
      cancelText: c("cancel"),
      onOk: async () => {
        try {
          const { menu_id, version } = base;
          const headers = { "If-Match": `"${version}"` };
          await unwrap(deleteMenuItem({ path: { menu_id }, headers }));
          menu.note({ menuId: menu_id, version: version + 1, item: null });
          void message.success(t("deleted", { name: base.name }));
          onClose();
        } catch (error) {
          if (error instanceof ApiError && error.status === 412) await meet().catch(complain);
          else complain(error);
        }
      },
    });
  };
  const leave = () => {
    if (!isDirty()) {
      onClose();
      return;
    }
    modal.confirm({
      title: t("discard"),
      okText: t("discardYes"),
      cancelText: t("keepEditing"),
      onOk: onClose,
    });
  };

  return (
    <Drawer
      open
      size={760}
      title={base ? base.name : t("newItem")}
      onClose={leave}
      maskClosable={false}
      footer={
        <div className={styles.footer}>
          {base && (
            <Button danger onClick={remove}>
              {t("delete")}
            </Button>
          )}
          <span className={styles.spring} />
          <Button onClick={leave}>{c("cancel")}</Button>
          <Button type="primary" htmlType="submit" form={formId} loading={shownBusy(busy)}>
            {c("save")}
          </Button>
        </div>
      }
    >
      {changedMeanwhile && (
        <Alert
          type="warning"
          showIcon
          className={styles.alert}
          title={t("changedMeanwhile")}
          action={<Button onClick={() => void meet(newest)}>{t("seeChanges")}</Button>}
        />
      )}
      {base && !newest && !busy && (
        <Alert type="warning" showIcon className={styles.alert} title={t("goneMeanwhile")} />
      )}
      {failure && <Alert type="error" showIcon className={styles.alert} title={failure} />}
      {notice && (
        <Alert type="info" showIcon role="status" className={styles.alert} title={notice} />
      )}
      <Form
        id={formId}
        name="item"
        form={form}
        layout="vertical"
        initialValues={start}
        onFinish={() => void save()}
      >
        <Form.Item name="name" label={t("name")}>
          <Input />
        </Form.Item>
        <div className={styles.pair}>
          <Form.Item name="category" label={t("category")}>
            <AutoComplete
              options={categories.map((value) => ({ value }))}
              showSearch={{
                filterOption: (text, option) => matches(fold(String(option?.value)), fold(text)),
              }}
            />
          </Form.Item>
          <Form.Item name="price" label={t("price")}>
            <MoneyInput className={styles.wide} />
          </Form.Item>
          <Form.Item name="available" label={t("available")} valuePropName="checked">
            <Switch checkedChildren={t("available")} unCheckedChildren={t("soldOut")} />
          </Form.Item>
        </div>
        <Form.Item name="description" label={t("description")}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
        <h3 className={styles.part}>{t("recipe")}</h3>
        <RecipeLines name="recipe" path={["recipe"]} ingredients={ingredients} />
        <h3 className={styles.part}>{t("groups")}</h3>
        <OptionGroups ingredients={ingredients} />
      </Form>
      {base && <PriceHistory menuId={base.menu_id} />}
      {conflict && (
        <ConflictDialog
          conflict={conflict}
          ingredients={ingredients}
          onTheirs={() => {
            show(draftOf(conflict.theirs), conflict.theirs);
            setNotice(t("takenNow"));
          }}
          onMerged={(next) => {
            show(next, conflict.theirs);
            setNotice(t("mergedNow"));
          }}
          onClose={() => setConflict(null)}
        />
      )}
    </Drawer>
  );
}
