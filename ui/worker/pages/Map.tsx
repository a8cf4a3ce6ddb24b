import { useMemo, useState } from "preact/hooks";
import { type Choice, getPoints, type Point } from "~/api";
import { Note } from "~/kit/Badge";
import { Button } from "~/kit/Button";
import { EmptyState } from "~/kit/EmptyState";
import { formatDistance } from "~/kit/format";
import { t } from "~/kit/i18n";
import { useLoaded } from "~/kit/load";
import { locale } from "~/kit/locale";
import { Money } from "~/kit/Shown";
import { Skeleton } from "~/kit/Spinner";
import { Failure } from "../Failure";
import { Picture } from "../map/Picture";
import { distance, nearestFirst, type Position } from "../map/places";
import { Page } from "../Page";
import { currency } from "../session";
import { take } from "../taken";
import { wordsOf } from "../words";

const AT_MOST = 300;
const PATIENCE = 10_000;

/** Choosing where to work, in a pool whose suites have places. */
export default function MapPage({ pool }: { pool: string }) {
  const { data, error, reload } = useLoaded(
    (signal) => getPoints(pool, { limit: AT_MOST }, undefined, signal),
    pool,
  );
  const [here, setHere] = useState<Position>();
  const [refused, setRefused] = useState("");
  const [busy, setBusy] = useState("");
  const act = async (name: string, action: () => Promise<void>) => {
    if (busy) return;
    setBusy(name);
    setRefused("");
    await action().catch((failure) => {
      setRefused(failure instanceof NoLocation ? t("map.nearest.denied") : wordsOf(failure));
      if (!(failure instanceof NoLocation)) reload();
    });
    setBusy("");
  };
  const choose = (choice: Choice, name: string) => act(name, () => take(pool, choice));
  const nearest = () =>
    act("nearest", async () => {
      const position = await locate();
      setHere(position);
      await take(pool, position);
    });
  const show = () => act("show", async () => setHere(await locate()));
  return (
    <Page title={t("map.title")} back={{ to: "/", words: t("tasks.title") }}>
      <div class="row">
        <Button icon="locate" busy={busy === "nearest"} onClick={nearest}>
          {t("map.nearest")}
        </Button>
        <Button look="quiet" busy={busy === "show"} onClick={show}>
          {t("map.show")}
        </Button>
      </div>
      <div role="alert">{refused && <Note tone="warn">{refused}</Note>}</div>
      {!data && error !== undefined && <Failure error={error} retry={reload} />}
      {!data && error === undefined && <Skeleton shape="card" />}
      {data?.items.length === 0 && (
        <EmptyState icon="pin" title={t("map.empty")}>
          <p>{t("map.empty.words")}</p>
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <Places points={data.items} here={here} busy={busy} onTake={choose} />
      )}
      {data?.has_more && <p class="soft">{t("map.first", { n: data.items.length })}</p>}
    </Page>
  );
}

interface PlacesProps {
  points: Point[];
  here: Position | undefined;
  busy: string;
  onTake: (choice: Choice, name: string) => void;
}

function Places({ points, here, busy, onTake }: PlacesProps) {
  const [chosen, setChosen] = useState<string>();
  const sorted = useMemo(() => nearestFirst(points, here), [points, here]);
  const choose = (id: string) => {
    setChosen(id);
    document.getElementById(`place-${id}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <>
      <Picture points={sorted} here={here} chosen={chosen} onChoose={choose} />
      <h2>{t("map.list")}</h2>
      <ol class="ledger card">
        {sorted.map((point, place) => (
          <li
            key={point.task_suite_id}
            id={`place-${point.task_suite_id}`}
            class={point.task_suite_id === chosen ? "ledger-line place-chosen" : "ledger-line"}
          >
            <div>
              <strong class="block">{t("map.place", { n: place + 1 })}</strong>
              <span class="soft small">
                {here && `${t("map.away", { distance: formatDistance(distance(here, point), locale()) })} · `}
                <bdi>{`${point.latitude.toFixed(4)}, ${point.longitude.toFixed(4)}`}</bdi>
              </span>
            </div>
            <div class="row">
              <strong>
                <Money amount={point.reward} currency={currency()} />
              </strong>
              <Button
                look="quiet"
                busy={busy === point.task_suite_id}
                onClick={() => onTake({ task_suite_id: point.task_suite_id }, point.task_suite_id)}
              >
                {t("map.take")}
                <span class="visually-hidden"> {t("map.place", { n: place + 1 })}</span>
              </Button>
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

/** The browser does not tell where it is. */
class NoLocation extends Error {}

function locate(): Promise<Position> {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) {
      reject(new NoLocation());
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitude: coords.latitude, longitude: coords.longitude }),
      () => reject(new NoLocation()),
      { timeout: PATIENCE, maximumAge: 60_000 },
    );
  });
}
