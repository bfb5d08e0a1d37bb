using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Audit;

namespace LlmPolicy.AspNetCore.Tests.Audit;

/// <summary>The records of decisions, as the JSON console prints them.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly JsonLines _log = new(AuditLog.Category);

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_request_that_passed_is_recorded_with_caller_model_and_usage()
    {
        await using var app = await AuditApp.StartAsync(_log, AuditApp.On, ("LlmPolicy:Audit:HashKey", AuditApp.HashKey));

        using var answer = await AuditApp.PostAsync(app, AuditApp.Token);

        var record = await _log.NextAsync();
        record.GetProperty("DecisionId").GetString().ShouldBe(answer.Headers.GetValues("x-llmpolicy-decision").Single());
        record.GetProperty("Generation").GetString().ShouldBe(app.Services.GetRequiredService<PolicyStore>().Current.Policy.Generation);
        Texts(record, "Outcome", "Reason", "Route", "Providers", "ModelServed", "Ending", "UsageSource", "UsageEnd")
            .ShouldBe(["allowed", "forwarded", "default/vs:routes[0]", "tests", "gpt-4o-2024-08-06", "Whole", "Reported", "Whole"]);
        (record.GetProperty("Status").GetInt32(), record.GetProperty("UsageInput").GetInt64(), record.GetProperty("UsageOutput").GetInt64(), record.GetProperty("UsageTotal").GetInt64())
            .ShouldBe((200, 9, 7, 16));
        record.GetProperty("DurationMs").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        DateTimeOffset.TryParseExact(record.GetProperty("Time").GetString(), "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_refusal_is_recorded_with_its_rule_and_without_what_is_not_known()
    {
        await using var app = await AuditApp.StartAsync(_log, AuditApp.On);

        (await AuditApp.PostAsync(app, null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var record = await _log.NextAsync();
        Texts(record, "Outcome", "Reason", "Route").ShouldBe(["refused", "jwt.missing", "default/vs:routes[0]"]);
        record.GetProperty("Status").GetInt32().ShouldBe(401);
        record.GetProperty("Rule").GetString()!.ShouldMatch(@"^test\.yaml\(\d+,\d+\)$");
        record.EnumerateObject().Select(field => field.Name).Intersect(["Subject", "Providers", "ModelAsked", "ModelServed", "UsageSource", "UsageInput"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_model_that_was_asked_for_is_recorded_where_a_rule_reads_it()
    {
        await using var app = await AuditApp.StartAsync(_log, AuditApp.Manifest + ModelPolicy, AuditApp.On);

        await AuditApp.PostAsync(app, AuditApp.Token);

        (await _log.NextAsync()).GetProperty("ModelAsked").GetString().ShouldBe("gpt-4o");
    }

    [Fact]
    public async Task Nothing_is_recorded_before_the_configuration_names_a_level_for_it()
    {
        await using var app = await AuditApp.StartAsync(_log);

        await AuditApp.PostAsync(app, AuditApp.Token);
        await AuditApp.StopAsync(app);

        _log.Texts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_caller_is_named_by_the_keyed_hash_of_issuer_and_subject_that_the_document_tells()
    {
        await using var app = await AuditApp.StartAsync(_log, AuditApp.On, ("LlmPolicy:Audit:HashKey", AuditApp.HashKey));

        await AuditApp.PostAsync(app, AuditApp.Token);

        byte[] mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(AuditApp.HashKey), """["test","c4n4ry-alice"]"""u8);
        (await _log.NextAsync()).GetProperty("Subject").GetString().ShouldBe(Convert.ToBase64String(mac).Replace('+', '-').Replace('/', '_').TrimEnd('='));
    }

    [Fact]
    public async Task Without_a_key_callers_are_told_apart_in_one_process_and_not_known_again_in_the_next()
    {
        string other = TestTokens.Mint("""{"iss":"test","sub":"bob","team":"c4n4ry-team"}""");
        await using (var app = await AuditApp.StartAsync(_log, AuditApp.On))
        {
            await AuditApp.PostAsync(app, AuditApp.Token);
            await AuditApp.PostAsync(app, AuditApp.Token);
            await AuditApp.PostAsync(app, other);
            await AuditApp.StopAsync(app);
        }

        await using (var app = await AuditApp.StartAsync(_log, AuditApp.On))
        {
            await AuditApp.PostAsync(app, AuditApp.Token);
            await AuditApp.StopAsync(app);
        }

        string[] subjects = [.. _log.Records.Select(record => record.GetProperty("Subject").GetString()!)];
        subjects[1].ShouldBe(subjects[0]);
        subjects.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_caller_is_named_as_he_is_where_that_is_configured()
    {
        await using var app = await AuditApp.StartAsync(_log, AuditApp.On, ("LlmPolicy:Audit:Subjects", "plain"));

        await AuditApp.PostAsync(app, AuditApp.Token);

        (await _log.NextAsync()).GetProperty("Subject").GetString().ShouldBe("c4n4ry-alice");
    }

    [Fact]
    [AbuseCase("C8")]
    public async Task No_text_of_a_callers_can_begin_a_line_of_its_own_or_end_a_value()
    {
        const string Sly = "x\\r\\n{\\\"EventId\\\":29}\\u2028\\u0007 y";
        await using var app = await AuditApp.StartAsync(
            _log, AuditApp.Manifest, AuditApp.Answer.Replace("gpt-4o-2024-08-06", Sly, StringComparison.Ordinal), AuditApp.On, ("LlmPolicy:Audit:Subjects", "plain"));

        await AuditApp.PostAsync(app, TestTokens.Mint($$"""{"iss":"test","sub":"{{Sly}}","team":"c4n4ry-team"}"""));

        var record = await _log.NextAsync();
        Texts(record, "Subject", "ModelServed").ShouldAllBe(text => text == "x??{\"EventId\":29}???y");
        _log.Texts.Single().TrimEnd('\r', '\n').ShouldNotContain('\n');
    }

    [Fact]
    public async Task No_token_no_claim_and_nothing_of_a_body_is_in_a_record()
    {
        await using var app = await AuditApp.StartAsync(_log, AuditApp.On);

        await AuditApp.PostAsync(app, AuditApp.Token, """{"model":"gpt-4o","messages":[{"content":"c4n4ry-prompt"}]}""");
        await AuditApp.PostAsync(app, TestTokens.Mint("""{"iss":"test","sub":"c4n4ry-bob","team":"c4n4ry-other"}"""));
        await AuditApp.PostAsync(app, "c4n4ry.c4n4ry.c4n4ry");
        await AuditApp.StopAsync(app);

        _log.Texts.Count.ShouldBe(3);
        _log.Texts.ShouldAllBe(text => !text.Contains("c4n4ry") && !text.Contains(AuditApp.Token.Split('.')[2]));
    }

    [Fact]
    public async Task Outcomes_are_sampled_each_at_its_own_rate_and_by_the_decisions_id_alone()
    {
        const int Requests = 400;
        await using var app = await AuditApp.StartAsync(_log, AuditApp.On, ("LlmPolicy:Audit:Sample:Allowed", "0.25"), ("LlmPolicy:Audit:Sample:Refused", "1"));

        HashSet<string> ids = [];
        for (int i = 0; i < Requests; i++)
        {
            using var answer = await AuditApp.PostAsync(app, AuditApp.Token);
            ids.Add(answer.Headers.GetValues("x-llmpolicy-decision").Single());
            await AuditApp.PostAsync(app, null);
        }

        await AuditApp.StopAsync(app);
        var records = _log.Records.ToLookup(record => record.GetProperty("Outcome").GetString());
        records["refused"].Count().ShouldBe(Requests);

        // A quarter of all ids begins with one of a quarter of the digits.
        records["allowed"].Select(record => record.GetProperty("DecisionId").GetString()!).ShouldBe(ids.Where(id => id[0] is >= '0' and <= '3'), ignoreOrder: true);
        records["allowed"].ShouldAllBe(record => record.GetProperty("SampleRate").GetDouble() == 0.25);
    }

    [Theory]
    [InlineData("Sample:Allowed", "1.5")]
    [InlineData("Sample:Refused", "some")]
    [InlineData("Sample:Other", "1")]
    [InlineData("HashKey", "short")]
    [InlineData("Subjects", "md5")]
    [InlineData("Replay", "")]
    [InlineData("ReplayMaxBytes", "10")]
    [InlineData("Other", "1")]
    public async Task A_wrong_option_stops_the_start_by_its_name(string key, string value) =>
        (await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => AuditApp.StartAsync(_log, ($"LlmPolicy:Audit:{key}", value))))
            .Message.ShouldContain("LlmPolicy:Audit:" + key.Split(':')[0]);

    [Fact]
    public async Task The_document_has_each_field_of_a_record_and_no_other()
    {
        await using var app = await AuditApp.StartAsync(_log, AuditApp.Manifest + ModelPolicy, AuditApp.On);
        using System.Diagnostics.Activity activity = new("test");
        activity.SetIdFormat(System.Diagnostics.ActivityIdFormat.W3C).Start();

        await AuditApp.PostAsync(app, AuditApp.Token);

        string document = await File.ReadAllTextAsync(RepositoryRoot.PathOf("docs", "audit.md"), TestContext.Current.CancellationToken);
        string fields = document.Split("## Fields\n")[1].Split("\n## ")[0];
        var documented = Regex.Matches(fields, @"^\| `(\w+)`", RegexOptions.Multiline).Select(row => row.Groups[1].Value);
        documented.ShouldBe((await _log.NextAsync()).EnumerateObject().Select(field => field.Name).Except(["Message", "{OriginalFormat}"]));
    }

    private const string ModelPolicy = """

        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: vs}], rules: [{models: ['*']}]}
        """;

    private static string?[] Texts(JsonElement record, params string[] fields) => [.. fields.Select(field => record.GetProperty(field).GetString())];
}
