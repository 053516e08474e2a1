/** What a program without revisions begins with. */
export const firstSource = `import { conditions, labels, name } from '@studio/k8s'

// Answers with everything that the parent should have. What is left out is deleted.
export const sync: Sync = ({ parent }, ctx) => ({
  children: [],
  childless: true,
  status: {},
})
`
