using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Guard;

/// <summary>Refusals before an app's own endpoints, by socket, in both forms.</summary>
public sealed class RefusalBodyTests
{
    private static readonly IReadOnlyDictionary<string, RefusedRequestCase> Cases = RefusedRequestCase.All.ToDictionary(one => one.Name);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_body_has_the_form_that_is_set_and_all_else_is_the_same(string name)
    {
        RefusedRequestCase asked = Cases[name];

        RawResponse plain = await AskAsync(asked, []);
        RawResponse formed = await AskAsync(asked, new() { ["LlmPolicy:RefusalBodies"] = "provider" });

        (plain.Status, plain.Body).ShouldBe((asked.Status, asked.Plain));
        (formed.Status, formed.Body).ShouldBe((asked.Status, asked.Form ?? asked.Plain));
        RefusedRequestCase.Steady(formed.Head.Split("\r\n")).ShouldBe([.. RefusedRequestCase.Steady(plain.Head.Split("\r\n")), .. asked.FormHeaders], ignoreOrder: true);
        formed.Head.Contains("content-type: application/json", StringComparison.OrdinalIgnoreCase).ShouldBe(asked.Form is not null);
    }

    private static async Task<RawResponse> AskAsync(RefusedRequestCase asked, Dictionary<string, string?> configuration)
    {
        await using TestApp app = await TestApp.OnKestrel(TestApp.Guard(RefusedRequestCase.Policy, endpoints => endpoints.MapFallback(() => "served")) with { Configuration = configuration });
        return await app.Raw().Send(asked.Bytes());
    }
}
