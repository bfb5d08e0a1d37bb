using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;

namespace LlmPolicy.Benchmarks;

/// <summary>What a decision by an API key costs, by how many keys there are; and what a wrong one costs, by how much of its beginning is right: always the same.</summary>
[WarmupCount(3), IterationCount(12)]
[MedianColumn, MinColumn, MaxColumn]
public class ApiKeys
{
    private const string Service = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: keys, namespace: default}
        spec:
          virtualHost:
            options: {extauth: {configRef: {name: keys, namespace: default}}}
            routes: [{directResponseAction: {status: 200}}]
        ---
        apiVersion: enterprise.gloo.solo.io/v1
        kind: AuthConfig
        metadata: {name: keys, namespace: default}
        spec: {configs: [{apiKeyAuth: {labelSelector: {team: data}}}]}

        """;

    private CompiledPolicy _policy = null!;
    private PolicyRequest _request = null!;

    /// <summary>How many keys there are: nearly as many as manifests may have objects.</summary>
    [Params(1, 9_990)]
    public int Keys { get; set; }

    /// <summary>How many of the shown key's 32 characters are right, from its beginning on.</summary>
    [Params(0, 16, 31, 32)]
    public int Right { get; set; }

    /// <summary>Makes the keys.</summary>
    [GlobalSetup]
    public void Make()
    {
        StringBuilder manifests = new(Service);
        for (int i = 0; i < Keys; i++)
        {
            manifests.Append(
                CultureInfo.InvariantCulture,
                $"---\napiVersion: v1\nkind: Secret\nmetadata: {{name: key-{i}, namespace: default, labels: {{team: data}}}}\ntype: extauth.solo.io/apikey\nstringData: {{api-key: '{Key(i)}'}}\n");
        }

        _policy = PolicyCompiler.Compile([new ManifestFile("keys.yaml", manifests.ToString())]).Policy!;
        string key = Key(Keys / 2);
        string shown = key[..Right] + new string('_', key.Length - Right);
        _request = new PolicyRequest { Method = "GET", Target = "/", Authority = "example.com", Headers = [new HeaderField("host", "example.com"), new HeaderField("api-key", shown)] };
        if (Decide().Response!.StatusCode != (Right == key.Length ? 200 : 401))
        {
            throw new InvalidOperationException("This is no measure of keys.");
        }
    }

    /// <summary>The decision.</summary>
    [Benchmark(Description = "decision")]
    public PolicyDecision Decide() => _policy.Evaluate(_request, PolicyFacts.None, DateTimeOffset.UnixEpoch);

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:x8}-0123456789abcdef-abcdef");
}
