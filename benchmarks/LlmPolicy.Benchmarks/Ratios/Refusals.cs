using System.Buffers.Text;
using System.Text;

namespace LlmPolicy.Benchmarks.Ratios;

/// <summary>The lab's request with tokens that are refused, each for one reason.</summary>
internal static class Refusals
{
    /// <summary>Without a token.</summary>
    public static Action Missing() => Make(null, ReasonCodes.JwtMissing);

    public static Action Garbage() => Make("garbage", ReasonCodes.JwtBadFormat);

    public static Action Algorithm() => Make(Token("""{"alg":"none"}""", Payload), ReasonCodes.JwtAlgUnsupported);

    public static Action Issuer() => Make(Token("""{"alg":"RS256"}""", """{"iss":"other.io","llms":{"huggingface":["hugging-face-latest"]}}"""), ReasonCodes.JwtIssuer);

    public static Action Expired() => Make(Token("""{"alg":"RS256"}""", """{"iss":"solo.io","exp":1,"llms":{"huggingface":["hugging-face-latest"]}}"""), ReasonCodes.JwtExpired);

    /// <summary>Of a set of two keys with ids, neither.</summary>
    public static Action KeyId()
    {
        CompiledPolicy policy = Lab.Compile("""{"keys":[{"kty":"oct","kid":"a","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},{"kty":"oct","kid":"b","k":"BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"}]}""");
        return Make(Token("""{"alg":"HS256","kid":"c"}""", Payload), ReasonCodes.JwtNoKey, policy);
    }

    /// <summary>The lab's token with another signature.</summary>
    public static Action Signature()
    {
        int at = Lab.Token.LastIndexOf('.') + 1;
        return Make($"{Lab.Token[..at]}{(Lab.Token[at] == 'A' ? 'B' : 'A')}{Lab.Token[(at + 1)..]}", ReasonCodes.JwtSignature);
    }

    private const string Payload = """{"iss":"solo.io","llms":{"huggingface":["hugging-face-latest"]}}""";

    private static Action Make(string? token, string reason, CompiledPolicy? policy = null)
    {
        policy ??= Lab.Policy;
        PolicyRequest request = Lab.Request(token);
        string found = policy.Evaluate(request, PolicyFacts.None, Lab.Now).Reason;
        return found == reason ? () => policy.Evaluate(request, PolicyFacts.None, Lab.Now) : throw new InvalidOperationException($"This is no measure of {reason}, but of {found}.");
    }

    private static string Token(string header, string payload) =>
        $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}.{Lab.Token.Split('.')[2]}";
}
