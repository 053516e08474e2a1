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
