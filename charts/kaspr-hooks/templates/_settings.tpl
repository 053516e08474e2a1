{{/* All settings of the hooks as YAML: what somebody says, and what follows from other values. */}}
{{- define "kaspr-hooks.settings" -}}
{{- $settings := deepCopy .Values.hooks.settings -}}
{{- with .Values.families.environment.helmKind -}}
{{- $_ := set $settings "ENVIRONMENT_HELM_KIND" . -}}
{{- end -}}
{{- if .Values.families.program.enabled -}}
{{- $_ := set $settings "STUDIO_HOOKS_URL" (include "kaspr-hooks.url" .) -}}
{{- $wire := include "kaspr-hooks.webhook" . | fromYaml -}}
{{- if $wire -}}
{{- $_ := set $settings "STUDIO_HOOKS_WEBHOOK" (toJson $wire) -}}
{{- end -}}
{{- with include "kaspr-hooks.wireMark" . -}}
{{- $_ := set $settings "STUDIO_HOOKS_WIRE" . -}}
{{- end -}}
{{- end -}}
{{- toYaml $settings -}}
{{- end -}}

{{/* What settings add to the registrations of a family, as YAML: (dict "root" $ "family" "environment"). */}}
{{- define "kaspr-hooks.options" -}}
{{- $settings := include "kaspr-hooks.settings" .root | fromYaml -}}
{{- $chosen := list -}}
{{- range (.root.Files.Get (printf "files/%s/options.yaml" .family) | fromYaml).options -}}
{{- if eq (trim (get $settings .setting | toString)) .value -}}
{{- $chosen = append $chosen . -}}
{{- end -}}
{{- end -}}
{{- toYaml (dict "options" $chosen) -}}
{{- end -}}

{{/* Where traces go, as variables of a container: none where nobody collects. The name of the pod is no setting of hooks. */}}
{{- define "kaspr-hooks.traces" -}}
{{- with .Values.tracing -}}
{{- if .endpoint -}}
- name: KASPR_HOOKS_POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ .endpoint | quote }}
- name: OTEL_SERVICE_NAME
  value: {{ include "kaspr-hooks.fullname" $ | quote }}
- name: OTEL_RESOURCE_ATTRIBUTES
  value: {{ printf "k8s.namespace.name=%s,k8s.pod.name=$(KASPR_HOOKS_POD_NAME)" $.Release.Namespace | quote }}
- name: OTEL_TRACES_SAMPLER
  value: parentbased_traceidratio
- name: OTEL_TRACES_SAMPLER_ARG
  value: {{ .sampleRatio | quote }}
{{- with .headersSecret }}
- name: OTEL_EXPORTER_OTLP_HEADERS
  valueFrom:
    secretKeyRef:
      name: {{ . | quote }}
      key: {{ $.Values.tracing.headersKey | quote }}
{{- end }}
{{- end -}}
{{- end -}}
{{- end -}}
