/** Names that no environment may take, whatever the settings say; nor one that begins with `kube-`. */
export const reservedNames = ['default', 'metacontroller', 'kaspr-hooks', 'ingress-nginx', 'cert-manager']
