// Light or dark: the reader's choice, else the system's.
export const systemDark = window.matchMedia('(prefers-color-scheme: dark)');

export function isDark() {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === 'dark' : systemDark.matches;
}

export function flipTheme() {
  document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
}
