using LlmPolicy.Tests.ExtAuth;

namespace LlmPolicy.Tests;

/// <summary>What the compiler finds fault with in an <c>extauth</c> and the AuthConfig that it names.</summary>
internal static class ExtAuthFaults
{
    private const string OneLine = "Write visible ASCII on one line: printf adds no line feed, echo does.";
    private const string AddIt = "Add it to the manifests.";
    private const string Names = "Join names of configs (a, b) by &&, ||, ! and brackets.";

    public static IReadOnlyDictionary<string, Fault> All { get; } = new Dictionary<string, Fault>
    {
        ["an AuthConfig that is not there"] = new(
            DiagnosticCodes.MissingReference, Manifest.Service(Manifest.ForwardAll, "extauth: {configRef: §{name: lost, namespace: default}}"), AddIt),
        ["an AuthConfig without a namespace"] = new(
            DiagnosticCodes.MissingReference, Manifest.Service(Manifest.ForwardAll, "extauth: {configRef: §{name: keys}}") + KeyManifest.Config("- jwt: {}"),
            "Give the reference a namespace: Gloo fills in none here."),
        ["an extauth that says nothing"] = new(DiagnosticCodes.AuthConfig, Manifest.Service(Manifest.ForwardAll, "extauth: §{}"), "Give it configRef, or disable: true.")
        {
            Severity = DiagnosticSeverity.Warning,
        },
        ["a server of one's own"] = new(
            DiagnosticCodes.Unenforced, Manifest.Service(Manifest.ForwardAll, "extauth: {§customAuth: {}}"),
            "Remove it, or accept that by adding 'spec.virtualHost.options.extauth.customAuth' to LlmPolicy:Unenforced."),
        ["two ways of extauth"] = new(
            DiagnosticCodes.OneOf, Manifest.Service(Manifest.ForwardAll, "extauth: {disable: true, §configRef: {name: keys, namespace: default}}") + KeyManifest.Config("- jwt: {}"), "Keep one of them."),
        ["a way to log in that is not carried out"] = Asked("- §oauth2: {}", DiagnosticCodes.Unsupported, "Remove it, or keep this part in the cluster."),
        ["two kinds in one config"] = Asked("- {apiKeyAuth: {apiKeySecretRefs: [{name: a, namespace: default}]}, §jwt: {}}", DiagnosticCodes.OneOf, "Keep one of them."),
        ["an AuthConfig without configs"] = new(
            DiagnosticCodes.AuthConfig,
            Manifest.Service(Manifest.ForwardAll, KeyManifest.Asked) + "\n---\napiVersion: enterprise.gloo.solo.io/v1\nkind: AuthConfig\nmetadata: {name: keys}\nspec: §{configs: []}\n",
            "Give it configs, such as [{apiKeyAuth: {labelSelector: {team: data}}}]."),
        ["a user's header that can't be set"] = new(
            DiagnosticCodes.AuthConfig,
            Manifest.Service(Manifest.ForwardAll, KeyManifest.Asked) + KeyManifest.Config("- jwt: {}") + "\n---\napiVersion: gloo.solo.io/v1\nkind: Settings\nmetadata: {name: default}\nspec: {extauth: {userIdHeader: §host}}\n",
            "Leave it out for x-user-id."),
        ["a config of no kind"] = Asked("- §{name: a}", DiagnosticCodes.AuthConfig, "Give it apiKeyAuth, or jwt: {}."),
        ["two configs of one name"] = Asked("- {name: a, jwt: {}}\n- §{name: a, jwt: {}}", DiagnosticCodes.AuthConfig, "Give each a name of its own."),
        ["an expression that names no config"] = Expression("a && c"),
        ["an expression that is not closed"] = Expression("(a || b"),
        ["an expression that ends too soon"] = Expression("a &&"),
        ["an expression with a word too many"] = Expression("a b"),
        ["an expression with half an operator"] = Expression("a & b"),
        ["an expression with a bracket too many"] = Expression("a)"),
        ["a key's header that is none"] = Asked("- apiKeyAuth: {headerName: §'x y', apiKeySecretRefs: [{name: a, namespace: default}]}", DiagnosticCodes.AuthConfig, "Leave it out for api-key."),
        ["a key in the Host"] = Asked("- apiKeyAuth: {headerName: §host, apiKeySecretRefs: [{name: a, namespace: default}]}", DiagnosticCodes.AuthConfig, "Leave it out for api-key."),
        ["a key in the header that tells who it is"] = Asked(
            "- §apiKeyAuth: {headerName: X-User-Id, apiKeySecretRefs: [{name: a, namespace: default}]}", DiagnosticCodes.AuthConfig, "Give the key a header of its own."),
        ["a key in a header that another config makes"] = Asked(
            "- apiKeyAuth: {headersFromMetadataEntry: {api-key: {name: mail}}, headerName: x-a, apiKeySecretRefs: [{name: a, namespace: default}]}\n- §apiKeyAuth: {apiKeySecretRefs: [{name: b, namespace: default}]}",
            DiagnosticCodes.AuthConfig, "Give the key a header of its own."),
        ["an entry for a header that can't be set"] = Asked(
            "- apiKeyAuth: {headersFromMetadataEntry: {§host: {name: mail}}, apiKeySecretRefs: [{name: a, namespace: default}]}", DiagnosticCodes.AuthConfig, "Give the entry another header."),
        ["match without digest"] = Asked(
            "- apiKeyAuth: {match: §{headers: []}, apiKeySecretRefs: [{name: a, namespace: default}]}", DiagnosticCodes.AuthConfig, "Add digest: {algorithm: SHA256}, or take match out."),
        ["digest and hmac"] = Asked(
            "- apiKeyAuth: {apiKeySecretRefs: [{name: digest, namespace: default}], digest: {}, §hmac: {sharedSecretRef: {name: shared, namespace: default}}}", DiagnosticCodes.OneOf, "Keep one of them."),
        ["a shared secret of several entries"] = Asked(
            "- apiKeyAuth: {apiKeySecretRefs: [{name: digest, namespace: default}], hmac: {sharedSecretRef: §{name: b, namespace: default}}}", DiagnosticCodes.AuthConfig,
            "Give it one entry, which is that secret."),
        ["a shared secret that is not there"] = Asked(
            "- apiKeyAuth: {apiKeySecretRefs: [{name: digest, namespace: default}], hmac: {sharedSecretRef: §{name: lost, namespace: default}}}", DiagnosticCodes.MissingSecret, AddIt),
        ["a key's Secret that is not there"] = Asked("- apiKeyAuth: {apiKeySecretRefs: [§{name: lost, namespace: default}]}", DiagnosticCodes.MissingSecret, "Add it to the manifests, where API keys have to be.", others: DiagnosticCodes.ApiKey),
        ["a key's Secret of another type"] = Asked(
            "- apiKeyAuth: {apiKeySecretRefs: [§{name: shared, namespace: default}]}", DiagnosticCodes.MissingSecret, "Its type has to be extauth.solo.io/apikey.", others: DiagnosticCodes.ApiKey),
        ["labels that no Secret has"] = Asked(
            "- apiKeyAuth: {labelSelector: {§team: none}}", DiagnosticCodes.ApiKey, "Add Secrets of type extauth.solo.io/apikey with these labels to the manifests.", DiagnosticSeverity.Warning),
        ["no way to any Secret"] = Asked("- apiKeyAuth: §{}", DiagnosticCodes.ApiKey, "Give it labelSelector or apiKeySecretRefs.", DiagnosticSeverity.Warning),
        ["a key that begins with white space"] = WithSecret("api-key: ' x'", OneLine),
        ["a key that is empty"] = WithSecret("api-key: ''", OneLine),
        ["a Secret without a key"] = WithSecret("key: x", "Put the key under stringData.api-key."),
        ["the key of another Secret"] = WithSecret("api-key: key-a", "Give each a key of its own."),
        ["a digest that is none"] = WithSecret("api-key: abc", "Write its 64 hexadecimal digits, without a line break.", "digest: {}, "),
        ["an entry that is required and not there"] = WithSecret("api-key: x", "Add the entry to the Secret, or take required out.", "headersFromMetadataEntry: {x-mail: {name: mail, required: true}}, "),
        ["an entry that can't be sent"] = WithSecret("api-key: x, mail: \"a\\nb\"", "Write it on one line, without control characters.", "headersFromMetadataEntry: {x-mail: {name: mail}}, "),
        ["a header to match that the Secret does not name"] = WithSecret(
            $"api-key: {new string('a', 64)}", "Add the entry to the Secret.", "digest: {}, match: {headers: [{name: x-client}]}, "),
    };

