/** What a reader may set; kept in this browser. */
export type SettingName = 'language' | 'theme' | 'inbox' | 'runs';

/** A setting, where the browser keeps any. */
export function readSetting(name: SettingName): string | undefined {
  try {
    return localStorage.getItem(`blackstart.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a setting; a browser that keeps none forgets it with the page. */
export function writeSetting(name: SettingName, value: string): void {
  try {
    localStorage.setItem(`blackstart.${name}`, value);
  } catch {
    // It holds for as long as the page is open.
  }
}
