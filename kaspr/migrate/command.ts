import { textOption } from '../../src/cli/command.ts'
import type { Command, OptionValues, Terminal } from '../../src/cli/command.ts'
import type { HookContext } from '../../src/kit/controller.ts'
import { settingProblems } from '../../src/kit/secret-settings.ts'
import { ObjectsMissing, SettingInvalid, UsageInvalid } from '../../src/protocol/errors.ts'
import { clusterOptions, openCluster } from '../cluster/access.ts'
import type { ClusterAccess, Open } from '../cluster/access.ts'
import { patiently } from '../cluster/patience.ts'
import { ofKind, readCluster, readFiles } from '../cluster/snapshot.ts'
import type { Snapshot } from '../cluster/snapshot.ts'
import { controllers } from '../controllers.ts'
import { applyMoves, carryOutAll, checkApply, checkRollback, planned, rollbackMoves } from './apply.ts'
import { familiesOf, prepared } from './family.ts'
import type { Move, MoveState, Moved } from './move.ts'
import { planOf, planText } from './plan.ts'
import { readings } from './reading.ts'
import { surveyOf } from './survey.ts'

const help = `
Moves apps over from kaspr-operator without a restart where that is possible.

Usage: kaspr-hooks migrate plan [FILE...]   says what would happen to each app and why; writes nothing
       kaspr-hooks migrate apply            labels what belongs to each app, removes what kopf left; never touches pods
       kaspr-hooks migrate rollback         removes the labels again

  FILE             for plan: resources and live objects as "kubectl get -o yaml" gives them, instead of a cluster
  -n, --namespace  only this namespace (default: all); of files: namespace of documents that name none
  -o, --output     text (default) or json: plan [{object, code, needsPerson, message, children, pods, changes, done}],
                   apply and rollback [{object, doing, state, message}]
  --dry-run        with apply and rollback: say what would be done, write nothing
  --force          go on although kaspr-operator seems to run, or steps were taken in another order
  --kubeconfig     this file instead of KUBECONFIG
  --context        this context instead of the current one

Settings such as KASPR_IMAGE_REGISTRY are read from the environment: set them as the service has them. apply and rollback can
be interrupted and repeated.
Exit code of plan: 1 when something needs a person, such as a restart. Of the others: 1 when something could not be done.

A file for plan: kubectl get kasprapps,kaspragents,kasprwebviews,kasprtables,kasprtasks,kasprjoins,sts,svc,cm,sa,hpa,pvc,deploy,crd
-A -o yaml > all.yaml

Example: kaspr-hooks migrate plan all.yaml
`

/** The command for a way to reach a cluster. */
export const migrateCommand = (open: Open): Command => ({
  name: 'migrate',
  summary: 'move apps over from kaspr-operator: plan, apply, rollback',
  help,
  options: {
    ...clusterOptions,
    'namespace': { type: 'string', short: 'n' },
    'output': { type: 'string', short: 'o' },
    'dry-run': { type: 'boolean' },
    'force': { type: 'boolean' },
  },
  run: async ({ positionals: [verb, ...files], values }, terminal) => {
    checkOutput(values)
    const task = { values, terminal, open, context: contextOf(terminal) }
    if (verb === 'plan') return plan(task, files)
    if (verb !== 'apply' && verb !== 'rollback') throw new UsageInvalid(`say plan, apply or rollback${verb === undefined ? '' : `, not ${verb}`}`)
    if (files.length > 0) throw new UsageInvalid(`${verb} works on a cluster and takes no files`)
    return write(task, verb)
  },
})

export const migrate = migrateCommand(openCluster)

interface Task {
  readonly values: OptionValues
  readonly terminal: Terminal
  readonly open: Open
  readonly context: HookContext
}

const checkOutput = (values: OptionValues): void => {
  const output = textOption(values, 'output', 'text')
  if (output !== 'text' && output !== 'json') throw new UsageInvalid(`-o takes text or json, not ${output}`)
}