    private static Fault Asked(string configs, string code, string remedy, DiagnosticSeverity severity = DiagnosticSeverity.Error, string? others = null) =>
        new(code, Manifest.Service(Manifest.ForwardAll, KeyManifest.Asked) + KeyManifest.Config(configs) + Secrets, remedy) { Severity = severity, Others = others };

    private static Fault Expression(string text) => new(
        DiagnosticCodes.AuthConfig, Manifest.Service(Manifest.ForwardAll, KeyManifest.Asked) + KeyManifest.Config("- {name: a, jwt: {}}\n- {name: b, jwt: {}}", text).Replace("booleanExpr: '", "booleanExpr: §'", StringComparison.Ordinal), Names);

    private static Fault WithSecret(string data, string remedy, string fields = "") => new(
        DiagnosticCodes.ApiKey,
        Manifest.Service(Manifest.ForwardAll, KeyManifest.Asked)
        + KeyManifest.Config($"- apiKeyAuth: {{{fields}apiKeySecretRefs: [{(fields.Length == 0 ? "{name: a, namespace: default}, " : "")}{{name: z, namespace: default}}]}}") + Secrets
        + $"\n---\n§apiVersion: v1\nkind: Secret\nmetadata: {{name: z, namespace: default}}\ntype: extauth.solo.io/apikey\nstringData: {{{data}}}\n",
        remedy)
    {
        Severity = DiagnosticSeverity.Warning,
    };

    private static string Secrets => KeyManifest.Secret("a", "key-a") + KeyManifest.Secret("b", "key-b", "mail: b") + KeyManifest.Secret("digest", new string('d', 64))
        + "\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: shared, namespace: default}\ntype: Opaque\nstringData: {secret: shared}\n";
}
