using System.Buffers.Text;
using System.Text;
using BenchmarkDotNet.Attributes;

namespace LlmPolicy.Benchmarks;

/// <summary>What a token costs that is made to cost much, by its length: twice the length may cost twice as much, and no more.</summary>
[WarmupCount(3), IterationCount(8)]
[HideColumns("Error", "StdDev")]
[MedianColumn, MinColumn]
public class HostileTokens
{
    private PolicyRequest _request = null!;

    /// <summary>The form.</summary>
    [Params("white space", "names", "nesting", "escapes", "audiences", "no dots")]
    public string Form { get; set; } = "";

    /// <summary>The bytes that the form takes in the payload. 16 KiB of token is the most that is read.</summary>
    [Params(3_000, 6_000, 12_000)]
    public int Bytes { get; set; }

    /// <summary>Makes the token.</summary>
    [GlobalSetup]
    public void Make() => _request = Lab.Request(Token());

    /// <summary>The decision: all are refused, or verified in vain.</summary>
    [Benchmark(Description = "decision")]
    public PolicyDecision Decide() => Lab.Policy.Evaluate(_request, PolicyFacts.None, DateTimeOffset.UnixEpoch);

    private string Token() => Form == "no dots"
        ? new string('a', Bytes * 4 / 3)
        : $"{Encode("""{"alg":"RS256"}""")}.{Encode($$"""{"iss":"solo.io","x":{{Value()}}}""")}.{Lab.Token[(Lab.Token.LastIndexOf('.') + 1)..]}";

    private string Value() => Form switch
    {
        "white space" => new string(' ', Bytes) + "1",
        "names" => $"{{{string.Join(',', Enumerable.Range(0, Bytes / 8).Select(i => $"\"{i:x4}\":1"))}}}",
        "nesting" => new string('[', Bytes / 2) + new string(']', Bytes / 2),
        "escapes" => $"\"{string.Concat(Enumerable.Repeat("\\u0041", Bytes / 6))}\"",
        _ => $"1,\"aud\":[{string.Join(',', Enumerable.Repeat("\"a\"", Bytes / 4))}]",
    };

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
