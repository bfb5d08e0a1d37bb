using System.Text;
using CsCheck;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>What a caller shows to be let in, an API key or a token, goes no further: in no header, target or host that is sent, and back in no answer, whatever the policy makes headers of and however it writes the name.</summary>
public sealed class ShownCredentialTests
{
    private const string ApiKey = "N2YwMDIx-that-nobody-guesses";

    private static readonly SigningKey Key = SigningKey.Hmac();

    /// <summary>What makes a header of another one, by its name; it is sent on, or (the last) goes back.</summary>
    private static readonly (string Kind, Func<string, string> Text)[] Copies =
    [
        ("add", name => $"%REQ({name})%"), ("add", name => $"k%REQ(x-none?{name})%"), ("add", name => $"%REQ({name}?x-none):12%"), ("add", name => $"%REQ({name})%%REQ({name})%"),
        ("change", name => $"{{{{ header(\"{name}\") }}}}"), ("change", name => $"of {{{{ request_header(\"{name}\") }}}}"), ("append", name => $"{{{{header( \"{name}\" )}}}}"),
        ("host", name => name), ("answer", name => $"%REQ({name})%"), ("answer", name => $"a%REQ(x-none?{name}):12%"),
    ];

    /// <summary>A policy.</summary>
    /// <param name="Level">Who asks for the API key: the host, its route, or where that leads; null for nobody.</param>
    /// <param name="Header">The API key's header, as the manifest writes it.</param>
    /// <param name="Second">Another config that would do as well, and its header; null for none.</param>
    /// <param name="Place">Where a token is asked for; null for nowhere.</param>
    /// <param name="Names">What is copied, as its name is written there, and by which of <see cref="Copies"/>.</param>
    /// <param name="IsOfHost">Whether the host copies, and not the route.</param>
    private sealed record Shape(string? Level, string Header, string? Second, Place? Place, (string Name, int Copy)[] Names, bool IsOfHost)
    {
        public string Manifest()
        {
            string asks = "extauth: {configRef: {name: keys, namespace: default}}";
            string host = Options([Level == "host" ? asks : "", Place is { } place ? $"jwt: {{providers: {{one: {{{Source(place)}jwks: {{local: {{key: '{Key.Jwk()}'}}}}}}}}}}" : "", IsOfHost ? Copied(isOfHost: true) : ""]);
            string route = Options([Level == "route" ? asks : "", IsOfHost ? "" : Copied(isOfHost: false)]);
            string destination = Options([Level == "destination" ? asks : "", $"headerManipulation: {{requestHeadersToAdd: [{string.Join(", ", Of("add").Select((value, i) => $"{{header: {{key: x-there-{i}, value: '{value}'}}}}"))}]}}"]);
            string first = Second is null ? $"[{{apiKeyAuth: {{headerName: {Header}, labelSelector: {{team: all}}}}}}]"
                : $"[{{name: one, apiKeyAuth: {{headerName: {Header}, labelSelector: {{team: all}}}}}}, {{name: two, apiKeyAuth: {{headerName: {Second}, labelSelector: {{team: all}}}}}}]";
            return string.Join("\n---\n",
            [
                $"apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {{name: vs, namespace: default}}\nspec: {{virtualHost: {{domains: ['*'], options: {host}, routes: [{{options: {route}, routeAction: {{multi: {{destinations: [{{weight: 1, destination: {{upstream: {{name: up, namespace: default}}}}, options: {destination}}}]}}}}}}]}}}}",
                $"apiVersion: enterprise.gloo.solo.io/v1\nkind: AuthConfig\nmetadata: {{name: keys, namespace: default}}\nspec: {{configs: {first}{(Second is null ? "" : ", booleanExpr: 'one || two'")}}}",
                $"apiVersion: v1\nkind: Secret\nmetadata: {{name: ann, namespace: default, labels: {{team: all}}}}\ntype: extauth.solo.io/apikey\nstringData: {{api-key: {ApiKey}}}",
                PolicyShape.Up,
            ]);
        }

        private string Copied(bool isOfHost)
        {
            string[] set = [.. Of("change")], appended = [.. Of("append")];
            string change = $"stagedTransformations: {{regular: {{requestTransforms: [{{requestTransformation: {{transformationTemplate: {{passthrough: {{}}, headers: {{{string.Join(", ", set.Select((value, i) => $"x-set-{i}: {{text: '{value}'}}"))}}}, headersToAppend: [{string.Join(", ", appended.Select((value, i) => $"{{key: x-more-{i}, value: {{text: '{value}'}}}}"))}]}}}}}}]}}}}";
            string add = $"headerManipulation: {{requestHeadersToAdd: [{Added("x-add", "add")}], responseHeadersToAdd: [{Added("x-back", "answer")}]}}";
            return string.Join(", ", ((string[])[set.Length + appended.Length > 0 ? change : "", add, !isOfHost && Of("host").FirstOrDefault() is { } name ? $"hostRewriteHeader: {name}" : ""]).Where(text => text.Length > 0));
        }

