using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LlmPolicy.Benchmarks.Ratios;

/// <summary>Tokens of which each is another one, and a cache too small to hold one until it comes round again.</summary>
internal sealed class NewTokens
{
    private const int Count = 1024;

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(64);
    private readonly PolicyFacts _facts = new() { Tokens = new TokenCache(8) };
    private readonly CompiledPolicy _policy;
    private readonly (byte[] Signed, byte[] Signature, PolicyRequest Request)[] _tokens;
    private int _next;

    public NewTokens()
    {
        _policy = Lab.Compile($$"""{"kty":"oct","alg":"HS256","k":"{{Base64Url.EncodeToString(_secret)}}"}""");
        _tokens = [.. Enumerable.Range(0, Count).Select(Make)];
        foreach (var token in _tokens)
        {
            Decide();
        }
    }

    /// <summary>Verifies the next token's signature.</summary>
    public void Verify()
    {
        var (signed, signature, _) = _tokens[_next++ % Count];
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_secret, signed), signature))
        {
            throw new InvalidOperationException("This is no measure of a good token.");
        }
    }

    /// <summary>Decides on the next token.</summary>
    public void Decide()
    {
        if (_policy.Evaluate(_tokens[_next++ % Count].Request, _facts, Lab.Now).Reason != ReasonCodes.Forwarded)
        {
            throw new InvalidOperationException("This is no measure of a good token.");
        }
    }

    private (byte[] Signed, byte[] Signature, PolicyRequest Request) Make(int index)
    {
        string payload = $$"""{"iss":"solo.io","org":"solo.io","sub":"user-{{index:0000}}","team":"dev","llms":{"openai":["gpt-3.5-turbo"],"huggingface":["hugging-face-latest"]} }""";
        string text = $"{Encode("""{"alg":"HS256","typ":"JWT"}""")}.{Encode(payload)}";
        byte[] signed = Encoding.ASCII.GetBytes(text);
        byte[] signature = HMACSHA256.HashData(_secret, signed);
        return (signed, signature, Lab.Request($"{text}.{Base64Url.EncodeToString(signature)}"));
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
