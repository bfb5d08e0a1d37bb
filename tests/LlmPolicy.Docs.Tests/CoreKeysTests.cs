using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LlmPolicy.Docs;

/// <summary>The loop that Core's readme shows, run.</summary>
public sealed class CoreKeysTests : IDisposable
{
    private const string Manifest = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs}
        spec:
          virtualHost:
            domains: ['*']
            options:
              jwt:
                providers:
                  corp: {issuer: corp, jwks: {remote: {url: 'https://keys.example/jwks'}}}
            routes:
              - directResponseAction: {status: 200}
        """;

    private static readonly CompiledPolicy Policy = PolicyCompiler.Compile([new("policy.yaml", Manifest)]).Policy!;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly List<string> _fetched = [];

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task Keys_that_a_token_needs_are_fetched_and_kept_for_the_next_request()
    {
        var keys = Fetcher(() => Jwks(_key));

        (await DecideAsync(keys)).Response!.StatusCode.ShouldBe(200);
        _fetched.ShouldBe(["https://keys.example/jwks"]);

        (await DecideAsync(keys)).Response!.StatusCode.ShouldBe(200);
        _fetched.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_gives_nothing_ends_in_a_refusal_and_is_asked_again_by_the_next_request()
    {
        string? jwks = null;
        var keys = Fetcher(() => jwks);

        (await DecideAsync(keys)).Reason.ShouldBe(ReasonCodes.JwtKeysUnavailable);
        _fetched.Count.ShouldBe(1);

        jwks = Jwks(_key);
        (await DecideAsync(keys)).Response!.StatusCode.ShouldBe(200);
    }

    [Fact]
    public async Task Other_keys_than_the_tokens_end_in_a_refusal()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keys = Fetcher(() => Jwks(other));

        (await DecideAsync(keys)).Response!.StatusCode.ShouldBe(401);
        _fetched.Count.ShouldBe(1);
    }

    private KeyFetcher Fetcher(Func<string?> jwks) => new(Policy, source =>
    {
        _fetched.Add(source.Url);
        return Task.FromResult(jwks());
    });

    private static Task<PolicyDecision> DecideAsync(KeyFetcher keys, string token)
    {
        PolicyRequest request = new() { Method = "GET", Target = "/", Authority = "api.example", Headers = [new("authorization", $"Bearer {token}")] };
        return Snippets.CoreKeysAsync(Policy, request, keys);
    }

    private Task<PolicyDecision> DecideAsync(KeyFetcher keys) => DecideAsync(keys, Token());

    private string Token()
    {
        string signed = $"{Encode("""{"alg":"ES256","kid":"one"}"""u8)}.{Encode("""{"iss":"corp"}"""u8)}";
        return $"{signed}.{Encode(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string Jwks(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return $$"""{"keys":[{"kty":"EC","crv":"P-256","kid":"one","alg":"ES256","x":"{{Encode(point.X)}}","y":"{{Encode(point.Y)}}"}]}""";
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
