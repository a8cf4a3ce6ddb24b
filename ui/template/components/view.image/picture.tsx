/** The picture itself, turned as the worker wants it. */
import { useState } from "preact/hooks";

interface PictureProps {
  address: string;
  alt: string;
  /** Degrees to the right. */
  rotation: number;
  broken?: () => void;
  measured?: (width: number, height: number) => void;
}

/** Fitted into a size container, never cropped, whichever way it is turned. */
export function Picture({ address, alt, rotation, broken, measured }: PictureProps) {
  const isAcross = rotation % 180 !== 0;
  return (
    <img
      class={`tb-picture ${isAcross ? "tb-picture-across" : ""}`}
      src={address}
      alt={alt}
      referrerpolicy="no-referrer"
      draggable={false}
      style={{ transform: `translate(-50%, -50%) rotate(${rotation}deg)` }}
      onError={() => broken?.()}
      onLoad={({ currentTarget }) => measured?.(currentTarget.naturalWidth, currentTarget.naturalHeight)}
    />
  );
}

interface SheetProps extends PictureProps {
  /** Its own size in pixels; else as wide as what it lies in. */
  isNatural: boolean;
}

/** As large as the picture: what lies around it scrolls. */
export function Sheet({ isNatural, rotation, ...picture }: SheetProps) {
  const [size, setSize] = useState<readonly [number, number]>();
  const [width, height] = size && rotation % 180 !== 0 ? [size[1], size[0]] : (size ?? [16, 9]);
  return (
    <div
      class="tb-image-sheet"
      style={{
        aspectRatio: `${width} / ${height}`,
        inlineSize: isNatural && size ? `${width}px` : "100%",
      }}
    >
      <Picture
        {...picture}
        rotation={rotation}
        measured={(naturalWidth, naturalHeight) => {
          if (naturalWidth > 0 && naturalHeight > 0) setSize([naturalWidth, naturalHeight]);
        }}
      />
    </div>
  );
}
