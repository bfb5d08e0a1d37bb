using System.Runtime.ExceptionServices;

namespace LlmPolicy.Tests;

/// <summary>What anybody can send costs no exception on the way to its refusal.</summary>
public sealed class RefusalWithoutExceptionTests
{
    private static readonly SigningKey Key = Keys.Hmac;

    private static readonly Dictionary<string, (string Token, string Reason)> Tokens = new()
    {
        ["garbage"] = ("garbage", ReasonCodes.JwtBadFormat),
        ["three parts of garbage"] = ("aaaa.bbbb.cccc", ReasonCodes.JwtHeaderJson),
        ["an unknown algorithm"] = (Key.Sign("""{"alg":"none"}""", "{}"), ReasonCodes.JwtAlgUnsupported),
        ["an unknown key"] = (Key.Sign("""{"alg":"HS256","kid":"x"}""", """{"iss":"me"}"""), ReasonCodes.JwtNoKey),
        ["another issuer"] = (Key.Sign("""{"iss":"you"}"""), ReasonCodes.JwtIssuer),
        ["expired"] = (Key.Sign("""{"iss":"me","exp":1}"""), ReasonCodes.JwtExpired),
        ["a bad signature"] = (SigningKey.Hmac().Sign("""{"iss":"me"}"""), ReasonCodes.JwtSignature),
    };

    [ThreadStatic]
    private static int _thrown;

    public static TheoryData<string> Names => [.. Tokens.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_exception_is_thrown_for(string name)
    {
        var policy = JwtPolicies.With($$"""{"keys":[{{Key.Jwk("\"kid\":\"a\"")}}]}""", "issuer: me");
        EventHandler<FirstChanceExceptionEventArgs> count = (_, _) => _thrown++;
        AppDomain.CurrentDomain.FirstChanceException += count;
        _thrown = 0;

        var decision = policy.Decide(Requests.WithToken(Tokens[name].Token));
        int thrown = _thrown;

        AppDomain.CurrentDomain.FirstChanceException -= count;
        decision.ShouldRefuse(401, Tokens[name].Reason);
        thrown.ShouldBe(0);
    }
}
