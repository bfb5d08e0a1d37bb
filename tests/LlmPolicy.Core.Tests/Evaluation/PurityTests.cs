using CsCheck;

namespace LlmPolicy.Tests;

/// <summary>Evaluate is a pure function that takes any bytes.</summary>
public sealed class PurityTests
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "OPTIONS", "CONNECT", "QUERY", "get", "", "G T", "\0"];

    private static readonly string[] Targets =
    [
        Lab.Path, "/", "*", "", "//", "/a", "/%", "/%2", "/%2f", "/..;/", "/%00", "/a?b=c&d", "?access_token=", "http://example.com/a", "https://u@example.com", "http://", "/a#b",
        "/\\..\\", "/%252e", "/\u00ff", "/regex/12", "/q?n=1&n=2", "/x?access_token=" + Lab.Token, "/w/x",
    ];

    private static readonly string[] HeaderNames =
        ["authorization", "Authorization", "x-a", "x-role", "content-type", "cookie", "host", ":path", "", "x b", "content-length", "x-jwt", "x-claim", "\0"];

    private static readonly string[] Values =
    [
        "", " ", "Bearer ", "Bearer " + Lab.Token, "bearer " + Lab.Token, "Bearer " + Lab.Token + ",", "Bearer a.b.c", "Bearer ..", "Bearer " + Keys.Hmac.Sign("{}"),
        "Bearer " + Keys.Hmac.Sign("""{"a":{"b":["c"]},"n":1e308,"s":"\u0000\r\n","exp":1e18}"""), "admin", "%REQ(x-a)%", "a\r\nb: c", "\u00ff\0",
    ];

    private static readonly CompiledPolicy Policy = Compiling.Policy(Everything.Manifest);

    private static readonly TokenCache Cache = new(16);

    private static readonly Gen<string> Bytes = Gen.Char['\0', '\u00ff'].Array[0, 40].Select(chars => new string(chars));

    private static readonly Gen<PolicyRequest> AnyRequest = Gen.Select(
        Gen.OneOf(Methods),
        Gen.OneOf(Gen.OneOf(Targets), Bytes, Gen.Select(Gen.OneOf(Targets), Bytes, (a, b) => a + b), Gen.Select(Gen.OneOf(Targets), Gen.OneOf(Targets), (a, b) => a + b)),
        Gen.OneOf(Gen.OneOf("example.com", "EXAMPLE.com:80", "", "[::1]:8080", "a.example.com"), Bytes),
        Gen.Select(Gen.OneOf(Gen.OneOf(HeaderNames), Bytes), Gen.OneOf(Gen.OneOf(Values), Bytes), Gen.Select(Gen.OneOf(Values), Bytes, (a, b) => a + b).Array[0, 1])
            .Select((name, value, longer) => new HeaderField(name, longer.Length == 0 ? value : longer[0])).Array[0, 5],
        Gen.Double.Unit,
        (method, target, authority, headers, draw) =>
            new PolicyRequest { Method = method, Target = target, Authority = authority, Headers = headers, Draw = draw });

    [Fact]
    public void Any_request_gets_a_decision_that_holds_together_and_the_same_one_again()
    {
        AnyRequest.Sample(
            request =>
            {
                foreach (var policy in new[] { Lab.Policy, Policy })
                {
                    var decision = policy.Decide(request);

                    Check(decision);
                    policy.Decide(request).ToText().ShouldBe(decision.ToText());
                    policy.Evaluate(request, new() { Tokens = Cache }, Deciding.Now).ToText().ShouldBe(decision.ToText());
                }
            },
            iter: 8_000);
    }

    [Fact]
    public void Any_bytes_as_a_token_are_refused()
    {
        var parts = Lab.Token.Split('.');
        var token = Gen.OneOf(
            Bytes,
            Gen.Select(Bytes, Bytes, Bytes, (a, b, c) => $"{a}.{b}.{c}"),
            Bytes.Select(b => $"{parts[0]}.{SigningKey.Encode(b)}.{parts[2]}"),
            Bytes.Select(b => $"{SigningKey.Encode(b)}.{parts[1]}.{parts[2]}"),
            Bytes.Select(b => $"{parts[0]}.{parts[1]}.{SigningKey.Encode(b)}"));

        token.Sample(t => Lab.Policy.Decide(Requests.WithToken(t, Lab.Path)).ShouldRespond(IsHeaderValue(t) ? 401 : 400), iter: 5_000);
    }

    private static bool IsHeaderValue(string text) => text.All(c => c is '\t' or (>= ' ' and not '\x7f'));

    [Fact]
    public void Many_threads_get_the_same_decision()
    {
        string expected = Lab.Policy.Decide(Lab.RequestWithToken()).ToText();

        Parallel.For(0, 200, _ => Lab.Policy.Decide(Lab.RequestWithToken()).ToText().ShouldBe(expected));
    }

    private static void Check(PolicyDecision decision)
    {
        decision.Reason.ShouldNotBeNullOrEmpty();
        (decision.Response is not null).ShouldBe(decision.Outcome == PolicyOutcome.Respond);
        (decision.Forwarding is not null).ShouldBe(decision.Outcome == PolicyOutcome.Forward);
        (decision.Need is not null).ShouldBe(decision.Outcome == PolicyOutcome.Ask);
        if (decision.Route is not null)
        {
            decision.Position.ShouldNotBeNull(decision.Reason);
        }

        if (decision.Forwarding is { } forwarding)
        {
            forwarding.Target.ShouldStartWith("/");
            forwarding.RequestHeaders.ShouldAllBe(c => !c.Value.Contains('\r') && !c.Value.Contains('\n') && !c.Value.Contains('\0'));
        }
    }
}
