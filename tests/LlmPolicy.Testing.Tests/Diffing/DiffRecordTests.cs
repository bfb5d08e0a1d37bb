using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Testing.Diffing;

/// <summary>Requests that an app recorded, put to two versions of its manifests.</summary>
public sealed class DiffRecordTests : IDisposable
{
    private const string Manifest = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs, namespace: default}
        spec:
          virtualHost:
            domains: ['*']
            routes:
            - matchers: [{prefix: /open}]
              routeAction: {single: {upstream: {name: up, namespace: default}}}
            - matchers: [{prefix: /}]
              options:
                jwtProvidersStaged: {afterExtAuth: {providers: {company: {issuer: me, jwks: {local: {key: '{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}'}}}}}}
                rbac: {policies: {all: {principals: [{jwtPrincipal: {claims: {team: data}}}]}}}
              routeAction: {single: {upstream: {name: up, namespace: default}}}
        """;

    private const string Models = """

        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: vs}], rules: [{models: [small, large]}]}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-");

    private string Records => Path.Combine(_folder.FullName, "replay.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_recorded_is_decided_the_same_by_the_version_that_decided_it()
    {
        await RecordAsync(Manifest, ("/a", "data"), ("/a", "web"), ("/a", null), ("/a", "!"), ("/open", null), ("/open/x?y=z", "data"));

        var recorded = Compare(Manifest, Manifest);

        recorded.Differences.ShouldBeEmpty();
        (recorded.Compared, recorded.DecidedOtherwise, recorded.NotCompared.Count).ShouldBe((6, 0, 0));
    }

    [Fact]
    public async Task A_rule_for_others_allows_and_refuses_the_callers_of_the_past()
    {
        await RecordAsync(Manifest, ("/a", "data"), ("/b", "web"), ("/c", "web"), ("/d", null));

        var recorded = Compare(Manifest, Manifest.Replace("team: data", "team: web", StringComparison.Ordinal));

        recorded.Differences.Select(d => (d.Kind, d.Old, d.New, d.Request, d.Caller, d.Requests)).ShouldBe(
        [
            (PolicyDifferenceKind.NewlyAllowed, "403 rbac.denied", "forwarded to default/up", "GET http://localhost/b", "line 2", 2),
            (PolicyDifferenceKind.NewlyRefused, "forwarded to default/up", "403 rbac.denied", "GET http://localhost/a", "line 1", 1),
        ]);
        recorded.Differences[0].OldPosition!.Line.ShouldBe(13);
        recorded.Compared.ShouldBe(4);
    }

    [Fact]
    public async Task Who_showed_an_API_key_is_known_by_its_Secret_and_the_key_is_nowhere()
    {
        const string Keys = """
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: vs, namespace: default}
            spec:
              virtualHost:
                options: {extauth: {configRef: {name: keys, namespace: default}}}
                routes:
                - matchers: [{prefix: /open}]
                  options: {extauth: {disable: true}}
                  routeAction: {single: {upstream: {name: up, namespace: default}}}
                - matchers: [{prefix: /}]
                  routeAction: {single: {upstream: {name: up, namespace: default}}}
            ---
            apiVersion: enterprise.gloo.solo.io/v1
            kind: AuthConfig
            metadata: {name: keys, namespace: default}
            spec: {configs: [{apiKeyAuth: {labelSelector: {team: data}}}]}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: alice, namespace: default, labels: {team: data}}
            type: extauth.solo.io/apikey
            stringData: {api-key: key-of-alice}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: bob, namespace: default, labels: {team: data}}
            type: extauth.solo.io/apikey
            stringData: {api-key: key-of-bob}
            """;
        await RecordAsync(Keys, ("/a", "key-of-alice"), ("/b", "key-of-bob"), ("/c", "key-of-nobody"), ("/d", null), ("/open", "key-of-alice"));
        (await File.ReadAllTextAsync(Records, TestContext.Current.CancellationToken)).ShouldNotContain("key-of");

        var same = Compare(Keys, Keys);
        (same.Differences.Count, same.Compared, same.DecidedOtherwise, same.NotCompared.Count).ShouldBe((0, 5, 0, 0));

        var recorded = Compare(Keys, Keys.Replace("name: bob, namespace: default, labels: {team: data}", "name: bob, namespace: default", StringComparison.Ordinal));
        recorded.Differences.ShouldHaveSingleItem().Request.ShouldBe("GET http://localhost/b");

        // Nobody looked at the key of the last one.
        var closed = Compare(Keys, Keys.Replace("disable: true", "configRef: {name: keys, namespace: default}", StringComparison.Ordinal));
        (closed.Differences.Count, closed.NotCompared.ShouldHaveSingleItem().Key).ShouldBe((0, "an API key is asked for, and what the caller showed was not recorded"));
    }

    [Fact]
    public async Task A_token_that_ran_out_is_as_old_as_it_was()
    {
        await RecordAsync(Manifest, ("/a", "data", DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()));

        Compare(Manifest, Manifest.Replace("issuer: me,", "issuer: me, clockSkewSeconds: 1,", StringComparison.Ordinal)).Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_token_that_was_refused_stays_so_and_passes_where_none_is_asked_for()
    {
        await RecordAsync(Manifest, ("/a", "!"));

        var recorded = Compare(Manifest, Manifest.Replace("[{prefix: /open}]", "[{prefix: /open}, {prefix: /a}]", StringComparison.Ordinal));

        recorded.Differences.ShouldHaveSingleItem().Kind.ShouldBe(PolicyDifferenceKind.NewlyAllowed);
    }

    [Fact]
    public async Task A_claim_that_was_not_asked_for_is_told_and_not_guessed()
    {
        await RecordAsync(Manifest, ("/a", "data"), ("/a", "data"), ("/a", null));

        var recorded = Compare(Manifest, Manifest.Replace("{team: data}", "{team: data, tier: gold}", StringComparison.Ordinal));

        recorded.Differences.ShouldBeEmpty();
        recorded.NotCompared.ShouldBe(new Dictionary<string, int> { ["the claim tier was not recorded"] = 2 });
        recorded.Compared.ShouldBe(1);
    }

    [Fact]
    public async Task A_header_that_was_not_asked_for_is_told_for_the_requests_that_meet_its_matcher()
    {
        await RecordAsync(Manifest, ("/open", null), ("/a", "data"));

        var recorded = Compare(Manifest, Manifest.Replace("[{prefix: /open}]", "[{prefix: /open, headers: [{name: x-new}]}]", StringComparison.Ordinal));

        recorded.NotCompared.ShouldBe(new Dictionary<string, int> { ["the header x-new was not recorded"] = 1 });
        recorded.Compared.ShouldBe(1);
    }

    [Fact]
    public async Task A_query_parameter_that_was_not_read_is_told_for_the_requests_that_have_it()
    {
        await RecordAsync(Manifest, ("/open", null), ("/open?mode=fast", null), ("/open?other=1", null));

        var recorded = Compare(Manifest, Manifest.Replace("[{prefix: /open}]", "[{prefix: /open, queryParameters: [{name: mode, value: slow}]}]", StringComparison.Ordinal));

        recorded.NotCompared.ShouldBe(new Dictionary<string, int> { ["the query parameter mode was not recorded"] = 1 });
        recorded.Differences.ShouldHaveSingleItem().Requests.ShouldBe(2);
    }

    [Fact]
    public async Task A_query_parameter_that_was_read_is_compared_by_its_value()
    {
        string read = Manifest.Replace("[{prefix: /open}]", "[{prefix: /open, queryParameters: [{name: mode, value: fast}]}]", StringComparison.Ordinal);
        await RecordAsync(read, ("/open?mode=fast", null), ("/open?mode=slow", null), ("/open", null));

        var recorded = Compare(read, read.Replace("value: fast", "value: slow", StringComparison.Ordinal));

        recorded.Differences.Select(d => (d.Kind, d.Caller)).ShouldBe([(PolicyDifferenceKind.NewlyAllowed, "line 2"), (PolicyDifferenceKind.NewlyRefused, "line 1")]);
        (recorded.Compared, recorded.DecidedOtherwise).ShouldBe((3, 0));
    }

    [Fact]
    public async Task A_query_parameter_that_a_header_is_made_of_is_told_where_it_was_not_read()
    {
        await RecordAsync(Manifest, ("/open?mode=fast", null));

        var recorded = Compare(Manifest, Manifest.Replace(
            "matchers: [{prefix: /open}]", "matchers: [{prefix: /open}]\n      options: {headerManipulation: {requestHeadersToAdd: [{header: {key: x-new, value: '%QUERY_PARAM(mode)%'}}]}}", StringComparison.Ordinal));

        recorded.NotCompared.ShouldBe(new Dictionary<string, int> { ["the query parameter mode was not recorded"] = 1 });
    }

    [Fact]
    public async Task A_token_in_a_parameter_that_nobody_looked_at_is_told()
    {
        string elsewhere = Manifest.Replace("issuer: me,", "issuer: me, tokenSource: {queryParams: [t]},", StringComparison.Ordinal);
        await RecordAsync(Manifest, ("/a?t=some.old.token", null), ("/a", null));

        var recorded = Compare(Manifest, elsewhere);

        recorded.NotCompared.ShouldBe(new Dictionary<string, int> { ["a token is asked for, and none was read"] = 1 });
        recorded.Compared.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_in_the_query_is_signed_anew_in_the_place_of_the_old_one()
    {
        string inQuery = Manifest.Replace("issuer: me,", "issuer: me, tokenSource: {queryParams: [t]},", StringComparison.Ordinal);
        await RecordAsync(inQuery, ($"/a?t={Mint("data", 0)}&b=1", null));

        var recorded = Compare(inQuery, inQuery);

        (recorded.Compared, recorded.DecidedOtherwise, recorded.NotCompared.Count).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task A_path_in_which_something_was_masked_is_told()
    {
        await RecordAsync(Manifest, ("/open/eyJhbGciOiJub25lIn0.e30.x", null), ("/open;session=x", null));

        Compare(Manifest, Manifest).NotCompared.ShouldBe(new Dictionary<string, int> { ["a part of the path was not recorded"] = 2 });
    }

    [Fact]
    public async Task A_header_that_was_only_taken_off_is_told_where_it_is_read_now()
    {
        string removed = Manifest.Replace("matchers: [{prefix: /open}]", "matchers: [{prefix: /open}]\n      options: {headerManipulation: {requestHeadersToRemove: [user-agent]}}", StringComparison.Ordinal);
        await RecordAsync(removed, ("/open", null));

        var recorded = Compare(removed, removed.Replace("[{prefix: /open}]", "[{prefix: /open, headers: [{name: user-agent, value: a}]}]", StringComparison.Ordinal));

        recorded.NotCompared.ShouldBe(new Dictionary<string, int> { ["the header user-agent was not recorded"] = 1 });
    }

    [Fact]
    public async Task A_header_that_is_set_from_now_on_is_a_difference()
    {
        await RecordAsync(Manifest, ("/open", null));

        var recorded = Compare(
            Manifest, Manifest.Replace("matchers: [{prefix: /open}]", "matchers: [{prefix: /open}]\n      options: {headerManipulation: {requestHeadersToAdd: [{header: {key: x-new, value: a}}]}}", StringComparison.Ordinal));

        recorded.Differences.ShouldHaveSingleItem().What.ShouldBe("header x-new");
    }

    [Fact]
    public async Task A_token_that_nobody_read_is_told_where_one_is_asked_for_now()
    {
        await RecordAsync(Manifest, ("/open", "data"), ("/open", null));

        var recorded = Compare(Manifest, Manifest.Replace("prefix: /open", "prefix: /closed", StringComparison.Ordinal));

        recorded.NotCompared.ShouldBe(new Dictionary<string, int> { ["a token is asked for, and none was read"] = 1 });
        recorded.Differences.ShouldHaveSingleItem().New.ShouldBe("401 jwt.missing");
    }

    [Fact]
    public async Task A_provider_of_another_name_is_told()
    {
        await RecordAsync(Manifest, ("/a", "data"));
        string renamed = Manifest.Replace("company:", "other:", StringComparison.Ordinal);

        Compare(renamed, renamed).NotCompared.ShouldBe(new Dictionary<string, int> { ["the provider company of its token is in neither version"] = 1 });
    }

    [Fact]
    public async Task Models_of_the_past_are_asked_for_again()
    {
        await RecordAsync(Manifest + Models, ("/open/v1/chat/completions", "small"), ("/open/v1/chat/completions", "large"), ("/open/v1/chat/completions", "other"));

        var recorded = Compare(Manifest + Models, Manifest + Models.Replace("[small, large]", "[small, other]", StringComparison.Ordinal));

        recorded.Differences.Select(d => (d.Kind, d.Caller)).ShouldBe([(PolicyDifferenceKind.NewlyAllowed, "line 3"), (PolicyDifferenceKind.NewlyRefused, "line 2")]);
        recorded.DecidedOtherwise.ShouldBe(0);
    }

    [Fact]
    public async Task A_body_that_was_not_read_is_told_where_a_model_is_asked_for_now()
    {
        await RecordAsync(Manifest, ("/open/v1/chat/completions", "small"));

        Compare(Manifest, Manifest + Models).NotCompared.ShouldBe(new Dictionary<string, int> { ["the body is asked for, and no model was recorded"] = 1 });
    }

    [Fact]
    public async Task Lines_that_are_no_records_are_told_by_their_numbers_and_stop_nothing()
    {
        await RecordAsync(Manifest, ("/a", "data"));
        string record = File.ReadAllLines(Records).Single();
        File.WriteAllLines(Records, ["", "{", record, record[..^20], "{\"format\":\"llmpolicy-replay/1\"}", record.Replace("replay/1", "replay/2", StringComparison.Ordinal), "null", record]);

        var recorded = Compare(Manifest, Manifest);

        recorded.UnreadableLines.ShouldBe([2, 4, 5, 6, 7]);
        recorded.Compared.ShouldBe(2);
    }

    [Fact]
    public async Task Records_that_another_version_decided_are_counted()
    {
        await RecordAsync(Manifest, ("/a", "data"), ("/a", "web"));

        string other = Manifest.Replace("team: data", "team: web", StringComparison.Ordinal);
        Compare(other, other).DecidedOtherwise.ShouldBe(2);
    }

    private RecordedDifferences Compare(string old, string @new) =>
        PolicyDiff.CompareRecords([new ManifestFile("old.yaml", old)], [new ManifestFile("new.yaml", @new)], File.ReadLines(Records));

    private Task RecordAsync(string manifest, params (string Target, string? Caller)[] requests) => RecordAsync(manifest, [.. requests.Select(r => (r.Target, r.Caller, 0L))]);

    /// <summary>Sends requests to an app that records them: with a token for a team, one that is none (!), an API key (key-), or none; for a model, where the path asks for one.</summary>
    private async Task RecordAsync(string manifest, params (string Target, string? Caller, long Expires)[] requests)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["LlmPolicy:Audit:Replay"] = Records });
        builder.AddLlmPolicy().AddManifest(manifest);
        await using var app = builder.Build();
        app.UseLlmPolicy();
        app.Map("/{**path}", () => Results.Ok());
        await app.StartAsync(TestContext.Current.CancellationToken);
        foreach (var (target, caller, expires) in requests)
        {
            bool asksForModel = target.EndsWith("completions", StringComparison.Ordinal);
            using HttpRequestMessage request = new(asksForModel ? HttpMethod.Post : HttpMethod.Get, target);
            if (asksForModel)
            {
                request.Content = new StringContent($$"""{"model":"{{caller}}"}""", Encoding.UTF8, "application/json");
            }
            else if (caller?.StartsWith("key-", StringComparison.Ordinal) is true)
            {
                request.Headers.TryAddWithoutValidation("api-key", caller);
            }
            else if (caller is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {(caller == "!" ? "no.such.token" : Mint(caller, expires))}");
            }

            using var answer = await app.GetTestClient().SendAsync(request, TestContext.Current.CancellationToken);
        }

        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>HS256 (RFC 7518, 3.2) by the manifest's own key.</summary>
    private static string Mint(string team, long expires)
    {
        string signed = $"{Part("""{"alg":"HS256"}""")}.{Part($$"""{"iss":"me","team":"{{team}}"{{(expires > 0 ? $",\"exp\":{expires}" : "")}}}""")}";
        return $"{signed}.{System.Buffers.Text.Base64Url.EncodeToString(HMACSHA256.HashData((byte[])[.. Enumerable.Range(0, 32).Select(i => (byte)i)], Encoding.ASCII.GetBytes(signed)))}";

        static string Part(string json) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
    }
}
