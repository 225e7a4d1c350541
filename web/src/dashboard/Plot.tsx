import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useTheme } from "@/app/theme";
import { clock, shopZone } from "@/lib/time";

/** Full bars are final, hollow ones provisional, the dashed line is another week. */
export type Look = "full" | "hollow" | "dashed";

export interface Series {
  look: Look;
  values: (number | null)[];
}

interface Props {
  /** Starts of the buckets, ms. */
  xs: number[];
  series: Series[];
  language: string;
  onPick(index: number): void;
}

const HEIGHT = 200;
const LEAST = 100_000; // An empty shop's axis must not count in quarters of a dong.
const ink = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function seriesOf(look: Look): uPlot.Series {
  const bars = uPlot.paths.bars?.({ size: [0.7, 48] });
  if (look === "dashed") {
    return { stroke: ink("--quiet"), width: 2, dash: [6, 4], points: { size: 6 } };
  }
  const stroke = ink("--accent");
  const fill = look === "full" ? stroke : ink("--accent-soft");
  return { stroke, fill, width: look === "full" ? 0 : 1.5, paths: bars, points: { show: false } };
}

/** A canvas of bars by time; what it shows is said in words and as a table by who uses it. */
export default function Plot({ xs, series, language, onPick }: Props) {
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const pick = useRef(onPick);
  const looks = series.map(({ look }) => look).join(" ");
  const data: uPlot.AlignedData = [xs.map((x) => x / 1_000), ...series.map(({ values }) => values)];
  const latest = useRef(data);
  useEffect(() => {
    pick.current = onPick;
    latest.current = data;
    plot.current?.setData(data);
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides what ink() answers
  useEffect(() => {
    const parent = box.current;
    if (!parent) return;
    const short = new Intl.NumberFormat(language === "vi" ? "vi-VN" : "en", {
      notation: "compact",
    });
    const axis = { stroke: ink("--quiet"), font: "13px system-ui, sans-serif" };
    const grid = { stroke: ink("--line"), width: 1 };
    const half = () => ((latest.current[0][1] ?? 60) - (latest.current[0][0] ?? 0)) / 2;
    const made = new uPlot(
      {
        width: parent.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), shopZone()),
        scales: {
          x: { range: (_, min, max) => [min - half(), max + half()] },
          y: { range: (_, __, max) => [0, Math.max(max * 1.1, LEAST)] },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            values: (_, splits) => splits.map((at) => clock(at * 1_000, language)),
          },
          { ...axis, grid, size: 64, values: (_, splits) => splits.map((n) => short.format(n)) },
        ],
        series: [{}, ...looks.split(" ").map((look) => seriesOf(look as Look))],
      },
      latest.current,
      parent,
    );
    plot.current = made;
    made.over.addEventListener("click", () => {
      if (typeof made.cursor.idx === "number") pick.current(made.cursor.idx);
    });
    const resize = new ResizeObserver(() => {
      if (parent.clientWidth !== made.width) {
        made.setSize({ width: parent.clientWidth, height: HEIGHT });
      }
    });
    resize.observe(parent);
    return () => {
      resize.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [looks, language, theme]);
  return <div ref={box} aria-hidden="true" />;
}
