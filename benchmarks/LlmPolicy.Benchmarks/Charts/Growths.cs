using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace LlmPolicy.Benchmarks.Charts;

/// <summary>All that can grow. Tokens are signed with RSA-2048 and SHA-256.</summary>
internal static class Growths
{
    /// <summary>The last makes a token of the 16 KiB that are read.</summary>
    private static readonly int[] PayloadBytes = [200, 500, 1_000, 2_000, 4_000, 8_000, 12_000];

    /// <summary>Each is made when it is come to: a table of 10,000 routes takes a second.</summary>
    public static IEnumerable<Growth> All()
    {
        yield return new("routes", "Time of a decision, by routes in the table", "routes; the last one matches",
        [
            .. Sizes(", ten a host", [10, 100, 1_000, 10_000], n => new SizedPolicy(Hosts: n / 10, RoutesPerHost: 10, Providers: 1, Principals: 1)),
            .. Sizes(", all in one host", [10, 100, 1_000, 10_000], n => new SizedPolicy(Hosts: 1, RoutesPerHost: n, Providers: 1, Principals: 1)),
        ]);
        yield return new("principals", "Time of a decision, by principals on the route", "principals; the last one matches",
            [.. Sizes("", [1, 10, 100, 1_000, 10_000], n => new SizedPolicy(Hosts: 1, RoutesPerHost: 1, Providers: 1, Principals: n))]);
        yield return new("providers", "Time of a decision, by providers on the host", "providers; the token is the last one's",
            [.. Sizes("", [1, 10, 100], n => new SizedPolicy(Hosts: 1, RoutesPerHost: 1, Providers: n, Principals: 1))]);
        yield return new("token-size", "Time of a decision, by size of the token", "bytes of payload, before Base64url",
            [.. PayloadBytes.Select(TokenOf)]);
    }

    private static IEnumerable<GrowthCase> Sizes(string suffix, IEnumerable<int> sizes, Func<int, SizedPolicy> policy) =>
        sizes.Select(n => new GrowthCase(suffix, n, policy(n).Compile(), SizedPolicy.Request));

    /// <summary>A user of few or many groups, as identity providers list them.</summary>
    private static GrowthCase TokenOf(int bytes)
    {
        const string Head = """{"iss":"solo.io","sub":"user-1","llms":{"huggingface":["hugging-face-latest"]},"groups":[""";
        StringBuilder payload = new(Head);
        for (int i = 0; payload.Length < bytes - 40; i++)
        {
            payload.Append(CultureInfo.InvariantCulture, $"\"team-{i:0000}-readers\",");
        }

        string last = new('x', bytes - payload.Length - 4);
        payload.Append($"\"{last}\"]}}");
        LabCase made = LabCase.Rsa(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload.ToString())));
        return new GrowthCase("", payload.Length, made.Policy, made.Request);
    }
}
