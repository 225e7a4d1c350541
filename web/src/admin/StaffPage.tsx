import { Link } from "@tanstack/react-router";
import { Alert, Button, Checkbox, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import type { User } from "@/api/client";
import { useLanguage } from "@/app/i18n";
import { useErrorText } from "@/app/pages";
import { useSession } from "@/app/session";
import { useMedia } from "@/lib/media";
import { dateAndTime } from "@/lib/time";
import { AdminFrame } from "./AdminFrame";
import { SearchField } from "./SearchField";
import { AddDialog } from "./staff/AddDialog";
import { ChangeDialog, type Kind } from "./staff/ChangeDialog";
import styles from "./staff/Staff.module.css";
import { rowsOf } from "./staff/staff";
import { strings } from "./staff/strings";
import { useMade, useStaff } from "./staff/useStaff";

/** Who may sign in, and as what. */
export default function StaffPage() {
  const t = strings.useT();
  const language = useLanguage();
  const errorText = useErrorText();
  const me = useSession()?.username;
  const phone = useMedia("(max-width: 62rem)");
  const [query, setQuery] = useState("");
  const [activeOnly, setActiveOnly] = useState(false);
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState<{ user: User; kind: Kind } | null>(null);
  const staff = useStaff();
  const users = staff.data ?? [];
  const made = useMade(users);
  const rows = rowsOf(users, query, activeOnly);

  const name = ({ username }: User) => (
    <span className={styles.name}>
      {username}
      {username === me && <span className={styles.you}>{t("you")}</span>}
    </span>
  );
  const state = ({ active, has_pin }: User) => (
    <span className={`${styles.state} ${active ? "" : styles.locked}`}>
      {t(active ? "active" : "locked")}
      {has_pin && `, ${t("pinSet")}`}
    </span>
  );
  const madeText = ({ username }: User) => {
    const birth = made?.get(username);
    if (!birth) return "–";
    const who =
      { operator: t("byOperator"), claim: t("byClaim") }[birth.by as "operator"] ?? birth.by;
    return t("madeBy", { when: dateAndTime(birth.at, language), who });
  };
  const work = (user: User) => {
    const { username, active } = user;
    const open = (kind: Kind) => () => setChanging({ user, kind });
    return (
      <div className={styles.work}>
        <Button aria-label={t("changeRoleOf", { name: username })} onClick={open("role")}>
          {t("changeRole")}
        </Button>
        <Button aria-label={t("newPasswordOf", { name: username })} onClick={open("password")}>
          {t("newPassword")}
        </Button>
        <Button aria-label={t("pinOf", { name: username })} onClick={open("pin")}>
          {t("pin")}
        </Button>
        <Button
          danger={active}
          aria-label={t(active ? "lockOf" : "unlockOf", { name: username })}
          onClick={open(active ? "lock" : "unlock")}
        >
          {t(active ? "lock" : "unlock")}
        </Button>
        <Link
          to="/audit"
          search={{ who: username } as never}
          aria-label={t("trailOf", { name: username })}
          className={styles.trail}
        >
          {t("trail")}
        </Link>
      </div>
    );
  };
  const columns: TableColumnsType<User> = phone
    ? [
        {
          title: t("name"),
          key: "name",
          render: (_, user) => (
            <span className={styles.person}>
              <span className={styles.line}>
                {name(user)}
                <span>{t(`role_${user.role}`)}</span>
                {state(user)}
              </span>
              <span className="hint">{`${t("made")} ${madeText(user)}`}</span>
              {work(user)}
            </span>
          ),
        },
      ]
    : [
        { title: t("name"), key: "name", render: (_, user) => name(user) },
        { title: t("role"), key: "role", width: 110, render: (_, user) => t(`role_${user.role}`) },
        { title: t("state"), key: "state", width: 170, render: (_, user) => state(user) },
        {
          title: t("made"),
          key: "made",
          width: 210,
          render: (_, user) => <span className="hint">{madeText(user)}</span>,
        },
        {
          title: <span className="visually-hidden">{t("work")}</span>,
          key: "work",
          width: 540,
          render: (_, user) => work(user),
        },
      ];
  return (
    <AdminFrame
      title={t("title")}
      actions={
        <Button type="primary" onClick={() => setAdding(true)}>
          {t("add")}
        </Button>
      }
    >
      {staff.error !== null && <Alert type="error" showIcon title={errorText(staff.error)} />}
      <search className={styles.tools}>
        <SearchField label={t("search")} value={query} onChange={setQuery} />
        <Checkbox checked={activeOnly} onChange={(event) => setActiveOnly(event.target.checked)}>
          {t("activeOnly")}
        </Checkbox>
        <span className="hint" role="status">
          {staff.data && t("count", { count: rows.length })}
        </span>
      </search>
      <Table<User>
        size="small"
        rowKey="username"
        columns={columns}
        dataSource={rows}
        loading={staff.data === undefined && staff.error === null}
        pagination={false}
        locale={{ emptyText: t(users.length === 0 ? "none" : "noneFound") }}
      />
      {adding && (
        <AddDialog
          onSaved={() => {
            setAdding(false);
            staff.again();
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {changing && (
        <ChangeDialog
          {...changing}
          self={changing.user.username === me}
          onSaved={() => {
            setChanging(null);
            staff.again();
          }}
          onClose={() => setChanging(null)}
        />
      )}
    </AdminFrame>
  );
}
