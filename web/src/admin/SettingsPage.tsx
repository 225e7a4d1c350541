import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  Alert,
  App,
  AutoComplete,
  Button,
  Card,
  Form,
  Input,
  InputNumber,
  Select,
  Switch,
} from "antd";
import { type ReactNode, useState } from "react";
import { changeSettings, getSettings, type Settings, unwrap } from "@/api/client";
import { useLive } from "@/app/live";
import { useErrorText } from "@/app/pages";
import { queries } from "@/app/session";
import { fold, matches } from "@/lib/fold";
import { AdminFrame } from "./AdminFrame";
import { shownBusy } from "./busy";
import { complainAtFields } from "./serverText";
import { BANKS } from "./settings/banks";
import { changesOf } from "./settings/changes";
import styles from "./settings/Settings.module.css";
import { strings } from "./settings/strings";
import { strings as common } from "./strings";

const KEY = ["admin", "settings"];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const finds = (text: string, label: unknown) => matches(fold(String(label)), fold(text));

/** What the shop decides for itself. */
export default function SettingsPage() {
  const t = strings.useT();
  const errorText = useErrorText();
  const { data, error } = useQuery({
    queryKey: KEY,
    queryFn: () => unwrap<Settings>(getSettings()),
    staleTime: 0,
  });
  return (
    <AdminFrame
      title={t("title")}
      actions={
        <Link className="button" to="/welcome">
          {t("welcome")}
        </Link>
      }
    >
      {error && <Alert type="error" showIcon title={errorText(error)} />}
      {data && <SettingsForm stored={data} />}
    </AdminFrame>
  );
}

function SettingsForm({ stored }: { stored: Settings }) {
  const t = strings.useT();
  const c = common.useT();
  const errorText = useErrorText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Settings>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [elsewhere, setElsewhere] = useState(false);

  // What nobody has touched here follows what others decide.
  useLive(["settings"], ({ value }) => {
    const name = value.name as keyof Settings;
    const now = queries.getQueryData<Settings>(KEY);
    if (!now || busy || now[name] === value.value) return;
    const mine = form.getFieldValue(name) !== now[name];
    queries.setQueryData(KEY, { ...now, [name]: value.value });
    if (mine) setElsewhere(true);
    else form.setFieldValue(name, value.value as never);
  });
  const save = async () => {
    const change = changesOf(stored, form.getFieldsValue(true));
    if (Object.keys(change).length === 0) {
      void message.info(t("nothingChanged"));
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      const after = await unwrap<Settings>(changeSettings({ body: change }));
      queries.setQueryData(KEY, after);
      form.resetFields();
      form.setFieldsValue(after);
      setElsewhere(false);
      void message.success(t("saved"));
    } catch (wrong) {
      const [first] = complainAtFields(form, wrong);
      setFailure(first ? c("fieldsWrong") : errorText(wrong));
      if (first) form.scrollToField(first as never, { block: "center" });
    } finally {
      setBusy(false);
    }
  };
  const number = <InputNumber className={styles.wide} precision={0} inputMode="numeric" />;
  return (
    <Form form={form} layout="vertical" initialValues={stored} onFinish={() => void save()}>
      {failure && <Alert type="error" showIcon title={failure} />}
      {elsewhere && <Alert type="warning" showIcon title={t("changedElsewhere")} />}
      <div className={styles.form}>
        <Part title={t("shop")}>
          <Form.Item name="shop_name" label={t("shop_name")} extra={t("shopNameHint")}>
            <Input />
          </Form.Item>
          <Form.Item name="receipt_footer" label={t("receipt_footer")} extra={t("footerHint")}>
            <Input />
          </Form.Item>
        </Part>
        <Part title={t("day")} hint={t("dayHint")}>
          <div className={styles.pair}>
            <Form.Item name="time_zone" label={t("time_zone")}>
              <AutoComplete
                options={Intl.supportedValuesOf("timeZone").map((value) => ({ value }))}
                showSearch={{ filterOption: (text, option) => finds(text, option?.value) }}
              />
            </Form.Item>
            <Form.Item name="cut_off_hour" label={t("cut_off_hour")}>
              <Select
                options={HOURS.map((value) => ({ value, label: t("hour", { hour: value }) }))}
              />
            </Form.Item>
          </div>
        </Part>
        <Part title={t("selling")}>
          <Form.Item
            name="cashier_discount_percent"
            label={t("cashier_discount_percent")}
            extra={t("discountHint")}
          >
            {number}
          </Form.Item>
          <Form.Item
            name="guest_orders"
            label={t("guest_orders")}
            extra={t("guestHint")}
            valuePropName="checked"
          >
            <Switch />
          </Form.Item>
        </Part>
        <Part title={t("bar")} hint={t("barHint")}>
          <div className={styles.pair}>
            <Form.Item name="bar_amber_seconds" label={t("bar_amber_seconds")}>
              {number}
            </Form.Item>
            <Form.Item name="bar_red_seconds" label={t("bar_red_seconds")}>
              {number}
            </Form.Item>
          </div>
        </Part>
        <Part title={t("bank")} hint={t("bankHint")}>
          <Form.Item name="bank_bin" label={t("bank_bin")}>
            <AutoComplete
              options={BANKS.map(({ bin, name }) => ({ value: bin, label: `${name} · ${bin}` }))}
              showSearch={{ filterOption: (text, option) => finds(text, option?.label) }}
            />
          </Form.Item>
          <div className={styles.pair}>
            <Form.Item name="bank_account" label={t("bank_account")}>
              <Input inputMode="numeric" autoComplete="off" />
            </Form.Item>
            <Form.Item name="bank_account_name" label={t("bank_account_name")}>
              <Input autoComplete="off" />
            </Form.Item>
          </div>
        </Part>
      </div>
      <div className={styles.foot}>
        <Button type="primary" htmlType="submit" loading={shownBusy(busy)}>
          {c("save")}
        </Button>
      </div>
    </Form>
  );
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <Card title={<h2>{title}</h2>} size="small">
      {children}
      {hint && <p className="hint">{hint}</p>}
    </Card>
  );
}
