import { element } from './element.ts';

const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
const KEY = 'orchestrator-report-theme';

/** Dark, light, or as the system has it. Remembered where the browser lets a page remember anything. */
export function themeSwitch(): HTMLElement {
  const select = element(
    'select',
    { 'aria-label': 'Colours' },
    ...THEMES.map((theme) => element('option', { value: theme }, NAMES[theme])),
  );
  const apply = (theme: Theme) => {
    select.value = theme;
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  };
  apply(THEMES.find((theme) => theme === remembered()) ?? 'system');
  select.addEventListener('change', () => {
    apply(THEMES.find((theme) => theme === select.value) ?? 'system');
    remember(select.value);
  });
  return select;
}

const NAMES: Readonly<Record<Theme, string>> = { system: 'System', light: 'Light', dark: 'Dark' };

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A page from a file may not remember: it is as the system has it the next time.
  }
}
