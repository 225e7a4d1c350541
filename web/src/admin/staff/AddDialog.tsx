import { App, Form, Input } from "antd";
import { ApiError, addUser, type Role, type User, unwrap } from "@/api/client";
import { FormDialog } from "../FormDialog";
import { RoleChoice } from "./RoleChoice";
import { strings } from "./strings";

interface Values {
  username: string;
  password: string;
  role: Role;
}

const EMPTY: Values = { username: "", password: "", role: "cashier" };

export function AddDialog({ onSaved, onClose }: { onSaved(): void; onClose(): void }) {
  const t = strings.useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const save = async ({ username, password, role }: Values) => {
    try {
      const body = { username: username.trim(), password, role };
      const made = await unwrap<User>(addUser({ body }));
      void message.success(t("added", { name: made.username }));
      onSaved();
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "user-name-taken")) throw error;
      form.setFields([{ name: "username", errors: [t("nameTaken")] }]);
    }
  };
  return (
    <FormDialog
      title={t("addTitle")}
      form={form}
      initialValues={EMPTY}
      onSave={save}
      okText={t("addNow")}
      onClose={onClose}
    >
      <Form.Item name="username" label={t("name")} extra={t("nameHint")}>
        <Input autoFocus autoComplete="off" autoCapitalize="none" spellCheck={false} />
      </Form.Item>
      <Form.Item name="password" label={t("password")} extra={t("passwordHint")}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="role" label={t("role")}>
        <RoleChoice />
      </Form.Item>
    </FormDialog>
  );
}
