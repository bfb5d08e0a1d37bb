using System.Reflection;
using System.Security.Cryptography;
using LlmPolicy.Tests.ExtAuth;

namespace LlmPolicy.Tests;

public sealed class ReasonTests
{
    /// <summary>Reasons that only a host finds: it knows the endpoint's path, what middleware did, the upstream's answer, the secrets and what is left of budgets.</summary>
    private static readonly string[] OfHosts =
    [
        ReasonCodes.UpstreamUnavailable, ReasonCodes.TargetAmbiguous, ReasonCodes.TargetRewritten, ReasonCodes.PolicyFailed, ReasonCodes.SecretUnavailable, ReasonCodes.OtherRoute,
        ReasonCodes.MethodTrace, ReasonCodes.BudgetExceeded, ReasonCodes.BudgetUnavailable,
    ];

    /// <summary>Reasons that come of rules on the body, of what counts, and of resolvers that find out nothing: their own tests provoke them.</summary>
    private static readonly string[] OfFacts = [ReasonCodes.BodyNeeded, ReasonCodes.TransformationBody, ReasonCodes.ModelAmbiguous, ReasonCodes.ModelUnknown, ReasonCodes.ModelDenied, ReasonCodes.ModelBody, ReasonCodes.OutputAmbiguous, ReasonCodes.UsageStreamOptions, ReasonCodes.FactsUnavailable, ReasonCodes.BudgetKey, ReasonCodes.BudgetPrice, ReasonCodes.BudgetUnbound,
        ReasonCodes.RateLimitNeeded, ReasonCodes.RateLimitLocal, ReasonCodes.RateLimitExceeded, ReasonCodes.RateLimitUnavailable];

    private static readonly SigningKey Key = Keys.Hmac;

    private static readonly CompiledPolicy Policy = Compiling.Policy(
        Manifest.Service("a", "example.com",
            $$"""
            - matchers: [{prefix: /answer}]
              directResponseAction: {status: 204}
              options: {jwt: {disable: true} }
            - matchers: [{prefix: /redirect}]
              redirectAction: {hostRedirect: other.example}
              options: {jwt: {disable: true} }
            - matchers: [{prefix: /denied}]
              routeAction: {{Manifest.ToUp}}
              options: {rbac: {policies: {a: {principals: [{jwtPrincipal: {claims: {never: ever} } }]} } } }
            - matchers: [{prefix: /remote}]
              routeAction: {{Manifest.ToUp}}
              options: {jwtProvidersStaged: {afterExtAuth: {providers: {r: {jwks: {remote: {url: 'https://keys.example/'} } } } } } }
            - matchers: [{prefix: /p}]
              routeAction: {{Manifest.ToUp}}
            - matchers: [{prefix: /cors}]
              routeAction: {{Manifest.ToUp}}
              options: {cors: {allowOrigin: ['https://a.example']} }
            - matchers: [{prefix: /csrf}]
              routeAction: {{Manifest.ToUp}}
              options: {jwt: {disable: true}, csrf: {filterEnabled: {defaultValue: {numerator: 100} } } }
            - matchers: [{prefix: /fault}]
              routeAction: {{Manifest.ToUp}}
              options: {faults: {abort: {percentage: 100, httpStatus: 418} } }
            - matchers: [{prefix: /keys}]
              directResponseAction: {status: 204}
              options: {jwt: {disable: true}, extauth: {configRef: {name: keys, namespace: default} } }
            - matchers: [{prefix: /matched}]
              directResponseAction: {status: 204}
              options: {jwt: {disable: true}, extauth: {configRef: {name: matched, namespace: default} } }
            - matchers: [{prefix: /token}]
              directResponseAction: {status: 204}
              options: {jwt: {disable: true}, extauth: {configRef: {name: token, namespace: default} } }
            - matchers: [{prefix: /not}]
              directResponseAction: {status: 204}
              options: {jwt: {disable: true}, extauth: {configRef: {name: not, namespace: default} } }
            - matchers: [{prefix: /many}]
              redirectAction: {regexRewrite: {pattern: {regex: a}, substitution: b} }
              options: {jwt: {disable: true} }
            """,
            Manifest.Jwt(Key.PublicKey, "issuer: me\naudiences: [us]\nclaimsToHeaders: [{claim: x, header: x-claim}]")) + Manifest.Upstream
        + KeyManifest.Config("- apiKeyAuth: {labelSelector: {team: data}, headersFromMetadataEntry: {x-tier: {name: tier, required: true}}}")
        + KeyManifest.Config("- apiKeyAuth: {labelSelector: {team: digest}, digest: {}, match: {headers: [{name: x-client}]}}", name: "matched")
        + KeyManifest.Config("- jwt: {}", name: "token")
        + KeyManifest.Config("- apiKeyAuth: {labelSelector: {team: data}}", "!config_0", "not")
        + KeyManifest.Secret("full", "full", "tier: gold") + KeyManifest.Secret("bare", "bare")
        + KeyManifest.Secret("matched", Convert.ToHexString(SHA256.HashData("matched"u8)), "x-client: me", "team: digest"),
        new() { StrictRules = StrictnessRules.OffByDefault.ToHashSet() });