        private string Added(string name, string kind) => string.Join(", ", Of(kind).Append(kind == "add" && Place is not null ? "%REQ(:path)% %PATH% %QUERY_PARAM(t)% %QUERY_PARAM(access_token)%" : "of nothing").Select((value, i) => $"{{header: {{key: {name}-{i}, value: '{value}'}}}}"));

        private IEnumerable<string> Of(string kind) => Names.Where(one => Copies[one.Copy].Kind == kind).Select(one => Copies[one.Copy].Text(one.Name));

        private static string Options(string[] options) => $"{{{string.Join(", ", options.Where(option => option.Length > 0))}}}";

        private static string Source(Place place) => place switch
        {
            Properties.Place.Header => "tokenSource: {headers: [{header: x-jwt}]}, ",
            Properties.Place.Prefixed => "tokenSource: {headers: [{header: X-Token, prefix: 'JWT '}]}, ",
            Properties.Place.Query => "tokenSource: {queryParams: [t]}, ",
            _ => "",
        };
    }

    private static readonly Gen<string> AnyName = Gen.Select(Gen.OneOf("api-key", "x-api-key", "x-api-key", "authorization", "x-second", "x-jwt", "x-token"), Gen.Int[0, 2], Gen.Int).Select(one =>
        Cased(one.Item1, one.Item2, one.Item3));

    private static readonly Gen<Shape> AnyShape = Gen.Select(
        Gen.OneOf("host", "route", "destination", null), Gen.Select(Gen.OneOf("api-key", "x-api-key", "x-api-key"), Gen.Int[0, 2], Gen.Int).Select(one => Cased(one.Item1, one.Item2, one.Item3)), Gen.OneOf(null, "X-Second", "x-second"),
        Gen.OneOf<Place?>(null, null, Place.Usual, Place.Header, Place.Prefixed, Place.Query), Gen.Select(AnyName, Gen.Int[0, Copies.Length - 1], (name, copy) => (name, copy)).Array[1, 6], Gen.Bool,
        (level, header, second, place, names, ofHost) => new Shape(level, header, second, place, names, ofHost)).Where(shape => shape.Level is not null || shape.Place is not null);

    [Fact]
    public void No_header_target_host_or_answer_shows_what_a_caller_showed()
    {
        int forwarded = 0;
        Gen.Select(AnyShape, Gen.Select(Gen.Int[0, 2], Gen.Int, Gen.Bool, Carriage.Any)).Hold(
            one =>
            {
                var (shape, (casing, seed, isSecond, carriage)) = one;
                string token = Key.Sign("""{"sub":"me"}""");
                var (lines, query) = shape.Place is { } place ? carriage.Carry(place, token) : ([], "");
                string shown = isSecond && shape.Second is { } second ? second : shape.Header;
                PolicyRequest request = new()
                {
                    Method = "GET",
                    Target = $"/v1/models{query}",
                    Authority = "any.test",
                    Headers = [new("accept", "*/*"), .. lines, .. shape.Level is null ? Array.Empty<HeaderField>() : [new(Cased(shown, casing, seed), ApiKey)]],
                };
                var policy = PolicyShape.Compile(shape.Manifest(), KeyRing.Options);
                foreach (var decision in (PolicyDecision[])[policy.Evaluate(request, PolicyFacts.None, AskShape.Now), policy.Evaluate(request, new() { Tokens = new TokenCache(8) }, AskShape.Now), policy.Explain(request, PolicyFacts.None, AskShape.Now).Decision])
                {
                    var forwarding = decision.Forwarding.ShouldNotBeNull(decision.Reason);
                    Interlocked.Increment(ref forwarded);
                    var sent = Verdict.Sent(request, forwarding);
                    HeaderField[] told = [.. sent, new("(host)", $"{forwarding.Host}"), new("(target)", Uri.UnescapeDataString(forwarding.Target)), .. forwarding.ResponseHeaders(new UpstreamAnswer(200, [])).Select(change => new HeaderField(change.Name, change.Value ?? ""))];

                    // Twelve characters of a token are those of many: only whole ones, and what is behind them, tell one.
                    told.Where(header => header.Value.Contains(ApiKey[..11], StringComparison.Ordinal) || header.Value.Contains(token[^20..], StringComparison.Ordinal)).ShouldBeEmpty(shape.Manifest());
                }
            },
            1_000);

        forwarded.ShouldBeGreaterThan(1_000);
    }

    private static string Cased(string name, int casing, int seed)
    {
        var chance = new Random(seed);
        StringBuilder text = new();
        foreach (char c in name)
        {
            text.Append((casing == 1 || (casing == 2 && chance.Next(2) == 0)) ? char.ToUpperInvariant(c) : c);
        }

        return text.ToString();
    }
}
