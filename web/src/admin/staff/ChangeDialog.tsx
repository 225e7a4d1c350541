import { Alert, App, Form, Input } from "antd";
import type { ReactNode } from "react";
import { changeUser, type Role, type User, unwrap } from "@/api/client";
import { forgetSession } from "@/app/session";
import { FormDialog } from "../FormDialog";
import { RoleChoice } from "./RoleChoice";
import styles from "./Staff.module.css";
import { refusalOf } from "./staff";
import { strings } from "./strings";

export type Kind = "role" | "password" | "pin" | "lock" | "unlock";

const TITLES = {
  role: "changeRoleOf",
  password: "newPasswordOf",
  pin: "pinOf",
  lock: "lockTitle",
  unlock: "unlockTitle",
} as const satisfies Record<Kind, string>;

interface Values {
  role?: Role;
  password?: string;
  pin?: string;
  active?: boolean;
}

interface Props {
  user: User;
  kind: Kind;
  /** The person who does it. */
  self: boolean;
  onSaved(): void;
  onClose(): void;
}

/** One change of a login. All but a PIN end the person's sessions, which is said beforehand. */
export function ChangeDialog({ user, kind, self, onSaved, onClose }: Props) {
  const t = strings.useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const role = Form.useWatch("role", form) ?? user.role;
  const name = user.username;
  const words = { name, role: t(`role_${user.role}`) };

  const bodyOf = (values: Values): Values => {
    if (kind === "role") return { role: values.role };
    if (kind === "password") return { password: values.password };
    if (kind === "pin") return { pin: values.pin };
    return { active: kind === "unlock" };
  };
  const told = (now: User) => {
    if (kind === "role") return t("roleSaved", { name, role: t(`role_${now.role}`) });
    if (kind === "password") return t("passwordSaved", words);
    if (kind === "pin") return t(now.has_pin ? "pinSaved" : "pinGone", words);
    return t(now.active ? "unlockedNow" : "lockedNow", words);
  };
  const save = async (values: Values) => {
    const saved = await unwrap<User>(
      changeUser({ path: { username: name }, body: bodyOf(values) }),
    );
    void message.success(told(saved));
    onSaved();
    // The server has ended all sessions of this person, this one included.
    if (self && kind !== "pin") forgetSession();
  };
  const refusal = (error: unknown) => {
    const reason = refusalOf(error);
    return reason && t(reason, words);
  };
  const verb = kind === "lock" || kind === "unlock" ? t(kind) : undefined;
  return (
    <FormDialog
      title={t(TITLES[kind], words)}
      form={form}
      initialValues={kind === "role" ? { role: user.role } : { password: "", pin: "" }}
      onSave={save}
      refusal={refusal}
      okText={verb}
      danger={kind === "lock"}
      onClose={onClose}
    >
      {kind === "role" && (
        <Form.Item name="role" label={t("role")}>
          <RoleChoice />
        </Form.Item>
      )}
      {kind === "password" && (
        <Form.Item name="password" label={t("password")} extra={t("passwordHint")}>
          <Input.Password autoFocus autoComplete="new-password" />
        </Form.Item>
      )}
      {kind === "pin" && (
        <Form.Item name="pin" label={t("pin")} extra={t("pinHint", words)}>
          <Input.Password autoFocus inputMode="numeric" autoComplete="off" maxLength={8} />
        </Form.Item>
      )}
      <div className={styles.notes}>
        {kind === "pin" && <Note warning={false}>{t("pinMeans", words)}</Note>}
        {kind === "lock" && <Note warning={self}>{t(self ? "lockSelf" : "lockMeans", words)}</Note>}
        {kind === "unlock" && <Note warning={false}>{t("unlockMeans", words)}</Note>}
        {verb === undefined && kind !== "pin" && (
          <Note warning={self}>{t(self ? "selfSignedOut" : "signedOut", words)}</Note>
        )}
        {kind === "role" && self && role !== "owner" && <Note warning>{t("selfRole")}</Note>}
      </div>
    </FormDialog>
  );
}

const Note = ({ warning, children }: { warning: boolean; children: ReactNode }) => (
  <Alert type={warning ? "warning" : "info"} showIcon role="note" title={children} />
);
