import { useId } from "preact/hooks";
import { formatDay, formatMoney } from "~/kit/format";
import { t } from "~/kit/i18n";
import { locale } from "~/kit/locale";
import type { Day } from "./days";

const WIDTH = 560;
const HEIGHT = 160;
const GAP = 8;

/** Bars of what each day brought; the same as a table for who cannot see it or wants the numbers. */
export function Chart({ days, currency }: { days: Day[]; currency: string }) {
  const heading = useId();
  const most = Math.max(...days.map((day) => day.earned + day.onReview));
  const first = days[0];
  const last = days.at(-1);
  if (most === 0 || !first || !last) return <p class="soft">{t("earnings.chart.empty")}</p>;
  return (
    <figure class="chart stack-small" aria-labelledby={heading}>
      <figcaption id={heading} class="row row-apart">
        <strong>{t("earnings.chart", { n: days.length })}</strong>
        <span class="row small soft">
          <span class="legend legend-earned">{t("earnings.available")}</span>
          <span class="legend legend-review">{t("earnings.onReview")}</span>
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" class="chart-bars">
        <line class="chart-ground" x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
        {days.map((day, place) => (
          <Bar
            key={day.date.getTime()}
            day={day}
            place={place}
            count={days.length}
            most={most}
            currency={currency}
          />
        ))}
      </svg>
      <div class="row row-apart small soft" aria-hidden="true">
        <span>{formatDay(first.date, locale())}</span>
        <span>{formatDay(last.date, locale())}</span>
      </div>
      <Table days={days} currency={currency} />
    </figure>
  );
}

interface BarProps {
  day: Day;
  place: number;
  count: number;
  most: number;
  currency: string;
}

function Bar({ day, place, count, most, currency }: BarProps) {
  const width = WIDTH / count;
  const scale = (HEIGHT - 8) / most;
  const earned = day.earned * scale;
  const review = day.onReview * scale;
  const x = place * width + GAP / 2;
  const words = `${formatDay(day.date, locale())}: ${formatMoney(day.earned + day.onReview, currency, locale())}`;
  return (
    <g>
      <title>{words}</title>
      <rect class="bar-earned" x={x} width={width - GAP} y={HEIGHT - earned} height={earned} rx="3" />
      <rect
        class="bar-review"
        x={x}
        width={width - GAP}
        y={HEIGHT - earned - review}
        height={review}
        rx="3"
      />
    </g>
  );
}

function Table({ days, currency }: { days: Day[]; currency: string }) {
  const money = (amount: number) => formatMoney(amount, currency, locale());
  return (
    <details>
      <summary>{t("earnings.chart.table")}</summary>
      <div class="scroll">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t("earnings.day")}</th>
              <th scope="col">{t("earnings.sum")}</th>
              <th scope="col">{t("earnings.onReview")}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day.date.getTime()}>
                <th scope="row">{formatDay(day.date, locale())}</th>
                <td>{money(day.earned)}</td>
                <td>{money(day.onReview)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
