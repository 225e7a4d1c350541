import { Alert, Button } from "antd";
import { useState } from "react";
import type { MenuItem } from "@/api/client";
import { useErrorText } from "@/app/pages";
import { AdminFrame } from "./AdminFrame";
import { ItemDrawer } from "./menu/ItemDrawer";
import { MenuTable } from "./menu/MenuTable";
import { strings } from "./menu/strings";
import { useMenu } from "./menu/useMenu";

/** What the shop sells: items with their options, recipes and prices. */
export default function MenuPage() {
  const t = strings.useT();
  const errorText = useErrorText();
  const menu = useMenu();
  const [open, setOpen] = useState<MenuItem | "new" | null>(null);
  return (
    <AdminFrame
      title={t("title")}
      actions={
        <Button type="primary" onClick={() => setOpen("new")}>
          {t("add")}
        </Button>
      }
    >
      {menu.error !== null && <Alert type="error" showIcon title={errorText(menu.error)} />}
      <MenuTable menu={menu} onEdit={setOpen} />
      {open !== null && (
        <ItemDrawer
          key={open === "new" ? "new" : open.menu_id}
          opened={open === "new" ? null : open}
          menu={menu}
          onClose={() => setOpen(null)}
        />
      )}
    </AdminFrame>
  );
}
