import { useComputed } from "@preact/signals";
import { textOf } from "~/template/engine/json";
import { MapSheet } from "~/template/map";
import { mapModel } from "~/template/map/places";
import { Frame, type View } from "~/template/view";

const MapView: View = ({ mount }) => {
  const model = useComputed(() => mapModel(mount.props));
  return (
    <Frame mount={mount}>
      <MapSheet model={model.value} label={textOf(mount.props.label)} tiles={mount.task.host.tiles} />
    </Frame>
  );
};

export default MapView;