    private static readonly RemoteJwks Remote = Policy.RemoteKeys.ShouldHaveSingleItem();

    public static TheoryData<string, int> Expected => new()
    {
        { ReasonCodes.Forwarded, 0 },
        { ReasonCodes.KeysNeeded, 0 },
        { ReasonCodes.DirectResponse, 204 },
        { ReasonCodes.Redirect, 301 },
        { ReasonCodes.CorsPreflight, 200 },
        { ReasonCodes.CsrfOrigin, 403 },
        { ReasonCodes.FaultAbort, 418 },
        { ReasonCodes.NoVirtualHost, 404 },
        { ReasonCodes.NoRoute, 404 },
        { ReasonCodes.NoHost, 400 },
        { ReasonCodes.TargetNotAPath, 404 },
        { ReasonCodes.HeaderInvalid, 400 },
        { ReasonCodes.Framing, 501 },
        { ReasonCodes.Version, 426 },
        { ReasonCodes.ConnectionHeader, 400 },
        { ReasonCodes.TargetInvalid, 400 },
        { ReasonCodes.TargetDotSegments, 400 },
        { ReasonCodes.TargetRewriteLimit, 400 },
        { ReasonCodes.TargetEmptySegments, 400 },
        { ReasonCodes.MethodConnect, 400 },
        { ReasonCodes.Upgrade, 403 },
        { ReasonCodes.JwtMissing, 401 },
        { ReasonCodes.JwtBadFormat, 401 },
        { ReasonCodes.JwtHeaderBase64, 401 },
        { ReasonCodes.JwtHeaderJson, 401 },
        { ReasonCodes.JwtAlgMissing, 401 },
        { ReasonCodes.JwtAlgUnsupported, 401 },
        { ReasonCodes.JwtKid, 401 },
        { ReasonCodes.JwtPayloadBase64, 401 },
        { ReasonCodes.JwtPayloadJson, 401 },
        { ReasonCodes.JwtClaimType, 401 },
        { ReasonCodes.JwtSignatureBase64, 401 },
        { ReasonCodes.JwtIssuer, 401 },
        { ReasonCodes.JwtNotYetValid, 401 },
        { ReasonCodes.JwtExpired, 401 },
        { ReasonCodes.JwtAudience, 403 },
        { ReasonCodes.JwtNoKey, 401 },
        { ReasonCodes.JwtSignature, 401 },
        { ReasonCodes.JwtKeysUnavailable, 401 },
        { ReasonCodes.JwtRevoked, 401 },
        { ReasonCodes.JwtTooLong, 401 },
        { ReasonCodes.JwtCritical, 401 },
        { ReasonCodes.JwtUnencodedPayload, 401 },
        { ReasonCodes.JwtCompressed, 401 },
        { ReasonCodes.JwtEncoding, 401 },
        { ReasonCodes.ApiKeyMissing, 401 },
        { ReasonCodes.ApiKeyUnknown, 401 },
        { ReasonCodes.ApiKeyMetadata, 401 },
        { ReasonCodes.ApiKeyMatch, 401 },
        { ReasonCodes.ExtAuthToken, 401 },
        { ReasonCodes.ExtAuthDenied, 403 },
        { ReasonCodes.RbacDenied, 403 },
        { ReasonCodes.HeaderValue, 503 },
    };

    [Theory]
    [AbuseCase("T33")]
    [MemberData(nameof(Expected))]
    public void A_request_gets_the_reason_and_the_status_that_belong_together(string reason, int status)
    {
        var keys = reason == ReasonCodes.JwtKeysUnavailable ? RemoteKeySets.Empty.Settled(Remote) : RemoteKeySets.Empty;

        var decision = Policy.Evaluate(RequestFor(reason), new() { Keys = keys, Revoked = new([RevokedToken.ByClaim("p", "sub", "revoked")]) }, Deciding.Now);

        decision.Reason.ShouldBe(reason);
        (decision.Response?.StatusCode ?? 0).ShouldBe(status);
    }

    [Fact]
    public void Every_reason_is_provoked_here_or_is_a_hosts()
    {
        string[] all = [.. typeof(ReasonCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)];

        all.ShouldBeUnique();
        all.ShouldBe([.. Expected.Select(e => e.Data.Item1), .. OfHosts, .. OfFacts, ReasonCodes.BudgetTold], ignoreOrder: true);
    }

