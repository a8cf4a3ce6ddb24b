import { untracked, useComputed } from "@preact/signals";
import { t } from "~/kit/i18n";
import { textOf } from "~/template/engine/json";
import { MapSheet } from "~/template/map";
import type { OwnMarker } from "~/template/map/drawing";
import { formatPlace, mapModel, parsePlace } from "~/template/map/places";
import { Frame, type View } from "~/template/view";

const MapField: View = ({ mount }) => {
  // The worker's marker must not move the map while it is set, so only the one there at first counts.
  const first = useComputed(() => untracked(() => parsePlace(mount.value)));
  const model = useComputed(() => mapModel(mount.props, first.value));
  const own = useComputed(
    (): OwnMarker => ({
      place: parsePlace(mount.value),
      label: textOf(mount.props.editableMarkerLabel) || t("views.map.yours"),
      canMove: !mount.isDisabled,
    }),
  );
  return (
    <Frame mount={mount} role="group">
      <MapSheet
        model={model.value}
        label={textOf(mount.props.label)}
        tiles={mount.task.host.tiles}
        own={own.value}
        put={(place) => mount.write(place && formatPlace(place))}
      />
    </Frame>
  );
};

export default MapField;
