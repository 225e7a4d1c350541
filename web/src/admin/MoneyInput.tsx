import { InputNumber, type InputNumberProps } from "antd";
import { useLanguage } from "@/app/i18n";
import { count } from "@/lib/money";

/** Whole dong, written the way the language writes thousands. */
export function MoneyInput(props: InputNumberProps<number>) {
  const language = useLanguage();
  return (
    <InputNumber<number>
      controls={false}
      precision={0}
      suffix="₫"
      inputMode="numeric"
      formatter={(value, { userTyping, input }) =>
        userTyping ? input : value === undefined ? "" : count(Number(value), language)
      }
      parser={(text) => {
        const digits = (text ?? "").replace(/[^\d-]/g, "");
        return digits === "" ? (null as never) : Number(digits);
      }}
      {...props}
    />
  );
}