    private static PolicyRequest RequestFor(string reason) => reason switch
    {
        ReasonCodes.Forwarded => Requests.WithToken(Good, "/p"),
        ReasonCodes.ApiKeyMissing => Requests.Get("/keys"),
        ReasonCodes.ApiKeyUnknown => Requests.Get("/keys", ("api-key", "other")),
        ReasonCodes.ApiKeyMetadata => Requests.Get("/keys", ("api-key", "bare")),
        ReasonCodes.ApiKeyMatch => Requests.Get("/matched", ("api-key", "matched")),
        ReasonCodes.ExtAuthToken => Requests.Get("/token"),
        ReasonCodes.ExtAuthDenied => Requests.Get("/not", ("api-key", "full")),
        ReasonCodes.DirectResponse => Requests.Get("/answer"),
        ReasonCodes.Redirect => Requests.Get("/redirect"),
        ReasonCodes.CorsPreflight => Requests.Make("OPTIONS", "/cors", [("origin", "https://a.example"), ("access-control-request-method", "GET")]),
        ReasonCodes.CsrfOrigin => Requests.Post("/csrf"),
        ReasonCodes.FaultAbort => Requests.Get("/fault"),
        ReasonCodes.NoVirtualHost => Requests.To("other.example"),
        ReasonCodes.NoRoute => Requests.Get("/"),
        ReasonCodes.NoHost => Requests.To(""),
        ReasonCodes.TargetNotAPath => Requests.Make("OPTIONS", "*", []),
        ReasonCodes.HeaderInvalid => Requests.Get("/p", ("x(", "1")),
        ReasonCodes.Framing => Requests.Get("/p", ("transfer-encoding", "gzip")),
        ReasonCodes.Version => Requests.Get("/p") with { Protocol = "HTTP/1.0" },
        ReasonCodes.ConnectionHeader => Requests.Get("/p", ("connection", ":path")),
        ReasonCodes.TargetInvalid => Requests.Get("/p#a"),
        ReasonCodes.TargetDotSegments => Requests.WithToken(Good, "/p/..%2f"),
        ReasonCodes.TargetRewriteLimit => Requests.Get($"/many/{new string('a', 10_000)}"),
        ReasonCodes.TargetEmptySegments => Requests.WithToken(Good, "/p//a"),
        ReasonCodes.MethodConnect => Requests.Make("CONNECT", "example.com:443", []),
        ReasonCodes.Upgrade => Requests.Get("/p", ("connection", "Upgrade"), ("upgrade", "foo")),
        ReasonCodes.JwtMissing => Requests.Get("/p"),
        ReasonCodes.RbacDenied => Requests.WithToken(Good, "/denied"),
        ReasonCodes.KeysNeeded or ReasonCodes.JwtKeysUnavailable => Requests.WithToken(Good, "/remote"),
        _ => Requests.WithToken(TokenFor(reason), "/p"),
    };

    private static string Good => Key.Sign(Payload());

    private static string TokenFor(string reason)
    {
        string[] good = Good.Split('.');
        return reason switch
        {
            ReasonCodes.JwtBadFormat => "a.b",
            ReasonCodes.JwtHeaderBase64 => $"a.{good[1]}.{good[2]}",
            ReasonCodes.JwtHeaderJson => Key.Sign("[]", Payload()),
            ReasonCodes.JwtAlgMissing => Key.Sign("{}", Payload()),
            ReasonCodes.JwtAlgUnsupported => Key.Sign("""{"alg":"none"}""", Payload()),
            ReasonCodes.JwtKid => Key.Sign("""{"alg":"HS256","kid":1}""", Payload()),
            ReasonCodes.JwtPayloadBase64 => $"{good[0]}.!.{good[2]}",
            ReasonCodes.JwtPayloadJson => Key.Sign("{"),
            ReasonCodes.JwtRevoked => Key.Sign(Payload(",\"sub\":\"revoked\"")),
            ReasonCodes.JwtClaimType => Key.Sign("""{"sub":1}"""),
            ReasonCodes.JwtSignatureBase64 => $"{good[0]}.{good[1]}.a",
            ReasonCodes.JwtIssuer => Key.Sign("""{"iss":"you"}"""),
            ReasonCodes.JwtNotYetValid => Key.Sign(Payload(",\"nbf\":1800000000")),
            ReasonCodes.JwtExpired => Key.Sign(Payload(",\"exp\":1600000000")),
            ReasonCodes.JwtAudience => Key.Sign("""{"iss":"me"}"""),
            ReasonCodes.JwtNoKey => Key.Sign("""{"alg":"HS512"}""", Payload()),
            ReasonCodes.JwtSignature => SigningKey.Hmac().Sign(Payload()),
            ReasonCodes.JwtTooLong => Key.Sign(Payload($",\"x\":\"{new string('x', 16 * 1024)}\"")),
            ReasonCodes.JwtCritical => Key.Sign("""{"alg":"HS256","crit":["a"],"a":1}""", Payload()),
            ReasonCodes.JwtUnencodedPayload => Key.Sign("""{"alg":"HS256","b64":false}""", Payload()),
            ReasonCodes.JwtCompressed => Key.Sign("""{"alg":"HS256","zip":"DEF"}""", Payload()),
            ReasonCodes.JwtEncoding => Good + "=",
            ReasonCodes.HeaderValue => Key.Sign(Payload(",\"x\":\"a\\nb\"")),
            _ => throw new ArgumentException(reason, nameof(reason)),
        };
    }

    private static string Payload(string more = "") => $$"""{"iss":"me","aud":"us"{{more}}}""";
}
