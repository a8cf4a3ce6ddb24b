import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon } from "./Icon";
import type { IconName } from "./icons";
import { Spinner } from "./Spinner";

export type ButtonLook = "main" | "quiet" | "plain" | "danger";

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon" | "disabled" | "children"> {
  look?: ButtonLook;
  icon?: IconName;
  /** What it does is under way: it stays where it is, keeps the focus and does nothing. */
  busy?: boolean;
  wide?: boolean;
  /** Words for a button of an icon alone. */
  label?: string;
  children?: ComponentChildren;
}

/** A button. While busy it can still be reached, so that the keyboard's place is not lost. */
export function Button({
  look = "main",
  icon,
  busy = false,
  wide,
  label,
  children,
  onClick,
  ...rest
}: Props) {
  const classes = classesOf(look, wide === true, children === undefined);
  return (
    <button
      type="button"
      {...rest}
      class={classes}
      aria-label={label}
      title={label}
      aria-disabled={busy ? "true" : undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy ? <Spinner /> : icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

export function classesOf(look: ButtonLook, wide = false, iconOnly = false): string {
  const classes = ["button"];
  if (look !== "main") classes.push(`button-${look}`);
  if (wide) classes.push("button-wide");
  if (iconOnly) classes.push("button-icon");
  return classes.join(" ");
}
