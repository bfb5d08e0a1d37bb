using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;

namespace LlmPolicy.Benchmarks;

/// <summary>What a decision costs beside the one thing that it can't do without: the signature.</summary>
[MemoryDiagnoser]
[WarmupCount(4), IterationCount(12)]
[HideColumns("Error", "StdDev", "RatioSD", "Gen0")]
[MedianColumn, MinColumn]
public class LabDecision
{
    private static readonly HeaderField[] ProviderHeaders =
        [new("content-type", "application/json"), new("server", "uvicorn"), new("x-request-id", "1"), new("x-compute-time", "0.4")];

    private readonly RSA _key = Lab.Key();
    private readonly byte[] _signed = Encoding.ASCII.GetBytes(Lab.Token[..Lab.Token.LastIndexOf('.')]);
    private readonly byte[] _signature = Base64Url.DecodeFromChars(Lab.Token.AsSpan(Lab.Token.LastIndexOf('.') + 1));
    private readonly PolicyRequest _good = Lab.Request(Lab.Token);
    private readonly PolicyRequest _missing = Lab.Request(null);
    private readonly PolicyRequest _forged = Lab.Request(Forge(Lab.Token));
    private Forwarding _forwarding = null!;

    /// <summary>Checks that each case is the one it says.</summary>
    [GlobalSetup]
    public void Check()
    {
        Expect(BareSignature(), true);
        Expect(Decision().Reason, ReasonCodes.Forwarded);
        Expect(WithoutToken().Reason, ReasonCodes.JwtMissing);
        Expect(BadSignature().Reason, ReasonCodes.JwtSignature);
        _forwarding = Decision().Forwarding!;
    }

    /// <summary>The yardstick: RSA-2048, SHA-256, the key loaded, the parts decoded.</summary>
    [Benchmark(Baseline = true, Description = "bare RSA verification")]
    public bool BareSignature() => _key.VerifyData(_signed, _signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>The lab's request, from raw target to header changes.</summary>
    [Benchmark(Description = "decision: forwarded")]
    public PolicyDecision Decision() => Lab.Policy.Evaluate(_good, PolicyFacts.None, Lab.Now);

    /// <summary>401 without a signature to verify.</summary>
    [Benchmark(Description = "decision: no token, 401")]
    public PolicyDecision WithoutToken() => Lab.Policy.Evaluate(_missing, PolicyFacts.None, Lab.Now);

    /// <summary>401 after a signature that does not verify.</summary>
    [Benchmark(Description = "decision: bad signature, 401")]
    public PolicyDecision BadSignature() => Lab.Policy.Evaluate(_forged, PolicyFacts.None, Lab.Now);

    /// <summary>The changes of the response's headers, of which the lab has none.</summary>
    [Benchmark(Description = "response phase")]
    public IReadOnlyList<HeaderChange> ResponsePhase() => _forwarding.ResponseHeaders(new UpstreamAnswer(200, ProviderHeaders));

    private static string Forge(string token)
    {
        int signature = token.LastIndexOf('.') + 1;
        char other = token[signature] == 'A' ? 'B' : 'A';
        return $"{token[..signature]}{other}{token[(signature + 1)..]}";
    }

    private static void Expect<T>(T actual, T expected)
    {
        if (!Equals(actual, expected))
        {
            throw new InvalidOperationException($"This is no benchmark of what it says: {actual} instead of {expected}.");
        }
    }
}
