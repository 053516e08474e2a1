{{- define "kaspr-hooks.protocol" -}}
{{- ternary "http" "https" (eq .Values.tls.mode "none") -}}
{{- end -}}

{{- define "kaspr-hooks.url" -}}
{{- printf "%s://%s.%s:8080" (include "kaspr-hooks.protocol" .) (include "kaspr-hooks.fullname" .) .Release.Namespace -}}
{{- end -}}

{{- define "kaspr-hooks.tokenSecret" -}}
{{- default (printf "%s-token" (include "kaspr-hooks.fullname" .)) .Values.auth.existingSecret -}}
{{- end -}}

{{- define "kaspr-hooks.serverSecret" -}}
{{- if eq .Values.tls.mode "secret" -}}
{{- required "tls.secretName: the mode secret needs the name of your Secret" .Values.tls.secretName -}}
{{- else -}}
{{- printf "%s-tls" (include "kaspr-hooks.fullname" .) -}}
{{- end -}}
{{- end -}}

{{- define "kaspr-hooks.clientSecret" -}}
{{- if eq .Values.tls.mode "secret" -}}
{{- required "tls.clientSecretName: tls.clientAuth needs the name of your Secret" .Values.tls.clientSecretName -}}
{{- else -}}
{{- printf "%s-client" (include "kaspr-hooks.fullname" .) -}}
{{- end -}}
{{- end -}}

{{/*
Tokens of the chart's own Secret, as YAML. They are chosen once a rendering and kept in the values, because templates ask
for them more than once. A new rotation makes the next token the one that is sent: hooks have accepted it since the last
one, so none of them has to read its file in time.
*/}}
{{- define "kaspr-hooks.tokens" -}}
{{- if not (hasKey .Values "chosenTokens") -}}
{{- $there := lookup "v1" "Secret" .Release.Namespace (include "kaspr-hooks.tokenSecret" .) | default dict -}}
{{- $data := get $there "data" | default dict -}}
{{- $token := get $data "token" | b64dec -}}
{{- $next := get $data "next" | b64dec -}}
{{- $previous := get $data "previous" | b64dec -}}
{{- $wanted := toString .Values.auth.rotation -}}
{{- if ne (dig "metadata" "annotations" "kaspr.io/rotation" $wanted $there) $wanted -}}
{{- $previous = $token -}}
{{- $token = $next -}}
{{- $next = "" -}}
{{- end -}}
{{- $token = default (randAlphaNum 48) $token -}}
{{- $next = default (randAlphaNum 48) $next -}}
{{- $_ := set .Values "chosenTokens" (dict "token" $token "next" $next "previous" $previous) -}}
{{- end -}}
{{- toYaml .Values.chosenTokens -}}
{{- end -}}

{{/*
Changes with what Metacontroller reads only when the spec of a registration changes. Of a Secret of yours the version is
taken and not its content, which nobody shall guess from here; of certificates the public part.
*/}}
{{- define "kaspr-hooks.wireMark" -}}
{{- $seen := list (toString .Values.wire.revision) -}}
{{- if eq .Values.auth.mode "token" -}}
{{- if .Values.auth.existingSecret -}}
{{- $secret := lookup "v1" "Secret" .Release.Namespace .Values.auth.existingSecret | default dict -}}
{{- $seen = append $seen (printf "%s/%s" .Values.auth.existingSecret (dig "metadata" "resourceVersion" "" $secret)) -}}
{{- else -}}
{{- $seen = append $seen (include "kaspr-hooks.tokens" . | fromYaml).token -}}
{{- end -}}
{{- end -}}
{{- if ne .Values.tls.mode "none" -}}
{{- $server := lookup "v1" "Secret" .Release.Namespace (include "kaspr-hooks.serverSecret" .) | default dict -}}
{{- $seen = append $seen (dig "data" "ca.crt" "" $server) -}}
{{- if .Values.tls.clientAuth -}}
{{- $client := lookup "v1" "Secret" .Release.Namespace (include "kaspr-hooks.clientSecret" .) | default dict -}}
{{- $seen = append $seen (dig "data" "tls.crt" "" $client) -}}
{{- end -}}
{{- end -}}
{{- if or (eq .Values.auth.mode "token") (ne .Values.tls.mode "none") .Values.wire.revision -}}
{{- toJson $seen | sha256sum | trunc 16 -}}
{{- end -}}
{{- end -}}

{{/* How Metacontroller shows who it is and knows the hooks: fields of every webhook, as YAML. */}}
{{- define "kaspr-hooks.webhook" -}}
{{- $webhook := dict -}}
{{- $namespace := .Release.Namespace -}}
{{- if eq .Values.auth.mode "token" -}}
{{- $_ := set $webhook "authorization" (dict "type" "Bearer" "secretRef" (dict "name" (include "kaspr-hooks.tokenSecret" .) "namespace" $namespace "key" (include "kaspr-hooks.tokenKey" .))) -}}
{{- end -}}
{{- if ne .Values.tls.mode "none" -}}
{{- $_ := set $webhook "caBundle" (dict "secretRef" (dict "name" (include "kaspr-hooks.serverSecret" .) "namespace" $namespace "key" "ca.crt")) -}}
{{- if .Values.tls.clientAuth -}}
{{- $_ := set $webhook "clientTLS" (dict "secretRef" (dict "name" (include "kaspr-hooks.clientSecret" .) "namespace" $namespace)) -}}
{{- end -}}
{{- end -}}
{{- toYaml $webhook -}}
{{- end -}}

{{/* The chart's own Secret has keys of its own. */}}
{{- define "kaspr-hooks.tokenKey" -}}
{{- ternary .Values.auth.tokenKey "token" (ne .Values.auth.existingSecret "") -}}
{{- end -}}

{{- define "kaspr-hooks.acceptedKey" -}}
{{- ternary (default .Values.auth.tokenKey .Values.auth.acceptedKey) "accepted" (ne .Values.auth.existingSecret "") -}}
{{- end -}}
