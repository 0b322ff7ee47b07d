import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import styles from "./Button.module.css";

type Look = "plain" | "primary" | "quiet" | "danger";

interface ButtonProps extends AriaButtonProps {
  look?: Look;
  size?: "small" | "usual";
}

/** What does something. */
export function Button({ look = "plain", size = "usual", className, ...rest }: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      data-look={look}
      data-size={size}
      className={`${styles.button} ${styles[look]} ${styles[size]} ${className ?? ""}`}
    />
  );
}

/** A link that looks like a button: it leads somewhere. */
export function LinkButton({
  look = "plain",
  size = "usual",
  children,
  ...rest
}: LinkProps & { look?: Look; size?: "small" | "usual"; children: ReactNode }) {
  return (
    <Link
      {...rest}
      data-look={look}
      data-size={size}
      className={`${styles.button} ${styles[look]} ${styles[size]}`}
    >
      {children}
    </Link>
  );
}

/** Like {@link LinkButton}, to an address that is not the app's. */
export function AnchorButton({
  look = "plain",
  size = "usual",
  children,
  ...rest
}: React.AnchorHTMLAttributes<HTMLAnchorElement> & { look?: Look; size?: "small" | "usual" }) {
  return (
    <a
      {...rest}
      data-look={look}
      data-size={size}
      className={`${styles.button} ${styles[look]} ${styles[size]}`}
    >
      {children}
    </a>
  );
}
