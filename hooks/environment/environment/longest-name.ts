/** Names that a StatefulSet can have: its pods carry its name and a revision in one label. */
export const longestName = 52
