using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmPolicy.AspNetCore.Tests.Audit;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Replay;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.AspNetCore.Tests.Replay;

/// <summary>The file that requests can be put to other manifests from.</summary>
public sealed class ReplayTests : IDisposable
{
    private static readonly string Manifest = TestManifest.WithJwt(
        TestManifest.Route("prefix: /v1\n      headers: [{name: x-tier}, {name: x-api-key, invertMatch: true}]", """
        rbac:
          policies:
            staff:
              principals:
                - jwtPrincipal:
                    claims:
                      org.team: red
              nestedClaimDelimiter: .
        headerManipulation:
          requestHeadersToAdd:
            - header: {key: x-who, value: '%DYNAMIC_METADATA(envoy.filters.http.jwt_authn:principal:nick)%'}
        """));

    private static readonly string Token = TestTokens.Mint("""{"iss":"test","sub":"c4n4ry-sub","nick":"al","org":{"team":"red","salary":"c4n4ry-salary"},"other":"c4n4ry-other"}""");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_request_is_kept_with_what_the_policy_reads_of_it_and_its_caller()
    {
        await using var app = await StartAsync();

        using var answer = await GetAsync(app, "/v1/x?a=1", ("Authorization", $"Bearer {Token}"), ("x-tier", "gold"), ("x-forwarded-for", "192.0.2.1"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var record = (await LinesAsync(app)).ShouldHaveSingleItem();
        Text(record, "format", "method", "scheme", "host", "target", "protocol", "reason", "token")
            .ShouldBe(["llmpolicy-replay/1", "GET", "http", "localhost", "/v1/x?a=***", "HTTP/1.1", "forwarded", "verified"]);
        record.GetProperty("allowed").GetBoolean().ShouldBeTrue();
        record.GetProperty("id").GetString().ShouldBe(answer.Headers.GetValues("x-llmpolicy-decision").Single());
        record.GetProperty("headers").EnumerateArray().Select(header => $"{header.GetProperty("name")}: {header.GetProperty("value")}").ShouldBe(["x-tier: gold", "x-forwarded-for: 192.0.2.1"], ignoreOrder: true);
        record.GetProperty("callers")[0].GetRawText().ShouldBe("""{"provider":"tests","claims":{"iss":"test","nick":"al","org":{"team":"red"}}}""");
        Asked(record, "claims").ShouldBe(["""["iss"]""", """["aud"]""", """["exp"]""", """["nbf"]""", """["org","team"]""", """["nick"]"""], ignoreOrder: true);
        Asked(record, "headers").ShouldContain("\"x-tier\"");
        Asked(record, "headers").ShouldNotContain("\"x-who\"");
    }

    [Fact]
    public async Task No_credential_is_kept_wherever_it_stands_and_whatever_the_policy_reads()
    {
        await using var app = await StartAsync();

        await GetAsync(
            app, $"/v1/x?access_token=c4n4ry&a=1&KEY=c4n4ry&key%20=1", ("Authorization", $"Bearer {Token}"), ("x-tier", "gold"), ("x-api-key", "c4n4ry"), ("Cookie", "c4n4ry=1"));
        await GetAsync(app, "/v1/x", ("Authorization", "Bearer c4n4ry.c4n4ry.c4n4ry"), ("x-tier", "gold"));
        await GetAsync(app, "/v1/x", ("Authorization", $"Bearer {Token}"), ("x-tier", "gold"));

        var records = await LinesAsync(app);
        records.Select(record => record.GetProperty("token").GetString()).ShouldBe(["unread", "refused", "verified"]);
        records[0].GetProperty("target").GetString().ShouldBe("/v1/x?access_token=***&a=***&KEY=***&key%20=***");
        records.ShouldAllBe(record => !record.GetRawText().Contains("c4n4ry") && !record.GetRawText().Contains(Token.Split('.')[2]) && !record.GetRawText().Contains(Token.Split('.')[1]));
    }

    [Theory]
    [InlineData("/a?mode=fast&b=1&b=", "/a?mode=fast&b=***&b=")]
    [InlineData("/a?m%6Fde=fast&Mode=fast", "/a?m%6Fde=***&Mode=***")]
    [InlineData("/a?tag=x&plan=y&who=z", "/a?tag=x&plan=y&who=***")]
    [InlineData("/a?model=m&x=1;deployment=d;y=1", "/a?model=m&x=***;deployment=d;y=***")]
    [InlineData("/a?acc%65ss_token=x&%73ig=x&Signature=x&key=x", "/a?acc%65ss_token=***&%73ig=***&Signature=***&key=***")]
    [InlineData("/a?own_token=x&a&=", "/a?own_token=***&a&=")]
    [InlineData("/a?subscription-key=x&id_token=x&client_secret=x&x-goog-signature=x", "/a?subscription-key=***&id_token=***&client_secret=***&x-goog-signature=***")]
    [InlineData("/v1/eyJhbGciOiJub25lIn0.e30.x/y", "/v1/***/y")]
    [InlineData("/v1/%2565yJhbGciOiJub25lIn0.e30.x/y", "/v1/***/y")]
    [InlineData("/a?mode=eyJhbGciOiJub25lIn0.e30.x", "/a?mode=***")]
    [InlineData("/a?eyJhbGciOiJub25lIn0.e30.x", "/a?***")]
    [InlineData("/bot1:sk-abcdefgh/hf_abcdefgh1234", "/bot1:***/***")]
    [InlineData("/task-runner/sk-l/models", "/task-runner/sk-l/models")]
    [InlineData("/a;jsessionid=x;v=/b?c", "/a;jsessionid=***;v=/b?c")]
    [InlineData("/key=x/access_token", "/key=x/access_token")]
    [InlineData("http://me:secret@host/a?b", "http://host/a?b")]
    [InlineData("%", "%")]
    public void A_target_is_kept_with_the_values_that_are_read_and_with_no_credential_however_it_is_written(string target, string kept)
    {
        string route = TestManifest.Route("prefix: /\n      queryParameters: [{name: mode, value: fast}, {name: key}]", """
            rbac: {policies: {all: {principals: [{jwtPrincipal: {claims: {a: b}}}], permissions: {pathPrefix: '/a?plan='}}}}
            headerManipulation: {requestHeadersToAdd: [{header: {key: x-tag, value: '%QUERY_PARAM(tag)%'}}]}
            """);
        string manifest = TestManifest.WithJwt(route, "tokenSource: {queryParams: [own_token]}");
        new KeptFields([Compile(manifest)]).OfTarget(target).ShouldBe(kept);
    }

    [Fact]
    public void Of_a_header_that_is_changed_and_not_read_is_kept_that_it_was_there()
    {
        var policy = Compile(TestManifest.Open(TestManifest.Route("prefix: /\n      headers: [{name: x-read}]", """
            headerManipulation:
              requestHeadersToRemove: [x-gone, x-read]
              requestHeadersToAdd: [{header: {key: x-set, value: a}, append: false}]
            """)));

        new KeptFields([policy]).OfHeaders([new("X-Gone", "a"), new("x-set", "b"), new("x-read", "c"), new("x-read", "eyJhbGciOiJub25lIn0.e30.x"), new("x-other", "d")])
            .Select(header => $"{header.Name}: {header.Value}").ShouldBe(["X-Gone: ***", "x-set: ***", "x-read: c", "x-read: ***"]);
    }

    [Theory]
    [InlineData("/v1/x", "", "none", ReasonCodes.JwtMissing)]
    [InlineData("/v1/x", "Bearer nothing", "refused", ReasonCodes.JwtBadFormat)]
    [InlineData("/elsewhere", "", "none", ReasonCodes.NoRoute)]
    [InlineData("/elsewhere", "Bearer nothing", "unread", ReasonCodes.NoRoute)]
    [InlineData("/elsewhere?access_token=nothing", "", "unread", ReasonCodes.NoRoute)]
    public async Task What_is_known_of_a_token_is_kept(string target, string authorization, string token, string reason)
    {
        await using var app = await StartAsync();

        await GetAsync(app, target, [("x-tier", "gold"), .. authorization.Length == 0 ? [] : new[] { ("Authorization", authorization) }]);

        Text((await LinesAsync(app)).ShouldHaveSingleItem(), "token", "reason").ShouldBe([token, reason]);
    }

    [Fact]
    public async Task What_a_candidate_reads_is_kept_too()
    {
        _folder.Write("candidate.yaml", Manifest.Replace("name: x-tier", "name: x-more", StringComparison.Ordinal).Replace("org.team", "org.salary", StringComparison.Ordinal));
        await using var app = await StartAsync(("LlmPolicy:Candidate:0", _folder["candidate.yaml"]));
        await app.Logs.Seen("CandidateLoaded", 1);

        await GetAsync(app, "/v1/x", ("Authorization", $"Bearer {Token}"), ("x-tier", "gold"), ("x-more", "yes"));

        var record = (await LinesAsync(app)).ShouldHaveSingleItem();
        record.GetProperty("headers").EnumerateArray().Select(header => header.GetProperty("name").GetString()).ShouldBe(["x-tier", "x-more"], ignoreOrder: true);
        record.GetProperty("callers")[0].GetProperty("claims").GetProperty("org").GetRawText().ShouldBe("""{"team":"red","salary":"c4n4ry-salary"}""");
    }

    [Fact]
    public async Task The_document_has_each_member_of_a_record_and_no_other()
    {
        await using var app = await StartAsync();

        await GetAsync(app, "/v1/x", ("Authorization", $"Bearer {Token}"), ("x-tier", "gold"));

        string document = await File.ReadAllTextAsync(RepositoryRoot.PathOf("docs", "audit.md"), TestContext.Current.CancellationToken);
        var rows = document.Split("## To replay\n")[1].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')[1]);
        string[] documented = [.. rows.SelectMany(cell => Regex.Matches(cell, "`(\\w[^`]*)`").Select(code => code.Groups[1].Value))];

        // No rule read a body here, and nobody showed an API key.
        documented.Except(["models", "apiKey"]).ShouldBe((await LinesAsync(app)).Single().EnumerateObject().Select(member => member.Name), ignoreOrder: true);
    }

    [Fact]
    public async Task Nothing_is_written_without_the_option()
    {
        await using var app = await AuditApp.StartAsync(new LogSink(), AuditApp.On);

        await AuditApp.PostAsync(app, AuditApp.Token);

        await AuditApp.StopAsync(app);
        Directory.GetFiles(_folder.FullName).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_a_warning_and_the_request_is_served()
    {
        await using var app = await StartAsync(("LlmPolicy:Audit:Replay", _folder["missing/replay.jsonl"]));

        (await GetAsync(app, "/v1/x", ("Authorization", $"Bearer {Token}"), ("x-tier", "gold"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(app, "/v1/x", ("Authorization", $"Bearer {Token}"), ("x-tier", "gold"))).StatusCode.ShouldBe(HttpStatusCode.OK);

        await AuditApp.StopAsync(app);
        app.Logs.Named("ReplayFailed").ShouldHaveSingleItem().Level.ShouldBe(LogLevel.Warning);
        app.Services.GetRequiredService<ReplayLog>().Queue.Dropped.ShouldBe(2);
    }

    [Fact]
    public void A_full_file_is_put_aside_once_and_both_are_for_their_owner_alone()
    {
        string path = _folder["replay.jsonl"];

        foreach (string line in (string[])["aaaa", "bbbb", "cccc", "dddd", "eeee"])
        {
            ReplayFile.Append(path, line, 10);
        }

        File.ReadAllText(path).ShouldBe("eeee\n");
        File.ReadAllText(path + ".old").ShouldBe("cccc\ndddd\n");
        Directory.GetFiles(_folder.FullName).Length.ShouldBe(2);
        if (!OperatingSystem.IsWindows())
        {
            Directory.GetFiles(_folder.FullName).Select(File.GetUnixFileMode).ShouldAllBe(mode => mode == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }

    [Fact]
    public void A_file_that_is_there_goes_on_and_one_that_was_taken_away_begins_anew()
    {
        string path = _folder["replay.jsonl"];
        File.WriteAllText(path, "first\n");

        ReplayFile.Append(path, "second", 1000);
        File.ReadAllText(path).ShouldBe("first\nsecond\n");
        File.Move(path, _folder["taken"]);
        ReplayFile.Append(path, "third", 1000);

        File.ReadAllText(path).ShouldBe("third\n");
    }

    [Fact]
    public void A_file_that_others_replaced_or_emptied_goes_on_where_it_ends_now()
    {
        string path = _folder["replay.jsonl"];

        ReplayFile.Append(path, "first", 1000);
        File.Move(path, _folder["taken"]);
        File.WriteAllText(path, "newer\n");
        ReplayFile.Append(path, "second", 1000);
        File.ReadAllText(path).ShouldBe("newer\nsecond\n");
        File.WriteAllText(path, "");
        ReplayFile.Append(path, "third", 1000);

        File.ReadAllText(path).ShouldBe("third\n");
        File.ReadAllText(_folder["taken"]).ShouldBe("first\n");
    }

    [Fact]
    public void A_part_of_a_line_is_a_line_by_itself()
    {
        string path = _folder["replay.jsonl"];
        File.WriteAllText(path, "first\nsec");

        ReplayFile.Append(path, "third", 1000);

        File.ReadAllText(path).ShouldBe("first\nsec\nthird\n");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_link_is_not_followed_wherever_it_leads(bool leadsSomewhere)
    {
        if (OperatingSystem.IsWindows())
        {
            // Links need a privilege there.
            return;
        }

        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        string target = _folder["target"];
        if (leadsSomewhere)
        {
            File.WriteAllText(target, "theirs\n");
            File.SetUnixFileMode(target, Mode);
        }

        File.CreateSymbolicLink(_folder["replay.jsonl"], target);

        Should.Throw<IOException>(() => ReplayFile.Append(_folder["replay.jsonl"], "ours", 3)).Message.ShouldContain("is a link");

        File.Exists(target).ShouldBe(leadsSomewhere);
        if (leadsSomewhere)
        {
            File.ReadAllText(target).ShouldBe("theirs\n");
            File.GetUnixFileMode(target).ShouldBe(Mode);
        }
    }

    private static CompiledPolicy Compile(string manifest) =>
        PolicyCompiler.Compile([new ManifestFile("test.yaml", manifest)], new PolicyCompilerOptions { MissingUpstream = DiagnosticSeverity.Warning }).Policy!;

    private static string?[] Text(JsonElement record, params string[] members) => [.. members.Select(member => record.GetProperty(member).GetString())];

    private static IEnumerable<string> Asked(JsonElement record, string of) => record.GetProperty("asked").GetProperty(of).EnumerateArray().Select(item => item.GetRawText());

    private static async Task<HttpResponseMessage> GetAsync(TestApp app, string target, params (string, string)[] headers) => await app.Get(target, null, headers);

    private async Task<JsonElement[]> LinesAsync(TestApp app)
    {
        await AuditApp.StopAsync(app);
        return [.. (await File.ReadAllLinesAsync(_folder["replay.jsonl"], TestContext.Current.CancellationToken)).Select(line => JsonElement.Parse(line))];
    }

    private Task<TestApp> StartAsync(params (string Key, string? Value)[] configuration) => TestApp.OnTestServer(new Setup
    {
        Configuration = new(configuration.Select(each => KeyValuePair.Create(each.Key, each.Value))
            .Concat(configuration.Any(each => each.Key == "LlmPolicy:Audit:Replay") ? [] : [KeyValuePair.Create("LlmPolicy:Audit:Replay", (string?)_folder["replay.jsonl"])])),
        Services = builder =>
        {
            builder.AddLlmPolicy().AddManifest(Manifest, "test.yaml");
            builder.Services.AddSingleton<RequestsUnderWay>();
        },
        Pipeline = pipeline =>
        {
            pipeline.Services.GetRequiredService<RequestsUnderWay>().In(pipeline);
            pipeline.UseLlmPolicy();
            pipeline.MapGet("/{**path}", () => "served");
        },
    });
}
