const KEY = "cairn.site";

/** The site looked at last in this browser. */
export function lastSite(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function rememberSite(site: string) {
  try {
    localStorage.setItem(KEY, site);
  } catch {
    // Then the first site is the one to begin with.
  }
}
