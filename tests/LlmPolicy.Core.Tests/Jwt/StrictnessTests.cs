namespace LlmPolicy.Tests;

/// <summary>Where this library refuses what Envoy lets through: each rule is asked last, on what would be forwarded, and can be switched off.</summary>
public sealed class StrictnessTests
{
    private static readonly SigningKey Key = Keys.Hmac;

    private static readonly string Manifest = Tests.Manifest.Service(
        $$"""
        - {matchers: [{prefix: /answer}], directResponseAction: {status: 200} }
        - {matchers: [{prefix: /redirect}], redirectAction: {hostRedirect: other.example} }
        - {matchers: [{prefix: /denied}], routeAction: {{Tests.Manifest.ToUp}}, options: {rbac: {policies: {} } } }
        - {routeAction: {{Tests.Manifest.ToUp}} }
        """,
        Tests.Manifest.Jwt(Key.PublicKey));

    private static readonly CompiledPolicy Policy = Compiling.Policy(Manifest);

    private static string Good => Key.Sign("{}");

    /// <summary>Tokens that one rule alone refuses: the rule, the reason that it gives, and the token.</summary>
    private static readonly Dictionary<string, (string Rule, string Reason, string Token)> Tokens = new()
    {
        ["an extension"] = (StrictnessRules.TokenCritical, ReasonCodes.JwtCritical, Key.Sign("""{"alg":"HS256","crit":["x"],"x":1}""", "{}")),
        ["an empty list of extensions"] = (StrictnessRules.TokenCritical, ReasonCodes.JwtCritical, Key.Sign("""{"alg":"HS256","crit":[]}""", "{}")),
        ["no list of extensions"] = (StrictnessRules.TokenCritical, ReasonCodes.JwtCritical, Key.Sign("""{"alg":"HS256","crit":null}""", "{}")),
        ["a payload that is not encoded"] = (StrictnessRules.TokenUnencoded, ReasonCodes.JwtUnencodedPayload, Key.Sign("""{"alg":"HS256","b64":false}""", "{}")),
        ["a payload that may not be encoded"] = (StrictnessRules.TokenUnencoded, ReasonCodes.JwtUnencodedPayload, Key.Sign("""{"alg":"HS256","b64":"false"}""", "{}")),
        ["a compressed payload"] = (StrictnessRules.TokenCompressed, ReasonCodes.JwtCompressed, Key.Sign("""{"alg":"HS256","zip":"DEF"}""", "{}")),
        ["single quotes"] = (StrictnessRules.TokenJson, ReasonCodes.JwtPayloadJson, Key.Sign("""{'a':1}""")),
        ["a trailing comma"] = (StrictnessRules.TokenJson, ReasonCodes.JwtPayloadJson, Key.Sign("""{"a":1,}""")),
        ["a name without quotes"] = (StrictnessRules.TokenJson, ReasonCodes.JwtPayloadJson, Key.Sign("""{a:1}""")),
        ["a raw line feed"] = (StrictnessRules.TokenJson, ReasonCodes.JwtPayloadJson, Key.Sign("{\"a\":\"\n\"}")),
        ["null for an object"] = (StrictnessRules.TokenJson, ReasonCodes.JwtPayloadJson, Key.Sign("null")),
        ["33 levels"] = (StrictnessRules.TokenJson, ReasonCodes.JwtPayloadJson, Key.Sign(Nested(33))),
        ["100 levels"] = (StrictnessRules.TokenJson, ReasonCodes.JwtPayloadJson, Key.Sign(Nested(100))),
        ["single quotes in the header"] = (StrictnessRules.TokenJson, ReasonCodes.JwtHeaderJson, Key.Sign("""{'alg':"HS256"}""", "{}")),
        ["padding"] = (StrictnessRules.TokenBase64Url, ReasonCodes.JwtEncoding, Good + "="),
        ["a space"] = (StrictnessRules.TokenBase64Url, ReasonCodes.JwtEncoding, Good.Insert(Good.Length - 3, " ")),
        ["stray bits"] = (StrictnessRules.TokenBase64Url, ReasonCodes.JwtEncoding, WithStrayBits(Good)),
        ["a dot in front"] = (StrictnessRules.TokenBase64Url, ReasonCodes.JwtEncoding, "." + Good),
        ["a dot behind"] = (StrictnessRules.TokenBase64Url, ReasonCodes.JwtEncoding, Good + "."),
        ["two dots between"] = (StrictnessRules.TokenBase64Url, ReasonCodes.JwtEncoding, Good.Replace(".", "..", StringComparison.Ordinal)),
        ["13,000 letters"] = (StrictnessRules.TokenSize, ReasonCodes.JwtTooLong, Key.Sign($$"""{"a":"{{new string('a', 13_000)}}"}""")),
    };

    public static TheoryData<string> Names => [.. Tokens.Keys];

