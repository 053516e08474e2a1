{{- define "kaspr-hooks.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Leaves room for the longest suffix, `-steward-operations`, within 63 characters. */}}
{{- define "kaspr-hooks.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 44 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "kaspr-hooks.name" . -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 44 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Names of cluster-wide objects: two releases of one name may stand in two namespaces. */}}
{{- define "kaspr-hooks.clusterName" -}}
{{- printf "%s-%s" .Release.Namespace (include "kaspr-hooks.fullname" .) | trunc 200 -}}
{{- end -}}

{{/* What never changes on a workload: (dict "root" $ "component" "hooks"). */}}
{{- define "kaspr-hooks.selector" -}}
app.kubernetes.io/name: {{ include "kaspr-hooks.name" .root | quote }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "kaspr-hooks.labels" -}}
{{ include "kaspr-hooks.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: kaspr-hooks
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Whether the steward has something to do. */}}
{{- define "kaspr-hooks.hasSteward" -}}
{{- if and .Values.steward.enabled .Values.families.kaspr.enabled -}}true{{- end -}}
{{- end -}}

{{/* Whether hooks hand recordings to the Studio. */}}
{{- define "kaspr-hooks.hasTraffic" -}}
{{- if and .Values.studio.enabled .Values.studio.traffic -}}true{{- end -}}
{{- end -}}
