import { join } from 'node:path'
import { authorityPath } from './credentials.ts'
import type { Credentials } from './credentials.ts'
import { freePorts } from './free-ports.ts'
import { kubeconfigOf } from './layout.ts'
import type { Layout } from './layout.ts'
import type { Program } from './programs.ts'
import { writeStages } from './stages.ts'

/** A program of the control plane with its command line. */
export interface Part {
  readonly program: Program
  readonly args: readonly string[]
}

export interface Ports {
  readonly etcd: number
  readonly peer: number
  readonly server: number
  readonly kwok: number
  readonly metrics: number
}

export const choosePorts = async (): Promise<Ports> => {
  const [etcd = 0, peer = 0, server = 0, kwok = 0, metrics = 0] = await freePorts(5)
  return { etcd, peer, server, kwok, metrics }
}

const local = (port: number): string => `http://127.0.0.1:${port}`

export const etcdPart = ({ folder }: Layout, ports: Ports): Part => ({
  program: 'etcd',
  args: [
    '--name=one', `--data-dir=${join(folder, 'etcd')}`, '--log-level=warn',
    // The data live as long as the tests.
    '--unsafe-no-fsync',
    `--listen-client-urls=${local(ports.etcd)}`, `--advertise-client-urls=${local(ports.etcd)}`,
    `--listen-peer-urls=${local(ports.peer)}`, `--initial-advertise-peer-urls=${local(ports.peer)}`, `--initial-cluster=one=${local(ports.peer)}`,
  ],
})

export const serverPart = (layout: Layout, ports: Ports, { serviceAccountKey, tokenFile, auditPolicy }: Credentials): Part => ({
  program: 'kube-apiserver',
  args: [
    `--etcd-servers=${local(ports.etcd)}`, '--bind-address=127.0.0.1', '--advertise-address=127.0.0.1', `--secure-port=${ports.server}`,
    `--cert-dir=${join(layout.folder, 'certificates')}`,
    // There is no second API server to agree with, and 127.0.0.1 is no address that the reconciler takes.
    '--endpoint-reconciler-type=none',
    `--service-account-key-file=${serviceAccountKey}`, `--service-account-signing-key-file=${serviceAccountKey}`,
    '--service-account-issuer=https://kubernetes.default.svc', '--service-cluster-ip-range=10.0.0.0/16',
    `--token-auth-file=${tokenFile}`, '--authorization-mode=RBAC',
    `--audit-policy-file=${auditPolicy}`, `--audit-log-path=${layout.audit}`, '--audit-log-maxsize=10000', '--audit-log-mode=blocking',
    '--profiling=false',
  ],
})

const quick = ['--kube-api-qps=200', '--kube-api-burst=400', '--leader-elect=false', '--secure-port=0'] as const

/** Everything that needs a server that answers. */
export const followers = (layout: Layout, ports: Ports, { serviceAccountKey }: Credentials): readonly Part[] => [
  {
    program: 'kube-controller-manager',
    args: [
      `--kubeconfig=${kubeconfigOf(layout, 'controller-manager')}`, ...quick,
      `--service-account-private-key-file=${serviceAccountKey}`, `--root-ca-file=${authorityPath(layout)}`,
      '--controllers=*,-nodeipam,-node-route-controller,-service-lb-controller,-cloud-node-lifecycle-controller',
      '--horizontal-pod-autoscaler-sync-period=2s',
    ],
  },
  { program: 'kube-scheduler', args: [`--kubeconfig=${kubeconfigOf(layout, 'scheduler')}`, ...quick] },
  {
    program: 'kwok',
    args: [
      `--kubeconfig=${kubeconfigOf(layout, 'kwok')}`, `--config=${writeStages(layout)}`, '--manage-all-nodes=true', '--cidr=10.244.0.1/16',
      // Without a lease the nodes would count as lost after 50 seconds.
      '--node-lease-duration-seconds=40', `--server-address=127.0.0.1:${ports.kwok}`,
    ],
  },
]
