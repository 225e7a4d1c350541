import { Alert, Form, type FormInstance, Modal } from "antd";
import { type ReactNode, useState } from "react";
import { useErrorText } from "@/app/pages";
import { shownBusy } from "./busy";
import styles from "./FormDialog.module.css";
import { complainAtFields } from "./serverText";
import { strings } from "./strings";

interface Props<T> {
  title: string;
  form: FormInstance<T>;
  initialValues: Partial<T>;
  /** Throws what the server answered; the dialog says it, at the field where it names one. */
  onSave(values: T): Promise<void>;
  /** What a refusal means that is about no field, where that is known better than by its text. */
  refusal?(error: unknown): string | undefined;
  /** What is done, if that is not saved. */
  okText?: string;
  danger?: boolean;
  onClose(): void;
  children: ReactNode;
}

/** A form of one step: busy while it is sent, closed by whoever opened it. */
export function FormDialog<T extends object>({
  title,
  form,
  initialValues,
  onSave,
  refusal,
  okText,
  danger = false,
  onClose,
  children,
}: Props<T>) {
  const c = strings.useT();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const save = async () => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await onSave(form.getFieldsValue(true) as T);
    } catch (error) {
      if (complainAtFields(form, error).length === 0) {
        setFailure(refusal?.(error) ?? errorText(error));
      }
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={title}
      okText={okText ?? c("save")}
      okButtonProps={{ danger, loading: shownBusy(busy) }}
      cancelText={c("cancel")}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {failure && <Alert type="error" showIcon className={styles.alert} title={failure} />}
      <Form<T>
        form={form}
        layout="vertical"
        initialValues={initialValues}
        onFinish={() => void save()}
      >
        {children}
      </Form>
    </Modal>
  );
}
