using System.Text;
using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Guard;

/// <summary>A ModelPolicy before an app's own endpoints, by socket.</summary>
public sealed class ModelRuleTests
{
    private static readonly IReadOnlyDictionary<string, ModelRequestCase> Cases = ModelRequestCase.All.ToDictionary(one => one.Name);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_model_that_is_not_allowed_never_reaches_the_endpoint_however_it_is_asked_for(string name)
    {
        ModelRequestCase asked = Cases[name];
        int served = 0;
        await using TestApp app = await TestApp.OnKestrel(TestApp.Guard(
            TestManifest.Open(TestManifest.Route("prefix: /")) + ModelRequestCase.Policy("vs"),
            endpoints => endpoints.MapFallback(async (HttpContext context) =>
            {
                served++;
                using MemoryStream body = new();
                await context.Request.Body.CopyToAsync(body);
                return Encoding.Latin1.GetString(body.ToArray()) == asked.Body ? Results.Ok() : Results.StatusCode(299);
            })));

        RawResponse answer = await app.Raw().Send(asked.Bytes("app"));

        answer.Status.ShouldBe(asked.Status, answer.Body);
        served.ShouldBe(asked.Status == 200 ? 1 : 0);
        if (asked.Status != 200)
        {
            answer.Body.ShouldStartWith(asked.Words);
        }
    }

    [Theory]
    [InlineData("/stream")]
    [InlineData("/reader")]
    public async Task An_endpoint_reads_the_model_that_the_policy_sets(string path)
    {
        await using TestApp app = await TestApp.OnKestrel(TestApp.Guard(
            TestManifest.Open(TestManifest.Route($"exact: {path}", "prefixRewrite: /v1/chat/completions")) + Policy("rules: [{models: [fast], setModel: {fast: org/a-longer-name}}]"),
            Bodies.BodyApp.MapEchoes));

        RawResponse answer = await app.Raw().Send(Encoding.Latin1.GetBytes($"POST {path} HTTP/1.1\r\nHost: app\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{{\"model\":\"fast\"}}"));

        (answer.Status, answer.Body).ShouldBe((200, """{"model":"org/a-longer-name"}"""));
    }

    [Fact]
    public async Task A_list_of_models_shows_those_alone_that_the_caller_may_use()
    {
        await using TestApp app = await TestApp.Guarding(
            TestManifest.Open(TestManifest.Route("prefix: /")) + Policy("filterModelList: true, rules: [{models: [good*]}]"),
            endpoints => endpoints.MapGet("/v1/models", () => Results.Json(new { data = new[] { new { id = "good" }, new { id = "evil" } } })));

        using HttpResponseMessage answer = await app.Get("/v1/models");

        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("""{"data":[{"id":"good"}]}""");
    }

    private static string Policy(string spec) =>
        "\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: ModelPolicy\nmetadata: {name: models, namespace: default}\nspec: {targetRefs: [{kind: VirtualService, name: vs}], " + spec + "}\n";
}
