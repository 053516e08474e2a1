/** Packages that the Studio's page imports, with all that they import: one file each, and no others are served. */
export const studioPackages = [
  '@codemirror/autocomplete', '@codemirror/commands', '@codemirror/lang-javascript', '@codemirror/language', '@codemirror/lint', '@codemirror/merge',
  '@codemirror/search', '@codemirror/state', '@codemirror/streamparser', '@codemirror/view', '@lezer/common', '@lezer/highlight', '@lezer/javascript', '@lezer/lr',
  '@marijn/find-cluster-break', 'crelt', 'style-mod', 'w3c-keyname',
] as const
