using System.Security.Cryptography;
using System.Text;
using CsCheck;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>Where a header's value lets somebody in, every line of it counts: who adds one to a good one has none. A route's matcher fits as soon as one line does, as Envoy's since 1.39.</summary>
public sealed class EveryLineTests
{
    private const string Key = "an-api-key-that-nobody-guesses";

    private const string Tenant = "mine";

    private static readonly CompiledPolicy Policy = PolicyShape.Compile(
        $$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: { name: vs, namespace: default }
        spec:
          virtualHost:
            domains: ["*"]
            options: { extauth: { configRef: { name: keys, namespace: default } } }
            routes:
            - { matchers: [{ prefix: /, headers: [{ name: x-area, value: open }] }], routeAction: { single: { upstream: { name: up, namespace: default } } } }
        ---
        apiVersion: enterprise.gloo.solo.io/v1
        kind: AuthConfig
        metadata: { name: keys, namespace: default }
        spec: { configs: [{ apiKeyAuth: { headerName: api-key, labelSelector: { team: all }, digest: {}, match: { headers: [{ name: x-tenant }] } } }] }
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: ann, namespace: default, labels: { team: all } }
        type: extauth.solo.io/apikey
        stringData: { api-key: {{Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(Key)))}}, x-tenant: {{Tenant}} }
        ---
        {{PolicyShape.Up}}
        """,
        KeyRing.Options);

    [Fact]
    public void A_line_more_than_the_good_one_lets_nobody_in_wherever_it_stands_and_however_its_name_is_written()
    {
        int forwarded = 0;
        Gen.Select(Lines("api-key", Key, "", "another"), Lines("x-tenant", Tenant, "MINE", "victim", ""), Lines("x-area", "open", "closed", "OPEN"), Gen.Int).Hold(
            one =>
            {
                HeaderField[] headers = [.. one.Item1, .. one.Item2, .. one.Item3];
                new Random(one.Item4).Shuffle(headers);
                bool expected = Values(headers, "api-key") is [Key] && Values(headers, "x-tenant") is [Tenant] && Values(headers, "x-area").Contains("open");

                var decision = Policy.Evaluate(new() { Method = "GET", Target = "/", Authority = "a", Headers = headers }, PolicyFacts.None, AskShape.Now);

                decision.IsAllowed.ShouldBe(expected, decision.Reason);
                Interlocked.Add(ref forwarded, expected ? 1 : 0);
            },
            4_000);

        forwarded.ShouldBeGreaterThan(200);
    }

    private static Gen<HeaderField[]> Lines(string name, string good, params string[] others)
    {
        Gen<HeaderField> line = Gen.Select(Gen.OneOf(name, name.ToUpperInvariant(), char.ToUpperInvariant(name[0]) + name[1..]), Gen.OneOf([good, good, .. others]), (spelled, value) => new HeaderField(spelled, value));
        Gen<HeaderField> alone = line.Select(one => one with { Value = good });
        return Gen.Frequency((4, alone.Array[1]), (1, line.Array[0, 3]));
    }

    private static string[] Values(HeaderField[] headers, string name) => [.. headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];
}