    [Theory]
    [AbuseCase("T10", "T12", "T13", "T14", "T16")]
    [MemberData(nameof(Names))]
    public void A_token_that_breaks_a_rule_is_not_forwarded(string name)
    {
        var (rule, reason, token) = Tokens[name];

        var response = Policy.Decide(Requests.WithToken(token)).ShouldRefuse(401, reason);

        response.Header("www-authenticate").ShouldBe("Bearer realm=\"http://example.com/\", error=\"invalid_token\"");
        Compiling.Policy(Manifest, Compiling.Lax(rule)).Decide(Requests.WithToken(token)).ShouldForward();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Where_we_answer_ourselves_Envoys_answer_stands(string name)
    {
        string token = Tokens[name].Token;

        Policy.Decide(Requests.WithToken(token, "/answer")).ShouldRefuse(200, ReasonCodes.DirectResponse);
        Policy.Decide(Requests.WithToken(token, "/redirect")).ShouldRefuse(301, ReasonCodes.Redirect);
        Policy.Decide(Requests.WithToken(token, "/denied")).ShouldRefuse(403, ReasonCodes.RbacDenied);
        Policy.Decide(Requests.WithToken(Forged(token))).ShouldRefuse(401, ReasonCodes.JwtSignature);
    }

    [Fact]
    [AbuseCase("T15", "T16")]
    public void A_token_may_be_16_KiB_long_and_32_levels_deep()
    {
        string longest = Key.Sign($$"""{"a":"{{new string('a', 12_219)}}"}""");

        longest.Length.ShouldBe(16 * 1024);
        Policy.Decide(Requests.WithToken(longest)).ShouldForward();
        Policy.Decide(Requests.WithToken(Key.Sign($$"""{"a":"{{new string('a', 12_220)}}"}"""))).ShouldRefuse(401, ReasonCodes.JwtTooLong);
        Policy.Decide(Requests.WithToken(Key.Sign(Nested(32)))).ShouldForward();
    }

    [Fact]
    [AbuseCase("T23")]
    public void Typ_is_nobodys_business()
    {
        Policy.Decide(Requests.WithToken(Key.Sign("""{"alg":"HS256","typ":"logout+jwt","cty":"JWT","b64":true}""", "{}"))).ShouldForward();
    }

    [Fact]
    [AbuseCase("T14")]
    public void A_JWE_is_no_token()
    {
        Policy.Refusal("a.b.c.d.e").ShouldBe("Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections");
    }

    [Fact]
    public void Every_rule_has_a_test()
    {
        string[] others =
        [
            StrictnessRules.KeyRsaSize, StrictnessRules.KeyHmacSize, StrictnessRules.TargetDotSegments, StrictnessRules.TargetEmptySegments,
            StrictnessRules.FieldUnknown, StrictnessRules.ReferenceMissing, StrictnessRules.HeaderName, StrictnessRules.RateLimitUncounted,
        ];

        Tokens.Values.Select(t => t.Rule).Distinct().Concat(others).ShouldBe(StrictnessRules.All, ignoreOrder: true);
    }

    [Fact]
    [AbuseCase("T10")]
    public void One_rule_switched_off_leaves_the_others_on()
    {
        string both = Key.Sign("""{"alg":"HS256","crit":["zip"],"zip":"DEF"}""", "{}");

        Policy.Decide(Requests.WithToken(both)).ShouldRefuse(401, ReasonCodes.JwtCritical);
        Compiling.Policy(Manifest, Compiling.Lax(StrictnessRules.TokenCritical)).Decide(Requests.WithToken(both)).ShouldRefuse(401, ReasonCodes.JwtCompressed);
        Compiling.Policy(Manifest, Compiling.Lax(StrictnessRules.TokenCompressed)).Decide(Requests.WithToken(both)).ShouldRefuse(401, ReasonCodes.JwtCritical);
    }

    [Theory]
    [InlineData("an extension", "Jwt header [crit] names an extension that is not understood")]
    [InlineData("a payload that is not encoded", "Jwt header [b64] is not supported")]
    [InlineData("a compressed payload", "Jwt header [zip] is not supported")]
    [InlineData("padding", "Jwt is not encoded as RFC 7515 asks")]
    [InlineData("13,000 letters", "Jwt is longer than 16 KiB")]
    public void A_rule_says_in_words_of_its_own_what_it_refuses(string name, string words) => Policy.Refusal(Tokens[name].Token).ShouldBe(words);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Each_section_has_to_be_encoded_as_the_RFC_asks(bool header, bool payload)
    {
        // Of a text whose length is no multiple of three the last quartet is filled with padding.
        static string Written(string json, bool padded) => padded ? Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(json)) : SigningKey.Encode(json);
        string token = Key.SignParts(Written("""{"alg":"HS256" }""", header), Written("""{"a": 1}""", payload));

        token.ShouldContain("=.");
        Policy.Decide(Requests.WithToken(token)).ShouldRefuse(401, ReasonCodes.JwtEncoding);
        Compiling.Policy(Manifest, Compiling.Lax(StrictnessRules.TokenBase64Url)).Decide(Requests.WithToken(token)).ShouldForward();
    }

    private static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1);

    /// <summary>The same bytes by another last char.</summary>
    private static string WithStrayBits(string token)
    {
        const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return token[..^1] + Digits[Digits.IndexOf(token[^1], StringComparison.Ordinal) + 1];
    }

    private static string Forged(string token)
    {
        int middle = token.TrimEnd('.', '=').LastIndexOf('.') + 5;
        return $"{token[..middle]}{(token[middle] == 'A' ? 'B' : 'A')}{token[(middle + 1)..]}";
    }
}
