using System.Security.Cryptography;

namespace LlmPolicy.Benchmarks.Gateway;

/// <summary>The lab's policy in the forms that the gateways take it: a folder of manifests, and the key in them as PEM.</summary>
internal static class LabPolicy
{
    /// <summary>Where the manifests send their requests.</summary>
    public const string UpstreamName = "default:huggingface-router";

    public const string ProviderPath = "/v1/chat/completions";
    public const string ProviderAuthorization = "Bearer hf_this_is_not_a_real_key";
    public const string Issuer = "solo.io";
    public const string Model = "hugging-face-latest";

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "policies");

    public static string Token { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "lab-token.txt")).Trim();

    /// <summary>The key in the lab's VirtualService.</summary>
    public static string KeyPem { get; } = ReadKey(File.ReadAllText(VirtualService(Folder)));

    public static string VirtualService(string folder) => Path.Combine(folder, "virtualservice.yaml");

    public static string UpstreamFile(string folder) => Path.Combine(folder, "upstream.yaml");

    /// <summary>Writes the manifests with another key.</summary>
    public static void CopyTo(string folder, RSA key)
    {
        Directory.CreateDirectory(folder);
        File.Copy(UpstreamFile(Folder), UpstreamFile(folder));
        string[] lines = File.ReadAllLines(VirtualService(Folder));
        var (start, end) = FindKey(lines);
        string indent = lines[start][..^lines[start].TrimStart().Length];
        IEnumerable<string> pem = key.ExportSubjectPublicKeyInfoPem().Split('\n').Select(line => indent + line);
        File.WriteAllLines(VirtualService(folder), [.. lines[..start], .. pem, .. lines[(end + 1)..]]);
    }

    /// <summary>Writes the manifests with a rule of models, and two budgets that no load uses up.</summary>
    public static void CopyWithBudgetsTo(string folder)
    {
        Directory.CreateDirectory(folder);
        File.Copy(UpstreamFile(Folder), UpstreamFile(folder));
        File.Copy(VirtualService(Folder), VirtualService(folder));
        File.WriteAllText(Path.Combine(folder, "budgets.yaml"), """
            apiVersion: llmpolicy.dev/v1alpha1
            kind: ModelPolicy
            metadata: {name: models, namespace: default}
            spec: {targetRefs: [{kind: VirtualService, name: ai-services-vs}], rules: [{models: [gpt-*]}]}
            ---
            apiVersion: llmpolicy.dev/v1alpha1
            kind: TokenBudget
            metadata: {name: tokens, namespace: default}
            spec: {targetRefs: [{kind: VirtualService, name: ai-services-vs}], key: [{claim: sub}], limits: [{tokens: 900000000000, per: DAY}]}
            ---
            apiVersion: llmpolicy.dev/v1alpha1
            kind: TokenBudget
            metadata: {name: requests, namespace: default}
            spec: {targetRefs: [{kind: VirtualService, name: ai-services-vs}], key: [{claim: sub}], limits: [{requests: 4000000000, per: MONTH}]}

            """);
    }

    private static string ReadKey(string manifest)
    {
        string[] lines = manifest.Split('\n');
        var (start, end) = FindKey(lines);
        return string.Join('\n', lines[start..(end + 1)].Select(line => line.Trim()));
    }

    private static (int Start, int End) FindKey(string[] lines) =>
        (Array.FindIndex(lines, line => line.TrimStart().StartsWith("-----BEGIN", StringComparison.Ordinal)),
            Array.FindIndex(lines, line => line.TrimStart().StartsWith("-----END", StringComparison.Ordinal)));
}
