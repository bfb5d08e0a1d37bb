namespace LlmPolicy.Fuzzing;

/// <summary>The policies that readers work for.</summary>
internal static class Policies
{
    public static PolicyCompilerOptions Options { get; } = new()
    {
        Ed25519 = new BouncyCastleEd25519(),
        MissingUpstream = DiagnosticSeverity.Warning,
        MissingSecret = DiagnosticSeverity.Warning,
        MissingReferences = DiagnosticSeverity.Warning,
    };

    /// <summary>The policy of a manifest whose routes lead to the upstream <c>model</c>.</summary>
    public static CompiledPolicy Compile(string manifest)
    {
        const string Model = """
            apiVersion: gloo.solo.io/v1
            kind: Upstream
            metadata: { name: model, namespace: default }
            spec: { static: { hosts: [{ addr: model.example, port: 80 }] } }
            """;
        var compiled = PolicyCompiler.Compile([new("policy.yaml", manifest), new("model.yaml", Model)], Options);
        return compiled.Policy ?? throw new InvalidOperationException(string.Join('\n', compiled.Diagnostics));
    }
}
