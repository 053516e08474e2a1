export { changedPaths } from '../kit/changed-paths.ts'