/** Throws SettingInvalid for the first setting that a hook cannot use. */
const contextOf = ({ env, now }: Terminal): HookContext => {
  const [problem] = settingProblems(controllers, env)
  if (problem !== undefined) throw new SettingInvalid(problem.path, problem.message)
  return { now: now(), settings: env }
}

const plan = async (task: Task, files: readonly string[]): Promise<number> => {
  const { terminal, values, context } = task
  if (values['dry-run'] === true || values['force'] === true) throw new UsageInvalid('plan writes nothing: it takes neither --dry-run nor --force')
  const snapshot = files.length > 0 ? await readFiles(files, terminal, textOption(values, 'namespace', 'default')) : await withCluster(task, (access) => read(task, access))
  checkPresence(snapshot, files.length > 0 ? files.join(', ') : placeOf(values))
  const findings = await patiently(terminal, 'working out what would happen', () => planOf(snapshot, context))
  terminal.out(isJson(values) ? `${JSON.stringify(findings, null, 2)}\n` : planText(findings))
  return findings.some(({ needsPerson }) => needsPerson) ? 1 : 0
}

const write = async (task: Task, verb: 'apply' | 'rollback'): Promise<number> => withCluster(task, async (access) => {
  const { terminal, values } = task
  const snapshot = await read(task, access)
  checkPresence(snapshot, placeOf(values))
  const moves = await (verb === 'apply' ? applied(task, snapshot) : rolledBack(task, snapshot))
  const count = moves.length
  const tell = (moved: Moved, at: number): void => { terminal.err(`${at + 1}/${count} ${line(moved)}`) }
  const moved = values['dry-run'] === true ? planned(moves) : await carryOutAll(access, moves, tell)
  terminal.out(isJson(values) ? `${JSON.stringify(moved, null, 2)}\n` : movedText(moved))
  return moved.some(({ state }) => state === 'failed') ? 1 : 0
})

const applied = async ({ terminal, values, context }: Task, snapshot: Snapshot): Promise<readonly Move[]> => {
  const survey = await patiently(terminal, 'working out what belongs to whom', () => surveyOf(snapshot, context))
  if (values['force'] !== true) checkApply(survey, context.now)
  return applyMoves(survey)
}

const rolledBack = async ({ values, context }: Task, snapshot: Snapshot): Promise<readonly Move[]> => {
  if (values['force'] !== true) checkRollback(snapshot)
  return rollbackMoves(familiesOf(prepared(snapshot), context))
}

/** Throws ObjectsMissing: a namespace that was mistyped would look like one that is done. */
const checkPresence = (snapshot: Snapshot, place: string): void => {
  if (!controllers.some(({ parent }) => ofKind(snapshot, parent).length > 0)) throw new ObjectsMissing(`no resources of Kaspr in ${place}`)
}

const placeOf = (values: OptionValues): string => {
  const namespace = textOption(values, 'namespace', '')
  return namespace === '' ? 'the cluster' : `namespace ${namespace}`
}

const withCluster = async <Value>({ open, values, terminal }: Task, work: (access: ClusterAccess) => Promise<Value>): Promise<Value> => {
  const access = open(values, terminal)
  try {
    return await work(access)
  } finally {
    access.close()
  }
}

const read = ({ values, terminal }: Task, access: ClusterAccess): Promise<Snapshot> =>
  patiently(terminal, 'reading the cluster', () => readCluster(access, readings(textOption(values, 'namespace', '') || undefined)))

const isJson = (values: OptionValues): boolean => values['output'] === 'json'

const line = ({ object, doing, state, message }: Moved): string => `${object}: ${doing}: ${message ?? state}\n`

/** What is planned, one by one; of what was done the sum, because progress told the rest, and every failure once more. */
const movedText = (moved: readonly Moved[]): string => {
  if (moved.length === 0) return 'nothing to do\n'
  const count = (wanted: MoveState): number => moved.filter(({ state }) => state === wanted).length
  return [
    ...moved.filter(({ state }) => state === 'planned' || state === 'failed').map(line),
    `${count('done')} done, ${count('unchanged')} done already, ${count('failed')} failed, ${count('planned')} planned\n`,
  ].join('')
}
